#include "attend/decision.h"
#include "base/sort.h"
#include "policy/check/proof.h"

/* -- cells: where the values of measures are cut -- */

static int compare_lines(const void *context, uint32_t a, uint32_t b)
{
    const proof_line *lines = context;
    if (lines[a].measure != lines[b].measure)
        return lines[a].measure < lines[b].measure ? -1 : 1;
    return lines[a].place != lines[b].place ? (lines[a].place < lines[b].place ? -1 : 1) : 0;
}

/* A line at either end of a measure's values cuts nothing. */
static void add_line(proof *p, uint32_t measure, int64_t place)
{
    const value_range *values = &p->measures[measure].values;
    if (place <= values->first || place >= values->end)
        return;
    p->lines[p->n_lines].measure = measure;
    p->lines[p->n_lines].place = place;
    p->order[p->n_lines] = p->n_lines;
    p->n_lines++;
}

/* Gives each measure its lines, in order of their places: p->order holds them, each once. */
static void find_lines(proof *p)
{
    uint32_t kept = 0;
    p->n_lines = 0;
    for (uint32_t i = 0; i < p->n_nodes; i++) {
        const proof_node *node = &p->nodes[i];
        if (node->op != ATTEND_OP_COMPARE || !node->is_known)
            continue;
        add_line(p, node->item, node->at_least);
        add_line(p, node->item, node->above);
    }
    attend__sort(p->order, p->n_lines, compare_lines, p->lines);
    for (uint32_t i = 0; i < p->n_measures; i++)
        p->measures[i].n_lines = 0;
    for (uint32_t i = 0; i < p->n_lines; i++) {
        proof_measure *measure = &p->measures[p->lines[p->order[i]].measure];
        if (i > 0 && compare_lines(p->lines, p->order[i], p->order[i - 1]) == 0)
            continue;
        if (measure->n_lines++ == 0)
            measure->line = kept;
        p->order[kept++] = p->order[i];
    }
}

/* -- variables -- */

static bool add_variable(proof *p, bool is_measure, uint32_t item, uint32_t n_choices)
{
    if (p->n_variables == VARIABLES_MAX || p->n_combinations > COMBINATIONS_MAX / n_choices)
        return false;
    proof_variable variable = {is_measure, item, n_choices, 0};
    p->variables[p->n_variables++] = variable;
    p->n_combinations *= n_choices;
    return true;
}

/* In the order in which the tiers name them; false when there are too many combinations. */
static bool find_variables(proof *p)
{
    bool fits = true;
    p->n_variables = 0;
    p->n_combinations = 1;
    for (uint32_t i = 0; i < p->n_measures; i++) {
        p->measures[i].variable = ATTEND_NONE;
        p->measures[i].place = p->measures[i].values.first;
    }
    for (uint32_t i = 0; i < p->n_nodes && fits; i++) {
        const proof_node *node = &p->nodes[i];
        proof_measure *measure = node->op == ATTEND_OP_COMPARE ? &p->measures[node->item] : NULL;
        if (measure && measure->n_lines > 0 && measure->variable == ATTEND_NONE) {
            measure->variable = p->n_variables;
            fits = add_variable(p, true, node->item, measure->n_lines + 1);
        }
    }
    for (uint32_t i = 0; i < p->n_tests && fits; i++)
        fits = add_variable(p, false, i, 2);
    return fits;
}

static void choose(proof *p, proof_variable *variable, uint32_t choice)
{
    variable->choice = choice;
    if (!variable->is_measure) {
        p->truth[variable->item] = choice ? IS_TRUE : IS_FALSE;
        return;
    }
    proof_measure *measure = &p->measures[variable->item];
    measure->place = choice == 0 ? measure->values.first : p->lines[p->order[measure->line + choice - 1]].place;
}

static void choose_first(proof *p)
{
    for (uint32_t i = 0; i < p->n_variables; i++)
        choose(p, &p->variables[i], 0);
}

/* The next combination; after the last comes the first. */
static void choose_next(proof *p)
{
    for (uint32_t i = p->n_variables; i > 0; i--) {
        proof_variable *variable = &p->variables[i - 1];
        bool over = variable->choice + 1 == variable->n_choices;
        choose(p, variable, over ? 0 : variable->choice + 1);
        if (!over)
            return;
    }
}

/* -- one combination -- */

static uint8_t judge_comparison(const proof *p, const proof_node *node)
{
    int64_t place = p->measures[node->item].place;
    bool holds;
    switch (node->comparator) {
    case ATTEND_BELOW: holds = place < node->at_least; break;
    case ATTEND_AT_MOST: holds = place < node->above; break;
    case ATTEND_EQUAL: holds = place >= node->at_least && place < node->above; break;
    case ATTEND_AT_LEAST: holds = place >= node->at_least; break;
    default: holds = place >= node->above; break;
    }
    return holds ? IS_TRUE : IS_FALSE;
}

/* False is the least and true the greatest, with unknown between: `all` is the least of its parts, `any` the greatest. */
static uint8_t judge_parts(const proof *p, const proof_node *node)
{
    bool is_all = node->op == ATTEND_OP_ALL;
    uint8_t found = is_all ? IS_TRUE : IS_FALSE;
    for (uint32_t at = (uint32_t)(node - p->nodes) + 1; at < node->end; at = p->nodes[at].end) {
        uint8_t part = p->nodes[at].verdict;
        if (is_all ? part < found : part > found)
            found = part;
    }
    return found;
}

static uint8_t judge_node(const proof *p, const proof_node *node)
{
    switch (node->op) {
    case ATTEND_OP_ALL:
    case ATTEND_OP_ANY: return judge_parts(p, node);
    case ATTEND_OP_NOT: return (uint8_t)(IS_TRUE - node[1].verdict);
    case ATTEND_OP_COMPARE: return node->is_known ? judge_comparison(p, node) : IS_UNKNOWN;
    case ATTEND_OP_FLAG: return node->is_known ? p->nodes[p->flags[node->item].root].verdict : IS_UNKNOWN;
    default: return p->truth[node->item];
    }
}

static uint8_t tier_verdict(const proof *p, uint32_t tier)
{
    return p->tiers[tier].root == ATTEND_NONE ? IS_TRUE : p->nodes[p->tiers[tier].root].verdict;
}

/* Judges a combination: the bits of the tiers that it reaches, which are the possible ones. Of the others it is remembered when
 * an earlier one takes their place. */
static uint32_t judge(proof *p, uint32_t combination)
{
    uint32_t reached = 0, answer = ATTEND_NONE;
    for (uint32_t i = p->n_nodes; i > 0; i--)
        p->nodes[i - 1].verdict = judge_node(p, &p->nodes[i - 1]);
    for (uint32_t i = 0; i < p->n_tiers; i++) {
        uint8_t verdict = tier_verdict(p, i);
        if (answer == ATTEND_NONE && verdict != IS_FALSE)
            reached |= 1u << i;
        if (answer != ATTEND_NONE && verdict != IS_FALSE && p->tiers[i].blocked_in == ATTEND_NONE) {
            p->tiers[i].blocked_in = combination;
            p->tiers[i].blocked_by = answer;
        }
        if (answer == ATTEND_NONE && verdict == IS_TRUE)
            answer = i;
    }
    return reached;
}

/* -- one stretch -- */

/* Whether so many nodes more may be judged. */
static bool may_go_on(proof *p, uint32_t nodes)
{
    p->c->proof_steps += nodes;
    return p->c->proof_steps <= PROOF_STEPS_MAX;
}

static bool reach_all(proof *p, uint32_t *reached)
{
    uint32_t all = (uint32_t)(((uint64_t)1 << p->n_tiers) - 1);
    for (uint32_t i = 0; i < p->n_tiers; i++)
        p->tiers[i].blocked_in = ATTEND_NONE;
    choose_first(p);
    *reached = 0;
    for (uint32_t n = 0; n < p->n_combinations && *reached != all; n++, choose_next(p)) {
        if (!may_go_on(p, p->n_nodes))
            return false;
        *reached |= judge(p, n);
    }
    return true;
}

bool attend__prove_list(proof *p)
{
    uint32_t reached;
    if (!may_go_on(p, 8 * (p->n_nodes + p->n_params + p->n_measures + p->n_flags))) /* for what is looked at once a stretch */
        return false;
    find_lines(p);
    if (!find_variables(p) || !reach_all(p, &reached))
        return false;
    for (uint32_t i = 0; i < p->n_tiers; i++)
        if (!(reached >> i & 1) && !(p->said >> i & 1))
            attend__proof_say_unreachable(p, i);
    return true;
}

/* The variables again as they were in a combination. */
void attend__proof_choose(proof *p, uint32_t combination)
{
    for (uint32_t i = p->n_variables; i > 0; i--) {
        proof_variable *variable = &p->variables[i - 1];
        choose(p, variable, combination % variable->n_choices);
        combination /= variable->n_choices;
    }
}
