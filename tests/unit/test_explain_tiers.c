/* Explanations of tier decisions against golden files: what a head teacher reads in each situation. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "golden.h"
#include "tier_world.h"

#define ROWS_MAX 256u

static attend_reason rows[ROWS_MAX];
static tier_world world;

static void told(const char *as_of, const char *name)
{
    uint32_t n = tier_reason(&world, as_of, rows, ROWS_MAX);
    check_golden_reason(world.policy, rows, n, name);
}

static void flag_told(const char *flag, const char *as_of, const char *name)
{
    uint32_t n = world_reason(world.policy, world.calendar, &world.reg, as_of, ATTEND_ITEM_FLAG, flag, rows, ROWS_MAX);
    check_golden_reason(world.policy, rows, n, name);
}

/* Half a year: good at first, then worse; the last week of September without marks. */
static void bands(void **state)
{
    (void)state;
    tier_world_make(&world, TIER_BANDS);
    tier_marks(&world, "2025-09-01", "2025-09-19", CODE_P);
    tier_marks(&world, "2025-09-29", "2025-10-03", CODE_A);
    tier_marks(&world, "2025-10-06", "2025-10-24", CODE_P);
    told("2025-09-11", "tier-provisional");
    told("2025-10-24", "tier-bands");
    told("2025-08-20", "tier-no-marks");
    attend_event *event = tier_event(&world, ATTEND_EVENT_TIER_OVERRIDE, "2025-10-01");
    event->item = world_item(world.policy, ATTEND_ITEM_TIER, "tier-4");
    event->to = world_day("2025-10-31");
    told("2025-10-24", "tier-override");
    tier_world_free(&world);
}

/* Mentoring begins in the tier for which it is meant; it is reviewed twice, and closed after the second review. */
static void leaving(void **state)
{
    (void)state;
    tier_world_make(&world, TIER_BANDS);
    tier_marks(&world, "2025-09-01", "2025-09-19", CODE_A);
    tier_marks(&world, "2025-09-22", "2025-10-10", CODE_P);
    tier_marks(&world, "2025-10-13", "2025-10-17", CODE_A);
    tier_event(&world, ATTEND_EVENT_STARTED, "2025-09-15");
    tier_event(&world, ATTEND_EVENT_REVIEWED, "2025-09-24");
    told("2025-09-23", "tier-held");
    told("2025-09-24", "tier-held-at-review");
    tier_event(&world, ATTEND_EVENT_CLOSED, "2025-10-03");
    told("2025-10-03", "tier-left-today");
    told("2025-10-10", "tier-left");
    told("2025-10-17", "tier-again");
    tier_world_free(&world);
}

/* Without a mark since mentoring began a review cannot tell. */
static void leaving_in_doubt(void **state)
{
    (void)state;
    tier_world_make(&world, TIER_BANDS);
    tier_marks(&world, "2025-09-01", "2025-09-12", CODE_A);
    tier_event(&world, ATTEND_EVENT_STARTED, "2025-09-15");
    tier_event(&world, ATTEND_EVENT_REVIEWED, "2025-10-01");
    told("2025-10-01", "tier-held-in-doubt");
    tier_world_free(&world);
}

/* Mentoring of somebody who was not in the tier holds nobody. */
static void not_held(void **state)
{
    (void)state;
    tier_world_make(&world, TIER_BANDS);
    tier_marks(&world, "2025-09-01", "2025-09-19", CODE_P);
    tier_event(&world, ATTEND_EVENT_STARTED, "2025-09-15");
    told("2025-09-19", "tier-not-held");
    tier_world_free(&world);
}

/* What was possible before the first mark stays so while mentoring is under way: its own marks do not tell. */
static void carried(void **state)
{
    (void)state;
    tier_world_make(&world, TIER_BANDS);
    tier_event(&world, ATTEND_EVENT_STARTED, "2025-08-25");
    tier_marks(&world, "2025-09-01", "2025-09-05", CODE_P);
    told("2025-09-05", "tier-carried");
    tier_world_free(&world);
}

static void ordered(void **state)
{
    (void)state;
    tier_world_make(&world, TIER_ORDERED);
    tier_marks(&world, "2025-09-01", "2025-09-12", CODE_P);
    tier_marks(&world, "2025-09-15", "2025-09-17", CODE_A);
    tier_marks(&world, "2025-09-18", "2025-10-10", CODE_P);
    told("2025-09-12", "tier-ordered");
    told("2025-09-17", "tier-null");
    tier_fact(&world, "complex", ATTEND_TRUE, "2025-09-10");
    tier_fact(&world, "early", ATTEND_TRUE, "2025-09-10");
    told("2025-09-17", "tier-ordered-top");
    told("2025-10-02", "tier-kept");
    told("2025-10-06", "tier-down-after");
    tier_event(&world, ATTEND_EVENT_STARTED, "2025-09-22");
    tier_event(&world, ATTEND_EVENT_REVIEWED, "2025-10-02");
    told("2025-10-02", "tier-down-at-review");
    tier_world_free(&world);
}

static void flags_in_flags(void **state)
{
    (void)state;
    tier_world_make(&world, TIER_ORDERED);
    tier_marks(&world, "2025-09-01", "2025-09-12", CODE_P);
    tier_marks(&world, "2025-09-15", "2025-09-17", CODE_A);
    tier_event(&world, ATTEND_EVENT_STARTED, "2025-09-10");
    tier_event(&world, ATTEND_EVENT_CLOSED, "2025-09-15")->outcome = 0;
    flag_told("stuck", "2025-09-15", "flags-in-flags");
    tier_fact(&world, "barrier:ebsa", ATTEND_FALSE, "2025-09-10");
    tier_fact(&world, "complex", ATTEND_UNKNOWN, "2025-09-10");
    flag_told("worse", "2025-09-15", "flags-crosses");
    flag_told("worse", "2025-09-17", "flags-crossed-before");
    flag_told("worse", "2024-08-01", "flags-first-day");
    flag_told("stuck", "2024-12-31", "flags-wait-unknown");
    tier_world_free(&world);
}

/* -- rows from anywhere -- */

static char shown[GOLDEN_TEXT_MAX];

static attend_status text_status(uint32_t n)
{
    size_t need = 0;
    attend_status text = attend_reason_text(world.policy, rows, n, ATTEND_TEXT, shown, sizeof shown, &need);
    attend_status json = attend_reason_text(world.policy, rows, n, ATTEND_JSON, shown, sizeof shown, &need);
    assert_int_equal(text, json);
    return text;
}

static uint32_t row_of(int32_t op)
{
    uint32_t row = 0;
    while (rows[row].op != op)
        assert_true(++row < ROWS_MAX);
    return row;
}

/* A left tier, set by a person. */
static uint32_t left_and_overridden(void)
{
    tier_world_make(&world, TIER_BANDS);
    tier_marks(&world, "2025-09-01", "2025-09-19", CODE_A);
    tier_marks(&world, "2025-09-22", "2025-10-10", CODE_P);
    tier_event(&world, ATTEND_EVENT_STARTED, "2025-09-15");
    tier_event(&world, ATTEND_EVENT_CLOSED, "2025-10-03");
    tier_event(&world, ATTEND_EVENT_TIER_OVERRIDE, "2025-10-03")->item = 1;
    return tier_reason(&world, "2025-10-03", rows, ROWS_MAX);
}

/* A kept tier of a list that names facts and flags. */
static uint32_t kept(void)
{
    tier_world_make(&world, TIER_ORDERED);
    tier_marks(&world, "2025-09-15", "2025-09-17", CODE_A);
    tier_marks(&world, "2025-09-18", "2025-10-10", CODE_P);
    tier_fact(&world, "complex", ATTEND_TRUE, "2025-09-10");
    tier_event(&world, ATTEND_EVENT_STARTED, "2025-09-22");
    return tier_reason(&world, "2025-10-02", rows, ROWS_MAX);
}

#define REFUSED(change)                                        \
    do {                                                       \
        memcpy(rows, right, sizeof rows);                      \
        change;                                                \
        assert_int_equal(text_status(n), ATTEND_E_ARGUMENT);   \
    } while (0)

static void crooked_decisions_are_refused(void **state)
{
    static attend_reason right[ROWS_MAX];
    uint32_t n = left_and_overridden(), leave = row_of(ATTEND_OP_LEAVE), tier = row_of(ATTEND_OP_TIER), step = row_of(ATTEND_OP_STEP);
    uint32_t override = row_of(ATTEND_OP_OVERRIDE), provisional = row_of(ATTEND_OP_PROVISIONAL);
    (void)state;
    memcpy(right, rows, sizeof right);
    REFUSED(rows[0].count = 0);
    REFUSED(rows[0].count = 16);
    REFUSED(rows[0].of = 16);
    REFUSED(rows[0].of = 0);
    REFUSED(rows[0].item = 1);
    REFUSED(rows[override].item = 4);
    REFUSED(rows[override].op = ATTEND_OP_PROVISIONAL);
    REFUSED(rows[provisional].item = 0);
    REFUSED(rows[provisional].op = ATTEND_OP_OVERRIDE);
    REFUSED(rows[tier].item = 2);
    REFUSED(rows[tier].comparator = 3);
    REFUSED(rows[tier].op = ATTEND_OP_LEAVE);
    REFUSED(rows[leave].item = 2);
    REFUSED(rows[leave].op = ATTEND_OP_TIER);
    REFUSED(rows[leave].of = 3);
    REFUSED(rows[leave].of = ATTEND_LEAVE_LEFT);
    REFUSED(rows[step].item = 1);
    REFUSED(rows[step].comparator = ATTEND_EVENT_OFFERED);
    REFUSED(rows[step].comparator = 0; rows[step].of = 2);
    REFUSED(rows[step].asked = 5);
    REFUSED(rows[step].threshold = -1);
    REFUSED(rows[step].need = ATTEND_NEED_FACT);
    memcpy(rows, right, sizeof rows);
    assert_int_equal(text_status(n), ATTEND_OK);
    n = rows[n - 1].parent; /* without its last tier */
    while (rows[n].op != ATTEND_OP_TIER)
        n--;
    assert_int_equal(text_status(n), ATTEND_E_ARGUMENT);
    tier_world_free(&world);
}

/* A copy of a row in front of another, under the same parent; how many rows there are then. */
static uint32_t insert(uint32_t n, uint32_t at, uint32_t copied)
{
    attend_reason row = rows[copied];
    memmove(&rows[at + 1], &rows[at], (n - at) * sizeof *rows);
    rows[at] = row;
    for (uint32_t i = at + 1; i <= n; i++) {
        if (rows[i].parent != ATTEND_NONE && rows[i].parent >= at)
            rows[i].parent++;
    }
    return n + 1;
}

static void parts_in_the_wrong_order_are_refused(void **state)
{
    uint32_t n = left_and_overridden(), override = row_of(ATTEND_OP_OVERRIDE), provisional = row_of(ATTEND_OP_PROVISIONAL);
    uint32_t tier = row_of(ATTEND_OP_TIER), leave = row_of(ATTEND_OP_LEAVE), step = row_of(ATTEND_OP_STEP);
    (void)state;
    assert_int_equal(text_status(n), ATTEND_OK);
    assert_int_equal(text_status(insert(n, override + 1, override)), ATTEND_E_ARGUMENT); /* two of them */
    tier_world_free(&world);
    n = left_and_overridden();
    assert_int_equal(text_status(insert(n, tier, override)), ATTEND_E_ARGUMENT); /* after what is provisional */
    assert_true(override < provisional && provisional < tier);
    tier_world_free(&world);
    n = left_and_overridden();
    n = insert(insert(n, leave, leave), leave + 1, step + 1); /* two rules to leave one tier, the first with a condition of one row */
    rows[leave + 1].parent = leave;
    assert_int_equal(text_status(n), ATTEND_E_ARGUMENT);
    tier_world_free(&world);
}

static void crooked_parts_are_refused(void **state)
{
    static attend_reason right[ROWS_MAX];
    uint32_t n = kept(), down = row_of(ATTEND_OP_DOWN), flag = row_of(ATTEND_OP_FLAG), fact = row_of(ATTEND_OP_FACT);
    (void)state;
    memcpy(right, rows, sizeof right);
    REFUSED(rows[down].item = 3);
    REFUSED(rows[down].of = 1);
    REFUSED(rows[down].asked = 5);
    REFUSED(rows[flag].count = -1);
    REFUSED(rows[flag].count = (int64_t)flag + 1);
    REFUSED(rows[flag].item = 9);
    REFUSED(rows[fact].item = 3);
    REFUSED(rows[fact].op = ATTEND_OP_FLAG; rows[fact].item = 0; rows[fact].count = (int64_t)fact);
    REFUSED(rows[fact].op = ATTEND_OP_FLAG; rows[fact].item = 0; rows[fact].count = (int64_t)n);
    REFUSED(rows[fact].op = ATTEND_OP_FLAG; rows[fact].item = 0; rows[fact].count = (int64_t)fact - 1);
    REFUSED(rows[fact].op = ATTEND_OP_IN_TIER; rows[fact].item = 3);
    REFUSED(rows[fact].op = ATTEND_OP_DOWN; rows[fact].item = 0);
    memcpy(rows, right, sizeof rows);
    assert_int_equal(text_status(n), ATTEND_OK);
    tier_world_free(&world);
}

static uint32_t random_word(world_random *random)
{
    static const uint32_t words[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, UINT32_MAX, UINT32_MAX - 1,
                                     0x80000000u, 0x7FFFFFFFu};
    return words[world_next(random, sizeof words / sizeof *words)];
}

/* Changes some words of some rows. */
static void rows_from_nowhere_do_no_harm(void **state)
{
    static attend_reason right[ROWS_MAX];
    world_random random = {4711};
    uint32_t accepted = 0, rounds = 40000;
    (void)state;
    for (uint32_t round = 0, n = 0; round < rounds; round++) {
        if (round % (rounds / 2) == 0) {
            if (round > 0)
                tier_world_free(&world);
            n = round == 0 ? left_and_overridden() : kept();
            memcpy(right, rows, sizeof right);
        }
        memcpy(rows, right, sizeof rows);
        for (uint32_t i = 0, changes = world_next(&random, round % 2 ? 3 : 40); i < changes; i++) {
            uint32_t word = world_next(&random, sizeof *rows / sizeof(uint32_t)), value = random_word(&random);
            memcpy((uint8_t *)&rows[world_next(&random, n)] + word * sizeof word, &value, sizeof value);
        }
        accepted += text_status(n) == ATTEND_OK;
    }
    assert_true(accepted > rounds / 20 && accepted < rounds);
    tier_world_free(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bands),    cmocka_unit_test(leaving), cmocka_unit_test(leaving_in_doubt),
        cmocka_unit_test(not_held), cmocka_unit_test(ordered), cmocka_unit_test(flags_in_flags),
        cmocka_unit_test(carried),
        cmocka_unit_test(crooked_decisions_are_refused),
        cmocka_unit_test(parts_in_the_wrong_order_are_refused),
        cmocka_unit_test(crooked_parts_are_refused),
        cmocka_unit_test(rows_from_nowhere_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
