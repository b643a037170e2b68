/* The caller's workspace: how batch and reasons share it out. */
#ifndef ATTEND_ENGINE_WORKSPACE_H
#define ATTEND_ENGINE_WORKSPACE_H

#include "engine/block.h"
#include "engine/condition.h"

/* Memory of a batch. */
typedef struct batch_space {
    plan of;
    block in;
    uint8_t *open; /* see attend__register_mask */
} batch_space;

/* Memory of one reason. */
typedef struct reason_space {
    uint8_t *row;
    reason_notes notes;
} reason_space;

void attend__batch_take(batch_space *space, const register_view *view, arena *memory);
void attend__reason_take(reason_space *space, const register_view *view, arena *memory);

/* An arena over the caller's workspace: ATTEND_OK, _E_ARGUMENT or _E_SPACE. */
attend_status attend__workspace(arena *memory, void *work, size_t size);

#endif
