/* Findings: one collector that loading (first error) and checking (all findings) share. */
#ifndef ATTEND_BASE_FINDING_H
#define ATTEND_BASE_FINDING_H

#include <stdbool.h>

#include "attend/status.h"
#include "base/text.h"

/* Collects into the caller's array; counts what does not fit. What is held is always the first findings in order of
 * (document, offset): when the array is full, its last one gives way to one that comes before it. So loading, with room for
 * one, names the same first error as checking. Lines and columns are filled in by attend__findings_locate. */
typedef struct findings {
    attend_finding *rows; /* may be NULL */
    uint32_t capacity;
    uint32_t count;       /* all, also those that did not fit */
    uint32_t errors;      /* those with a negative status */
} findings;

/* A finding without text: status, and everything else "none". */
void attend__finding_init(attend_finding *finding, attend_status status);

/* For the optional error of a public function: sets it when `error` is not NULL, and returns status. */
attend_status attend__fail(attend_finding *error, attend_status status, const char *message);
attend_status attend__fail_row(attend_finding *error, attend_status status, uint64_t row, const char *message);

/* Adds a finding at a byte of a document. Path and message are cut to fit. */
void attend__findings_add(findings *list, attend_status status, uint32_t document, size_t offset, slice path, slice message);

/* Whether a finding at this place would be held now: one that is only counted is not worth the time of its path. */
bool attend__findings_wants(const findings *list, uint32_t document, size_t offset);

/* For a list with room for one that holds an error: sets `error` to it when that is not NULL, and returns its status. */
attend_status attend__findings_first(findings *list, const slice *texts, uint32_t n_texts, attend_finding *error);

/* Sorts the rows held by (document, offset), stable, and gives each its line and column, in one pass over each text. */
void attend__findings_locate(findings *list, const slice *texts, uint32_t n_texts);

#endif
