"""Windows since an event, and every test that is no comparison, on days easily counted (sections 6 and 7)."""

from __future__ import annotations

from typing import Any

import pytest

from attend_reference import DocumentError
from world import THREE, event, facts, marks, override, policy, pupil

ABSENT: dict[str, Any] = {"kind": "count", "select": {"classes": ["absent"]}, "window": "year"}


def _since(name: str, **more: Any) -> dict[str, Any]:
    return {**ABSENT, "window": {"since": {"step": "help", "event": name}}, **more}


def _flag(when: dict[str, Any], day: str, *rows: Any, **more: Any) -> tuple[Any, list[str]]:
    """The truth of a condition and what it needs. (Of tiers there are three, by facts.)"""
    document = policy(flags={"flag": {"when": when}, "other": {"when": {"fact": "high"}, "from": "2025-09-10"}},
                      measures={"absent": ABSENT}, tiers={"list": THREE}, **more.pop("members", {}))
    result = pupil(document, day, *rows, **more)
    return result["flags"]["flag"], result["needs"].get("flag", [])


# --- since an event ---


@pytest.mark.parametrize(("day", "started", "reviewed", "closed"), [
    ("2025-09-01", (0, 0, "event"), (0, 0, "event"), (0, 0, "event")),
    ("2025-09-02", (2, 0, None), (0, 0, "event"), (0, 0, "event")),  # the whole day of the event is inside
    ("2025-09-03", (4, 0, None), (2, 0, None), (0, 0, "event")),
    ("2025-09-05", (8, 0, None), (6, 0, None), (2, 0, None)),
    ("2025-09-08", (2, 0, None), (0, 0, "event"), (0, 0, "event"))])  # the second episode forgets the first
def test_a_window_since_an_event(day: str, started: Any, reviewed: Any, closed: Any) -> None:
    document = policy(measures={name: _since(name) for name in ("started", "reviewed", "closed")})
    rows = [event("2025-09-02", "started"), event("2025-09-03", "reviewed"), event("2025-09-05", "closed"),
            event("2025-09-06", "reviewed"), event("2025-09-08", "started")]
    found = pupil(document, day, journal=rows, mark_rows=marks("2025-09-01", "AAAAA AAAAA"))["measures"]
    assert found == {"started": started, "reviewed": reviewed, "closed": closed}


def test_a_window_since_an_event_counts_all_spells_and_heeds_minimum_and_count_from() -> None:
    document = policy(measures={"all": _since("started"), "few": _since("started", minimum=9),
                                "later": _since("started", count_from="2025-09-04")})
    spells = [("p", "2025-09-01", "2025-09-03"), ("p", "2025-09-04", None)]
    found = pupil(document, "2025-09-05", journal=[event("2025-09-02", "started")], spells=spells,
                  mark_rows=marks("2025-09-01", "AAAAA"))["measures"]
    assert found == {"all": (8, 0, None), "few": (8, 0, "minimum"), "later": (4, 0, None)}


def test_a_difference_has_no_window_since() -> None:
    with pytest.raises(DocumentError) as caught:
        pupil(policy(measures={"m": _since("started", kind="difference")}), "2025-09-01")
    assert caught.value.status == "value"


# --- steps ---


@pytest.mark.parametrize(("n", "unit", "last_false", "first_true"), [
    (3, "days", "2025-09-07", "2025-09-08"), (1, "weeks", "2025-09-11", "2025-09-12"),
    (2, "school_days", "2025-09-08", "2025-09-09"), (1, "school_weeks", "2025-09-11", "2025-09-12")])
def test_ago_is_reached_on_the_day_the_span_reaches(n: int, unit: str, last_false: str, first_true: str) -> None:
    when = {"step": "help", "event": "started", "ago": {"n": n, "unit": unit}}
    rows = [event("2025-09-05", "started")]  # a Friday
    assert _flag(when, last_false, journal=rows) == (False, [])
    assert _flag(when, first_true, journal=rows) == (True, [])
    assert _flag(when, first_true) == (False, [])


def test_ago_counts_from_the_latest() -> None:
    when = {"step": "help", "event": "reviewed", "ago": {"n": 3, "unit": "days"}}
    rows = [event("2025-09-01", "started"), event("2025-09-01", "reviewed"), event("2025-09-08", "reviewed")]
    days = ("2025-09-07", "2025-09-08", "2025-09-11")
    assert [_flag(when, day, journal=rows)[0] for day in days] == [True, False, True]


def test_ago_beyond_the_calendar() -> None:
    """The calendar ends on Friday 17 July 2026: 5 school days after Monday the 13th are not in it."""
    when = {"step": "help", "event": "started", "ago": {"n": 5, "unit": "school_days"}}
    rows = [event("2026-07-13", "started")]
    assert _flag(when, "2026-07-17", journal=rows) == (False, [])
    assert _flag(when, "2026-07-18", journal=rows) == (None, ["calendar"])
    written = marks("2026-07-13", "PPPPP")
    assert _flag(when, "2026-07-18", journal=rows, calendar=None, mark_rows=written) == (False, [])


def test_ago_by_a_param_that_is_not_in_force() -> None:
    when = {"step": "help", "event": "started", "ago": {"n": {"param": "n"}, "unit": "days"}}
    params = {"n": {"values": [{"value": 1, "from": "2025-09-03"}]}}
    found = [_flag(when, day, journal=[event("2025-09-01", "started")], members={"params": params})
             for day in ("2025-09-02", "2025-09-03")]
    assert found == [(None, ["in-force"]), (True, [])]


def test_outcome_is_that_of_the_latest_closed_episode() -> None:
    rows = [event("2025-09-01", "started"), event("2025-09-02", "closed", outcome="worked"),
            event("2025-09-03", "started"), event("2025-09-04", "closed")]
    worked = {"step": "help", "outcome": "worked"}
    days = ("2025-09-01", "2025-09-02", "2025-09-03", "2025-09-04")
    assert [_flag(worked, day, journal=rows)[0] for day in days] == [False, True, True, False]


# --- flags, tiers, crosses ---


def test_a_flag_that_names_a_flag_needs_what_that_needs() -> None:
    when = {"any": [{"flag": "other"}, {"flag": "other"}]}
    assert _flag(when, "2025-09-09") == (None, ["in-force"])
    assert _flag(when, "2025-09-10", facts(high=[("2025-09-10", None)])) == (True, [])
    assert _flag(when, "2025-09-11", facts(high_unknown=[("2025-09-10", None)])) == (None, ["high"])


def test_a_tier_is_that_of_the_day_before() -> None:
    rows = facts(high=[("2025-09-02", "2025-09-02")], middle_unknown=[("2025-09-04", None)])
    days = ("2025-09-01", "2025-09-02", "2025-09-03", "2025-09-04", "2025-09-05")
    assert [_flag({"tier": "high"}, day, rows) for day in days] == [
        (None, ["history"]), (False, []), (True, []), (False, []), (False, [])]
    assert _flag({"tier": "low"}, "2025-09-05", rows) == (None, ["history"])
    overridden = [override("2025-09-04", "low", to="2025-09-04")]
    assert _flag({"tier": "low"}, "2025-09-05", rows, overridden) == (True, [])


@pytest.mark.parametrize(("day", "expected"), [
    ("2025-09-01", (None, ["history"])), ("2025-09-02", (False, [])), ("2025-09-03", (False, [])),
    ("2025-09-04", (True, [])), ("2025-09-05", (False, [])),  # it is unknown, but was true the day before
    ("2025-09-06", (None, ["history"]))])
def test_crosses_is_true_on_the_day_that_changes(day: str, expected: Any) -> None:
    rows = facts(high=[("2025-08-01", "2025-09-02"), ("2025-09-04", "2025-09-04"), ("2025-09-06", None)])
    rows += facts(high_unknown=[("2025-09-05", "2025-09-05")])
    assert _flag({"crosses": {"fact": "high"}}, day, rows) == expected


def test_crosses_on_the_first_day() -> None:
    assert _flag({"crosses": {"fact": "high"}}, "2025-09-01") == (False, [])
    always = facts(high=[(None, None)])
    assert _flag({"crosses": {"fact": "high"}}, "2025-09-01", always) == (None, ["history"])
    unknown = facts(high_unknown=[(None, None)])
    assert _flag({"crosses": {"fact": "high"}}, "2025-09-01", unknown) == (None, ["high", "history"])
    assert _flag({"crosses": {"fact": "high"}}, "2025-09-02", unknown) == (None, ["high"])


def test_crosses_of_a_measure() -> None:
    when = {"crosses": {"measure": "absent", "at_least": 3}}
    written = marks("2025-09-01", "AHAP")
    days = ("2025-09-01", "2025-09-02", "2025-09-03", "2025-09-04")
    assert [_flag(when, day, mark_rows=written)[0] for day in days] == [False, True, False, False]


@pytest.mark.parametrize(("flags", "status"), [
    ({"a": {"flag": "b"}, "b": {"not": {"flag": "a"}}}, "cycle"), ({"a": {"crosses": {"flag": "a"}}}, "cycle"),
    ({"a": {"crosses": {"any": [{"crosses": {"fact": "high"}}]}}}, "value"),
    ({"a": {"crosses": {"flag": "b"}}, "b": {"crosses": {"fact": "high"}}}, "value"),
    ({"a": {"flag": "nothing"}}, "reference"), ({"a": {"fact": "nothing"}}, "reference"),
    ({"a": {"barrier": "high"}}, "reference"), ({"a": {"tier": "high"}}, "reference"),
    ({"a": {"step": "nothing", "event": "started"}}, "reference"),
    ({"a": {"step": "help", "outcome": "won"}}, "reference"),
    ({"a": {"step": "help"}}, "required"), ({"a": {}}, "required"), ({"a": {"step": "help", "event": "paid"}}, "value"),
    ({"a": {"step": "help", "outcome": "worked", "ago": {"n": 1, "unit": "days"}}}, "value"),
    ({"a": {"step": "help", "event": "started", "ago": {"n": 801, "unit": "days"}}}, "bounds"),
    ({"a": {"step": "help", "event": "started", "ago": {"n": 1, "unit": "sessions"}}}, "value"),
    ({"a": {"fact": "high", "flag": "a"}}, "value")])
def test_a_condition_that_is_refused(flags: dict[str, Any], status: str) -> None:
    with pytest.raises(DocumentError) as caught:
        pupil(policy(flags={id: {"when": when} for id, when in flags.items()}), "2025-09-01")
    assert caught.value.status == status
