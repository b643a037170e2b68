/* What checking asks of loading. */
#ifndef ATTEND_POLICY_LOAD_H
#define ATTEND_POLICY_LOAD_H

#include "policy/set/set.h"

/* Whether a case of the named policies of a set without errors would be too large: a finding at the measure that takes most.
 * Nothing is said of a set without named policies, or whose named policies use different code sets. The arena is used up. */
void attend__load_check(const document_set *set, arena *memory, findings *list);

/* Workspace bytes of it and of loading, beyond the set's: an upper bound. */
size_t attend__policy_bound(const attend_document *documents, uint32_t n_documents);

#endif
