/* The rows of a tier decision: how the answer came about, then every tier with its rule to leave it. */
#include "base/bits.h"
#include "engine/reason_rows.h"

#include "engine/fold/tiers.h"
#include "engine/fold/truth.h"
#include "register/journal.h"

/* One list on the day of the fold. */
typedef struct told_list {
    const tiers_record *record;
    const tiers_memory *memory;
    const tier_record *tiers; /* the least intensive first */
    const tier_memory *tier_memories;
} told_list;

static told_list list_of(const reason_writer *to, uint32_t tiers)
{
    const tiers_record *record = &POLICY_ROWS(to->policy, tiers, tiers_record)[tiers];
    told_list list = {record, &to->one->state->tiers[tiers], &POLICY_ROWS(to->policy, tier_rows, tier_record)[record->first],
                      &to->one->state->tier_rows[record->first]};
    return list;
}

static const leave_record *leave_of(const reason_writer *to, const told_list *list, uint32_t tier)
{
    return leave_of_tier(to->policy, &list->tiers[tier]);
}

/* The tier that holds the pupil, or ATTEND_NONE. */
static uint32_t held_tier(const told_list *list)
{
    uint32_t tier = list->record->count;
    while (tier-- > 0) {
        if (list->tier_memories[tier].mode == ATTEND_LEAVE_HELD)
            return tier;
    }
    return ATTEND_NONE;
}

/* -- what each row is worth -- */

static int32_t own_truth(const reason_writer *to, const told_list *list, uint32_t tier)
{
    uint32_t enter = list->tiers[tier].enter;
    return enter == ATTEND_NONE ? ATTEND_TRUE : to->one->truth[enter];
}

/* Whether the list comes to this tier: not below one that holds, and while one is held to no other. */
static int32_t truth_of_tier(const reason_writer *to, const told_list *list, uint32_t tier)
{
    uint32_t held = held_tier(list);
    if (held != ATTEND_NONE)
        return tier == held;
    return (list->memory->judged >> tier & 1u) ? own_truth(to, list, tier) : ATTEND_FALSE;
}

/* Whether `again` has taken the place of the tier's own condition. */
static bool asks_again(const told_list *list, uint32_t tier)
{
    const tier_memory *memory = &list->tier_memories[tier];
    return memory->mode_before == ATTEND_LEAVE_LEFT || (memory->at_event & TIER_LEFT_TODAY) != 0;
}

static int32_t leave_truth(const reason_writer *to, const told_list *list, uint32_t tier, const leave_record *leave)
{
    const tier_memory *memory = &list->tier_memories[tier];
    if (asks_again(list, tier))
        return to->one->truth[leave->again];
    return memory->mode == ATTEND_LEAVE_HELD && (memory->at_event & TIER_AT_EVENT) ? to->one->truth[leave->when] : ATTEND_FALSE;
}

static bool is_leave_told(const reason_writer *to, const told_list *list, uint32_t tier, const leave_record *leave)
{
    const tier_memory *memory = &list->tier_memories[tier];
    return memory->mode != ATTEND_LEAVE_FREE || memory->mode_before != ATTEND_LEAVE_FREE ||
           to->one->state->steps[leave->step].state == STEP_STARTED || (memory->at_event & TIER_LEFT_TODAY) != 0;
}

/* Whether a tier is possible only because it was so the day before. */
static bool is_carried(const told_list *list)
{
    for (uint32_t tier = 0; tier < list->record->count; tier++) {
        if (list->tier_memories[tier].at_event & TIER_CARRIED)
            return true;
    }
    return false;
}

/* -- rows -- */

static void add_override(reason_writer *to, const told_list *list)
{
    attend_reason *row;
    if (list->memory->override_tier == ATTEND_NONE)
        return;
    row = attend__reason_row(to, 0, ATTEND_OP_OVERRIDE);
    row->item = list->record->first + list->memory->override_tier;
    row->truth = ATTEND_TRUE;
    row->first_day = list->memory->override_from;
    row->last_day = list->memory->override_to;
}

/* From when on, and until when, the pupil has to be lower to come down to the next tier. (Further down was later.) */
static void set_stretch(const reason_writer *to, const told_list *list, attend_reason *row)
{
    int32_t since = list->tier_memories[list->memory->kept - 1].below_since;
    row->first_day = since;
    attend__reason_span(to, row, &list->record->after, since);
}

static void add_down(reason_writer *to, const told_list *list)
{
    const tiers_memory *memory = list->memory;
    bool has_after = list->record->after.unit != 0;
    bool is_lower = (memory->judged & (((uint32_t)1 << memory->kept) - 1)) != 0;
    attend_reason *row;
    if ((list->record->review == ATTEND_NONE && !has_after) || !is_lower || held_tier(list) != ATTEND_NONE)
        return;
    row = attend__reason_row(to, 0, ATTEND_OP_DOWN);
    row->item = list->record->first + memory->kept;
    row->count = (memory->at_event & TIERS_AT_REVIEW) != 0;
    row->truth = row->count ? ATTEND_TRUE : ATTEND_FALSE;
    if (has_after)
        set_stretch(to, list, row);
}

static void add_provisional(reason_writer *to, const told_list *list)
{
    uint32_t at = to->count, root = list->record->provisional;
    if (root == ATTEND_NONE)
        return;
    attend__reason_row(to, 0, ATTEND_OP_PROVISIONAL)->truth = to->one->truth[root] != ATTEND_FALSE;
    attend__reason_condition(to, at, root);
}

static void add_tier(reason_writer *to, const told_list *list, uint32_t tier)
{
    uint32_t at = to->count;
    attend_reason *row = attend__reason_row(to, 0, ATTEND_OP_TIER);
    row->item = list->record->first + tier;
    row->truth = truth_of_tier(to, list, tier);
    row->comparator = (int32_t)list->tier_memories[tier].mode;
    if (list->tiers[tier].enter != ATTEND_NONE)
        attend__reason_condition(to, at, list->tiers[tier].enter);
}

static void add_leave(reason_writer *to, const told_list *list, uint32_t tier)
{
    const leave_record *leave = leave_of(to, list, tier);
    uint32_t at = to->count;
    attend_reason *row;
    if (leave == NULL || !is_leave_told(to, list, tier, leave))
        return;
    row = attend__reason_row(to, 0, ATTEND_OP_LEAVE);
    row->item = list->record->first + tier;
    row->truth = leave_truth(to, list, tier, leave);
    row->comparator = (int32_t)list->tier_memories[tier].mode;
    row->count = (list->tier_memories[tier].at_event & TIER_AT_EVENT) != 0;
    row->of = list->tier_memories[tier].mode_before;
    row->first_day = to->one->state->steps[leave->step].started;
    row->held = to->one->state->steps[leave->step].state == STEP_STARTED;
    if (list->tier_memories[tier].mode_before != ATTEND_LEAVE_LEFT)
        attend__reason_condition(to, at, leave->when);
    if (asks_again(list, tier))
        attend__reason_condition(to, at, leave->again);
}

/* Flags are told in full where an undecided tier needs them, in the order in which its needs are said. */
static void place_flags(const reason_writer *to, const told_list *list)
{
    for (uint32_t tier = list->record->count; tier-- > 0;) {
        const leave_record *leave = leave_of(to, list, tier);
        if (list->tiers[tier].enter != ATTEND_NONE && truth_of_tier(to, list, tier) == ATTEND_UNKNOWN)
            attend__reason_place(to, list->tiers[tier].enter);
        if (leave != NULL && leave_truth(to, list, tier, leave) == ATTEND_UNKNOWN)
            attend__reason_place(to, asks_again(list, tier) ? leave->again : leave->when);
    }
}

void attend__reason_tiers(reason_writer *to, uint32_t tiers)
{
    told_list list = list_of(to, tiers);
    attend_reason *row = attend__reason_row(to, ATTEND_NONE, ATTEND_OP_TIERS);
    row->item = tiers;
    row->truth = bits_single(list.memory->possible) ? ATTEND_TRUE : ATTEND_UNKNOWN;
    row->count = list.memory->possible;
    row->of = list.memory->computed;
    row->first_day = list.memory->since;
    row->last_day = to->one->today->day;
    if (row->truth == ATTEND_UNKNOWN) {
        row->need = is_carried(&list) ? ATTEND_NEED_HISTORY : ATTEND_NEED_NOTHING;
        place_flags(to, &list);
    }
    add_override(to, &list);
    add_down(to, &list);
    add_provisional(to, &list);
    for (uint32_t tier = list.record->count; tier-- > 0;) {
        add_tier(to, &list, tier);
        add_leave(to, &list, tier);
    }
}
