#include "explain/tree.h"

#define COUNT_MOST ((int64_t)1 << 41)        /* as attend_percent_format allows */
#define THRESHOLD_MOST ((int64_t)10000000000000) /* nine digits and four decimals */

tree_walk attend__tree_walk(const attend_reason *rows, uint32_t n_rows)
{
    tree_walk walk = {rows, n_rows, 0, 0, 0, {0}};
    return walk;
}

bool attend__tree_has_parts(const tree_walk *walk)
{
    return walk->at + 1 < walk->n_rows && walk->rows[walk->at + 1].parent == walk->at;
}

/* A row whose parent is no longer on the path leaves depth 0: rows that have been checked have none but the root. */
bool attend__tree_next(tree_walk *walk)
{
    walk->left = 0;
    if (attend__tree_has_parts(walk) && walk->depth < TREE_DEPTH_MAX)
        walk->path[walk->depth++] = walk->at;
    if (++walk->at >= walk->n_rows)
        return false;
    while (walk->depth > 0 && walk->path[walk->depth - 1] != walk->rows[walk->at].parent) {
        walk->depth--;
        walk->left++;
    }
    return true;
}

const measure_record *attend__tree_measure(const attend_policy *policy, const attend_reason *row)
{
    return &POLICY_ROWS(policy, measures, measure_record)[row->item];
}

const measure_spec *attend__tree_spec(const attend_policy *policy, const attend_reason *row)
{
    return &POLICY_ROWS(policy, specs, measure_spec)[attend__tree_measure(policy, row)->spec];
}

static bool is_condition(int32_t op)
{
    return op == ATTEND_OP_ALL || op == ATTEND_OP_ANY || op == ATTEND_OP_NOT || op == ATTEND_OP_COMPARE;
}

static bool item_ok(const attend_policy *policy, const attend_reason *row)
{
    switch (row->op) {
    case ATTEND_OP_FLAG: return row->item < policy->flags.count;
    case ATTEND_OP_COMPARE:
    case ATTEND_OP_MEASURE:
    case ATTEND_OP_WINDOW: return row->item < policy->measures.count;
    default: return is_condition(row->op) && row->item == ATTEND_NONE;
    }
}

static bool numbers_ok(const attend_policy *policy, const attend_reason *row)
{
    bool compares = row->op == ATTEND_OP_COMPARE;
    bool comparator_ok = compares ? row->comparator >= ATTEND_BELOW && row->comparator <= ATTEND_ABOVE : row->comparator == 0;
    return comparator_ok && row->truth >= ATTEND_UNKNOWN && row->truth <= ATTEND_TRUE &&
           row->need >= ATTEND_NEED_NOTHING && row->need <= ATTEND_NEED_IN_FORCE && row->count >= -COUNT_MOST &&
           row->count <= COUNT_MOST && row->of >= 0 && row->of <= COUNT_MOST && row->threshold >= -THRESHOLD_MOST &&
           row->threshold <= THRESHOLD_MOST && (row->param == ATTEND_NONE || row->param < policy->params.count);
}

/* A known quotient has something to divide by. */
static bool quotient_ok(const attend_policy *policy, const attend_reason *row)
{
    int32_t kind;
    if (row->op != ATTEND_OP_COMPARE && row->op != ATTEND_OP_MEASURE && row->op != ATTEND_OP_WINDOW)
        return true;
    kind = attend__tree_spec(policy, row)->kind;
    if (kind == ATTEND_MEASURE_COUNT || kind == ATTEND_MEASURE_RUN)
        return row->of == 0 && row->count >= 0;
    if (kind != ATTEND_MEASURE_DIFFERENCE && row->count < 0)
        return false;
    return row->of > 0 || (row->need != ATTEND_NEED_NOTHING && row->need != ATTEND_NEED_MINIMUM);
}

static bool may_hold(const attend_policy *policy, const attend_reason *parent, const attend_reason *part)
{
    switch (parent->op) {
    case ATTEND_OP_COMPARE: return part->op == ATTEND_OP_MEASURE && part->item == parent->item;
    case ATTEND_OP_MEASURE:
        return part->op == ATTEND_OP_WINDOW && part->item == parent->item &&
               attend__tree_spec(policy, parent)->kind == ATTEND_MEASURE_DIFFERENCE;
    case ATTEND_OP_WINDOW: return false;
    default: return is_condition(part->op);
    }
}

/* How many parts of its own a row has: exactly, or at least one. */
static bool parts_ok(const attend_policy *policy, const attend_reason *row, uint32_t parts)
{
    switch (row->op) {
    case ATTEND_OP_ALL:
    case ATTEND_OP_ANY: return parts > 0;
    case ATTEND_OP_MEASURE: return parts == (attend__tree_spec(policy, row)->kind == ATTEND_MEASURE_DIFFERENCE ? 2u : 0u);
    case ATTEND_OP_WINDOW: return parts == 0;
    default: return parts == 1;
    }
}

/* Whether the row at hand fits under its parent; counts it there, and settles the rows that ended before it. */
static bool fits(const attend_policy *policy, const tree_walk *walk, uint32_t parts[TREE_DEPTH_MAX])
{
    const attend_reason *row = &walk->rows[walk->at];
    for (uint32_t i = walk->depth; i < walk->depth + walk->left; i++) {
        if (!parts_ok(policy, &walk->rows[walk->path[i]], parts[i]))
            return false;
    }
    if (walk->depth == 0 || !may_hold(policy, &walk->rows[walk->path[walk->depth - 1]], row))
        return false;
    parts[walk->depth - 1]++;
    return true;
}

static bool row_ok(const attend_policy *policy, const attend_reason *row)
{
    return item_ok(policy, row) && numbers_ok(policy, row) && quotient_ok(policy, row);
}

/* A leaf must be a row that holds nothing; a row that holds something begins to count its parts. */
static bool begin_parts(const attend_policy *policy, const tree_walk *walk, uint32_t parts[TREE_DEPTH_MAX])
{
    if (!attend__tree_has_parts(walk))
        return parts_ok(policy, &walk->rows[walk->at], 0);
    if (walk->depth == TREE_DEPTH_MAX)
        return false;
    parts[walk->depth] = 0;
    return true;
}

bool attend__tree_ok(const attend_policy *policy, const attend_reason *rows, uint32_t n_rows)
{
    tree_walk walk = attend__tree_walk(rows, n_rows);
    uint32_t parts[TREE_DEPTH_MAX];
    if (n_rows == 0 || rows[0].parent != ATTEND_NONE || !row_ok(policy, &rows[0]) ||
        (rows[0].op != ATTEND_OP_FLAG && rows[0].op != ATTEND_OP_MEASURE) || !begin_parts(policy, &walk, parts))
        return false;
    while (attend__tree_next(&walk)) {
        if (!row_ok(policy, &rows[walk.at]) || !fits(policy, &walk, parts) || !begin_parts(policy, &walk, parts))
            return false;
    }
    for (uint32_t i = 0; i < walk.depth; i++) {
        if (!parts_ok(policy, &rows[walk.path[i]], parts[i]))
            return false;
    }
    return true;
}

/* The row after the part of the tree below `row`. */
static uint32_t after(const tree_walk *walk, uint32_t row)
{
    uint32_t at = row + 1;
    while (at < walk->n_rows && walk->rows[at].parent != ATTEND_NONE && walk->rows[at].parent >= row)
        at++;
    return at;
}

uint32_t attend__tree_needs(const tree_walk *walk, uint32_t row)
{
    const attend_reason *rows = walk->rows;
    uint32_t needs = 0, end = after(walk, row), at = row;
    if (rows[row].op == ATTEND_OP_FLAG && rows[row].need != ATTEND_NEED_NOTHING)
        return 1u << rows[row].need;
    while (at < end) {
        bool is_part = rows[at].truth == ATTEND_UNKNOWN && (at == row || rows[at].op != ATTEND_OP_WINDOW);
        if (is_part && rows[at].need != ATTEND_NEED_NOTHING)
            needs |= 1u << rows[at].need;
        at = is_part ? at + 1 : after(walk, at);
    }
    return needs;
}
