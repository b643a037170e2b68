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
