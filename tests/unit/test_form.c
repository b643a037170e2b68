/* The form of documents: every bad document of documents/form has exactly the findings that expected.tsv lists; every
 * good one has none; and the table of fields is well made. */
#define _POSIX_C_SOURCE 200809L

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <dirent.h>

#include "attend/day.h"
#include "attend/document.h"
#include "policy/format/fields.h"
#include "policy/format/form.h"

#define ROWS_MAX 64
#define FORM_DATA ATTEND_TEST_DATA "documents/form/"

static _Alignas(16) uint8_t memory[64u << 20];
static char text[5u << 20];

/* -- reading and checking -- */

static slice read_file(const char *folder, const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "%s%s", folder, name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    slice read = {text, fread(text, 1, sizeof text, file)};
    assert_int_equal(ferror(file), 0);
    fclose(file);
    return read;
}

/* Parses and checks; the findings are located. */
static int32_t check_text(slice document, json_doc *doc, findings *list)
{
    arena work;
    attend__arena_init(&work, memory, sizeof memory);
    assert_true(attend__json_parse(document, 0, &work, list, doc));
    int32_t kind = attend__form_check(doc, 0, list);
    attend__findings_locate(list, &document, 1);
    return kind;
}

static bool is_json(const char *name)
{
    size_t size = strlen(name);
    return size > 5 && strcmp(name + size - 5, ".json") == 0;
}

/* Calls a function for each .json file of a folder; returns how many. */
static int each_json(const char *folder, void (*call)(const char *folder, const char *name))
{
    int n = 0;
    DIR *directory = opendir(folder);
    assert_non_null(directory);
    for (struct dirent *entry = readdir(directory); entry; entry = readdir(directory)) {
        if (!is_json(entry->d_name))
            continue;
        call(folder, entry->d_name);
        n++;
    }
    closedir(directory);
    return n;
}

/* -- bad documents -- */

typedef struct expected_row {
    char file[80], status[24], path[220], message[260];
    unsigned line, column;
} expected_row;

static expected_row expected[512];
static size_t n_expected;

static void copy_cell(char *cell, size_t capacity, char **rest)
{
    size_t size = strcspn(*rest, "\t\n");
    assert_true(size < capacity);
    memcpy(cell, *rest, size);
    cell[size] = 0;
    *rest += size + ((*rest)[size] != 0);
}

static void read_row(char *line, expected_row *row)
{
    char number[16];
    copy_cell(row->file, sizeof row->file, &line);
    copy_cell(row->status, sizeof row->status, &line);
    copy_cell(number, sizeof number, &line);
    row->line = (unsigned)strtoul(number, NULL, 10);
    copy_cell(number, sizeof number, &line);
    row->column = (unsigned)strtoul(number, NULL, 10);
    copy_cell(row->path, sizeof row->path, &line);
    copy_cell(row->message, sizeof row->message, &line);
}

static int read_expected(void **state)
{
    char line[1024];
    (void)state;
    FILE *file = fopen(FORM_DATA "expected.tsv", "rb");
    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        assert_true(n_expected < sizeof expected / sizeof *expected);
        read_row(line, &expected[n_expected++]);
    }
    fclose(file);
    return 0;
}

static void check_row(const attend_finding *found, const expected_row *row)
{
    bool same = strcmp(attend_status_name(found->status), row->status) == 0 && found->line == row->line &&
                found->column == row->column && strcmp(found->path, row->path) == 0 && strstr(found->message, row->message);
    if (!same)
        fail_msg("%s: found %s at %u:%u, path '%s': %s", row->file, attend_status_name(found->status),
                 (unsigned)found->line, (unsigned)found->column, found->path, found->message);
}

static void check_bad(const char *folder, const char *name)
{
    attend_finding rows[ROWS_MAX];
    findings list = {rows, ROWS_MAX, 0, 0};
    json_doc doc;
    uint32_t n = 0;
    assert_int_equal(check_text(read_file(folder, name), &doc, &list), 0);
    assert_int_equal(list.errors, list.count);
    for (size_t i = 0; i < n_expected; i++) {
        if (strcmp(expected[i].file, name) != 0)
            continue;
        assert_true(n < list.count);
        check_row(&rows[n++], &expected[i]);
    }
    if (n == 0 || n != list.count)
        fail_msg("%s has %u findings, %u were expected", name, (unsigned)list.count, (unsigned)n);
}

static void test_bad_documents(void **state)
{
    (void)state;
    assert_true(each_json(FORM_DATA, check_bad) >= 140);
}

/* The count does not depend on the room there is. */
static void check_counted(const char *folder, const char *name)
{
    attend_finding rows[ROWS_MAX];
    findings all = {rows, ROWS_MAX, 0, 0}, none = {NULL, 0, 0, 0};
    json_doc doc;
    check_text(read_file(folder, name), &doc, &all);
    check_text(read_file(folder, name), &doc, &none);
    assert_int_equal(all.count, none.count);
    assert_int_equal(all.errors, none.errors);
}

static void test_counted_without_room(void **state)
{
    (void)state;
    each_json(FORM_DATA, check_counted);
}

/* -- good documents, and bytes at random -- */

static void check_good(const char *folder, const char *name)
{
    attend_finding row;
    findings list = {&row, 1, 0, 0};
    json_doc doc;
    int32_t kind = check_text(read_file(folder, name), &doc, &list);
    if (kind == 0)
        fail_msg("%s:%u:%u: %s: %s", name, (unsigned)row.line, (unsigned)row.column, row.path, row.message);
    assert_int_equal(list.count, 0);
}

static void test_good_documents(void **state)
{
    (void)state;
    assert_true(each_json(FORM_DATA "good/", check_good) >= 14);
    assert_true(each_json(FORM_DATA "canonical/", check_good) >= 5);
    assert_true(each_json(ATTEND_PACKS_DIR, check_good) >= 1);
}

/* A document with one byte changed is JSON no more, or is judged; sanitizers watch. */
static void check_changed(const char *folder, const char *name)
{
    slice document = read_file(folder, name);
    uint32_t judged = 0;
    for (size_t i = 0; i < document.size; i++) {
        char held = text[i];
        attend_finding rows[4];
        findings list = {rows, 4, 0, 0};
        json_doc doc;
        arena work;
        text[i] = "0\"x{}[],:-"[i % 10];
        attend__arena_init(&work, memory, sizeof memory);
        if (attend__json_parse(document, 0, &work, &list, &doc)) {
            int32_t kind = attend__form_check(&doc, 0, &list);
            assert_true((kind == 0) == (list.errors > 0));
            judged++;
        }
        text[i] = held;
    }
    assert_true(judged > 0);
}

static void test_changed_documents(void **state)
{
    (void)state;
    check_changed(FORM_DATA "good/", "codes.json");
    check_changed(FORM_DATA "good/", "policy.json");
    check_changed(FORM_DATA "good/", "tiers.json");
    check_changed(FORM_DATA "good/", "tiers-ordered.json");
    check_changed(FORM_DATA "good/", "calendar.json");
    check_changed(FORM_DATA "canonical/", "escapes.json");
}

/* A big document that is wrong everywhere is judged in time that grows with its size alone. */
static void test_wide_documents(void **state)
{
    attend_finding rows[4];
    findings list = {rows, 4, 0, 0};
    json_doc doc;
    size_t size = (size_t)sprintf(text, "{\"format\":1,\"semantics\":1,\"kind\":\"codes\","
                                        "\"id\":\"w\",\"version\":\"1\",\"title\":\"w\"");
    (void)state;
    for (int i = 0; i < 200000; i++)
        size += (size_t)sprintf(text + size, ",\"x%x\":1", (unsigned)i);
    size += (size_t)sprintf(text + size, ",\"classes\":{");
    for (int i = 0; i < 50000; i++)
        size += (size_t)sprintf(text + size, "%s\"%u\":2", i ? "," : "", (unsigned)i);
    size += (size_t)sprintf(text + size, "}}");
    slice document = {text, size};
    assert_int_equal(check_text(document, &doc, &list), 0);
    assert_int_equal(list.count, 200000 + 1 + 50000);
}

/* -- paths -- */

static void check_path(const char *document, uint32_t token, const char *wanted)
{
    char path[208], cut[208];
    json_doc doc;
    arena work;
    findings list = {NULL, 0, 0, 0};
    attend_finding row;
    slice whole = attend__slice(document);
    attend__arena_init(&work, memory, sizeof memory);
    assert_true(attend__json_parse(whole, 3, &work, &list, &doc));
    sink out = attend__sink(path, sizeof path);
    attend__form_path(&doc, token, &out);
    assert_int_equal(attend__sink_finish(&out, NULL), ATTEND_OK);
    assert_string_equal(path, wanted);
    list.rows = &row;
    list.capacity = 1;
    attend__form_finding(&doc, 3, token, ATTEND_E_REFERENCE, &list, attend__slice("said"));
    snprintf(cut, sizeof cut, "%s", wanted);
    assert_string_equal(row.path, cut);
    assert_string_equal(row.message, "said");
    assert_int_equal(row.status, ATTEND_E_REFERENCE);
    assert_int_equal(row.document, 3);
    const json_token *at = &doc.tokens[token];
    assert_int_equal(row.offset, at->type == JSON_STRING ? at->start - 1 : at->start);
}

static void test_paths(void **state)
{
    const char *document = "{\"a\": [1, {\"b.c\": [[], [\"x\", {\"\\u00e9\": 2}]], \"\": 3}], "
                           "\"d_e-F9\": {\"g\": null}, \"h\\\"\": 4}";
    static const char *const wanted[] = {
        "", "a", "a", "a[0]", "a[1]", "a[1].\"b.c\"", "a[1].\"b.c\"", "a[1].\"b.c\"[0]", "a[1].\"b.c\"[1]",
        "a[1].\"b.c\"[1][0]", "a[1].\"b.c\"[1][1]", "a[1].\"b.c\"[1][1].\"\xc3\xa9\"", "a[1].\"b.c\"[1][1].\"\xc3\xa9\"",
        "a[1].\"\"", "a[1].\"\"", "d_e-F9", "d_e-F9", "d_e-F9.g", "d_e-F9.g", "\"h\\\"\"", "\"h\\\"\""};
    (void)state;
    for (uint32_t token = 0; token < sizeof wanted / sizeof *wanted; token++)
        check_path(document, token, wanted[token]);
}

/* -- values -- */

static void test_values(void **state)
{
    json_doc doc;
    arena work;
    findings list = {NULL, 0, 0, 0};
    int32_t day = 0;
    (void)state;
    attend__arena_init(&work, memory, sizeof memory);
    slice object = attend__slice("{\"from\": \"1970-01-02\", \"yes\": true, \"no\": false}");
    assert_true(attend__json_parse(object, 0, &work, &list, &doc));
    assert_true(attend__form_day(&doc, 0, "from", -5, &day));
    assert_int_equal(day, 1);
    assert_false(attend__form_day(&doc, 0, "to", ATTEND_DAY_OPEN, &day));
    assert_int_equal(day, ATTEND_DAY_OPEN);
    assert_true(attend__form_flag(&doc, 0, "yes"));
    assert_false(attend__form_flag(&doc, 0, "no"));
    assert_false(attend__form_flag(&doc, 0, "absent"));
}

/* -- the table -- */

static const field *find_field(const shape *in, const char *key, size_t size)
{
    for (uint32_t i = 0; i < in->n_fields; i++)
        if (strlen(in->fields[i].key) == size && memcmp(in->fields[i].key, key, size) == 0)
            return &in->fields[i];
    return NULL;
}

static void check_field_row(const shape *in, const field *f)
{
    assert_non_null(memchr(f->key, 0, sizeof f->key));
    assert_ptr_equal(find_field(in, f->key, strlen(f->key)), f); /* no key twice */
    assert_true(f->type >= FIELD_OBJECT && f->type < FIELD_TYPES);
    assert_true(f->shape < SHAPES);
    assert_int_equal(f->type == FIELD_WORD, f->words[0] != 0);
    assert_non_null(memchr(f->words, 0, sizeof f->words)); /* C lets a string fill its array to the last byte */
    assert_non_null(memchr(f->fallback, 0, sizeof f->fallback));
    assert_int_equal(f->many == MANY_MAP, f->key_type != 0);
    assert_true(f->type != FIELD_OBJECT || f->shape != SHAPE_NONE);
    assert_true(f->least <= f->most);
    assert_true(f->many == MANY_ONE || (f->least <= 2 && f->most >= 1 && f->most <= ENTRIES_MAX));
    assert_false((f->flags & FIELD_REQUIRED) && f->fallback[0]);
}

static void check_rule_row(const shape *in, const rule *r)
{
    for (const char *key = r->keys; *key;) {
        size_t size = strcspn(key, " ");
        assert_non_null(find_field(in, key, size));
        key += size + (key[size] == ' ');
    }
    assert_non_null(memchr(r->keys, 0, sizeof r->keys));
    assert_non_null(memchr(r->with, 0, sizeof r->with));
    assert_non_null(memchr(r->words, 0, sizeof r->words));
    assert_true(!r->with[0] || find_field(in, r->with, strlen(r->with)));
    assert_true(!r->words[0] || find_field(in, r->with, strlen(r->with))->words[0]);
}

static void test_table(void **state)
{
    (void)state;
    for (uint32_t i = SHAPE_CODES; i < SHAPES; i++) {
        shape in = attend__shape((shape_id)i);
        assert_true(in.n_fields > 0 && in.n_fields <= FIELDS_MAX);
        assert_non_null(in.name);
        for (uint32_t k = 0; k < in.n_fields; k++)
            check_field_row(&in, &in.fields[k]);
        for (uint32_t k = 0; k < in.n_rules; k++)
            check_rule_row(&in, &in.rules[k]);
    }
    for (size_t i = FIELD_OBJECT; i < FIELD_TYPES; i++) {
        assert_non_null(memchr(attend__types[i].form, 0, sizeof attend__types[i].form));
        assert_non_null(memchr(attend__types[i].expected, 0, sizeof attend__types[i].expected));
    }
    assert_int_equal(SHAPE_CODES, ATTEND_KIND_CODES);
    assert_int_equal(SHAPE_POLICY, ATTEND_KIND_POLICY);
    assert_int_equal(SHAPE_CALENDAR, ATTEND_KIND_CALENDAR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bad_documents), cmocka_unit_test(test_counted_without_room),
        cmocka_unit_test(test_good_documents), cmocka_unit_test(test_changed_documents),
        cmocka_unit_test(test_wide_documents), cmocka_unit_test(test_paths),
        cmocka_unit_test(test_values),         cmocka_unit_test(test_table)};
    return cmocka_run_group_tests(tests, read_expected, NULL);
}
