"""Judging the rows of a register: the library's findings, said in terms of files and lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence, Tuple

from . import capi
from .calendar import Calendar
from .days import to_date
from .errors import Finding, Findings, severity_of
from .policy import Policy, code_index
from .register import Register
from .rows import Marks, Resolved, Spells

RowFinding = Tuple[int, int, int, int, int, int]
RowFindings = Tuple[int, Sequence[RowFinding], Sequence[RowFinding], int, int, int, int]


@dataclass
class Judged:
    """Findings of rows: all of them, and those of each pupil by position."""

    all: Findings
    pupils: dict[int, list[Finding]]

    def add(self, register: Register, resolved: Resolved, policy: Policy, result: RowFindings) -> None:
        """Takes over what the library found; errors first, so that they are never crowded out."""
        _, errors, others, n_errors, n_others, n_later, first_later = result
        for row in (*errors, *others):
            finding = row_finding(row, resolved.marks, register.spells, policy)
            self.all.add(finding)
            if row[1] >= 0:
                self.pupils.setdefault(row[1], []).append(finding)
        self.all.omitted += n_errors - len(errors) + n_others - len(others)
        if n_later:
            self.all.add(_later_finding(n_later, first_later, resolved.marks))


def _later_finding(count: int, first: int, marks: Marks) -> Finding:
    """One finding for all marks after the as-of day: a whole school year may be."""
    message = "the mark is after the as-of day and was not seen"
    if count > 1:
        message = f"{count} marks, this one among them, are after the as-of day and were not seen"
    status = capi.attend_status_name(capi.F_AFTER_AS_OF)
    return Finding(status, message, marks.file or None, marks.line_of(first), severity="warning")


def row_finding(row: RowFinding, marks: Marks, spells: Spells, policy: Policy) -> Finding:
    """One finding of the library about a row, with the file and line that a person looks for."""
    status, _, at, other, day, is_spell = row
    file = spells.file if is_spell else marks.file
    lines = spells.line_of if is_spell else marks.line_of
    message = _message(status, at, marks, policy) if not is_spell else capi.attend_status_text(status)
    message = message[:1].lower() + message[1:].rstrip(".")
    if at < 0 and capi.DAY_FIRST <= day <= capi.DAY_LAST:
        message += f": {to_date(day)}"
    if other >= 0:
        message += f"; the other is on line {lines(other)}"
    line = lines(at) if at >= 0 else 0
    return Finding(capi.attend_status_name(status), message, file or None, line, severity=severity_of(status))


def _message(status: int, row: int, marks: Marks, policy: Policy) -> str:
    if status == capi.E_UNKNOWN_CODE and not marks.indexed:
        return f"{_quoted('code', marks.code_text(row))} is not in the code set{_code_hint(marks.code_text(row), policy)}"
    if status == capi.E_UNKNOWN_SESSION and not marks.indexed:
        known = ", ".join(policy.sessions)
        return f"{_quoted('session', marks.session_text(row))} is none of the sessions of a day ({known})"
    if status == capi.E_DATE:
        return "the date does not exist, is not written YYYY-MM-DD, or is not from 1900-01-01 to 2199-12-31"
    return capi.attend_status_text(status)


def mismatch_finding(calendar: Calendar, policy: Policy) -> Finding:
    """A calendar whose sessions are not those of the code set."""
    known = ", ".join(policy.sessions)
    return Finding("mismatch", f"the calendar's sessions are not those of the code set ({known})", calendar.origin, 1,
                   path="sessions")


def _quoted(what: str, text: str) -> str:
    """Names a code or session, unless it is too long to be one: then it may be something about a pupil."""
    if not text:
        return f"an empty {what}"
    return f"{what} '{text}'" if len(text) <= 4 and text.isprintable() else f"a {what} of {len(text)} characters"


def _code_hint(text: str, policy: Policy) -> str:
    stripped = text.strip()
    alike = [other for other in (stripped, stripped.upper(), stripped.lower(), stripped.capitalize()) if code_index(policy, other)]
    return f"; did you mean '{alike[0]}'?" if alike else ""


def unresolved_findings(resolved: Resolved, policy: Policy, findings: Findings) -> None:
    """Unknown codes of a policy whose code set leaves no index to mark them with."""
    marks = resolved.marks
    for row in resolved.unresolved:
        message = _message(capi.E_UNKNOWN_CODE, row, marks, policy)
        findings.error("unknown_code", message, marks.file, marks.line_of(row))


def span_finding(resolved: Resolved, as_of: int) -> Finding:
    """Why no calendar could be derived: the marks span too long a time. Names the lines of the first and the last day."""
    marks = resolved.marks
    seen = [(day, row) for row, day in enumerate(marks.day) if capi.DAY_FIRST <= day <= as_of]
    first, last = min(seen), max(seen)
    message = (
        f"the marks span more than twenty years, from {to_date(first[0])} on this line to {to_date(last[0])} on line "
        f"{marks.line_of(last[1])}"
    )
    return Finding("limit", message, marks.file, marks.line_of(first[1]))
