/* Random policies whose items depend on the days before (steps, facts, crosses, tiers), a random pupil with a journal, and what it takes to
 * fold it. */
#ifndef ATTEND_TESTS_FOLD_WORLD_H
#define ATTEND_TESTS_FOLD_WORLD_H

#include "random_world.h"

#include "base/arena.h"
#include "engine/fold/fold.h"
#include "engine/fold/steps.h"
#include "engine/fold/sums.h"
#include "engine/fold/tiers.h"
#include "engine/fold/truth.h"

#define FOLD_EVENTS_MAX 64u
#define FOLD_FACTS_MAX 64u
#define FOLD_FACTS 6u /* how many the policies declare: a0 ... */

typedef struct fold_world {
    uint32_t sessions;
    int32_t first, last; /* days that rows may be of */
    const attend_policy *policy;
    const attend_calendar *calendar;
    long_rows rows;
    attend_fact facts[FOLD_FACTS_MAX];
    attend_event events[FOLD_EVENTS_MAX];
    attend_register reg; /* of one pupil */
} fold_world;

/* -- a random policy -- */

/* A number of units that rings have room for, and that windows can outgrow. */
static uint32_t units_below(world_random *r, uint32_t limit)
{
    return 1 + world_next(r, world_next(r, 3) ? (limit + 5) / 6 : limit);
}

static void put_fold_window(text *to, world_random *r, bool last)
{
    static const char *const periods[] = {"year", "term", "half_term", "previous_year", "enrolment"};
    static const char *const units[] = {"sessions", "days", "weeks", "school_days", "school_weeks"};
    static const uint32_t limits[] = {60, 90, 10, 60, 16};
    uint32_t unit = world_next(r, 5), choice = world_next(r, 10);
    if (!last && choice < 4) {
        put(to, "'%s'", periods[world_next(r, 5)]);
    } else if (!last && choice < 6) {
        put(to, "{'since':{'step':'s%u','event':'%s'}}", world_next(r, 2),
            (const char *const[]){"started", "reviewed", "closed"}[world_next(r, 3)]);
    } else {
        if (world_next(r, 4) == 0)
            put(to, "{'last':{'param':'n'},'unit':'%s'", units[unit]);
        else
            put(to, "{'last':%u,'unit':'%s'", units_below(r, limits[unit]), units[unit]);
        if (world_next(r, 3) == 0)
            put(to, ",'offset':%u", units_below(r, limits[unit]));
        put(to, unit == 0 && world_next(r, 2) ? ",'possible':true}" : "}");
    }
}

/* What conditions may name. */
typedef struct names {
    const uint32_t *kinds;
    uint32_t n_measures, n_flags;
    bool tiers;   /* the policy has some */
    bool crosses; /* may be used here */
} names;

static void put_span(text *to, world_random *r)
{
    static const char *const units[] = {"days", "weeks", "school_days", "school_weeks"};
    put(to, "{'n':%u,'unit':'%s'}", 1 + world_next(r, 12), units[world_next(r, 4)]);
}

static void put_test(text *to, world_random *r, const names *of)
{
    static const char *const events[] = {"started", "reviewed", "closed"};
    switch (world_next(r, of->crosses ? 9 : 8)) {
    case 0: put(to, "{'fact':'a%u'}", world_next(r, FOLD_FACTS)); break;
    case 1:
        if (of->n_flags && of->crosses) {
            put(to, "{'flag':'f%u'}", world_next(r, of->n_flags));
            break;
        }
        put_comparison(to, r, of->kinds, of->n_measures);
        break;
    case 2:
        if (of->tiers) {
            put(to, "{'tier':'t%u'}", world_next(r, 3));
            break;
        }
        put_comparison(to, r, of->kinds, of->n_measures);
        break;
    case 3:
        put(to, "{'step':'s%u','event':'%s'", world_next(r, 2), events[world_next(r, 3)]);
        if (world_next(r, 2)) {
            put(to, ",'ago':");
            put_span(to, r);
        }
        put(to, "}");
        break;
    case 4: put(to, "{'step':'s0','outcome':'o%u'}", 1 + world_next(r, 2)); break;
    case 8: {
        names inside = *of;
        inside.crosses = false;
        put(to, "{'crosses':");
        put_test(to, r, &inside);
        put(to, "}");
        break;
    }
    default: put_comparison(to, r, of->kinds, of->n_measures);
    }
}

static void put_fold_condition(text *to, world_random *r, const names *of, int depth)
{
    uint32_t choice = depth == 0 ? 0 : world_next(r, 5);
    if (choice <= 1) {
        put_test(to, r, of);
    } else if (choice == 2) {
        put(to, "{'not':");
        put_fold_condition(to, r, of, depth - 1);
        put(to, "}");
    } else {
        put(to, "{'%s':[", choice == 3 ? "all" : "any");
        for (uint32_t i = 0, n = 1 + world_next(r, 2); i < n; i++) {
            put(to, i ? "," : "");
            put_fold_condition(to, r, of, depth - 1);
        }
        put(to, "]}");
    }
}

static void put_leave(text *to, world_random *r, const names *of, uint32_t tier)
{
    put(to, ",'leave':{'step':'s0','at':['reviewed'%s],'then':'t%u','if':", world_next(r, 2) ? ",'closed'" : "",
        tier == 2 ? world_next(r, 2) : 2 * world_next(r, 2));
    put_fold_condition(to, r, of, 1);
    put(to, ",'again':");
    put_fold_condition(to, r, of, 1);
    put(to, "}");
}

/* Two facts make sure that the checker finds each tier can be reached, whatever else is asked. */
static void put_tier(text *to, world_random *r, const names *of, uint32_t tier)
{
    put(to, "{'id':'t%u','title':'T','enter':{'any':[{'fact':'in%u'},{'all':[{'fact':'may%u'},", tier, tier, tier);
    put_fold_condition(to, r, of, 1);
    put(to, "]}]}");
    if (world_next(r, 2))
        put_leave(to, r, of, tier);
    put(to, "}");
}

static void put_tiers(text *to, world_random *r, const names *of)
{
    uint32_t down = world_next(r, 4);
    put(to, "'tiers':{'title':'T','source':'head','list':[");
    put_tier(to, r, of, 2);
    put(to, ",");
    put_tier(to, r, of, 1);
    put(to, ",{'id':'t0','title':'T','otherwise':true}]");
    if (down) {
        put(to, ",'down':{%s", down & 1 ? "'review':'s1'" : "");
        put(to, down == 3 ? ",'after':" : down == 2 ? "'after':" : "");
        if (down & 2)
            put_span(to, r);
        put(to, "}");
    }
    if (world_next(r, 2)) {
        put(to, ",'provisional':");
        put_fold_condition(to, r, of, 1);
    }
    put(to, "},");
}

static void put_facts(text *to, world_random *r)
{
    put(to, "'facts':{");
    for (uint32_t i = 0; i < FOLD_FACTS; i++)
        put(to, "'a%u':{'title':'A','not_recorded':'%s'},", i, world_next(r, 2) ? "false" : "unknown");
    for (uint32_t i = 1; i < 3; i++) {
        put(to, "'in%u':{'title':'A','not_recorded':'%s'},", i, world_next(r, 4) ? "false" : "unknown");
        put(to, "'may%u':{'title':'A','not_recorded':'%s'}%s", i, world_next(r, 4) ? "false" : "unknown", i == 1 ? "," : "},");
    }
}

static void put_fold_params(text *to, world_random *r, int32_t first)
{
    int32_t begins = first + (int32_t)world_next(r, 200) - 100, next = begins + 20 + (int32_t)world_next(r, 200);
    bool gap = world_next(r, 2);
    put(to, "'n':{'title':'N','values':[{'value':%u,'from':'%s','source':'head'", 1 + world_next(r, 12), day_text(begins));
    if (gap)
        put(to, ",'to':'%s'", day_text(next - 10));
    put(to, "},{'value':%u,'from':'%s','source':'head'}]},", 1 + world_next(r, 12), day_text(next));
    put(to, "'line':{'title':'L','values':[{'value':'10%%','from':'%s','source':'head'}]}", day_text(begins));
}

static const attend_policy *fold_policy(world_random *r, uint32_t sessions, int32_t first)
{
    text *parts = calloc(3, sizeof *parts), *measures = parts, *flags = parts + 1, *params = parts + 2;
    uint32_t kinds[8], n = 1 + world_next(r, 8), n_flags = world_next(r, 5);
    names of = {kinds, n, 0, world_next(r, 5) != 0, true};
    assert_non_null(parts);
    for (uint32_t i = 0; i < n; i++) {
        kinds[i] = world_next(r, 5);
        put_measure(measures, r, i, kinds[i], first, put_fold_window);
    }
    for (; of.n_flags < n_flags; of.n_flags++) {
        put(flags, "%s'f%u':{'title':'F','source':'head','when':", of.n_flags ? "," : "", of.n_flags);
        put_fold_condition(flags, r, &of, 2);
        if (world_next(r, 5) == 0)
            put(flags, ",'to':'%s'", day_text(first + (int32_t)world_next(r, 300)));
        put(flags, "}");
    }
    put(flags, "},");
    if (of.tiers)
        put_tiers(flags, r, &of);
    put_facts(flags, r);
    put(flags, "'steps':{'s0':{'title':'S','class':'support','source':'head','outcomes':['o1','o2']},"
               "'s1':{'title':'S','class':'support','source':'head'}");
    put_fold_params(params, r, first);
    const attend_policy *policy = world_rules(session_texts[sessions - 1], params->at, measures->at, flags->at);
    free(parts);
    return policy;
}

/* -- a random pupil -- */

static void add_facts(world_random *r, fold_world *w)
{
    for (uint32_t fact = 0; fact < attend_policy_count(w->policy, ATTEND_ITEM_FACT); fact++) {
        int32_t from = w->first - 20 + (int32_t)world_next(r, 200);
        for (uint32_t i = 0, n = world_next(r, 4); i < n; i++) {
            attend_fact *row = &w->facts[w->reg.n_facts++];
            int32_t to = from + (int32_t)world_next(r, 60);
            *row = (attend_fact){0, fact, (int32_t)world_next(r, 3) - 1, i || world_next(r, 4) ? from : INT32_MIN, to, {0, 0, 0}};
            from = to + 1 + (int32_t)world_next(r, 40);
            if (i + 1 == n && world_next(r, 2))
                row->to = ATTEND_DAY_OPEN;
        }
    }
    w->reg.facts = w->facts;
}

static attend_event random_event(world_random *r, const fold_world *w, int32_t day)
{
    static const int32_t kinds[] = {ATTEND_EVENT_STARTED, ATTEND_EVENT_REVIEWED, ATTEND_EVENT_CLOSED, ATTEND_EVENT_STARTED,
                                    ATTEND_EVENT_REVIEWED, ATTEND_EVENT_OFFERED};
    attend_event event = ATTEND_EVENT_INIT;
    uint32_t first = 0, count = 0;
    event.day = day;
    event.origin = ATTEND_ORIGIN_EXTERNAL;
    if (attend_policy_count(w->policy, ATTEND_ITEM_TIERS) && world_next(r, 6) == 0) {
        assert_int_equal(attend_tiers_range(w->policy, 0, &first, &count), ATTEND_OK);
        event.event = ATTEND_EVENT_TIER_OVERRIDE;
        event.tiers = 0;
        event.item = world_next(r, 4) ? first + world_next(r, count) : ATTEND_NONE;
        event.to = world_next(r, 3) ? day + (int32_t)world_next(r, 60) : ATTEND_DAY_OPEN;
        return event;
    }
    event.event = kinds[world_next(r, 6)];
    event.step = world_next(r, 2);
    if (event.event == ATTEND_EVENT_CLOSED && event.step == 0 && world_next(r, 2))
        event.outcome = world_next(r, 2);
    return event;
}

static void add_events(world_random *r, fold_world *w)
{
    int32_t day = w->first - 15;
    for (uint32_t i = 0, n = world_next(r, 3) ? world_next(r, 40) : 0; i < n; i++) {
        day += world_next(r, 4) ? (int32_t)world_next(r, 20) : 0;
        if (day <= w->last)
            w->events[w->reg.n_events++] = random_event(r, w, day);
    }
    w->reg.events = w->events;
}

static void add_pupil(world_random *r, fold_world *w, const attend_calendar *marks_on)
{
    attend_register_init(&w->reg);
    w->reg.n_pupils = 1;
    random_rows(r, &w->reg, &w->rows, marks_on, w->first, w->last);
    if (world_next(r, 3))
        add_spells(r, &w->reg, &w->rows, w->first);
    add_facts(r, w);
    add_events(r, w);
}

/* With a document's calendar, or one that is derived from the marks. */
static void fold_world_make(fold_world *w, uint64_t seed)
{
    world_random r = {seed * UINT64_C(0x9E3779B97F4A7C15) + 1};
    memset(w, 0, sizeof *w);
    for (int i = 0; i < 8; i++)
        (void)world_next(&r, 2);
    w->sessions = 1 + world_next(&r, 4);
    w->first = world_day("2025-08-25") + (int32_t)world_next(&r, 7);
    w->policy = fold_policy(&r, w->sessions, w->first);
    const attend_calendar *document = random_calendar(&r, w->sessions, w->first);
    w->last = document->document_last < w->first + 500 ? document->document_last : w->first + 500;
    add_pupil(&r, w, document);
    w->calendar = document;
    if (world_next(&r, 4) == 0 && !w->reg.n_spells) {
        size_t need = 0;
        (void)attend_calendar_derive(NULL, 0, w->policy, &w->reg, w->last, &need, NULL, NULL, 0, NULL);
        assert_int_equal(attend_calendar_derive(world_memory(need), need, w->policy, &w->reg, w->last, &need, &w->calendar, NULL, 0,
                                                NULL), ATTEND_OK);
        world_free(document);
    }
}

static void fold_world_free(fold_world *w)
{
    world_free(w->policy);
    world_free(w->calendar);
    rows_free(&w->rows);
}

/* -- folding it -- */

typedef struct folding {
    register_view view;
    fold_plan plan;
    fold one;
    case_state state;
    pupil_view pupil;
    uint8_t *row;
    void *memory;
} folding;

static void folding_take(folding *f, arena *memory)
{
    f->row = attend__arena_keep(memory, f->view.row_bytes, 1);
    attend__fold_take(&f->plan, &f->one, &f->view, memory);
    attend__state_take(&f->state, f->view.policy, memory);
}

/* Ready to fold a pupil through a day; nothing folded yet. */
static inline void folding_open_pupil(folding *f, const fold_world *w, int32_t as_of, uint32_t what, uint32_t pupil)
{
    arena memory;
    register_cursor cursor = {0};
    memset(f, 0, sizeof *f);
    assert_int_equal(attend__register_view(w->policy, w->calendar, &w->reg, as_of, &f->view), ATTEND_OK);
    assert_true(attend__arena_init(&memory, NULL, 0));
    folding_take(f, &memory);
    size_t size = attend__arena_bytes(&memory);
    f->memory = world_memory(size);
    assert_true(attend__arena_init(&memory, f->memory, (size + 15) / 16 * 16));
    folding_take(f, &memory);
    assert_false(memory.short_of);
    attend__register_seek(&f->view, pupil, &cursor);
    assert_int_equal(attend__pupil_fill(&f->view, &cursor, pupil, f->row, NULL, &f->pupil), ATTEND_OK);
    attend__fold_plan(&f->plan, what);
    attend__state_start(&f->state, w->policy);
    attend__fold_open(&f->one, &f->pupil, &f->state);
}

static inline void folding_open(folding *f, const fold_world *w, int32_t as_of, uint32_t what)
{
    folding_open_pupil(f, w, as_of, what, 0);
}

static inline void folding_close(folding *f)
{
    free(f->memory);
}

#endif
