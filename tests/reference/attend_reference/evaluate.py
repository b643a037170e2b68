"""A set of documents and a register in, what they mean on a day out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Optional, Union

from . import documents, facts, journal, measures, register, tiers
from .calendar import Calendar, from_document
from .codes import CodeSet, code_set
from .compiler import policy
from .documents import DocumentError, Source
from .facts import FactRow
from .fold import Fold
from .form import day
from .journal import JournalRow
from .policy import Policy
from .register import Finding, Pupil, Row, SpellRow
from .tiers import Decisions
from .windows import period


def evaluate(sources: Sequence[Source], roots: Sequence[str], marks: Sequence[Row], spells: Sequence[SpellRow],
             calendar_source: Optional[Union[Source, Sequence[Source]]], as_of: str, quarantine: bool = False,
             fact_rows: Sequence[FactRow] = (), journal_rows: Sequence[JournalRow] = ()) -> dict[str, Any]:
    """Every measure, flag and tier of every pupil.

    A calendar is a document, or several of which the first is the one to use. Gives `digest`, `findings` (of class
    Finding), `status` ("ok", or "data" when an error stopped everything) and `pupils`. Each pupil has `status`,
    `findings` and, unless in error, `measures` {id: (count, of, need)}, `flags` {id: True, False or None}, `needs` {id
    of an unknown flag: [need, ...]}, `tiers` {policy: TierAnswer}, `decisions` {policy: [(day, TierAnswer), ...]} as
    trace() gives them, `trace` {policy: [(day, tier or None, possible tiers), ...]} of the days on which other tiers
    become possible, and `missing`.
    """
    policies, codes = load(sources, roots)
    today = day(as_of)
    findings: list[Finding] = []
    names = list(dict.fromkeys(row[0] for rows in (spells, marks) for row in rows))
    if calendar_source is None:
        calendar, findings = register.derived_calendar(marks, len(names), codes, today)
    else:
        calendar = load_calendar(calendar_source, codes)
    rows = register.read(names, marks, spells, codes, calendar, today)
    facts.read(rows, fact_rows, frozenset(name for each in policies for name in each.facts), today)
    journal.read(rows, journal_rows, policies, today)
    stop = any(each.is_error and (not quarantine or each.pupil is None) for each in rows.findings)
    pupils = {name: _pupil(name, each, rows.findings, None if stop else policies, calendar, today)
              for name, each in rows.pupils.items()}
    return {"digest": documents.digest(sources), "status": "data" if stop else "ok",
            "findings": findings + rows.findings, "pupils": pupils}


def trace(*arguments: Any, **more: Any) -> dict[str, dict[str, Decisions]]:
    """Takes what evaluate() does; gives, of every pupil without error and every policy, the decisions that differ from
    the day before: in what is possible with or without an override, in having one, or in being provisional.
    """
    pupils = evaluate(*arguments, **more)["pupils"]
    return {name: pupil["decisions"] for name, pupil in pupils.items() if "decisions" in pupil}


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
    result |= {"measures": {}, "flags": {}, "needs": {}, "tiers": {}, "decisions": {}, "trace": {},
               "missing": measures.missing(period("year", calendar, today), calendar, pupil, today)}
    for n, each in enumerate(policies):
        prefix = f"{each.id}/" if n else ""
        fold = Fold(each, calendar, pupil, today)
        fold.run(today)
        values = {id: fold.measure(id, today) for id in each.measures}
        truths = {id: fold.flag(id, today) for id in each.flags}
        result["measures"] |= {prefix + id: (value.count, value.of, value.need) for id, value in values.items()}
        result["flags"] |= {prefix + id: truth.value for id, truth in truths.items()}
        result["needs"] |= {prefix + id: sorted(truth.needs) for id, truth in truths.items() if truth.value is None}
        if each.tiers:
            result["tiers"][each.id] = tiers.answer(each.tiers, fold, today)
            result["decisions"][each.id] = tiers.decisions(each.tiers, fold)
            result["trace"][each.id] = tiers.trace(result["decisions"][each.id])
    return result
