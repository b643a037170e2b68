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
    uint32_t *bounds = of->bounds[0], n = 0, kept = 0;
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

/* Adds bounds so that no counter can overflow between two of them. */
static uint32_t cut_bounds(const plan *of, uint32_t n)
{
    const uint32_t *bounds = of->bounds[0];
    uint32_t *cut = of->bounds[1], count = 0;
    for (uint32_t i = 0; i < n; i++) {
        while (count && bounds[i] - cut[count - 1] > TALLY_SLOTS) {
            cut[count] = cut[count - 1] + TALLY_SLOTS;
            count++;
        }
        cut[count++] = bounds[i];
    }
    return count;
}

static uint32_t find_bound(const uint32_t *bounds, uint32_t n, uint32_t slot)
{
    uint32_t low = 0, high = n;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (bounds[middle] < slot)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The pieces of one sum: where its slots meet a field. */
static void add_pieces(plan *of, uint32_t group, uint32_t begin, uint32_t end, uint32_t sum)
{
    for (uint32_t i = 0; i < of->n_fields; i++) {
        const tally_field *field = &of->fields[i];
        uint32_t from = field->begin > begin ? field->begin : begin, to = field->end < end ? field->end : end;
        tally_piece piece = {from, to, group * of->n_stretches + field->stretch, sum};
        if (from < to)
            of->pieces[of->n_pieces++] = piece;
    }
}

static void make_sums(plan *of, uint32_t index)
{
    plan_group *group = &of->groups[index];
    uint32_t n = cut_bounds(of, gather_bounds(of, group)), base = of->n_sums;
    const uint32_t *bounds = of->bounds[1];
    group->pieces = of->n_pieces;
    for (uint32_t i = 0; i + 1 < n; i++)
        add_pieces(of, index, bounds[i], bounds[i + 1], of->n_sums++);
    group->n_pieces = of->n_pieces - group->pieces;
    for (uint32_t i = 0; i < group->n_order; i++) {
        plan_cell *cell = &of->cells[of->order[group->order + i]];
        if (cell->begin == cell->end)
            continue;
        cell->first = base + find_bound(bounds, n, cell->begin);
        cell->last = base + find_bound(bounds, n, cell->end);
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
            make_sums(of, i);
    }
}
