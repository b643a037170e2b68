/* What text and JSON share: names, sources, and numbers shown so that the reader sees which side they are on. */
#ifndef ATTEND_EXPLAIN_WORDS_H
#define ATTEND_EXPLAIN_WORDS_H

#include "base/text.h"
#include "explain/tree.h"

/* Names as in documents, for values in their bounds. */
const char *attend__need_name(int32_t need);
const char *attend__kind_name(int32_t kind);
const char *attend__comparator_name(int32_t comparator);
const char *attend__window_name(int32_t kind);
const char *attend__unit_name(int32_t unit);
const char *attend__event_name(int32_t event); /* of a step */
const char *attend__mode_name(int64_t mode);   /* ATTEND_LEAVE_... */

/* What a row that has an item is about. */
const item_record *attend__item_of(const attend_policy *policy, const attend_reason *row);

/* The source that a reference names: the only one of its id, or of several that of `document` (an offset of text; 0: of no
 * document in particular). NULL when that leaves it open: then only the reference is shown. */
const item_record *attend__source_of(const attend_policy *policy, uint32_t document, uint32_t reference);

/* The value of a param that a comparison was made with; NULL when none was in force. */
const param_value *attend__value_of(const attend_policy *policy, const attend_reason *row);

/* factor * count / of, rounded half up to two places, or to as many (at most four) as put it on the right side of the
 * threshold. `of` > 0, factor 1 or 100, threshold times NUMBER_SCALE or NULL. Returns 0, or -1 or 1 when it is below or above
 * the threshold by less than four places can show. */
int attend__put_ratio(sink *out, int64_t count, int64_t of, int factor, const int64_t *threshold);

#endif
