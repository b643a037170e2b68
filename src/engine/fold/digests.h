/* Digests of what a case has consumed: of the calendar, of spells and facts, of marks and of events. */
#ifndef ATTEND_ENGINE_FOLD_DIGESTS_H
#define ATTEND_ENGINE_FOLD_DIGESTS_H

#include "engine/fold/fold.h"

/* One more day of kept marks; days without one change nothing. */
uint64_t attend__digest_marks(uint64_t digest, const pupil_view *pupil, const fold_day *day);

/* The events from .. to - 1 of a pupil: what the library reads of them. */
uint64_t attend__digest_events(uint64_t digest, const pupil_view *pupil, size_t from, size_t to);

/* What the calendar says of the days of a plan through a day, and what else of it these days depend on: whether it is derived, where
 * it has ended, a document's sessions in the rest of the week. 0 when it has not begun, nor begins in that week. */
uint64_t attend__digest_calendar(const fold_plan *plan, int32_t through);

/* What the pupil's spells say of the days through a day, and facts of those from the first day folded on. */
uint64_t attend__digest_stretches(const attend_policy *policy, const pupil_view *pupil, int32_t first_day, int32_t through);

#endif
