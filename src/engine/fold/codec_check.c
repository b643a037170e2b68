/* Whether what a case remembers of steps, tiers and conditions can be so. Anything may stand in restored bytes. */
#include "engine/fold/codec.h"

#include <string.h>

#include "attend/decision.h"
#include "base/day.h"
#include "register/journal.h"

static bool day_or_none(int32_t day, int32_t first, int32_t last)
{
    return day == INT32_MIN || (day >= first && day <= last);
}

/* -- steps -- */

static bool outcome_ok(const step_record *record, uint32_t outcome)
{
    return outcome == ATTEND_NONE || (outcome >= record->outcomes && outcome - record->outcomes < record->n_outcomes);
}

static bool step_ok(const case_reader *from, const step_record *record, const step_memory *step)
{
    step_memory dormant = attend__step_dormant();
    int32_t last = from->head.day;
    if (step->state == STEP_DORMANT || last == INT32_MIN)
        return memcmp(step, &dormant, sizeof dormant) == 0;
    if (step->state > STEP_DONE || step->started == INT32_MIN || step->reserved[0] || step->reserved[1] || step->reserved[2])
        return false;
    if (step->state == STEP_DONE && step->closed == INT32_MIN)
        return false;
    return day_or_none(step->started, ATTEND_DAY_FIRST, last) && day_or_none(step->reviewed, ATTEND_DAY_FIRST, last) &&
           day_or_none(step->closed, ATTEND_DAY_FIRST, last) && outcome_ok(record, step->outcome);
}

static bool steps_ok(const case_reader *from)
{
    for (uint32_t i = 0; i < from->policy->steps.count; i++) {
        step_memory step;
        case_halves(from, from->at.steps + i * (sizeof step / 4), &step, sizeof step);
        if (!step_ok(from, &POLICY_ROWS(from->policy, steps, step_record)[i], &step))
            return false;
    }
    return true;
}

/* -- tiers -- */

static bool override_ok(const tiers_record *record, int32_t day, const tiers_memory *memory)
{
    if (memory->override_tier == ATTEND_NONE)
        return memory->override_from == INT32_MIN && memory->override_to == INT32_MIN && memory->possible == memory->computed;
    return memory->override_tier < record->count && memory->override_from <= day && memory->override_to >= day &&
           attend__day_ok(memory->override_from) && memory->possible == 1u << memory->override_tier;
}

/* On the first day there is no day before. */
static bool before_ok(const case_head *head, uint32_t all, uint32_t before)
{
    return head->day == head->first_day ? before == 0 : before != 0 && (before & ~all) == 0;
}

bool attend__case_tiers_ok(const attend_policy *policy, const case_head *head, uint32_t tiers, const tiers_memory *memory)
{
    const tiers_record *record = &POLICY_ROWS(policy, tiers, tiers_record)[tiers];
    tiers_memory start = attend__start_tiers();
    uint32_t all = UINT32_MAX >> (32 - record->count);
    if (head->day == INT32_MIN)
        return memcmp(memory, &start, sizeof start) == 0;
    if (!memory->possible || !memory->computed || !memory->judged ||
        ((memory->possible | memory->computed | memory->judged) & ~all))
        return false;
    return memory->since >= head->first_day && memory->since <= head->day && memory->kept < record->count &&
           (memory->provisional == 0 || memory->provisional == 1) && memory->at_event <= 3 &&
           override_ok(record, head->day, memory) && before_ok(head, all, memory->before) &&
           before_ok(head, all, memory->before_computed);
}

static bool tier_ok(const case_reader *from, const tier_record *record, const tier_memory *tier)
{
    tier_memory start = attend__start_tier();
    if (from->head.day == INT32_MIN)
        return memcmp(tier, &start, sizeof start) == 0;
    if (record->leave == ATTEND_NONE && (tier->mode || tier->mode_before || tier->at_event))
        return false;
    return tier->mode <= ATTEND_LEAVE_LEFT && tier->mode_before <= ATTEND_LEAVE_LEFT &&
           tier->at_event <= (TIER_AT_EVENT | TIER_CARRIED) && tier->at_event != TIER_LEFT_TODAY &&
           day_or_none(tier->below_since, from->head.first_day, from->head.day);
}

static bool tiers_ok(const case_reader *from)
{
    for (uint32_t i = 0; i < from->policy->tiers.count; i++) {
        tiers_memory memory;
        case_halves(from, from->at.tiers + i * (sizeof memory / 4), &memory, sizeof memory);
        if (!attend__case_tiers_ok(from->policy, &from->head, i, &memory))
            return false;
    }
    for (uint32_t i = 0; i < from->policy->tier_rows.count; i++) {
        tier_memory tier;
        case_halves(from, from->at.tier_rows + i * (sizeof tier / 4), &tier, sizeof tier);
        if (!tier_ok(from, &POLICY_ROWS(from->policy, tier_rows, tier_record)[i], &tier))
            return false;
    }
    return true;
}

/* -- crosses -- */

static bool crosses_ok(const case_reader *from)
{
    bool is_first = from->head.day == from->head.first_day;
    for (uint32_t i = 0; i < from->policy->n_crosses; i++) {
        uint32_t memory = case_half(from, from->at.crosses + i);
        uint32_t before = crosses_before(memory), today = crosses_today(memory);
        if (from->head.day == INT32_MIN ? memory != crosses_memory(CROSSES_NONE, CROSSES_NONE)
                                        : today >= CROSSES_NONE || before > CROSSES_NONE || is_first != (before == CROSSES_NONE))
            return false;
    }
    return true;
}

bool attend__case_memories_ok(const case_reader *from)
{
    return steps_ok(from) && tiers_ok(from) && crosses_ok(from) && attend__case_sums_ok(from);
}
