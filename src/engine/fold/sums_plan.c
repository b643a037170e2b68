#include "engine/fold/sums_plan.h"

#include <string.h>

#include "engine/fold/sums.h"

static const measure_spec *spec_at(const fold_plan *plan, uint32_t spec)
{
    return &POLICY_ROWS(plan->view->policy, specs, measure_spec)[spec];
}

static sums_group group_of_last(const window_spec *spec)
{
    switch (spec->unit) {
    case ATTEND_UNIT_SCHOOL_DAYS: return GROUP_SCHOOL_DAYS;
    case ATTEND_UNIT_SCHOOL_WEEKS: return GROUP_SCHOOL_WEEKS;
    case ATTEND_UNIT_SESSIONS: return spec->possible ? GROUP_POSSIBLE : GROUP_SESSIONS;
    default: return GROUP_DAYS;
    }
}

static sums_group group_of(const window_spec *spec)
{
    switch (spec->kind) {
    case WINDOW_YEAR: return GROUP_YEAR;
    case WINDOW_TERM: return GROUP_TERM;
    case WINDOW_HALF_TERM: return GROUP_HALF_TERM;
    case WINDOW_PREVIOUS_YEAR: return GROUP_PREVIOUS_YEAR;
    case WINDOW_ENROLMENT: return GROUP_ENROLMENT;
    case WINDOW_SINCE: return GROUP_SINCE;
    default: return group_of_last(spec);
    }
}

/* Rows of the table: no mark, and each code that the policy has. */
static uint32_t count_rows(const attend_policy *policy)
{
    uint32_t rows = 1;
    for (uint32_t code = 1; code < POLICY_CODES; code++)
        rows += POLICY_ROWS(policy, codes, code_record)[code].text != 0;
    return rows;
}

void attend__sums_take(fold_plan *plan, fold *one, arena *memory)
{
    const attend_policy *policy = plan->view->policy;
    size_t rows = (size_t)view_stretches(plan->view) * count_rows(policy);
    sums_plan *sums = attend__arena_keep(memory, 1, sizeof *sums);
    sums_column *columns = attend__arena_keep(memory, policy->specs.count, sizeof *columns);
    uint64_t *lanes = attend__arena_keep(memory, rows, policy->specs.count * sizeof *lanes);
    uint8_t *possible = attend__arena_keep(memory, rows, sizeof *possible);
    one->delta = attend__arena_keep(memory, policy->specs.count, sizeof *one->delta);
    one->places = attend__arena_keep(memory, policy->specs.count, sizeof *one->places);
    plan->sums = sums;
    if (sums == NULL)
        return;
    sums->columns = columns;
    sums->table = lanes;
    sums->possible = possible;
}

static void lay_columns(const fold_plan *plan)
{
    sums_plan *sums = plan->sums;
    uint32_t n = 0;
    sums->count_from = INT32_MIN;
    for (uint32_t group = 0; group < SUMS_GROUPS; group++) {
        sums->first[group] = n;
        for (uint32_t i = 0; i < plan->view->policy->specs.count; i++) {
            const measure_spec *spec = spec_at(plan, i);
            if (!plan->specs[i] || group_of(&spec->window) != group)
                continue;
            sums_column column = {i, spec->kind == ATTEND_MEASURE_RUN, spec->count_from};
            sums->columns[n++] = column;
            sums->count_from = spec->count_from > sums->count_from ? spec->count_from : sums->count_from;
        }
    }
    sums->first[SUMS_GROUPS] = n;
}

static void lay_rows(const attend_policy *policy, sums_plan *sums)
{
    sums->n_rows = 1;
    memset(sums->row_of, 0, sizeof sums->row_of);
    for (uint32_t code = 1; code < POLICY_CODES; code++) {
        if (POLICY_ROWS(policy, codes, code_record)[code].text != 0)
            sums->row_of[code] = (uint16_t)sums->n_rows++;
    }
}

/* What one mark adds to the sums of a spec. What is left out of a measure is neither possible nor missing. */
static uint64_t lanes_of(const attend_policy *policy, const measure_spec *spec, uint32_t classes, uint8_t code)
{
    bool has_base = kind_has_base(spec->kind);
    bool possible = (classes & policy->possible) != 0;
    bool base = selection_holds(&spec->base, classes, code) != 0;
    bool counts = selection_holds(&spec->select, classes, code) != 0 && (base || !has_base) &&
                  (possible || spec->kind != ATTEND_MEASURE_RUN);
    if (selection_holds(&spec->exclude, classes, code))
        return 0;
    return (uint64_t)base << LANE_BASE | (uint64_t)possible << LANE_POSSIBLE | (uint64_t)counts << LANE_COUNT;
}

static void fill_row(const fold_plan *plan, uint64_t *row, uint32_t classes, uint8_t code)
{
    const sums_plan *sums = plan->sums;
    for (uint32_t i = 0; i < sums->first[SUMS_GROUPS]; i++) {
        const measure_spec *spec = spec_at(plan, sums->columns[i].spec);
        row[i] = code == 0 ? UINT64_C(1) << LANE_MISSING : lanes_of(plan->view->policy, spec, classes, code);
    }
}

static void fill_table(const fold_plan *plan)
{
    const register_view *view = plan->view;
    const sums_plan *sums = plan->sums;
    uint32_t first = attend__epoch_of(view->policy, view->first_day), n = sums->first[SUMS_GROUPS];
    for (size_t stretch = 0; stretch < view_stretches(view); stretch++) {
        const uint32_t *masks = attend__class_masks(view->policy, first + (uint32_t)stretch);
        for (uint32_t code = 0; code < POLICY_CODES; code++) {
            size_t row = stretch * sums->n_rows + sums->row_of[code];
            if (code != 0 && sums->row_of[code] == 0)
                continue;
            fill_row(plan, &sums->table[row * n], masks[code], (uint8_t)code);
            sums->possible[row] = code != 0 && (masks[code] & view->policy->possible) != 0;
        }
    }
}

void attend__sums_plan(fold_plan *plan)
{
    lay_columns(plan);
    lay_rows(plan->view->policy, plan->sums);
    fill_table(plan);
}

void attend__sums_open(fold *one)
{
    const attend_policy *policy = one->plan->view->policy;
    const sums_plan *sums = one->plan->sums;
    case_state *state = one->state;
    for (uint32_t i = 0; i < sums->first[SUMS_GROUPS]; i++) {
        const sums_column *column = &sums->columns[i];
        const memory_record *memory = &POLICY_ROWS(policy, memories, memory_record)[column->spec];
        sums_place *place = &one->places[i];
        place->spec = spec_at(one->plan, column->spec);
        place->memory = &state->specs[column->spec];
        place->words = &state->sums[(size_t)column->spec * SPEC_WORDS];
        place->ring = state->rings + memory->ring;
        place->places = memory->places == ATTEND_NONE ? NULL : state->places + memory->places;
        place->units = memory->units;
        place->is_run = column->is_run;
    }
}

bool attend__sums_civil(const fold_plan *plan)
{
    return plan->sums->first[GROUP_DAYS] < plan->sums->first[GROUP_DAYS + 1];
}
