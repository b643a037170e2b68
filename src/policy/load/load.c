#include "base/sha256.h"
#include "policy/check/check.h"
#include "policy/format/form.h"
#include "policy/load/load.h"
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

/* The named policies. */
static void find_roots(compiler *c)
{
    const document_set *set = c->set;
    for (uint32_t i = 0; i < set->n_documents; i++)
        if (set->documents[i].kind == ATTEND_KIND_POLICY && (set->documents[i].flags & ATTEND_DOCUMENT_ROOT))
            c->roots[c->n_roots++] = i;
    c->codes = c->n_roots > 0 ? set->documents[c->roots[0]].codes : ATTEND_NONE;
}

/* All have the code set of the first. */
static void check_roots(const compiler *c, findings *list)
{
    for (uint32_t root = 1; root < c->n_roots; root++) {
        const set_document *doc = compiler_document(c, c->roots[root]);
        if (doc->codes != c->codes)
            attend__form_finding(&doc->json, c->roots[root], codes_token(&doc->json), ATTEND_E_MISMATCH, list,
                                 attend__slice("the named policies use different code sets: one set has one"));
    }
}

/* -- compiling -- */

/* Everything but texts, so that what is too large is found before they are kept. False when memory was short. */
static bool lay_out(compiler *c, findings *list)
{
    if (!attend__load_tables(c) || !attend__load_specs(c))
        return false;
    attend__load_memories(c, list);
    return true;
}

static bool fill(compiler *c)
{
    if (!attend__text_start(c))
        return false;
    attend__load_items(c);
    attend__load_params(c);
    attend__load_flags(c);
    attend__load_tiers(c);
    attend__load_order(c);
    attend__load_codes(c);
    attend__text_finish(c);
    return !c->memory->short_of;
}

/* The first 64 bits of SHA-256 of the ids, each with a line's end, which none holds. */
static uint64_t roots_digest(const compiler *c)
{
    uint8_t digest[32];
    uint64_t roots = 0;
    sha256 hash;
    attend__sha256_init(&hash);
    for (uint32_t root = 0; root < c->n_roots; root++) {
        slice id = compiler_document(c, c->roots[root])->id;
        attend__sha256_add(&hash, id.at, id.size);
        attend__sha256_add(&hash, "\n", 1);
    }
    attend__sha256_finish(&hash, digest);
    for (uint32_t i = 0; i < 8; i++)
        roots = roots << 8 | digest[i];
    return roots;
}

static void finish(compiler *c)
{
    attend__rules_digest(c->set, c->policy->digest);
    c->policy->roots = roots_digest(c);
    c->policy->bytes = c->memory->low;
    c->policy->magic = POLICY_MAGIC;
}

void attend__load_check(const document_set *set, arena *memory, findings *list)
{
    compiler c = {.set = set, .memory = memory};
    uint32_t different = 0;
    find_roots(&c);
    for (uint32_t root = 0; root < c.n_roots; root++)
        different += compiler_document(&c, c.roots[root])->codes != c.codes;
    if (c.n_roots > 0 && different == 0)
        (void)lay_out(&c, list); /* the arena says when it was short */
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
    if (list->errors > 0 || c->memory->short_of)
        return;
    list->count = 0; /* findings that are no errors give way */
    check_kinds(set, list);
    if (list->errors > 0)
        return;
    find_roots(c);
    check_roots(c, list);
    if (list->errors == 0)
        (void)lay_out(c, list); /* the arena says when it was short */
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
    if (block.short_of || !fill(&c))
        return attend__fail(error, ATTEND_E_SPACE, "the memory is too small; attend_document_size() says what is enough");
    finish(&c);
    *policy = c.policy;
    return ATTEND_OK;
}
