#include "policy/check/check.h"
#include "policy/format/form.h"
#include "policy/load/parts.h"

/* -- what makes documents a policy set -- */

/* Place of the code set's name: in the document itself, or the document when it is inherited. */
static uint32_t codes_token(const json_doc *json)
{
    uint32_t token = attend__json_member(json, 0, "codes");
    return token == ATTEND_NONE ? 0 : token;
}

static void check_kinds(const document_set *set, findings *list)
{
    for (uint32_t i = 0; i < set->n_documents; i++) {
        const set_document *doc = &set->documents[i];
        uint32_t token = attend__json_member(&doc->json, 0, "kind");
        if (doc->kind == ATTEND_KIND_CALENDAR)
            attend__form_finding(&doc->json, i, token, ATTEND_E_KIND, list,
                                 attend__slice("a calendar is loaded by itself, not with policies"));
        else if (doc->kind == ATTEND_KIND_CODES && (doc->flags & ATTEND_DOCUMENT_ROOT))
            attend__form_finding(&doc->json, i, token, ATTEND_E_KIND, list,
                                 attend__slice("only a policy can be named for deciding, and this is a code set"));
    }
}

/* The named policies; all have the code set of the first. */
static void find_roots(compiler *c, findings *list)
{
    const document_set *set = c->set;
    for (uint32_t i = 0; i < set->n_documents; i++) {
        const set_document *doc = &set->documents[i];
        if (!(doc->flags & ATTEND_DOCUMENT_ROOT))
            continue;
        c->roots[c->n_roots++] = i;
        if (c->n_roots == 1)
            c->codes = doc->codes;
        if (doc->codes != c->codes)
            attend__form_finding(&doc->json, i, codes_token(&doc->json), ATTEND_E_MISMATCH, list,
                                 attend__slice("the named policies use different code sets: one set has one"));
    }
}

/* -- compiling -- */

static bool fill(compiler *c)
{
    if (!attend__load_tables(c) || !attend__load_specs(c) || !attend__text_start(c))
        return false;
    attend__load_items(c);
    attend__load_params(c);
    attend__load_conditions(c);
    attend__load_codes(c);
    attend__text_finish(c);
    return !c->memory->short_of;
}

static bool compile(compiler *c)
{
    if (!fill(c))
        return false;
    attend__rules_digest(c->set, c->policy->digest);
    c->policy->bytes = c->memory->low;
    c->policy->magic = POLICY_MAGIC;
    return true;
}

/* -- the call -- */

static bool has_root(const attend_document *documents, uint32_t n_documents)
{
    for (uint32_t i = 0; i < n_documents; i++)
        if (documents[i].flags & ATTEND_DOCUMENT_ROOT)
            return true;
    return false;
}

static attend_status check_arguments(const void *memory, const attend_document *documents, uint32_t n_documents,
                                     const attend_policy **policy, attend_finding *error)
{
    if (!memory || !policy)
        return attend__fail(error, ATTEND_E_ARGUMENT, "memory and a place for the policy are needed");
    attend_status status = attend__check_arguments(documents, n_documents, error);
    if (status == ATTEND_OK && !has_root(documents, n_documents))
        return attend__fail(error, ATTEND_E_ARGUMENT, "no policy is named: give at least one the flag ATTEND_DOCUMENT_ROOT");
    return status;
}

/* Fills `list` with room for one: the first error. What is wrong with documents comes before what is wrong with the set. */
static void check(compiler *c, document_set *set, const attend_document *documents, uint32_t n_documents, findings *list)
{
    if (!attend__set_open(documents, n_documents, c->memory, list, set))
        return;
    attend__check_set(set, c->memory, list);
    if (list->errors == 0)
        check_kinds(set, list);
    if (list->errors == 0)
        find_roots(c, list);
}

attend_status attend_policy_load(void *memory, size_t size, const attend_document *documents, uint32_t n_documents,
                                 const attend_policy **policy, attend_finding *error)
{
    arena block;
    document_set set;
    attend_finding first;
    findings list = {.rows = &first, .capacity = 1};
    attend_status status = check_arguments(memory, documents, n_documents, policy, error);
    if (status != ATTEND_OK)
        return status;
    if (!attend__arena_init(&block, memory, size))
        return attend__fail(error, ATTEND_E_ARGUMENT, "the memory is not 16-aligned");
    compiler c = {.set = &set, .memory = &block};
    check(&c, &set, documents, n_documents, &list);
    if (!block.short_of && list.errors > 0)
        return attend__findings_first(&list, set.texts, n_documents, error);
    if (block.short_of || !compile(&c))
        return attend__fail(error, ATTEND_E_SPACE, "the memory is too small; attend_document_size() says what is enough");
    *policy = c.policy;
    return ATTEND_OK;
}
