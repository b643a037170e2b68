/* Decisions: batches, reasons, and the text of a percentage. */
#include "calls.h"

#include <stdlib.h>
#include <string.h>

void *day_workspace(const attend_policy *policy, const attend_calendar *calendar, const attend_register *reg,
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
    void *work = day_workspace(policy, calendar, reg, as_of, &size, &status);
    *no_memory = work == NULL && status == ATTEND_OK;
    if (work != NULL) {
        status = attend_batch_run(policy, calendar, reg, as_of, work, size, batch, error);
    }
    block_free(work);
    return status;
}

PyObject *batch_run(const attend_policy *policy, const attend_calendar *calendar, grid_rows reg, int32_t as_of,
                    writable_i64 count, writable_i64 of, writable_i8 need, writable_i8 flags, writable_u32 missing,
                    writable_u32 possible, writable_u32 computed, writable_i32 since, writable_i8 provisional) {
    attend_batch batch;
    attend_finding error;
    attend_status status;
    bool no_memory = false;
    size_t n_pupils = reg.reg.n_pupils, n_measures = n_pupils * attend_policy_count(policy, ATTEND_ITEM_MEASURE);
    size_t n_flags = n_pupils * attend_policy_count(policy, ATTEND_ITEM_FLAG);
    size_t n_tiers = n_pupils * attend_policy_count(policy, ATTEND_ITEM_TIERS);
    if (!counts_are(count, n_measures) || !counts_are(of, n_measures) || !counts_are(need, n_measures) ||
        !counts_are(flags, n_flags) || !counts_are(missing, n_pupils) || !counts_are(possible, n_tiers) ||
        !counts_are(computed, n_tiers) || !counts_are(since, n_tiers) || !counts_are(provisional, n_tiers) ||
        !grid_fits(policy, &reg)) {
        return NULL;
    }
    finding_clear(&error);
    attend_batch_init(&batch);
    batch.count = count.at;
    batch.of = of.at;
    batch.need = need.at;
    batch.flags = flags.at;
    batch.missing = missing.at;
    batch.possible = possible.at;
    batch.computed = computed.at;
    batch.since = since.at;
    batch.provisional = provisional.at;
    Py_BEGIN_ALLOW_THREADS
    status = run(policy, calendar, &reg.reg, as_of, &batch, &error, &no_memory);
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
    void *work = day_workspace(asked->policy, asked->calendar, asked->reg, asked->as_of, &size, status);
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

PyObject *render(const attend_policy *policy, const attend_reason *rows, uint32_t count, int32_t format) {
    size_t need = 1 << 14; /* most reasons are shorter; a second pass when not */
    attend_status status = ATTEND_E_SPACE;
    char *text = NULL;
    for (size_t room = 0; status == ATTEND_E_SPACE && room < need;) {
        char *larger = realloc(text, need);
        if (larger == NULL) {
            free(text);
            return PyErr_NoMemory();
        }
        text = larger;
        room = need;
        status = attend_reason_text(policy, rows, count, format, text, room, &need);
    }
    PyObject *value = status == ATTEND_OK ? text_of(text) : NULL;
    free(text);
    return outcome(status, NULL, value);
}

PyObject *reason(const attend_policy *policy, const attend_calendar *calendar, grid_rows reg, int32_t as_of, uint32_t pupil,
                 int32_t kind, uint32_t item, int32_t format) {
    attend_finding error;
    attend_status status;
    uint32_t count = 0;
    if (!grid_fits(policy, &reg)) {
        return NULL;
    }
    question asked = {policy, calendar, &reg.reg, as_of, pupil, kind, item};
    finding_clear(&error);
    attend_reason *rows = reason_rows(&asked, &count, &status, &error);
    if (rows == NULL) {
        return status == ATTEND_OK ? PyErr_NoMemory() : outcome(status, &error, NULL);
    }
    PyObject *result = render(policy, rows, count, format);
    free(rows);
    return result;
}

PyObject *tiers_range(const attend_policy *policy, uint32_t tiers) {
    uint32_t first = 0, count = 0;
    attend_status status = attend_tiers_range(policy, tiers, &first, &count);
    return Py_BuildValue("(iII)", status, first, count);
}

PyObject *tiers_beside(const attend_policy *policy, uint32_t tiers) {
    uint32_t need = 0, count = 0;
    attend_status status = attend_tiers_beside(policy, tiers, NULL, 0, &need);
    uint32_t *flags = calloc((size_t)need + 1, sizeof *flags);
    if (flags == NULL) {
        return PyErr_NoMemory();
    }
    if (status == ATTEND_E_SPACE) {
        status = attend_tiers_beside(policy, tiers, flags, need, &count);
    }
    PyObject *list = PyList_New(0);
    for (uint32_t i = 0; list != NULL && i < count; i++) {
        PyObject *flag = PyLong_FromUnsignedLong(flags[i]);
        if (flag == NULL || PyList_Append(list, flag) != 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(flag);
    }
    free(flags);
    return outcome(status, NULL, list);
}

static long long index_or_none(uint32_t index) {
    return index == ATTEND_NONE ? -1 : (long long)index;
}

PyObject *decision_tuple(const attend_tier_decision *row) {
    return Py_BuildValue("(IiLIIIIiii)", row->tiers, row->day, index_or_none(row->tier), row->at_least, row->at_most,
                         row->possible, row->computed, row->since, row->provisional, row->overridden);
}

/* The rows of a trace in memory that the caller frees; NULL with *status set, or with ATTEND_OK when there is no memory. */
static attend_tier_decision *trace_rows(const question *asked, int32_t from, uint32_t flags, uint32_t *count,
                                        attend_status *status, attend_finding *error) {
    size_t size = 0;
    attend_tier_decision *rows = NULL;
    void *work = day_workspace(asked->policy, asked->calendar, asked->reg, asked->as_of, &size, status);
    if (work == NULL) {
        return NULL;
    }
    *status = attend_trace(asked->policy, asked->calendar, asked->reg, asked->pupil, from, asked->as_of, flags, work, size,
                           NULL, 0, count, error);
    if (*status == ATTEND_OK || *status == ATTEND_E_SPACE) {
        rows = calloc((size_t)*count + 1, sizeof *rows);
    }
    if (rows != NULL) {
        *status = attend_trace(asked->policy, asked->calendar, asked->reg, asked->pupil, from, asked->as_of, flags, work, size,
                               rows, *count, count, error);
    }
    block_free(work);
    if (rows == NULL && *status == ATTEND_E_SPACE) {
        *status = ATTEND_OK;
    }
    return rows;
}

static PyObject *decision_list(const attend_tier_decision *rows, uint32_t count) {
    PyObject *list = PyList_New(0);
    for (uint32_t i = 0; list != NULL && i < count; i++) {
        PyObject *row = decision_tuple(&rows[i]);
        if (row == NULL || PyList_Append(list, row) != 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(row);
    }
    return list;
}

PyObject *trace(const attend_policy *policy, const attend_calendar *calendar, grid_rows reg, uint32_t pupil, int32_t from,
                int32_t to, uint32_t flags) {
    attend_finding error;
    attend_status status;
    attend_tier_decision *rows;
    uint32_t count = 0;
    if (!grid_fits(policy, &reg)) {
        return NULL;
    }
    question asked = {policy, calendar, &reg.reg, to, pupil, 0, 0};
    finding_clear(&error);
    Py_BEGIN_ALLOW_THREADS
    rows = trace_rows(&asked, from, flags, &count, &status, &error);
    Py_END_ALLOW_THREADS
    if (rows == NULL && status == ATTEND_OK) {
        return PyErr_NoMemory();
    }
    PyObject *value = status == ATTEND_OK ? decision_list(rows, count) : NULL;
    free(rows);
    return outcome(status, &error, value);
}

PyObject *percent_format(int64_t count, int64_t of, int32_t places, int32_t rounding) {
    char text[64] = "";
    attend_status status = attend_percent_format(count, of, places, rounding, text, sizeof text, NULL);
    return outcome(status, NULL, status == ATTEND_OK ? text_of(text) : NULL);
}
