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

static void count_tree(attend_policy *policy, const json_doc *json, uint32_t at)
{
    if (at == ATTEND_NONE)
        return;
    for (uint32_t end = json->tokens[at].next; at < end; policy->conditions.count++)
        policy->n_crosses += attend__condition_op(json, at, &at) == ATTEND_OP_CROSSES;
}

static uint32_t count_list(const json_doc *json, uint32_t object, const char *key)
{
    uint32_t list = attend__json_member(json, object, key);
    return list == ATTEND_NONE ? 0 : json->tokens[list].count;
}

/* A band is one comparison, or two and what joins them. */
static uint32_t count_band(const json_doc *json, uint32_t tier)
{
    rule_band band = attend__band(json, tier);
    uint32_t edges = (band.lower != ATTEND_NONE ? 1u : 0u) + (band.upper != ATTEND_NONE ? 1u : 0u);
    return edges == 2 ? 3 : edges;
}

static void count_tier(attend_policy *policy, const json_doc *json, uint32_t tier)
{
    uint32_t leave = attend__json_member(json, tier, "leave");
    policy->tier_rows.count++;
    policy->conditions.count += count_band(json, tier);
    count_tree(policy, json, attend__json_member(json, tier, "enter"));
    if (leave == ATTEND_NONE)
        return;
    policy->leaves.count++;
    count_tree(policy, json, attend__json_member(json, leave, "if"));
    count_tree(policy, json, attend__json_member(json, leave, "again"));
}

static void count_tiers(attend_policy *policy, const json_doc *json, uint32_t tiers)
{
    uint32_t list = attend__json_member(json, tiers, "list"), tier = attend__json_first(json, list);
    policy->tiers.count++;
    policy->beside.count += count_list(json, tiers, "beside");
    count_tree(policy, json, attend__json_member(json, tiers, "provisional"));
    for (; tier != ATTEND_NONE; tier = attend__json_after(json, list, tier))
        count_tier(policy, json, tier);
}

static uint32_t count_values(const compiler *c, const set_entry *param)
{
    uint32_t document, object = attend__param_values(param, &document);
    return count_list(compiler_json(c, document), object, "values");
}

static void count_entry(compiler *c, const set_entry *entry)
{
    attend_policy *policy = c->policy;
    const json_doc *json = compiler_json(c, entry->document);
    switch (entry->section) {
    case SECTION_PARAMS: policy->param_values.count += count_values(c, entry); break;
    case SECTION_FLAGS: count_tree(policy, json, attend__json_member(json, entry->value, "when")); break;
    case SECTION_STEPS: policy->outcomes.count += count_list(json, entry->value, "outcomes"); break;
    case SECTION_TIERS: count_tiers(policy, json, entry->value); break;
    default: break;
    }
}

static void count_root(compiler *c, uint32_t root)
{
    attend_policy *policy = c->policy;
    const set_document *doc = compiler_document(c, c->roots[root]);
    c->first[SECTION_PARAMS][root] = policy->params.count;
    c->first[SECTION_MEASURES][root] = policy->measures.count;
    c->first[SECTION_FLAGS][root] = policy->flags.count;
    c->first[SECTION_STEPS][root] = policy->steps.count;
    c->first[SECTION_TIERS][root] = policy->tiers.count;
    c->first_tier[root] = policy->tier_rows.count;
    policy->params.count += section_size(doc, SECTION_PARAMS);
    policy->measures.count += section_size(doc, SECTION_MEASURES);
    policy->flags.count += section_size(doc, SECTION_FLAGS);
    policy->steps.count += section_size(doc, SECTION_STEPS);
    for (uint32_t i = 0; i < doc->n_entries; i++)
        count_entry(c, &doc->entries[i]);
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

void attend__load_place(compiler *c, table *rows, size_t item_size)
{
    rows->at = (uint32_t)c->memory->low;
    (void)attend__arena_keep(c->memory, rows->count, item_size);
}

static void place_rules(compiler *c, attend_policy *policy)
{
    attend__load_place(c, &policy->params, sizeof(param_record));
    attend__load_place(c, &policy->measures, sizeof(measure_record));
    attend__load_place(c, &policy->flags, sizeof(flag_record));
    attend__load_place(c, &policy->flag_order, sizeof(uint32_t));
    attend__load_place(c, &policy->facts, sizeof(item_record));
    attend__load_place(c, &policy->steps, sizeof(step_record));
    attend__load_place(c, &policy->outcomes, sizeof(item_record));
    attend__load_place(c, &policy->tiers, sizeof(tiers_record));
    attend__load_place(c, &policy->tier_rows, sizeof(tier_record));
    attend__load_place(c, &policy->leaves, sizeof(leave_record));
    attend__load_place(c, &policy->beside, sizeof(uint32_t));
    attend__load_place(c, &policy->conditions, sizeof(condition_record));
    attend__load_place(c, &policy->param_values, sizeof(param_value));
}

static void place_codes(compiler *c, attend_policy *policy)
{
    attend__load_place(c, &policy->sessions, sizeof(item_record));
    attend__load_place(c, &policy->classes, sizeof(item_record));
    attend__load_place(c, &policy->codes, sizeof(code_record));
    attend__load_place(c, &policy->uses, sizeof(code_use));
    attend__load_place(c, &policy->names, sizeof(code_name));
    attend__load_place(c, &policy->epochs, sizeof(int32_t));
    attend__load_place(c, &policy->class_masks, sizeof(uint32_t));
}

bool attend__load_tables(compiler *c)
{
    attend_policy *policy = attend__arena_keep(c->memory, 1, sizeof *policy);
    c->policy = policy;
    if (!policy || !take_listed(c) || !attend__count_facts(c))
        return false;
    policy->documents.count = c->set->n_documents;
    policy->sources.count = count_sources(c);
    for (uint32_t root = 0; root < c->n_roots; root++)
        count_root(c, root);
    policy->flag_order.count = policy->flags.count;
    count_codes(c);
    attend__load_place(c, &policy->documents, sizeof(item_record));
    attend__load_place(c, &policy->sources, sizeof(item_record));
    place_rules(c, policy);
    place_codes(c, policy);
    return attend__take_order(c) && !c->memory->short_of;
}
