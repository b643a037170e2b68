"""Facts: rows in, what is true, false or unknown on a day out (section 5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Optional

from .register import OPEN, Finding, Register, Stretch, read_day
from .windows import FIRST_DAY

FactRow = tuple[str, str, str, Optional[str], Optional[str]]  # pupil, fact, value, from or None, to or None
VALUES = {"true": True, "false": False, "unknown": None}


def read(register: Register, rows: Sequence[FactRow], declared: frozenset[str], as_of: date) -> None:
    """Judges every row of a pupil who is there: `date`, not seen, `unknown_fact`, `fact_value`, `date_order`, `contradiction`, `duplicate`."""
    kept: dict[tuple[str, str], list[tuple[int, Stretch]]] = {}
    for n, (name, fact, value, begins, ends) in enumerate(rows):
        if name not in register.pupils:
            register.find(Finding("unknown_pupil", None, None, (n,), "facts"))
            continue
        first, problem = read_day(begins) if begins is not None else (FIRST_DAY, "")
        last, end_problem = read_day(ends) if ends is not None else (OPEN, "")
        if first is None or last is None:
            register.find(Finding(problem or end_problem, name, None, (n,), "facts"))
            continue
        if first > as_of:
            continue
        status = _problem(fact, value, first, last, declared)
        if status:
            register.find(Finding(status, name, first if begins is not None else None, (n,), "facts"))
            continue
        stretch, own = Stretch(first, last, VALUES[value]), kept.setdefault((name, fact), [])
        if _meets_earlier(register, name, n, stretch, own) != "contradiction":
            own.append((n, stretch))
            register.pupils[name].facts.setdefault(fact, []).append(stretch)


def _problem(fact: str, value: str, first: date, last: date, declared: frozenset[str]) -> str:
    if fact not in declared:
        return "unknown_fact"
    if value not in VALUES:
        return "fact_value"
    return "date_order" if last < first else ""


def _meets_earlier(register: Register, name: str, n: int, stretch: Stretch, own: list[tuple[int, Stretch]]) -> str:
    """Whether earlier rows of the fact share a day with this one, and what that is."""
    shared = [(row, each) for row, each in own if each.first <= stretch.last and stretch.first <= each.last]
    if not shared:
        return ""
    differing = [(row, each) for row, each in shared if each.value is not stretch.value]
    status = "contradiction" if differing else "duplicate"
    row, other = (differing or shared)[0]
    register.find(Finding(status, name, max(stretch.first, other.first), (n, row), "facts"))
    return status


def on(stretches: Sequence[Stretch], not_recorded: Optional[bool], day: date) -> Optional[bool]:
    """What a fact is on a day."""
    covering = [each for each in stretches if each.first <= day <= each.last]
    return covering[0].value if covering else not_recorded
