#include <string.h>

#include "policy/format/form_check.h"
#include "policy/format/open.h"

#define KEYS_AT_ONCE 64u      /* keys put in order in one pass over an object */
#define FALLBACK_TOKENS_MAX 8u /* no default is longer */

typedef struct writer {
    const json_doc *doc;
    sink *out;
    bool rules;    /* leave out what is for people */
    bool inherits; /* the document extends others */
} writer;

/* -- members in order of their keys, without memory for all of them -- */

typedef struct key_order {
    const json_doc *doc;
    uint32_t object;
    uint32_t keys[KEYS_AT_ONCE]; /* the next ones, in order */
    uint32_t n;
    uint32_t at;
} key_order;

static bool is_before(const json_doc *doc, uint32_t a, uint32_t b)
{
    return attend__json_compare(doc, a, doc, b) < 0;
}

/* Puts a key in its place among the least so far. */
static void keep_key(key_order *order, uint32_t key)
{
    uint32_t low = 0, high = order->n;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (is_before(order->doc, order->keys[middle], key))
            low = middle + 1;
        else
            high = middle;
    }
    if (low == KEYS_AT_ONCE)
        return;
    if (order->n < KEYS_AT_ONCE)
        order->n++;
    memmove(order->keys + low + 1, order->keys + low, (order->n - 1 - low) * sizeof *order->keys);
    order->keys[low] = key;
}

/* The least keys after `last`, or of all when it is ATTEND_NONE. */
static void next_keys(key_order *order, uint32_t last)
{
    uint32_t key = attend__json_first(order->doc, order->object);
    order->n = 0;
    order->at = 0;
    for (; key != ATTEND_NONE; key = attend__json_after(order->doc, order->object, key))
        if (last == ATTEND_NONE || is_before(order->doc, last, key))
            keep_key(order, key);
}

/* The next key, or ATTEND_NONE. An object has at most ENTRIES_MAX members, so the passes are few. */
static uint32_t next_key(key_order *order)
{
    if (order->at == order->n && order->n == KEYS_AT_ONCE)
        next_keys(order, order->keys[order->n - 1]);
    return order->at < order->n ? order->keys[order->at++] : ATTEND_NONE;
}

/* -- values -- */

static void put_string(const writer *w, uint32_t string)
{
    char decoded[TEXT_BYTES_MAX];
    slice text = attend__json_raw(w->doc, string);
    if (w->doc->tokens[string].count) {
        sink out = attend__sink(decoded, sizeof decoded);
        attend__json_put(w->doc, string, &out);
        text.at = decoded;
        text.size = out.size < sizeof decoded ? out.size : sizeof decoded; /* the form allows no more */
    }
    attend__put_json(w->out, text);
}

static void put_number_text(const writer *w, uint32_t string)
{
    number_form form;
    int64_t scaled;
    if (!attend__number_parse(attend__json_raw(w->doc, string), &form, &scaled))
        return;
    attend__put_char(w->out, '"');
    attend__put_number(w->out, form, scaled);
    attend__put_char(w->out, '"');
}

static void put_whole(const writer *w, uint32_t token)
{
    int64_t value;
    if (attend__integer_parse(attend__json_raw(w->doc, token), &value))
        attend__put_int(w->out, value);
}

static void put_scalar(const writer *w, const field *as, uint32_t token)
{
    uint32_t type = w->doc->tokens[token].type;
    if (type == JSON_NUMBER)
        put_whole(w, token);
    else if (type != JSON_STRING)
        attend__put(w->out, attend__json_raw(w->doc, token));
    else if (as->type == FIELD_NUMBER)
        put_number_text(w, token);
    else
        put_string(w, token);
}

static void put_field(const writer *w, const field *as, uint32_t token);

/* -- defaults -- */

typedef struct comparison {
    slice rest; /* what is still to come */
    bool same;
} comparison;

static void compare_piece(void *context, const char *text, size_t size)
{
    comparison *c = context;
    c->same = c->same && size <= c->rest.size && memcmp(text, c->rest.at, size) == 0;
    if (!c->same)
        return;
    c->rest.at += size;
    c->rest.size -= size;
}

static bool is_default(const writer *w, const field *as, uint32_t token)
{
    if (!as->fallback[0] || w->doc->tokens[token].next - token > FALLBACK_TOKENS_MAX)
        return false;
    if (w->inherits && (as->flags & FIELD_INHERITED))
        return false;
    comparison c = {attend__slice(as->fallback), true};
    sink out = {NULL, 0, 0, compare_piece, &c};
    writer compare = {w->doc, &out, w->rules, w->inherits};
    put_field(&compare, as, token);
    return c.same && c.rest.size == 0;
}

static bool is_left_out(const writer *w, const field *as, uint32_t token)
{
    return (w->rules && (as->flags & FIELD_PROSE)) || is_default(w, as, token);
}

/* -- objects and lists; calls nest as the JSON does, at most JSON_DEPTH_MAX deep -- */

static void put_value(const writer *w, const field *as, uint32_t token);

/* Members in order: of a shape when there is one, else of a map whose values are `items`. */
static void put_members(const writer *w, const shape *as, const field *items, uint32_t object)
{
    key_order order = {.doc = w->doc, .object = object};
    bool first = true;
    next_keys(&order, ATTEND_NONE);
    attend__put_char(w->out, '{');
    for (uint32_t key = next_key(&order); key != ATTEND_NONE; key = next_key(&order)) {
        const field *in = as ? &as->fields[attend__field_of(w->doc, key, as)] : items;
        if (as && is_left_out(w, in, key + 1))
            continue;
        if (!first)
            attend__put_char(w->out, ',');
        first = false;
        put_string(w, key);
        attend__put_char(w->out, ':');
        if (as)
            put_field(w, in, key + 1);
        else
            put_value(w, in, key + 1);
    }
    attend__put_char(w->out, '}');
}

static void put_value(const writer *w, const field *as, uint32_t token)
{
    shape in = attend__shape((shape_id)as->shape);
    if (w->doc->tokens[token].type == JSON_OBJECT)
        put_members(w, &in, NULL, token);
    else
        put_scalar(w, as, token);
}

static void put_list(const writer *w, const field *as, uint32_t list)
{
    uint32_t item = attend__json_first(w->doc, list);
    attend__put_char(w->out, '[');
    for (bool first = true; item != ATTEND_NONE; item = attend__json_after(w->doc, list, item), first = false) {
        if (!first)
            attend__put_char(w->out, ',');
        put_value(w, as, item);
    }
    attend__put_char(w->out, ']');
}

static void put_field(const writer *w, const field *as, uint32_t token)
{
    if (as->many == MANY_LIST)
        put_list(w, as, token);
    else if (as->many == MANY_MAP)
        put_members(w, NULL, as, token);
    else
        put_value(w, as, token);
}

static writer writer_for(const json_doc *doc, int32_t form, sink *out)
{
    uint32_t extends = attend__json_member(doc, 0, "extends");
    bool inherits = extends != ATTEND_NONE && doc->tokens[extends].count > 0;
    writer w = {doc, out, form == ATTEND_CANONICAL_RULES, inherits};
    return w;
}

static shape shape_of(const json_doc *doc)
{
    uint32_t kind = attend__json_member(doc, 0, "kind");
    return attend__shape((shape_id)(SHAPE_CODES + attend__word_of(doc, kind, "codes policy calendar")));
}

void attend__form_put(const json_doc *doc, int32_t form, sink *out)
{
    writer w = writer_for(doc, form, out);
    shape as = shape_of(doc);
    put_members(&w, &as, NULL, 0);
}

void attend__form_put_object(const json_doc *doc, const char *section, uint32_t object, int32_t form, sink *out)
{
    writer w = writer_for(doc, form, out);
    shape as = shape_of(doc);
    for (uint32_t i = 0; i < as.n_fields; i++)
        if (attend__slice_equal(attend__slice(as.fields[i].key), attend__slice(section)))
            put_value(&w, &as.fields[i], object);
}

attend_status attend_document_canonical(const attend_document *document, int32_t form, void *memory, size_t size,
                                        char *buffer, size_t capacity, size_t *need, attend_finding *error)
{
    open_document open;
    if (!need || (!buffer && capacity))
        return attend__fail(error, ATTEND_E_ARGUMENT, "a pointer is NULL");
    if (form != ATTEND_CANONICAL_FULL && form != ATTEND_CANONICAL_RULES)
        return attend__fail(error, ATTEND_E_ARGUMENT, "there is no such form of canonical text");
    attend_status status = attend__document_open(document, memory, size, &open, error);
    if (status != ATTEND_OK)
        return status;
    if (attend__form_check(&open.doc, 0, &open.list) == 0)
        return attend__document_error(&open, open.doc.text, error);
    sink count = attend__sink(NULL, 0); /* counted first, so that nothing is written in part */
    attend__form_put(&open.doc, form, &count);
    attend__sink_finish(&count, need);
    if (*need > capacity)
        return attend__fail(error, ATTEND_E_SPACE, "the buffer is too small");
    sink out = attend__sink(buffer, capacity);
    attend__form_put(&open.doc, form, &out);
    return attend__sink_finish(&out, NULL);
}
