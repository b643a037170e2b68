/* A small school for tests: a policy, a calendar document, and what it takes to load them. */
#ifndef TESTS_UNIT_SCHOOL_H
#define TESTS_UNIT_SCHOOL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "attend/attend.h"

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

enum { CODE_AM = 1, CODE_PM = 2, CODE_ILL = 3, CODE_HASH = 4, CODE_OLD = 5, CODE_NEW = 6, CODE_TURNED = 9, CODE_GAP = 200 };

static const char school_codes[] =
    "{\"format\":1,\"semantics\":1,\"kind\":\"codes\",\"id\":\"school-codes\",\"version\":\"1\",\"title\":\"Codes\","
    "\"sources\":{\"own\":{\"title\":\"Own\",\"kind\":\"practice\"}},"
    "\"classes\":{\"possible\":{\"title\":\"Possible\"},\"attended\":{\"title\":\"Attended\"},"
    "\"absent\":{\"title\":\"Absent\"},\"administrative\":{\"title\":\"Administrative\"}},"
    "\"codes\":{"
    "\"/\":{\"title\":\"Present, morning\",\"index\":1,\"session\":\"AM\",\"uses\":[{\"classes\":[\"possible\",\"attended\"],\"source\":\"own\"}]},"
    "\"P\":{\"title\":\"Present, afternoon\",\"index\":2,\"session\":\"PM\",\"uses\":[{\"classes\":[\"possible\",\"attended\"],\"source\":\"own\"}]},"
    "\"I\":{\"title\":\"Ill\",\"index\":3,\"uses\":[{\"classes\":[\"possible\",\"absent\"],\"source\":\"own\"}]},"
    "\"I2\":{\"title\":\"Ill, a vendor's\",\"maps_to\":\"I\"},"
    "\"#\":{\"title\":\"Holiday\",\"index\":4,\"uses\":[{\"classes\":[\"administrative\"],\"source\":\"own\"}]},"
    "\"J\":{\"title\":\"Until 18 August 2024\",\"index\":5,\"session\":\"AM\",\"uses\":[{\"to\":\"2024-08-18\",\"classes\":[\"possible\",\"attended\"],\"source\":\"own\"}]},"
    "\"K\":{\"title\":\"From 1 February 2025\",\"index\":6,\"uses\":[{\"from\":\"2025-02-01\",\"classes\":[\"possible\",\"attended\"],\"source\":\"own\"}]},"
    "\"Z\":{\"title\":\"Turned in 2025\",\"index\":9,\"uses\":[{\"to\":\"2024-12-31\",\"classes\":[\"administrative\"],\"source\":\"own\"},"
    "{\"from\":\"2025-01-01\",\"classes\":[\"possible\",\"absent\"],\"source\":\"own\"}]},"
    "\"G\":{\"title\":\"Far away\",\"index\":200,\"uses\":[{\"classes\":[\"possible\",\"absent\"],\"source\":\"own\"}]}"
    "}}";

static const char school_policy[] =
    "{\"format\":1,\"semantics\":1,\"kind\":\"policy\",\"id\":\"school\",\"version\":\"1\",\"title\":\"School\","
    "\"codes\":\"school-codes\"}";

static const char school_calendar[] =
    "{\"format\":1,\"semantics\":1,\"kind\":\"calendar\",\"id\":\"school-calendar\",\"version\":\"1\",\"title\":\"Calendar\","
    "\"years\":{\"2024-25\":{\"from\":\"2024-08-01\",\"to\":\"2025-07-31\",\"terms\":["
    "{\"id\":\"autumn\",\"from\":\"2024-09-02\",\"to\":\"2024-12-20\",\"half_terms\":["
    "{\"id\":\"autumn-1\",\"from\":\"2024-09-02\",\"to\":\"2024-10-25\"},"
    "{\"id\":\"autumn-2\",\"from\":\"2024-11-04\",\"to\":\"2024-12-20\"}]},"
    "{\"id\":\"spring\",\"from\":\"2025-01-06\",\"to\":\"2025-04-04\"},"
    "{\"id\":\"summer\",\"from\":\"2025-04-22\",\"to\":\"2025-07-22\"}]},"
    "\"2025-26\":{\"from\":\"2025-09-01\",\"to\":\"2026-07-29\",\"terms\":["
    "{\"id\":\"autumn-2025\",\"from\":\"2025-09-02\",\"to\":\"2025-12-19\"}]}},"
    "\"closures\":{\"inset\":{\"title\":\"Staff \\u0022training\\u0022\",\"from\":\"2024-09-02\",\"to\":\"2024-09-02\"},"
    "\"carols\":{\"from\":\"2024-12-20\",\"to\":\"2024-12-20\",\"sessions\":[\"PM\"]},"
    "\"may-day\":{\"title\":\"Early May\",\"from\":\"2025-05-05\",\"to\":\"2025-05-05\"}},"
    "\"openings\":{\"saturday\":{\"title\":\"Open day\",\"from\":\"2024-10-12\",\"to\":\"2024-10-12\",\"sessions\":[\"AM\"]}}}";

static inline int32_t day_on(int32_t year, int32_t month, int32_t day_of_month)
{
    int32_t day = 0;
    assert_int_equal(attend_day_from_civil(year, month, day_of_month, &day), ATTEND_OK);
    return day;
}

static inline attend_document document_of(const char *text, uint32_t flags)
{
    attend_document document = {text, strlen(text), flags, 0};
    return document;
}

/* Memory that is 16-aligned, as malloc gives it; the caller frees it. */
static inline void *memory_for(const attend_document *documents, uint32_t n, size_t *size)
{
    assert_int_equal(attend_document_size(documents, n, size, NULL), ATTEND_OK);
    return malloc(*size);
}

/* The loaded policy begins at the memory that is to be freed. */
static inline const attend_policy *load_policies(const attend_document *set, uint32_t n)
{
    size_t size = 0;
    void *memory = memory_for(set, n, &size);
    const attend_policy *policy = NULL;
    attend_finding error;
    memset(&error, 0, sizeof error);
    attend_status status = attend_policy_load(memory, size, set, n, &policy, &error);
    if (status != ATTEND_OK)
        fail_msg("policy: %s: %s (%s)", attend_status_name(status), error.message, error.path);
    return policy;
}

static inline const attend_policy *load_school_policy(const char *codes)
{
    attend_document set[] = {document_of(codes, 0), document_of(school_policy, ATTEND_DOCUMENT_ROOT)};
    return load_policies(set, 2);
}

static inline const attend_calendar *load_calendars(const attend_document *set, uint32_t n)
{
    size_t size = 0;
    void *memory = memory_for(set, n, &size);
    const attend_calendar *calendar = NULL;
    attend_finding error;
    memset(&error, 0, sizeof error);
    attend_status status = attend_calendar_load(memory, size, set, n, &calendar, &error);
    if (status != ATTEND_OK)
        fail_msg("calendar: %s: %s (%s)", attend_status_name(status), error.message, error.path);
    return calendar;
}

static inline const attend_calendar *load_calendar(const char *text)
{
    attend_document document = document_of(text, ATTEND_DOCUMENT_ROOT);
    return load_calendars(&document, 1);
}

/* One row of a register in the host's own struct. */
typedef struct mark {
    uint32_t pupil;
    int32_t day;
    uint8_t session, code;
} mark;

static inline attend_register register_of(const mark *marks, size_t n, uint32_t n_pupils)
{
    attend_register reg;
    attend_register_init(&reg);
    reg.n_pupils = n_pupils;
    if (n) {
        reg.n_marks = n;
        reg.pupil = &marks->pupil;
        reg.day = &marks->day;
        reg.session = &marks->session;
        reg.code = &marks->code;
    }
    reg.pupil_stride = reg.day_stride = reg.session_stride = reg.code_stride = sizeof(mark);
    return reg;
}

static inline void with_spells(attend_register *reg, const attend_spell *spells, size_t n)
{
    reg->spells = spells;
    reg->n_spells = n;
}

static inline void with_facts(attend_register *reg, const attend_fact *facts, size_t n)
{
    reg->facts = facts;
    reg->n_facts = n;
}

static inline void with_events(attend_register *reg, const attend_event *events, size_t n)
{
    reg->events = events;
    reg->n_events = n;
}

static inline attend_register grid_of(const uint8_t *grid, size_t stride, int32_t first_day, uint32_t n_weeks,
                                      uint32_t n_pupils)
{
    attend_register reg = ATTEND_REGISTER_INIT;
    reg.n_pupils = n_pupils;
    reg.grid = grid;
    reg.grid_stride = stride;
    reg.first_day = first_day;
    reg.n_weeks = n_weeks;
    return reg;
}

static inline size_t row_bytes_of(const attend_calendar *calendar, int32_t as_of)
{
    int32_t first_day = 0;
    uint32_t n_weeks = 0;
    size_t row_bytes = 0;
    assert_int_equal(attend_register_shape(calendar, as_of, &first_day, &n_weeks, &row_bytes), ATTEND_OK);
    return row_bytes;
}

/* The calendar begins at the memory that is to be freed. */
static inline const attend_calendar *derive_calendar(const attend_policy *policy, const attend_register *reg, int32_t as_of)
{
    size_t need = 0;
    const attend_calendar *calendar = NULL;
    assert_int_equal(attend_calendar_derive(NULL, 0, policy, reg, as_of, &need, NULL, NULL, 0, NULL), ATTEND_E_SPACE);
    assert_int_equal(attend_calendar_derive(malloc(need), need, policy, reg, as_of, &need, &calendar, NULL, 0, NULL), ATTEND_OK);
    return calendar;
}

/* A small generator, so that a failing round can be run again. */
static inline uint32_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

static inline uint32_t random_below(uint64_t *state, uint32_t n)
{
    return next_random(state) % n;
}

#endif
