/* The private module attend.capi: the C library with Python's types. Not for users: see the typed layer beside it.
 * Buffers are held from argument parsing until freearg, so a caller cannot resize them while the GIL is released. */
%module(package="attend") capi
%pythonnondynamic;

%{
#include "calls.h"
%}

%include <stdint.i>

/* Handles: capsules made by this module; None and anything else is refused. */
%typemap(in) const attend_policy * {
    $1 = (attend_policy *)policy_take($input);
    if ($1 == NULL) SWIG_fail;
}
%typemap(in) const attend_calendar * {
    $1 = (attend_calendar *)calendar_take($input);
    if ($1 == NULL) SWIG_fail;
}

%typemap(arginit) documents { memset(&$1, 0, sizeof $1); }
%typemap(in) documents {
    if (!documents_take($input, &$1)) SWIG_fail;
}
%typemap(freearg) documents { documents_free(&$1); }

/* Text is str; a NUL inside is refused, for the library would see less than was given. */
%typemap(arginit) const char *text_in { $1 = NULL; }
%typemap(in) const char *text_in (PyObject *bytes = NULL, char *at = NULL) {
    bytes = PyUnicode_Check($input) ? PyUnicode_AsUTF8String($input) : NULL;
    if (bytes == NULL) {
        if (PyErr_Occurred() == NULL) PyErr_SetString(PyExc_TypeError, "expected str");
        SWIG_fail;
    }
    if (PyBytes_AsStringAndSize(bytes, &at, NULL) != 0) SWIG_fail;
    $1 = at;
}
%typemap(freearg) const char *text_in { Py_XDECREF(bytes$argnum); }

%define BUFFER(TYPE, KINDS, SIZE, WRITABLE)
%typemap(arginit) TYPE { memset(&$1, 0, sizeof $1); }
%typemap(in) TYPE (Py_buffer view, bool held = false) {
    held = column_take($input, KINDS, SIZE, WRITABLE, &view, &$1);
    if (!held) SWIG_fail;
}
%typemap(freearg) TYPE {
    if (held$argnum) PyBuffer_Release(&view$argnum);
}
%enddef
BUFFER(column_u8, COLUMN_U8, 1, false)
BUFFER(column_u32, COLUMN_U32, 4, false)
BUFFER(column_i32, COLUMN_I32, 4, false)
BUFFER(writable_u8, COLUMN_U8, 1, true)
BUFFER(writable_i8, COLUMN_I8, 1, true)
BUFFER(writable_i32, COLUMN_I32, 4, true)
BUFFER(writable_u32, COLUMN_U32, 4, true)
BUFFER(writable_i64, COLUMN_I64, 8, true)

%define REGISTER(TYPE, TAKE)
%typemap(arginit) TYPE { memset(&$1, 0, sizeof $1); }
%typemap(in) TYPE {
    if (!TAKE($input, &$1)) SWIG_fail;
}
%typemap(freearg) TYPE { register_free(&$1); }
%enddef
REGISTER(long_rows, long_take)
REGISTER(grid_rows, grid_take)

%typemap(out) const char * {
    $result = text_of($1);
}

const char *attend_version(void);
int32_t attend_version_number(void);
const char *attend_status_name(int32_t status);
const char *attend_status_text(int32_t status);

PyObject *day_parse(const char *text_in);
PyObject *day_format(int32_t day);
PyObject *pack_ids(void);
PyObject *pack_text(const char *text_in);
PyObject *document_head(documents set);
PyObject *document_check(documents set, uint32_t capacity);
PyObject *document_canonical(documents set, int32_t form);
PyObject *policy_load(documents set);
PyObject *policy_digest(const attend_policy *policy);
PyObject *policy_items(const attend_policy *policy, int32_t kind);
PyObject *code_index(const attend_policy *policy, const char *text_in);
PyObject *code_meaning(const attend_policy *policy, uint8_t code, int32_t day);
PyObject *calendar_load(documents set);
PyObject *calendar_derive(const attend_policy *policy, long_rows reg, int32_t as_of, uint32_t capacity);
PyObject *calendar_day(const attend_calendar *calendar, int32_t day);
PyObject *calendar_add(const attend_calendar *calendar, int32_t day, int32_t n, int32_t unit);
PyObject *calendar_roll(const attend_calendar *calendar, int32_t day);
PyObject *rows_order(column_u32 pupil, column_i32 day, writable_u32 order);
PyObject *rows_gather(column_u32 source, column_u32 order, writable_u32 out);
PyObject *columns_check(column_u32 pupil, column_i32 day, column_u8 session, column_u8 code);
PyObject *register_shape(const attend_calendar *calendar, int32_t as_of);
PyObject *register_check(const attend_policy *policy, const attend_calendar *calendar, long_rows reg, int32_t as_of,
                         writable_u8 grid, writable_i32 pupil_status, uint32_t capacity);
PyObject *register_tally(const attend_policy *policy, const attend_calendar *calendar, grid_rows reg, uint32_t pupil,
                         int32_t as_of, int32_t first_day, int32_t last_day);
PyObject *batch_run(const attend_policy *policy, const attend_calendar *calendar, grid_rows reg, int32_t as_of,
                    writable_i64 count, writable_i64 of, writable_i8 need, writable_i8 flags, writable_u32 missing,
                    writable_u32 possible, writable_u32 computed, writable_i32 since, writable_i8 provisional);
PyObject *reason(const attend_policy *policy, const attend_calendar *calendar, grid_rows reg, int32_t as_of, uint32_t pupil,
                 int32_t kind, uint32_t item, int32_t format);
PyObject *reasons(const attend_policy *policy, const attend_calendar *calendar, grid_rows reg, int32_t as_of, uint32_t pupil,
                  column_u32 items, int32_t format);
PyObject *tiers_range(const attend_policy *policy, uint32_t tiers);
PyObject *tiers_beside(const attend_policy *policy, uint32_t tiers);
PyObject *trace(const attend_policy *policy, const attend_calendar *calendar, grid_rows reg, uint32_t pupil, int32_t from_,
                int32_t to, uint32_t flags);
PyObject *case_new(const attend_policy *policy);
PyObject *case_check(const attend_policy *policy, column_u8 bytes);
PyObject *case_advance(const attend_policy *policy, const attend_calendar *calendar, grid_rows reg, uint32_t pupil,
                       int32_t through, column_u8 bytes);
PyObject *case_current(const attend_policy *policy, const attend_calendar *calendar, grid_rows reg, uint32_t pupil,
                       column_u8 bytes);
PyObject *case_decide(const attend_policy *policy, column_u8 bytes);
PyObject *case_reason(const attend_policy *policy, const attend_calendar *calendar, grid_rows reg, uint32_t pupil,
                      column_u8 bytes, int32_t kind, uint32_t item, int32_t format);
PyObject *percent_format(int64_t count, int64_t of, int32_t places, int32_t rounding);

%constant int DOCUMENT_ROOT = ATTEND_DOCUMENT_ROOT;
%constant int DOCUMENTS_MAX = ATTEND_DOCUMENTS_MAX;
%constant int SEMANTICS = ATTEND_SEMANTICS;
%constant int KIND_CODES = ATTEND_KIND_CODES;
%constant int KIND_POLICY = ATTEND_KIND_POLICY;
%constant int KIND_CALENDAR = ATTEND_KIND_CALENDAR;
%constant int CANONICAL_FULL = ATTEND_CANONICAL_FULL;
%constant int CANONICAL_RULES = ATTEND_CANONICAL_RULES;
%constant int ITEM_DOCUMENT = ATTEND_ITEM_DOCUMENT;
%constant int ITEM_SOURCE = ATTEND_ITEM_SOURCE;
%constant int ITEM_SESSION = ATTEND_ITEM_SESSION;
%constant int ITEM_CLASS = ATTEND_ITEM_CLASS;
%constant int ITEM_PARAM = ATTEND_ITEM_PARAM;
%constant int ITEM_MEASURE = ATTEND_ITEM_MEASURE;
%constant int ITEM_FLAG = ATTEND_ITEM_FLAG;
%constant int MEASURE_COUNT = ATTEND_MEASURE_COUNT;
%constant int MEASURE_RATE = ATTEND_MEASURE_RATE;
%constant int MEASURE_DAYS = ATTEND_MEASURE_DAYS;
%constant int MEASURE_RUN = ATTEND_MEASURE_RUN;
%constant int MEASURE_DIFFERENCE = ATTEND_MEASURE_DIFFERENCE;
%constant int NEED_NOTHING = ATTEND_NEED_NOTHING;
%constant int NEED_MARKS = ATTEND_NEED_MARKS;
%constant int NEED_MINIMUM = ATTEND_NEED_MINIMUM;
%constant int NEED_HISTORY = ATTEND_NEED_HISTORY;
%constant int NEED_CALENDAR = ATTEND_NEED_CALENDAR;
%constant int NEED_ENROLMENT = ATTEND_NEED_ENROLMENT;
%constant int NEED_IN_FORCE = ATTEND_NEED_IN_FORCE;
%constant int UNIT_DAYS = ATTEND_UNIT_DAYS;
%constant int UNIT_WEEKS = ATTEND_UNIT_WEEKS;
%constant int UNIT_SCHOOL_DAYS = ATTEND_UNIT_SCHOOL_DAYS;
%constant int UNIT_SCHOOL_WEEKS = ATTEND_UNIT_SCHOOL_WEEKS;
%constant int DAY_FIRST = ATTEND_DAY_FIRST;
%constant int DAY_LAST = ATTEND_DAY_LAST;
%constant int DAY_OPEN = ATTEND_DAY_OPEN;
%constant int TEXT = ATTEND_TEXT;
%constant int JSON = ATTEND_JSON;
%constant int ROUND_HALF_UP = ATTEND_ROUND_HALF_UP;
%constant int E_ARGUMENT = ATTEND_E_ARGUMENT;
%constant int E_SPACE = ATTEND_E_SPACE;
%constant int E_ORDER = ATTEND_E_ORDER;
%constant int E_LIMIT = ATTEND_E_LIMIT;
%constant int E_NOT_FOUND = ATTEND_E_NOT_FOUND;
%constant int E_RANGE = ATTEND_E_RANGE;
%constant int E_CALENDAR_END = ATTEND_E_CALENDAR_END;
%constant int E_MISMATCH = ATTEND_E_MISMATCH;
%constant int E_DATA = ATTEND_E_DATA;
%constant int E_SYNTAX = ATTEND_E_SYNTAX;
%constant int E_DATE = ATTEND_E_DATE;
%constant int E_UNKNOWN_CODE = ATTEND_E_UNKNOWN_CODE;
%constant int F_AFTER_AS_OF = ATTEND_F_AFTER_AS_OF;
%constant int E_UNKNOWN_SESSION = ATTEND_E_UNKNOWN_SESSION;
%constant int E_CONFLICT = ATTEND_E_CONFLICT;
%constant int E_OVERLAP = ATTEND_E_OVERLAP;
%constant int F_RETIRED_CODE = ATTEND_F_RETIRED_CODE;
%constant int F_EARLY_CODE = ATTEND_F_EARLY_CODE;
%constant int ITEM_FACT = ATTEND_ITEM_FACT;
%constant int ITEM_STEP = ATTEND_ITEM_STEP;
%constant int ITEM_OUTCOME = ATTEND_ITEM_OUTCOME;
%constant int ITEM_TIERS = ATTEND_ITEM_TIERS;
%constant int ITEM_TIER = ATTEND_ITEM_TIER;
%constant int STEP_SUPPORT = ATTEND_STEP_SUPPORT;
%constant int STEP_SAFEGUARDING = ATTEND_STEP_SAFEGUARDING;
%constant int STEP_ADMINISTRATIVE = ATTEND_STEP_ADMINISTRATIVE;
%constant int STEP_ENFORCEMENT = ATTEND_STEP_ENFORCEMENT;
%constant int NEED_EVENT = ATTEND_NEED_EVENT;
%constant int ROWS_MARKS = ATTEND_ROWS_MARKS;
%constant int ROWS_SPELLS = ATTEND_ROWS_SPELLS;
%constant int ROWS_FACTS = ATTEND_ROWS_FACTS;
%constant int ROWS_EVENTS = ATTEND_ROWS_EVENTS;
%constant int ORIGIN_OWN = ATTEND_ORIGIN_OWN;
%constant int ORIGIN_EXTERNAL = ATTEND_ORIGIN_EXTERNAL;
%constant int TRACE_DAILY = ATTEND_TRACE_DAILY;
%constant int E_STALE = ATTEND_E_STALE;
%constant int E_CASE = ATTEND_E_CASE;
%constant int F_UNKNOWN_FACT = ATTEND_F_UNKNOWN_FACT;
%constant int E_UNKNOWN_EVENT = ATTEND_E_UNKNOWN_EVENT;
%constant int E_UNKNOWN_STEP = ATTEND_E_UNKNOWN_STEP;
%constant int E_UNKNOWN_OUTCOME = ATTEND_E_UNKNOWN_OUTCOME;
%constant int E_UNKNOWN_TIER = ATTEND_E_UNKNOWN_TIER;
%constant int EVENT_OFFERED = ATTEND_EVENT_OFFERED;
%constant int EVENT_PROVIDED = ATTEND_EVENT_PROVIDED;
%constant int EVENT_REFUSED = ATTEND_EVENT_REFUSED;
%constant int EVENT_CONTACTED = ATTEND_EVENT_CONTACTED;
%constant int EVENT_EVIDENCE_RECEIVED = ATTEND_EVENT_EVIDENCE_RECEIVED;
%constant int EVENT_CONSULTED = ATTEND_EVENT_CONSULTED;
%constant int EVENT_CONSIDERED = ATTEND_EVENT_CONSIDERED;
%constant int EVENT_STARTED = ATTEND_EVENT_STARTED;
%constant int EVENT_REVIEWED = ATTEND_EVENT_REVIEWED;
%constant int EVENT_ACCEPTED = ATTEND_EVENT_ACCEPTED;
%constant int EVENT_DECLINED = ATTEND_EVENT_DECLINED;
%constant int EVENT_ISSUED = ATTEND_EVENT_ISSUED;
%constant int EVENT_WITHDRAWN = ATTEND_EVENT_WITHDRAWN;
%constant int EVENT_PAID = ATTEND_EVENT_PAID;
%constant int EVENT_WAIVED = ATTEND_EVENT_WAIVED;
%constant int EVENT_CLOSED = ATTEND_EVENT_CLOSED;
%constant int EVENT_ACTION_AGREED = ATTEND_EVENT_ACTION_AGREED;
%constant int EVENT_CONCERN_RAISED = ATTEND_EVENT_CONCERN_RAISED;
%constant int EVENT_TIER_OVERRIDE = ATTEND_EVENT_TIER_OVERRIDE;
