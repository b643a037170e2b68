/* Words of a case wherever they are: packed in a caller's bytes, or native in a state. The checks read both alike. */
#ifndef ATTEND_ENGINE_FOLD_CODEC_H
#define ATTEND_ENGINE_FOLD_CODEC_H

#include "engine/fold/state.h"

typedef struct case_reader {
    const attend_policy *policy;
    const uint8_t *bytes;    /* packed; or NULL: */
    const case_state *state; /* native */
    case_head head;
    case_layout at;
} case_reader;

static inline uint32_t packed_half(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static inline uint64_t packed_word(const uint8_t *bytes)
{
    return packed_half(bytes) | (uint64_t)packed_half(bytes + 4) << 32;
}

static inline uint64_t case_word(const case_reader *from, size_t at)
{
    return from->bytes ? packed_word(from->bytes + sizeof(case_head) + 8 * at) : from->state->words[at];
}

static inline uint32_t case_half(const case_reader *from, size_t at)
{
    size_t begin = sizeof(case_head) + 8 * attend__case_words64(from->policy);
    return from->bytes ? packed_half(from->bytes + begin + 4 * at) : from->state->halves[at];
}

/* The record of 32-bit words that begins at a half. */
static inline void case_halves(const case_reader *from, size_t at, void *record, size_t size)
{
    for (size_t i = 0; i < size / 4; i++) {
        uint32_t half = case_half(from, at + i);
        for (size_t k = 0; k < 4; k++)
            ((uint8_t *)record)[4 * i + k] = ((const uint8_t *)&half)[k];
    }
}

/* codec_check.c: whether the memories of a case can be those of some pupil on its day. The head has been checked. */
bool attend__case_memories_ok(const case_reader *from);
bool attend__case_tiers_ok(const attend_policy *policy, const case_head *head, uint32_t tiers, const tiers_memory *memory);

/* sums_check.c: its part about measures. */
bool attend__case_sums_ok(const case_reader *from);

#endif
