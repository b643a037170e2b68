/* A case of tests/vectors as the library sees it, and the parts that test_vectors.c is made of. */
#ifndef ATTEND_TEST_VECTOR_SUBJECT_H
#define ATTEND_TEST_VECTOR_SUBJECT_H

#include "vector_case.h"

#define FINDINGS_MAX 512u

/* What one batch wrote. */
typedef struct columns {
    attend_batch batch;
    size_t bytes[6]; /* of count, of, need, flags, missing, status */
} columns;

typedef struct subject {
    vector_case *c;
    const attend_policy *policy;
    const attend_calendar *calendar;
    attend_register reg;
    int32_t as_of;
    bool quarantine;
    uint32_t n_measures, n_flags;
    uint64_t *mark_rows, *spell_rows; /* the vector's number of each row */
    attend_row_finding sparse[FINDINGS_MAX], found[FINDINGS_MAX];
    size_t n_sparse, n_found;
    int32_t *status;
    uint8_t *grid;
} subject;

/* vector_load.c: reads and loads everything, up to the check of the register. The first status that is not ATTEND_OK. */
attend_document *read_documents(vector_case *c, uint32_t list, uint32_t *n);
attend_status load_calendar_document(vector_case *c, const attend_document *documents, uint32_t n,
                                     const attend_calendar **calendar);
attend_status load_subject(subject *s);

/* vector_decide.c: batches of the long form, of the grid, and of a grid that begins earlier, ends later and has gaps. */
bool left_out(const subject *s, uint32_t pupil);
attend_register grid_register(subject *s, uint32_t weeks_before, uint32_t weeks_after, size_t gap);
attend_status decide(subject *s, columns *out); /* all three agree, or it is a failure */
void check_refused(subject *s);                 /* a strict batch refuses what the check refused */
void *workspace(subject *s, const attend_register *reg, size_t *size);

/* vector_reasons.c: every reason of a pupil agrees with the columns and with itself; unknown flags need what is expected. */
extern const char *const NEED_NAMES[7];
void check_reasons_of(subject *s, const columns *out, uint32_t pupil, const attend_register *grid);
void check_needs(subject *s, uint32_t pupil, uint32_t expected);

#endif
