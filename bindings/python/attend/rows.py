"""Rows of a register as columns, and how they are put in the library's order and terms."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field, replace
from itertools import compress
from typing import TYPE_CHECKING, Any, Protocol, Sequence, Union

from . import capi
from .days import BAD_DAY
from .policy import Policy, code_index
from .tables import Names

if TYPE_CHECKING:
    from typing_extensions import Buffer


class Array(Protocol):
    """What numpy arrays look like to a type checker that does not know buffers yet (before Python 3.12)."""

    @property
    def __array_interface__(self) -> dict[str, Any]: ...


AnyBuffer = Union["Buffer", Array]
"""One-dimensional memory of one item type: bytes, array.array, memoryview, numpy, Arrow buffers."""

_BLANKS = ("", "-")  # how files write "no mark", unless the policy has such a code
_NO_SESSION = 255


@dataclass
class Marks:
    """Marks, one entry a mark in each column. ``session`` and ``code`` are positions in the names, or, when ``indexed``, what the
    library takes. ``line`` is empty when rows are simply counted."""

    file: str
    pupil: Any
    day: Any
    session: Any
    code: Any
    line: array[int]
    session_names: Names = field(default_factory=Names)
    code_names: Names = field(default_factory=Names)
    indexed: bool = False

    @classmethod
    def empty(cls, file: str) -> Marks:
        """No marks yet."""
        return cls(file, array("I"), array("i"), array("I"), array("I"), array("I"))

    @classmethod
    def of_columns(cls, file: str, pupil: Any, day: Any, session: Any, code: Any) -> Marks:
        """The caller's own columns, checked for type and length."""
        capi.columns_check(pupil, day, session, code)
        columns = memoryview(pupil), memoryview(day), memoryview(session), memoryview(code)
        return cls(file, columns[0], columns[1], columns[2], columns[3], array("I"), indexed=True)

    def __len__(self) -> int:
        return len(self.pupil)

    def line_of(self, row: int) -> int:
        """The line (or number, from 1) of a row."""
        return self.line[row] if len(self.line) else row + 1

    def code_text(self, row: int) -> str:
        """The code of a row as written; empty when only its index is known."""
        return "" if self.indexed else _name_at(self.code_names, self.code[row])

    def session_text(self, row: int) -> str:
        """The session of a row as written; empty when only its index is known."""
        return "" if self.indexed else _name_at(self.session_names, self.session[row])


def _name_at(names: Names, position: int) -> str:
    return list(names)[position]


@dataclass
class Spells:
    """Enrolment spells. ``given`` is False when the register has none at all: then everyone is enrolled on every day."""

    file: str
    given: bool
    pupil: array[int]
    first: array[int]
    last: array[int]
    line: array[int]

    @classmethod
    def empty(cls, file: str) -> Spells:
        """No spells yet."""
        return cls(file, True, array("I"), array("i"), array("i"), array("I"))

    @classmethod
    def none(cls) -> Spells:
        """Everyone is enrolled on every day."""
        return cls("", False, array("I"), array("i"), array("i"), array("I"))

    def append(self, pupil: int, first: int, last: int, line: int) -> None:
        """Adds one spell."""
        self.pupil.append(pupil)
        self.first.append(first)
        self.last.append(last)
        self.line.append(line)

    def line_of(self, row: int) -> int:
        """The line (or number, from 1) of a spell."""
        return self.line[row]

    def arranged(self, rank: Sequence[int]) -> Spells:
        """The spells by pupil (renumbered), then first day."""
        order = sorted(range(len(self.pupil)), key=lambda i: (rank[self.pupil[i]], self.first[i]))
        kept = Spells.empty(self.file)
        kept.given = self.given
        for i in order:
            kept.append(rank[self.pupil[i]], self.first[i], self.last[i], self.line[i])
        return kept

    def packed(self) -> array[int]:
        """The spells as the library takes them: pupil, first day, last day, 0."""
        return array("i", (word for row in zip(self.pupil, self.first, self.last) for word in (*row, 0)))


def _gather(column: array[int], order: array[int]) -> array[int]:
    """The column's entries, of four bytes each, in an order."""
    taken = array(column.typecode, bytes(4 * len(order)))
    capi.rows_gather(memoryview(column).cast("B").cast("I"), order, memoryview(taken).cast("B").cast("I"))
    return taken


def arranged(marks: Marks, rank: Sequence[int]) -> Marks:
    """The marks by pupil (renumbered), then day, then as they stood."""
    pupil = array("I", map(rank.__getitem__, marks.pupil))
    order = array("I", bytes(4 * len(pupil)))
    if not len(marks.line):
        marks = replace(marks, line=array("I", range(1, len(pupil) + 1)))
    if capi.rows_order(pupil, marks.day, order):
        return replace(marks, pupil=pupil)
    columns: dict[str, Any] = {name: _gather(getattr(marks, name), order) for name in ("day", "session", "code", "line")}
    return replace(marks, pupil=_gather(pupil, order), **columns)


@dataclass
class Resolved:
    """Marks with the policy's session and code indices beside them."""

    marks: Marks
    session: Any
    code: Any
    unresolved: list[int]
    """Rows whose code is unknown although every index has a code; of any other policy none."""


def in_terms_of(marks: Marks, policy: Policy) -> Resolved:
    """The marks in the policy's terms. Rows whose code is empty or ``-`` are left out when nothing else of them is wrong; names that the
    policy does not have become indices that it does not have either, for the library to judge."""
    if marks.indexed:
        return Resolved(marks, marks.session, marks.code, [])
    slots = {name: slot for slot, name in enumerate(policy.sessions)}
    sessions = [slots.get(name, _NO_SESSION) for name in marks.session_names]
    nothing = _free_index(policy)
    codes = [code_index(policy, name) or nothing for name in marks.code_names]
    marks = _without_blank(marks, sessions, policy)
    session = bytes(map(sessions.__getitem__, marks.session))
    code = bytes(map(codes.__getitem__, marks.code))
    unresolved = [row for row, index in enumerate(code) if index == 0] if nothing == 0 else []
    return Resolved(marks, session, code, unresolved)


def _without_blank(marks: Marks, sessions: Sequence[int], policy: Policy) -> Marks:
    blank = {marks.code_names[text] for text in _BLANKS if text in marks.code_names and not code_index(policy, text)}
    if not blank:
        return marks
    rows = zip(marks.code, marks.day, marks.session)
    kept = [code not in blank or day == BAD_DAY or sessions[slot] == _NO_SESSION for code, day, slot in rows]
    names = ("pupil", "day", "session", "code", "line")
    columns: dict[str, Any] = {name: _only(getattr(marks, name), kept) for name in names}
    return replace(marks, **columns)


def _only(column: array[int], kept: Sequence[bool]) -> array[int]:
    return array(column.typecode, compress(column, kept))


def _free_index(policy: Policy) -> int:
    """An index that no code has; 0 when all 255 are taken."""
    used = set(policy.codes.values())
    return next((index for index in range(255, 0, -1) if index not in used), 0)
