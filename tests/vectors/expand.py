"""Writes the vectors out in full for runners that cannot complete fragments: one JSON object a line.

    python3 tests/vectors/expand.py OUT

A case has `file`, `name`, `documents` ([text, is root], the roots first and in their order), `calendar` (texts, or null),
`pupils` (names in order), `spells` ([pupil index, from, to or null, row]), `marks` ([pupil index, day, session, code, row])
and `journal` ([pupil index or null, day, event, members, row]) in the order in which the library wants them, `facts`
([pupil index, fact, value, from or null, to or null, row]) by pupil, `as_of`, `quarantine`, `error` (or null), `findings`,
and `expect`, whose pupils are indices in text. `row` is the row's number in the vector, which its findings name; the library
counts rows in the order written here, but facts in the order of its own numbers for them.
The day of a mark, spell or event that does not exist is null. The cases of spans.json have `spans` and `rolls` instead.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any, Optional

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "reference"))

import vectors  # noqa: E402  (it lies beside the reference)
from case import Document, Vector  # noqa: E402

BEFORE_ALL = ""  # sorts before every day


def text(document: Document) -> str:
    return json.dumps(document, ensure_ascii=False)


def existing(day: str) -> Optional[str]:
    """The day, or None when there is no such day."""
    try:
        return day if date.fromisoformat(day).isoformat() == day else None
    except ValueError:
        return None


def sorted_rows(rows: list[list[Any]]) -> list[list[Any]]:
    """By pupil, then day, rows of one day in the order they have; days that do not exist come first."""
    return sorted(rows, key=lambda row: (row[0], row[1] or BEFORE_ALL))


def rows_of(vector: Vector, index: dict[str, int]) -> dict[str, list[list[Any]]]:
    """The register; the school's own events come last."""
    spells = [[index[pupil], existing(first), last, n] for n, (pupil, first, last) in enumerate(vector.spells)]
    marks = [[index[pupil], existing(day), *rest, n] for n, (pupil, day, *rest) in enumerate(vector.marks)]
    facts = [[index[pupil], *rest, n] for n, (pupil, *rest) in enumerate(vector.facts)]
    events = [[index.get(pupil or "", len(index)), existing(day), *rest, n]
              for n, (pupil, day, *rest) in enumerate(vector.journal)]
    journal = [[None if pupil == len(index) else pupil, *rest] for pupil, *rest in sorted_rows(events)]
    return {"spells": sorted_rows(spells), "marks": sorted_rows(marks), "facts": sorted(facts, key=lambda row: row[0]),
            "journal": journal}


def roots_first(vector: Vector) -> list[Document]:
    """The documents, the named ones first and in the order in which they are named."""
    return sorted(
        vector.documents,
        key=lambda each: vector.roots.index(each["id"]) if each["id"] in vector.roots else len(vector.roots),
    )


def case(file: str, vector: Vector) -> dict[str, Any]:
    pupils = sorted({row[0] for row in vector.marks} | {row[0] for row in vector.spells})
    index = {name: n for n, name in enumerate(pupils)}
    named = {row[0] for row in vector.facts} | {row[0] for row in vector.journal if row[0] is not None}
    unknown = (set(vector.expect) | named) - set(pupils)
    if unknown:
        raise ValueError(f"{file}: {vector.name}: {sorted(unknown)} have no rows")
    return {
        "file": file,
        "name": vector.name,
        "documents": [[text(each), each["id"] in vector.roots] for each in roots_first(vector)],
        "calendar": None if vector.calendar is None else [text(each) for each in vector.calendar],
        "pupils": pupils,
        **rows_of(vector, index),
        "as_of": vector.as_of,
        "quarantine": vector.quarantine,
        "error": vector.error,
        "findings": vector.findings,
        "expect": {str(index[name]): expected for name, expected in vector.expect.items()},
    }


def spans(file: str, body: dict[str, Any]) -> dict[str, Any]:
    if not set(body) <= {"name", "calendar", "spans", "rolls"}:
        raise ValueError(f"{file}: {body.get('name')}: unknown members")
    calendar = body["calendar"]
    several = calendar if isinstance(calendar, list) else [calendar]
    return {
        "file": file,
        "name": body["name"],
        "calendar": [text(vectors.complete(each, "calendar")) for each in several],
        "spans": body.get("spans", []),
        "rolls": body.get("rolls", []),
    }


def files() -> list[str]:
    return sorted(path.stem for path in vectors.VECTORS.glob("*.json"))


def expanded() -> list[dict[str, Any]]:
    """Every case of every file, in order."""
    found: list[dict[str, Any]] = []
    for name in files():
        if name == "spans":
            found += [spans(name, body) for body in vectors.read_json(vectors.VECTORS / "spans.json")]
        else:
            found += [case(name, vector) for vector in vectors.read(name)]
    return found


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    lines = [json.dumps(each, ensure_ascii=True, separators=(",", ":")) + "\n" for each in expanded()]
    Path(arguments[0]).write_text("".join(lines), encoding="ascii")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
