"""The table of tiers in the small English school's README is what the command answers."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

SCHOOL = Path(__file__).resolve().parents[2] / "examples" / "data" / "our-school"
MONTHS = {"September": "09", "October": "10"}

pytestmark = pytest.mark.skipif(shutil.which("attend") is None, reason="the command is not installed")


def evaluated(*arguments: str) -> dict[str, dict[str, Any]]:
    files = ["--register", "marks.csv", "--pupils", "pupils.csv", "--calendar", "calendar.json"]
    command = ["attend", "evaluate", *arguments, *files, "--as-of", "2025-10-10", "--format", "json"]
    done = subprocess.run(command, cwd=SCHOOL, capture_output=True, text=True, check=True)
    return {pupil["pupil"]: pupil for pupil in json.loads(done.stdout)["pupils"]}


def told() -> list[list[str]]:
    text = (SCHOOL / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \|$", text[text.index("## Tiers") :], flags=re.M)
    return [[pupil, *rest.split(" | ")] for pupil, rest in rows]


def test_the_table_of_tiers_is_true() -> None:
    own = evaluated("--policy", "tiers.json", "--facts", "facts.csv", "--journal", "journal.csv")
    alone = evaluated("--policy", "gb-eng-process")
    rows = told()
    assert [row[0] for row in rows] == sorted(own)
    for pupil, attendance, here, there, partners in rows:
        answer = own[pupil]["tiers"]["our-school-tiers"]
        assert attendance.split(" %")[0] == own[pupil]["measures"]["attendance"]["percent"], pupil
        assert answer["tier"] == f"tier-{here[0]}" and alone[pupil]["tiers"]["gb-eng-process"]["tier"] == f"tier-{there}", pupil
        since = re.search(r"since (\d+) (\w+)", here)
        if since:
            assert answer["since"] == f"2025-{MONTHS[since[2]]}-{int(since[1]):02}", pupil
        assert ("set by hand" in here) == (answer["computed"] != [answer["tier"]]), pupil
        assert ("provisional" in attendance) == answer["provisional"], pupil
        assert {"no": False, "yes": True, "unknown": None}[partners.split(":")[0]] is own[pupil]["flags"]["partners-needed"], pupil
