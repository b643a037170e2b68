/* The sums of one day: what the day's marks add, windows that begin, units that come in and fall out. */
#include "engine/fold/sums.h"

#include <string.h>

#include "engine/fold/steps.h"
#include "engine/fold/sums_plan.h"

#define BELOW_COUNT ((UINT64_C(1) << LANE_COUNT) - 1)

/* -- days of a run -- */

static uint32_t run_day(uint64_t sums)
{
    uint32_t possible = sums_lane(sums, LANE_POSSIBLE), selected = sums_lane(sums, LANE_COUNT);
    if (possible == 0)
        return 0;
    return selected == possible ? RUN_DAY_BELONGS : RUN_DAY_BREAKS;
}

/* Two numbers of 32 bits: the longest run, and the current one below. */
static uint64_t run_after(uint64_t run, uint32_t day)
{
    uint32_t current = (uint32_t)run, longest = (uint32_t)(run >> 32);
    if (day == RUN_DAY_BREAKS)
        current = 0;
    current += day == RUN_DAY_BELONGS;
    longest = current > longest ? current : longest;
    return (uint64_t)longest << 32 | current;
}

/* A day's sums as a unit of a ring holds them. */
static uint64_t as_unit(const fold *one, uint32_t column, uint32_t weekday)
{
    uint64_t sums = one->delta[column];
    if (!one->places[column].is_run)
        return sums;
    return (sums & BELOW_COUNT) | (uint64_t)run_day(sums) << (LANE_COUNT + RUN_DAY_BITS * weekday);
}

/* -- windows from a first day on: `which` of two neighbours is added to -- */

static inline void add_day(const fold *one, uint32_t column, uint32_t which)
{
    const sums_place *at = &one->places[column];
    at->words[which] += one->delta[column];
    if (at->is_run)
        at->words[2 + which] = run_after(at->words[2 + which], run_day(one->delta[column]));
}

static void add_group(const fold *one, sums_group group, uint32_t which)
{
    const sums_plan *sums = one->plan->sums;
    for (uint32_t i = sums->first[group]; i < sums->first[group + 1]; i++)
        add_day(one, i, which);
}

static void begin_group(const fold *one, sums_group group, int32_t start)
{
    const sums_plan *sums = one->plan->sums;
    for (uint32_t i = sums->first[group]; i < sums->first[group + 1]; i++) {
        const sums_place *at = &one->places[i];
        memset(at->words, 0, SPEC_WORDS * sizeof *at->words);
        at->memory->start = start;
    }
}

static int32_t period_start(const fold *one, const table *periods)
{
    const attend_calendar *calendar = one->plan->view->calendar;
    uint32_t at = attend__calendar_period(calendar, periods, one->today->day);
    const calendar_period *rows = calendar_periods(calendar, periods);
    return at == ATTEND_NONE ? INT32_MIN : rows[at].from;
}

/* This year becomes the year before. */
static void shift_years(const fold *one)
{
    const attend_calendar *calendar = one->plan->view->calendar;
    const sums_plan *sums = one->plan->sums;
    uint32_t year = attend__calendar_period(calendar, &calendar->years, one->today->day);
    for (uint32_t i = sums->first[GROUP_PREVIOUS_YEAR]; i < sums->first[GROUP_PREVIOUS_YEAR + 1]; i++) {
        const sums_place *at = &one->places[i];
        at->words[0] = at->words[1];
        at->words[2] = at->words[3];
        at->words[1] = at->words[3] = 0;
        at->memory->filled = year != ATTEND_NONE && year > 0;
        at->memory->start = at->memory->filled ? CALENDAR_ROWS(calendar, years, calendar_period)[year - 1].from : INT32_MIN;
    }
}

static void begin_periods(const fold *one)
{
    const attend_calendar *calendar = one->plan->view->calendar;
    uint32_t begun = one->today->new_period;
    if (begun & PERIOD_YEAR) {
        begin_group(one, GROUP_YEAR, period_start(one, &calendar->years));
        shift_years(one);
    }
    if (begun & PERIOD_TERM)
        begin_group(one, GROUP_TERM, period_start(one, &calendar->terms));
    if (begun & PERIOD_HALF_TERM)
        begin_group(one, GROUP_HALF_TERM, period_start(one, &calendar->half_terms));
}

/* Without spells one enrolment lasts from the first day folded on. */
static void begin_enrolment(fold *one)
{
    const pupil_view *pupil = one->pupil;
    bool begins = pupil->everyone && one->state->head.first_day == one->today->day;
    int32_t start = one->today->day;
    for (; one->next_spell < pupil->n_spells && pupil->spells[one->next_spell].from <= one->today->day; one->next_spell++) {
        begins = true;
        start = pupil->spells[one->next_spell].from;
    }
    if (begins)
        begin_group(one, GROUP_ENROLMENT, start);
}

static void begin_since(const fold *one, uint32_t column, int32_t start)
{
    const sums_place *at = &one->places[column];
    memset(at->words, 0, SPEC_WORDS * sizeof *at->words);
    at->memory->start = start;
    if (start != INT32_MIN)
        add_day(one, column, 0);
}

static void add_since(const fold *one)
{
    const sums_plan *sums = one->plan->sums;
    for (uint32_t i = sums->first[GROUP_SINCE]; i < sums->first[GROUP_SINCE + 1]; i++) {
        const sums_place *at = &one->places[i];
        if (at->memory->start != INT32_MIN)
            add_day(one, i, 0);
    }
}

/* -- rings -- */

static uint64_t window_sum(const sums_place *at, uint32_t earlier)
{
    ring_span span = ring_window(at->spec, at->memory->asked, earlier);
    uint64_t sum = 0;
    for (uint32_t i = span.skip; i < span.end && i < at->memory->filled; i++)
        sum += at->ring[ring_index(at->memory, at->units, i)];
    return sum;
}

/* How many units are asked for changes only when rules do. */
static void set_asked(const fold *one)
{
    const attend_policy *policy = one->plan->view->policy;
    const sums_plan *sums = one->plan->sums;
    for (uint32_t i = sums->first[GROUP_DAYS]; i < sums->first[SUMS_GROUPS]; i++) {
        const sums_place *at = &one->places[i];
        uint32_t asked = attend__window_units(policy, &at->spec->window, one->today->day);
        if (asked == at->memory->asked)
            continue;
        at->memory->asked = asked;
        at->words[0] = window_sum(at, 0);
        at->words[1] = at->spec->kind == ATTEND_MEASURE_DIFFERENCE ? window_sum(at, 1) : 0;
    }
}

/* One more unit is about to come in: each window takes the unit just before it and gives up its oldest. */
static void slide(const sums_place *at, uint32_t earlier, uint64_t unit)
{
    ring_span span = ring_window(at->spec, at->memory->asked, earlier);
    uint64_t *sum = &at->words[earlier];
    if (span.skip == span.end)
        return;
    if (at->memory->filled >= span.end)
        *sum -= at->ring[ring_index(at->memory, at->units, span.end - 1)];
    if (span.skip == 0)
        *sum += unit;
    else if (at->memory->filled >= span.skip)
        *sum += at->ring[ring_index(at->memory, at->units, span.skip - 1)];
}

/* Answers where in the ring the unit is. */
static uint32_t push(const sums_place *at, uint64_t unit)
{
    spec_memory *memory = at->memory;
    uint32_t index = memory->next;
    slide(at, 0, unit);
    if (at->spec->kind == ATTEND_MEASURE_DIFFERENCE)
        slide(at, 1, unit);
    at->ring[index] = unit;
    memory->next = index + 1 == at->units ? 0 : index + 1;
    memory->filled += memory->filled < at->units;
    return index;
}

/* Adds to the latest unit; there is one. */
static void add_latest(const sums_place *at, uint64_t more)
{
    at->ring[ring_index(at->memory, at->units, 0)] += more;
    if (at->spec->window.offset == 0 && at->memory->asked > 0)
        at->words[0] += more;
}

static void push_group(const fold *one, sums_group group)
{
    const sums_plan *sums = one->plan->sums;
    for (uint32_t i = sums->first[group]; i < sums->first[group + 1]; i++) {
        const sums_place *at = &one->places[i];
        push(at, as_unit(one, i, 0));
    }
}

static void add_weeks(const fold *one)
{
    const sums_plan *sums = one->plan->sums;
    for (uint32_t i = sums->first[GROUP_SCHOOL_WEEKS]; i < sums->first[GROUP_SCHOOL_WEEKS + 1]; i++) {
        const sums_place *at = &one->places[i];
        uint64_t unit = as_unit(one, i, one->today->weekday);
        if (one->today->new_week)
            push(at, unit);
        else
            add_latest(at, unit);
    }
}

/* -- marks -- */

/* Spells lie apart, so the latest that has begun is the only one that may reach today. */
static bool is_enrolled(const fold *one)
{
    const pupil_view *pupil = one->pupil;
    return pupil->everyone || (one->next_spell > 0 && pupil->spells[one->next_spell - 1].to >= one->today->day);
}

static uint64_t session_sums(const fold *one, const uint64_t *row, uint32_t column)
{
    return row == NULL || one->today->day < one->plan->sums->columns[column].count_from ? 0 : row[column];
}

/* One session as a unit. Of possible sessions each unit reaches to just before the next one. */
static void add_session(const fold *one, const uint64_t *row, bool possible, uint32_t session)
{
    const sums_plan *sums = one->plan->sums;
    uint32_t spd = one->plan->view->sessions_per_day;
    for (uint32_t i = sums->first[GROUP_SESSIONS]; i < sums->first[GROUP_POSSIBLE]; i++) {
        const sums_place *at = &one->places[i];
        push(at, session_sums(one, row, i));
    }
    for (uint32_t i = sums->first[GROUP_POSSIBLE]; i < sums->first[SUMS_GROUPS]; i++) {
        const sums_place *at = &one->places[i];
        uint64_t unit = session_sums(one, row, i);
        if (possible)
            at->places[push(at, unit)] = (uint32_t)(one->today->day - ATTEND_DAY_FIRST) * spd + session;
        else if (at->memory->filled > 0)
            add_latest(at, unit);
    }
}

static inline void add_row(uint64_t *restrict delta, const uint64_t *restrict row, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        delta[i] += row[i];
}

static void add_marks(const fold *one)
{
    const sums_plan *sums = one->plan->sums;
    const uint8_t *marks = one->pupil->marks + one->today->slot;
    uint32_t n_days = sums->first[GROUP_SESSIONS], n = sums->first[SUMS_GROUPS];
    size_t stretch = (size_t)one->today->stretch * sums->n_rows;
    bool enrolled = is_enrolled(one);
    for (uint32_t session = 0; one->today->sessions >> session; session++) {
        if (!(one->today->sessions >> session & 1u))
            continue;
        size_t row = stretch + sums->row_of[marks[session]];
        const uint64_t *lanes = marks[session] != 0 || enrolled ? &sums->table[row * n] : NULL;
        if (lanes != NULL)
            add_row(one->delta, lanes, n_days);
        if (n_days < n)
            add_session(one, lanes, sums->possible[row] != 0, session);
    }
}

/* Nothing counts before a measure's `count_from`. */
static void drop_early(const fold *one)
{
    const sums_plan *sums = one->plan->sums;
    for (uint32_t i = 0; i < sums->first[GROUP_SESSIONS]; i++) {
        if (one->today->day < sums->columns[i].count_from)
            one->delta[i] = 0;
    }
}

/* -- the day -- */

static void add_today(const fold *one)
{
    uint32_t inside = one->today->inside;
    if (inside & PERIOD_YEAR) {
        add_group(one, GROUP_YEAR, 0);
        add_group(one, GROUP_PREVIOUS_YEAR, 1);
    }
    if (inside & PERIOD_TERM)
        add_group(one, GROUP_TERM, 0);
    if (inside & PERIOD_HALF_TERM)
        add_group(one, GROUP_HALF_TERM, 0);
    add_group(one, GROUP_ENROLMENT, 0);
    add_since(one);
    push_group(one, GROUP_SCHOOL_DAYS);
    add_weeks(one);
}

static bool rules_changed(const fold *one)
{
    return one->today == one->plan->days || one->today[-1].rules != one->today->rules;
}

/* A new episode forgets the events of the one before. */
static void begin_started(fold *one)
{
    const attend_policy *policy = one->plan->view->policy;
    for (uint32_t i = 0; i < policy->steps.count; i++) {
        if (!(one->counted[i] >> ATTEND_EVENT_STARTED & 1u))
            continue;
        attend__sums_since(one, i, ATTEND_EVENT_STARTED);
        attend__sums_since(one, i, ATTEND_EVENT_REVIEWED);
        attend__sums_since(one, i, ATTEND_EVENT_CLOSED);
    }
}

void attend__sums_day(fold *one)
{
    const sums_plan *sums = one->plan->sums;
    memset(one->delta, 0, sums->first[GROUP_SESSIONS] * sizeof *one->delta);
    begin_enrolment(one);
    if (rules_changed(one))
        set_asked(one);
    if (one->today->new_period)
        begin_periods(one);
    if (one->today->sessions) {
        add_marks(one);
        if (one->today->day < sums->count_from)
            drop_early(one);
        add_today(one);
    }
    push_group(one, GROUP_DAYS);
    begin_started(one);
}

void attend__sums_since(fold *one, uint32_t step, int32_t event)
{
    const sums_plan *sums = one->plan->sums;
    for (uint32_t i = sums->first[GROUP_SINCE]; i < sums->first[GROUP_SINCE + 1]; i++) {
        const measure_spec *spec = &POLICY_ROWS(one->plan->view->policy, specs, measure_spec)[sums->columns[i].spec];
        if (spec->window.n == step && spec->window.unit == event)
            begin_since(one, i, attend__step_day(&one->state->steps[step], event));
    }
}
