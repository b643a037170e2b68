"""Generated cases: the library, through the Python package, and the reference must say the same of everything.

ATTEND_CASES (default 400) says how many seeds are tried. A difference names its seed; `generate(seed)` gives the case.
"""

from __future__ import annotations

import os
import random
from typing import Any

import pytest
from attend import AttendError, Evaluation, Policy, Register, capi, evaluate
from bridge import by_package, by_reference, difference, load_calendar, load_policy, text_of
from case import Case

from attend_reference import form
from generate import generate

N_CASES = int(os.environ.get("ATTEND_CASES", "400"))
BATCH = 20


def _smallest(seed: int, case: Case, found: str) -> str:
    """Says what differs with as few pupils and rows as still differ."""
    for pupil in sorted({row[0] for row in case.marks}):
        alone = Case(
            case.name,
            case.documents,
            case.roots,
            [row for row in case.marks if row[0] != pupil],
            [row for row in case.spells if row[0] != pupil],
            case.calendar,
            case.as_of,
            case.quarantine,
        )
        still = difference(by_package(alone), by_reference(alone)) if alone.marks else None
        if still:
            case, found = alone, still
    return (
        f"seed {seed}, as of {case.as_of}, roots {case.roots}, {len(case.marks)} marks, {len(case.spells)} spells, "
        f"{'a' if case.calendar else 'no'} calendar, quarantine {case.quarantine}: {found}"
    )


@pytest.mark.parametrize("first", range(0, N_CASES, BATCH))
def test_the_library_and_the_reference_agree(first: int) -> None:
    for seed in range(first, min(first + BATCH, N_CASES)):
        case = generate(seed)
        found = difference(by_package(case), by_reference(case))
        assert found is None, _smallest(seed, case, found)


def test_the_cases_are_worth_comparing() -> None:
    answers = [by_reference(generate(seed)) for seed in range(100)]
    pupils = [pupil for answer in answers if not answer["error"] for pupil in answer["pupils"].values()]
    needs = {value[2] for pupil in pupils for value in pupil["measures"].values()}
    truths = [truth for pupil in pupils for truth in pupil["flags"].values()]
    statuses = {status for answer in answers if not answer["error"] for status, _, _ in answer["findings"]}
    assert needs == {None, "marks", "minimum", "history", "calendar", "enrolment", "in-force"}
    assert min(truths.count(value) for value in (True, False, None)) > 50
    assert {
        "duplicate",
        "conflict",
        "closed",
        "outside_enrolment",
        "wrong_session",
        "retired_code",
    } <= statuses
    assert any(answer["later"] for answer in answers if not answer["error"])
    assert any(answer["error"] for answer in answers)
    assert any(answer.get("left_out") for answer in answers)


@pytest.mark.parametrize("first", range(0, N_CASES, 10 * BATCH))
def test_canonical_texts_agree(first: int) -> None:
    for seed in range(first, min(first + 10 * BATCH, N_CASES)):
        case = generate(seed)
        for document in [*case.documents, *(case.calendar or [])]:
            for number, rules in ((capi.CANONICAL_FULL, False), (capi.CANONICAL_RULES, True)):
                status, _, text = capi.document_canonical([(text_of(document), 0)], number)
                assert text is not None, (seed, document["id"], status)
                assert text.decode() == form.canonical(document, rules=rules), (seed, document["id"])


def test_reasons_repeat_what_the_columns_say() -> None:
    checked = 0
    for seed in range(0, min(N_CASES, 200), 5):
        case = generate(seed)
        try:
            result = evaluate(
                load_policy(case),
                Register.from_rows(case.marks, case.spells or None),
                case.as_of,
                load_calendar(case),
                case.quarantine,
            )
        except AttendError:
            continue
        checked += sum(_check_reasons(result, position) for position in range(len(result.pupils)))
    assert checked > 200


def _check_reasons(result: Evaluation, position: int) -> int:
    truth = {1: True, 0: False, -1: None}
    name = result.pupils[position]
    for index, item in enumerate(result.policy.flags):
        tree = result.reason(name, item.id)
        assert tree["truth"] is truth[result.flags[item.id][position]], (name, item.id)
        assert result.explain(name, item.id).strip()
        compared = result.flag_parts(position, index)[1]
        assert compared and all(0 <= each < len(result.policy.measures) for each in compared)
    return len(result.policy.flags)


def test_the_order_of_rows_does_not_matter() -> None:
    for seed in range(0, min(N_CASES, 100), 4):
        case = generate(seed)
        shuffled = _shuffled(case, random.Random(seed))
        one, other = by_package(case), by_package(shuffled)
        assert one["error"] == [] or sorted(one["error"]) == sorted(other["error"]), seed
        if not one["error"]:
            assert _without_rows(one) == _without_rows(other), seed


def _shuffled(case: Case, source: random.Random) -> Case:
    """The same rows with the days in any order; rows of one day and pupil keep theirs."""
    keys = sorted({row[:2] for row in case.marks})
    source.shuffle(keys)
    place = {key: n for n, key in enumerate(keys)}
    marks = sorted(case.marks, key=lambda row: place[row[:2]])
    return Case(
        case.name, case.documents, case.roots, marks, case.spells[::-1], case.calendar, case.as_of, case.quarantine
    )


def _without_rows(answer: dict[str, Any]) -> dict[str, Any]:
    pupils = {
        name: {**pupil, "findings": sorted(each[0] for each in pupil["findings"])}
        for name, pupil in answer["pupils"].items()
    }
    return {**answer, "pupils": pupils, "findings": sorted(each[0] for each in answer["findings"])}


def test_loading_by_names_gives_the_same_policy() -> None:
    for seed in range(0, min(N_CASES, 60), 6):
        case = generate(seed)
        named = [text_of(each) for root in case.roots for each in case.documents if each["id"] == root]
        policy = Policy.load(*named, documents=[text_of(each) for each in case.documents])
        assert [item.id for item in policy.measures] == [item.id for item in load_policy(case).measures]
