"""Numbers as people read them: exact fractions, rounded only to be shown."""

from __future__ import annotations

from fractions import Fraction
from typing import Iterable

from . import capi

_PLACES = (2, 3, 4)


def percent(count: int, of: int, places: int = 2) -> str:
    """100 x count / of with two places, halves away from zero; exact.

    >>> percent(2, 3)
    '66.67'
    """
    _, _, text = capi.percent_format(count, of, places, capi.ROUND_HALF_UP)
    if text is None:
        raise ValueError("no percentage of nothing")
    return text


def _side(value: Fraction, line: Fraction) -> int:
    return (value > line) - (value < line)


def percent_beside(count: int, of: int, lines: Iterable[str]) -> str:
    """100 x count / of with two places, or as many more, at most four, as put it on its own side of every line.

    >>> percent_beside(91999, 100000, ["92"]), percent_beside(919999999, 10**9, ["92"])
    ('91.999', '92.0000 (just below)')
    """
    exact, wanted = Fraction(100 * count, of), [Fraction(line) for line in lines]
    for places in _PLACES:
        text = percent(count, of, places)
        wrong = [line for line in wanted if _side(Fraction(text), line) != _side(exact, line)]
        if not wrong:
            return text
    return f"{text} (just {'above' if exact > wrong[0] else 'below'})"


def days_text(sessions: int, a_day: int) -> str:
    """Days as a decimal where that is exact (1, 2 or 4 sessions a day), else as a fraction.

    >>> days_text(31, 2), days_text(31, 3)
    ('15.5', '10 1/3')
    """
    whole, part = divmod(sessions, a_day)
    if part == 0:
        return str(whole)
    return f"{whole} {part}/{a_day}" if a_day == 3 else f"{whole}.{part * 100 // a_day:02}".rstrip("0")


def counted(number: int, thing: str) -> str:
    """A number of things.

    >>> counted(1, "session"), counted(1200, "session")
    ('1 session', '1,200 sessions')
    """
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
