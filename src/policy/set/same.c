#include <string.h>

#include "base/sha256.h"
#include "policy/format/form.h"
#include "policy/set/parts.h"

static void hash_text(void *context, const char *text, size_t size)
{
    attend__sha256_add(context, text, size);
}

/* A definition's digest is made once: many documents may inherit it from many others. */
static const uint8_t *digest_of(const document_set *set, uint32_t document, uint32_t own, const char *map,
                                uint32_t object)
{
    const set_document *doc = &set->documents[document];
    set_digest *digest = &doc->digests[own];
    if (!digest->known) {
        sha256 hash;
        sink out = attend__sink(NULL, 0);
        out.pass = hash_text;
        out.context = &hash;
        attend__sha256_init(&hash);
        attend__form_put_object(&doc->json, map, object, ATTEND_CANONICAL_RULES, &out);
        attend__sha256_finish(&hash, digest->bytes);
        digest->known = 1;
    }
    return digest->bytes;
}

static bool same_object(const document_set *set, const set_entry *a, const set_entry *b)
{
    const char *map = attend__section_name((section)a->section);
    if (a->document == b->document)
        return a->value == b->value;
    return memcmp(digest_of(set, a->document, a->own, map, a->value),
                  digest_of(set, b->document, b->own, map, b->value), 32) == 0;
}

static bool same_setting(const document_set *set, const set_entry *a, const set_entry *b)
{
    if (a->set_document == b->set_document)
        return a->set_value == b->set_value;
    if (a->set_document == ATTEND_NONE || b->set_document == ATTEND_NONE)
        return false;
    return memcmp(digest_of(set, a->set_document, a->set_own, "set", a->set_value),
                  digest_of(set, b->set_document, b->set_own, "set", b->set_value), 32) == 0;
}

bool attend__definition_same(const document_set *set, const set_entry *a, const set_entry *b)
{
    return same_object(set, a, b) && same_setting(set, a, b);
}
