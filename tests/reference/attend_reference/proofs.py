"""What is proved of tiers: that bands hold every value once, and that every tier of a list is reached (section 8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from math import floor, prod
from typing import Optional

from .conditions import COMPARE, threshold
from .documents import DocumentError
from .policy import Comparison, Condition, Dates, FlagTest, Junction, Param, Policy, TierList, inner

COMBINATIONS_MAX = 65536
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
Choice = Mapping[Condition, bool]  # what each comparison and other test is in one combination


def check(policy: Policy, sessions_per_day: int) -> None:
    """Refuses tiers that are not sound on some day."""
    if policy.tiers is None:
        return
    prover = _Prover(policy, policy.tiers, sessions_per_day)
    for day in prover.days():
        if policy.tiers.measure is not None:
            prover.check_bands(policy.tiers.measure, day)
        else:
            prover.check_list(day)


@dataclass
class _Prover:
    policy: Policy
    rules: TierList
    sessions_per_day: int

    # --- what the tiers look at ---

    def atoms(self, condition: Condition) -> Iterator[Condition]:
        """Comparisons and tests; flags are looked through, what `crosses` looks at is its own affair."""
        if isinstance(condition, FlagTest):
            yield from self.atoms(self.policy.flags[condition.flag].condition)
        elif isinstance(condition, Junction):
            for part in condition.parts:
                yield from self.atoms(part)
        else:
            yield condition

    def flags(self, condition: Condition) -> Iterator[str]:
        if isinstance(condition, FlagTest):
            yield condition.flag
            yield from self.flags(self.policy.flags[condition.flag].condition)
        for part in inner(condition):
            yield from self.flags(part)

    def all_atoms(self) -> list[Condition]:
        return list(dict.fromkeys(atom for tier in self.rules.tiers for atom in self.atoms(tier.condition)))

    def days(self) -> list[date]:
        """A day of every stretch in which nothing begins or ends to be in force."""
        stretches = [self.policy.flags[id].dates for tier in self.rules.tiers for id in self.flags(tier.condition)]
        for atom in self.all_atoms():
            if isinstance(atom, Comparison):
                stretches.append(self.policy.measures[atom.measure].dates)
                if isinstance(atom.threshold, Param):
                    stretches += [dates for dates, _ in atom.threshold.values]
        ends = {each.last + timedelta(1) for each in stretches if each.last < LAST_DAY}
        return sorted({FIRST_DAY, *(each.first for each in stretches), *ends})

    def number(self, comparison: Comparison, day: date) -> Optional[Fraction]:
        """What is compared with, when that and the measure are in force."""
        in_force: Dates = self.policy.measures[comparison.measure].dates
        return threshold(comparison.threshold, day) if in_force.hold(day) else None

    def values(self, measure: str, edges: Iterable[Fraction]) -> list[Fraction]:
        """Enough values of a measure to have one on every edge, between every two, and beyond them all."""
        kind = self.policy.measures[measure].kind
        step = {"count": Fraction(1), "run": Fraction(1), "days": Fraction(1, self.sessions_per_day)}.get(kind)
        if step is not None:
            near = {floor(edge / step) + n for edge in edges for n in (-1, 0, 1, 2)} | {0}
            return sorted(n * step for n in near if n >= 0)
        least, most = Fraction(-100 if kind == "difference" else 0), Fraction(100)
        ends = sorted({each for each in edges if least <= each <= most} | {least, most})
        return sorted({*ends, *((a + b) / 2 for a, b in zip(ends, ends[1:]))})

    # --- bands ---

    def check_bands(self, measure: str, day: date) -> None:
        """Every value is in one band, every band has a value, and the bands are in order, up or down. Where only some edges are in
        force, these alone must leave no value without a band and no band without a value."""
        bands = [{each: self.number(each, day) for each in self.atoms(tier.condition)
                  if isinstance(each, Comparison)} for tier in self.rules.tiers]
        edges = [edge for band in bands for edge in band.values() if edge is not None]
        if not edges:
            return  # any band may hold any value
        in_force = len(edges) == sum(map(len, bands))
        reached: set[int] = set()
        order: list[int] = []
        for value in self.values(measure, edges):
            holding = [n for n, band in enumerate(bands)
                       if all(edge is None or _compare(each, value, edge) for each, edge in band.items())]
            if not holding or (in_force and len(holding) > 1):
                raise DocumentError("band_overlap" if holding else "gap", "tiers.list", f"{value} on {day}")
            reached.update(holding)
            order += [n for n in holding if n not in order[-1:]]
        if len(reached) < len(bands):
            raise DocumentError("unreachable", "tiers.list", f"a band without a value on {day}")
        if in_force and order not in (sorted(order), sorted(order, reverse=True)):
            raise DocumentError("value", "tiers.list", "bands out of order")

    # --- ordered lists ---

    def check_list(self, day: date) -> None:
        reached: set[int] = set()
        choices = self.choices(day)
        if prod(map(len, choices)) > COMBINATIONS_MAX:
            return
        for parts in product(*choices):
            choice = {atom: truth for part in parts for atom, truth in part.items()}
            reached |= self.possible(choice, day)
            if len(reached) == len(self.rules.tiers):
                return
        missing = min(set(range(len(self.rules.tiers))) - reached)
        raise DocumentError("unreachable", "tiers.list", f"{self.rules.tiers[missing].id} on {day}")

    def choices(self, day: date) -> list[list[Choice]]:
        """What each measure's comparisons, and each other test, may be together; without what is not in force."""
        atoms = self.all_atoms()
        measures: dict[str, dict[Comparison, Fraction]] = {}
        for atom in atoms:
            if isinstance(atom, Comparison) and (number := self.number(atom, day)) is not None:
                measures.setdefault(atom.measure, {})[atom] = number
        free = [atom for atom in atoms if not isinstance(atom, Comparison)]
        choices: list[list[Choice]] = [[{atom: True}, {atom: False}] for atom in free]
        for measure, numbers in measures.items():
            cells = {tuple(_compare(each, value, number) for each, number in numbers.items())
                     for value in self.values(measure, numbers.values())}
            choices.append([dict(zip(numbers, cell)) for cell in sorted(cells)])
        return choices

    def possible(self, choice: Choice, day: date) -> set[int]:
        found: set[int] = set()
        for n, tier in enumerate(self.rules.tiers):
            truth = self.truth(tier.condition, choice, day)
            if truth is not False:
                found.add(n)
            if truth:
                break
        return found

    def truth(self, condition: Condition, choice: Choice, day: date) -> Optional[bool]:
        """In one combination; unknown is what is not in force."""
        if isinstance(condition, FlagTest):
            flag = self.policy.flags[condition.flag]
            return self.truth(flag.condition, choice, day) if flag.dates.hold(day) else None
        if not isinstance(condition, Junction):
            return choice.get(condition)
        parts = [self.truth(part, choice, day) for part in condition.parts]
        if condition.op == "not":
            return None if parts[0] is None else not parts[0]
        decides = condition.op == "any"
        return decides if decides in parts else None if None in parts else not decides


def _compare(comparison: Comparison, value: Fraction, number: Optional[Fraction]) -> bool:
    assert number is not None, "only comparisons that are in force are judged"
    return bool(COMPARE[comparison.comparator](value, number))
