/* Cases: carried in any split they are byte for byte the case folded at once, and they say what the rows say. Traces. */
#include "case_world.h"

#define WORLDS 250

/* -- splits -- */

/* Now and then by steps of a day, now and then by months; also from before the calendar and beyond its end. */
static void carry(case_world *c, uint64_t seed, int32_t through)
{
    world_random r = {seed + 77};
    int32_t day = c->w.first - 8 + (int32_t)world_next(&r, 12);
    uint32_t most = (const uint32_t[]){1, 3, 10, 200}[world_next(&r, 4)];
    for (attend_register part = c->w.reg; day < through; day += 1 + (int32_t)world_next(&r, most)) {
        assert_int_equal(advance_with(c, &part, day, c->bytes), ATTEND_OK);
        assert_int_equal(case_day(c, c->bytes), day);
        part = rows_from(&c->w.reg, day + 1);
        if (world_next(&r, 8) == 0) {
            uint8_t *once = folded_at_once(c, day);
            if (memcmp(once, c->bytes, c->size) != 0)
                fail_msg("world %llu: carried to %s the case is another", (unsigned long long)seed, day_text(day));
            free(once);
        }
    }
    attend_register rest = rows_from(&c->w.reg, case_day(c, c->bytes) == INT32_MIN ? INT32_MIN : case_day(c, c->bytes) + 1);
    assert_int_equal(advance_with(c, &rest, through, c->bytes), ATTEND_OK);
}

static void any_split_gives_the_same_bytes(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < WORLDS; seed++) {
        case_world c;
        make_world(&c, seed);
        carry(&c, seed, c.w.last + 20);
        uint8_t *once = folded_at_once(&c, c.w.last + 20);
        assert_memory_equal(once, c.bytes, c.size);
        assert_int_equal(current_with(&c, &c.w.reg), ATTEND_OK);
        free(once);
        free_world(&c);
    }
}

/* A calendar derived anew on every day from the marks so far. */
static void a_calendar_that_grows_with_the_marks(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < WORLDS / 5; seed++) {
        case_world c;
        make_world(&c, seed);
        c.w.reg.n_spells = 0;
        const attend_calendar *whole = c.w.calendar;
        for (int32_t day = c.w.first - 3; day < c.w.first + 80; day++) {
            size_t need = 0;
            attend_register part = case_day(&c, c.bytes) == INT32_MIN ? c.w.reg : rows_from(&c.w.reg, day);
            (void)attend_calendar_derive(NULL, 0, c.w.policy, &c.w.reg, day, &need, NULL, NULL, 0, NULL);
            assert_int_equal(attend_calendar_derive(world_memory(need), need, c.w.policy, &c.w.reg, day, &need, &c.w.calendar,
                                                    NULL, 0, NULL), ATTEND_OK);
            assert_int_equal(advance_with(&c, &part, day, c.bytes), ATTEND_OK);
            uint8_t *once = folded_at_once(&c, day);
            if (memcmp(once, c.bytes, c.size) != 0)
                fail_msg("world %llu: carried to %s the case is another", (unsigned long long)seed, day_text(day));
            free(once);
            world_free(c.w.calendar);
        }
        c.w.calendar = whole;
        free_world(&c);
    }
}

/* -- what the case says -- */

static void check_decisions(case_world *c)
{
    attend_tier_decision rows[4], traced[4];
    uint32_t need = 99, n_traced = 99, n = attend_policy_count(c->w.policy, ATTEND_ITEM_TIERS);
    int32_t day = case_day(c, c->bytes);
    assert_int_equal(attend_case_decide(c->w.policy, c->bytes, c->size, rows, 4, &need), ATTEND_OK);
    assert_int_equal(need, n);
    assert_int_equal(attend_trace(c->w.policy, c->w.calendar, &c->w.reg, 0, day, day, 0, c->work, c->work_size, traced, 4,
                                  &n_traced, NULL), ATTEND_OK);
    assert_int_equal(n_traced, n);
    assert_memory_equal(rows, traced, n * sizeof *rows);
    if (n) {
        assert_int_equal(attend_case_decide(c->w.policy, c->bytes, c->size, NULL, 0, &need), ATTEND_E_SPACE);
        assert_int_equal(rows[0].day, day);
    }
}

static void check_reason(case_world *c, int32_t kind, uint32_t item)
{
    static attend_reason of_case[4096], of_rows[4096];
    uint32_t n_case = 0, n_rows = 0;
    int32_t day = case_day(c, c->bytes);
    assert_int_equal(attend_case_reasons(c->w.policy, c->w.calendar, &c->w.reg, 0, c->bytes, c->size, kind, item, c->work,
                                         c->work_size, of_case, 4096, &n_case, NULL), ATTEND_OK);
    assert_int_equal(attend_reasons(c->w.policy, c->w.calendar, &c->w.reg, 0, day, kind, item, c->work, c->work_size, of_rows,
                                    4096, &n_rows, NULL), ATTEND_OK);
    assert_int_equal(n_case, n_rows);
    assert_memory_equal(of_case, of_rows, n_case * sizeof *of_case);
}

static void check_reasons(case_world *c)
{
    static const int32_t kinds[] = {ATTEND_ITEM_FLAG, ATTEND_ITEM_MEASURE, ATTEND_ITEM_TIERS};
    for (size_t i = 0; i < 3; i++) {
        for (uint32_t item = 0; item < attend_policy_count(c->w.policy, kinds[i]); item++)
            check_reason(c, kinds[i], item);
    }
}

static void a_case_says_what_the_rows_say(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < WORLDS; seed++) {
        case_world c;
        make_world(&c, seed);
        carry(&c, seed, c.w.first - 5 + (int32_t)(seed * 13 % 300));
        check_decisions(&c);
        check_reasons(&c);
        free_world(&c);
    }
}

/* -- traces -- */

static bool is_change(const attend_tier_decision *a, const attend_tier_decision *b)
{
    return a->possible != b->possible || a->computed != b->computed || a->provisional != b->provisional ||
           a->overridden != b->overridden;
}

/* Every day of a trace is the decision of that day; without ATTEND_TRACE_DAILY only changes are told. */
static void traces_are_decisions_of_each_day(void **state)
{
    static attend_tier_decision daily[1024], changes[1024];
    (void)state;
    for (uint64_t seed = 0; seed < WORLDS; seed++) {
        case_world c;
        uint32_t n_daily = 0, n_changes = 0, at = 0;
        make_world(&c, seed);
        int32_t from = c.w.first - 10 + (int32_t)(seed % 40), to = from + 100 + (int32_t)(seed % 200);
        assert_int_equal(attend_trace(c.w.policy, c.w.calendar, &c.w.reg, 0, from, to, ATTEND_TRACE_DAILY, c.work, c.work_size,
                                      daily, 1024, &n_daily, NULL), ATTEND_OK);
        assert_int_equal(attend_trace(c.w.policy, c.w.calendar, &c.w.reg, 0, from, to, 0, c.work, c.work_size, changes, 1024,
                                      &n_changes, NULL), ATTEND_OK);
        assert_int_equal(n_daily, (uint32_t)(to - from + 1) * attend_policy_count(c.w.policy, ATTEND_ITEM_TIERS));
        for (uint32_t i = 0; i < n_daily; i++) {
            assert_int_equal(daily[i].day, from + (int32_t)i);
            if (i == 0 || is_change(&daily[i], &daily[i - 1]))
                assert_memory_equal(&daily[i], &changes[at++], sizeof *daily);
            if (i % 29 == 0) {
                attend_tier_decision row;
                uint32_t need;
                uint8_t *once = folded_at_once(&c, daily[i].day);
                assert_int_equal(attend_case_decide(c.w.policy, once, c.size, &row, 1, &need), ATTEND_OK);
                assert_memory_equal(&row, &daily[i], sizeof row);
                free(once);
            }
        }
        assert_int_equal(at, n_changes);
        free_world(&c);
    }
}

/* -- long lives -- */

/* Twenty years, as many as a calendar holds, in steps of a quarter, with exactly the workspace that is asked for. */
static void twenty_years(void **state)
{
    case_world c;
    world_random r = {4711};
    text *years = calloc(1, sizeof *years);
    (void)state;
    memset(&c, 0, sizeof c);
    c.w.sessions = 4;
    c.w.first = world_day("2006-01-02");
    c.w.last = world_day("2026-01-01");
    put(years, "{'format':1,'semantics':1,'kind':'calendar','id':'c','version':'1','title':'C',%s'years':{", session_texts[3]);
    for (int32_t year = 2006; year < 2026; year++)
        put(years, "%s'y%d':{'from':'%d-01-02','to':'%d-01-01','terms':[{'id':'t%d','title':'T','from':'%d-01-02','to':'%d-12-31'}]}",
            year > 2006 ? "," : "", (int)year, (int)year, (int)year + 1, (int)year, (int)year, (int)year);
    put(years, "},'weekdays':['mon','tue','wed','thu','fri','sat','sun']}");
    c.w.policy = fold_policy(&r, 4, c.w.first);
    c.w.calendar = world_calendar(years->at);
    attend_register_init(&c.w.reg);
    c.w.reg.n_pupils = 1;
    random_rows(&r, &c.w.reg, &c.w.rows, c.w.calendar, c.w.first, c.w.last);
    make_case(&c);
    for (int32_t day = c.w.first + 40; day < c.w.last; day += 91) {
        attend_register rest = rows_from(&c.w.reg, case_day(&c, c.bytes) == INT32_MIN ? INT32_MIN : case_day(&c, c.bytes) + 1);
        assert_int_equal(advance_with(&c, &rest, day, c.bytes), ATTEND_OK);
    }
    assert_int_equal(current_with(&c, &c.w.reg), ATTEND_OK);
    uint8_t *once = folded_at_once(&c, case_day(&c, c.bytes));
    assert_memory_equal(once, c.bytes, c.size);
    free(once);
    free(years);
    free_world(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_split_gives_the_same_bytes),
        cmocka_unit_test(a_calendar_that_grows_with_the_marks),
        cmocka_unit_test(a_case_says_what_the_rows_say),
        cmocka_unit_test(traces_are_decisions_of_each_day),
        cmocka_unit_test(twenty_years),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
