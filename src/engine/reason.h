/* Why: the rows of a reason, from the fold of one pupil. */
#ifndef ATTEND_ENGINE_REASON_H
#define ATTEND_ENGINE_REASON_H

#include "engine/fold/fold.h"

/* Flags inside a reason are told in full at most so many deep, so that a tree is never deeper than its readers can go. */
#define REASON_FLAGS_MAX 8u

/* Room for what is noted while rows are made. */
typedef struct reason_notes {
    uint32_t *parents; /* [conditions] the row that each stands under */
    uint32_t *places;  /* [flags] the condition that names the flag where what it needs counts, or ATTEND_NONE */
    uint32_t *rows;    /* [flags] the row in which the flag is told in full, or ATTEND_NONE */
} reason_notes;

/* Memory of one reason, or of any other question about one pupil's fold. */
typedef struct reason_space {
    uint8_t *row; /* the pupil's marks */
    fold_plan plan;
    fold one;
    case_state state;
    reason_notes notes;
} reason_space;

void attend__reason_take(reason_space *space, const register_view *view, arena *memory);

/* Whether a policy has what a reason is asked of: ATTEND_OK, _E_ARGUMENT (no such kind) or _E_NOT_FOUND. */
attend_status attend__reason_item(const attend_policy *policy, int32_t kind, uint32_t item);

/* How many rows the reason of a flag, measure or tiers has, on the day of the fold; everything is folded (FOLD_ALL). */
uint32_t attend__reason_rows(const fold *one, int32_t kind, uint32_t item, const reason_notes *notes);

/* Writes those rows, in preorder. */
void attend__reasons_of(const fold *one, int32_t kind, uint32_t item, const reason_notes *notes, attend_reason *rows);

#endif
