/* Policies with tiers, and one pupil with marks, facts and a journal. */
#ifndef ATTEND_TESTS_TIER_WORLD_H
#define ATTEND_TESTS_TIER_WORLD_H

#include "engine_world.h"

#define TIER_HEAD                                                                                                          \
    "{'format':1,'semantics':1,'kind':'policy','id':'test','version':'1','title':'Test','codes':'marks',"                 \
    "'sources':{'head':{'title':'Head teacher','kind':'practice','date':'2025-07-14'}},"

/* Four bands of attendance; the highest is held by mentoring. */
#define TIER_BANDS                                                                                                         \
    TIER_HEAD                                                                                                              \
    "'params':{'settled':{'title':'Sessions from which a tier is settled','values':[{'value':40,'from':'2025-01-01',"      \
    "'source':'head','inferred':true}]}},"                                                                                 \
    "'measures':{'attendance':{'title':'Attendance','kind':'rate','select':{'classes':['attended']},'window':'year',"      \
    "'source':'head#year'},"                                                                                               \
    "'possible':{'title':'Possible sessions','kind':'count','select':{'classes':['possible']},'window':'year'},"           \
    "'since-start':{'title':'Attendance since mentoring began','kind':'rate','select':{'classes':['attended']},"           \
    "'window':{'since':{'step':'mentoring','event':'started'}}},"                                                          \
    "'since-end':{'title':'Attendance since mentoring ended','kind':'rate','select':{'classes':['attended']},"             \
    "'window':{'since':{'step':'mentoring','event':'closed'}},'minimum':4}},"                                              \
    "'steps':{'mentoring':{'title':'Mentoring','class':'support','source':'head','outcomes':['finished','moved-on']}},"    \
    "'tiers':{'title':'Four tiers','source':'head','measure':'attendance',"                                                \
    "'provisional':{'measure':'possible','below':{'param':'settled'}},'list':["                                            \
    "{'id':'tier-4','title':'Specialist','at_most':'50%','source':'head#4','inferred':true,"                               \
    "'leave':{'step':'mentoring','at':['reviewed','closed'],'then':'tier-3',"                                              \
    "'if':{'all':[{'step':'mentoring','event':'started','ago':{'n':2,'unit':'weeks'}},"                                    \
    "{'measure':'since-start','at_least':'55%'}]},"                                                                        \
    "'again':{'all':[{'step':'mentoring','event':'closed','ago':{'n':1,'unit':'school_weeks'}},"                           \
    "{'measure':'since-end','at_most':'50%'}]}}},"                                                                         \
    "{'id':'tier-3','title':'Targeted','above':'50%','below':'80%'},"                                                      \
    "{'id':'tier-2','title':'Early','at_least':'80%','at_most':'92%'},"                                                    \
    "{'id':'tier-1','title':'Universal','above':'92%'}]}}"

/* Three tiers in order, by facts, flags that name flags and what happened the day before; coming down is slow. */
#define TIER_ORDERED                                                                                                       \
    TIER_HEAD                                                                                                              \
    "'params':{'wait':{'title':'How long to wait','values':[{'value':2,'from':'2025-01-01','source':'head'}]}},"           \
    "'measures':{'attendance':{'title':'Attendance','kind':'rate','select':{'classes':['attended']},"                      \
    "'window':{'last':2,'unit':'school_weeks'}}},"                                                                         \
    "'facts':{'complex':{'title':'Complex barriers','not_recorded':'unknown','source':'head#complex','inferred':true},"    \
    "'early':{'title':'Early concern','not_recorded':'false'}},"                                                           \
    "'barriers':{'ebsa':{'title':'Anxiety about school','not_recorded':'unknown'}},"                                       \
    "'steps':{'plan':{'title':'Plan','class':'support','source':'head','outcomes':['done','stopped']}},"                   \
    "'flags':{'low':{'title':'Low','source':'head#low','when':{'measure':'attendance','below':'90%'}},"                    \
    "'low-and-complex':{'title':'Low and complex','source':'head','when':{'all':[{'flag':'low'},{'any':["                  \
    "{'fact':'complex'},{'barrier':'ebsa'}]}]}},"                                                                          \
    "'worse':{'title':'Newly low','source':'head','when':{'all':[{'crosses':{'flag':'low'}},{'not':{'flag':'low-and-complex'}},"\
    "{'tier':'tier-1'}]}},"                                                                                                \
    "'stuck':{'title':'The plan was stopped','source':'head','when':{'any':[{'step':'plan','outcome':'stopped'},"          \
    "{'step':'plan','event':'started','ago':{'n':{'param':'wait'},'unit':'school_weeks'}},"                                \
    "{'all':[{'flag':'low'},{'flag':'low-and-complex'},{'flag':'worse'}]}]}}},"                                            \
    "'tiers':{'title':'Three tiers','source':'head','down':{'review':'plan','after':{'n':1,'unit':'school_weeks'}},'list':["\
    "{'id':'tier-3','title':'Intensive','enter':{'flag':'low-and-complex'}},"                                              \
    "{'id':'tier-2','title':'Early','enter':{'any':[{'measure':'attendance','below':'95%'},{'fact':'early'}]}},"           \
    "{'id':'tier-1','title':'Universal','otherwise':true}]}}"

#define TIER_EVENTS_MAX 8u

typedef struct tier_world {
    const attend_policy *policy;
    const attend_calendar *calendar;
    world_marks marks;
    attend_fact facts[TIER_EVENTS_MAX];
    attend_event events[TIER_EVENTS_MAX];
    attend_register reg;
} tier_world;

static inline void tier_world_make(tier_world *world, const char *policy)
{
    char *codes = malloc(WORLD_TEXT_MAX);
    assert_non_null(codes);
    world_codes_text(codes, WORLD_TEXT_MAX, "");
    memset(world, 0, sizeof *world);
    world->policy = world_policy((const char *const[]){policy, codes}, 2);
    world->calendar = world_calendar(WORLD_CALENDAR);
    world->reg = world_register(&world->marks);
    world->reg.facts = world->facts;
    world->reg.events = world->events;
    free(codes);
}

static inline void tier_world_free(const tier_world *world)
{
    world_free(world->policy);
    world_free(world->calendar);
}

static inline void tier_marks(tier_world *world, const char *from, const char *to, uint8_t code)
{
    world_mark_days(&world->marks, world->calendar, from, to, code);
    world->reg.n_marks = world->marks.n;
}

static inline void tier_fact(tier_world *world, const char *id, int32_t value, const char *from)
{
    attend_fact *fact = &world->facts[world->reg.n_facts++];
    assert_true(world->reg.n_facts <= TIER_EVENTS_MAX);
    fact->fact = world_item(world->policy, ATTEND_ITEM_FACT, id);
    fact->value = value;
    fact->from = world_day(from);
    fact->to = ATTEND_DAY_OPEN;
}

static inline attend_event *tier_event(tier_world *world, int32_t event, const char *day)
{
    attend_event *row = &world->events[world->reg.n_events++];
    assert_true(world->reg.n_events <= TIER_EVENTS_MAX);
    *row = (attend_event)ATTEND_EVENT_INIT;
    row->pupil = 0;
    row->event = event;
    row->day = world_day(day);
    if (event != ATTEND_EVENT_TIER_OVERRIDE)
        row->step = 0;
    return row;
}

static inline uint32_t tier_reason(const tier_world *world, const char *as_of, attend_reason *rows, uint32_t capacity)
{
    return world_reason(world->policy, world->calendar, &world->reg, as_of, ATTEND_ITEM_TIERS, "test", rows, capacity);
}

#endif
