"""A set of documents and a register in, what they mean on a day out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Optional, Union

from . import conditions, documents, measures, register
from .calendar import Calendar, from_document
from .codes import CodeSet, code_set
from .documents import DocumentError, Source
from .form import day
from .policy import Policy, Window, policy
from .register import Finding, Pupil, Row, SpellRow
from .windows import find


def evaluate(sources: Sequence[Source], roots: Sequence[str], marks: Sequence[Row], spells: Sequence[SpellRow],
             calendar_source: Optional[Union[Source, Sequence[Source]]], as_of: str,
             quarantine: bool = False) -> dict[str, Any]:
    """Every measure and flag of every pupil.

    A calendar is a document, or several of which the first is the one to use. Gives `digest`, `findings` (of class
    Finding), `status` ("ok", or "data" when an error stopped everything) and `pupils`. Each pupil has `status`,
    `findings` and, unless in error, `measures` {id: (count, of, need)}, `flags` {id: True, False or None}, `needs` {id
    of an unknown flag: [need, ...]} and `missing`.
    """
    policies, codes = load(sources, roots)
    today = day(as_of)
    findings: list[Finding] = []
    if calendar_source is None:
        names = {row[0] for row in marks} | {row[0] for row in spells}
        calendar, findings = register.derived_calendar(marks, len(names), codes, today)
    else:
        calendar = load_calendar(calendar_source, codes)
    rows = register.read(marks, spells, codes, calendar, today)
    stop = not quarantine and any(each.is_error for each in rows.findings)
    pupils = {name: _pupil(name, each, rows.findings, None if stop else policies, calendar, today)
              for name, each in rows.pupils.items()}
    return {"digest": documents.digest(sources), "status": "data" if stop else "ok",
            "findings": findings + rows.findings, "pupils": pupils}


def load(sources: Sequence[Source], roots: Sequence[str]) -> tuple[list[Policy], CodeSet]:
    """The named policies and their one code set."""
    scopes = documents.load(sources)
    code_sets: set[str] = set()
    for root in roots:
        if root not in scopes or scopes[root].document["kind"] != "policy":
            raise DocumentError("kind" if root in scopes else "reference", root, "a named policy")
        if "codes" not in scopes[root].members:
            raise DocumentError("required", f"{root}.codes")
        code_sets.add(documents.lookup(scopes[root].members["codes"], scopes, f"{root}.codes"))
    if len(code_sets) != 1 or scopes[next(iter(code_sets))].document["kind"] != "codes":
        raise DocumentError("reference", "codes", "one code set is wanted")
    codes = code_set(scopes[code_sets.pop()])
    return [policy(scopes[root], codes) for root in roots], codes


def load_calendar(source: Union[Source, Sequence[Source]], codes: CodeSet) -> Calendar:
    several = [source] if isinstance(source, (str, dict)) else list(source)
    scopes = documents.load(several)
    first = next(iter(scopes.values()))
    if first.document["kind"] != "calendar":
        raise DocumentError("kind", first.document["id"], "a calendar")
    calendar = from_document(first)
    if calendar.names != codes.sessions:
        raise DocumentError("mismatch", "sessions", "codes and calendar name other sessions")
    return calendar


def _pupil(name: str, pupil: Pupil, findings: list[Finding], policies: Optional[list[Policy]], calendar: Calendar,
           today: date) -> dict[str, Any]:
    result: dict[str, Any] = {"status": pupil.status, "findings": [each for each in findings if each.pupil == name]}
    if policies is None or pupil.status != "ok":
        return result
    result |= {"measures": {}, "flags": {}, "needs": {},
               "missing": measures.missing(find(Window("year"), calendar, pupil, today), calendar, pupil, today)}
    for n, each in enumerate(policies):
        prefix = f"{each.id}/" if n else ""
        values = {id: measures.value(rule, calendar, pupil, today) for id, rule in each.measures.items()}
        truths = {id: conditions.flag(rule, values, today) for id, rule in each.flags.items()}
        result["measures"] |= {prefix + id: (value.count, value.of, value.need) for id, value in values.items()}
        result["flags"] |= {prefix + id: truth.value for id, truth in truths.items()}
        result["needs"] |= {prefix + id: sorted(truth.needs) for id, truth in truths.items() if truth.value is None}
    return result
