/* Memory, arguments and results: what every call shares. */
#include "calls.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK_ALIGN 16u
#define POLICY_NAME "attend.policy"
#define CALENDAR_NAME "attend.calendar"

/* The raw pointer is kept just before the aligned block. */
void *block_new(size_t size) {
    const size_t extra = BLOCK_ALIGN - 1 + sizeof(void *);
    if (size > SIZE_MAX / 2 - extra) {
        return NULL;
    }
    char *raw = malloc(size + extra);
    if (raw == NULL) {
        return NULL;
    }
    uintptr_t at = ((uintptr_t)raw + extra) & ~(uintptr_t)(BLOCK_ALIGN - 1);
    char *block = raw + (at - (uintptr_t)raw);
    memcpy(block - sizeof(void *), &raw, sizeof raw);
    return block;
}

void block_free(void *block) {
    if (block != NULL) {
        void *raw;
        memcpy(&raw, (char *)block - sizeof(void *), sizeof raw);
        free(raw);
    }
}

static void free_policy(PyObject *capsule) {
    block_free(PyCapsule_GetPointer(capsule, POLICY_NAME));
}

static void free_calendar(PyObject *capsule) {
    block_free(PyCapsule_GetPointer(capsule, CALENDAR_NAME));
}

static PyObject *capsule_of(void *block, const char *name, PyCapsule_Destructor destructor) {
    PyObject *capsule = PyCapsule_New(block, name, destructor);
    if (capsule == NULL) {
        block_free(block);
    }
    return capsule;
}

PyObject *policy_capsule(void *block) {
    return capsule_of(block, POLICY_NAME, free_policy);
}

PyObject *calendar_capsule(void *block) {
    return capsule_of(block, CALENDAR_NAME, free_calendar);
}

static const void *handle_take(PyObject *object, const char *name) {
    if (!PyCapsule_IsValid(object, name)) {
        PyErr_Format(PyExc_TypeError, "expected a handle of kind %s", name);
        return NULL;
    }
    return PyCapsule_GetPointer(object, name);
}

const attend_policy *policy_take(PyObject *object) {
    return handle_take(object, POLICY_NAME);
}

const attend_calendar *calendar_take(PyObject *object) {
    return handle_take(object, CALENDAR_NAME);
}

/* The format without a byte order that is this machine's own; NULL when the order is foreign. */
static const char *native_format(const char *format) {
    const uint16_t probe = 1;
    char little;
    memcpy(&little, &probe, 1);
    if (format == NULL) {
        return "B";
    }
    if (*format == '@' || *format == '=' || *format == (little ? '<' : '>')) {
        return format + 1;
    }
    return *format == '<' || *format == '>' || *format == '!' ? NULL : format;
}

static bool format_is(const Py_buffer *view, const char *kinds, size_t item_size) {
    const char *format = native_format(view->format);
    return format != NULL && format[0] != '\0' && format[1] == '\0' && strchr(kinds, format[0]) != NULL &&
           (size_t)view->itemsize == item_size;
}

/* A stride of 0 would mean "packed" to the library, so a repeated entry is refused like a backward one. */
static const char *shape_fault(const Py_buffer *view, const char *kinds, size_t item_size, bool writable) {
    if (!format_is(view, kinds, item_size)) {
        return "wrong type of entries: format '%s' of %zd bytes, wanted one of '%s' of %zu bytes";
    }
    if (view->ndim != 1) {
        return "wrong shape: a one-dimensional buffer is wanted";
    }
    if (view->shape[0] > 1 && (view->strides[0] <= 0 || (writable && (size_t)view->strides[0] != item_size))) {
        return "wrong stride: entries must follow each other forwards, and be packed where they are written";
    }
    if (writable && view->shape[0] > 0 && (uintptr_t)view->buf % item_size != 0) {
        return "misaligned buffer";
    }
    return NULL;
}

static const int64_t nothing = 0; /* only pointed at */

bool column_take(PyObject *object, const char *kinds, size_t item_size, bool writable, Py_buffer *view, column *out) {
    int flags = PyBUF_STRIDES | PyBUF_FORMAT | (writable ? PyBUF_WRITABLE : 0);
    if (PyObject_GetBuffer(object, view, flags) != 0) {
        return false;
    }
    const char *fault = shape_fault(view, kinds, item_size, writable);
    if (fault != NULL) {
        PyErr_Format(PyExc_ValueError, fault, view->format ? view->format : "B", view->itemsize, kinds, item_size);
        PyBuffer_Release(view);
        return false;
    }
    out->count = (size_t)view->shape[0];
    out->at = out->count > 0 ? view->buf : (void *)&nothing; /* an empty array has no memory of its own */
    out->stride = out->count > 1 ? (size_t)view->strides[0] : item_size;
    return true;
}

static bool document_take(PyObject *pair, attend_document *row) {
    if (!PyTuple_Check(pair) || PyTuple_Size(pair) != 2 || !PyBytes_Check(PyTuple_GetItem(pair, 0))) {
        PyErr_SetString(PyExc_TypeError, "a document is a tuple (bytes, flags)");
        return false;
    }
    unsigned long flags = PyLong_AsUnsignedLong(PyTuple_GetItem(pair, 1));
    if (PyErr_Occurred() != NULL) {
        return false;
    }
    PyObject *bytes = PyTuple_GetItem(pair, 0);
    *row = (attend_document){PyBytes_AsString(bytes), (size_t)PyBytes_Size(bytes), (uint32_t)flags, 0};
    return true;
}

bool documents_take(PyObject *object, documents *out) {
    *out = (documents){NULL, 0, PySequence_Tuple(object)};
    if (out->held == NULL) {
        return false;
    }
    Py_ssize_t count = PyTuple_Size(out->held);
    if (count > INT32_MAX) {
        PyErr_SetString(PyExc_OverflowError, "too many documents");
        return false;
    }
    out->rows = calloc((size_t)count + 1, sizeof *out->rows);
    if (out->rows == NULL) {
        PyErr_NoMemory();
        return false;
    }
    out->count = (uint32_t)count;
    for (Py_ssize_t i = 0; i < count; i++) {
        if (!document_take(PyTuple_GetItem(out->held, i), &out->rows[i])) {
            return false;
        }
    }
    return true;
}

void documents_free(documents *set) {
    free(set->rows);
    Py_XDECREF(set->held);
    *set = (documents){NULL, 0, NULL};
}

PyObject *text_of(const char *text) {
    return PyUnicode_DecodeUTF8(text, (Py_ssize_t)strlen(text), "replace");
}

void finding_clear(attend_finding *finding) {
    memset(finding, 0, sizeof *finding);
    finding->document = finding->row = finding->other_row = ATTEND_NONE;
}

static long long index_or_none(uint32_t index) {
    return index == ATTEND_NONE ? -1 : (long long)index;
}

PyObject *finding_tuple(const attend_finding *finding) {
    return Py_BuildValue("(iLIILLNN)", finding->status, index_or_none(finding->document), finding->line, finding->column,
                         index_or_none(finding->row), index_or_none(finding->other_row), text_of(finding->path),
                         text_of(finding->message));
}

PyObject *outcome(attend_status status, const attend_finding *error, PyObject *value) {
    if (value == NULL) {
        if (PyErr_Occurred() != NULL) {
            return NULL;
        }
        value = Py_None;
        Py_INCREF(value);
    }
    if (status == ATTEND_OK || error == NULL || error->status == ATTEND_OK) {
        return Py_BuildValue("(iON)", status, Py_None, value);
    }
    return Py_BuildValue("(iNN)", status, finding_tuple(error), value);
}

/* NULL when there was no memory or the load failed (*status). */
static void *load_block(const documents *set, size_t need, load_function *load, attend_status *status, attend_finding *error) {
    size_t bytes = 0;
    void *kept = NULL, *memory = block_new(need);
    if (memory == NULL) {
        return NULL;
    }
    *status = load(memory, need, set, &bytes, error);
    if (*status == ATTEND_OK) {
        kept = block_new(bytes);
    }
    if (kept != NULL) {
        memcpy(kept, memory, bytes);
    }
    block_free(memory);
    return kept;
}

PyObject *loaded(const documents *set, load_function *load, PyObject *(*capsule)(void *block)) {
    attend_finding error;
    size_t need = 0;
    void *block = NULL;
    finding_clear(&error);
    attend_status status = attend_document_size(set->rows, set->count, &need, &error);
    if (status != ATTEND_OK) {
        return outcome(status, &error, NULL);
    }
    Py_BEGIN_ALLOW_THREADS
    block = load_block(set, need, load, &status, &error);
    Py_END_ALLOW_THREADS
    if (block == NULL && status == ATTEND_OK) {
        return PyErr_NoMemory();
    }
    return outcome(status, &error, block == NULL ? NULL : capsule(block));
}
