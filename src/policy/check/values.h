/* The values that a measure can have, as whole numbers: so every threshold is a line between two of them, and bands and
 * cells are ranges. */
#ifndef ATTEND_POLICY_CHECK_VALUES_H
#define ATTEND_POLICY_CHECK_VALUES_H

#include "base/number.h"

/* A value's place. Of a count or run it is the value, of days the number of sessions. A rate or difference may have any
 * value: twice a threshold (times NUMBER_SCALE) is the place of that value itself, and the odd place after it stands for all
 * values up to the next that can be written. */
typedef struct value_range {
    int32_t kind;    /* ATTEND_MEASURE_... */
    int64_t per_day; /* sessions, for days; else 1 */
    int64_t first;   /* the least place */
    int64_t end;     /* the place after the greatest */
} value_range;

value_range attend__values_of(int32_t kind, uint32_t sessions_per_day);

/* The first place whose value is at least, or above, a threshold; it may lie outside the range. */
int64_t attend__place_at_least(const value_range *values, int64_t threshold);
int64_t attend__place_above(const value_range *values, int64_t threshold);

/* "80%", "-5 points", "8.5 days", "3"; of a place that is one value. */
void attend__put_place(const value_range *values, int64_t place, sink *out);

/* A value among the places from `from` to `end` - 1 that is short to write; false when none of them is one value. */
bool attend__place_pick(const value_range *values, int64_t from, int64_t end, int64_t *place);

/* The places from `from` to `end` - 1 of a measure: "attendance = 50%", "92% < attendance < 93%", "absences >= 12". */
void attend__put_places(const value_range *values, slice name, int64_t from, int64_t end, sink *out);

/* The same, but one value of them when there is one: "attendance = 85%". */
void attend__put_example(const value_range *values, slice name, int64_t from, int64_t end, sink *out);

#endif
