/* The parts that check*.c is made of. Nothing here is for other files. */
#ifndef ATTEND_POLICY_CHECK_PARTS_H
#define ATTEND_POLICY_CHECK_PARTS_H

#include "policy/check/check.h"
#include "policy/message.h"
#include "policy/check/rules.h"

#define RULES_MAX 262144u     /* conditions and values in one policy's scope: keeps a loaded set below 4 GiB */
#define SUGGESTIONS_MAX 256u  /* names that are searched for what was meant */

typedef struct checker {
    const document_set *set;
    findings *list;
    arena *work;
    uint32_t **reported;   /* of each document a bit for each token: a place has one finding, however many inherit it */
    uint32_t scope;        /* the document whose rules are checked, in its own scope */
    uint32_t codes;        /* the code set of that policy, or ATTEND_NONE when it is not usable */
    uint32_t *bad_units;   /* of each entry of the policy's scope: see numbers.c */
    uint8_t *crossing;     /* of each flag of the policy's scope: 1 when it holds `crosses`, itself or by what it names */
    uint32_t rules;        /* conditions and values so far in the policy's scope */
    uint32_t suggestions;  /* searches so far */
    uint64_t proof_steps;  /* taken so far to prove lists of tiers */
} checker;

/* set.c */
const json_doc *attend__check_json(const checker *c, uint32_t document);

/* Adds a finding at a token, once. Each '$' of the pattern is the next of the names. */
void attend__check_add(checker *c, uint32_t document, uint32_t token, attend_status status, const char *pattern,
                       const slice *names);

/* The entry that an id means in the scope of `in`; NULL, with a finding at the token, when there is none. */
const set_entry *attend__check_find(checker *c, uint32_t document, uint32_t token, uint32_t in, section from, slice id);
const set_entry *attend__check_find_token(checker *c, uint32_t document, uint32_t token, uint32_t in, section from);

/* For names that are no entries. Whether what was meant may still be searched for; then, with the best that was found, the
 * finding that nothing of the kind `what` has the name in the scope of `in`. */
bool attend__check_suggests(checker *c);
void attend__check_unknown(checker *c, uint32_t document, uint32_t token, uint32_t in, const char *what,
                           const suggestion *near);

/* The source that an object of a document names. */
void attend__check_source(checker *c, uint32_t document, uint32_t object);

/* dates.c: the dated objects of a list follow each other without sharing a day. */
void attend__check_dated(checker *c, uint32_t document, uint32_t list);
slice attend__check_day(char text[11], int32_t day);

/* lists.c: what is in a list is there once: the ids of objects, or the strings themselves when `key` is NULL. */
void attend__check_once(checker *c, uint32_t document, uint32_t list, const char *key);

/* params.c: what a param or setting says by itself; then what is set against the param, and sources. */
void attend__check_param_alone(checker *c, uint32_t document, uint32_t param);
void attend__check_param(checker *c, const set_entry *param);

/* numbers.c: numbers, or params in their place, against what they are for. */
void attend__check_units(checker *c, uint32_t document, uint32_t token, const char *what); /* of a window or a span */
/* A threshold; `measure` is NULL when there is no such measure: then only the names are looked at. */
void attend__check_threshold(checker *c, uint32_t document, uint32_t token, const set_entry *measure);

/* conditions.c: everything that a tree of conditions names. */
void attend__check_conditions(checker *c, uint32_t document, uint32_t root);

/* flags.c */
typedef struct flag_graph {
    uint8_t *state;    /* 0 not seen, 1 being looked at, 2 done */
    uint32_t *cursor;  /* the next of its conditions to look at */
    uint32_t *by;      /* the flag by which it was come to */
    uint32_t *to;      /* the flag that was gone to from here */
    uint32_t *order;   /* each flag after those that it names */
    uint32_t n_order;
} flag_graph;

/* The order of the flags of the policy's scope, numbered as in it, with a finding for each circle; c->crossing is filled in.
 * False: memory was short. */
bool attend__check_flags(checker *c, flag_graph *graph);
/* No `crosses` within `crosses`. */
void attend__check_crosses(checker *c, uint32_t document, uint32_t root);

/* tiers.c: the form of the list as a whole, and everything that it names. */
void attend__check_tiers(checker *c);
void attend__check_tier_name(checker *c, uint32_t document, uint32_t token);

/* policy.c */
void attend__check_policy(checker *c);

/* proof.c: bands hold every value once, and every tier of a list can be the answer. To be called when there is no error. False:
 * there were too many combinations to say. */
bool attend__prove_tiers(checker *c);

/* codes.c; a name of a code is no sub-code: the entry of it in the scope of `in`, or NULL */
const set_entry *attend__check_code_name(checker *c, uint32_t document, uint32_t token, uint32_t in);
void attend__check_code_alone(checker *c, uint32_t document, uint32_t code);
void attend__check_codes(checker *c);

/* sessions.c */
void attend__check_sessions(checker *c);
void attend__check_session_list(checker *c, uint32_t document, uint32_t list);

/* calendar.c */
void attend__check_year_alone(checker *c, uint32_t document, uint32_t year);
void attend__check_calendar(checker *c);

#endif
