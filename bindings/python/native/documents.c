/* Documents: the bundled ones, heads, checks, canonical text. */
#include "calls.h"

#include <stdlib.h>
#include <string.h>

PyObject *pack_ids(void) {
    uint32_t count = attend_pack_count();
    PyObject *ids = PyTuple_New((Py_ssize_t)count);
    for (uint32_t i = 0; ids != NULL && i < count; i++) {
        const char *id = "";
        attend_document document;
        attend_pack_get(i, &id, &document);
        PyObject *text = text_of(id);
        if (text == NULL || PyTuple_SetItem(ids, (Py_ssize_t)i, text) != 0) {
            Py_CLEAR(ids);
        }
    }
    return ids;
}

PyObject *pack_text(const char *id) {
    attend_document document;
    if (attend_pack_find(id, &document) != ATTEND_OK) {
        Py_RETURN_NONE;
    }
    return PyBytes_FromStringAndSize(document.text, (Py_ssize_t)document.size);
}

/* Workspace for a set; NULL with *status set, or with MemoryError. */
static void *workspace(const documents *set, size_t *size, attend_status *status, attend_finding *error) {
    finding_clear(error);
    *status = attend_document_size(set->rows, set->count, size, error);
    if (*status != ATTEND_OK) {
        return NULL;
    }
    void *memory = block_new(*size);
    if (memory == NULL) {
        PyErr_NoMemory();
    }
    return memory;
}

/* Names, each NUL-terminated, one after the other. */
static PyObject *names_list(const char *names, uint32_t count) {
    PyObject *list = PyList_New(0);
    for (uint32_t i = 0; list != NULL && i < count; i++) {
        PyObject *name = text_of(names);
        if (name == NULL || PyList_Append(list, name) != 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(name);
        names += strlen(names) + 1;
    }
    return list;
}

static PyObject *head_of(const attend_document *document, void *memory, size_t size) {
    attend_finding error;
    size_t need = 0;
    uint32_t n_names = 0;
    int32_t kind = 0;
    finding_clear(&error);
    attend_status status = attend_document_head(document, memory, size, &kind, NULL, 0, &need, &n_names, &error);
    if (status != ATTEND_E_SPACE) {
        return outcome(status, &error, NULL);
    }
    char *names = malloc(need + 1);
    if (names == NULL) {
        return PyErr_NoMemory();
    }
    finding_clear(&error);
    status = attend_document_head(document, memory, size, &kind, names, need, &need, &n_names, &error);
    PyObject *value = status == ATTEND_OK ? Py_BuildValue("(iN)", kind, names_list(names, n_names)) : NULL;
    free(names);
    return outcome(status, &error, value);
}

PyObject *document_head(documents set) {
    size_t size = 0;
    attend_status status;
    attend_finding error;
    void *memory = workspace(&set, &size, &status, &error);
    if (memory == NULL) {
        return outcome(status, &error, NULL);
    }
    PyObject *result = head_of(set.rows, memory, size);
    block_free(memory);
    return result;
}

static PyObject *findings_list(const attend_finding *findings, uint32_t count) {
    PyObject *list = PyList_New(0);
    for (uint32_t i = 0; list != NULL && i < count; i++) {
        PyObject *row = finding_tuple(&findings[i]);
        if (row == NULL || PyList_Append(list, row) != 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(row);
    }
    return list;
}

static PyObject *check_all(const documents *set, void *memory, size_t size, attend_finding *rows, uint32_t capacity) {
    uint32_t count = 0;
    attend_status status;
    Py_BEGIN_ALLOW_THREADS
    status = attend_document_check(set->rows, set->count, memory, size, rows, capacity, &count);
    Py_END_ALLOW_THREADS
    PyObject *list = findings_list(rows, count < capacity ? count : capacity);
    return list == NULL ? NULL : Py_BuildValue("(iNI)", status, list, count);
}

PyObject *document_check(documents set, uint32_t capacity) {
    size_t size = 0;
    attend_status status;
    attend_finding error;
    void *memory = workspace(&set, &size, &status, &error);
    if (memory == NULL) {
        return PyErr_Occurred() ? NULL : Py_BuildValue("(iNi)", status, findings_list(&error, 1), 1);
    }
    attend_finding *rows = calloc((size_t)capacity + 1, sizeof *rows);
    PyObject *result = rows == NULL ? PyErr_NoMemory() : check_all(&set, memory, size, rows, capacity);
    free(rows);
    block_free(memory);
    return result;
}

static PyObject *canonical_of(const attend_document *document, int32_t form, void *memory, size_t size) {
    attend_finding error;
    size_t need = 0;
    finding_clear(&error);
    attend_status status = attend_document_canonical(document, form, memory, size, NULL, 0, &need, &error);
    if (status != ATTEND_E_SPACE) {
        return outcome(status, &error, NULL);
    }
    char *text = malloc(need + 1);
    if (text == NULL) {
        return PyErr_NoMemory();
    }
    finding_clear(&error);
    status = attend_document_canonical(document, form, memory, size, text, need, &need, &error);
    PyObject *value = status == ATTEND_OK ? PyBytes_FromStringAndSize(text, (Py_ssize_t)need - 1) : NULL;
    free(text);
    return outcome(status, &error, value);
}

PyObject *document_canonical(documents set, int32_t form) {
    size_t size = 0;
    attend_status status;
    attend_finding error;
    void *memory = workspace(&set, &size, &status, &error);
    if (memory == NULL) {
        return outcome(status, &error, NULL);
    }
    PyObject *result = canonical_of(set.rows, form, memory, size);
    block_free(memory);
    return result;
}
