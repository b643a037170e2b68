#include "base/finding.h"

#include <string.h>

void attend__finding_init(attend_finding *finding, attend_status status)
{
    memset(finding, 0, sizeof *finding);
    finding->status = status;
    finding->document = ATTEND_NONE;
    finding->row = ATTEND_NONE;
    finding->other_row = ATTEND_NONE;
}

static void copy_cut(char *field, size_t capacity, slice text)
{
    size_t size = attend__utf8_cut(text, capacity - 1);
    if (size)
        memcpy(field, text.at, size);
    field[size] = 0;
}

attend_status attend__fail(attend_finding *error, attend_status status, const char *message)
{
    return attend__fail_row(error, status, ATTEND_NONE, message);
}

attend_status attend__fail_row(attend_finding *error, attend_status status, uint64_t row, const char *message)
{
    if (error) {
        attend__finding_init(error, status);
        error->row = row < ATTEND_NONE ? (uint32_t)row : ATTEND_NONE;
        copy_cut(error->message, sizeof error->message, attend__slice(message));
    }
    return status;
}

/* Until they are located `line` holds the order in which the findings came, so that equal ones stay in it. */
static bool is_before(const attend_finding *a, const attend_finding *b)
{
    if (a->document != b->document)
        return a->document < b->document;
    if (a->offset != b->offset)
        return a->offset < b->offset;
    return a->line < b->line;
}

static void swap(attend_finding *a, attend_finding *b)
{
    attend_finding held = *a;
    *a = *b;
    *b = held;
}

/* Lets rows[at] sink in the heap rows[0 .. n - 1], whose root comes last. */
static void sift(attend_finding *rows, size_t at, size_t n)
{
    while (at < n / 2) {
        size_t child = 2 * at + 1;
        if (child + 1 < n && is_before(&rows[child], &rows[child + 1]))
            child++;
        if (!is_before(&rows[at], &rows[child]))
            return;
        swap(&rows[at], &rows[child]);
        at = child;
    }
}

static void make_heap(attend_finding *rows, size_t n)
{
    for (size_t at = n / 2; at > 0; at--)
        sift(rows, at - 1, n);
}

/* Places a finding in the array. A full one is a heap: its last finding gives way, or the new one is only counted. */
static void hold(findings *list, const attend_finding *finding)
{
    if (list->count < list->capacity) {
        list->rows[list->count] = *finding;
        if (list->count + 1 == list->capacity)
            make_heap(list->rows, list->capacity);
    } else if (is_before(finding, &list->rows[0])) {
        list->rows[0] = *finding;
        sift(list->rows, 0, list->capacity);
    }
}

bool attend__findings_wants(const findings *list, uint32_t document, size_t offset)
{
    if (!list->rows || list->count < list->capacity)
        return list->rows != NULL;
    if (list->capacity == 0)
        return false;
    const attend_finding *last = &list->rows[0]; /* the root of the heap */
    return document < last->document || (document == last->document && offset < last->offset);
}

void attend__findings_add(findings *list, attend_status status, uint32_t document, size_t offset, slice path,
                          slice message)
{
    if (list->rows && list->capacity > 0) {
        attend_finding finding;
        attend__finding_init(&finding, status);
        finding.document = document;
        finding.offset = offset;
        finding.line = list->count;
        copy_cut(finding.path, sizeof finding.path, path);
        copy_cut(finding.message, sizeof finding.message, message);
        hold(list, &finding);
    }
    if (list->count < UINT32_MAX)
        list->count++;
    if (status < 0 && list->errors < UINT32_MAX)
        list->errors++;
}

static bool in_order(const attend_finding *rows, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (is_before(&rows[i], &rows[i - 1]))
            return false;
    return true;
}

/* Heap sort of the rows themselves: there is no memory for an index of them. */
static void sort_rows(attend_finding *rows, uint32_t n)
{
    if (in_order(rows, n))
        return;
    make_heap(rows, n);
    for (size_t left = n; left > 1; left--) {
        swap(&rows[0], &rows[left - 1]);
        sift(rows, 0, left - 1);
    }
}

/* A place in a text, moved forward only. */
typedef struct place {
    slice text;
    size_t offset;
    uint32_t line;
    uint32_t column;
} place;

static void move_to(place *at, uint64_t offset)
{
    while (at->offset < at->text.size && at->offset < offset) {
        uint8_t byte = (uint8_t)at->text.at[at->offset++];
        if (byte == '\n') {
            at->line++;
            at->column = 1;
        } else if ((byte & 0xC0) != 0x80) { /* the first byte of a character */
            at->column++;
        }
    }
}

void attend__findings_locate(findings *list, const slice *texts, uint32_t n_texts)
{
    place at = {{NULL, 0}, 0, 0, 0};
    uint32_t document = ATTEND_NONE;
    uint32_t held = list->count < list->capacity ? list->count : list->capacity;
    if (!list->rows)
        return;
    sort_rows(list->rows, held);
    for (uint32_t i = 0; i < held; i++) {
        attend_finding *row = &list->rows[i];
        if (row->document != document) {
            place start = {{NULL, 0}, 0, 0, 0}; /* "none" when the finding is not in a text */
            if (row->document < n_texts) {
                start.text = texts[row->document];
                start.line = start.column = 1;
            }
            at = start;
            document = row->document;
        }
        move_to(&at, row->offset);
        row->line = at.line;
        row->column = at.column;
    }
}

attend_status attend__findings_first(findings *list, const slice *texts, uint32_t n_texts, attend_finding *error)
{
    attend__findings_locate(list, texts, n_texts);
    if (error)
        *error = list->rows[0];
    return list->rows[0].status;
}
