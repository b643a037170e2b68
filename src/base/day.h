/* Civil days inside the library; the public functions of attend/day.h are built on these. */
#ifndef ATTEND_BASE_DAY_H
#define ATTEND_BASE_DAY_H

#include <stdbool.h>
#include <stdint.h>

#include "attend/day.h"

bool attend__day_ok(int32_t day);                  /* ATTEND_DAY_FIRST to ATTEND_DAY_LAST */
int32_t attend__monday(int32_t day);               /* the Monday of the day's week */

#endif
