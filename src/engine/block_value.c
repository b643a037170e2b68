/* From cells to values, and from values to truths: each step for all pupils of the block before the next. */
#include <string.h>

#include "engine/block.h"
#include "engine/condition.h"
#include "engine/fold/tiers.h"

/* The columns of one measure; cells that it does not have are NULL. */
typedef struct value_columns {
    const uint32_t *count[2];
    const uint32_t *base[2];
    int64_t *to_count;
    int64_t *to_of;
    int8_t *need;
} value_columns;

static const uint32_t *cell_column(const block *in, uint32_t cell)
{
    return cell == ATTEND_NONE ? NULL : &in->cells[in->of->cells[cell].same * BLOCK_PUPILS];
}

static value_columns columns_of(const block *in, uint32_t spec)
{
    const plan_value *value = &in->of->values[spec];
    value_columns at;
    for (uint32_t i = 0; i < 2; i++) {
        at.count[i] = cell_column(in, value->count[i]);
        at.base[i] = cell_column(in, value->base[i]);
    }
    if (value->run != ATTEND_NONE)
        at.count[0] = &in->runs[value->run * BLOCK_PUPILS];
    at.to_count = &in->count[(size_t)spec * BLOCK_PUPILS];
    at.to_of = &in->of_what[(size_t)spec * BLOCK_PUPILS];
    at.need = &in->need[(size_t)spec * BLOCK_PUPILS];
    return at;
}

/* What the pupil's own windows need. Fewer units than asked matter to a difference alone. */
static void need_of_windows(const block *in, const plan_value *value, int8_t *need, uint32_t n)
{
    for (uint32_t i = 0; i < 2; i++) {
        if (value->domain[i] == DOMAIN_SHARED)
            continue;
        const int8_t *own = &in->personal_need[(value->domain[i] - 1) * BLOCK_PUPILS];
        for (uint32_t k = 0; k < n; k++) {
            if (own[k] != ATTEND_NEED_HISTORY || value->kind == ATTEND_MEASURE_DIFFERENCE)
                need[k] = (int8_t)attend__first_need(need[k], own[k]);
        }
    }
}

static void need_of_base(const plan_value *value, const uint32_t *base, int8_t *need, uint32_t n)
{
    bool is_rate = kind_has_base(value->kind);
    for (uint32_t k = 0; base != NULL && k < n; k++) {
        int32_t own = base[k] < value->minimum ? ATTEND_NEED_MINIMUM : ATTEND_NEED_NOTHING;
        if (is_rate && base[k] == 0)
            own = ATTEND_NEED_MARKS;
        if (own != ATTEND_NEED_NOTHING)
            need[k] = (int8_t)attend__first_need(need[k], own);
    }
}

static void set_needs(const block *in, const plan_value *value, const value_columns *at, uint32_t n)
{
    memset(at->need, value->need, n);
    if (value->need != ATTEND_NEED_NOTHING)
        return;
    need_of_windows(in, value, at->need, n);
    need_of_base(value, at->base[0], at->need, n);
    need_of_base(value, at->base[1], at->need, n);
}

static void set_difference(const value_columns *at, uint32_t n)
{
    for (uint32_t k = 0; k < n; k++) {
        at->to_count[k] = (int64_t)at->count[0][k] * at->base[1][k] - (int64_t)at->count[1][k] * at->base[0][k];
        at->to_of[k] = (int64_t)at->base[0][k] * at->base[1][k];
    }
}

static void set_counts(const block *in, const plan_value *value, const value_columns *at, uint32_t n)
{
    int64_t of = value->kind == ATTEND_MEASURE_DAYS ? in->of->view->sessions_per_day : 0;
    if (value->kind == ATTEND_MEASURE_DIFFERENCE) {
        set_difference(at, n);
        return;
    }
    for (uint32_t k = 0; k < n; k++) {
        at->to_count[k] = at->count[0][k];
        at->to_of[k] = of;
    }
    for (uint32_t k = 0; value->kind == ATTEND_MEASURE_RATE && k < n; k++)
        at->to_of[k] = at->base[0][k];
}

/* Values of pupils left out, and those unknown for another reason than the minimum, show no counts. */
static void hide_counts(const block *in, const value_columns *at, uint32_t n)
{
    for (uint32_t k = 0; k < n; k++) {
        if (in->status[k] != ATTEND_OK)
            at->need[k] = ATTEND_NEED_MARKS;
        if (!attend__need_shows(at->need[k]))
            at->to_count[k] = at->to_of[k] = 0;
    }
}

/* A window since an event, of pupils without any. */
static void set_unfolded(const block *in, const value_columns *at, uint32_t n)
{
    for (uint32_t k = 0; k < n; k++) {
        if (!in->with_events[k])
            at->need[k] = ATTEND_NEED_EVENT;
    }
}

static void set_value(const block *in, uint32_t spec, uint32_t n)
{
    const plan_value *value = &in->of->values[spec];
    value_columns at = columns_of(in, spec);
    if (value->folded)
        set_unfolded(in, &at, n);
    else
        set_needs(in, value, &at, n);
    if (!value->folded && value->need == ATTEND_NEED_NOTHING)
        set_counts(in, value, &at, n);
    hide_counts(in, &at, n);
}

/* The truth of a comparison for values below, equal to and above its threshold. */
static void truths_of(int32_t comparator, uint8_t truths[3])
{
    bool below = comparator == ATTEND_BELOW || comparator == ATTEND_AT_MOST;
    bool equal = comparator == ATTEND_AT_MOST || comparator == ATTEND_EQUAL || comparator == ATTEND_AT_LEAST;
    bool above = comparator == ATTEND_AT_LEAST || comparator == ATTEND_ABOVE;
    truths[0] = below ? BLOCK_TRUE : BLOCK_FALSE;
    truths[1] = equal ? BLOCK_TRUE : BLOCK_FALSE;
    truths[2] = above ? BLOCK_TRUE : BLOCK_FALSE;
}

static void compare_column(const block *in, const condition_record *condition, int64_t threshold, uint8_t *truth,
                           uint32_t n)
{
    uint32_t spec = POLICY_ROWS(in->of->view->policy, measures, measure_record)[condition->item].spec;
    int32_t kind = in->of->values[spec].kind;
    value_columns at = columns_of(in, spec);
    int64_t scale = NUMBER_SCALE;
    uint8_t truths[3];
    if (kind_has_base(kind))
        scale *= 100;
    truths_of(condition->comparator, truths);
    for (uint32_t k = 0; k < n; k++) {
        int64_t value = at.to_count[k] * scale, limit = threshold * (at.to_of[k] ? at.to_of[k] : 1);
        uint8_t known = truths[1 + (value > limit) - (value < limit)];
        truth[k] = at.need[k] == ATTEND_NEED_NOTHING ? known : BLOCK_UNKNOWN;
    }
}

static void add_part(int32_t op, uint8_t *whole, const uint8_t *part, uint32_t n)
{
    for (uint32_t k = 0; k < n; k++) {
        if (op == ATTEND_OP_NOT)
            whole[k] = (uint8_t)(BLOCK_TRUE - part[k]);
        else if (op == ATTEND_OP_ANY)
            whole[k] = part[k] > whole[k] ? part[k] : whole[k];
        else if (op == ATTEND_OP_ALL)
            whole[k] = part[k] < whole[k] ? part[k] : whole[k];
    }
}

static bool in_force(const block *in, const item_record *item)
{
    return in_force_on(item->from, item->to, in->of->view->as_of);
}

/* The truths of a flag that has been judged before what names it. */
static void take_flag(const block *in, uint32_t flag, uint8_t *truth, uint32_t n)
{
    const flag_record *record = &POLICY_ROWS(in->of->view->policy, flags, flag_record)[flag];
    if (in_force(in, &record->item))
        memcpy(truth, &in->truth[(size_t)record->condition * BLOCK_PUPILS], n);
    else
        memset(truth, BLOCK_UNKNOWN, n);
}

/* What a condition is before its parts are added to it; a fact has been looked up pupil by pupil. */
static void start_truth(const block *in, const condition_record *condition, uint8_t *truth, uint32_t n)
{
    switch (condition->op) {
    case ATTEND_OP_FACT: break;
    case ATTEND_OP_FLAG: take_flag(in, condition->item, truth, n); break;
    case ATTEND_OP_STEP: /* of pupils without any event: the others are folded */
    case ATTEND_OP_ANY: memset(truth, BLOCK_FALSE, n); break;
    case ATTEND_OP_ALL:
    case ATTEND_OP_NOT: memset(truth, BLOCK_TRUE, n); break;
    default: memset(truth, BLOCK_UNKNOWN, n);
    }
}

/* Parts come after what they belong to, so from the last condition on each is settled before it is used. */
static void judge_tree(const block *in, uint32_t root, uint32_t n)
{
    const condition_record *conditions = POLICY_ROWS(in->of->view->policy, conditions, condition_record);
    for (uint32_t i = root; i < conditions[root].end; i++)
        start_truth(in, &conditions[i], &in->truth[(size_t)i * BLOCK_PUPILS], n);
    for (uint32_t i = conditions[root].end; i-- > root;) {
        const block_condition *condition = &in->conditions[i];
        uint8_t *truth = &in->truth[(size_t)i * BLOCK_PUPILS];
        if (conditions[i].op == ATTEND_OP_COMPARE && condition->known)
            compare_column(in, &conditions[i], condition->threshold, truth, n);
        if (condition->parent != ATTEND_NONE)
            add_part(conditions[condition->parent].op, &in->truth[(size_t)condition->parent * BLOCK_PUPILS], truth, n);
    }
}

/* One pupil of the block, as attend__tiers_judge asks for truths. */
typedef struct block_pupil {
    const block *in;
    uint32_t k;
} block_pupil;

static int32_t truth_in_block(const void *context, uint32_t condition)
{
    static const int32_t truths[] = {ATTEND_FALSE, ATTEND_UNKNOWN, ATTEND_TRUE};
    const block_pupil *asked = context;
    return truths[asked->in->truth[(size_t)condition * BLOCK_PUPILS + asked->k]];
}

static void judge_tiers(const block *in, const tiers_record *tiers, uint32_t n)
{
    const tier_record *rows = &POLICY_ROWS(in->of->view->policy, tier_rows, tier_record)[tiers->first];
    for (uint32_t i = 0; i < tiers->count; i++) {
        if (rows[i].enter != ATTEND_NONE)
            judge_tree(in, rows[i].enter, n);
    }
    if (tiers->provisional != ATTEND_NONE)
        judge_tree(in, tiers->provisional, n);
}

/* The columns of a list of pupils that were not folded: then it does not depend on the days before, or they are left out. */
static void set_tiers(block *in, uint32_t index, uint32_t n)
{
    const attend_policy *policy = in->of->view->policy;
    const tiers_record *tiers = &POLICY_ROWS(policy, tiers, tiers_record)[index];
    size_t first = (size_t)index * BLOCK_PUPILS;
    bool by_days = (tiers->path & PATH_DAYS) != 0;
    if (!by_days)
        judge_tiers(in, tiers, n);
    for (uint32_t k = 0; k < n; k++) {
        block_pupil one = {in, k};
        size_t at = first + k, provisional = (size_t)tiers->provisional * BLOCK_PUPILS + k;
        if (in->folded[at])
            continue;
        bool known = in->status[k] == ATTEND_OK && !by_days;
        in->possible[at] = known ? attend__tiers_judge(policy, tiers, truth_in_block, &one) : 0;
        in->computed[at] = in->possible[at];
        in->since[at] = INT32_MIN;
        in->provisional[at] = known && tiers->provisional != ATTEND_NONE && in->truth[provisional] != BLOCK_FALSE;
    }
}

void attend__block_judge(block *in, uint32_t n)
{
    const attend_policy *policy = in->of->view->policy;
    const uint32_t *order = POLICY_ROWS(policy, flag_order, uint32_t);
    for (uint32_t i = 0; i < policy->specs.count; i++)
        set_value(in, i, n);
    for (uint32_t i = 0; i < policy->flags.count; i++) {
        const flag_record *flag = &POLICY_ROWS(policy, flags, flag_record)[order[i]];
        if (!(flag->path & PATH_DAYS))
            judge_tree(in, flag->condition, n);
    }
    for (uint32_t i = 0; in->tiers && i < policy->tiers.count; i++)
        set_tiers(in, i, n);
}

void attend__block_flag(block *in, uint32_t item, uint32_t n)
{
    static const int8_t truths[] = {ATTEND_FALSE, ATTEND_UNKNOWN, ATTEND_TRUE};
    const flag_record *flag = &POLICY_ROWS(in->of->view->policy, flags, flag_record)[item];
    const uint8_t *truth = &in->truth[(size_t)flag->condition * BLOCK_PUPILS];
    const uint8_t *folded = &in->folded_truth[(size_t)item * BLOCK_PUPILS];
    bool known = in_force(in, &flag->item);
    for (uint32_t k = 0; k < n; k++) {
        uint8_t own = flag->path & PATH_DAYS ? BLOCK_UNKNOWN : truth[k];
        in->flag[k] = known && in->status[k] == ATTEND_OK ? truths[folded[k] == BLOCK_NONE ? own : folded[k]] : ATTEND_UNKNOWN;
    }
}
