/* Policies, calendars and registers for the tests of the engine, made through the public loaders. Documents are written with
 * single quotes. */
#ifndef ATTEND_TESTS_ENGINE_WORLD_H
#define ATTEND_TESTS_ENGINE_WORLD_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attend/attend.h"
#include "engine/measure.h"

#define WORLD_TEXT_MAX 65536

/* Aligned memory that is given back with free(). */
static inline void *world_memory(size_t size)
{
    size_t bytes = (size + 15) / 16 * 16;
    void *memory = aligned_alloc(16, bytes ? bytes : 16);
    assert_non_null(memory);
    memset(memory, 0xA5, bytes);
    return memory;
}

/* A copy with double quotes for single ones; to be given back with free(). */
static inline char *world_json(const char *text)
{
    size_t size = strlen(text);
    char *copy = malloc(size + 1);
    assert_non_null(copy);
    for (size_t i = 0; i <= size; i++)
        copy[i] = text[i] == '\'' ? '"' : text[i];
    return copy;
}

static inline void world_complain(const attend_finding *error, const char *text)
{
    fprintf(stderr, "%s at %s, line %u column %u: %s\n%s\n", attend_status_name(error->status), error->path, error->line,
            error->column, error->message, text);
}

/* Document 0 is the root. */
static inline const attend_policy *world_policy(const char *const *texts, uint32_t n)
{
    attend_document documents[4];
    char *copies[4];
    const attend_policy *policy = NULL;
    attend_finding error;
    size_t size;
    for (uint32_t i = 0; i < n; i++) {
        copies[i] = world_json(texts[i]);
        documents[i] = (attend_document){copies[i], strlen(copies[i]), i == 0 ? ATTEND_DOCUMENT_ROOT : 0, 0};
    }
    assert_int_equal(attend_document_size(documents, n, &size, &error), ATTEND_OK);
    attend_status status = attend_policy_load(world_memory(size), size, documents, n, &policy, &error);
    if (status != ATTEND_OK)
        world_complain(&error, texts[0]);
    assert_int_equal(status, ATTEND_OK);
    for (uint32_t i = 0; i < n; i++)
        free(copies[i]);
    return policy;
}

static inline const attend_calendar *world_calendar(const char *text)
{
    char *copy = world_json(text);
    attend_document document = {copy, strlen(copy), ATTEND_DOCUMENT_ROOT, 0};
    const attend_calendar *calendar = NULL;
    attend_finding error;
    size_t size;
    assert_int_equal(attend_document_size(&document, 1, &size, &error), ATTEND_OK);
    attend_status status = attend_calendar_load(world_memory(size), size, &document, 1, &calendar, &error);
    if (status != ATTEND_OK)
        world_complain(&error, text);
    assert_int_equal(status, ATTEND_OK);
    free(copy);
    return calendar;
}

/* Policies and calendars equal the memory they were loaded into. */
static inline void world_free(const void *loaded)
{
    free((void *)(uintptr_t)loaded);
}

static inline int32_t world_day(const char *text)
{
    int32_t day = 0;
    assert_int_equal(attend_day_parse(text, strlen(text), &day), ATTEND_OK);
    return day;
}

/* Codes: P present, L late, A absent, U unauthorised, X not expected, H holiday, V present until 2025-12-31 and absent from
 * 2026-01-01. Their indices are 1 to 7. */
enum { CODE_P = 1, CODE_L, CODE_A, CODE_U, CODE_X, CODE_H, CODE_V, CODE_LAST = CODE_V };

static inline void world_codes_text(char *to, size_t size, const char *sessions)
{
    snprintf(to, size,
             "{'format':1,'semantics':1,'kind':'codes','id':'marks','version':'1','title':'Marks',"
             "'sources':{'own':{'title':'Own list','kind':'practice'}},%s"
             "'classes':{'possible':{'title':'p'},'attended':{'title':'a'},'absent':{'title':'b'},"
             "'administrative':{'title':'n'},'late':{'title':'l'},'notice':{'title':'o'},'off':{'title':'f'}},"
             "'codes':{"
             "'P':{'title':'Present','index':1,'uses':[{'classes':['possible','attended'],'source':'own'}]},"
             "'L':{'title':'Late','index':2,'uses':[{'classes':['possible','attended','late'],'source':'own'}]},"
             "'A':{'title':'Absent','index':3,'uses':[{'classes':['possible','absent'],'source':'own'}]},"
             "'U':{'title':'Unauthorised','index':4,'uses':[{'classes':['possible','absent','notice'],'source':'own'}]},"
             "'X':{'title':'Not expected','index':5,'uses':[{'classes':['off'],'source':'own'}]},"
             "'H':{'title':'Holiday','index':6,'uses':[{'classes':['administrative'],'source':'own'}]},"
             "'V':{'title':'Visit','index':7,'uses':[{'classes':['possible','attended'],'to':'2025-12-31','source':'own'},"
             "{'classes':['possible','absent'],'from':'2026-01-01','source':'own'}]}}}",
             sessions);
}

/* A policy `test` with these params, measures and flags, over the codes above. */
static inline const attend_policy *world_rules(const char *sessions, const char *params, const char *measures,
                                               const char *flags)
{
    char *codes = malloc(WORLD_TEXT_MAX), *policy = malloc(4 * WORLD_TEXT_MAX);
    assert_non_null(codes);
    assert_non_null(policy);
    world_codes_text(codes, WORLD_TEXT_MAX, sessions);
    int size = snprintf(policy, 4 * WORLD_TEXT_MAX,
                        "{'format':1,'semantics':1,'kind':'policy','id':'test','version':'1','title':'Test','codes':'marks',"
                        "'sources':{'head':{'title':'Head teacher','kind':'practice','date':'2025-07-14'}},"
                        "'params':{%s},'measures':{%s},'flags':{%s}}",
                        params, measures, flags);
    assert_true(size < 4 * WORLD_TEXT_MAX);
    const attend_policy *loaded = world_policy((const char *const[]){policy, codes}, 2);
    free(codes);
    free(policy);
    return loaded;
}

/* Two years. In the first, one term without half terms. In the second two terms, the first in two half terms, a closed
 * Monday (2025-11-10), a closed afternoon (2025-12-19) and an open Saturday morning (2025-10-11). */
#define WORLD_CALENDAR                                                                                                    \
    "{'format':1,'semantics':1,'kind':'calendar','id':'cal','version':'1','title':'Calendar','years':{"                  \
    "'2024-25':{'from':'2024-08-01','to':'2025-07-31','terms':[{'id':'all','title':'All','from':'2025-06-02',"            \
    "'to':'2025-07-18'}]},"                                                                                               \
    "'2025-26':{'from':'2025-08-01','to':'2026-07-31','terms':[{'id':'autumn','title':'Autumn','from':'2025-09-01',"      \
    "'to':'2025-12-19','half_terms':[{'id':'a1','from':'2025-09-01','to':'2025-10-24'},{'id':'a2','from':'2025-11-03',"   \
    "'to':'2025-12-19'}]},{'id':'spring','title':'Spring','from':'2026-01-05','to':'2026-03-27'}]}},"                     \
    "'closures':{'inset':{'from':'2025-11-10','to':'2025-11-10'},'carols':{'from':'2025-12-19','to':'2025-12-19',"        \
    "'sessions':['PM']}},"                                                                                                \
    "'openings':{'saturday':{'from':'2025-10-11','to':'2025-10-11','sessions':['AM']}}}"

/* One pupil's marks on every school session of some days, as a long register of pupil 0. */
typedef struct world_marks {
    int32_t day[4096];
    uint8_t session[4096];
    uint8_t code[4096];
    size_t n;
} world_marks;

static inline void world_mark(world_marks *marks, int32_t day, uint32_t session, uint8_t code)
{
    assert_true(marks->n < 4096);
    marks->day[marks->n] = day;
    marks->session[marks->n] = (uint8_t)session;
    marks->code[marks->n++] = code;
}

static inline void world_mark_days(world_marks *marks, const attend_calendar *calendar, const char *from, const char *to,
                                   uint8_t code)
{
    for (int32_t day = world_day(from); day <= world_day(to); day++) {
        attend_calendar_day info;
        assert_int_equal(attend_calendar_get(calendar, day, &info), ATTEND_OK);
        for (uint32_t session = 0; session < info.sessions_per_day; session++) {
            if (info.sessions >> session & 1u)
                world_mark(marks, day, session, code);
        }
    }
}

static inline attend_register world_register(const world_marks *marks)
{
    attend_register reg = ATTEND_REGISTER_INIT;
    reg.n_pupils = 1;
    reg.n_marks = marks->n;
    reg.day = marks->day;
    reg.session = marks->session;
    reg.code = marks->code;
    return reg;
}

static inline uint32_t world_item(const attend_policy *policy, int32_t kind, const char *id)
{
    uint32_t index = ATTEND_NONE;
    assert_int_equal(attend_policy_find(policy, kind, id, &index), ATTEND_OK);
    return index;
}

/* The reason of an item of pupil 0; how many rows. */
static inline uint32_t world_reason(const attend_policy *policy, const attend_calendar *calendar, const attend_register *reg,
                                    const char *as_of, int32_t kind, const char *id, attend_reason *rows, uint32_t capacity)
{
    size_t size = 0;
    uint32_t need = 0;
    attend_finding error;
    assert_int_equal(attend_decision_size(policy, calendar, reg, world_day(as_of), &size), ATTEND_OK);
    void *work = world_memory(size);
    attend_status status = attend_reasons(policy, calendar, reg, 0, world_day(as_of), kind, world_item(policy, kind, id), work,
                                          size, rows, capacity, &need, &error);
    if (status != ATTEND_OK)
        world_complain(&error, id);
    assert_int_equal(status, ATTEND_OK);
    free(work);
    return need;
}

/* A small generator, so that every run tests the same: xorshift. */
typedef struct world_random {
    uint64_t state;
} world_random;

static inline uint32_t world_next(world_random *random, uint32_t below)
{
    random->state ^= random->state << 13;
    random->state ^= random->state >> 7;
    random->state ^= random->state << 17;
    return (uint32_t)(random->state >> 33) % below;
}

#endif
