"""Evaluations: figures, columns, reasons, findings."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import date

import pytest
from conftest import CALENDAR, CODES, DAY, POLICY, ROWS

import attend


def finding_list(error: attend.AttendError) -> list[tuple[str, int]]:
    return [(finding.status, finding.line) for finding in error.findings]


def test_figures_of_one_pupil(policy: attend.Policy, register: attend.Register) -> None:
    result = attend.evaluate(policy, register, DAY)
    assert result.pupils == ("a", "b")
    assert result.pupil("a") == {
        "pupil": "a",
        "measures": {
            "attendance": {"count": 2, "of": 4, "percent": "50.00"},
            "absences": {"count": 2, "of": None, "percent": None},
            "absent-days": {"count": 2, "of": 2, "percent": None},
            "run": {"count": 1, "of": None, "percent": None},
            "trend": {"count": -4, "of": 4, "percent": "-100.00"},
            "term": {"count": None, "of": None, "percent": None},
            "enough": {"count": 2, "of": 4, "percent": "50.00"},
        },
        "flags": {"low": True, "term-low": None, "later": None},
        "tiers": {}, "actions": [], "needs": ["calendar", "in-force"], "missing": 0, "findings": [],
    }


def test_school_sums_counts_and_never_means_rates(policy: attend.Policy) -> None:
    rows = [*ROWS, ("c", "2025-09-03", "AM", "A")]
    school = attend.evaluate(policy, attend.Register.from_rows(rows), DAY).school()
    assert school["pupils"] == 3
    assert school["measures"]["attendance"] == {"count": 5, "of": 9, "percent": "55.56", "pupils": 3}
    assert school["measures"]["enough"] == {"count": 5, "of": 9, "percent": "55.56", "pupils": 3}
    assert school["measures"]["absences"] == {"count": 4, "of": None, "percent": None, "pupils": 3}
    assert school["measures"]["absent-days"] == {"count": 4, "of": 2, "percent": None, "pupils": 3}
    assert school["measures"]["term"] == {"count": None, "of": None, "percent": None, "pupils": 0}
    assert "run" not in school["measures"] and "trend" not in school["measures"]
    assert school["flags"]["low"] == {"true": 3, "false": 0, "unknown": 0}
    assert school["flags"]["later"] == {"true": 0, "false": 0, "unknown": 3}


def test_below_the_minimum_counts_are_shown_and_the_rate_is_not(policy: attend.Policy) -> None:
    result = attend.evaluate(policy, attend.Register.from_rows(ROWS[:2]), "2025-09-02")
    assert result.pupil("b")["measures"]["enough"] == {"count": 1, "of": 2, "percent": None}
    assert "minimum" in result.pupil("b")["needs"]


def test_a_pupil_without_marks_is_unknown_not_perfect(policy: attend.Policy) -> None:
    rows = [*ROWS, ("c", "2025-09-03", "AM", "")]
    result = attend.evaluate(policy, attend.Register.from_rows(rows), DAY).pupil("c")
    assert result["measures"]["attendance"] == {"count": 0, "of": 0, "percent": None}
    assert result["flags"]["low"] is None
    assert "marks" in result["needs"] and result["missing"] == 4


def test_a_calendar_makes_terms_known(policy: attend.Policy, register: attend.Register, calendar: attend.Calendar) -> None:
    result = attend.evaluate(policy, register, DAY, calendar)
    assert result.pupil("a")["measures"]["term"] == {"count": 2, "of": 4, "percent": "50.00"}
    assert result.pupil("a")["flags"]["term-low"] is True
    assert result.calendar is calendar


def test_columns_agree_with_pupils(policy: attend.Policy, register: attend.Register) -> None:
    result = attend.evaluate(policy, register, DAY)
    assert list(result.measures["attendance"].count) == [2, 3]
    assert list(result.measures["attendance"].of) == [4, 4]
    assert list(result.measures["term"].need) == [4, 4]
    assert list(result.flags["low"]) == [1, 1]
    assert list(result.missing) == [0, 0]
    assert set(result.to_columns()) >= {"pupil", "attendance.count", "attendance.of", "low.flag", "missing"}
    with pytest.raises(TypeError):
        result.measures["attendance"].count[0] = 9


def test_spells_order_pupils_and_limit_marks(policy: attend.Policy) -> None:
    spells = [("b", "2025-09-03"), ("a", "2025-09-01", "2025-09-02"), ("a", "2025-09-03", None)]
    result = attend.evaluate(policy, attend.Register.from_rows(ROWS, spells), DAY)
    assert result.pupils == ("b", "a")
    assert result.pupil("b")["measures"]["attendance"] == {"count": 2, "of": 2, "percent": "100.00"}
    assert [(f.status, f.line) for f in result.findings] == [("outside_enrolment", 1), ("outside_enrolment", 2)]
    assert len(result.pupil("b")["findings"]) == 2 and result.pupil("a")["findings"] == []


def test_reasons_as_text_and_tree(policy: attend.Policy, register: attend.Register) -> None:
    result = attend.evaluate(policy, register, DAY)
    text = result.explain("b", "low")
    assert "3" in text and "4" in text and "90" in text
    assert result.reason("b", "small/low") == result.reason("b", "low")
    assert isinstance(result.reason("b", "attendance"), dict)
    for pupil, item in (("nobody", "low"), ("b", "high")):
        with pytest.raises(attend.AttendError, match="not_found") as caught:
            result.explain(pupil, item)
        assert "nobody" not in str(caught.value)


def test_every_wrong_row_is_named_by_line(policy: attend.Policy) -> None:
    rows = [("p", "2025-09-02", "AM", "p"), ("p", "2025-02-30", "AM", "P"), ("q", "2025-09-02", "am", "P"),
            ("q", "2025-09-02", "PM", "P"), ("q", "2025-09-02", "PM", "A"), ("q", "2025-09-03", "AM", "Smith, John")]
    with pytest.raises(attend.AttendError) as caught:
        attend.evaluate(policy, attend.Register.from_rows(rows), DAY)
    assert finding_list(caught.value) == [
        ("unknown_code", 1), ("date", 2), ("unknown_session", 3), ("conflict", 5), ("unknown_code", 6)]
    messages = " ".join(str(finding) for finding in caught.value.findings)
    assert "did you mean 'P'?" in messages and "line 4" in messages and "(AM, PM)" in messages
    assert "Smith" not in messages


def test_quarantine_leaves_out_exactly_the_pupils_in_error(policy: attend.Policy) -> None:
    rows = [("0", "2025-09-02", "AM", "nope"), *ROWS, ("aa", "2025-09-02", "AM", "?")]
    spells = [(pupil, "2025-09-01") for pupil in ("0", "a", "aa", "b")]
    result = attend.evaluate(policy, attend.Register.from_rows(rows, spells), DAY, quarantine=True)
    clean = attend.evaluate(policy, attend.Register.from_rows(ROWS, spells[1:2] + spells[3:]), DAY)
    assert [(out.pupil, out.findings[0].status) for out in result.left_out] == [("0", "unknown_code"), ("aa", "unknown_code")]
    assert [result.pupil(p) for p in result.pupils] == [clean.pupil(p) for p in clean.pupils]
    assert result.explain("b", "low") == clean.explain("b", "low")
    assert json.loads(json.dumps(result.to_dict()))["left_out"][0]["pupil"] == "0"


def test_quarantine_of_everyone_is_an_empty_result(policy: attend.Policy) -> None:
    result = attend.evaluate(policy, attend.Register.from_rows([("p", "2025-09-02", "AM", "?")]), DAY, quarantine=True)
    assert result.pupils == () and result.school()["pupils"] == 0
    assert len(result.measures["attendance"].count) == 0


def test_wrong_spells_are_named(policy: attend.Policy) -> None:
    spells = [("a", "2025-09-03", "2025-09-01"), ("b", "2025-09-01"), ("b", "2025-09-02"), ("c", "2025-13-01")]
    with pytest.raises(attend.AttendError) as caught:
        attend.evaluate(policy, attend.Register.from_rows(ROWS, spells), DAY)
    found = {(f.file, f.status, f.line) for f in caught.value.findings}
    assert {("<spells>", "date_order", 1), ("<spells>", "overlap", 3), ("<spells>", "date", 4)} <= found


def test_a_pupil_without_a_spell_is_an_error_when_others_have_one(policy: attend.Policy) -> None:
    with pytest.raises(attend.AttendError, match="no_enrolment"):
        attend.evaluate(policy, attend.Register.from_rows(ROWS, [("a", "2025-09-01")]), DAY)


def test_marks_after_the_day_are_one_finding_that_counts_them(policy: attend.Policy) -> None:
    rows = [*ROWS, *(("a", f"2025-09-{day:02}", "AM", "A") for day in range(4, 20))]
    result = attend.evaluate(policy, attend.Register.from_rows(rows), DAY)
    (finding,) = result.findings
    assert (finding.status, finding.line) == ("after_as_of", 9) and finding.message.startswith("16 marks,")
    assert result.pupil("a")["measures"]["attendance"]["of"] == 4 and result.pupil("a")["findings"] == []


def test_findings_that_are_no_errors(policy: attend.Policy, calendar: attend.Calendar) -> None:
    rows = [*ROWS, ROWS[0], ("b", "2025-09-01", "AM", "P"), ("b", "2025-09-04", "AM", "P"), ("c", "2025-09-02", "PM", "M"),
            ("c", "2025-09-03", "AM", "X")]
    result = attend.evaluate(policy, attend.Register.from_rows(rows), DAY, calendar)
    assert [(f.severity, f.status, f.line) for f in result.findings] == [
        ("warning", "duplicate", 9), ("warning", "closed", 10), ("warning", "after_as_of", 11),
        ("warning", "wrong_session", 12), ("warning", "retired_code", 13)]


@pytest.mark.parametrize("blank", ["", "-"])
def test_an_empty_code_is_no_mark_but_its_row_is_checked(policy: attend.Policy, blank: str) -> None:
    with_blank = attend.Register.from_rows([*ROWS[:7], ("a", "2025-09-03", "PM", blank)])
    result = attend.evaluate(policy, with_blank, DAY)
    assert result.pupil("a")["measures"]["attendance"]["of"] == 3 and result.pupil("a")["missing"] == 1
    wrong = attend.Register.from_rows([*ROWS, ("a", "2025-02-30", "PM", blank), ("a", "2025-09-03", "XM", blank)])
    with pytest.raises(attend.AttendError) as caught:
        attend.evaluate(policy, wrong, DAY)
    assert finding_list(caught.value) == [("date", 9), ("unknown_session", 10)]


def test_marks_over_too_many_years_name_their_lines(policy: attend.Policy) -> None:
    rows = [*ROWS, ("a", "1925-09-03", "PM", "P")]
    with pytest.raises(attend.AttendError) as caught:
        attend.evaluate(policy, attend.Register.from_rows(rows), DAY)
    assert (caught.value.status, caught.value.line) == ("limit", 9)
    assert "1925-09-03" in caught.value.message


def test_a_register_without_rows_gives_an_empty_result(policy: attend.Policy) -> None:
    result = attend.evaluate(policy, attend.Register.from_rows([]), DAY)
    assert result.pupils == () and result.to_dict()["pupils"] == []


def test_the_order_of_rows_does_not_matter(policy: attend.Policy) -> None:
    first = attend.evaluate(policy, attend.Register.from_rows(ROWS), DAY).to_dict()
    assert attend.evaluate(policy, attend.Register.from_rows(ROWS[::-1]), DAY).to_dict() == first


def test_one_register_serves_several_policies_and_pickles(policy: attend.Policy, register: attend.Register) -> None:
    again = pickle.loads(pickle.dumps(register))
    assert attend.evaluate(policy, again, DAY).to_dict() == attend.evaluate(policy, register, DAY).to_dict()
    other = attend.Policy.load("gb-eng-statutory")
    with pytest.raises(attend.AttendError, match="unknown_code"):
        attend.evaluate(other, register, DAY)


def test_wrong_arguments_are_refused(policy: attend.Policy, register: attend.Register) -> None:
    for arguments in ((None, register, DAY), (policy, None, DAY), (policy, register, None)):
        with pytest.raises(TypeError):
            attend.evaluate(*arguments)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        attend.evaluate(policy, register, DAY, calendar="calendar.json")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        attend.Register.from_rows([(None, DAY, "AM", "P")])  # type: ignore[list-item]
    with pytest.raises(ValueError):
        attend.Register.from_rows([("", DAY, "AM", "P")])


def test_a_calendar_with_other_sessions_does_not_fit(policy: attend.Policy, register: attend.Register) -> None:
    other = attend.Calendar.load(json.dumps({**CALENDAR, "sessions": {"DAY": {"title": "Day", "order": 1}}}))
    with pytest.raises(attend.AttendError, match="mismatch"):
        attend.evaluate(policy, register, DAY, other)


def test_the_head_says_what_decided(policy: attend.Policy, register: attend.Register) -> None:
    result = attend.evaluate(policy, register, date(2025, 9, 3)).to_dict()
    assert result["attend"] == {"version": attend.__version__, "semantics": 1}
    assert result["policy"] == {"ids": ["small"], "digest": policy.digest}
    assert result["as_of"] == DAY
    assert list(result) == ["attend", "policy", "as_of", "school", "pupils", "left_out", "findings", "findings_omitted"]


def test_a_code_set_that_uses_every_index_still_finds_unknown_codes() -> None:
    codes = copy.deepcopy(CODES)
    use = [{"classes": ["possible", "absent"], "source": "own"}]
    codes["codes"].update({f"Z{i}": {"title": "Z", "index": i, "uses": use} for i in range(7, 256)})
    full = attend.Policy.load(json.dumps(POLICY), documents=[json.dumps(codes)])
    assert len(full.codes) == 255
    register = attend.Register.from_rows([*ROWS, ("a", "2025-09-02", "AM", ""), ("c", DAY, "AM", "Z7")])
    assert attend.evaluate(full, register, DAY).pupil("c")["measures"]["absences"]["count"] == 1
    for quarantine in (False, True):
        with pytest.raises(attend.AttendError) as caught:
            attend.evaluate(full, attend.Register.from_rows([*ROWS, ("c", DAY, "AM", "Z3")]), DAY, quarantine=quarantine)
        assert finding_list(caught.value) == [("unknown_code", 9)]


def test_a_day_with_hardly_any_marks_is_a_finding_of_the_run(policy: attend.Policy) -> None:
    rows = [(f"p{i}", "2025-09-02", "AM", "P") for i in range(40)]
    result = attend.evaluate(policy, attend.Register.from_rows([*rows, ("p1", "2025-09-03", "AM", "P")]), DAY)
    assert [(f.status, f.severity, "2025-09-03" in f.message) for f in result.findings] == [("sparse_day", "warning", True)]
    assert result.pupil("p1")["findings"] == []
