/* A reason as lines for a person, indented by two spaces a level. */
#include "explain/lines.h"

#define INDENT 2u

void attend__begin_line(sink *out, uint32_t depth)
{
    if (out->size > 0)
        attend__put_char(out, '\n');
    for (uint32_t i = 0; i < INDENT * depth; i++)
        attend__put_char(out, ' ');
}

void attend__put_id(sink *out, const attend_policy *policy, const item_record *item)
{
    attend__put_text(out, policy_text(policy, item->id));
}

/* The least number of sessions of the measure that a row is about, or 0 when several may be meant. */
static uint32_t minimum_of(const attend_policy *policy, const attend_reason *row)
{
    bool is_value = row->op >= ATTEND_OP_COMPARE && row->op <= ATTEND_OP_WINDOW;
    return is_value ? attend__tree_spec(policy, row)->minimum : 0;
}

/* What would make an unknown known. */
static void put_need(sink *out, const attend_policy *policy, tree_need need, uint32_t minimum)
{
    static const char words[][48] = {"", "marks in the window", "more possible sessions", "a longer history",
                                     "a calendar that knows the period", "an enrolment that has begun",
                                     "a rule and number in force on the day", "", "an event that has not come"};
    if (need.need == ATTEND_NEED_FACT) {
        attend__put_id(out, policy, &POLICY_ROWS(policy, facts, item_record)[need.item]);
    } else if (need.need == ATTEND_NEED_NOTHING) {
        attend__put_text(out, "what ");
        attend__put_id(out, policy, &POLICY_ROWS(policy, flags, flag_record)[need.item].item);
        attend__put_text(out, " needs");
    } else if (need.need == ATTEND_NEED_MINIMUM && minimum > 0) {
        attend__put_text(out, "at least ");
        attend__put_int(out, minimum);
        attend__put_text(out, minimum == 1 ? " session" : " sessions");
    } else {
        attend__put_text(out, words[need.need]);
    }
}

void attend__put_needs(sink *out, const attend_policy *policy, const tree_walk *walk, const char *start)
{
    tree_needs needs = attend__tree_needs(walk, walk->at);
    tree_need need;
    while (attend__tree_need_next(&needs, &need)) {
        attend__put_text(out, start);
        put_need(out, policy, need, minimum_of(policy, &walk->rows[walk->at]));
        start = "; ";
    }
}

void attend__put_truth(sink *out, const attend_policy *policy, const tree_walk *walk)
{
    int32_t truth = walk->rows[walk->at].truth;
    attend__put_text(out, truth == ATTEND_TRUE ? ": yes" : truth == ATTEND_FALSE ? ": no" : ": not known");
    attend__put_needs(out, policy, walk, ": needs ");
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

void attend__source_line(sink *out, const attend_policy *policy, const item_record *item, uint32_t depth)
{
    if (*policy_text(policy, item->source) == 0)
        return;
    attend__begin_line(out, depth);
    put_source(out, policy, item->document, item->source, item->inferred);
}

/* A flag that is told in full elsewhere is one line. */
static void flag_lines(sink *out, const attend_policy *policy, const tree_walk *walk)
{
    const attend_reason *row = &walk->rows[walk->at];
    attend__put_id(out, policy, attend__item_of(policy, row));
    if (attend__tree_has_parts(walk)) {
        attend__put_truth(out, policy, walk);
        attend__source_line(out, policy, attend__item_of(policy, row), walk->depth + 1);
        return;
    }
    attend__put_text(out, row->truth == ATTEND_TRUE ? ": yes" : row->truth == ATTEND_FALSE ? ": no" : ": not known");
    attend__put_text(out, row->count < 0                      ? " (see its own reason)"
                          : row->count < (int64_t)walk->at ? " (told above)"
                                                           : " (told below)");
}

static void logic_line(sink *out, const attend_policy *policy, const tree_walk *walk)
{
    const attend_reason *row = &walk->rows[walk->at];
    switch (row->op) {
    case ATTEND_OP_ALL: attend__put_text(out, "all of these"); break;
    case ATTEND_OP_ANY: attend__put_text(out, "any of these"); break;
    case ATTEND_OP_NOT: attend__put_text(out, "not this"); break;
    default: attend__put_text(out, "newly true");
    }
    attend__put_truth(out, policy, walk);
    if (row->op == ATTEND_OP_CROSSES && row->truth == ATTEND_FALSE && row->count == ATTEND_TRUE)
        attend__put_text(out, ", it was true the day before");
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
        attend__put_id(out, policy, &POLICY_ROWS(policy, params, param_record)[row->param].item);
}

void attend__param_line(sink *out, const attend_policy *policy, const attend_reason *row, uint32_t depth)
{
    const param_value *value;
    const item_record *param;
    if (row->param == ATTEND_NONE)
        return;
    param = &POLICY_ROWS(policy, params, param_record)[row->param].item;
    value = attend__value_of(policy, row);
    attend__begin_line(out, depth);
    attend__put_text(out, "threshold: ");
    attend__put_id(out, policy, param);
    if (value == NULL)
        return;
    attend__put_text(out, ", ");
    put_source(out, policy, value->document, value->source, value->inferred);
}

static void compare_lines(sink *out, const attend_policy *policy, const tree_walk *walk)
{
    const attend_reason *row = &walk->rows[walk->at];
    attend__put_id(out, policy, &attend__tree_measure(policy, row)->item);
    if (shows_value(row)) {
        attend__put_char(out, ' ');
        attend__put_value(out, policy, walk, walk->at);
    }
    put_comparison(out, policy, row);
    attend__put_truth(out, policy, walk);
    attend__param_line(out, policy, row, walk->depth + 1);
}

/* A measure under its comparison adds its window and source; as the root it begins with its value. */
static void measure_lines(sink *out, const attend_policy *policy, const tree_walk *walk)
{
    const attend_reason *row = &walk->rows[walk->at];
    uint32_t depth = walk->depth;
    if (depth == 0) {
        attend__put_id(out, policy, &attend__tree_measure(policy, row)->item);
        attend__put_text(out, shows_value(row) ? " " : "");
        if (shows_value(row))
            attend__put_value(out, policy, walk, walk->at);
        if (row->need != ATTEND_NEED_NOTHING)
            attend__put_truth(out, policy, walk);
        depth++;
    }
    if (attend__tree_spec(policy, row)->kind != ATTEND_MEASURE_DIFFERENCE) {
        attend__begin_line(out, depth);
        attend__put_window(out, policy, row);
    }
    attend__source_line(out, policy, &attend__tree_measure(policy, row)->item, depth);
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
    case ATTEND_OP_ALL:
    case ATTEND_OP_ANY:
    case ATTEND_OP_NOT:
    case ATTEND_OP_CROSSES: logic_line(out, policy, walk); break;
    case ATTEND_OP_FACT:
    case ATTEND_OP_STEP:
    case ATTEND_OP_IN_TIER: attend__test_lines(out, policy, walk); break;
    default: attend__tiers_lines(out, policy, walk);
    }
}

/* Where a row's line begins. A measure under its comparison goes on on the level of that. */
static void begin_row(sink *out, const tree_walk *walk)
{
    const attend_reason *row = &walk->rows[walk->at];
    bool is_window = row->op == ATTEND_OP_WINDOW && walk->depth > 1;
    if (walk->depth == 0 || row->op == ATTEND_OP_MEASURE)
        return;
    attend__begin_line(out, is_window ? walk->depth - 1 : walk->depth);
    if (walk->rows[row->parent].op == ATTEND_OP_LEAVE && walk->at > row->parent + 1)
        attend__put_text(out, "again: ");
}

/* Comparisons of one measure that follow each other tell its window and source once. */
void attend__reason_lines(const attend_policy *policy, const attend_reason *rows, uint32_t n_rows, sink *out)
{
    tree_walk walk = attend__tree_walk(rows, n_rows);
    uint32_t measure = ATTEND_NONE;
    bool is_told = false;
    do {
        const attend_reason *row = &rows[walk.at];
        if (row->op == ATTEND_OP_MEASURE) {
            is_told = row->item == measure;
            measure = row->item;
        }
        if (is_told && (row->op == ATTEND_OP_MEASURE || row->op == ATTEND_OP_WINDOW))
            continue;
        begin_row(out, &walk);
        put_row(out, policy, &walk);
    } while (attend__tree_next(&walk));
    attend__put_char(out, '\n');
}
