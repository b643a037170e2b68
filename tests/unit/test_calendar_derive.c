/* Calendars derived from a register. */
#include "school.h"

#include "policy/calendar/calendar_model.h"

static const attend_policy *policy;

static int set_up(void **state)
{
    (void)state;
    policy = load_school_policy(school_codes);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    free((void *)(uintptr_t)policy);
    return 0;
}

static attend_calendar_day get(const attend_calendar *from, int32_t day)
{
    attend_calendar_day info;
    memset(&info, 0xEE, sizeof info);
    assert_int_equal(attend_calendar_get(from, day, &info), ATTEND_OK);
    assert_int_equal(info.reserved, 0);
    return info;
}

static const attend_calendar *derive(const attend_register *reg, int32_t as_of, attend_row_finding *findings, size_t capacity,
                                     size_t *n)
{
    size_t need = 0;
    const attend_calendar *made = NULL;
    assert_int_equal(attend_calendar_derive(NULL, 0, policy, reg, as_of, &need, &made, NULL, 0, NULL), ATTEND_E_SPACE);
    assert_null(made);
    void *memory = malloc(need);
    memset(memory, 0xA5, need);
    assert_int_equal(attend_calendar_derive(memory, need - 1, policy, reg, as_of, &need, &made, NULL, 0, NULL), ATTEND_E_SPACE);
    assert_int_equal(attend_calendar_derive(memory, need, policy, reg, as_of, &need, &made, findings, capacity, n), ATTEND_OK);
    assert_ptr_equal(made, memory);
    assert_int_equal(attend_calendar_bytes(made), need);
    return made;
}

static void test_derived_days(void **state)
{
    (void)state;
    int32_t wednesday = day_on(2024, 9, 4);
    const mark marks[] = {
        {0, wednesday - 5, 0, CODE_HASH},     /* administrative only */
        {0, wednesday, 0, CODE_AM},
        {0, wednesday + 1, 1, CODE_TURNED},   /* administrative in 2024 */
        {0, wednesday + 7, 0, CODE_HASH},     /* a holiday filled with # ... */
        {0, wednesday + 9, 0, CODE_OLD},      /* retired: counts as on its last date */
        {1, wednesday + 8, 1, 77},            /* no such code */
        {1, wednesday + 8, 2, CODE_AM},       /* no such session */
        {1, wednesday + 9, 0, CODE_HASH},
        {1, wednesday + 14, 0, CODE_NEW},     /* early */
        {1, day_on(2025, 1, 6), 1, CODE_TURNED},
        {1, day_on(2025, 1, 8), 1, CODE_AM},  /* after the as-of day */
    };
    attend_register reg = register_of(marks, LENGTH(marks), 2);
    size_t n = 9;
    const attend_calendar *made = derive(&reg, day_on(2025, 1, 7), NULL, 0, &n);
    assert_int_equal(n, 0);
    assert_int_equal(made->first_day, day_on(2024, 9, 2));
    assert_int_equal(made->first_day + (int32_t)made->n_days, day_on(2025, 1, 13));
    static const int32_t open[] = {0, 9, 14};
    for (int32_t offset = -20; offset < 120; offset++) {
        bool expected = wednesday + offset == day_on(2025, 1, 6);
        for (size_t i = 0; i < LENGTH(open); i++)
            expected = expected || offset == open[i];
        assert_int_equal(get(made, wednesday + offset).sessions, expected ? 3 : 0);
    }
    assert_int_equal(made->derived, 1);
    free((void *)(uintptr_t)made);
}

static void test_derived_years(void **state)
{
    (void)state;
    const mark marks[] = {{0, day_on(2024, 7, 31), 0, CODE_AM}, {0, day_on(2024, 8, 1), 0, CODE_AM}};
    attend_register reg = register_of(marks, 2, 1);
    const attend_calendar *made = derive(&reg, day_on(2024, 9, 1), NULL, 0, NULL);
    const calendar_period *years = CALENDAR_ROWS(made, years, calendar_period);
    assert_string_equal(get(made, day_on(2024, 7, 31)).year, "2023-24");
    assert_string_equal(get(made, day_on(2024, 8, 1)).year, "2024-25");
    assert_string_equal(get(made, day_on(2099, 8, 1)).year, "2099-00"); /* later years follow without end */
    assert_string_equal(get(made, day_on(2024, 8, 1)).term, "");
    assert_string_equal(get(made, day_on(2023, 7, 31)).year, ""); /* none before */
    assert_int_equal(years[0].from, day_on(2023, 8, 1));
    assert_int_equal(years[0].to, day_on(2024, 7, 31));
    assert_int_equal(attend__calendar_period(made, &made->years, ATTEND_DAY_LAST), made->years.count - 1);
    assert_int_equal(years[made->years.count - 1].to, ATTEND_DAY_LAST);
    assert_int_equal(attend__calendar_period(made, &made->years, day_on(2023, 7, 31)), ATTEND_NONE);
    free((void *)(uintptr_t)made);
}

static void test_derived_in_august(void **state)
{
    (void)state;
    const mark marks[] = {{0, day_on(2024, 8, 1), 0, CODE_AM}};
    attend_register reg = register_of(marks, 1, 1);
    const attend_calendar *made = derive(&reg, day_on(2024, 9, 1), NULL, 0, NULL);
    assert_string_equal(get(made, day_on(2024, 7, 31)).year, "");
    assert_string_equal(get(made, day_on(2024, 8, 1)).year, "2024-25");
    free((void *)(uintptr_t)made);
}

static void test_derived_ends(void **state)
{
    (void)state;
    const mark first[] = {{0, ATTEND_DAY_FIRST, 0, CODE_AM}};
    attend_register reg = register_of(first, 1, 1);
    const attend_calendar *made = derive(&reg, ATTEND_DAY_LAST, NULL, 0, NULL);
    assert_string_equal(get(made, ATTEND_DAY_FIRST).year, "1899-00");
    assert_int_equal(CALENDAR_ROWS(made, years, calendar_period)[0].from, ATTEND_DAY_FIRST);
    free((void *)(uintptr_t)made);
    const mark last[] = {{0, ATTEND_DAY_LAST, 0, CODE_AM}};
    reg = register_of(last, 1, 1);
    made = derive(&reg, ATTEND_DAY_LAST, NULL, 0, NULL);
    assert_int_equal(get(made, ATTEND_DAY_LAST).sessions, 3);
    assert_string_equal(get(made, ATTEND_DAY_LAST).year, "2199-00");
    free((void *)(uintptr_t)made);
}

static void test_derived_from_nothing(void **state)
{
    (void)state;
    const mark marks[] = {{0, day_on(2024, 9, 4), 0, CODE_HASH}};
    attend_register reg = register_of(marks, 1, 1);
    const attend_calendar *made = derive(&reg, day_on(2024, 9, 4), NULL, 0, NULL);
    int32_t day = 3;
    assert_int_equal(made->n_days, 0);
    assert_int_equal(made->years.count, 0);
    assert_int_equal(get(made, day_on(2024, 9, 4)).sessions, 0);
    assert_int_equal(attend_calendar_roll(made, day_on(2024, 9, 4), &day), ATTEND_E_CALENDAR_END);
    assert_false(attend__calendar_back_days(made, day_on(2024, 9, 4), 1, &day));
    assert_int_equal(attend__calendar_period(made, &made->years, day_on(2024, 9, 4)), ATTEND_NONE);
    free((void *)(uintptr_t)made);
}

static void test_derived_errors(void **state)
{
    (void)state;
    int32_t day = day_on(2004, 9, 6);
    mark marks[] = {{0, day, 0, CODE_AM}, {1, day + 7319, 0, CODE_AM}};
    attend_register reg = register_of(marks, 2, 2);
    const attend_calendar *made = derive(&reg, ATTEND_DAY_LAST, NULL, 0, NULL);
    assert_int_equal(get(made, day + 7319).school_day, 2);
    free((void *)(uintptr_t)made);
    made = NULL;
    size_t need = 5, n = 6;
    marks[1].day++;
    assert_int_equal(attend_calendar_derive(NULL, 0, policy, &reg, ATTEND_DAY_LAST, &need, &made, NULL, 0, &n), ATTEND_E_LIMIT);
    marks[1].day = INT32_MAX; /* no date: an error of its own, passed over */
    assert_int_equal(attend_calendar_derive(NULL, 0, policy, &reg, ATTEND_DAY_LAST, &need, &made, NULL, 0, &n), ATTEND_E_SPACE);
    marks[1].pupil = 2;
    assert_int_equal(attend_calendar_derive(NULL, 0, policy, &reg, day, &need, &made, NULL, 0, &n), ATTEND_E_RANGE);
    marks[1].pupil = 0;
    marks[0].pupil = 1;
    assert_int_equal(attend_calendar_derive(NULL, 0, policy, &reg, day, &need, &made, NULL, 0, &n), ATTEND_E_ORDER);
    assert_int_equal(attend_calendar_derive(NULL, 0, policy, &reg, ATTEND_DAY_LAST + 1, &need, &made, NULL, 0, &n), ATTEND_E_RANGE);
    assert_int_equal(attend_calendar_derive(NULL, 0, NULL, &reg, day, &need, &made, NULL, 0, &n), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_calendar_derive(NULL, 0, policy, NULL, day, &need, &made, NULL, 0, &n), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_calendar_derive(NULL, 0, policy, &reg, day, NULL, &made, NULL, 0, &n), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_calendar_derive(NULL, 16, policy, &reg, day, &need, &made, NULL, 0, &n), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_calendar_derive(NULL, 0, policy, &reg, day, &need, &made, NULL, 1, &n), ATTEND_E_ARGUMENT);
    _Alignas(16) char odd[32];
    assert_int_equal(attend_calendar_derive(odd + 8, 16, policy, &reg, day, &need, &made, NULL, 0, &n), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_calendar_derive(odd, 16, policy, &reg, day, &need, NULL, NULL, 0, &n), ATTEND_E_ARGUMENT);
    assert_null(made);
    assert_int_equal(n, 6);
}

/* 41 pupils: 5 % are 2.05, so two are sparse and three are not. A pupil counts once a day. */
static void test_sparse_days(void **state)
{
    (void)state;
    int32_t day = day_on(2024, 9, 3);
    mark marks[64];
    size_t n_marks = 0;
    for (uint32_t pupil = 0; pupil < 10; pupil++) {
        if (pupil < 3)
            marks[n_marks++] = (mark){pupil, day, 0, CODE_AM};
        if (pupil < 2) {
            marks[n_marks++] = (mark){pupil, day + 1, 0, CODE_AM};
            marks[n_marks++] = (mark){pupil, day + 1, 1, CODE_PM};
            marks[n_marks++] = (mark){pupil, day + 1, 1, CODE_PM};
        } else {
            marks[n_marks++] = (mark){pupil, day + 1, 1, CODE_HASH};
        }
    }
    attend_register reg = register_of(marks, n_marks, 41);
    attend_row_finding findings[4];
    size_t n = 0;
    const attend_calendar *made = derive(&reg, day + 10, findings, LENGTH(findings), &n);
    assert_int_equal(n, 1);
    assert_int_equal(findings[0].status, ATTEND_F_SPARSE_DAY);
    assert_int_equal(findings[0].day, day + 1);
    assert_int_equal(findings[0].pupil, ATTEND_NONE);
    assert_true(findings[0].row == UINT64_MAX && findings[0].other_row == UINT64_MAX);
    free((void *)(uintptr_t)made);
    reg.n_pupils = 40; /* two of forty are 5 % */
    made = derive(&reg, day + 10, findings, LENGTH(findings), &n);
    assert_int_equal(n, 0);
    free((void *)(uintptr_t)made);
}

/* Long columns and a grid that say the same give the same calendar. */
static void test_derived_from_grid(void **state)
{
    (void)state;
    enum { PUPILS = 45, WEEKS = 12, ROW = WEEKS * 14, STRIDE = ROW + 3 };
    static const uint8_t codes[] = {CODE_AM, CODE_HASH, CODE_TURNED, CODE_OLD, 77, CODE_GAP};
    uint64_t seed = 99;
    uint8_t *grid = malloc(PUPILS * STRIDE);
    mark *marks = malloc(PUPILS * ROW * sizeof *marks);
    for (int round = 0; round < 40; round++) {
        int32_t first = day_on(2024, 11, 25), as_of = first + (int32_t)random_below(&seed, 100);
        uint32_t fill = 1 + random_below(&seed, 30);
        size_t n_marks = 0;
        memset(grid, 0xFF, PUPILS * STRIDE);
        for (uint32_t pupil = 0; pupil < PUPILS; pupil++) {
            for (uint32_t i = 0; i < ROW; i++) {
                uint8_t code = random_below(&seed, 100) < fill ? codes[random_below(&seed, LENGTH(codes))] : 0;
                grid[pupil * STRIDE + i] = code;
                if (code)
                    marks[n_marks++] = (mark){pupil, first + (int32_t)i / 2, (uint8_t)(i % 2), code};
            }
        }
        attend_register longs = register_of(marks, n_marks, PUPILS), wide = grid_of(grid, STRIDE, first, WEEKS, PUPILS);
        attend_row_finding one[100], two[100];
        size_t n_one = 0, n_two = 0;
        const attend_calendar *a = derive(&longs, as_of, one, 100, &n_one), *b = derive(&wide, as_of, two, 100, &n_two);
        assert_int_equal(n_one, n_two);
        assert_memory_equal(one, two, n_one * sizeof *one);
        assert_int_equal(attend_calendar_bytes(a), attend_calendar_bytes(b));
        assert_memory_equal(a, b, attend_calendar_bytes(a));
        free((void *)(uintptr_t)a);
        free((void *)(uintptr_t)b);
    }
    free(grid);
    free(marks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_derived_days),
        cmocka_unit_test(test_derived_years),
        cmocka_unit_test(test_derived_in_august),
        cmocka_unit_test(test_derived_ends),
        cmocka_unit_test(test_derived_from_nothing),
        cmocka_unit_test(test_derived_errors),
        cmocka_unit_test(test_sparse_days),
        cmocka_unit_test(test_derived_from_grid),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
