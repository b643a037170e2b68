/* Whether what a case remembers of measures can be so: above all, that the sums of its windows are those of its rings. */
#include "engine/fold/codec.h"
#include "engine/fold/sums_plan.h"
#include "engine/window.h"
#include "attend/decision.h"

#include <string.h>

/* One spec while it is checked. */
typedef struct spec_check {
    const case_reader *from;
    const measure_spec *spec;
    const memory_record *place;
    spec_memory memory;
    size_t words;  /* its first word */
    size_t ring;   /* its ring's first word */
} spec_check;

static uint32_t most_of(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

/* A run's days are bits, not a number: they are looked at elsewhere. */
static bool holds_days(const spec_check *check)
{
    return check->spec->kind == ATTEND_MEASURE_RUN && check->spec->window.unit != ATTEND_UNIT_SESSIONS;
}

/* Whether the lanes of a sum can be those of at most `sessions` sessions. */
static bool lanes_ok(const spec_check *check, uint64_t sum, uint32_t sessions, bool with_count)
{
    uint32_t base = sums_lane(sum, LANE_BASE), possible = sums_lane(sum, LANE_POSSIBLE);
    uint32_t missing = sums_lane(sum, LANE_MISSING), count = with_count ? sums_lane(sum, LANE_COUNT) : 0;
    bool is_rate = kind_has_base(check->spec->kind);
    if (is_rate && count > base)
        return false;
    if (check->spec->kind == ATTEND_MEASURE_RUN && count > possible)
        return false;
    return most_of(count, most_of(base, possible)) + missing <= sessions;
}

static bool run_ok(uint64_t run, uint32_t sessions)
{
    return (uint32_t)run <= (uint32_t)(run >> 32) && (uint32_t)(run >> 32) <= sessions;
}

/* -- windows from a first day on -- */

static bool start_ok(const spec_check *check)
{
    const case_reader *from = check->from;
    int32_t start = check->memory.start;
    step_memory step;
    if (check->spec->window.kind != WINDOW_SINCE)
        return start == INT32_MIN || (start >= ATTEND_DAY_FIRST && start <= from->head.day);
    case_halves(from, from->at.steps + check->spec->window.n * (sizeof step / 4), &step, sizeof step);
    switch (check->spec->window.unit) {
    case ATTEND_EVENT_STARTED: return start == step.started;
    case ATTEND_EVENT_REVIEWED: return start == step.reviewed;
    default: return start == step.closed;
    }
}

/* What a window that has not begun must not hold: `which` of the two that are remembered. */
static bool sum_ok(const spec_check *check, uint32_t which, bool begun)
{
    uint64_t sum = case_word(check->from, check->words + which), run = case_word(check->from, check->words + 2 + which);
    bool is_run = check->spec->kind == ATTEND_MEASURE_RUN;
    if (!begun)
        return sum == 0 && run == 0;
    return lanes_ok(check, sum, check->from->head.sessions, true) && (is_run ? run_ok(run, check->from->head.sessions) : run == 0);
}

static bool period_ok(const spec_check *check)
{
    bool is_previous = check->spec->window.kind == WINDOW_PREVIOUS_YEAR;
    bool begun = check->memory.start != INT32_MIN;
    if (check->memory.next != 0 || check->memory.asked != 0 || !start_ok(check))
        return false;
    if (check->memory.filled != (is_previous && begun))
        return false;
    return sum_ok(check, 0, begun) && sum_ok(check, 1, is_previous && check->from->head.day != INT32_MIN);
}

/* -- rings -- */

/* At most two bits a day, and none says both. */
static bool run_days_ok(uint64_t unit)
{
    uint32_t days = sums_lane(unit, LANE_COUNT);
    for (; days; days >>= RUN_DAY_BITS) {
        if ((days & (RUN_DAY_BELONGS | RUN_DAY_BREAKS)) == (RUN_DAY_BELONGS | RUN_DAY_BREAKS))
            return false;
    }
    return true;
}

static bool unit_ok(const spec_check *check, uint32_t index)
{
    uint64_t unit = case_word(check->from, check->ring + index);
    bool days = holds_days(check);
    return lanes_ok(check, unit, check->from->head.sessions, !days) && (!days || run_days_ok(unit));
}

/* A civil day is a unit whatever it holds; all other units hold a session. */
static bool filled_ok(const spec_check *check)
{
    const case_head *head = &check->from->head;
    int32_t unit = check->spec->window.unit;
    if (head->day == INT32_MIN)
        return check->memory.filled == 0;
    if (unit == ATTEND_UNIT_DAYS || unit == ATTEND_UNIT_WEEKS)
        return check->memory.filled <= (uint32_t)(head->day - head->first_day + 1);
    return check->memory.filled <= head->sessions;
}

/* Units fill the ring from its beginning; what is not filled is zero. */
static bool ring_ok(const spec_check *check)
{
    const spec_memory *memory = &check->memory;
    if (memory->filled > check->place->units || memory->next >= check->place->units)
        return false;
    if (memory->filled < check->place->units && memory->next != memory->filled)
        return false;
    for (uint32_t i = 0; i < check->place->units; i++) {
        if (i < memory->filled ? !unit_ok(check, i) : case_word(check->from, check->ring + i) != 0)
            return false;
    }
    return true;
}

/* One lane of a window, summed by itself: in forged units a lane could carry into the next. */
static uint32_t ring_lane(const spec_check *check, uint32_t earlier, uint32_t lane)
{
    ring_span span = ring_window(check->spec, check->memory.asked, earlier);
    uint32_t sum = 0;
    for (uint32_t i = span.skip; i < span.end && i < check->memory.filled; i++)
        sum += sums_lane(case_word(check->from, check->ring + ring_index(&check->memory, check->place->units, i)), lane);
    return sum;
}

/* Units of no more than CASE_SESSIONS_MAX each, and fewer than 65,536 of them: no sum wraps. What the days of a run come to in their
 * lane says nothing, but must be as the fold would have it. */
static bool window_ok(const spec_check *check, uint32_t earlier)
{
    static const uint32_t lanes[] = {LANE_BASE, LANE_POSSIBLE, LANE_MISSING};
    uint64_t word = case_word(check->from, check->words + earlier);
    uint32_t count = ring_lane(check, earlier, LANE_COUNT);
    for (size_t i = 0; i < sizeof lanes / sizeof *lanes; i++) {
        if (ring_lane(check, earlier, lanes[i]) != sums_lane(word, lanes[i]))
            return false;
    }
    return sums_lane(word, LANE_COUNT) == (holds_days(check) ? count & 0xFFFFu : count) &&
           lanes_ok(check, word, check->from->head.sessions, !holds_days(check));
}

static bool windows_ok(const spec_check *check)
{
    bool two = check->spec->kind == ATTEND_MEASURE_DIFFERENCE;
    return window_ok(check, 0) && (two ? window_ok(check, 1) : case_word(check->from, check->words + 1) == 0) &&
           case_word(check->from, check->words + 2) == 0 && case_word(check->from, check->words + 3) == 0;
}

/* Places go back in time from the latest one, within the days of the case. */
static bool places_ok(const spec_check *check)
{
    const case_reader *from = check->from;
    size_t places = from->at.places + check->place->places;
    uint32_t spd = from->policy->sessions_per_day;
    uint32_t first = (uint32_t)(from->head.first_day - ATTEND_DAY_FIRST) * spd;
    uint32_t end = (uint32_t)(from->head.day - ATTEND_DAY_FIRST + 1) * spd;
    for (uint32_t i = 0; i < check->memory.filled; i++) {
        uint32_t place = case_half(from, places + ring_index(&check->memory, check->place->units, i));
        if (place < first || place >= end)
            return false;
        end = place;
    }
    for (uint32_t i = check->memory.filled; i < check->place->units; i++) {
        if (case_half(from, places + i) != 0)
            return false;
    }
    return true;
}

static bool last_ok(const spec_check *check)
{
    int32_t day = check->from->head.day;
    uint32_t asked = day == INT32_MIN ? 0 : attend__window_units(check->from->policy, &check->spec->window, day);
    if (check->memory.asked != asked || check->memory.start != INT32_MIN)
        return false;
    return filled_ok(check) && ring_ok(check) && windows_ok(check) && (!check->spec->window.possible || places_ok(check));
}

bool attend__case_sums_ok(const case_reader *from)
{
    const attend_policy *policy = from->policy;
    for (uint32_t i = 0; i < policy->specs.count; i++) {
        spec_check check = {.from = from,
                            .spec = &POLICY_ROWS(policy, specs, measure_spec)[i],
                            .place = &POLICY_ROWS(policy, memories, memory_record)[i],
                            .words = (size_t)i * SPEC_WORDS};
        check.ring = (size_t)policy->specs.count * SPEC_WORDS + check.place->ring;
        case_halves(from, from->at.specs + i * (sizeof check.memory / 4), &check.memory, sizeof check.memory);
        if (!(check.spec->window.kind == WINDOW_LAST ? last_ok(&check) : period_ok(&check)))
            return false;
    }
    return true;
}
