/* Digests of what a case has consumed, and of its bytes: a mix of 64 bits of our own. It finds what has changed; it is no
 * cryptography, and keeps out nobody who means to deceive. */
#ifndef ATTEND_ENGINE_FOLD_DIGEST_H
#define ATTEND_ENGINE_FOLD_DIGEST_H

#include <stdint.h>

/* One more word. Every step can be undone (odd factors, shifts to the right), so of two digests that took the same words but for
 * one, that one makes them differ. */
static inline uint64_t digest_add(uint64_t digest, uint64_t word)
{
    digest = (digest ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    digest = (digest ^ digest >> 32) * UINT64_C(0xD6E8FEB86659FD93);
    return digest ^ digest >> 29;
}

/* Two numbers of 32 bits as one word. */
static inline uint64_t digest_pair(uint32_t high, uint32_t low)
{
    return (uint64_t)high << 32 | low;
}

static inline uint64_t digest_days(int32_t from, int32_t to)
{
    return digest_pair((uint32_t)from, (uint32_t)to);
}

#endif
