"""Tiers: answers, what they need, why, traces, what an absence is made up of, and supposing."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from conftest import BANDED, CALENDAR, CODES, TIERED, days_of

import attend
from attend import capi
from attend.results import resolved_needs

DAY = "2025-09-08"
ROWS = [*days_of("a", "PP PP PP PP PP"), *days_of("b", "AA AP AA PA AP"), *days_of("c", "PP PP PA PP PP")]


def evaluated(policy: attend.Policy, rows: Any = ROWS, day: str = DAY, **more: Any) -> attend.Evaluation:
    return attend.evaluate(policy, attend.Register.from_rows(rows, **more), day)


def tier(policy: attend.Policy, marks: str, day: str = DAY, **more: Any) -> dict[str, Any]:
    """The first policy's answer about one pupil."""
    answer: dict[str, Any] = evaluated(policy, days_of("p", marks), day, **more).pupil("p")["tiers"][policy.ids[0]]
    return answer


def banded() -> attend.Policy:
    return attend.Policy.load(json.dumps(BANDED), documents=[json.dumps(CODES)])


def event(day: str, kind: str, step: str = "mentoring", **more: Any) -> attend.Event:
    return attend.Event("p", day, kind, step=step, **more)


def test_a_policy_lists_its_tiers_facts_and_steps(both: attend.Policy) -> None:
    first, second = both.tiers
    assert (first.id, [item.plain_id for item in first.tiers], first.beside) == ("tiered", ["base", "some", "high"], ("low",))
    assert (second.id, [item.id for item in second.tiers]) == ("banded", ["banded/green", "banded/amber", "banded/red"])
    assert [item.id for item in both.facts] == ["barrier:anxiety", "complex", "early"]
    assert [(item.id, item.kind) for item in both.steps][:2] == [("mentoring", "support"), ("plan", "support")]
    assert [item.plain_id for item in both.outcomes] == ["mentoring/finished", "mentoring/moved-on", "mentoring/finished", "mentoring/moved-on"]


def test_the_answer_of_one_pupil(tiered: attend.Policy) -> None:
    assert evaluated(tiered).pupil("a")["tiers"] == {"tiered": {
        "tier": "base", "since": "2025-09-02", "provisional": False, "at_least": "base", "at_most": "base", "needs": [],
        "computed": ["base"],
        "why": "attendance 100.00 % (10 of 10 sessions, 2025-09-02 to 2025-09-08): at least 90 %; early: no, not recorded",
    }}


def test_a_tier_that_is_not_known_says_what_it_needs(tiered: attend.Policy) -> None:
    result = evaluated(tiered).pupil("b")
    assert result["tiers"]["tiered"] == {
        "tier": None, "since": "2025-09-02", "provisional": False, "at_least": "some", "at_most": "high", "needs": ["complex"],
        "computed": ["some", "high"],
        "why": "some or high: needs complex; attendance 30.00 % (3 of 10 sessions, 2025-09-02 to 2025-09-08): below 50 %",
    }
    assert result["needs"] == ["event", "barrier:anxiety", "complex"]


def test_no_marks_is_no_tier(tiered: attend.Policy) -> None:
    rows = [*ROWS, ("d", DAY, "AM", "")]
    answer = evaluated(tiered, rows).pupil("d")["tiers"]["tiered"]
    assert (answer["tier"], answer["at_least"], answer["at_most"]) == (None, "base", "high")
    assert answer["needs"] == ["marks", "complex"] and answer["why"].startswith("base or some or high: needs marks, complex")


def test_few_sessions_are_provisional(tiered: attend.Policy) -> None:
    assert [tier(tiered, marks, day)["provisional"] for marks, day in (("PP P-", "2025-09-03"), ("PP PP", "2025-09-03"))] == [True, False]


def test_an_override_names_both(tiered: attend.Policy) -> None:
    set_by_hand = attend.Event("p", "2025-09-03", "tier_override", item="high", last_day="2025-09-08")
    answer = tier(tiered, "PP PP PP PP PP", journal=[set_by_hand])
    assert (answer["tier"], answer["computed"], answer["since"], answer["needs"]) == ("high", ["base"], "2025-09-03", [])
    assert answer["why"] == ("set by a person from 2025-09-03 to 2025-09-08; computed: base; attendance 100.00 % (10 of 10 sessions, "
                             "2025-09-02 to 2025-09-08): at least 90 %; early: no, not recorded")
    unknown = tier(tiered, "AA AA AA AA AA", journal=[attend.Event("p", "2025-09-03", "tier_override", item="base")])
    assert unknown["tier"] == "base" and unknown["computed"] == ["some", "high"] and unknown["needs"] == []
    assert unknown["why"].startswith("set by a person from 2025-09-03; computed: some or high; attendance 0.00 %")


COMPLEX: list[attend.Fact] = [("p", "complex", True)]


def test_a_held_tier_says_what_is_missing(tiered: attend.Policy) -> None:
    """Nearly half of all sessions, and half since mentoring: the rule is met, but no review has come."""
    journal = [event("2025-09-05", "started")]
    answer = tier(tiered, "AA AA AA AP PA", facts=COMPLEX, journal=journal)
    assert (answer["tier"], answer["since"]) == ("high", "2025-09-02")
    assert answer["why"] == ("stays in high: no event of mentoring since 2025-09-05 has met the condition to leave; today: since 50.00 % "
                             "(2 of 4 sessions, 2025-09-05 to 2025-09-08): at least 50 %")
    reviewed = tier(tiered, "AA AA AA AP AA", facts=COMPLEX, journal=[*journal, event("2025-09-08", "reviewed")])
    assert reviewed["tier"] == "high"
    assert reviewed["why"].startswith("stays in high: today's event of mentoring does not meet the condition to leave: since 25.00 %")


def test_a_tier_that_has_been_left_says_so(tiered: attend.Policy) -> None:
    journal = [event("2025-09-05", "started"), event("2025-09-08", "reviewed")]
    left = tier(tiered, "AA AA AA AP PA", facts=COMPLEX, journal=journal)
    assert (left["tier"], left["since"]) == ("some", "2025-09-08")
    assert left["why"] == ("attendance 20.00 % (2 of 10 sessions, 2025-09-02 to 2025-09-08): below 50 %; complex: yes, recorded; "
                           "high has been left; since 50.00 % (2 of 4 sessions, 2025-09-05 to 2025-09-08): at least 10 %")
    again = [event("2025-09-02", "started"), event("2025-09-02", "closed", outcome="finished")]
    back = tier(tiered, "PA AA AA AA AA AA AA", "2025-09-10", facts=COMPLEX, journal=again)
    assert back["tier"] == "high"


def test_a_kept_tier_says_the_ways_down() -> None:
    policy = banded()
    amber = "PA PP PP PP PP PP PP PP"
    kept = tier(policy, amber, "2025-09-08")
    assert (kept["tier"], kept["computed"]) == ("amber", ["amber"])
    text = "kept in amber: lower since 2025-09-08, comes down after 2 school days{}, or at a review of plan; computed: green; attendance 90.00 %"
    assert kept["why"].startswith(text.format(""))  # a derived calendar does not know when that will be
    calendar = attend.Calendar.load(json.dumps({**CALENDAR, "closures": {}}))
    known = attend.evaluate(policy, attend.Register.from_rows(days_of("p", amber)), "2025-09-08", calendar).pupil("p")
    assert known["tiers"]["banded"]["why"].startswith(text.format(", on 2025-09-10"))
    assert tier(policy, amber, "2025-09-10")["tier"] == "green"
    journal = [event("2025-09-05", "started", "plan"), event("2025-09-08", "reviewed", "plan")]
    reviewed = tier(policy, amber, "2025-09-08", journal=journal)
    assert (reviewed["tier"], reviewed["why"]) == (
        "green", "attendance 90.00 % (9 of 10 sessions, 2025-09-02 to 2025-09-08): at least 90 %")


def test_of_bounds_the_closest_are_said_lower_first() -> None:
    assert tier(banded(), "PA PA PA PP PP", DAY)["why"] == (
        "attendance 70.00 % (7 of 10 sessions, 2025-09-02 to 2025-09-08): at least 50 %, below 90 %")


def test_a_percentage_is_shown_on_its_own_side_of_the_line() -> None:
    codes = {"PP": 0}
    rows = [("p", str(date.fromordinal(date(2024, 8, 1).toordinal() + i)), slot, "P") for i in range(365) for slot in ("AM", "PM")]
    rows = [row if i >= 8 else (*row[:3], "A") for i, row in enumerate(rows)]
    policy = json.loads(json.dumps(BANDED).replace('"90%"', '"98.9%"'))
    answer = evaluated(attend.Policy.load(json.dumps(policy), documents=[json.dumps(CODES)]), rows, "2025-07-31").pupil("p")
    assert "attendance 98.904 % (722 of 730 sessions" in answer["tiers"]["banded"]["why"], codes
    assert answer["tiers"]["banded"]["tier"] == "green" or "computed: green" in answer["tiers"]["banded"]["why"]


def test_exactly_ninety_per_cent_is_persistent_by_the_national_rule_and_not_below_ninety() -> None:
    policy = attend.Policy.load("gb-eng-foundations")
    rows = [(*row[:3], {"P": "/\\"[row[2] == "PM"], "A": "I"}[row[3]]) for row in days_of("p", " ".join(["PA", *["PP"] * 4] * 4))]
    result = evaluated(policy, rows, "2025-09-29")
    answer = result.pupil("p")
    assert answer["tiers"]["gb-eng-foundations"]["why"] == (
        "attendance 90.00 % (36 of 40 sessions, 2025-09-02 to 2025-09-29): at least 90 %, below 95 %")
    assert answer["tiers"]["gb-eng-foundations"]["tier"] == "tier-2" and answer["flags"]["persistent-absence"] is True
    assert "persistent-absence" in policy.tiers[0].beside


def test_columns_of_tiers(both: attend.Policy) -> None:
    result = evaluated(both)
    column = result.tiers["tiered"]
    assert column.tier_ids == ("base", "some", "high")
    assert list(column.possible) == [0b001, 0b110, 0b001] and list(column.computed) == list(column.possible)
    assert column.counts() == {"base": 2, "some": 0, "high": 0, None: 1}
    assert result.tiers["banded"].counts() == {"green": 1, "amber": 1, "red": 1, None: 0}
    assert result.school()["tiers"]["tiered"] == {"base": 2, "some": 0, "high": 0, "unknown": 1}
    kinds = [np.asarray(part).dtype for part in (column.possible, column.computed, column.since, column.provisional)]
    assert kinds == [np.uint32, np.uint32, np.int32, np.int8]
    with pytest.raises(TypeError):
        column.possible[0] = 1


def test_to_columns_has_the_tiers_in_words(both: attend.Policy) -> None:
    columns = evaluated(both).to_columns()
    assert columns["tiered.tier"] == ["base", None, "base"] and columns["banded.tier"] == ["green", "red", "amber"]
    assert columns["tiered.at_least"] == ["base", "some", "base"] and columns["tiered.at_most"] == ["base", "high", "base"]
    assert columns["banded.since"] == [date(2025, 9, 2), date(2025, 9, 2), date(2025, 9, 4)]
    assert columns["tiered.since"] == [date(2025, 9, 2), date(2025, 9, 2), date(2025, 9, 8)] and columns["tiered.provisional"] == [False] * 3
    assert columns["tiered.needs"] == ["", "complex", ""] and columns["banded.needs"] == ["", "", ""]


def test_reasons_of_many_items_are_those_of_each(both: attend.Policy) -> None:
    result = evaluated(both, facts=[("b", "complex", None)], journal=[attend.Event("b", DAY, "started", "tiered", "mentoring")])
    items = [(capi.ITEM_TIERS, 0), (capi.ITEM_TIERS, 1), *((capi.ITEM_FLAG, i) for i in range(len(both.flags))),
             *((capi.ITEM_MEASURE, i) for i in range(len(both.measures)))]
    ids = ["tiered", "banded", *(item.id for item in both.flags), *(item.id for item in both.measures)]
    for position, pupil in enumerate(result.pupils):
        assert result.trees(position, items) == [result.reason(pupil, id) for id in ids]
    assert result.trees(0, []) == []


def test_tiers_are_explained_and_reasoned_by_their_policy(both: attend.Policy) -> None:
    result = evaluated(both)
    tree = result.reason("b", "banded")
    assert (tree["op"], tree["tier"], tree["overridden"]) == ("tiers", "banded/red", False)
    assert result.reason("b", "banded/tiers") == tree and "banded" in result.explain("b", "banded")
    assert result.pupil("b")["tiers"]["banded"]["why"] == (
        "attendance 30.00 % (3 of 10 sessions, 2025-09-02 to 2025-09-08): below 50 %")


def test_needs_of_flags_told_elsewhere_are_found() -> None:
    """Flags within flags, more than a reason tells within each other."""
    policy = json.loads(json.dumps(TIERED))
    names = [f"f{i}" for i in range(40)]
    policy["facts"].update({name: {"title": name, "not_recorded": "unknown"} for name in names})
    for name, other in zip(names, names[1:]):
        policy["flags"][f"flag-{name}"] = {"title": name, "source": "head", "when": {"any": [{"fact": name}, {"flag": f"flag-{other}"}]}}
    policy["flags"][f"flag-{names[-1]}"] = {"title": "last", "source": "head", "when": {"fact": names[-1]}}
    policy["tiers"]["list"][0]["enter"] = {"flag": f"flag-{names[0]}"}
    loaded = attend.Policy.load(json.dumps(policy), documents=[json.dumps(CODES)])
    result = evaluated(loaded)
    tree = result.reason("a", "tiered")
    assert any(need.startswith("flag:") for need in tree["needs"])
    assert sorted(resolved_needs(result, 0, tree)) == sorted(names)
    assert result.pupil("a")["tiers"]["tiered"]["needs"] == resolved_needs(result, 0, tree)
    assert "flag:" not in result.pupil("a")["tiers"]["tiered"]["why"]


def test_a_trace_has_the_days_on_which_something_changed(tiered: attend.Policy) -> None:
    result = evaluated(tiered)
    days = result.trace("c", "2025-09-02")
    assert [(str(day.day), day.tier) for day in days] == [("2025-09-02", "base"), ("2025-09-03", "base"), ("2025-09-04", "some"), ("2025-09-08", "base")]
    assert [day.provisional for day in days] == [True, False, False, False]
    assert [day.tier for day in result.trace("c", "2025-09-03", "2025-09-05", daily=True)] == ["base", "some", "some"]
    assert days[2] == attend.TierDay("tiered", date(2025, 9, 4), "some", "some", "some", ("some",), ("some",), date(2025, 9, 4), False, False)
    for arguments, status in ((("x", DAY), "not_found"), (("c", DAY, "2025-09-09"), "range"), (("c", DAY, "2025-09-05"), "date_order")):
        with pytest.raises(attend.AttendError, match=status):
            result.trace(*arguments)


def test_a_tally_counts_codes(tiered: attend.Policy) -> None:
    result = evaluated(tiered, [*days_of("p", "PA AI IA"), *days_of("q", "PP PP PP PP")], "2025-09-05")
    assert list(result.tally("p", "2025-09-02", "2025-09-05").items()) == [("A", 3), ("", 2), ("I", 2), ("P", 1)]
    assert result.tally("p", "2025-09-03", "2025-09-03") == {"A": 1, "I": 1}
    for arguments, status in ((("x", DAY, DAY), "not_found"), (("p", DAY, "2025-09-05"), "date_order")):
        with pytest.raises(attend.AttendError, match=status):
            result.tally(*arguments)


def test_supposing_takes_codes_for_others(tiered: attend.Policy) -> None:
    result = evaluated(tiered, facts=[("b", "complex", False)])
    supposed = result.supposing("b", {"A": "P"})
    assert supposed.pupils == ("b",) and supposed.pupil("b")["tiers"]["tiered"]["tier"] == "base"
    assert result.supposing("b", {}).pupil("b") == result.pupil("b")
    assert result.pupil("b")["tiers"]["tiered"]["tier"] == "some"
    for arguments, status in ((("x", {}), "not_found"), (("b", {"?": "P"}), "unknown_code"), (("b", {"A": "?"}), "unknown_code")):
        with pytest.raises(attend.AttendError, match=status):
            result.supposing(*arguments)


def test_without_pupils_there_are_tiers_of_nobody(tiered: attend.Policy) -> None:
    result = evaluated(tiered, [])
    assert result.tiers["tiered"].counts() == {"base": 0, "some": 0, "high": 0, None: 0}
    assert result.to_columns()["tiered.tier"] == []


def test_a_pupil_who_is_kept_by_a_bundled_policy_is_told_on_every_day() -> None:
    """Ill for three days in September and present since: kept in a tier until four school weeks have passed below it."""
    days = [day for day in (date(2025, 9, 1) + timedelta(n) for n in range(71)) if day.weekday() < 5]
    ill = {date(2025, 9, 2), date(2025, 9, 3), date(2025, 9, 4)}
    rows = [("p", day, session, "I" if day in ill else code) for day in days for session, code in (("AM", "/"), ("PM", "\\"))]
    policy = attend.Policy.load("gb-eng-practice")
    seen = set()
    for as_of in days:
        answer = attend.evaluate(policy, attend.Register.from_rows(rows), as_of).pupil("p")["tiers"]["gb-eng-practice"]
        assert answer["tier"] and answer["why"]
        seen.add((answer["tier"], "comes down" in answer["why"] or "kept" in answer["why"]))
    assert any(kept for _, kept in seen) and len({tier for tier, _ in seen}) > 1


def test_a_tier_that_is_held_after_its_step_is_over_says_what_can_end_it() -> None:
    """Closed in its second week, so the rule to leave was not met; present ever since."""
    rows = [*days_of("p", "II II II II II"), *days_of("p", " ".join(["PP"] * 40), "2025-09-09")]
    rows = [(who, day, session, {"P": "/" if session == "AM" else "\\"}.get(code, code)) for who, day, session, code in rows]
    journal = [
        attend.Event("p", "2025-09-03", "started", step="early-help-keywork"),
        attend.Event("p", "2025-09-12", "closed", step="early-help-keywork", outcome="ended-early"),
    ]
    policy = attend.Policy.load("gb-eng-process")
    result = attend.evaluate(policy, attend.Register.from_rows(rows, journal=journal), "2025-10-31")
    answer = result.pupil("p")["tiers"]["gb-eng-process"]
    over = "it is over: only a new start of it, or a person, can end this"
    assert answer["tier"] == "tier-4" and over in answer["why"] and over in result.explain("p", "gb-eng-process")
    assert [leave["under_way"] for leave in result.reason("p", "gb-eng-process")["parts"] if leave["op"] == "leave"] == [False]
