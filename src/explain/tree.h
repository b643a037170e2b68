/* Reason rows as a tree. Rows come from anywhere, so they are checked before they are walked. */
#ifndef ATTEND_EXPLAIN_TREE_H
#define ATTEND_EXPLAIN_TREE_H

#include "attend/decision.h"
#include "engine/reason.h"
#include "json/json.h"
#include "policy/model.h"

/* Conditions nest less deeply than documents, in the root and in each flag told in full inside it; above them are the tiers
 * and a tier, below them comparison, measure and window. */
#define TREE_DEPTH_MAX ((REASON_FLAGS_MAX + 1u) * JSON_DEPTH_MAX + 4u)

/* A walk over the rows in preorder. */
typedef struct tree_walk {
    const attend_reason *rows;
    uint32_t n_rows;
    uint32_t at;                    /* the row at hand */
    uint32_t depth;                 /* rows above it: path[0 .. depth - 1], the root first */
    uint32_t left;                  /* rows that ended between the row before and this one, itself a leaf not counted */
    uint32_t path[TREE_DEPTH_MAX];
} tree_walk;

/* check.c: whether the rows are one tree that attend_reasons could have given for this policy, with numbers in their bounds. */
bool attend__tree_ok(const attend_policy *policy, const attend_reason *rows, uint32_t n_rows);

/* A walk that stands at the root; and a step to the next row, false at the end. */
tree_walk attend__tree_walk(const attend_reason *rows, uint32_t n_rows);
bool attend__tree_next(tree_walk *walk);

/* Whether a row has rows below it. */
bool attend__tree_has_parts(const tree_walk *walk);

/* The part of the root with this operator, or NULL. */
const attend_reason *attend__tree_part(const tree_walk *walk, int32_t op);

/* The second part of the row at hand, or ATTEND_NONE. */
uint32_t attend__tree_second(const tree_walk *walk);

/* Something that an unknown row needs. ATTEND_NEED_NOTHING stands for all that a flag needs which is told in full elsewhere. */
typedef struct tree_need {
    int32_t need;  /* ATTEND_NEED_... */
    uint32_t item; /* the fact or the flag, else ATTEND_NONE */
} tree_need;

/* What an unknown row needs, in order of its parts, each once: its own need and those of its unknown parts. */
typedef struct tree_needs {
    const attend_reason *rows;
    uint32_t top, at, end;
    uint32_t said; /* bits 1 << ATTEND_NEED_... */
    bool is_second;/* of a comparison: what it needs besides its measure */
    uint32_t crosses; /* a row CROSSES whose parts are at hand, or ATTEND_NONE; and the row after them */
    uint32_t crosses_end;
} tree_needs;

tree_needs attend__tree_needs(const tree_walk *walk, uint32_t row);
bool attend__tree_need_next(tree_needs *needs, tree_need *next);

/* The measure that a row is about. */
const measure_record *attend__tree_measure(const attend_policy *policy, const attend_reason *row);
const measure_spec *attend__tree_spec(const attend_policy *policy, const attend_reason *row);

/* The list of tiers, and the rule to leave a tier, that a row is about. */
const tiers_record *attend__tree_tiers(const attend_policy *policy, const tree_walk *walk);
const leave_record *attend__tree_leave(const attend_policy *policy, const attend_reason *row);

#endif
