"""Facts and journals that nobody should send, against the command: refused with file and line, or said and passed over."""

from __future__ import annotations

import csv
import io
import json
import random
from pathlib import Path
from typing import Any

import pytest
from test_hostile import assert_refused, command, evaluate_files, findings_of, mutated

POLICY = "our-tiers"
N_MUTATIONS = 200
TOP_FACTS = b"pupil,fact,value,from,to\n"
GOOD_FACT = b"a,complex-barriers,true,2025-09-01,\n"
TOP = b"date,pupil,event,policy,step,item,outcome,from,to,origin\n"
GOOD = b"2025-09-02,a,started,,early-help-keywork,,,,,\n"


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A policy with facts and a step: a tier by people's judgement beside a rule to leave it."""
    fact = {"title": "Complex", "not_recorded": "unknown"}
    concern = {"title": "Concern", "not_recorded": "false"}
    step = {"title": "Help", "class": "support", "source": "s", "outcomes": ["improved"]}
    enter = {"all": [{"measure": "attendance", "below": "95%"}, {"fact": "complex-barriers"}]}
    leave = {"step": "early-help-keywork", "at": ["closed"], "then": "low", "if": {"fact": "concern"},
             "again": {"measure": "attendance", "below": "50%"}}
    document = {
        "format": 1, "semantics": 1, "kind": "policy", "id": POLICY, "version": "1", "title": "T",
        "extends": ["gb-eng-statutory"], "sources": {"s": {"title": "S", "kind": "practice"}},
        "facts": {"complex-barriers": fact, "concern": concern}, "steps": {"early-help-keywork": step},
        "tiers": {"title": "T", "source": "s", "list": [
            {"id": "high", "title": "H", "enter": enter, "leave": leave}, {"id": "low", "title": "L", "otherwise": True}]},
    }
    file = tmp_path_factory.mktemp("policy") / "policy.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    return str(file)


FACTS: list[tuple[str, bytes, int, str]] = [
    ("zero bytes", b"", 1, ""),
    ("no header", GOOD_FACT, 1, ""),
    ("a column is missing", b"pupil,fact\na,concern\n", 1, ""),
    ("a column twice", b"pupil,fact,value,value\na,concern,true,true\n", 1, ""),
    ("UTF-16", (TOP_FACTS + GOOD_FACT).decode().encode("utf-16"), 1, "encoding"),
    ("NUL bytes", TOP_FACTS + b"a,conc\0ern,true,,\n", 2, ""),
    ("noise", bytes(random.Random(9).randrange(256) for _ in range(5000)), 1, ""),
    ("too few fields", TOP_FACTS + GOOD_FACT + b"a,concern\n", 3, ""),
    ("too many fields", TOP_FACTS + GOOD_FACT + b"a,concern,true,,,,\n", 3, ""),
    ("a quote without end", TOP_FACTS + b'"a,concern,true,,\n', 2, ""),
    ("an empty pupil", TOP_FACTS + b",concern,true,,\n", 2, "pupil"),
    ("an empty value", TOP_FACTS + b"a,concern,,,\n", 2, "fact_value"),
    ("a value in capitals", TOP_FACTS + b"a,concern,TRUE,,\n", 2, "fact_value"),
    ("a number", TOP_FACTS + b"a,concern,1,,\n", 2, "fact_value"),
    ("a day that does not exist", TOP_FACTS + b"a,concern,true,2025-02-29,\n", 2, "date"),
    ("an end that does not exist", TOP_FACTS + b"a,concern,true,2025-02-28,2025-02-30\n", 2, "date"),
    ("a day in another form", TOP_FACTS + b"a,concern,true,01/09/2025,\n", 2, "date"),
    ("the last second of time", TOP_FACTS + b"a,concern,true,,9999-12-31\n", 2, "date"),
    ("backwards", TOP_FACTS + GOOD_FACT + b"a,concern,true,2025-09-03,2025-09-02\n", 3, "date_order"),
    ("true and false", TOP_FACTS + GOOD_FACT + b"a,complex-barriers,false,2025-09-03,\n", 3, "contradiction"),
    ("true and unknown, open on both sides", TOP_FACTS + b"a,concern,true,,\na,concern,unknown,,\n", 3, "contradiction"),
]

JOURNALS: list[tuple[str, bytes, int, str]] = [
    ("zero bytes", b"", 1, ""),
    ("no header", GOOD, 1, ""),
    ("a column is missing", b"date,pupil\n2025-09-02,a\n", 1, ""),
    ("a column twice", b"date,date,pupil,event\n2025-09-02,2025-09-02,a,started\n", 1, ""),
    ("UTF-16", (TOP + GOOD).decode().encode("utf-16"), 1, "encoding"),
    ("bytes that are no UTF-8", TOP + GOOD + b"2025-09-03,\xff,reviewed,,early-help-keywork,,,,,\n", 3, ""),
    ("noise", bytes(random.Random(10).randrange(256) for _ in range(5000)), 1, ""),
    ("too few fields", TOP + b"2025-09-02,a,started\n", 2, ""),
    ("no day", TOP + GOOD + b",a,reviewed,,early-help-keywork,,,,,\n", 3, "date"),
    ("a day that does not exist", TOP + GOOD + b"2025-09-31,a,reviewed,,early-help-keywork,,,,,\n", 3, "date"),
    ("a day of year 0", TOP + b"0000-01-01,a,started,,early-help-keywork,,,,,\n", 2, "date"),
    ("an end that does not exist", TOP + b"2025-09-02,a,tier_override,,,high,,,2025-13-01,\n", 2, "date"),
    ("no event", TOP + b"2025-09-02,a,,,early-help-keywork,,,,,\n", 2, "unknown_event"),
    ("an event in capitals", TOP + b"2025-09-02,a,Started,,early-help-keywork,,,,,\n", 2, "unknown_event"),
    ("an event of nobody", TOP + b"2025-09-02,,celebrated,,,,,,,\n", 2, "unknown_event"),
    ("an event that never ends", TOP + b"2025-09-02,a," + b"x" * 100_000 + b",,,,,,,\n", 2, "unknown_event"),
    ("no step", TOP + b"2025-09-02,a,started,,,,,,,\n", 2, "unknown_step"),
    ("a step that is none", TOP + b"2025-09-02,a,started,,keywork,,,,,\n", 2, "unknown_step"),
    ("a policy that is none", TOP + b"2025-09-02,a,started,elsewhere,early-help-keywork,,,,,\n", 2, "unknown_step"),
    ("an outcome that is none", TOP + GOOD + b"2025-09-03,a,closed,,early-help-keywork,,worse,,,\n", 3, "unknown_outcome"),
    ("a tier that is none", TOP + b"2025-09-02,a,tier_override,,,tier-9,,,,\n", 2, "unknown_tier"),
    ("tiers of a policy that is none", TOP + b"2025-09-02,a,tier_override,elsewhere,,high,,,,\n", 2, "unknown_tier"),
    ("an override from another day", TOP + b"2025-09-02,a,tier_override,,,high,,2025-09-03,,\n", 2, "date_order"),
    ("an override that ended before", TOP + b"2025-09-02,a,tier_override,,,high,,,2025-09-01,\n", 2, "date_order"),
    ("an origin that is none", TOP + b"2025-09-02,a,started,,early-help-keywork,,,,,internal\n", 2, "origin"),
]


@pytest.mark.parametrize(("facts", "line", "status"), [pytest.param(*each[1:], id=each[0]) for each in FACTS])
def test_wrong_facts(policy: str, tmp_path: Path, facts: bytes, line: int, status: str) -> None:
    done, out = evaluate_files(tmp_path, policy=policy, facts=facts)
    assert_refused(done, out, "facts.csv", line, status or findings_of(done.stderr)[0]["status"])


@pytest.mark.parametrize(("journal", "line", "status"), [pytest.param(*each[1:], id=each[0]) for each in JOURNALS])
def test_a_wrong_journal(policy: str, tmp_path: Path, journal: bytes, line: int, status: str) -> None:
    done, out = evaluate_files(tmp_path, policy=policy, journal=journal)
    assert_refused(done, out, "journal.csv", line, status or findings_of(done.stderr)[0]["status"])


def decided(done: Any, out: Path) -> dict[str, Any]:
    assert done.exit_code in (0, 3), done.output
    result: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return result


def said(result: dict[str, Any]) -> set[tuple[str, int, str]]:
    return {(Path(each["file"]).name, each["line"], each["status"]) for each in result["findings"]}


def test_what_is_passed_over_is_said(policy: str, tmp_path: Path) -> None:
    facts = TOP_FACTS + b"a,unheard-of,true,,\nstranger,concern,maybe,2025-02-30,\na,concern,true,,\na,concern,true,2025-09-02,\n"
    journal = TOP + GOOD + GOOD + b"2025-09-03,stranger,celebrated,,,,,,,\n2025-09-03,a,contacted,,early-help-keywork,,,,,\n"
    journal += b"2025-09-04,,concern_raised,,,,,,,\n2025-12-01,a,closed,,early-help-keywork,,,,,\n"
    done, out = evaluate_files(tmp_path, policy=policy, facts=facts, journal=journal)
    assert said(decided(done, out)) == {
        ("facts.csv", 2, "unknown_fact"), ("facts.csv", 3, "unknown_pupil"), ("facts.csv", 5, "duplicate"),
        ("journal.csv", 3, "event_state"), ("journal.csv", 4, "unknown_pupil"), ("journal.csv", 5, "event_unused"),
        ("journal.csv", 6, "event_unused"), ("journal.csv", 7, "after_as_of"),
    }


def test_a_column_of_another_name_is_said(policy: str, tmp_path: Path) -> None:
    """It may be a date that was meant for `to`."""
    facts = b"pupil,fact,value,until\na,concern,true,2025-09-02\n"
    journal = b"date,pupil,event,step,when\n2025-09-02,a,started,early-help-keywork,\n"
    done, out = evaluate_files(tmp_path, policy=policy, facts=facts, journal=journal)
    assert {(file, line) for file, line, _ in said(decided(done, out))} == {("facts.csv", 1), ("journal.csv", 1)}


@pytest.mark.parametrize(
    ("facts", "journal", "status"),
    [
        (TOP_FACTS + b"a,concern,maybe,,\n", None, "fact_value"),
        (None, TOP + b"2025-09-02,a,celebrated,,,,,,,\n", "unknown_event"),
        (None, TOP + b"2025-08-31,a,started,,early-help-keywork,,,,,\n", "before_admission"),
    ],
)
def test_quarantine_leaves_out_the_pupil(
    policy: str, tmp_path: Path, facts: bytes | None, journal: bytes | None, status: str
) -> None:
    pupils = b"pupil,admitted\na,2025-09-01\nb,2025-09-01\n"
    done, out = evaluate_files(tmp_path, policy=policy, pupils=pupils, facts=facts, journal=journal, quarantine=True)
    result = decided(done, out)
    assert done.exit_code == 3 and [each["pupil"] for each in result["pupils"]] == ["b"]
    assert [(each["pupil"], each["findings"][0]["status"]) for each in result["left_out"]] == [("a", status)]


def test_messages_name_no_pupil_and_no_note(policy: str, tmp_path: Path) -> None:
    facts = TOP_FACTS + b"Wilhelmina,Secret,true,,\na,concern,Secret,,\nWilhelmina,concern,true,,\n"
    journal = b"date,pupil,event,step,note\n2025-09-02,Wilhelmina,started,early-help-keywork,Secret\n"
    journal += b"2025-09-02,a,Wilhelmina,Secret,Secret\n2025-09-02,a,started,Wilhelmina,Secret\n"
    done, _ = evaluate_files(tmp_path, policy=policy, facts=facts, journal=journal)
    assert done.exit_code == 1
    assert "Wilhelmina" not in done.output and "Secret" not in done.output


# --- random changes -------------------------------------------------------------------------------------------------


def _written(rows: list[tuple[str, ...]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _good(source: random.Random) -> tuple[bytes, bytes]:
    pupils = ("a", "b", '"quoted", pupil', "é")
    facts = [("pupil", "fact", "value", "from", "to")]
    facts += [(pupil, "concern", source.choice(["true", "false", "unknown"]), f"2025-09-0{n}", f"2025-09-0{n}")
              for pupil in pupils for n in (1, 2, 3)]
    journal = [("date", "pupil", "event", "step", "item", "to")]
    for pupil in pupils:
        journal += [("2025-09-01", pupil, "started", "early-help-keywork", "", ""),
                    ("2025-09-03", pupil, "tier_override", "", "high", "2025-09-04"),
                    ("2025-09-04", pupil, "closed", "early-help-keywork", "", "")]
    return _written(facts), _written(journal)


@pytest.mark.parametrize("changed", ["facts", "journal"])
def test_changed_files(policy: str, tmp_path: Path, changed: str) -> None:
    source, codes = random.Random(changed), set()
    files = dict(zip(("facts", "journal"), _good(source)))
    for _ in range(N_MUTATIONS):
        hostile = {**files, changed: mutated(files[changed], source)}
        quarantine = source.random() < 0.3
        done, out = evaluate_files(tmp_path, policy=policy, **hostile, quarantine=quarantine)
        assert done.exit_code in ((0, 1, 3) if quarantine else (0, 1)), done.output
        if done.exit_code == 1:
            assert out.read_bytes() == b"what was there before"
            assert findings_of(done.stderr)
        else:
            assert all(set(each["tiers"]) == {POLICY} for each in decided(done, out)["pupils"])
        codes.add(done.exit_code)
    assert codes == {0, 1, 3}


def test_explain_and_check_refuse_them_too(policy: str, tmp_path: Path) -> None:
    evaluate_files(tmp_path, policy=policy, facts=TOP_FACTS + b"a,concern,maybe,,\n", journal=TOP + GOOD)
    files = {name: str(tmp_path / f"{name}.csv") for name in ("marks", "facts", "journal")}
    options = ["--register", files["marks"], "--facts", files["facts"], "--journal", files["journal"], "--as-of", "2025-09-05"]
    for arguments in (["explain", "--policy", policy, "--pupil", "a", *options], ["check", policy, *options]):
        done = command(*arguments)
        assert done.exit_code == 1 and "facts.csv:2" in done.output + done.stderr, done.output
