#include "base/sort.h"
#include "policy/set/parts.h"

/* The map of a section in a document, or ATTEND_NONE. In a policy the member `codes` is a name, not a map. */
static uint32_t section_map(const json_doc *json, section in)
{
    uint32_t map = attend__json_member(json, 0, attend__section_name(in));
    return map != ATTEND_NONE && json->tokens[map].type == JSON_OBJECT ? map : ATTEND_NONE;
}

uint32_t attend__layer_count(const json_doc *json)
{
    uint32_t n = 0;
    for (int in = 0; in < SECTION_COUNT; in++) {
        uint32_t map = section_map(json, (section)in);
        if (map != ATTEND_NONE)
            n += in == SECTION_TIERS ? 1 : json->tokens[map].count;
    }
    return n;
}

typedef struct own_order {
    const document_set *set;
    const set_entry *entries;
} own_order;

static int compare_own(const void *context, uint32_t a, uint32_t b)
{
    const own_order *order = context;
    return attend__entry_compare(order->set, &order->entries[a], &order->entries[b]);
}

static void add_entry(uint32_t document, section in, uint32_t key, layer *own)
{
    set_entry entry = {in, document, key, key + 1, ATTEND_NONE, ATTEND_NONE, own->n, ATTEND_NONE};
    own->entries[own->n] = entry;
    own->sorted[own->n] = own->n;
    own->n++;
}

static void read_section(const document_set *set, uint32_t document, section in, layer *own)
{
    const json_doc *json = &set->documents[document].json;
    uint32_t map = section_map(json, in);
    if (map == ATTEND_NONE)
        return;
    if (in == SECTION_TIERS) {
        add_entry(document, in, map - 1, own);
        return;
    }
    uint32_t key = attend__json_first(json, map);
    for (; key != ATTEND_NONE; key = attend__json_after(json, map, key))
        add_entry(document, in, key, own);
}

void attend__layer_read(const document_set *set, uint32_t document, layer *own)
{
    own->n = 0;
    for (int in = 0; in < SECTION_COUNT; in++)
        read_section(set, document, (section)in, own);
    own_order order = {set, own->entries};
    attend__sort(own->sorted, own->n, compare_own, &order);
}
