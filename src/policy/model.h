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
    WINDOW_LAST
} window_kind;

typedef struct window_spec {
    int32_t kind;     /* window_kind */
    int32_t unit;     /* LAST: ATTEND_UNIT_... */
    uint32_t n;       /* LAST; 0 when n_param gives it */
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

/* Conditions of a flag in preorder. */
typedef struct condition_record {
    int32_t op;         /* ATTEND_OP_ALL, _ANY, _NOT, _COMPARE */
    uint32_t end;       /* index of the record after this subtree, in the policy's conditions */
    uint32_t measure;   /* COMPARE: index of the measure */
    int32_t comparator; /* COMPARE */
    uint32_t param;     /* COMPARE: index of the param, or ATTEND_NONE */
    int32_t form;       /* COMPARE: number_form of the threshold */
    int64_t threshold;  /* COMPARE: scaled, when there is no param */
} condition_record;

typedef struct flag_record {
    item_record item;
    uint32_t condition; /* index of its root condition */
    uint32_t reserved;
} flag_record;

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
    uint32_t reserved;
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
    uint32_t possible;       /* class bits: the two the engine knows */
    uint32_t administrative;
    table documents;         /* item_record, by id */
    table sources;           /* item_record */
    table sessions;          /* item_record, in order */
    table classes;           /* item_record; the index is the bit */
    table params;            /* param_record */
    table measures;          /* measure_record */
    table flags;             /* flag_record */
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
