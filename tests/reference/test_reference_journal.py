"""Facts and the journal, row by row: what is found, what counts, and what it does to steps (section 5)."""

from __future__ import annotations

from typing import Any

import pytest

from world import FACTS, event, facts, marks, override, policy, pupil, run, tiers

AS_OF = "2025-10-31"
BAD_DAY = "2025-02-30"


def _found(result: dict[str, Any]) -> list[tuple[str, str, tuple[int, ...]]]:
    return [(each.status, each.table, each.rows) for each in result["findings"]]


# --- facts ---


@pytest.mark.parametrize(("row", "status"), [
    (("p", "high", "true", "2025-11-01", None), None),
    (("p", "unheard-of", "true", "2025-09-01", None), "unknown_fact"),
    (("p", "high", "yes", "2025-09-01", None), "fact_value"), (("p", "high", "true", BAD_DAY, None), "date"),
    (("p", "high", "true", "2025-09-01", BAD_DAY), "date"),
    (("p", "high", "true", "2025-09-02", "2025-09-01"), "date_order"),
    (("p", "high", "true", "1899-01-01", None), "range"), (("p", "high", "true", None, None), None)])
def test_what_is_wrong_with_a_fact(row: Any, status: str) -> None:
    result = run(policy(), AS_OF, [row])
    assert _found(result) == ([(status, "facts", (0,))] if status else [])
    assert result["status"] == ("ok" if status in (None, "unknown_fact") else "data")


def test_facts_that_share_a_day() -> None:
    rows = facts(high=[("2025-09-01", "2025-09-10"), ("2025-09-10", "2025-09-20"), ("2025-09-21", None)],
                 high_unknown=[("2025-09-20", "2025-09-20")])
    result = run(policy(), AS_OF, rows)
    assert _found(result) == [("duplicate", "facts", (1, 0)), ("contradiction", "facts", (3, 1))]
    assert [str(each.day) for each in result["findings"]] == ["2025-09-10", "2025-09-20"]


def test_a_contradiction_outranks_agreement() -> None:
    rows = facts(high=[("2025-09-01", "2025-09-05")], high_unknown=[("2025-09-08", None)])
    rows += facts(high=[("2025-09-05", "2025-09-08")])
    assert _found(run(policy(), AS_OF, rows)) == [("contradiction", "facts", (2, 1))]


FLAGS = {"is-high": {"when": {"fact": "high"}}, "is-barred": {"when": {"barrier": "anxiety"}}}
BARRED = policy(flags=FLAGS, barriers={"anxiety": {"not_recorded": "unknown"}})


@pytest.mark.parametrize(("day", "high", "barred"), [
    ("2025-09-09", False, None), ("2025-09-10", True, None), ("2025-09-20", True, True), ("2025-09-21", False, True),
    ("2025-09-22", None, True), ("2025-09-23", None, True)])
def test_a_fact_holds_from_its_first_to_its_last_day(day: str, high: Any, barred: Any) -> None:
    rows = facts(high=[("2025-09-10", "2025-09-20")], high_unknown=[("2025-09-22", None)])
    result = pupil(BARRED, day, [*rows, ("p", "barrier:anxiety", "true", "2025-09-20", None)])
    assert (result["flags"]["is-high"], result["flags"]["is-barred"]) == (high, barred)
    needs = {"is-high": ["high"], "is-barred": ["barrier:anxiety"]}
    assert result["needs"] == {id: each for id, each in needs.items() if result["flags"][id] is None}


def test_one_fact_is_one_fact_and_each_policy_says_what_holds_of_it_unrecorded() -> None:
    unknown = {**BARRED, "facts": {**FACTS, "high": {"not_recorded": "unknown"}}}
    assert pupil(BARRED, AS_OF)["flags"]["is-high"] is False
    assert pupil(unknown, AS_OF)["flags"]["is-high"] is None
    recorded = [("p", "high", "false", None, None)]
    assert pupil(unknown, AS_OF, recorded)["flags"]["is-high"] is False


# --- the journal ---


@pytest.mark.parametrize(("row", "status"), [
    (event("2025-09-08", "celebrated"), "unknown_event"), (event("2025-09-08", "started", "nothing"), "unknown_step"),
    (event("2025-09-08", "started", ""), "unknown_step"),
    (event("2025-09-08", "started", policy="other"), "unknown_step"),
    (event("2025-09-08", "started", outcome="won"), "unknown_outcome"),
    (event("2025-09-08", "closed", "panel", outcome="worked"), "unknown_outcome"),
    (override("2025-09-08", "highest"), "unknown_tier"),
    (override("2025-09-08", "high", policy="other"), "unknown_tier"),
    (event(BAD_DAY, "started"), "date"), (event("2025-09-08", "started", to=BAD_DAY), "date"),
    (event("2025-09-08", "started", **{"from": "2025-09-09", "to": "2025-09-08"}), "date_order"),
    (override("2025-09-08", "high", to="2025-09-07"), "date_order"),
    (override("2025-09-08", "high", **{"from": "2025-09-09"}), "date_order"),
    (event("2025-08-31", "started"), "before_admission")])
def test_an_event_that_is_an_error(row: Any, status: str) -> None:
    result = run(tiers(), AS_OF, journal=[row])
    assert (_found(result), result["status"]) == ([(status, "journal", (0,))], "data")


@pytest.mark.parametrize(("row", "status"), [
    (event("2025-11-01", "started", "nothing"), "after_as_of"), (event("2025-09-08", "contacted"), "event_unused"),
    (event("2025-09-08", "concern_raised", ""), "event_unused"),
    ((None, "2025-09-08", "started", {"step": "help"}), "event_unused"),
    (event("2025-09-08", "reviewed"), "event_state"), (event("2025-09-08", "closed"), "event_state"),
    (event("2025-09-08", "started"), None), (event("2025-08-31", "started", origin="external"), None),
    (override("2025-09-08", "high", **{"from": "2025-09-08", "to": "2025-09-08"}), None),
    (override("2025-09-08"), None)])
def test_an_event_that_is_no_error(row: Any, status: str) -> None:
    result = run(tiers(), AS_OF, journal=[row])
    assert (_found(result), result["status"]) == ([(status, "journal", (0,))] if status else [], "ok")


def test_an_override_needs_tiers() -> None:
    assert _found(run(policy(), AS_OF, journal=[override("2025-09-08")])) == [("unknown_tier", "journal", (0,))]


def test_a_step_goes_from_dormant_to_started_to_done() -> None:
    rows = [event("2025-09-10", "closed", outcome="failed"), event("2025-09-08", "started"),
            event("2025-09-09", "started"), event("2025-09-09", "reviewed"), event("2025-09-11", "reviewed"),
            event("2025-09-12", "started"),
            event("2025-09-09", "started", "panel")]
    result = run(policy(), AS_OF, journal=rows)
    assert _found(result) == [("event_state", "journal", (2,)), ("event_state", "journal", (4,))]


def test_on_one_day_what_begins_comes_first() -> None:
    closed_first = [event("2025-09-08", "closed"), event("2025-09-08", "reviewed"), event("2025-09-08", "started")]
    assert _found(run(policy(), AS_OF, journal=closed_first)) == [("event_state", "journal", (1,))]  # after the closing
    again = [event("2025-09-08", "started"), event("2025-09-10", "closed"), event("2025-09-10", "started")]
    assert _found(run(policy(), AS_OF, journal=again)) == [("event_state", "journal", (2,))]  # not over by then


def test_events_before_the_first_day_are_taken_by_their_own_dates() -> None:
    rows = [event("2024-01-10", "started"), event("2024-02-10", "closed", outcome="failed"),
            event("2024-03-10", "started")]
    long_ago = {"step": "help", "event": "started", "ago": {"n": 1, "unit": "weeks"}}
    document = policy(flags={"failed": {"when": {"step": "help", "outcome": "failed"}}, "long": {"when": long_ago}})
    result = run(document, "2025-09-01", journal=rows, mark_rows=marks("2025-09-01", "P"), spells=[])
    assert _found(result) == []
    assert result["pupils"]["p"]["flags"] == {"failed": True, "long": True}


def test_rows_of_a_pupil_who_is_not_there_are_passed_over() -> None:
    rows = [("q", "high", "maybe", None, None), *facts(high=[(None, None)])]
    result = run(tiers(), AS_OF, rows, [("q", BAD_DAY, "celebrated", {}), event("2025-09-08", "started")])
    assert [(each.status, each.pupil, each.table) for each in result["findings"]] == [
        ("unknown_pupil", None, "facts"), ("unknown_pupil", None, "journal")]
    assert list(result["pupils"]) == ["p"] and result["status"] == "ok"


def test_quarantine_leaves_nobody_out_for_an_event_of_the_schools_own() -> None:
    result = run(tiers(), AS_OF, journal=[(None, "2025-09-08", "celebrated", {})], quarantine=True)
    assert _found(result) == [("unknown_event", "journal", (0,))] and result["status"] == "data"


def test_in_quarantine_only_the_pupil_in_error_is_left_out() -> None:
    rows = [("q", "2025-09-08", "celebrated", {}), event("2025-09-08", "started")]
    spells = [("p", "2025-09-01", None), ("q", "2025-09-01", None)]
    result = run(tiers(), AS_OF, journal=rows, spells=spells, quarantine=True)
    assert {name: each["status"] for name, each in result["pupils"].items()} == {"p": "ok", "q": "unknown_event"}
    assert "tiers" not in result["pupils"]["q"] and result["pupils"]["p"]["tiers"]["test"].tier == "low"
