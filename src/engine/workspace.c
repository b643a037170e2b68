#include "engine/workspace.h"

#include <string.h>


void attend__batch_take(batch_space *space, const register_view *view, arena *memory)
{
    memset(space, 0, sizeof *space);
    attend__plan_take(&space->of, view, memory);
    attend__block_take(&space->in, &space->of, view, memory);
    attend__batch_fold_take(&space->with, view, memory);
    space->open = attend__arena_keep(memory, view->row_bytes, 1);
}

attend_status attend__workspace(arena *memory, void *work, size_t size)
{
    if (work == NULL)
        return size == 0 ? ATTEND_E_SPACE : ATTEND_E_ARGUMENT;
    return attend__arena_init(memory, work, size) ? ATTEND_OK : ATTEND_E_ARGUMENT;
}

attend_status attend__pupil_space(reason_space *space, const register_view *view, void *work, size_t size)
{
    arena memory;
    attend_status status = attend__workspace(&memory, work, size);
    if (status != ATTEND_OK)
        return status;
    attend__reason_take(space, view, &memory);
    return memory.short_of ? ATTEND_E_SPACE : ATTEND_OK;
}

attend_status attend_decision_size(const attend_policy *policy, const attend_calendar *calendar,
                                   const attend_register *reg, int32_t as_of, size_t *need)
{
    register_view view;
    arena batch, reason;
    batch_space for_batch;
    reason_space for_reason;
    attend_status status;
    if (need == NULL)
        return ATTEND_E_ARGUMENT;
    status = attend__register_view(policy, calendar, reg, as_of, &view);
    if (status != ATTEND_OK)
        return status;
    attend__arena_init(&batch, NULL, 0);
    attend__arena_init(&reason, NULL, 0);
    attend__batch_take(&for_batch, &view, &batch);
    attend__reason_take(&for_reason, &view, &reason);
    *need = attend__arena_bytes(&batch) > attend__arena_bytes(&reason) ? attend__arena_bytes(&batch)
                                                                      : attend__arena_bytes(&reason);
    return ATTEND_OK;
}
