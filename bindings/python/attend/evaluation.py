"""What a register means under a policy on a day."""

from __future__ import annotations

import json
from array import array
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any, Mapping, Sequence

from . import capi
from .calendar import Calendar
from .days import Day, day_number, to_optional_date
from .errors import AttendError, fail, fail_status
from .policy import Policy
from .prepared import Grid, Prepared, Said
from .results import TierDay, pupil_result, resolved_needs, school_result, tier_day
from .why import Tree


@dataclass(frozen=True)
class Column:
    """One measure of every pupil, in the order of Evaluation.pupils: read-only buffers of shape (pupils,).

    ``count`` and ``of`` (int64) are the numerator and denominator: sessions for a rate; sessions and sessions per day for days;
    the number and 0 for a count or run; for a difference the exact fraction. ``need`` (int8) is 0 where the value is known.
    """

    count: memoryview
    of: memoryview
    need: memoryview


@dataclass(frozen=True)
class TierColumn:
    """The tier of every pupil under one policy, in the order of Evaluation.pupils: read-only buffers of shape (pupils,).

    ``possible`` (uint32) has a bit for each tier that is possible, bit 0 the least intensive; one bit: that is the tier.
    ``computed`` is the same without an override. ``since`` (int32) is the first day of the unbroken stretch, days since 1970-01-01;
    ``provisional`` (int8) 1 or 0. ``tier_ids`` are the ids of the tiers by bit.
    """

    tier_ids: tuple[str, ...]
    possible: memoryview
    computed: memoryview
    since: memoryview
    provisional: memoryview

    def counts(self) -> dict[str | None, int]:
        """How many pupils are in each tier, the least intensive first; None: those of whom more than one is possible."""
        found = Counter(self.possible.tolist())
        known: dict[str | None, int] = {id: found.pop(1 << bit, 0) for bit, id in enumerate(self.tier_ids)}
        return {**known, None: sum(found.values())}

    def in_words(self) -> dict[str, list[Any]]:
        """``tier`` (None: not known), ``at_least``, ``at_most``, ``since`` (a date or None) and ``provisional`` of every pupil."""
        bits, ids = self.possible.tolist(), self.tier_ids
        return {
            "tier": [ids[word.bit_length() - 1] if word and not word & (word - 1) else None for word in bits],
            "at_least": [ids[(word & -word).bit_length() - 1] for word in bits],
            "at_most": [ids[word.bit_length() - 1] for word in bits],
            "since": [to_optional_date(day) for day in self.since.tolist()],
            "provisional": [bool(value) for value in self.provisional.tolist()],
        }


class Evaluation(Prepared):
    """What a register means under a policy on a day. Immutable; keeps its policy and calendar.

    ``pupils`` are the ids in the order of every column. ``measures`` maps each measure's id to a Column; ``flags`` each flag's id to a
    read-only int8 buffer of shape (pupils,): 1 true, 0 false, -1 unknown; ``tiers`` each policy with tiers to a TierColumn; ``missing``
    is a uint32 buffer of the sessions of the academic year without a mark. ``numpy.asarray`` of any of them copies nothing.
    ``findings`` are those of the run, errors first; ``omitted`` counts what is not listed; ``left_out`` the pupils that quarantine
    left out.
    """

    def __init__(self, policy: Policy, calendar: Calendar, as_of: int, pupils: tuple[str, ...], grid: Grid, said: Said) -> None:
        """Use evaluate()."""
        super().__init__(policy, calendar, as_of, pupils, grid, said)
        self.measures: Mapping[str, Column] = {}
        self.flags: Mapping[str, memoryview] = {}
        self.tiers: Mapping[str, TierColumn] = {}
        self.missing = memoryview(b"")
        self._school_days: dict[str, str] = {}
        self._decide()

    def _decide(self) -> None:
        policy, n = self.policy, len(self.pupils)
        n_measures, n_flags, n_tiers = len(policy.measures), len(policy.flags), len(policy.tiers)
        values = [array(kind, bytes(size * n * n_measures)) for kind, size in (("q", 8), ("q", 8), ("b", 1))]
        flags, missing = array("b", bytes(n * n_flags)), array("I", bytes(4 * n))
        tiers = [array(kind, bytes(size * n * n_tiers)) for kind, size in (("I", 4), ("I", 4), ("i", 4), ("b", 1))]
        count, of, need = values
        status, error, _ = capi.batch_run(*self.arguments(), self._as_of, count, of, need, flags, missing, *tiers)
        if status != 0:
            fail_status(status, error)
        parts = zip(*(_columns(block, n_measures) for block in values))
        self.measures = {item.id: Column(*part) for item, part in zip(policy.measures, parts)}
        self.flags = {item.id: part for item, part in zip(policy.flags, _columns(flags, n_flags))}
        parts = zip(*(_columns(block, n_tiers) for block in tiers))
        ids = {item.id: tuple(tier.plain_id for tier in item.tiers) for item in policy.tiers}
        self.tiers = {id: TierColumn(ids[id], *part) for id, part in zip(ids, parts)}
        self.missing = memoryview(missing).toreadonly()

    def pupil(self, pupil: str) -> dict[str, Any]:
        """Everything about one pupil, as ``attend evaluate --format json`` has it: ``measures`` (``count``, ``of``, ``percent``),
        ``flags`` (True, False, None for unknown), ``tiers`` (``tier``, ``since``, ``provisional``, ``at_least``, ``at_most``, ``needs``,
        ``computed``, ``why``), ``needs``, ``missing``, ``findings``. Raises AttendError (``not_found``).
        """
        position = self.position(pupil)
        return pupil_result(self, position, self._pupil_findings.get(position, []))

    def school(self) -> dict[str, Any]:
        """The sums over all pupils: of each count, rate and days measure, how many pupils each flag is true, false and unknown for,
        and how many are in each tier. A rate is the sum of the numerators over the sum of the denominators, never a mean of rates."""
        return school_result(self)

    def to_dict(self) -> dict[str, Any]:
        """The whole result as ``attend evaluate --format json`` prints it."""
        return {
            **self.head(),
            "school": self.school(),
            "pupils": [self.pupil(pupil) for pupil in self.pupils],
            "left_out": [{"pupil": p, "findings": [f.as_dict() for f in findings]} for p, findings in self.left_out],
            "findings": [finding.as_dict() for finding in self.findings],
            "findings_omitted": self.omitted,
        }

    def head(self) -> dict[str, Any]:
        """What the result was made with: library, policy, day."""
        return {
            "attend": {"version": capi.attend_version(), "semantics": capi.SEMANTICS},
            "policy": {"ids": list(self.policy.ids), "digest": self.policy.digest},
            "as_of": self.as_of.isoformat(),
        }

    def to_columns(self) -> dict[str, Any]:
        """One column a name, ready for a data frame: ``pupil``; ``ID.count``, ``ID.of`` and ``ID.need`` of each measure; ``ID.flag`` of each
        flag; ``POLICY.tier`` (None: not known), ``.at_least``, ``.at_most``, ``.since`` (a date or None), ``.provisional`` and ``.needs``
        (names with spaces between) of each policy with tiers; ``missing``."""
        columns: dict[str, Any] = {"pupil": list(self.pupils)}
        for id, column in self.measures.items():
            columns.update({f"{id}.count": column.count, f"{id}.of": column.of, f"{id}.need": column.need})
        columns.update({f"{id}.flag": flag for id, flag in self.flags.items()})
        for index, (id, tiers) in enumerate(self.tiers.items()):
            columns.update({f"{id}.{name}": values for name, values in tiers.in_words().items()})
            columns[f"{id}.needs"] = [" ".join(self._tier_needs(i, index, tiers)) for i in range(len(self.pupils))]
        columns["missing"] = self.missing
        return columns

    def _tier_needs(self, position: int, index: int, column: TierColumn) -> list[str]:
        bits = column.possible[position]
        return resolved_needs(self, position, self.trees(position, [(capi.ITEM_TIERS, index)])[0]) if bits & (bits - 1) else []

    def _reason(self, pupil: str, item: str, format: int) -> str:
        kind, index = self.item(item)
        status, error, text = capi.reason(*self.arguments(), self._as_of, self.position(pupil), kind, index, format)
        if text is None:
            fail_status(status, error)
        return text

    def explain(self, pupil: str, item: str) -> str:
        """Why a tier (by its policy's id), flag or measure of a pupil is what it is, as lines for a person. Raises AttendError
        (``not_found``)."""
        return self._reason(pupil, item, capi.TEXT)

    def reason(self, pupil: str, item: str) -> dict[str, Any]:
        """Why a tier (by its policy's id), flag or measure of a pupil is what it is, as a tree. Raises AttendError (``not_found``)."""
        tree: dict[str, Any] = json.loads(self._reason(pupil, item, capi.JSON))
        return tree

    def trees(self, position: int, items: Sequence[tuple[int, int]]) -> list[Tree]:
        """As reason(), of several items of the pupil at a position, each by kind and index; the pupil is folded once."""
        pairs = array("I", (word for pair in items for word in pair))
        status, error, texts = capi.reasons(*self.arguments(), self._as_of, position, pairs, capi.JSON)
        if texts is None:
            fail_status(status, error)
        return [json.loads(text) for text in texts]

    def trace(self, pupil: str, first_day: Day, last_day: Day | None = None, *, daily: bool = False) -> list[TierDay]:
        """The tiers of a pupil from a day to another (the evaluation's own when left out, and no later): for the first day and each day
        on which anything about a tier changed, or for every day. Raises AttendError (``not_found``, ``date_order``, ``range``).
        """
        last = self._as_of if last_day is None else day_number(last_day)
        if last > self._as_of:
            fail("range", "a trace ends on the day of the evaluation or before")
        flags = capi.TRACE_DAILY if daily else 0
        status, error, rows = capi.trace(*self.arguments(), self.position(pupil), day_number(first_day), last, flags)
        if rows is None:
            fail_status(status, error)
        return [tier_day(self.policy, row) for row in rows]

    def tally(self, pupil: str, first_day: Day, last_day: Day) -> dict[str, int]:
        """How often each code stands in the clean marks of a pupil in a stretch of days, most often first; ``""`` counts school sessions
        without a mark. Raises AttendError (``not_found``, ``date_order``).
        """
        days = day_number(first_day), day_number(last_day)
        status, error, counts = capi.register_tally(*self.arguments(), self.position(pupil), self._as_of, *days)
        if counts is None:
            fail_status(status, error)
        names = {index: text for text, index in self.policy.codes.items()}
        return {names.get(index, ""): count for index, count in sorted(counts, key=lambda pair: (-pair[1], pair[0]))}

    def supposing(self, pupil: str, codes: Mapping[str, str]) -> Evaluation:
        """What the pupil alone would be if marks had other codes: ``{"N": "I"}`` takes every N for an I. Raises AttendError
        (``not_found``, ``unknown_code``)."""
        position, table = self.position(pupil), bytearray(range(256))
        for old, new in codes.items():
            table[self.policy.code(old, self.as_of).index] = self.policy.code(new, self.as_of).index
        one = self._grid.only([position])
        changed = replace(one, cells=bytearray(one.cells.translate(bytes(table))))
        return Evaluation(self.policy, self.calendar, self._as_of, (pupil,), changed, Said())

    def school_day(self, day: str) -> str:
        """The first school day on or after a day, as text; the day itself when the calendar ends before one."""
        if day not in self._school_days:
            try:
                self._school_days[day] = self.calendar.next_school_day(day).isoformat()
            except AttendError:
                self._school_days[day] = day
        return self._school_days[day]


def _columns(block: array[Any], n_items: int) -> list[memoryview]:
    """The columns of a block, item after item."""
    view = memoryview(block).toreadonly()
    length = len(view) // max(n_items, 1)
    return [view[i * length : (i + 1) * length] for i in range(n_items)]
