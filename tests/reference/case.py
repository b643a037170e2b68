"""What a register, its documents and a day look like to every test: plain dicts and lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

Document = dict[str, Any]
Row = tuple[str, str, str, str]  # pupil, YYYY-MM-DD, session, code
SpellRow = tuple[str, str, Optional[str]]  # pupil, from, to
FactRow = tuple[str, str, str, Optional[str], Optional[str]]  # pupil, fact, value, from, to
JournalRow = tuple[Optional[str], str, str, Mapping[str, str]]  # pupil or None, date, event, the other members


@dataclass
class Case:
    name: str
    documents: list[Document]
    roots: list[str]
    marks: list[Row]  # sorted by pupil, then day
    spells: list[SpellRow]  # sorted by pupil, then from
    calendar: Optional[list[Document]]  # the first is the one to use; None: derived
    as_of: str
    quarantine: bool = False
    facts: list[FactRow] = field(default_factory=list)
    journal: list[JournalRow] = field(default_factory=list)


@dataclass
class Vector(Case):
    """A case with the answer worked out by hand."""

    expect: dict[str, dict[str, Any]] = field(default_factory=dict)
    findings: list[list[Any]] = field(default_factory=list)
    error: Optional[str] = None
