/* Random journals against a second judge, journals without end, and hostile rows. */
#include "school_journal.h"

/* --- a second judge --- */

typedef struct world {
    attend_event *rows; /* nothing to spare behind them */
    size_t n;
    attend_spell spells[6];
    size_t n_spells;
    uint32_t n_pupils;
} world;

static bool has_step(const attend_event *row)
{
    return row->step == mentoring || row->step == visits || row->step == letters;
}

static bool has_outcome(const attend_event *row)
{
    bool of_mentoring = row->outcome == finished || row->outcome == finished + 1;
    return (row->step == mentoring && of_mentoring) || (row->step == visits && row->outcome == agreed);
}

static attend_status naive_names(const attend_event *row)
{
    bool is_override = row->event == ATTEND_EVENT_TIER_OVERRIDE;
    bool alone = is_override || row->event == ATTEND_EVENT_CONCERN_RAISED || row->event == ATTEND_EVENT_ACTION_AGREED;
    if (row->event < 1 || row->event > 19)
        return ATTEND_E_UNKNOWN_EVENT;
    if (!has_step(row) && !(alone && row->step == ATTEND_NONE))
        return ATTEND_E_UNKNOWN_STEP;
    if (row->outcome != ATTEND_NONE && !has_outcome(row))
        return ATTEND_E_UNKNOWN_OUTCOME;
    if (is_override && ((row->tiers != 0 && row->tiers != ATTEND_NONE) || (row->item > 2 && row->item != ATTEND_NONE)))
        return ATTEND_E_UNKNOWN_TIER;
    return ATTEND_OK;
}

static bool naive_order(const attend_event *row)
{
    if (row->event == ATTEND_EVENT_TIER_OVERRIDE)
        return row->to >= row->day && (row->from == row->day || row->from == INT32_MIN);
    return row->from <= row->to;
}

static attend_status naive_row(const world *w, const attend_event *row)
{
    if (!day_exists(row->day) || (row->from != INT32_MIN && !day_exists(row->from)) ||
        (row->to != ATTEND_DAY_OPEN && !day_exists(row->to)))
        return ATTEND_E_DATE;
    if (row->day > as_of)
        return ATTEND_F_AFTER_AS_OF;
    if (naive_names(row) != ATTEND_OK)
        return naive_names(row);
    if (!naive_order(row))
        return ATTEND_E_DATE_ORDER;
    for (size_t i = 0; i < w->n_spells && row->origin != ATTEND_ORIGIN_EXTERNAL; i++) {
        if (w->spells[i].pupil == row->pupil)
            return row->day < w->spells[i].from ? ATTEND_E_BEFORE_ADMISSION : ATTEND_OK;
    }
    return ATTEND_OK;
}

/* Whether row a is taken before row b. */
static bool taken_before(const world *w, size_t a, size_t b)
{
    const attend_event *one = &w->rows[a], *two = &w->rows[b];
    bool one_begins = one->event == ATTEND_EVENT_STARTED, two_begins = two->event == ATTEND_EVENT_STARTED;
    if (one->day != two->day)
        return one->day < two->day;
    return one_begins != two_begins ? one_begins : a < b;
}

/* What a good row comes to: the latest row of its step that is taken before it and begins or ends an episode says. */
static attend_status naive_state(const world *w, size_t at)
{
    const attend_event *row = &w->rows[at];
    size_t latest = SIZE_MAX;
    if (row->pupil == ATTEND_NONE)
        return ATTEND_F_EVENT_UNUSED;
    if (row->event == ATTEND_EVENT_TIER_OVERRIDE)
        return ATTEND_OK;
    if (row->event != ATTEND_EVENT_STARTED && row->event != ATTEND_EVENT_REVIEWED && row->event != ATTEND_EVENT_CLOSED)
        return ATTEND_F_EVENT_UNUSED;
    for (size_t i = 0; i < w->n; i++) {
        const attend_event *other = &w->rows[i];
        bool turns = other->event == ATTEND_EVENT_STARTED || other->event == ATTEND_EVENT_CLOSED;
        if (!turns || other->pupil != row->pupil || other->step != row->step || naive_row(w, other) != ATTEND_OK)
            continue;
        if (taken_before(w, i, at) && (latest == SIZE_MAX || taken_before(w, latest, i)))
            latest = i;
    }
    bool under_way = latest != SIZE_MAX && w->rows[latest].event == ATTEND_EVENT_STARTED;
    return under_way == (row->event == ATTEND_EVENT_STARTED) ? ATTEND_F_EVENT_STATE : ATTEND_OK;
}

static size_t naive_events(const world *w, attend_row_finding *findings)
{
    size_t n = 0;
    for (size_t i = 0; i < w->n; i++) {
        attend_status status = naive_row(w, &w->rows[i]);
        if (status == ATTEND_OK)
            status = naive_state(w, i);
        if (status != ATTEND_OK)
            findings[n++] = (attend_row_finding){status, w->rows[i].pupil, i, NO_ROW, w->rows[i].day, ATTEND_ROWS_EVENTS, 0};
    }
    return n;
}

/* --- random journals --- */

static int compare_events(const void *a, const void *b)
{
    const attend_event *one = a, *two = b;
    if (one->pupil != two->pupil)
        return one->pupil < two->pupil ? -1 : 1;
    return (one->day > two->day) - (one->day < two->day);
}

static uint32_t random_index(uint64_t *seed, uint32_t n, uint32_t odds)
{
    static const uint32_t odd[] = {ATTEND_NONE, ATTEND_NONE - 1, 3, 64, 2048};
    return random_below(seed, odds) ? random_below(seed, n) : odd[random_below(seed, LENGTH(odd))];
}

static attend_event random_event(uint64_t *seed, uint32_t n_pupils, uint32_t odds)
{
    static const int32_t odd[] = {INT32_MIN, INT32_MIN + 1, ATTEND_DAY_FIRST - 1, ATTEND_DAY_LAST + 1, INT32_MAX};
    static const int32_t kinds[] = {ATTEND_EVENT_STARTED, ATTEND_EVENT_REVIEWED, ATTEND_EVENT_CLOSED, ATTEND_EVENT_STARTED,
                                    ATTEND_EVENT_CLOSED, ATTEND_EVENT_TIER_OVERRIDE, ATTEND_EVENT_CONCERN_RAISED};
    attend_event row = event_of(kinds[random_below(seed, LENGTH(kinds))], as_of + 2 - (int32_t)random_below(seed, 16),
                                random_index(seed, 3, odds));
    row.pupil = random_below(seed, 12) ? random_below(seed, n_pupils) : ATTEND_NONE;
    if (random_below(seed, odds) == 0)
        row.event = (int32_t)random_below(seed, 21);
    if (random_below(seed, odds) == 0)
        row.day = odd[random_below(seed, LENGTH(odd))];
    if (row.event == ATTEND_EVENT_CLOSED && random_below(seed, 3) == 0)
        row.outcome = row.step == visits ? agreed : row.step == mentoring ? finished : ATTEND_NONE;
    if (random_below(seed, odds) == 0)
        row.outcome = random_below(seed, 4);
    if (row.event == ATTEND_EVENT_TIER_OVERRIDE)
        row.item = random_below(seed, 4) ? random_index(seed, 3, odds) : ATTEND_NONE;
    if (random_below(seed, odds) == 0)
        row.tiers = random_below(seed, 2);
    if (random_below(seed, odds) == 0)
        row.from = day_exists(row.day) ? row.day - 1 + (int32_t)random_below(seed, 3) : row.day;
    if (random_below(seed, odds) == 0)
        row.to = as_of - (int32_t)random_below(seed, 16);
    if (random_below(seed, odds) == 0)
        row.to = odd[random_below(seed, LENGTH(odd))];
    row.origin = random_below(seed, 5) == 0;
    return row;
}

static void random_world(uint64_t *seed, world *w)
{
    uint32_t odds = random_below(seed, 2) ? 15 : 1000;
    memset(w, 0, sizeof *w);
    w->n_pupils = 1 + random_below(seed, 3);
    w->n = random_below(seed, 60);
    w->rows = malloc(w->n * sizeof *w->rows + 1);
    for (size_t i = 0; i < w->n; i++)
        w->rows[i] = random_event(seed, w->n_pupils, odds);
    qsort(w->rows, w->n, sizeof *w->rows, compare_events);
    for (uint32_t pupil = 0; pupil < w->n_pupils && random_below(seed, 3); pupil++) {
        int32_t from = as_of - 18 + (int32_t)random_below(seed, 8);
        w->spells[w->n_spells++] = (attend_spell){pupil, from, from + 1, 0};
        if (random_below(seed, 2))
            w->spells[w->n_spells++] = (attend_spell){pupil, from + 2, ATTEND_DAY_OPEN, 0};
    }
}

static void test_random_journals(void **state)
{
    (void)state;
    size_t kinds[128] = {0};
    for (uint64_t round = 0; round < 4000; round++) {
        uint64_t seed = round;
        attend_row_finding expected[64];
        world w;
        random_world(&seed, &w);
        attend_register reg = events_of(w.rows, w.n, w.n_pupils);
        with_spells(&reg, w.n_spells ? w.spells : NULL, w.n_spells);
        checked out = check_of(&reg);
        check_agrees(&reg, &out);
        assert_int_equal(out.n, naive_events(&w, expected));
        for (size_t i = 0; i < out.n; i++) {
            assert_memory_equal(&out.findings[i], &expected[i], sizeof expected[i]);
            kinds[64 + expected[i].status]++;
        }
        checked_free(&out);
        free(w.rows);
    }
    static const attend_status all[] = {ATTEND_E_DATE, ATTEND_E_DATE_ORDER, ATTEND_E_UNKNOWN_EVENT, ATTEND_E_UNKNOWN_STEP,
                                        ATTEND_E_UNKNOWN_OUTCOME, ATTEND_E_UNKNOWN_TIER, ATTEND_E_BEFORE_ADMISSION,
                                        ATTEND_F_AFTER_AS_OF, ATTEND_F_EVENT_STATE, ATTEND_F_EVENT_UNUSED};
    for (size_t i = 0; i < LENGTH(all); i++)
        assert_true(kinds[64 + all[i]] > 200);
}

/* --- journals without end --- */

static size_t count_findings(const attend_event *rows, size_t n)
{
    attend_register reg = events_of(rows, n, 1);
    size_t found = 0;
    (void)attend_register_check(policy, calendar, &reg, as_of, NULL, 0, NULL, NULL, 0, &found);
    return found;
}

/* Each row is looked at a few times, not as often as there are rows. */
static void test_many_rows(void **state)
{
    (void)state;
    enum { MANY = 100000 };
    attend_event *rows = malloc(MANY * sizeof *rows);
    for (int32_t i = 0; i < MANY; i++)
        rows[i] = event_of(i ? ATTEND_EVENT_REVIEWED : ATTEND_EVENT_STARTED, ATTEND_DAY_FIRST + i / 3, mentoring);
    assert_int_equal(count_findings(rows, MANY), 0);
    assert_int_equal(count_findings(rows + 1, MANY - 1), MANY - 1);
    for (int32_t i = 0; i < MANY; i++)
        rows[i] = event_of(i % 2 ? ATTEND_EVENT_CLOSED : ATTEND_EVENT_STARTED, tuesday, (uint32_t)i / 2 % 3);
    assert_int_equal(count_findings(rows, MANY), MANY - 6); /* all on one day: three begin, and three end */
    for (int32_t i = 0; i < MANY; i++)
        rows[i] = event_of(ATTEND_EVENT_STARTED, as_of + 1, mentoring);
    assert_int_equal(count_findings(rows, MANY), MANY);
    for (int32_t i = 0; i < MANY; i++)
        rows[i] = event_of(ATTEND_EVENT_STARTED, ATTEND_DAY_LAST + 1, mentoring);
    assert_int_equal(count_findings(rows, MANY), MANY);
    free(rows);
}

/* A policy with this many steps and nothing else; NULL when it is refused. */
static const attend_policy *policy_of_steps(uint32_t n)
{
    static const char head[] = JOURNAL_HEAD("steps") "\"steps\":{";
    char *text = malloc(sizeof head + n * 80 + 3), *to = text;
    to += sprintf(to, "%s", head);
    for (uint32_t i = 0; i < n; i++)
        to += sprintf(to, "%s\"s%u\":{\"title\":\"S\",\"class\":\"support\",\"source\":\"own\"}", i ? "," : "", i);
    (void)sprintf(to, "}}");
    attend_document set[] = {document_of(school_codes, 0), document_of(text, ATTEND_DOCUMENT_ROOT)};
    size_t size = 0;
    void *memory = memory_for(set, 2, &size);
    const attend_policy *loaded = NULL;
    if (attend_policy_load(memory, size, set, 2, &loaded, NULL) != ATTEND_OK)
        free(memory);
    free(text);
    return loaded;
}

/* As many steps as a case has room for: each has a state of its own. */
static void test_most_steps(void **state)
{
    (void)state;
    enum { MOST = (65536 - 144) / 32 };
    const attend_policy *kept = policy;
    attend_event *rows = malloc(2 * MOST * sizeof *rows);
    assert_null(policy_of_steps(MOST + 1));
    policy = policy_of_steps(MOST);
    assert_non_null(policy);
    for (uint32_t i = 0; i < MOST; i++) {
        rows[i] = event_of(ATTEND_EVENT_STARTED, tuesday, i);
        rows[MOST + i] = event_of(ATTEND_EVENT_REVIEWED, tuesday + 1, i);
    }
    assert_int_equal(count_findings(rows, 2 * MOST), 0);
    for (uint32_t gap = 0; gap < MOST; gap += 31) {
        rows[gap].event = ATTEND_EVENT_ISSUED;
        assert_int_equal(count_findings(rows, 2 * MOST), 2); /* not used, and so not under way */
        rows[gap].event = ATTEND_EVENT_STARTED;
    }
    free(rows);
    free((void *)(uintptr_t)policy);
    policy = kept;
}

/* --- hostile rows --- */

static int32_t wild_day(uint64_t *seed)
{
    return random_below(seed, 3) ? as_of - (int32_t)random_below(seed, 9) : (int32_t)(next_random(seed) << 1);
}

static uint32_t wild_index(uint64_t *seed)
{
    return random_below(seed, 3) ? random_below(seed, 5) : next_random(seed) << 1 | 1u;
}

/* Any numbers at all: an answer, never a crash. */
static void test_hostile_rows(void **state)
{
    (void)state;
    for (uint64_t round = 0; round < 2000; round++) {
        uint64_t seed = round + 99;
        size_t n = random_below(&seed, 30), n_facts = random_below(&seed, 30), found = 0;
        attend_event *rows = malloc(n * sizeof *rows + 1);
        attend_fact *facts = malloc(n_facts * sizeof *facts + 1);
        for (size_t i = 0; i < n; i++)
            rows[i] = (attend_event){wild_index(&seed), (int32_t)wild_index(&seed), wild_day(&seed), wild_day(&seed), wild_index(&seed),
                                     wild_index(&seed), wild_index(&seed), wild_index(&seed), 0, 0, wild_day(&seed), wild_day(&seed),
                                     (int32_t)random_below(&seed, 2), {0, 0, 0}};
        for (size_t i = 0; i < n_facts; i++)
            facts[i] = (attend_fact){wild_index(&seed) >> 1, wild_index(&seed), (int32_t)wild_index(&seed), wild_day(&seed),
                                     wild_day(&seed), {0, 0, 0}};
        if (round % 4) {
            qsort(rows, n, sizeof *rows, compare_events);
            qsort(facts, n_facts, sizeof *facts, compare_facts);
        }
        attend_register reg = events_of(rows, n, UINT32_MAX);
        with_facts(&reg, facts, n_facts);
        attend_status status = attend_register_check(policy, calendar, &reg, as_of, NULL, 0, NULL, NULL, 0, &found);
        assert_true(status == ATTEND_OK || status == ATTEND_E_DATA || (status == ATTEND_E_ORDER && round % 4 == 0));
        free(rows);
        free(facts);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_journals),
        cmocka_unit_test(test_many_rows),
        cmocka_unit_test(test_most_steps),
        cmocka_unit_test(test_hostile_rows),
    };
    return cmocka_run_group_tests(tests, set_up_journal, tear_down);
}
