#include "base/sha256.h"
#include "policy/format/form.h"
#include "policy/load/parts.h"

static void hash_text(void *context, const char *text, size_t size)
{
    attend__sha256_add(context, text, size);
}

void attend__rules_digest(const document_set *set, uint8_t digest[32])
{
    sha256 hash;
    sink out = attend__sink(NULL, 0);
    out.pass = hash_text;
    out.context = &hash;
    attend__sha256_init(&hash);
    for (uint32_t i = 0; i < set->n_documents; i++) {
        attend__form_put(&set->documents[set->by_id[i]].json, ATTEND_CANONICAL_RULES, &out);
        attend__put_char(&out, '\n');
    }
    attend__sha256_finish(&hash, digest);
}
