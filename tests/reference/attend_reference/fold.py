"""The fold: what one policy says of one pupil on every day up to the as-of day (section 9).

Counts, facts, steps and flags of a day are worked out anew from all the rows up to that day. Only tiers are carried
from day to day.
"""

from __future__ import annotations

from datetime import date
from typing import Optional

from . import conditions, facts, measures, tiers
from .calendar import Calendar, days
from .conditions import Truth
from .measures import Parts, Value
from .policy import Condition, Policy
from .register import Event, Pupil
from .tiers import TierDay


class Fold:
    def __init__(self, policy: Policy, calendar: Calendar, pupil: Pupil, as_of: date) -> None:
        self.policy = policy
        self.calendar = calendar
        self.pupil = pupil
        self.first_day = calendar.first_day(as_of)
        self.events = [each for each in pupil.events if each.policy == policy.id]
        self.tier_days: dict[date, TierDay] = {}
        self._measures: dict[tuple[str, date], Value] = {}
        self._flags: dict[tuple[str, date], Truth] = {}
        self._values: dict[tuple[str, Parts], Value] = {}

    # --- one day, from the rows up to it ---

    def measure(self, id: str, day: date) -> Value:
        if (id, day) not in self._measures:
            self._measures[id, day] = self._measure(id, day)
        return self._measures[id, day]

    def _measure(self, id: str, day: date) -> Value:
        measure = self.policy.measures[id]
        parts = measures.parts(measure, self.calendar, self.pupil, day, self.latest)
        if isinstance(parts, str):
            return Value(measure.kind, need=parts)
        if (id, parts) not in self._values:  # the same marks give the same value
            self._values[id, parts] = measures.value(measure, self.calendar, self.pupil, parts)
        return self._values[id, parts]

    def fact(self, name: str, day: date) -> Optional[bool]:
        return facts.on(self.pupil.facts.get(name, ()), self.policy.facts[name], day)

    def flag(self, id: str, day: date) -> Truth:
        if (id, day) not in self._flags:
            self._flags[id, day] = conditions.flag(self.policy.flags[id], self, day)
        return self._flags[id, day]

    def truth(self, condition: Condition, day: date) -> Truth:
        return conditions.truth(condition, self, day)

    # --- steps ---

    def _episode(self, step: str, day: date) -> list[Event]:
        """What has counted, by a day, in the step's latest episode."""
        events = [each for each in self.events if each.step == step and each.day <= day]
        starts = [place for place, each in enumerate(events) if each.name == "started"]
        return events[starts[-1] if starts else 0 :]

    def latest(self, step: str, event: str, day: date) -> Optional[date]:
        """The day of the latest such event in the step's latest episode."""
        found = [each.day for each in self._episode(step, day) if each.name == event]
        return found[-1] if found else None

    def under_way(self, step: str, day: date) -> bool:
        changes = [each.name for each in self.events
                   if each.step == step and each.name in ("started", "closed") and each.day <= day]
        return changes[-1:] == ["started"]

    def outcome(self, step: str, day: date) -> Optional[str]:
        """The outcome of the latest closed episode."""
        found = [each.outcome for each in self.events if (each.step, each.name) == (step, "closed") and each.day <= day]
        return found[-1] if found else None

    def taken(self, step: str, day: date) -> set[str]:
        """The events of a step that count on this very day; of the days before the first, on that one."""
        return {each.name for each in self._episode(step, day) if max(each.day, self.first_day) == day}

    def override(self, day: date) -> Optional[Event]:
        """The override in force."""
        given = [each for each in self.events if each.name == "tier_override" and each.day <= day]
        return given[-1] if given and given[-1].tier and day <= given[-1].until else None

    # --- tiers ---

    def tier(self, place: int, day: date) -> Truth:
        """Whether the tier of the day before is this one."""
        if day == self.first_day:
            return Truth(None, ("history",))
        before = self.tier_days[day - conditions.ONE_DAY]
        if place not in before.possible:
            return Truth(False)
        return Truth(True) if len(before.possible) == 1 else Truth(None, ("history",))

    def run(self, until: date) -> None:
        """Carries the tiers forward, from the first day through a day."""
        if self.policy.tiers:
            for day in days(self.first_day, until):
                self.tier_days[day] = tiers.next_day(self.policy.tiers, self, day)
