/* Windows: which days, and which slots of a pupil's row, a measure looks at as of a day (semantics.md 6). */
#ifndef ATTEND_ENGINE_WINDOW_H
#define ATTEND_ENGINE_WINDOW_H

#include "attend/decision.h"
#include "register/pupil.h"

typedef struct window {
    int32_t need;                /* ATTEND_NEED_NOTHING, _IN_FORCE, _CALENDAR, _ENROLMENT or _EVENT */
    int32_t first_day, last_day; /* inclusive; 0 and -1 when empty or unknown */
    uint32_t begin, end;         /* slots of the row, half open */
    uint32_t held, asked;        /* units of a `last` window, else 0 */
} window;

/* A window that holds nothing, for the reason `need`. */
window attend__window_none(int32_t need);

/* Units that a `last` window asks for on a day; 0 when its param has no value then, or none that can be counted. */
uint32_t attend__window_units(const attend_policy *policy, const window_spec *spec, int32_t day);

/* Whether the window can differ from pupil to pupil of this register. */
bool attend__window_personal(const register_view *view, const window_spec *spec);

/* Whether a window of this measure exists in its own right: `earlier` 0 is the measure's window, 1 the equal one just
 * before it (of a difference). `pupil` may be NULL for windows that are not personal. A window since an event is not to be found
 * here: rows do not say which events counted. */
window attend__window_find(const register_view *view, const pupil_view *pupil, const window_spec *spec,
                           int32_t count_from, uint32_t earlier);

/* The window since an event that counted on a day; INT32_MIN: none has. */
window attend__window_since(const register_view *view, int32_t start, int32_t count_from);

/* The window of the pupil's possible sessions when `seen` of them are known: from slot `begin`, that of the oldest one held, to
 * just before slot `end`, that of the latest one skipped. What is not held, or not skipped, need not have a slot. */
window attend__window_possible(const register_view *view, const window_spec *spec, int32_t count_from, uint32_t earlier,
                               uint32_t seen, uint32_t begin, uint32_t end);

/* School sessions in the slots, while the pupil is enrolled. */
uint32_t attend__window_open(const register_view *view, const pupil_view *pupil, uint32_t begin, uint32_t end);

#endif
