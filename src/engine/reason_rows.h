/* How the rows of a reason are made: shared by what is told of flags and measures and what is told of tiers. */
#ifndef ATTEND_ENGINE_REASON_ROWS_H
#define ATTEND_ENGINE_REASON_ROWS_H

#include "engine/reason.h"

/* Where rows are put. */
typedef struct reason_writer {
    const fold *one;
    const attend_policy *policy;
    const reason_notes *notes;
    attend_reason *rows;  /* NULL: they are only counted */
    uint32_t count;
    attend_reason unused; /* a row that is only counted */
} reason_writer;

/* A writer that has noted nothing. */
reason_writer attend__reason_writer(const fold *one, const reason_notes *notes, attend_reason *rows);

/* The next row: under `parent`, without a value. */
attend_reason *attend__reason_row(reason_writer *to, uint32_t parent, int32_t op);

/* A need: the row is unknown unless it is ATTEND_NEED_NOTHING. */
void attend__reason_need(attend_reason *row, int32_t need);

/* The length of a span on the day, times NUMBER_SCALE, with its unit and param; and in last_day what it reaches from a day,
 * when the calendar knows. `from` INT32_MIN: from no day. */
void attend__reason_span(const reason_writer *to, attend_reason *row, const span_spec *span, int32_t from);

/* A measure, with its windows when it is a difference. */
void attend__reason_measure(reason_writer *to, uint32_t parent, uint32_t measure);

/* A comparison with its measure; a fact, an event or outcome of a step, a tier of the day before. */
void attend__reason_compare(reason_writer *to, uint32_t parent, const condition_record *condition);
void attend__reason_test(reason_writer *to, uint32_t parent, const condition_record *condition);

/* Notes where flags are told in full whose needs count, when those of the condition at `root` do. Before any rows. */
void attend__reason_place(const reason_writer *to, uint32_t root);

/* A condition with all its parts. */
void attend__reason_condition(reason_writer *to, uint32_t parent, uint32_t root);

/* A flag as the root, or a list of tiers. */
void attend__reason_flag(reason_writer *to, uint32_t flag);
void attend__reason_tiers(reason_writer *to, uint32_t tiers);

#endif
