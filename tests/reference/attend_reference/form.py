"""The form of one document: strict JSON in, every member checked against the table of fields, canonical text out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Union

from .fields import COMPARATORS, OBJECTS, PERIODS, SECTIONS, Field

Json = Any  # what json.loads gives
SIZE_MAX = 4 * 1024 * 1024
DEPTH_MAX = 32


class DocumentError(Exception):
    """A document, or a set of them, is wrong. `status` is the name that attend_status_name() gives."""

    def __init__(self, status: str, path: str = "", message: str = "") -> None:
        super().__init__(f"{status} at {path or 'the top'}: {message}")
        self.status = status
        self.path = path


@dataclass(frozen=True)
class Number:
    """A number of a document: its form (`whole`, `decimal`, `percent`, `points`) and its exact value."""

    form: str
    value: Fraction


# --- text -> JSON ---------------------------------------------------------------------------------------------------


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    if len({key for key, _ in pairs}) != len(pairs):
        raise DocumentError("syntax", message="duplicate key")
    return dict(pairs)


def _no_constant(word: str) -> Json:
    raise DocumentError("syntax", message=f"{word} is not JSON")


def _no_fraction(text: str) -> Json:
    raise DocumentError("value", message=f"{text} is not a whole number")


def _depth(value: Json) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(_depth, inner), default=0)


def parse(text: str) -> Json:
    """Strict JSON (RFC 8259), and no duplicate keys, byte order mark, lone surrogates, or fractions."""
    if len(text.encode("utf-8", "surrogatepass")) > SIZE_MAX:
        raise DocumentError("limit", message="more than 4 MiB")
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant, parse_float=_no_fraction)
    except (json.JSONDecodeError, RecursionError) as error:
        raise DocumentError("syntax", message=str(error)) from error
    if _depth(value) > DEPTH_MAX or re.search("[\ud800-\udfff]", json.dumps(value, ensure_ascii=False)):
        raise DocumentError("syntax", message="too deep, or a lone surrogate")
    return value


# --- scalars --------------------------------------------------------------------------------------------------------

_ID = r"[a-z0-9][a-z0-9-]{0,63}"
_VERSION = r"[A-Za-z0-9.+-]{1,32}"
_FORMS = {"id": _ID, "version": _VERSION, "reference": f"{_ID}(@{_VERSION})?", "edition": f"{_ID}@{_VERSION}",
          "place": _ID + r"(#[!#-\[\]-~]{1,128})?"}
_NUMBER = re.compile(r"(0|[1-9][0-9]{0,8})(\.[0-9]{1,4})?%?|-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,4})? points")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day(text: str, path: str = "") -> date:
    """A supported civil date, written YYYY-MM-DD."""
    try:
        value = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        value = None
    if value is None:
        raise DocumentError("date", path, text)
    if not 1900 <= value.year <= 2199:
        raise DocumentError("range", path, text)
    return value


_BOUNDS = {"whole": (0, 1000000), "decimal": (0, 1000000), "percent": (0, 100), "points": (-100, 100)}


def number(value: Union[int, str], path: str = "") -> Number:
    """A number of a document: a whole number, "8.5", "80%" or "5 points"."""
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        raise DocumentError("value", path, value)
    result = Number("whole", Fraction(value)) if isinstance(value, int) else _written(value)
    least, most = _BOUNDS[result.form]
    if not least <= result.value <= most:
        raise DocumentError("bounds", path, str(value))
    return result


def _written(text: str) -> Number:
    for suffix, form in ((" points", "points"), ("%", "percent")):
        if text.endswith(suffix):
            return Number(form, Fraction(text[: -len(suffix)]))
    return Number("decimal", Fraction(text))


def _plain_number(value: Union[int, str], path: str) -> Union[int, str]:
    """The canonical text of a number: no trailing zeros."""
    parsed = number(value, path)
    if parsed.form == "whole":
        return int(parsed.value)
    scaled = int(parsed.value * 10000)
    places = f"{abs(scaled) % 10000:04}".rstrip("0")
    digits = f"{'-' if scaled < 0 else ''}{abs(scaled) // 10000}{'.' + places if places else ''}"
    return digits + {"decimal": "", "percent": "%", "points": " points"}[parsed.form]


def _expect(value: Json, kind: type, path: str) -> None:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise DocumentError("type", path, f"{kind.__name__} wanted")


# --- objects --------------------------------------------------------------------------------------------------------

Keep = Callable[[str, Field, Json], bool]  # whether a member stays in the result


CONDITIONS = {"measure": "comparison", "fact": "fact-test", "barrier": "barrier-test", "flag": "flag-test",
              "tier": "tier-test", "step": "step-test", "crosses": "crosses", "all": "all", "any": "any", "not": "not"}


class _Visit:
    """One walk over a document along the table. Gives a copy in which `keep` decided about every member."""

    def __init__(self, keep: Keep) -> None:
        self.keep = keep

    def value(self, field: Field, value: Json, path: str) -> Json:
        kind = field.type
        if kind.startswith("list:"):
            return self.list(field, value, path)
        if kind.startswith("map:"):
            return self.map(kind[4:], value, path)
        special = {"window": self.window, "condition": self.condition, "whole or param": self.whole_or_param,
                   "number or param": self.number_or_param}
        if kind in special:
            return special[kind](field, value, path)
        return self.object(kind, value, path) if kind in OBJECTS else _scalar(field, value, path)

    def list(self, field: Field, value: Json, path: str) -> Json:
        _expect(value, list, path)
        inner = Field(field.type[5:], words=field.words)
        conditions = inner.type == "condition"
        names = inner.type in ("text", "word", "id")
        if not value and (names or inner.type in ("use", "value", "condition")) or conditions and len(value) > 64:
            raise DocumentError("bounds", path, "how many")
        if field.most and not field.least <= len(value) <= field.most:
            raise DocumentError("bounds", path, "how many")
        if names and len(set(map(str, value))) != len(value):
            raise DocumentError("duplicate_id", path)
        return [self.value(inner, each, f"{path}[{i}]") for i, each in enumerate(value)]

    def map(self, kind: str, value: Json, path: str) -> Json:
        _expect(value, dict, path)
        for key in value:
            _check_key(kind, key, f"{path}.{key}")
        return {key: self.object(kind, each, f"{path}.{key}") for key, each in value.items()}

    def object(self, kind: str, value: Json, path: str) -> Json:
        _expect(value, dict, path)
        fields = OBJECTS[kind]
        result = {}
        for key, each in value.items():
            if key not in fields:
                raise DocumentError("unknown_key", f"{path}.{key}".lstrip("."))
            inner = self.value(fields[key], each, f"{path}.{key}".lstrip("."))
            if self.keep(key, fields[key], inner):
                result[key] = inner
        for key, field in fields.items():
            if field.required and key not in value:
                raise DocumentError("required", f"{path}.{key}".lstrip("."))
        _check_combination(kind, value, path)
        return result

    def window(self, _: Field, value: Json, path: str) -> Json:
        if isinstance(value, str):
            return _scalar(Field("word", words=PERIODS), value, path)
        return self.object("since" if isinstance(value, dict) and "since" in value else "last", value, path)

    def condition(self, _: Field, value: Json, path: str) -> Json:
        _expect(value, dict, path)
        kinds = [kind for word, kind in CONDITIONS.items() if word in value]
        if len(kinds) != 1:
            raise DocumentError("value" if kinds else "required", path, "one test is wanted")
        return self.object(kinds[0], value, path)

    def whole_or_param(self, field: Field, value: Json, path: str) -> Json:
        if isinstance(value, dict):
            return self.object("param-name", value, path)
        return _scalar(Field("whole", least=field.least, most=field.most), value, path)

    def number_or_param(self, _: Field, value: Json, path: str) -> Json:
        if isinstance(value, dict):
            return self.object("param-name", value, path)
        return _scalar(Field("number"), value, path)


def _scalar(field: Field, value: Json, path: str) -> Json:
    kind = field.type
    if kind == "number" and isinstance(value, (int, str)) and not isinstance(value, bool):
        return _plain_number(value, path)
    _expect(value, {"whole": int, "flag": bool, "true": bool}.get(kind, str), path)
    if kind == "true" and not value:
        raise DocumentError("type", path, "true, or nothing")
    if kind == "whole" and not field.least <= value <= field.most:
        raise DocumentError("bounds", path)
    if kind == "word" and value not in (field.words or ()):
        raise DocumentError("value", path, value)
    if kind == "day":
        day(value, path)
    if kind in _FORMS and not re.fullmatch(_FORMS[kind], value):
        raise DocumentError("value", path, value)
    return value


def _check_key(kind: str, key: str, path: str) -> None:
    form = {"code": r"[!-~]{1,8}", "session": r"[A-Z0-9]{1,8}"}.get(kind, _ID)
    if not re.fullmatch(form, key):
        raise DocumentError("value", path, "not a name")


def _check_combination(kind: str, value: dict[str, Json], path: str) -> None:
    """What the table cannot say: members that need or exclude each other."""
    wrong = False
    if kind == "comparison":
        wrong = len([word for word in COMPARATORS if word in value]) != 1
    elif kind == "code":
        wrong = ("maps_to" in value) == ("uses" in value) or ("uses" in value) != ("index" in value)
        wrong |= "maps_to" in value and ("session" in value or "may_become" in value)
    elif kind == "measure":
        wrong = (value["kind"] == "run") != ("run" in value)
        wrong |= "base" in value and value["kind"] not in ("rate", "difference")
        wrong |= value["kind"] == "difference" and "last" not in value["window"]
    elif kind == "selection":
        wrong = not value
    elif kind == "last":
        wrong = "possible" in value and value["unit"] != "sessions"
    elif kind == "step-test":
        if "event" not in value and "outcome" not in value:
            raise DocumentError("required", path, "event or outcome")
        wrong = "event" in value and "outcome" in value or "ago" in value and "event" not in value
    elif kind == "tier":
        _check_tier(value, path)
    elif kind == "tiers":
        _check_tiers(value, path)
    elif kind == "down" and not value:
        raise DocumentError("required", path, "review or after")
    if wrong:
        raise DocumentError("value", path, "these members do not go together")
    if "from" in value and "to" in value and value["to"] < value["from"]:
        raise DocumentError("date_order", path)


def _check_tier(value: dict[str, Json], path: str) -> None:
    """A band, a condition, or all others."""
    lower, upper = [sum(word in value for word in pair) for pair in (("above", "at_least"), ("below", "at_most"))]
    others = sum(word in value for word in ("enter", "otherwise"))
    if not lower and not upper and not others:
        raise DocumentError("required", path, "an edge, enter, or otherwise")
    if max(lower, upper) + others > 1:
        raise DocumentError("value", path, "these members do not go together")


def _check_tiers(value: dict[str, Json], path: str) -> None:
    """Bands when there is a measure, conditions when there is none; the last one then says otherwise."""
    tiers = value["list"]
    if len({tier["id"] for tier in tiers}) != len(tiers):
        raise DocumentError("duplicate_id", path, "one tier twice")
    for tier in tiers:
        is_band = "enter" not in tier and "otherwise" not in tier
        if "measure" not in value and ("otherwise" in tier) != (tier is tiers[-1]):
            raise DocumentError("otherwise", path, str(tier["id"]))
        if is_band != ("measure" in value):
            raise DocumentError("value", path, str(tier["id"]))


# --- what the rest uses ---------------------------------------------------------------------------------------------


def check(document: Union[str, dict[str, Json]]) -> dict[str, Json]:
    """The document as a dict in which every member has the right form."""
    value = parse(document) if isinstance(document, str) else document
    _expect(value, dict, "")
    if "kind" not in value:
        raise DocumentError("required", "kind")
    for head in ("format", "semantics"):
        if isinstance(value.get(head), int) and value[head] > 1:
            raise DocumentError("newer", head)
    if value["kind"] not in SECTIONS:
        raise DocumentError("value", "kind")
    checked: dict[str, Json] = _Visit(lambda key, field, inner: True).object(value["kind"], value, "")
    return checked


def canonical(document: Union[str, dict[str, Json]], rules: bool = False) -> str:
    """The canonical form of a document, or with `rules` its rules form."""

    def keep(key: str, field: Field, inner: Json) -> bool:
        if rules and field.type == "prose":
            return False
        if field.default is None or field.inherited and value.get("extends"):
            return True
        return bool(inner != visit.value(field, field.default, ""))

    visit = _Visit(keep)
    value = check(document)
    return json.dumps(visit.object(value["kind"], value, ""), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
