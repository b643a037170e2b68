/* A pupil's row of a grid: tested and cleaned eight bytes at a time. */
#include "register/rows.h"

#define WORD sizeof(uint64_t)
#define EACH_BYTE UINT64_C(0x0101010101010101)

/* Where the days of a pupil's grid lie, in bytes from the pupil's first. */
typedef struct grid_span {
    const uint8_t *bytes;
    size_t visible;        /* end of the bytes up to the as-of day */
    size_t inside_first;   /* first byte that the calendar document covers */
    size_t inside_end;     /* first byte after those */
} grid_span;

static size_t day_offset(const register_view *view, int64_t days, size_t limit)
{
    if (days <= 0)
        return 0;
    size_t bytes = (size_t)days * view->sessions_per_day;
    return bytes < limit ? bytes : limit;
}

static grid_span span_of(const register_view *view, uint32_t pupil)
{
    grid_span span;
    int64_t first = view->reg.first_day;
    span.bytes = view->reg.grid + (size_t)pupil * view->reg.grid_stride;
    span.visible = day_offset(view, view->as_of - first + 1, attend__grid_row_bytes(view));
    span.inside_first = day_offset(view, view->calendar->document_first - first, span.visible);
    span.inside_end = day_offset(view, view->calendar->document_last - first + 1, span.visible);
    return span;
}

static uint64_t word_at(const uint8_t *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, WORD);
    return word;
}

static bool any_mark(const uint8_t *bytes, size_t size)
{
    uint64_t seen = 0;
    size_t i = 0;
    for (; i + WORD <= size; i += WORD)
        seen |= word_at(bytes + i);
    for (; i < size; i++)
        seen |= bytes[i];
    return seen != 0;
}

/* Whether every byte is at most `limit` (127 or less): adding 127 - limit to its lower seven bits must not reach the
 * eighth, nor may that be set. Eight bytes at a time; no sum carries into the next byte. */
static bool all_at_most(const uint8_t *bytes, size_t size, uint32_t limit)
{
    uint64_t more = (127 - limit) * EACH_BYTE, seen = 0;
    size_t i = 0;
    for (; i + WORD <= size; i += WORD) {
        uint64_t word = word_at(bytes + i);
        seen |= word | ((word & 0x7F * EACH_BYTE) + more);
    }
    for (; i < size; i++)
        seen |= bytes[i] > limit ? 0x80 : 0;
    return (seen & 0x80 * EACH_BYTE) == 0;
}

/* Indices are mostly given without gaps, so looking each byte up is seldom needed. */
static bool all_known(const register_view *view, const uint8_t *bytes, size_t size)
{
    if (all_at_most(bytes, size, view->dense))
        return true;
    uint8_t known = 1;
    for (size_t i = 0; i < size; i++)
        known &= view->known[bytes[i]];
    return known != 0;
}

static bool span_ok(const register_view *view, const grid_span *span)
{
    size_t inside = span->inside_end > span->inside_first ? span->inside_end - span->inside_first : 0;
    return !any_mark(span->bytes, span->inside_first) &&
           !any_mark(span->bytes + span->inside_end, span->visible - span->inside_end) &&
           all_known(view, span->bytes + span->inside_first, inside);
}

/* What is wrong with one byte, in the order of semantics.md 4. */
static attend_status byte_status(const register_view *view, const grid_span *span, size_t at, bool enrolled)
{
    if (span->bytes[at] == 0)
        return ATTEND_OK;
    if (!enrolled)
        return ATTEND_E_NO_ENROLMENT;
    if (!view->known[span->bytes[at]])
        return ATTEND_E_UNKNOWN_CODE;
    return at < span->inside_first || at >= span->inside_end ? ATTEND_E_OUTSIDE_CALENDAR : ATTEND_OK;
}

static attend_status first_error(const register_view *view, uint32_t pupil, const grid_span *span, bool enrolled,
                                 row_findings *list)
{
    for (size_t at = 0; at < span->visible; at++) {
        attend_status status = byte_status(view, span, at, enrolled);
        if (status == ATTEND_OK)
            continue;
        int32_t day = view->reg.first_day + (int32_t)(at / view->sessions_per_day);
        attend__row_finding(list, status, pupil, (uint64_t)pupil * view->reg.grid_stride + at, NO_ROW, day,
                            ATTEND_ROWS_MARKS);
        return status;
    }
    return ATTEND_OK;
}

static void and_mask(uint8_t *to, const uint8_t *from, const uint8_t *mask, size_t size)
{
    size_t i = 0;
    for (; i + WORD <= size; i += WORD) {
        uint64_t word = word_at(from + i) & word_at(mask + i);
        memcpy(to + i, &word, WORD);
    }
    for (; i < size; i++)
        to[i] = from[i] & mask[i];
}

/* Without a mask: `at` is where `from` lies in the row. */
static void and_calendar(const register_view *view, uint8_t *to, const uint8_t *from, size_t at, size_t size)
{
    const calendar_day *days = CALENDAR_ROWS(view->calendar, days, calendar_day);
    for (size_t i = 0; i < size; i++) {
        uint32_t sessions = days[(at + i) / view->sessions_per_day].sessions;
        to[i] = sessions >> ((at + i) % view->sessions_per_day) & 1u ? from[i] : 0;
    }
}

/* Copies what the grid and the row share, school sessions only; the rest of the row is zero. */
static void copy_open(const register_view *view, const grid_span *span, uint8_t *row)
{
    int64_t ahead = (int64_t)view->reg.first_day - view->first_day;
    size_t row_at = day_offset(view, ahead, view->row_bytes);
    size_t grid_at = day_offset(view, -ahead, span->visible);
    size_t size = view->row_bytes - row_at;
    if (size > span->visible - grid_at)
        size = span->visible - grid_at;
    if (row_at)
        memset(row, 0, row_at);
    if (view->open)
        and_mask(row + row_at, span->bytes + grid_at, view->open + row_at, size);
    else
        and_calendar(view, row + row_at, span->bytes + grid_at, row_at, size);
    if (row_at + size < view->row_bytes)
        memset(row + row_at + size, 0, view->row_bytes - row_at - size);
}

/* Zeroes the days that no spell covers. The spells are in order and apart from each other. */
static void clear_outside(const register_view *view, const pupil_view *pupil, uint8_t *row)
{
    size_t at = 0;
    for (size_t i = 0; i < pupil->n_spells; i++) {
        size_t first = day_offset(view, (int64_t)pupil->spells[i].from - view->first_day, view->row_bytes);
        size_t end = day_offset(view, (int64_t)pupil->spells[i].to - view->first_day + 1, view->row_bytes);
        if (first > at)
            memset(row + at, 0, first - at);
        at = end;
    }
    if (at < view->row_bytes)
        memset(row + at, 0, view->row_bytes - at);
}

attend_status attend__grid_fill(const register_view *view, uint32_t pupil, const pupil_view *out, uint8_t *row,
                                row_findings *list)
{
    grid_span span = span_of(view, pupil);
    bool enrolled = out->everyone || out->n_spells;
    bool is_right = enrolled ? span_ok(view, &span) : !any_mark(span.bytes, span.visible);
    /* No error is found a second time when another thread has mended it: then the row must be filled after all. */
    attend_status status = is_right ? ATTEND_OK : first_error(view, pupil, &span, enrolled, list);
    if (status != ATTEND_OK)
        return status;
    if (row && view->row_bytes) {
        copy_open(view, &span, row);
        if (!out->everyone)
            clear_outside(view, out, row);
    }
    return ATTEND_OK;
}
