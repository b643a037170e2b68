/* Facts of a pupil: judging their rows (semantics.md 5), and what they say on a day. */
#include "attend/decision.h"
#include "base/day.h"
#include "register/rows.h"

/* Rows of one fact that are kept and hang together by their days: they agree, so one value stands for all. */
typedef struct cluster {
    uint32_t fact;
    int32_t value;
    int32_t last;  /* latest day that one of them covers */
    size_t oldest; /* the rows before it, of those kept, have ended; SIZE_MAX: no cluster yet */
} cluster;

static bool dates_exist(const attend_fact *fact)
{
    return (fact->from == INT32_MIN || attend__day_ok(fact->from)) && attend__last_day_ok(fact->to);
}

/* What is wrong with a row by itself. A row that is not seen, or ignored, is not wrong. */
static attend_status row_status(const register_view *view, const attend_fact *fact)
{
    if (!dates_exist(fact))
        return ATTEND_E_DATE;
    if (fact->from > view->as_of)
        return ATTEND_F_AFTER_AS_OF;
    if (fact->fact >= view->policy->facts.count)
        return ATTEND_F_UNKNOWN_FACT;
    if (fact->value < ATTEND_UNKNOWN || fact->value > ATTEND_TRUE)
        return ATTEND_E_FACT_VALUE;
    return fact->to < fact->from ? ATTEND_E_DATE_ORDER : ATTEND_OK;
}

/* Moves on to the first row of the cluster that has not ended before the row `at` begins; at the latest to `at`. */
static void pass_ended(cluster *c, const register_view *view, const pupil_view *own, size_t at)
{
    for (; c->oldest < at; c->oldest++) {
        const attend_fact *fact = &own->facts[c->oldest];
        if (fact->value == c->value && fact->to >= own->facts[at].from && row_status(view, fact) == ATTEND_OK)
            return;
    }
}

/* Whether a row shares a day with an earlier one that is kept. Rows come by `from`, so all that still last hold the day on
 * which this one begins: those kept are of one value, and none is looked at again once it has ended. */
static attend_status meet(cluster *c, const register_view *view, const pupil_view *own, size_t at)
{
    const attend_fact fact = own->facts[at];
    if (c->oldest == SIZE_MAX || c->fact != fact.fact || c->last < fact.from) {
        *c = (cluster){fact.fact, fact.value, fact.to, at};
        return ATTEND_OK;
    }
    pass_ended(c, view, own, at);
    if (fact.value != c->value)
        return ATTEND_E_CONTRADICTION;
    if (fact.to > c->last)
        c->last = fact.to;
    return ATTEND_F_DUPLICATE;
}

void attend__facts_judge(const register_view *view, uint64_t first_row, pupil_view *own, row_judge *judge)
{
    cluster c = {0, 0, 0, SIZE_MAX};
    for (size_t i = 0; i < own->n_facts; i++) {
        uint64_t other = NO_ROW;
        attend_status status = row_status(view, &own->facts[i]);
        if (status == ATTEND_F_AFTER_AS_OF)
            continue;
        if (status == ATTEND_OK) {
            status = meet(&c, view, own, i);
            other = first_row + c.oldest;
        }
        if (status == ATTEND_OK)
            continue;
        if (status == ATTEND_F_DUPLICATE && i - c.oldest > own->fact_reach)
            own->fact_reach = i - c.oldest;
        attend__judge_say(judge, status, ATTEND_ROWS_FACTS, first_row + i, other, own->facts[i].from);
    }
}

/* How many rows come before those of a later fact, or that begin after a day. */
static size_t rows_up_to(const pupil_view *pupil, uint32_t fact, int32_t day)
{
    size_t low = 0, high = pupil->n_facts;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const attend_fact *row = &pupil->facts[middle];
        if (row->fact < fact || (row->fact == fact && row->from <= day))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* A row is the caller's, and may have changed since it was judged. */
static int32_t truth_of(int32_t value)
{
    return value == ATTEND_TRUE ? ATTEND_TRUE : value == ATTEND_FALSE ? ATTEND_FALSE : ATTEND_UNKNOWN;
}

int32_t attend__fact_on(const pupil_view *pupil, uint32_t fact, int32_t day, int32_t unrecorded, const attend_fact **row)
{
    size_t end = rows_up_to(pupil, fact, day);
    if (row)
        *row = NULL;
    for (size_t back = 0; back < end && back <= pupil->fact_reach; back++) {
        const attend_fact *found = &pupil->facts[end - 1 - back];
        if (found->fact != fact)
            break;
        if (found->to < day)
            continue;
        if (row)
            *row = found;
        return truth_of(found->value);
    }
    return unrecorded;
}
