/* Values of measures on a day of the fold, from what the state remembers. */
#include "engine/fold/sums.h"
#include "engine/fold/sums_plan.h"

#include <string.h>

/* What a measure counts in one window. */
typedef struct window_sums {
    int32_t need;
    uint32_t count, base, possible, missing;
    uint32_t held, asked; /* as in `window` */
} window_sums;

static const measure_spec *spec_at(const fold *one, uint32_t spec)
{
    return &POLICY_ROWS(one->plan->view->policy, specs, measure_spec)[spec];
}

static bool is_civil(const measure_spec *spec)
{
    return spec->window.unit == ATTEND_UNIT_DAYS || spec->window.unit == ATTEND_UNIT_WEEKS;
}

/* -- runs in `last` windows: from the latest day back -- */

typedef struct run_back {
    uint32_t run;     /* days since the latest break that was met */
    uint32_t current; /* days before any break was met */
    uint32_t longest;
    bool broken;
} run_back;

static void add_day(run_back *back, bool belongs, bool breaks)
{
    if (breaks) {
        if (!back->broken)
            back->current = back->run;
        back->broken = true;
        back->run = 0;
    }
    back->run += belongs;
    back->longest = back->run > back->longest ? back->run : back->longest;
}

/* The days of one unit. */
static void add_unit(run_back *back, uint64_t unit)
{
    uint32_t days = sums_lane(unit, LANE_COUNT);
    for (uint32_t weekday = 7; weekday-- > 0;) {
        uint32_t day = days >> RUN_DAY_BITS * weekday;
        add_day(back, day & RUN_DAY_BELONGS, day & RUN_DAY_BREAKS);
    }
}

/* Where the units of a ring that holds sessions lie: possible sessions are remembered with their places, and those of the school
 * are the latest of the calendar. */
typedef struct session_walk {
    const fold *one;
    const uint32_t *places; /* of the ring, or NULL */
    const fold_day *day;    /* of the school's session that comes next, */
    uint32_t left;          /* and those of the day up to it, as bits */
} session_walk;

/* The day of the session at an index of the ring; sessions are asked for one after the other, from the latest on. */
static int32_t next_day(session_walk *walk, uint32_t index)
{
    if (walk->places != NULL)
        return (int32_t)(walk->places[index] / walk->one->plan->view->sessions_per_day) + ATTEND_DAY_FIRST;
    while (walk->left == 0 && walk->day > walk->one->plan->days)
        walk->left = (--walk->day)->sessions;
    walk->left &= walk->left - 1;
    return walk->day->day;
}

static run_back run_of_sessions(const fold *one, uint32_t spec, ring_span span)
{
    const memory_record *place = &POLICY_ROWS(one->plan->view->policy, memories, memory_record)[spec];
    const spec_memory *memory = &one->state->specs[spec];
    session_walk walk = {one, spec_at(one, spec)->window.possible ? one->state->places + place->places : NULL, one->today,
                         one->today->sessions};
    run_back back = {0, 0, 0, false};
    uint32_t possible = 0, selected = 0;
    int32_t day_before = INT32_MIN;
    for (uint32_t i = 0; i < span.end && i < memory->filled; i++) {
        uint32_t index = ring_index(memory, place->units, i);
        int32_t day = next_day(&walk, index);
        if (i < span.skip)
            continue;
        if (day != day_before) {
            add_day(&back, possible > 0 && selected == possible, selected < possible);
            possible = selected = 0;
        }
        day_before = day;
        possible += sums_lane(one->state->rings[place->ring + index], LANE_POSSIBLE);
        selected += sums_lane(one->state->rings[place->ring + index], LANE_COUNT);
    }
    add_day(&back, possible > 0 && selected == possible, selected < possible);
    return back;
}

static run_back run_of_days(const fold *one, uint32_t spec, ring_span span)
{
    const memory_record *place = &POLICY_ROWS(one->plan->view->policy, memories, memory_record)[spec];
    const spec_memory *memory = &one->state->specs[spec];
    bool longest = spec_at(one, spec)->longest;
    run_back back = {0, 0, 0, false};
    for (uint32_t i = span.skip; i < span.end && i < memory->filled && (longest || !back.broken); i++)
        add_unit(&back, one->state->rings[place->ring + ring_index(memory, place->units, i)]);
    return back;
}

static uint32_t run_in_ring(const fold *one, uint32_t spec)
{
    const measure_spec *record = spec_at(one, spec);
    ring_span span = ring_window(record, one->state->specs[spec].asked, 0);
    bool sessions = record->window.unit == ATTEND_UNIT_SESSIONS;
    run_back back = sessions ? run_of_sessions(one, spec, span) : run_of_days(one, spec, span);
    if (record->longest)
        return back.longest;
    return back.broken ? back.current : back.run;
}

static uint32_t run_in_words(const measure_spec *spec, uint64_t run)
{
    return spec->longest ? (uint32_t)(run >> 32) : (uint32_t)run;
}

/* -- one window -- */

/* What a window needs to be known at all. */
static int32_t window_need(const measure_spec *spec, const spec_memory *memory)
{
    switch (spec->window.kind) {
    case WINDOW_LAST: return memory->asked == 0 ? ATTEND_NEED_IN_FORCE : ATTEND_NEED_NOTHING;
    case WINDOW_SINCE: return memory->start == INT32_MIN ? ATTEND_NEED_EVENT : ATTEND_NEED_NOTHING;
    case WINDOW_ENROLMENT: return memory->start == INT32_MIN ? ATTEND_NEED_ENROLMENT : ATTEND_NEED_NOTHING;
    default: return memory->start == INT32_MIN ? ATTEND_NEED_CALENDAR : ATTEND_NEED_NOTHING;
    }
}

/* The ring remembers as many units as both windows can hold together, so it tells how many of them there are. */
static void set_held(const measure_spec *spec, const spec_memory *memory, uint32_t earlier, window_sums *sums)
{
    uint32_t skip = spec->window.offset + earlier * memory->asked;
    sums->asked = memory->asked;
    if (is_civil(spec))
        sums->held = memory->asked;
    else if (memory->filled > skip)
        sums->held = memory->filled - skip < memory->asked ? memory->filled - skip : memory->asked;
}

static int32_t need_of(const measure_spec *spec, const window_sums *sums)
{
    uint32_t base = kind_has_base(spec->kind) ? sums->base : sums->possible;
    if (sums->need != ATTEND_NEED_NOTHING)
        return sums->need;
    if (spec->kind == ATTEND_MEASURE_DIFFERENCE && sums->held < sums->asked)
        return ATTEND_NEED_HISTORY;
    if (kind_has_base(spec->kind) && sums->base == 0)
        return ATTEND_NEED_MARKS;
    return base < spec->minimum ? ATTEND_NEED_MINIMUM : ATTEND_NEED_NOTHING;
}

/* `earlier` 0 is the measure's window, 1 the equal one just before it (of a difference). */
static inline window_sums sums_of(const fold *one, uint32_t spec, uint32_t earlier)
{
    const measure_spec *record = spec_at(one, spec);
    const spec_memory *memory = &one->state->specs[spec];
    const uint64_t *words = &one->state->sums[(size_t)spec * SPEC_WORDS];
    window_sums sums = {window_need(record, memory), 0, 0, 0, 0, 0, 0};
    if (sums.need != ATTEND_NEED_NOTHING)
        return sums;
    sums.count = sums_lane(words[earlier], LANE_COUNT);
    sums.base = sums_lane(words[earlier], LANE_BASE);
    sums.possible = sums_lane(words[earlier], LANE_POSSIBLE);
    sums.missing = sums_lane(words[earlier], LANE_MISSING);
    if (record->window.kind == WINDOW_LAST)
        set_held(record, memory, earlier, &sums);
    if (record->kind == ATTEND_MEASURE_RUN)
        sums.count = record->window.kind == WINDOW_LAST ? run_in_ring(one, spec) : run_in_words(record, words[2]);
    sums.need = need_of(record, &sums);
    return sums;
}

/* -- the value -- */

static bool in_force(const fold *one, uint32_t spec)
{
    const measure_spec *record = spec_at(one, spec);
    return in_force_on(record->from, record->to, one->today->day);
}

static void put_together(const fold *one, const measure_spec *spec, const window_sums *now, const window_sums *before,
                         int64_t *count, int64_t *of)
{
    *count = now->count;
    switch (spec->kind) {
    case ATTEND_MEASURE_RATE: *of = now->base; break;
    case ATTEND_MEASURE_DAYS: *of = one->plan->view->sessions_per_day; break;
    case ATTEND_MEASURE_DIFFERENCE:
        *count = (int64_t)now->count * before->base - (int64_t)before->count * now->base;
        *of = (int64_t)now->base * before->base;
        break;
    default: break;
    }
}

/* The value from its windows, which are filled; `sums` has room for two. */
static inline int32_t value_of(const fold *one, uint32_t spec, window_sums *sums, int64_t *count, int64_t *of)
{
    const measure_spec *record = spec_at(one, spec);
    int32_t need;
    *count = *of = 0;
    sums[0] = sums[1] = sums_of(one, spec, 0);
    need = sums[0].need;
    if (record->kind == ATTEND_MEASURE_DIFFERENCE) {
        sums[1] = sums_of(one, spec, 1);
        need = attend__first_need(need, sums[1].need);
    }
    if (attend__need_shows(need))
        put_together(one, record, &sums[0], &sums[1], count, of);
    return need;
}

/* A rate, count or days: one window, straight from its lanes. */
static int32_t plain_value(const fold *one, const measure_spec *record, uint32_t spec, int64_t *count, int64_t *of)
{
    uint64_t word = one->state->sums[(size_t)spec * SPEC_WORDS];
    window_sums sums = {window_need(record, &one->state->specs[spec]), sums_lane(word, LANE_COUNT), sums_lane(word, LANE_BASE),
                        sums_lane(word, LANE_POSSIBLE), 0, 0, 0};
    int32_t need = need_of(record, &sums);
    bool shows = attend__need_shows(need);
    *count = shows ? sums.count : 0;
    *of = !shows || record->kind == ATTEND_MEASURE_COUNT ? 0
        : record->kind == ATTEND_MEASURE_RATE           ? sums.base
                                                        : one->plan->view->sessions_per_day;
    return need;
}

int32_t attend__sums_value(const fold *one, uint32_t spec, int64_t *count, int64_t *of)
{
    const measure_spec *record = spec_at(one, spec);
    window_sums sums[2];
    *count = *of = 0;
    if (!in_force(one, spec))
        return ATTEND_NEED_IN_FORCE;
    if (record->kind != ATTEND_MEASURE_RUN && record->kind != ATTEND_MEASURE_DIFFERENCE)
        return plain_value(one, record, spec, count, of);
    return value_of(one, spec, sums, count, of);
}

/* -- with all that a reason tells -- */

/* The slot in a pupil's row of the possible session at a position, which is filled. */
static uint32_t place_slot(const fold *one, uint32_t spec, uint32_t position)
{
    const register_view *view = one->plan->view;
    const memory_record *place = &POLICY_ROWS(view->policy, memories, memory_record)[spec];
    uint32_t index = ring_index(&one->state->specs[spec], place->units, position);
    uint32_t first = (uint32_t)(view->first_day - ATTEND_DAY_FIRST) * view->sessions_per_day;
    return one->state->places[place->places + index] - first;
}

static window possible_window(const fold *one, const register_view *today, uint32_t spec, uint32_t earlier,
                              const window_sums *sums)
{
    const measure_spec *record = spec_at(one, spec);
    const spec_memory *memory = &one->state->specs[spec];
    ring_span span = ring_window(record, memory->asked, earlier);
    uint32_t begin = 0, end = 0;
    if (sums->held > 0) {
        begin = place_slot(one, spec, span.skip + sums->held - 1);
        end = span.skip > 0 ? place_slot(one, spec, span.skip - 1) : 0;
    }
    return attend__window_possible(today, &record->window, record->count_from, earlier, memory->filled, begin, end);
}

static window window_of(const fold *one, const register_view *today, uint32_t spec, uint32_t earlier,
                        const window_sums *sums)
{
    const measure_spec *record = spec_at(one, spec);
    if (record->window.kind == WINDOW_SINCE)
        return attend__window_since(today, one->state->specs[spec].start, record->count_from);
    if (record->window.kind == WINDOW_LAST && record->window.possible)
        return possible_window(one, today, spec, earlier, sums);
    return attend__window_find(today, one->pupil, &record->window, record->count_from, earlier);
}

static void set_window(window_value *value, window where, const window_sums *sums)
{
    value->where = where;
    value->where.begin = value->where.end = 0;
    value->need = sums->need;
    value->count = sums->count;
    value->base = sums->base;
    value->possible = sums->possible;
    value->missing = sums->missing;
}

void attend__sums_measure(const fold *one, uint32_t spec, measure_value *value)
{
    bool two = spec_at(one, spec)->kind == ATTEND_MEASURE_DIFFERENCE;
    register_view today = *one->plan->view;
    window_sums sums[2];
    today.as_of = one->today->day;
    memset(value, 0, sizeof *value);
    if (!in_force(one, spec)) {
        value->windows[0].where = value->windows[1].where = attend__window_none(ATTEND_NEED_IN_FORCE);
        value->need = value->windows[0].need = value->windows[1].need = ATTEND_NEED_IN_FORCE;
        return;
    }
    value->need = value_of(one, spec, sums, &value->count, &value->of);
    for (uint32_t i = 0; i < (two ? 2u : 1u); i++)
        set_window(&value->windows[i], window_of(one, &today, spec, i, &sums[i]), &sums[i]);
}
