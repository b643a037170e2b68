/* Reading the rows of a register one by one. Only for the files of this folder. */
#ifndef ATTEND_REGISTER_ROWS_H
#define ATTEND_REGISTER_ROWS_H

#include <stdbool.h>
#include <string.h>

#include "register/pupil.h"

#define NO_ROW UINT64_MAX

/* Classes of the codes around one day: rows come in order of date, so the epoch seldom changes. */
typedef struct epoch_cache {
    int32_t from;          /* first day of the epoch */
    int64_t end;           /* first day after it */
    const uint32_t *masks; /* NULL: nothing is cached yet */
} epoch_cache;

/* Fills everything of a view that does not need a calendar: arguments, strides, codes. Only marks are looked at. */
attend_status attend__register_open(const attend_policy *policy, const attend_register *reg, int32_t as_of,
                                    register_view *view);

/* Rows are sorted and name pupils below n_pupils (events: or the school). ATTEND_E_ORDER or ATTEND_E_RANGE names the row; of
 * facts and events also ATTEND_E_ARGUMENT, for what is no such row at all. */
attend_status attend__spells_sorted(const attend_register *reg, size_t *row);
attend_status attend__facts_sorted(const attend_register *reg, size_t *row);
attend_status attend__events_sorted(const attend_register *reg, size_t *row);

/* The pupils of one kind of row: a column of their own, or what each struct begins with. */
typedef struct pupil_column {
    const char *first; /* NULL: all rows are of pupil 0 */
    size_t stride;
    size_t n;
} pupil_column;

_Static_assert(offsetof(attend_spell, pupil) == 0 && offsetof(attend_fact, pupil) == 0 &&
                   offsetof(attend_event, pupil) == 0,
               "rows begin with the pupil");

/* `rows` is ATTEND_ROWS_... */
static inline pupil_column pupil_column_of(const attend_register *reg, uint32_t rows)
{
    switch (rows) {
    case ATTEND_ROWS_SPELLS: return (pupil_column){(const char *)reg->spells, sizeof *reg->spells, reg->n_spells};
    case ATTEND_ROWS_FACTS: return (pupil_column){(const char *)reg->facts, sizeof *reg->facts, reg->n_facts};
    case ATTEND_ROWS_EVENTS: return (pupil_column){(const char *)reg->events, sizeof *reg->events, reg->n_events};
    default: return (pupil_column){(const char *)reg->pupil, reg->pupil_stride, reg->grid ? 0 : reg->n_marks};
    }
}

/* The first row of the pupil, or where it would be. */
size_t attend__seek_pupil(const attend_register *reg, uint32_t rows, uint32_t pupil);

/* Columns may be fields of packed structs, so nothing is said of their alignment. */
static inline uint32_t column_pupil(const pupil_column *column, size_t row)
{
    uint32_t value = 0;
    if (column->first)
        memcpy(&value, column->first + row * column->stride, sizeof value);
    return value;
}

/* Bytes of the days of a pupil in a grid, without the gap that a stride may leave. */
size_t attend__grid_row_bytes(const register_view *view);

/* Adds a finding; `rows` says what row and other_row count. `list` may be NULL. */
void attend__row_finding(row_findings *list, attend_status status, uint32_t pupil, uint64_t row, uint64_t other_row,
                         int32_t day, uint32_t rows);

/* What is said of one pupil's rows, and the first error among it. */
typedef struct row_judge {
    row_findings *list;   /* or NULL */
    uint32_t pupil;       /* ATTEND_NONE: the school */
    attend_status status; /* ATTEND_OK, or the first error */
} row_judge;

void attend__judge_say(row_judge *judge, attend_status status, uint32_t rows, uint64_t row, uint64_t other_row,
                       int32_t day);

/* Whether a spell has supported dates in their order. Others have a finding of their own and enrol nobody. */
bool attend__spell_ok(const attend_spell *spell);

/* Whether a last day is one: supported, or open. */
bool attend__last_day_ok(int32_t day);

/* A grid's part of attend__pupil_fill: `out` holds the pupil's spells, which are right. */
attend_status attend__grid_fill(const register_view *view, uint32_t pupil, const pupil_view *out, uint8_t *row,
                                row_findings *list);

/* The facts of a pupil, of which `first_row` is the first. */
void attend__facts_judge(const register_view *view, uint64_t first_row, pupil_view *own, row_judge *judge);

/* The pupil's events, likewise; those after the as-of day are then left off. `own` holds the spells. */
void attend__events_judge(const register_view *view, uint64_t first_row, pupil_view *own, row_judge *judge);

/* Moves the cache to the epoch of a day. */
void attend__epoch_move(const attend_policy *policy, int32_t day, epoch_cache *cache);

/* Classes of a code on a day. */
static inline uint32_t classes_on(const attend_policy *policy, epoch_cache *cache, int32_t day, uint8_t code)
{
    if (!cache->masks || day < cache->from || day >= cache->end)
        attend__epoch_move(policy, day, cache);
    return cache->masks[code];
}

/* The columns of marks. They may be fields of packed structs, so nothing is said of their alignment. */
static inline uint32_t mark_pupil(const attend_register *reg, size_t row)
{
    uint32_t value = 0;
    if (reg->pupil)
        memcpy(&value, (const char *)reg->pupil + row * reg->pupil_stride, sizeof value);
    return value;
}

static inline int32_t mark_day(const attend_register *reg, size_t row)
{
    int32_t value;
    memcpy(&value, (const char *)reg->day + row * reg->day_stride, sizeof value);
    return value;
}

static inline uint8_t mark_session(const attend_register *reg, size_t row)
{
    return reg->session ? reg->session[row * reg->session_stride] : 0;
}

static inline uint8_t mark_code(const attend_register *reg, size_t row)
{
    return reg->code[row * reg->code_stride];
}

#endif
