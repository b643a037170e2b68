/* The batch against the plain evaluation of one pupil, over random policies, calendars and registers; its boundaries; its
 * refusals. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine_world.h"

#define WORLDS 3000
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

typedef struct columns {
    size_t measures, flags, pupils;
    int64_t *count, *of;
    int8_t *need, *truth;
    uint32_t *missing;
    int32_t *status;
} columns;

static columns columns_new(const attend_policy *policy, uint32_t pupils)
{
    columns c = {attend_policy_count(policy, ATTEND_ITEM_MEASURE), attend_policy_count(policy, ATTEND_ITEM_FLAG), pupils,
                 NULL, NULL, NULL, NULL, NULL, NULL};
    c.count = world_memory(c.measures * pupils * sizeof *c.count);
    c.of = world_memory(c.measures * pupils * sizeof *c.of);
    c.need = world_memory(c.measures * pupils);
    c.truth = world_memory(c.flags * pupils);
    c.missing = world_memory(pupils * sizeof *c.missing);
    c.status = world_memory(pupils * sizeof *c.status);
    return c;
}

static void columns_free(columns *c)
{
    free(c->count);
    free(c->of);
    free(c->need);
    free(c->truth);
    free(c->missing);
    free(c->status);
}

static attend_batch columns_batch(const columns *c, bool strict)
{
    attend_batch batch = ATTEND_BATCH_INIT;
    batch.count = c->count;
    batch.of = c->of;
    batch.need = c->need;
    batch.flags = c->truth;
    batch.missing = c->missing;
    batch.status = strict ? NULL : c->status;
    return batch;
}

static attend_status run(const attend_policy *policy, const attend_calendar *calendar, const attend_register *reg,
                         int32_t as_of, const attend_batch *batch)
{
    size_t size = 0;
    assert_int_equal(attend_decision_size(policy, calendar, reg, as_of, &size), ATTEND_OK);
    void *work = world_memory(size);
    attend_status status = attend_batch_run(policy, calendar, reg, as_of, work, size, batch, NULL);
    free(work);
    return status;
}

/* -- random documents -- */

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

static void put_window(text *to, world_random *r, bool last)
{
    static const char *const periods[] = {"year", "term", "half_term", "previous_year", "enrolment"};
    static const char *const units[] = {"sessions", "days", "weeks", "school_days", "school_weeks"};
    static const uint32_t sizes[] = {1, 2, 3, 7, 20, 60, 150, 800};
    if (!last && world_next(r, 2)) {
        put(to, "'%s'", periods[world_next(r, 5)]);
        return;
    }
    uint32_t unit = world_next(r, 5);
    put(to, "{'last':");
    if (world_next(r, 5) == 0)
        put(to, "{'param':'n'}");
    else
        put(to, "%u", sizes[world_next(r, 8)]);
    put(to, ",'unit':'%s'", units[unit]);
    if (world_next(r, 3) == 0)
        put(to, ",'offset':%u", sizes[world_next(r, 8)]);
    if (unit == 0 && world_next(r, 2))
        put(to, ",'possible':true");
    put(to, "}");
}

static void put_measure(text *to, world_random *r, uint32_t index, uint32_t kind, int32_t first)
{
    static const char *const kinds[] = {"count", "rate", "days", "run", "difference"};
    put(to, "%s'm%u':{'title':'M','kind':'%s','select':", index ? "," : "", index, kinds[kind]);
    put_selection(to, r);
    put(to, ",'window':");
    put_window(to, r, kind == 4);
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

static const attend_policy *random_policy(world_random *r, uint32_t sessions, int32_t first)
{
    text *measures = calloc(3, sizeof *measures), *flags = measures + 1, *params = measures + 2;
    uint32_t kinds[20], n = 1 + world_next(r, world_next(r, 8) ? 8 : 20);
    assert_non_null(measures);
    for (uint32_t i = 0; i < n; i++) {
        kinds[i] = world_next(r, 5);
        put_measure(measures, r, i, kinds[i], first);
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
static void spoil(world_random *r, const long_rows *rows)
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

/* The same marks as a grid that begins some weeks early and ends some late. */
static uint8_t *as_grid(const attend_register *reg, const attend_calendar *calendar, int32_t as_of, uint32_t early,
                        uint32_t late, uint32_t sessions, attend_register *grid)
{
    size_t bytes;
    *grid = (attend_register)ATTEND_REGISTER_INIT;
    grid->n_pupils = reg->n_pupils;
    grid->spells = reg->spells;
    grid->n_spells = reg->n_spells;
    assert_int_equal(attend_register_shape(calendar, as_of, &grid->first_day, &grid->n_weeks, &bytes), ATTEND_OK);
    grid->first_day -= (int32_t)(7 * early);
    grid->n_weeks += early + late;
    bytes += (size_t)(early + late) * 7 * sessions;
    uint8_t *marks = calloc(reg->n_pupils, bytes ? bytes : 1);
    assert_non_null(marks);
    for (size_t i = 0; i < reg->n_marks; i++) {
        int64_t slot = (int64_t)(reg->day[i] - grid->first_day) * sessions + reg->session[i];
        if (slot >= 0 && slot < (int64_t)bytes)
            marks[reg->pupil[i] * bytes + (size_t)slot] = reg->code[i];
    }
    grid->grid = marks;
    return marks;
}

/* -- the two paths -- */

/* One pupil by the plain way, cell by cell of the columns. */
static void check_pupil(const attend_policy *policy, const register_view *view, const pupil_view *pupil, uint32_t index,
                        const columns *c)
{
    const measure_record *measures = POLICY_ROWS(policy, measures, measure_record);
    for (uint32_t i = 0; i < c->measures; i++) {
        const measure_spec *spec = &POLICY_ROWS(policy, specs, measure_spec)[measures[i].spec];
        size_t at = i * c->pupils + index;
        measure_value value;
        attend__measure(view, pupil, spec, &value);
        if (value.count != c->count[at] || value.of != c->of[at] || value.need != c->need[at])
            fprintf(stderr, "measure %u of pupil %u: kind %d window %d, %lld/%lld need %d but %lld/%lld need %d\n", i, index,
                    spec->kind, spec->window.kind, (long long)value.count, (long long)value.of, value.need,
                    (long long)c->count[at], (long long)c->of[at], c->need[at]);
        assert_true(value.count == c->count[at]);
        assert_true(value.of == c->of[at]);
        assert_int_equal(value.need, c->need[at]);
    }
}

static void check_flags(const attend_policy *policy, const attend_calendar *calendar, const attend_register *reg,
                        int32_t as_of, uint32_t pupil, void *work, size_t size, const columns *c)
{
    static attend_reason rows[2048];
    for (uint32_t i = 0; i < c->flags; i++) {
        uint32_t need;
        assert_int_equal(attend_reasons(policy, calendar, reg, pupil, as_of, ATTEND_ITEM_FLAG, i, work, size, rows, 2048, &need,
                                        NULL), ATTEND_OK);
        assert_int_equal(rows[0].truth, c->truth[i * c->pupils + pupil]);
    }
}

static uint32_t missing_of(const register_view *view, const pupil_view *pupil)
{
    measure_spec spec;
    measure_value value;
    memset(&spec, 0, sizeof spec);
    spec.kind = ATTEND_MEASURE_COUNT;
    spec.window.kind = WINDOW_YEAR;
    spec.count_from = spec.from = INT32_MIN;
    spec.to = ATTEND_DAY_OPEN;
    attend__measure(view, pupil, &spec, &value);
    return value.windows[0].missing;
}

static void check_left_out(const columns *c, uint32_t pupil)
{
    assert_int_equal(c->missing[pupil], 0);
    for (size_t i = 0; i < c->measures; i++) {
        assert_int_equal(c->need[i * c->pupils + pupil], ATTEND_NEED_MARKS);
        assert_true(c->count[i * c->pupils + pupil] == 0 && c->of[i * c->pupils + pupil] == 0);
    }
    for (size_t i = 0; i < c->flags; i++)
        assert_int_equal(c->truth[i * c->pupils + pupil], ATTEND_UNKNOWN);
}

/* How many pupils were compared. */
static uint32_t check_world(const attend_policy *policy, const attend_calendar *calendar, const attend_register *reg,
                            int32_t as_of)
{
    columns c = columns_new(policy, reg->n_pupils);
    attend_batch batch = columns_batch(&c, false);
    register_view view;
    register_cursor cursor = {0, 0};
    size_t size = 0;
    uint32_t compared = 0;
    assert_int_equal(attend__register_view(policy, calendar, reg, as_of, &view), ATTEND_OK);
    assert_int_equal(attend_decision_size(policy, calendar, reg, as_of, &size), ATTEND_OK);
    void *work = world_memory(size), *row = world_memory(view.row_bytes);
    assert_int_equal(run(policy, calendar, reg, as_of, &batch), ATTEND_OK);
    for (uint32_t i = 0; i < reg->n_pupils; i++) {
        pupil_view pupil;
        attend_status status = attend__pupil_fill(&view, &cursor, i, row, NULL, &pupil);
        assert_int_equal(status, c.status[i]);
        if (status != ATTEND_OK) {
            check_left_out(&c, i);
            continue;
        }
        check_pupil(policy, &view, &pupil, i, &c);
        assert_int_equal(missing_of(&view, &pupil), c.missing[i]);
        if (i % 4 == 0)
            check_flags(policy, calendar, reg, as_of, i, work, size, &c);
        compared++;
    }
    free(row);
    free(work);
    columns_free(&c);
    return compared;
}

static const attend_calendar *derived(const attend_policy *policy, const attend_register *reg, int32_t as_of)
{
    const attend_calendar *calendar = NULL;
    size_t need = 0;
    attend_status status = attend_calendar_derive(NULL, 0, policy, reg, as_of, &need, &calendar, NULL, 0, NULL);
    assert_true(status == ATTEND_E_SPACE || status == ATTEND_OK);
    void *memory = world_memory(need);
    assert_int_equal(attend_calendar_derive(memory, need, policy, reg, as_of, &need, &calendar, NULL, 0, NULL), ATTEND_OK);
    return calendar;
}

static uint32_t one_world(world_random *r)
{
    static long_rows rows;
    uint32_t sessions = 1 + world_next(r, 4), compared;
    int32_t first = world_day("2024-08-01") + (int32_t)world_next(r, 500);
    const attend_calendar *calendar = random_calendar(r, sessions, first);
    const attend_policy *policy = random_policy(r, sessions, first);
    attend_register reg = ATTEND_REGISTER_INIT, grid;
    reg.n_pupils = world_next(r, 10) ? world_next(r, 6) : world_next(r, PUPILS_MAX);
    if (world_next(r, 2))
        add_spells(r, &reg, &rows, first);
    int32_t as_of = first - 20 + (int32_t)world_next(r, 700), last = as_of + (int32_t)world_next(r, 20);
    while (last >= first && calendar->document_last < last)
        last--;
    random_rows(r, &reg, &rows, calendar, first, last);
    if (world_next(r, 4) == 0)
        spoil(r, &rows);
    compared = check_world(policy, calendar, &reg, as_of);
    uint8_t *marks = as_grid(&reg, calendar, as_of, world_next(r, 2), world_next(r, 3), sessions, &grid);
    compared += check_world(policy, calendar, &grid, as_of);
    const attend_calendar *own = derived(policy, &reg, as_of);
    compared += check_world(policy, own, &reg, as_of);
    free(marks);
    rows_free(&rows);
    world_free(own);
    world_free(calendar);
    world_free(policy);
    return compared;
}

static void batch_equals_the_plain_way(void **state)
{
    world_random r = {20260722};
    uint32_t compared = 0;
    (void)state;
    for (uint32_t i = 0; i < WORLDS; i++)
        compared += one_world(&r);
    assert_true(compared > 5 * WORLDS);
}

/* -- boundaries -- */

#define BOUNDARY_MOST 400u

/* Every (absent, possible) to 400 sessions against thresholds of 10 and 50 per cent, by whole numbers. */
static void boundaries_are_exact(void **state)
{
    const attend_calendar *calendar = world_calendar(
        "{'format':1,'semantics':1,'kind':'calendar','id':'c','version':'1','title':'C','years':{'y':{'from':'2025-09-01',"
        "'to':'2026-03-31','terms':[{'id':'t','title':'T','from':'2025-09-01','to':'2026-03-31'}]}},"
        "'weekdays':['mon','tue','wed','thu','fri','sat','sun']}");
    const attend_policy *policy = world_rules(
        "", "", "'absence':{'title':'A','kind':'rate','select':{'classes':['absent']},'window':'year'}",
        "'pa':{'title':'P','source':'head','when':{'measure':'absence','at_least':'10%'}},"
        "'sa':{'title':'S','source':'head','when':{'measure':'absence','at_least':'50%'}}");
    attend_register reg = ATTEND_REGISTER_INIT;
    size_t bytes;
    uint32_t wrong = 0;
    (void)state;
    assert_int_equal(attend_register_shape(calendar, world_day("2026-03-31"), &reg.first_day, &reg.n_weeks, &bytes), ATTEND_OK);
    assert_true(bytes >= BOUNDARY_MOST);
    uint8_t *grid = calloc(BOUNDARY_MOST + 1, bytes);
    assert_non_null(grid);
    reg.grid = grid;
    for (uint32_t possible = 0; possible <= BOUNDARY_MOST; possible++) {
        reg.n_pupils = possible + 1;
        for (uint32_t absent = 0; absent <= possible; absent++) {
            memset(grid + absent * bytes, CODE_A, absent);
            memset(grid + absent * bytes + absent, CODE_P, possible - absent);
        }
        columns c = columns_new(policy, reg.n_pupils);
        attend_batch batch = columns_batch(&c, true);
        assert_int_equal(run(policy, calendar, &reg, world_day("2026-03-31"), &batch), ATTEND_OK);
        for (uint32_t absent = 0; absent <= possible; absent++) {
            int pa = possible == 0 ? ATTEND_UNKNOWN : 10 * absent >= possible;
            int sa = possible == 0 ? ATTEND_UNKNOWN : 2 * absent >= possible;
            wrong += c.truth[absent] != pa || c.truth[reg.n_pupils + absent] != sa || c.count[absent] != absent;
        }
        columns_free(&c);
    }
    assert_int_equal(wrong, 0);
    free(grid);
    world_free(policy);
    world_free(calendar);
}

/* -- refusals -- */

typedef struct small_world {
    const attend_policy *policy;
    const attend_calendar *calendar;
    world_marks marks;
    attend_register reg;
    int32_t as_of;
} small_world;

static void small_world_make(small_world *w)
{
    w->calendar = world_calendar(WORLD_CALENDAR);
    w->policy = world_rules("", "", "'absence':{'title':'A','kind':'rate','select':{'classes':['absent']},'window':'year'},"
                            "'last':{'title':'L','kind':'count','select':{'classes':['absent']},'window':"
                            "{'last':3,'unit':'sessions','possible':true}}",
                            "'pa':{'title':'P','source':'head','when':{'measure':'absence','at_least':'10%'}}");
    w->as_of = world_day("2025-09-12");
    w->marks.n = 0;
    world_mark_days(&w->marks, w->calendar, "2025-09-01", "2025-09-10", CODE_A);
    w->reg = world_register(&w->marks);
}

static void small_world_free(const small_world *w)
{
    world_free(w->policy);
    world_free(w->calendar);
}

static void nothing_is_written_without_success(void **state)
{
    static small_world w;
    static const uint8_t untouched[8] = {0xA5, 0xA5, 0xA5, 0xA5, 0xA5, 0xA5, 0xA5, 0xA5};
    size_t size = 0;
    attend_finding error;
    (void)state;
    small_world_make(&w);
    columns c = columns_new(w.policy, 1);
    attend_batch batch = columns_batch(&c, true);
    assert_int_equal(attend_decision_size(w.policy, w.calendar, &w.reg, w.as_of, &size), ATTEND_OK);
    for (size_t given = 0; given < size; given++) {
        uint8_t *work = aligned_alloc(16, (given + 15) / 16 * 16 + 16);
        assert_non_null(work);
        assert_int_equal(attend_batch_run(w.policy, w.calendar, &w.reg, w.as_of, work, given, &batch, &error), ATTEND_E_SPACE);
        assert_int_equal(error.status, ATTEND_E_SPACE);
        free(work);
        if (given > 4096)
            given += 61;
    }
    w.marks.code[3] = 99;
    assert_int_equal(run(w.policy, w.calendar, &w.reg, w.as_of, &batch), ATTEND_E_DATA);
    w.marks.code[3] = CODE_A;
    w.marks.day[3] = w.marks.day[0] - 1;
    assert_int_equal(run(w.policy, w.calendar, &w.reg, w.as_of, &batch), ATTEND_E_ORDER);
    batch.status = c.status;
    assert_int_equal(run(w.policy, w.calendar, &w.reg, w.as_of, &batch), ATTEND_E_ORDER);
    assert_memory_equal(c.count, untouched, 8);
    assert_memory_equal(c.of, untouched, 8);
    assert_memory_equal(c.need, untouched, 2);
    assert_memory_equal(c.truth, untouched, 1);
    assert_memory_equal(c.missing, untouched, 4);
    assert_memory_equal(c.status, untouched, 4);
    w.marks.day[3] = w.marks.day[2];
    assert_int_equal(run(w.policy, w.calendar, &w.reg, w.as_of, &batch), ATTEND_OK);
    assert_true(c.count[0] == 16 && c.of[0] == 16 && c.truth[0] == ATTEND_TRUE && c.missing[0] == 4 && c.status[0] == ATTEND_OK);
    columns_free(&c);
    small_world_free(&w);
}

static void arguments_are_checked(void **state)
{
    static small_world w;
    size_t size = 0;
    attend_finding error;
    (void)state;
    small_world_make(&w);
    attend_batch batch = ATTEND_BATCH_INIT, other;
    assert_int_equal(attend_decision_size(w.policy, w.calendar, &w.reg, w.as_of, &size), ATTEND_OK);
    uint8_t *work = world_memory(size + 16);
    assert_int_equal(attend_batch_run(w.policy, w.calendar, &w.reg, w.as_of, work, size, &batch, NULL), ATTEND_OK);
    assert_int_equal(attend_batch_run(NULL, w.calendar, &w.reg, w.as_of, work, size, &batch, &error), ATTEND_E_ARGUMENT);
    assert_int_equal(error.status, ATTEND_E_ARGUMENT);
    assert_int_equal(attend_batch_run(w.policy, NULL, &w.reg, w.as_of, work, size, &batch, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_batch_run(w.policy, w.calendar, NULL, w.as_of, work, size, &batch, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_batch_run(w.policy, w.calendar, &w.reg, w.as_of, NULL, size, &batch, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_batch_run(w.policy, w.calendar, &w.reg, w.as_of, NULL, 0, &batch, NULL), ATTEND_E_SPACE);
    assert_int_equal(attend_batch_run(w.policy, w.calendar, &w.reg, w.as_of, work + 1, size, &batch, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_batch_run(w.policy, w.calendar, &w.reg, w.as_of, work, size, NULL, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_batch_run(w.policy, w.calendar, &w.reg, ATTEND_DAY_FIRST - 1, work, size, &batch, NULL), ATTEND_E_RANGE);
    batch.struct_size = sizeof batch - 1;
    assert_int_equal(attend_batch_run(w.policy, w.calendar, &w.reg, w.as_of, work, size, &batch, NULL), ATTEND_E_ARGUMENT);
    attend_batch_init(&other);
    attend_batch_init(NULL);
    other.reserved = 1;
    assert_int_equal(attend_batch_run(w.policy, w.calendar, &w.reg, w.as_of, work, size, &other, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_decision_size(w.policy, w.calendar, &w.reg, w.as_of, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_decision_size(w.policy, w.calendar, &w.reg, ATTEND_DAY_LAST + 1, &size), ATTEND_E_RANGE);
    free(work);
    small_world_free(&w);
}

/* A longer block of a newer caller: fine while what this release does not know is zero. */
static void longer_blocks_are_read_with_care(void **state)
{
    static small_world w;
    struct longer {
        attend_batch batch;
        uint64_t later;
    } block;
    (void)state;
    small_world_make(&w);
    memset(&block, 0, sizeof block);
    block.batch.struct_size = sizeof block;
    assert_int_equal(run(w.policy, w.calendar, &w.reg, w.as_of, &block.batch), ATTEND_OK);
    block.later = 1;
    assert_int_equal(run(w.policy, w.calendar, &w.reg, w.as_of, &block.batch), ATTEND_E_ARGUMENT);
    small_world_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(batch_equals_the_plain_way),
        cmocka_unit_test(boundaries_are_exact),
        cmocka_unit_test(nothing_is_written_without_success),
        cmocka_unit_test(arguments_are_checked),
        cmocka_unit_test(longer_blocks_are_read_with_care),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
