"""Every field of every document: its type, whether it must be there, and its default. One table, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Optional


@dataclass(frozen=True)
class Field:
    """One member of an object. `type` names a scalar form below, an object of OBJECTS, or `list:` or `map:` of one."""

    type: str
    required: bool = False
    default: Any = None
    words: Optional[tuple[str, ...]] = None
    least: int = 0
    most: int = 0
    inherited: bool = False  # in a document that extends another, left out means inherited, not the default


def must(type: str, *words: str, least: int = 0, most: int = 0) -> Field:
    return Field(type, required=True, words=words or None, least=least, most=most)


def may(type: str, *words: str, default: Any = None, least: int = 0, most: int = 0, inherited: bool = False) -> Field:
    return Field(type, default=default, words=words or None, least=least, most=most, inherited=inherited)


SESSIONS = {"AM": {"order": 1, "title": "Morning"}, "PM": {"order": 2, "title": "Afternoon"}}
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
COMPARATORS = ("below", "at_most", "equal", "at_least", "above")
SPAN_UNITS = ("days", "weeks", "school_days", "school_weeks")
UNITS = ("sessions", *SPAN_UNITS)
STEP_EVENTS = ("started", "reviewed", "closed")
PERIODS = ("year", "term", "half_term", "previous_year", "enrolment")
SECTIONS = {
    "codes": ("sources", "sessions", "classes", "codes"),
    "policy": ("sources", "params", "measures", "flags", "facts", "barriers", "steps"),
    "calendar": ("sources", "sessions", "years", "closures", "openings"),
}

_TITLE = {"title": must("prose")}
_TITLE_OR_NONE = {"title": may("prose")}
_NOTE = {"note": may("prose")}
_OVERLAY = {"replaces": may("edition")}
_DATED = {"from": may("day"), "to": may("day")}
_PERIOD = {**_TITLE_OR_NONE, "from": must("day"), "to": must("day")}
_INFERRED = {"inferred": may("flag", default=False)}
_REMARKS = {**_INFERRED, **_NOTE}
_COMPARATORS = {word: may("number or param") for word in COMPARATORS}
_HEAD = {
    "format": must("whole", least=1, most=1),
    "semantics": must("whole", least=1, most=1),
    "kind": must("word", "codes", "policy", "calendar"),
    "id": must("id"),
    "version": must("version"),
    **_TITLE,
    "extends": may("list:reference", default=[]),
    "sources": may("map:source", default={}),
}


def _remove(kind: str) -> dict[str, Field]:
    return {section: may("list:text") for section in SECTIONS[kind]}


OBJECTS: dict[str, dict[str, Field]] = {
    "codes": {**_HEAD, "remove": may("remove-codes", default={}), "sessions": may("map:session", default={}),
              "classes": may("map:class", default={}), "codes": may("map:code", default={})},
    "policy": {**_HEAD, "remove": may("remove-policy", default={}), "codes": may("reference"),
               "params": may("map:param", default={}), "measures": may("map:measure", default={}),
               "flags": may("map:flag-rule", default={}), "facts": may("map:fact", default={}),
               "barriers": may("map:fact", default={}), "steps": may("map:step", default={}), "tiers": may("tiers"),
               "set": may("map:setting", default={})},
    "calendar": {**_HEAD, "remove": may("remove-calendar", default={}), "sessions": may("map:session", default={}),
                 "weekdays": may("list:word", *WEEKDAYS, default=WEEKDAYS[:5], inherited=True),
                 "years": may("map:year", default={}), "closures": may("map:closure", default={}),
                 "openings": may("map:closure", default={})},
    "remove-codes": _remove("codes"),
    "remove-policy": _remove("policy"),
    "remove-calendar": _remove("calendar"),
    "source": {**_TITLE, "kind": must("word", "law", "guidance", "data", "practice"), "url": may("text"),
               "date": may("day"), **_NOTE, **_OVERLAY},
    "session": {**_TITLE, "order": must("whole", least=1, most=4), **_OVERLAY},
    "class": {**_TITLE, **_OVERLAY},
    "code": {**_TITLE, "index": may("whole", least=1, most=255), "uses": may("list:use"), "maps_to": may("text"),
             "session": may("text"), "may_become": may("text"), **_OVERLAY},
    "use": {"classes": must("list:text"), **_DATED, "source": must("place"), **_INFERRED},
    "param": {**_TITLE, "values": must("list:value"), "min": may("number"), "max": may("number"), **_OVERLAY},
    "setting": {"values": must("list:value")},
    "value": {"value": must("number"), "from": must("day"), "to": may("day"), "source": must("place"), **_INFERRED},
    "measure": {**_TITLE, "kind": must("word", "count", "rate", "days", "run", "difference"),
                "select": must("selection"), "window": must("window"),
                "base": may("selection", default={"classes": ["possible"]}), "exclude": may("selection"),
                "minimum": may("whole", least=1, most=10000), "run": may("word", "current", "longest"),
                "count_from": may("day"), **_DATED, "source": may("place"), **_REMARKS, **_OVERLAY},
    "selection": {"classes": may("list:text"), "codes": may("list:text")},
    "last": {"last": must("whole or param", least=1, most=800), "unit": must("word", *UNITS),
             "offset": may("whole", least=1, most=800), "possible": may("flag", default=False)},
    "since": {"since": must("step-event")},
    "step-event": {"step": must("text"), "event": must("word", *STEP_EVENTS)},
    "flag-rule": {**_TITLE, "when": must("condition"), "source": must("place"), **_DATED, **_REMARKS, **_OVERLAY},
    "fact": {**_TITLE, "not_recorded": must("word", "false", "unknown"),
             "type": may("word", "boolean", default="boolean"), "source": may("place"), **_REMARKS, **_OVERLAY},
    "step": {**_TITLE, "class": must("word", "support", "safeguarding", "administrative", "enforcement"),
             "source": must("place"), "outcomes": may("list:id"), **_REMARKS, **_OVERLAY},
    "tiers": {**_TITLE, "source": must("place"), "measure": may("text"), "list": must("list:tier", least=2, most=32),
              "down": may("down"), "provisional": may("condition"), "beside": may("list:text"), **_REMARKS, **_OVERLAY},
    "tier": {"id": must("id"), **_TITLE, **{word: _COMPARATORS[word] for word in COMPARATORS if word != "equal"},
             "enter": may("condition"), "otherwise": may("true"), "leave": may("leave"),
             "source": may("place"), **_REMARKS},
    "leave": {"step": must("text"), "at": must("list:word", "reviewed", "closed"), "if": must("condition"),
              "then": must("text"), "again": must("condition")},
    "down": {"review": may("text"), "after": may("span")},
    "span": {"n": must("whole or param", least=1, most=800), "unit": must("word", *SPAN_UNITS)},
    "comparison": {"measure": must("text"), **_COMPARATORS},
    "fact-test": {"fact": must("text")},
    "barrier-test": {"barrier": must("text")},
    "flag-test": {"flag": must("text")},
    "tier-test": {"tier": must("text")},
    "step-test": {"step": must("text"), "outcome": may("text"), "event": may("word", *STEP_EVENTS), "ago": may("span")},
    "crosses": {"crosses": must("condition")},
    "all": {"all": must("list:condition")},
    "any": {"any": must("list:condition")},
    "not": {"not": must("condition")},
    "param-name": {"param": must("text")},
    "year": {**_PERIOD, "terms": may("list:term", default=[]), **_OVERLAY},
    "term": {"id": must("id"), **_PERIOD, "half_terms": may("list:half-term", default=[])},
    "half-term": {"id": must("id"), **_PERIOD},
    "closure": {**_PERIOD, "sessions": may("list:text"), **_OVERLAY},
}
