/* Policies with tiers, written piece by piece and checked in memory of exactly the bound. */
#ifndef TESTS_UNIT_PROOF_WORLD_H
#define TESTS_UNIT_PROOF_WORLD_H

#include "set_texts.h"

#include <stdbool.h>

#include "policy/check/check.h"

#define SHORT_TEXT ((size_t)1 << 14)
#define LONG_TEXT ((size_t)3 << 20)

/* Members of a policy, written piece by piece, with ' for ". */
typedef struct writer {
    char *text;
    size_t size, room;
} writer;

static inline void start_writing(writer *out, size_t room)
{
    out->text = malloc(room);
    assert_non_null(out->text);
    out->size = 0;
    out->room = room;
}

#define PUT(out, ...) put_size(out, snprintf((out)->text + (out)->size, (out)->room - (out)->size, __VA_ARGS__))

static inline void put_size(writer *out, int size)
{
    assert_true(size >= 0 && out->size + (size_t)size < out->room);
    out->size += (size_t)size;
}

#define MEASURES                                                                                                       \
    "'codes':'marks'," SOURCES ",'measures':{" MEASURE("attendance", "") ","                                           \
    "'absences':{'title':'A','kind':'count','select':{'classes':['absent']},'window':'year'},"                         \
    "'days':{'title':'D','kind':'days','select':{'classes':['absent']},'window':'year'},"                              \
    "'run':{'title':'R','kind':'run','run':'current','select':{'classes':['absent']},'window':'year'},"                \
    "'change':{'title':'C','kind':'difference','select':{'classes':['attended']},'window':{'last':4,'unit':'weeks'}}}"

/* -- checking in memory of exactly the bound -- */

#define ROWS_MAX 40u

typedef struct result {
    attend_finding rows[ROWS_MAX];
    uint32_t n;
    attend_status status;
} result;

/* Opening and checking take no more than their bounds, so a proof never runs out of memory. */
static inline void assert_bound(const texts *set)
{
    size_t bound = attend__set_bound(set->documents, set->n) + attend__check_bound(set->documents, set->n);
    block taken = block_take(bound);
    arena memory;
    findings list = {.rows = NULL};
    document_set open;
    assert_true(attend__arena_init(&memory, taken.at, bound));
    if (attend__set_open(set->documents, set->n, &memory, &list, &open))
        attend__check_set(&open, &memory, &list);
    assert_false(memory.short_of);
    free(taken.given);
}

static inline void check_with(writer *policy, const char *codes, result *found)
{
    texts set = {.n = 0};
    texts_add(&set, "codes", "marks", 0, codes);
    texts_add(&set, "policy", "policy", ROOT, policy->text);
    assert_bound(&set);
    found->n = 0;
    found->status = texts_check(&set, found->rows, ROWS_MAX, &found->n);
    assert_true(found->n <= ROWS_MAX);
    texts_free(&set);
    free(policy->text);
}

static inline void check(writer *policy, result *found)
{
    check_with(policy, CODES, found);
}

#endif
