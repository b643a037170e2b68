/* Loading facts, steps and tiers: what is kept of them, and what can be asked. */
#include "set_texts.h"

#include "base/text.h"
#include "policy/model.h"

#define FACT(id, not_recorded) "'" id "':{'title':'" id "','not_recorded':'" not_recorded "'}"
#define STEP(id, more) "'" id "':{'title':'" id "','class':'support','source':'own'" more "}"

/* One policy, the first. */
static const attend_policy *load_policy(texts *set, block *memory, const char *members)
{
    char whole[8000];
    int size = snprintf(whole, sizeof whole, "'codes':'marks'," SOURCES ",%s", members);
    assert_true(size > 0 && (size_t)size < sizeof whole);
    memset(set, 0, sizeof *set);
    texts_add(set, "codes", "marks", 0, CODES);
    texts_add(set, "policy", "policy", ROOT, whole);
    return texts_policy(set, memory);
}

static void drop(texts *set, block *memory)
{
    free(memory->given);
    texts_free(set);
}

#define ROW(policy, table, type, index) (POLICY_ROWS(policy, table, type) + (index))

/* -- facts -- */

static void two_with_facts(texts *set)
{
    memset(set, 0, sizeof *set);
    texts_add(set, "codes", "marks", 0, CODES);
    texts_add(set, "policy", "one", ROOT,
              "'codes':'marks'," SOURCES ",'facts':{" FACT("new", "false") "," FACT("b-later", "unknown") "},"
              "'barriers':{" FACT("worry", "unknown") "},'flags':{" FLAG("f", "{'any':[{'fact':'new'},{'barrier':'worry'}]}") "}");
    texts_add(set, "policy", "two", ROOT,
              "'codes':'marks'," SOURCES ",'facts':{'new':{'title':'Other','not_recorded':'unknown','source':'own#x','note':'N',"
              "'inferred':true}," FACT("worry", "false") "},'barriers':{" FACT("late", "false") "},"
              "'flags':{" FLAG("f", "{'any':[{'fact':'new'},{'fact':'worry'},{'barrier':'late'}]}") "}");
}

static void test_facts(void **state)
{
    (void)state;
    texts set;
    block memory;
    two_with_facts(&set);
    const attend_policy *policy = texts_policy(&set, &memory);
    static const char *const ids[] = {"b-later", "barrier:late", "barrier:worry", "new", "worry"};
    static const char *const owners[] = {"one", "two", "one", "one", "two"};
    assert_int_equal(attend_policy_count(policy, ATTEND_ITEM_FACT), 5);
    for (uint32_t i = 0; i < 5; i++) {
        attend_item fact = item_get(policy, ATTEND_ITEM_FACT, i);
        assert_string_equal(fact.id, ids[i]);
        assert_string_equal(fact.policy, owners[i]);
        assert_string_equal(fact.document, owners[i]);
        assert_int_equal(item_index(policy, ATTEND_ITEM_FACT, ids[i]), i);
        assert_int_equal(fact.from, INT32_MIN);
        assert_int_equal(fact.to, ATTEND_DAY_OPEN);
    }
    assert_string_equal(item_get(policy, ATTEND_ITEM_FACT, 3).title, "new"); /* as the first policy says */
    assert_int_equal(item_index(policy, ATTEND_ITEM_FACT, "one/new"), 3);
    uint32_t index = 77;
    assert_int_equal(attend_policy_find(policy, ATTEND_ITEM_FACT, "two/worry", &index), ATTEND_E_NOT_FOUND);
    assert_int_equal(attend_policy_find(policy, ATTEND_ITEM_FACT, "late", &index), ATTEND_E_NOT_FOUND);
    drop(&set, &memory);
}

/* Each policy says for itself what holds when nothing is recorded. */
static void test_unrecorded(void **state)
{
    (void)state;
    texts set;
    block memory;
    two_with_facts(&set);
    const attend_policy *policy = texts_policy(&set, &memory);
    static const uint32_t rows[] = {1, 2, 4, 5, 6}, facts[] = {3, 2, 3, 4, 1};
    static const int32_t truths[] = {ATTEND_FALSE, ATTEND_UNKNOWN, ATTEND_UNKNOWN, ATTEND_FALSE, ATTEND_FALSE};
    for (uint32_t i = 0; i < 5; i++) {
        const condition_record *row = ROW(policy, conditions, condition_record, rows[i]);
        assert_int_equal(row->op, ATTEND_OP_FACT);
        assert_int_equal(row->end, rows[i] + 1);
        assert_int_equal(row->item, facts[i]);
        assert_int_equal(row->unrecorded, truths[i]);
    }
    drop(&set, &memory);
}

/* -- steps -- */

static void test_steps(void **state)
{
    (void)state;
    texts set = {.n = 0};
    block memory;
    texts_add(&set, "codes", "marks", 0, CODES);
    texts_add(&set, "policy", "one", ROOT,
              "'codes':'marks'," SOURCES ",'steps':{'help':{'title':'Help','class':'enforcement','source':'own#4','note':'N',"
              "'inferred':true,'outcomes':['done','moved-on']}," STEP("plain", "") "," STEP("last", ",'outcomes':['done']") "}");
    texts_add(&set, "policy", "two", ROOT, "'codes':'marks'," SOURCES ",'steps':{" STEP("one", ",'outcomes':['done']") "}");
    const attend_policy *policy = texts_policy(&set, &memory);
    static const char *const steps[] = {"help", "plain", "last", "two/one"};
    static const char *const outcomes[] = {"help/done", "help/moved-on", "last/done", "two/one/done"};
    static const char *const of[] = {"help", "help", "last", "two/one"};
    static const uint32_t first[] = {0, 2, 2, 3}, count[] = {2, 0, 1, 1};
    assert_int_equal(attend_policy_count(policy, ATTEND_ITEM_STEP), 4);
    assert_int_equal(attend_policy_count(policy, ATTEND_ITEM_OUTCOME), 4);
    for (uint32_t i = 0; i < 4; i++) {
        assert_int_equal(item_index(policy, ATTEND_ITEM_STEP, steps[i]), i);
        assert_int_equal(item_index(policy, ATTEND_ITEM_OUTCOME, outcomes[i]), i);
        assert_string_equal(item_get(policy, ATTEND_ITEM_OUTCOME, i).id, outcomes[i]);
        assert_string_equal(item_get(policy, ATTEND_ITEM_OUTCOME, i).note, of[i]);
        assert_int_equal(item_get(policy, ATTEND_ITEM_OUTCOME, i).kind, 0);
        assert_int_equal(ROW(policy, steps, step_record, i)->outcomes, first[i]);
        assert_int_equal(ROW(policy, steps, step_record, i)->n_outcomes, count[i]);
    }
    attend_item help = item_get(policy, ATTEND_ITEM_STEP, 0);
    assert_int_equal(help.kind, ATTEND_STEP_ENFORCEMENT);
    assert_int_equal(help.inferred, 1);
    assert_string_equal(help.source, "own#4");
    assert_string_equal(help.note, "N");
    assert_string_equal(help.policy, "one");
    assert_int_equal(item_index(policy, ATTEND_ITEM_OUTCOME, "one/help/done"), 0); /* the first policy's, by its long name */
    assert_int_equal(item_index(policy, ATTEND_ITEM_STEP, "one/last"), 2);
    uint32_t index = 77;
    assert_int_equal(attend_policy_find(policy, ATTEND_ITEM_STEP, "one", &index), ATTEND_E_NOT_FOUND);
    assert_int_equal(attend_policy_find(policy, ATTEND_ITEM_OUTCOME, "one/done", &index), ATTEND_E_NOT_FOUND);
    assert_int_equal(attend_policy_find(policy, ATTEND_ITEM_OUTCOME, "done", &index), ATTEND_E_NOT_FOUND);
    drop(&set, &memory);
}

/* -- conditions -- */

typedef struct wanted_row {
    int32_t op;
    uint32_t end, item;
    int32_t comparator;
    uint32_t outcome, param, ago_n, ago_param;
    int32_t ago_unit;
} wanted_row;

static void check_rows(const attend_policy *policy, const wanted_row *wanted, uint32_t n)
{
    assert_int_equal(policy->conditions.count, n);
    for (uint32_t i = 0; i < n; i++) {
        const condition_record *row = ROW(policy, conditions, condition_record, i);
        assert_int_equal(row->op, wanted[i].op);
        assert_int_equal(row->end, wanted[i].end);
        assert_int_equal(row->item, wanted[i].item);
        assert_int_equal(row->comparator, wanted[i].comparator);
        assert_int_equal(row->outcome, wanted[i].outcome);
        assert_int_equal(row->param, wanted[i].param);
        assert_int_equal(row->ago.unit, wanted[i].ago_unit);
        assert_int_equal(row->ago.n, wanted[i].ago_n);
        assert_int_equal(row->ago.n_param, wanted[i].ago_param);
    }
}

#define NO ATTEND_NONE

/* Members of a test come in any order. */
static void test_conditions(void **state)
{
    (void)state;
    texts set;
    block memory;
    const attend_policy *policy = load_policy(&set, &memory,
        "'params':{" PARAM("line", "'92%'") "," PARAM("long", "3") "},"
        "'measures':{" MEASURE("r", "") ",'s':{'title':'S','kind':'rate','select':{'codes':['P']},"
        "'window':{'since':{'event':'reviewed','step':'b'}}}},'facts':{" FACT("x", "false") "},"
        "'steps':{" STEP("a", ",'outcomes':['u','v']") "," STEP("b", ",'outcomes':['v','w','u']") "},'flags':{"
        FLAG("f", "{'all':[{'crosses':{'not':{'below':{'param':'line'},'measure':'r'}}},"
                  "{'ago':{'unit':'school_days','n':{'param':'long'}},'event':'closed','step':'b'},"
                  "{'outcome':'w','step':'b'},{'event':'started','step':'a'},{'flag':'g'},"
                  "{'any':[{'ago':{'n':2,'unit':'weeks'},'step':'a','event':'reviewed'},{'fact':'x'}]}]}") ","
        FLAG("g", "{'crosses':{'above':'1%','measure':'s'}}") "}");
    static const wanted_row wanted[] = {
        {ATTEND_OP_ALL, 11, NO, 0, NO, NO, 0, NO, 0},
        {ATTEND_OP_CROSSES, 4, 0, 0, NO, NO, 0, NO, 0},
        {ATTEND_OP_NOT, 4, NO, 0, NO, NO, 0, NO, 0},
        {ATTEND_OP_COMPARE, 4, 0, ATTEND_BELOW, NO, 0, 0, NO, 0},
        {ATTEND_OP_STEP, 5, 1, ATTEND_EVENT_CLOSED, NO, NO, 0, 1, ATTEND_UNIT_SCHOOL_DAYS},
        {ATTEND_OP_STEP, 6, 1, 0, 3, NO, 0, NO, 0},
        {ATTEND_OP_STEP, 7, 0, ATTEND_EVENT_STARTED, NO, NO, 0, NO, 0},
        {ATTEND_OP_FLAG, 8, 1, 0, NO, NO, 0, NO, 0},
        {ATTEND_OP_ANY, 11, NO, 0, NO, NO, 0, NO, 0},
        {ATTEND_OP_STEP, 10, 0, ATTEND_EVENT_REVIEWED, NO, NO, 2, NO, ATTEND_UNIT_WEEKS},
        {ATTEND_OP_FACT, 11, 0, 0, NO, NO, 0, NO, 0},
        {ATTEND_OP_CROSSES, 13, 1, 0, NO, NO, 0, NO, 0},
        {ATTEND_OP_COMPARE, 13, 1, ATTEND_ABOVE, NO, NO, 0, NO, 0}};
    check_rows(policy, wanted, sizeof wanted / sizeof wanted[0]);
    assert_int_equal(policy->n_crosses, 2);
    const window_spec *window = &ROW(policy, specs, measure_spec, 1)->window;
    assert_int_equal(window->kind, WINDOW_SINCE);
    assert_int_equal(window->unit, ATTEND_EVENT_REVIEWED);
    assert_int_equal(window->n, 1);
    assert_int_equal(window->n_param, ATTEND_NONE);
    drop(&set, &memory);
}

/* Each flag after those it names; what the days before matter to says so, also by way of what it names. */
static void test_flag_order(void **state)
{
    (void)state;
    texts set;
    block memory;
    const attend_policy *policy = load_policy(&set, &memory,
        "'measures':{" MEASURE("r", "") "},'facts':{" FACT("x", "false") "},'steps':{" STEP("s", "") "},'flags':{"
        FLAG("a", "{'all':[{'flag':'c'},{'flag':'b'}]}") "," FLAG("b", "{'any':[{'flag':'d'},{'flag':'c'}]}") ","
        FLAG("c", "{'not':{'flag':'e'}}") "," FLAG("d", "{'step':'s','event':'started'}") "," FLAG("e", "{'fact':'x'}") ","
        FLAG("f", "{'crosses':{'flag':'e'}}") "}");
    uint32_t place[6];
    assert_int_equal(policy->flag_order.count, 6);
    memset(place, 0xFF, sizeof place);
    for (uint32_t i = 0; i < 6; i++) {
        uint32_t flag = *ROW(policy, flag_order, uint32_t, i);
        assert_true(flag < 6 && place[flag] == UINT32_MAX);
        place[flag] = i;
    }
    assert_true(place[4] < place[2] && place[2] < place[1] && place[3] < place[1] && place[1] < place[0] && place[4] < place[5]);
    static const uint32_t paths[] = {PATH_EVENTS, PATH_EVENTS, 0, PATH_EVENTS, 0, PATH_DAYS};
    for (uint32_t i = 0; i < 6; i++)
        assert_int_equal(ROW(policy, flags, flag_record, i)->path, paths[i]);
    drop(&set, &memory);
}

/* A chain of as many flags as there may be, written the wrong way round. */
static void test_long_chain(void **state)
{
    (void)state;
    texts set = {.n = 0};
    block memory;
    size_t room = 4096 * 100, size = 0;
    char *members = malloc(room);
    assert_non_null(members);
    size += (size_t)snprintf(members, room, "'codes':'marks'," SOURCES ",'facts':{" FACT("x", "false") "},'flags':{");
    for (int i = 0; i < 4000; i++)
        size += (size_t)snprintf(members + size, room - size, "'f%d':{'title':'F','source':'own','when':{'flag':'f%d'}},", i, i + 1);
    snprintf(members + size, room - size, "'f4000':{'title':'F','source':'own','when':{'fact':'x'}}}");
    texts_add(&set, "codes", "marks", 0, CODES);
    texts_add(&set, "policy", "policy", ROOT, members);
    free(members);
    const attend_policy *policy = texts_policy(&set, &memory);
    assert_int_equal(policy->flag_order.count, 4001);
    for (uint32_t i = 0; i <= 4000; i++)
        assert_int_equal(*ROW(policy, flag_order, uint32_t, i), 4000 - i);
    drop(&set, &memory);
}

/* -- tiers -- */

#define BANDS \
    "'tiers':{'title':'Bands','source':'own#all','note':'N','inferred':true,'measure':'r','beside':['g','f'],'list':[" \
    "{'id':'high','title':'High','at_most':'50%','note':'Top','source':'own#high'},{'id':'middle','title':'Middle'," \
    "'above':'50%','below':{'param':'line'}},{'id':'low','title':'Low','at_least':{'param':'line'},'inferred':true}]}"
#define BAND_RULES \
    "'params':{'line':{'title':'L','min':'51%'," "'values':[" VALUE("'92%'", "1900-01-01") "]}},'measures':{" \
    MEASURE("q", ",'minimum':3") "," MEASURE("r", "") "},'facts':{" FACT("x", "false") "},'flags':{" \
    FLAG("f", "{'fact':'x'}") "," FLAG("g", "{'tier':'middle'}") "}," BANDS

static void check_band(const attend_policy *policy, uint32_t tier, const wanted_row *wanted, uint32_t n)
{
    const tier_record *record = ROW(policy, tier_rows, tier_record, tier);
    const condition_record *row = ROW(policy, conditions, condition_record, record->enter);
    assert_int_equal(row->end, record->enter + n);
    assert_int_equal(record->leave, ATTEND_NONE);
    for (uint32_t i = 0; i < n; i++) {
        assert_int_equal(row[i].op, wanted[i].op);
        assert_int_equal(row[i].item, wanted[i].item);
        assert_int_equal(row[i].comparator, wanted[i].comparator);
        assert_int_equal(row[i].param, wanted[i].param);
        assert_int_equal(row[i].form, row[i].op == ATTEND_OP_COMPARE ? NUMBER_PERCENT : 0);
        assert_true(row[i].threshold == (row[i].op == ATTEND_OP_COMPARE && wanted[i].param == NO ? 500000 : 0));
    }
}

static void test_bands(void **state)
{
    (void)state;
    texts set;
    block memory;
    const attend_policy *policy = load_policy(&set, &memory, BAND_RULES);
    static const wanted_row low[] = {{ATTEND_OP_COMPARE, 0, 1, ATTEND_AT_LEAST, NO, 0, 0, NO, 0}};
    static const wanted_row middle[] = {{ATTEND_OP_ALL, 0, NO, 0, NO, NO, 0, NO, 0},
                                        {ATTEND_OP_COMPARE, 0, 1, ATTEND_ABOVE, NO, NO, 0, NO, 0},
                                        {ATTEND_OP_COMPARE, 0, 1, ATTEND_BELOW, NO, 0, 0, NO, 0}};
    static const wanted_row high[] = {{ATTEND_OP_COMPARE, 0, 1, ATTEND_AT_MOST, NO, NO, 0, NO, 0}};
    check_band(policy, 0, low, 1);
    check_band(policy, 1, middle, 3);
    check_band(policy, 2, high, 1);
    const tiers_record *tiers = ROW(policy, tiers, tiers_record, 0);
    assert_int_equal(tiers->measure, 1);
    assert_int_equal(tiers->provisional, ATTEND_NONE);
    assert_int_equal(tiers->review, ATTEND_NONE);
    assert_int_equal(tiers->after.unit, 0);
    assert_int_equal(tiers->path, 0);
    const flag_record *flags = POLICY_ROWS(policy, flags, flag_record);
    assert_int_equal(ROW(policy, conditions, condition_record, flags[1].condition)->op, ATTEND_OP_IN_TIER);
    assert_int_equal(ROW(policy, conditions, condition_record, flags[1].condition)->item, 1);
    drop(&set, &memory);
}

static void check_tier_items(const attend_policy *policy, uint32_t first, const char *const *ids, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        assert_string_equal(item_get(policy, ATTEND_ITEM_TIER, first + i).id, ids[i]);
        assert_int_equal(item_index(policy, ATTEND_ITEM_TIER, ids[i]), first + i);
    }
}

static void check_questions(const attend_policy *policy)
{
    uint32_t first = 77, count = 77, need = 77, flags[2] = {77, 77};
    assert_int_equal(attend_tiers_range(policy, 1, &first, &count), ATTEND_OK);
    assert_int_equal(first, 2);
    assert_int_equal(count, 3);
    assert_int_equal(attend_tiers_range(policy, 2, &first, &count), ATTEND_E_NOT_FOUND);
    assert_int_equal(attend_tiers_range(NULL, 0, &first, &count), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_tiers_range(policy, 0, NULL, &count), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_tiers_range(policy, 0, &first, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_tiers_beside(policy, 1, flags, 1, &need), ATTEND_E_SPACE);
    assert_int_equal(need, 2);
    assert_int_equal(flags[0], 77);
    assert_int_equal(attend_tiers_beside(policy, 1, flags, 2, &need), ATTEND_OK);
    assert_int_equal(flags[0], item_index(policy, ATTEND_ITEM_FLAG, "bands/g"));
    assert_int_equal(flags[1], item_index(policy, ATTEND_ITEM_FLAG, "bands/f"));
    assert_int_equal(attend_tiers_beside(policy, 0, NULL, 0, &need), ATTEND_OK);
    assert_int_equal(need, 0);
    assert_int_equal(attend_tiers_beside(policy, 2, flags, 2, &need), ATTEND_E_NOT_FOUND);
    assert_int_equal(attend_tiers_beside(policy, 1, NULL, 1, &need), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_tiers_beside(policy, 1, flags, 2, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_tiers_beside(NULL, 1, flags, 2, &need), ATTEND_E_ARGUMENT);
}

static void test_tier_items(void **state)
{
    (void)state;
    texts set = {.n = 0};
    block memory;
    texts_add(&set, "codes", "marks", 0, CODES);
    texts_add(&set, "policy", "ordered", ROOT,
              "'codes':'marks'," SOURCES ",'facts':{" FACT("x", "false") "},'tiers':{'title':'Two','source':'own','list':["
              "{'id':'up','title':'Up','enter':{'fact':'x'}},{'id':'down','title':'Down','otherwise':true}]}");
    texts_add(&set, "policy", "none", ROOT, "'codes':'marks'");
    texts_add(&set, "policy", "bands", ROOT, "'codes':'marks'," SOURCES "," BAND_RULES);
    const attend_policy *policy = texts_policy(&set, &memory);
    static const char *const ids[] = {"down", "up", "bands/low", "bands/middle", "bands/high"};
    assert_int_equal(attend_policy_count(policy, ATTEND_ITEM_TIERS), 2);
    assert_int_equal(attend_policy_count(policy, ATTEND_ITEM_TIER), 5);
    check_tier_items(policy, 0, ids, 5);
    assert_int_equal(item_index(policy, ATTEND_ITEM_TIER, "ordered/up"), 1);
    assert_int_equal(item_index(policy, ATTEND_ITEM_TIERS, "ordered"), 0);
    attend_item bands = item_get(policy, ATTEND_ITEM_TIERS, item_index(policy, ATTEND_ITEM_TIERS, "bands"));
    assert_string_equal(bands.id, "bands");
    assert_string_equal(bands.policy, "bands");
    assert_string_equal(bands.title, "Bands");
    assert_string_equal(bands.source, "own#all");
    assert_string_equal(bands.note, "N");
    assert_int_equal(bands.inferred, 1);
    attend_item high = item_get(policy, ATTEND_ITEM_TIER, 4);
    assert_string_equal(high.title, "High");
    assert_string_equal(high.note, "Top");
    assert_string_equal(high.source, "own#high");
    assert_string_equal(high.policy, "bands");
    assert_int_equal(item_get(policy, ATTEND_ITEM_TIER, 2).inferred, 1);
    assert_int_equal(ROW(policy, tier_rows, tier_record, 0)->enter, ATTEND_NONE);
    check_questions(policy);
    drop(&set, &memory);
}

static void test_leave_and_down(void **state)
{
    (void)state;
    texts set;
    block memory;
    const attend_policy *policy = load_policy(&set, &memory,
        "'measures':{" MEASURE("r", "") "},'facts':{" FACT("x", "false") "," FACT("y", "false") "},'steps':{" STEP("s", "") "," STEP("t", "") "},"
        "'tiers':{'title':'T','source':'own','provisional':{'measure':'r','below':'1%'},"
        "'down':{'review':'t','after':{'n':4,'unit':'school_weeks'}},'list':["
        "{'id':'c','title':'C','enter':{'fact':'x'},'leave':{'step':'t','at':['closed','reviewed'],'then':'a',"
        "'if':{'all':[{'fact':'y'},{'tier':'b'}]},'again':{'crosses':{'fact':'x'}}}},"
        "{'id':'b','title':'B','enter':{'any':[{'fact':'x'},{'fact':'y'}]},'leave':{'step':'s','at':['reviewed'],'then':'c',"
        "'if':{'fact':'x'},'again':{'fact':'y'}}},{'id':'a','title':'A','otherwise':true}]}");
    const tiers_record *tiers = ROW(policy, tiers, tiers_record, 0);
    const condition_record *rows = POLICY_ROWS(policy, conditions, condition_record);
    assert_int_equal(tiers->first, 0);
    assert_int_equal(tiers->count, 3);
    assert_int_equal(tiers->measure, ATTEND_NONE);
    assert_int_equal(tiers->review, 1);
    assert_int_equal(tiers->after.n, 4);
    assert_int_equal(tiers->after.unit, ATTEND_UNIT_SCHOOL_WEEKS);
    assert_int_equal(tiers->path, PATH_DAYS | PATH_EVENTS);
    assert_int_equal(rows[tiers->provisional].op, ATTEND_OP_COMPARE);
    const tier_record *a = ROW(policy, tier_rows, tier_record, 0), *b = a + 1, *c = a + 2;
    assert_int_equal(a->enter, ATTEND_NONE);
    assert_int_equal(a->leave, ATTEND_NONE);
    assert_int_equal(rows[b->enter].op, ATTEND_OP_ANY);
    assert_int_equal(rows[c->enter].op, ATTEND_OP_FACT);
    assert_int_equal(policy->leaves.count, 2);
    const leave_record *leave = ROW(policy, leaves, leave_record, c->leave);
    assert_int_equal(leave->tier, 2);
    assert_int_equal(leave->step, 1);
    assert_int_equal(leave->at, 1u << ATTEND_EVENT_REVIEWED | 1u << ATTEND_EVENT_CLOSED);
    assert_int_equal(leave->then, 0);
    assert_int_equal(rows[leave->when].op, ATTEND_OP_ALL);
    assert_int_equal(rows[leave->when + 2].op, ATTEND_OP_IN_TIER);
    assert_int_equal(rows[leave->when + 2].item, 1);
    assert_int_equal(rows[leave->again].op, ATTEND_OP_CROSSES);
    leave = ROW(policy, leaves, leave_record, b->leave);
    assert_int_equal(leave->tier, 1);
    assert_int_equal(leave->at, 1u << ATTEND_EVENT_REVIEWED);
    assert_int_equal(leave->then, 2);
    assert_int_equal(policy->conditions.count, 1 + 1 + 3 + 2 + 3 + 1 + 1);
    drop(&set, &memory);
}

/* Tiers depend on events by a rule `leave`, on the days before by coming down late, and on both by any of their conditions. */
static void test_tiers_path(void **state)
{
    static const char *const parts[][2] = {
        {"'enter':{'fact':'x'}", ""},
        {"'enter':{'flag':'plain'}", ""},
        {"'enter':{'flag':'path'}", ""},
        {"'enter':{'not':{'measure':'s','below':'1%'}}", ""},
        {"'enter':{'fact':'x'}", ",'down':{'review':'h'}"},
        {"'enter':{'fact':'x'}", ",'down':{'after':{'n':1,'unit':'days'}}"},
        {"'enter':{'fact':'x'}", ",'provisional':{'step':'h','event':'started'}"},
        {"'enter':{'fact':'x'},'leave':{'step':'h','at':['closed'],'then':'a','if':{'fact':'x'},'again':{'fact':'x'}}", ""}};
    static const uint32_t paths[] = {0, 0, PATH_DAYS, PATH_EVENTS, PATH_DAYS, PATH_DAYS, PATH_EVENTS, PATH_EVENTS};
    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        texts set;
        block memory;
        char members[3000];
        snprintf(members, sizeof members,
                 "'measures':{'s':{'title':'S','kind':'rate','select':{'codes':['P']},'window':{'since':{'step':'h','event':'closed'}}}},"
                 "'facts':{" FACT("x", "false") "},'steps':{" STEP("h", "") "},'flags':{" FLAG("plain", "{'fact':'x'}") ","
                 FLAG("path", "{'crosses':{'fact':'x'}}") "},'tiers':{'title':'T','source':'own'%s,'list':["
                 "{'id':'b','title':'B',%s},{'id':'a','title':'A','otherwise':true}]}", parts[i][1], parts[i][0]);
        const attend_policy *policy = load_policy(&set, &memory, members);
        assert_int_equal(ROW(policy, tiers, tiers_record, 0)->path, paths[i]);
        drop(&set, &memory);
    }
}

/* -- codes -- */

static void test_may_become(void **state)
{
    (void)state;
    texts set = {.n = 0};
    block memory;
    uint8_t n, o;
    attend_code code;
    texts_add(&set, "codes", "marks", 0, SOURCES "," CLASSES ",'codes':{'N':{'title':'No reason','index':7,'may_become':'O',"
              USE("'possible','absent'") "},'O':{'title':'Other','index':200," USE("'possible','absent'") "}}");
    texts_add(&set, "policy", "policy", ROOT, "'codes':'marks'");
    const attend_policy *policy = texts_policy(&set, &memory);
    assert_int_equal(attend_code_find(policy, "N", 1, &n), ATTEND_OK);
    assert_int_equal(attend_code_find(policy, "O", 1, &o), ATTEND_OK);
    assert_int_equal(attend_code_get(policy, n, 20000, &code), ATTEND_OK);
    assert_int_equal(code.may_become, 200);
    assert_int_equal(attend_code_get(policy, o, 20000, &code), ATTEND_OK);
    assert_int_equal(code.may_become, 0);
    drop(&set, &memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_facts),       cmocka_unit_test(test_unrecorded),     cmocka_unit_test(test_steps),
        cmocka_unit_test(test_conditions),  cmocka_unit_test(test_flag_order),     cmocka_unit_test(test_long_chain),
        cmocka_unit_test(test_bands),       cmocka_unit_test(test_tier_items),     cmocka_unit_test(test_leave_and_down),
        cmocka_unit_test(test_tiers_path),  cmocka_unit_test(test_may_become)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
