#include "json/json.h"

#include <string.h>

#include "base/sort.h"

#define QUOTE 0x22 /* the character " */

typedef struct reader {
    const uint8_t *text;
    uint32_t size;
    uint32_t at;                    /* next byte to read */
    json_token *tokens;
    uint32_t n_tokens;
    uint32_t n_tokens_max;
    uint32_t *keys;                 /* workspace to sort the keys of one object */
    uint32_t n_keys_max;
    uint32_t open[JSON_DEPTH_MAX];  /* tokens of the arrays and objects around the next byte */
    uint32_t depth;
    uint32_t error_at;
    const char *error;              /* NULL while nothing is wrong */
} reader;

static bool fail(reader *r, uint32_t at, const char *message)
{
    r->error_at = at;
    r->error = message;
    return false;
}

static bool fail_at_end(reader *r, const char *message)
{
    return fail(r, r->size, message);
}

/* The tokens were counted beforehand; the check holds should another thread be changing the text. */
static bool push(reader *r, json_type type, uint32_t start, uint32_t size, uint32_t count)
{
    if (r->n_tokens == r->n_tokens_max)
        return fail(r, start, "the text changed while it was read");
    r->tokens[r->n_tokens] = (json_token){(uint16_t)type, 0, start, size, count, r->n_tokens + 1};
    r->n_tokens++;
    return true;
}

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static void skip_space(reader *r)
{
    while (r->at < r->size && is_space(r->text[r->at]))
        r->at++;
}

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

/* -- strings -- */

static int hex_value(uint8_t c)
{
    if (is_digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The four hexadecimal digits at r->at. */
static bool read_unit(reader *r, uint32_t *unit)
{
    *unit = 0;
    for (uint32_t last = r->at + 4; r->at < last; r->at++) {
        if (r->at >= r->size)
            return fail_at_end(r, "the text ends inside a string");
        int digit = hex_value(r->text[r->at]);
        if (digit < 0)
            return fail(r, r->at, "four hexadecimal digits follow \\u");
        *unit = *unit << 4 | (uint32_t)digit;
    }
    return true;
}

/* The second half of a surrogate pair whose first half began at `start`. */
static bool read_low_surrogate(reader *r, uint32_t start)
{
    static const uint8_t opening[2] = {'\\', 'u'};
    uint32_t unit;
    for (uint32_t i = 0; i < 2; i++, r->at++) {
        if (r->at == r->size)
            return fail_at_end(r, "the text ends inside a string");
        if (r->text[r->at] != opening[i])
            return fail(r, start, "a lone surrogate");
    }
    if (!read_unit(r, &unit))
        return false;
    return (unit >= 0xDC00 && unit <= 0xDFFF) || fail(r, start, "a lone surrogate");
}

/* An escape; r->at is at its backslash. */
static bool read_escape(reader *r)
{
    uint32_t start = r->at++, unit;
    if (r->at == r->size)
        return fail_at_end(r, "the text ends inside a string");
    switch (r->text[r->at]) {
    case QUOTE: case '\\': case '/': case 'b': case 'f': case 'n': case 'r': case 't':
        r->at++;
        return true;
    case 'u':
        r->at++;
        break;
    default:
        return fail(r, r->at, "there is no such escape");
    }
    if (!read_unit(r, &unit))
        return false;
    if (unit >= 0xDC00 && unit <= 0xDFFF)
        return fail(r, start, "a lone surrogate");
    return unit < 0xD800 || unit > 0xDBFF || read_low_surrogate(r, start);
}

/* Bytes of the character that `lead` begins, and the bounds of its second byte (RFC 3629); 0 when it begins none. */
static uint32_t utf8_shape(uint8_t lead, uint8_t *least, uint8_t *most)
{
    *least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80; /* no longer forms than needed */
    *most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;  /* no surrogates, nothing above U+10FFFF */
    if (lead < 0xC2 || lead > 0xF4)
        return 0;
    return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

/* A character of more than one byte. */
static bool read_utf8(reader *r)
{
    uint8_t least, most;
    uint32_t start = r->at++;
    uint32_t length = utf8_shape(r->text[start], &least, &most);
    if (length == 0)
        return fail(r, start, "the text is not UTF-8");
    for (; r->at < start + length; r->at++) {
        if (r->at == r->size)
            return fail_at_end(r, "the text ends inside a string");
        if (r->text[r->at] < least || r->text[r->at] > most)
            return fail(r, start, "the text is not UTF-8");
        least = 0x80;
        most = 0xBF;
    }
    return true;
}

/* Skips the characters that stand for themselves and are one byte. */
static uint8_t skip_plain(reader *r)
{
    uint32_t at = r->at;
    uint8_t c = 0;
    for (; at < r->size; at++) {
        c = r->text[at];
        if (c < 0x20 || c >= 0x80 || c == QUOTE || c == '\\')
            break;
    }
    r->at = at;
    return c;
}

/* A string; r->at is at its opening quote. */
static bool read_string(reader *r)
{
    uint32_t start = ++r->at, escapes = 0;
    for (;;) {
        uint8_t c = skip_plain(r);
        if (r->at == r->size)
            return fail_at_end(r, "the text ends inside a string");
        if (c == QUOTE)
            return push(r, JSON_STRING, start, r->at++ - start, escapes);
        if (c < 0x20)
            return fail(r, r->at, "a control character must be escaped");
        if (c == '\\')
            escapes = 1;
        if (!(c == '\\' ? read_escape(r) : read_utf8(r)))
            return false;
    }
}

/* -- numbers and words -- */

static bool read_digits(reader *r)
{
    if (r->at == r->size)
        return fail_at_end(r, "the text ends inside a number");
    if (!is_digit(r->text[r->at]))
        return fail(r, r->at, "a digit is expected");
    while (r->at < r->size && is_digit(r->text[r->at]))
        r->at++;
    return true;
}

static bool take(reader *r, char c)
{
    if (r->at == r->size || r->text[r->at] != c)
        return false;
    r->at++;
    return true;
}

static bool read_number(reader *r)
{
    uint32_t start = r->at;
    take(r, '-');
    if (take(r, '0')) {
        if (r->at < r->size && is_digit(r->text[r->at]))
            return fail(r, r->at, "a number has no leading zeros");
    } else if (!read_digits(r)) {
        return false;
    }
    if (take(r, '.') && !read_digits(r))
        return false;
    if (take(r, 'e') || take(r, 'E')) {
        if (!take(r, '+'))
            take(r, '-');
        if (!read_digits(r))
            return false;
    }
    return push(r, JSON_NUMBER, start, r->at - start, 0);
}

static bool read_word(reader *r, const char *word, json_type type)
{
    uint32_t start = r->at;
    for (; *word; word++, r->at++) {
        if (r->at == r->size)
            return fail_at_end(r, "the text ends inside a word");
        if (r->text[r->at] != (uint8_t)*word)
            return fail(r, r->at, "the only words are true, false and null");
    }
    return push(r, type, start, r->at - start, 0);
}

/* -- arrays and objects -- */

static bool open_container(reader *r, json_type type)
{
    if (r->depth == JSON_DEPTH_MAX)
        return fail(r, r->at, "more than 32 levels of arrays and objects");
    r->open[r->depth++] = r->n_tokens;
    return push(r, type, r->at++, 0, 0);
}

/* By decoded bytes, then by place, so that of equal keys the earlier comes first. */
static int compare_keys(const void *context, uint32_t a, uint32_t b)
{
    const json_doc *doc = context;
    int order = attend__json_compare(doc, a, doc, b);
    return order != 0 ? order : (a > b) - (a < b);
}

/* The first key in the text that was there before, among sorted keys; ATTEND_NONE when there is none. */
static uint32_t first_duplicate(const json_doc *doc, const uint32_t *keys, uint32_t n)
{
    uint32_t first = ATTEND_NONE;
    for (uint32_t i = 1; i < n; i++)
        if (keys[i] < first && attend__json_compare(doc, keys[i - 1], doc, keys[i]) == 0)
            first = keys[i];
    return first;
}

static bool check_keys(reader *r, uint32_t object)
{
    json_doc doc = {{(const char *)r->text, r->size}, r->tokens, r->n_tokens};
    uint32_t n = r->tokens[object].count, key = object + 1;
    if (n < 2)
        return true;
    if (n > r->n_keys_max)
        return fail(r, r->at, "the text changed while it was read");
    for (uint32_t i = 0; i < n; i++) {
        r->keys[i] = key;
        key = r->tokens[key + 1].next;
    }
    attend__sort(r->keys, n, compare_keys, &doc);
    uint32_t duplicate = first_duplicate(&doc, r->keys, n);
    return duplicate == ATTEND_NONE || fail(r, r->tokens[duplicate].start - 1, "the key is there already");
}

static bool close_container(reader *r)
{
    uint32_t container = r->open[--r->depth];
    json_token *token = &r->tokens[container];
    r->at++;
    token->size = r->at - token->start;
    token->next = r->n_tokens;
    return token->type == JSON_ARRAY || check_keys(r, container);
}

/* A byte that begins no value. */
static bool fail_value(reader *r)
{
    switch (r->text[r->at]) {
    case '/': return fail(r, r->at, "comments are not JSON");
    case '\'': return fail(r, r->at, "a string has double quotes");
    case '+': case '.': return fail(r, r->at, "a number begins with a digit or a minus sign");
    case ',': return fail(r, r->at, "a value is missing before the comma");
    default: return fail(r, r->at, "a value is expected");
    }
}

/* A value, or only the opening of an array or object. */
static bool read_value(reader *r)
{
    skip_space(r);
    if (r->at == r->size)
        return fail_at_end(r, r->n_tokens == 0 ? "the text holds no value" : "the text ends where a value is expected");
    uint8_t c = r->text[r->at];
    switch (c) {
    case QUOTE: return read_string(r);
    case '{': return open_container(r, JSON_OBJECT);
    case '[': return open_container(r, JSON_ARRAY);
    case 't': return read_word(r, "true", JSON_TRUE);
    case 'f': return read_word(r, "false", JSON_FALSE);
    case 'n': return read_word(r, "null", JSON_NULL);
    default: return c == '-' || is_digit(c) ? read_number(r) : fail_value(r);
    }
}

/* A key and its colon. */
static bool read_key(reader *r)
{
    uint32_t key = r->n_tokens;
    if (r->at == r->size)
        return fail_at_end(r, "the text ends inside an object");
    if (r->text[r->at] == '/')
        return fail(r, r->at, "comments are not JSON");
    if (r->text[r->at] != QUOTE)
        return fail(r, r->at, "a key in double quotes is expected");
    if (!read_string(r))
        return false;
    r->tokens[key].is_key = 1;
    skip_space(r);
    if (r->at == r->size)
        return fail_at_end(r, "the text ends inside an object");
    return take(r, ':') || fail(r, r->at, "a colon is expected after the key");
}

/* The comma before a further member or value, and that something follows it. */
static bool read_comma(reader *r, bool object)
{
    if (r->text[r->at] == '/')
        return fail(r, r->at, "comments are not JSON");
    if (!take(r, ','))
        return fail(r, r->at, object ? "a comma or '}' is expected" : "a comma or ']' is expected");
    skip_space(r);
    if (r->at < r->size && r->text[r->at] == (object ? '}' : ']'))
        return fail(r, r->at, object ? "a comma is followed by '}'" : "a comma is followed by ']'");
    return true;
}

/* One step inside the innermost array or object: its end, or its next value. */
static bool read_inside(reader *r)
{
    json_token *container = &r->tokens[r->open[r->depth - 1]];
    bool object = container->type == JSON_OBJECT;
    skip_space(r);
    if (r->at == r->size)
        return fail_at_end(r, object ? "the text ends inside an object" : "the text ends inside an array");
    if (r->text[r->at] == (object ? '}' : ']'))
        return close_container(r);
    if (container->count > 0 && !read_comma(r, object))
        return false;
    if (object && !read_key(r))
        return false;
    container->count++;
    return read_value(r);
}

static bool read_document(reader *r)
{
    if (r->size >= 3 && memcmp(r->text, "\xEF\xBB\xBF", 3) == 0)
        return fail(r, 0, "a byte order mark is not allowed");
    if (!read_value(r))
        return false;
    while (r->depth > 0)
        if (!read_inside(r))
            return false;
    skip_space(r);
    if (r->at < r->size)
        return fail(r, r->at, r->text[r->at] == '/' ? "comments are not JSON" : "the text goes on after its value");
    return true;
}

/* -- counting and parsing -- */

/* The byte after the string whose opening quote is at `at`, or the size. */
static size_t after_string(slice text, size_t at)
{
    for (at++; at < text.size && text.at[at] != QUOTE; at++)
        if (text.at[at] == '\\')
            at++;
    return at < text.size ? at + 1 : text.size;
}

static bool is_scalar_byte(char c)
{
    switch (c) {
    case QUOTE: case '{': case '}': case '[': case ']': case ',': case ':': return false;
    default: return !is_space((uint8_t)c);
    }
}

static size_t after_scalar(slice text, size_t at)
{
    while (at < text.size && is_scalar_byte(text.at[at]))
        at++;
    return at;
}

void attend__json_count(slice text, json_counts *counts)
{
    uint32_t members[JSON_DEPTH_MAX + 1] = {0}; /* of the objects around the byte; deeper ones are an error anyway */
    uint32_t depth = 0, tokens = 0, widest = 0;
    text.size = text.size < JSON_SIZE_MAX ? text.size : JSON_SIZE_MAX;
    for (size_t at = 0; at < text.size;) {
        char c = text.at[at];
        tokens += c == QUOTE || c == '{' || c == '[' || is_scalar_byte(c);
        if ((c == '{' || c == '[') && ++depth <= JSON_DEPTH_MAX)
            members[depth] = 0;
        else if ((c == '}' || c == ']') && depth > 0)
            depth--;
        else if (c == ':' && depth <= JSON_DEPTH_MAX && ++members[depth] > widest)
            widest = members[depth];
        if (c == QUOTE)
            at = after_string(text, at);
        else
            at = is_scalar_byte(c) ? after_scalar(text, at) : at + 1;
    }
    counts->tokens = tokens;
    counts->widest = widest;
}

/* Takes the parser's two arrays; *kept is the arena's mark with the tokens alone. */
static bool take_arrays(arena *memory, const json_counts *counts, reader *r, size_t *kept)
{
    r->tokens = attend__arena_work(memory, counts->tokens, sizeof *r->tokens);
    *kept = memory->high;
    r->keys = attend__arena_work(memory, counts->widest, sizeof *r->keys);
    r->n_tokens_max = counts->tokens;
    r->n_keys_max = counts->widest;
    return r->tokens && r->keys;
}

size_t attend__json_work(const json_counts *counts)
{
    arena memory;
    reader unused;
    size_t kept;
    attend__arena_init(&memory, NULL, 0);
    take_arrays(&memory, counts, &unused, &kept);
    return attend__arena_bytes(&memory);
}

static void add_error(findings *list, attend_status status, uint32_t document, size_t offset, const char *message)
{
    attend__findings_add(list, status, document, offset, attend__slice(NULL), attend__slice(message));
}

/* *mark is where the arena's workspace shall be released to. */
static bool parse_sized(slice text, uint32_t document, arena *memory, findings *list, json_doc *doc, size_t *mark)
{
    json_counts counts;
    size_t kept;
    reader r = {.text = (const uint8_t *)text.at, .size = (uint32_t)text.size};
    attend__json_count(text, &counts);
    if (!take_arrays(memory, &counts, &r, &kept)) {
        memory->short_of = true; /* also when the arena only counts */
        return false;
    }
    if (!read_document(&r)) {
        add_error(list, ATTEND_E_SYNTAX, document, r.error_at, r.error);
        return false;
    }
    *mark = kept;
    *doc = (json_doc){text, r.tokens, r.n_tokens};
    return true;
}

bool attend__json_parse(slice text, uint32_t document, arena *memory, findings *list, json_doc *doc)
{
    size_t mark = memory->high;
    if (text.size > JSON_SIZE_MAX) {
        add_error(list, ATTEND_E_LIMIT, document, JSON_SIZE_MAX, "the text is above 4 MiB");
        return false;
    }
    bool done = parse_sized(text, document, memory, list, doc, &mark);
    attend__arena_release(memory, mark);
    return done;
}
