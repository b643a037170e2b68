/* Questions to a calendar. The sums in its days grow, so all of them are answered by binary search. */
#include "base/bits.h"
#include "policy/calendar/calendar_model.h"

#include <string.h>

#include "base/day.h"

#define SPAN_MAX 10000

/* Which of the sums of a day a search is about. */
typedef enum sum_kind { SUM_SESSIONS, SUM_DAYS, SUM_WEEKS } sum_kind;

bool attend__calendar_ok(const attend_calendar *calendar)
{
    return calendar && ((uintptr_t)calendar & 15u) == 0 && calendar->magic == CALENDAR_MAGIC;
}

static const calendar_day *days_of(const attend_calendar *calendar)
{
    return CALENDAR_ROWS(calendar, days, calendar_day);
}

const calendar_day *attend__calendar_day(const attend_calendar *calendar, int32_t day)
{
    int64_t at = (int64_t)day - calendar->first_day;
    return at >= 0 && at < calendar->n_days ? &days_of(calendar)[at] : NULL;
}

calendar_day attend__calendar_sums(const attend_calendar *calendar, int32_t day)
{
    calendar_day sums = {0, 0, 0, 0, 0};
    int64_t at = (int64_t)day - calendar->first_day;
    if (at < 0 || calendar->n_days == 0)
        return sums;
    if (at < calendar->n_days)
        return days_of(calendar)[at];
    sums = days_of(calendar)[calendar->n_days - 1];
    sums.sessions = 0;
    return sums;
}

uint32_t attend__calendar_period(const attend_calendar *calendar, const table *periods, int32_t day)
{
    const calendar_period *rows = calendar_periods(calendar, periods);
    uint32_t low = 0, high = periods->count; /* the periods before `low` begin on or before the day, those from `high` after it */
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (rows[middle].from <= day)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? low - 1 : ATTEND_NONE;
}

static uint32_t sum_of(const calendar_day *day, sum_kind which)
{
    if (which == SUM_SESSIONS)
        return day->school_sessions;
    return which == SUM_DAYS ? day->school_days : day->school_weeks;
}

/* Index of the first day on which a sum reaches n (from 1); n_days when none does. */
static uint32_t first_reaching(const attend_calendar *calendar, sum_kind which, uint32_t n)
{
    const calendar_day *days = days_of(calendar);
    uint32_t low = 0, high = calendar->n_days;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (sum_of(&days[middle], which) < n)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int32_t day_at(const attend_calendar *calendar, uint32_t at)
{
    return calendar->first_day + (int32_t)at;
}

/* Which of all units of the calendar, from 1, is the n-th latest as of a day; 0 when it holds fewer. */
static uint32_t latest(const attend_calendar *calendar, int32_t day, sum_kind which, uint32_t n)
{
    calendar_day sums = attend__calendar_sums(calendar, day);
    uint32_t held = sum_of(&sums, which);
    return n >= 1 && n <= held ? held - n + 1 : 0;
}

bool attend__calendar_back_days(const attend_calendar *calendar, int32_t day, uint32_t n, int32_t *found)
{
    uint32_t unit = latest(calendar, day, SUM_DAYS, n);
    if (unit)
        *found = day_at(calendar, first_reaching(calendar, SUM_DAYS, unit));
    return unit != 0;
}

bool attend__calendar_back_weeks(const attend_calendar *calendar, int32_t day, uint32_t n, int32_t *monday)
{
    uint32_t unit = latest(calendar, day, SUM_WEEKS, n);
    if (unit)
        *monday = attend__monday(day_at(calendar, first_reaching(calendar, SUM_WEEKS, unit)));
    return unit != 0;
}

/* The slot of the n-th (from 1) session of a day. */
static uint32_t nth_slot(uint32_t sessions, uint32_t n)
{
    uint32_t slot = 0;
    for (;; slot++) {
        n -= (sessions >> slot) & 1u;
        if (n == 0)
            return slot;
    }
}

bool attend__calendar_back_sessions(const attend_calendar *calendar, int32_t day, uint32_t n, int32_t *found,
                                    uint32_t *slot)
{
    uint32_t unit = latest(calendar, day, SUM_SESSIONS, n);
    if (!unit)
        return false;
    uint32_t at = first_reaching(calendar, SUM_SESSIONS, unit);
    uint32_t before = at ? days_of(calendar)[at - 1].school_sessions : 0;
    *found = day_at(calendar, at);
    *slot = nth_slot(days_of(calendar)[at].sessions, unit - before);
    return true;
}

void attend__calendar_sum(calendar_day *days, uint32_t n_days)
{
    uint16_t sessions = 0, school_days = 0, weeks = 0;
    bool week_begun = false;
    for (uint32_t i = 0; i < n_days; i++) {
        if (i % 7 == 0)
            week_begun = false;
        if (days[i].sessions) {
            sessions = (uint16_t)(sessions + bits_count(days[i].sessions));
            school_days++;
            weeks = (uint16_t)(weeks + !week_begun);
            week_begun = true;
        }
        days[i].school_sessions = sessions;
        days[i].school_days = school_days;
        days[i].school_weeks = weeks;
    }
}

size_t attend_calendar_bytes(const attend_calendar *calendar)
{
    return attend__calendar_ok(calendar) ? (size_t)calendar->bytes : 0;
}

/* The id of the period that holds the day, or the empty string. */
static const char *period_id(const attend_calendar *calendar, const table *periods, int32_t day)
{
    const calendar_period *rows = calendar_periods(calendar, periods);
    uint32_t at = attend__calendar_period(calendar, periods, day);
    return at != ATTEND_NONE && day <= rows[at].to ? (const char *)calendar + rows[at].id : "";
}

/* The title of the first closure on the day. Closures may overlap, so all that begin before it are looked at. */
static const char *closure_title(const attend_calendar *calendar, int32_t day)
{
    const calendar_period *rows = CALENDAR_ROWS(calendar, closures, calendar_period);
    for (uint32_t i = 0; i < calendar->closures.count && rows[i].from <= day; i++) {
        if (day <= rows[i].to)
            return (const char *)calendar + rows[i].id;
    }
    return "";
}

attend_status attend_calendar_get(const attend_calendar *calendar, int32_t day, attend_calendar_day *info)
{
    if (!attend__calendar_ok(calendar) || !info)
        return ATTEND_E_ARGUMENT;
    if (!attend__day_ok(day))
        return ATTEND_E_RANGE;
    calendar_day sums = attend__calendar_sums(calendar, day);
    memset(info, 0, sizeof *info);
    info->sessions = sums.sessions;
    info->sessions_per_day = calendar->sessions_per_day;
    info->school_day = sums.school_days;
    info->school_week = sums.school_weeks;
    info->year = period_id(calendar, &calendar->years, day);
    info->term = period_id(calendar, &calendar->terms, day);
    info->half_term = period_id(calendar, &calendar->half_terms, day);
    info->closure = closure_title(calendar, day);
    return ATTEND_OK;
}

static attend_status add_civil(int32_t day, int32_t days, int32_t *reached)
{
    int32_t sum = day + days;
    if (!attend__day_ok(sum))
        return ATTEND_E_RANGE;
    *reached = sum;
    return ATTEND_OK;
}

static attend_status add_school_days(const attend_calendar *calendar, int32_t day, uint32_t n, int32_t *reached)
{
    calendar_day sums = attend__calendar_sums(calendar, day);
    if (n == 0 && sums.sessions) {
        *reached = day;
        return ATTEND_OK;
    }
    uint32_t at = first_reaching(calendar, SUM_DAYS, sums.school_days + (n ? n : 1));
    if (at == calendar->n_days)
        return ATTEND_E_CALENDAR_END;
    *reached = day_at(calendar, at);
    return ATTEND_OK;
}

/* The last school day of the week in which `at` is one. */
static int32_t last_of_week(const attend_calendar *calendar, uint32_t at)
{
    uint32_t last = at - at % 7 + 6;
    while (!days_of(calendar)[last].sessions)
        last--;
    return day_at(calendar, last);
}

/* A derived calendar does not know beforehand when a week begins or ends: there nothing is reached before the week's first school
 * day, and nothing is cut short at its last. */
static attend_status add_school_weeks(const attend_calendar *calendar, int32_t day, uint32_t n, int32_t *reached)
{
    int32_t monday = attend__monday(day);
    if (n == 0) {
        *reached = day;
        return ATTEND_OK;
    }
    calendar_day sums = attend__calendar_sums(calendar, monday + 6);
    uint32_t at = first_reaching(calendar, SUM_WEEKS, sums.school_weeks + n);
    if (at == calendar->n_days)
        return ATTEND_E_CALENDAR_END;
    int32_t same_weekday = attend__monday(day_at(calendar, at)) + (day - monday), last = last_of_week(calendar, at);
    if (calendar->derived)
        *reached = same_weekday > day_at(calendar, at) ? same_weekday : day_at(calendar, at);
    else
        *reached = same_weekday < last ? same_weekday : last;
    return ATTEND_OK;
}

attend_status attend_calendar_add(const attend_calendar *calendar, int32_t day, int32_t n, int32_t unit, int32_t *reached)
{
    if (!attend__calendar_ok(calendar) || !reached || unit < ATTEND_UNIT_DAYS || unit > ATTEND_UNIT_SCHOOL_WEEKS)
        return ATTEND_E_ARGUMENT;
    if (!attend__day_ok(day) || n < 0 || n > SPAN_MAX)
        return ATTEND_E_RANGE;
    if (unit == ATTEND_UNIT_DAYS)
        return add_civil(day, n, reached);
    if (unit == ATTEND_UNIT_WEEKS)
        return add_civil(day, 7 * n, reached);
    if (unit == ATTEND_UNIT_SCHOOL_DAYS)
        return add_school_days(calendar, day, (uint32_t)n, reached);
    return add_school_weeks(calendar, day, (uint32_t)n, reached);
}

attend_status attend_calendar_roll(const attend_calendar *calendar, int32_t day, int32_t *reached)
{
    return attend_calendar_add(calendar, day, 0, ATTEND_UNIT_SCHOOL_DAYS, reached);
}
