"""The script that makes the bundled documents part of the library: what it writes, and what it refuses."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "src/policy/packs/embed_packs.py"


def run(out: Path, *paths: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), "--out", str(out), *map(str, paths)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def texts_of(code: str) -> dict[str, bytes]:
    (body,) = re.findall(r"attend__pack_texts\[\d+\] = \{\n([\d,\s]+)\};", code)
    whole = bytes(map(int, re.findall(r"\d+", body)))
    rows = re.findall(r'\{"([^"]+)", (\d+), (\d+)\}', code)
    assert sum(int(size) for _, _, size in rows) == len(whole)
    return {name: whole[int(at):int(at) + int(size)] for name, at, size in rows}


def test_texts_are_kept_byte_for_byte_in_order_of_id(tmp_path: Path) -> None:
    texts = {"b": '{"id": "b", "title": "é\\n"}\n'.encode(), "a": b'{\r\n"id":"a"}', "a-1": b'{"id": "a-1"}'}
    for name, text in texts.items():
        (tmp_path / f"{name}.json").write_bytes(text)
    done = run(tmp_path / "packs.c", tmp_path)
    assert done.returncode == 0, done.stderr
    code = (tmp_path / "packs.c").read_text(encoding="ascii")
    assert list(texts_of(code)) == ["a", "a-1", "b"]
    assert texts_of(code) == texts
    assert "attend__n_packs = 3;" in code


def test_files_may_be_named_one_by_one(tmp_path: Path) -> None:
    for name in ("x", "y"):
        (tmp_path / f"{name}.json").write_text(f'{{"id": "{name}"}}')
    assert run(tmp_path / "both.c", tmp_path).returncode == 0
    assert run(tmp_path / "named.c", tmp_path / "y.json", tmp_path / "x.json").returncode == 0
    assert (tmp_path / "both.c").read_bytes() == (tmp_path / "named.c").read_bytes()


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("other", b'{"id": "x"}', "its id is 'x'"),
        ("x", b'["x"]', "its id is None"),
        ("x", b'{"id": "x"', "x.json"),
        ("x", b'{"id": "\xff"}', "x.json"),
    ],
)
def test_refused(tmp_path: Path, name: str, text: bytes, message: str) -> None:
    (tmp_path / f"{name}.json").write_bytes(text)
    done = run(tmp_path / "packs.c", tmp_path)
    assert done.returncode == 1
    assert message in done.stderr
    assert not (tmp_path / "packs.c").exists()


def test_no_documents_and_two_of_one_id_are_refused(tmp_path: Path) -> None:
    assert "no document" in run(tmp_path / "packs.c", tmp_path).stderr
    (tmp_path / "x.json").write_text('{"id": "x"}')
    assert "two documents" in run(tmp_path / "packs.c", tmp_path, tmp_path / "x.json").stderr
    assert run(tmp_path / "packs.c", tmp_path / "missing.json").returncode == 1
