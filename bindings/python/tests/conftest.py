"""A small code set and policy of our own, so that these tests do not change when a bundled document does."""

from __future__ import annotations

import json
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Callable, Iterable

import pytest

# The installed package is tested: the one in the source tree lacks its compiled part, and `python -m pytest` puts it first.
_SOURCE = Path(__file__).resolve().parent.parent
sys.path[:] = [entry for entry in sys.path if Path(entry).resolve() != _SOURCE]

import attend  # noqa: E402

CODES: dict[str, Any] = {
    "format": 1, "semantics": 1, "kind": "codes", "id": "small-codes", "version": "1", "title": "A few codes",
    "sources": {"own": {"title": "The tests", "kind": "practice"}},
    "classes": {
        "possible": {"title": "Possible"}, "attended": {"title": "Attended"}, "absent": {"title": "Absent"},
        "administrative": {"title": "Administrative"}, "ill": {"title": "Ill"},
    },
    "codes": {
        "P": {"title": "Present", "index": 1, "uses": [{"classes": ["possible", "attended"], "source": "own"}]},
        "A": {"title": "Absent", "index": 2, "uses": [{"classes": ["possible", "absent"], "source": "own"}]},
        "I": {"title": "Ill", "index": 3, "uses": [{"classes": ["possible", "absent", "ill"], "source": "own"}]},
        "#": {"title": "Closed", "index": 4, "uses": [{"classes": ["administrative"], "source": "own"}]},
        "M": {"title": "Mornings only", "index": 5, "session": "AM",
              "uses": [{"classes": ["possible", "attended"], "source": "own"}]},
        "X": {"title": "Old", "index": 6,
              "uses": [{"classes": ["possible", "absent"], "to": "2020-07-31", "source": "own"}]},
        "I1": {"title": "A vendor's ill", "maps_to": "I"},
    },
}

ATTENDED = {"classes": ["attended"]}
ABSENT = {"classes": ["absent"]}
POLICY: dict[str, Any] = {
    "format": 1, "semantics": 1, "kind": "policy", "id": "small", "version": "1", "title": "A small policy",
    "codes": "small-codes",
    "sources": {"head": {"title": "The head teacher", "kind": "practice"}},
    "params": {"line": {"title": "Line", "min": "50%", "max": "99%", "values": [
        {"value": "90%", "from": "2025-01-01", "source": "head"}]}},
    "measures": {
        "attendance": {"title": "Attendance", "kind": "rate", "select": ATTENDED, "window": "year"},
        "absences": {"title": "Absences", "kind": "count", "select": ABSENT, "window": "year"},
        "absent-days": {"title": "Days absent", "kind": "days", "select": ABSENT, "window": "year"},
        "run": {"title": "Days absent in a row", "kind": "run", "run": "current", "select": ABSENT, "window": "year"},
        "trend": {"title": "Last day less the day before", "kind": "difference", "select": ATTENDED,
                  "window": {"last": 1, "unit": "school_days"}},
        "term": {"title": "Attendance of the term", "kind": "rate", "select": ATTENDED, "window": "term"},
        "enough": {"title": "Attendance, of four sessions or more", "kind": "rate", "select": ATTENDED, "window": "year",
                   "minimum": 4},
    },
    "flags": {
        "low": {"title": "Low", "source": "head", "when": {"measure": "attendance", "below": {"param": "line"}}},
        "term-low": {"title": "Low this term", "source": "head", "when": {"measure": "term", "below": "90%"}},
        "later": {"title": "Not yet", "source": "head", "from": "2030-01-01",
                  "when": {"measure": "absences", "at_least": 1}},
    },
}

HALF = {"measure": "attendance", "below": "50%"}
TIERED: dict[str, Any] = {
    "format": 1, "semantics": 1, "kind": "policy", "id": "tiered", "version": "1", "title": "A policy with tiers",
    "codes": "small-codes",
    "sources": {"head": {"title": "The head teacher", "kind": "practice"}},
    "measures": {
        "attendance": {"title": "Attendance", "kind": "rate", "select": ATTENDED, "window": "year"},
        "possible": {"title": "Possible sessions", "kind": "count", "select": {"classes": ["possible"]}, "window": "year"},
        "since": {"title": "Attendance since mentoring", "kind": "rate", "select": ATTENDED,
                  "window": {"since": {"step": "mentoring", "event": "started"}}},
    },
    "facts": {"complex": {"title": "Complex", "not_recorded": "unknown"}, "early": {"title": "Early", "not_recorded": "false"}},
    "barriers": {"anxiety": {"title": "Anxiety", "not_recorded": "unknown"}},
    "steps": {"mentoring": {"title": "Mentoring", "class": "support", "source": "head", "outcomes": ["finished", "moved-on"]},
              "plan": {"title": "Plan", "class": "support", "source": "head"}},
    "flags": {
        "low": {"title": "Low", "source": "head", "when": {"measure": "attendance", "below": "90%"}},
        "anxious": {"title": "Anxious", "source": "head", "when": {"barrier": "anxiety"}},
    },
    "tiers": {
        "title": "Three tiers", "source": "head", "provisional": {"measure": "possible", "below": 4}, "beside": ["low"],
        "list": [
            {"id": "high", "title": "A lot", "enter": {"all": [HALF, {"fact": "complex"}]},
             "leave": {"step": "mentoring", "at": ["reviewed", "closed"], "then": "some",
                       "if": {"measure": "since", "at_least": "50%"}, "again": {"measure": "since", "below": "10%"}}},
            {"id": "some", "title": "Some", "enter": {"any": [{"measure": "attendance", "below": "90%"}, {"fact": "early"}]}},
            {"id": "base", "title": "Everyone", "otherwise": True},
        ],
    },
}
BANDED: dict[str, Any] = {
    **{name: TIERED[name] for name in ("format", "semantics", "kind", "version", "codes", "sources", "steps")},
    "id": "banded", "title": "Bands", "measures": {"attendance": TIERED["measures"]["attendance"]},
    "tiers": {
        "title": "Bands", "source": "head", "measure": "attendance",
        "down": {"review": "plan", "after": {"n": 2, "unit": "school_days"}},
        "list": [{"id": "red", "title": "Red", "below": "50%"}, {"id": "amber", "title": "Amber", "at_least": "50%", "below": "90%"},
                 {"id": "green", "title": "Green", "at_least": "90%"}],
    },
}

CALENDAR: dict[str, Any] = {
    "format": 1, "semantics": 1, "kind": "calendar", "id": "small-calendar", "version": "1", "title": "A calendar",
    "years": {"2025-26": {"from": "2025-08-01", "to": "2026-07-31", "terms": [
        {"id": "autumn", "title": "Autumn", "from": "2025-09-01", "to": "2025-12-19"}]}},
    "closures": {"inset": {"title": "Staff training", "from": "2025-09-01", "to": "2025-09-01"}},
}

# Two school days: Tuesday and Wednesday, the first of the autumn.
ROWS = [
    ("b", "2025-09-02", "AM", "P"), ("b", "2025-09-02", "PM", "A"),
    ("b", "2025-09-03", "AM", "P"), ("b", "2025-09-03", "PM", "P"),
    ("a", "2025-09-02", "AM", "P"), ("a", "2025-09-02", "PM", "P"),
    ("a", "2025-09-03", "AM", "I"), ("a", "2025-09-03", "PM", "I1"),
]
DAY = "2025-09-03"


@pytest.fixture(scope="session")
def policy() -> attend.Policy:
    return attend.Policy.load(json.dumps(POLICY), documents=[json.dumps(CODES)])


@pytest.fixture(scope="session")
def tiered() -> attend.Policy:
    return attend.Policy.load(json.dumps(TIERED), documents=[json.dumps(CODES)])


@pytest.fixture(scope="session")
def both() -> attend.Policy:
    """Two policies with tiers, of which both have a step `mentoring`."""
    return attend.Policy.load(json.dumps(TIERED), json.dumps(BANDED), documents=[json.dumps(CODES)])


@pytest.fixture
def register() -> attend.Register:
    return attend.Register.from_rows(ROWS)


@pytest.fixture
def calendar() -> attend.Calendar:
    return attend.Calendar.load(json.dumps(CALENDAR))


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with the documents and a register as files."""
    for name, document in (("codes", CODES), ("policy", POLICY), ("tiered", TIERED), ("calendar", CALENDAR)):
        (tmp_path / f"{name}.json").write_text(json.dumps(document, indent=1), encoding="utf-8")
    (tmp_path / "marks.csv").write_text(marks_text(ROWS), encoding="utf-8")
    (tmp_path / "pupils.csv").write_text("pupil,admitted,left,group\nb,2025-09-01,,7\na,2025-09-01,,8\n", encoding="utf-8")
    return tmp_path


def days_of(pupil: str, marks: str, first: str = "2025-09-02") -> list[tuple[str, str, str, str]]:
    """Marks of a pupil, two a school day from a day on: ``"PP PA"``."""
    days = (day for i in range(400) if (day := date.fromisoformat(first) + timedelta(i)).weekday() < 5)
    return [(pupil, str(day), slot, code) for day, codes in zip(days, marks.split()) for slot, code in zip(("AM", "PM"), codes)]


def marks_text(rows: Iterable[tuple[str, str, str, str]]) -> str:
    return "".join(",".join(row) + "\n" for row in [("pupil", "date", "session", "code"), *rows])


@pytest.fixture
def errors_of(tmp_path: Path) -> Callable[..., list[attend.Finding]]:
    """Findings of reading bytes as marks.csv (and perhaps as pupils.csv)."""

    def read(marks: bytes, pupils: bytes | None = None) -> list[attend.Finding]:
        (tmp_path / "m.csv").write_bytes(marks)
        if pupils is not None:
            (tmp_path / "p.csv").write_bytes(pupils)
        with pytest.raises(attend.AttendError) as caught:
            attend.Register.from_csv(tmp_path / "m.csv", None if pupils is None else tmp_path / "p.csv")
        return list(caught.value.findings)

    return read
