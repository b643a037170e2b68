#include "base/bits.h"
#include "engine/fold/tiers.h"

#include <string.h>

#include "engine/fold/truth.h"
#include "register/journal.h"

/* One list of tiers on one day. */
typedef struct tier_list {
    const fold *one;
    const tiers_record *record;
    const tier_record *rows; /* the least intensive first */
    tiers_memory *memory;
    tier_memory *tiers;      /* likewise */
} tier_list;

static tier_list list_of(const fold *one, uint32_t tiers)
{
    const attend_policy *policy = one->plan->view->policy;
    const tiers_record *record = &POLICY_ROWS(policy, tiers, tiers_record)[tiers];
    tier_list list = {one, record, &POLICY_ROWS(policy, tier_rows, tier_record)[record->first], &one->state->tiers[tiers],
                      &one->state->tier_rows[record->first]};
    return list;
}

static uint32_t bit_of(uint32_t tier)
{
    return 1u << tier;
}

/* Bits of the tiers that are more intensive. */
static uint32_t above(uint32_t tier)
{
    return ~(bit_of(tier) | (bit_of(tier) - 1));
}

/* -- the computed tiers -- */

uint32_t attend__tiers_judge(const attend_policy *policy, const tiers_record *tiers, tier_truth *truth, const void *context)
{
    const tier_record *rows = &POLICY_ROWS(policy, tier_rows, tier_record)[tiers->first];
    uint32_t possible = 0;
    for (uint32_t tier = tiers->count; tier-- > 0;) {
        int32_t enter = rows[tier].enter == ATTEND_NONE ? ATTEND_TRUE : truth(context, rows[tier].enter);
        if (enter != ATTEND_FALSE)
            possible |= bit_of(tier);
        if (enter == ATTEND_TRUE)
            break;
    }
    return possible ? possible : UINT32_MAX >> (32 - tiers->count); /* bands are proved to leave no gap: nothing is no answer */
}

static int32_t truth_today(const void *context, uint32_t condition)
{
    return ((const fold *)context)->truth[condition];
}

/* -- leaving -- */

static const leave_record *leave_of(const tier_list *list, uint32_t tier)
{
    return leave_of_tier(list->one->plan->view->policy, &list->rows[tier]);
}

static uint32_t then_bit(const tier_list *list, const leave_record *leave)
{
    return bit_of(leave->then - list->record->first);
}

/* Held: whether the tier stays so, with the possible tiers. */
static bool stays(const tier_list *list, uint32_t tier, uint32_t *possible)
{
    const leave_record *leave = leave_of(list, tier);
    int32_t leaves = list->tiers[tier].at_event & TIER_AT_EVENT ? list->one->truth[leave->when] : ATTEND_FALSE;
    if (leaves == ATTEND_TRUE) {
        list->tiers[tier].mode = ATTEND_LEAVE_LEFT;
        list->tiers[tier].at_event |= TIER_LEFT_TODAY;
        list->memory->at_event |= TIERS_AT_LEAVE;
        return false;
    }
    *possible = bit_of(tier) | (leaves == ATTEND_UNKNOWN ? then_bit(list, leave) : 0);
    return true;
}

/* Free: whether the tier becomes held. */
static bool becomes_held(const tier_list *list, uint32_t tier, uint32_t *possible)
{
    uint32_t own = bit_of(tier), before = list->memory->before_computed;
    if (list->one->state->steps[leave_of(list, tier)->step].state != STEP_STARTED)
        return false;
    if (before == own || *possible == own) {
        list->tiers[tier].mode = ATTEND_LEAVE_HELD;
        return true;
    }
    if (before & own & ~*possible)
        list->tiers[tier].at_event |= TIER_CARRIED;
    *possible |= before & own;
    return false;
}

/* Left: whether the tier is reached again. */
static bool comes_again(const tier_list *list, uint32_t tier, uint32_t *possible)
{
    const leave_record *leave = leave_of(list, tier);
    uint32_t own = bit_of(tier);
    int32_t again = list->one->truth[leave->again];
    if (again == ATTEND_TRUE) {
        list->tiers[tier].mode = ATTEND_LEAVE_FREE;
        *possible = own;
        return true;
    }
    if (*possible & own)
        *possible = (*possible & ~own) | then_bit(list, leave);
    if (again == ATTEND_UNKNOWN)
        *possible |= own;
    return false;
}

/* One tier's rule: whether it settles the day, so that no other rule is asked. */
static bool settles(const tier_list *list, uint32_t tier, uint32_t *possible)
{
    tier_memory *memory = &list->tiers[tier];
    if (memory->mode == ATTEND_LEAVE_FREE && !becomes_held(list, tier, possible))
        return false;
    if (memory->mode == ATTEND_LEAVE_HELD && stays(list, tier, possible))
        return true;
    return comes_again(list, tier, possible);
}

/* The day's events of the steps that rules name. A new start ends the mode in which a tier has been left, as if the day had begun so. */
static void note_events(const tier_list *list)
{
    for (uint32_t tier = 0; tier < list->record->count; tier++) {
        const leave_record *leave = leave_of(list, tier);
        tier_memory *memory = &list->tiers[tier];
        uint32_t counted = leave ? list->one->counted[leave->step] : 0;
        memory->at_event = leave && (counted & leave->at) ? TIER_AT_EVENT : 0;
        if (memory->mode == ATTEND_LEAVE_LEFT && counted >> ATTEND_EVENT_STARTED & 1u)
            memory->mode = memory->mode_before = ATTEND_LEAVE_FREE;
    }
}

/* The computed tiers after the rules `leave`. What holds a pupil comes before all other rules, which rest meanwhile. */
static uint32_t after_leaving(const tier_list *list, uint32_t possible)
{
    note_events(list);
    for (uint32_t tier = list->record->count; tier-- > 0;) {
        if (list->tiers[tier].mode == ATTEND_LEAVE_HELD && stays(list, tier, &possible))
            return possible;
    }
    for (uint32_t tier = list->record->count; tier-- > 0;) {
        if (list->rows[tier].leave != ATTEND_NONE && settles(list, tier, &possible))
            return possible;
    }
    return possible;
}

/* -- coming down -- */

static void note_stretches(const tier_list *list, uint32_t computed)
{
    for (uint32_t tier = 0; tier < list->record->count; tier++) {
        int32_t *since = &list->tiers[tier].below_since;
        if (computed & above(tier))
            *since = INT32_MIN;
        else if (*since == INT32_MIN)
            *since = list->one->today->day;
    }
}

/* The lowest tier to which `after` lets the pupil come down: the kept one when there is none. */
static uint32_t lowest_allowed(const tier_list *list)
{
    const fold *one = list->one;
    for (uint32_t tier = 0; tier < list->memory->kept; tier++) {
        int32_t since = list->tiers[tier].below_since;
        if (since != INT32_MIN &&
            attend__span_passed(one->plan->view, &list->record->after, since, one->today->day) == ATTEND_TRUE)
            return tier;
    }
    return list->memory->kept;
}

/* No lower than this tier. (Where it is below the kept tier nothing computed is above it, so nothing needs lifting to the kept one.) */
static uint32_t lifted(uint32_t computed, uint32_t tier)
{
    uint32_t below = computed & (bit_of(tier) - 1);
    return below ? (computed & ~below) | bit_of(tier) : computed;
}

static uint32_t after_keeping(const tier_list *list, uint32_t computed)
{
    tiers_memory *memory = list->memory;
    uint32_t possible = computed;
    if (list->record->after.unit != 0)
        note_stretches(list, computed);
    if (!memory->at_event)
        possible = lifted(computed, list->record->after.unit != 0 ? lowest_allowed(list) : memory->kept);
    if (bits_lowest(possible) > memory->kept)
        memory->kept = bits_lowest(possible);
    else if (bits_highest(possible) < memory->kept)
        memory->kept = bits_highest(possible);
    return possible;
}

static bool comes_down_slowly(const tiers_record *tiers)
{
    return tiers->review != ATTEND_NONE || tiers->after.unit != 0;
}

/* -- the answer -- */

static void note_review(const tier_list *list)
{
    uint32_t review = list->record->review;
    if (review != ATTEND_NONE && list->one->counted[review] >> ATTEND_EVENT_REVIEWED & 1u)
        list->memory->at_event |= TIERS_AT_REVIEW;
}

static bool is_provisional(const tier_list *list)
{
    uint32_t root = list->record->provisional;
    return root != ATTEND_NONE && list->one->truth[root] != ATTEND_FALSE;
}

static void judge_list(const tier_list *list)
{
    tiers_memory *memory = list->memory;
    memory->at_event = 0;
    note_review(list);
    memory->judged = attend__tiers_judge(list->one->plan->view->policy, list->record, truth_today, list->one);
    memory->computed = after_leaving(list, memory->judged);
    if (comes_down_slowly(list->record))
        memory->computed = after_keeping(list, memory->computed);
    memory->possible = memory->override_tier == ATTEND_NONE ? memory->computed : bit_of(memory->override_tier);
    if (memory->possible != memory->before)
        memory->since = list->one->today->day;
    memory->provisional = is_provisional(list);
}

void attend__tiers_day(fold *one)
{
    for (uint32_t i = 0; i < one->plan->n_lists; i++) {
        tier_list list = list_of(one, one->plan->lists[i]);
        judge_list(&list);
    }
}

static void begin_list(const tier_list *list)
{
    list->memory->before = list->memory->possible;
    list->memory->before_computed = list->memory->computed;
    for (uint32_t tier = 0; tier < list->record->count; tier++)
        list->tiers[tier].mode_before = list->tiers[tier].mode;
}

void attend__tiers_begin(fold *one)
{
    for (uint32_t i = 0; i < one->plan->n_lists; i++) {
        tier_list list = list_of(one, one->plan->lists[i]);
        begin_list(&list);
    }
}

void attend__tiers_decision(const attend_policy *policy, const case_state *state, uint32_t tiers, attend_tier_decision *row)
{
    const tiers_memory *memory = &state->tiers[tiers];
    uint32_t first = POLICY_ROWS(policy, tiers, tiers_record)[tiers].first;
    memset(row, 0, sizeof *row);
    row->tiers = tiers;
    row->day = state->head.day;
    row->at_least = first + bits_lowest(memory->possible);
    row->at_most = first + bits_highest(memory->possible);
    row->tier = row->at_least == row->at_most ? row->at_least : ATTEND_NONE;
    row->possible = memory->possible;
    row->computed = memory->computed;
    row->since = memory->since;
    row->provisional = memory->provisional;
    row->overridden = memory->override_tier != ATTEND_NONE;
}
