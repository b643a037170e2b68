/* Calendars: loaded from documents or derived from a register, and what they say of days. */
#include "calls.h"

#include <stdlib.h>

/* School days span no more (attend_calendar_derive), so there are no more sparse ones. */
#define SPARSE_DAYS_MAX 7320u

static attend_status load(void *memory, size_t size, const documents *set, size_t *bytes, attend_finding *error) {
    const attend_calendar *calendar = NULL;
    attend_status status = attend_calendar_load(memory, size, set->rows, set->count, &calendar, error);
    *bytes = attend_calendar_bytes(calendar);
    return status;
}

PyObject *calendar_load(documents set) {
    return loaded(&set, load, calendar_capsule);
}

/* A derived calendar and its findings. */
typedef struct derivation {
    attend_status status;
    void *block;
    attend_row_finding *rows;
    size_t count;
    bool no_memory;
} derivation;

/* First what is needed, then the calendar. Runs without the GIL. */
static void derive(const attend_policy *policy, const attend_register *reg, int32_t as_of, derivation *out) {
    const attend_calendar *calendar = NULL;
    size_t need = 0;
    out->status = attend_calendar_derive(NULL, 0, policy, reg, as_of, &need, &calendar, NULL, 0, &out->count);
    if (out->status != ATTEND_E_SPACE) {
        return;
    }
    out->block = block_new(need);
    out->rows = calloc(SPARSE_DAYS_MAX, sizeof *out->rows);
    out->no_memory = out->block == NULL || out->rows == NULL;
    if (!out->no_memory) {
        out->status = attend_calendar_derive(out->block, need, policy, reg, as_of, &need, &calendar, out->rows,
                                             SPARSE_DAYS_MAX, &out->count);
    }
}

PyObject *calendar_derive(const attend_policy *policy, long_rows reg, int32_t as_of, uint32_t capacity) {
    derivation made = {ATTEND_OK, NULL, NULL, 0, false};
    Py_BEGIN_ALLOW_THREADS
    derive(policy, &reg.reg, as_of, &made);
    Py_END_ALLOW_THREADS
    if (made.no_memory) {
        block_free(made.block);
        free(made.rows);
        return PyErr_NoMemory();
    }
    bool done = made.status == ATTEND_OK && made.block != NULL;
    PyObject *findings = row_findings_result(made.status, made.rows, done ? made.count : 0, capacity);
    if (!done || findings == NULL) {
        block_free(made.block);
        return findings == NULL ? NULL : Py_BuildValue("(NO)", findings, Py_None);
    }
    return Py_BuildValue("(NN)", findings, calendar_capsule(made.block));
}

PyObject *calendar_day(const attend_calendar *calendar, int32_t day) {
    attend_calendar_day info;
    attend_status status = attend_calendar_get(calendar, day, &info);
    if (status != ATTEND_OK) {
        return outcome(status, NULL, NULL);
    }
    return outcome(status, NULL,
                   Py_BuildValue("(IIIINNNN)", info.sessions, info.sessions_per_day, info.school_day, info.school_week,
                                 text_of(info.year), text_of(info.term), text_of(info.half_term), text_of(info.closure)));
}

PyObject *calendar_add(const attend_calendar *calendar, int32_t day, int32_t n, int32_t unit) {
    int32_t reached = 0;
    attend_status status = attend_calendar_add(calendar, day, n, unit, &reached);
    return Py_BuildValue("(ii)", status, reached);
}

PyObject *calendar_roll(const attend_calendar *calendar, int32_t day) {
    int32_t reached = 0;
    attend_status status = attend_calendar_roll(calendar, day, &reached);
    return Py_BuildValue("(ii)", status, reached);
}
