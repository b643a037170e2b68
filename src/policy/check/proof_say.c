#include "attend/decision.h"
#include "policy/check/proof.h"

/* -- every message -- */

void attend__proof_begin(const proof *p, sink *out)
{
    const set_document *scope = &p->c->set->documents[p->c->scope];
    if (p->c->scope != p->entry->document) { /* what it inherits may be right, and wrong with the numbers that it sets */
        attend__put_text(out, "in '");
        attend__put(out, scope->id);
        attend__put_text(out, "', ");
    }
    if (p->n_days == 1)
        return;
    bool is_first = p->stretch == 0;
    attend__put_text(out, is_first ? "before " : "from ");
    attend__put_day(out, ATTEND_DAY_FIRST + (int32_t)p->days[is_first ? 1 : p->stretch]);
    attend__put_text(out, is_first ? ", " : " on, ");
}

void attend__proof_add(proof *p, uint32_t tier, attend_status status, const sink *message)
{
    slice text = {message->buffer, message->size < message->capacity ? message->size : message->capacity};
    p->said |= 1u << tier;
    attend__check_add(p->c, p->entry->document, p->tiers[tier].token, status, "$", &text);
}

void attend__proof_put_tier(const proof *p, uint32_t tier, sink *out)
{
    attend__put_char(out, '\'');
    attend__put(out, attend__json_raw(p->json, attend__json_member(p->json, p->tiers[tier].token, "id")));
    attend__put_char(out, '\'');
}

slice attend__proof_measure_name(const proof *p, const proof_measure *measure, char buffer[SET_KEY_BYTES])
{
    return attend__set_key(attend__check_json(p->c, measure->entry->document), measure->entry->key, buffer);
}

/* -- what a verdict depends on -- */

static uint32_t variables_of(const proof *p, const proof_node *node)
{
    uint32_t found = 0, variable;
    switch (node->op) {
    case ATTEND_OP_ALL:
    case ATTEND_OP_ANY:
    case ATTEND_OP_NOT:
        for (uint32_t at = (uint32_t)(node - p->nodes) + 1; at < node->end; at = p->nodes[at].end)
            found |= p->nodes[at].variables;
        return found;
    case ATTEND_OP_COMPARE:
        variable = p->measures[node->item].variable;
        return node->is_known && variable != ATTEND_NONE ? 1u << variable : 0;
    case ATTEND_OP_FLAG: return node->is_known ? p->nodes[p->flags[node->item].root].variables : 0;
    default: /* tests come after the measures */
        return 1u << (p->n_variables - p->n_tests + node->item);
    }
}

static void find_variables(proof *p)
{
    for (uint32_t i = p->n_nodes; i > 0; i--)
        p->nodes[i - 1].variables = variables_of(p, &p->nodes[i - 1]);
}

static uint32_t tier_variables(const proof *p, uint32_t tier)
{
    return p->tiers[tier].root == ATTEND_NONE ? 0 : p->nodes[p->tiers[tier].root].variables;
}

/* -- combinations -- */

static void put_measure(const proof *p, const proof_variable *variable, sink *out)
{
    char buffer[SET_KEY_BYTES];
    const proof_measure *measure = &p->measures[variable->item];
    bool is_last = variable->choice == measure->n_lines;
    int64_t end = is_last ? measure->values.end : p->lines[p->order[measure->line + variable->choice]].place;
    attend__put_example(&measure->values, attend__proof_measure_name(p, measure, buffer), measure->place, end, out);
}

static void put_step(const json_doc *json, uint32_t condition, sink *out)
{
    step_test test = attend__step_test(json, condition);
    uint32_t word = attend__json_member(json, condition, test.event ? "event" : "outcome");
    attend__put_char(out, ' ');
    attend__put(out, attend__json_raw(json, word));
    if (test.ago != ATTEND_NONE)
        attend__put_text(out, " so long ago");
}

static void put_test(const proof *p, const proof_variable *variable, sink *out)
{
    const proof_node *node = &p->nodes[p->tests[variable->item]];
    const json_doc *json = attend__check_json(p->c, node->document);
    section in;
    uint32_t name = attend__condition_name(json, node->token, &in);
    if (node->op == ATTEND_OP_CROSSES)
        attend__put_text(out, "crosses");
    else
        attend__put(out, attend__json_raw(json, name));
    if (node->op == ATTEND_OP_IN_TIER)
        attend__put_text(out, " the day before");
    if (node->op == ATTEND_OP_STEP)
        put_step(json, node->token, out);
    attend__put_text(out, variable->choice ? " true" : " false");
}

static void put_combination(const proof *p, uint32_t variables, sink *out)
{
    bool is_first = true;
    for (uint32_t i = 0; i < p->n_variables; i++) {
        if (!(variables >> i & 1))
            continue;
        attend__put_text(out, is_first ? " with " : ", ");
        is_first = false;
        if (p->variables[i].is_measure)
            put_measure(p, &p->variables[i], out);
        else
            put_test(p, &p->variables[i], out);
    }
}

void attend__proof_say_unreachable(proof *p, uint32_t tier)
{
    char text[MESSAGE_BYTES];
    sink out = attend__sink(text, sizeof text);
    const proof_tier *unreached = &p->tiers[tier];
    attend__proof_begin(p, &out);
    attend__proof_put_tier(p, tier, &out);
    attend__put_text(&out, " can never be the answer: ");
    if (unreached->blocked_in == ATTEND_NONE) {
        attend__put_text(&out, "its own condition never holds");
    } else {
        bool is_last = unreached->root == ATTEND_NONE;
        attend__put_text(&out, is_last ? "an earlier tier's condition always holds"
                                       : "whenever its own condition holds so does an earlier tier's");
        attend__put_text(&out, ", such as that of ");
        attend__proof_put_tier(p, unreached->blocked_by, &out);
        find_variables(p);
        attend__proof_choose(p, unreached->blocked_in);
        put_combination(p, tier_variables(p, tier) | tier_variables(p, unreached->blocked_by), &out);
    }
    attend__proof_add(p, tier, ATTEND_E_UNREACHABLE, &out);
}
