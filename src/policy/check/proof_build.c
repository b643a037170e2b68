#include "attend/decision.h"
#include "policy/check/proof.h"
#include "policy/format/form.h"

/* -- what there is to hold -- */

static const set_document *scope_of(const proof *p)
{
    return &p->c->set->documents[p->c->scope];
}

static uint32_t section_size(const proof *p, section in)
{
    return scope_of(p)->first[in + 1] - scope_of(p)->first[in];
}

static const set_entry *flag_entry(const proof *p, uint32_t flag)
{
    return &scope_of(p)->entries[scope_of(p)->first[SECTION_FLAGS] + flag];
}

static uint32_t flag_root(const proof *p, uint32_t flag)
{
    const set_entry *entry = flag_entry(p, flag);
    return attend__json_member(attend__check_json(p->c, entry->document), entry->value, "when");
}

/* The condition after this one; what `crosses` looks at is not judged. */
static int32_t step(const json_doc *json, uint32_t at, uint32_t *next)
{
    int32_t op = attend__condition_op(json, at, next);
    if (op == ATTEND_OP_CROSSES)
        *next = json->tokens[at].next;
    return op;
}

static uint32_t named_entry(const proof *p, const json_doc *json, uint32_t name, section in)
{
    const set_entry *entry = attend__set_find(p->c->set, p->c->scope, in, attend__json_raw(json, name));
    return (uint32_t)(entry - scope_of(p)->entries); /* checked: it is there */
}

/* Counts the conditions of a tree, and marks the flags that it names as used. */
static uint32_t count_tree(proof *p, uint32_t document, uint32_t root)
{
    const json_doc *json = attend__check_json(p->c, document);
    uint32_t n = 0, next;
    section in;
    for (uint32_t at = root; at < json->tokens[root].next; at = next, n++)
        if (step(json, at, &next) == ATTEND_OP_FLAG) {
            uint32_t entry = named_entry(p, json, attend__condition_name(json, at, &in), SECTION_FLAGS);
            p->flags[entry - scope_of(p)->first[SECTION_FLAGS]].is_used = 1;
        }
    return n;
}

/* Tiers and the flags that they look through; `order` has each flag after those that it names. */
static uint32_t count_nodes(proof *p, const flag_graph *graph)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < p->n_tiers; i++) {
        uint32_t enter = attend__json_member(p->json, p->tiers[i].token, "enter");
        n += enter == ATTEND_NONE ? 2 : count_tree(p, p->entry->document, enter); /* a band has two edges */
    }
    for (uint32_t k = graph->n_order; k > 0; k--)
        if (p->flags[graph->order[k - 1]].is_used)
            n += count_tree(p, flag_entry(p, graph->order[k - 1])->document, flag_root(p, graph->order[k - 1]));
    return n;
}

static bool take(proof *p)
{
    arena *work = p->c->work;
    p->n_flags = p->of_bands ? 0 : section_size(p, SECTION_FLAGS);
    p->slot = attend__arena_work(work, scope_of(p)->n_entries, sizeof *p->slot);
    p->params = attend__arena_work(work, section_size(p, SECTION_PARAMS), sizeof *p->params);
    p->measures = attend__arena_work(work, section_size(p, SECTION_MEASURES), sizeof *p->measures);
    p->flags = attend__arena_work(work, p->n_flags, sizeof *p->flags);
    return p->slot && p->params && p->measures && p->flags;
}

/* -- params and measures, each taken when it is first named -- */

static uint32_t param_of(proof *p, const json_doc *json, uint32_t name)
{
    uint32_t number = named_entry(p, json, name, SECTION_PARAMS);
    if (p->slot[number] == 0) {
        proof_param *param = &p->params[p->n_params++];
        uint32_t object = attend__param_values(&scope_of(p)->entries[number], &param->document);
        const json_doc *writer = attend__check_json(p->c, param->document);
        param->values = attend__json_member(writer, object, "values");
        param->now = attend__dated_first(writer, param->values);
        p->slot[number] = p->n_params;
    }
    return p->slot[number] - 1;
}

static void read_dates(const json_doc *json, uint32_t object, int32_t *from, int32_t *to)
{
    attend__form_day(json, object, "from", INT32_MIN, from);
    attend__form_day(json, object, "to", ATTEND_DAY_OPEN, to);
}

static uint32_t sessions_per_day(const proof *p)
{
    const set_entry *sessions[SESSIONS_MAX];
    return attend__sessions(p->c->set, p->c->codes, sessions);
}

static uint32_t measure_of(proof *p, const json_doc *json, uint32_t name)
{
    uint32_t number = named_entry(p, json, name, SECTION_MEASURES);
    if (p->slot[number] == 0) {
        proof_measure *measure = &p->measures[p->n_measures++];
        measure->entry = &scope_of(p)->entries[number];
        const json_doc *writer = attend__check_json(p->c, measure->entry->document);
        measure->values = attend__values_of(attend__measure_kind(writer, measure->entry->value), sessions_per_day(p));
        read_dates(writer, measure->entry->value, &measure->from, &measure->to);
        p->slot[number] = p->n_measures;
    }
    return p->slot[number] - 1;
}

static void fill_comparison(proof *p, proof_node *node, const json_doc *json, uint32_t name, uint32_t number)
{
    uint32_t param = attend__rule_param(json, number);
    node->op = ATTEND_OP_COMPARE;
    node->item = measure_of(p, json, name);
    node->param = param == ATTEND_NONE ? ATTEND_NONE : param_of(p, json, param);
    if (param == ATTEND_NONE)
        node->threshold = attend__rule_number(json, number).scaled;
}

/* -- tests -- */

/* Whether two tests are written alike; names mean the same, whoever wrote them. */
static bool is_same(const json_doc *a, uint32_t test_a, const json_doc *b, uint32_t test_b)
{
    uint32_t size = a->tokens[test_a].next - test_a;
    if (b->tokens[test_b].next - test_b != size)
        return false;
    for (uint32_t i = 0; i < size; i++) {
        const json_token *left = &a->tokens[test_a + i], *right = &b->tokens[test_b + i];
        bool holds_others = left->type == JSON_OBJECT || left->type == JSON_ARRAY;
        if (left->type != right->type || left->count != right->count)
            return false;
        if (!holds_others && !attend__slice_equal(attend__json_raw(a, test_a + i), attend__json_raw(b, test_b + i)))
            return false;
    }
    return true;
}

static uint32_t test_of(proof *p, const proof_node *node)
{
    const json_doc *json = attend__check_json(p->c, node->document);
    for (uint32_t i = 0; i < p->n_tests; i++) {
        const proof_node *known = &p->nodes[p->tests[i]];
        if (is_same(attend__check_json(p->c, known->document), known->token, json, node->token))
            return i;
    }
    if (p->n_tests == VARIABLES_MAX) {
        p->has_too_many = true;
        return 0;
    }
    p->tests[p->n_tests] = (uint32_t)(node - p->nodes);
    return p->n_tests++;
}

/* -- trees -- */

static void add_node(proof *p, uint32_t document, uint32_t at, int32_t op)
{
    const json_doc *json = attend__check_json(p->c, document);
    proof_node *node = &p->nodes[p->n_nodes++];
    section in;
    uint32_t name = attend__condition_name(json, at, &in);
    node->op = (uint8_t)op;
    node->document = document;
    node->token = at;
    if (op == ATTEND_OP_COMPARE) {
        int32_t comparator = 0;
        fill_comparison(p, node, json, name, attend__comparison(json, at, &comparator));
        node->comparator = (uint8_t)comparator;
    } else if (op == ATTEND_OP_FLAG) {
        node->item = named_entry(p, json, name, SECTION_FLAGS) - scope_of(p)->first[SECTION_FLAGS];
    } else if (op != ATTEND_OP_ALL && op != ATTEND_OP_ANY && op != ATTEND_OP_NOT) {
        node->item = test_of(p, node);
    }
}

/* From the last node to the first: a tree ends where that of its last child does. */
static void find_ends(proof *p, const json_doc *json, uint32_t root)
{
    for (uint32_t i = p->n_nodes; i > root; i--) {
        proof_node *node = &p->nodes[i - 1];
        node->end = i;
        while (node->end < p->n_nodes && p->nodes[node->end].token < json->tokens[node->token].next)
            node->end = p->nodes[node->end].end;
    }
}

static uint32_t add_tree(proof *p, uint32_t document, uint32_t root)
{
    const json_doc *json = attend__check_json(p->c, document);
    uint32_t first = p->n_nodes, next;
    for (uint32_t at = root; at < json->tokens[root].next; at = next)
        add_node(p, document, at, step(json, at, &next));
    find_ends(p, json, first);
    return first;
}

static void add_edge(proof *p, uint32_t number, int32_t comparator)
{
    proof_node *node = &p->nodes[p->n_nodes++];
    fill_comparison(p, node, p->json, attend__json_member(p->json, p->entry->value, "measure"), number);
    node->comparator = (uint8_t)comparator;
    node->token = number;
    node->end = p->n_nodes;
}

static void add_band(proof *p, uint32_t tier)
{
    rule_band band = attend__band(p->json, tier);
    if (band.lower != ATTEND_NONE)
        add_edge(p, band.lower, band.lower_comparator);
    if (band.upper != ATTEND_NONE)
        add_edge(p, band.upper, band.upper_comparator);
}

static void add_tiers(proof *p)
{
    for (uint32_t i = 0; i < p->n_tiers; i++) {
        proof_tier *tier = &p->tiers[i];
        uint32_t enter = attend__json_member(p->json, tier->token, "enter");
        tier->root = p->n_nodes;
        if (p->of_bands)
            add_band(p, tier->token);
        else if (enter != ATTEND_NONE)
            add_tree(p, p->entry->document, enter);
        else
            tier->root = ATTEND_NONE;
        tier->end = p->n_nodes;
    }
}

static void add_flags(proof *p, const flag_graph *graph)
{
    for (uint32_t k = graph->n_order; k > 0; k--) {
        uint32_t flag = graph->order[k - 1];
        const set_entry *entry = flag_entry(p, flag);
        if (!p->flags[flag].is_used)
            continue;
        read_dates(attend__check_json(p->c, entry->document), entry->value, &p->flags[flag].from, &p->flags[flag].to);
        p->flags[flag].root = add_tree(p, entry->document, flag_root(p, flag));
    }
}

bool attend__proof_build(proof *p)
{
    flag_graph graph = {.n_order = 0};
    uint32_t list = attend__json_member(p->json, p->entry->value, "list");
    uint32_t tier = attend__json_first(p->json, list);
    for (; tier != ATTEND_NONE; tier = attend__json_after(p->json, list, tier))
        p->tiers[p->n_tiers++].token = tier;
    if (!p->of_bands && !attend__check_flags(p->c, &graph)) /* for their order: their circles have been refused */
        return false;
    if (!take(p))
        return false;
    p->nodes = attend__arena_work(p->c->work, count_nodes(p, &graph), sizeof *p->nodes);
    if (!p->nodes)
        return false;
    add_tiers(p);
    add_flags(p, &graph);
    return true;
}
