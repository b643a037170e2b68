#include "engine/tally.h"

/* Both words side by side in every statement: written so, compilers see one addition of two words. */
static void add_code(tally *sum, const tally *code)
{
    sum->words[0] += code->words[0];
    sum->words[1] += code->words[1];
}

static tally count_slots(const uint8_t *at, const uint8_t *end, const tally *codes)
{
    tally sum = {{0, 0}};
    for (; end - at >= 4; at += 4) {
        add_code(&sum, &codes[at[0]]);
        add_code(&sum, &codes[at[1]]);
        add_code(&sum, &codes[at[2]]);
        add_code(&sum, &codes[at[3]]);
    }
    for (; at < end; at++)
        add_code(&sum, &codes[*at]);
    return sum;
}

void attend__tally_pieces(const uint8_t *row, const tally_piece *pieces, uint32_t n, const tally_table *tables,
                          tally *sums)
{
    for (const tally_piece *piece = pieces; piece < pieces + n; piece++) {
        tally sum = count_slots(row + piece->begin, row + piece->end, tables[piece->table].codes);
        add_code(&sums[piece->sum], &sum);
    }
}

void attend__tally_slots(const uint8_t *row, uint32_t begin, uint32_t end, const tally_table *table,
                         uint32_t counts[TALLY_LANES])
{
    while (begin < end) {
        uint32_t stop = end - begin > TALLY_SLOTS ? begin + TALLY_SLOTS : end;
        tally sum = count_slots(row + begin, row + stop, table->codes);
        for (uint32_t lane = 0; lane < TALLY_LANES; lane++)
            counts[lane] += (uint32_t)(sum.words[tally_word(lane)] >> tally_shift(lane)) & TALLY_SLOTS;
        begin = stop;
    }
}

/* A window of sessions may begin and end within a day: then only its own slots of that day are looked at. */
static uint32_t day_bits(const run_scan *scan, const run_day *day)
{
    const uint8_t *codes = scan->tables[day->table].codes;
    uint32_t slot = day->slot, end = slot + scan->sessions_per_day, bits = 0;
    if (slot < scan->begin)
        slot = scan->begin;
    if (end > scan->end)
        end = scan->end;
    for (; slot < end; slot++)
        bits |= codes[scan->row[slot]];
    return bits;
}

uint32_t attend__run_current(const run_scan *scan)
{
    uint32_t run = 0;
    for (uint32_t i = scan->n_days; i-- > 0;) {
        uint32_t bits = day_bits(scan, &scan->days[i]);
        if (bits & RUN_BREAKS)
            break;
        run += bits;
    }
    return run;
}

uint32_t attend__run_longest(const run_scan *scan)
{
    uint32_t run = 0, longest = 0;
    for (uint32_t i = 0; i < scan->n_days; i++) {
        uint32_t bits = day_bits(scan, &scan->days[i]);
        run = bits & RUN_BREAKS ? 0 : run + bits;
        if (run > longest)
            longest = run;
    }
    return longest;
}
