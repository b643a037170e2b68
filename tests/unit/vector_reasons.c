#include "vector_subject.h"

#include <string.h>

#define REASON_ROWS_MAX 512u

const char *const NEED_NAMES[7] = {NULL, "marks", "minimum", "history", "calendar", "enrolment", "in-force"};

typedef struct reason_set {
    attend_reason rows[REASON_ROWS_MAX];
    uint32_t n;
} reason_set;

static bool get_reason(subject *s, const attend_register *reg, uint32_t pupil, int32_t kind, uint32_t item, reason_set *out)
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

void check_reasons_of(subject *s, const columns *out, uint32_t pupil, const attend_register *grid)
{
    static reason_set from_long, from_grid;
    for (uint32_t i = 0; i < s->n_measures + s->n_flags; i++) {
        bool is_flag = i >= s->n_measures;
        int32_t kind = is_flag ? ATTEND_ITEM_FLAG : ATTEND_ITEM_MEASURE;
        uint32_t item = is_flag ? i - s->n_measures : i;
        if (!get_reason(s, &s->reg, pupil, kind, item, &from_long) || !get_reason(s, grid, pupil, kind, item, &from_grid))
            continue;
        if (from_long.n != from_grid.n || memcmp(from_long.rows, from_grid.rows, from_long.n * sizeof *from_long.rows) != 0)
            case_fail(s->c, "pupil %u: the reasons from the long form and from the grid differ", (unsigned)pupil);
        check_rows(s, out, pupil, &from_long);
        check_texts(s, pupil, &from_long);
        for (uint32_t row = 0; row < from_long.n; row++) {
            if (from_long.rows[row].op == ATTEND_OP_COMPARE)
                check_compare(s, pupil, &from_long.rows[row]);
        }
        if (is_flag && from_long.rows[0].truth != out->batch.flags[(size_t)item * s->reg.n_pupils + pupil])
            case_fail(s->c, "pupil %u: flag %u is %d in its reason", (unsigned)pupil, (unsigned)item,
                      (int)from_long.rows[0].truth);
    }
}

static uint32_t end_of(const reason_set *set, uint32_t row)
{
    uint32_t end = row + 1;
    while (end < set->n && set->rows[end].parent != ATTEND_NONE && set->rows[end].parent >= row)
        end++;
    return end;
}

/* Bits of ATTEND_NEED_... : those of the unknown parts of unknown rows. */
static uint32_t needs_of(const reason_set *set)
{
    uint32_t needs = 0;
    for (uint32_t i = 0; i < set->n;) {
        const attend_reason *row = &set->rows[i];
        bool settled = row->truth != ATTEND_UNKNOWN || row->op == ATTEND_OP_WINDOW;
        if (!settled && row->need)
            needs |= 1u << row->need;
        bool out_of_force = row->op == ATTEND_OP_FLAG && row->need == ATTEND_NEED_IN_FORCE;
        i = settled || out_of_force ? end_of(set, i) : i + 1;
    }
    return needs;
}

void check_needs(subject *s, uint32_t pupil, uint32_t expected)
{
    static reason_set set;
    vector_case *c = s->c;
    for (uint32_t key = case_first(c, expected); key != ATTEND_NONE; key = case_next(c, expected, key)) {
        const char *id = case_text(c, key, NULL);
        uint32_t item, wanted = 0;
        if (attend_policy_find(s->policy, ATTEND_ITEM_FLAG, id, &item) != ATTEND_OK ||
            !get_reason(s, &s->reg, pupil, ATTEND_ITEM_FLAG, item, &set)) {
            case_fail(c, "no flag %s", id);
            continue;
        }
        for (uint32_t at = case_first(c, key + 1); at != ATTEND_NONE; at = case_next(c, key + 1, at)) {
            const char *name = case_text(c, at, NULL);
            for (uint32_t need = 1; need < 7; need++)
                wanted |= strcmp(name, NEED_NAMES[need]) == 0 ? 1u << need : 0;
        }
        if (needs_of(&set) != wanted)
            case_fail(c, "pupil %u: %s needs %#x, not %#x", (unsigned)pupil, id, (unsigned)needs_of(&set), (unsigned)wanted);
    }
}
