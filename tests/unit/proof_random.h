/* Random measures and thresholds for the proofs of tiers, and every value that is worth looking at. */
#ifndef TESTS_UNIT_PROOF_RANDOM_H
#define TESTS_UNIT_PROOF_RANDOM_H

#include "proof_world.h"
#include "school.h"

/* All numbers here are times 1,200: whole, in hundredths, halves, thirds and quarters alike. */
#define ONE 1200
#define VALUES_MAX 900

typedef struct kind {
    char name[12];
    const char *suffix; /* of its numbers */
    int least, most;    /* thresholds, in steps */
    int step;           /* between thresholds */
} kind;

static const kind kinds[] = {{"attendance", "%", 0, 20, 5 * ONE},
                             {"change", " points", -20, 20, 5 * ONE},
                             {"absences", "", 0, 8, ONE},
                             {"run", "", 0, 8, ONE},
                             {"days", "", 0, 30, ONE / 4}};

#define KINDS ((uint32_t)(sizeof kinds / sizeof kinds[0]))
#define DAYS 4

static inline void put_number(writer *out, const kind *of, int number)
{
    if (of->suffix[0])
        PUT(out, "'%d%s'", number / ONE, of->suffix);
    else if (number % ONE == 0)
        PUT(out, "%d", number / ONE);
    else
        PUT(out, "'%d.%02d'", number / ONE, number % ONE / (ONE / 100));
}

/* Every value worth looking at: on each threshold and between each two, up to beyond the last. */
static inline int list_values(const kind *of, int sessions, int values[VALUES_MAX])
{
    int n = 0, step = ONE, first = 0, last = 10 * ONE;
    if (of->suffix[0]) {
        step = of->step / 4;
        first = of->least * of->step;
        last = of->most * of->step;
    } else if (of == &kinds[DAYS]) {
        step = ONE / sessions;
    }
    for (int value = first; value <= last; value += step)
        values[n++] = value;
    assert_true(n <= VALUES_MAX);
    return n;
}

static const char comparators[][10] = {"below", "at_most", "equal", "at_least", "above"};

static inline bool holds(int comparator, int value, int threshold)
{
    switch (comparator) {
    case 0: return value < threshold;
    case 1: return value <= threshold;
    case 2: return value == threshold;
    case 3: return value >= threshold;
    default: return value > threshold;
    }
}

static inline int random_threshold(uint64_t *r, const kind *of)
{
    return (of->least + (int)random_below(r, (uint32_t)(of->most - of->least + 1))) * of->step;
}

static inline void put_sessions(writer *out, int sessions)
{
    PUT(out, SOURCES "," CLASSES ",'sessions':{");
    for (int i = 1; i <= sessions; i++)
        PUT(out, "%s'S%d':{'title':'S','order':%d}", i > 1 ? "," : "", i, i);
    PUT(out, "},'codes':{'P':{'title':'P','index':1," USE("'possible','attended'") "}}");
}

static inline void check_random(writer *policy, int sessions, result *found)
{
    writer codes;
    start_writing(&codes, SHORT_TEXT);
    put_sessions(&codes, sessions);
    check_with(policy, codes.text, found);
    free(codes.text);
}

#endif
