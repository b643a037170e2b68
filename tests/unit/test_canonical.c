/* Canonical text, heads of documents, bundled documents. */
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

#include "attend/document.h"
#include "policy/format/form.h"

#define FORM_DATA ATTEND_TEST_DATA "documents/form/"
#define TEXT_MAX (1u << 20)

static _Alignas(16) uint8_t memory[8u << 20];
static char text[TEXT_MAX], first[TEXT_MAX], second[TEXT_MAX], turned[TEXT_MAX];

static size_t read_file(const char *folder, const char *name, const char *extension, char *into)
{
    char path[512];
    snprintf(path, sizeof path, "%s%s%s", folder, name, extension);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t size = fread(into, 1, TEXT_MAX - 1, file);
    fclose(file);
    into[size] = 0;
    return size;
}

static size_t canonical(const char *from, size_t size, int32_t form, char *into)
{
    attend_document document = {from, size, 0, 0};
    attend_finding error;
    size_t need;
    attend_status status = attend_document_canonical(&document, form, memory, sizeof memory, into, TEXT_MAX, &need, &error);
    if (status != ATTEND_OK)
        fail_msg("%s: %s", error.path, error.message);
    assert_int_equal(strlen(into) + 1, need);
    return need - 1;
}

/* Calls a function with the name, without its extension, of each .json file of a folder; returns how many. */
static int each_json(const char *folder, void (*call)(const char *folder, const char *name))
{
    int n = 0;
    DIR *directory = opendir(folder);
    assert_non_null(directory);
    for (struct dirent *entry = readdir(directory); entry; entry = readdir(directory)) {
        char *dot = strstr(entry->d_name, ".json");
        if (!dot)
            continue;
        *dot = 0;
        call(folder, entry->d_name);
        n++;
    }
    closedir(directory);
    return n;
}

/* -- worked out by hand -- */

static void check_worked(const char *folder, const char *name)
{
    size_t size = read_file(folder, name, ".json", text);
    canonical(text, size, ATTEND_CANONICAL_FULL, first);
    read_file(folder, name, ".full", second);
    assert_string_equal(first, second);
    canonical(text, size, ATTEND_CANONICAL_RULES, first);
    read_file(folder, name, ".rules", second);
    assert_string_equal(first, second);
}

static void test_worked_by_hand(void **state)
{
    (void)state;
    assert_true(each_json(FORM_DATA "canonical/", check_worked) >= 5);
}

/* -- the same document written otherwise -- */

static void put_turned(const json_doc *doc, uint32_t token, sink *out);

/* A key as it is written, or with its letters escaped. Members may be escaped, ids may not. */
static void put_key(const json_doc *doc, uint32_t key, sink *out, bool escaped)
{
    static const char hex[] = "0123456789ABCDEF";
    slice raw = attend__json_raw(doc, key);
    attend__put_char(out, '"');
    for (size_t i = 0; i < raw.size; i++) {
        if (escaped && raw.at[i] >= 'a' && raw.at[i] <= 'z') {
            attend__put_text(out, "\\u00");
            attend__put_char(out, hex[(raw.at[i] >> 4) & 15]);
            attend__put_char(out, hex[raw.at[i] & 15]);
        } else {
            attend__put_char(out, raw.at[i]);
        }
    }
    attend__put_char(out, '"');
}

/* Members last to first, with space between. */
static void put_turned_object(const json_doc *doc, uint32_t object, sink *out)
{
    static uint32_t keys[JSON_DEPTH_MAX][1024];
    static uint32_t depth;
    uint32_t n = 0;
    uint32_t *mine = keys[depth++];
    for (uint32_t key = attend__json_first(doc, object); key != ATTEND_NONE; key = attend__json_after(doc, object, key))
        mine[n++] = key;
    assert_true(n < 1024);
    attend__put_char(out, '{');
    for (uint32_t i = n; i > 0; i--) {
        put_key(doc, mine[i - 1], out, object == 0 && !doc->tokens[mine[i - 1]].count);
        attend__put_text(out, "\t: \r\n");
        put_turned(doc, mine[i - 1] + 1, out);
        attend__put_text(out, i > 1 ? " , " : " ");
    }
    attend__put_char(out, '}');
    depth--;
}

static void put_turned(const json_doc *doc, uint32_t token, sink *out)
{
    const json_token *at = &doc->tokens[token];
    if (at->type == JSON_OBJECT) {
        put_turned_object(doc, token, out);
    } else if (at->type == JSON_ARRAY) {
        attend__put_char(out, '[');
        for (uint32_t i = attend__json_first(doc, token); i != ATTEND_NONE; i = attend__json_after(doc, token, i)) {
            if (i != token + 1)
                attend__put_text(out, " , ");
            put_turned(doc, i, out);
        }
        attend__put_char(out, ']');
    } else {
        slice raw = attend__json_raw(doc, token);
        if (at->type == JSON_STRING)
            attend__put_char(out, '"');
        attend__put(out, raw);
        if (at->type == JSON_STRING)
            attend__put_char(out, '"');
    }
}

static void check_same(const char *folder, const char *name)
{
    json_doc doc;
    arena work;
    findings none = {NULL, 0, 0, 0};
    slice document = {text, read_file(folder, name, ".json", text)};
    attend__arena_init(&work, memory, sizeof memory);
    assert_true(attend__json_parse(document, 0, &work, &none, &doc));
    sink out = attend__sink(turned, sizeof turned);
    put_turned(&doc, 0, &out);
    assert_true(out.size < sizeof turned);
    for (int32_t form = ATTEND_CANONICAL_FULL; form <= ATTEND_CANONICAL_RULES; form++) {
        size_t size = canonical(document.at, document.size, form, first);
        canonical(turned, out.size, form, second);
        assert_string_equal(first, second); /* the order of keys, space and escapes say nothing */
        if (form == ATTEND_CANONICAL_FULL) {
            canonical(first, size, form, second);
            assert_string_equal(first, second); /* once more changes nothing */
            canonical(first, size, ATTEND_CANONICAL_RULES, second);
            canonical(text, document.size, ATTEND_CANONICAL_RULES, first);
            assert_string_equal(first, second); /* the rules form of the full form is the rules form */
        } else {
            assert_null(strstr(first, "\"title\":"));
            assert_null(strstr(first, "\"note\":"));
        }
    }
}

static void test_same_document(void **state)
{
    (void)state;
    assert_true(each_json(FORM_DATA "good/", check_same) >= 10);
    assert_true(each_json(FORM_DATA "canonical/", check_same) >= 5);
    assert_true(each_json(ATTEND_PACKS_DIR, check_same) >= 1);
}

/* As many entries as a map may have, in an order that is not that of their bytes. */
static void test_wide_map(void **state)
{
    size_t size = (size_t)sprintf(text, "{\"format\":1,\"semantics\":1,\"kind\":\"policy\","
                                        "\"id\":\"w\",\"version\":\"1\",\"title\":\"w\",\"sources\":{");
    (void)state;
    for (unsigned i = 0; i < 4096; i++)
        size += (size_t)sprintf(text + size, "%s\"s%u\":{\"title\":\"t\",\"kind\":\"law\"}", i ? "," : "", i * 2731 % 4096);
    size += (size_t)sprintf(text + size, "}}");
    canonical(text, size, ATTEND_CANONICAL_FULL, first);
    const char *at = first;
    char last[8] = "";
    for (unsigned i = 0; i < 4096; i++) {
        char key[8];
        do
            at = strstr(at, "\"s") + 1;
        while (at[1] < '0' || at[1] > '9');
        snprintf(key, sizeof key, "%.*s", (int)strcspn(at, "\""), at);
        assert_true(strcmp(last, key) < 0);
        memcpy(last, key, sizeof last);
    }
}

static void test_one_object(void **state)
{
    json_doc doc;
    arena work;
    char out[200];
    findings none = {NULL, 0, 0, 0};
    slice document = {text, read_file(FORM_DATA "canonical/", "numbers", ".json", text)};
    (void)state;
    attend__arena_init(&work, memory, sizeof memory);
    assert_true(attend__json_parse(document, 0, &work, &none, &doc));
    uint32_t param = attend__json_member(&doc, attend__json_member(&doc, 0, "params"), "a-1");
    sink put = attend__sink(out, sizeof out);
    attend__form_put_object(&doc, "params", param, ATTEND_CANONICAL_RULES, &put);
    assert_int_equal(attend__sink_finish(&put, NULL), ATTEND_OK);
    assert_string_equal(out, "{\"values\":[{\"from\":\"2024-01-01\",\"source\":\"s\",\"value\":\"8\"},"
                             "{\"from\":\"2024-01-02\",\"source\":\"s\",\"value\":\"8.5\"}]}");
}

/* -- arguments, memory and buffers -- */

static const char small[] = "{\"format\":1,\"semantics\":1,\"kind\":\"policy\",\"id\":\"x\",\"version\":\"2\",\"title\":\"t\","
                            "\"extends\":[\"a@1\",\"b\"],\"codes\":\"c@3\"}";

static void test_canonical_arguments(void **state)
{
    attend_document document = {small, sizeof small - 1, 0, 0}, empty = {NULL, 5, 0, 0};
    char buffer[200];
    size_t need = 77;
    attend_finding error;
    (void)state;
    assert_int_equal(attend_document_canonical(NULL, 1, memory, 4096, buffer, 200, &need, &error), ATTEND_E_ARGUMENT);
    assert_int_equal(error.status, ATTEND_E_ARGUMENT);
    assert_int_equal(attend_document_canonical(&empty, 1, memory, 4096, buffer, 200, &need, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_document_canonical(&document, 3, memory, 4096, buffer, 200, &need, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_document_canonical(&document, 1, NULL, 4096, buffer, 200, &need, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_document_canonical(&document, 1, memory + 8, 4096, buffer, 200, &need, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_document_canonical(&document, 1, memory, 4096, NULL, 200, &need, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_document_canonical(&document, 1, memory, 4096, buffer, 200, NULL, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(need, 77);
    document.text = "{\"format\":1, \"format\":1}";
    document.size = strlen(document.text);
    assert_int_equal(attend_document_canonical(&document, 1, memory, 4096, buffer, 200, &need, &error), ATTEND_E_SYNTAX);
    assert_int_equal(error.column, 14);
    document.text = "{\n \"kind\": \"codex\"}";
    document.size = strlen(document.text);
    assert_int_equal(attend_document_canonical(&document, 1, memory, 4096, buffer, 200, &need, &error), ATTEND_E_KIND);
    assert_int_equal(error.line, 2);
    assert_int_equal(error.column, 10);
    assert_string_equal(error.path, "kind");
    assert_int_equal(need, 77);
}

static void test_canonical_room(void **state)
{
    attend_document document = {small, sizeof small - 1, 0, 0};
    char buffer[200];
    size_t need = 0, wanted = canonical(small, sizeof small - 1, 1, first) + 1, enough = 0;
    (void)state;
    for (size_t capacity = 0; capacity <= wanted; capacity++) {
        memset(buffer, '#', sizeof buffer);
        attend_status status = attend_document_canonical(&document, 1, memory, 8192, buffer, capacity, &need, NULL);
        assert_int_equal(need, wanted);
        assert_int_equal(status, capacity < wanted ? ATTEND_E_SPACE : ATTEND_OK);
        assert_int_equal(buffer[status == ATTEND_OK ? wanted : 0], '#'); /* nothing in part, nothing beyond */
    }
    for (size_t size = 0; size <= 8192 && enough == 0; size++)
        if (attend_document_canonical(&document, 1, memory, size, buffer, sizeof buffer, &need, NULL) == ATTEND_OK)
            enough = size;
        else
            assert_int_equal(buffer[wanted], '#');
    assert_true(enough > 0);
    assert_string_equal(buffer, first);
}

/* -- heads -- */

typedef struct head {
    attend_status status;
    int32_t kind;
    uint32_t n;
    size_t need;
    char names[200];
    attend_finding error;
} head;

static head head_of(const char *from)
{
    head h = {.kind = -1};
    attend_document document = {from, strlen(from), 0, 0};
    h.status = attend_document_head(&document, memory, sizeof memory, &h.kind, h.names, sizeof h.names, &h.need, &h.n, &h.error);
    return h;
}

static void test_head(void **state)
{
    static const char names[] = "x\0" "2\0" "a\0" "b\0" "c";
    (void)state;
    head h = head_of(small);
    assert_int_equal(h.status, ATTEND_OK);
    assert_int_equal(h.kind, ATTEND_KIND_POLICY);
    assert_int_equal(h.n, 5);
    assert_int_equal(h.need, sizeof names);
    assert_memory_equal(h.names, names, sizeof names);
    h = head_of("{\"id\": \"x\", \"version\": \"1\", \"kind\": \"codes\", \"codes\": {}, \"format\": 99}");
    assert_int_equal(h.status, ATTEND_OK);
    assert_int_equal(h.kind, ATTEND_KIND_CODES);
    assert_int_equal(h.n, 2);
    h = head_of("{\"id\": \"x\", \"version\": \"1\", \"kind\": \"framework\", \"codes\": 7, \"extends\": [\"y@1\"]}");
    assert_int_equal(h.status, ATTEND_OK);
    assert_int_equal(h.kind, 0);
    assert_int_equal(h.n, 3);
    assert_string_equal(h.names + 4, "y");
    h = head_of("{\"id\": \"x\", \"version\": \"1\", \"kind\": 4}");
    assert_int_equal(h.status, ATTEND_OK);
    assert_int_equal(h.kind, 0);
}

static void test_bad_heads(void **state)
{
    (void)state;
    assert_int_equal(head_of("[]").status, ATTEND_E_TYPE);
    assert_int_equal(head_of("{").status, ATTEND_E_SYNTAX);
    assert_int_equal(head_of("").status, ATTEND_E_SYNTAX);
    assert_int_equal(head_of("{\"version\": \"1\"}").status, ATTEND_E_REQUIRED);
    assert_int_equal(head_of("{\"id\": \"x\"}").status, ATTEND_E_REQUIRED);
    assert_int_equal(head_of("{\"id\": 1, \"version\": \"1\"}").status, ATTEND_E_TYPE);
    assert_int_equal(head_of("{\"id\": \"X\", \"version\": \"1\"}").status, ATTEND_E_VALUE);
    assert_int_equal(head_of("{\"id\": \"x\\u0000\", \"version\": \"1\"}").status, ATTEND_E_VALUE);
    assert_int_equal(head_of("{\"id\": \"x\", \"version\": \"1\", \"extends\": \"y\"}").status, ATTEND_E_TYPE);
    assert_int_equal(head_of("{\"id\": \"x\", \"version\": \"1\", \"extends\": [\"y\", {}]}").status, ATTEND_E_TYPE);
    head h = head_of("{\"id\": \"x\", \"version\": \"1\",\n\"kind\": \"policy\", \"codes\": {}}");
    assert_int_equal(h.status, ATTEND_E_TYPE);
    assert_int_equal(h.error.line, 2);
    assert_string_equal(h.error.path, "codes");
    assert_int_equal(h.kind, -1);
    assert_int_equal(h.n, 0);
}

static void test_head_room(void **state)
{
    attend_document document = {small, sizeof small - 1, 0, 0};
    char buffer[16];
    int32_t kind = -1;
    uint32_t n = 0;
    size_t need;
    (void)state;
    for (size_t capacity = 0; capacity <= 10; capacity++) {
        memset(buffer, '#', sizeof buffer);
        attend_status status = attend_document_head(&document, memory, 8192, &kind, buffer, capacity, &need, &n, NULL);
        assert_int_equal(need, 10);
        assert_int_equal(status, capacity < 10 ? ATTEND_E_SPACE : ATTEND_OK);
        assert_int_equal(kind, capacity < 10 ? -1 : ATTEND_KIND_POLICY);
        assert_int_equal(buffer[capacity < 10 ? 0 : 10], '#');
    }
    assert_int_equal(attend_document_head(&document, memory, 16, &kind, buffer, 16, &need, &n, NULL), ATTEND_E_SPACE);
    assert_int_equal(attend_document_head(&document, memory, 8192, NULL, buffer, 16, &need, &n, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_document_head(&document, memory, 8192, &kind, buffer, 16, NULL, &n, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_document_head(&document, memory, 8192, &kind, buffer, 16, &need, NULL, NULL), ATTEND_E_ARGUMENT);
}

/* -- bundled documents -- */

static void check_pack(const char *folder, const char *name)
{
    attend_document document;
    size_t size = read_file(folder, name, ".json", text);
    assert_int_equal(attend_pack_find(name, &document), ATTEND_OK);
    assert_int_equal(document.size, size);
    assert_memory_equal(document.text, text, size);
    assert_int_equal(document.flags, 0);
    assert_int_equal(document.reserved, 0);
}

static void test_packs(void **state)
{
    attend_document document = {small, 1, 9, 9};
    const char *id = "", *before = "";
    (void)state;
    assert_int_equal(each_json(ATTEND_PACKS_DIR, check_pack), attend_pack_count());
    for (uint32_t i = 0; i < attend_pack_count(); i++, before = id) {
        assert_int_equal(attend_pack_get(i, &id, &document), ATTEND_OK);
        assert_true(strcmp(before, id) < 0);
        head h = {.kind = 0};
        assert_int_equal(attend_document_head(&document, memory, sizeof memory, &h.kind, h.names, sizeof h.names, &h.need,
                                              &h.n, &h.error), ATTEND_OK);
        assert_string_equal(h.names, id);
    }
    assert_int_equal(attend_pack_get(0, NULL, &document), ATTEND_OK);
    document.flags = 9;
    assert_int_equal(attend_pack_get(attend_pack_count(), &id, &document), ATTEND_E_NOT_FOUND);
    assert_int_equal(attend_pack_get(0, &id, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_pack_find("gb-eng-code", &document), ATTEND_E_NOT_FOUND);
    assert_int_equal(attend_pack_find("gb-eng-codes2", &document), ATTEND_E_NOT_FOUND);
    assert_int_equal(attend_pack_find("", &document), ATTEND_E_NOT_FOUND);
    assert_int_equal(attend_pack_find(NULL, &document), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_pack_find("gb-eng-codes", NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(document.flags, 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_worked_by_hand),      cmocka_unit_test(test_same_document), cmocka_unit_test(test_wide_map),
        cmocka_unit_test(test_one_object),          cmocka_unit_test(test_canonical_arguments),
        cmocka_unit_test(test_canonical_room),      cmocka_unit_test(test_head),          cmocka_unit_test(test_bad_heads),
        cmocka_unit_test(test_head_room),           cmocka_unit_test(test_packs)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
