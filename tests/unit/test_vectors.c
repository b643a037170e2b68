/* Every case of tests/vectors through the public API: the long form, the grid, a wider grid, and the reasons must all agree with what was
 * worked out by hand. ATTEND_VECTORS is what tests/vectors/expand.py wrote. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vector_case.h"

#define FINDINGS_MAX 512u
#define REASON_ROWS_MAX 512u
#define SENTINEL 0x5A

/* What one batch wrote. */
typedef struct columns {
    attend_batch batch;
    size_t bytes[6]; /* of count, of, need, flags, missing, status */
} columns;

typedef struct subject {
    vector_case *c;
    const attend_policy *policy;
    const attend_calendar *calendar;
    attend_register reg;
    int32_t as_of;
    bool quarantine;
    uint32_t n_measures, n_flags;
    uint64_t *mark_rows, *spell_rows; /* the vector's number of each row */
    attend_row_finding sparse[FINDINGS_MAX], found[FINDINGS_MAX];
    size_t n_sparse, n_found;
    int32_t *status;
    uint8_t *grid;
} subject;

static const char *const NEEDS[] = {NULL, "marks", "minimum", "history", "calendar", "enrolment", "in-force"};

/* -- the case's input -- */

static attend_document *read_documents(subject *s, uint32_t list, uint32_t *n)
{
    vector_case *c = s->c;
    uint32_t i = 0;
    *n = case_count(c, list);
    attend_document *documents = case_memory(c, *n, sizeof *documents);
    for (uint32_t at = case_first(c, list); at != ATTEND_NONE; at = case_next(c, list, at), i++) {
        bool is_pair = c->json.tokens[at].type == JSON_ARRAY; /* of a calendar the first is the one to use */
        documents[i].text = case_text(c, is_pair ? case_at(c, at, 0) : at, &documents[i].size);
        bool is_root = is_pair ? case_is_true(c, case_at(c, at, 1)) : i == 0;
        documents[i].flags = is_root ? ATTEND_DOCUMENT_ROOT : 0;
    }
    return documents;
}

/* attend_document_check() must find what the loader refuses. */
static void check_documents(subject *s, const attend_document *documents, uint32_t n, size_t need, attend_status loaded)
{
    attend_finding *list = case_memory(s->c, FINDINGS_MAX, sizeof *list);
    uint32_t count = 0, errors = 0, same = 0;
    attend_status status = attend_document_check(documents, n, case_memory(s->c, need, 1), need, list, FINDINGS_MAX, &count);
    for (uint32_t i = 0; i < count && i < FINDINGS_MAX; i++) {
        errors += list[i].status < 0;
        same += list[i].status == loaded;
    }
    if ((status == ATTEND_OK) != (errors == 0) || (status != ATTEND_OK && status != ATTEND_E_DATA))
        case_fail(s->c, "attend_document_check gives %s with %u errors", attend_status_name(status), (unsigned)errors);
    if (loaded == ATTEND_OK ? errors != 0 : same == 0)
        case_fail(s->c, "loading gives %s, checking %u errors: %s", attend_status_name(loaded), (unsigned)errors,
                  count ? list[0].message : "");
}

static attend_status load_policy(subject *s)
{
    uint32_t n;
    size_t need = 0;
    attend_finding error = {0};
    attend_document *documents = read_documents(s, case_get(s->c, 0, "documents"), &n);
    attend_status status = attend_document_size(documents, n, &need, &error);
    if (status != ATTEND_OK)
        return status;
    status = attend_policy_load(case_memory(s->c, need, 1), need, documents, n, &s->policy, &error);
    check_documents(s, documents, n, need, status);
    if (status != error.status)
        case_fail(s->c, "attend_policy_load gives %s, its finding %s", attend_status_name(status), attend_status_name(error.status));
    s->n_measures = attend_policy_count(s->policy, ATTEND_ITEM_MEASURE);
    s->n_flags = attend_policy_count(s->policy, ATTEND_ITEM_FLAG);
    return status;
}

static attend_status load_calendar_document(vector_case *c, const attend_document *documents, uint32_t n,
                                            const attend_calendar **calendar)
{
    size_t need = 0;
    attend_finding error = {0};
    attend_status status = attend_document_size(documents, n, &need, &error);
    if (status == ATTEND_OK)
        status = attend_calendar_load(case_memory(c, need, 1), need, documents, n, calendar, &error);
    return status;
}

static attend_status derive_calendar(subject *s)
{
    size_t need = 0;
    attend_status status = attend_calendar_derive(NULL, 0, s->policy, &s->reg, s->as_of, &need, NULL, NULL, 0, NULL);
    if (status != ATTEND_E_SPACE)
        return status;
    return attend_calendar_derive(case_memory(s->c, need, 1), need, s->policy, &s->reg, s->as_of, &need, &s->calendar,
                                  s->sparse, FINDINGS_MAX, &s->n_sparse);
}

static attend_status load_calendar(subject *s)
{
    uint32_t n, list = case_get(s->c, 0, "calendar");
    if (case_is_null(s->c, list))
        return derive_calendar(s);
    attend_document *documents = read_documents(s, list, &n);
    return load_calendar_document(s->c, documents, n, &s->calendar);
}

static void read_mark(subject *s, uint32_t row, uint32_t *pupil, int32_t *day, uint8_t *session, uint8_t *code)
{
    vector_case *c = s->c;
    uint32_t index = 0;
    size_t size = 0;
    const char *name = case_text(c, case_at(c, row, 2), NULL);
    const char *text = case_text(c, case_at(c, row, 3), &size);
    *pupil = (uint32_t)case_int(c, case_at(c, row, 0));
    *day = case_day(c, case_at(c, row, 1));
    *session = attend_policy_find(s->policy, ATTEND_ITEM_SESSION, name, &index) == ATTEND_OK ? (uint8_t)index : UINT8_MAX;
    if (attend_code_find(s->policy, text, size, code) != ATTEND_OK)
        *code = 0;
}

static void read_marks(subject *s)
{
    vector_case *c = s->c;
    uint32_t i = 0, list = case_get(c, 0, "marks"), n = case_count(c, list);
    uint32_t *pupil = case_memory(c, n, sizeof *pupil);
    int32_t *day = case_memory(c, n, sizeof *day);
    uint8_t *session = case_memory(c, n, 1), *code = case_memory(c, n, 1);
    s->mark_rows = case_memory(c, n, sizeof *s->mark_rows);
    for (uint32_t at = case_first(c, list); at != ATTEND_NONE; at = case_next(c, list, at), i++) {
        read_mark(s, at, &pupil[i], &day[i], &session[i], &code[i]);
        s->mark_rows[i] = (uint64_t)case_int(c, case_at(c, at, 4));
    }
    s->reg.n_marks = n;
    s->reg.pupil = pupil;
    s->reg.day = day;
    s->reg.session = session;
    s->reg.code = code;
}

static void read_spells(subject *s)
{
    vector_case *c = s->c;
    uint32_t i = 0, list = case_get(c, 0, "spells"), n = case_count(c, list);
    attend_spell *spells = case_memory(c, n, sizeof *spells);
    s->spell_rows = case_memory(c, n, sizeof *s->spell_rows);
    for (uint32_t at = case_first(c, list); at != ATTEND_NONE; at = case_next(c, list, at), i++) {
        uint32_t to = case_at(c, at, 2);
        spells[i].pupil = (uint32_t)case_int(c, case_at(c, at, 0));
        spells[i].from = case_day(c, case_at(c, at, 1));
        spells[i].to = case_is_null(c, to) ? ATTEND_DAY_OPEN : case_day(c, to);
        s->spell_rows[i] = (uint64_t)case_int(c, case_at(c, at, 3));
    }
    s->reg.n_spells = n;
    s->reg.spells = n ? spells : NULL;
}

static void read_register(subject *s)
{
    attend_register_init(&s->reg);
    s->reg.n_pupils = case_count(s->c, case_get(s->c, 0, "pupils"));
    s->as_of = case_day(s->c, case_get(s->c, 0, "as_of"));
    s->quarantine = case_is_true(s->c, case_get(s->c, 0, "quarantine"));
    read_marks(s);
    read_spells(s);
}

/* The register as a grid, and the findings. */
static attend_status check_register(subject *s)
{
    int32_t first_day;
    uint32_t n_weeks;
    size_t row_bytes;
    attend_status status = attend_register_shape(s->calendar, s->as_of, &first_day, &n_weeks, &row_bytes);
    if (status != ATTEND_OK)
        return status;
    s->grid = case_memory(s->c, s->reg.n_pupils + 1, row_bytes + 1);
    s->status = case_memory(s->c, s->reg.n_pupils, sizeof *s->status);
    return attend_register_check(s->policy, s->calendar, &s->reg, s->as_of, s->grid, s->reg.n_pupils * row_bytes,
                                 s->quarantine ? s->status : NULL, s->found, FINDINGS_MAX, &s->n_found);
}

/* -- findings -- */

static const attend_row_finding *finding_of(const subject *s, uint32_t pupil, uint32_t nth)
{
    for (size_t i = 0; i < s->n_found && i < FINDINGS_MAX; i++) {
        if (s->found[i].pupil == pupil && nth-- == 0)
            return &s->found[i];
    }
    return NULL;
}

static uint64_t vector_row(const subject *s, const attend_row_finding *found, uint64_t row)
{
    if (row == UINT64_MAX)
        return row;
    return found->is_spell ? s->spell_rows[row] : s->mark_rows[row];
}

static void check_finding(subject *s, uint32_t pupil, uint32_t expected, const attend_row_finding *found)
{
    vector_case *c = s->c;
    const char *status = case_text(c, case_at(c, expected, 0), NULL);
    uint32_t day = case_at(c, expected, 1);
    if (!found || strcmp(attend_status_name(found->status), status) != 0) {
        case_fail(c, "pupil %u: %s where %s is wanted", (unsigned)pupil, found ? attend_status_name(found->status) : "nothing", status);
        return;
    }
    if (!case_is_null(c, day) && case_day(c, day) != found->day)
        case_fail(c, "pupil %u: %s on day %d", (unsigned)pupil, status, (int)found->day);
    if (case_count(c, expected) < 3)
        return;
    uint32_t rows = case_at(c, expected, 2);
    uint64_t other = case_count(c, rows) > 1 ? (uint64_t)case_int(c, case_at(c, rows, 1)) : UINT64_MAX;
    if ((uint64_t)case_int(c, case_at(c, rows, 0)) != vector_row(s, found, found->row) ||
        other != vector_row(s, found, found->other_row))
        case_fail(c, "pupil %u: %s names other rows", (unsigned)pupil, status);
}

static void check_findings(subject *s, uint32_t pupil, uint32_t expected)
{
    uint32_t n = 0;
    if (expected != ATTEND_NONE) {
        for (uint32_t at = case_first(s->c, expected); at != ATTEND_NONE; at = case_next(s->c, expected, at))
            check_finding(s, pupil, at, finding_of(s, pupil, n++));
    }
    if (finding_of(s, pupil, n))
        case_fail(s->c, "pupil %u: %s is one finding too many", (unsigned)pupil, attend_status_name(finding_of(s, pupil, n)->status));
}

static void check_sparse(subject *s)
{
    uint32_t n = 0, list = case_get(s->c, 0, "findings");
    for (uint32_t at = case_first(s->c, list); at != ATTEND_NONE; at = case_next(s->c, list, at), n++)
        check_finding(s, ATTEND_NONE, at, n < s->n_sparse ? &s->sparse[n] : NULL);
    if (s->n_sparse != n)
        case_fail(s->c, "%u sparse days, not %u", (unsigned)s->n_sparse, (unsigned)n);
}

/* -- batches -- */

static void new_columns(subject *s, columns *out)
{
    size_t pupils = s->reg.n_pupils, measures = s->n_measures * pupils, flags = s->n_flags * pupils;
    attend_batch_init(&out->batch);
    const size_t bytes[] = {measures * sizeof *out->batch.count, measures * sizeof *out->batch.of, measures, flags,
                            pupils * sizeof *out->batch.missing, pupils * sizeof *out->batch.status};
    memcpy(out->bytes, bytes, sizeof bytes);
    void *blocks[6];
    for (int i = 0; i < 6; i++)
        blocks[i] = memset(case_memory(s->c, bytes[i], 1), SENTINEL, bytes[i]);
    out->batch.count = blocks[0];
    out->batch.of = blocks[1];
    out->batch.need = blocks[2];
    out->batch.flags = blocks[3];
    out->batch.missing = blocks[4];
    out->batch.status = s->quarantine ? blocks[5] : NULL;
}

static void *workspace(subject *s, const attend_register *reg, size_t *size)
{
    attend_status status = attend_decision_size(s->policy, s->calendar, reg, s->as_of, size);
    if (status != ATTEND_OK)
        case_fail(s->c, "attend_decision_size gives %s", attend_status_name(status));
    return status == ATTEND_OK ? case_memory(s->c, *size, 1) : NULL;
}

static attend_status run_batch(subject *s, const attend_register *reg, columns *out)
{
    size_t size = 0;
    attend_finding error;
    void *work = workspace(s, reg, &size);
    new_columns(s, out);
    return attend_batch_run(s->policy, s->calendar, reg, s->as_of, work, size, &out->batch, &error);
}

static bool untouched(const void *bytes, size_t size)
{
    const uint8_t *at = bytes;
    for (size_t i = 0; i < size; i++) {
        if (at[i] != SENTINEL)
            return false;
    }
    return true;
}

/* A strict batch must refuse rows that the check refused, and write nothing. */
static void check_refused(subject *s)
{
    columns out;
    attend_status status = run_batch(s, &s->reg, &out);
    if (status != ATTEND_E_DATA)
        case_fail(s->c, "a strict batch gives %s", attend_status_name(status));
    if (!untouched(out.batch.count, out.bytes[0]) || !untouched(out.batch.of, out.bytes[1]) ||
        !untouched(out.batch.need, out.bytes[2]) || !untouched(out.batch.flags, out.bytes[3]) ||
        !untouched(out.batch.missing, out.bytes[4]))
        case_fail(s->c, "a refused batch has written to its columns");
}

static bool left_out(const subject *s, uint32_t pupil)
{
    return s->quarantine && s->status[pupil] != ATTEND_OK;
}

static void check_same(subject *s, const columns *a, const columns *b, const char *what)
{
    size_t n = s->reg.n_pupils;
    for (uint32_t pupil = 0; pupil < n; pupil++) {
        bool same = left_out(s, pupil) || a->batch.missing[pupil] == b->batch.missing[pupil];
        for (size_t i = pupil; same && !left_out(s, pupil) && i < s->n_measures * n; i += n)
            same = a->batch.count[i] == b->batch.count[i] && a->batch.of[i] == b->batch.of[i] && a->batch.need[i] == b->batch.need[i];
        for (size_t i = pupil; same && !left_out(s, pupil) && i < s->n_flags * n; i += n)
            same = a->batch.flags[i] == b->batch.flags[i];
        if (!same)
            case_fail(s->c, "pupil %u: the long form and the %s differ", (unsigned)pupil, what);
    }
}

/* The grid as the check wrote it; and one that begins earlier, ends later and has a gap after each pupil. */
static attend_register grid_register(subject *s, uint32_t weeks_before, uint32_t weeks_after, size_t gap)
{
    attend_register reg = ATTEND_REGISTER_INIT;
    int32_t first_day = 0;
    uint32_t n_weeks = 0;
    size_t row_bytes = 0;
    if (attend_register_shape(s->calendar, s->as_of, &first_day, &n_weeks, &row_bytes) != ATTEND_OK)
        case_fail(s->c, "no shape");
    size_t day_bytes = attend_policy_count(s->policy, ATTEND_ITEM_SESSION);
    size_t stride = row_bytes + (weeks_before + weeks_after) * 7 * day_bytes + gap;
    uint8_t *grid = case_memory(s->c, s->reg.n_pupils + 1, stride + 1);
    for (size_t pupil = 0; pupil < s->reg.n_pupils; pupil++)
        memcpy(grid + pupil * stride + weeks_before * 7 * day_bytes, s->grid + pupil * row_bytes, row_bytes);
    reg.n_pupils = s->reg.n_pupils;
    reg.grid = grid;
    reg.grid_stride = stride;
    reg.first_day = first_day - (int32_t)weeks_before * 7;
    reg.n_weeks = n_weeks + weeks_before + weeks_after;
    reg.spells = s->reg.spells;
    reg.n_spells = s->reg.n_spells;
    return reg;
}

/* -- what is expected -- */

static void check_measures(subject *s, const columns *out, uint32_t pupil, uint32_t expected)
{
    vector_case *c = s->c;
    for (uint32_t key = case_first(c, expected); key != ATTEND_NONE; key = case_next(c, expected, key)) {
        const char *id = case_text(c, key, NULL), *need;
        uint32_t item, value = key + 1;
        if (attend_policy_find(s->policy, ATTEND_ITEM_MEASURE, id, &item) != ATTEND_OK) {
            case_fail(c, "no measure %s", id);
            continue;
        }
        size_t at = (size_t)item * s->reg.n_pupils + pupil;
        need = NEEDS[out->batch.need[at] % 7];
        const char *wanted = case_count(c, value) > 2 ? case_text(c, case_at(c, value, 2), NULL) : NULL;
        bool same_need = need && wanted ? strcmp(need, wanted) == 0 : need == wanted;
        if (!same_need || out->batch.count[at] != case_int(c, case_at(c, value, 0)) || out->batch.of[at] != case_int(c, case_at(c, value, 1)))
            case_fail(c, "pupil %u: %s is %lld of %lld %s", (unsigned)pupil, id, (long long)out->batch.count[at],
                      (long long)out->batch.of[at], need ? need : "");
    }
}

static void check_flags(subject *s, const columns *out, uint32_t pupil, uint32_t expected)
{
    vector_case *c = s->c;
    for (uint32_t key = case_first(c, expected); key != ATTEND_NONE; key = case_next(c, expected, key)) {
        const char *id = case_text(c, key, NULL);
        uint32_t item, value = key + 1;
        int wanted = case_is_null(c, value) ? ATTEND_UNKNOWN : case_is_true(c, value) ? ATTEND_TRUE : ATTEND_FALSE;
        if (attend_policy_find(s->policy, ATTEND_ITEM_FLAG, id, &item) != ATTEND_OK) {
            case_fail(c, "no flag %s", id);
            continue;
        }
        int truth = out->batch.flags[(size_t)item * s->reg.n_pupils + pupil];
        if (truth != wanted)
            case_fail(c, "pupil %u: %s is %d", (unsigned)pupil, id, truth);
    }
}

/* -- reasons -- */

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
            case_fail(s->c, "pupil %u: row %u of a reason has parent %u", (unsigned)pupil, (unsigned)i, (unsigned)row->parent);
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
    bool holds[] = {false, left < right, left <= right, left == right, left >= right, left > right};
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

static void check_reasons_of(subject *s, const columns *out, uint32_t pupil, const attend_register *grid)
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
            case_fail(s->c, "pupil %u: flag %u is %d in its reason", (unsigned)pupil, (unsigned)item, (int)from_long.rows[0].truth);
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

static void check_needs(subject *s, uint32_t pupil, uint32_t expected)
{
    static reason_set set;
    vector_case *c = s->c;
    for (uint32_t key = case_first(c, expected); key != ATTEND_NONE; key = case_next(c, expected, key)) {
        const char *id = case_text(c, key, NULL);
        uint32_t item, wanted = 0;
        if (attend_policy_find(s->policy, ATTEND_ITEM_FLAG, id, &item) != ATTEND_OK || !get_reason(s, &s->reg, pupil, ATTEND_ITEM_FLAG, item, &set)) {
            case_fail(c, "no flag %s", id);
            continue;
        }
        for (uint32_t at = case_first(c, key + 1); at != ATTEND_NONE; at = case_next(c, key + 1, at)) {
            const char *name = case_text(c, at, NULL);
            for (uint32_t need = 1; need < 7; need++)
                wanted |= strcmp(name, NEEDS[need]) == 0 ? 1u << need : 0;
        }
        if (needs_of(&set) != wanted)
            case_fail(c, "pupil %u: %s needs %#x, not %#x", (unsigned)pupil, id, (unsigned)needs_of(&set), (unsigned)wanted);
    }
}

/* -- a case -- */

static void check_left_out(subject *s, const columns *out, uint32_t pupil, uint32_t expected)
{
    const char *name = attend_status_name(s->status[pupil]);
    if (expected == ATTEND_NONE || strcmp(case_text(s->c, expected, NULL), name) != 0 || out->batch.status[pupil] != s->status[pupil])
        case_fail(s->c, "pupil %u: left out because of %s, in the batch %s", (unsigned)pupil, name, attend_status_name(out->batch.status[pupil]));
}

static void check_pupil(subject *s, const columns *out, uint32_t pupil, uint32_t expected, const attend_register *grid)
{
    vector_case *c = s->c;
    check_findings(s, pupil, case_find(c, expected, "findings"));
    uint32_t status = case_find(c, expected, "status"), part;
    if (left_out(s, pupil) || (status != ATTEND_NONE && strcmp(case_text(c, status, NULL), "ok") != 0)) {
        if (!s->quarantine)
            case_fail(c, "pupil %u: a status without quarantine", (unsigned)pupil);
        else
            check_left_out(s, out, pupil, status);
        return;
    }
    if ((part = case_find(c, expected, "measures")) != ATTEND_NONE)
        check_measures(s, out, pupil, part);
    if ((part = case_find(c, expected, "flags")) != ATTEND_NONE)
        check_flags(s, out, pupil, part);
    if ((part = case_find(c, expected, "needs")) != ATTEND_NONE)
        check_needs(s, pupil, part);
    if ((part = case_find(c, expected, "missing")) != ATTEND_NONE && out->batch.missing[pupil] != (uint32_t)case_int(c, part))
        case_fail(c, "pupil %u: %u sessions are missing", (unsigned)pupil, (unsigned)out->batch.missing[pupil]);
    check_reasons_of(s, out, pupil, grid);
}

static void check_decisions(subject *s)
{
    columns from_long, from_grid, from_wide;
    attend_register grid = grid_register(s, 0, 0, 0), wide = grid_register(s, 2, 3, 5);
    attend_status status = run_batch(s, &s->reg, &from_long);
    if (status == ATTEND_OK)
        status = run_batch(s, &grid, &from_grid);
    if (status == ATTEND_OK)
        status = run_batch(s, &wide, &from_wide);
    if (status != ATTEND_OK) {
        case_fail(s->c, "attend_batch_run gives %s", attend_status_name(status));
        return;
    }
    check_same(s, &from_long, &from_grid, "grid");
    check_same(s, &from_long, &from_wide, "wider grid");
    check_sparse(s);
    uint32_t list = case_get(s->c, 0, "expect");
    for (uint32_t key = case_first(s->c, list); key != ATTEND_NONE; key = case_next(s->c, list, key))
        check_pupil(s, &from_long, (uint32_t)strtoul(case_text(s->c, key, NULL), NULL, 10), key + 1, &grid);
}

static attend_status first_error(const subject *s)
{
    for (size_t i = 0; i < s->n_found && i < FINDINGS_MAX; i++) {
        if (s->found[i].status < 0)
            return s->found[i].status;
    }
    return ATTEND_OK;
}

static void run_case(vector_case *c)
{
    static subject s;
    const char *error = case_text(c, case_get(c, 0, "error"), NULL);
    memset(&s, 0, sizeof s);
    s.c = c;
    attend_status status = load_policy(&s);
    if (status == ATTEND_OK) {
        read_register(&s);
        status = load_calendar(&s);
    }
    if (status == ATTEND_OK)
        status = check_register(&s);
    if (status == ATTEND_E_DATA) {
        check_refused(&s);
        status = first_error(&s);
    }
    if (strcmp(attend_status_name(status), error ? error : "ok") != 0)
        case_fail(c, "%s, not %s", attend_status_name(status), error ? error : "ok");
    else if (!error)
        check_decisions(&s);
}

/* -- spans -- */

static void check_reached(vector_case *c, attend_status status, int32_t reached, uint32_t expected, uint32_t nth)
{
    const char *wanted = case_text(c, expected, NULL);
    bool is_end = strcmp(wanted, "calendar_end") == 0;
    char day[11] = "?";
    (void)attend_day_format(reached, day, sizeof day, NULL);
    if (is_end ? status != ATTEND_E_CALENDAR_END : status != ATTEND_OK || strcmp(day, wanted) != 0)
        case_fail(c, "number %u gives %s (%s), not %s", (unsigned)nth, day, attend_status_name(status), wanted);
}

static int32_t unit_of(const char *name)
{
    static const char *const units[] = {"days", "weeks", "school_days", "school_weeks"};
    for (int32_t i = 0; i < 4; i++) {
        if (strcmp(units[i], name) == 0)
            return ATTEND_UNIT_DAYS + i;
    }
    return 0;
}

static void run_spans(vector_case *c)
{
    uint32_t n, nth = 0, spans = case_get(c, 0, "spans"), rolls = case_get(c, 0, "rolls");
    const attend_calendar *calendar = NULL;
    subject s = {.c = c};
    attend_document *documents = read_documents(&s, case_get(c, 0, "calendar"), &n);
    attend_status status = load_calendar_document(c, documents, n, &calendar);
    if (status != ATTEND_OK) {
        case_fail(c, "the calendar gives %s", attend_status_name(status));
        return;
    }
    for (uint32_t at = case_first(c, spans); at != ATTEND_NONE; at = case_next(c, spans, at), nth++) {
        int32_t reached = INT32_MIN, unit = unit_of(case_text(c, case_at(c, at, 2), NULL));
        status = attend_calendar_add(calendar, case_day(c, case_at(c, at, 0)), (int32_t)case_int(c, case_at(c, at, 1)), unit, &reached);
        check_reached(c, status, reached, case_at(c, at, 3), nth);
    }
    for (uint32_t at = case_first(c, rolls); at != ATTEND_NONE; at = case_next(c, rolls, at), nth++) {
        int32_t reached = INT32_MIN;
        status = attend_calendar_roll(calendar, case_day(c, case_at(c, at, 0)), &reached);
        check_reached(c, status, reached, case_at(c, at, 1), nth);
    }
}

/* -- all of them -- */

static char *read_all(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long end = ftell(file);
    assert_true(end > 0);
    rewind(file);
    char *text = malloc((size_t)end);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, (size_t)end, file), end);
    fclose(file);
    *size = (size_t)end;
    return text;
}

static void every_vector(void **state)
{
    (void)state;
    size_t size;
    uint32_t cases = 0, span_cases = 0, failed = 0;
    char *text = read_all(ATTEND_VECTORS, &size);
    for (char *line = text, *end; line < text + size; line = end + 1) {
        vector_case c;
        end = memchr(line, '\n', (size_t)(text + size - line));
        assert_non_null(end);
        case_open(&c, line, (size_t)(end - line));
        bool is_spans = case_find(&c, 0, "spans") != ATTEND_NONE;
        if (is_spans)
            run_spans(&c);
        else
            run_case(&c);
        cases++;
        span_cases += is_spans;
        failed += c.failures != 0;
        case_close(&c);
    }
    free(text);
    printf("%u cases of tests/vectors, %u of them of spans\n", (unsigned)cases, (unsigned)span_cases);
    assert_int_equal(failed, 0);
    assert_true(cases > 100);
    assert_true(span_cases > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_vector)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
