"""Facts and the journal: what is recorded of pupils beside their marks, and what people did."""

from __future__ import annotations

import os
from array import array
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Callable, Iterable, Mapping, NamedTuple, Sequence, Tuple, Union

from . import capi
from .days import BAD_DAY, Day, parse_day, read_day
from .errors import Finding, Findings
from .policy import Policy
from .tables import Table

Fact = Union[
    Tuple[str, str, Union[bool, None]],
    Tuple[str, str, Union[bool, None], Union[Day, None]],
    Tuple[str, str, Union[bool, None], Union[Day, None], Union[Day, None]],
]
"""One fact: pupil, name (``barrier:ID`` for a barrier), True, False or None for "known to be unknown", and perhaps the first
and last day (None: open)."""

EVENTS: Mapping[str, int] = {
    name[len("EVENT_") :].lower(): getattr(capi, name) for name in dir(capi) if name.startswith("EVENT_")
}
"""The events of a journal and the library's numbers for them."""

_VALUES = {"true": 1, "false": 0, "unknown": -1}
_WRONG_VALUE = 2
_OPEN_FIRST = -(2**31)
_WRONG_DAY = _OPEN_FIRST + 1  # no supported day, and not "open"
_NONE = -1  # ATTEND_NONE as a signed word
_NO_SUCH = 2**31 - 2  # an index that nothing has
_FACT_WORDS = 8
_EVENT_WORDS = 16
_JOURNAL_COLUMNS = (
    "id", "date", "recorded", "pupil", "policy", "step", "event", "item", "outcome", "party", "role", "from", "to", "origin", "note",
)
_ORIGINS = {"": capi.ORIGIN_OWN, "external": capi.ORIGIN_EXTERNAL}


class Event(NamedTuple):
    """One row of the journal. Empty texts and None say nothing; an empty ``pupil`` is the school itself.

    ``day`` is when it happened; ``item`` is the tier of a ``tier_override``; ``first_day`` and ``last_day`` are what it covers;
    ``origin`` is ``external`` for what another body did.
    """

    pupil: str
    day: Day
    event: str
    policy: str = ""
    step: str = ""
    item: str = ""
    outcome: str = ""
    party: str = ""
    role: str = ""
    first_day: Day | None = None
    last_day: Day | None = None
    origin: str = ""
    recorded: Day | None = None


@dataclass
class FactRows:
    """Rows of facts as they were read."""

    file: str = ""
    rows: list[tuple[str, str, int, int, int]] = field(default_factory=list)
    """Pupil, fact, value, first day, last day."""
    line: list[int] = field(default_factory=list)


@dataclass
class JournalRows:
    """Rows of a journal as they were read, its days as numbers."""

    file: str = ""
    rows: list[_Event] = field(default_factory=list)
    line: list[int] = field(default_factory=list)


class _Event(NamedTuple):
    pupil: str
    day: int
    event: str
    policy: str
    step: str
    item: str
    outcome: str
    party: str
    role: str
    first: int
    last: int
    origin: str
    recorded: int


class Packed(NamedTuple):
    """Rows as the library takes them, and the line and names of each: a fact's name, or the event."""

    words: array[int]
    lines: list[int]
    names: list[Any]


# -- reading --


def _day_or(text: str, empty: int) -> int:
    if not text:
        return empty
    number = parse_day(text)
    return _WRONG_DAY if number == BAD_DAY else number


def read_facts(path: str | os.PathLike[str], findings: Findings) -> FactRows:
    """Reads ``facts.csv`` (pupil, fact, value, and perhaps from, to)."""
    table, known = Table(path, findings), FactRows(os.fspath(path))
    for chunk in table.chunks(("pupil", "fact", "value"), ("from", "to"), own=True):
        pupil, fact, value = (chunk.columns[name] for name in ("pupil", "fact", "value"))
        blank = [""] * len(pupil)
        first, last = chunk.columns.get("from", blank), chunk.columns.get("to", blank)
        for who, name, text, begins, ends, line in zip(pupil, fact, value, first, last, chunk.lines):
            if not who:
                table.row_error("pupil", "the pupil is empty", line)
                continue
            span = _day_or(begins, _OPEN_FIRST), _day_or(ends, capi.DAY_OPEN)
            known.rows.append((who, name, _VALUES.get(text, _WRONG_VALUE), *span))
            known.line.append(line)
    return known


def read_journal(path: str | os.PathLike[str], findings: Findings) -> JournalRows:
    """Reads ``journal.csv``: date, pupil and event, and those of the other columns that the file has."""
    table, known = Table(path, findings), JournalRows(os.fspath(path))
    optional = tuple(name for name in _JOURNAL_COLUMNS if name not in ("date", "pupil", "event"))
    for chunk in table.chunks(("date", "pupil", "event"), optional, own=True):
        blank = [""] * len(chunk.lines)
        columns = [chunk.columns.get(name, blank) for name in _JOURNAL_COLUMNS]
        for row, line in zip(zip(*columns), chunk.lines):
            known.rows.append(_event_of(dict(zip(_JOURNAL_COLUMNS, row))))
            known.line.append(line)
            if row[_JOURNAL_COLUMNS.index("origin")] not in _ORIGINS:
                table.row_error("origin", "an origin is empty or 'external'", line)
    return known


def _event_of(row: Mapping[str, str]) -> _Event:
    texts = {name: row[name] for name in ("pupil", "event", "policy", "step", "item", "outcome", "party", "role", "origin")}
    return _Event(
        day=_day_or(row["date"], _WRONG_DAY), first=_day_or(row["from"], _OPEN_FIRST), last=_day_or(row["to"], capi.DAY_OPEN),
        recorded=_day_or(row["recorded"], _OPEN_FIRST), **texts,
    )


def _given_day(day: Day | None, empty: int) -> int:
    if day is None:
        return empty
    number = read_day(day)
    return _WRONG_DAY if number == BAD_DAY else number


def _check_texts(*texts: object) -> None:
    for text in texts:
        if not isinstance(text, str):
            raise TypeError(f"pupils and names are text, not {type(text).__name__}")


def fact_rows(facts: Iterable[Fact]) -> FactRows:
    """Facts given as tuples. TypeError for a pupil or name that is no text, or a value that is not True, False or None."""
    known = FactRows("<facts>")
    for number, (pupil, name, value, *span) in enumerate(facts, 1):
        _check_texts(pupil, name)
        if value is not None and not isinstance(value, bool):
            raise TypeError("a fact is True, False or None")
        if not pupil or len(span) > 2:
            raise ValueError("a fact is pupil, name, value, and perhaps first and last day")
        first, last = [*span, None, None][:2]
        days = _given_day(first, _OPEN_FIRST), _given_day(last, capi.DAY_OPEN)
        known.rows.append((pupil, name, -1 if value is None else int(value), *days))
        known.line.append(number)
    return known


def journal_rows(events: Iterable[Event]) -> JournalRows:
    """Events given as Event. TypeError for anything else, ValueError for an origin that does not exist."""
    known = JournalRows("<journal>")
    for number, event in enumerate(events, 1):
        if not isinstance(event, Event):
            raise TypeError(f"expected an Event, not {type(event).__name__}")
        _check_texts(event.pupil, *event[2:9], event.origin)
        if event.origin not in _ORIGINS:
            raise ValueError("an origin is empty or 'external'")
        days = _given_day(event.first_day, _OPEN_FIRST), _given_day(event.last_day, capi.DAY_OPEN)
        recorded = _given_day(event.recorded, _OPEN_FIRST)
        row = _Event(event.pupil, _given_day(event.day, _WRONG_DAY), *event[2:9], *days, event.origin, recorded)
        known.rows.append(row)
        known.line.append(number)
    return known


# -- in the library's terms --


def _strangers(file: str, lines: Sequence[int]) -> list[Finding]:
    message = "the pupil is neither in the marks nor in the spells; the row was ignored"
    return [Finding("unknown_pupil", message, file, line, severity="warning") for line in lines]


def packed_facts(known: FactRows, policy: Policy, places: Mapping[str, int], findings: Findings) -> Packed:
    """Facts by pupil, fact and first day. Rows of pupils that the register does not have are warnings and left out."""
    index = {item.id: position for position, item in enumerate(policy.facts)}
    for finding in _strangers(known.file, [line for row, line in zip(known.rows, known.line) if row[0] not in places]):
        findings.add(finding)
    rows = sorted(
        (places[pupil], index.get(name, _NO_SUCH), first, line, value, last, name)
        for (pupil, name, value, first, last), line in zip(known.rows, known.line)
        if pupil in places
    )
    words = array("i", (word for who, fact, first, _, value, last, _ in rows for word in (who, fact, value, first, last, 0, 0, 0)))
    return Packed(words, [row[3] for row in rows], [row[6] for row in rows])


class _Lookup:
    """Names in a journal, as the library's indices."""

    def __init__(self, policy: Policy) -> None:
        self._roots = set(policy.ids)
        heads = [document.head() for document in policy.documents]
        self._documents = {head.id for head in heads if head is not None and head.kind == "policy"}
        self._steps: dict[str, list[tuple[str, int]]] = {}
        for position, item in enumerate(policy.steps):
            self._steps.setdefault(item.plain_id, []).append((item.policy, position))
        self._outcomes = {item.id: position for position, item in enumerate(policy.outcomes)}
        self._step_ids = [item.id for item in policy.steps]
        self._tiers = {item.id: position for position, item in enumerate(policy.tiers)}
        self._tier = {(item.policy, item.plain_id): position for position, item in enumerate(policy.tier_items)}
        self._parties: dict[str, int] = {}
        self._tiers_of = [item.id for item in policy.tiers]

    def _policy(self, name: str) -> str | None:
        """The named policy that is meant; "" for any: none is named, or a document that a named policy extends. None: no such."""
        if not name or name in self._roots:
            return name
        return "" if name in self._documents else None

    def step(self, event: _Event) -> int:
        if not event.step:
            return _NONE
        wanted = self._policy(event.policy)
        found = [i for policy, i in self._steps.get(event.step, []) if wanted in ("", policy)]
        return found[0] if len(found) == 1 else _NO_SUCH

    def outcome(self, event: _Event, step: int) -> int:
        if not event.outcome:
            return _NONE
        known = 0 <= step < len(self._step_ids)
        return self._outcomes.get(f"{self._step_ids[step]}/{event.outcome}", _NO_SUCH) if known else _NO_SUCH

    def tiers(self, event: _Event) -> int:
        wanted = self._policy(event.policy)
        if wanted == "":
            return 0 if len(self._tiers) == 1 else _NO_SUCH
        return _NO_SUCH if wanted is None else self._tiers.get(wanted, _NO_SUCH)

    def tier(self, event: _Event, tiers: int) -> int:
        if not event.item:
            return _NONE
        known = 0 <= tiers < len(self._tiers_of)
        return self._tier.get((self._tiers_of[tiers], event.item), _NO_SUCH) if known else _NO_SUCH

    def number(self, name: str) -> int:
        """Of a party or role: any, as long as equal names have equal numbers."""
        return self._parties.setdefault(name, len(self._parties)) if name else _NONE


def packed_journal(known: JournalRows, policy: Policy, places: Mapping[str, int], findings: Findings) -> Packed:
    """Events by pupil and day, in their order within a day; the school's own last."""
    strange = [line for row, line in zip(known.rows, known.line) if row.pupil and row.pupil not in places]
    for finding in _strangers(known.file, strange):
        findings.add(finding)
    kept = [(row, line) for row, line in zip(known.rows, known.line) if not row.pupil or row.pupil in places]
    kept.sort(key=lambda pair: (places[pair[0].pupil] if pair[0].pupil else _NO_SUCH, pair[0].day))
    lookup, words = _Lookup(policy), array("i")
    for row, _ in kept:
        words.extend(_event_words(row, lookup, places))
    return Packed(words, [line for _, line in kept], [row for row, _ in kept])


def _event_words(row: _Event, lookup: _Lookup, places: Mapping[str, int]) -> tuple[int, ...]:
    kind = EVENTS.get(row.event, 0)
    is_override = kind == capi.EVENT_TIER_OVERRIDE
    tiers = lookup.tiers(row) if is_override else _NONE
    step = lookup.step(row)
    last = row.last if row.recorded != _WRONG_DAY else _WRONG_DAY  # the library does not read `recorded`
    return (
        places[row.pupil] if row.pupil else _NONE, kind, row.day, row.recorded, tiers, step,
        lookup.tier(row, tiers) if is_override else _NONE, lookup.outcome(row, step), lookup.number(row.party),
        lookup.number(row.role), row.first, last, _ORIGINS.get(row.origin, capi.ORIGIN_OWN), 0, 0, 0,
    )


# -- what is said of them --


def _alike(text: str, known: Iterable[str]) -> str:
    """The name that was probably meant. Only names of documents are said: what stands in a wrong column may be about a pupil."""
    found = get_close_matches(text.strip().lower(), list(known), 1)
    return f"; did you mean '{found[0]}'?" if found else ""


def fact_messages(packed: Packed, policy: Policy) -> Callable[[int, int], str]:
    """What is said of facts: for an unknown one, which was probably meant."""
    known = [item.id for item in policy.facts]

    def message(status: int, row: int) -> str:
        hint = _alike(packed.names[row], known) if status == capi.F_UNKNOWN_FACT else ""
        return capi.attend_status_text(status).rstrip(".") + hint if hint else ""

    return message


def event_messages(packed: Packed, policy: Policy) -> Callable[[int, int], str]:
    """What is said of events: for a name that is unknown, which was probably meant, or that its policy must be named."""

    def hint(status: int, event: _Event) -> str:
        if status == capi.E_UNKNOWN_EVENT:
            return _alike(event.event, EVENTS)
        if event.policy and event.policy not in {item.id for item in policy.document_items}:
            return f"; the policy named is not one of these: {', '.join(policy.ids)}"
        if status == capi.E_UNKNOWN_STEP:
            return _hint_of(event.step, [item.plain_id for item in policy.steps])
        if status == capi.E_UNKNOWN_OUTCOME:
            return _alike(event.outcome, (item.plain_id.rsplit("/", 1)[-1] for item in policy.outcomes))
        if status == capi.E_UNKNOWN_TIER:
            return _hint_of(event.item, [item.plain_id for item in policy.tier_items])
        return ""

    def message(status: int, row: int) -> str:
        found = hint(status, packed.names[row])
        return capi.attend_status_text(status).rstrip(".") + found if found else ""

    return message


def _hint_of(name: str, known: list[str]) -> str:
    """Of a name that several policies may have."""
    return "; several policies have it: name one in the column 'policy'" if known.count(name) > 1 else _alike(name, known)


def only(packed: Packed, words: int, place: Mapping[int, int]) -> Packed:
    """The rows of some pupils alone, renumbered; the school's own stay."""
    kept = Packed(array("i"), [], [])
    for row, line in enumerate(packed.lines):
        at = packed.words[row * words : (row + 1) * words]
        if at[0] == _NONE or at[0] in place:
            at[0] = place.get(at[0], _NONE)
            kept.words.extend(at)
            kept.lines.append(line)
            kept.names.append(packed.names[row])
    return kept


def only_facts(packed: Packed, place: Mapping[int, int]) -> Packed:
    """The facts of some pupils alone, renumbered."""
    return only(packed, _FACT_WORDS, place)


def only_events(packed: Packed, place: Mapping[int, int]) -> Packed:
    """The events of some pupils alone, renumbered, and the school's."""
    return only(packed, _EVENT_WORDS, place)
