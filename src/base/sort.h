/* Sorting without a heap and without recursion: n log n for any input. */
#ifndef ATTEND_BASE_SORT_H
#define ATTEND_BASE_SORT_H

#include <stddef.h>
#include <stdint.h>

/* Sorts n indices in place. `before` answers <0, 0, >0 for two indices; it must be a total order. Heap sort. */
void attend__sort(uint32_t *index, size_t n, int (*compare)(const void *context, uint32_t a, uint32_t b),
                  const void *context);

#endif
