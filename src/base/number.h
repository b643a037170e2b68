/* Exact numbers: checked sums, fractions compared by cross-multiplication, decimals with at most four places. */
#ifndef ATTEND_BASE_NUMBER_H
#define ATTEND_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

#define NUMBER_SCALE 10000 /* a number is stored times this */

bool attend__add_size(size_t a, size_t b, size_t *sum);   /* false on overflow */
bool attend__mul_size(size_t a, size_t b, size_t *product);

/* Sign of count/of * factor - threshold/10000: -1, 0, 1. Exact for every count, threshold and `of` > 0; |factor| < 2^49. */
int attend__compare_scaled(int64_t count, int64_t of, int64_t factor, int64_t threshold);

/* The forms of a number in a document. */
typedef enum number_form { NUMBER_WHOLE = 1, NUMBER_DECIMAL, NUMBER_PERCENT, NUMBER_POINTS } number_form;

/* "8.5" -> DECIMAL 85000; "80%" -> PERCENT 800000; "-5 points" -> POINTS -50000. At most 9 digits before the point. */
bool attend__number_parse(slice text, number_form *form, int64_t *scaled);
void attend__put_number(sink *out, number_form form, int64_t scaled); /* canonical text, without quotes */
bool attend__integer_parse(slice text, int64_t *value);   /* -?(0|[1-9][0-9]{0,17}), nothing else */

/* 100 * count / of with `places` (0 to 4) decimals; |count| and `of` as attend_percent_format() says, and so the rounding. */
void attend__put_percent(sink *out, int64_t count, int64_t of, int places, int rounding);

#endif
