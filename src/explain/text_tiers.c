/* Lines of facts and steps, and of tier decisions. */
#include "base/bits.h"
#include "explain/lines.h"

/* "tier-2 (Early)" */
static void put_tier_at(sink *out, const attend_policy *policy, uint32_t tier)
{
    const item_record *item = &POLICY_ROWS(policy, tier_rows, tier_record)[tier].item;
    attend__put_id(out, policy, item);
    attend__put_text(out, " (");
    attend__put_text(out, policy_text(policy, item->title));
    attend__put_char(out, ')');
}

static void put_tier(sink *out, const attend_policy *policy, const attend_reason *row)
{
    put_tier_at(out, policy, row->item);
}

static void put_since(sink *out, int32_t day)
{
    if (day < ATTEND_DAY_FIRST)
        return;
    attend__put_text(out, " since ");
    attend__put_day(out, day);
}

/* -- facts and steps -- */

static void fact_lines(sink *out, const attend_policy *policy, const tree_walk *walk)
{
    const attend_reason *row = &walk->rows[walk->at];
    static const char words[][12] = {": not known", ": no", ": yes"};
    attend__put_id(out, policy, attend__item_of(policy, row));
    attend__put_text(out, words[row->truth + 1]);
    attend__put_text(out, row->count == 0                    ? ", nothing is recorded"
                          : row->truth == ATTEND_UNKNOWN ? ", recorded as unknown"
                                                         : ", recorded");
    if (row->count != 0)
        attend__put_stretch(out, row->first_day, row->last_day);
    attend__source_line(out, policy, attend__item_of(policy, row), walk->depth + 1);
}

static void put_reach(sink *out, const attend_policy *policy, const attend_reason *row)
{
    if (row->asked == 0 || row->last_day < row->first_day)
        return;
    attend__put_text(out, "; ");
    attend__put_span(out, policy, row);
    attend__put_text(out, " later is ");
    attend__put_day(out, row->last_day);
}

/* "mentoring closed 4 school weeks ago or earlier: no, latest on 2025-12-01; 4 school weeks later is 2026-01-12" */
static void step_lines(sink *out, const attend_policy *policy, const tree_walk *walk)
{
    const attend_reason *row = &walk->rows[walk->at];
    attend__put_id(out, policy, attend__item_of(policy, row));
    attend__put_char(out, ' ');
    attend__put_text(out, attend__event_name(row->comparator));
    if (row->comparator == 0) {
        attend__put_text(out, " as ");
        attend__put_id(out, policy, &POLICY_ROWS(policy, outcomes, item_record)[row->of]);
    }
    if (row->asked != 0) {
        attend__put_char(out, ' ');
        attend__put_span(out, policy, row);
        attend__put_text(out, " ago or earlier");
    }
    attend__put_truth(out, policy, walk);
    if (row->count != 0) {
        attend__put_text(out, row->comparator == 0 ? ", latest closed on " : ", latest on ");
        attend__put_day(out, row->first_day);
        put_reach(out, policy, row);
    }
    attend__param_line(out, policy, row, walk->depth + 1);
}

void attend__test_lines(sink *out, const attend_policy *policy, const tree_walk *walk)
{
    switch (walk->rows[walk->at].op) {
    case ATTEND_OP_FACT: fact_lines(out, policy, walk); break;
    case ATTEND_OP_STEP: step_lines(out, policy, walk); break;
    default:
        put_tier(out, policy, &walk->rows[walk->at]);
        attend__put_text(out, " the day before");
        attend__put_truth(out, policy, walk);
    }
}

/* -- the answer -- */

/* "tier-2 (Early)", or "between tier-2 (Early) and tier-3 (Targeted)" */
static void put_answer(sink *out, const attend_policy *policy, const tree_walk *walk, int64_t bits)
{
    uint32_t first = attend__tree_tiers(policy, walk)->first, low = bits_lowest((uint32_t)bits), high = bits_highest((uint32_t)bits);
    attend__put_text(out, low == high ? "" : "between ");
    put_tier_at(out, policy, first + low);
    if (low == high)
        return;
    attend__put_text(out, " and ");
    put_tier_at(out, policy, first + high);
}

static void root_lines(sink *out, const attend_policy *policy, const tree_walk *walk)
{
    const attend_reason *root = walk->rows, *provisional = attend__tree_part(walk, ATTEND_OP_PROVISIONAL);
    const item_record *item = attend__item_of(policy, root);
    attend__put_id(out, policy, item);
    attend__put_text(out, ": ");
    put_answer(out, policy, walk, root->count);
    put_since(out, root->first_day);
    if (attend__tree_part(walk, ATTEND_OP_OVERRIDE) != NULL)
        attend__put_text(out, ", set by a person");
    if (provisional != NULL && provisional->truth != ATTEND_FALSE)
        attend__put_text(out, ", provisional");
    attend__put_needs(out, policy, walk, ": needs ");
    attend__source_line(out, policy, item, 1);
}

/* -- how it came about -- */

static void override_line(sink *out, const attend_policy *policy, const tree_walk *walk)
{
    const attend_reason *row = &walk->rows[walk->at];
    put_tier(out, policy, row);
    attend__put_text(out, " set by a person");
    attend__put_stretch(out, row->first_day, row->last_day);
    attend__put_text(out, "; computed: ");
    put_answer(out, policy, walk, walk->rows[0].of);
}

/* "; comes down after 4 school weeks, on 2026-01-05, or at a review of plan" */
static void put_ways_down(sink *out, const attend_policy *policy, const tree_walk *walk)
{
    const attend_reason *row = &walk->rows[walk->at];
    uint32_t review = attend__tree_tiers(policy, walk)->review;
    attend__put_text(out, "; comes down ");
    if (row->asked != 0) {
        attend__put_text(out, "after ");
        attend__put_span(out, policy, row);
        if (row->first_day >= ATTEND_DAY_FIRST && row->last_day >= row->first_day) {
            attend__put_text(out, ", on ");
            attend__put_day(out, row->last_day);
        }
    }
    if (review == ATTEND_NONE)
        return;
    attend__put_text(out, row->asked != 0 ? ", or at a review of " : "at a review of ");
    attend__put_id(out, policy, &POLICY_ROWS(policy, steps, step_record)[review].item);
}

static void down_lines(sink *out, const attend_policy *policy, const tree_walk *walk)
{
    const attend_reason *row = &walk->rows[walk->at];
    attend__put_text(out, "kept in ");
    put_tier(out, policy, row);
    if (row->asked != 0 && row->first_day >= ATTEND_DAY_FIRST) {
        attend__put_text(out, ": lower");
        put_since(out, row->first_day);
    }
    put_ways_down(out, policy, walk);
    if (row->count != 0)
        attend__put_text(out, "; today's review lets it");
    attend__param_line(out, policy, row, walk->depth + 1);
}

/* -- tiers -- */

/* Why a tier that its condition allows is not the one: another comes before it. */
static void tier_lines(sink *out, const attend_policy *policy, const tree_walk *walk)
{
    const attend_reason *row = &walk->rows[walk->at];
    bool has_part = attend__tree_has_parts(walk);
    bool own = !has_part || row[1].truth != ATTEND_FALSE;
    put_tier(out, policy, row);
    attend__put_text(out, has_part ? "" : ", otherwise");
    attend__put_truth(out, policy, walk);
    if (row->truth == ATTEND_FALSE && own)
        attend__put_text(out, ", another tier comes first");
    if (row->comparator == ATTEND_LEAVE_HELD)
        attend__put_text(out, ", held");
    if (row->comparator == ATTEND_LEAVE_LEFT && row->truth != ATTEND_FALSE)
        attend__put_text(out, ", but left");
    attend__source_line(out, policy, attend__item_of(policy, row), walk->depth + 1);
}

/* "review or closing of mentoring" */
static void put_events(sink *out, const attend_policy *policy, const leave_record *leave)
{
    bool review = leave->at >> ATTEND_EVENT_REVIEWED & 1u, closing = leave->at >> ATTEND_EVENT_CLOSED & 1u;
    attend__put_text(out, review ? "review" : "");
    attend__put_text(out, review && closing ? " or " : "");
    attend__put_text(out, closing ? "closing" : "");
    attend__put_text(out, " of ");
    attend__put_id(out, policy, &POLICY_ROWS(policy, steps, step_record)[leave->step].item);
}

static void put_held(sink *out, const attend_policy *policy, const tree_walk *walk)
{
    const attend_reason *row = &walk->rows[walk->at];
    const leave_record *leave = attend__tree_leave(policy, row);
    attend__put_text(out, "stays in ");
    put_tier(out, policy, row);
    attend__put_text(out, row->count == 0                    ? ": no "
                          : row->truth == ATTEND_UNKNOWN ? " or not: it is not known whether today's "
                                                         : ": today's ");
    put_events(out, policy, leave);
    if (row->count == 0) {
        attend__put_text(out, " has met the condition");
        put_since(out, row->first_day);
        if (row->held == 0)
            attend__put_text(out, "; it is over: only a new start of it, or a person, can end this");
    } else {
        attend__put_text(out, row->truth == ATTEND_UNKNOWN ? " meets the condition" : " does not meet the condition");
    }
    attend__put_needs(out, policy, walk, ": needs ");
}

/* "tier-4 (Specialist) has been left for tier-3 (Targeted); it comes back: no" */
static void put_left(sink *out, const attend_policy *policy, const tree_walk *walk)
{
    const attend_reason *row = &walk->rows[walk->at];
    const leave_record *leave = attend__tree_leave(policy, row);
    bool is_today = row->of != ATTEND_LEAVE_LEFT;
    put_tier(out, policy, row);
    attend__put_text(out, is_today ? " is left today for " : " has been left for ");
    put_tier_at(out, policy, leave->then);
    if (is_today) {
        attend__put_text(out, ", at a ");
        put_events(out, policy, leave);
    }
    attend__put_text(out, "; it comes back");
    attend__put_truth(out, policy, walk);
}

static void put_free(sink *out, const attend_policy *policy, const tree_walk *walk)
{
    const attend_reason *row = &walk->rows[walk->at];
    bool is_possible = walk->rows[0].of >> (row->item - attend__tree_tiers(policy, walk)->first) & 1;
    put_tier(out, policy, row);
    attend__put_text(out, is_possible ? " may be held by " : " is not held by ");
    attend__put_id(out, policy, &POLICY_ROWS(policy, steps, step_record)[attend__tree_leave(policy, row)->step].item);
    attend__put_text(out, ", under way");
    put_since(out, row->first_day);
}

/* A tier that is free again on the day, or was left on it, is told like one that has been left. */
static void leave_lines(sink *out, const attend_policy *policy, const tree_walk *walk)
{
    const attend_reason *row = &walk->rows[walk->at];
    if (row->comparator == ATTEND_LEAVE_HELD)
        put_held(out, policy, walk);
    else if (row->comparator == ATTEND_LEAVE_LEFT || row->truth == ATTEND_TRUE)
        put_left(out, policy, walk);
    else
        put_free(out, policy, walk);
}

void attend__tiers_lines(sink *out, const attend_policy *policy, const tree_walk *walk)
{
    switch (walk->rows[walk->at].op) {
    case ATTEND_OP_TIERS: root_lines(out, policy, walk); break;
    case ATTEND_OP_TIER: tier_lines(out, policy, walk); break;
    case ATTEND_OP_LEAVE: leave_lines(out, policy, walk); break;
    case ATTEND_OP_DOWN: down_lines(out, policy, walk); break;
    case ATTEND_OP_OVERRIDE: override_line(out, policy, walk); break;
    default:
        attend__put_text(out, "provisional");
        attend__put_truth(out, policy, walk);
    }
}
