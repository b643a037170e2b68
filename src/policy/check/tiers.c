#include "policy/check/parts.h"

/* The list of tiers in the scope: the token of the list, and its document. ATTEND_NONE: there is none. */
static uint32_t list_of(const checker *c, uint32_t *document)
{
    const set_entry *tiers = attend__tiers_entry(c->set, c->scope);
    if (!tiers)
        return ATTEND_NONE;
    *document = tiers->document;
    return attend__json_member(attend__check_json(c, tiers->document), tiers->value, "list");
}

void attend__check_tier_name(checker *c, uint32_t document, uint32_t token)
{
    suggestion near = {.name = attend__json_raw(attend__check_json(c, document), token)};
    uint32_t from = c->scope, number, list = list_of(c, &from);
    if (list == ATTEND_NONE) {
        attend__check_add(c, document, token, ATTEND_E_REFERENCE, "no tier is called '$': there are no tiers", &near.name);
        return;
    }
    const json_doc *json = attend__check_json(c, from);
    if (attend__tier_find(json, list, near.name, &number) != ATTEND_NONE)
        return;
    uint32_t tier = attend__check_suggests(c) ? attend__json_first(json, list) : ATTEND_NONE;
    for (; tier != ATTEND_NONE; tier = attend__json_after(json, list, tier))
        attend__suggestion_offer(&near, attend__json_raw(json, attend__json_member(json, tier, "id")));
    attend__check_unknown(c, document, token, c->scope, "tier", &near);
}

/* -- what a tier says -- */

/* Members of a tier that a list of its kind does not have, or lacks. */
static void check_kind(checker *c, uint32_t document, uint32_t tier, bool of_bands, bool is_last)
{
    const json_doc *json = attend__check_json(c, document);
    uint32_t enter = attend__json_member(json, tier, "enter"), otherwise = attend__json_member(json, tier, "otherwise");
    rule_band band = attend__band(json, tier);
    uint32_t edge = band.lower != ATTEND_NONE ? band.lower : band.upper;
    if (of_bands && edge == ATTEND_NONE)
        attend__check_add(c, document, enter != ATTEND_NONE ? enter : otherwise, ATTEND_E_VALUE,
                          "with \"measure\" every tier is a band of it: say its edges in place of this", NULL);
    else if (!of_bands && is_last && otherwise == ATTEND_NONE)
        attend__check_add(c, document, tier, ATTEND_E_OTHERWISE,
                          "the last tier of a list is for all others: it says \"otherwise\": true and nothing else", NULL);
    else if (!of_bands && !is_last && otherwise != ATTEND_NONE)
        attend__check_add(c, document, otherwise, ATTEND_E_OTHERWISE,
                          "only the last tier of the list says \"otherwise\": this one needs \"enter\"", NULL);
    else if (!of_bands && edge != ATTEND_NONE)
        attend__check_add(c, document, edge, ATTEND_E_VALUE,
                          "an edge of what? Say the \"measure\" of all tiers, or \"enter\" here", NULL);
}

static void check_tree(checker *c, uint32_t document, uint32_t root)
{
    if (root == ATTEND_NONE)
        return;
    attend__check_conditions(c, document, root);
    attend__check_crosses(c, document, root);
}

static void check_then(checker *c, uint32_t document, uint32_t tier, uint32_t then)
{
    const json_doc *json = attend__check_json(c, document);
    slice name = attend__json_raw(json, then);
    if (attend__json_is(json, attend__json_member(json, tier, "id"), name))
        attend__check_add(c, document, then, ATTEND_E_VALUE, "whoever leaves '$' is then in another tier: name that", &name);
    else
        attend__check_tier_name(c, document, then);
}

static void check_leave(checker *c, uint32_t document, uint32_t tier, uint32_t leave)
{
    const json_doc *json = attend__check_json(c, document);
    attend__check_find_token(c, document, attend__json_member(json, leave, "step"), c->scope, SECTION_STEPS);
    attend__check_once(c, document, attend__json_member(json, leave, "at"), NULL);
    check_tree(c, document, attend__json_member(json, leave, "if"));
    check_then(c, document, tier, attend__json_member(json, leave, "then"));
    check_tree(c, document, attend__json_member(json, leave, "again"));
}

static void check_edges(checker *c, uint32_t document, uint32_t tier, const set_entry *measure)
{
    rule_band band = attend__band(attend__check_json(c, document), tier);
    if (band.lower != ATTEND_NONE)
        attend__check_threshold(c, document, band.lower, measure);
    if (band.upper != ATTEND_NONE)
        attend__check_threshold(c, document, band.upper, measure);
    c->rules += 2;
}

static void check_tier(checker *c, uint32_t document, uint32_t tier, const set_entry *measure)
{
    const json_doc *json = attend__check_json(c, document);
    uint32_t leave = attend__json_member(json, tier, "leave");
    attend__check_source(c, document, tier);
    check_edges(c, document, tier, measure);
    check_tree(c, document, attend__json_member(json, tier, "enter"));
    if (leave != ATTEND_NONE)
        check_leave(c, document, tier, leave);
}

/* -- what the list says -- */

static void check_beside(checker *c, uint32_t document, uint32_t tiers)
{
    const json_doc *json = attend__check_json(c, document);
    uint32_t list = attend__json_member(json, tiers, "beside");
    uint32_t token = list == ATTEND_NONE ? ATTEND_NONE : attend__json_first(json, list);
    for (; token != ATTEND_NONE; token = attend__json_after(json, list, token))
        attend__check_find_token(c, document, token, c->scope, SECTION_FLAGS);
}

static void check_down(checker *c, uint32_t document, uint32_t tiers)
{
    const json_doc *json = attend__check_json(c, document);
    uint32_t down = attend__json_member(json, tiers, "down");
    if (down == ATTEND_NONE)
        return;
    uint32_t review = attend__json_member(json, down, "review"), after = attend__json_member(json, down, "after");
    if (review != ATTEND_NONE)
        attend__check_find_token(c, document, review, c->scope, SECTION_STEPS);
    if (after != ATTEND_NONE)
        attend__check_units(c, document, attend__json_member(json, after, "n"), "span");
}

static void check_list(checker *c, uint32_t document, uint32_t list, const set_entry *measure, bool of_bands)
{
    const json_doc *json = attend__check_json(c, document);
    uint32_t tier = attend__json_first(json, list), after;
    attend__check_once(c, document, list, "id");
    for (; tier != ATTEND_NONE; tier = after) {
        after = attend__json_after(json, list, tier);
        check_kind(c, document, tier, of_bands, after == ATTEND_NONE);
        check_tier(c, document, tier, measure);
    }
}

void attend__check_tiers(checker *c)
{
    const set_entry *entry = attend__tiers_entry(c->set, c->scope);
    if (!entry)
        return;
    const json_doc *json = attend__check_json(c, entry->document);
    uint32_t name = attend__json_member(json, entry->value, "measure");
    const set_entry *measure = NULL;
    if (name != ATTEND_NONE)
        measure = attend__check_find_token(c, entry->document, name, c->scope, SECTION_MEASURES);
    attend__check_source(c, entry->document, entry->value);
    check_list(c, entry->document, attend__json_member(json, entry->value, "list"), measure, name != ATTEND_NONE);
    check_down(c, entry->document, entry->value);
    check_tree(c, entry->document, attend__json_member(json, entry->value, "provisional"));
    check_beside(c, entry->document, entry->value);
}
