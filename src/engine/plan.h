/* The plan of a batch: what to count where, worked out once for all pupils. */
#ifndef ATTEND_ENGINE_PLAN_H
#define ATTEND_ENGINE_PLAN_H

#include "base/arena.h"
#include "engine/tally.h"
#include "engine/window.h"

/* A domain is where something is counted: 0 stands for slots that are the same for every pupil, 1 + i for the i-th window
 * that differs from pupil to pupil. */
#define DOMAIN_SHARED 0u

/* A window that differs from pupil to pupil: `earlier` as in attend__window_find. */
typedef struct plan_personal {
    const measure_spec *spec; /* NULL: another one is the same, and stands for it */
    uint32_t earlier;
} plan_personal;

/* One number wanted of every pupil: the marks of one lane (a set of codes on each date) in one window. */
typedef struct plan_cell {
    uint32_t lane;
    uint32_t domain;
    uint32_t begin, end;  /* shared: slots */
    uint32_t group;
    uint32_t place;       /* the lane's place in its group */
    uint32_t first, last; /* shared: the pieces of its group that it adds up, half open */
    uint32_t same;        /* the cell that counts the same: itself when it is the first of those */
} plan_cell;

/* Lanes counted together. */
typedef struct plan_group {
    uint32_t domain;
    uint32_t n_lanes;
    uint32_t lanes[TALLY_LANES];
    uint32_t order, n_order;   /* its cells in plan.order: of those that count the same only the first */
    uint32_t pieces, n_pieces; /* shared: its pieces in plan.pieces */
    uint32_t totals;           /* shared: where its n_pieces + 1 totals are in a block */
} plan_group;

typedef struct plan_run {
    uint32_t domain;
    uint32_t begin, end; /* shared: slots */
    uint32_t hits;       /* cell of the marks that may belong: without any there is no run; or ATTEND_NONE */
    uint32_t longest;
} plan_run;

/* How one measure's value comes from the cells. */
typedef struct plan_value {
    int32_t kind;
    int32_t need;        /* of every pupil alike; unless it is NOTHING there are no cells */
    uint32_t minimum;
    uint32_t domain[2];  /* of a difference: the latest window, then the one before; else the first alone */
    uint32_t count[2];   /* cells of the selection */
    uint32_t base[2];    /* cells that are the base, or that the minimum is about; or ATTEND_NONE */
    uint32_t run;
    uint32_t folded;     /* 1: the fold puts the values (batch_fold.h) */
} plan_value;

/* How many of each thing there may be; known without looking at marks. */
typedef struct plan_bounds {
    uint32_t slots, stretches, fields;
    uint32_t personal, cells, runs, groups;
    size_t bounds, pieces;
} plan_bounds;

typedef struct plan {
    const register_view *view;
    plan_bounds most;
    uint32_t n_stretches, n_fields, n_lanes, n_personal, n_cells, n_runs, n_groups, n_pieces;
    uint32_t epoch;          /* of the first stretch of days on which no code changes; each further one has the next */
    tally_field *fields;
    uint64_t *lane_bits;     /* [lanes][stretches][4]: a bit for each code */
    plan_personal *personal;
    plan_cell *cells;
    plan_group *groups;
    tally_table *tables;     /* [groups][stretches] */
    tally_piece *pieces;
    uint32_t *reach;         /* [pieces]: the last piece's index + 1 up to which one difference of totals is right */
    plan_run *runs;
    run_table *run_tables;   /* [runs][stretches] */
    plan_value *values;      /* [specs] */
    uint32_t missing;        /* cell of all marks of the academic year, or ATTEND_NONE when there is no year */
    uint32_t *order;         /* workspace: cells by group */
    uint32_t *same;          /* workspace: which lane or window stands for each */
    uint32_t *bounds;        /* workspace: slots where cells begin and end */
} plan;

/* Takes the plan's memory; with a counting arena its size is found so. */
void attend__plan_take(plan *of, const register_view *view, arena *memory);

/* Fills a plan whose memory has been taken. */
void attend__plan_make(plan *of);

/* Second half of making: lanes into groups, groups into tables and pieces. */
void attend__plan_group(plan *of);

#endif
