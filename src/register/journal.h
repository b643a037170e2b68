/* Rows of the journal: what is wrong with them, and what an event does to its step. */
#ifndef ATTEND_REGISTER_JOURNAL_H
#define ATTEND_REGISTER_JOURNAL_H

#include "policy/case_model.h"
#include "register/pupil.h"

/* States of a step: step_memory.state. */
enum { STEP_DORMANT, STEP_STARTED, STEP_DONE };

/* What an event does to its step: ATTEND_OK (it counts, and `step` is changed), ATTEND_F_EVENT_STATE or
 * ATTEND_F_EVENT_UNUSED. Of a tier_override it answers ATTEND_OK and changes nothing. The row has been judged. Within a day
 * those that begin an episode come first (semantics.md 9). */
attend_status attend__step_event(step_memory *step, const attend_event *event);

/* A step of which nothing has happened. */
step_memory attend__step_dormant(void);

/* ATTEND_OK when the event, and every index that it gives, is one that the policy has; else ATTEND_E_UNKNOWN_EVENT, _STEP,
 * _OUTCOME or _TIER. For whoever reads a judged row again: the caller's memory may have changed. Ask it of a copy. */
attend_status attend__event_names(const attend_policy *policy, const attend_event *event);

/* The tiers that a tier_override is about: those it names, or the only ones there are. ATTEND_NONE: none of this policy, or
 * its tier is not one of them. */
uint32_t attend__override_tiers(const attend_policy *policy, const attend_event *event);

#endif
