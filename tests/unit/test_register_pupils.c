/* Facts and events pupil by pupil: their order, where each pupil's begin, and the order of what is found. */
#include "school_journal.h"

static void one_disorder(attend_event one, attend_event two, attend_status expected)
{
    attend_event rows[] = {one, two};
    attend_register reg = events_of(rows, 2, 2);
    attend_row_finding finding;
    register_view view;
    size_t n = 9;
    assert_int_equal(attend_register_check(policy, calendar, &reg, as_of, NULL, 0, NULL, &finding, 1, &n), expected);
    assert_int_equal(attend__register_view(policy, calendar, &reg, as_of, &view), expected);
    if (expected == ATTEND_E_ORDER || expected == ATTEND_E_RANGE) {
        assert_int_equal(n, 1);
        assert_event(&finding, expected, two.pupil, 1, two.day);
    }
}

static void test_order(void **state)
{
    (void)state;
    attend_event one = event_of(ATTEND_EVENT_STARTED, tuesday, mentoring), two = one;
    one.pupil = two.pupil = 1;
    two.event = ATTEND_EVENT_REVIEWED;
    one_disorder(one, two, ATTEND_OK);
    two.day--;
    one_disorder(one, two, ATTEND_E_ORDER);
    two.pupil = 0;
    two.day = tuesday + 1;
    one_disorder(one, two, ATTEND_E_ORDER);
    two.pupil = 2;
    one_disorder(one, two, ATTEND_E_RANGE);
    two.pupil = ATTEND_NONE;
    one_disorder(one, two, ATTEND_OK);
    two.day = tuesday - 9;
    one_disorder(one, two, ATTEND_OK); /* the school's days begin anew */
    one.pupil = ATTEND_NONE;
    one_disorder(one, two, ATTEND_E_ORDER);
    two.day = tuesday;
    two.pupil = 1;
    one_disorder(one, two, ATTEND_E_ORDER); /* the school's come last */
    one.pupil = 0;
    for (int i = 0; i < 3; i++) {
        two.reserved[i] = 1;
        one_disorder(one, two, ATTEND_E_ARGUMENT);
        two.reserved[i] = 0;
    }
    two.origin = 2;
    one_disorder(one, two, ATTEND_E_ARGUMENT);
    two.origin = -1;
    one_disorder(one, two, ATTEND_E_ARGUMENT);
}

static void test_arguments(void **state)
{
    (void)state;
    attend_event rows[2] = {event_of(ATTEND_EVENT_STARTED, tuesday, mentoring), event_of(ATTEND_EVENT_CLOSED, tuesday, mentoring)};
    attend_register reg = events_of(NULL, 1, 1);
    register_view view;
    assert_int_equal(attend__register_view(policy, calendar, &reg, as_of, &view), ATTEND_E_ARGUMENT);
    reg.events = (const attend_event *)(const void *)((const char *)rows + 1);
    assert_int_equal(attend__register_view(policy, calendar, &reg, as_of, &view), ATTEND_E_ARGUMENT);
    reg.events = rows;
    assert_int_equal(attend__register_view(policy, calendar, &reg, as_of, &view), ATTEND_OK);
    reg.n_pupils = 0;
    assert_int_equal(attend__register_view(policy, calendar, &reg, as_of, &view), ATTEND_E_RANGE);
    attend_event empty = ATTEND_EVENT_INIT;
    assert_int_equal(empty.from, INT32_MIN);
    assert_int_equal(empty.to, ATTEND_DAY_OPEN);
    assert_int_equal(empty.reserved[2], 0);
}

static void test_seek(void **state)
{
    (void)state;
    attend_event rows[] = {event_of(ATTEND_EVENT_STARTED, tuesday, mentoring), event_of(ATTEND_EVENT_CLOSED, as_of, mentoring),
                           event_of(ATTEND_EVENT_STARTED, as_of + 1, mentoring), event_of(ATTEND_EVENT_STARTED, as_of + 1, mentoring),
                           event_of(ATTEND_EVENT_STARTED, tuesday, mentoring)};
    static const uint32_t pupils[] = {1, 1, 1, 3, ATTEND_NONE};
    const attend_fact facts[] = {{1, YOUNG, 1, tuesday, tuesday, {0, 0, 0}}, {3, YOUNG, 1, tuesday, tuesday, {0, 0, 0}}};
    for (size_t i = 0; i < LENGTH(rows); i++)
        rows[i].pupil = pupils[i];
    attend_register reg = events_of(rows, LENGTH(rows), 5);
    with_facts(&reg, facts, 2);
    register_view view;
    pupil_view pupil;
    open_view(&reg, calendar, &view);
    static const size_t event_at[] = {0, 0, 3, 3, 4}, fact_at[] = {0, 0, 1, 1, 2};
    for (uint32_t i = 0; i < 5; i++) {
        register_cursor cursor = {99, 99, 99, 99};
        attend__register_seek(&view, i, &cursor);
        assert_int_equal(cursor.event, event_at[i]);
        assert_int_equal(cursor.fact, fact_at[i]);
    }
    register_cursor cursor = {0};
    assert_int_equal(attend__pupil_fill(&view, &cursor, 1, NULL, NULL, &pupil), ATTEND_OK);
    assert_ptr_equal(pupil.events, rows);
    assert_int_equal(pupil.n_events, 2); /* the third is not seen */
    assert_int_equal(cursor.event, 3);
    assert_int_equal(cursor.fact, 1);
    assert_int_equal(attend__pupil_fill(&view, &cursor, 3, NULL, NULL, &pupil), ATTEND_OK);
    assert_int_equal(pupil.n_events, 0);
    assert_int_equal(pupil.n_facts, 1);
    assert_int_equal(attend__pupil_fill(&view, &cursor, 4, NULL, NULL, &pupil), ATTEND_OK);
    assert_int_equal(cursor.event, 4);
    assert_null(pupil.events);
}

static void test_read_one_pupil(void **state)
{
    (void)state;
    attend_event rows[] = {event_of(ATTEND_EVENT_STARTED, tuesday, mentoring), event_of(99, tuesday, mentoring)};
    mark marks[] = {{0, tuesday, 0, CODE_AM}, {1, tuesday, 0, CODE_AM}, {2, tuesday, 0, CODE_AM}, {2, tuesday - 1, 0, CODE_AM}};
    rows[1].pupil = 1;
    attend_register reg = register_of(marks, 4, 3);
    with_events(&reg, rows, 2);
    register_view view;
    pupil_view pupil;
    attend_finding error;
    open_view(&reg, calendar, &view);
    uint8_t *row = malloc(view.row_bytes);
    assert_int_equal(attend__register_read(&view, 0, row, &pupil, &error), ATTEND_OK);
    assert_int_equal(pupil.n_events, 1);
    assert_int_equal(row[at(tuesday, 0)], CODE_AM);
    assert_int_equal(attend__register_read(&view, 1, row, &pupil, &error), ATTEND_E_DATA);
    assert_int_equal(error.status, ATTEND_E_UNKNOWN_EVENT);
    assert_int_equal(error.row, 1);
    assert_int_equal(row[at(tuesday, 0)], 0);
    assert_int_equal(attend__register_read(&view, 2, row, &pupil, &error), ATTEND_E_ORDER);
    assert_int_equal(error.status, ATTEND_E_ORDER);
    assert_int_equal(attend__register_read(&view, 1, row, &pupil, NULL), ATTEND_E_DATA);
    free(row);
}

/* All kinds of rows of several pupils: the findings come pupil by pupil, kind by kind, the school's last. */
static void test_findings_in_order(void **state)
{
    (void)state;
    const attend_spell spells[] = {{0, tuesday, tuesday - 1, 0}, {1, tuesday - 9, ATTEND_DAY_OPEN, 0}};
    const attend_fact facts[] = {{0, YOUNG, 4, tuesday, tuesday, {0, 0, 0}}, {2, N_FACTS, 1, tuesday, tuesday, {0, 0, 0}}};
    mark marks[] = {{1, tuesday, 0, 99}, {1, as_of + 1, 0, CODE_AM}};
    attend_event rows[] = {event_of(ATTEND_EVENT_CLOSED, tuesday, mentoring), event_of(ATTEND_EVENT_STARTED, tuesday, 99),
                           event_of(ATTEND_EVENT_REVIEWED, tuesday, mentoring), event_of(ATTEND_EVENT_ISSUED, tuesday, mentoring)};
    static const uint32_t pupils[] = {0, 1, 3, ATTEND_NONE};
    for (size_t i = 0; i < LENGTH(rows); i++)
        rows[i].pupil = pupils[i];
    attend_register reg = register_of(marks, LENGTH(marks), 5);
    with_spells(&reg, spells, LENGTH(spells));
    with_facts(&reg, facts, LENGTH(facts));
    with_events(&reg, rows, LENGTH(rows));
    checked out = check_of(&reg);
    check_agrees(&reg, &out);
    assert_int_equal(out.n, 9);
    assert_finding_in(ATTEND_ROWS_SPELLS, &out.findings[0], ATTEND_E_DATE_ORDER, 0, 0, NO_ROW, tuesday);
    assert_finding_in(ATTEND_ROWS_FACTS, &out.findings[1], ATTEND_E_FACT_VALUE, 0, 0, NO_ROW, tuesday);
    assert_event(&out.findings[2], ATTEND_F_EVENT_STATE, 0, 0, tuesday);
    assert_finding(&out.findings[3], ATTEND_E_UNKNOWN_CODE, 1, 0, NO_ROW, tuesday);
    assert_finding(&out.findings[4], ATTEND_F_AFTER_AS_OF, 1, 1, NO_ROW, as_of + 1);
    assert_event(&out.findings[5], ATTEND_E_UNKNOWN_STEP, 1, 1, tuesday);
    assert_finding_in(ATTEND_ROWS_FACTS, &out.findings[6], ATTEND_F_UNKNOWN_FACT, 2, 1, NO_ROW, tuesday);
    assert_event(&out.findings[7], ATTEND_F_EVENT_STATE, 3, 2, tuesday);
    assert_event(&out.findings[8], ATTEND_F_EVENT_UNUSED, ATTEND_NONE, 3, tuesday);
    const int32_t expected[] = {ATTEND_E_DATE_ORDER, ATTEND_E_UNKNOWN_CODE, ATTEND_OK, ATTEND_OK, ATTEND_OK};
    assert_memory_equal(out.pupils, expected, sizeof expected);
    checked_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_arguments),
        cmocka_unit_test(test_seek),
        cmocka_unit_test(test_read_one_pupil),
        cmocka_unit_test(test_findings_in_order),
    };
    return cmocka_run_group_tests(tests, set_up_journal, tear_down);
}
