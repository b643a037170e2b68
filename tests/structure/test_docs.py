"""Documentation that cannot rot: links, code blocks, generated pages, changelog headings."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(encoding="utf-8"), flags=re.M | re.S)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if not target.startswith(("http:", "https:")):
            assert (page.parent / target).exists(), target


def test_policy_format_examples_are_right(tmp_path: Path) -> None:
    examples = blocks(ROOT / "docs/policy-format.md", "json")
    assert len(examples) >= 4
    files = []
    for i, text in enumerate(examples):
        files.append(tmp_path / f"{i}-{json.loads(text)['kind']}.json")
        files[-1].write_text(text)
    done = subprocess.run(["attend", "check", *map(str, files)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_readme_c_runs(tmp_path: Path) -> None:
    installed = os.environ.get("ATTEND_INSTALLED")
    if not installed:
        pytest.skip("ATTEND_INSTALLED does not name an installed tree")
    (block,) = blocks(ROOT / "README.md", "c")
    assert block.count("\n") <= 14
    includes = "\n".join(line for line in block.split("\n") if line.startswith("#include"))
    body = "\n".join(line for line in block.split("\n") if not line.startswith("#include"))
    source = tmp_path / "readme.c"
    source.write_text(f"{includes}\n#include <stdio.h>\nint main(void) {{\n{body}\nreturn 0;\n}}\n")
    library = next(Path(installed).rglob("libattend.a"))
    flags = ["-std=c11", "-Wall", "-Wextra", "-Werror", f"-I{installed}/include"]
    subprocess.run(["gcc", *flags, str(source), str(library), "-o", str(tmp_path / "readme")], check=True)
    out = subprocess.run([str(tmp_path / "readme")], capture_output=True, text=True, check=True).stdout
    (shown,) = re.findall(r"<!-- c output -->\n```text\n(.*?)```", (ROOT / "README.md").read_text(), flags=re.S)
    assert out == shown


def test_readme_python_runs() -> None:
    (block,) = blocks(ROOT / "README.md", "python")
    assert block.count("\n") <= 8
    done = subprocess.run([sys.executable, "-c", block], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    (shown,) = re.findall(r"<!-- python output -->\n```text\n(.*?)```", (ROOT / "README.md").read_text(), flags=re.S)
    assert done.stdout == shown


def test_readme_commands_say_what_is_shown() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"^```console\n\$ (attend .*?)\n(.*?)^```$", text, flags=re.M | re.S)
    assert shown
    for command, output in shown:
        done = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=ROOT, check=False)
        assert done.stdout.rstrip() == output.rstrip(), command


def test_field_reference_is_generated(tmp_path: Path) -> None:
    build = os.environ.get("ATTEND_BUILD")
    if not build:
        pytest.skip("ATTEND_BUILD does not name a build directory")
    subprocess.run(["cmake", "--build", build, "--target", "attend_fields_dump"], check=True, capture_output=True)
    dump = tmp_path / "fields.json"
    dump.write_bytes(subprocess.run([f"{build}/src/attend_fields_dump"], check=True, capture_output=True).stdout)
    done = subprocess.run([sys.executable, str(ROOT / "docs/tools/make_field_docs.py"), "--check", str(dump)],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_packs_and_examples_match_the_schema() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    checked = 0
    for path in [*(ROOT / "src/policy/packs").glob("*.json"), *(ROOT / "examples/data").rglob("*.json")]:
        document = json.loads(path.read_text(encoding="utf-8"))
        schema = json.loads((ROOT / f"docs/reference/schema/{document['kind']}.schema.json").read_text())
        jsonschema.validate(document, schema)
        checked += 1
    assert checked >= 5


def test_changelog_headings() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "## [Unreleased]" in text or re.search(r"^## \[\d", text, flags=re.M)
    known = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security", "Decisions", "Policy format", "ABI"}
    assert set(re.findall(r"^### (.+)$", text, flags=re.M)) <= known
