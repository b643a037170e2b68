#include "explain/tree.h"

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

const attend_reason *attend__tree_part(const tree_walk *walk, int32_t op)
{
    for (uint32_t i = 1; i < walk->n_rows; i++) {
        if (walk->rows[i].parent == 0 && walk->rows[i].op == op)
            return &walk->rows[i];
    }
    return NULL;
}

/* -- what a row is about -- */

const measure_record *attend__tree_measure(const attend_policy *policy, const attend_reason *row)
{
    return &POLICY_ROWS(policy, measures, measure_record)[row->item];
}

const measure_spec *attend__tree_spec(const attend_policy *policy, const attend_reason *row)
{
    return &POLICY_ROWS(policy, specs, measure_spec)[attend__tree_measure(policy, row)->spec];
}

const tiers_record *attend__tree_tiers(const attend_policy *policy, const tree_walk *walk)
{
    return &POLICY_ROWS(policy, tiers, tiers_record)[walk->rows[0].item];
}

const leave_record *attend__tree_leave(const attend_policy *policy, const attend_reason *row)
{
    return &POLICY_ROWS(policy, leaves, leave_record)[POLICY_ROWS(policy, tier_rows, tier_record)[row->item].leave];
}

/* -- needs -- */

/* The row after the part of the tree below `row`. */
static uint32_t after(const attend_reason *rows, uint32_t row, uint32_t end)
{
    uint32_t at = row + 1;
    while (at < end && rows[at].parent != ATTEND_NONE && rows[at].parent >= row)
        at++;
    return at;
}

static bool is_open(const attend_reason *row)
{
    return row->truth == ATTEND_UNKNOWN && row->op != ATTEND_OP_WINDOW;
}

/* The next row whose needs may count. A flag out of force needs nothing but to be in force; a comparison speaks for its
 * measure. */
static uint32_t next_row(const attend_reason *rows, uint32_t at, uint32_t end)
{
    bool is_closed = rows[at].op == ATTEND_OP_COMPARE ||
                     (rows[at].op == ATTEND_OP_FLAG && rows[at].need != ATTEND_NEED_NOTHING);
    at = is_open(&rows[at]) && !is_closed ? at + 1 : after(rows, at, end);
    while (at < end && !is_open(&rows[at]))
        at = after(rows, at, end);
    return at;
}

uint32_t attend__tree_second(const tree_walk *walk)
{
    uint32_t second = attend__tree_has_parts(walk) ? after(walk->rows, walk->at + 1, walk->n_rows) : walk->n_rows;
    return second < walk->n_rows && walk->rows[second].parent == walk->at ? second : ATTEND_NONE;
}

tree_needs attend__tree_needs(const tree_walk *walk, uint32_t row)
{
    tree_needs needs = {walk->rows, row, row, after(walk->rows, row, walk->n_rows), 0, false, ATTEND_NONE, 0};
    if (walk->rows[row].truth != ATTEND_UNKNOWN)
        needs.at = needs.end;
    return needs;
}

/* Whether a flag that is told in full elsewhere is told so in this part of the tree, where its own needs count. */
static bool is_told(const tree_needs *needs, const attend_reason *flag)
{
    uint32_t row = flag->count < 0 ? needs->end : (uint32_t)flag->count;
    if (row < needs->top || row >= needs->end)
        return false;
    while (row != needs->top && is_open(&needs->rows[row]))
        row = needs->rows[row].parent;
    return row == needs->top;
}

/* What the row at hand needs itself. */
static tree_need need_of(const tree_needs *needs)
{
    const attend_reason *row = &needs->rows[needs->at];
    tree_need need = {row->need, ATTEND_NONE};
    if (row->op == ATTEND_OP_COMPARE && !needs->is_second)
        need.need = needs->rows[needs->at + 1].need;
    if (row->op == ATTEND_OP_TIERS)
        need.need = ATTEND_NEED_NOTHING; /* said last */
    if (row->op == ATTEND_OP_FACT && row->need == ATTEND_NEED_FACT)
        need.item = row->item;
    if (row->op == ATTEND_OP_FLAG && row->need == ATTEND_NEED_NOTHING && row->count != (int64_t)needs->at &&
        !is_told(needs, row))
        need.item = row->item;
    return need;
}

/* Whether the same fact or flag has been said for a row before. */
static bool is_said(const tree_needs *needs)
{
    const attend_reason *row = &needs->rows[needs->at];
    tree_needs before = *needs;
    for (before.at = needs->top; before.at < needs->at; before.at = next_row(before.rows, before.at, before.end)) {
        const attend_reason *other = &before.rows[before.at];
        if (other->op == row->op && other->item == row->item && need_of(&before).item != ATTEND_NONE)
            return true;
    }
    return false;
}

/* Whether the need at hand has not been said yet; it is from now on. */
static bool is_new(tree_needs *needs, tree_need need)
{
    bool was_said;
    if (need.item != ATTEND_NONE)
        return !is_said(needs);
    was_said = need.need == ATTEND_NEED_NOTHING || (needs->said >> need.need & 1u) != 0;
    needs->said |= 1u << need.need;
    return !was_said;
}

static void step_on(tree_needs *needs)
{
    needs->is_second = !needs->is_second && needs->rows[needs->at].op == ATTEND_OP_COMPARE;
    if (!needs->is_second)
        needs->at = next_row(needs->rows, needs->at, needs->end);
}

/* `crosses` needs what it does today before what it did the day before: its own need is said when its parts are over. None
 * is within another. */
static bool crosses_is_over(const tree_needs *needs)
{
    return needs->crosses != ATTEND_NONE && needs->at >= needs->crosses_end;
}

/* What comes next, which may be nothing, or have been said. */
static tree_need take_need(tree_needs *needs)
{
    tree_need need = {ATTEND_NEED_NOTHING, ATTEND_NONE};
    if (crosses_is_over(needs)) {
        need.need = needs->rows[needs->crosses].need;
        needs->crosses = ATTEND_NONE;
        return is_new(needs, need) ? need : (tree_need){ATTEND_NEED_NOTHING, ATTEND_NONE};
    }
    if (needs->rows[needs->at].op == ATTEND_OP_CROSSES) {
        needs->crosses = needs->at;
        needs->crosses_end = after(needs->rows, needs->at, needs->end);
    } else if (is_new(needs, need_of(needs))) {
        need = need_of(needs);
    }
    step_on(needs);
    return need;
}

bool attend__tree_need_next(tree_needs *needs, tree_need *next)
{
    const attend_reason *top = &needs->rows[needs->top];
    tree_need last = {top->op == ATTEND_OP_TIERS && top->truth == ATTEND_UNKNOWN ? top->need : ATTEND_NEED_NOTHING, ATTEND_NONE};
    while (needs->at < needs->end || needs->crosses != ATTEND_NONE) {
        *next = take_need(needs);
        if (next->need != ATTEND_NEED_NOTHING || next->item != ATTEND_NONE)
            return true;
    }
    *next = last;
    return is_new(needs, last);
}
