/* The parts that lines of text share. */
#ifndef ATTEND_EXPLAIN_LINES_H
#define ATTEND_EXPLAIN_LINES_H

#include "explain/formats.h"

void attend__begin_line(sink *out, uint32_t depth);
void attend__put_id(sink *out, const attend_policy *policy, const item_record *item);

/* What the row at hand needs: `start`, then the needs one after the other; nothing at all when it needs nothing. */
void attend__put_needs(sink *out, const attend_policy *policy, const tree_walk *walk, const char *start);

/* ": yes", ": no" or ": not known: needs ..." */
void attend__put_truth(sink *out, const attend_policy *policy, const tree_walk *walk);

/* A line with the source of an item, when it has one. */
void attend__source_line(sink *out, const attend_policy *policy, const item_record *item, uint32_t depth);

/* A line that says where a row's number came from: its param, and the source of its value. */
void attend__param_line(sink *out, const attend_policy *policy, const attend_reason *row, uint32_t depth);

/* The lines of one row: a fact, an event of a step or a tier of the day before; or one that belongs to a tier decision. */
void attend__test_lines(sink *out, const attend_policy *policy, const tree_walk *walk);
void attend__tiers_lines(sink *out, const attend_policy *policy, const tree_walk *walk);

#endif
