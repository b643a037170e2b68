/* The parts that proof*.c is made of: the tiers of one scope in a form that is quick to judge. Nothing here is for others. */
#ifndef ATTEND_POLICY_CHECK_PROOF_H
#define ATTEND_POLICY_CHECK_PROOF_H

#include "policy/check/parts.h"
#include "policy/check/values.h"

#define COMBINATIONS_MAX 65536u
#define VARIABLES_MAX 16u              /* each has two choices at least */
#define PROOF_STEPS_MAX (1u << 27)     /* nodes judged in one call of the library: keeps hostile documents from taking minutes */

/* What a condition is in one combination. Unknown is only what is not in force. */
enum { IS_FALSE, IS_UNKNOWN, IS_TRUE };

/* A condition. Trees stand in preorder one after the other: those of the tiers, then those of flags, each flag behind all
 * that name it; so judging all from the last to the first finds everything judged that is needed. */
typedef struct proof_node {
    uint8_t op;          /* ATTEND_OP_ALL, _ANY, _NOT, _COMPARE, _FLAG; any other is free to be true or false */
    uint8_t comparator;  /* COMPARE */
    uint8_t is_known;    /* COMPARE, FLAG: in force in this stretch of days */
    uint8_t verdict;     /* in this combination */
    uint32_t end;        /* the node after its tree */
    uint32_t item;       /* COMPARE, FLAG: number among the proof's measures or flags; free: among its tests */
    uint32_t param;      /* COMPARE: number among its params, or ATTEND_NONE */
    uint32_t document, token;
    int64_t threshold;   /* COMPARE: when there is no param */
    int64_t at_least, above; /* COMPARE: the first places for which the measure is that, in this stretch */
    uint32_t variables;  /* those that its verdict depends on; see proof_say.c */
} proof_node;

typedef struct proof_param {
    uint32_t document, values; /* its list */
    dated now;           /* the value in force, or the next that will be */
    int64_t scaled;
    bool is_known;
} proof_param;

typedef struct proof_measure {
    const set_entry *entry;
    value_range values;
    int32_t from, to;    /* in force */
    bool is_known;       /* in this stretch */
    uint32_t line, n_lines; /* where its values are cut: in proof.lines */
    uint32_t variable;   /* ATTEND_NONE: nothing cuts them */
    int64_t place;       /* in this combination */
} proof_measure;

typedef struct proof_flag {
    int32_t from, to;
    uint32_t root;       /* node */
    uint8_t is_used;     /* a tier names it, perhaps by way of others */
    bool is_known;
} proof_flag;

/* A place that begins a cell of a measure. */
typedef struct proof_line {
    uint32_t measure;
    int64_t place;
} proof_line;

/* What has more than one choice: a measure and its cells, or a test, false and true. */
typedef struct proof_variable {
    bool is_measure;
    uint32_t item;
    uint32_t n_choices;
    uint32_t choice;
} proof_variable;

typedef struct proof_tier {
    uint32_t token;
    uint32_t root;       /* node, or ATTEND_NONE: otherwise */
    uint32_t end;
    uint32_t blocked_in; /* number of a combination in which it would be possible and another is the answer, or ATTEND_NONE */
    uint32_t blocked_by;
} proof_tier;

typedef struct proof {
    checker *c;
    const set_entry *entry;  /* the tiers */
    const json_doc *json;    /* their document */
    bool of_bands;
    proof_tier tiers[TIERS_MAX];
    uint32_t n_tiers;
    uint32_t said;           /* tiers that have a finding */
    uint32_t *slot;          /* of each entry of the scope its number among the following, plus one */
    proof_param *params;
    proof_measure *measures;
    proof_flag *flags;       /* all of the scope */
    proof_node *nodes;
    uint32_t n_params, n_measures, n_flags, n_nodes;
    uint32_t tests[VARIABLES_MAX]; /* the first node of each free test */
    uint8_t truth[VARIABLES_MAX];  /* of each test, in this combination */
    uint32_t n_tests;
    bool has_too_many;       /* free tests */
    proof_line *lines;
    uint32_t *order;         /* of lines while they are sorted; also of days */
    uint32_t n_lines;
    proof_variable variables[VARIABLES_MAX];
    uint32_t n_variables, n_combinations;
    uint32_t *days;          /* first days of the stretches, counted from ATTEND_DAY_FIRST */
    uint32_t n_days;
    uint32_t stretch;
} proof;

/* proof_build.c: false when memory was short. */
bool attend__proof_build(proof *p);

/* proof_days.c: the stretches in which nothing begins or ends; false when memory was short. Then what is in force in each, in order
 * of days. */
bool attend__proof_find_days(proof *p);
void attend__proof_set_day(proof *p, uint32_t stretch);

/* proof_list.c: every combination of one stretch; false when they are too many. */
bool attend__prove_list(proof *p);

/* Makes the variables again what they were in a combination. */
void attend__proof_choose(proof *p, uint32_t combination);

/* bands.c: one stretch. */
void attend__prove_bands(proof *p);

/* proof_say.c: begins a message with what the finding holds for: "from 2026-09-01 on, ". Then adds what was written. */
void attend__proof_begin(const proof *p, sink *out);
void attend__proof_add(proof *p, uint32_t tier, attend_status status, const sink *message);
void attend__proof_put_tier(const proof *p, uint32_t tier, sink *out); /* its id in quotes */
slice attend__proof_measure_name(const proof *p, const proof_measure *measure, char buffer[SET_KEY_BYTES]);
/* A tier that is not reached in this stretch. */
void attend__proof_say_unreachable(proof *p, uint32_t tier);

#endif
