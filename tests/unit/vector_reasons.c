#include "vector_subject.h"

#include <string.h>

#define FLAGS_DEEP 8 /* flags whose needs are told by a reason of their own, inside each other */

const char *const NEED_NAMES[ATTEND_NEED_EVENT + 1] = {NULL,        "marks",    "minimum", "history", "calendar",
                                                       "enrolment", "in-force", NULL,      "event"};

bool get_reason(subject *s, const attend_register *reg, uint32_t pupil, int32_t kind, uint32_t item, reason_set *out)
{
    size_t size = 0;
    void *work = workspace(s, reg, &size);
    attend_finding error;
    attend_status status = attend_reasons(s->policy, s->calendar, reg, pupil, s->as_of, kind, item, work, size, out->rows,
                                          REASON_ROWS_MAX, &out->n, &error);
    if (status != ATTEND_OK)
        case_fail(s->c, "pupil %u: attend_reasons gives %s", (unsigned)pupil, attend_status_name(status));
    return status == ATTEND_OK;
}

static void check_value_row(subject *s, const columns *out, uint32_t pupil, const attend_reason *row)
{
    size_t at = (size_t)row->item * s->reg.n_pupils + pupil;
    if (row->count != out->batch.count[at] || row->of != out->batch.of[at] || row->need != out->batch.need[at] ||
        (row->need == 0) != (row->truth == ATTEND_TRUE))
        case_fail(s->c, "pupil %u: the reason of measure %u has %lld of %lld, need %d", (unsigned)pupil, (unsigned)row->item,
                  (long long)row->count, (long long)row->of, (int)row->need);
}

/* The tree is in preorder, and every measure in it is as the batch has it. */
static void check_rows(subject *s, const columns *out, uint32_t pupil, const reason_set *set)
{
    for (uint32_t i = 0; i < set->n; i++) {
        const attend_reason *row = &set->rows[i];
        if (i == 0 ? row->parent != ATTEND_NONE : row->parent >= i)
            case_fail(s->c, "pupil %u: row %u of a reason has parent %u", (unsigned)pupil, (unsigned)i,
                      (unsigned)row->parent);
        if (row->op == ATTEND_OP_MEASURE)
            check_value_row(s, out, pupil, row);
    }
}

/* What a comparison says must follow from its own row alone: the sum redone as anyone would. */
static void check_compare(subject *s, uint32_t pupil, const attend_reason *row)
{
    attend_item item;
    if (attend_policy_item(s->policy, ATTEND_ITEM_MEASURE, row->item, &item) != ATTEND_OK || row->truth == ATTEND_UNKNOWN)
        return;
    bool is_rate = item.kind == ATTEND_MEASURE_RATE || item.kind == ATTEND_MEASURE_DIFFERENCE;
    int64_t left = row->count * (is_rate ? 1000000 : 10000), right = row->threshold * (row->of ? row->of : 1);
    bool holds[] = {false, left<right, left <= right, left == right, left >= right, left> right};
    if (holds[row->comparator % 6] != (row->truth == ATTEND_TRUE))
        case_fail(s->c, "pupil %u: %s: %lld / %lld compared with %lld / 10000 gives %d", (unsigned)pupil, item.id,
                  (long long)row->count, (long long)row->of, (long long)row->threshold, (int)row->truth);
}

static void check_texts(subject *s, uint32_t pupil, const reason_set *set)
{
    static char text[65536];
    for (int32_t format = ATTEND_TEXT; format <= ATTEND_JSON; format++) {
        size_t need = 0;
        attend_status status = attend_reason_text(s->policy, set->rows, set->n, format, text, sizeof text, &need);
        if (status != ATTEND_OK || need < 3 || strlen(text) + 1 != need)
            case_fail(s->c, "pupil %u: attend_reason_text gives %s", (unsigned)pupil, attend_status_name(status));
    }
}

static bool same_rows(const reason_set *a, const reason_set *b)
{
    return a->n == b->n && memcmp(a->rows, b->rows, a->n * sizeof *a->rows) == 0;
}

static void check_reason(subject *s, const columns *out, uint32_t pupil, const attend_register *grid, int32_t kind,
                         uint32_t item)
{
    static reason_set from_long, from_grid;
    bool is_measure = kind == ATTEND_ITEM_MEASURE; /* the columns of the grid's measures have been compared */
    if (!get_reason(s, &s->reg, pupil, kind, item, &from_long) ||
        (!is_measure && !get_reason(s, grid, pupil, kind, item, &from_grid)))
        return;
    if (!is_measure && !same_rows(&from_long, &from_grid))
        case_fail(s->c, "pupil %u: the reasons from the long form and from the grid differ", (unsigned)pupil);
    check_rows(s, out, pupil, &from_long);
    check_texts(s, pupil, &from_long);
    for (uint32_t row = 0; row < from_long.n; row++) {
        if (from_long.rows[row].op == ATTEND_OP_COMPARE)
            check_compare(s, pupil, &from_long.rows[row]);
    }
    if (kind == ATTEND_ITEM_FLAG && from_long.rows[0].truth != out->batch.flags[(size_t)item * s->reg.n_pupils + pupil])
        case_fail(s->c, "pupil %u: flag %u is %d in its reason", (unsigned)pupil, (unsigned)item, (int)from_long.rows[0].truth);
}

void check_reasons_of(subject *s, const columns *out, uint32_t pupil, const attend_register *grid)
{
    static const int32_t kinds[] = {ATTEND_ITEM_MEASURE, ATTEND_ITEM_FLAG, ATTEND_ITEM_TIERS};
    for (int i = 0; i < 3; i++) {
        for (uint32_t item = 0; item < attend_policy_count(s->policy, kinds[i]); item++)
            check_reason(s, out, pupil, grid, kinds[i], item);
    }
}

/* -- what an unknown reason needs -- */

static uint32_t end_of(const reason_set *set, uint32_t row)
{
    uint32_t end = row + 1;
    while (end < set->n && set->rows[end].parent != ATTEND_NONE && set->rows[end].parent >= row)
        end++;
    return end;
}

static void add_need(need_list *list, const char *name)
{
    for (uint32_t i = 0; i < list->n; i++) {
        if (strcmp(list->names[i], name) == 0)
            return;
    }
    if (list->n < NEEDS_MAX)
        list->names[list->n++] = name;
}

static void add_own_need(const subject *s, const attend_reason *row, need_list *list)
{
    attend_item fact;
    if (row->need == ATTEND_NEED_FACT && attend_policy_item(s->policy, ATTEND_ITEM_FACT, row->item, &fact) == ATTEND_OK)
        add_need(list, fact.id);
    else if (row->need != ATTEND_NEED_NOTHING && NEED_NAMES[row->need])
        add_need(list, NEED_NAMES[row->need]);
}

static void add_needs(subject *s, uint32_t pupil, const reason_set *set, uint32_t at, int deep, need_list *list);

/* A flag that is told in another row, or in a reason of its own. */
static void add_flag_needs(subject *s, uint32_t pupil, const reason_set *set, uint32_t at, int deep, need_list *list)
{
    static reason_set own[FLAGS_DEEP];
    int64_t told = set->rows[at].count;
    if (told >= 0)
        add_needs(s, pupil, set, (uint32_t)told + 1, deep, list);
    else if (deep < FLAGS_DEEP && get_reason(s, &s->reg, pupil, ATTEND_ITEM_FLAG, set->rows[at].item, &own[deep]))
        add_needs(s, pupil, &own[deep], 0, deep + 1, list);
    else
        case_fail(s->c, "pupil %u: flags are told too deep", (unsigned)pupil);
}

/* Those of a row that is unknown, in the order of its parts; a comparison's measure, what crosses and tiers come before the row's own. */
static void add_needs(subject *s, uint32_t pupil, const reason_set *set, uint32_t at, int deep, need_list *list)
{
    const attend_reason *row = &set->rows[at];
    uint32_t end = end_of(set, at);
    if (row->truth != ATTEND_UNKNOWN || row->op == ATTEND_OP_WINDOW)
        return;
    bool is_last = row->op == ATTEND_OP_COMPARE || row->op == ATTEND_OP_CROSSES || row->op == ATTEND_OP_TIERS;
    if (!is_last)
        add_own_need(s, row, list);
    if (row->op == ATTEND_OP_FLAG && row->need == ATTEND_NEED_NOTHING && row->count != (int64_t)at)
        add_flag_needs(s, pupil, set, at, deep, list);
    bool is_out_of_force = row->op == ATTEND_OP_FLAG && row->need == ATTEND_NEED_IN_FORCE;
    for (uint32_t part = at + 1; part < end && !is_out_of_force; part = end_of(set, part))
        add_needs(s, pupil, set, part, deep, list);
    if (is_last)
        add_own_need(s, row, list);
}

need_list needs_of(subject *s, uint32_t pupil, const reason_set *set)
{
    need_list list = {{NULL}, 0};
    add_needs(s, pupil, set, 0, 0, &list);
    return list;
}

static bool has_need(const need_list *list, const char *name)
{
    for (uint32_t i = 0; i < list->n; i++) {
        if (strcmp(list->names[i], name) == 0)
            return true;
    }
    return false;
}

void check_needs(subject *s, uint32_t pupil, uint32_t expected)
{
    static reason_set set;
    vector_case *c = s->c;
    for (uint32_t key = case_first(c, expected); key != ATTEND_NONE; key = case_next(c, expected, key)) {
        const char *id = case_text(c, key, NULL);
        uint32_t item;
        if (attend_policy_find(s->policy, ATTEND_ITEM_FLAG, id, &item) != ATTEND_OK ||
            !get_reason(s, &s->reg, pupil, ATTEND_ITEM_FLAG, item, &set)) {
            case_fail(c, "no flag %s", id);
            continue;
        }
        need_list found = needs_of(s, pupil, &set);
        for (uint32_t at = case_first(c, key + 1); at != ATTEND_NONE; at = case_next(c, key + 1, at)) {
            if (!has_need(&found, case_text(c, at, NULL)))
                case_fail(c, "pupil %u: %s does not need %s", (unsigned)pupil, id, case_text(c, at, NULL));
        }
        if (found.n != case_count(c, key + 1))
            case_fail(c, "pupil %u: %s needs %u things, %s first", (unsigned)pupil, id, (unsigned)found.n,
                      found.n ? found.names[0] : "none");
    }
}
