"""The same case through the Python package and through the reference, both answers in one shape."""

from __future__ import annotations

import csv
import json
import re
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Optional

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "reference"))

import attend  # noqa: E402
from attend.documents import Document  # noqa: E402
from attend.results import NEEDS, TierDay, resolved_needs, told  # noqa: E402
from attend_reference import DocumentError, TierAnswer  # noqa: E402
from attend_reference import evaluate as evaluate_by_reference  # noqa: E402
from attend_reference.register import Finding as ReferenceFinding  # noqa: E402
from case import Case  # noqa: E402

Row = tuple[str, tuple[int, ...], str]  # status, rows, and of what they are: "marks", "spells", "facts" or "journal"
Answer = dict[str, Any]
"""`error`: the statuses that refused everything, or []; then `findings` (sorted Rows), how many rows are `later`, `sparse` days,
`pupils` and, by name, `left_out` statuses. A pupil has `measures` {id: (count, of, need)}, `flags`, `needs` of unknown flags, `tiers`
{policy: {...}}, `trace` {policy: [TierDay members, ...]}, `missing` and `findings`; by the reference also `needed` {policy: {day of the
trace: what an unknown tier needed}}."""

TABLES = ("marks", "spells", "facts", "journal")
LATER = "after_as_of"  # the package says those of one table in one finding, the reference each
_OTHER = re.compile(r"; the other is on line (\d+)$")
_DAY = re.compile(r": (\d{4}-\d{2}-\d{2})$")
TRUTH = {1: True, 0: False, -1: None}


def text_of(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def load_policy(case: Case) -> attend.Policy:
    """The whole set as it is, named policies first and in their order."""
    roots = [each for root in case.roots for each in case.documents if each["id"] == root]
    others = [each for each in case.documents if each["id"] not in case.roots]
    return attend.Policy([Document(each["id"], text_of(each)) for each in roots + others], len(roots))


def load_calendar(case: Case) -> Optional[attend.Calendar]:
    if case.calendar is None:
        return None
    return attend.Calendar.load(text_of(case.calendar[0]), [text_of(each) for each in case.calendar[1:]])


# --- the package ----------------------------------------------------------------------------------------------------


def in_rows(case: Case) -> attend.Register:
    """The register as tuples."""
    value = {"true": True, "false": False, "unknown": None}
    facts = [(who, fact, value[text], first, last) for who, fact, text, first, last in case.facts]
    journal = [_event(who or "", day, name, dict(members)) for who, day, name, members in case.journal]
    return attend.Register.from_rows(case.marks, case.spells or None, facts, journal)


def _event(pupil: str, day: str, name: str, members: dict[str, str]) -> attend.Event:
    first, last = members.pop("from", None), members.pop("to", None)
    return attend.Event(pupil, day, name, first_day=first, last_day=last, **members)


COLUMNS = {
    "marks": ("pupil", "date", "session", "code"),
    "pupils": ("pupil", "admitted", "left"),
    "facts": ("pupil", "fact", "value", "from", "to"),
    "journal": ("pupil", "date", "event", "policy", "step", "item", "outcome", "from", "to", "origin"),
}


def write_files(case: Case, folder: Path) -> dict[str, str]:
    """The register as files: their names by the options of the command."""
    members = COLUMNS["journal"][3:]
    journal = [(who, day, name, *(row.get(key) for key in members)) for who, day, name, row in case.journal]
    tables = {"marks": case.marks, "pupils": case.spells, "facts": case.facts, "journal": journal}
    names = {}
    for name, rows in tables.items():
        if rows or name == "marks":
            names[name] = str(folder / f"{name}.csv")
            with open(names[name], "w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([COLUMNS[name], *rows])
    return names


def in_files(case: Case) -> attend.Register:
    """The register through files."""
    with tempfile.TemporaryDirectory() as folder:
        return attend.Register.from_csv(**write_files(case, Path(folder)))


def facts_in_order(case: Case) -> Case:
    """Facts by their first day, as the package judges them; the reference judges them as they come."""
    return replace(case, facts=sorted(case.facts, key=lambda row: (row[0], row[3] or "")))


def register_of(case: Case) -> attend.Register:
    """Values that are no facts can only be written in a file."""
    return in_files(case) if any(row[2] not in ("true", "false", "unknown") for row in case.facts) else in_rows(case)


def by_package(case: Case, read: Callable[[Case], attend.Register] = register_of) -> Answer:
    """The package's answer."""
    try:
        policy = load_policy(case)
        result = attend.evaluate(policy, read(case), case.as_of, load_calendar(case), case.quarantine)
    except attend.AttendError as error:
        return {"error": [each.status for each in error.findings], "rows": sorted(map(_row, error.findings))}
    return {
        "error": [],
        "digest": policy.digest,
        "findings": sorted(_row(each) for each in result.findings if each.line and each.status != LATER),
        "later": sum(_later(each) for each in result.findings if each.status == LATER),
        "sparse": [_day(each) for each in result.findings if not each.line],
        "left_out": {name: findings[0].status for name, findings in result.left_out},
        "pupils": {name: _pupil(result, position, first_day(case, result)) for position, name in enumerate(result.pupils)},
    }


def first_day(case: Case, result: attend.Evaluation) -> date:
    """The day on which the fold begins."""
    if case.calendar:
        years = [year["from"] for document in case.calendar for year in document.get("years", {}).values()]
        return min(date.fromisoformat(min(years)), result.as_of)
    try:
        return min(result.calendar.next_school_day("1900-01-01"), result.as_of)
    except attend.AttendError:
        return result.as_of


def _row(finding: attend.Finding) -> Row:
    """A finding; lines of a file are counted after its head."""
    other = _OTHER.search(finding.message)
    lines = (finding.line,) + ((int(other.group(1)),) if other else ())
    table = Path((finding.file or "").strip("<>")).stem.replace("pupils", "spells")
    before = 2 if finding.file and finding.file.endswith(".csv") else 1
    return finding.status, tuple(line - before for line in lines), table


def _later(finding: attend.Finding) -> int:
    count = re.match(r"\d+", finding.message)
    return int(count.group()) if count else 1


def _day(finding: attend.Finding) -> tuple[str, str]:
    day = _DAY.search(finding.message)
    assert day, finding
    return finding.status, day.group(1)


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Findings of a pupil: those of facts and events by their numbers, for the package sorts such rows before it judges them."""
    found = list(rows)
    sorted_later = sorted(each for each in found if each[2] in TABLES[2:])
    return [each for each in found if each[2] in TABLES[:2]] + sorted_later


def _pupil(result: attend.Evaluation, position: int, first: date) -> dict[str, Any]:
    name = result.pupils[position]
    flags = {id: TRUTH[column[position]] for id, column in result.flags.items()}
    said = result.pupil(name)
    trees = {list(flags)[index]: tree for index, tree in told(result, position).flags.items()}
    trace = result.trace(name, first)
    return {
        "measures": {
            id: (column.count[position], column.of[position], NEEDS.get(column.need[position]))
            for id, column in result.measures.items()
        },
        "flags": flags,
        "needs": {id: sorted(resolved_needs(result, position, tree)) for id, tree in trees.items()},
        "tiers": {id: _tiers(result, id, position, said["tiers"][id]) for id in result.tiers},
        "trace": {id: [day_of(row) for row in trace if row.policy == id] for id in result.tiers},
        "missing": result.missing[position],
        "findings": in_order(_row(attend.Finding(**each)) for each in said["findings"]),
    }


def day_of(row: TierDay) -> tuple[Any, ...]:
    """A row of a trace: the day, then all that is decided."""
    return (row.day, row.tier, row.at_least, row.at_most, list(row.possible), list(row.computed), row.since, row.provisional,
            row.overridden)


def _tiers(result: attend.Evaluation, id: str, position: int, said: dict[str, Any]) -> dict[str, Any]:
    """The tiers of a pupil as the result says them, which must be as the columns have them."""
    column = result.tiers[id]
    words = {name: values[position] for name, values in column.in_words().items()}
    assert words == {**{name: said[name] for name in words}, "since": date.fromisoformat(said["since"])}, (words, said)
    return {name: said[name] for name in ("tier", "at_least", "at_most", "needs", "since", "provisional", "computed")}


# --- the reference --------------------------------------------------------------------------------------------------


def by_reference(case: Case) -> Answer:
    """The reference's answer."""
    try:
        result = evaluate_by_reference(
            case.documents, case.roots, case.marks, case.spells, case.calendar, case.as_of, case.quarantine, case.facts,
            case.journal,
        )
    except DocumentError as error:
        return {"error": [error.status], "rows": None}
    findings: list[ReferenceFinding] = result["findings"]
    if result["status"] != "ok":
        errors = [each for each in findings if each.is_error]
        return {"error": [each.status for each in errors], "rows": sorted(map(_reference_row, errors))}
    kept = {name: pupil for name, pupil in result["pupils"].items() if pupil["status"] == "ok"}
    return {
        "error": [],
        "digest": result["digest"],
        "findings": sorted(_reference_row(each) for each in findings if each.rows and each.status != LATER),
        "later": sum(each.status == LATER for each in findings),
        "sparse": [(each.status, str(each.day)) for each in findings if not each.rows],
        "left_out": {name: pupil["status"] for name, pupil in result["pupils"].items() if name not in kept},
        "pupils": {name: _reference_pupil(pupil) for name, pupil in kept.items()},
    }


def _reference_pupil(pupil: dict[str, Any]) -> dict[str, Any]:
    return {
        **pupil,
        "tiers": {id: _reference_tiers(answer) for id, answer in pupil["tiers"].items()},
        "trace": {id: [_reference_day(*row) for row in rows] for id, rows in pupil["decisions"].items()},
        "needed": {id: {day: each.needs for day, each in rows if not each.tier} for id, rows in pupil["decisions"].items()},
        "findings": in_order(_reference_row(each) for each in pupil["findings"] if each.status != LATER),
    }


def _reference_tiers(answer: TierAnswer) -> dict[str, Any]:
    names = ("tier", "at_least", "at_most", "needs", "provisional", "computed")
    return {**{name: getattr(answer, name) for name in names}, "since": answer.since.isoformat()}


def _reference_day(day: date, answer: TierAnswer) -> tuple[Any, ...]:
    return (day, answer.tier, answer.at_least, answer.at_most, answer.possible, answer.computed, answer.since,
            answer.provisional, answer.overridden)


def _reference_row(finding: ReferenceFinding) -> Row:
    return finding.status, finding.rows, finding.table


# --- both -----------------------------------------------------------------------------------------------------------


def difference(package: Answer, reference: Answer) -> Optional[str]:
    """The first place where two answers differ, or None."""
    if package["error"] or reference["error"]:
        return _refusal_difference(package, reference)
    for member in ("digest", "sparse", "left_out", "findings", "later"):
        if package[member] != reference[member]:
            return _apart(member, package[member], reference[member])
    if set(package["pupils"]) != set(reference["pupils"]):
        return f"pupils: {sorted(package['pupils'])}, not {sorted(reference['pupils'])}"
    for name, own in package["pupils"].items():
        found = _pupil_difference(own, reference["pupils"][name])
        if found:
            return f"{name}: {found}"
    return None


def _refusal_difference(package: Answer, reference: Answer) -> Optional[str]:
    """Rows are refused with every error; of documents the reference knows only the first."""
    rows = reference.get("rows")
    if rows is None:
        same = package["error"][:1] == reference["error"]
    else:
        same = package.get("rows") == rows and sorted(package["error"]) == sorted(reference["error"])
    own = f"{package['error']} {package.get('rows')}"
    return None if same else f"refused: {own}, not {reference['error']} {rows}"


def _pupil_difference(package: dict[str, Any], reference: dict[str, Any]) -> Optional[str]:
    for member in ("missing", "findings"):
        if package[member] != reference[member]:
            return _apart(member, package[member], reference[member])
    for member in ("measures", "flags", "needs", "tiers", "trace"):
        if set(package[member]) != set(reference[member]):
            return f"{member}: {sorted(package[member])}, not {sorted(reference[member])}"
        for id, value in package[member].items():
            if value != reference[member][id]:
                return _apart(f"{member}.{id}", value, reference[member][id])
    return None


def _apart(what: str, own: Any, other: Any) -> str:
    """Two values that differ; of lists, where they begin to."""
    if isinstance(own, list) and isinstance(other, list):
        n = next((n for n, pair in enumerate(zip(own, other)) if pair[0] != pair[1]), min(len(own), len(other)))
        own, other = own[n : n + 3], other[n : n + 3]
    return f"{what}: {own}, not {other}"
