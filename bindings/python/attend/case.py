"""Cases: the running state of one pupil as bytes, carried forward day by day."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from . import capi
from .calendar import calendar_handle
from .days import Day, day_number, to_optional_date
from .errors import fail, fail_status
from .policy import Policy, handle_of
from .prepared import Cells, Prepared
from .results import TierDay, tier_day


def _new(policy: Policy) -> bytes:
    status, _, made = capi.case_new(handle_of(policy))
    if made is None:
        fail_status(status)
    return made


class Case:
    """The state of one pupil under a policy set, closed through a day. Immutable: advance() gives a new one. Picklable.

    ``bytes(case)`` is what to store: the same on every platform, at most 64 KiB, checked when it is read again. State is derived,
    never authoritative: when a mark, spell, fact or event of a closed day changes, the case is stale and is folded again.

    >>> policy = Policy.load("gb-eng-process")
    >>> Case(policy).day is None
    True
    """

    __slots__ = ("policy", "_bytes", "_day")

    def __init__(self, policy: Policy, stored: bytes | bytearray | memoryview | None = None) -> None:
        """A case that has consumed nothing, or one from stored bytes. Raises AttendError: ``case`` for bytes that are none or are
        damaged, ``mismatch`` for another policy set, ``newer`` for a later release's."""
        self.policy = policy
        self._bytes = _new(policy) if stored is None else bytes(memoryview(stored))
        status, day = capi.case_check(handle_of(policy), self._bytes)
        if status == 0 and len(self._bytes) != len(_new(policy)):
            status = capi.E_CASE
        if status != 0:
            fail_status(status)
        self._day = to_optional_date(day)

    def __bytes__(self) -> bytes:
        return self._bytes

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Case) and self._bytes == other._bytes

    def __hash__(self) -> int:
        return hash(self._bytes)

    def __reduce__(self) -> tuple[Any, ...]:
        return Case, (self.policy, self._bytes)

    def __repr__(self) -> str:
        return f"<attend.Case of {len(self._bytes)} bytes, closed through {self._day}>"

    @property
    def day(self) -> date | None:
        """The day through which it is closed; None when it has consumed nothing."""
        return self._day

    def _rows(self, rows: Prepared, pupil: str) -> tuple[int, Cells]:
        """Codes, facts and steps are numbers of a policy set, so rows of another one would be misread."""
        if (rows.policy.digest, rows.policy.ids) != (self.policy.digest, self.policy.ids):
            fail("mismatch", "the rows are in terms of another policy set")
        return rows.position(pupil), rows.arguments()[2]

    def advance(self, rows: Prepared, pupil: str, through: Day) -> Case:
        """The case carried through a day, with the new rows of a pupil: marks and events dated after the case's day (an earlier one is
        ``stale``), spells and facts in whole. Rows are those of prepare(), or an Evaluation, as of that day or later. Raises AttendError
        (``stale``, ``mismatch``, ``not_found``, ``range``)."""
        position, cells = self._rows(rows, pupil)
        if day_number(through) > day_number(rows.as_of):
            fail("range", "the rows end before the day through which the case would be carried")
        status, error, made = capi.case_advance(
            handle_of(self.policy), calendar_handle(rows.calendar), cells, position, day_number(through), self._bytes
        )
        if made is None:
            fail_status(status, error)
        return Case(self.policy, made)

    def is_current(self, rows: Prepared, pupil: str) -> bool:
        """Whether a register, handed in whole, still says what the case has consumed. Raises AttendError as advance() does."""
        position, cells = self._rows(rows, pupil)
        if self._day is not None and self._day > rows.as_of:
            fail("range", "the rows end before the case's day")
        status, error, _ = capi.case_current(
            handle_of(self.policy), calendar_handle(rows.calendar), cells, position, self._bytes
        )
        if status not in (0, capi.E_STALE):
            fail_status(status, error)
        return status == 0

    def decide(self) -> list[TierDay]:
        """The tier of each policy that has any, on the case's day. Raises AttendError (``not_found``) when it has consumed nothing."""
        status, _, rows = capi.case_decide(handle_of(self.policy), self._bytes)
        if status != 0:
            fail_status(status)
        return [tier_day(self.policy, row) for row in rows]

    def reason(self, rows: Prepared, pupil: str, item: str) -> dict[str, Any]:
        """Why a tier (by its policy's id), flag or measure is what it is on the case's day, as a tree; of ``rows`` only spells and facts
        are read. Raises AttendError (``stale``, ``not_found``)."""
        position, cells = self._rows(rows, pupil)
        kind, index = rows.item(item)
        status, error, text = capi.case_reason(
            handle_of(self.policy), calendar_handle(rows.calendar), cells, position, self._bytes, kind, index, capi.JSON
        )
        if text is None:
            fail_status(status, error)
        tree: dict[str, Any] = json.loads(text)
        return tree
