/* The scope of one document: what its bases give it, then what it replaces, adds, removes and sets itself. */
#include <string.h>

#include "policy/format/form.h"
#include "policy/set/parts.h"

#define NEW 0x80000000u /* in `merged`: number of an entry of the layer that is coming in */

/* One document being resolved. */
typedef struct scope {
    const document_set *set;
    uint32_t document;
    const json_doc *json;
    scope_work *work;
    findings *list;
    layer all;
    uint32_t room; /* entries that `all` can hold */
} scope;

static slice key_of(const scope *in, const set_entry *entry, char buffer[SET_KEY_BYTES])
{
    return attend__set_key(&in->set->documents[entry->document].json, entry->key, buffer);
}

static void add_finding(const scope *in, uint32_t token, attend_status status, const char *pattern, const slice *names)
{
    char text[MESSAGE_BYTES];
    attend__form_finding(in->json, in->document, token, status, in->list, attend__message(text, pattern, names));
}

/* -- merging layers -- */

/* What to do when an id that comes in is there already: answers whether the new definition takes the old one's place. */
typedef bool clash(const scope *in, const set_entry *old, const set_entry *new_entry, uint32_t token);

/* Walks both sorted lists into `merged`, and gives each entry of `more` that is new the place NEW. */
static uint32_t merge_sorted(const scope *in, const layer *more, clash *on_clash, uint32_t token)
{
    uint32_t i = 0, j = 0, n = 0;
    const layer *all = &in->all;
    while (i < all->n || j < more->n) {
        const set_entry *old = i < all->n ? &all->entries[all->sorted[i]] : NULL;
        const set_entry *coming = j < more->n ? &more->entries[more->sorted[j]] : NULL;
        int order = !old ? 1 : !coming ? -1 : attend__entry_compare(in->set, old, coming);
        if (order == 0) {
            bool takes_place = on_clash(in, old, coming, token);
            in->work->place[more->sorted[j]] = ATTEND_NONE;
            if (takes_place)
                all->entries[all->sorted[i]] = *coming;
        } else if (order > 0) {
            in->work->place[more->sorted[j]] = NEW;
        }
        if (n == in->work->most) /* more ids than one scope may have */
            return n + 1;
        in->work->merged[n++] = order <= 0 ? all->sorted[i] : more->sorted[j] | NEW;
        i += order <= 0;
        j += order >= 0;
    }
    return n;
}

/* Adds a layer below what is there already. False when there are too many entries. */
static bool merge(scope *in, const layer *more, clash *on_clash, uint32_t token)
{
    const scope_work *work = in->work;
    uint32_t n = merge_sorted(in, more, on_clash, token);
    if (n > in->room)
        return false;
    for (uint32_t k = 0; k < more->n; k++) {
        if (work->place[k] != NEW)
            continue;
        in->all.entries[in->all.n] = more->entries[k];
        work->place[k] = in->all.n++;
    }
    for (uint32_t k = 0; k < n; k++) {
        uint32_t at = work->merged[k];
        in->all.sorted[k] = at & NEW ? work->place[at & ~NEW] : at;
    }
    return true;
}

/* -- what bases give -- */

/* `token` is the base in `extends` that brings the second definition. */
static bool on_inherited_twice(const scope *in, const set_entry *old, const set_entry *coming, uint32_t token)
{
    char buffer[SET_KEY_BYTES];
    if (attend__definition_same(in->set, old, coming))
        return false;
    bool same_writer = old->document == coming->document; /* then what was set differs */
    uint32_t first = same_writer && old->set_document != ATTEND_NONE ? old->set_document : old->document;
    uint32_t second = same_writer && coming->set_document != ATTEND_NONE ? coming->set_document : coming->document;
    slice names[] = {key_of(in, old, buffer), attend__slice(attend__section_name((section)old->section)),
                     in->set->documents[first].id, in->set->documents[second].id};
    add_finding(in, token, ATTEND_E_DUPLICATE, "'$' ($) is inherited with two meanings, from '$' and from '$'", names);
    return false;
}

static bool merge_bases(scope *in)
{
    const set_document *doc = &in->set->documents[in->document];
    for (uint32_t i = 0; i < doc->n_bases; i++) {
        const set_document *base = &in->set->documents[doc->base[i]];
        layer more = {base->entries, base->sorted, base->n_entries};
        if (!merge(in, &more, on_inherited_twice, doc->base_token[i]))
            return false;
    }
    return true;
}

/* -- what the document writes itself -- */

/* Whether `replaces` names the document that wrote the inherited definition, in its version. */
static bool names_writer(const set_document *writer, slice edition)
{
    size_t size = writer->id.size;
    return edition.size == size + 1 + writer->version.size && memcmp(edition.at, writer->id.at, size) == 0 &&
           edition.at[size] == '@' && memcmp(edition.at + size + 1, writer->version.at, writer->version.size) == 0;
}

static bool on_redefined(const scope *in, const set_entry *old, const set_entry *own, uint32_t token)
{
    char buffer[SET_KEY_BYTES];
    const set_document *writer = &in->set->documents[old->document];
    uint32_t replaces = attend__json_member(in->json, own->value, "replaces");
    slice names[] = {key_of(in, own, buffer), writer->id, writer->version};
    (void)token;
    if (replaces == ATTEND_NONE)
        add_finding(in, own->key, ATTEND_E_REPLACE,
                    "'$' is inherited: to take its place say \"replaces\": \"$@$\"", names);
    else if (!names_writer(writer, attend__json_raw(in->json, replaces)))
        add_finding(in, replaces, ATTEND_E_REPLACE, "'$' is inherited from $@$: name that here", names);
    return true;
}

/* New ids that say they replace something. Called before the merge: `all` holds what is inherited. */
static void check_new(const scope *in)
{
    char buffer[SET_KEY_BYTES];
    const layer *own = &in->work->own;
    for (uint32_t i = 0; i < own->n; i++) {
        const set_entry *entry = &own->entries[i];
        uint32_t replaces = attend__json_member(in->json, entry->value, "replaces");
        if (replaces == ATTEND_NONE)
            continue;
        slice name = key_of(in, entry, buffer);
        if (attend__layer_find(in->set, &in->all, (section)entry->section, name) == ATTEND_NONE)
            add_finding(in, replaces, ATTEND_E_REPLACE, "nothing called '$' is inherited that this could replace", &name);
    }
}

/* -- removing and setting -- */

/* The inherited entry of a name, or ATTEND_NONE with a finding. `done` is what would have been done to it. */
static uint32_t find_inherited(const scope *in, uint32_t token, section from, const char *done)
{
    char buffer[SET_KEY_BYTES];
    slice names[] = {attend__set_key(in->json, token, buffer), attend__slice(done)};
    uint32_t at = attend__layer_find(in->set, &in->all, from, names[0]);
    if (at == ATTEND_NONE)
        add_finding(in, token, ATTEND_E_REPLACE, "nothing called '$' is inherited that could be $", names);
    else if (in->all.entries[at].document == in->document)
        add_finding(in, token, ATTEND_E_REPLACE, "'$' is defined in this document: it cannot be $ as well", names);
    else
        return at;
    return ATTEND_NONE;
}

static void remove_list(const scope *in, uint32_t ids, section from)
{
    uint32_t token = attend__json_first(in->json, ids);
    for (; token != ATTEND_NONE; token = attend__json_after(in->json, ids, token)) {
        uint32_t at = find_inherited(in, token, from, "removed");
        if (at != ATTEND_NONE)
            in->work->gone[at] = 1;
    }
}

static void remove_all(const scope *in)
{
    uint32_t removals = attend__json_member(in->json, 0, "remove");
    for (int from = 0; from < SECTION_COUNT && removals != ATTEND_NONE; from++) {
        uint32_t ids = attend__json_member(in->json, removals, attend__section_name((section)from));
        if (ids != ATTEND_NONE)
            remove_list(in, ids, (section)from);
    }
}

static void set_params(const scope *in)
{
    uint32_t settings = attend__json_member(in->json, 0, "set");
    uint32_t number = in->work->own.n; /* settings are counted after the other definitions */
    uint32_t key = settings == ATTEND_NONE ? ATTEND_NONE : attend__json_first(in->json, settings);
    for (; key != ATTEND_NONE; key = attend__json_after(in->json, settings, key), number++) {
        uint32_t at = find_inherited(in, key, SECTION_PARAMS, "set");
        if (at == ATTEND_NONE)
            continue;
        set_entry *entry = &in->all.entries[at];
        if (in->work->gone[at]) {
            char buffer[SET_KEY_BYTES];
            slice name = key_of(in, entry, buffer);
            add_finding(in, key, ATTEND_E_REPLACE, "'$' is removed in this document: it cannot be set as well", &name);
        }
        entry->set_document = in->document;
        entry->set_value = key + 1;
        entry->set_own = number;
    }
}

/* -- members that are inherited whole -- */

static void inherit_codes(const scope *in, set_document *doc)
{
    if (doc->codes != ATTEND_NONE) /* its own */
        return;
    for (uint32_t i = 0; i < doc->n_bases; i++) {
        uint32_t codes = in->set->documents[doc->base[i]].codes;
        if (doc->codes == ATTEND_NONE || doc->codes == SET_MISSING) {
            doc->codes = codes != ATTEND_NONE ? codes : doc->codes;
        } else if (codes != doc->codes && codes != ATTEND_NONE && codes != SET_MISSING) {
            slice names[] = {in->set->documents[doc->codes].id, in->set->documents[codes].id};
            add_finding(in, doc->base_token[i], ATTEND_E_DUPLICATE,
                        "two code sets are inherited, '$' and '$': name one of them in \"codes\"", names);
        }
    }
}

uint32_t attend__weekday_mask(const json_doc *json, uint32_t list)
{
    static const char names[7][4] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    uint32_t mask = 0;
    uint32_t token = attend__json_first(json, list);
    for (; token != ATTEND_NONE; token = attend__json_after(json, list, token))
        for (uint32_t day = 0; day < 7; day++)
            if (attend__json_is(json, token, attend__slice(names[day])))
                mask |= 1u << day;
    return mask;
}

static uint32_t weekdays_of(const document_set *set, const set_document *doc)
{
    return attend__weekday_mask(&set->documents[doc->weekdays_document].json, doc->weekdays);
}

static void inherit_weekdays(const scope *in, set_document *doc)
{
    doc->weekdays = attend__json_member(in->json, 0, "weekdays");
    if (doc->weekdays != ATTEND_NONE) {
        doc->weekdays_document = in->document;
        return;
    }
    for (uint32_t i = 0; i < doc->n_bases; i++) {
        const set_document *base = &in->set->documents[doc->base[i]];
        if (base->weekdays == ATTEND_NONE)
            continue;
        if (doc->weekdays == ATTEND_NONE) {
            doc->weekdays = base->weekdays;
            doc->weekdays_document = base->weekdays_document;
        } else if (weekdays_of(in->set, doc) != weekdays_of(in->set, base)) {
            slice names[] = {in->set->documents[doc->weekdays_document].id, in->set->documents[base->weekdays_document].id};
            add_finding(in, doc->base_token[i], ATTEND_E_DUPLICATE,
                        "'$' and '$' have different weekdays: say here which hold", names);
        }
    }
}

/* -- putting it together -- */

/* Entries in order of section, without those that are gone; the sorted index follows. */
static void group(scope *in, set_document *doc)
{
    const scope_work *work = in->work;
    uint32_t n = 0, kept = 0;
    for (uint32_t from = 0; from < SECTION_COUNT; from++) {
        doc->first[from] = n;
        for (uint32_t i = 0; i < in->all.n; i++) {
            if (in->all.entries[i].section != from || work->gone[i])
                continue;
            work->grouped[n] = in->all.entries[i];
            work->place[i] = n++;
        }
    }
    doc->first[SECTION_COUNT] = n;
    for (uint32_t k = 0; k < in->all.n; k++)
        if (!work->gone[in->all.sorted[k]])
            in->all.sorted[kept++] = work->place[in->all.sorted[k]];
    memcpy(in->all.entries, work->grouped, n * sizeof *work->grouped);
    doc->entries = in->all.entries;
    doc->sorted = in->all.sorted;
    doc->n_entries = n;
}

/* At most as many entries as its bases have and it writes itself. */
static uint32_t room_for(const document_set *set, const set_document *doc, uint32_t own, uint32_t most)
{
    size_t sum = own;
    for (uint32_t i = 0; i < doc->n_bases; i++)
        sum += set->documents[doc->base[i]].n_entries;
    return sum < most ? (uint32_t)sum : most;
}

static bool fill(scope *in, set_document *doc)
{
    memset(in->work->gone, 0, in->work->most);
    if (!merge_bases(in))
        return false;
    attend__layer_read(in->set, in->document, &in->work->own);
    check_new(in);
    if (!merge(in, &in->work->own, on_redefined, ATTEND_NONE))
        return false;
    remove_all(in);
    set_params(in);
    inherit_codes(in, doc);
    inherit_weekdays(in, doc);
    return true;
}

bool attend__scope_resolve(document_set *set, uint32_t document, arena *memory, scope_work *work, findings *list)
{
    set_document *doc = &set->documents[document];
    scope in = {set, document, &doc->json, work, list, {NULL, NULL, 0}, 0};
    uint32_t own = attend__layer_count(&doc->json);
    in.room = room_for(set, doc, own, work->most);
    in.all.entries = attend__arena_work(memory, in.room, sizeof *in.all.entries);
    in.all.sorted = attend__arena_work(memory, in.room, sizeof *in.all.sorted);
    if (!in.all.entries || !in.all.sorted)
        return false;
    if (own > work->most || !fill(&in, doc)) {
        slice none = {NULL, 0};
        add_finding(&in, 0, ATTEND_E_LIMIT, "with what it inherits this document has more than 4096 definitions", &none);
        return true;
    }
    group(&in, doc);
    doc->resolved = 2;
    return true;
}
