#include "policy/message.h"

#include <string.h>

#define NEAR_EDITS 2u /* more edits than this are another name */

slice attend__message(char text[MESSAGE_BYTES], const char *pattern, const slice *names)
{
    sink out = attend__sink(text, MESSAGE_BYTES);
    for (; *pattern; pattern++) {
        if (*pattern == '$')
            attend__put(&out, *names++);
        else
            attend__put_char(&out, *pattern);
    }
    slice whole = {text, out.size < MESSAGE_BYTES ? out.size : MESSAGE_BYTES};
    return whole;
}

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* One row of the table of edits (change, drop, add), kept to the places near the diagonal: all others are too far. */
static uint32_t next_row(uint8_t row[], slice a, slice b, size_t i)
{
    size_t from = i > NEAR_EDITS ? i - NEAR_EDITS : 1;
    size_t to = i + NEAR_EDITS < b.size ? i + NEAR_EDITS : b.size;
    uint32_t lowest = UINT32_MAX, diagonal = row[from - 1];
    row[from - 1] = from == 1 ? (uint8_t)i : NEAR_EDITS + 1;
    for (size_t j = from; j <= to; j++) {
        uint32_t above = row[j];
        uint32_t edits = least(diagonal + (a.at[i - 1] != b.at[j - 1]), least(above, row[j - 1]) + 1);
        row[j] = (uint8_t)edits;
        lowest = least(lowest, edits);
        diagonal = above;
    }
    if (to < b.size)
        row[to + 1] = NEAR_EDITS + 1;
    return lowest;
}

/* Edits that make one name of the other, when they are no more than NEAR_EDITS; else more than that. */
static uint32_t edits_between(slice a, slice b)
{
    uint8_t row[sizeof((suggestion *)NULL)->held + 2];
    if (a.size > b.size + NEAR_EDITS || b.size > a.size + NEAR_EDITS)
        return NEAR_EDITS + 1;
    for (size_t j = 0; j <= b.size; j++)
        row[j] = (uint8_t)j;
    for (size_t i = 1; i <= a.size; i++)
        if (next_row(row, a, b, i) > NEAR_EDITS)
            return NEAR_EDITS + 1;
    return row[b.size];
}

void attend__suggestion_offer(suggestion *search, slice candidate)
{
    if (candidate.size > sizeof search->held || search->name.size > sizeof search->held)
        return;
    uint32_t edits = edits_between(search->name, candidate);
    /* At most half of a name may differ, so that no short name is near everything. */
    if (edits > NEAR_EDITS || edits * 2 > candidate.size || (search->best.size > 0 && edits >= search->distance))
        return;
    memcpy(search->held, candidate.at, candidate.size);
    search->best.at = search->held;
    search->best.size = candidate.size;
    search->distance = edits;
}
