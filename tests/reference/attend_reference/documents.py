"""Sets of documents: loading, and what each document holds after extends, remove, replaces and set (section 10)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Optional, Union

from .fields import SECTIONS, SESSIONS
from .form import DocumentError, Json, Number, canonical, check, number

__all__ = ["Definition", "DocumentError", "Scope", "Source", "check_dated", "digest", "load", "set_values"]

WHOLE = ("tiers",)  # members that are one object, inherited and replaced like the only one of a section
Source = Union[str, dict[str, Json]]  # a document as text or as parsed JSON


@dataclass(frozen=True)
class Definition:
    """One object of a document: who wrote it, who set its values, and what it says."""

    document: str
    set_by: str
    body: dict[str, Json]


@dataclass
class Scope:
    """Everything that one document defines or inherits."""

    document: dict[str, Json]
    sections: dict[str, dict[str, Definition]]
    members: dict[str, Json] = field(default_factory=dict)  # `codes` or `weekdays`

    def bodies(self, section: str) -> dict[str, dict[str, Json]]:
        return {id: each.body for id, each in self.sections[section].items()}

    def sessions(self) -> dict[str, dict[str, Json]]:
        """The sessions of the day; the default ones when no document names any."""
        return self.bodies("sessions") or dict(SESSIONS)

    def require_source(self, name: str, path: str) -> None:
        if name.partition("#")[0] not in self.sections["sources"]:
            raise DocumentError("reference", path, f"no source {name}")


def digest(sources: Iterable[Source]) -> str:
    """The rules digest of a set."""
    documents = sorted((check(each) for each in sources), key=lambda each: str(each["id"]))
    text = "".join(canonical(each, rules=True) + "\n" for each in documents)
    return hashlib.sha256(text.encode()).hexdigest()


def load(sources: Iterable[Source]) -> dict[str, Scope]:
    """Checks the documents and resolves each one's scope, by id."""
    documents: dict[str, dict[str, Json]] = {}
    for source in sources:
        document = check(source)
        if document["id"] in documents:
            raise DocumentError("duplicate_id", "id", document["id"])
        documents[document["id"]] = document
    scopes: dict[str, Scope] = {}
    for id in documents:
        _resolve(id, documents, scopes, [])
    return {id: scopes[id] for id in documents}  # in the order given


def lookup(name: str, documents: dict[str, Any], path: str) -> str:
    """The id of a document named as `id` or `id@version`, which must be in the set."""
    id, _, version = name.partition("@")
    found = documents.get(id)
    held = found.document if isinstance(found, Scope) else found
    if held is None or version and held["version"] != version:
        raise DocumentError("reference", path, f"no document {name}")
    return id


def _resolve(id: str, documents: dict[str, dict[str, Json]], scopes: dict[str, Scope], under_way: list[str]) -> Scope:
    if id in scopes:
        return scopes[id]
    if id in under_way:
        raise DocumentError("cycle", "extends", id)
    document = documents[id]
    scope = Scope(document, {section: {} for section in (*SECTIONS[document["kind"]], *WHOLE)})
    for name in document.get("extends", []):
        base = lookup(name, documents, "extends")
        if documents[base]["kind"] != document["kind"]:
            raise DocumentError("kind", "extends", name)
        _inherit(scope, _resolve(base, documents, scopes, under_way + [id]))
    _write(scope, documents)
    scopes[id] = scope
    return scope


def _inherit(scope: Scope, base: Scope) -> None:
    for section, definitions in base.sections.items():
        for id, definition in definitions.items():
            held = scope.sections[section].setdefault(id, definition)
            if (held.document, held.set_by) != (definition.document, definition.set_by):
                raise DocumentError("duplicate_id", f"extends: {section}.{id}", "inherited twice, and different")
    for member, value in base.members.items():
        if scope.members.setdefault(member, value) != value and member not in scope.document:
            raise DocumentError("duplicate_id", f"extends: {member}", "inherited twice, and different")


def _write(scope: Scope, documents: dict[str, dict[str, Json]]) -> None:
    """What the document itself says, on top of what it inherited."""
    document = scope.document
    inherited = {section: dict(definitions) for section, definitions in scope.sections.items()}
    for section, ids in document.get("remove", {}).items():
        for id in ids:
            if inherited.get(section, {}).get(id) is None:
                raise DocumentError("replace", f"remove.{section}", f"{id} is not inherited")
            del scope.sections[section][id]
    for section in scope.sections:
        written = document.get(section)
        for id, body in _objects(section, written).items() if isinstance(written, dict) else ():
            base = inherited[section].get(id)
            wanted = f"{base.document}@{documents[base.document]['version']}" if base else None
            if body.get("replaces") != wanted or base and id not in scope.sections[section]:
                raise DocumentError("replace", f"{section}.{id}", f"replaces must be {wanted}")
            scope.sections[section][id] = Definition(document["id"], "", body)
    for id, setting in document.get("set", {}).items():
        scope.sections["params"][id] = _set(scope, inherited["params"].get(id), id, setting)
    for member in ("codes", "weekdays"):
        if member in document and not (member == "codes" and document["kind"] == "codes"):
            scope.members[member] = document[member]


def _objects(section: str, written: dict[str, Json]) -> dict[str, Json]:
    return {section: written} if section in WHOLE else written


def _set(scope: Scope, base: Optional[Definition], id: str, setting: dict[str, Json]) -> Definition:
    if base is None or scope.sections["params"].get(id) is not base:
        raise DocumentError("replace", f"set.{id}", "not inherited")
    body = {**base.body, **setting}
    set_values(body, f"set.{id}")
    return replace(base, set_by=scope.document["id"], body=body)


def set_values(param: dict[str, Json], path: str) -> list[Number]:
    """The numbers of a param, which must have one form and stay within its bounds."""
    values = [number(each["value"], path) for each in param["values"]]
    bounds = {bound: number(param[bound], path) for bound in ("min", "max") if bound in param}
    if len({each.form for each in [*values, *bounds.values()]}) != 1:
        raise DocumentError("value", path, "numbers of different forms")
    for each in values:
        if "min" in bounds and each.value < bounds["min"].value or "max" in bounds and each.value > bounds["max"].value:
            raise DocumentError("bounds", path)
    check_dated(param["values"], f"{path}.values")
    return values


def check_dated(rows: list[dict[str, Json]], path: str) -> None:
    """Dated rows are in order and do not overlap."""
    for before, after in zip(rows, rows[1:]):
        if "from" not in after or max(before.get("to", ""), before.get("from", "")) >= after["from"]:
            raise DocumentError("date_order", path)
