"""Conditions: three-valued, and unknown says what it needs, in the order of its parts (section 7)."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import chain
from typing import Optional, Protocol

from . import calendar as calendars
from .calendar import Calendar, CalendarEnd
from .measures import Value
from .policy import (Comparison, Condition, Crosses, EventTest, FactTest, Flag, FlagTest, OutcomeTest, Param, Span,
                     TierTest)
from .policy import Value as Threshold

COMPARE = {"below": operator.lt, "at_most": operator.le, "equal": operator.eq, "at_least": operator.ge,
           "above": operator.gt}
ONE_DAY = timedelta(1)


@dataclass(frozen=True)
class Truth:
    """True, False or None (unknown), and what an unknown needs, each once."""

    value: Optional[bool]
    needs: tuple[str, ...] = ()


class World(Protocol):
    """What conditions ask about one pupil under one policy."""

    @property
    def calendar(self) -> Calendar: ...
    @property
    def first_day(self) -> date: ...
    def measure(self, id: str, day: date) -> Value: ...
    def fact(self, name: str, day: date) -> Optional[bool]: ...
    def flag(self, id: str, day: date) -> Truth: ...
    def tier(self, place: int, day: date) -> Truth: ...
    def latest(self, step: str, event: str, day: date) -> Optional[date]: ...
    def outcome(self, step: str, day: date) -> Optional[str]: ...


def each_once(needs: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(needs)))


def flag(rule: Flag, world: World, day: date) -> Truth:
    return truth(rule.condition, world, day) if rule.dates.hold(day) else Truth(None, ("in-force",))


def truth(condition: Condition, world: World, day: date) -> Truth:
    if isinstance(condition, Comparison):
        return _compare(condition, world.measure(condition.measure, day), day)
    if isinstance(condition, FactTest):
        value = world.fact(condition.name, day)
        return Truth(value, (condition.name,) if value is None else ())
    if isinstance(condition, FlagTest):
        return world.flag(condition.flag, day)
    if isinstance(condition, TierTest):
        return world.tier(condition.place, day)
    if isinstance(condition, EventTest):
        return _event(condition, world, day)
    if isinstance(condition, OutcomeTest):
        return Truth(world.outcome(condition.step, day) == condition.outcome)
    if isinstance(condition, Crosses):
        return _crosses(condition, world, day)
    parts = [truth(part, world, day) for part in condition.parts]
    return _not(parts[0]) if condition.op == "not" else _join(parts, decides=condition.op == "any")


def _not(part: Truth) -> Truth:
    return part if part.value is None else Truth(not part.value)


def _join(parts: list[Truth], decides: bool) -> Truth:
    """`any` is decided by one part that is true, `all` by one that is false."""
    if any(part.value is decides for part in parts):
        return Truth(decides)
    unknown = [part.needs for part in parts if part.value is None]
    return Truth(None, each_once(unknown)) if unknown else Truth(not decides)


def _compare(condition: Comparison, value: Value, day: date) -> Truth:
    number = threshold(condition.threshold, day)
    needs = ([value.need] if value.need else []) + (["in-force"] if number is None else [])
    if number is None or needs:
        return Truth(None, tuple(dict.fromkeys(needs)))
    return Truth(bool(COMPARE[condition.comparator](value.number(), number)))


def threshold(value: Threshold, day: date) -> Optional[Fraction]:
    return value.on(day) if isinstance(value, Param) else value


def _event(condition: EventTest, world: World, day: date) -> Truth:
    latest = world.latest(condition.step, condition.event, day)
    if latest is None or condition.ago is None:
        return Truth(latest is not None)
    return passed(condition.ago, latest, world.calendar, day)


def passed(span: Span, start: date, calendar: Calendar, day: date) -> Truth:
    """Whether the day that a span reaches has come."""
    n = threshold(span.n, day)
    if n is None:
        return Truth(None, ("in-force",))
    try:
        return Truth(calendars.add(calendar, start, int(n), span.unit) <= day)
    except CalendarEnd:
        return Truth(None, ("calendar",)) if calendar.ended(day) else Truth(False)


def _crosses(condition: Crosses, world: World, day: date) -> Truth:
    """What the day before needed is forgotten: it is `history`, and asked for only where it alone is in doubt, or on the first day."""
    today, is_first = truth(condition.part, world, day), day == world.first_day
    before = None if is_first else truth(condition.part, world, day - ONE_DAY).value
    needs = ("history",) if before is None and (is_first or today.value) else ()
    return _join([today, _not(Truth(before, needs))], decides=False)
