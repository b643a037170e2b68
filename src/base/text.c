#include "base/text.h"

#include <string.h>

#include "base/day.h"
#include "base/number.h"

slice attend__slice(const char *text)
{
    slice s = {text, text ? strlen(text) : 0};
    return s;
}

bool attend__slice_equal(slice a, slice b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.at, b.at, a.size) == 0);
}

int attend__slice_compare(slice a, slice b)
{
    size_t common = a.size < b.size ? a.size : b.size;
    int order = common ? memcmp(a.at, b.at, common) : 0;
    if (order != 0)
        return order;
    return (a.size > b.size) - (a.size < b.size);
}

sink attend__sink(char *buffer, size_t capacity)
{
    sink out = {buffer, buffer ? capacity : 0, 0, NULL, NULL};
    return out;
}

void attend__put(sink *out, slice text)
{
    if (text.size == 0)
        return;
    if (out->pass) {
        out->pass(out->context, text.at, text.size);
    } else if (out->size < out->capacity) {
        size_t room = out->capacity - out->size;
        memcpy(out->buffer + out->size, text.at, text.size < room ? text.size : room);
    }
    if (!attend__add_size(out->size, text.size, &out->size))
        out->size = SIZE_MAX;
}

void attend__put_text(sink *out, const char *text)
{
    attend__put(out, attend__slice(text));
}

void attend__put_char(sink *out, char c)
{
    slice one = {&c, 1};
    attend__put(out, one);
}

void attend__put_int(sink *out, int64_t value)
{
    char digits[20];
    size_t first = sizeof digits;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        digits[--first] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    if (value < 0)
        digits[--first] = '-';
    slice text = {digits + first, sizeof digits - first};
    attend__put(out, text);
}

void attend__put_day(sink *out, int32_t day)
{
    char text[11];
    if (attend_day_format(day, text, sizeof text, NULL) == ATTEND_OK)
        attend__put_text(out, text);
    else
        attend__put_char(out, '-');
}

#define QUOTE 0x22 /* the character " */

/* The letter of a two-character escape, or 0. */
static char short_escape(uint8_t c)
{
    switch (c) {
    case QUOTE: return QUOTE;
    case '\\': return '\\';
    case '\b': return 'b';
    case '\f': return 'f';
    case '\n': return 'n';
    case '\r': return 'r';
    case '\t': return 't';
    default: return 0;
    }
}

static void put_escape(sink *out, uint8_t c)
{
    static const char hex[17] = "0123456789abcdef";
    char text[6] = {'\\', short_escape(c), '0', '0', hex[c >> 4], hex[c & 15]};
    slice escape = {text, 2};
    if (text[1] == 0) {
        text[1] = 'u';
        escape.size = 6;
    }
    attend__put(out, escape);
}

void attend__put_json(sink *out, slice text)
{
    size_t done = 0;
    attend__put_char(out, QUOTE);
    for (size_t i = 0; i < text.size; i++) {
        uint8_t c = (uint8_t)text.at[i];
        if (c >= 0x20 && c != QUOTE && c != '\\')
            continue;
        slice plain = {text.at + done, i - done};
        attend__put(out, plain);
        put_escape(out, c);
        done = i + 1;
    }
    if (done < text.size) {
        slice plain = {text.at + done, text.size - done};
        attend__put(out, plain);
    }
    attend__put_char(out, QUOTE);
}

attend_status attend__sink_finish(sink *out, size_t *need)
{
    size_t wanted;
    if (!attend__add_size(out->size, 1, &wanted))
        wanted = SIZE_MAX;
    if (need)
        *need = wanted;
    if (out->pass)
        return ATTEND_OK;
    if (wanted > out->capacity)
        return ATTEND_E_SPACE;
    out->buffer[out->size] = 0;
    return ATTEND_OK;
}

attend_status attend__copy_out(const char *text, size_t size, char *buffer, size_t capacity)
{
    if (size > capacity)
        return ATTEND_E_SPACE;
    memcpy(buffer, text, size);
    return ATTEND_OK;
}

/* Bytes of the UTF-8 character that a byte begins; 0 for a byte in the middle of one. */
static size_t utf8_length(uint8_t lead)
{
    if (lead < 0x80)
        return 1;
    if (lead < 0xC0)
        return 0;
    return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

size_t attend__utf8_cut(slice text, size_t limit)
{
    size_t end = text.size < limit ? text.size : limit;
    for (size_t back = 1; back <= 3 && back <= end; back++) {
        size_t length = utf8_length((uint8_t)text.at[end - back]);
        if (length != 0)
            return length > back ? end - back : end;
    }
    return end;
}
