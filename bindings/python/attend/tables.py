"""Reading the CSV files of a register: strictly, completely, and in chunks that keep memory small."""

from __future__ import annotations

import csv
import io
import os
from itertools import compress, islice
from typing import Callable, Dict, Iterable, Iterator, NamedTuple, Sequence

from .days import parse_day
from .errors import Finding, Findings

_CHUNK_ROWS = 2_000
_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Names(Dict[str, int]):
    """Gives each new text the next number."""

    def __missing__(self, key: str) -> int:
        value = self[key] = len(self)
        return value


class DayNumbers(Dict[str, int]):
    """Day numbers by their text, each parsed once; BAD_DAY for text that is no date."""

    def __missing__(self, key: str) -> int:
        value = self[key] = parse_day(key)
        return value


class Chunk(NamedTuple):
    """Some rows of a table, column by column, and the line on which each row begins."""

    columns: dict[str, Sequence[str]]
    lines: Sequence[int]


class Table:
    """One CSV file. Problems go to ``findings``; rows that have one are left out."""

    def __init__(self, path: str | os.PathLike[str], findings: Findings) -> None:
        self.file = os.fspath(path)
        self._findings = findings

    def _error(self, status: str, message: str, line: int = 0) -> None:
        self._findings.error(status, message, self.file, line)

    def chunks(self, required: Sequence[str], optional: Sequence[str] = (), own: bool = False) -> Iterator[Chunk]:
        """The rows, with the required columns and those of the optional ones that the file has. ``own``: the file is written for us
        alone, so it may well hold no rows, and a column that is not read may be a slip."""
        data = self._read()
        if data is None:
            return
        text = io.TextIOWrapper(io.BytesIO(data), "utf-8-sig", "replace", newline="")
        rows = _Rows(text, self, one_a_line=b'"' not in data)
        header = rows.header()
        places = None if header is None else self._places(header, required, optional)
        if header is None or places is None:
            return
        if own:
            self._find_strange(header, [*required, *optional])
        n_rows = 0
        for chunk, lines in rows.chunks(len(header)):
            n_rows += len(chunk)
            yield Chunk({name: [row[i] for row in chunk] for name, i in places.items()}, lines)
        if n_rows == 0 and not rows.faulty and not own:
            self._error("empty", "the file has a header and no rows", 1)

    def _read(self) -> bytes | None:
        try:
            with open(self.file, "rb") as file:
                data = file.read()
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else "not a file name"
            self._error("file", f"cannot be read: {reason}")
            return None
        if data[:2] in _UTF16:
            self._error("encoding", "the file is UTF-16; save it as UTF-8", 1)
            return None
        if not data[len(_BOM) if data.startswith(_BOM) else 0 :].strip():
            self._error("empty", "the file is empty", 1)
            return None
        return self._clean(data)

    def _clean(self, data: bytes) -> bytes:
        """Names every line that is not UTF-8 or holds a NUL byte."""
        if b"\0" in data:
            self._name_lines(data, lambda line: b"\0" in line, "the line holds a NUL byte")
            data = data.replace(b"\0", b"?")
        if not _is_utf8(data):
            self._name_lines(data, lambda line: not _is_utf8(line), "the line is not UTF-8")
        return data

    def _name_lines(self, data: bytes, faulty: Callable[[bytes], bool], message: str) -> None:
        for number, line in enumerate(data.split(b"\n"), 1):
            if faulty(line):
                self._error("encoding", message, number)

    def _places(self, header: list[str], required: Sequence[str], optional: Sequence[str]) -> dict[str, int] | None:
        wanted = [*required, *optional]
        repeated = [name for name in wanted if header.count(name) > 1]
        for name in repeated:
            self._error("header", f"the column '{name}' is there more than once", 1)
        missing = [name for name in required if name not in header]
        for name in missing:
            self._error("header", f"the column '{name}' is missing{_header_hint(name, header)}", 1)
        if missing or repeated:
            return None
        return {name: header.index(name) for name in wanted if name in header}

    def _find_strange(self, header: list[str], wanted: Sequence[str]) -> None:
        for name in header:
            if name in wanted or not name:
                continue
            if name.strip().lower() in wanted:
                self._error("header", f"the column '{name[:40]}' is written '{name.strip().lower()}'", 1)
            else:
                message = f"the column '{name[:40]}' is none of those that are read ({', '.join(wanted)})"
                self._findings.add(Finding("header", message, self.file, 1, severity="warning"))

    def row_error(self, status: str, message: str, line: int) -> None:
        """Adds an error of one row."""
        self._error(status, message, line)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _header_hint(name: str, header: list[str]) -> str:
    if len(header) == 1 and any(mark in header[0] for mark in ";\t|"):
        return ": columns are separated by commas"
    alike = [given for given in header if given.strip().lower() == name]
    return f" (it is written exactly so, not '{alike[0][:40]}')" if alike else ""


class _Rows:
    """Reads rows past errors and knows on which line each begins."""

    def __init__(self, text: Iterable[str], table: Table, one_a_line: bool) -> None:
        """``one_a_line``: without quotes no row spans lines, so many are read at once."""
        self._text = iter(text)
        self._table = table
        self._one_a_line = one_a_line
        self._line = 1
        self.faulty = False

    def _fault(self, status: str, message: str, line: int) -> None:
        self.faulty = True
        self._table.row_error(status, message, line)

    def _walk(self, text: Iterable[str]) -> Iterator[tuple[list[str], int]]:
        """Rows one by one, each with its first line; one that is not CSV is a fault, and the walk goes on after it."""
        reader = csv.reader(text, strict=True)
        before = self._line - 1
        while True:
            try:
                for row in reader:
                    first, self._line = self._line, before + reader.line_num + 1
                    yield row, first
                return
            except csv.Error as error:
                self._fault("csv", f"not CSV: {error}", self._line)
                self._line = before + reader.line_num + 1

    def header(self) -> list[str] | None:
        """The first line that holds something."""
        for row, _ in self._walk(self._text):
            if row:
                return row
        return None

    def chunks(self, width: int) -> Iterator[tuple[list[list[str]], Sequence[int]]]:
        """Rows of the right width and their lines, many at a time."""
        for rows, lines in self._batches() if self._one_a_line else self._pieces():
            yield self._fitting(rows, lines, width)

    def _batches(self) -> Iterator[tuple[list[list[str]], Sequence[int]]]:
        while True:
            text = list(islice(self._text, _CHUNK_ROWS))
            if not text:
                return
            try:
                rows, lines = list(csv.reader(text, strict=True)), range(self._line, self._line + len(text))
            except csv.Error:
                pairs = list(self._walk(text))
                yield [row for row, _ in pairs], [line for _, line in pairs]
            else:
                self._line += len(text)
                yield rows, lines

    def _pieces(self) -> Iterator[tuple[list[list[str]], Sequence[int]]]:
        walk = self._walk(self._text)
        while True:
            pairs = list(islice(walk, _CHUNK_ROWS))
            if not pairs:
                return
            yield [row for row, _ in pairs], [line for _, line in pairs]

    def _fitting(
        self, rows: list[list[str]], lines: Sequence[int], width: int
    ) -> tuple[list[list[str]], Sequence[int]]:
        """Leaves out blank lines and rows with the wrong number of fields; the latter are errors."""
        if set(map(len, rows)) <= {width}:
            return rows, lines
        for row, line in zip(rows, lines):
            if row and len(row) != width:
                self._fault("fields", f"the line has {len(row)} fields, the header {width}", line)
        fits = [len(row) == width for row in rows]
        return list(compress(rows, fits)), list(compress(lines, fits))
