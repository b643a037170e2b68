/* Parts of a line: values, thresholds and windows in words. */
#include "explain/formats.h"

static void put_counted(sink *out, int64_t n, const char *thing)
{
    attend__put_int(out, n);
    attend__put_char(out, ' ');
    attend__put_text(out, thing);
    if (n != 1)
        attend__put_char(out, 's');
}

/* "38 of 380 sessions" */
static void put_fraction(sink *out, int64_t count, int64_t of)
{
    attend__put_int(out, count);
    attend__put_text(out, " of ");
    put_counted(out, of, "session");
}

static void put_side(sink *out, int side)
{
    if (side != 0)
        attend__put_text(out, side < 0 ? " (just below)" : " (just above)");
}

static void put_rate(sink *out, const attend_reason *row, const int64_t *threshold)
{
    int side = attend__put_ratio(out, row->count, row->of, 100, threshold);
    attend__put_text(out, " %");
    put_side(out, side);
    attend__put_text(out, " (");
    put_fraction(out, row->count, row->of);
    attend__put_char(out, ')');
}

/* The two windows of a difference are the rows after its measure's. */
static void put_difference(sink *out, const tree_walk *walk, uint32_t row, const int64_t *threshold)
{
    const attend_reason *value = &walk->rows[row];
    const attend_reason *windows = &walk->rows[value->op == ATTEND_OP_COMPARE ? row + 2 : row + 1];
    int side = attend__put_ratio(out, value->count, value->of, 100, threshold);
    attend__put_text(out, " points");
    put_side(out, side);
    attend__put_text(out, " (");
    put_fraction(out, windows[0].count, windows[0].of);
    attend__put_text(out, " less ");
    put_fraction(out, windows[1].count, windows[1].of);
    attend__put_char(out, ')');
}

static void put_days(sink *out, const attend_reason *row, const int64_t *threshold)
{
    int side = 0;
    if (row->count * NUMBER_SCALE % row->of == 0)
        attend__put_number(out, NUMBER_DECIMAL, row->count * NUMBER_SCALE / row->of);
    else
        side = attend__put_ratio(out, row->count, row->of, 1, threshold);
    attend__put_text(out, row->count == row->of ? " day" : " days");
    put_side(out, side);
    attend__put_text(out, " (");
    put_counted(out, row->count, "session");
    if (row->of != 2) {
        attend__put_text(out, ", ");
        attend__put_int(out, row->of);
        attend__put_text(out, " a day");
    }
    attend__put_char(out, ')');
}

void attend__put_value(sink *out, const attend_policy *policy, const tree_walk *walk, uint32_t row)
{
    const attend_reason *value = &walk->rows[row];
    bool compares = value->op == ATTEND_OP_COMPARE && value->truth != ATTEND_UNKNOWN;
    const int64_t *threshold = compares ? &value->threshold : NULL;
    switch (attend__tree_spec(policy, value)->kind) {
    case ATTEND_MEASURE_RATE: put_rate(out, value, threshold); break;
    case ATTEND_MEASURE_DAYS: put_days(out, value, threshold); break;
    case ATTEND_MEASURE_DIFFERENCE:
        if (value->op == ATTEND_OP_WINDOW)
            put_rate(out, value, threshold);
        else
            put_difference(out, walk, row, threshold);
        break;
    case ATTEND_MEASURE_RUN:
        put_counted(out, value->count, "day");
        attend__put_text(out, " in a row");
        break;
    default: put_counted(out, value->count, "session");
    }
}

void attend__put_threshold(sink *out, int32_t kind, int64_t threshold)
{
    bool is_one = threshold == NUMBER_SCALE || threshold == -NUMBER_SCALE;
    attend__put_number(out, NUMBER_DECIMAL, threshold);
    switch (kind) {
    case ATTEND_MEASURE_RATE: attend__put_text(out, " %"); break;
    case ATTEND_MEASURE_DIFFERENCE: attend__put_text(out, is_one ? " point" : " points"); break;
    case ATTEND_MEASURE_COUNT: attend__put_text(out, is_one ? " session" : " sessions"); break;
    default: attend__put_text(out, is_one ? " day" : " days");
    }
}

/* "school_weeks" as "school weeks", or as "school week" of one */
static void put_unit_words(sink *out, int32_t unit, bool is_one)
{
    slice words = attend__slice(attend__unit_name(unit));
    if (is_one)
        words.size--;
    for (size_t i = 0; i < words.size; i++)
        attend__put_char(out, words.at[i] == '_' ? ' ' : words.at[i]);
}

static void put_unit(sink *out, const window_spec *spec, uint32_t n)
{
    if (spec->possible)
        attend__put_text(out, "possible ");
    put_unit_words(out, spec->unit, n == 1);
}

void attend__put_span(sink *out, const attend_policy *policy, const attend_reason *row)
{
    if (row->param != ATTEND_NONE && row->threshold == 0)
        attend__put_text(out, policy_text(policy, POLICY_ROWS(policy, params, param_record)[row->param].item.id));
    else
        attend__put_number(out, NUMBER_DECIMAL, row->threshold);
    attend__put_char(out, ' ');
    put_unit_words(out, (int32_t)row->asked, row->threshold == NUMBER_SCALE);
}

void attend__put_stretch(sink *out, int32_t first, int32_t last)
{
    if (first != INT32_MIN) {
        attend__put_text(out, " from ");
        attend__put_day(out, first);
    }
    if (last != ATTEND_DAY_OPEN) {
        attend__put_text(out, " to ");
        attend__put_day(out, last);
    }
}

static void put_units(sink *out, const window_spec *spec, const attend_reason *row)
{
    if (row->held < row->asked) {
        attend__put_int(out, row->held);
        attend__put_text(out, " of ");
    }
    attend__put_int(out, row->asked);
    attend__put_char(out, ' ');
    put_unit(out, spec, row->asked);
    if (row->held < row->asked)
        attend__put_text(out, " held");
    if (spec->offset > 0) {
        attend__put_text(out, " after leaving out the latest ");
        attend__put_int(out, spec->offset);
    }
}

/* "since mentoring started" */
static void put_since(sink *out, const attend_policy *policy, const window_spec *spec)
{
    attend__put_text(out, "since ");
    attend__put_text(out, policy_text(policy, POLICY_ROWS(policy, steps, step_record)[spec->n].item.id));
    attend__put_char(out, ' ');
    attend__put_text(out, attend__event_name(spec->unit));
}

static void put_name(sink *out, const attend_policy *policy, const window_spec *spec, const attend_reason *row)
{
    if (spec->kind == WINDOW_SINCE)
        put_since(out, policy, spec);
    else if (spec->kind == WINDOW_LAST && row->asked > 0)
        put_units(out, spec, row);
    else if (spec->kind == WINDOW_LAST)
        put_unit(out, spec, 2);
    else if (spec->kind == WINDOW_HALF_TERM)
        attend__put_text(out, "half term");
    else if (spec->kind == WINDOW_PREVIOUS_YEAR)
        attend__put_text(out, "year before");
    else
        attend__put_text(out, attend__window_name(spec->kind));
}

static void put_held(sink *out, const attend_reason *row)
{
    attend__put_text(out, "; ");
    attend__put_int(out, row->possible);
    attend__put_text(out, " possible, ");
    attend__put_int(out, row->missing);
    attend__put_text(out, " without a mark");
}

void attend__put_window(sink *out, const attend_policy *policy, const attend_reason *row)
{
    const measure_spec *spec = attend__tree_spec(policy, row);
    put_name(out, policy, &spec->window, row);
    if (row->last_day < row->first_day) {
        bool is_unknown = row->need >= ATTEND_NEED_CALENDAR;
        attend__put_text(out, is_unknown ? ": not known" : ", no days");
        return;
    }
    attend__put_text(out, ", ");
    attend__put_day(out, row->first_day);
    attend__put_text(out, " to ");
    attend__put_day(out, row->last_day);
    if (spec->count_from != INT32_MIN) {
        attend__put_text(out, " (counted from ");
        attend__put_day(out, spec->count_from);
        attend__put_char(out, ')');
    }
    put_held(out, row);
}
