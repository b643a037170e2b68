"""marks.csv and pupils.csv: good, odd and hostile ones."""

from __future__ import annotations

from pathlib import Path
from typing import Callable

import pytest
from conftest import DAY, ROWS, marks_text

import attend

Reader = Callable[..., "list[attend.Finding]"]
GOOD = marks_text(ROWS).encode()
HEAD = b"pupil,date,session,code\n"


def places(findings: list[attend.Finding]) -> list[tuple[str, int]]:
    return [(finding.status, finding.line) for finding in findings]


def same_as_good(policy: attend.Policy, path: Path, data: bytes) -> None:
    path.write_bytes(data)
    expected = attend.evaluate(policy, attend.Register.from_rows(ROWS), DAY)
    result = attend.evaluate(policy, attend.Register.from_csv(path), DAY)
    assert [result.pupil(p) for p in result.pupils] == [expected.pupil(p) for p in expected.pupils]


@pytest.mark.parametrize(
    "data",
    [
        GOOD,
        b"\xef\xbb\xbf" + GOOD,
        GOOD.replace(b"\n", b"\r\n"),
        GOOD.replace(b"\n", b"\r"),
        GOOD.rstrip(b"\n"),
        GOOD + b"\n\n",
        b"\n" + GOOD.replace(b"\n", b"\n\n"),
        b"".join(b",".join(b'"' + f + b'"' for f in line.split(b",")) + b"\n" for line in GOOD.split()),
        b"".join(b",".join([*line.split(b",")[::-1], b"extra"]) + b"\n" for line in GOOD.split()),
    ],
    ids=["plain", "bom", "crlf", "cr", "no-last-newline", "blank-end", "blank-lines", "quoted", "reordered-extra"],
)
def test_shapes_of_a_good_file(policy: attend.Policy, tmp_path: Path, data: bytes) -> None:
    same_as_good(policy, tmp_path / "m.csv", data)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", [("empty", 1)]),
        (b"\n \r\n", [("empty", 1)]),
        (b"\xef\xbb\xbf", [("empty", 1)]),
        (HEAD, [("empty", 1)]),
        (HEAD + b"\n\n", [("empty", 1)]),
        (b"pupil,date,session\np,2025-09-02,AM\n", [("header", 1)]),
        (b"Pupil,date,session,code\np,2025-09-02,AM,P\n", [("header", 1)]),
        (b"pupil;date;session;code\np;2025-09-02;AM;P\n", [("header", 1)] * 4),
        (b"pupil,date,session,code,code\np,2025-09-02,AM,P,A\n", [("header", 1)]),
        (HEAD + b"p,2025-09-02,AM\np,2025-09-02,AM,P\np,2025-09-02,PM,P,P\n", [("fields", 2), ("fields", 4)]),
        (HEAD + b",2025-09-02,AM,P\n\n,2025-09-02,PM,P\n", [("pupil", 2), ("pupil", 4)]),
        (HEAD + b"p,2025-09-02,AM,P\np,2025\x00-09-02,AM,P\n", [("encoding", 3)]),
        (HEAD + b"p,2025-09-02,AM,P\n\xe9l\xe8ve,2025-09-02,AM,P\n\xff,2025-09-02,AM,P\n", [("encoding", 3), ("encoding", 4)]),
        (GOOD.decode().encode("utf-16"), [("encoding", 1)]),
        (HEAD + b'p,2025-09-02,AM,P\np,"2025-09-02"x,AM,P\nq,2025-09-02,AM,P\nq,2025-09-02,PM\n', [("csv", 3), ("fields", 5)]),
        (HEAD + b'p,2025-09-02,AM,P\np,2025-09-02,AM,"P\n', [("csv", 3)]),
        (HEAD + b"p," + b"x" * 200_000 + b",AM,P\np,2025-09-02\n", [("csv", 2), ("fields", 3)]),
        (b"x" * 200_000, [("csv", 1)]),
        (b"\x00" * 50, None),
        (bytes(range(256)) * 20, None),
        (b'"' * 1001, None),
        (b",\n" * 1000, None),
    ],
)
def test_hostile_bytes_are_errors_with_lines(errors_of: Reader, data: bytes, expected: list[tuple[str, int]] | None) -> None:
    found = errors_of(data)
    assert found and all(finding.file and finding.severity == "error" for finding in found)
    if expected is not None:
        assert places(found) == expected


def test_a_quoted_field_may_span_lines_and_lines_still_count(policy: attend.Policy, tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_bytes(b'pupil,date,session,code,note\n"p\n1",2025-09-02,AM,P,"a\n\nb"\np,2025-09-02,AM,?,\n')
    with pytest.raises(attend.AttendError) as caught:
        attend.evaluate(policy, attend.Register.from_csv(tmp_path / "m.csv"), DAY)
    assert places(list(caught.value.findings)) == [("unknown_code", 6)]


def test_rows_in_error_keep_their_lines_after_sorting(policy: attend.Policy, tmp_path: Path) -> None:
    rows = [("z", "2025-09-03", "AM", "P"), ("a", "2025-09-03", "AM", "P"), ("z", "2025-09-02", "AM", "P"),
            ("a", "2025-09-03", "AM", "A"), ("z", "2025-09-02", "AM", "A")]
    (tmp_path / "m.csv").write_text(marks_text(rows), encoding="utf-8")
    with pytest.raises(attend.AttendError) as caught:
        attend.evaluate(policy, attend.Register.from_csv(tmp_path / "m.csv"), DAY)
    assert [(f.line, "line 3" in f.message, "line 4" in f.message) for f in caught.value.findings] == [
        (5, True, False), (6, False, True)]


def test_messages_hold_no_pupil(policy: attend.Policy, errors_of: Reader, tmp_path: Path) -> None:
    secret = "Jane-Doe-1234"
    found = errors_of(HEAD + f"{secret},2025-09-02,AM\n".encode())
    (tmp_path / "m.csv").write_text(marks_text([(secret, "x", "y", "z"), (secret, DAY, "AM", secret), (secret, DAY, secret, "P")]))
    with pytest.raises(attend.AttendError) as caught:
        attend.evaluate(policy, attend.Register.from_csv(tmp_path / "m.csv"), DAY)
    assert secret not in " ".join(str(f) for f in [*found, *caught.value.findings, caught.value])


def test_spells_come_from_pupils_csv(policy: attend.Policy, files: Path) -> None:
    register = attend.Register.from_csv(files / "marks.csv", files / "pupils.csv")
    assert register.pupils == ("b", "a")
    (files / "pupils.csv").write_text("pupil,admitted\nb,2025-09-01\na,2025-09-03\n")
    result = attend.evaluate(policy, attend.Register.from_csv(files / "marks.csv", files / "pupils.csv"), DAY)
    assert result.pupil("a")["measures"]["attendance"]["of"] == 2


@pytest.mark.parametrize(
    ("pupils", "expected"),
    [
        (b"pupil,left\nb,\n", [("header", 1)]),
        (b"pupil,admitted,left\n", [("empty", 1)]),
        (b"pupil,admitted,left\n,2025-09-01,\nb,2025-09-01\n", [("fields", 3), ("pupil", 2)]),
    ],
)
def test_wrong_pupils_files(errors_of: Reader, pupils: bytes, expected: list[tuple[str, int]]) -> None:
    assert sorted(places(errors_of(GOOD, pupils))) == sorted(expected)


def test_wrong_dates_of_spells_are_errors_with_lines(policy: attend.Policy, files: Path) -> None:
    (files / "pupils.csv").write_text("pupil,admitted,left\nb,01/09/2025,\na,,\na,2025-09-03,2025-09-31\n")
    with pytest.raises(attend.AttendError) as caught:
        attend.evaluate(policy, attend.Register.from_csv(files / "marks.csv", files / "pupils.csv"), DAY)
    found = {(f.file, f.line) for f in caught.value.findings if f.status == "date"}
    assert found == {(str(files / "pupils.csv"), line) for line in (2, 3, 4)}


@pytest.mark.parametrize("name", [".", "none.csv", "a\0b"])
def test_a_file_that_is_none(name: str, tmp_path: Path) -> None:
    path = name if "\0" in name else str(tmp_path / name)
    with pytest.raises(attend.AttendError) as caught:
        attend.Register.from_csv(path)
    assert (caught.value.status, caught.value.file) == ("file", path)


def test_many_errors_are_counted_and_capped(policy: attend.Policy, tmp_path: Path) -> None:
    rows = [("p", "2025-09-02", "AM", "P")] * 12_000 + [("q", "2025-09-02", "AM", "?")] * 10_500
    (tmp_path / "m.csv").write_text(marks_text(rows))
    with pytest.raises(attend.AttendError) as caught:
        attend.evaluate(policy, attend.Register.from_csv(tmp_path / "m.csv"), DAY)
    assert len(caught.value.findings) == 10_000
    assert caught.value.omitted >= 500
    assert all(f.severity == "error" for f in caught.value.findings)
