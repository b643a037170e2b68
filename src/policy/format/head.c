#include "policy/format/form_check.h"
#include "policy/format/open.h"

/* The kind a document says it is, or 0. */
static int32_t kind_of(const json_doc *doc)
{
    uint32_t value = attend__json_member(doc, 0, "kind");
    uint32_t word = value == ATTEND_NONE ? ATTEND_NONE : attend__word_of(doc, value, "codes policy calendar");
    return word == ATTEND_NONE ? 0 : ATTEND_KIND_CODES + (int32_t)word;
}

/* Only the members that the head tells of are judged: the rest may be of a kind or format this library does not know. */
static void check_head(const form_check *check, int32_t kind)
{
    shape as = attend__shape(kind == 0 ? SHAPE_POLICY : (shape_id)kind);
    if (check->doc->tokens[0].type != JSON_OBJECT) {
        attend__check_wrong_type(check, NULL, 0, "an object");
        return;
    }
    attend__check_member(check, &as, "id");
    attend__check_member(check, &as, "version");
    attend__check_member(check, &as, "extends");
    if (kind == ATTEND_KIND_POLICY)
        attend__check_member(check, &as, "codes");
}

/* A name and a NUL, without `@version`. */
static void put_name(const json_doc *doc, uint32_t string, sink *out)
{
    slice name = attend__json_raw(doc, string);
    for (size_t i = 0; i < name.size; i++)
        if (name.at[i] == '@')
            name.size = i;
    attend__put(out, name);
    attend__put_char(out, 0);
}

static uint32_t put_member(const json_doc *doc, const char *key, sink *out)
{
    uint32_t value = attend__json_member(doc, 0, key);
    if (value == ATTEND_NONE)
        return 0;
    put_name(doc, value, out);
    return 1;
}

static uint32_t put_extends(const json_doc *doc, sink *out)
{
    uint32_t list = attend__json_member(doc, 0, "extends"), n = 0;
    if (list == ATTEND_NONE)
        return 0;
    uint32_t item = attend__json_first(doc, list);
    for (; item != ATTEND_NONE; item = attend__json_after(doc, list, item), n++)
        put_name(doc, item, out);
    return n;
}

/* Returns how many names. */
static uint32_t put_names(const json_doc *doc, int32_t kind, sink *out)
{
    uint32_t n = put_member(doc, "id", out);
    n += put_member(doc, "version", out);
    n += put_extends(doc, out);
    if (kind == ATTEND_KIND_POLICY)
        n += put_member(doc, "codes", out);
    return n;
}

attend_status attend_document_head(const attend_document *document, void *memory, size_t size, int32_t *kind,
                                   char *buffer, size_t capacity, size_t *need, uint32_t *n_names,
                                   attend_finding *error)
{
    open_document open;
    if (!kind || !need || !n_names || (!buffer && capacity))
        return attend__fail(error, ATTEND_E_ARGUMENT, "a pointer is NULL");
    attend_status status = attend__document_open(document, memory, size, &open, error);
    if (status != ATTEND_OK)
        return status;
    form_check check = {&open.doc, 0, &open.list};
    int32_t found = kind_of(&open.doc);
    check_head(&check, found);
    status = attend__document_error(&open, open.doc.text, error);
    if (status != ATTEND_OK)
        return status;
    sink count = attend__sink(NULL, 0); /* counted first, so that nothing is written in part */
    uint32_t n = put_names(&open.doc, found, &count);
    *need = count.size;
    if (count.size > capacity)
        return attend__fail(error, ATTEND_E_SPACE, "the buffer is too small");
    sink out = attend__sink(buffer, capacity);
    put_names(&open.doc, found, &out);
    *kind = found;
    *n_names = n;
    return ATTEND_OK;
}
