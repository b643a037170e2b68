/* Loading at its limits: every size of memory, calls that are wrong, large documents. */
#include "set_texts.h"

#include "policy/model.h"

/* -- memory -- */

static attend_status load_in(const texts *set, size_t size, unsigned char fill, unsigned char *kept, size_t *bytes)
{
    block memory = block_take(size);
    const attend_policy *policy = NULL;
    attend_finding error;
    memset(memory.at, fill, size);
    attend_status status = attend_policy_load(memory.at, size, set->documents, set->n, &policy, &error);
    assert_true(block_is_whole(&memory, size));
    if (status == ATTEND_OK) {
        *bytes = attend_policy_bytes(policy);
        assert_true(*bytes <= size);
        memcpy(kept, policy, *bytes);
    } else {
        assert_null(policy);
        assert_int_equal(status, ATTEND_E_SPACE);
        assert_int_equal(error.status, ATTEND_E_SPACE);
    }
    free(memory.given);
    return status;
}

/* Every size up to what attend_document_size() says, in the units that memory is used in; around the start every byte. */
static void test_load_sizes(void **state)
{
    (void)state;
    texts set;
    two_roots(&set);
    size_t need = texts_need(&set), bytes = 0, first = 0, enough = 0;
    unsigned char *kept = malloc(need), *before = malloc(need);
    assert_non_null(kept);
    assert_non_null(before);
    assert_int_equal(load_in(&set, need, 0, before, &first), ATTEND_OK);
    for (size_t size = 0; size <= need; size += size < 608 ? 1 : 16) {
        if (load_in(&set, size, 0xA5, kept, &bytes) != ATTEND_OK) {
            assert_int_equal(enough, 0); /* more memory is never worse */
            continue;
        }
        enough = enough ? enough : size;
        assert_int_equal(bytes, first); /* the same bytes, whatever was in memory and however much there is */
        assert_memory_equal(kept, before, bytes);
    }
    assert_true(enough > 0 && enough <= need);
    assert_true(need < 8 * enough); /* a bound that is of use */
    free(kept);
    free(before);
    texts_free(&set);
}

static void test_check_sizes(void **state)
{
    (void)state;
    texts set;
    two_roots(&set);
    texts_add(&set, "policy", "wrong", 0, "'extends':['bases']");
    size_t need = texts_need(&set);
    size_t enough = 0;
    for (size_t size = 0; size <= need; size += size < 608 ? 1 : 16) {
        attend_finding rows[2];
        uint32_t n = 99;
        block memory = block_take(size);
        memset(rows, 0x5A, sizeof rows);
        attend_status status = attend_document_check(set.documents, set.n, memory.at, size, rows, 2, &n);
        assert_true(block_is_whole(&memory, size));
        if (status == ATTEND_E_SPACE) {
            assert_int_equal(enough, 0);
            assert_int_equal(n, 99);
            assert_int_equal(rows[0].line, 0x5A5A5A5A);
        } else {
            assert_int_equal(status, ATTEND_E_DATA);
            assert_int_equal(n, 1);
            enough = enough ? enough : size;
        }
        free(memory.given);
    }
    assert_true(enough > 0);
    texts_free(&set);
}

static void test_moves(void **state)
{
    (void)state;
    texts set;
    block memory, other;
    two_roots(&set);
    const attend_policy *policy = texts_policy(&set, &memory);
    size_t bytes = attend_policy_bytes(policy);
    assert_int_equal(bytes % 16, 0);
    other = block_take(bytes);
    memcpy(other.at, policy, bytes);
    free(memory.given);
    const attend_policy *moved = other.at;
    assert_string_equal(item_get(moved, ATTEND_ITEM_MEASURE, 4).id, "first/own-one");
    assert_int_equal(item_index(moved, ATTEND_ITEM_CLASS, "absent"), 2);
    free(other.given);
    texts_free(&set);
}

/* -- calls that are wrong -- */

static attend_status load_status(const texts *set, attend_finding *error)
{
    block memory;
    const attend_policy *policy = NULL;
    attend_status status = texts_load(set, &memory, &policy, error);
    free(memory.given);
    assert_null(policy);
    assert_int_equal(error->status, status);
    return status;
}

static void test_wrong_roots(void **state)
{
    (void)state;
    texts set = {.n = 0};
    attend_finding error;
    texts_add(&set, "codes", "marks", 0, CODES);
    texts_add(&set, "codes", "others", 0, CODES);
    texts_add(&set, "policy", "a", 0, PLAIN_POLICY);
    texts_add(&set, "policy", "b", ROOT, "'codes':'others'");
    set.documents[3].flags = 0;
    assert_int_equal(load_status(&set, &error), ATTEND_E_ARGUMENT);
    assert_non_null(strstr(error.message, "ATTEND_DOCUMENT_ROOT"));
    set.documents[0].flags = ROOT;
    assert_int_equal(load_status(&set, &error), ATTEND_E_KIND);
    assert_int_equal(error.document, 0);
    assert_string_equal(error.path, "kind");
    set.documents[0].flags = 0;
    set.documents[2].flags = set.documents[3].flags = ROOT;
    assert_int_equal(load_status(&set, &error), ATTEND_E_MISMATCH);
    assert_int_equal(error.document, 3);
    assert_string_equal(error.path, "codes");
    set.documents[2].flags = 0;
    texts_add(&set, "calendar", "c", 0, "'years':{'y':{'from':'2025-08-01','to':'2026-07-31'}}");
    assert_int_equal(load_status(&set, &error), ATTEND_E_KIND);
    assert_int_equal(error.document, 4);
    uint32_t n = 9;
    assert_int_equal(texts_check(&set, NULL, 0, &n), ATTEND_OK); /* checking takes all kinds together */
    assert_int_equal(n, 0);
    texts_free(&set);
}

static void test_arguments(void **state)
{
    (void)state;
    texts set;
    two_roots(&set);
    size_t need = texts_need(&set), size = 1;
    block memory = block_take(need + 16);
    const attend_policy *policy = NULL;
    attend_finding error;
    uint32_t n = 7;
    char *odd = (char *)memory.at + 8;
    assert_int_equal(attend_policy_load(NULL, need, set.documents, set.n, &policy, &error), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_policy_load(odd, need, set.documents, set.n, &policy, &error), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_policy_load(memory.at, need, NULL, set.n, &policy, &error), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_policy_load(memory.at, need, set.documents, 0, &policy, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_policy_load(memory.at, need, set.documents, set.n, NULL, &error), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_document_check(set.documents, set.n, NULL, need, NULL, 0, &n), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_document_check(set.documents, set.n, odd, need, NULL, 0, &n), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_document_check(set.documents, set.n, memory.at, need, NULL, 1, &n), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_document_check(set.documents, set.n, memory.at, need, NULL, 0, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_document_check(set.documents, 65, memory.at, need, NULL, 0, &n), ATTEND_E_LIMIT);
    assert_int_equal(attend_document_size(set.documents, 65, &size, &error), ATTEND_E_LIMIT);
    assert_int_equal(attend_document_size(set.documents, set.n, NULL, &error), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_document_size(NULL, 1, &size, NULL), ATTEND_E_ARGUMENT);
    attend_document document = set.documents[1];
    set.documents[1].size = (4u << 20) + 1;
    assert_int_equal(attend_document_size(set.documents, set.n, &size, &error), ATTEND_E_LIMIT);
    assert_int_equal(error.document, 1);
    set.documents[1] = document;
    set.documents[1].reserved = 1;
    assert_int_equal(attend_document_size(set.documents, set.n, &size, &error), ATTEND_E_ARGUMENT);
    set.documents[1] = document;
    set.documents[1].flags = 2;
    assert_int_equal(attend_document_size(set.documents, set.n, &size, &error), ATTEND_E_ARGUMENT);
    set.documents[1] = document;
    set.documents[1].text = NULL;
    assert_int_equal(attend_document_size(set.documents, set.n, &size, &error), ATTEND_E_ARGUMENT);
    set.documents[1] = document;
    assert_int_equal(size, 1);
    assert_int_equal(n, 7);
    assert_null(policy);
    free(memory.given);
    texts_free(&set);
}

static void test_questions_that_are_wrong(void **state)
{
    (void)state;
    texts set;
    block memory;
    two_roots(&set);
    const attend_policy *policy = texts_policy(&set, &memory);
    attend_item item;
    uint32_t index = 5;
    uint8_t code = 5;
    char hex[65];
    memset(&item, 0x5A, sizeof item);
    attend_item untouched = item;
    assert_int_equal(attend_policy_item(policy, ATTEND_ITEM_MEASURE, 5, &item), ATTEND_E_NOT_FOUND);
    assert_int_equal(attend_policy_item(policy, 0, 0, &item), ATTEND_E_NOT_FOUND);
    assert_int_equal(attend_policy_item(policy, 8, 0, &item), ATTEND_E_NOT_FOUND);
    assert_int_equal(attend_policy_item(NULL, ATTEND_ITEM_MEASURE, 0, &item), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_policy_item(policy, ATTEND_ITEM_MEASURE, 0, NULL), ATTEND_E_ARGUMENT);
    assert_memory_equal(&item, &untouched, sizeof item);
    assert_int_equal(attend_policy_count(NULL, ATTEND_ITEM_MEASURE), 0);
    assert_int_equal(attend_policy_count(policy, 99), 0);
    assert_int_equal(attend_policy_bytes(NULL), 0);
    assert_int_equal(attend_policy_find(policy, 99, "shared", &index), ATTEND_E_NOT_FOUND);
    assert_int_equal(attend_policy_find(policy, ATTEND_ITEM_MEASURE, NULL, &index), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_policy_digest(NULL, hex, sizeof hex, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_policy_digest(policy, NULL, 65, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_code_find(policy, NULL, 1, &code), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_code_get(NULL, 1, 0, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(index, 5);
    assert_int_equal(code, 5);
    free(memory.given);
    texts_free(&set);
}

/* -- large documents -- */

/* A flag of `outer` x 64 x 64 comparisons. */
static void add_wide(texts *set, const char *id, const char *base, uint32_t outer)
{
    static const char one[] = "{'measure':'m','below':'1%'}";
    size_t room = (size_t)outer * 64 * 64 * (sizeof one + 1) + (size_t)outer * 64 * 20 + 1000, size;
    char *members = malloc(room);
    assert_non_null(members);
    size = (size_t)snprintf(members, room, "%s,'flags':{'%s':{'title':'F','source':'own','when':{'any':[", base, id);
    for (uint32_t i = 0; i < outer * 64; i++) {
        size += (size_t)snprintf(members + size, room - size, "%s{'all':[", i % 64 ? "," : i ? ",{'any':[" : "{'any':[");
        for (uint32_t k = 0; k < 64; k++)
            size += (size_t)snprintf(members + size, room - size, "%s%s", k ? "," : "", one);
        size += (size_t)snprintf(members + size, room - size, "]}%s", i % 64 == 63 ? "]}" : "");
    }
    snprintf(members + size, room - size, "]}}}");
    texts_add(set, "policy", id, 0, members);
    free(members);
}

/* 262,144 conditions and values in one policy: up to that it loads, above it says so. */
static void test_rules_limit(void **state)
{
    (void)state;
    texts set = {.n = 0};
    block memory;
    static const char more[] = "'extends':['wide-a']";
    texts_add(&set, "codes", "marks", 0, CODES);
    add_wide(&set, "wide-a", "'codes':'marks'," SOURCES ",'measures':{" MEASURE("m", "") "}", 31);
    add_wide(&set, "wide-b", more, 31);
    set.documents[2].flags = ROOT;
    const attend_policy *policy = texts_policy(&set, &memory);
    assert_int_equal(policy->conditions.count, 2 * (31 * (64 * 65 + 1) + 1));
    free(memory.given);
    add_wide(&set, "wide-c", "'extends':['wide-b']", 2);
    set.documents[2].flags = 0;
    set.documents[3].flags = ROOT;
    texts_expect(&set, ATTEND_E_LIMIT, 3, "", "more than 262144 conditions and values");
    texts_free(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_load_sizes),
        cmocka_unit_test(test_check_sizes),
        cmocka_unit_test(test_moves),
        cmocka_unit_test(test_wrong_roots),
        cmocka_unit_test(test_arguments),
        cmocka_unit_test(test_questions_that_are_wrong),
        cmocka_unit_test(test_rules_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
