"""The rules of a random world: params, measures, facts, steps, flags and tiers, and an overlay of them all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from case import Document

PERIODS = ["year", "term", "half_term", "previous_year", "enrolment"]
SPAN_UNITS = ["days", "weeks", "school_days", "school_weeks"]
UNITS = ["sessions", *SPAN_UNITS]
COMPARATORS = ["below", "at_most", "equal", "at_least", "above"]
KINDS = ["count", "rate", "days", "run", "difference"]
CLASSES = ["possible", "attended", "absent", "administrative", "authorised", "unauthorised", "late", "off"]
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
STEPS = {"mentoring": ["finished", "moved-on"], "panel": []}
STEP_EVENTS = ["started", "reviewed", "closed"]
FACTS = ["new-pupil", "complex"]
BARRIERS = ["anxiety"]
EDGES: dict[str, list[Any]] = {
    "percent": ["20%", "50%", "80%", "90%", "92.5%", "95%", "99%"], "whole": [1, 2, 3, 5, 8, 12, 30],
    "decimal": ["0.5", "1", "2.5", "4.75", "8"],
    "points": ["-20 points", "-5 points", "0 points", "2.5 points", "10 points"]}
TEST_DEPTH = 3


class Rules:
    """Makes the policy of a world, and its overlay. What they name is chosen first, so that all of it exists."""

    def __init__(self, random: Random) -> None:
        self.random = random
        year, month = random.choice([2011, 2023, 2024, 2025]), random.choice([1, 4, 6, 8, 9])
        self.start = date(year, month, random.randint(1, 28))
        self.length = random.choice([3, 20, 60, 120, 200])  # days on which marks are written
        self.tier_ids = [f"t{n}" for n in range(random.choice([0, 2, 2, 3, 3, 4, 5]))]  # the most intensive first
        self.crossing: set[str] = set()  # flags in which something crosses

    def maybe(self, chance: float) -> bool:
        return self.random.random() < chance

    def some(self, values: list[str], most: int) -> list[str]:
        return self.random.sample(values, self.random.randint(1, min(most, len(values))))

    def near(self, before: int = 0, after: int = 0) -> date:
        """A day about the time of the register."""
        return self.start + timedelta(self.random.randint(-before, self.length + after))

    def head(self, kind: str, id: str) -> Document:
        return {"format": 1, "semantics": 1, "kind": kind, "id": id, "version": "1", "title": id,
                "sources": {f"{id}-source": {"title": "Made up", "kind": "practice"}}}

    # --- documents ---

    def policy(self, codes: Document) -> Document:
        self.crossing.clear()
        forms = ("whole", "decimal", "percent", "points")
        params = {f"{form}-{n}": self.param(form, "main") for form in forms for n in (1, 2)}
        names = [name for name in codes["codes"] if name != "I01"]
        measures = {f"m{n}": self.measure(self.random.choice(KINDS), names) for n in range(self.random.randint(1, 8))}
        flags: dict[str, Document] = {}
        for n in range(self.random.randint(0, 6)):
            flags[f"f{n}"] = self.flag(f"f{n}", measures, list(flags), "main")
        document = {**self.head("policy", "main"), "codes": "codes", "params": params, "measures": measures,
                    "flags": flags, "facts": {id: self.fact() for id in FACTS},
                    "barriers": {id: self.fact() for id in BARRIERS}, "steps": {id: self.step(id) for id in STEPS}}
        if self.tier_ids:
            document["tiers"] = self.tiers(measures, list(flags), "main")
        return document

    def overlay(self, base: Document) -> Document:
        document: Document = {**self.head("policy", "over"), "extends": ["main@1"]}
        chosen = self.some(sorted(base["params"]), 3)
        document["set"] = {id: {"values": self.param(id.split("-")[0], "over")["values"]} for id in chosen}
        id = self.random.choice(sorted(base["measures"]))
        kind = base["measures"][id]["kind"]  # rules of the base compare it with numbers of this kind's form
        document["measures"] = {id: {**self.measure(kind, ["I", "O", "L"]), "replaces": "main@1"},
                                "own": self.measure(self.random.choice(KINDS), ["/", "U", "X"])}
        measures = {**base["measures"], **document["measures"]}
        document["flags"] = {"own": self.flag("own", measures, list(base["flags"]), "over")}
        if base["flags"] and self.maybe(0.5):
            document["remove"] = {"flags": self.some(sorted(base["flags"]), 2)}
        if self.maybe(0.2):
            document["facts"] = {FACTS[0]: {**self.fact(), "replaces": "main@1"}}
        if self.tier_ids and self.maybe(0.3):
            document["tiers"] = {**self.tiers(measures, ["own"], "over"), "replaces": "main@1"}
        return document

    def fact(self) -> Document:
        return {"title": "A fact", "not_recorded": self.random.choice(["false", "unknown"])}

    def step(self, id: str) -> Document:
        body: Document = {"title": "A step", "class": "support", "source": "main-source"}
        return {**body, "outcomes": STEPS[id]} if STEPS[id] else body

    # --- numbers ---

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

    def units(self) -> Any:
        """A few units, or a param."""
        return self.random.choice([1, 2, 3, 3, 5, 5, 10, 20, {"param": f"whole-{self.random.randint(1, 2)}"}])

    def span(self) -> Document:
        return {"n": self.units(), "unit": self.random.choice(SPAN_UNITS)}

    # --- measures ---

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
        if kind != "difference" and self.maybe(0.65):
            return self.random.choice(PERIODS) if self.maybe(0.7) else {"since": self.step_event()}
        unit = self.random.choice(UNITS)
        many = 60 if unit == "weeks" else 300  # a case must not become too large
        body: Document = {"last": many if self.maybe(0.1) else self.units(), "unit": unit}
        if self.maybe(0.3):
            body["offset"] = self.random.choice([1, 2, 5, 30])
        if body["unit"] == "sessions" and self.maybe(0.5):
            body["possible"] = self.maybe(0.8)
        return body

    def step_event(self) -> Document:
        return {"step": self.random.choice(list(STEPS)), "event": self.random.choice(STEP_EVENTS)}

    # --- conditions ---

    def flag(self, id: str, measures: dict[str, Document], earlier: list[str], owner: str) -> Document:
        when = self.condition(measures, earlier, TEST_DEPTH)
        if _crosses(when, self.crossing):
            self.crossing.add(id)
        body: Document = {"title": "A flag", "when": when, "source": f"{owner}-source#here"}
        return {**body, "from": self.near(40, 5).isoformat()} if self.maybe(0.2) else body

    def condition(self, measures: dict[str, Document], flags: list[str], depth: int) -> Document:
        op = self.random.choice(["all", "any", "not", "crosses", "", "", ""]) if depth else ""
        if op == "crosses":
            inner = self.condition(measures, [flag for flag in flags if flag not in self.crossing], depth - 1)
            return inner if _crosses(inner, self.crossing) else {"crosses": inner}
        if op == "not":
            return {"not": self.condition(measures, flags, depth - 1)}
        if op:
            return {op: [self.condition(measures, flags, depth - 1) for _ in range(self.random.randint(1, 3))]}
        return self.comparison(measures) if self.maybe(0.6) else self.test(flags)

    def comparison(self, measures: dict[str, Document]) -> Document:
        id = self.random.choice(sorted(measures))
        form = self.form(measures[id]["kind"])
        number = {"param": f"{form}-{self.random.randint(1, 2)}"} if self.maybe(0.3) else self.number(form)
        return {"measure": id, self.random.choice(COMPARATORS): number}

    def form(self, kind: str) -> str:
        """The form of the numbers that a kind of measure is compared with."""
        days = self.random.choice(["whole", "decimal"])
        return {"count": "whole", "run": "whole", "rate": "percent", "difference": "points", "days": days}[kind]

    def test(self, flags: list[str]) -> Document:
        tests: list[Document] = [{"fact": FACTS[0]}, {"fact": FACTS[1]}, {"barrier": BARRIERS[0]}, self.event_test(),
                                 self.event_test(), {"step": "mentoring", "outcome": STEPS["mentoring"][0]}]
        if flags:
            tests += [{"flag": self.random.choice(flags)} for _ in range(2)]
        if self.tier_ids:
            tests.append({"tier": self.random.choice(self.tier_ids)})
        return self.random.choice(tests)

    def event_test(self) -> Document:
        return {**self.step_event(), "ago": self.span()} if self.maybe(0.6) else self.step_event()

    # --- tiers ---

    def tiers(self, measures: dict[str, Document], flags: list[str], owner: str) -> Document:
        body: Document = {"title": "Tiers", "source": f"{owner}-source"}
        body |= self.bands(measures) if self.maybe(0.5) else {"list": self.ordered(measures, flags)}
        for place in range(len(self.tier_ids)):
            if self.maybe((0.5, 0.2, 0.1, 0.1, 0.1)[place]):
                body["list"][place]["leave"] = self.leave(place, measures, flags)
        if self.maybe(0.5):
            down = {"review": self.random.choice(list(STEPS)), "after": self.span()}
            body["down"] = {key: down[key] for key in self.some(sorted(down), 2)}
        if self.maybe(0.4):
            body["provisional"] = self.condition(measures, flags, 1)
        if flags and self.maybe(0.3):
            body["beside"] = self.some(flags, 2)
        return body

    def bands(self, measures: dict[str, Document]) -> Document:
        """Bands of one measure, the most intensive at either end."""
        id = self.random.choice(sorted(measures))
        form = self.form(measures[id]["kind"])
        n_edges = len(self.tier_ids) - 1
        edges = sorted(self.random.sample(EDGES[form], n_edges), key=EDGES[form].index)
        if n_edges == 1 and self.maybe(0.4):
            edges = [{"param": f"{form}-1"}]
        pairs = [self.random.choice([("at_most", "above"), ("below", "at_least")]) for _ in edges]
        bands: list[Document] = [{} for _ in self.tier_ids]
        for n, (edge, (upper, lower)) in enumerate(zip(edges, pairs)):
            bands[n][upper], bands[n + 1][lower] = edge, edge
        if self.maybe(0.5):
            bands.reverse()
        tiers = [{"id": tier, "title": tier, **band} for tier, band in zip(self.tier_ids, bands)]
        return {"measure": id, "list": tiers}

    def ordered(self, measures: dict[str, Document], flags: list[str]) -> list[Document]:
        tiers: list[Document] = [{"id": id, "title": id, "enter": self.condition(measures, flags, 2)}
                                 for id in self.tier_ids[:-1]]
        return [*tiers, {"id": self.tier_ids[-1], "title": "The rest", "otherwise": True}]

    def leave(self, place: int, measures: dict[str, Document], flags: list[str]) -> Document:
        others = [id for n, id in enumerate(self.tier_ids) if n != place]
        lower = self.tier_ids[place + 1 : place + 2]
        return {"step": self.random.choice(["mentoring", "mentoring", "panel"]),
                "at": self.some(["reviewed", "closed"], 2), "if": self.condition(measures, flags, 2),
                "again": self.condition(measures, flags, 2),
                "then": lower[0] if lower and self.maybe(0.7) else self.random.choice(others)}


def _crosses(condition: Document, crossing: set[str]) -> bool:
    """Whether something crosses in a condition, or in a flag that it names."""
    parts = [*condition.get("all", []), *condition.get("any", []), *([condition["not"]] if "not" in condition else [])]
    own = "crosses" in condition or condition.get("flag") in crossing
    return own or any(_crosses(part, crossing) for part in parts)
