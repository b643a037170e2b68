/**
 * @file status.h
 * @brief Status codes and findings: how every function says what went wrong, and where.
 */
#ifndef ATTEND_STATUS_H
#define ATTEND_STATUS_H

#include <stddef.h>
#include <stdint.h>

#include "attend/export.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @defgroup status Status and findings
 * @{
 */

/**
 * @brief What a function answers: 0 is success, a negative value an error, a positive value a finding that is no error.
 *
 * Values are never reused. A caller that meets a negative value it does not know treats it as a general failure.
 * @since 0.1
 */
typedef int32_t attend_status;

/**
 * @name The call
 * @{
 */
#define ATTEND_OK 0             /**< Done. */
#define ATTEND_E_ARGUMENT (-1)  /**< NULL, misaligned memory, a bad block size or an inconsistent argument. */
#define ATTEND_E_SPACE (-2)     /**< The memory or buffer is too small; `need` says what is enough. */
#define ATTEND_E_ORDER (-3)     /**< Rows are not sorted as the function requires. */
#define ATTEND_E_LIMIT (-4)     /**< A stated limit of the library is exceeded. */
#define ATTEND_E_NOT_FOUND (-5) /**< No such name, index or document. */
#define ATTEND_E_RANGE (-6)     /**< A number or day is outside the supported range. */
#define ATTEND_E_CALENDAR_END (-7) /**< The calendar ends before the day asked for. */
#define ATTEND_E_MISMATCH (-8)  /**< Policy, calendar and register do not belong together (sessions per day). */
#define ATTEND_E_DATA (-9)      /**< At least one finding is an error; nothing was decided. */
/** @} */

/**
 * @name Documents
 * @{
 */
#define ATTEND_E_SYNTAX (-20)     /**< Not strict JSON. */
#define ATTEND_E_TYPE (-21)       /**< A value of the wrong JSON type. */
#define ATTEND_E_REQUIRED (-22)   /**< A required member is missing. */
#define ATTEND_E_UNKNOWN_KEY (-23)/**< A member that is not in the format. */
#define ATTEND_E_VALUE (-24)      /**< A value of the wrong form: a word, id, number form or combination. */
#define ATTEND_E_BOUNDS (-25)     /**< A number outside its bounds. */
#define ATTEND_E_DATE (-26)       /**< A date that does not exist or is not written YYYY-MM-DD. */
#define ATTEND_E_DATE_ORDER (-27) /**< Dates out of order or periods that overlap. */
#define ATTEND_E_REFERENCE (-28)  /**< A name that nothing defines. */
#define ATTEND_E_CYCLE (-29)      /**< Documents that extend each other, or codes that map to each other. */
#define ATTEND_E_DUPLICATE (-30)  /**< One id or index defined twice or differently. */
#define ATTEND_E_NEWER (-31)      /**< A format or semantics number newer than this library. */
#define ATTEND_E_KIND (-32)       /**< A document of the wrong kind for its use. */
#define ATTEND_E_REPLACE (-33)    /**< An overlay replaces, removes or sets something wrongly. */
#define ATTEND_E_GAP (-34)        /**< Bands leave out a value; the message names one. */
#define ATTEND_E_BAND_OVERLAP (-35) /**< A value is in two bands; the message names one. */
#define ATTEND_E_UNREACHABLE (-36)/**< A tier that can never be the answer; the message shows why. */
#define ATTEND_E_OTHERWISE (-37)  /**< The last tier of an ordered list does not say `otherwise`, or another one does. */
/** @} */

/**
 * @name Register rows, errors
 * @{
 */
#define ATTEND_E_UNKNOWN_CODE (-40)     /**< A code that is not in the code set. */
#define ATTEND_E_UNKNOWN_SESSION (-41)  /**< A session that the code set does not name. */
#define ATTEND_E_OUTSIDE_CALENDAR (-42) /**< A day outside the calendar document. */
#define ATTEND_E_CONFLICT (-43)         /**< Two different marks for one session. */
#define ATTEND_E_OVERLAP (-44)          /**< Two enrolment spells of one pupil share a day. */
#define ATTEND_E_NO_ENROLMENT (-45)     /**< Marks of a pupil for whom no spell is given although some are. */
#define ATTEND_E_UNKNOWN_EVENT (-46)    /**< An event that no journal has. */
#define ATTEND_E_UNKNOWN_STEP (-47)     /**< A step that the policy does not have. */
#define ATTEND_E_UNKNOWN_OUTCOME (-48)  /**< An outcome that the step does not have. */
#define ATTEND_E_UNKNOWN_TIER (-49)     /**< A tier, or tiers, that the policy does not have. */
#define ATTEND_E_CONTRADICTION (-50)    /**< Two rows of one fact share a day and differ. */
#define ATTEND_E_BEFORE_ADMISSION (-51) /**< An event of the school's own before the pupil's first spell. */
#define ATTEND_E_FACT_VALUE (-52)       /**< A fact's value is not true, false or unknown. */
/** @} */

/**
 * @name Cases
 * @{
 */
#define ATTEND_E_CASE (-60)  /**< The bytes are not a case, or damaged. */
#define ATTEND_E_STALE (-61) /**< The case has consumed something that is no longer so, or a row is of a day it has closed: fold again. */
/** @} */

/**
 * @name Register rows, findings that are no errors
 * @{
 */
#define ATTEND_F_AFTER_AS_OF 40          /**< Mark after the as-of day: not seen. */
#define ATTEND_F_DUPLICATE 41            /**< The same mark twice: counted once. */
#define ATTEND_F_OUTSIDE_ENROLMENT 42    /**< Mark outside every spell: ignored. */
#define ATTEND_F_CLOSED 43               /**< Mark on a session that is not a school session: ignored. */
#define ATTEND_F_WRONG_SESSION 44        /**< Code of another session of the day: counted. */
#define ATTEND_F_RETIRED_CODE 45         /**< Code after its last date: counted by its last classes. */
#define ATTEND_F_EARLY_CODE 46           /**< Code before its first date: counted by its first classes. */
#define ATTEND_F_SPARSE_DAY 47           /**< Derived school day with marks of under 5 % of the pupils. */
#define ATTEND_F_UNKNOWN_FACT 48         /**< A fact that no named policy declares: ignored. */
#define ATTEND_F_EVENT_STATE 49          /**< The event contradicts the state of its step: no change. */
#define ATTEND_F_EVENT_UNUSED 50         /**< Nothing judges the event yet: no change. */
#define ATTEND_F_NOT_PROVED 51           /**< Too many combinations to look for tiers that can never be the answer. */
/** @} */

/** @brief "No such thing" for indices and row numbers. @since 0.1 */
#define ATTEND_NONE UINT32_MAX

/**
 * @brief One thing that is wrong, or worth knowing, in a document or a call.
 *
 * Owned by the caller; written completely or not at all. Holds no data of pupils: rows are named by number.
 * `document` is the index in the array of documents, `row` the index of an input row; ATTEND_NONE when there is none.
 * `offset` counts bytes from 0, `line` and `column` (in characters) from 1; 0 when the place is not in a text.
 * @since 0.1
 */
typedef struct attend_finding {
    attend_status status; /**< What it is; negative: an error. */
    uint32_t document;    /**< Index of the document, or ATTEND_NONE. */
    uint32_t line;        /**< Line from 1, or 0. */
    uint32_t column;      /**< Column in characters from 1, or 0. */
    uint32_t row;         /**< Index of the input row, or ATTEND_NONE. */
    uint32_t other_row;   /**< A second row concerned, or ATTEND_NONE. */
    uint64_t offset;      /**< Byte offset in the document. */
    uint64_t reserved[2]; /**< Zero. */
    char path[208];       /**< Where, such as `measures.attendance.window`; NUL-terminated, cut at a character. */
    char message[256];    /**< One sentence; NUL-terminated, cut at a character. */
} attend_finding;

/**
 * @brief The name of a status in lower case, such as `syntax`, `unknown_code` or `duplicate`.
 * @param status any value.
 * @return a static string, `unknown_status` for a value this release does not know. Never NULL.
 * @par Threads
 * Pure.
 * @since 0.1
 */
ATTEND_API const char *attend_status_name(attend_status status);

/**
 * @brief One sentence that says what a status means.
 * @param status any value.
 * @return a static string. Never NULL.
 * @par Threads
 * Pure.
 * @since 0.1
 */
ATTEND_API const char *attend_status_text(attend_status status);

/**
 * @brief The value of a public constant by its name, for callers without a C compiler.
 * @param name such as `ATTEND_E_SPACE`; NUL-terminated.
 * @param[out] value the constant; untouched unless ATTEND_OK.
 * @return ATTEND_OK; ATTEND_E_ARGUMENT for NULL; ATTEND_E_NOT_FOUND.
 * @par Threads
 * Pure; writes only its outputs.
 * @since 0.1
 */
ATTEND_API attend_status attend_constant_find(const char *name, int64_t *value);

/** @} */

#ifdef __cplusplus
}
#endif
#endif
