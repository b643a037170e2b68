/* The register: arguments, layouts of columns, and pupils one at a time. */
#include "school_register.h"

#define NO_ROW UINT64_MAX

static size_t marks_in(const outcome *out, uint32_t pupil)
{
    size_t n = 0;
    for (size_t i = 0; i < out->row_bytes; i++)
        n += out->grid[pupil * out->row_bytes + i] != 0;
    return n;
}

static attend_status check_only(const attend_register *reg)
{
    size_t n = 5;
    attend_status status = attend_register_check(policy, calendar, reg, as_of, NULL, 0, NULL, NULL, 0, &n);
    assert_true(status == ATTEND_OK || n == 5);
    return status;
}

static void test_register_arguments(void **state)
{
    (void)state;
    mark marks[] = {{0, tuesday, 0, CODE_AM}};
    const attend_register good = register_of(marks, 1, 1);
    attend_register reg = good;
    assert_int_equal(check_only(&good), ATTEND_OK);
    assert_int_equal(check_only(NULL), ATTEND_E_ARGUMENT);
    reg.struct_size = 0;
    assert_int_equal(check_only(&reg), ATTEND_E_ARGUMENT);
    reg.struct_size = sizeof reg - 1;
    assert_int_equal(check_only(&reg), ATTEND_E_ARGUMENT);
    reg = good;
    reg.day = NULL;
    assert_int_equal(check_only(&reg), ATTEND_E_ARGUMENT);
    reg = good;
    reg.code = NULL;
    assert_int_equal(check_only(&reg), ATTEND_E_ARGUMENT);
    reg = good;
    reg.pupil = NULL;
    reg.session = NULL; /* all of pupil 0, all in the first session */
    assert_int_equal(check_only(&reg), ATTEND_OK);
    reg = good;
    reg.day_stride = 3;
    assert_int_equal(check_only(&reg), ATTEND_E_ARGUMENT);
    reg = good;
    reg.n_spells = 1;
    assert_int_equal(check_only(&reg), ATTEND_E_ARGUMENT);
    reg.spells = (const attend_spell *)(const void *)((const char *)marks + 1);
    assert_int_equal(check_only(&reg), ATTEND_E_ARGUMENT);
    reg = good;
    reg.grid = &marks[0].code; /* a grid is not what is checked */
    reg.first_day = calendar->first_day;
    assert_int_equal(check_only(&reg), ATTEND_E_ARGUMENT);
    reg = good;
    reg.n_pupils = 0;
    size_t n = 0;
    assert_int_equal(attend_register_check(policy, calendar, &reg, as_of, NULL, 0, NULL, NULL, 0, &n), ATTEND_E_RANGE);
    reg.n_marks = 0;
    assert_int_equal(check_only(&reg), ATTEND_OK);
}

/* A longer block of a newer caller is fine as long as what is new is zero. */
static void test_longer_block(void **state)
{
    (void)state;
    struct {
        attend_register reg;
        uint64_t more;
    } longer = {register_of(NULL, 0, 1), 0};
    longer.reg.struct_size = sizeof longer;
    assert_int_equal(check_only(&longer.reg), ATTEND_OK);
    longer.more = 1;
    assert_int_equal(check_only(&longer.reg), ATTEND_E_ARGUMENT);
    longer.reg.struct_size = UINT32_MAX;
    assert_int_equal(check_only(&longer.reg), ATTEND_E_ARGUMENT);
}

static void test_check_arguments(void **state)
{
    (void)state;
    mark marks[] = {{0, tuesday, 0, CODE_AM}};
    attend_register reg = register_of(marks, 1, 1);
    size_t n = 0, size = row_bytes_of(calendar, as_of);
    uint8_t *grid = calloc(1, size);
    assert_int_equal(attend_register_check(policy, calendar, &reg, as_of, grid, size, NULL, NULL, 0, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_register_check(policy, calendar, &reg, as_of, grid, size, NULL, NULL, 1, &n), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_register_check(NULL, calendar, &reg, as_of, grid, size, NULL, NULL, 0, &n), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_register_check(policy, NULL, &reg, as_of, grid, size, NULL, NULL, 0, &n), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_register_check((const attend_policy *)(const void *)calendar, calendar, &reg, as_of, grid, size,
                                           NULL, NULL, 0, &n), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_register_check(policy, (const attend_calendar *)(const void *)policy, &reg, as_of, grid, size,
                                           NULL, NULL, 0, &n), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_register_check(policy, calendar, &reg, ATTEND_DAY_FIRST - 1, grid, size, NULL, NULL, 0, &n),
                     ATTEND_E_RANGE);
    assert_int_equal(attend_register_check(policy, calendar, &reg, as_of, grid, size - 1, NULL, NULL, 0, &n), ATTEND_E_SPACE);
    assert_int_equal(grid[at(tuesday, 0)], 0);
    assert_int_equal(attend_register_check(policy, calendar, &reg, as_of, grid, size, NULL, NULL, 0, &n), ATTEND_OK);
    assert_int_equal(grid[at(tuesday, 0)], CODE_AM);
    reg.n_pupils = UINT32_MAX;
    assert_int_equal(attend_register_check(policy, calendar, &reg, as_of, grid, size, NULL, NULL, 0, &n), ATTEND_E_SPACE);
    assert_int_equal(attend_register_check(policy, calendar, &reg, as_of, NULL, 0, NULL, NULL, 0, &n), ATTEND_OK);
    free(grid);
    attend_register_init(NULL);
}

#define CALENDAR_HEAD "{\"format\":1,\"semantics\":1,\"kind\":\"calendar\",\"id\":\"c\",\"version\":\"1\",\"title\":\"C\","
#define CALENDAR_YEARS "\"years\":{\"y\":{\"from\":\"2024-08-01\",\"to\":\"2025-07-31\"}}}"

static void test_sessions_must_agree(void **state)
{
    (void)state;
    attend_register reg = register_of(NULL, 0, 1);
    static const char *const others[] = {
        CALENDAR_HEAD "\"sessions\":{\"AM\":{\"title\":\"AM\",\"order\":1}}," CALENDAR_YEARS,
        CALENDAR_HEAD "\"sessions\":{\"AM\":{\"title\":\"AM\",\"order\":2},\"PM\":{\"title\":\"PM\",\"order\":1}}," CALENDAR_YEARS,
    };
    for (size_t i = 0; i < LENGTH(others); i++) {
        const attend_calendar *other = load_calendar(others[i]);
        size_t n = 0;
        assert_int_equal(attend_register_check(policy, other, &reg, as_of, NULL, 0, NULL, NULL, 0, &n), ATTEND_E_MISMATCH);
        free((void *)(uintptr_t)other);
    }
}

static void test_shape(void **state)
{
    (void)state;
    int32_t first_day = 1;
    uint32_t n_weeks = 1;
    size_t row_bytes = 1;
    assert_int_equal(attend_register_shape(NULL, as_of, &first_day, &n_weeks, &row_bytes), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_register_shape(calendar, as_of, NULL, &n_weeks, &row_bytes), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_register_shape(calendar, INT32_MAX, &first_day, &n_weeks, &row_bytes), ATTEND_E_RANGE);
    assert_int_equal(row_bytes, 1);
    assert_int_equal(attend_register_shape(calendar, day_on(2024, 7, 28), &first_day, &n_weeks, &row_bytes), ATTEND_OK);
    assert_int_equal(n_weeks, 0); /* before the calendar */
    assert_int_equal(row_bytes, 0);
    assert_int_equal(first_day, day_on(2024, 7, 29));
    assert_int_equal(attend_register_shape(calendar, day_on(2024, 7, 29), &first_day, &n_weeks, &row_bytes), ATTEND_OK);
    assert_int_equal(n_weeks, 1);
    assert_int_equal(attend_register_shape(calendar, day_on(2024, 8, 5), &first_day, &n_weeks, &row_bytes), ATTEND_OK);
    assert_int_equal(n_weeks, 2);
    assert_int_equal(row_bytes, 28);
    assert_int_equal(attend_register_shape(calendar, ATTEND_DAY_LAST, &first_day, &n_weeks, &row_bytes), ATTEND_OK);
    assert_int_equal(first_day + (int32_t)n_weeks * 7, day_on(2026, 8, 3));
}

static void test_columns_of_any_layout(void **state)
{
    (void)state;
    mark marks[] = {{0, tuesday, 0, CODE_AM}, {0, tuesday, 1, CODE_PM}, {1, tuesday, 1, CODE_ILL}, {1, tuesday + 1, 0, 99}};
    enum { N = LENGTH(marks), ODD = 11 };
    uint32_t pupil[N];
    int32_t day[N];
    uint8_t session[N], code[N], packed[N * ODD + 1];
    for (size_t i = 0; i < N; i++) {
        pupil[i] = marks[i].pupil;
        day[i] = marks[i].day;
        session[i] = marks[i].session;
        code[i] = marks[i].code;
        memcpy(&packed[1 + i * ODD], &marks[i].pupil, 4);
        memcpy(&packed[5 + i * ODD], &marks[i].day, 4);
        packed[9 + i * ODD] = marks[i].session;
        packed[10 + i * ODD] = marks[i].code;
    }
    attend_register reg = register_of(marks, N, 2);
    outcome structs, columns, bytes;
    quarantine(&reg, &structs);
    reg.pupil = pupil;
    reg.day = day;
    reg.session = session;
    reg.code = code;
    reg.pupil_stride = reg.day_stride = reg.session_stride = reg.code_stride = 0;
    quarantine(&reg, &columns);
    memcpy(&reg.pupil, &(const void *){&packed[1]}, sizeof reg.pupil); /* records of eleven bytes */
    memcpy(&reg.day, &(const void *){&packed[5]}, sizeof reg.day);
    reg.session = &packed[9];
    reg.code = &packed[10];
    reg.pupil_stride = reg.day_stride = reg.session_stride = reg.code_stride = ODD;
    quarantine(&reg, &bytes);
    assert_int_equal(structs.n, 1);
    assert_int_equal(columns.n, 1);
    assert_int_equal(bytes.n, 1);
    assert_memory_equal(structs.findings, columns.findings, sizeof structs.findings[0]);
    assert_memory_equal(structs.findings, bytes.findings, sizeof structs.findings[0]);
    assert_memory_equal(structs.grid, columns.grid, 2 * structs.row_bytes);
    assert_memory_equal(structs.grid, bytes.grid, 2 * structs.row_bytes);
    assert_int_equal(marks_in(&structs, 0), 2);
    free(structs.grid);
    free(columns.grid);
    free(bytes.grid);
}

/* --- one pupil at a time --- */

static void test_seek(void **state)
{
    (void)state;
    const attend_spell spells[] = {{1, tuesday, tuesday, 0}, {1, tuesday + 1, tuesday + 1, 0}, {4, tuesday, tuesday, 0}};
    mark marks[] = {{1, tuesday, 0, CODE_AM}, {1, tuesday, 1, CODE_PM}, {2, tuesday, 0, CODE_AM}, {4, tuesday, 0, CODE_ILL}};
    attend_register reg = register_of(marks, 4, 6);
    with_spells(&reg, spells, 3);
    register_view view;
    open_view(&reg, calendar, &view);
    static const size_t mark_at[] = {0, 0, 2, 3, 3, 4}, spell_at[] = {0, 0, 2, 2, 2, 3};
    for (uint32_t pupil = 0; pupil < 6; pupil++) {
        register_cursor cursor = {99, 99, 99, 99};
        attend__register_seek(&view, pupil, &cursor);
        assert_int_equal(cursor.mark, mark_at[pupil]);
        assert_int_equal(cursor.spell, spell_at[pupil]);
    }
    uint8_t *row = malloc(view.row_bytes);
    register_cursor cursor;
    pupil_view pupil;
    attend__register_seek(&view, 1, &cursor);
    assert_int_equal(attend__pupil_fill(&view, &cursor, 1, row, NULL, &pupil), ATTEND_OK);
    assert_int_equal(cursor.mark, 2);
    assert_int_equal(cursor.spell, 2);
    assert_int_equal(pupil.n_spells, 2);
    assert_ptr_equal(pupil.spells, spells);
    assert_ptr_equal(pupil.marks, row);
    assert_int_equal(pupil.everyone, 0);
    assert_int_equal(row[at(tuesday, 1)], CODE_PM);
    assert_int_equal(attend__pupil_fill(&view, &cursor, 2, row, NULL, &pupil), ATTEND_E_NO_ENROLMENT);
    assert_int_equal(pupil.n_spells, 0);
    assert_int_equal(attend__pupil_fill(&view, &cursor, 3, row, NULL, &pupil), ATTEND_OK);
    assert_int_equal(attend__register_end(&view, &cursor), ATTEND_E_ORDER);
    assert_int_equal(attend__pupil_fill(&view, &cursor, 4, row, NULL, &pupil), ATTEND_OK);
    assert_int_equal(attend__register_end(&view, &cursor), ATTEND_OK);
    free(row);
}

static void test_fill_finds_disorder(void **state)
{
    (void)state;
    mark marks[] = {{1, tuesday, 0, CODE_AM}, {0, tuesday, 0, CODE_AM}, {7, tuesday, 0, CODE_AM}};
    attend_register reg = register_of(marks, 3, 3);
    register_view view;
    attend_row_finding finding;
    row_findings list = {&finding, 1, 0, 0};
    register_cursor cursor = {0};
    open_view(&reg, calendar, &view);
    uint8_t *row = malloc(view.row_bytes);
    assert_int_equal(attend__pupil_fill(&view, &cursor, 0, row, &list, NULL), ATTEND_OK);
    assert_int_equal(attend__pupil_fill(&view, &cursor, 1, row, &list, NULL), ATTEND_E_ORDER);
    assert_int_equal(cursor.mark, 1);
    assert_finding(&finding, ATTEND_E_ORDER, 1, 1, NO_ROW, tuesday);
    cursor.mark = 2;
    assert_int_equal(attend__register_end(&view, &cursor), ATTEND_E_RANGE);
    free(row);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_register_arguments),
        cmocka_unit_test(test_longer_block),
        cmocka_unit_test(test_check_arguments),
        cmocka_unit_test(test_sessions_must_agree),
        cmocka_unit_test(test_shape),
        cmocka_unit_test(test_columns_of_any_layout),
        cmocka_unit_test(test_seek),
        cmocka_unit_test(test_fill_finds_disorder),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
