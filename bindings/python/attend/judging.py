"""Judging the rows of a register: the library's findings, said in terms of files and lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Sequence, Tuple

from . import capi
from .calendar import Calendar
from .days import to_date
from .errors import Finding, Findings, severity_of
from .policy import Policy, code_index
from .rows import Marks, Resolved

# status, pupil, row, other row, day, which rows; -1 is "none"
RowFinding = Tuple[int, int, int, int, int, int]
# status, errors, others, how many errors and others, and of rows after the day: which rows, how many, the first
RowFindings = Tuple[int, Sequence[RowFinding], Sequence[RowFinding], int, int, Sequence[Tuple[int, int, int]]]
Messages = Callable[[int, int], str]
"""What is said of a status and row; empty: what the library says of the status."""


def _plain(status: int, row: int) -> str:
    return ""


@dataclass(frozen=True)
class Place:
    """Where rows of one kind are from, and what is said of them."""

    file: str
    line_of: Callable[[int], int]
    message: Messages = _plain


_LATER_NOUNS = {capi.ROWS_MARKS: "mark", capi.ROWS_EVENTS: "event"}
_DATE = "the date does not exist, is not written YYYY-MM-DD, or is not from 1900-01-01 to 2199-12-31"


@dataclass
class Judged:
    """Findings of rows: all of them, those of each pupil by position, and the errors that are of no pupil."""

    all: Findings
    pupils: dict[int, list[Finding]]
    of_nobody: list[Finding]

    def add(self, places: Sequence[Place], result: RowFindings) -> None:
        """Takes over what the library found; errors first, so that they are never crowded out. ``places`` are those of marks, spells,
        facts and events."""
        _, errors, others, n_errors, n_others, later = result
        for row in (*errors, *others):
            finding = row_finding(row, places[row[5]])
            self.all.add(finding)
            if row[1] >= 0:
                self.pupils.setdefault(row[1], []).append(finding)
            elif row[0] < 0:
                self.of_nobody.append(finding)
        self.all.omitted += n_errors - len(errors) + n_others - len(others)
        for kind, count, first in later:
            self.all.add(_later_finding(count, first, places[kind], _LATER_NOUNS[kind]))


def _later_finding(count: int, first: int, place: Place, noun: str) -> Finding:
    """One finding for all marks, or all events, after the as-of day: a whole school year may be."""
    message = f"the {noun} is after the as-of day and was not seen"
    if count > 1:
        message = f"{count} {noun}s, this one among them, are after the as-of day and were not seen"
    status = capi.attend_status_name(capi.F_AFTER_AS_OF)
    return Finding(status, message, place.file or None, place.line_of(first), severity="warning")


def row_finding(row: RowFinding, place: Place) -> Finding:
    """One finding of the library about a row, with the file and line that a person looks for."""
    status, _, at, other, day, _ = row
    message = place.message(status, at) if at >= 0 else ""
    message = message or (_DATE if status == capi.E_DATE else capi.attend_status_text(status))
    message = message[:1].lower() + message[1:].rstrip(".")
    if at < 0 and capi.DAY_FIRST <= day <= capi.DAY_LAST:
        message += f": {to_date(day)}"
    if other >= 0:
        message += f"; the other is on line {place.line_of(other)}"
    line = place.line_of(at) if at >= 0 else 0
    return Finding(capi.attend_status_name(status), message, place.file or None, line, severity=severity_of(status))


def mark_messages(marks: Marks, policy: Policy) -> Messages:
    """What is said of marks: codes and sessions that do not exist are named."""

    def message(status: int, row: int) -> str:
        if status == capi.E_UNKNOWN_CODE and not marks.indexed:
            return f"{_quoted('code', marks.code_text(row))} is not in the code set{_code_hint(marks.code_text(row), policy)}"
        if status == capi.E_UNKNOWN_SESSION and not marks.indexed:
            known = ", ".join(policy.sessions)
            return f"{_quoted('session', marks.session_text(row))} is none of the sessions of a day ({known})"
        return ""

    return message


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
    message = mark_messages(marks, policy)
    for row in resolved.unresolved:
        findings.error("unknown_code", message(capi.E_UNKNOWN_CODE, row), marks.file, marks.line_of(row))


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
