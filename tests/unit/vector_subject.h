/* A case of tests/vectors as the library sees it, and the parts that test_vectors.c is made of. */
#ifndef ATTEND_TEST_VECTOR_SUBJECT_H
#define ATTEND_TEST_VECTOR_SUBJECT_H

#include "vector_case.h"

#define FINDINGS_MAX 512u

#define N_COLUMNS 11

/* What one batch wrote. */
typedef struct columns {
    attend_batch batch;
    void *blocks[N_COLUMNS]; /* as they stand in attend_batch */
    size_t bytes[N_COLUMNS];
} columns;

typedef struct subject {
    vector_case *c;
    const attend_policy *policy;
    const attend_calendar *calendar;
    attend_register reg;
    int32_t as_of;
    bool quarantine;
    uint32_t n_measures, n_flags, n_tiers;
    uint64_t *rows[4]; /* by ATTEND_ROWS_...: the vector's number of each row */
    attend_row_finding sparse[FINDINGS_MAX], found[FINDINGS_MAX];
    size_t n_sparse, n_found;
    int32_t *status;
    uint8_t *grid;
    void *work; /* of one call after another */
    size_t work_size;
} subject;

/* vector_load.c: reads and loads everything, up to the check of the register. The first status that is not ATTEND_OK. */
attend_document *read_documents(vector_case *c, uint32_t list, uint32_t *n);
attend_status load_calendar_document(vector_case *c, const attend_document *documents, uint32_t n,
                                     const attend_calendar **calendar);
attend_status load_subject(subject *s);

/* vector_rows.c: marks, spells, facts and the journal. The id of an item without its policy. */
void read_rows(subject *s);
const char *plain_id(const attend_item *item);

/* vector_decide.c: batches of the long form, also without `since`, of the grid, and of a grid that begins earlier, ends later
 * and has gaps. */
bool left_out(const subject *s, uint32_t pupil);
attend_register grid_register(subject *s, uint32_t weeks_before, uint32_t weeks_after, size_t gap);
attend_status decide(subject *s, columns *out); /* all of them agree, or it is a failure */
void check_refused(subject *s);                 /* a strict batch refuses what the check refused */
void *workspace(subject *s, const attend_register *reg, size_t *size);

/* vector_reasons.c: the reason of an item on the as-of day, false when there is none; what an unknown one needs. Every reason of a
 * pupil agrees with the columns and with itself; unknown flags need what is expected. */
#define REASON_ROWS_MAX 1024u
#define NEEDS_MAX 64u
typedef struct reason_set {
    attend_reason rows[REASON_ROWS_MAX];
    uint32_t n;
} reason_set;
typedef struct need_list {
    const char *names[NEEDS_MAX]; /* words, and the ids of facts */
    uint32_t n;
} need_list;
extern const char *const NEED_NAMES[ATTEND_NEED_EVENT + 1];
bool get_reason(subject *s, const attend_register *reg, uint32_t pupil, int32_t kind, uint32_t item, reason_set *out);
need_list needs_of(subject *s, uint32_t pupil, const reason_set *set);
void check_reasons_of(subject *s, const columns *out, uint32_t pupil, const attend_register *grid);
void check_needs(subject *s, uint32_t pupil, uint32_t expected);

/* vector_tiers.c: the tiers of a pupil on every day, from the first: rows of all lists day by day. */
typedef struct tier_days {
    attend_tier_decision *daily;
    uint32_t n_daily;
    attend_tier_decision *changes;
    uint32_t n_changes;
    int32_t first_day;
} tier_days;
tier_days check_tiers_of(subject *s, const columns *out, uint32_t pupil, const attend_register *grid);
void check_tiers(subject *s, const tier_days *days, uint32_t pupil, uint32_t expected);
void check_trace(subject *s, const tier_days *days, uint32_t pupil, uint32_t expected);

/* vector_stored.c: a case carried forward in pieces says on every day it stops what the trace says, and ends as the same bytes. */
void check_stored(subject *s, const tier_days *days, uint32_t pupil, const attend_register *grid);
void check_not_stored(subject *s, uint32_t pupil); /* a pupil who is left out has none */

#endif
