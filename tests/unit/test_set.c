/* Sets of documents: what extends gives, and everything that can be wrong between documents. */
#include "set_texts.h"

#include <dirent.h>

#include "policy/check/check.h"
#include "policy/load/parts.h"
#include "policy/set/set.h"

/* -- overlays that are right -- */

static const char base_members[] = "'codes':'marks'," SOURCES ",'params':{" PARAM("line", "'92%'") "},"
                                   "'measures':{" MEASURE("one", "") "," MEASURE("two", ",'minimum':5") "," MEASURE("three", ",'minimum':6") "},"
                                   "'flags':{" FLAG("low", "{'measure':'two','below':{'param':'line'}}") "}";

static void start(texts *set)
{
    memset(set, 0, sizeof *set);
    texts_add(set, "codes", "marks", 0, CODES);
    texts_add(set, "policy", "base", 0, base_members);
}

/* The ids of a kind of item, with a space between. */
static void ids_of(const attend_policy *policy, int32_t kind, char *text, size_t room)
{
    size_t size = 0;
    text[0] = 0;
    for (uint32_t i = 0; i < attend_policy_count(policy, kind); i++)
        size += (size_t)snprintf(text + size, room - size, "%s%s", i ? " " : "", item_get(policy, kind, i).id);
    assert_true(size < room);
}

static void assert_ids(const attend_policy *policy, int32_t kind, const char *expected)
{
    char ids[400];
    ids_of(policy, kind, ids, sizeof ids);
    assert_string_equal(ids, expected);
}

static const measure_spec *spec_of(const attend_policy *policy, const char *id)
{
    uint32_t measure = item_index(policy, ATTEND_ITEM_MEASURE, id);
    return &POLICY_ROWS(policy, specs, measure_spec)[POLICY_ROWS(policy, measures, measure_record)[measure].spec];
}

static void test_inherits_everything(void **state)
{
    (void)state;
    texts set;
    block memory;
    start(&set);
    texts_add(&set, "policy", "school", ROOT, "'extends':['base@1']");
    const attend_policy *policy = texts_policy(&set, &memory);
    assert_ids(policy, ATTEND_ITEM_MEASURE, "one two three");
    assert_ids(policy, ATTEND_ITEM_FLAG, "low");
    assert_ids(policy, ATTEND_ITEM_PARAM, "line");
    attend_item item = item_get(policy, ATTEND_ITEM_MEASURE, 0);
    assert_string_equal(item.policy, "school");
    assert_string_equal(item.document, "base");
    free(memory.given);
    texts_free(&set);
}

static void test_adds_and_replaces(void **state)
{
    (void)state;
    texts set;
    block memory;
    start(&set);
    texts_add(&set, "policy", "school", ROOT, "'extends':['base'],'measures':{" MEASURE("four", "") ","
              MEASURE("two", ",'minimum':7,'replaces':'base@1'") "}");
    const attend_policy *policy = texts_policy(&set, &memory);
    assert_ids(policy, ATTEND_ITEM_MEASURE, "one two three four"); /* what is replaced keeps its place */
    assert_string_equal(item_get(policy, ATTEND_ITEM_MEASURE, 1).document, "school");
    assert_int_equal(spec_of(policy, "two")->minimum, 7);
    /* The base's flag looks its measure up in the policy that is decided. */
    const condition_record *condition = POLICY_ROWS(policy, conditions, condition_record);
    assert_int_equal(condition->item, 1);
    free(memory.given);
    texts_free(&set);
}

static void test_removes(void **state)
{
    (void)state;
    texts set;
    block memory;
    start(&set);
    texts_add(&set, "policy", "school", ROOT,
              "'extends':['base'],'remove':{'measures':['one','two'],'flags':['low'],'params':['line']}");
    const attend_policy *policy = texts_policy(&set, &memory);
    assert_ids(policy, ATTEND_ITEM_MEASURE, "three");
    assert_int_equal(attend_policy_count(policy, ATTEND_ITEM_FLAG), 0);
    assert_int_equal(attend_policy_count(policy, ATTEND_ITEM_PARAM), 0);
    free(memory.given);
    texts_free(&set);
}

/* The base's number on two days, "line" of the policy. */
static void assert_line(const attend_policy *policy, int32_t day, int64_t scaled)
{
    const param_value *value = attend__param_on(policy, item_index(policy, ATTEND_ITEM_PARAM, "line"), day);
    if (scaled == 0) {
        assert_null(value);
        return;
    }
    assert_non_null(value);
    assert_true(value->scaled == scaled);
}

static int32_t day_of(const char *text)
{
    int32_t day = 0;
    assert_int_equal(attend_day_parse(text, strlen(text), &day), ATTEND_OK);
    return day;
}

static void test_sets_params(void **state)
{
    (void)state;
    texts set;
    block memory;
    start(&set);
    texts_add(&set, "policy", "trust", 0, "'extends':['base']," SET_LINE("'95%'"));
    texts_add(&set, "policy", "school", ROOT, "'extends':['trust']," SET_LINE("'96%'"));
    const attend_policy *policy = texts_policy(&set, &memory);
    assert_line(policy, day_of("2025-08-31"), 0); /* the values set take the place of all that were there */
    assert_line(policy, day_of("2025-09-01"), 960000);
    assert_string_equal(item_get(policy, ATTEND_ITEM_PARAM, 0).document, "base");
    free(memory.given);
    texts_free(&set);
}

static void test_set_is_replaced(void **state)
{
    (void)state;
    texts set;
    block memory;
    start(&set);
    texts_add(&set, "policy", "trust", 0, "'extends':['base']," SET_LINE("'95%'"));
    texts_add(&set, "policy", "school", ROOT,
              "'extends':['trust'],'params':{'line':{'title':'Line','replaces':'base@1','values':[" VALUE("'50%'", "2020-01-01") "]}}");
    const attend_policy *policy = texts_policy(&set, &memory);
    assert_line(policy, day_of("2030-01-01"), 500000);
    free(memory.given);
    texts_free(&set);
}

static void test_bounds_are_inside(void **state)
{
    (void)state;
    static const char param[] = "'codes':'marks'," SOURCES ",'params':{'line':{'title':'Line','min':'85%','max':'99%','values':["
                                VALUE("'92%'", "2024-09-01") "]}}";
    static const char *const settings[] = {SET_LINE("'85%'"), SET_LINE("'85.0000%'"), SET_LINE("'99%'"), SET_LINE("'90.5%'")};
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        texts set = {.n = 0};
        block memory;
        char members[300];
        snprintf(members, sizeof members, "'extends':['base'],%s", settings[i]);
        texts_add(&set, "codes", "marks", 0, CODES);
        texts_add(&set, "policy", "base", 0, param);
        texts_add(&set, "policy", "school", ROOT, members);
        texts_policy(&set, &memory);
        free(memory.given);
        texts_free(&set);
    }
}

static void test_param_of_heir_reaches_base(void **state)
{
    (void)state;
    texts set = {.n = 0};
    block memory;
    texts_add(&set, "codes", "marks", 0, CODES);
    texts_add(&set, "policy", "base", 0, "'codes':'marks'," SOURCES ",'measures':{" MEASURE("one", "") "},"
              "'flags':{" FLAG("low", "{'measure':'one','below':{'param':'mine'}}") "}");
    texts_add(&set, "policy", "school", ROOT, "'extends':['base'],'params':{" PARAM("mine", "'50%'") "}");
    const attend_policy *policy = texts_policy(&set, &memory);
    assert_int_equal(POLICY_ROWS(policy, conditions, condition_record)->param, 0);
    free(memory.given);
    /* Named by itself the base must be complete. */
    set.documents[1].flags = ROOT;
    texts_expect(&set, ATTEND_E_REFERENCE, 1, "flags.low.when.below.param", "no param is called 'mine' here");
    texts_free(&set);
}

static void test_diamond(void **state)
{
    (void)state;
    texts set;
    block memory;
    start(&set);
    texts_add(&set, "policy", "left", 0, "'extends':['base'],'measures':{" MEASURE("left", "") "}");
    texts_add(&set, "policy", "right", 0, "'extends':['base'],'measures':{" MEASURE("right", "") "}");
    texts_add(&set, "policy", "school", ROOT, "'extends':['left','right','left@1']");
    const attend_policy *policy = texts_policy(&set, &memory);
    assert_ids(policy, ATTEND_ITEM_MEASURE, "one two three left right");
    free(memory.given);
    texts_free(&set);
}

/* Two bases that say the same in other words: titles, order of keys, numbers written differently. */
static void test_same_definition_twice(void **state)
{
    (void)state;
    texts set = {.n = 0};
    block memory;
    texts_add(&set, "codes", "marks", 0, CODES);
    texts_add(&set, "policy", "a", 0, "'codes':'marks'," SOURCES ",'params':{" PARAM("line", "'92%'") "},"
              "'measures':{" MEASURE("one", "") "}");
    texts_add(&set, "policy", "b", 0, "'codes':'marks','sources':{'own':{'kind':'practice','title':'Other words'}},"
              "'params':{'line':{'values':[{'from':'2024-09-01','value':'92.0%','source':'own'}],'title':'Other'}},"
              "'measures':{'one':{'window':'year','kind':'rate','title':'Other','inferred':false,"
              "'select':{'classes':['\\u0061ttended']}}}");
    texts_add(&set, "policy", "school", ROOT, "'extends':['a','b']");
    /* Class names are written without escapes, so the second text is wrong: write it plainly. */
    texts_expect(&set, ATTEND_E_VALUE, 2, "measures.one.select.classes[0]", "escape");
    free(set.held[2]);
    texts again = {.n = 0};
    texts_add(&again, "policy", "b", 0, "'codes':'marks','sources':{'own':{'kind':'practice','title':'Other words'}},"
              "'params':{'line':{'values':[{'from':'2024-09-01','value':'92.0%','source':'own'}],'title':'Other'}},"
              "'measures':{'one':{'window':'year','kind':'rate','title':'Other','inferred':false,"
              "'base':{'classes':['possible']},'select':{'classes':['attended']}}}");
    set.held[2] = again.held[0];
    set.documents[2] = again.documents[0];
    const attend_policy *policy = texts_policy(&set, &memory);
    assert_ids(policy, ATTEND_ITEM_MEASURE, "one");
    assert_string_equal(item_get(policy, ATTEND_ITEM_MEASURE, 0).document, "a");
    free(memory.given);
    texts_free(&set);
}

static void test_codes_overlay(void **state)
{
    (void)state;
    texts set = {.n = 0};
    block memory;
    texts_add(&set, "codes", "marks", 0, CODES);
    texts_add(&set, "codes", "more", 0, "'extends':['marks'],'classes':{'trip':{'title':'Trip'}},'codes':{"
              "'V':{'title':'Visit','index':9," USE("'possible','attended','trip'") "},'A':{'title':'Away','index':2,'replaces':'marks@1',"
              USE("'possible','absent','trip'") "}}");
    texts_add(&set, "policy", "base", 0, base_members);
    texts_add(&set, "policy", "school", ROOT, "'extends':['base'],'codes':'more'");
    const attend_policy *policy = texts_policy(&set, &memory);
    uint8_t code = 0;
    attend_code meaning;
    assert_ids(policy, ATTEND_ITEM_CLASS, "possible attended absent administrative trip");
    assert_int_equal(attend_code_find(policy, "A1", 2, &code), ATTEND_OK);
    assert_int_equal(code, 2);
    assert_int_equal(attend_code_get(policy, code, 0, &meaning), ATTEND_OK);
    assert_string_equal(meaning.title, "Away");
    assert_int_equal(meaning.classes, 1u | 4u | 16u);
    free(memory.given);
    texts_free(&set);
}

/* -- scopes seen from inside -- */

static document_set open_set(const texts *texts_in, arena *memory, findings *list)
{
    document_set set;
    assert_true(attend__set_open(texts_in->documents, texts_in->n, memory, list, &set));
    assert_int_equal(list->errors, 0);
    return set;
}

static void test_calendar_scope(void **state)
{
    (void)state;
    texts set = {.n = 0};
    arena memory;
    findings list = {.rows = NULL};
    texts_add(&set, "calendar", "a", 0, "'weekdays':['sun','mon']");
    texts_add(&set, "calendar", "b", 0, "'extends':['a'],'years':{'y':{'from':'2025-08-01','to':'2026-07-31'}},"
              "'closures':{'c':{'from':'2025-09-01','to':'2025-09-01'}}");
    texts_add(&set, "calendar", "c", ROOT, "'extends':['b','a'],'remove':{'closures':['c']}");
    size_t bound = attend__set_bound(set.documents, set.n);
    block taken = block_take(bound);
    assert_true(attend__arena_init(&memory, taken.at, bound + 16));
    document_set open = open_set(&set, &memory, &list);
    const set_document *c = &open.documents[2];
    assert_int_equal(c->weekdays_document, 0);
    assert_int_equal(c->first[SECTION_YEARS + 1] - c->first[SECTION_YEARS], 1);
    assert_int_equal(c->first[SECTION_CLOSURES + 1] - c->first[SECTION_CLOSURES], 0);
    assert_non_null(attend__set_find(&open, 2, SECTION_YEARS, attend__slice("y")));
    assert_null(attend__set_find(&open, 2, SECTION_CLOSURES, attend__slice("c")));
    assert_null(attend__set_find(&open, 0, SECTION_YEARS, attend__slice("y")));
    assert_int_equal(attend__set_document(&open, attend__slice("b")), 1);
    assert_int_equal(attend__set_document(&open, attend__slice("bb")), ATTEND_NONE);
    free(taken.given);
    texts_free(&set);
}

/* The bound is enough for opening and checking, with documents of many shapes. */
static void test_bound_is_enough(void **state)
{
    (void)state;
    texts set;
    start(&set);
    char id[20], base[20] = "base", members[200];
    for (uint32_t i = 2; i < 64; i++) { /* each extends the one before it */
        snprintf(id, sizeof id, "p%u", i);
        snprintf(members, sizeof members,
                 "'extends':['base','%s'],'measures':{'m%u':{'title':'M','kind':'count','select':{'codes':['P']},'window':'term'}}",
                 base, i);
        texts_add(&set, "policy", id, i == 63 ? ROOT : 0, members);
        memcpy(base, id, sizeof base);
    }
    size_t bound = attend__set_bound(set.documents, set.n), check = attend__check_bound(set.documents, set.n);
    block taken = block_take(bound + check);
    arena memory;
    findings list = {.rows = NULL};
    assert_true(attend__arena_init(&memory, taken.at, bound + check));
    document_set open = open_set(&set, &memory, &list);
    assert_true(memory.high <= bound);
    attend__check_set(&open, &memory, &list);
    assert_false(memory.short_of);
    assert_int_equal(list.count, 0);
    assert_int_equal(open.documents[63].first[SECTION_MEASURES + 1] - open.documents[63].first[SECTION_MEASURES], 3 + 62);
    free(taken.given);
    block loaded;
    const attend_policy *policy = texts_policy(&set, &loaded);
    assert_int_equal(attend_policy_count(policy, ATTEND_ITEM_DOCUMENT), 64);
    assert_int_equal(attend_policy_count(policy, ATTEND_ITEM_MEASURE), 65);
    assert_int_equal(policy->specs.count, 4); /* 62 measures say the same */
    free(loaded.given);
    texts_free(&set);
}

/* A document with many definitions, in text of its own. */
static void add_many(texts *set, const char *id, const char *before, const char *prefix, uint32_t n, uint32_t flags)
{
    size_t room = (size_t)n * 80 + 400, size = 0;
    char *members = malloc(room);
    assert_non_null(members);
    size += (size_t)snprintf(members, room, "%s'sources':{", before);
    for (uint32_t i = 0; i < n; i++)
        size += (size_t)snprintf(members + size, room - size, "%s'%s%u':{'title':'S','kind':'law'}", i ? "," : "", prefix, i);
    snprintf(members + size, room - size, "}");
    texts_add(set, "policy", id, flags, members);
    free(members);
}

static void test_entries_limit(void **state)
{
    (void)state;
    texts set = {.n = 0};
    block memory;
    texts_add(&set, "codes", "marks", 0, CODES);
    add_many(&set, "a", "'codes':'marks',", "a", 4000, 0);
    add_many(&set, "b", "'codes':'marks',", "b", 96, 0);
    texts_add(&set, "policy", "school", ROOT, "'extends':['a','b']");
    const attend_policy *policy = texts_policy(&set, &memory);
    assert_int_equal(attend_policy_count(policy, ATTEND_ITEM_SOURCE), 4096 + 1);
    free(memory.given);
    texts_free(&set);
    texts_add(&set, "codes", "marks", 0, CODES);
    add_many(&set, "a", "'codes':'marks',", "a", 4000, 0);
    add_many(&set, "b", "'codes':'marks',", "b", 96, 0);
    texts_add(&set, "policy", "school", ROOT, "'extends':['a','b']," SOURCES);
    texts_expect(&set, ATTEND_E_LIMIT, 3, "", "more than 4096 definitions");
    texts_free(&set);
}

/* -- wrong sets, from files -- */

#define CASES_DIR ATTEND_TEST_DATA "documents/meaning/"
#define ROWS_MAX 20

typedef struct expectation {
    char name[64], file[64], status[32], path[120], part[200];
    unsigned line;
} expectation;

static char file_names[TEXTS_MAX][64];

static int compare_names(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* All documents of a case, in order of their names. */
static void add_case(texts *set, const char *name)
{
    char path[512];
    size_t n = 0;
    snprintf(path, sizeof path, CASES_DIR "%s", name);
    DIR *folder = opendir(path);
    assert_non_null(folder);
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder))
        if (strstr(entry->d_name, ".json"))
            snprintf(file_names[n++], sizeof file_names[0], "%.63s", entry->d_name);
    closedir(folder);
    assert_true(n > 0);
    qsort(file_names, n, sizeof file_names[0], compare_names);
    for (size_t i = 0; i < n; i++) {
        snprintf(path, sizeof path, CASES_DIR "%s/%s", name, file_names[i]);
        texts_add_file(set, path, 0);
    }
}

/* Whatever is named, loading gives the first error of checking. */
static void assert_load_agrees(texts *set)
{
    for (uint32_t root = 0; root < set->n; root++) {
        attend_finding rows[ROWS_MAX], error;
        const attend_policy *policy = NULL;
        block memory;
        uint32_t n = 0;
        set->documents[root].flags = ROOT;
        attend_status checked = texts_check(set, rows, ROWS_MAX, &n);
        attend_status loaded = texts_load(set, &memory, &policy, &error);
        assert_int_equal(checked, ATTEND_E_DATA);
        assert_true(n > 0 && n <= ROWS_MAX);
        assert_int_equal(loaded, rows[0].status);
        assert_memory_equal(&error, &rows[0], sizeof error);
        assert_null(policy);
        free(memory.given);
        set->documents[root].flags = 0;
    }
}

static int is_as_expected(const attend_finding *found, const expectation *e)
{
    const char *path = strcmp(e->path, "-") ? e->path : "";
    const char *part = strcmp(e->part, "-") ? e->part : "";
    return !strcmp(attend_status_name(found->status), e->status) && !strcmp(file_names[found->document], e->file) &&
           found->line == e->line && !strcmp(found->path, path) && strstr(found->message, part) != NULL;
}

/* One case: exactly the findings of its rows, in order. */
static unsigned run_case(const expectation *rows, size_t n_rows)
{
    texts set = {.n = 0};
    attend_finding found[ROWS_MAX];
    uint32_t n = 0;
    unsigned wrong = 0;
    add_case(&set, rows[0].name);
    assert_int_equal(texts_check(&set, found, ROWS_MAX, &n), ATTEND_E_DATA);
    assert_true(n <= ROWS_MAX);
    wrong += n != n_rows;
    for (uint32_t i = 0; i < n && i < n_rows; i++)
        wrong += !is_as_expected(&found[i], &rows[i]);
    for (uint32_t i = 0; wrong && i < n; i++)
        print_error("%s: %s:%u [%s] %s: %s\n", rows[0].name, file_names[found[i].document], found[i].line,
                    attend_status_name(found[i].status), found[i].path, found[i].message);
    assert_load_agrees(&set);
    texts_free(&set);
    return wrong;
}

/* Takes the next field of a line off it. */
static void take_field(char **line, char *field, size_t room)
{
    size_t size = strcspn(*line, "\t\n");
    assert_true(size < room);
    memcpy(field, *line, size);
    field[size] = 0;
    *line += size + ((*line)[size] != 0);
}

static int read_expectation(FILE *file, expectation *e)
{
    char text[600], number[12], *line = text;
    if (!fgets(text, sizeof text, file))
        return 0;
    if (text[0] == '#')
        return read_expectation(file, e); /* one heading */
    take_field(&line, e->name, sizeof e->name);
    take_field(&line, e->file, sizeof e->file);
    take_field(&line, e->status, sizeof e->status);
    take_field(&line, number, sizeof number);
    take_field(&line, e->path, sizeof e->path);
    take_field(&line, e->part, sizeof e->part);
    e->line = (unsigned)strtoul(number, NULL, 10);
    return 1;
}

static void test_wrong_sets(void **state)
{
    (void)state;
    expectation rows[ROWS_MAX], next;
    size_t n = 0, cases = 0;
    unsigned wrong = 0;
    FILE *file = fopen(CASES_DIR "expected.tsv", "r");
    assert_non_null(file);
    for (int more = read_expectation(file, &next); more || n > 0;) {
        if (n > 0 && (!more || strcmp(rows[0].name, next.name))) {
            wrong += run_case(rows, n);
            cases++;
            n = 0;
        }
        if (more) {
            assert_true(n < ROWS_MAX);
            rows[n++] = next;
            more = read_expectation(file, &next);
        }
    }
    fclose(file);
    assert_int_equal(wrong, 0);
    assert_true(cases >= 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_inherits_everything),
        cmocka_unit_test(test_adds_and_replaces),
        cmocka_unit_test(test_removes),
        cmocka_unit_test(test_sets_params),
        cmocka_unit_test(test_set_is_replaced),
        cmocka_unit_test(test_bounds_are_inside),
        cmocka_unit_test(test_param_of_heir_reaches_base),
        cmocka_unit_test(test_diamond),
        cmocka_unit_test(test_same_definition_twice),
        cmocka_unit_test(test_codes_overlay),
        cmocka_unit_test(test_calendar_scope),
        cmocka_unit_test(test_bound_is_enough),
        cmocka_unit_test(test_entries_limit),
        cmocka_unit_test(test_wrong_sets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
