/**
 * @file case.h
 * @brief Cases: the running state of one pupil under a policy set, carried forward day by day.
 */
#ifndef ATTEND_CASE_H
#define ATTEND_CASE_H

#include "attend/decision.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @defgroup case Cases
 *
 * A case is a block of bytes of the caller's, without pointers, the same on every platform: it can be copied, stored in a
 * database column, compared with memcmp and carried on later. Its size depends on the policy set alone. Every function
 * checks the bytes before it uses them. State is derived, never authoritative: when anything a case has consumed changes, it is
 * stale and is folded again from attend_case_init() (semantics.md 9).
 * @{
 */

/** @brief No policy set may need a case larger than this. */
#define ATTEND_CASE_BYTES_MAX 65536u

/**
 * @brief Bytes of a case of this policy set: a multiple of 8, at most ATTEND_CASE_BYTES_MAX.
 * @param policy the policy.
 * @param[out] need bytes; untouched unless ATTEND_OK.
 * @return ATTEND_OK; ATTEND_E_ARGUMENT.
 * @par Threads
 * Reads a policy; writes only its outputs.
 * @since 0.1
 */
ATTEND_API attend_status attend_case_size(const attend_policy *policy, size_t *need);

/**
 * @brief Writes a case that has consumed nothing.
 * @param policy the policy.
 * @param[out] bytes the case; 8-aligned memory of the caller.
 * @param size bytes of it; at least attend_case_size().
 * @return ATTEND_OK; ATTEND_E_ARGUMENT; ATTEND_E_SPACE.
 * @par Threads
 * Reads a policy; writes only its outputs.
 * @since 0.1
 */
ATTEND_API attend_status attend_case_init(const attend_policy *policy, void *bytes, size_t size);

/**
 * @brief Carries a case forward through a day.
 *
 * Marks and events of the pupil up to `through` must be dated after the case's day; what is dated after `through` is not seen.
 * Spells and facts are handed in whole. A case that is already at `through` and is given no new rows is left as it is.
 * @param policy the policy the case was made for.
 * @param calendar the calendar; its days up to the case's day must be as they were, and so must those to the Sunday of that day's week
 *        in a calendar document; where it ended, when the case's day lies beyond; and whether it is derived.
 * @param reg the register with the new rows.
 * @param pupil index of the pupil.
 * @param through the new day of the case, not before its day.
 * @param[in,out] bytes the case; untouched unless ATTEND_OK.
 * @param size bytes of it.
 * @param work workspace, 16-aligned.
 * @param work_size bytes of work; see attend_decision_size() with as_of = through.
 * @param[out] error the first error, or NULL.
 * @return ATTEND_OK; ATTEND_E_ARGUMENT; ATTEND_E_SPACE; ATTEND_E_CASE; ATTEND_E_NEWER; ATTEND_E_MISMATCH for a case of another
 *         policy set, of the same set with other policies named or in another order, or register and calendar that do not belong to it; ATTEND_E_STALE; ATTEND_E_NOT_FOUND for no such pupil;
 *         ATTEND_E_RANGE; ATTEND_E_ORDER; ATTEND_E_DATA when the pupil's rows have an error; ATTEND_E_LIMIT when the case has
 *         seen more sessions than any calendar holds (29,280): a guard, which no calendar of this library meets.
 * @par Threads
 * Reads a policy and a calendar; writes only its outputs and workspace.
 * @since 0.1
 */
ATTEND_API attend_status attend_case_advance(const attend_policy *policy, const attend_calendar *calendar,
                                             const attend_register *reg, uint32_t pupil, int32_t through, void *bytes,
                                             size_t size, void *work, size_t work_size, attend_finding *error);

/**
 * @brief Checks restored bytes: whether they are a case of this policy set, and undamaged.
 * @param policy the policy.
 * @param bytes the case, 8-aligned.
 * @param size bytes of it.
 * @param[out] day the day through which it is closed, INT32_MIN when it has consumed nothing; may be NULL.
 * @return ATTEND_OK; ATTEND_E_ARGUMENT; ATTEND_E_SPACE when size is too small; ATTEND_E_CASE; ATTEND_E_NEWER; ATTEND_E_MISMATCH.
 * @par Threads
 * Reads a policy; writes only its outputs.
 * @since 0.1
 */
ATTEND_API attend_status attend_case_check(const attend_policy *policy, const void *bytes, size_t size, int32_t *day);

/**
 * @brief Whether a register, handed in whole, and the calendar still say what the case has consumed.
 * @param policy the policy.
 * @param calendar the calendar.
 * @param reg the whole register; what is dated after the case's day is not looked at.
 * @param pupil index of the pupil.
 * @param bytes the case.
 * @param size bytes of it.
 * @param work workspace, 16-aligned.
 * @param work_size bytes of work; see attend_decision_size() with as_of = the case's day.
 * @param[out] error the first error, or NULL.
 * @return ATTEND_OK; ATTEND_E_STALE; and as attend_case_advance().
 * @par Threads
 * Reads a policy and a calendar; writes only its workspace and error.
 * @since 0.1
 */
ATTEND_API attend_status attend_case_current(const attend_policy *policy, const attend_calendar *calendar,
                                             const attend_register *reg, uint32_t pupil, const void *bytes, size_t size,
                                             void *work, size_t work_size, attend_finding *error);

/**
 * @brief The tier decisions of a case on its day, one row for each ATTEND_ITEM_TIERS.
 * @param policy the policy.
 * @param bytes the case.
 * @param size bytes of it.
 * @param[out] rows the decisions; may be NULL when capacity is 0.
 * @param capacity room in rows.
 * @param[out] need rows wanted; never NULL.
 * @return ATTEND_OK; ATTEND_E_ARGUMENT; ATTEND_E_SPACE (the case's size, or rows); ATTEND_E_CASE; ATTEND_E_NEWER;
 *         ATTEND_E_MISMATCH; ATTEND_E_NOT_FOUND for a case that has consumed nothing.
 * @par Threads
 * Reads a policy; writes only its outputs.
 * @since 0.1
 */
ATTEND_API attend_status attend_case_decide(const attend_policy *policy, const void *bytes, size_t size,
                                            attend_tier_decision *rows, uint32_t capacity, uint32_t *need);

/**
 * @brief The reason of one flag, measure or tier decision of a case on its day; as attend_reasons() gives it of the rows themselves.
 * @param policy the policy.
 * @param calendar the calendar, as it must be for attend_case_advance().
 * @param reg the register; only spells and facts of the pupil are read.
 * @param pupil index of the pupil.
 * @param bytes the case.
 * @param size bytes of it.
 * @param kind ATTEND_ITEM_FLAG, ATTEND_ITEM_MEASURE or ATTEND_ITEM_TIERS.
 * @param item index of it.
 * @param work workspace, 16-aligned.
 * @param work_size bytes of work; see attend_decision_size() with as_of = the case's day.
 * @param[out] rows the tree in preorder; may be NULL when capacity is 0.
 * @param capacity room in rows.
 * @param[out] need rows wanted; never NULL.
 * @param[out] error the first error, or NULL.
 * @return as attend_case_advance(); ATTEND_E_NOT_FOUND also for no such item or a case that has consumed nothing.
 * @par Threads
 * Reads a policy and a calendar; writes only its outputs and workspace.
 * @since 0.1
 */
ATTEND_API attend_status attend_case_reasons(const attend_policy *policy, const attend_calendar *calendar,
                                             const attend_register *reg, uint32_t pupil, const void *bytes, size_t size,
                                             int32_t kind, uint32_t item, void *work, size_t work_size,
                                             attend_reason *rows, uint32_t capacity, uint32_t *need, attend_finding *error);

/** @} */

#ifdef __cplusplus
}
#endif
#endif
