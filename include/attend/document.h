/**
 * @file document.h
 * @brief Documents as text: the bundled packs, checking, canonical form.
 */
#ifndef ATTEND_DOCUMENT_H
#define ATTEND_DOCUMENT_H

#include "attend/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @defgroup document Documents
 * @{
 */

#define ATTEND_DOCUMENT_ROOT 1u /**< `flags`: a named policy (or calendar); the others are there to be extended. */
#define ATTEND_DOCUMENTS_MAX 64 /**< Most documents in one set. */

/**
 * @brief One document handed in: JSON text that the caller owns; borrowed for the call, and not to be changed by another
 *        thread during it.
 * @since 0.1
 */
typedef struct attend_document {
    const char *text;  /**< UTF-8; need not be NUL-terminated. */
    size_t size;       /**< Bytes of text; at most 4 MiB. */
    uint32_t flags;    /**< ATTEND_DOCUMENT_ROOT or 0. */
    uint32_t reserved; /**< Zero. */
} attend_document;

/**
 * @name Kinds of document
 * @{
 */
#define ATTEND_KIND_CODES 1    /**< A code set. */
#define ATTEND_KIND_POLICY 2   /**< A policy. */
#define ATTEND_KIND_CALENDAR 3 /**< A calendar. */
/** @} */

/**
 * @name Forms of canonical text
 * @{
 */
#define ATTEND_CANONICAL_FULL 1  /**< Everything the document says. */
#define ATTEND_CANONICAL_RULES 2 /**< Without titles and notes: what the rules digest is made of. */
/** @} */

/**
 * @brief How many documents are bundled with the library.
 * @return the count.
 * @par Threads
 * Pure.
 * @since 0.1
 */
ATTEND_API uint32_t attend_pack_count(void);

/**
 * @brief One bundled document.
 * @param index 0 to attend_pack_count() - 1, in order of id.
 * @param[out] id its id, a static string; may be NULL.
 * @param[out] document its text (static, flags 0); untouched unless ATTEND_OK.
 * @return ATTEND_OK; ATTEND_E_ARGUMENT for a NULL document; ATTEND_E_NOT_FOUND.
 * @par Threads
 * Pure; writes only its outputs.
 * @since 0.1
 */
ATTEND_API attend_status attend_pack_get(uint32_t index, const char **id, attend_document *document);

/**
 * @brief The bundled document of an id.
 * @param id such as `gb-eng-statutory`; NUL-terminated.
 * @param[out] document its text (static, flags 0); untouched unless ATTEND_OK.
 * @return ATTEND_OK; ATTEND_E_ARGUMENT for NULL; ATTEND_E_NOT_FOUND.
 * @par Threads
 * Pure; writes only its outputs.
 * @since 0.1
 */
ATTEND_API attend_status attend_pack_find(const char *id, attend_document *document);

/**
 * @brief Bytes of memory that loading, checking or writing these documents needs: an upper bound from one pass over the text.
 * @param documents the set.
 * @param n_documents 1 to ATTEND_DOCUMENTS_MAX.
 * @param[out] need bytes; untouched unless ATTEND_OK.
 * @param[out] error the first error, or NULL.
 * @return ATTEND_OK; ATTEND_E_ARGUMENT; ATTEND_E_LIMIT (too many documents, or one too large).
 *         Malformed JSON is no error here: the bound then serves attend_document_check().
 * @par Threads
 * Pure; writes only its outputs.
 * @since 0.1
 */
ATTEND_API attend_status attend_document_size(const attend_document *documents, uint32_t n_documents, size_t *need,
                                              attend_finding *error);

/**
 * @brief Checks a set of documents of any kinds against the format and against each other; gives every finding.
 *
 * A document that extends or uses another is checked with it when it is in the set; a name that no document of the set has
 * is a finding of status ATTEND_E_REFERENCE. Findings are in order of document, then offset.
 * @param documents the set; borrowed for the call. ATTEND_DOCUMENT_ROOT is not needed here.
 * @param n_documents 1 to ATTEND_DOCUMENTS_MAX.
 * @param memory workspace, 16-aligned; free again after the call.
 * @param size bytes of memory; see attend_document_size().
 * @param[out] findings room for capacity findings; may be NULL when capacity is 0.
 * @param capacity room in findings.
 * @param[out] n_findings how many there are, even when there is room for fewer; never NULL.
 * @return ATTEND_OK when no finding is an error; ATTEND_E_DATA when one is; ATTEND_E_ARGUMENT; ATTEND_E_SPACE (memory);
 *         ATTEND_E_LIMIT. Outputs are written for ATTEND_OK and ATTEND_E_DATA only.
 * @par Threads
 * Writes only its outputs and workspace.
 * @since 0.1
 */
ATTEND_API attend_status attend_document_check(const attend_document *documents, uint32_t n_documents, void *memory,
                                               size_t size, attend_finding *findings, uint32_t capacity,
                                               uint32_t *n_findings);

/**
 * @brief The canonical text of one document (semantics.md 10).
 * @param document the document; it is checked for its form alone, not for its references.
 * @param form ATTEND_CANONICAL_FULL or ATTEND_CANONICAL_RULES.
 * @param memory workspace, 16-aligned.
 * @param size bytes of memory; see attend_document_size().
 * @param[out] buffer receives the text and a NUL; may be NULL when capacity is 0.
 * @param capacity bytes of buffer.
 * @param[out] need bytes wanted, with the NUL; never NULL.
 * @param[out] error the first error, or NULL.
 * @return ATTEND_OK; ATTEND_E_ARGUMENT; ATTEND_E_SPACE (memory or buffer); or the status of the first error in the document.
 * @par Threads
 * Writes only its outputs and workspace.
 * @since 0.1
 */
ATTEND_API attend_status attend_document_canonical(const attend_document *document, int32_t form, void *memory, size_t size,
                                                   char *buffer, size_t capacity, size_t *need, attend_finding *error);

/**
 * @brief Head of a document, readable before a set is put together: kind, id, version, and the documents it names.
 *
 * Gives a host what it needs to find the documents that a policy extends. Names follow each other in one buffer,
 * each NUL-terminated: id, version, then each name in `extends`, then `codes` when the document has it, without `@version`.
 * @param document the document.
 * @param memory workspace, 16-aligned.
 * @param size bytes of memory; see attend_document_size().
 * @param[out] kind ATTEND_KIND_..., or 0 when the document does not say a known kind.
 * @param[out] buffer receives the names; may be NULL when capacity is 0.
 * @param capacity bytes of buffer.
 * @param[out] need bytes wanted; never NULL.
 * @param[out] n_names how many names: at least 2.
 * @param[out] error the first error, or NULL.
 * @return ATTEND_OK; ATTEND_E_ARGUMENT; ATTEND_E_SPACE; ATTEND_E_LIMIT; ATTEND_E_SYNTAX; ATTEND_E_TYPE,
 *         ATTEND_E_REQUIRED, ATTEND_E_VALUE or ATTEND_E_BOUNDS for a head that cannot be read.
 * @par Threads
 * Writes only its outputs and workspace.
 * @since 0.1
 */
ATTEND_API attend_status attend_document_head(const attend_document *document, void *memory, size_t size, int32_t *kind,
                                              char *buffer, size_t capacity, size_t *need, uint32_t *n_names,
                                              attend_finding *error);

/** @} */

#ifdef __cplusplus
}
#endif
#endif
