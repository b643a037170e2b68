"""attend: turns a school's register into exact counts, rates, flags and tiers, under policies that are data.

Load a policy, read a register, evaluate, and ask why:

>>> policy = Policy.load("gb-eng-statutory")
>>> register = Register.from_rows([("p", "2025-09-02", "AM", "/"), ("p", "2025-09-02", "PM", "I")])
>>> result = evaluate(policy, register, as_of="2025-09-02")
>>> result.pupil("p")["measures"]["absence"]["percent"]
'50.00'

Rates are whole-number fractions; a percentage is rounded only to be shown. Nothing reads a clock: the day is an argument.
"""

from .calendar import Calendar, CalendarDay
from .capi import attend_version as _version
from .case import Case
from .checking import check
from .days import Day
from .documents import Document, Source, pack_ids
from .errors import AttendError, Finding
from .evaluation import Column, Evaluation, TierColumn
from .journal import Event, Fact
from .policy import Code, Item, Policy, Tiers
from .prepared import LeftOut, Prepared
from .register import Mark, Register, Spell
from .results import TierDay
from .run import evaluate, prepare

__version__ = _version()

__all__ = [
    "AttendError",
    "Calendar",
    "CalendarDay",
    "Case",
    "Code",
    "Column",
    "Day",
    "Document",
    "Evaluation",
    "Event",
    "Fact",
    "Finding",
    "Item",
    "LeftOut",
    "Mark",
    "Policy",
    "Prepared",
    "Register",
    "Source",
    "Spell",
    "TierColumn",
    "TierDay",
    "Tiers",
    "check",
    "evaluate",
    "pack_ids",
    "prepare",
]
