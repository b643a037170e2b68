#include "base/finding.h"
#include "engine/workspace.h"

static attend_status find_item(const register_view *view, uint32_t pupil, int32_t kind, uint32_t item)
{
    uint32_t count;
    if (kind == ATTEND_ITEM_FLAG)
        count = view->policy->flags.count;
    else if (kind == ATTEND_ITEM_MEASURE)
        count = view->policy->measures.count;
    else
        return ATTEND_E_ARGUMENT;
    return item < count && pupil < view->reg.n_pupils ? ATTEND_OK : ATTEND_E_NOT_FOUND;
}

static attend_status take_space(const register_view *view, void *work, size_t size, reason_space *space)
{
    arena memory;
    attend_status status = attend__workspace(&memory, work, size);
    if (status != ATTEND_OK)
        return status;
    attend__reason_take(space, view, &memory);
    return memory.short_of ? ATTEND_E_SPACE : ATTEND_OK;
}

static attend_status read_pupil(const register_view *view, uint32_t pupil, uint8_t *row, pupil_view *seen,
                                attend_finding *error)
{
    register_cursor cursor;
    attend_status status;
    attend__register_seek(view, pupil, &cursor);
    status = attend__pupil_fill(view, &cursor, pupil, row, NULL, seen);
    if (status == ATTEND_OK)
        return ATTEND_OK;
    attend__fail_row(error, status, pupil, attend_status_text(status));
    return status == ATTEND_E_ORDER ? ATTEND_E_ORDER : ATTEND_E_DATA;
}

attend_status attend_reasons(const attend_policy *policy, const attend_calendar *calendar, const attend_register *reg,
                             uint32_t pupil, int32_t as_of, int32_t kind, uint32_t item, void *work, size_t work_size,
                             attend_reason *rows, uint32_t capacity, uint32_t *need, attend_finding *error)
{
    register_view view;
    reason_space space;
    pupil_view seen;
    attend_status status = need == NULL || (rows == NULL && capacity > 0) ? ATTEND_E_ARGUMENT : ATTEND_OK;
    if (status == ATTEND_OK)
        status = attend__register_view(policy, calendar, reg, as_of, &view);
    if (status == ATTEND_OK)
        status = find_item(&view, pupil, kind, item);
    if (status == ATTEND_OK) {
        *need = attend__reason_rows(policy, kind, item);
        status = take_space(&view, work, work_size, &space);
    }
    if (status == ATTEND_OK && capacity < *need)
        status = ATTEND_E_SPACE;
    if (status != ATTEND_OK)
        return attend__fail(error, status, attend_status_text(status));
    status = read_pupil(&view, pupil, space.row, &seen, error);
    if (status == ATTEND_OK)
        attend__reason_of(&view, &seen, kind, item, &space.notes, rows);
    return status;
}
