"""The journal: rows in, the events that count and the findings out (section 5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Optional

from .policy import Policy
from .register import OPEN, Event, Finding, Pupil, Register, read_day

JournalRow = tuple[Optional[str], str, str, Mapping[str, str]]  # pupil or None, date, event, the members that are given
STEP_EVENTS = ("started", "reviewed", "closed")
STEPLESS = ("concern_raised", "action_agreed", "tier_override")
EVENTS = frozenset({*STEP_EVENTS, "offered", "provided", "refused", "contacted", "evidence_received", "consulted",
                    "considered", "accepted", "declined", "issued", "withdrawn", "paid", "waived", "action_agreed",
                    "concern_raised", "tier_override"})


def read(register: Register, rows: Sequence[JournalRow], policies: Sequence[Policy], as_of: date) -> None:
    """Judges every row, then what each event does to its step."""
    findings: list[Finding] = []
    for n, row in enumerate(rows):
        name = row[0]
        if name is not None and name not in register.pupils:
            findings.append(Finding("unknown_pupil", None, None, (n,), "journal"))
            continue
        pupil = register.pupils[name] if name is not None else None
        day, status, event = _judge(n, row, policies, pupil, as_of)
        if status:
            findings.append(Finding(status, name, day, (n,), "journal"))
        elif pupil and event:
            pupil.events.append(event)
    for name, pupil in register.pupils.items():
        findings += [Finding("event_state", name, each.day, (each.row,), "journal") for each in _replay(pupil)]
    for finding in sorted(findings, key=lambda each: each.rows):
        register.find(finding)


def _judge(n: int, row: JournalRow, policies: Sequence[Policy], pupil: Optional[Pupil],
           as_of: date) -> tuple[Optional[date], str, Optional[Event]]:
    """The day of a row; what is to be found of it, or else the event."""
    _, text, name, members = row
    read = [read_day(each) for each in (text, members.get("from"), members.get("to")) if each]
    if any(day is None for day, _ in read):
        return None, next(problem for day, problem in read if day is None), None
    day = read[0][0]
    assert day is not None
    if day > as_of:
        return day, "after_as_of", None
    policy, status = _policy(name, members, policies)
    status = status or _date_problem(day, name, members) or _admission_problem(day, members, pupil)
    if not status and (pupil is None or name not in (*STEP_EVENTS, "tier_override")):
        status = "event_unused"
    if status:
        return day, status, None
    step, outcome, tier, until = (members.get(each, "") for each in ("step", "outcome", "item", "to"))
    return day, "", Event(n, day, name, policy.id if policy else "", step, outcome, tier,
                          date.fromisoformat(until) if until else OPEN)


def _policy(name: str, members: Mapping[str, str], policies: Sequence[Policy]) -> tuple[Optional[Policy], str]:
    """The policy an event is about, or why there is none: `unknown_` event, step, outcome or tier."""
    if name not in EVENTS:
        return None, "unknown_event"
    step, outcome, item = (members.get(each, "") for each in ("step", "outcome", "item"))
    named = [each for each in policies if members.get("policy", "") in ("", each.id)]
    having = [each for each in named if step in each.steps]
    if (step or name not in STEPLESS) and len(having) != 1 or not named:
        return None, "unknown_tier" if name == "tier_override" and not step else "unknown_step"
    if outcome and (not step or outcome not in having[0].steps[step]):
        return None, "unknown_outcome"
    if name != "tier_override":
        return (having[0] if step else None), ""
    tiered = [each for each in named if each.tiers]
    known = len(tiered) == 1 and tiered[0].tiers and item in ("", *(tier.id for tier in tiered[0].tiers.tiers))
    return (tiered[0], "") if known else (None, "unknown_tier")


def _date_problem(day: date, name: str, members: Mapping[str, str]) -> str:
    begins, ends = members.get("from") or "", members.get("to") or ""
    override = name == "tier_override"
    moved = override and begins not in ("", day.isoformat())
    backwards = ends and ends < (begins or (day.isoformat() if override else ""))
    return "date_order" if moved or backwards else ""


def _admission_problem(day: date, members: Mapping[str, str], pupil: Optional[Pupil]) -> str:
    if pupil is None or not pupil.spells or members.get("origin") == "external":
        return ""
    return "before_admission" if day < min(spell.first for spell in pupil.spells) else ""


def _replay(pupil: Pupil) -> list[Event]:
    """Puts the events in the order of the fold and takes out those that contradict the state of their step."""
    wrong: list[Event] = []
    under_way: set[tuple[str, str]] = set()
    for event in sorted(pupil.events, key=lambda each: (each.day, each.name != "started", each.row)):
        if event.name == "tier_override":
            continue
        step = (event.policy, event.step)
        if (step in under_way) == (event.name == "started"):
            wrong.append(event)
        elif event.name == "started":
            under_way.add(step)
        elif event.name == "closed":
            under_way.discard(step)
    pupil.events = sorted((each for each in pupil.events if each not in wrong),
                          key=lambda each: (each.day, each.name != "started", each.row))
    return wrong
