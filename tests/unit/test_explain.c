/* Explanations against golden files, rounding against exact numbers, and rows from nowhere against crashes. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine_world.h"
#include "golden.h"

#include "explain/words.h"

#define ROWS_MAX 512u
#define TEXT_MAX (1u << 18)

static attend_reason rows[ROWS_MAX];
static char shown[TEXT_MAX];

static const char params[] =
    "'line':{'title':'Line of concern','min':'0%','max':'100%','values':[{'value':'10%','from':'2025-09-01','source':'head',"
    "'inferred':true}]},"
    "'weeks':{'title':'Weeks looked at','values':[{'value':10,'from':'2025-09-01','source':'head'}]},"
    "'later':{'title':'Not yet','values':[{'value':'15','from':'2026-01-01','source':'head'}]}";

static const char measures[] =
    "'absence':{'title':'Absence','kind':'rate','select':{'classes':['absent']},'window':'year','source':'head#item-4'},"
    "'absence-enough':{'title':'Absence','kind':'rate','select':{'classes':['absent']},'window':'half_term','minimum':200},"
    "'before':{'title':'Absence, the year before','kind':'rate','select':{'classes':['absent']},'window':'previous_year'},"
    "'days':{'title':'Days missed','kind':'days','select':{'classes':['absent']},'window':{'last':{'param':'weeks'},"
    "'unit':'school_weeks'},'count_from':'2025-09-03'},"
    "'notices':{'title':'Sessions without leave','kind':'count','select':{'classes':['notice']},'window':{'last':5,"
    "'unit':'sessions','possible':true,'offset':2},'source':'head','inferred':true},"
    "'run':{'title':'Days in a row','kind':'run','run':'current','select':{'classes':['absent']},'window':'enrolment'},"
    "'trend':{'title':'Trend','kind':'difference','select':{'classes':['attended']},'window':{'last':1,'unit':'school_weeks'}},"
    "'far':{'title':'Far trend','kind':'difference','select':{'classes':['attended']},'window':{'last':20,'unit':'school_weeks'}}";

static const char flags[] =
    "'persistent-absence':{'title':'Persistently absent','source':'head','when':{'measure':'absence','at_least':"
    "{'param':'line'}}},"
    "'all-kinds':{'title':'Every kind','source':'head#all','inferred':true,'when':{'any':["
    "{'all':[{'measure':'days','at_least':'2.5'},{'measure':'notices','equal':1},{'not':{'measure':'run','below':1}}]},"
    "{'measure':'trend','at_most':'-5 points'}]}},"
    "'unknown':{'title':'Unknown','source':'head','when':{'any':[{'measure':'before','above':'5%'},"
    "{'measure':'absence-enough','above':'5%'},{'measure':'far','below':'0 points'},{'measure':'days','at_least':"
    "{'param':'later'}}]}},"
    "'over':{'title':'Over','source':'head','to':'2025-09-10','when':{'measure':'absence','below':'10%'}}";

typedef struct explained {
    const attend_policy *policy;
    const attend_calendar *calendar;
    attend_register reg;
} explained;

/* Twenty days: one session without a mark, four absent with leave and two without, the others present. */
static explained explained_make(void)
{
    static world_marks marks;
    explained e = {world_rules("", params, measures, flags), world_calendar(WORLD_CALENDAR), ATTEND_REGISTER_INIT};
    marks.n = 0;
    world_mark_days(&marks, e.calendar, "2025-09-01", "2025-09-23", CODE_P);
    world_mark_days(&marks, e.calendar, "2025-09-24", "2025-09-24", CODE_P);
    marks.n--;
    world_mark_days(&marks, e.calendar, "2025-09-25", "2025-09-26", CODE_A);
    for (size_t i = marks.n - 8; i < marks.n - 6; i++)
        marks.code[i] = CODE_U;
    e.reg = world_register(&marks);
    return e;
}

static void explained_free(const explained *e)
{
    world_free(e->policy);
    world_free(e->calendar);
}

static void check_reason(const explained *e, int32_t kind, const char *id, const char *as_of, const char *name)
{
    uint32_t n = world_reason(e->policy, e->calendar, &e->reg, as_of, kind, id, rows, ROWS_MAX);
    check_golden_reason(e->policy, rows, n, name);
}

static void reasons_read_as_in_the_golden_files(void **state)
{
    explained e = explained_make();
    (void)state;
    check_reason(&e, ATTEND_ITEM_FLAG, "persistent-absence", "2025-09-26", "persistent-absence");
    check_reason(&e, ATTEND_ITEM_FLAG, "all-kinds", "2025-09-26", "all-kinds");
    check_reason(&e, ATTEND_ITEM_FLAG, "unknown", "2025-09-26", "unknown");
    check_reason(&e, ATTEND_ITEM_FLAG, "over", "2025-09-26", "over");
    check_reason(&e, ATTEND_ITEM_MEASURE, "trend", "2025-09-26", "trend");
    check_reason(&e, ATTEND_ITEM_MEASURE, "absence", "2024-07-31", "absence-no-calendar");
    check_reason(&e, ATTEND_ITEM_MEASURE, "notices", "2025-09-02", "notices-held");
    explained_free(&e);
}

static void ratio(const char *expected, int64_t count, int64_t of, int64_t threshold, int expected_side)
{
    char text[64];
    sink out = attend__sink(text, sizeof text);
    assert_int_equal(attend__put_ratio(&out, count, of, 100, &threshold), expected_side);
    assert_int_equal(attend__sink_finish(&out, NULL), ATTEND_OK);
    assert_string_equal(text, expected);
}

/* Two places, unless that would put the number on the wrong side of ten per cent. */
static void rounding_never_hides_the_side(void **state)
{
    (void)state;
    ratio("10.00", 38, 380, 100000, 0);
    ratio("9.74", 37, 380, 100000, 0);
    ratio("9.997", 2999, 29999, 100000, 0);
    ratio("10.003", 3000, 29990, 100000, 0);
    ratio("9.999", 9999, 100000, 99991, 0);
    ratio("9.9995", 99995, 1000000, 99995, 0);
    ratio("10.0000", 9999999999, 100000000000, 100000, -1);
    ratio("10.0000", 10000000001, 100000000000, 100000, 1);
    ratio("-5.00", -1, 20, -50000, 0);
    ratio("-5.001", -5001, 100000, -50000, 0);
}

/* For every fraction that a year can hold, the digits shown compare with the threshold as the fraction does. */
static void every_fraction_of_a_year_is_on_its_side(void **state)
{
    static const int64_t thresholds[] = {100000, 500000, 900000, 333333, 85000};
    (void)state;
    for (int64_t of = 1; of <= 400; of++) {
        for (int64_t count = 0; count <= of; count++) {
            for (size_t i = 0; i < sizeof thresholds / sizeof *thresholds; i++) {
                char text[64];
                number_form form;
                int64_t value;
                sink out = attend__sink(text, sizeof text);
                int said = attend__put_ratio(&out, count, of, 100, &thresholds[i]);
                assert_int_equal(attend__sink_finish(&out, NULL), ATTEND_OK);
                assert_true(attend__number_parse(attend__slice(text), &form, &value));
                int side = said ? said : (value > thresholds[i]) - (value < thresholds[i]);
                assert_int_equal(side, attend__compare_scaled(count, of, 100, thresholds[i]));
            }
        }
    }
}

static void every_buffer_size_is_safe(void **state)
{
    explained e = explained_make();
    uint32_t n = world_reason(e.policy, e.calendar, &e.reg, "2025-09-26", ATTEND_ITEM_FLAG, "all-kinds", rows, ROWS_MAX);
    (void)state;
    for (int32_t format = ATTEND_TEXT; format <= ATTEND_JSON; format++) {
        size_t need = 0, again = 0;
        assert_int_equal(attend_reason_text(e.policy, rows, n, format, NULL, 0, &need), ATTEND_E_SPACE);
        for (size_t size = 0; size < need; size++) {
            char *buffer = malloc(size ? size : 1);
            assert_non_null(buffer);
            assert_int_equal(attend_reason_text(e.policy, rows, n, format, buffer, size, &again), ATTEND_E_SPACE);
            assert_int_equal(again, need);
            free(buffer);
        }
        assert_int_equal(attend_reason_text(e.policy, rows, n, format, shown, need, &again), ATTEND_OK);
    }
    explained_free(&e);
}

static attend_status text_status(const attend_policy *policy, uint32_t n)
{
    size_t need = 0;
    attend_status text = attend_reason_text(policy, rows, n, ATTEND_TEXT, shown, sizeof shown, &need);
    attend_status json = attend_reason_text(policy, rows, n, ATTEND_JSON, shown, sizeof shown, &need);
    assert_int_equal(text, json);
    return text;
}

static void bad_arguments_are_refused(void **state)
{
    explained e = explained_make();
    size_t need = 0;
    uint32_t n = world_reason(e.policy, e.calendar, &e.reg, "2025-09-26", ATTEND_ITEM_FLAG, "all-kinds", rows, ROWS_MAX);
    (void)state;
    assert_int_equal(attend_reason_text(NULL, rows, n, ATTEND_TEXT, shown, 9, &need), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_reason_text(e.policy, NULL, n, ATTEND_TEXT, shown, 9, &need), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_reason_text(e.policy, rows, 0, ATTEND_TEXT, shown, 9, &need), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_reason_text(e.policy, rows, n, 3, shown, 9, &need), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_reason_text(e.policy, rows, n, ATTEND_TEXT, NULL, 9, &need), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_reason_text(e.policy, rows, n, ATTEND_TEXT, shown, 9, NULL), ATTEND_E_ARGUMENT);
    for (uint32_t cut = 1; cut < n; cut++) { /* the first rows of a tree: none of their own, unless `all` or `any` has a part left */
        const attend_reason *parent = &rows[rows[cut].parent];
        bool may_end = (parent->op == ATTEND_OP_ALL || parent->op == ATTEND_OP_ANY) && cut > rows[cut].parent + 1;
        assert_int_equal(text_status(e.policy, cut), may_end ? ATTEND_OK : ATTEND_E_ARGUMENT);
    }
    explained_free(&e);
}

/* Trees that are wrong in one place. */
static void crooked_trees_are_refused(void **state)
{
    explained e = explained_make();
    attend_reason right[ROWS_MAX];
    uint32_t n = world_reason(e.policy, e.calendar, &e.reg, "2025-09-26", ATTEND_ITEM_FLAG, "persistent-absence", rows, ROWS_MAX);
    (void)state;
    memcpy(right, rows, sizeof right);
    assert_int_equal(n, 3);
#define REFUSED(change)                                                  \
    do {                                                                 \
        memcpy(rows, right, sizeof rows);                                \
        change;                                                          \
        assert_int_equal(text_status(e.policy, n), ATTEND_E_ARGUMENT);   \
    } while (0)
    REFUSED(rows[0].parent = 0);
    REFUSED(rows[1].parent = ATTEND_NONE);
    REFUSED(rows[2].parent = 0);
    REFUSED(rows[2].parent = 2);
    REFUSED(rows[1].parent = 7);
    REFUSED(rows[0].item = 99);
    REFUSED(rows[1].item = 99);
    REFUSED(rows[2].item = 1);
    REFUSED(rows[0].op = ATTEND_OP_COMPARE);
    REFUSED(rows[1].op = ATTEND_OP_ALL);
    REFUSED(rows[2].op = ATTEND_OP_WINDOW);
    REFUSED(rows[2].op = 8);
    REFUSED(rows[1].op = -1);
    REFUSED(rows[1].comparator = 0);
    REFUSED(rows[1].comparator = 6);
    REFUSED(rows[1].truth = 2);
    REFUSED(rows[1].need = 7);
    REFUSED(rows[1].need = -1);
    REFUSED(rows[1].of = 0);
    REFUSED(rows[1].of = -1);
    REFUSED(rows[1].count = INT64_MAX);
    REFUSED(rows[1].count = INT64_MIN);
    REFUSED(rows[1].threshold = INT64_MIN);
    REFUSED(rows[1].param = 3);
#undef REFUSED
    memcpy(rows, right, sizeof rows);
    assert_int_equal(text_status(e.policy, n), ATTEND_OK);
    explained_free(&e);
}

/* A tree that is deeper than documents can be. */
static void depth_is_bounded(void **state)
{
    explained e = explained_make();
    uint32_t deepest = 0;
    (void)state;
    for (uint32_t depth = 1; depth < TREE_DEPTH_MAX + 9; depth++) {
        world_reason(e.policy, e.calendar, &e.reg, "2025-09-26", ATTEND_ITEM_FLAG, "persistent-absence", rows, ROWS_MAX);
        memmove(&rows[1 + depth], &rows[1], 2 * sizeof *rows);
        for (uint32_t i = 1; i <= depth; i++) {
            memset(&rows[i], 0, sizeof *rows);
            rows[i].parent = i - 1;
            rows[i].op = ATTEND_OP_NOT;
            rows[i].item = rows[i].param = ATTEND_NONE;
        }
        rows[1 + depth].parent = depth;
        rows[2 + depth].parent = depth + 1;
        if (text_status(e.policy, depth + 3) == ATTEND_OK)
            deepest = depth;
    }
    assert_int_equal(deepest, TREE_DEPTH_MAX - 2); /* under the flag, over the comparison */
    explained_free(&e);
}

static uint32_t random_word(world_random *r)
{
    static const uint32_t words[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 100, UINT32_MAX, UINT32_MAX - 1, 0x80000000u, 0x7FFFFFFFu};
    return words[world_next(r, sizeof words / sizeof *words)];
}

/* Changes some words of some rows: of a right tree, or of bytes from nowhere. */
static void rows_from_nowhere_do_no_harm(void **state)
{
    static const char *const ids[] = {"all-kinds", "unknown", "persistent-absence", "over"};
    explained e = explained_make();
    world_random r = {99};
    uint32_t accepted = 0, rounds = 100000;
    (void)state;
    for (uint32_t round = 0; round < rounds; round++) {
        uint32_t n = world_reason(e.policy, e.calendar, &e.reg, "2025-09-26", ATTEND_ITEM_FLAG, ids[world_next(&r, 4)], rows, ROWS_MAX);
        for (uint32_t i = 0, changes = world_next(&r, round % 2 ? 3 : 60); i < changes; i++) {
            uint32_t word = world_next(&r, sizeof *rows / sizeof(uint32_t)), value = random_word(&r);
            memcpy((uint8_t *)&rows[world_next(&r, n)] + word * sizeof word, &value, sizeof value);
        }
        accepted += text_status(e.policy, n) == ATTEND_OK;
    }
    assert_true(accepted > rounds / 20 && accepted < rounds);
    explained_free(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reasons_read_as_in_the_golden_files),
        cmocka_unit_test(rounding_never_hides_the_side),
        cmocka_unit_test(every_fraction_of_a_year_is_on_its_side),
        cmocka_unit_test(every_buffer_size_is_safe),
        cmocka_unit_test(bad_arguments_are_refused),
        cmocka_unit_test(crooked_trees_are_refused),
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(rows_from_nowhere_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
