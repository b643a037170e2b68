"""Reading, judging and deciding: from a register, or its files, to an evaluation."""

from __future__ import annotations

from array import array
from typing import Any, Type, TypeVar

from . import capi
from .calendar import Calendar, calendar_handle
from .days import Day, day_number
from .errors import AttendError, Findings, fail_status
from .evaluation import Evaluation
from .journal import event_messages, fact_messages, packed_facts, packed_journal
from .judging import Judged, Place, RowFindings, mark_messages, mismatch_finding, span_finding, unresolved_findings
from .policy import Policy, handle_of
from .prepared import Grid, LeftOut, Prepared, Said
from .register import Register, read_csv
from .rows import Resolved, Spells, in_terms_of

Made = TypeVar("Made", bound=Prepared)


def evaluate(
    policy: Policy, register: Register, as_of: Day, calendar: Calendar | None = None, quarantine: bool = False
) -> Evaluation:
    """Every measure, flag and tier of every pupil, as of the end of a day.

    Without a calendar one is derived from the marks. Strict unless ``quarantine``: one error in a row and nothing is decided;
    AttendError then lists every error with file and line. With ``quarantine`` the pupils concerned are left out and listed in
    ``Evaluation.left_out``.

    >>> rows = [("p", "2025-09-02", "AM", "/"), ("p", "2025-09-02", "PM", "I")]
    >>> result = evaluate(Policy.load("gb-eng-statutory"), Register.from_rows(rows), "2025-09-02")
    >>> result.pupil("p")["measures"]["attendance"]
    {'count': 1, 'of': 2, 'percent': '50.00'}
    """
    return _made(Evaluation, policy, register, as_of, calendar, quarantine)


def prepare(
    policy: Policy, register: Register, as_of: Day, calendar: Calendar | None = None, quarantine: bool = False
) -> Prepared:
    """The rows of a register checked as evaluate() does, with nothing decided: what Case.advance() takes."""
    return _made(Prepared, policy, register, as_of, calendar, quarantine)


def _made(
    kind: Type[Made], policy: Policy, register: Register, as_of: Day, calendar: Calendar | None, quarantine: bool
) -> Made:
    if not isinstance(register, Register):
        raise TypeError(f"expected a Register, not {type(register).__name__}")
    handle_of(policy)
    return _Run(policy, register, day_number(as_of), quarantine).make(kind, calendar)


def evaluate_files(
    policy: Policy | None,
    marks: str,
    pupils: str | None,
    facts: str | None,
    journal: str | None,
    as_of: Day,
    calendar: Calendar | None,
    quarantine: bool,
    findings: Findings,
) -> Evaluation:
    """Reads the files of a register and evaluates it. Raises AttendError with every problem there is: those in ``findings`` (what is
    wrong with the policy, then None, or the calendar), those of lines that cannot be read, and those of rows."""
    register = read_csv(marks, pupils, findings, facts, journal)
    if policy is None:
        findings.raise_errors()
        raise TypeError("without a policy there is a finding that says why")
    if not findings.errors:
        return evaluate(policy, register, as_of, calendar, quarantine)
    # Lines that could not be read may have held spells: rows are judged without them.
    readable = Register(register.pupils, register.marks, Spells.none(), register.facts, register.journal)
    try:
        evaluate(policy, readable, as_of, calendar)
    except AttendError as error:
        for finding in error.findings:
            findings.add(finding)
        findings.omitted += error.omitted
    findings.raise_errors()
    raise AssertionError("unreachable: there are errors")


class _Run:
    """One register on its way."""

    def __init__(self, policy: Policy, register: Register, as_of: int, quarantine: bool) -> None:
        self.policy = policy
        self.register = register
        self.as_of = as_of
        self.quarantine = quarantine
        self.judged = Judged(Findings(), {}, [])
        for finding in register.findings:
            self.judged.all.add(finding)
        self.resolved: Resolved = in_terms_of(register.marks, policy)
        self.spells = register.spells.packed()
        positions = {pupil: position for position, pupil in enumerate(register.pupils)}
        self.facts = packed_facts(register.facts, policy, positions, self.judged.all)
        self.events = packed_journal(register.journal, policy, positions, self.judged.all)
        unresolved_findings(self.resolved, policy, self.judged.all)
        self.judged.all.raise_errors()

    def _rows(self) -> tuple[Any, Any, Any, Any, int, array[int], array[int], array[int]]:
        marks, n = self.resolved.marks, len(self.register.pupils)
        stretches = self.spells, self.facts.words, self.events.words
        return marks.pupil, marks.day, self.resolved.session, self.resolved.code, n, *stretches

    def _note(self, result: RowFindings) -> None:
        marks, spells = self.resolved.marks, self.register.spells
        places = (
            Place(marks.file, marks.line_of, mark_messages(marks, self.policy)),
            Place(spells.file, spells.line_of),
            Place(self.register.facts.file, self.facts.lines.__getitem__, fact_messages(self.facts, self.policy)),
            Place(self.register.journal.file, self.events.lines.__getitem__, event_messages(self.events, self.policy)),
        )
        self.judged.add(places, result)

    def make(self, kind: Type[Made], calendar: Calendar | None) -> Made:
        used = calendar if calendar is not None else self._derive()
        grid, statuses = self._check(used)
        pupils = self.register.pupils
        kept = [i for i, _ in enumerate(pupils) if not statuses or statuses[i] == 0]
        of_pupils = {position: self.judged.pupils[i] for position, i in enumerate(kept) if i in self.judged.pupils}
        said = Said(self.judged.all.ordered(), self.judged.all.omitted, self._left_out(statuses), of_pupils)
        clean = grid if len(kept) == len(pupils) else grid.only(kept)
        return kind(self.policy, used, self.as_of, tuple(pupils[i] for i in kept), clean, said)

    def _derive(self) -> Calendar:
        result, handle = capi.calendar_derive(handle_of(self.policy), self._rows(), self.as_of, self.judged.all.limit)
        if handle is None:
            if result[0] == capi.E_LIMIT:
                raise AttendError([span_finding(self.resolved, self.as_of)])
            fail_status(result[0])
        self._note(result)
        return Calendar(handle)

    def _check(self, calendar: Calendar) -> tuple[Grid, array[int]]:
        handle, n = calendar_handle(calendar), len(self.register.pupils)
        status, first_day, n_weeks, row_bytes = capi.register_shape(handle, self.as_of)
        if status != 0:
            fail_status(status)
        cells = bytearray(row_bytes * n)
        statuses = array("i", bytes(4 * n if self.quarantine else 0))
        result = capi.register_check(
            handle_of(self.policy), handle, self._rows(), self.as_of, cells, statuses, self.judged.all.limit
        )
        self._note(result)
        if result[0] != 0:
            self.judged.all.raise_errors()
            if result[0] == capi.E_MISMATCH:
                raise AttendError([mismatch_finding(calendar, self.policy)])
            fail_status(result[0])
        if self.judged.of_nobody:  # nobody can be left out for a row of the school's own
            raise AttendError(self.judged.of_nobody)
        return Grid(cells, n, first_day, n_weeks, self.spells, self.facts, self.events), statuses

    def _left_out(self, statuses: array[int]) -> tuple[LeftOut, ...]:
        pupils = self.register.pupils
        return tuple(
            LeftOut(pupils[i], tuple(f for f in self.judged.pupils.get(i, []) if f.severity == "error"))
            for i, status in enumerate(statuses)
            if status != 0
        )
