/* Conditions: exact comparison, three-valued truth, and the rows that say why. */
#ifndef ATTEND_ENGINE_CONDITION_H
#define ATTEND_ENGINE_CONDITION_H

#include "engine/measure.h"

/* Whether value / comparator / threshold holds: ATTEND_TRUE or _FALSE. The value is count / of, of 0 for counts and runs. */
int32_t attend__compare(int32_t kind, int64_t count, int64_t of, int32_t comparator, int64_t threshold);

/* The threshold of a comparison on a day, times NUMBER_SCALE. False when its param has no value then. */
bool attend__threshold(const attend_policy *policy, const condition_record *condition, int32_t day, int64_t *threshold);

/* What `all`, `any` or `not` are worth without any part, and with one more part of truth `part`. */
int32_t attend__truth_start(int32_t op);
int32_t attend__truth_add(int32_t op, int32_t so_far, int32_t part);

/* The parent of each condition of the subtree at `root`, as an index; parents[0] is that of `root`: ATTEND_NONE. */
void attend__condition_parents(const attend_policy *policy, uint32_t root, uint32_t *parents);

/* How many rows the reason of a flag or measure has. */
uint32_t attend__reason_rows(const attend_policy *policy, int32_t kind, uint32_t item);

/* Room for attend__reason_of: what it notes of each condition of the subtree. */
typedef struct reason_notes {
    uint32_t *parents;
    uint32_t *rows;
} reason_notes;

/* Writes those rows, in preorder. All parts are judged. */
void attend__reason_of(const register_view *view, const pupil_view *pupil, int32_t kind, uint32_t item,
                       const reason_notes *notes, attend_reason *rows);

#endif
