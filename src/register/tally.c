/* How often each code stands in a stretch of days. */
#include "base/day.h"
#include "base/finding.h"
#include "register/rows.h"

static attend_status check_stretch(const register_view *view, uint32_t pupil, int32_t first_day, int32_t last_day)
{
    if (!attend__day_ok(first_day) || !attend__day_ok(last_day))
        return ATTEND_E_RANGE;
    if (last_day < first_day)
        return ATTEND_E_DATE_ORDER;
    return pupil < view->reg.n_pupils ? ATTEND_OK : ATTEND_E_NOT_FOUND;
}

/* A day on which the pupil is enrolled. */
static void count_day(const register_view *view, const pupil_view *own, uint32_t at, uint32_t *counts)
{
    uint32_t sessions = CALENDAR_ROWS(view->calendar, days, calendar_day)[at].sessions;
    const uint8_t *codes = own->marks + (size_t)at * view->sessions_per_day;
    for (uint32_t slot = 0; slot < view->sessions_per_day; slot++) {
        if (sessions >> slot & 1u)
            counts[codes[slot]]++;
    }
}

/* Spells are in order and apart from each other. */
static void count_days(const register_view *view, const pupil_view *own, int32_t first_day, int32_t last_day,
                       uint32_t *counts)
{
    int64_t end = (int64_t)view->first_day + view->n_days;
    int32_t day = first_day > view->first_day ? first_day : view->first_day;
    int32_t last = last_day < view->as_of ? last_day : view->as_of;
    for (size_t next = 0; day <= last && day < end; day++) {
        while (next < own->n_spells && own->spells[next].to < day)
            next++;
        if (own->everyone || (next < own->n_spells && own->spells[next].from <= day))
            count_day(view, own, (uint32_t)(day - view->first_day), counts);
    }
}

attend_status attend_register_tally(const attend_policy *policy, const attend_calendar *calendar,
                                    const attend_register *reg, uint32_t pupil, int32_t as_of, int32_t first_day,
                                    int32_t last_day, void *work, size_t work_size, uint32_t counts[256],
                                    attend_finding *error)
{
    register_view view;
    pupil_view own;
    attend_status status = counts && (work || !work_size) ? ATTEND_OK : ATTEND_E_ARGUMENT;
    if (status == ATTEND_OK)
        status = attend__register_view(policy, calendar, reg, as_of, &view);
    if (status == ATTEND_OK)
        status = check_stretch(&view, pupil, first_day, last_day);
    if (status == ATTEND_OK && work_size < view.row_bytes)
        status = ATTEND_E_SPACE;
    if (status != ATTEND_OK)
        return attend__fail(error, status, attend_status_text(status));
    status = attend__register_read(&view, pupil, work, &own, error);
    if (status != ATTEND_OK)
        return status;
    memset(counts, 0, POLICY_CODES * sizeof *counts);
    count_days(&view, &own, first_day, last_day, counts);
    return ATTEND_OK;
}
