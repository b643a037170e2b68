"""Codes: what a mark counts as on the date of its session (section 3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Optional

from .documents import DocumentError, Scope, check_dated
from .form import Json, day


@dataclass(frozen=True)
class Use:
    """Classes of a code in one stretch of time."""

    first: date
    last: date
    classes: frozenset[str]


@dataclass(frozen=True)
class Code:
    name: str
    slot: Optional[int]  # the only session of the day it may stand in
    uses: tuple[Use, ...]

    def on(self, day: date) -> tuple[frozenset[str], Optional[str]]:
        """The classes on a day, and the finding when no use is in force on it."""
        begun = [use for use in self.uses if use.first <= day]
        if not begun:
            return self.uses[0].classes, "early_code"
        return begun[-1].classes, None if day <= begun[-1].last else "retired_code"


@dataclass(frozen=True)
class CodeSet:
    sessions: tuple[str, ...]
    classes: frozenset[str]
    codes: dict[str, Code]  # sub-codes give the code they map to


def session_order(sessions: dict[str, dict[str, Json]]) -> tuple[str, ...]:
    names = sorted(sessions, key=lambda name: int(sessions[name]["order"]))
    if [sessions[name]["order"] for name in names] != list(range(1, len(names) + 1)):
        raise DocumentError("value", "sessions", "orders must be 1, 2, ...")
    return tuple(names)


def code_set(scope: Scope) -> CodeSet:
    """Compiles a document of kind `codes`."""
    sessions = session_order(scope.sessions())
    classes = frozenset(scope.sections["classes"])
    if not {"possible", "attended", "absent", "administrative"} <= classes or len(classes) > 32:
        raise DocumentError("reference", "classes", "the four classes, and at most 32")
    bodies = scope.bodies("codes")
    codes = {name: _code(scope, name, body, sessions, classes) for name, body in bodies.items() if "uses" in body}
    indices = [body["index"] for body in bodies.values() if "uses" in body]
    if len(set(indices)) != len(indices):
        raise DocumentError("duplicate_id", "codes", "one index twice")
    return CodeSet(sessions, classes, {name: codes[_target(name, bodies)] for name in bodies})


def _target(name: str, bodies: dict[str, dict[str, Json]]) -> str:
    seen = [name]
    while "maps_to" in bodies[seen[-1]]:
        target = bodies[seen[-1]]["maps_to"]
        if target not in bodies:
            raise DocumentError("reference", f"codes.{name}.maps_to", target)
        if target in seen:
            raise DocumentError("cycle", f"codes.{name}.maps_to", target)
        seen.append(target)
    return seen[-1]


def _code(scope: Scope, name: str, body: dict[str, Json], sessions: tuple[str, ...], classes: frozenset[str]) -> Code:
    path = f"codes.{name}"
    check_dated(body["uses"], f"{path}.uses")
    if "may_become" in body:
        _check_may_become(name, body["may_become"], scope.bodies("codes"))
    slot = body.get("session")
    if slot is not None and slot not in sessions:
        raise DocumentError("reference", f"{path}.session", slot)
    for use in body["uses"]:
        scope.require_source(use["source"], f"{path}.uses")
        _check_classes(frozenset(use["classes"]), classes, f"{path}.uses")
    uses = tuple(Use(day(use.get("from", "1900-01-01")), day(use.get("to", "2199-12-31")), frozenset(use["classes"]))
                 for use in body["uses"])
    # A use without `to` holds until the next one: on() takes the latest that has begun, so no date need change.
    return Code(name, None if slot is None else sessions.index(slot), uses)


def _check_may_become(name: str, other: str, bodies: dict[str, dict[str, Json]]) -> None:
    if other not in bodies:
        raise DocumentError("reference", f"codes.{name}.may_become", other)
    if other == name or "uses" not in bodies[other]:
        raise DocumentError("value", f"codes.{name}.may_become", other)


def _check_classes(own: frozenset[str], known: frozenset[str], path: str) -> None:
    if not own <= known:
        raise DocumentError("reference", path, str(sorted(own - known)))
    split = len(own & {"attended", "absent"})
    if split != (1 if "possible" in own else 0) or {"administrative", "possible"} <= own:
        raise DocumentError("value", path, "classes that do not agree")
