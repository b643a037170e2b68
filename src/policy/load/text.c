#include <string.h>

#include "policy/load/parts.h"

/* Room for `size` bytes of text, or NULL. It is between what is kept and the workspace. */
static char *text_room(compiler *c, size_t size)
{
    arena *memory = c->memory;
    if (memory->short_of || size > memory->size - memory->high - c->text_end) {
        memory->short_of = true;
        return NULL;
    }
    char *room = (char *)memory->base + c->text_end;
    c->text_end += size;
    return room;
}

static uint32_t offset_of(const compiler *c, const char *text)
{
    return (uint32_t)(text - (const char *)c->policy);
}

uint32_t attend__text_put(compiler *c, slice a, slice b)
{
    char *room = text_room(c, a.size + b.size + 1);
    if (!room)
        return c->empty;
    sink out = attend__sink(room, a.size + b.size + 1);
    attend__put(&out, a);
    attend__put(&out, b);
    attend__put_char(&out, 0);
    return offset_of(c, room);
}

uint32_t attend__text_token(compiler *c, uint32_t document, uint32_t token)
{
    if (token == ATTEND_NONE)
        return c->empty;
    uint32_t *at = &c->text_at[document][token];
    if (*at == 0) {
        size_t size = attend__json_string_size(compiler_json(c, document), token) + 1;
        char *room = text_room(c, size);
        if (!room)
            return c->empty;
        sink out = attend__sink(room, size);
        attend__json_put(compiler_json(c, document), token, &out);
        attend__put_char(&out, 0);
        *at = offset_of(c, room);
    }
    return *at;
}

uint32_t attend__text_id(compiler *c, uint32_t document)
{
    return attend__text_token(c, document, attend__json_member(compiler_json(c, document), 0, "id"));
}

bool attend__text_start(compiler *c)
{
    slice none = {NULL, 0};
    uint32_t n = c->set->n_documents;
    c->text_at = attend__arena_work(c->memory, n, sizeof *c->text_at);
    for (uint32_t i = 0; c->text_at && i < n; i++)
        c->text_at[i] = attend__arena_work(c->memory, compiler_json(c, i)->n_tokens, sizeof **c->text_at);
    if (c->memory->short_of)
        return false;
    c->text_end = c->memory->low;
    c->empty = attend__text_put(c, none, none);
    return !c->memory->short_of;
}

/* The policy ends at a whole unit of 16 bytes; those behind the last text are zero. */
void attend__text_finish(compiler *c)
{
    arena *memory = c->memory;
    size_t end = (c->text_end + 15) & ~(size_t)15;
    if (memory->short_of)
        return;
    memset(memory->base + c->text_end, 0, end - c->text_end);
    memory->low = end;
}
