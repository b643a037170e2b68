/* A block of pupils: their cells, then their values, then their flags. */
#ifndef ATTEND_ENGINE_BLOCK_H
#define ATTEND_ENGINE_BLOCK_H

#include "engine/plan.h"

#define BLOCK_PUPILS 32u /* few enough for the first cache, enough for the loops over them to pay */

/* Truth inside a block, so that `all` is the least and `any` the greatest. */
#define BLOCK_FALSE 0u
#define BLOCK_UNKNOWN 1u
#define BLOCK_TRUE 2u
#define BLOCK_NONE 3u
static inline uint8_t block_truth(int32_t truth)
{
    return truth == ATTEND_UNKNOWN ? BLOCK_UNKNOWN : truth == ATTEND_TRUE ? BLOCK_TRUE : BLOCK_FALSE;
}

/* A condition of the policy, with what is the same for all pupils. */
typedef struct block_condition {
    uint32_t parent;   /* or ATTEND_NONE */
    bool known;        /* a comparison: its number has a value on the day */
    int64_t threshold; /* a comparison: held to what products of 64 bits allow, which no value reaches */
} block_condition;

/* Columns of BLOCK_PUPILS entries, item after item. */
typedef struct block {
    const plan *of;
    uint8_t *row;           /* of the pupil at hand */
    tally *totals;          /* [pieces + groups], likewise: see attend__tally_pieces */
    window *windows;        /* [personal], likewise */
    uint32_t *cells;        /* [cells] */
    uint32_t *runs;         /* [runs] */
    int8_t *personal_need;  /* [personal]; ATTEND_NEED_HISTORY: holds fewer units than asked */
    int64_t *count;         /* [specs] */
    int64_t *of_what;       /* [specs] */
    int8_t *need;           /* [specs] */
    uint8_t *truth;         /* [conditions] */
    int8_t *flag;           /* one column: ATTEND_TRUE, _FALSE, _UNKNOWN */
    uint8_t *with_events;   /* one column: 1 when the pupil was folded with its events */
    uint8_t *folded_truth;  /* [flags] of the flag's condition, put by the fold; else BLOCK_NONE */
    uint8_t *folded;        /* [tiers] 1: the fold has put what follows */
    uint32_t *possible;     /* [tiers] */
    uint32_t *computed;     /* [tiers] */
    int32_t *since;         /* [tiers] known to the fold alone */
    int8_t *provisional;    /* [tiers] */
    uint32_t *facts;        /* [n_facts] the conditions that name a fact */
    uint32_t n_facts;
    bool tiers;             /* whether the conditions of tiers are judged, too */
    uint32_t *missing;      /* one column */
    int32_t *status;        /* one column: not ATTEND_OK when the pupil is left out */
    block_condition *conditions;
} block;

void attend__block_take(block *in, const plan *of, const register_view *view, arena *memory);

/* Works out what does not depend on pupils; the plan is made. */
void attend__block_start(block *in);

/* Counts the pupil in block.row as number k of the block. */
void attend__block_count(block *in, const pupil_view *pupil, uint32_t k);

/* Number k of the block is left out for this reason: its values will be unknown. */
void attend__block_leave_out(block *in, uint32_t k, attend_status status);

/* Values of every spec, then truths of flags, and of tiers when they are wanted, of the first n pupils. What depends on the days
 * before is unknown here: the fold knows it (batch_fold.h). */
void attend__block_judge(block *in, uint32_t n);

/* The column of a flag of the first n pupils, into block.flag. */
void attend__block_flag(block *in, uint32_t item, uint32_t n);

#endif
