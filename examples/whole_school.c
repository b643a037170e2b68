/* A whole school by columns: 1,000 pupils, a year, every measure and flag in one call. */
#include <attend/attend.h>
#include <stdio.h>
#include <stdlib.h>

enum { PUPILS = 1000, WEEKS = 38 };

static const attend_policy *load_policy(void **memory) {
    attend_document documents[2];
    const attend_policy *policy = NULL;
    attend_finding error;
    size_t size = 0;
    attend_pack_find("gb-eng-statutory", &documents[0]);
    attend_pack_find("gb-eng-codes", &documents[1]);
    documents[0].flags = ATTEND_DOCUMENT_ROOT;
    attend_document_size(documents, 2, &size, NULL);
    *memory = malloc(size);
    if (attend_policy_load(*memory, size, documents, 2, &policy, &error) != ATTEND_OK) fputs(error.message, stderr);
    return policy;
}

/* One byte a session: here a made-up pattern, in a product the host's own marks. */
static uint8_t *make_grid(const attend_policy *policy) {
    uint8_t present_am = 0, present_pm = 0, ill = 0, unexplained = 0;
    attend_code_find(policy, "/", 1, &present_am);
    attend_code_find(policy, "\\", 1, &present_pm);
    attend_code_find(policy, "I", 1, &ill);
    attend_code_find(policy, "O", 1, &unexplained);
    uint8_t *grid = calloc(PUPILS, WEEKS * 14);
    for (int pupil = 0; grid && pupil < PUPILS; pupil++)
        for (int week = 0; week < WEEKS; week++)
            for (int slot = 0; slot < 10; slot++) {
                const int dice = (pupil * 31 + week * 17 + slot * 7) % 97;
                const uint8_t present = slot % 2 ? present_pm : present_am;
                grid[(size_t)pupil * WEEKS * 14 + (size_t)(week * 14 + slot)] =
                    dice < pupil / 50 ? (pupil % 3 ? ill : unexplained) : present;
            }
    return grid;
}

int main(void) {
    void *policy_memory = NULL;
    const attend_policy *policy = load_policy(&policy_memory);
    if (policy == NULL) return 1;
    attend_register marks = ATTEND_REGISTER_INIT;
    marks.n_pupils = PUPILS, marks.n_weeks = WEEKS, marks.grid = make_grid(policy);
    attend_day_parse("2024-09-02", 10, &marks.first_day);
    const int32_t today = marks.first_day + WEEKS * 7 - 1;

    size_t need = 0;
    const attend_calendar *calendar = NULL;
    attend_calendar_derive(NULL, 0, policy, &marks, today, &need, &calendar, NULL, 0, NULL);
    void *calendar_memory = malloc(need);
    attend_calendar_derive(calendar_memory, need, policy, &marks, today, &need, &calendar, NULL, 0, NULL);

    const uint32_t n_flags = attend_policy_count(policy, ATTEND_ITEM_FLAG);
    attend_batch batch = ATTEND_BATCH_INIT;
    batch.flags = malloc((size_t)n_flags * PUPILS);
    attend_decision_size(policy, calendar, &marks, today, &need);
    void *work = malloc(need);
    attend_finding error;
    const attend_status status = attend_batch_run(policy, calendar, &marks, today, work, need, &batch, &error);
    if (status != ATTEND_OK) fprintf(stderr, "%s\n", error.message);

    for (uint32_t flag = 0; status == ATTEND_OK && flag < n_flags; flag++) {
        attend_item item;
        int pupils = 0;
        attend_policy_item(policy, ATTEND_ITEM_FLAG, flag, &item);
        for (int pupil = 0; pupil < PUPILS; pupil++) pupils += batch.flags[flag * PUPILS + (uint32_t)pupil] == ATTEND_TRUE;
        printf("%-28s %4d of %d pupils\n", item.id, pupils, PUPILS);
    }
    free(batch.flags), free(work), free(calendar_memory), free(policy_memory), free((void *)(uintptr_t)marks.grid);
    return status != ATTEND_OK;
}
