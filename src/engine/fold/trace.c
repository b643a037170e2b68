/* The tier decisions of one pupil, day by day. */
#include "base/day.h"
#include "base/finding.h"
#include "engine/fold/tiers.h"
#include "engine/workspace.h"

/* Where rows are put. */
typedef struct trace_writer {
    const attend_policy *policy;
    attend_tier_decision *rows;
    uint32_t capacity; /* 0: they are only counted */
    uint32_t count;
    bool daily;
    attend_tier_decision before[ATTEND_DOCUMENTS_MAX]; /* of each list (a named policy has one at most); at first nothing is possible */
} trace_writer;

typedef struct trace {
    register_view view;
    reason_space space;
    pupil_view pupil;
    int32_t from, to;
} trace;

static bool differs(const attend_tier_decision *a, const attend_tier_decision *b)
{
    return a->possible != b->possible || a->computed != b->computed || a->provisional != b->provisional ||
           a->overridden != b->overridden;
}

static void put_day(trace_writer *to, const case_state *state)
{
    for (uint32_t i = 0; i < to->policy->tiers.count; i++) {
        attend_tier_decision row;
        attend__tiers_decision(to->policy, state, i, &row);
        if (to->daily || differs(&row, &to->before[i])) {
            if (to->count < to->capacity)
                to->rows[to->count] = row;
            to->count++;
        }
        to->before[i] = row;
    }
}

/* Makes the plan one of a fold from `first` to `last`, no longer than the one that the memory was taken for. */
static void plan_days(trace *of, int32_t first, int32_t last)
{
    fold_plan *part = &of->space.plan;
    of->view.as_of = last;
    part->first_day = first;
    part->n_days = (uint32_t)(last - first) + 1;
    attend__fold_plan(part, FOLD_PATH | FOLD_TIERS);
    attend__state_start(&of->space.state, of->view.policy);
    attend__fold_open(&of->space.one, &of->pupil, &of->space.state);
}

/* Each day before the calendar is the first of its own fold, as it is for a decision of that day. */
static attend_status walk_before(trace *of, int32_t end, trace_writer *to)
{
    attend_status status = ATTEND_OK;
    for (int32_t day = of->from; day < end && status == ATTEND_OK; day++) {
        plan_days(of, day, day);
        status = attend__fold_day(&of->space.one);
        put_day(to, &of->space.state);
    }
    return status;
}

static attend_status walk(trace *of, trace_writer *to)
{
    int32_t start = attend__calendar_start(of->view.calendar), end = of->to;
    attend_status status = walk_before(of, start <= end ? start : end + 1, to);
    if (status != ATTEND_OK || start > end)
        return status;
    plan_days(of, start, end);
    while (status == ATTEND_OK && of->space.state.head.day < end) {
        status = attend__fold_day(&of->space.one);
        if (of->space.state.head.day >= of->from)
            put_day(to, &of->space.state);
    }
    return status;
}

static attend_status open(trace *of, uint32_t pupil, uint32_t flags, void *work, size_t work_size)
{
    if (flags & ~ATTEND_TRACE_DAILY)
        return ATTEND_E_ARGUMENT;
    if (!attend__day_ok(of->from))
        return ATTEND_E_RANGE;
    if (of->to < of->from)
        return ATTEND_E_DATE_ORDER;
    if (pupil >= of->view.reg.n_pupils)
        return ATTEND_E_NOT_FOUND;
    return attend__pupil_space(&of->space, &of->view, work, work_size);
}

/* Twice: rows are not touched unless there is room for all. Facts and events are the caller's, and may have changed meanwhile. */
static attend_status put_rows(trace *of, uint32_t flags, attend_tier_decision *rows, uint32_t capacity, uint32_t *need)
{
    trace_writer to = {.policy = of->view.policy, .daily = (flags & ATTEND_TRACE_DAILY) != 0};
    trace_writer counting = to;
    attend_status status = walk(of, &counting);
    if (status != ATTEND_OK)
        return status;
    *need = counting.count;
    if (capacity < *need)
        return ATTEND_E_SPACE;
    to.rows = rows;
    to.capacity = *need;
    status = *need > 0 ? walk(of, &to) : ATTEND_OK;
    return status == ATTEND_OK && to.count != *need ? ATTEND_E_SPACE : status;
}

attend_status attend_trace(const attend_policy *policy, const attend_calendar *calendar, const attend_register *reg,
                           uint32_t pupil, int32_t from, int32_t to, uint32_t flags, void *work, size_t work_size,
                           attend_tier_decision *rows, uint32_t capacity, uint32_t *need, attend_finding *error)
{
    trace of;
    attend_status status = !need || (!rows && capacity) ? ATTEND_E_ARGUMENT : ATTEND_OK;
    of.from = from;
    of.to = to;
    if (status == ATTEND_OK)
        status = attend__register_view(policy, calendar, reg, to, &of.view);
    if (status == ATTEND_OK)
        status = open(&of, pupil, flags, work, work_size);
    if (status != ATTEND_OK)
        return attend__fail(error, status, attend_status_text(status));
    status = attend__register_read(&of.view, pupil, of.space.row, &of.pupil, error);
    if (status != ATTEND_OK)
        return status;
    status = put_rows(&of, flags, rows, capacity, need);
    return status == ATTEND_OK ? ATTEND_OK : attend__fail(error, status, attend_status_text(status));
}
