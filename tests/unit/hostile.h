/* What the hostile tests share: guarded memory, a small random generator, and the statutory pack loaded with a register. */
#ifndef TESTS_UNIT_HOSTILE_H
#define TESTS_UNIT_HOSTILE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "attend/attend.h"

#define GUARD_BYTES 64u
#define GUARD_FILL 0xA7
#define INSIDE_FILL 0x5B

/* Bytes with red zones on both sides. With a sanitizer the block ends with the upper one. */
static inline uint8_t *guarded(size_t size)
{
    uint8_t *block = malloc(2 * GUARD_BYTES + size);
    assert_non_null(block);
    memset(block, GUARD_FILL, 2 * GUARD_BYTES + size);
    memset(block + GUARD_BYTES, INSIDE_FILL, size);
    return block + GUARD_BYTES;
}

static inline void check_guards(const uint8_t *inside, size_t size)
{
    for (size_t i = 0; i < GUARD_BYTES; i++) {
        assert_int_equal(*(inside - GUARD_BYTES + i), GUARD_FILL);
        assert_int_equal(inside[size + i], GUARD_FILL);
    }
}

static inline void release(uint8_t *inside, size_t size)
{
    check_guards(inside, size);
    free(inside - GUARD_BYTES);
}

static inline void assert_untouched(const void *bytes, size_t size)
{
    const uint8_t *at = bytes;
    for (size_t i = 0; i < size; i++)
        assert_int_equal(at[i], INSIDE_FILL);
}

/* xorshift: the same numbers every time. */
static inline uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static inline uint32_t random_below(uint64_t *state, uint32_t limit)
{
    return (uint32_t)((next_random(state) >> 11) % limit);
}

static const char hostile_calendar[] =
    "{\"format\":1,\"semantics\":1,\"kind\":\"calendar\",\"id\":\"c\",\"version\":\"1\",\"title\":\"C\","
    "\"years\":{\"y\":{\"from\":\"2024-08-01\",\"to\":\"2025-07-31\",\"terms\":["
    "{\"id\":\"t\",\"from\":\"2024-09-02\",\"to\":\"2024-12-20\"},{\"id\":\"u\",\"from\":\"2025-01-06\",\"to\":\"2025-04-"
    "04\"}]}},"
    "\"closures\":{\"h\":{\"title\":\"Half term\",\"from\":\"2024-10-28\",\"to\":\"2024-11-01\"}}}";

#define HOSTILE_MARKS 6u
#define HOSTILE_PUPILS 2u

/* Everything that a decision takes. */
typedef struct hostile_school {
    attend_document documents[2];
    attend_document calendar_document;
    void *policy_memory, *calendar_memory, *work;
    size_t policy_size, calendar_size, work_size;
    const attend_policy *policy;
    const attend_calendar *calendar;
    attend_register reg;
    uint32_t pupil[HOSTILE_MARKS];
    int32_t day[HOSTILE_MARKS];
    uint8_t session[HOSTILE_MARKS], code[HOSTILE_MARKS];
    attend_spell spells[HOSTILE_PUPILS];
    int32_t as_of;
    uint32_t n_measures, n_flags;
} hostile_school;

/* The two bundled documents that make the statutory policy. */
static inline void statutory_documents(attend_document documents[2])
{
    assert_int_equal(attend_pack_find("gb-eng-statutory", &documents[0]), ATTEND_OK);
    assert_int_equal(attend_pack_find("gb-eng-codes", &documents[1]), ATTEND_OK);
    documents[0].flags = ATTEND_DOCUMENT_ROOT;
}

static inline void fill_register(hostile_school *s)
{
    static const char *const marks[HOSTILE_MARKS] = {"/", "\\", "I", "O", "L", "N"};
    for (uint32_t i = 0; i < HOSTILE_MARKS; i++) {
        s->pupil[i] = i / 3;
        s->session[i] = i % 2;
        assert_int_equal(attend_day_from_civil(2024, 9, 3 + (int32_t)(i % 3), &s->day[i]), ATTEND_OK);
        assert_int_equal(attend_code_find(s->policy, marks[i], strlen(marks[i]), &s->code[i]), ATTEND_OK);
    }
    for (uint32_t i = 0; i < HOSTILE_PUPILS; i++)
        s->spells[i] = (attend_spell){i, s->day[0] - 1, ATTEND_DAY_OPEN, 0};
    attend_register_init(&s->reg);
    s->reg.n_pupils = HOSTILE_PUPILS;
    s->reg.n_marks = HOSTILE_MARKS;
    s->reg.pupil = s->pupil;
    s->reg.day = s->day;
    s->reg.session = s->session;
    s->reg.code = s->code;
    s->reg.spells = s->spells;
    s->reg.n_spells = HOSTILE_PUPILS;
}

static inline void open_school(hostile_school *s)
{
    memset(s, 0, sizeof *s);
    statutory_documents(s->documents);
    s->calendar_document = (attend_document){hostile_calendar, sizeof hostile_calendar - 1, ATTEND_DOCUMENT_ROOT, 0};
    assert_int_equal(attend_document_size(s->documents, 2, &s->policy_size, NULL), ATTEND_OK);
    assert_int_equal(attend_document_size(&s->calendar_document, 1, &s->calendar_size, NULL), ATTEND_OK);
    s->policy_memory = malloc(s->policy_size);
    s->calendar_memory = malloc(s->calendar_size);
    assert_int_equal(attend_policy_load(s->policy_memory, s->policy_size, s->documents, 2, &s->policy, NULL), ATTEND_OK);
    assert_int_equal(
        attend_calendar_load(s->calendar_memory, s->calendar_size, &s->calendar_document, 1, &s->calendar, NULL), ATTEND_OK);
    fill_register(s);
    assert_int_equal(attend_day_from_civil(2024, 12, 2, &s->as_of), ATTEND_OK);
    s->n_measures = attend_policy_count(s->policy, ATTEND_ITEM_MEASURE);
    s->n_flags = attend_policy_count(s->policy, ATTEND_ITEM_FLAG);
    assert_int_equal(attend_decision_size(s->policy, s->calendar, &s->reg, s->as_of, &s->work_size), ATTEND_OK);
    s->work = malloc(s->work_size);
}

static inline void close_school(hostile_school *s)
{
    free(s->work);
    free(s->calendar_memory);
    free(s->policy_memory);
}

#endif
