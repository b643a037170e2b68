/* One pupil's attendance, with the reason: the smallest useful program. */
#include <attend/attend.h>
#include <stdalign.h>
#include <stdio.h>

static alignas(16) unsigned char policy_memory[1 << 20], calendar_memory[1 << 17], work[1 << 20];

int main(void) {
    attend_document documents[2]; /* the national rules and the register codes they use, both bundled */
    attend_pack_find("gb-eng-statutory", &documents[0]);
    attend_pack_find("gb-eng-codes", &documents[1]);
    documents[0].flags = ATTEND_DOCUMENT_ROOT;

    const attend_policy *policy;
    attend_finding error;
    if (attend_policy_load(policy_memory, sizeof policy_memory, documents, 2, &policy, &error) != ATTEND_OK) {
        fprintf(stderr, "%u:%u: %s\n", (unsigned)error.line, (unsigned)error.column, error.message);
        return 1;
    }

    enum { DAYS = 10 }; /* two school weeks: present but for two mornings of illness */
    int32_t day[2 * DAYS], first;
    uint8_t session[2 * DAYS], code[2 * DAYS];
    attend_day_parse("2025-09-08", 10, &first);
    for (int i = 0; i < 2 * DAYS; i++) {
        const int nth_day = i / 2, ill = i == 4 || i == 6;
        day[i] = first + nth_day + (nth_day / 5) * 2; /* over the weekend */
        session[i] = (uint8_t)(i % 2);
        attend_code_find(policy, ill ? "I" : i % 2 ? "\\" : "/", 1, &code[i]);
    }
    attend_register marks = ATTEND_REGISTER_INIT;
    marks.n_pupils = 1, marks.n_marks = 2 * DAYS, marks.day = day, marks.session = session, marks.code = code;

    const attend_calendar *calendar;
    const int32_t today = day[2 * DAYS - 1];
    size_t bytes, length;
    attend_status status = attend_calendar_derive(calendar_memory, sizeof calendar_memory, policy, &marks, today, &bytes,
                                                  &calendar, NULL, 0, NULL);
    attend_reason rows[8];
    uint32_t n_rows, flag;
    char text[1024];
    attend_policy_find(policy, ATTEND_ITEM_FLAG, "persistent-absence", &flag);
    if (status == ATTEND_OK)
        status = attend_reasons(policy, calendar, &marks, 0, today, ATTEND_ITEM_FLAG, flag, work, sizeof work, rows, 8,
                                &n_rows, &error);
    if (status == ATTEND_OK)
        status = attend_reason_text(policy, rows, n_rows, ATTEND_TEXT, text, sizeof text, &length);
    puts(status == ATTEND_OK ? text : attend_status_text(status));
    return status != ATTEND_OK;
}
