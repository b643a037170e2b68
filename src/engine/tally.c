#include "engine/tally.h"

#include <stddef.h>

/* Both words side by side in every statement: written so, compilers see one addition of two words. */
static void count_slots(const uint8_t *at, const uint8_t *end, const tally *codes, const tally *before, tally *after)
{
    uint64_t first = before->words[0], second = before->words[1];
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
    after->words[0] = first;
    after->words[1] = second;
}

void attend__tally_pieces(const uint8_t *row, const tally_piece *pieces, uint32_t n, const tally_table *tables,
                          tally *totals)
{
    totals[0].words[0] = totals[0].words[1] = 0;
    for (uint32_t i = 0; i < n; i++)
        count_slots(row + pieces[i].begin, row + pieces[i].end, tables[pieces[i].table].codes, &totals[i], &totals[i + 1]);
}

void attend__tally_slots(const uint8_t *row, uint32_t begin, uint32_t end, const tally_table *codes,
                         uint32_t counts[TALLY_LANES])
{
    while (begin < end) {
        uint32_t stop = end - begin > TALLY_SLOTS ? begin + TALLY_SLOTS : end;
        tally none = {{0, 0}}, sum;
        count_slots(row + begin, row + stop, codes->codes, &none, &sum);
        for (uint32_t lane = 0; lane < TALLY_LANES; lane++)
            counts[lane] += tally_lane(&sum, lane);
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

/* Without a branch: whether a day breaks cannot be foreseen. */
static inline void add_day(uint32_t bits, uint32_t *run, uint32_t *longest)
{
    uint32_t keep = (bits >> 1) - 1u; /* all ones unless the day breaks */
    *run = (*run + (bits & RUN_BELONGS)) & keep;
    *longest = later(*run, *longest);
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
static inline void add_days(const uint8_t *at, const uint8_t *end, const uint8_t *codes, uint32_t sessions, run_state *state)
{
    uint32_t run = state->run, longest = state->longest;
    for (; end - at >= (ptrdiff_t)(4 * sessions); at += 4 * sessions) {
        uint32_t first = day_bits(at, codes, sessions), second = day_bits(at + sessions, codes, sessions);
        uint32_t third = day_bits(at + 2 * sessions, codes, sessions), fourth = day_bits(at + 3 * sessions, codes, sessions);
        uint32_t all = first | second | third | fourth;
        if ((all & RUN_BELONGS) == 0) {
            run &= (all >> 1) - 1u;
            continue;
        }
        add_day(first, &run, &longest);
        add_day(second, &run, &longest);
        add_day(third, &run, &longest);
        add_day(fourth, &run, &longest);
    }
    for (; at < end; at += sessions)
        add_day(day_bits(at, codes, sessions), &run, &longest);
    state->run = run;
    state->longest = longest;
}

static void add_whole_days(const uint8_t *at, const uint8_t *end, const uint8_t *codes, uint32_t sessions, run_state *state)
{
    switch (sessions) {
    case 1: add_days(at, end, codes, 1, state); break;
    case 2: add_days(at, end, codes, 2, state); break;
    case 3: add_days(at, end, codes, 3, state); break;
    default: add_days(at, end, codes, 4, state);
    }
}

/* Part of a day, whole days, part of a day. */
void attend__run_add(const run_scan *scan, uint32_t begin, uint32_t end, uint32_t stretch, run_state *state)
{
    const uint8_t *codes = scan->tables[stretch].codes, *row = scan->row;
    uint32_t sessions = scan->sessions_per_day;
    uint32_t first = (begin + sessions - 1) / sessions * sessions, last = end / sessions * sessions;
    if (begin < first)
        add_day(part_bits(row + begin, row + earlier(first, end), codes), &state->run, &state->longest);
    if (first < last)
        add_whole_days(row + first, row + last, codes, sessions, state);
    if (last < end && first <= last)
        add_day(part_bits(row + last, row + end, codes), &state->run, &state->longest);
}

void attend__run_pass(const run_scan *scan, uint32_t begin, uint32_t end, uint32_t stretch, run_state *state)
{
    const uint8_t *codes = scan->tables[stretch].codes;
    for (uint32_t slot = begin; slot < end && state->run > 0; slot++) {
        if (codes[scan->row[slot]] & RUN_BREAKS)
            state->run = 0;
    }
}

uint32_t attend__run_longest(const run_scan *scan)
{
    run_state found = {0, 0};
    for (uint32_t i = 0; i < scan->n_fields; i++) {
        const tally_field *field = &scan->fields[i];
        uint32_t begin = later(field->begin, scan->begin), end = earlier(field->end, scan->end);
        if (begin < end)
            attend__run_add(scan, begin, end, field->stretch, &found);
    }
    return found.longest;
}
