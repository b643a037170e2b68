"""One policy, calendar and register, many threads."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from array import array
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Callable

from conftest import DAY, days_of

import attend
from attend import capi
from attend.days import day_number


def test_threads_share_a_policy_and_agree(policy: attend.Policy, register: attend.Register, calendar: attend.Calendar) -> None:
    def run(_: int) -> dict[str, object]:
        return attend.evaluate(policy, register, DAY, calendar).to_dict()

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(run, range(200)))
    assert all(result == results[0] for result in results)


def test_threads_load_policies_at_once() -> None:
    with ThreadPoolExecutor(8) as pool:
        digests = set(pool.map(lambda _: attend.Policy.load("gb-eng-statutory").digest, range(40)))
    assert len(digests) == 1


def test_other_threads_run_during_a_long_call(policy: attend.Policy) -> None:
    """A thread that notes the time goes on noting it while the library decides on many pupils."""
    days = [f"2025-{month:02}-{day:02}" for month in (9, 10, 11) for day in range(1, 29)]
    rows = [(str(pupil), day, slot, "P") for pupil in range(500) for day in days for slot in ("AM", "PM")]
    result = attend.evaluate(policy, attend.Register.from_rows(rows), "2025-11-28")
    handle, calendar, (cells, first_day, n_weeks, n, *stretches) = result.arguments()
    m, many = len(policy.measures), 40 * n
    grid = (cells * 40, first_day, n_weeks, many, *stretches)
    out = [array("q", bytes(8 * many * m)), array("q", bytes(8 * many * m)), array("b", bytes(many * m)),
           array("b", bytes(many * len(policy.flags))), array("I", bytes(4 * many))]
    tiers = [array(kind) for kind in "IIib"]
    day = day_number("2025-11-28")
    assert any(_noted_during(lambda: capi.batch_run(handle, calendar, grid, day, *out, *tiers)) for _ in range(50))


def _noted_during(call: Callable[[], object]) -> bool:
    """Whether another thread ran in the middle of a call. On a busy machine it may miss its turn: hence the tries."""
    stop, noted = threading.Event(), list[float]()

    def note() -> None:
        while not stop.is_set():
            noted.append(time.perf_counter())
            time.sleep(0)

    thread = threading.Thread(target=note)
    thread.start()
    try:
        start = time.perf_counter()
        call()
        end = time.perf_counter()
    finally:
        stop.set()
        thread.join()
    margin = (end - start) / 5
    return any(start + margin < at < end - margin for at in noted)


def test_importing_warns_of_nothing(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-W", "error", "-c", "import attend; print(attend.__version__)"],
                          capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "") and done.stdout.strip() == attend.__version__


def test_threads_share_tiers_reasons_and_cases(both: attend.Policy) -> None:
    rows = [*days_of("a", "PA AA PP AP PP PP"), *days_of("b", "AA AA PA AA PP PP")]
    journal = [attend.Event("b", "2025-09-03", "started", "tiered", "mentoring")]
    register = attend.Register.from_rows(rows, facts=[("b", "complex", True)], journal=journal)
    result = attend.evaluate(both, register, "2025-09-09")

    def run(i: int) -> object:
        pupil = "ab"[i % 2]
        case = attend.Case(both).advance(result, pupil, "2025-09-09")
        return pupil, result.pupil(pupil), result.trace(pupil, "2025-09-01"), bytes(case), case.decide(), result.explain(pupil, "tiered")

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(run, range(200)))
    assert all(found == results[i % 2] for i, found in enumerate(results))
