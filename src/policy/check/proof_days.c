#include "attend/decision.h"
#include "base/sort.h"
#include "policy/check/proof.h"

/* -- stretches -- */

static int compare_days(const void *context, uint32_t a, uint32_t b)
{
    (void)context;
    return a < b ? -1 : a > b;
}

static void add_day(proof *p, int32_t day)
{
    if (day > ATTEND_DAY_FIRST && day <= ATTEND_DAY_LAST)
        p->days[p->n_days++] = (uint32_t)(day - ATTEND_DAY_FIRST);
}

/* The day on which something begins, and the day after its last. */
static void add_dates(proof *p, int32_t from, int32_t to)
{
    add_day(p, from);
    if (to < ATTEND_DAY_LAST)
        add_day(p, to + 1);
}

static void add_all(proof *p)
{
    p->days[p->n_days++] = 0;
    for (uint32_t i = 0; i < p->n_measures; i++)
        add_dates(p, p->measures[i].from, p->measures[i].to);
    for (uint32_t i = 0; i < p->n_flags; i++)
        if (p->flags[i].is_used)
            add_dates(p, p->flags[i].from, p->flags[i].to);
    for (uint32_t i = 0; i < p->n_params; i++) {
        const proof_param *param = &p->params[i];
        const json_doc *json = attend__check_json(p->c, param->document);
        dated value = attend__dated_first(json, param->values);
        for (; value.token != ATTEND_NONE; value = attend__dated_next(json, param->values, &value))
            add_dates(p, value.from, value.to);
    }
}

static uint32_t most_days(const proof *p)
{
    uint32_t n = 1 + 2 * (p->n_measures + p->n_flags);
    for (uint32_t i = 0; i < p->n_params; i++) {
        const proof_param *param = &p->params[i];
        n += 2 * attend__check_json(p->c, param->document)->tokens[param->values].count;
    }
    return n;
}

bool attend__proof_find_days(proof *p)
{
    uint32_t most_lines = 0, kept = 0;
    for (uint32_t i = 0; i < p->n_nodes; i++)
        most_lines += p->nodes[i].op == ATTEND_OP_COMPARE ? 2 : 0;
    p->days = attend__arena_work(p->c->work, most_days(p), sizeof *p->days);
    p->lines = attend__arena_work(p->c->work, most_lines, sizeof *p->lines);
    p->order = attend__arena_work(p->c->work, most_lines, sizeof *p->order);
    if (!p->days || !p->lines || !p->order)
        return false;
    add_all(p);
    attend__sort(p->days, p->n_days, compare_days, NULL);
    for (uint32_t i = 0; i < p->n_days; i++)
        if (i == 0 || p->days[i] != p->days[i - 1])
            p->days[kept++] = p->days[i];
    p->n_days = kept;
    return true;
}

/* -- one stretch -- */

static void set_param(const proof *p, proof_param *param, int32_t day)
{
    const json_doc *json = attend__check_json(p->c, param->document);
    while (param->now.token != ATTEND_NONE && param->now.to < day)
        param->now = attend__dated_next(json, param->values, &param->now);
    param->is_known = param->now.token != ATTEND_NONE && param->now.from <= day;
    if (param->is_known)
        param->scaled = attend__rule_number(json, attend__json_member(json, param->now.token, "value")).scaled;
}

static void set_comparison(proof *p, proof_node *node)
{
    const proof_measure *measure = &p->measures[node->item];
    const proof_param *param = node->param == ATTEND_NONE ? NULL : &p->params[node->param];
    int64_t threshold = param ? param->scaled : node->threshold;
    node->is_known = measure->is_known && (!param || param->is_known);
    node->at_least = attend__place_at_least(&measure->values, threshold);
    node->above = attend__place_above(&measure->values, threshold);
}

void attend__proof_set_day(proof *p, uint32_t stretch)
{
    int32_t day = ATTEND_DAY_FIRST + (int32_t)p->days[stretch];
    p->stretch = stretch;
    for (uint32_t i = 0; i < p->n_params; i++)
        set_param(p, &p->params[i], day);
    for (uint32_t i = 0; i < p->n_measures; i++)
        p->measures[i].is_known = p->measures[i].from <= day && day <= p->measures[i].to;
    for (uint32_t i = 0; i < p->n_flags; i++)
        p->flags[i].is_known = p->flags[i].from <= day && day <= p->flags[i].to;
    for (uint32_t i = 0; i < p->n_nodes; i++) {
        proof_node *node = &p->nodes[i];
        if (node->op == ATTEND_OP_COMPARE)
            set_comparison(p, node);
        else if (node->op == ATTEND_OP_FLAG)
            node->is_known = p->flags[node->item].is_known;
    }
}
