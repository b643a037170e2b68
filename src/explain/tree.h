/* Reason rows as a tree. Rows come from anywhere, so they are checked before they are walked. */
#ifndef ATTEND_EXPLAIN_TREE_H
#define ATTEND_EXPLAIN_TREE_H

#include "attend/decision.h"
#include "json/json.h"
#include "policy/model.h"

/* Conditions nest less deeply than documents; above them is the flag, below them comparison, measure and window. */
#define TREE_DEPTH_MAX (JSON_DEPTH_MAX + 4u)

/* A walk over the rows in preorder. */
typedef struct tree_walk {
    const attend_reason *rows;
    uint32_t n_rows;
    uint32_t at;                    /* the row at hand */
    uint32_t depth;                 /* rows above it: path[0 .. depth - 1], the root first */
    uint32_t left;                  /* rows that ended between the row before and this one, itself a leaf not counted */
    uint32_t path[TREE_DEPTH_MAX];
} tree_walk;

/* Whether the rows are one tree that attend_reasons could have given for this policy, with numbers in their bounds. */
bool attend__tree_ok(const attend_policy *policy, const attend_reason *rows, uint32_t n_rows);

/* A walk that stands at the root; and a step to the next row, false at the end. */
tree_walk attend__tree_walk(const attend_reason *rows, uint32_t n_rows);
bool attend__tree_next(tree_walk *walk);

/* Whether a row has rows below it. */
bool attend__tree_has_parts(const tree_walk *walk);

/* What an unknown row needs, as bits 1 << ATTEND_NEED_...: its own need and those of its unknown parts. 0 when it is known. */
uint32_t attend__tree_needs(const tree_walk *walk, uint32_t row);

/* The measure that a row is about. */
const measure_record *attend__tree_measure(const attend_policy *policy, const attend_reason *row);
const measure_spec *attend__tree_spec(const attend_policy *policy, const attend_reason *row);

#endif
