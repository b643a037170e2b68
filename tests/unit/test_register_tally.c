/* How often each code stands in a stretch of days, against a plain count of a checked grid. */
#include "school_register.h"

enum { CODES = 256 };

static attend_status tally(const attend_register *reg, uint32_t pupil, int32_t first, int32_t last, uint32_t *counts)
{
    size_t size = row_bytes_of(calendar, as_of);
    uint8_t *work = malloc(size);
    attend_finding error;
    memset(&error, 0x55, sizeof error);
    attend_status status = attend_register_tally(policy, calendar, reg, pupil, as_of, first, last, work, size, counts, &error);
    if (status != ATTEND_OK && status != ATTEND_E_DATA)
        assert_int_equal(error.status, status);
    free(work);
    return status;
}

static void test_arguments(void **state)
{
    (void)state;
    mark marks[] = {{0, tuesday, 0, CODE_AM}, {1, tuesday, 0, 99}, {2, tuesday, 0, CODE_AM}, {2, tuesday - 1, 0, CODE_AM}};
    attend_register reg = register_of(marks, 4, 4);
    uint32_t counts[CODES] = {7};
    size_t size = row_bytes_of(calendar, as_of);
    uint8_t *work = malloc(size);
    attend_finding error;
    assert_int_equal(attend_register_tally(NULL, calendar, &reg, 0, as_of, tuesday, tuesday, work, size, counts, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_register_tally(policy, NULL, &reg, 0, as_of, tuesday, tuesday, work, size, counts, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_register_tally(policy, calendar, NULL, 0, as_of, tuesday, tuesday, work, size, counts, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_register_tally(policy, calendar, &reg, 0, as_of, tuesday, tuesday, NULL, size, counts, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_register_tally(policy, calendar, &reg, 0, as_of, tuesday, tuesday, work, size, NULL, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_register_tally(policy, calendar, &reg, 0, as_of, tuesday, tuesday, NULL, 0, counts, NULL), ATTEND_E_SPACE);
    assert_int_equal(attend_register_tally(policy, calendar, &reg, 0, as_of, tuesday, tuesday, work, size - 1, counts, NULL), ATTEND_E_SPACE);
    assert_int_equal(attend_register_tally(policy, calendar, &reg, 0, INT32_MIN, tuesday, tuesday, work, size, counts, NULL), ATTEND_E_RANGE);
    assert_int_equal(tally(&reg, 0, ATTEND_DAY_FIRST - 1, tuesday, counts), ATTEND_E_RANGE);
    assert_int_equal(tally(&reg, 0, tuesday, ATTEND_DAY_LAST + 1, counts), ATTEND_E_RANGE);
    assert_int_equal(tally(&reg, 0, tuesday, tuesday - 1, counts), ATTEND_E_DATE_ORDER);
    assert_int_equal(tally(&reg, 4, tuesday, tuesday, counts), ATTEND_E_NOT_FOUND);
    assert_int_equal(tally(&reg, ATTEND_NONE, tuesday, tuesday, counts), ATTEND_E_NOT_FOUND);
    assert_int_equal(tally(&reg, 2, tuesday, tuesday, counts), ATTEND_E_ORDER);
    assert_int_equal(attend_register_tally(policy, calendar, &reg, 1, as_of, tuesday, tuesday, work, size, counts, &error), ATTEND_E_DATA);
    assert_int_equal(error.status, ATTEND_E_UNKNOWN_CODE);
    assert_int_equal(error.row, 1);
    assert_int_equal(counts[0], 7); /* untouched so far */
    assert_int_equal(tally(&reg, 0, tuesday, tuesday, counts), ATTEND_OK);
    assert_int_equal(counts[0], 1);
    assert_int_equal(counts[CODE_AM], 1);
    free(work);
}

static uint32_t sum_of(const uint32_t *counts)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < CODES; i++)
        sum += counts[i];
    return sum;
}

static void test_edges(void **state)
{
    (void)state;
    const attend_spell spells[] = {{0, tuesday, tuesday, 0}, {0, tuesday + 2, as_of + 9, 0}, {2, ATTEND_DAY_FIRST, ATTEND_DAY_OPEN, 0}};
    mark marks[] = {{0, tuesday - 1, 0, CODE_AM}, {0, tuesday, 0, CODE_ILL},    {0, tuesday + 1, 0, CODE_AM},
                    {0, tuesday + 2, 1, CODE_ILL}, {0, tuesday + 4, 0, CODE_AM}, {0, as_of, 0, CODE_HASH}, {0, as_of + 1, 0, CODE_ILL}};
    attend_register reg = register_of(marks, LENGTH(marks), 3);
    with_spells(&reg, spells, LENGTH(spells));
    uint32_t counts[CODES];
    assert_int_equal(tally(&reg, 0, tuesday - 1, tuesday + 4, counts), ATTEND_OK); /* to a Saturday */
    assert_int_equal(counts[CODE_ILL], 2);
    assert_int_equal(counts[CODE_AM], 0); /* outside its spells, and without school */
    assert_int_equal(counts[0], 1 + 1 + 2);
    assert_int_equal(sum_of(counts), 6);
    assert_int_equal(tally(&reg, 0, as_of, ATTEND_DAY_LAST, counts), ATTEND_OK);
    assert_int_equal(counts[CODE_HASH], 1);
    assert_int_equal(sum_of(counts), 2); /* nothing after the as-of day */
    assert_int_equal(tally(&reg, 0, as_of + 1, ATTEND_DAY_LAST, counts), ATTEND_OK);
    assert_int_equal(sum_of(counts), 0);
    assert_int_equal(tally(&reg, 0, ATTEND_DAY_FIRST, day_on(2024, 9, 2), counts), ATTEND_OK);
    assert_int_equal(sum_of(counts), 0);
    assert_int_equal(tally(&reg, 1, ATTEND_DAY_FIRST, ATTEND_DAY_LAST, counts), ATTEND_OK); /* no spell at all */
    assert_int_equal(sum_of(counts), 0);
    assert_int_equal(tally(&reg, 2, ATTEND_DAY_FIRST, ATTEND_DAY_LAST, counts), ATTEND_OK);
    assert_int_equal(counts[0], 33 * 2 + 1); /* 3 September to 17 October, and a Saturday morning */
    assert_int_equal(sum_of(counts), counts[0]);
}

static void test_after_the_calendar(void **state)
{
    (void)state;
    int32_t kept_as_of = as_of;
    as_of = day_on(2026, 12, 1);
    mark marks[] = {{0, day_on(2025, 12, 19), 1, CODE_ILL}};
    attend_register reg = register_of(marks, 1, 1);
    uint32_t counts[CODES];
    assert_int_equal(tally(&reg, 0, day_on(2025, 12, 19), ATTEND_DAY_LAST, counts), ATTEND_OK);
    assert_int_equal(counts[CODE_ILL], 1);
    assert_int_equal(counts[0], 1);
    assert_int_equal(sum_of(counts), 2);
    as_of = kept_as_of;
}

static void test_empty_calendar(void **state)
{
    (void)state;
    attend_register reg = register_of(NULL, 0, 1);
    const attend_calendar *derived = derive_calendar(policy, &reg, as_of);
    uint32_t counts[CODES] = {9, 9};
    assert_int_equal(attend_register_tally(policy, derived, &reg, 0, as_of, tuesday, tuesday, NULL, 0, counts, NULL), ATTEND_OK);
    assert_int_equal(sum_of(counts), 0);
    free((void *)(uintptr_t)derived);
}

/* --- random registers --- */

static void plain_count(const attend_register *reg, const uint8_t *grid, uint32_t pupil, int32_t first, int32_t last, uint32_t *counts)
{
    memset(counts, 0, CODES * sizeof *counts);
    for (int32_t day = first; day <= last && day <= as_of; day++) {
        attend_calendar_day info;
        bool enrolled = reg->n_spells == 0;
        assert_int_equal(attend_calendar_get(calendar, day, &info), ATTEND_OK);
        for (size_t i = 0; i < reg->n_spells; i++)
            enrolled = enrolled || (reg->spells[i].pupil == pupil && reg->spells[i].from <= day && day <= reg->spells[i].to);
        for (uint32_t session = 0; session < 2; session++) {
            uint8_t code = info.sessions ? grid[at(day, session)] : 0;
            if (code || (enrolled && info.sessions >> session & 1u))
                counts[code]++;
        }
    }
}

static int compare_marks(const void *a, const void *b)
{
    const mark *one = a, *two = b;
    if (one->pupil != two->pupil)
        return one->pupil < two->pupil ? -1 : 1;
    return (one->day > two->day) - (one->day < two->day);
}

static size_t random_spells(uint64_t *seed, attend_spell *spells)
{
    size_t n = 0;
    for (uint32_t pupil = 0; pupil < 3; pupil++) {
        int32_t from = calendar->first_day + (int32_t)random_below(seed, 60);
        for (uint32_t i = random_below(seed, 3); i < 2; i++) {
            spells[n] = (attend_spell){pupil, from, from + (int32_t)random_below(seed, 30), 0};
            from = spells[n++].to + 1 + (int32_t)random_below(seed, 3) * 4;
        }
    }
    return n;
}

static void test_random_registers(void **state)
{
    (void)state;
    static const uint8_t codes[] = {CODE_AM, CODE_PM, CODE_ILL, CODE_HASH, CODE_OLD, CODE_GAP};
    size_t good = 0, counted = 0;
    for (uint64_t round = 0; round < 400; round++) {
        uint64_t seed = round;
        mark marks[120];
        attend_spell spells[8];
        size_t n = random_below(&seed, LENGTH(marks)), n_spells = round % 3 ? random_spells(&seed, spells) : 0;
        for (size_t i = 0; i < n; i++) {
            marks[i] = (mark){random_below(&seed, 3), calendar->first_day + 3 + (int32_t)random_below(&seed, 90), i % 2, 0};
            bool wrong = random_below(&seed, 200) == 0;
            marks[i].code = wrong ? 99 : codes[(marks[i].pupil + (uint32_t)marks[i].day + i % 2) % LENGTH(codes)];
        }
        qsort(marks, n, sizeof *marks, compare_marks);
        attend_register reg = register_of(marks, n, 3);
        with_spells(&reg, n_spells ? spells : NULL, n_spells);
        outcome out;
        quarantine(&reg, &out);
        attend_register grid = grid_of(out.grid, out.row_bytes, calendar->first_day, (uint32_t)(out.row_bytes / 14), 3);
        with_spells(&grid, n_spells ? spells : NULL, n_spells);
        for (uint32_t pupil = 0; pupil < 3; pupil++) {
            uint32_t counts[CODES], expected[CODES];
            int32_t first = calendar->first_day - 5 + (int32_t)random_below(&seed, 90), last = first + (int32_t)random_below(&seed, 60);
            attend_status status = tally(&reg, pupil, first, last, counts);
            assert_int_equal(status == ATTEND_OK, out.pupils[pupil] == ATTEND_OK);
            if (status != ATTEND_OK)
                continue;
            plain_count(&reg, out.grid + pupil * out.row_bytes, pupil, first, last, expected);
            assert_memory_equal(counts, expected, sizeof expected);
            assert_int_equal(tally(&grid, pupil, first, last, counts), ATTEND_OK);
            assert_memory_equal(counts, expected, sizeof expected);
            good++;
            counted += sum_of(counts) - counts[0];
        }
        free(out.grid);
    }
    assert_true(good > 400 && counted > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arguments),
        cmocka_unit_test(test_edges),
        cmocka_unit_test(test_after_the_calendar),
        cmocka_unit_test(test_empty_calendar),
        cmocka_unit_test(test_random_registers),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
