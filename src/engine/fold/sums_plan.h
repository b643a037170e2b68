/* How the sums of a fold are laid out: one column a wanted spec, by kind of window, and what each code adds to each column. */
#ifndef ATTEND_ENGINE_FOLD_SUMS_PLAN_H
#define ATTEND_ENGINE_FOLD_SUMS_PLAN_H

#include "engine/fold/fold.h"

typedef enum sums_group {
    GROUP_YEAR,
    GROUP_TERM,
    GROUP_HALF_TERM,
    GROUP_PREVIOUS_YEAR,
    GROUP_ENROLMENT,
    GROUP_SINCE,
    GROUP_DAYS,         /* `last` windows from here on: civil days, also those that weeks are made of */
    GROUP_SCHOOL_DAYS,
    GROUP_SCHOOL_WEEKS,
    GROUP_SESSIONS,     /* from here on a unit is a session */
    GROUP_POSSIBLE,
    SUMS_GROUPS
} sums_group;

typedef struct sums_column {
    uint32_t spec;
    uint32_t is_run;
    int32_t count_from;
} sums_column;

/* A column in the state that is being folded. */
typedef struct sums_place {
    const measure_spec *spec;
    spec_memory *memory;
    uint64_t *words;  /* SPEC_WORDS of them */
    uint64_t *ring;
    uint32_t *places; /* of a ring of possible sessions */
    uint32_t units;
    uint32_t is_run;
} sums_place;

typedef struct sums_plan {
    uint32_t first[SUMS_GROUPS + 1]; /* the columns of each group follow each other */
    uint32_t n_rows;                 /* 0: no mark while enrolled; the others: codes */
    uint16_t row_of[POLICY_CODES];
    int32_t count_from;              /* the latest of all columns; INT32_MIN: none */
    sums_column *columns;
    uint64_t *table;                 /* [stretches][n_rows][columns]: lanes */
    uint8_t *possible;               /* [stretches][n_rows]: 1 for codes of the class `possible`, whatever a measure excludes */
} sums_plan;

static inline uint32_t sums_lane(uint64_t sums, uint32_t lane)
{
    return (uint32_t)(sums >> lane) & 0xFFFFu;
}

/* -- rings of `last` windows -- */

/* What a ring holds of a run is its days: two bits each in the lane of the count, from Monday on. (A unit that is a session holds
 * its count.) */
#define RUN_DAY_BELONGS 1u
#define RUN_DAY_BREAKS 2u
#define RUN_DAY_BITS 2u

/* Units of a ring that one unit of the window is: seven days a week. */
static inline uint32_t ring_units(const measure_spec *spec)
{
    return spec->window.unit == ATTEND_UNIT_WEEKS ? 7 : 1;
}

/* The place in the ring of the unit at a position, 0 being the latest; less than `filled`. */
static inline uint32_t ring_index(const spec_memory *memory, uint32_t units, uint32_t position)
{
    uint32_t next = memory->next + units - 1 - position;
    return next < units ? next : next - units;
}

/* The positions of one window of a measure in its ring. */
typedef struct ring_span {
    uint32_t skip, end; /* half open; some of them may not be filled */
} ring_span;

static inline ring_span ring_window(const measure_spec *spec, uint32_t asked, uint32_t earlier)
{
    uint32_t n = asked * ring_units(spec), skip = spec->window.offset * ring_units(spec) + earlier * n;
    ring_span span = {skip, skip + n};
    return span;
}

#endif
