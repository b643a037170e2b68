/* Windows, kinds and conditions of one pupil, against values worked out by hand. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine_world.h"

#include "engine/condition.h"
#include "engine/tally.h"

#define ROWS_MAX 64

static attend_reason rows[ROWS_MAX];

/* The reason of the only measure of a policy. */
static attend_reason measured(const char *measure, const attend_calendar *calendar, const attend_register *reg,
                              const char *as_of)
{
    char text[1024];
    snprintf(text, sizeof text, "'m':{'title':'M','source':'head',%s}", measure);
    const attend_policy *policy = world_rules("", "'n':{'title':'N','values':[{'value':3,'from':'2025-12-01','to':'2025-12-31',"
                                              "'source':'head'}]}", text, "");
    world_reason(policy, calendar, reg, as_of, ATTEND_ITEM_MEASURE, "m", rows, ROWS_MAX);
    world_free(policy);
    return rows[0];
}

static void full_years(world_marks *marks, const attend_calendar *calendar)
{
    marks->n = 0;
    world_mark_days(marks, calendar, "2024-08-01", "2026-07-31", CODE_P);
}

typedef struct window_case {
    const char *window, *as_of, *first, *last; /* first NULL: no days */
    uint32_t held, asked, possible;
} window_case;

static const window_case window_cases[] = {
    {"'year'", "2025-12-16", "2025-08-01", "2025-12-16", 0, 0, 143},
    {"'year'", "2025-12-25", "2025-08-01", "2025-12-25", 0, 0, 148},
    {"'year'", "2025-07-31", "2024-08-01", "2025-07-31", 0, 0, 70},
    {"'year'", "2025-08-01", "2025-08-01", "2025-08-01", 0, 0, 0},
    {"'year'", "2027-01-01", "2025-08-01", "2026-07-31", 0, 0, 268},
    {"'term'", "2025-12-16", "2025-09-01", "2025-12-16", 0, 0, 143},
    {"'term'", "2025-08-15", "2025-06-02", "2025-07-18", 0, 0, 70},
    {"'half_term'", "2025-12-16", "2025-11-03", "2025-12-16", 0, 0, 62},
    {"'half_term'", "2025-12-25", "2025-11-03", "2025-12-19", 0, 0, 67},
    {"'half_term'", "2025-10-28", "2025-09-01", "2025-10-24", 0, 0, 81},
    {"'half_term'", "2026-02-02", "2025-11-03", "2025-12-19", 0, 0, 67},
    {"'previous_year'", "2025-12-16", "2024-08-01", "2025-07-31", 0, 0, 70},
    {"'enrolment'", "2025-12-16", "2024-08-01", "2025-12-16", 0, 0, 213},
    {"{'last':10,'unit':'days'}", "2025-12-16", "2025-12-07", "2025-12-16", 10, 10, 14},
    {"{'last':1,'unit':'days'}", "2025-12-13", "2025-12-13", "2025-12-13", 1, 1, 0},
    {"{'last':2,'unit':'weeks'}", "2025-12-16", "2025-12-03", "2025-12-16", 2, 2, 20},
    {"{'last':2,'unit':'weeks','offset':1}", "2025-12-16", "2025-11-26", "2025-12-09", 2, 2, 20},
    {"{'last':800,'unit':'days'}", "2025-12-16", "2023-10-09", "2025-12-16", 800, 800, 213},
    {"{'last':3,'unit':'school_days'}", "2025-12-16", "2025-12-12", "2025-12-16", 3, 3, 6},
    {"{'last':3,'unit':'school_days'}", "2025-12-21", "2025-12-17", "2025-12-21", 3, 3, 5},
    {"{'last':3,'unit':'school_days','offset':2}", "2025-12-16", "2025-12-10", "2025-12-14", 3, 3, 6},
    {"{'last':800,'unit':'school_days'}", "2025-12-16", "2025-06-02", "2025-12-16", 107, 800, 213},
    {"{'last':5,'unit':'school_days','offset':105}", "2025-12-16", "2025-06-02", "2025-06-03", 2, 5, 4},
    {"{'last':5,'unit':'school_days','offset':107}", "2025-12-16", NULL, NULL, 0, 5, 0},
    {"{'last':5,'unit':'school_days','offset':200}", "2025-12-16", NULL, NULL, 0, 5, 0},
    {"{'last':4,'unit':'school_weeks'}", "2025-12-16", "2025-11-24", "2025-12-16", 4, 4, 34},
    {"{'last':4,'unit':'school_weeks','offset':4}", "2025-12-16", "2025-10-20", "2025-11-23", 4, 4, 38},
    {"{'last':1,'unit':'school_weeks'}", "2025-11-10", "2025-11-03", "2025-11-10", 1, 1, 10},
    {"{'last':1,'unit':'school_weeks'}", "2025-11-11", "2025-11-10", "2025-11-11", 1, 1, 2},
    {"{'last':9,'unit':'school_weeks'}", "2025-06-09", "2025-06-02", "2025-06-09", 2, 9, 12},
    {"{'last':3,'unit':'sessions'}", "2025-12-16", "2025-12-15", "2025-12-16", 3, 3, 3},
    {"{'last':3,'unit':'sessions','offset':1}", "2025-12-16", "2025-12-15", "2025-12-16", 3, 3, 3},
    {"{'last':2,'unit':'sessions','offset':2}", "2025-12-15", "2025-12-12", "2025-12-12", 2, 2, 2},
    {"{'last':1,'unit':'sessions'}", "2025-12-25", "2025-12-19", "2025-12-25", 1, 1, 1},
    {"{'last':2,'unit':'sessions'}", "2025-12-25", "2025-12-18", "2025-12-25", 2, 2, 2},
    {"{'last':9,'unit':'sessions'}", "2025-06-03", "2025-06-02", "2025-06-03", 4, 9, 4},
    {"{'last':3,'unit':'sessions','possible':true}", "2025-12-16", "2025-12-15", "2025-12-16", 3, 3, 3},
    {"{'last':2,'unit':'sessions','possible':true,'offset':2}", "2025-12-15", "2025-12-12", "2025-12-12", 2, 2, 2},
    {"{'last':9,'unit':'sessions','possible':true}", "2025-06-03", "2025-06-02", "2025-06-03", 4, 9, 4},
    {"{'last':{'param':'n'},'unit':'school_days'}", "2025-12-16", "2025-12-12", "2025-12-16", 3, 3, 6},
    {"'year','count_from':'2025-12-15'", "2025-12-16", "2025-12-15", "2025-12-16", 0, 0, 4},
    {"'year','count_from':'2025-12-17'", "2025-12-16", NULL, NULL, 0, 0, 0},
    {"{'last':4,'unit':'school_weeks'},'count_from':'2025-12-16'", "2025-12-16", "2025-12-16", "2025-12-16", 4, 4, 2},
    {"{'last':3,'unit':'sessions'},'count_from':'2025-12-16'", "2025-12-16", "2025-12-16", "2025-12-16", 3, 3, 2},
};

static void check_window(const window_case *expected, const attend_calendar *calendar, const attend_register *reg)
{
    char text[256];
    snprintf(text, sizeof text, "'kind':'count','select':{'classes':['attended']},'window':%s", expected->window);
    attend_reason got = measured(text, calendar, reg, expected->as_of);
    if (got.possible != expected->possible || got.held != expected->held)
        fprintf(stderr, "%s as of %s: %u possible, %u held\n", expected->window, expected->as_of, got.possible, got.held);
    assert_int_equal(got.need, ATTEND_NEED_NOTHING);
    assert_int_equal(got.held, expected->held);
    assert_int_equal(got.asked, expected->asked);
    assert_int_equal(got.possible, expected->possible);
    assert_int_equal(got.count, expected->possible);
    assert_int_equal(got.missing, 0);
    assert_int_equal(got.first_day, expected->first ? world_day(expected->first) : 0);
    assert_int_equal(got.last_day, expected->last ? world_day(expected->last) : -1);
}

static void windows_are_where_semantics_says(void **state)
{
    static world_marks marks;
    const attend_calendar *calendar = world_calendar(WORLD_CALENDAR);
    (void)state;
    full_years(&marks, calendar);
    attend_register reg = world_register(&marks);
    for (size_t i = 0; i < sizeof window_cases / sizeof *window_cases; i++)
        check_window(&window_cases[i], calendar, &reg);
    world_free(calendar);
}

static int32_t need_of(const char *measure, const attend_calendar *calendar, const attend_register *reg, const char *as_of)
{
    attend_reason got = measured(measure, calendar, reg, as_of);
    assert_int_equal(got.truth, got.need == ATTEND_NEED_NOTHING ? ATTEND_TRUE : ATTEND_UNKNOWN);
    if (got.need != ATTEND_NEED_NOTHING && got.need != ATTEND_NEED_MINIMUM)
        assert_true(got.count == 0 && got.of == 0);
    return got.need;
}

#define RATE(window) "'kind':'rate','select':{'classes':['absent']},'window':" window
#define COUNT(window) "'kind':'count','select':{'classes':['absent']},'window':" window
#define DIFFERENCE(window) "'kind':'difference','select':{'classes':['absent']},'window':" window

static void unknown_values_say_what_they_need(void **state)
{
    static world_marks marks;
    const attend_calendar *calendar = world_calendar(WORLD_CALENDAR);
    (void)state;
    marks.n = 0;
    world_mark_days(&marks, calendar, "2025-09-01", "2025-09-19", CODE_A);
    attend_register reg = world_register(&marks);
    assert_int_equal(need_of(RATE("'year'"), calendar, &reg, "2025-09-19"), ATTEND_NEED_NOTHING);
    assert_int_equal(need_of(RATE("'year'"), calendar, &reg, "2024-07-31"), ATTEND_NEED_CALENDAR);
    assert_int_equal(need_of(RATE("'previous_year'"), calendar, &reg, "2025-07-31"), ATTEND_NEED_CALENDAR);
    assert_int_equal(need_of(RATE("'previous_year'"), calendar, &reg, "2025-09-19"), ATTEND_NEED_MARKS);
    assert_int_equal(need_of(COUNT("'previous_year'"), calendar, &reg, "2025-09-19"), ATTEND_NEED_NOTHING);
    assert_int_equal(need_of(RATE("'year','minimum':30"), calendar, &reg, "2025-09-19"), ATTEND_NEED_NOTHING);
    assert_int_equal(need_of(RATE("'year','minimum':31"), calendar, &reg, "2025-09-19"), ATTEND_NEED_MINIMUM);
    assert_int_equal(need_of(COUNT("'year','minimum':31"), calendar, &reg, "2025-09-19"), ATTEND_NEED_MINIMUM);
    assert_int_equal(need_of(COUNT("'year','minimum':1,'exclude':{'classes':['possible']}"), calendar, &reg, "2025-09-19"),
                     ATTEND_NEED_MINIMUM);
    assert_int_equal(need_of(RATE("'year','to':'2025-09-18'"), calendar, &reg, "2025-09-19"), ATTEND_NEED_IN_FORCE);
    assert_int_equal(need_of(RATE("'year','from':'2025-09-20'"), calendar, &reg, "2025-09-19"), ATTEND_NEED_IN_FORCE);
    assert_int_equal(need_of(RATE("{'last':{'param':'n'},'unit':'days'}"), calendar, &reg, "2025-09-19"), ATTEND_NEED_IN_FORCE);
    assert_int_equal(need_of(DIFFERENCE("{'last':1,'unit':'school_weeks'}"), calendar, &reg, "2025-09-19"), ATTEND_NEED_NOTHING);
    assert_int_equal(need_of(DIFFERENCE("{'last':5,'unit':'school_weeks'}"), calendar, &reg, "2025-09-19"), ATTEND_NEED_MARKS);
    assert_int_equal(need_of(DIFFERENCE("{'last':6,'unit':'school_weeks'}"), calendar, &reg, "2025-09-19"), ATTEND_NEED_HISTORY);
    assert_int_equal(need_of(DIFFERENCE("{'last':20,'unit':'weeks'}"), calendar, &reg, "2025-09-19"), ATTEND_NEED_MARKS);
    assert_int_equal(need_of(DIFFERENCE("{'last':15,'unit':'sessions','possible':true}"), calendar, &reg, "2025-09-19"),
                     ATTEND_NEED_NOTHING);
    assert_int_equal(need_of(DIFFERENCE("{'last':16,'unit':'sessions','possible':true}"), calendar, &reg, "2025-09-19"),
                     ATTEND_NEED_HISTORY);
    assert_int_equal(need_of(DIFFERENCE("{'last':1,'unit':'school_weeks'},'minimum':11"), calendar, &reg, "2025-09-19"),
                     ATTEND_NEED_MINIMUM);
    world_free(calendar);
}

static void enrolment_is_the_latest_spell(void **state)
{
    static world_marks marks;
    const attend_calendar *calendar = world_calendar(WORLD_CALENDAR);
    attend_spell spells[3] = {{0, 0, 0, 0}, {0, 0, 0, 0}, {1, 0, ATTEND_DAY_OPEN, 0}};
    attend_reason got;
    (void)state;
    spells[0].from = world_day("2025-09-01");
    spells[0].to = world_day("2025-09-12");
    spells[1].from = world_day("2025-09-22");
    spells[1].to = world_day("2025-10-03");
    marks.n = 0;
    world_mark_days(&marks, calendar, "2025-09-01", "2025-09-02", CODE_P);
    world_mark_days(&marks, calendar, "2025-09-15", "2025-09-15", CODE_P); /* outside every spell */
    world_mark_days(&marks, calendar, "2025-09-22", "2025-09-23", CODE_A);
    attend_register reg = world_register(&marks);
    reg.n_pupils = 2;
    reg.spells = spells;
    reg.n_spells = 3;
    got = measured(RATE("'enrolment'"), calendar, &reg, "2025-09-24");
    assert_true(got.count == 4 && got.of == 4 && got.missing == 2 && got.first_day == spells[1].from);
    got = measured(RATE("'year'"), calendar, &reg, "2025-09-24");
    assert_true(got.count == 4 && got.of == 8 && got.missing == 18);
    got = measured(RATE("'enrolment'"), calendar, &reg, "2025-12-01");
    assert_true(got.last_day == spells[1].to && got.missing == 16);
    got = measured(RATE("'enrolment'"), calendar, &reg, "2025-09-21");
    assert_true(got.count == 0 && got.of == 4 && got.last_day == spells[0].to);
    assert_int_equal(need_of(RATE("'enrolment'"), calendar, &reg, "2025-08-31"), ATTEND_NEED_ENROLMENT);
    assert_int_equal(need_of(RATE("'year'"), calendar, &reg, "2025-08-31"), ATTEND_NEED_MARKS);
    world_free(calendar);
}

static void kinds_count_as_semantics_says(void **state)
{
    static world_marks marks;
    const attend_calendar *calendar = world_calendar(WORLD_CALENDAR);
    attend_reason got;
    (void)state;
    marks.n = 0;
    world_mark_days(&marks, calendar, "2025-09-01", "2025-09-03", CODE_A);
    world_mark_days(&marks, calendar, "2025-09-04", "2025-09-04", CODE_X);
    world_mark(&marks, world_day("2025-09-05"), 0, CODE_L);
    world_mark_days(&marks, calendar, "2025-09-08", "2025-09-12", CODE_U);
    attend_register reg = world_register(&marks);
    got = measured(RATE("'year'"), calendar, &reg, "2025-09-12");
    assert_true(got.count == 16 && got.of == 17 && got.possible == 17 && got.missing == 1);
    got = measured(RATE("'year','exclude':{'codes':['U']}"), calendar, &reg, "2025-09-12");
    assert_true(got.count == 6 && got.of == 7 && got.possible == 7 && got.missing == 1);
    got = measured(RATE("'year','base':{'classes':['absent'],'codes':['X']}"), calendar, &reg, "2025-09-12");
    assert_true(got.count == 16 && got.of == 18 && got.possible == 17);
    got = measured("'kind':'rate','select':{'classes':['off','absent']},'window':'year'", calendar, &reg, "2025-09-12");
    assert_true(got.count == 16 && got.of == 17);
    got = measured("'kind':'count','select':{'classes':['off','absent']},'window':'year'", calendar, &reg, "2025-09-12");
    assert_true(got.count == 18 && got.of == 0);
    got = measured("'kind':'days','select':{'classes':['absent'],'codes':['L']},'window':'year'", calendar, &reg, "2025-09-12");
    assert_true(got.count == 17 && got.of == 2);
    got = measured(DIFFERENCE("{'last':1,'unit':'school_weeks'}"), calendar, &reg, "2025-09-12");
    assert_true(got.count == 10 * 7 - 6 * 10 && got.of == 70);
    assert_true(rows[1].op == ATTEND_OP_WINDOW && rows[1].count == 10 && rows[1].of == 10);
    assert_true(rows[2].op == ATTEND_OP_WINDOW && rows[2].count == 6 && rows[2].of == 7 && rows[2].parent == 0);
    world_free(calendar);
}

#define RUN(which, select, window) "'kind':'run','run':'" which "','select':{'classes':['" select "']},'window':" window

static void runs_are_over_days(void **state)
{
    static world_marks marks;
    const attend_calendar *calendar = world_calendar(WORLD_CALENDAR);
    (void)state;
    marks.n = 0;
    world_mark_days(&marks, calendar, "2025-09-01", "2025-09-04", CODE_A); /* four days, a week-end, a day with nothing */
    world_mark_days(&marks, calendar, "2025-09-05", "2025-09-05", CODE_X); /* possible in between */
    world_mark_days(&marks, calendar, "2025-09-08", "2025-09-08", CODE_U);
    world_mark(&marks, world_day("2025-09-09"), 0, CODE_A);                /* half a day absent, half present: a break */
    world_mark(&marks, world_day("2025-09-09"), 1, CODE_P);
    world_mark(&marks, world_day("2025-09-10"), 0, CODE_X);                /* only the afternoon is possible */
    world_mark(&marks, world_day("2025-09-10"), 1, CODE_A);
    world_mark_days(&marks, calendar, "2025-09-11", "2025-09-11", CODE_A); /* the 12th has no mark at all */
    attend_register reg = world_register(&marks);
    assert_int_equal(measured(RUN("longest", "absent", "'year'"), calendar, &reg, "2025-09-12").count, 5);
    assert_int_equal(measured(RUN("current", "absent", "'year'"), calendar, &reg, "2025-09-12").count, 2);
    assert_int_equal(measured(RUN("current", "absent", "'year'"), calendar, &reg, "2025-09-09").count, 0);
    assert_int_equal(measured(RUN("current", "absent", "'year'"), calendar, &reg, "2025-09-08").count, 5);
    assert_int_equal(measured(RUN("current", "notice", "'year'"), calendar, &reg, "2025-09-08").count, 1);
    assert_int_equal(measured(RUN("longest", "absent", "{'last':3,'unit':'sessions'}"), calendar, &reg, "2025-09-09").count, 1);
    assert_int_equal(measured(RUN("longest", "absent", "'year','exclude':{'codes':['P']}"), calendar, &reg, "2025-09-12").count, 8);
    assert_int_equal(measured(RUN("longest", "absent", "'year','exclude':{'codes':['A']}"), calendar, &reg, "2025-09-12").count, 1);
    assert_int_equal(measured(RUN("longest", "absent", "'year','minimum':16"), calendar, &reg, "2025-09-12").count, 5);
    assert_int_equal(rows[0].need, ATTEND_NEED_MINIMUM);
    assert_int_equal(rows[0].possible, 15);
    world_free(calendar);
}

static void a_code_counts_by_the_date_of_its_session(void **state)
{
    static world_marks marks;
    const attend_calendar *calendar = world_calendar(WORLD_CALENDAR);
    (void)state;
    marks.n = 0;
    world_mark_days(&marks, calendar, "2025-12-15", "2026-01-09", CODE_V);
    attend_register reg = world_register(&marks);
    attend_reason got = measured(RATE("'year'"), calendar, &reg, "2026-01-31");
    assert_true(got.count == 10 && got.of == 19);
    got = measured(RUN("longest", "absent", "'year'"), calendar, &reg, "2026-01-31");
    assert_int_equal(got.count, 5);
    got = measured(RUN("longest", "attended", "'year'"), calendar, &reg, "2026-01-31");
    assert_int_equal(got.count, 5);
    got = measured("'kind':'count','select':{'codes':['V']},'window':'year'", calendar, &reg, "2026-01-31");
    assert_int_equal(got.count, 19);
    world_free(calendar);
}

/* Comparators against -1, 0 and 1. */
static void comparisons_are_exact(void **state)
{
    static const int expected[6][3] = {{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {0, 1, 0}, {0, 1, 1}, {0, 0, 1}};
    (void)state;
    for (int32_t comparator = ATTEND_BELOW; comparator <= ATTEND_ABOVE; comparator++) {
        assert_int_equal(attend__compare(ATTEND_MEASURE_RATE, 37, 380, comparator, 100000), expected[comparator][0]);
        assert_int_equal(attend__compare(ATTEND_MEASURE_RATE, 38, 380, comparator, 100000), expected[comparator][1]);
        assert_int_equal(attend__compare(ATTEND_MEASURE_RATE, 39, 380, comparator, 100000), expected[comparator][2]);
        assert_int_equal(attend__compare(ATTEND_MEASURE_DAYS, 36, 2, comparator, 185000), expected[comparator][0]);
        assert_int_equal(attend__compare(ATTEND_MEASURE_DAYS, 37, 2, comparator, 185000), expected[comparator][1]);
        assert_int_equal(attend__compare(ATTEND_MEASURE_COUNT, 11, 0, comparator, 100000), expected[comparator][2]);
        assert_int_equal(attend__compare(ATTEND_MEASURE_DIFFERENCE, -1, 20, comparator, -50000), expected[comparator][1]);
        assert_int_equal(attend__compare(ATTEND_MEASURE_DIFFERENCE, -2, 39, comparator, -50000), expected[comparator][0]);
    }
}

static void truth_has_three_values(void **state)
{
    static const int32_t truths[] = {ATTEND_FALSE, ATTEND_UNKNOWN, ATTEND_TRUE};
    (void)state;
    for (int i = 0; i < 3; i++) {
        for (int k = 0; k < 3; k++) {
            int32_t all = attend__truth_add(ATTEND_OP_ALL, attend__truth_start(ATTEND_OP_ALL), truths[i]);
            int32_t any = attend__truth_add(ATTEND_OP_ANY, attend__truth_start(ATTEND_OP_ANY), truths[i]);
            assert_int_equal(all, truths[i]);
            assert_int_equal(any, truths[i]);
            assert_int_equal(attend__truth_add(ATTEND_OP_ALL, all, truths[k]), truths[i < k ? i : k]);
            assert_int_equal(attend__truth_add(ATTEND_OP_ANY, any, truths[k]), truths[i > k ? i : k]);
        }
        assert_int_equal(attend__truth_add(ATTEND_OP_NOT, ATTEND_TRUE, truths[i]), truths[2 - i]);
    }
}

static void all_parts_of_a_flag_are_judged(void **state)
{
    static world_marks marks;
    const attend_calendar *calendar = world_calendar(WORLD_CALENDAR);
    const attend_policy *policy = world_rules(
        "", "'line':{'title':'Line','values':[{'value':'10%','from':'2025-09-01','to':'2025-09-30','source':'head'}]}",
        "'absence':{'title':'Absence'," RATE("'year'") "},'before':{'title':'Before'," RATE("'previous_year'")
        "},'trend':{'title':'Trend'," DIFFERENCE("{'last':1,'unit':'school_weeks'}") "}",
        "'low':{'title':'Low','source':'head','to':'2025-10-10','when':{'any':[{'all':[{'measure':'absence','at_least':"
        "{'param':'line'}},{'measure':'before','below':'5%'}]},{'not':{'measure':'trend','above':'0 points'}}]}}");
    static const int32_t ops[] = {ATTEND_OP_FLAG, ATTEND_OP_ANY, ATTEND_OP_ALL, ATTEND_OP_COMPARE, ATTEND_OP_MEASURE,
                                  ATTEND_OP_COMPARE, ATTEND_OP_MEASURE, ATTEND_OP_NOT, ATTEND_OP_COMPARE,
                                  ATTEND_OP_MEASURE, ATTEND_OP_WINDOW, ATTEND_OP_WINDOW};
    static const uint32_t parents[] = {ATTEND_NONE, 0, 1, 2, 3, 2, 5, 1, 7, 8, 9, 9};
    (void)state;
    marks.n = 0;
    world_mark_days(&marks, calendar, "2025-09-01", "2025-10-24", CODE_A);
    attend_register reg = world_register(&marks);
    uint32_t n = world_reason(policy, calendar, &reg, "2025-09-12", ATTEND_ITEM_FLAG, "low", rows, ROWS_MAX);
    assert_int_equal(n, 12);
    for (uint32_t i = 0; i < n; i++) {
        assert_int_equal(rows[i].op, ops[i]);
        assert_int_equal(rows[i].parent, parents[i]);
    }
    assert_int_equal(rows[3].truth, ATTEND_TRUE);      /* 100 % is at least 10 % */
    assert_true(rows[3].count == 20 && rows[3].of == 20 && rows[3].threshold == 100000 && rows[3].param == 0);
    assert_int_equal(rows[5].truth, ATTEND_UNKNOWN);   /* no marks the year before */
    assert_int_equal(rows[5].need, ATTEND_NEED_MARKS);
    assert_int_equal(rows[2].truth, ATTEND_UNKNOWN);
    assert_int_equal(rows[8].truth, ATTEND_FALSE);     /* 0 points are not above 0 */
    assert_int_equal(rows[7].truth, ATTEND_TRUE);
    assert_int_equal(rows[1].truth, ATTEND_TRUE);
    assert_int_equal(rows[0].truth, ATTEND_TRUE);
    world_reason(policy, calendar, &reg, "2025-10-01", ATTEND_ITEM_FLAG, "low", rows, ROWS_MAX);
    assert_true(rows[3].truth == ATTEND_UNKNOWN && rows[3].need == ATTEND_NEED_IN_FORCE && rows[3].threshold == 0);
    assert_int_equal(rows[4].need, ATTEND_NEED_NOTHING);
    assert_int_equal(rows[0].truth, ATTEND_TRUE);
    world_reason(policy, calendar, &reg, "2025-10-11", ATTEND_ITEM_FLAG, "low", rows, ROWS_MAX);
    assert_true(rows[0].truth == ATTEND_UNKNOWN && rows[0].need == ATTEND_NEED_IN_FORCE);
    assert_int_equal(rows[1].truth, ATTEND_TRUE);
    world_free(policy);
    world_free(calendar);
}

/* Counting many slots with every lane against counting them one by one. */
static void tallies_do_not_overflow(void **state)
{
    static uint8_t row[5000];
    static tally_table counted;
    uint32_t counts[TALLY_LANES] = {0}, expected[TALLY_LANES] = {0};
    world_random random = {7};
    (void)state;
    for (uint32_t code = 1; code < 256; code++) {
        for (uint32_t lane = 0; lane < TALLY_LANES; lane++) {
            if (code % (lane + 1) == 0)
                counted.codes[code].words[tally_word(lane)] |= (uint64_t)1 << tally_shift(lane);
        }
    }
    for (uint32_t i = 0; i < sizeof row; i++) {
        row[i] = (uint8_t)world_next(&random, 256);
        if (i < 3000)
            row[i] |= 1;
    }
    for (uint32_t i = 3; i < sizeof row; i++) {
        for (uint32_t lane = 0; lane < TALLY_LANES; lane++)
            expected[lane] += row[i] != 0 && row[i] % (lane + 1) == 0;
    }
    attend__tally_slots(row, 3, sizeof row, &counted, counts);
    assert_memory_equal(counts, expected, sizeof counts);
    assert_true(counts[0] > 4 * TALLY_SLOTS);
}

static void reasons_refuse_what_they_cannot_answer(void **state)
{
    static world_marks marks;
    const attend_calendar *calendar = world_calendar(WORLD_CALENDAR);
    const attend_policy *policy = world_rules("", "", "'absence':{'title':'Absence'," RATE("'year'") "}",
                                              "'low':{'title':'Low','source':'head','when':{'measure':'absence','above':'5%'}}");
    int32_t as_of = world_day("2025-09-12");
    attend_finding error;
    size_t size = 0;
    uint32_t need = 77;
    (void)state;
    marks.n = 0;
    world_mark_days(&marks, calendar, "2025-09-01", "2025-09-02", CODE_A);
    attend_register reg = world_register(&marks);
    assert_int_equal(attend_decision_size(policy, calendar, &reg, as_of, &size), ATTEND_OK);
    uint8_t *work = world_memory(size);
    assert_int_equal(attend_reasons(policy, calendar, &reg, 0, as_of, ATTEND_ITEM_FLAG, 1, work, size, rows, 9, &need, NULL), ATTEND_E_NOT_FOUND);
    assert_int_equal(attend_reasons(policy, calendar, &reg, 1, as_of, ATTEND_ITEM_FLAG, 0, work, size, rows, 9, &need, &error), ATTEND_E_NOT_FOUND);
    assert_int_equal(error.status, ATTEND_E_NOT_FOUND);
    assert_int_equal(attend_reasons(policy, calendar, &reg, 0, as_of, ATTEND_ITEM_PARAM, 0, work, size, rows, 9, &need, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(need, 77);
    assert_int_equal(attend_reasons(NULL, calendar, &reg, 0, as_of, ATTEND_ITEM_FLAG, 0, work, size, rows, 9, &need, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_reasons(policy, NULL, &reg, 0, as_of, ATTEND_ITEM_FLAG, 0, work, size, rows, 9, &need, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_reasons(policy, calendar, NULL, 0, as_of, ATTEND_ITEM_FLAG, 0, work, size, rows, 9, &need, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_reasons(policy, calendar, &reg, 0, as_of, ATTEND_ITEM_FLAG, 0, work, size, rows, 9, NULL, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_reasons(policy, calendar, &reg, 0, as_of, ATTEND_ITEM_FLAG, 0, work + 1, size - 1, rows, 9, &need, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_reasons(policy, calendar, &reg, 0, as_of, ATTEND_ITEM_FLAG, 0, work, size, NULL, 9, &need, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_reasons(policy, calendar, &reg, 0, as_of, ATTEND_ITEM_FLAG, 0, NULL, 0, rows, 9, &need, NULL), ATTEND_E_SPACE);
    assert_int_equal(attend_reasons(policy, calendar, &reg, 0, ATTEND_DAY_LAST + 1, ATTEND_ITEM_FLAG, 0, work, size, rows, 9, &need, NULL), ATTEND_E_RANGE);
    memset(rows, 0x5A, sizeof rows);
    assert_int_equal(attend_reasons(policy, calendar, &reg, 0, as_of, ATTEND_ITEM_FLAG, 0, work, size, rows, 2, &need, NULL), ATTEND_E_SPACE);
    assert_int_equal(need, 3);
    assert_int_equal(rows[0].op, 0x5A5A5A5A);
    assert_int_equal(attend_reasons(policy, calendar, &reg, 0, as_of, ATTEND_ITEM_FLAG, 0, work, size, rows, 3, &need, NULL), ATTEND_OK);
    assert_int_equal(rows[0].truth, ATTEND_TRUE);
    marks.code[1] = CODE_P; /* two different marks for the afternoon */
    marks.session[1] = 0;
    assert_int_equal(attend_reasons(policy, calendar, &reg, 0, as_of, ATTEND_ITEM_FLAG, 0, work, size, rows, 3, &need, &error), ATTEND_E_DATA);
    assert_true(error.status == ATTEND_E_CONFLICT && error.row == 0);
    free(work);
    world_free(policy);
    world_free(calendar);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(windows_are_where_semantics_says),
        cmocka_unit_test(unknown_values_say_what_they_need),
        cmocka_unit_test(enrolment_is_the_latest_spell),
        cmocka_unit_test(kinds_count_as_semantics_says),
        cmocka_unit_test(runs_are_over_days),
        cmocka_unit_test(a_code_counts_by_the_date_of_its_session),
        cmocka_unit_test(comparisons_are_exact),
        cmocka_unit_test(truth_has_three_values),
        cmocka_unit_test(all_parts_of_a_flag_are_judged),
        cmocka_unit_test(tallies_do_not_overflow),
        cmocka_unit_test(reasons_refuse_what_they_cannot_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
