/* SHA-256 (FIPS 180-4), for the rules digest. */
#ifndef ATTEND_BASE_SHA256_H
#define ATTEND_BASE_SHA256_H

#include <stddef.h>
#include <stdint.h>

typedef struct sha256 {
    uint32_t state[8];
    uint64_t bytes;
    uint8_t block[64];
} sha256;

void attend__sha256_init(sha256 *hash);
void attend__sha256_add(sha256 *hash, const void *data, size_t size);
void attend__sha256_finish(sha256 *hash, uint8_t digest[32]);

#endif
