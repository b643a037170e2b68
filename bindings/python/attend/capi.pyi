"""Types of the private SWIG module attend.capi; a test holds the names against capi.i."""

from typing import Optional, Sequence, Tuple

from typing_extensions import Buffer

class PolicyHandle: ...
class CalendarHandle: ...

# status, document, line, column, row, other row, path, message; -1 is "none"
_Finding = Tuple[int, int, int, int, int, int, str, str]
# status, pupil, row, other row, day, ROWS_...; -1 is "none"
_RowFinding = Tuple[int, int, int, int, int, int]
# status, errors, others, how many errors, how many others, and of rows after the day: ROWS_..., how many, the first
_RowFindings = Tuple[int, Sequence[_RowFinding], Sequence[_RowFinding], int, int, Sequence[Tuple[int, int, int]]]
# pupil, day, session, code, how many pupils, spells, facts, events
_Long = Tuple[Buffer, Buffer, Buffer, Buffer, int, Buffer, Buffer, Buffer]
# cells, first day, weeks, how many pupils, spells, facts, events
_Grid = Tuple[Buffer, int, int, int, Buffer, Buffer, Buffer]
# tiers, day, tier or -1, at least, at most, possible, computed, since, provisional, overridden
_Decision = Tuple[int, int, int, int, int, int, int, int, int, int]
_Documents = Sequence[Tuple[bytes, int]]

def attend_version() -> str: ...
def attend_version_number() -> int: ...
def attend_status_name(status: int) -> str: ...
def attend_status_text(status: int) -> str: ...
def day_parse(text_in: str) -> Tuple[int, int]: ...
def day_format(day: int) -> Tuple[int, None, Optional[str]]: ...
def pack_ids() -> Tuple[str, ...]: ...
def pack_text(text_in: str) -> Optional[bytes]: ...
def document_head(set: _Documents) -> Tuple[int, Optional[_Finding], Optional[Tuple[int, Sequence[str]]]]: ...
def document_check(set: _Documents, capacity: int) -> Tuple[int, Sequence[_Finding], int]: ...
def document_canonical(set: _Documents, form: int) -> Tuple[int, Optional[_Finding], Optional[bytes]]: ...
def policy_load(set: _Documents) -> Tuple[int, Optional[_Finding], Optional[PolicyHandle]]: ...
def policy_digest(policy: PolicyHandle) -> str: ...
def policy_items(
    policy: PolicyHandle, kind: int
) -> Sequence[Tuple[str, str, str, str, str, str, int, int, int, int]]: ...
def code_index(policy: PolicyHandle, text_in: str) -> int: ...
def code_meaning(policy: PolicyHandle, code: int, day: int) -> Optional[Tuple[str, str, int, int, int, int]]: ...
def calendar_load(set: _Documents) -> Tuple[int, Optional[_Finding], Optional[CalendarHandle]]: ...
def calendar_derive(
    policy: PolicyHandle, reg: _Long, as_of: int, capacity: int
) -> Tuple[_RowFindings, Optional[CalendarHandle]]: ...
def calendar_day(
    calendar: CalendarHandle, day: int
) -> Tuple[int, None, Optional[Tuple[int, int, int, int, str, str, str, str]]]: ...
def calendar_add(calendar: CalendarHandle, day: int, n: int, unit: int) -> Tuple[int, int]: ...
def calendar_roll(calendar: CalendarHandle, day: int) -> Tuple[int, int]: ...
def rows_order(pupil: Buffer, day: Buffer, order: Buffer) -> bool: ...
def rows_gather(source: Buffer, order: Buffer, out: Buffer) -> None: ...
def columns_check(pupil: Buffer, day: Buffer, session: Buffer, code: Buffer) -> None: ...
def register_shape(calendar: CalendarHandle, as_of: int) -> Tuple[int, int, int, int]: ...
def register_check(
    policy: PolicyHandle, calendar: CalendarHandle, reg: _Long, as_of: int, grid: Buffer, pupil_status: Buffer, capacity: int
) -> _RowFindings: ...
def register_tally(
    policy: PolicyHandle, calendar: CalendarHandle, reg: _Grid, pupil: int, as_of: int, first_day: int, last_day: int
) -> Tuple[int, Optional[_Finding], Optional[Sequence[Tuple[int, int]]]]: ...
def batch_run(
    policy: PolicyHandle, calendar: CalendarHandle, reg: _Grid, as_of: int, count: Buffer, of: Buffer, need: Buffer,
    flags: Buffer, missing: Buffer, possible: Buffer, computed: Buffer, since: Buffer, provisional: Buffer,
) -> Tuple[int, Optional[_Finding], None]: ...
def reason(
    policy: PolicyHandle, calendar: CalendarHandle, reg: _Grid, as_of: int, pupil: int, kind: int, item: int, format: int
) -> Tuple[int, Optional[_Finding], Optional[str]]: ...
def reasons(
    policy: PolicyHandle, calendar: CalendarHandle, reg: _Grid, as_of: int, pupil: int, items: Buffer, format: int
) -> Tuple[int, Optional[_Finding], Optional[Sequence[str]]]: ...
def tiers_range(policy: PolicyHandle, tiers: int) -> Tuple[int, int, int]: ...
def tiers_beside(policy: PolicyHandle, tiers: int) -> Tuple[int, None, Sequence[int]]: ...
def trace(
    policy: PolicyHandle, calendar: CalendarHandle, reg: _Grid, pupil: int, from_: int, to: int, flags: int
) -> Tuple[int, Optional[_Finding], Optional[Sequence[_Decision]]]: ...
def case_new(policy: PolicyHandle) -> Tuple[int, None, Optional[bytes]]: ...
def case_check(policy: PolicyHandle, bytes: Buffer) -> Tuple[int, int]: ...
def case_advance(
    policy: PolicyHandle, calendar: CalendarHandle, reg: _Grid, pupil: int, through: int, bytes: Buffer
) -> Tuple[int, Optional[_Finding], Optional[bytes]]: ...
def case_current(
    policy: PolicyHandle, calendar: CalendarHandle, reg: _Grid, pupil: int, bytes: Buffer
) -> Tuple[int, Optional[_Finding], None]: ...
def case_decide(policy: PolicyHandle, bytes: Buffer) -> Tuple[int, None, Sequence[_Decision]]: ...
def case_reason(
    policy: PolicyHandle, calendar: CalendarHandle, reg: _Grid, pupil: int, bytes: Buffer, kind: int, item: int, format: int
) -> Tuple[int, Optional[_Finding], Optional[str]]: ...
def percent_format(count: int, of: int, places: int, rounding: int) -> Tuple[int, None, Optional[str]]: ...

DOCUMENT_ROOT: int
DOCUMENTS_MAX: int
SEMANTICS: int
KIND_CODES: int
KIND_POLICY: int
KIND_CALENDAR: int
CANONICAL_FULL: int
CANONICAL_RULES: int
ITEM_DOCUMENT: int
ITEM_SOURCE: int
ITEM_SESSION: int
ITEM_CLASS: int
ITEM_PARAM: int
ITEM_MEASURE: int
ITEM_FLAG: int
MEASURE_COUNT: int
MEASURE_RATE: int
MEASURE_DAYS: int
MEASURE_RUN: int
MEASURE_DIFFERENCE: int
NEED_NOTHING: int
NEED_MARKS: int
NEED_MINIMUM: int
NEED_HISTORY: int
NEED_CALENDAR: int
NEED_ENROLMENT: int
NEED_IN_FORCE: int
UNIT_DAYS: int
UNIT_WEEKS: int
UNIT_SCHOOL_DAYS: int
UNIT_SCHOOL_WEEKS: int
DAY_FIRST: int
DAY_LAST: int
DAY_OPEN: int
TEXT: int
JSON: int
ROUND_HALF_UP: int
E_ARGUMENT: int
E_SPACE: int
E_ORDER: int
E_LIMIT: int
E_NOT_FOUND: int
E_RANGE: int
E_CALENDAR_END: int
E_MISMATCH: int
E_DATA: int
E_SYNTAX: int
E_DATE: int
E_UNKNOWN_CODE: int
F_AFTER_AS_OF: int
E_UNKNOWN_SESSION: int
E_CONFLICT: int
E_OVERLAP: int
F_RETIRED_CODE: int
F_EARLY_CODE: int
ITEM_FACT: int
ITEM_STEP: int
ITEM_OUTCOME: int
ITEM_TIERS: int
ITEM_TIER: int
STEP_SUPPORT: int
STEP_SAFEGUARDING: int
STEP_ADMINISTRATIVE: int
STEP_ENFORCEMENT: int
NEED_EVENT: int
ROWS_MARKS: int
ROWS_SPELLS: int
ROWS_FACTS: int
ROWS_EVENTS: int
ORIGIN_OWN: int
ORIGIN_EXTERNAL: int
TRACE_DAILY: int
E_STALE: int
E_CASE: int
F_UNKNOWN_FACT: int
E_UNKNOWN_EVENT: int
E_UNKNOWN_STEP: int
E_UNKNOWN_OUTCOME: int
E_UNKNOWN_TIER: int
EVENT_OFFERED: int
EVENT_PROVIDED: int
EVENT_REFUSED: int
EVENT_CONTACTED: int
EVENT_EVIDENCE_RECEIVED: int
EVENT_CONSULTED: int
EVENT_CONSIDERED: int
EVENT_STARTED: int
EVENT_REVIEWED: int
EVENT_ACCEPTED: int
EVENT_DECLINED: int
EVENT_ISSUED: int
EVENT_WITHDRAWN: int
EVENT_PAID: int
EVENT_WAIVED: int
EVENT_CLOSED: int
EVENT_ACTION_AGREED: int
EVENT_CONCERN_RAISED: int
EVENT_TIER_OVERRIDE: int
