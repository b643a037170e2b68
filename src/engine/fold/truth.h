/* Truths of conditions on one day of a fold, flags before what names them. */
#ifndef ATTEND_ENGINE_FOLD_TRUTH_H
#define ATTEND_ENGINE_FOLD_TRUTH_H

#include "engine/fold/fold.h"

/* plan->view is set. Takes the memory of plan->truths; attend__fold_take() calls it. */
void attend__truths_take(fold_plan *plan, arena *memory);

/* plan->flags and plan->tiers say what is wanted, with every flag that a wanted condition names. attend__fold_plan() calls it. */
void attend__truths_plan(fold_plan *plan);

/* Phase 5, and the conditions of tiers and leave rules, first half: judges all comparisons into one->truth. Whether any is not as it
 * was there before, or the rules are of another stretch of days. */
bool attend__truths_compare(fold *one);

/* Whether a span after an event has passed since the day before, so that the second half must be judged. */
bool attend__truths_waited(const fold *one);

/* Second half: everything else that is wanted. Remembers `crosses`. From here on `before` and `mode_before` of the tiers are those
 * of the day before (attend__tiers_begin()). */
void attend__truths_join(fold *one);

/* The same without remembering: for attend__fold_look(). `crosses` and tiers are as remembered. */
void attend__truths_look(fold *one);

/* The truth of a flag today, its dates included; its condition has been judged. */
int32_t attend__truth_of_flag(const fold *one, uint32_t flag);

/* The truth of one condition that names no measure and joins nothing (FACT, STEP, IN_TIER), today, and what it needs
 * (ATTEND_NEED_NOTHING unless unknown). What a tier of the day before needed is not remembered: then it is ATTEND_NEED_HISTORY. */
int32_t attend__truth_of_test(const fold *one, const condition_record *condition, int32_t *need);

/* Whether a span that starts on a day has passed by another: ATTEND_TRUE, _FALSE or _UNKNOWN (the calendar ends before either), and
 * _UNKNOWN when its param has no value. */
int32_t attend__span_passed(const register_view *view, const span_spec *span, int32_t start, int32_t day);

#endif
