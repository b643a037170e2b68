"""Every pair of absent and possible sessions up to 200 under every pack with tiers, against one line of whole numbers each.

A pupil's sessions without a mark come first, then the present ones, then the absences: attendance only falls, so nobody is kept in a
tier that the numbers have left, and the tier is the one that the last day's numbers give.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import attend
import numpy as np
import pytest

MOST = 200
MONDAY = date(2025, 9, 1)
DAYS = [day for day in (MONDAY + timedelta(n) for n in range(7 * MOST // 10)) if day.weekday() < 5]
RECENT = 40  # sessions of the latest four school weeks
PAIRS = [(absent, possible) for possible in range(MOST + 1) for absent in range(possible + 1)]
ANY = {1, 2, 3}


def register_of(codes: dict[str, int], facts: list[attend.Fact] | None = None) -> attend.Register:
    """A pupil for each pair, and one who is always there, so that every session is a school session."""
    absent = np.array([pair[0] for pair in PAIRS] + [0])[:, None]
    possible = np.array([pair[1] for pair in PAIRS] + [MOST])[:, None]
    session = np.arange(MOST)[None, :]
    present = np.where(session % 2 == 0, codes["/"], codes["\\"])
    grid = np.where(session >= MOST - absent, codes["I"], np.where(session >= MOST - possible, present, 0)).astype(np.uint8)
    pupil, place = np.nonzero(grid)
    days = np.array([(day - date(1970, 1, 1)).days for day in DAYS], np.int32)
    names = [str(n) for n in range(len(PAIRS) + 1)]
    return attend.Register.from_columns(
        pupil.astype(np.uint32), days[place // 2], (place % 2).astype(np.uint8), grid[pupil, place], pupils=names, facts=facts or []
    )


# --- the packs, with a the absent and p the possible sessions, and the attended ones p - a ------------------------------


def process(a: int, p: int) -> set[int]:
    att = 100 * (p - a)
    return {1, 2, 3, 4} if p == 0 else {4} if att <= 50 * p else {3} if att < 80 * p else {2} if att <= 92 * p else {1}


def mtss(a: int, p: int) -> set[int]:
    return ANY if p == 0 else {3} if 100 * (p - a) <= 60 * p else {2} if 100 * (p - a) <= 95 * p else {1}


def relational(a: int, p: int) -> set[int]:
    return {3} if a >= 38 else {2} if a > 16 else {1}  # 19 and 8 days


def practice(a: int, p: int) -> set[int]:
    """Recent attendance also counts; it has no less of its sessions absent than the year."""
    q, b = min(p, RECENT), min(a, RECENT)
    third = 2 * a >= p or 100 * (p - a) <= 60 * p or 2 * (q - b) <= q
    second = 10 * a >= p or 100 * (p - a) <= 92 * p or 10 * (q - b) <= 9 * q
    return ANY if p == 0 else {3} if third else {2} if second else {1}


def foundations(complex_barriers: bool | None, early_concern: bool) -> Callable[[int, int], set[int]]:
    def tiers(a: int, p: int) -> set[int]:
        below_90 = None if p == 0 else 100 * (p - a) < 90 * p
        below_95 = None if p == 0 else 100 * (p - a) < 95 * p
        third = False if False in (below_90, complex_barriers) else None if None in (below_90, complex_barriers) else True
        second = True if early_concern or below_95 else below_95
        list_of = [(3, third), (2, second), (1, True)]
        end = next(n for n, (_, truth) in enumerate(list_of) if truth)
        return {tier for tier, truth in list_of[: end + 1] if truth is not False}

    return tiers


@pytest.mark.parametrize(
    ("pack", "wanted", "facts"),
    [
        ("gb-eng-process", process, {}),
        ("gb-eng-mtss", mtss, {}),
        ("gb-eng-relational", relational, {}),
        ("gb-eng-practice", practice, {}),
        ("gb-eng-foundations", foundations(None, False), {}),
        ("gb-eng-foundations", foundations(True, False), {"complex-barriers": True}),
        ("gb-eng-foundations", foundations(False, False), {"complex-barriers": False}),
        ("gb-eng-foundations", foundations(None, True), {"early-concern": True}),
    ],
)
def test_every_pair(pack: str, wanted: Callable[[int, int], set[int]], facts: dict[str, bool]) -> None:
    policy = attend.Policy.load(pack)
    stated = [(str(n), fact, value) for n in range(len(PAIRS)) for fact, value in facts.items()]
    result = attend.evaluate(policy, register_of(policy.codes, stated), DAYS[-1])
    column = result.tiers[pack]
    assert list(column.tier_ids) == [f"tier-{n}" for n in range(1, len(column.tier_ids) + 1)]
    bits = [sum(1 << (tier - 1) for tier in wanted(*pair)) for pair in PAIRS]
    wrong = [(pair, own, bit) for pair, own, bit in zip(PAIRS, column.possible.tolist(), bits) if own != bit]
    assert wrong == []
    assert column.computed.tolist() == column.possible.tolist()
    assert column.provisional.tolist()[:-1] == [int(possible < 40) for _, possible in PAIRS]
    assert set(bits) >= {1, 2, 4} or pack == "gb-eng-foundations"
