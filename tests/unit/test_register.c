/* The register: every row of long columns judged as semantics.md 4 says. */
#include "school_register.h"

#define NO_ROW UINT64_MAX

/* Strict use must agree: the same findings; the grid untouched when one is an error, else the same. */
static void check_strict(const attend_register *reg, const outcome *expected)
{
    size_t bytes = expected->row_bytes * reg->n_pupils, n = 0;
    uint8_t *grid = malloc(bytes);
    attend_row_finding *findings = malloc((expected->n + 1) * sizeof *findings);
    bool any_error = false;
    for (size_t i = 0; i < expected->n; i++)
        any_error = any_error || expected->findings[i].status < 0;
    memset(grid, 0xEE, bytes);
    attend_status status = attend_register_check(policy, calendar, reg, as_of, grid, bytes, NULL, findings, expected->n + 1, &n);
    assert_int_equal(status, any_error ? ATTEND_E_DATA : ATTEND_OK);
    assert_int_equal(n, expected->n);
    assert_memory_equal(findings, expected->findings, n * sizeof *findings);
    for (size_t i = 0; any_error && i < bytes; i++)
        assert_int_equal(grid[i], 0xEE);
    if (!any_error)
        assert_memory_equal(grid, expected->grid, bytes);
    status = attend_register_check(policy, calendar, reg, as_of, NULL, 0, NULL, NULL, 0, &n);
    assert_int_equal(status, any_error ? ATTEND_E_DATA : ATTEND_OK);
    assert_int_equal(n, expected->n);
    free(grid);
    free(findings);
}

static size_t marks_in(const outcome *out, uint32_t pupil)
{
    size_t n = 0;
    for (size_t i = 0; i < out->row_bytes; i++)
        n += out->grid[pupil * out->row_bytes + i] != 0;
    return n;
}

/* One row, alone with a good one: its finding, and whether it is kept. */
static void one_row(mark row, attend_status expected, bool kept)
{
    mark marks[] = {{0, tuesday - 7, 0, CODE_AM}, row};
    attend_register reg = register_of(marks, 2, 1);
    outcome out;
    quarantine(&reg, &out);
    check_strict(&reg, &out);
    assert_int_equal(out.status, ATTEND_OK);
    assert_int_equal(out.n, expected != ATTEND_OK);
    if (expected != ATTEND_OK)
        assert_finding(&out.findings[0], expected, 0, 1, NO_ROW, row.day);
    assert_int_equal(out.pupils[0], expected < 0 ? expected : ATTEND_OK);
    assert_int_equal(marks_in(&out, 0), expected < 0 ? 0 : 1 + kept);
    if (kept)
        assert_int_equal(out.grid[at(row.day, row.session)], row.code);
    free(out.grid);
}

static void test_each_case(void **state)
{
    (void)state;
    one_row((mark){0, tuesday, 0, CODE_AM}, ATTEND_OK, true);
    one_row((mark){0, as_of, 1, CODE_ILL}, ATTEND_OK, true);
    one_row((mark){0, as_of + 1, 0, CODE_AM}, ATTEND_F_AFTER_AS_OF, false);
    one_row((mark){0, as_of + 1, 7, 99}, ATTEND_F_AFTER_AS_OF, false); /* invisible, whatever it holds */
    one_row((mark){0, ATTEND_DAY_LAST, 0, CODE_AM}, ATTEND_F_AFTER_AS_OF, false);
    one_row((mark){0, ATTEND_DAY_LAST + 1, 0, CODE_AM}, ATTEND_E_DATE, false);
    one_row((mark){0, INT32_MAX, 0, CODE_AM}, ATTEND_E_DATE, false);
    one_row((mark){0, tuesday, 2, CODE_AM}, ATTEND_E_UNKNOWN_SESSION, false);
    one_row((mark){0, tuesday, 255, 99}, ATTEND_E_UNKNOWN_SESSION, false);
    one_row((mark){0, tuesday, 0, 99}, ATTEND_E_UNKNOWN_CODE, false);
    one_row((mark){0, tuesday, 0, 0}, ATTEND_E_UNKNOWN_CODE, false);
    one_row((mark){0, tuesday, 0, CODE_GAP}, ATTEND_OK, true);
    one_row((mark){0, tuesday + 4, 0, CODE_AM}, ATTEND_F_CLOSED, false); /* Saturday */
    one_row((mark){0, tuesday + 4, 0, CODE_HASH}, ATTEND_OK, false);     /* agrees with the calendar */
    one_row((mark){0, tuesday + 4, 0, CODE_TURNED}, ATTEND_OK, false);   /* administrative in 2024 */
    one_row((mark){0, day_on(2024, 10, 12), 0, CODE_AM}, ATTEND_OK, true);
    one_row((mark){0, day_on(2024, 10, 12), 1, CODE_PM}, ATTEND_F_CLOSED, false);
    one_row((mark){0, day_on(2024, 10, 12), 1, CODE_HASH}, ATTEND_OK, false);
    one_row((mark){0, tuesday, 1, CODE_AM}, ATTEND_F_WRONG_SESSION, true);
    one_row((mark){0, tuesday, 0, CODE_OLD}, ATTEND_F_RETIRED_CODE, true);
    one_row((mark){0, tuesday, 0, CODE_NEW}, ATTEND_F_EARLY_CODE, true);
}

static void test_before_the_calendar(void **state)
{
    (void)state;
    mark marks[] = {{0, INT32_MIN, 0, CODE_AM}, {0, day_on(2024, 7, 31), 0, CODE_AM}, {0, tuesday, 0, CODE_AM},
                    {1, day_on(2024, 8, 1), 0, CODE_AM}};
    attend_register reg = register_of(marks, 4, 2);
    outcome out;
    quarantine(&reg, &out);
    check_strict(&reg, &out);
    assert_int_equal(out.n, 3);
    assert_finding(&out.findings[0], ATTEND_E_DATE, 0, 0, NO_ROW, INT32_MIN);
    assert_finding(&out.findings[1], ATTEND_E_OUTSIDE_CALENDAR, 0, 1, NO_ROW, day_on(2024, 7, 31));
    assert_finding(&out.findings[2], ATTEND_F_CLOSED, 1, 3, NO_ROW, day_on(2024, 8, 1));
    assert_int_equal(out.pupils[0], ATTEND_E_DATE);
    assert_int_equal(out.pupils[1], ATTEND_OK);
    free(out.grid);
}

static void test_after_the_calendar(void **state)
{
    (void)state;
    int32_t kept_as_of = as_of;
    as_of = day_on(2026, 12, 1);
    mark marks[] = {{0, day_on(2026, 7, 29), 0, CODE_HASH}, {0, day_on(2026, 7, 30), 0, CODE_HASH}};
    attend_register reg = register_of(marks, 2, 1);
    outcome out;
    quarantine(&reg, &out);
    assert_int_equal(out.n, 1);
    assert_finding(&out.findings[0], ATTEND_E_OUTSIDE_CALENDAR, 0, 1, NO_ROW, day_on(2026, 7, 30));
    free(out.grid);
    as_of = kept_as_of;
}

static void test_two_findings_of_one_row(void **state)
{
    (void)state;
    mark marks[] = {{0, tuesday, 1, CODE_OLD}};
    attend_register reg = register_of(marks, 1, 1);
    outcome out;
    quarantine(&reg, &out);
    assert_int_equal(out.n, 2);
    assert_finding(&out.findings[0], ATTEND_F_WRONG_SESSION, 0, 0, NO_ROW, tuesday);
    assert_finding(&out.findings[1], ATTEND_F_RETIRED_CODE, 0, 0, NO_ROW, tuesday);
    assert_int_equal(out.grid[at(tuesday, 1)], CODE_OLD);
    free(out.grid);
}

static void test_duplicates_and_conflicts(void **state)
{
    (void)state;
    mark marks[] = {{0, tuesday, 0, CODE_ILL}, {0, tuesday, 1, CODE_ILL}, {0, tuesday, 0, CODE_ILL}, {0, tuesday, 0, CODE_ILL},
                    {1, tuesday, 0, CODE_ILL}, {1, tuesday, 0, CODE_AM},  {1, tuesday, 0, CODE_ILL}, {1, tuesday, 0, CODE_GAP},
                    {2, tuesday, 0, 99},       {2, tuesday, 0, CODE_AM},  {2, tuesday, 0, CODE_AM}};
    attend_register reg = register_of(marks, LENGTH(marks), 3);
    outcome out;
    quarantine(&reg, &out);
    check_strict(&reg, &out);
    assert_int_equal(out.n, 7);
    assert_finding(&out.findings[0], ATTEND_F_DUPLICATE, 0, 2, 0, tuesday);
    assert_finding(&out.findings[1], ATTEND_F_DUPLICATE, 0, 3, 0, tuesday);
    assert_finding(&out.findings[2], ATTEND_E_CONFLICT, 1, 5, 4, tuesday);
    assert_finding(&out.findings[3], ATTEND_F_DUPLICATE, 1, 6, 4, tuesday);
    assert_finding(&out.findings[4], ATTEND_E_CONFLICT, 1, 7, 4, tuesday);
    assert_finding(&out.findings[5], ATTEND_E_UNKNOWN_CODE, 2, 8, NO_ROW, tuesday); /* it is no first mark */
    assert_finding(&out.findings[6], ATTEND_F_DUPLICATE, 2, 10, 9, tuesday);
    assert_int_equal(out.pupils[0], ATTEND_OK);
    assert_int_equal(out.pupils[1], ATTEND_E_CONFLICT);
    assert_int_equal(out.pupils[2], ATTEND_E_UNKNOWN_CODE);
    assert_int_equal(marks_in(&out, 0), 2);
    assert_int_equal(marks_in(&out, 1), 0);
    assert_int_equal(marks_in(&out, 2), 0);
    free(out.grid);
}

static void test_enrolment(void **state)
{
    (void)state;
    const attend_spell spells[] = {{0, tuesday, tuesday, 0}, {0, tuesday + 2, ATTEND_DAY_OPEN, 0}, {2, as_of + 5, as_of + 9, 0}};
    mark marks[] = {{0, tuesday - 1, 0, CODE_AM}, {0, tuesday, 0, CODE_AM},     {0, tuesday + 1, 0, CODE_HASH},
                    {0, tuesday + 2, 0, CODE_AM}, {0, as_of, 0, CODE_AM},       {1, tuesday, 0, CODE_AM},
                    {1, tuesday, 0, 99},          {1, as_of + 1, 0, CODE_AM},   {2, tuesday, 0, CODE_AM},
                    {2, as_of + 5, 0, CODE_AM},   {3, as_of + 1, 0, CODE_AM}};
    attend_register reg = register_of(marks, LENGTH(marks), 5);
    with_spells(&reg, spells, LENGTH(spells));
    outcome out;
    quarantine(&reg, &out);
    check_strict(&reg, &out);
    assert_int_equal(out.n, 6);
    assert_finding(&out.findings[0], ATTEND_F_OUTSIDE_ENROLMENT, 0, 0, NO_ROW, tuesday - 1);
    assert_finding(&out.findings[1], ATTEND_F_OUTSIDE_ENROLMENT, 0, 2, NO_ROW, tuesday + 1);
    assert_finding(&out.findings[2], ATTEND_E_NO_ENROLMENT, 1, 5, NO_ROW, tuesday); /* once, and no further */
    assert_finding(&out.findings[3], ATTEND_F_OUTSIDE_ENROLMENT, 2, 8, NO_ROW, tuesday);
    assert_finding(&out.findings[4], ATTEND_F_AFTER_AS_OF, 2, 9, NO_ROW, as_of + 5);
    assert_finding(&out.findings[5], ATTEND_F_AFTER_AS_OF, 3, 10, NO_ROW, as_of + 1); /* not visible: no error */
    assert_int_equal(marks_in(&out, 0), 3);
    assert_int_equal(out.pupils[1], ATTEND_E_NO_ENROLMENT);
    assert_int_equal(out.pupils[3], ATTEND_OK);
    assert_int_equal(out.pupils[4], ATTEND_OK);
    free(out.grid);
}

static void assert_spell(const attend_row_finding *finding, attend_status status, uint32_t pupil, uint64_t row,
                         uint64_t other_row, int32_t day)
{
    assert_finding_in(ATTEND_ROWS_SPELLS, finding, status, pupil, row, other_row, day);
}

static void test_spells(void **state)
{
    (void)state;
    const attend_spell spells[] = {{0, tuesday, tuesday - 1, 0},         {1, tuesday, tuesday + 9, 0},
                                   {1, tuesday + 2, tuesday + 3, 0},     {1, tuesday + 9, ATTEND_DAY_OPEN, 0},
                                   {2, INT32_MIN, tuesday, 0},           {2, tuesday, ATTEND_DAY_LAST + 1, 0},
                                   {3, tuesday, tuesday, 0},             {3, tuesday + 1, tuesday + 1, 0},
                                   {4, tuesday, ATTEND_DAY_OPEN, 0},     {4, tuesday, tuesday, 0}};
    mark marks[] = {{2, tuesday, 0, CODE_AM}};
    attend_register reg = register_of(marks, 1, 6);
    with_spells(&reg, spells, LENGTH(spells));
    outcome out;
    quarantine(&reg, &out);
    check_strict(&reg, &out);
    assert_int_equal(out.n, 7);
    assert_spell(&out.findings[0], ATTEND_E_DATE_ORDER, 0, 0, NO_ROW, tuesday);
    assert_spell(&out.findings[1], ATTEND_E_OVERLAP, 1, 2, 1, tuesday + 2);
    assert_spell(&out.findings[2], ATTEND_E_OVERLAP, 1, 3, 1, tuesday + 9);
    assert_spell(&out.findings[3], ATTEND_E_DATE, 2, 4, NO_ROW, INT32_MIN);
    assert_spell(&out.findings[4], ATTEND_E_DATE, 2, 5, NO_ROW, tuesday);
    assert_finding(&out.findings[5], ATTEND_F_OUTSIDE_ENROLMENT, 2, 0, NO_ROW, tuesday);
    assert_spell(&out.findings[6], ATTEND_E_OVERLAP, 4, 9, 8, tuesday);
    const int32_t expected[] = {ATTEND_E_DATE_ORDER, ATTEND_E_OVERLAP, ATTEND_E_DATE, ATTEND_OK, ATTEND_E_OVERLAP, ATTEND_OK};
    assert_memory_equal(out.pupils, expected, sizeof expected);
    free(out.grid);
}

static void test_order(void **state)
{
    (void)state;
    mark marks[] = {{0, tuesday, 0, CODE_AM}, {1, tuesday + 1, 0, 99}, {1, tuesday, 0, CODE_AM}};
    attend_register reg = register_of(marks, 3, 2);
    outcome out;
    quarantine(&reg, &out);
    assert_int_equal(out.status, ATTEND_E_ORDER);
    assert_int_equal(out.n, 1);
    assert_finding(&out.findings[0], ATTEND_E_ORDER, 1, 2, NO_ROW, tuesday);
    assert_int_equal(out.pupils[0], 0x77777777); /* untouched */
    assert_int_equal(out.grid[0], 0xEE);
    free(out.grid);
    marks[2].pupil = 0;
    quarantine(&reg, &out);
    assert_int_equal(out.status, ATTEND_E_ORDER);
    assert_finding(&out.findings[0], ATTEND_E_ORDER, 0, 2, NO_ROW, tuesday);
    free(out.grid);
    marks[2] = (mark){2, tuesday, 0, CODE_AM};
    quarantine(&reg, &out);
    assert_int_equal(out.status, ATTEND_E_RANGE);
    assert_finding(&out.findings[0], ATTEND_E_RANGE, 2, 2, NO_ROW, tuesday);
    free(out.grid);
}

static void test_spells_order(void **state)
{
    (void)state;
    attend_spell spells[] = {{0, tuesday, tuesday, 0}, {0, tuesday - 1, tuesday - 1, 0}};
    attend_register reg = register_of(NULL, 0, 2);
    with_spells(&reg, spells, 2);
    outcome out;
    quarantine(&reg, &out);
    assert_int_equal(out.status, ATTEND_E_ORDER);
    assert_int_equal(out.n, 1);
    assert_spell(&out.findings[0], ATTEND_E_ORDER, 0, 1, NO_ROW, tuesday - 1);
    free(out.grid);
    spells[1].pupil = 2;
    quarantine(&reg, &out);
    assert_int_equal(out.status, ATTEND_E_RANGE);
    assert_spell(&out.findings[0], ATTEND_E_RANGE, 2, 1, NO_ROW, tuesday - 1);
    free(out.grid);
    spells[1].pupil = 1;
    spells[1].reserved = 1;
    quarantine(&reg, &out);
    assert_int_equal(out.status, ATTEND_E_ARGUMENT);
    free(out.grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_case),
        cmocka_unit_test(test_before_the_calendar),
        cmocka_unit_test(test_after_the_calendar),
        cmocka_unit_test(test_two_findings_of_one_row),
        cmocka_unit_test(test_duplicates_and_conflicts),
        cmocka_unit_test(test_enrolment),
        cmocka_unit_test(test_spells),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_spells_order),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
