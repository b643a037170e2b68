#include "attend/day.h"
#include "policy/format/form.h"
#include "policy/format/form_check.h"
#include "policy/load/parts.h"

static void load_dates(const json_doc *json, uint32_t object, item_record *item)
{
    attend__form_day(json, object, "from", INT32_MIN, &item->from);
    attend__form_day(json, object, "to", ATTEND_DAY_OPEN, &item->to);
}

static void load_object(compiler *c, uint32_t document, uint32_t object, const char *note, item_record *item)
{
    const json_doc *json = compiler_json(c, document);
    item->policy = c->empty;
    item->document = attend__text_id(c, document);
    item->title = attend__text_token(c, document, attend__json_member(json, object, "title"));
    item->note = attend__text_token(c, document, attend__json_member(json, object, note));
    item->source = attend__text_token(c, document, attend__json_member(json, object, "source"));
    item->inferred = attend__form_flag(json, object, "inferred");
    load_dates(json, object, item);
}

void attend__load_item(compiler *c, const set_entry *entry, const char *note, item_record *item)
{
    load_object(c, entry->document, entry->value, note, item);
    item->id = attend__text_token(c, entry->document, entry->key);
}

/* Two names with a slash between. */
static uint32_t put_path(compiler *c, slice before, slice name)
{
    char buffer[2 * SET_KEY_BYTES + 2];
    sink out = attend__sink(buffer, sizeof buffer);
    attend__put(&out, before);
    attend__put_char(&out, '/');
    slice prefix = {buffer, out.size < sizeof buffer ? out.size : sizeof buffer};
    return attend__text_put(c, prefix, name);
}

void attend__load_policy_object(compiler *c, uint32_t root, uint32_t document, uint32_t id, uint32_t object, item_record *item)
{
    load_object(c, document, object, "note", item);
    item->policy = attend__text_id(c, c->roots[root]);
    if (id == ATTEND_NONE)
        item->id = item->policy;
    else if (root == 0)
        item->id = attend__text_token(c, document, id);
    else
        item->id = put_path(c, compiler_document(c, c->roots[root])->id, attend__json_raw(compiler_json(c, document), id));
}

/* An outcome goes by its step's id and its own. */
static void load_outcomes(compiler *c, const set_entry *entry, step_record *step)
{
    const json_doc *json = compiler_json(c, entry->document);
    uint32_t list = attend__json_member(json, entry->value, "outcomes");
    uint32_t id = list == ATTEND_NONE ? ATTEND_NONE : attend__json_first(json, list);
    item_record *outcomes = COMPILER_ROWS(c, outcomes, item_record);
    step->outcomes = c->n_outcomes;
    for (; id != ATTEND_NONE; id = attend__json_after(json, list, id)) {
        item_record *outcome = &outcomes[c->n_outcomes++];
        *outcome = step->item;
        outcome->id = put_path(c, attend__slice(policy_text(c->policy, step->item.id)), attend__json_raw(json, id));
        outcome->title = c->empty;
        outcome->note = step->item.id;
        outcome->kind = 0;
    }
    step->n_outcomes = c->n_outcomes - step->outcomes;
}

static void load_step(compiler *c, uint32_t root, const set_entry *entry, step_record *step)
{
    const json_doc *json = compiler_json(c, entry->document);
    uint32_t word = attend__word_of(json, attend__json_member(json, entry->value, "class"),
                                    "support safeguarding administrative enforcement");
    attend__load_policy_object(c, root, entry->document, entry->key, entry->value, &step->item);
    step->item.kind = ATTEND_STEP_SUPPORT + (int32_t)word;
    load_outcomes(c, entry, step);
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
    attend__load_item(c, entry, "url", item);
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
            attend__load_item(c, sessions[i], "note", &item[i]);
        else
            load_default_session(c, i, &item[i]);
    }
}

static void load_classes(compiler *c)
{
    const set_document *doc = compiler_document(c, c->codes);
    item_record *item = COMPILER_ROWS(c, classes, item_record);
    for (uint32_t i = doc->first[SECTION_CLASSES]; i < doc->first[SECTION_CLASSES + 1]; i++)
        attend__load_item(c, &doc->entries[i], "note", item++);
}

/* Where the next item of each kind goes. */
typedef struct item_places {
    param_record *param;
    measure_record *measure;
    flag_record *flag;
    step_record *step;
} item_places;

static void load_entry(compiler *c, uint32_t root, const set_entry *entry, item_places *next)
{
    item_record *item = NULL;
    switch (entry->section) {
    case SECTION_PARAMS: item = &next->param++->item; break;
    case SECTION_MEASURES:
        item = &next->measure++->item;
        item->kind = attend__measure_kind(compiler_json(c, entry->document), entry->value);
        break;
    case SECTION_FLAGS: item = &next->flag++->item; break;
    case SECTION_STEPS: load_step(c, root, entry, next->step++); break;
    default: break; /* facts are of all policies, tiers of their own */
    }
    if (item)
        attend__load_policy_object(c, root, entry->document, entry->key, entry->value, item);
}

void attend__load_items(compiler *c)
{
    item_places next = {COMPILER_ROWS(c, params, param_record), COMPILER_ROWS(c, measures, measure_record),
                        COMPILER_ROWS(c, flags, flag_record), COMPILER_ROWS(c, steps, step_record)};
    c->policy->named = attend__text_id(c, c->roots[0]);
    load_documents(c);
    load_sources(c);
    load_sessions(c);
    load_classes(c);
    attend__load_facts(c);
    for (uint32_t root = 0; root < c->n_roots; root++) {
        const set_document *doc = compiler_document(c, c->roots[root]);
        for (uint32_t i = 0; i < doc->n_entries; i++)
            load_entry(c, root, &doc->entries[i], &next);
    }
}
