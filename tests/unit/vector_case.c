#include "vector_case.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"

static _Noreturn void broken(const vector_case *c, const char *what)
{
    fprintf(stderr, "expanded vectors: %s: %s: %s\n", c->file ? c->file : "?", c->name ? c->name : "?", what);
    exit(1);
}

void *case_memory(vector_case *c, size_t n, size_t item_size)
{
    case_block *block = calloc(1, sizeof *block + n * item_size); /* 16-aligned where the tests run */
    if (!block || (uintptr_t)block % 16 != 0)
        broken(c, "no memory");
    block->before = c->last;
    c->last = block;
    return block + 1;
}

void case_open(vector_case *c, const char *line, size_t size)
{
    json_counts counts;
    arena memory;
    attend_finding error;
    findings list = {&error, 1, 0, 0};
    memset(c, 0, sizeof *c);
    attend__json_count((slice){line, size}, &counts);
    size_t work = attend__json_work(&counts);
    if (!attend__arena_init(&memory, case_memory(c, work, 1), work) ||
        !attend__json_parse((slice){line, size}, 0, &memory, &list, &c->json))
        broken(c, list.count ? error.message : "no memory");
    c->file = case_text(c, case_get(c, 0, "file"), NULL);
    c->name = case_text(c, case_get(c, 0, "name"), NULL);
}

void case_close(vector_case *c)
{
    while (c->last) {
        case_block *block = c->last;
        c->last = block->before;
        free(block);
    }
}

void case_fail(vector_case *c, const char *format, ...)
{
    va_list arguments;
    c->failures++;
    fprintf(stderr, "%s.json: %s: ", c->file, c->name);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
}

static json_type type_of(const vector_case *c, uint32_t token)
{
    return (json_type)c->json.tokens[token].type;
}

uint32_t case_find(const vector_case *c, uint32_t object, const char *key)
{
    if (type_of(c, object) != JSON_OBJECT)
        broken(c, "not an object");
    return attend__json_member(&c->json, object, key);
}

uint32_t case_get(const vector_case *c, uint32_t object, const char *key)
{
    uint32_t found = case_find(c, object, key);
    if (found == ATTEND_NONE)
        broken(c, key);
    return found;
}

uint32_t case_at(const vector_case *c, uint32_t array, uint32_t index)
{
    uint32_t at = case_first(c, array);
    while (index-- && at != ATTEND_NONE)
        at = case_next(c, array, at);
    if (at == ATTEND_NONE)
        broken(c, "a list is too short");
    return at;
}

uint32_t case_count(const vector_case *c, uint32_t container)
{
    if (case_is_null(c, container))
        return 0;
    if (type_of(c, container) != JSON_OBJECT && type_of(c, container) != JSON_ARRAY)
        broken(c, "neither object nor list");
    return c->json.tokens[container].count;
}

uint32_t case_first(const vector_case *c, uint32_t container)
{
    return case_count(c, container) ? attend__json_first(&c->json, container) : ATTEND_NONE;
}

uint32_t case_next(const vector_case *c, uint32_t container, uint32_t at)
{
    return attend__json_after(&c->json, container, at);
}

bool case_is_null(const vector_case *c, uint32_t token)
{
    return type_of(c, token) == JSON_NULL;
}

bool case_is_true(const vector_case *c, uint32_t token)
{
    if (type_of(c, token) != JSON_TRUE && type_of(c, token) != JSON_FALSE)
        broken(c, "neither true nor false");
    return type_of(c, token) == JSON_TRUE;
}

int64_t case_int(const vector_case *c, uint32_t token)
{
    int64_t value = 0;
    if (type_of(c, token) != JSON_NUMBER || !attend__integer_parse(attend__json_raw(&c->json, token), &value))
        broken(c, "not a whole number");
    return value;
}

const char *case_text(vector_case *c, uint32_t token, size_t *size)
{
    if (case_is_null(c, token))
        return NULL;
    if (type_of(c, token) != JSON_STRING)
        broken(c, "not a string");
    size_t bytes = attend__json_string_size(&c->json, token);
    char *text = case_memory(c, bytes + 1, 1);
    sink out = attend__sink(text, bytes + 1);
    attend__json_put(&c->json, token, &out);
    if (size)
        *size = bytes;
    return text;
}

int32_t case_day(vector_case *c, uint32_t token)
{
    int32_t day = INT32_MIN;
    size_t size = 0;
    const char *text = case_text(c, token, &size);
    if (text)
        (void)attend_day_parse(text, size, &day);
    return day;
}
