#include "vector_subject.h"

#include <string.h>

#define SENTINEL 0x5A

static void new_columns(subject *s, columns *out, bool with_since)
{
    size_t pupils = s->reg.n_pupils, measures = s->n_measures * pupils, flags = s->n_flags * pupils;
    size_t tiers = s->n_tiers * pupils;
    attend_batch_init(&out->batch);
    const size_t bytes[N_COLUMNS] = {8 * measures, 8 * measures, measures,  flags,     4 * pupils, 4 * pupils,
                                     tiers,        4 * tiers,    4 * tiers, 4 * tiers, tiers};
    memcpy(out->bytes, bytes, sizeof bytes);
    for (int i = 0; i < N_COLUMNS; i++)
        out->blocks[i] = memset(case_memory(s->c, bytes[i], 1), SENTINEL, bytes[i]);
    out->batch.count = out->blocks[0];
    out->batch.of = out->blocks[1];
    out->batch.need = out->blocks[2];
    out->batch.flags = out->blocks[3];
    out->batch.missing = out->blocks[4];
    out->batch.status = s->quarantine ? out->blocks[5] : NULL;
    out->batch.tier = out->blocks[6];
    out->batch.possible = out->blocks[7];
    out->batch.computed = out->blocks[8];
    out->batch.since = with_since ? out->blocks[9] : NULL;
    out->batch.provisional = out->blocks[10];
}

void *workspace(subject *s, const attend_register *reg, size_t *size)
{
    attend_status status = attend_decision_size(s->policy, s->calendar, reg, s->as_of, size);
    if (status != ATTEND_OK) {
        case_fail(s->c, "attend_decision_size gives %s", attend_status_name(status));
        return NULL;
    }
    if (*size > s->work_size) {
        s->work = case_memory(s->c, *size, 1);
        s->work_size = *size;
    }
    return s->work;
}

static attend_status run_batch(subject *s, const attend_register *reg, columns *out, bool with_since)
{
    size_t size = 0;
    attend_finding error;
    void *work = workspace(s, reg, &size);
    new_columns(s, out, with_since);
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
    attend_status status = run_batch(s, &s->reg, &out, true);
    if (status != ATTEND_E_DATA)
        case_fail(s->c, "a strict batch gives %s", attend_status_name(status));
    for (int i = 0; i < N_COLUMNS; i++) {
        if (!untouched(out.blocks[i], out.bytes[i]))
            case_fail(s->c, "a refused batch has written to column %d", i);
    }
}

bool left_out(const subject *s, uint32_t pupil)
{
    return s->quarantine && s->status[pupil] != ATTEND_OK;
}

/* Whether the columns of one kind of item hold the same of a pupil. */
static bool same_items(const subject *s, const columns *a, const columns *b, int column, uint32_t n_items, uint32_t pupil)
{
    size_t entries = (size_t)n_items * s->reg.n_pupils, size = entries ? a->bytes[column] / entries : 0;
    const uint8_t *one = a->blocks[column], *other = b->blocks[column];
    for (size_t i = pupil; i < entries; i += s->reg.n_pupils) {
        if (memcmp(one + i * size, other + i * size, size) != 0)
            return false;
    }
    return true;
}

static void check_same(subject *s, const columns *a, const columns *b, const char *what)
{
    const uint32_t items[N_COLUMNS] = {s->n_measures, s->n_measures, s->n_measures, s->n_flags, 1, 0,
                                       s->n_tiers,    s->n_tiers,    s->n_tiers,    s->n_tiers, s->n_tiers};
    for (uint32_t pupil = 0; pupil < s->reg.n_pupils; pupil++) {
        for (int i = 0; i < N_COLUMNS && !left_out(s, pupil); i++) {
            bool is_wanted = i != 9 || b->batch.since;
            if (is_wanted && !same_items(s, a, b, i, items[i], pupil))
                case_fail(s->c, "pupil %u: the long form and %s differ in column %d", (unsigned)pupil, what, i);
        }
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
    reg.facts = s->reg.facts;
    reg.n_facts = s->reg.n_facts;
    reg.events = s->reg.events;
    reg.n_events = s->reg.n_events;
    return reg;
}

attend_status decide(subject *s, columns *out)
{
    columns from_grid, from_wide, without_since;
    attend_register grid = grid_register(s, 0, 0, 0), wide = grid_register(s, 2, 3, 5);
    attend_status status = run_batch(s, &s->reg, out, true);
    if (status == ATTEND_OK)
        status = run_batch(s, &s->reg, &without_since, false);
    if (status == ATTEND_OK)
        status = run_batch(s, &grid, &from_grid, true);
    if (status == ATTEND_OK)
        status = run_batch(s, &wide, &from_wide, false);
    if (status != ATTEND_OK)
        return status;
    check_same(s, out, &without_since, "the batch without `since`");
    check_same(s, out, &from_grid, "the grid");
    check_same(s, out, &from_wide, "the wider grid");
    return ATTEND_OK;
}
