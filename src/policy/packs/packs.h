/* The bundled documents, as embed_packs.py writes them into packs_data.c at build time. */
#ifndef ATTEND_POLICY_PACKS_H
#define ATTEND_POLICY_PACKS_H

#include <stddef.h>
#include <stdint.h>

typedef struct pack {
    char id[65];
    uint32_t at;   /* first byte of its text, in attend__pack_texts */
    uint32_t size;
} pack;

extern const pack attend__packs[]; /* in order of id */
extern const uint32_t attend__n_packs;
extern const unsigned char attend__pack_texts[];

#endif
