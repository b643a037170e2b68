"""Evaluations as CSV, and as a table for a terminal."""

from __future__ import annotations

import csv
import io
import sys
from typing import TYPE_CHECKING, Any, Iterable, Mapping, Sequence, Union

from ..errors import printable
from ..evaluation import Evaluation
from ..numbers import days_text
from ..policy import Item
from ..results import Told, in_order, measure_text, pupil_result, resolved_needs, told
from ..why import walk

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

ROWS_MAX = 40
"""Most pupils in a table."""
_WIDTH_OFF_TERMINAL = 160
_TRUTH = {True: "true", False: "false", None: "unknown"}
Cell = Union[str, Sequence[str]]
"""A cell of a table, or its lines."""
_VALUE = ("count", "of", "percent")
_TIER = ("tier", "at_least", "at_most", "since", "provisional", "needs", "why")


def as_csv(evaluation: Evaluation) -> str:
    """One row a pupil: count, of and percent of each measure (empty: unknown, or none of its kind), each flag (true, false,
    unknown), of each policy's tiers tier (empty: not known), at_least, at_most, since, provisional (true, false), needs and why; missing
    sessions, needs, and how many findings there are."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(
        [
            "pupil",
            *(f"{item.id}.{part}" for item in evaluation.policy.measures for part in _VALUE),
            *(f"{item.id}.flag" for item in evaluation.policy.flags),
            *(f"{id}.{part}" for id in evaluation.tiers for part in _TIER),
            *("missing", "needs", "findings"),
        ]
    )
    for pupil in evaluation.pupils:
        row = evaluation.pupil(pupil)
        values = [value[part] for value in row["measures"].values() for part in _VALUE]
        flags = [_TRUTH[truth] for truth in row["flags"].values()]
        tiers = [_tier_cell(tier[part]) for tier in row["tiers"].values() for part in _TIER]
        writer.writerow([pupil, *values, *flags, *tiers, row["missing"], " ".join(row["needs"]), len(row["findings"])])
    return text.getvalue()


def _tier_cell(value: Any) -> Any:
    if isinstance(value, bool):
        return _TRUTH[value]
    return " ".join(value) if isinstance(value, list) else value


def as_table(evaluation: Evaluation, to_terminal: bool) -> str:
    """A summary of the school, then the pupils with a flag that is true or unknown or a tier above the lowest, at most ROWS_MAX."""
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


def _table(headings: Iterable[tuple[str, bool]], rows: Iterable[Sequence[Cell]]) -> RenderableType:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.ASCII2 if not _encodes_boxes() else box.SIMPLE_HEAD)
    for heading, is_number in headings:
        table.add_column(Text(heading), justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text("\n".join(map(printable, [cell] if isinstance(cell, str) else cell))) for cell in row))
    return table


def _encodes_boxes() -> bool:
    return (getattr(sys.stdout, "encoding", None) or "").lower().startswith("utf")


def _school_tables(evaluation: Evaluation) -> list[RenderableType]:
    school, n = evaluation.school(), str(len(evaluation.pupils))
    titles = {item.id: item.title for item in evaluation.policy.measures}
    kinds = {item.id: item.kind for item in evaluation.policy.measures}
    measures = [[id, titles[id], *_sum_cells(value, kinds[id])] for id, value in school["measures"].items()]
    titles = {item.id: item.title for item in evaluation.policy.flags}
    flags = [[id, titles[id], str(c["true"]), n, str(c["unknown"])] for id, c in school["flags"].items()]
    tables = [
        _table([("School", False), ("", False), ("count", True), ("of", True), ("", True)], measures),
        _table([("Flag", False), ("", False), ("pupils", True), ("of", True), ("unknown", True)], flags),
    ]
    return [*tables, _tiers_table(evaluation)] if evaluation.tiers else tables


def _tiers_table(evaluation: Evaluation) -> RenderableType:
    rows: list[list[str]] = []
    n = str(len(evaluation.pupils))
    for tiers in evaluation.policy.tiers:
        counts = evaluation.tiers[tiers.id].counts()
        rows.extend([tiers.id, tier.plain_id, tier.title, str(counts[tier.plain_id]), n] for tier in tiers.tiers)
        if counts[None]:
            rows.append([tiers.id, "not known", "more than one is possible", str(counts[None]), n])
    return _table([("Tiers of", False), ("tier", False), ("", False), ("pupils", True), ("of", True)], rows)


def _sum_cells(value: dict[str, Any], kind: str) -> list[str]:
    if value["count"] is None:
        return ["unknown", "", ""]
    if value["of"] == 0:
        return ["0", "0", "unknown"]
    if kind == "days":
        return [days_text(value["count"], value["of"]), "", "days"]
    return [str(value["count"]), str(value["of"] or ""), f"{value['percent']} %" if value["percent"] else ""]


def _short(items: Iterable[Item], texts: Mapping[str, str]) -> list[str]:
    """Texts behind the ids of items; of items of several policies that share id and text one is enough."""
    said: dict[str, str] = {}
    shown = []
    for item in items:
        text = texts[item.id]
        if said.setdefault(item.plain_id, text) != text:
            shown.append(f"{item.id}{text}")
        elif f"{item.plain_id}{text}" not in shown:
            shown.append(f"{item.plain_id}{text}")
    return shown


def _because(evaluation: Evaluation, row: dict[str, Any], about: Told) -> str:
    """The values that the raised flags, and the tiers, compare."""
    tiers = [part for tree in about.tiers for part in tree["parts"] if part["op"] == "tier"]
    nodes = (node for tree in (*tiers, *about.flags.values()) for node in walk(tree))
    compared = dict.fromkeys(node["measure"] for node in nodes if node["op"] == "compare")
    known = {item.id: item for item in evaluation.policy.measures}
    texts = {id: f" {measure_text(row['measures'][id], known[id].kind)}" for id in compared}
    return ", ".join(_short((known[id] for id in compared), texts))


def _tier_text(tier: dict[str, Any], tree: dict[str, Any]) -> str:
    known = tier["tier"] or f"{tier['at_least']} to {tier['at_most']}"
    notes = [note for note, holds in (("set by a person", tree["overridden"]), ("provisional", tier["provisional"])) if holds]
    return f"{known} ({', '.join(notes)})" if notes else known


def _tier_texts(row: dict[str, Any], about: Told) -> list[str]:
    """The tiers; with the policy of each when there are several."""
    texts = [_tier_text(tier, tree) for tier, tree in zip(row["tiers"].values(), about.tiers)]
    return texts if len(texts) == 1 else [f"{id} {text}" for id, text in zip(row["tiers"], texts)]


def _pupil_row(evaluation: Evaluation, position: int) -> list[Cell]:
    about = told(evaluation, position, raised=True)
    row = pupil_result(evaluation, position, (), about)
    raised = [item for item in evaluation.policy.flags if row["flags"][item.id] is not False]
    names = ", ".join(_short(raised, {item.id: "" if row["flags"][item.id] else " unknown" for item in raised}))
    trees = (*about.flags.values(), *about.tiers)
    needs = in_order(need for tree in trees for need in resolved_needs(evaluation, position, tree))
    tiers = [_tier_texts(row, about)] if evaluation.tiers else []
    return [row["pupil"], *tiers, names, _because(evaluation, row, about), ", ".join(needs), str(row["missing"])]


def _is_listed(evaluation: Evaluation, position: int) -> bool:
    flags = (flag[position] for flag in evaluation.flags.values())
    return any(flags) or any(column.possible[position] > 1 for column in evaluation.tiers.values())


def _print_pupils(console: Console, evaluation: Evaluation) -> None:
    listed = [i for i in range(len(evaluation.pupils)) if _is_listed(evaluation, i)]
    what = "a flag that is true or unknown" + (", or a tier above the lowest" if evaluation.tiers else "")
    if not listed:
        console.print(f"No pupil has {what}.")
        return
    tiers = [("tier" if len(evaluation.tiers) == 1 else "tiers", False)] if evaluation.tiers else []
    headings = [("Pupil", False), *tiers, ("flags", False), ("because", False), ("needs", False), ("missing", True)]
    console.print(_table(headings, (_pupil_row(evaluation, position) for position in listed[:ROWS_MAX])))
    if len(listed) > ROWS_MAX:
        console.print(f"... and {len(listed) - ROWS_MAX} more with {what}; --format json or csv has them all", soft_wrap=True)
