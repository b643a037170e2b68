"""Tiers: the possible ones of a day, leaving, coming down, and the answer (section 8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Optional

from .conditions import ONE_DAY, each_once, passed
from .policy import Leave, TierList

if TYPE_CHECKING:
    from .fold import Fold

Places = frozenset[int]  # tiers by their place in the list: 0 is the most intensive
Needs = dict[int, tuple[str, ...]]  # what the unknown conditions of each tier need


@dataclass(frozen=True)
class TierDay:
    """The tiers of one day, and what the next day has to know."""

    computed: Places  # after the rules `leave`
    under: Places  # possible, without an override
    possible: Places  # the answer
    needs: tuple[str, ...]
    overridden: bool
    provisional: bool
    kept: int
    modes: Mapping[int, str]  # of each rule `leave`


@dataclass(frozen=True)
class TierAnswer:
    """The answer on a day, tiers by their ids."""

    tier: Optional[str]
    at_least: str
    at_most: str
    possible: list[str]  # the least intensive first
    needs: list[str]
    since: date
    provisional: bool
    overridden: bool
    computed: list[str]  # possible without the override


Decisions = list[tuple[date, TierAnswer]]
Trace = list[tuple[date, Optional[str], list[str]]]


@dataclass
class _Today:
    """A day's tiers while they are worked out."""

    computed: Places
    needs: Needs
    modes: dict[int, str] = field(default_factory=dict)
    left: bool = False
    carried: bool = False  # a tier is possible only because it was so the day before


def next_day(rules: TierList, fold: Fold, day: date) -> TierDay:
    before = fold.tier_days.get(day - ONE_DAY)
    today = _judge(rules, fold, day)
    today.modes = dict(before.modes) if before else {n: "free" for n, tier in enumerate(rules.tiers) if tier.leave}
    _leave(rules, today, before.under if before else frozenset(), fold, day)
    kept = before.kept if before else len(rules.tiers) - 1
    under = _come_down(rules, fold, day, today, kept) if rules.has_down else today.computed
    override = fold.override(day)
    possible = frozenset({rules.place(override.tier)}) if override else under
    needs = each_once([*(today.needs[place] for place in sorted(today.needs)), *([("history",)] if today.carried else [])])
    needs = needs if len(possible) > 1 else ()
    return TierDay(today.computed, under, possible, needs, override is not None, _provisional(rules, fold, day),
                   _keep(kept, under), today.modes)


def _judge(rules: TierList, fold: Fold, day: date) -> _Today:
    """From the most intensive tier on, up to the first that is true."""
    computed: set[int] = set()
    needs: Needs = {}
    for place, tier in enumerate(rules.tiers):
        truth = fold.truth(tier.condition, day)
        if truth.value is not False:
            computed.add(place)
            needs[place] = truth.needs
        if truth.value:
            break
    return _Today(frozenset(computed), needs)


def _provisional(rules: TierList, fold: Fold, day: date) -> bool:
    return rules.provisional is not None and fold.truth(rules.provisional, day).value is not False


# --- leaving ---


def _leave(rules: TierList, today: _Today, before: Places, fold: Fold, day: date) -> None:
    """What the rules make of the tiers that were computed: a held one first, then in order until one settles it."""
    leaves = {place: tier.leave for place, tier in enumerate(rules.tiers) if tier.leave}
    for place, rule in leaves.items():
        if today.modes[place] == "left" and "started" in fold.taken(rule.step, day):
            today.modes[place] = "free"
    for place in [place for place, mode in today.modes.items() if mode == "held"]:
        if _hold(place, leaves[place], today, fold, day):
            return
    for place, rule in leaves.items():
        if today.modes[place] == "free" and fold.under_way(rule.step, day):
            _stay(place, today, before)
            if today.modes[place] == "held" and _hold(place, rule, today, fold, day):
                return
        if today.modes[place] == "left" and _again(place, rule, today, fold, day):
            return


def _stay(place: int, today: _Today, before: Places) -> None:
    """The step is under way: a tier that is certain becomes held, one that is possible stays so."""
    alone = frozenset({place})
    if alone in (before, today.computed):
        today.modes[place] = "held"
    elif place in before and place not in today.computed:
        today.computed |= alone
        today.carried = True


def _hold(place: int, rule: Leave, today: _Today, fold: Fold, day: date) -> bool:
    """Whether a held tier stays so."""
    asked = bool(rule.at & fold.taken(rule.step, day))
    truth = fold.truth(rule.when, day) if asked else None
    if truth and truth.value:
        today.modes[place] = "left"
        today.left = True
        return False
    doubted = truth is not None and truth.value is None
    today.computed = frozenset({place, rule.then} if doubted else {place})
    today.needs = {place: truth.needs} if truth and doubted else {}
    today.carried = False
    return True


def _again(place: int, rule: Leave, today: _Today, fold: Fold, day: date) -> bool:
    """Whether a tier that was left is there again."""
    truth = fold.truth(rule.again, day)
    if truth.value:
        today.computed, today.needs, today.carried = frozenset({place}), {}, False
        today.modes[place] = "free"
        return True
    if place in today.computed:
        today.computed = today.computed - {place} | {rule.then}
    if truth.value is None:
        today.computed |= {place}
        today.needs[place] = each_once((today.needs.get(place, ()), truth.needs))
    return False


# --- coming down ---


def _come_down(rules: TierList, fold: Fold, day: date, today: _Today, kept: int) -> Places:
    """The possible tiers, when coming down is not immediate."""
    reviewed = rules.review is not None and "reviewed" in fold.taken(rules.review, day)
    if reviewed or today.left:
        return today.computed
    allowed = _allowed(rules, fold, day, today.computed, kept)
    return frozenset(each if each <= kept else min(each, allowed) for each in today.computed)


def _allowed(rules: TierList, fold: Fold, day: date, computed: Places, kept: int) -> int:
    """The lowest tier to which the span lets the pupil come down, or the one kept."""
    for lower in range(len(rules.tiers) - 1, kept, -1):
        if rules.after and min(computed) >= lower:
            start = day
            while start > fold.first_day and min(fold.tier_days[start - ONE_DAY].computed) >= lower:
                start -= ONE_DAY
            if passed(rules.after, start, fold.calendar, day).value:
                return lower
    return kept


def _keep(kept: int, possible: Places) -> int:
    """The kept tier moves no further than all of the possible tiers go."""
    return min(max(kept, min(possible)), max(possible))


# --- the answer ---


def answer(rules: TierList, fold: Fold, day: date) -> TierAnswer:
    today = fold.tier_days[day]
    since = day
    while since > fold.first_day and fold.tier_days[since - ONE_DAY].possible == today.possible:
        since -= ONE_DAY
    possible = _ids(rules, today.possible)
    tier = possible[0] if len(possible) == 1 else None
    return TierAnswer(tier, possible[0], possible[-1], possible, list(today.needs), since, today.provisional,
                      today.overridden, _ids(rules, today.under))


def decisions(rules: TierList, fold: Fold) -> Decisions:
    """The answers of the first day and of every day whose decision differs from the day before."""
    rows: Decisions = []
    for day, each in fold.tier_days.items():
        before = fold.tier_days.get(day - ONE_DAY)
        if before is None or _decision(before) != _decision(each):
            rows.append((day, answer(rules, fold, day)))
    return rows


def _decision(day: TierDay) -> tuple[Places, Places, bool, bool]:
    return day.possible, day.under, day.provisional, day.overridden


def trace(rows: Decisions) -> Trace:
    """The days, of these, on which other tiers become possible."""
    firsts = [row for n, row in enumerate(rows) if not n or row[1].possible != rows[n - 1][1].possible]
    return [(day, each.tier, each.possible) for day, each in firsts]


def _ids(rules: TierList, places: Places) -> list[str]:
    """The least intensive first."""
    return [rules.tiers[place].id for place in sorted(places, reverse=True)]
