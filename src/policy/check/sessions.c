#include "policy/check/parts.h"

/* Orders are 1 to n: `seen` holds who has each. */
static void check_order(checker *c, const set_entry *entry, uint32_t n, const set_entry *seen[SESSIONS_MAX])
{
    const json_doc *json = attend__check_json(c, entry->document);
    uint32_t token = attend__json_member(json, entry->value, "order");
    uint32_t order = attend__rule_whole(json, entry->value, "order"); /* 1 to 4 by its form */
    const set_entry **place = &seen[(order - 1) % SESSIONS_MAX];
    if (*place) {
        slice names[] = {attend__json_raw(json, token), attend__session_name(c->set, *place, 0)};
        attend__check_add(c, entry->document, token, ATTEND_E_DUPLICATE, "order $ is that of '$' already", names);
    } else if (order > n) {
        slice number = attend__json_raw(json, token);
        attend__check_add(c, entry->document, token, ATTEND_E_VALUE,
                          "order $ leaves a gap: sessions are numbered 1, 2 and so on", &number);
    }
    *place = entry;
}

void attend__check_sessions(checker *c)
{
    const set_document *doc = &c->set->documents[c->scope];
    const set_entry *seen[SESSIONS_MAX] = {NULL};
    uint32_t first = doc->first[SECTION_SESSIONS], end = doc->first[SECTION_SESSIONS + 1];
    if (end - first > SESSIONS_MAX)
        attend__check_add(c, c->scope, 0, ATTEND_E_LIMIT, "with what it inherits this document has more than 4 sessions",
                          NULL);
    for (uint32_t i = first; i < end; i++)
        check_order(c, &doc->entries[i], end - first, seen);
}

static bool is_default(slice name)
{
    return attend__slice_equal(name, attend__slice("AM")) || attend__slice_equal(name, attend__slice("PM"));
}

void attend__check_session_list(checker *c, uint32_t document, uint32_t list)
{
    const json_doc *json = attend__check_json(c, document);
    const set_document *scope = &c->set->documents[c->scope];
    bool by_default = scope->first[SECTION_SESSIONS] == scope->first[SECTION_SESSIONS + 1];
    bool is_list = json->tokens[list].type == JSON_ARRAY;
    uint32_t token = is_list ? attend__json_first(json, list) : list;
    while (token != ATTEND_NONE) {
        slice name = attend__json_raw(json, token);
        if (!by_default)
            attend__check_find(c, document, token, c->scope, SECTION_SESSIONS, name);
        else if (!is_default(name))
            attend__check_add(c, document, token, ATTEND_E_REFERENCE,
                              "no session is called '$' here: without \"sessions\" they are AM and PM", &name);
        token = is_list ? attend__json_after(json, list, token) : ATTEND_NONE;
    }
}
