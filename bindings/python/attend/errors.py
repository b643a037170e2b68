"""What is wrong, or worth knowing: findings, the one exception that carries them, and a collector with a limit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Iterable, NoReturn

from . import capi

FINDINGS_MAX = 10_000
"""Most errors, and most warnings, that one result or exception holds; more are counted, not kept."""


def printable(text: str) -> str:
    """The text with everything that a terminal could act on escaped.

    >>> printable("a\\x1b[31mb")
    'a\\\\x1b[31mb'
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong (``severity`` ``error``) or worth knowing (``warning``). Holds no pupil's id.

    ``line`` and ``column`` count from 1; 0 when there is none. For rows that come from no file ``line`` counts rows from 1.
    ``status`` is a short word for programs, such as ``syntax`` or ``unknown_code``.

    >>> print(Finding("conflict", "two marks", file="marks.csv", line=3))
    marks.csv:3: error: two marks [conflict]
    """

    status: str
    message: str
    file: str | None = None
    line: int = 0
    column: int = 0
    path: str = ""
    severity: str = "error"

    def as_dict(self) -> dict[str, Any]:
        """The finding as the command's JSON has it."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "path": self.path,
            "severity": self.severity,
            "status": self.status,
            "message": self.message,
        }

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        path = f"{self.path}: " if self.path else ""
        start = f"{place}: " if place else ""
        return printable(f"{start}{self.severity}: {path}{self.message} [{self.status}]")


class AttendError(Exception):
    """Wrong input: ``findings`` says what and where, the first error first; ``omitted`` counts those that are not listed.

    ``status``, ``file``, ``line``, ``column``, ``path`` and ``message`` are those of the first finding.
    """

    def __init__(self, findings: Iterable[Finding], omitted: int = 0) -> None:
        self.findings = tuple(findings)
        self.omitted = omitted
        if not self.findings:
            raise ValueError("an AttendError needs a finding")
        super().__init__(self.findings, omitted)

    @property
    def status(self) -> str:
        """Status of the first finding."""
        return self.findings[0].status

    @property
    def file(self) -> str | None:
        """File of the first finding."""
        return self.findings[0].file

    @property
    def line(self) -> int:
        """Line of the first finding, from 1; 0 when there is none."""
        return self.findings[0].line

    @property
    def column(self) -> int:
        """Column of the first finding in characters, from 1; 0 when there is none."""
        return self.findings[0].column

    @property
    def path(self) -> str:
        """Path of the first finding inside its document, such as ``measures.attendance.window``."""
        return self.findings[0].path

    @property
    def message(self) -> str:
        """Message of the first finding."""
        return self.findings[0].message

    def __str__(self) -> str:
        more = len(self.findings) + self.omitted - 1
        return f"{self.findings[0]} (and {more} more)" if more else str(self.findings[0])


class Findings:
    """Collects findings up to a limit for each severity, and counts the rest."""

    def __init__(self, limit: int = FINDINGS_MAX) -> None:
        self.limit = limit
        self.errors: list[Finding] = []
        self.warnings: list[Finding] = []
        self.omitted = 0

    def add(self, finding: Finding) -> None:
        """Adds one finding, or counts it when there are too many of its severity."""
        kept = self.errors if finding.severity == "error" else self.warnings
        if len(kept) < self.limit:
            kept.append(finding)
        else:
            self.omitted += 1

    def error(self, status: str, message: str, file: str | None = None, line: int = 0) -> None:
        """Adds an error."""
        self.add(Finding(status, message, file, line))

    def ordered(self) -> tuple[Finding, ...]:
        """Errors, then warnings, each by file and line."""
        return (*sorted(self.errors, key=_place), *sorted(self.warnings, key=_place))

    def raise_errors(self) -> None:
        """Raises AttendError when there is an error."""
        if self.errors:
            raise AttendError(sorted(self.errors, key=_place), self.omitted)


def _place(finding: Finding) -> tuple[str, int, int]:
    return finding.file or "", finding.line, finding.column


def severity_of(status: int) -> str:
    """``error`` for the library's negative statuses, else ``warning``."""
    return "error" if status < 0 else "warning"


def document_finding(row: tuple[int, int, int, int, int, int, str, str], files: list[str]) -> Finding:
    """A finding of the library about a document; ``files`` names the documents of the call."""
    status, document, line, column, _, _, path, message = row
    file = files[document] if 0 <= document < len(files) else None
    text = message or capi.attend_status_text(status)
    return Finding(capi.attend_status_name(status), text, file, line, column, path, severity_of(status))


def fail(status: str, message: str, file: str | None = None) -> NoReturn:
    """Raises AttendError with one finding."""
    raise AttendError([Finding(status, message, file)])


def fail_status(status: int, error: tuple[int, int, int, int, int, int, str, str] | None = None) -> NoReturn:
    """Raises AttendError for a status of the library."""
    if error is not None:
        raise AttendError([document_finding(error, [])])
    fail(capi.attend_status_name(status), capi.attend_status_text(status))
