/* Conditions with all their parts, looking through the flags they name.
 *
 * Flags may name flags twice and more, so a tree that told each of them wherever it is named could double at every step.
 * Each is told in full once: where it first counts for what the whole tree needs, or else where it is first named. */
#include "engine/reason_rows.h"

#include "engine/fold/truth.h"

/* A stretch of conditions still to be visited. */
typedef struct stretch {
    uint32_t at, end;
} stretch;

/* A walk over a condition in preorder, and over those of the flags that are entered on the way. */
typedef struct condition_walk {
    const condition_record *conditions;
    uint32_t depth; /* flags entered and not yet left */
    stretch open[REASON_FLAGS_MAX + 1];
} condition_walk;

static condition_walk walk_from(const attend_policy *policy, uint32_t root)
{
    condition_walk walk = {POLICY_ROWS(policy, conditions, condition_record), 0, {{0, 0}}};
    walk.open[0].at = root;
    walk.open[0].end = walk.conditions[root].end;
    return walk;
}

/* The next condition, or ATTEND_NONE. */
static uint32_t walk_next(condition_walk *walk)
{
    while (walk->open[walk->depth].at == walk->open[walk->depth].end) {
        if (walk->depth == 0)
            return ATTEND_NONE;
        walk->depth--;
    }
    return walk->open[walk->depth].at++;
}

/* Passes over the parts of the condition at hand. */
static void walk_skip(condition_walk *walk, uint32_t at)
{
    walk->open[walk->depth].at = walk->conditions[at].end;
}

/* Goes on with the condition of a flag; false when that is too deep. */
static bool walk_enter(condition_walk *walk, uint32_t root)
{
    if (walk->depth == REASON_FLAGS_MAX)
        return false;
    walk->depth++;
    walk->open[walk->depth].at = root;
    walk->open[walk->depth].end = walk->conditions[root].end;
    return true;
}

static const flag_record *flag_of(const reason_writer *to, uint32_t flag)
{
    return &POLICY_ROWS(to->policy, flags, flag_record)[flag];
}

static bool is_in_force(const reason_writer *to, uint32_t flag)
{
    const item_record *item = &flag_of(to, flag)->item;
    return in_force_on(item->from, item->to, to->one->today->day);
}

void attend__reason_place(const reason_writer *to, uint32_t root)
{
    condition_walk walk = walk_from(to->policy, root);
    uint32_t *places = to->notes->places, at;
    while ((at = walk_next(&walk)) != ATTEND_NONE) {
        const condition_record *condition = &walk.conditions[at];
        if (to->one->truth[at] != ATTEND_UNKNOWN)
            walk_skip(&walk, at);
        else if (condition->op == ATTEND_OP_FLAG && places[condition->item] == ATTEND_NONE && is_in_force(to, condition->item) &&
                 walk_enter(&walk, flag_of(to, condition->item)->condition))
            places[condition->item] = at;
    }
}

static void add_flag(reason_writer *to, uint32_t parent, uint32_t flag)
{
    attend_reason *row = attend__reason_row(to, parent, ATTEND_OP_FLAG);
    row->item = flag;
    row->truth = attend__truth_of_flag(to->one, flag);
    if (!is_in_force(to, flag))
        attend__reason_need(row, ATTEND_NEED_IN_FORCE);
}

/* What the day before needed is not remembered: there was no such day, or today alone would make it true. */
static void set_before(const reason_writer *to, attend_reason *row, const condition_record *crosses, int32_t today)
{
    uint32_t before = crosses_before(to->one->state->crosses[crosses->item]);
    row->count = before == CROSSES_NONE ? ATTEND_UNKNOWN : (int32_t)before - 1;
    if (row->truth == ATTEND_UNKNOWN && row->count == ATTEND_UNKNOWN && (before == CROSSES_NONE || today == ATTEND_TRUE))
        row->need = ATTEND_NEED_HISTORY;
}

/* all, any, not, crosses: its parts come under its row. */
static void add_logic(reason_writer *to, uint32_t parent, const condition_record *conditions, uint32_t at)
{
    uint32_t row_at = to->count;
    attend_reason *row = attend__reason_row(to, parent, conditions[at].op);
    row->truth = to->one->truth[at];
    for (uint32_t part = at + 1; part < conditions[at].end; part = conditions[part].end)
        to->notes->parents[part] = row_at;
    if (conditions[at].op == ATTEND_OP_CROSSES)
        set_before(to, row, &conditions[at], to->one->truth[at + 1]);
}

static void add_condition(reason_writer *to, const condition_record *conditions, uint32_t at)
{
    uint32_t parent = to->notes->parents[at];
    switch (conditions[at].op) {
    case ATTEND_OP_COMPARE: attend__reason_compare(to, parent, &conditions[at]); break;
    case ATTEND_OP_FACT:
    case ATTEND_OP_STEP:
    case ATTEND_OP_IN_TIER: attend__reason_test(to, parent, &conditions[at]); break;
    case ATTEND_OP_FLAG: add_flag(to, parent, conditions[at].item); break;
    default: add_logic(to, parent, conditions, at);
    }
}

/* Whether a flag is told in full where this condition names it, as far as depth allows. */
static bool is_told_at(const reason_writer *to, uint32_t flag, uint32_t at)
{
    uint32_t place = to->notes->places[flag];
    return place == at || (place == ATTEND_NONE && to->notes->rows[flag] == ATTEND_NONE);
}

void attend__reason_condition(reason_writer *to, uint32_t parent, uint32_t root)
{
    condition_walk walk = walk_from(to->policy, root);
    uint32_t at;
    to->notes->parents[root] = parent;
    while ((at = walk_next(&walk)) != ATTEND_NONE) {
        uint32_t row = to->count, flag = walk.conditions[at].item;
        add_condition(to, walk.conditions, at);
        if (walk.conditions[at].op != ATTEND_OP_FLAG || !is_told_at(to, flag, at) ||
            !walk_enter(&walk, flag_of(to, flag)->condition))
            continue;
        to->notes->rows[flag] = row;
        to->notes->parents[flag_of(to, flag)->condition] = row;
    }
}

void attend__reason_flag(reason_writer *to, uint32_t flag)
{
    uint32_t root = flag_of(to, flag)->condition;
    if (is_in_force(to, flag))
        attend__reason_place(to, root);
    add_flag(to, ATTEND_NONE, flag);
    to->notes->rows[flag] = 0;
    attend__reason_condition(to, 0, root);
}
