"""How many pupils of a register each tier of a policy would hold."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple, Sequence

from .. import capi
from ..calendar import Calendar
from ..days import to_date
from ..documents import read_document
from ..errors import Finding, fail
from ..evaluation import Evaluation
from ..numbers import counted
from ..policy import Policy
from ..register import Register
from ..run import evaluate


class Load(NamedTuple):
    """The tiers of one policy, each with how many pupils it holds."""

    file: str
    policy: str
    as_of: date
    lines: tuple[str, ...]


def caseload(
    files: Sequence[str], marks: str, pupils: str | None, facts: str | None, journal: str | None, calendar: str | None,
    as_of: date | None,
) -> tuple[list[Load], list[Finding]]:
    """The load of every policy with tiers among the files, which are one set, and what there is to know of the register. Raises
    AttendError for what is wrong with it."""
    named = _policies(files)
    register = Register.from_csv(marks, pupils, facts, journal)
    used = None if calendar is None else Calendar.load(calendar, list(files))
    if not named:
        return [], list(register.findings)
    others = [file for file in files if file not in named.values()]
    evaluation = evaluate(Policy.load(*named.values(), documents=others), register, as_of or _last_day(register), used)
    loads = [_load(evaluation, id, named[id]) for id in evaluation.tiers]
    return loads, list(evaluation.findings)


def _policies(files: Sequence[str]) -> dict[str, str]:
    """The files that are policies, by their ids."""
    named: dict[str, str] = {}
    for file in dict.fromkeys(files):
        head = read_document(file).head()
        if head is not None and head.kind == "policy" and named.setdefault(head.id, file) != file:
            fail("duplicate", f"{named[head.id]} is a policy of the same id: with --register give one of them at a time", file)
    return named


def _last_day(register: Register) -> date:
    days = [day for day in register.marks.day if capi.DAY_FIRST <= day <= capi.DAY_LAST]
    if not days:
        fail("empty", "the register has no mark with a date: say the day with --as-of", register.marks.file)
    return to_date(max(days))


def _load(evaluation: Evaluation, policy: str, file: str) -> Load:
    total = counted(len(evaluation.pupils), "pupil")
    counts = evaluation.tiers[policy].counts().items()
    known = (f"{tier or 'more than one is possible'}: {count:,} of {total}" for tier, count in counts if tier is not None or count)
    return Load(file, policy, evaluation.as_of, tuple(known))


def as_findings(loads: Sequence[Load]) -> list[Finding]:
    """One finding of severity ``info`` for each tier."""
    return [
        Finding("caseload", line, load.file, path="tiers", severity="info") for load in loads for line in load.lines
    ]


def as_text(loads: Sequence[Load]) -> str:
    """The tiers under their policies."""
    if not loads:
        return "no policy among the files has tiers\n"
    parts = ("\n".join((f"{load.policy}, as of {load.as_of}", *(f"  {line}" for line in load.lines))) for load in loads)
    return "".join(f"{part}\n" for part in parts)
