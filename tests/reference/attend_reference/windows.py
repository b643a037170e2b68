"""Windows: from which session to which a measure counts (section 6)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Optional, Union

from .calendar import Calendar
from .policy import Param, Window
from .register import Pupil, Slot

Latest = Callable[[str, str, date], Optional[date]]  # the latest event of a step that has counted by a day
FIRST_DAY = date(1900, 1, 1)
ONE_DAY = timedelta(1)


@dataclass(frozen=True)
class Span:
    """The sessions of a window, both ends included. `held` of `asked` units, for `last` windows."""

    first: Slot
    last: Slot
    held: int = 0
    asked: int = 0

    def holds(self, slot: Slot) -> bool:
        return self.first <= slot <= self.last


EMPTY = ((date.max, 0), (FIRST_DAY, 0))  # the ends of a span that holds nothing


def _span(first: date, last: date, held: int = 0, asked: int = 0) -> Span:
    return Span((first, 0), (last, 3), held, asked)  # 3: the last place a day can have


def find(window: Window, calendar: Calendar, pupil: Pupil, as_of: date, latest: Latest,
         before: bool = False) -> Union[Span, str]:
    """The window as of a day, or what is needed to know it. With `before`, the equal one just before it."""
    if window.name == "since":
        begun = latest(window.step, window.event, as_of)
        return _span(begun, as_of) if begun else "event"
    if window.name == "enrolment":
        return _enrolment(pupil, as_of)
    if window.name != "last":
        return period(window.name, calendar, as_of)
    n = window.n.on(as_of) if isinstance(window.n, Param) else window.n
    if n is None:
        return "in-force"
    asked = int(n)
    return _last(window, asked, window.offset + (asked if before else 0), calendar, pupil, as_of)


def period(name: str, calendar: Calendar, as_of: date) -> Union[Span, str]:
    """The days of a named period up to a day."""
    found = calendar.period(name, as_of)
    return _span(found.first, min(as_of, found.last)) if found else "calendar"


def _enrolment(pupil: Pupil, as_of: date) -> Union[Span, str]:
    if pupil.spells is None:
        return _span(FIRST_DAY, as_of)
    begun = [spell for spell in pupil.spells if spell.first <= as_of]
    if not begun:
        return "enrolment"
    latest = max(begun, key=lambda spell: spell.first)
    return _span(latest.first, min(as_of, latest.last))


def _last(window: Window, asked: int, skipped: int, calendar: Calendar, pupil: Pupil, as_of: date) -> Span:
    if window.unit in ("days", "weeks"):
        length = 7 if window.unit == "weeks" else 1
        last = as_of - timedelta(length * skipped)
        return _span(last - timedelta(length * asked - 1), last, asked, asked)
    units = _starts(window, calendar, pupil, as_of)
    inside = units[max(0, len(units) - skipped - asked) : max(0, len(units) - skipped)]
    if not inside:
        return Span(*EMPTY, 0, asked)
    last_slot = _just_before(units[len(units) - skipped]) if skipped else (as_of, 3)
    return Span(inside[0], last_slot, len(inside), asked)


def _starts(window: Window, calendar: Calendar, pupil: Pupil, as_of: date) -> list[Slot]:
    """The first session of every unit on or before a day, oldest first."""
    if window.unit == "school_days":
        return [(day, 0) for day in calendar.school_days(as_of)]
    if window.unit == "school_weeks":
        return [(day, 0) for day in calendar.school_weeks(as_of)]
    if window.possible:
        return [slot for slot, mark in pupil.in_order if slot[0] <= as_of and "possible" in mark.classes]
    return calendar.slots[: bisect_right(calendar.slots, (as_of, 3))]


def _just_before(slot: Slot) -> Slot:
    day, place = slot
    return (day, place - 1) if place else (day - ONE_DAY, 3)
