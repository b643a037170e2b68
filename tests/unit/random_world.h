/* Random policies, calendars and registers, as texts and rows that the public loaders read. */
#ifndef TESTS_UNIT_RANDOM_WORLD_H
#define TESTS_UNIT_RANDOM_WORLD_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine_world.h"

#define PUPILS_MAX 70u
#define TEXT_MAX 32768u

typedef struct text {
    char at[TEXT_MAX];
    size_t size;
} text;

static void put(text *to, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void put(text *to, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(to->at + to->size, TEXT_MAX - to->size, format, arguments);
    va_end(arguments);
    assert_true(size >= 0 && (size_t)size < TEXT_MAX - to->size);
    to->size += (size_t)size;
}

/* -- columns -- */
static const char *const session_texts[] = {
    "'sessions':{'DAY':{'title':'d','order':1}},",
    "",
    "'sessions':{'A':{'title':'a','order':1},'B':{'title':'b','order':2},'C':{'title':'c','order':3}},",
    "'sessions':{'S1':{'title':'a','order':1},'S2':{'title':'b','order':2},'S3':{'title':'c','order':3},'S4':{'title':'d','order':4}},",
};

static const char *day_text(int32_t day)
{
    static char texts[8][12];
    static int next;
    char *to = texts[next++ % 8];
    assert_int_equal(attend_day_format(day, to, 12, NULL), ATTEND_OK);
    return to;
}

static void put_half_terms(text *to, world_random *r, int32_t from, int32_t until)
{
    put(to, ",'half_terms':[");
    for (int i = 0; from <= until; i++) {
        int32_t end = from + (int32_t)world_next(r, 40);
        if (end > until)
            end = until;
        put(to, "%s{'id':'h%d-%d','from':'%s','to':'%s'}", i ? "," : "", (int)from, i, day_text(from), day_text(end));
        from = end + 1 + (int32_t)world_next(r, 10);
    }
    put(to, "]");
}

static void put_terms(text *to, world_random *r, int32_t from, int32_t until)
{
    int n = 0;
    put(to, ",'terms':[");
    for (from += (int32_t)world_next(r, 40); from <= until; n++) {
        int32_t end = from + (int32_t)world_next(r, 110);
        if (end > until)
            end = until;
        put(to, "%s{'id':'t%d-%d','title':'T','from':'%s','to':'%s'", n ? "," : "", (int)from, n, day_text(from), day_text(end));
        if (world_next(r, 2))
            put_half_terms(to, r, from, end);
        put(to, "}");
        from = end + 1 + (int32_t)world_next(r, 20);
    }
    if (n == 0)
        put(to, "{'id':'t','title':'T','from':'%s','to':'%s'}", day_text(until), day_text(until));
    put(to, "]");
}

static void put_changes(text *to, world_random *r, const char *section, int32_t first, int32_t days)
{
    put(to, ",'%s':{", section);
    for (uint32_t i = 0, n = world_next(r, 6); i < n; i++) {
        int32_t from = first + (int32_t)world_next(r, (uint32_t)days), last = first + days - 1;
        int32_t until = from + (int32_t)world_next(r, 4);
        put(to, "%s'c%u':{'from':'%s','to':'%s'}", i ? "," : "", i, day_text(from), day_text(until < last ? until : last));
    }
    put(to, "}");
}

/* One to three years, with gaps between them now and then. */
static const attend_calendar *random_calendar(world_random *r, uint32_t sessions, int32_t first)
{
    text *to = calloc(1, sizeof *to);
    int32_t from = first;
    assert_non_null(to);
    put(to, "{'format':1,'semantics':1,'kind':'calendar','id':'c','version':'1','title':'C',%s'years':{",
        session_texts[sessions - 1]);
    for (uint32_t i = 0, n = 1 + world_next(r, 3); i < n; i++) {
        int32_t until = from + 60 + (int32_t)world_next(r, 340);
        put(to, "%s'y%u':{'from':'%s','to':'%s'", i ? "," : "", i, day_text(from), day_text(until));
        put_terms(to, r, from, until);
        put(to, "}");
        from = until + 1 + (world_next(r, 3) ? 0 : (int32_t)world_next(r, 30));
    }
    put(to, "}");
    put_changes(to, r, "closures", first, 60);
    put_changes(to, r, "openings", first, 60);
    if (world_next(r, 4) == 0)
        put(to, ",'weekdays':['mon','wed','sat']");
    put(to, "}");
    const attend_calendar *calendar = world_calendar(to->at);
    free(to);
    return calendar;
}

static void put_selection(text *to, world_random *r)
{
    static const char *const texts[] = {
        "{'classes':['absent']}",   "{'classes':['attended']}",      "{'classes':['possible']}",
        "{'classes':['notice']}",   "{'classes':['late','off']}",    "{'codes':['A','V']}",
        "{'codes':['X']}",          "{'classes':['notice'],'codes':['L']}", "{'classes':['administrative']}",
        "{'codes':['P','L','A','U','X','H','V']}",
    };
    put(to, "%s", texts[world_next(r, sizeof texts / sizeof *texts)]);
}

static inline void put_window(text *to, world_random *r, bool last)
{
    static const char *const periods[] = {"year", "term", "half_term", "previous_year", "enrolment"};
    static const char *const units[] = {"sessions", "days", "weeks", "school_days", "school_weeks"};
    static const uint32_t sizes[] = {1, 2, 3, 7, 20, 60, 80, 100}; /* a case must have room for all measures */
    if (!last && world_next(r, 2)) {
        put(to, "'%s'", periods[world_next(r, 5)]);
        return;
    }
    uint32_t unit = world_next(r, 5), n_sizes = unit == 2 ? 5 : 8;
    put(to, "{'last':");
    if (world_next(r, 5) == 0)
        put(to, "{'param':'n'}");
    else
        put(to, "%u", sizes[world_next(r, n_sizes)]);
    put(to, ",'unit':'%s'", units[unit]);
    if (world_next(r, 3) == 0)
        put(to, ",'offset':%u", sizes[world_next(r, n_sizes)]);
    if (unit == 0 && world_next(r, 2))
        put(to, ",'possible':true");
    put(to, "}");
}

/* Writes a window; `last`: none but of the latest units. */
typedef void window_writer(text *to, world_random *r, bool last);

static void put_measure(text *to, world_random *r, uint32_t index, uint32_t kind, int32_t first, window_writer *write_window)
{
    static const char *const kinds[] = {"count", "rate", "days", "run", "difference"};
    put(to, "%s'm%u':{'title':'M','kind':'%s','select':", index ? "," : "", index, kinds[kind]);
    put_selection(to, r);
    put(to, ",'window':");
    write_window(to, r, kind == 4);
    if (kind == 3)
        put(to, ",'run':'%s'", world_next(r, 2) ? "longest" : "current");
    if ((kind == 1 || kind == 4) && world_next(r, 3) == 0) {
        put(to, ",'base':");
        put_selection(to, r);
    }
    if (world_next(r, 4) == 0) {
        put(to, ",'exclude':");
        put_selection(to, r);
    }
    if (world_next(r, 3) == 0)
        put(to, ",'minimum':%u", 1 + world_next(r, 60));
    if (world_next(r, 4) == 0)
        put(to, ",'count_from':'%s'", day_text(first + (int32_t)world_next(r, 500)));
    if (world_next(r, 6) == 0)
        put(to, ",'from':'%s'", day_text(first + (int32_t)world_next(r, 500)));
    put(to, "}");
}

static void put_comparison(text *to, world_random *r, const uint32_t *kinds, uint32_t n_measures)
{
    static const char *const comparators[] = {"below", "at_most", "equal", "at_least", "above"};
    uint32_t measure = world_next(r, n_measures), kind = kinds[measure], size = world_next(r, 5) ? 40 : 101;
    uint32_t number = world_next(r, size);
    put(to, "{'measure':'m%u','%s':", measure, comparators[world_next(r, 5)]);
    if (kind == 0 || kind == 3)
        put(to, world_next(r, 3) ? "%u" : "{'param':'n'}", number);
    else if (kind == 1)
        put(to, world_next(r, 3) ? "'%u%%'" : "{'param':'line'}", number);
    else if (kind == 2)
        put(to, "'%u.%u'", number, 1 + world_next(r, 9));
    else
        put(to, "'%s%u points'", world_next(r, 2) && number ? "-" : "", number);
    put(to, "}");
}

/* Three kinds of group in any order, to this depth. */
static void put_condition(text *to, world_random *r, const uint32_t *kinds, uint32_t n_measures, int depth)
{
    uint32_t choice = depth == 0 ? 0 : world_next(r, 5);
    if (choice <= 1) {
        put_comparison(to, r, kinds, n_measures);
    } else if (choice == 2) {
        put(to, "{'not':");
        put_condition(to, r, kinds, n_measures, depth - 1);
        put(to, "}");
    } else {
        put(to, "{'%s':[", choice == 3 ? "all" : "any");
        for (uint32_t i = 0, n = 1 + world_next(r, 3); i < n; i++) {
            put(to, i ? "," : "");
            put_condition(to, r, kinds, n_measures, depth - 1);
        }
        put(to, "]}");
    }
}

static inline const attend_policy *random_policy(world_random *r, uint32_t sessions, int32_t first)
{
    text *measures = calloc(3, sizeof *measures), *flags = measures + 1, *params = measures + 2;
    uint32_t kinds[20], n = 1 + world_next(r, world_next(r, 8) ? 8 : 20);
    assert_non_null(measures);
    for (uint32_t i = 0; i < n; i++) {
        kinds[i] = world_next(r, 5);
        put_measure(measures, r, i, kinds[i], first, put_window);
    }
    for (uint32_t i = 0, n_flags = world_next(r, 6); i < n_flags; i++) {
        put(flags, "%s'f%u':{'title':'F','source':'head','when':", i ? "," : "", i);
        put_condition(flags, r, kinds, n, 3);
        if (world_next(r, 5) == 0)
            put(flags, ",'to':'%s'", day_text(first + (int32_t)world_next(r, 600)));
        put(flags, "}");
    }
    int32_t begins = first + (int32_t)world_next(r, 200) - 100;
    put(params, "'n':{'title':'N','values':[{'value':%u,'from':'%s','source':'head'}]},", 1 + world_next(r, 30), day_text(begins));
    put(params, "'line':{'title':'L','values':[{'value':'10%%','from':'%s','source':'head'}]}", day_text(begins));
    const attend_policy *policy = world_rules(session_texts[sessions - 1], params->at, measures->at, flags->at);
    free(measures);
    return policy;
}

/* -- random registers -- */

typedef struct long_rows {
    uint32_t *pupil;
    int32_t *day;
    uint8_t *session, *code;
    attend_spell spells[4 * PUPILS_MAX];
    size_t n, capacity;
} long_rows;

static void add_row(long_rows *rows, uint32_t pupil, int32_t day, uint32_t session, uint8_t code)
{
    if (rows->n == rows->capacity) {
        rows->capacity = rows->capacity ? 2 * rows->capacity : 1024;
        rows->pupil = realloc(rows->pupil, rows->capacity * sizeof *rows->pupil);
        rows->day = realloc(rows->day, rows->capacity * sizeof *rows->day);
        rows->session = realloc(rows->session, rows->capacity);
        rows->code = realloc(rows->code, rows->capacity);
        assert_true(rows->pupil && rows->day && rows->session && rows->code);
    }
    rows->pupil[rows->n] = pupil;
    rows->day[rows->n] = day;
    rows->session[rows->n] = (uint8_t)session;
    rows->code[rows->n++] = code;
}

/* Mostly present, as in life; some pupils mostly not. */
static uint8_t random_code(world_random *r, uint32_t pupil)
{
    if (world_next(r, 20) == 0)
        return (uint8_t)(1 + world_next(r, CODE_LAST));
    return pupil % 5 == 0 ? CODE_A : pupil % 7 == 0 ? CODE_V : CODE_P;
}

static void add_spells(world_random *r, attend_register *reg, long_rows *rows, int32_t first)
{
    for (uint32_t pupil = 0; pupil < reg->n_pupils; pupil++) {
        int32_t from = first - 10 + (int32_t)world_next(r, 200);
        for (uint32_t i = 0, n = 1 + world_next(r, 3); i < n; i++) {
            attend_spell *spell = &rows->spells[reg->n_spells++];
            *spell = (attend_spell){pupil, from, from + (int32_t)world_next(r, 200), 0};
            from = spell->to + 1 + (int32_t)world_next(r, 30);
            if (i + 1 == n && world_next(r, 2))
                spell->to = ATTEND_DAY_OPEN;
        }
    }
    reg->spells = rows->spells;
}

static void random_rows(world_random *r, attend_register *reg, long_rows *rows, const attend_calendar *calendar,
                        int32_t first, int32_t last)
{
    for (uint32_t pupil = 0; pupil < reg->n_pupils; pupil++) {
        for (int32_t day = first; day <= last; day++) {
            attend_calendar_day info;
            assert_int_equal(attend_calendar_get(calendar, day, &info), ATTEND_OK);
            for (uint32_t session = 0; session < info.sessions_per_day; session++) {
                bool wanted = info.sessions >> session & 1u ? world_next(r, 30) != 0 : world_next(r, 200) == 0;
                if (wanted)
                    add_row(rows, pupil, day, session, random_code(r, pupil));
            }
        }
    }
    reg->n_marks = rows->n;
    reg->pupil = rows->pupil;
    reg->day = rows->day;
    reg->session = rows->session;
    reg->code = rows->code;
}

/* Rows that are errors of single pupils: a code that does not exist, or two marks for one session. */
static inline void spoil(world_random *r, const long_rows *rows)
{
    for (uint32_t i = 0; i < 3 && rows->n > 1; i++) {
        size_t row = 1 + world_next(r, (uint32_t)rows->n - 1);
        if (world_next(r, 2)) {
            rows->code[row] = 200;
        } else if (rows->pupil[row] == rows->pupil[row - 1] && rows->day[row] == rows->day[row - 1]) {
            rows->session[row] = rows->session[row - 1];
            rows->code[row] = rows->code[row - 1] == CODE_P ? CODE_A : CODE_P;
        }
    }
}

static void rows_free(long_rows *rows)
{
    free(rows->pupil);
    free(rows->day);
    free(rows->session);
    free(rows->code);
    memset(rows, 0, sizeof *rows);
}

#endif
