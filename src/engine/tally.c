#include "engine/tally.h"

#include <stddef.h>

/* Both words side by side in every statement: written so, compilers see one addition of two words. */
static void count_slots(const uint8_t *at, const uint8_t *end, const tally *codes, tally *sum)
{
    uint64_t first = sum->words[0], second = sum->words[1];
    for (; end - at >= 4; at += 4) {
        first += codes[at[0]].words[0];
        second += codes[at[0]].words[1];
        first += codes[at[1]].words[0];
        second += codes[at[1]].words[1];
        first += codes[at[2]].words[0];
        second += codes[at[2]].words[1];
        first += codes[at[3]].words[0];
        second += codes[at[3]].words[1];
    }
    for (; at < end; at++) {
        first += codes[*at].words[0];
        second += codes[*at].words[1];
    }
    sum->words[0] = first;
    sum->words[1] = second;
}

void attend__tally_pieces(const uint8_t *row, const tally_piece *pieces, uint32_t n, const tally_table *tables,
                          tally *sums)
{
    for (const tally_piece *piece = pieces; piece < pieces + n; piece++)
        count_slots(row + piece->begin, row + piece->end, tables[piece->table].codes, &sums[piece->sum]);
}

void attend__tally_slots(const uint8_t *row, uint32_t begin, uint32_t end, const tally_table *codes,
                         uint32_t counts[TALLY_LANES])
{
    while (begin < end) {
        uint32_t stop = end - begin > TALLY_SLOTS ? begin + TALLY_SLOTS : end;
        tally sum = {{0, 0}};
        count_slots(row + begin, row + stop, codes->codes, &sum);
        for (uint32_t lane = 0; lane < TALLY_LANES; lane++)
            counts[lane] += (uint32_t)(sum.words[tally_word(lane)] >> tally_shift(lane)) & TALLY_SLOTS;
        begin = stop;
    }
}

static uint32_t later(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

static uint32_t earlier(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* The bits of a day of which only some slots may be looked at: a window of sessions may begin and end within a day. */
static uint32_t part_bits(const uint8_t *at, const uint8_t *end, const uint8_t *codes)
{
    uint32_t bits = 0;
    for (; at < end; at++)
        bits |= codes[*at];
    return bits;
}

uint32_t attend__run_current(const run_scan *scan)
{
    uint32_t run = 0;
    for (uint32_t i = scan->n_fields; i-- > 0;) {
        const tally_field *field = &scan->fields[i];
        uint32_t begin = later(field->begin, scan->begin), end = earlier(field->end, scan->end);
        while (begin < end) {
            uint32_t day = end - 1 - (end - 1) % scan->sessions_per_day;
            uint32_t bits = part_bits(scan->row + later(day, begin), scan->row + end, scan->tables[field->stretch].codes);
            if (bits & RUN_BREAKS)
                return run;
            run += bits;
            end = day;
        }
    }
    return run;
}

typedef struct longest {
    uint32_t run, most;
} longest;

/* Without a branch: whether a day breaks cannot be foreseen. */
static longest add_day(longest so_far, uint32_t bits)
{
    uint32_t keep = (bits >> 1) - 1u; /* all ones unless the day breaks */
    so_far.run = (so_far.run + (bits & RUN_BELONGS)) & keep;
    so_far.most = later(so_far.run, so_far.most);
    return so_far;
}

/* A day of 1 to 4 sessions. Called with a constant number, so that no loop is left. */
static inline uint32_t day_bits(const uint8_t *at, const uint8_t *codes, uint32_t sessions)
{
    uint32_t bits = codes[at[0]];
    bits |= sessions > 1 ? codes[at[1]] : 0u;
    bits |= sessions > 2 ? codes[at[2]] : 0u;
    bits |= sessions > 3 ? codes[at[3]] : 0u;
    return bits;
}

/* Whole days. Four by four, because most of the time none of four belongs: then they matter only by breaking. */
static inline longest add_days(const uint8_t *at, const uint8_t *end, const uint8_t *codes, uint32_t sessions, longest so_far)
{
    for (; end - at >= (ptrdiff_t)(4 * sessions); at += 4 * sessions) {
        uint32_t first = day_bits(at, codes, sessions), second = day_bits(at + sessions, codes, sessions);
        uint32_t third = day_bits(at + 2 * sessions, codes, sessions), fourth = day_bits(at + 3 * sessions, codes, sessions);
        uint32_t all = first | second | third | fourth;
        if ((all & RUN_BELONGS) == 0) {
            so_far.run &= (all >> 1) - 1u;
            continue;
        }
        so_far = add_day(add_day(so_far, first), second);
        so_far = add_day(add_day(so_far, third), fourth);
    }
    for (; at < end; at += sessions)
        so_far = add_day(so_far, day_bits(at, codes, sessions));
    return so_far;
}

static longest add_whole_days(const uint8_t *at, const uint8_t *end, const uint8_t *codes, uint32_t sessions, longest so_far)
{
    switch (sessions) {
    case 1: return add_days(at, end, codes, 1, so_far);
    case 2: return add_days(at, end, codes, 2, so_far);
    case 3: return add_days(at, end, codes, 3, so_far);
    default: return add_days(at, end, codes, 4, so_far);
    }
}

/* Slots of one field: part of a day, whole days, part of a day. */
static longest add_slots(const run_scan *scan, uint32_t begin, uint32_t end, const uint8_t *codes, longest so_far)
{
    uint32_t sessions = scan->sessions_per_day;
    uint32_t first = (begin + sessions - 1) / sessions * sessions, last = end / sessions * sessions;
    if (begin < first)
        so_far = add_day(so_far, part_bits(scan->row + begin, scan->row + earlier(first, end), codes));
    if (first < last)
        so_far = add_whole_days(scan->row + first, scan->row + last, codes, sessions, so_far);
    if (last < end && first <= last)
        so_far = add_day(so_far, part_bits(scan->row + last, scan->row + end, codes));
    return so_far;
}

uint32_t attend__run_longest(const run_scan *scan)
{
    longest found = {0, 0};
    for (uint32_t i = 0; i < scan->n_fields; i++) {
        const tally_field *field = &scan->fields[i];
        uint32_t begin = later(field->begin, scan->begin), end = earlier(field->end, scan->end);
        if (begin < end)
            found = add_slots(scan, begin, end, scan->tables[field->stretch].codes, found);
    }
    return found.most;
}
