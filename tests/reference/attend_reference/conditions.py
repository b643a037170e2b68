"""Conditions: three-valued, and unknown says what it needs (section 6)."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Optional

from .measures import Value
from .policy import Comparison, Condition, Flag, Param

COMPARE = {"below": operator.lt, "at_most": operator.le, "equal": operator.eq, "at_least": operator.ge,
           "above": operator.gt}


@dataclass(frozen=True)
class Truth:
    """True, False or None (unknown), and what an unknown needs."""

    value: Optional[bool]
    needs: frozenset[str] = frozenset()


def flag(rule: Flag, values: Mapping[str, Value], as_of: date) -> Truth:
    if not rule.dates.hold(as_of):
        return Truth(None, frozenset({"in-force"}))
    return truth(rule.condition, values, as_of)


def truth(condition: Condition, values: Mapping[str, Value], as_of: date) -> Truth:
    if isinstance(condition, Comparison):
        return _compare(condition, values[condition.measure], as_of)
    parts = [truth(part, values, as_of) for part in condition.parts]
    if condition.op == "not":
        inner = parts[0]
        return inner if inner.value is None else Truth(not inner.value)
    decides = condition.op == "any"  # one part with this value settles it
    if any(part.value is decides for part in parts):
        return Truth(decides)
    needs = [part.needs for part in parts if part.value is None]
    return Truth(None, frozenset().union(*needs)) if needs else Truth(not decides)


def _compare(condition: Comparison, value: Value, as_of: date) -> Truth:
    threshold = condition.threshold
    number = threshold.on(as_of) if isinstance(threshold, Param) else threshold
    needs = {value.need} if value.need else set()
    if number is None:
        needs.add("in-force")
    if number is None or needs:
        return Truth(None, frozenset(needs))
    return Truth(bool(COMPARE[condition.comparator](value.number(), number)))
