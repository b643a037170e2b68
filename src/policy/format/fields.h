/* The table of fields: every shape a document is made of, every member it may have. One table drives the checker, its
 * messages, the canonical text, the JSON Schema and the field reference. */
#ifndef ATTEND_POLICY_FIELDS_H
#define ATTEND_POLICY_FIELDS_H

#include <stdint.h>

#include "base/number.h"

#define FIELDS_MAX 24u      /* fields of one shape */
#define ENTRIES_MAX 4096    /* entries of a list or map that states no other bound */
#define TEXT_BYTES_MAX 4000 /* decoded bytes of a text */

/* What a value is. All but TEXT, CODE and URL strings are written without escapes. */
typedef enum field_type {
    FIELD_OBJECT = 1, /* an object of the field's shape and nothing else */
    FIELD_TEXT,       /* for people */
    FIELD_URL,
    FIELD_ID,
    FIELD_VERSION,
    FIELD_REFERENCE,  /* id or id@version */
    FIELD_EDITION,    /* id@version */
    FIELD_PLACE,      /* a source: id or id#place */
    FIELD_CODE,
    FIELD_SESSION,
    FIELD_DATE,
    FIELD_WORD,       /* one of the field's words */
    FIELD_WHOLE,      /* a whole number within the field's bounds */
    FIELD_NUMBER,     /* any of the number forms */
    FIELD_BOOLEAN,
    FIELD_TRUE,       /* true: left out it is not so */
    FIELD_TYPES
} field_type;

/* How many values: one; a list of them; an object whose keys are names of `key_type`. */
typedef enum field_many { MANY_ONE, MANY_LIST, MANY_MAP } field_many;

typedef enum shape_id {
    SHAPE_NONE,
    SHAPE_CODES, /* the three documents have the numbers of ATTEND_KIND_... */
    SHAPE_POLICY,
    SHAPE_CALENDAR,
    SHAPE_SOURCE,
    SHAPE_SESSION,
    SHAPE_CLASS,
    SHAPE_CODE,
    SHAPE_USE,
    SHAPE_PARAM,
    SHAPE_VALUE,
    SHAPE_SETTING,
    SHAPE_MEASURE,
    SHAPE_SELECTION,
    SHAPE_WINDOW,
    SHAPE_SINCE,
    SHAPE_PARAM_NAME,
    SHAPE_FLAG,
    SHAPE_CONDITION,
    SHAPE_SPAN,
    SHAPE_FACT,
    SHAPE_STEP,
    SHAPE_TIERS,
    SHAPE_TIER,
    SHAPE_LEAVE,
    SHAPE_DOWN,
    SHAPE_YEAR,
    SHAPE_TERM,
    SHAPE_HALF_TERM,
    SHAPE_CLOSURE,
    SHAPE_CODES_REMOVE,
    SHAPE_POLICY_REMOVE,
    SHAPE_CALENDAR_REMOVE,
    SHAPES
} shape_id;

#define FIELD_REQUIRED 1u
#define FIELD_PROSE 2u     /* not part of the rules form */
#define FIELD_INHERITED 4u /* left out in a document that extends others it is inherited, so the default is not its default */

/* The tables hold their strings, and no pointers: a shared library need not patch them when it is loaded. */

typedef struct field {
    char key[16];
    uint8_t type;         /* field_type of the value, of each item, or of each value of a map */
    uint8_t many;         /* field_many */
    uint8_t key_type;     /* maps: field_type of the keys */
    uint8_t shape;        /* shape_id: with OBJECT the shape; otherwise an object that may stand instead, or NONE */
    uint32_t flags;
    int32_t least, most;  /* bounds of a WHOLE; of a list or map the entries */
    char words[48];       /* WORD: the words, with a space between; else empty */
    char fallback[32];    /* the default in canonical form, or empty */
#ifdef ATTEND_FIELD_DOCS  /* only in fields_dump: the library has no use for it */
    char doc[128];        /* one sentence */
#endif
} field;

/* What members of one object must agree on. `keys` and `words` are lists with a space between. */
typedef enum rule_kind {
    RULE_ONE = 1,      /* exactly one of keys */
    RULE_SOME,         /* at least one of keys */
    RULE_MOST_ONE,     /* at most one of keys */
    RULE_ONE_WITH,     /* exactly one of keys when `with` is there, none otherwise */
    RULE_TOGETHER,     /* all of keys or none */
    RULE_ONLY_WITH,    /* keys only when `with` is there */
    RULE_NEEDED_WHEN,  /* keys must be there when `with` is one of words, and may be there only then */
    RULE_ALLOWED_WHEN, /* keys may be there only when `with` is one of words */
    RULE_LATEST_WHEN,  /* keys must be windows of the latest units when `with` is one of words */
    RULE_ORDER         /* two dates, the first not after the second */
} rule_kind;

typedef struct rule {
    uint32_t kind;
    char keys[64];
    char with[12];  /* or empty */
    char words[20]; /* or empty */
} rule;

typedef struct shape {
    const char *name;
    const char *doc;
    const field *fields;
    const rule *rules;
    uint32_t n_fields;
    uint32_t n_rules;
} shape;

/* How a type is called and written. */
typedef struct type_info {
    char name[16];     /* in the reference */
    char expected[32]; /* with its article, for messages */
    char form[96];     /* how it is written */
    char pattern[80];  /* the same as a regular expression (ECMA-262), or empty */
} type_info;

/* Bounds of a number by its form, times NUMBER_SCALE: wide enough for every measure, narrow enough for 64-bit products. */
typedef struct number_bounds {
    char name[16];
    char pattern[56]; /* of the string, or empty */
    char suffix[8];   /* after the digits */
    int64_t least, most;
} number_bounds;

/* The shape of an id; of NONE one without a name. */
shape attend__shape(shape_id id);

extern const type_info attend__types[FIELD_TYPES];
extern const number_bounds attend__number_bounds[NUMBER_POINTS + 1];

#endif
