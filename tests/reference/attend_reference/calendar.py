"""Calendars: school sessions, periods, and spans (sections 1 and 2)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Optional

from .codes import session_order
from .documents import DocumentError, Scope
from .fields import WEEKDAYS
from .form import Json
from .form import day as to_day

Sessions = dict[date, frozenset[int]]  # the school sessions of each school day, by their place in the day
DAYS_MAX = 7320


class CalendarEnd(Exception):
    """The calendar ends before the day is reached."""


@dataclass(frozen=True)
class Period:
    id: str
    first: date
    last: date


@dataclass(frozen=True)
class Calendar:
    names: tuple[str, ...]  # sessions of a day, in order
    sessions: Sessions
    years: tuple[Period, ...]
    terms: tuple[Period, ...] = ()
    half_terms: tuple[Period, ...] = ()
    derived: bool = False

    @cached_property
    def all_days(self) -> list[date]:
        return sorted(self.sessions)

    @cached_property
    def weeks(self) -> dict[date, list[date]]:
        """The school days of each school week, by its Monday; all in order."""
        weeks: dict[date, list[date]] = {}
        for day in self.all_days:
            weeks.setdefault(monday(day), []).append(day)
        return weeks

    @cached_property
    def slots(self) -> list[tuple[date, int]]:
        """Every school session, in order."""
        return [(day, place) for day in self.all_days for place in sorted(self.sessions[day])]

    def school_days(self, until: date) -> list[date]:
        return self.all_days[: bisect_right(self.all_days, until)]

    def school_weeks(self, until: date) -> list[date]:
        """The Mondays of the school weeks as of a day."""
        return [first for first, held in self.weeks.items() if held[0] <= until]

    def outside(self, day: date) -> bool:
        """Whether a day is outside the calendar document."""
        return not self.derived and not self.years[0].first <= day <= self.years[-1].last

    def ended(self, day: date) -> bool:
        """Whether a day is after the calendar document. A derived calendar knows every day up to the as-of day."""
        return not self.derived and day > self.years[-1].last

    def first_day(self, as_of: date) -> date:
        """The first day of the fold (section 9)."""
        begins = self.years[0].first if not self.derived else min(self.sessions, default=as_of)
        return min(begins, as_of)

    def period(self, name: str, day: date) -> Optional[Period]:
        """The period of a day: the one containing it, else the last that ended before it."""
        if name == "previous_year":
            current = self.period("year", day)
            before = [year for year in self.years if current and year.first < current.first]
            return before[-1] if before else None
        begun = [each for each in {"year": self.years, "term": self.terms, "half_term": self.half_terms}[name]
                 if each.first <= day]
        return begun[-1] if begun else None


def days(first: date, last: date) -> Iterator[date]:
    for n in range((last - first).days + 1):
        yield first + timedelta(n)


def monday(day: date) -> date:
    return day - timedelta(day.weekday())


# --- from a document ------------------------------------------------------------------------------------------------


def from_document(scope: Scope) -> Calendar:
    names = session_order(scope.sessions())
    years = _ordered([_period(id, body) for id, body in scope.bodies("years").items()], None)
    if not years or (years[-1].last - years[0].first).days >= DAYS_MAX:
        raise DocumentError("limit" if years else "required", "years")
    terms: list[Period] = []
    half_terms: list[Period] = []
    held: set[date] = set()
    for id, body in sorted(scope.bodies("years").items(), key=lambda item: str(item[1]["from"])):
        for term in body.get("terms", []):
            halves = [_period(half["id"], half) for half in term.get("half_terms", [])]
            half_terms += _ordered(halves, _period(term["id"], term))
            for part in halves or [_period(term["id"], term)]:
                held.update(days(part.first, part.last))
        terms += _ordered([_period(term["id"], term) for term in body.get("terms", [])], _period(id, body))
    weekdays = [WEEKDAYS.index(word) for word in scope.members.get("weekdays", WEEKDAYS[:5])]
    sessions = {day: frozenset(range(len(names))) for day in held if day.weekday() in weekdays}
    _change(sessions, names, scope.bodies("closures").values(), opens=False)
    _change(sessions, names, scope.bodies("openings").values(), opens=True)
    return Calendar(names, sessions, tuple(years), tuple(terms), tuple(half_terms))


def _period(id: str, body: dict[str, Json]) -> Period:
    return Period(id, to_day(body["from"]), to_day(body["to"]))


def _ordered(periods: list[Period], within: Optional[Period]) -> list[Period]:
    """The periods, which are in order, apart from each other, and inside their parent. (Years are keyed, so sorted.)"""
    if within is None:
        periods = sorted(periods, key=lambda period: period.first)
    if any(a.last >= b.first for a, b in zip(periods, periods[1:])):
        raise DocumentError("date_order", "years")
    if within and any(each.first < within.first or each.last > within.last for each in periods):
        raise DocumentError("date_order", f"years: {within.id}")
    return periods


def _change(sessions: Sessions, names: tuple[str, ...], rules: Iterable[dict[str, Json]], opens: bool) -> None:
    for rule in rules:
        if not set(rule.get("sessions", names)) <= set(names):
            raise DocumentError("reference", "sessions", str(rule["sessions"]))
        slots = frozenset(names.index(name) for name in rule.get("sessions", names))
        for day in days(to_day(rule["from"]), to_day(rule["to"])):
            before = sessions.pop(day, frozenset())
            after = before | slots if opens else before - slots
            if after:
                sessions[day] = after


# --- from a register ------------------------------------------------------------------------------------------------


def derive(names: tuple[str, ...], school_days: Iterable[date], as_of: date) -> Calendar:
    """A calendar in which exactly the given days are school days, with all their sessions."""
    sessions = {day: frozenset(range(len(names))) for day in school_days}
    if not sessions:
        return Calendar(names, {}, (), derived=True)
    if (max(sessions) - min(sessions)).days >= DAYS_MAX:
        raise DocumentError("limit", message="marks span more than twenty years")
    years = tuple(Period(f"{n}-{(n + 1) % 100:02}", date(n, 8, 1), date(n + 1, 7, 31))
                  for n in range(_academic_year(min(sessions)), _academic_year(as_of) + 1))
    return Calendar(names, sessions, years, derived=True)


def _academic_year(day: date) -> int:
    return day.year if day.month >= 8 else day.year - 1


# --- spans ----------------------------------------------------------------------------------------------------------


def add(calendar: Calendar, day: date, n: int, unit: str) -> date:
    """The day reached by counting n units on from a day."""
    if unit in ("days", "weeks"):
        return day + timedelta(n * (7 if unit == "weeks" else 1))
    if n == 0:
        return roll(calendar, day) if unit == "school_days" else day
    if unit == "school_days":
        return _nth(calendar.all_days[bisect_right(calendar.all_days, day) :], n)
    reached = _nth([first for first in calendar.weeks if first > day], n)
    same_weekday = reached + timedelta(day.weekday())
    held = calendar.weeks[reached]
    return max(same_weekday, held[0]) if calendar.derived else min(same_weekday, held[-1])


def roll(calendar: Calendar, day: date) -> date:
    """Where a due date moves to: the first school day on or after it."""
    return _nth([each for each in calendar.all_days if each >= day], 1)


def _nth(found: list[date], n: int) -> date:
    if n > len(found):
        raise CalendarEnd
    return found[n - 1]
