/**
 * @file register.h
 * @brief The register: marks and enrolment spells in the host's own memory, checked row by row.
 */
#ifndef ATTEND_REGISTER_H
#define ATTEND_REGISTER_H

#include "attend/day.h"
#include "attend/policy.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @defgroup register Register
 * @{
 */

/** @brief A loaded calendar; see calendar.h. */
typedef struct attend_calendar attend_calendar;

/**
 * @brief One enrolment spell of one pupil. Spells are sorted by pupil, then from.
 * @since 0.1
 */
typedef struct attend_spell {
    uint32_t pupil;       /**< Index of the pupil, 0 to n_pupils - 1. */
    int32_t from;         /**< First day. */
    int32_t to;           /**< Last day, or ATTEND_DAY_OPEN. */
    uint32_t reserved;    /**< Zero. */
} attend_spell;

/**
 * @brief One stretch of days in which a fact of a pupil is true, false or known to be unknown. Sorted by pupil, then fact, then
 *        from.
 * @since 0.1
 */
typedef struct attend_fact {
    uint32_t pupil;       /**< Index of the pupil. */
    uint32_t fact;        /**< Index of an ATTEND_ITEM_FACT. */
    int32_t value;        /**< 1 true, 0 false, -1 unknown. */
    int32_t from;         /**< First day, or INT32_MIN: since ever. */
    int32_t to;           /**< Last day, or ATTEND_DAY_OPEN. */
    uint32_t reserved[3]; /**< Zero. */
} attend_fact;

/**
 * @name Events of the journal
 * @{
 */
#define ATTEND_EVENT_OFFERED 1            /**< A support was offered. */
#define ATTEND_EVENT_PROVIDED 2           /**< It was provided. */
#define ATTEND_EVENT_REFUSED 3            /**< It was refused. */
#define ATTEND_EVENT_CONTACTED 4          /**< Somebody was contacted. */
#define ATTEND_EVENT_EVIDENCE_RECEIVED 5  /**< Evidence came in; `item` says which. */
#define ATTEND_EVENT_CONSULTED 6          /**< Somebody was consulted. */
#define ATTEND_EVENT_CONSIDERED 7         /**< A person considered it. */
#define ATTEND_EVENT_STARTED 8            /**< An episode of a step began. */
#define ATTEND_EVENT_REVIEWED 9           /**< It was reviewed. */
#define ATTEND_EVENT_ACCEPTED 10          /**< It was accepted. */
#define ATTEND_EVENT_DECLINED 11          /**< It was declined. */
#define ATTEND_EVENT_ISSUED 12            /**< A notice was issued. */
#define ATTEND_EVENT_WITHDRAWN 13         /**< It was withdrawn. */
#define ATTEND_EVENT_PAID 14              /**< It was paid. */
#define ATTEND_EVENT_WAIVED 15            /**< It was waived. */
#define ATTEND_EVENT_CLOSED 16            /**< The episode ended. */
#define ATTEND_EVENT_ACTION_AGREED 17     /**< A meeting agreed on an action. */
#define ATTEND_EVENT_CONCERN_RAISED 18    /**< Somebody raised a concern. */
#define ATTEND_EVENT_TIER_OVERRIDE 19     /**< A person set the tier; `item` is the tier, ATTEND_NONE ends it. */
/** @} */

#define ATTEND_ORIGIN_OWN 0      /**< The event is this school's. */
#define ATTEND_ORIGIN_EXTERNAL 1 /**< The event is another body's. */

/**
 * @brief One row of the journal. Sorted by pupil, then day; the school's own rows (pupil ATTEND_NONE) last.
 *
 * The layout has room for all columns of a journal; this release reads pupil, event, day, tiers, step, item (of a
 * tier_override), outcome, from, to and origin.
 * @since 0.1
 */
typedef struct attend_event {
    uint32_t pupil;       /**< Index of the pupil, or ATTEND_NONE: the school. */
    int32_t event;        /**< ATTEND_EVENT_... */
    int32_t day;          /**< The day it happened. */
    int32_t recorded;     /**< The day it was entered, or INT32_MIN: not said. */
    uint32_t tiers;       /**< tier_override: index of the ATTEND_ITEM_TIERS concerned; ATTEND_NONE: the only one there is; else ATTEND_NONE. */
    uint32_t step;        /**< Index of an ATTEND_ITEM_STEP, or ATTEND_NONE. */
    uint32_t item;        /**< tier_override: index of an ATTEND_ITEM_TIER, or ATTEND_NONE. */
    uint32_t outcome;     /**< Index of an ATTEND_ITEM_OUTCOME, or ATTEND_NONE. */
    uint32_t party;       /**< The host's number of the parent concerned, or ATTEND_NONE. */
    uint32_t role;        /**< The host's number of the role, or ATTEND_NONE. */
    int32_t from;         /**< First day of what it covers, or INT32_MIN. */
    int32_t to;           /**< Last day of what it covers, or ATTEND_DAY_OPEN. */
    int32_t origin;       /**< ATTEND_ORIGIN_... */
    uint32_t reserved[3]; /**< Zero. */
} attend_event;

/** @brief An event of pupil 0 with every optional member set to "none"; give it an event, a day, and its own pupil. */
#define ATTEND_EVENT_INIT {0, 0, INT32_MIN, INT32_MIN, ATTEND_NONE, ATTEND_NONE, ATTEND_NONE, ATTEND_NONE, ATTEND_NONE, \
                           ATTEND_NONE, INT32_MIN, ATTEND_DAY_OPEN, ATTEND_ORIGIN_OWN, {0, 0, 0}}

/**
 * @brief A register: a fixed grid, or long columns; enrolment spells, facts and the journal. A block: set struct_size, or use
 *        ATTEND_REGISTER_INIT. Everything is the caller's and borrowed for each call.
 *
 * **Grid**: one byte a session (a code's index, 0 for no mark), pupil after pupil; a pupil's bytes are
 * n_weeks x 7 x sessions-per-day from the Monday `first_day`, day after day, session after session.
 *
 * **Long columns**: one entry a mark in each column, sorted by pupil, then day. A stride is the bytes from one entry to
 * the next (0: packed), so columns may also be the fields of an array of the host's own structs.
 * @since 0.1
 */
typedef struct attend_register {
    uint32_t struct_size;     /**< sizeof(attend_register). */
    uint32_t n_pupils;        /**< Pupils. */
    const uint8_t *grid;      /**< The grid, or NULL: then the long columns are used. */
    size_t grid_stride;       /**< Bytes from one pupil to the next (0: packed). */
    int32_t first_day;        /**< Grid: day of its first byte, a Monday. */
    uint32_t n_weeks;         /**< Grid: weeks a pupil. */
    size_t n_marks;           /**< Long: marks. */
    const uint32_t *pupil;    /**< Long: pupil index; NULL: all rows are of pupil 0. */
    const int32_t *day;       /**< Long: day. */
    const uint8_t *session;   /**< Long: index of the session in the day; NULL: always 0. */
    const uint8_t *code;      /**< Long: index of the code, 1 to 255 (0, no mark, is an error in a row). */
    size_t pupil_stride;      /**< Long: bytes between pupils. */
    size_t day_stride;        /**< Long: bytes between days. */
    size_t session_stride;    /**< Long: bytes between sessions. */
    size_t code_stride;       /**< Long: bytes between codes. */
    const attend_spell *spells; /**< Spells, or NULL: everyone is enrolled on every day. */
    size_t n_spells;          /**< Spells. */
    const attend_fact *facts; /**< Facts, or NULL. */
    size_t n_facts;           /**< Facts. */
    const attend_event *events; /**< The journal, or NULL. */
    size_t n_events;          /**< Events. */
} attend_register;

/** @brief An empty register with its size set. */
#define ATTEND_REGISTER_INIT {sizeof(attend_register), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}

/**
 * @brief Sets a register to ATTEND_REGISTER_INIT, for callers that cannot use the macro.
 * @param[out] reg the register; may be NULL.
 * @par Threads
 * Writes only its outputs.
 * @since 0.1
 */
ATTEND_API void attend_register_init(attend_register *reg);

/**
 * @name The rows that a finding counts
 * @{
 */
#define ATTEND_ROWS_MARKS 0  /**< Marks. */
#define ATTEND_ROWS_SPELLS 1 /**< Spells. */
#define ATTEND_ROWS_FACTS 2  /**< Facts. */
#define ATTEND_ROWS_EVENTS 3 /**< The journal. */
/** @} */

/**
 * @brief One thing to say about a row of a register.
 * @since 0.1
 */
typedef struct attend_row_finding {
    attend_status status; /**< ATTEND_F_... or a negative error. */
    uint32_t pupil;       /**< Pupil index, or ATTEND_NONE. */
    uint64_t row;         /**< Index of the row, or UINT64_MAX. */
    uint64_t other_row;   /**< The second row concerned, or UINT64_MAX. */
    int32_t day;          /**< The day concerned. */
    uint32_t rows;        /**< ATTEND_ROWS_...: what row and other_row count. */
    uint64_t reserved;    /**< Zero. */
} attend_row_finding;

/**
 * @brief Where a register's grid must begin and how long it must be to hold every day of the calendar up to the as-of day.
 * @param calendar the calendar.
 * @param as_of the day of the decision.
 * @param[out] first_day a Monday.
 * @param[out] n_weeks weeks.
 * @param[out] row_bytes n_weeks x 7 x sessions per day.
 * @return ATTEND_OK; ATTEND_E_ARGUMENT; ATTEND_E_RANGE for an as-of day not supported.
 * @par Threads
 * Reads a calendar; writes only its outputs.
 * @since 0.1
 */
ATTEND_API attend_status attend_register_shape(const attend_calendar *calendar, int32_t as_of, int32_t *first_day,
                                               uint32_t *n_weeks, size_t *row_bytes);

/**
 * @brief Checks the rows of a long register (semantics.md 4), gives every finding, and turns it into a grid.
 * @param policy the policy (for its codes).
 * @param calendar the calendar.
 * @param reg the register, in long form.
 * @param as_of rows after this day are not seen.
 * @param[out] grid n_pupils x row_bytes bytes as attend_register_shape() says; NULL to check only.
 * @param grid_size bytes of grid.
 * @param[out] pupil_status one status a pupil: ATTEND_OK or the first error among its rows; NULL for strict use.
 * @param[out] findings room for capacity findings, pupil by pupil: those of its spells, its marks, its facts, its events, each in
 *        order of rows; then those of the school's events; may be NULL when capacity is 0.
 * @param capacity room in findings.
 * @param[out] n_findings how many there are, even when there is room for fewer; never NULL.
 * @return ATTEND_OK; ATTEND_E_DATA when a finding is an error and pupil_status is NULL: the grid is then untouched (with
 *         pupil_status the pupils in error get empty rows and the answer is ATTEND_OK); ATTEND_E_ARGUMENT; ATTEND_E_SPACE;
 *         ATTEND_E_ORDER, or ATTEND_E_RANGE for a pupil index not below n_pupils (the one finding names the row);
 *         ATTEND_E_MISMATCH; ATTEND_E_RANGE for an as-of day not supported (no finding).
 * @par Threads
 * Reads a policy and a calendar; writes only its outputs.
 * @since 0.1
 */
ATTEND_API attend_status attend_register_check(const attend_policy *policy, const attend_calendar *calendar,
                                               const attend_register *reg, int32_t as_of, uint8_t *grid,
                                               size_t grid_size, int32_t *pupil_status, attend_row_finding *findings,
                                               size_t capacity, size_t *n_findings);

/**
 * @brief How often each code stands in a stretch of days: what an absence is made up of.
 *
 * Only marks that the register keeps are counted (semantics.md 4).
 * @param policy the policy.
 * @param calendar the calendar.
 * @param reg the register.
 * @param pupil index of the pupil.
 * @param as_of rows after this day are not seen.
 * @param first_day first day counted.
 * @param last_day last day counted.
 * @param work workspace of at least attend_register_shape()'s row_bytes.
 * @param work_size bytes of work.
 * @param[out] counts 256 numbers, by index of code; [0] counts school sessions in the pupil's spells that have no mark.
 * @param[out] error the first error, or NULL.
 * @return ATTEND_OK; ATTEND_E_ARGUMENT; ATTEND_E_SPACE; ATTEND_E_NOT_FOUND for no such pupil; ATTEND_E_RANGE;
 *         ATTEND_E_DATE_ORDER for last_day before first_day; ATTEND_E_MISMATCH; ATTEND_E_ORDER; ATTEND_E_DATA when the pupil's
 *         rows have an error.
 * @par Threads
 * Reads a policy and a calendar; writes only its outputs and workspace.
 * @since 0.1
 */
ATTEND_API attend_status attend_register_tally(const attend_policy *policy, const attend_calendar *calendar,
                                               const attend_register *reg, uint32_t pupil, int32_t as_of,
                                               int32_t first_day, int32_t last_day, void *work, size_t work_size,
                                               uint32_t counts[256], attend_finding *error);

/** @} */

#ifdef __cplusplus
}
#endif
#endif
