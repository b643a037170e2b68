"""Published figures: each row of the Department's code matrix as a register, and the totals it published, exactly.

A row has no pupils and (but for daily rows) no days: its marks are dealt out to as many pupils as their number asks for,
`/` in mornings and `\\` in afternoons only. All rows go through columns on the C kernel, a sample of small ones also as
files through the command.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import attend
import numpy as np
import pytest
from attend.cli import main
from bridge import ROOT
from click.testing import CliRunner
from numpy.typing import NDArray

MATRIX = ROOT / "tests" / "data" / "dfe-code-matrix.csv"
N_ROWS = 1288
N_SAMPLED = 40
SMALL = 2500  # marks of a row that goes through the command
PIECE = 20_000  # pupils decided together
FRIDAY = date(2025, 9, 12)
KEPT = {"attendance", "absence", "authorised-absence", "unauthorised-absence", "lateness"}
PUBLISHED = {
    "attendance": "overall_attendance",
    "absence": "overall_absence",
    "authorised-absence": "authorised_absence",
    "unauthorised-absence": "unauthorised_absence",
}
PERCENTAGES = {
    "attendance": "attendance_perc",
    "absence": "overall_absence_perc",
    "authorised-absence": "authorised_absence_perc",
    "unauthorised-absence": "unauthorised_absence_perc",
}

Row = dict[str, str]
Bytes = NDArray[np.uint8]


def read_rows() -> list[Row]:
    with MATRIX.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def counts_of(row: Row) -> dict[str, int]:
    return {name[2:]: int(value) for name, value in row.items() if name.startswith("n:")}


def days_of(row: Row) -> list[date]:
    """The row's day; of a week, and of a year that is a week old, the five of them."""
    day, month, year = map(int, row["date"].split("/"))
    last = date(year, month, day)
    return [last] if row["breakdown"] == "Daily" else [FRIDAY - timedelta(n) for n in range(4, -1, -1)]


ROWS = read_rows()


@pytest.fixture(scope="module")
def policy() -> attend.Policy:
    """The statutory policy without the measures that no one publishes here."""
    whole = attend.Policy.load("gb-eng-statutory")
    overlay = {
        "format": 1,
        "semantics": 1,
        "kind": "policy",
        "id": "matrix",
        "version": "1",
        "title": "The published figures alone",
        "extends": ["gb-eng-statutory"],
        "remove": {
            "measures": [item.id for item in whole.measures if item.id not in KEPT],
            "flags": [item.id for item in whole.flags],
        },
    }
    return attend.Policy.load(json.dumps(overlay))


def dealt(counts: dict[str, int], codes: dict[str, int], per_day: int) -> Bytes:
    """Codes as [pupil, day of the row, session], 0 for no mark. `/` and `\\` first, each in its half of the day; the rest
    wherever there is room."""
    half = [np.full(counts[code], codes[code], np.uint8) for code in ("/", "\\")]
    rest = np.concatenate([np.full(n, codes[code], np.uint8) for code, n in counts.items() if code not in ("/", "\\")])
    slots = max(-(-sum(counts.values()) // 2), *(len(part) for part in half))
    slots = -(-slots // per_day) * per_day
    room = slots - len(half[0])
    grid = np.zeros((slots, 2), np.uint8)
    for session, part in enumerate((np.concatenate([half[0], rest[:room]]), np.concatenate([half[1], rest[room:]]))):
        grid[: len(part), session] = part
    return grid.reshape(-1, per_day, 2)


def pieces() -> Iterator[tuple[int, Bytes]]:
    """Every row, dealt out and cut into pieces of at most PIECE pupils, rows of the same days together."""
    codes = attend.Policy.load("gb-eng-statutory").codes
    for n in sorted(range(N_ROWS), key=lambda n: days_of(ROWS[n])):
        grid = dealt(counts_of(ROWS[n]), codes, len(days_of(ROWS[n])))
        for start in range(0, len(grid), PIECE):
            yield n, grid[start : start + PIECE]


def batches() -> Iterator[list[tuple[int, Bytes]]]:
    """Pieces to decide together."""
    batch: list[tuple[int, Bytes]] = []
    for n, grid in pieces():
        if batch and (
            days_of(ROWS[batch[0][0]]) != days_of(ROWS[n]) or sum(len(part) for _, part in batch) + len(grid) > PIECE
        ):
            yield batch
            batch = []
        batch.append((n, grid))
    yield batch


def decide(
    policy: attend.Policy, batch: list[tuple[int, Bytes]], names: tuple[str, ...]
) -> tuple[attend.Evaluation, list[int]]:
    """The pieces as one register; also where each one's pupils begin."""
    days = days_of(ROWS[batch[0][0]])
    starts = np.cumsum([0] + [len(grid) for _, grid in batch]).tolist()
    grid = np.concatenate([grid for _, grid in batch]).ravel()
    per_pupil = 2 * len(days)
    numbers = np.array([(day - date(1970, 1, 1)).days for day in days], np.int32)
    held = grid != 0
    pupil = np.repeat(np.arange(starts[-1], dtype=np.uint32), per_pupil)[held]
    day = np.tile(np.repeat(numbers, 2), starts[-1])[held]
    session = np.tile(np.array([0, 1], np.uint8), len(days) * starts[-1])[held]
    register = attend.Register.from_columns(pupil, day, session, grid[held], pupils=names[: starts[-1]])
    return attend.evaluate(policy, register, days[-1]), starts


def test_every_row_through_columns(policy: attend.Policy) -> None:
    assert len(ROWS) == N_ROWS
    names = tuple(map(str, range(PIECE)))
    sums = {id: np.zeros((N_ROWS, 2), np.int64) for id in KEPT}
    for batch in batches():
        result, starts = decide(policy, batch, names)
        rows = [n for n, _ in batch]
        for id, column in result.measures.items():
            for part, values in enumerate((column.count, column.of)):
                np.add.at(sums[id][:, part], rows, np.add.reduceat(np.asarray(values), starts[:-1]))
    for n, row in enumerate(ROWS):
        check({id: (int(values[n, 0]), int(values[n, 1])) for id, values in sums.items()}, row)


def check(sums: dict[str, tuple[int, int]], row: Row) -> None:
    """Every published figure of a row."""
    where = (row["breakdown"], row["la"], row["phase"], row["date"])
    for id, column in PUBLISHED.items():
        count, of = sums[id]
        assert count == int(row[column]), (*where, id)
        assert of == int(row["possible_sessions"]), (*where, id)
        assert abs(100 * count / of - float(row[PERCENTAGES[id]])) <= 1e-8, (*where, id)
    assert sums["lateness"][0] == int(row["late_sessions"]), where
    assert sums["lateness"][1] == 0


def write_csv(path: Path, row: Row, source: random.Random) -> None:
    """A row as marks.csv, the lines in any order."""
    codes = {code: n for n, code in enumerate(counts_of(row), 1)}
    texts = dict(zip(codes.values(), codes))
    days, sessions = days_of(row), ("AM", "PM")
    grid = dealt(counts_of(row), codes, len(days))
    lines = [
        (f"p{pupil}", days[place].isoformat(), sessions[session], texts[int(grid[pupil, place, session])])
        for pupil, place, session in zip(*(part.tolist() for part in np.nonzero(grid)))
    ]
    source.shuffle(lines)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("pupil", "date", "session", "code"), *lines])


def test_a_sample_through_the_command(tmp_path: Path) -> None:
    source = random.Random(1)
    small = [row for row in ROWS if sum(counts_of(row).values()) <= SMALL]
    marks = tmp_path / "marks.csv"
    for row in source.sample(small, N_SAMPLED):
        write_csv(marks, row, source)
        done = CliRunner().invoke(
            main,
            [
                "evaluate",
                "--policy",
                "gb-eng-statutory",
                "--register",
                str(marks),
                "--as-of",
                days_of(row)[-1].isoformat(),
                "--format",
                "json",
            ],
        )
        assert done.exit_code == 0, done.output[-2000:]
        result = json.loads(done.stdout)
        sums = {
            id: tuple(sum(pupil["measures"][id][part] or 0 for pupil in result["pupils"]) for part in ("count", "of"))
            for id in KEPT
        }
        check(sums, row)
        assert result["school"]["measures"]["attendance"]["count"] == int(row["overall_attendance"])
