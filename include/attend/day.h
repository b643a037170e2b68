/**
 * @file day.h
 * @brief Civil days: numbers counted from 1970-01-01, without time zone or clock.
 */
#ifndef ATTEND_DAY_H
#define ATTEND_DAY_H

#include <stddef.h>
#include <stdint.h>

#include "attend/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @defgroup day Days
 * @{
 */

#define ATTEND_DAY_FIRST (-25567)      /**< 1900-01-01, the first day supported. */
#define ATTEND_DAY_LAST 84005          /**< 2199-12-31, the last day supported. */
#define ATTEND_DAY_OPEN INT32_MAX      /**< "No end" in a spell or a dated rule. */

/**
 * @name Units of a span
 * @{
 */
#define ATTEND_UNIT_DAYS 1         /**< Civil days. */
#define ATTEND_UNIT_WEEKS 2        /**< Blocks of seven civil days. */
#define ATTEND_UNIT_SCHOOL_DAYS 3  /**< Days with a school session. */
#define ATTEND_UNIT_SCHOOL_WEEKS 4 /**< Monday to Sunday weeks with a school session. */
#define ATTEND_UNIT_SESSIONS 5     /**< School sessions (windows only). */
/** @} */

/**
 * @brief The day number of a civil date.
 * @param year 1900 to 2199.
 * @param month 1 to 12.
 * @param day_of_month 1 to 31.
 * @param[out] day days since 1970-01-01; untouched unless ATTEND_OK.
 * @return ATTEND_OK; ATTEND_E_ARGUMENT for NULL; ATTEND_E_DATE when there is no such date; ATTEND_E_RANGE for a year not supported.
 * @par Threads
 * Pure; writes only its outputs.
 * @since 0.1
 */
ATTEND_API attend_status attend_day_from_civil(int32_t year, int32_t month, int32_t day_of_month, int32_t *day);

/**
 * @brief The civil date of a day number.
 * @param day ATTEND_DAY_FIRST to ATTEND_DAY_LAST.
 * @param[out] year the year.
 * @param[out] month 1 to 12.
 * @param[out] day_of_month 1 to 31.
 * @return ATTEND_OK; ATTEND_E_ARGUMENT for NULL; ATTEND_E_RANGE. Outputs are untouched unless ATTEND_OK.
 * @par Threads
 * Pure; writes only its outputs.
 * @since 0.1
 */
ATTEND_API attend_status attend_day_to_civil(int32_t day, int32_t *year, int32_t *month, int32_t *day_of_month);

/**
 * @brief Reads a date written exactly `YYYY-MM-DD`.
 * @param text need not be NUL-terminated; borrowed for the call.
 * @param size bytes of text.
 * @param[out] day the day; untouched unless ATTEND_OK.
 * @return ATTEND_OK; ATTEND_E_ARGUMENT for NULL; ATTEND_E_DATE; ATTEND_E_RANGE.
 * @par Threads
 * Pure; writes only its outputs.
 * @since 0.1
 */
ATTEND_API attend_status attend_day_parse(const char *text, size_t size, int32_t *day);

/**
 * @brief Writes a day as `YYYY-MM-DD` and a NUL: 11 bytes.
 * @param day ATTEND_DAY_FIRST to ATTEND_DAY_LAST.
 * @param[out] buffer the caller's; may be NULL when capacity is 0.
 * @param capacity bytes of buffer.
 * @param[out] need bytes wanted with the NUL; may be NULL.
 * @return ATTEND_OK; ATTEND_E_ARGUMENT for a NULL buffer with a capacity; ATTEND_E_RANGE; ATTEND_E_SPACE.
 * @par Threads
 * Pure; writes only its outputs.
 * @since 0.1
 */
ATTEND_API attend_status attend_day_format(int32_t day, char *buffer, size_t capacity, size_t *need);

/**
 * @brief The weekday of a day: 0 Monday to 6 Sunday.
 * @param day any day number.
 * @return 0 to 6.
 * @par Threads
 * Pure.
 * @since 0.1
 */
ATTEND_API int32_t attend_day_weekday(int32_t day);

/** @} */

#ifdef __cplusplus
}
#endif
#endif
