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

/* Rows of a long register, checked to be of one length. */
typedef struct long_columns {
    column pupil, day, session, code, spells;
    uint32_t n_pupils;
} long_columns;
bool long_register(const long_columns *columns, attend_register *reg);
bool grid_register(const attend_policy *policy, column grid, uint32_t n_pupils, int32_t first_day, uint32_t n_weeks,
                   column spells, attend_register *reg);

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
PyObject *calendar_derive(const attend_policy *policy, column_u32 pupil, column_i32 day, column_u8 session, column_u8 code,
                          column_i32 spells, uint32_t n_pupils, int32_t as_of, uint32_t capacity);
PyObject *calendar_day(const attend_calendar *calendar, int32_t day);
PyObject *calendar_add(const attend_calendar *calendar, int32_t day, int32_t n, int32_t unit);
PyObject *calendar_roll(const attend_calendar *calendar, int32_t day);

/* registers.c */
PyObject *rows_order(column_u32 pupil, column_i32 day, writable_u32 order);
PyObject *rows_gather(column_u32 source, column_u32 order, writable_u32 out);
PyObject *columns_check(column_u32 pupil, column_i32 day, column_u8 session, column_u8 code);
PyObject *register_shape(const attend_calendar *calendar, int32_t as_of);
PyObject *register_check(const attend_policy *policy, const attend_calendar *calendar, column_u32 pupil, column_i32 day,
                         column_u8 session, column_u8 code, column_i32 spells, uint32_t n_pupils, int32_t as_of,
                         writable_u8 grid, writable_i32 pupil_status, uint32_t capacity);
/* Frees `rows`. At most `capacity` errors and as many others: (status, errors, others, n_errors, n_others). */
PyObject *row_findings_result(attend_status status, attend_row_finding *rows, size_t count, uint32_t capacity);

/* decisions.c */
PyObject *batch_run(const attend_policy *policy, const attend_calendar *calendar, column_u8 grid, uint32_t n_pupils,
                    int32_t first_day, uint32_t n_weeks, column_i32 spells, int32_t as_of, writable_i64 count,
                    writable_i64 of, writable_i8 need, writable_i8 flags, writable_u32 missing);
PyObject *reason(const attend_policy *policy, const attend_calendar *calendar, column_u8 grid, uint32_t n_pupils,
                 int32_t first_day, uint32_t n_weeks, column_i32 spells, int32_t as_of, uint32_t pupil, int32_t kind,
                 uint32_t item, int32_t format);
PyObject *reason_parts(const attend_policy *policy, const attend_calendar *calendar, column_u8 grid, uint32_t n_pupils,
                       int32_t first_day, uint32_t n_weeks, column_i32 spells, int32_t as_of, uint32_t pupil, uint32_t flag);
PyObject *percent_format(int64_t count, int64_t of, int32_t places, int32_t rounding);

/* days.c */
PyObject *day_parse(const char *text);
PyObject *day_format(int32_t day);

#endif
