/* What the truths of a day are worked out from: the wanted conditions in an order in which each comes after all that it needs. */
#ifndef ATTEND_ENGINE_FOLD_TRUTH_PLAN_H
#define ATTEND_ENGINE_FOLD_TRUTH_PLAN_H

#include "engine/fold/fold.h"

/* A spec that something is compared with, and its value today. A rate, count or days is read straight from the lanes of its sum. */
typedef struct truth_value {
    uint32_t spec;
    bool known;
    bool is_plain;   /* a rate, count or days */
    bool is_rate;
    bool by_units;   /* the window is known when it asks for units; else when it has begun */
    bool in_force;   /* in the stretch `rules` */
    uint8_t base;    /* plain: the lane that must hold at least `least` */
    uint32_t least;
    int64_t scale;   /* of `count`: a threshold times `of` compares with it */
    int64_t count;
    int64_t of;      /* at least 1 */
} truth_value;

/* A comparison. */
typedef struct truth_compare {
    uint32_t condition;
    uint32_t value;     /* index of a truth_value */
    int64_t threshold;  /* in the stretch `rules` */
    uint8_t outcomes;   /* bit 0, 1, 2: the truth of a value below, at and above the threshold */
    bool in_force;      /* the threshold has a value in the stretch */
} truth_compare;

/* Any other condition. */
typedef struct truth_row {
    uint32_t condition;
    int32_t op;
    bool in_force;      /* FLAG: the flag is in force in the stretch */
} truth_row;

typedef struct truth_plan {
    uint32_t n_compares, n_rows, n_waits, n_values;
    uint32_t rules;           /* the stretch of days of which compares and rows are (fold_day.rules), or ATTEND_NONE */
    truth_compare *compares;  /* [conditions] */
    truth_row *rows;          /* [conditions] */
    uint32_t *waits;          /* [conditions]: those that wait for a span after an event */
    truth_value *values;      /* [specs] */
    uint32_t *value_of_spec;  /* [specs]: index of its truth_value, or ATTEND_NONE */
} truth_plan;

/* Makes the rows those of the stretch of this day. */
void attend__truths_rules(truth_plan *truths, const attend_policy *policy, const fold_day *today);

#endif
