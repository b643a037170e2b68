/* Cases and the register: carrying a case on, and asking whether it still holds. */
#include <string.h>

#include "attend/case.h"
#include "base/finding.h"
#include "engine/fold/digests.h"
#include "engine/workspace.h"

/* A case with the rows of its pupil. */
typedef struct case_call {
    register_view view;
    reason_space space;
    pupil_view pupil;
} case_call;

/* -- opening -- */

static attend_status open_rows(case_call *call, uint32_t pupil, void *work, size_t work_size)
{
    if (pupil >= call->view.reg.n_pupils)
        return ATTEND_E_NOT_FOUND;
    return attend__pupil_space(&call->space, &call->view, work, work_size);
}

/* For questions of the case's own day, which is in its bytes. */
static attend_status open_own_day(case_call *call, const attend_policy *policy, const attend_calendar *calendar,
                                  const attend_register *reg, const void *bytes, size_t size)
{
    case_head head;
    attend_status status = attend__case_open(policy, bytes, size);
    if (status == ATTEND_OK)
        status = attend__case_verify(policy, bytes, &head);
    if (status != ATTEND_OK)
        return status;
    return attend__register_view(policy, calendar, reg, head.day == INT32_MIN ? ATTEND_DAY_FIRST : head.day, &call->view);
}

/* The bytes again, into a state: they must still say the day that the call is about. */
static attend_status unpack_own_day(case_call *call, const void *bytes)
{
    attend_status status = attend__state_unpack(&call->space.state, call->view.policy, bytes);
    int32_t day = call->space.state.head.day;
    if (status == ATTEND_OK && day != INT32_MIN && day != call->view.as_of)
        return ATTEND_E_CASE;
    return status;
}

/* -- what may have changed -- */

/* The day of the pupil's first mark in long columns; INT32_MAX when there is none. */
static int32_t first_mark(const register_view *view, uint32_t pupil)
{
    const attend_register *reg = &view->reg;
    register_cursor cursor;
    uint32_t found = 0;
    int32_t day = INT32_MAX;
    attend__register_seek(view, pupil, &cursor);
    if (cursor.mark >= reg->n_marks)
        return INT32_MAX;
    if (reg->pupil)
        memcpy(&found, (const char *)reg->pupil + cursor.mark * reg->pupil_stride, sizeof found);
    if (found == pupil)
        memcpy(&day, (const char *)reg->day + cursor.mark * reg->day_stride, sizeof day);
    return day;
}

static bool grid_has_marks(const register_view *view, uint32_t pupil, int32_t through)
{
    const attend_register *reg = &view->reg;
    const uint8_t *marks = reg->grid + (size_t)pupil * reg->grid_stride;
    int64_t days = (int64_t)through - reg->first_day + 1, held = 7 * (int64_t)reg->n_weeks;
    int64_t n = (days < held ? days : held) * view->sessions_per_day;
    uint8_t any = 0;
    for (int64_t i = 0; i < n; i++)
        any |= marks[i];
    return any != 0;
}

/* A row of a day that the case has closed. */
static const char *find_early_row(const case_call *call, uint32_t pupil)
{
    const register_view *view = &call->view;
    int32_t day = call->space.state.head.day;
    bool marks = view->reg.grid ? grid_has_marks(view, pupil, day) : first_mark(view, pupil) <= day;
    if (marks)
        return "a mark is of a day that the case has closed: fold again from the start";
    if (call->pupil.n_events > 0 && call->pupil.events[0].day <= day)
        return "an event is of a day that the case has closed: fold again from the start";
    return NULL;
}

/* What is handed in whole every time. The plan is of a day on or after the case's. */
static const char *find_other_stretch(const case_call *call)
{
    const case_head *head = &call->space.state.head;
    int32_t start = attend__calendar_start(call->view.calendar);
    if (head->first_day != (start < head->day ? start : head->day) ||
        head->sessions != attend__calendar_sums(call->view.calendar, head->day).school_sessions ||
        head->calendar != attend__digest_calendar(&call->space.plan, head->day))
        return "the calendar says something else of days that the case has closed: fold again from the start";
    if (head->stretches != attend__digest_stretches(call->view.policy, &call->pupil, head->first_day, head->day))
        return "spells or facts say something else of days that the case has closed: fold again from the start";
    return NULL;
}

static const char *find_other_row(const case_call *call)
{
    const case_head *head = &call->space.state.head;
    const fold_plan *whole = &call->space.plan;
    uint64_t marks = 0;
    for (uint32_t i = 0; i < whole->n_days; i++)
        marks = attend__digest_marks(marks, &call->pupil, &whole->days[i]);
    if (marks != head->marks)
        return "marks that the case has taken are no longer as they were: fold again from the start";
    if (attend__digest_events(0, &call->pupil, 0, call->pupil.n_events) != head->events)
        return "events that the case has taken are no longer as they were: fold again from the start";
    return NULL;
}

/* -- carrying on -- */

static attend_status fold_on(case_call *call)
{
    case_state *state = &call->space.state;
    const attend_policy *policy = call->view.policy;
    attend_status status;
    if (state->head.day != INT32_MIN && attend__calendar_start(call->view.calendar) > state->head.day)
        attend__state_restart(state, policy);
    attend__fold_open(&call->space.one, &call->pupil, state);
    status = attend__fold_through(&call->space.one);
    state->head.calendar = attend__digest_calendar(&call->space.plan, call->view.as_of);
    state->head.stretches = attend__digest_stretches(policy, &call->pupil, state->head.first_day, call->view.as_of);
    return status;
}

static attend_status advance(case_call *call, uint32_t pupil, void *bytes, attend_finding *error)
{
    int32_t day = call->space.state.head.day;
    const char *stale = NULL;
    attend_status status;
    attend__fold_plan(&call->space.plan, FOLD_ALL);
    if (day != INT32_MIN) {
        stale = find_early_row(call, pupil);
        stale = stale ? stale : find_other_stretch(call);
    }
    if (stale)
        return attend__fail(error, ATTEND_E_STALE, stale);
    if (day == call->view.as_of)
        return ATTEND_OK;
    status = fold_on(call);
    if (status != ATTEND_OK)
        return attend__fail(error, status, attend_status_text(status));
    attend__state_pack(&call->space.state, call->view.policy, bytes);
    return ATTEND_OK;
}

attend_status attend_case_advance(const attend_policy *policy, const attend_calendar *calendar, const attend_register *reg,
                                  uint32_t pupil, int32_t through, void *bytes, size_t size, void *work, size_t work_size,
                                  attend_finding *error)
{
    case_call call;
    attend_status status = attend__case_open(policy, bytes, size);
    if (status == ATTEND_OK)
        status = attend__register_view(policy, calendar, reg, through, &call.view);
    if (status == ATTEND_OK)
        status = open_rows(&call, pupil, work, work_size);
    if (status == ATTEND_OK)
        status = attend__state_unpack(&call.space.state, policy, bytes);
    if (status == ATTEND_OK && through < call.space.state.head.day)
        return attend__fail(error, ATTEND_E_RANGE, "the case has closed this day already: it can only go forward");
    if (status != ATTEND_OK)
        return attend__fail(error, status, attend_status_text(status));
    status = attend__register_read(&call.view, pupil, call.space.row, &call.pupil, error);
    return status == ATTEND_OK ? advance(&call, pupil, bytes, error) : status;
}

/* -- asking -- */

attend_status attend_case_current(const attend_policy *policy, const attend_calendar *calendar, const attend_register *reg,
                                  uint32_t pupil, const void *bytes, size_t size, void *work, size_t work_size,
                                  attend_finding *error)
{
    case_call call;
    const char *stale;
    attend_status status = open_own_day(&call, policy, calendar, reg, bytes, size);
    if (status == ATTEND_OK)
        status = open_rows(&call, pupil, work, work_size);
    if (status == ATTEND_OK)
        status = unpack_own_day(&call, bytes);
    if (status != ATTEND_OK)
        return attend__fail(error, status, attend_status_text(status));
    if (call.space.state.head.day == INT32_MIN)
        return ATTEND_OK;
    status = attend__register_read(&call.view, pupil, call.space.row, &call.pupil, error);
    if (status != ATTEND_OK)
        return status;
    attend__fold_plan(&call.space.plan, FOLD_ALL);
    stale = find_other_stretch(&call);
    stale = stale ? stale : find_other_row(&call);
    return stale ? attend__fail(error, ATTEND_E_STALE, stale) : ATTEND_OK;
}

/* Marks and events have been taken already; of the register only stretches are read. */
static void leave_out_rows(attend_register *reg)
{
    reg->grid = NULL;
    reg->n_marks = 0;
    reg->n_events = 0;
}

static attend_status tell(case_call *call, int32_t kind, uint32_t item, attend_reason *rows, uint32_t capacity,
                          uint32_t *need, attend_finding *error)
{
    reason_space *space = &call->space;
    const char *stale;
    attend__fold_plan(&space->plan, FOLD_ALL);
    stale = find_other_stretch(call);
    if (stale)
        return attend__fail(error, ATTEND_E_STALE, stale);
    attend__fold_open(&space->one, &call->pupil, &space->state);
    attend__fold_look(&space->one);
    *need = attend__reason_rows(&space->one, kind, item, &space->notes);
    if (capacity < *need)
        return attend__fail(error, ATTEND_E_SPACE, attend_status_text(ATTEND_E_SPACE));
    attend__reasons_of(&space->one, kind, item, &space->notes, rows);
    return ATTEND_OK;
}

attend_status attend_case_reasons(const attend_policy *policy, const attend_calendar *calendar, const attend_register *reg,
                                  uint32_t pupil, const void *bytes, size_t size, int32_t kind, uint32_t item, void *work,
                                  size_t work_size, attend_reason *rows, uint32_t capacity, uint32_t *need,
                                  attend_finding *error)
{
    case_call call;
    attend_status status = !need || (!rows && capacity) ? ATTEND_E_ARGUMENT : ATTEND_OK;
    if (status == ATTEND_OK)
        status = open_own_day(&call, policy, calendar, reg, bytes, size);
    if (status == ATTEND_OK)
        status = attend__reason_item(policy, kind, item);
    if (status == ATTEND_OK)
        status = open_rows(&call, pupil, work, work_size);
    if (status == ATTEND_OK)
        status = unpack_own_day(&call, bytes);
    if (status == ATTEND_OK && call.space.state.head.day == INT32_MIN)
        status = ATTEND_E_NOT_FOUND;
    if (status != ATTEND_OK)
        return attend__fail(error, status, attend_status_text(status));
    leave_out_rows(&call.view.reg);
    status = attend__register_read(&call.view, pupil, call.space.row, &call.pupil, error);
    return status == ATTEND_OK ? tell(&call, kind, item, rows, capacity, need, error) : status;
}
