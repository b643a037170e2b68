#include "policy/load/parts.h"

#include "attend/decision.h"

static uint32_t section_size(const set_document *doc, section of)
{
    return doc->first[of + 1] - doc->first[of];
}

/* -- sources: those in the scopes of the named policies and of the code set, each once -- */

bool attend__source_is_new(compiler *c, const set_entry *source)
{
    uint32_t *word = &c->listed[source->document][source->key / 32], bit = 1u << source->key % 32;
    bool is_new = !(*word & bit);
    *word |= bit;
    return is_new;
}

void attend__sources_forget(compiler *c)
{
    for (uint32_t i = 0; i < c->set->n_documents; i++)
        for (uint32_t k = 0; k <= compiler_json(c, i)->n_tokens / 32; k++)
            c->listed[i][k] = 0;
}

static bool take_listed(compiler *c)
{
    uint32_t n = c->set->n_documents;
    c->listed = attend__arena_work(c->memory, n, sizeof *c->listed);
    for (uint32_t i = 0; c->listed && i < n; i++)
        c->listed[i] = attend__arena_work(c->memory, compiler_json(c, i)->n_tokens / 32 + 1, sizeof **c->listed);
    return !c->memory->short_of;
}

static uint32_t count_sources(compiler *c)
{
    uint32_t n = 0;
    for (uint32_t r = 0; r <= c->n_roots; r++) {
        const set_document *doc = compiler_document(c, r < c->n_roots ? c->roots[r] : c->codes);
        for (uint32_t i = doc->first[SECTION_SOURCES]; i < doc->first[SECTION_SOURCES + 1]; i++)
            n += attend__source_is_new(c, &doc->entries[i]);
    }
    attend__sources_forget(c);
    return n;
}

/* -- rules -- */

static uint32_t count_conditions(const compiler *c, const set_entry *flag)
{
    const json_doc *json = compiler_json(c, flag->document);
    uint32_t at = attend__json_member(json, flag->value, "when"), n = 0;
    for (uint32_t end = json->tokens[at].next; at < end; n++)
        (void)attend__condition_op(json, at, &at);
    return n;
}

static uint32_t count_values(const compiler *c, const set_entry *param)
{
    uint32_t document, object = attend__param_values(param, &document);
    const json_doc *json = compiler_json(c, document);
    return json->tokens[attend__json_member(json, object, "values")].count;
}

static void count_root(compiler *c, uint32_t root)
{
    attend_policy *policy = c->policy;
    const set_document *doc = compiler_document(c, c->roots[root]);
    c->first_param[root] = policy->params.count;
    c->first_measure[root] = policy->measures.count;
    policy->params.count += section_size(doc, SECTION_PARAMS);
    policy->measures.count += section_size(doc, SECTION_MEASURES);
    policy->flags.count += section_size(doc, SECTION_FLAGS);
    for (uint32_t i = doc->first[SECTION_PARAMS]; i < doc->first[SECTION_PARAMS + 1]; i++)
        policy->param_values.count += count_values(c, &doc->entries[i]);
    for (uint32_t i = doc->first[SECTION_FLAGS]; i < doc->first[SECTION_FLAGS + 1]; i++)
        policy->conditions.count += count_conditions(c, &doc->entries[i]);
}

/* -- codes -- */

static void count_codes(compiler *c)
{
    attend_policy *policy = c->policy;
    const set_document *doc = compiler_document(c, c->codes);
    const set_entry *sessions[SESSIONS_MAX];
    int32_t first_days[POLICY_EPOCHS_MAX];
    policy->sessions.count = attend__sessions(c->set, c->codes, sessions);
    policy->classes.count = section_size(doc, SECTION_CLASSES);
    policy->codes.count = POLICY_CODES;
    policy->names.count = section_size(doc, SECTION_CODES);
    for (uint32_t i = doc->first[SECTION_CODES]; i < doc->first[SECTION_CODES + 1]; i++) {
        const json_doc *json = compiler_json(c, doc->entries[i].document);
        uint32_t uses = attend__json_member(json, doc->entries[i].value, "uses");
        policy->uses.count += uses == ATTEND_NONE ? 0 : json->tokens[uses].count;
    }
    (void)attend__code_epochs(c->set, c->codes, first_days, &policy->epochs.count); /* checked: there are not too many */
    policy->class_masks.count = policy->epochs.count * POLICY_CODES;
}

/* -- memory -- */

static void place(compiler *c, table *rows, size_t item_size)
{
    rows->at = (uint32_t)c->memory->low;
    (void)attend__arena_keep(c->memory, rows->count, item_size);
}

bool attend__load_tables(compiler *c)
{
    attend_policy *policy = attend__arena_keep(c->memory, 1, sizeof *policy);
    c->policy = policy;
    if (!policy || !take_listed(c))
        return false;
    policy->documents.count = c->set->n_documents;
    policy->sources.count = count_sources(c);
    for (uint32_t root = 0; root < c->n_roots; root++)
        count_root(c, root);
    count_codes(c);
    place(c, &policy->documents, sizeof(item_record));
    place(c, &policy->sources, sizeof(item_record));
    place(c, &policy->sessions, sizeof(item_record));
    place(c, &policy->classes, sizeof(item_record));
    place(c, &policy->params, sizeof(param_record));
    place(c, &policy->measures, sizeof(measure_record));
    place(c, &policy->flags, sizeof(flag_record));
    place(c, &policy->conditions, sizeof(condition_record));
    place(c, &policy->param_values, sizeof(param_value));
    place(c, &policy->codes, sizeof(code_record));
    place(c, &policy->uses, sizeof(code_use));
    place(c, &policy->names, sizeof(code_name));
    place(c, &policy->epochs, sizeof(int32_t));
    place(c, &policy->class_masks, sizeof(uint32_t));
    return !c->memory->short_of;
}
