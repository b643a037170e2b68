"""Random cases from a seed: policies, calendars and registers of every kind, the weird ones included.

`generate(seed)` always gives the same case. Its documents are valid, so a library that refuses one is wrong; its
registers need not be. The calendar is a document or None (derived).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any, Optional

from case import Case, Document, Row, SpellRow

PERIODS = ["year", "term", "half_term", "previous_year", "enrolment"]
UNITS = ["sessions", "days", "weeks", "school_days", "school_weeks"]
COMPARATORS = ["below", "at_most", "equal", "at_least", "above"]
KINDS = ["count", "rate", "days", "run", "difference"]
CLASSES = ["possible", "attended", "absent", "administrative", "authorised", "unauthorised", "late", "off"]
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
PRESENT = ["possible", "attended"]
ILL = ["possible", "absent", "authorised"]
AWAY = ["possible", "absent", "unauthorised"]


def generate(seed: int) -> Case:
    return _Generator(Random(seed)).case(f"seed {seed}")


class _Generator:
    def __init__(self, random: Random) -> None:
        self.random = random
        year, month = random.choice([2011, 2023, 2024, 2025]), random.choice([1, 4, 6, 8, 9])
        self.start = date(year, month, random.randint(1, 28))
        self.length = random.choice([3, 20, 60, 120, 200])  # days on which marks are written
        self.sessions = random.choice([["AM", "PM"]] * 5 + [["DAY"], ["S1", "S2", "S3"], ["A", "B", "C", "D"]])

    def maybe(self, chance: float) -> bool:
        return self.random.random() < chance

    def some(self, values: list[str], most: int) -> list[str]:
        return self.random.sample(values, self.random.randint(1, min(most, len(values))))

    def near(self, before: int = 0, after: int = 0) -> date:
        """A day about the time of the register."""
        return self.start + timedelta(self.random.randint(-before, self.length + after))

    def case(self, name: str) -> Case:
        codes = self.codes()
        documents = [self.policy(codes), codes]
        roots = ["main"]
        if self.maybe(0.5):
            documents.append(self.overlay(documents[0]))
            roots = self.random.choice([["over"], ["main", "over"], ["over", "main"]])
        calendar = [self.calendar()] if self.maybe(0.6) else None
        names = [f"p{n}" for n in range(self.random.randint(1, 6))]
        spells = self.spells(names) if self.maybe(0.5) else []
        marks = [row for pupil in names for row in self.marks(pupil, codes)]
        end = self.start + timedelta(self.length)
        as_of = self.random.choice([self.near(), *[end + timedelta(n) for n in (-1, 0, 3, 60, 300)]])
        return Case(name, documents, roots, marks, spells, calendar, as_of.isoformat(), quarantine=self.maybe(0.9))

    # --- documents ---

    def head(self, kind: str, id: str) -> Document:
        return {"format": 1, "semantics": 1, "kind": kind, "id": id, "version": "1", "title": id,
                "sources": {f"{id}-source": {"title": "Made up", "kind": "practice"}}}

    def codes(self) -> Document:
        def code(index: int, *uses: Document, session: Optional[str] = None) -> Document:
            body: Document = {"title": f"Code {index}", "index": index,
                              "uses": [{"source": "codes-source", **use} for use in uses]}
            return {**body, "session": session} if session else body

        document = {**self.head("codes", "codes"), "classes": {name: {"title": name} for name in CLASSES}, "codes": {
            "/": code(1, {"classes": PRESENT}, session=self.sessions[0]),
            "\\": code(2, {"classes": PRESENT}, session=self.sessions[-1]),
            "L": code(3, {"classes": [*PRESENT, "late"]}),
            "I": code(4, {"classes": ILL}),
            "C2": code(200, {"classes": ILL}),
            "O": code(31, {"classes": AWAY}),
            "U": code(255, {"classes": [*AWAY, "late"]}),
            "X": code(10, {"classes": ["off"]}),
            "#": code(11, {"classes": ["administrative"]}),
            "D": code(12, {"classes": PRESENT, "to": "2011-08-31"}, {"classes": ["off"], "from": "2011-09-01"}),
            "J": code(13, {"classes": PRESENT, "to": "2024-08-18"}),
            "J1": code(14, {"classes": ILL, "from": "2024-08-19"}),
            "T": code(15, {"classes": ["off"], "to": "2024-06-30"},
                      {"classes": AWAY, "from": "2024-10-01", "to": "2025-03-31"}),
            "I01": {"title": "Vendor's", "maps_to": "I"}}}
        if self.sessions != ["AM", "PM"] or self.maybe(0.2):
            document["sessions"] = {name: {"title": name, "order": n + 1} for n, name in enumerate(self.sessions)}
        return document

    def policy(self, codes: Document) -> Document:
        forms = ("whole", "decimal", "percent", "points")
        params = {f"{form}-{n}": self.param(form, "main") for form in forms for n in (1, 2)}
        names = [name for name in codes["codes"] if name != "I01"]
        measures = {f"m{n}": self.measure(self.random.choice(KINDS), names) for n in range(self.random.randint(1, 8))}
        flags = {f"f{n}": self.flag(measures, "main") for n in range(self.random.randint(0, 6))}
        return {**self.head("policy", "main"), "codes": "codes", "params": params, "measures": measures, "flags": flags}

    def overlay(self, base: Document) -> Document:
        document: Document = {**self.head("policy", "over"), "extends": ["main@1"]}
        chosen = self.some(sorted(base["params"]), 3)
        document["set"] = {id: {"values": self.param(id.split("-")[0], "over")["values"]} for id in chosen}
        id = self.random.choice(sorted(base["measures"]))
        kind = base["measures"][id]["kind"]  # flags of the base compare it with numbers of this kind's form
        document["measures"] = {id: {**self.measure(kind, ["I", "O", "L"]), "replaces": "main@1"},
                                "own": self.measure(self.random.choice(KINDS), ["/", "U", "X"])}
        document["flags"] = {"own": self.flag({**base["measures"], **document["measures"]}, "over")}
        if base["flags"] and self.maybe(0.5):
            document["remove"] = {"flags": self.some(sorted(base["flags"]), 2)}
        return document

    def param(self, form: str, owner: str) -> Document:
        first = self.near(before=300)
        values = [{"value": self.number(form), "from": first.isoformat(), "source": f"{owner}-source"}]
        if self.maybe(0.4):
            values[0]["to"] = (first + timedelta(self.random.randint(0, 60))).isoformat()
            later = first + timedelta(self.random.randint(61, 200))
            values.append({"value": self.number(form), "from": later.isoformat(), "source": f"{owner}-source"})
        return {"title": form, "values": values}

    def number(self, form: str) -> Any:
        random = self.random
        if form == "whole":
            return random.choice([1, 2, 3, 4, 5, 10, 20])
        if form == "decimal":
            return random.choice(["0.5", "1.50", "2", "7.5", "0.3333", "10.25"])
        if form == "percent":
            usual = ["0%", "50%", "80.0%", "90%", "92.5%", "100%", "33.3333%", "66.6667%"]
            return random.choice([*usual, f"{random.randint(1, 99)}%"])
        usual = ["0 points", "-5 points", "2.5 points", "-33.3333 points", "100 points"]
        return random.choice([*usual, f"{random.randint(-20, 20)} points"])

    def measure(self, kind: str, codes: list[str]) -> Document:
        body: Document = {"title": kind, "kind": kind, "select": self.selection(codes), "window": self.window(kind)}
        if kind == "run":
            body["run"] = self.random.choice(["current", "longest"])
        if kind in ("rate", "difference") and self.maybe(0.25):
            body["base"] = self.selection(codes)
        optional: list[tuple[str, float, Callable[[], Any]]] = [
            ("exclude", 0.3, lambda: self.selection(codes)),
            ("minimum", 0.25, lambda: self.random.choice([1, 2, 10, 20, 60])),
            ("count_from", 0.2, lambda: self.near(20, 5).isoformat()),
            ("from", 0.1, lambda: self.near(60, 5).isoformat())]
        body |= {key: make() for key, chance, make in optional if self.maybe(chance)}
        if self.maybe(0.1):
            first = date.fromisoformat(body.get("from", "2010-01-01"))
            body["to"] = (first + timedelta(self.random.randint(0, 6000))).isoformat()
        return body

    def selection(self, codes: list[str]) -> Document:
        if self.maybe(0.3):
            return {"codes": self.some(codes, 3)}
        body: Document = {"classes": self.some(CLASSES, 2)}
        return {**body, "codes": self.some(codes, 2)} if self.maybe(0.2) else body

    def window(self, kind: str) -> Any:
        if kind != "difference" and self.maybe(0.5):
            return self.random.choice(PERIODS)
        last = self.random.choice([1, 2, 3, 3, 5, 5, 10, 300, {"param": f"whole-{self.random.randint(1, 2)}"}])
        body: Document = {"last": last, "unit": self.random.choice(UNITS)}
        if self.maybe(0.3):
            body["offset"] = self.random.choice([1, 2, 5, 30])
        if body["unit"] == "sessions" and self.maybe(0.5):
            body["possible"] = self.maybe(0.8)
        return body

    def flag(self, measures: dict[str, Document], owner: str) -> Document:
        body: Document = {"title": "A flag", "when": self.condition(measures, 3), "source": f"{owner}-source#here"}
        return {**body, "from": self.near(40, 5).isoformat()} if self.maybe(0.2) else body

    def condition(self, measures: dict[str, Document], depth: int) -> Document:
        op = self.random.choice(["all", "any", "not", "", ""]) if depth else ""
        if op == "not":
            return {"not": self.condition(measures, depth - 1)}
        if op:
            return {op: [self.condition(measures, depth - 1) for _ in range(self.random.randint(1, 3))]}
        id = self.random.choice(sorted(measures))
        form = {"count": "whole", "run": "whole", "rate": "percent", "difference": "points",
                "days": self.random.choice(["whole", "decimal"])}[measures[id]["kind"]]
        number = {"param": f"{form}-{self.random.randint(1, 2)}"} if self.maybe(0.3) else self.number(form)
        return {"measure": id, self.random.choice(COMPARATORS): number}

    # --- calendar ---

    def calendar(self) -> Document:
        document: Document = {**self.head("calendar", "calendar"), "years": {}}
        if self.sessions != ["AM", "PM"]:
            document["sessions"] = {name: {"title": name, "order": n + 1} for n, name in enumerate(self.sessions)}
        if self.maybe(0.2):
            document["weekdays"] = self.some(WEEKDAYS, 6)
        first = self.start - timedelta(self.random.choice([0, 7, 200, 500]))
        end = self.start + timedelta(self.length if self.maybe(0.9) else 0)  # else marks may be outside
        while first <= end:
            last, year = first + timedelta(self.random.choice([20, 100, 364])), f"y{len(document['years'])}"
            document["years"][year] = {**_period(first, last), "terms": self.terms(first, last, year)}
            first = last + timedelta(self.random.choice([1] * 9 + [10]))
        for section in ("closures", "openings"):
            document[section] = {f"{section[0]}{n}": self.closure() for n in range(self.random.randint(0, 3))}
        return document

    def terms(self, first: date, last: date, year: str) -> list[Document]:
        terms = []
        for n, (begin, end) in enumerate(self.parts(first, last, 3)):
            halves = self.parts(begin, end, 2) if self.maybe(0.5) else []
            term: Document = {"id": f"{year}-t{n}", **_period(begin, end)}
            if halves:
                term["half_terms"] = [{"id": f"{year}-t{n}-h{m}", **_period(*half)} for m, half in enumerate(halves)]
            terms.append(term)
        return terms

    def parts(self, first: date, last: date, most: int) -> list[tuple[date, date]]:
        """Some stretches of days, in order and apart; often all the days."""
        if self.maybe(0.5):
            return [(first, last)]
        length = (last - first).days + 1
        days = sorted(self.random.sample(range(length), 2 * min(self.random.randint(1, most), length // 2)))
        return [(first + timedelta(a), first + timedelta(b)) for a, b in zip(days[::2], days[1::2])]

    def closure(self) -> Document:
        first = self.near()
        body: Document = _period(first, first + timedelta(self.random.choice([0, 0, 4, 9])))
        return {**body, "sessions": self.some(self.sessions, 2)} if self.maybe(0.4) else body

    # --- register ---

    def spells(self, names: list[str]) -> list[SpellRow]:
        rows: list[SpellRow] = []
        for name in names:
            first = self.start + timedelta(self.random.choice([-100, -100, 0, 5, self.length]))
            last = first + timedelta(self.random.randint(0, 300))
            again = last + timedelta(self.random.choice([1, 3, 30]) if self.maybe(0.95) else 0)  # 0: they overlap
            both = self.maybe(0.4)
            if self.maybe(0.95):  # else no spell at all
                rows.append((name, first.isoformat(), last.isoformat() if both or self.maybe(0.3) else None))
                rows += [(name, again.isoformat(), None)] if both else []
        return rows

    def marks(self, pupil: str, codes: Document) -> list[Row]:
        usual = self.random.choice([["/"], ["/", "L", "I"], ["I"], ["O", "U"], ["C2", "/"], ["X", "D", "J"]])
        absent, gaps = self.random.choice([0.02, 0.1, 0.5]), self.random.choice([0.0, 0.05, 0.4])
        rows: list[Row] = []
        for n in range(self.length):
            day = self.start + timedelta(n)
            if day.weekday() > 4 and not self.maybe(0.03):
                continue
            today = [(pupil, day.isoformat(), session, self.code(usual, absent, codes, session))
                     for session in self.sessions if not self.maybe(gaps)]
            if self.maybe(0.01) and today:
                today.append(self.random.choice(today))  # a duplicate
            if self.maybe(0.0005):
                today.append((pupil, day.isoformat(), self.sessions[0], self.random.choice(["?", "T", "I01"])))
            if self.maybe(0.1):
                self.random.shuffle(today)
            rows += today
        return rows

    def code(self, usual: list[str], absent: float, codes: Document, session: str) -> str:
        """A mark: the usual one, an absence, or now and then any code at all (retired, or of another session)."""
        if self.maybe(absent):
            return self.random.choice(["I", "O", "U", "I01", "C2", "#"])
        any_code: list[str] = sorted(codes["codes"])
        code = self.random.choice(any_code if self.maybe(0.02) else usual)
        return "\\" if code == "/" and session == self.sessions[-1] and len(self.sessions) > 1 else code


def _period(first: date, last: date) -> Document:
    return {"from": first.isoformat(), "to": last.isoformat()}
