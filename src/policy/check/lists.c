#include "base/sort.h"
#include "policy/check/parts.h"

typedef struct name_order {
    const json_doc *json;
    const uint32_t *names; /* tokens */
} name_order;

static int compare_names(const void *context, uint32_t a, uint32_t b)
{
    const name_order *order = context;
    int by_text = attend__slice_compare(attend__json_raw(order->json, order->names[a]),
                                        attend__json_raw(order->json, order->names[b]));
    return by_text != 0 ? by_text : a < b ? -1 : a > b;
}

static void find_duplicates(checker *c, uint32_t document, const uint32_t *names, const uint32_t *index, uint32_t n)
{
    const json_doc *json = attend__check_json(c, document);
    for (uint32_t k = 1; k < n; k++) {
        slice name = attend__json_raw(json, names[index[k]]);
        if (attend__slice_equal(name, attend__json_raw(json, names[index[k - 1]])))
            attend__check_add(c, document, names[index[k]], ATTEND_E_DUPLICATE, "'$' is in this list already", &name);
    }
}

void attend__check_once(checker *c, uint32_t document, uint32_t list, const char *key)
{
    const json_doc *json = attend__check_json(c, document);
    uint32_t n = 0, most = json->tokens[list].count;
    size_t mark = c->work->high;
    uint32_t *names = attend__arena_work(c->work, most, sizeof *names);
    uint32_t *index = attend__arena_work(c->work, most, sizeof *index);
    if (!names || !index)
        return;
    uint32_t item = attend__json_first(json, list);
    for (; item != ATTEND_NONE; item = attend__json_after(json, list, item), n++) {
        names[n] = key ? attend__json_member(json, item, key) : item;
        index[n] = n;
    }
    name_order order = {json, names};
    attend__sort(index, n, compare_names, &order);
    find_duplicates(c, document, names, index, n);
    attend__arena_release(c->work, mark);
}
