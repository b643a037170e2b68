#include "base/sort.h"
#include "policy/load/parts.h"

#define BARRIER "barrier:"
#define NAME_BYTES (sizeof BARRIER + SET_KEY_BYTES)

/* A fact's id in the policy: a barrier goes by `barrier:id`. */
static slice fact_name(section in, slice id, char buffer[NAME_BYTES])
{
    if (in == SECTION_FACTS)
        return id;
    sink out = attend__sink(buffer, NAME_BYTES);
    attend__put_text(&out, BARRIER);
    attend__put(&out, id);
    slice name = {buffer, out.size < NAME_BYTES ? out.size : NAME_BYTES};
    return name;
}

static slice name_of(const compiler *c, const fact_ref *fact, char buffer[NAME_BYTES])
{
    return fact_name((section)fact->entry->section, attend__json_raw(compiler_json(c, fact->entry->document), fact->entry->key),
                     buffer);
}

typedef struct fact_order {
    const compiler *c;
    const fact_ref *facts;
} fact_order;

/* By name, then in the order of the roots. */
static int compare_facts(const void *context, uint32_t a, uint32_t b)
{
    const fact_order *order = context;
    char name_a[NAME_BYTES], name_b[NAME_BYTES];
    int by_name = attend__slice_compare(name_of(order->c, &order->facts[a], name_a), name_of(order->c, &order->facts[b], name_b));
    return by_name != 0 ? by_name : a < b ? -1 : a > b;
}

static bool same_name(const compiler *c, const fact_ref *a, const fact_ref *b)
{
    char name_a[NAME_BYTES], name_b[NAME_BYTES];
    return attend__slice_equal(name_of(c, a, name_a), name_of(c, b, name_b));
}

/* Facts and barriers of a root, which follow each other in its scope. */
static void gather(const compiler *c, uint32_t root, fact_ref *all, uint32_t *n)
{
    const set_document *doc = compiler_document(c, c->roots[root]);
    for (uint32_t i = doc->first[SECTION_FACTS]; i < doc->first[SECTION_BARRIERS + 1]; i++) {
        fact_ref fact = {&doc->entries[i], root};
        all[(*n)++] = fact;
    }
}

static uint32_t count_all(const compiler *c)
{
    uint32_t n = 0;
    for (uint32_t root = 0; root < c->n_roots; root++) {
        const set_document *doc = compiler_document(c, c->roots[root]);
        n += doc->first[SECTION_BARRIERS + 1] - doc->first[SECTION_FACTS];
    }
    return n;
}

_Static_assert(SECTION_BARRIERS == SECTION_FACTS + 1, "facts and barriers do not follow each other");

bool attend__count_facts(compiler *c)
{
    uint32_t most = count_all(c), n = 0;
    fact_ref *all = attend__arena_work(c->memory, most, sizeof *all);
    uint32_t *index = attend__arena_work(c->memory, most, sizeof *index);
    c->facts = attend__arena_work(c->memory, most, sizeof *c->facts);
    if (!all || !index || !c->facts)
        return false;
    for (uint32_t root = 0; root < c->n_roots; root++)
        gather(c, root, all, &n);
    for (uint32_t i = 0; i < n; i++)
        index[i] = i;
    fact_order order = {c, all};
    attend__sort(index, n, compare_facts, &order);
    for (uint32_t k = 0; k < n; k++)
        if (k == 0 || !same_name(c, &all[index[k - 1]], &all[index[k]]))
            c->facts[c->policy->facts.count++] = all[index[k]];
    return true;
}

void attend__load_facts(compiler *c)
{
    item_record *item = COMPILER_ROWS(c, facts, item_record);
    for (uint32_t i = 0; i < c->policy->facts.count; i++, item++) {
        const fact_ref *fact = &c->facts[i];
        attend__load_item(c, fact->entry, "note", item);
        item->policy = attend__text_id(c, c->roots[fact->root]);
        if (fact->entry->section == SECTION_BARRIERS)
            item->id = attend__text_put(c, attend__slice(BARRIER), attend__json_raw(compiler_json(c, fact->entry->document),
                                                                                    fact->entry->key));
    }
}

uint32_t attend__find_fact(const compiler *c, section in, slice id)
{
    char buffer[NAME_BYTES], other[NAME_BYTES];
    slice name = fact_name(in, id, buffer);
    uint32_t low = 0, high = c->policy->facts.count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (attend__slice_compare(name_of(c, &c->facts[middle], other), name) <= 0)
            low = middle;
        else
            high = middle;
    }
    return low;
}
