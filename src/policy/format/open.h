/* One document alone: arguments checked, parsed into workspace. */
#ifndef ATTEND_POLICY_OPEN_H
#define ATTEND_POLICY_OPEN_H

#include "attend/document.h"
#include "json/json.h"

/* A document being read, and the first error in it. It is not copied: the list points into it. */
typedef struct open_document {
    json_doc doc;
    findings list;
    attend_finding first;
} open_document;

/* Parses a document into memory. When the answer is not ATTEND_OK, *error (may be NULL) says why. */
attend_status attend__document_open(const attend_document *document, void *memory, size_t size, open_document *open,
                                    attend_finding *error);

/* The status of the first error found, with *error (may be NULL) set to it; ATTEND_OK when there is none. */
attend_status attend__document_error(open_document *open, slice text, attend_finding *error);

#endif
