"""Civil days: Python dates on the outside, the library's day numbers inside."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Union

from . import capi
from .errors import fail

Day = Union[date, str]
"""A day: ``datetime.date``, or text written ``YYYY-MM-DD``."""

_EPOCH = date(1970, 1, 1).toordinal()
BAD_DAY = -(2**31)
"""Stands for a date that does not exist; the library answers it with the status ``date``."""


def day_number(day: Day) -> int:
    """Days since 1970-01-01. Raises AttendError (``date`` or ``range``) for what is no supported day.

    >>> day_number("1970-01-02")
    1
    """
    number = read_day(day)
    if not capi.DAY_FIRST <= number <= capi.DAY_LAST:
        fail("date", "a day is a date from 1900-01-01 to 2199-12-31, written YYYY-MM-DD")
    return number


def read_day(day: Day) -> int:
    """Like day_number(), but BAD_DAY for text that is no date. TypeError for anything but a date or text."""
    if isinstance(day, str):
        return parse_day(day)
    if isinstance(day, datetime):
        if day.time() != time.min:
            fail("date", "a day has no time of day")
        return day.date().toordinal() - _EPOCH
    if isinstance(day, date):
        return day.toordinal() - _EPOCH
    raise TypeError(f"a day is a date or text, not {type(day).__name__}")


def parse_day(text: str) -> int:
    """The day number of ``YYYY-MM-DD``, or BAD_DAY."""
    if len(text) != 10 or not text.isascii() or "\0" in text:
        return BAD_DAY
    status, number = capi.day_parse(text)
    return number if status == 0 else BAD_DAY


def to_date(number: int) -> date:
    """The date of a day number."""
    return date.fromordinal(number + _EPOCH)


def to_optional_date(number: int) -> date | None:
    """The date of a day number; None for the library's "always" (first day) and "no end"."""
    return to_date(number) if capi.DAY_FIRST <= number <= capi.DAY_LAST else None
