/* Calendar documents: what is refused, what is inherited, and how much memory it takes. */
#include "school.h"

#include "policy/calendar/calendar_model.h"

static attend_calendar_day get(const attend_calendar *from, int32_t day)
{
    attend_calendar_day info;
    memset(&info, 0xEE, sizeof info);
    assert_int_equal(attend_calendar_get(from, day, &info), ATTEND_OK);
    assert_int_equal(info.reserved, 0);
    return info;
}

static attend_status load_status(const char *text, uint32_t flags)
{
    attend_document document = document_of(text, flags);
    size_t size = 0;
    void *memory = memory_for(&document, 1, &size);
    const attend_calendar *loaded = NULL;
    attend_finding error;
    memset(&error, 0, sizeof error);
    attend_status status = attend_calendar_load(memory, size, &document, 1, &loaded, &error);
    assert_true((status == ATTEND_OK) == (loaded != NULL));
    assert_int_equal(error.status, status);
    free(memory);
    return status;
}

#define HEAD "{\"format\":1,\"semantics\":1,\"kind\":\"calendar\",\"id\":\"c\",\"version\":\"1\",\"title\":\"C\","
#define YEAR "\"years\":{\"y\":{\"from\":\"2024-08-01\",\"to\":\"2025-07-31\",\"terms\":[" \
             "{\"id\":\"t\",\"from\":\"2024-09-02\",\"to\":\"2024-09-20\"}]}}"

static void test_load_errors(void **state)
{
    (void)state;
    assert_int_equal(load_status(HEAD YEAR "}", ATTEND_DOCUMENT_ROOT), ATTEND_OK);
    assert_int_equal(load_status(HEAD YEAR "}", 0), ATTEND_E_ARGUMENT);
    assert_int_equal(load_status(HEAD YEAR, ATTEND_DOCUMENT_ROOT), ATTEND_E_SYNTAX);
    assert_int_equal(load_status(school_policy, ATTEND_DOCUMENT_ROOT), ATTEND_E_KIND);
    assert_int_equal(load_status(school_codes, ATTEND_DOCUMENT_ROOT), ATTEND_E_KIND);
    assert_int_equal(load_status(HEAD "\"years\":{\"y\":{\"from\":\"2024-08-01\",\"to\":\"2024-07-31\"}}}",
                                 ATTEND_DOCUMENT_ROOT), ATTEND_E_DATE_ORDER);
    assert_int_equal(load_status(HEAD "\"years\":{\"y\":{\"from\":\"2024-08-01\",\"to\":\"2025-07-31\"},"
                                 "\"z\":{\"from\":\"2025-07-31\",\"to\":\"2026-07-31\"}}}",
                                 ATTEND_DOCUMENT_ROOT), ATTEND_E_DATE_ORDER);
    assert_int_equal(load_status(HEAD YEAR ",\"closures\":{\"x\":{\"from\":\"2024-09-02\",\"to\":\"2024-09-02\","
                                 "\"sessions\":[\"EVE\"]}}}", ATTEND_DOCUMENT_ROOT), ATTEND_E_REFERENCE);
}

static void test_load_periods_out_of_order(void **state)
{
    (void)state;
#define TERMS(list) HEAD "\"years\":{\"y\":{\"from\":\"2024-08-01\",\"to\":\"2025-07-31\",\"terms\":[" list "]}}}"
    assert_int_equal(load_status(TERMS("{\"id\":\"a\",\"from\":\"2024-09-02\",\"to\":\"2024-09-20\"},"
                                       "{\"id\":\"b\",\"from\":\"2024-09-20\",\"to\":\"2024-10-20\"}"),
                                 ATTEND_DOCUMENT_ROOT), ATTEND_E_DATE_ORDER);
    assert_int_equal(load_status(TERMS("{\"id\":\"a\",\"from\":\"2024-10-02\",\"to\":\"2024-10-20\"},"
                                       "{\"id\":\"b\",\"from\":\"2024-09-01\",\"to\":\"2024-09-20\"}"),
                                 ATTEND_DOCUMENT_ROOT), ATTEND_E_DATE_ORDER);
    assert_int_equal(load_status(TERMS("{\"id\":\"a\",\"from\":\"2024-07-02\",\"to\":\"2024-10-20\"}"),
                                 ATTEND_DOCUMENT_ROOT), ATTEND_E_DATE_ORDER);
    assert_int_equal(load_status(TERMS("{\"id\":\"a\",\"from\":\"2024-10-02\",\"to\":\"2024-10-20\",\"half_terms\":["
                                       "{\"id\":\"h\",\"from\":\"2024-10-01\",\"to\":\"2024-10-20\"}]}"),
                                 ATTEND_DOCUMENT_ROOT), ATTEND_E_DATE_ORDER);
#undef TERMS
}

static void test_load_span(void **state)
{
    (void)state;
#define YEARS(last) HEAD "\"years\":{\"y\":{\"from\":\"2000-01-03\",\"to\":\"" last "\",\"terms\":[" \
                    "{\"id\":\"t\",\"from\":\"2000-01-03\",\"to\":\"" last "\"}]}}}"
    const attend_calendar *longest = load_calendar(YEARS("2020-01-17")); /* 7,320 days */
    assert_int_equal(longest->n_days, 7322);
    assert_int_equal(get(longest, day_on(2020, 1, 17)).school_day, 7320 / 7 * 5 + 5);
    free((void *)(uintptr_t)longest);
    assert_int_equal(load_status(YEARS("2020-01-18"), ATTEND_DOCUMENT_ROOT), ATTEND_E_LIMIT);
#undef YEARS
}

static void test_load_arguments(void **state)
{
    (void)state;
    attend_document document = document_of(school_calendar, ATTEND_DOCUMENT_ROOT);
    attend_document two[] = {document, document};
    size_t size = 0;
    char *memory = memory_for(&document, 1, &size);
    const attend_calendar *loaded = NULL;
    assert_int_equal(attend_calendar_load(NULL, size, &document, 1, &loaded, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_calendar_load(memory + 1, size - 1, &document, 1, &loaded, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_calendar_load(memory, size, NULL, 1, &loaded, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_calendar_load(memory, size, &document, 0, &loaded, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_calendar_load(memory, size, &document, 1, NULL, NULL), ATTEND_E_ARGUMENT);
    assert_int_not_equal(attend_calendar_load(memory, size, two, 2, &loaded, NULL), ATTEND_OK);
    assert_null(loaded);
    free(memory);
}

/* Every size of memory: too little is said, never overrun. */
static void test_load_any_memory(void **state)
{
    (void)state;
    attend_document document = document_of(school_calendar, ATTEND_DOCUMENT_ROOT);
    size_t enough = 0;
    free(memory_for(&document, 1, &enough));
    size_t step = 16;
    bool loaded_before = false;
    for (size_t size = 0; size <= enough; size += step) {
        char *memory = malloc(size ? size : 1);
        const attend_calendar *loaded = NULL;
        attend_status status = attend_calendar_load(memory, size, &document, 1, &loaded, NULL);
        assert_true(status == ATTEND_E_SPACE || status == ATTEND_OK);
        assert_true(!loaded_before || status == ATTEND_OK);
        loaded_before = status == ATTEND_OK;
        free(memory);
    }
    assert_true(loaded_before);
}

static void test_extends(void **state)
{
    (void)state;
    const char *base = HEAD YEAR ",\"weekdays\":[\"mon\",\"sat\"],"
                       "\"closures\":{\"x\":{\"from\":\"2024-09-09\",\"to\":\"2024-09-09\"}}}";
    const char *root =
        "{\"format\":1,\"semantics\":1,\"kind\":\"calendar\",\"id\":\"d\",\"version\":\"1\",\"title\":\"D\","
        "\"extends\":[\"c@1\"],\"remove\":{\"closures\":[\"x\"]},"
        "\"closures\":{\"y\":{\"from\":\"2024-09-16\",\"to\":\"2024-09-16\",\"sessions\":[\"AM\"]}},"
        "\"years\":{\"before\":{\"from\":\"2023-08-01\",\"to\":\"2024-07-31\",\"terms\":["
        "{\"id\":\"u\",\"from\":\"2023-09-04\",\"to\":\"2023-09-10\"}]}}}";
    attend_document set[] = {document_of(root, ATTEND_DOCUMENT_ROOT), document_of(base, 0)};
    const attend_calendar *loaded = load_calendars(set, 2);
    assert_string_equal(get(loaded, day_on(2023, 9, 4)).year, "before"); /* years are put in order */
    assert_string_equal(get(loaded, day_on(2024, 9, 9)).year, "y");
    assert_int_equal(get(loaded, day_on(2023, 9, 4)).sessions, 3);
    assert_int_equal(get(loaded, day_on(2023, 9, 5)).sessions, 0);  /* weekdays are the base's */
    assert_int_equal(get(loaded, day_on(2024, 9, 7)).sessions, 3);  /* Saturday */
    assert_int_equal(get(loaded, day_on(2024, 9, 9)).sessions, 3);  /* the closure is removed */
    assert_int_equal(get(loaded, day_on(2024, 9, 16)).sessions, 2); /* and another added */
    free((void *)(uintptr_t)loaded);
}

static void test_own_sessions(void **state)
{
    (void)state;
    const char *text = HEAD "\"sessions\":{\"B\":{\"title\":\"B\",\"order\":2},\"A\":{\"title\":\"A\",\"order\":1},"
                       "\"C\":{\"title\":\"C\",\"order\":3}}," YEAR
                       ",\"closures\":{\"x\":{\"from\":\"2024-09-09\",\"to\":\"2024-09-10\",\"sessions\":[\"B\"]},"
                       "\"z\":{\"from\":\"2024-09-10\",\"to\":\"2024-09-11\"}},"
                       "\"openings\":{\"o\":{\"from\":\"2024-09-11\",\"to\":\"2024-09-15\",\"sessions\":[\"C\"]}}}";
    const attend_calendar *loaded = load_calendar(text);
    assert_int_equal(get(loaded, day_on(2024, 9, 6)).sessions, 7);
    assert_int_equal(get(loaded, day_on(2024, 9, 9)).sessions, 5);
    assert_int_equal(get(loaded, day_on(2024, 9, 10)).sessions, 0);
    assert_int_equal(get(loaded, day_on(2024, 9, 11)).sessions, 4); /* an opening comes last */
    assert_int_equal(get(loaded, day_on(2024, 9, 15)).sessions, 4);
    assert_int_equal(get(loaded, day_on(2024, 9, 12)).sessions, 7);
    int32_t day = 0;
    uint32_t slot = 9;
    assert_true(attend__calendar_back_sessions(loaded, day_on(2024, 9, 9), 1, &day, &slot));
    assert_int_equal(slot, 2);
    assert_true(attend__calendar_back_sessions(loaded, day_on(2024, 9, 9), 2, &day, &slot));
    assert_int_equal(day, day_on(2024, 9, 9));
    assert_int_equal(slot, 0);
    free((void *)(uintptr_t)loaded);
}

/* As many closures as 3,000 short objects: the size that is said to be enough is, and each keeps its title. */
static void test_many_closures(void **state)
{
    (void)state;
    enum { CLOSURES = 3000, BYTES = 80 };
    char *text = malloc(CLOSURES * BYTES + 1000), title[16];
    size_t size = (size_t)sprintf(text, "%s%s,\"closures\":{", HEAD, YEAR);
    for (int i = 0; i < CLOSURES; i++) {
        char day[11];
        assert_int_equal(attend_day_format(day_on(2024, 8, 1) + i % 300, day, sizeof day, NULL), ATTEND_OK);
        size += (size_t)sprintf(text + size, "%s\"c%d\":{\"from\":\"%s\",\"to\":\"%s\"}", i ? "," : "", i, day, day);
    }
    memcpy(text + size, "}}", 3);
    const attend_calendar *loaded = load_calendar(text);
    for (int i = 0; i < 300; i++) {
        sprintf(title, "c%d", i); /* ten fall on each day: the first of them is told */
        assert_string_equal(get(loaded, day_on(2024, 8, 1) + i).closure, title);
        assert_int_equal(get(loaded, day_on(2024, 8, 1) + i).sessions, 0);
    }
    free((void *)(uintptr_t)loaded);
    free(text);
}

static void test_opening_outside_years(void **state)
{
    (void)state;
    const attend_calendar *loaded = load_calendar(
        HEAD YEAR ",\"openings\":{\"o\":{\"from\":\"2025-08-04\",\"to\":\"2025-08-04\"}}}");
    assert_int_equal(get(loaded, day_on(2025, 8, 4)).sessions, 3);
    assert_int_equal(loaded->document_last, day_on(2025, 7, 31));
    free((void *)(uintptr_t)loaded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_load_errors),
        cmocka_unit_test(test_load_periods_out_of_order),
        cmocka_unit_test(test_load_span),
        cmocka_unit_test(test_load_arguments),
        cmocka_unit_test(test_load_any_memory),
        cmocka_unit_test(test_extends),
        cmocka_unit_test(test_own_sessions),
        cmocka_unit_test(test_many_closures),
        cmocka_unit_test(test_opening_outside_years),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
