"""The Open Education Analytics register under the tiers made for it: all 600 pupils by sums redone here, some by the reference."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from itertools import takewhile

import attend
import pytest
from bridge import ROOT, by_package, by_reference, difference
from case import Case, Document, Row

import vectors

FOLDER = ROOT / "examples" / "data" / "oea"
DOCUMENTS = ("oea-tiers", "oea-attendance", "oea-codes")
DAYS = ["2022-01-03", "2022-01-07", "2022-01-14", "2022-01-28"]


def documents() -> list[Document]:
    return [vectors.read_json(FOLDER / f"{name}.json") for name in DOCUMENTS]


def read_marks() -> list[Row]:
    with (FOLDER / "marks.csv").open(encoding="utf-8", newline="") as file:
        return [(row["pupil"], row["date"], row["session"], row["code"]) for row in csv.DictReader(file)]


MARKS = read_marks()


@pytest.fixture(scope="module")
def policy() -> attend.Policy:
    tiers, *others = (str(FOLDER / f"{name}.json") for name in DOCUMENTS)
    return attend.Policy.load(tiers, documents=others)


def tier_of(codes: str) -> str:
    """By hand: a letter a day, P or A."""
    absent, possible = codes.count("A"), len(codes)
    run = len(list(takewhile("A".__eq__, reversed(codes))))
    if 5 * absent >= possible and absent >= 3:
        return "tier-3"
    return "tier-2" if 10 * absent >= possible or run >= 2 else "tier-1"


@pytest.mark.parametrize("day", DAYS)
def test_every_pupil(policy: attend.Policy, day: str) -> None:
    result = attend.evaluate(policy, attend.Register.from_rows(MARKS), day)
    codes: dict[str, str] = {}
    for pupil, when, _, code in MARKS:
        codes[pupil] = codes.get(pupil, "") + (code if when <= day else "")
    words = result.tiers["oea-tiers"].in_words()
    assert dict(zip(result.pupils, words["tier"])) == {pupil: tier_of(row) for pupil, row in codes.items()}
    assert words["provisional"] == [len(codes[pupil]) < 10 for pupil in result.pupils]


def test_every_day_of_every_pupil(policy: attend.Policy) -> None:
    result = attend.evaluate(policy, attend.Register.from_rows(MARKS), DAYS[-1])
    tiers: Counter[str | None] = Counter()
    for pupil in result.pupils:
        rows = [(when, code) for who, when, _, code in MARKS if who == pupil]
        daily = {each.day: each.tier for each in result.trace(pupil, DAYS[0], daily=True)}
        for n, (when, _) in enumerate(rows):
            assert daily[date.fromisoformat(when)] == tier_of("".join(code for _, code in rows[: n + 1])), (pupil, when)
        tiers.update(daily.values())
    assert set(tiers) == {"tier-1", "tier-2", "tier-3"} and min(tiers.values()) > 500


def test_some_by_the_reference() -> None:
    pupils = set(sorted({row[0] for row in MARKS})[::12])
    marks = [row for row in MARKS if row[0] in pupils]
    case = Case("oea", documents(), ["oea-tiers"], marks, [], None, DAYS[-1])
    assert difference(by_package(case), by_reference(case)) is None


def test_what_the_readme_says(policy: attend.Policy) -> None:
    result = attend.evaluate(policy, attend.Register.from_rows(MARKS), DAYS[-1])
    counts = result.tiers["oea-tiers"].counts()
    assert counts == {"tier-1": 218, "tier-2": 289, "tier-3": 93, None: 0}
    said = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert f"{counts['tier-1']}, {counts['tier-2']} and {counts['tier-3']} pupils" in said
