/* Registers: order of rows, checks, and the library's view of Python's buffers. */
#include "calls.h"

#include <stdlib.h>
#include <string.h>

#define SPELL_WORDS (sizeof(attend_spell) / sizeof(int32_t))

static bool wrong(const char *message) {
    PyErr_SetString(PyExc_ValueError, message);
    return false;
}

static bool spells_of(column spells, attend_register *reg) {
    if (spells.count % SPELL_WORDS != 0 || spells.stride != sizeof(int32_t)) {
        return wrong("spells are packed, four entries each: pupil, first day, last day, 0");
    }
    if ((uintptr_t)spells.at % sizeof(int32_t) != 0) {
        return wrong("misaligned spells");
    }
    reg->n_spells = spells.count / SPELL_WORDS;
    reg->spells = reg->n_spells == 0 ? NULL : spells.at;
    return true;
}

bool long_register(const long_columns *columns, attend_register *reg) {
    size_t count = columns->pupil.count;
    if (columns->day.count != count || columns->session.count != count || columns->code.count != count) {
        return wrong("the columns of a register have different lengths");
    }
    attend_register_init(reg);
    reg->n_pupils = columns->n_pupils;
    reg->n_marks = count;
    reg->pupil = columns->pupil.at;
    reg->day = columns->day.at;
    reg->session = columns->session.at;
    reg->code = columns->code.at;
    reg->pupil_stride = columns->pupil.stride;
    reg->day_stride = columns->day.stride;
    reg->session_stride = columns->session.stride;
    reg->code_stride = columns->code.stride;
    return spells_of(columns->spells, reg);
}

bool grid_register(const attend_policy *policy, column grid, uint32_t n_pupils, int32_t first_day, uint32_t n_weeks,
                   column spells, attend_register *reg) {
    static const uint8_t empty[1] = {0};
    uint64_t row = (uint64_t)n_weeks * 7u * attend_policy_count(policy, ATTEND_ITEM_SESSION);
    bool fits = n_pupils == 0 || row <= SIZE_MAX / n_pupils;
    if (!fits || grid.count != row * n_pupils || (grid.count > 1 && grid.stride != 1)) {
        return wrong("the grid is not n_pupils x n_weeks x 7 x sessions per day bytes");
    }
    attend_register_init(reg);
    reg->n_pupils = n_pupils;
    reg->grid = grid.count == 0 ? empty : grid.at;
    reg->first_day = first_day;
    reg->n_weeks = n_weeks;
    return spells_of(spells, reg);
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
                                  row_or_none(finding->other_row), finding->day, finding->is_spell);
    bool done = row != NULL && PyList_Append(list, row) == 0;
    Py_XDECREF(row);
    return done;
}

/* Errors and others apart, so that neither crowds the other out; marks after the as-of day, of which there may be a school
 * year's worth, only as a count and the first row. */
PyObject *row_findings_result(attend_status status, attend_row_finding *rows, size_t count, uint32_t capacity) {
    PyObject *lists[2] = {PyList_New(0), PyList_New(0)};
    size_t counts[2] = {0, 0}, later = 0;
    uint64_t first_later = UINT64_MAX;
    bool done = lists[0] != NULL && lists[1] != NULL;
    for (size_t i = 0; done && i < count; i++) {
        if (rows[i].status == ATTEND_F_AFTER_AS_OF) {
            first_later = later++ == 0 ? rows[i].row : first_later;
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
    return Py_BuildValue("(iNNnnnL)", status, lists[0], lists[1], (Py_ssize_t)counts[0], (Py_ssize_t)counts[1],
                         (Py_ssize_t)later, row_or_none(first_later));
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

PyObject *register_check(const attend_policy *policy, const attend_calendar *calendar, column_u32 pupil, column_i32 day,
                         column_u8 session, column_u8 code, column_i32 spells, uint32_t n_pupils, int32_t as_of,
                         writable_u8 grid, writable_i32 pupil_status, uint32_t capacity) {
    attend_register reg;
    attend_status status;
    long_columns columns = {pupil, day, session, code, spells, n_pupils};
    check_room room = {grid.at, grid.count, pupil_status.count == 0 ? NULL : pupil_status.at, NULL, 0};
    if (!long_register(&columns, &reg)) {
        return NULL;
    }
    if (pupil_status.count != 0 && pupil_status.count != n_pupils) {
        wrong("pupil_status has one entry a pupil, or none");
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    status = check_rows(policy, calendar, &reg, as_of, &room);
    Py_END_ALLOW_THREADS
    if (room.rows == NULL) {
        return PyErr_NoMemory();
    }
    return row_findings_result(status, room.rows, room.count, capacity);
}
