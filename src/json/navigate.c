#include "json/json.h"

#include <string.h>

static bool is_container(const json_token *token)
{
    return token->type == JSON_ARRAY || token->type == JSON_OBJECT;
}

uint32_t attend__json_first(const json_doc *doc, uint32_t parent)
{
    const json_token *token = &doc->tokens[parent];
    return is_container(token) && token->count > 0 ? parent + 1 : ATTEND_NONE;
}

uint32_t attend__json_after(const json_doc *doc, uint32_t parent, uint32_t at)
{
    uint32_t value = doc->tokens[at].is_key ? at + 1 : at;
    uint32_t next = doc->tokens[value].next;
    return next < doc->tokens[parent].next ? next : ATTEND_NONE;
}

uint32_t attend__json_member(const json_doc *doc, uint32_t object, const char *key)
{
    slice wanted = attend__slice(key);
    if (doc->tokens[object].type != JSON_OBJECT)
        return ATTEND_NONE;
    uint32_t at = attend__json_first(doc, object);
    for (; at != ATTEND_NONE; at = attend__json_after(doc, object, at))
        if (attend__json_is(doc, at, wanted))
            return at + 1;
    return ATTEND_NONE;
}

slice attend__json_raw(const json_doc *doc, uint32_t token)
{
    slice raw = {doc->text.at + doc->tokens[token].start, doc->tokens[token].size};
    return raw;
}

/* -- decoding; the text was checked by the reader -- */

static uint32_t hex_value(char c)
{
    return (uint32_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

static uint32_t unit_at(const char *digits)
{
    uint32_t unit = 0;
    for (size_t i = 0; i < 4; i++)
        unit = unit << 4 | (hex_value(digits[i]) & 15);
    return unit;
}

static char short_escape(char c)
{
    switch (c) {
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return c;
    }
}

static size_t encode_utf8(uint32_t point, char bytes[4])
{
    size_t size = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    static const uint8_t leads[5] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = size - 1; i > 0; i--) {
        bytes[i] = (char)(0x80 | (point & 0x3F));
        point >>= 6;
    }
    bytes[0] = (char)(leads[size] | point);
    return size;
}

static void drop(slice *text, size_t size)
{
    text->at += size;
    text->size -= size;
}

/* Takes the escape at the front of `rest` off it; its decoded bytes, 1 to 4. Parsing has seen that escapes are whole; the
 * bounds hold should another thread have changed the text since. */
static size_t decode_escape(slice *rest, char bytes[4])
{
    size_t used = rest->size < 2 ? rest->size : 2;
    size_t size = 1;
    char letter = rest->at[used - 1];
    if (letter != 'u' || rest->size < 6) {
        bytes[0] = short_escape(letter);
    } else {
        uint32_t point = unit_at(rest->at + 2);
        used = 6;
        if (point >= 0xD800 && point <= 0xDBFF && rest->size >= 12) {
            point = 0x10000 + ((point & 0x3FF) << 10) + (unit_at(rest->at + 8) & 0x3FF);
            used = 12;
        }
        size = encode_utf8(point, bytes);
    }
    drop(rest, used);
    return size;
}

/* A decoded string, a piece at a time: a run without escapes, or one escape. */
typedef struct pieces {
    slice rest;    /* raw */
    slice piece;   /* decoded; empty at the end */
    char bytes[4]; /* where a decoded escape lives */
} pieces;

static void next_piece(pieces *p)
{
    p->piece.size = 0;
    if (p->rest.size == 0)
        return;
    if (p->rest.at[0] == '\\') {
        p->piece.size = decode_escape(&p->rest, p->bytes);
        p->piece.at = p->bytes;
        return;
    }
    p->piece.at = p->rest.at;
    while (p->piece.size < p->rest.size && p->rest.at[p->piece.size] != '\\')
        p->piece.size++;
    drop(&p->rest, p->piece.size);
}

static int compare_pieces(pieces *a, pieces *b)
{
    for (;;) {
        if (a->piece.size == 0)
            next_piece(a);
        if (b->piece.size == 0)
            next_piece(b);
        size_t common = a->piece.size < b->piece.size ? a->piece.size : b->piece.size;
        if (common == 0)
            return (a->piece.size > 0) - (b->piece.size > 0);
        int order = memcmp(a->piece.at, b->piece.at, common);
        if (order != 0)
            return order;
        drop(&a->piece, common);
        drop(&b->piece, common);
    }
}

int attend__json_compare(const json_doc *a, uint32_t string_a, const json_doc *b, uint32_t string_b)
{
    pieces left = {.rest = attend__json_raw(a, string_a)};
    pieces right = {.rest = attend__json_raw(b, string_b)};
    if (!a->tokens[string_a].count && !b->tokens[string_b].count)
        return attend__slice_compare(left.rest, right.rest);
    return compare_pieces(&left, &right);
}

bool attend__json_is(const json_doc *doc, uint32_t string, slice text)
{
    pieces left = {.rest = attend__json_raw(doc, string)};
    pieces right = {.piece = text};
    if (doc->tokens[string].type != JSON_STRING)
        return false;
    if (!doc->tokens[string].count)
        return attend__slice_equal(left.rest, text);
    return compare_pieces(&left, &right) == 0;
}

void attend__json_put(const json_doc *doc, uint32_t string, sink *out)
{
    pieces p = {.rest = attend__json_raw(doc, string)};
    if (!doc->tokens[string].count) {
        attend__put(out, p.rest);
        return;
    }
    for (next_piece(&p); p.piece.size > 0; next_piece(&p))
        attend__put(out, p.piece);
}

size_t attend__json_string_size(const json_doc *doc, uint32_t string)
{
    sink counter = attend__sink(NULL, 0);
    attend__json_put(doc, string, &counter);
    return counter.size;
}
