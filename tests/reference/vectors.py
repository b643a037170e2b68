"""Reads tests/vectors (its README.md says what is in there) and writes out everything the files abbreviate."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Union

from case import Document, JournalRow, Row, Vector

ROOT = Path(__file__).resolve().parents[2]
VECTORS = ROOT / "tests" / "vectors"
FOLDERS = (VECTORS / "documents", ROOT / "src" / "policy" / "packs")
MEMBERS = {"name", "documents", "roots", "calendar", "marks", "spells", "facts", "journal", "as_of", "quarantine",
           "expect", "findings", "error"}
EXPECTED = {"measures", "flags", "needs", "tiers", "trace", "missing", "findings", "status"}
EXPECTED_OF_TIERS = {"tier", "at_least", "at_most", "needs", "since", "provisional", "overridden", "computed"}
JOURNAL_MEMBERS = {"policy", "step", "item", "outcome", "from", "to", "origin"}
TITLED = ("sources", "sessions", "classes", "codes", "params", "measures", "flags", "facts", "barriers", "steps")
SESSIONS = ("AM", "PM", "S3", "S4")  # what the words of an entry's `marks` stand for


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise ValueError(f"a key twice: {[key for key, _ in pairs]}")
    return dict(pairs)


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_no_twins)


def document(id: str) -> Document:
    """A document of the vectors, or a bundled pack."""
    for folder in FOLDERS:
        if (folder / f"{id}.json").exists():
            found: Document = read_json(folder / f"{id}.json")
            return found
    raise FileNotFoundError(id)


def complete(fragment: Union[str, Document], kind: str = "policy") -> Document:
    """Writes out a document of a case."""
    if isinstance(fragment, str):
        return document(fragment)
    if "format" in fragment:
        return fragment
    id = fragment.get("id", "test")
    head = {"format": 1, "semantics": 1, "kind": kind, "id": id, "version": "1", "title": id}
    sources = {id: {"title": id, "kind": "practice"}, **fragment.get("sources", {})}
    full: Document = {**head, **fragment, "sources": sources}
    if full["kind"] == "policy" and not fragment.get("extends"):
        full.setdefault("codes", "test-codes")
    for section in TITLED:
        if isinstance(full.get(section), dict):
            full[section] = {name: {"title": name, **body} for name, body in full[section].items()}
    for rule in [*full.get("flags", {}).values(), *full.get("steps", {}).values()]:
        rule.setdefault("source", id)
    _complete_sources(full, id)
    if "tiers" in full:
        tiers = [{"title": tier["id"], **tier} for tier in full["tiers"]["list"]]
        full["tiers"] = {"title": "tiers", "source": id, **full["tiers"], "list": tiers}
    return full


def _complete_sources(full: Document, id: str) -> None:
    for section, rows in (("params", "values"), ("set", "values"), ("codes", "uses")):
        if isinstance(full.get(section), dict):
            for body in full[section].values():
                if rows in body:
                    body[rows] = [{"source": id, **row} for row in body[rows]]


def _rows(marks: Union[list[list[str]], dict[str, list[Document]]]) -> list[Row]:
    if isinstance(marks, list):
        return [(pupil, day, session, code) for pupil, day, session, code in marks]
    rows = [(pupil, day, SESSIONS[n], code) for pupil, entries in marks.items() for entry in entries
            for day in _days(entry) for n, code in enumerate(entry["marks"].split()) if code != "."]
    return sorted(rows, key=lambda row: row[:2])


def _days(entry: Document) -> Iterator[str]:
    if not set(entry) <= {"from", "days", "marks"}:
        raise ValueError(f"unknown member in {entry}")
    day = date.fromisoformat(entry["from"])
    left = entry.get("days", 1)
    while left:
        if day.weekday() < 5 or entry.get("days", 1) == 1:
            left -= 1
            yield day.isoformat()
        day += timedelta(1)


def _journal(body: Document) -> list[JournalRow]:
    rows: list[JournalRow] = [tuple(row) for row in body.get("journal", [])]
    for _, _, _, members in rows:
        if not set(members) <= JOURNAL_MEMBERS:
            raise ValueError(f"{body['name']}: journal {sorted(set(members) - JOURNAL_MEMBERS)}")
    return rows


def _vector(body: Document) -> Vector:
    if not set(body) <= MEMBERS or ("expect" in body) == ("error" in body):
        raise ValueError(f"{body.get('name')}: unknown members, or not one of expect and error")
    for pupil, expected in body.get("expect", {}).items():
        unknown = set(expected) - EXPECTED
        unknown.update(*(set(each) - EXPECTED_OF_TIERS for each in expected.get("tiers", {}).values()))
        if unknown:
            raise ValueError(f"{body['name']}: {pupil} expects {sorted(unknown)}")
    documents = [complete(each) for each in body["documents"]]
    ids = {each["id"] for each in documents}
    if any(each.get("codes") == "test-codes" for each in documents) and "test-codes" not in ids:
        documents.append(document("test-codes"))
    calendar = body.get("calendar")
    several = calendar if isinstance(calendar, list) else [calendar] if calendar is not None else None
    return Vector(
        name=body["name"], documents=documents, roots=body.get("roots", [documents[0]["id"]]),
        marks=_rows(body.get("marks", {})), spells=sorted((tuple(row) for row in body.get("spells", [])),
                                                          key=lambda row: row[:2]),
        calendar=None if several is None else [complete(each, "calendar") for each in several],
        facts=[tuple(row) for row in body.get("facts", [])], journal=_journal(body),
        as_of=body["as_of"], quarantine=body.get("quarantine", False), expect=body.get("expect", {}),
        findings=body.get("findings", []), error=body.get("error"))


def read(name: str) -> list[Vector]:
    """The cases of one file."""
    cases = [_vector(body) for body in read_json(VECTORS / f"{name}.json")]
    if len({case.name for case in cases}) != len(cases):
        raise ValueError(f"{name}: a name twice")
    return cases
