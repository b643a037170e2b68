/* A stored case, carried forward night by night: what a host does with the day's marks of one pupil. The case would stand in
 * a database column; here it is in a file. Nothing but the new rows is read again. */
#include <attend/attend.h>
#include <stdalign.h>
#include <stdio.h>
#include <string.h>

static alignas(16) unsigned char policy_memory[1 << 21], calendar_memory[1 << 17], work[1 << 21];
static alignas(16) unsigned char state[ATTEND_CASE_BYTES_MAX];

static const char calendar_text[] =
    "{\"format\": 1, \"semantics\": 1, \"kind\": \"calendar\", \"id\": \"autumn\", \"version\": \"1\", \"title\": \"One autumn\","
    "\"years\": {\"2025-26\": {\"from\": \"2025-08-01\", \"to\": \"2026-07-31\", \"terms\": ["
    "{\"id\": \"autumn\", \"title\": \"Autumn term\", \"from\": \"2025-09-01\", \"to\": \"2025-12-19\"}]}}}";

static int failed(const char *what, attend_status status, const attend_finding *error) {
    fprintf(stderr, "%s: %s\n", what, error ? error->message : attend_status_text(status));
    return 1;
}

static attend_status load(const attend_policy **policy, const attend_calendar **calendar, attend_finding *error) {
    attend_document set[3], autumn = {calendar_text, sizeof calendar_text - 1, ATTEND_DOCUMENT_ROOT, 0};
    attend_pack_find("gb-eng-process", &set[0]);
    attend_pack_find("gb-eng-statutory", &set[1]);
    attend_pack_find("gb-eng-codes", &set[2]);
    set[0].flags = ATTEND_DOCUMENT_ROOT;
    attend_status status = attend_policy_load(policy_memory, sizeof policy_memory, set, 3, policy, error);
    if (status != ATTEND_OK)
        return status;
    return attend_calendar_load(calendar_memory, sizeof calendar_memory, &autumn, 1, calendar, error);
}

/* The day's two marks: three days of illness in the week of 6 October, else present. */
static void marks_of(const attend_policy *policy, int32_t day, uint8_t code[2]) {
    int32_t ill;
    attend_day_parse("2025-10-07", 10, &ill);
    for (int session = 0; session < 2; session++)
        attend_code_find(policy, day >= ill && day < ill + 3 ? "I" : session ? "\\" : "/", 1, &code[session]);
}

/* Carries the case through one day with the marks of that day alone. */
static attend_status night(const attend_policy *policy, const attend_calendar *calendar, int32_t today, size_t size,
                           attend_finding *error) {
    int32_t day[2] = {today, today};
    uint8_t session[2] = {0, 1}, code[2];
    attend_register marks = ATTEND_REGISTER_INIT;
    marks_of(policy, today, code);
    marks.n_pupils = 1, marks.n_marks = 2, marks.day = day, marks.session = session, marks.code = code;
    return attend_case_advance(policy, calendar, &marks, 0, today, state, size, work, sizeof work, error);
}

static attend_status show(const attend_policy *policy, size_t size) {
    attend_tier_decision row;
    attend_item least, most;
    char day[11], since[11];
    uint32_t n;
    attend_status status = attend_case_decide(policy, state, size, &row, 1, &n);
    if (status != ATTEND_OK)
        return status;
    attend_policy_item(policy, ATTEND_ITEM_TIER, row.at_least, &least);
    attend_policy_item(policy, ATTEND_ITEM_TIER, row.at_most, &most);
    attend_day_format(row.day, day, sizeof day, NULL);
    attend_day_format(row.since, since, sizeof since, NULL);
    printf("%s  %s", day, least.id);
    if (row.tier == ATTEND_NONE)
        printf(" to %s", most.id);
    printf(" since %s%s\n", since, row.provisional ? " (provisional)" : "");
    return ATTEND_OK;
}

int main(void) {
    const attend_policy *policy;
    const attend_calendar *calendar;
    attend_finding error;
    size_t size;
    int32_t monday, start;
    attend_status status = load(&policy, &calendar, &error);
    if (status != ATTEND_OK)
        return failed("load", status, &error);
    attend_case_size(policy, &size);
    attend_case_init(policy, state, size);
    attend_day_parse("2025-09-01", 10, &start);
    attend_day_parse("2025-10-06", 10, &monday);
    for (int32_t today = start; today < monday + 5; today++) {
        if ((today - start) % 7 > 4)
            continue; /* a weekend */
        FILE *store = tmpfile(); /* where the case spends the day */
        if (store == NULL || fwrite(state, 1, size, store) != size)
            return failed("store", ATTEND_E_ARGUMENT, NULL);
        memset(state, 0, size);
        rewind(store);
        if (fread(state, 1, size, store) != size || (status = attend_case_check(policy, state, size, NULL)) != ATTEND_OK)
            return failed("restore", status, NULL);
        fclose(store);
        status = night(policy, calendar, today, size, &error);
        if (status != ATTEND_OK)
            return failed("advance", status, &error);
        if (today >= monday && (status = show(policy, size)) != ATTEND_OK)
            return failed("decide", status, NULL);
    }
    printf("a case of %lu bytes\n", (unsigned long)size);
    return 0;
}
