/**
 * @file policy.h
 * @brief Policies: a set of documents compiled into the caller's memory, and questions about what is in it.
 */
#ifndef ATTEND_POLICY_H
#define ATTEND_POLICY_H

#include "attend/document.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @defgroup policy Policies
 * @{
 */

/**
 * @brief A compiled policy set. Immutable; lives in the caller's memory; holds offsets instead of pointers, so its
 *        attend_policy_bytes() bytes may be copied to other 16-aligned memory and used there. Nothing to free.
 * @since 0.1
 */
typedef struct attend_policy attend_policy;

/**
 * @name Kinds of item
 * @{
 */
#define ATTEND_ITEM_DOCUMENT 1 /**< A document of the set, in order of id; `note` is its version. */
#define ATTEND_ITEM_SOURCE 2   /**< A source; `note` is its url, `from` its date (INT32_MIN: not given). */
#define ATTEND_ITEM_SESSION 3  /**< A session of the day, in order; the index is what marks hold. */
#define ATTEND_ITEM_CLASS 4    /**< A class of marks; the index is its bit in attend_code.classes. */
#define ATTEND_ITEM_PARAM 5    /**< A param of a named policy. */
#define ATTEND_ITEM_MEASURE 6  /**< A measure of a named policy. */
#define ATTEND_ITEM_FLAG 7     /**< A flag of a named policy. */
#define ATTEND_ITEM_FACT 8     /**< A fact, `barrier:id` for a barrier; ids are plain whatever the policy. */
#define ATTEND_ITEM_STEP 9     /**< A step of a named policy; `kind` is ATTEND_STEP_... */
#define ATTEND_ITEM_OUTCOME 10 /**< An outcome of a step; `note` is the step's id. */
#define ATTEND_ITEM_TIERS 11   /**< The tiers of a named policy as a whole; the id is the policy's. */
#define ATTEND_ITEM_TIER 12    /**< One tier; those of one policy follow each other, the least intensive first. */
/** @} */

/**
 * @brief One item of a policy set. Strings are NUL-terminated, inside the policy's memory, empty when there is none.
 * @since 0.1
 */
typedef struct attend_item {
    const char *id;       /**< Its id: plain for the first named policy, `policy/id` for the others. */
    const char *policy;   /**< Id of the named policy it belongs to; empty for documents, sources, sessions, classes. */
    const char *document; /**< Id of the document that wrote it. */
    const char *title;    /**< Title. */
    const char *note;     /**< Note. */
    const char *source;   /**< Source reference, `id` or `id#place`. */
    int32_t from;         /**< First day in force, or INT32_MIN. */
    int32_t to;           /**< Last day in force, or ATTEND_DAY_OPEN. */
    int32_t kind;         /**< Measures: ATTEND_MEASURE_...; documents: ATTEND_KIND_...; else 0. */
    uint32_t inferred;    /**< 1 when marked as inferred, else 0. */
    uint64_t reserved[2]; /**< Zero. */
} attend_item;

/**
 * @name Kinds of measure
 * @{
 */
#define ATTEND_MEASURE_COUNT 1      /**< Marks. */
#define ATTEND_MEASURE_RATE 2       /**< Marks of base marks. */
#define ATTEND_MEASURE_DAYS 3       /**< Marks of sessions per day. */
#define ATTEND_MEASURE_RUN 4        /**< Days in a row. */
#define ATTEND_MEASURE_DIFFERENCE 5 /**< Rate less the rate before, in points. */
/** @} */

/**
 * @name Classes of step
 * @{
 */
#define ATTEND_STEP_SUPPORT 1        /**< Help for the pupil or family. */
#define ATTEND_STEP_SAFEGUARDING 2   /**< Keeping the pupil safe. */
#define ATTEND_STEP_ADMINISTRATIVE 3 /**< Keeping records right. */
#define ATTEND_STEP_ENFORCEMENT 4    /**< On the way to a notice or a court. */
/** @} */

/**
 * @brief What a code means on one day.
 * @since 0.1
 */
typedef struct attend_code {
    const char *text;    /**< The code, NUL-terminated, in the policy's memory. */
    const char *title;   /**< Its title. */
    uint32_t classes;    /**< Bit i: it belongs to class i on that day. */
    uint32_t session;    /**< The only session it may stand in, or ATTEND_NONE. */
    int32_t validity;    /**< 0 in force; ATTEND_F_RETIRED_CODE; ATTEND_F_EARLY_CODE. */
    uint32_t may_become; /**< Index of the code that explanations try in its place, or 0. */
    uint32_t reserved[2];/**< Zero. */
} attend_code;

/**
 * @brief Compiles a policy set into the caller's memory.
 *
 * The set holds the named policies (ATTEND_DOCUMENT_ROOT, at least one), all that they extend, and their one code set.
 * @param memory 16-aligned; the policy lives there. Its tail is used as workspace during the call.
 * @param size bytes of memory; attend_document_size() bytes are always enough.
 * @param documents the set; borrowed for the call.
 * @param n_documents 1 to ATTEND_DOCUMENTS_MAX.
 * @param[out] policy the policy (it equals memory); untouched unless ATTEND_OK.
 * @param[out] error the first error, or NULL; attend_document_check() lists all.
 * @return ATTEND_OK; ATTEND_E_ARGUMENT; ATTEND_E_SPACE; ATTEND_E_LIMIT; or the status of the first error in a document.
 * @par Threads
 * Writes only its outputs; a loaded policy may be read by any number of threads.
 * @since 0.1
 */
ATTEND_API attend_status attend_policy_load(void *memory, size_t size, const attend_document *documents,
                                            uint32_t n_documents, const attend_policy **policy, attend_finding *error);

/**
 * @brief Bytes of memory that a loaded policy keeps: the rest of what it was given may be used for something else.
 * @param policy a loaded policy.
 * @return bytes; 0 for NULL.
 * @par Threads
 * Reads a policy.
 * @since 0.1
 */
ATTEND_API size_t attend_policy_bytes(const attend_policy *policy);

/**
 * @brief The rules digest of the set (semantics.md 10) as 64 hexadecimal digits and a NUL.
 * @param policy a loaded policy.
 * @param[out] buffer may be NULL when capacity is 0.
 * @param capacity bytes of buffer.
 * @param[out] need bytes wanted (65); may be NULL.
 * @return ATTEND_OK; ATTEND_E_ARGUMENT; ATTEND_E_SPACE.
 * @par Threads
 * Reads a policy; writes only its outputs.
 * @since 0.1
 */
ATTEND_API attend_status attend_policy_digest(const attend_policy *policy, char *buffer, size_t capacity, size_t *need);

/**
 * @brief How many items of a kind there are.
 * @param policy a loaded policy.
 * @param kind ATTEND_ITEM_...
 * @return the count; 0 for NULL or an unknown kind.
 * @par Threads
 * Reads a policy.
 * @since 0.1
 */
ATTEND_API uint32_t attend_policy_count(const attend_policy *policy, int32_t kind);

/**
 * @brief One item. Measures and flags are in the order of the named policies, then of the documents.
 * @param policy a loaded policy.
 * @param kind ATTEND_ITEM_...
 * @param index 0 to attend_policy_count() - 1.
 * @param[out] item untouched unless ATTEND_OK; its strings live as long as the policy.
 * @return ATTEND_OK; ATTEND_E_ARGUMENT; ATTEND_E_NOT_FOUND.
 * @par Threads
 * Reads a policy; writes only its outputs.
 * @since 0.1
 */
ATTEND_API attend_status attend_policy_item(const attend_policy *policy, int32_t kind, uint32_t index, attend_item *item);

/**
 * @brief The index of an item by its id.
 * @param policy a loaded policy.
 * @param kind ATTEND_ITEM_...
 * @param id as attend_item.id; `policy/id` also works for the first named policy. NUL-terminated.
 * @param[out] index untouched unless ATTEND_OK.
 * @return ATTEND_OK; ATTEND_E_ARGUMENT; ATTEND_E_NOT_FOUND.
 * @par Threads
 * Reads a policy; writes only its outputs.
 * @since 0.1
 */
ATTEND_API attend_status attend_policy_find(const attend_policy *policy, int32_t kind, const char *id, uint32_t *index);

/**
 * @brief The index of a code by its text, exactly as written; a sub-code gives the index of the code it maps to.
 * @param policy a loaded policy.
 * @param text need not be NUL-terminated.
 * @param size bytes of text.
 * @param[out] code 1 to 255; untouched unless ATTEND_OK.
 * @return ATTEND_OK; ATTEND_E_ARGUMENT; ATTEND_E_UNKNOWN_CODE.
 * @par Threads
 * Reads a policy; writes only its outputs.
 * @since 0.1
 */
ATTEND_API attend_status attend_code_find(const attend_policy *policy, const char *text, size_t size, uint8_t *code);

/**
 * @brief What a code means on a day.
 * @param policy a loaded policy.
 * @param code 1 to 255.
 * @param day the day of the session.
 * @param[out] meaning untouched unless ATTEND_OK.
 * @return ATTEND_OK; ATTEND_E_ARGUMENT; ATTEND_E_UNKNOWN_CODE when no code has that index.
 * @par Threads
 * Reads a policy; writes only its outputs.
 * @since 0.1
 */
ATTEND_API attend_status attend_code_get(const attend_policy *policy, uint8_t code, int32_t day, attend_code *meaning);

/** @} */

#ifdef __cplusplus
}
#endif
#endif
