"""Files that nobody should send, against the command: exit status 1, file and line named, no traceback, nothing written.

The commands run in this process; a few also run as programs of their own. ATTEND_TRACEBACK makes an exception that the
command would hide come out.
"""

from __future__ import annotations

import csv
import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from attend.cli import main
from bridge import ROOT
from click.testing import CliRunner, Result

PACKS = ROOT / "src" / "policy" / "packs"
TEXTS = ROOT / "tests" / "json"
N_MUTATIONS = 200
GOOD_MARKS = "pupil,date,session,code\na,2025-09-01,AM,/\na,2025-09-01,PM,\\\nb,2025-09-01,AM,I\nb,2025-09-01,PM,U\n"
HEAD = '{"format": 1, "semantics": 1, "kind": "policy", "id": "x", "version": "1", "title": "X"'


def command(*arguments: str) -> Result:
    """Runs the command; an exception that is not its way to exit is a failure."""
    done = CliRunner().invoke(main, list(arguments), env={"ATTEND_TRACEBACK": "1"})
    assert done.exception is None or isinstance(done.exception, SystemExit), (arguments, repr(done.exception))
    assert "Traceback" not in done.output and "internal error" not in done.output, done.output
    return done


def findings_of(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(text)
    assert all(set(each) == {"file", "line", "column", "path", "severity", "status", "message"} for each in found)
    return found


def evaluate_files(
    tmp_path: Path,
    *,
    policy: str = "gb-eng-statutory",
    marks: bytes = GOOD_MARKS.encode(),
    pupils: bytes | None = None,
    facts: bytes | None = None,
    journal: bytes | None = None,
    calendar: bytes | None = None,
    quarantine: bool = False,
) -> tuple[Result, Path]:
    """`attend evaluate` on files with these bytes, writing over a file that is there already."""
    out = tmp_path / "out.json"
    out.write_bytes(b"what was there before")
    arguments = ["evaluate", "--policy", policy, "--as-of", "2025-09-05", "--format", "json", "--out", str(out)]
    for option, name, content in (
        ("register", "marks.csv", marks),
        ("pupils", "pupils.csv", pupils),
        ("facts", "facts.csv", facts),
        ("journal", "journal.csv", journal),
        ("calendar", "calendar.json", calendar),
    ):
        if content is not None:
            (tmp_path / name).write_bytes(content)
            arguments += [f"--{option}", str(tmp_path / name)]
    return command(*arguments, *(["--quarantine"] if quarantine else [])), out


def assert_refused(done: Result, out: Path, file: str, line: int, status: str) -> None:
    assert done.exit_code == 1, done.output
    assert out.read_bytes() == b"what was there before"
    assert sorted(path.name for path in out.parent.iterdir() if path.name.startswith(".attend-")) == []
    errors = [each for each in findings_of(done.stderr) if each["severity"] == "error"]
    assert any(
        Path(each["file"] or "").name == file and each["line"] == line and each["status"] == status for each in errors
    ), errors


# --- documents ------------------------------------------------------------------------------------------------------

DOCUMENTS: list[tuple[str, bytes, int, str]] = [
    ("zero bytes", b"", 1, "syntax"),
    ("white space", b" \n\n ", 3, "syntax"),
    ("cut off", HEAD.encode(), 1, "syntax"),
    ("cut off in a string", b'{"format": 1,\n "title": "abc', 2, "syntax"),
    ("levels without end", b"[" * 100_000, 1, "syntax"),
    ("objects without end", b'{"a":' * 50_000, 1, "syntax"),
    ("a key twice", HEAD.encode() + b',\n"title": "Y"}', 2, "syntax"),
    ("a key twice, escaped", HEAD.encode() + b',\n"\\u0074itle": "Y"}', 2, "syntax"),
    ("a byte order mark", b"\xef\xbb\xbf" + HEAD.encode() + b"}", 1, "syntax"),
    ("UTF-16", HEAD.encode("utf-16"), 1, "syntax"),
    ("NUL bytes", b"\0" * 1000, 1, "syntax"),
    ("noise", bytes(random.Random(7).randrange(256) for _ in range(5000)), 1, "syntax"),
    ("bytes that are no UTF-8", HEAD.encode() + b',\n"note": "\xff"}', 2, "syntax"),
    ("a comment", b"// policy\n" + HEAD.encode() + b"}", 1, "syntax"),
    ("more than 4 MiB", b" " * (4 << 20) + HEAD.encode() + b"}", 0, "limit"),
    ("no object", b"[]", 1, "type"),
    ("a word", b'"gb-eng-statutory"', 1, "type"),
    ("no members", b"{}", 1, "required"),
    (
        "an integer beyond all bounds",
        HEAD.replace('"format": 1', '"format":\n' + "9" * 4000).encode() + b"}",
        2,
        "newer",
    ),
    ("a fraction", HEAD.replace('"format": 1', '"format":\n1.0').encode() + b"}", 2, "value"),
    ("an exponent", HEAD.replace('"format": 1', '"format":\n1e99').encode() + b"}", 2, "value"),
    ("a newer format", HEAD.replace('"format": 1', '"format":\n2').encode() + b"}", 2, "newer"),
    ("newer semantics", HEAD.replace('"semantics": 1', '"semantics":\n7').encode() + b"}", 2, "newer"),
    ("an unknown kind", HEAD.replace('"policy"', '\n"tiers"').encode() + b"}", 2, "kind"),
    ("an unknown member", HEAD.encode() + b',\n"colour": "red"}', 2, "unknown_key"),
    ("a base that is nowhere", HEAD.encode() + b', "extends": [\n"no-such-document"]}', 2, "reference"),
    ("itself as its base", HEAD.encode() + b', "codes": "gb-eng-codes", "extends": [\n"x"]}', 2, "cycle"),
    ("codes that are nowhere", HEAD.encode() + b',\n"codes": "no-such-codes"}', 2, "reference"),
    (
        "a measure that is nowhere",
        HEAD.encode() + b', "codes": "gb-eng-codes", "sources": {"s": {"title": "S", "kind": "practice"}},'
        b'"flags": {"f": {"title": "F", "source": "s", "when": {\n"measure": "nothing", "above": 1}}}}',
        2,
        "reference",
    ),
]


@pytest.mark.parametrize(("text", "line", "status"), [pytest.param(*each[1:], id=each[0]) for each in DOCUMENTS])
def test_a_wrong_policy(tmp_path: Path, text: bytes, line: int, status: str) -> None:
    file = tmp_path / "policy.json"
    file.write_bytes(text)
    checked = command("check", str(file), "--format", "json")
    assert checked.exit_code == 1
    assert any(
        each["line"] == line and each["status"] == status for each in findings_of(checked.stdout)
    ), checked.stdout
    done, out = evaluate_files(tmp_path, policy=str(file))
    assert_refused(done, out, "policy.json", line, status)


def test_policies_that_extend_each_other(tmp_path: Path) -> None:
    names = ["a", "b", "c"]
    for name, base in zip(names, names[1:] + names[:1]):
        (tmp_path / f"{name}.json").write_text(
            HEAD.replace('"x"', f'"{name}"') + f', "codes": "gb-eng-codes", "extends": ["{base}"]}}'
        )
    checked = command("check", *(str(tmp_path / f"{name}.json") for name in names), "--format", "json")
    assert checked.exit_code == 1
    assert {each["status"] for each in findings_of(checked.stdout)} == {"cycle"}


@pytest.mark.parametrize("text", [each[1] for each in DOCUMENTS[:16]], ids=[each[0] for each in DOCUMENTS[:16]])
def test_a_wrong_calendar(tmp_path: Path, text: bytes) -> None:
    done, out = evaluate_files(tmp_path, calendar=text)
    assert done.exit_code == 1
    assert out.read_bytes() == b"what was there before"
    assert any(Path(each["file"] or "").name == "calendar.json" for each in findings_of(done.stderr)), done.stderr


def test_a_policy_is_no_calendar_and_a_calendar_no_policy(tmp_path: Path) -> None:
    done, out = evaluate_files(tmp_path, calendar=(PACKS / "gb-eng-codes.json").read_bytes())
    assert_refused(done, out, "calendar.json", 2, "kind")
    done, out = evaluate_files(tmp_path, policy="gb-eng-codes")
    assert done.exit_code == 1 and out.read_bytes() == b"what was there before"


# --- registers ------------------------------------------------------------------------------------------------------

TOP = b"pupil,date,session,code\n"
REGISTERS: list[tuple[str, bytes, int, str]] = [
    ("zero bytes", b"", 1, ""),
    ("a header alone", TOP, 1, ""),
    ("no header", b"a,2025-09-01,AM,/\n", 1, ""),
    ("a column is missing", b"pupil,date,code\na,2025-09-01,/\n", 1, ""),
    ("a column twice", b"pupil,date,session,code,code\na,2025-09-01,AM,/,I\n", 1, ""),
    ("UTF-16", (TOP + b"a,2025-09-01,AM,/\n").decode().encode("utf-16"), 1, "encoding"),
    ("bytes that are no UTF-8", TOP + b"a,2025-09-01,AM,/\nb\xff,2025-09-01,AM,/\n", 3, ""),
    ("NUL bytes", TOP + b"a,2025-09-01,AM,/\n\0,2025-09-01,AM,/\n", 3, ""),
    ("noise", bytes(random.Random(8).randrange(256) for _ in range(5000)), 1, ""),
    ("too few fields", TOP + b"a,2025-09-01,AM,/\na,2025-09-01\n", 3, ""),
    ("too many fields", TOP + b"a,2025-09-01,AM,/\na,2025-09-01,PM,/,and,more\n", 3, ""),
    ("a quote without end", TOP + b'a,2025-09-01,AM,/\n"a,2025-09-01,PM,/\n', 3, ""),
    ("an empty pupil", TOP + b"a,2025-09-01,AM,/\n,2025-09-01,PM,/\n", 3, "pupil"),
    ("a day that does not exist", TOP + b"a,2025-09-01,AM,/\na,2025-02-29,AM,/\n", 3, "date"),
    ("a day in another form", TOP + b"a,2025-09-01,AM,/\na,01/09/2025,PM,/\n", 3, "date"),
    ("a day of year 0", TOP + b"a,2025-09-01,AM,/\na,0000-01-01,PM,/\n", 3, "date"),
    ("a code that is none", TOP + b"a,2025-09-01,AM,/\na,2025-09-01,PM,???\n", 3, "unknown_code"),
    (
        "a code that never ends",
        TOP + b"a,2025-09-01,AM,/\na,2025-09-01,PM," + b"x" * 100_000 + b"\n",
        3,
        "unknown_code",
    ),
    ("a session that is none", TOP + b"a,2025-09-01,AM,/\na,2025-09-01,EVENING,/\n", 3, "unknown_session"),
    ("two marks for one session", TOP + b"a,2025-09-01,AM,/\na,2025-09-01,AM,I\n", 3, "conflict"),
]


@pytest.mark.parametrize(("marks", "line", "status"), [pytest.param(*each[1:], id=each[0]) for each in REGISTERS])
def test_a_wrong_register(tmp_path: Path, marks: bytes, line: int, status: str) -> None:
    done, out = evaluate_files(tmp_path, marks=marks)
    found = findings_of(done.stderr)
    assert_refused(done, out, "marks.csv", line, status or found[0]["status"])


def test_marks_over_more_than_twenty_years(tmp_path: Path) -> None:
    done, _ = evaluate_files(tmp_path, marks=TOP + b"a,2005-08-18,AM,/\na,2025-09-01,AM,/\n")  # 7,320 days: the most
    assert done.exit_code == 0, done.output
    done, out = evaluate_files(tmp_path, marks=TOP + b"a,2005-08-01,AM,/\na,2025-09-01,AM,/\n")
    assert_refused(done, out, "marks.csv", 2, "limit")


PUPILS: list[tuple[str, bytes, int, str]] = [
    ("a header alone", b"pupil,admitted,left\n", 1, ""),
    ("a day that does not exist", b"pupil,admitted,left\na,2025-09-31,\nb,2025-09-01,\n", 2, "date"),
    ("left before admitted", b"pupil,admitted,left\na,2025-09-01,\nb,2025-09-01,2025-08-01\n", 3, "date_order"),
    ("spells that overlap", b"pupil,admitted,left\na,2025-09-01,\nb,2025-09-01,\na,2025-09-03,\n", 4, "overlap"),
    ("no day", b"pupil,admitted,left\na,,\nb,2025-09-01,\n", 2, "date"),
]


@pytest.mark.parametrize(("pupils", "line", "status"), [pytest.param(*each[1:], id=each[0]) for each in PUPILS])
def test_wrong_pupils(tmp_path: Path, pupils: bytes, line: int, status: str) -> None:
    done, out = evaluate_files(tmp_path, pupils=pupils)
    found = [each for each in findings_of(done.stderr) if Path(each["file"] or "").name == "pupils.csv"]
    assert found, done.stderr
    assert_refused(done, out, "pupils.csv", line, status or found[0]["status"])


def test_a_pupil_who_is_not_enrolled(tmp_path: Path) -> None:
    done, out = evaluate_files(tmp_path, pupils=b"pupil,admitted\na,2025-09-01\n")
    assert_refused(done, out, "marks.csv", 4, "no_enrolment")
    done, out = evaluate_files(tmp_path, pupils=b"pupil,admitted\na,2025-09-01\n", quarantine=True)
    assert done.exit_code == 3
    result = json.loads(out.read_text(encoding="utf-8"))
    assert [each["pupil"] for each in result["pupils"]] == ["a"]
    assert [each["pupil"] for each in result["left_out"]] == ["b"]


def test_messages_name_no_pupil(tmp_path: Path) -> None:
    done, _ = evaluate_files(
        tmp_path, marks=TOP + b"Wilhelmina,2025-09-01,AM,?\nWilhelmina,2025-02-30,AM,/\n,2025-09-01,X,/\n"
    )
    assert done.exit_code == 1
    assert "Wilhelmina" not in done.output


@pytest.mark.parametrize("name", ["missing.csv", ".", "\0", "x" * 5000])
def test_names_that_are_no_files(tmp_path: Path, name: str) -> None:
    file = name if name == "\0" else str(tmp_path / name)
    out = tmp_path / "out.json"
    for policy, marks in ((file, str(tmp_path / "marks.csv")), ("gb-eng-statutory", file)):
        (tmp_path / "marks.csv").write_text(GOOD_MARKS)
        done = command("evaluate", "--policy", policy, "--register", marks, "--as-of", "2025-09-05", "--out", str(out))
        assert done.exit_code == 1
        assert not out.exists()


def test_an_output_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "marks.csv").write_text(GOOD_MARKS)
    for out in (tmp_path, tmp_path / "no" / "such" / "folder.json"):
        done = command(
            "evaluate",
            "--policy",
            "gb-eng-statutory",
            "--register",
            str(tmp_path / "marks.csv"),
            "--as-of",
            "2025-09-05",
            "--out",
            str(out),
        )
        assert done.exit_code == 1, done.output
    assert [path.name for path in tmp_path.iterdir()] == ["marks.csv"]


# --- random changes -------------------------------------------------------------------------------------------------


def mutated(data: bytes, source: random.Random) -> bytes:
    """A few bytes changed, taken out, put in or repeated; or the end cut off."""
    result = bytearray(data)
    for _ in range(source.randint(1, 4)):
        at = source.randrange(len(result))
        how = source.randrange(6)
        if how == 0:
            result[at] = source.randrange(256)
        elif how == 1:
            result[at] = source.choice(b'{}[]",:\\0123456789-\n\r ')
        elif how == 2:
            del result[at : at + source.randint(1, 30)]
        elif how == 3:
            result[at:at] = source.choice(
                [b'"', b"null", b"-1", b"{}", b"\xff", b"\0", b",,", b"\n\n", b"99999999999999999999"]
            )
        elif how == 4:
            result[at:at] = result[at : at + source.randint(1, 200)]
        elif source.random() < 0.2:
            del result[at:]
        if not result:
            break
    return bytes(result)


@pytest.mark.parametrize("pack", ["gb-eng-codes", "gb-eng-statutory"])
def test_changed_packs(tmp_path: Path, pack: str) -> None:
    source = random.Random(pack)
    data = (PACKS / f"{pack}.json").read_bytes()
    other = str(PACKS / ("gb-eng-statutory.json" if pack == "gb-eng-codes" else "gb-eng-codes.json"))
    file, marks, out = tmp_path / "pack.json", tmp_path / "marks.csv", tmp_path / "out.json"
    marks.write_text(GOOD_MARKS)
    statuses = set()
    for _ in range(N_MUTATIONS):
        file.write_bytes(mutated(data, source))
        checked = command("check", str(file), other, "--format", "json")
        roots = [str(file), other] if pack == "gb-eng-statutory" else [other, str(file)]
        out.unlink(missing_ok=True)
        done = command(
            "evaluate",
            "--policy",
            roots[0],
            "--document",
            roots[1],
            "--register",
            str(marks),
            "--as-of",
            "2025-09-05",
            "--format",
            "json",
            "--out",
            str(out),
        )
        assert checked.exit_code in (0, 1) and done.exit_code in (0, 1)
        assert out.exists() == (done.exit_code == 0)
        if done.exit_code == 0:
            assert len(json.loads(out.read_text(encoding="utf-8"))["pupils"]) == 2
        found = findings_of(checked.stdout)
        assert (checked.exit_code == 1) == any(each["severity"] == "error" for each in found)
        statuses |= {each["status"] for each in found}
    assert {"syntax", "unknown_key"} <= statuses and len(statuses) > 3, statuses


def test_changed_registers(tmp_path: Path) -> None:
    source = random.Random("marks")
    rows = [("pupil", "date", "session", "code")]
    for pupil in ("a", "b", '"quoted", pupil', "é"):
        rows += [
            (pupil, f"2025-09-0{day}", session, source.choice("/\\ILUN"))
            for day in range(1, 6)
            for session in ("AM", "PM")
        ]
    file = tmp_path / "good.csv"
    with file.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows(rows)
    data = file.read_bytes()
    codes = set()
    for _ in range(2 * N_MUTATIONS):
        marks = mutated(data, source)
        quarantine = source.random() < 0.3
        done, out = evaluate_files(tmp_path, marks=marks, quarantine=quarantine)
        assert done.exit_code in ((0, 1, 3) if quarantine else (0, 1)), done.output
        if done.exit_code == 1:
            assert out.read_bytes() == b"what was there before"
            assert findings_of(done.stderr)
        else:
            json.loads(out.read_text(encoding="utf-8"))
        codes.add(done.exit_code)
    assert codes == {0, 1, 3}


# --- our suite of JSON texts ----------------------------------------------------------------------------------------


def _expected() -> dict[str, tuple[int, int]]:
    with (TEXTS / "expected.tsv").open(encoding="utf-8", newline="") as file:
        return {row["file"]: (int(row["line"]), int(row["column"])) for row in csv.DictReader(file, delimiter="\t")}


def test_every_invalid_text_is_a_syntax_error_at_its_place() -> None:
    expected = _expected()
    assert {path.name for path in (TEXTS / "invalid").iterdir()} == set(expected)
    assert len(expected) > 200
    for name, place in expected.items():
        done = command("check", str(TEXTS / "invalid" / name), "--format", "json")
        found = findings_of(done.stdout)
        assert done.exit_code == 1
        assert [(each["status"], each["line"], each["column"]) for each in found] == [("syntax", *place)], name


def test_no_valid_text_is_a_syntax_error() -> None:
    names = sorted((TEXTS / "valid").iterdir())
    assert len(names) > 50
    for path in names:
        done = command("check", str(path), "--format", "json")
        assert "syntax" not in {each["status"] for each in findings_of(done.stdout)}, path.name


# --- as a program ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "{file}"],
        ["evaluate", "--policy", "{file}", "--register", "{marks}", "--as-of", "2025-09-05", "--out", "{out}"],
        ["evaluate", "--policy", "gb-eng-statutory", "--register", "{file}", "--as-of", "2025-09-05", "--out", "{out}"],
    ],
)
def test_as_a_program(tmp_path: Path, arguments: list[str]) -> None:
    places = {"file": tmp_path / "noise.json", "marks": tmp_path / "marks.csv", "out": tmp_path / "out"}
    places["file"].write_bytes(b"{\xff\0\n" * 100)
    places["marks"].write_text(GOOD_MARKS)
    environment = {name: value for name, value in os.environ.items() if name != "ATTEND_TRACEBACK"}
    done = subprocess.run(
        [sys.executable, "-m", "attend", *(each.format(**places) for each in arguments)],
        capture_output=True,
        env=environment,
        cwd=tmp_path,
        check=False,
    )
    said = (done.stdout + done.stderr).decode()
    assert done.returncode == 1, said
    assert "Traceback" not in said and "internal error" not in said
    assert "noise.json:1" in said
    assert not places["out"].exists()
