/* Every case of tests/vectors through the public API: the long form, the grid, a wider grid, the reasons, the traces and cases
 * carried forward in pieces must all agree with what was worked out by hand. ATTEND_VECTORS is what tests/vectors/expand.py wrote. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vector_subject.h"

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
    return s->rows[found->rows][row];
}

static void check_finding(subject *s, uint32_t pupil, uint32_t expected, const attend_row_finding *found)
{
    vector_case *c = s->c;
    const char *status = case_text(c, case_at(c, expected, 0), NULL);
    uint32_t day = case_at(c, expected, 1);
    if (!found || strcmp(attend_status_name(found->status), status) != 0) {
        case_fail(c, "pupil %u: %s where %s is wanted", (unsigned)pupil,
                  found ? attend_status_name(found->status) : "nothing", status);
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
        case_fail(s->c, "pupil %u: %s is one finding too many", (unsigned)pupil,
                  attend_status_name(finding_of(s, pupil, n)->status));
}

/* Those of no pupil: sparse days, then those of the school's own events. */
static void check_nobody(subject *s)
{
    uint32_t n = 0, list = case_get(s->c, 0, "findings");
    for (uint32_t at = case_first(s->c, list); at != ATTEND_NONE; at = case_next(s->c, list, at), n++) {
        uint32_t nth = n - (uint32_t)s->n_sparse;
        check_finding(s, ATTEND_NONE, at, n < s->n_sparse ? &s->sparse[n] : finding_of(s, ATTEND_NONE, nth));
    }
    if (n < s->n_sparse || finding_of(s, ATTEND_NONE, n - (uint32_t)s->n_sparse))
        case_fail(s->c, "%u sparse days, and more findings of no pupil than the %u wanted", (unsigned)s->n_sparse, (unsigned)n);
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
        need = NEED_NAMES[(uint8_t)out->batch.need[at] % (ATTEND_NEED_EVENT + 1)];
        const char *wanted = case_count(c, value) > 2 ? case_text(c, case_at(c, value, 2), NULL) : NULL;
        bool same_need = need && wanted ? strcmp(need, wanted) == 0 : need == wanted;
        if (!same_need || out->batch.count[at] != case_int(c, case_at(c, value, 0)) ||
            out->batch.of[at] != case_int(c, case_at(c, value, 1)))
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

/* -- a case -- */

static void check_left_out(subject *s, const columns *out, uint32_t pupil, uint32_t expected)
{
    const char *name = attend_status_name(s->status[pupil]);
    if (expected == ATTEND_NONE || strcmp(case_text(s->c, expected, NULL), name) != 0 ||
        out->batch.status[pupil] != s->status[pupil])
        case_fail(s->c, "pupil %u: left out because of %s, in the batch %s", (unsigned)pupil, name,
                  attend_status_name(out->batch.status[pupil]));
}

/* What a pupil's tiers were on every day, and what a stored case makes of the same rows. */
static void check_path(subject *s, const columns *out, uint32_t pupil, uint32_t expected, const attend_register *grid)
{
    tier_days days = check_tiers_of(s, out, pupil, grid);
    uint32_t part;
    if ((part = case_find(s->c, expected, "tiers")) != ATTEND_NONE)
        check_tiers(s, &days, pupil, part);
    if ((part = case_find(s->c, expected, "trace")) != ATTEND_NONE)
        check_trace(s, &days, pupil, part);
    check_stored(s, &days, pupil, grid);
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
        check_not_stored(s, pupil);
        return;
    }
    if ((part = case_find(c, expected, "measures")) != ATTEND_NONE)
        check_measures(s, out, pupil, part);
    if ((part = case_find(c, expected, "flags")) != ATTEND_NONE)
        check_flags(s, out, pupil, part);
    if ((part = case_find(c, expected, "needs")) != ATTEND_NONE)
        check_needs(s, pupil, part);
    if ((part = case_find(c, expected, "missing")) != ATTEND_NONE &&
        out->batch.missing[pupil] != (uint32_t)case_int(c, part))
        case_fail(c, "pupil %u: %u sessions are missing", (unsigned)pupil, (unsigned)out->batch.missing[pupil]);
    check_reasons_of(s, out, pupil, grid);
    check_path(s, out, pupil, expected, grid);
}

static void check_decisions(subject *s)
{
    columns out;
    attend_register grid = grid_register(s, 0, 0, 0);
    attend_status status = decide(s, &out);
    if (status != ATTEND_OK) {
        case_fail(s->c, "attend_batch_run gives %s", attend_status_name(status));
        return;
    }
    check_nobody(s);
    uint32_t list = case_get(s->c, 0, "expect");
    bool *expected = case_memory(s->c, s->reg.n_pupils, sizeof *expected);
    for (uint32_t key = case_first(s->c, list); key != ATTEND_NONE; key = case_next(s->c, list, key)) {
        uint32_t pupil = (uint32_t)strtoul(case_text(s->c, key, NULL), NULL, 10);
        expected[pupil] = true;
        check_pupil(s, &out, pupil, key + 1, &grid);
    }
    for (uint32_t pupil = 0; pupil < s->reg.n_pupils; pupil++) {
        if (!expected[pupil])
            check_findings(s, pupil, ATTEND_NONE);
    }
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
    attend_status status = load_subject(&s);
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
    attend_document *documents = read_documents(c, case_get(c, 0, "calendar"), &n);
    attend_status status = load_calendar_document(c, documents, n, &calendar);
    if (status != ATTEND_OK) {
        case_fail(c, "the calendar gives %s", attend_status_name(status));
        return;
    }
    for (uint32_t at = case_first(c, spans); at != ATTEND_NONE; at = case_next(c, spans, at), nth++) {
        int32_t reached = INT32_MIN, unit = unit_of(case_text(c, case_at(c, at, 2), NULL));
        status = attend_calendar_add(calendar, case_day(c, case_at(c, at, 0)), (int32_t)case_int(c, case_at(c, at, 1)), unit,
                                     &reached);
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
