"""A register, checked and put in the terms of a policy and a calendar: what the library decides on."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Sequence, Tuple

from . import capi
from .calendar import Calendar, calendar_handle
from .days import to_date
from .errors import Finding, fail
from .journal import Packed, only_events, only_facts
from .policy import Policy, handle_of

Cells = Tuple[bytearray, int, int, int, "array[int]", "array[int]", "array[int]"]
Arguments = Tuple["capi.PolicyHandle", "capi.CalendarHandle", Cells]


class LeftOut(NamedTuple):
    """A pupil left out by quarantine, and why."""

    pupil: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Grid:
    """The clean register as the library takes it."""

    cells: bytearray
    n_pupils: int
    first_day: int
    n_weeks: int
    spells: array[int]
    facts: Packed
    events: Packed

    def only(self, kept: Sequence[int]) -> Grid:
        """The rows of some pupils alone."""
        width = len(self.cells) // max(self.n_pupils, 1)
        cells = bytearray().join(self.cells[i * width : (i + 1) * width] for i in kept)
        place = {i: position for position, i in enumerate(kept)}
        spells = array("i")
        for at in range(0, len(self.spells), 4):
            if self.spells[at] in place:
                spells.extend((place[self.spells[at]], *self.spells[at + 1 : at + 4]))
        facts, events = only_facts(self.facts, place), only_events(self.events, place)
        return Grid(cells, len(kept), self.first_day, self.n_weeks, spells, facts, events)


@dataclass
class Said:
    """What was said of rows while a register was prepared."""

    findings: tuple[Finding, ...] = ()
    omitted: int = 0
    left_out: tuple[LeftOut, ...] = ()
    of_pupils: dict[int, list[Finding]] | None = None


class Prepared:
    """A register in the terms of a policy and a calendar, up to a day; nothing is decided yet. Immutable; keeps its policy and calendar.

    ``pupils`` are the ids in the order of the register. ``findings`` are those of its rows, errors first; ``omitted`` counts what is
    not listed; ``left_out`` the pupils that quarantine left out.
    """

    def __init__(self, policy: Policy, calendar: Calendar, as_of: int, pupils: tuple[str, ...], grid: Grid, said: Said) -> None:
        """Use prepare() or evaluate()."""
        self.policy = policy
        self.calendar = calendar
        self.as_of: date = to_date(as_of)
        self.pupils = pupils
        self.findings = said.findings
        self.omitted = said.omitted
        self.left_out = said.left_out
        self._pupil_findings = said.of_pupils or {}
        self._as_of = as_of
        self._grid = grid
        self._positions = {pupil: position for position, pupil in enumerate(pupils)}

    def __repr__(self) -> str:
        return f"<attend.{type(self).__name__} of {len(self.pupils)} pupils as of {self.as_of}>"

    def position(self, pupil: str) -> int:
        """Where a pupil is in ``pupils`` and in every column. Raises AttendError (``not_found``)."""
        position = self._positions.get(pupil)
        if position is None:
            fail("not_found", "the register has no such pupil, or quarantine left the pupil out")
        return position

    def arguments(self) -> Arguments:
        """Policy, calendar and register as the private module takes them."""
        grid = self._grid
        cells = (grid.cells, grid.first_day, grid.n_weeks, grid.n_pupils, grid.spells, grid.facts.words, grid.events.words)
        return handle_of(self.policy), calendar_handle(self.calendar), cells

    def item(self, item: str) -> tuple[int, int]:
        """Kind and index of the tiers of a policy, or of a flag or measure; the first of these that has the id."""
        for index, tiers in enumerate(self.policy.tiers):
            if item in (tiers.id, f"{tiers.id}/tiers"):
                return capi.ITEM_TIERS, index
        for kind, items in ((capi.ITEM_FLAG, self.policy.flags), (capi.ITEM_MEASURE, self.policy.measures)):
            for index, known in enumerate(items):
                if item in (known.id, f"{known.policy}/{known.id}"):
                    return kind, index
        fail("not_found", f"the policy has no tiers, flag or measure '{item[:80]}'")
