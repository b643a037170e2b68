/* What a batch gives of items that depend on the days before, and of tiers, against the fold of one pupil: over random policies,
 * with facts and journals, whichever columns are wanted. */
#include "fold_world.h"

#define WORLDS 1500u
#define PUPILS 3u /* the world's own pupil between two of whom nothing is known */
#define OWN 1u

/* Columns of one batch; members that are not wanted are NULL in the batch. */
typedef struct columns {
    size_t measures, flags, tiers;
    int64_t *count, *of;
    int8_t *need, *truth, *tier, *provisional;
    uint32_t *possible, *computed;
    int32_t *since, *status;
} columns;

static columns columns_new(const attend_policy *policy)
{
    columns c = {.measures = attend_policy_count(policy, ATTEND_ITEM_MEASURE),
                 .flags = attend_policy_count(policy, ATTEND_ITEM_FLAG),
                 .tiers = attend_policy_count(policy, ATTEND_ITEM_TIERS)};
    c.count = world_memory(c.measures * PUPILS * sizeof *c.count);
    c.of = world_memory(c.measures * PUPILS * sizeof *c.of);
    c.need = world_memory(c.measures * PUPILS);
    c.truth = world_memory(c.flags * PUPILS);
    c.tier = world_memory(c.tiers * PUPILS);
    c.provisional = world_memory(c.tiers * PUPILS);
    c.possible = world_memory(c.tiers * PUPILS * sizeof *c.possible);
    c.computed = world_memory(c.tiers * PUPILS * sizeof *c.computed);
    c.since = world_memory(c.tiers * PUPILS * sizeof *c.since);
    c.status = world_memory(PUPILS * sizeof *c.status);
    return c;
}

static void columns_free(columns *c)
{
    void *all[] = {c->count, c->of, c->need, c->truth, c->tier, c->provisional, c->possible, c->computed, c->since, c->status};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free(all[i]);
}

/* The world's register with its pupil in the middle. */
typedef struct school {
    attend_register reg;
    uint32_t *pupil;
    attend_spell *spells;
    attend_fact *facts;
    attend_event *events;
} school;

static void *copy_of(const void *rows, size_t n, size_t size)
{
    void *copy = world_memory(n * size);
    if (n)
        memcpy(copy, rows, n * size);
    return copy;
}

static school school_of(const fold_world *w)
{
    school s = {w->reg, world_memory(w->reg.n_marks * sizeof *s.pupil), copy_of(w->reg.spells, w->reg.n_spells, sizeof *s.spells),
                copy_of(w->reg.facts, w->reg.n_facts, sizeof *s.facts), copy_of(w->reg.events, w->reg.n_events, sizeof *s.events)};
    for (size_t i = 0; i < s.reg.n_marks; i++)
        s.pupil[i] = OWN;
    for (size_t i = 0; i < s.reg.n_spells; i++)
        s.spells[i].pupil = OWN;
    for (size_t i = 0; i < s.reg.n_facts; i++)
        s.facts[i].pupil = OWN;
    for (size_t i = 0; i < s.reg.n_events; i++)
        s.events[i].pupil = s.events[i].pupil == ATTEND_NONE ? ATTEND_NONE : OWN;
    s.reg.n_pupils = PUPILS;
    s.reg.pupil = s.pupil;
    s.reg.pupil_stride = 0;
    s.reg.spells = s.reg.n_spells ? s.spells : NULL;
    s.reg.facts = s.reg.n_facts ? s.facts : NULL;
    s.reg.events = s.reg.n_events ? s.events : NULL;
    return s;
}

static void school_free(school *s)
{
    free(s->pupil);
    free(s->spells);
    free(s->facts);
    free(s->events);
}

static void run(const fold_world *w, const attend_register *reg, int32_t as_of, const attend_batch *batch)
{
    size_t size = 0;
    assert_int_equal(attend_decision_size(w->policy, w->calendar, reg, as_of, &size), ATTEND_OK);
    void *work = world_memory(size);
    assert_int_equal(attend_batch_run(w->policy, w->calendar, reg, as_of, work, size, batch, NULL), ATTEND_OK);
    free(work);
}

static void check_measures(const fold_world *w, const folding *f, const columns *c, uint32_t pupil)
{
    for (uint32_t i = 0; i < c->measures; i++) {
        size_t at = (size_t)i * PUPILS + pupil;
        int64_t count, of;
        int32_t need = attend__sums_value(&f->one, POLICY_ROWS(w->policy, measures, measure_record)[i].spec, &count, &of);
        assert_int_equal(need, c->need[at]);
        assert_true(count == c->count[at] && of == c->of[at]);
    }
}

static void check_tiers(const fold_world *w, const folding *f, const columns *c, uint32_t pupil, bool since)
{
    for (uint32_t i = 0; i < c->tiers; i++) {
        size_t at = (size_t)i * PUPILS + pupil;
        uint32_t first = POLICY_ROWS(w->policy, tiers, tiers_record)[i].first;
        attend_tier_decision row;
        attend__tiers_decision(w->policy, &f->state, i, &row);
        assert_int_equal(row.possible, c->possible[at]);
        assert_int_equal(row.computed, c->computed[at]);
        assert_int_equal(row.provisional, c->provisional[at]);
        assert_int_equal(row.tier == ATTEND_NONE ? -1 : (int32_t)(row.tier - first), c->tier[at]);
        if (since)
            assert_int_equal(row.since, c->since[at]);
    }
}

/* One pupil by folding, against all the columns. */
static void check_pupil(const fold_world *w, const attend_register *reg, int32_t as_of, uint32_t pupil, const columns *c,
                        bool values, bool since)
{
    fold_world one = *w;
    folding f;
    one.reg = *reg;
    folding_open_pupil(&f, &one, as_of, FOLD_ALL, pupil);
    assert_int_equal(attend__fold_through(&f.one), ATTEND_OK);
    if (values)
        check_measures(w, &f, c, pupil);
    for (uint32_t i = 0; values && i < c->flags; i++)
        assert_int_equal(attend__truth_of_flag(&f.one, i), c->truth[(size_t)i * PUPILS + pupil]);
    check_tiers(w, &f, c, pupil, since);
    folding_close(&f);
}

static attend_batch batch_of(const columns *c, bool values, bool since)
{
    attend_batch batch = ATTEND_BATCH_INIT;
    batch.count = values ? c->count : NULL;
    batch.of = values ? c->of : NULL;
    batch.need = values ? c->need : NULL;
    batch.flags = values ? c->truth : NULL;
    batch.tier = c->tier;
    batch.possible = c->possible;
    batch.computed = c->computed;
    batch.since = since ? c->since : NULL;
    batch.provisional = c->provisional;
    batch.status = c->status;
    return batch;
}

static void check_world(uint64_t seed)
{
    fold_world w;
    fold_world_make(&w, seed);
    school s = school_of(&w);
    int32_t as_of = w.first - 5 + (int32_t)(seed * 37 % (uint64_t)(w.last - w.first + 40));
    for (uint32_t wanted = 0; wanted < 4; wanted++) {
        columns c = columns_new(w.policy);
        attend_batch batch = batch_of(&c, wanted & 1u, wanted & 2u);
        run(&w, &s.reg, as_of, &batch);
        for (uint32_t pupil = 0; pupil < PUPILS; pupil++) {
            assert_int_equal(c.status[pupil], ATTEND_OK);
            check_pupil(&w, &s.reg, as_of, pupil, &c, wanted & 1u, wanted & 2u);
        }
        columns_free(&c);
    }
    school_free(&s);
    fold_world_free(&w);
}

static void batch_equals_the_fold(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= WORLDS; seed++)
        check_world(seed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(batch_equals_the_fold)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
