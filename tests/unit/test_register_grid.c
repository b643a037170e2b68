/* The register as a grid: cleaned rows, and what is wrong in them. */
#include "school_register.h"

#define NO_ROW UINT64_MAX

static void test_grid_arguments(void **state)
{
    (void)state;
    static const uint8_t grid[GRID_ROW];
    register_view view;
    attend_register reg = grid_of(grid, 0, calendar->first_day, 30, 1);
    assert_int_equal(attend__register_view(policy, calendar, &reg, as_of, &view), ATTEND_OK);
    assert_int_equal(view.reg.grid_stride, GRID_ROW);
    reg.first_day++;
    assert_int_equal(attend__register_view(policy, calendar, &reg, as_of, &view), ATTEND_E_ARGUMENT);
    reg.first_day = ATTEND_DAY_FIRST - 7;
    assert_int_equal(attend__register_view(policy, calendar, &reg, as_of, &view), ATTEND_E_RANGE);
    reg = grid_of(grid, GRID_ROW - 1, calendar->first_day, 30, 1);
    assert_int_equal(attend__register_view(policy, calendar, &reg, as_of, &view), ATTEND_E_ARGUMENT);
    reg = grid_of(grid, 0, calendar->first_day, UINT32_MAX, 1);
    assert_int_equal(attend__register_view(policy, calendar, &reg, as_of, &view), ATTEND_E_RANGE);
    reg = grid_of(grid, SIZE_MAX, calendar->first_day, 30, 2);
    assert_int_equal(attend__register_view(policy, calendar, &reg, as_of, &view), ATTEND_E_ARGUMENT);
}

static void test_grid_errors(void **state)
{
    (void)state;
    uint8_t grid[GRID_ROW] = {0}, row[GRID_ROW * 2];
    attend_row_finding finding;
    int32_t first = calendar->first_day - 14; /* begins before the calendar */
    attend_register reg = grid_of(grid, 0, first, 30, 1);
    for (int mask = 0; mask < 2; mask++) {
        memset(grid, 0, sizeof grid);
        grid[(as_of + 1 - first) * 2] = 99; /* not seen */
        assert_int_equal(fill_grid(&reg, 0, mask, row, &finding), ATTEND_OK);
        size_t late = (size_t)(tuesday + 4 - first) * 2 + 1; /* closed, and still an error */
        grid[late] = 99;
        assert_int_equal(fill_grid(&reg, 0, mask, row, &finding), ATTEND_E_UNKNOWN_CODE);
        assert_finding(&finding, ATTEND_E_UNKNOWN_CODE, 0, late, NO_ROW, tuesday + 4);
        for (size_t i = 0; i < row_bytes_of(calendar, as_of); i++)
            assert_int_equal(row[i], 0);
        grid[27] = CODE_HASH; /* the day before the calendar's Monday: the first error */
        assert_int_equal(fill_grid(&reg, 0, mask, row, &finding), ATTEND_E_OUTSIDE_CALENDAR);
        assert_finding(&finding, ATTEND_E_OUTSIDE_CALENDAR, 0, 27, NO_ROW, first + 13);
        grid[27] = 0;
        grid[late] = 0;
        grid[28 + 4] = CODE_HASH; /* in the calendar's first week, before its document begins */
        assert_int_equal(fill_grid(&reg, 0, mask, row, &finding), ATTEND_E_OUTSIDE_CALENDAR);
        grid[28 + 4] = 0;
        grid[28 + 6] = CODE_AM; /* its first day: closed, ignored */
        assert_int_equal(fill_grid(&reg, 0, mask, row, NULL), ATTEND_OK);
    }
}

/* Indices next to known ones, at every place of a word of bytes and of what is left over at the end. */
static void test_grid_codes(void **state)
{
    (void)state;
    uint8_t grid[GRID_ROW] = {0}, row[GRID_ROW * 2];
    attend_register reg = grid_of(grid, 0, calendar->first_day, 30, 1);
    for (uint32_t code = 1; code < 256; code++) {
        attend_code meaning;
        attend_status expected = attend_code_get(policy, (uint8_t)code, tuesday, &meaning);
        for (size_t place = at(tuesday, 0); place < at(tuesday, 0) + 10; place++) {
            memset(grid, 0, sizeof grid);
            grid[place] = (uint8_t)code;
            grid[place + 20] = CODE_GAP;
            assert_int_equal(fill_grid(&reg, 0, true, row, NULL), expected);
            grid[place + 20] = 0;
            assert_int_equal(fill_grid(&reg, 0, true, row, NULL), expected);
        }
        memset(grid, 0, sizeof grid);
        grid[at(as_of, 1)] = (uint8_t)code; /* the last byte that is seen */
        assert_int_equal(fill_grid(&reg, 0, true, row, NULL), expected);
        assert_int_equal(row[at(as_of, 1)], expected == ATTEND_OK ? code : 0);
    }
}

static void test_grid_after_the_calendar(void **state)
{
    (void)state;
    uint8_t grid[14], row[2000];
    int32_t kept_as_of = as_of, monday = day_on(2026, 7, 27); /* the document ends on the 29th */
    as_of = day_on(2026, 12, 1);
    attend_register reg = grid_of(grid, 0, monday, 1, 1);
    for (size_t place = 0; place < sizeof grid; place++) {
        memset(grid, 0, sizeof grid);
        grid[place] = CODE_HASH;
        assert_true(row_bytes_of(calendar, as_of) <= sizeof row);
        assert_int_equal(fill_grid(&reg, 0, place % 3 == 0, row, NULL), place < 6 ? ATTEND_OK : ATTEND_E_OUTSIDE_CALENDAR);
    }
    as_of = kept_as_of;
}

static void test_grid_enrolment(void **state)
{
    (void)state;
    uint8_t grid[2 * GRID_ROW], row[GRID_ROW * 2];
    memset(grid, 0, sizeof grid);
    const attend_spell spells[] = {{0, tuesday, tuesday, 0}, {0, tuesday + 2, tuesday + 2, 0}};
    attend_register reg = grid_of(grid, 0, calendar->first_day, 30, 2);
    with_spells(&reg, spells, 2);
    for (int32_t day = tuesday - 1; day <= tuesday + 3; day++)
        grid[at(day, 0)] = CODE_ILL;
    for (int mask = 0; mask < 2; mask++) {
        assert_int_equal(fill_grid(&reg, 0, mask, row, NULL), ATTEND_OK);
        for (int32_t day = tuesday - 1; day <= tuesday + 3; day++)
            assert_int_equal(row[at(day, 0)], day == tuesday || day == tuesday + 2 ? CODE_ILL : 0);
        assert_int_equal(fill_grid(&reg, 1, mask, row, NULL), ATTEND_OK); /* no marks: no error */
    }
    grid[GRID_ROW + at(as_of + 1, 0)] = CODE_ILL;
    assert_int_equal(fill_grid(&reg, 1, true, row, NULL), ATTEND_OK);
    grid[GRID_ROW + at(as_of, 1)] = 99;
    attend_row_finding finding;
    assert_int_equal(fill_grid(&reg, 1, true, row, &finding), ATTEND_E_NO_ENROLMENT);
    assert_finding(&finding, ATTEND_E_NO_ENROLMENT, 1, GRID_ROW + at(as_of, 1), NO_ROW, as_of);
}

static void test_grid_of_a_derived_calendar(void **state)
{
    (void)state;
    uint8_t grid[GRID_ROW] = {0}, row[GRID_ROW];
    memset(grid, 0, sizeof grid);
    int32_t first = calendar->first_day;
    grid[0] = CODE_HASH;
    grid[at(tuesday, 0)] = CODE_ILL;
    grid[at(tuesday, 1)] = CODE_HASH;
    grid[at(tuesday + 7, 1)] = CODE_HASH;
    attend_register reg = grid_of(grid, 0, first, 30, 1);
    const attend_calendar *derived = derive_calendar(policy, &reg, as_of);
    register_view view;
    register_cursor cursor = {0};
    open_view(&reg, derived, &view);
    assert_int_equal(view.row_bytes, 14);
    memset(row, 0xEE, sizeof row);
    assert_int_equal(attend__pupil_fill(&view, &cursor, 0, row, NULL, NULL), ATTEND_OK);
    static const uint8_t expected[15] = {0, 0, CODE_ILL, CODE_HASH, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xEE};
    assert_memory_equal(row, expected, sizeof expected);
    free((void *)(uintptr_t)derived);
}

/* A derived calendar finds nothing to say of administrative marks before, between and after its days. */
static void test_long_of_a_derived_calendar(void **state)
{
    (void)state;
    mark marks[] = {{0, tuesday - 300, 0, CODE_HASH}, {0, tuesday, 0, CODE_AM}, {0, tuesday + 1, 0, CODE_HASH},
                    {0, tuesday + 2, 0, CODE_ILL},    {0, as_of, 1, CODE_HASH}};
    attend_register reg = register_of(marks, LENGTH(marks), 1);
    size_t n = 0;
    const attend_calendar *derived = derive_calendar(policy, &reg, as_of);
    uint8_t grid[14];
    assert_int_equal(row_bytes_of(derived, as_of), sizeof grid);
    assert_int_equal(attend_register_check(policy, derived, &reg, as_of, grid, sizeof grid, NULL, NULL, 0, &n), ATTEND_OK);
    assert_int_equal(n, 0);
    assert_int_equal(grid[2], CODE_AM);
    assert_int_equal(grid[6], CODE_ILL);
    free((void *)(uintptr_t)derived);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_grid_arguments),
        cmocka_unit_test(test_grid_errors),
        cmocka_unit_test(test_grid_codes),
        cmocka_unit_test(test_grid_after_the_calendar),
        cmocka_unit_test(test_grid_enrolment),
        cmocka_unit_test(test_grid_of_a_derived_calendar),
        cmocka_unit_test(test_long_of_a_derived_calendar),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
