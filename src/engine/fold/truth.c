#include "engine/fold/truth.h"

#include "base/day.h"
#include "engine/condition.h"
#include "engine/fold/steps.h"
#include "engine/fold/sums.h"
#include "engine/fold/tiers.h"
#include "engine/fold/truth_plan.h"

/* -- spans -- */

/* Whether at least n (from 1) school days lie after `start`, up to `day`. */
static bool school_days_passed(const attend_calendar *calendar, int32_t start, int64_t n, int32_t day)
{
    int64_t then = attend__calendar_sums(calendar, start).school_days;
    return attend__calendar_sums(calendar, day).school_days - then >= n;
}

static int64_t school_weeks(const attend_calendar *calendar, int32_t day)
{
    return attend__calendar_sums(calendar, day).school_weeks;
}

/* In the n-th school week after that of `start`: from the same weekday on, or from the week's last school day on. A derived calendar
 * knows a school week by its first school day, and its last one never: what has passed may not depend on later marks. */
static bool school_weeks_passed(const attend_calendar *calendar, int32_t start, int64_t n, int32_t day)
{
    int32_t first = attend__monday(start), monday = attend__monday(day), sunday = monday + 6;
    int64_t reached = school_weeks(calendar, first + 6) + n;
    if (school_weeks(calendar, monday - 1) >= reached)
        return true;
    if (school_weeks(calendar, calendar->derived ? day : sunday) < reached)
        return false;
    if (day - monday >= start - first)
        return true;
    return !calendar->derived &&
           attend__calendar_sums(calendar, sunday).school_days == attend__calendar_sums(calendar, day).school_days;
}

/* How many units, or false when the param says nothing on the day. */
static bool span_length(const attend_policy *policy, const span_spec *span, int32_t day, int64_t *n)
{
    const param_value *value;
    *n = span->n;
    if (span->n_param == ATTEND_NONE)
        return true;
    value = attend__param_on(policy, span->n_param, day);
    if (value)
        *n = value->scaled / NUMBER_SCALE;
    return value != NULL;
}

int32_t attend__span_passed(const register_view *view, const span_spec *span, int32_t start, int32_t day)
{
    const attend_calendar *calendar = view->calendar;
    int64_t n;
    if (!span_length(view->policy, span, day, &n))
        return ATTEND_UNKNOWN;
    if (span->unit == ATTEND_UNIT_DAYS)
        return start + n <= day;
    if (span->unit == ATTEND_UNIT_WEEKS)
        return start + 7 * n <= day;
    if (span->unit == ATTEND_UNIT_SCHOOL_DAYS ? school_days_passed(calendar, start, n, day)
                                             : school_weeks_passed(calendar, start, n, day))
        return ATTEND_TRUE;
    /* A derived calendar has no such end: days without a mark are known to be none of school. */
    return day > calendar->document_last ? ATTEND_UNKNOWN : ATTEND_FALSE;
}

/* -- tests -- */

static int32_t truth_of_fact(const fold *one, const condition_record *condition, int32_t *need)
{
    int32_t truth = attend__fact_on(one->pupil, condition->item, one->today->day, condition->unrecorded, NULL);
    *need = truth == ATTEND_UNKNOWN ? ATTEND_NEED_FACT : ATTEND_NEED_NOTHING;
    return truth;
}

static int32_t truth_of_event(const fold *one, const condition_record *condition, int32_t *need)
{
    const register_view *view = one->plan->view;
    int32_t day = attend__step_day(&one->state->steps[condition->item], condition->comparator), truth;
    int64_t n;
    *need = ATTEND_NEED_NOTHING;
    if (day == INT32_MIN || condition->ago.unit == 0)
        return day != INT32_MIN;
    truth = attend__span_passed(view, &condition->ago, day, one->today->day);
    if (truth == ATTEND_UNKNOWN)
        *need = span_length(view->policy, &condition->ago, one->today->day, &n) ? ATTEND_NEED_CALENDAR : ATTEND_NEED_IN_FORCE;
    return truth;
}

static int32_t truth_of_step(const fold *one, const condition_record *condition, int32_t *need)
{
    if (condition->comparator != 0)
        return truth_of_event(one, condition, need);
    *need = ATTEND_NEED_NOTHING;
    return one->state->steps[condition->item].outcome == condition->outcome;
}

static int32_t truth_of_tier(const fold *one, uint32_t tier, int32_t *need)
{
    const attend_policy *policy = one->plan->view->policy;
    uint32_t list = list_of_tier(policy, tier), before = one->state->tiers[list].before;
    uint32_t bit = 1u << (tier - POLICY_ROWS(policy, tiers, tiers_record)[list].first);
    bool settled = before == bit || (before != 0 && (before & bit) == 0);
    *need = settled ? ATTEND_NEED_NOTHING : ATTEND_NEED_HISTORY;
    return settled ? before == bit : ATTEND_UNKNOWN;
}

int32_t attend__truth_of_test(const fold *one, const condition_record *condition, int32_t *need)
{
    if (condition->op == ATTEND_OP_FACT)
        return truth_of_fact(one, condition, need);
    if (condition->op == ATTEND_OP_STEP)
        return truth_of_step(one, condition, need);
    return truth_of_tier(one, condition->item, need);
}

/* -- the day -- */

/* What attend__sums_value() would say of it, as far as a comparison asks. */
static void set_plain(const case_state *state, truth_value *value)
{
    uint64_t lanes = state->sums[(size_t)value->spec * SPEC_WORDS];
    const spec_memory *memory = &state->specs[value->spec];
    uint32_t base = (uint32_t)(lanes >> value->base) & 0xFFFFu;
    bool begun = value->by_units ? memory->asked != 0 : memory->start != INT32_MIN;
    value->known = value->in_force && begun && base >= value->least;
    value->count = (int64_t)(lanes >> LANE_COUNT) * value->scale;
    if (value->is_rate)
        value->of = base;
}

static void set_values(const fold *one, truth_plan *truths)
{
    for (uint32_t i = 0; i < truths->n_values; i++) {
        truth_value *value = &truths->values[i];
        int64_t count, of;
        if (value->is_plain) {
            set_plain(one->state, value);
            continue;
        }
        value->known = attend__sums_value(one, value->spec, &count, &of) == ATTEND_NEED_NOTHING;
        value->count = count * value->scale;
        value->of = of ? of : 1;
    }
}

/* A threshold has nine digits and four decimals at most (10^13) and stands against a rate's base of at most 29,280, or a day's
 * sessions; counts are below 29,281 and scaled by 10^6: 64 bits hold the products. */
static int32_t compare(const truth_compare *row, const truth_value *value)
{
    int64_t limit = row->threshold * value->of;
    if (!row->in_force || !value->known)
        return ATTEND_UNKNOWN;
    return row->outcomes >> (1 + (value->count > limit) - (value->count < limit)) & 1;
}

bool attend__truths_compare(fold *one)
{
    truth_plan *truths = one->plan->truths;
    bool changed = truths->rules != one->today->rules;
    if (changed)
        attend__truths_rules(truths, one->plan->view->policy, one->today);
    set_values(one, truths);
    for (uint32_t i = 0; i < truths->n_compares; i++) {
        const truth_compare *row = &truths->compares[i];
        int8_t truth = (int8_t)compare(row, &truths->values[row->value]);
        changed |= one->truth[row->condition] != truth;
        one->truth[row->condition] = truth;
    }
    return changed;
}

static int32_t join(const int8_t *truth, const condition_record *conditions, uint32_t whole)
{
    int32_t op = conditions[whole].op, so_far = attend__truth_start(op);
    for (uint32_t part = whole + 1; part < conditions[whole].end; part = conditions[part].end)
        so_far = attend__truth_add(op, so_far, truth[part]);
    return so_far;
}

/* True today and not the day before, which is as remembered: plus one, or CROSSES_NONE. */
static int32_t truth_of_crosses(uint32_t before, int32_t today)
{
    int32_t was_not = before == CROSSES_NONE ? ATTEND_UNKNOWN : attend__truth_add(ATTEND_OP_NOT, ATTEND_TRUE, (int32_t)before - 1);
    return attend__truth_add(ATTEND_OP_ALL, today, was_not);
}

static int32_t cross(const fold *one, uint32_t condition, uint32_t number, bool remember)
{
    uint32_t *memory = &one->state->crosses[number];
    int32_t today = one->truth[condition + 1];
    if (remember)
        *memory = crosses_memory(crosses_today(*memory), (uint32_t)(today + 1));
    return truth_of_crosses(crosses_before(*memory), today);
}

static int32_t judge(const fold *one, const truth_row *row, bool remember)
{
    const attend_policy *policy = one->plan->view->policy;
    const condition_record *conditions = POLICY_ROWS(policy, conditions, condition_record);
    const condition_record *condition = &conditions[row->condition];
    int32_t need;
    switch (row->op) {
    case ATTEND_OP_ALL:
    case ATTEND_OP_ANY:
    case ATTEND_OP_NOT: return join(one->truth, conditions, row->condition);
    case ATTEND_OP_FLAG: return row->in_force ? one->truth[POLICY_ROWS(policy, flags, flag_record)[condition->item].condition]
                                              : ATTEND_UNKNOWN;
    case ATTEND_OP_CROSSES: return cross(one, row->condition, condition->item, remember);
    default: return attend__truth_of_test(one, condition, &need);
    }
}

static void judge_rows(const fold *one, bool remember)
{
    const truth_plan *truths = one->plan->truths;
    for (uint32_t i = 0; i < truths->n_rows; i++)
        one->truth[truths->rows[i].condition] = (int8_t)judge(one, &truths->rows[i], remember);
}

bool attend__truths_waited(const fold *one)
{
    const truth_plan *truths = one->plan->truths;
    const condition_record *conditions = POLICY_ROWS(one->plan->view->policy, conditions, condition_record);
    for (uint32_t i = 0; i < truths->n_waits; i++) {
        int32_t need;
        if (truth_of_event(one, &conditions[truths->waits[i]], &need) != one->truth[truths->waits[i]])
            return true;
    }
    return false;
}

void attend__truths_join(fold *one)
{
    attend__tiers_begin(one);
    judge_rows(one, true);
}

void attend__truths_look(fold *one)
{
    (void)attend__truths_compare(one);
    judge_rows(one, false);
}

int32_t attend__truth_of_flag(const fold *one, uint32_t flag)
{
    const flag_record *record = &POLICY_ROWS(one->plan->view->policy, flags, flag_record)[flag];
    bool in_force = in_force_on(record->item.from, record->item.to, one->today->day);
    return in_force ? one->truth[record->condition] : ATTEND_UNKNOWN;
}
