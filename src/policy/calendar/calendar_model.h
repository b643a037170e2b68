/* What a calendar looks like in memory: one block, offsets from its first byte, no pointers. */
#ifndef ATTEND_POLICY_CALENDAR_MODEL_H
#define ATTEND_POLICY_CALENDAR_MODEL_H

#include <stdbool.h>

#include "attend/calendar.h"
#include "policy/model.h"

#define CALENDAR_MAGIC 0x31434141u /* "AAC1" */
#define CALENDAR_DAYS_MAX 7320u    /* twenty years; whole weeks are added at the ends: */
#define CALENDAR_ROWS_MAX 7332u    /* most calendar_day records */

/* One day; the sums run from the calendar's first day up to and including it. */
typedef struct calendar_day {
    uint8_t sessions;     /* bit i: session i is a school session */
    uint8_t reserved;     /* zero */
    uint16_t school_sessions;
    uint16_t school_days;
    uint16_t school_weeks;/* weeks whose first school session is on or before the day */
} calendar_day;

typedef struct calendar_period {
    int32_t from, to;
    uint32_t id;          /* offset of text; of a closure its title (its id when it has none) */
    uint32_t parent;      /* terms: index of the year; half terms: index of the term; else ATTEND_NONE */
} calendar_period;

struct attend_calendar {
    uint32_t magic;
    uint32_t sessions_per_day;
    uint64_t bytes;
    int32_t first_day;    /* a Monday */
    uint32_t n_days;      /* a multiple of 7; 0 for an empty derived calendar. Derived: to the week of the last school day */
    int32_t document_first, document_last; /* a date outside them is an error; derived: INT32_MIN, INT32_MAX */
    uint32_t derived;     /* 1: from a register */
    uint32_t reserved;
    table days;           /* calendar_day [n_days] */
    table years;          /* calendar_period, in order. Derived: 1 August to 31 July, from the year of the first school day
                           * to that of ATTEND_DAY_LAST ("later years follow without end"); none without a school day */
    table terms;
    table half_terms;
    table closures;       /* calendar_period, in order of `from`; they may overlap */
    table sessions;       /* uint32_t: offsets of the names of the sessions, in order */
};

#define CALENDAR_ROWS(calendar, name, type) \
    ((const type *)(const void *)((const char *)(calendar) + (calendar)->name.at))

/* Whether a caller's pointer may be read as a calendar: not NULL, aligned, and made by this library. */
bool attend__calendar_ok(const attend_calendar *calendar);

/* The day's record, or NULL outside first_day .. first_day + n_days - 1. */
const calendar_day *attend__calendar_day(const attend_calendar *calendar, int32_t day);

/* The sums as of a day: before the calendar all zero, after it those of its last day. */
calendar_day attend__calendar_sums(const attend_calendar *calendar, int32_t day);

/* The rows of one of the calendar's tables of periods. */
static inline const calendar_period *calendar_periods(const attend_calendar *calendar, const table *periods)
{
    return (const calendar_period *)(const void *)((const char *)calendar + periods->at);
}

/* Index of the period of a day (semantics.md 2): containing it, else the last that ended before; ATTEND_NONE: unknown. */
uint32_t attend__calendar_period(const attend_calendar *calendar, const table *periods, int32_t day);

/* The day of the n-th latest (n from 1) school day / first day of the school week / school session as of `day`. False when
 * the calendar holds fewer. For a session also its slot in the day. */
bool attend__calendar_back_days(const attend_calendar *calendar, int32_t day, uint32_t n, int32_t *found);
bool attend__calendar_back_weeks(const attend_calendar *calendar, int32_t day, uint32_t n, int32_t *monday);
bool attend__calendar_back_sessions(const attend_calendar *calendar, int32_t day, uint32_t n, int32_t *found,
                                    uint32_t *slot);

/* Bytes that attend_calendar_load() takes for these documents besides attend__set_bound() and attend__check_bound(): an
 * upper bound. SIZE_MAX on overflow. */
size_t attend__calendar_bound(const attend_document *documents, uint32_t n_documents);

/* Fills the sums of days whose `sessions` are set. Used by both ways of making a calendar. */
void attend__calendar_sum(calendar_day *days, uint32_t n_days);

#endif
