/* The fold: one pupil, day by day, in the phases of semantics.md 9. */
#ifndef ATTEND_ENGINE_FOLD_H
#define ATTEND_ENGINE_FOLD_H

#include "engine/fold/state.h"
#include "engine/measure.h"
#include "register/pupil.h"

/* Bits of the periods of a day. */
#define PERIOD_YEAR 1u
#define PERIOD_TERM 2u
#define PERIOD_HALF_TERM 4u

/* What is the same for all pupils on one day. */
typedef struct fold_day {
    int32_t day;
    uint32_t slot;      /* of its first session in a pupil's row; ATTEND_NONE when the rows do not hold the day */
    uint32_t rules;     /* rules: which stretch in which none comes in or goes out of force */
    uint16_t stretch;   /* codes: which stretch in which no code changes its meaning */
    uint8_t sessions;   /* bit i: school session i */
    uint8_t n_sessions; /* how many */
    uint8_t weekday;    /* 0 Monday to 6 Sunday */
    uint8_t new_week;   /* 1: the first school session of a week */
    uint8_t new_period; /* PERIOD_... that differ from those of the day before; all of them on the first day */
    uint8_t inside;     /* PERIOD_... that hold the day, and not only the days before it */
    uint8_t quiet;      /* 1: nothing can change on it but by what belongs to one pupil: no school session, no period, no rule in or out of
                           force, and no window that counts civil days */
} fold_day;

struct sums_plan;   /* sums_plan.h */
struct sums_place;
struct truth_plan;  /* truth_plan.h */

/* What one call folds, worked out once for all pupils: which days, and which items are wanted. */
typedef struct fold_plan {
    const register_view *view;
    int32_t first_day;       /* of a fold from the start: semantics.md 9 */
    uint32_t n_days;
    uint32_t whole;          /* 1: FOLD_ALL, so what is folded may become a case */
    uint32_t late;           /* 1: some wanted tiers come down after a span */
    fold_day *days;          /* first_day to the as-of day of the view */
    uint8_t *specs;          /* [specs] 1: remembered */
    uint8_t *flags;          /* [flags] 1: judged */
    uint8_t *tiers;          /* [tiers] 1: judged */
    uint32_t *lists;         /* [n_lists] those that are */
    uint32_t n_lists;
    struct sums_plan *sums;
    struct truth_plan *truths;
} fold_plan;

/* One pupil on one day. */
typedef struct fold {
    const fold_plan *plan;
    const pupil_view *pupil;
    case_state *state;
    const fold_day *today;
    size_t next_event;       /* the first event of the pupil not yet judged */
    size_t next_spell;       /* spells before it begin on or before today */
    int64_t next_fact;       /* no fact of the pupil begins or has ended between today and the day before this */
    uint32_t settled;        /* 1: the last day folded changed nothing but sums, so the next one with the same comparisons will not either */
    uint32_t overridden;     /* 1: some tiers are */
    uint32_t judged;         /* 1: `truth` holds what was so on the day before */
    uint32_t *counted;       /* [steps] bits ATTEND_EVENT_...: events that counted today */
    int8_t *truth;           /* [conditions] of today; those that are not wanted hold nothing */
    uint64_t *delta;         /* today's sums, in the order of the plan's columns */
    struct sums_place *places; /* where each column lies in the state */
    uint32_t *before;        /* workspace: what a quiet day may change, as the day began */
} fold;

/* What a plan is for. */
#define FOLD_ALL 1u   /* everything a case remembers and every flag and tier */
#define FOLD_DAYS 2u  /* only what depends on the days before without any event (PATH_DAYS), and what that needs */
#define FOLD_PATH 4u  /* only what depends on the days before, and what that needs; with FOLD_TIERS all tiers as well */
#define FOLD_TIERS 8u

/* The first day of the calendar as the fold sees it: of the first year, or the first school day of a derived one. INT32_MAX: none. */
int32_t attend__calendar_start(const attend_calendar *calendar);

/* Takes the memory of a plan and of one fold under it; then fills the plan. `view` covers the as-of day. */
void attend__fold_take(fold_plan *plan, fold *one, const register_view *view, arena *memory);
void attend__fold_plan(fold_plan *plan, uint32_t what);

/* Which specs, flags and tiers are wanted: plan.c's first step, and a step of its own for its size. */
void attend__fold_want(fold_plan *plan, uint32_t what);

/* Makes `one` ready to fold a pupil from the state's day on. */
void attend__fold_open(fold *one, const pupil_view *pupil, case_state *state);

/* Folds the next day of the state (the first day when it has consumed nothing), which the plan must hold. ATTEND_E_LIMIT: more
 * sessions than a case counts. */
attend_status attend__fold_day(fold *one);

/* Folds through the as-of day of the view. */
attend_status attend__fold_through(fold *one);

/* Sets `one` up to be asked (values, truths, reasons) on the state's own day, without folding: after unpacking. Judges all wanted
 * truths. The state has consumed something, and the plan holds its day. */
void attend__fold_look(fold *one);

/* Where a day is in the plan, or NULL: outside it. */
const fold_day *attend__fold_day_of(const fold_plan *plan, int32_t day);

#endif
