/* A strict JSON reader: tokens with offsets in the caller's memory, bounded depth, no heap, no recursion. */
#ifndef ATTEND_JSON_JSON_H
#define ATTEND_JSON_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/finding.h"
#include "base/text.h"

#define JSON_SIZE_MAX (4u << 20) /* bytes of a document */
#define JSON_DEPTH_MAX 32u       /* levels of arrays and objects */

typedef enum json_type { JSON_NULL = 1, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT } json_type;

/* In an object the members are key, value, key, value ...; in an array value, value ... Tokens are in document order. */
typedef struct json_token {
    uint16_t type;    /* json_type */
    uint16_t is_key;  /* 1 for a string that is a key, else 0; its value is the token after it */
    uint32_t start;   /* first byte: of a string the first after the quote */
    uint32_t size;    /* bytes: of a string those between the quotes, raw */
    uint32_t count;   /* array: values; object: members; string: 1 when it holds escapes, else 0 */
    uint32_t next;    /* index of the token after this value's last */
} json_token;

typedef struct json_doc {
    slice text;
    const json_token *tokens; /* tokens[0] is the document's value */
    uint32_t n_tokens;
} json_doc;

/* What a text needs, from one pass without memory. Counts are right for well-formed JSON and upper bounds otherwise.
 * Of a text above JSON_SIZE_MAX only the first JSON_SIZE_MAX bytes are looked at. */
typedef struct json_counts {
    uint32_t tokens;
    uint32_t widest;  /* most members of one object */
} json_counts;

void attend__json_count(slice text, json_counts *counts);

/* Workspace bytes that attend__json_parse takes for these counts: a bound that includes alignment. */
size_t attend__json_work(const json_counts *counts);

/* Parses into workspace of the arena (from the top; it stays there). On an error adds one finding of status
 * ATTEND_E_SYNTAX (its offset at the offending byte; a duplicate key at the second key) or sets the arena's short_of,
 * and returns false. Everything outside RFC 8259 is an error, and so are: a byte order mark, invalid UTF-8, lone surrogates,
 * duplicate keys (compared decoded), more than JSON_DEPTH_MAX levels. A text above JSON_SIZE_MAX is ATTEND_E_LIMIT. After
 * a failure the arena's workspace is as it was before. An arena that only counts is short. */
bool attend__json_parse(slice text, uint32_t document, arena *memory, findings *list, json_doc *doc);

/* Navigation. Indices are tokens; ATTEND_NONE is "none". */
uint32_t attend__json_first(const json_doc *doc, uint32_t parent);              /* first value, or first key */
uint32_t attend__json_after(const json_doc *doc, uint32_t parent, uint32_t at); /* next value or key; `at` a value or a key */
uint32_t attend__json_member(const json_doc *doc, uint32_t object, const char *key); /* the value, or ATTEND_NONE */

slice attend__json_raw(const json_doc *doc, uint32_t token);          /* raw bytes; of a string those between the quotes */
bool attend__json_is(const json_doc *doc, uint32_t string, slice text); /* the decoded string equals text */
int attend__json_compare(const json_doc *a, uint32_t string_a, const json_doc *b, uint32_t string_b); /* decoded, by bytes */
void attend__json_put(const json_doc *doc, uint32_t string, sink *out); /* the decoded bytes */
size_t attend__json_string_size(const json_doc *doc, uint32_t string);  /* decoded bytes */

#endif
