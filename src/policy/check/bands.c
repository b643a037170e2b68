#include "attend/decision.h"
#include "policy/check/proof.h"

/* The places of one tier. */
typedef struct band {
    uint32_t tier;
    int64_t from, end; /* the place after its last */
} band;

typedef struct bands {
    band list[TIERS_MAX]; /* those that hold a value; in order of their places once sorted */
    uint32_t n;
    const proof_measure *measure;
    slice name;
    bool in_force; /* every edge; otherwise a band may be smaller than it is here, and nobody knows by how much */
} bands;

/* -- reading -- */

/* Narrows a band to one of its edges. */
static void apply(const proof_node *edge, band *to)
{
    int64_t line = edge->comparator == ATTEND_AT_LEAST || edge->comparator == ATTEND_BELOW ? edge->at_least : edge->above;
    bool is_lower = edge->comparator == ATTEND_AT_LEAST || edge->comparator == ATTEND_ABOVE;
    if (is_lower && line > to->from)
        to->from = line;
    if (!is_lower && line < to->end)
        to->end = line;
}

/* How many edges are in force. */
static uint32_t count_known(const proof *p)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < p->n_nodes; i++)
        n += p->nodes[i].is_known;
    return n;
}

static void put_edge(const proof *p, const proof_node *edge, sink *out)
{
    static const char words[][16] = {"", " is below ", " is at most ", "", " is at least ", " is above "};
    const proof_param *param = edge->param == ATTEND_NONE ? NULL : &p->params[edge->param];
    const json_doc *json = param ? attend__check_json(p->c, param->document) : p->json;
    uint32_t number = param ? attend__json_member(json, param->now.token, "value") : edge->token;
    attend__put_text(out, words[edge->comparator]);
    attend__put(out, attend__json_raw(json, number));
}

static void say_empty(proof *p, const bands *all, uint32_t tier)
{
    char text[MESSAGE_BYTES];
    sink out = attend__sink(text, sizeof text);
    attend__proof_begin(p, &out);
    attend__proof_put_tier(p, tier, &out);
    attend__put_text(&out, " can never be the answer: no ");
    attend__put(&out, all->name);
    bool is_first = true;
    for (uint32_t i = p->tiers[tier].root; i < p->tiers[tier].end; i++) {
        if (!p->nodes[i].is_known)
            continue;
        attend__put_text(&out, is_first ? "" : " and");
        put_edge(p, &p->nodes[i], &out);
        is_first = false;
    }
    attend__proof_add(p, tier, ATTEND_E_UNREACHABLE, &out);
}

/* By the edges that are in force: what these exclude is excluded whatever the others are. */
static void read_bands(proof *p, bands *all)
{
    for (uint32_t tier = 0; tier < p->n_tiers; tier++) {
        band found = {tier, all->measure->values.first, all->measure->values.end};
        for (uint32_t i = p->tiers[tier].root; i < p->tiers[tier].end; i++)
            if (p->nodes[i].is_known)
                apply(&p->nodes[i], &found);
        if (found.from < found.end)
            all->list[all->n++] = found;
        else
            say_empty(p, all, tier);
    }
}

/* -- judging -- */

/* By insertion: they are few, and nearly always in order. */
static void sort_bands(bands *all)
{
    for (uint32_t i = 1; i < all->n; i++) {
        band moved = all->list[i];
        uint32_t at = i;
        for (; at > 0 && all->list[at - 1].from > moved.from; at--)
            all->list[at] = all->list[at - 1];
        all->list[at] = moved;
    }
}

static void say_gap(proof *p, const bands *all, uint32_t tier, int64_t from, int64_t end)
{
    char text[MESSAGE_BYTES];
    sink out = attend__sink(text, sizeof text);
    attend__proof_begin(p, &out);
    attend__put_text(&out, "no tier for ");
    attend__put_places(&all->measure->values, all->name, from, end, &out);
    attend__proof_add(p, tier, ATTEND_E_GAP, &out);
}

static void say_overlap(proof *p, const bands *all, const band *a, const band *b)
{
    char text[MESSAGE_BYTES];
    sink out = attend__sink(text, sizeof text);
    int64_t end = a->end < b->end ? a->end : b->end, place;
    uint32_t first = a->tier < b->tier ? a->tier : b->tier, second = a->tier < b->tier ? b->tier : a->tier;
    attend__proof_begin(p, &out);
    if (attend__place_pick(&all->measure->values, b->from, end, &place))
        attend__put_place(&all->measure->values, place, &out);
    else
        attend__put_places(&all->measure->values, all->name, b->from, end, &out);
    attend__put_text(&out, " is in ");
    attend__proof_put_tier(p, first, &out);
    attend__put_text(&out, " and in ");
    attend__proof_put_tier(p, second, &out);
    attend__proof_add(p, second, ATTEND_E_BAND_OVERLAP, &out);
}

/* Whether every value is in exactly one of the sorted bands; else says where it is not. */
static bool cover(proof *p, const bands *all)
{
    const band *reach = &all->list[0]; /* the band that goes furthest so far */
    bool is_whole = true;
    if (reach->from > all->measure->values.first) {
        say_gap(p, all, reach->tier, all->measure->values.first, reach->from);
        is_whole = false;
    }
    for (uint32_t i = 1; i < all->n; i++) {
        const band *now = &all->list[i];
        if (now->from < reach->end && all->in_force)
            say_overlap(p, all, reach, now);
        else if (now->from > reach->end)
            say_gap(p, all, reach->tier, reach->end, now->from);
        is_whole = is_whole && now->from == reach->end;
        reach = now->end > reach->end ? now : reach;
    }
    if (reach->end < all->measure->values.end)
        say_gap(p, all, reach->tier, reach->end, all->measure->values.end);
    return is_whole && reach->end == all->measure->values.end;
}

/* Bands that hold every value once stand in the list as their values do, up or down. */
static void check_order(proof *p, const bands *all)
{
    for (uint32_t i = 2; i < all->n; i++) {
        bool was_up = all->list[i - 1].tier > all->list[i - 2].tier, is_up = all->list[i].tier > all->list[i - 1].tier;
        if (was_up == is_up)
            continue;
        char text[MESSAGE_BYTES];
        sink out = attend__sink(text, sizeof text);
        attend__proof_begin(p, &out);
        attend__proof_put_tier(p, all->list[i - 1].tier, &out);
        attend__put_text(&out, " is out of order: write bands in order of their values, the most intensive first");
        attend__proof_add(p, all->list[i - 1].tier, ATTEND_E_VALUE, &out);
        return;
    }
}

void attend__prove_bands(proof *p)
{
    char buffer[SET_KEY_BYTES];
    uint32_t n_known = count_known(p);
    bands all = {.n = 0, .measure = &p->measures[0], .in_force = n_known == p->n_nodes}; /* all edges are of the one measure */
    if (n_known == 0)
        return; /* every band may hold every value */
    all.name = attend__proof_measure_name(p, all.measure, buffer);
    read_bands(p, &all);
    sort_bands(&all);
    if (all.n > 0 && cover(p, &all) && all.in_force)
        check_order(p, &all);
}
