/* A trace is walked twice over the caller's rows: rows that change between the two may not bring it beyond the caller's memory. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "tier_world.h"

#include "engine/fold/fold.h"

/* The trace of this file folds days by way of it, so that something can happen before one of them. */
static attend_status watched_day(fold *one);

#define attend_trace trace_watched
#define attend__fold_day watched_day
#include "engine/fold/trace.c"
#undef attend_trace
#undef attend__fold_day

#define DAYS 10

static tier_world world;
static uint32_t days_folded, change_at;
static uint32_t item_then; /* the override's tier from that day folded on */

static attend_status watched_day(fold *one)
{
    if (++days_folded == change_at)
        world.events[0].item = item_then;
    return attend__fold_day(one);
}

/* An override of one day in the middle, or its end, which changes nothing. */
static void make_world(uint32_t item)
{
    tier_world_make(&world, TIER_BANDS);
    attend_event *event = tier_event(&world, ATTEND_EVENT_TIER_OVERRIDE, "2025-09-04");
    event->item = item;
    event->to = event->day;
    days_folded = change_at = 0;
}

/* Rows in memory of exactly their size. */
static attend_status trace_with(uint32_t capacity, uint32_t *need)
{
    size_t size = 0;
    int32_t from = world_day("2025-09-01"), to = from + DAYS - 1;
    attend_tier_decision *found = malloc(capacity * sizeof *found);
    assert_non_null(found);
    assert_int_equal(attend_decision_size(world.policy, world.calendar, &world.reg, to, &size), ATTEND_OK);
    void *work = world_memory(size);
    attend_status status = trace_watched(world.policy, world.calendar, &world.reg, 0, from, to, 0, work, size, found, capacity, need, NULL);
    free(work);
    free(found);
    return status;
}

static uint32_t days_of_one_walk(void)
{
    uint32_t need = 0;
    assert_int_equal(trace_with(4, &need), ATTEND_OK);
    assert_int_equal(days_folded % 2, 0);
    return days_folded / 2;
}

static void rows_that_grow_between_the_walks(void **state)
{
    uint32_t need = 0;
    (void)state;
    make_world(ATTEND_NONE);
    change_at = days_of_one_walk() + 1;
    days_folded = 0;
    item_then = 0;
    assert_int_equal(trace_with(1, &need), ATTEND_E_SPACE);
    assert_int_equal(need, 1);
    change_at = days_folded = 0;
    assert_int_equal(trace_with(3, &need), ATTEND_OK); /* the rows as they are now */
    assert_int_equal(need, 3);
    tier_world_free(&world);
}

static void rows_that_shrink_between_the_walks(void **state)
{
    uint32_t need = 0;
    (void)state;
    make_world(0);
    change_at = days_of_one_walk() + 1;
    days_folded = 0;
    item_then = ATTEND_NONE;
    assert_int_equal(trace_with(3, &need), ATTEND_E_SPACE);
    assert_int_equal(need, 3);
    tier_world_free(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_that_grow_between_the_walks),
        cmocka_unit_test(rows_that_shrink_between_the_walks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
