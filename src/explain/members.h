/* Members of JSON objects, each with the comma before it. */
#ifndef ATTEND_EXPLAIN_MEMBERS_H
#define ATTEND_EXPLAIN_MEMBERS_H

#include "explain/formats.h"

void attend__member_key(sink *out, const char *key);
void attend__member_text(sink *out, const char *key, const char *text);
void attend__member_whole(sink *out, const char *key, int64_t value);
void attend__member_null(sink *out, const char *key);
void attend__member_bool(sink *out, const char *key, bool value);
void attend__member_truth(sink *out, const char *key, int64_t truth); /* unknown is null */
void attend__member_day(sink *out, const char *key, int32_t day);     /* null for a day that is not supported */

/* An item's id under a key. */
void attend__member_id(sink *out, const attend_policy *policy, const char *key, const item_record *item);

/* The source that a reference of a document names, and whether what it is said of is inferred. */
void attend__member_source(sink *out, const attend_policy *policy, uint32_t document, uint32_t reference, uint32_t inferred);

/* An item: its id under a key, title, policy and source. */
void attend__member_item(sink *out, const attend_policy *policy, const char *key, const item_record *item);

/* The param that a row's number came from, or null. */
void attend__member_param(sink *out, const attend_policy *policy, const attend_reason *row);

/* What rows say that measure nothing: tests, and all that belongs to a tier decision. */
void attend__row_members(sink *out, const attend_policy *policy, const tree_walk *walk);

#endif
