#include "engine/condition.h"

#include <string.h>

/* Where rows are put. */
typedef struct writer {
    const register_view *view;
    const pupil_view *pupil;
    attend_reason *rows;
    uint32_t count;
} writer;

int32_t attend__compare(int32_t kind, int64_t count, int64_t of, int32_t comparator, int64_t threshold)
{
    bool is_rate = kind == ATTEND_MEASURE_RATE || kind == ATTEND_MEASURE_DIFFERENCE;
    int sign = attend__compare_scaled(count, of == 0 ? 1 : of, is_rate ? 100 : 1, threshold);
    switch (comparator) {
    case ATTEND_BELOW: return sign < 0;
    case ATTEND_AT_MOST: return sign <= 0;
    case ATTEND_EQUAL: return sign == 0;
    case ATTEND_AT_LEAST: return sign >= 0;
    default: return sign > 0;
    }
}

bool attend__threshold(const attend_policy *policy, const condition_record *condition, int32_t day, int64_t *threshold)
{
    const param_value *value;
    *threshold = condition->threshold;
    if (condition->param == ATTEND_NONE)
        return true;
    value = attend__param_on(policy, condition->param, day);
    *threshold = value ? value->scaled : 0;
    return value != NULL;
}

int32_t attend__truth_start(int32_t op)
{
    return op == ATTEND_OP_ANY ? ATTEND_FALSE : ATTEND_TRUE;
}

int32_t attend__truth_add(int32_t op, int32_t so_far, int32_t part)
{
    int32_t decides = op == ATTEND_OP_ANY ? ATTEND_TRUE : ATTEND_FALSE;
    if (op == ATTEND_OP_NOT)
        return part == ATTEND_UNKNOWN ? ATTEND_UNKNOWN : !part;
    if (so_far == decides || part == decides)
        return decides;
    return so_far == ATTEND_UNKNOWN ? so_far : part;
}

void attend__condition_parents(const attend_policy *policy, uint32_t root, uint32_t *parents)
{
    const condition_record *conditions = POLICY_ROWS(policy, conditions, condition_record);
    parents[0] = ATTEND_NONE;
    for (uint32_t i = root; i < conditions[root].end; i++) {
        for (uint32_t part = i + 1; part < conditions[i].end; part = conditions[part].end)
            parents[part - root] = i;
    }
}

static const measure_spec *spec_of(const attend_policy *policy, uint32_t measure)
{
    return &POLICY_ROWS(policy, specs, measure_spec)[POLICY_ROWS(policy, measures, measure_record)[measure].spec];
}

static uint32_t measure_rows(const attend_policy *policy, uint32_t measure)
{
    return spec_of(policy, measure)->kind == ATTEND_MEASURE_DIFFERENCE ? 3 : 1;
}

uint32_t attend__reason_rows(const attend_policy *policy, int32_t kind, uint32_t item)
{
    const condition_record *conditions = POLICY_ROWS(policy, conditions, condition_record);
    uint32_t root, count = 1;
    if (kind == ATTEND_ITEM_MEASURE)
        return measure_rows(policy, item);
    root = POLICY_ROWS(policy, flags, flag_record)[item].condition;
    for (uint32_t i = root; i < conditions[root].end; i++)
        count += 1 + (conditions[i].op == ATTEND_OP_COMPARE ? measure_rows(policy, conditions[i].measure) : 0);
    return count;
}

static attend_reason *add_row(writer *to, uint32_t parent, int32_t op)
{
    attend_reason *row = &to->rows[to->count++];
    memset(row, 0, sizeof *row);
    row->parent = parent;
    row->op = op;
    row->item = ATTEND_NONE;
    row->param = ATTEND_NONE;
    row->last_day = -1;
    return row;
}

static void set_need(attend_reason *row, int32_t need)
{
    row->need = need;
    row->truth = need == ATTEND_NEED_NOTHING ? ATTEND_TRUE : ATTEND_UNKNOWN;
}

static void set_window(attend_reason *row, const window_value *value)
{
    row->first_day = value->where.first_day;
    row->last_day = value->where.last_day;
    row->held = value->where.held;
    row->asked = value->where.asked;
    row->possible = value->possible;
    row->missing = value->missing;
}

static void set_value(attend_reason *row, uint32_t measure, const measure_value *value)
{
    row->item = measure;
    row->count = value->count;
    row->of = value->of;
    set_need(row, value->need);
    set_window(row, &value->windows[0]);
}

static void add_window(writer *to, uint32_t parent, uint32_t measure, const window_value *value)
{
    attend_reason *row = add_row(to, parent, ATTEND_OP_WINDOW);
    row->item = measure;
    set_need(row, value->need);
    set_window(row, value);
    if (attend__need_shows(value->need)) {
        row->count = value->count;
        row->of = value->base;
    }
}

static void add_measure(writer *to, uint32_t parent, uint32_t measure, const measure_value *value)
{
    uint32_t at = to->count;
    set_value(add_row(to, parent, ATTEND_OP_MEASURE), measure, value);
    if (spec_of(to->view->policy, measure)->kind != ATTEND_MEASURE_DIFFERENCE)
        return;
    add_window(to, at, measure, &value->windows[0]);
    add_window(to, at, measure, &value->windows[1]);
}

/* Which value of the condition's param is in force. */
static uint32_t value_index(const attend_policy *policy, const condition_record *condition, int32_t day)
{
    const param_value *value = condition->param == ATTEND_NONE ? NULL : attend__param_on(policy, condition->param, day);
    return value ? (uint32_t)(value - attend__param_values_of(policy, condition->param)) : 0;
}

/* The comparison, with the whole sum in its one row, and the measure under it. */
static void add_compare(writer *to, uint32_t parent, const condition_record *condition)
{
    const attend_policy *policy = to->view->policy;
    const measure_spec *spec = spec_of(policy, condition->measure);
    uint32_t at = to->count;
    attend_reason *row = add_row(to, parent, ATTEND_OP_COMPARE);
    measure_value value;
    attend__measure(to->view, to->pupil, spec, &value);
    set_value(row, condition->measure, &value);
    row->comparator = condition->comparator;
    row->param = condition->param;
    row->param_value = value_index(policy, condition, to->view->as_of);
    if (!attend__threshold(policy, condition, to->view->as_of, &row->threshold))
        set_need(row, ATTEND_NEED_IN_FORCE);
    if (row->need == ATTEND_NEED_NOTHING)
        row->truth = attend__compare(spec->kind, value.count, value.of, condition->comparator, row->threshold);
    add_measure(to, at, condition->measure, &value);
}

static void add_conditions(writer *to, uint32_t root, const reason_notes *notes)
{
    const condition_record *conditions = POLICY_ROWS(to->view->policy, conditions, condition_record);
    attend__condition_parents(to->view->policy, root, notes->parents);
    for (uint32_t i = root; i < conditions[root].end; i++) {
        uint32_t parent = i == root ? 0 : notes->rows[notes->parents[i - root] - root];
        notes->rows[i - root] = to->count;
        if (conditions[i].op == ATTEND_OP_COMPARE)
            add_compare(to, parent, &conditions[i]);
        else
            add_row(to, parent, conditions[i].op)->truth = attend__truth_start(conditions[i].op);
    }
}

static bool is_logic(const attend_reason *row)
{
    return row->op == ATTEND_OP_ALL || row->op == ATTEND_OP_ANY || row->op == ATTEND_OP_NOT;
}

/* Parts come after what they belong to, so from the last row on each is settled before it is used. */
static void settle(const writer *to)
{
    for (uint32_t i = to->count; i-- > 1;) {
        attend_reason *parent = &to->rows[to->rows[i].parent];
        if (is_logic(parent))
            parent->truth = attend__truth_add(parent->op, parent->truth, to->rows[i].truth);
    }
}

static void add_flag(writer *to, uint32_t item, const reason_notes *notes)
{
    const flag_record *flag = &POLICY_ROWS(to->view->policy, flags, flag_record)[item];
    attend_reason *row = add_row(to, ATTEND_NONE, ATTEND_OP_FLAG);
    row->item = item;
    add_conditions(to, flag->condition, notes);
    settle(to);
    row->truth = to->rows[1].truth;
    if (to->view->as_of < flag->item.from || to->view->as_of > flag->item.to)
        set_need(row, ATTEND_NEED_IN_FORCE);
}

void attend__reason_of(const register_view *view, const pupil_view *pupil, int32_t kind, uint32_t item,
                       const reason_notes *notes, attend_reason *rows)
{
    writer to = {view, pupil, rows, 0};
    measure_value value;
    if (kind == ATTEND_ITEM_FLAG) {
        add_flag(&to, item, notes);
        return;
    }
    attend__measure(view, pupil, spec_of(view->policy, item), &value);
    add_measure(&to, ATTEND_NONE, item, &value);
}
