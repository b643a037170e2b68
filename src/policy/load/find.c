#include "policy/load/parts.h"

const set_entry *attend__load_entry(const compiler *c, const json_doc *json, uint32_t root, uint32_t name, section in)
{
    return attend__set_find(c->set, c->roots[root], in, attend__json_raw(json, name)); /* ids hold no escapes */
}

uint32_t attend__load_find(const compiler *c, uint32_t root, const json_doc *json, uint32_t name, section in)
{
    const set_document *doc = compiler_document(c, c->roots[root]);
    const set_entry *entry = attend__load_entry(c, json, root, name, in);
    return c->first[in][root] + (uint32_t)(entry - doc->entries) - doc->first[in];
}

/* Documents write the most intensive tier first, the policy keeps it last. */
uint32_t attend__load_find_tier(const compiler *c, uint32_t root, const json_doc *json, uint32_t name)
{
    const set_entry *tiers = attend__tiers_entry(c->set, c->roots[root]);
    const json_doc *writer = compiler_json(c, tiers->document);
    uint32_t list = attend__json_member(writer, tiers->value, "list"), number;
    (void)attend__tier_find(writer, list, attend__json_raw(json, name), &number); /* checked: it is there */
    return c->first_tier[root] + writer->tokens[list].count - 1 - number;
}

span_spec attend__load_span(const compiler *c, uint32_t root, const json_doc *json, uint32_t token)
{
    span_spec span = {0, 0, ATTEND_NONE};
    if (token == ATTEND_NONE)
        return span;
    uint32_t param = attend__rule_param(json, attend__json_member(json, token, "n"));
    span.unit = attend__rule_unit(json, attend__json_member(json, token, "unit"));
    if (param != ATTEND_NONE)
        span.n_param = attend__load_find(c, root, json, param, SECTION_PARAMS);
    else
        span.n = attend__rule_whole(json, token, "n");
    return span;
}
