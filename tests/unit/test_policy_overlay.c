/* Overlays of facts, steps and tiers: what is inherited, replaced and removed, and what is wrong. */
#include "set_texts.h"

#include "policy/model.h"

#define ROW(policy, table, type, index) (POLICY_ROWS(policy, table, type) + (index))
#define FACT(id, not_recorded, more) "'" id "':{'title':'" id "','not_recorded':'" not_recorded "'" more "}"
#define STEP(id, more) "'" id "':{'title':'" id "','class':'support','source':'own'" more "}"
#define TIERS(more, top) \
    "'tiers':{'title':'T','source':'own'" more ",'list':[{'id':'top','title':'Top','enter':" top "}," \
    "{'id':'rest','title':'Rest','otherwise':true}]}"

static const char base_members[] =
    "'codes':'marks'," SOURCES ",'params':{" PARAM("line", "'92%'") "},'measures':{" MEASURE("r", "") "},"
    "'facts':{" FACT("x", "false", "") "," FACT("y", "false", "") "},'barriers':{" FACT("x", "unknown", "") "},"
    "'steps':{" STEP("s", ",'outcomes':['a','b']") "," STEP("t", "") "},"
    TIERS("", "{'any':[{'measure':'r','below':{'param':'line'}},{'fact':'x'},{'step':'s','outcome':'b'}]}");

static void start(texts *set)
{
    memset(set, 0, sizeof *set);
    texts_add(set, "codes", "marks", 0, CODES);
    texts_add(set, "policy", "base", 0, base_members);
}

static const attend_policy *load_overlay(texts *set, block *memory, const char *members)
{
    start(set);
    texts_add(set, "policy", "school", ROOT, members);
    return texts_policy(set, memory);
}

static void drop(texts *set, block *memory)
{
    free(memory->given);
    texts_free(set);
}

static void test_inherits(void **state)
{
    (void)state;
    texts set;
    block memory;
    const attend_policy *policy = load_overlay(&set, &memory, "'extends':['base']");
    assert_int_equal(attend_policy_count(policy, ATTEND_ITEM_FACT), 3);
    assert_int_equal(attend_policy_count(policy, ATTEND_ITEM_STEP), 2);
    assert_int_equal(attend_policy_count(policy, ATTEND_ITEM_OUTCOME), 2);
    assert_int_equal(attend_policy_count(policy, ATTEND_ITEM_TIER), 2);
    attend_item tiers = item_get(policy, ATTEND_ITEM_TIERS, 0);
    assert_string_equal(tiers.id, "school");
    assert_string_equal(tiers.policy, "school");
    assert_string_equal(tiers.document, "base");
    assert_string_equal(item_get(policy, ATTEND_ITEM_FACT, 0).policy, "school");
    assert_string_equal(item_get(policy, ATTEND_ITEM_FACT, 0).document, "base");
    drop(&set, &memory);
}

/* What an inherited list names is looked up in the policy that is decided. */
static void test_names_reach(void **state)
{
    (void)state;
    texts set;
    block memory;
    const attend_policy *policy = load_overlay(&set, &memory,
        "'extends':['base']," SET_LINE("'80%'") ",'facts':{" FACT("x", "unknown", ",'replaces':'base@1'") "},"
        "'steps':{" STEP("s", ",'outcomes':['b','a'],'replaces':'base@1'") "}");
    const condition_record *rows = POLICY_ROWS(policy, conditions, condition_record);
    uint32_t top = ROW(policy, tier_rows, tier_record, 1)->enter;
    assert_int_equal(rows[top + 1].param, 0);
    assert_true(attend__param_values_of(policy, 0)[0].scaled == 800000);
    assert_int_equal(rows[top + 2].unrecorded, ATTEND_UNKNOWN);
    assert_int_equal(rows[top + 3].outcome, 0);
    assert_string_equal(item_get(policy, ATTEND_ITEM_OUTCOME, 0).id, "s/b");
    drop(&set, &memory);
}

static void test_replaces_whole(void **state)
{
    (void)state;
    texts set;
    block memory;
    const attend_policy *policy = load_overlay(&set, &memory,
        "'extends':['base']," TIERS(",'replaces':'base@1','down':{'review':'t'}", "{'barrier':'x'}"));
    assert_string_equal(item_get(policy, ATTEND_ITEM_TIERS, 0).document, "school");
    assert_int_equal(ROW(policy, tiers, tiers_record, 0)->review, 1);
    assert_int_equal(ROW(policy, conditions, condition_record, ROW(policy, tier_rows, tier_record, 1)->enter)->item,
                     item_index(policy, ATTEND_ITEM_FACT, "barrier:x"));
    assert_int_equal(policy->conditions.count, 1); /* nothing is left of the base's */
    drop(&set, &memory);
}

static void test_removes(void **state)
{
    (void)state;
    texts set;
    block memory;
    const attend_policy *policy = load_overlay(&set, &memory,
        "'extends':['base'],'remove':{'facts':['x'],'barriers':['x'],'steps':['s']},"
        TIERS(",'replaces':'base@1'", "{'fact':'y'}"));
    assert_int_equal(attend_policy_count(policy, ATTEND_ITEM_FACT), 1);
    assert_string_equal(item_get(policy, ATTEND_ITEM_FACT, 0).id, "y");
    assert_int_equal(attend_policy_count(policy, ATTEND_ITEM_STEP), 1);
    assert_int_equal(attend_policy_count(policy, ATTEND_ITEM_OUTCOME), 0);
    drop(&set, &memory);
}

/* By two ways from one document, and the same written twice, is one list. */
static void test_inherited_twice_alike(void **state)
{
    (void)state;
    texts set;
    block memory;
    start(&set);
    texts_add(&set, "policy", "left", 0, "'extends':['base']");
    texts_add(&set, "policy", "right", 0, "'extends':['base']");
    texts_add(&set, "policy", "twin", 0, base_members);
    texts_add(&set, "policy", "school", ROOT, "'extends':['left','right','twin']");
    const attend_policy *policy = texts_policy(&set, &memory);
    assert_int_equal(attend_policy_count(policy, ATTEND_ITEM_TIERS), 1);
    assert_int_equal(attend_policy_count(policy, ATTEND_ITEM_TIER), 2);
    drop(&set, &memory);
}

static void expect_of_overlay(attend_status status, const char *path, const char *message, const char *members)
{
    texts set;
    start(&set);
    texts_add(&set, "policy", "school", ROOT, members);
    texts_expect(&set, status, 2, path, message);
    texts_free(&set);
}

static void test_wrong_overlays(void **state)
{
    (void)state;
    expect_of_overlay(ATTEND_E_REPLACE, "tiers", "\"replaces\": \"base@1\"", "'extends':['base']," TIERS("", "{'fact':'x'}"));
    expect_of_overlay(ATTEND_E_REPLACE, "tiers.replaces", "inherited from base@1",
                      "'extends':['base']," TIERS(",'replaces':'base@2'", "{'fact':'x'}"));
    expect_of_overlay(ATTEND_E_REPLACE, "tiers.replaces", "nothing called 'tiers' is inherited",
                      PLAIN_POLICY "," SOURCES ",'facts':{" FACT("x", "false", "") "}," TIERS(",'replaces':'base@1'", "{'fact':'x'}"));
    expect_of_overlay(ATTEND_E_REPLACE, "barriers.x", "'x' is inherited", "'extends':['base'],'barriers':{" FACT("x", "false", "") "}");
    expect_of_overlay(ATTEND_E_REPLACE, "remove.steps[0]", "nothing called 'x' is inherited", "'extends':['base'],'remove':{'steps':['x']}");
}

static void test_two_different_lists(void **state)
{
    (void)state;
    texts set;
    start(&set);
    texts_add(&set, "policy", "other", 0,
              "'codes':'marks'," SOURCES ",'facts':{" FACT("x", "false", "") "}," TIERS("", "{'fact':'x'}"));
    texts_add(&set, "policy", "school", ROOT, "'extends':['base','other']");
    texts_expect(&set, ATTEND_E_DUPLICATE, 3, "extends[1]", "'tiers' (tiers) is inherited with two meanings, from 'base' and from 'other'");
    texts_free(&set);
}

/* What is replaced is what the nearest base wrote. */
static void test_overlay_of_overlay(void **state)
{
    (void)state;
    texts set;
    block memory;
    start(&set);
    texts_add(&set, "policy", "trust", 0, "'extends':['base']," TIERS(",'replaces':'base@1'", "{'fact':'y'}"));
    texts_add(&set, "policy", "school", ROOT, "'extends':['trust']," TIERS(",'replaces':'trust@1'", "{'fact':'x'}"));
    const attend_policy *policy = texts_policy(&set, &memory);
    assert_string_equal(item_get(policy, ATTEND_ITEM_TIERS, 0).document, "school");
    drop(&set, &memory);
    start(&set);
    texts_add(&set, "policy", "trust", 0, "'extends':['base']," TIERS(",'replaces':'base@1'", "{'fact':'y'}"));
    texts_add(&set, "policy", "school", ROOT, "'extends':['trust']," TIERS(",'replaces':'base@1'", "{'fact':'x'}"));
    texts_expect(&set, ATTEND_E_REPLACE, 3, "tiers.replaces", "'tiers' is inherited from trust@1");
    texts_free(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_inherits),       cmocka_unit_test(test_names_reach),
        cmocka_unit_test(test_replaces_whole), cmocka_unit_test(test_removes),
        cmocka_unit_test(test_inherited_twice_alike), cmocka_unit_test(test_wrong_overlays),
        cmocka_unit_test(test_two_different_lists), cmocka_unit_test(test_overlay_of_overlay)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
