/* A list of three tiers made by hand, whose truths and events a test says day by day. No document, no register: only the rules of
 * tiers (semantics.md 8) are at work. */
#ifndef ATTEND_TESTS_TIER_DAYS_H
#define ATTEND_TESTS_TIER_DAYS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "engine/fold/tiers.h"
#include "engine/fold/truth.h"
#include "register/journal.h"

/* Sets of tiers. */
enum { ONE = 1u, TWO = 2u, THREE = 4u };

/* Steps. */
enum { PROGRAMME, MEETING, N_STEPS };

/* Conditions. The least intensive tier is the list's `otherwise`. */
enum { ENTER_TWO, ENTER_THREE, IF_TWO, AGAIN_TWO, IF_THREE, AGAIN_THREE, PROVISIONAL, N_CONDITIONS };

#define F ATTEND_FALSE
#define T ATTEND_TRUE
#define U ATTEND_UNKNOWN

#define REVIEWED (1u << ATTEND_EVENT_REVIEWED)
#define CLOSED (1u << ATTEND_EVENT_CLOSED)

#define FIRST_DAY 20000

/* A policy in one block, as a loaded one is. */
typedef struct tier_policy {
    attend_policy head;
    tiers_record tiers;
    tier_record rows[3];
    leave_record leaves[2]; /* of the second and of the third tier */
    step_record steps[N_STEPS];
} tier_policy;

typedef struct tier_days {
    tier_policy policy;
    attend_calendar calendar; /* of no day: spans are of civil days */
    register_view view;
    fold_plan plan;
    fold one;
    fold_day today;
    case_state state;
    uint32_t wanted[1]; /* the one list there is */
    uint32_t counted[N_STEPS];
    int8_t truth[N_CONDITIONS];
    step_memory steps[N_STEPS];
    tiers_memory tiers;
    tier_memory rows[3];
} tier_days;

static inline table table_of(size_t at, uint32_t count)
{
    table made = {(uint32_t)at, count};
    return made;
}

static inline void build_policy(tier_policy *policy)
{
    policy->head.tiers = table_of(offsetof(tier_policy, tiers), 1);
    policy->head.tier_rows = table_of(offsetof(tier_policy, rows), 3);
    policy->head.leaves = table_of(offsetof(tier_policy, leaves), 2);
    policy->head.steps = table_of(offsetof(tier_policy, steps), N_STEPS);
    policy->tiers.count = 3;
    policy->tiers.provisional = policy->tiers.review = policy->tiers.measure = ATTEND_NONE;
    policy->tiers.after.n_param = ATTEND_NONE;
    for (uint32_t tier = 0; tier < 3; tier++)
        policy->rows[tier].leave = ATTEND_NONE;
    policy->rows[0].enter = ATTEND_NONE;
    policy->rows[1].enter = ENTER_TWO;
    policy->rows[2].enter = ENTER_THREE;
}

/* As if nothing had been folded; the next day is FIRST_DAY. */
static inline void start_case(tier_days *w)
{
    w->tiers = attend__start_tiers();
    for (uint32_t tier = 0; tier < 3; tier++)
        w->rows[tier] = attend__start_tier();
    for (uint32_t step = 0; step < N_STEPS; step++)
        w->steps[step] = attend__step_dormant();
    w->today.day = FIRST_DAY - 1;
}

static inline void start_days(tier_days *w)
{
    memset(w, 0, sizeof *w);
    build_policy(&w->policy);
    w->view.policy = &w->policy.head;
    w->view.calendar = &w->calendar;
    w->plan.n_lists = 1;
    w->plan.view = &w->view;
    w->plan.lists = w->wanted;
    w->state.steps = w->steps;
    w->state.tiers = &w->tiers;
    w->state.tier_rows = w->rows;
    w->one.plan = &w->plan;
    w->one.state = &w->state;
    w->one.today = &w->today;
    w->one.counted = w->counted;
    w->one.truth = w->truth;
    start_case(w);
}

/* `leave` of the second or third tier: step `programme`, at a review or at its closing. */
static inline void give_leave(tier_days *w, uint32_t tier, uint32_t then)
{
    leave_record leave = {tier, PROGRAMME, REVIEWED | CLOSED, then, tier == 2 ? IF_THREE : IF_TWO, tier == 2 ? AGAIN_THREE : AGAIN_TWO};
    w->policy.leaves[tier - 1] = leave;
    w->policy.rows[tier].leave = tier - 1;
}

/* `down`: at a meeting's review, when `review`; after so many days, unless 0. */
static inline void give_down(tier_days *w, bool review, uint32_t days)
{
    w->policy.tiers.review = review ? MEETING : ATTEND_NONE;
    w->policy.tiers.after = (span_spec){days ? ATTEND_UNIT_DAYS : 0, days, ATTEND_NONE};
}

static inline void give_override(tier_days *w, uint32_t tier)
{
    w->tiers.override_tier = tier;
    w->tiers.override_from = w->today.day + 1;
    w->tiers.override_to = ATTEND_DAY_OPEN;
}

/* The next day, with the truths of the conditions `enter` of the third tier and of the second. The events said before it
 * (w->counted) are of this day. */
static inline uint32_t next_day(tier_days *w, int32_t enter_three, int32_t enter_two)
{
    w->today.day++;
    w->truth[ENTER_THREE] = (int8_t)enter_three;
    w->truth[ENTER_TWO] = (int8_t)enter_two;
    attend__tiers_begin(&w->one);
    attend__tiers_day(&w->one);
    memset(w->counted, 0, sizeof w->counted);
    return w->tiers.possible;
}

/* The same by the tier that is certain, from 1. */
static inline uint32_t next_in(tier_days *w, uint32_t tier)
{
    return next_day(w, tier == 3, tier == 2);
}

#endif
