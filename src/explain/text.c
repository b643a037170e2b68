/* A reason as lines for a person, indented by two spaces a level. */
#include "explain/formats.h"

#define INDENT 2u

static void begin_line(sink *out, uint32_t depth)
{
    if (out->size > 0)
        attend__put_char(out, '\n');
    for (uint32_t i = 0; i < INDENT * depth; i++)
        attend__put_char(out, ' ');
}

/* What would make an unknown known. `minimum` is that of the measure, or 0 when several may be meant. */
static void put_need(sink *out, int32_t need, uint32_t minimum)
{
    static const char words[][48] = {"", "marks in the window", "more possible sessions", "a longer history",
                                     "a calendar that knows the period", "an enrolment that has begun",
                                     "a rule and number in force on the day"};
    if (need == ATTEND_NEED_MINIMUM && minimum > 0) {
        attend__put_text(out, "at least ");
        attend__put_int(out, minimum);
        attend__put_text(out, minimum == 1 ? " session" : " sessions");
        return;
    }
    attend__put_text(out, words[need]);
}

static void put_needs(sink *out, uint32_t needs, uint32_t minimum)
{
    const char *before = "not known: needs ";
    if (needs == 0)
        attend__put_text(out, "not known");
    for (int32_t need = ATTEND_NEED_MARKS; need <= ATTEND_NEED_IN_FORCE; need++) {
        if ((needs >> need & 1u) == 0)
            continue;
        attend__put_text(out, before);
        put_need(out, need, minimum);
        before = "; ";
    }
}

static uint32_t minimum_of(const attend_policy *policy, const attend_reason *row)
{
    return row->item == ATTEND_NONE || row->op == ATTEND_OP_FLAG ? 0 : attend__tree_spec(policy, row)->minimum;
}

/* ": yes", ": no" or ": not known: needs ..." */
static void put_truth(sink *out, const attend_policy *policy, const tree_walk *walk)
{
    const attend_reason *row = &walk->rows[walk->at];
    attend__put_text(out, ": ");
    if (row->truth == ATTEND_UNKNOWN)
        put_needs(out, attend__tree_needs(walk, walk->at), minimum_of(policy, row));
    else
        attend__put_text(out, row->truth == ATTEND_TRUE ? "yes" : "no");
}

static void put_source(sink *out, const attend_policy *policy, uint32_t document, uint32_t reference, uint32_t inferred)
{
    const item_record *source = attend__source_of(policy, document, reference);
    const char *title = source ? policy_text(policy, source->title) : "";
    attend__put_text(out, "source: ");
    attend__put_text(out, title);
    attend__put_text(out, *title ? " (" : "");
    attend__put_text(out, policy_text(policy, reference));
    attend__put_text(out, *title ? ")" : "");
    attend__put_text(out, inferred ? " [inferred]" : "");
}

static void source_line(sink *out, const attend_policy *policy, const item_record *item, uint32_t depth)
{
    if (*policy_text(policy, item->source) == 0)
        return;
    begin_line(out, depth);
    put_source(out, policy, item->document, item->source, item->inferred);
}

static void put_id(sink *out, const attend_policy *policy, const item_record *item)
{
    attend__put_text(out, policy_text(policy, item->id));
}

static void flag_lines(sink *out, const attend_policy *policy, const tree_walk *walk)
{
    const item_record *flag = &POLICY_ROWS(policy, flags, flag_record)[walk->rows[walk->at].item].item;
    put_id(out, policy, flag);
    put_truth(out, policy, walk);
    source_line(out, policy, flag, walk->depth + 1);
}

static void logic_line(sink *out, const attend_policy *policy, const tree_walk *walk)
{
    int32_t op = walk->rows[walk->at].op;
    attend__put_text(out, op == ATTEND_OP_ALL ? "all of these" : op == ATTEND_OP_ANY ? "any of these" : "not this");
    put_truth(out, policy, walk);
}

static bool shows_value(const attend_reason *row)
{
    if (row->op == ATTEND_OP_COMPARE && row->need == ATTEND_NEED_IN_FORCE)
        return false;
    return row->need == ATTEND_NEED_NOTHING || row->need == ATTEND_NEED_MINIMUM;
}

static void put_comparison(sink *out, const attend_policy *policy, const attend_reason *row)
{
    static const char words[][12] = {"", "is below", "is at most", "is exactly", "is at least", "is above"};
    bool has_number = row->param == ATTEND_NONE || row->need != ATTEND_NEED_IN_FORCE || row->threshold != 0;
    attend__put_char(out, ' ');
    attend__put_text(out, words[row->comparator]);
    attend__put_char(out, ' ');
    if (has_number)
        attend__put_threshold(out, attend__tree_spec(policy, row)->kind, row->threshold);
    else
        put_id(out, policy, &POLICY_ROWS(policy, params, param_record)[row->param].item);
}

/* Where the number came from: the param, and the source of its value. */
static void param_line(sink *out, const attend_policy *policy, const attend_reason *row, uint32_t depth)
{
    const param_value *value;
    const item_record *param;
    if (row->param == ATTEND_NONE)
        return;
    param = &POLICY_ROWS(policy, params, param_record)[row->param].item;
    value = attend__value_of(policy, row);
    begin_line(out, depth);
    attend__put_text(out, "threshold: ");
    put_id(out, policy, param);
    if (value == NULL)
        return;
    attend__put_text(out, ", ");
    put_source(out, policy, value->document, value->source, value->inferred);
}

static void compare_lines(sink *out, const attend_policy *policy, const tree_walk *walk)
{
    const attend_reason *row = &walk->rows[walk->at];
    put_id(out, policy, &attend__tree_measure(policy, row)->item);
    if (shows_value(row)) {
        attend__put_char(out, ' ');
        attend__put_value(out, policy, walk, walk->at);
    }
    put_comparison(out, policy, row);
    put_truth(out, policy, walk);
    param_line(out, policy, row, walk->depth + 1);
}

/* A measure under its comparison adds its window and source; as the root it begins with its value. */
static void measure_lines(sink *out, const attend_policy *policy, const tree_walk *walk)
{
    const attend_reason *row = &walk->rows[walk->at];
    uint32_t depth = walk->depth;
    if (depth == 0) {
        put_id(out, policy, &attend__tree_measure(policy, row)->item);
        attend__put_text(out, shows_value(row) ? " " : "");
        if (shows_value(row))
            attend__put_value(out, policy, walk, walk->at);
        if (row->need != ATTEND_NEED_NOTHING)
            put_truth(out, policy, walk);
        depth++;
    }
    if (attend__tree_spec(policy, row)->kind != ATTEND_MEASURE_DIFFERENCE) {
        begin_line(out, depth);
        attend__put_window(out, policy, row);
    }
    source_line(out, policy, &attend__tree_measure(policy, row)->item, depth);
}

/* One of the two windows of a difference, on the level of the measure's own lines. */
static void window_line(sink *out, const attend_policy *policy, const tree_walk *walk)
{
    const attend_reason *row = &walk->rows[walk->at];
    bool is_latest = row->parent + 1 == walk->at;
    attend__put_text(out, is_latest ? "latest: " : "before: ");
    if (shows_value(row)) {
        attend__put_value(out, policy, walk, walk->at);
        attend__put_text(out, " in ");
    }
    attend__put_window(out, policy, row);
}

static void put_row(sink *out, const attend_policy *policy, const tree_walk *walk)
{
    switch (walk->rows[walk->at].op) {
    case ATTEND_OP_FLAG: flag_lines(out, policy, walk); break;
    case ATTEND_OP_COMPARE: compare_lines(out, policy, walk); break;
    case ATTEND_OP_MEASURE: measure_lines(out, policy, walk); break;
    case ATTEND_OP_WINDOW: window_line(out, policy, walk); break;
    default: logic_line(out, policy, walk);
    }
}

void attend__reason_lines(const attend_policy *policy, const attend_reason *rows, uint32_t n_rows, sink *out)
{
    tree_walk walk = attend__tree_walk(rows, n_rows);
    do {
        bool in_line = rows[walk.at].op == ATTEND_OP_MEASURE && walk.depth > 0;
        bool is_root = walk.depth == 0;
        uint32_t depth = walk.depth;
        if (rows[walk.at].op == ATTEND_OP_WINDOW && walk.depth > 1)
            depth--;
        if (!in_line && !is_root)
            begin_line(out, depth);
        put_row(out, policy, &walk);
    } while (attend__tree_next(&walk));
    attend__put_char(out, '\n');
}
