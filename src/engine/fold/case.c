/* Cases as callers see them: without rows, by their bytes alone. What needs rows is in case_rows.c. */
#include "attend/case.h"

#include "engine/fold/state.h"
#include "engine/fold/tiers.h"

static bool aligned(const void *bytes)
{
    return ((uintptr_t)bytes & 7u) == 0;
}

attend_status attend__case_open(const attend_policy *policy, const void *bytes, size_t size)
{
    if (!attend__policy_ok(policy) || !bytes || !aligned(bytes))
        return ATTEND_E_ARGUMENT;
    return size < policy->case_bytes ? ATTEND_E_SPACE : ATTEND_OK;
}

attend_status attend_case_size(const attend_policy *policy, size_t *need)
{
    if (!attend__policy_ok(policy) || !need)
        return ATTEND_E_ARGUMENT;
    *need = policy->case_bytes;
    return ATTEND_OK;
}

/* The caller's memory serves as the state, and is then packed where it is. */
attend_status attend_case_init(const attend_policy *policy, void *bytes, size_t size)
{
    case_state state;
    uint8_t *words = bytes;
    attend_status status = attend__case_open(policy, bytes, size);
    if (status != ATTEND_OK)
        return status;
    words += sizeof(case_head);
    attend__state_place(&state, policy, (uint64_t *)(void *)words,
                        (uint32_t *)(void *)(words + 8 * attend__case_words64(policy)));
    attend__state_start(&state, policy);
    attend__state_pack(&state, policy, bytes);
    return ATTEND_OK;
}

attend_status attend_case_check(const attend_policy *policy, const void *bytes, size_t size, int32_t *day)
{
    case_head head;
    attend_status status = attend__case_open(policy, bytes, size);
    if (status == ATTEND_OK)
        status = attend__case_verify(policy, bytes, &head);
    if (status == ATTEND_OK && day)
        *day = head.day;
    return status;
}

/* The memories of all lists, each checked again as it is copied: another thread may be writing to the bytes. */
static attend_status read_lists(const attend_policy *policy, const void *bytes, const case_head *head, tiers_memory *lists)
{
    attend_status status = ATTEND_OK;
    for (uint32_t i = 0; i < policy->tiers.count && status == ATTEND_OK; i++)
        status = attend__case_tiers(policy, bytes, head, i, &lists[i]);
    return status;
}

attend_status attend_case_decide(const attend_policy *policy, const void *bytes, size_t size, attend_tier_decision *rows,
                                 uint32_t capacity, uint32_t *need)
{
    tiers_memory lists[ATTEND_DOCUMENTS_MAX]; /* a named policy has one list at most */
    case_state state = {.tiers = lists};
    attend_status status = !need || (!rows && capacity) ? ATTEND_E_ARGUMENT : attend__case_open(policy, bytes, size);
    if (status == ATTEND_OK)
        status = attend__case_verify(policy, bytes, &state.head);
    if (status != ATTEND_OK)
        return status;
    if (state.head.day == INT32_MIN)
        return ATTEND_E_NOT_FOUND;
    *need = policy->tiers.count;
    if (capacity < *need)
        return ATTEND_E_SPACE;
    status = read_lists(policy, bytes, &state.head, lists);
    for (uint32_t i = 0; status == ATTEND_OK && i < policy->tiers.count; i++)
        attend__tiers_decision(policy, &state, i, &rows[i]);
    return status;
}
