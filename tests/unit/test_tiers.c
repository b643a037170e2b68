/* The computed tiers, the answer and coming down, sentence by sentence (semantics.md 8). */
#include "tier_days.h"

static void test_from_the_most_intensive_on(void **state)
{
    tier_days w;
    (void)state;
    start_days(&w);
    assert_int_equal(next_day(&w, F, F), ONE); /* false: not possible */
    assert_int_equal(next_day(&w, F, T), TWO);
    assert_int_equal(next_day(&w, T, T), THREE); /* the first that is true ends the list */
    assert_int_equal(next_day(&w, T, U), THREE);
    assert_int_equal(next_day(&w, U, T), THREE | TWO); /* unknown: possible */
    assert_int_equal(next_day(&w, U, F), THREE | ONE);
    assert_int_equal(next_day(&w, F, U), TWO | ONE);
    assert_int_equal(next_day(&w, U, U), THREE | TWO | ONE);
}

/* A list as long as they come: the last bit is a tier like the others. */
typedef struct long_policy {
    attend_policy head;
    tiers_record tiers;
    tier_record rows[32];
} long_policy;

static void build_long(long_policy *policy)
{
    memset(policy, 0, sizeof *policy);
    policy->head.tiers = table_of(offsetof(long_policy, tiers), 1);
    policy->head.tier_rows = table_of(offsetof(long_policy, rows), 32);
    policy->tiers.count = 32;
    policy->tiers.provisional = policy->tiers.review = ATTEND_NONE;
    policy->tiers.after = (span_spec){ATTEND_UNIT_DAYS, 3, ATTEND_NONE};
    for (uint32_t tier = 0; tier < 32; tier++) {
        policy->rows[tier].enter = tier;
        policy->rows[tier].leave = ATTEND_NONE;
    }
}

static uint32_t next_long_day(tier_days *w)
{
    w->today.day++;
    attend__tiers_begin(&w->one);
    attend__tiers_day(&w->one);
    return w->tiers.possible;
}

static void test_thirty_two_tiers(void **state)
{
    long_policy policy;
    tier_days w;
    tier_memory rows[32];
    int8_t truth[32];
    (void)state;
    build_long(&policy);
    start_days(&w);
    w.view.policy = &policy.head;
    w.state.tier_rows = rows;
    w.one.truth = truth;
    for (uint32_t tier = 0; tier < 32; tier++)
        rows[tier] = (tier_memory){ATTEND_LEAVE_FREE, ATTEND_LEAVE_FREE, 0, INT32_MIN};
    memset(truth, U, sizeof truth);
    assert_int_equal(next_long_day(&w), UINT32_MAX);
    assert_int_equal(w.tiers.kept, 0);
    truth[31] = T;
    assert_int_equal(next_long_day(&w), 1u << 31);
    assert_int_equal(w.tiers.kept, 31);
    memset(truth, F, sizeof truth);
    truth[0] = T;
    for (int day = 0; day < 3; day++)
        assert_int_equal(next_long_day(&w), 1u << 31);
    assert_int_equal(next_long_day(&w), 1u);
    assert_int_equal(w.tiers.kept, 0);
}

static attend_tier_decision decision_of(tier_days *w)
{
    attend_tier_decision row;
    w->state.head.day = w->today.day;
    attend__tiers_decision(&w->policy.head, &w->state, 0, &row);
    return row;
}

static void test_the_answer(void **state)
{
    tier_days w;
    attend_tier_decision row;
    (void)state;
    start_days(&w);
    next_day(&w, U, T);
    row = decision_of(&w);
    assert_int_equal(row.tiers, 0);
    assert_int_equal(row.day, FIRST_DAY);
    assert_int_equal(row.tier, ATTEND_NONE);
    assert_int_equal(row.at_least, 1);
    assert_int_equal(row.at_most, 2);
    assert_int_equal(row.possible, THREE | TWO);
    assert_int_equal(row.computed, THREE | TWO);
    assert_int_equal(row.since, FIRST_DAY);
    assert_int_equal(row.provisional, 0);
    assert_int_equal(row.overridden, 0);
    next_day(&w, T, T);
    row = decision_of(&w);
    assert_int_equal(row.tier, 2);
    assert_int_equal(row.at_least, 2);
    assert_int_equal(row.at_most, 2);
    assert_int_equal(row.since, FIRST_DAY + 1);
}

static void test_since_is_of_the_same_possible_tiers(void **state)
{
    tier_days w;
    (void)state;
    start_days(&w);
    assert_int_equal(decision_of(&w).since, INT32_MIN); /* nothing has been folded */
    next_day(&w, U, F);
    next_day(&w, U, F);
    assert_int_equal(w.tiers.since, FIRST_DAY);
    next_day(&w, U, U); /* one more is possible */
    assert_int_equal(w.tiers.since, FIRST_DAY + 2);
    next_day(&w, U, F); /* the earlier stretch has been broken */
    assert_int_equal(w.tiers.since, FIRST_DAY + 3);
    next_day(&w, T, F);
    next_day(&w, T, U);
    assert_int_equal(w.tiers.since, FIRST_DAY + 4);
}

static void test_provisional(void **state)
{
    tier_days w;
    (void)state;
    start_days(&w);
    w.truth[PROVISIONAL] = T;
    next_in(&w, 1);
    assert_int_equal(w.tiers.provisional, 0); /* without such a condition never */
    w.policy.tiers.provisional = PROVISIONAL;
    next_in(&w, 1);
    assert_int_equal(decision_of(&w).provisional, 1);
    w.truth[PROVISIONAL] = U;
    next_in(&w, 1);
    assert_int_equal(decision_of(&w).provisional, 1);
    w.truth[PROVISIONAL] = F;
    next_in(&w, 1);
    assert_int_equal(decision_of(&w).provisional, 0);
}

/* -- overrides -- */

static void test_override_is_the_answer(void **state)
{
    tier_days w;
    (void)state;
    start_days(&w);
    next_in(&w, 1);
    give_override(&w, 2);
    assert_int_equal(next_in(&w, 1), THREE);
    attend_tier_decision row = decision_of(&w);
    assert_int_equal(row.tier, 2);
    assert_int_equal(row.computed, ONE); /* runs on underneath */
    assert_int_equal(row.overridden, 1);
    assert_int_equal(row.since, FIRST_DAY + 1);
    assert_int_equal(next_day(&w, U, T), THREE);
    assert_int_equal(w.tiers.computed, THREE | TWO);
    assert_int_equal(w.tiers.since, FIRST_DAY + 1); /* the tiers computed do not matter to it */
    w.tiers.override_tier = ATTEND_NONE;
    assert_int_equal(next_in(&w, 1), ONE);
    assert_int_equal(w.tiers.since, FIRST_DAY + 3);
    assert_int_equal(decision_of(&w).overridden, 0);
}

static void test_since_goes_on_across_an_override_that_says_the_same(void **state)
{
    tier_days w;
    (void)state;
    start_days(&w);
    next_in(&w, 2);
    give_override(&w, 1);
    next_in(&w, 2);
    w.tiers.override_tier = ATTEND_NONE;
    next_in(&w, 2);
    assert_int_equal(w.tiers.since, FIRST_DAY);
}

static void test_override_does_not_keep(void **state)
{
    tier_days w;
    (void)state;
    start_days(&w);
    give_down(&w, true, 0);
    give_override(&w, 2);
    next_in(&w, 1);
    assert_int_equal(w.tiers.kept, 0); /* only the tiers computed are kept */
    w.tiers.override_tier = ATTEND_NONE;
    assert_int_equal(next_in(&w, 1), ONE);
}

/* -- coming down -- */

static void test_going_up_is_immediate(void **state)
{
    tier_days w;
    (void)state;
    start_days(&w);
    give_down(&w, true, 3);
    assert_int_equal(next_in(&w, 1), ONE);
    assert_int_equal(next_in(&w, 2), TWO);
    assert_int_equal(next_in(&w, 3), THREE);
    assert_int_equal(w.tiers.kept, 2);
}

static void test_without_down_coming_down_is_immediate(void **state)
{
    tier_days w;
    (void)state;
    start_days(&w);
    next_in(&w, 3);
    w.counted[MEETING] = REVIEWED;
    assert_int_equal(next_in(&w, 1), ONE);
    assert_int_equal(w.tiers.at_event, 0);
}

static void test_kept_until_a_review(void **state)
{
    tier_days w;
    (void)state;
    start_days(&w);
    give_down(&w, true, 0);
    next_in(&w, 3);
    for (int day = 0; day < 400; day++)
        assert_int_equal(next_in(&w, 1), THREE);
    w.counted[PROGRAMME] = REVIEWED; /* of another step */
    assert_int_equal(next_in(&w, 1), THREE);
    w.counted[MEETING] = CLOSED; /* no review */
    assert_int_equal(next_in(&w, 1), THREE);
    w.counted[MEETING] = REVIEWED | CLOSED;
    assert_int_equal(next_in(&w, 1), ONE);
    assert_int_equal(w.tiers.at_event, 1);
    assert_int_equal(next_in(&w, 1), ONE);
    assert_int_equal(w.tiers.at_event, 0);
}

static void test_review_lets_come_down_that_day_only(void **state)
{
    tier_days w;
    (void)state;
    start_days(&w);
    give_down(&w, true, 0);
    next_in(&w, 3);
    w.counted[MEETING] = REVIEWED;
    assert_int_equal(next_in(&w, 3), THREE);
    assert_int_equal(next_in(&w, 1), THREE);
    w.counted[MEETING] = REVIEWED;
    assert_int_equal(next_in(&w, 2), TWO);
    assert_int_equal(next_in(&w, 1), TWO);
}

/* Three days from the first: on the fourth day of the stretch the day reached is that day. */
static void test_after_a_span_without_a_break(void **state)
{
    tier_days w;
    (void)state;
    start_days(&w);
    give_down(&w, false, 3);
    next_in(&w, 3);
    for (int day = 0; day < 3; day++)
        assert_int_equal(next_in(&w, 1), THREE);
    assert_int_equal(next_in(&w, 1), ONE);
    next_in(&w, 3);
    assert_int_equal(next_in(&w, 1), THREE);
    assert_int_equal(next_in(&w, 1), THREE);
    assert_int_equal(next_in(&w, 3), THREE); /* a break: from the start again */
    for (int day = 0; day < 3; day++)
        assert_int_equal(next_in(&w, 1), THREE);
    assert_int_equal(next_in(&w, 1), ONE);
}

static void test_down_to_the_lowest_tier_that_the_span_allows(void **state)
{
    tier_days w;
    (void)state;
    start_days(&w);
    give_down(&w, false, 3);
    next_in(&w, 3);
    next_in(&w, 1);
    next_in(&w, 2); /* breaks the stretch at or below the first tier, not that at or below the second */
    assert_int_equal(next_in(&w, 1), THREE);
    assert_int_equal(next_in(&w, 1), TWO);
    assert_int_equal(w.tiers.kept, 1);
    assert_int_equal(next_in(&w, 1), TWO);
    assert_int_equal(next_in(&w, 1), ONE); /* three days after the fourth day */
}

static void test_doubt_breaks_the_stretch_when_it_reaches_above(void **state)
{
    tier_days w;
    (void)state;
    start_days(&w);
    give_down(&w, false, 2);
    next_in(&w, 3);
    next_in(&w, 1);
    assert_int_equal(next_day(&w, U, F), THREE); /* three stays three; one is kept at three */
    assert_int_equal(next_in(&w, 1), THREE);
    assert_int_equal(next_day(&w, F, U), THREE); /* all at or below two still */
    assert_int_equal(next_in(&w, 1), TWO);
}

static void test_doubt_that_passes_leaves_no_trace(void **state)
{
    tier_days w;
    (void)state;
    start_days(&w);
    give_down(&w, true, 0);
    next_in(&w, 1);
    assert_int_equal(next_day(&w, U, F), THREE | ONE);
    assert_int_equal(w.tiers.kept, 0);
    assert_int_equal(next_in(&w, 1), ONE);
    next_in(&w, 2);
    assert_int_equal(next_day(&w, U, F), THREE | TWO); /* one counts as two, which is kept */
    assert_int_equal(next_day(&w, U, T), THREE | TWO);
    assert_int_equal(w.tiers.kept, 1);
    w.counted[MEETING] = REVIEWED;
    assert_int_equal(next_day(&w, F, U), TWO | ONE); /* a review in doubt moves no further than both go */
    assert_int_equal(w.tiers.kept, 1);
    assert_int_equal(next_in(&w, 1), TWO);
    assert_int_equal(next_day(&w, U, T), THREE | TWO);
    assert_int_equal(next_day(&w, T, T), THREE);
    w.counted[MEETING] = REVIEWED;
    assert_int_equal(next_day(&w, F, U), TWO | ONE);
    assert_int_equal(w.tiers.kept, 1); /* down to the greatest of them */
}

static void test_unwanted_lists_are_left_alone(void **state)
{
    tier_days w;
    (void)state;
    start_days(&w);
    w.plan.n_lists = 0;
    assert_int_equal(next_in(&w, 3), 0);
    assert_int_equal(w.tiers.since, INT32_MIN);
}

/* -- never nothing -- */

static int32_t never(const void *context, uint32_t condition)
{
    (void)context;
    (void)condition;
    return ATTEND_FALSE;
}

/* The checker proves that it cannot be. Should it be all the same, it is not known which tier; and none beyond the list is told. */
static void test_no_tier_is_any_tier(void **state)
{
    tier_days w;
    attend_tier_decision row;
    (void)state;
    start_days(&w);
    attend__tiers_decision(&w.policy.head, &w.state, 0, &row); /* before the first day */
    assert_in_range(row.at_least, 0, 2);
    w.policy.rows[0].enter = ENTER_TWO;
    assert_int_equal(attend__tiers_judge(&w.policy.head, &w.policy.tiers, never, NULL), THREE | TWO | ONE);
    assert_int_equal(next_day(&w, F, F), THREE | TWO | ONE);
    attend__tiers_decision(&w.policy.head, &w.state, 0, &row);
    assert_int_equal(row.at_least, 0);
    assert_int_equal(row.at_most, 2);
    assert_int_equal(row.tier, ATTEND_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_from_the_most_intensive_on),
        cmocka_unit_test(test_thirty_two_tiers),
        cmocka_unit_test(test_the_answer),
        cmocka_unit_test(test_since_is_of_the_same_possible_tiers),
        cmocka_unit_test(test_provisional),
        cmocka_unit_test(test_override_is_the_answer),
        cmocka_unit_test(test_since_goes_on_across_an_override_that_says_the_same),
        cmocka_unit_test(test_override_does_not_keep),
        cmocka_unit_test(test_going_up_is_immediate),
        cmocka_unit_test(test_without_down_coming_down_is_immediate),
        cmocka_unit_test(test_kept_until_a_review),
        cmocka_unit_test(test_review_lets_come_down_that_day_only),
        cmocka_unit_test(test_after_a_span_without_a_break),
        cmocka_unit_test(test_down_to_the_lowest_tier_that_the_span_allows),
        cmocka_unit_test(test_doubt_breaks_the_stretch_when_it_reaches_above),
        cmocka_unit_test(test_doubt_that_passes_leaves_no_trace),
        cmocka_unit_test(test_no_tier_is_any_tier),
        cmocka_unit_test(test_unwanted_lists_are_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
