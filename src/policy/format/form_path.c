#include "policy/format/form_check.h"

#define KEY_BYTES_MAX 64u   /* of a key in a path: the longest id */
#define PATH_BYTES_MAX 208u /* of attend_finding.path */

static bool is_plain(slice key)
{
    for (size_t i = 0; i < key.size; i++) {
        char c = key.at[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        if (!plain)
            return false;
    }
    return key.size > 0;
}

/* A key as a step of a path. Long keys are cut before they are decoded: a hostile document may repeat them often. */
static void put_key(const json_doc *doc, uint32_t key, sink *out)
{
    char buffer[KEY_BYTES_MAX];
    slice shown = attend__json_raw(doc, key);
    if (doc->tokens[key].count && shown.size <= 6 * KEY_BYTES_MAX) {
        sink decoded = attend__sink(buffer, sizeof buffer);
        attend__json_put(doc, key, &decoded);
        shown.at = buffer;
        shown.size = decoded.size < sizeof buffer ? decoded.size : sizeof buffer;
    }
    shown.size = attend__utf8_cut(shown, KEY_BYTES_MAX);
    if (is_plain(shown))
        attend__put(out, shown);
    else
        attend__put_json(out, shown);
}

static void put_step(const json_doc *doc, uint32_t key, uint32_t index, bool first, sink *out)
{
    if (key == ATTEND_NONE) {
        attend__put_char(out, '[');
        attend__put_int(out, index);
        attend__put_char(out, ']');
        return;
    }
    if (!first)
        attend__put_char(out, '.');
    put_key(doc, key, out);
}

/* The child of a container that is, or holds, a token: a key stands for its whole member. */
static uint32_t child_holding(const json_doc *doc, uint32_t parent, uint32_t token, uint32_t *index)
{
    uint32_t child = attend__json_first(doc, parent);
    *index = 0;
    while (child != ATTEND_NONE) {
        uint32_t after = attend__json_after(doc, parent, child);
        if (after == ATTEND_NONE || token < after)
            break;
        child = after;
        ++*index;
    }
    return child;
}

void attend__form_path(const json_doc *doc, uint32_t token, sink *out)
{
    uint32_t parent = 0, index;
    while (parent < token) {
        uint32_t child = child_holding(doc, parent, token, &index);
        if (child == ATTEND_NONE)
            return;
        bool is_key = doc->tokens[child].is_key != 0;
        put_step(doc, is_key ? child : ATTEND_NONE, index, parent == 0, out);
        if (child == token)
            return;
        parent = is_key ? child + 1 : child;
    }
}

bool attend__form_has_room(const form_check *check)
{
    return attend__findings_wants(check->list, check->document, 0);
}

static void put_place(const json_doc *doc, const form_place *place, sink *out)
{
    const form_place *steps[JSON_DEPTH_MAX + 1];
    size_t n = 0;
    for (; place && n < JSON_DEPTH_MAX + 1; place = place->before)
        steps[n++] = place;
    for (size_t i = n; i > 0; i--)
        put_step(doc, steps[i - 1]->key, steps[i - 1]->index, i == n, out);
}

/* Of a string the quote is its first byte, not what follows it. */
static size_t offset_of(const json_doc *doc, uint32_t token)
{
    const json_token *at = &doc->tokens[token];
    return at->type == JSON_STRING ? at->start - 1 : at->start;
}

/* What was written, cut to the buffer. */
static slice written(const sink *out)
{
    slice text = {out->buffer, out->size < out->capacity ? out->size : out->capacity};
    return text;
}

void attend__form_add(const form_check *check, const form_place *place, uint32_t token, attend_status status,
                      const form_message *message)
{
    char buffer[PATH_BYTES_MAX];
    sink path = attend__sink(buffer, sizeof buffer);
    if (attend__findings_wants(check->list, check->document, offset_of(check->doc, token)))
        put_place(check->doc, place, &path);
    attend__findings_add(check->list, status, check->document, offset_of(check->doc, token), written(&path),
                         written(&message->out));
}

void attend__form_add_text(const form_check *check, const form_place *place, uint32_t token, attend_status status,
                           const char *message)
{
    form_message text;
    attend__message_start(&text, message);
    attend__form_add(check, place, token, status, &text);
}

void attend__form_finding(const json_doc *doc, uint32_t document, uint32_t token, attend_status status, findings *list,
                          slice message)
{
    char buffer[PATH_BYTES_MAX];
    sink path = attend__sink(buffer, sizeof buffer);
    if (attend__findings_wants(list, document, offset_of(doc, token)))
        attend__form_path(doc, token, &path);
    attend__findings_add(list, status, document, offset_of(doc, token), written(&path), message);
}
