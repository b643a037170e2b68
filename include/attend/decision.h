/**
 * @file decision.h
 * @brief Values, reasons and batches: what a register means under a policy on a day.
 */
#ifndef ATTEND_DECISION_H
#define ATTEND_DECISION_H

#include "attend/calendar.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @defgroup decision Decisions
 * @{
 */

/**
 * @name What an unknown value needs
 * @{
 */
#define ATTEND_NEED_NOTHING 0   /**< Nothing: the value is known. */
#define ATTEND_NEED_MARKS 1     /**< Nothing was possible in the window. */
#define ATTEND_NEED_MINIMUM 2   /**< Fewer sessions than the measure's minimum. */
#define ATTEND_NEED_HISTORY 3   /**< A window before that is as long. */
#define ATTEND_NEED_CALENDAR 4  /**< A calendar that knows the period. */
#define ATTEND_NEED_ENROLMENT 5 /**< A spell that begins on or before the day. */
#define ATTEND_NEED_IN_FORCE 6  /**< A rule or number in force on the day. */
/** @} */

/**
 * @name Truth
 * @{
 */
#define ATTEND_FALSE 0      /**< False. */
#define ATTEND_TRUE 1       /**< True. */
#define ATTEND_UNKNOWN (-1) /**< Unknown. */
/** @} */

/**
 * @name Operators of reasons
 * @{
 */
#define ATTEND_OP_FLAG 1    /**< A flag; one child, its condition. */
#define ATTEND_OP_ALL 2     /**< All children. */
#define ATTEND_OP_ANY 3     /**< Any child. */
#define ATTEND_OP_NOT 4     /**< Not its child. */
#define ATTEND_OP_COMPARE 5 /**< A measure compared with a threshold; one child, the measure. */
#define ATTEND_OP_MEASURE 6 /**< A measure's value; a difference has two children, its windows. */
#define ATTEND_OP_WINDOW 7  /**< One window of a difference: the latest first. */
/** @} */

/**
 * @name Comparators
 * @{
 */
#define ATTEND_BELOW 1    /**< less than */
#define ATTEND_AT_MOST 2  /**< less than or equal */
#define ATTEND_EQUAL 3    /**< equal */
#define ATTEND_AT_LEAST 4 /**< greater than or equal */
#define ATTEND_ABOVE 5    /**< greater than */
/** @} */

/**
 * @brief One row of a reason: a node of a tree in preorder. Language-free; see attend_reason_text().
 *
 * The value is `count` / `of`: sessions for a rate, sessions and sessions-per-day for days, count and 0 for a count or
 * run, the exact difference as a fraction (times 100 it is points). A threshold is `threshold` / 10,000: of a count, a day,
 * a per cent or a point. Days of the window are inclusive; a window that is empty or unknown has last_day < first_day.
 * @since 0.1
 */
typedef struct attend_reason {
    uint32_t parent;      /**< Index of the parent row, or ATTEND_NONE. */
    int32_t op;           /**< ATTEND_OP_... */
    int32_t truth;        /**< ATTEND_TRUE, _FALSE, _UNKNOWN; for values: _TRUE known, _UNKNOWN not. */
    int32_t need;         /**< ATTEND_NEED_... of this row itself. */
    uint32_t item;        /**< Index of the flag (OP_FLAG) or measure (COMPARE, MEASURE, WINDOW), else ATTEND_NONE. */
    int32_t comparator;   /**< Comparator, or 0. */
    int64_t count;        /**< Numerator. */
    int64_t of;           /**< Denominator, or 0. */
    int64_t threshold;    /**< Times 10,000. */
    uint32_t param;       /**< Item index of the param the threshold came from, or ATTEND_NONE. */
    int32_t first_day;    /**< First day of the window. */
    int32_t last_day;     /**< Last day of the window. */
    uint32_t held;        /**< Units a `last` window holds; 0 for other windows. */
    uint32_t asked;       /**< Units it asked for; 0 for other windows. */
    uint32_t possible;    /**< Possible sessions of the pupil in the window. */
    uint32_t missing;     /**< School sessions in the window, while enrolled, without a mark. */
    uint32_t param_value; /**< Which of the param's dated values, from 0, was in force; 0 when there is no param or none was. */
    uint64_t reserved[2]; /**< Zero. */
} attend_reason;

/**
 * @brief What a batch writes: columns of the caller, item after item, each with one entry a pupil. NULL columns are not
 *        wanted. A block: set struct_size, or use ATTEND_BATCH_INIT.
 * @since 0.1
 */
typedef struct attend_batch {
    uint32_t struct_size; /**< sizeof(attend_batch). */
    uint32_t reserved;    /**< Zero. */
    int64_t *count;       /**< [measures][pupils] numerators, as attend_reason.count. */
    int64_t *of;          /**< [measures][pupils] denominators. */
    int8_t *need;         /**< [measures][pupils] ATTEND_NEED_...; 0: known. */
    int8_t *flags;        /**< [flags][pupils] ATTEND_TRUE, _FALSE, _UNKNOWN. */
    uint32_t *missing;    /**< [pupils] missing sessions of the academic year up to the as-of day. */
    int32_t *status;      /**< [pupils] ATTEND_OK, or why the pupil was left out; NULL: strict. */
} attend_batch;

/** @brief An empty batch with its size set. */
#define ATTEND_BATCH_INIT {sizeof(attend_batch), 0, 0, 0, 0, 0, 0, 0}

/**
 * @brief Sets a batch to ATTEND_BATCH_INIT, for callers that cannot use the macro.
 * @param[out] batch the batch; may be NULL.
 * @par Threads
 * Writes only its outputs.
 * @since 0.1
 */
ATTEND_API void attend_batch_init(attend_batch *batch);

/**
 * @brief Bytes of workspace that attend_batch_run() and attend_reasons() need.
 * @param policy the policy.
 * @param calendar the calendar.
 * @param reg the register.
 * @param as_of the day of the decision.
 * @param[out] need bytes; untouched unless ATTEND_OK.
 * @return ATTEND_OK; ATTEND_E_ARGUMENT; ATTEND_E_RANGE; ATTEND_E_MISMATCH; ATTEND_E_ORDER for spells not sorted.
 * @par Threads
 * Reads a policy and a calendar; writes only its outputs.
 * @since 0.1
 */
ATTEND_API attend_status attend_decision_size(const attend_policy *policy, const attend_calendar *calendar,
                                              const attend_register *reg, int32_t as_of, size_t *need);

/**
 * @brief Every measure and flag of every pupil, straight from the columns.
 * @param policy the policy.
 * @param calendar the calendar.
 * @param reg the register, grid or long. Of a grid, marks with no such code are an error of that pupil; marks outside
 *        spells and on sessions without school are ignored.
 * @param as_of the day of the decision.
 * @param work workspace, 16-aligned.
 * @param work_size bytes of work; see attend_decision_size().
 * @param batch the columns to write.
 * @param[out] error the first error, or NULL: `row` names the pupil.
 * @return ATTEND_OK; ATTEND_E_ARGUMENT; ATTEND_E_SPACE; ATTEND_E_RANGE; ATTEND_E_MISMATCH; ATTEND_E_ORDER;
 *         ATTEND_E_DATA when a pupil's rows have an error and batch->status is NULL. Columns are untouched unless ATTEND_OK.
 * @par Threads
 * Reads a policy and a calendar; writes only its outputs and workspace.
 * @since 0.1
 */
ATTEND_API attend_status attend_batch_run(const attend_policy *policy, const attend_calendar *calendar,
                                          const attend_register *reg, int32_t as_of, void *work, size_t work_size,
                                          const attend_batch *batch, attend_finding *error);

/**
 * @brief The reason of one flag or measure of one pupil.
 * @param policy the policy.
 * @param calendar the calendar.
 * @param reg the register.
 * @param pupil index of the pupil.
 * @param as_of the day of the decision.
 * @param kind ATTEND_ITEM_FLAG or ATTEND_ITEM_MEASURE.
 * @param item index of the flag or measure.
 * @param work workspace, 16-aligned.
 * @param work_size bytes of work; see attend_decision_size().
 * @param[out] rows the tree in preorder, the root first; may be NULL when capacity is 0.
 * @param capacity room in rows.
 * @param[out] need rows wanted; never NULL.
 * @param[out] error the first error, or NULL.
 * @return ATTEND_OK; ATTEND_E_ARGUMENT; ATTEND_E_SPACE (workspace or rows); ATTEND_E_NOT_FOUND; ATTEND_E_RANGE;
 *         ATTEND_E_MISMATCH; ATTEND_E_ORDER; ATTEND_E_DATA when the pupil's rows have an error.
 * @par Threads
 * Reads a policy and a calendar; writes only its outputs and workspace.
 * @since 0.1
 */
ATTEND_API attend_status attend_reasons(const attend_policy *policy, const attend_calendar *calendar,
                                        const attend_register *reg, uint32_t pupil, int32_t as_of, int32_t kind,
                                        uint32_t item, void *work, size_t work_size, attend_reason *rows,
                                        uint32_t capacity, uint32_t *need, attend_finding *error);

/**
 * @name Formats of reasons
 * @{
 */
#define ATTEND_TEXT 1 /**< Lines for a person, indented by two spaces a level. */
#define ATTEND_JSON 2 /**< One JSON object, without white space. */
/** @} */

/**
 * @brief A reason as text or JSON: the rule, its source, the window, the counts, the comparison.
 * @param policy the policy that gave the rows.
 * @param rows a tree from attend_reasons(), checked before use.
 * @param n_rows rows of it.
 * @param format ATTEND_TEXT or ATTEND_JSON.
 * @param[out] buffer receives UTF-8 and a NUL; may be NULL when capacity is 0.
 * @param capacity bytes of buffer.
 * @param[out] need bytes wanted, with the NUL; never NULL.
 * @return ATTEND_OK; ATTEND_E_ARGUMENT (also for rows that are no tree of this policy); ATTEND_E_SPACE.
 * @par Threads
 * Reads a policy; writes only its outputs.
 * @since 0.1
 */
ATTEND_API attend_status attend_reason_text(const attend_policy *policy, const attend_reason *rows, uint32_t n_rows,
                                            int32_t format, char *buffer, size_t capacity, size_t *need);

/**
 * @name Rounding, for showing only
 * @{
 */
#define ATTEND_ROUND_HALF_UP 1 /**< To the nearest, halves away from zero. */
#define ATTEND_ROUND_DOWN 2    /**< Towards zero. */
#define ATTEND_ROUND_UP 3      /**< Away from zero. */
#define ATTEND_ROUND_HALF_EVEN 4 /**< To the nearest, halves to the even digit. */
/** @} */

/**
 * @brief Writes 100 x count / of with a fixed number of decimals, such as "92.11".
 * @param count the numerator, at most 2^41 in size.
 * @param of the denominator, 1 to 2^41.
 * @param places decimals, 0 to 4.
 * @param rounding ATTEND_ROUND_...
 * @param[out] buffer receives the text and a NUL; may be NULL when capacity is 0.
 * @param capacity bytes of buffer.
 * @param[out] need bytes wanted, with the NUL; may be NULL.
 * @return ATTEND_OK; ATTEND_E_ARGUMENT; ATTEND_E_RANGE; ATTEND_E_SPACE.
 * @par Threads
 * Pure; writes only its outputs.
 * @since 0.1
 */
ATTEND_API attend_status attend_percent_format(int64_t count, int64_t of, int32_t places, int32_t rounding, char *buffer,
                                               size_t capacity, size_t *need);

/** @} */

#ifdef __cplusplus
}
#endif
#endif
