/* The days of a fold, worked out once for all pupils: what the calendar says of each, and when codes and rules change. */
#include "base/bits.h"
#include "engine/fold/fold.h"

#include <string.h>

#include "base/day.h"
#include "engine/fold/sums.h"
#include "engine/fold/truth.h"

int32_t attend__calendar_start(const attend_calendar *calendar)
{
    const calendar_day *days = CALENDAR_ROWS(calendar, days, calendar_day);
    if (!calendar->derived)
        return calendar->document_first;
    for (uint32_t i = 0; i < calendar->n_days; i++) {
        if (days[i].sessions)
            return calendar->first_day + (int32_t)i;
    }
    return INT32_MAX;
}

void attend__fold_take(fold_plan *plan, fold *one, const register_view *view, arena *memory)
{
    const attend_policy *policy = view->policy;
    int32_t start = attend__calendar_start(view->calendar);
    memset(plan, 0, sizeof *plan);
    memset(one, 0, sizeof *one);
    plan->view = view;
    plan->first_day = start < view->as_of ? start : view->as_of;
    plan->n_days = (uint32_t)(view->as_of - plan->first_day) + 1;
    plan->days = attend__arena_keep(memory, plan->n_days, sizeof *plan->days);
    plan->specs = attend__arena_keep(memory, policy->specs.count, sizeof *plan->specs);
    plan->flags = attend__arena_keep(memory, policy->flags.count, sizeof *plan->flags);
    plan->tiers = attend__arena_keep(memory, policy->tiers.count, sizeof *plan->tiers);
    plan->lists = attend__arena_keep(memory, policy->tiers.count, sizeof *plan->lists);
    attend__sums_take(plan, one, memory);
    attend__truths_take(plan, memory);
    one->plan = plan;
    one->counted = attend__arena_keep(memory, policy->steps.count, sizeof *one->counted);
    one->truth = attend__arena_keep(memory, policy->conditions.count, sizeof *one->truth);
    one->before = attend__arena_keep(memory, attend__case_words32(policy), sizeof *one->before);
}

/* -- what the calendar says -- */

/* A period as days go by. */
typedef struct period_walk {
    const calendar_period *rows;
    uint32_t count;
    uint32_t at; /* of the day, or ATTEND_NONE */
} period_walk;

static period_walk walk_from(const attend_calendar *calendar, const table *periods, int32_t day)
{
    period_walk walk = {calendar_periods(calendar, periods), periods->count,
                        attend__calendar_period(calendar, periods, day)};
    return walk;
}

/* Moves on to a day; whether the period is another one. */
static bool walk_to(period_walk *walk, int32_t day)
{
    uint32_t next = walk->at + 1; /* of ATTEND_NONE: 0 */
    if (next >= walk->count || walk->rows[next].from > day)
        return false;
    walk->at = next;
    return true;
}

static void set_period(period_walk *walk, fold_day *day, uint8_t bit)
{
    if (walk_to(walk, day->day))
        day->new_period |= bit;
    if (walk->at != ATTEND_NONE && day->day <= walk->rows[walk->at].to)
        day->inside |= bit;
}

static void set_periods(fold_plan *plan)
{
    const attend_calendar *calendar = plan->view->calendar;
    period_walk years = walk_from(calendar, &calendar->years, plan->first_day);
    period_walk terms = walk_from(calendar, &calendar->terms, plan->first_day);
    period_walk half_terms = walk_from(calendar, &calendar->half_terms, plan->first_day);
    for (uint32_t i = 0; i < plan->n_days; i++) {
        fold_day *day = &plan->days[i];
        day->new_period = i == 0 ? PERIOD_YEAR | PERIOD_TERM | PERIOD_HALF_TERM : 0;
        day->inside = 0;
        set_period(&years, day, PERIOD_YEAR);
        set_period(&terms, day, PERIOD_TERM);
        set_period(&half_terms, day, PERIOD_HALF_TERM);
    }
}

static uint32_t slot_of(const register_view *view, int32_t day)
{
    int64_t at = (int64_t)day - view->first_day;
    return at >= 0 && at < view->n_days ? (uint32_t)at * view->sessions_per_day : ATTEND_NONE;
}

static void set_sessions(fold_plan *plan)
{
    const register_view *view = plan->view;
    uint32_t weeks = attend__calendar_sums(view->calendar, plan->first_day - 1).school_weeks;
    for (uint32_t i = 0; i < plan->n_days; i++) {
        fold_day *day = &plan->days[i];
        const calendar_day *held;
        day->day = plan->first_day + (int32_t)i;
        day->slot = slot_of(view, day->day);
        day->weekday = (uint8_t)(day->day - attend__monday(day->day));
        held = attend__calendar_day(view->calendar, day->day);
        day->sessions = held && day->slot != ATTEND_NONE ? held->sessions : 0;
        day->n_sessions = (uint8_t)bits_count(day->sessions);
        day->new_week = held && held->school_weeks != weeks;
        weeks = held ? held->school_weeks : weeks;
    }
}

/* -- codes and rules -- */

/* Stretches are counted from the one that holds the first day of the rows. */
static void set_stretches(fold_plan *plan)
{
    const attend_policy *policy = plan->view->policy;
    const int32_t *firsts = POLICY_ROWS(policy, epochs, int32_t);
    uint32_t first = attend__epoch_of(policy, plan->view->first_day), at = first;
    for (uint32_t i = 0; i < plan->n_days; i++) {
        while (at + 1 < policy->epochs.count && firsts[at + 1] <= plan->days[i].day)
            at++;
        plan->days[i].stretch = (uint16_t)(at - first);
    }
}

/* A rule comes in or goes out of force on a day. */
static void mark(fold_plan *plan, int64_t day)
{
    if (day > plan->first_day && day < (int64_t)plan->first_day + plan->n_days)
        plan->days[day - plan->first_day].rules++;
}

static void mark_dates(fold_plan *plan, int32_t from, int32_t to)
{
    mark(plan, from);
    mark(plan, (int64_t)to + 1);
}

static void set_rules(fold_plan *plan)
{
    const attend_policy *policy = plan->view->policy;
    for (uint32_t i = 0; i < plan->n_days; i++)
        plan->days[i].rules = 0;
    for (uint32_t i = 0; i < policy->param_values.count; i++)
        mark_dates(plan, POLICY_ROWS(policy, param_values, param_value)[i].from,
                   POLICY_ROWS(policy, param_values, param_value)[i].to);
    for (uint32_t i = 0; i < policy->specs.count; i++)
        mark_dates(plan, POLICY_ROWS(policy, specs, measure_spec)[i].from, POLICY_ROWS(policy, specs, measure_spec)[i].to);
    for (uint32_t i = 0; i < policy->flags.count; i++)
        mark_dates(plan, POLICY_ROWS(policy, flags, flag_record)[i].item.from,
                   POLICY_ROWS(policy, flags, flag_record)[i].item.to);
    for (uint32_t i = 1; i < plan->n_days; i++)
        plan->days[i].rules += plan->days[i - 1].rules;
}

static void set_quiet(fold_plan *plan)
{
    bool civil = attend__sums_civil(plan);
    for (uint32_t i = 0; i < plan->n_days; i++) {
        fold_day *day = &plan->days[i];
        day->quiet = i > 0 && !civil && day->sessions == 0 && day->new_period == 0 && day->rules == day[-1].rules;
    }
}

void attend__fold_plan(fold_plan *plan, uint32_t what)
{
    plan->whole = (what & FOLD_ALL) != 0;
    attend__fold_want(plan, what);
    set_sessions(plan);
    set_periods(plan);
    set_stretches(plan);
    set_rules(plan);
    attend__sums_plan(plan);
    set_quiet(plan);
    attend__truths_plan(plan);
}

const fold_day *attend__fold_day_of(const fold_plan *plan, int32_t day)
{
    int64_t at = (int64_t)day - plan->first_day;
    return at >= 0 && at < plan->n_days ? &plan->days[at] : NULL;
}
