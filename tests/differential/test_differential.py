"""Generated cases: the library, through the Python package, and the reference must say the same of everything.

ATTEND_CASES (default 300) says how many seeds are tried. A difference names its seed; `generate(seed)` gives the case.
"""

from __future__ import annotations

import os
import random
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest
from attend import AttendError, Evaluation, Policy, capi, evaluate
from bridge import (
    by_package,
    by_reference,
    difference,
    facts_in_order,
    in_files,
    load_calendar,
    load_policy,
    register_of,
    text_of,
)
from carry import check_carried
from case import Case

from attend_reference import form
from generate import generate as generate_anew

N_CASES = int(os.environ.get("ATTEND_CASES", "300"))
BATCH = 20


@cache
def generate(seed: int) -> Case:
    return facts_in_order(generate_anew(seed))


@cache
def reference_of(seed: int) -> dict[str, Any]:
    return by_reference(generate(seed))



TABLES = ("marks", "spells", "facts", "journal")


def _smallest(seed: int, case: Case, found: str) -> str:
    """Says what differs with as few pupils and rows as still differ."""
    for pupil in sorted({row[0] for row in case.marks}):
        tables = {name: [row for row in getattr(case, name) if row[0] != pupil] for name in TABLES}
        alone = replace(case, **tables)
        still = difference(by_package(alone), by_reference(alone)) if alone.marks else None
        if still:
            case, found = alone, still
    return (
        f"seed {seed}, as of {case.as_of}, roots {case.roots}, "
        f"{', '.join(f'{len(getattr(case, name))} {name}' for name in TABLES)}, "
        f"{'a' if case.calendar else 'no'} calendar, quarantine {case.quarantine}: {found}"
    )


@pytest.mark.parametrize("first", range(0, N_CASES, BATCH))
def test_the_library_and_the_reference_agree(first: int) -> None:
    for seed in range(first, min(first + BATCH, N_CASES)):
        case = generate(seed)
        found = difference(by_package(case), reference_of(seed))
        assert found is None, _smallest(seed, case, found)


def test_the_cases_are_worth_comparing() -> None:
    answers = [reference_of(seed) for seed in range(100)]
    pupils = [pupil for answer in answers if not answer["error"] for pupil in answer["pupils"].values()]
    needs = {value[2] for pupil in pupils for value in pupil["measures"].values()}
    truths = [truth for pupil in pupils for truth in pupil["flags"].values()]
    statuses = {status for answer in answers if not answer["error"] for status, _, _ in answer["findings"]}
    assert needs == {None, "marks", "minimum", "history", "calendar", "enrolment", "event", "in-force"}
    assert min(truths.count(value) for value in (True, False, None)) > 50
    assert {"duplicate", "conflict", "closed", "outside_enrolment", "wrong_session", "retired_code"} <= statuses
    assert {"event_state", "event_unused", "before_admission", "fact_value"} <= statuses
    assert any(answer["later"] for answer in answers if not answer["error"])
    assert any(answer["error"] for answer in answers)
    assert any(answer.get("left_out") for answer in answers)


def test_the_tiers_are_worth_comparing() -> None:
    answers = [reference_of(seed) for seed in range(100)]
    pupils = [pupil for answer in answers if not answer["error"] for pupil in answer["pupils"].values()]
    decided = [tiers for pupil in pupils for tiers in pupil["tiers"].values()]
    changes = [len(rows) - 1 for pupil in pupils for rows in pupil["trace"].values()]
    assert len(decided) > 200 and sum(tiers["tier"] is None for tiers in decided) > 100
    assert sum(tiers["provisional"] for tiers in decided) > 30 and sum(each > 0 for each in changes) > 100
    assert {need for tiers in decided for need in tiers["needs"]} >= {"event", "history", "marks", "barrier:anxiety"}


def test_what_unknown_tiers_needed_on_earlier_days() -> None:
    """On days of the trace, decided under the calendar of the last one."""
    checked = 0
    for seed in range(0, min(N_CASES, 300), 3):
        days = {
            (day, name, policy, tuple(needs))
            for name, pupil in reference_of(seed).get("pupils", {}).items()
            for policy, needed in pupil["needed"].items()
            for day, needs in needed.items()
        }
        chosen = random.Random(seed).sample(sorted(days), min(4, len(days)))
        checked += sum(_check_needed(generate(seed), *each) for each in chosen)
    assert checked > 100


def _check_needed(case: Case, day: date, name: str, policy: str, needs: tuple[str, ...]) -> bool:
    register, compiled = register_of(case), load_policy(case)
    whole = evaluate(compiled, register, case.as_of, load_calendar(case), case.quarantine)
    result = evaluate(compiled, register, day, whole.calendar, quarantine=True)
    assert tuple(result.pupil(name)["tiers"][policy]["needs"]) == needs, (case.name, day, name, policy)
    return True


def test_files_and_rows_give_the_same() -> None:
    for seed in range(0, min(N_CASES, 100), 5):
        case = generate(seed)
        found = difference(by_package(case, in_files), by_package(case))
        assert found is None, (seed, found)


def test_a_case_carried_in_pieces_agrees_with_the_trace() -> None:
    """Stored cases through the package: only the new rows of each piece are handed over."""
    checked = sum(check_carried(generate(seed), random.Random(seed)) for seed in range(0, min(N_CASES, 200), 4))
    assert checked > 100


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
                register_of(case),
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
    for item in result.policy.flags:
        tree = result.reason(name, item.id)
        assert tree["truth"] is truth[result.flags[item.id][position]], (name, item.id)
        assert result.explain(name, item.id).strip()
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
    """The same rows with the days in any order; marks and events of one day and pupil keep theirs."""

    def mixed(rows: list[Any]) -> list[Any]:
        keys = sorted({row[:2] for row in rows}, key=str)
        source.shuffle(keys)
        place = {key: n for n, key in enumerate(keys)}
        return sorted(rows, key=lambda row: place[row[:2]])

    marks, journal = mixed(case.marks), mixed(case.journal)
    return replace(case, marks=marks, spells=case.spells[::-1], facts=case.facts[::-1], journal=journal)


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
