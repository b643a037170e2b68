"""What a named policy says: its params, measures, conditions, flags, steps and tiers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Optional, Union


@dataclass(frozen=True)
class Dates:
    """The days on which a rule is in force."""

    first: date
    last: date

    def hold(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Param:
    values: tuple[tuple[Dates, Fraction], ...]

    def on(self, day: date) -> Optional[Fraction]:
        """The value on a day: that of the latest entry that has begun, unless it has ended."""
        begun = [(dates, value) for dates, value in self.values if dates.first <= day]
        return begun[-1][1] if begun and begun[-1][0].hold(day) else None


Value = Union[Fraction, Param]  # a number of a rule, written out or given by a param


@dataclass(frozen=True)
class Selection:
    """Marks of one of the classes or one of the codes."""

    classes: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()

    def holds(self, code: str, classes: frozenset[str]) -> bool:
        return code in self.codes or bool(self.classes & classes)


@dataclass(frozen=True)
class Window:
    """A window as written: a named period, the last n units after skipping `offset` of them, or since an event."""

    name: str  # a period, "last" or "since"
    n: Value = Fraction(0)
    unit: str = ""
    offset: int = 0
    possible: bool = False
    step: str = ""
    event: str = ""


@dataclass(frozen=True)
class Measure:
    kind: str
    select: Selection
    base: Selection
    exclude: Selection
    window: Window
    minimum: int
    longest: bool
    count_from: date
    dates: Dates


@dataclass(frozen=True)
class Span:
    """So many units on from a day."""

    n: Value
    unit: str


@dataclass(frozen=True)
class Comparison:
    measure: str
    comparator: str
    threshold: Value


@dataclass(frozen=True)
class FactTest:
    """A fact, or a barrier by its full name."""

    name: str


@dataclass(frozen=True)
class FlagTest:
    flag: str


@dataclass(frozen=True)
class TierTest:
    """Whether the tier of the day before is this one, by its place in the list."""

    place: int


@dataclass(frozen=True)
class EventTest:
    """Whether such an event has counted, and perhaps whether a span from its day has passed."""

    step: str
    event: str
    ago: Optional[Span]


@dataclass(frozen=True)
class OutcomeTest:
    """Whether the latest closed episode ended so."""

    step: str
    outcome: str


@dataclass(frozen=True)
class Crosses:
    """True today, false the day before."""

    part: Condition


@dataclass(frozen=True)
class Junction:
    """`all`, `any` or `not` of conditions."""

    op: str
    parts: tuple[Condition, ...]


Condition = Union[Comparison, FactTest, FlagTest, TierTest, EventTest, OutcomeTest, Crosses, Junction]
OTHERWISE = Junction("all", ())  # always true


@dataclass(frozen=True)
class Flag:
    condition: Condition
    dates: Dates


@dataclass(frozen=True)
class Leave:
    step: str
    at: frozenset[str]
    when: Condition
    then: int  # place in the list
    again: Condition


@dataclass(frozen=True)
class Tier:
    id: str
    condition: Condition  # of a band: its edges, all of them
    leave: Optional[Leave]


@dataclass(frozen=True)
class TierList:
    """Tiers by their place, 0 the most intensive."""

    tiers: tuple[Tier, ...]
    measure: Optional[str]  # of bands
    has_down: bool
    review: Optional[str]
    after: Optional[Span]
    provisional: Optional[Condition]

    def place(self, id: str) -> int:
        return [tier.id for tier in self.tiers].index(id)


@dataclass(frozen=True)
class Policy:
    id: str
    measures: dict[str, Measure]
    flags: dict[str, Flag]
    facts: dict[str, Optional[bool]]  # what holds when nothing is recorded; barriers by their full names
    steps: dict[str, frozenset[str]]  # the outcomes of each
    tiers: Optional[TierList]


def inner(condition: Condition) -> tuple[Condition, ...]:
    """The conditions that a condition is made of."""
    if isinstance(condition, Junction):
        return condition.parts
    return (condition.part,) if isinstance(condition, Crosses) else ()


