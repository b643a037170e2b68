#include "policy/load/parts.h"

/* One list of tiers being filled. */
typedef struct tiers_list {
    uint32_t root;
    uint32_t document; /* who wrote it */
    const json_doc *json;
    uint32_t object;
    tiers_record *record;
} tiers_list;

static uint32_t member(const tiers_list *list, uint32_t object, const char *key)
{
    return attend__json_member(list->json, object, key);
}

static uint32_t load_condition(compiler *c, const tiers_list *list, uint32_t object, const char *key)
{
    uint32_t token = member(list, object, key);
    return token == ATTEND_NONE ? ATTEND_NONE : attend__load_tree(c, list->root, list->document, token);
}

static uint32_t events_of(const json_doc *json, uint32_t list)
{
    uint32_t events = 0, item = attend__json_first(json, list);
    for (; item != ATTEND_NONE; item = attend__json_after(json, list, item))
        events |= 1u << attend__rule_event(json, item);
    return events;
}

/* The answer is the number of the rule, or ATTEND_NONE. */
static uint32_t load_leave(compiler *c, const tiers_list *list, uint32_t tier_object, uint32_t tier)
{
    uint32_t object = member(list, tier_object, "leave");
    if (object == ATTEND_NONE)
        return ATTEND_NONE;
    leave_record *leave = &COMPILER_ROWS(c, leaves, leave_record)[c->n_leaves];
    leave->tier = tier;
    leave->step = attend__load_find(c, list->root, list->json, member(list, object, "step"), SECTION_STEPS);
    leave->at = events_of(list->json, member(list, object, "at"));
    leave->then = attend__load_find_tier(c, list->root, list->json, member(list, object, "then"));
    leave->when = load_condition(c, list, object, "if");
    leave->again = load_condition(c, list, object, "again");
    return c->n_leaves++;
}

static void load_tier(compiler *c, const tiers_list *list, uint32_t object, uint32_t tier)
{
    tier_record *record = &COMPILER_ROWS(c, tier_rows, tier_record)[tier];
    attend__load_policy_object(c, list->root, list->document, member(list, object, "id"), object, &record->item);
    if (list->record->measure != ATTEND_NONE)
        record->enter = attend__load_band(c, list->root, list->document, object, list->record->measure);
    else
        record->enter = load_condition(c, list, object, "enter");
    record->leave = load_leave(c, list, object, tier);
}

/* The document's first tier is the last of the table. */
static void load_list(compiler *c, const tiers_list *list)
{
    uint32_t array = member(list, list->object, "list"), item = attend__json_first(list->json, array);
    tiers_record *record = list->record;
    record->first = c->first_tier[list->root];
    record->count = list->json->tokens[array].count;
    for (uint32_t tier = record->first + record->count; item != ATTEND_NONE; item = attend__json_after(list->json, array, item))
        load_tier(c, list, item, --tier);
}

static void load_down(const compiler *c, const tiers_list *list)
{
    uint32_t down = member(list, list->object, "down");
    uint32_t review = down == ATTEND_NONE ? ATTEND_NONE : member(list, down, "review");
    uint32_t after = down == ATTEND_NONE ? ATTEND_NONE : member(list, down, "after");
    list->record->review = review == ATTEND_NONE ? ATTEND_NONE
                                                 : attend__load_find(c, list->root, list->json, review, SECTION_STEPS);
    list->record->after = attend__load_span(c, list->root, list->json, after);
}

static void load_beside(compiler *c, const tiers_list *list)
{
    uint32_t array = member(list, list->object, "beside");
    uint32_t item = array == ATTEND_NONE ? ATTEND_NONE : attend__json_first(list->json, array);
    list->record->beside = c->n_beside;
    for (; item != ATTEND_NONE; item = attend__json_after(list->json, array, item))
        COMPILER_ROWS(c, beside, uint32_t)[c->n_beside++] = attend__load_find(c, list->root, list->json, item, SECTION_FLAGS);
    list->record->n_beside = c->n_beside - list->record->beside;
}

static void load_root(compiler *c, uint32_t root, const set_entry *entry)
{
    tiers_list list = {root, entry->document, compiler_json(c, entry->document), entry->value,
                       &COMPILER_ROWS(c, tiers, tiers_record)[c->first[SECTION_TIERS][root]]};
    uint32_t measure = member(&list, list.object, "measure");
    attend__load_policy_object(c, root, entry->document, ATTEND_NONE, entry->value, &list.record->item);
    list.record->measure = measure == ATTEND_NONE ? ATTEND_NONE
                                                  : attend__load_find(c, root, list.json, measure, SECTION_MEASURES);
    list.record->provisional = load_condition(c, &list, list.object, "provisional");
    load_list(c, &list);
    load_down(c, &list);
    load_beside(c, &list);
}

void attend__load_tiers(compiler *c)
{
    for (uint32_t root = 0; root < c->n_roots; root++) {
        const set_entry *entry = attend__tiers_entry(c->set, c->roots[root]);
        if (entry)
            load_root(c, root, entry);
    }
}
