/* The formats of a reason. The rows have been checked. */
#ifndef ATTEND_EXPLAIN_FORMATS_H
#define ATTEND_EXPLAIN_FORMATS_H

#include "explain/words.h"

void attend__reason_lines(const attend_policy *policy, const attend_reason *rows, uint32_t n_rows, sink *out);
void attend__reason_json(const attend_policy *policy, const attend_reason *rows, uint32_t n_rows, sink *out);

/* The value of a measure, its comparison or one window of a difference, as a person reads it; with the threshold when the
 * row compares. The row's value is known, or unknown for its minimum alone. */
void attend__put_value(sink *out, const attend_policy *policy, const tree_walk *walk, uint32_t row);

/* The number a comparison compares with, such as `10 %` or `15 days`. */
void attend__put_threshold(sink *out, int32_t kind, int64_t threshold);

/* A span, such as `4 school weeks`, with its param's name while that has no value; and days such as
 * ` from 2025-09-01 to 2025-12-19`, without the ends that are open. */
void attend__put_span(sink *out, const attend_policy *policy, const attend_reason *row);
void attend__put_stretch(sink *out, int32_t first, int32_t last);

/* The window of a row: its name, its days, and what it holds. */
void attend__put_window(sink *out, const attend_policy *policy, const attend_reason *row);

#endif
