/* How large a case of a policy set is, where in it things are kept, and sets whose case is too large; loading in exactly the
 * memory that attend_document_size() says, for documents made to need much of it. */
#include "set_texts.h"

#include "attend/case.h"
#include "base/text.h"
#include "policy/case_model.h"

#define ROW(policy, table, type, index) (POLICY_ROWS(policy, table, type) + (index))
#define WINDOW(id, kind, window) "'" id "':{'title':'M','kind':'" kind "','select':{'codes':['P']},'window':{" window "}}"
#define STEP(id) "'" id "':{'title':'S','class':'support','source':'own'}"
#define HEAD "'codes':'marks'," SOURCES

static const attend_policy *load_policy(texts *set, block *memory, const char *members)
{
    memset(set, 0, sizeof *set);
    texts_add(set, "codes", "marks", 0, CODES);
    texts_add(set, "policy", "policy", ROOT, members);
    return texts_policy(set, memory);
}

static void drop(texts *set, block *memory)
{
    free(memory->given);
    texts_free(set);
}

/* -- units -- */

static uint32_t units(int32_t kind, int32_t unit, uint32_t n, uint32_t offset)
{
    measure_spec spec = {.kind = kind, .window = {.kind = WINDOW_LAST, .unit = unit, .n = n, .offset = offset}};
    return attend__memory_units(&spec, n);
}

static void test_units(void **state)
{
    (void)state;
    assert_int_equal(units(ATTEND_MEASURE_RATE, ATTEND_UNIT_SESSIONS, 20, 0), 20);
    assert_int_equal(units(ATTEND_MEASURE_COUNT, ATTEND_UNIT_DAYS, 1, 800), 801);
    assert_int_equal(units(ATTEND_MEASURE_DIFFERENCE, ATTEND_UNIT_SCHOOL_WEEKS, 4, 3), 11);
    assert_int_equal(units(ATTEND_MEASURE_DIFFERENCE, ATTEND_UNIT_WEEKS, 4, 3), 77);
    assert_int_equal(units(ATTEND_MEASURE_DIFFERENCE, ATTEND_UNIT_WEEKS, 800, 800), 16800);
    measure_spec since = {.kind = ATTEND_MEASURE_RATE, .window = {.kind = WINDOW_SINCE, .n = 5}};
    assert_int_equal(attend__memory_units(&since, 5), 0);
    measure_spec year = {.kind = ATTEND_MEASURE_RATE, .window = {.kind = WINDOW_YEAR}};
    assert_int_equal(attend__memory_units(&year, 0), 0);
}

/* -- what a case holds -- */

typedef struct wanted_memory {
    uint32_t units, ring, places;
} wanted_memory;

static void test_memories(void **state)
{
    (void)state;
    texts set;
    block memory;
    const attend_policy *policy = load_policy(&set, &memory,
        HEAD ",'params':{'span':{'title':'S','values':[" VALUE("4", "2024-09-01") "," VALUE("9", "2025-09-01") ","
        VALUE("6", "2026-09-01") "]}},'steps':{" STEP("s") "},'measures':{" MEASURE("year", "") ","
        WINDOW("seats", "rate", "'last':10,'unit':'sessions','offset':2,'possible':true") ","
        WINDOW("weeks", "difference", "'last':2,'unit':'weeks','offset':1") ","
        WINDOW("same", "rate", "'unit':'sessions','possible':true,'offset':2,'last':10") ","
        WINDOW("by-param", "count", "'last':{'param':'span'},'unit':'school_days'") ","
        WINDOW("more", "rate", "'last':3,'unit':'sessions','possible':true") ","
        WINDOW("since", "count", "'since':{'step':'s','event':'started'}") "}");
    static const wanted_memory wanted[] = {{0, 0, ATTEND_NONE},  {12, 0, 0},           {35, 12, ATTEND_NONE},
                                           {9, 47, ATTEND_NONE}, {3, 56, 12},          {0, 59, ATTEND_NONE}};
    assert_int_equal(policy->specs.count, 6);
    assert_int_equal(policy->memories.count, 6);
    for (uint32_t i = 0; i < 6; i++) {
        const memory_record *found = ROW(policy, memories, memory_record, i);
        assert_int_equal(found->units, wanted[i].units);
        assert_int_equal(found->ring, wanted[i].ring);
        assert_int_equal(found->places, wanted[i].places);
    }
    assert_int_equal(policy->n_rings, 59);
    assert_int_equal(policy->n_places, 15);
    assert_int_equal(attend__case_words64(policy), 6 * 4 + 59);
    assert_int_equal(attend__case_words32(policy), 6 * 4 + 8 + 15);
    drop(&set, &memory);
}

/* The documented sum, by hand. */
static void test_case_bytes(void **state)
{
    (void)state;
    texts set;
    block memory;
    const attend_policy *policy = load_policy(&set, &memory, "'codes':'marks'");
    assert_int_equal(policy->case_bytes, 144);
    drop(&set, &memory);
    policy = load_policy(&set, &memory,
        HEAD ",'facts':{'x':{'title':'X','not_recorded':'false'}},'steps':{" STEP("s") "," STEP("t") "},'measures':{"
        MEASURE("year", "") "," WINDOW("last", "rate", "'last':5,'unit':'sessions','possible':true") "},'flags':{"
        FLAG("c", "{'any':[{'crosses':{'fact':'x'}},{'crosses':{'not':{'fact':'x'}}}]}") "},"
        "'tiers':{'title':'T','source':'own','list':[{'id':'b','title':'B','enter':{'fact':'x'}},"
        "{'id':'a','title':'A','otherwise':true}]}");
    /* specs 2 x (32 + 16); a ring of 5 x 12; steps 2 x 32; tiers 48, two of 16; two `crosses` of 4 */
    assert_int_equal(policy->case_bytes, 144 + 96 + 60 + 64 + 48 + 32 + 8 + 4); /* and 4 to a multiple of 8 */
    assert_int_equal(policy->case_bytes % 8, 0);
    drop(&set, &memory);
}

/* -- too large -- */

/* `n` windows of the latest `units` school days, with an offset that makes them differ. */
static void put_windows(char *members, size_t room, const char *head, unsigned n, unsigned last)
{
    size_t size = (size_t)snprintf(members, room, "%s,'measures':{", head);
    for (unsigned i = 0; i < n; i++)
        size += (size_t)snprintf(members + size, room - size, "%s" WINDOW("m%u", "rate", "'last':%u,'unit':'school_days','offset':%u"),
                                 i ? "," : "", i, last, i + 1);
    snprintf(members + size, room - size, "}");
}

/* Loads, or has one finding. */
static attend_status status_of(const texts *set, attend_finding *error)
{
    const attend_policy *policy = NULL;
    block memory;
    attend_status status = texts_load(set, &memory, &policy, error);
    assert_int_equal(policy != NULL, status == ATTEND_OK);
    if (policy)
        assert_true(policy->case_bytes <= ATTEND_CASE_BYTES_MAX);
    free(memory.given);
    return status;
}

/* Ten windows of 800 units take 144 + 10 x 48 + 8 x (8,000 + 55) = 65,064 bytes; one more has 48 and 8 for each unit. */
static void test_limit_to_the_byte(void **state)
{
    (void)state;
    for (unsigned last = 52; last <= 54; last++) {
        texts set = {.n = 0};
        char members[4000];
        attend_finding error;
        put_windows(members, sizeof members, HEAD, 10, 800);
        size_t size = strlen(members);
        snprintf(members + size - 1, sizeof members - size, "," WINDOW("x", "rate", "'last':%u,'unit':'school_days'") "}", last);
        texts_add(&set, "codes", "marks", 0, CODES);
        texts_add(&set, "policy", "policy", ROOT, members);
        assert_int_equal(status_of(&set, &error), last <= 53 ? ATTEND_OK : ATTEND_E_LIMIT);
        texts_free(&set);
    }
}

/* Checking says the same; of these sets it may also say that not all tiers were proved. */
static void check_limit(const texts *set, const attend_finding *error)
{
    attend_finding rows[TEXTS_MAX];
    uint32_t n = 0, same = 0;
    assert_int_equal(texts_check(set, rows, TEXTS_MAX, &n), ATTEND_E_DATA);
    assert_true(n > 0 && n <= TEXTS_MAX);
    for (uint32_t i = 0; i < n; i++) {
        if (rows[i].status == ATTEND_F_NOT_PROVED)
            continue;
        assert_memory_equal(&rows[i], error, sizeof *error);
        same++;
    }
    assert_int_equal(same, 1);
}

static void expect_limit(const texts *set, uint32_t document, const char *path, const char *message)
{
    attend_finding error;
    assert_int_equal(status_of(set, &error), ATTEND_E_LIMIT);
    assert_int_equal(error.status, ATTEND_E_LIMIT);
    assert_int_equal(error.document, document);
    assert_string_equal(error.path, path);
    assert_string_equal(error.message, message);
    check_limit(set, &error);
}

/* Without named policies, or with code sets that differ, there is nothing to say. */
static void test_nothing_to_check(void **state)
{
    (void)state;
    for (int named = 0; named < 2; named++) {
        texts set = {.n = 0};
        uint32_t n = 0;
        attend_finding row;
        texts_add(&set, "codes", "marks", named ? ROOT : 0, CODES);
        texts_add(&set, "codes", "others", 0, CODES);
        texts_add(&set, "policy", "policy", named ? ROOT : 0, HEAD ",'measures':{" WINDOW("m", "difference", "'last':800,'unit':'weeks'") "}");
        texts_add(&set, "policy", "other", named ? ROOT : 0, "'codes':'others'");
        assert_int_equal(texts_check(&set, &row, 1, &n), ATTEND_OK);
        assert_int_equal(n, 0);
        texts_free(&set);
    }
}

/* At the measure that takes most, in the document that wrote it; a param counts with the greatest of its values, wherever set. */
static void test_limit_names_the_measure(void **state)
{
    (void)state;
    texts set = {.n = 0};
    texts_add(&set, "codes", "marks", 0, CODES);
    texts_add(&set, "policy", "base", 0,
              HEAD ",'params':{'n':{'title':'N','values':[" VALUE("4", "2024-09-01") "]}},'measures':{" MEASURE("year", "") ","
              WINDOW("long", "difference", "'last':{'param':'n'},'unit':'weeks'") ","
              WINDOW("small", "rate", "'last':400,'unit':'school_days'") "}");
    texts_add(&set, "policy", "ours", ROOT, "'extends':['base'],'set':{'n':{'values':[" VALUE("2", "2024-09-01") ","
              VALUE("600", "2025-09-01") "," VALUE("3", "2026-09-01") "]}}");
    /* 3 x 48 and 8 x (2 x 600 x 7 + 400) and the head */
    expect_limit(&set, 1, "measures.long",
                 "a case of this set would take 70,688 bytes, more than 65,536; the measure 'long' takes most of them, 67,248");
    texts_free(&set);
}

/* A window of possible sessions takes half as much again. */
static void test_limit_of_places(void **state)
{
    (void)state;
    texts set = {.n = 0};
    char members[4000];
    put_windows(members, sizeof members, HEAD, 8, 800);
    size_t size = strlen(members);
    snprintf(members + size - 1, sizeof members - size, "," WINDOW("p", "rate", "'last':800,'unit':'sessions','possible':true,'offset':700") "}");
    texts_add(&set, "codes", "marks", 0, CODES);
    texts_add(&set, "policy", "policy", ROOT, members);
    expect_limit(&set, 1, "measures.p",
                 "a case of this set would take 70,064 bytes, more than 65,536; the measure 'p' takes most of them, 18,048");
    texts_free(&set);
}

static char *repeated(const char *head, const char *format, unsigned n, const char *tail)
{
    size_t room = strlen(head) + (strlen(format) + 20) * n + strlen(tail) + 1, size;
    char *members = malloc(room);
    assert_non_null(members);
    size = (size_t)snprintf(members, room, "%s", head);
    for (unsigned i = 0; i < n; i++) {
        size += (size_t)snprintf(members + size, room - size, "%s", i ? "," : "");
        size += (size_t)snprintf(members + size, room - size, format, i);
    }
    snprintf(members + size, room - size, "%s", tail);
    return members;
}

static void add_repeated(texts *set, const char *id, const char *head, const char *format, unsigned n, const char *tail)
{
    char *members = repeated(head, format, n, tail);
    texts_add(set, "policy", id, ROOT, members);
    free(members);
}

static void test_limit_of_others(void **state)
{
    (void)state;
    texts set = {.n = 0};
    texts_add(&set, "codes", "marks", 0, CODES);
    add_repeated(&set, "many-steps", HEAD ",'steps':{", STEP("s%u"), 4000, "}");
    expect_limit(&set, 1, "",
                 "a case of this set would take 128,144 bytes, more than 65,536; its steps take most of them, 128,000");
    texts_free(&set);
    texts_add(&set, "codes", "marks", 0, CODES);
    for (int i = 0; i < 5; i++) {
        char id[16];
        snprintf(id, sizeof id, "crosses-%d", i);
        add_repeated(&set, id, HEAD ",'facts':{'x':{'title':'X','not_recorded':'false'}},'flags':{",
                     FLAG("f%u", "{'crosses':{'fact':'x'}}"), 4000, "}");
    }
    expect_limit(&set, 1, "", "a case of this set would take 80,144 bytes, more than 65,536; its conditions 'crosses' take most of "
                              "them, 80,000");
    texts_free(&set);
}

/* Sixty policies with 32 tiers each, and steps. */
static void test_limit_of_tiers(void **state)
{
    static const char tail[] = ",{'id':'z','title':'Z','otherwise':true}]}";
    (void)state;
    texts set = {.n = 0};
    texts_add(&set, "codes", "marks", 0, CODES);
    for (int i = 0; i < 60; i++) {
        char id[16], *members, whole[6000];
        snprintf(id, sizeof id, "tiers-%d", i);
        members = repeated(HEAD ",'steps':{", STEP("s%u"), 17, "}");
        size_t size = (size_t)snprintf(whole, sizeof whole, "%s,'facts':{", members);
        free(members);
        members = repeated("", "'x%u':{'title':'X','not_recorded':'false'}", 31, "},'tiers':{'title':'T','source':'own','list':[");
        size += (size_t)snprintf(whole + size, sizeof whole - size, "%s", members);
        free(members);
        for (unsigned k = 0; k < 31; k++)
            size += (size_t)snprintf(whole + size, sizeof whole - size, "%s{'id':'t%u','title':'T','enter':{'fact':'x%u'}}", k ? "," : "", k, k);
        snprintf(whole + size, sizeof whole - size, "%s", tail);
        texts_add(&set, "policy", id, ROOT, whole);
    }
    expect_limit(&set, 1, "", "a case of this set would take 66,384 bytes, more than 65,536; its tiers take most of them, 33,600");
    texts_free(&set);
}

/* -- memory -- */

/* Loads in exactly what attend_document_size() says. */
static void load_exactly(texts *set)
{
    attend_finding error;
    attend_status status = status_of(set, &error);
    if (status != ATTEND_OK)
        print_error("%s: %s\n", error.path, error.message);
    assert_int_equal(status, ATTEND_OK);
    texts_free(set);
}

static char *long_name(char *text, char letter)
{
    memset(text, letter, 64);
    text[64] = 0;
    return text;
}

/* Names as long as they may be, outcomes that are short. */
static void test_bound_of_outcomes(void **state)
{
    char first[65], second[65], members[6000];
    (void)state;
    for (int escaped = 0; escaped < 2; escaped++) {
        texts set = {.n = 0};
        size_t size = (size_t)snprintf(members, sizeof members, HEAD ",'steps':{'%s':{'title':'S','class':'support','source':'own','%s':[",
                                       long_name(first, 'a'), escaped ? "\\u006futcomes" : "outcomes");
        for (int i = 0; i < 64; i++)
            size += (size_t)snprintf(members + size, sizeof members - size, "%s'%c%c'", i ? "," : "", 'a' + i % 26, 'a' + i / 26);
        snprintf(members + size, sizeof members - size, "]}}");
        texts_add(&set, "codes", "marks", 0, CODES);
        texts_add(&set, "policy", long_name(first, 'b'), ROOT, members);
        texts_add(&set, "policy", long_name(second, 'c'), ROOT, members);
        load_exactly(&set);
    }
}

/* Short facts and barriers in many policies. */
static void test_bound_of_facts(void **state)
{
    (void)state;
    texts set = {.n = 0};
    texts_add(&set, "codes", "marks", 0, CODES);
    for (int i = 0; i < 12; i++) {
        char id[16];
        snprintf(id, sizeof id, "facts-%d", i);
        add_repeated(&set, id, "'codes':'marks','barriers':{", "'%u':{'title':'T','not_recorded':'false'}", 300, "}");
        snprintf(id, sizeof id, "more-%d", i);
        add_repeated(&set, id, "'codes':'marks','facts':{", "'%x':{'title':'T','not_recorded':'false'}", 300, "}");
    }
    load_exactly(&set);
}

/* As many conditions as the fewest tokens can hold. */
static void test_bound_of_conditions(void **state)
{
    (void)state;
    texts set = {.n = 0};
    texts_add(&set, "codes", "marks", 0, CODES);
    add_repeated(&set, "nots", HEAD ",'facts':{'x':{'title':'X','not_recorded':'false'}},'flags':{",
                 FLAG("f%u", "{'not':{'not':{'not':{'not':{'not':{'not':{'not':{'not':{'not':{'fact':'x'}}}}}}}}}}"), 500, "}");
    add_repeated(&set, "crosses", HEAD ",'facts':{'x':{'title':'X','not_recorded':'false'}},'flags':{",
                 FLAG("f%u", "{'crosses':{'not':{'not':{'not':{'not':{'not':{'not':{'not':{'not':{'fact':'x'}}}}}}}}}}"), 500, "}");
    add_repeated(&set, "flags", HEAD ",'facts':{'x':{'title':'X','not_recorded':'false'}},'flags':{", FLAG("f%u", "{'fact':'x'}"), 900, "}");
    load_exactly(&set);
}

static void test_bound_of_bands(void **state)
{
    (void)state;
    texts set = {.n = 0};
    texts_add(&set, "codes", "marks", 0, CODES);
    for (int i = 0; i < 40; i++) {
        char id[16], members[4000];
        snprintf(id, sizeof id, "bands-%d", i);
        size_t size = (size_t)snprintf(members, sizeof members, HEAD ",'measures':{" MEASURE("r", "") "},'tiers':{'title':'T','source':'own',"
                                       "'measure':'r','list':[{'id':'t','title':'T','below':'1%%'}");
        for (int k = 1; k < 31; k++)
            size += (size_t)snprintf(members + size, sizeof members - size, ",{'id':'%d','title':'T','at_least':'%d%%','below':'%d%%'}", k, k, k + 1);
        snprintf(members + size, sizeof members - size, ",{'id':'z','title':'Z','at_least':'31%%'}]}");
        texts_add(&set, "policy", id, ROOT, members);
    }
    load_exactly(&set);
}

static void test_bound_of_leaves(void **state)
{
    (void)state;
    texts set = {.n = 0};
    texts_add(&set, "codes", "marks", 0, CODES);
    for (int i = 0; i < 20; i++) {
        char id[16], members[8000];
        snprintf(id, sizeof id, "leaves-%d", i);
        size_t size = (size_t)snprintf(members, sizeof members, HEAD ",'steps':{" STEP("s") "},'facts':{");
        for (int k = 0; k < 31; k++)
            size += (size_t)snprintf(members + size, sizeof members - size, "%s'%d':{'title':'T','not_recorded':'false'}", k ? "," : "", k);
        size += (size_t)snprintf(members + size, sizeof members - size, "},'tiers':{'title':'T','source':'own','list':[");
        for (int k = 0; k < 31; k++)
            size += (size_t)snprintf(members + size, sizeof members - size,
                                     "{'id':'%d','title':'T','enter':{'fact':'%d'},'leave':{'step':'s','at':['closed'],'then':'z',"
                                     "'if':{'fact':'%d'},'again':{'fact':'%d'}}},", k, k, k, k);
        snprintf(members + size, sizeof members - size, "{'id':'z','title':'Z','otherwise':true}]}");
        texts_add(&set, "policy", id, ROOT, members);
    }
    load_exactly(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_units),           cmocka_unit_test(test_memories),
        cmocka_unit_test(test_nothing_to_check),
        cmocka_unit_test(test_case_bytes),      cmocka_unit_test(test_limit_to_the_byte),
        cmocka_unit_test(test_limit_names_the_measure), cmocka_unit_test(test_limit_of_places),
        cmocka_unit_test(test_limit_of_others), cmocka_unit_test(test_limit_of_tiers),
        cmocka_unit_test(test_bound_of_outcomes), cmocka_unit_test(test_bound_of_facts),
        cmocka_unit_test(test_bound_of_conditions), cmocka_unit_test(test_bound_of_bands),
        cmocka_unit_test(test_bound_of_leaves)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
