/* The hot loops: up to fourteen selections counted at once, and runs of days. */
#ifndef ATTEND_ENGINE_TALLY_H
#define ATTEND_ENGINE_TALLY_H

#include <stdint.h>

/* A packed counter: seven lanes of nine bits in each of two words. Compilers add both words in one instruction where the
 * machine has it, so the second seven lanes cost next to nothing. */
typedef struct tally {
    uint64_t words[2];
} tally;

#define TALLY_LANES 14u
#define TALLY_WORD_LANES 7u
#define TALLY_BITS 9u
#define TALLY_SLOTS 511u /* slots that one packed counter can count without overflow */

/* For each code a one in every lane that counts it; entry 0 (no mark) is 0. */
typedef struct tally_table {
    tally codes[256];
} tally_table;

/* School days close to each other, on which no code changes what it counts as: no pupil has a mark between two fields. */
typedef struct tally_field {
    uint32_t begin, end; /* slots of whole days */
    uint32_t stretch;    /* which table is for these days */
} tally_field;

/* Slots counted by one table. */
typedef struct tally_piece {
    uint32_t begin, end;
    uint32_t table;
} tally_piece;

static inline uint32_t tally_word(uint32_t lane)
{
    return lane / TALLY_WORD_LANES;
}

static inline uint32_t tally_shift(uint32_t lane)
{
    return TALLY_BITS * (lane % TALLY_WORD_LANES);
}

static inline uint32_t tally_lane(const tally *counter, uint32_t lane)
{
    return (uint32_t)(counter->words[tally_word(lane)] >> tally_shift(lane)) & TALLY_SLOTS;
}

/* Running totals: totals[i] is what the pieces before i come to, totals[0] nothing. Lanes may run over into each other there;
 * the difference of two totals is right again for pieces that have at most TALLY_SLOTS slots together. */
void attend__tally_pieces(const uint8_t *row, const tally_piece *pieces, uint32_t n, const tally_table *tables,
                          tally *totals);

/* One lane of the pieces from .. to - 1. */
static inline uint32_t tally_between(const tally *totals, uint32_t from, uint32_t to, uint32_t lane)
{
    uint64_t packed = totals[to].words[tally_word(lane)] - totals[from].words[tally_word(lane)];
    return (uint32_t)(packed >> tally_shift(lane)) & TALLY_SLOTS;
}

/* Adds any number of slots to one plain counter a lane. */
void attend__tally_slots(const uint8_t *row, uint32_t begin, uint32_t end, const tally_table *codes,
                         uint32_t counts[TALLY_LANES]);

/* What a run's table says of a code; the bits of a day are those of its marks together. */
#define RUN_BELONGS 1u /* possible, and in the selection */
#define RUN_BREAKS 2u  /* possible, and not in it */

typedef struct run_table {
    uint8_t codes[256];
} run_table;

/* A run to be counted in the slots begin .. end - 1. */
typedef struct run_scan {
    const uint8_t *row;
    const tally_field *fields;
    const run_table *tables; /* by stretch */
    uint32_t n_fields;
    uint32_t sessions_per_day;
    uint32_t begin, end;
} run_scan;

uint32_t attend__run_current(const run_scan *scan);
uint32_t attend__run_longest(const run_scan *scan);

/* The longest run step by step, where more is known of some slots than that they are in the window. */
typedef struct run_state {
    uint32_t run, longest;
} run_state;

void attend__run_add(const run_scan *scan, uint32_t begin, uint32_t end, uint32_t stretch, run_state *state);
void attend__run_pass(const run_scan *scan, uint32_t begin, uint32_t end, uint32_t stretch, run_state *state); /* nothing belongs */

#endif
