"""The reference against the vectors, the statutory formulas, and itself."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import vectors  # noqa: E402
from attend_reference import DocumentError, conditions, documents, evaluate, form  # noqa: E402  # noqa: E402
from attend_reference import calendar as calendars  # noqa: E402
from attend_reference.fold import Fold  # noqa: E402
from attend_reference.measures import Value  # noqa: E402
from attend_reference.policy import Comparison, Dates, Flag  # noqa: E402
from attend_reference.register import Finding  # noqa: E402
from case import Case, JournalRow, Vector  # noqa: E402
from generate import generate  # noqa: E402

LEAST = {"statutory-boundaries": 3, "penalty-notice": 17, "windows": 23, "runs": 6, "rows": 31, "kinds": 9,
         "codes-2024": 11, "three-valued": 4, "overlays": 42, "tiers-foundations": 5, "tiers-mtss-relational": 6,
         "tiers-practice": 7, "tiers-process": 12, "tiers-rules": 47}
CASES = sorted({path.stem for path in vectors.VECTORS.glob("*.json")} - {"spans"})
SPANS = 6


def test_no_case_is_lost() -> None:
    read = {name: len(vectors.read(name)) for name in CASES}
    assert all(read[name] >= least for name, least in LEAST.items()), read


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{name}: {case.name}") for name in CASES
                                  for case in vectors.read(name)])
def test_vector(case: Vector) -> None:
    if case.error:
        assert _error(case) == case.error
        return
    result = _evaluate(case)
    assert result["status"] == "ok", result["findings"]
    assert [_finding(each, None) for each in result["findings"] if each.pupil is None] == case.findings
    assert set(result["pupils"]) >= set(case.expect)
    for pupil, expected in case.expect.items():
        _check_pupil(result["pupils"][pupil], expected)
    for pupil in set(result["pupils"]) - set(case.expect):
        assert not result["pupils"][pupil]["findings"], pupil


def _evaluate(case: Case) -> dict[str, Any]:
    return evaluate(case.documents, case.roots, case.marks, case.spells, case.calendar, case.as_of, case.quarantine,
                    case.facts, case.journal)


def _error(case: Vector) -> str:
    try:
        result = _evaluate(case)
    except DocumentError as error:
        return error.status
    assert result["status"] == "data"
    assert not any("measures" in pupil for pupil in result["pupils"].values())
    return str(next(each.status for each in result["findings"] if each.is_error))


def _check_pupil(actual: dict[str, Any], expected: dict[str, Any]) -> None:
    assert actual["status"] == expected.get("status", "ok")
    wanted = expected.get("findings", [])
    likes = [*wanted, *[None] * len(actual["findings"])]
    assert [_finding(each, like) for each, like in zip(actual["findings"], likes)] == wanted
    for id, value in expected.get("measures", {}).items():
        assert actual["measures"][id] == (*value[:2], value[2] if len(value) > 2 else None), id
    for member in ("flags", "needs"):
        for id, value in expected.get(member, {}).items():
            assert actual[member][id] == value, id
    for policy, answer in expected.get("tiers", {}).items():
        for member, value in answer.items():
            found = getattr(actual["tiers"][policy], member)
            assert (str(found) if member == "since" else found) == value, (policy, member)
    for policy, rows in expected.get("trace", {}).items():
        assert [[str(day), *rest] for day, *rest in actual["trace"][policy]] == rows, policy
    assert actual.get("missing") == expected.get("missing", actual.get("missing"))


def _finding(finding: Finding, like: Any) -> list[Any]:
    """A finding as vectors write it, with its rows when the expected one has them."""
    short = [finding.status, str(finding.day)]
    return [*short, list(finding.rows)] if like and len(like) > 2 else short


@pytest.mark.parametrize("case", vectors.read_json(vectors.VECTORS / "spans.json"), ids=lambda case: str(case["name"]))
def test_spans(case: dict[str, Any]) -> None:
    assert set(case) <= {"name", "calendar", "spans", "rolls"}
    scopes = documents.load([vectors.complete(case["calendar"], "calendar")])
    calendar = calendars.from_document(next(iter(scopes.values())))

    def reached(function: Any, *arguments: Any) -> str:
        try:
            return str(function(calendar, *arguments))
        except calendars.CalendarEnd:
            return "calendar_end"

    for day, n, unit, expected in case["spans"]:
        assert reached(calendars.add, date.fromisoformat(day), n, unit) == expected, (day, n, unit)
    for day, expected in case.get("rolls", []):
        assert reached(calendars.roll, date.fromisoformat(day)) == expected, day


def test_span_cases() -> None:
    assert len(vectors.read_json(vectors.VECTORS / "spans.json")) == SPANS


class _Values(Fold):
    """A pupil of whom nothing is known but values of measures."""

    def __init__(self, values: dict[str, Value]) -> None:
        self.values = values

    def measure(self, id: str, day: date) -> Value:
        return self.values[id]


def test_statutory_boundaries_exhaustively() -> None:
    """Every (absent, possible) up to 400: persistent iff 10 absent >= possible, severe iff 2 absent >= possible."""
    scopes = documents.load([vectors.document("gb-eng-statutory"), vectors.document("gb-eng-codes")])
    params = {id: form.number(scopes["gb-eng-statutory"].bodies("params")[f"{id}-absence"]["values"][0]["value"])
              for id in ("persistent", "severe")}
    always = Dates(date(1900, 1, 1), date(2199, 12, 31))
    flags = {id: Flag(Comparison("absence", "at_least", number.value), always) for id, number in params.items()}
    today = date(2026, 1, 1)
    for possible in range(401):
        for absent in range(possible + 1):
            value = {"absence": Value("rate", absent, possible, None if possible else "marks")}
            truths = {id: conditions.flag(flag, _Values(value), today).value for id, flag in flags.items()}
            expected = {"persistent": 10 * absent >= possible, "severe": 2 * absent >= possible}
            assert truths == (expected if possible else {"persistent": None, "severe": None}), (absent, possible)


# --- documents ------------------------------------------------------------------------------------------------------


def _policy(**members: Any) -> dict[str, Any]:
    return vectors.complete({"id": "p", **members})


def test_canonical_form_leaves_out_defaults_and_trailing_zeros() -> None:
    document = _policy(title='A "title"\\\n\x01é', extends=[], remove={}, flags={}, params={
        "line": {"min": "80.0%", "max": "99%",
                 "values": [{"value": "92.50%", "from": "2020-01-01", "inferred": False}]}},
        measures={"m": {"kind": "rate", "select": {"codes": ["\\"]}, "base": {"classes": ["possible"]},
                        "window": {"last": 2, "unit": "sessions", "possible": False}}})
    assert form.canonical(document) == (
        '{"codes":"test-codes","format":1,"id":"p","kind":"policy","measures":{"m":{"kind":"rate","select":'
        '{"codes":["\\\\"]},"title":"m","window":{"last":2,"unit":"sessions"}}},"params":{"line":{"max":"99%",'
        '"min":"80%","title":"line","values":[{"from":"2020-01-01","source":"p","value":"92.5%"}]}},"semantics":1,'
        '"sources":{"p":{"kind":"practice","title":"p"}},"title":"A \\"title\\"\\\\\\n\\u0001é","version":"1"}')
    assert form.canonical(json.dumps(document, indent=3)) == form.canonical(document)
    assert form.canonical(form.canonical(document)) == form.canonical(document)


def test_rules_form_and_digest_do_not_know_titles_and_notes() -> None:
    one = _policy(measures={"title": {"kind": "count", "select": {"codes": ["I"]}, "window": "year", "note": "A"}})
    two = {**one, "title": "Other", "measures": {"title": {**one["measures"]["title"], "title": "B", "note": "B"}}}
    assert form.canonical(one) != form.canonical(two)
    assert form.canonical(one, rules=True) == form.canonical(two, rules=True) == (
        '{"codes":"test-codes","format":1,"id":"p","kind":"policy","measures":{"title":{"kind":"count","select":'
        '{"codes":["I"]},"window":"year"}},"semantics":1,"sources":{"p":{"kind":"practice"}},"version":"1"}')
    codes = vectors.document("test-codes")
    assert documents.digest([one, codes]) == documents.digest([codes, two])
    assert documents.digest([one, codes]) != documents.digest([{**one, "version": "2"}, codes])


def test_weekdays_of_an_overlay_are_kept_even_when_they_are_the_default() -> None:
    days = ["mon", "tue", "wed", "thu", "fri"]
    assert "weekdays" not in form.canonical(vectors.complete({"id": "c", "weekdays": days}, "calendar"))
    assert "weekdays" in form.canonical(vectors.complete({"id": "c", "weekdays": days, "extends": ["b"]}, "calendar"))


@pytest.mark.parametrize(("text", "status"), [
    ('{"format": 1, "format": 1}', "syntax"), ("[1,]", "syntax"), ("\ufeff{}", "syntax"), ('{"a": NaN}', "syntax"),
    ('{"a": "\\ud800"}', "syntax"), ("[" * 33 + "]" * 33, "syntax"), ('{"kind": 1.0}', "value"), ("[]", "type"),
    ("{}", "required"), ('{"kind": "policy", "format": 2}', "newer"), ('{"kind": "tiers"}', "value"),
    ('{"kind": "policy", "colour": 1}', "unknown_key"), ('{"kind": "policy", "format": true}', "type"),
    ('{"kind": "policy", "id": "A"}', "value"), ('{"kind": "policy", "id": "a"}', "required"),
    ('{"kind": "calendar", "years": {"a": {"from": "2025-02-29", "to": "2025-03-01"}}}', "date"),
    ('{"kind": "calendar", "years": {"a": {"from": "2025-03-02", "to": "2025-03-01"}}}', "date_order")])
def test_a_wrong_document_is_refused(text: str, status: str) -> None:
    with pytest.raises(DocumentError) as caught:
        form.check(text)
    assert caught.value.status == status


# --- generated cases ------------------------------------------------------------------------------------------------


def _other_pupils_first(rows: list[JournalRow]) -> list[JournalRow]:
    """The rows of other pupils first; those of one pupil keep their order."""
    return sorted(rows, key=lambda row: row[0] or "", reverse=True)


@pytest.mark.parametrize("seed", range(150))
def test_a_generated_case_is_decided_the_same_way_twice_and_in_any_order_of_pupils(seed: int) -> None:
    case = generate(seed)
    assert case == generate(seed)
    first = _evaluate(case)
    texts = [form.canonical(each) for each in case.documents[::-1]]
    last = evaluate(texts, case.roots, case.marks[::-1], case.spells[::-1], case.calendar, case.as_of, case.quarantine,
                    case.facts[::-1], _other_pupils_first(case.journal))
    assert first["digest"] == last["digest"]
    for name, pupil in first["pupils"].items():
        if "measures" in pupil:
            assert {**pupil, "findings": 0} == {**last["pupils"][name], "findings": 0}


@pytest.mark.parametrize("seed", range(0, 150, 5))
def test_a_decision_does_not_look_ahead(seed: int) -> None:
    """Folded to an earlier day, the tiers are what the trace says of that day."""
    case = generate(seed)
    whole = _evaluate(case)["pupils"]
    marked = sorted(row[1] for row in case.marks)
    day = min(marked[len(marked) // 2] if marked else case.as_of, case.as_of)
    for name, pupil in _evaluate(replace(case, as_of=day))["pupils"].items():
        for policy, answer in pupil.get("tiers", {}).items():
            rows = [each for first, each in whole[name].get("decisions", {}).get(policy, []) if str(first) <= day]
            if rows:
                assert (rows[-1].possible, rows[-1].computed) == (answer.possible, answer.computed), name
                assert (rows[-1].provisional, rows[-1].overridden) == (answer.provisional, answer.overridden), name


def test_generated_cases_have_tiers_worth_comparing() -> None:
    pupils = [pupil for seed in range(50) for pupil in _evaluate(generate(seed))["pupils"].values()]
    answers = [each for pupil in pupils for each in pupil.get("tiers", {}).values()]
    changes = [len(rows) - 1 for pupil in pupils for rows in pupil.get("trace", {}).values()]
    needs = {need for each in answers for need in each.needs}
    statuses = {each.status for pupil in pupils for each in pupil["findings"]}
    assert len(answers) > 100 and sum(each.tier is None for each in answers) > 40
    assert sum(each > 0 for each in changes) > 50 and max(changes) > 5
    assert sum(each.overridden for each in answers) > 5 and sum(each.provisional for each in answers) > 20
    assert needs >= {"event", "history", "barrier:anxiety", "marks"} and needs & {"new-pupil", "complex"}
    assert statuses >= {"event_state", "event_unused", "duplicate"}
