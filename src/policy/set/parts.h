/* The parts that set*.c is made of. Nothing here is for other files. */
#ifndef ATTEND_POLICY_SET_PARTS_H
#define ATTEND_POLICY_SET_PARTS_H

#include "policy/message.h"
#include "policy/set/set.h"

/* Ids in the order they were met, and an index of them in order of section, then key. */
typedef struct layer {
    set_entry *entries;
    uint32_t *sorted;
    uint32_t n;
} layer;

/* Workspace for resolving one document after another; every array has room for `most` entries. */
typedef struct scope_work {
    uint32_t most;
    layer own;          /* what the document itself writes */
    set_entry *grouped;
    uint32_t *merged;
    uint32_t *place;
    uint8_t *gone;      /* entries that are removed */
} scope_work;

/* set.c */
int attend__entry_compare(const document_set *set, const set_entry *a, const set_entry *b);

/* extends.c: fills `bases` and `codes` of every document from what it names, and finds the cycles. */
void attend__set_link(document_set *set, findings *list);

/* layer.c: what a document itself writes, as a layer. The layer has room. */
void attend__layer_read(const document_set *set, uint32_t document, layer *own);
uint32_t attend__layer_count(const json_doc *json); /* definitions a document writes, without settings */
uint32_t attend__layer_find(const document_set *set, const layer *in, section from, slice id); /* or ATTEND_NONE */

/* scope.c: resolves a document whose bases are. False when memory was short. */
bool attend__scope_resolve(document_set *set, uint32_t document, arena *memory, scope_work *work, findings *list);

/* same.c: whether two definitions of one id, settings included, are the same. */
bool attend__definition_same(const document_set *set, const set_entry *a, const set_entry *b);

#endif
