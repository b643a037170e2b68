/* Registers: order of rows, checks, and the library's view of Python's buffers. */
#include "calls.h"

#include <stdlib.h>
#include <string.h>

static bool wrong(const char *message) {
    PyErr_SetString(PyExc_ValueError, message);
    return false;
}

/* The i-th member of the tuple, held. */
static bool take_column(PyObject *tuple, Py_ssize_t i, const char *kinds, size_t size, held_register *out, column *at) {
    bool done = column_take(PyTuple_GetItem(tuple, i), kinds, size, false, &out->views[out->n_views], at);
    out->n_views += done;
    return done;
}

/* Rows of 32-bit words, `words` each. */
static bool take_rows(PyObject *tuple, Py_ssize_t i, size_t row_size, held_register *out, const void **at, size_t *count) {
    size_t words = row_size / sizeof(int32_t);
    column given;
    if (!take_column(tuple, i, COLUMN_I32, sizeof(int32_t), out, &given)) {
        return false;
    }
    if (given.count % words != 0 || given.stride != sizeof(int32_t) || (uintptr_t)given.at % sizeof(int32_t) != 0) {
        return wrong("spells, facts and events are packed rows of 32-bit integers");
    }
    *count = given.count / words;
    *at = *count == 0 ? NULL : given.at;
    return true;
}

static bool take_number(PyObject *tuple, Py_ssize_t i, long least, long long most, long long *number) {
    *number = PyLong_AsLongLong(PyTuple_GetItem(tuple, i));
    if (PyErr_Occurred() != NULL) {
        return false;
    }
    return (*number >= least && *number <= most) || wrong("a number of the register is out of range");
}

static bool take_stretches(PyObject *tuple, Py_ssize_t first, held_register *out) {
    const void *spells, *facts, *events;
    attend_register *reg = &out->reg;
    if (!take_rows(tuple, first, sizeof(attend_spell), out, &spells, &reg->n_spells) ||
        !take_rows(tuple, first + 1, sizeof(attend_fact), out, &facts, &reg->n_facts) ||
        !take_rows(tuple, first + 2, sizeof(attend_event), out, &events, &reg->n_events)) {
        return false;
    }
    reg->spells = spells;
    reg->facts = facts;
    reg->events = events;
    return true;
}

static bool is_tuple(PyObject *object, Py_ssize_t size) {
    if (PyTuple_Check(object) && PyTuple_Size(object) == size) {
        return true;
    }
    PyErr_Format(PyExc_TypeError, "a register is a tuple of %zd", size);
    return false;
}

bool long_take(PyObject *object, held_register *out) {
    column columns[4];
    static const size_t sizes[4] = {4, 4, 1, 1};
    static const char kinds[4][3] = {COLUMN_U32, COLUMN_I32, COLUMN_U8, COLUMN_U8};
    attend_register *reg = &out->reg;
    long long n_pupils;
    attend_register_init(reg);
    if (!is_tuple(object, 8)) {
        return false;
    }
    for (int i = 0; i < 4; i++) {
        if (!take_column(object, i, kinds[i], sizes[i], out, &columns[i])) {
            return false;
        }
        if (columns[i].count != columns[0].count) {
            return wrong("the columns of a register have different lengths");
        }
    }
    if (!take_number(object, 4, 0, UINT32_MAX, &n_pupils)) {
        return false;
    }
    reg->n_pupils = (uint32_t)n_pupils;
    reg->n_marks = columns[0].count;
    reg->pupil = columns[0].at;
    reg->day = columns[1].at;
    reg->session = columns[2].at;
    reg->code = columns[3].at;
    reg->pupil_stride = columns[0].stride;
    reg->day_stride = columns[1].stride;
    reg->session_stride = columns[2].stride;
    reg->code_stride = columns[3].stride;
    return take_stretches(object, 5, out);
}

bool grid_take(PyObject *object, held_register *out) {
    static const uint8_t empty[1] = {0};
    attend_register *reg = &out->reg;
    long long first_day, n_weeks, n_pupils;
    column cells;
    attend_register_init(reg);
    if (!is_tuple(object, 7) || !take_column(object, 0, COLUMN_U8, 1, out, &cells) ||
        !take_number(object, 1, INT32_MIN, INT32_MAX, &first_day) || !take_number(object, 2, 0, UINT32_MAX, &n_weeks) ||
        !take_number(object, 3, 0, UINT32_MAX, &n_pupils)) {
        return false;
    }
    if (cells.count > 1 && cells.stride != 1) {
        return wrong("the cells of a grid are packed");
    }
    reg->grid = cells.count == 0 ? empty : cells.at;
    reg->grid_stride = cells.count; /* until grid_fits() */
    reg->first_day = (int32_t)first_day;
    reg->n_weeks = (uint32_t)n_weeks;
    reg->n_pupils = (uint32_t)n_pupils;
    return take_stretches(object, 4, out);
}

void register_free(held_register *held) {
    while (held->n_views > 0) {
        PyBuffer_Release(&held->views[--held->n_views]);
    }
}

bool grid_fits(const attend_policy *policy, held_register *held) {
    attend_register *reg = &held->reg;
    uint64_t row = (uint64_t)reg->n_weeks * 7u * attend_policy_count(policy, ATTEND_ITEM_SESSION);
    size_t cells = reg->grid_stride;
    reg->grid_stride = 0;
    bool fits = reg->n_pupils == 0 || row <= SIZE_MAX / reg->n_pupils;
    return (fits && cells == row * reg->n_pupils) || wrong("the grid is not n_pupils x n_weeks x 7 x sessions per day bytes");
}

/* One row to sort: by pupil, then day, then as it stood. */
typedef struct row_key {
    uint64_t key;
    uint32_t row;
} row_key;

static int compare_keys(const void *a, const void *b) {
    const row_key *left = a, *right = b;
    if (left->key != right->key) {
        return left->key < right->key ? -1 : 1;
    }
    return left->row < right->row ? -1 : left->row > right->row;
}

static uint64_t key_at(const column *pupil, const column *day, size_t row) {
    uint32_t who, when;
    memcpy(&who, (const char *)pupil->at + row * pupil->stride, sizeof who);
    memcpy(&when, (const char *)day->at + row * day->stride, sizeof when);
    return (uint64_t)who << 32 | (when ^ 0x80000000u);
}

static bool in_order(const column *pupil, const column *day) {
    for (size_t row = 1; row < pupil->count; row++) {
        if (key_at(pupil, day, row - 1) > key_at(pupil, day, row)) {
            return false;
        }
    }
    return true;
}

static bool sort_rows(const column *pupil, const column *day, uint32_t *order) {
    row_key *keys = malloc((pupil->count + 1) * sizeof *keys);
    if (keys == NULL) {
        return false;
    }
    for (size_t row = 0; row < pupil->count; row++) {
        keys[row] = (row_key){key_at(pupil, day, row), (uint32_t)row};
    }
    qsort(keys, pupil->count, sizeof *keys, compare_keys);
    for (size_t row = 0; row < pupil->count; row++) {
        order[row] = keys[row].row;
    }
    free(keys);
    return true;
}

/* True when the rows are sorted already (order is untouched), else false with the order that sorts them. */
PyObject *rows_order(column_u32 pupil, column_i32 day, writable_u32 order) {
    bool sorted, enough = true;
    if (day.count != pupil.count || order.count != pupil.count || pupil.count > UINT32_MAX) {
        wrong("the columns have different lengths");
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    sorted = in_order(&pupil, &day);
    if (!sorted) {
        enough = sort_rows(&pupil, &day, order.at);
    }
    Py_END_ALLOW_THREADS
    return enough ? PyBool_FromLong(sorted) : PyErr_NoMemory();
}

/* out[i] = source[order[i]]. */
PyObject *rows_gather(column_u32 source, column_u32 order, writable_u32 out) {
    const uint32_t *from = source.at, *wanted = order.at;
    uint32_t *to = out.at;
    bool packed = source.stride == sizeof *from && order.stride == sizeof *wanted;
    bool in_range = packed && out.count == order.count && out.count <= PY_SSIZE_T_MAX;
    for (size_t i = 0; in_range && i < out.count; i++) {
        in_range = wanted[i] < source.count;
        to[i] = in_range ? from[wanted[i]] : 0;
    }
    if (!in_range) {
        wrong("the order does not fit the columns");
        return NULL;
    }
    Py_RETURN_NONE;
}

/* Only for what is raised when the columns are of a wrong type, shape, direction or length. */
PyObject *columns_check(column_u32 pupil, column_i32 day, column_u8 session, column_u8 code) {
    if (day.count != pupil.count || session.count != pupil.count || code.count != pupil.count) {
        wrong("the columns of a register have different lengths");
        return NULL;
    }
    Py_RETURN_NONE;
}

PyObject *register_shape(const attend_calendar *calendar, int32_t as_of) {
    int32_t first_day = 0;
    uint32_t n_weeks = 0;
    size_t row_bytes = 0;
    attend_status status = attend_register_shape(calendar, as_of, &first_day, &n_weeks, &row_bytes);
    return Py_BuildValue("(iiIn)", status, first_day, n_weeks, (Py_ssize_t)row_bytes);
}

static long long row_or_none(uint64_t row) {
    return row == UINT64_MAX ? -1 : (long long)row;
}

static bool append_row(PyObject *list, const attend_row_finding *finding) {
    long long pupil = finding->pupil == ATTEND_NONE ? -1 : (long long)finding->pupil;
    PyObject *row = Py_BuildValue("(iLLLiI)", finding->status, pupil, row_or_none(finding->row),
                                  row_or_none(finding->other_row), finding->day, finding->rows);
    bool done = row != NULL && PyList_Append(list, row) == 0;
    Py_XDECREF(row);
    return done;
}

/* Rows of one kind after the as-of day. */
typedef struct later_rows {
    size_t count;
    uint64_t first;
} later_rows;

#define ROW_KINDS (ATTEND_ROWS_EVENTS + 1)

static void count_later(later_rows *later, const attend_row_finding *finding) {
    later_rows *of_kind = &later[finding->rows % ROW_KINDS];
    if (of_kind->count++ == 0 || finding->row < of_kind->first) {
        of_kind->first = finding->row;
    }
}

/* (ATTEND_ROWS_..., how many, the first row) of each kind that has any. */
static PyObject *later_list(const later_rows *later) {
    PyObject *list = PyList_New(0);
    for (unsigned kind = 0; list != NULL && kind < ROW_KINDS; kind++) {
        if (later[kind].count == 0) {
            continue;
        }
        PyObject *row = Py_BuildValue("(InL)", kind, (Py_ssize_t)later[kind].count, row_or_none(later[kind].first));
        if (row == NULL || PyList_Append(list, row) != 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(row);
    }
    return list;
}

/* Errors and others apart, so that neither crowds the other out; rows after the as-of day, of which there may be a school
 * year's worth, only as a count and the first row. */
PyObject *row_findings_result(attend_status status, attend_row_finding *rows, size_t count, uint32_t capacity) {
    PyObject *lists[2] = {PyList_New(0), PyList_New(0)};
    size_t counts[2] = {0, 0};
    later_rows later[ROW_KINDS] = {{0, 0}};
    bool done = lists[0] != NULL && lists[1] != NULL;
    for (size_t i = 0; done && i < count; i++) {
        if (rows[i].status == ATTEND_F_AFTER_AS_OF) {
            count_later(later, &rows[i]);
            continue;
        }
        int other = rows[i].status < 0 ? 0 : 1;
        if (counts[other]++ < capacity) {
            done = append_row(lists[other], &rows[i]);
        }
    }
    free(rows);
    if (!done) {
        Py_XDECREF(lists[0]);
        Py_XDECREF(lists[1]);
        return NULL;
    }
    return Py_BuildValue("(iNNnnN)", status, lists[0], lists[1], (Py_ssize_t)counts[0], (Py_ssize_t)counts[1],
                         later_list(later));
}

/* Where a check writes. */
typedef struct check_room {
    uint8_t *grid;
    size_t grid_size;
    int32_t *pupil_status; /* NULL: strict */
    attend_row_finding *rows;
    size_t count;
} check_room;

/* All findings, however many: a second pass when the first had too little room. Runs without the GIL. */
static attend_status check_rows(const attend_policy *policy, const attend_calendar *calendar, const attend_register *reg,
                                int32_t as_of, check_room *room) {
    attend_status status = ATTEND_OK;
    size_t capacity = 1024;
    for (int pass = 0; pass < 2; pass++) {
        free(room->rows);
        room->rows = calloc(capacity, sizeof *room->rows);
        if (room->rows == NULL) {
            return ATTEND_E_SPACE;
        }
        room->count = 0;
        status = attend_register_check(policy, calendar, reg, as_of, room->grid, room->grid_size, room->pupil_status,
                                       room->rows, capacity, &room->count);
        if (room->count <= capacity) {
            break;
        }
        capacity = room->count;
    }
    room->count = room->count < capacity ? room->count : capacity;
    return status;
}

PyObject *register_check(const attend_policy *policy, const attend_calendar *calendar, long_rows reg, int32_t as_of,
                         writable_u8 grid, writable_i32 pupil_status, uint32_t capacity) {
    attend_status status;
    check_room room = {grid.at, grid.count, pupil_status.count == 0 ? NULL : pupil_status.at, NULL, 0};
    if (pupil_status.count != 0 && pupil_status.count != reg.reg.n_pupils) {
        wrong("pupil_status has one entry a pupil, or none");
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    status = check_rows(policy, calendar, &reg.reg, as_of, &room);
    Py_END_ALLOW_THREADS
    if (room.rows == NULL) {
        return PyErr_NoMemory();
    }
    return row_findings_result(status, room.rows, room.count, capacity);
}

/* The codes that stand in a stretch of days and how often: (index, count); index 0: sessions without a mark. */
static PyObject *counts_list(const uint32_t counts[256]) {
    PyObject *list = PyList_New(0);
    for (unsigned code = 0; list != NULL && code < 256; code++) {
        PyObject *pair = counts[code] == 0 ? NULL : Py_BuildValue("(II)", code, counts[code]);
        if (counts[code] != 0 && (pair == NULL || PyList_Append(list, pair) != 0)) {
            Py_CLEAR(list);
        }
        Py_XDECREF(pair);
    }
    return list;
}

PyObject *register_tally(const attend_policy *policy, const attend_calendar *calendar, grid_rows reg, uint32_t pupil,
                         int32_t as_of, int32_t first_day, int32_t last_day) {
    uint32_t counts[256] = {0};
    attend_finding error;
    attend_status status;
    size_t size = 0;
    if (!grid_fits(policy, &reg)) {
        return NULL;
    }
    finding_clear(&error);
    void *work = day_workspace(policy, calendar, &reg.reg, as_of, &size, &status);
    if (work == NULL) {
        return status == ATTEND_OK ? PyErr_NoMemory() : outcome(status, &error, NULL);
    }
    status = attend_register_tally(policy, calendar, &reg.reg, pupil, as_of, first_day, last_day, work, size, counts, &error);
    block_free(work);
    return outcome(status, &error, status == ATTEND_OK ? counts_list(counts) : NULL);
}
