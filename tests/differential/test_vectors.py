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
    assert [list(each) for each in answer["sparse"]] == case.findings
    for pupil, expected in case.expect.items():
        _check(case, answer, pupil, expected)
    later = [each for expected in case.expect.values() for each in expected.get("findings", []) if each[0] == LATER]
    assert answer["later"] == len(later)
    rows = [row for _, rows, is_spell in answer["findings"] for row in rows[:1] if not is_spell]
    assert {case.marks[row][0] for row in rows} <= set(case.expect), "findings of a pupil of whom nothing is expected"


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


def _expected_findings(expected: dict[str, Any]) -> list[Any]:
    """Those that the package gives one by one."""
    return [each for each in expected.get("findings", []) if each[0] != LATER]


def _pupil_of(case: Vector, finding: Any) -> str:
    _, rows, is_spell = finding
    return (case.spells if is_spell else case.marks)[rows[0]][0]


def _paired(found: list[Any], expected: dict[str, Any]) -> list[tuple[Any, Any]]:
    wanted = _expected_findings(expected)
    return [(each, wanted[n] if n < len(wanted) else None) for n, each in enumerate(found)]


def _short(case: Vector, finding: Any, wanted: Any) -> list[Any]:
    """A finding as vectors write it, with its rows when the expected one has them."""
    status, rows, is_spell = finding
    day = (case.spells if is_spell else case.marks)[rows[0]][1]
    return [status, day, list(rows)] if wanted and len(wanted) > 2 else [status, day]


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
