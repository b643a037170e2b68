"""The rules of the house: layers, allowed calls, sizes, source lists."""

from __future__ import annotations

import re
import statistics
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"
LAYERS = ["base", "json", "policy", "register", "engine", "explain"]
BUILD_TOOLS = {"policy/format/fields_dump.c"}  # host programs, not part of the library
LIBC = {"memcpy", "memmove", "memset", "memcmp", "strlen"}
BANNED = re.compile(
    r"\b(malloc|calloc|realloc|free|s?n?printf|fprintf|puts|strto\w+|ato[il]|qsort|bsearch|time|localtime|gmtime|"
    r"getenv|setlocale|fopen|abort|exit|assert|alloca|setjmp|longjmp|rand)\s*\("
)


def sources() -> list[Path]:
    return sorted(p for p in SRC.rglob("*.[ch]") if str(p.relative_to(SRC)) not in BUILD_TOOLS)


def stripped(path: Path) -> str:
    """The code without comments and strings."""
    text = path.read_text(encoding="utf-8")
    return re.sub(r"""/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])'""", lambda m: "\n" * m.group().count("\n"), text, flags=re.S)


def functions(path: Path) -> list[tuple[str, int]]:
    """Name and lines of each function: a definition's closing brace stands alone in the first column."""
    found = []
    name, start = "", 0
    for number, line in enumerate(stripped(path).split("\n"), 1):
        opening = re.match(r"^(?!typedef|struct|enum|union|static const|extern|#)[A-Za-z_].*?(\w+)\(", line)
        if opening and not start:
            name = opening.group(1)
        if re.match(r"^[A-Za-z_].*\{$|^\s+.*\)\s*\{$|^\{$", line) and name and not start:
            start = number
        if line == "}" and start:
            found.append((name, number - start + 1))
            name, start = "", 0
        if line.endswith(";") and not start:
            name = ""
    return found


def test_layers_point_one_way() -> None:
    checked = 0
    for path in sources():
        layer = path.relative_to(SRC).parts[0]
        for include in re.findall(r'#include "([^"]+)"', path.read_text(encoding="utf-8")):
            folder = include.split("/")[0]
            if folder in ("attend",) or "/" not in include:
                continue
            assert folder in LAYERS, f"{path}: {include}"
            assert LAYERS.index(folder) <= LAYERS.index(layer), f"{path.name} in {layer} includes {include}"
            checked += 1
    assert checked > 50


def test_only_the_allowed_headers_and_calls() -> None:
    for path in sources():
        code = stripped(path)
        found = BANNED.search(code)
        assert found is None, f"{path}: {found and found.group()}"
        system = set(re.findall(r"#include <([^>]+)>", code))
        assert system <= {"stdbool.h", "stddef.h", "stdint.h", "string.h", "limits.h"}, f"{path}: {system}"


def test_no_floating_point() -> None:
    for path in sources():
        assert not re.search(r"\b(float|double)\b", stripped(path)), path


def test_every_source_is_listed() -> None:
    listed = set(re.findall(r"^\s+(\w+/[\w/]+\.c)$", (SRC / "CMakeLists.txt").read_text(), flags=re.M))
    there = {str(p.relative_to(SRC)) for p in SRC.rglob("*.c")} - BUILD_TOOLS
    assert listed == there


def test_sizes() -> None:
    lengths = []
    for path in sources():
        assert path.read_text(encoding="utf-8").count("\n") < 600, path
        for name, lines in functions(path):
            assert lines <= 80, f"{path}: {name} has {lines} lines"
            lengths.append(lines)
    assert len(lengths) > 200
    assert statistics.median(lengths) < 15


def test_nothing_is_left_to_do() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split("\n")
    if not any(tracked):
        pytest.skip("not a git checkout")
    for name in tracked:
        path = ROOT / name
        if path.suffix in {".c", ".h", ".py", ".i", ".sh", ".md", ".txt", ".cmake"} and path != Path(__file__):
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"\b(TODO|FIXME|XXX|HACK)\b", text), path


@pytest.mark.parametrize("word", ["static inline", "extern"])
def test_public_headers_hold_declarations_only(word: str) -> None:
    for path in (ROOT / "include/attend").glob("*.h"):
        code = stripped(path).replace('extern \n', "")
        assert word not in re.sub(r"#ifdef __cplusplus.*?#endif", "", code, flags=re.S), path
