/* Lanes that are the same become one; lanes go into groups, and groups get their tables and pieces. */
#include <string.h>

#include "base/sort.h"
#include "engine/measure.h"
#include "engine/plan.h"

static int order_of(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

static size_t lane_words(const plan *of)
{
    return (size_t)of->n_stretches * 4;
}

static int compare_lanes(const void *context, uint32_t a, uint32_t b)
{
    const plan *of = context;
    size_t words = lane_words(of);
    int order = words ? memcmp(&of->lane_bits[a * words], &of->lane_bits[b * words], words * sizeof(uint64_t)) : 0;
    return order ? order : order_of(a, b);
}

static int compare_personal(const void *context, uint32_t a, uint32_t b)
{
    const plan_personal *x = &((const plan *)context)->personal[a], *y = &((const plan *)context)->personal[b];
    int order = memcmp(&x->spec->window, &y->spec->window, sizeof x->spec->window);
    if (order == 0)
        order = (x->spec->count_from > y->spec->count_from) - (x->spec->count_from < y->spec->count_from);
    if (order == 0)
        order = order_of(x->earlier, y->earlier);
    return order ? order : order_of(a, b);
}

static bool same_personal(const plan *of, uint32_t a, uint32_t b)
{
    const plan_personal *x = &of->personal[a], *y = &of->personal[b];
    return memcmp(&x->spec->window, &y->spec->window, sizeof x->spec->window) == 0 &&
           x->spec->count_from == y->spec->count_from && x->earlier == y->earlier;
}

static bool same_lane(const plan *of, uint32_t a, uint32_t b)
{
    size_t words = lane_words(of);
    return words == 0 || memcmp(&of->lane_bits[a * words], &of->lane_bits[b * words], words * sizeof(uint64_t)) == 0;
}

/* plan.same[i]: the first of those that are the same as i. */
static void find_same(plan *of, uint32_t n, int (*compare)(const void *, uint32_t, uint32_t),
                      bool (*same)(const plan *, uint32_t, uint32_t))
{
    for (uint32_t i = 0; i < n; i++)
        of->order[i] = i;
    attend__sort(of->order, n, compare, of);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t at = of->order[i];
        of->same[at] = i && same(of, of->order[i - 1], at) ? of->same[of->order[i - 1]] : at;
    }
}

static void merge_lanes(plan *of)
{
    find_same(of, of->n_lanes, compare_lanes, same_lane);
    for (uint32_t i = 0; i < of->n_cells; i++)
        of->cells[i].lane = of->same[of->cells[i].lane];
}

static void merge_domain(const plan *of, uint32_t *domain)
{
    if (*domain != DOMAIN_SHARED)
        *domain = 1 + of->same[*domain - 1];
}

static void merge_personal(plan *of)
{
    find_same(of, of->n_personal, compare_personal, same_personal);
    for (uint32_t i = 0; i < of->n_cells; i++)
        merge_domain(of, &of->cells[i].domain);
    for (uint32_t i = 0; i < of->n_runs; i++)
        merge_domain(of, &of->runs[i].domain);
    for (uint32_t i = 0; i < of->view->policy->specs.count; i++) {
        merge_domain(of, &of->values[i].domain[0]);
        merge_domain(of, &of->values[i].domain[1]);
    }
    for (uint32_t i = 0; i < of->n_personal; i++) {
        if (of->same[i] != i)
            of->personal[i].spec = NULL;
    }
}

/* By domain; then lanes that look back furthest first, so that those that look at little share a group; then by lane. */
static int compare_cells(const void *context, uint32_t a, uint32_t b)
{
    const plan *of = context;
    const plan_cell *x = &of->cells[a], *y = &of->cells[b];
    int order = order_of(x->domain, y->domain);
    if (order == 0)
        order = order_of(of->same[x->lane], of->same[y->lane]);
    if (order == 0)
        order = order_of(x->lane, y->lane);
    if (order == 0)
        order = order_of(x->begin, y->begin);
    if (order == 0)
        order = order_of(x->end, y->end);
    return order ? order : order_of(a, b);
}

static bool same_cell(const plan_cell *x, const plan_cell *y)
{
    return x->domain == y->domain && x->lane == y->lane && x->begin == y->begin && x->end == y->end;
}

/* Keeps in plan.order the first of the cells that count the same; the others learn which that is. */
static uint32_t merge_cells(plan *of)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < of->n_cells; i++) {
        uint32_t at = of->order[i];
        if (kept == 0 || !same_cell(&of->cells[of->order[kept - 1]], &of->cells[at]))
            of->order[kept++] = at;
        of->cells[at].same = of->order[kept - 1];
    }
    return kept;
}

/* plan.same[lane]: the first slot that any shared cell of the lane looks at. */
static void find_reach(plan *of)
{
    for (uint32_t i = 0; i < of->n_lanes; i++)
        of->same[i] = UINT32_MAX;
    for (uint32_t i = 0; i < of->n_cells; i++) {
        const plan_cell *cell = &of->cells[i];
        if (cell->domain == DOMAIN_SHARED && cell->begin < cell->end && cell->begin < of->same[cell->lane])
            of->same[cell->lane] = cell->begin;
    }
}

static void put_in_group(plan *of, uint32_t at)
{
    plan_cell *cell = &of->cells[of->order[at]];
    plan_group *group = of->n_groups ? &of->groups[of->n_groups - 1] : NULL;
    bool is_new = group == NULL || group->domain != cell->domain || group->lanes[group->n_lanes - 1] != cell->lane;
    if (is_new && (group == NULL || group->domain != cell->domain || group->n_lanes == TALLY_LANES)) {
        group = &of->groups[of->n_groups++];
        group->domain = cell->domain;
        group->order = at;
    }
    if (is_new)
        group->lanes[group->n_lanes++] = cell->lane;
    group->n_order++;
    cell->group = of->n_groups - 1;
    cell->place = group->n_lanes - 1;
}

static void make_groups(plan *of)
{
    find_reach(of);
    for (uint32_t i = 0; i < of->n_cells; i++)
        of->order[i] = i;
    attend__sort(of->order, of->n_cells, compare_cells, of);
    for (uint32_t i = 0, n = merge_cells(of); i < n; i++)
        put_in_group(of, i);
}

static void make_table(const plan *of, const plan_group *group, uint32_t stretch, tally_table *to)
{
    for (uint32_t place = 0; place < group->n_lanes; place++) {
        const uint64_t *bits = &of->lane_bits[group->lanes[place] * lane_words(of) + (size_t)stretch * 4];
        for (uint32_t code = 1; code < POLICY_CODES; code++)
            to->codes[code].words[tally_word(place)] |= (bits[code / 64] >> code % 64 & 1u) << tally_shift(place);
    }
}

static int compare_slots(const void *context, uint32_t a, uint32_t b)
{
    (void)context;
    return order_of(a, b);
}

/* The slots at which a cell of the group begins or ends: in order, each once. */
static uint32_t gather_bounds(plan *of, const plan_group *group)
{
    uint32_t *bounds = of->bounds, n = 0, kept = 0;
    for (uint32_t i = 0; i < group->n_order; i++) {
        const plan_cell *cell = &of->cells[of->order[group->order + i]];
        if (cell->begin == cell->end)
            continue;
        bounds[n++] = cell->begin;
        bounds[n++] = cell->end;
    }
    attend__sort(bounds, n, compare_slots, NULL);
    for (uint32_t i = 0; i < n; i++) {
        if (kept == 0 || bounds[kept - 1] != bounds[i])
            bounds[kept++] = bounds[i];
    }
    return kept;
}

static void add_piece(plan *of, const plan_group *group, uint32_t begin, uint32_t end, uint32_t stretch)
{
    tally_piece *piece = &of->pieces[of->n_pieces++];
    piece->begin = begin;
    piece->end = end;
    piece->table = (uint32_t)(group - of->groups) * of->n_stretches + stretch;
}

/* The fields between the first bound and the last, cut at every bound. */
static void cut_fields(plan *of, const plan_group *group, uint32_t n)
{
    const uint32_t *bounds = of->bounds;
    uint32_t next = 1;
    for (uint32_t i = 0; i < of->n_fields && next < n; i++) {
        const tally_field *field = &of->fields[i];
        uint32_t at = field->begin > bounds[0] ? field->begin : bounds[0];
        while (at < field->end && next < n) {
            uint32_t end = bounds[next] < field->end ? bounds[next] : field->end;
            if (at < end)
                add_piece(of, group, at, end, field->stretch);
            at = at < end ? end : at;
            next += bounds[next] <= at;
        }
    }
}

/* The first piece of the group that does not begin before a slot, counted from the group's first. */
static uint32_t find_piece(const plan *of, const plan_group *group, uint32_t slot)
{
    uint32_t low = 0, high = group->n_pieces;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (of->pieces[group->pieces + middle].begin < slot)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void set_reach(plan *of, const plan_group *group)
{
    const tally_piece *pieces = &of->pieces[group->pieces];
    uint32_t to = 0, slots = 0;
    for (uint32_t from = 0; from < group->n_pieces; from++) {
        while (to < group->n_pieces && slots + pieces[to].end - pieces[to].begin <= TALLY_SLOTS) {
            slots += pieces[to].end - pieces[to].begin;
            to++;
        }
        of->reach[group->pieces + from] = to;
        slots -= pieces[from].end - pieces[from].begin;
    }
}

static void make_pieces(plan *of, uint32_t index)
{
    plan_group *group = &of->groups[index];
    group->pieces = of->n_pieces;
    group->totals = of->n_pieces + index;
    cut_fields(of, group, gather_bounds(of, group));
    group->n_pieces = of->n_pieces - group->pieces;
    set_reach(of, group);
    for (uint32_t i = 0; i < group->n_order; i++) {
        plan_cell *cell = &of->cells[of->order[group->order + i]];
        cell->first = cell->begin < cell->end ? find_piece(of, group, cell->begin) : 0;
        cell->last = cell->begin < cell->end ? find_piece(of, group, cell->end) : 0;
    }
}

void attend__plan_group(plan *of)
{
    merge_lanes(of);
    merge_personal(of);
    make_groups(of);
    for (uint32_t i = 0; i < of->n_groups; i++) {
        for (uint32_t k = 0; k < of->n_stretches; k++)
            make_table(of, &of->groups[i], k, &of->tables[i * of->n_stretches + k]);
        if (of->groups[i].domain == DOMAIN_SHARED)
            make_pieces(of, i);
    }
}
