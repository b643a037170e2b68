"""Stored cases through the package: carried forward in random pieces, with only the new rows of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import attend
from bridge import first_day, load_calendar, load_policy, register_of
from case import Case

PIECES = 5


def check_carried(case: Case, source: Random) -> int:
    """Carries every pupil of a case who is decided at all; how many there were. Each piece says what the trace of the whole says of its
    day, and the last one has the bytes of a case that was carried at once."""
    policy = load_policy(case)
    try:
        whole = attend.evaluate(policy, register_of(case), case.as_of, load_calendar(case), case.quarantine)
    except attend.AttendError:
        return 0
    for pupil in whole.pupils:
        own = _of(case, pupil)
        once = attend.Case(policy).advance(whole, pupil, whole.as_of)
        assert once.is_current(whole, pupil), (case.name, pupil)
        assert once.decide() == whole.trace(pupil, whole.as_of), (case.name, pupil)
        assert bytes(_carry(own, whole, pupil, source)) == bytes(once), (case.name, pupil)
    return len(whole.pupils)


def _of(case: Case, pupil: str) -> Case:
    """The rows of one pupil, who has spells if anybody has: without any, everyone is enrolled."""
    tables = ("marks", "spells", "facts", "journal")
    return replace(case, **{name: [row for row in getattr(case, name) if row[0] == pupil] for name in tables})


def _carry(case: Case, whole: attend.Evaluation, pupil: str, source: Random) -> attend.Case:
    carried, before = attend.Case(whole.policy), date.min
    for day in _cuts(case, whole, source):
        piece = _between(case, before, day, day == whole.as_of)
        if any(row[0] == pupil for row in [*piece.marks, *piece.spells]):  # else the register does not know the pupil
            rows = attend.prepare(whole.policy, register_of(piece), day, whole.calendar)
            carried, before = attend.Case(whole.policy, bytes(carried)).advance(rows, pupil, day), day
            assert carried.day == day and carried.decide() == whole.trace(pupil, day, day), (case.name, pupil, day)
    return carried


def _cuts(case: Case, whole: attend.Evaluation, source: Random) -> list[date]:
    """Some days, in order, and the last one. After them there is at least a mark when no spells say that the pupil is there."""
    first, last = first_day(case, whole), whole.as_of
    if not case.spells:
        last = min(last, date.fromisoformat(max(row[1] for row in case.marks)))
    cuts = {first + timedelta(source.randrange((last - first).days)) for _ in range(PIECES) if first < last}
    return [*sorted(cuts), whole.as_of]


def _between(case: Case, before: date, day: date, is_last: bool) -> Case:
    """The marks and events after a day up to another, the last piece with all that is later; spells and facts whole."""

    def is_new(text: str) -> bool:
        return before.isoformat() < text and (is_last or text <= day.isoformat())

    marks, journal = ([row for row in rows if is_new(row[1])] for rows in (case.marks, case.journal))
    return replace(case, marks=marks, journal=journal)
