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
        n += map == ATTEND_NONE ? 0 : json->tokens[map].count;
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

void attend__layer_read(const document_set *set, uint32_t document, layer *own)
{
    const json_doc *json = &set->documents[document].json;
    own->n = 0;
    for (uint32_t in = 0; in < SECTION_COUNT; in++) {
        uint32_t map = section_map(json, (section)in);
        uint32_t key = map == ATTEND_NONE ? ATTEND_NONE : attend__json_first(json, map);
        for (; key != ATTEND_NONE; key = attend__json_after(json, map, key)) {
            set_entry entry = {in, document, key, key + 1, ATTEND_NONE, ATTEND_NONE, own->n, ATTEND_NONE};
            own->entries[own->n] = entry;
            own->sorted[own->n] = own->n;
            own->n++;
        }
    }
    own_order order = {set, own->entries};
    attend__sort(own->sorted, own->n, compare_own, &order);
}
