"""The same data, the same figures, in numpy: 10,000 pupils x 380 sessions. Run by hand: python tests/bench/bench_numpy.py

numpy does the plainest part only: possible and absent sessions of the year and the two absence flags. attend does the same, and
then every measure and flag of the statutory policy.
"""

from __future__ import annotations

import json
import time
from array import array
from typing import Callable

import numpy as np

import attend
from attend import capi
from attend.days import day_number

PUPILS, WEEKS, ROUNDS = 10_000, 38, 15
FIRST, AS_OF = "2025-09-01", "2026-05-24"


def two_flags(policy: attend.Policy) -> attend.Policy:
    """The statutory policy without all that numpy does not do here."""
    keep = {"absence", "persistent-absence", "severe-absence"}
    remove = {"measures": [m.id for m in policy.measures if m.id not in keep],
              "flags": [f.id for f in policy.flags if f.id not in keep]}
    head = {"format": 1, "semantics": 1, "kind": "policy", "id": "two-flags", "version": "1", "title": "Two flags"}
    return attend.Policy.load(json.dumps({**head, "extends": ["gb-eng-statutory"], "remove": remove}))


def best(work: Callable[[], object]) -> float:
    """Seconds of the fastest of several rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def make_marks(policy: attend.Policy) -> np.ndarray:
    """uint8 [pupils, weeks * 5 * 2]: mostly present, the rest spread over the common codes."""
    chance = np.random.default_rng(1)
    codes = np.array([policy.codes[c] for c in "LIMGONUV"] + [policy.codes["C2"]], dtype=np.uint8)
    marks = np.empty((PUPILS, WEEKS * 10), dtype=np.uint8)
    marks[:, 0::2], marks[:, 1::2] = policy.codes["/"], policy.codes["\\"]
    away = chance.random(marks.shape) < 0.1 * chance.random((PUPILS, 1)) * 2
    marks[away] = chance.choice(codes, size=int(away.sum()))
    return marks


def register_of(marks: np.ndarray) -> attend.Register:
    n = marks.shape[1]
    days = np.array([i // 10 * 7 + i % 10 // 2 for i in range(n)]) + (np.datetime64(FIRST) - np.datetime64("1970-01-01")).astype(int)
    return attend.Register.from_columns(
        pupils=[str(i) for i in range(PUPILS)],
        pupil=np.repeat(np.arange(PUPILS, dtype=np.uint32), n), day=np.tile(days.astype(np.int32), PUPILS),
        session=np.tile(np.arange(n, dtype=np.uint8) % 2, PUPILS), code=marks.ravel(),
    )


def batch_seconds(policy: attend.Policy, register: attend.Register) -> tuple[float, attend.Evaluation]:
    """The batch alone, on the grid that the evaluation holds."""
    result = attend.evaluate(policy, register, AS_OF)
    n, measures, flags, tiers = PUPILS, len(policy.measures), len(policy.flags), len(policy.tiers)
    out = (array("q", bytes(8 * n * measures)), array("q", bytes(8 * n * measures)), array("b", bytes(n * measures)),
           array("b", bytes(n * flags)), array("I", bytes(4 * n)), array("I", bytes(4 * n * tiers)), array("I", bytes(4 * n * tiers)),
           array("i", bytes(4 * n * tiers)), array("b", bytes(n * tiers)))
    arguments, day = result.arguments(), day_number(AS_OF)
    return best(lambda: capi.batch_run(*arguments, day, *out)), result


def numpy_figures(policy: attend.Policy, marks: np.ndarray) -> Callable[[], tuple[np.ndarray, ...]]:
    classes = {name: np.zeros(256, dtype=np.uint8) for name in ("possible", "absent")}
    for text, index in policy.codes.items():
        for name, table in classes.items():
            table[index] = name in policy.code(text, AS_OF).classes

    def work() -> tuple[np.ndarray, ...]:
        possible = classes["possible"][marks].sum(axis=1, dtype=np.int64)
        absent = classes["absent"][marks].sum(axis=1, dtype=np.int64)
        known = possible > 0
        return possible, absent, known & (absent * 10 >= possible), known & (absent * 2 >= possible)

    return work


def main() -> None:
    policy = attend.Policy.load("gb-eng-statutory")
    marks = make_marks(policy)
    register = register_of(marks)
    work = numpy_figures(policy, marks)
    possible, absent, persistent, severe = work()
    numpy_time = best(work)
    print(f"numpy, absence and two flags          {numpy_time * 1e3:8.2f} ms   1.00")
    for name, rules in (("attend, the same", two_flags(policy)), ("attend, the whole policy", policy)):
        seconds, result = batch_seconds(rules, register)
        assert np.array_equal(np.asarray(result.measures["absence"].count), absent)
        assert np.array_equal(np.asarray(result.measures["absence"].of), possible)
        assert np.array_equal(np.asarray(result.flags["persistent-absence"]), persistent)
        assert np.array_equal(np.asarray(result.flags["severe-absence"]), severe)
        print(f"{name:37s} {seconds * 1e3:8.2f} ms   {numpy_time / seconds:.2f} times as fast as numpy's part")
    print("the figures are equal")


if __name__ == "__main__":
    main()
