/* What a batch cannot read off the columns: items that depend on the days before, and all that the journal can change. */
#ifndef ATTEND_ENGINE_BATCH_FOLD_H
#define ATTEND_ENGINE_BATCH_FOLD_H

#include "engine/block.h"
#include "engine/fold/tiers.h"

/* One way to fold pupils. */
typedef struct batch_way {
    bool wanted;
    fold_plan plan;
    fold one;
} batch_way;

typedef struct batch_fold {
    bool can;         /* the policy has items that may have to be folded */
    batch_way days;   /* pupils without any event: only what PATH_DAYS says, or all tiers when `since` is wanted */
    batch_way events; /* pupils with events: all tiers, and whatever depends on a path */
    case_state state;
} batch_fold;

/* Whether any column of tiers is wanted. */
bool attend__batch_wants_tiers(const attend_batch *batch);

/* Takes its memory, when the policy can need any. */
void attend__batch_fold_take(batch_fold *with, const register_view *view, arena *memory);

/* Works out what the columns that are wanted need. */
void attend__batch_fold_start(batch_fold *with, const register_view *view, const attend_batch *batch);

/* Folds a pupil, when it must be, and puts what the fold knows in its place, k, in the block. */
attend_status attend__batch_fold_put(batch_fold *with, const pupil_view *pupil, block *in, uint32_t k);

#endif
