/* Memory: carving the caller's block. Two ends: what stays is taken from the bottom, workspace from the top. */
#ifndef ATTEND_BASE_ARENA_H
#define ATTEND_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* With base NULL the arena only counts: every take succeeds with NULL and `bytes` grows. */
typedef struct arena {
    uint8_t *base;  /* the caller's memory, 16-aligned, or NULL to count */
    size_t size;    /* bytes of it */
    size_t low;     /* bytes taken from the bottom */
    size_t high;    /* bytes taken from the top */
    bool short_of;  /* a take did not fit: the caller answers ATTEND_E_SPACE */
    size_t most;    /* greatest low + high so far; SIZE_MAX once it overflowed */
} arena;

/* memory may be NULL (counting). Returns false for memory that is not 16-aligned. */
bool attend__arena_init(arena *a, void *memory, size_t size);

/* n items of item_size bytes, 16-aligned, zeroed; NULL when counting or when they do not fit (short_of is set). */
void *attend__arena_keep(arena *a, size_t n, size_t item_size); /* from the bottom */
void *attend__arena_work(arena *a, size_t n, size_t item_size); /* from the top */

/* Gives back the workspace taken since `mark` (an earlier value of a->high). */
void attend__arena_release(arena *a, size_t mark);

/* Bytes that would have been enough so far: the greatest low + high, also of takes that did not fit; SIZE_MAX when a sum
 * overflowed. */
size_t attend__arena_bytes(const arena *a);

#endif
