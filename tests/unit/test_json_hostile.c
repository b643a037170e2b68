/* The JSON reader under pressure: every prefix, every size of memory, limits, wide objects, mutated texts. */
#include "json_texts.h"

#define N_MUTATIONS 200000

/* Cut anywhere, a valid text either ends in its last number or is an unexpected end, at the end. */
static void check_prefixes(const char *name, const char *text, size_t size)
{
    for (size_t cut = 0; cut < size; cut++) {
        parsed p;
        parse(&p, text, cut);
        if (!p.done && p.error.offset != cut)
            fail_msg("%s cut at %u: %s at %u", name, (unsigned)cut, p.error.message, (unsigned)p.error.offset);
        if (p.done)
            check_shape(&p.doc, 0);
        discard(&p);
    }
}

static void test_every_prefix(void **state)
{
    (void)state;
    assert_int_equal(for_each_text("valid", check_prefixes), N_VALID);
}

/* Less memory than counted is "short", says what would be enough, and leaves no trace. */
static void check_memory_sizes(const char *name, const char *text, size_t size)
{
    size_t need = work_of(text, size);
    (void)name;
    for (size_t memory = 0; memory <= need; memory += memory < 512 ? 1 : 61) {
        parsed p;
        parse_with(&p, text, size, memory);
        assert_int_equal(p.done, memory >= need);
        assert_int_equal(p.memory.short_of, memory < need);
        assert_int_equal(attend__arena_bytes(&p.memory), need);
        assert_int_equal(p.list.count, 0);
        if (!p.done)
            assert_int_equal(p.memory.high, 0);
        discard(&p);
    }
}

static void test_every_memory_size(void **state)
{
    (void)state;
    assert_int_equal(for_each_text("valid", check_memory_sizes), N_VALID);
}

static void test_too_large(void **state)
{
    attend_finding row;
    findings list = {&row, 1, 0, 0};
    arena memory;
    json_doc doc = {{NULL, 0}, NULL, 0};
    json_counts counts;
    slice text = {NULL, JSON_SIZE_MAX + 1};
    char *spaces = malloc(text.size);
    (void)state;
    assert_non_null(spaces);
    memset(spaces, ' ', text.size);
    spaces[JSON_SIZE_MAX - 1] = '0';
    text.at = spaces;
    attend__arena_init(&memory, NULL, 0);
    assert_false(attend__json_parse(text, 0, &memory, &list, &doc));
    assert_int_equal(list.errors, 1);
    assert_int_equal(row.status, ATTEND_E_LIMIT);
    assert_int_equal(row.offset, JSON_SIZE_MAX);
    spaces[JSON_SIZE_MAX] = '1';
    attend__json_count(text, &counts);
    assert_int_equal(counts.tokens, 1);
    parsed p;
    parse(&p, spaces, JSON_SIZE_MAX);
    assert_true(p.done);
    assert_int_equal(p.doc.tokens[0].start, JSON_SIZE_MAX - 1);
    discard(&p);
    free(spaces);
}

static void test_counting_arena_is_short(void **state)
{
    arena memory;
    findings list = {NULL, 0, 0, 0};
    json_doc doc = {{NULL, 0}, NULL, 0};
    (void)state;
    assert_true(attend__arena_init(&memory, NULL, 0));
    assert_false(attend__json_parse(attend__slice("{\"a\":[1]}"), 0, &memory, &list, &doc));
    assert_true(memory.short_of);
    assert_int_equal(list.count, 0);
    assert_int_equal(attend__arena_bytes(&memory), work_of("{\"a\":[1]}", 9));
    assert_int_equal(memory.high, 0);
}

static void test_wide_object(void **state)
{
    size_t capacity = 1 << 20;
    char *text = malloc(capacity);
    sink out = attend__sink(text, capacity);
    parsed p;
    (void)state;
    assert_non_null(text);
    for (int i = 0; i < 50000; i++) {
        attend__put_text(&out, i ? ",\"" : "{\"");
        attend__put_int(&out, (int64_t)i * 7919 % 50021);
        attend__put_text(&out, "\":0");
    }
    size_t fine = out.size;
    attend__put_char(&out, '}');
    parse(&p, text, out.size);
    assert_true(p.done);
    assert_int_equal(p.doc.tokens[0].count, 50000);
    discard(&p);
    out.size = fine;
    attend__put_text(&out, ",\"7919\":0}");
    parse(&p, text, out.size);
    assert_false(p.done);
    assert_int_equal(p.error.offset, fine + 1);
    discard(&p);
    free(text);
}

static uint32_t next_random(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

static struct {
    char text[160];
    size_t size;
} seeds[N_VALID];
static unsigned n_seeds;

static void keep_short(const char *name, const char *text, size_t size)
{
    (void)name;
    if (size == 0 || size > sizeof seeds[0].text)
        return;
    memcpy(seeds[n_seeds].text, text, size);
    seeds[n_seeds++].size = size;
}

/* One to three changes: a byte set, a bit turned, a byte taken out, a byte put in. */
static size_t mutate(char *text, size_t size, uint32_t *seed)
{
    static const char likely[] = "\"\\{}[],:0-.eEu/ \n\t\xC3\xED\xF0\xFF\x80" "dD8Cfatn19+";
    for (uint32_t left = 1 + next_random(seed) % 3; left > 0 && size > 0; left--) {
        size_t at = next_random(seed) % size;
        char byte = likely[next_random(seed) % (sizeof likely - 1)];
        switch (next_random(seed) % 4) {
        case 0: text[at] = byte; break;
        case 1: text[at] = (char)((uint8_t)text[at] ^ 1u << next_random(seed) % 8); break;
        case 2: memmove(text + at, text + at + 1, --size - at); break;
        default:
            memmove(text + at + 1, text + at, size++ - at);
            text[at] = byte;
        }
    }
    return size;
}

static void assert_same_tokens(const json_doc *a, const json_doc *b)
{
    assert_int_equal(a->n_tokens, b->n_tokens);
    assert_memory_equal(a->tokens, b->tokens, a->n_tokens * sizeof *a->tokens);
}

static void check_mutation(const char *text, size_t size, unsigned *n_done)
{
    parsed first, second;
    parse(&first, text, size);
    parse(&second, text, size);
    assert_int_equal(first.done, second.done);
    if (first.done) {
        ++*n_done;
        assert_same_tokens(&first.doc, &second.doc);
        check_shape(&first.doc, 0);
        check_round_trip(&first.doc);
    } else {
        /* What stands before the offending byte is the beginning of a valid text. */
        parsed cut;
        assert_int_equal(first.error.offset, second.error.offset);
        size_t seen = (size_t)first.error.offset;
        parse(&cut, text, seen);
        assert_true(cut.done || cut.error.offset == seen);
        discard(&cut);
    }
    discard(&first);
    discard(&second);
}

static void test_mutations(void **state)
{
    uint32_t seed = 20240819;
    unsigned n_done = 0;
    (void)state;
    n_seeds = 0;
    for_each_text("valid", keep_short);
    assert_true(n_seeds > 60);
    for (int i = 0; i < N_MUTATIONS; i++) {
        char text[sizeof seeds[0].text + 4];
        unsigned which = next_random(&seed) % n_seeds;
        memcpy(text, seeds[which].text, seeds[which].size);
        check_mutation(text, mutate(text, seeds[which].size, &seed), &n_done);
    }
    assert_in_range(n_done, N_MUTATIONS / 20, N_MUTATIONS / 20 * 19); /* both ways out were taken */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_prefix),            cmocka_unit_test(test_every_memory_size),
        cmocka_unit_test(test_too_large),               cmocka_unit_test(test_counting_arena_is_short),
        cmocka_unit_test(test_wide_object),             cmocka_unit_test(test_mutations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
