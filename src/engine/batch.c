#include <string.h>

#include "base/bits.h"
#include "base/finding.h"
#include "engine/workspace.h"

#define BLOCK_SIZE_MAX 4096u /* of attend_batch: more than any release will want */

void attend_batch_init(attend_batch *batch)
{
    static const attend_batch empty = ATTEND_BATCH_INIT;
    if (batch != NULL)
        *batch = empty;
}

/* A newer caller's longer block is fine as long as it does not use what this release does not know. */
static bool batch_ok(const attend_batch *batch)
{
    const uint8_t *bytes = (const uint8_t *)batch;
    if (batch == NULL || ((uintptr_t)batch & (_Alignof(attend_batch) - 1)) != 0)
        return false;
    if (batch->struct_size < sizeof *batch || batch->struct_size > BLOCK_SIZE_MAX || batch->reserved != 0)
        return false;
    for (size_t i = sizeof *batch; i < batch->struct_size; i++) {
        if (bytes[i] != 0)
            return false;
    }
    return true;
}

/* What reading one pupil's rows came to. Wrong order stops everything: the rows cannot be told apart by pupil. */
static attend_status refuse(attend_status status, uint32_t pupil, attend_finding *error)
{
    attend_status answer = status == ATTEND_E_ORDER ? ATTEND_E_ORDER : ATTEND_E_DATA;
    attend__fail_row(error, status, pupil, attend_status_text(status));
    return answer;
}

/* Strict use: reads every row once before anything is written. */
static attend_status check_rows(const register_view *view, attend_finding *error)
{
    register_cursor cursor = {0};
    attend_status status;
    for (uint32_t pupil = 0; pupil < view->reg.n_pupils; pupil++) {
        status = attend__pupil_fill(view, &cursor, pupil, NULL, NULL, NULL);
        if (status != ATTEND_OK)
            return refuse(status, pupil, error);
    }
    status = attend__register_end(view, &cursor);
    if (status != ATTEND_OK)
        return attend__fail(error, status, attend_status_text(status));
    status = attend__school_judge(view, NULL);
    return status == ATTEND_OK ? ATTEND_OK : refuse(status, ATTEND_NONE, error);
}

/* Pupils in error are left out one by one, so only what makes it impossible to tell pupils apart must be refused. */
static attend_status check_order(const register_view *view, attend_finding *error)
{
    size_t row = 0;
    uint32_t pupil = 0;
    attend_status status = view->reg.grid ? ATTEND_OK : attend__marks_sorted(&view->reg, &row, &pupil);
    return status == ATTEND_OK ? ATTEND_OK : attend__fail_row(error, status, pupil, attend_status_text(status));
}

/* Fills the block with the pupils from `first` on. In strict use the first pass has found no error, so one here means that
 * somebody is writing to the register. */
static attend_status read_pupil(batch_space *space, register_cursor *cursor, uint32_t pupil, uint32_t k)
{
    block *in = &space->in;
    pupil_view seen;
    attend_status status = attend__pupil_fill(in->of->view, cursor, pupil, in->row, NULL, &seen);
    if (status == ATTEND_OK) {
        attend__block_count(in, &seen, k);
        status = attend__batch_fold_put(&space->with, &seen, in, k);
    }
    if (status != ATTEND_OK)
        attend__block_leave_out(in, k, status);
    return status;
}

static attend_status read_block(batch_space *space, register_cursor *cursor, uint32_t first, uint32_t n, bool strict)
{
    for (uint32_t k = 0; k < n; k++) {
        attend_status status = read_pupil(space, cursor, first + k, k);
        if (status != ATTEND_OK && (strict || status == ATTEND_E_ORDER))
            return status == ATTEND_E_ORDER ? status : ATTEND_E_DATA;
    }
    return ATTEND_OK;
}

static void write_measures(const block *in, const attend_batch *batch, size_t first, uint32_t n)
{
    const attend_policy *policy = in->of->view->policy;
    const measure_record *measures = POLICY_ROWS(policy, measures, measure_record);
    for (uint32_t i = 0; i < policy->measures.count; i++) {
        size_t to = (size_t)i * in->of->view->reg.n_pupils + first, from = (size_t)measures[i].spec * BLOCK_PUPILS;
        if (batch->count != NULL)
            memcpy(&batch->count[to], &in->count[from], n * sizeof *in->count);
        if (batch->of != NULL)
            memcpy(&batch->of[to], &in->of_what[from], n * sizeof *in->of_what);
        if (batch->need != NULL)
            memcpy(&batch->need[to], &in->need[from], n * sizeof *in->need);
    }
}

/* The number of the tier, when one alone is possible. */
static int8_t tier_of(uint32_t possible)
{
    return (int8_t)(bits_single(possible) ? (int32_t)bits_lowest(possible) : -1);
}

static void write_tiers(const block *in, const attend_batch *batch, size_t first, uint32_t n)
{
    size_t n_pupils = in->of->view->reg.n_pupils;
    for (uint32_t i = 0; in->tiers && i < in->of->view->policy->tiers.count; i++) {
        size_t to = i * n_pupils + first, from = (size_t)i * BLOCK_PUPILS;
        for (uint32_t k = 0; batch->tier != NULL && k < n; k++)
            batch->tier[to + k] = tier_of(in->possible[from + k]);
        if (batch->possible != NULL)
            memcpy(&batch->possible[to], &in->possible[from], n * sizeof *in->possible);
        if (batch->computed != NULL)
            memcpy(&batch->computed[to], &in->computed[from], n * sizeof *in->computed);
        if (batch->since != NULL)
            memcpy(&batch->since[to], &in->since[from], n * sizeof *in->since);
        if (batch->provisional != NULL)
            memcpy(&batch->provisional[to], &in->provisional[from], n * sizeof *in->provisional);
    }
}

static void write_block(block *in, const attend_batch *batch, size_t first, uint32_t n)
{
    const register_view *view = in->of->view;
    write_measures(in, batch, first, n);
    write_tiers(in, batch, first, n);
    for (uint32_t i = 0; batch->flags != NULL && i < view->policy->flags.count; i++) {
        attend__block_flag(in, i, n);
        memcpy(&batch->flags[(size_t)i * view->reg.n_pupils + first], in->flag, n * sizeof *in->flag);
    }
    if (batch->missing != NULL)
        memcpy(&batch->missing[first], in->missing, n * sizeof *in->missing);
    if (batch->status != NULL)
        memcpy(&batch->status[first], in->status, n * sizeof *in->status);
}

static attend_status write_columns(batch_space *space, const attend_batch *batch)
{
    block *in = &space->in;
    register_cursor cursor = {0};
    uint32_t n_pupils = in->of->view->reg.n_pupils;
    for (uint32_t first = 0, n; first < n_pupils; first += n) {
        n = n_pupils - first < BLOCK_PUPILS ? n_pupils - first : BLOCK_PUPILS;
        attend_status status = read_block(space, &cursor, first, n, batch->status == NULL);
        if (status != ATTEND_OK)
            return status;
        attend__block_judge(in, n);
        write_block(in, batch, first, n);
    }
    return ATTEND_OK;
}

/* Two passes over the rows: the first finds what must be refused, the second writes. */
static attend_status run(const register_view *view, batch_space *space, const attend_batch *batch, attend_finding *error)
{
    attend_status status = batch->status == NULL ? check_rows(view, error) : check_order(view, error);
    if (status != ATTEND_OK)
        return status;
    attend__plan_make(&space->of);
    attend__block_start(&space->in);
    space->in.tiers = attend__batch_wants_tiers(batch);
    attend__batch_fold_start(&space->with, view, batch);
    status = write_columns(space, batch);
    return status == ATTEND_OK ? ATTEND_OK : attend__fail(error, status, attend_status_text(status));
}

attend_status attend_batch_run(const attend_policy *policy, const attend_calendar *calendar, const attend_register *reg,
                               int32_t as_of, void *work, size_t work_size, const attend_batch *batch,
                               attend_finding *error)
{
    register_view view;
    arena memory;
    batch_space space;
    attend_status status = batch_ok(batch) ? ATTEND_OK : ATTEND_E_ARGUMENT;
    if (status == ATTEND_OK)
        status = attend__register_view(policy, calendar, reg, as_of, &view);
    if (status == ATTEND_OK)
        status = attend__workspace(&memory, work, work_size);
    if (status == ATTEND_OK) {
        attend__batch_take(&space, &view, &memory);
        status = memory.short_of ? ATTEND_E_SPACE : ATTEND_OK;
    }
    if (status != ATTEND_OK)
        return attend__fail(error, status, attend_status_text(status));
    attend__register_mask(&view, space.open);
    return run(&view, &space, batch, error);
}
