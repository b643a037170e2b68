#include "engine/fold/truth_plan.h"

#include "engine/condition.h"
#include "engine/fold/truth.h"

void attend__truths_take(fold_plan *plan, arena *memory)
{
    const attend_policy *policy = plan->view->policy;
    truth_plan *truths = attend__arena_keep(memory, 1, sizeof *truths);
    truth_compare *compares = attend__arena_keep(memory, policy->conditions.count, sizeof *compares);
    truth_row *rows = attend__arena_keep(memory, policy->conditions.count, sizeof *rows);
    uint32_t *waits = attend__arena_keep(memory, policy->conditions.count, sizeof *waits);
    truth_value *values = attend__arena_keep(memory, policy->specs.count, sizeof *values);
    uint32_t *value_of_spec = attend__arena_keep(memory, policy->specs.count, sizeof *value_of_spec);
    plan->truths = truths;
    if (truths == NULL)
        return;
    truths->compares = compares;
    truths->rows = rows;
    truths->waits = waits;
    truths->values = values;
    truths->value_of_spec = value_of_spec;
}

static int64_t scale_of(int32_t kind)
{
    return kind_has_base(kind) ? 100 * NUMBER_SCALE : NUMBER_SCALE;
}

static truth_value new_value(const attend_policy *policy, uint32_t spec)
{
    const measure_spec *record = &POLICY_ROWS(policy, specs, measure_spec)[spec];
    truth_value value = {.spec = spec, .scale = scale_of(record->kind), .of = 1, .least = record->minimum};
    value.is_rate = record->kind == ATTEND_MEASURE_RATE;
    value.is_plain = value.is_rate || record->kind == ATTEND_MEASURE_COUNT || record->kind == ATTEND_MEASURE_DAYS;
    value.by_units = record->window.kind == WINDOW_LAST;
    value.base = value.is_rate ? LANE_BASE : LANE_POSSIBLE;
    if (value.is_rate && value.least == 0)
        value.least = 1;
    if (record->kind == ATTEND_MEASURE_DAYS)
        value.of = policy->sessions_per_day;
    return value;
}

static uint32_t value_for(truth_plan *truths, const attend_policy *policy, uint32_t measure)
{
    uint32_t spec = POLICY_ROWS(policy, measures, measure_record)[measure].spec;
    if (truths->value_of_spec[spec] == ATTEND_NONE) {
        truths->values[truths->n_values] = new_value(policy, spec);
        truths->value_of_spec[spec] = truths->n_values++;
    }
    return truths->value_of_spec[spec];
}

static uint8_t outcomes_of(int32_t comparator)
{
    uint8_t outcomes = 0;
    for (int32_t i = 0; i < 3; i++) {
        if (attend__compare(ATTEND_MEASURE_COUNT, i - 1, 0, comparator, 0) == ATTEND_TRUE)
            outcomes = (uint8_t)(outcomes | 1u << i);
    }
    return outcomes;
}

static void add_row(truth_plan *truths, const attend_policy *policy, uint32_t condition)
{
    const condition_record *record = &POLICY_ROWS(policy, conditions, condition_record)[condition];
    if (record->op == ATTEND_OP_COMPARE) {
        truth_compare *compare = &truths->compares[truths->n_compares++];
        compare->condition = condition;
        compare->value = value_for(truths, policy, record->item);
        compare->outcomes = outcomes_of(record->comparator);
    } else {
        truth_row *row = &truths->rows[truths->n_rows++];
        row->condition = condition;
        row->op = record->op;
        if (record->op == ATTEND_OP_STEP && record->ago.unit != 0)
            truths->waits[truths->n_waits++] = condition;
    }
}

/* Parts stand after what they belong to: from the last one on each is judged before it is used. */
static void add_tree(truth_plan *truths, const attend_policy *policy, uint32_t root)
{
    const condition_record *conditions = POLICY_ROWS(policy, conditions, condition_record);
    if (root == ATTEND_NONE)
        return;
    for (uint32_t i = conditions[root].end; i-- > root;)
        add_row(truths, policy, i);
}

static void add_tiers(truth_plan *truths, const attend_policy *policy, const tiers_record *tiers)
{
    const tier_record *rows = POLICY_ROWS(policy, tier_rows, tier_record);
    const leave_record *leaves = POLICY_ROWS(policy, leaves, leave_record);
    for (uint32_t i = tiers->first; i < tiers->first + tiers->count; i++) {
        add_tree(truths, policy, rows[i].enter);
        if (rows[i].leave == ATTEND_NONE)
            continue;
        add_tree(truths, policy, leaves[rows[i].leave].when);
        add_tree(truths, policy, leaves[rows[i].leave].again);
    }
    add_tree(truths, policy, tiers->provisional);
}

void attend__truths_plan(fold_plan *plan)
{
    const attend_policy *policy = plan->view->policy;
    const uint32_t *flag_order = POLICY_ROWS(policy, flag_order, uint32_t);
    truth_plan *truths = plan->truths;
    truths->n_compares = truths->n_rows = truths->n_waits = truths->n_values = 0;
    truths->rules = ATTEND_NONE;
    for (uint32_t i = 0; i < policy->specs.count; i++)
        truths->value_of_spec[i] = ATTEND_NONE;
    for (uint32_t i = 0; i < policy->flag_order.count; i++) {
        if (plan->flags[flag_order[i]])
            add_tree(truths, policy, POLICY_ROWS(policy, flags, flag_record)[flag_order[i]].condition);
    }
    for (uint32_t i = 0; i < policy->tiers.count; i++) {
        if (plan->tiers[i])
            add_tiers(truths, policy, &POLICY_ROWS(policy, tiers, tiers_record)[i]);
    }
}

static bool flag_in_force(const attend_policy *policy, uint32_t flag, int32_t day)
{
    const item_record *item = &POLICY_ROWS(policy, flags, flag_record)[flag].item;
    return in_force_on(item->from, item->to, day);
}

void attend__truths_rules(truth_plan *truths, const attend_policy *policy, const fold_day *today)
{
    const condition_record *conditions = POLICY_ROWS(policy, conditions, condition_record);
    truths->rules = today->rules;
    for (uint32_t i = 0; i < truths->n_values; i++) {
        const measure_spec *spec = &POLICY_ROWS(policy, specs, measure_spec)[truths->values[i].spec];
        truths->values[i].in_force = in_force_on(spec->from, spec->to, today->day);
    }
    for (uint32_t i = 0; i < truths->n_compares; i++) {
        truth_compare *compare = &truths->compares[i];
        compare->in_force = attend__threshold(policy, &conditions[compare->condition], today->day, &compare->threshold);
    }
    for (uint32_t i = 0; i < truths->n_rows; i++) {
        truth_row *row = &truths->rows[i];
        if (row->op == ATTEND_OP_FLAG)
            row->in_force = flag_in_force(policy, conditions[row->condition].item, today->day);
    }
}
