/* The JSON reader: our own suite of texts with the place of each error; navigation and decoding. */
#include "json_texts.h"

static void check_valid(const char *name, const char *text, size_t size)
{
    parsed p;
    json_counts counts;
    parse(&p, text, size);
    if (!p.done)
        fail_msg("%s: %s at %u", name, p.error.message, (unsigned)p.error.offset);
    attend__json_count((slice){text, size}, &counts);
    assert_int_equal(counts.tokens, p.doc.n_tokens);
    uint32_t widest = 0;
    for (uint32_t i = 0; i < p.doc.n_tokens; i++)
        if (p.doc.tokens[i].type == JSON_OBJECT && p.doc.tokens[i].count > widest)
            widest = p.doc.tokens[i].count;
    assert_int_equal(counts.widest, widest);
    assert_int_equal(p.doc.tokens[0].next, p.doc.n_tokens);
    check_shape(&p.doc, 0);
    check_round_trip(&p.doc);
    discard(&p);
}

static void test_valid_texts(void **state)
{
    (void)state;
    assert_int_equal(for_each_text("valid", check_valid), N_VALID);
}

/* -- invalid texts -- */

static void check_place(const char *file, unsigned line, unsigned column)
{
    char text[TEXT_MAX];
    size_t size = read_text("invalid", file, text);
    parsed p;
    parse(&p, text, size);
    if (p.done)
        fail_msg("%s: no error was found", file);
    slice texts[8] = {[7] = {text, size}};
    attend__findings_locate(&p.list, texts, 8);
    if (p.error.line != line || p.error.column != column)
        fail_msg("%s: %s, at %u:%u instead of %u:%u", file, p.error.message, p.error.line, p.error.column, line, column);
    discard(&p);
}

static void count_only(const char *name, const char *text, size_t size)
{
    (void)name;
    (void)text;
    (void)size;
}

static void test_invalid_texts(void **state)
{
    char path[1024], file[256];
    unsigned line, column;
    int n = 0;
    (void)state;
    snprintf(path, sizeof path, "%s/json/expected.tsv", ATTEND_TEST_DATA);
    FILE *in = fopen(path, "r");
    assert_non_null(in);
    assert_int_equal(fscanf(in, "file line column "), 0);
    for (; fscanf(in, "%255s %u %u", file, &line, &column) == 3; n++)
        check_place(file, line, column);
    assert_true(feof(in));
    fclose(in);
    assert_int_equal(n, N_INVALID);
    assert_int_equal(for_each_text("invalid", count_only), N_INVALID);
}

static void check_message(const char *text, size_t offset, const char *message)
{
    parsed p;
    parse(&p, text, strlen(text));
    assert_false(p.done);
    assert_int_equal(p.error.offset, offset);
    assert_string_equal(p.error.message, message);
    assert_string_equal(p.error.path, "");
    discard(&p);
}

static void test_messages(void **state)
{
    (void)state;
    check_message("", 0, "the text holds no value");
    check_message("[1,]", 3, "a comma is followed by ']'");
    check_message("{\"a\":1,}", 7, "a comma is followed by '}'");
    check_message("[1 2]", 3, "a comma or ']' is expected");
    check_message("{\"a\":1 \"b\"}", 7, "a comma or '}' is expected");
    check_message("// x", 0, "comments are not JSON");
    check_message("\xEF\xBB\xBF{}", 0, "a byte order mark is not allowed");
    check_message("\"\\ud800\"", 1, "a lone surrogate");
    check_message("\"\t\"", 1, "a control character must be escaped");
    check_message("\"\\q\"", 2, "there is no such escape");
    check_message("\"\\u12x4\"", 5, "four hexadecimal digits follow \\u");
    check_message("{\"a\":1,\"a\":2}", 7, "the key is there already");
    check_message("\"\xFF\"", 1, "the text is not UTF-8");
    check_message("01", 1, "a number has no leading zeros");
    check_message("+1", 0, "a number begins with a digit or a minus sign");
    check_message("-x", 1, "a digit is expected");
    check_message("nil", 1, "the only words are true, false and null");
    check_message("'a'", 0, "a string has double quotes");
    check_message("[,1]", 1, "a value is missing before the comma");
    check_message("{a:1}", 1, "a key in double quotes is expected");
    check_message("{\"a\" 1}", 5, "a colon is expected after the key");
    check_message("1 2", 2, "the text goes on after its value");
    check_message("[", 1, "the text ends inside an array");
    check_message("{", 1, "the text ends inside an object");
    check_message("\"a", 2, "the text ends inside a string");
    check_message("tr", 2, "the text ends inside a word");
    check_message("1e", 2, "the text ends inside a number");
    check_message("[1,", 3, "the text ends where a value is expected");
}

/* -- navigation -- */

static void test_navigation(void **state)
{
    const char *text = "{\"a\": [1, \"x\"], \"\\u0062\": {\"c\": \"b\"}, \"d\": \"\"}";
    parsed p;
    (void)state;
    parse(&p, text, strlen(text));
    assert_true(p.done);
    const json_doc *doc = &p.doc;
    uint32_t a = attend__json_member(doc, 0, "a"), b = attend__json_member(doc, 0, "b");
    assert_int_equal(a, 2);
    assert_int_equal(b, 6);
    assert_int_equal(doc->tokens[a].type, JSON_ARRAY);
    assert_int_equal(attend__json_first(doc, 0), 1);
    assert_int_equal(attend__json_after(doc, 0, 1), 5);
    assert_int_equal(attend__json_after(doc, 0, a), 5);
    assert_int_equal(attend__json_after(doc, 0, 5), 9);
    assert_int_equal(attend__json_after(doc, 0, 9), ATTEND_NONE);
    assert_int_equal(attend__json_first(doc, a), 3);
    assert_int_equal(attend__json_after(doc, a, 4), ATTEND_NONE);
    assert_int_equal(attend__json_first(doc, 4), ATTEND_NONE);
    assert_int_equal(attend__json_member(doc, 0, "c"), ATTEND_NONE);
    assert_int_equal(attend__json_member(doc, 0, "u0062"), ATTEND_NONE);
    assert_int_equal(attend__json_member(doc, a, "x"), ATTEND_NONE);
    assert_int_equal(attend__json_member(doc, b, "c"), 8);
    assert_true(attend__slice_equal(attend__json_raw(doc, 5), attend__slice("\\u0062")));
    assert_true(attend__slice_equal(attend__json_raw(doc, a), attend__slice("[1, \"x\"]")));
    assert_int_equal(attend__json_compare(doc, 5, doc, 8), 0);
    assert_true(attend__json_compare(doc, 1, doc, 5) < 0);
    assert_true(attend__json_compare(doc, 5, doc, 1) > 0);
    assert_true(attend__json_compare(doc, 10, doc, 5) < 0);
    assert_false(attend__json_is(doc, 0, attend__slice("")));
    assert_true(attend__json_is(doc, 10, attend__slice("")));
    discard(&p);
}

static void check_decoded(const char *text, const char *decoded, size_t size)
{
    char buffer[64];
    sink out = attend__sink(buffer, sizeof buffer);
    parsed p;
    parse(&p, text, strlen(text));
    assert_true(p.done);
    attend__json_put(&p.doc, 0, &out);
    assert_int_equal(out.size, size);
    assert_memory_equal(buffer, decoded, size);
    assert_int_equal(attend__json_string_size(&p.doc, 0), size);
    assert_true(attend__json_is(&p.doc, 0, (slice){decoded, size}));
    assert_false(attend__json_is(&p.doc, 0, (slice){decoded, size - 1}));
    assert_false(attend__json_is(&p.doc, 0, attend__slice("another")));
    discard(&p);
}

static void test_decoding(void **state)
{
    (void)state;
    check_decoded("\"a\\n\\t\\r\\b\\f\\/\\\\\\\"z\"", "a\n\t\r\b\f/\\\"z", 10);
    check_decoded("\"\\u0000\"", "\0", 1);
    check_decoded("\"\\u007F\\u0080\\u07ff\"", "\x7F\xC2\x80\xDF\xBF", 5);
    check_decoded("\"\\u0800\\uFFFF\"", "\xE0\xA0\x80\xEF\xBF\xBF", 6);
    check_decoded("\"\\uD800\\uDC00\\udbff\\udfff\"", "\xF0\x90\x80\x80\xF4\x8F\xBF\xBF", 8);
    check_decoded("\"x\\ud83d\\ude00y\"", "x\xF0\x9F\x98\x80y", 6);
    check_decoded("\"plain \xE2\x82\xAC\"", "plain \xE2\x82\xAC", 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_valid_texts), cmocka_unit_test(test_invalid_texts), cmocka_unit_test(test_messages),
        cmocka_unit_test(test_navigation),  cmocka_unit_test(test_decoding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
