/* Arguments that no careful caller passes: NULL in every place, misaligned memory, other people's blocks, buffers of every
 * size. Nothing may crash, and what is not asked for is not written. */
#include "hostile.h"

#define REFUSED(call) assert_int_equal((call), ATTEND_E_ARGUMENT)

/* -- NULL -- */

static void null_for_days_and_constants(void **state)
{
    int32_t day = 77, year = 77, month = 77;
    int64_t value = 77;
    char text[11];
    size_t need = 0;
    (void)state;
    REFUSED(attend_day_from_civil(2024, 9, 2, NULL));
    REFUSED(attend_day_to_civil(0, NULL, &month, &day));
    REFUSED(attend_day_to_civil(0, &year, NULL, &day));
    REFUSED(attend_day_to_civil(0, &year, &month, NULL));
    REFUSED(attend_day_parse(NULL, 10, &day));
    REFUSED(attend_day_parse(NULL, 0, &day));
    REFUSED(attend_day_parse("2024-09-02", 10, NULL));
    REFUSED(attend_day_format(0, NULL, 11, &need));
    REFUSED(attend_constant_find(NULL, &value));
    REFUSED(attend_constant_find("ATTEND_OK", NULL));
    assert_int_equal(attend_day_format(0, NULL, 0, NULL), ATTEND_E_SPACE);
    assert_int_equal(attend_day_format(0, text, sizeof text, NULL), ATTEND_OK);
    assert_true(day == 77 && year == 77 && month == 77 && value == 77);
}

static void null_for_packs_and_documents(void **state)
{
    hostile_school *s = *state;
    attend_document found;
    attend_finding finding;
    attend_finding *findings = &finding;
    uint32_t n = 0;
    int32_t kind = 0;
    size_t need = 0;
    char buffer[8];
    REFUSED(attend_pack_get(0, NULL, NULL));
    assert_int_equal(attend_pack_get(0, NULL, &found), ATTEND_OK);
    REFUSED(attend_pack_find(NULL, &found));
    REFUSED(attend_pack_find("gb-eng-codes", NULL));
    REFUSED(attend_document_size(NULL, 1, &need, findings));
    REFUSED(attend_document_size(s->documents, 2, NULL, findings));
    REFUSED(attend_document_size(s->documents, 0, &need, findings));
    REFUSED(attend_document_check(NULL, 2, s->policy_memory, s->policy_size, findings, 1, &n));
    REFUSED(attend_document_check(s->documents, 2, NULL, s->policy_size, findings, 1, &n));
    REFUSED(attend_document_check(s->documents, 2, s->policy_memory, s->policy_size, NULL, 1, &n));
    REFUSED(attend_document_check(s->documents, 2, s->policy_memory, s->policy_size, findings, 1, NULL));
    REFUSED(attend_document_canonical(NULL, ATTEND_CANONICAL_FULL, s->policy_memory, s->policy_size, buffer, 8, &need,
                                      findings));
    REFUSED(
        attend_document_canonical(s->documents, ATTEND_CANONICAL_FULL, NULL, s->policy_size, buffer, 8, &need, findings));
    REFUSED(attend_document_canonical(s->documents, ATTEND_CANONICAL_FULL, s->policy_memory, s->policy_size, NULL, 8, &need,
                                      findings));
    REFUSED(attend_document_canonical(s->documents, ATTEND_CANONICAL_FULL, s->policy_memory, s->policy_size, buffer, 8, NULL,
                                      findings));
    REFUSED(attend_document_head(NULL, s->policy_memory, s->policy_size, &kind, buffer, 8, &need, &n, findings));
    REFUSED(attend_document_head(s->documents, NULL, s->policy_size, &kind, buffer, 8, &need, &n, findings));
    REFUSED(attend_document_head(s->documents, s->policy_memory, s->policy_size, NULL, buffer, 8, &need, &n, findings));
    REFUSED(attend_document_head(s->documents, s->policy_memory, s->policy_size, &kind, NULL, 8, &need, &n, findings));
    REFUSED(attend_document_head(s->documents, s->policy_memory, s->policy_size, &kind, buffer, 8, NULL, &n, findings));
    REFUSED(attend_document_head(s->documents, s->policy_memory, s->policy_size, &kind, buffer, 8, &need, NULL, findings));
}

static void null_for_texts(void **state)
{
    hostile_school *s = *state;
    attend_document documents[2] = {s->documents[0], {NULL, 5, 0, 0}};
    const attend_policy *policy = NULL;
    uint8_t *memory = malloc(s->policy_size);
    uint32_t n = 0;
    size_t need = 0;
    REFUSED(attend_document_size(documents, 2, &need, NULL));
    REFUSED(attend_document_check(documents, 2, memory, s->policy_size, NULL, 0, &n));
    REFUSED(attend_policy_load(memory, s->policy_size, documents, 2, &policy, NULL));
    REFUSED(attend_document_canonical(&documents[1], ATTEND_CANONICAL_FULL, memory, s->policy_size, NULL, 0, &need, NULL));
    REFUSED(attend_document_canonical(s->documents, 0, memory, s->policy_size, NULL, 0, &need, NULL));
    assert_null(policy);
    free(memory);
}

static void null_for_policies(void **state)
{
    hostile_school *s = *state;
    const attend_policy *policy = NULL;
    attend_item item;
    attend_code meaning;
    uint32_t index = 0;
    uint8_t code = 0;
    char text[65];
    uint8_t *memory = malloc(s->policy_size);
    REFUSED(attend_policy_load(NULL, s->policy_size, s->documents, 2, &policy, NULL));
    REFUSED(attend_policy_load(memory, s->policy_size, NULL, 2, &policy, NULL));
    REFUSED(attend_policy_load(memory, s->policy_size, s->documents, 0, &policy, NULL));
    REFUSED(attend_policy_load(memory, s->policy_size, s->documents, 2, NULL, NULL));
    assert_null(policy);
    free(memory);
    assert_int_equal(attend_policy_bytes(NULL), 0);
    assert_int_equal(attend_policy_count(NULL, ATTEND_ITEM_MEASURE), 0);
    REFUSED(attend_policy_digest(NULL, text, sizeof text, NULL));
    REFUSED(attend_policy_digest(s->policy, NULL, sizeof text, NULL));
    REFUSED(attend_policy_item(NULL, ATTEND_ITEM_MEASURE, 0, &item));
    REFUSED(attend_policy_item(s->policy, ATTEND_ITEM_MEASURE, 0, NULL));
    REFUSED(attend_policy_find(NULL, ATTEND_ITEM_MEASURE, "attendance", &index));
    REFUSED(attend_policy_find(s->policy, ATTEND_ITEM_MEASURE, NULL, &index));
    REFUSED(attend_policy_find(s->policy, ATTEND_ITEM_MEASURE, "attendance", NULL));
    REFUSED(attend_code_find(NULL, "I", 1, &code));
    REFUSED(attend_code_find(s->policy, NULL, 1, &code));
    REFUSED(attend_code_find(s->policy, "I", 1, NULL));
    REFUSED(attend_code_get(NULL, 1, 0, &meaning));
    REFUSED(attend_code_get(s->policy, 1, 0, NULL));
}

static void null_for_calendars(void **state)
{
    hostile_school *s = *state;
    const attend_calendar *calendar = NULL;
    attend_calendar_day info;
    attend_row_finding finding;
    int32_t day;
    uint32_t weeks;
    size_t need = 0, bytes;
    uint8_t *memory = malloc(s->calendar_size);
    REFUSED(attend_calendar_load(NULL, s->calendar_size, &s->calendar_document, 1, &calendar, NULL));
    REFUSED(attend_calendar_load(memory, s->calendar_size, NULL, 1, &calendar, NULL));
    REFUSED(attend_calendar_load(memory, s->calendar_size, &s->calendar_document, 1, NULL, NULL));
    REFUSED(attend_calendar_derive(memory, s->calendar_size, NULL, &s->reg, s->as_of, &need, &calendar, &finding, 1, NULL));
    REFUSED(
        attend_calendar_derive(memory, s->calendar_size, s->policy, NULL, s->as_of, &need, &calendar, &finding, 1, NULL));
    REFUSED(
        attend_calendar_derive(memory, s->calendar_size, s->policy, &s->reg, s->as_of, NULL, &calendar, &finding, 1, NULL));
    REFUSED(attend_calendar_derive(memory, s->calendar_size, s->policy, &s->reg, s->as_of, &need, NULL, &finding, 1, NULL));
    REFUSED(attend_calendar_derive(memory, s->calendar_size, s->policy, &s->reg, s->as_of, &need, &calendar, NULL, 1, NULL));
    REFUSED(attend_calendar_derive(NULL, s->calendar_size, s->policy, &s->reg, s->as_of, &need, &calendar, NULL, 0, NULL));
    assert_null(calendar);
    free(memory);
    assert_int_equal(attend_calendar_bytes(NULL), 0);
    REFUSED(attend_calendar_get(NULL, 0, &info));
    REFUSED(attend_calendar_get(s->calendar, 0, NULL));
    REFUSED(attend_calendar_add(NULL, s->as_of, 1, ATTEND_UNIT_DAYS, &day));
    REFUSED(attend_calendar_add(s->calendar, s->as_of, 1, ATTEND_UNIT_DAYS, NULL));
    REFUSED(attend_calendar_roll(NULL, s->as_of, &day));
    REFUSED(attend_calendar_roll(s->calendar, s->as_of, NULL));
    REFUSED(attend_register_shape(NULL, s->as_of, &day, &weeks, &bytes));
    REFUSED(attend_register_shape(s->calendar, s->as_of, NULL, &weeks, &bytes));
    REFUSED(attend_register_shape(s->calendar, s->as_of, &day, NULL, &bytes));
    REFUSED(attend_register_shape(s->calendar, s->as_of, &day, &weeks, NULL));
}

static void null_for_registers(void **state)
{
    hostile_school *s = *state;
    attend_row_finding finding;
    attend_register reg = s->reg;
    size_t n = 0;
    attend_register_init(NULL);
    attend_batch_init(NULL);
    REFUSED(attend_register_check(NULL, s->calendar, &reg, s->as_of, NULL, 0, NULL, &finding, 1, &n));
    REFUSED(attend_register_check(s->policy, NULL, &reg, s->as_of, NULL, 0, NULL, &finding, 1, &n));
    REFUSED(attend_register_check(s->policy, s->calendar, NULL, s->as_of, NULL, 0, NULL, &finding, 1, &n));
    REFUSED(attend_register_check(s->policy, s->calendar, &reg, s->as_of, NULL, 0, NULL, NULL, 1, &n));
    REFUSED(attend_register_check(s->policy, s->calendar, &reg, s->as_of, NULL, 0, NULL, &finding, 1, NULL));
    assert_int_equal(attend_register_check(s->policy, s->calendar, &reg, s->as_of, NULL, 0, NULL, NULL, 0, &n), ATTEND_OK);
    reg.day = NULL;
    REFUSED(attend_register_check(s->policy, s->calendar, &reg, s->as_of, NULL, 0, NULL, NULL, 0, &n));
    reg = s->reg;
    reg.code = NULL;
    REFUSED(attend_register_check(s->policy, s->calendar, &reg, s->as_of, NULL, 0, NULL, NULL, 0, &n));
    reg = s->reg;
    reg.spells = NULL;
    REFUSED(attend_register_check(s->policy, s->calendar, &reg, s->as_of, NULL, 0, NULL, NULL, 0, &n));
}

static void null_for_decisions(void **state)
{
    hostile_school *s = *state;
    attend_batch batch = ATTEND_BATCH_INIT;
    attend_reason rows[64];
    uint32_t n = 0;
    size_t need = 0;
    REFUSED(attend_decision_size(NULL, s->calendar, &s->reg, s->as_of, &need));
    REFUSED(attend_decision_size(s->policy, NULL, &s->reg, s->as_of, &need));
    REFUSED(attend_decision_size(s->policy, s->calendar, NULL, s->as_of, &need));
    REFUSED(attend_decision_size(s->policy, s->calendar, &s->reg, s->as_of, NULL));
    REFUSED(attend_batch_run(NULL, s->calendar, &s->reg, s->as_of, s->work, s->work_size, &batch, NULL));
    REFUSED(attend_batch_run(s->policy, NULL, &s->reg, s->as_of, s->work, s->work_size, &batch, NULL));
    REFUSED(attend_batch_run(s->policy, s->calendar, NULL, s->as_of, s->work, s->work_size, &batch, NULL));
    REFUSED(attend_batch_run(s->policy, s->calendar, &s->reg, s->as_of, NULL, s->work_size, &batch, NULL));
    REFUSED(attend_batch_run(s->policy, s->calendar, &s->reg, s->as_of, s->work, s->work_size, NULL, NULL));
    assert_int_equal(attend_batch_run(s->policy, s->calendar, &s->reg, s->as_of, s->work, s->work_size, &batch, NULL),
                     ATTEND_OK);
    REFUSED(attend_reasons(NULL, s->calendar, &s->reg, 0, s->as_of, ATTEND_ITEM_FLAG, 0, s->work, s->work_size, rows, 64, &n,
                           NULL));
    REFUSED(attend_reasons(s->policy, NULL, &s->reg, 0, s->as_of, ATTEND_ITEM_FLAG, 0, s->work, s->work_size, rows, 64, &n,
                           NULL));
    REFUSED(attend_reasons(s->policy, s->calendar, NULL, 0, s->as_of, ATTEND_ITEM_FLAG, 0, s->work, s->work_size, rows, 64,
                           &n, NULL));
    REFUSED(attend_reasons(s->policy, s->calendar, &s->reg, 0, s->as_of, ATTEND_ITEM_FLAG, 0, NULL, s->work_size, rows, 64,
                           &n, NULL));
    REFUSED(attend_reasons(s->policy, s->calendar, &s->reg, 0, s->as_of, ATTEND_ITEM_FLAG, 0, s->work, s->work_size, NULL,
                           64, &n, NULL));
    REFUSED(attend_reasons(s->policy, s->calendar, &s->reg, 0, s->as_of, ATTEND_ITEM_FLAG, 0, s->work, s->work_size, rows,
                           64, NULL, NULL));
    assert_int_equal(attend_reasons(s->policy, s->calendar, &s->reg, 0, s->as_of, ATTEND_ITEM_FLAG, 0, s->work, s->work_size,
                                    rows, 64, &n, NULL),
                     ATTEND_OK);
    REFUSED(attend_reason_text(NULL, rows, n, ATTEND_TEXT, NULL, 0, &need));
    REFUSED(attend_reason_text(s->policy, NULL, n, ATTEND_TEXT, NULL, 0, &need));
    REFUSED(attend_reason_text(s->policy, rows, n, ATTEND_TEXT, NULL, 9, &need));
    REFUSED(attend_reason_text(s->policy, rows, n, ATTEND_TEXT, NULL, 0, NULL));
    REFUSED(attend_reason_text(s->policy, rows, 0, ATTEND_TEXT, NULL, 0, &need));
    REFUSED(attend_reason_text(s->policy, rows, n, 0, NULL, 0, &need));
    REFUSED(attend_percent_format(1, 2, 2, ATTEND_ROUND_HALF_UP, NULL, 9, &need));
    assert_int_equal(attend_percent_format(1, 2, 2, ATTEND_ROUND_HALF_UP, NULL, 0, NULL), ATTEND_E_SPACE);
}

/* -- memory that is not aligned, and blocks that are something else -- */

static void misaligned_memory(void **state)
{
    hostile_school *s = *state;
    const attend_policy *policy = NULL;
    const attend_calendar *calendar = NULL;
    attend_batch batch = ATTEND_BATCH_INIT;
    uint8_t *memory = malloc(s->policy_size + s->calendar_size + s->work_size + 16);
    uint32_t n = 0;
    size_t need = 0;
    int32_t kind;
    assert_non_null(memory);
    for (size_t shift = 1; shift < 16; shift++) {
        uint8_t *at = memory + shift;
        REFUSED(attend_policy_load(at, s->policy_size, s->documents, 2, &policy, NULL));
        REFUSED(attend_calendar_load(at, s->calendar_size, &s->calendar_document, 1, &calendar, NULL));
        REFUSED(attend_calendar_derive(at, s->calendar_size, s->policy, &s->reg, s->as_of, &need, &calendar, NULL, 0, NULL));
        REFUSED(attend_document_check(s->documents, 2, at, s->policy_size, NULL, 0, &n));
        REFUSED(attend_document_canonical(s->documents, ATTEND_CANONICAL_FULL, at, s->policy_size, NULL, 0, &need, NULL));
        REFUSED(attend_document_head(s->documents, at, s->policy_size, &kind, NULL, 0, &need, &n, NULL));
        REFUSED(attend_batch_run(s->policy, s->calendar, &s->reg, s->as_of, at, s->work_size, &batch, NULL));
        REFUSED(attend_reasons(s->policy, s->calendar, &s->reg, 0, s->as_of, ATTEND_ITEM_FLAG, 0, at, s->work_size, NULL, 0,
                               &n, NULL));
    }
    assert_true(policy == NULL && calendar == NULL);
    free(memory);
}

static void other_blocks(void **state)
{
    hostile_school *s = *state;
    const attend_policy *not_policy = (const void *)s->calendar;
    const attend_calendar *not_calendar = (const void *)s->policy;
    attend_batch batch = ATTEND_BATCH_INIT;
    attend_calendar_day info;
    int32_t day;
    size_t need;
    REFUSED(attend_decision_size(not_policy, s->calendar, &s->reg, s->as_of, &need));
    REFUSED(attend_decision_size(s->policy, not_calendar, &s->reg, s->as_of, &need));
    REFUSED(attend_batch_run(not_policy, s->calendar, &s->reg, s->as_of, s->work, s->work_size, &batch, NULL));
    REFUSED(attend_batch_run(s->policy, not_calendar, &s->reg, s->as_of, s->work, s->work_size, &batch, NULL));
    REFUSED(attend_register_check(not_policy, s->calendar, &s->reg, s->as_of, NULL, 0, NULL, NULL, 0, &need));
    REFUSED(attend_register_check(s->policy, not_calendar, &s->reg, s->as_of, NULL, 0, NULL, NULL, 0, &need));
    REFUSED(attend_calendar_get(not_calendar, s->as_of, &info));
    REFUSED(attend_calendar_roll(not_calendar, s->as_of, &day));
    REFUSED(attend_policy_digest(not_policy, NULL, 0, &need));
    assert_int_equal(attend_policy_count(not_policy, ATTEND_ITEM_MEASURE), 0);
    assert_int_equal(attend_policy_bytes(not_policy), 0);
    assert_int_equal(attend_calendar_bytes(not_calendar), 0);
}

static void block_sizes(void **state)
{
    hostile_school *s = *state;
    size_t n;
    for (uint32_t size = 0; size < sizeof s->reg; size++) {
        attend_register reg = s->reg;
        reg.struct_size = size;
        REFUSED(attend_register_check(s->policy, s->calendar, &reg, s->as_of, NULL, 0, NULL, NULL, 0, &n));
        REFUSED(attend_decision_size(s->policy, s->calendar, &reg, s->as_of, &n));
    }
    for (uint32_t size = 0; size < sizeof(attend_batch); size++) {
        attend_batch batch = ATTEND_BATCH_INIT;
        batch.struct_size = size;
        REFUSED(attend_batch_run(s->policy, s->calendar, &s->reg, s->as_of, s->work, s->work_size, &batch, NULL));
    }
}

/* -- every capacity of every buffer of text -- */

typedef attend_status (*writes_text)(hostile_school *s, char *buffer, size_t capacity, size_t *need);

static attend_status write_day(hostile_school *s, char *buffer, size_t capacity, size_t *need)
{
    return attend_day_format(s->as_of, buffer, capacity, need);
}

static attend_status write_digest(hostile_school *s, char *buffer, size_t capacity, size_t *need)
{
    return attend_policy_digest(s->policy, buffer, capacity, need);
}

static attend_status write_percent(hostile_school *s, char *buffer, size_t capacity, size_t *need)
{
    (void)s;
    return attend_percent_format(-123456789, 7, 4, ATTEND_ROUND_UP, buffer, capacity, need);
}

static attend_status write_head(hostile_school *s, char *buffer, size_t capacity, size_t *need)
{
    int32_t kind;
    uint32_t n;
    uint8_t *memory = malloc(s->policy_size);
    attend_status status =
        attend_document_head(s->documents, memory, s->policy_size, &kind, buffer, capacity, need, &n, NULL);
    free(memory);
    return status;
}

static attend_status write_canonical(hostile_school *s, char *buffer, size_t capacity, size_t *need)
{
    uint8_t *memory = malloc(s->calendar_size);
    attend_status status = attend_document_canonical(&s->calendar_document, ATTEND_CANONICAL_FULL, memory, s->calendar_size,
                                                     buffer, capacity, need, NULL);
    free(memory);
    return status;
}

static attend_status write_reason(hostile_school *s, int32_t format, char *buffer, size_t capacity, size_t *need)
{
    attend_reason rows[64];
    uint32_t n = 0;
    assert_int_equal(attend_reasons(s->policy, s->calendar, &s->reg, 0, s->as_of, ATTEND_ITEM_FLAG, 0, s->work, s->work_size,
                                    rows, 64, &n, NULL),
                     ATTEND_OK);
    return attend_reason_text(s->policy, rows, n, format, buffer, capacity, need);
}

static attend_status write_reason_text(hostile_school *s, char *buffer, size_t capacity, size_t *need)
{
    return write_reason(s, ATTEND_TEXT, buffer, capacity, need);
}

static attend_status write_reason_json(hostile_school *s, char *buffer, size_t capacity, size_t *need)
{
    return write_reason(s, ATTEND_JSON, buffer, capacity, need);
}

static void every_capacity(void **state)
{
    static const writes_text writers[] = {write_day,       write_digest,      write_percent,    write_head,
                                          write_canonical, write_reason_text, write_reason_json};
    for (size_t i = 0; i < sizeof writers / sizeof *writers; i++) {
        size_t need = 0, again = 0;
        assert_int_equal(writers[i](*state, NULL, 0, &need), ATTEND_E_SPACE);
        assert_true(need > 1);
        for (size_t capacity = 0; capacity <= need; capacity++) {
            char *buffer = (char *)guarded(capacity);
            attend_status status = writers[i](*state, buffer, capacity, &again);
            assert_int_equal(status, capacity < need ? ATTEND_E_SPACE : ATTEND_OK);
            assert_int_equal(again, need);
            if (status == ATTEND_OK)
                assert_int_equal(buffer[need - 1], 0);
            release((uint8_t *)buffer, capacity);
        }
    }
}

static void every_capacity_of_rows(void **state)
{
    hostile_school *s = *state;
    uint32_t need = 0;
    assert_int_equal(attend_reasons(s->policy, s->calendar, &s->reg, 0, s->as_of, ATTEND_ITEM_FLAG, 0, s->work, s->work_size,
                                    NULL, 0, &need, NULL),
                     ATTEND_E_SPACE);
    assert_true(need > 1);
    for (uint32_t capacity = 0; capacity <= need + 1; capacity++) {
        uint8_t *rows = guarded(capacity * sizeof(attend_reason));
        attend_status status = attend_reasons(s->policy, s->calendar, &s->reg, 0, s->as_of, ATTEND_ITEM_FLAG, 0, s->work,
                                              s->work_size, (attend_reason *)(void *)rows, capacity, &need, NULL);
        assert_int_equal(status, capacity < need ? ATTEND_E_SPACE : ATTEND_OK);
        release(rows, capacity * sizeof(attend_reason));
    }
}

static int set_up(void **state)
{
    static hostile_school school;
    open_school(&school);
    *state = &school;
    return 0;
}

static int tear_down(void **state)
{
    close_school(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(null_for_days_and_constants),
        cmocka_unit_test(null_for_packs_and_documents),
        cmocka_unit_test(null_for_texts),
        cmocka_unit_test(null_for_policies),
        cmocka_unit_test(null_for_calendars),
        cmocka_unit_test(null_for_registers),
        cmocka_unit_test(null_for_decisions),
        cmocka_unit_test(misaligned_memory),
        cmocka_unit_test(other_blocks),
        cmocka_unit_test(block_sizes),
        cmocka_unit_test(every_capacity),
        cmocka_unit_test(every_capacity_of_rows),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
