/* The ground layer: memory, text, sorting, hashing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attend/day.h"
#include "base/arena.h"
#include "base/sha256.h"
#include "base/sort.h"
#include "base/text.h"

static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

/* -- arena -- */

static uint8_t *check_block(const arena *a, uint8_t *p, size_t size)
{
    assert_int_equal((uintptr_t)p % 16, 0);
    assert_true(p >= a->base && p + size <= a->base + a->size);
    for (size_t i = 0; i < size; i++)
        assert_int_equal(p[i], 0);
    memset(p, 0xA5, size);
    return p;
}

/* 48 + 16 + 0 from the bottom, 32 from the top. */
static bool take_some(arena *a, bool check)
{
    uint8_t *p = attend__arena_keep(a, 3, 11);
    uint8_t *q = attend__arena_work(a, 1, 32);
    uint8_t *r = attend__arena_keep(a, 16, 1);
    uint8_t *s = attend__arena_keep(a, 0, 8);
    if (!p || !q || !r || !s)
        return false;
    if (check) {
        check_block(a, p, 33);
        check_block(a, q, 32);
        check_block(a, r, 16);
        assert_true(p + 48 <= r && r + 16 <= s && s <= q);
    }
    return true;
}

static void test_arena_at_every_size(void **state)
{
    (void)state;
    for (size_t size = 0; size <= 160; size++) {
        uint8_t *block = aligned_alloc(16, 176); /* the tail guards against writing past the size */
        arena a;
        assert_non_null(block);
        memset(block, 0x5A, 176);
        assert_true(attend__arena_init(&a, block, size));
        assert_int_equal(take_some(&a, true), size >= 96);
        assert_int_equal(a.short_of, size < 96);
        assert_int_equal(attend__arena_bytes(&a), 96);
        for (size_t i = size; i < 176; i++)
            assert_int_equal(block[i], 0x5A);
        free(block);
    }
}

static void test_arena_alignment(void **state)
{
    _Alignas(16) uint8_t block[64];
    arena a;
    (void)state;
    for (size_t i = 0; i < 32; i++)
        assert_int_equal(attend__arena_init(&a, block + i, 16), i % 16 == 0);
}

static void test_arena_counts_alike(void **state)
{
    arena a;
    (void)state;
    assert_true(attend__arena_init(&a, NULL, 0));
    assert_false(take_some(&a, false));
    assert_false(a.short_of);
    assert_int_equal(attend__arena_bytes(&a), 96);
    attend__arena_release(&a, 0);
    assert_int_equal(attend__arena_bytes(&a), 96);
    attend__arena_keep(&a, 1, 16);
    assert_int_equal(attend__arena_bytes(&a), 96);
    attend__arena_work(&a, 1, 32);
    assert_int_equal(attend__arena_bytes(&a), 112);
}

static void test_arena_release(void **state)
{
    _Alignas(16) uint8_t block[64];
    arena a;
    (void)state;
    attend__arena_init(&a, block, sizeof block);
    uint8_t *kept = attend__arena_work(&a, 1, 16);
    size_t mark = a.high;
    uint8_t *first = attend__arena_work(&a, 1, 48);
    assert_ptr_equal(first, block);
    attend__arena_release(&a, mark);
    attend__arena_release(&a, 64); /* above: nothing to give back */
    assert_int_equal(a.high, 16);
    assert_ptr_equal(attend__arena_work(&a, 2, 24), first);
    assert_ptr_equal(kept, block + 48);
    assert_null(attend__arena_keep(&a, 1, 1));
    assert_true(a.short_of);
    assert_int_equal(attend__arena_bytes(&a), 80);
}

static void test_arena_overflow(void **state)
{
    static const size_t sizes[][2] = {{SIZE_MAX, 1}, {SIZE_MAX, 2}, {SIZE_MAX / 2 + 1, 2}, {3, SIZE_MAX / 2},
                                      {SIZE_MAX - 15, 1}, {SIZE_MAX - 14, 1}, {1, SIZE_MAX}};
    _Alignas(16) uint8_t block[64];
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        arena a;
        attend__arena_init(&a, block, sizeof block);
        attend__arena_keep(&a, 1, 16);
        assert_null(attend__arena_keep(&a, sizes[i][0], sizes[i][1]));
        assert_null(attend__arena_work(&a, 1, 16));
        assert_true(a.short_of);
        assert_int_equal(attend__arena_bytes(&a), SIZE_MAX);
        attend__arena_init(&a, NULL, 0);
        attend__arena_work(&a, 1, 32);
        assert_null(attend__arena_work(&a, sizes[i][0], sizes[i][1]));
        assert_int_equal(attend__arena_bytes(&a), SIZE_MAX);
    }
}

/* -- text -- */

static void put_everything(sink *out)
{
    attend__put_text(out, "a\xE2\x82\xAC");
    attend__put_char(out, ' ');
    attend__put_int(out, INT64_MIN);
    attend__put_int(out, INT64_MAX);
    attend__put_int(out, 0);
    attend__put_day(out, 0);
    attend__put_day(out, ATTEND_DAY_LAST + 1);
    attend__put(out, attend__slice(NULL));
    attend__put_json(out, (slice){"\0\x01\x1f\b\f\n\r\t\"\\/\x7f\xC3\xA9", 14});
}

static const char everything[] = "a\xE2\x82\xAC -92233720368547758089223372036854775807" "0" "1970-01-01" "-"
                                 "\"\\u0000\\u0001\\u001f\\b\\f\\n\\r\\t\\\"\\\\/\x7f\xC3\xA9\"";

static void test_sink_at_every_capacity(void **state)
{
    (void)state;
    for (size_t capacity = 0; capacity < sizeof everything + 8; capacity++) {
        char *buffer = malloc(capacity + 1);
        size_t need = 0;
        assert_non_null(buffer);
        buffer[capacity] = 'G';
        sink out = attend__sink(buffer, capacity);
        put_everything(&out);
        assert_int_equal(attend__sink_finish(&out, &need), capacity < sizeof everything ? ATTEND_E_SPACE : ATTEND_OK);
        assert_int_equal(need, sizeof everything);
        assert_int_equal(buffer[capacity], 'G');
        if (capacity >= sizeof everything)
            assert_string_equal(buffer, everything);
        free(buffer);
    }
    sink none = attend__sink(NULL, 100);
    put_everything(&none);
    assert_int_equal(attend__sink_finish(&none, NULL), ATTEND_E_SPACE);
}

static void pass_to(void *context, const char *text, size_t size)
{
    attend__put(context, (slice){text, size});
}

static void test_sink_passes_on(void **state)
{
    char buffer[sizeof everything];
    size_t need;
    (void)state;
    sink inner = attend__sink(buffer, sizeof buffer);
    sink outer = attend__sink(NULL, 0);
    outer.pass = pass_to;
    outer.context = &inner;
    put_everything(&outer);
    assert_int_equal(attend__sink_finish(&outer, &need), ATTEND_OK);
    assert_int_equal(need, sizeof everything);
    assert_int_equal(attend__sink_finish(&inner, NULL), ATTEND_OK);
    assert_string_equal(buffer, everything);
}

static void test_slices(void **state)
{
    static const char *sorted[] = {"", "A", "a", "ab", "b", "\x7f", "\xC3\xA9"};
    (void)state;
    for (int i = 0; i < 7; i++)
        for (int j = 0; j < 7; j++) {
            slice a = attend__slice(sorted[i]), b = attend__slice(sorted[j]);
            int order = attend__slice_compare(a, b);
            assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
            assert_int_equal(attend__slice_equal(a, b), i == j);
        }
    assert_true(attend__slice_equal(attend__slice(NULL), attend__slice("")));
}

static void test_utf8_cut(void **state)
{
    slice text = attend__slice("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80z");
    static const size_t expected[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11, 11, 11};
    (void)state;
    for (size_t limit = 0; limit < 14; limit++)
        assert_int_equal(attend__utf8_cut(text, limit), expected[limit]);
    for (size_t size = 0; size <= text.size; size++) /* a text that already ends inside a character */
        assert_int_equal(attend__utf8_cut((slice){text.at, size}, 100), expected[size]);
    static const char *one_character[] = {"\xC2\x80", "\xE0\xA0\x80", "\xE2\x80\x80", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"};
    for (int i = 0; i < 5; i++)
        for (size_t limit = 0; limit < strlen(one_character[i]); limit++)
            assert_int_equal(attend__utf8_cut(attend__slice(one_character[i]), limit), 0);
    assert_int_equal(attend__utf8_cut(attend__slice("\x80\x80\x80\x80\x80"), 4), 4);
    assert_int_equal(attend__utf8_cut(attend__slice(NULL), 4), 0);
}

/* -- sorting -- */

typedef struct keyed {
    const uint32_t *keys;
    uint64_t *compared;
} keyed;

static int by_key(const void *context, uint32_t a, uint32_t b)
{
    const keyed *k = context;
    ++*k->compared;
    if (k->keys[a] != k->keys[b])
        return k->keys[a] < k->keys[b] ? -1 : 1;
    return (a > b) - (a < b);
}

/* Sorts 0 .. n - 1 by keys; returns how often two were compared. */
static uint64_t check_sort(const uint32_t *keys, uint32_t *index, uint32_t n)
{
    uint64_t compared = 0;
    keyed context = {keys, &compared};
    for (uint32_t i = 0; i < n; i++)
        index[i] = i;
    attend__sort(index, n, by_key, &context);
    uint64_t done = compared, sum = 0;
    for (uint32_t i = 0; i < n; i++) {
        sum += index[i];
        if (i > 0)
            assert_true(by_key(&context, index[i - 1], index[i]) < 0); /* so all differ, and with the sum all are there */
    }
    assert_int_equal(sum, (uint64_t)n * (n ? n - 1 : 0) / 2);
    return done;
}

/* Every text of n keys below n: all orders, with and without equals. */
static void test_sort_small(void **state)
{
    (void)state;
    for (uint32_t n = 0; n <= 6; n++) {
        uint32_t keys[6] = {0}, index[6];
        for (uint32_t i = 0;;) {
            check_sort(keys, index, n);
            for (i = 0; i < n && ++keys[i] == n; i++)
                keys[i] = 0;
            if (i == n)
                break;
        }
    }
}

static void test_sort_large(void **state)
{
    enum { N = 20000, LOG2 = 15 };
    static uint32_t keys[N], index[N];
    uint64_t seed = 42;
    (void)state;
    for (int kind = 0; kind < 5; kind++) {
        for (uint32_t i = 0; i < N; i++)
            keys[i] = kind == 0 ? i : kind == 1 ? N - i : kind == 2 ? 7 : kind == 3 ? i % 2 * N + i : (uint32_t)next_random(&seed);
        assert_true(check_sort(keys, index, N) <= 2ull * N * LOG2);
    }
}

/* -- SHA-256 -- */

static void check_digest(const char *text, size_t size, size_t times, const char *expected)
{
    sha256 hash;
    uint8_t digest[32];
    char hex[65];
    attend__sha256_init(&hash);
    for (size_t i = 0; i < times; i++)
        attend__sha256_add(&hash, text, size);
    attend__sha256_finish(&hash, digest);
    for (int i = 0; i < 32; i++)
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    assert_string_equal(hex, expected);
}

static void test_sha256_known(void **state)
{
    static const char two_blocks[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    static const char long_text[] = "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqr"
                                    "lmnopqrsmnopqrstnopqrstu";
    (void)state;
    check_digest("", 0, 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    check_digest("abc", 3, 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    check_digest(two_blocks, 56, 1, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    check_digest(long_text, 112, 1, "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
    check_digest("aaaaaaaaaa", 10, 100000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void test_sha256_in_pieces(void **state)
{
    uint8_t text[200], whole[32], parts[32];
    (void)state;
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (uint8_t)(i * 37);
    for (size_t size = 0; size <= sizeof text; size++) {
        sha256 hash;
        attend__sha256_init(&hash);
        attend__sha256_add(&hash, text, size);
        attend__sha256_finish(&hash, whole);
        for (size_t split = 0; split <= size; split += 3) {
            attend__sha256_init(&hash);
            attend__sha256_add(&hash, text, split);
            attend__sha256_add(&hash, text + split, size - split);
            attend__sha256_finish(&hash, parts);
            assert_memory_equal(whole, parts, 32);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arena_at_every_size), cmocka_unit_test(test_arena_alignment),
        cmocka_unit_test(test_arena_counts_alike),  cmocka_unit_test(test_arena_release),
        cmocka_unit_test(test_arena_overflow),      cmocka_unit_test(test_sink_at_every_capacity),
        cmocka_unit_test(test_sink_passes_on),      cmocka_unit_test(test_slices),
        cmocka_unit_test(test_utf8_cut),            cmocka_unit_test(test_sort_small),
        cmocka_unit_test(test_sort_large),          cmocka_unit_test(test_sha256_known),
        cmocka_unit_test(test_sha256_in_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
