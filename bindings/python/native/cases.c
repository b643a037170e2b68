/* Cases: bytes in, bytes out. The library wants them aligned and changes them in place, so each call works on a copy. */
#include "calls.h"

#include <stdlib.h>
#include <string.h>

/* An aligned copy of a case's bytes. */
static void *case_copy(column bytes) {
    void *copy = block_new(bytes.count + 1);
    const char *from = bytes.at;
    for (size_t i = 0; copy != NULL && i < bytes.count; i++) {
        ((char *)copy)[i] = from[i * bytes.stride];
    }
    return copy;
}

static PyObject *bytes_of(const void *block, size_t size) {
    return PyBytes_FromStringAndSize(block, (Py_ssize_t)size);
}

PyObject *case_new(const attend_policy *policy) {
    size_t size = 0;
    attend_status status = attend_case_size(policy, &size);
    void *block = block_new(size);
    if (block == NULL) {
        return PyErr_NoMemory();
    }
    status = status == ATTEND_OK ? attend_case_init(policy, block, size) : status;
    PyObject *value = status == ATTEND_OK ? bytes_of(block, size) : NULL;
    block_free(block);
    return outcome(status, NULL, value);
}

PyObject *case_check(const attend_policy *policy, column_u8 bytes) {
    int32_t day = INT32_MIN;
    void *block = case_copy(bytes);
    if (block == NULL) {
        return PyErr_NoMemory();
    }
    attend_status status = attend_case_check(policy, block, bytes.count, &day);
    block_free(block);
    return Py_BuildValue("(ii)", status, day);
}

/* What a call about a case works with; `work` and `block` are freed by case_end(). */
typedef struct case_call {
    const attend_policy *policy;
    const attend_calendar *calendar;
    const attend_register *reg;
    uint32_t pupil;
    void *block;
    size_t size;
    void *work;
    size_t work_size;
    attend_status status;
    attend_finding error;
} case_call;

/* False when there is no memory. On another failure the status says so. */
static bool case_begin(case_call *call, column_u8 bytes, int32_t as_of) {
    finding_clear(&call->error);
    call->size = bytes.count;
    call->block = case_copy(bytes);
    call->work = call->block == NULL ? NULL
                                     : day_workspace(call->policy, call->calendar, call->reg, as_of, &call->work_size, &call->status);
    return call->work != NULL || (call->block != NULL && call->status != ATTEND_OK);
}

static void case_end(case_call *call) {
    block_free(call->block);
    block_free(call->work);
}

PyObject *case_advance(const attend_policy *policy, const attend_calendar *calendar, grid_rows reg, uint32_t pupil,
                       int32_t through, column_u8 bytes) {
    case_call call = {policy, calendar, &reg.reg, pupil, NULL, 0, NULL, 0, ATTEND_OK, {0}};
    if (!grid_fits(policy, &reg)) {
        return NULL;
    }
    if (!case_begin(&call, bytes, through)) {
        case_end(&call);
        return PyErr_NoMemory();
    }
    if (call.status == ATTEND_OK) {
        Py_BEGIN_ALLOW_THREADS
        call.status = attend_case_advance(policy, calendar, &reg.reg, pupil, through, call.block, call.size, call.work,
                                          call.work_size, &call.error);
        Py_END_ALLOW_THREADS
    }
    PyObject *value = call.status == ATTEND_OK ? bytes_of(call.block, call.size) : NULL;
    case_end(&call);
    return outcome(call.status, &call.error, value);
}

/* The day of a case; the workspace of questions about it is of that day. */
static int32_t day_of(const attend_policy *policy, column_u8 bytes) {
    int32_t day = INT32_MIN;
    void *block = case_copy(bytes);
    if (block != NULL) {
        attend_case_check(policy, block, bytes.count, &day);
    }
    block_free(block);
    return day < ATTEND_DAY_FIRST ? ATTEND_DAY_FIRST : day;
}

PyObject *case_current(const attend_policy *policy, const attend_calendar *calendar, grid_rows reg, uint32_t pupil,
                       column_u8 bytes) {
    case_call call = {policy, calendar, &reg.reg, pupil, NULL, 0, NULL, 0, ATTEND_OK, {0}};
    if (!grid_fits(policy, &reg)) {
        return NULL;
    }
    if (!case_begin(&call, bytes, day_of(policy, bytes))) {
        case_end(&call);
        return PyErr_NoMemory();
    }
    if (call.status == ATTEND_OK) {
        call.status = attend_case_current(policy, calendar, &reg.reg, pupil, call.block, call.size, call.work, call.work_size,
                                          &call.error);
    }
    case_end(&call);
    return outcome(call.status, &call.error, NULL);
}

PyObject *case_decide(const attend_policy *policy, column_u8 bytes) {
    uint32_t count = 0, n = attend_policy_count(policy, ATTEND_ITEM_TIERS);
    void *block = case_copy(bytes);
    attend_tier_decision *rows = calloc((size_t)n + 1, sizeof *rows);
    PyObject *list = block == NULL || rows == NULL ? PyErr_NoMemory() : PyList_New(0);
    attend_status status = list == NULL ? ATTEND_OK : attend_case_decide(policy, block, bytes.count, rows, n, &count);
    for (uint32_t i = 0; list != NULL && status == ATTEND_OK && i < n; i++) {
        PyObject *row = decision_tuple(&rows[i]);
        if (row == NULL || PyList_Append(list, row) != 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(row);
    }
    block_free(block);
    free(rows);
    return list == NULL ? NULL : outcome(status, NULL, list);
}

/* Rows of reasons, in memory that grows and that the caller frees. */
typedef struct reason_room {
    attend_reason *rows;
    uint32_t capacity;
    uint32_t count;
} reason_room;

static bool room_grow(reason_room *room, uint32_t capacity) {
    attend_reason *rows = realloc(room->rows, (size_t)capacity * sizeof *rows);
    if (rows != NULL) {
        room->rows = rows;
        room->capacity = capacity;
    }
    return rows != NULL;
}

/* The rows of one reason. False when there is no memory; on another failure the call's status says so. */
static bool case_rows(case_call *call, int32_t kind, uint32_t item, reason_room *room) {
    bool enough = room->capacity > 0 || room_grow(room, 256);
    for (bool again = enough; again;) {
        room->count = 0;
        call->status = attend_case_reasons(call->policy, call->calendar, call->reg, call->pupil, call->block, call->size, kind,
                                           item, call->work, call->work_size, room->rows, room->capacity, &room->count,
                                           &call->error);
        again = call->status == ATTEND_E_SPACE && room->count > room->capacity;
        enough = !again || room_grow(room, room->count);
        again = again && enough;
    }
    return enough;
}

/* The reason of one item as (status, finding or None, text or None). */
static PyObject *case_text(case_call *call, int32_t kind, uint32_t item, int32_t format, reason_room *room) {
    if (!case_rows(call, kind, item, room)) {
        return PyErr_NoMemory();
    }
    return call->status == ATTEND_OK ? render(call->policy, room->rows, room->count, format)
                                     : outcome(call->status, &call->error, NULL);
}

PyObject *case_reason(const attend_policy *policy, const attend_calendar *calendar, grid_rows reg, uint32_t pupil,
                      column_u8 bytes, int32_t kind, uint32_t item, int32_t format) {
    case_call call = {policy, calendar, &reg.reg, pupil, NULL, 0, NULL, 0, ATTEND_OK, {0}};
    reason_room room = {NULL, 0, 0};
    PyObject *result = NULL;
    if (!grid_fits(policy, &reg)) {
        return NULL;
    }
    if (!case_begin(&call, bytes, day_of(policy, bytes))) {
        PyErr_NoMemory();
    } else if (call.status != ATTEND_OK) {
        result = outcome(call.status, &call.error, NULL);
    } else {
        result = case_text(&call, kind, item, format, &room);
    }
    case_end(&call);
    free(room.rows);
    return result;
}

/* A case of one pupil, folded through a day. False when there is no memory. */
static bool case_fold(case_call *call, int32_t as_of) {
    finding_clear(&call->error);
    call->status = attend_case_size(call->policy, &call->size);
    call->block = block_new(call->size);
    call->work = call->block == NULL ? NULL
                                     : day_workspace(call->policy, call->calendar, call->reg, as_of, &call->work_size, &call->status);
    if (call->work == NULL) {
        return call->block != NULL && call->status != ATTEND_OK;
    }
    call->status = attend_case_init(call->policy, call->block, call->size);
    if (call->status == ATTEND_OK) {
        call->status = attend_case_advance(call->policy, call->calendar, call->reg, call->pupil, as_of, call->block, call->size,
                                           call->work, call->work_size, &call->error);
    }
    return true;
}

/* The text of each item, pairs of kind and index; stops at the first that fails. NULL only with an exception. */
static PyObject *case_texts(case_call *call, column_u32 items, int32_t format) {
    reason_room room = {NULL, 0, 0};
    const uint32_t *pairs = items.at;
    PyObject *list = PyList_New(0);
    for (size_t i = 0; list != NULL && call->status == ATTEND_OK && i + 1 < items.count; i += 2) {
        PyObject *result = case_text(call, (int32_t)pairs[i], pairs[i + 1], format, &room);
        call->status = result == NULL ? call->status : (attend_status)PyLong_AsLong(PyTuple_GetItem(result, 0));
        if (result == NULL || PyList_Append(list, PyTuple_GetItem(result, 2)) != 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(result);
    }
    free(room.rows);
    return list;
}

/* Reasons of one pupil, who is folded once: (status, finding or None, list of texts). */
PyObject *reasons(const attend_policy *policy, const attend_calendar *calendar, grid_rows reg, int32_t as_of, uint32_t pupil,
                  column_u32 items, int32_t format) {
    case_call call = {policy, calendar, &reg.reg, pupil, NULL, 0, NULL, 0, ATTEND_OK, {0}};
    PyObject *list = NULL;
    bool enough;
    if (!grid_fits(policy, &reg)) {
        return NULL;
    }
    if (items.count % 2 != 0 || items.stride != sizeof(uint32_t)) {
        PyErr_SetString(PyExc_ValueError, "items are packed pairs of kind and index");
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    enough = case_fold(&call, as_of);
    Py_END_ALLOW_THREADS
    if (enough) {
        list = case_texts(&call, items, format);
    } else {
        PyErr_NoMemory();
    }
    case_end(&call);
    if (list == NULL) {
        return NULL;
    }
    if (call.status != ATTEND_OK) {
        Py_DECREF(list);
        return outcome(call.status, &call.error, NULL);
    }
    return outcome(ATTEND_OK, NULL, list);
}
