"""Documents as text: reading files, the bundled ones, and gathering what a document extends or names."""

from __future__ import annotations

import difflib
import os
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Iterable, Sequence, Union

from . import capi
from .errors import AttendError, Finding, document_finding, fail

Source = Union[str, bytes, "os.PathLike[str]", "Document"]
"""What a document may be given as: the id of a bundled one, a path, its text, or a Document."""

KINDS = {capi.KIND_CODES: "codes", capi.KIND_POLICY: "policy", capi.KIND_CALENDAR: "calendar"}
_SIZE_MAX = 4 << 20
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


@dataclass(frozen=True)
class Head:
    """What a document says of itself: kind (``codes``, ``policy``, ``calendar``; empty when it is none of them), id, version,
    and the ids of the documents it extends or takes its codes from."""

    kind: str
    id: str
    version: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Document:
    """One document: where it came from (for messages) and its text."""

    origin: str
    text: bytes

    def head(self) -> Head | None:
        """The head, or None when it cannot be read."""
        return _head(self.text)


@lru_cache(maxsize=256)
def _head(text: bytes) -> Head | None:
    _, _, value = capi.document_head([(text, 0)])
    if value is None:
        return None
    kind, names = value
    return Head(KINDS.get(kind, ""), names[0], names[1], tuple(name.partition("@")[0] for name in names[2:]))


def pack_ids() -> tuple[str, ...]:
    """Ids of the bundled documents, sorted.

    >>> "gb-eng-codes" in pack_ids()
    True
    """
    return capi.pack_ids()


def pack(id: str) -> Document | None:
    """The bundled document of an id, or None."""
    text = capi.pack_text(id) if _ID.fullmatch(id) else None
    return None if text is None else Document(f"pack:{id}", text)


def read_document(path: str | os.PathLike[str]) -> Document:
    """Reads a document. Raises AttendError (``file``) when the file cannot be read."""
    name = os.fspath(path)
    try:
        with open(name, "rb") as file:
            return Document(name, file.read(_SIZE_MAX + 1))
    except OSError as error:
        fail("file", f"cannot be read: {error.strerror or type(error).__name__}", name)
    except ValueError:
        fail("file", "is no file name", name)


def _is_text(source: str) -> bool:
    return source.lstrip().startswith("{")


def _is_path(source: str) -> bool:
    return os.sep in source or source.endswith(".json") or (bool(source) and "\0" not in source and os.path.exists(source))


def _unknown(name: str, known: Iterable[str]) -> Finding:
    close = difflib.get_close_matches(name, sorted(known), 1)
    hint = f"; did you mean '{close[0]}'?" if close else ""
    return Finding("not_found", f"'{name[:80]}' is neither a file nor the id of a bundled document{hint}")


def open_source(source: Source, others: Sequence[Document] = ()) -> Document:
    """The document that a source stands for: an id is looked up among ``others``, then among the bundled documents."""
    if isinstance(source, Document):
        return source
    if isinstance(source, bytes):
        return Document("<text>", source)
    if not isinstance(source, str):
        return read_document(source)
    if _is_text(source):
        return Document("<text>", source.encode("utf-8", "surrogatepass"))
    found = by_id(others).get(source) or pack(source)
    if found is not None:
        return found
    if _is_path(source):
        return read_document(source)
    raise AttendError([_unknown(source, pack_ids())])


def _is_id(source: Source) -> bool:
    return isinstance(source, str) and not _is_text(source) and not _is_path(source)


def open_sources(named: Sequence[Source], documents: Sequence[Source]) -> tuple[list[Document], list[Document]]:
    """The named documents and the others, each once. Raises AttendError listing every source that cannot be opened."""
    findings: list[Finding] = []
    opened: dict[int, Document] = {}
    sources = [*named, *documents]
    for wanted_ids in (False, True):  # files and texts first: an id may be that of one of them
        known = list(opened.values())
        for position, source in enumerate(sources):
            if _is_id(source) is wanted_ids:
                try:
                    opened[position] = open_source(source, known)
                except AttendError as error:
                    findings.extend(error.findings)
    if findings:
        raise AttendError(findings)
    ordered = [opened[position] for position in range(len(sources))]
    roots = _distinct(ordered[: len(named)])
    return roots, [document for document in _distinct(ordered[len(named) :]) if document.text not in {r.text for r in roots}]


def _distinct(documents: Iterable[Document]) -> list[Document]:
    seen: dict[bytes, Document] = {}
    for document in documents:
        seen.setdefault(document.text, document)
    return list(seen.values())


def by_id(documents: Iterable[Document]) -> dict[str, Document]:
    """Documents by id; the first of an id wins, those whose head cannot be read are left out."""
    found: dict[str, Document] = {}
    for document in documents:
        head = document.head()
        if head is not None:
            found.setdefault(head.id, document)
    return found


def closure(roots: Sequence[Document], others: Sequence[Document]) -> list[Document]:
    """The roots and all that they extend or name, from the roots, then ``others``, then the bundled documents.

    A name that is nowhere is left out: the library reports it where it is written.
    """
    known = by_id([*roots, *others])
    gathered = list(roots)
    taken = set(by_id(roots))
    for document in gathered:  # grows while it is walked
        head = document.head()
        for name in head.names if head is not None else ():
            found = known.get(name) or pack(name)
            if found is not None and name not in taken:
                taken.add(name)
                gathered.append(found)
    return gathered


def refuse_unreadable(documents: Sequence[Document]) -> None:
    """Raises AttendError for documents that were handed in but whose head cannot be read: nothing can look for them."""
    unreadable = [document for document in documents if document.head() is None]
    if unreadable:
        raise AttendError([f for f in findings_of(unreadable, 1000) if f.severity == "error"])


def as_rows(documents: Sequence[Document], n_roots: int) -> list[tuple[bytes, int]]:
    """Documents as the library takes them; the first ``n_roots`` are named."""
    return [(d.text, capi.DOCUMENT_ROOT if i < n_roots else 0) for i, d in enumerate(documents)]


def findings_of(documents: Sequence[Document], capacity: int) -> list[Finding]:
    """Everything the library finds in a set of documents, checked together; a policy that comes first is checked as a named one."""
    head = documents[0].head() if documents else None
    named = 1 if head is not None and head.kind == "policy" else 0
    _, rows, _ = capi.document_check(as_rows(documents, named), capacity)
    files = [document.origin for document in documents]
    return [document_finding(row, files) for row in rows]


def load_error(
    documents: Sequence[Document], error: tuple[int, int, int, int, int, int, str, str] | None, status: int
) -> AttendError:
    """The exception for a set that does not load: the loader's error and whatever else a check finds wrong."""
    files = [document.origin for document in documents]
    row = error or (status, -1, 0, 0, -1, -1, "", "")
    first = document_finding(row, files)
    rest = [f for f in findings_of(documents, 1000) if f.severity == "error" and f != first]
    return AttendError([first, *rest])
