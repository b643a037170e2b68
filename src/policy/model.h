/* What a loaded policy looks like in memory: one block, offsets from its first byte, no pointers. */
#ifndef ATTEND_POLICY_MODEL_H
#define ATTEND_POLICY_MODEL_H

#include "attend/policy.h"
#include "base/number.h"

#define POLICY_MAGIC 0x31504141u /* "AAP1" */
#define POLICY_CODES 256u
#define POLICY_EPOCHS_MAX 64u

typedef struct table {
    uint32_t at;    /* offset of the first record */
    uint32_t count; /* records */
} table;

/* Head of every named record; strings are offsets of NUL-terminated text, never 0: "" has an offset too. */
typedef struct item_record {
    uint32_t id, policy, document, title, note, source;
    int32_t from, to; /* INT32_MIN and ATTEND_DAY_OPEN when not dated */
    int32_t kind;
    uint32_t inferred;
} item_record;

/* Marks that one of the classes, or the codes, is in. */
typedef struct selection {
    uint32_t classes;
    uint32_t codes[POLICY_CODES / 32];
} selection;

typedef enum window_kind {
    WINDOW_YEAR = 1,
    WINDOW_TERM,
    WINDOW_HALF_TERM,
    WINDOW_PREVIOUS_YEAR,
    WINDOW_ENROLMENT,
    WINDOW_LAST,
    WINDOW_SINCE
} window_kind;

typedef struct window_spec {
    int32_t kind;     /* window_kind */
    int32_t unit;     /* LAST: ATTEND_UNIT_...; SINCE: ATTEND_EVENT_... */
    uint32_t n;       /* LAST; 0 when n_param gives it; SINCE: index of the step */
    uint32_t n_param; /* index of a param, or ATTEND_NONE */
    uint32_t offset;  /* units skipped first */
    uint32_t possible;/* 1: sessions that are possible for the pupil */
} window_spec;

/* What a measure computes. Measures of several policies with the same meaning share one. */
typedef struct measure_spec {
    int32_t kind;     /* ATTEND_MEASURE_... */
    uint32_t longest; /* RUN: 1 longest, 0 current */
    selection select;
    selection base;   /* class possible unless the document says otherwise */
    selection exclude;
    window_spec window;
    uint32_t minimum; /* 0: none */
    int32_t count_from; /* INT32_MIN: none */
    int32_t from, to; /* in force */
} measure_spec;

typedef struct measure_record {
    item_record item;
    uint32_t spec;
    uint32_t reserved;
} measure_record;

/* A span of time that starts on some day. */
typedef struct span_spec {
    int32_t unit;     /* ATTEND_UNIT_..., 0: no span */
    uint32_t n;       /* 0 when n_param gives it */
    uint32_t n_param; /* index of a param, or ATTEND_NONE */
} span_spec;

/* A condition, in preorder. Conditions of flags and tiers stand one tree after the other. */
typedef struct condition_record {
    int32_t op;         /* ATTEND_OP_ALL, _ANY, _NOT, _COMPARE, _FACT, _FLAG, _IN_TIER, _STEP, _CROSSES */
    uint32_t end;       /* index of the record after this subtree, in the policy's conditions */
    uint32_t item;      /* COMPARE: measure; FACT: fact; FLAG: flag; IN_TIER: tier; STEP: step; CROSSES: its number among those */
    int32_t comparator; /* COMPARE: comparator; STEP: ATTEND_EVENT_..., or 0: the outcome counts */
    uint32_t param;     /* COMPARE: index of the param, or ATTEND_NONE */
    int32_t form;       /* COMPARE: number_form of the threshold */
    int64_t threshold;  /* COMPARE: scaled, when there is no param */
    span_spec ago;      /* STEP */
    uint32_t outcome;   /* STEP: index of the outcome, or ATTEND_NONE */
    int32_t unrecorded; /* FACT: its truth when no row covers the day: ATTEND_FALSE or ATTEND_UNKNOWN */
    uint32_t reserved;
} condition_record;

/* What a flag or a list of tiers depends on besides the rows up to the day. */
#define PATH_DAYS 1u   /* the days before: crosses, in-tier tests, coming down late */
#define PATH_EVENTS 2u /* the journal: steps, windows since them, rules `leave`; without any event nothing of it can change anything */

typedef struct flag_record {
    item_record item;
    uint32_t condition; /* index of its root condition */
    uint32_t path;      /* PATH_... bits, its own and those of what it names */
} flag_record;

typedef struct step_record {
    item_record item;   /* kind: ATTEND_STEP_... */
    uint32_t outcomes;  /* index of its first outcome; they follow each other */
    uint32_t n_outcomes;
} step_record;

/* `leave` of one tier. */
typedef struct leave_record {
    uint32_t tier;      /* index of the tier it belongs to */
    uint32_t step;
    uint32_t at;        /* bit ATTEND_EVENT_...: events at which the tier may be left */
    uint32_t then;      /* index of the tier */
    uint32_t when;      /* root condition of `if` */
    uint32_t again;     /* root condition */
} leave_record;

typedef struct tier_record {
    item_record item;
    uint32_t enter;     /* root condition (of a band: a comparison or ALL of two), or ATTEND_NONE: otherwise */
    uint32_t leave;     /* index of its leave record, or ATTEND_NONE */
} tier_record;

/* The tiers of one policy. */
typedef struct tiers_record {
    item_record item;
    uint32_t first, count; /* its tiers, the least intensive first */
    uint32_t measure;      /* bands: of this measure; else ATTEND_NONE */
    uint32_t provisional;  /* root condition, or ATTEND_NONE */
    uint32_t review;       /* DOWN: step whose reviews let come down, or ATTEND_NONE */
    span_spec after;       /* DOWN: or unit 0 */
    uint32_t beside, n_beside; /* in the table `beside`: indices of flags */
    uint32_t path;         /* PATH_... bits */
} tiers_record;

/* Where the case keeps what a measure remembers; see policy/case_model.h. */
typedef struct memory_record {
    uint32_t units;  /* LAST: units the ring holds; else 0 */
    uint32_t ring;   /* its first word among the case's rings */
    uint32_t places; /* LAST, possible: its first slot among the case's places; else ATTEND_NONE */
    uint32_t reserved;
} memory_record;

typedef struct param_value {
    int32_t from, to;
    int64_t scaled;
    uint32_t source;
    uint32_t inferred;
    uint32_t document; /* who wrote it: an overlay may have set it */
    uint32_t reserved;
} param_value;

typedef struct param_record {
    item_record item;
    int32_t form;
    table values;
    uint32_t reserved;
} param_record;

typedef struct code_record {
    uint32_t text;   /* 0: no code has this index */
    uint32_t title;
    uint32_t session;/* or ATTEND_NONE */
    table uses;      /* code_use, in order of date */
    uint32_t may_become; /* index of a code, or 0 */
} code_record;

typedef struct code_use {
    int32_t from, to;
    uint32_t classes;
    uint32_t source;
} code_use;

typedef struct code_name { /* every code and sub-code, in order of its bytes */
    uint32_t text;
    uint32_t code;
} code_name;

struct attend_policy {
    uint32_t magic;
    uint32_t sessions_per_day;
    uint64_t bytes;
    uint8_t digest[32];
    uint64_t roots;          /* digest of the ids of the named policies, in their order: `digest` does not say which are named */
    uint32_t possible;       /* class bits: the two the engine knows */
    uint32_t administrative;
    uint32_t named;          /* text: id of the first named policy, whose items go by their plain ids */
    table documents;         /* item_record, by id */
    table sources;           /* item_record */
    table sessions;          /* item_record, in order */
    table classes;           /* item_record; the index is the bit */
    table params;            /* param_record */
    table measures;          /* measure_record */
    table flags;             /* flag_record */
    table flag_order;        /* uint32_t: indices of flags, each after those that it names */
    table facts;             /* item_record, in order of the bytes of their ids; `barrier:id` for barriers */
    table steps;             /* step_record */
    table outcomes;          /* item_record; note: the step's id */
    table tiers;             /* tiers_record, in order of the named policies */
    table tier_rows;         /* tier_record */
    table leaves;            /* leave_record */
    table beside;            /* uint32_t */
    table memories;          /* memory_record, one for each spec */
    uint32_t n_crosses;      /* conditions that remember yesterday's truth */
    uint32_t n_rings;        /* words of all rings */
    uint32_t n_places;
    uint32_t case_bytes;     /* attend_case_size() */
    table specs;             /* measure_spec */
    table conditions;        /* condition_record */
    table param_values;      /* param_value */
    table codes;             /* code_record, POLICY_CODES of them, by index */
    table uses;              /* code_use */
    table names;             /* code_name */
    table epochs;            /* int32_t: first day of each stretch in which no code changes; the first is INT32_MIN */
    table class_masks;       /* uint32_t [epochs][POLICY_CODES]: classes of each code, early and retired ones included */
};

/* The records of a table: POLICY_ROWS(policy, measures, measure_record)[i]. */
#define POLICY_ROWS(policy, name, type) ((const type *)(const void *)((const char *)(policy) + (policy)->name.at))

/* Whether a kind of measure divides by a base of its own. */
static inline bool kind_has_base(int32_t kind)
{
    return kind == ATTEND_MEASURE_RATE || kind == ATTEND_MEASURE_DIFFERENCE;
}

static inline bool in_force_on(int32_t from, int32_t to, int32_t day)
{
    return day >= from && day <= to;
}

/* Text at an offset. */
static inline const char *policy_text(const attend_policy *policy, uint32_t at) {
    return (const char *)policy + at;
}

/* Whether a caller's pointer may be read as a policy: not NULL, aligned, and made by this library. */
bool attend__policy_ok(const attend_policy *policy);

/* The values of a param, in order of their days. */
static inline const param_value *attend__param_values_of(const attend_policy *policy, uint32_t param) {
    const param_record *record = &POLICY_ROWS(policy, params, param_record)[param];
    return (const param_value *)(const void *)((const char *)policy + record->values.at);
}

/* The value of a param on a day, or NULL when it has none. */
const param_value *attend__param_on(const attend_policy *policy, uint32_t param, int32_t day);

/* Index of the epoch of a day. */
uint32_t attend__epoch_of(const attend_policy *policy, int32_t day);

/* Classes of each code (POLICY_CODES entries) in an epoch. */
const uint32_t *attend__class_masks(const attend_policy *policy, uint32_t epoch);

/* 0 in force, ATTEND_F_RETIRED_CODE or ATTEND_F_EARLY_CODE. */
int32_t attend__code_validity(const attend_policy *policy, uint8_t code, int32_t day);

/* Whether a code, with the classes it has on its date, is in a selection. */
static inline int selection_holds(const selection *in, uint32_t classes, uint8_t code) {
    return (in->classes & classes) != 0 || ((in->codes[code >> 5] >> (code & 31u)) & 1u) != 0;
}

#endif
