#include "engine/fold/fold.h"

#include <string.h>

#include "engine/fold/digests.h"
#include "engine/fold/steps.h"
#include "engine/fold/sums.h"
#include "engine/fold/tiers.h"
#include "engine/fold/truth.h"

/* -- quiet days: on which a pupil's state may stand as it is -- */

/* The first day after `day` on which a fact of the pupil begins, or has ended. */
static int64_t next_fact(const pupil_view *pupil, int32_t day)
{
    int64_t next = INT64_MAX;
    for (size_t i = 0; i < pupil->n_facts; i++) {
        int64_t from = pupil->facts[i].from, end = (int64_t)pupil->facts[i].to + 1;
        if (from > day && from < next)
            next = from;
        if (end > day && end < next)
            next = end;
    }
    return next;
}

static bool is_overridden(const fold *one)
{
    for (uint32_t i = 0; i < one->plan->view->policy->tiers.count; i++) {
        if (one->state->tiers[i].override_tier != ATTEND_NONE)
            return true;
    }
    return false;
}

static bool override_ends(const fold *one, int32_t day)
{
    for (uint32_t i = 0; one->overridden && i < one->plan->view->policy->tiers.count; i++) {
        if (one->state->tiers[i].override_tier != ATTEND_NONE && one->state->tiers[i].override_to < day)
            return true;
    }
    return false;
}

/* Whether the pupil has been below the tier that is kept, so that a span may soon let come down. */
static bool is_lower(const fold *one, uint32_t list)
{
    const tiers_record *tiers = &POLICY_ROWS(one->plan->view->policy, tiers, tiers_record)[list];
    for (uint32_t tier = 0; tiers->after.unit != 0 && tier < one->state->tiers[list].kept; tier++) {
        if (one->state->tier_rows[tiers->first + tier].below_since != INT32_MIN)
            return true;
    }
    return false;
}

/* Whether the span of a tier that is kept may pass on any day. */
static bool span_runs(const fold *one)
{
    for (uint32_t i = 0; one->plan->late && i < one->plan->n_lists; i++) {
        if (is_lower(one, one->plan->lists[i]))
            return true;
    }
    return false;
}

/* Whether nothing of the pupil's own begins or ends on the day. */
static bool is_plain(const fold *one)
{
    const pupil_view *pupil = one->pupil;
    int32_t day = one->today->day;
    if (one->state->head.day == INT32_MIN || day >= one->next_fact)
        return false;
    if (one->next_event < pupil->n_events && pupil->events[one->next_event].day <= day)
        return false;
    if (one->next_spell < pupil->n_spells && pupil->spells[one->next_spell].from <= day)
        return false;
    return !override_ends(one, day) && !span_runs(one);
}

/* The part of the state that a day without news can change at all, apart from sums: tiers and `crosses`. */
static void remember(const fold *one)
{
    const attend_policy *policy = one->plan->view->policy;
    case_layout at = attend__case_layout(policy);
    memcpy(one->before, one->state->tiers, (at.places - at.tiers) * sizeof *one->before);
    memcpy(one->before + (at.places - at.tiers), one->state->crosses, policy->n_crosses * sizeof *one->before);
}

static bool is_as_before(const fold *one)
{
    const attend_policy *policy = one->plan->view->policy;
    case_layout at = attend__case_layout(policy);
    size_t tiers = at.places - at.tiers;
    return memcmp(one->before, one->state->tiers, tiers * sizeof *one->before) == 0 &&
           memcmp(one->before + tiers, one->state->crosses, policy->n_crosses * sizeof *one->before) == 0;
}

/* Comparisons and steps stand; truths and tiers see the day before in a new light. When that changes nothing, the next such day begins
 * just as this one did, and so ends just as it did. */
static void settle(fold *one)
{
    if (one->settled)
        return;
    memset(one->counted, 0, one->plan->view->policy->steps.count * sizeof *one->counted);
    remember(one);
    attend__truths_join(one);
    attend__tiers_day(one);
    one->settled = is_as_before(one);
}

static void fold_quiet(fold *one)
{
    if (!one->judged)
        (void)attend__truths_compare(one);
    one->judged = 1;
    if (attend__truths_waited(one))
        one->settled = 0;
    settle(one);
}

/* What a day with school adds to the head. */
static void count_day(fold *one, size_t first_event)
{
    case_head *head = &one->state->head;
    head->sessions += one->today->n_sessions;
    if (!one->plan->whole)
        return;
    head->marks = attend__digest_marks(head->marks, one->pupil, one->today);
    head->events = attend__digest_events(head->events, one->pupil, first_event, one->next_event);
}

/* A day with marks and nothing else: on most of them every comparison is as it was. */
static void fold_marks(fold *one)
{
    memset(one->counted, 0, one->plan->view->policy->steps.count * sizeof *one->counted);
    attend__sums_day(one);
    if (attend__truths_compare(one) || attend__truths_waited(one)) {
        attend__truths_join(one);
        attend__tiers_day(one);
        one->settled = 0;
    } else {
        settle(one);
    }
    count_day(one, one->next_event);
}

/* -- all phases -- */

/* On its first day a fold takes all events before it, also those that a case of a day before the calendar has taken. */
static void count_earlier(fold *one)
{
    for (uint32_t i = 0; i < one->plan->view->policy->steps.count; i++) {
        for (int32_t event = ATTEND_EVENT_STARTED; event <= ATTEND_EVENT_CLOSED; event++) {
            if (attend__step_day(&one->state->steps[i], event) != INT32_MIN)
                one->counted[i] |= 1u << event;
        }
    }
}

static void fold_full(fold *one)
{
    case_head *head = &one->state->head;
    size_t first_event = one->next_event;
    bool is_first = head->first_day == INT32_MIN;
    if (is_first)
        head->first_day = one->today->day;
    if (one->today->day >= one->next_fact)
        one->next_fact = next_fact(one->pupil, one->today->day);
    attend__overrides_end(one);
    attend__steps_begin(one);
    if (is_first)
        count_earlier(one);
    attend__sums_day(one);
    attend__steps_rest(one);
    one->overridden = is_overridden(one);
    (void)attend__truths_compare(one);
    attend__truths_join(one);
    attend__tiers_day(one);
    count_day(one, first_event);
    one->settled = 0;
    one->judged = 1;
}

attend_status attend__fold_day(fold *one)
{
    case_head *head = &one->state->head;
    const fold_day *today = attend__fold_day_of(one->plan, head->day == INT32_MIN ? one->plan->first_day : head->day + 1);
    if (head->sessions + today->n_sessions > CASE_SESSIONS_MAX)
        return ATTEND_E_LIMIT;
    one->today = today;
    bool plain = is_plain(one);
    if (plain && today->quiet)
        fold_quiet(one);
    else if (plain && one->judged && !today->new_period && today[-1].rules == today->rules)
        fold_marks(one);
    else
        fold_full(one);
    head->day = today->day;
    return ATTEND_OK;
}

attend_status attend__fold_through(fold *one)
{
    attend_status status = ATTEND_OK;
    while (status == ATTEND_OK && one->state->head.day < one->plan->view->as_of)
        status = attend__fold_day(one);
    return status;
}

/* -- a pupil -- */

void attend__fold_open(fold *one, const pupil_view *pupil, case_state *state)
{
    int32_t day = state->head.day;
    one->pupil = pupil;
    one->state = state;
    one->today = NULL;
    one->settled = one->judged = 0;
    one->overridden = is_overridden(one);
    one->next_event = one->next_spell = 0;
    while (one->next_event < pupil->n_events && pupil->events[one->next_event].day <= day)
        one->next_event++;
    while (one->next_spell < pupil->n_spells && pupil->spells[one->next_spell].from <= day)
        one->next_spell++;
    one->next_fact = day == INT32_MIN ? INT64_MIN : next_fact(pupil, day);
    attend__sums_open(one);
}

void attend__fold_look(fold *one)
{
    const attend_policy *policy = one->plan->view->policy;
    one->today = attend__fold_day_of(one->plan, one->state->head.day);
    memset(one->counted, 0, policy->steps.count * sizeof *one->counted);
    attend__truths_look(one);
}
