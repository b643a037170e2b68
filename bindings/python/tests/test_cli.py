"""The command: formats, exit statuses, files, messages."""

from __future__ import annotations

import csv
import inspect
import io
import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from conftest import BANDED, CALENDAR, DAY, ROWS, days_of, marks_text

import attend
from attend.cli import main


def runner() -> CliRunner:
    """With standard error apart: before click 8.2 that had to be asked for."""
    old = "mix_stderr" in inspect.signature(CliRunner).parameters
    return CliRunner(**({"mix_stderr": False} if old else {}))  # type: ignore[arg-type]


def run(*arguments: str | Path) -> Result:
    result = runner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


def inputs(files: Path, *more: str | Path) -> list[str | Path]:
    return ["--policy", files / "policy.json", "--document", files / "codes.json", "--register", files / "marks.csv",
            "--as-of", DAY, *more]


def test_version() -> None:
    assert run("--version").stdout == f"attend {attend.__version__} (semantics 1)\n"


def test_packs_lists_the_bundled_documents() -> None:
    lines = run("packs").stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(attend.pack_ids())
    assert any(line.split()[1] == "codes" for line in lines)


def test_check_says_so_when_nothing_is_wrong(files: Path) -> None:
    result = run("check", files / "policy.json", files / "codes.json", files / "calendar.json")
    assert (result.exit_code, result.stdout) == (0, "no findings in 3 documents\n")
    result = run("check", "--format", "json", files / "calendar.json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, [])


def test_check_prints_place_path_and_status(files: Path) -> None:
    wrong = files / "wrong.json"
    wrong.write_text('{"format": 1, "semantics": 1, "kind": "policy", "id": "w", "version": "1",\n "title": 3}', encoding="utf-8")
    result = run("check", wrong)
    assert result.exit_code == 1
    assert f"{wrong}:2:11: error: title: " in result.stdout and "[type]" in result.stdout
    found = json.loads(run("check", "--format", "json", wrong).stdout)
    assert list(found[0]) == ["file", "line", "column", "path", "severity", "status", "message"]
    assert (found[0]["file"], found[0]["line"], found[0]["column"]) == (str(wrong), 2, 11)


@pytest.mark.parametrize("text", ["", "{", "nonsense", '{"a": 1,}', "[1, 2", "\x00", '{"a": 1} {'])
def test_check_of_malformed_json_is_a_syntax_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json").write_text(text, encoding="utf-8")
    result = run("check", "--format", "json", tmp_path / "x.json")
    assert result.exit_code == 1 and {found["status"] for found in json.loads(result.stdout)} == {"syntax"}


def test_check_of_missing_files_and_folders(tmp_path: Path) -> None:
    result = run("check", tmp_path / "none.json", tmp_path)
    assert result.exit_code == 1 and result.stdout.count("[file]") == 2


def test_evaluate_json_has_exactly_the_agreed_keys(files: Path) -> None:
    result = run("evaluate", *inputs(files, "--format", "json"))
    assert result.exit_code == 0
    data = json.loads(result.stdout)
    assert list(data) == ["attend", "policy", "as_of", "school", "pupils", "left_out", "findings", "findings_omitted"]
    assert [pupil["pupil"] for pupil in data["pupils"]] == ["a", "b"]
    keys = ["pupil", "measures", "flags", "tiers", "actions", "needs", "missing", "findings"]
    assert all(list(pupil) == keys for pupil in data["pupils"])
    assert data["pupils"][1]["measures"]["attendance"] == {"count": 3, "of": 4, "percent": "75.00"}
    assert data["pupils"][1]["flags"] == {"low": True, "term-low": None, "later": None}


def test_pupils_csv_orders_pupils(files: Path) -> None:
    result = run("evaluate", *inputs(files, "--pupils", files / "pupils.csv", "--format", "json"))
    assert [pupil["pupil"] for pupil in json.loads(result.stdout)["pupils"]] == ["b", "a"]


def test_evaluate_csv_has_one_row_a_pupil(files: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run("evaluate", *inputs(files, "--format", "csv")).stdout)))
    assert [row["pupil"] for row in rows] == ["a", "b"]
    assert (rows[1]["attendance.percent"], rows[1]["low.flag"], rows[1]["term-low.flag"]) == ("75.00", "true", "unknown")
    assert (rows[1]["term.count"], rows[1]["needs"], rows[1]["findings"]) == ("", "calendar in-force", "0")


def test_evaluate_table_shows_the_school_and_the_pupils(files: Path) -> None:
    text = run("evaluate", *inputs(files)).stdout
    assert "62.50 %" in text and "attendance 75.00 %" in text and "term-low unknown" in text
    assert "\x1b" not in text


def test_the_table_is_cut_and_says_so(files: Path) -> None:
    rows = [(f"p{i}", "2025-09-02", "AM", "A") for i in range(100)]
    (files / "marks.csv").write_text(marks_text(rows), encoding="utf-8")
    text = run("evaluate", *inputs(files)).stdout
    assert "... and 60 more" in text and text.count("low") < 120


def test_ids_cannot_act_on_the_terminal(files: Path) -> None:
    (files / "marks.csv").write_text(marks_text([("\x1b[31m[bold]x", "2025-09-02", "AM", "A")]), encoding="utf-8")
    text = run("evaluate", *inputs(files)).stdout
    assert "\x1b" not in text and "\\x1b[31m[bold]x" in text


def test_a_calendar_is_used(files: Path) -> None:
    data = json.loads(run("evaluate", *inputs(files, "--calendar", files / "calendar.json", "--format", "json")).stdout)
    assert data["pupils"][0]["measures"]["term"]["percent"] == "50.00"


def test_every_problem_of_every_file_is_listed_and_nothing_written(files: Path) -> None:
    (files / "policy.json").write_text((files / "policy.json").read_text().replace('"rate"', '"ratio"', 1), encoding="utf-8")
    (files / "calendar.json").write_text("{", encoding="utf-8")
    (files / "marks.csv").write_text("pupil,date,session,code\np,2025-09-02\n", encoding="utf-8")
    out = files / "out.json"
    result = run("evaluate", *inputs(files, "--calendar", files / "calendar.json", "--format", "json", "--out", out))
    assert result.exit_code == 1 and result.stdout == "" and not out.exists()
    statuses = {found["status"] for found in json.loads(result.stderr)}
    assert {"value", "syntax", "fields"} <= statuses


def test_unreadable_lines_and_wrong_rows_are_listed_together(files: Path) -> None:
    text = marks_text([("a", "2025-02-30", "AM", "P"), ("a", DAY, "AM", "p")]) + "b,2025-09-02\n"
    (files / "marks.csv").write_text(text, encoding="utf-8")
    result = run("evaluate", *inputs(files))
    assert result.exit_code == 1 and result.stdout == ""
    assert [line.rsplit("[")[-1] for line in result.stderr.splitlines()] == ["date]", "unknown_code]", "fields]"]


def test_every_error_is_printed_and_fifty_warnings(files: Path) -> None:
    (files / "marks.csv").write_text(marks_text([("a", DAY, "AM", "P")] * 81), encoding="utf-8")
    result = run("evaluate", *inputs(files))
    assert len(result.stderr.splitlines()) == 51 and result.stderr.endswith("... and 30 more\n")
    (files / "marks.csv").write_text(marks_text([("a", DAY, "AM", "?")] * 80), encoding="utf-8")
    result = run("evaluate", *inputs(files))
    assert len(result.stderr.splitlines()) == 80
    result = run("evaluate", *inputs(files, "--format", "json"))
    assert len(json.loads(result.stderr)) == 80


def test_quarantine_lists_the_pupils_and_exits_3(files: Path) -> None:
    (files / "marks.csv").write_text(marks_text([*ROWS, ("c", DAY, "AM", "?")]), encoding="utf-8")
    assert run("evaluate", *inputs(files, "--format", "json")).exit_code == 1
    result = run("evaluate", *inputs(files, "--format", "json", "--quarantine"))
    data = json.loads(result.stdout)
    assert result.exit_code == 3
    assert [(out["pupil"], out["findings"][0]["line"]) for out in data["left_out"]] == [("c", 10)]
    assert [pupil["pupil"] for pupil in data["pupils"]] == ["a", "b"]
    table = run("evaluate", *inputs(files, "--quarantine"))
    assert table.exit_code == 3 and "left out: c (unknown_code)" in table.stdout
    assert run("evaluate", *inputs(files, "--format", "csv", "--quarantine")).exit_code == 3
    (files / "marks.csv").write_text(marks_text(ROWS), encoding="utf-8")
    assert run("evaluate", *inputs(files, "--quarantine")).exit_code == 0


def test_quarantine_does_not_excuse_lines_that_cannot_be_read(files: Path) -> None:
    (files / "marks.csv").write_text(marks_text(ROWS) + "c,2025-09-02\n", encoding="utf-8")
    assert run("evaluate", *inputs(files, "--quarantine")).exit_code == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["evaluate"], ["nonsense"], ["check"], ["check", "--format", "xml", "x"],
        ["evaluate", "--policy", "gb-eng-statutory", "--register", "m.csv"],
        ["evaluate", "--policy", "gb-eng-statutory", "--register", "m.csv", "--as-of", "03/09/2025"],
        ["evaluate", "--policy", "gb-eng-statutory", "--register", "m.csv", "--as-of", "2025-02-30"],
        ["explain", "--policy", "gb-eng-statutory", "--register", "m.csv", "--as-of", DAY],
    ],
)
def test_wrong_usage_exits_2(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


@pytest.mark.parametrize("option", ["--policy", "--register", "--pupils", "--calendar", "--document"])
def test_missing_files_exit_1_and_are_named(files: Path, option: str) -> None:
    result = run("evaluate", *inputs(files, option, files / "none.x"))
    assert result.exit_code == 1 and "none.x" in result.stderr and result.stdout == ""


def test_out_replaces_a_file_whole_and_keeps_its_mode(files: Path) -> None:
    out = files / "out.csv"
    out.write_text("old")
    out.chmod(0o640)
    result = run("evaluate", *inputs(files, "--format", "csv", "--out", out))
    assert (result.exit_code, result.stdout) == (0, "")
    assert out.read_text().startswith("pupil,") and stat.S_IMODE(out.stat().st_mode) == 0o640
    assert not [name for name in os.listdir(files) if name.startswith(".attend")]


@pytest.mark.parametrize("out", [".", "none/out.json"])
def test_out_that_cannot_be_written_exits_1(files: Path, out: str) -> None:
    result = run("evaluate", *inputs(files, "--format", "json", "--out", files / out))
    assert result.exit_code == 1 and "cannot be written" in result.stderr


def test_explain_as_text_and_json(files: Path) -> None:
    result = run("explain", *inputs(files, "--pupil", "b"))
    assert result.exit_code == 0 and "75" in result.stdout
    one = run("explain", *inputs(files, "--pupil", "b", "--item", "low"))
    assert one.stdout and one.stdout in result.stdout
    data = json.loads(run("explain", *inputs(files, "--pupil", "b", "--format", "json")).stdout)
    assert list(data) == ["attend", "policy", "as_of", "pupil", "reasons"] and len(data["reasons"]) == 10


def test_explain_of_nobody_or_nothing_exits_1_without_the_id(files: Path) -> None:
    nobody = run("explain", *inputs(files, "--pupil", "jane-doe"))
    assert nobody.exit_code == 1 and "jane-doe" not in nobody.stderr and "[not_found]" in nobody.stderr
    assert run("explain", *inputs(files, "--pupil", "b", "--item", "none")).exit_code == 1


def test_findings_are_said_on_standard_error(files: Path) -> None:
    (files / "marks.csv").write_text(marks_text([*ROWS, ROWS[0]]), encoding="utf-8")
    result = run("evaluate", *inputs(files))
    assert result.exit_code == 0 and "marks.csv:10: warning:" in result.stderr


def test_an_unforeseen_failure_shows_no_traceback(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("pupil b")

    monkeypatch.setattr("attend.cli.commands.evaluate_files", broken)
    result = run("evaluate", *inputs(files))
    assert (result.exit_code, result.stderr) == (
        1, "attend: internal error (RuntimeError); set ATTEND_TRACEBACK=1 to see where\n")


def as_process(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "attend", *map(str, arguments)], capture_output=True, check=False,
                          cwd=Path(sys.executable).parent, env={**os.environ, **environment})


def test_as_a_process_the_bytes_are_the_same_and_utf8_in_any_locale(files: Path) -> None:
    (files / "marks.csv").write_text(marks_text([("Zoë", "2025-09-02", "AM", "A")]), encoding="utf-8")
    for format in ("json", "csv", "table"):
        runs = [as_process("evaluate", *inputs(files, "--format", format), PYTHONUTF8="0", LC_ALL=locale)
                for locale in ("C", "C.UTF-8")]
        assert [done.returncode for done in runs] == [0, 0], runs[0].stderr
        assert "Zoë".encode() in runs[0].stdout
        assert b"\x1b" not in runs[0].stdout


def test_a_process_says_one_line_for_a_wrong_file(files: Path) -> None:
    done = as_process("evaluate", *inputs(files, "--calendar", files))
    assert done.returncode == 1 and done.stdout == b"" and len(done.stderr.splitlines()) == 1


def test_output_to_a_closed_pipe_is_quiet(files: Path) -> None:
    command = [sys.executable, "-m", "attend", "evaluate", *map(str, inputs(files, "--format", "json"))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=files) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


def test_an_input_is_never_overwritten(files: Path) -> None:
    before = (files / "marks.csv").read_bytes()
    result = run("evaluate", *inputs(files, "--out", files / "marks.csv"))
    assert result.exit_code == 2 and "is an input" in result.stderr
    assert (files / "marks.csv").read_bytes() == before


def test_a_calendar_of_other_sessions_is_named(files: Path) -> None:
    calendar = {**CALENDAR, "sessions": {"DAY": {"title": "All day", "order": 1}}}
    (files / "other.json").write_text(json.dumps(calendar), encoding="utf-8")
    result = run("evaluate", *inputs(files, "--calendar", files / "other.json"))
    assert result.exit_code == 1 and "other.json:1: error: sessions: " in result.stderr and "(AM, PM)" in result.stderr


def test_a_broken_document_is_not_passed_over(files: Path) -> None:
    (files / "broken.json").write_text("{", encoding="utf-8")
    result = run("evaluate", *inputs(files, "--document", files / "broken.json"))
    assert result.exit_code == 1 and "broken.json:1:" in result.stderr and result.stdout == ""


def test_output_that_cannot_be_written_is_said(files: Path) -> None:
    command = [sys.executable, "-m", "attend", "evaluate", *map(str, inputs(files))]
    for shell in (">/dev/full", ">&-"):
        done = subprocess.run(["sh", "-c", f'"$@" {shell}', "sh", *command], capture_output=True, text=True, check=False, cwd=files)
        assert done.returncode == 1 and "standard output" in done.stderr and "internal" not in done.stderr, done.stderr


def test_a_threshold_keeps_its_source_when_several_values_are_alike(files: Path) -> None:
    (files / "marks.csv").write_text(marks_text([("a", DAY, "AM", "/")]), encoding="utf-8")
    for item, source in (("unauthorised-ten-days", "2024/208"), ("persistent-absence", "absence statistics")):
        text = run("explain", "--policy", "gb-eng-statutory", "--register", files / "marks.csv", "--as-of", DAY, "--pupil", "a",
                   "--item", item).stdout
        (line,) = [line for line in text.splitlines() if "threshold:" in line]
        assert source in line


def test_explain_lists_whom_quarantine_left_out(files: Path) -> None:
    rows = [*ROWS, ("c", DAY, "AM", "P"), ("c", DAY, "AM", "A")]
    (files / "marks.csv").write_text(marks_text(rows), encoding="utf-8")
    result = run("explain", *inputs(files, "--quarantine", "--pupil", "a"))
    assert result.exit_code == 3 and "left out: c (conflict)" in result.stderr and "marks.csv:11" in result.stderr


# -- tiers, facts, journal --

LATER = "2025-09-08"
FACTS = "pupil,fact,value,from,to\nb,complex,true,2025-09-03,\n"
JOURNAL = ("id,date,recorded,pupil,policy,step,event,item,outcome,party,role,from,to,origin,note\n"
           "1,2025-09-04,2025-09-04,a,tiered,,tier_override,some,,,head,,2025-09-12,,A private matter\n"
           "2,2025-09-05,,b,,mentoring,started,,,,,,,,\n")


@pytest.fixture
def tiers(files: Path) -> list[str | Path]:
    """The inputs of a run of three pupils with facts and a journal."""
    rows = [*days_of("a", "PP PP PP PP PP"), *days_of("b", "AA AP AA AA AP"), *days_of("c", "AA AA AA PP -P")]
    (files / "marks.csv").write_text(marks_text(rows), encoding="utf-8")
    (files / "facts.csv").write_text(FACTS, encoding="utf-8")
    (files / "journal.csv").write_text(JOURNAL, encoding="utf-8")
    return ["--policy", files / "tiered.json", "--document", files / "codes.json", "--register", files / "marks.csv",
            "--facts", files / "facts.csv", "--journal", files / "journal.csv", "--as-of", LATER]


def test_evaluate_json_has_the_tiers(tiers: list[str | Path]) -> None:
    data = json.loads(run("evaluate", *tiers, "--format", "json").stdout)
    assert data["school"]["tiers"] == {"tiered": {"base": 0, "some": 1, "high": 1, "unknown": 1}}
    found = [pupil["tiers"]["tiered"] for pupil in data["pupils"]]
    assert list(found[0]) == ["tier", "since", "provisional", "at_least", "at_most", "needs", "computed", "why"]
    assert [tier["tier"] for tier in found] == ["some", "high", None]
    assert found[0]["why"].startswith("set by a person from 2025-09-04 to 2025-09-12; computed: base; ")
    assert found[1]["why"].startswith("stays in high: no event of mentoring since 2025-09-05")
    assert found[2]["needs"] == ["complex"] and found[2]["why"].startswith("some or high: needs complex; attendance 33.33 % (3 of 9 sessions")


def test_evaluate_csv_has_columns_of_tiers(tiers: list[str | Path]) -> None:
    rows = list(csv.DictReader(io.StringIO(run("evaluate", *tiers, "--format", "csv").stdout)))
    parts = ("tier", "at_least", "at_most", "since", "provisional", "needs")
    assert [[row[f"tiered.{part}"] for part in parts] for row in rows] == [
        ["some", "some", "some", "2025-09-04", "false", ""], ["high", "high", "high", "2025-09-03", "false", ""],
        ["", "some", "high", "2025-09-02", "false", "complex"]]
    assert "set by a person" in rows[0]["tiered.why"]


def test_evaluate_table_counts_tiers_and_lists_pupils_above_the_lowest(tiers: list[str | Path], files: Path) -> None:
    text = run("evaluate", *tiers).stdout
    lines = [line.split() for line in text.splitlines() if line.strip()]
    assert ["tiered", "some", "Some", "1", "3"] in lines and ["tiered", "not", "known", "more", "than", "one", "is", "possible", "1", "3"] in lines
    assert "some (set by a person)" in text and "some to high" in text and "complex" in text
    (files / "marks.csv").write_text(marks_text(days_of("a", "PP PP PP PP PP")), encoding="utf-8")
    (files / "facts.csv").write_text("pupil,fact,value\na,barrier:anxiety,false\n", encoding="utf-8")
    (files / "journal.csv").write_text(JOURNAL.splitlines()[0] + "\n", encoding="utf-8")
    assert "No pupil has a flag that is true or unknown, or a tier above the lowest." in run("evaluate", *tiers).stdout


def test_the_table_of_several_policies_says_alike_things_once(tiers: list[str | Path], files: Path) -> None:
    (files / "banded.json").write_text(json.dumps(BANDED), encoding="utf-8")
    (files / "journal.csv").write_text(JOURNAL.replace("b,,mentoring", "b,tiered,mentoring"), encoding="utf-8")
    text = run("evaluate", *tiers, "--policy", files / "banded.json").stdout
    pupils = text[text.index("Pupil") :]
    assert "tiered high" in pupils and "banded red" in pupils
    assert pupils.count("attendance 20.00 %") == 1 and "banded/attendance" not in pupils


def test_explain_tells_what_a_person_asks_next(tiers: list[str | Path]) -> None:
    lines = run("explain", *tiers, "--pupil", "c", "--item", "tiered").stdout.splitlines()
    assert lines[0].startswith("c, as of 2025-09-08, by tiered (rules ")
    assert lines[2].startswith("tiered: between some (Some) and high (A lot) since 2025-09-02: needs complex")
    assert lines[3] == "  absence from 2025-09-02 to 2025-09-08: A 6"
    assert lines[4].startswith("  some or high: needs complex; attendance 33.33 % (3 of 9 sessions, 2025-09-02 to 2025-09-08): below 50 %")
    assert lines[5:7] == ["  1 unmarked session: provisional until they are marked",
                          "  Low: yes, attendance below 90 %: 33.33 % (3 of 9 sessions)"]
    assert lines[7] == "" and any("complex: not known" in line for line in lines[8:])


def test_explain_begins_with_the_tiers(tiers: list[str | Path]) -> None:
    text = run("explain", *tiers, "--pupil", "b").stdout
    assert text.index("tiered: high") < text.index("low: yes") < text.index("attendance 20.00 % (2 of 10 sessions)\n")
    data = json.loads(run("explain", *tiers, "--pupil", "b", "--format", "json").stdout)
    first = data["reasons"][0]
    assert (first["op"], first["absence"][0]["codes"], first["supposing"]) == ("tiers", {"A": 8}, [])
    assert first["beside"][0]["flag"] == "low" and first["beside"][0]["truth"] is True
    assert [reason["op"] for reason in data["reasons"]] == ["tiers", "flag", "flag", "measure", "measure", "measure"]


def statutory(files: Path, rows: list[tuple[str, str, str, str]], day: str, policy: str) -> list[str | Path]:
    present = {"AM": "/", "PM": "\\"}
    rows = [(*row[:3], present[row[2]] if row[3] == "P" else row[3]) for row in rows]
    (files / "marks.csv").write_text(marks_text(rows), encoding="utf-8")
    return ["--policy", policy, "--register", files / "marks.csv", "--as-of", day, "--pupil", "p", "--item", policy]


def test_explain_supposes_that_reasons_are_found(files: Path) -> None:
    rows = days_of("p", " ".join(["NN", *["PP"] * 4, "IN", *["PP"] * 9]))
    text = run("explain", *statutory(files, rows, "2025-09-22", "gb-eng-process")).stdout
    assert "  absence from 2025-09-02 to 2025-09-22: N 3, I 1" in text.splitlines()
    assert "  3 N to be explained: if all became I: attendance 86.67 %, tier-2 (as now); unexplained-overdue: no" in text.splitlines()


def test_explain_at_exactly_ninety_per_cent_tells_the_national_rule(files: Path) -> None:
    rows = days_of("p", " ".join(["PI", *["PP"] * 4] * 4))
    lines = run("explain", *statutory(files, rows, "2025-09-29", "gb-eng-foundations")).stdout.splitlines()
    assert "  attendance 90.00 % (36 of 40 sessions, 2025-09-02 to 2025-09-29): at least 90 %, below 95 %" in lines
    assert "  Persistently absent by the national rule: yes, absence at least 10 %: 10.00 % (4 of 40 sessions)" in lines


def check_inputs(files: Path) -> list[str | Path]:
    return ["check", files / "tiered.json", files / "codes.json", "--register", files / "marks.csv", "--facts", files / "facts.csv",
            "--journal", files / "journal.csv"]


def test_check_with_a_register_counts_pupils_by_tier(tiers: list[str | Path], files: Path) -> None:
    result = run(*check_inputs(files))
    assert (result.exit_code, result.stdout.splitlines()) == (0, [
        "no findings in 2 documents", "tiered, as of 2025-09-08", "  base: 0 of 3 pupils", "  some: 1 of 3 pupils", "  high: 1 of 3 pupils",
        "  more than one is possible: 1 of 3 pupils"])
    found = json.loads(run(*check_inputs(files), "--format", "json", "--as-of", "2025-09-02").stdout)
    infos = [line for line in found if line["severity"] == "info"]
    assert [(line["status"], line["message"]) for line in infos][:2] == [("caseload", "base: 1 of 3 pupils"), ("caseload", "some: 0 of 3 pupils")]
    assert {line["file"] for line in infos} == {str(files / "tiered.json")}
    assert {line["status"] for line in found if line["severity"] == "warning"} == {"after_as_of"}


def test_check_with_a_register_of_a_policy_without_tiers_says_so(files: Path) -> None:
    result = run("check", files / "policy.json", files / "codes.json", "--register", files / "marks.csv")
    assert result.exit_code == 0 and result.stdout.endswith("no policy among the files has tiers\n")


def test_check_with_a_register_lists_what_is_wrong_with_it(tiers: list[str | Path], files: Path) -> None:
    (files / "facts.csv").write_text(FACTS + "b,complex,perhaps,,\n", encoding="utf-8")
    result = run(*check_inputs(files))
    assert result.exit_code == 1 and "facts.csv:3: error:" in result.stderr and result.stdout == ""
    (files / "tiered.json").write_text("{", encoding="utf-8")
    result = run(*check_inputs(files))
    assert result.exit_code == 1 and "[syntax]" in result.stdout and "facts.csv" not in result.output
    assert run("check", files / "codes.json", "--facts", files / "facts.csv").exit_code == 2


def test_check_with_a_register_takes_one_policy_of_an_id(tiers: list[str | Path], files: Path) -> None:
    (files / "other.json").write_text((files / "tiered.json").read_text(), encoding="utf-8")
    result = run(*check_inputs(files), files / "other.json")
    assert result.exit_code == 1 and "[duplicate]" in result.stderr


def test_faults_of_facts_and_journal_are_listed_and_nothing_written(tiers: list[str | Path], files: Path) -> None:
    (files / "facts.csv").write_text(FACTS + "b,complex,false,,2025-09-03\nc,complex,true,2025-02-30,\nc,early\n", encoding="utf-8")
    (files / "journal.csv").write_text(JOURNAL + "3,2025-09-05,,a,,mentoring,stated,,,,,,,,secret\n", encoding="utf-8")
    out = files / "out.json"
    result = run("evaluate", *tiers, "--out", out)
    assert result.exit_code == 1 and result.stdout == "" and not out.exists() and "secret" not in result.stderr
    found = [(Path(line.split(":")[0]).name, line.split(":")[1], line.rsplit("[")[-1]) for line in result.stderr.splitlines()]
    assert found == [("facts.csv", "2", "contradiction]"), ("facts.csv", "4", "date]"), ("facts.csv", "5", "fields]"),
                     ("journal.csv", "4", "unknown_event]")]


def test_faults_of_facts_and_journal_in_quarantine(tiers: list[str | Path], files: Path) -> None:
    (files / "facts.csv").write_text(FACTS + "c,complex,maybe,,\n", encoding="utf-8")
    (files / "journal.csv").write_text(JOURNAL + "3,2025-09-05,,a,,mentoring,stated,,,,,,,,\n", encoding="utf-8")
    result = run("evaluate", *tiers, "--quarantine", "--format", "json")
    data = json.loads(result.stdout)
    assert result.exit_code == 3 and [pupil["pupil"] for pupil in data["pupils"]] == ["b"]
    assert [(left["pupil"], left["findings"][0]["status"]) for left in data["left_out"]] == [("a", "unknown_event"), ("c", "fact_value")]


def test_pupils_known_from_facts_or_the_journal_alone_are_warnings(tiers: list[str | Path], files: Path) -> None:
    (files / "facts.csv").write_text(FACTS + "zoe,complex,true,,\n", encoding="utf-8")
    (files / "journal.csv").write_text(JOURNAL + "3,2025-09-05,,zoe,,mentoring,started,,,,,,,,\n", encoding="utf-8")
    result = run("evaluate", *tiers)
    assert result.exit_code == 0 and result.stderr.count("[unknown_pupil]") == 2 and "zoe" not in result.output


@pytest.mark.parametrize("option", ["--facts", "--journal"])
def test_missing_and_overwritten_facts_and_journals(tiers: list[str | Path], files: Path, option: str) -> None:
    result = run("evaluate", *tiers, option, files / "none.csv")
    assert result.exit_code == 1 and "none.csv" in result.stderr
    name = f"{option[2:]}.csv"
    assert run("evaluate", *tiers, "--out", files / name).exit_code == 2 and (files / name).read_text() in (FACTS, JOURNAL)
