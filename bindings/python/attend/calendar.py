"""Calendars: which days are school days, and counting on by them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Iterable, Sequence

from . import capi
from .days import Day, day_number, to_date
from .documents import Document, Source, as_rows, closure, load_error, open_sources
from .errors import fail, fail_status

_UNITS = {
    "days": capi.UNIT_DAYS,
    "weeks": capi.UNIT_WEEKS,
    "school_days": capi.UNIT_SCHOOL_DAYS,
    "school_weeks": capi.UNIT_SCHOOL_WEEKS,
}


@dataclass(frozen=True)
class CalendarDay:
    """What a calendar says of one day. ``sessions`` are the indices of its school sessions; ``school_day`` counts school days, and
    ``school_week`` school weeks, from the calendar's first up to this day; the names are empty when unknown."""

    day: date
    sessions: tuple[int, ...]
    school_day: int
    school_week: int
    year: str
    term: str
    half_term: str
    closure: str


class Calendar:
    """A calendar: loaded from documents, or derived from a register by evaluate(). Immutable and safe to share."""

    __slots__ = ("_handle", "_documents", "__weakref__")

    def __init__(self, handle: capi.CalendarHandle, documents: Sequence[Document] = ()) -> None:
        """Use load()."""
        self._handle = handle
        self._documents = tuple(documents)

    @classmethod
    def load(cls, source: Source, documents: Iterable[Source] = ()) -> Calendar:
        """Loads a calendar document: a path or JSON text. What it extends is looked for in ``documents``, then among the bundled
        ones. Raises AttendError with every finding."""
        roots, others = open_sources([source], list(documents))
        return _load(closure(roots, others))

    @property
    def origin(self) -> str | None:
        """The file it was loaded from, for messages; None for a derived one."""
        return self._documents[0].origin if self._documents else None

    @property
    def derived(self) -> bool:
        """Whether it was derived from a register."""
        return not self._documents

    def day(self, day: Day) -> CalendarDay:
        """What the calendar says of a day."""
        number = day_number(day)
        status, _, info = capi.calendar_day(self._handle, number)
        if info is None:
            fail_status(status)
        sessions = tuple(slot for slot in range(info[1]) if info[0] >> slot & 1)
        return CalendarDay(to_date(number), sessions, *info[2:])

    def add(self, day: Day, n: int, unit: str) -> date:
        """Counts on from a day: ``unit`` is ``days``, ``weeks``, ``school_days`` or ``school_weeks``. Raises AttendError
        (``calendar_end``) when the calendar ends before."""
        if unit not in _UNITS:
            fail("argument", "a unit is days, weeks, school_days or school_weeks")
        status, reached = capi.calendar_add(self._handle, day_number(day), n, _UNITS[unit])
        if status != 0:
            fail_status(status)
        return to_date(reached)

    def next_school_day(self, day: Day) -> date:
        """The first school day on or after a day: where a due date moves to. Raises AttendError (``calendar_end``)."""
        status, reached = capi.calendar_roll(self._handle, day_number(day))
        if status != 0:
            fail_status(status)
        return to_date(reached)

    def __reduce__(self) -> tuple[Any, ...]:
        if self.derived:
            raise TypeError("a derived calendar cannot be pickled: pickle the register")
        return _load, (self._documents,)


def _load(documents: Sequence[Document]) -> Calendar:
    status, error, handle = capi.calendar_load(as_rows(documents, 1))
    if handle is None:
        raise load_error(documents, error, status)
    return Calendar(handle, documents)


def calendar_handle(calendar: Calendar) -> capi.CalendarHandle:
    """The library's handle. TypeError for anything but a Calendar."""
    if not isinstance(calendar, Calendar):
        raise TypeError(f"expected a Calendar, not {type(calendar).__name__}")
    return calendar._handle
