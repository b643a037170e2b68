/* A case of the pupil of a random world, and what its calls need. */
#ifndef ATTEND_TESTS_CASE_WORLD_H
#define ATTEND_TESTS_CASE_WORLD_H

#include "fold_world.h"

typedef struct case_world {
    fold_world w;
    size_t size;
    uint8_t *bytes;
    void *work;
    size_t work_size;
} case_world;

static inline void make_case(case_world *c)
{
    assert_int_equal(attend_case_size(c->w.policy, &c->size), ATTEND_OK);
    assert_true(c->size % 8 == 0 && c->size <= ATTEND_CASE_BYTES_MAX);
    c->bytes = world_memory(c->size);
    assert_int_equal(attend_case_init(c->w.policy, c->bytes, c->size), ATTEND_OK);
    assert_int_equal(attend_decision_size(c->w.policy, c->w.calendar, &c->w.reg, c->w.last + 60, &c->work_size), ATTEND_OK);
    c->work = world_memory(c->work_size);
}

static inline void make_world(case_world *c, uint64_t seed)
{
    fold_world_make(&c->w, seed);
    make_case(c);
}

static inline void free_world(case_world *c)
{
    free(c->bytes);
    free(c->work);
    fold_world_free(&c->w);
}

static inline attend_status advance_with(case_world *c, const attend_register *reg, int32_t through, uint8_t *bytes)
{
    attend_finding error;
    attend_status status = attend_case_advance(c->w.policy, c->w.calendar, reg, 0, through, bytes, c->size, c->work,
                                               c->work_size, &error);
    if (status != ATTEND_OK)
        assert_true(error.status == status || status == ATTEND_E_DATA); /* of rows the error says which */
    return status;
}

static inline attend_status current_with(case_world *c, const attend_register *reg)
{
    return attend_case_current(c->w.policy, c->w.calendar, reg, 0, c->bytes, c->size, c->work, c->work_size, NULL);
}

/* The register with only the marks and events from a day on. Spells and facts stay whole. */
static inline attend_register rows_from(const attend_register *reg, int32_t day)
{
    attend_register part = *reg;
    size_t marks = 0, events = 0;
    while (marks < reg->n_marks && reg->day[marks] < day)
        marks++;
    while (events < reg->n_events && reg->events[events].day < day)
        events++;
    part.n_marks -= marks;
    part.n_events -= events;
    part.events = events ? reg->events + events : reg->events;
    if (marks) {
        part.pupil += marks;
        part.day += marks;
        part.session += marks;
        part.code += marks;
    }
    return part;
}

static inline int32_t case_day(const case_world *c, const uint8_t *bytes)
{
    int32_t day = 0;
    assert_int_equal(attend_case_check(c->w.policy, bytes, c->size, &day), ATTEND_OK);
    return day;
}

static inline uint8_t *folded_at_once(case_world *c, int32_t through)
{
    uint8_t *bytes = world_memory(c->size);
    assert_int_equal(attend_case_init(c->w.policy, bytes, c->size), ATTEND_OK);
    assert_int_equal(advance_with(c, &c->w.reg, through, bytes), ATTEND_OK);
    return bytes;
}

/* A world of the wanted kind, with a case carried into the middle of its rows. */
static inline int32_t carried_world(case_world *c, uint64_t seed)
{
    make_world(c, seed);
    int32_t day = c->w.first + 90;
    assert_int_equal(advance_with(c, &c->w.reg, day, c->bytes), ATTEND_OK);
    return day;
}

#endif
