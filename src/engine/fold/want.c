/* What a plan folds: the items it was asked for, and all that their conditions name. */
#include "engine/fold/fold.h"

#include <string.h>

#include "engine/fold/tiers.h"

static const condition_record *condition_at(const fold_plan *plan, uint32_t condition)
{
    return &POLICY_ROWS(plan->view->policy, conditions, condition_record)[condition];
}

static const tiers_record *tiers_at(const fold_plan *plan, uint32_t tiers)
{
    return &POLICY_ROWS(plan->view->policy, tiers, tiers_record)[tiers];
}

static bool want(uint8_t *wanted)
{
    bool is_new = !*wanted;
    *wanted = 1;
    return is_new;
}

/* Whether a condition has made another flag or list wanted. */
static bool want_condition(fold_plan *plan, const condition_record *condition)
{
    const measure_record *measures = POLICY_ROWS(plan->view->policy, measures, measure_record);
    if (condition->op == ATTEND_OP_FLAG)
        return want(&plan->flags[condition->item]);
    if (condition->op == ATTEND_OP_IN_TIER)
        return want(&plan->tiers[list_of_tier(plan->view->policy, condition->item)]);
    if (condition->op == ATTEND_OP_COMPARE)
        plan->specs[measures[condition->item].spec] = 1;
    return false;
}

static bool want_tree(fold_plan *plan, uint32_t root)
{
    bool more = false;
    for (uint32_t i = root; root != ATTEND_NONE && i < condition_at(plan, root)->end; i++)
        more |= want_condition(plan, condition_at(plan, i));
    return more;
}

static bool want_flags(fold_plan *plan)
{
    bool more = false;
    for (uint32_t i = 0; i < plan->view->policy->flags.count; i++) {
        if (plan->flags[i])
            more |= want_tree(plan, POLICY_ROWS(plan->view->policy, flags, flag_record)[i].condition);
    }
    return more;
}

static bool want_list(fold_plan *plan, const tiers_record *tiers)
{
    plan->late |= tiers->after.unit != 0;
    const tier_record *rows = POLICY_ROWS(plan->view->policy, tier_rows, tier_record);
    const leave_record *leaves = POLICY_ROWS(plan->view->policy, leaves, leave_record);
    bool more = want_tree(plan, tiers->provisional);
    for (uint32_t i = tiers->first; i < tiers->first + tiers->count; i++) {
        more |= want_tree(plan, rows[i].enter);
        if (rows[i].leave == ATTEND_NONE)
            continue;
        more |= want_tree(plan, leaves[rows[i].leave].when);
        more |= want_tree(plan, leaves[rows[i].leave].again);
    }
    return more;
}

static bool want_lists(fold_plan *plan)
{
    bool more = false;
    for (uint32_t i = 0; i < plan->view->policy->tiers.count; i++) {
        if (plan->tiers[i])
            more |= want_list(plan, tiers_at(plan, i));
    }
    return more;
}

static void want_asked(fold_plan *plan, uint32_t what)
{
    const attend_policy *policy = plan->view->policy;
    bool all = (what & FOLD_ALL) != 0, since = (what & FOLD_PATH) != 0;
    uint32_t paths = since ? PATH_DAYS | PATH_EVENTS : what & FOLD_DAYS ? PATH_DAYS : 0;
    for (uint32_t i = 0; i < policy->specs.count; i++)
        plan->specs[i] = all || (since && POLICY_ROWS(policy, specs, measure_spec)[i].window.kind == WINDOW_SINCE);
    for (uint32_t i = 0; i < policy->flags.count; i++)
        plan->flags[i] = all || (POLICY_ROWS(policy, flags, flag_record)[i].path & paths);
    for (uint32_t i = 0; i < policy->tiers.count; i++)
        plan->tiers[i] = all || (what & FOLD_TIERS) || (tiers_at(plan, i)->path & paths);
}

void attend__fold_want(fold_plan *plan, uint32_t what)
{
    bool more = true;
    plan->late = 0;
    want_asked(plan, what);
    while (more) {
        more = want_flags(plan);
        more |= want_lists(plan);
    }
    plan->n_lists = 0;
    for (uint32_t i = 0; i < plan->view->policy->tiers.count; i++) {
        if (plan->tiers[i])
            plan->lists[plan->n_lists++] = i;
    }
}
