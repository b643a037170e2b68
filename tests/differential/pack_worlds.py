"""Random registers, facts and journals for the bundled packs with tiers: one of them, or all at once."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from case import Case, FactRow, JournalRow, Row, SpellRow

import vectors

PACKS = {
    f"gb-eng-{name}": [f"tier-{n}" for n in range(1, most + 1)]
    for name, most in (("process", 4), ("mtss", 3), ("foundations", 3), ("relational", 3), ("practice", 3))
}
STEPS = {"gb-eng-process": "early-help-keywork", "gb-eng-practice": "tier-review"}
OUTCOMES = {"gb-eng-process": ["improved", "not-improved", "ended-early"], "gb-eng-practice": [""]}
STARTS = [date(2023, 4, 17), date(2024, 6, 3), date(2024, 9, 2), date(2025, 1, 6), date(2025, 9, 1)]
ABSENT = [["I"], ["I", "M"], ["O", "G", "U"], ["I", "O", "N"], ["C2", "I"], ["E", "I"]]
OTHER = ["L", "X", "B", "V", "D", "#", "Y1", "L", "L"]
TERMS = [("09-01", "10-24"), ("11-03", "12-19"), ("01-05", "02-13"), ("02-23", "03-27"), ("04-13", "05-22"), ("06-01", "07-20")]


def pack_case(seed: int) -> Case:
    random = Random(f"packs {seed}")
    named = list(PACKS)
    random.shuffle(named)
    roots = named if seed % 6 == 5 else [list(PACKS)[seed % 6]]
    start, length = random.choice(STARTS), random.choice([25, 60, 120, 200])
    as_of = start + timedelta(length + random.choice([0, 1, 10]))
    names = [f"p{n}" for n in range(1 if len(roots) > 1 else random.randint(1, 3))]
    world = _World(random, roots, start, length)
    return Case(
        f"packs {seed}", _documents(roots), roots, [row for name in names for row in world.marks(name)],
        world.spells(names), [_calendar(start)] if random.random() < 0.5 else None, as_of.isoformat(), quarantine=True,
        facts=[row for name in names for row in world.facts(name)],
        journal=[row for name in names for row in world.journal(name)],
    )


def _documents(roots: list[str]) -> list[dict[str, Any]]:
    """The packs named, and all that they extend."""
    ids = [*roots, "gb-eng-codes"]
    for id in ids:
        bases = [base.partition("@")[0] for base in vectors.document(id).get("extends", [])]
        ids += [base for base in bases if base not in ids]
    return [vectors.document(id) for id in ids]


def _calendar(start: date) -> dict[str, Any]:
    """The academic year of a day, and the next."""
    begin = start.year if start.month > 7 else start.year - 1
    years: dict[str, Any] = {}
    for first in (begin, begin + 1):
        dates = [(f"{first if n < 2 else first + 1}-{a}", f"{first if n < 2 else first + 1}-{b}") for n, (a, b) in enumerate(TERMS)]
        terms = [{"id": f"t{first}-{n}", "from": a, "to": b} for n, (a, b) in enumerate(dates)]
        years[f"y{first}"] = {"from": f"{first}-08-01", "to": f"{first + 1}-07-31", "terms": terms}
    closed = {"from": f"{begin + 1}-05-04", "to": f"{begin + 1}-05-05"}
    return vectors.complete({"id": "terms", "years": years, "closures": {"spring": closed}}, "calendar")


class _World:
    def __init__(self, random: Random, roots: list[str], start: date, length: int) -> None:
        self.random = random
        self.roots = roots
        self.start = start
        self.length = length

    def day(self, most: int | None = None) -> date:
        return self.start + timedelta(self.random.randrange(self.length if most is None else most))

    def spells(self, names: list[str]) -> list[SpellRow]:
        if self.random.random() < 0.6:
            return []
        rows: list[SpellRow] = []
        for name in names:
            first = self.start + timedelta(self.random.choice([-30, 0, 4]))
            leaves = self.random.random() < 0.2
            rows.append((name, first.isoformat(), (first + timedelta(20)).isoformat() if leaves else None))
            if leaves:
                rows.append((name, (first + timedelta(35)).isoformat(), None))
        return rows

    def marks(self, name: str) -> list[Row]:
        """Stretches of weeks with more absence or less, so that tiers are reached, left and come again."""
        random = self.random
        rows: list[Row] = []
        chance, absent = 0.1, ABSENT[0]
        for n in range(self.length):
            day = self.start + timedelta(n)
            if n % random.choice([14, 21, 35]) == 0:
                chance, absent = random.choice([0.0, 0.04, 0.08, 0.1, 0.2, 0.5, 0.7, 1.0]), random.choice(ABSENT)
            if day.weekday() < 5 and random.random() > 0.02:
                away = random.random() < chance
                for session, present in (("AM", "/"), ("PM", "\\")):
                    code = random.choice(absent) if away or random.random() < 0.02 else present
                    rows.append((name, day.isoformat(), session, random.choice(OTHER) if random.random() < 0.03 else code))
        return rows

    def facts(self, name: str) -> list[FactRow]:
        """What the foundations ask about; other packs declare nothing."""
        rows: list[FactRow] = []
        for fact in ("complex-barriers", "early-concern") if "gb-eng-foundations" in self.roots else ():
            first = self.day()
            for _ in range(self.random.choice([0, 1, 2, 3])):
                last = first + timedelta(self.random.choice([0, 6, 40]))
                value = self.random.choice(["true", "true", "false", "unknown"])
                rows.append((name, fact, value, first.isoformat(), last.isoformat()))
                first = last + timedelta(self.random.choice([1, 5]))
        return rows

    def journal(self, name: str) -> list[JournalRow]:
        rows = [row for pack in self.roots if pack in STEPS for row in self.episodes(name, pack)]
        if self.random.random() < 0.3:
            rows.append(self.override(name))
        return sorted(rows, key=lambda row: row[1])

    def episodes(self, name: str, pack: str) -> list[JournalRow]:
        """Long enough, often, for a case to be closed after ten weeks."""
        members = {"policy": pack, "step": STEPS[pack], "origin": "external"}
        rows: list[JournalRow] = []
        day = self.day(self.length // 2)
        for _ in range(self.random.choice([0, 1, 1, 2])):
            rows.append((name, day.isoformat(), "started", members))
            for _ in range(self.random.randint(0, 4)):
                day += timedelta(self.random.choice([0, 7, 14, 35, 70]))
                rows.append((name, day.isoformat(), "reviewed", members))
            if self.random.random() < 0.6:
                day += timedelta(self.random.choice([0, 1, 28]))
                rows.append((name, day.isoformat(), "closed", {**members, "outcome": self.random.choice(OUTCOMES[pack])}))
            day += timedelta(self.random.choice([0, 1, 10]))
        return rows

    def override(self, name: str) -> JournalRow:
        pack, day = self.random.choice(self.roots), self.day()
        members = {"policy": pack, "item": self.random.choice([*PACKS[pack], ""]), "origin": "external"}
        if self.random.random() < 0.6:
            members["to"] = (day + timedelta(self.random.choice([0, 10, 30]))).isoformat()
        return name, day.isoformat(), "tier_override", members
