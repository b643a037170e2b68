"""Evaluating a register under a policy on a day."""

from __future__ import annotations

import json
from array import array
from dataclasses import dataclass
from datetime import date
from typing import Any, Mapping, NamedTuple, Sequence, Tuple

from . import capi
from .calendar import Calendar, calendar_handle
from .days import Day, day_number, to_date
from .errors import AttendError, Finding, Findings, fail, fail_status
from .judging import Judged, RowFindings, mismatch_finding, span_finding, unresolved_findings
from .policy import Policy, handle_of
from .register import Register, read_csv
from .results import pupil_result, school_result
from .rows import Resolved, Spells, in_terms_of


@dataclass(frozen=True)
class Column:
    """One measure of every pupil, in the order of Evaluation.pupils: read-only buffers of shape (pupils,).

    ``count`` and ``of`` (int64) are the numerator and denominator: sessions for a rate; sessions and sessions per day for days;
    the number and 0 for a count or run; for a difference the exact fraction. ``need`` (int8) is 0 where the value is known.
    """

    count: memoryview
    of: memoryview
    need: memoryview


class LeftOut(NamedTuple):
    """A pupil left out by quarantine, and why."""

    pupil: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class _Grid:
    """The clean register as the library decides on it."""

    cells: bytearray
    n_pupils: int
    first_day: int
    n_weeks: int
    spells: array[int]



_Arguments = Tuple["capi.PolicyHandle", "capi.CalendarHandle", bytearray, int, int, int, "array[int]", int]


class Evaluation:
    """What a register means under a policy on a day. Immutable; keeps its policy and calendar.

    ``pupils`` are the ids in the order of every column. ``measures`` maps each measure's id to a Column; ``flags`` each flag's id to a
    read-only int8 buffer of shape (pupils,): 1 true, 0 false, -1 unknown; ``missing`` is a uint32 buffer of the sessions of the
    academic year without a mark. ``numpy.asarray`` of any of them copies nothing. ``findings`` are those of the run, errors
    first; ``omitted`` counts what is not listed; ``left_out`` the pupils that quarantine left out.
    """

    def __init__(self, policy: Policy, calendar: Calendar, as_of: int, pupils: tuple[str, ...], grid: _Grid) -> None:
        """Use evaluate()."""
        self.policy = policy
        self.calendar = calendar
        self.as_of: date = to_date(as_of)
        self.pupils = pupils
        self.findings: tuple[Finding, ...] = ()
        self.omitted = 0
        self.left_out: tuple[LeftOut, ...] = ()
        self._as_of = as_of
        self._grid = grid
        self._positions = {pupil: position for position, pupil in enumerate(pupils)}
        self._pupil_findings: dict[int, list[Finding]] = {}
        self.measures: Mapping[str, Column] = {}
        self.flags: Mapping[str, memoryview] = {}
        self.missing = memoryview(b"")
        self._decide()

    def _decide(self) -> None:
        n, n_measures, n_flags = len(self.pupils), len(self.policy.measures), len(self.policy.flags)
        count, of = array("q", bytes(8 * n * n_measures)), array("q", bytes(8 * n * n_measures))
        need, flags, missing = array("b", bytes(n * n_measures)), array("b", bytes(n * n_flags)), array("I", bytes(4 * n))
        status, error, _ = capi.batch_run(*self._arguments(), count, of, need, flags, missing)
        if status != 0:
            fail_status(status, error)
        columns = [_columns(block, n_measures) for block in (count, of, need)]
        self.measures = {item.id: Column(*parts) for item, *parts in zip(self.policy.measures, *columns)}
        self.flags = {item.id: part for item, part in zip(self.policy.flags, _columns(flags, n_flags))}
        self.missing = memoryview(missing).toreadonly()

    def _arguments(self) -> _Arguments:
        grid = self._grid
        return (
            handle_of(self.policy), calendar_handle(self.calendar),
            grid.cells, grid.n_pupils, grid.first_day, grid.n_weeks, grid.spells, self._as_of,
        )

    def __repr__(self) -> str:
        return f"<attend.Evaluation of {len(self.pupils)} pupils as of {self.as_of}>"

    def _position(self, pupil: str) -> int:
        position = self._positions.get(pupil)
        if position is None:
            fail("not_found", "the register has no such pupil, or quarantine left the pupil out")
        return position

    def pupil(self, pupil: str) -> dict[str, Any]:
        """Everything about one pupil, as ``attend evaluate --format json`` has it: ``measures`` (``count``, ``of``, ``percent``),
        ``flags`` (True, False, None for unknown), ``needs``, ``missing``, ``findings``. Raises AttendError (``not_found``).
        """
        position = self._position(pupil)
        return pupil_result(self, position, self._pupil_findings.get(position, []))

    def school(self) -> dict[str, Any]:
        """The sums over all pupils: of each count, rate and days measure, and how many pupils each flag is true, false and
        unknown for. A rate is the sum of the numerators over the sum of the denominators, never a mean of rates."""
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
        """One column a name, ready for a data frame: ``pupil``; ``ID.count``, ``ID.of`` and ``ID.need`` of each measure;
        ``ID.flag`` of each flag; ``missing``."""
        columns: dict[str, Any] = {"pupil": list(self.pupils)}
        for id, column in self.measures.items():
            columns.update({f"{id}.count": column.count, f"{id}.of": column.of, f"{id}.need": column.need})
        columns.update({f"{id}.flag": flag for id, flag in self.flags.items()})
        columns["missing"] = self.missing
        return columns

    def _item(self, item: str) -> tuple[int, int]:
        """Kind and index of a flag or measure; a flag when both have the id."""
        for kind, items in ((capi.ITEM_FLAG, self.policy.flags), (capi.ITEM_MEASURE, self.policy.measures)):
            for index, known in enumerate(items):
                if item in (known.id, f"{known.policy}/{known.id}"):
                    return kind, index
        fail("not_found", f"the policy has no flag or measure '{item[:80]}'")

    def _reason(self, pupil: str, item: str, format: int) -> str:
        kind, index = self._item(item)
        status, error, text = capi.reason(*self._arguments(), self._position(pupil), kind, index, format)
        if text is None:
            fail_status(status, error)
        return text

    def explain(self, pupil: str, item: str) -> str:
        """Why a flag or measure of a pupil is what it is, as lines for a person. Raises AttendError (``not_found``)."""
        return self._reason(pupil, item, capi.TEXT)

    def reason(self, pupil: str, item: str) -> dict[str, Any]:
        """Why a flag or measure of a pupil is what it is, as a tree. Raises AttendError (``not_found``)."""
        tree: dict[str, Any] = json.loads(self._reason(pupil, item, capi.JSON))
        return tree

    def flag_parts(self, position: int, flag: int) -> tuple[int, Sequence[int]]:
        """Of the flag at an index, for the pupil at a position: what its unknown parts need (bit i for need i), and the
        indices of the measures it compares."""
        status, error, parts = capi.reason_parts(*self._arguments(), position, flag)
        if parts is None:
            fail_status(status, error)
        return parts


def _columns(block: array[Any], n_items: int) -> list[memoryview]:
    """The columns of a block, item after item."""
    view = memoryview(block).toreadonly()
    length = len(view) // max(n_items, 1)
    return [view[i * length : (i + 1) * length] for i in range(n_items)]


def evaluate(
    policy: Policy, register: Register, as_of: Day, calendar: Calendar | None = None, quarantine: bool = False
) -> Evaluation:
    """Every measure and flag of every pupil, as of the end of a day.

    Without a calendar one is derived from the marks. Strict unless ``quarantine``: one error in a row and nothing is decided;
    AttendError then lists every error with file and line. With ``quarantine`` the pupils concerned are left out and listed in
    ``Evaluation.left_out``.

    >>> rows = [("p", "2025-09-02", "AM", "/"), ("p", "2025-09-02", "PM", "I")]
    >>> result = evaluate(Policy.load("gb-eng-statutory"), Register.from_rows(rows), "2025-09-02")
    >>> result.pupil("p")["measures"]["attendance"]
    {'count': 1, 'of': 2, 'percent': '50.00'}
    """
    if not isinstance(register, Register):
        raise TypeError(f"expected a Register, not {type(register).__name__}")
    handle_of(policy)
    return _Run(policy, register, day_number(as_of), quarantine).evaluate(calendar)


def evaluate_files(
    policy: Policy | None,
    marks: str,
    pupils: str | None,
    as_of: Day,
    calendar: Calendar | None,
    quarantine: bool,
    findings: Findings,
) -> Evaluation:
    """Reads the files of a register and evaluates it. Raises AttendError with every problem there is: those in ``findings`` (what is
    wrong with the policy, then None, or the calendar), those of lines that cannot be read, and those of rows."""
    register = read_csv(marks, pupils, findings)
    if policy is None:
        findings.raise_errors()
        raise TypeError("without a policy there is a finding that says why")
    if not findings.errors:
        return evaluate(policy, register, as_of, calendar, quarantine)
    # Lines that could not be read may have held spells: rows are judged without them.
    readable = Register(register.pupils, register.marks, Spells.none())
    try:
        _Run(policy, readable, day_number(as_of), False).evaluate(calendar)
    except AttendError as error:
        for finding in error.findings:
            findings.add(finding)
        findings.omitted += error.omitted
    findings.raise_errors()
    raise AssertionError("unreachable: there are errors")


class _Run:
    """One evaluation on its way."""

    def __init__(self, policy: Policy, register: Register, as_of: int, quarantine: bool) -> None:
        self.policy = policy
        self.register = register
        self.as_of = as_of
        self.quarantine = quarantine
        self.judged = Judged(Findings(), {})
        self.resolved: Resolved = in_terms_of(register.marks, policy)
        self.spells = register.spells.packed()
        unresolved_findings(self.resolved, policy, self.judged.all)
        self.judged.all.raise_errors()

    def _columns(self) -> tuple[Any, Any, Any, Any, array[int], int]:
        marks = self.resolved.marks
        return marks.pupil, marks.day, self.resolved.session, self.resolved.code, self.spells, len(self.register.pupils)

    def _note(self, result: RowFindings) -> None:
        self.judged.add(self.register, self.resolved, self.policy, result)

    def evaluate(self, calendar: Calendar | None) -> Evaluation:
        used = calendar if calendar is not None else self._derive()
        grid, statuses = self._check(used)
        kept = [i for i in range(len(self.register.pupils)) if statuses[i] == 0] if statuses else None
        pupils = self.register.pupils if kept is None else tuple(self.register.pupils[i] for i in kept)
        evaluation = Evaluation(self.policy, used, self.as_of, pupils, grid if kept is None else self._only(grid, kept))
        evaluation.findings = self.judged.all.ordered()
        evaluation.omitted = self.judged.all.omitted
        places = range(len(pupils)) if kept is None else kept
        evaluation._pupil_findings = {
            place: self.judged.pupils[i] for place, i in enumerate(places) if i in self.judged.pupils
        }
        evaluation.left_out = self._left_out(statuses)
        return evaluation

    def _derive(self) -> Calendar:
        result, handle = capi.calendar_derive(handle_of(self.policy), *self._columns(), self.as_of, self.judged.all.limit)
        if handle is None:
            if result[0] == capi.E_LIMIT:
                raise AttendError([span_finding(self.resolved, self.as_of)])
            fail_status(result[0])
        self._note(result)
        return Calendar(handle)

    def _check(self, calendar: Calendar) -> tuple[_Grid, array[int]]:
        handle, n = calendar_handle(calendar), len(self.register.pupils)
        status, first_day, n_weeks, row_bytes = capi.register_shape(handle, self.as_of)
        if status != 0:
            fail_status(status)
        cells = bytearray(row_bytes * n)
        statuses = array("i", bytes(4 * n if self.quarantine else 0))
        result = capi.register_check(
            handle_of(self.policy), handle, *self._columns(), self.as_of, cells, statuses, self.judged.all.limit
        )
        self._note(result)
        if result[0] != 0:
            self.judged.all.raise_errors()
            if result[0] == capi.E_MISMATCH:
                raise AttendError([mismatch_finding(calendar, self.policy)])
            fail_status(result[0])
        return _Grid(cells, n, first_day, n_weeks, self.spells), statuses

    def _only(self, grid: _Grid, kept: list[int]) -> _Grid:
        """The grid and spells of some pupils alone."""
        width = len(grid.cells) // max(grid.n_pupils, 1)
        cells = bytearray().join(grid.cells[i * width : (i + 1) * width] for i in kept)
        place = {i: position for position, i in enumerate(kept)}
        words = grid.spells
        spells = array("i")
        for at in range(0, len(words), 4):
            if words[at] in place:
                spells.extend((place[words[at]], words[at + 1], words[at + 2], 0))
        return _Grid(cells, len(kept), grid.first_day, grid.n_weeks, spells)

    def _left_out(self, statuses: array[int]) -> tuple[LeftOut, ...]:
        pupils = self.register.pupils
        return tuple(
            LeftOut(pupils[i], tuple(f for f in self.judged.pupils.get(i, []) if f.severity == "error"))
            for i, status in enumerate(statuses)
            if status != 0
        )
