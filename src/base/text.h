/* Text: borrowed slices, and a writer into the caller's buffer that counts what does not fit. */
#ifndef ATTEND_BASE_TEXT_H
#define ATTEND_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "attend/status.h"

typedef struct slice {
    const char *at;
    size_t size;
} slice;

slice attend__slice(const char *text);                    /* of a NUL-terminated string; NULL gives the empty slice */
bool attend__slice_equal(slice a, slice b);
int attend__slice_compare(slice a, slice b);              /* by bytes: <0, 0, >0 */

/* A writer. `size` counts everything put, whether it fitted or not; nothing is written past capacity. */
typedef struct sink {
    char *buffer;
    size_t capacity;
    size_t size;
    void (*pass)(void *context, const char *text, size_t size); /* when set, text goes here instead (hashing) */
    void *context;
} sink;

sink attend__sink(char *buffer, size_t capacity);
void attend__put(sink *out, slice text);
void attend__put_text(sink *out, const char *text);
void attend__put_char(sink *out, char c);
void attend__put_int(sink *out, int64_t value);
void attend__put_day(sink *out, int32_t day);             /* YYYY-MM-DD; "-" for a day that is not supported */
void attend__put_json(sink *out, slice text);             /* a JSON string with quotes, canonical escapes */
/* NUL-terminates; *need (may be NULL) = size + 1. ATTEND_E_SPACE when it did not fit (buffer then holds nothing useful). */
attend_status attend__sink_finish(sink *out, size_t *need);

/* For public functions that write a text of known size (its NUL included): all of it, or nothing and ATTEND_E_SPACE. */
attend_status attend__copy_out(const char *text, size_t size, char *buffer, size_t capacity);

/* The longest prefix of at most `limit` bytes that does not end inside a UTF-8 character. */
size_t attend__utf8_cut(slice text, size_t limit);

#endif
