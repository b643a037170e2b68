"""Cases: stored, carried on, gone stale, damaged."""

from __future__ import annotations

import json
import pickle
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import BANDED, CALENDAR, CODES, TIERED, days_of

import attend

CALENDAR_TEXT = json.dumps({**CALENDAR, "closures": {}})
MARKS = days_of("p", "PA AA PP IA PP -P AA PP AA PI AP PP PP AA AA PP PP PP AA PP PA PP AA II PP PP PP PP")
LAST = "2025-10-10"
FACTS: list[attend.Fact] = [("p", "complex", True, "2025-09-10", "2025-09-30"), ("p", "early", None, "2025-09-15", None)]
JOURNAL = [
    attend.Event("p", "2025-09-04", "started", "tiered", "mentoring"),
    attend.Event("p", "2025-09-16", "reviewed", "tiered", "mentoring"),
    attend.Event("p", "2025-09-18", "tier_override", "tiered", item="some", last_day="2025-09-23"),
    attend.Event("p", "2025-09-25", "closed", "tiered", "mentoring", outcome="finished"),
    attend.Event("p", "2025-09-29", "started", "banded", "plan"),
    attend.Event("p", "2025-10-02", "reviewed", "banded", "plan"),
]


@pytest.fixture(scope="module")
def calendar() -> attend.Calendar:
    return attend.Calendar.load(CALENDAR_TEXT)


def rows(
    policy: attend.Policy, calendar: attend.Calendar, after: str = "2025-01-01", through: str = LAST, **changed: Any
) -> attend.Prepared:
    """What is new after a day, up to another."""
    given: dict[str, Any] = {"marks": MARKS, "facts": FACTS, "journal": JOURNAL, **changed}
    marks = [(*row[:3], "" if not after < row[1] <= through else row[3]) for row in given["marks"]]
    events = [event for event in given["journal"] if after < str(event.day) <= through]
    register = attend.Register.from_rows(marks, facts=given["facts"], journal=events)
    return attend.prepare(policy, register, through, calendar)


def folded(policy: attend.Policy, calendar: attend.Calendar, through: str = LAST) -> attend.Case:
    return attend.Case(policy).advance(rows(policy, calendar, through=through), "p", through)


def days(first: str, last: str) -> list[str]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return [str(start + timedelta(i)) for i in range((end - start).days + 1)]


def test_a_case_carried_on_day_by_day_is_the_case_folded_at_once(both: attend.Policy, calendar: attend.Calendar) -> None:
    case, before = attend.Case(both), "2025-01-01"
    for day in days("2025-08-25", LAST):
        case = attend.Case(both, bytes(case)).advance(rows(both, calendar, before, day), "p", day)
        before = day
    assert case == folded(both, calendar) and hash(case) == hash(folded(both, calendar))


@pytest.mark.parametrize("seed", range(20))
def test_a_case_carried_on_in_pieces_is_the_case_folded_at_once(both: attend.Policy, calendar: attend.Calendar, seed: int) -> None:
    every = days("2025-07-20", LAST)
    cuts = sorted(random.Random(seed).sample(every[:-1], random.Random(seed).randint(1, 12)))
    case, before = attend.Case(both), "2025-01-01"
    for day in (*cuts, LAST):
        case = pickle.loads(pickle.dumps(case)).advance(rows(both, calendar, before, day), "p", day)
        assert str(case.day) == day
        before = day
    assert bytes(case) == bytes(folded(both, calendar))


def test_a_case_decides_and_reasons_as_an_evaluation_does(both: attend.Policy, calendar: attend.Calendar) -> None:
    register = attend.Register.from_rows(MARKS, facts=FACTS, journal=JOURNAL)
    for day in days("2025-08-30", LAST):
        result = attend.evaluate(both, register, day, calendar)
        case = attend.Case(both).advance(result, "p", day)
        assert case.decide() == result.trace("p", day)
        for item in ("tiered", "banded", "low", "attendance", "since"):
            assert case.reason(result, "p", item) == result.reason("p", item)


def test_a_new_case_has_consumed_nothing(both: attend.Policy, calendar: attend.Calendar) -> None:
    case = attend.Case(both)
    assert case.day is None and attend.Case(both, bytes(case)) == case and case.is_current(rows(both, calendar), "p")
    assert "None" in repr(case) and case != bytes(case)
    for ask in (case.decide, lambda: case.reason(rows(both, calendar), "p", "low")):
        with pytest.raises(attend.AttendError, match="not_found"):
            ask()


def test_nothing_new_leaves_a_case_as_it_is(both: attend.Policy, calendar: attend.Calendar) -> None:
    case = folded(both, calendar)
    assert case.advance(rows(both, calendar, LAST, LAST), "p", LAST) == case
    assert case.is_current(rows(both, calendar), "p")


def test_rows_of_closed_days_are_stale(both: attend.Policy, calendar: attend.Calendar) -> None:
    case = folded(both, calendar, "2025-09-19")
    late_mark = rows(both, calendar, "2025-09-18")
    with pytest.raises(attend.AttendError, match="stale"):
        case.advance(late_mark, "p", LAST)
    late_event = rows(both, calendar, "2025-09-19", marks=[], journal=[attend.Event("p", "2025-10-01", "started", "tiered", "plan")])
    with pytest.raises(attend.AttendError, match="not_found"):  # no marks, no pupil
        case.advance(late_event, "p", LAST)


@pytest.mark.parametrize("changed", [
    {"facts": [("p", "complex", True, "2025-09-11", "2025-09-30"), *FACTS[1:]]},
    {"facts": []},
    {"facts": [*FACTS, ("p", "barrier:anxiety", True, None, "2025-09-05")]},
])
def test_facts_of_closed_days_that_change_are_stale(both: attend.Policy, calendar: attend.Calendar, changed: Any) -> None:
    case = folded(both, calendar, "2025-09-19")
    with pytest.raises(attend.AttendError, match="stale"):
        case.advance(rows(both, calendar, "2025-09-19", **changed), "p", LAST)
    assert not case.is_current(rows(both, calendar, through="2025-09-19", **changed), "p")


def test_facts_of_days_to_come_may_change(both: attend.Policy, calendar: attend.Calendar) -> None:
    case = folded(both, calendar, "2025-09-19")
    facts = [("p", "complex", True, "2025-09-10", "2025-09-24"), FACTS[1], ("p", "complex", False, "2025-09-25", None)]
    moved = case.advance(rows(both, calendar, "2025-09-19", facts=facts), "p", LAST)
    assert moved == attend.Case(both).advance(rows(both, calendar, facts=facts), "p", LAST)


def test_a_changed_mark_event_or_calendar_is_not_current(both: attend.Policy, calendar: attend.Calendar) -> None:
    case = folded(both, calendar)
    marks = [(*MARKS[0][:3], "A"), *MARKS[1:]]
    assert not case.is_current(rows(both, calendar, marks=marks), "p")
    assert not case.is_current(rows(both, calendar, journal=JOURNAL[1:]), "p")
    other = attend.Calendar.load(json.dumps(CALENDAR))
    assert not case.is_current(rows(both, other), "p")
    with pytest.raises(attend.AttendError, match="stale"):
        case.advance(rows(both, other, LAST, "2025-10-11"), "p", "2025-10-11")


def test_days_that_cannot_be(both: attend.Policy, calendar: attend.Calendar) -> None:
    case = folded(both, calendar)
    with pytest.raises(attend.AttendError, match="range"):
        case.advance(rows(both, calendar, LAST), "p", "2025-10-11")
    with pytest.raises(attend.AttendError, match="range"):
        case.advance(rows(both, calendar, LAST), "p", "2025-10-09")
    with pytest.raises(attend.AttendError, match="range"):
        case.is_current(rows(both, calendar, through="2025-10-09"), "p")
    with pytest.raises(attend.AttendError, match="not_found"):
        case.advance(rows(both, calendar, LAST), "nobody", LAST)


def test_a_case_of_another_policy_set_is_refused(both: attend.Policy, tiered: attend.Policy, calendar: attend.Calendar) -> None:
    stored = bytes(folded(both, calendar))
    turned = attend.Policy.load(json.dumps(BANDED), json.dumps(TIERED), documents=[json.dumps(CODES)])
    assert turned.digest == both.digest
    for other in (tiered, attend.Policy.load("gb-eng-statutory"), turned):
        with pytest.raises(attend.AttendError, match="mismatch|space|case"):
            attend.Case(other, stored)
        with pytest.raises(attend.AttendError, match="mismatch"):
            attend.Case(both).advance(rows(other, calendar, marks=[], facts=[], journal=[]), "p", LAST)


def test_damaged_bytes_are_refused_or_the_case_itself(both: attend.Policy, calendar: attend.Calendar) -> None:
    stored = bytes(folded(both, calendar))
    chance = random.Random(1)
    tries = [b"", b"\0", bytes(len(stored)), stored[:-1], stored[: len(stored) // 2], chance.randbytes(len(stored)), b"\xff" * len(stored)]
    for _ in range(2000):
        damaged = bytearray(stored)
        for _ in range(chance.randint(1, 3)):
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        tries.append(bytes(damaged))
    for wrong in tries:
        if wrong == stored:
            continue
        with pytest.raises(attend.AttendError) as caught:
            attend.Case(both, wrong)
        assert caught.value.status in ("case", "newer", "mismatch", "space")


def test_bytes_may_come_from_any_memory(both: attend.Policy, calendar: attend.Calendar) -> None:
    case = folded(both, calendar)
    stored = bytes(case)
    for given in (bytearray(stored), memoryview(b"x" + stored)[1:], memoryview(bytes(b for one in stored for b in (one, 0)))[::2]):
        assert attend.Case(both, given) == case
    for wrong in ("text", 3, [1, 2]):
        with pytest.raises(TypeError):
            attend.Case(both, wrong)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        attend.Case(None)  # type: ignore[arg-type]


def test_a_case_takes_no_new_attributes_and_keeps_its_bytes(both: attend.Policy) -> None:
    case = attend.Case(both)
    with pytest.raises(AttributeError):
        case.days = 3  # type: ignore[attr-defined]
    source = bytearray(bytes(case))
    again = attend.Case(both, source)
    source[:] = bytes(len(source))
    assert again == case


def test_a_case_is_as_long_as_its_policy_says() -> None:
    policy = attend.Policy.load("gb-eng-mtss")
    with pytest.raises(attend.AttendError) as caught:
        attend.Case(policy, bytes(attend.Case(policy)) + b"x")
    assert caught.value.status == "case"


def test_check_refuses_a_policy_whose_case_would_be_too_large(tmp_path: Path) -> None:
    window = {"last": 800, "unit": "school_weeks"}
    measures = {
        f"m{i}": {"title": "M", "kind": "rate", "select": {"classes": ["attended"]}, "window": {**window, "offset": i + 1}}
        for i in range(12)
    }
    document = {
        "format": 1, "semantics": 1, "kind": "policy", "id": "large", "version": "1", "title": "Large", "codes": "gb-eng-codes",
        "measures": measures,
    }
    path = tmp_path / "large.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    findings = attend.check([path])
    assert [finding.status for finding in findings] == ["limit"]
    assert "'m11'" in findings[0].message and "more than 65,536" in findings[0].message
