"""Evaluations as CSV, and as a table for a terminal."""

from __future__ import annotations

import csv
import io
import sys
from typing import TYPE_CHECKING, Any, Iterable

from ..errors import printable
from ..evaluation import Evaluation
from ..results import needs_of

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

ROWS_MAX = 40
"""Most pupils in a table."""
_WIDTH_OFF_TERMINAL = 160
_TRUTH = {True: "true", False: "false", None: "unknown"}


def as_csv(evaluation: Evaluation) -> str:
    """One row a pupil: count, of and percent of each measure (empty: unknown, or none of its kind), each flag (true, false,
    unknown), missing sessions, needs, and how many findings there are."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    parts = ("count", "of", "percent")
    writer.writerow(
        [
            "pupil",
            *(f"{item.id}.{part}" for item in evaluation.policy.measures for part in parts),
            *(f"{item.id}.flag" for item in evaluation.policy.flags),
            *("missing", "needs", "findings"),
        ]
    )
    for pupil in evaluation.pupils:
        row = evaluation.pupil(pupil)
        values = [value[part] for value in row["measures"].values() for part in parts]
        flags = [_TRUTH[truth] for truth in row["flags"].values()]
        writer.writerow([pupil, *values, *flags, row["missing"], " ".join(row["needs"]), len(row["findings"])])
    return text.getvalue()


def as_table(evaluation: Evaluation, to_terminal: bool) -> str:
    """A summary of the school, then the pupils with a flag that is true or unknown, at most ROWS_MAX."""
    from rich.console import Console

    text = io.StringIO()
    if to_terminal:
        console = Console(file=text, force_terminal=sys.stdout.isatty(), width=Console().width, markup=False, emoji=False, highlight=False)
    else:
        console = Console(file=text, no_color=True, width=_WIDTH_OFF_TERMINAL, markup=False, emoji=False, highlight=False)
    _print_head(console, evaluation)
    for table in _school_tables(evaluation):
        console.print(table)
    _print_pupils(console, evaluation)
    return "".join(f"{line.rstrip()}\n" for line in text.getvalue().splitlines())


def _print_head(console: Console, evaluation: Evaluation) -> None:
    console.print(f"{' + '.join(evaluation.policy.ids)}, as of {evaluation.as_of}")
    console.print(f"rules digest {evaluation.policy.digest}", soft_wrap=True)
    calendar = "derived from the marks" if evaluation.calendar.derived else "as given"
    n = len(evaluation.pupils)
    console.print(f"{n} {'pupil' if n == 1 else 'pupils'}; calendar {calendar}")


def _table(headings: Iterable[tuple[str, bool]], rows: Iterable[list[str]]) -> RenderableType:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.ASCII2 if not _encodes_boxes() else box.SIMPLE_HEAD)
    for heading, is_number in headings:
        table.add_column(Text(heading), justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    return table


def _encodes_boxes() -> bool:
    return (getattr(sys.stdout, "encoding", None) or "").lower().startswith("utf")


def _school_tables(evaluation: Evaluation) -> tuple[RenderableType, RenderableType]:
    school, n = evaluation.school(), str(len(evaluation.pupils))
    titles = {item.id: item.title for item in evaluation.policy.measures}
    kinds = {item.id: item.kind for item in evaluation.policy.measures}
    measures = [[id, titles[id], *_sum_cells(value, kinds[id])] for id, value in school["measures"].items()]
    titles = {item.id: item.title for item in evaluation.policy.flags}
    flags = [[id, titles[id], str(c["true"]), n, str(c["unknown"])] for id, c in school["flags"].items()]
    return (
        _table([("School", False), ("", False), ("count", True), ("of", True), ("", True)], measures),
        _table([("Flag", False), ("", False), ("pupils", True), ("of", True), ("unknown", True)], flags),
    )


def _sum_cells(value: dict[str, Any], kind: str) -> list[str]:
    if value["count"] is None:
        return ["unknown", "", ""]
    if value["of"] == 0:
        return ["0", "0", "unknown"]
    if kind == "days":
        return [_days(value["count"], value["of"]), "", "days"]
    return [str(value["count"]), str(value["of"] or ""), f"{value['percent']} %" if value["percent"] else ""]


def _days(sessions: int, a_day: int) -> str:
    """Days as a decimal where that is exact (1, 2 or 4 sessions a day), else as a fraction.

    >>> _days(31, 2), _days(31, 3)
    ('15.5', '10 1/3')
    """
    whole, part = divmod(sessions, a_day)
    if part == 0:
        return str(whole)
    return f"{whole} {part}/{a_day}" if a_day == 3 else f"{whole}.{part * 100 // a_day:02}".rstrip("0")


def _value(value: dict[str, Any], kind: str) -> str:
    """One value of one pupil."""
    if value["count"] is None:
        return "unknown"
    if kind in ("rate", "difference"):
        return "unknown" if value["percent"] is None else f"{value['percent']} {'%' if kind == 'rate' else 'points'}"
    return f"{_days(value['count'], value['of'])} days" if kind == "days" else str(value["count"])


def _because(evaluation: Evaluation, position: int, row: dict[str, Any], flags: list[int]) -> str:
    """The values that the flags compare."""
    measures = evaluation.policy.measures
    compared = dict.fromkeys(index for flag in flags for index in evaluation.flag_parts(position, flag)[1])
    items = [measures[index] for index in compared]
    return ", ".join(f"{item.id} {_value(row['measures'][item.id], item.kind)}" for item in items)


def _pupil_row(evaluation: Evaluation, position: int) -> list[str]:
    row = evaluation.pupil(evaluation.pupils[position])
    raised = [(index, id, truth) for index, (id, truth) in enumerate(row["flags"].items()) if truth is not False]
    names = ", ".join(id if truth else f"{id} unknown" for _, id, truth in raised)
    because = _because(evaluation, position, row, [index for index, _, _ in raised])
    needs = needs_of(evaluation, position, [index for index, _, truth in raised if truth is None])
    return [row["pupil"], names, because, ", ".join(needs), str(row["missing"])]


def _print_pupils(console: Console, evaluation: Evaluation) -> None:
    raised = [i for i in range(len(evaluation.pupils)) if any(flag[i] != 0 for flag in evaluation.flags.values())]
    if not raised:
        console.print("No pupil has a flag that is true or unknown.")
        return
    headings = [("Pupil", False), ("flags", False), ("because", False), ("needs", False), ("missing", True)]
    console.print(_table(headings, (_pupil_row(evaluation, position) for position in raised[:ROWS_MAX])))
    if len(raised) > ROWS_MAX:
        console.print(f"... and {len(raised) - ROWS_MAX} more with a flag that is true or unknown; --format json or csv has them all")
