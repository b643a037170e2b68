"""Measures: counts, rates, days, runs and differences (section 5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import Optional, Union

from .calendar import Calendar
from .policy import Measure
from .register import Mark, Pupil, Slot
from .windows import Span, find

Marks = dict[Slot, Mark]


@dataclass(frozen=True)
class Value:
    """What a measure comes to: count and of as attend_reason has them, and what an unknown one needs."""

    kind: str
    count: int = 0
    of: int = 0
    need: Optional[str] = None

    def number(self) -> Fraction:
        """The value as thresholds are written: marks, days, per cent or points."""
        if self.kind in ("count", "run"):
            return Fraction(self.count)
        return Fraction(self.count, self.of) * (1 if self.kind == "days" else 100)


def value(measure: Measure, calendar: Calendar, pupil: Pupil, as_of: date) -> Value:
    """A measure of one pupil on a day."""
    if not measure.dates.hold(as_of):
        return Value(measure.kind, need="in-force")
    window = find(measure.window, calendar, pupil, as_of)
    if isinstance(window, str):
        return Value(measure.kind, need=window)
    if measure.kind == "difference":
        return _difference(measure, window, calendar, pupil, as_of)
    marks = _inside(measure, window, pupil)
    possible = sum("possible" in mark.classes for mark in marks.values())
    if measure.kind == "rate":
        n, b = _rate(measure, marks)
        return Value("rate", n, b, "marks" if b == 0 else "minimum" if b < measure.minimum else None)
    need = "minimum" if possible < measure.minimum else None
    if measure.kind == "run":
        return Value("run", _run(measure, marks), 0, need)
    count = sum(measure.select.holds(mark.code, mark.classes) for mark in marks.values())
    return Value(measure.kind, count, len(calendar.names) if measure.kind == "days" else 0, need)


def missing(span: Union[Span, str], calendar: Calendar, pupil: Pupil, as_of: date) -> int:
    """School sessions of a window, up to a day and inside the pupil's spells, that hold no mark."""
    if isinstance(span, str):
        return 0
    return sum((day, place) not in pupil.marks and span.holds((day, place)) and pupil.enrolled(day)
               for day in calendar.school_days(as_of) for place in calendar.sessions[day])


def _inside(measure: Measure, span: Span, pupil: Pupil) -> Marks:
    """The marks of a window that are not excluded."""
    return {slot: mark for slot, mark in sorted(pupil.marks.items())
            if span.holds(slot) and slot[0] >= measure.count_from
            and not measure.exclude.holds(mark.code, mark.classes)}


def _rate(measure: Measure, marks: Marks) -> tuple[int, int]:
    base = [mark for mark in marks.values() if measure.base.holds(mark.code, mark.classes)]
    return sum(measure.select.holds(mark.code, mark.classes) for mark in base), len(base)


def _run(measure: Measure, marks: Marks) -> int:
    """Belonging days since the last break, or the most between any two."""
    length = longest = 0
    for _, slots in groupby(marks.items(), key=lambda item: item[0][0]):
        possible = [mark for _, mark in slots if "possible" in mark.classes]
        if possible:
            belongs = all(measure.select.holds(mark.code, mark.classes) for mark in possible)
            length = length + 1 if belongs else 0
            longest = max(longest, length)
    return longest if measure.longest else length


def _difference(measure: Measure, window: Span, calendar: Calendar, pupil: Pupil, as_of: date) -> Value:
    earlier = find(measure.window, calendar, pupil, as_of, before=True)
    assert isinstance(earlier, Span), "a window just before a known `last` window is known"
    if window.held < window.asked or earlier.held < earlier.asked:
        return Value("difference", need="history")
    n1, b1 = _rate(measure, _inside(measure, window, pupil))
    n0, b0 = _rate(measure, _inside(measure, earlier, pupil))
    if b1 == 0 or b0 == 0:
        return Value("difference", need="marks")
    need = "minimum" if min(b1, b0) < measure.minimum else None
    return Value("difference", n1 * b0 - n0 * b1, b1 * b0, need)
