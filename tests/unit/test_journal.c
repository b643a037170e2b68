/* The journal: every row judged as semantics.md 5 says, and what events do to their steps. */
#include "school_journal.h"

#include "register/journal.h"

/* One row, of pupil 0 and of the school. */
static void one_event(attend_event row, attend_status expected)
{
    attend_register reg = events_of(&row, 1, 1);
    checked out = check_of(&reg);
    check_agrees(&reg, &out);
    assert_int_equal(out.n, expected != ATTEND_OK);
    if (expected != ATTEND_OK)
        assert_event(&out.findings[0], expected, 0, 0, row.day);
    assert_int_equal(out.status, ATTEND_OK);
    assert_int_equal(out.pupils[0], expected < 0 ? expected : ATTEND_OK);
    checked_free(&out);
    row.pupil = ATTEND_NONE;
    out = check_of(&reg);
    check_agrees(&reg, &out);
    bool is_valid = expected == ATTEND_OK || expected == ATTEND_F_EVENT_STATE;
    assert_int_equal(out.n, 1);
    assert_event(&out.findings[0], is_valid ? ATTEND_F_EVENT_UNUSED : expected, ATTEND_NONE, 0, row.day);
    assert_int_equal(out.pupils[0], ATTEND_OK);
    checked_free(&out);
}

static void test_dates(void **state)
{
    (void)state;
    attend_event row = event_of(ATTEND_EVENT_STARTED, tuesday, mentoring);
    one_event(row, ATTEND_OK);
    row.from = row.to = tuesday;
    one_event(row, ATTEND_OK);
    row.to = tuesday - 1;
    one_event(row, ATTEND_E_DATE_ORDER);
    row.from = INT32_MIN; /* open, so nothing is before it */
    one_event(row, ATTEND_OK);
    row.to = ATTEND_DAY_LAST + 1;
    one_event(row, ATTEND_E_DATE);
    row.to = ATTEND_DAY_OPEN;
    row.from = ATTEND_DAY_FIRST - 1;
    one_event(row, ATTEND_E_DATE);
    row.from = ATTEND_DAY_OPEN;
    one_event(row, ATTEND_E_DATE);
    static const int32_t odd[] = {INT32_MIN, ATTEND_DAY_FIRST - 1, ATTEND_DAY_LAST + 1, INT32_MAX};
    for (size_t i = 0; i < LENGTH(odd); i++)
        one_event(event_of(ATTEND_EVENT_STARTED, odd[i], mentoring), ATTEND_E_DATE);
    one_event(event_of(ATTEND_EVENT_STARTED, ATTEND_DAY_FIRST, mentoring), ATTEND_OK);
    one_event(event_of(ATTEND_EVENT_STARTED, as_of, mentoring), ATTEND_OK);
    one_event(event_of(ATTEND_EVENT_STARTED, as_of + 1, mentoring), ATTEND_F_AFTER_AS_OF);
    one_event(event_of(77, ATTEND_DAY_LAST, 99), ATTEND_F_AFTER_AS_OF); /* invisible, whatever it holds */
    row = event_of(77, as_of, 99);
    row.recorded = row.day + 40; /* when it was entered is not judged, nor are the host's numbers */
    row.party = row.role = 12345;
    one_event(row, ATTEND_E_UNKNOWN_EVENT);
}

static void test_names(void **state)
{
    (void)state;
    static const int32_t no_events[] = {INT32_MIN, -1, 0, ATTEND_EVENT_TIER_OVERRIDE + 1, INT32_MAX};
    static const uint32_t no_steps[] = {3, 4, 2048, ATTEND_NONE - 1};
    for (size_t i = 0; i < LENGTH(no_events); i++)
        one_event(event_of(no_events[i], tuesday, mentoring), ATTEND_E_UNKNOWN_EVENT);
    for (size_t i = 0; i < LENGTH(no_steps); i++) {
        for (int32_t event = ATTEND_EVENT_OFFERED; event <= ATTEND_EVENT_TIER_OVERRIDE; event++)
            one_event(event_of(event, tuesday, no_steps[i]), ATTEND_E_UNKNOWN_STEP);
    }
    for (int32_t event = ATTEND_EVENT_OFFERED; event <= ATTEND_EVENT_CONCERN_RAISED; event++) {
        bool alone = event == ATTEND_EVENT_ACTION_AGREED || event == ATTEND_EVENT_CONCERN_RAISED;
        bool state_at_issue = event == ATTEND_EVENT_REVIEWED || event == ATTEND_EVENT_CLOSED;
        bool counts = event == ATTEND_EVENT_STARTED;
        one_event(event_of(event, tuesday, ATTEND_NONE), alone ? ATTEND_F_EVENT_UNUSED : ATTEND_E_UNKNOWN_STEP);
        one_event(event_of(event, tuesday, letters),
                  counts ? ATTEND_OK : state_at_issue ? ATTEND_F_EVENT_STATE : ATTEND_F_EVENT_UNUSED);
    }
}

static void test_outcomes(void **state)
{
    (void)state;
    const struct {
        uint32_t step, outcome;
        attend_status expected;
    } cases[] = {
        {mentoring, finished, ATTEND_F_EVENT_STATE},
        {mentoring, finished + 1, ATTEND_F_EVENT_STATE},
        {mentoring, ATTEND_NONE, ATTEND_F_EVENT_STATE},
        {visits, agreed, ATTEND_F_EVENT_STATE},
        {visits, finished, ATTEND_E_UNKNOWN_OUTCOME}, /* of another step */
        {mentoring, agreed, ATTEND_E_UNKNOWN_OUTCOME},
        {letters, finished, ATTEND_E_UNKNOWN_OUTCOME},
        {letters, agreed, ATTEND_E_UNKNOWN_OUTCOME},
        {mentoring, 3, ATTEND_E_UNKNOWN_OUTCOME},
        {mentoring, ATTEND_NONE - 1, ATTEND_E_UNKNOWN_OUTCOME},
    };
    assert_int_equal(finished + 1, find_item(ATTEND_ITEM_OUTCOME, "mentoring/moved-on"));
    for (size_t i = 0; i < LENGTH(cases); i++) {
        attend_event row = event_of(ATTEND_EVENT_CLOSED, tuesday, cases[i].step);
        row.outcome = cases[i].outcome == 3 ? attend_policy_count(policy, ATTEND_ITEM_OUTCOME) : cases[i].outcome;
        one_event(row, cases[i].expected);
    }
    attend_event row = event_of(ATTEND_EVENT_CONCERN_RAISED, tuesday, ATTEND_NONE);
    row.outcome = finished; /* of no step at all */
    one_event(row, ATTEND_E_UNKNOWN_OUTCOME);
}

static attend_event override_of(uint32_t tiers, uint32_t item)
{
    attend_event row = event_of(ATTEND_EVENT_TIER_OVERRIDE, tuesday, ATTEND_NONE);
    row.tiers = tiers;
    row.item = item;
    return row;
}

static void test_overrides(void **state)
{
    (void)state;
    one_event(override_of(0, 0), ATTEND_OK);
    one_event(override_of(ATTEND_NONE, 2), ATTEND_OK); /* the only tiers there are */
    one_event(override_of(0, ATTEND_NONE), ATTEND_OK);
    one_event(override_of(ATTEND_NONE, ATTEND_NONE), ATTEND_OK);
    one_event(override_of(0, 3), ATTEND_E_UNKNOWN_TIER);
    one_event(override_of(0, ATTEND_NONE - 1), ATTEND_E_UNKNOWN_TIER);
    one_event(override_of(1, 0), ATTEND_E_UNKNOWN_TIER);
    one_event(override_of(ATTEND_NONE - 1, ATTEND_NONE), ATTEND_E_UNKNOWN_TIER);
    attend_event row = override_of(0, 1);
    row.from = tuesday;
    row.to = tuesday;
    one_event(row, ATTEND_OK);
    row.to = tuesday - 1;
    one_event(row, ATTEND_E_DATE_ORDER);
    row.from = INT32_MIN; /* it begins on its day all the same */
    one_event(row, ATTEND_E_DATE_ORDER);
    row.to = as_of + 100;
    one_event(row, ATTEND_OK);
    row.from = tuesday + 1;
    one_event(row, ATTEND_E_DATE_ORDER);
    row.from = tuesday - 1;
    one_event(row, ATTEND_E_DATE_ORDER);
}

/* Two policies with tiers, and one with none. */
static void test_whose_tiers(void **state)
{
    (void)state;
    const attend_policy *kept = policy;
    attend_document two[] = {document_of(school_codes, 0), document_of(journal_policy, ATTEND_DOCUMENT_ROOT),
                             document_of(second_policy, ATTEND_DOCUMENT_ROOT)};
    policy = load_policies(two, 3);
    assert_int_equal(attend_policy_count(policy, ATTEND_ITEM_TIERS), 2);
    one_event(override_of(ATTEND_NONE, 0), ATTEND_E_UNKNOWN_TIER); /* whose? */
    one_event(override_of(ATTEND_NONE, ATTEND_NONE), ATTEND_E_UNKNOWN_TIER);
    for (uint32_t item = 0; item < 6; item++) {
        attend_event row = override_of(0, item);
        one_event(row, item < 3 ? ATTEND_OK : ATTEND_E_UNKNOWN_TIER);
        assert_int_equal(attend__override_tiers(policy, &row), item < 3 ? 0 : ATTEND_NONE);
        row.tiers = 1;
        one_event(row, item < 3 ? ATTEND_E_UNKNOWN_TIER : ATTEND_OK);
        assert_int_equal(attend__override_tiers(policy, &row), item < 3 ? ATTEND_NONE : 1);
    }
    free((void *)(uintptr_t)policy);
    policy = load_school_policy(school_codes);
    one_event(override_of(0, 0), ATTEND_E_UNKNOWN_TIER);
    one_event(override_of(ATTEND_NONE, ATTEND_NONE), ATTEND_E_UNKNOWN_TIER);
    one_event(event_of(ATTEND_EVENT_STARTED, tuesday, 0), ATTEND_E_UNKNOWN_STEP);
    one_event(event_of(ATTEND_EVENT_CONCERN_RAISED, tuesday, ATTEND_NONE), ATTEND_F_EVENT_UNUSED);
    free((void *)(uintptr_t)policy);
    policy = kept;
}

/* --- before admission --- */

static void admitted(const attend_spell *spells, size_t n, int32_t day, int32_t origin, attend_status expected)
{
    attend_event row = event_of(ATTEND_EVENT_STARTED, day, mentoring);
    row.origin = origin;
    attend_register reg = events_of(&row, 1, 2);
    with_spells(&reg, spells, n);
    checked out = check_of(&reg);
    check_agrees(&reg, &out);
    size_t found = 0;
    for (size_t i = 0; i < out.n; i++) {
        if (out.findings[i].rows != ATTEND_ROWS_EVENTS)
            continue;
        assert_event(&out.findings[i], expected, 0, 0, day);
        found++;
    }
    assert_int_equal(found, expected != ATTEND_OK);
    checked_free(&out);
}

static void test_before_admission(void **state)
{
    (void)state;
    const attend_spell spells[] = {{0, tuesday, tuesday, 0}, {0, tuesday + 3, ATTEND_DAY_OPEN, 0}};
    admitted(spells, 2, tuesday - 1, ATTEND_ORIGIN_OWN, ATTEND_E_BEFORE_ADMISSION);
    admitted(spells, 2, tuesday - 1, ATTEND_ORIGIN_EXTERNAL, ATTEND_OK);
    admitted(spells, 2, tuesday, ATTEND_ORIGIN_OWN, ATTEND_OK);
    admitted(spells, 2, tuesday + 1, ATTEND_ORIGIN_OWN, ATTEND_OK); /* between spells */
    admitted(spells + 1, 1, tuesday, ATTEND_ORIGIN_OWN, ATTEND_E_BEFORE_ADMISSION);
    admitted(NULL, 0, ATTEND_DAY_FIRST, ATTEND_ORIGIN_OWN, ATTEND_OK); /* everyone is enrolled */
    const attend_spell other[] = {{1, tuesday, tuesday, 0}};
    admitted(other, 1, tuesday - 1, ATTEND_ORIGIN_OWN, ATTEND_OK); /* no first spell, so no day before it */
    const attend_spell wrong[] = {{0, INT32_MIN, tuesday - 50, 0}, {0, tuesday - 30, tuesday - 31, 0}, {0, tuesday, tuesday, 0}};
    admitted(wrong, 3, tuesday - 1, ATTEND_ORIGIN_OWN, ATTEND_E_BEFORE_ADMISSION);
    admitted(wrong, 2, tuesday - 40, ATTEND_ORIGIN_OWN, ATTEND_OK); /* the spells' own errors are enough */
    const attend_spell later[] = {{0, as_of + 5, ATTEND_DAY_OPEN, 0}};
    admitted(later, 1, as_of, ATTEND_ORIGIN_OWN, ATTEND_E_BEFORE_ADMISSION);
    admitted(later, 1, as_of + 1, ATTEND_ORIGIN_OWN, ATTEND_F_AFTER_AS_OF);
}

static void test_school_is_never_admitted(void **state)
{
    (void)state;
    const attend_spell spells[] = {{0, tuesday, tuesday, 0}};
    attend_event rows[2] = {event_of(ATTEND_EVENT_STARTED, tuesday - 1, mentoring), event_of(ATTEND_EVENT_STARTED, tuesday, 99)};
    rows[0].pupil = rows[1].pupil = ATTEND_NONE;
    attend_register reg = events_of(rows, 2, 1);
    with_spells(&reg, spells, 1);
    checked out = check_of(&reg);
    check_agrees(&reg, &out); /* an error all the same in strict use */
    assert_int_equal(out.n, 2);
    assert_event(&out.findings[0], ATTEND_F_EVENT_UNUSED, ATTEND_NONE, 0, tuesday - 1);
    assert_event(&out.findings[1], ATTEND_E_UNKNOWN_STEP, ATTEND_NONE, 1, tuesday);
    assert_int_equal(out.pupils[0], ATTEND_OK);
    checked_free(&out);
    register_view view;
    open_view(&reg, calendar, &view);
    assert_int_equal(attend__school_judge(&view, NULL), ATTEND_E_UNKNOWN_STEP);
    with_events(&reg, rows, 1);
    open_view(&reg, calendar, &view);
    assert_int_equal(attend__school_judge(&view, NULL), ATTEND_OK);
    with_events(&reg, NULL, 0);
    open_view(&reg, calendar, &view);
    assert_int_equal(attend__school_judge(&view, NULL), ATTEND_OK);
}

/* --- states --- */

/* Letters are events of mentoring: s r c; capitals of visits: S R C; o is an offer; a space is the next day. What is
 * expected: + counts, ! contradicts the state, - is not used. */
static void play(const char *events, const char *expected)
{
    attend_event rows[32];
    size_t n = 0, told = 0;
    int32_t day = tuesday;
    for (const char *at = events; *at; at++) {
        int32_t event = strchr("sS", *at) ? ATTEND_EVENT_STARTED : strchr("rR", *at) ? ATTEND_EVENT_REVIEWED :
                        strchr("cC", *at) ? ATTEND_EVENT_CLOSED : ATTEND_EVENT_OFFERED;
        if (*at == ' ')
            day++;
        else
            rows[n++] = event_of(event, day, strchr("SRC", *at) ? visits : mentoring);
    }
    attend_register reg = events_of(rows, n, 1);
    checked out = check_of(&reg);
    check_agrees(&reg, &out);
    assert_int_equal(strlen(expected), n);
    for (size_t i = 0; i < n; i++) {
        if (expected[i] == '+')
            continue;
        assert_true(told < out.n);
        assert_event(&out.findings[told++], expected[i] == '!' ? ATTEND_F_EVENT_STATE : ATTEND_F_EVENT_UNUSED, 0, i, rows[i].day);
    }
    assert_int_equal(told, out.n);
    checked_free(&out);
}

static void test_states(void **state)
{
    (void)state;
    play("s r c", "+++");
    play("r", "!");
    play("c", "!");
    play("s s", "+!");
    play("s c c", "++!");
    play("s c r", "++!");
    play("s c s r", "++++");
    play("s S r C c R", "+++++!");
    play("o s o c o", "-+-+-");
}

/* What begins an episode comes before the other events of its day, whatever the order of the rows. */
static void test_states_within_a_day(void **state)
{
    (void)state;
    play("rs", "++");
    play("cs", "++");
    play("cs s", "+++");
    play("cs r", "++!");
    play("s cs", "++!"); /* the second is begun while the first is under way */
    play("s cs s", "++!+");
    play("sc sc", "++++");
    play("s rcrs", "+++!!");
    play("ss", "+!");
    play("csrSC sRc", "+" "+" "!" "+" "+" "+" "!" "+");
    play("oSs rR cC", "-++++++");
}

/* A row in error is as good as none. */
static void test_states_pass_errors_over(void **state)
{
    (void)state;
    attend_event rows[4] = {event_of(ATTEND_EVENT_STARTED, tuesday, mentoring), event_of(ATTEND_EVENT_REVIEWED, tuesday, mentoring),
                            event_of(ATTEND_EVENT_STARTED, tuesday + 1, mentoring), event_of(ATTEND_EVENT_CLOSED, as_of + 1, mentoring)};
    rows[0].outcome = agreed;
    attend_register reg = events_of(rows, 4, 1);
    checked out = check_of(&reg);
    check_agrees(&reg, &out);
    assert_int_equal(out.n, 3);
    assert_event(&out.findings[0], ATTEND_E_UNKNOWN_OUTCOME, 0, 0, tuesday);
    assert_event(&out.findings[1], ATTEND_F_EVENT_STATE, 0, 1, tuesday);
    assert_event(&out.findings[2], ATTEND_F_AFTER_AS_OF, 0, 3, as_of + 1);
    checked_free(&out);
}

static void test_one_step(void **state)
{
    (void)state;
    step_memory step = attend__step_dormant();
    attend_event row = event_of(ATTEND_EVENT_CLOSED, tuesday + 3, mentoring);
    row.outcome = finished;
    const step_memory dormant = step;
    assert_int_equal(step.state, STEP_DORMANT);
    assert_int_equal(step.started, INT32_MIN);
    assert_int_equal(step.outcome, ATTEND_NONE);
    assert_int_equal(attend__step_event(&step, &row), ATTEND_F_EVENT_STATE);
    assert_memory_equal(&step, &dormant, sizeof step);
    row.event = ATTEND_EVENT_STARTED;
    row.day = tuesday;
    assert_int_equal(attend__step_event(&step, &row), ATTEND_OK);
    assert_int_equal(step.state, STEP_STARTED);
    assert_int_equal(step.started, tuesday);
    row.day = tuesday + 1;
    assert_int_equal(attend__step_event(&step, &row), ATTEND_F_EVENT_STATE);
    assert_int_equal(step.started, tuesday);
    row.event = ATTEND_EVENT_REVIEWED;
    assert_int_equal(attend__step_event(&step, &row), ATTEND_OK);
    assert_int_equal(step.reviewed, tuesday + 1);
    assert_int_equal(step.state, STEP_STARTED);
    row.event = ATTEND_EVENT_CLOSED;
    row.day = tuesday + 2;
    assert_int_equal(attend__step_event(&step, &row), ATTEND_OK);
    assert_int_equal(step.state, STEP_DONE);
    assert_int_equal(step.closed, tuesday + 2);
    assert_int_equal(step.outcome, finished);
    const step_memory done = step;
    assert_int_equal(attend__step_event(&step, &row), ATTEND_F_EVENT_STATE);
    row.event = ATTEND_EVENT_TIER_OVERRIDE;
    assert_int_equal(attend__step_event(&step, &row), ATTEND_OK);
    row.event = ATTEND_EVENT_ISSUED;
    assert_int_equal(attend__step_event(&step, &row), ATTEND_F_EVENT_UNUSED);
    assert_memory_equal(&step, &done, sizeof step);
    row = event_of(ATTEND_EVENT_STARTED, tuesday + 5, mentoring);
    assert_int_equal(attend__step_event(&step, &row), ATTEND_OK);
    assert_int_equal(step.outcome, finished); /* of the latest closed episode */
    row.event = ATTEND_EVENT_CLOSED;
    assert_int_equal(attend__step_event(&step, &row), ATTEND_OK);
    assert_int_equal(step.outcome, ATTEND_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_outcomes),
        cmocka_unit_test(test_overrides),
        cmocka_unit_test(test_whose_tiers),
        cmocka_unit_test(test_before_admission),
        cmocka_unit_test(test_school_is_never_admitted),
        cmocka_unit_test(test_states),
        cmocka_unit_test(test_states_within_a_day),
        cmocka_unit_test(test_states_pass_errors_over),
        cmocka_unit_test(test_one_step),
    };
    return cmocka_run_group_tests(tests, set_up_journal, tear_down);
}
