"""Tiers easily checked by hand: leaving, coming down, overrides, needs, and what the checker refuses (section 8)."""

from __future__ import annotations

from typing import Any, Optional

import pytest

import vectors
from attend_reference import DocumentError
from attend_reference import trace as all_decisions
from world import CALENDAR, FACTS, STEPS, THREE, answer, event, facts, marks, override, policy, pupil, tiers, trace

ABSENT: dict[str, Any] = {"kind": "days", "select": {"classes": ["absent"]}, "window": "year"}
LEAVE = {"step": "help", "at": ["reviewed", "closed"], "if": {"fact": "ready"}, "then": "middle",
         "again": {"fact": "relapse"}}


def _leaving(**members: Any) -> dict[str, Any]:
    return tiers(list=[{**THREE[0], "leave": LEAVE}, *THREE[1:]], **members)


# --- judging ---


def test_the_first_that_is_true_ends_the_list_and_unknown_ones_before_it_are_possible() -> None:
    rows = facts(high_unknown=[("2025-09-03", "2025-09-04")], middle=[("2025-09-02", "2025-09-03")],
                 high=[("2025-09-05", None)])
    assert trace(tiers(), "2025-09-08", rows) == [
        ("2025-09-01", "low"), ("2025-09-02", "middle"), ("2025-09-03", "middle high"), ("2025-09-04", "low high"),
        ("2025-09-05", "high")]
    found = answer(tiers(), "2025-09-04", rows)
    assert (found.tier, found.at_least, found.at_most, found.needs) == (None, "low", "high", ["high"])
    assert (str(found.since), found.overridden, found.computed) == ("2025-09-04", False, ["low", "high"])
    alone = answer(tiers(), "2025-09-08", rows)
    assert (alone.tier, alone.at_least, alone.at_most, alone.needs) == ("high", "high", "high", [])
    assert str(alone.since) == "2025-09-05"


def test_needs_are_in_order_of_the_list_and_of_the_parts_and_each_once() -> None:
    measures = {"rate": {"kind": "rate", "select": {"classes": ["attended"]}, "window": "year"}}
    first = {"all": [{"fact": "relapse"}, {"any": [{"measure": "rate", "below": "50%"}, {"fact": "high"}]}]}
    second = {"any": [{"fact": "high"}, {"not": {"fact": "ready"}}, {"crosses": {"fact": "middle"}}]}
    document = policy(measures=measures, tiers={"list": [{"id": "a", "enter": first}, {"id": "b", "enter": second},
                                                         {"id": "c", "otherwise": True}]})
    rows = facts(relapse_unknown=[(None, None)], high_unknown=[(None, None)], ready_unknown=[(None, None)],
                 middle_unknown=[(None, None)])
    found = answer(document, "2025-09-01", rows)
    assert found.needs == ["relapse", "marks", "high", "ready", "middle", "history"]
    assert found.possible == ["c", "b", "a"]


@pytest.mark.parametrize(("written", "tier"), [
    ("P", "low"), ("H", "low"), ("AP", "low"), ("AH", "middle"), ("AAA", "middle"), ("AAAH", "high")])
def test_bands_on_days(written: str, tier: str) -> None:
    bands = [{"id": "high", "above": 3}, {"id": "middle", "above": "1", "at_most": "3.0"}, {"id": "low", "at_most": 1}]
    document = policy(measures={"days": ABSENT}, tiers={"measure": "days", "list": bands})
    assert answer(document, "2025-09-05", mark_rows=marks("2025-09-01", written)).tier == tier


def test_bands_of_a_measure_that_is_unknown_are_all_possible() -> None:
    measure = {"kind": "difference", "select": {"classes": ["attended"]}, "window": {"last": 1, "unit": "school_weeks"}}
    bands = [{"id": "falling", "below": "-10 points"}, {"id": "steady", "at_least": "-10 points", "below": "10 points"},
             {"id": "rising", "at_least": "10 points"}]
    document = policy(measures={"trend": measure}, tiers={"measure": "trend", "list": bands})
    written = marks("2025-09-01", "AAPPP PPPPH")  # 60 %, then 90 %
    first = answer(document, "2025-09-05", mark_rows=written)
    assert (first.possible, first.needs) == (["rising", "steady", "falling"], ["history"])
    assert answer(document, "2025-09-12", mark_rows=written).tier == "rising"


def test_provisional_is_true_or_unknown() -> None:
    document = tiers(provisional={"fact": "ready"})
    rows = facts(ready=[("2025-09-02", "2025-09-02")], ready_unknown=[("2025-09-03", "2025-09-03")])
    found = [answer(document, f"2025-09-0{n}", rows).provisional for n in (1, 2, 3, 4)]
    assert found == [False, True, True, False]
    assert answer(tiers(), "2025-09-03", rows).provisional is False


# --- leaving ---


def test_without_the_step_a_tier_is_judged_like_any_other() -> None:
    rows = facts(high=[("2025-09-02", "2025-09-03")])
    journal = [event("2025-09-05", "started"), event("2025-09-08", "reviewed")]  # begun when it was over
    assert trace(_leaving(), "2025-09-10", rows, journal) == [
        ("2025-09-01", "low"), ("2025-09-02", "high"), ("2025-09-04", "low")]


def test_held_from_the_start_of_the_step_until_an_event_at_which_the_condition_holds() -> None:
    rows = facts(high=[("2025-09-02", "2025-09-03")],
                 ready=[("2025-09-09", "2025-09-09"), ("2025-09-11", "2025-09-11")])
    journal = [event("2025-09-03", "started"), event("2025-09-08", "reviewed"),  # not ready
               event("2025-09-10", "closed"),  # neither, and ready on the 9th without an event
               event("2025-09-12", "started"), event("2025-09-15", "reviewed")]
    assert trace(_leaving(), "2025-09-30", rows, journal) == [("2025-09-01", "low"), ("2025-09-02", "high")]
    journal.append(event("2025-09-16", "closed"))
    rows += facts(ready=[("2025-09-16", None)])
    assert trace(_leaving(), "2025-09-30", rows, journal)[2:] == [("2025-09-16", "low")]


def test_a_step_that_is_under_way_the_day_after_the_tier_holds_it() -> None:
    rows = facts(high=[("2025-09-02", "2025-09-03")])
    assert trace(_leaving(), "2025-09-30", rows, [event("2025-09-04", "started")]) == [
        ("2025-09-01", "low"), ("2025-09-02", "high")]
    assert trace(_leaving(), "2025-09-30", rows, [event("2025-09-05", "started")])[2:] == [("2025-09-04", "low")]


def test_held_and_reviewed_on_the_day_it_begins() -> None:
    rows = facts(high=[("2025-09-02", None)], ready=[(None, None)])
    journal = [event("2025-09-02", "started"), event("2025-09-02", "reviewed")]
    assert trace(_leaving(), "2025-09-05", rows, journal) == [("2025-09-01", "low"), ("2025-09-02", "middle")]


def test_left_the_tier_gives_way_to_then_until_again() -> None:
    rows = facts(high=[("2025-09-02", "2025-09-10")], ready=[(None, None)], relapse=[("2025-09-15", "2025-09-15")],
                 relapse_unknown=[("2025-09-12", "2025-09-12")])
    journal = [event("2025-09-03", "started"), event("2025-09-05", "closed")]
    assert trace(_leaving(), "2025-09-30", rows, journal) == [
        ("2025-09-01", "low"), ("2025-09-02", "high"),
        ("2025-09-05", "middle"),  # its own condition still holds: `then` takes its place
        ("2025-09-11", "low"), ("2025-09-12", "low high"), ("2025-09-13", "low"),
        ("2025-09-15", "high"),  # again, and free: the step is over
        ("2025-09-16", "low")]
    assert answer(_leaving(), "2025-09-12", rows, journal).needs == ["relapse"]


def test_left_with_its_own_condition_and_again_unknown() -> None:
    rows = facts(high=[("2025-09-02", "2025-09-10")], ready=[(None, None)], high_unknown=[("2025-09-12", "2025-09-12")],
                 relapse_unknown=[("2025-09-12", "2025-09-12")])
    journal = [event("2025-09-03", "started"), event("2025-09-05", "closed")]
    found = answer(_leaving(), "2025-09-12", rows, journal)
    assert (found.possible, found.needs) == (["low", "middle", "high"], ["high", "relapse"])


def test_an_unknown_condition_leaves_both_possible_and_the_tier_held() -> None:
    rows = facts(high=[("2025-09-02", "2025-09-03")], middle_unknown=[(None, None)], ready_unknown=[(None, None)])
    journal = [event("2025-09-03", "started"), event("2025-09-08", "reviewed")]
    assert trace(_leaving(), "2025-09-30", rows, journal)[1:] == [
        ("2025-09-02", "high"), ("2025-09-08", "middle high"), ("2025-09-09", "high")]
    assert answer(_leaving(), "2025-09-08", rows, journal).needs == ["ready"]


def test_a_tier_that_was_only_possible_stays_possible_while_the_step_is_under_way() -> None:
    rows = facts(high_unknown=[("2025-09-02", "2025-09-03")])
    journal = [event("2025-09-03", "started"), event("2025-09-08", "closed")]
    assert trace(_leaving(), "2025-09-30", rows, journal) == [
        ("2025-09-01", "low"), ("2025-09-02", "low high"), ("2025-09-08", "low")]


def test_a_hold_runs_on_under_an_override() -> None:
    rows = facts(high=[("2025-09-03", "2025-09-03")])
    journal = [override("2025-09-02", "low", to="2025-09-05"), event("2025-09-04", "started")]
    assert trace(_leaving(), "2025-09-30", rows, journal) == [("2025-09-01", "low"), ("2025-09-06", "high")]
    assert answer(_leaving(), "2025-09-05", rows, journal).computed == ["high"]


def _two_rules() -> dict[str, Any]:
    other = {**LEAVE, "step": "panel", "then": "low"}
    return tiers(list=[{**THREE[0], "leave": LEAVE}, {**THREE[1], "leave": other}, THREE[2]])


def test_while_one_tier_is_held_the_other_rules_rest() -> None:
    journal = [event("2025-09-02", "started", "panel"), event("2025-09-05", "started")]
    rows = facts(middle=[("2025-09-02", None)], high=[("2025-09-05", None)])
    assert trace(_two_rules(), "2025-09-30", rows, journal) == [("2025-09-01", "low"), ("2025-09-02", "middle")]
    rows += facts(ready=[("2025-09-10", None)])
    journal.append(event("2025-09-10", "reviewed", "panel"))  # middle is left, and high is held on the same day
    assert trace(_two_rules(), "2025-09-30", rows, journal)[2:] == [("2025-09-10", "high")]


def test_rules_are_taken_in_order_until_one_holds_its_tier_or_has_it_again() -> None:
    journal = [event("2025-09-02", "started"), event("2025-09-04", "started", "panel"), event("2025-09-10", "closed"),
               event("2025-09-15", "closed", "panel")]
    rows = facts(high=[("2025-09-02", "2025-09-03")], middle=[("2025-09-04", None)], ready=[("2025-09-10", None)],
                 relapse=[("2025-09-18", "2025-09-19")])
    assert trace(_two_rules(), "2025-09-30", rows, journal) == [
        ("2025-09-01", "low"), ("2025-09-02", "high"), ("2025-09-10", "middle"),  # held, by its own step
        ("2025-09-15", "low"),
        ("2025-09-18", "high"),  # again; the other rule waits
        ("2025-09-19", "middle")]  # and has its tier again the next day


# --- coming down ---


def test_going_up_is_immediate_and_coming_down_waits_for_a_review() -> None:
    document = tiers(down={"review": "panel"})
    rows = facts(high=[("2025-09-03", "2025-09-03")], middle=[("2025-09-02", "2025-09-09")])
    journal = [event("2025-09-01", "started", "panel"), event("2025-09-08", "reviewed", "panel"),
               event("2025-09-09", "reviewed", "panel"), event("2025-09-10", "closed", "panel"),
               event("2025-09-11", "reviewed", "panel")]
    assert trace(document, "2025-09-30", rows, journal) == [
        ("2025-09-01", "low"), ("2025-09-02", "middle"), ("2025-09-03", "high"), ("2025-09-08", "middle")]


def test_after_a_span_a_pupil_comes_down_as_far_as_has_been_so_for_it() -> None:
    document = tiers(down={"after": {"n": 4, "unit": "days"}})
    rows = facts(high=[("2025-09-02", "2025-09-02")], middle=[("2025-09-03", "2025-09-05")])
    assert trace(document, "2025-09-30", rows) == [
        ("2025-09-01", "low"), ("2025-09-02", "high"), ("2025-09-07", "middle"),  # below high since the 3rd
        ("2025-09-10", "low")]  # low since the 6th
    broken = rows + facts(high=[("2025-09-06", "2025-09-06")])
    assert trace(document, "2025-09-30", broken)[2:] == [("2025-09-11", "low")]  # below high, and low, since the 7th


def test_a_span_that_the_calendar_does_not_hold_has_not_passed() -> None:
    document = tiers(down={"after": {"n": 4, "unit": "school_days"}})
    rows = facts(high=[("2026-07-13", "2026-07-13")])
    assert answer(document, "2026-07-20", rows).tier == "high"


def test_a_doubt_that_passes_leaves_no_trace() -> None:
    document = tiers(down={"review": "panel"})
    doubt = facts(high_unknown=[("2025-09-02", "2025-09-03")])
    assert trace(document, "2025-09-30", doubt) == [
        ("2025-09-01", "low"), ("2025-09-02", "low high"), ("2025-09-04", "low")]
    partly = facts(high_unknown=[("2025-09-02", "2025-09-03")], middle=[("2025-09-02", "2025-09-03")])
    assert trace(document, "2025-09-30", partly) == [  # middle at least: that much is kept
        ("2025-09-01", "low"), ("2025-09-02", "middle high"), ("2025-09-04", "middle")]


def test_a_doubt_below_the_tier_kept_is_none() -> None:
    document = tiers(down={"after": {"n": 2, "unit": "weeks"}})
    rows = facts(high=[("2025-09-02", "2025-09-02")], middle_unknown=[("2025-09-03", None)])
    assert trace(document, "2025-09-30", rows) == [
        ("2025-09-01", "low"), ("2025-09-02", "high"), ("2025-09-17", "middle")]


def test_leaving_by_a_rule_is_coming_down_at_once() -> None:
    document = _leaving(down={"review": "panel"})
    rows = facts(high=[("2025-09-02", "2025-09-04")], ready=[(None, None)])
    journal = [event("2025-09-03", "started"), event("2025-09-05", "closed")]
    assert trace(document, "2025-09-30", rows, journal) == [
        ("2025-09-01", "low"), ("2025-09-02", "high"), ("2025-09-05", "low")]


# --- overrides, and the answer ---


def test_an_override_holds_to_its_end_and_a_later_one_takes_its_place() -> None:
    rows = facts(middle=[("2025-09-05", None)])
    journal = [override("2025-09-02", "high", to="2025-09-20"), override("2025-09-08", "low", to="2025-09-09"),
               override("2025-09-15", "high"), override("2025-09-16")]
    assert trace(tiers(), "2025-09-30", rows, journal) == [
        ("2025-09-01", "low"), ("2025-09-02", "high"), ("2025-09-08", "low"), ("2025-09-10", "middle"),
        ("2025-09-15", "high"), ("2025-09-16", "middle")]
    found = answer(tiers(), "2025-09-05", rows, journal)
    assert (found.tier, found.overridden, found.computed, found.needs) == ("high", True, ["middle"], [])
    assert str(found.since) == "2025-09-02"


def test_an_override_of_unknown_tiers_needs_nothing() -> None:
    found = answer(tiers(), "2025-09-05", facts(high_unknown=[(None, None)]), [override("2025-09-05", "low")])
    assert (found.tier, found.needs, found.computed) == ("low", [], ["low", "high"])


def test_of_two_overrides_of_a_day_the_later_row_counts() -> None:
    journal = [override("2025-09-05", "middle"), override("2025-09-05", "high")]
    assert answer(tiers(), "2025-09-05", journal=journal).tier == "high"
    assert answer(tiers(), "2025-09-05", journal=journal[::-1]).tier == "middle"


def test_a_day_before_the_calendar_is_its_own_first_day() -> None:
    journal = [event("2025-08-20", "started", origin="external"), override("2025-08-25", "middle", origin="external")]
    assert trace(tiers(), "2025-08-28", journal=journal) == [("2025-08-28", "middle")]


def test_events_before_the_first_day_count_on_it() -> None:
    rows = facts(high=[(None, "2025-09-03")], ready=[(None, None)])
    journal = [event("2025-08-20", "started", origin="external"), event("2025-08-25", "reviewed", origin="external")]
    assert trace(_leaving(), "2025-09-30", rows, journal) == [("2025-09-01", "middle"), ("2025-09-04", "low")]


def test_decisions_differ_also_in_what_an_override_hides_and_in_being_provisional() -> None:
    rows = facts(middle=[("2025-09-05", None)], ready=[("2025-09-08", None)])
    documents = [vectors.complete(tiers(provisional={"fact": "ready"})), vectors.document("test-codes")]
    found = all_decisions(documents, ["test"], [], [("p", "2025-09-01", None)], CALENDAR, "2025-09-30", False, rows,
                          [override("2025-09-03", "low")])["p"]["test"]
    assert [(str(day)[-2:], each.tier, each.computed, each.provisional, each.overridden) for day, each in found] == [
        ("01", "low", ["low"], False, False), ("03", "low", ["low"], False, True),
        ("05", "low", ["middle"], False, True), ("08", "low", ["middle"], True, True)]


# --- what the checker refuses ---


def _refused(document: dict[str, Any]) -> str:
    with pytest.raises(DocumentError) as caught:
        pupil(document, "2025-09-01")
    return caught.value.status


def _bands(kind: str, *bands: dict[str, Any], **members: Any) -> dict[str, Any]:
    measure = {**ABSENT, "kind": kind, "window": {"last": 1, "unit": "weeks"}}
    measure |= {"run": "current"} if kind == "run" else {}
    tier_list = [{"id": f"t{n}", **band} for n, band in enumerate(bands)]
    return policy(measures={"m": measure}, tiers={"measure": "m", "list": tier_list}, **members)


@pytest.mark.parametrize(("kind", "bands"), [
    ("count", [{"above": 3}, {"at_most": 3}]), ("count", [{"at_least": 4}, {"at_most": 3}]),
    ("run", [{"at_least": 1}, {"below": 1}]), ("days", [{"at_least": "8.5"}, {"at_most": 8}]),
    ("days", [{"above": "8.25"}, {"at_most": "8.25"}]), ("rate", [{"below": "50%"}, {"at_least": "50%"}]),
    ("rate", [{"above": "50%"}, {"at_most": "50%", "at_least": "0%"}]),
    ("difference", [{"at_most": "0 points", "at_least": "-100 points"}, {"above": "0 points"}])])
def test_bands_that_hold_every_value_once(kind: str, bands: list[dict[str, Any]]) -> None:
    assert answer(_bands(kind, *bands), "2025-09-01").possible


@pytest.mark.parametrize(("kind", "bands", "status"), [
    ("count", [{"above": 3}, {"below": 3}], "gap"), ("count", [{"at_least": 3}, {"at_most": 3}], "band_overlap"),
    ("count", [{"at_least": 3}, {"above": 0, "below": 3}], "gap"), ("days", [{"at_least": "8.5"}, {"below": 8}], "gap"),
    ("days", [{"at_least": "8.75"}, {"at_most": 8}], "gap"),
    ("days", [{"above": 8}, {"at_most": "8.5"}], "band_overlap"),
    ("rate", [{"above": "50%"}, {"below": "50%"}], "gap"),
    ("rate", [{"at_least": "50.0001%"}, {"at_most": "50%"}], "gap"),
    ("rate", [{"at_least": "50%"}, {"at_most": "50%"}], "band_overlap"),
    ("rate", [{"at_least": "10%"}, {"below": "10%", "above": "0%"}], "gap"),
    ("difference", [{"at_most": "0 points"}, {"above": "0 points", "below": "100 points"}], "gap")])
def test_bands_with_a_value_in_none_or_in_two(kind: str, bands: list[dict[str, Any]], status: str) -> None:
    assert _refused(_bands(kind, *bands)) == status


def test_bands_are_proved_for_every_day() -> None:
    values = [{"value": "50%", "from": "2025-09-01"}, {"value": "60%", "from": "2026-09-01"}]
    bands = [{"below": {"param": "line"}}, {"at_least": {"param": "line"}}]
    assert answer(_bands("rate", *bands, params={"line": {"values": values}}), "2025-09-01").possible
    fixed = _bands("rate", {"below": {"param": "line"}}, {"at_least": "50%"}, params={"line": {"values": values}})
    assert _refused(fixed) == "band_overlap"


@pytest.mark.parametrize(("top", "status"), [("99%", "gap"), ("100%", None)])
def test_bands_are_proved_by_the_edges_in_force(top: str, status: Optional[str]) -> None:
    params = {"q": {"values": [{"value": "80%", "from": "2024-09-01", "to": "2025-09-30"}]},
              "r": {"values": [{"value": "100%", "from": "2024-09-01", "to": "2025-09-30"},
                               {"value": top, "from": "2025-10-01"}]}}
    document = _bands("rate", {"at_most": "50%"}, {"above": "50%", "at_most": "80%"},
                      {"above": {"param": "q"}, "at_most": {"param": "r"}}, params=params)
    if status is None:
        assert answer(document, "2025-10-01").possible
    else:
        assert _refused(document) == status


@pytest.mark.parametrize(("bands", "status"), [
    ([{"above": "80%", "below": "50%"}, {"at_most": "90%"}, {"above": "90%"}], "unreachable"),
    ([{"at_most": "100%"}, {"above": "100%"}], "unreachable"),
    ([{"at_least": "50%", "below": "80%"}, {"below": "50%"}, {"at_least": "80%"}], "value")])
def test_bands_without_a_value_or_out_of_order(bands: list[dict[str, Any]], status: str) -> None:
    assert _refused(_bands("rate", *bands)) == status


def _list(*enters: dict[str, Any]) -> dict[str, Any]:
    measures = {"m": ABSENT}
    tier_list: list[dict[str, Any]] = [{"id": f"t{n}", "enter": enter} for n, enter in enumerate(enters)]
    return policy(measures=measures, tiers={"list": [*tier_list, {"id": "rest", "otherwise": True}]})


def test_a_tier_that_no_combination_reaches() -> None:
    more, less = {"measure": "m", "at_least": 5}, {"measure": "m", "at_least": 3}
    fact = {"fact": "high"}
    assert answer(_list(more, less), "2025-09-01").possible
    assert _refused(_list(less, more)) == "unreachable"
    assert _refused(_list({"any": [fact, less]}, {"all": [fact, more]})) == "unreachable"
    assert answer(_list({"all": [fact, less]}, more), "2025-09-01").possible
    assert _refused(_list(fact, {"not": fact})) == "unreachable"  # nobody is left for the last
    between = {"measure": "m", "above": 2}  # and below 2.5: with two sessions a day there is no such number of days
    assert _refused(_list({"measure": "m", "at_least": "2.5"}, between)) == "unreachable"


def test_lists_are_proved_through_flags_and_for_every_day() -> None:
    more, less = {"measure": "m", "at_least": 5}, {"measure": "m", "at_least": 3}
    flags: dict[str, Any] = {"many": {"when": less}}
    assert _refused({**_list({"flag": "many"}, more), "flags": flags}) == "unreachable"
    flags["many"]["from"] = "2025-09-10"  # before that it is unknown, and the second tier possible
    assert _refused({**_list({"flag": "many"}, more), "flags": flags}) == "unreachable"
    assert answer({**_list(more, {"flag": "many"}), "flags": flags}, "2025-09-01").possible
    line = {"line": {"values": [{"value": 6, "from": "2025-09-01"}, {"value": 5, "from": "2026-09-01"}]}}
    moved = _list({"measure": "m", "at_least": {"param": "line"}}, more)
    assert _refused({**moved, "params": line}) == "unreachable"


@pytest.mark.parametrize(("members", "status"), [
    ({"list": THREE[:2]}, "otherwise"), ({"list": [THREE[2], THREE[2]]}, "duplicate_id"),
    ({"list": THREE[:1]}, "bounds"),
    ({"list": [{"id": "a", "otherwise": True}, THREE[2]]}, "otherwise"),
    ({"list": [{"id": "a"}, THREE[2]]}, "required"),
    ({"list": [{"id": "a", "above": 1}, THREE[2]]}, "value"), ({"list": THREE, "measure": "m"}, "value"),
    ({"list": [{**THREE[0], "leave": {**LEAVE, "then": "high"}}, *THREE[1:]]}, "value"),
    ({"list": [{**THREE[0], "leave": {**LEAVE, "then": "highest"}}, *THREE[1:]]}, "reference"),
    ({"list": [{**THREE[0], "leave": {**LEAVE, "step": "nothing"}}, *THREE[1:]]}, "reference"),
    ({"list": [{**THREE[0], "leave": {**LEAVE, "at": []}}, *THREE[1:]]}, "bounds"),
    ({"list": THREE, "down": {}}, "required"), ({"list": THREE, "down": {"review": "nothing"}}, "reference"),
    ({"list": THREE, "beside": ["nothing"]}, "reference"), ({"list": THREE, "source": "nothing"}, "reference")])
def test_tiers_that_are_refused(members: dict[str, Any], status: str) -> None:
    assert _refused(tiers(**members)) == status


def test_an_overlay_replaces_tiers_whole_or_inherits_them() -> None:
    base = vectors.complete({"id": "base", "version": "2", "facts": FACTS, "steps": STEPS, "tiers": {"list": THREE}})
    heir = vectors.complete({"id": "test", "extends": ["base"], "facts": {"more": {"not_recorded": "false"}}})
    other: dict[str, Any] = {"list": [{"id": "all", "enter": {"fact": "high"}}, {"id": "none", "otherwise": True}]}
    codes = vectors.document("test-codes")

    def ids(document: dict[str, Any]) -> list[str]:
        found = all_decisions([document, base, codes], ["test"], [], [("p", "2025-09-01", None)], CALENDAR, "2025-09-01", False,
                              [("p", "high", "unknown", None, None)])
        possible: list[str] = found["p"]["test"][0][1].possible
        return possible

    assert ids(heir) == ["low", "high"]
    mine = {"title": "Mine", "source": "test", "list": [{"title": "T", **tier} for tier in other["list"]]}
    assert ids({**heir, "tiers": {**mine, "replaces": "base@2"}}) == ["none", "all"]
    with pytest.raises(DocumentError) as caught:
        ids({**heir, "tiers": mine})
    assert caught.value.status == "replace"
