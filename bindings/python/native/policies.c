/* Policies: loading, and what is in them. */
#include "calls.h"

#include <string.h>

static attend_status load(void *memory, size_t size, const documents *set, size_t *bytes, attend_finding *error) {
    const attend_policy *policy = NULL;
    attend_status status = attend_policy_load(memory, size, set->rows, set->count, &policy, error);
    *bytes = attend_policy_bytes(policy);
    return status;
}

PyObject *policy_load(documents set) {
    return loaded(&set, load, policy_capsule);
}

PyObject *policy_digest(const attend_policy *policy) {
    char digest[65] = "";
    attend_policy_digest(policy, digest, sizeof digest, NULL);
    return text_of(digest);
}

static PyObject *item_tuple(const attend_item *item) {
    return Py_BuildValue("(NNNNNNiiiI)", text_of(item->id), text_of(item->policy), text_of(item->document),
                         text_of(item->title), text_of(item->note), text_of(item->source), item->from, item->to,
                         item->kind, item->inferred);
}

PyObject *policy_items(const attend_policy *policy, int32_t kind) {
    uint32_t count = attend_policy_count(policy, kind);
    PyObject *list = PyList_New(0);
    for (uint32_t i = 0; list != NULL && i < count; i++) {
        attend_item item;
        if (attend_policy_item(policy, kind, i, &item) != ATTEND_OK) {
            break;
        }
        PyObject *row = item_tuple(&item);
        if (row == NULL || PyList_Append(list, row) != 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(row);
    }
    return list;
}

PyObject *code_index(const attend_policy *policy, const char *text) {
    uint8_t code = 0;
    attend_code_find(policy, text, strlen(text), &code);
    return PyLong_FromLong(code); /* 0: no such code */
}

PyObject *code_meaning(const attend_policy *policy, uint8_t code, int32_t day) {
    attend_code meaning;
    if (attend_code_get(policy, code, day, &meaning) != ATTEND_OK) {
        Py_RETURN_NONE;
    }
    long long session = meaning.session == ATTEND_NONE ? -1 : (long long)meaning.session;
    return Py_BuildValue("(NNILiI)", text_of(meaning.text), text_of(meaning.title), meaning.classes, session,
                         meaning.validity, meaning.may_become);
}
