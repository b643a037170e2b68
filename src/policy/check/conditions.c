#include "attend/decision.h"
#include "policy/check/parts.h"

/* An outcome that must be one of the step's. */
static void check_outcome(checker *c, uint32_t document, uint32_t token, const set_entry *step)
{
    const json_doc *json = attend__check_json(c, step->document);
    suggestion near = {.name = attend__json_raw(attend__check_json(c, document), token)};
    uint32_t list = attend__json_member(json, step->value, "outcomes");
    if (list == ATTEND_NONE) {
        slice name = attend__json_raw(json, step->key);
        attend__check_add(c, document, token, ATTEND_E_REFERENCE, "the step '$' has no \"outcomes\"", &name);
        return;
    }
    uint32_t known = attend__json_first(json, list);
    for (; known != ATTEND_NONE; known = attend__json_after(json, list, known)) /* they are few */
        if (attend__json_is(json, known, near.name))
            return;
    known = attend__check_suggests(c) ? attend__json_first(json, list) : ATTEND_NONE;
    for (; known != ATTEND_NONE; known = attend__json_after(json, list, known))
        attend__suggestion_offer(&near, attend__json_raw(json, known));
    attend__check_unknown(c, document, token, c->scope, "outcome", &near);
}

static void check_comparison(checker *c, uint32_t document, uint32_t condition, uint32_t name)
{
    int32_t comparator;
    const set_entry *measure = attend__check_find_token(c, document, name, c->scope, SECTION_MEASURES);
    attend__check_threshold(c, document, attend__comparison(attend__check_json(c, document), condition, &comparator),
                            measure);
}

/* A fact or a barrier; people mix them up. */
static void check_fact(checker *c, uint32_t document, uint32_t token, section in)
{
    slice name = attend__json_raw(attend__check_json(c, document), token);
    bool is_fact = in == SECTION_FACTS;
    if (!attend__set_find(c->set, c->scope, in, name) &&
        attend__set_find(c->set, c->scope, is_fact ? SECTION_BARRIERS : SECTION_FACTS, name)) {
        slice names[] = {name, name};
        attend__check_add(c, document, token, ATTEND_E_REFERENCE,
                          is_fact ? "'$' is a barrier, not a fact: write {\"barrier\": \"$\"}"
                                  : "'$' is a fact, not a barrier: write {\"fact\": \"$\"}",
                          names);
        return;
    }
    attend__check_find(c, document, token, c->scope, in, name);
}

static void check_step_test(checker *c, uint32_t document, uint32_t condition, uint32_t name)
{
    const json_doc *json = attend__check_json(c, document);
    const set_entry *step = attend__check_find_token(c, document, name, c->scope, SECTION_STEPS);
    step_test test = attend__step_test(json, condition);
    if (step && test.outcome != ATTEND_NONE)
        check_outcome(c, document, test.outcome, step);
    if (test.ago != ATTEND_NONE)
        attend__check_units(c, document, attend__json_member(json, test.ago, "n"), "span");
}

static void check_test(checker *c, uint32_t document, uint32_t condition)
{
    section in;
    uint32_t name = attend__condition_name(attend__check_json(c, document), condition, &in);
    if (name == ATTEND_NONE)
        return;
    switch (in) {
    case SECTION_MEASURES: check_comparison(c, document, condition, name); break;
    case SECTION_FACTS:
    case SECTION_BARRIERS: check_fact(c, document, name, in); break;
    case SECTION_TIERS: attend__check_tier_name(c, document, name); break;
    case SECTION_STEPS: check_step_test(c, document, condition, name); break;
    default: attend__check_find_token(c, document, name, c->scope, in); break;
    }
}

void attend__check_conditions(checker *c, uint32_t document, uint32_t root)
{
    const json_doc *json = attend__check_json(c, document);
    uint32_t next;
    for (uint32_t at = root, end = json->tokens[root].next; at < end; at = next) {
        (void)attend__condition_op(json, at, &next);
        check_test(c, document, at);
        c->rules++;
    }
}
