#include "engine/batch_fold.h"

#include "engine/fold/sums.h"

static bool is_since(const attend_policy *policy, uint32_t spec)
{
    return POLICY_ROWS(policy, specs, measure_spec)[spec].window.kind == WINDOW_SINCE;
}

static bool has_since(const attend_policy *policy)
{
    for (uint32_t i = 0; i < policy->specs.count; i++) {
        if (is_since(policy, i))
            return true;
    }
    return false;
}

/* What any of the flags depends on. */
static uint32_t flags_path(const attend_policy *policy)
{
    uint32_t path = 0;
    for (uint32_t i = 0; i < policy->flags.count; i++)
        path |= POLICY_ROWS(policy, flags, flag_record)[i].path;
    return path;
}

static uint32_t tiers_path(const attend_policy *policy)
{
    uint32_t path = 0;
    for (uint32_t i = 0; i < policy->tiers.count; i++)
        path |= POLICY_ROWS(policy, tiers, tiers_record)[i].path;
    return path;
}

static void take_way(batch_way *way, const register_view *view, arena *memory)
{
    attend__fold_take(&way->plan, &way->one, view, memory);
}

void attend__batch_fold_take(batch_fold *with, const register_view *view, arena *memory)
{
    const attend_policy *policy = view->policy;
    with->can = policy->tiers.count > 0 || has_since(policy) || flags_path(policy) != 0;
    if (!with->can)
        return;
    take_way(&with->days, view, memory);
    take_way(&with->events, view, memory);
    attend__state_take(&with->state, policy, memory);
}

bool attend__batch_wants_tiers(const attend_batch *batch)
{
    return batch->tier || batch->possible || batch->computed || batch->since || batch->provisional;
}

static bool wants_values(const attend_batch *batch)
{
    return batch->count || batch->of || batch->need;
}

static void start_way(batch_way *way, bool wanted, uint32_t what)
{
    way->wanted = wanted;
    if (wanted)
        attend__fold_plan(&way->plan, what);
}

void attend__batch_fold_start(batch_fold *with, const register_view *view, const attend_batch *batch)
{
    const attend_policy *policy = view->policy;
    bool tiers = attend__batch_wants_tiers(batch) && policy->tiers.count > 0, since = tiers && batch->since != NULL;
    uint32_t path = (tiers ? tiers_path(policy) : 0) | (batch->flags ? flags_path(policy) : 0);
    if (!with->can)
        return;
    bool events = tiers || (path & PATH_EVENTS) || (wants_values(batch) && has_since(policy));
    start_way(&with->days, since || (path & PATH_DAYS), FOLD_DAYS | (since ? FOLD_TIERS : 0));
    start_way(&with->events, view->reg.n_events > 0 && (events || with->days.wanted), FOLD_PATH | FOLD_TIERS);
}

static void put_values(const batch_way *way, block *in, uint32_t k)
{
    const attend_policy *policy = way->plan.view->policy;
    for (uint32_t i = 0; i < policy->specs.count; i++) {
        size_t at = (size_t)i * BLOCK_PUPILS + k;
        if (is_since(policy, i) && way->plan.specs[i])
            in->need[at] = (int8_t)attend__sums_value(&way->one, i, &in->count[at], &in->of_what[at]);
    }
}

static void put_flags(const batch_way *way, const block *in, uint32_t k)
{
    const attend_policy *policy = way->plan.view->policy;
    for (uint32_t i = 0; i < policy->flags.count; i++) {
        const flag_record *flag = &POLICY_ROWS(policy, flags, flag_record)[i];
        if (flag->path && way->plan.flags[i])
            in->folded_truth[(size_t)i * BLOCK_PUPILS + k] = block_truth(way->one.truth[flag->condition]);
    }
}

static void put_tiers(const batch_way *way, const case_state *state, const block *in, uint32_t tiers, uint32_t k)
{
    size_t at = (size_t)tiers * BLOCK_PUPILS + k;
    attend_tier_decision row;
    attend__tiers_decision(way->plan.view->policy, state, tiers, &row);
    in->folded[at] = 1;
    in->possible[at] = row.possible;
    in->computed[at] = row.computed;
    in->since[at] = row.since;
    in->provisional[at] = (int8_t)row.provisional;
}

static attend_status fold_pupil(batch_way *way, case_state *state, const pupil_view *pupil)
{
    attend__state_start(state, way->plan.view->policy);
    attend__fold_open(&way->one, pupil, state);
    return attend__fold_through(&way->one);
}

attend_status attend__batch_fold_put(batch_fold *with, const pupil_view *pupil, block *in, uint32_t k)
{
    batch_way *way = with->can && with->events.wanted && pupil->n_events > 0 ? &with->events : &with->days;
    if (!with->can || !way->wanted)
        return ATTEND_OK;
    attend_status status = fold_pupil(way, &with->state, pupil);
    if (status != ATTEND_OK)
        return status;
    in->with_events[k] = way == &with->events;
    put_values(way, in, k);
    put_flags(way, in, k);
    for (uint32_t i = 0; i < way->plan.view->policy->tiers.count; i++) {
        if (way->plan.tiers[i])
            put_tiers(way, &with->state, in, i, k);
    }
    return ATTEND_OK;
}
