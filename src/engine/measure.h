/* What a measure of one pupil is, with all that a reason tells of it. */
#ifndef ATTEND_ENGINE_MEASURE_H
#define ATTEND_ENGINE_MEASURE_H

#include "engine/window.h"

/* What a measure counts in one window. */
typedef struct window_value {
    window where;
    int32_t need;      /* of this window: the first that holds */
    uint32_t count;    /* the selection; of a run its days */
    uint32_t base;     /* rate and difference: the base */
    uint32_t possible; /* possible sessions, without the exclusion */
    uint32_t missing;  /* school sessions while enrolled without a mark */
} window_value;

typedef struct measure_value {
    int32_t need;  /* ATTEND_NEED_... */
    int64_t count; /* as attend_reason.count; 0 when unknown for another reason than the minimum */
    int64_t of;
    window_value windows[2]; /* a difference: the latest, then the one before; else the first alone */
} measure_value;

/* The earlier of two needs in the order in which they are said (semantics.md 6); ATTEND_NEED_NOTHING comes last. */
static inline int32_t attend__first_need(int32_t a, int32_t b)
{
    static const uint8_t rank[] = {9, 6, 7, 5, 2, 3, 1, 8, 4}; /* by ATTEND_NEED_... */
    return rank[b] < rank[a] ? b : a;
}

/* Whether a value with this need still shows its counts. */
static inline bool attend__need_shows(int32_t need)
{
    return need == ATTEND_NEED_NOTHING || need == ATTEND_NEED_MINIMUM;
}

#endif
