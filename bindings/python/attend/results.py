"""Results as plain data: one pupil, the school."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Iterable, NamedTuple, Sequence

from . import capi
from .days import to_date, to_optional_date
from .errors import Finding
from .numbers import days_text, percent
from .policy import Policy
from .why import Tree, why

if TYPE_CHECKING:
    from .evaluation import Evaluation

NEEDS = {
    capi.NEED_MARKS: "marks",
    capi.NEED_MINIMUM: "minimum",
    capi.NEED_HISTORY: "history",
    capi.NEED_CALENDAR: "calendar",
    capi.NEED_ENROLMENT: "enrolment",
    capi.NEED_IN_FORCE: "in-force",
    capi.NEED_EVENT: "event",
}
_COUNTLESS = frozenset({capi.NEED_HISTORY, capi.NEED_CALENDAR, capi.NEED_ENROLMENT, capi.NEED_IN_FORCE, capi.NEED_EVENT})
_TRUTH = {1: True, 0: False, -1: None}


def measure_result(kind: str, count: int, of: int, need: int) -> dict[str, Any]:
    """One value. ``count`` and ``of`` are None where the window itself is unknown, ``of`` where the kind has none, ``percent``
    unless the value is known and a rate or difference."""
    fraction = kind in ("rate", "difference")
    if need in _COUNTLESS or (kind == "difference" and of == 0):
        return {"count": None, "of": None, "percent": None}
    shown = percent(count, of) if fraction and need == 0 else None
    return {"count": count, "of": of if fraction or kind == "days" else None, "percent": shown}


def measure_text(value: dict[str, Any], kind: str) -> str:
    """A value of one pupil in words."""
    if value["count"] is None:
        return "unknown"
    if kind in ("rate", "difference"):
        return "unknown" if value["percent"] is None else f"{value['percent']} {'%' if kind == 'rate' else 'points'}"
    return f"{days_text(value['count'], value['of'])} days" if kind == "days" else str(value["count"])


class TierDay(NamedTuple):
    """The tier of one pupil under one policy on one day. ``tier`` is None when more than one is ``possible`` (least intensive first);
    ``computed`` are those possible without an override; ``since`` is the first day of the unbroken stretch."""

    policy: str
    day: date
    tier: str | None
    at_least: str
    at_most: str
    possible: tuple[str, ...]
    computed: tuple[str, ...]
    since: date | None
    provisional: bool
    overridden: bool


def _tiers_of(ids: Sequence[str], bits: int) -> tuple[str, ...]:
    return tuple(id for bit, id in enumerate(ids) if bits >> bit & 1)


def tier_day(policy: Policy, row: Sequence[int]) -> TierDay:
    """A decision of the library in words."""
    tiers = policy.tiers[row[0]]
    ids = [item.plain_id for item in tiers.tiers]
    possible = _tiers_of(ids, row[5])
    return TierDay(
        tiers.id, to_date(row[1]), possible[0] if len(possible) == 1 else None, possible[0], possible[-1], possible,
        _tiers_of(ids, row[6]), to_optional_date(row[7]), bool(row[8]), bool(row[9]),
    )


def resolved_needs(evaluation: Evaluation, position: int, tree: Tree) -> list[str]:
    """What an unknown needs, each once, in order: facts by their names, all else by a word. A tree that does not tell a flag in full
    says ``flag:ID`` for what that needs."""
    needs: dict[str, None] = {}
    open_needs, told = list(tree["needs"]), set[str]()
    while open_needs:
        need = open_needs.pop(0)
        if not need.startswith("flag:"):
            needs.setdefault(need)
        elif need not in told:
            told.add(need)
            flag = [item.id for item in evaluation.policy.flags].index(need[len("flag:") :])
            open_needs[:0] = evaluation.trees(position, [(capi.ITEM_FLAG, flag)])[0]["needs"]
    return list(needs)


class Told(NamedTuple):
    """The reasons of what is said about one pupil: of every policy's tiers, and of some flags by their index."""

    tiers: list[Tree]
    flags: dict[int, Tree]


def told(evaluation: Evaluation, position: int, raised: bool = False) -> Told:
    """The reasons of a pupil's tiers and unknown flags, of the true ones as well when ``raised``."""
    n_tiers = len(evaluation.policy.tiers)
    truths = (-1, 1) if raised else (-1,)
    flags = [index for index, flag in enumerate(evaluation.flags.values()) if flag[position] in truths]
    items = [*((capi.ITEM_TIERS, i) for i in range(n_tiers)), *((capi.ITEM_FLAG, i) for i in flags)]
    trees = evaluation.trees(position, items) if items else []
    return Told(trees[:n_tiers], dict(zip(flags, trees[n_tiers:])))


def in_order(needs: Iterable[str]) -> list[str]:
    """Each once: words in the order of the definition, then facts."""
    given = dict.fromkeys(needs)
    words = [name for name in NEEDS.values() if name in given]
    return [*words, *(name for name in given if name not in words)]


def _all_needs(evaluation: Evaluation, position: int, about: Told) -> list[str]:
    """What the unknown measures, flags and tiers of a pupil need."""
    measures = (NEEDS[column.need[position]] for column in evaluation.measures.values() if column.need[position])
    trees = (*about.flags.values(), *about.tiers)
    return in_order((*measures, *(need for tree in trees for need in resolved_needs(evaluation, position, tree))))


def tier_result(evaluation: Evaluation, position: int, index: int, tree: Tree) -> dict[str, Any]:
    """The tier of one pupil under the policy whose tiers are at an index, with its reason. ``why`` says it in one line."""
    column = evaluation.tiers[evaluation.policy.tiers[index].id]
    possible = _tiers_of(column.tier_ids, column.possible[position])
    computed = _tiers_of(column.tier_ids, column.computed[position])
    since = to_optional_date(column.since[position])
    needs = resolved_needs(evaluation, position, tree)
    return {
        "tier": possible[0] if len(possible) == 1 else None,
        "since": None if since is None else since.isoformat(),
        "provisional": bool(column.provisional[position]),
        "at_least": possible[0],
        "at_most": possible[-1],
        "needs": needs,
        "computed": list(computed),
        "why": why({**tree, "needs": needs}, evaluation.school_day),
    }


def pupil_result(evaluation: Evaluation, position: int, findings: Iterable[Finding], about: Told | None = None) -> dict[str, Any]:
    """Everything about one pupil. ``actions`` is empty: this version has none."""
    about = about or told(evaluation, position)
    kinds = [item.kind for item in evaluation.policy.measures]
    columns = zip(evaluation.measures.items(), kinds)
    return {
        "pupil": evaluation.pupils[position],
        "measures": {
            id: measure_result(kind, column.count[position], column.of[position], column.need[position])
            for (id, column), kind in columns
        },
        "flags": {id: _TRUTH[flag[position]] for id, flag in evaluation.flags.items()},
        "tiers": {id: tier_result(evaluation, position, index, about.tiers[index]) for index, id in enumerate(evaluation.tiers)},
        "actions": [],
        "needs": _all_needs(evaluation, position, about),
        "missing": evaluation.missing[position],
        "findings": [finding.as_dict() for finding in findings],
    }


def _school_measure(kind: str, counts: Iterable[int], ofs: Iterable[int], needs: Iterable[int]) -> dict[str, Any]:
    """Sums over the pupils whose counts are known: also those below a minimum, for it guards a pupil's rate, not the school's."""
    known = [(count, of) for count, of, need in zip(counts, ofs, needs) if need not in _COUNTLESS]
    count = sum(row[0] for row in known)
    if kind == "rate":
        of: int | None = sum(row[1] for row in known)
    else:
        of = max((row[1] for row in known), default=None) if kind == "days" else None
    shown = percent(count, of) if kind == "rate" and of else None
    return {"count": count if known else None, "of": of if known else None, "percent": shown, "pupils": len(known)}


def school_result(evaluation: Evaluation) -> dict[str, Any]:
    """The sums over all pupils."""
    summed = [item for item in evaluation.policy.measures if item.kind in ("rate", "count", "days")]
    columns = {item.id: (item.kind, evaluation.measures[item.id]) for item in summed}
    measures = {id: _school_measure(kind, part.count, part.of, part.need) for id, (kind, part) in columns.items()}
    truths = {id: flag.tolist() for id, flag in evaluation.flags.items()}
    return {
        "pupils": len(evaluation.pupils),
        "measures": measures,
        "flags": {
            id: {"true": flag.count(1), "false": flag.count(0), "unknown": flag.count(-1)} for id, flag in truths.items()
        },
        "tiers": {
            id: {name or "unknown": count for name, count in column.counts().items()} for id, column in evaluation.tiers.items()
        },
    }
