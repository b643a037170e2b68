/* Windows: which days, and which slots of a pupil's row, a measure looks at as of a day (semantics.md 5). */
#ifndef ATTEND_ENGINE_WINDOW_H
#define ATTEND_ENGINE_WINDOW_H

#include "attend/decision.h"
#include "register/pupil.h"

typedef struct window {
    int32_t need;                /* ATTEND_NEED_NOTHING, _IN_FORCE, _CALENDAR or _ENROLMENT */
    int32_t first_day, last_day; /* inclusive; 0 and -1 when empty or unknown */
    uint32_t begin, end;         /* slots of the row, half open */
    uint32_t held, asked;        /* units of a `last` window, else 0 */
} window;

/* A window that holds nothing, for the reason `need`. */
window attend__window_none(int32_t need);

/* Whether the window can differ from pupil to pupil of this register. */
bool attend__window_personal(const register_view *view, const window_spec *spec);

/* Whether a window of this measure exists in its own right: `earlier` 0 is the measure's window, 1 the equal one just
 * before it (of a difference). `pupil` may be NULL for windows that are not personal. */
window attend__window_find(const register_view *view, const pupil_view *pupil, const window_spec *spec,
                           int32_t count_from, uint32_t earlier);

/* School sessions in the slots, while the pupil is enrolled. */
uint32_t attend__window_open(const register_view *view, const pupil_view *pupil, uint32_t begin, uint32_t end);

#endif
