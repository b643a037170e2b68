/* The school with facts, steps and tiers: what tests of facts and of the journal share. */
#ifndef TESTS_UNIT_SCHOOL_JOURNAL_H
#define TESTS_UNIT_SCHOOL_JOURNAL_H

#include "school_register.h"

#define NO_ROW UINT64_MAX
#define JOURNAL_TIERS \
    "\"measures\":{\"attendance\":{\"title\":\"Attendance\",\"kind\":\"rate\",\"select\":{\"classes\":[\"attended\"]},\"window\":\"year\"}}," \
    "\"tiers\":{\"title\":\"Tiers\",\"source\":\"own\",\"measure\":\"attendance\",\"list\":[" \
    "{\"id\":\"high\",\"title\":\"High\",\"below\":\"50%\"},{\"id\":\"middle\",\"title\":\"Middle\",\"at_least\":\"50%\",\"below\":\"90%\"}," \
    "{\"id\":\"low\",\"title\":\"Low\",\"at_least\":\"90%\"}]}"
#define JOURNAL_HEAD(id) \
    "{\"format\":1,\"semantics\":1,\"kind\":\"policy\",\"id\":\"" id "\",\"version\":\"1\",\"title\":\"Rows\",\"codes\":\"school-codes\"," \
    "\"sources\":{\"own\":{\"title\":\"Own\",\"kind\":\"practice\"}},"

static const char journal_policy[] =
    JOURNAL_HEAD("journal")
    "\"facts\":{\"young\":{\"title\":\"Young\",\"not_recorded\":\"false\"},\"settled\":{\"title\":\"Settled\",\"not_recorded\":\"unknown\"}},"
    "\"barriers\":{\"anxiety\":{\"title\":\"Anxiety\",\"not_recorded\":\"unknown\"}},"
    "\"steps\":{\"mentoring\":{\"title\":\"Mentoring\",\"class\":\"support\",\"source\":\"own\",\"outcomes\":[\"finished\",\"moved-on\"]},"
    "\"visits\":{\"title\":\"Visits\",\"class\":\"support\",\"source\":\"own\",\"outcomes\":[\"agreed\"]},"
    "\"letters\":{\"title\":\"Letters\",\"class\":\"administrative\",\"source\":\"own\"}},"
    JOURNAL_TIERS "}";

static const char second_policy[] = JOURNAL_HEAD("second") JOURNAL_TIERS "}";

enum { BARRIER_ANXIETY, SETTLED, YOUNG, N_FACTS }; /* facts, in order of their ids */

static uint32_t mentoring, visits, letters, finished, agreed;

static inline uint32_t find_item(int32_t kind, const char *id)
{
    uint32_t index = 0;
    assert_int_equal(attend_policy_find(policy, kind, id, &index), ATTEND_OK);
    return index;
}

static inline int set_up_journal(void **state)
{
    attend_document set[] = {document_of(school_codes, 0), document_of(journal_policy, ATTEND_DOCUMENT_ROOT)};
    (void)set_up(state);
    free((void *)(uintptr_t)policy);
    policy = load_policies(set, 2);
    mentoring = find_item(ATTEND_ITEM_STEP, "mentoring");
    visits = find_item(ATTEND_ITEM_STEP, "visits");
    letters = find_item(ATTEND_ITEM_STEP, "letters");
    finished = find_item(ATTEND_ITEM_OUTCOME, "mentoring/finished");
    agreed = find_item(ATTEND_ITEM_OUTCOME, "visits/agreed");
    assert_int_equal(find_item(ATTEND_ITEM_FACT, "barrier:anxiety"), BARRIER_ANXIETY);
    assert_int_equal(find_item(ATTEND_ITEM_FACT, "settled"), SETTLED);
    assert_int_equal(find_item(ATTEND_ITEM_FACT, "young"), YOUNG);
    return 0;
}

static inline bool day_exists(int32_t day)
{
    return day >= ATTEND_DAY_FIRST && day <= ATTEND_DAY_LAST;
}

/* The order that facts are given in. */
static inline int compare_facts(const void *a, const void *b)
{
    const attend_fact *one = a, *two = b;
    if (one->pupil != two->pupil)
        return one->pupil < two->pupil ? -1 : 1;
    if (one->fact != two->fact)
        return one->fact < two->fact ? -1 : 1;
    return (one->from > two->from) - (one->from < two->from);
}

/* An event of pupil 0. */
static inline attend_event event_of(int32_t event, int32_t day, uint32_t step)
{
    attend_event row = ATTEND_EVENT_INIT;
    row.pupil = 0;
    row.event = event;
    row.day = day;
    row.step = step;
    return row;
}

static inline void assert_event(const attend_row_finding *finding, attend_status status, uint32_t pupil, uint64_t row,
                                int32_t day)
{
    assert_finding_in(ATTEND_ROWS_EVENTS, finding, status, pupil, row, NO_ROW, day);
}

static inline attend_register events_of(const attend_event *events, size_t n, uint32_t n_pupils)
{
    attend_register reg = register_of(NULL, 0, n_pupils);
    with_events(&reg, events, n);
    return reg;
}

/* A check of a long register, everything kept in memory of just the right size. */
typedef struct checked {
    attend_status status;
    attend_row_finding *findings;
    size_t n;
    int32_t *pupils;
} checked;

static inline checked check_of(const attend_register *reg)
{
    checked out = {0};
    out.pupils = malloc((reg->n_pupils + 1) * sizeof *out.pupils);
    (void)attend_register_check(policy, calendar, reg, as_of, NULL, 0, out.pupils, NULL, 0, &out.n);
    size_t n = out.n;
    out.findings = malloc((n + 1) * sizeof *out.findings);
    out.status = attend_register_check(policy, calendar, reg, as_of, NULL, 0, out.pupils, out.findings, n, &out.n);
    assert_int_equal(out.n, n);
    return out;
}

static inline void checked_free(checked *out)
{
    free(out->findings);
    free(out->pupils);
}

/* Strict use, and reading the pupils one by one without a list, come to the same as the check in quarantine. */
static inline void check_agrees(const attend_register *reg, const checked *out)
{
    register_view view;
    bool any_error = false;
    size_t n = 0;
    for (size_t i = 0; i < out->n; i++)
        any_error = any_error || out->findings[i].status < 0;
    assert_int_equal(attend_register_check(policy, calendar, reg, as_of, NULL, 0, NULL, NULL, 0, &n),
                     any_error ? ATTEND_E_DATA : ATTEND_OK);
    assert_int_equal(n, out->n);
    open_view(reg, calendar, &view);
    for (uint32_t pupil = 0; pupil < reg->n_pupils; pupil++) {
        register_cursor cursor;
        attend__register_seek(&view, pupil, &cursor);
        assert_int_equal(attend__pupil_fill(&view, &cursor, pupil, NULL, NULL, NULL), out->pupils[pupil]);
    }
}

#endif
