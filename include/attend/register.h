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
 * @brief A register: a fixed grid, or long columns; and enrolment spells. A block: set struct_size, or use
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
} attend_register;

/** @brief An empty register with its size set. */
#define ATTEND_REGISTER_INIT {sizeof(attend_register), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}

/**
 * @brief Sets a register to ATTEND_REGISTER_INIT, for callers that cannot use the macro.
 * @param[out] reg the register; may be NULL.
 * @par Threads
 * Writes only its outputs.
 * @since 0.1
 */
ATTEND_API void attend_register_init(attend_register *reg);

/**
 * @brief One thing to say about a row of a register.
 * @since 0.1
 */
typedef struct attend_row_finding {
    attend_status status; /**< ATTEND_F_... or a negative error. */
    uint32_t pupil;       /**< Pupil index, or ATTEND_NONE. */
    uint64_t row;         /**< Index of the mark (or of the spell), or UINT64_MAX. */
    uint64_t other_row;   /**< The second row concerned, or UINT64_MAX. */
    int32_t day;          /**< The day concerned. */
    uint32_t is_spell;    /**< 1 when row counts spells, 0 when it counts marks. */
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
 * @param[out] findings room for capacity findings, pupil by pupil: those of its spells, then those of its marks, in order
 *        of rows; may be NULL when capacity is 0.
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

/** @} */

#ifdef __cplusplus
}
#endif
#endif
