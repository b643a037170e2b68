/* Memory and workspaces of every size from 0 to what is enough: too little is said to be too little, nothing is written
 * beside it, and no output without success. Of the statutory set only some sizes are tried, of smaller things all. */
#include "hostile.h"

#define SMALL_SET_SIZES 4096u
#define STATUTORY_SIZES 60u

/* One try in `size` bytes of guarded memory; fresh output must be there exactly when it fitted. */
static attend_status load_in(const attend_document *documents, uint32_t n, bool is_calendar, size_t size)
{
    const attend_policy *policy = NULL;
    const attend_calendar *calendar = NULL;
    uint8_t *memory = guarded(size);
    attend_status status = is_calendar ? attend_calendar_load(memory, size, documents, n, &calendar, NULL)
                                       : attend_policy_load(memory, size, documents, n, &policy, NULL);
    if (status == ATTEND_OK)
        assert_true((const void *)memory == (is_calendar ? (const void *)calendar : (const void *)policy));
    else
        assert_true(policy == NULL && calendar == NULL);
    release(memory, size);
    return status;
}

static attend_status check_in(const attend_document *documents, uint32_t n, size_t size)
{
    uint32_t count = 777;
    uint8_t *memory = guarded(size), *found = guarded(sizeof(attend_finding));
    attend_status status = attend_document_check(documents, n, memory, size, (attend_finding *)(void *)found, 1, &count);
    if (status == ATTEND_OK)
        assert_int_equal(count, 0);
    else
        assert_int_equal(count, 777);
    if (status != ATTEND_OK)
        assert_untouched(found, sizeof(attend_finding));
    release(memory, size);
    release(found, sizeof(attend_finding));
    return status;
}

/* Sizes from 0 to what is always enough: first short of space, then, once enough, always enough. */
static void every_size(const attend_document *documents, uint32_t n, bool is_calendar, size_t step)
{
    size_t need = 0;
    bool loaded = false, checked = false;
    assert_int_equal(attend_document_size(documents, n, &need, NULL), ATTEND_OK);
    for (size_t size = 0; size < need + step; size += step) {
        size_t bytes = size < need ? size : need;
        attend_status load = load_in(documents, n, is_calendar, bytes), check = check_in(documents, n, bytes);
        assert_true(load == ATTEND_OK || load == ATTEND_E_SPACE);
        assert_true(check == ATTEND_OK || check == ATTEND_E_SPACE);
        assert_false((loaded && load != ATTEND_OK) || (checked && check != ATTEND_OK));
        loaded = load == ATTEND_OK;
        checked = check == ATTEND_OK;
    }
    assert_true(loaded && checked);
}

static const char tiny_codes[] =
    "{\"format\":1,\"semantics\":1,\"kind\":\"codes\",\"id\":\"k\",\"version\":\"1\",\"title\":\"K\","
    "\"sources\":{\"s\":{\"title\":\"S\",\"kind\":\"practice\"}},\"classes\":{\"possible\":{\"title\":\"P\"},"
    "\"attended\":{\"title\":\"A\"},\"absent\":{\"title\":\"B\"},\"administrative\":{\"title\":\"C\"}},"
    "\"codes\":{\"I\":{\"title\":\"Ill\",\"index\":1,\"uses\":[{\"classes\":[\"possible\",\"absent\"],\"source\":\"s\"}]}}}";
static const char tiny_policy[] =
    "{\"format\":1,\"semantics\":1,\"kind\":\"policy\",\"id\":\"p\",\"version\":\"1\",\"title\":\"P\",\"codes\":\"k\","
    "\"sources\":{\"s\":{\"title\":\"S\",\"kind\":\"practice\"}},\"measures\":{\"m\":{\"title\":\"M\",\"kind\":\"count\","
    "\"select\":{\"codes\":[\"I\"]},\"window\":\"year\"}},\"flags\":{\"f\":{\"title\":\"F\",\"source\":\"s\","
    "\"when\":{\"all\":[{\"measure\":\"m\",\"at_least\":3},{\"not\":{\"measure\":\"m\",\"above\":9}}]}}}}";

static void every_size_of_a_small_set(void **state)
{
    attend_document documents[2] = {{tiny_policy, sizeof tiny_policy - 1, ATTEND_DOCUMENT_ROOT, 0},
                                    {tiny_codes, sizeof tiny_codes - 1, 0, 0}};
    size_t need = 0;
    (void)state;
    assert_int_equal(attend_document_size(documents, 2, &need, NULL), ATTEND_OK);
    every_size(documents, 2, false, need / SMALL_SET_SIZES + 1);
}

static void sizes_of_the_statutory_set(void **state)
{
    hostile_school *s = *state;
    every_size(s->documents, 2, false, s->policy_size / STATUTORY_SIZES / 16 * 16 + 16);
    every_size(&s->calendar_document, 1, true, s->calendar_size / (4 * STATUTORY_SIZES) + 1);
}

static void every_size_of_a_derived_calendar(void **state)
{
    hostile_school *s = *state;
    const attend_calendar *calendar = NULL;
    size_t need = 0;
    assert_int_equal(attend_calendar_derive(NULL, 0, s->policy, &s->reg, s->as_of, &need, NULL, NULL, 0, NULL),
                     ATTEND_E_SPACE);
    assert_true(need > 0);
    for (size_t size = 0; size <= need; size++) {
        size_t again = 0;
        uint8_t *memory = guarded(size);
        attend_status status =
            attend_calendar_derive(memory, size, s->policy, &s->reg, s->as_of, &again, &calendar, NULL, 0, NULL);
        assert_int_equal(status, size < need ? ATTEND_E_SPACE : ATTEND_OK);
        assert_int_equal(again, need);
        assert_true((calendar != NULL) == (size == need));
        release(memory, size);
    }
}

static void every_size_of_workspace(void **state)
{
    hostile_school *s = *state;
    attend_batch batch = ATTEND_BATCH_INIT;
    size_t cells = (size_t)s->n_measures * HOSTILE_PUPILS;
    bool done = false;
    for (size_t size = 0; size <= s->work_size; size += s->work_size > 8192 && size + 64 < s->work_size ? 61 : 1) {
        uint8_t *work = guarded(size), *count = guarded(cells * sizeof(int64_t));
        batch.count = (int64_t *)(void *)count;
        attend_status status = attend_batch_run(s->policy, s->calendar, &s->reg, s->as_of, work, size, &batch, NULL);
        assert_true(status == ATTEND_OK || status == ATTEND_E_SPACE);
        assert_false(done && status != ATTEND_OK);
        done = status == ATTEND_OK;
        if (!done)
            assert_untouched(count, cells * sizeof(int64_t));
        release(work, size);
        release(count, cells * sizeof(int64_t));
    }
    assert_true(done);
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
        cmocka_unit_test(every_size_of_a_small_set),
        cmocka_unit_test(sizes_of_the_statutory_set),
        cmocka_unit_test(every_size_of_a_derived_calendar),
        cmocka_unit_test(every_size_of_workspace),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
