"""A small world for tests that can be checked by hand: one pupil `p`, one policy `test`, school from Monday to Friday.

The calendar holds one year and one term, from Monday 1 September 2025 to Friday 17 July 2026.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Optional

sys.path.insert(0, str(Path(__file__).parent))

import vectors  # noqa: E402
from attend_reference import TierAnswer, evaluate  # noqa: E402
from case import Document, FactRow, JournalRow, Row, SpellRow  # noqa: E402

CALENDAR = vectors.complete({"id": "year", "years": {"2025-26": {"from": "2025-09-01", "to": "2026-07-17", "terms": [
    {"id": "all", "from": "2025-09-01", "to": "2026-07-17"}]}}}, "calendar")
FACTS: Document = {name: {"not_recorded": "false"} for name in ("high", "middle", "ready", "relapse")}
STEPS: Document = {"help": {"class": "support", "outcomes": ["worked", "failed"]}, "panel": {"class": "support"}}
THREE: list[Document] = [{"id": "high", "enter": {"fact": "high"}}, {"id": "middle", "enter": {"fact": "middle"}},
                         {"id": "low", "otherwise": True}]
ALWAYS = (None, None)


def policy(**members: Any) -> Document:
    """A policy with the facts and steps above."""
    return {"facts": FACTS, "steps": STEPS, **members}


def tiers(**members: Any) -> Document:
    """The three tiers by facts, and what else is said of them."""
    return policy(tiers={"list": THREE, **members})


def facts(**stretches: Sequence[tuple[Optional[str], Optional[str]]]) -> list[FactRow]:
    """`high=[(from, to)]`: true in those days; `high_unknown=[...]`: recorded as unknown."""
    return [("p", name.removesuffix("_unknown"), "unknown" if name.endswith("_unknown") else "true", first, last)
            for name, rows in stretches.items() for first, last in rows]


def event(day: str, name: str, step: str = "help", **members: str) -> JournalRow:
    return "p", day, name, {"step": step, **members} if step else members


def override(day: str, tier: str = "", **members: str) -> JournalRow:
    return "p", day, "tier_override", {"item": tier, **members}


def marks(first: str, text: str) -> list[Row]:
    """One letter a day, from Monday to Friday: P present, A absent, H absent in the afternoon, - no mark."""
    codes = {"P": ("/", "\\"), "A": ("G", "G"), "H": ("/", "G")}
    day, rows = date.fromisoformat(first), []
    for letter in text.replace(" ", ""):
        while day.weekday() > 4:
            day += timedelta(1)
        rows += [("p", day.isoformat(), session, code) for session, code in zip(("AM", "PM"), codes.get(letter, ()))]
        day += timedelta(1)
    return rows


def run(document: Document, as_of: str, fact_rows: Sequence[FactRow] = (), journal: Sequence[JournalRow] = (),
        mark_rows: Sequence[Row] = (), spells: Sequence[SpellRow] = (("p", "2025-09-01", None),),
        calendar: Optional[Document] = CALENDAR, quarantine: bool = False) -> dict[str, Any]:
    """All that evaluate() gives."""
    documents = [vectors.complete(document), vectors.document("test-codes")]
    return evaluate(documents, ["test"], mark_rows, spells, calendar, as_of, quarantine, fact_rows, journal)


def pupil(*arguments: Any, **more: Any) -> Mapping[str, Any]:
    """What is decided of the pupil."""
    result = run(*arguments, **more)
    assert result["status"] == "ok", result["findings"]
    found: Mapping[str, Any] = result["pupils"]["p"]
    return found


def answer(*arguments: Any, **more: Any) -> TierAnswer:
    found: TierAnswer = pupil(*arguments, **more)["tiers"]["test"]
    return found


def trace(*arguments: Any, **more: Any) -> list[tuple[str, str]]:
    """The days on which other tiers become possible: [(day, "tier tier")], the least intensive first."""
    return [(str(day), " ".join(possible)) for day, _, possible in pupil(*arguments, **more)["trace"]["test"]]
