"""What the command writes, and how it fails: findings instead of tracebacks, files whole or not at all."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import stat
import sys
import tempfile
from typing import Any, Callable, Iterable, Sequence, TypeVar

import click

from ..errors import AttendError, Finding

WARNINGS_PRINTED_MAX = 50
"""Most warnings printed for a person; errors are all printed."""

Command = TypeVar("Command", bound=Callable[..., Any])


def to_json(value: Any) -> str:
    """Indented JSON with a line feed at its end."""
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def findings_json(findings: Sequence[Finding]) -> str:
    """Findings as the JSON list of ``check --format json``, one a line."""
    rows = [json.dumps(finding.as_dict(), ensure_ascii=False) for finding in findings]
    return "[" + ",\n ".join(rows) + "]\n"


def findings_text(findings: Sequence[Finding], omitted: int = 0) -> str:
    """Findings one a line: every error, at most WARNINGS_PRINTED_MAX warnings, and how many more there are."""
    warnings = [finding for finding in findings if finding.severity == "warning"]
    unsaid = set(map(id, warnings[WARNINGS_PRINTED_MAX:]))
    lines = [str(finding) for finding in findings if id(finding) not in unsaid]
    more = len(unsaid) + omitted
    return "".join(f"{line}\n" for line in (*lines, *([f"... and {more} more"] if more else [])))


def write_error(text: str) -> None:
    """Writes to standard error, whatever it can show, and if there is one."""
    with contextlib.suppress(OSError, AttributeError):  # closed: sys.stderr is None
        _write_stream(sys.stderr.buffer, text)


def _write_stream(stream: Any, text: str) -> None:
    stream.write(text.encode("utf-8", "backslashreplace"))
    stream.flush()


def _write_output(text: str) -> None:
    if sys.stdout is None:
        raise AttendError([Finding("file", "standard output is closed")])
    try:
        _write_stream(sys.stdout.buffer, text)
    except BrokenPipeError:
        raise
    except OSError as error:
        sys.stdout = None  # else Python tries again to flush it at its end
        raise AttendError([Finding("file", f"standard output cannot be written: {error.strerror}")]) from None


def check_out(out: str | None, inputs: Iterable[str | None]) -> None:
    """Refuses a file to write that is one of those to read."""
    if out is not None and os.path.exists(out):
        for name in inputs:
            if name is not None and os.path.exists(name) and os.path.samefile(name, out):
                raise click.UsageError(f"--out would overwrite {name}, which is an input")


def write_result(text: str, out: str | None) -> None:
    """Writes a result to standard output, or to a file that is put in place whole."""
    if out is None:
        _write_output(text)
        return
    try:
        _write_file(text.encode("utf-8", "backslashreplace"), out)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "not a file name"
        raise AttendError([Finding("file", f"cannot be written: {reason}", out)]) from None


def _write_file(data: bytes, out: str) -> None:
    target = os.path.realpath(out)
    if os.path.exists(target) and not stat.S_ISREG(os.stat(target).st_mode):
        with open(target, "wb") as file:  # a device or pipe; a directory fails here
            file.write(data)
        return
    handle, temporary = tempfile.mkstemp(prefix=".attend-", dir=os.path.dirname(target))
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, _mode_for(target))
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


def _mode_for(target: str) -> int:
    """The mode of the file that is replaced, else what a new file gets."""
    if os.path.exists(target):
        return stat.S_IMODE(os.stat(target).st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def guarded(command: Command) -> Command:
    """Turns wrong input into messages and exit status 1; nothing a user does shows a traceback (ATTEND_TRACEBACK=1 does)."""

    @functools.wraps(command)
    def run(*args: Any, **options: Any) -> Any:
        try:
            return command(*args, **options)
        except AttendError as error:
            if options.get("format") == "json":
                write_error(findings_json(error.findings))
            else:
                write_error(findings_text(error.findings, error.omitted))
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except MemoryError:
            write_error("attend: not enough memory\n")
        except Exception as error:
            if os.environ.get("ATTEND_TRACEBACK"):
                raise
            write_error(f"attend: internal error ({type(error).__name__}); set ATTEND_TRACEBACK=1 to see where\n")
        sys.exit(1)

    return run  # type: ignore[return-value]
