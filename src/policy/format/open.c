#include "policy/format/open.h"

#include <string.h>

attend_status attend__document_error(open_document *open, slice text, attend_finding *error)
{
    return open->list.errors ? attend__findings_first(&open->list, &text, 1, error) : ATTEND_OK;
}

attend_status attend__document_open(const attend_document *document, void *memory, size_t size, open_document *open,
                                    attend_finding *error)
{
    arena work;
    if (!document || (!document->text && document->size) || (!memory && size))
        return attend__fail(error, ATTEND_E_ARGUMENT, "a pointer is NULL");
    if (!attend__arena_init(&work, memory, size))
        return attend__fail(error, ATTEND_E_ARGUMENT, "the memory is not 16-aligned");
    slice text = {document->text, document->size};
    memset(open, 0, sizeof *open);
    open->list.rows = &open->first;
    open->list.capacity = 1;
    if (attend__json_parse(text, 0, &work, &open->list, &open->doc))
        return ATTEND_OK;
    if (work.short_of)
        return attend__fail(error, ATTEND_E_SPACE, "the memory is too small; attend_document_size() says what is enough");
    return attend__document_error(open, text, error);
}
