/* The parts that load*.c is made of. Nothing here is for other files. */
#ifndef ATTEND_POLICY_LOAD_PARTS_H
#define ATTEND_POLICY_LOAD_PARTS_H

#include "policy/case_model.h"
#include "policy/check/rules.h"

/* A fact, or barrier, that a named policy declares. */
typedef struct fact_ref {
    const set_entry *entry;
    uint32_t root;
} fact_ref;

/* A policy set under way, from documents that have been found to be without error. */
typedef struct compiler {
    const document_set *set;
    arena *memory;
    attend_policy *policy;
    uint32_t roots[ATTEND_DOCUMENTS_MAX]; /* documents that are named, in the order of the set */
    uint32_t n_roots;
    uint32_t codes;                       /* the code set's document */
    uint32_t first[SECTION_COUNT][ATTEND_DOCUMENTS_MAX]; /* of each root: number of its first param, measure, flag, step, tiers */
    uint32_t first_tier[ATTEND_DOCUMENTS_MAX];
    uint32_t n_outcomes, n_conditions, n_crosses, n_leaves, n_beside; /* filled so far */
    fact_ref *facts;                      /* those that are kept, in order */
    uint32_t **listed;                    /* of each document a bit for each token: sources that are counted or kept */
    uint32_t **text_at;                   /* of each document the offset of each token's text, or 0 */
    size_t text_end;                      /* where the next text goes */
    uint32_t empty;                       /* offset of "" */
    uint32_t *order_work;                 /* order.c's: two numbers for each flag */
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
void attend__load_place(compiler *c, table *rows, size_t item_size); /* takes memory for a table that has been counted */
bool attend__source_is_new(compiler *c, const set_entry *source); /* the first time it is asked of this source */
void attend__sources_forget(compiler *c);

/* find.c: what a name at a token means in the scope of a root: its index in the policy. */
uint32_t attend__load_find(const compiler *c, uint32_t root, const json_doc *json, uint32_t name, section in);
uint32_t attend__load_find_tier(const compiler *c, uint32_t root, const json_doc *json, uint32_t name);
const set_entry *attend__load_entry(const compiler *c, const json_doc *json, uint32_t root, uint32_t name, section in);
span_spec attend__load_span(const compiler *c, uint32_t root, const json_doc *json, uint32_t token); /* ATTEND_NONE: no span */

/* facts.c: facts and barriers of all roots, each once. */
bool attend__count_facts(compiler *c);
void attend__load_facts(compiler *c);
uint32_t attend__find_fact(const compiler *c, section in, slice id); /* an index; facts have been loaded */

/* rules.c: what measures compute, before texts are kept; then params. */
bool attend__load_specs(compiler *c);
void attend__load_params(compiler *c);

/* case.c: where a case keeps what measures remember. A case that would be too large is a finding. */
void attend__load_memories(compiler *c, findings *list);

/* conditions.c: a tree; a tier's band; and all flags. The answer is the root's number. */
uint32_t attend__load_tree(compiler *c, uint32_t root, uint32_t document, uint32_t token);
uint32_t attend__load_band(compiler *c, uint32_t root, uint32_t document, uint32_t tier, uint32_t measure);
void attend__load_flags(compiler *c);

/* tiers.c */
void attend__load_tiers(compiler *c);

/* order.c: the order of flags, and what depends on the days before. */
bool attend__take_order(compiler *c);
void attend__load_order(compiler *c);

/* items.c: what all items have; `note` is the key of what is told there. An item of a root gets the root's name before its id;
 * without the token of an id the root's own is the item's. */
void attend__load_item(compiler *c, const set_entry *entry, const char *note, item_record *item);
void attend__load_policy_object(compiler *c, uint32_t root, uint32_t document, uint32_t id, uint32_t object, item_record *item);
void attend__load_items(compiler *c);

/* codes.c */
uint32_t attend__code_index(const compiler *c, const set_entry *code); /* of a sub-code that of its code */
uint32_t attend__class_bit(const compiler *c, const char *name);
uint32_t attend__class_mask(const compiler *c, const json_doc *json, uint32_t list);
void attend__load_codes(compiler *c);

/* digest.c */
void attend__rules_digest(const document_set *set, uint8_t digest[32]);

#endif
