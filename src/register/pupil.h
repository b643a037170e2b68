/* One pupil of a register, as the engine sees it: a clean row of marks, one byte a session. */
#ifndef ATTEND_REGISTER_PUPIL_H
#define ATTEND_REGISTER_PUPIL_H

#include "attend/register.h"
#include "policy/calendar/calendar_model.h"

/* A register whose arguments have been checked, with strides resolved. */
typedef struct register_view {
    const attend_policy *policy;
    const attend_calendar *calendar;
    attend_register reg;      /* strides set; grid or long */
    int32_t as_of;
    int32_t first_day;        /* of every row: attend_register_shape() */
    uint32_t n_days;          /* n_weeks x 7; 0 when the as-of day is before the calendar, or the calendar is empty */
    uint32_t sessions_per_day;
    size_t row_bytes;         /* n_days x sessions_per_day; may be 0 */
    const uint8_t *open;      /* row_bytes: 0xFF for a school session up to as_of, else 0; NULL until attend__register_mask() */
    uint8_t known[POLICY_CODES]; /* 1 for the indices that the policy has, and for 0, no mark */
    uint32_t dense;           /* the indices 0 to dense are all known; at most 127 */
    uint8_t quiet[POLICY_CODES]; /* bit i: a mark with the code in session i gives no finding, */
    int32_t quiet_from, quiet_to; /* on these days: around the as-of day no code begins or ends */
} register_view;

/* How many stretches of days, in which no code changes its meaning, the rows have. */
static inline uint32_t view_stretches(const register_view *view)
{
    int32_t last = view->first_day + (int32_t)view->n_days - 1;
    if (view->n_days == 0)
        return 0;
    return attend__epoch_of(view->policy, last) - attend__epoch_of(view->policy, view->first_day) + 1;
}

/* Where the next pupil's rows begin. {0} is the first pupil; use pupils in ascending order. */
typedef struct register_cursor {
    size_t mark;
    size_t spell;
    size_t fact;
    size_t event;
} register_cursor;

typedef struct pupil_view {
    const uint8_t *marks;     /* row_bytes codes; only marks that the register keeps: on school sessions, in spells, up to as_of */
    const attend_spell *spells; /* this pupil's; n_spells 0 with everyone 0: not enrolled at all */
    size_t n_spells;
    uint32_t everyone;        /* 1: the register has no spells, the pupil is enrolled on every day */
    const attend_fact *facts; /* this pupil's, by fact, then from; judged: of one fact no two differ on a day up to as_of */
    size_t n_facts;
    size_t fact_reach;        /* a day may be covered by a fact's last row that begins by then, or by the so many before it */
    const attend_event *events; /* this pupil's in order of day, judged; those after as_of are left off */
    size_t n_events;
} pupil_view;

/* What is recorded of a fact on a day: ATTEND_TRUE, _FALSE or _UNKNOWN; `unrecorded` when no row covers the day. `row` (may be
 * NULL) receives the row that does, or NULL. */
int32_t attend__fact_on(const pupil_view *pupil, uint32_t fact, int32_t day, int32_t unrecorded, const attend_fact **row);

/* Receives findings while rows are read. */
typedef struct row_findings {
    attend_row_finding *rows;
    size_t capacity;
    size_t count;
    size_t errors;
} row_findings;

/* Checks arguments: struct_size, pointers, strides, a Monday, sessions per day (and their names), the as-of day. Spells, facts
 * and events: sorted, pupils in range. Marks are not looked at. ATTEND_E_ARGUMENT, _RANGE, _MISMATCH or _ORDER. */
attend_status attend__register_view(const attend_policy *policy, const attend_calendar *calendar,
                                    const attend_register *reg, int32_t as_of, register_view *view);

/* Fills `open` (row_bytes of the caller's workspace) and makes the view use it. Optional, once a batch: with it a grid row is
 * cleaned many bytes at a time, without it day by day. Long registers do not need it. */
void attend__register_mask(register_view *view, uint8_t *open);

/* Marks are sorted by pupil, then day, and name pupils below n_pupils. ATTEND_E_ORDER or ATTEND_E_RANGE names the first row
 * that is wrong, and the pupil it has. */
attend_status attend__marks_sorted(const attend_register *reg, size_t *row, uint32_t *pupil);

/* Places a cursor at a pupil (binary search; relies on sorted rows). */
void attend__register_seek(const register_view *view, uint32_t pupil, register_cursor *cursor);

/* Fills `row` (row_bytes of the caller; NULL: only checks) with the pupil's kept marks, and moves the cursor past the pupil.
 * Findings go to `list` (may be NULL): those of its spells, marks, facts and events, each in order of rows. Of a grid only
 * the first error is found; its `row` counts bytes from reg.grid. Returns ATTEND_OK; the first error status of the pupil's
 * rows (the row is then all zero); or ATTEND_E_ORDER when marks are not sorted (list's last finding, and cursor->mark, names
 * the row). `out` may be NULL; what it points to is the caller's memory, so indices in it are checked again before use. */
attend_status attend__pupil_fill(const register_view *view, register_cursor *cursor, uint32_t pupil, uint8_t *row,
                                 row_findings *list, pupil_view *out);

/* The same for one pupil by itself, found by halving, for a public function: ATTEND_OK, ATTEND_E_ORDER or ATTEND_E_DATA;
 * `error` (may be NULL) then says why, and its row names the pupil. */
attend_status attend__register_read(const register_view *view, uint32_t pupil, uint8_t *row, pupil_view *out,
                                    attend_finding *error);

/* Judges the school's own events (pupil ATTEND_NONE). Returns ATTEND_OK or the first error among them. */
attend_status attend__school_judge(const register_view *view, row_findings *list);

/* After the last pupil of a long register: marks that no pupil took. ATTEND_OK; ATTEND_E_ORDER; ATTEND_E_RANGE for a pupil
 * index that is not below n_pupils. cursor->mark names the row. */
attend_status attend__register_end(const register_view *view, const register_cursor *cursor);

#endif
