#include "attend/decision.h"
#include "policy/load/parts.h"

/* Flags in an order in which each comes after those it names: depth first, with a stack of its own. A flag is on the stack once
 * at most, because the checker has refused circles. */
typedef struct walk {
    const condition_record *rows;
    const flag_record *flags;
    uint32_t *stack; /* flags that wait for those they name */
    uint32_t *at;    /* of each flag: the condition to be looked at next; 0: not begun, else plus one */
    uint32_t *order;
    uint32_t depth, done;
} walk;

bool attend__take_order(compiler *c)
{
    c->order_work = attend__arena_work(c->memory, c->policy->flags.count, 2 * sizeof *c->order_work);
    return c->order_work != NULL;
}

static void push(walk *w, uint32_t flag)
{
    w->at[flag] = w->flags[flag].condition + 1;
    w->stack[w->depth++] = flag;
}

/* Looks at the rest of the flag on top: pushes the next one it names that has not begun, or else puts it in its place. */
static void step(walk *w)
{
    uint32_t flag = w->stack[w->depth - 1], end = w->rows[w->flags[flag].condition].end;
    while (w->at[flag] - 1 < end) {
        const condition_record *row = &w->rows[w->at[flag]++ - 1];
        if (row->op == ATTEND_OP_FLAG && w->at[row->item] == 0) {
            push(w, row->item);
            return;
        }
    }
    w->order[w->done++] = flag;
    w->depth--;
}

static void order_flags(compiler *c)
{
    uint32_t n = c->policy->flags.count;
    walk w = {COMPILER_ROWS(c, conditions, condition_record), COMPILER_ROWS(c, flags, flag_record), c->order_work,
              c->order_work + n, COMPILER_ROWS(c, flag_order, uint32_t), 0, 0};
    for (uint32_t flag = 0; flag < n; flag++) {
        if (w.at[flag] == 0)
            push(&w, flag);
        while (w.depth > 0)
            step(&w);
    }
}

/* -- what depends on the days before -- */

static bool is_since(const compiler *c, uint32_t measure)
{
    uint32_t spec = COMPILER_ROWS(c, measures, measure_record)[measure].spec;
    return COMPILER_ROWS(c, specs, measure_spec)[spec].window.kind == WINDOW_SINCE;
}

static uint32_t row_path(const compiler *c, const condition_record *row)
{
    switch (row->op) {
    case ATTEND_OP_STEP: return PATH_EVENTS;
    case ATTEND_OP_IN_TIER:
    case ATTEND_OP_CROSSES: return PATH_DAYS;
    case ATTEND_OP_COMPARE: return is_since(c, row->item) ? PATH_EVENTS : 0;
    case ATTEND_OP_FLAG: return COMPILER_ROWS(c, flags, flag_record)[row->item].path;
    default: return 0;
    }
}

/* Of all conditions of a tree; ATTEND_NONE: there is no tree. */
static uint32_t tree_path(const compiler *c, uint32_t root)
{
    const condition_record *rows = COMPILER_ROWS(c, conditions, condition_record);
    uint32_t path = 0;
    for (uint32_t i = root; root != ATTEND_NONE && i < rows[root].end; i++)
        path |= row_path(c, &rows[i]);
    return path;
}

/* A rule `leave` does nothing before its step has been started. */
static uint32_t tiers_path(const compiler *c, const tiers_record *tiers)
{
    const tier_record *tier = &COMPILER_ROWS(c, tier_rows, tier_record)[tiers->first];
    bool is_late = tiers->review != ATTEND_NONE || tiers->after.unit != 0;
    uint32_t path = tree_path(c, tiers->provisional) | (is_late ? PATH_DAYS : 0);
    for (uint32_t i = 0; i < tiers->count; i++)
        path |= tree_path(c, tier[i].enter) | (tier[i].leave != ATTEND_NONE ? PATH_EVENTS : 0);
    return path;
}

void attend__load_order(compiler *c)
{
    flag_record *flags = COMPILER_ROWS(c, flags, flag_record);
    tiers_record *tiers = COMPILER_ROWS(c, tiers, tiers_record);
    const uint32_t *order = COMPILER_ROWS(c, flag_order, uint32_t);
    order_flags(c);
    for (uint32_t i = 0; i < c->policy->flag_order.count; i++)
        flags[order[i]].path = tree_path(c, flags[order[i]].condition);
    for (uint32_t i = 0; i < c->policy->tiers.count; i++)
        tiers[i].path = tiers_path(c, &tiers[i]);
}
