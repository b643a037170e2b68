/* Sets of documents for tests: put together, checked and loaded in memory of exactly the size asked for. */
#ifndef TESTS_UNIT_SET_TEXTS_H
#define TESTS_UNIT_SET_TEXTS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "attend/attend.h"

#define TEXTS_MAX 70
#define ROOT ATTEND_DOCUMENT_ROOT
#define JSON_FILE_MAX ((size_t)1 << 20)

/* Short documents are written with ' for ". */
typedef struct texts {
    attend_document documents[TEXTS_MAX];
    char *held[TEXTS_MAX];
    uint32_t n;
} texts;

static inline void texts_add_bytes(texts *set, const char *bytes, size_t size, uint32_t flags)
{
    char *copy = malloc(size ? size : 1);
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    attend_document document = {copy, size, flags, 0};
    set->held[set->n] = copy;
    set->documents[set->n++] = document;
}

/* A document with its head; `members` may be empty. */
static inline void texts_add(texts *set, const char *kind, const char *id, uint32_t flags, const char *members)
{
    size_t room = strlen(members) + strlen(id) + 200;
    char *text = malloc(room);
    assert_non_null(text);
    int size = snprintf(text, room, "{'format':1,'semantics':1,'kind':'%s','id':'%s','version':'1','title':'%s'%s%s}", kind,
                        id, id, *members ? "," : "", members);
    assert_true(size > 0 && (size_t)size < room);
    for (int i = 0; i < size; i++)
        if (text[i] == '\'')
            text[i] = '"';
    texts_add_bytes(set, text, (size_t)size, flags);
    free(text);
}

static inline void texts_free(texts *set)
{
    for (uint32_t i = 0; i < set->n; i++)
        free(set->held[i]);
    memset(set, 0, sizeof *set);
}

/* A block of exactly `size` bytes at the end of what malloc gave, so that the sanitizer sees what is read behind it. */
typedef struct block {
    void *given;
    void *at;
} block;

static inline block block_take(size_t size)
{
    size_t whole = (size + 15) & ~(size_t)15;
    block taken = {aligned_alloc(16, whole + 16), NULL};
    assert_non_null(taken.given);
    memset(taken.given, 0xA5, whole + 16);
    taken.at = taken.given;
    return taken;
}

/* Whether the bytes behind the block are as they were. */
static inline int block_is_whole(const block *taken, size_t size)
{
    const unsigned char *bytes = taken->at;
    size_t whole = (size + 15) & ~(size_t)15;
    for (size_t i = size; i < whole + 16; i++)
        if (bytes[i] != 0xA5)
            return 0;
    return 1;
}

static inline size_t texts_need(const texts *set)
{
    size_t need = 0;
    assert_int_equal(attend_document_size(set->documents, set->n, &need, NULL), ATTEND_OK);
    return need;
}

/* Checks with as much memory as attend_document_size() says; findings go to rows. */
static inline attend_status texts_check(const texts *set, attend_finding *rows, uint32_t capacity, uint32_t *n)
{
    size_t need = texts_need(set);
    block memory = block_take(need);
    attend_status status = attend_document_check(set->documents, set->n, memory.at, need, rows, capacity, n);
    assert_true(block_is_whole(&memory, need));
    free(memory.given);
    return status;
}

/* Loads; the caller frees memory->given. */
static inline attend_status texts_load(const texts *set, block *memory, const attend_policy **policy, attend_finding *error)
{
    size_t need = texts_need(set);
    *memory = block_take(need);
    attend_status status = attend_policy_load(memory->at, need, set->documents, set->n, policy, error);
    assert_true(block_is_whole(memory, need));
    return status;
}

/* The set is right, and its policy is loaded. */
static inline const attend_policy *texts_policy(const texts *set, block *memory)
{
    const attend_policy *policy = NULL;
    attend_finding first[4], error;
    uint32_t n = 0;
    memset(&error, 0, sizeof error);
    attend_status status = texts_check(set, first, 4, &n);
    if (status != ATTEND_OK && n > 0)
        print_error("%s: %s\n", first[0].path, first[0].message);
    assert_int_equal(status, ATTEND_OK);
    assert_int_equal(n, 0);
    status = texts_load(set, memory, &policy, &error);
    if (status != ATTEND_OK)
        print_error("%s: %s\n", error.path, error.message);
    assert_int_equal(status, ATTEND_OK);
    assert_ptr_equal(policy, memory->at);
    return policy;
}

/* The one finding of a set, from checking and from loading alike. */
static inline void texts_expect(const texts *set, attend_status status, uint32_t document, const char *path,
                                const char *part)
{
    attend_finding rows[8], error;
    const attend_policy *policy = NULL;
    block memory;
    uint32_t n = 0;
    assert_int_equal(texts_check(set, rows, 8, &n), ATTEND_E_DATA);
    if (n != 1 || rows[0].status != status || !strstr(rows[0].message, part))
        print_error("%u findings, the first %s at %s: %s\n", n, attend_status_name(rows[0].status), rows[0].path,
                    rows[0].message);
    assert_int_equal(n, 1);
    assert_int_equal(rows[0].status, status);
    assert_int_equal(rows[0].document, document);
    assert_string_equal(rows[0].path, path);
    assert_non_null(strstr(rows[0].message, part));
    assert_int_equal(texts_load(set, &memory, &policy, &error), status);
    assert_memory_equal(&rows[0], &error, sizeof error);
    assert_null(policy);
    free(memory.given);
}

static inline char *file_bytes(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    char *bytes = malloc(JSON_FILE_MAX);
    assert_non_null(file);
    assert_non_null(bytes);
    *size = fread(bytes, 1, JSON_FILE_MAX, file);
    assert_true(*size < JSON_FILE_MAX);
    fclose(file);
    return bytes;
}

static inline void texts_add_file(texts *set, const char *path, uint32_t flags)
{
    size_t size;
    char *bytes = file_bytes(path, &size);
    texts_add_bytes(set, bytes, size, flags);
    free(bytes);
}

/* Index of an item that must be there. */
static inline uint32_t item_index(const attend_policy *policy, int32_t kind, const char *id)
{
    uint32_t index = ATTEND_NONE;
    assert_int_equal(attend_policy_find(policy, kind, id, &index), ATTEND_OK);
    return index;
}

static inline attend_item item_get(const attend_policy *policy, int32_t kind, uint32_t index)
{
    attend_item item;
    assert_int_equal(attend_policy_item(policy, kind, index, &item), ATTEND_OK);
    return item;
}

/* A small code set and what small policies need. */
#define SOURCES "'sources':{'own':{'title':'Own','kind':'practice'}}"
#define CLASSES \
    "'classes':{'possible':{'title':'Possible'},'attended':{'title':'Attended'},'absent':{'title':'Absent'}," \
    "'administrative':{'title':'Administrative'}}"
#define USE(classes) "'uses':[{'classes':[" classes "],'source':'own'}]"
#define CODES \
    SOURCES "," CLASSES ",'codes':{'P':{'title':'Present','index':1," USE("'possible','attended'") "}," \
            "'A':{'title':'Absent','index':2," USE("'possible','absent'") "},'A1':{'title':'A vendor\\u0027s','maps_to':'A'}}"
#define MEASURE(id, more) "'" id "':{'title':'" id "','kind':'rate','select':{'classes':['attended']},'window':'year'" more "}"
#define FLAG(id, when) "'" id "':{'title':'" id "','source':'own','when':" when "}"
#define VALUE(number, from) "{'value':" number ",'from':'" from "','source':'own'}"
#define PARAM(id, number) "'" id "':{'title':'" id "','values':[" VALUE(number, "2024-09-01") "]}"
#define SET_LINE(number) "'set':{'line':{'values':[" VALUE(number, "2025-09-01") "]}}"

#define TWO_MEASURES "'measures':{" MEASURE("shared", "") "," MEASURE("own-one", ",'minimum':3") "}"
#define PLAIN_POLICY "'codes':'marks'"

static inline void two_roots(texts *set)
{
    memset(set, 0, sizeof *set);
    texts_add(set, "policy", "second", ROOT, "'extends':['base'],'measures':{" MEASURE("mine", ",'minimum':4") "}");
    texts_add(set, "policy", "first", ROOT, "'extends':['base'],'flags':{" FLAG("low", "{'measure':'shared','below':{'param':'line'}}") "}");
    texts_add(set, "codes", "marks", 0, CODES);
    texts_add(set, "policy", "base", 0, "'codes':'marks'," SOURCES ",'params':{" PARAM("line", "'92%'") "}," TWO_MEASURES);
}

#endif
