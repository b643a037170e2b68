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
    uint32_t *bad_units;   /* of each entry of the policy's scope: see check_units() */
    uint32_t suggestions;  /* searches so far */
} checker;

/* set.c */
const json_doc *attend__check_json(const checker *c, uint32_t document);

/* Adds a finding at a token, once. Each '$' of the pattern is the next of the names. */
void attend__check_add(checker *c, uint32_t document, uint32_t token, attend_status status, const char *pattern,
                       const slice *names);

/* The entry that an id means in the scope of `in`; NULL, with a finding at the token, when there is none. */
const set_entry *attend__check_find(checker *c, uint32_t document, uint32_t token, uint32_t in, section from, slice id);
const set_entry *attend__check_find_token(checker *c, uint32_t document, uint32_t token, uint32_t in, section from);

/* The source that an object of a document names. */
void attend__check_source(checker *c, uint32_t document, uint32_t object);

/* dates.c: the dated objects of a list follow each other without sharing a day. */
void attend__check_dated(checker *c, uint32_t document, uint32_t list);
slice attend__check_day(char text[11], int32_t day);

/* params.c: what a param or setting says by itself; then what is set against the param, and sources. */
void attend__check_param_alone(checker *c, uint32_t document, uint32_t param);
void attend__check_param(checker *c, const set_entry *param, uint32_t *rules);

/* policy.c */
void attend__check_policy(checker *c);

/* codes.c */
void attend__check_code_alone(checker *c, uint32_t document, uint32_t code);
void attend__check_codes(checker *c);

/* sessions.c */
void attend__check_sessions(checker *c);
void attend__check_session_list(checker *c, uint32_t document, uint32_t list);

/* calendar.c */
void attend__check_year_alone(checker *c, uint32_t document, uint32_t year);
void attend__check_calendar(checker *c);

#endif
