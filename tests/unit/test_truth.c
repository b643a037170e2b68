/* Conditions judged day by day in a fold (semantics.md 7), and spans (1). */
#include "truth_world.h"

#include "base/day.h"

/* -- comparisons -- */

static const char *const comparators[] = {"below", "at_most", "equal", "at_least", "above"};

/* A measure whose value on Wednesday 3 September is the second of three thresholds. */
typedef struct compared {
    const char *measure;
    const char *thresholds[3];
} compared;

static const compared values[] = {
    {"absences", {"2", "3", "4"}},
    {"rate", {"'49.9999%'", "'50%'", "'50.0001%'"}},
    {"days", {"'1.4999'", "'1.5'", "'1.5001'"}},
    {"run", {"0", "1", "2"}},
    {"change", {"'-50.0001 points'", "'-50 points'", "'-49.9999 points'"}},
};

#define MEASURES                                                                                                          \
    "'measures':{"                                                                                                        \
    "'absences':{'title':'m','kind':'count','select':{'classes':['absent']},'window':'year'},"                            \
    "'rate':{'title':'m','kind':'rate','select':{'classes':['attended']},'window':'year'},"                               \
    "'days':{'title':'m','kind':'days','select':{'classes':['absent']},'window':'year'},"                                 \
    "'run':{'title':'m','kind':'run','run':'current','select':{'classes':['absent']},'window':'year'},"                   \
    "'change':{'title':'m','kind':'difference','select':{'classes':['attended']},'window':{'last':1,'unit':'school_days'}}}"

/* Monday present, Tuesday half absent, Wednesday absent. */
static void mark_week(world_marks *marks)
{
    memset(marks, 0, sizeof *marks);
    world_mark(marks, world_day("2025-09-01"), 0, CODE_P);
    world_mark(marks, world_day("2025-09-01"), 1, CODE_P);
    world_mark(marks, world_day("2025-09-02"), 0, CODE_P);
    world_mark(marks, world_day("2025-09-02"), 1, CODE_A);
    world_mark(marks, world_day("2025-09-03"), 0, CODE_A);
    world_mark(marks, world_day("2025-09-03"), 1, CODE_A);
}

/* Of a value below, at and above a threshold; in the order of `comparators`. */
static const int32_t holds[3][5] = {{T, T, F, F, F}, {F, T, T, T, F}, {F, F, F, T, T}};

static void test_comparisons_at_the_threshold(void **state)
{
    char *members = malloc(WORLD_TEXT_MAX);
    static world_marks marks;
    truth_world w;
    (void)state;
    assert_non_null(members);
    int at = snprintf(members, WORLD_TEXT_MAX, MEASURES ",'flags':{");
    for (uint32_t i = 0; i < 75; i++) {
        at += snprintf(members + at, (size_t)(WORLD_TEXT_MAX - at), "%s'f%u':{'title':'f','source':'head','when':{'measure':'%s','%s':%s}}",
                       i ? "," : "", i, values[i / 15].measure, comparators[i % 5], values[i / 15].thresholds[i / 5 % 3]);
    }
    snprintf(members + at, (size_t)(WORLD_TEXT_MAX - at), "}");
    truth_policy(&w, members);
    mark_week(&marks);
    truth_marks(&w, &marks);
    truth_open(&w, "2025-09-03");
    for (uint32_t i = 0; i < 75; i++) {
        char id[8];
        snprintf(id, sizeof id, "f%u", i);
        truth_expect(&w, "2025-09-03", id, holds[2 - i / 5 % 3][i % 5]);
    }
    truth_free(&w);
    free(members);
}

static void test_unknown_values_and_numbers(void **state)
{
    static world_marks marks;
    truth_world w;
    (void)state;
    truth_policy(&w, MEASURES ","
                     "'params':{'line':{'title':'Line','values':["
                     "{'value':'40%','from':'2025-09-02','to':'2025-09-03','source':'head'},"
                     "{'value':'60%','from':'2025-09-05','source':'head'}]}},"
                     "'flags':{" FLAG("low", "{'measure':'rate','below':{'param':'line'}}") ","
                     FLAG("falls", "{'measure':'change','below':'0 points'}") "}");
    mark_week(&marks);
    truth_marks(&w, &marks);
    truth_open(&w, "2025-09-30");
    truth_expect(&w, "2025-09-01", "low", U);   /* the number has no value yet */
    truth_expect(&w, "2025-09-01", "falls", U); /* nothing before it */
    truth_expect(&w, "2025-09-02", "low", F);
    truth_expect(&w, "2025-09-02", "falls", T);
    truth_expect(&w, "2025-09-03", "low", F); /* 50 % */
    truth_expect(&w, "2025-09-04", "low", U); /* between two values */
    truth_expect(&w, "2025-09-05", "low", T);
    truth_expect(&w, "2025-09-30", "low", T);
    truth_free(&w);
}

/* -- all, any, not; facts and flags -- */

static void test_three_values(void **state)
{
    static const int32_t least[3][3] = {{U, F, U}, {F, F, F}, {U, F, T}}, most[3][3] = {{U, U, T}, {U, F, T}, {T, T, T}};
    (void)state;
    for (int32_t x = -1; x <= 1; x++) {
        for (int32_t y = -1; y <= 1; y++) {
            truth_world w;
            truth_policy(&w, FACTS ",'flags':{" FLAG("both", "{'all':[{'fact':'x'},{'fact':'y'}]}") ","
                             FLAG("either", "{'any':[{'fact':'x'},{'fact':'y'}]}") ","
                             FLAG("neither", "{'not':{'any':[{'fact':'x'},{'fact':'y'}]}}") "}");
            truth_fact(&w, "x", x, "2025-01-01", NULL);
            truth_fact(&w, "y", y, "2025-01-01", NULL);
            truth_open(&w, "2025-09-01");
            truth_expect(&w, "2025-09-01", "both", least[x + 1][y + 1]);
            truth_expect(&w, "2025-09-01", "either", most[x + 1][y + 1]);
            truth_expect(&w, "2025-09-01", "neither", most[x + 1][y + 1] == U ? U : !most[x + 1][y + 1]);
            truth_free(&w);
        }
    }
}

static void test_facts(void **state)
{
    truth_world w;
    (void)state;
    truth_policy(&w, FACTS ",'flags':{" FLAG("x", "{'fact':'x'}") "," FLAG("no", "{'fact':'no'}") ","
                     FLAG("shy", "{'barrier':'shy'}") "}");
    truth_fact(&w, "x", T, "2025-09-03", "2025-09-04");
    truth_fact(&w, "x", F, "2025-09-05", NULL);
    truth_fact(&w, "no", U, "2025-09-03", "2025-09-03");
    truth_fact(&w, "barrier:shy", T, "2025-09-02", NULL);
    truth_open(&w, "2025-09-30");
    truth_expect(&w, "2025-09-02", "x", U);
    assert_int_equal(truth_need(&w, "x"), ATTEND_NEED_FACT);
    truth_expect(&w, "2025-09-02", "no", F); /* not recorded */
    truth_expect(&w, "2025-09-02", "shy", T);
    truth_expect(&w, "2025-09-03", "x", T);
    assert_int_equal(truth_need(&w, "x"), ATTEND_NEED_NOTHING);
    truth_expect(&w, "2025-09-03", "no", U); /* recorded as unknown */
    truth_expect(&w, "2025-09-04", "x", T);
    truth_expect(&w, "2025-09-04", "no", F);
    truth_expect(&w, "2025-09-05", "x", F);
    truth_free(&w);
}

static void test_flags_of_flags(void **state)
{
    truth_world w;
    (void)state;
    truth_policy(&w, FACTS ",'flags':{" FLAG("a", "{'not':{'flag':'b'}}") ","
                     "'b':{'title':'b','source':'head','when':{'flag':'c'},'from':'2025-09-02','to':'2025-09-03'}," FLAG("c", "{'fact':'no'}") "}");
    truth_fact(&w, "no", T, "2025-09-03", NULL);
    truth_open(&w, "2025-09-30");
    truth_expect(&w, "2025-09-01", "b", U);
    truth_expect(&w, "2025-09-01", "a", U);
    truth_expect(&w, "2025-09-02", "a", T);
    truth_expect(&w, "2025-09-03", "a", F); /* of the same day */
    truth_expect(&w, "2025-09-03", "b", T);
    truth_expect(&w, "2025-09-04", "b", U);
    truth_expect(&w, "2025-09-04", "a", U);
    truth_free(&w);
}

static void test_crosses(void **state)
{
    truth_world w;
    (void)state;
    truth_policy(&w, FACTS ",'flags':{" FLAG("up", "{'crosses':{'all':[{'fact':'x'},{'fact':'x'}]}}") ","
                     FLAG("first", "{'crosses':{'fact':'no'}}") "," FLAG("other", "{'crosses':{'flag':'fact-y'}}") ","
                     FLAG("fact-y", "{'fact':'y'}") "}");
    truth_fact(&w, "no", T, "2025-01-01", NULL);
    truth_fact(&w, "x", F, "2025-01-01", "2025-09-02");
    truth_fact(&w, "x", T, "2025-09-03", "2025-09-04");
    truth_fact(&w, "x", T, "2025-09-07", "2025-09-07"); /* unknown on the 5th and 6th */
    truth_fact(&w, "x", F, "2025-09-09", "2025-09-09"); /* unknown on the 8th and from the 10th on */
    truth_fact(&w, "y", F, "2025-01-01", "2025-09-06");
    truth_fact(&w, "y", T, "2025-09-07", NULL); /* a Sunday */
    truth_open(&w, "2025-09-30");
    truth_expect(&w, "2025-09-01", "up", F);    /* false today decides */
    truth_expect(&w, "2025-09-01", "first", U); /* there is no day before */
    truth_expect(&w, "2025-09-02", "first", F);
    truth_expect(&w, "2025-09-03", "up", T);
    truth_expect(&w, "2025-09-04", "up", F); /* true the day before decides */
    truth_expect(&w, "2025-09-05", "up", F); /* likewise, unknown today */
    truth_expect(&w, "2025-09-06", "up", U);
    truth_expect(&w, "2025-09-06", "other", F);
    truth_expect(&w, "2025-09-07", "up", U); /* unknown the day before */
    truth_expect(&w, "2025-09-07", "other", T);
    truth_expect(&w, "2025-09-08", "other", F);
    truth_expect(&w, "2025-09-09", "up", F);
    truth_expect(&w, "2025-09-10", "up", U); /* false the day before, unknown today */
    truth_free(&w);
}

/* -- spans -- */

/* Where a span leads, INT32_MAX when beyond the calendar. In a derived calendar no week is known before its first school day. */
static int32_t reached_by(const attend_calendar *calendar, int32_t start, const span_spec *span)
{
    int32_t reached = INT32_MAX, school = 0;
    attend_status status = attend_calendar_add(calendar, start, (int32_t)span->n, span->unit, &reached);
    assert_true(status == ATTEND_OK || status == ATTEND_E_CALENDAR_END);
    if (status == ATTEND_OK && calendar->derived && span->unit == ATTEND_UNIT_SCHOOL_WEEKS) {
        assert_int_equal(attend_calendar_roll(calendar, attend__monday(reached), &school), ATTEND_OK);
        return school > reached ? school : reached;
    }
    return reached;
}

/* Every start and every day, against the calendar's own counting. */
static void check_spans(const register_view *view, int32_t first, int32_t last, int32_t end)
{
    for (int32_t unit = ATTEND_UNIT_DAYS; unit <= ATTEND_UNIT_SCHOOL_WEEKS; unit++) {
        for (uint32_t n = 1; n < 12; n++) {
            const span_spec span = {unit, n, ATTEND_NONE};
            for (int32_t start = first; start <= last; start++) {
                int32_t reached = reached_by(view->calendar, start, &span);
                for (int32_t day = start; day <= last; day++) {
                    int32_t want = reached <= day ? T : reached == INT32_MAX && day > end ? U : F;
                    assert_int_equal(attend__span_passed(view, &span, start, day), want);
                }
            }
        }
    }
}

static void test_spans_as_the_calendar_counts(void **state)
{
    truth_world w;
    register_view view;
    (void)state;
    truth_policy(&w, FACTS);
    memset(&view, 0, sizeof view);
    view.policy = w.policy;
    view.calendar = w.calendar;
    check_spans(&view, world_day("2025-08-20"), world_day("2025-11-12"), world_day("2025-10-31"));
    world_free(w.calendar);
    w.calendar = view.calendar = world_calendar(WORLD_CALENDAR);
    check_spans(&view, world_day("2025-10-01"), world_day("2026-01-31"), world_day("2026-07-31"));
    truth_free(&w);
}

static const attend_calendar *derive_through(truth_world *w, const char *as_of)
{
    const attend_calendar *calendar = NULL;
    size_t need = 0;
    assert_int_equal(attend_calendar_derive(NULL, 0, w->policy, &w->reg, world_day(as_of), &need, &calendar, NULL, 0, NULL), ATTEND_E_SPACE);
    assert_int_equal(attend_calendar_derive(world_memory(need), need, w->policy, &w->reg, world_day(as_of), &need, &calendar, NULL, 0, NULL),
                     ATTEND_OK);
    return calendar;
}

/* The second week has no school, the third begins on a Thursday, the fourth ends on a Tuesday. */
static void mark_weeks(world_marks *marks)
{
    static const char *const days[] = {"2025-09-01", "2025-09-03", "2025-09-18", "2025-09-19", "2025-09-22", "2025-09-23", "2025-10-01"};
    memset(marks, 0, sizeof *marks);
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++)
        world_mark(marks, world_day(days[i]), 0, CODE_P);
}

/* It knows that days without marks are none of school: no day is beyond it. */
static void test_spans_of_a_derived_calendar(void **state)
{
    static world_marks marks;
    truth_world w;
    register_view view;
    (void)state;
    truth_policy(&w, FACTS);
    mark_weeks(&marks);
    truth_marks(&w, &marks);
    world_free(w.calendar);
    memset(&view, 0, sizeof view);
    view.policy = w.policy;
    view.calendar = w.calendar = derive_through(&w, "2025-10-12");
    check_spans(&view, world_day("2025-08-25"), world_day("2025-10-12"), INT32_MAX);
    truth_free(&w);
}

/* So a case carried on says what a case folded in one run says. */
static void test_what_has_passed_does_not_depend_on_later_marks(void **state)
{
    static world_marks marks;
    truth_world w;
    register_view whole, part;
    (void)state;
    truth_policy(&w, FACTS);
    mark_weeks(&marks);
    truth_marks(&w, &marks);
    world_free(w.calendar);
    memset(&whole, 0, sizeof whole);
    whole.policy = w.policy;
    whole.calendar = w.calendar = derive_through(&w, "2025-10-12");
    part = whole;
    for (int32_t day = world_day("2025-09-01"); day <= world_day("2025-10-12"); day++) {
        char text[16];
        size_t need = 0;
        assert_int_equal(attend_day_format(day, text, sizeof text, &need), ATTEND_OK);
        part.calendar = derive_through(&w, text);
        for (uint32_t i = 0; i < 2 * 6 * 8; i++) {
            const span_spec span = {i % 2 ? ATTEND_UNIT_SCHOOL_WEEKS : ATTEND_UNIT_SCHOOL_DAYS, 1 + i / 2 % 6, ATTEND_NONE};
            int32_t start = day - (int32_t)(i / 12) * 4;
            assert_int_equal(attend__span_passed(&part, &span, start, day), attend__span_passed(&whole, &span, start, day));
        }
        world_free(part.calendar);
    }
    truth_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_comparisons_at_the_threshold),
        cmocka_unit_test(test_unknown_values_and_numbers),
        cmocka_unit_test(test_three_values),
        cmocka_unit_test(test_facts),
        cmocka_unit_test(test_flags_of_flags),
        cmocka_unit_test(test_crosses),
        cmocka_unit_test(test_spans_as_the_calendar_counts),
        cmocka_unit_test(test_spans_of_a_derived_calendar),
        cmocka_unit_test(test_what_has_passed_does_not_depend_on_later_marks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
