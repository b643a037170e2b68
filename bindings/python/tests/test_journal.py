"""facts.csv and journal.csv: good, odd and hostile ones."""

from __future__ import annotations

import pickle
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import days_of, marks_text

import attend

DAY = "2025-09-08"
ROWS = [*days_of("a", "PP PP PP PP PP"), *days_of("b", "AA AP AA PA AP")]
FACTS = "pupil,fact,value,from,to\n"
EVENTS = "date,pupil,event,step,item,outcome,from,to,recorded,policy,origin,note\n"
START = "2025-09-03,b,started,mentoring,,,,,,,,\n"
COMPLEX = "b,complex,true,2025-09-03,\n"


def read(folder: Path, facts: str | bytes | None = None, journal: str | bytes | None = None) -> attend.Register:
    """A register of two pupils, admitted on 2 September, with these files."""
    (folder / "marks.csv").write_text(marks_text(ROWS), encoding="utf-8")
    (folder / "pupils.csv").write_text("pupil,admitted\na,2025-09-01\nb,2025-09-02\n", encoding="utf-8")
    paths: list[Path | None] = []
    for name, text in (("facts.csv", facts), ("journal.csv", journal)):
        paths.append(None if text is None else folder / name)
        if text is not None:
            (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return attend.Register.from_csv(folder / "marks.csv", folder / "pupils.csv", *paths)


def tier_of(policy: attend.Policy, register: attend.Register) -> str | None:
    tier: str | None = attend.evaluate(policy, register, DAY).pupil("b")["tiers"]["tiered"]["tier"]
    return tier


def errors_of(policy: attend.Policy, folder: Path, facts: str | bytes | None = None, journal: str | bytes | None = None) -> list[Any]:
    with pytest.raises(attend.AttendError) as caught:
        attend.evaluate(policy, read(folder, facts, journal), DAY)
    return list(caught.value.findings)


def findings_of(policy: attend.Policy, folder: Path, facts: str | None = None, journal: str | None = None) -> list[Any]:
    return list(attend.evaluate(policy, read(folder, facts, journal), DAY).findings)


def places(findings: list[Any]) -> list[tuple[str, int]]:
    return [(finding.status, finding.line) for finding in findings]


@pytest.mark.parametrize("row", [
    "b,complex,true,,", "b,complex,true,2025-09-08,", "b,complex,true,,2025-09-08", "b,complex,true,2025-09-08,2025-09-08",
])
def test_a_fact_holds_on_its_days(tiered: attend.Policy, tmp_path: Path, row: str) -> None:
    assert tier_of(tiered, read(tmp_path, FACTS + row)) == "high"


@pytest.mark.parametrize(("row", "expected"), [
    ("b,complex,false,,", "some"), ("b,complex,unknown,,", None), ("b,complex,true,2025-09-09,", None),
    ("b,complex,true,,2025-09-07", None), ("a,complex,true,,", None),
])
def test_a_fact_of_other_days_values_or_pupils_is_no_such_fact(
    tiered: attend.Policy, tmp_path: Path, row: str, expected: str | None
) -> None:
    assert tier_of(tiered, read(tmp_path, FACTS + row)) == expected


@pytest.mark.parametrize("text", [
    b"\xef\xbb\xbf" + (FACTS + COMPLEX).encode(), (FACTS + COMPLEX).replace("\n", "\r\n").encode(),
    b"value,fact,pupil,from\ntrue,complex,b,2025-09-03\n", b"pupil,fact,value\nb,complex,true\n",
    b'"pupil","fact","value","from","to"\n"b","complex","true","",""\n', (FACTS + "\n" + COMPLEX + "\n").encode(),
])
def test_good_facts_in_other_clothes(tiered: attend.Policy, tmp_path: Path, text: bytes) -> None:
    assert tier_of(tiered, read(tmp_path, text)) == "high"


def test_files_with_a_header_alone_say_that_there_is_nothing(tiered: attend.Policy, tmp_path: Path) -> None:
    result = attend.evaluate(tiered, read(tmp_path, FACTS, EVENTS), DAY)
    assert result.findings == () and result.pupil("b")["tiers"]["tiered"]["needs"] == ["complex"]


@pytest.mark.parametrize("text", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_empty_files_are_errors(tiered: attend.Policy, tmp_path: Path, text: bytes) -> None:
    assert places(errors_of(tiered, tmp_path, facts=text)) == [("empty", 1)]
    assert places(errors_of(tiered, tmp_path, journal=text)) == [("empty", 1)]


@pytest.mark.parametrize(("rows", "status", "line"), [
    ("b,complex,True,,", "fact_value", 2),
    ("b,complex,,,", "fact_value", 2),
    ("b,complex,1,,", "fact_value", 2),
    ("b,complex,true,2025-02-30,", "date", 2),
    ("b,complex,true,,03/09/2025", "date", 2),
    ("b,complex,true,2025-09-05,2025-09-04", "date_order", 2),
    ("b,complex,true,,\nb,complex,false,,", "contradiction", 3),
    ("b,complex,true,,2025-09-05\nb,complex,unknown,2025-09-05,", "contradiction", 3),
    (",complex,true,,", "pupil", 2),
    ("b,complex", "fields", 2),
    ("b,complex,true,,,", "fields", 2),
    ('b,"complex,true,,', "csv", 2),
])
def test_faults_of_facts(tiered: attend.Policy, tmp_path: Path, rows: str, status: str, line: int) -> None:
    (finding,) = errors_of(tiered, tmp_path, facts=FACTS + rows + "\n")
    assert (finding.status, finding.line, finding.file) == (status, line, str(tmp_path / "facts.csv"))


@pytest.mark.parametrize(("row", "status"), [
    ("2025-09-31,b,started,mentoring,,,,,,,,", "date"),
    (",b,started,mentoring,,,,,,,,", "date"),
    ("2025-09-03,b,started,mentoring,,,,,2025-99-03,,,", "date"),
    ("2025-09-03,b,tier_override,,high,,,soon,,,,", "date"),
    ("2025-09-03,b,begun,mentoring,,,,,,,,", "unknown_event"),
    ("2025-09-03,b,,mentoring,,,,,,,,", "unknown_event"),
    ("2025-09-03,b,started,mentorin,,,,,,,,", "unknown_step"),
    ("2025-09-03,b,started,,,,,,,,,", "unknown_step"),
    ("2025-09-03,b,started,mentoring,,,,,,other,,", "unknown_step"),
    ("2025-09-03,b,closed,mentoring,,finishd,,,,,,", "unknown_outcome"),
    ("2025-09-03,b,closed,plan,,finished,,,,,,", "unknown_outcome"),
    ("2025-09-03,b,tier_override,,hgh,,,,,,,", "unknown_tier"),
    ("2025-09-03,b,tier_override,,high,,,,,other,,", "unknown_tier"),
    ("2025-09-03,b,tier_override,,high,,2025-09-04,,,,,", "date_order"),
    ("2025-09-03,b,tier_override,,high,,,2025-09-02,,,,", "date_order"),
    ("2025-09-01,b,started,mentoring,,,,,,,,", "before_admission"),
    ("2025-09-03,b,started,mentoring,,,,,,,internal,", "origin"),
    ("2025-09-03,,started,nothing,,,,,,,,", "unknown_step"),
    ("2025-09-03,b,started", "fields"),
])
def test_faults_of_the_journal(tiered: attend.Policy, tmp_path: Path, row: str, status: str) -> None:
    (finding,) = errors_of(tiered, tmp_path, journal=EVENTS + row + "\n")
    assert (finding.status, finding.line, finding.file) == (status, 2, str(tmp_path / "journal.csv"))


@pytest.mark.parametrize(("row", "status"), [
    ("2025-09-03,b,reviewed,mentoring,,,,,,,,", "event_state"),
    ("2025-09-03,b,offered,mentoring,,,,,,,,", "event_unused"),
    ("2025-09-03,,concern_raised,,,,,,,,,", "event_unused"),
    ("2025-09-09,b,started,mentoring,,,,,,,,", "after_as_of"),
    ("2025-09-03,nobody,started,mentoring,,,,,,,,", "unknown_pupil"),
])
def test_what_is_worth_knowing_of_the_journal(tiered: attend.Policy, tmp_path: Path, row: str, status: str) -> None:
    (finding,) = findings_of(tiered, tmp_path, journal=EVENTS + row + "\n")
    assert (finding.status, finding.line, finding.severity) == (status, 2, "warning")


def test_an_external_event_may_be_before_admission(tiered: attend.Policy, tmp_path: Path) -> None:
    assert findings_of(tiered, tmp_path, journal=EVENTS + "2025-09-01,b,started,mentoring,,,,,,,external,\n") == []


def test_unknown_facts_and_pupils_are_ignored_and_said(tiered: attend.Policy, tmp_path: Path) -> None:
    found = findings_of(tiered, tmp_path, facts=FACTS + "b,Complex,true,,\nnobody,complex,true,,\nb,other,no,,\nb,other,false,,\n")
    assert places(found) == [("unknown_fact", 2), ("unknown_pupil", 3), ("unknown_fact", 4), ("unknown_fact", 5)]
    assert "did you mean 'complex'?" in found[0].message and "nobody" not in found[1].message


def test_rows_after_the_day_are_one_finding_for_each_file(tiered: attend.Policy, tmp_path: Path) -> None:
    rows = "".join(f"2025-10-{day:02},b,reviewed,mentoring,,,,,,,,\n" for day in range(1, 10))
    register = read(tmp_path, journal=EVENTS + START + rows)
    found = attend.evaluate(tiered, register, "2025-09-05").findings
    assert places(list(found)) == [("after_as_of", 3), ("after_as_of", 10)]
    assert [f.message.split(",")[0] for f in found] == ["9 events", "4 marks"]
    assert [Path(f.file or "").name for f in found] == ["journal.csv", "marks.csv"]


def test_names_that_were_probably_meant_are_said(tiered: attend.Policy, tmp_path: Path) -> None:
    rows = ["2025-09-03,b,start,mentoring,,,,,,,,", "2025-09-03,b,started,Mentoring,,,,,,,,", "2025-09-03,b,closed,mentoring,,finish,,,,,,",
            "2025-09-03,b,tier_override,,High,,,,,,,"]
    found = errors_of(tiered, tmp_path, journal=EVENTS + "\n".join(rows))
    hints = [finding.message.rpartition("; ")[2] for finding in found]
    assert hints == [f"did you mean '{name}'?" for name in ("started", "mentoring", "finished", "high")]


def test_columns_of_our_own_files_are_looked_at(tiered: attend.Policy, tmp_path: Path) -> None:
    assert places(errors_of(tiered, tmp_path, facts="pupil,fact,value,From\nb,complex,true,2025-09-03\n")) == [("header", 1)]
    (finding,) = findings_of(tiered, tmp_path, facts="pupil,fact,value,until\nb,complex,true,2025-09-03\n")
    assert (finding.status, finding.line, "'until'" in finding.message) == ("header", 1, True)
    missing = errors_of(tiered, tmp_path, facts="pupil,fact\nb,complex\n", journal="date,pupil,date,step\n,,,\n")
    assert places(missing) == [("header", 1), ("header", 1), ("header", 1)]


def test_every_fault_of_every_file_is_listed_at_once(tiered: attend.Policy, tmp_path: Path) -> None:
    facts = FACTS + "b,complex,maybe,,\na,early,true,2025-13-01,\n"
    journal = EVENTS + "2025-09-03,b,begun,mentoring,,,,,,,,\n2025-09-03,a,started,nothing,,,,,,,,\n"
    found = errors_of(tiered, tmp_path, facts, journal)
    assert [(Path(f.file).name, f.status, f.line) for f in found] == [
        ("facts.csv", "fact_value", 2), ("facts.csv", "date", 3), ("journal.csv", "unknown_event", 2), ("journal.csv", "unknown_step", 3)]


def test_messages_hold_nothing_about_pupils(tiered: attend.Policy, tmp_path: Path) -> None:
    secret = "Jane Doe of 7 Elm Row"
    rows = [f"2025-09-03,b,{secret},,,,,,,,,{secret}", f"2025-09-03,b,started,{secret},,,,,,,,{secret}",
            f"2025-09-03,b,closed,mentoring,,{secret},,,,,,", f"2025-09-03,b,tier_override,,{secret},,,,,,,",
            f"{secret},b,started,mentoring,,,,,,,,", f"2025-09-03,b,started,mentoring,,,,,,{secret},,"]
    facts = FACTS + f"b,complex,{secret},,\nb,{secret},true,,\n{secret},complex,true,,\n"
    found = errors_of(tiered, tmp_path, facts, EVENTS + "\n".join(rows))
    assert len(found) == 7
    found += findings_of(tiered, tmp_path, FACTS + f"b,{secret},true,,\n{secret},complex,true,,\n")
    assert not any("Jane" in str(finding) or "Elm" in str(finding) for finding in found)


def test_quarantine_leaves_out_the_pupils_concerned(tiered: attend.Policy, tmp_path: Path) -> None:
    for facts, journal in ((FACTS + "b,complex,maybe,,\n", None), (None, EVENTS + "2025-09-03,b,begun,mentoring,,,,,,,,\n")):
        result = attend.evaluate(tiered, read(tmp_path, facts, journal), DAY, quarantine=True)
        assert result.pupils == ("a",) and [left.pupil for left in result.left_out] == ["b"]
        assert len(result.left_out[0].findings) == 1


def test_quarantine_keeps_facts_and_events_with_their_pupils(tiered: attend.Policy, tmp_path: Path) -> None:
    register = read(tmp_path, FACTS + "a,complex,maybe,,\n" + COMPLEX, EVENTS + "2025-09-04,b,tier_override,,base,,,2025-09-05,,,,\n")
    result = attend.evaluate(tiered, register, DAY, quarantine=True)
    assert result.pupils == ("b",)
    assert [day.tier for day in result.trace("b", "2025-09-01")] == [None, None, "high", "base", "high"]


def test_quarantine_does_not_excuse_a_row_of_the_schools_own(tiered: attend.Policy, tmp_path: Path) -> None:
    register = read(tmp_path, journal=EVENTS + "2025-09-03,,started,nothing,,,,,,,,\n")
    with pytest.raises(attend.AttendError, match="unknown_step"):
        attend.evaluate(tiered, register, DAY, quarantine=True)


def test_rows_of_a_day_keep_their_order(tiered: attend.Policy, tmp_path: Path) -> None:
    one = "2025-09-04,b,tier_override,,base,,,,,,,\n"
    other = "2025-09-04,b,tier_override,,high,,,,,,,\n"
    assert [tier_of(tiered, read(tmp_path, journal=EVENTS + rows)) for rows in (one + other, other + one)] == ["high", "base"]


def test_a_name_of_two_policies_wants_its_policy(both: attend.Policy, tmp_path: Path) -> None:
    found = errors_of(both, tmp_path, journal=EVENTS + START + "2025-09-04,b,tier_override,,high,,,,,,,\n")
    assert places(found) == [("unknown_step", 2), ("unknown_tier", 3)] and "column 'policy'" in found[0].message
    rows = "2025-09-03,b,started,mentoring,,,,,,tiered,,\n2025-09-04,b,tier_override,,red,,,,,banded,,\n"
    result = attend.evaluate(both, read(tmp_path, journal=EVENTS + rows), DAY)
    assert result.findings == () and result.pupil("b")["tiers"]["banded"]["tier"] == "red"


def test_facts_and_events_from_rows(tiered: attend.Policy) -> None:
    facts: list[attend.Fact] = [("b", "complex", True, "2025-09-03"), ("a", "early", None), ("a", "barrier:anxiety", False, None, DAY)]
    events = [attend.Event("b", date(2025, 9, 4), "tier_override", item="base", last_day="2025-09-05")]
    register = attend.Register.from_rows(ROWS, facts=facts, journal=events)
    for given in (register, pickle.loads(pickle.dumps(register))):
        result = attend.evaluate(tiered, given, DAY)
        assert [result.pupil(p)["tiers"]["tiered"]["tier"] for p in ("a", "b")] == [None, "high"]
        assert result.pupil("a")["flags"]["anxious"] is False
        assert [day.tier for day in result.trace("b", "2025-09-03")] == ["high", "base", "high"]


def test_wrong_rows_are_named_by_their_number(tiered: attend.Policy) -> None:
    facts: list[attend.Fact] = [("b", "complex", True), ("b", "complex", False), ("b", "early", True, "soon")]
    events = [attend.Event("b", "never", "started", step="mentoring"), attend.Event("b", DAY, "started", step="none")]
    with pytest.raises(attend.AttendError) as caught:
        attend.evaluate(tiered, attend.Register.from_rows(ROWS, facts=facts, journal=events), DAY)
    assert [(f.file, f.status, f.line) for f in caught.value.findings] == [
        ("<facts>", "contradiction", 2), ("<facts>", "date", 3), ("<journal>", "date", 1), ("<journal>", "unknown_step", 2)]


@pytest.mark.parametrize(("facts", "journal", "error"), [
    ([("b", "complex", "true")], [], TypeError), ([("b", "complex", 1)], [], TypeError), ([(1, "complex", True)], [], TypeError),
    ([("", "complex", True)], [], ValueError), ([("b", "complex", True, None, None, None)], [], ValueError),
    ([("b", "complex", True, 20250903)], [], TypeError), ([("b", "complex", True, datetime(2025, 9, 3, 8))], [], attend.AttendError),
    ([("b", "complex")], [], ValueError),
    ([], [("b", DAY, "started")], TypeError), ([], [attend.Event(1, DAY, "started")], TypeError),
    ([], [attend.Event("b", 3, "started")], TypeError), ([], [attend.Event("b", DAY, None)], TypeError),
    ([], [attend.Event("b", DAY, "started", origin="here")], ValueError), ([], None, TypeError),
])
def test_wrong_arguments_are_refused(facts: Any, journal: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        attend.Register.from_rows(ROWS, facts=facts, journal=journal)


def test_a_hundred_thousand_rows(tiered: attend.Policy, tmp_path: Path) -> None:
    facts = FACTS + "".join(f"b,early,true,{date.fromordinal(700_000 + i)},{date.fromordinal(700_000 + i)}\n" for i in range(50_000))
    journal = EVENTS + "2025-09-03,b,offered,mentoring,,,,,,,,\n" * 50_000 + "2025-09-03,b,begun,mentoring,,,,,,,,\n" * 50_000
    start = time.perf_counter()
    with pytest.raises(attend.AttendError) as caught:
        attend.evaluate(tiered, read(tmp_path, facts, journal), DAY)
    assert len(caught.value.findings) == 10_000 and caught.value.omitted >= 40_000
    assert {finding.status for finding in caught.value.findings} == {"unknown_event"}
    assert time.perf_counter() - start < 60
