#include "engine/window.h"

#define UNITS_MAX 65535 /* far beyond what a policy may ask for; keeps sums of days small */

/* What finding a window needs at every turn. */
typedef struct finder {
    const register_view *view;
    const pupil_view *pupil;
    int32_t count_from;
    uint32_t n;    /* units asked for */
    uint32_t skip; /* units left out first */
} finder;

static uint32_t slot_of(const register_view *view, int64_t day)
{
    int64_t slot = (day - view->first_day) * (int64_t)view->sessions_per_day;
    if (slot < 0) return 0;
    return slot < (int64_t)view->row_bytes ? (uint32_t)slot : (uint32_t)view->row_bytes;
}

uint32_t attend__window_units(const attend_policy *policy, const window_spec *spec, int32_t day)
{
    const param_value *value;
    if (spec->n_param == ATTEND_NONE) return spec->n;
    value = attend__param_on(policy, spec->n_param, day);
    if (value == NULL || value->scaled < NUMBER_SCALE || value->scaled > (int64_t)UNITS_MAX * NUMBER_SCALE) return 0;
    return (uint32_t)(value->scaled / NUMBER_SCALE);
}

static finder finder_of(const register_view *view, const window_spec *spec, int32_t count_from, uint32_t earlier)
{
    finder find = {view, NULL, count_from, attend__window_units(view->policy, spec, view->as_of), 0};
    find.skip = spec->offset + earlier * find.n;
    return find;
}

static int32_t earlier_of(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

window attend__window_none(int32_t need)
{
    window none = {need, 0, -1, 0, 0, 0, 0};
    return none;
}

/* Clips to count_from and gives an empty window its one form; held and asked stay. */
static window clipped(const finder *find, window found)
{
    if (found.first_day < find->count_from) {
        uint32_t from = slot_of(find->view, find->count_from);
        found.first_day = find->count_from;
        if (found.begin < from) found.begin = from;
    }
    if (found.first_day > found.last_day) {
        found.first_day = 0;
        found.last_day = -1;
        found.begin = found.end = 0;
    }
    return found;
}

static window of_days(const finder *find, int32_t first, int32_t last)
{
    window found = attend__window_none(ATTEND_NEED_NOTHING);
    found.first_day = first;
    found.last_day = last;
    found.begin = slot_of(find->view, first);
    found.end = slot_of(find->view, (int64_t)last + 1);
    return clipped(find, found);
}

static window of_period(const finder *find, const table *periods, uint32_t back, const calendar_period *rows)
{
    int32_t as_of = find->view->as_of;
    uint32_t at = attend__calendar_period(find->view->calendar, periods, as_of);
    if (at == ATTEND_NONE || at < back) return attend__window_none(ATTEND_NEED_CALENDAR);
    return of_days(find, rows[at - back].from, earlier_of(as_of, rows[at - back].to));
}

static window of_calendar(const finder *find, int32_t kind)
{
    const attend_calendar *calendar = find->view->calendar;
    switch (kind) {
    case WINDOW_TERM: return of_period(find, &calendar->terms, 0, CALENDAR_ROWS(calendar, terms, calendar_period));
    case WINDOW_HALF_TERM:
        return of_period(find, &calendar->half_terms, 0, CALENDAR_ROWS(calendar, half_terms, calendar_period));
    case WINDOW_PREVIOUS_YEAR:
        return of_period(find, &calendar->years, 1, CALENDAR_ROWS(calendar, years, calendar_period));
    default: return of_period(find, &calendar->years, 0, CALENDAR_ROWS(calendar, years, calendar_period));
    }
}

/* All days when the register has no spells: then no day of the calendar can be left out. */
static window of_enrolment(const finder *find)
{
    const register_view *view = find->view;
    const attend_calendar *calendar = view->calendar;
    if (find->pupil == NULL || find->pupil->everyone) {
        return of_days(find, calendar->derived ? calendar->first_day : calendar->document_first, view->as_of);
    }
    for (size_t i = find->pupil->n_spells; i-- > 0;) {
        const attend_spell *spell = &find->pupil->spells[i];
        if (spell->from <= view->as_of) return of_days(find, spell->from, earlier_of(view->as_of, spell->to));
    }
    return attend__window_none(ATTEND_NEED_ENROLMENT);
}

/* How many of the units asked for there are, when the calendar (or the pupil) has `total` of them. */
static uint32_t held_of(const finder *find, uint32_t total)
{
    if (total <= find->skip) return 0;
    return total - find->skip < find->n ? total - find->skip : find->n;
}

static window with_units(const finder *find, window found, uint32_t held)
{
    found.held = held;
    found.asked = find->n;
    return found;
}

static window last_civil(const finder *find, int32_t days_per_unit)
{
    int32_t last = find->view->as_of - (int32_t)find->skip * days_per_unit;
    window found = of_days(find, last - (int32_t)find->n * days_per_unit + 1, last);
    return with_units(find, found, find->n);
}

typedef bool (*back_to)(const attend_calendar *calendar, int32_t day, uint32_t n, int32_t *found);

/* School days and school weeks: from the oldest unit held to just before the first unit skipped. */
static window last_school(const finder *find, uint32_t total, back_to back)
{
    const register_view *view = find->view;
    uint32_t held = held_of(find, total);
    int32_t first = 0, skipped = view->as_of + 1;
    window found = attend__window_none(ATTEND_NEED_NOTHING);
    if (held > 0 && back(view->calendar, view->as_of, find->skip + held, &first) &&
        (find->skip == 0 || back(view->calendar, view->as_of, find->skip, &skipped))) {
        found = of_days(find, first, skipped - 1);
    }
    return with_units(find, found, held);
}

/* School sessions of the calendar in the slots before `slot`. */
static uint32_t sessions_before(const register_view *view, uint32_t slot)
{
    int32_t day = view->first_day + (int32_t)(slot / view->sessions_per_day);
    uint32_t left = slot % view->sessions_per_day;
    const calendar_day *partial = attend__calendar_day(view->calendar, day);
    uint32_t count = attend__calendar_sums(view->calendar, day - 1).school_sessions;
    for (uint32_t i = 0; partial != NULL && i < left; i++) count += (uint32_t)(partial->sessions >> i) & 1u;
    return count;
}

/* The day of the last school session before a slot; there is one. */
static int32_t session_day_before(const register_view *view, uint32_t slot)
{
    uint32_t before = sessions_before(view, slot);
    uint32_t total = attend__calendar_sums(view->calendar, view->as_of).school_sessions;
    int32_t day = view->as_of;
    uint32_t in_day;
    if (before == 0 || !attend__calendar_back_sessions(view->calendar, view->as_of, total - before + 1, &day, &in_day)) {
        return -1;
    }
    return day;
}

/* Sessions from slot `begin` to just before slot `end`, both known; with nothing skipped the window ends with the as-of day. */
static window of_sessions(const finder *find, uint32_t begin, uint32_t end, uint32_t held)
{
    const register_view *view = find->view;
    window found = attend__window_none(ATTEND_NEED_NOTHING);
    if (held > 0) {
        found.first_day = view->first_day + (int32_t)(begin / view->sessions_per_day);
        found.last_day = find->skip == 0 ? view->as_of : session_day_before(view, end);
        found.begin = begin;
        found.end = end;
        found = clipped(find, found);
    }
    return with_units(find, found, held);
}

/* The slot of the n-th latest school session; n = 0 is the end of the as-of day. */
static uint32_t back_session(const register_view *view, uint32_t n)
{
    int32_t day = 0;
    uint32_t in_day = 0;
    if (n == 0) return slot_of(view, (int64_t)view->as_of + 1);
    if (!attend__calendar_back_sessions(view->calendar, view->as_of, n, &day, &in_day)) return 0;
    return slot_of(view, day) + in_day;
}

static window last_sessions(const finder *find)
{
    const register_view *view = find->view;
    uint32_t held = held_of(find, attend__calendar_sums(view->calendar, view->as_of).school_sessions);
    return of_sessions(find, back_session(view, find->skip + held), back_session(view, find->skip), held);
}

static bool possible_at(const register_view *view, const uint8_t *marks, uint32_t slot)
{
    int32_t day = view->first_day + (int32_t)(slot / view->sessions_per_day);
    uint8_t code = marks[slot];
    if (code == 0) return false;
    return (attend__class_masks(view->policy, attend__epoch_of(view->policy, day))[code] & view->policy->possible) != 0;
}

/* Walks back over the pupil's possible sessions, noting where the skipped ones and the wanted ones begin. */
static window last_possible(const finder *find)
{
    const register_view *view = find->view;
    uint32_t end = slot_of(view, (int64_t)view->as_of + 1);
    uint32_t begin = end, seen = 0;
    for (uint32_t slot = end; slot-- > 0 && seen < find->skip + find->n;) {
        if (!possible_at(view, find->pupil->marks, slot)) continue;
        seen++;
        begin = slot;
        if (seen == find->skip) end = slot;
    }
    return of_sessions(find, begin, end, held_of(find, seen));
}

static window of_last(const finder *find, const window_spec *spec)
{
    calendar_day sums = attend__calendar_sums(find->view->calendar, find->view->as_of);
    switch (spec->unit) {
    case ATTEND_UNIT_DAYS: return last_civil(find, 1);
    case ATTEND_UNIT_WEEKS: return last_civil(find, 7);
    case ATTEND_UNIT_SCHOOL_DAYS: return last_school(find, sums.school_days, attend__calendar_back_days);
    case ATTEND_UNIT_SCHOOL_WEEKS: return last_school(find, sums.school_weeks, attend__calendar_back_weeks);
    default: return spec->possible ? last_possible(find) : last_sessions(find);
    }
}

window attend__window_since(const register_view *view, int32_t start, int32_t count_from)
{
    finder find = {view, NULL, count_from, 0, 0};
    return start == INT32_MIN ? attend__window_none(ATTEND_NEED_EVENT) : of_days(&find, start, view->as_of);
}

window attend__window_possible(const register_view *view, const window_spec *spec, int32_t count_from, uint32_t earlier,
                               uint32_t seen, uint32_t begin, uint32_t end)
{
    finder find = finder_of(view, spec, count_from, earlier);
    if (find.n == 0) return attend__window_none(ATTEND_NEED_IN_FORCE);
    if (find.skip == 0) end = slot_of(view, (int64_t)view->as_of + 1);
    return of_sessions(&find, begin, end, held_of(&find, seen));
}

bool attend__window_personal(const register_view *view, const window_spec *spec)
{
    if (spec->kind == WINDOW_SINCE) return true;
    if (spec->kind == WINDOW_ENROLMENT) return view->reg.n_spells > 0;
    return spec->kind == WINDOW_LAST && spec->unit == ATTEND_UNIT_SESSIONS && spec->possible != 0;
}

window attend__window_find(const register_view *view, const pupil_view *pupil, const window_spec *spec,
                           int32_t count_from, uint32_t earlier)
{
    finder find = finder_of(view, spec, count_from, earlier);
    find.pupil = pupil;
    if (spec->kind == WINDOW_SINCE) return attend__window_none(ATTEND_NEED_EVENT);
    if (spec->kind == WINDOW_ENROLMENT) return of_enrolment(&find);
    if (spec->kind != WINDOW_LAST) return of_calendar(&find, spec->kind);
    return find.n == 0 ? attend__window_none(ATTEND_NEED_IN_FORCE) : of_last(&find, spec);
}

static uint32_t sessions_between(const register_view *view, uint32_t begin, uint32_t end)
{
    return begin < end ? sessions_before(view, end) - sessions_before(view, begin) : 0;
}

uint32_t attend__window_open(const register_view *view, const pupil_view *pupil, uint32_t begin, uint32_t end)
{
    uint32_t count = 0;
    if (pupil->everyone) return sessions_between(view, begin, end);
    for (size_t i = 0; i < pupil->n_spells; i++) {
        uint32_t from = slot_of(view, pupil->spells[i].from);
        uint32_t to = slot_of(view, (int64_t)pupil->spells[i].to + 1);
        count += sessions_between(view, from > begin ? from : begin, to < end ? to : end);
    }
    return count;
}
