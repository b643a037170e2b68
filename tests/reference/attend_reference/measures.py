"""Measures: counts, rates, days, runs and differences (section 6)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import Optional, Union

from .calendar import Calendar
from .policy import Measure
from .register import Mark, Pupil, Slot
from .windows import Latest, Span, find

Marks = Sequence[tuple[Slot, Mark]]  # in order
Parts = tuple[tuple[int, int], ...]  # the marks of each window, as a slice of the pupil's; a difference has two


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


def parts(measure: Measure, calendar: Calendar, pupil: Pupil, as_of: date, latest: Latest) -> Union[Parts, str]:
    """The marks in the windows of a measure on a day, or what is needed to know them."""
    if not measure.dates.hold(as_of):
        return "in-force"
    window = find(measure.window, calendar, pupil, as_of, latest)
    if isinstance(window, str):
        return window
    if measure.kind != "difference":
        return (_slice(measure, window, pupil),)
    earlier = find(measure.window, calendar, pupil, as_of, latest, before=True)
    assert isinstance(earlier, Span), "a window just before a known `last` window is known"
    if window.held < window.asked or earlier.held < earlier.asked:
        return "history"
    return _slice(measure, window, pupil), _slice(measure, earlier, pupil)


def _slice(measure: Measure, span: Span, pupil: Pupil) -> tuple[int, int]:
    return (bisect_left(pupil.slots, max(span.first, (measure.count_from, 0))), bisect_right(pupil.slots, span.last))


def value(measure: Measure, calendar: Calendar, pupil: Pupil, slices: Parts) -> Value:
    """A measure of the marks in its windows."""
    windows = [[(slot, mark) for slot, mark in pupil.in_order[first:end]
                if not measure.exclude.holds(mark.code, mark.classes)] for first, end in slices]
    if measure.kind == "difference":
        return _difference(measure, *windows)
    marks = windows[0]
    if measure.kind == "rate":
        n, b = _rate(measure, marks)
        return Value("rate", n, b, "marks" if b == 0 else "minimum" if b < measure.minimum else None)
    possible = sum("possible" in mark.classes for _, mark in marks)
    need = "minimum" if possible < measure.minimum else None
    if measure.kind == "run":
        return Value("run", _run(measure, marks), 0, need)
    count = sum(measure.select.holds(mark.code, mark.classes) for _, mark in marks)
    return Value(measure.kind, count, len(calendar.names) if measure.kind == "days" else 0, need)


def missing(span: Union[Span, str], calendar: Calendar, pupil: Pupil, as_of: date) -> int:
    """School sessions of a window, up to a day and inside the pupil's spells, that hold no mark."""
    if isinstance(span, str):
        return 0
    return sum((day, place) not in pupil.marks and span.holds((day, place)) and pupil.enrolled(day)
               for day in calendar.school_days(as_of) for place in calendar.sessions[day])


def _rate(measure: Measure, marks: Marks) -> tuple[int, int]:
    base = [mark for _, mark in marks if measure.base.holds(mark.code, mark.classes)]
    return sum(measure.select.holds(mark.code, mark.classes) for mark in base), len(base)


def _run(measure: Measure, marks: Marks) -> int:
    """Belonging days since the last break, or the most between any two."""
    length = longest = 0
    for _, slots in groupby(marks, key=lambda item: item[0][0]):
        possible = [mark for _, mark in slots if "possible" in mark.classes]
        if possible:
            belongs = all(measure.select.holds(mark.code, mark.classes) for mark in possible)
            length = length + 1 if belongs else 0
            longest = max(longest, length)
    return longest if measure.longest else length


def _difference(measure: Measure, latest: Marks, earlier: Marks) -> Value:
    n1, b1 = _rate(measure, latest)
    n0, b0 = _rate(measure, earlier)
    if b1 == 0 or b0 == 0:
        return Value("difference", need="marks")
    need = "minimum" if min(b1, b0) < measure.minimum else None
    return Value("difference", n1 * b0 - n0 * b1, b1 * b0, need)
