"""Registers: marks and enrolment spells, facts and the journal, from files, rows or columns."""

from __future__ import annotations

import os
from array import array
from typing import Iterable, Sequence, Tuple, Union

from . import capi
from .days import Day, read_day
from .errors import Finding, Findings
from .journal import Event, Fact, FactRows, JournalRows, fact_rows, journal_rows, read_facts, read_journal
from .rows import AnyBuffer, Marks, Spells, arranged
from .tables import DayNumbers, Names, Table

Mark = Tuple[str, Day, str, str]
"""One mark: pupil, day, session, code."""
Spell = Union[Tuple[str, Day], Tuple[str, Day, Union[Day, None]]]
"""One enrolment spell: pupil, first day, and the last day or None."""

_MARK_COLUMNS = ("pupil", "date", "session", "code")


class Register:
    """Marks and spells of pupils, facts about them, and the journal. Immutable; read it once and evaluate it under as many policies as you like.

    ``pupils`` are the pupils' ids in the order of every result: of first appearance in the spells when there are any, else
    sorted. An empty code is no mark: such a row is only checked. ``findings`` are warnings of reading it.
    """

    __slots__ = ("pupils", "marks", "spells", "facts", "journal", "findings")

    def __init__(
        self, pupils: Sequence[str], marks: Marks, spells: Spells, facts: FactRows | None = None,
        journal: JournalRows | None = None, findings: Iterable[Finding] = (),
    ) -> None:
        """Use from_csv(), from_rows() or from_columns()."""
        self.pupils = tuple(pupils)
        self.marks = marks
        self.spells = spells
        self.facts = FactRows() if facts is None else facts
        self.journal = JournalRows() if journal is None else journal
        self.findings = tuple(findings)

    def __len__(self) -> int:
        """How many rows of marks there are, with those whose code is empty."""
        return len(self.marks)

    def __repr__(self) -> str:
        return f"<attend.Register of {len(self.pupils)} pupils, {len(self)} marks>"

    @classmethod
    def from_csv(
        cls,
        marks: str | os.PathLike[str],
        pupils: str | os.PathLike[str] | None = None,
        facts: str | os.PathLike[str] | None = None,
        journal: str | os.PathLike[str] | None = None,
    ) -> Register:
        """Reads ``marks.csv`` (pupil, date, session, code) and perhaps ``pupils.csv`` (pupil, admitted, left), ``facts.csv`` (pupil,
        fact, value, from, to) and ``journal.csv`` (id, date, recorded, pupil, policy, step, event, item, outcome, party, role, from,
        to, origin, note).

        Raises AttendError listing every line that cannot be read. Dates, codes and sessions that do not exist are found by
        evaluate(), which can also leave out the pupils concerned.
        """
        findings = Findings()
        register = read_csv(marks, pupils, findings, facts, journal)
        findings.raise_errors()
        return register

    @classmethod
    def from_rows(
        cls,
        marks: Iterable[Mark],
        spells: Iterable[Spell] | None = None,
        facts: Iterable[Fact] = (),
        journal: Iterable[Event] = (),
    ) -> Register:
        """Takes marks as tuples (pupil, day, session, code) in any order, spells as (pupil, first day, last day or None), facts as
        (pupil, fact, True, False or None, perhaps first day, perhaps last day) and events of the journal.

        >>> Register.from_rows([("b", "2025-09-02", "AM", "/"), ("a", "2025-09-02", "AM", "I")]).pupils
        ('a', 'b')
        """
        names, kept = Names(), Marks.empty("<marks>")
        for pupil, day, session, code in marks:
            _check_texts(pupil, session, code)
            kept.pupil.append(names[pupil])
            kept.day.append(read_day(day))
            kept.session.append(kept.session_names[session])
            kept.code.append(kept.code_names[code])
        made = _assemble(names, kept, None if spells is None else _spell_rows(names, spells))
        return made._with(fact_rows(facts), journal_rows(journal))

    @classmethod
    def from_columns(
        cls,
        pupil: AnyBuffer,
        day: AnyBuffer,
        session: AnyBuffer,
        code: AnyBuffer,
        *,
        pupils: Sequence[str],
        spells: Iterable[Spell] | None = None,
        facts: Iterable[Fact] = (),
        journal: Iterable[Event] = (),
    ) -> Register:
        """Takes columns as they are, without a copy: any one-dimensional buffers, also strided ones, one entry a mark.

        ``pupil`` (uint32) holds positions in ``pupils``, ``day`` (int32) days since 1970-01-01, ``session`` (uint8) positions in
        Policy.sessions, ``code`` (uint8) indices as in Policy.codes. Rows are sorted by pupil, then day, else evaluate()
        raises AttendError (``order``). Do not change the columns while the register is in use.
        TypeError or ValueError for buffers of another type, shape or direction.
        """
        names = Names((id, position) for position, id in enumerate(pupils))
        if len(names) != len(pupils):
            raise ValueError("pupils holds an id twice")
        marks = Marks.of_columns("<marks>", pupil, day, session, code)
        held = Spells.none() if spells is None else _spell_rows(names, spells)
        if len(names) != len(pupils):
            raise ValueError("spells names a pupil that is not in pupils")
        return cls(tuple(pupils), marks, held.arranged(range(len(pupils))), fact_rows(facts), journal_rows(journal))

    def _with(self, facts: FactRows, journal: JournalRows, findings: Iterable[Finding] = ()) -> Register:
        return Register(self.pupils, self.marks, self.spells, facts, journal, findings)


def read_csv(
    marks: str | os.PathLike[str],
    pupils: str | os.PathLike[str] | None,
    findings: Findings,
    facts: str | os.PathLike[str] | None = None,
    journal: str | os.PathLike[str] | None = None,
) -> Register:
    """Reads the files of a register; what cannot be read goes to ``findings``, and the register then lacks those rows."""
    names, found = Names(), Findings()
    spells = None if pupils is None else _read_spells(Table(pupils, found), names)
    register = _assemble(names, _read_marks(Table(marks, found), names), spells)
    known = FactRows() if facts is None else read_facts(facts, found)
    events = JournalRows() if journal is None else read_journal(journal, found)
    for finding in found.errors:
        findings.add(finding)
    findings.omitted += found.omitted
    return register._with(known, events, found.warnings)


def _read_marks(table: Table, names: Names) -> Marks:
    marks, days = Marks.empty(table.file), DayNumbers()
    for chunk in table.chunks(_MARK_COLUMNS):
        pupil, date, session, code = (chunk.columns[name] for name in _MARK_COLUMNS)
        _find_empty(table, pupil, chunk.lines)
        marks.pupil.extend(map(names.__getitem__, pupil))
        marks.day.extend(map(days.__getitem__, date))
        marks.session.extend(map(marks.session_names.__getitem__, session))
        marks.code.extend(map(marks.code_names.__getitem__, code))
        marks.line.extend(chunk.lines)
    return marks


def _find_empty(table: Table, pupils: Sequence[str], lines: Sequence[int]) -> None:
    if "" in pupils:
        for pupil, line in zip(pupils, lines):
            if not pupil:
                table.row_error("pupil", "the pupil is empty", line)


def _read_spells(table: Table, names: Names) -> Spells:
    spells, days = Spells.empty(table.file), DayNumbers()
    for chunk in table.chunks(("pupil", "admitted"), ("left",)):
        pupil = chunk.columns["pupil"]
        _find_empty(table, pupil, chunk.lines)
        left = chunk.columns.get("left", [""] * len(pupil))
        for who, first, last, line in zip(pupil, chunk.columns["admitted"], left, chunk.lines):
            spells.append(names[who], days[first], days[last] if last else capi.DAY_OPEN, line)
    return spells


def _check_texts(pupil: str, *others: str) -> None:
    for text in (pupil, *others):
        if not isinstance(text, str):
            raise TypeError(f"pupil, session and code are text, not {type(text).__name__}")
    if not pupil:
        raise ValueError("a pupil is empty")


def _spell_rows(names: Names, rows: Iterable[Spell]) -> Spells:
    spells = Spells.empty("<spells>")
    for number, (pupil, first, *last) in enumerate(rows, 1):
        _check_texts(pupil)
        end = last[0] if last else None
        spells.append(names[pupil], read_day(first), capi.DAY_OPEN if end is None else read_day(end), number)
    return spells


def _assemble(names: Names, marks: Marks, spells: Spells | None) -> Register:
    """Puts pupils in order (of the spells, else of their ids) and rows in the order of pupils and days."""
    ids = list(names)
    if spells is None:
        order = sorted(range(len(ids)), key=ids.__getitem__)
    else:
        listed = list(dict.fromkeys(spells.pupil))
        seen = set(listed)
        order = listed + sorted((i for i in range(len(ids)) if i not in seen), key=ids.__getitem__)
    rank = array("I", bytes(4 * len(ids)))
    for place, index in enumerate(order):
        rank[index] = place
    held = Spells.none() if spells is None else spells.arranged(rank)
    return Register([ids[index] for index in order], arranged(marks, rank), held)
