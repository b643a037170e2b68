/* The state of one pupil while days are folded: a case in native numbers, in the caller's workspace. */
#ifndef ATTEND_ENGINE_FOLD_STATE_H
#define ATTEND_ENGINE_FOLD_STATE_H

#include "base/arena.h"
#include "policy/case_model.h"

typedef struct case_state {
    case_head head;
    uint64_t *words;       /* all 64-bit words */
    uint32_t *halves;      /* all 32-bit words; the members below point into both */
    uint64_t *sums;        /* [specs][SPEC_WORDS] */
    uint64_t *rings;
    spec_memory *specs;    /* [specs] */
    step_memory *steps;    /* [steps] */
    tiers_memory *tiers;   /* [tiers] */
    tier_memory *tier_rows;/* [tier_rows] */
    uint32_t *places;      /* slot of each possible session: day * sessions per day + session, from 1900-01-01 on */
    uint32_t *crosses;     /* [n_crosses] */
} case_state;

/* Makes a state of words and halves; their number is that of attend__case_words64() and _words32(). */
void attend__state_place(case_state *state, const attend_policy *policy, uint64_t *words, uint32_t *halves);

/* Takes a state's memory; with a counting arena its size is found so. */
void attend__state_take(case_state *state, const attend_policy *policy, arena *memory);

/* A state that has consumed nothing. */
void attend__state_start(case_state *state, const attend_policy *policy);

/* A state of a day before the calendar's first, as if it had consumed nothing but events: the fold begins anew with the calendar. */
void attend__state_restart(case_state *state, const attend_policy *policy);

/* What each kind of memory holds when nothing has been consumed; of a step it is attend__step_dormant(). */
spec_memory attend__start_spec(void);
tiers_memory attend__start_tiers(void);
tier_memory attend__start_tier(void);

/* codec.c: bytes of a case from a state, and back. Packing cannot fail; a state whose words and halves lie in these very bytes
 * (attend__state_place()) is packed in place. Unpacking checks everything that anything else relies on: ATTEND_E_CASE, _NEWER
 * (format or semantics) or _MISMATCH (another policy set); the state is then not usable. */
void attend__state_pack(const case_state *state, const attend_policy *policy, void *bytes);
attend_status attend__state_unpack(case_state *state, const attend_policy *policy, const void *bytes);

/* Whether a caller's bytes may be read as a case at all: ATTEND_OK, _E_ARGUMENT or _E_SPACE. */
attend_status attend__case_open(const attend_policy *policy, const void *bytes, size_t size);

/* The same checks of packed bytes, without room for a state. `head` receives the head. */
attend_status attend__case_verify(const attend_policy *policy, const void *bytes, case_head *head);

/* The memory of one list of tiers from packed bytes, checked by itself: ATTEND_OK or ATTEND_E_CASE. */
attend_status attend__case_tiers(const attend_policy *policy, const void *bytes, const case_head *head, uint32_t tiers,
                                 tiers_memory *memory);

#endif
