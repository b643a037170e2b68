/* Policies: loading, and what is in them. */
#include "calls.h"

#include <string.h>

/* Loads into a block that is cut to what the policy keeps. NULL when there was no memory or the load failed (*status). */
static void *load_block(const documents *set, size_t need, attend_status *status, attend_finding *error) {
    const attend_policy *policy = NULL;
    void *kept = NULL;
    void *memory = block_new(need);
    if (memory == NULL) {
        return NULL;
    }
    *status = attend_policy_load(memory, need, set->rows, set->count, &policy, error);
    if (*status == ATTEND_OK) {
        size_t bytes = attend_policy_bytes(policy);
        kept = block_new(bytes);
        if (kept != NULL) {
            memcpy(kept, policy, bytes);
        }
    }
    block_free(memory);
    return kept;
}

PyObject *policy_load(documents set) {
    attend_finding error;
    size_t need = 0;
    void *block = NULL;
    finding_clear(&error);
    attend_status status = attend_document_size(set.rows, set.count, &need, &error);
    if (status != ATTEND_OK) {
        return outcome(status, &error, NULL);
    }
    Py_BEGIN_ALLOW_THREADS
    block = load_block(&set, need, &status, &error);
    Py_END_ALLOW_THREADS
    if (block == NULL && status == ATTEND_OK) {
        return PyErr_NoMemory();
    }
    return outcome(status, &error, block == NULL ? NULL : policy_capsule(block));
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
    return Py_BuildValue("(NNILi)", text_of(meaning.text), text_of(meaning.title), meaning.classes, session,
                         meaning.validity);
}
