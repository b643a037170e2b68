/* The public functions of attend/register.h that read a whole register. */
#include "register/rows.h"

void attend_register_init(attend_register *reg)
{
    const attend_register empty = ATTEND_REGISTER_INIT;
    if (reg)
        *reg = empty;
}

/* The one finding about rows that cannot be read as a register at all. */
static attend_status refuse(row_findings *list, attend_status status, uint32_t pupil, size_t row, int32_t day,
                            uint32_t rows, size_t *n_findings)
{
    attend__row_finding(list, status, pupil, row, NO_ROW, day, rows);
    *n_findings = list->count;
    return status;
}

static attend_status check_order(const attend_register *reg, row_findings *list, size_t *n_findings)
{
    size_t row = 0;
    attend_status status = attend__spells_sorted(reg, &row);
    if (status != ATTEND_OK)
        return refuse(list, status, reg->spells[row].pupil, row, reg->spells[row].from, ATTEND_ROWS_SPELLS, n_findings);
    uint32_t pupil = 0;
    status = attend__marks_sorted(reg, &row, &pupil);
    if (status != ATTEND_OK)
        return refuse(list, status, pupil, row, mark_day(reg, row), ATTEND_ROWS_MARKS, n_findings);
    status = attend__facts_sorted(reg, &row);
    if (status != ATTEND_OK)
        return refuse(list, status, reg->facts[row].pupil, row, reg->facts[row].from, ATTEND_ROWS_FACTS, n_findings);
    status = attend__events_sorted(reg, &row);
    if (status != ATTEND_OK)
        return refuse(list, status, reg->events[row].pupil, row, reg->events[row].day, ATTEND_ROWS_EVENTS, n_findings);
    return ATTEND_OK;
}

/* The next pupil that has a row. The school's own rows have no pupil. */
static bool next_pupil(const attend_register *reg, const register_cursor *cursor, uint32_t *pupil)
{
    const size_t at[] = {
        [ATTEND_ROWS_MARKS] = cursor->mark,
        [ATTEND_ROWS_SPELLS] = cursor->spell,
        [ATTEND_ROWS_FACTS] = cursor->fact,
        [ATTEND_ROWS_EVENTS] = cursor->event,
    };
    *pupil = ATTEND_NONE;
    for (uint32_t rows = 0; rows < sizeof at / sizeof at[0]; rows++) {
        const pupil_column column = pupil_column_of(reg, rows);
        uint32_t found = at[rows] < column.n ? column_pupil(&column, at[rows]) : ATTEND_NONE;
        *pupil = found < *pupil ? found : *pupil;
    }
    return *pupil < reg->n_pupils;
}

/* Reads every pupil's rows. Order has been checked; it fails only when another thread writes the rows meanwhile. */
static attend_status read_all(const register_view *view, uint8_t *grid, int32_t *pupil_status, row_findings *list)
{
    register_cursor cursor = {0};
    uint32_t pupil = 0;
    while (next_pupil(&view->reg, &cursor, &pupil)) {
        uint8_t *row = grid ? grid + (size_t)pupil * view->row_bytes : NULL;
        attend_status status = attend__pupil_fill(view, &cursor, pupil, row, list, NULL);
        if (status == ATTEND_E_ORDER)
            return status;
        if (pupil_status)
            pupil_status[pupil] = status;
    }
    (void)attend__school_judge(view, list); /* its errors are counted there, and leave no pupil out */
    return attend__register_end(view, &cursor);
}

/* Errors in strict use leave the grid as it was, so they are looked for before it is written. */
static attend_status check_rows(const register_view *view, uint8_t *grid, size_t grid_bytes, int32_t *pupil_status,
                                row_findings *list)
{
    if (!pupil_status) {
        attend_status status = read_all(view, NULL, NULL, list);
        if (status != ATTEND_OK)
            return status;
        if (list->errors)
            return ATTEND_E_DATA;
        if (!grid)
            return ATTEND_OK;
        list = NULL;
    }
    if (grid && grid_bytes)
        memset(grid, 0, grid_bytes);
    if (pupil_status && view->reg.n_pupils)
        memset(pupil_status, 0, (size_t)view->reg.n_pupils * sizeof *pupil_status);
    return read_all(view, grid, pupil_status, list);
}

attend_status attend_register_check(const attend_policy *policy, const attend_calendar *calendar,
                                    const attend_register *reg, int32_t as_of, uint8_t *grid, size_t grid_size,
                                    int32_t *pupil_status, attend_row_finding *findings, size_t capacity,
                                    size_t *n_findings)
{
    register_view view;
    row_findings list = {findings, capacity, 0, 0};
    if (!n_findings || (capacity && !findings))
        return ATTEND_E_ARGUMENT;
    attend_status view_status = attend__register_view(policy, calendar, reg, as_of, &view);
    if (view.reg.grid)
        return ATTEND_E_ARGUMENT;
    bool is_order = view_status == ATTEND_E_ORDER || (view_status == ATTEND_E_RANGE && view.policy);
    if (view_status != ATTEND_OK && !is_order)
        return view_status;
    attend_status status = check_order(&view.reg, &list, n_findings);
    if (status == ATTEND_OK)
        status = view_status;
    if (status != ATTEND_OK)
        return status;
    size_t grid_bytes = 0;
    if (grid && (!attend__mul_size(view.reg.n_pupils, view.row_bytes, &grid_bytes) || grid_size < grid_bytes))
        return ATTEND_E_SPACE;
    status = check_rows(&view, grid, grid_bytes, pupil_status, &list);
    *n_findings = list.count;
    return status;
}
