/* What documents of a set mean to each other: everything that can be wrong beyond the form of one object. */
#ifndef ATTEND_POLICY_CHECK_H
#define ATTEND_POLICY_CHECK_H

#include "policy/set/set.h"

/* Checks a set that attend__set_open() opened, and adds every finding. When memory is short the arena says so. Without an
 * error in the list, loading relies on:
 *  - every name resolves in the scope of each complete document: one that is named (ATTEND_DOCUMENT_ROOT) or that no other
 *    extends, and the code sets that those use;
 *  - flags do not name each other in a circle, and no `crosses` stands within `crosses`;
 *  - tiers are all bands or all conditions but the last, and bands hold every value once on days on which all is in force;
 *  - sessions are numbered 1 to n, n at most 4; terms and half terms are in order and inside; years do not overlap, but
 *    they come in any order; a complete calendar has a year, and years and openings together span at most 7,320 days. */
void attend__check_set(const document_set *set, arena *work, findings *list);

/* Workspace bytes of it: an upper bound. */
size_t attend__check_bound(const attend_document *documents, uint32_t n_documents);

/* Arguments of a public function that takes a set: ATTEND_OK, or a status with *error (may be NULL). */
attend_status attend__check_arguments(const attend_document *documents, uint32_t n_documents, attend_finding *error);

#endif
