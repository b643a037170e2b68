#include "explain/words.h"

#define PLACES_SHOWN 2
#define PLACES_MOST 4

const char *attend__need_name(int32_t need)
{
    static const char names[][10] = {"", "marks", "minimum", "history", "calendar", "enrolment", "in-force", "fact", "event"};
    return names[need];
}

const char *attend__kind_name(int32_t kind)
{
    static const char names[][11] = {"", "count", "rate", "days", "run", "difference"};
    return names[kind];
}

const char *attend__comparator_name(int32_t comparator)
{
    static const char names[][9] = {"", "below", "at_most", "equal", "at_least", "above"};
    return names[comparator];
}

const char *attend__window_name(int32_t kind)
{
    static const char names[][14] = {"", "year", "term", "half_term", "previous_year", "enrolment", "last", "since"};
    return names[kind];
}

const char *attend__unit_name(int32_t unit)
{
    static const char names[][13] = {"", "days", "weeks", "school_days", "school_weeks", "sessions"};
    return names[unit];
}

const char *attend__event_name(int32_t event)
{
    return event == ATTEND_EVENT_STARTED ? "started" : event == ATTEND_EVENT_REVIEWED ? "reviewed" : "closed";
}

const char *attend__mode_name(int64_t mode)
{
    static const char names[][5] = {"free", "held", "left"};
    return names[mode];
}

const item_record *attend__item_of(const attend_policy *policy, const attend_reason *row)
{
    switch (row->op) {
    case ATTEND_OP_FLAG: return &POLICY_ROWS(policy, flags, flag_record)[row->item].item;
    case ATTEND_OP_FACT: return &POLICY_ROWS(policy, facts, item_record)[row->item];
    case ATTEND_OP_STEP: return &POLICY_ROWS(policy, steps, step_record)[row->item].item;
    case ATTEND_OP_TIERS: return &POLICY_ROWS(policy, tiers, tiers_record)[row->item].item;
    case ATTEND_OP_COMPARE:
    case ATTEND_OP_MEASURE:
    case ATTEND_OP_WINDOW: return &attend__tree_measure(policy, row)->item;
    default: return &POLICY_ROWS(policy, tier_rows, tier_record)[row->item].item;
    }
}

static slice id_of(const char *reference)
{
    slice id = attend__slice(reference);
    for (size_t i = 0; i < id.size; i++) {
        if (reference[i] == '#')
            id.size = i;
    }
    return id;
}

static bool is_text(const attend_policy *policy, uint32_t at, slice text)
{
    return attend__slice_equal(attend__slice(policy_text(policy, at)), text);
}

const item_record *attend__source_of(const attend_policy *policy, uint32_t document, uint32_t reference)
{
    const item_record *sources = POLICY_ROWS(policy, sources, item_record), *found = NULL;
    slice id = id_of(policy_text(policy, reference));
    uint32_t n_found = 0;
    for (uint32_t i = 0; i < policy->sources.count; i++) {
        if (!is_text(policy, sources[i].id, id))
            continue;
        if (document != 0 && is_text(policy, sources[i].document, attend__slice(policy_text(policy, document))))
            return &sources[i];
        found = &sources[i];
        n_found++;
    }
    return n_found == 1 ? found : NULL;
}

const param_value *attend__value_of(const attend_policy *policy, const attend_reason *row)
{
    const param_record *param = &POLICY_ROWS(policy, params, param_record)[row->param];
    const param_value *value = attend__param_values_of(policy, row->param) + row->param_value;
    return row->param_value < param->values.count && value->scaled == row->threshold ? value : NULL;
}

/* The sign of the number, rounded half away from zero to some places, less the threshold. Counts are at most 2^41, so no
 * step here reaches 2^62. */
static int rounded_side(int64_t count, int64_t of, int factor, int places, int64_t threshold)
{
    uint64_t size = count < 0 ? 0 - (uint64_t)count : (uint64_t)count, unit = 1, step = NUMBER_SCALE;
    int64_t shown;
    for (int i = 0; i < places; i++) {
        unit *= 10;
        step /= 10;
    }
    size = (2 * size * (uint64_t)factor * unit + (uint64_t)of) / (2 * (uint64_t)of) * step;
    shown = count < 0 ? -(int64_t)size : (int64_t)size;
    return (shown > threshold) - (shown < threshold);
}

int attend__put_ratio(sink *out, int64_t count, int64_t of, int factor, const int64_t *threshold)
{
    int side = threshold ? attend__compare_scaled(count, of, factor, *threshold) : 0;
    int places = PLACES_SHOWN;
    bool is_shown = threshold == NULL || rounded_side(count, of, factor, places, *threshold) == side;
    while (!is_shown && places < PLACES_MOST)
        is_shown = rounded_side(count, of, factor, ++places, *threshold) == side;
    attend__put_percent(out, count, factor == 1 ? of * 100 : of, places, ATTEND_ROUND_HALF_UP);
    return is_shown ? 0 : side;
}
