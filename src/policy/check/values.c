#include "policy/check/values.h"

#include "attend/decision.h"

#define WHOLE_RATE (INT64_C(100) * NUMBER_SCALE)
#define NO_END (INT64_C(1) << 40) /* more sessions than any threshold in days is: 1,000,000 of 4 each */

static bool is_dense(const value_range *values)
{
    return values->kind == ATTEND_MEASURE_RATE || values->kind == ATTEND_MEASURE_DIFFERENCE;
}

value_range attend__values_of(int32_t kind, uint32_t sessions_per_day)
{
    value_range values = {kind, kind == ATTEND_MEASURE_DAYS ? (int64_t)sessions_per_day : 1, 0, NO_END};
    if (is_dense(&values)) {
        values.first = kind == ATTEND_MEASURE_RATE ? 0 : -2 * WHOLE_RATE;
        values.end = 2 * WHOLE_RATE + 1;
    }
    return values;
}

int64_t attend__place_at_least(const value_range *values, int64_t threshold)
{
    if (is_dense(values))
        return 2 * threshold;
    return (threshold * values->per_day + NUMBER_SCALE - 1) / NUMBER_SCALE; /* no threshold of these is below 0 */
}

int64_t attend__place_above(const value_range *values, int64_t threshold)
{
    if (is_dense(values))
        return 2 * threshold + 1;
    return threshold * values->per_day / NUMBER_SCALE + 1;
}

static bool is_between(const value_range *values, int64_t place)
{
    return is_dense(values) && place % 2 != 0;
}

/* The greatest value not above a place, and the least not below it, times NUMBER_SCALE; of rates and differences. */
static int64_t value_below(int64_t place)
{
    return (place % 2 != 0 ? place - 1 : place) / 2;
}

static int64_t value_above(int64_t place)
{
    return (place % 2 != 0 ? place + 1 : place) / 2;
}

/* -- text -- */

static void put_days(int64_t sessions, int64_t per_day, sink *out)
{
    if (sessions * NUMBER_SCALE % per_day == 0) {
        attend__put_number(out, NUMBER_DECIMAL, sessions * NUMBER_SCALE / per_day);
    } else { /* thirds */
        attend__put_int(out, sessions);
        attend__put_char(out, '/');
        attend__put_int(out, per_day);
    }
    attend__put_text(out, sessions == per_day ? " day" : " days");
}

void attend__put_place(const value_range *values, int64_t place, sink *out)
{
    switch (values->kind) {
    case ATTEND_MEASURE_RATE: attend__put_number(out, NUMBER_PERCENT, place / 2); break;
    case ATTEND_MEASURE_DIFFERENCE: attend__put_number(out, NUMBER_POINTS, place / 2); break;
    case ATTEND_MEASURE_COUNT: attend__put_int(out, place); break;
    default: put_days(place, values->per_day, out); break;
    }
}

/* An edge of a range: the place it is at, or the one beside it that is a value, and how that is related. */
static void put_lower(const value_range *values, int64_t from, sink *out)
{
    bool between = is_between(values, from);
    attend__put_place(values, between ? 2 * value_below(from) : from, out);
    attend__put_text(out, between ? " < " : " <= ");
}

static void put_upper(const value_range *values, int64_t last, sink *out)
{
    bool between = is_between(values, last);
    attend__put_text(out, between ? " < " : " <= ");
    attend__put_place(values, between ? 2 * value_above(last) : last, out);
}

static void put_only_lower(const value_range *values, slice name, int64_t from, sink *out)
{
    bool between = is_between(values, from);
    attend__put(out, name);
    attend__put_text(out, between ? " > " : " >= ");
    attend__put_place(values, between ? 2 * value_below(from) : from, out);
}

void attend__put_places(const value_range *values, slice name, int64_t from, int64_t end, sink *out)
{
    bool one = end == from + 1 && !is_between(values, from);
    if (!one && end == values->end && from > values->first) {
        put_only_lower(values, name, from, out);
        return;
    }
    if (!one && from > values->first)
        put_lower(values, from, out);
    attend__put(out, name);
    if (one) {
        attend__put_text(out, " = ");
        attend__put_place(values, from, out);
    } else {
        put_upper(values, end - 1, out);
    }
}

/* -- examples -- */

/* The first multiple of a step above a value. */
static int64_t multiple_above(int64_t value, int64_t step)
{
    int64_t below = value / step - (value % step < 0);
    return (below + 1) * step;
}

bool attend__place_pick(const value_range *values, int64_t from, int64_t end, int64_t *place)
{
    *place = from;
    if (!is_between(values, from))
        return true;
    int64_t above = value_below(from), last = value_below(end - 1);
    bool five = true; /* steps begin with 5 and 1 by turns */
    for (int64_t step = WHOLE_RATE / 2; step > 0; step /= five ? 5 : 2, five = !five) {
        int64_t value = multiple_above(above, step);
        *place = 2 * value;
        if (value <= last)
            return true;
    }
    return false;
}

void attend__put_example(const value_range *values, slice name, int64_t from, int64_t end, sink *out)
{
    int64_t place;
    if (attend__place_pick(values, from, end, &place)) {
        from = place;
        end = place + 1;
    }
    attend__put_places(values, name, from, end, out);
}
