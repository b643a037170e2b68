/* Measures counted from a pupil's row, session by session, as semantics.md 6 says them. The fold must agree with it on every day. */
#ifndef ATTEND_TESTS_PLAIN_MEASURE_H
#define ATTEND_TESTS_PLAIN_MEASURE_H

#include <string.h>

#include "engine/measure.h"

/* The mark in one slot, seen by one measure. */
typedef struct seen {
    bool marked, possible, base, selected; /* all but `marked` false for an excluded mark */
} seen;

static seen look(const register_view *view, const pupil_view *pupil, const measure_spec *spec, uint32_t slot)
{
    seen mark = {false, false, false, false};
    uint8_t code = pupil->marks[slot];
    int32_t day = view->first_day + (int32_t)(slot / view->sessions_per_day);
    uint32_t classes;
    if (code == 0) return mark;
    classes = attend__class_masks(view->policy, attend__epoch_of(view->policy, day))[code];
    mark.marked = true;
    if (selection_holds(&spec->exclude, classes, code)) return mark;
    mark.possible = (classes & view->policy->possible) != 0;
    mark.base = selection_holds(&spec->base, classes, code) != 0;
    mark.selected = selection_holds(&spec->select, classes, code) != 0;
    return mark;
}

static bool has_base(const measure_spec *spec)
{
    return spec->kind == ATTEND_MEASURE_RATE || spec->kind == ATTEND_MEASURE_DIFFERENCE;
}

static void count_sessions(const register_view *view, const pupil_view *pupil, const measure_spec *spec,
                           window_value *value)
{
    uint32_t marked = 0;
    for (uint32_t slot = value->where.begin; slot < value->where.end; slot++) {
        seen mark = look(view, pupil, spec, slot);
        marked += mark.marked;
        value->possible += mark.possible;
        value->base += mark.base;
        value->count += mark.selected && (mark.base || !has_base(spec));
    }
    value->missing = attend__window_open(view, pupil, value->where.begin, value->where.end) - marked;
}

/* A day belongs when something is possible and all of that is selected; it breaks when not all is. */
static void judge_day(const register_view *view, const pupil_view *pupil, const measure_spec *spec, uint32_t begin,
                      uint32_t end, bool *belongs, bool *breaks)
{
    uint32_t possible = 0, selected = 0;
    for (uint32_t slot = begin; slot < end; slot++) {
        seen mark = look(view, pupil, spec, slot);
        possible += mark.possible;
        selected += mark.possible && mark.selected;
    }
    *belongs = possible > 0 && selected == possible;
    *breaks = selected < possible;
}

static uint32_t count_run(const register_view *view, const pupil_view *pupil, const measure_spec *spec, window where)
{
    uint32_t current = 0, longest = 0, next;
    for (uint32_t slot = where.begin; slot < where.end; slot = next) {
        bool belongs, breaks;
        next = slot - slot % view->sessions_per_day + view->sessions_per_day;
        judge_day(view, pupil, spec, slot, next < where.end ? next : where.end, &belongs, &breaks);
        if (breaks) current = 0;
        current += belongs;
        if (current > longest) longest = current;
    }
    return spec->longest ? longest : current;
}

static int32_t need_of(const measure_spec *spec, const window_value *value)
{
    uint32_t base = has_base(spec) ? value->base : value->possible;
    if (value->where.need != ATTEND_NEED_NOTHING) return value->where.need;
    if (spec->kind == ATTEND_MEASURE_DIFFERENCE && value->where.held < value->where.asked) return ATTEND_NEED_HISTORY;
    if (has_base(spec) && value->base == 0) return ATTEND_NEED_MARKS;
    return base < spec->minimum ? ATTEND_NEED_MINIMUM : ATTEND_NEED_NOTHING;
}

/* Since a day of which the row knows nothing: INT32_MIN when there is none. */
static window since_day(const register_view *view, const measure_spec *spec, int32_t start)
{
    int32_t first = start > spec->count_from ? start : spec->count_from;
    window found = attend__window_none(start == INT32_MIN ? ATTEND_NEED_EVENT : ATTEND_NEED_NOTHING);
    int64_t begin = (int64_t)first - view->first_day, end = (int64_t)view->as_of - view->first_day + 1;
    if (start == INT32_MIN || first > view->as_of)
        return found;
    found.first_day = first;
    found.last_day = view->as_of;
    begin = begin < 0 ? 0 : begin;
    end = end < view->n_days ? end : view->n_days;
    if (begin < end) {
        found.begin = (uint32_t)begin * view->sessions_per_day;
        found.end = (uint32_t)end * view->sessions_per_day;
    }
    return found;
}

static void measure_window(const register_view *view, const pupil_view *pupil, const measure_spec *spec, uint32_t earlier,
                           int32_t since, window_value *value)
{
    value->where = spec->window.kind == WINDOW_SINCE
                       ? since_day(view, spec, since)
                       : attend__window_find(view, pupil, &spec->window, spec->count_from, earlier);
    if (value->where.need == ATTEND_NEED_NOTHING) count_sessions(view, pupil, spec, value);
    if (spec->kind == ATTEND_MEASURE_RUN) value->count = count_run(view, pupil, spec, value->where);
    value->need = need_of(spec, value);
}

static void put_together(const register_view *view, const measure_spec *spec, measure_value *value)
{
    const window_value *now = &value->windows[0], *before = &value->windows[1];
    if (!attend__need_shows(value->need)) return;
    switch (spec->kind) {
    case ATTEND_MEASURE_RATE:
        value->count = now->count;
        value->of = now->base;
        break;
    case ATTEND_MEASURE_DAYS:
        value->count = now->count;
        value->of = view->sessions_per_day;
        break;
    case ATTEND_MEASURE_DIFFERENCE:
        value->count = (int64_t)now->count * before->base - (int64_t)before->count * now->base;
        value->of = (int64_t)now->base * before->base;
        break;
    default: value->count = now->count;
    }
}

/* `since` is the day of the latest event that a window since one begins with. */
static void plain_measure(const register_view *view, const pupil_view *pupil, const measure_spec *spec, int32_t since,
                          measure_value *value)
{
    memset(value, 0, sizeof *value);
    if (view->as_of < spec->from || view->as_of > spec->to) {
        value->windows[0].where = value->windows[1].where = attend__window_none(ATTEND_NEED_IN_FORCE);
        value->need = value->windows[0].need = value->windows[1].need = ATTEND_NEED_IN_FORCE;
        return;
    }
    measure_window(view, pupil, spec, 0, since, &value->windows[0]);
    value->need = value->windows[0].need;
    if (spec->kind == ATTEND_MEASURE_DIFFERENCE) {
        measure_window(view, pupil, spec, 1, since, &value->windows[1]);
        value->need = attend__first_need(value->need, value->windows[1].need);
    }
    put_together(view, spec, value);
}

#endif
