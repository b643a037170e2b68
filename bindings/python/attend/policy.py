"""Policies: documents compiled once, then asked many times, from any number of threads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Iterable, Sequence

from . import capi
from .days import Day, day_number, to_optional_date
from .documents import Document, Head, Source, as_rows, closure, load_error, open_sources, refuse_unreadable
from .errors import fail

_MEASURE_KINDS = {
    capi.MEASURE_COUNT: "count",
    capi.MEASURE_RATE: "rate",
    capi.MEASURE_DAYS: "days",
    capi.MEASURE_RUN: "run",
    capi.MEASURE_DIFFERENCE: "difference",
}


@dataclass(frozen=True)
class Item:
    """A measure, flag, fact, step, tier, param or source of a policy. Texts are empty when the documents have none.

    ``id`` is plain for the first named policy and ``policy/id`` for the others; ``document`` wrote it; ``kind`` is that of a
    measure (``count``, ``rate``, ``days``, ``run``, ``difference``) or the class of a step (``support``, ``safeguarding``,
    ``administrative``, ``enforcement``). ``first_day`` and ``last_day`` say when it is in force
    (None: no limit).
    """

    id: str
    policy: str
    document: str
    title: str
    note: str
    source: str
    first_day: date | None
    last_day: date | None
    kind: str
    inferred: bool

    @property
    def plain_id(self) -> str:
        """The id without the policy before it."""
        prefix = f"{self.policy}/"
        return self.id[len(prefix) :] if self.policy and self.id.startswith(prefix) else self.id


@dataclass(frozen=True)
class Tiers:
    """The tiers of one policy: ``id`` is the policy's, ``tiers`` are its tiers, the least intensive first; ``beside`` the ids of the
    flags that explanations tell along with the tier."""

    id: str
    title: str
    source: str
    inferred: bool
    tiers: tuple[Item, ...]
    beside: tuple[str, ...]


@dataclass(frozen=True)
class Code:
    """What a code means on a day: its index (what columns hold), text, title, the only session it may stand in (None: any), its
    classes, ``validity``: ``in_force``, ``retired_code`` or ``early_code``, and the code that explanations try in its place, if any."""

    index: int
    text: str
    title: str
    session: str | None
    classes: frozenset[str]
    validity: str
    may_become: str | None


_STEP_CLASSES = {
    capi.STEP_SUPPORT: "support",
    capi.STEP_SAFEGUARDING: "safeguarding",
    capi.STEP_ADMINISTRATIVE: "administrative",
    capi.STEP_ENFORCEMENT: "enforcement",
}
_KINDS = {capi.ITEM_MEASURE: _MEASURE_KINDS, capi.ITEM_STEP: _STEP_CLASSES}


class Policy:
    """A compiled policy set. Immutable, safe to share between threads, and picklable (by its documents).

    >>> policy = Policy.load("gb-eng-statutory")
    >>> policy.ids
    ('gb-eng-statutory',)
    >>> len(policy.digest)
    64
    """

    __slots__ = (
        "_handle", "_documents", "_n_roots", "_ids", "_measures", "_flags", "_sessions", "_tiers", "_tier_items", "__weakref__",
    )

    def __init__(self, documents: Sequence[Document], n_roots: int) -> None:
        """Use load(); this takes a complete set of documents, the named ones first."""
        status, error, handle = capi.policy_load(as_rows(documents, n_roots))
        if handle is None:
            raise load_error(documents, error, status)
        self._handle = handle
        self._documents = tuple(documents)
        self._n_roots = n_roots
        self._ids = tuple(_head_of(document).id for document in documents[:n_roots])
        self._measures = self._items(capi.ITEM_MEASURE)
        self._flags = self._items(capi.ITEM_FLAG)
        self._sessions = tuple(item.id for item in self._items(capi.ITEM_SESSION))
        self._tier_items = self._items(capi.ITEM_TIER)
        self._tiers = tuple(self._read_tiers())

    @classmethod
    def load(cls, *named: Source, documents: Iterable[Source] = ()) -> Policy:
        """Loads the named policies: ids of bundled documents, paths, or JSON texts.

        What they extend, and their code set, is found by id among everything given, then among the bundled documents.
        ``documents`` are others to look in, which are not named themselves; a code set among the named is one of them, since
        it decides nothing. Measures and flags of the first named policy go by
        their plain ids, those of the others by ``policy/id``. Raises AttendError with every finding.
        """
        if not named:
            fail("argument", "name at least one policy")
        roots, others = open_sources(named, list(documents))
        codes = [document for document in roots if _is_codes(document)]
        if len(codes) < len(roots):
            roots, others = [document for document in roots if document not in codes], [*codes, *others]
        refuse_unreadable(others)
        return cls(closure(roots, others), len(roots))

    def __reduce__(self) -> tuple[Any, ...]:
        return Policy, (self._documents, self._n_roots)

    def __repr__(self) -> str:
        return f"<attend.Policy {' '.join(self._ids)} {self.digest[:12]}>"

    def _items(self, kind: int) -> tuple[Item, ...]:
        kinds = _KINDS.get(kind, {})
        return tuple(
            Item(*row[:6], to_optional_date(row[6]), to_optional_date(row[7]), kinds.get(row[8], ""), bool(row[9]))
            for row in capi.policy_items(self._handle, kind)
        )

    def _read_tiers(self) -> Iterable[Tiers]:
        for index, item in enumerate(self._items(capi.ITEM_TIERS)):
            _, first, count = capi.tiers_range(self._handle, index)
            beside = tuple(self._flags[flag].id for flag in capi.tiers_beside(self._handle, index)[2])
            yield Tiers(item.id, item.title, item.source, item.inferred, self._tier_items[first : first + count], beside)

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the named policies, in the order given."""
        return self._ids

    @property
    def documents(self) -> tuple[Document, ...]:
        """Every document of the set, the named ones first."""
        return self._documents

    @property
    def digest(self) -> str:
        """The rules digest of the set: 64 hexadecimal digits."""
        return capi.policy_digest(self._handle)

    @property
    def measures(self) -> tuple[Item, ...]:
        """The measures; their order is that of every result."""
        return self._measures

    @property
    def flags(self) -> tuple[Item, ...]:
        """The flags; their order is that of every result."""
        return self._flags

    @property
    def tiers(self) -> tuple[Tiers, ...]:
        """The tiers of each named policy that has any; their order is that of every result.

        >>> [tier.id for tier in Policy.load("gb-eng-process").tiers[0].tiers]
        ['tier-1', 'tier-2', 'tier-3', 'tier-4']
        """
        return self._tiers

    @property
    def tier_items(self) -> tuple[Item, ...]:
        """Every tier, list after list, the least intensive of each first."""
        return self._tier_items

    @property
    def facts(self) -> tuple[Item, ...]:
        """The facts that the policies declare, ``barrier:ID`` for barriers; what ``facts.csv`` may name."""
        return self._items(capi.ITEM_FACT)

    @property
    def steps(self) -> tuple[Item, ...]:
        """The steps; what ``journal.csv`` may name."""
        return self._items(capi.ITEM_STEP)

    @property
    def outcomes(self) -> tuple[Item, ...]:
        """The outcomes of steps; ``note`` is the step's id."""
        return self._items(capi.ITEM_OUTCOME)

    @property
    def document_items(self) -> tuple[Item, ...]:
        """The documents of the set; ``note`` is the version."""
        return self._items(capi.ITEM_DOCUMENT)

    @property
    def params(self) -> tuple[Item, ...]:
        """The params."""
        return self._items(capi.ITEM_PARAM)

    @property
    def sources(self) -> tuple[Item, ...]:
        """The sources; ``note`` is the url."""
        return self._items(capi.ITEM_SOURCE)

    @property
    def sessions(self) -> tuple[str, ...]:
        """Names of the sessions of a day, in order: ``('AM', 'PM')`` unless the code set says otherwise."""
        return self._sessions

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the classes of marks."""
        return tuple(item.id for item in self._items(capi.ITEM_CLASS))

    @property
    def codes(self) -> dict[str, int]:
        """Index of each code by its text, in order of index; sub-codes are not listed, see code()."""
        found = ((index, capi.code_meaning(self._handle, index, 0)) for index in range(1, 256))
        return {meaning[0]: index for index, meaning in found if meaning is not None}

    def code(self, text: str, on: Day) -> Code:
        """What a code or sub-code means on a day. Raises AttendError (``unknown_code``).

        >>> code = Policy.load("gb-eng-statutory").code("I", "2025-09-01")
        >>> code.title, sorted(code.classes & {"possible", "attended", "absent"})
        ('Illness', ['absent', 'possible'])
        """
        index = code_index(self, text)
        meaning = capi.code_meaning(self._handle, index, day_number(on)) if index else None
        if meaning is None:
            fail("unknown_code", "no such code in the code set")
        written, title, bits, session, validity, other = meaning
        classes = frozenset(name for bit, name in enumerate(self.classes) if bits >> bit & 1)
        state = capi.attend_status_name(validity) if validity else "in_force"
        instead = capi.code_meaning(self._handle, other, day_number(on)) if other else None
        place = None if session < 0 else self.sessions[session]
        return Code(index, written, title, place, classes, state, None if instead is None else instead[0])


def _is_codes(document: Document) -> bool:
    head = document.head()
    return head is not None and head.kind == "codes"


def _head_of(document: Document) -> Head:
    head = document.head()
    if head is None:
        fail("syntax", "the head of the document cannot be read", document.origin)
    return head


def handle_of(policy: Policy) -> capi.PolicyHandle:
    """The library's handle. TypeError for anything but a Policy."""
    if not isinstance(policy, Policy):
        raise TypeError(f"expected a Policy, not {type(policy).__name__}")
    return policy._handle


def code_index(policy: Policy, text: str) -> int:
    """Index of a code or sub-code exactly as written; 0 when there is none."""
    if not text or len(text) > 8 or not text.isascii() or "\0" in text:
        return 0
    return capi.code_index(policy._handle, text)
