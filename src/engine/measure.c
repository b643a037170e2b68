#include "engine/measure.h"

#include <string.h>

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

int32_t attend__first_need(int32_t a, int32_t b)
{
    static const int32_t rank[] = {7, 5, 6, 4, 2, 3, 1}; /* by ATTEND_NEED_... */
    return rank[b] < rank[a] ? b : a;
}

static int32_t need_of(const measure_spec *spec, const window_value *value)
{
    uint32_t base = has_base(spec) ? value->base : value->possible;
    if (value->where.need != ATTEND_NEED_NOTHING) return value->where.need;
    if (spec->kind == ATTEND_MEASURE_DIFFERENCE && value->where.held < value->where.asked) return ATTEND_NEED_HISTORY;
    if (has_base(spec) && value->base == 0) return ATTEND_NEED_MARKS;
    return base < spec->minimum ? ATTEND_NEED_MINIMUM : ATTEND_NEED_NOTHING;
}

static void measure_window(const register_view *view, const pupil_view *pupil, const measure_spec *spec,
                           uint32_t earlier, window_value *value)
{
    value->where = attend__window_find(view, pupil, &spec->window, spec->count_from, earlier);
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

void attend__measure(const register_view *view, const pupil_view *pupil, const measure_spec *spec,
                     measure_value *value)
{
    memset(value, 0, sizeof *value);
    if (view->as_of < spec->from || view->as_of > spec->to) {
        value->windows[0].where = value->windows[1].where = attend__window_none(ATTEND_NEED_IN_FORCE);
        value->need = value->windows[0].need = value->windows[1].need = ATTEND_NEED_IN_FORCE;
        return;
    }
    measure_window(view, pupil, spec, 0, &value->windows[0]);
    value->need = value->windows[0].need;
    if (spec->kind == ATTEND_MEASURE_DIFFERENCE) {
        measure_window(view, pupil, spec, 1, &value->windows[1]);
        value->need = attend__first_need(value->need, value->windows[1].need);
    }
    put_together(view, spec, value);
}
