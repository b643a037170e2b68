"""Policies, calendars and checks."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import date
from pathlib import Path

import pytest
from conftest import CALENDAR, CODES, POLICY

import attend


def test_a_policy_lists_what_is_in_it(policy: attend.Policy) -> None:
    assert policy.ids == ("small",)
    assert [item.id for item in policy.measures] == [*sorted(POLICY["measures"], key=list(POLICY["measures"]).index)]
    assert {item.id: item.kind for item in policy.measures}["trend"] == "difference"
    assert [item.id for item in policy.flags] == list(POLICY["flags"])
    later = {item.id: item for item in policy.flags}["later"]
    assert (later.first_day, later.last_day, later.source) == (date(2030, 1, 1), None, "head")
    assert policy.sessions == ("AM", "PM")
    assert policy.codes == {"P": 1, "A": 2, "I": 3, "#": 4, "M": 5, "X": 6}
    assert [item.id for item in policy.params] == ["line"]


def test_codes_are_dated_and_sub_codes_count_as_their_code(policy: attend.Policy) -> None:
    assert policy.code("I1", "2025-09-01").index == 3
    assert policy.code("X", "2025-09-01").validity == "retired_code"
    assert policy.code("X", "2020-01-01").classes == {"possible", "absent"}
    assert policy.code("M", date(2025, 9, 1)).session == "AM"
    for unknown in ("i", "", "P\0", "é", "PPPPPPPPPP"):
        with pytest.raises(attend.AttendError, match="unknown_code"):
            policy.code(unknown, "2025-09-01")


def test_a_code_set_may_stand_among_the_named(policy: attend.Policy) -> None:
    named = attend.Policy.load(json.dumps(CODES), json.dumps(POLICY))
    assert named.ids == ("small",) and named.digest == policy.digest
    with pytest.raises(attend.AttendError, match="kind"):
        attend.Policy.load(json.dumps(CODES))


def test_documents_are_found_by_id_in_files_texts_and_packs(files: Path) -> None:
    by_path = attend.Policy.load(files / "policy.json", documents=[str(files / "codes.json")])
    by_text = attend.Policy.load(json.dumps(POLICY).encode(), documents=[json.dumps(CODES)])
    assert by_path.digest == by_text.digest
    overlay = {"format": 1, "semantics": 1, "kind": "policy", "id": "ours", "version": "1", "title": "Ours",
               "extends": ["gb-eng-statutory"]}
    assert [d.origin for d in attend.Policy.load(json.dumps(overlay)).documents] == [
        "<text>", "pack:gb-eng-statutory", "pack:gb-eng-codes"]


def test_a_named_id_may_be_that_of_a_document_given(policy: attend.Policy) -> None:
    overlay = {"format": 1, "semantics": 1, "kind": "policy", "id": "ours", "version": "1", "title": "Ours", "extends": ["small"]}
    both = attend.Policy.load(json.dumps(overlay), "small", documents=[json.dumps(POLICY), json.dumps(CODES)])
    assert both.ids == ("ours", "small")
    assert {"attendance", "small/attendance"} <= {item.id for item in both.measures}


def test_the_same_document_twice_is_one(policy: attend.Policy) -> None:
    text, codes = json.dumps(POLICY), json.dumps(CODES)
    assert attend.Policy.load(text, text, documents=[codes, codes, text]).digest == policy.digest


def test_an_unknown_id_suggests_a_bundled_one() -> None:
    with pytest.raises(attend.AttendError) as caught:
        attend.Policy.load("gb-eng-statuary", "no/such/file.json")
    assert {finding.status for finding in caught.value.findings} == {"not_found", "file"}
    assert "did you mean 'gb-eng-statutory'?" in str([str(f) for f in caught.value.findings])


def test_no_policy_at_all_is_an_error() -> None:
    with pytest.raises(attend.AttendError, match="argument"):
        attend.Policy.load()


def test_errors_of_a_document_have_a_place_and_are_all_listed() -> None:
    wrong = copy.deepcopy(POLICY)
    wrong["measures"]["attendance"]["kind"] = "ratio"
    wrong["flags"]["low"]["colour"] = "red"
    with pytest.raises(attend.AttendError) as caught:
        attend.Policy.load(json.dumps(wrong, indent=1), documents=[json.dumps(CODES)])
    found = {(f.status, f.path.split(".")[0]) for f in caught.value.findings}
    assert {("value", "measures"), ("unknown_key", "flags")} <= found
    assert all(f.file == "<text>" and f.line > 1 and f.column > 0 for f in caught.value.findings)
    assert caught.value.line == caught.value.findings[0].line


def test_malformed_json_is_a_syntax_error_with_its_place() -> None:
    with pytest.raises(attend.AttendError) as caught:
        attend.Policy.load('{"format": 1,\n "kind": policy}')
    assert (caught.value.status, caught.value.line, caught.value.column) == ("syntax", 2, 10)


def test_a_policy_pickles_by_its_documents(policy: attend.Policy) -> None:
    again = pickle.loads(pickle.dumps(policy))
    assert (again.digest, again.ids, again.measures) == (policy.digest, policy.ids, policy.measures)


def test_an_error_pickles() -> None:
    with pytest.raises(attend.AttendError) as caught:
        attend.Policy.load("nothing")
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.findings == caught.value.findings


def test_a_policy_takes_no_new_attributes(policy: attend.Policy) -> None:
    with pytest.raises(AttributeError):
        policy.digests = "typo"  # type: ignore[attr-defined]


def test_a_calendar_answers_about_days(calendar: attend.Calendar) -> None:
    assert calendar.day("2025-09-01").closure == "Staff training"
    assert calendar.day("2025-09-01").sessions == ()
    tuesday = calendar.day(date(2025, 9, 2))
    assert (tuesday.sessions, tuesday.school_day, tuesday.year, tuesday.term) == ((0, 1), 1, "2025-26", "autumn")
    assert calendar.add("2025-09-02", 5, "school_days") == date(2025, 9, 9)
    assert calendar.next_school_day("2025-09-06") == date(2025, 9, 8)
    with pytest.raises(attend.AttendError, match="calendar_end"):
        calendar.next_school_day("2026-01-05")
    with pytest.raises(attend.AttendError, match="argument"):
        calendar.add("2025-09-02", 1, "fortnights")
    assert pickle.loads(pickle.dumps(calendar)).day("2025-09-02") == tuesday


def test_a_policy_is_no_calendar() -> None:
    with pytest.raises(attend.AttendError, match="kind"):
        attend.Calendar.load("gb-eng-codes")


def test_check_finds_nothing_wrong_with_good_files(files: Path) -> None:
    assert attend.check([files / "policy.json", files / "codes.json", files / "calendar.json"]) == []


def test_check_needs_the_documents_that_a_file_names(files: Path) -> None:
    findings = attend.check([files / "policy.json"])
    assert [f.status for f in findings] == ["reference"]
    assert (findings[0].file, findings[0].path) == (str(files / "policy.json"), "codes")


def test_check_keeps_files_of_one_id_apart(files: Path) -> None:
    (files / "second.json").write_text(json.dumps({**CALENDAR, "title": "Another with the same id"}), encoding="utf-8")
    assert attend.check([files / "calendar.json", files / "second.json"]) == []


def test_check_names_files_that_cannot_be_read(tmp_path: Path) -> None:
    findings = attend.check([tmp_path, tmp_path / "none.json", "a\0b"])
    assert [f.status for f in findings] == ["file", "file", "file"]
    assert [f.file for f in findings] == [str(tmp_path), str(tmp_path / "none.json"), "a\0b"]
    assert "\0" not in str(findings[2])


@pytest.mark.parametrize("id", attend.pack_ids())
def test_bundled_documents_are_right(id: str, tmp_path: Path) -> None:
    from attend.documents import pack

    document = pack(id)
    assert document is not None
    (tmp_path / "pack.json").write_bytes(document.text)
    assert attend.check([tmp_path / "pack.json"]) == []


def test_days_are_dates_or_text(policy: attend.Policy) -> None:
    from datetime import datetime

    assert policy.code("P", datetime(2025, 9, 1)).index == 1
    for wrong in ("01/09/2025", "2025-02-30", "2025-9-1", "2200-01-01", "", "2025-09-01\n"):
        with pytest.raises(attend.AttendError, match="date"):
            policy.code("P", wrong)
    with pytest.raises(attend.AttendError):
        policy.code("P", datetime(2025, 9, 1, 8))
    with pytest.raises(TypeError):
        policy.code("P", 20250901)  # type: ignore[arg-type]
