/* What a case looks like: a head, then 64-bit words, then 32-bit words, all little-endian. Loading a policy works out the
 * sizes; the engine works on a native copy of the same layout. */
#ifndef ATTEND_POLICY_CASE_MODEL_H
#define ATTEND_POLICY_CASE_MODEL_H

#include "policy/model.h"

#define CASE_MAGIC 0x31434141u /* "AAC1" */
#define CASE_FORMAT 1u
#define CASE_SESSIONS_MAX 29280u /* what a calendar can hold: less than a lane of a sum can count */

/* Sums are four lanes of 16 bits in one word. The count is on top, so that a run's pattern there carries into nothing. */
#define LANE_BASE 0u
#define LANE_POSSIBLE 16u
#define LANE_MISSING 32u
#define LANE_COUNT 48u

/* The head is 144 bytes: 4 32-bit words, the digest as bytes, 4 32-bit words, 10 64-bit words. */
typedef struct case_head {
    uint32_t magic, format, semantics, bytes;
    uint8_t policy[32];     /* rules digest */
    int32_t day;            /* closed through this day; INT32_MIN: nothing consumed */
    int32_t first_day;      /* the first day folded; INT32_MIN: none */
    uint32_t sessions;      /* school sessions folded: those of the calendar, and so at most CASE_SESSIONS_MAX */
    uint32_t reserved_word;
    uint64_t calendar;      /* digests of what was consumed up to the day; 0: of the calendar nothing */
    uint64_t stretches;     /* spells and facts */
    uint64_t marks;
    uint64_t events;
    uint64_t roots;         /* which policies were named, and in which order; see attend_policy */
    uint64_t reserved[4];
    uint64_t check;         /* digest of all other bytes of the case */
} case_head;

_Static_assert(sizeof(case_head) == 144, "the head has padding");

/* 64-bit words of each spec: sums of its windows (a difference: the latest, then the one before; previous_year: the year
 * before, then this one), then of runs current and longest (32 bits each, current below), of this window and the next. */
#define SPEC_WORDS 4u

/* 32-bit words of each spec. */
typedef struct spec_memory {
    uint32_t next;   /* LAST: where the next unit goes in the ring */
    uint32_t filled; /* LAST: units held, at most the ring's; PREVIOUS_YEAR: 1 when there is a year before */
    uint32_t asked;  /* LAST: n when the sums were made, 0: none */
    int32_t start;   /* periods, enrolment, since: first day of the window; LAST: Monday or day of the latest unit; INT32_MIN: none */
} spec_memory;

typedef struct step_memory {
    uint32_t state;    /* 0 dormant, 1 started, 2 done */
    int32_t started;   /* day of the latest that counted; INT32_MIN: none */
    int32_t reviewed;
    int32_t closed;
    uint32_t outcome;  /* of the latest closed episode: index of the outcome, or ATTEND_NONE */
    uint32_t reserved[3];
} step_memory;

/* Bits of tiers_memory.at_event: what let come down on the day. */
#define TIERS_AT_REVIEW 1u /* a review */
#define TIERS_AT_LEAVE 2u  /* a tier was left */

typedef struct tiers_memory {
    uint32_t possible;      /* the answer: bits, 0 before the first day */
    uint32_t computed;      /* the same under an override */
    int32_t since;          /* of the answer */
    uint32_t kept;          /* bit number: see "Coming down" */
    int32_t provisional;
    uint32_t override_tier; /* bit number, or ATTEND_NONE */
    int32_t override_from, override_to;
    uint32_t judged;        /* the day's bits before leave rules: what the list or the bands say; 0 before the first day */
    uint32_t at_event;      /* bits TIERS_... */
    uint32_t before;          /* `possible` and `computed` of the day before; 0: there is none */
    uint32_t before_computed;
} tiers_memory;

/* Bits of tier_memory.at_event: what the leave rule met with on the case's day. */
#define TIER_AT_EVENT 1u   /* an event of the rule counted */
#define TIER_LEFT_TODAY 2u /* the tier was left, at the event */
#define TIER_CARRIED 4u    /* possible only because it was so the day before; never on a day on which it is left */

/* Of each tier. */
typedef struct tier_memory {
    uint32_t mode;          /* ATTEND_LEAVE_...; of a tier without leave always FREE */
    uint32_t mode_before;   /* as the day began, or after a new start of the step */
    uint32_t at_event;      /* bits TIER_... */
    int32_t below_since;    /* first day of the unbroken stretch in which the tiers computed are at or below this one; INT32_MIN: none */
} tier_memory;

/* Of each `crosses`: truths plus one of the day before and of the day. */
#define CROSSES_NONE 3u /* no such day */
static inline uint32_t crosses_memory(uint32_t before, uint32_t today) { return before | today << 16; }
static inline uint32_t crosses_before(uint32_t memory) { return memory & 0xFFFFu; }
static inline uint32_t crosses_today(uint32_t memory) { return memory >> 16; }

/* 64-bit words: SPEC_WORDS of each spec, then the rings. 32-bit words, in this order: spec, step, tiers and tier memories, places,
 * crosses (one word each: before in the low half). */
/* Where each kind of memory begins among the 32-bit words. */
typedef struct case_layout {
    size_t specs, steps, tiers, tier_rows, places, crosses, end;
} case_layout;

case_layout attend__case_layout(const attend_policy *policy);
size_t attend__case_words64(const attend_policy *policy);
size_t attend__case_words32(const attend_policy *policy);

/* Units that the ring of a `last` window must hold when it asks for at most n. */
uint32_t attend__memory_units(const measure_spec *spec, uint32_t n_most);

#endif
