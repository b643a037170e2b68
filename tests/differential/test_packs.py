"""The bundled packs with tiers over random registers: the library, through the Python package, and the reference must agree.

ATTEND_PACK_CASES (default 120) says how many seeds are tried; of each six, five take one pack and one takes all of them.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from typing import Any

import pytest
from bridge import by_package, by_reference, difference
from carry import check_carried
from pack_worlds import PACKS, pack_case

N_CASES = int(os.environ.get("ATTEND_PACK_CASES", "120"))
BATCH = 20
seen: Counter[Any] = Counter()


@pytest.mark.parametrize("first", range(0, N_CASES, BATCH))
def test_the_library_and_the_reference_agree(first: int) -> None:
    for seed in range(first, min(first + BATCH, N_CASES)):
        case = pack_case(seed)
        answer = by_reference(case)
        found = difference(by_package(case), answer)
        assert found is None, (seed, case.roots, case.as_of, found)
        assert not answer["error"], (seed, answer["error"])
        _note(answer)


def _note(answer: dict[str, Any]) -> None:
    for pupil in answer["pupils"].values():
        for pack, rows in pupil["trace"].items():
            seen.update((pack, row[1]) for row in rows)
            seen.update((pack, "overridden") for row in rows if row[-1])
        seen.update((pack, need) for pack, tiers in pupil["tiers"].items() for need in tiers["needs"])


@pytest.mark.skipif(N_CASES < 100, reason="too few cases to have seen everything")
def test_every_tier_of_every_pack_was_seen() -> None:
    assert seen, "run with the tests before it"
    missed = [(pack, tier) for pack, tiers in PACKS.items() for tier in [*tiers, "overridden"] if seen[pack, tier] < 5]
    assert missed == []
    assert seen["gb-eng-foundations", "complex-barriers"] and seen["gb-eng-process", None]


def test_a_case_carried_in_pieces_agrees_with_the_trace() -> None:
    assert sum(check_carried(pack_case(seed), random.Random(seed)) for seed in range(0, 60, 3)) > 20
