/* Sentences of findings: patterns with names filled in, and the name that was perhaps meant. */
#ifndef ATTEND_POLICY_MESSAGE_H
#define ATTEND_POLICY_MESSAGE_H

#include "base/text.h"

#define MESSAGE_BYTES 256u

/* Writes a pattern in which each '$' stands for the next of the names. */
slice attend__message(char text[MESSAGE_BYTES], const char *pattern, const slice *names);

/* Search for the candidate nearest to a name: start with {.name = name}, offer each, then look at `best`. */
typedef struct suggestion {
    slice name;
    slice best;         /* empty: nothing is near enough */
    uint32_t distance;  /* of best */
    char held[64];      /* where best lives */
} suggestion;

void attend__suggestion_offer(suggestion *search, slice candidate);

#endif
