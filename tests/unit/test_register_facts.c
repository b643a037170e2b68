/* Facts: every row judged as semantics.md 5 says, and what is recorded on a day. */
#include "school_journal.h"

static void assert_fact(const attend_row_finding *finding, attend_status status, uint32_t pupil, uint64_t row, uint64_t other_row,
                        int32_t day)
{
    assert_finding_in(ATTEND_ROWS_FACTS, finding, status, pupil, row, other_row, day);
}

static attend_fact fact_of(uint32_t fact, int32_t value, int32_t from, int32_t to)
{
    return (attend_fact){0, fact, value, from, to, {0, 0, 0}};
}

static attend_register facts_of(const attend_fact *facts, size_t n, uint32_t n_pupils)
{
    attend_register reg = register_of(NULL, 0, n_pupils);
    with_facts(&reg, facts, n);
    return reg;
}

static void one_fact(attend_fact row, attend_status expected)
{
    attend_register reg = facts_of(&row, 1, 1);
    checked out = check_of(&reg);
    check_agrees(&reg, &out);
    assert_int_equal(out.status, ATTEND_OK);
    assert_int_equal(out.n, expected != ATTEND_OK);
    if (expected != ATTEND_OK)
        assert_fact(&out.findings[0], expected, 0, 0, NO_ROW, row.from);
    assert_int_equal(out.pupils[0], expected < 0 ? expected : ATTEND_OK);
    checked_free(&out);
}

static void test_each_case(void **state)
{
    (void)state;
    one_fact(fact_of(YOUNG, 1, tuesday, tuesday), ATTEND_OK);
    one_fact(fact_of(YOUNG, 0, INT32_MIN, ATTEND_DAY_OPEN), ATTEND_OK);
    one_fact(fact_of(YOUNG, -1, INT32_MIN, ATTEND_DAY_FIRST), ATTEND_OK);
    one_fact(fact_of(BARRIER_ANXIETY, -1, ATTEND_DAY_FIRST, ATTEND_DAY_LAST), ATTEND_OK);
    one_fact(fact_of(YOUNG, 1, as_of, as_of), ATTEND_OK);
    one_fact(fact_of(YOUNG, 1, tuesday, tuesday - 1), ATTEND_E_DATE_ORDER);
    one_fact(fact_of(YOUNG, 2, tuesday, tuesday), ATTEND_E_FACT_VALUE);
    one_fact(fact_of(YOUNG, -2, tuesday, tuesday), ATTEND_E_FACT_VALUE);
    one_fact(fact_of(YOUNG, INT32_MIN, tuesday, tuesday - 1), ATTEND_E_FACT_VALUE); /* what it is before what it covers */
    one_fact(fact_of(N_FACTS, 1, tuesday, tuesday), ATTEND_F_UNKNOWN_FACT);
    one_fact(fact_of(ATTEND_NONE, 9, tuesday, tuesday - 1), ATTEND_F_UNKNOWN_FACT); /* ignored, whatever it says */
    one_fact(fact_of(YOUNG, 1, ATTEND_DAY_FIRST - 1, tuesday), ATTEND_E_DATE);
    one_fact(fact_of(YOUNG, 1, INT32_MIN + 1, tuesday), ATTEND_E_DATE);
    one_fact(fact_of(YOUNG, 1, ATTEND_DAY_LAST + 1, ATTEND_DAY_OPEN), ATTEND_E_DATE);
    one_fact(fact_of(YOUNG, 1, ATTEND_DAY_OPEN, ATTEND_DAY_OPEN), ATTEND_E_DATE);
    one_fact(fact_of(YOUNG, 1, tuesday, ATTEND_DAY_LAST + 1), ATTEND_E_DATE);
    one_fact(fact_of(ATTEND_NONE, 1, tuesday, INT32_MIN), ATTEND_E_DATE);
    one_fact(fact_of(YOUNG, 1, as_of + 1, INT32_MAX - 1), ATTEND_E_DATE);
    one_fact(fact_of(YOUNG, 7, as_of + 1, as_of), ATTEND_OK); /* not seen, and nothing to say */
    one_fact(fact_of(ATTEND_NONE, 1, ATTEND_DAY_LAST, ATTEND_DAY_OPEN), ATTEND_OK);
}

/* Two rows of one pupil. */
static void two_facts(attend_fact one, attend_fact two, attend_status expected)
{
    attend_fact rows[] = {one, two};
    attend_register reg = facts_of(rows, 2, 1);
    checked out = check_of(&reg);
    check_agrees(&reg, &out);
    assert_int_equal(out.n, expected != ATTEND_OK);
    if (expected != ATTEND_OK)
        assert_fact(&out.findings[0], expected, 0, 1, 0, two.from);
    assert_int_equal(out.pupils[0], expected < 0 ? expected : ATTEND_OK);
    checked_free(&out);
}

static void test_two_rows(void **state)
{
    (void)state;
    attend_fact young = fact_of(YOUNG, 1, tuesday, tuesday + 9);
    two_facts(young, fact_of(YOUNG, 1, tuesday + 10, ATTEND_DAY_OPEN), ATTEND_OK);
    two_facts(young, fact_of(YOUNG, 0, tuesday + 10, ATTEND_DAY_OPEN), ATTEND_OK);
    two_facts(young, fact_of(YOUNG, 1, tuesday + 9, tuesday + 9), ATTEND_F_DUPLICATE);
    two_facts(young, fact_of(YOUNG, 0, tuesday + 9, tuesday + 9), ATTEND_E_CONTRADICTION);
    two_facts(young, fact_of(YOUNG, -1, tuesday, tuesday), ATTEND_E_CONTRADICTION);
    two_facts(young, young, ATTEND_F_DUPLICATE);
    two_facts(fact_of(SETTLED, 0, tuesday, tuesday), young, ATTEND_OK);
    two_facts(fact_of(YOUNG, 1, INT32_MIN, tuesday), fact_of(YOUNG, 0, INT32_MIN, tuesday - 5), ATTEND_E_CONTRADICTION);
    two_facts(fact_of(YOUNG, 1, INT32_MIN, ATTEND_DAY_OPEN), fact_of(YOUNG, 1, as_of, ATTEND_DAY_OPEN), ATTEND_F_DUPLICATE);
    two_facts(fact_of(YOUNG, 1, INT32_MIN, ATTEND_DAY_OPEN), fact_of(YOUNG, 0, as_of + 1, ATTEND_DAY_OPEN), ATTEND_OK);
    two_facts(fact_of(YOUNG, 1, tuesday, ATTEND_DAY_OPEN), fact_of(YOUNG, 0, as_of, as_of), ATTEND_E_CONTRADICTION);
}

static void test_several_rows(void **state)
{
    (void)state;
    const attend_fact rows[] = {
        {0, SETTLED, 1, tuesday, tuesday + 20, {0, 0, 0}},    {0, SETTLED, 1, tuesday + 1, tuesday + 2, {0, 0, 0}},
        {0, SETTLED, 5, tuesday + 2, tuesday + 9, {0, 0, 0}}, {0, SETTLED, 1, tuesday + 10, tuesday + 12, {0, 0, 0}},
        {0, SETTLED, 1, tuesday + 20, tuesday + 25, {0, 0, 0}}, {0, SETTLED, 0, tuesday + 24, tuesday + 30, {0, 0, 0}},
        {0, SETTLED, 0, tuesday + 26, tuesday + 29, {0, 0, 0}}, /* with no row that is kept */
        {0, YOUNG, 1, tuesday, tuesday, {0, 0, 0}},           {1, YOUNG, 0, tuesday, tuesday, {0, 0, 0}},
        {1, N_FACTS, 0, tuesday, tuesday, {0, 0, 0}},         {1, N_FACTS, 1, tuesday, tuesday, {0, 0, 0}},
    };
    attend_register reg = facts_of(rows, LENGTH(rows), 2);
    checked out = check_of(&reg);
    check_agrees(&reg, &out);
    assert_int_equal(out.n, 7);
    assert_fact(&out.findings[0], ATTEND_F_DUPLICATE, 0, 1, 0, tuesday + 1);
    assert_fact(&out.findings[1], ATTEND_E_FACT_VALUE, 0, 2, NO_ROW, tuesday + 2);
    assert_fact(&out.findings[2], ATTEND_F_DUPLICATE, 0, 3, 0, tuesday + 10);
    assert_fact(&out.findings[3], ATTEND_F_DUPLICATE, 0, 4, 0, tuesday + 20);
    assert_fact(&out.findings[4], ATTEND_E_CONTRADICTION, 0, 5, 4, tuesday + 24);
    assert_fact(&out.findings[5], ATTEND_F_UNKNOWN_FACT, 1, 9, NO_ROW, tuesday);
    assert_fact(&out.findings[6], ATTEND_F_UNKNOWN_FACT, 1, 10, NO_ROW, tuesday);
    assert_int_equal(out.pupils[0], ATTEND_E_FACT_VALUE);
    assert_int_equal(out.pupils[1], ATTEND_OK);
    checked_free(&out);
}

static void one_disorder(attend_fact one, attend_fact two, attend_status expected)
{
    attend_fact rows[] = {one, two};
    attend_register reg = facts_of(rows, 2, 2);
    attend_row_finding finding;
    size_t n = 9;
    attend_status status = attend_register_check(policy, calendar, &reg, as_of, NULL, 0, NULL, &finding, 1, &n);
    assert_int_equal(status, expected);
    if (expected == ATTEND_E_ORDER || expected == ATTEND_E_RANGE) {
        assert_int_equal(n, 1);
        assert_fact(&finding, expected, two.pupil, 1, NO_ROW, two.from);
    }
    register_view view;
    assert_int_equal(attend__register_view(policy, calendar, &reg, as_of, &view), expected);
}

static void test_order(void **state)
{
    (void)state;
    const attend_fact one = {1, SETTLED, 1, tuesday, tuesday, {0, 0, 0}};
    one_disorder(one, (attend_fact){1, SETTLED, 1, tuesday + 1, tuesday + 1, {0, 0, 0}}, ATTEND_OK);
    one_disorder(one, (attend_fact){1, YOUNG, 1, tuesday - 1, tuesday, {0, 0, 0}}, ATTEND_OK);
    one_disorder(one, (attend_fact){1, SETTLED, 1, tuesday - 1, tuesday, {0, 0, 0}}, ATTEND_E_ORDER);
    one_disorder(one, (attend_fact){1, BARRIER_ANXIETY, 1, tuesday, tuesday, {0, 0, 0}}, ATTEND_E_ORDER);
    one_disorder(one, (attend_fact){0, SETTLED, 1, tuesday, tuesday, {0, 0, 0}}, ATTEND_E_ORDER);
    one_disorder(one, (attend_fact){2, SETTLED, 1, tuesday, tuesday, {0, 0, 0}}, ATTEND_E_RANGE);
    one_disorder(one, (attend_fact){ATTEND_NONE, SETTLED, 1, tuesday, tuesday, {0, 0, 0}}, ATTEND_E_RANGE);
    for (int i = 0; i < 3; i++) {
        attend_fact two = {1, SETTLED, 1, tuesday + 1, tuesday + 1, {0, 0, 0}};
        two.reserved[i] = 1;
        one_disorder(one, two, ATTEND_E_ARGUMENT);
    }
}

static void test_arguments(void **state)
{
    (void)state;
    attend_fact rows[2] = {{0, SETTLED, 1, tuesday, tuesday, {0, 0, 0}}, {0, YOUNG, 1, tuesday, tuesday, {0, 0, 0}}};
    attend_register reg = facts_of(NULL, 1, 1);
    register_view view;
    assert_int_equal(attend__register_view(policy, calendar, &reg, as_of, &view), ATTEND_E_ARGUMENT);
    reg.facts = (const attend_fact *)(const void *)((const char *)rows + 2);
    assert_int_equal(attend__register_view(policy, calendar, &reg, as_of, &view), ATTEND_E_ARGUMENT);
    reg.facts = rows;
    assert_int_equal(attend__register_view(policy, calendar, &reg, as_of, &view), ATTEND_OK);
    reg.struct_size = (uint32_t)offsetof(attend_register, facts); /* what it was before there were facts */
    assert_int_equal(attend__register_view(policy, calendar, &reg, as_of, &view), ATTEND_E_ARGUMENT);
}

/* --- on a day --- */

static pupil_view read_one(const attend_register *reg, uint32_t pupil)
{
    register_view view;
    register_cursor cursor;
    pupil_view out;
    open_view(reg, calendar, &view);
    attend__register_seek(&view, pupil, &cursor);
    assert_int_equal(attend__pupil_fill(&view, &cursor, pupil, NULL, NULL, &out), ATTEND_OK);
    return out;
}

static void test_on_a_day(void **state)
{
    (void)state;
    const attend_fact rows[] = {
        {0, YOUNG, 0, tuesday, tuesday, {0, 0, 0}},         {1, SETTLED, 1, INT32_MIN, tuesday, {0, 0, 0}},
        {1, SETTLED, 0, tuesday + 2, tuesday + 2, {0, 0, 0}}, {1, SETTLED, -1, tuesday + 3, ATTEND_DAY_OPEN, {0, 0, 0}},
        {2, SETTLED, 0, tuesday, tuesday, {0, 0, 0}},
    };
    attend_register reg = facts_of(rows, LENGTH(rows), 4);
    pupil_view pupil = read_one(&reg, 1);
    const attend_fact *row = NULL;
    assert_int_equal(pupil.n_facts, 3);
    assert_ptr_equal(pupil.facts, &rows[1]);
    assert_int_equal(pupil.fact_reach, 0);
    assert_int_equal(attend__fact_on(&pupil, SETTLED, ATTEND_DAY_FIRST, ATTEND_FALSE, &row), ATTEND_TRUE);
    assert_ptr_equal(row, &rows[1]);
    assert_int_equal(attend__fact_on(&pupil, SETTLED, tuesday, ATTEND_FALSE, NULL), ATTEND_TRUE);
    assert_int_equal(attend__fact_on(&pupil, SETTLED, tuesday + 1, ATTEND_UNKNOWN, &row), ATTEND_UNKNOWN);
    assert_null(row);
    assert_int_equal(attend__fact_on(&pupil, SETTLED, tuesday + 1, ATTEND_FALSE, &row), ATTEND_FALSE);
    assert_int_equal(attend__fact_on(&pupil, SETTLED, tuesday + 2, ATTEND_UNKNOWN, &row), ATTEND_FALSE);
    assert_ptr_equal(row, &rows[2]);
    assert_int_equal(attend__fact_on(&pupil, SETTLED, tuesday + 3, ATTEND_FALSE, &row), ATTEND_UNKNOWN); /* recorded as unknown */
    assert_int_equal(attend__fact_on(&pupil, SETTLED, ATTEND_DAY_LAST, ATTEND_FALSE, &row), ATTEND_UNKNOWN);
    assert_ptr_equal(row, &rows[3]);
    assert_int_equal(attend__fact_on(&pupil, YOUNG, tuesday, ATTEND_UNKNOWN, &row), ATTEND_UNKNOWN);
    assert_null(row);
    assert_int_equal(attend__fact_on(&pupil, BARRIER_ANXIETY, tuesday, ATTEND_FALSE, NULL), ATTEND_FALSE);
    pupil = read_one(&reg, 3);
    assert_null(pupil.facts);
    assert_int_equal(attend__fact_on(&pupil, SETTLED, tuesday, ATTEND_UNKNOWN, &row), ATTEND_UNKNOWN);
}

static void test_on_a_day_of_duplicates(void **state)
{
    (void)state;
    const attend_fact rows[] = {
        {0, SETTLED, 0, tuesday - 9, tuesday - 5, {0, 0, 0}}, {0, SETTLED, 1, tuesday, tuesday + 9, {0, 0, 0}},
        {0, SETTLED, 1, tuesday, tuesday + 20, {0, 0, 0}},    {0, SETTLED, 1, tuesday + 3, tuesday + 3, {0, 0, 0}},
        {0, SETTLED, 1, tuesday + 4, tuesday + 5, {0, 0, 0}}, {0, YOUNG, 0, tuesday, tuesday, {0, 0, 0}},
    };
    attend_register reg = facts_of(rows, LENGTH(rows), 1);
    pupil_view pupil = read_one(&reg, 0);
    const attend_fact *row = NULL;
    assert_int_equal(pupil.fact_reach, 3);
    assert_int_equal(attend__fact_on(&pupil, SETTLED, tuesday + 20, ATTEND_FALSE, &row), ATTEND_TRUE);
    assert_ptr_equal(row, &rows[2]);
    assert_int_equal(attend__fact_on(&pupil, SETTLED, tuesday + 21, ATTEND_FALSE, &row), ATTEND_FALSE);
    assert_null(row);
    assert_int_equal(attend__fact_on(&pupil, SETTLED, tuesday - 4, ATTEND_UNKNOWN, NULL), ATTEND_UNKNOWN);
    assert_int_equal(attend__fact_on(&pupil, YOUNG, tuesday + 1, ATTEND_UNKNOWN, NULL), ATTEND_UNKNOWN);
}

/* A caller's row that changes after it was judged: what is told is a truth, and never one that no row states. */
static void test_value_that_changes(void **state)
{
    (void)state;
    attend_fact row = fact_of(YOUNG, 1, tuesday, tuesday);
    attend_register reg = facts_of(&row, 1, 1);
    pupil_view pupil = read_one(&reg, 0);
    const int32_t wrong[] = {2, -2, 77, INT32_MIN, INT32_MAX};
    for (size_t i = 0; i < LENGTH(wrong); i++) {
        row.value = wrong[i];
        assert_int_equal(attend__fact_on(&pupil, YOUNG, tuesday, ATTEND_FALSE, NULL), ATTEND_UNKNOWN);
    }
    row.value = ATTEND_FALSE;
    assert_int_equal(attend__fact_on(&pupil, YOUNG, tuesday, ATTEND_UNKNOWN, NULL), ATTEND_FALSE);
}

/* --- against a second judge --- */

static attend_status naive_row(const attend_fact *row)
{
    if (!(row->from == INT32_MIN || day_exists(row->from)) || !(row->to == ATTEND_DAY_OPEN || day_exists(row->to)))
        return ATTEND_E_DATE;
    if (row->from > as_of)
        return ATTEND_F_AFTER_AS_OF;
    if (row->fact >= N_FACTS)
        return ATTEND_F_UNKNOWN_FACT;
    if (row->value != 1 && row->value != 0 && row->value != -1)
        return ATTEND_E_FACT_VALUE;
    return row->to < row->from ? ATTEND_E_DATE_ORDER : ATTEND_OK;
}

/* Each row against all before it that are kept: those that contradict none. */
static attend_status naive_meet(const attend_fact *rows, bool *kept, size_t i, size_t *other)
{
    attend_status found = ATTEND_OK;
    for (size_t k = i; k-- > 0;) {
        bool same = kept[k] && rows[k].pupil == rows[i].pupil && rows[k].fact == rows[i].fact;
        if (!same || rows[k].to < rows[i].from || rows[i].to < rows[k].from)
            continue;
        *other = k;
        found = rows[k].value == rows[i].value ? ATTEND_F_DUPLICATE : ATTEND_E_CONTRADICTION;
    }
    kept[i] = found != ATTEND_E_CONTRADICTION;
    return found;
}

static size_t naive_facts(const attend_fact *rows, size_t n, attend_row_finding *findings)
{
    bool kept[64] = {0};
    size_t found = 0;
    for (size_t i = 0; i < n; i++) {
        size_t other = 0;
        attend_status status = naive_row(&rows[i]);
        bool meets = status == ATTEND_OK;
        if (meets)
            status = naive_meet(rows, kept, i, &other);
        if (status != ATTEND_OK && status != ATTEND_F_AFTER_AS_OF)
            findings[found++] = (attend_row_finding){status, rows[i].pupil, i, meets ? other : NO_ROW, rows[i].from,
                                                     ATTEND_ROWS_FACTS, 0};
    }
    return found;
}

static attend_fact random_fact(uint64_t *seed, uint32_t n_pupils, bool wild)
{
    static const int32_t odd[] = {INT32_MIN, INT32_MIN + 1, ATTEND_DAY_FIRST - 1, ATTEND_DAY_LAST, ATTEND_DAY_LAST + 1, INT32_MAX};
    attend_fact row = {random_below(seed, n_pupils), random_below(seed, N_FACTS), (int32_t)random_below(seed, 3) - 1,
                       as_of - (int32_t)random_below(seed, 30), 0, {0, 0, 0}};
    row.to = row.from + (int32_t)random_below(seed, 7);
    if (!wild)
        row.value = row.fact == YOUNG ? 1 : (row.from / 9 + (int32_t)row.pupil) % 3 - 1;
    if (!wild && row.fact != YOUNG && row.to / 9 != row.from / 9)
        row.to = row.from;
    if (random_below(seed, 12) == 0)
        row.to = wild || row.fact == YOUNG ? ATTEND_DAY_OPEN : row.to;
    if (wild && random_below(seed, 15) == 0)
        row.from = odd[random_below(seed, LENGTH(odd))];
    if (wild && random_below(seed, 15) == 0)
        row.to = odd[random_below(seed, LENGTH(odd))];
    if (random_below(seed, 20) == 0)
        row.fact = random_below(seed, 2) ? N_FACTS : ATTEND_NONE;
    if (wild && random_below(seed, 20) == 0)
        row.value = (int32_t)next_random(seed);
    return row;
}

static void compare_days(const attend_register *reg, uint32_t pupil, const attend_fact *rows, size_t n, size_t *compared)
{
    pupil_view view = read_one(reg, pupil);
    for (uint32_t fact = 0; fact < N_FACTS; fact++) {
        for (int32_t day = as_of - 40; day <= as_of; day++) {
            const attend_fact *covering = NULL;
            int32_t expected = 7;
            bool is_covered = false;
            for (size_t i = 0; i < n; i++) {
                if (rows[i].pupil == pupil && rows[i].fact == fact && rows[i].from <= day && day <= rows[i].to) {
                    is_covered = true;
                    expected = rows[i].value;
                }
            }
            assert_int_equal(attend__fact_on(&view, fact, day, 7, &covering), expected);
            assert_int_equal(covering != NULL, is_covered);
            assert_true(!covering || (covering->pupil == pupil && covering->fact == fact && covering->from <= day && day <= covering->to));
            *compared += is_covered;
        }
    }
}

static void test_random_facts(void **state)
{
    (void)state;
    size_t errors = 0, compared = 0, duplicates = 0;
    for (uint64_t round = 0; round < 3000; round++) {
        uint64_t seed = round;
        size_t n = random_below(&seed, 40);
        uint32_t n_pupils = 1 + random_below(&seed, 3);
        attend_fact *rows = malloc(n * sizeof *rows + 1); /* nothing to spare behind them */
        attend_row_finding expected[64];
        for (size_t i = 0; i < n; i++)
            rows[i] = random_fact(&seed, n_pupils, round % 2);
        qsort(rows, n, sizeof *rows, compare_facts);
        attend_register reg = facts_of(rows, n, n_pupils);
        checked out = check_of(&reg);
        check_agrees(&reg, &out);
        assert_int_equal(out.n, naive_facts(rows, n, expected));
        for (size_t i = 0; i < out.n; i++) {
            assert_memory_equal(&out.findings[i], &expected[i], sizeof expected[i]);
            errors += expected[i].status < 0;
            duplicates += expected[i].status == ATTEND_F_DUPLICATE;
        }
        for (uint32_t pupil = 0; pupil < n_pupils; pupil++) {
            if (out.pupils[pupil] == ATTEND_OK)
                compare_days(&reg, pupil, rows, n, &compared);
        }
        checked_free(&out);
        free(rows);
    }
    assert_true(errors > 3000 && compared > 3000 && duplicates > 3000);
}

/* Rows of one pupil without end: each is looked at a few times, not as often as there are rows. */
static void test_many_rows(void **state)
{
    (void)state;
    enum { MANY = 100000 };
    attend_fact *rows = malloc(MANY * sizeof *rows);
    for (int kind = 0; kind < 4; kind++) {
        for (int32_t i = 0; i < MANY; i++) {
            rows[i] = fact_of(YOUNG, 1, ATTEND_DAY_FIRST + i / 3, kind == 0 ? ATTEND_DAY_OPEN : ATTEND_DAY_FIRST + i / 3);
            if (kind == 2)
                rows[i].to = MANY - i > 50000 ? ATTEND_DAY_FIRST + 70000 - i / 3 : rows[i].from;
            if (kind == 3)
                rows[i].value = i % 3 - 1;
        }
        attend_register reg = facts_of(rows, MANY, 1);
        size_t n = 0;
        attend_status status = attend_register_check(policy, calendar, &reg, as_of, NULL, 0, NULL, NULL, 0, &n);
        assert_int_equal(status, kind == 3 ? ATTEND_E_DATA : ATTEND_OK);
        assert_true(n > MANY / 3);
        if (kind != 1)
            continue;
        pupil_view pupil = read_one(&reg, 0);
        assert_int_equal(pupil.fact_reach, 2);
        for (int32_t day = ATTEND_DAY_FIRST; day < as_of; day++)
            assert_int_equal(attend__fact_on(&pupil, YOUNG, day, 7, NULL), day <= ATTEND_DAY_FIRST + (MANY - 1) / 3 ? 1 : 7);
    }
    free(rows);
}

/* A grid has facts as well. Its own errors and theirs are told together. */
static void test_facts_of_a_grid(void **state)
{
    (void)state;
    uint8_t grid[GRID_ROW] = {0}, row[GRID_ROW * 2];
    const attend_fact facts[] = {{0, SETTLED, 1, tuesday, tuesday, {0, 0, 0}}, {0, SETTLED, 3, tuesday + 1, tuesday + 1, {0, 0, 0}}};
    attend_register reg = grid_of(grid, 0, calendar->first_day, 30, 1);
    attend_row_finding findings[2];
    row_findings list = {findings, 2, 0, 0};
    register_view view;
    register_cursor cursor = {0};
    pupil_view out;
    grid[at(tuesday, 0)] = CODE_AM;
    with_facts(&reg, facts, 1);
    open_view(&reg, calendar, &view);
    assert_int_equal(attend__pupil_fill(&view, &cursor, 0, row, &list, &out), ATTEND_OK);
    assert_int_equal(row[at(tuesday, 0)], CODE_AM);
    assert_int_equal(out.n_facts, 1);
    assert_int_equal(cursor.fact, 1);
    with_facts(&reg, facts, 2);
    open_view(&reg, calendar, &view);
    cursor = (register_cursor){0};
    assert_int_equal(attend__pupil_fill(&view, &cursor, 0, row, &list, &out), ATTEND_E_FACT_VALUE);
    assert_int_equal(row[at(tuesday, 0)], 0);
    assert_int_equal(list.count, 1);
    assert_fact(&findings[0], ATTEND_E_FACT_VALUE, 0, 1, NO_ROW, tuesday + 1);
    grid[0] = 99;
    list.count = 0;
    cursor = (register_cursor){0};
    assert_int_equal(attend__pupil_fill(&view, &cursor, 0, row, &list, NULL), ATTEND_E_UNKNOWN_CODE);
    assert_int_equal(list.count, 2);
    assert_finding(&findings[0], ATTEND_E_UNKNOWN_CODE, 0, 0, NO_ROW, calendar->first_day);
    assert_fact(&findings[1], ATTEND_E_FACT_VALUE, 0, 1, NO_ROW, tuesday + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_case),
        cmocka_unit_test(test_two_rows),
        cmocka_unit_test(test_several_rows),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_arguments),
        cmocka_unit_test(test_on_a_day),
        cmocka_unit_test(test_on_a_day_of_duplicates),
        cmocka_unit_test(test_value_that_changes),
        cmocka_unit_test(test_random_facts),
        cmocka_unit_test(test_many_rows),
        cmocka_unit_test(test_facts_of_a_grid),
    };
    return cmocka_run_group_tests(tests, set_up_journal, tear_down);
}
