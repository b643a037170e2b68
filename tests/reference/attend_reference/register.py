"""The register: rows in, the marks that count and the findings out (section 4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Optional

from . import calendar as calendars
from .calendar import Calendar
from .codes import Code, CodeSet
from .documents import DocumentError
from .form import day as to_day

Row = tuple[str, str, str, str]  # pupil, YYYY-MM-DD, session, code
SpellRow = tuple[str, str, Optional[str]]  # pupil, from, to or None
Slot = tuple[date, int]  # one session: its day and its place in the day

OPEN = date.max
ERRORS = frozenset({"conflict", "unknown_code", "unknown_session", "date", "range", "outside_calendar", "date_order",
                    "overlap", "no_enrolment", "fact_value", "contradiction", "unknown_event", "unknown_step",
                    "unknown_outcome", "unknown_tier", "before_admission"})


@dataclass(frozen=True)
class Finding:
    """One thing to say about rows; `rows` counts those of `table`, and is empty for `sparse_day`."""

    status: str
    pupil: Optional[str]
    day: Optional[date]
    rows: tuple[int, ...] = ()
    table: str = "marks"  # or "spells", "facts", "journal"

    @property
    def is_spell(self) -> bool:
        return self.table == "spells"

    @property
    def is_error(self) -> bool:
        return self.status in ERRORS


@dataclass(frozen=True)
class Spell:
    first: date
    last: date

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Mark:
    code: str
    classes: frozenset[str]


@dataclass(frozen=True)
class Stretch:
    """Days in which a fact is true, false, or recorded as unknown."""

    first: date
    last: date
    value: Optional[bool]


@dataclass(frozen=True)
class Event:
    """A row of the journal that is without error, and what of it counts."""

    row: int
    day: date
    name: str
    policy: str
    step: str
    outcome: str
    tier: str  # of a tier_override; empty: it ends the one in force
    until: date


@dataclass
class Pupil:
    spells: Optional[list[Spell]]  # None: the register has no spells, everyone is enrolled on every day
    marks: dict[Slot, Mark] = field(default_factory=dict)
    facts: dict[str, list[Stretch]] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)  # those that counted and overrides, in the order of the fold
    status: str = "ok"

    @cached_property
    def in_order(self) -> list[tuple[Slot, Mark]]:
        """The marks in order of their sessions; to be asked for when all have been read."""
        return sorted(self.marks.items(), key=lambda item: item[0])

    @cached_property
    def slots(self) -> list[Slot]:
        return [slot for slot, _ in self.in_order]

    def enrolled(self, day: date) -> bool:
        return self.spells is None or any(spell.holds(day) for spell in self.spells)


@dataclass
class Register:
    pupils: dict[str, Pupil]
    findings: list[Finding] = field(default_factory=list)

    def find(self, finding: Finding) -> None:
        """Keeps a finding; the first error of a pupil is the pupil's status."""
        self.findings.append(finding)
        pupil = self.pupils.get(finding.pupil or "")
        if pupil and finding.is_error and pupil.status == "ok":
            pupil.status = finding.status


def read_day(text: str) -> tuple[Optional[date], str]:
    """A day, or why it is none."""
    try:
        return to_day(text), ""
    except DocumentError as error:
        return None, error.status


def derived_calendar(rows: Sequence[Row], pupils: int, codes: CodeSet, as_of: date) -> tuple[Calendar, list[Finding]]:
    """The calendar that the rows of so many pupils imply, and its sparse days."""
    carriers: dict[date, set[str]] = {}
    for pupil, text, session, name in rows:
        day, _ = read_day(text)
        if day is None or day > as_of or session not in codes.sessions or name not in codes.codes:
            continue
        if "administrative" not in codes.codes[name].on(day)[0]:
            carriers.setdefault(day, set()).add(pupil)
    sparse = [Finding("sparse_day", None, day) for day, who in sorted(carriers.items()) if 20 * len(who) < pupils]
    return calendars.derive(codes.sessions, carriers, as_of), sparse


def read(names: Iterable[str], rows: Sequence[Row], spells: Sequence[SpellRow], codes: CodeSet, calendar: Calendar,
         as_of: date) -> Register:
    """Judges every mark and spell in the order section 4 gives."""
    names = list(names)
    register = Register({name: Pupil([] if spells else None) for name in names})
    _read_spells(register, spells)
    strangers = set(names) - {row[0] for row in spells} if spells else set()
    first_rows: dict[tuple[str, Slot], int] = {}
    for n, (name, text, session, code_name) in enumerate(rows):
        pupil = register.pupils[name]
        day, status = read_day(text)
        if name in strangers and pupil.status == "no_enrolment":
            continue
        if day is not None:
            status = _problem(pupil, day, session, code_name, codes, calendar, as_of, name in strangers)
        if day is None or status:
            if status != "agrees":
                register.find(Finding(status, name, day, (n,)))
            continue
        code, slot = codes.codes[code_name], (day, codes.sessions.index(session))
        held = pupil.marks.get(slot)
        if held:
            status = "duplicate" if held.code == code.name else "conflict"
            register.find(Finding(status, name, day, (n, first_rows[name, slot])))
        else:
            first_rows[name, slot] = n
            _keep(register, name, slot, code, n)
    return register


def _read_spells(register: Register, rows: Sequence[SpellRow]) -> None:
    read: list[tuple[str, Spell, int]] = []
    for n, (name, first, last) in enumerate(rows):
        begin, problem = read_day(first)
        end, end_problem = read_day(last) if last is not None else (OPEN, "")
        if begin is None or end is None:
            register.find(Finding(problem or end_problem, name, None, (n,), table="spells"))
        elif end < begin:
            register.find(Finding("date_order", name, begin, (n,), table="spells"))
        else:
            read.append((name, Spell(begin, end), n))
    for name, pupil in register.pupils.items():
        own = sorted(((spell, n) for who, spell, n in read if who == name), key=lambda each: each[0].first)
        if pupil.spells is not None:
            pupil.spells += [spell for spell, _ in own]
        for (before, row), (after, other) in zip(own, own[1:]):
            if after.first <= before.last:
                register.find(Finding("overlap", name, after.first, (other, row), table="spells"))


def _problem(pupil: Pupil, day: date, session: str, name: str, codes: CodeSet, calendar: Calendar, as_of: date,
             stranger: bool) -> str:
    """Why a row is not kept: a finding, `agrees` for an administrative mark where no school is held, or nothing."""
    if day > as_of:
        return "after_as_of"
    if stranger:
        return "no_enrolment"
    if session not in codes.sessions:
        return "unknown_session"
    if name not in codes.codes:
        return "unknown_code"
    if calendar.outside(day):
        return "outside_calendar"
    if not pupil.enrolled(day):
        return "outside_enrolment"
    if codes.sessions.index(session) not in calendar.sessions.get(day, frozenset()):
        return "agrees" if "administrative" in codes.codes[name].on(day)[0] else "closed"
    return ""


def _keep(register: Register, name: str, slot: Slot, code: Code, row: int) -> None:
    day, place = slot
    classes, validity = code.on(day)
    register.pupils[name].marks[slot] = Mark(code.name, classes)
    if code.slot not in (None, place):
        register.find(Finding("wrong_session", name, day, (row,)))
    if validity:
        register.find(Finding(validity, name, day, (row,)))
