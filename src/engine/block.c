/* From a pupil's row to the cells of its place in the block. */
#include "engine/block.h"

#include <string.h>

#include "engine/condition.h"

#define THRESHOLD_MOST 1000000000 /* beyond 29,280 sessions and 100 per cent, times 10,000; products stay below 2^63 */

void attend__block_take(block *in, const plan *of, const register_view *view, arena *memory)
{
    size_t specs = view->policy->specs.count, conditions = view->policy->conditions.count;
    size_t tiers = view->policy->tiers.count;
    const plan_bounds *most = &of->most;
    in->of = of;
    in->row = attend__arena_keep(memory, view->row_bytes, 1);
    in->totals = attend__arena_keep(memory, most->pieces + most->groups, sizeof *in->totals);
    in->windows = attend__arena_keep(memory, most->personal, sizeof *in->windows);
    in->cells = attend__arena_keep(memory, most->cells, BLOCK_PUPILS * sizeof *in->cells);
    in->runs = attend__arena_keep(memory, most->runs, BLOCK_PUPILS * sizeof *in->runs);
    in->personal_need = attend__arena_keep(memory, most->personal, BLOCK_PUPILS);
    in->count = attend__arena_keep(memory, specs, BLOCK_PUPILS * sizeof *in->count);
    in->of_what = attend__arena_keep(memory, specs, BLOCK_PUPILS * sizeof *in->of_what);
    in->need = attend__arena_keep(memory, specs, BLOCK_PUPILS);
    in->truth = attend__arena_keep(memory, conditions, BLOCK_PUPILS);
    in->flag = attend__arena_keep(memory, BLOCK_PUPILS, 1);
    in->with_events = attend__arena_keep(memory, BLOCK_PUPILS, 1);
    in->folded_truth = attend__arena_keep(memory, view->policy->flags.count, BLOCK_PUPILS);
    in->folded = attend__arena_keep(memory, tiers, BLOCK_PUPILS);
    in->possible = attend__arena_keep(memory, tiers, BLOCK_PUPILS * sizeof *in->possible);
    in->computed = attend__arena_keep(memory, tiers, BLOCK_PUPILS * sizeof *in->computed);
    in->since = attend__arena_keep(memory, tiers, BLOCK_PUPILS * sizeof *in->since);
    in->provisional = attend__arena_keep(memory, tiers, BLOCK_PUPILS);
    in->facts = attend__arena_keep(memory, conditions, sizeof *in->facts);
    in->missing = attend__arena_keep(memory, BLOCK_PUPILS, sizeof *in->missing);
    in->status = attend__arena_keep(memory, BLOCK_PUPILS, sizeof *in->status);
    in->conditions = attend__arena_keep(memory, conditions, sizeof *in->conditions);
}

static void start_condition(block *in, uint32_t index)
{
    const register_view *view = in->of->view;
    const condition_record *conditions = POLICY_ROWS(view->policy, conditions, condition_record);
    block_condition *condition = &in->conditions[index];
    for (uint32_t part = index + 1; part < conditions[index].end; part = conditions[part].end)
        in->conditions[part].parent = index;
    if (conditions[index].op == ATTEND_OP_FACT)
        in->facts[in->n_facts++] = index;
    if (conditions[index].op != ATTEND_OP_COMPARE)
        return;
    condition->known = attend__threshold(view->policy, &conditions[index], view->as_of, &condition->threshold);
    if (condition->threshold > THRESHOLD_MOST)
        condition->threshold = THRESHOLD_MOST;
    if (condition->threshold < -THRESHOLD_MOST)
        condition->threshold = -THRESHOLD_MOST;
}

void attend__block_start(block *in)
{
    uint32_t n = in->of->view->policy->conditions.count;
    in->n_facts = 0;
    memset(in->need, ATTEND_NEED_NOTHING, (size_t)in->of->view->policy->specs.count * BLOCK_PUPILS);
    for (uint32_t i = 0; i < n; i++)
        in->conditions[i].parent = ATTEND_NONE;
    for (uint32_t i = 0; i < n; i++)
        start_condition(in, i);
}

/* Nothing has been folded yet. */
static void clear_folded(block *in, uint32_t k)
{
    const attend_policy *policy = in->of->view->policy;
    in->with_events[k] = 0;
    for (uint32_t i = 0; i < policy->tiers.count; i++)
        in->folded[(size_t)i * BLOCK_PUPILS + k] = 0;
    for (uint32_t i = 0; i < policy->flags.count; i++)
        in->folded_truth[(size_t)i * BLOCK_PUPILS + k] = BLOCK_NONE;
}

static void find_windows(block *in, const pupil_view *pupil, uint32_t k)
{
    const plan *of = in->of;
    for (uint32_t i = 0; i < of->n_personal; i++) {
        const plan_personal *personal = &of->personal[i];
        window *found = &in->windows[i];
        if (personal->spec == NULL)
            continue;
        *found = attend__window_find(of->view, pupil, &personal->spec->window, personal->spec->count_from,
                                     personal->earlier);
        in->personal_need[i * BLOCK_PUPILS + k] = (int8_t)found->need;
        if (found->need == ATTEND_NEED_NOTHING && found->held < found->asked)
            in->personal_need[i * BLOCK_PUPILS + k] = ATTEND_NEED_HISTORY;
    }
}

static void set_shared_cells(block *in, const plan_group *group, uint32_t k)
{
    const plan *of = in->of;
    const uint32_t *reach = &of->reach[group->pieces];
    tally *totals = &in->totals[group->totals];
    attend__tally_pieces(in->row, &of->pieces[group->pieces], group->n_pieces, of->tables, totals);
    for (uint32_t i = 0; i < group->n_order; i++) {
        uint32_t at = of->order[group->order + i], count = 0, to;
        const plan_cell *cell = &of->cells[at];
        for (uint32_t from = cell->first; from < cell->last; from = to) {
            to = reach[from] < cell->last ? reach[from] : cell->last;
            count += tally_between(totals, from, to, cell->place);
        }
        in->cells[at * BLOCK_PUPILS + k] = count;
    }
}

static void set_personal_cells(block *in, const plan_group *group, uint32_t k)
{
    const plan *of = in->of;
    const window *where = &in->windows[group->domain - 1];
    const tally_table *tables = &of->tables[(size_t)(group - of->groups) * of->n_stretches];
    uint32_t counts[TALLY_LANES] = {0};
    for (uint32_t i = 0; i < of->n_fields; i++) {
        const tally_field *field = &of->fields[i];
        uint32_t begin = field->begin > where->begin ? field->begin : where->begin;
        uint32_t end = field->end < where->end ? field->end : where->end;
        attend__tally_slots(in->row, begin, end, &tables[field->stretch], counts);
    }
    for (uint32_t i = 0; i < group->n_order; i++) {
        uint32_t at = of->order[group->order + i];
        in->cells[at * BLOCK_PUPILS + k] = counts[of->cells[at].place];
    }
}

static run_scan scan_of(const block *in, uint32_t index)
{
    const plan *of = in->of;
    const plan_run *run = &of->runs[index];
    run_scan scan = {in->row, of->fields, &of->run_tables[(size_t)index * of->n_stretches], of->n_fields,
                     of->view->sessions_per_day, run->begin, run->end};
    if (run->domain != DOMAIN_SHARED) {
        scan.begin = in->windows[run->domain - 1].begin;
        scan.end = in->windows[run->domain - 1].end;
    }
    return scan;
}

/* Pieces of a whole number of days, from `from` on: another cell may have cut a day in two. Their field ends with a day. */
static uint32_t end_of_days(const tally_piece *pieces, uint32_t from, uint32_t last, uint32_t sessions_per_day)
{
    uint32_t to = from + 1;
    while (to < last && pieces[to - 1].end % sessions_per_day != 0)
        to++;
    return to;
}

/* With the hits counted piece by piece, pieces without any are passed over. */
static uint32_t longest_by_hits(const block *in, const plan_run *run, const run_scan *scan)
{
    const plan *of = in->of;
    const plan_cell *hits = &of->cells[of->cells[run->hits].same];
    const plan_group *group = &of->groups[hits->group];
    const tally_piece *pieces = &of->pieces[group->pieces];
    uint32_t tables = hits->group * of->n_stretches, to;
    run_state state = {0, 0};
    for (uint32_t from = hits->first; from < hits->last; from = to) {
        uint32_t begin = pieces[from].begin, stretch = pieces[from].table - tables;
        to = end_of_days(pieces, from, hits->last, scan->sessions_per_day);
        if (tally_between(&in->totals[group->totals], from, to, hits->place) > 0)
            attend__run_add(scan, begin, pieces[to - 1].end, stretch, &state);
        else
            attend__run_pass(scan, begin, pieces[to - 1].end, stretch, &state);
    }
    return state.longest;
}

static uint32_t count_run(const block *in, uint32_t index, uint32_t k)
{
    const plan_run *run = &in->of->runs[index];
    run_scan scan = scan_of(in, index);
    if (!run->longest)
        return attend__run_current(&scan);
    if (run->hits == ATTEND_NONE)
        return attend__run_longest(&scan);
    return in->cells[in->of->cells[run->hits].same * BLOCK_PUPILS + k] ? longest_by_hits(in, run, &scan) : 0;
}

static void set_runs(block *in, uint32_t k)
{
    for (uint32_t i = 0; i < in->of->n_runs; i++)
        in->runs[i * BLOCK_PUPILS + k] = count_run(in, i, k);
}

static void set_missing(block *in, const pupil_view *pupil, uint32_t k)
{
    const plan *of = in->of;
    in->missing[k] = 0;
    if (of->missing == ATTEND_NONE)
        return;
    const plan_cell *year = &of->cells[of->missing];
    uint32_t open = attend__window_open(of->view, pupil, year->begin, year->end);
    in->missing[k] = open - in->cells[year->same * BLOCK_PUPILS + k];
}

static void set_facts(block *in, const pupil_view *pupil, uint32_t k)
{
    const register_view *view = in->of->view;
    const condition_record *conditions = POLICY_ROWS(view->policy, conditions, condition_record);
    for (uint32_t i = 0; i < in->n_facts; i++) {
        const condition_record *condition = &conditions[in->facts[i]];
        int32_t truth = attend__fact_on(pupil, condition->item, view->as_of, condition->unrecorded, NULL);
        in->truth[(size_t)in->facts[i] * BLOCK_PUPILS + k] = block_truth(truth);
    }
}

void attend__block_count(block *in, const pupil_view *pupil, uint32_t k)
{
    const plan *of = in->of;
    in->status[k] = ATTEND_OK;
    clear_folded(in, k);
    set_facts(in, pupil, k);
    find_windows(in, pupil, k);
    for (uint32_t i = 0; i < of->n_groups; i++) {
        if (of->groups[i].domain == DOMAIN_SHARED)
            set_shared_cells(in, &of->groups[i], k);
        else
            set_personal_cells(in, &of->groups[i], k);
    }
    set_runs(in, k);
    set_missing(in, pupil, k);
}

void attend__block_leave_out(block *in, uint32_t k, attend_status status)
{
    in->status[k] = status;
    in->missing[k] = 0;
    clear_folded(in, k);
    for (uint32_t i = 0; i < in->n_facts; i++)
        in->truth[(size_t)in->facts[i] * BLOCK_PUPILS + k] = BLOCK_UNKNOWN;
}
