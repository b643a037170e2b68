/* Members of rows that measure nothing: flags, facts, steps, and what belongs to a tier decision. */
#include "base/bits.h"
#include "explain/members.h"

static const item_record *tier_of(const attend_policy *policy, uint32_t tier)
{
    return &POLICY_ROWS(policy, tier_rows, tier_record)[tier].item;
}

static const item_record *step_of(const attend_policy *policy, uint32_t step)
{
    return &POLICY_ROWS(policy, steps, step_record)[step].item;
}

/* A span from a day on: how long, and the day it reaches. Null when there is none. */
static void put_span(sink *out, const attend_policy *policy, const char *key, const attend_reason *row, bool has_start)
{
    if (row->asked == 0) {
        attend__member_null(out, key);
        return;
    }
    attend__member_key(out, key);
    attend__put_text(out, "{\"n\":");
    if (row->param != ATTEND_NONE && row->threshold == 0)
        attend__put_text(out, "null");
    else
        attend__put_number(out, NUMBER_DECIMAL, row->threshold);
    attend__member_text(out, "unit", attend__unit_name((int32_t)row->asked));
    attend__member_param(out, policy, row);
    attend__member_day(out, "reaches", has_start && row->last_day >= row->first_day ? row->last_day : INT32_MIN);
    attend__put_char(out, '}');
}

static void flag_members(sink *out, const attend_policy *policy, const tree_walk *walk)
{
    const attend_reason *row = &walk->rows[walk->at];
    attend__member_item(out, policy, "flag", attend__item_of(policy, row));
    if (!attend__tree_has_parts(walk))
        attend__member_text(out, "told", row->count < 0 ? "elsewhere" : row->count < (int64_t)walk->at ? "above" : "below");
}

static void fact_members(sink *out, const attend_policy *policy, const attend_reason *row)
{
    bool has_row = row->count != 0;
    attend__member_item(out, policy, "fact", attend__item_of(policy, row));
    attend__member_bool(out, "recorded", has_row);
    attend__member_day(out, "from", has_row ? row->first_day : INT32_MIN);
    attend__member_day(out, "to", has_row ? row->last_day : INT32_MIN);
}

static void step_members(sink *out, const attend_policy *policy, const attend_reason *row)
{
    attend__member_item(out, policy, "step", attend__item_of(policy, row));
    attend__member_text(out, "event", attend__event_name(row->comparator));
    if (row->comparator == 0)
        attend__member_id(out, policy, "outcome", &POLICY_ROWS(policy, outcomes, item_record)[row->of]);
    else
        attend__member_null(out, "outcome");
    attend__member_day(out, "on", row->count != 0 ? row->first_day : INT32_MIN);
    put_span(out, policy, "ago", row, row->count != 0);
}

/* -- tiers -- */

/* The least intensive first. */
static void put_tiers(sink *out, const attend_policy *policy, const tree_walk *walk, const char *key, int64_t bits)
{
    const tiers_record *list = attend__tree_tiers(policy, walk);
    const char *before = "";
    attend__member_key(out, key);
    attend__put_char(out, '[');
    for (uint32_t tier = 0; tier < list->count; tier++) {
        if (!(bits >> tier & 1))
            continue;
        attend__put_text(out, before);
        attend__put_json(out, attend__slice(policy_text(policy, tier_of(policy, list->first + tier)->id)));
        before = ",";
    }
    attend__put_char(out, ']');
}

static void put_tier_or_null(sink *out, const attend_policy *policy, const tree_walk *walk, const char *key, int64_t bits)
{
    if (!bits_single((uint32_t)bits)) {
        attend__member_null(out, key);
        return;
    }
    attend__member_id(out, policy, key, tier_of(policy, attend__tree_tiers(policy, walk)->first + bits_lowest((uint32_t)bits)));
}

static void tiers_members(sink *out, const attend_policy *policy, const tree_walk *walk)
{
    const attend_reason *row = walk->rows, *provisional = attend__tree_part(walk, ATTEND_OP_PROVISIONAL);
    attend__member_item(out, policy, "tiers", attend__item_of(policy, row));
    put_tier_or_null(out, policy, walk, "tier", row->count);
    put_tiers(out, policy, walk, "possible", row->count);
    put_tiers(out, policy, walk, "computed", row->of);
    attend__member_day(out, "since", row->first_day);
    attend__member_day(out, "day", row->last_day);
    attend__member_bool(out, "provisional", provisional != NULL && provisional->truth != ATTEND_FALSE);
    attend__member_bool(out, "overridden", attend__tree_part(walk, ATTEND_OP_OVERRIDE) != NULL);
}

static void tier_members(sink *out, const attend_policy *policy, const tree_walk *walk)
{
    const attend_reason *row = &walk->rows[walk->at];
    attend__member_item(out, policy, "tier", attend__item_of(policy, row));
    attend__member_bool(out, "otherwise", !attend__tree_has_parts(walk));
    attend__member_text(out, "mode", attend__mode_name(row->comparator));
}

/* `asks` names the parts: the condition to leave, and the one to come back. */
static void leave_members(sink *out, const attend_policy *policy, const tree_walk *walk)
{
    const attend_reason *row = &walk->rows[walk->at];
    const leave_record *leave = attend__tree_leave(policy, row);
    bool was_left = row->of == ATTEND_LEAVE_LEFT;
    bool has_two = !was_left && attend__tree_second(walk) != ATTEND_NONE;
    attend__member_id(out, policy, "tier", tier_of(policy, row->item));
    attend__member_id(out, policy, "then", tier_of(policy, leave->then));
    attend__member_text(out, "mode", attend__mode_name(row->comparator));
    attend__member_text(out, "mode_before", attend__mode_name(row->of));
    attend__member_bool(out, "at_event", row->count != 0);
    attend__member_id(out, policy, "step", step_of(policy, leave->step));
    attend__member_day(out, "started", row->first_day);
    attend__member_bool(out, "under_way", row->held != 0);
    attend__member_key(out, "asks");
    attend__put_text(out, was_left ? "[\"again\"]" : has_two ? "[\"if\",\"again\"]" : "[\"if\"]");
}

static void down_members(sink *out, const attend_policy *policy, const tree_walk *walk)
{
    const attend_reason *row = &walk->rows[walk->at];
    const tiers_record *list = attend__tree_tiers(policy, walk);
    bool has_since = row->asked != 0 && row->first_day >= ATTEND_DAY_FIRST;
    attend__member_id(out, policy, "tier", tier_of(policy, row->item));
    attend__member_day(out, "since", has_since ? row->first_day : INT32_MIN);
    put_span(out, policy, "after", row, has_since);
    if (list->review == ATTEND_NONE)
        attend__member_null(out, "review");
    else
        attend__member_id(out, policy, "review", step_of(policy, list->review));
    attend__member_bool(out, "at_event", row->count != 0);
}

static void override_members(sink *out, const attend_policy *policy, const attend_reason *row)
{
    attend__member_id(out, policy, "tier", tier_of(policy, row->item));
    attend__member_day(out, "from", row->first_day);
    attend__member_day(out, "to", row->last_day);
}

void attend__row_members(sink *out, const attend_policy *policy, const tree_walk *walk)
{
    const attend_reason *row = &walk->rows[walk->at];
    switch (row->op) {
    case ATTEND_OP_FLAG: flag_members(out, policy, walk); break;
    case ATTEND_OP_FACT: fact_members(out, policy, row); break;
    case ATTEND_OP_STEP: step_members(out, policy, row); break;
    case ATTEND_OP_IN_TIER: attend__member_id(out, policy, "tier", attend__item_of(policy, row)); break;
    case ATTEND_OP_CROSSES: attend__member_truth(out, "before", row->count); break;
    case ATTEND_OP_TIERS: tiers_members(out, policy, walk); break;
    case ATTEND_OP_TIER: tier_members(out, policy, walk); break;
    case ATTEND_OP_LEAVE: leave_members(out, policy, walk); break;
    case ATTEND_OP_DOWN: down_members(out, policy, walk); break;
    case ATTEND_OP_OVERRIDE: override_members(out, policy, row); break;
    default: break; /* all, any, not, provisional say all with their parts */
    }
}
