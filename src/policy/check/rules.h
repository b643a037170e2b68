/* What rules say, read from documents whose form is right: shared by checking and loading. */
#ifndef ATTEND_POLICY_RULES_H
#define ATTEND_POLICY_RULES_H

#include "attend/day.h"
#include "base/number.h"
#include "policy/model.h"
#include "policy/set/set.h"

#define SESSIONS_MAX 4u
#define CLASSES_MAX 32u
#define WINDOW_UNITS_MAX 800
#define TIERS_MAX 32u

/* A number: of JSON, or a string in one of the number forms. */
typedef struct rule_number {
    number_form form;
    int64_t scaled;
} rule_number;

rule_number attend__rule_number(const json_doc *json, uint32_t token);

/* A whole number that must be there and in its bounds. */
uint32_t attend__rule_whole(const json_doc *json, uint32_t object, const char *key);

/* The name's token of {"param": id}, or ATTEND_NONE for anything else. */
uint32_t attend__rule_param(const json_doc *json, uint32_t token);

/* ATTEND_MEASURE_... */
int32_t attend__measure_kind(const json_doc *json, uint32_t measure);

/* The operator of the condition at a token, and the token of the next condition in preorder. A tree begins at the token of
 * its root (the value of `when`, `enter`, `if`, `again`, `provisional`) and ends at that token's `next`. */
int32_t attend__condition_op(const json_doc *json, uint32_t condition, uint32_t *next);

/* What a condition that joins no others names: the token of the name, and the section that it is in (of a tier SECTION_TIERS: it
 * is one of that list). ATTEND_NONE for the others. */
uint32_t attend__condition_name(const json_doc *json, uint32_t condition, section *in);

/* The number's token of a comparison. */
uint32_t attend__comparison(const json_doc *json, uint32_t condition, int32_t *comparator);

/* What a condition asks of its step: an event (ATTEND_EVENT_..., perhaps with a span), or an outcome. */
typedef struct step_test {
    int32_t event;    /* 0: the outcome */
    uint32_t ago;     /* the span's token, or ATTEND_NONE */
    uint32_t outcome; /* the name's token, or ATTEND_NONE */
} step_test;

step_test attend__step_test(const json_doc *json, uint32_t condition);

/* ATTEND_EVENT_... and ATTEND_UNIT_... of a word. */
int32_t attend__rule_event(const json_doc *json, uint32_t token);
int32_t attend__rule_unit(const json_doc *json, uint32_t token);

/* The edges of a band: the tokens of their numbers, or ATTEND_NONE, and their comparators. */
typedef struct rule_band {
    uint32_t lower, upper;
    int32_t lower_comparator; /* ATTEND_AT_LEAST or _ABOVE */
    int32_t upper_comparator; /* ATTEND_BELOW or _AT_MOST */
} rule_band;

rule_band attend__band(const json_doc *json, uint32_t tier);

/* The `tiers` in the scope of a document, or NULL. */
const set_entry *attend__tiers_entry(const document_set *set, uint32_t document);

/* The tier of an id in a list, and its number there, the most intensive being 0; or ATTEND_NONE. */
uint32_t attend__tier_find(const json_doc *json, uint32_t list, slice id, uint32_t *number);

/* The id of a source reference, without its place. */
slice attend__source_id(const json_doc *json, uint32_t token);

/* The object that holds the values of a param in force: the param, or what was set for it. */
uint32_t attend__param_values(const set_entry *param, uint32_t *document);

/* One of a list of dated objects, in order. Without `to` it holds until the day before the next one begins. */
typedef struct dated {
    uint32_t token;   /* ATTEND_NONE: past the end */
    int32_t from, to; /* INT32_MIN: no first day; ATTEND_DAY_OPEN: no last */
    bool open;        /* `to` is not written */
} dated;

dated attend__dated_first(const json_doc *json, uint32_t list);
dated attend__dated_next(const json_doc *json, uint32_t list, const dated *before);

/* The sessions of a code set or calendar, in order; NULL entries: the default ones. Relies on the orders being 1 to n. */
uint32_t attend__sessions(const document_set *set, uint32_t document, const set_entry *sessions[SESSIONS_MAX]);
slice attend__session_name(const document_set *set, const set_entry *session, uint32_t index);

/* First days of the stretches in which no code changes its classes; the first is INT32_MIN. False when they are more than
 * POLICY_EPOCHS_MAX. */
bool attend__code_epochs(const document_set *set, uint32_t codes, int32_t first_days[POLICY_EPOCHS_MAX], uint32_t *n);

#endif
