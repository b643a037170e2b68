"""Promises that the built library itself has to keep. ATTEND_BUILD names the build directory."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEADERS = sorted((ROOT / "include/attend").glob("*.h"))
ALLOWED = {
    "memcpy", "memmove", "memset", "memcmp", "strlen", "__stack_chk_fail",
    # what every shared object's start-up code may name
    "__cxa_finalize", "__gmon_start__", "_ITM_deregisterTMCloneTable", "_ITM_registerTMCloneTable",
}


def run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def library() -> Path:
    build = os.environ.get("ATTEND_BUILD")
    if not build:
        pytest.skip("ATTEND_BUILD does not name a build directory")
    return Path(build) / "src" / "libattend.so"


def declared() -> set[str]:
    text = "\n".join(p.read_text(encoding="utf-8") for p in HEADERS)
    return set(re.findall(r"^ATTEND_API [^;(]*?\b(attend_\w+)\(", text, flags=re.M))


def mapped() -> set[str]:
    return set(re.findall(r"\b(attend_\w+);", (ROOT / "src/attend.map").read_text(encoding="utf-8")))


def test_headers_and_map_agree() -> None:
    assert declared() == mapped()
    assert len(declared()) >= 40


def test_exports_are_the_declared_functions(library: Path) -> None:
    symbols = [line.split()[-1] for line in run("nm", "-D", "--defined-only", str(library)).splitlines()]
    assert {s.split("@")[0] for s in symbols if not s.startswith("ATTEND_")} == declared()
    assert all(s.endswith("@@ATTEND_0.1") for s in symbols if s.startswith("attend_"))


def test_undefined_symbols_are_few(library: Path) -> None:
    undefined = {line.split()[-1].split("@")[0] for line in run("nm", "-D", "--undefined-only", str(library)).splitlines()}
    assert undefined <= ALLOWED, undefined - ALLOWED


def test_no_writable_data(library: Path) -> None:
    archive = library.with_name("libattend.a")
    writable = [line for line in run("nm", str(archive)).splitlines() if re.search(r" [bBdDC] ", line)]
    assert writable == []


def test_soname(library: Path) -> None:
    assert "libattend.so.0]" in run("readelf", "-d", str(library))


def test_no_relocations_of_data(library: Path) -> None:
    """Constant tables hold no pointers that the loader must patch beyond .data.rel.ro, which is read-only after start."""
    sections = run("readelf", "-S", "--wide", str(library))
    assert not re.search(r"\s\.data\s+PROGBITS\s+\S+\s+\S+\s+0*[1-9a-f][0-9a-f]{2,}", sections)


@pytest.mark.parametrize("standard", ["c11", "c17", "c++11", "c++20"])
def test_every_header_stands_alone(standard: str, tmp_path: Path) -> None:
    compiler = "g++" if "++" in standard else "gcc"
    for header in HEADERS:
        source = tmp_path / ("one.cc" if "++" in standard else "one.c")
        source.write_text(f'#include "attend/{header.name}"\n#include "attend/{header.name}"\ntypedef int unit;\n')
        warnings = ["-Wall", "-Wextra", "-Wpedantic", "-Wpadded", "-Werror"]
        run(compiler, f"-std={standard}", *warnings, f"-I{ROOT / 'include'}", "-c", str(source), "-o", str(tmp_path / "one.o"))


def test_every_function_says_what_it_must() -> None:
    text = "\n".join(p.read_text(encoding="utf-8") for p in HEADERS)
    documented = 0
    for comment, declaration in re.findall(r"/\*\*((?:(?!\*/).)*)\*/\s*(ATTEND_API [^;]*;)", text, flags=re.S):
        name = re.search(r"\b(attend_\w+)\(", declaration)
        assert name is not None
        assert "@brief" in comment and "@since" in comment and "@par Threads" in comment, name.group(1)
        assert ("@return" in comment) == (not declaration.startswith("ATTEND_API void ")), name.group(1)
        if "attend_status attend" in declaration:
            assert "ATTEND_OK" in comment or "ATTEND_E_" in comment, name.group(1)
        documented += 1
    assert documented == len(declared())


def test_layouts_are_frozen(tmp_path: Path) -> None:
    """Rows never change size; blocks only grow."""
    source = tmp_path / "sizes.c"
    sizes = {"attend_finding": 512, "attend_reason": 96, "attend_item": 80, "attend_code": 40, "attend_spell": 16,
             "attend_row_finding": 40, "attend_calendar_day": 56, "attend_register": 152, "attend_batch": 96,
             "attend_document": 24, "attend_fact": 32, "attend_event": 64, "attend_tier_decision": 64}
    asserts = "\n".join(f'_Static_assert(sizeof({name}) == {size}, "{name}");' for name, size in sizes.items())
    source.write_text(f'#include "attend/attend.h"\n{asserts}\n')
    run("gcc", "-std=c11", f"-I{ROOT / 'include'}", "-c", str(source), "-o", str(tmp_path / "sizes.o"))
