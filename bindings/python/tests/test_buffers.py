"""Columns in and out: types, strides, lifetimes, copies."""

from __future__ import annotations

import gc
import sys
from array import array
from typing import Any

import numpy as np
import pytest
from conftest import DAY, ROWS

import attend
from attend import capi
from attend.days import day_number


def columns() -> dict[str, Any]:
    """ROWS as columns, sorted by pupil."""
    rows = sorted(ROWS, key=lambda row: (row[0], row[1]))
    codes = {"P": 1, "A": 2, "I": 3, "I1": 3}
    return {
        "pupil": np.array([("a", "b").index(row[0]) for row in rows], np.uint32),
        "day": np.array([day_number(row[1]) for row in rows], np.int32),
        "session": np.array([("AM", "PM").index(row[2]) for row in rows], np.uint8),
        "code": np.array([codes[row[3]] for row in rows], np.uint8),
    }


def check(policy: attend.Policy, given: dict[str, Any]) -> None:
    register = attend.Register.from_columns(**given, pupils=["a", "b"])
    expected = attend.evaluate(policy, attend.Register.from_rows(ROWS), DAY).to_dict()
    assert attend.evaluate(policy, register, DAY).to_dict() == expected


def test_numpy_columns(policy: attend.Policy) -> None:
    check(policy, columns())


def test_arrays_bytes_and_read_only_buffers(policy: attend.Policy) -> None:
    given = columns()
    given["pupil"].flags.writeable = False
    check(policy, {"pupil": given["pupil"], "day": array("i", given["day"].tolist()), "session": given["session"].tobytes(),
                   "code": memoryview(given["code"].tobytes())})


def test_fields_of_packed_records_are_used_where_they_are(policy: attend.Policy) -> None:
    given = columns()
    kinds = np.dtype([("code", "u1"), ("pupil", "<u4"), ("session", "u1"), ("day", "<i4"), ("more", "u1")])
    rows = np.zeros(len(ROWS), kinds)
    for name, column in given.items():
        rows[name] = column
    check(policy, {name: rows[name] for name in given})


def test_columns_are_not_copied(policy: attend.Policy) -> None:
    given = columns()
    register = attend.Register.from_columns(**given, pupils=["a", "b"])
    before = attend.evaluate(policy, register, DAY).measures["attendance"].count[1]
    given["code"][4:] = 2
    assert (before, attend.evaluate(policy, register, DAY).measures["attendance"].count[1]) == (3, 0)


def test_a_buffer_in_use_cannot_be_resized(policy: attend.Policy) -> None:
    given = columns()
    day = array("i", given["day"].tolist())
    register = attend.Register.from_columns(given["pupil"], day, given["session"], given["code"], pupils=["a", "b"])
    with pytest.raises(BufferError):
        day.append(1)
    del register
    gc.collect()
    day.append(1)


@pytest.mark.parametrize(
    ("name", "wrong", "error"),
    [
        ("pupil", None, TypeError),
        ("code", None, TypeError),
        ("day", [1, 2], TypeError),
        ("session", "text", TypeError),
        ("pupil", lambda c: c.astype(np.int64), ValueError),
        ("pupil", lambda c: c.astype(np.int32), ValueError),
        ("pupil", lambda c: c.astype(np.float32), ValueError),
        ("pupil", lambda c: c.astype(">u4"), ValueError),
        ("day", lambda c: c.astype(np.int64), ValueError),
        ("day", lambda c: c.reshape(2, 4), ValueError),
        ("code", lambda c: c.astype(np.int8), ValueError),
        ("code", lambda c: c.astype(bool), ValueError),
        ("code", lambda c: c[::-1], ValueError),
        ("code", lambda c: np.broadcast_to(c[:1], c.shape), ValueError),
        ("code", lambda c: c[:-1], ValueError),
        ("session", lambda c: c[0], ValueError),
        ("day", lambda c: c.tobytes(), ValueError),
    ],
)
def test_wrong_buffers_are_refused(name: str, wrong: Any, error: type[Exception]) -> None:
    given = columns()
    given[name] = wrong(given[name]) if callable(wrong) else wrong
    with pytest.raises(error):
        attend.Register.from_columns(**given, pupils=["a", "b"])


def test_rows_out_of_order_and_pupils_out_of_range_are_errors(policy: attend.Policy) -> None:
    given = columns()
    register = attend.Register.from_columns(**{n: c[::-1].copy() for n, c in given.items()}, pupils=["a", "b"])
    with pytest.raises(attend.AttendError, match="order") as caught:
        attend.evaluate(policy, register, DAY)
    assert caught.value.findings
    with pytest.raises(attend.AttendError, match="range"):
        attend.evaluate(policy, attend.Register.from_columns(**given, pupils=["a"]), DAY)
    with pytest.raises(ValueError):
        attend.Register.from_columns(**given, pupils=["a", "a"])
    with pytest.raises(ValueError):
        attend.Register.from_columns(**given, pupils=["a", "b"], spells=[("c", DAY)])


def test_indices_without_a_code_or_session_are_errors(policy: attend.Policy) -> None:
    given = columns()
    given["code"][0], given["session"][1] = 77, 9
    with pytest.raises(attend.AttendError) as caught:
        attend.evaluate(policy, attend.Register.from_columns(**given, pupils=["a", "b"]), DAY)
    assert [f.status for f in caught.value.findings] == ["unknown_code", "unknown_session"]


def test_results_go_to_numpy_without_a_copy(policy: attend.Policy, register: attend.Register) -> None:
    result = attend.evaluate(policy, register, DAY)
    view = result.measures["attendance"].count
    there = np.asarray(view)
    assert there.dtype == np.int64 and there.shape == (2,)
    assert np.shares_memory(there, np.asarray(view)) and not there.flags.owndata
    assert np.asarray(result.flags["low"]).dtype == np.int8
    assert np.asarray(result.missing).dtype == np.uint32


def test_results_outlive_everything_they_came_from() -> None:
    result = attend.evaluate(attend.Policy.load("gb-eng-statutory"), attend.Register.from_rows([("p", DAY, "AM", "/")]), DAY)
    there = np.asarray(result.measures["attendance"].of)
    gc.collect()
    assert result.explain("p", "attendance")
    del result
    gc.collect()
    assert there.tolist() == [1]


def test_the_low_level_module_refuses_what_is_no_handle(policy: attend.Policy) -> None:
    calendar_handle = attend.evaluate(policy, attend.Register.from_rows(ROWS), DAY).calendar._handle
    for wrong in (None, 1, "policy", object(), calendar_handle):
        with pytest.raises(TypeError):
            capi.policy_digest(wrong)  # type: ignore[arg-type]
    for documents in (None, [None], [("text", 0)], [(b"{}",)], 3):
        with pytest.raises(TypeError):
            capi.policy_load(documents)  # type: ignore[arg-type]


def low_level(policy: attend.Policy) -> tuple[Any, Any, list[Any]]:
    """Handles, and a grid of two pupils as the private module takes it."""
    handle, calendar, grid = attend.evaluate(policy, attend.Register.from_rows(ROWS), DAY).arguments()
    return handle, calendar, list(grid)


@pytest.mark.parametrize(("at", "wrong", "error"), [
    (0, None, TypeError), (0, lambda cells: cells[:-1], ValueError), (0, lambda cells: cells + b"\0", ValueError),
    (0, lambda cells: array("i", [0] * len(cells)), ValueError), (0, lambda cells: memoryview(cells + cells)[::2], ValueError),
    (1, "2025-09-01", TypeError), (1, 2**40, ValueError), (2, -1, ValueError), (2, 2**31, ValueError), (3, 2**32, ValueError),
    (3, 2**70, OverflowError), (3, 3, ValueError),
    *((at, wrong, error) for at in (4, 5, 6) for wrong, error in (
        (None, TypeError), ([1, 2], TypeError), (b"\0" * 64, ValueError), (array("i", [0] * 3), ValueError),
        (array("I", [0] * 16), ValueError), (array("q", [0] * 16), ValueError), (array("f", [0] * 16), ValueError),
        (memoryview(array("i", [0] * 32))[::2], ValueError), (np.zeros((2, 16), np.int32), ValueError),
        (memoryview(b"x" + bytes(64))[1:], ValueError))),
])
def test_wrong_registers_are_refused(policy: attend.Policy, at: int, wrong: Any, error: type[Exception]) -> None:
    handle, calendar, grid = low_level(policy)
    day = day_number(DAY)
    assert capi.reason(handle, calendar, tuple(grid), day, 0, capi.ITEM_MEASURE, 0, capi.TEXT)[0] == 0
    grid[at] = wrong(grid[at]) if callable(wrong) else wrong
    for call in (lambda: capi.reason(handle, calendar, tuple(grid), day, 0, capi.ITEM_MEASURE, 0, capi.TEXT),
                 lambda: capi.reasons(handle, calendar, tuple(grid), day, 0, array("I"), capi.JSON),
                 lambda: capi.trace(handle, calendar, tuple(grid), 0, day, day, 0),
                 lambda: capi.case_advance(handle, calendar, tuple(grid), 0, day, capi.case_new(handle)[2] or b"")):
        with pytest.raises(error):
            call()


@pytest.mark.parametrize("wrong", [None, [], (), (1, 2, 3), "register", tuple(range(7)), tuple(range(8))])
def test_what_is_no_register_is_refused(policy: attend.Policy, wrong: Any) -> None:
    handle, calendar, _ = low_level(policy)
    with pytest.raises(TypeError):
        capi.trace(handle, calendar, wrong, 0, 0, 0, 0)
    with pytest.raises(TypeError):
        capi.calendar_derive(handle, wrong, 0, 10)


def test_facts_and_events_of_hostile_numbers_are_statuses(tiered: attend.Policy) -> None:
    """Whatever 32-bit words stand in facts and events, there is an answer or a status."""
    chance = np.random.default_rng(1)
    register = attend.Register.from_rows(ROWS)
    handle, calendar, grid = attend.evaluate(tiered, register, DAY).arguments()
    for _ in range(300):
        facts, events = (chance.integers(-(2**31), 2**31, 8 * n, dtype=np.int32) for n in (2, 4))
        small = chance.random() < 0.7
        if small:  # nearly right
            facts, events = facts % 3, events % 20
            facts[0::8], events[0::16] = 0, 0
        given = (*grid[:5], facts, events)
        status, _, text = capi.reason(handle, calendar, given, day_number(DAY), 0, capi.ITEM_TIERS, 0, capi.TEXT)
        assert (status == 0) == (text is not None)
        assert capi.trace(handle, calendar, given, 0, day_number("2025-09-01"), day_number(DAY), 0)[0] in (status, 0)


def test_items_are_packed_pairs(policy: attend.Policy) -> None:
    handle, calendar, grid = low_level(policy)
    day = day_number(DAY)
    for wrong in (array("I", [capi.ITEM_FLAG]), memoryview(array("I", [7, 0, 0, 0]))[::2]):
        with pytest.raises(ValueError):
            capi.reasons(handle, calendar, tuple(grid), day, 0, wrong, capi.JSON)
    for pairs, status in (([99, 0], "argument"), ([capi.ITEM_FLAG, 99], "not_found"), ([capi.ITEM_FLAG, 0, capi.ITEM_FLAG, 99], "not_found")):
        found, _, texts = capi.reasons(handle, calendar, tuple(grid), day, 0, array("I", pairs), capi.JSON)
        assert (capi.attend_status_name(found), texts) == (status, None)
    assert capi.attend_status_name(capi.reasons(handle, calendar, tuple(grid), day, 9, array("I"), capi.JSON)[0]) == "not_found"
    assert capi.attend_status_name(capi.reasons(handle, calendar, tuple(grid), 2**30, 0, array("I"), capi.JSON)[0]) == "range"


def test_output_buffers_are_checked(policy: attend.Policy) -> None:
    pupil, day = array("I", [1, 0]), array("i", [1, 1])
    with pytest.raises((BufferError, TypeError)):
        capi.rows_order(pupil, day, bytes(8))
    with pytest.raises((BufferError, ValueError)):
        capi.rows_order(pupil, day, memoryview(array("I", [0, 0])).toreadonly())
    with pytest.raises(ValueError):
        capi.rows_order(pupil, day, array("I", [0]))
    order = array("I", [9, 9])
    assert capi.rows_order(pupil, day, order) is False and order.tolist() == [1, 0]


def test_ten_thousand_errors_leak_nothing(policy: attend.Policy) -> None:
    given = columns()
    texts = [(b'{"format": 1,', 1)]
    watched = [None, given["pupil"], texts[0], capi]

    def errors() -> None:
        for wrong in (lambda: capi.policy_digest(None), lambda: capi.columns_check(given["pupil"], None, b"", b"")):
            try:
                wrong()  # type: ignore[no-untyped-call]
            except TypeError:
                pass
        capi.policy_load(texts)
        try:
            policy.code("nope", DAY)
        except attend.AttendError:
            pass

    errors()
    gc.collect()
    before, blocks = [sys.getrefcount(each) for each in watched], sys.getallocatedblocks()
    for _ in range(10_000):
        errors()
    gc.collect()
    assert all(abs(now - then) < 50 for now, then in zip([sys.getrefcount(each) for each in watched], before))
    assert sys.getallocatedblocks() - blocks < 500
    given["pupil"].resize(1, refcheck=False)


def test_reasons_traces_and_cases_leak_nothing(both: attend.Policy) -> None:
    facts: list[attend.Fact] = [("a", "complex", True, DAY), ("b", "early", None)]
    journal = [attend.Event("a", DAY, "started", "tiered", "mentoring"), attend.Event("", DAY, "concern_raised")]
    result = attend.evaluate(both, attend.Register.from_rows(ROWS, facts=facts, journal=journal), DAY)
    handle, calendar, grid = result.arguments()
    stored, day = bytes(attend.Case(both).advance(result, "a", DAY)), day_number(DAY)
    watched = [None, *grid, stored, handle, calendar]
    items, wrong = array("I", [capi.ITEM_TIERS, 0, capi.ITEM_TIERS, 1, capi.ITEM_FLAG, 0]), array("I", [capi.ITEM_TIERS, 9])

    def work() -> None:
        for asked in (items, wrong):
            capi.reasons(handle, calendar, grid, day, 0, asked, capi.JSON)
        for pupil in (0, 7):
            capi.reason(handle, calendar, grid, day, pupil, capi.ITEM_TIERS, 0, capi.TEXT)
            capi.trace(handle, calendar, grid, pupil, day - 3, day, capi.TRACE_DAILY)
            capi.register_tally(handle, calendar, grid, pupil, day, day - 1, day)
            capi.case_advance(handle, calendar, grid, pupil, day, capi.case_new(handle)[2] or b"")
            capi.case_reason(handle, calendar, grid, pupil, stored, capi.ITEM_TIERS, 0, capi.JSON)
            capi.case_current(handle, calendar, grid, pupil, stored)
        for given in (stored, stored[:-8], bytes(len(stored))):
            capi.case_check(handle, given)
            capi.case_decide(handle, given)
        for broken in ((*grid[:6], b"abc"), (*grid[:6], None), grid[:6]):
            try:
                capi.trace(handle, calendar, broken, 0, day, day, 0)  # type: ignore[arg-type]
            except (TypeError, ValueError):
                pass
        capi.tiers_beside(handle, 0)
        capi.tiers_beside(handle, 9)

    work()
    gc.collect()
    before, blocks = [sys.getrefcount(each) for each in watched], sys.getallocatedblocks()
    for _ in range(3_000):
        work()
    gc.collect()
    assert all(abs(now - then) < 50 for now, then in zip([sys.getrefcount(each) for each in watched], before))
    assert sys.getallocatedblocks() - blocks < 500


def test_memory_stays_where_it_is(tiered: attend.Policy) -> None:
    """What is not Python's own (workspaces, copies of cases, rows of reasons) is freed as well."""
    resource = pytest.importorskip("resource")
    result = attend.evaluate(tiered, attend.Register.from_rows(ROWS), DAY)
    handle, calendar, grid = result.arguments()
    day, items = day_number(DAY), array("I", [capi.ITEM_TIERS, 0, capi.ITEM_TIERS, 9])
    stored = capi.case_new(handle)[2] or b""

    def work(times: int) -> int:
        for _ in range(times):
            capi.reasons(handle, calendar, grid, day, 0, items, capi.JSON)
            capi.case_advance(handle, calendar, grid, 0, day, stored)
            capi.trace(handle, calendar, grid, 0, day - 30, day, capi.TRACE_DAILY)
        return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)

    before = work(200)
    assert work(4_000) - before < 2_000  # KiB
