/* Decisions: batches, reasons, and the text of a percentage. */
#include "calls.h"

#include <stdlib.h>
#include <string.h>

/* Workspace for a register; NULL with *status set, or with ATTEND_OK when there is no memory. */
static void *workspace(const attend_policy *policy, const attend_calendar *calendar, const attend_register *reg,
                       int32_t as_of, size_t *size, attend_status *status) {
    *status = attend_decision_size(policy, calendar, reg, as_of, size);
    return *status == ATTEND_OK ? block_new(*size) : NULL;
}

static bool counts_are(column given, size_t wanted) {
    if (given.count != wanted) {
        PyErr_SetString(PyExc_ValueError, "an output column has the wrong length");
        return false;
    }
    return true;
}

static attend_status run(const attend_policy *policy, const attend_calendar *calendar, const attend_register *reg,
                         int32_t as_of, const attend_batch *batch, attend_finding *error, bool *no_memory) {
    size_t size = 0;
    attend_status status;
    void *work = workspace(policy, calendar, reg, as_of, &size, &status);
    *no_memory = work == NULL && status == ATTEND_OK;
    if (work != NULL) {
        status = attend_batch_run(policy, calendar, reg, as_of, work, size, batch, error);
    }
    block_free(work);
    return status;
}

PyObject *batch_run(const attend_policy *policy, const attend_calendar *calendar, column_u8 grid, uint32_t n_pupils,
                    int32_t first_day, uint32_t n_weeks, column_i32 spells, int32_t as_of, writable_i64 count,
                    writable_i64 of, writable_i8 need, writable_i8 flags, writable_u32 missing) {
    attend_register reg;
    attend_batch batch;
    attend_finding error;
    attend_status status;
    bool no_memory = false;
    size_t n_measures = attend_policy_count(policy, ATTEND_ITEM_MEASURE);
    size_t n_flags = attend_policy_count(policy, ATTEND_ITEM_FLAG);
    if (!counts_are(count, n_measures * n_pupils) || !counts_are(of, n_measures * n_pupils) ||
        !counts_are(need, n_measures * n_pupils) || !counts_are(flags, n_flags * n_pupils) ||
        !counts_are(missing, n_pupils) || !grid_register(policy, grid, n_pupils, first_day, n_weeks, spells, &reg)) {
        return NULL;
    }
    finding_clear(&error);
    attend_batch_init(&batch);
    batch.count = count.at;
    batch.of = of.at;
    batch.need = need.at;
    batch.flags = flags.at;
    batch.missing = missing.at;
    Py_BEGIN_ALLOW_THREADS
    status = run(policy, calendar, &reg, as_of, &batch, &error, &no_memory);
    Py_END_ALLOW_THREADS
    return no_memory ? PyErr_NoMemory() : outcome(status, &error, NULL);
}

/* One question about one pupil. */
typedef struct question {
    const attend_policy *policy;
    const attend_calendar *calendar;
    const attend_register *reg;
    int32_t as_of;
    uint32_t pupil;
    int32_t kind;
    uint32_t item;
} question;

/* The rows of a reason, in memory that the caller frees; NULL with *status set, or with ATTEND_OK when there is no memory. */
static attend_reason *reason_rows(const question *asked, uint32_t *count, attend_status *status, attend_finding *error) {
    size_t size = 0;
    attend_reason *rows = NULL;
    void *work = workspace(asked->policy, asked->calendar, asked->reg, asked->as_of, &size, status);
    if (work == NULL) {
        return NULL;
    }
    *count = 0;
    *status = attend_reasons(asked->policy, asked->calendar, asked->reg, asked->pupil, asked->as_of, asked->kind,
                             asked->item, work, size, NULL, 0, count, error);
    if (*status == ATTEND_E_SPACE && *count > 0) {
        *status = ATTEND_OK;
        rows = calloc(*count, sizeof *rows);
        if (rows != NULL) {
            *status = attend_reasons(asked->policy, asked->calendar, asked->reg, asked->pupil, asked->as_of, asked->kind,
                                     asked->item, work, size, rows, *count, count, error);
        }
    }
    if (*status != ATTEND_OK) {
        free(rows);
        rows = NULL;
    }
    block_free(work);
    return rows;
}

static PyObject *render(const attend_policy *policy, const attend_reason *rows, uint32_t count, int32_t format) {
    size_t need = 0;
    attend_status status = attend_reason_text(policy, rows, count, format, NULL, 0, &need);
    if (status != ATTEND_E_SPACE) {
        return outcome(status, NULL, NULL);
    }
    char *text = malloc(need + 1);
    if (text == NULL) {
        return PyErr_NoMemory();
    }
    status = attend_reason_text(policy, rows, count, format, text, need, &need);
    PyObject *value = status == ATTEND_OK ? text_of(text) : NULL;
    free(text);
    return outcome(status, NULL, value);
}

PyObject *reason(const attend_policy *policy, const attend_calendar *calendar, column_u8 grid, uint32_t n_pupils,
                 int32_t first_day, uint32_t n_weeks, column_i32 spells, int32_t as_of, uint32_t pupil, int32_t kind,
                 uint32_t item, int32_t format) {
    attend_register reg;
    attend_finding error;
    attend_status status;
    uint32_t count = 0;
    if (!grid_register(policy, grid, n_pupils, first_day, n_weeks, spells, &reg)) {
        return NULL;
    }
    question asked = {policy, calendar, &reg, as_of, pupil, kind, item};
    finding_clear(&error);
    attend_reason *rows = reason_rows(&asked, &count, &status, &error);
    if (rows == NULL) {
        return status == ATTEND_OK ? PyErr_NoMemory() : outcome(status, &error, NULL);
    }
    PyObject *result = render(policy, rows, count, format);
    free(rows);
    return result;
}

/* Whether what a row needs is what the flag needs: it and all that it is part of are unknown. A flag out of force needs only to be
 * in force, and a difference says itself which need of its windows comes first. */
static bool need_matters(const attend_reason *rows, uint32_t row) {
    for (uint32_t i = row; i != ATTEND_NONE; i = rows[i].parent) {
        bool is_closed = i != row && rows[i].op == ATTEND_OP_FLAG && rows[i].need == ATTEND_NEED_IN_FORCE;
        if (rows[i].truth != ATTEND_UNKNOWN || rows[i].op == ATTEND_OP_WINDOW || is_closed) {
            return false;
        }
    }
    return true;
}

/* Bit i set for ATTEND_NEED i of an unknown part. Needs inside known parts do not count. */
static long needs_of(const attend_reason *rows, uint32_t count) {
    long needs = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (rows[i].need > 0 && rows[i].need < 31 && need_matters(rows, i)) {
            needs |= 1l << rows[i].need;
        }
    }
    return needs;
}

/* Indices of the measures that a flag compares, in order, with repeats. */
static PyObject *measures_of(const attend_reason *rows, uint32_t count) {
    PyObject *list = PyList_New(0);
    for (uint32_t i = 0; list != NULL && i < count; i++) {
        if (rows[i].op == ATTEND_OP_COMPARE) {
            PyObject *index = PyLong_FromUnsignedLong(rows[i].item);
            if (index == NULL || PyList_Append(list, index) != 0) {
                Py_CLEAR(list);
            }
            Py_XDECREF(index);
        }
    }
    return list;
}

/* Of a flag: what its unknown parts need, and the measures it compares. */
PyObject *reason_parts(const attend_policy *policy, const attend_calendar *calendar, column_u8 grid, uint32_t n_pupils,
                       int32_t first_day, uint32_t n_weeks, column_i32 spells, int32_t as_of, uint32_t pupil, uint32_t flag) {
    attend_register reg;
    attend_finding error;
    attend_status status;
    uint32_t count = 0;
    if (!grid_register(policy, grid, n_pupils, first_day, n_weeks, spells, &reg)) {
        return NULL;
    }
    question asked = {policy, calendar, &reg, as_of, pupil, ATTEND_ITEM_FLAG, flag};
    finding_clear(&error);
    attend_reason *rows = reason_rows(&asked, &count, &status, &error);
    if (rows == NULL && status == ATTEND_OK) {
        return PyErr_NoMemory();
    }
    PyObject *value = rows == NULL ? NULL : Py_BuildValue("(lN)", needs_of(rows, count), measures_of(rows, count));
    free(rows);
    return outcome(status, &error, value);
}

PyObject *percent_format(int64_t count, int64_t of, int32_t places, int32_t rounding) {
    char text[64] = "";
    attend_status status = attend_percent_format(count, of, places, rounding, text, sizeof text, NULL);
    return outcome(status, NULL, status == ATTEND_OK ? text_of(text) : NULL);
}
