/* The parts that load*.c is made of. Nothing here is for other files. */
#ifndef ATTEND_POLICY_LOAD_PARTS_H
#define ATTEND_POLICY_LOAD_PARTS_H

#include "policy/check/rules.h"

/* A policy set under way, from documents that have been found to be without error. */
typedef struct compiler {
    const document_set *set;
    arena *memory;
    attend_policy *policy;
    uint32_t roots[ATTEND_DOCUMENTS_MAX]; /* documents that are named, in the order of the set */
    uint32_t n_roots;
    uint32_t codes;                       /* the code set's document */
    uint32_t first_param[ATTEND_DOCUMENTS_MAX];   /* of each root: number of its first param, measure */
    uint32_t first_measure[ATTEND_DOCUMENTS_MAX];
    uint32_t **listed;                    /* of each document a bit for each token: sources that are counted or kept */
    uint32_t **text_at;                   /* of each document the offset of each token's text, or 0 */
    size_t text_end;                      /* where the next text goes */
    uint32_t empty;                       /* offset of "" */
} compiler;

static inline const set_document *compiler_document(const compiler *c, uint32_t index)
{
    return &c->set->documents[index];
}

static inline const json_doc *compiler_json(const compiler *c, uint32_t document)
{
    return &c->set->documents[document].json;
}

/* The records of a table that is being filled. */
#define COMPILER_ROWS(c, name, type) ((type *)(void *)((char *)(c)->policy + (c)->policy->name.at))

/* text.c: text is what is kept last; all other memory has been taken before. */
bool attend__text_start(compiler *c);
uint32_t attend__text_put(compiler *c, slice a, slice b);                   /* a, then b */
uint32_t attend__text_token(compiler *c, uint32_t document, uint32_t token); /* ATTEND_NONE: "" */
uint32_t attend__text_id(compiler *c, uint32_t document);                    /* the document's id */
void attend__text_finish(compiler *c);

/* tables.c: counts everything and takes memory for it. */
bool attend__load_tables(compiler *c);
bool attend__source_is_new(compiler *c, const set_entry *source); /* the first time it is asked of this source */
void attend__sources_forget(compiler *c);

/* rules.c: what measures compute, before texts are kept; then params and conditions. */
bool attend__load_specs(compiler *c);
void attend__load_params(compiler *c);
void attend__load_conditions(compiler *c);

/* items.c */
void attend__load_items(compiler *c);

/* codes.c */
uint32_t attend__code_index(const compiler *c, const set_entry *code); /* of a sub-code that of its code */
uint32_t attend__class_bit(const compiler *c, const char *name);
uint32_t attend__class_mask(const compiler *c, const json_doc *json, uint32_t list);
void attend__load_codes(compiler *c);

/* bound.c: bytes that compiling takes beyond the set, kept and worked with: an upper bound. */
size_t attend__policy_bound(const attend_document *documents, uint32_t n_documents);

/* digest.c */
void attend__rules_digest(const document_set *set, uint8_t digest[32]);

#endif
