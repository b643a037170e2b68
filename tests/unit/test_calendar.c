/* Calendars: documents, periods, spans, counting back. */
#include "school.h"

#include "policy/calendar/calendar_model.h"

static const attend_calendar *calendar;

static int set_up(void **state)
{
    (void)state;
    calendar = load_calendar(school_calendar);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    free((void *)(uintptr_t)calendar);
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

static uint32_t sessions_on(int32_t year, int32_t month, int32_t day_of_month)
{
    return get(calendar, day_on(year, month, day_of_month)).sessions;
}

/* --- documents --- */

static void test_sessions_of_days(void **state)
{
    (void)state;
    assert_int_equal(sessions_on(2024, 9, 2), 0);   /* closed */
    assert_int_equal(sessions_on(2024, 9, 3), 3);   /* a Tuesday of the term */
    assert_int_equal(sessions_on(2024, 9, 7), 0);   /* Saturday */
    assert_int_equal(sessions_on(2024, 10, 12), 1); /* Saturday, opened in the morning */
    assert_int_equal(sessions_on(2024, 10, 25), 3); /* last day of a half term */
    assert_int_equal(sessions_on(2024, 10, 28), 0); /* between half terms, in the term */
    assert_int_equal(sessions_on(2024, 12, 20), 1); /* closed in the afternoon */
    assert_int_equal(sessions_on(2025, 1, 3), 0);   /* between terms */
    assert_int_equal(sessions_on(2025, 1, 6), 3);   /* a term without half terms */
    assert_int_equal(sessions_on(2025, 5, 5), 0);   /* closed */
    assert_int_equal(sessions_on(2025, 8, 15), 0);  /* between years */
    assert_int_equal(sessions_on(2025, 9, 2), 3);
    assert_int_equal(sessions_on(2030, 1, 1), 0);   /* after the calendar */
    assert_int_equal(sessions_on(2000, 1, 3), 0);   /* before it */
}

static void test_names_of_days(void **state)
{
    (void)state;
    attend_calendar_day info = get(calendar, day_on(2024, 9, 2));
    assert_string_equal(info.year, "2024-25");
    assert_string_equal(info.term, "autumn");
    assert_string_equal(info.half_term, "autumn-1");
    assert_string_equal(info.closure, "Staff \"training\"");
    assert_int_equal(info.sessions_per_day, 2);
    info = get(calendar, day_on(2024, 10, 28));
    assert_string_equal(info.term, "autumn");
    assert_string_equal(info.half_term, "");
    assert_string_equal(info.closure, "");
    assert_string_equal(get(calendar, day_on(2024, 12, 20)).closure, "carols"); /* it has no title */
    info = get(calendar, day_on(2025, 8, 15));
    assert_string_equal(info.year, "");
    assert_string_equal(info.term, "");
    info = get(calendar, ATTEND_DAY_LAST);
    assert_string_equal(info.year, "");
    assert_int_equal(info.school_day, get(calendar, day_on(2026, 7, 29)).school_day);
}

static void test_counts_of_days(void **state)
{
    (void)state;
    assert_int_equal(get(calendar, day_on(2024, 9, 2)).school_day, 0);
    assert_int_equal(get(calendar, day_on(2024, 9, 2)).school_week, 0);
    assert_int_equal(get(calendar, day_on(2024, 9, 3)).school_day, 1);
    assert_int_equal(get(calendar, day_on(2024, 9, 3)).school_week, 1);
    assert_int_equal(get(calendar, day_on(2024, 9, 8)).school_day, 4);
    assert_int_equal(get(calendar, day_on(2024, 9, 8)).school_week, 1);
    assert_int_equal(get(calendar, day_on(2024, 9, 9)).school_week, 2);
    assert_int_equal(get(calendar, day_on(2024, 10, 12)).school_day, 30);
    assert_int_equal(get(calendar, ATTEND_DAY_FIRST).school_day, 0);
}

static void test_arguments(void **state)
{
    (void)state;
    attend_calendar_day info;
    int32_t reached = 77;
    int32_t day = day_on(2024, 9, 3);
    _Alignas(16) unsigned char zero[256] = {0};
    const attend_calendar *nothing = (const attend_calendar *)(const void *)zero;
    const attend_calendar *odd = (const attend_calendar *)(const void *)((const char *)calendar + 8);
    memset(&info, 0x5A, sizeof info);
    assert_int_equal(attend_calendar_get(NULL, day, &info), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_calendar_get(nothing, day, &info), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_calendar_get(odd, day, &info), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_calendar_get(calendar, day, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_calendar_get(calendar, ATTEND_DAY_LAST + 1, &info), ATTEND_E_RANGE);
    assert_int_equal(attend_calendar_get(calendar, INT32_MIN, &info), ATTEND_E_RANGE);
    assert_int_equal(info.sessions, 0x5A5A5A5A);
    assert_int_equal(attend_calendar_add(NULL, day, 1, ATTEND_UNIT_DAYS, &reached), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_calendar_add(calendar, day, 1, ATTEND_UNIT_SESSIONS, &reached), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_calendar_add(calendar, day, 1, 0, &reached), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_calendar_add(calendar, day, 1, ATTEND_UNIT_DAYS, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_calendar_add(calendar, day, -1, ATTEND_UNIT_DAYS, &reached), ATTEND_E_RANGE);
    assert_int_equal(attend_calendar_add(calendar, day, 10001, ATTEND_UNIT_DAYS, &reached), ATTEND_E_RANGE);
    assert_int_equal(attend_calendar_add(calendar, INT32_MAX, 1, ATTEND_UNIT_DAYS, &reached), ATTEND_E_RANGE);
    assert_int_equal(attend_calendar_add(calendar, ATTEND_DAY_LAST, 1, ATTEND_UNIT_DAYS, &reached), ATTEND_E_RANGE);
    assert_int_equal(attend_calendar_roll(NULL, day, &reached), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_calendar_roll(calendar, ATTEND_DAY_FIRST - 1, &reached), ATTEND_E_RANGE);
    assert_int_equal(reached, 77);
    assert_int_equal(attend_calendar_bytes(NULL), 0);
    assert_int_equal(attend_calendar_bytes(nothing), 0);
}

static void test_a_calendar_can_be_copied(void **state)
{
    (void)state;
    size_t size = attend_calendar_bytes(calendar);
    assert_true(size > sizeof *calendar);
    void *copy = malloc(size);
    memcpy(copy, calendar, size);
    assert_string_equal(get(copy, day_on(2024, 9, 2)).closure, "Staff \"training\"");
    free(copy);
}

/* --- spans --- */

static int32_t add(int32_t day, int32_t n, int32_t unit)
{
    int32_t reached = 0;
    assert_int_equal(attend_calendar_add(calendar, day, n, unit, &reached), ATTEND_OK);
    return reached;
}

static attend_status add_status(int32_t day, int32_t n, int32_t unit)
{
    int32_t reached = 4711;
    attend_status status = attend_calendar_add(calendar, day, n, unit, &reached);
    assert_true((status == ATTEND_OK) == (reached != 4711));
    return status;
}

static void test_civil_spans(void **state)
{
    (void)state;
    int32_t day = day_on(2024, 12, 19);
    assert_int_equal(add(day, 0, ATTEND_UNIT_DAYS), day);
    assert_int_equal(add(day, 13, ATTEND_UNIT_DAYS), day_on(2025, 1, 1));
    assert_int_equal(add(day, 2, ATTEND_UNIT_WEEKS), day_on(2025, 1, 2));
    assert_int_equal(add(day_on(2050, 1, 1), 1, ATTEND_UNIT_DAYS), day_on(2050, 1, 2)); /* needs no calendar */
}

static void test_school_days(void **state)
{
    (void)state;
    assert_int_equal(add(day_on(2024, 12, 19), 5, ATTEND_UNIT_SCHOOL_DAYS), day_on(2025, 1, 9));
    assert_int_equal(add(day_on(2024, 12, 19), 1, ATTEND_UNIT_SCHOOL_DAYS), day_on(2024, 12, 20)); /* half a day is one */
    assert_int_equal(add(day_on(2024, 12, 19), 0, ATTEND_UNIT_SCHOOL_DAYS), day_on(2024, 12, 19));
    assert_int_equal(add(day_on(2024, 12, 24), 0, ATTEND_UNIT_SCHOOL_DAYS), day_on(2025, 1, 6));
    assert_int_equal(add(day_on(2024, 12, 24), 1, ATTEND_UNIT_SCHOOL_DAYS), day_on(2025, 1, 6));
    assert_int_equal(add(day_on(2024, 10, 11), 1, ATTEND_UNIT_SCHOOL_DAYS), day_on(2024, 10, 12)); /* the Saturday */
    assert_int_equal(add(day_on(2020, 1, 1), 1, ATTEND_UNIT_SCHOOL_DAYS), day_on(2024, 9, 3));
    assert_int_equal(add_status(day_on(2025, 12, 19), 1, ATTEND_UNIT_SCHOOL_DAYS), ATTEND_E_CALENDAR_END);
    assert_int_equal(add_status(day_on(2025, 12, 20), 0, ATTEND_UNIT_SCHOOL_DAYS), ATTEND_E_CALENDAR_END);
    assert_int_equal(add_status(day_on(2050, 1, 1), 0, ATTEND_UNIT_SCHOOL_DAYS), ATTEND_E_CALENDAR_END);
    assert_int_equal(add_status(day_on(2024, 9, 3), 10000, ATTEND_UNIT_SCHOOL_DAYS), ATTEND_E_CALENDAR_END);
}

static void test_school_weeks(void **state)
{
    (void)state;
    int32_t thursday = day_on(2024, 12, 12);
    assert_int_equal(add(thursday, 0, ATTEND_UNIT_SCHOOL_WEEKS), thursday);
    assert_int_equal(add(thursday, 1, ATTEND_UNIT_SCHOOL_WEEKS), day_on(2024, 12, 19));
    assert_int_equal(add(thursday, 2, ATTEND_UNIT_SCHOOL_WEEKS), day_on(2025, 1, 9)); /* across the holidays */
    assert_int_equal(add(day_on(2024, 12, 14), 1, ATTEND_UNIT_SCHOOL_WEEKS), day_on(2024, 12, 20)); /* clamped */
    assert_int_equal(add(day_on(2024, 10, 5), 1, ATTEND_UNIT_SCHOOL_WEEKS), day_on(2024, 10, 12)); /* not: Saturday school */
    assert_int_equal(add(day_on(2024, 10, 6), 1, ATTEND_UNIT_SCHOOL_WEEKS), day_on(2024, 10, 12)); /* clamped to it */
    assert_int_equal(add(day_on(2025, 4, 7), 1, ATTEND_UNIT_SCHOOL_WEEKS), day_on(2025, 4, 21));
    /* That Monday is before the term begins: a due date then moves on. */
    int32_t rolled = 0;
    assert_int_equal(attend_calendar_roll(calendar, day_on(2025, 4, 21), &rolled), ATTEND_OK);
    assert_int_equal(rolled, day_on(2025, 4, 22));
    assert_int_equal(add_status(day_on(2025, 12, 15), 1, ATTEND_UNIT_SCHOOL_WEEKS), ATTEND_E_CALENDAR_END);
    assert_int_equal(add(day_on(2025, 12, 31), 0, ATTEND_UNIT_SCHOOL_WEEKS), day_on(2025, 12, 31));
}

/* --- periods and counting back --- */

static void test_periods(void **state)
{
    (void)state;
    assert_int_equal(attend__calendar_period(calendar, &calendar->years, day_on(2024, 7, 31)), ATTEND_NONE);
    assert_int_equal(attend__calendar_period(calendar, &calendar->years, day_on(2024, 8, 1)), 0);
    assert_int_equal(attend__calendar_period(calendar, &calendar->years, day_on(2025, 8, 15)), 0); /* ended before */
    assert_int_equal(attend__calendar_period(calendar, &calendar->years, day_on(2025, 9, 1)), 1);
    assert_int_equal(attend__calendar_period(calendar, &calendar->years, ATTEND_DAY_LAST), 1);
    assert_int_equal(attend__calendar_period(calendar, &calendar->terms, day_on(2024, 9, 1)), ATTEND_NONE);
    assert_int_equal(attend__calendar_period(calendar, &calendar->terms, day_on(2025, 1, 1)), 0);
    assert_int_equal(attend__calendar_period(calendar, &calendar->terms, day_on(2025, 9, 2)), 3);
    assert_int_equal(attend__calendar_period(calendar, &calendar->half_terms, day_on(2024, 11, 1)), 0);
    assert_int_equal(attend__calendar_period(calendar, &calendar->half_terms, day_on(2024, 11, 4)), 1);
}

static void test_counting_back(void **state)
{
    (void)state;
    int32_t day = 5;
    uint32_t slot = 9;
    assert_false(attend__calendar_back_days(calendar, day_on(2024, 9, 2), 1, &day));
    assert_false(attend__calendar_back_days(calendar, day_on(2024, 9, 3), 0, &day));
    assert_int_equal(day, 5);
    assert_true(attend__calendar_back_days(calendar, day_on(2025, 1, 4), 1, &day));
    assert_int_equal(day, day_on(2024, 12, 20));
    assert_true(attend__calendar_back_days(calendar, ATTEND_DAY_LAST, 1, &day));
    assert_int_equal(day, day_on(2025, 12, 19));
    assert_true(attend__calendar_back_weeks(calendar, day_on(2025, 1, 6), 2, &day));
    assert_int_equal(day, day_on(2024, 12, 16));
    assert_true(attend__calendar_back_weeks(calendar, day_on(2024, 9, 3), 1, &day));
    assert_int_equal(day, day_on(2024, 9, 2));
    assert_false(attend__calendar_back_weeks(calendar, day_on(2024, 9, 3), 2, &day));
    assert_true(attend__calendar_back_sessions(calendar, day_on(2025, 1, 3), 1, &day, &slot));
    assert_int_equal(day, day_on(2024, 12, 20));
    assert_int_equal(slot, 0);
    assert_true(attend__calendar_back_sessions(calendar, day_on(2025, 1, 3), 2, &day, &slot));
    assert_int_equal(day, day_on(2024, 12, 19));
    assert_int_equal(slot, 1);
}

/* --- against counting day by day --- */

typedef struct naive {
    int32_t first;
    uint8_t sessions[400];
} naive;

static bool naive_open(const naive *n, int32_t day)
{
    return day >= n->first && day < n->first + 400 && n->sessions[day - n->first];
}

static bool naive_week(const naive *n, int32_t monday, int32_t last)
{
    for (int32_t day = monday; day < monday + 7 && day <= last; day++) {
        if (naive_open(n, day))
            return true;
    }
    return false;
}

static int32_t monday_of(int32_t day)
{
    return day - attend_day_weekday(day);
}

static attend_status naive_add(const naive *n, int32_t day, int32_t count, int32_t unit, int32_t *reached)
{
    int32_t end = n->first + 400;
    if (unit == ATTEND_UNIT_SCHOOL_DAYS) {
        int32_t at = count ? day + 1 : day;
        for (int32_t left = count ? count : 1; at < end; at++) {
            left -= naive_open(n, at);
            if (left == 0) {
                *reached = at;
                return ATTEND_OK;
            }
        }
        return ATTEND_E_CALENDAR_END;
    }
    int32_t monday = monday_of(day);
    for (int32_t left = count; left > 0;) {
        monday += 7;
        if (monday >= end)
            return ATTEND_E_CALENDAR_END;
        left -= naive_week(n, monday, INT32_MAX);
    }
    *reached = monday + day - monday_of(day);
    while (count && !naive_open(n, *reached)) {
        bool later = false;
        for (int32_t at = *reached + 1; at < monday + 7; at++)
            later = later || naive_open(n, at);
        if (later)
            break;
        --*reached;
    }
    return ATTEND_OK;
}

/* A calendar whose days are set by hand. */
static attend_calendar *built(const naive *n)
{
    uint32_t n_days = 399;
    size_t size = sizeof(attend_calendar) + n_days * sizeof(calendar_day);
    attend_calendar *made = calloc(1, (size + 15) & ~(size_t)15);
    made->magic = CALENDAR_MAGIC;
    made->sessions_per_day = 2;
    made->first_day = n->first;
    made->n_days = n_days;
    made->days = (table){(uint32_t)sizeof *made, n_days};
    calendar_day *days = (calendar_day *)(void *)((char *)made + sizeof *made);
    for (uint32_t i = 0; i < n_days; i++)
        days[i].sessions = n->sessions[i];
    attend__calendar_sum(days, n_days);
    return made;
}

static void compare_counts(const naive *n, const attend_calendar *made, int32_t day)
{
    calendar_day sums = attend__calendar_sums(made, day);
    uint32_t sessions = 0, school_days = 0, weeks = 0;
    for (int32_t at = n->first; at <= day && at < n->first + 400; at++) {
        uint8_t held = n->sessions[at - n->first];
        sessions += (held & 1u) + ((uint32_t)held >> 1 & 1u);
        school_days += held != 0;
        weeks += attend_day_weekday(at) == 0 && naive_week(n, at, day);
    }
    assert_int_equal(sums.school_sessions, sessions);
    assert_int_equal(sums.school_days, school_days);
    assert_int_equal(sums.school_weeks, weeks);
}

static void compare_back(const naive *n, const attend_calendar *made, int32_t day, uint32_t count)
{
    uint32_t days_left = count, weeks_left = count, sessions_left = count, slot = 0;
    int32_t found = 0, expect_day = INT32_MIN, expect_week = INT32_MIN, expect_session = INT32_MIN;
    uint32_t expect_slot = 0;
    for (int32_t at = day; at >= n->first; at--) {
        uint8_t held = at < n->first + 400 ? n->sessions[at - n->first] : 0;
        if (held && --days_left == 0)
            expect_day = at;
        if (attend_day_weekday(at) == 0 && naive_week(n, at, day) && --weeks_left == 0)
            expect_week = at;
        for (uint32_t s = 2; s-- > 0;) {
            if (((uint32_t)held >> s & 1u) && --sessions_left == 0) {
                expect_session = at;
                expect_slot = s;
            }
        }
    }
    assert_int_equal(attend__calendar_back_days(made, day, count, &found), expect_day != INT32_MIN);
    assert_true(expect_day == INT32_MIN || found == expect_day);
    assert_int_equal(attend__calendar_back_weeks(made, day, count, &found), expect_week != INT32_MIN);
    assert_true(expect_week == INT32_MIN || found == expect_week);
    assert_int_equal(attend__calendar_back_sessions(made, day, count, &found, &slot), expect_session != INT32_MIN);
    assert_true(expect_session == INT32_MIN || (found == expect_session && slot == expect_slot));
}

static void test_random_calendars(void **state)
{
    (void)state;
    uint64_t seed = 20241122;
    naive n;
    for (int round = 0; round < 60; round++) {
        memset(&n, 0, sizeof n);
        n.first = day_on(2024, 9, 2);
        uint32_t density = 1 + random_below(&seed, 12);
        for (size_t i = 0; i < 399; i++)
            n.sessions[i] = random_below(&seed, 12) < density ? (uint8_t)(1 + random_below(&seed, 3)) : 0;
        attend_calendar *made = built(&n);
        for (int i = 0; i < 60; i++) {
            int32_t day = n.first - 20 + (int32_t)random_below(&seed, 450);
            int32_t count = (int32_t)random_below(&seed, 40), reached = 1, expected = 1;
            int32_t unit = random_below(&seed, 2) ? ATTEND_UNIT_SCHOOL_DAYS : ATTEND_UNIT_SCHOOL_WEEKS;
            assert_int_equal(attend_calendar_add(made, day, count, unit, &reached),
                             naive_add(&n, day, count, unit, &expected));
            assert_int_equal(reached, expected);
            compare_counts(&n, made, day);
            compare_back(&n, made, day, 1 + random_below(&seed, 60));
        }
        free(made);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sessions_of_days),
        cmocka_unit_test(test_names_of_days),
        cmocka_unit_test(test_counts_of_days),
        cmocka_unit_test(test_arguments),
        cmocka_unit_test(test_a_calendar_can_be_copied),
        cmocka_unit_test(test_civil_spans),
        cmocka_unit_test(test_school_days),
        cmocka_unit_test(test_school_weeks),
        cmocka_unit_test(test_periods),
        cmocka_unit_test(test_counting_back),
        cmocka_unit_test(test_random_calendars),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
