/* A reason as one JSON object, parts inside what they belong to. */
#include "explain/members.h"

/* One need: its name, a fact's id, or `flag:` and the id of a flag whose needs are told elsewhere. */
static void put_need(sink *out, const attend_policy *policy, tree_need need)
{
    if (need.need == ATTEND_NEED_FACT) {
        attend__put_json(out, attend__slice(policy_text(policy, POLICY_ROWS(policy, facts, item_record)[need.item].id)));
    } else if (need.need == ATTEND_NEED_NOTHING) {
        attend__put_text(out, "\"flag:");
        attend__put_text(out, policy_text(policy, POLICY_ROWS(policy, flags, flag_record)[need.item].item.id));
        attend__put_char(out, '"');
    } else {
        attend__put_json(out, attend__slice(attend__need_name(need.need)));
    }
}

static void put_needs(sink *out, const attend_policy *policy, const tree_walk *walk)
{
    tree_needs needs = attend__tree_needs(walk, walk->at);
    const char *before = "";
    tree_need need;
    attend__member_key(out, "needs");
    attend__put_char(out, '[');
    while (attend__tree_need_next(&needs, &need)) {
        attend__put_text(out, before);
        put_need(out, policy, need);
        before = ",";
    }
    attend__put_char(out, ']');
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
    attend__member_key(out, key);
    attend__put_text(out, is_text ? "\"" : "");
    attend__put_number(out, form, scaled);
    attend__put_text(out, is_text ? "\"" : "");
}

/* The number a comparison compares with, and the param it came from. Null when that has no value on the day. */
static void put_comparison(sink *out, const attend_policy *policy, const attend_reason *row)
{
    int32_t kind = attend__tree_spec(policy, row)->kind;
    bool has_number = row->param == ATTEND_NONE || row->need != ATTEND_NEED_IN_FORCE || row->threshold != 0;
    attend__member_text(out, "comparator", attend__comparator_name(row->comparator));
    if (has_number)
        put_threshold(out, "threshold", kind, row->threshold);
    else
        attend__member_null(out, "threshold");
    attend__member_param(out, policy, row);
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
    attend__member_key(out, is_points ? "points" : "percent");
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
    attend__member_text(out, "kind", attend__kind_name(attend__tree_spec(policy, row)->kind));
    if (row->need == ATTEND_NEED_NOTHING || row->need == ATTEND_NEED_MINIMUM) {
        attend__member_whole(out, "count", row->count);
        attend__member_whole(out, "of", row->of);
    } else {
        attend__member_null(out, "count");
        attend__member_null(out, "of");
    }
    put_quotient(out, policy, row);
}

static void put_window(sink *out, const attend_policy *policy, const attend_reason *row)
{
    const window_spec *spec = &attend__tree_spec(policy, row)->window;
    attend__member_key(out, "window");
    attend__put_text(out, "{\"kind\":");
    attend__put_json(out, attend__slice(attend__window_name(spec->kind)));
    if (spec->kind == WINDOW_LAST)
        attend__member_text(out, "unit", attend__unit_name(spec->unit));
    if (spec->kind == WINDOW_SINCE) {
        attend__member_id(out, policy, "step", &POLICY_ROWS(policy, steps, step_record)[spec->n].item);
        attend__member_text(out, "event", attend__event_name(spec->unit));
    }
    if (row->last_day < row->first_day) {
        attend__member_null(out, "first");
        attend__member_null(out, "last");
    } else {
        attend__member_day(out, "first", row->first_day);
        attend__member_day(out, "last", row->last_day);
    }
    attend__member_whole(out, "held", row->held);
    attend__member_whole(out, "asked", row->asked);
    attend__put_char(out, '}');
    attend__member_whole(out, "possible", row->possible);
    attend__member_whole(out, "missing", row->missing);
}

static const char *op_name(int32_t op)
{
    static const char names[][12] = {"",     "flag",    "all",   "any",  "not",   "compare", "measure",  "window",     "fact",
                                     "step", "in_tier", "crosses", "tiers", "tier", "leave", "down", "override", "provisional"};
    return names[op];
}

static void value_members(sink *out, const attend_policy *policy, const attend_reason *row)
{
    if (row->op == ATTEND_OP_MEASURE)
        attend__member_item(out, policy, "measure", attend__item_of(policy, row));
    else
        attend__member_id(out, policy, "measure", attend__item_of(policy, row));
    if (row->op == ATTEND_OP_COMPARE)
        put_comparison(out, policy, row);
    put_counts(out, policy, row);
    put_window(out, policy, row);
}

/* Everything a row says of itself: an object without its end. */
static void put_row(sink *out, const attend_policy *policy, const tree_walk *walk)
{
    const attend_reason *row = &walk->rows[walk->at];
    attend__put_text(out, "{\"op\":");
    attend__put_json(out, attend__slice(op_name(row->op)));
    attend__member_truth(out, "truth", row->truth);
    put_needs(out, policy, walk);
    if (row->op == ATTEND_OP_COMPARE || row->op == ATTEND_OP_MEASURE || row->op == ATTEND_OP_WINDOW)
        value_members(out, policy, row);
    else
        attend__row_members(out, policy, walk);
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
