"""Random cases from a seed: policies, calendars and registers of every kind, the weird ones included.

`generate(seed)` always gives the same case. Its documents are valid, so a library that refuses one is wrong; its
registers need not be. The calendar is a document or None (derived).
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Optional

from attend_reference.documents import DocumentError
from attend_reference.evaluate import load
from case import Case, Document, FactRow, JournalRow, Row, SpellRow
from generate_rules import BARRIERS, CLASSES, FACTS, STEPS, WEEKDAYS, Rules

OTHER_EVENTS = ["offered", "refused", "contacted", "considered", "accepted", "issued", "waived", "concern_raised"]
STEPLESS_EVENTS = ["concern_raised", "action_agreed"]
PRESENT = ["possible", "attended"]
ILL = ["possible", "absent", "authorised"]
AWAY = ["possible", "absent", "unauthorised"]


def generate(seed: int) -> Case:
    return _Generator(Random(seed)).case(f"seed {seed}")


class _Generator(Rules):
    def __init__(self, random: Random) -> None:
        super().__init__(random)
        self.sessions = random.choice([["AM", "PM"]] * 5 + [["DAY"], ["S1", "S2", "S3"], ["A", "B", "C", "D"]])
        self.hostile = 0.1 if self.maybe(0.3) else 0.0  # how often a fact or an event is wrong

    def case(self, name: str) -> Case:
        codes = self.codes()
        documents = self.documents(codes)
        roots = ["main"]
        if len(documents) > 2:
            roots = self.random.choice([["over"], ["main", "over"], ["over", "main"]])
        calendar = [self.calendar()] if self.maybe(0.6) else None
        names = [f"p{n}" for n in range(self.random.randint(1, 6))]
        spells = self.spells(names) if self.maybe(0.5) else []
        marks = [row for pupil in names for row in self.marks(pupil, codes)]
        named = [name for name in names if any(row[0] == name for row in [*marks, *spells])]
        end = self.start + timedelta(self.length)
        as_of = self.random.choice([self.near(), *[end + timedelta(n) for n in (-1, 0, 3, 60, 300)]])
        return Case(name, documents, roots, marks, spells, calendar, as_of.isoformat(), quarantine=self.maybe(0.9),
                    facts=[row for pupil in named for row in self.facts(pupil)],
                    journal=[row for pupil in named for row in self.admitted(self.journal(pupil, roots), spells)]
                    + self.school_journal())

    def documents(self, codes: Document) -> list[Document]:
        """A policy, the codes, and perhaps an overlay: the first that are sound."""
        has_overlay = self.maybe(0.5)
        while True:
            documents = [self.policy(codes), codes]
            if has_overlay:
                documents.append(self.overlay(documents[0]))
            try:
                for root in ["main", "over"][: len(documents) - 1]:
                    load(documents, [root])
                return documents
            except DocumentError:
                continue

    # --- documents ---

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

    # --- facts and the journal ---

    def facts(self, pupil: str) -> list[FactRow]:
        rows: list[FactRow] = []
        for fact in [*FACTS, *(f"barrier:{id}" for id in BARRIERS)]:
            first = self.near(60)
            for _ in range(self.random.choice([0, 1, 1, 2, 3])):
                last = first + timedelta(self.random.choice([0, 3, 20, 60]))
                rows.append((pupil, fact, self.random.choice(["true", "true", "false", "unknown"]),
                             None if first < self.start and self.maybe(0.1) and not rows else first.isoformat(),
                             None if self.maybe(0.1) else last.isoformat()))
                if rows[-1][4] is None:
                    break
                first = last + timedelta(self.random.choice([1, 1, 10]))
        if self.maybe(self.hostile):
            rows.append(self.wrong_fact(pupil))
        if rows and self.maybe(self.hostile):
            rows.append(self.random.choice(rows))
        return rows

    def wrong_fact(self, pupil: str) -> FactRow:
        day = self.near().isoformat()
        wrong: list[FactRow] = [
            (pupil, "unheard-of", "true", day, None), (pupil, FACTS[0], "maybe", day, None),
            (pupil, FACTS[0], "true", day, "2001-01-01"), (pupil, FACTS[0], "true", "2025-02-30", None),
            (pupil, FACTS[1], "true", None, None), (pupil, FACTS[1], "false", None, None)]
        return self.random.choice(wrong)

    def journal(self, pupil: str, roots: list[str]) -> list[JournalRow]:
        """Episodes, with something left out or too much now and then; overrides; what nothing judges."""
        rows: list[JournalRow] = []
        for step in STEPS:
            rows += self.episodes(pupil, step, roots)
        if self.tier_ids and self.maybe(0.25):
            rows += [self.override(pupil, roots) for _ in range(self.random.randint(1, 3))]
        if self.maybe(0.2):
            step = self.random.choice(["", "panel"])
            event = self.random.choice(OTHER_EVENTS if step else STEPLESS_EVENTS)
            rows.append((pupil, self.near(0, 10).isoformat(), event, self.members(step, roots)))
        if self.maybe(self.hostile):
            rows.append(self.wrong_event(pupil, roots))
        return rows if self.maybe(0.1) else sorted(rows, key=lambda row: row[1])

    def admitted(self, rows: list[JournalRow], spells: list[SpellRow]) -> list[JournalRow]:
        """Mostly without the events before the pupil's first spell."""
        first = min((day for pupil, day, _ in spells if rows and pupil == rows[0][0]), default="")
        return [row for row in rows if row[1] >= first or row[3].get("origin")] if self.maybe(0.95) else rows

    def members(self, step: str, roots: list[str], **more: str) -> dict[str, str]:
        """The members of an event; the policy may go unsaid when there is one."""
        named = {"policy": self.random.choice(roots)} if len(roots) > 1 or self.maybe(0.5) else {}
        return {**named, **({"step": step} if step else {}), **more}

    def episodes(self, pupil: str, step: str, roots: list[str]) -> list[JournalRow]:
        rows: list[JournalRow] = []
        members = self.members(step, roots, **({"origin": "external"} if self.maybe(0.1) else {}))
        day = self.near(20, 0)
        for _ in range(self.random.choice([0, 1, 1, 2])):
            if self.maybe(0.95):
                rows.append((pupil, day.isoformat(), "started", members))
            for _ in range(self.random.randint(0, 4)):
                day += timedelta(self.random.choice([0, 3, 7, 20]))
                rows.append((pupil, day.isoformat(), "reviewed", members))
            if self.maybe(0.7):
                day += timedelta(self.random.choice([0, 1, 10, 30]))
                outcome = {"outcome": self.random.choice(STEPS[step])} if STEPS[step] and self.maybe(0.7) else {}
                rows.append((pupil, day.isoformat(), "closed", {**members, **outcome}))
            day += timedelta(self.random.choice([0, 1, 14]))
        return rows

    def override(self, pupil: str, roots: list[str]) -> JournalRow:
        day = self.near()
        members = self.members("", roots, **({"item": self.random.choice(self.tier_ids)} if self.maybe(0.8) else {}))
        if self.maybe(0.5):
            members["to"] = (day + timedelta(self.random.choice([0, 5, 40]))).isoformat()
        if self.maybe(0.2):
            members["from"] = day.isoformat()
        return pupil, day.isoformat(), "tier_override", members

    def wrong_event(self, pupil: str, roots: list[str]) -> JournalRow:
        day, members = self.near().isoformat(), self.members("mentoring", roots)
        wrong: list[JournalRow] = [
            (pupil, day, "celebrated", members), (pupil, day, "started", {**members, "step": "unheard-of"}),
            (pupil, day, "closed", {**members, "outcome": "unheard-of"}),
            (pupil, day, "tier_override", {**self.members("", roots), "item": "unheard-of"}),
            (pupil, "2025-02-30", "started", members), (pupil, "1999-01-01", "started", members),
            (pupil, "1999-01-01", "started", {**members, "origin": "external"}),
            (pupil, day, "reviewed", {**members, "from": day, "to": "2001-01-01"}),
            (pupil, day, "tier_override", {**self.members("", roots), "item": "t0", "from": "2001-01-01"}),
            (pupil, "2150-01-01", "closed", members)]
        return self.random.choice(wrong)

    def school_journal(self) -> list[JournalRow]:
        return [(None, self.near().isoformat(), "concern_raised", {})] if self.maybe(0.1) else []


def _period(first: date, last: date) -> Document:
    return {"from": first.isoformat(), "to": last.isoformat()}
