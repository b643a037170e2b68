/* Rows of reasons: that they agree with the batch and with each other, that flags are told once, and that needs are complete. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "tier_world.h"

#include "engine/condition.h"
#include "explain/tree.h"

#define ROWS_MAX 4096u
#define TEXT_MAX (1u << 20)

static attend_reason rows[ROWS_MAX];
static char shown[TEXT_MAX];
static tier_world world;

static const char *text_of(const attend_policy *policy, uint32_t n, int32_t format)
{
    size_t need = 0;
    assert_int_equal(attend_reason_text(policy, rows, n, format, shown, sizeof shown, &need), ATTEND_OK);
    return shown;
}

/* -- rows against each other, and against the batch -- */

static int32_t joined(uint32_t n, uint32_t row)
{
    int32_t so_far = attend__truth_start(rows[row].op);
    for (uint32_t i = row + 1; i < n; i++) {
        if (rows[i].parent == row)
            so_far = attend__truth_add(rows[row].op, so_far, rows[i].truth);
    }
    return so_far;
}

/* What a comparison says follows from its own row alone. */
static void check_compare(const attend_policy *policy, const attend_reason *row)
{
    attend_item item;
    assert_int_equal(attend_policy_item(policy, ATTEND_ITEM_MEASURE, row->item, &item), ATTEND_OK);
    if (row->truth != ATTEND_UNKNOWN)
        assert_int_equal(row->truth, attend__compare(item.kind, row->count, row->of, row->comparator, row->threshold));
    else
        assert_true(row->need != ATTEND_NEED_NOTHING);
}

/* The truth of `crosses` from those of the two days. */
static int32_t crossed(const attend_reason *row)
{
    int32_t was_not = attend__truth_add(ATTEND_OP_NOT, ATTEND_TRUE, (int32_t)row->count);
    return attend__truth_add(ATTEND_OP_ALL, row[1].truth, was_not);
}

static void check_row(const attend_policy *policy, uint32_t n, uint32_t at)
{
    const attend_reason *row = &rows[at];
    switch (row->op) {
    case ATTEND_OP_ALL:
    case ATTEND_OP_ANY:
    case ATTEND_OP_NOT: assert_int_equal(row->truth, joined(n, at)); break;
    case ATTEND_OP_COMPARE: check_compare(policy, row); break;
    case ATTEND_OP_CROSSES: assert_int_equal(row->truth, crossed(row)); break;
    case ATTEND_OP_FLAG: assert_int_equal(row->truth, rows[row->count + 1].truth); break;
    case ATTEND_OP_PROVISIONAL: assert_int_equal(row->truth, row[1].truth != ATTEND_FALSE); break;
    case ATTEND_OP_FACT: assert_int_equal(row->need, row->truth == ATTEND_UNKNOWN ? ATTEND_NEED_FACT : 0); break;
    default: break;
    }
}

static void check_rows(const attend_policy *policy, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        assert_true(i == 0 ? rows[i].parent == ATTEND_NONE : rows[i].parent < i);
        check_row(policy, n, i);
    }
    text_of(policy, n, ATTEND_TEXT);
    text_of(policy, n, ATTEND_JSON);
}

typedef struct answers {
    int8_t flags[8], provisional[1], tier[1];
    uint32_t possible[1], computed[1];
    int32_t since[1];
} answers;

static answers batch_answers(const char *as_of)
{
    answers out;
    attend_batch batch = ATTEND_BATCH_INIT;
    size_t size = 0;
    memset(&out, 0, sizeof out);
    batch.flags = out.flags;
    batch.provisional = out.provisional;
    batch.tier = out.tier;
    batch.possible = out.possible;
    batch.computed = out.computed;
    batch.since = out.since;
    assert_int_equal(attend_decision_size(world.policy, world.calendar, &world.reg, world_day(as_of), &size), ATTEND_OK);
    void *work = world_memory(size);
    assert_int_equal(attend_batch_run(world.policy, world.calendar, &world.reg, world_day(as_of), work, size, &batch, NULL), ATTEND_OK);
    free(work);
    return out;
}

static void check_day(const char *as_of)
{
    answers out = batch_answers(as_of);
    uint32_t n = tier_reason(&world, as_of, rows, ROWS_MAX);
    check_rows(world.policy, n);
    assert_int_equal(rows[0].count, out.possible[0]);
    assert_int_equal(rows[0].of, out.computed[0]);
    assert_int_equal(rows[0].first_day, out.since[0]);
    assert_int_equal(rows[0].last_day, world_day(as_of));
    assert_int_equal(rows[0].truth == ATTEND_TRUE, out.tier[0] >= 0);
    for (uint32_t i = 1; i < n; i++) {
        if (rows[i].op == ATTEND_OP_PROVISIONAL)
            assert_int_equal(rows[i].truth, out.provisional[0]);
    }
    for (uint32_t flag = 0; flag < attend_policy_count(world.policy, ATTEND_ITEM_FLAG); flag++) {
        attend_item item;
        assert_int_equal(attend_policy_item(world.policy, ATTEND_ITEM_FLAG, flag, &item), ATTEND_OK);
        n = world_reason(world.policy, world.calendar, &world.reg, as_of, ATTEND_ITEM_FLAG, item.id, rows, ROWS_MAX);
        check_rows(world.policy, n);
        assert_int_equal(rows[0].truth, out.flags[flag]);
    }
}

static const char *const days[] = {"2025-09-01", "2025-09-12", "2025-09-15", "2025-09-24", "2025-10-03", "2025-10-10",
                                   "2025-10-17", "2025-10-24", "2025-11-02", "2025-11-20", "2026-01-15", "2024-07-31", "2026-12-31"};
#define N_DAYS (sizeof days / sizeof *days)

static void random_marks(world_random *random)
{
    static const uint8_t codes[] = {CODE_P, CODE_P, CODE_A, CODE_X, CODE_L};
    for (size_t i = 0; i + 1 < 10; i++) {
        if (world_next(random, 5) == 0)
            continue;
        size_t before = world.marks.n;
        tier_marks(&world, days[i], days[i + 1], codes[world_next(random, 5)]);
        if (before > 0 && world.marks.day[before] == world.marks.day[before - 1])
            world.marks.n = before; /* the two stretches share a day: this one stays out */
        world.reg.n_marks = world.marks.n;
    }
}

static void random_journal(world_random *random)
{
    static const int32_t kinds[] = {ATTEND_EVENT_STARTED, ATTEND_EVENT_REVIEWED, ATTEND_EVENT_CLOSED, ATTEND_EVENT_TIER_OVERRIDE};
    for (size_t i = 0; i < 8; i++) {
        int32_t kind = kinds[world_next(random, 4) % (i % 3 == 0 ? 1 : 4)];
        attend_event *event = tier_event(&world, kind, days[i]);
        if (kind == ATTEND_EVENT_TIER_OVERRIDE) {
            event->item = world_next(random, attend_policy_count(world.policy, ATTEND_ITEM_TIER));
            event->to = event->day + (int32_t)world_next(random, 20);
        }
    }
}

static void random_facts(world_random *random)
{
    for (uint32_t fact = 0; fact < attend_policy_count(world.policy, ATTEND_ITEM_FACT); fact++) {
        attend_item item;
        assert_int_equal(attend_policy_item(world.policy, ATTEND_ITEM_FACT, fact, &item), ATTEND_OK);
        if (world_next(random, 3) > 0)
            tier_fact(&world, item.id, (int32_t)world_next(random, 3) - 1, days[world_next(random, 8)]);
    }
}

static void reasons_agree_with_the_batch(void **state)
{
    static const char *const policies[] = {TIER_BANDS, TIER_ORDERED};
    world_random random = {2025};
    (void)state;
    for (uint32_t round = 0; round < 60; round++) {
        tier_world_make(&world, policies[round % 2]);
        random_marks(&random);
        random_journal(&random);
        random_facts(&random);
        for (size_t i = 0; i < N_DAYS; i++)
            check_day(days[i]);
        tier_world_free(&world);
    }
}

/* -- needs -- */

static uint32_t needs_listed(uint32_t n, tree_need *list, uint32_t capacity)
{
    tree_walk walk = attend__tree_walk(rows, n);
    tree_needs needs = attend__tree_needs(&walk, 0);
    uint32_t count = 0;
    while (count < capacity && attend__tree_need_next(&needs, &list[count]))
        count++;
    return count;
}

static const char facts_text[] = "'facts':{'a':{'title':'A','not_recorded':'unknown'},'b':{'title':'B','not_recorded':'unknown'},"
                                 "'no':{'title':'No','not_recorded':'false'}},";

/* The reason of flag `id` of a policy with these flags, without marks. */
static uint32_t flag_reason(const attend_policy **policy, const char *flags, const char *id, const char *as_of)
{
    char *codes = malloc(WORLD_TEXT_MAX), *text = malloc(16 * WORLD_TEXT_MAX);
    const attend_calendar *calendar = world_calendar(WORLD_CALENDAR);
    attend_register reg = ATTEND_REGISTER_INIT;
    assert_non_null(codes);
    assert_non_null(text);
    reg.n_pupils = 1;
    world_codes_text(codes, WORLD_TEXT_MAX, "");
    snprintf(text, 16 * WORLD_TEXT_MAX, "%s%s'flags':{%s}}", TIER_HEAD, facts_text, flags);
    *policy = world_policy((const char *const[]){text, codes}, 2);
    uint32_t n = world_reason(*policy, calendar, &reg, as_of, ATTEND_ITEM_FLAG, id, rows, ROWS_MAX);
    world_free(calendar);
    free(text);
    free(codes);
    return n;
}

#define FLAG(id, when) "'" id "':{'title':'T','source':'head','when':" when "}"

static void check_needs_on(const char *as_of, const char *flags, const char *id, const char *expected)
{
    const attend_policy *policy;
    char start[256], needs[128];
    uint32_t n = flag_reason(&policy, flags, id, as_of);
    snprintf(needs, sizeof needs, "\"needs\":%s,", expected);
    snprintf(start, sizeof start, "{\"op\":\"flag\",\"truth\":null,%s", needs);
    assert_memory_equal(text_of(policy, n, ATTEND_JSON), start, strlen(start));
    check_rows(policy, n);
    world_free(policy);
}

static void check_needs(const char *flags, const char *id, const char *expected)
{
    check_needs_on("2025-09-12", flags, id, expected);
}

/* A flag is named where its needs do not count first, and then where they do. */
static void needs_are_found_wherever_a_flag_is_told(void **state)
{
    (void)state;
    check_needs(FLAG("f", "{'fact':'a'}") "," FLAG("g", "{'any':[{'all':[{'flag':'f'},{'fact':'no'}]},{'not':{'flag':'f'}},{'fact':'b'}]}"),
                "g", "[\"a\",\"b\"]");
    check_needs(FLAG("f", "{'fact':'a'}") "," FLAG("g", "{'any':[{'fact':'a'},{'flag':'f'},{'fact':'b'},{'fact':'a'}]}"), "g", "[\"a\",\"b\"]");
    check_needs(FLAG("e", "{'any':[{'fact':'b'},{'fact':'a'}]}") "," FLAG("f", "{'all':[{'flag':'e'},{'flag':'e'}]}") ","
                FLAG("g", "{'any':[{'all':[{'flag':'f'},{'fact':'no'}]},{'flag':'e'},{'flag':'f'}]}"), "g", "[\"b\",\"a\"]");
    check_needs("'f':{'title':'T','source':'head','to':'2025-09-11','when':{'fact':'a'}}," FLAG("g", "{'any':[{'flag':'f'},{'fact':'b'}]}"),
                "g", "[\"in-force\",\"b\"]");
    check_needs(FLAG("g", "{'crosses':{'fact':'a'}}"), "g", "[\"a\"]");
    check_needs_on("2024-08-01", FLAG("g", "{'crosses':{'fact':'a'}}"), "g", "[\"a\",\"history\"]");
    check_needs_on("2024-08-01", FLAG("g", "{'crosses':{'not':{'fact':'no'}}}"), "g", "[\"history\"]");
}

/* Each flag names the one before twice: told each time it is named, the last would have 2^200 rows. */
static void flags_do_not_double(void **state)
{
    enum { FLAGS = 200 };
    char *flags = malloc(WORLD_TEXT_MAX);
    const attend_policy *policy;
    tree_need list[4];
    (void)state;
    assert_non_null(flags);
    int size = snprintf(flags, WORLD_TEXT_MAX, "%s", FLAG("f0", "{'fact':'a'}"));
    for (int i = 1; i < FLAGS; i++)
        size += snprintf(flags + size, (size_t)(WORLD_TEXT_MAX - size),
                         ",'f%d':{'title':'T','source':'head','when':{'all':[{'flag':'f%d'},{'flag':'f%d'}]}}", i, i - 1, i - 1);
    uint32_t n = flag_reason(&policy, flags, "f8", "2025-09-12");
    assert_int_equal(n, 8 * 3 + 2);
    assert_int_equal(needs_listed(n, list, 4), 1);
    assert_true(list[0].need == ATTEND_NEED_FACT && list[0].item == world_item(policy, ATTEND_ITEM_FACT, "a"));
    check_rows(policy, n);
    world_free(policy);
    n = flag_reason(&policy, flags, "f199", "2025-09-12"); /* eight flags are told under the root; what the next one needs, its own reason says */
    assert_int_equal(n, 9 * 3 + 1);
    assert_int_equal(needs_listed(n, list, 4), 1);
    assert_true(list[0].need == ATTEND_NEED_NOTHING && list[0].item == world_item(policy, ATTEND_ITEM_FLAG, "f190"));
    assert_non_null(strstr(text_of(policy, n, ATTEND_JSON), "\"needs\":[\"flag:f190\"]"));
    assert_non_null(strstr(text_of(policy, n, ATTEND_TEXT), "f190: not known (see its own reason)"));
    world_free(policy);
    free(flags);
}

/* -- tiers -- */

static uint32_t rows_of(uint32_t n, int32_t op)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < n; i++)
        count += rows[i].op == op;
    return count;
}

/* Only what is left open by the list counts: nothing below a tier that is true, and not what is provisional. */
static void needs_of_tiers_are_those_of_the_list(void **state)
{
    tree_need list[8];
    uint32_t n;
    (void)state;
    tier_world_make(&world, TIER_ORDERED);
    tier_marks(&world, "2025-09-01", "2025-09-12", CODE_A);
    n = tier_reason(&world, "2025-09-12", rows, ROWS_MAX);
    assert_int_equal(rows[0].truth, ATTEND_UNKNOWN);
    assert_int_equal(needs_listed(n, list, 8), 2);
    assert_true(list[0].item == world_item(world.policy, ATTEND_ITEM_FACT, "complex"));
    assert_true(list[1].item == world_item(world.policy, ATTEND_ITEM_FACT, "barrier:ebsa"));
    assert_int_equal(rows_of(n, ATTEND_OP_TIER), 3);
    tier_fact(&world, "complex", ATTEND_TRUE, "2025-09-01");
    n = tier_reason(&world, "2025-09-12", rows, ROWS_MAX);
    assert_int_equal(rows[0].truth, ATTEND_TRUE);
    assert_int_equal(needs_listed(n, list, 8), 0);
    tier_world_free(&world);
}

/* While a review leaves it open whether a tier is left, what the other tiers need does not matter. */
static void a_held_tier_needs_only_its_own_rule(void **state)
{
    tree_need list[8];
    uint32_t n;
    (void)state;
    tier_world_make(&world, TIER_BANDS);
    tier_marks(&world, "2025-06-02", "2025-07-18", CODE_A);
    tier_event(&world, ATTEND_EVENT_STARTED, "2025-07-21");
    tier_event(&world, ATTEND_EVENT_REVIEWED, "2025-08-04"); /* a new academic year, in which nothing is known yet */
    n = tier_reason(&world, "2025-08-04", rows, ROWS_MAX);
    assert_int_equal(rows[0].count, 8 + 4);
    assert_int_equal(rows_of(n, ATTEND_OP_LEAVE), 1);
    assert_int_equal(needs_listed(n, list, 8), 1);
    assert_int_equal(list[0].need, ATTEND_NEED_MARKS);
    for (uint32_t i = 0; i < n; i++) {
        if (rows[i].op == ATTEND_OP_TIER)
            assert_int_equal(rows[i].truth, rows[i].item == world_item(world.policy, ATTEND_ITEM_TIER, "tier-4"));
    }
    tier_world_free(&world);
}

/* A world of a policy in which one piece of text follows another. */
static void make_world_with(const char *policy, const char *after, const char *more)
{
    const char *at = strstr(policy, after);
    size_t size = strlen(policy) + strlen(more) + 1;
    char *text = malloc(size);
    assert_non_null(at);
    assert_non_null(text);
    at += strlen(after);
    snprintf(text, size, "%.*s%s%s", (int)(at - policy), policy, more, at);
    tier_world_make(&world, text);
    free(text);
}

/* A review that is of two rules: the tier that held the pupil is left, and nothing is told of leaving the other. */
static void only_a_held_tier_is_told_as_left(void **state)
{
    uint32_t n;
    (void)state;
    make_world_with(TIER_BANDS, "'above':'50%','below':'80%'",
                    ",'leave':{'step':'mentoring','at':['closed'],'then':'tier-2',"
                    "'if':{'measure':'since-start','at_least':'55%'},'again':{'measure':'since-end','at_most':'50%'}}");
    tier_marks(&world, "2025-09-01", "2025-09-19", CODE_A);
    tier_marks(&world, "2025-09-22", "2025-10-10", CODE_P);
    tier_event(&world, ATTEND_EVENT_STARTED, "2025-09-15");
    tier_event(&world, ATTEND_EVENT_CLOSED, "2025-10-03");
    n = tier_reason(&world, "2025-10-03", rows, ROWS_MAX);
    assert_int_equal(rows_of(n, ATTEND_OP_LEAVE), 1);
    for (uint32_t i = 0; i < n; i++) {
        if (rows[i].op == ATTEND_OP_LEAVE) {
            assert_int_equal(rows[i].item, world_item(world.policy, ATTEND_ITEM_TIER, "tier-4"));
            assert_int_equal(rows[i].count, 1);
        }
    }
    text_of(world.policy, n, ATTEND_JSON);
    tier_world_free(&world);
}

/* A step that began before 1970, and a wait for longer than any calendar here goes: it is not known when that is over. */
static void no_day_is_told_where_the_calendar_says_none(void **state)
{
    uint32_t n, at = 0;
    (void)state;
    make_world_with(TIER_ORDERED, "'How long to wait','values':[{'value':2", "00");
    tier_event(&world, ATTEND_EVENT_STARTED, "1969-06-02");
    n = world_reason(world.policy, world.calendar, &world.reg, "2025-09-15", ATTEND_ITEM_FLAG, "stuck", rows, ROWS_MAX);
    while (rows[at].op != ATTEND_OP_STEP || rows[at].asked == 0)
        assert_true(++at < n);
    assert_int_equal(rows[at].first_day, world_day("1969-06-02"));
    assert_int_equal(rows[at].last_day, INT32_MIN);
    assert_null(strstr(text_of(world.policy, n, ATTEND_TEXT), "later is"));
    assert_non_null(strstr(text_of(world.policy, n, ATTEND_JSON), "\"reaches\":null"));
    tier_world_free(&world);
}

/* A tier that joined as it was possible the day before: no condition of today's says what is needed. */
static void a_carried_tier_needs_history(void **state)
{
    tree_need list[8];
    uint32_t n;
    (void)state;
    tier_world_make(&world, TIER_BANDS);
    tier_event(&world, ATTEND_EVENT_STARTED, "2025-08-25");
    tier_marks(&world, "2025-09-01", "2025-09-05", CODE_P);
    n = tier_reason(&world, "2025-09-05", rows, ROWS_MAX);
    assert_int_equal(rows[0].count, 8 + 1);
    assert_int_equal(rows[0].need, ATTEND_NEED_HISTORY);
    assert_int_equal(needs_listed(n, list, 8), 1);
    assert_int_equal(list[0].need, ATTEND_NEED_HISTORY);
    tier_world_free(&world);
}

static void rows_are_refused_or_counted(void **state)
{
    size_t size = 0;
    uint32_t need = 0, n;
    int32_t as_of = world_day("2025-09-17");
    (void)state;
    tier_world_make(&world, TIER_ORDERED);
    tier_marks(&world, "2025-09-01", "2025-09-12", CODE_A);
    n = tier_reason(&world, "2025-09-17", rows, ROWS_MAX);
    assert_int_equal(attend_decision_size(world.policy, world.calendar, &world.reg, as_of, &size), ATTEND_OK);
    uint8_t *work = world_memory(size);
    memset(rows, 0x5A, sizeof rows);
#define ASK(kind, item, room) attend_reasons(world.policy, world.calendar, &world.reg, 0, as_of, kind, item, work, size, rows, room, &need, NULL)
    assert_int_equal(ASK(ATTEND_ITEM_TIERS, 0, n - 1), ATTEND_E_SPACE);
    assert_int_equal(need, n);
    assert_int_equal(rows[0].op, 0x5A5A5A5A);
    assert_int_equal(ASK(ATTEND_ITEM_TIERS, 1, n), ATTEND_E_NOT_FOUND);
    assert_int_equal(ASK(ATTEND_ITEM_TIER, 0, n), ATTEND_E_ARGUMENT);
    assert_int_equal(ASK(ATTEND_ITEM_TIERS, 0, n), ATTEND_OK);
#undef ASK
    free(work);
    tier_world_free(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reasons_agree_with_the_batch),
        cmocka_unit_test(needs_are_found_wherever_a_flag_is_told),
        cmocka_unit_test(flags_do_not_double),
        cmocka_unit_test(needs_of_tiers_are_those_of_the_list),
        cmocka_unit_test(a_held_tier_needs_only_its_own_rule),
        cmocka_unit_test(only_a_held_tier_is_told_as_left),
        cmocka_unit_test(no_day_is_told_where_the_calendar_says_none),
        cmocka_unit_test(a_carried_tier_needs_history),
        cmocka_unit_test(rows_are_refused_or_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
