/* One pupil folded day by day, and the truths of flags, for the tests of conditions and steps. Documents are written with single
 * quotes. */
#ifndef ATTEND_TESTS_TRUTH_WORLD_H
#define ATTEND_TESTS_TRUTH_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine_world.h"

#include "base/arena.h"
#include "engine/fold/steps.h"
#include "engine/fold/tiers.h"
#include "engine/fold/truth.h"

#define F ATTEND_FALSE
#define T ATTEND_TRUE
#define U ATTEND_UNKNOWN

/* September and October 2025, Mondays to Fridays but for the week from Monday the 15th. The first day is a Monday, the last a Friday. */
#define TRUTH_CALENDAR                                                                                                    \
    "{'format':1,'semantics':1,'kind':'calendar','id':'cal','version':'1','title':'Calendar','years':{"                  \
    "'2025-26':{'from':'2025-09-01','to':'2025-10-31','terms':[{'id':'t','title':'Term','from':'2025-09-01',"             \
    "'to':'2025-10-31'}]}},'closures':{'week':{'from':'2025-09-15','to':'2025-09-19'}}}"

#define TRUTH_STEPS                                                                                                       \
    "'mentoring':{'title':'Mentoring','class':'support','source':'head','outcomes':['finished','moved-on']},"             \
    "'meeting':{'title':'Meeting','class':'support','source':'head'}"

#define FLAG(id, when) "'" id "':{'title':'Flag','source':'head','when':" when "}"

#define FACTS                                                                                                             \
    "'facts':{'x':{'title':'x','not_recorded':'unknown'},'y':{'title':'y','not_recorded':'unknown'},"                     \
    "'no':{'title':'no','not_recorded':'false'}},'barriers':{'shy':{'title':'Shy','not_recorded':'false'}}"

typedef struct truth_world {
    const attend_policy *policy;
    const attend_calendar *calendar;
    attend_register reg;
    attend_fact facts[16];
    attend_event events[32];
    register_view view;
    fold_plan plan;
    fold one;
    case_state state;
    pupil_view pupil;
    uint8_t *row;
    void *memory;
} truth_world;

/* A policy `test` over the codes of engine_world.h, with the members of the document after its sources. */
static inline void truth_policy(truth_world *w, const char *members)
{
    char *codes = malloc(WORLD_TEXT_MAX), *policy = malloc(4 * WORLD_TEXT_MAX);
    assert_non_null(codes);
    assert_non_null(policy);
    memset(w, 0, sizeof *w);
    world_codes_text(codes, WORLD_TEXT_MAX, "");
    int size = snprintf(policy, 4 * WORLD_TEXT_MAX,
                        "{'format':1,'semantics':1,'kind':'policy','id':'test','version':'1','title':'Test','codes':'marks',"
                        "'sources':{'head':{'title':'Head teacher','kind':'practice','date':'2025-07-14'}},%s}",
                        members);
    assert_true(size < 4 * WORLD_TEXT_MAX);
    w->policy = world_policy((const char *const[]){policy, codes}, 2);
    w->calendar = world_calendar(TRUTH_CALENDAR);
    w->reg = (attend_register)ATTEND_REGISTER_INIT;
    w->reg.n_pupils = 1;
    w->reg.facts = w->facts;
    w->reg.events = w->events;
    free(codes);
    free(policy);
}

static inline void truth_marks(truth_world *w, const world_marks *marks)
{
    w->reg.n_marks = marks->n;
    w->reg.day = marks->day;
    w->reg.session = marks->session;
    w->reg.code = marks->code;
}

static inline bool truth_fact_after(const attend_fact *a, const attend_fact *b)
{
    return a->fact != b->fact ? a->fact > b->fact : a->from > b->from;
}

/* Rows stand by fact, then by `from`. */
static inline void truth_fact(truth_world *w, const char *id, int32_t value, const char *from, const char *to)
{
    attend_fact fact = {0, world_item(w->policy, ATTEND_ITEM_FACT, id), value, world_day(from), to ? world_day(to) : ATTEND_DAY_OPEN, {0, 0, 0}};
    size_t at = w->reg.n_facts++;
    assert_true(at < 16);
    for (; at > 0 && truth_fact_after(&w->facts[at - 1], &fact); at--)
        w->facts[at] = w->facts[at - 1];
    w->facts[at] = fact;
}

static inline attend_event *truth_event(truth_world *w, const char *day, int32_t event, const char *step)
{
    assert_true(w->reg.n_events < 32);
    attend_event *row = &w->events[w->reg.n_events++];
    *row = (attend_event)ATTEND_EVENT_INIT;
    row->pupil = 0;
    row->event = event;
    row->day = world_day(day);
    row->step = step ? world_item(w->policy, ATTEND_ITEM_STEP, step) : ATTEND_NONE;
    return row;
}

static inline void truth_override(truth_world *w, const char *day, const char *tier, const char *to)
{
    attend_event *row = truth_event(w, day, ATTEND_EVENT_TIER_OVERRIDE, NULL);
    row->item = tier ? world_item(w->policy, ATTEND_ITEM_TIER, tier) : ATTEND_NONE;
    row->to = to ? world_day(to) : ATTEND_DAY_OPEN;
}

static inline void truth_take(truth_world *w, arena *memory)
{
    attend__fold_take(&w->plan, &w->one, &w->view, memory);
    attend__state_take(&w->state, w->policy, memory);
    w->row = attend__arena_keep(memory, w->view.row_bytes, 1);
}

/* Ready to fold through `as_of`. The rows have been said. */
static inline void truth_open(truth_world *w, const char *as_of)
{
    arena memory;
    register_cursor cursor;
    memset(&cursor, 0, sizeof cursor);
    assert_int_equal(attend__register_view(w->policy, w->calendar, &w->reg, world_day(as_of), &w->view), ATTEND_OK);
    assert_true(attend__arena_init(&memory, NULL, 0));
    truth_take(w, &memory);
    size_t size = attend__arena_bytes(&memory);
    free(w->memory);
    w->memory = world_memory(size);
    assert_true(attend__arena_init(&memory, w->memory, (size + 15) / 16 * 16));
    truth_take(w, &memory);
    assert_false(memory.short_of);
    attend__fold_plan(&w->plan, FOLD_ALL);
    attend__state_start(&w->state, w->policy);
    assert_int_equal(attend__pupil_fill(&w->view, &cursor, 0, w->row, NULL, &w->pupil), ATTEND_OK);
    attend__fold_open(&w->one, &w->pupil, &w->state);
}

/* Folds on through a day. */
static inline void truth_through(truth_world *w, const char *day)
{
    while (w->state.head.day < world_day(day))
        assert_int_equal(attend__fold_day(&w->one), ATTEND_OK);
}

static inline int32_t truth_flag(const truth_world *w, const char *id)
{
    return attend__truth_of_flag(&w->one, world_item(w->policy, ATTEND_ITEM_FLAG, id));
}

/* Folds on through a day, on which the flag must have this truth. */
static inline void truth_expect(truth_world *w, const char *day, const char *flag, int32_t truth)
{
    truth_through(w, day);
    if (truth_flag(w, flag) != truth)
        fail_msg("%s on %s is %d and not %d", flag, day, (int)truth_flag(w, flag), (int)truth);
}

/* Of the tests that a need is asked of: the condition of a flag that is one test. */
static inline int32_t truth_need(const truth_world *w, const char *flag)
{
    uint32_t root = POLICY_ROWS(w->policy, flags, flag_record)[world_item(w->policy, ATTEND_ITEM_FLAG, flag)].condition;
    int32_t need = -1;
    (void)attend__truth_of_test(&w->one, &POLICY_ROWS(w->policy, conditions, condition_record)[root], &need);
    return need;
}

static inline void truth_free(truth_world *w)
{
    world_free(w->policy);
    world_free(w->calendar);
    free(w->memory);
}

#endif
