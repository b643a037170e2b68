#include "engine/measure.h"

int32_t attend__first_need(int32_t a, int32_t b)
{
    static const int32_t rank[] = {9, 6, 7, 5, 2, 3, 1, 8, 4}; /* by ATTEND_NEED_... */
    return rank[b] < rank[a] ? b : a;
}
