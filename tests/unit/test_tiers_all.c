/* Every day that a list of three tiers can have, against the definition said once more, plainly (semantics.md 8). */
#include "tier_days.h"

#define SPAN 3
#define NONE INT32_MIN

/* What a day is given. */
typedef struct day_case {
    int32_t enter[3]; /* of the first: true */
    uint32_t leaving; /* the tier with a rule `leave`, or ATTEND_NONE */
    uint32_t then;
    uint32_t mode;
    bool under_way, event;
    int32_t when, again;
    uint32_t before;  /* the tiers computed the day before */
    bool review;
    uint32_t kept;
    int32_t since[3]; /* stretches, as the day began */
} day_case;

/* What comes of it. */
typedef struct day_result {
    uint32_t judged, possible, mode, kept;
    bool left;
} day_result;

static bool has(uint32_t tiers, uint32_t tier)
{
    return tiers >> tier & 1u;
}

static uint32_t plainly_judged(const day_case *c)
{
    uint32_t tiers = 0;
    for (uint32_t i = 0; i < 3; i++) {
        uint32_t tier = 2 - i;
        if (c->enter[tier] == F)
            continue;
        tiers |= 1u << tier;
        if (c->enter[tier] == T)
            return tiers;
    }
    return tiers;
}

static uint32_t plainly_left(const day_case *c, uint32_t tiers, day_result *result)
{
    uint32_t own = 1u << c->leaving, then = 1u << c->then;
    if (result->mode == ATTEND_LEAVE_FREE) {
        if (!c->under_way)
            return tiers;
        if (c->before != own && tiers != own)
            return has(c->before | tiers, c->leaving) ? tiers | own : tiers;
        result->mode = ATTEND_LEAVE_HELD;
    }
    if (result->mode == ATTEND_LEAVE_HELD) {
        if (!c->event || c->when != T)
            return c->event && c->when == U ? own | then : own;
        result->mode = ATTEND_LEAVE_LEFT;
        result->left = true;
    }
    if (c->again == T) {
        result->mode = ATTEND_LEAVE_FREE;
        return own;
    }
    if (has(tiers, c->leaving))
        tiers = (tiers & ~own) | then;
    return c->again == U ? tiers | own : tiers;
}

/* The lowest tier, below the kept one, since the stretch of which the span has passed. */
static uint32_t plainly_allowed(const day_case *c, uint32_t tiers)
{
    for (uint32_t tier = 0; tier < c->kept; tier++) {
        int32_t since = c->since[tier] == NONE ? FIRST_DAY : c->since[tier];
        bool at_or_below = tiers < 1u << (tier + 1);
        if (at_or_below && since + SPAN <= FIRST_DAY)
            return tier;
    }
    return c->kept;
}

static uint32_t plainly_kept(const day_case *c, uint32_t tiers, day_result *result)
{
    uint32_t possible = 0, lowest = plainly_allowed(c, tiers);
    for (uint32_t tier = 0; tier < 3; tier++) {
        bool as_itself = c->review || result->left || tier >= c->kept || tier >= lowest;
        if (has(tiers, tier))
            possible |= 1u << (as_itself ? tier : lowest);
    }
    while (possible < 1u << result->kept) /* all below */
        result->kept--;
    while (possible >> (result->kept + 1) << (result->kept + 1) == possible) /* all above */
        result->kept++;
    return possible;
}

static day_result plainly(const day_case *c, bool down)
{
    day_result result = {plainly_judged(c), 0, c->mode, c->kept, false};
    result.possible = c->leaving == ATTEND_NONE ? result.judged : plainly_left(c, result.judged, &result);
    if (down)
        result.possible = plainly_kept(c, result.possible, &result);
    return result;
}

static void put(tier_days *w, const day_case *c)
{
    start_case(w);
    w->tiers.possible = w->tiers.computed = c->before;
    w->tiers.kept = c->kept;
    w->counted[MEETING] = c->review ? REVIEWED : 0;
    w->counted[PROGRAMME] = c->event ? CLOSED : 0;
    w->steps[PROGRAMME].state = c->under_way ? STEP_STARTED : STEP_DORMANT;
    w->truth[IF_TWO] = w->truth[IF_THREE] = (int8_t)c->when;
    w->truth[AGAIN_TWO] = w->truth[AGAIN_THREE] = (int8_t)c->again;
    for (uint32_t tier = 0; tier < 3; tier++)
        w->rows[tier].below_since = c->since[tier];
    if (c->leaving != ATTEND_NONE)
        w->rows[c->leaving].mode = c->mode;
}

static void check(tier_days *w, const day_case *c, bool down)
{
    day_result want = plainly(c, down);
    put(w, c);
    next_day(w, c->enter[2], c->enter[1]);
    assert_int_equal(w->tiers.judged, want.judged);
    assert_int_equal(w->tiers.possible, want.possible);
    assert_int_equal(w->tiers.kept, want.kept);
    assert_int_equal(w->tiers.since, c->before == want.possible ? NONE : FIRST_DAY);
    if (c->leaving != ATTEND_NONE)
        assert_int_equal(w->rows[c->leaving].mode, want.mode);
}

/* One of the choices 0 to n - 1, taken off a number that counts them all. */
static uint32_t take(uint32_t *number, uint32_t n)
{
    uint32_t choice = *number % n;
    *number /= n;
    return choice;
}

static int32_t take_truth(uint32_t *number)
{
    return (int32_t)take(number, 3) - 1;
}

static day_case case_of(uint32_t *number)
{
    day_case c;
    memset(&c, 0, sizeof c);
    c.leaving = ATTEND_NONE;
    c.enter[0] = T;
    c.enter[1] = take_truth(number);
    c.enter[2] = take_truth(number);
    c.since[0] = c.since[1] = c.since[2] = NONE;
    return c;
}

static void give_stretches(day_case *c, uint32_t *number)
{
    static const int32_t since[] = {NONE, FIRST_DAY - SPAN + 1, FIRST_DAY - SPAN};
    c->kept = take(number, 3);
    c->review = take(number, 2);
    for (uint32_t tier = 0; tier < 3; tier++)
        c->since[tier] = since[take(number, 3)];
}

static void test_every_day_of_coming_down(void **state)
{
    tier_days w;
    (void)state;
    start_days(&w);
    give_down(&w, true, SPAN);
    for (uint32_t i = 0; i < 9 * 162; i++) {
        uint32_t number = i;
        day_case c = case_of(&number);
        give_stretches(&c, &number);
        check(&w, &c, true);
    }
}

/* The 7,776 days of one rule by itself, or each with the 162 of coming down. */
static void check_rule(tier_days *w, uint32_t leaving, uint32_t then, bool down)
{
    for (uint32_t i = 0; i < 7776 * (down ? 162u : 1u); i++) {
        uint32_t number = i;
        day_case c = case_of(&number);
        c.leaving = leaving;
        c.then = then;
        c.mode = take(&number, 3);
        c.under_way = take(&number, 2);
        c.event = take(&number, 2);
        c.when = take_truth(&number);
        c.again = take_truth(&number);
        c.before = take(&number, 8);
        if (down)
            give_stretches(&c, &number);
        check(w, &c, down);
    }
}

static void test_every_day_of_leaving(void **state)
{
    (void)state;
    for (uint32_t leaving = 1; leaving < 3; leaving++) {
        for (uint32_t then = 0; then < 3; then++) {
            tier_days w;
            if (then == leaving)
                continue;
            start_days(&w);
            give_leave(&w, leaving, then);
            check_rule(&w, leaving, then, false);
            give_down(&w, true, SPAN);
            check_rule(&w, leaving, then, true);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_day_of_coming_down),
        cmocka_unit_test(test_every_day_of_leaving),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
