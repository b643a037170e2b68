/* What the journal does to steps and overrides, and the conditions that ask for it (semantics.md 5, 7 and 9). */
#include "truth_world.h"

/* -- steps -- */

#define EVENT_FLAG(id, event) FLAG(id, "{'step':'mentoring','event':'" event "'}")
#define AGO_FLAG(id, event, n, unit) FLAG(id, "{'step':'mentoring','event':'" event "','ago':{'n':" n ",'unit':'" unit "'}}")

static void test_events_of_a_step(void **state)
{
    truth_world w;
    (void)state;
    truth_policy(&w, "'steps':{" TRUTH_STEPS "},'flags':{" EVENT_FLAG("started", "started") "," EVENT_FLAG("reviewed", "reviewed") ","
                     EVENT_FLAG("closed", "closed") "," FLAG("finished", "{'step':'mentoring','outcome':'finished'}") "}");
    truth_event(&w, "2025-09-02", ATTEND_EVENT_REVIEWED, "mentoring"); /* of nothing */
    truth_event(&w, "2025-09-03", ATTEND_EVENT_REVIEWED, "mentoring"); /* of what begins the same day */
    truth_event(&w, "2025-09-03", ATTEND_EVENT_STARTED, "mentoring");
    truth_event(&w, "2025-09-03", ATTEND_EVENT_STARTED, "meeting");
    truth_event(&w, "2025-09-05", ATTEND_EVENT_CLOSED, "mentoring")->outcome = world_item(w.policy, ATTEND_ITEM_OUTCOME, "mentoring/finished");
    truth_event(&w, "2025-09-06", ATTEND_EVENT_CLOSED, "mentoring"); /* no episode */
    truth_event(&w, "2025-09-08", ATTEND_EVENT_STARTED, "mentoring");
    truth_event(&w, "2025-09-09", ATTEND_EVENT_CLOSED, "mentoring"); /* without an outcome */
    truth_open(&w, "2025-09-30");
    truth_expect(&w, "2025-09-02", "reviewed", F);
    truth_expect(&w, "2025-09-02", "started", F);
    truth_expect(&w, "2025-09-03", "started", T);
    truth_expect(&w, "2025-09-03", "reviewed", T);
    truth_expect(&w, "2025-09-04", "closed", F);
    assert_int_equal(truth_need(&w, "finished"), ATTEND_NEED_NOTHING);
    truth_expect(&w, "2025-09-04", "finished", F);
    truth_expect(&w, "2025-09-05", "closed", T);
    truth_expect(&w, "2025-09-05", "finished", T);
    truth_expect(&w, "2025-09-06", "finished", T);
    truth_expect(&w, "2025-09-08", "finished", T); /* of the latest that has been closed */
    truth_expect(&w, "2025-09-08", "closed", F);   /* of the one under way */
    truth_expect(&w, "2025-09-08", "reviewed", F);
    truth_expect(&w, "2025-09-09", "finished", F);
    truth_expect(&w, "2025-09-09", "closed", T);
    truth_expect(&w, "2025-09-30", "started", T);
    truth_free(&w);
}

/* Started on Thursday 11 September; there is no school in the week after. */
static void test_ago(void **state)
{
    truth_world w;
    (void)state;
    truth_policy(&w, "'steps':{" TRUTH_STEPS "},'flags':{" AGO_FLAG("days", "started", "4", "days") "," AGO_FLAG("weeks", "started", "1", "weeks") ","
                     AGO_FLAG("school-days", "started", "2", "school_days") "," AGO_FLAG("school-weeks", "started", "1", "school_weeks") ","
                     AGO_FLAG("far", "started", "300", "school_days") "}");
    truth_event(&w, "2025-09-11", ATTEND_EVENT_STARTED, "mentoring");
    truth_open(&w, "2025-11-02");
    truth_expect(&w, "2025-09-10", "far", F);
    truth_expect(&w, "2025-09-14", "days", F);
    truth_expect(&w, "2025-09-15", "days", T); /* a day without school */
    truth_expect(&w, "2025-09-17", "weeks", F);
    truth_expect(&w, "2025-09-18", "weeks", T);
    truth_expect(&w, "2025-09-21", "school-days", F);
    truth_expect(&w, "2025-09-22", "school-days", T);
    truth_expect(&w, "2025-09-24", "school-weeks", F);
    truth_expect(&w, "2025-09-25", "school-weeks", T);
    truth_expect(&w, "2025-10-31", "far", F); /* the calendar's last day: it has not passed yet */
    truth_expect(&w, "2025-11-01", "far", U); /* and so does the day */
    assert_int_equal(truth_need(&w, "far"), ATTEND_NEED_CALENDAR);
    truth_expect(&w, "2025-11-01", "school-weeks", T);
    truth_free(&w);
}

static void test_ago_counts_from_the_latest_event(void **state)
{
    truth_world w;
    (void)state;
    truth_policy(&w, "'steps':{" TRUTH_STEPS "},'params':{'wait':{'title':'Wait','min':1,'max':9,'values':["
                     "{'value':3,'from':'2025-01-01','to':'2025-09-09','source':'head'},{'value':1,'from':'2025-09-11','source':'head'}]}},"
                     "'flags':{" FLAG("waited", "{'step':'mentoring','event':'reviewed','ago':{'n':{'param':'wait'},'unit':'days'}}") "}");
    truth_event(&w, "2025-09-01", ATTEND_EVENT_STARTED, "mentoring");
    truth_event(&w, "2025-09-02", ATTEND_EVENT_REVIEWED, "mentoring");
    truth_event(&w, "2025-09-06", ATTEND_EVENT_REVIEWED, "mentoring");
    truth_event(&w, "2025-09-11", ATTEND_EVENT_REVIEWED, "mentoring");
    truth_open(&w, "2025-09-30");
    truth_expect(&w, "2025-09-04", "waited", F);
    truth_expect(&w, "2025-09-05", "waited", T);
    truth_expect(&w, "2025-09-06", "waited", F); /* a later one */
    truth_expect(&w, "2025-09-09", "waited", T);
    truth_expect(&w, "2025-09-10", "waited", U); /* the number has no value */
    assert_int_equal(truth_need(&w, "waited"), ATTEND_NEED_IN_FORCE);
    truth_expect(&w, "2025-09-11", "waited", F);
    truth_expect(&w, "2025-09-12", "waited", T);
    truth_free(&w);
}

/* Days before the fold's first are not folded, yet each has its own order of events. */
static void test_events_before_the_first_day(void **state)
{
    truth_world w;
    (void)state;
    truth_policy(&w, "'steps':{" TRUTH_STEPS "},'flags':{" AGO_FLAG("long-ago", "started", "60", "days") "," EVENT_FLAG("closed", "closed") ","
                     FLAG("finished", "{'step':'mentoring','outcome':'finished'}") "}");
    truth_event(&w, "2025-07-01", ATTEND_EVENT_STARTED, "mentoring");
    truth_event(&w, "2025-07-04", ATTEND_EVENT_CLOSED, "mentoring")->outcome = world_item(w.policy, ATTEND_ITEM_OUTCOME, "mentoring/finished");
    truth_event(&w, "2025-07-05", ATTEND_EVENT_STARTED, "mentoring");
    truth_event(&w, "2025-09-01", ATTEND_EVENT_REVIEWED, "mentoring");
    truth_open(&w, "2025-09-30");
    truth_expect(&w, "2025-09-01", "finished", T);
    truth_expect(&w, "2025-09-01", "closed", F); /* of the episode before */
    assert_int_equal(w.one.counted[world_item(w.policy, ATTEND_ITEM_STEP, "mentoring")],
                     1u << ATTEND_EVENT_STARTED | 1u << ATTEND_EVENT_REVIEWED);
    assert_int_equal(w.state.steps[world_item(w.policy, ATTEND_ITEM_STEP, "mentoring")].state, STEP_STARTED);
    assert_int_equal(w.state.steps[world_item(w.policy, ATTEND_ITEM_STEP, "mentoring")].reviewed, world_day("2025-09-01"));
    truth_expect(&w, "2025-09-02", "long-ago", F);
    truth_expect(&w, "2025-09-03", "long-ago", T); /* 60 days from 5 July */
    truth_free(&w);
}

/* A window since an event holds the whole day of the event, of whatever kind, and begins again with a later one. */
static void test_windows_begin_with_events(void **state)
{
    static world_marks marks;
    truth_world w;
    (void)state;
    truth_policy(&w, "'steps':{" TRUTH_STEPS "},'measures':{"
                     "'started':{'title':'m','kind':'count','select':{'classes':['absent']},'window':{'since':{'step':'mentoring','event':'started'}}},"
                     "'reviewed':{'title':'m','kind':'count','select':{'classes':['absent']},'window':{'since':{'step':'mentoring','event':'reviewed'}}},"
                     "'closed':{'title':'m','kind':'count','select':{'classes':['absent']},'window':{'since':{'step':'mentoring','event':'closed'}}}},"
                     "'flags':{" FLAG("eight", "{'measure':'started','equal':8}") "," FLAG("two", "{'measure':'reviewed','equal':2}") ","
                     FLAG("four", "{'measure':'reviewed','equal':4}") "," FLAG("closed-two", "{'measure':'closed','equal':2}") "}");
    memset(&marks, 0, sizeof marks);
    world_mark_days(&marks, w.calendar, "2025-09-01", "2025-10-31", CODE_A);
    truth_marks(&w, &marks);
    truth_event(&w, "2025-09-02", ATTEND_EVENT_STARTED, "mentoring");
    truth_event(&w, "2025-09-03", ATTEND_EVENT_REVIEWED, "mentoring");
    truth_event(&w, "2025-09-05", ATTEND_EVENT_REVIEWED, "mentoring");
    truth_event(&w, "2025-09-05", ATTEND_EVENT_CLOSED, "mentoring");
    truth_open(&w, "2025-09-30");
    truth_expect(&w, "2025-09-02", "two", U); /* the event has not come */
    truth_expect(&w, "2025-09-03", "two", T);
    truth_expect(&w, "2025-09-04", "four", T);
    truth_expect(&w, "2025-09-04", "closed-two", U);
    truth_expect(&w, "2025-09-05", "two", T);
    truth_expect(&w, "2025-09-05", "closed-two", T);
    truth_expect(&w, "2025-09-05", "eight", T); /* four days since the start */
    truth_free(&w);
}

/* -- tiers of the day before, and overrides -- */

#define TWO_TIERS                                                                                                         \
    "'tiers':{'title':'Tiers','source':'head','list':[{'id':'high','title':'High','enter':{'fact':'x'}},"                 \
    "{'id':'mid','title':'Middle','enter':{'fact':'y'}},{'id':'low','title':'Low','otherwise':true}]}"

static void test_tier_of_the_day_before(void **state)
{
    truth_world w;
    (void)state;
    truth_policy(&w, FACTS "," TWO_TIERS ",'flags':{" FLAG("high", "{'tier':'high'}") "," FLAG("low", "{'tier':'low'}") "}");
    truth_fact(&w, "x", T, "2025-01-01", "2025-09-02");
    truth_fact(&w, "x", F, "2025-09-03", "2025-09-03"); /* unknown from the 4th on */
    truth_fact(&w, "y", T, "2025-01-01", NULL);
    truth_override(&w, "2025-09-06", "low", "2025-09-07");
    truth_open(&w, "2025-09-30");
    truth_expect(&w, "2025-09-01", "high", U);
    assert_int_equal(truth_need(&w, "high"), ATTEND_NEED_HISTORY);
    truth_expect(&w, "2025-09-02", "high", T);
    truth_expect(&w, "2025-09-03", "high", T); /* today it is the middle one */
    truth_expect(&w, "2025-09-04", "high", F);
    truth_expect(&w, "2025-09-05", "high", U); /* high or middle */
    truth_expect(&w, "2025-09-05", "low", F);  /* neither is low */
    truth_expect(&w, "2025-09-06", "low", F);
    truth_expect(&w, "2025-09-07", "low", T); /* overridden the day before */
    truth_expect(&w, "2025-09-07", "high", F);
    truth_expect(&w, "2025-09-08", "low", T);
    truth_expect(&w, "2025-09-09", "high", U);
    truth_free(&w);
}

static void expect_tier(truth_world *w, const char *day, const char *tier, const char *since)
{
    attend_tier_decision row;
    truth_through(w, day);
    attend__tiers_decision(w->policy, &w->state, 0, &row);
    assert_int_equal(row.tier, world_item(w->policy, ATTEND_ITEM_TIER, tier));
    assert_int_equal(row.since, world_day(since));
    assert_int_equal(row.day, world_day(day));
}

static void test_overrides(void **state)
{
    truth_world w;
    (void)state;
    truth_policy(&w, FACTS "," TWO_TIERS);
    truth_fact(&w, "x", F, "2025-01-01", NULL);
    truth_fact(&w, "y", F, "2025-01-01", NULL);
    truth_override(&w, "2025-09-02", "high", NULL);         /* until another one */
    truth_override(&w, "2025-09-08", "mid", "2025-09-09");  /* takes its place for good */
    truth_override(&w, "2025-09-12", "low", NULL);          /* the tier that is computed */
    truth_override(&w, "2025-09-14", "high", "2025-09-14"); /* of two on one day the later */
    truth_override(&w, "2025-09-14", "mid", "2025-09-20");
    truth_override(&w, "2025-09-16", NULL, NULL); /* ends what is in force */
    truth_open(&w, "2025-09-30");
    expect_tier(&w, "2025-09-01", "low", "2025-09-01");
    expect_tier(&w, "2025-09-02", "high", "2025-09-02");
    expect_tier(&w, "2025-09-07", "high", "2025-09-02");
    expect_tier(&w, "2025-09-08", "mid", "2025-09-08");
    expect_tier(&w, "2025-09-09", "mid", "2025-09-08"); /* `to` is inclusive */
    expect_tier(&w, "2025-09-10", "low", "2025-09-10"); /* the first one does not come back */
    assert_int_equal(w.state.tiers[0].override_tier, ATTEND_NONE);
    expect_tier(&w, "2025-09-12", "low", "2025-09-10");
    assert_int_equal(w.state.tiers[0].override_tier, 0);
    expect_tier(&w, "2025-09-14", "mid", "2025-09-14");
    expect_tier(&w, "2025-09-16", "low", "2025-09-16");
    expect_tier(&w, "2025-09-30", "low", "2025-09-16");
    truth_free(&w);
}

static void test_overrides_before_the_first_day(void **state)
{
    truth_world w;
    (void)state;
    truth_policy(&w, FACTS "," TWO_TIERS);
    truth_fact(&w, "x", F, "2025-01-01", NULL);
    truth_fact(&w, "y", F, "2025-01-01", NULL);
    truth_override(&w, "2025-07-01", "high", NULL);
    truth_open(&w, "2025-09-30");
    expect_tier(&w, "2025-09-01", "high", "2025-09-01");
    truth_override(&w, "2025-07-02", "mid", "2025-07-03"); /* over already, but the first one with it */
    truth_open(&w, "2025-09-30");
    expect_tier(&w, "2025-09-01", "low", "2025-09-01");
    truth_free(&w);
}

/* By the journal: held from the step's start, asked at its review and its closing, left, and reached again. */
static void test_leaving_by_the_journal(void **state)
{
    truth_world w;
    (void)state;
    truth_policy(&w, FACTS ",'steps':{" TRUTH_STEPS "},"
                     "'tiers':{'title':'Tiers','source':'head','down':{'review':'meeting'},'list':[{'id':'high','title':'High','enter':{'fact':'x'},"
                     "'leave':{'step':'mentoring','at':['reviewed','closed'],'if':{'fact':'y'},'then':'mid','again':"
                     "{'step':'mentoring','event':'closed','ago':{'n':1,'unit':'school_weeks'}}}},"
                     "{'id':'mid','title':'Middle','enter':{'fact':'no'}},{'id':'low','title':'Low','otherwise':true}]}");
    truth_fact(&w, "x", T, "2025-01-01", "2025-09-03");
    truth_fact(&w, "x", F, "2025-09-04", "2025-09-10");
    truth_fact(&w, "x", T, "2025-09-11", "2025-09-20");
    truth_fact(&w, "x", F, "2025-09-21", NULL);
    truth_fact(&w, "y", F, "2025-01-01", "2025-09-05");
    truth_fact(&w, "y", T, "2025-09-06", NULL);
    truth_event(&w, "2025-09-02", ATTEND_EVENT_STARTED, "mentoring");
    truth_event(&w, "2025-09-05", ATTEND_EVENT_REVIEWED, "mentoring");
    truth_event(&w, "2025-09-08", ATTEND_EVENT_CLOSED, "mentoring");
    truth_event(&w, "2025-09-23", ATTEND_EVENT_STARTED, "meeting");
    truth_event(&w, "2025-09-26", ATTEND_EVENT_REVIEWED, "meeting");
    truth_open(&w, "2025-09-30");
    expect_tier(&w, "2025-09-04", "high", "2025-09-01"); /* held */
    expect_tier(&w, "2025-09-07", "high", "2025-09-01"); /* `if` was false at the review, and is true without an event */
    expect_tier(&w, "2025-09-08", "low", "2025-09-08");  /* left, on the day of the closing */
    expect_tier(&w, "2025-09-11", "mid", "2025-09-11");  /* `then`, where the list says high */
    expect_tier(&w, "2025-09-21", "mid", "2025-09-11");  /* low, but kept */
    expect_tier(&w, "2025-09-22", "high", "2025-09-22"); /* Monday, a school week later: again */
    expect_tier(&w, "2025-09-25", "high", "2025-09-22"); /* low and free, but kept */
    expect_tier(&w, "2025-09-26", "low", "2025-09-26");  /* a review */
    truth_free(&w);
}

/* Rows of the school's own are nobody's. */
static void test_rows_of_the_school(void **state)
{
    truth_world w;
    (void)state;
    truth_policy(&w, "'steps':{" TRUTH_STEPS "},'flags':{" EVENT_FLAG("started", "started") "}");
    truth_event(&w, "2025-09-01", ATTEND_EVENT_STARTED, "mentoring")->pupil = ATTEND_NONE;
    truth_open(&w, "2025-09-30");
    truth_expect(&w, "2025-09-02", "started", F);
    truth_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_events_of_a_step),
        cmocka_unit_test(test_ago),
        cmocka_unit_test(test_ago_counts_from_the_latest_event),
        cmocka_unit_test(test_events_before_the_first_day),
        cmocka_unit_test(test_windows_begin_with_events),
        cmocka_unit_test(test_tier_of_the_day_before),
        cmocka_unit_test(test_overrides),
        cmocka_unit_test(test_overrides_before_the_first_day),
        cmocka_unit_test(test_leaving_by_the_journal),
        cmocka_unit_test(test_rows_of_the_school),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
