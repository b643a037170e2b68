/* The caller's workspace: how a batch, and questions about one pupil, share it out. */
#ifndef ATTEND_ENGINE_WORKSPACE_H
#define ATTEND_ENGINE_WORKSPACE_H

#include "engine/batch_fold.h"
#include "engine/reason.h"

/* Memory of a batch. */
typedef struct batch_space {
    plan of;
    block in;
    batch_fold with;
    uint8_t *open; /* see attend__register_mask */
} batch_space;

void attend__batch_take(batch_space *space, const register_view *view, arena *memory);

/* An arena over the caller's workspace: ATTEND_OK, _E_ARGUMENT or _E_SPACE. */
attend_status attend__workspace(arena *memory, void *work, size_t size);

/* Shares it out for one pupil: reasons, traces and cases. Also ATTEND_E_SPACE when it is too small. */
attend_status attend__pupil_space(reason_space *space, const register_view *view, void *work, size_t size);

#endif
