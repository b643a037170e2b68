#include "policy/packs/packs.h"

#include <string.h>

#include "attend/document.h"

uint32_t attend_pack_count(void)
{
    return attend__n_packs;
}

attend_status attend_pack_get(uint32_t index, const char **id, attend_document *document)
{
    if (!document)
        return ATTEND_E_ARGUMENT;
    if (index >= attend__n_packs)
        return ATTEND_E_NOT_FOUND;
    const pack *found = &attend__packs[index];
    attend_document filled = {(const char *)attend__pack_texts + found->at, found->size, 0, 0};
    *document = filled;
    if (id)
        *id = found->id;
    return ATTEND_OK;
}

static int compare_ids(const char *a, const char *b)
{
    size_t size_a = strlen(a), size_b = strlen(b);
    int order = memcmp(a, b, size_a < size_b ? size_a : size_b);
    return order != 0 ? order : (size_a > size_b) - (size_a < size_b);
}

attend_status attend_pack_find(const char *id, attend_document *document)
{
    if (!id || !document)
        return ATTEND_E_ARGUMENT;
    for (uint32_t i = 0; i < attend__n_packs; i++)
        if (compare_ids(id, attend__packs[i].id) == 0)
            return attend_pack_get(i, NULL, document);
    return ATTEND_E_NOT_FOUND;
}
