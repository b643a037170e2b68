#include "policy/check/parts.h"

/* -- measures -- */

static void check_class_names(checker *c, uint32_t document, uint32_t list)
{
    const json_doc *json = attend__check_json(c, document);
    uint32_t token = attend__json_first(json, list);
    for (; token != ATTEND_NONE; token = attend__json_after(json, list, token))
        attend__check_find_token(c, document, token, c->codes, SECTION_CLASSES);
}

static void check_selection(checker *c, uint32_t document, uint32_t measure, const char *key)
{
    const json_doc *json = attend__check_json(c, document);
    uint32_t marks = attend__json_member(json, measure, key);
    if (marks == ATTEND_NONE || c->codes == ATTEND_NONE)
        return;
    uint32_t classes = attend__json_member(json, marks, "classes");
    uint32_t codes = attend__json_member(json, marks, "codes");
    if (classes != ATTEND_NONE)
        check_class_names(c, document, classes);
    if (codes == ATTEND_NONE)
        return;
    uint32_t token = attend__json_first(json, codes);
    for (; token != ATTEND_NONE; token = attend__json_after(json, codes, token))
        attend__check_code_name(c, document, token, c->codes);
}

static void check_window(checker *c, uint32_t document, uint32_t measure)
{
    const json_doc *json = attend__check_json(c, document);
    uint32_t window = attend__json_member(json, measure, "window");
    uint32_t last = attend__json_member(json, window, "last");
    uint32_t since = attend__json_member(json, window, "since");
    if (last != ATTEND_NONE)
        attend__check_units(c, document, last, "window");
    if (since != ATTEND_NONE)
        attend__check_find_token(c, document, attend__json_member(json, since, "step"), c->scope, SECTION_STEPS);
}

static void check_measure(checker *c, const set_entry *entry)
{
    check_selection(c, entry->document, entry->value, "select");
    check_selection(c, entry->document, entry->value, "base");
    check_selection(c, entry->document, entry->value, "exclude");
    check_window(c, entry->document, entry->value);
    attend__check_source(c, entry->document, entry->value);
}

/* -- policies -- */

static void check_flag(checker *c, const set_entry *entry)
{
    uint32_t when = attend__json_member(attend__check_json(c, entry->document), entry->value, "when");
    attend__check_conditions(c, entry->document, when);
    attend__check_crosses(c, entry->document, when);
    attend__check_source(c, entry->document, entry->value);
}

static void check_entry(checker *c, const set_entry *entry)
{
    switch ((section)entry->section) {
    case SECTION_PARAMS: attend__check_param(c, entry); break;
    case SECTION_MEASURES: check_measure(c, entry); break;
    case SECTION_FLAGS: check_flag(c, entry); break;
    case SECTION_FACTS:
    case SECTION_BARRIERS:
    case SECTION_STEPS: attend__check_source(c, entry->document, entry->value); break;
    default: break; /* sources name nothing, and there is only one `tiers` */
    }
}

/* What the flags and tiers of a scope need to be checked. False: memory was short. */
static bool check_rules(checker *c)
{
    const set_document *doc = &c->set->documents[c->scope];
    flag_graph graph;
    c->bad_units = attend__arena_work(c->work, doc->n_entries, sizeof *c->bad_units);
    if (!c->bad_units || !attend__check_flags(c, &graph))
        return false;
    for (uint32_t i = 0; i < doc->n_entries; i++)
        check_entry(c, &doc->entries[i]);
    attend__check_tiers(c);
    return true;
}

void attend__check_policy(checker *c)
{
    const set_document *doc = &c->set->documents[c->scope];
    size_t mark = c->work->high;
    if (doc->codes == ATTEND_NONE)
        attend__check_add(c, c->scope, 0, ATTEND_E_REQUIRED,
                          "neither this policy nor what it extends names a code set: say which in \"codes\"", NULL);
    if (check_rules(c) && c->rules > RULES_MAX)
        attend__check_add(c, c->scope, 0, ATTEND_E_LIMIT,
                          "with what it inherits this policy has more than 262144 conditions and values", NULL);
    attend__arena_release(c->work, mark);
}
