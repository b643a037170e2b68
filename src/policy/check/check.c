#include "policy/check/check.h"

#include <string.h>

#include "base/number.h"
#include "policy/check/proof.h"
#include "policy/load/load.h"

/* A finding of a call, about one of its documents. */
static attend_status fail_document(attend_finding *error, attend_status status, uint32_t document, const char *message)
{
    attend__fail(error, status, message);
    if (error)
        error->document = document;
    return status;
}

attend_status attend__check_arguments(const attend_document *documents, uint32_t n_documents, attend_finding *error)
{
    if (!documents || n_documents == 0)
        return attend__fail(error, ATTEND_E_ARGUMENT, "no documents were given");
    if (n_documents > ATTEND_DOCUMENTS_MAX)
        return attend__fail(error, ATTEND_E_LIMIT, "a set has at most 64 documents");
    for (uint32_t i = 0; i < n_documents; i++) {
        const attend_document *document = &documents[i];
        if (!document->text && document->size > 0)
            return fail_document(error, ATTEND_E_ARGUMENT, i, "the document's text is NULL");
        if ((document->flags & ~ATTEND_DOCUMENT_ROOT) || document->reserved)
            return fail_document(error, ATTEND_E_ARGUMENT, i,
                                 "the document has flags that are not known, or a reserved member that is not zero");
        if (document->size > JSON_SIZE_MAX)
            return fail_document(error, ATTEND_E_LIMIT, i, "the document is larger than 4 MiB");
    }
    return ATTEND_OK;
}

/* -- bounds -- */

static size_t add(size_t a, size_t b)
{
    size_t sum;
    return attend__add_size(a, b, &sum) ? sum : SIZE_MAX;
}

/* Workspace for each token of the set: no scope has more definitions than the set writes. Of all that is taken for a scope
 * the proof of its tiers takes most, and of that conditions: a test is at least 3 tokens, a comparison 5, a tier 7. One byte
 * of them is for the number of an entry, which has 4 tokens. */
#define TOKEN_BYTES 26u
#define LINE_BYTES (2 * (sizeof(proof_line) + sizeof(uint32_t)))
#define DAY_BYTES (2 * sizeof(uint32_t))
#define TAKES 32u /* each rounded up to 16 bytes */

_Static_assert(sizeof(proof_node) <= 3 * (TOKEN_BYTES - 1), "tests");
_Static_assert(sizeof(proof_node) + LINE_BYTES <= 5 * (TOKEN_BYTES - 1), "comparisons");
_Static_assert(2 * sizeof(proof_node) + LINE_BYTES <= 7 * (TOKEN_BYTES - 1), "tiers with one edge, or none");
_Static_assert(2 * (sizeof(proof_node) + LINE_BYTES) <= 9 * (TOKEN_BYTES - 1), "tiers with two");
_Static_assert(sizeof(proof_param) + DAY_BYTES <= 13 * (TOKEN_BYTES - 1), "params and their first values");
_Static_assert(sizeof(proof_measure) + DAY_BYTES <= 13 * (TOKEN_BYTES - 1), "measures");
_Static_assert(sizeof(proof_flag) + 2 + 4 * sizeof(uint32_t) + DAY_BYTES <= 7 * (TOKEN_BYTES - 1), "flags and their order");

size_t attend__check_bound(const attend_document *documents, uint32_t n_documents)
{
    size_t bytes = n_documents * sizeof(uint32_t *) + 16 * TAKES, tokens = 0, work;
    for (uint32_t i = 0; i < n_documents; i++) {
        slice text = {documents[i].text, documents[i].size};
        json_counts counts;
        attend__json_count(text, &counts);
        bytes = add(bytes, (size_t)counts.tokens / 8 + 32); /* a bit for each token */
        tokens = add(tokens, counts.tokens);
    }
    return attend__mul_size(tokens, TOKEN_BYTES, &work) ? add(bytes, work) : SIZE_MAX;
}

/* -- checking -- */

/* Memory is enough from here on, so the caller's rows are written only when there is an answer. */
static attend_status check_documents(const attend_document *documents, uint32_t n_documents, arena *work, findings *list)
{
    document_set set;
    if (attend__set_open(documents, n_documents, work, list, &set))
        attend__check_set(&set, work, list);
    if (list->errors == 0 && !work->short_of)
        attend__load_check(&set, work, list);
    if (work->short_of)
        return ATTEND_E_SPACE;
    attend__findings_locate(list, set.texts, n_documents);
    return list->errors > 0 ? ATTEND_E_DATA : ATTEND_OK;
}

attend_status attend_document_check(const attend_document *documents, uint32_t n_documents, void *memory, size_t size,
                                    attend_finding *findings_out, uint32_t capacity, uint32_t *n_findings)
{
    arena work;
    findings list = {.rows = findings_out, .capacity = capacity};
    attend_status status = attend__check_arguments(documents, n_documents, NULL);
    if (status != ATTEND_OK)
        return status;
    if (!memory || !n_findings || (!findings_out && capacity > 0) || !attend__arena_init(&work, memory, size))
        return ATTEND_E_ARGUMENT;
    size_t need = add(attend__set_bound(documents, n_documents), attend__check_bound(documents, n_documents));
    need = add(need, attend__policy_bound(documents, n_documents));
    if (need > work.size)
        return ATTEND_E_SPACE;
    status = check_documents(documents, n_documents, &work, &list);
    if (status == ATTEND_OK || status == ATTEND_E_DATA)
        *n_findings = list.count;
    return status;
}
