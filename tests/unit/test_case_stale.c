/* What a case has consumed must still be so: each way in which it may not be is found, and leaves the case as it was. */
#include "case_world.h"

static void expect_stale(case_world *c, const attend_register *whole, const attend_register *part, int32_t through)
{
    uint8_t *before = world_memory(c->size);
    memcpy(before, c->bytes, c->size);
    if (whole)
        assert_int_equal(current_with(c, whole), ATTEND_E_STALE);
    if (part)
        assert_int_equal(advance_with(c, part, through, c->bytes), ATTEND_E_STALE);
    assert_memory_equal(before, c->bytes, c->size);
    free(before);
}

static void earlier_rows_are_stale(void **state)
{
    case_world c;
    attend_event early = ATTEND_EVENT_INIT;
    (void)state;
    int32_t day = carried_world(&c, 5);
    attend_register new_rows = rows_from(&c.w.reg, day + 1), late = rows_from(&c.w.reg, day - 20);
    late.n_events = 0;
    expect_stale(&c, NULL, &late, day + 5); /* marks of closed days */
    assert_int_equal(late.day[0], day - 20 > late.day[0] ? day - 20 : late.day[0]);
    early.day = day;
    early.event = ATTEND_EVENT_STARTED;
    early.step = 0;
    early.origin = ATTEND_ORIGIN_EXTERNAL;
    new_rows.events = &early;
    new_rows.n_events = 1;
    expect_stale(&c, NULL, &new_rows, day + 5);
    expect_stale(&c, NULL, &new_rows, day); /* also when there is nothing else to do */
    early.day = day + 1;
    assert_int_equal(advance_with(&c, &new_rows, day + 5, c.bytes), ATTEND_OK);
    free_world(&c);
}

static void a_changed_mark_is_stale(void **state)
{
    case_world c;
    (void)state;
    (void)carried_world(&c, 5);
    assert_int_equal(current_with(&c, &c.w.reg), ATTEND_OK);
    for (size_t i = 0; i < 40; i += 13) {
        uint8_t code = c.w.rows.code[i];
        c.w.rows.code[i] = code == CODE_U ? CODE_L : CODE_U;
        expect_stale(&c, &c.w.reg, NULL, 0);
        c.w.rows.code[i] = code;
    }
    attend_register fewer = c.w.reg;
    fewer.n_marks = 60;
    expect_stale(&c, &fewer, NULL, 0);
    free_world(&c);
}

static void a_changed_event_is_stale(void **state)
{
    case_world c;
    attend_event events[3] = {ATTEND_EVENT_INIT, ATTEND_EVENT_INIT, ATTEND_EVENT_INIT};
    (void)state;
    make_world(&c, 8);
    for (int i = 0; i < 3; i++) {
        events[i].day = c.w.first + 10 + i;
        events[i].event = ATTEND_EVENT_STARTED + (i == 1) + 8 * (i == 2);
        events[i].step = 0;
        events[i].origin = ATTEND_ORIGIN_EXTERNAL;
    }
    c.w.reg.events = events;
    c.w.reg.n_events = 3;
    assert_int_equal(advance_with(&c, &c.w.reg, c.w.first + 90, c.bytes), ATTEND_OK);
    assert_int_equal(current_with(&c, &c.w.reg), ATTEND_OK);
    events[1].day++;
    expect_stale(&c, &c.w.reg, NULL, 0);
    events[1].day--;
    c.w.reg.n_events = 2;
    expect_stale(&c, &c.w.reg, NULL, 0);
    c.w.reg.n_events = 3;
    events[0].recorded = 5; /* what the library does not read may change */
    assert_int_equal(current_with(&c, &c.w.reg), ATTEND_OK);
    free_world(&c);
}

/* The future of a spell may change, its past may not. */
static void a_changed_spell_is_stale(void **state)
{
    case_world c;
    attend_spell spells[2];
    (void)state;
    make_world(&c, 8);
    int32_t day = c.w.first + 90;
    spells[0] = (attend_spell){0, c.w.first - 5, c.w.first + 40, 0};
    spells[1] = (attend_spell){0, c.w.first + 60, ATTEND_DAY_OPEN, 0};
    c.w.reg.spells = spells;
    c.w.reg.n_spells = 2;
    assert_int_equal(advance_with(&c, &c.w.reg, day, c.bytes), ATTEND_OK);
    attend_register rest = rows_from(&c.w.reg, day + 1);
    spells[1].to = day;
    assert_int_equal(current_with(&c, &c.w.reg), ATTEND_OK);
    spells[1].to = day - 1;
    expect_stale(&c, &c.w.reg, &rest, day + 10);
    spells[1].to = ATTEND_DAY_OPEN;
    spells[0].to++;
    expect_stale(&c, &c.w.reg, &rest, day + 10);
    spells[0].to--;
    rest.n_spells = 0;
    expect_stale(&c, NULL, &rest, day + 10);
    rest.n_spells = 2;
    assert_int_equal(advance_with(&c, &rest, day + 10, c.bytes), ATTEND_OK);
    free_world(&c);
}

static void a_changed_fact_is_stale(void **state)
{
    case_world c;
    (void)state;
    make_world(&c, 8);
    int32_t day = c.w.first + 90;
    attend_fact facts[3] = {{0, 0, 1, c.w.first, c.w.first + 20, {0, 0, 0}},
                            {0, 1, 0, INT32_MIN, ATTEND_DAY_OPEN, {0, 0, 0}},
                            {0, 2, 1, day + 5, ATTEND_DAY_OPEN, {0, 0, 0}}};
    c.w.reg.facts = facts;
    c.w.reg.n_facts = 3;
    assert_int_equal(advance_with(&c, &c.w.reg, day, c.bytes), ATTEND_OK);
    attend_register rest = rows_from(&c.w.reg, day + 1);
    facts[2].value = 0; /* of days to come */
    facts[1].to = day;
    assert_int_equal(current_with(&c, &c.w.reg), ATTEND_OK);
    facts[0].value = 0;
    expect_stale(&c, &c.w.reg, &rest, day + 10);
    facts[0].value = 1;
    facts[0].to++;
    expect_stale(&c, &c.w.reg, &rest, day + 10);
    facts[0].to--;
    attend_fact parts[4] = {facts[0], facts[0], facts[1], facts[2]};
    parts[0].from = c.w.first - 30; /* nothing was folded then */
    parts[0].to = c.w.first + 8;
    parts[1].from = c.w.first + 9; /* two rows that say what one said */
    rest.facts = parts;
    rest.n_facts = 4;
    assert_int_equal(advance_with(&c, &rest, day + 10, c.bytes), ATTEND_OK);
    free_world(&c);
}

/* The school of WORLD_CALENDAR with one thing changed in the text. */
static const attend_calendar *changed_calendar(const char *from, const char *to)
{
    char changed[2048];
    const char *whole = WORLD_CALENDAR, *at = strstr(whole, from);
    assert_non_null(at);
    snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - whole), whole, to, at + strlen(from));
    return world_calendar(changed);
}

static void a_changed_calendar_is_stale(void **state)
{
    static const char *const changes[][2] = {
        {"'inset':{'from':'2025-11-10','to':'2025-11-10'}", "'inset':{'from':'2025-11-11','to':'2025-11-11'}"},
        {"'id':'a1','from':'2025-09-01'", "'id':'a1','from':'2025-09-02'"},
        {"'from':'2025-09-01','to':'2025-10-24'", "'from':'2025-09-01','to':'2025-10-26'"}, /* by a Saturday and a Sunday */
        {"'2024-25':{'from':'2024-08-01'", "'2024-25':{'from':'2024-08-02'"},
        {"'spring','title':'Spring','from':'2026-01-05'", "'spring','title':'Spring','from':'2026-01-06'"}, /* to come */
    };
    case_world c;
    (void)state;
    for (size_t i = 0; i < 5; i++) {
        world_random r = {17 + i};
        memset(&c, 0, sizeof c);
        c.w.sessions = 2;
        c.w.first = world_day("2024-08-01");
        c.w.last = world_day("2026-03-27");
        c.w.policy = fold_policy(&r, 2, c.w.first);
        c.w.calendar = world_calendar(WORLD_CALENDAR);
        random_rows(&r, (attend_register_init(&c.w.reg), c.w.reg.n_pupils = 1, &c.w.reg), &c.w.rows, c.w.calendar, c.w.first,
                    c.w.last);
        make_case(&c);
        assert_int_equal(advance_with(&c, &c.w.reg, world_day("2025-12-01"), c.bytes), ATTEND_OK);
        const attend_calendar *before = c.w.calendar;
        attend_register rest = rows_from(&c.w.reg, world_day("2025-12-02"));
        c.w.calendar = changed_calendar(changes[i][0], changes[i][1]);
        if (i < 4)
            expect_stale(&c, &c.w.reg, &rest, world_day("2025-12-12"));
        else
            assert_int_equal(advance_with(&c, &rest, world_day("2025-12-12"), c.bytes), ATTEND_OK);
        world_free(before);
        free_world(&c);
    }
}

/* A school's calendar, changed in what lies after the case's day. */
static attend_status after_the_day(const char *day, const char *from, const char *to)
{
    case_world c;
    world_random r = {31};
    memset(&c, 0, sizeof c);
    c.w.sessions = 2;
    c.w.first = world_day("2024-08-01");
    c.w.last = world_day("2026-03-27");
    c.w.policy = fold_policy(&r, 2, c.w.first);
    c.w.calendar = world_calendar(WORLD_CALENDAR);
    attend_register_init(&c.w.reg);
    c.w.reg.n_pupils = 1;
    c.w.last = world_day("2026-10-01"); /* the workspace reaches beyond the calendar */
    random_rows(&r, &c.w.reg, &c.w.rows, c.w.calendar, c.w.first, world_day("2025-11-28"));
    make_case(&c);
    assert_int_equal(advance_with(&c, &c.w.reg, world_day(day), c.bytes), ATTEND_OK);
    const attend_calendar *before = c.w.calendar;
    attend_register rest = rows_from(&c.w.reg, world_day(day) + 1);
    c.w.calendar = changed_calendar(from, to);
    attend_status status = current_with(&c, &c.w.reg);
    assert_int_equal(advance_with(&c, &rest, world_day(day), c.bytes), status);
    world_free(before);
    free_world(&c);
    return status;
}

#define NO_MORE_YEARS "'to':'2026-03-27'}]}},"
#define ONE_MORE_YEAR                                                                                                      \
    "'to':'2026-03-27'}]},'2026-27':{'from':'2026-09-01','to':'2027-07-31','terms':[{'id':'next','title':'Next',"         \
    "'from':'2026-09-07','to':'2026-12-18'}]}},"

/* Spans of school weeks look at the rest of the week, and at where a calendar ends. */
static void later_days_that_were_looked_at_are_stale(void **state)
{
    static const char *const morning[] = {"'sessions':['PM']}},", "'sessions':['AM']}},"}; /* Friday 2025-12-19 */
    (void)state;
    assert_int_equal(after_the_day("2025-12-14", morning[0], morning[1]), ATTEND_OK);
    assert_int_equal(after_the_day("2025-12-15", morning[0], morning[1]), ATTEND_E_STALE);
    assert_int_equal(after_the_day("2025-12-18", morning[0], morning[1]), ATTEND_E_STALE);
    assert_int_equal(after_the_day("2026-07-31", NO_MORE_YEARS, ONE_MORE_YEAR), ATTEND_OK);
    assert_int_equal(after_the_day("2026-08-01", NO_MORE_YEARS, ONE_MORE_YEAR), ATTEND_E_STALE);
    assert_int_equal(after_the_day("2026-08-20", NO_MORE_YEARS, ONE_MORE_YEAR), ATTEND_E_STALE);
    assert_int_equal(after_the_day("2024-07-31", "'2024-25':{'from':'2024-08-01'", "'2024-25':{'from':'2024-08-02'"), ATTEND_OK);
    assert_int_equal(after_the_day("2024-07-31", "'from':'2025-06-02'", "'from':'2024-08-01'"), ATTEND_E_STALE);
}

/* A grid whose closed days are empty is as good as rows. */
static void a_grid_with_new_marks_only(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 40; seed++) {
        case_world c;
        size_t bytes;
        make_world(&c, seed);
        attend_register grid = c.w.reg;
        assert_int_equal(attend_register_shape(c.w.calendar, c.w.last, &grid.first_day, &grid.n_weeks, &bytes), ATTEND_OK);
        uint8_t *marks = calloc(bytes ? bytes : 1, 1);
        grid.grid = marks;
        int32_t day = c.w.first + 60;
        for (size_t i = 0; i < c.w.reg.n_marks; i++) {
            int64_t slot = (int64_t)(c.w.reg.day[i] - grid.first_day) * c.w.sessions + c.w.reg.session[i];
            if (c.w.reg.day[i] > day && slot >= 0 && slot < (int64_t)bytes)
                marks[slot] = c.w.reg.code[i];
        }
        attend_register rest = rows_from(&c.w.reg, day + 1);
        grid.events = rest.events;
        grid.n_events = rest.n_events;
        assert_int_equal(advance_with(&c, &c.w.reg, day, c.bytes), ATTEND_OK);
        int64_t closed = (int64_t)(day - grid.first_day) * c.w.sessions;
        if (closed >= 0 && closed < (int64_t)bytes) {
            marks[closed] = CODE_P;
            expect_stale(&c, NULL, &grid, c.w.last);
            marks[closed] = 0;
        }
        assert_int_equal(advance_with(&c, &grid, c.w.last, c.bytes), ATTEND_OK);
        uint8_t *once = folded_at_once(&c, c.w.last);
        assert_memory_equal(once, c.bytes, c.size);
        free(once);
        free(marks);
        free_world(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(earlier_rows_are_stale),
        cmocka_unit_test(a_changed_mark_is_stale),
        cmocka_unit_test(a_changed_event_is_stale),
        cmocka_unit_test(a_changed_spell_is_stale),
        cmocka_unit_test(a_changed_fact_is_stale),
        cmocka_unit_test(a_changed_calendar_is_stale),
        cmocka_unit_test(later_days_that_were_looked_at_are_stale),
        cmocka_unit_test(a_grid_with_new_marks_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
