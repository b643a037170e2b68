"""From a document's scope to the policy it says, with every name looked up in the policy being decided."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Optional

from . import proofs
from .codes import CodeSet
from .documents import DocumentError, Scope, set_values
from .fields import COMPARATORS
from .form import Json, Number, day, number
from .policy import (OTHERWISE, Comparison, Condition, Crosses, Dates, EventTest, FactTest, Flag, FlagTest, Junction,
                     Leave, Measure, OutcomeTest, Param, Policy, Selection, Span, Tier, TierList, TierTest, Value,
                     Window, inner)

FORMS = {"count": ("whole",), "run": ("whole",), "days": ("whole", "decimal"), "rate": ("percent",),
         "difference": ("points",)}


def policy(scope: Scope, codes: CodeSet) -> Policy:
    """Compiles a named policy."""
    compiled = _Compiler(scope, codes).policy()
    _check_flags(compiled)
    proofs.check(compiled, len(codes.sessions))
    return compiled


def _check_flags(policy: Policy) -> None:
    """Flags do not name each other in a circle; no `crosses` within `crosses`."""
    roots: list[Condition] = [FlagTest(id) for id in policy.flags]
    for rule in policy.tiers.tiers if policy.tiers else ():
        roots += [rule.condition, *((rule.leave.when, rule.leave.again) if rule.leave else ())]
    if policy.tiers and policy.tiers.provisional:
        roots.append(policy.tiers.provisional)
    for root in roots:
        _walk(root, policy, (), crossing=False)


def _walk(condition: Condition, policy: Policy, under_way: tuple[str, ...], crossing: bool) -> None:
    if isinstance(condition, Crosses):
        if crossing:
            raise DocumentError("value", "crosses", "crosses within crosses")
        crossing = True
    if isinstance(condition, FlagTest):
        if condition.flag in under_way:
            raise DocumentError("cycle", f"flags.{condition.flag}")
        _walk(policy.flags[condition.flag].condition, policy, (*under_way, condition.flag), crossing)
    for part in inner(condition):
        _walk(part, policy, under_way, crossing)


def _dates(body: dict[str, Json]) -> Dates:
    return Dates(day(body.get("from", "1900-01-01")), day(body.get("to", "2199-12-31")))


class _Compiler:
    def __init__(self, scope: Scope, codes: CodeSet) -> None:
        self.scope = scope
        self.codes = codes
        self.params = scope.bodies("params")
        self.measures = scope.bodies("measures")
        self.flags = scope.bodies("flags")
        self.steps = scope.bodies("steps")
        self.facts = {**scope.bodies("facts"),
                      **{f"barrier:{id}": body for id, body in scope.bodies("barriers").items()}}
        self.tier_list = scope.bodies("tiers").get("tiers")
        self.tier_ids = [tier["id"] for tier in self.tier_list["list"]] if self.tier_list else []
        self.forms = {id: set_values(body, f"params.{id}")[0].form for id, body in self.params.items()}

    def policy(self) -> Policy:
        for body in self.params.values():
            for value in body["values"]:
                self.scope.require_source(value["source"], "params")
        for section in ("measures", "flags", "facts", "barriers", "steps", "tiers"):
            for id, body in self.scope.bodies(section).items():
                self.check_source(body, id)
        measures = {id: self.measure(id, body) for id, body in self.measures.items()}
        flags = {id: Flag(self.condition(body["when"], f"flags.{id}"), _dates(body)) for id, body in self.flags.items()}
        steps = {id: frozenset(body.get("outcomes", [])) for id, body in self.steps.items()}
        facts = {name: None if body["not_recorded"] == "unknown" else False for name, body in self.facts.items()}
        return Policy(self.scope.document["id"], measures, flags, facts, steps, self.tiers())

    def check_source(self, body: dict[str, Json], path: str) -> None:
        if "source" in body:
            self.scope.require_source(body["source"], path)

    def require(self, name: str, known: Iterable[str], path: str) -> str:
        if name not in known:
            raise DocumentError("reference", path, f"no {name}")
        return name

    def measure(self, id: str, body: dict[str, Json]) -> Measure:
        path = f"measures.{id}"
        base = body.get("base", {"classes": ["possible"]})
        return Measure(
            kind=body["kind"], select=self.selection(body["select"], path), base=self.selection(base, path),
            exclude=self.selection(body.get("exclude", {}), path), window=self.window(body["window"], path),
            minimum=body.get("minimum", 0), longest=body.get("run") == "longest",
            count_from=day(body.get("count_from", "1900-01-01")), dates=_dates(body))

    def selection(self, body: dict[str, Json], path: str) -> Selection:
        classes, codes = body.get("classes", []), body.get("codes", [])
        if not set(classes) <= self.codes.classes or not set(codes) <= set(self.codes.codes):
            raise DocumentError("reference", path, "no such class or code")
        if any(self.codes.codes[code].name != code for code in codes):
            raise DocumentError("value", path, "a sub-code")
        return Selection(frozenset(classes), frozenset(codes))

    def window(self, body: Json, path: str) -> Window:
        if isinstance(body, str):
            return Window(body)
        if "since" in body:
            step, event = body["since"]["step"], body["since"]["event"]
            return Window("since", step=self.require(step, self.steps, path), event=event)
        n = self.units(body["last"], path)
        return Window("last", n, body["unit"], body.get("offset", 0), body.get("possible", False))

    def units(self, body: Json, path: str) -> Value:
        """How many units: 1 to 800, or a param with such values."""
        n: Value = Fraction(body) if isinstance(body, int) else self.param(body, ("whole",), path)
        if isinstance(n, Param) and any(not 1 <= value <= 800 for _, value in n.values):
            raise DocumentError("bounds", path, "1 to 800 units")
        return n

    def span(self, body: Optional[dict[str, Json]], path: str) -> Optional[Span]:
        return Span(self.units(body["n"], path), body["unit"]) if body else None

    def param(self, body: dict[str, Json], forms: tuple[str, ...], path: str) -> Param:
        id = body["param"]
        if id not in self.params:
            raise DocumentError("reference", path, f"no param {id}")
        if self.forms[id] not in forms:
            raise DocumentError("value", path, f"param {id} has another form")
        return Param(tuple((_dates(value), number(value["value"]).value) for value in self.params[id]["values"]))

    def condition(self, body: dict[str, Json], path: str) -> Condition:
        for op in ("all", "any", "not"):
            if op in body:
                parts = body[op] if op != "not" else [body[op]]
                return Junction(op, tuple(self.condition(part, path) for part in parts))
        if "crosses" in body:
            return Crosses(self.condition(body["crosses"], path))
        if "measure" in body:
            comparator = next(word for word in COMPARATORS if word in body)
            return self.comparison(body["measure"], comparator, body[comparator], path)
        return self.test(body, path)

    def comparison(self, measure: str, comparator: str, number: Json, path: str) -> Comparison:
        self.require(measure, self.measures, path)
        return Comparison(measure, comparator, self.threshold(number, measure, path))

    def test(self, body: dict[str, Json], path: str) -> Condition:
        if "fact" in body:
            return FactTest(self.require(body["fact"], self.facts, path))
        if "barrier" in body:
            return FactTest(self.require(f"barrier:{body['barrier']}", self.facts, path))
        if "flag" in body:
            return FlagTest(self.require(body["flag"], self.flags, path))
        if "tier" in body:
            return TierTest(self.tier_ids.index(self.require(body["tier"], self.tier_ids, path)))
        step = self.require(body["step"], self.steps, path)
        if "outcome" in body:
            return OutcomeTest(step, self.require(body["outcome"], self.steps[step].get("outcomes", []), path))
        return EventTest(step, body["event"], self.span(body.get("ago"), path))

    def threshold(self, body: Json, measure: str, path: str) -> Value:
        forms = FORMS[self.measures[measure]["kind"]]
        if isinstance(body, dict):
            return self.param(body, forms, path)
        written: Number = number(body, path)
        if written.form not in forms:
            raise DocumentError("value", path, "not the form of this measure")
        return written.value

    def tiers(self) -> Optional[TierList]:
        body = self.tier_list
        if body is None:
            return None
        for flag in body.get("beside", []):
            self.require(flag, self.flags, "tiers.beside")
        down = body.get("down", {})
        if "review" in down:
            self.require(down["review"], self.steps, "tiers.down.review")
        provisional = self.condition(body["provisional"], "tiers.provisional") if "provisional" in body else None
        return TierList(tuple(self.tier(each, body.get("measure")) for each in body["list"]), body.get("measure"),
                        bool(down), down.get("review"), self.span(down.get("after"), "tiers.down.after"), provisional)

    def tier(self, body: dict[str, Json], measure: Optional[str]) -> Tier:
        path = f"tiers.{body['id']}"
        self.check_source(body, path)
        leave = self.leave(body["leave"], body["id"], f"{path}.leave") if "leave" in body else None
        if measure is not None:
            edges = tuple(self.comparison(measure, word, body[word], path) for word in COMPARATORS if word in body)
            return Tier(body["id"], Junction("all", edges), leave)
        condition = self.condition(body["enter"], path) if "enter" in body else OTHERWISE
        return Tier(body["id"], condition, leave)

    def leave(self, body: dict[str, Json], own: str, path: str) -> Leave:
        self.require(body["step"], self.steps, f"{path}.step")
        then = self.require(body["then"], self.tier_ids, f"{path}.then")
        if then == own:
            raise DocumentError("value", f"{path}.then", "another tier is wanted")
        return Leave(body["step"], frozenset(body["at"]), self.condition(body["if"], path), self.tier_ids.index(then),
                     self.condition(body["again"], path))
