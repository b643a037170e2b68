/* Tiers of one day: computed, left, kept, overridden (semantics.md 8). */
#ifndef ATTEND_ENGINE_FOLD_TIERS_H
#define ATTEND_ENGINE_FOLD_TIERS_H

#include "engine/fold/fold.h"

/* The list that a tier belongs to. */
static inline uint32_t list_of_tier(const attend_policy *policy, uint32_t tier)
{
    const tiers_record *tiers = POLICY_ROWS(policy, tiers, tiers_record);
    uint32_t list = 0;
    while (tier - tiers[list].first >= tiers[list].count)
        list++;
    return list;
}

/* The rule to leave a tier, or NULL. */
static inline const leave_record *leave_of_tier(const attend_policy *policy, const tier_record *tier)
{
    return tier->leave == ATTEND_NONE ? NULL : &POLICY_ROWS(policy, leaves, leave_record)[tier->leave];
}

/* Yesterday's answers and modes become those of the day before. attend__truths_join() calls it, before it judges. */
void attend__tiers_begin(fold *one);

/* Phase 6 for all wanted tiers. */
void attend__tiers_day(fold *one);

/* The bits that the conditions (or bands) of a list make possible, from truths: `truth(context, condition)` is asked of each
 * tier's root condition. Shared with the columns of a batch. Never 0: all tiers when there is none. */
typedef int32_t tier_truth(const void *context, uint32_t condition);
uint32_t attend__tiers_judge(const attend_policy *policy, const tiers_record *tiers, tier_truth *truth, const void *context);

/* The public row of a state's day. */
void attend__tiers_decision(const attend_policy *policy, const case_state *state, uint32_t tiers, attend_tier_decision *row);

#endif
