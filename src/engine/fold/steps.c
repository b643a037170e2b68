#include "engine/fold/steps.h"

#include <string.h>

#include "engine/fold/sums.h"

#define BIT_STARTED (1u << ATTEND_EVENT_STARTED)

static void no_override(tiers_memory *memory)
{
    memory->override_tier = ATTEND_NONE;
    memory->override_from = INT32_MIN;
    memory->override_to = INT32_MIN;
}

void attend__overrides_end(fold *one)
{
    for (uint32_t i = 0; i < one->plan->view->policy->tiers.count; i++) {
        if (one->state->tiers[i].override_to < one->today->day)
            no_override(&one->state->tiers[i]);
    }
}

/* Also one that has ended already takes the place of an earlier one. */
static void take_override(fold *one, const attend_event *event)
{
    const attend_policy *policy = one->plan->view->policy;
    uint32_t tiers = attend__override_tiers(policy, event);
    tiers_memory *memory = &one->state->tiers[tiers];
    no_override(memory);
    if (event->item == ATTEND_NONE || event->to < one->today->day)
        return;
    memory->override_tier = event->item - POLICY_ROWS(policy, tiers, tiers_record)[tiers].first;
    memory->override_from = event->day;
    memory->override_to = event->to;
}

/* A new episode forgets the events of the one before. Within a day it comes first: what it finds counted is of days not folded. */
static void count_event(fold *one, const attend_event *event)
{
    uint32_t *counted = &one->counted[event->step];
    if (attend__step_event(&one->state->steps[event->step], event) != ATTEND_OK)
        return;
    if (event->event == ATTEND_EVENT_STARTED)
        *counted = 0;
    *counted |= 1u << event->event;
}

/* A copy: the row is the caller's, and may have changed since it was judged. */
static void take_event(fold *one, attend_event event)
{
    if (attend__event_names(one->plan->view->policy, &event) != ATTEND_OK)
        return;
    if (event.event == ATTEND_EVENT_TIER_OVERRIDE)
        take_override(one, &event);
    else if (event.step != ATTEND_NONE)
        count_event(one, &event);
}

static void take_events(fold *one, size_t end, bool starts)
{
    for (size_t i = one->next_event; i < end; i++) {
        if ((one->pupil->events[i].event == ATTEND_EVENT_STARTED) == starts)
            take_event(one, one->pupil->events[i]);
    }
}

/* Index after the events up to a day, from `end` on. */
static size_t end_of(const fold *one, size_t end, int32_t day)
{
    while (end < one->pupil->n_events && one->pupil->events[end].day <= day)
        end++;
    return end;
}

static bool has_earlier(const fold *one)
{
    return one->next_event < one->pupil->n_events && one->pupil->events[one->next_event].day < one->today->day;
}

/* A whole day that was not folded, in the order that its day would have had. */
static void take_earlier(fold *one)
{
    size_t end = end_of(one, one->next_event + 1, one->pupil->events[one->next_event].day);
    take_events(one, end, true);
    take_events(one, end, false);
    one->next_event = end;
}

void attend__steps_begin(fold *one)
{
    memset(one->counted, 0, one->plan->view->policy->steps.count * sizeof *one->counted);
    while (has_earlier(one))
        take_earlier(one);
    take_events(one, end_of(one, one->next_event, one->today->day), true);
}

void attend__steps_rest(fold *one)
{
    size_t end = end_of(one, one->next_event, one->today->day);
    take_events(one, end, false);
    one->next_event = end;
    for (uint32_t i = 0; i < one->plan->view->policy->steps.count; i++) {
        uint32_t counted = one->counted[i] & ~BIT_STARTED;
        for (int32_t event = 1; counted >> event; event++) {
            if (counted >> event & 1u)
                attend__sums_since(one, i, event);
        }
    }
}

int32_t attend__step_day(const step_memory *step, int32_t event)
{
    switch (event) {
    case ATTEND_EVENT_STARTED: return step->started;
    case ATTEND_EVENT_REVIEWED: return step->reviewed;
    case ATTEND_EVENT_CLOSED: return step->closed;
    default: return INT32_MIN;
    }
}
