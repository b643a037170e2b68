/* The public door to reasons: one pupil is folded, then asked. */
#include "base/finding.h"
#include "engine/reason_rows.h"
#include "engine/workspace.h"

void attend__reason_take(reason_space *space, const register_view *view, arena *memory)
{
    const attend_policy *policy = view->policy;
    space->row = attend__arena_keep(memory, view->row_bytes, 1);
    attend__fold_take(&space->plan, &space->one, view, memory);
    attend__state_take(&space->state, policy, memory);
    space->notes.parents = attend__arena_keep(memory, policy->conditions.count, sizeof *space->notes.parents);
    space->notes.places = attend__arena_keep(memory, policy->flags.count, sizeof *space->notes.places);
    space->notes.rows = attend__arena_keep(memory, policy->flags.count, sizeof *space->notes.rows);
}

/* -- rows -- */

static void tell(reason_writer *to, int32_t kind, uint32_t item)
{
    switch (kind) {
    case ATTEND_ITEM_FLAG: attend__reason_flag(to, item); break;
    case ATTEND_ITEM_TIERS: attend__reason_tiers(to, item); break;
    default: attend__reason_measure(to, ATTEND_NONE, item);
    }
}

uint32_t attend__reason_rows(const fold *one, int32_t kind, uint32_t item, const reason_notes *notes)
{
    reason_writer to = attend__reason_writer(one, notes, NULL);
    tell(&to, kind, item);
    return to.count;
}

void attend__reasons_of(const fold *one, int32_t kind, uint32_t item, const reason_notes *notes, attend_reason *rows)
{
    reason_writer to = attend__reason_writer(one, notes, rows);
    tell(&to, kind, item);
    for (uint32_t i = 0; i < to.count; i++) { /* a flag's row may come before the one that tells it in full */
        if (rows[i].op == ATTEND_OP_FLAG)
            rows[i].count = notes->rows[rows[i].item] == ATTEND_NONE ? -1 : (int64_t)notes->rows[rows[i].item];
    }
}

/* -- one pupil -- */

attend_status attend__reason_item(const attend_policy *policy, int32_t kind, uint32_t item)
{
    if (kind != ATTEND_ITEM_FLAG && kind != ATTEND_ITEM_MEASURE && kind != ATTEND_ITEM_TIERS)
        return ATTEND_E_ARGUMENT;
    return item < attend_policy_count(policy, kind) ? ATTEND_OK : ATTEND_E_NOT_FOUND;
}

static attend_status fold_pupil(const register_view *view, const pupil_view *pupil, reason_space *space)
{
    attend__state_start(&space->state, view->policy);
    attend__fold_plan(&space->plan, FOLD_ALL);
    attend__fold_open(&space->one, pupil, &space->state);
    return attend__fold_through(&space->one);
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
        status = attend__reason_item(policy, kind, item);
    if (status == ATTEND_OK && pupil >= view.reg.n_pupils)
        status = ATTEND_E_NOT_FOUND;
    if (status == ATTEND_OK)
        status = attend__pupil_space(&space, &view, work, work_size);
    if (status != ATTEND_OK)
        return attend__fail(error, status, attend_status_text(status));
    status = attend__register_read(&view, pupil, space.row, &seen, error);
    if (status != ATTEND_OK)
        return status;
    status = fold_pupil(&view, &seen, &space);
    if (status == ATTEND_OK)
        *need = attend__reason_rows(&space.one, kind, item, &space.notes);
    if (status == ATTEND_OK && capacity < *need)
        status = ATTEND_E_SPACE;
    if (status != ATTEND_OK)
        return attend__fail(error, status, attend_status_text(status));
    attend__reasons_of(&space.one, kind, item, &space.notes, rows);
    return ATTEND_OK;
}
