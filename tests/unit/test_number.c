/* Exact numbers, percentages and days. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "attend/decision.h"
#include "base/day.h"
#include "base/number.h"
#include "base/text.h"

__extension__ typedef __int128 wide;

static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

/* -- numbers -- */

static void test_checked_sizes(void **state)
{
    size_t r = 7;
    (void)state;
    assert_true(attend__add_size(SIZE_MAX - 1, 1, &r));
    assert_int_equal(r, SIZE_MAX);
    assert_false(attend__add_size(SIZE_MAX, 1, &r));
    assert_false(attend__add_size(SIZE_MAX / 2 + 1, SIZE_MAX / 2 + 1, &r));
    assert_true(attend__mul_size(SIZE_MAX / 3, 3, &r));
    assert_int_equal(r, SIZE_MAX / 3 * 3);
    assert_false(attend__mul_size(SIZE_MAX / 3 + 1, 3, &r));
    assert_true(attend__mul_size(SIZE_MAX, 0, &r));
    assert_int_equal(r, 0);
    assert_true(attend__mul_size(0, SIZE_MAX, &r));
}

static int compare_exact(int64_t count, int64_t of, int64_t factor, int64_t threshold)
{
    wide left = (wide)count * factor * NUMBER_SCALE, right = (wide)threshold * of;
    return (left > right) - (left < right);
}

static void check_compare(int64_t count, int64_t of, int64_t factor, int64_t threshold)
{
    assert_int_equal(attend__compare_scaled(count, of, factor, threshold), compare_exact(count, of, factor, threshold));
}

static void test_compare_at_every_boundary(void **state)
{
    int equal = 0;
    (void)state;
    for (int64_t of = 1; of <= 400; of++)
        for (int64_t count = 0; count <= of; count++) {
            int64_t percent = count * 1000000 / of; /* per cent times 10,000, cut */
            check_compare(count, of, 100, percent - 1);
            check_compare(count, of, 100, percent);
            check_compare(count, of, 100, percent + 1);
            bool exact = count * 1000000 % of == 0;
            assert_int_equal(attend__compare_scaled(count, of, 100, percent), exact ? 0 : 1);
            equal += exact;
        }
    assert_true(equal > 1000);
    assert_int_equal(attend__compare_scaled(342, 380, 100, 900000), 0); /* 342 of 380 is 90 % */
    assert_int_equal(attend__compare_scaled(341, 380, 100, 900000), -1);
    assert_int_equal(attend__compare_scaled(17, 2, 1, 85000), 0);
    assert_int_equal(attend__compare_scaled(-1, 20, 100, -50000), 0);
}

static void test_compare_against_wide(void **state)
{
    static const int64_t edges[] = {INT64_MIN, INT64_MIN + 1, -(1LL << 32), -1, 0, 1, (1LL << 32) - 1, 1LL << 32, INT64_MAX - 1, INT64_MAX};
    static const int64_t factors[] = {1, 100, -100, 0, (1LL << 49) - 1};
    uint64_t seed = 20260901;
    (void)state;
    for (size_t i = 0; i < 10 * 10 * 10 * 5; i++) {
        int64_t of = edges[i / 100 % 10];
        check_compare(edges[i % 10], of > 0 ? of : 3, factors[i / 1000], edges[i / 10 % 10]);
    }
    for (int i = 0; i < 300000; i++) {
        int64_t count = (int64_t)next_random(&seed) >> (next_random(&seed) % 60);
        int64_t of = ((int64_t)(next_random(&seed) >> 1) >> (next_random(&seed) % 60)) | 1;
        int64_t factor = factors[next_random(&seed) % 4];
        int64_t threshold = (int64_t)next_random(&seed) >> (next_random(&seed) % 60);
        check_compare(count, of, factor, threshold);
        int64_t near = (int64_t)((wide)(count >> 34) * factor * NUMBER_SCALE / of);
        for (int64_t d = -1; d <= 1; d++)
            check_compare(count >> 34, of, factor, near + d);
    }
}

static void check_number(const char *text, int form, int64_t scaled, const char *canonical)
{
    number_form found = (number_form)9;
    int64_t value = -77;
    char buffer[32];
    sink out = attend__sink(buffer, sizeof buffer);
    if (attend__number_parse(attend__slice(text), &found, &value) != (form != 0))
        fail_msg("%s", text);
    assert_int_equal(found, form ? form : 9);
    assert_int_equal(value, form ? scaled : -77);
    if (form) {
        attend__put_number(&out, found, value);
        attend__sink_finish(&out, NULL);
        assert_string_equal(buffer, canonical);
    }
}

static void test_number_forms(void **state)
{
    static const char *wrong[] = {"", "-", ".", "%", "5.", ".5", "05", "00", "0.12345", "1234567890", "1e3", "+5", " 5", "5 ",
        "-5", "-5%", "5 %", "5%%", "5points", "5 point", "5  points", "5 Points", "--5 points", "- 5 points", "5 points ",
        "5,5", "0x5", "5.5.5", "5.-5", "\xEF\xBC\x95", "5.1234 ", "-.5 points", "-0"};
    (void)state;
    check_number("8.5", NUMBER_DECIMAL, 85000, "8.5");
    check_number("8", NUMBER_DECIMAL, 80000, "8");
    check_number("8.0000", NUMBER_DECIMAL, 80000, "8");
    check_number("0", NUMBER_DECIMAL, 0, "0");
    check_number("0.0001", NUMBER_DECIMAL, 1, "0.0001");
    check_number("999999999.9999", NUMBER_DECIMAL, 9999999999999, "999999999.9999");
    check_number("80%", NUMBER_PERCENT, 800000, "80%");
    check_number("92.50%", NUMBER_PERCENT, 925000, "92.5%");
    check_number("0.1010%", NUMBER_PERCENT, 1010, "0.101%");
    check_number("5 points", NUMBER_POINTS, 50000, "5 points");
    check_number("-5 points", NUMBER_POINTS, -50000, "-5 points");
    check_number("-0.05 points", NUMBER_POINTS, -500, "-0.05 points");
    check_number("-0 points", NUMBER_POINTS, 0, "0 points");
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        check_number(wrong[i], 0, 0, NULL);
}

static void test_numbers_round_trip(void **state)
{
    (void)state;
    for (int64_t scaled = 0; scaled <= 300000; scaled += 7)
        for (int form = NUMBER_DECIMAL; form <= NUMBER_POINTS; form++) {
            char buffer[32];
            number_form found;
            int64_t value, sent = form == NUMBER_POINTS ? -scaled : scaled;
            sink out = attend__sink(buffer, sizeof buffer);
            attend__put_number(&out, (number_form)form, sent);
            assert_true(attend__number_parse((slice){buffer, out.size}, &found, &value));
            assert_int_equal(found, form);
            assert_int_equal(value, sent);
        }
    char buffer[32];
    sink out = attend__sink(buffer, sizeof buffer);
    attend__put_number(&out, NUMBER_WHOLE, 120000);
    attend__put_number(&out, NUMBER_WHOLE, INT64_MIN);
    attend__sink_finish(&out, NULL);
    assert_string_equal(buffer, "12-922337203685477.5808");
}

static void test_integers(void **state)
{
    static const char *wrong[] = {"", "-", "01", "-01", "1.0", "1e3", "+1", " 1", "1 ", "1234567890123456789", "0x1", "--1"};
    int64_t value = 5;
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(attend__integer_parse(attend__slice(wrong[i]), &value));
    assert_int_equal(value, 5);
    assert_true(attend__integer_parse(attend__slice("999999999999999999"), &value));
    assert_int_equal(value, 999999999999999999);
    assert_true(attend__integer_parse(attend__slice("-999999999999999999"), &value));
    assert_int_equal(value, -999999999999999999);
    assert_true(attend__integer_parse(attend__slice("-0"), &value));
    assert_int_equal(value, 0);
}

/* -- percentages -- */

/* The units shown (of the last decimal) by the definition: which neighbour is taken, and which when both are as near. */
static int64_t units_by_definition(int64_t count, int64_t of, int64_t unit, int rounding)
{
    wide exact = (wide)(count < 0 ? -count : count) * 100 * unit; /* over `of` */
    int64_t down = (int64_t)(exact / of), up = down + (exact % of != 0);
    wide below = exact - (wide)down * of, above = (wide)up * of - exact;
    int64_t nearest = below < above ? down : below > above ? up : rounding == ATTEND_ROUND_HALF_UP ? up : down % 2 ? up : down;
    int64_t size = rounding == ATTEND_ROUND_DOWN ? down : rounding == ATTEND_ROUND_UP ? up : nearest;
    return count < 0 ? -size : size;
}

static void check_percent(int64_t count, int64_t of, int places, int rounding)
{
    char text[32], expected[48];
    int64_t unit = 1;
    for (int i = 0; i < places; i++)
        unit *= 10;
    int64_t units = units_by_definition(count, of, unit, rounding), size = units < 0 ? -units : units;
    int n = snprintf(expected, sizeof expected, "%s%lld", units < 0 ? "-" : "", (long long)(size / unit));
    if (places)
        snprintf(expected + n, sizeof expected - (size_t)n, ".%0*lld", places, (long long)(size % unit));
    assert_int_equal(attend_percent_format(count, of, places, rounding, text, sizeof text, NULL), ATTEND_OK);
    assert_string_equal(text, expected);
}

static void test_percent_every_mode(void **state)
{
    (void)state;
    for (int64_t of = 1; of <= 64; of++)
        for (int64_t count = -of - 2; count <= of + 2; count++)
            for (int places = 0; places <= 4; places++)
                for (int rounding = ATTEND_ROUND_HALF_UP; rounding <= ATTEND_ROUND_HALF_EVEN; rounding++)
                    check_percent(count, of, places, rounding);
}

static void expect_percent(int64_t count, int64_t of, int places, int rounding, const char *expected)
{
    char text[32];
    size_t need;
    for (size_t capacity = 0; capacity < sizeof text; capacity++) {
        memset(text, 'x', sizeof text);
        attend_status status = attend_percent_format(count, of, places, rounding, capacity ? text : NULL, capacity, &need);
        assert_int_equal(need, strlen(expected) + 1);
        assert_int_equal(status, capacity < need ? ATTEND_E_SPACE : ATTEND_OK);
        if (status == ATTEND_OK)
            assert_string_equal(text, expected);
        for (size_t i = status == ATTEND_OK ? need : 0; i < sizeof text; i++)
            assert_int_equal(text[i], 'x');
    }
}

static void test_percent_known(void **state)
{
    const int64_t most = (int64_t)1 << 41;
    (void)state;
    expect_percent(35, 38, 2, ATTEND_ROUND_HALF_UP, "92.11");
    expect_percent(1, 8, 0, ATTEND_ROUND_HALF_UP, "13");
    expect_percent(1, 8, 0, ATTEND_ROUND_HALF_EVEN, "12");
    expect_percent(3, 8, 0, ATTEND_ROUND_HALF_EVEN, "38");
    expect_percent(1, 8, 0, ATTEND_ROUND_DOWN, "12");
    expect_percent(1, 8, 0, ATTEND_ROUND_UP, "13");
    expect_percent(-1, 8, 0, ATTEND_ROUND_HALF_UP, "-13");
    expect_percent(-1, 8, 0, ATTEND_ROUND_DOWN, "-12");
    expect_percent(-1, 8, 0, ATTEND_ROUND_UP, "-13");
    expect_percent(-1, 1000, 0, ATTEND_ROUND_DOWN, "0");
    expect_percent(-1, 1000000, 2, ATTEND_ROUND_HALF_UP, "0.00");
    expect_percent(1, 200, 2, ATTEND_ROUND_HALF_UP, "0.50");
    expect_percent(380, 380, 4, ATTEND_ROUND_UP, "100.0000");
    expect_percent(most, 1, 4, ATTEND_ROUND_UP, "219902325555200.0000");
    expect_percent(-most, 1, 4, ATTEND_ROUND_HALF_EVEN, "-219902325555200.0000");
    expect_percent(most - 1, most, 4, ATTEND_ROUND_HALF_UP, "100.0000");
    expect_percent(most - 1, most, 4, ATTEND_ROUND_DOWN, "99.9999");
    for (int rounding = ATTEND_ROUND_HALF_UP; rounding <= ATTEND_ROUND_HALF_EVEN; rounding++)
        check_percent(most, most - 1, 4, rounding);
}

static void test_percent_refuses(void **state)
{
    const int64_t over = ((int64_t)1 << 41) + 1;
    char text[32] = "kept";
    size_t need = 9;
    (void)state;
    assert_int_equal(attend_percent_format(1, 2, 2, 0, text, 32, &need), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_percent_format(1, 2, 2, 5, text, 32, &need), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_percent_format(1, 2, 2, 1, NULL, 32, &need), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_percent_format(1, 0, 2, 1, text, 32, &need), ATTEND_E_RANGE);
    assert_int_equal(attend_percent_format(1, -1, 2, 1, text, 32, &need), ATTEND_E_RANGE);
    assert_int_equal(attend_percent_format(1, over, 2, 1, text, 32, &need), ATTEND_E_RANGE);
    assert_int_equal(attend_percent_format(over, 1, 2, 1, text, 32, &need), ATTEND_E_RANGE);
    assert_int_equal(attend_percent_format(-over, 1, 2, 1, text, 32, &need), ATTEND_E_RANGE);
    assert_int_equal(attend_percent_format(INT64_MIN, 1, 2, 1, text, 32, &need), ATTEND_E_RANGE);
    assert_int_equal(attend_percent_format(1, 2, -1, 1, text, 32, &need), ATTEND_E_RANGE);
    assert_int_equal(attend_percent_format(1, 2, 5, 1, text, 32, &need), ATTEND_E_RANGE);
    assert_string_equal(text, "kept");
    assert_int_equal(need, 9);
}

/* -- days -- */

static void check_day(int32_t day, int32_t year, int32_t month, int32_t day_of_month, int32_t weekday)
{
    char text[11], expected[32];
    int32_t y, m, d, back;
    snprintf(expected, sizeof expected, "%04d-%02d-%02d", (int)year, (int)month, (int)day_of_month);
    assert_int_equal(attend_day_to_civil(day, &y, &m, &d), ATTEND_OK);
    assert_true(y == year && m == month && d == day_of_month);
    assert_int_equal(attend_day_from_civil(year, month, day_of_month, &back), ATTEND_OK);
    assert_int_equal(back, day);
    assert_int_equal(attend_day_format(day, text, sizeof text, NULL), ATTEND_OK);
    assert_string_equal(text, expected);
    assert_int_equal(attend_day_parse(text, 10, &back), ATTEND_OK);
    assert_int_equal(back, day);
    assert_int_equal(attend_day_weekday(day), weekday);
    assert_int_equal(attend__monday(day), day - weekday);
    assert_true(attend__day_ok(day));
}

static void test_every_day(void **state)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int32_t day = ATTEND_DAY_FIRST, weekday = 0; /* 1900-01-01 was a Monday */
    (void)state;
    for (int32_t year = 1900; year <= 2199; year++)
        for (int32_t month = 1; month <= 12; month++) {
            bool leap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);
            int32_t length = lengths[month - 1] + (month == 2 && leap), none = 5;
            for (int32_t d = 1; d <= length; d++, day++, weekday = (weekday + 1) % 7)
                check_day(day, year, month, d, weekday);
            assert_int_equal(attend_day_from_civil(year, month, length + 1, &none), ATTEND_E_DATE);
            assert_int_equal(attend_day_from_civil(year, month, 0, &none), ATTEND_E_DATE);
            assert_int_equal(none, 5);
        }
    assert_int_equal(day, ATTEND_DAY_LAST + 1);
    check_day(0, 1970, 1, 1, 3);
    check_day(19954, 2024, 8, 19, 0);
}

static void test_days_refused(void **state)
{
    int32_t day = 5, y = 6, m = 7, d = 8;
    char text[16] = "kept";
    size_t need = 9;
    (void)state;
    assert_int_equal(attend_day_from_civil(1899, 12, 31, &day), ATTEND_E_RANGE);
    assert_int_equal(attend_day_from_civil(2200, 1, 1, &day), ATTEND_E_RANGE);
    assert_int_equal(attend_day_from_civil(INT32_MIN, 2, 29, &day), ATTEND_E_RANGE); /* a leap year */
    assert_int_equal(attend_day_from_civil(INT32_MAX, 12, 31, &day), ATTEND_E_RANGE);
    assert_int_equal(attend_day_from_civil(2024, 0, 1, &day), ATTEND_E_DATE);
    assert_int_equal(attend_day_from_civil(2024, 13, 1, &day), ATTEND_E_DATE);
    assert_int_equal(attend_day_from_civil(2024, INT32_MIN, INT32_MAX, &day), ATTEND_E_DATE);
    assert_int_equal(attend_day_from_civil(2024, 1, 1, NULL), ATTEND_E_ARGUMENT);
    static const int32_t outside[] = {ATTEND_DAY_FIRST - 1, ATTEND_DAY_LAST + 1, INT32_MIN, INT32_MAX};
    for (int i = 0; i < 4; i++) {
        assert_false(attend__day_ok(outside[i]));
        assert_int_equal(attend_day_to_civil(outside[i], &y, &m, &d), ATTEND_E_RANGE);
        assert_int_equal(attend_day_format(outside[i], text, sizeof text, &need), ATTEND_E_RANGE);
    }
    assert_int_equal(attend_day_to_civil(0, NULL, &m, &d), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_day_to_civil(0, &y, NULL, &d), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_day_to_civil(0, &y, &m, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_day_format(0, NULL, 11, &need), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_day_parse(NULL, 10, &day), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_day_parse("2024-01-01", 10, NULL), ATTEND_E_ARGUMENT);
    assert_true(day == 5 && y == 6 && m == 7 && d == 8 && need == 9);
    for (size_t capacity = 0; capacity < 11; capacity++)
        assert_int_equal(attend_day_format(0, capacity ? text : NULL, capacity, &need), ATTEND_E_SPACE);
    assert_int_equal(need, 11);
    assert_string_equal(text, "kept");
}

static void test_dates_refused(void **state)
{
    static const char *wrong[] = {"", "2024-1-01", "2024-01-1", "2024/01/01", "20240101", "2024-01-01 ", " 2024-01-01",
        "2024-01-0l", "2024-02-30", "2023-02-29", "2100-02-29", "2024-00-01", "2024-01-00", "2024-13-01", "+024-01-01",
        "01-01-2024", "2024-01-01T", "2024-1-001", "2024-01:01", "-024-01-01", "1899-02-29", "2024-04-31", "2024-01-32"};
    int32_t day = 5;
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(attend_day_parse(wrong[i], strlen(wrong[i]), &day), ATTEND_E_DATE);
    assert_int_equal(attend_day_parse("1899-12-31", 10, &day), ATTEND_E_RANGE);
    assert_int_equal(attend_day_parse("2200-01-01", 10, &day), ATTEND_E_RANGE);
    assert_int_equal(attend_day_parse("0000-02-29", 10, &day), ATTEND_E_RANGE);
    assert_int_equal(day, 5);
}

static void test_weekday_of_any_number(void **state)
{
    (void)state;
    for (int64_t i = 0; i < 100; i++) {
        int64_t low = (int64_t)INT32_MIN + i, high = (int64_t)INT32_MAX - i;
        assert_int_equal(attend_day_weekday((int32_t)low), ((low + 3) % 7 + 7) % 7);
        assert_int_equal(attend_day_weekday((int32_t)high), (high + 3) % 7);
        assert_int_equal(attend__monday((int32_t)high), high - (high + 3) % 7);
    }
    assert_int_equal(attend__monday(INT32_MIN), INT32_MIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_checked_sizes),         cmocka_unit_test(test_compare_at_every_boundary),
        cmocka_unit_test(test_compare_against_wide),  cmocka_unit_test(test_number_forms),
        cmocka_unit_test(test_numbers_round_trip),    cmocka_unit_test(test_integers),
        cmocka_unit_test(test_percent_every_mode),    cmocka_unit_test(test_percent_known),
        cmocka_unit_test(test_percent_refuses),       cmocka_unit_test(test_every_day),
        cmocka_unit_test(test_days_refused),          cmocka_unit_test(test_dates_refused),
        cmocka_unit_test(test_weekday_of_any_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
