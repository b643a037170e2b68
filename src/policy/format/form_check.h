/* Between the files that check the form of documents: places, messages, and who checks what. */
#ifndef ATTEND_POLICY_FORM_CHECK_H
#define ATTEND_POLICY_FORM_CHECK_H

#include "attend/day.h"
#include "policy/format/fields.h"
#include "policy/format/form.h"

/* Places, messages and calls nest as the JSON does: no deeper than JSON_DEPTH_MAX. */

/* One step of a path, linked to those before it: the path of a finding without searching the tokens for it. */
typedef struct form_place {
    const struct form_place *before; /* NULL at the first step */
    uint32_t key;                    /* token of the member's key, or ATTEND_NONE for an item of a list */
    uint32_t index;                  /* of the item */
} form_place;

typedef struct form_check {
    const json_doc *doc;
    uint32_t document;
    findings *list;
} form_check;

/* A message being written; start with attend__message_start(). */
typedef struct form_message {
    char buffer[256];
    sink out;
} form_message;

/* Starts a message, with `text` in it. */
void attend__message_start(form_message *message, const char *text);

/* A string as it is written, in single quotes, or another value; cut when long. */
void attend__message_value(form_message *message, const json_doc *doc, uint32_t token);

/* "a, b or c" of words with a space between, each in `quote` when that is not 0. */
void attend__message_words(form_message *message, const char *words, char quote);

/* Adds "; did you mean 'x'?" when one of the words (or of the keys of a shape) is near the string of a token. */
void attend__message_near_word(form_message *message, const json_doc *doc, uint32_t token, const char *words);
void attend__message_near_key(form_message *message, const json_doc *doc, uint32_t token, const shape *in);

/* Adds a finding at a token. `place` is the path to it; NULL is the document itself. */
void attend__form_add(const form_check *check, const form_place *place, uint32_t token, attend_status status,
                      const form_message *message);
void attend__form_add_text(const form_check *check, const form_place *place, uint32_t token, attend_status status,
                           const char *message);

/* Whether a further finding would be kept. One that is only counted is not worth the time of its path and hints. */
bool attend__form_has_room(const form_check *check);

/* Takes the first word off `words`; false at the end. */
bool attend__next_word(const char **words, slice *word);

bool attend__has_several_words(const char *words);

/* The number of a word among words, from 0; ATTEND_NONE when the string is none of them. */
uint32_t attend__word_of(const json_doc *doc, uint32_t string, const char *words);

/* The number of the field with a key, or ATTEND_NONE. */
uint32_t attend__field_of(const json_doc *doc, uint32_t key, const shape *in);

/* One value that is neither list nor object, and a key of a map. */
void attend__check_scalar(const form_check *check, const form_place *place, const field *as, uint32_t token);
void attend__check_name(const form_check *check, const form_place *place, field_type type, uint32_t token);

/* One member of the document itself: that it is there when it must be, and its form. */
void attend__check_member(const form_check *check, const shape *as, const char *key);

/* "expected ..., found ..." */
void attend__check_wrong_type(const form_check *check, const form_place *place, uint32_t token, const char *expected);

/* What members of one object must agree on; found[i] is the value token of field i, or ATTEND_NONE. */
void attend__check_rules(const form_check *check, const form_place *place, const shape *as, uint32_t object,
                         const uint32_t *found);

/* Whether a JSON number is digits alone, perhaps after a minus sign. */
bool attend__is_whole(slice text);

#endif
