"""Writes the bundled documents into one C file, packs_data.c (see packs.h). Runs when the library is built."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

BYTES_A_LINE = 24


class PackError(Exception):
    """A document that cannot be bundled."""


def find_packs(paths: list[Path]) -> list[Path]:
    """The documents named, and those in the directories named."""
    found: list[Path] = []
    for path in paths:
        found.extend(sorted(path.glob("*.json")) if path.is_dir() else [path])
    if not found:
        raise PackError("there is no document to bundle")
    return found


def read_pack(path: Path) -> tuple[str, bytes]:
    """A document's id and text. The file is called after the id, so that both can be found."""
    text = path.read_bytes()
    try:
        document = json.loads(text.decode("utf-8"))
    except ValueError as error:
        raise PackError(f"{path}: {error}") from error
    name = document.get("id") if isinstance(document, dict) else None
    if not isinstance(name, str) or name != path.stem:
        raise PackError(f"{path}: its id is {name!r}, but the file is called {path.stem!r}")
    return name, text


def read_packs(paths: list[Path]) -> list[tuple[str, bytes]]:
    """All documents in order of id."""
    packs = sorted(read_pack(path) for path in find_packs(paths))
    for (name, _), (after, _) in zip(packs, packs[1:]):
        if name == after:
            raise PackError(f"two documents have the id {name!r}")
    return packs


def c_bytes(text: bytes) -> str:
    """Numbers and not a string: compilers limit how long a string may be."""
    lines = [",".join(map(str, text[i:i + BYTES_A_LINE])) for i in range(0, len(text), BYTES_A_LINE)]
    return ",\n".join(lines)


def c_file(packs: list[tuple[str, bytes]]) -> str:
    """The whole C file: all texts in one array, and a row for each without pointers."""
    rows: list[str] = []
    at = 0
    for name, text in packs:
        rows.append(f'    {{"{name}", {at}, {len(text)}}}')
        at += len(text)
    return (
        "/* Made by embed_packs.py from the bundled documents. */\n"
        '#include "policy/packs/packs.h"\n\n'
        "const pack attend__packs[] = {\n" + ",\n".join(rows) + "};\n\n"
        f"const uint32_t attend__n_packs = {len(packs)};\n\n"
        f"const unsigned char attend__pack_texts[{at}] = {{\n" + c_bytes(b"".join(text for _, text in packs)) + "};\n"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the C file to write")
    parser.add_argument("paths", type=Path, nargs="+", help="documents, or directories of documents")
    arguments = parser.parse_args()
    try:
        text = c_file(read_packs(arguments.paths))
    except (PackError, OSError) as error:
        print(f"embed_packs: {error}", file=sys.stderr)
        return 1
    arguments.out.write_bytes(text.encode("ascii"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
