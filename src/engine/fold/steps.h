/* Events of the journal: what they do to steps and overrides. */
#ifndef ATTEND_ENGINE_FOLD_STEPS_H
#define ATTEND_ENGINE_FOLD_STEPS_H

#include "engine/fold/fold.h"
#include "register/journal.h"

/* Phase 1: an override that has ended. */
void attend__overrides_end(fold *one);

/* Phase 2: events `started` up to today. Sets one->counted (of all steps). Events of days before today (on the first day of a fold)
 * are taken whole, day by day, and one->next_event moves past them. */
void attend__steps_begin(fold *one);

/* Phase 4: all other events up to today, in order; and overrides. Windows since them begin. Moves one->next_event past them. */
void attend__steps_rest(fold *one);

/* The day of the latest event of this kind that counted in a step's latest episode, or INT32_MIN. */
int32_t attend__step_day(const step_memory *step, int32_t event);

#endif
