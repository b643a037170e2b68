/* Loading policies: what is kept, what can be asked, and how much memory it takes. */
#include "set_texts.h"

#include "base/sha256.h"
#include "policy/model.h"

static int32_t day_of(const char *text)
{
    int32_t day = 0;
    assert_int_equal(attend_day_parse(text, strlen(text), &day), ATTEND_OK);
    return day;
}

/* -- the bundled documents -- */

static int32_t kind_of(const attend_document *document)
{
    char names[200];
    size_t size, need;
    uint32_t n_names;
    int32_t kind = 0;
    assert_int_equal(attend_document_size(document, 1, &size, NULL), ATTEND_OK);
    block memory = block_take(size);
    assert_int_equal(attend_document_head(document, memory.at, size, &kind, names, sizeof names, &need, &n_names, NULL), ATTEND_OK);
    free(memory.given);
    return kind;
}

static void test_packs(void **state)
{
    (void)state;
    texts set = {.n = 0};
    block memory;
    uint32_t n_policies = 0;
    for (uint32_t i = 0; i < attend_pack_count(); i++) {
        attend_document pack;
        assert_int_equal(attend_pack_get(i, NULL, &pack), ATTEND_OK);
        uint32_t is_policy = kind_of(&pack) == ATTEND_KIND_POLICY;
        texts_add_bytes(&set, pack.text, pack.size, is_policy ? ROOT : 0);
        n_policies += is_policy;
    }
    assert_true(n_policies > 0);
    const attend_policy *policy = texts_policy(&set, &memory);
    uint8_t code;
    attend_code meaning;
    assert_int_equal(policy->sessions_per_day, 2);
    assert_int_equal(attend_code_find(policy, "\\", 1, &code), ATTEND_OK); /* its key is written with an escape */
    assert_int_equal(code, 2);
    assert_int_equal(attend_code_get(policy, code, day_of("2025-01-07"), &meaning), ATTEND_OK);
    assert_string_equal(meaning.text, "\\");
    assert_int_equal(meaning.session, 1);
    assert_int_equal(item_get(policy, ATTEND_ITEM_MEASURE, item_index(policy, ATTEND_ITEM_MEASURE, "attendance")).kind,
                     ATTEND_MEASURE_RATE);
    item_index(policy, ATTEND_ITEM_FLAG, "persistent-absence");
    free(memory.given);
    texts_free(&set);
}

/* -- several named policies -- */

static void test_several_roots(void **state)
{
    (void)state;
    texts set;
    block memory;
    two_roots(&set);
    const attend_policy *policy = texts_policy(&set, &memory);
    static const char *const ids[] = {"shared", "own-one", "mine", "first/shared", "first/own-one"};
    assert_int_equal(attend_policy_count(policy, ATTEND_ITEM_MEASURE), 5);
    for (uint32_t i = 0; i < 5; i++) {
        assert_string_equal(item_get(policy, ATTEND_ITEM_MEASURE, i).id, ids[i]);
        assert_int_equal(item_index(policy, ATTEND_ITEM_MEASURE, ids[i]), i);
        assert_string_equal(item_get(policy, ATTEND_ITEM_MEASURE, i).policy, i < 3 ? "second" : "first");
    }
    assert_int_equal(item_index(policy, ATTEND_ITEM_MEASURE, "second/mine"), 2);
    uint32_t index = 77;
    assert_int_equal(attend_policy_find(policy, ATTEND_ITEM_MEASURE, "first/first/shared", &index), ATTEND_E_NOT_FOUND);
    assert_int_equal(attend_policy_find(policy, ATTEND_ITEM_MEASURE, "first/mine", &index), ATTEND_E_NOT_FOUND);
    assert_int_equal(attend_policy_find(policy, ATTEND_ITEM_MEASURE, "", &index), ATTEND_E_NOT_FOUND);
    assert_int_equal(index, 77);
    free(memory.given);
    texts_free(&set);
}

static void test_shared_measures(void **state)
{
    (void)state;
    texts set;
    block memory;
    two_roots(&set);
    const attend_policy *policy = texts_policy(&set, &memory);
    const measure_record *measures = POLICY_ROWS(policy, measures, measure_record);
    static const uint32_t specs[] = {0, 1, 2, 0, 1};
    assert_int_equal(policy->specs.count, 3);
    for (uint32_t i = 0; i < 5; i++)
        assert_int_equal(measures[i].spec, specs[i]);
    /* Params are of a policy: the flag of the second root compares with that root's. */
    const condition_record *condition = POLICY_ROWS(policy, conditions, condition_record);
    assert_int_equal(attend_policy_count(policy, ATTEND_ITEM_PARAM), 2);
    assert_int_equal(condition->param, 1);
    assert_int_equal(condition->item, 3);
    assert_string_equal(item_get(policy, ATTEND_ITEM_FLAG, 0).id, "first/low");
    free(memory.given);
    texts_free(&set);
}

static void test_documents_and_sources(void **state)
{
    (void)state;
    texts set;
    block memory;
    two_roots(&set);
    const attend_policy *policy = texts_policy(&set, &memory);
    static const char *const ids[] = {"base", "first", "marks", "second"};
    assert_int_equal(attend_policy_count(policy, ATTEND_ITEM_DOCUMENT), 4);
    for (uint32_t i = 0; i < 4; i++) {
        attend_item item = item_get(policy, ATTEND_ITEM_DOCUMENT, i);
        assert_string_equal(item.id, ids[i]);
        assert_string_equal(item.note, "1");
        assert_string_equal(item.policy, "");
        assert_int_equal(item.kind, i == 2 ? ATTEND_KIND_CODES : ATTEND_KIND_POLICY);
        assert_int_equal(item.from, INT32_MIN);
        assert_int_equal(item.to, ATTEND_DAY_OPEN);
    }
    /* Each source once, although both policies inherit it; the code set's own is another. */
    assert_int_equal(attend_policy_count(policy, ATTEND_ITEM_SOURCE), 2);
    assert_string_equal(item_get(policy, ATTEND_ITEM_SOURCE, 0).document, "base");
    assert_string_equal(item_get(policy, ATTEND_ITEM_SOURCE, 1).document, "marks");
    free(memory.given);
    texts_free(&set);
}

/* -- rules -- */

static const attend_policy *load_policy(texts *set, block *memory, const char *members)
{
    memset(set, 0, sizeof *set);
    texts_add(set, "codes", "marks", 0, CODES);
    texts_add(set, "policy", "policy", ROOT, members);
    return texts_policy(set, memory);
}

static void test_items(void **state)
{
    (void)state;
    texts set;
    block memory;
    const attend_policy *policy = load_policy(&set, &memory,
        "'codes':'marks','sources':{'own':{'title':'T\\u00e4\\n','kind':'law','url':'https://example.org/x','note':'N'}},"
        "'measures':{'m':{'title':'M','kind':'count','select':{'codes':['P']},'window':'term','from':'2024-09-01','to':'2025-08-31',"
        "'source':'own#p-4','inferred':true,'note':'A note'}}");
    attend_item item = item_get(policy, ATTEND_ITEM_MEASURE, 0);
    assert_string_equal(item.title, "M");
    assert_string_equal(item.note, "A note");
    assert_string_equal(item.source, "own#p-4");
    assert_string_equal(item.document, "policy");
    assert_int_equal(item.from, day_of("2024-09-01"));
    assert_int_equal(item.to, day_of("2025-08-31"));
    assert_int_equal(item.kind, ATTEND_MEASURE_COUNT);
    assert_int_equal(item.inferred, 1);
    item = item_get(policy, ATTEND_ITEM_SOURCE, 0);
    assert_string_equal(item.title, "T\xc3\xa4\n");
    assert_string_equal(item.note, "https://example.org/x");
    assert_string_equal(item.source, "");
    assert_int_equal(item.inferred, 0);
    free(memory.given);
    texts_free(&set);
}

static void test_specs(void **state)
{
    (void)state;
    texts set;
    block memory;
    const attend_policy *policy = load_policy(&set, &memory,
        "'codes':'marks'," SOURCES ",'params':{" PARAM("n", "12") "},'measures':{"
        "'a':{'title':'A','kind':'difference','select':{'classes':['attended'],'codes':['A']},'exclude':{'codes':['P','A']},"
        "'window':{'last':{'param':'n'},'unit':'sessions','offset':3,'possible':true},'minimum':20,'count_from':'2024-08-19'},"
        "'b':{'title':'B','kind':'run','run':'longest','select':{'classes':['absent']},'window':'enrolment','from':'2025-01-01'},"
        "'c':{'title':'C','kind':'rate','select':{'classes':['absent']},'base':{'classes':['absent','attended']},"
        "'window':{'last':800,'unit':'school_days'},'to':'2025-01-01'}}");
    const measure_spec *specs = POLICY_ROWS(policy, specs, measure_spec);
    assert_int_equal(specs[0].kind, ATTEND_MEASURE_DIFFERENCE);
    assert_int_equal(specs[0].select.classes, 2);
    assert_int_equal(specs[0].select.codes[0], 1u << 2);
    assert_int_equal(specs[0].base.classes, policy->possible);
    assert_int_equal(specs[0].exclude.classes, 0);
    assert_int_equal(specs[0].exclude.codes[0], 1u << 1 | 1u << 2);
    assert_int_equal(specs[0].window.kind, WINDOW_LAST);
    assert_int_equal(specs[0].window.unit, ATTEND_UNIT_SESSIONS);
    assert_int_equal(specs[0].window.n, 0);
    assert_int_equal(specs[0].window.n_param, 0);
    assert_int_equal(specs[0].window.offset, 3);
    assert_int_equal(specs[0].window.possible, 1);
    assert_int_equal(specs[0].minimum, 20);
    assert_int_equal(specs[0].count_from, day_of("2024-08-19"));
    assert_int_equal(specs[0].from, INT32_MIN);
    assert_int_equal(specs[0].to, ATTEND_DAY_OPEN);
    assert_int_equal(specs[1].kind, ATTEND_MEASURE_RUN);
    assert_int_equal(specs[1].longest, 1);
    assert_int_equal(specs[1].window.kind, WINDOW_ENROLMENT);
    assert_int_equal(specs[1].window.n_param, ATTEND_NONE);
    assert_int_equal(specs[1].count_from, INT32_MIN);
    assert_int_equal(specs[1].from, day_of("2025-01-01"));
    assert_int_equal(specs[2].base.classes, 2u | 4u);
    assert_int_equal(specs[2].window.n, 800);
    assert_int_equal(specs[2].window.unit, ATTEND_UNIT_SCHOOL_DAYS);
    assert_int_equal(specs[2].to, day_of("2025-01-01"));
    assert_int_equal(policy->possible, 1);
    assert_int_equal(policy->administrative, 8);
    free(memory.given);
    texts_free(&set);
}

static void test_windows(void **state)
{
    (void)state;
    static const struct { const char *text; int32_t kind, unit; } windows[] = {
        {"'year'", WINDOW_YEAR, 0}, {"'term'", WINDOW_TERM, 0}, {"'half_term'", WINDOW_HALF_TERM, 0},
        {"'previous_year'", WINDOW_PREVIOUS_YEAR, 0}, {"'enrolment'", WINDOW_ENROLMENT, 0},
        {"{'last':1,'unit':'sessions'}", WINDOW_LAST, ATTEND_UNIT_SESSIONS}, {"{'last':1,'unit':'days'}", WINDOW_LAST, ATTEND_UNIT_DAYS},
        {"{'last':1,'unit':'weeks'}", WINDOW_LAST, ATTEND_UNIT_WEEKS}, {"{'last':1,'unit':'school_days'}", WINDOW_LAST, ATTEND_UNIT_SCHOOL_DAYS},
        {"{'last':1,'unit':'school_weeks'}", WINDOW_LAST, ATTEND_UNIT_SCHOOL_WEEKS}};
    for (size_t i = 0; i < sizeof windows / sizeof windows[0]; i++) {
        texts set;
        block memory;
        char members[300];
        snprintf(members, sizeof members, "'codes':'marks','measures':{'m':{'title':'M','kind':'days','select':{'codes':['A']},'window':%s}}",
                 windows[i].text);
        const attend_policy *policy = load_policy(&set, &memory, members);
        const measure_spec *spec = POLICY_ROWS(policy, specs, measure_spec);
        assert_int_equal(spec->kind, ATTEND_MEASURE_DAYS);
        assert_int_equal(spec->window.kind, windows[i].kind);
        assert_int_equal(spec->window.unit, windows[i].unit);
        assert_int_equal(spec->window.n, windows[i].kind == WINDOW_LAST);
        free(memory.given);
        texts_free(&set);
    }
}

/* Operator, end, and for comparisons comparator, form and threshold of each condition in preorder. */
typedef struct wanted_condition {
    int32_t op;
    uint32_t end;
    int32_t comparator, form;
    int64_t threshold;
} wanted_condition;

static void test_conditions(void **state)
{
    (void)state;
    texts set;
    block memory;
    const attend_policy *policy = load_policy(&set, &memory,
        "'codes':'marks'," SOURCES ",'measures':{" MEASURE("r", "")
        ",'c':{'title':'C','kind':'count','select':{'codes':['A']},'window':'year'}"
        ",'d':{'title':'D','kind':'difference','select':{'codes':['A']},'window':{'last':4,'unit':'weeks'}}"
        ",'e':{'title':'E','kind':'days','select':{'codes':['A']},'window':'year'}},'flags':{"
        FLAG("first", "{'all':[{'measure':'r','below':'92.5%'},{'any':[{'at_most':'-5.25 points','measure':'d'},"
                      "{'not':{'not':{'measure':'c','equal':3}}}]},{'measure':'e','at_least':'7.5'}]}") ","
        FLAG("second", "{'measure':'e','above':8}") "}");
    static const wanted_condition wanted[] = {
        {ATTEND_OP_ALL, 8, 0, 0, 0},
        {ATTEND_OP_COMPARE, 2, ATTEND_BELOW, NUMBER_PERCENT, 925000},
        {ATTEND_OP_ANY, 7, 0, 0, 0},
        {ATTEND_OP_COMPARE, 4, ATTEND_AT_MOST, NUMBER_POINTS, -52500},
        {ATTEND_OP_NOT, 7, 0, 0, 0},
        {ATTEND_OP_NOT, 7, 0, 0, 0},
        {ATTEND_OP_COMPARE, 7, ATTEND_EQUAL, NUMBER_WHOLE, 30000},
        {ATTEND_OP_COMPARE, 8, ATTEND_AT_LEAST, NUMBER_DECIMAL, 75000},
        {ATTEND_OP_COMPARE, 9, ATTEND_ABOVE, NUMBER_WHOLE, 80000}};
    static const uint32_t measures[] = {ATTEND_NONE, 0, ATTEND_NONE, 2, ATTEND_NONE, ATTEND_NONE, 1, 3, 3};
    const condition_record *found = POLICY_ROWS(policy, conditions, condition_record);
    assert_int_equal(policy->conditions.count, sizeof wanted / sizeof wanted[0]);
    for (uint32_t i = 0; i < policy->conditions.count; i++) {
        assert_int_equal(found[i].op, wanted[i].op);
        assert_int_equal(found[i].end, wanted[i].end);
        assert_int_equal(found[i].comparator, wanted[i].comparator);
        assert_int_equal(found[i].form, wanted[i].form);
        assert_true(found[i].threshold == wanted[i].threshold);
        assert_int_equal(found[i].item, measures[i]);
        assert_int_equal(found[i].param, ATTEND_NONE);
    }
    const flag_record *flags = POLICY_ROWS(policy, flags, flag_record);
    assert_int_equal(flags[0].condition, 0);
    assert_int_equal(flags[1].condition, 8);
    free(memory.given);
    texts_free(&set);
}

static int64_t value_on(const attend_policy *policy, const char *day)
{
    const param_value *value = attend__param_on(policy, 0, day_of(day));
    return value ? value->scaled : -1;
}

static void test_params(void **state)
{
    (void)state;
    texts set;
    block memory;
    const attend_policy *policy = load_policy(&set, &memory,
        "'codes':'marks'," SOURCES ",'params':{'p':{'title':'P','values':["
        "{'value':1,'from':'2024-01-01','source':'own#a'},{'value':2,'from':'2024-06-01','to':'2024-06-30','source':'own','inferred':true},"
        "{'value':3,'from':'2024-08-01','source':'own'}]}}");
    assert_true(value_on(policy, "2023-12-31") == -1);
    assert_true(value_on(policy, "2024-01-01") == 10000);
    assert_true(value_on(policy, "2024-05-31") == 10000); /* holds until the day before the next */
    assert_true(value_on(policy, "2024-06-01") == 20000);
    assert_true(value_on(policy, "2024-06-30") == 20000);
    assert_true(value_on(policy, "2024-07-01") == -1);
    assert_true(value_on(policy, "2024-08-01") == 30000);
    assert_true(value_on(policy, "2199-12-31") == 30000);
    const param_record *param = POLICY_ROWS(policy, params, param_record);
    const param_value *values = (const param_value *)(const void *)((const char *)policy + param->values.at);
    assert_int_equal(param->form, NUMBER_WHOLE);
    assert_int_equal(param->values.count, 3);
    assert_int_equal(values[0].to, day_of("2024-05-31"));
    assert_int_equal(values[1].inferred, 1);
    assert_string_equal(policy_text(policy, values[0].source), "own#a");
    free(memory.given);
    texts_free(&set);
}

/* -- codes -- */

static const attend_policy *load_codes(texts *set, block *memory, const char *members)
{
    memset(set, 0, sizeof *set);
    texts_add(set, "codes", "marks", 0, members);
    texts_add(set, "policy", "policy", ROOT, PLAIN_POLICY);
    return texts_policy(set, memory);
}

static void assert_code(const attend_policy *policy, uint8_t code, const char *day, uint32_t classes, int32_t validity)
{
    attend_code meaning;
    assert_int_equal(attend_code_get(policy, code, day_of(day), &meaning), ATTEND_OK);
    assert_int_equal(meaning.classes, classes);
    assert_int_equal(meaning.validity, validity);
    assert_int_equal(attend__class_masks(policy, attend__epoch_of(policy, day_of(day)))[code], classes);
}

static void test_dated_codes(void **state)
{
    (void)state;
    texts set;
    block memory;
    const attend_policy *policy = load_codes(&set, &memory,
        SOURCES "," CLASSES ",'codes':{'D':{'title':'D','index':200,'uses':["
        "{'from':'2010-01-01','to':'2010-12-31','classes':['possible','attended'],'source':'own'},"
        "{'from':'2012-01-01','classes':['administrative'],'source':'own'},"
        "{'from':'2014-01-01','to':'2014-12-31','classes':['possible','absent'],'source':'own'}]},"
        "'E':{'title':'E','index':255,'uses':[{'classes':['administrative'],'source':'own'}]}}");
    assert_int_equal(policy->epochs.count, 3);
    assert_code(policy, 200, "1900-01-01", 1 | 2, ATTEND_F_EARLY_CODE);
    assert_code(policy, 200, "2009-12-31", 1 | 2, ATTEND_F_EARLY_CODE);
    assert_code(policy, 200, "2010-01-01", 1 | 2, 0);
    assert_code(policy, 200, "2010-12-31", 1 | 2, 0);
    assert_code(policy, 200, "2011-01-01", 1 | 2, ATTEND_F_RETIRED_CODE); /* the gap counts as what was before */
    assert_code(policy, 200, "2012-01-01", 8, 0);
    assert_code(policy, 200, "2013-12-31", 8, 0); /* without `to` until the next begins */
    assert_code(policy, 200, "2014-01-01", 1 | 4, 0);
    assert_code(policy, 200, "2015-01-01", 1 | 4, ATTEND_F_RETIRED_CODE);
    assert_code(policy, 255, "1900-01-01", 8, 0);
    assert_code(policy, 255, "2199-12-31", 8, 0);
    attend_code meaning;
    assert_int_equal(attend_code_get(policy, 1, 0, &meaning), ATTEND_E_UNKNOWN_CODE);
    assert_int_equal(attend_code_get(policy, 0, 0, &meaning), ATTEND_E_UNKNOWN_CODE);
    assert_int_equal(attend__code_validity(policy, 7, 0), 0);
    free(memory.given);
    texts_free(&set);
}

static void test_code_names(void **state)
{
    (void)state;
    texts set;
    block memory;
    static const char *const names[] = {"\"", "#", "\\", "a", "aa", "ab", "~"};
    static const uint8_t indices[] = {3, 3, 4, 5, 6, 5, 7};
    const attend_policy *policy = load_codes(&set, &memory,
        SOURCES "," CLASSES ",'codes':{'~':{'title':'T','index':7," USE("'administrative'") "},'ab':{'title':'T','maps_to':'a'},"
        "'\\u0061a':{'title':'T','index':6," USE("'administrative'") "},'a':{'title':'T','index':5," USE("'administrative'") "},"
        "'\\\\':{'title':'T','index':4," USE("'administrative'") "},'#':{'title':'T','maps_to':'\\u0022'},"
        "'\\u0022':{'title':'T','index':3," USE("'administrative'") "}}");
    uint8_t code = 0;
    for (size_t i = 0; i < sizeof indices; i++) {
        assert_int_equal(attend_code_find(policy, names[i], strlen(names[i]), &code), ATTEND_OK);
        assert_int_equal(code, indices[i]);
    }
    assert_int_equal(attend_code_find(policy, "a", 0, &code), ATTEND_E_UNKNOWN_CODE);
    assert_int_equal(attend_code_find(policy, "b", 1, &code), ATTEND_E_UNKNOWN_CODE);
    assert_int_equal(attend_code_find(policy, "A", 1, &code), ATTEND_E_UNKNOWN_CODE);
    assert_int_equal(attend_code_find(policy, "aaa", 3, &code), ATTEND_E_UNKNOWN_CODE);
    assert_int_equal(attend_code_find(policy, "aax", 2, &code), ATTEND_OK); /* only two bytes count */
    assert_int_equal(code, 6);
    free(memory.given);
    texts_free(&set);
}

static void test_sessions(void **state)
{
    (void)state;
    texts set;
    block memory;
    const attend_policy *policy = load_codes(&set, &memory, CODES);
    assert_int_equal(policy->sessions_per_day, 2);
    assert_string_equal(item_get(policy, ATTEND_ITEM_SESSION, 0).id, "AM");
    assert_string_equal(item_get(policy, ATTEND_ITEM_SESSION, 1).id, "PM");
    assert_string_equal(item_get(policy, ATTEND_ITEM_SESSION, 1).title, "Afternoon");
    free(memory.given);
    texts_free(&set);
    policy = load_codes(&set, &memory,
        "'sessions':{'C3':{'title':'Three','order':3},'A1':{'title':'One','order':1},'B2':{'title':'Two','order':2}}," SOURCES ","
        CLASSES ",'codes':{'X':{'title':'X','index':1,'session':'B2'," USE("'administrative'") "}}");
    attend_code meaning;
    assert_int_equal(policy->sessions_per_day, 3);
    assert_string_equal(item_get(policy, ATTEND_ITEM_SESSION, 0).id, "A1");
    assert_string_equal(item_get(policy, ATTEND_ITEM_SESSION, 1).id, "B2");
    assert_string_equal(item_get(policy, ATTEND_ITEM_SESSION, 2).title, "Three");
    assert_int_equal(attend_code_get(policy, 1, 0, &meaning), ATTEND_OK);
    assert_int_equal(meaning.session, 1);
    free(memory.given);
    texts_free(&set);
}

/* A code that changes on `changes` days. */
static void add_changing(texts *set, uint32_t changes)
{
    size_t room = 400 + (size_t)(changes + 1) * 100, size;
    char *members = malloc(room);
    assert_non_null(members);
    size = (size_t)snprintf(members, room, SOURCES "," CLASSES ",'codes':{'X':{'title':'X','index':1,'uses':[");
    for (uint32_t i = 0; i <= changes; i++)
        size += (size_t)snprintf(members + size, room - size, "%s{'from':'%u-01-01','classes':['administrative'],'source':'own'}",
                                 i ? "," : "", 2000 + i);
    snprintf(members + size, room - size, "]}}");
    texts_add(set, "codes", "marks", 0, members);
    texts_add(set, "policy", "policy", ROOT, PLAIN_POLICY);
    free(members);
}

static void test_epochs_limit(void **state)
{
    (void)state;
    texts set = {.n = 0};
    block memory;
    add_changing(&set, 63);
    const attend_policy *policy = texts_policy(&set, &memory);
    assert_int_equal(policy->epochs.count, POLICY_EPOCHS_MAX);
    assert_int_equal(attend__epoch_of(policy, INT32_MIN), 0);
    assert_int_equal(attend__epoch_of(policy, day_of("2000-12-31")), 0);
    assert_int_equal(attend__epoch_of(policy, day_of("2001-01-01")), 1);
    assert_int_equal(attend__epoch_of(policy, INT32_MAX), 63);
    free(memory.given);
    texts_free(&set);
    add_changing(&set, 64);
    texts_expect(&set, ATTEND_E_LIMIT, 0, "", "change on more than 63 days");
    texts_free(&set);
}

/* -- digest -- */

static void hash_document(sha256 *hash, const attend_document *document)
{
    char text[8192];
    size_t need, size;
    assert_int_equal(attend_document_size(document, 1, &size, NULL), ATTEND_OK);
    block memory = block_take(size);
    assert_int_equal(attend_document_canonical(document, ATTEND_CANONICAL_RULES, memory.at, size, text, sizeof text, &need, NULL),
                     ATTEND_OK);
    text[need - 1] = '\n';
    attend__sha256_add(hash, text, need);
    free(memory.given);
}

static void test_digest(void **state)
{
    (void)state;
    texts set;
    block memory;
    sha256 hash;
    uint8_t expected[32];
    char hex[65], small[64];
    size_t need = 0;
    two_roots(&set);
    const attend_policy *policy = texts_policy(&set, &memory);
    static const uint32_t by_id[] = {3, 1, 2, 0};
    attend__sha256_init(&hash);
    for (uint32_t i = 0; i < 4; i++)
        hash_document(&hash, &set.documents[by_id[i]]);
    attend__sha256_finish(&hash, expected);
    assert_int_equal(attend_policy_digest(policy, hex, sizeof hex, &need), ATTEND_OK);
    assert_int_equal(need, 65);
    for (size_t i = 0; i < 32; i++) {
        char pair[3];
        snprintf(pair, sizeof pair, "%02x", expected[i]);
        assert_memory_equal(hex + 2 * i, pair, 2);
    }
    assert_int_equal(hex[64], 0);
    memset(small, '?', sizeof small);
    need = 0;
    assert_int_equal(attend_policy_digest(policy, small, sizeof small, &need), ATTEND_E_SPACE);
    assert_int_equal(need, 65);
    assert_int_equal(small[0], '?');
    assert_int_equal(attend_policy_digest(policy, NULL, 0, NULL), ATTEND_E_SPACE);
    free(memory.given);
    texts_free(&set);
}
int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_packs),
        cmocka_unit_test(test_several_roots),
        cmocka_unit_test(test_shared_measures),
        cmocka_unit_test(test_documents_and_sources),
        cmocka_unit_test(test_items),
        cmocka_unit_test(test_specs),
        cmocka_unit_test(test_windows),
        cmocka_unit_test(test_conditions),
        cmocka_unit_test(test_params),
        cmocka_unit_test(test_dated_codes),
        cmocka_unit_test(test_code_names),
        cmocka_unit_test(test_sessions),
        cmocka_unit_test(test_epochs_limit),
        cmocka_unit_test(test_digest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
