/* A set of documents: parsed, checked for form, and for each document the scope that `extends` gives it. All in
 * workspace of the arena; gone when the public call ends. */
#ifndef ATTEND_POLICY_SET_H
#define ATTEND_POLICY_SET_H

#include "attend/document.h"
#include "json/json.h"

#define SET_ENTRIES_MAX 4096u           /* items in one scope */
#define SET_KEY_BYTES 64u               /* decoded bytes of a key */
#define SET_MISSING (ATTEND_NONE - 1u)  /* a document that is named but not there; the finding has been added */

typedef enum section {
    SECTION_SOURCES,
    SECTION_SESSIONS,
    SECTION_CLASSES,
    SECTION_CODES,
    SECTION_PARAMS,
    SECTION_MEASURES,
    SECTION_FLAGS,
    SECTION_FACTS,
    SECTION_BARRIERS,
    SECTION_STEPS,
    SECTION_TIERS,  /* one object, under the key of the member itself */
    SECTION_YEARS,
    SECTION_CLOSURES,
    SECTION_OPENINGS,
    SECTION_COUNT
} section;

/* One id in one document's scope. */
typedef struct set_entry {
    uint32_t section;
    uint32_t document; /* the document that wrote the object */
    uint32_t key;      /* its key token there */
    uint32_t value;    /* its value token there */
    uint32_t set_document; /* params: the document whose `set` gave the values, else ATTEND_NONE */
    uint32_t set_value;    /* params: the token of that {"values": [...]} object */
    uint32_t own;          /* number of the definition among those of `document` */
    uint32_t set_own;      /* number of the setting among the definitions of `set_document` */
} set_entry;

/* SHA-256 of a definition's rules form, made when it is first compared. */
typedef struct set_digest {
    uint8_t known;
    uint8_t bytes[32];
} set_digest;

typedef struct set_document {
    json_doc json;        /* no tokens: the text is not JSON */
    int32_t kind;         /* 0: syntax or form is wrong; then of what follows only the id may be set */
    uint32_t flags;
    slice id;             /* raw: ids and versions hold no escapes */
    slice version;
    uint32_t codes;       /* policies: index of the code set's document, own or inherited, ATTEND_NONE or SET_MISSING */
    uint32_t weekdays_document, weekdays; /* calendars: where the list is, own or inherited, or ATTEND_NONE: the default */
    uint64_t bases;       /* bit i: it extends document i directly */
    uint32_t n_bases;     /* those, in the order of `extends`: */
    uint8_t base[ATTEND_DOCUMENTS_MAX];
    uint32_t base_token[ATTEND_DOCUMENTS_MAX]; /* where `extends` names them */
    set_entry *entries;   /* its scope, by section; in a section inherited ids first (also replaced ones), then new ones */
    uint32_t n_entries;
    uint32_t first[SECTION_COUNT + 1]; /* entries of section s: first[s] to first[s + 1] - 1 */
    uint32_t *sorted;     /* indices of entries in order of section, then key */
    uint32_t n_own;       /* definitions it writes, settings included */
    set_digest *digests;  /* of those */
    int32_t resolved;     /* 0 not yet, 2 done, -1 failed: what it extends is not usable */
} set_document;

typedef struct document_set {
    set_document *documents;
    slice *texts;
    uint32_t n_documents;
    uint32_t *by_id;      /* document indices in order of id bytes */
    bool unread;          /* a document is so wrong that its id is not known */
} document_set;

/* Parses, checks and resolves. False when memory was short (the arena says so); findings tell the rest. Documents with
 * errors have kind 0 or resolved -1, or go on as far as they make sense: who goes on must look at list->errors. */
bool attend__set_open(const attend_document *documents, uint32_t n_documents, arena *memory, findings *list,
                      document_set *set);

/* The entry of an id (decoded) in a resolved document's scope, or NULL. */
const set_entry *attend__set_find(const document_set *set, uint32_t document, section in, slice id);

/* Index of the document of an id, or ATTEND_NONE. */
uint32_t attend__set_document(const document_set *set, slice id);

/* Workspace bytes that attend__set_open takes for these documents: an upper bound. SIZE_MAX on overflow. */
size_t attend__set_bound(const attend_document *documents, uint32_t n_documents);

/* The top-level member that a section is. */
const char *attend__section_name(section in);

/* The weekdays of a list; bit 0 is Monday. */
uint32_t attend__weekday_mask(const json_doc *json, uint32_t list);

/* The decoded text of a key or id: in the document itself when it holds no escapes, else in the buffer. */
slice attend__set_key(const json_doc *json, uint32_t token, char buffer[SET_KEY_BYTES]);

#endif
