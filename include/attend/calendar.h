/**
 * @file calendar.h
 * @brief Calendars: which sessions are school sessions; weeks, terms, years; counting on by school days.
 */
#ifndef ATTEND_CALENDAR_H
#define ATTEND_CALENDAR_H

#include "attend/register.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @defgroup calendar Calendars
 * @{
 */

/**
 * @brief What a calendar says of one day. Strings live in the calendar's memory; empty when unknown.
 * @since 0.1
 */
typedef struct attend_calendar_day {
    uint32_t sessions;       /**< Bit i: session i is a school session. */
    uint32_t sessions_per_day; /**< Sessions a day. */
    uint32_t school_day;     /**< School days from the calendar's first up to and including this day. */
    uint32_t school_week;    /**< School weeks that began on or before this day. */
    const char *year;        /**< Id of the academic year containing the day. */
    const char *term;        /**< Id of the term containing the day. */
    const char *half_term;   /**< Id of the half term containing the day. */
    const char *closure;     /**< Title of a closure on the day. */
    uint64_t reserved;       /**< Zero. */
} attend_calendar_day;

/**
 * @brief Compiles a calendar document (and those it extends) into the caller's memory.
 * @param memory 16-aligned; the calendar lives there.
 * @param size bytes of memory; attend_document_size() bytes are always enough.
 * @param documents the set: one with ATTEND_DOCUMENT_ROOT, all of kind calendar; borrowed for the call.
 * @param n_documents 1 to ATTEND_DOCUMENTS_MAX.
 * @param[out] calendar the calendar (it equals memory); untouched unless ATTEND_OK.
 * @param[out] error the first error, or NULL.
 * @return ATTEND_OK; ATTEND_E_ARGUMENT; ATTEND_E_SPACE; ATTEND_E_LIMIT; or the status of the first error in a document.
 * @par Threads
 * Writes only its outputs; a loaded calendar may be read by any number of threads.
 * @since 0.1
 */
ATTEND_API attend_status attend_calendar_load(void *memory, size_t size, const attend_document *documents,
                                              uint32_t n_documents, const attend_calendar **calendar,
                                              attend_finding *error);

/**
 * @brief Derives a calendar from a register (semantics.md 2).
 * @param memory 16-aligned; the calendar lives there. May be NULL when size is 0, to learn `need`.
 * @param size bytes of memory.
 * @param policy the policy (for its codes).
 * @param reg the register, grid or long; rows after the as-of day, or with a date, code or session that does not exist, are
 *        passed over. Spells do not matter.
 * @param as_of the as-of day.
 * @param[out] need bytes wanted; never NULL.
 * @param[out] calendar the calendar; untouched unless ATTEND_OK.
 * @param[out] findings room for capacity findings (ATTEND_F_SPARSE_DAY); may be NULL when capacity is 0.
 * @param capacity room in findings.
 * @param[out] n_findings how many there are; may be NULL.
 * @return ATTEND_OK; ATTEND_E_ARGUMENT; ATTEND_E_SPACE; ATTEND_E_LIMIT when school days span more than 7,320 days;
 *         ATTEND_E_ORDER for rows not sorted by pupil; ATTEND_E_RANGE for a pupil index or day that is not supported.
 * @par Threads
 * Reads a policy; writes only its outputs.
 * @since 0.1
 */
ATTEND_API attend_status attend_calendar_derive(void *memory, size_t size, const attend_policy *policy,
                                                const attend_register *reg, int32_t as_of, size_t *need,
                                                const attend_calendar **calendar, attend_row_finding *findings,
                                                size_t capacity, size_t *n_findings);

/**
 * @brief Bytes of memory that a calendar keeps.
 * @param calendar a calendar.
 * @return bytes; 0 for NULL.
 * @par Threads
 * Reads a calendar.
 * @since 0.1
 */
ATTEND_API size_t attend_calendar_bytes(const attend_calendar *calendar);

/**
 * @brief What the calendar says of a day.
 * @param calendar a calendar.
 * @param day any supported day; outside the calendar everything is empty or the last count.
 * @param[out] info untouched unless ATTEND_OK.
 * @return ATTEND_OK; ATTEND_E_ARGUMENT; ATTEND_E_RANGE.
 * @par Threads
 * Reads a calendar; writes only its outputs.
 * @since 0.1
 */
ATTEND_API attend_status attend_calendar_get(const attend_calendar *calendar, int32_t day, attend_calendar_day *info);

/**
 * @brief Counts on from a day by a span (semantics.md 1).
 * @param calendar a calendar.
 * @param day the day to count from.
 * @param n 0 to 10,000.
 * @param unit ATTEND_UNIT_DAYS, _WEEKS, _SCHOOL_DAYS or _SCHOOL_WEEKS.
 * @param[out] reached the day reached; untouched unless ATTEND_OK. It may be a day without school: see attend_calendar_roll().
 * @return ATTEND_OK; ATTEND_E_ARGUMENT; ATTEND_E_RANGE; ATTEND_E_CALENDAR_END.
 * @par Threads
 * Reads a calendar; writes only its outputs.
 * @since 0.1
 */
ATTEND_API attend_status attend_calendar_add(const attend_calendar *calendar, int32_t day, int32_t n, int32_t unit,
                                             int32_t *reached);

/**
 * @brief The first school day on or after a day: where a due date moves to.
 * @param calendar a calendar.
 * @param day the day.
 * @param[out] reached untouched unless ATTEND_OK.
 * @return ATTEND_OK; ATTEND_E_ARGUMENT; ATTEND_E_RANGE; ATTEND_E_CALENDAR_END.
 * @par Threads
 * Reads a calendar; writes only its outputs.
 * @since 0.1
 */
ATTEND_API attend_status attend_calendar_roll(const attend_calendar *calendar, int32_t day, int32_t *reached);

/** @} */

#ifdef __cplusplus
}
#endif
#endif
