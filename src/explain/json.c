/* A reason as one JSON object, parts inside what they belong to. */
#include "explain/formats.h"

static void put_key(sink *out, const char *key)
{
    attend__put_text(out, ",\"");
    attend__put_text(out, key);
    attend__put_text(out, "\":");
}

static void put_string(sink *out, const char *key, const char *text)
{
    put_key(out, key);
    attend__put_json(out, attend__slice(text));
}

static void put_whole(sink *out, const char *key, int64_t value)
{
    put_key(out, key);
    attend__put_int(out, value);
}

static void put_null(sink *out, const char *key)
{
    put_key(out, key);
    attend__put_text(out, "null");
}

static void put_truth(sink *out, int32_t truth)
{
    put_key(out, "truth");
    attend__put_text(out, truth == ATTEND_UNKNOWN ? "null" : truth == ATTEND_TRUE ? "true" : "false");
}

static void put_needs(sink *out, uint32_t needs)
{
    const char *before = "";
    put_key(out, "needs");
    attend__put_char(out, '[');
    for (int32_t need = ATTEND_NEED_MARKS; need <= ATTEND_NEED_IN_FORCE; need++) {
        if ((needs >> need & 1u) == 0)
            continue;
        attend__put_text(out, before);
        attend__put_json(out, attend__slice(attend__need_name(need)));
        before = ",";
    }
    attend__put_char(out, ']');
}

/* A day, or null when there is none. */
static void put_day(sink *out, const char *key, int32_t day)
{
    put_key(out, key);
    attend__put_char(out, '"');
    attend__put_day(out, day);
    attend__put_char(out, '"');
}

static void put_source(sink *out, const attend_policy *policy, uint32_t document, uint32_t reference, uint32_t inferred)
{
    const item_record *source = attend__source_of(policy, document, reference);
    put_key(out, "inferred");
    attend__put_text(out, inferred ? "true" : "false");
    if (*policy_text(policy, reference) == 0) {
        put_null(out, "source");
        return;
    }
    put_key(out, "source");
    attend__put_text(out, "{\"id\":");
    attend__put_json(out, attend__slice(policy_text(policy, reference)));
    put_string(out, "title", source ? policy_text(policy, source->title) : "");
    put_string(out, "url", source ? policy_text(policy, source->note) : "");
    if (source != NULL && source->from != INT32_MIN)
        put_day(out, "date", source->from);
    else
        put_null(out, "date");
    attend__put_char(out, '}');
}

static void put_item(sink *out, const attend_policy *policy, const char *key, const item_record *item)
{
    put_string(out, key, policy_text(policy, item->id));
    put_string(out, "title", policy_text(policy, item->title));
    put_string(out, "policy", policy_text(policy, item->policy));
    put_source(out, policy, item->document, item->source, item->inferred);
}

/* A number in the form that documents write it in. */
static void put_threshold(sink *out, const char *key, int32_t kind, int64_t scaled)
{
    number_form form = NUMBER_DECIMAL;
    bool is_text = true;
    if (kind == ATTEND_MEASURE_RATE)
        form = NUMBER_PERCENT;
    else if (kind == ATTEND_MEASURE_DIFFERENCE)
        form = NUMBER_POINTS;
    else
        is_text = scaled % NUMBER_SCALE != 0;
    put_key(out, key);
    attend__put_text(out, is_text ? "\"" : "");
    attend__put_number(out, form, scaled);
    attend__put_text(out, is_text ? "\"" : "");
}

/* The number a comparison compares with, and the param it came from. Null when that has no value on the day. */
static void put_comparison(sink *out, const attend_policy *policy, const attend_reason *row)
{
    int32_t kind = attend__tree_spec(policy, row)->kind;
    const param_value *value;
    const item_record *param;
    put_string(out, "comparator", attend__comparator_name(row->comparator));
    if (row->param == ATTEND_NONE) {
        put_threshold(out, "threshold", kind, row->threshold);
        put_null(out, "param");
        return;
    }
    param = &POLICY_ROWS(policy, params, param_record)[row->param].item;
    value = attend__value_of(policy, row);
    if (row->need == ATTEND_NEED_IN_FORCE && row->threshold == 0)
        put_null(out, "threshold");
    else
        put_threshold(out, "threshold", kind, row->threshold);
    put_key(out, "param");
    attend__put_text(out, "{\"id\":");
    attend__put_json(out, attend__slice(policy_text(policy, param->id)));
    put_string(out, "title", policy_text(policy, param->title));
    if (value != NULL)
        put_source(out, policy, value->document, value->source, value->inferred);
    attend__put_char(out, '}');
}

static bool shows_value(const attend_reason *row)
{
    return (row->need == ATTEND_NEED_NOTHING || row->need == ATTEND_NEED_MINIMUM) && row->of > 0;
}

/* A quotient to two places, as text; null for whole numbers and what is unknown. */
static void put_quotient(sink *out, const attend_policy *policy, const attend_reason *row)
{
    int32_t kind = attend__tree_spec(policy, row)->kind;
    bool is_points = kind == ATTEND_MEASURE_DIFFERENCE && row->op != ATTEND_OP_WINDOW;
    put_key(out, is_points ? "points" : "percent");
    if (!shows_value(row) || kind == ATTEND_MEASURE_DAYS) {
        attend__put_text(out, "null");
        return;
    }
    attend__put_char(out, '"');
    attend__put_percent(out, row->count, row->of, 2, ATTEND_ROUND_HALF_UP);
    attend__put_char(out, '"');
}

static void put_counts(sink *out, const attend_policy *policy, const attend_reason *row)
{
    put_string(out, "kind", attend__kind_name(attend__tree_spec(policy, row)->kind));
    if (row->need == ATTEND_NEED_NOTHING || row->need == ATTEND_NEED_MINIMUM) {
        put_whole(out, "count", row->count);
        put_whole(out, "of", row->of);
    } else {
        put_null(out, "count");
        put_null(out, "of");
    }
    put_quotient(out, policy, row);
}

static void put_window(sink *out, const attend_policy *policy, const attend_reason *row)
{
    const window_spec *spec = &attend__tree_spec(policy, row)->window;
    put_key(out, "window");
    attend__put_text(out, "{\"kind\":");
    attend__put_json(out, attend__slice(attend__window_name(spec->kind)));
    if (spec->kind == WINDOW_LAST)
        put_string(out, "unit", attend__unit_name(spec->unit));
    if (row->last_day < row->first_day) {
        put_null(out, "first");
        put_null(out, "last");
    } else {
        put_day(out, "first", row->first_day);
        put_day(out, "last", row->last_day);
    }
    put_whole(out, "held", row->held);
    put_whole(out, "asked", row->asked);
    attend__put_char(out, '}');
    put_whole(out, "possible", row->possible);
    put_whole(out, "missing", row->missing);
}

static const char *op_name(int32_t op)
{
    static const char names[][8] = {"", "flag", "all", "any", "not", "compare", "measure", "window"};
    return names[op];
}

/* Everything a row says of itself: an object without its end. */
static void put_row(sink *out, const attend_policy *policy, const tree_walk *walk)
{
    const attend_reason *row = &walk->rows[walk->at];
    attend__put_text(out, "{\"op\":");
    attend__put_json(out, attend__slice(op_name(row->op)));
    put_truth(out, row->truth);
    put_needs(out, attend__tree_needs(walk, walk->at));
    if (row->op == ATTEND_OP_FLAG)
        put_item(out, policy, "flag", &POLICY_ROWS(policy, flags, flag_record)[row->item].item);
    if (row->op == ATTEND_OP_COMPARE || row->op == ATTEND_OP_WINDOW)
        put_string(out, "measure", policy_text(policy, attend__tree_measure(policy, row)->item.id));
    if (row->op == ATTEND_OP_MEASURE)
        put_item(out, policy, "measure", &attend__tree_measure(policy, row)->item);
    if (row->op == ATTEND_OP_COMPARE)
        put_comparison(out, policy, row);
    if (row->item != ATTEND_NONE && row->op != ATTEND_OP_FLAG) {
        put_counts(out, policy, row);
        put_window(out, policy, row);
    }
}

static void end_rows(sink *out, uint32_t n)
{
    while (n-- > 0)
        attend__put_text(out, "]}");
}

void attend__reason_json(const attend_policy *policy, const attend_reason *rows, uint32_t n_rows, sink *out)
{
    tree_walk walk = attend__tree_walk(rows, n_rows);
    uint32_t before = 0;
    put_row(out, policy, &walk);
    attend__put_text(out, attend__tree_has_parts(&walk) ? ",\"parts\":[" : "}");
    for (bool begins = attend__tree_has_parts(&walk); attend__tree_next(&walk); begins = attend__tree_has_parts(&walk)) {
        end_rows(out, walk.left);
        attend__put_text(out, begins ? "" : ",");
        put_row(out, policy, &walk);
        attend__put_text(out, attend__tree_has_parts(&walk) ? ",\"parts\":[" : "}");
        before = walk.depth;
    }
    end_rows(out, before);
}
