/* The form of documents: one table of fields drives checking, messages, canonical text, the JSON Schema and the
 * reference page. See fields.h for the table. */
#ifndef ATTEND_POLICY_FORM_H
#define ATTEND_POLICY_FORM_H

#include "json/json.h"

/* Checks a parsed document against the field table: unknown and missing members, types, forms, bounds, exactly-one-of.
 * Adds every finding. Returns its kind (ATTEND_KIND_...), or 0 when anything is wrong. When it returns a kind, code may
 * navigate the tokens relying on the form: members are of the stated types and required ones are there. */
int32_t attend__form_check(const json_doc *doc, uint32_t document, findings *list);

/* The canonical text (ATTEND_CANONICAL_FULL or _RULES) of a document whose form is right. */
void attend__form_put(const json_doc *doc, int32_t form, sink *out);

/* The canonical text of one object of a section of a document whose form is right: `section` is the top-level key whose
 * map holds it (such as "measures", or "set"), or "tiers"; `object` the token of the value. For telling whether two
 * definitions differ.
 * (Asked for by set.c, which compares what two bases define.) */
void attend__form_put_object(const json_doc *doc, const char *section, uint32_t object, int32_t form, sink *out);

/* Builds a path such as `measures.attendance.window` for a token of a document (keys with dots are quoted). */
void attend__form_path(const json_doc *doc, uint32_t token, sink *out);

/* Adds a finding at a token, with its path. For checks beyond the form. */
void attend__form_finding(const json_doc *doc, uint32_t document, uint32_t token, attend_status status, findings *list,
                          slice message);

/* Values of a document whose form is right. The answer is whether the member is there; *day is the fallback when not. */
bool attend__form_day(const json_doc *doc, uint32_t object, const char *key, int32_t fallback, int32_t *day);
bool attend__form_flag(const json_doc *doc, uint32_t object, const char *key); /* a boolean, false when absent */

#endif
