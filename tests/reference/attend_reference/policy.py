"""Named policies: their params, measures and flags, with every name looked up in the policy being decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Optional, Union

from .codes import CodeSet
from .documents import DocumentError, Scope, set_values
from .fields import COMPARATORS
from .form import Json, Number, day, number

FORMS = {"count": ("whole",), "run": ("whole",), "days": ("whole", "decimal"), "rate": ("percent",),
         "difference": ("points",)}


@dataclass(frozen=True)
class Dates:
    """The days on which a rule is in force."""

    first: date
    last: date

    def hold(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Param:
    values: tuple[tuple[Dates, Fraction], ...]

    def on(self, day: date) -> Optional[Fraction]:
        """The value on a day: that of the latest entry that has begun, unless it has ended."""
        begun = [(dates, value) for dates, value in self.values if dates.first <= day]
        return begun[-1][1] if begun and begun[-1][0].hold(day) else None


Value = Union[Fraction, Param]  # a number of a rule, written out or given by a param


@dataclass(frozen=True)
class Selection:
    """Marks of one of the classes or one of the codes."""

    classes: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()

    def holds(self, code: str, classes: frozenset[str]) -> bool:
        return code in self.codes or bool(self.classes & classes)


@dataclass(frozen=True)
class Window:
    """A window as written: a named period, or the last n units after skipping `offset` of them."""

    name: str  # a period, or "last"
    n: Value = Fraction(0)
    unit: str = ""
    offset: int = 0
    possible: bool = False


@dataclass(frozen=True)
class Measure:
    kind: str
    select: Selection
    base: Selection
    exclude: Selection
    window: Window
    minimum: int
    longest: bool
    count_from: date
    dates: Dates


@dataclass(frozen=True)
class Comparison:
    measure: str
    comparator: str
    threshold: Value


@dataclass(frozen=True)
class Junction:
    """`all`, `any` or `not` of conditions."""

    op: str
    parts: tuple[Condition, ...]


Condition = Union[Comparison, Junction]


@dataclass(frozen=True)
class Flag:
    condition: Condition
    dates: Dates


@dataclass(frozen=True)
class Policy:
    id: str
    measures: dict[str, Measure]
    flags: dict[str, Flag]


def policy(scope: Scope, codes: CodeSet) -> Policy:
    """Compiles a named policy."""
    return _Compiler(scope, codes).policy()


def _dates(body: dict[str, Json]) -> Dates:
    return Dates(day(body.get("from", "1900-01-01")), day(body.get("to", "2199-12-31")))


class _Compiler:
    def __init__(self, scope: Scope, codes: CodeSet) -> None:
        self.scope = scope
        self.codes = codes
        self.params = scope.bodies("params")
        self.measures = scope.bodies("measures")
        self.forms = {id: set_values(body, f"params.{id}")[0].form for id, body in self.params.items()}

    def policy(self) -> Policy:
        for body in self.params.values():
            for value in body["values"]:
                self.scope.require_source(value["source"], "params")
        for section in (self.measures, self.scope.bodies("flags")):
            for id, body in section.items():
                if "source" in body:
                    self.scope.require_source(body["source"], id)
        measures = {id: self.measure(id, body) for id, body in self.measures.items()}
        flags = {id: Flag(self.condition(body["when"], f"flags.{id}"), _dates(body))
                 for id, body in self.scope.bodies("flags").items()}
        return Policy(self.scope.document["id"], measures, flags)

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
        last = body["last"]
        n: Value = Fraction(last) if isinstance(last, int) else self.param(last, ("whole",), path)
        if isinstance(n, Param) and any(not 1 <= value <= 800 for _, value in n.values):
            raise DocumentError("bounds", path, "a window of 1 to 800 units")
        return Window("last", n, body["unit"], body.get("offset", 0), body.get("possible", False))

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
        if body["measure"] not in self.measures:
            raise DocumentError("reference", path, f"no measure {body['measure']}")
        comparator = next(word for word in COMPARATORS if word in body)
        return Comparison(body["measure"], comparator, self.threshold(body[comparator], body["measure"], path))

    def threshold(self, body: Json, measure: str, path: str) -> Value:
        forms = FORMS[self.measures[measure]["kind"]]
        if isinstance(body, dict):
            return self.param(body, forms, path)
        written: Number = number(body, path)
        if written.form not in forms:
            raise DocumentError("value", path, "not the form of this measure")
        return written.value
