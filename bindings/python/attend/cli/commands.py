"""The commands. Exit status: 0 done; 1 the input is wrong; 2 wrong usage; 3 done, with pupils left out by --quarantine."""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Any, Callable, Sequence, TypeVar

import click

from .. import capi
from ..calendar import Calendar
from ..checking import check
from ..days import BAD_DAY, parse_day, to_date
from ..documents import pack, pack_ids
from ..errors import FINDINGS_MAX, AttendError, Findings, printable
from ..evaluation import Evaluation
from ..policy import Policy
from ..run import evaluate_files
from . import caseload, explain, render
from .output import check_out, findings_json, findings_text, guarded, to_json, write_error, write_result

EXIT_WRONG = 1
EXIT_LEFT_OUT = 3
Command = TypeVar("Command", bound=Callable[..., Any])


def _version() -> str:
    return f"{capi.attend_version()} (semantics {capi.SEMANTICS})"


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(_version(), prog_name="attend", message="%(prog)s %(version)s")
def main() -> None:
    """Turns a school's register into exact counts, rates, flags and tiers of support, under policies that are data."""


@main.command()
@guarded
def packs() -> None:
    """List the bundled documents."""
    rows = []
    for id in pack_ids():
        document = pack(id)
        head = None if document is None else document.head()
        if document is not None and head is not None:
            rows.append((id, head.kind, head.version, str(json.loads(document.text)["title"])))
    widths = [max((len(row[i]) for row in rows), default=0) for i in range(3)]
    lines = ["  ".join([*(cell.ljust(width) for cell, width in zip(row, widths)), row[3]]) for row in rows]
    write_result("".join(f"{line}\n" for line in lines), None)


def _as_of(context: click.Context, parameter: click.Parameter, value: str) -> date:
    number = parse_day(value)
    if number == BAD_DAY:
        raise click.BadParameter("a date is written YYYY-MM-DD, from 1900-01-01 to 2199-12-31")
    return to_date(number)


def _optional_day(context: click.Context, parameter: click.Parameter, value: str | None) -> date | None:
    return None if value is None else _as_of(context, parameter, value)


@main.command("check")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--format", type=click.Choice(["text", "json"]), default="text", help="What to print.")
@click.option("--register", "marks", metavar="FILE", help="marks.csv: also say how many of its pupils each tier holds.")
@click.option("--pupils", metavar="FILE", help="pupils.csv, with --register.")
@click.option("--facts", metavar="FILE", help="facts.csv, with --register.")
@click.option("--journal", metavar="FILE", help="journal.csv, with --register.")
@click.option("--calendar", metavar="FILE", help="The school's calendar, with --register.")
@click.option("--as-of", callback=_optional_day, metavar="DATE", help="The day, with --register; else that of the last mark.")
@guarded
def check_files(files: Sequence[str], format: str, marks: str | None, **inputs: Any) -> None:
    """Check policy, code and calendar files; list every problem. With a register, say how many pupils each tier would hold."""
    if marks is None and any(value is not None for value in inputs.values()):
        raise click.UsageError("without --register there is nothing to use the other files on")
    findings = check(files)
    errors = sum(finding.severity == "error" for finding in findings)
    warnings = len(findings) - errors
    held, about_rows = ([], []) if marks is None or errors else caseload.caseload(files, marks, **inputs)
    if format == "json":
        write_result(findings_json([*findings, *about_rows][:FINDINGS_MAX] + caseload.as_findings(held)), None)
    else:
        summary = _summary(len(set(files)), errors, warnings)
        tiers = "" if marks is None or errors else caseload.as_text(held)
        write_result(findings_text(findings) + summary + tiers, None)
        write_error(findings_text(about_rows))
    if errors:
        sys.exit(EXIT_WRONG)


def _summary(files: int, errors: int, warnings: int) -> str:
    checked = f"in {_number(files, 'document')}\n"
    found = f"{_number(errors, 'error')}, {_number(warnings, 'warning')}" if errors or warnings else "no findings"
    return f"{found} {checked}"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _inputs(command: Command) -> Command:
    """The options of a run."""
    options = [
        click.option("--policy", "policies", multiple=True, required=True, metavar="ID_OR_FILE", help="A named policy; repeat it."),
        click.option("--document", "documents", multiple=True, metavar="FILE", help="A document that a policy extends or names."),
        click.option("--register", "marks", required=True, metavar="FILE", help="marks.csv: pupil,date,session,code."),
        click.option("--pupils", metavar="FILE", help="pupils.csv: pupil,admitted,left."),
        click.option("--facts", metavar="FILE", help="facts.csv: pupil,fact,value,from,to."),
        click.option("--journal", metavar="FILE", help="journal.csv: what people did; see the documentation for its columns."),
        click.option("--calendar", metavar="FILE", help="The school's calendar; else one is derived from the marks."),
        click.option("--as-of", required=True, callback=_as_of, metavar="DATE", help="The day of the decision, YYYY-MM-DD."),
        click.option("--quarantine", is_flag=True, help="Leave out, and list, the pupils with an error in their rows."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


class _Collected:
    """Runs steps that may fail, and keeps the findings of all of them."""

    def __init__(self) -> None:
        self.findings = Findings()

    def attempt(self, step: Callable[[], Any]) -> Any:
        try:
            return step()
        except AttendError as error:
            known = set(self.findings.errors)
            for finding in error.findings:
                if finding not in known:
                    self.findings.add(finding)
            self.findings.omitted += error.omitted
            return None


def _run(
    policies: Sequence[str], documents: Sequence[str], marks: str, pupils: str | None, facts: str | None, journal: str | None,
    calendar: str | None, as_of: date, quarantine: bool,
) -> Evaluation:
    """Evaluates files; every problem of every file is found before it fails."""
    collected = _Collected()
    policy = collected.attempt(lambda: Policy.load(*policies, documents=documents))
    used = collected.attempt(lambda: Calendar.load(calendar, documents)) if calendar is not None else None
    return evaluate_files(policy, marks, pupils, facts, journal, as_of, used, quarantine, collected.findings)


def _note_findings(evaluation: Evaluation) -> None:
    """Says on standard error what a person should know although the run is done."""
    left_out = evaluation.left_out
    kept = [finding for finding in evaluation.findings if finding.severity == "warning"]
    if left_out:
        write_error(f"{len(left_out)} {'pupil' if len(left_out) == 1 else 'pupils'} left out for errors in their rows:\n")
        write_error(findings_text([f for f in evaluation.findings if f.severity == "error"], evaluation.omitted))
    elif kept:
        write_error(findings_text(kept, evaluation.omitted))


@main.command("evaluate")
@_inputs
@click.option("--format", type=click.Choice(["table", "json", "csv"]), default="table", help="What to write.")
@click.option("--out", metavar="FILE", help="Write to a file, whole or not at all, instead of standard output.")
@guarded
def evaluate_command(format: str, out: str | None, **inputs: Any) -> None:
    """Every measure, flag and tier of every pupil on a day."""
    files = [inputs[name] for name in ("marks", "pupils", "facts", "journal", "calendar")]
    check_out(out, (*files, *inputs["policies"], *inputs["documents"]))
    evaluation = _run(**inputs)
    if format == "json":
        text = to_json(evaluation.to_dict())
    elif format == "csv":
        text = render.as_csv(evaluation)
    else:
        text = render.as_table(evaluation, out is None and sys.stdout is not None and sys.stdout.isatty()) + _left_out_text(evaluation)
    write_result(text, out)
    if format != "json":
        _note_findings(evaluation)
    _exit_for(evaluation)


def _left_out_text(evaluation: Evaluation) -> str:
    lines = [f"left out: {printable(pupil)} ({findings[0].status})" for pupil, findings in evaluation.left_out]
    return "".join(f"{line}\n" for line in lines)


def _exit_for(evaluation: Evaluation) -> None:
    if evaluation.left_out:
        sys.exit(EXIT_LEFT_OUT)


@main.command("explain")
@_inputs
@click.option("--pupil", required=True, metavar="ID", help="The pupil.")
@click.option("--item", metavar="ID", help="The tiers of one policy (by its id), one flag or one measure; else all of them.")
@click.option("--format", type=click.Choice(["text", "json"]), default="text", help="What to print.")
@guarded
def explain_command(pupil: str, item: str | None, format: str, **inputs: Any) -> None:
    """Why the tiers, flags and measures of one pupil are what they are."""
    evaluation = _run(**inputs)
    if format == "json":
        text = to_json(explain.as_json(evaluation, pupil, item))
    else:
        text = explain.as_text(evaluation, pupil, item)
    write_result(text, None)
    if evaluation.left_out and format != "json":
        write_error(_left_out_text(evaluation))
        _note_findings(evaluation)
    _exit_for(evaluation)
