#include "engine/fold/state.h"

#include <string.h>

#include "attend/decision.h"
#include "attend/version.h"
#include "register/journal.h"

void attend__state_place(case_state *state, const attend_policy *policy, uint64_t *words, uint32_t *halves)
{
    case_layout at = attend__case_layout(policy);
    state->words = state->sums = words;
    state->rings = words + (size_t)policy->specs.count * SPEC_WORDS;
    state->halves = halves;
    state->specs = (spec_memory *)(void *)(halves + at.specs);
    state->steps = (step_memory *)(void *)(halves + at.steps);
    state->tiers = (tiers_memory *)(void *)(halves + at.tiers);
    state->tier_rows = (tier_memory *)(void *)(halves + at.tier_rows);
    state->places = halves + at.places;
    state->crosses = halves + at.crosses;
}

void attend__state_take(case_state *state, const attend_policy *policy, arena *memory)
{
    uint64_t *words = attend__arena_keep(memory, attend__case_words64(policy), sizeof *words);
    uint32_t *halves = attend__arena_keep(memory, attend__case_words32(policy), sizeof *halves);
    memset(state, 0, sizeof *state);
    if (words && halves)
        attend__state_place(state, policy, words, halves);
}

spec_memory attend__start_spec(void)
{
    spec_memory start = {0, 0, 0, INT32_MIN};
    return start;
}

tiers_memory attend__start_tiers(void)
{
    tiers_memory start = {.since = INT32_MIN, .override_tier = ATTEND_NONE, .override_from = INT32_MIN, .override_to = INT32_MIN};
    return start;
}

tier_memory attend__start_tier(void)
{
    tier_memory start = {ATTEND_LEAVE_FREE, ATTEND_LEAVE_FREE, 0, INT32_MIN};
    return start;
}

static void start_head(case_head *head, const attend_policy *policy)
{
    memset(head, 0, sizeof *head);
    head->magic = CASE_MAGIC;
    head->format = CASE_FORMAT;
    head->semantics = ATTEND_SEMANTICS;
    head->bytes = policy->case_bytes;
    memcpy(head->policy, policy->digest, sizeof head->policy);
    head->roots = policy->roots;
    head->day = INT32_MIN;
    head->first_day = INT32_MIN;
}

/* All but the head and what events have done. */
static void start_memories(case_state *state, const attend_policy *policy)
{
    memset(state->words, 0, attend__case_words64(policy) * sizeof *state->words);
    for (uint32_t i = 0; i < policy->specs.count; i++)
        state->specs[i] = attend__start_spec();
    for (uint32_t i = 0; i < policy->tier_rows.count; i++)
        state->tier_rows[i] = attend__start_tier();
    memset(state->places, 0, policy->n_places * sizeof *state->places);
    for (uint32_t i = 0; i < policy->n_crosses; i++)
        state->crosses[i] = crosses_memory(CROSSES_NONE, CROSSES_NONE);
}

void attend__state_start(case_state *state, const attend_policy *policy)
{
    start_head(&state->head, policy);
    start_memories(state, policy);
    for (uint32_t i = 0; i < policy->steps.count; i++)
        state->steps[i] = attend__step_dormant();
    for (uint32_t i = 0; i < policy->tiers.count; i++)
        state->tiers[i] = attend__start_tiers();
}

void attend__state_restart(case_state *state, const attend_policy *policy)
{
    uint64_t events = state->head.events;
    start_head(&state->head, policy);
    state->head.events = events;
    start_memories(state, policy);
    for (uint32_t i = 0; i < policy->tiers.count; i++) {
        tiers_memory before = state->tiers[i];
        state->tiers[i] = attend__start_tiers();
        state->tiers[i].override_tier = before.override_tier;
        state->tiers[i].override_from = before.override_from;
        state->tiers[i].override_to = before.override_to;
    }
}
