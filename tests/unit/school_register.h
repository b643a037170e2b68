/* What the tests of the register share: the school's policy and calendar, a check in quarantine, and one pupil's row. */
#ifndef TESTS_UNIT_SCHOOL_REGISTER_H
#define TESTS_UNIT_SCHOOL_REGISTER_H

#include "school.h"

#include "register/pupil.h"

enum { GRID_ROW = 30 * 14 };

static const attend_policy *policy;
static const attend_calendar *calendar;
static int32_t tuesday; /* a school day: 17 September 2024 */
static int32_t as_of;   /* a month later */

static inline int set_up(void **state)
{
    (void)state;
    policy = load_school_policy(school_codes);
    calendar = load_calendar(school_calendar);
    tuesday = day_on(2024, 9, 17);
    as_of = day_on(2024, 10, 17);
    return 0;
}

static inline int tear_down(void **state)
{
    (void)state;
    free((void *)(uintptr_t)policy);
    free((void *)(uintptr_t)calendar);
    return 0;
}

static inline size_t at(int32_t day, uint32_t session)
{
    return (size_t)(day - calendar->first_day) * 2 + session;
}

/* What a check gave. */
typedef struct outcome {
    attend_status status;
    attend_row_finding findings[64];
    size_t n;
    int32_t pupils[8];
    uint8_t *grid;
    size_t row_bytes;
} outcome;

static inline void quarantine(const attend_register *reg, outcome *out)
{
    out->row_bytes = row_bytes_of(calendar, as_of);
    out->grid = malloc(out->row_bytes * reg->n_pupils);
    memset(out->grid, 0xEE, out->row_bytes * reg->n_pupils);
    memset(out->pupils, 0x77, sizeof out->pupils);
    out->status = attend_register_check(policy, calendar, reg, as_of, out->grid, out->row_bytes * reg->n_pupils, out->pupils,
                                        out->findings, LENGTH(out->findings), &out->n);
}

static inline void assert_finding_in(uint32_t rows, const attend_row_finding *finding, attend_status status, uint32_t pupil,
                                     uint64_t row, uint64_t other_row, int32_t day)
{
    assert_string_equal(attend_status_name(finding->status), attend_status_name(status));
    assert_int_equal(finding->rows, rows);
    assert_int_equal(finding->pupil, pupil);
    assert_int_equal(finding->row, row);
    assert_int_equal(finding->other_row, other_row);
    assert_int_equal(finding->day, day);
    assert_int_equal(finding->reserved, 0);
}

static inline void assert_finding(const attend_row_finding *finding, attend_status status, uint32_t pupil, uint64_t row,
                           uint64_t other_row, int32_t day)
{
    assert_finding_in(ATTEND_ROWS_MARKS, finding, status, pupil, row, other_row, day);
}

static inline void open_view(const attend_register *reg, const attend_calendar *cal, register_view *view)
{
    assert_int_equal(attend__register_view(policy, cal, reg, as_of, view), ATTEND_OK);
}

static inline attend_status fill_grid(const attend_register *reg, uint32_t pupil, bool mask, uint8_t *row, attend_row_finding *finding)
{
    register_view view;
    register_cursor cursor;
    pupil_view out;
    row_findings list = {finding, finding != NULL, 0, 0};
    open_view(reg, calendar, &view);
    uint8_t *open = malloc(view.row_bytes);
    if (mask)
        attend__register_mask(&view, open);
    attend__register_seek(&view, pupil, &cursor);
    attend_status status = attend__pupil_fill(&view, &cursor, pupil, row, &list, &out);
    assert_int_equal(list.count, status != ATTEND_OK);
    free(open);
    return status;
}

#endif
