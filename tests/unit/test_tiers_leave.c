/* The rules `leave` of tiers, sentence by sentence (semantics.md 8). */
#include "tier_days.h"

static void start_with_leave(tier_days *w)
{
    start_days(w);
    give_leave(w, 2, 1);
}

static void under_way(tier_days *w)
{
    w->steps[PROGRAMME].state = STEP_STARTED;
}

static void hold(tier_days *w)
{
    start_with_leave(w);
    under_way(w);
    next_in(w, 3);
    assert_int_equal(w->rows[2].mode, ATTEND_LEAVE_HELD);
}

static void test_free_is_judged_like_any_other(void **state)
{
    tier_days w;
    (void)state;
    start_with_leave(&w);
    assert_int_equal(next_in(&w, 3), THREE);
    w.counted[PROGRAMME] = REVIEWED;
    w.truth[IF_THREE] = T;
    assert_int_equal(next_in(&w, 3), THREE); /* `if` matters only when held */
    w.steps[PROGRAMME].state = STEP_DONE;
    assert_int_equal(next_in(&w, 1), ONE);
    assert_int_equal(w.rows[2].mode, ATTEND_LEAVE_FREE);
}

static void test_becomes_held_when_it_was_the_only_tier(void **state)
{
    tier_days w;
    (void)state;
    start_with_leave(&w);
    next_in(&w, 3);
    under_way(&w);
    assert_int_equal(next_in(&w, 1), THREE); /* the day before */
    assert_int_equal(w.rows[2].mode, ATTEND_LEAVE_HELD);
    assert_int_equal(w.rows[2].mode_before, ATTEND_LEAVE_FREE);
    start_with_leave(&w);
    under_way(&w);
    next_in(&w, 1);
    assert_int_equal(next_in(&w, 3), THREE); /* the day itself */
    assert_int_equal(w.rows[2].mode, ATTEND_LEAVE_HELD);
}

static void test_becomes_held_under_an_override(void **state)
{
    tier_days w;
    (void)state;
    start_with_leave(&w);
    give_override(&w, 0);
    next_in(&w, 3);
    under_way(&w);
    assert_int_equal(next_in(&w, 1), ONE);
    assert_int_equal(w.tiers.computed, THREE);
    assert_int_equal(w.rows[2].mode, ATTEND_LEAVE_HELD);
    start_with_leave(&w);
    give_override(&w, 2);
    next_in(&w, 1);
    under_way(&w);
    assert_int_equal(next_in(&w, 1), THREE);
    assert_int_equal(w.tiers.computed, ONE); /* the override's tier is not the computed one */
    assert_int_equal(w.rows[2].mode, ATTEND_LEAVE_FREE);
}

static void test_doubt_joins_and_does_not_hold(void **state)
{
    tier_days w;
    (void)state;
    start_with_leave(&w);
    next_day(&w, U, F);
    under_way(&w);
    assert_int_equal(next_in(&w, 1), THREE | ONE); /* it was among those of the day before */
    assert_int_equal(w.rows[2].at_event, TIER_CARRIED);
    assert_int_equal(next_day(&w, U, T), THREE | TWO);
    assert_int_equal(w.rows[2].at_event, 0); /* the day itself says so */
    assert_int_equal(w.rows[2].mode, ATTEND_LEAVE_FREE);
    assert_int_equal(next_day(&w, F, U), THREE | TWO | ONE);
    start_with_leave(&w);
    under_way(&w);
    assert_int_equal(next_day(&w, U, T), THREE | TWO);
    assert_int_equal(w.rows[2].mode, ATTEND_LEAVE_FREE);
    start_with_leave(&w);
    under_way(&w);
    next_in(&w, 2);
    assert_int_equal(next_in(&w, 1), ONE); /* among neither */
}

static void test_held_whatever_the_rest_says(void **state)
{
    tier_days w;
    (void)state;
    hold(&w);
    w.truth[IF_THREE] = T;
    assert_int_equal(next_in(&w, 1), THREE); /* `if` is judged at an event only */
    assert_int_equal(next_day(&w, U, U), THREE);
    w.steps[PROGRAMME].state = STEP_DONE;
    assert_int_equal(next_in(&w, 1), THREE); /* also after the step has been closed */
    w.counted[PROGRAMME] = 1u << ATTEND_EVENT_STARTED;
    assert_int_equal(next_in(&w, 1), THREE); /* no event of `at` */
    assert_int_equal(w.rows[2].at_event, 0);
    assert_int_equal(w.rows[2].mode, ATTEND_LEAVE_HELD);
}

static void test_held_at_an_event(void **state)
{
    tier_days w;
    (void)state;
    hold(&w);
    w.counted[PROGRAMME] = REVIEWED;
    w.truth[IF_THREE] = F;
    assert_int_equal(next_in(&w, 1), THREE);
    assert_int_equal(w.rows[2].at_event, 1);
    w.counted[PROGRAMME] = CLOSED;
    w.truth[IF_THREE] = U;
    assert_int_equal(next_in(&w, 1), THREE | TWO);
    assert_int_equal(w.rows[2].mode, ATTEND_LEAVE_HELD);
    assert_int_equal(next_in(&w, 1), THREE); /* a doubt of that day only */
    w.counted[PROGRAMME] = REVIEWED;
    w.truth[IF_THREE] = T;
    w.truth[AGAIN_THREE] = F;
    assert_int_equal(next_in(&w, 1), ONE);
    assert_int_equal(w.rows[2].mode, ATTEND_LEAVE_LEFT);
    assert_int_equal(w.rows[2].mode_before, ATTEND_LEAVE_HELD);
    assert_int_equal(w.rows[2].at_event, TIER_AT_EVENT | TIER_LEFT_TODAY);
    assert_int_equal(w.tiers.at_event, TIERS_AT_LEAVE);
    next_in(&w, 1);
    assert_int_equal(w.rows[2].at_event, 0);
    assert_int_equal(w.tiers.at_event, 0);
}

static void test_day_of_leaving_is_judged_as_left(void **state)
{
    tier_days w;
    (void)state;
    hold(&w);
    w.counted[PROGRAMME] = CLOSED;
    w.truth[IF_THREE] = T;
    w.truth[AGAIN_THREE] = F;
    assert_int_equal(next_in(&w, 3), TWO); /* still in its band: `then` instead */
    hold(&w);
    w.counted[PROGRAMME] = CLOSED;
    w.truth[AGAIN_THREE] = T;
    w.truth[IF_THREE] = T;
    assert_int_equal(next_in(&w, 1), THREE); /* `again` is true already */
    assert_int_equal(w.rows[2].mode, ATTEND_LEAVE_FREE);
}

static void test_held_and_left_on_the_day_it_begins(void **state)
{
    tier_days w;
    (void)state;
    start_with_leave(&w);
    under_way(&w);
    w.counted[PROGRAMME] = REVIEWED;
    w.truth[IF_THREE] = T;
    w.truth[AGAIN_THREE] = F;
    assert_int_equal(next_in(&w, 3), TWO);
    assert_int_equal(w.rows[2].mode, ATTEND_LEAVE_LEFT);
}

static void leave(tier_days *w)
{
    hold(w);
    w->counted[PROGRAMME] = CLOSED;
    w->steps[PROGRAMME].state = STEP_DONE;
    w->truth[IF_THREE] = T;
    w->truth[AGAIN_THREE] = F;
    next_in(w, 1);
    assert_int_equal(w->rows[2].mode, ATTEND_LEAVE_LEFT);
}

static void test_left_is_judged_by_again(void **state)
{
    tier_days w;
    (void)state;
    leave(&w);
    assert_int_equal(next_in(&w, 3), TWO); /* taken out: `then` joins */
    assert_int_equal(next_in(&w, 1), ONE); /* it was not among them: `then` does not join */
    assert_int_equal(next_day(&w, U, F), TWO | ONE);
    w.truth[AGAIN_THREE] = U;
    assert_int_equal(next_in(&w, 1), THREE | ONE); /* joins as well */
    assert_int_equal(next_in(&w, 3), THREE | TWO);
    under_way(&w);
    assert_int_equal(next_in(&w, 3), THREE | TWO); /* a new episode changes nothing while it is left */
    assert_int_equal(w.rows[2].mode, ATTEND_LEAVE_LEFT);
    w.truth[AGAIN_THREE] = T;
    assert_int_equal(next_in(&w, 1), THREE);
    assert_int_equal(w.rows[2].mode, ATTEND_LEAVE_FREE);
    assert_int_equal(next_in(&w, 1), THREE); /* the new episode holds now */
    assert_int_equal(w.rows[2].mode, ATTEND_LEAVE_HELD);
}

static void test_again_without_an_episode_is_free(void **state)
{
    tier_days w;
    (void)state;
    leave(&w);
    w.truth[AGAIN_THREE] = T;
    assert_int_equal(next_in(&w, 1), THREE);
    assert_int_equal(next_in(&w, 1), ONE);
}

/* -- several rules `leave` -- */

static void start_with_two_leaves(tier_days *w)
{
    start_days(w);
    give_leave(w, 2, 1);
    give_leave(w, 1, 0);
    w->policy.leaves[1].step = MEETING;
}

static void test_held_comes_before_other_rules(void **state)
{
    tier_days w;
    (void)state;
    start_with_two_leaves(&w);
    under_way(&w); /* holds the second tier */
    next_in(&w, 2);
    w.steps[MEETING].state = STEP_STARTED; /* would hold the third */
    assert_int_equal(next_in(&w, 3), TWO);
    assert_int_equal(w.rows[2].mode, ATTEND_LEAVE_FREE);
    w.counted[PROGRAMME] = REVIEWED;
    w.truth[IF_TWO] = T;
    w.truth[AGAIN_TWO] = T; /* not asked: the third tier holds the pupil now */
    assert_int_equal(next_in(&w, 3), THREE);
    assert_int_equal(w.rows[2].mode, ATTEND_LEAVE_HELD);
    assert_int_equal(w.rows[1].mode, ATTEND_LEAVE_LEFT);
    w.truth[AGAIN_TWO] = T;
    assert_int_equal(next_in(&w, 1), THREE);
    assert_int_equal(w.rows[1].mode, ATTEND_LEAVE_LEFT); /* rests */
}

static void test_rules_in_order_of_the_list(void **state)
{
    tier_days w;
    (void)state;
    start_with_two_leaves(&w);
    w.rows[1].mode = w.rows[2].mode = ATTEND_LEAVE_LEFT;
    assert_int_equal(next_in(&w, 3), ONE); /* three: then two; two has been left as well: then one */
    w.truth[AGAIN_TWO] = U;
    assert_int_equal(next_in(&w, 3), TWO | ONE);
    w.truth[AGAIN_THREE] = T;
    assert_int_equal(next_in(&w, 1), THREE);
}

/* One event may be of both rules. Only the tier that held the pupil is left at it. */
static void test_only_the_held_tier_is_left(void **state)
{
    tier_days w;
    (void)state;
    start_days(&w);
    give_leave(&w, 2, 1);
    give_leave(&w, 1, 0);
    under_way(&w);
    next_in(&w, 3);
    w.counted[PROGRAMME] = CLOSED;
    w.steps[PROGRAMME].state = STEP_DONE;
    w.truth[IF_THREE] = w.truth[IF_TWO] = T;
    w.truth[AGAIN_THREE] = w.truth[AGAIN_TWO] = F;
    assert_int_equal(next_in(&w, 2), TWO);
    assert_int_equal(w.rows[2].at_event, TIER_AT_EVENT | TIER_LEFT_TODAY);
    assert_int_equal(w.rows[1].at_event, TIER_AT_EVENT);
    assert_int_equal(w.rows[1].mode, ATTEND_LEAVE_FREE);
}

static void test_leaving_comes_down(void **state)
{
    tier_days w;
    (void)state;
    start_with_leave(&w);
    give_down(&w, true, 0);
    under_way(&w);
    next_in(&w, 3);
    w.counted[PROGRAMME] = REVIEWED;
    w.truth[IF_THREE] = T;
    w.truth[AGAIN_THREE] = F;
    assert_int_equal(next_in(&w, 1), ONE);
    assert_int_equal(w.tiers.kept, 0);
    assert_int_equal(w.tiers.at_event, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_free_is_judged_like_any_other),
        cmocka_unit_test(test_becomes_held_when_it_was_the_only_tier),
        cmocka_unit_test(test_becomes_held_under_an_override),
        cmocka_unit_test(test_doubt_joins_and_does_not_hold),
        cmocka_unit_test(test_held_whatever_the_rest_says),
        cmocka_unit_test(test_held_at_an_event),
        cmocka_unit_test(test_day_of_leaving_is_judged_as_left),
        cmocka_unit_test(test_held_and_left_on_the_day_it_begins),
        cmocka_unit_test(test_left_is_judged_by_again),
        cmocka_unit_test(test_again_without_an_episode_is_free),
        cmocka_unit_test(test_held_comes_before_other_rules),
        cmocka_unit_test(test_rules_in_order_of_the_list),
        cmocka_unit_test(test_only_the_held_tier_is_left),
        cmocka_unit_test(test_leaving_comes_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
