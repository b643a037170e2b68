/* Findings and their places; statuses, constants, version. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attend/attend.h"
#include "base/finding.h"

static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

/* -- findings -- */

static void test_fail(void **state)
{
    char message[300];
    attend_finding f;
    (void)state;
    memset(&f, 0xFF, sizeof f);
    memset(message, 'm', sizeof message);
    memcpy(message + 254, "\xC3\xA9", 3); /* the cut falls inside this character */
    assert_int_equal(attend__fail(NULL, ATTEND_E_SPACE, "x"), ATTEND_E_SPACE);
    assert_int_equal(attend__fail(&f, ATTEND_E_SPACE, message), ATTEND_E_SPACE);
    assert_int_equal(strlen(f.message), 254);
    assert_int_equal(f.status, ATTEND_E_SPACE);
    assert_true(f.document == ATTEND_NONE && f.row == ATTEND_NONE && f.other_row == ATTEND_NONE);
    assert_true(f.line == 0 && f.column == 0 && f.offset == 0 && f.reserved[0] == 0 && f.reserved[1] == 0);
    assert_string_equal(f.path, "");
    assert_int_equal(attend__fail_row(&f, ATTEND_E_ORDER, 12, "rows"), ATTEND_E_ORDER);
    assert_int_equal(f.row, 12);
    assert_string_equal(f.message, "rows");
    attend__fail_row(&f, ATTEND_E_ORDER, (uint64_t)UINT32_MAX + 1, "rows");
    assert_int_equal(f.row, ATTEND_NONE);
}

static const struct {
    uint32_t document, offset;
    const char *name;
} added[] = {{1, 5, "e"}, {0, 9, "c"}, {1, 0, "d"}, {0, 0, "a"}, {ATTEND_NONE, 0, "h"}, {1, 5, "f"}, {0, 3, "b"}, {1, 99, "g"}};
enum { N_ADDED = sizeof added / sizeof added[0] };

static void add_all(findings *list)
{
    for (int i = 0; i < N_ADDED; i++)
        attend__findings_add(list, i % 2 ? ATTEND_F_SPARSE_DAY : ATTEND_E_VALUE, added[i].document, added[i].offset,
                             attend__slice("a.path"), attend__slice(added[i].name));
}

/* Whatever the room, the first findings in the order of the texts are held, equal ones as they came. */
static void test_findings_at_every_capacity(void **state)
{
    (void)state;
    for (uint32_t capacity = 0; capacity <= N_ADDED + 1; capacity++) {
        attend_finding rows[N_ADDED + 2];
        slice texts[2] = {attend__slice("ab\ncd\r\n\xE2\x82\xACx"), attend__slice("12345")};
        findings list = {rows, capacity, 0, 0};
        memset(rows, 0x77, sizeof rows);
        add_all(&list);
        attend__findings_locate(&list, texts, 2);
        assert_int_equal(list.count, N_ADDED);
        assert_int_equal(list.errors, N_ADDED / 2);
        uint32_t held = capacity < N_ADDED ? capacity : N_ADDED;
        for (uint32_t i = 0; i < held; i++) {
            const char name[2] = {"abcdefgh"[i], 0};
            assert_string_equal(rows[i].message, name);
            assert_string_equal(rows[i].path, "a.path");
        }
        assert_int_equal(((uint8_t *)&rows[held])[0], 0x77);
    }
}

static bool holds(const findings *list, const char *name)
{
    for (uint32_t i = 0; i < list->capacity && i < list->count; i++)
        if (!strcmp(list->rows[i].message, name))
            return true;
    return false;
}

static void test_findings_wants(void **state)
{
    findings nowhere = {NULL, 9, 0, 0};
    (void)state;
    assert_false(attend__findings_wants(&nowhere, 0, 0));
    attend__findings_add(&nowhere, ATTEND_E_VALUE, 0, 0, attend__slice(""), attend__slice(""));
    assert_int_equal(nowhere.errors, 1);
    for (uint32_t capacity = 0; capacity <= N_ADDED; capacity++) {
        attend_finding rows[N_ADDED];
        findings list = {rows, capacity, 0, 0};
        for (int i = 0; i < N_ADDED; i++) {
            bool wanted = attend__findings_wants(&list, added[i].document, added[i].offset);
            attend__findings_add(&list, ATTEND_OK, added[i].document, added[i].offset, attend__slice(""),
                                 attend__slice(added[i].name));
            assert_int_equal(wanted, holds(&list, added[i].name));
        }
        assert_int_equal(list.errors, 0);
    }
}

static void check_place(const char *text, size_t offset, uint32_t line, uint32_t column)
{
    attend_finding row;
    findings list = {&row, 1, 0, 0};
    slice s = attend__slice(text);
    attend__findings_add(&list, ATTEND_E_SYNTAX, 0, offset, attend__slice(""), attend__slice(""));
    attend__findings_locate(&list, &s, 1);
    assert_int_equal(row.line, line);
    assert_int_equal(row.column, column);
    assert_int_equal(row.offset, offset);
}

static void test_places(void **state)
{
    (void)state;
    check_place("", 0, 1, 1);
    check_place("abc", 2, 1, 3);
    check_place("abc", 3, 1, 4);
    check_place("abc", 50, 1, 4);
    check_place("a\nb", 1, 1, 2);
    check_place("a\nb", 2, 2, 1);
    check_place("a\r\nb", 2, 1, 3);
    check_place("a\r\nb", 3, 2, 1);
    check_place("a\rb", 2, 1, 3);
    check_place("\n\n\n", 3, 4, 1);
    check_place("\xE2\x82\xAC\xC3\xA9x", 3, 1, 2);
    check_place("\xE2\x82\xAC\xC3\xA9x", 5, 1, 3);
    check_place("\xF0\x9F\x98\x80\nx\xC3\xA9y", 8, 2, 3);
}

static void test_places_without_text(void **state)
{
    attend_finding rows[2];
    findings list = {rows, 2, 0, 0};
    slice text = attend__slice("abc");
    (void)state;
    attend__findings_add(&list, ATTEND_E_VALUE, 1, 2, attend__slice(""), attend__slice(""));
    attend__findings_add(&list, ATTEND_E_VALUE, ATTEND_NONE, 0, attend__slice(""), attend__slice(""));
    attend__findings_locate(&list, &text, 1);
    for (int i = 0; i < 2; i++)
        assert_true(rows[i].line == 0 && rows[i].column == 0);
}

static void test_findings_in_any_order(void **state)
{
    enum { N = 500 };
    static attend_finding rows[N];
    uint64_t seed = 99;
    (void)state;
    for (uint32_t capacity = N; capacity > 0; capacity -= 100) {
        findings list = {rows, capacity, 0, 0};
        slice text = attend__slice("");
        for (uint32_t i = 0; i < N; i++) {
            char order[8];
            snprintf(order, sizeof order, "%u", i);
            attend__findings_add(&list, ATTEND_E_VALUE, 0, next_random(&seed) % 50, attend__slice(""), attend__slice(order));
        }
        attend__findings_locate(&list, &text, 1);
        for (uint32_t i = 1; i < capacity; i++)
            assert_true(rows[i - 1].offset < rows[i].offset ||
                        (rows[i - 1].offset == rows[i].offset && atoi(rows[i - 1].message) < atoi(rows[i].message)));
    }
}

/* -- statuses, constants, version -- */

/* `duplicate` is the finding; the error of the same word is `duplicate_id`. */
static void check_status(const char *constant, attend_status status)
{
    const char *name = attend_status_name(status), *text = attend_status_text(status);
    char expected[64] = "duplicate_id";
    if (status != ATTEND_E_DUPLICATE) {
        const char *word = constant + (status == ATTEND_OK ? 7 : 9); /* after ATTEND_ or ATTEND_E_ */
        size_t i = 0;
        for (; word[i]; i++)
            expected[i] = (char)tolower((unsigned char)word[i]);
        expected[i] = 0;
    }
    assert_string_equal(name, expected);
    assert_true(strlen(text) >= 5 && text[strlen(text) - 1] == '.' && isupper((unsigned char)text[0]));
}

/* One line of a header; counts it when it defines an integer constant, and compares it with what the library says. */
static int check_line(const char *line)
{
    char name[64], text[64];
    int64_t known;
    if (sscanf(line, "#define ATTEND_%50s %60s", name + 7, text) != 2 || strchr(name + 7, '(') || strchr("{\"_", text[0]))
        return 0;
    memcpy(name, "ATTEND_", 7);
    if (attend_constant_find(name, &known) != ATTEND_OK)
        fail_msg("%s is not found", name);
    if (!strcmp(text, "INT32_MAX"))
        assert_int_equal(known, INT32_MAX);
    else if (!strcmp(text, "UINT32_MAX"))
        assert_int_equal(known, UINT32_MAX);
    else
        assert_int_equal(known, strtoll(text + (text[0] == '('), NULL, 10));
    if (!strncmp(name, "ATTEND_E_", 9) || !strncmp(name, "ATTEND_F_", 9) || !strcmp(name, "ATTEND_OK"))
        check_status(name, (attend_status)known);
    return 1;
}

/* Every integer constant of every public header can be looked up, and every status has its name. */
static void test_constants_of_the_headers(void **state)
{
    char path[1024], line[512];
    int n = 0;
    (void)state;
    DIR *folder = opendir(ATTEND_TEST_DATA "/../include/attend");
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (!strstr(entry->d_name, ".h"))
            continue;
        snprintf(path, sizeof path, "%s/../include/attend/%s", ATTEND_TEST_DATA, entry->d_name);
        FILE *in = fopen(path, "r");
        assert_non_null(in);
        while (fgets(line, sizeof line, in))
            n += check_line(line);
        fclose(in);
    }
    closedir(folder);
    assert_true(n >= 97);
}

static void test_constants_unknown(void **state)
{
    int64_t value = 5;
    (void)state;
    assert_int_equal(attend_constant_find("ATTEND_E_", &value), ATTEND_E_NOT_FOUND);
    assert_int_equal(attend_constant_find("ATTEND_OKAY", &value), ATTEND_E_NOT_FOUND);
    assert_int_equal(attend_constant_find("attend_ok", &value), ATTEND_E_NOT_FOUND);
    assert_int_equal(attend_constant_find("", &value), ATTEND_E_NOT_FOUND);
    assert_int_equal(attend_constant_find("ATTEND_A_NAME_THAT_IS_LONGER_THAN_ANY_IN_THE_TABLE", &value), ATTEND_E_NOT_FOUND);
    assert_int_equal(attend_constant_find(NULL, &value), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_constant_find("ATTEND_OK", NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(value, 5);
    assert_string_equal(attend_status_name(-10), "unknown_status");
    assert_string_equal(attend_status_name(INT32_MIN), "unknown_status");
    assert_true(strlen(attend_status_text(12345)) > 0);
}

static void test_status_names_differ(void **state)
{
    int n = 0;
    (void)state;
    for (attend_status a = -100; a <= 100; a++) {
        if (!strcmp(attend_status_name(a), "unknown_status"))
            continue;
        n++;
        for (attend_status b = -100; b < a; b++)
            assert_string_not_equal(attend_status_name(a), attend_status_name(b));
    }
    assert_true(n >= 38);
}

static void test_version(void **state)
{
    int major, minor, patch;
    (void)state;
    assert_string_equal(attend_version(), ATTEND_VERSION);
    assert_int_equal(attend_version_number(), ATTEND_VERSION_NUMBER);
    assert_int_equal(sscanf(attend_version(), "%d.%d.%d", &major, &minor, &patch), 3);
    assert_int_equal(attend_version_number(), major * 10000 + minor * 100 + patch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fail),                     cmocka_unit_test(test_findings_at_every_capacity),
        cmocka_unit_test(test_places),                   cmocka_unit_test(test_places_without_text),
        cmocka_unit_test(test_findings_in_any_order),    cmocka_unit_test(test_constants_of_the_headers),
        cmocka_unit_test(test_constants_unknown),        cmocka_unit_test(test_status_names_differ),
        cmocka_unit_test(test_findings_wants),           cmocka_unit_test(test_version),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
