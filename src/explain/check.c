/* Whether rows from anywhere are a tree that may be walked and shown. */
#include "explain/tree.h"

#define COUNT_MOST ((int64_t)1 << 41)        /* as attend_percent_format allows */
#define THRESHOLD_MOST ((int64_t)10000000000000) /* nine digits and four decimals */

/* The parts of the root of a tier decision that have been seen. */
typedef struct tiers_check {
    int32_t rank;      /* of the latest part: see rank_of */
    uint32_t to_come;  /* tiers */
    bool may_leave;    /* the latest part is a tier */
} tiers_check;

typedef struct tree_check {
    const attend_policy *policy;
    tree_walk walk;
    uint32_t parts[TREE_DEPTH_MAX]; /* of each row of the path */
    tiers_check tiers;
} tree_check;

static bool is_condition(int32_t op)
{
    return (op >= ATTEND_OP_FLAG && op <= ATTEND_OP_COMPARE) || (op >= ATTEND_OP_FACT && op <= ATTEND_OP_CROSSES);
}

static bool is_value(int32_t op)
{
    return op >= ATTEND_OP_COMPARE && op <= ATTEND_OP_WINDOW;
}

/* -- one row -- */

static bool item_ok(const attend_policy *policy, const attend_reason *row)
{
    switch (row->op) {
    case ATTEND_OP_FLAG: return row->item < policy->flags.count;
    case ATTEND_OP_COMPARE:
    case ATTEND_OP_MEASURE:
    case ATTEND_OP_WINDOW: return row->item < policy->measures.count;
    case ATTEND_OP_FACT: return row->item < policy->facts.count;
    case ATTEND_OP_STEP: return row->item < policy->steps.count;
    case ATTEND_OP_TIERS: return row->item < policy->tiers.count;
    case ATTEND_OP_IN_TIER:
    case ATTEND_OP_TIER:
    case ATTEND_OP_LEAVE:
    case ATTEND_OP_DOWN:
    case ATTEND_OP_OVERRIDE: return row->item < policy->tier_rows.count;
    case ATTEND_OP_ALL:
    case ATTEND_OP_ANY:
    case ATTEND_OP_NOT:
    case ATTEND_OP_CROSSES:
    case ATTEND_OP_PROVISIONAL: return row->item == ATTEND_NONE;
    default: return false;
    }
}

static bool comparator_ok(const attend_reason *row)
{
    int32_t least = 0, most = 0;
    if (row->op == ATTEND_OP_COMPARE) {
        least = ATTEND_BELOW;
        most = ATTEND_ABOVE;
    }
    if (row->op == ATTEND_OP_TIER || row->op == ATTEND_OP_LEAVE)
        most = ATTEND_LEAVE_LEFT;
    if (row->op == ATTEND_OP_STEP && row->comparator != 0)
        return row->comparator == ATTEND_EVENT_STARTED || row->comparator == ATTEND_EVENT_REVIEWED ||
               row->comparator == ATTEND_EVENT_CLOSED;
    return row->comparator >= least && row->comparator <= most;
}

static bool need_ok(const attend_reason *row)
{
    if (row->need == ATTEND_NEED_FACT)
        return row->op == ATTEND_OP_FACT;
    return row->need >= ATTEND_NEED_NOTHING && row->need <= ATTEND_NEED_EVENT;
}

static bool numbers_ok(const attend_policy *policy, const attend_reason *row)
{
    return comparator_ok(row) && need_ok(row) && row->truth >= ATTEND_UNKNOWN && row->truth <= ATTEND_TRUE &&
           row->count >= -COUNT_MOST && row->count <= COUNT_MOST && row->of >= 0 && row->of <= COUNT_MOST &&
           row->threshold >= -THRESHOLD_MOST && row->threshold <= THRESHOLD_MOST &&
           (row->param == ATTEND_NONE || row->param < policy->params.count);
}

/* A known quotient has something to divide by. */
static bool quotient_ok(const attend_policy *policy, const attend_reason *row)
{
    int32_t kind = attend__tree_spec(policy, row)->kind;
    if (kind == ATTEND_MEASURE_COUNT || kind == ATTEND_MEASURE_RUN)
        return row->of == 0 && row->count >= 0;
    if (kind != ATTEND_MEASURE_DIFFERENCE && row->count < 0)
        return false;
    return row->of > 0 || (row->need != ATTEND_NEED_NOTHING && row->need != ATTEND_NEED_MINIMUM);
}

static bool span_ok(const attend_reason *row)
{
    return row->asked <= ATTEND_UNIT_SCHOOL_WEEKS && row->threshold >= 0;
}

static bool step_ok(const attend_policy *policy, const attend_reason *row)
{
    const step_record *step = &POLICY_ROWS(policy, steps, step_record)[row->item];
    if (row->comparator == 0 && (row->of < step->outcomes || row->of - step->outcomes >= step->n_outcomes))
        return false;
    return span_ok(row);
}

static bool bits_ok(const attend_policy *policy, const attend_reason *row)
{
    int64_t all = (int64_t)1 << POLICY_ROWS(policy, tiers, tiers_record)[row->item].count;
    return row->count > 0 && row->count < all && row->of > 0 && row->of < all;
}

static bool row_ok(const attend_policy *policy, const attend_reason *row)
{
    if (!item_ok(policy, row) || !numbers_ok(policy, row))
        return false;
    switch (row->op) {
    case ATTEND_OP_STEP: return step_ok(policy, row);
    case ATTEND_OP_TIERS: return bits_ok(policy, row);
    case ATTEND_OP_DOWN: return row->of == 0 && span_ok(row);
    case ATTEND_OP_LEAVE:
        return row->of <= ATTEND_LEAVE_LEFT && POLICY_ROWS(policy, tier_rows, tier_record)[row->item].leave != ATTEND_NONE;
    case ATTEND_OP_CROSSES: return row->count >= ATTEND_UNKNOWN && row->count <= ATTEND_TRUE;
    default: return !is_value(row->op) || quotient_ok(policy, row);
    }
}

/* -- rows together -- */

static bool may_hold(const attend_policy *policy, const attend_reason *parent, const attend_reason *part)
{
    switch (parent->op) {
    case ATTEND_OP_COMPARE: return part->op == ATTEND_OP_MEASURE && part->item == parent->item;
    case ATTEND_OP_MEASURE:
        return part->op == ATTEND_OP_WINDOW && part->item == parent->item &&
               attend__tree_spec(policy, parent)->kind == ATTEND_MEASURE_DIFFERENCE;
    case ATTEND_OP_TIERS: return part->op >= ATTEND_OP_TIER && part->op <= ATTEND_OP_PROVISIONAL;
    default: return is_condition(part->op);
    }
}

/* How many parts of its own a row has. */
static bool parts_ok(const attend_policy *policy, const attend_reason *row, uint32_t parts)
{
    switch (row->op) {
    case ATTEND_OP_ALL:
    case ATTEND_OP_ANY: return parts > 0;
    case ATTEND_OP_MEASURE: return parts == (attend__tree_spec(policy, row)->kind == ATTEND_MEASURE_DIFFERENCE ? 2u : 0u);
    case ATTEND_OP_FLAG: return parts <= 1;
    case ATTEND_OP_TIERS: return true; /* order_ok */
    case ATTEND_OP_TIER: return parts == (POLICY_ROWS(policy, tier_rows, tier_record)[row->item].enter == ATTEND_NONE ? 0u : 1u);
    case ATTEND_OP_LEAVE: return parts == 1 || (parts == 2 && row->of != ATTEND_LEAVE_LEFT);
    case ATTEND_OP_NOT:
    case ATTEND_OP_COMPARE:
    case ATTEND_OP_CROSSES:
    case ATTEND_OP_PROVISIONAL: return parts == 1;
    default: return parts == 0;
    }
}

/* A flag is told in full in its own row, in that of another, or nowhere; nowhere and elsewhere only inside a tree. */
static bool told_ok(const tree_check *check)
{
    const tree_walk *walk = &check->walk;
    const attend_reason *row = &walk->rows[walk->at], *told;
    if (row->op != ATTEND_OP_FLAG || attend__tree_has_parts(walk))
        return row->op != ATTEND_OP_FLAG || row->count == (int64_t)walk->at;
    if (walk->at == 0 || row->count >= (int64_t)walk->n_rows - 1 || row->count < -1)
        return false;
    if (row->count < 0)
        return true;
    told = &walk->rows[row->count];
    return told->op == ATTEND_OP_FLAG && told->item == row->item && told[1].parent == (uint32_t)row->count;
}

static int32_t rank_of(int32_t op)
{
    switch (op) {
    case ATTEND_OP_OVERRIDE: return 1;
    case ATTEND_OP_DOWN: return 2;
    case ATTEND_OP_PROVISIONAL: return 3;
    default: return 4;
    }
}

/* The parts of a tier decision come in their order; its tiers all, each followed by its rule to leave it, if that is told. */
static bool order_ok(tree_check *check, const attend_reason *row)
{
    const tiers_record *list = attend__tree_tiers(check->policy, &check->walk);
    tiers_check *seen = &check->tiers;
    int32_t rank = rank_of(row->op);
    bool is_tier = row->op == ATTEND_OP_TIER, fits;
    if (is_tier)
        fits = seen->to_come > 0 && row->item == list->first + --seen->to_come;
    else if (row->op == ATTEND_OP_LEAVE)
        fits = seen->may_leave && row->item == list->first + seen->to_come;
    else
        fits = rank > seen->rank && (row->op == ATTEND_OP_PROVISIONAL || row->item - list->first < list->count);
    seen->rank = rank;
    seen->may_leave = is_tier;
    return fits;
}

/* Whether the row at hand fits under its parent; counts it there, and settles the rows that ended before it. */
static bool fits(tree_check *check)
{
    const tree_walk *walk = &check->walk;
    const attend_reason *row = &walk->rows[walk->at];
    for (uint32_t i = walk->depth; i < walk->depth + walk->left; i++) {
        if (!parts_ok(check->policy, &walk->rows[walk->path[i]], check->parts[i]))
            return false;
    }
    if (walk->depth == 0 || !may_hold(check->policy, &walk->rows[walk->path[walk->depth - 1]], row))
        return false;
    check->parts[walk->depth - 1]++;
    return walk->depth != 1 || walk->rows[0].op != ATTEND_OP_TIERS || order_ok(check, row);
}

/* A leaf must be a row that may hold nothing; a row that holds something begins to count its parts. */
static bool begin_parts(tree_check *check)
{
    const tree_walk *walk = &check->walk;
    if (!told_ok(check))
        return false;
    if (!attend__tree_has_parts(walk))
        return parts_ok(check->policy, &walk->rows[walk->at], 0);
    if (walk->depth == TREE_DEPTH_MAX)
        return false;
    check->parts[walk->depth] = 0;
    return true;
}

static bool root_ok(tree_check *check)
{
    const attend_reason *root = check->walk.rows;
    if (root->parent != ATTEND_NONE || !row_ok(check->policy, root))
        return false;
    if (root->op == ATTEND_OP_TIERS)
        check->tiers.to_come = attend__tree_tiers(check->policy, &check->walk)->count;
    return (root->op == ATTEND_OP_FLAG || root->op == ATTEND_OP_MEASURE || root->op == ATTEND_OP_TIERS) && begin_parts(check);
}

bool attend__tree_ok(const attend_policy *policy, const attend_reason *rows, uint32_t n_rows)
{
    tree_check check = {.policy = policy, .walk = attend__tree_walk(rows, n_rows)};
    if (n_rows == 0 || !root_ok(&check))
        return false;
    while (attend__tree_next(&check.walk)) {
        if (!row_ok(policy, &rows[check.walk.at]) || !fits(&check) || !begin_parts(&check))
            return false;
    }
    for (uint32_t i = 0; i < check.walk.depth; i++) {
        if (!parts_ok(policy, &rows[check.walk.path[i]], check.parts[i]))
            return false;
    }
    return check.tiers.to_come == 0;
}
