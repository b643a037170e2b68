#include "policy/set/set.h"

#include "base/number.h"
#include "base/sort.h"
#include "policy/format/form.h"
#include "policy/set/parts.h"

/* A definition is at least a key, an object, and a required member (key and value). */
#define TOKENS_PER_DEFINITION 4u

const char *attend__section_name(section in)
{
    static const char names[SECTION_COUNT][10] = {"sources", "sessions", "classes", "codes", "params",  "measures",  "flags",
                                                  "facts", "barriers", "steps", "tiers", "years", "closures", "openings"};
    return names[in];
}

slice attend__set_key(const json_doc *json, uint32_t token, char buffer[SET_KEY_BYTES])
{
    if (!json->tokens[token].count)
        return attend__json_raw(json, token);
    sink out = attend__sink(buffer, SET_KEY_BYTES);
    attend__json_put(json, token, &out);
    slice key = {buffer, out.size < SET_KEY_BYTES ? out.size : SET_KEY_BYTES};
    return key;
}

static int compare_key(const document_set *set, const set_entry *entry, section in, slice id)
{
    char buffer[SET_KEY_BYTES];
    if (entry->section != (uint32_t)in)
        return entry->section < (uint32_t)in ? -1 : 1;
    return attend__slice_compare(attend__set_key(&set->documents[entry->document].json, entry->key, buffer), id);
}

int attend__entry_compare(const document_set *set, const set_entry *a, const set_entry *b)
{
    char buffer[SET_KEY_BYTES];
    return compare_key(set, a, (section)b->section,
                       attend__set_key(&set->documents[b->document].json, b->key, buffer));
}

uint32_t attend__layer_find(const document_set *set, const layer *in, section from, slice id)
{
    uint32_t low = 0, high = in->n;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = compare_key(set, &in->entries[in->sorted[middle]], from, id);
        if (order == 0)
            return in->sorted[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return ATTEND_NONE;
}

const set_entry *attend__set_find(const document_set *set, uint32_t document, section in, slice id)
{
    const set_document *doc = &set->documents[document];
    layer scope = {doc->entries, doc->sorted, doc->n_entries};
    uint32_t at = attend__layer_find(set, &scope, in, id);
    return at == ATTEND_NONE ? NULL : &doc->entries[at];
}

uint32_t attend__set_document(const document_set *set, slice id)
{
    uint32_t low = 0, high = set->n_documents;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (attend__slice_compare(set->documents[set->by_id[middle]].id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < set->n_documents && attend__slice_equal(set->documents[set->by_id[low]].id, id);
    return found ? set->by_id[low] : ATTEND_NONE;
}

/* -- reading -- */

/* A string member of a document whose form may be wrong. */
static slice head_string(const json_doc *json, const char *key)
{
    slice none = {NULL, 0};
    uint32_t token = attend__json_member(json, 0, key);
    return token != ATTEND_NONE && json->tokens[token].type == JSON_STRING ? attend__json_raw(json, token) : none;
}

static uint32_t settings_count(const json_doc *json)
{
    uint32_t settings = attend__json_member(json, 0, "set");
    return settings == ATTEND_NONE ? 0 : json->tokens[settings].count;
}

/* False when memory was short. */
static bool read_document(document_set *set, uint32_t index, arena *memory, findings *list)
{
    set_document *doc = &set->documents[index];
    doc->codes = doc->weekdays = doc->weekdays_document = ATTEND_NONE;
    doc->resolved = -1;
    if (!attend__json_parse(set->texts[index], index, memory, list, &doc->json)) {
        doc->json.n_tokens = 0;
        set->unread = true;
        return !memory->short_of;
    }
    doc->kind = attend__form_check(&doc->json, index, list);
    doc->id = head_string(&doc->json, "id");
    set->unread = set->unread || doc->id.size == 0;
    if (doc->kind == 0)
        return true;
    doc->version = head_string(&doc->json, "version");
    doc->resolved = 0;
    doc->n_own = attend__layer_count(&doc->json) + settings_count(&doc->json);
    doc->digests = attend__arena_work(memory, doc->n_own, sizeof *doc->digests);
    return doc->digests != NULL;
}

static int compare_ids(const void *context, uint32_t a, uint32_t b)
{
    const document_set *set = context;
    int order = attend__slice_compare(set->documents[a].id, set->documents[b].id);
    return order != 0 ? order : a < b ? -1 : a > b;
}

static void add_duplicate(const document_set *set, uint32_t index, findings *list)
{
    const set_document *doc = &set->documents[index];
    char text[MESSAGE_BYTES];
    attend__form_finding(&doc->json, index, attend__json_member(&doc->json, 0, "id"), ATTEND_E_DUPLICATE, list,
                         attend__message(text, "another document of the set is called '$' already", &doc->id));
}

static void order_ids(document_set *set, findings *list)
{
    for (uint32_t i = 0; i < set->n_documents; i++)
        set->by_id[i] = i;
    attend__sort(set->by_id, set->n_documents, compare_ids, set);
    for (uint32_t k = 1; k < set->n_documents; k++) {
        slice id = set->documents[set->by_id[k]].id;
        if (id.size > 0 && attend__slice_equal(id, set->documents[set->by_id[k - 1]].id))
            add_duplicate(set, set->by_id[k], list);
    }
}

/* -- resolving -- */

/* Definitions of all documents together: no scope has more. */
static uint32_t most_entries(const document_set *set)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < set->n_documents && sum < SET_ENTRIES_MAX; i++)
        if (set->documents[i].kind)
            sum += attend__layer_count(&set->documents[i].json);
    return sum < SET_ENTRIES_MAX ? sum : SET_ENTRIES_MAX;
}

static bool take_work(scope_work *work, uint32_t most, arena *memory)
{
    work->most = most;
    work->own.entries = attend__arena_work(memory, most, sizeof *work->own.entries);
    work->own.sorted = attend__arena_work(memory, most, sizeof *work->own.sorted);
    work->grouped = attend__arena_work(memory, most, sizeof *work->grouped);
    work->merged = attend__arena_work(memory, most, sizeof *work->merged);
    work->place = attend__arena_work(memory, most, sizeof *work->place);
    work->gone = attend__arena_work(memory, most, sizeof *work->gone);
    return !memory->short_of;
}

typedef enum readiness { READY, WAITING, HOPELESS } readiness;

static readiness readiness_of(const document_set *set, const set_document *doc)
{
    readiness found = READY;
    for (uint32_t i = 0; i < doc->n_bases; i++) {
        int32_t base = set->documents[doc->base[i]].resolved;
        if (base < 0)
            return HOPELESS;
        if (base == 0)
            found = WAITING;
    }
    return found;
}

/* One pass over the documents; *moved says whether it brought any further. False when memory was short. */
static bool resolve_some(document_set *set, arena *memory, scope_work *work, findings *list, bool *moved)
{
    *moved = false;
    for (uint32_t i = 0; i < set->n_documents; i++) {
        set_document *doc = &set->documents[i];
        readiness now = doc->resolved == 0 ? readiness_of(set, doc) : WAITING;
        if (now == WAITING)
            continue;
        *moved = true;
        doc->resolved = -1;
        if (now == READY && !attend__scope_resolve(set, i, memory, work, list))
            return false;
    }
    return true;
}

static bool resolve_all(document_set *set, arena *memory, findings *list)
{
    scope_work work;
    bool moved = true;
    if (!take_work(&work, most_entries(set), memory))
        return false;
    while (moved)
        if (!resolve_some(set, memory, &work, list, &moved))
            return false;
    return true;
}

bool attend__set_open(const attend_document *documents, uint32_t n_documents, arena *memory, findings *list,
                      document_set *set)
{
    document_set empty = {0};
    *set = empty;
    set->n_documents = n_documents;
    set->documents = attend__arena_work(memory, n_documents, sizeof *set->documents);
    set->texts = attend__arena_work(memory, n_documents, sizeof *set->texts);
    set->by_id = attend__arena_work(memory, n_documents, sizeof *set->by_id);
    if (!set->documents || !set->texts || !set->by_id)
        return false;
    for (uint32_t i = 0; i < n_documents; i++) {
        slice text = {documents[i].text, documents[i].size};
        set->texts[i] = text;
        set->documents[i].flags = documents[i].flags;
        if (!read_document(set, i, memory, list))
            return false;
    }
    order_ids(set, list);
    attend__set_link(set, list);
    return resolve_all(set, memory, list);
}

/* -- bound -- */

static size_t add(size_t a, size_t b)
{
    size_t sum;
    return attend__add_size(a, b, &sum) ? sum : SIZE_MAX;
}

/* n items as the arena rounds them. */
static size_t items(size_t n, size_t size)
{
    size_t bytes;
    return attend__mul_size(n, size, &bytes) ? add(bytes, 16) : SIZE_MAX;
}

size_t attend__set_bound(const attend_document *documents, uint32_t n_documents)
{
    size_t bytes = add(items(n_documents, sizeof(set_document)), items(n_documents, sizeof(slice) + sizeof(uint32_t)));
    size_t definitions = 0;
    for (uint32_t i = 0; i < n_documents; i++) {
        slice text = {documents[i].text, documents[i].size};
        json_counts counts;
        attend__json_count(text, &counts);
        bytes = add(bytes, attend__json_work(&counts));
        bytes = add(bytes, items(counts.tokens / TOKENS_PER_DEFINITION + 1, sizeof(set_digest)));
        definitions = add(definitions, counts.tokens / TOKENS_PER_DEFINITION + 1);
    }
    size_t most = definitions < SET_ENTRIES_MAX ? definitions : SET_ENTRIES_MAX;
    size_t scope = add(items(most, sizeof(set_entry)), items(most, sizeof(uint32_t)));
    for (uint32_t i = 0; i < n_documents; i++)
        bytes = add(bytes, scope);
    return add(bytes, add(add(scope, scope), add(items(most, 2 * sizeof(uint32_t)), 64 + items(most, 1))));
}
