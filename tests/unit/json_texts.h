/* For the tests of the JSON reader: the suite's texts, a parse with memory of its own, what holds for every parse. */
#ifndef JSON_TEXTS_H
#define JSON_TEXTS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json/json.h"

#define N_VALID 77
#define N_INVALID 231
#define TEXT_MAX 8192

/* -- a parse into memory of its own -- */

typedef struct parsed {
    bool done;
    json_doc doc;
    arena memory;
    void *block;
    attend_finding error;
    findings list;
} parsed;

/* The text goes to a block of exactly its size, so that a sanitizer sees any byte read beside it. */
static inline void parse_with(parsed *p, const char *text, size_t size, size_t memory_size)
{
    memset(p, 0, sizeof *p);
    char *copy = malloc(size ? size : 1);
    p->block = aligned_alloc(16, memory_size ? (memory_size + 15) / 16 * 16 : 16);
    assert_non_null(copy);
    assert_non_null(p->block);
    if (size)
        memcpy(copy, text, size);
    p->list = (findings){&p->error, 1, 0, 0};
    assert_true(attend__arena_init(&p->memory, p->block, memory_size));
    p->doc.text = (slice){copy, size};
    slice input = p->doc.text;
    p->done = attend__json_parse(input, 7, &p->memory, &p->list, &p->doc);
    assert_ptr_equal(p->doc.text.at, copy);
}

static inline size_t work_of(const char *text, size_t size)
{
    json_counts counts;
    attend__json_count((slice){text, size}, &counts);
    return attend__json_work(&counts);
}

static inline void parse(parsed *p, const char *text, size_t size)
{
    parse_with(p, text, size, work_of(text, size));
    assert_false(p->memory.short_of);
    assert_int_equal(p->list.count, p->done ? 0 : 1);
    assert_int_equal(p->list.errors, p->done ? 0 : 1);
    if (!p->done) {
        assert_int_equal(p->error.status, ATTEND_E_SYNTAX);
        assert_int_equal(p->error.document, 7);
        assert_true(p->error.offset <= size);
        assert_true(strlen(p->error.message) > 0);
        assert_int_equal(p->memory.high, 0);
    }
}

static inline void discard(parsed *p)
{
    free((void *)(uintptr_t)p->doc.text.at);
    free(p->block);
}

/* -- the suite's files -- */

static inline size_t read_text(const char *folder, const char *file, char text[TEXT_MAX])
{
    char path[1024];
    snprintf(path, sizeof path, "%s/json/%s/%s", ATTEND_TEST_DATA, folder, file);
    FILE *in = fopen(path, "rb");
    if (!in)
        fail_msg("cannot open %s", path);
    size_t size = fread(text, 1, TEXT_MAX, in);
    assert_true(size < TEXT_MAX);
    fclose(in);
    return size;
}

/* Calls `each` with every text of the folder, and says how many there were. */
static inline int for_each_text(const char *folder, void (*each)(const char *name, const char *text, size_t size))
{
    char path[1024], text[TEXT_MAX];
    int n = 0;
    snprintf(path, sizeof path, "%s/json/%s", ATTEND_TEST_DATA, folder);
    DIR *list = opendir(path);
    assert_non_null(list);
    for (struct dirent *entry; (entry = readdir(list)) != NULL;) {
        if (!strstr(entry->d_name, ".json"))
            continue;
        size_t size = read_text(folder, entry->d_name, text);
        each(entry->d_name, text, size);
        n++;
    }
    closedir(list);
    return n;
}

/* -- valid texts -- */

/* Every token lies in its parent and after its elder brother, and the counts are right. */
static inline void check_shape(const json_doc *doc, uint32_t parent)
{
    const json_token *token = &doc->tokens[parent];
    uint32_t n = 0, end = token->start;
    for (uint32_t at = attend__json_first(doc, parent); at != ATTEND_NONE; at = attend__json_after(doc, parent, at), n++) {
        uint32_t value = at + (token->type == JSON_OBJECT ? 1 : 0);
        assert_int_equal(doc->tokens[at].is_key, token->type == JSON_OBJECT);
        assert_int_equal(doc->tokens[value].is_key, 0);
        assert_true(doc->tokens[at].start > end);
        assert_true(doc->tokens[value].start >= doc->tokens[at].start);
        assert_int_equal(attend__json_after(doc, parent, value), attend__json_after(doc, parent, at));
        end = doc->tokens[value].start + doc->tokens[value].size;
        assert_true(end <= token->start + token->size);
        check_shape(doc, value); /* at most JSON_DEPTH_MAX deep */
    }
    if (token->type == JSON_ARRAY || token->type == JSON_OBJECT)
        assert_int_equal(n, token->count);
    else
        assert_int_equal(token->next, parent + 1);
}

/* Writes the document again without white space, strings decoded and encoded anew. */
static inline void write_again(const json_doc *doc, uint32_t token, sink *out)
{
    uint32_t type = doc->tokens[token].type;
    char decoded[TEXT_MAX];
    sink inner = attend__sink(decoded, sizeof decoded);
    if (type == JSON_STRING) {
        attend__json_put(doc, token, &inner);
        assert_int_equal(inner.size, attend__json_string_size(doc, token));
        assert_true(attend__json_is(doc, token, (slice){decoded, inner.size}));
        attend__put_json(out, (slice){decoded, inner.size});
    } else if (type == JSON_ARRAY || type == JSON_OBJECT) {
        attend__put_char(out, type == JSON_ARRAY ? '[' : '{');
        uint32_t first = attend__json_first(doc, token);
        for (uint32_t at = first; at != ATTEND_NONE; at = attend__json_after(doc, token, at)) {
            if (at != first)
                attend__put_char(out, ',');
            write_again(doc, at, out);
            if (type == JSON_OBJECT) {
                attend__put_char(out, ':');
                write_again(doc, at + 1, out);
            }
        }
        attend__put_char(out, type == JSON_ARRAY ? ']' : '}');
    } else {
        attend__put(out, attend__json_raw(doc, token));
    }
}

/* What was read, written again, reads as the same: types, nesting and decoded strings. */
static inline void check_round_trip(const json_doc *doc)
{
    static char again[6 * TEXT_MAX];
    parsed second; /* its finding points into itself, so it is never copied */
    sink out = attend__sink(again, sizeof again);
    write_again(doc, 0, &out);
    assert_true(out.size <= sizeof again);
    parse(&second, again, out.size);
    assert_true(second.done);
    assert_int_equal(second.doc.n_tokens, doc->n_tokens);
    for (uint32_t i = 0; i < doc->n_tokens; i++) {
        const json_token *a = &doc->tokens[i], *b = &second.doc.tokens[i];
        assert_int_equal(a->type, b->type);
        assert_int_equal(a->is_key, b->is_key);
        assert_int_equal(a->next, b->next);
        if (a->type == JSON_STRING)
            assert_int_equal(attend__json_compare(doc, i, &second.doc, i), 0);
        else
            assert_int_equal(a->count, b->count);
    }
    discard(&second);
}

#endif
