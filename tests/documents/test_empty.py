"""Every list and object of every document that is here, made empty in turn: a finding or none, never a crash."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Iterator

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = [*(ROOT / "src/policy/packs").glob("*.json"), *(ROOT / "examples/data").rglob("*.json")]
CHECK = """
import sys, attend
for line in sys.stdin:
    print(len(attend.documents.findings_of([attend.documents.Document("x", line.encode())], 100)))
"""


def emptied(document: Any, value: Any) -> Iterator[str]:
    """The document's text with each list and object below `value` emptied, one at a time."""
    for key in list(value) if isinstance(value, dict) else range(len(value)):
        part = value[key]
        if isinstance(part, (dict, list)):
            value[key] = type(part)()
            yield json.dumps(document)
            value[key] = part
            yield from emptied(document, part)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_anything_may_be_empty(path: Path) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    texts = list(emptied(document, document))
    done = subprocess.run([sys.executable, "-c", CHECK], input="\n".join(texts), capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.returncode, done.stderr[-500:])
    counts = done.stdout.split()
    assert len(counts) == len(texts) > 3
    assert any(count != "0" for count in counts)


@pytest.mark.parametrize("terms", [[], [{"id": "a", "from": "2025-09-01", "to": "2025-12-19", "half_terms": []}]])
def test_a_year_may_have_no_terms_and_a_term_no_halves(tmp_path: Path, terms: list[Any]) -> None:
    calendar = {"format": 1, "semantics": 1, "kind": "calendar", "id": "c", "version": "1", "title": "c",
                "years": {"a": {"from": "2025-08-01", "to": "2026-07-31", "terms": terms}}}
    (tmp_path / "c.json").write_text(json.dumps(calendar))
    done = subprocess.run(["attend", "check", str(tmp_path / "c.json")], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "no findings in 1 document\n")
