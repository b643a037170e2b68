/* What measures remember from day to day, and their values. */
#ifndef ATTEND_ENGINE_FOLD_SUMS_H
#define ATTEND_ENGINE_FOLD_SUMS_H

#include "engine/fold/fold.h"

/* plan->view is set. Takes the memory of plan->sums, one->delta and one->places; attend__fold_take() calls it. */
void attend__sums_take(fold_plan *plan, fold *one, arena *memory);

/* plan->specs says what is wanted, and the days have their stretches. attend__fold_plan() calls it. */
void attend__sums_plan(fold_plan *plan);

/* Finds the columns in the state of `one`. attend__fold_open() calls it. */
void attend__sums_open(fold *one);

/* Whether a wanted window changes with every civil day. */
bool attend__sums_civil(const fold_plan *plan);

/* Phases 1 and 3 for all wanted specs: windows that begin today begin, today's marks are added. `counted` holds the day's `started`. */
void attend__sums_day(fold *one);

/* Phase 4: the windows since this event of this step begin on the day that the step remembers, with today's marks. */
void attend__sums_since(fold *one, uint32_t step, int32_t event);

/* The value of a spec today, without its windows: the need; count and of as in measure_value (0 unless the need shows). */
int32_t attend__sums_value(const fold *one, uint32_t spec, int64_t *count, int64_t *of);

/* The value of a spec today with all that a reason tells. The slots of its windows are not filled. */
void attend__sums_measure(const fold *one, uint32_t spec, measure_value *value);

#endif
