"""The same case through the Python package and through the reference, both answers in one shape."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any, Optional

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "reference"))

import attend  # noqa: E402
from attend.documents import Document  # noqa: E402
from attend.results import NEEDS  # noqa: E402
from attend_reference import DocumentError  # noqa: E402
from attend_reference import evaluate as evaluate_by_reference  # noqa: E402
from attend_reference.register import Finding as ReferenceFinding  # noqa: E402
from case import Case  # noqa: E402

Row = tuple[str, tuple[int, ...], bool]  # status, rows, whether they are spells
Answer = dict[str, Any]
"""`error`: the statuses that refused everything, or []; then `findings` (sorted Rows), `later` marks, `sparse` days, `pupils` and, by
name, `left_out` statuses. A pupil has `measures` {id: (count, of, need)}, `flags`, `needs` of unknown flags, `missing` and
`findings`."""

LATER = "after_as_of"  # the package says them all in one finding, the reference each
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


def by_package(case: Case) -> Answer:
    """The package's answer."""
    try:
        policy = load_policy(case)
        calendar = load_calendar(case)
        register = attend.Register.from_rows(case.marks, case.spells or None)
        result = attend.evaluate(policy, register, case.as_of, calendar, case.quarantine)
    except attend.AttendError as error:
        return {"error": [each.status for each in error.findings], "rows": sorted(map(_row, error.findings))}
    return {
        "error": [],
        "digest": policy.digest,
        "findings": sorted(_row(each) for each in result.findings if each.line and each.status != LATER),
        "later": sum(_later(each) for each in result.findings if each.status == LATER),
        "sparse": [_day(each) for each in result.findings if not each.line],
        "left_out": {name: findings[0].status for name, findings in result.left_out},
        "pupils": {name: _pupil(result, position) for position, name in enumerate(result.pupils)},
    }


def _row(finding: attend.Finding) -> Row:
    other = _OTHER.search(finding.message)
    rows = (finding.line - 1,) + ((int(other.group(1)) - 1,) if other else ())
    return finding.status, rows, finding.file == "<spells>"


def _later(finding: attend.Finding) -> int:
    count = re.match(r"\d+", finding.message)
    return int(count.group()) if count else 1


def _day(finding: attend.Finding) -> tuple[str, str]:
    day = _DAY.search(finding.message)
    assert day, finding
    return finding.status, day.group(1)


def _needs(bits: int) -> list[str]:
    return sorted(name for need, name in NEEDS.items() if bits >> need & 1)


def _pupil(result: attend.Evaluation, position: int) -> dict[str, Any]:
    flags = {id: TRUTH[column[position]] for id, column in result.flags.items()}
    findings = [attend.Finding(**each) for each in result.pupil(result.pupils[position])["findings"]]
    return {
        "measures": {
            id: (column.count[position], column.of[position], NEEDS.get(column.need[position]))
            for id, column in result.measures.items()
        },
        "flags": flags,
        "needs": {
            id: _needs(result.flag_parts(position, index)[0]) for index, id in enumerate(flags) if flags[id] is None
        },
        "missing": result.missing[position],
        "findings": [_row(each) for each in findings],
    }


def by_reference(case: Case) -> Answer:
    """The reference's answer."""
    try:
        result = evaluate_by_reference(
            case.documents, case.roots, case.marks, case.spells, case.calendar, case.as_of, case.quarantine
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
        "pupils": {
            name: {**pupil, "findings": [_reference_row(each) for each in pupil["findings"] if each.status != LATER]}
            for name, pupil in kept.items()
        },
    }


def _reference_row(finding: ReferenceFinding) -> Row:
    return finding.status, finding.rows, finding.is_spell


def difference(package: Answer, reference: Answer) -> Optional[str]:
    """The first place where two answers differ, or None."""
    if package["error"] or reference["error"]:
        return _refusal_difference(package, reference)
    for member in ("digest", "sparse", "left_out", "findings", "later"):
        if package[member] != reference[member]:
            return f"{member}: {package[member]}, not {reference[member]}"
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
            return f"{member}: {package[member]}, not {reference[member]}"
    for member in ("measures", "flags", "needs"):
        if set(package[member]) != set(reference[member]):
            return f"{member}: {sorted(package[member])}, not {sorted(reference[member])}"
        for id, value in package[member].items():
            if value != reference[member][id]:
                return f"{member}.{id}: {value}, not {reference[member][id]}"
    return None
