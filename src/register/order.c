/* The order of rows: checked once, so that a pupil's rows can be found by halving. */
#include "register/rows.h"

attend_status attend__marks_sorted(const attend_register *reg, size_t *row, uint32_t *pupil)
{
    uint32_t pupil_before = 0;
    int32_t day_before = INT32_MIN;
    for (size_t i = 0; i < reg->n_marks; i++) {
        uint32_t found = mark_pupil(reg, i);
        int32_t day = mark_day(reg, i);
        bool in_order = found > pupil_before || (found == pupil_before && day >= day_before);
        if (found >= reg->n_pupils || !in_order) {
            *row = i;
            *pupil = found;
            return found >= reg->n_pupils ? ATTEND_E_RANGE : ATTEND_E_ORDER;
        }
        pupil_before = found;
        day_before = day;
    }
    return ATTEND_OK;
}

attend_status attend__spells_sorted(const attend_register *reg, size_t *row)
{
    for (size_t i = 0; i < reg->n_spells; i++) {
        const attend_spell *spell = &reg->spells[i];
        *row = i;
        if (spell->pupil >= reg->n_pupils)
            return ATTEND_E_RANGE;
        if (i == 0)
            continue;
        const attend_spell *before = spell - 1;
        if (spell->pupil < before->pupil || (spell->pupil == before->pupil && spell->from < before->from))
            return ATTEND_E_ORDER;
    }
    return ATTEND_OK;
}

static bool fact_follows(const attend_fact *before, const attend_fact *fact)
{
    if (fact->pupil != before->pupil)
        return fact->pupil > before->pupil;
    if (fact->fact != before->fact)
        return fact->fact > before->fact;
    return fact->from >= before->from;
}

attend_status attend__facts_sorted(const attend_register *reg, size_t *row)
{
    for (size_t i = 0; i < reg->n_facts; i++) {
        const attend_fact *fact = &reg->facts[i];
        *row = i;
        if (fact->reserved[0] || fact->reserved[1] || fact->reserved[2])
            return ATTEND_E_ARGUMENT;
        if (fact->pupil >= reg->n_pupils)
            return ATTEND_E_RANGE;
        if (i && !fact_follows(fact - 1, fact))
            return ATTEND_E_ORDER;
    }
    return ATTEND_OK;
}

attend_status attend__events_sorted(const attend_register *reg, size_t *row)
{
    for (size_t i = 0; i < reg->n_events; i++) {
        const attend_event *event = &reg->events[i];
        *row = i;
        bool origin_ok = event->origin == ATTEND_ORIGIN_OWN || event->origin == ATTEND_ORIGIN_EXTERNAL;
        if (!origin_ok || event->reserved[0] || event->reserved[1] || event->reserved[2])
            return ATTEND_E_ARGUMENT;
        if (event->pupil >= reg->n_pupils && event->pupil != ATTEND_NONE)
            return ATTEND_E_RANGE;
        if (i == 0)
            continue;
        const attend_event *before = event - 1;
        if (event->pupil < before->pupil || (event->pupil == before->pupil && event->day < before->day))
            return ATTEND_E_ORDER;
    }
    return ATTEND_OK;
}

size_t attend__seek_pupil(const attend_register *reg, uint32_t rows, uint32_t pupil)
{
    const pupil_column column = pupil_column_of(reg, rows);
    size_t low = 0, high = column.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (column_pupil(&column, middle) < pupil)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void attend__register_seek(const register_view *view, uint32_t pupil, register_cursor *cursor)
{
    cursor->mark = attend__seek_pupil(&view->reg, ATTEND_ROWS_MARKS, pupil);
    cursor->spell = attend__seek_pupil(&view->reg, ATTEND_ROWS_SPELLS, pupil);
    cursor->fact = attend__seek_pupil(&view->reg, ATTEND_ROWS_FACTS, pupil);
    cursor->event = attend__seek_pupil(&view->reg, ATTEND_ROWS_EVENTS, pupil);
}
