/* The fold against measures counted from the rows, on every day of random worlds; quiet days; plans that want less. */
#include "fold_world.h"

#include "plain_measure.h"

#define WORLDS 1500

/* -- the measures of a day -- */

static bool same_window(const window_value *a, const window_value *b)
{
    return a->where.need == b->where.need && a->where.first_day == b->where.first_day &&
           a->where.last_day == b->where.last_day && a->where.held == b->where.held && a->where.asked == b->where.asked &&
           a->need == b->need && a->count == b->count && a->base == b->base && a->possible == b->possible &&
           a->missing == b->missing;
}

static bool same_value(const measure_value *a, const measure_value *b)
{
    return a->need == b->need && a->count == b->count && a->of == b->of && same_window(&a->windows[0], &b->windows[0]) &&
           same_window(&a->windows[1], &b->windows[1]);
}

static void print_value(const char *who, const measure_value *value)
{
    fprintf(stderr, "%s: need %d count %lld of %lld\n", who, (int)value->need, (long long)value->count, (long long)value->of);
    for (int i = 0; i < 2; i++) {
        const window_value *in = &value->windows[i];
        fprintf(stderr, "  need %d/%d days %d to %d held %u of %u count %u base %u possible %u missing %u\n",
                (int)in->where.need, (int)in->need, (int)in->where.first_day, (int)in->where.last_day, in->where.held,
                in->where.asked, in->count, in->base, in->possible, in->missing);
    }
}

static int32_t since_of(const folding *f, const measure_spec *spec)
{
    if (spec->window.kind != WINDOW_SINCE)
        return INT32_MIN;
    return attend__step_day(&f->state.steps[spec->window.n], spec->window.unit);
}

/* The rows as they are seen on a day: marks after it are in the row, and no window reaches them. */
static void check_measures(const folding *f, const fold_world *w, uint64_t seed)
{
    register_view today;
    assert_int_equal(attend__register_view(w->policy, w->calendar, &w->reg, f->state.head.day, &today), ATTEND_OK);
    for (uint32_t i = 0; i < w->policy->specs.count; i++) {
        const measure_spec *spec = &POLICY_ROWS(w->policy, specs, measure_spec)[i];
        measure_value wanted, got;
        int64_t count, of;
        plain_measure(&today, &f->pupil, spec, since_of(f, spec), &wanted);
        attend__sums_measure(&f->one, i, &got);
        if (!same_value(&wanted, &got)) {
            print_value("rows", &wanted);
            print_value("fold", &got);
            fail_msg("world %llu, day %s, spec %u (kind %d, window %d, unit %d)", (unsigned long long)seed,
                     day_text(today.as_of), i, (int)spec->kind, (int)spec->window.kind, (int)spec->window.unit);
        }
        assert_int_equal(attend__sums_value(&f->one, i, &count, &of), wanted.need);
        assert_true(count == wanted.count && of == wanted.of);
    }
}

/* Through the whole calendar and some weeks more. */
static void measures_equal_the_rows(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < WORLDS; seed++) {
        fold_world w;
        folding f;
        fold_world_make(&w, seed);
        folding_open(&f, &w, w.last + 30, FOLD_ALL);
        while (f.state.head.day < w.last + 30) {
            assert_int_equal(attend__fold_day(&f.one), ATTEND_OK);
            check_measures(&f, &w, seed);
        }
        folding_close(&f);
        fold_world_free(&w);
    }
}

/* Nothing is folded before the calendar but the day itself. */
static void measures_before_the_calendar(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < WORLDS / 5; seed++) {
        fold_world w;
        folding f;
        fold_world_make(&w, seed);
        for (int32_t day = w.first - 12; day < w.first + 3; day++) {
            folding_open(&f, &w, day, FOLD_ALL);
            assert_int_equal(attend__fold_through(&f.one), ATTEND_OK);
            assert_int_equal(f.state.head.day, day);
            check_measures(&f, &w, seed);
            folding_close(&f);
        }
        fold_world_free(&w);
    }
}

/* -- quiet days -- */

static uint8_t *packed(const folding *f)
{
    uint8_t *bytes = world_memory(f->view.policy->case_bytes);
    attend__state_pack(&f->state, f->view.policy, bytes);
    return bytes;
}

static void check_same_bytes(const folding *a, const folding *b, uint64_t seed)
{
    uint8_t *ours = packed(a), *theirs = packed(b);
    if (memcmp(ours, theirs, a->view.policy->case_bytes) != 0)
        fail_msg("world %llu: the states of %s differ", (unsigned long long)seed, day_text(a->state.head.day));
    free(ours);
    free(theirs);
}

static void check_same_truths(const folding *a, const folding *b, uint64_t seed)
{
    for (uint32_t i = 0; i < a->view.policy->conditions.count; i++) {
        if (a->one.truth[i] != b->one.truth[i])
            fail_msg("world %llu: condition %u on %s", (unsigned long long)seed, i, day_text(a->state.head.day));
    }
}

/* A fold that never rests, and judges every day anew, must come to the same in every byte and every truth, on every day. How many
 * days the other rested. */
static uint32_t check_quiet(const fold_world *w, uint64_t seed)
{
    folding resting, restless;
    uint32_t rested = 0;
    folding_open(&resting, w, w->last + 60, FOLD_ALL);
    folding_open(&restless, w, w->last + 60, FOLD_ALL);
    for (uint32_t i = 0; i < restless.plan.n_days; i++)
        restless.plan.days[i].quiet = 0;
    while (resting.state.head.day < resting.view.as_of) {
        rested += resting.one.settled;
        restless.one.judged = 0;
        assert_int_equal(attend__fold_day(&resting.one), ATTEND_OK);
        assert_int_equal(attend__fold_day(&restless.one), ATTEND_OK);
        check_same_bytes(&resting, &restless, seed);
        check_same_truths(&resting, &restless, seed);
    }
    folding_close(&resting);
    folding_close(&restless);
    return rested;
}

static void quiet_days_change_nothing(void **state)
{
    uint32_t rested = 0;
    (void)state;
    for (uint64_t seed = 0; seed < WORLDS / 3; seed++) {
        fold_world w;
        fold_world_make(&w, seed);
        rested += check_quiet(&w, seed);
        fold_world_free(&w);
    }
    assert_true(rested > 40 * (WORLDS / 3)); /* else nothing has been tested */
}

/* -- plans that want less -- */

static void check_path(const folding *all, const folding *path)
{
    const attend_policy *policy = all->view.policy;
    for (uint32_t i = 0; i < policy->flags.count; i++) {
        if (POLICY_ROWS(policy, flags, flag_record)[i].path)
            assert_int_equal(attend__truth_of_flag(&all->one, i), attend__truth_of_flag(&path->one, i));
    }
    assert_memory_equal(all->state.tiers, path->state.tiers, policy->tiers.count * sizeof(tiers_memory));
    assert_memory_equal(all->state.tier_rows, path->state.tier_rows, policy->tier_rows.count * sizeof(tier_memory));
    for (uint32_t i = 0; i < policy->specs.count; i++) {
        int64_t of_all[2], of_path[2];
        if (POLICY_ROWS(policy, specs, measure_spec)[i].window.kind != WINDOW_SINCE)
            continue;
        assert_int_equal(attend__sums_value(&all->one, i, &of_all[0], &of_all[1]),
                         attend__sums_value(&path->one, i, &of_path[0], &of_path[1]));
        assert_memory_equal(of_all, of_path, sizeof of_all);
    }
}

static void a_plan_of_the_path_agrees(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < WORLDS / 5; seed++) {
        fold_world w;
        folding all, path;
        fold_world_make(&w, seed);
        folding_open(&all, &w, w.last, FOLD_ALL);
        folding_open(&path, &w, w.last, FOLD_PATH | FOLD_TIERS);
        while (all.state.head.day < all.view.as_of) {
            assert_int_equal(attend__fold_day(&all.one), ATTEND_OK);
            assert_int_equal(attend__fold_day(&path.one), ATTEND_OK);
            check_path(&all, &path);
        }
        folding_close(&all);
        folding_close(&path);
        fold_world_free(&w);
    }
}

/* -- looking again -- */

/* A state that was packed and unpacked, and only looked at, gives the values and truths of the day as it was folded. */
static void check_look(const fold_world *w, const folding *f)
{
    folding again;
    uint8_t *bytes = packed(f);
    folding_open(&again, w, f->state.head.day, FOLD_ALL);
    assert_int_equal(attend__state_unpack(&again.state, w->policy, bytes), ATTEND_OK);
    attend__fold_open(&again.one, &again.pupil, &again.state);
    attend__fold_look(&again.one);
    for (uint32_t i = 0; i < w->policy->specs.count; i++) {
        measure_value wanted, got;
        attend__sums_measure(&f->one, i, &wanted);
        attend__sums_measure(&again.one, i, &got);
        assert_true(same_value(&wanted, &got));
    }
    for (uint32_t i = 0; i < w->policy->flags.count; i++)
        assert_int_equal(attend__truth_of_flag(&f->one, i), attend__truth_of_flag(&again.one, i));
    folding_close(&again);
    free(bytes);
}

static void looking_again_says_the_same(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < WORLDS / 10; seed++) {
        fold_world w;
        folding f;
        fold_world_make(&w, seed);
        folding_open(&f, &w, w.last, FOLD_ALL);
        for (uint32_t i = 0; f.state.head.day < w.last; i++) {
            assert_int_equal(attend__fold_day(&f.one), ATTEND_OK);
            if (i % 7 == seed % 7)
                check_look(&w, &f);
        }
        folding_close(&f);
        fold_world_free(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(measures_equal_the_rows),
        cmocka_unit_test(measures_before_the_calendar),
        cmocka_unit_test(quiet_days_change_nothing),
        cmocka_unit_test(a_plan_of_the_path_agrees),
        cmocka_unit_test(looking_again_says_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
