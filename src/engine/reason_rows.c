/* The rows of single values: measures, comparisons, facts, steps. */
#include "engine/reason_rows.h"

#include <string.h>

#include "engine/condition.h"
#include "engine/fold/steps.h"
#include "engine/fold/sums.h"
#include "engine/fold/truth.h"

reason_writer attend__reason_writer(const fold *one, const reason_notes *notes, attend_reason *rows)
{
    reason_writer to;
    const attend_policy *policy = one->plan->view->policy;
    memset(&to, 0, sizeof to);
    to.one = one;
    to.policy = policy;
    to.notes = notes;
    to.rows = rows;
    memset(notes->places, 0xFF, policy->flags.count * sizeof *notes->places);
    memset(notes->rows, 0xFF, policy->flags.count * sizeof *notes->rows);
    return to;
}

attend_reason *attend__reason_row(reason_writer *to, uint32_t parent, int32_t op)
{
    attend_reason *row = to->rows ? &to->rows[to->count] : &to->unused;
    to->count++;
    memset(row, 0, sizeof *row);
    row->parent = parent;
    row->op = op;
    row->item = ATTEND_NONE;
    row->param = ATTEND_NONE;
    row->last_day = -1;
    return row;
}

void attend__reason_need(attend_reason *row, int32_t need)
{
    row->need = need;
    row->truth = need == ATTEND_NEED_NOTHING ? ATTEND_TRUE : ATTEND_UNKNOWN;
}

/* -- measures -- */

static const measure_spec *spec_of(const attend_policy *policy, uint32_t measure)
{
    return &POLICY_ROWS(policy, specs, measure_spec)[POLICY_ROWS(policy, measures, measure_record)[measure].spec];
}

static void set_window(attend_reason *row, const window_value *value)
{
    row->first_day = value->where.first_day;
    row->last_day = value->where.last_day;
    row->held = value->where.held;
    row->asked = value->where.asked;
    row->possible = value->possible;
    row->missing = value->missing;
}

static void set_value(attend_reason *row, uint32_t measure, const measure_value *value)
{
    row->item = measure;
    row->count = value->count;
    row->of = value->of;
    attend__reason_need(row, value->need);
    set_window(row, &value->windows[0]);
}

static void add_window(reason_writer *to, uint32_t parent, uint32_t measure, const window_value *value)
{
    attend_reason *row = attend__reason_row(to, parent, ATTEND_OP_WINDOW);
    row->item = measure;
    attend__reason_need(row, value->need);
    set_window(row, value);
    if (attend__need_shows(value->need)) {
        row->count = value->count;
        row->of = value->base;
    }
}

static void add_measure(reason_writer *to, uint32_t parent, uint32_t measure, const measure_value *value)
{
    uint32_t at = to->count;
    set_value(attend__reason_row(to, parent, ATTEND_OP_MEASURE), measure, value);
    if (spec_of(to->policy, measure)->kind != ATTEND_MEASURE_DIFFERENCE)
        return;
    add_window(to, at, measure, &value->windows[0]);
    add_window(to, at, measure, &value->windows[1]);
}

/* Rows that are only counted need no value. */
static measure_value value_of(const reason_writer *to, uint32_t measure)
{
    measure_value value;
    memset(&value, 0, sizeof value);
    if (to->rows != NULL)
        attend__sums_measure(to->one, POLICY_ROWS(to->policy, measures, measure_record)[measure].spec, &value);
    return value;
}

void attend__reason_measure(reason_writer *to, uint32_t parent, uint32_t measure)
{
    measure_value value = value_of(to, measure);
    add_measure(to, parent, measure, &value);
}

/* -- comparisons -- */

/* The param that a number came from, and which of its values is in force. */
static const param_value *set_param(const reason_writer *to, attend_reason *row, uint32_t param)
{
    const param_value *value = param == ATTEND_NONE ? NULL : attend__param_on(to->policy, param, to->one->today->day);
    row->param = param;
    row->param_value = value ? (uint32_t)(value - attend__param_values_of(to->policy, param)) : 0;
    return value;
}

/* The comparison, with the whole sum in its one row, and the measure under it. */
void attend__reason_compare(reason_writer *to, uint32_t parent, const condition_record *condition)
{
    uint32_t at = to->count;
    attend_reason *row = attend__reason_row(to, parent, ATTEND_OP_COMPARE);
    measure_value value = value_of(to, condition->item);
    set_value(row, condition->item, &value);
    row->comparator = condition->comparator;
    set_param(to, row, condition->param);
    if (!attend__threshold(to->policy, condition, to->one->today->day, &row->threshold))
        attend__reason_need(row, ATTEND_NEED_IN_FORCE);
    if (row->need == ATTEND_NEED_NOTHING)
        row->truth = attend__compare(spec_of(to->policy, condition->item)->kind, value.count, value.of, condition->comparator,
                                     row->threshold);
    add_measure(to, at, condition->item, &value);
}

/* -- tests -- */

void attend__reason_span(const reason_writer *to, attend_reason *row, const span_spec *span, int32_t from)
{
    const param_value *value = set_param(to, row, span->n_param);
    row->asked = (uint32_t)span->unit;
    row->last_day = INT32_MIN; /* before any day: the one that it reaches is not known yet */
    row->threshold = (int64_t)span->n * NUMBER_SCALE;
    if (span->n_param != ATTEND_NONE)
        row->threshold = value ? value->scaled : 0;
    if (from == INT32_MIN || (span->n_param != ATTEND_NONE && value == NULL))
        return;
    attend_calendar_add(to->one->plan->view->calendar, from, (int32_t)(row->threshold / NUMBER_SCALE), span->unit,
                        &row->last_day);
}

static void set_fact(const reason_writer *to, attend_reason *row, const condition_record *condition)
{
    const attend_fact *stretch;
    attend__fact_on(to->one->pupil, condition->item, to->one->today->day, condition->unrecorded, &stretch);
    row->count = stretch != NULL;
    if (stretch == NULL)
        return;
    row->first_day = stretch->from;
    row->last_day = stretch->to;
}

static void set_step(const reason_writer *to, attend_reason *row, const condition_record *condition)
{
    const step_memory *step = &to->one->state->steps[condition->item];
    bool is_outcome = condition->comparator == 0;
    int32_t day = attend__step_day(step, is_outcome ? ATTEND_EVENT_CLOSED : condition->comparator);
    row->comparator = condition->comparator;
    row->of = is_outcome ? condition->outcome : 0;
    row->count = day != INT32_MIN;
    row->first_day = day == INT32_MIN ? 0 : day;
    if (condition->ago.unit != 0)
        attend__reason_span(to, row, &condition->ago, day);
}

void attend__reason_test(reason_writer *to, uint32_t parent, const condition_record *condition)
{
    attend_reason *row = attend__reason_row(to, parent, condition->op);
    row->item = condition->item;
    row->truth = attend__truth_of_test(to->one, condition, &row->need);
    if (condition->op == ATTEND_OP_FACT)
        set_fact(to, row, condition);
    if (condition->op == ATTEND_OP_STEP)
        set_step(to, row, condition);
}
