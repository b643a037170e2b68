#include "attend/day.h"
#include "policy/format/form.h"
#include "policy/load/parts.h"

static void load_dates(const json_doc *json, uint32_t object, item_record *item)
{
    attend__form_day(json, object, "from", INT32_MIN, &item->from);
    attend__form_day(json, object, "to", ATTEND_DAY_OPEN, &item->to);
}

/* What all items have; `note` is the key of what is told there. */
static void load_item(compiler *c, const set_entry *entry, const char *note, item_record *item)
{
    uint32_t document = entry->document, object = entry->value;
    const json_doc *json = compiler_json(c, document);
    item->id = attend__text_token(c, document, entry->key);
    item->policy = c->empty;
    item->document = attend__text_id(c, document);
    item->title = attend__text_token(c, document, attend__json_member(json, object, "title"));
    item->note = attend__text_token(c, document, attend__json_member(json, object, note));
    item->source = attend__text_token(c, document, attend__json_member(json, object, "source"));
    item->inferred = attend__form_flag(json, object, "inferred");
    load_dates(json, object, item);
}

/* An item of a named policy: those of the first go by their plain ids. */
static void load_policy_item(compiler *c, uint32_t root, const set_entry *entry, item_record *item)
{
    const set_document *doc = compiler_document(c, c->roots[root]);
    load_item(c, entry, "note", item);
    item->policy = attend__text_id(c, c->roots[root]);
    if (root > 0) {
        char prefix[SET_KEY_BYTES + 1];
        sink out = attend__sink(prefix, sizeof prefix);
        attend__put(&out, doc->id);
        attend__put_char(&out, '/');
        slice before = {prefix, out.size < sizeof prefix ? out.size : sizeof prefix};
        item->id = attend__text_put(c, before, attend__json_raw(compiler_json(c, entry->document), entry->key));
    }
}

static void load_documents(compiler *c)
{
    item_record *item = COMPILER_ROWS(c, documents, item_record);
    for (uint32_t k = 0; k < c->set->n_documents; k++, item++) {
        uint32_t document = c->set->by_id[k];
        const json_doc *json = compiler_json(c, document);
        item->id = item->document = attend__text_id(c, document);
        item->policy = item->source = c->empty;
        item->title = attend__text_token(c, document, attend__json_member(json, 0, "title"));
        item->note = attend__text_token(c, document, attend__json_member(json, 0, "version"));
        item->from = INT32_MIN;
        item->to = ATTEND_DAY_OPEN;
        item->kind = compiler_document(c, document)->kind;
    }
}

/* A source is a document of a day rather than something in force: its date stands where the others have their first day. */
static void load_source(compiler *c, const set_entry *entry, item_record *item)
{
    load_item(c, entry, "url", item);
    attend__form_day(compiler_json(c, entry->document), entry->value, "date", INT32_MIN, &item->from);
}

static void load_sources(compiler *c)
{
    item_record *item = COMPILER_ROWS(c, sources, item_record);
    for (uint32_t r = 0; r <= c->n_roots; r++) {
        const set_document *doc = compiler_document(c, r < c->n_roots ? c->roots[r] : c->codes);
        for (uint32_t i = doc->first[SECTION_SOURCES]; i < doc->first[SECTION_SOURCES + 1]; i++)
            if (attend__source_is_new(c, &doc->entries[i]))
                load_source(c, &doc->entries[i], item++);
    }
}

static void load_default_session(compiler *c, uint32_t index, item_record *item)
{
    slice none = {NULL, 0};
    item->id = attend__text_put(c, attend__session_name(c->set, NULL, index), none);
    item->title = attend__text_put(c, attend__slice(index == 0 ? "Morning" : "Afternoon"), none);
    item->document = attend__text_id(c, c->codes);
    item->policy = item->note = item->source = c->empty;
    item->from = INT32_MIN;
    item->to = ATTEND_DAY_OPEN;
}

static void load_sessions(compiler *c)
{
    const set_entry *sessions[SESSIONS_MAX];
    item_record *item = COMPILER_ROWS(c, sessions, item_record);
    uint32_t n = attend__sessions(c->set, c->codes, sessions);
    for (uint32_t i = 0; i < n; i++) {
        if (sessions[i])
            load_item(c, sessions[i], "note", &item[i]);
        else
            load_default_session(c, i, &item[i]);
    }
}

static void load_classes(compiler *c)
{
    const set_document *doc = compiler_document(c, c->codes);
    item_record *item = COMPILER_ROWS(c, classes, item_record);
    for (uint32_t i = doc->first[SECTION_CLASSES]; i < doc->first[SECTION_CLASSES + 1]; i++)
        load_item(c, &doc->entries[i], "note", item++);
}

static void load_root(compiler *c, uint32_t root, param_record **param, measure_record **measure, flag_record **flag)
{
    const set_document *doc = compiler_document(c, c->roots[root]);
    for (uint32_t i = 0; i < doc->n_entries; i++) {
        const set_entry *entry = &doc->entries[i];
        if (entry->section == SECTION_PARAMS) {
            load_policy_item(c, root, entry, &(*param)++->item);
        } else if (entry->section == SECTION_MEASURES) {
            (*measure)->item.kind = attend__measure_kind(compiler_json(c, entry->document), entry->value);
            load_policy_item(c, root, entry, &(*measure)++->item);
        } else if (entry->section == SECTION_FLAGS) {
            load_policy_item(c, root, entry, &(*flag)++->item);
        }
    }
}

void attend__load_items(compiler *c)
{
    param_record *param = COMPILER_ROWS(c, params, param_record);
    measure_record *measure = COMPILER_ROWS(c, measures, measure_record);
    flag_record *flag = COMPILER_ROWS(c, flags, flag_record);
    load_documents(c);
    load_sources(c);
    load_sessions(c);
    load_classes(c);
    for (uint32_t root = 0; root < c->n_roots; root++)
        load_root(c, root, &param, &measure, &flag);
}
