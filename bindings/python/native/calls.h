/* What the Python layer calls: the C library with Python's types in and out. Everything here holds the GIL on entry and
 * on return; the long calls let it go in between. A function that returns NULL has set a Python exception, and does so only
 * for arguments no caller of the typed layer passes, or when memory runs out; what the library finds wrong is in the result. */
#ifndef ATTEND_PYTHON_CALLS_H
#define ATTEND_PYTHON_CALLS_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "attend/attend.h"

/* Documents handed in as a sequence of (bytes, flags). `held` keeps the bytes alive. */
typedef struct documents {
    attend_document *rows;
    uint32_t count;
    PyObject *held;
} documents;

/* One-dimensional buffers. The Py_buffer is held by the caller (a typemap) until the call is over. */
typedef struct column {
    void *at;
    size_t count;
    size_t stride; /* bytes from one entry to the next, never 0 */
} column;
typedef column column_u8;
typedef column column_u32;
typedef column column_i32;
typedef column writable_u8;
typedef column writable_i8;
typedef column writable_i32;
typedef column writable_u32;
typedef column writable_i64;

/* Kinds of entry: what a buffer's format may say, and its size. */
#define COLUMN_U8 "B"
#define COLUMN_I8 "b"
#define COLUMN_U32 "IL"
#define COLUMN_I32 "il"
#define COLUMN_I64 "ql"

/* Fills `out` from a Python object, or sets TypeError, ValueError or BufferError and returns false; the view is then free. */
bool column_take(PyObject *object, const char *kinds, size_t item_size, bool writable, Py_buffer *view, column *out);
bool documents_take(PyObject *object, documents *out);
void documents_free(documents *set);
const attend_policy *policy_take(PyObject *object);
const attend_calendar *calendar_take(PyObject *object);

/* 16-aligned memory; NULL when there is none. May be called without the GIL. */
void *block_new(size_t size);
void block_free(void *block);
PyObject *policy_capsule(void *block);     /* takes the block over, also when it fails */
PyObject *calendar_capsule(void *block);

/* What loads a set into memory; *bytes is what it keeps of that, from the first on. Runs without the GIL. */
typedef attend_status load_function(void *memory, size_t size, const documents *set, size_t *bytes, attend_finding *error);

/* The outcome of loading, its value a capsule of a block that is cut to what is kept. */
PyObject *loaded(const documents *set, load_function *load, PyObject *(*capsule)(void *block));

/* (status, finding or None, value or None); takes `value` over. A NULL value with an exception set gives NULL. */
PyObject *outcome(attend_status status, const attend_finding *error, PyObject *value);
PyObject *finding_tuple(const attend_finding *finding);
PyObject *text_of(const char *text);       /* str; bytes that are no UTF-8 are replaced */
void finding_clear(attend_finding *finding);

/* A register handed in as a tuple of buffers, held until the call is over:
 *   long: (pupil, day, session, code, n_pupils, spells, facts, events)
 *   grid: (cells, first day, n_weeks, n_pupils, spells, facts, events)
 * Spells, facts and events are packed 32-bit integers, the library's rows one after the other. */
#define ROWS_BUFFERS_MAX 7
typedef struct held_register {
    attend_register reg;
    Py_buffer views[ROWS_BUFFERS_MAX];
    int n_views;
} held_register;
typedef held_register long_rows;
typedef held_register grid_rows;
bool long_take(PyObject *object, held_register *out);
bool grid_take(PyObject *object, held_register *out);
void register_free(held_register *held);

/* A grid is as large as it says, with the policy's sessions; else ValueError. */
bool grid_fits(const attend_policy *policy, held_register *held);

/* documents.c */
PyObject *pack_ids(void);
PyObject *pack_text(const char *id);
PyObject *document_head(documents set);
PyObject *document_check(documents set, uint32_t capacity);
PyObject *document_canonical(documents set, int32_t form);

/* policies.c */
PyObject *policy_load(documents set);
PyObject *policy_digest(const attend_policy *policy);
PyObject *policy_items(const attend_policy *policy, int32_t kind);
PyObject *code_index(const attend_policy *policy, const char *text);
PyObject *code_meaning(const attend_policy *policy, uint8_t code, int32_t day);

/* calendars.c */
PyObject *calendar_load(documents set);
PyObject *calendar_derive(const attend_policy *policy, long_rows reg, int32_t as_of, uint32_t capacity);
PyObject *calendar_day(const attend_calendar *calendar, int32_t day);
PyObject *calendar_add(const attend_calendar *calendar, int32_t day, int32_t n, int32_t unit);
PyObject *calendar_roll(const attend_calendar *calendar, int32_t day);

/* registers.c */
PyObject *rows_order(column_u32 pupil, column_i32 day, writable_u32 order);
PyObject *rows_gather(column_u32 source, column_u32 order, writable_u32 out);
PyObject *columns_check(column_u32 pupil, column_i32 day, column_u8 session, column_u8 code);
PyObject *register_shape(const attend_calendar *calendar, int32_t as_of);
PyObject *register_check(const attend_policy *policy, const attend_calendar *calendar, long_rows reg, int32_t as_of,
                         writable_u8 grid, writable_i32 pupil_status, uint32_t capacity);
PyObject *register_tally(const attend_policy *policy, const attend_calendar *calendar, grid_rows reg, uint32_t pupil,
                         int32_t as_of, int32_t first_day, int32_t last_day);
/* Frees `rows`. At most `capacity` errors and as many others: (status, errors, others, n_errors, n_others, rows after the day). */
PyObject *row_findings_result(attend_status status, attend_row_finding *rows, size_t count, uint32_t capacity);

/* decisions.c */
PyObject *batch_run(const attend_policy *policy, const attend_calendar *calendar, grid_rows reg, int32_t as_of,
                    writable_i64 count, writable_i64 of, writable_i8 need, writable_i8 flags, writable_u32 missing,
                    writable_u32 possible, writable_u32 computed, writable_i32 since, writable_i8 provisional);
PyObject *reason(const attend_policy *policy, const attend_calendar *calendar, grid_rows reg, int32_t as_of, uint32_t pupil,
                 int32_t kind, uint32_t item, int32_t format);
PyObject *tiers_range(const attend_policy *policy, uint32_t tiers);
PyObject *tiers_beside(const attend_policy *policy, uint32_t tiers);
PyObject *trace(const attend_policy *policy, const attend_calendar *calendar, grid_rows reg, uint32_t pupil, int32_t from_,
                int32_t to, uint32_t flags);

/* cases.c */
PyObject *case_new(const attend_policy *policy);
PyObject *case_check(const attend_policy *policy, column_u8 bytes);
PyObject *case_advance(const attend_policy *policy, const attend_calendar *calendar, grid_rows reg, uint32_t pupil,
                       int32_t through, column_u8 bytes);
PyObject *case_current(const attend_policy *policy, const attend_calendar *calendar, grid_rows reg, uint32_t pupil,
                       column_u8 bytes);
PyObject *case_decide(const attend_policy *policy, column_u8 bytes);
PyObject *case_reason(const attend_policy *policy, const attend_calendar *calendar, grid_rows reg, uint32_t pupil,
                      column_u8 bytes, int32_t kind, uint32_t item, int32_t format);
PyObject *reasons(const attend_policy *policy, const attend_calendar *calendar, grid_rows reg, int32_t as_of, uint32_t pupil,
                  column_u32 items, int32_t format);

/* Workspace of at most one day's decisions; NULL with *status set, or with ATTEND_OK when there is no memory. */
void *day_workspace(const attend_policy *policy, const attend_calendar *calendar, const attend_register *reg, int32_t as_of,
                size_t *size, attend_status *status);
PyObject *decision_tuple(const attend_tier_decision *row);
PyObject *render(const attend_policy *policy, const attend_reason *rows, uint32_t count, int32_t format);

PyObject *percent_format(int64_t count, int64_t of, int32_t places, int32_t rounding);

/* days.c */
PyObject *day_parse(const char *text);
PyObject *day_format(int32_t day);

#endif
