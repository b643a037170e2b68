#include "attend/status.h"

#include <string.h>

#include "attend/attend.h"

/* Every status: the one place where its name and sentence stand. */
#define STATUSES(X) \
    X(ATTEND_OK, "ok", "Done.") \
    X(ATTEND_E_ARGUMENT, "argument", \
      "An argument is NULL, misaligned, of a wrong size, or does not agree with another.") \
    X(ATTEND_E_SPACE, "space", "The memory or buffer is too small.") \
    X(ATTEND_E_ORDER, "order", "Rows are not sorted as the function requires.") \
    X(ATTEND_E_LIMIT, "limit", "A stated limit of the library is exceeded.") \
    X(ATTEND_E_NOT_FOUND, "not_found", "There is no such name, index or document.") \
    X(ATTEND_E_RANGE, "range", "A number or day is outside the supported range.") \
    X(ATTEND_E_CALENDAR_END, "calendar_end", "The calendar ends before the day asked for.") \
    X(ATTEND_E_MISMATCH, "mismatch", "Policy, calendar and register do not belong together.") \
    X(ATTEND_E_DATA, "data", "At least one finding is an error, and nothing was decided.") \
    X(ATTEND_E_SYNTAX, "syntax", "The text is not strict JSON.") \
    X(ATTEND_E_TYPE, "type", "A value is of the wrong JSON type.") \
    X(ATTEND_E_REQUIRED, "required", "A required member is missing.") \
    X(ATTEND_E_UNKNOWN_KEY, "unknown_key", "A member is not in the format.") \
    X(ATTEND_E_VALUE, "value", "A value has the wrong form.") \
    X(ATTEND_E_BOUNDS, "bounds", "A number is outside its bounds.") \
    X(ATTEND_E_DATE, "date", "A date does not exist or is not written YYYY-MM-DD.") \
    X(ATTEND_E_DATE_ORDER, "date_order", "Dates are out of order, or periods overlap.") \
    X(ATTEND_E_REFERENCE, "reference", "Nothing defines this name.") \
    X(ATTEND_E_CYCLE, "cycle", "Documents extend each other, or codes map to each other, in a circle.") \
    X(ATTEND_E_DUPLICATE, "duplicate_id", "One id or index is defined twice or differently.") \
    X(ATTEND_E_NEWER, "newer", "The format or semantics number is newer than this library.") \
    X(ATTEND_E_KIND, "kind", "The document is of the wrong kind for its use.") \
    X(ATTEND_E_REPLACE, "replace", "An overlay replaces, removes or sets something that it may not.") \
    X(ATTEND_E_GAP, "gap", "The bands leave out a value.") \
    X(ATTEND_E_BAND_OVERLAP, "band_overlap", "A value is in two bands.") \
    X(ATTEND_E_UNREACHABLE, "unreachable", "A tier can never be the answer.") \
    X(ATTEND_E_OTHERWISE, "otherwise", "The last tier of an ordered list, and no other, says 'otherwise'.") \
    X(ATTEND_E_UNKNOWN_CODE, "unknown_code", "The code is not in the code set.") \
    X(ATTEND_E_UNKNOWN_SESSION, "unknown_session", "The code set does not name this session.") \
    X(ATTEND_E_OUTSIDE_CALENDAR, "outside_calendar", "The day is outside the calendar document.") \
    X(ATTEND_E_CONFLICT, "conflict", "Two different marks are given for one session.") \
    X(ATTEND_E_OVERLAP, "overlap", "Two enrolment spells of one pupil share a day.") \
    X(ATTEND_E_NO_ENROLMENT, "no_enrolment", \
      "A pupil has marks but no enrolment spell, although others have spells.") \
    X(ATTEND_E_UNKNOWN_EVENT, "unknown_event", "A journal has no such event.") \
    X(ATTEND_E_UNKNOWN_STEP, "unknown_step", "The policy has no such step.") \
    X(ATTEND_E_UNKNOWN_OUTCOME, "unknown_outcome", "The step has no such outcome.") \
    X(ATTEND_E_UNKNOWN_TIER, "unknown_tier", "The policy has no such tier.") \
    X(ATTEND_E_CONTRADICTION, "contradiction", "Two rows of one fact share a day and differ.") \
    X(ATTEND_E_BEFORE_ADMISSION, "before_admission", \
      "The event is before the pupil's first spell and is not another body's.") \
    X(ATTEND_E_FACT_VALUE, "fact_value", "The value of a fact is not true, false or unknown.") \
    X(ATTEND_E_CASE, "case", "The bytes are not a case, or are damaged.") \
    X(ATTEND_E_STALE, "stale", "The case has consumed something that is no longer so: fold again.") \
    X(ATTEND_F_AFTER_AS_OF, "after_as_of", "The row is after the as-of day and was not seen.") \
    X(ATTEND_F_DUPLICATE, "duplicate", "The same row is given twice and was counted once.") \
    X(ATTEND_F_OUTSIDE_ENROLMENT, "outside_enrolment", "The mark is outside every enrolment spell and was ignored.") \
    X(ATTEND_F_CLOSED, "closed", "The mark is on a session without school and was ignored.") \
    X(ATTEND_F_WRONG_SESSION, "wrong_session", \
      "The code belongs to another session of the day; the mark was counted.") \
    X(ATTEND_F_RETIRED_CODE, "retired_code", \
      "The mark is after the code's last date and was counted by its last classes.") \
    X(ATTEND_F_EARLY_CODE, "early_code", \
      "The mark is before the code's first date and was counted by its first classes.") \
    X(ATTEND_F_SPARSE_DAY, "sparse_day", "Under 5 % of the pupils have a mark on this derived school day.") \
    X(ATTEND_F_UNKNOWN_FACT, "unknown_fact", "No named policy declares this fact; it was ignored.") \
    X(ATTEND_F_EVENT_STATE, "event_state", "The event contradicts the state of its step and changed nothing.") \
    X(ATTEND_F_EVENT_UNUSED, "event_unused", "Nothing judges this event yet; it changed nothing.") \
    X(ATTEND_F_NOT_PROVED, "not_proved", "There are too many combinations to look for tiers that can never be the answer.")

/* Every other public integer constant. */
#define CONSTANTS(X) \
    X(ATTEND_NEED_FACT) X(ATTEND_NEED_EVENT) X(ATTEND_OP_FACT) X(ATTEND_OP_STEP) X(ATTEND_OP_IN_TIER) \
    X(ATTEND_OP_CROSSES) X(ATTEND_OP_TIERS) X(ATTEND_OP_TIER) X(ATTEND_OP_LEAVE) X(ATTEND_OP_DOWN) \
    X(ATTEND_OP_OVERRIDE) X(ATTEND_OP_PROVISIONAL) X(ATTEND_LEAVE_FREE) X(ATTEND_LEAVE_HELD) \
    X(ATTEND_LEAVE_LEFT) X(ATTEND_ITEM_FACT) X(ATTEND_ITEM_STEP) X(ATTEND_ITEM_OUTCOME) X(ATTEND_ITEM_TIERS) \
    X(ATTEND_ITEM_TIER) X(ATTEND_STEP_SUPPORT) X(ATTEND_STEP_SAFEGUARDING) X(ATTEND_STEP_ADMINISTRATIVE) \
    X(ATTEND_STEP_ENFORCEMENT) X(ATTEND_EVENT_OFFERED) X(ATTEND_EVENT_PROVIDED) X(ATTEND_EVENT_REFUSED) \
    X(ATTEND_EVENT_CONTACTED) X(ATTEND_EVENT_EVIDENCE_RECEIVED) X(ATTEND_EVENT_CONSULTED) \
    X(ATTEND_EVENT_CONSIDERED) X(ATTEND_EVENT_STARTED) X(ATTEND_EVENT_REVIEWED) X(ATTEND_EVENT_ACCEPTED) \
    X(ATTEND_EVENT_DECLINED) X(ATTEND_EVENT_ISSUED) X(ATTEND_EVENT_WITHDRAWN) X(ATTEND_EVENT_PAID) \
    X(ATTEND_EVENT_WAIVED) X(ATTEND_EVENT_CLOSED) X(ATTEND_EVENT_ACTION_AGREED) X(ATTEND_EVENT_CONCERN_RAISED) \
    X(ATTEND_EVENT_TIER_OVERRIDE) X(ATTEND_ORIGIN_OWN) X(ATTEND_ORIGIN_EXTERNAL) X(ATTEND_ROWS_MARKS) \
    X(ATTEND_ROWS_SPELLS) X(ATTEND_ROWS_FACTS) X(ATTEND_ROWS_EVENTS) X(ATTEND_TRACE_DAILY) X(ATTEND_CASE_BYTES_MAX) \
    X(ATTEND_DAY_FIRST) X(ATTEND_DAY_LAST) X(ATTEND_DAY_OPEN) X(ATTEND_UNIT_DAYS) X(ATTEND_UNIT_WEEKS) \
    X(ATTEND_UNIT_SCHOOL_DAYS) X(ATTEND_UNIT_SCHOOL_WEEKS) X(ATTEND_UNIT_SESSIONS) X(ATTEND_NEED_NOTHING) \
    X(ATTEND_NEED_MARKS) X(ATTEND_NEED_MINIMUM) X(ATTEND_NEED_HISTORY) X(ATTEND_NEED_CALENDAR) \
    X(ATTEND_NEED_ENROLMENT) X(ATTEND_NEED_IN_FORCE) X(ATTEND_FALSE) X(ATTEND_TRUE) X(ATTEND_UNKNOWN) \
    X(ATTEND_OP_FLAG) X(ATTEND_OP_ALL) X(ATTEND_OP_ANY) X(ATTEND_OP_NOT) X(ATTEND_OP_COMPARE) \
    X(ATTEND_OP_MEASURE) X(ATTEND_OP_WINDOW) X(ATTEND_BELOW) X(ATTEND_AT_MOST) X(ATTEND_EQUAL) \
    X(ATTEND_AT_LEAST) X(ATTEND_ABOVE) X(ATTEND_TEXT) X(ATTEND_JSON) X(ATTEND_ROUND_HALF_UP) \
    X(ATTEND_ROUND_DOWN) X(ATTEND_ROUND_UP) X(ATTEND_ROUND_HALF_EVEN) X(ATTEND_DOCUMENT_ROOT) \
    X(ATTEND_DOCUMENTS_MAX) X(ATTEND_KIND_CODES) X(ATTEND_KIND_POLICY) X(ATTEND_KIND_CALENDAR) \
    X(ATTEND_CANONICAL_FULL) X(ATTEND_CANONICAL_RULES) X(ATTEND_ITEM_DOCUMENT) X(ATTEND_ITEM_SOURCE) \
    X(ATTEND_ITEM_SESSION) X(ATTEND_ITEM_CLASS) X(ATTEND_ITEM_PARAM) X(ATTEND_ITEM_MEASURE) X(ATTEND_ITEM_FLAG) \
    X(ATTEND_MEASURE_COUNT) X(ATTEND_MEASURE_RATE) X(ATTEND_MEASURE_DAYS) X(ATTEND_MEASURE_RUN) \
    X(ATTEND_MEASURE_DIFFERENCE) X(ATTEND_NONE) X(ATTEND_VERSION_NUMBER) X(ATTEND_SEMANTICS) X(ATTEND_FORMAT)

/* Arrays of characters instead of pointers: nothing here is relocated, so the library holds no writable data. */
typedef struct status_row {
    attend_status status;
    char name[24];
    char text[92];
} status_row;

typedef struct constant_row {
    char name[32];
    int64_t value;
} constant_row;

#define STATUS_ROW(status, name, text) {status, name, text},
#define STATUS_CONSTANT(status, name, text) {#status, status},
#define CONSTANT(constant) {#constant, constant},

static const status_row statuses[] = {STATUSES(STATUS_ROW)};
static const constant_row constants[] = {STATUSES(STATUS_CONSTANT) CONSTANTS(CONSTANT)};

static const status_row *find_status(attend_status status)
{
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++)
        if (statuses[i].status == status)
            return &statuses[i];
    return NULL;
}

const char *attend_status_name(attend_status status)
{
    const status_row *row = find_status(status);
    return row ? row->name : "unknown_status";
}

const char *attend_status_text(attend_status status)
{
    const status_row *row = find_status(status);
    return row ? row->text : "This release does not know the status.";
}

attend_status attend_constant_find(const char *name, int64_t *value)
{
    if (!name || !value)
        return ATTEND_E_ARGUMENT;
    size_t size = strlen(name) + 1;
    for (size_t i = 0; i < sizeof constants / sizeof constants[0]; i++)
        if (size <= sizeof constants[i].name && memcmp(constants[i].name, name, size) == 0) {
            *value = constants[i].value;
            return ATTEND_OK;
        }
    return ATTEND_E_NOT_FOUND;
}

const char *attend_version(void)
{
    return ATTEND_VERSION;
}

int32_t attend_version_number(void)
{
    return ATTEND_VERSION_NUMBER;
}
