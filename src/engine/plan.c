#include "engine/plan.h"

#include "engine/measure.h"

#define FIELD_GAP 8u /* closed slots that are worth a new field: holidays, not weekends */
#define FIELD_SLOTS 64u /* about a month: what a run may skip when nothing in it belongs */
#define LANES_A_WINDOW 2u

static uint32_t windows_of(const measure_spec *spec)
{
    return spec->kind == ATTEND_MEASURE_DIFFERENCE ? 2 : 1;
}

static const measure_spec *specs_of(const register_view *view)
{
    return POLICY_ROWS(view->policy, specs, measure_spec);
}

static plan_bounds bounds_of(const register_view *view)
{
    plan_bounds most = {0};
    uint32_t shared = 1; /* the cell of missing marks */
    most.slots = (uint32_t)view->row_bytes;
    most.stretches = view_stretches(view);
    most.fields = most.slots / (FIELD_GAP + 1) + most.slots / (FIELD_SLOTS / 2) + most.stretches + 1;
    for (uint32_t i = 0; i < view->policy->specs.count; i++) {
        const measure_spec *spec = &specs_of(view)[i];
        uint32_t windows = windows_of(spec), personal = attend__window_personal(view, &spec->window);
        if (spec->window.kind == WINDOW_SINCE)
            continue;
        most.personal += personal ? windows : 0;
        shared += personal ? 0 : LANES_A_WINDOW * windows;
        most.runs += spec->kind == ATTEND_MEASURE_RUN;
    }
    most.cells = shared + LANES_A_WINDOW * most.personal;
    most.groups = most.cells / TALLY_LANES + most.personal + 1;
    most.bounds = 2 * (size_t)shared;
    most.pieces = most.bounds + (size_t)most.groups * most.fields;
    return most;
}

void attend__plan_take(plan *of, const register_view *view, arena *memory)
{
    plan_bounds most = bounds_of(view);
    of->view = view;
    of->most = most;
    of->fields = attend__arena_keep(memory, most.fields, sizeof *of->fields);
    of->lane_bits = attend__arena_keep(memory, most.cells, 4 * sizeof *of->lane_bits * most.stretches);
    of->personal = attend__arena_keep(memory, most.personal, sizeof *of->personal);
    of->cells = attend__arena_keep(memory, most.cells, sizeof *of->cells);
    of->groups = attend__arena_keep(memory, most.groups, sizeof *of->groups);
    of->tables = attend__arena_keep(memory, most.groups, sizeof *of->tables * most.stretches);
    of->pieces = attend__arena_keep(memory, most.pieces, sizeof *of->pieces);
    of->reach = attend__arena_keep(memory, most.pieces, sizeof *of->reach);
    of->runs = attend__arena_keep(memory, most.runs, sizeof *of->runs);
    of->run_tables = attend__arena_keep(memory, most.runs, sizeof *of->run_tables * most.stretches);
    of->values = attend__arena_keep(memory, view->policy->specs.count, sizeof *of->values);
    of->order = attend__arena_keep(memory, most.cells, sizeof *of->order);
    of->same = attend__arena_keep(memory, most.cells, sizeof *of->same);
    of->bounds = attend__arena_keep(memory, most.bounds, sizeof *of->bounds);
}

static void add_day(plan *of, uint32_t slot, uint32_t stretch)
{
    tally_field *last = of->n_fields ? &of->fields[of->n_fields - 1] : NULL;
    bool is_new = last == NULL || slot - last->end >= FIELD_GAP || slot - last->begin >= FIELD_SLOTS;
    if (is_new || last->stretch != stretch) {
        last = &of->fields[of->n_fields++];
        last->begin = slot;
        last->stretch = stretch;
    }
    last->end = slot + of->view->sessions_per_day;
}

static void make_fields(plan *of)
{
    const register_view *view = of->view;
    const calendar_day *days = CALENDAR_ROWS(view->calendar, days, calendar_day);
    of->n_stretches = of->most.stretches;
    of->epoch = attend__epoch_of(view->policy, view->first_day);
    for (uint32_t i = 0; i < view->n_days && view->first_day + (int32_t)i <= view->as_of; i++) {
        uint32_t epoch = attend__epoch_of(view->policy, view->first_day + (int32_t)i);
        if (days[i].sessions)
            add_day(of, i * view->sessions_per_day, epoch - of->epoch);
    }
}

/* Marks of a class that is in `first`, and in `second` unless that is NULL, but not in `without`. */
typedef struct lane_filter {
    const selection *first, *second, *without;
} lane_filter;

static bool passes(const lane_filter *filter, uint32_t classes, uint8_t code)
{
    return selection_holds(filter->first, classes, code) &&
           (filter->second == NULL || selection_holds(filter->second, classes, code)) &&
           !selection_holds(filter->without, classes, code);
}

static uint32_t add_lane(plan *of, const lane_filter *filter)
{
    uint64_t *bits = &of->lane_bits[(size_t)of->n_lanes * of->n_stretches * 4];
    for (uint32_t i = 0; i < of->n_stretches; i++, bits += 4) {
        const uint32_t *masks = attend__class_masks(of->view->policy, of->epoch + i);
        for (uint32_t code = 1; code < POLICY_CODES; code++) {
            if (passes(filter, masks[code], (uint8_t)code))
                bits[code / 64] |= (uint64_t)1 << code % 64;
        }
    }
    return of->n_lanes++;
}

/* Where one window of a measure lies. */
typedef struct place {
    uint32_t domain, begin, end;
} place;

static uint32_t add_cell(plan *of, const place *where, const lane_filter *filter)
{
    plan_cell *cell = &of->cells[of->n_cells];
    cell->lane = add_lane(of, filter);
    cell->domain = where->domain;
    cell->begin = where->begin;
    cell->end = where->end;
    return of->n_cells++;
}

/* What all pupils need alike for this window. */
static int32_t find_place(plan *of, const measure_spec *spec, uint32_t earlier, place *where)
{
    window found;
    where->domain = DOMAIN_SHARED;
    if (attend__window_personal(of->view, &spec->window)) {
        plan_personal personal = {spec, earlier};
        of->personal[of->n_personal++] = personal;
        where->domain = of->n_personal;
        return ATTEND_NEED_NOTHING;
    }
    found = attend__window_find(of->view, NULL, &spec->window, spec->count_from, earlier);
    where->begin = found.begin;
    where->end = found.end;
    if (spec->kind == ATTEND_MEASURE_DIFFERENCE && found.need == ATTEND_NEED_NOTHING && found.held < found.asked)
        return ATTEND_NEED_HISTORY;
    return found.need;
}

static selection possible_marks(const plan *of)
{
    selection possible = {of->view->policy->possible, {0}};
    return possible;
}

static void make_run_tables(const plan *of, const measure_spec *spec, run_table *tables)
{
    selection possible = possible_marks(of);
    lane_filter is_possible = {&possible, NULL, &spec->exclude};
    for (uint32_t i = 0; i < of->n_stretches; i++) {
        const uint32_t *masks = attend__class_masks(of->view->policy, of->epoch + i);
        for (uint32_t code = 1; code < POLICY_CODES; code++) {
            bool belongs = selection_holds(&spec->select, masks[code], (uint8_t)code);
            if (passes(&is_possible, masks[code], (uint8_t)code))
                tables[i].codes[code] = belongs ? RUN_BELONGS : RUN_BREAKS;
        }
    }
}

/* A longest run looks at every day, so marks that could be in it are counted first; a current run soon ends by itself. */
static uint32_t add_run(plan *of, const measure_spec *spec, const place *where)
{
    selection possible = possible_marks(of);
    lane_filter belongs = {&spec->select, &possible, &spec->exclude};
    plan_run *run = &of->runs[of->n_runs];
    run->domain = where->domain;
    run->begin = where->begin;
    run->end = where->end;
    run->longest = spec->longest;
    run->hits = spec->longest && where->domain == DOMAIN_SHARED ? add_cell(of, where, &belongs) : ATTEND_NONE;
    make_run_tables(of, spec, &of->run_tables[(size_t)of->n_runs * of->n_stretches]);
    return of->n_runs++;
}

static void add_cells(plan *of, const measure_spec *spec, const place *where, uint32_t earlier, plan_value *value)
{
    bool is_rate = kind_has_base(spec->kind);
    selection possible = possible_marks(of);
    lane_filter count = {&spec->select, is_rate ? &spec->base : NULL, &spec->exclude};
    lane_filter base = {is_rate ? &spec->base : &possible, NULL, &spec->exclude};
    value->domain[earlier] = where->domain;
    if (spec->kind == ATTEND_MEASURE_RUN)
        value->run = add_run(of, spec, where);
    else
        value->count[earlier] = add_cell(of, where, &count);
    if (is_rate || spec->minimum > 0)
        value->base[earlier] = add_cell(of, where, &base);
}

static void make_value(plan *of, const measure_spec *spec, plan_value *value)
{
    plan_value empty = {spec->kind, ATTEND_NEED_NOTHING, spec->minimum, {0, 0}, {ATTEND_NONE, ATTEND_NONE},
                        {ATTEND_NONE, ATTEND_NONE}, ATTEND_NONE, 0};
    place where[2] = {{0, 0, 0}, {0, 0, 0}};
    *value = empty;
    if (of->view->as_of < spec->from || of->view->as_of > spec->to) {
        value->need = ATTEND_NEED_IN_FORCE;
        return;
    }
    value->folded = spec->window.kind == WINDOW_SINCE;
    if (value->folded)
        return;
    for (uint32_t k = 0; k < windows_of(spec); k++)
        value->need = attend__first_need(value->need, find_place(of, spec, k, &where[k]));
    for (uint32_t k = 0; k < windows_of(spec) && value->need == ATTEND_NEED_NOTHING; k++)
        add_cells(of, spec, &where[k], k, value);
}

static void make_missing(plan *of)
{
    static const window_spec year = {WINDOW_YEAR, 0, 0, ATTEND_NONE, 0, 0};
    selection all, none = {0, {0}};
    lane_filter any_mark = {&all, NULL, &none};
    window found = attend__window_find(of->view, NULL, &year, INT32_MIN, 0);
    place where = {DOMAIN_SHARED, found.begin, found.end};
    all.classes = UINT32_MAX;
    for (uint32_t i = 0; i < POLICY_CODES / 32; i++)
        all.codes[i] = UINT32_MAX;
    of->missing = found.need == ATTEND_NEED_NOTHING ? add_cell(of, &where, &any_mark) : ATTEND_NONE;
}

void attend__plan_make(plan *of)
{
    make_fields(of);
    for (uint32_t i = 0; i < of->view->policy->specs.count; i++)
        make_value(of, &specs_of(of->view)[i], &of->values[i]);
    make_missing(of);
    attend__plan_group(of);
}
