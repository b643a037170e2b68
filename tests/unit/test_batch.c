/* The batch against the plain evaluation of one pupil, over random policies, calendars and registers; its boundaries; its
 * refusals. */
#include "plain_measure.h"
#include "random_world.h"

#define WORLDS 3000

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
        plain_measure(view, pupil, spec, INT32_MIN, &value);
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
    plain_measure(view, pupil, &spec, INT32_MIN, &value);
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
    register_cursor cursor = {0};
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
