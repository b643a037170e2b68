/* Reading the rows of a register one by one. Only for the files of this folder. */
#ifndef ATTEND_REGISTER_ROWS_H
#define ATTEND_REGISTER_ROWS_H

#include <stdbool.h>
#include <string.h>

#include "register/pupil.h"

/* Classes of the codes around one day: rows come in order of date, so the epoch seldom changes. */
typedef struct epoch_cache {
    int32_t from;          /* first day of the epoch */
    int64_t end;           /* first day after it */
    const uint32_t *masks; /* NULL: nothing is cached yet */
} epoch_cache;

/* Fills everything of a view that does not need a calendar: arguments, strides, codes. Spells are not looked at. */
attend_status attend__register_open(const attend_policy *policy, const attend_register *reg, int32_t as_of,
                                    register_view *view);

/* Spells are sorted by pupil, then from, and name pupils below n_pupils. ATTEND_E_ORDER or ATTEND_E_RANGE names the row. */
attend_status attend__spells_sorted(const attend_register *reg, size_t *row);

/* Bytes of the days of a pupil in a grid, without the gap that a stride may leave. */
size_t attend__grid_row_bytes(const register_view *view);

/* Adds a finding about marks (is_spell 0) or spells (1). `list` may be NULL. */
void attend__row_finding(row_findings *list, attend_status status, uint32_t pupil, uint64_t row, uint64_t other_row,
                         int32_t day, uint32_t is_spell);

/* Whether a spell has supported dates in their order. Others have a finding of their own and enrol nobody. */
bool attend__spell_ok(const attend_spell *spell);

/* A grid's part of attend__pupil_fill: `out` holds the pupil's spells, which are right. */
attend_status attend__grid_fill(const register_view *view, uint32_t pupil, const pupil_view *out, uint8_t *row,
                                row_findings *list);

/* Moves the cache to the epoch of a day. */
void attend__epoch_move(const attend_policy *policy, int32_t day, epoch_cache *cache);

/* Classes of a code on a day. */
static inline uint32_t classes_on(const attend_policy *policy, epoch_cache *cache, int32_t day, uint8_t code)
{
    if (!cache->masks || day < cache->from || day >= cache->end)
        attend__epoch_move(policy, day, cache);
    return cache->masks[code];
}

/* The columns. They may be fields of packed structs, so nothing is said of their alignment. */
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
