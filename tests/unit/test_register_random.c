/* Random registers, against a second judge that looks at each row by itself. */
#include "school_register.h"

#define NO_ROW UINT64_MAX

typedef struct world {
    mark marks[400];
    size_t n_marks;
    attend_spell spells[24];
    size_t n_spells;
    uint32_t n_pupils;
} world;

typedef struct verdict {
    attend_row_finding findings[1200];
    size_t n;
    int32_t pupils[6];
    uint8_t *grid;
} verdict;

static void judge(verdict *v, attend_status status, uint32_t pupil, uint64_t row, uint64_t other, int32_t day, uint32_t rows)
{
    attend_row_finding *finding = &v->findings[v->n++];
    memset(finding, 0, sizeof *finding);
    finding->status = status;
    finding->pupil = pupil;
    finding->row = row;
    finding->other_row = other;
    finding->day = day;
    finding->rows = rows;
    if (status < 0 && v->pupils[pupil] == ATTEND_OK)
        v->pupils[pupil] = status;
}

static bool supported(int32_t day)
{
    return day >= ATTEND_DAY_FIRST && day <= ATTEND_DAY_LAST;
}

static bool is_good(const attend_spell *spell)
{
    return supported(spell->from) && (spell->to == ATTEND_DAY_OPEN || supported(spell->to)) && spell->from <= spell->to;
}

static void naive_spells(const world *w, uint32_t pupil, verdict *v)
{
    for (size_t i = 0; i < w->n_spells; i++) {
        const attend_spell *spell = &w->spells[i];
        if (spell->pupil != pupil)
            continue;
        size_t latest = i;
        for (size_t k = i; k-- > 0 && w->spells[k].pupil == pupil;) {
            if (is_good(&w->spells[k]) && (latest == i || w->spells[k].to >= w->spells[latest].to))
                latest = k;
        }
        if (!supported(spell->from) || (spell->to != ATTEND_DAY_OPEN && !supported(spell->to)))
            judge(v, ATTEND_E_DATE, pupil, i, NO_ROW, spell->from, ATTEND_ROWS_SPELLS);
        else if (spell->to < spell->from)
            judge(v, ATTEND_E_DATE_ORDER, pupil, i, NO_ROW, spell->from, ATTEND_ROWS_SPELLS);
        else if (latest != i && w->spells[latest].to >= spell->from)
            judge(v, ATTEND_E_OVERLAP, pupil, i, latest, spell->from, ATTEND_ROWS_SPELLS);
    }
}

static bool naive_enrolled(const world *w, uint32_t pupil, int32_t day)
{
    bool enrolled = w->n_spells == 0;
    for (size_t i = 0; i < w->n_spells; i++) {
        const attend_spell *spell = &w->spells[i];
        enrolled = enrolled || (spell->pupil == pupil && is_good(spell) && spell->from <= day && day <= spell->to);
    }
    return enrolled;
}

/* The status of a row by itself; 1 for one that is ignored without a word. */
static attend_status naive_row(const world *w, const attend_calendar *cal, const mark *m)
{
    attend_code code;
    attend_calendar_day day;
    if (m->session >= 2)
        return ATTEND_E_UNKNOWN_SESSION;
    if (m->code == 0 || attend_code_get(policy, m->code, m->day, &code) != ATTEND_OK)
        return ATTEND_E_UNKNOWN_CODE;
    if (!cal->derived && (m->day < day_on(2024, 8, 1) || m->day > day_on(2026, 7, 29)))
        return ATTEND_E_OUTSIDE_CALENDAR;
    if (!naive_enrolled(w, m->pupil, m->day))
        return ATTEND_F_OUTSIDE_ENROLMENT;
    assert_int_equal(attend_calendar_get(cal, m->day, &day), ATTEND_OK);
    if (day.sessions >> m->session & 1u)
        return ATTEND_OK;
    uint32_t administrative = 0;
    assert_int_equal(attend_policy_find(policy, ATTEND_ITEM_CLASS, "administrative", &administrative), ATTEND_OK);
    return code.classes >> administrative & 1u ? 1 : ATTEND_F_CLOSED;
}

static void naive_kept(const attend_calendar *cal, const mark *m, size_t row, size_t row_bytes, verdict *v)
{
    attend_code code;
    assert_int_equal(attend_code_get(policy, m->code, m->day, &code), ATTEND_OK);
    v->grid[m->pupil * row_bytes + (size_t)(m->day - cal->first_day) * 2 + m->session] = m->code;
    if (code.session != ATTEND_NONE && code.session != m->session)
        judge(v, ATTEND_F_WRONG_SESSION, m->pupil, row, NO_ROW, m->day, ATTEND_ROWS_MARKS);
    if (code.validity)
        judge(v, code.validity, m->pupil, row, NO_ROW, m->day, ATTEND_ROWS_MARKS);
}

static void naive_marks(const world *w, const attend_calendar *cal, uint32_t pupil, size_t row_bytes, verdict *v)
{
    bool has_spell = w->n_spells == 0;
    for (size_t i = 0; i < w->n_spells; i++)
        has_spell = has_spell || w->spells[i].pupil == pupil;
    for (size_t i = 0; i < w->n_marks; i++) {
        const mark *m = &w->marks[i];
        if (m->pupil != pupil)
            continue;
        if (!supported(m->day) || m->day > as_of) {
            judge(v, supported(m->day) ? ATTEND_F_AFTER_AS_OF : ATTEND_E_DATE, pupil, i, NO_ROW, m->day, ATTEND_ROWS_MARKS);
            continue;
        }
        if (!has_spell) {
            judge(v, ATTEND_E_NO_ENROLMENT, pupil, i, NO_ROW, m->day, ATTEND_ROWS_MARKS);
            return;
        }
        attend_status status = naive_row(w, cal, m);
        size_t first = i;
        for (size_t k = 0; k < i && first == i; k++) {
            const mark *before = &w->marks[k];
            if (before->pupil == pupil && before->day == m->day && before->session == m->session &&
                naive_row(w, cal, before) == ATTEND_OK)
                first = k;
        }
        if (status == ATTEND_OK && first == i)
            naive_kept(cal, m, i, row_bytes, v);
        else if (status == ATTEND_OK)
            judge(v, w->marks[first].code == m->code ? ATTEND_F_DUPLICATE : ATTEND_E_CONFLICT, pupil, i, first, m->day, ATTEND_ROWS_MARKS);
        else if (status != 1)
            judge(v, status, pupil, i, NO_ROW, m->day, ATTEND_ROWS_MARKS);
    }
}

static void naive_check(const world *w, const attend_calendar *cal, verdict *v)
{
    size_t row_bytes = row_bytes_of(cal, as_of);
    memset(v, 0, sizeof *v);
    v->grid = calloc(w->n_pupils, row_bytes ? row_bytes : 1);
    for (uint32_t pupil = 0; pupil < w->n_pupils; pupil++) {
        naive_spells(w, pupil, v);
        naive_marks(w, cal, pupil, row_bytes, v);
        if (v->pupils[pupil] != ATTEND_OK)
            memset(v->grid + pupil * row_bytes, 0, row_bytes);
    }
}

static int compare_marks(const void *a, const void *b)
{
    const mark *one = a, *two = b;
    if (one->pupil != two->pupil)
        return one->pupil < two->pupil ? -1 : 1;
    if (one->day != two->day)
        return one->day < two->day ? -1 : 1;
    return 0;
}

static int compare_spells(const void *a, const void *b)
{
    const attend_spell *one = a, *two = b;
    if (one->pupil != two->pupil)
        return one->pupil < two->pupil ? -1 : 1;
    return one->from < two->from ? -1 : one->from > two->from;
}

static int32_t random_day(uint64_t *seed)
{
    static const int32_t odd[] = {INT32_MIN, ATTEND_DAY_FIRST - 1, ATTEND_DAY_FIRST, ATTEND_DAY_LAST, ATTEND_DAY_LAST + 1, INT32_MAX};
    if (random_below(seed, 60) == 0)
        return odd[random_below(seed, LENGTH(odd))];
    return calendar->first_day + 28 + (int32_t)random_below(seed, 60);
}

/* A wild world is full of errors; a tame one has few, so that whole pupils are kept. */
static void random_world(uint64_t *seed, bool wild, world *w)
{
    static const uint8_t codes[] = {CODE_AM, CODE_PM, CODE_ILL, CODE_HASH, CODE_OLD, CODE_NEW, CODE_TURNED, CODE_GAP};
    memset(w, 0, sizeof *w);
    w->n_pupils = 1 + random_below(seed, 6);
    w->n_marks = random_below(seed, wild ? LENGTH(w->marks) : 150);
    w->n_spells = random_below(seed, 3) ? random_below(seed, wild ? LENGTH(w->spells) : 4) : 0;
    for (size_t i = 0; i < w->n_marks; i++) {
        mark *m = &w->marks[i];
        m->pupil = random_below(seed, w->n_pupils);
        m->day = wild ? random_day(seed) : calendar->first_day + 35 + (int32_t)random_below(seed, 60);
        m->session = wild && random_below(seed, 90) == 0 ? (uint8_t)next_random(seed) : (uint8_t)random_below(seed, 2);
        m->code = codes[random_below(seed, LENGTH(codes))];
        if (wild && random_below(seed, 90) == 0)
            m->code = (uint8_t)next_random(seed);
    }
    for (size_t i = 0; i < w->n_spells; i++) {
        attend_spell *spell = &w->spells[i];
        spell->pupil = random_below(seed, w->n_pupils);
        spell->from = random_day(seed);
        spell->to = random_below(seed, 3) ? random_day(seed) : ATTEND_DAY_OPEN;
        if (spell->to < spell->from && random_below(seed, 10) && supported(spell->from))
            spell->to = spell->from + 3;
    }
    qsort(w->marks, w->n_marks, sizeof *w->marks, compare_marks);
    qsort(w->spells, w->n_spells, sizeof *w->spells, compare_spells);
}

static attend_register register_of_world(const world *w)
{
    attend_register reg = register_of(w->marks, w->n_marks, w->n_pupils);
    with_spells(&reg, w->n_spells ? w->spells : NULL, w->n_spells);
    return reg;
}

static void compare_with_naive(const world *w, const attend_calendar *cal, verdict *expected)
{
    attend_register reg = register_of_world(w);
    size_t row_bytes = row_bytes_of(cal, as_of), bytes = row_bytes * w->n_pupils, n = 0;
    uint8_t *grid = malloc(bytes ? bytes : 1);
    int32_t pupils[6];
    attend_row_finding *findings = malloc((expected->n + 1) * sizeof *findings);
    memset(grid, 0xEE, bytes);
    attend_status status = attend_register_check(policy, cal, &reg, as_of, grid, bytes, pupils, findings, expected->n, &n);
    assert_int_equal(status, ATTEND_OK);
    assert_int_equal(n, expected->n);
    assert_memory_equal(findings, expected->findings, n * sizeof *findings);
    assert_memory_equal(pupils, expected->pupils, w->n_pupils * sizeof *pupils);
    assert_memory_equal(grid, expected->grid, bytes);
    free(grid);
    free(findings);
}

/* The grid that a check made, read as a grid, gives the same rows. */
static void compare_with_grid(const world *w, const verdict *expected)
{
    register_view view;
    uint8_t row[GRID_ROW * 2];
    size_t row_bytes = row_bytes_of(calendar, as_of);
    attend_register reg = grid_of(expected->grid, row_bytes, calendar->first_day, (uint32_t)(row_bytes / 14), w->n_pupils);
    open_view(&reg, calendar, &view);
    uint8_t *open = malloc(row_bytes);
    for (int mask = 0; mask < 2; mask++) {
        register_cursor cursor = {0};
        if (mask)
            attend__register_mask(&view, open);
        for (uint32_t pupil = 0; pupil < w->n_pupils; pupil++) {
            assert_int_equal(attend__pupil_fill(&view, &cursor, pupil, row, NULL, NULL), ATTEND_OK);
            assert_memory_equal(row, expected->grid + pupil * row_bytes, row_bytes);
        }
    }
    free(open);
}

static void test_random_registers(void **state)
{
    (void)state;
    world *w = malloc(sizeof *w);
    verdict *expected = malloc(sizeof *expected);
    size_t errors = 0, kept = 0;
    for (uint64_t round = 0; round < 400; round++) {
        uint64_t seed = round;
        random_world(&seed, round % 2, w);
        naive_check(w, calendar, expected);
        compare_with_naive(w, calendar, expected);
        compare_with_grid(w, expected);
        for (uint32_t pupil = 0; pupil < w->n_pupils; pupil++) {
            errors += expected->pupils[pupil] != ATTEND_OK;
            kept += expected->pupils[pupil] == ATTEND_OK;
        }
        free(expected->grid);
    }
    assert_true(errors > 300 && kept > 300);
    free(w);
    free(expected);
}

static void test_random_registers_derived(void **state)
{
    (void)state;
    world *w = malloc(sizeof *w);
    verdict *expected = malloc(sizeof *expected);
    for (uint64_t round = 0; round < 300; round++) {
        uint64_t seed = round + 5000;
        random_world(&seed, false, w);
        attend_register reg = register_of_world(w);
        const attend_calendar *derived = derive_calendar(policy, &reg, as_of);
        naive_check(w, derived, expected);
        compare_with_naive(w, derived, expected);
        free(expected->grid);
        free((void *)(uintptr_t)derived);
    }
    free(w);
    free(expected);
}

static void shuffle_days(uint64_t *seed, world *w)
{
    for (size_t i = 1; i < w->n_marks; i++) {
        size_t first = i;
        while (first > 0 && compare_marks(&w->marks[first - 1], &w->marks[i]) == 0)
            first--;
        size_t other = first + random_below(seed, (uint32_t)(i - first + 1));
        mark held = w->marks[i];
        w->marks[i] = w->marks[other];
        w->marks[other] = held;
    }
}

static size_t count_status(const verdict *v, uint32_t pupil, attend_status status)
{
    size_t n = 0;
    for (size_t i = 0; i < v->n; i++)
        n += v->findings[i].pupil == pupil && v->findings[i].status == status;
    return n;
}

static void run_check(const world *w, verdict *v)
{
    attend_register reg = register_of_world(w);
    size_t bytes = row_bytes_of(calendar, as_of) * w->n_pupils;
    memset(v, 0, sizeof *v);
    v->grid = malloc(bytes);
    assert_int_equal(attend_register_check(policy, calendar, &reg, as_of, v->grid, bytes, v->pupils, v->findings,
                                           LENGTH(v->findings), &v->n), ATTEND_OK);
}

/* The order of a pupil's rows within a day decides which of two marks is the second, and nothing else. */
static void test_order_within_a_day(void **state)
{
    (void)state;
    world *w = malloc(sizeof *w);
    verdict *before = malloc(sizeof *before), *after = malloc(sizeof *after);
    size_t compared = 0;
    for (uint64_t round = 0; round < 200; round++) {
        uint64_t seed = round + 900;
        random_world(&seed, round % 4 == 0, w);
        run_check(w, before);
        shuffle_days(&seed, w);
        run_check(w, after);
        assert_memory_equal(before->grid, after->grid, row_bytes_of(calendar, as_of) * w->n_pupils);
        for (uint32_t pupil = 0; pupil < w->n_pupils; pupil++) {
            assert_int_equal(before->pupils[pupil] == ATTEND_OK, after->pupils[pupil] == ATTEND_OK);
            bool conflict = count_status(before, pupil, ATTEND_E_CONFLICT) != 0;
            assert_int_equal(conflict, count_status(after, pupil, ATTEND_E_CONFLICT) != 0);
            for (attend_status status = -50; !conflict && status < 50; status++) {
                assert_int_equal(count_status(before, pupil, status), count_status(after, pupil, status));
                compared += count_status(before, pupil, status);
            }
        }
        free(before->grid);
        free(after->grid);
    }
    assert_true(compared > 500);
    free(w);
    free(before);
    free(after);
}

/* Grids that begin and end anywhere, against reading them as rows. */
static void test_random_grids(void **state)
{
    (void)state;
    static const uint8_t codes[] = {CODE_AM, CODE_ILL, CODE_HASH, CODE_OLD, CODE_TURNED, CODE_GAP};
    uint8_t grid[GRID_ROW + 5], row[GRID_ROW * 2];
    world *w = malloc(sizeof *w);
    verdict *expected = malloc(sizeof *expected);
    size_t good = 0;
    for (uint64_t round = 0; round < 600; round++) {
        uint64_t seed = round + 70000;
        memset(w, 0, sizeof *w);
        w->n_pupils = 1;
        w->n_spells = random_below(&seed, 4);
        for (size_t i = 0; i < w->n_spells; i++) {
            w->spells[i].from = calendar->first_day + 30 + (int32_t)(i * 20 + random_below(&seed, 10));
            w->spells[i].to = w->spells[i].from + (int32_t)random_below(&seed, 20);
        }
        uint32_t n_weeks = random_below(&seed, 12);
        int32_t first = calendar->first_day + 7 * ((int32_t)random_below(&seed, 14) - 4);
        memset(grid, 0xFF, sizeof grid);
        for (size_t i = 0; i < n_weeks * 14u; i++) {
            int32_t day = first + (int32_t)i / 2;
            bool inside = day >= calendar->document_first || random_below(&seed, 300) == 0;
            grid[i] = inside && random_below(&seed, 3) ? codes[random_below(&seed, LENGTH(codes))] : 0;
            if (grid[i] && random_below(&seed, 500) == 0)
                grid[i] = 77;
            if (grid[i] && w->n_marks < LENGTH(w->marks))
                w->marks[w->n_marks++] = (mark){0, day, (uint8_t)(i % 2), grid[i]};
        }
        naive_check(w, calendar, expected);
        attend_register reg = grid_of(grid, n_weeks * 14u + 5, first, n_weeks, 1);
        with_spells(&reg, w->n_spells ? w->spells : NULL, w->n_spells);
        for (int mask = 0; mask < 2; mask++) {
            memset(row, 0xEE, sizeof row);
            assert_int_equal(fill_grid(&reg, 0, mask, row, NULL), expected->pupils[0]);
            assert_memory_equal(row, expected->grid, row_bytes_of(calendar, as_of));
            assert_int_equal(row[row_bytes_of(calendar, as_of)], 0xEE);
        }
        good += expected->pupils[0] == ATTEND_OK;
        free(expected->grid);
    }
    assert_true(good > 100 && good < 590);
    free(w);
    free(expected);
}

/* Any bytes at all, in memory with nothing to spare: an answer, never a crash. */
static void test_hostile_rows(void **state)
{
    (void)state;
    for (uint64_t round = 0; round < 300; round++) {
        uint64_t seed = round + 31337;
        size_t n = random_below(&seed, 60), n_spells = random_below(&seed, 6);
        mark *marks = malloc(n * sizeof *marks + 1);
        attend_spell *spells = malloc(n_spells * sizeof *spells + 1);
        for (size_t i = 0; i < n; i++)
            marks[i] = (mark){next_random(&seed) << (next_random(&seed) & 1u), (int32_t)(next_random(&seed) << 1),
                              (uint8_t)next_random(&seed), (uint8_t)next_random(&seed)};
        for (size_t i = 0; i < n_spells; i++)
            spells[i] = (attend_spell){next_random(&seed) << 1, (int32_t)(next_random(&seed) << 1), (int32_t)next_random(&seed), 0};
        if (round % 3)
            qsort(marks, n, sizeof *marks, compare_marks);
        qsort(spells, n_spells, sizeof *spells, compare_spells);
        attend_register reg = register_of(marks, n, UINT32_MAX);
        with_spells(&reg, spells, n_spells);
        size_t found = 0, need = 0;
        const attend_calendar *derived = NULL;
        attend_status status = attend_register_check(policy, calendar, &reg, (int32_t)random_below(&seed, 90000), NULL, 0, NULL,
                                                     NULL, 0, &found);
        assert_true(status == ATTEND_OK || status == ATTEND_E_DATA || status == ATTEND_E_RANGE || status == ATTEND_E_ORDER);
        (void)attend_calendar_derive(NULL, 0, policy, &reg, ATTEND_DAY_LAST, &need, &derived, NULL, 0, NULL);
        free(marks);
        free(spells);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_registers),
        cmocka_unit_test(test_random_registers_derived),
        cmocka_unit_test(test_order_within_a_day),
        cmocka_unit_test(test_random_grids),
        cmocka_unit_test(test_hostile_rows),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
