/* One case of tests/vectors, written out by tests/vectors/expand.py, read from one line of JSON. */
#ifndef ATTEND_TEST_VECTOR_CASE_H
#define ATTEND_TEST_VECTOR_CASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "attend/attend.h"
#include "json/json.h"

typedef struct case_block {
    _Alignas(16) struct case_block *before;
} case_block;

typedef struct vector_case {
    json_doc json;
    case_block *last; /* everything that case_close() frees */
    const char *file, *name;
    uint32_t failures;
} vector_case;

/* Parses a line; ends the program when it is not JSON, for then expand.py is at fault. */
void case_open(vector_case *c, const char *line, size_t size);
void case_close(vector_case *c);

/* Zeroed memory, 16-aligned, that lives as long as the case. */
void *case_memory(vector_case *c, size_t n, size_t item_size);

/* Counts a failure and says which file and case it is in. */
__attribute__((format(printf, 2, 3))) void case_fail(vector_case *c, const char *format, ...);

/* Navigation; a token that must be there and is not ends the program. */
uint32_t case_find(const vector_case *c, uint32_t object, const char *key); /* or ATTEND_NONE */
uint32_t case_get(const vector_case *c, uint32_t object, const char *key);
uint32_t case_at(const vector_case *c, uint32_t array, uint32_t index);
uint32_t case_count(const vector_case *c, uint32_t container); /* of null: 0 */
uint32_t case_first(const vector_case *c, uint32_t container); /* value, or key of an object; or ATTEND_NONE */
uint32_t case_next(const vector_case *c, uint32_t container, uint32_t at);
bool case_is_null(const vector_case *c, uint32_t token);
bool case_is_true(const vector_case *c, uint32_t token);
int64_t case_int(const vector_case *c, uint32_t token);
const char *case_text(vector_case *c, uint32_t token, size_t *size); /* NUL-terminated; NULL for null */

/* A day; null, and what does not exist, is INT32_MIN: an unsupported day. */
int32_t case_day(vector_case *c, uint32_t token);

#endif
