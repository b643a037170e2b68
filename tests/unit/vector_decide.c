#include "vector_subject.h"

#include <string.h>

#define SENTINEL 0x5A

static void new_columns(subject *s, columns *out)
{
    size_t pupils = s->reg.n_pupils, measures = s->n_measures * pupils, flags = s->n_flags * pupils;
    attend_batch_init(&out->batch);
    const size_t bytes[] = {measures * sizeof *out->batch.count, measures * sizeof *out->batch.of,  measures, flags,
                            pupils * sizeof *out->batch.missing, pupils * sizeof *out->batch.status};
    memcpy(out->bytes, bytes, sizeof bytes);
    void *blocks[6];
    for (int i = 0; i < 6; i++)
        blocks[i] = memset(case_memory(s->c, bytes[i], 1), SENTINEL, bytes[i]);
    out->batch.count = blocks[0];
    out->batch.of = blocks[1];
    out->batch.need = blocks[2];
    out->batch.flags = blocks[3];
    out->batch.missing = blocks[4];
    out->batch.status = s->quarantine ? blocks[5] : NULL;
}

void *workspace(subject *s, const attend_register *reg, size_t *size)
{
    attend_status status = attend_decision_size(s->policy, s->calendar, reg, s->as_of, size);
    if (status != ATTEND_OK)
        case_fail(s->c, "attend_decision_size gives %s", attend_status_name(status));
    return status == ATTEND_OK ? case_memory(s->c, *size, 1) : NULL;
}

static attend_status run_batch(subject *s, const attend_register *reg, columns *out)
{
    size_t size = 0;
    attend_finding error;
    void *work = workspace(s, reg, &size);
    new_columns(s, out);
    return attend_batch_run(s->policy, s->calendar, reg, s->as_of, work, size, &out->batch, &error);
}

static bool untouched(const void *bytes, size_t size)
{
    const uint8_t *at = bytes;
    for (size_t i = 0; i < size; i++) {
        if (at[i] != SENTINEL)
            return false;
    }
    return true;
}

/* A strict batch must refuse rows that the check refused, and write nothing. */
void check_refused(subject *s)
{
    columns out;
    attend_status status = run_batch(s, &s->reg, &out);
    if (status != ATTEND_E_DATA)
        case_fail(s->c, "a strict batch gives %s", attend_status_name(status));
    if (!untouched(out.batch.count, out.bytes[0]) || !untouched(out.batch.of, out.bytes[1]) ||
        !untouched(out.batch.need, out.bytes[2]) || !untouched(out.batch.flags, out.bytes[3]) ||
        !untouched(out.batch.missing, out.bytes[4]))
        case_fail(s->c, "a refused batch has written to its columns");
}

bool left_out(const subject *s, uint32_t pupil)
{
    return s->quarantine && s->status[pupil] != ATTEND_OK;
}

static void check_same(subject *s, const columns *a, const columns *b, const char *what)
{
    size_t n = s->reg.n_pupils;
    for (uint32_t pupil = 0; pupil < n; pupil++) {
        bool same = left_out(s, pupil) || a->batch.missing[pupil] == b->batch.missing[pupil];
        for (size_t i = pupil; same && !left_out(s, pupil) && i < s->n_measures * n; i += n)
            same = a->batch.count[i] == b->batch.count[i] && a->batch.of[i] == b->batch.of[i] &&
                   a->batch.need[i] == b->batch.need[i];
        for (size_t i = pupil; same && !left_out(s, pupil) && i < s->n_flags * n; i += n)
            same = a->batch.flags[i] == b->batch.flags[i];
        if (!same)
            case_fail(s->c, "pupil %u: the long form and the %s differ", (unsigned)pupil, what);
    }
}

attend_register grid_register(subject *s, uint32_t weeks_before, uint32_t weeks_after, size_t gap)
{
    attend_register reg = ATTEND_REGISTER_INIT;
    int32_t first_day = 0;
    uint32_t n_weeks = 0;
    size_t row_bytes = 0;
    if (attend_register_shape(s->calendar, s->as_of, &first_day, &n_weeks, &row_bytes) != ATTEND_OK)
        case_fail(s->c, "no shape");
    size_t day_bytes = attend_policy_count(s->policy, ATTEND_ITEM_SESSION);
    size_t stride = row_bytes + (weeks_before + weeks_after) * 7 * day_bytes + gap;
    uint8_t *grid = case_memory(s->c, s->reg.n_pupils + 1, stride + 1);
    for (size_t pupil = 0; pupil < s->reg.n_pupils; pupil++)
        memcpy(grid + pupil * stride + weeks_before * 7 * day_bytes, s->grid + pupil * row_bytes, row_bytes);
    reg.n_pupils = s->reg.n_pupils;
    reg.grid = grid;
    reg.grid_stride = stride;
    reg.first_day = first_day - (int32_t)weeks_before * 7;
    reg.n_weeks = n_weeks + weeks_before + weeks_after;
    reg.spells = s->reg.spells;
    reg.n_spells = s->reg.n_spells;
    return reg;
}

attend_status decide(subject *s, columns *out)
{
    columns from_grid, from_wide;
    attend_register grid = grid_register(s, 0, 0, 0), wide = grid_register(s, 2, 3, 5);
    attend_status status = run_batch(s, &s->reg, out);
    if (status == ATTEND_OK)
        status = run_batch(s, &grid, &from_grid);
    if (status == ATTEND_OK)
        status = run_batch(s, &wide, &from_wide);
    if (status != ATTEND_OK)
        return status;
    check_same(s, out, &from_grid, "grid");
    check_same(s, out, &from_wide, "wider grid");
    return ATTEND_OK;
}
