#include "base/sort.h"

typedef int comparison(const void *context, uint32_t a, uint32_t b);

/* Lets index[at] sink in the heap index[0 .. n - 1], whose root is the greatest. */
static void sift(uint32_t *index, size_t at, size_t n, comparison *compare, const void *context)
{
    uint32_t value = index[at];
    while (at < n / 2) { /* at has a child; 2 * at + 1 < n cannot overflow */
        size_t child = 2 * at + 1;
        if (child + 1 < n && compare(context, index[child], index[child + 1]) < 0)
            child++;
        if (compare(context, value, index[child]) >= 0)
            break;
        index[at] = index[child];
        at = child;
    }
    index[at] = value;
}

void attend__sort(uint32_t *index, size_t n, int (*compare)(const void *context, uint32_t a, uint32_t b),
                  const void *context)
{
    for (size_t at = n / 2; at > 0; at--)
        sift(index, at - 1, n, compare, context);
    for (size_t left = n; left > 1; left--) {
        uint32_t greatest = index[0];
        index[0] = index[left - 1];
        index[left - 1] = greatest;
        sift(index, 0, left - 1, compare, context);
    }
}
