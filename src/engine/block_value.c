/* From cells to values, and from values to truths: each step for all pupils of the block before the next. */
#include <string.h>

#include "engine/block.h"
#include "engine/condition.h"

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
    bool is_rate = value->kind == ATTEND_MEASURE_RATE || value->kind == ATTEND_MEASURE_DIFFERENCE;
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

static void set_value(const block *in, uint32_t spec, uint32_t n)
{
    const plan_value *value = &in->of->values[spec];
    value_columns at = columns_of(in, spec);
    set_needs(in, value, &at, n);
    if (value->need == ATTEND_NEED_NOTHING)
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
    uint32_t spec = POLICY_ROWS(in->of->view->policy, measures, measure_record)[condition->measure].spec;
    int32_t kind = in->of->values[spec].kind;
    value_columns at = columns_of(in, spec);
    int64_t scale = NUMBER_SCALE;
    uint8_t truths[3];
    if (kind == ATTEND_MEASURE_RATE || kind == ATTEND_MEASURE_DIFFERENCE)
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
        else
            whole[k] = part[k] < whole[k] ? part[k] : whole[k];
    }
}

/* Parts come after what they belong to, so from the last condition on each is settled before it is used. */
static void set_truths(const block *in, uint32_t n)
{
    const attend_policy *policy = in->of->view->policy;
    const condition_record *conditions = POLICY_ROWS(policy, conditions, condition_record);
    for (uint32_t i = 0; i < policy->conditions.count; i++)
        memset(&in->truth[i * BLOCK_PUPILS], conditions[i].op == ATTEND_OP_ANY ? BLOCK_FALSE : BLOCK_TRUE, n);
    for (uint32_t i = policy->conditions.count; i-- > 0;) {
        const block_condition *condition = &in->conditions[i];
        uint8_t *truth = &in->truth[i * BLOCK_PUPILS];
        if (conditions[i].op == ATTEND_OP_COMPARE && condition->known)
            compare_column(in, &conditions[i], condition->threshold, truth, n);
        else if (conditions[i].op == ATTEND_OP_COMPARE)
            memset(truth, BLOCK_UNKNOWN, n);
        if (condition->parent != ATTEND_NONE)
            add_part(conditions[condition->parent].op, &in->truth[condition->parent * BLOCK_PUPILS], truth, n);
    }
}

void attend__block_judge(block *in, uint32_t n)
{
    for (uint32_t i = 0; i < in->of->view->policy->specs.count; i++)
        set_value(in, i, n);
    set_truths(in, n);
}

void attend__block_flag(block *in, uint32_t item, uint32_t n)
{
    static const int8_t truths[] = {ATTEND_FALSE, ATTEND_UNKNOWN, ATTEND_TRUE};
    const register_view *view = in->of->view;
    const flag_record *flag = &POLICY_ROWS(view->policy, flags, flag_record)[item];
    const uint8_t *truth = &in->truth[flag->condition * BLOCK_PUPILS];
    bool in_force = view->as_of >= flag->item.from && view->as_of <= flag->item.to;
    for (uint32_t k = 0; k < n; k++)
        in->flag[k] = in_force ? truths[truth[k]] : ATTEND_UNKNOWN;
}
