"""Results as plain data: one pupil, the school."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterable

from . import capi
from .errors import Finding

if TYPE_CHECKING:
    from .evaluation import Evaluation

NEEDS = {
    capi.NEED_MARKS: "marks",
    capi.NEED_MINIMUM: "minimum",
    capi.NEED_HISTORY: "history",
    capi.NEED_CALENDAR: "calendar",
    capi.NEED_ENROLMENT: "enrolment",
    capi.NEED_IN_FORCE: "in-force",
}
_COUNTLESS = frozenset({capi.NEED_HISTORY, capi.NEED_CALENDAR, capi.NEED_ENROLMENT, capi.NEED_IN_FORCE})
_TRUTH = {1: True, 0: False, -1: None}


def percent(count: int, of: int) -> str:
    """100 x count / of with two places, halves away from zero; exact.

    >>> percent(2, 3)
    '66.67'
    """
    _, _, text = capi.percent_format(count, of, 2, capi.ROUND_HALF_UP)
    if text is None:
        raise ValueError("no percentage of nothing")
    return text


def measure_result(kind: str, count: int, of: int, need: int) -> dict[str, Any]:
    """One value. ``count`` and ``of`` are None where the window itself is unknown, ``of`` where the kind has none, ``percent``
    unless the value is known and a rate or difference."""
    fraction = kind in ("rate", "difference")
    if need in _COUNTLESS or (kind == "difference" and of == 0):
        return {"count": None, "of": None, "percent": None}
    shown = percent(count, of) if fraction and need == 0 else None
    return {"count": count, "of": of if fraction or kind == "days" else None, "percent": shown}


def needs_of(evaluation: Evaluation, position: int, flags: Iterable[int], bits: int = 0) -> list[str]:
    """What the unknown flags at these indices need, and the needs in ``bits``, each once."""
    for index in flags:
        bits |= evaluation.flag_parts(position, index)[0]
    return [name for need, name in NEEDS.items() if bits >> need & 1]


def _all_needs(evaluation: Evaluation, position: int) -> list[str]:
    """What the unknown measures and flags of a pupil need."""
    bits = 0
    for column in evaluation.measures.values():
        bits |= 1 << column.need[position]
    unknown = (index for index, flag in enumerate(evaluation.flags.values()) if flag[position] == -1)
    return needs_of(evaluation, position, unknown, bits)


def pupil_result(evaluation: Evaluation, position: int, findings: Iterable[Finding]) -> dict[str, Any]:
    """Everything about one pupil. ``tiers`` and ``actions`` are empty: this version has none."""
    kinds = [item.kind for item in evaluation.policy.measures]
    columns = zip(evaluation.measures.items(), kinds)
    return {
        "pupil": evaluation.pupils[position],
        "measures": {
            id: measure_result(kind, column.count[position], column.of[position], column.need[position])
            for (id, column), kind in columns
        },
        "flags": {id: _TRUTH[flag[position]] for id, flag in evaluation.flags.items()},
        "tiers": {},
        "actions": [],
        "needs": _all_needs(evaluation, position),
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
    }
