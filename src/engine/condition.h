/* Conditions: exact comparison and three-valued truth. */
#ifndef ATTEND_ENGINE_CONDITION_H
#define ATTEND_ENGINE_CONDITION_H

#include "attend/decision.h"
#include "policy/model.h"

/* Whether value / comparator / threshold holds: ATTEND_TRUE or _FALSE. The value is count / of, of 0 for counts and runs. */
int32_t attend__compare(int32_t kind, int64_t count, int64_t of, int32_t comparator, int64_t threshold);

/* The threshold of a comparison on a day, times NUMBER_SCALE. False when its param has no value then. */
bool attend__threshold(const attend_policy *policy, const condition_record *condition, int32_t day, int64_t *threshold);

/* What `all`, `any` or `not` are worth without any part, and with one more part of truth `part`. */
static inline int32_t attend__truth_start(int32_t op)
{
    return op == ATTEND_OP_ANY ? ATTEND_FALSE : ATTEND_TRUE;
}

static inline int32_t attend__truth_add(int32_t op, int32_t so_far, int32_t part)
{
    int32_t decides = op == ATTEND_OP_ANY ? ATTEND_TRUE : ATTEND_FALSE;
    if (op == ATTEND_OP_NOT)
        return part == ATTEND_UNKNOWN ? ATTEND_UNKNOWN : !part;
    if (so_far == decides || part == decides)
        return decides;
    return so_far == ATTEND_UNKNOWN ? so_far : part;
}

#endif
