#include "base/arena.h"

#include <string.h>

#include "base/number.h"

#define ALIGNMENT ((size_t)16)

/* Sums stick at SIZE_MAX, which no memory has, so an overflow is a request that never fits. */
static size_t add_sticky(size_t a, size_t b)
{
    size_t sum;
    return attend__add_size(a, b, &sum) ? sum : SIZE_MAX;
}

static size_t rounded_bytes(size_t n, size_t item_size)
{
    size_t bytes;
    if (!attend__mul_size(n, item_size, &bytes) || bytes > SIZE_MAX - ALIGNMENT)
        return SIZE_MAX;
    return (bytes + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
}

bool attend__arena_init(arena *a, void *memory, size_t size)
{
    memset(a, 0, sizeof *a);
    a->base = memory;
    /* Whole units only, so that the top is as aligned as the bottom. */
    a->size = memory ? size & ~(ALIGNMENT - 1) : 0;
    return ((uintptr_t)memory & (ALIGNMENT - 1)) == 0;
}

/* Moves one end on. What does not fit is counted all the same, so that `most` says what would have been enough. */
static bool take(arena *a, size_t *end, size_t bytes)
{
    *end = add_sticky(*end, bytes);
    size_t used = add_sticky(a->low, a->high);
    if (used > a->most)
        a->most = used;
    if (!a->base)
        return false;
    if (used > a->size)
        a->short_of = true;
    return used <= a->size;
}

void *attend__arena_keep(arena *a, size_t n, size_t item_size)
{
    size_t bytes = rounded_bytes(n, item_size);
    if (!take(a, &a->low, bytes))
        return NULL;
    return memset(a->base + (a->low - bytes), 0, bytes);
}

void *attend__arena_work(arena *a, size_t n, size_t item_size)
{
    size_t bytes = rounded_bytes(n, item_size);
    if (!take(a, &a->high, bytes))
        return NULL;
    return memset(a->base + (a->size - a->high), 0, bytes);
}

void attend__arena_release(arena *a, size_t mark)
{
    if (mark < a->high)
        a->high = mark;
}

size_t attend__arena_bytes(const arena *a)
{
    return a->most;
}
