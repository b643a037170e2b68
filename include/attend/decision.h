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
#define ATTEND_NEED_FACT 7      /**< A fact; the row's item says which. */
#define ATTEND_NEED_EVENT 8     /**< An event that has not come. */
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
#define ATTEND_OP_FLAG 1    /**< A flag. One child, its condition, where it is told in full; `count` is the row in which it is, its own or another
                                 of the tree, or -1. See attend_reasons(). */
#define ATTEND_OP_ALL 2     /**< All children. */
#define ATTEND_OP_ANY 3     /**< Any child. */
#define ATTEND_OP_NOT 4     /**< Not its child. */
#define ATTEND_OP_COMPARE 5 /**< A measure compared with a threshold; one child, the measure. */
#define ATTEND_OP_MEASURE 6 /**< A measure's value; a difference has two children, its windows. */
#define ATTEND_OP_WINDOW 7  /**< One window of a difference: the latest first. */
#define ATTEND_OP_FACT 8    /**< A fact or barrier; `count` is 1 when a row covers the day (first_day to last_day), else 0. */
#define ATTEND_OP_STEP 9    /**< An event or outcome of a step: `comparator` is the event (0: the outcome, in `of`); `count` is 1 when such an event
                                 (of an outcome: any closing) has counted, the latest on first_day; `threshold` is ago times 10,000, `asked` its
                                 unit (0: none), last_day the day it reaches, before first_day when the calendar does not say. */
#define ATTEND_OP_IN_TIER 10 /**< Whether the tier of the day before is `item`. */
#define ATTEND_OP_CROSSES 11 /**< True today, false the day before; `count` is the truth of the day before. One child: today's condition. */
#define ATTEND_OP_TIERS 12  /**< The root of a tier decision: `item` the tiers, `count` the possible ones and `of` those computed under an
                                 override (a bit a tier, the least intensive first), first_day since when, last_day the day. True when one is
                                 possible, else unknown; its own need is history when a tier is possible only because it was the day before. Its children, in this order: OVERRIDE, DOWN and PROVISIONAL, those that there are; then
                                 each TIER, the most intensive first, with its LEAVE, if any, after it. */
#define ATTEND_OP_TIER 13   /**< A tier: whether the list comes to it. False also when a tier before it is true, and of all others while one is
                                 held. `comparator` is its mode, ATTEND_LEAVE_... One child, its condition or band; none of `otherwise`. */
#define ATTEND_OP_LEAVE 14  /**< A rule `leave`; `item` the tier, `comparator` its mode and `of` that of the day before, ATTEND_LEAVE_...; `count` 1 on the
                                 day of an event at which it may be left; first_day when the step was started,
                                 `held` 1 while it is under way. Children: `if`, unless the tier had
                                 been left before; then `again`, when the day is judged by that. The truth is that of `again`; else that of `if`
                                 on the day of such an event while the tier is held; else false. Told when the mode is or was not free, or the
                                 step is under way. */
#define ATTEND_OP_DOWN 15   /**< The pupil is kept in a tier, `item`, although the list comes to a lower one. True, and `count` 1, on a review that lets come
                                 down. first_day is since when the tiers computed have all been lower, INT32_MIN when they have not, and the span
                                 `after` as in ATTEND_OP_STEP. */
#define ATTEND_OP_OVERRIDE 16    /**< An override in force: `item` the tier, first_day to last_day. */
#define ATTEND_OP_PROVISIONAL 17 /**< Whether the decision is provisional: false only when the condition is. One child: the condition. */
/** @} */

/**
 * @name Modes of a rule `leave`
 * @{
 */
#define ATTEND_LEAVE_FREE 0 /**< The tier is judged like any other. */
#define ATTEND_LEAVE_HELD 1 /**< The pupil stays until an event at which the condition holds. */
#define ATTEND_LEAVE_LEFT 2 /**< The tier has been left and is judged by `again`. */
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
    uint32_t item;        /**< Index of the flag, measure (COMPARE, MEASURE, WINDOW), fact, step, tiers or tier, else ATTEND_NONE. */
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
 * @brief The tier of one pupil under one policy on one day.
 *
 * Bits of `possible` and `computed` are the tiers of the list, bit 0 the least intensive: index of a tier = index of the list's
 * first tier (attend_tiers_range()) + bit.
 * @since 0.1
 */
typedef struct attend_tier_decision {
    uint32_t tiers;       /**< Index of the ATTEND_ITEM_TIERS. */
    int32_t day;          /**< The day of the decision. */
    uint32_t tier;        /**< Index of the ATTEND_ITEM_TIER, or ATTEND_NONE when more than one is possible. */
    uint32_t at_least;    /**< The least intensive that is possible. */
    uint32_t at_most;     /**< The most intensive that is possible. */
    uint32_t possible;    /**< The tiers that are possible; an override's tier alone. */
    uint32_t computed;    /**< The tiers that are possible without the override. */
    int32_t since;        /**< First day of the unbroken stretch with these possible tiers, or INT32_MIN. */
    int32_t provisional;  /**< 1 or 0. */
    int32_t overridden;   /**< 1 when an override is in force, else 0. */
    uint32_t reserved[6]; /**< Zero. */
} attend_tier_decision;

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
    int8_t *tier;         /**< [tiers][pupils] the tier, 0 the least intensive of its list; -1: more than one is possible, or the pupil is left out. */
    uint32_t *possible;   /**< [tiers][pupils] as attend_tier_decision.possible; 0 for a pupil left out. */
    uint32_t *computed;   /**< [tiers][pupils] as attend_tier_decision.computed. */
    int32_t *since;       /**< [tiers][pupils] as attend_tier_decision.since; INT32_MIN for a pupil left out. The costliest column: every
                               pupil is folded. */
    int8_t *provisional;  /**< [tiers][pupils] as attend_tier_decision.provisional; 0 for a pupil left out. */
} attend_batch;

/** @brief An empty batch with its size set. */
#define ATTEND_BATCH_INIT {sizeof(attend_batch), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}

/**
 * @brief Sets a batch to ATTEND_BATCH_INIT, for callers that cannot use the macro.
 * @param[out] batch the batch; may be NULL.
 * @par Threads
 * Writes only its outputs.
 * @since 0.1
 */
ATTEND_API void attend_batch_init(attend_batch *batch);

/**
 * @brief Bytes of workspace that attend_batch_run(), attend_reasons(), attend_trace() and the functions of case.h need.
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
 * @brief Every measure, flag and tier of every pupil: straight from the columns what depends on no path, the rest by folding.
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
 * @brief The reason of one flag, measure or tier decision of one pupil.
 *
 * A tree looks through the flags that its conditions name, each once: where what the flag needs counts for the root, else where it is
 * named first, and no more than eight flags deep. Everywhere else the flag is a single row without child.
 *
 * What an unknown root needs: the `need` of every row (of a FACT with its `item`) that is unknown itself and so are all rows above it;
 * but not of a WINDOW, nor below a FLAG that is out of force. A comparison needs what its measure does before its
 * own, and a CROSSES and the root of a tier decision say their own need last. A flag without child in
 * such a place whose `count` is -1 needs what the reason of that flag says. The JSON of attend_reason_text() lists them.
 * @param policy the policy.
 * @param calendar the calendar.
 * @param reg the register.
 * @param pupil index of the pupil.
 * @param as_of the day of the decision.
 * @param kind ATTEND_ITEM_FLAG, ATTEND_ITEM_MEASURE or ATTEND_ITEM_TIERS.
 * @param item index of the flag, measure or tiers.
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

/** @brief A trace of every day instead of changes only. */
#define ATTEND_TRACE_DAILY 1u

/**
 * @brief The tier decisions of one pupil over a stretch of days.
 *
 * Without ATTEND_TRACE_DAILY a row is written for the first day and for each day on which possible, computed, provisional or
 * overridden differ from the day before. Rows are in order of day, then of tiers. Days before the calendar's first are each decided by
 * themselves.
 * @param policy the policy.
 * @param calendar the calendar.
 * @param reg the register.
 * @param pupil index of the pupil.
 * @param from first day.
 * @param to last day; rows after it are not seen.
 * @param flags 0 or ATTEND_TRACE_DAILY.
 * @param work workspace, 16-aligned.
 * @param work_size bytes of work; see attend_decision_size() with as_of = to.
 * @param[out] rows the decisions; may be NULL when capacity is 0.
 * @param capacity room in rows.
 * @param[out] need rows wanted; never NULL.
 * @param[out] error the first error, or NULL.
 * @return ATTEND_OK; ATTEND_E_ARGUMENT; ATTEND_E_SPACE (workspace or rows); ATTEND_E_NOT_FOUND for no such pupil; ATTEND_E_RANGE;
 *         ATTEND_E_DATE_ORDER for to before from; ATTEND_E_MISMATCH; ATTEND_E_ORDER; ATTEND_E_DATA.
 * @par Threads
 * Reads a policy and a calendar; writes only its outputs and workspace.
 * @since 0.1
 */
ATTEND_API attend_status attend_trace(const attend_policy *policy, const attend_calendar *calendar,
                                      const attend_register *reg, uint32_t pupil, int32_t from, int32_t to, uint32_t flags,
                                      void *work, size_t work_size, attend_tier_decision *rows, uint32_t capacity,
                                      uint32_t *need, attend_finding *error);

/**
 * @brief Which tiers belong to a list.
 * @param policy the policy.
 * @param tiers index of the ATTEND_ITEM_TIERS.
 * @param[out] first index of its least intensive ATTEND_ITEM_TIER.
 * @param[out] count how many it has, 2 to 32.
 * @return ATTEND_OK; ATTEND_E_ARGUMENT; ATTEND_E_NOT_FOUND.
 * @par Threads
 * Reads a policy; writes only its outputs.
 * @since 0.1
 */
ATTEND_API attend_status attend_tiers_range(const attend_policy *policy, uint32_t tiers, uint32_t *first, uint32_t *count);

/**
 * @brief The flags that explanations tell along with the tier (`beside`).
 * @param policy the policy.
 * @param tiers index of the ATTEND_ITEM_TIERS.
 * @param[out] flags indices of ATTEND_ITEM_FLAG; may be NULL when capacity is 0.
 * @param capacity room in flags.
 * @param[out] need flags wanted; never NULL.
 * @return ATTEND_OK; ATTEND_E_ARGUMENT; ATTEND_E_NOT_FOUND; ATTEND_E_SPACE.
 * @par Threads
 * Reads a policy; writes only its outputs.
 * @since 0.1
 */
ATTEND_API attend_status attend_tiers_beside(const attend_policy *policy, uint32_t tiers, uint32_t *flags, uint32_t capacity,
                                             uint32_t *need);

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
