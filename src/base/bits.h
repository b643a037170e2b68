/* Small questions about sets that are bits of one word. */
#ifndef ATTEND_BASE_BITS_H
#define ATTEND_BASE_BITS_H

#include <stdbool.h>
#include <stdint.h>

static inline uint32_t bits_count(uint32_t bits)
{
    uint32_t count = 0;
    for (; bits; bits &= bits - 1)
        count++;
    return count;
}

/* Exactly one. */
static inline bool bits_single(uint32_t bits)
{
    return bits != 0 && (bits & (bits - 1)) == 0;
}

/* Number of the highest bit that is set; 0 when there is none. */
static inline uint32_t bits_highest(uint32_t bits)
{
    uint32_t bit = 0;
    while (bits >> bit >> 1)
        bit++;
    return bit;
}

/* Number of the lowest bit that is set; 0 when there is none. */
static inline uint32_t bits_lowest(uint32_t bits)
{
    return bits_highest(bits & (~bits + 1));
}

#endif
