"""The vectors through the Python package: what was worked out by hand is what it says."""

from __future__ import annotations

from datetime import date
from typing import Any

import attend
import pytest
from bridge import LATER, Answer, by_package, text_of
from case import Vector

import vectors

FILES = sorted(path.stem for path in vectors.VECTORS.glob("*.json") if path.stem != "spans")
CASES = [pytest.param(case, id=f"{name}: {case.name}") for name in FILES for case in vectors.read(name)]


def test_there_are_many() -> None:
    assert len(CASES) > 100


@pytest.mark.parametrize("case", CASES)
def test_vector(case: Vector) -> None:
    answer = by_package(case)
    if case.error:
        assert answer["error"][:1] == [case.error], answer["error"]
        return
    assert not answer["error"], answer["error"]
    assert _of_nobody(case, answer) == [tuple(each) for each in case.findings]
    for pupil, expected in case.expect.items():
        _check(case, answer, pupil, expected)
    later = [each for expected in case.expect.values() for each in expected.get("findings", []) if each[0] == LATER]
    assert answer["later"] == len(later)
    pupils = {_pupil_of(case, each) for each in answer["findings"] if each[2] != "spells"}
    assert pupils <= {*case.expect, None}, "findings of a pupil of whom nothing is expected"


def _of_nobody(case: Vector, answer: Answer) -> list[tuple[str, str]]:
    """Sparse days, and what is found of the school's own events."""
    own = [(each[0], _row_of(case, each)[1]) for each in answer["findings"] if _pupil_of(case, each) is None]
    return [*answer["sparse"], *own]


def _check(case: Vector, answer: Answer, name: str, expected: dict[str, Any]) -> None:
    if "status" in expected:
        assert answer["left_out"][name] == expected["status"]
        found = [each for each in answer["findings"] if _pupil_of(case, each) == name]
        assert sorted(_short(case, each, wanted) for each, wanted in _paired(found, expected)) == sorted(
            _expected_findings(expected)
        )
        return
    pupil = answer["pupils"][name]
    assert [_short(case, each, wanted) for each, wanted in _paired(pupil["findings"], expected)] == _expected_findings(
        expected
    )
    for id, value in expected.get("measures", {}).items():
        assert pupil["measures"][id] == (*value[:2], value[2] if len(value) > 2 else None), id
    for member in ("flags", "needs"):
        for id, value in expected.get(member, {}).items():
            assert pupil[member][id] == value, id
    assert pupil["missing"] == expected.get("missing", pupil["missing"])
    for id, tiers in expected.get("tiers", {}).items():
        known = {**pupil["tiers"][id], "overridden": pupil["trace"][id][-1][-1]}
        assert {member: known[member] for member in tiers} == tiers, id
    for id, rows in expected.get("trace", {}).items():
        assert _changes(pupil["trace"][id]) == rows, id


def _changes(trace: list[tuple[Any, ...]]) -> list[list[Any]]:
    """The first row of a trace, and those in which other tiers are possible than in the one before."""
    rows = [[day.isoformat(), tier, possible] for day, tier, _, _, possible, *_ in trace]
    return [row for n, row in enumerate(rows) if n == 0 or row[2] != rows[n - 1][2]]


def _expected_findings(expected: dict[str, Any]) -> list[Any]:
    """Those that the package gives one by one."""
    return [each for each in expected.get("findings", []) if each[0] != LATER]


def _row_of(case: Vector, finding: Any) -> tuple[Any, ...]:
    _, rows, table = finding
    row: tuple[Any, ...] = getattr(case, table)[rows[0]]
    return row


def _pupil_of(case: Vector, finding: Any) -> Any:
    return _row_of(case, finding)[0]


def _day_of(case: Vector, finding: Any) -> Any:
    """The day that vectors write for a finding: of two facts, the first that both cover."""
    _, rows, table = finding
    if table != "facts":
        return _row_of(case, finding)[1]
    return max(case.facts[row][3] or "" for row in rows)


def _paired(found: list[Any], expected: dict[str, Any]) -> list[tuple[Any, Any]]:
    wanted = _expected_findings(expected)
    return [(each, wanted[n] if n < len(wanted) else None) for n, each in enumerate(found)]


def _short(case: Vector, finding: Any, wanted: Any) -> list[Any]:
    """A finding as vectors write it, with its rows when the expected one has them."""
    short = [finding[0], _day_of(case, finding)]
    return [*short, list(finding[1])] if wanted and len(wanted) > 2 else short


@pytest.mark.parametrize("case", vectors.read_json(vectors.VECTORS / "spans.json"), ids=lambda case: str(case["name"]))
def test_spans(case: dict[str, Any]) -> None:
    calendar = attend.Calendar.load(text_of(vectors.complete(case["calendar"], "calendar")))

    def reached(method: Any, *arguments: Any) -> str:
        try:
            found: date = method(*arguments)
            return found.isoformat()
        except attend.AttendError as error:
            return error.status

    for day, n, unit, expected in case.get("spans", []):
        assert reached(calendar.add, day, n, unit) == expected, (day, n, unit)
    for day, expected in case.get("rolls", []):
        assert reached(calendar.next_school_day, day) == expected, day
