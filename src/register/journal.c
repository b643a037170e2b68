/* The journal of a pupil, and of the school: judging its rows (semantics.md 5). */
#include "register/journal.h"

#include "attend/case.h"
#include "base/day.h"
#include "register/rows.h"

/* No policy has more steps: its case would be too large. */
#define STEPS_MAX (ATTEND_CASE_BYTES_MAX / sizeof(step_memory))
#define WORD_BITS 32u

/* Steps, a bit each. */
typedef struct step_set {
    uint32_t words[STEPS_MAX / WORD_BITS];
} step_set;

_Static_assert(STEPS_MAX % WORD_BITS == 0, "no step is without a bit");

/* One pupil's journal while it is judged. */
typedef struct journal {
    const register_view *view;
    const attend_event *events;
    size_t n;
    uint64_t first_row;
    int32_t admitted; /* first day of the first spell; INT32_MIN: events may be of any day */
    row_judge *judge;
} journal;

/* Steps with an episode under way. */
typedef struct episodes {
    step_set before; /* as the day began, and by the `started` rows looked at since */
    step_set now;    /* by all `started` rows of the day, and the other rows looked at since */
} episodes;

step_memory attend__step_dormant(void)
{
    return (step_memory){STEP_DORMANT, INT32_MIN, INT32_MIN, INT32_MIN, ATTEND_NONE, {0, 0, 0}};
}

attend_status attend__step_event(step_memory *step, const attend_event *event)
{
    bool under_way = step->state == STEP_STARTED;
    switch (event->event) {
    case ATTEND_EVENT_TIER_OVERRIDE:
        return ATTEND_OK;
    case ATTEND_EVENT_STARTED:
        if (under_way)
            return ATTEND_F_EVENT_STATE;
        step->state = STEP_STARTED;
        step->started = event->day;
        step->reviewed = step->closed = INT32_MIN; /* they were of the episode before */
        return ATTEND_OK;
    case ATTEND_EVENT_REVIEWED:
        if (!under_way)
            return ATTEND_F_EVENT_STATE;
        step->reviewed = event->day;
        return ATTEND_OK;
    case ATTEND_EVENT_CLOSED:
        if (!under_way)
            return ATTEND_F_EVENT_STATE;
        step->state = STEP_DONE;
        step->closed = event->day;
        step->outcome = event->outcome;
        return ATTEND_OK;
    default:
        return ATTEND_F_EVENT_UNUSED;
    }
}

/* -- rows by themselves -- */

static bool needs_step(int32_t event)
{
    return event != ATTEND_EVENT_ACTION_AGREED && event != ATTEND_EVENT_CONCERN_RAISED &&
           event != ATTEND_EVENT_TIER_OVERRIDE;
}

static bool outcome_ok(const attend_policy *policy, const attend_event *event)
{
    if (event->outcome == ATTEND_NONE)
        return true;
    if (event->step == ATTEND_NONE)
        return false;
    const step_record *step = &POLICY_ROWS(policy, steps, step_record)[event->step];
    return event->outcome >= step->outcomes && event->outcome - step->outcomes < step->n_outcomes;
}

uint32_t attend__override_tiers(const attend_policy *policy, const attend_event *event)
{
    uint32_t found = event->tiers == ATTEND_NONE && policy->tiers.count == 1 ? 0 : event->tiers;
    if (found >= policy->tiers.count)
        return ATTEND_NONE;
    const tiers_record *tiers = &POLICY_ROWS(policy, tiers, tiers_record)[found];
    bool is_tier = event->item >= tiers->first && event->item - tiers->first < tiers->count;
    return event->item == ATTEND_NONE || is_tier ? found : ATTEND_NONE;
}

attend_status attend__event_names(const attend_policy *policy, const attend_event *event)
{
    if (event->event < ATTEND_EVENT_OFFERED || event->event > ATTEND_EVENT_TIER_OVERRIDE)
        return ATTEND_E_UNKNOWN_EVENT;
    if (event->step == ATTEND_NONE ? needs_step(event->event) : event->step >= policy->steps.count)
        return ATTEND_E_UNKNOWN_STEP;
    if (!outcome_ok(policy, event))
        return ATTEND_E_UNKNOWN_OUTCOME;
    if (event->event == ATTEND_EVENT_TIER_OVERRIDE && attend__override_tiers(policy, event) == ATTEND_NONE)
        return ATTEND_E_UNKNOWN_TIER;
    return ATTEND_OK;
}

static bool dates_exist(const attend_event *event)
{
    return attend__day_ok(event->day) && (event->from == INT32_MIN || attend__day_ok(event->from)) &&
           attend__last_day_ok(event->to);
}

/* An override begins on its own day. */
static bool dates_in_order(const attend_event *event)
{
    if (event->event != ATTEND_EVENT_TIER_OVERRIDE)
        return event->to >= event->from;
    return (event->from == INT32_MIN || event->from == event->day) && event->to >= event->day;
}

/* The first error of a row by itself, or ATTEND_F_AFTER_AS_OF, or ATTEND_OK. */
static attend_status row_status(const journal *j, const attend_event *event)
{
    if (!dates_exist(event))
        return ATTEND_E_DATE;
    if (event->day > j->view->as_of)
        return ATTEND_F_AFTER_AS_OF;
    attend_status status = attend__event_names(j->view->policy, event);
    if (status != ATTEND_OK)
        return status;
    if (!dates_in_order(event))
        return ATTEND_E_DATE_ORDER;
    bool too_early = event->origin == ATTEND_ORIGIN_OWN && event->day < j->admitted;
    return too_early ? ATTEND_E_BEFORE_ADMISSION : ATTEND_OK;
}

static void say(const journal *j, size_t at, attend_status status)
{
    if (status != ATTEND_OK)
        attend__judge_say(j->judge, status, ATTEND_ROWS_EVENTS, j->first_row + at, NO_ROW, j->events[at].day);
}

/* -- rows after one another -- */

static bool holds(const step_set *set, uint32_t step)
{
    return set->words[step / WORD_BITS] >> (step % WORD_BITS) & 1u;
}

static void put(step_set *set, uint32_t step, bool is_in)
{
    uint32_t bit = 1u << (step % WORD_BITS), *word = &set->words[step / WORD_BITS];
    *word = is_in ? *word | bit : *word & ~bit;
}

/* What an event comes to, and whether its step is under way then. */
static attend_status happen(step_set *under_way, const attend_event *event)
{
    bool has_step = event->step < STEPS_MAX;
    step_memory step = attend__step_dormant();
    if (has_step && holds(under_way, event->step))
        step.state = STEP_STARTED;
    attend_status status = attend__step_event(&step, event);
    if (has_step)
        put(under_way, event->step, step.state == STEP_STARTED);
    return status;
}

/* The rows of a day are told of in their order, though those that begin an episode happen before the others (semantics.md
 * 9). */
static void replay_day(const journal *j, episodes *e, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++) {
        const attend_event event = j->events[i];
        if (event.event == ATTEND_EVENT_STARTED && row_status(j, &event) == ATTEND_OK)
            (void)happen(&e->now, &event); /* told of below */
    }
    for (size_t i = first; i < end; i++) {
        const attend_event event = j->events[i];
        attend_status status = row_status(j, &event);
        if (status == ATTEND_OK)
            status = happen(event.event == ATTEND_EVENT_STARTED ? &e->before : &e->now, &event);
        say(j, i, status);
    }
    for (size_t i = first; i < end; i++) {
        uint32_t step = j->events[i].step;
        if (step < STEPS_MAX)
            put(&e->before, step, holds(&e->now, step));
    }
}

static void replay(const journal *j)
{
    episodes e;
    memset(&e, 0, sizeof e);
    for (size_t first = 0, end; first < j->n; first = end) {
        end = first + 1;
        while (end < j->n && j->events[end].day == j->events[first].day)
            end++;
        replay_day(j, &e, first, end);
    }
}

static int32_t admitted_on(const pupil_view *own)
{
    for (size_t i = 0; i < own->n_spells; i++) {
        if (attend__spell_ok(&own->spells[i]))
            return own->spells[i].from;
    }
    return INT32_MIN;
}

/* States lead to no error, so they are worked out only for someone who wants to hear of them. */
void attend__events_judge(const register_view *view, uint64_t first_row, pupil_view *own, row_judge *judge)
{
    const journal j = {view, own->events, own->n_events, first_row, admitted_on(own), judge};
    for (size_t i = 0; i < j.n && !judge->list; i++)
        say(&j, i, row_status(&j, &j.events[i]));
    if (j.n && judge->list)
        replay(&j);
    while (own->n_events && own->events[own->n_events - 1].day > view->as_of)
        own->n_events--;
}

attend_status attend__school_judge(const register_view *view, row_findings *list)
{
    size_t first = attend__seek_pupil(&view->reg, ATTEND_ROWS_EVENTS, ATTEND_NONE);
    row_judge judge = {list, ATTEND_NONE, ATTEND_OK};
    const attend_event *events = view->reg.events ? view->reg.events + first : NULL;
    const journal j = {view, events, view->reg.n_events - first, first, INT32_MIN, &judge};
    for (size_t i = 0; i < j.n; i++) {
        attend_status status = row_status(&j, &j.events[i]);
        say(&j, i, status == ATTEND_OK ? ATTEND_F_EVENT_UNUSED : status);
    }
    return judge.status;
}
