/* What the checker proves of tiers: cases that files do not show, and documents made to be slow. Each message is in
 * tests/documents/meaning, random tiers are in test_tier_proof_random.c. */
#include <time.h>

#include "proof_world.h"

static void assert_ok(const result *found)
{
    for (uint32_t i = 0; i < found->n; i++)
        print_error("%s %s: %s\n", attend_status_name(found->rows[i].status), found->rows[i].path, found->rows[i].message);
    assert_int_equal(found->status, ATTEND_OK);
    assert_int_equal(found->n, 0);
}

/* -- lists of many tests -- */

/* A list whose first tier needs all of n facts, and that has no other but the last; tests in `more` follow. */
static void put_facts(writer *out, uint32_t n, const char *more)
{
    PUT(out, MEASURES ",'facts':{");
    for (uint32_t i = 0; i < n; i++)
        PUT(out, "%s'f%u':{'title':'F','not_recorded':'false'}", i ? "," : "", i);
    PUT(out, "},'tiers':{'title':'T','source':'own','list':[{'id':'high','title':'H','enter':{'all':[");
    for (uint32_t i = 0; i < n; i++)
        PUT(out, "%s{'fact':'f%u'}", i ? "," : "", i);
    PUT(out, "%s]}},{'id':'low','title':'L','otherwise':true}]}", more);
}

static void test_sixteen_facts_are_proved(void **state)
{
    (void)state;
    result found;
    writer out;
    start_writing(&out, SHORT_TEXT);
    put_facts(&out, 16, "");
    check(&out, &found);
    assert_ok(&found);
    start_writing(&out, SHORT_TEXT);
    put_facts(&out, 15, ",{'crosses':{'any':[{'measure':'attendance','below':'90%'},{'measure':'run','above':2}]}}");
    check(&out, &found); /* one test, whatever it looks at */
    assert_ok(&found);
    start_writing(&out, SHORT_TEXT);
    put_facts(&out, 16, ",{'not':{'fact':'f7'}}"); /* the same test twice is one: all 65,536 are gone through */
    check(&out, &found);
    assert_int_equal(found.n, 1);
    assert_int_equal(found.rows[0].status, ATTEND_E_UNREACHABLE);
    assert_string_equal(found.rows[0].path, "tiers.list[0]");
    assert_string_equal(found.rows[0].message, "'high' can never be the answer: its own condition never holds");
}

/* What is not proved is said, and is no error: neither to checking nor to loading. */
static void assert_not_proved(uint32_t facts, const char *more)
{
    writer out;
    texts set = {.n = 0};
    attend_finding rows[4], error;
    uint32_t n = 0;
    block memory;
    const attend_policy *policy = NULL;
    start_writing(&out, SHORT_TEXT);
    put_facts(&out, facts, more);
    texts_add(&set, "policy", "policy", ROOT, out.text);
    texts_add(&set, "codes", "marks", 0, CODES);
    assert_int_equal(texts_check(&set, rows, 4, &n), ATTEND_OK);
    assert_int_equal(n, 1);
    assert_int_equal(rows[0].status, ATTEND_F_NOT_PROVED);
    assert_string_equal(rows[0].path, "tiers");
    assert_int_equal(texts_load(&set, &memory, &policy, &error), ATTEND_OK);
    assert_non_null(policy);
    free(memory.given);
    texts_free(&set);
    free(out.text);
}

static void test_too_many_are_not_proved(void **state)
{
    (void)state;
    assert_not_proved(20, "");
    assert_not_proved(17, "");
    assert_not_proved(16, ",{'measure':'attendance','below':'90%'}");
    assert_not_proved(15, ",{'measure':'attendance','above':'90%'},{'measure':'attendance','at_most':'90%'},{'measure':'run','equal':1}");
}

/* An error elsewhere is said alone: who has room for one finding gets that. */
static void test_not_proved_gives_way(void **state)
{
    (void)state;
    writer out;
    texts set = {.n = 0};
    attend_finding rows[4];
    uint32_t n = 0;
    start_writing(&out, SHORT_TEXT);
    put_facts(&out, 20, "");
    texts_add(&set, "policy", "policy", ROOT, out.text);
    texts_add(&set, "policy", "wrong", ROOT,
              MEASURES ",'tiers':{'title':'T','source':'own','measure':'run','list':["
                       "{'id':'a','title':'A','above':3},{'id':'b','title':'B','below':3}]}");
    texts_add(&set, "codes", "marks", 0, CODES);
    assert_int_equal(texts_check(&set, rows, 4, &n), ATTEND_E_DATA);
    assert_int_equal(n, 1);
    assert_int_equal(rows[0].status, ATTEND_E_GAP);
    assert_string_equal(rows[0].message, "no tier for run = 3 days");
    free(out.text);
    texts_free(&set);
}

/* Checking says of named policies what loading does: a case that would be too large. */
static void test_case_too_large(void **state)
{
    (void)state;
    texts set = {.n = 0};
    texts_add(&set, "codes", "marks", 0, CODES);
    texts_add(&set, "policy", "policy", ROOT,
              "'codes':'marks'," SOURCES ",'measures':{"
              "'a':{'title':'A','kind':'count','select':{'classes':['absent']},'window':{'last':799,'unit':'weeks'}},"
              "'b':{'title':'B','kind':'count','select':{'classes':['absent']},'window':{'last':800,'unit':'weeks'}}}");
    texts_expect(&set, ATTEND_E_LIMIT, 1, "measures.b", "65,536");
    set.documents[1].flags = 0; /* nobody decides by it */
    uint32_t n = 1;
    assert_int_equal(texts_check(&set, NULL, 0, &n), ATTEND_OK);
    assert_int_equal(n, 0);
    texts_free(&set);
}

/* Tests of the same words in the same order, joined differently, are two. */
static void test_tests_that_look_alike(void **state)
{
    (void)state;
    result found;
    writer out;
    start_writing(&out, SHORT_TEXT);
    PUT(&out, MEASURES ",'facts':{'f':{'title':'F','not_recorded':'false'}},'tiers':{'title':'T','source':'own','list':["
              "{'id':'c','title':'C','enter':{'crosses':{'any':[{'all':[{'fact':'f'},{'tier':'a'}]},{'tier':'b'}]}}},"
              "{'id':'b','title':'B','enter':{'crosses':{'any':[{'all':[{'fact':'f'},{'tier':'a'},{'tier':'b'}]}]}}},"
              "{'id':'a','title':'A','otherwise':true}]}");
    check(&out, &found);
    assert_ok(&found);
}

/* -- what is not in force is unknown: then a tier is possible without being true -- */

static void test_not_in_force(void **state)
{
    (void)state;
    result found;
    writer out;
    start_writing(&out, SHORT_TEXT);
    PUT(&out, MEASURES ",'params':{" PARAM("line", "'90%%'") "},'flags':{'low':{'title':'L','source':'own','to':'2024-08-31','when':"
              "{'measure':'attendance','below':'95%%'}}},'tiers':{'title':'T','source':'own','list':["
              "{'id':'c','title':'C','enter':{'all':[{'flag':'low'},{'measure':'attendance','below':{'param':'line'}}]}},"
              "{'id':'b','title':'B','enter':{'measure':'attendance','below':'80%%'}},{'id':'a','title':'A','otherwise':true}]}");
    check(&out, &found); /* the flag ends on the day before the number begins: never both, so `b` can be the answer */
    assert_ok(&found);
}

static void test_bands_before_their_numbers(void **state)
{
    (void)state;
    result found;
    writer out;
    start_writing(&out, SHORT_TEXT);
    PUT(&out, MEASURES ",'params':{'line':{'title':'L','values':[{'value':'80%%','from':'2024-09-01','to':'2024-12-31','source':'own'},"
              "{'value':'85%%','from':'2025-02-01','source':'own'}]}},'tiers':{'title':'T','source':'own','measure':'attendance','list':["
              "{'id':'b','title':'B','below':{'param':'line'}},{'id':'a','title':'A','at_least':{'param':'line'}}]}");
    check(&out, &found);
    assert_ok(&found);
}

/* -- documents made to be slow -- */

#define SECONDS_MAX 20 /* a sanitizer on a busy machine; alone it is a fraction of one */

static void check_in_time(writer *out, result *found)
{
    clock_t start = clock();
    check(out, found);
    assert_true((clock() - start) / CLOCKS_PER_SEC < SECONDS_MAX);
}

/* n flags, each naming the next one twice, within `crosses` or not; the last names `last`. */
static void put_chain(writer *out, uint32_t n, const char *last)
{
    PUT(out, MEASURES ",'flags':{");
    for (uint32_t i = 0; i + 1 < n; i++)
        PUT(out, "'f%u':{'title':'F','source':'own','when':{'any':[{'flag':'f%u'},{'flag':'f%u'}]}},", i, i + 1, i + 1);
    PUT(out, "'f%u':{'title':'F','source':'own','when':%s}},", n - 1, last);
    PUT(out, "'tiers':{'title':'T','source':'own','list':[{'id':'high','title':'H','enter':{'flag':'f0'}},"
             "{'id':'low','title':'L','otherwise':true}]}");
}

static void test_chains_of_flags(void **state)
{
    (void)state;
    result found;
    writer out;
    start_writing(&out, LONG_TEXT);
    put_chain(&out, 4080, "{'crosses':{'measure':'attendance','below':'90%'}}"); /* 2^4080 paths lead to the last */
    check_in_time(&out, &found);
    assert_ok(&found);
    start_writing(&out, LONG_TEXT);
    put_chain(&out, 4080, "{'all':[{'measure':'run','below':3},{'measure':'run','above':3}]}");
    check_in_time(&out, &found);
    assert_int_equal(found.n, 1);
    assert_int_equal(found.rows[0].status, ATTEND_E_UNREACHABLE);
    start_writing(&out, LONG_TEXT);
    put_chain(&out, 4080, "{'flag':'f0'}");
    check_in_time(&out, &found);
    assert_int_equal(found.n, 1);
    assert_int_equal(found.rows[0].status, ATTEND_E_CYCLE);
    assert_string_equal(found.rows[0].path, "flags.f4079.when.flag");
    assert_non_null(strstr(found.rows[0].message, "in a circle: 'f0', 'f1', 'f2', "));
}

/* Every flag names every one before it and itself: as many circles as places. */
static void test_many_circles(void **state)
{
    (void)state;
    writer out;
    texts set = {.n = 0};
    attend_finding rows[2];
    uint32_t n = 0;
    start_writing(&out, LONG_TEXT);
    PUT(&out, MEASURES ",'flags':{'f':{'title':'F','source':'own','when':{'flag':'f'}}");
    for (uint32_t i = 0; i < 2000; i++) {
        PUT(&out, ",'f%u':{'title':'F','source':'own','when':{'any':[{'flag':'f%u'}", i, (i + 1) % 2000);
        for (uint32_t k = 0; k < 12; k++)
            PUT(&out, ",{'flag':'f%u'}", k * i / 12);
        PUT(&out, "]}}");
    }
    PUT(&out, "}");
    texts_add(&set, "codes", "marks", 0, CODES);
    texts_add(&set, "policy", "policy", ROOT, out.text);
    clock_t start = clock();
    assert_int_equal(texts_check(&set, rows, 2, &n), ATTEND_E_DATA);
    assert_true((clock() - start) / CLOCKS_PER_SEC < SECONDS_MAX);
    assert_true(n > 2000);
    assert_int_equal(rows[0].status, ATTEND_E_CYCLE);
    assert_string_equal(rows[0].message, "this flag names itself: 'f'");
    texts_free(&set);
    free(out.text);
}

static void put_daily_param(writer *out, const char *id, uint32_t n, const char *number)
{
    PUT(out, "'%s':{'title':'P','values':[", id);
    for (uint32_t i = 0; i < n; i++)
        PUT(out, "%s{'value':%s,'from':'%04u-%02u-%02u','source':'own'}", i ? "," : "", number, 1950 + i / 336,
            1 + i / 28 % 12, 1 + i % 28);
    PUT(out, "]}");
}

/* Thousands of stretches, each with many combinations: given up, and said so. Bands are proved all the same. */
static void test_many_stretches(void **state)
{
    (void)state;
    result found;
    writer out;
    start_writing(&out, LONG_TEXT);
    PUT(&out, "'params':{");
    put_daily_param(&out, "line", 4096, "'80%'");
    PUT(&out, "},");
    put_facts(&out, 14, ",{'measure':'attendance','below':{'param':'line'}}");
    check_in_time(&out, &found);
    assert_int_equal(found.status, ATTEND_OK);
    assert_int_equal(found.n, 1);
    assert_int_equal(found.rows[0].status, ATTEND_F_NOT_PROVED);
    start_writing(&out, LONG_TEXT);
    PUT(&out, MEASURES ",'params':{");
    put_daily_param(&out, "line", 4096, "'80%'");
    PUT(&out, ",'other':{'title':'O','values':[" VALUE("'80%%'", "1950-01-01") "," VALUE("'80.5%%'", "1962-01-01") "]}},"
              "'tiers':{'title':'T','source':'own','measure':'attendance','list':["
              "{'id':'b','title':'B','below':{'param':'line'}},{'id':'a','title':'A','at_least':{'param':'other'}}]}");
    check_in_time(&out, &found);
    assert_int_equal(found.n, 1);
    assert_int_equal(found.rows[0].status, ATTEND_E_GAP);
    assert_string_equal(found.rows[0].message, "from 1962-01-01 on, no tier for 80% <= attendance < 80.5%");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sixteen_facts_are_proved), cmocka_unit_test(test_too_many_are_not_proved),
        cmocka_unit_test(test_not_proved_gives_way),     cmocka_unit_test(test_tests_that_look_alike),
        cmocka_unit_test(test_case_too_large),       cmocka_unit_test(test_not_in_force),
        cmocka_unit_test(test_bands_before_their_numbers), cmocka_unit_test(test_chains_of_flags),
        cmocka_unit_test(test_many_circles),             cmocka_unit_test(test_many_stretches),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
