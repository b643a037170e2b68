"""Every pair of absent and possible sessions up to 400 against fractions, and near misses of the penalty notice."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import attend
import numpy as np
import pytest
from attend.cli import main
from attend.results import percent
from click.testing import CliRunner

MOST = 400
START = date(2025, 9, 1)
EPOCH = date(1970, 1, 1)
PAIRS = [(absent, possible) for possible in range(MOST + 1) for absent in range(possible + 1)]
PIECE = 20_000


def school_days(n: int, start: date = START) -> list[date]:
    """So many days from Monday to Friday."""
    days = [start + timedelta(each) for each in range(2 * n)]
    return [day for day in days if day.weekday() < 5][:n]


DAYS = school_days(MOST // 2)


def register_of(pairs: list[tuple[int, int]], codes: dict[str, int]) -> attend.Register:
    """A pupil for each pair: absences first, then presences, in a row of sessions; X in the last one where it is free."""
    absent = np.array([pair[0] for pair in pairs])[:, None]
    possible = np.array([pair[1] for pair in pairs])[:, None]
    session = np.arange(MOST)[None, :]
    present = np.where(session % 2 == 0, codes["/"], codes["\\"])
    grid = np.where(session < absent, codes["I"], np.where(session < possible, present, 0)).astype(np.uint8)
    grid[:, -1][grid[:, -1] == 0] = codes["X"]
    pupil, place = np.nonzero(grid)
    numbers = np.array([(day - EPOCH).days for day in DAYS], np.int32)
    return attend.Register.from_columns(
        pupil.astype(np.uint32),
        numbers[place // 2],
        (place % 2).astype(np.uint8),
        grid[pupil, place],
        pupils=[f"{a} of {p}" for a, p in pairs],
    )


def pieces() -> Iterator[list[tuple[int, int]]]:
    for first in range(0, len(PAIRS), PIECE):
        yield PAIRS[first : first + PIECE]


def test_every_pair_of_absent_and_possible() -> None:
    policy = attend.Policy.load("gb-eng-statutory")
    truth = {True: 1, False: 0, None: -1}
    seen = 0
    for pairs in pieces():
        result = attend.evaluate(policy, register_of(pairs, policy.codes), DAYS[-1])
        absence = result.measures["absence"]
        assert list(zip(absence.count, absence.of)) == pairs
        rates = [Fraction(absent, possible) if possible else None for absent, possible in pairs]
        for flag, line in (("persistent-absence", Fraction(1, 10)), ("severe-absence", Fraction(1, 2))):
            wanted = [truth[None if rate is None else rate >= line] for rate in rates]
            assert result.flags[flag].tolist() == wanted, flag
        seen += len(pairs)
    assert seen == 80_601


def test_every_percentage_is_rounded_half_up() -> None:
    for absent, possible in PAIRS:
        if possible:
            hundredths = math.floor(Fraction(10_000 * absent, possible) + Fraction(1, 2))
            assert percent(absent, possible) == f"{hundredths // 100}.{hundredths % 100:02}", (absent, possible)


# --- the penalty notice ---------------------------------------------------------------------------------------------

AS_OF = date(2025, 12, 12)  # a Friday; the tenth latest week begins on 6 October
MONDAY = date(2025, 10, 6)
Marks = dict[tuple[date, str], str]


def sessions(n: int, first: date) -> list[tuple[date, str]]:
    return [(day, session) for day in school_days(n, first) for session in ("AM", "PM")][:n]


def run(tmp_path: Path, pupils: dict[str, Marks], as_of: date, spells: Any = None, holiday: Any = ()) -> dict[str, Any]:
    """The command on these marks and those of a pupil who is always there; measures and flags by pupil."""
    always: Marks = {
        (day, session): "/" if session == "AM" else "\\"
        for day in school_days(340, date(2024, 9, 2))
        if day <= as_of and day not in holiday
        for session in ("AM", "PM")
    }
    rows = [
        (pupil, day.isoformat(), session, code)
        for pupil, marks in {"always": always, **pupils}.items()
        for (day, session), code in marks.items()
    ]
    arguments = [
        "evaluate",
        "--policy",
        "gb-eng-statutory",
        "--as-of",
        as_of.isoformat(),
        "--format",
        "json",
        "--register",
    ]
    arguments.append(_write(tmp_path / "marks.csv", ("pupil", "date", "session", "code"), rows))
    if spells:
        arguments += ["--pupils", _write(tmp_path / "pupils.csv", ("pupil", "admitted", "left"), spells)]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.output[-2000:]
    found = {each["pupil"]: each for each in json.loads(done.stdout)["pupils"]}
    return {
        name: (
            found[name]["measures"]["penalty-notice-sessions"]["count"],
            found[name]["flags"]["penalty-notice-threshold"],
        )
        for name in pupils
    }


def _write(path: Path, header: tuple[str, ...], rows: Any) -> str:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return str(path)


def test_the_penalty_notice_counts_to_ten(tmp_path: Path) -> None:
    nine = {each: "O" for each in sessions(9, date(2025, 11, 3))}
    mixed = dict(zip(sessions(10, MONDAY), "GNOUGNOUGN"))
    pupils: dict[str, Marks] = {
        "ten": {each: "O" for each in sessions(10, MONDAY)},
        "nine": nine,
        "all four codes": mixed,
        "the first session of the ten weeks": {**nine, (MONDAY, "AM"): "O"},
        "the last session before them": {**nine, (MONDAY - timedelta(3), "PM"): "O"},
        "the last session of the day": {**nine, (AS_OF, "PM"): "U"},
        "authorised": {**nine, (AS_OF, "PM"): "I"},
        "ten of illness": {each: "I" for each in sessions(10, MONDAY)},
        "not possible": {**nine, (AS_OF, "PM"): "Y1", (AS_OF, "AM"): "X"},
    }
    assert run(tmp_path, pupils, AS_OF) == {
        "ten": (10, True),
        "nine": (9, False),
        "all four codes": (10, True),
        "the first session of the ten weeks": (10, True),
        "the last session before them": (9, False),
        "the last session of the day": (10, True),
        "authorised": (9, False),
        "ten of illness": (0, False),
        "not possible": (9, False),
    }


def test_marks_after_the_day_and_outside_enrolment_do_not_count(tmp_path: Path) -> None:
    nine = {each: "O" for each in sessions(9, date(2025, 11, 3))}
    pupils: dict[str, Marks] = {
        "tomorrow": {**nine, (AS_OF + timedelta(3), "AM"): "O"},
        "not enrolled": {**nine, (MONDAY, "AM"): "O"},
    }
    spells = [("always", "2024-09-01", ""), ("tomorrow", "2024-09-01", ""), ("not enrolled", "2025-10-07", "")]
    assert run(tmp_path, pupils, AS_OF, spells) == {"tomorrow": (9, False), "not enrolled": (9, False)}


def test_a_holiday_is_no_school_week(tmp_path: Path) -> None:
    before = MONDAY - timedelta(7)
    pupils: dict[str, Marks] = {
        "a week earlier": {**{each: "O" for each in sessions(9, date(2025, 11, 3))}, (before, "AM"): "O"}
    }
    week = [date(2025, 10, 27) + timedelta(n) for n in range(5)]
    assert run(tmp_path, pupils, AS_OF) == {"a week earlier": (9, False)}
    assert run(tmp_path, pupils, AS_OF, holiday=week) == {"a week earlier": (10, True)}
    assert run(tmp_path, pupils, AS_OF, holiday=week[1:]) == {"a week earlier": (9, False)}


@pytest.mark.parametrize(
    ("as_of", "wanted"),
    [(date(2024, 8, 18), (None, None)), (date(2024, 9, 6), (5, False)), (date(2024, 9, 13), (10, True))],
)
def test_nothing_counts_before_19_august_2024(tmp_path: Path, as_of: date, wanted: Any) -> None:
    marks = {
        each: "O" for first in (date(2024, 7, 8), date(2024, 9, 2), date(2024, 9, 9)) for each in sessions(5, first)
    }
    assert run(tmp_path, {"p": marks}, as_of) == {"p": wanted}
