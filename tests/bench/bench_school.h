/* What the benchmarks share: a school year of many pupils, and a batch over it, timed. */
#ifndef ATTEND_TESTS_BENCH_SCHOOL_H
#define ATTEND_TESTS_BENCH_SCHOOL_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "attend/attend.h"

#define ROUNDS 15
#define AS_OF "2026-07-21"

/* 38 weeks of five days: 380 sessions. */
static const char calendar_text[] =
    "{\"format\":1,\"semantics\":1,\"kind\":\"calendar\",\"id\":\"year\",\"version\":\"1\",\"title\":\"A year of 190 days\","
    "\"years\":{\"2025-26\":{\"from\":\"2025-08-01\",\"to\":\"2026-07-31\",\"terms\":["
    "{\"id\":\"a\",\"title\":\"Autumn 1\",\"from\":\"2025-09-01\",\"to\":\"2025-10-24\"},"
    "{\"id\":\"b\",\"title\":\"Autumn 2\",\"from\":\"2025-11-03\",\"to\":\"2025-12-19\"},"
    "{\"id\":\"c\",\"title\":\"Spring 1\",\"from\":\"2026-01-05\",\"to\":\"2026-02-13\"},"
    "{\"id\":\"d\",\"title\":\"Spring 2\",\"from\":\"2026-02-23\",\"to\":\"2026-03-27\"},"
    "{\"id\":\"e\",\"title\":\"Summer 1\",\"from\":\"2026-04-13\",\"to\":\"2026-05-22\"},"
    "{\"id\":\"f\",\"title\":\"Summer 2\",\"from\":\"2026-06-01\",\"to\":\"2026-07-10\"}]}}}";

typedef struct bench {
    const attend_policy *policy;
    const attend_calendar *calendar;
    attend_register grid, rows;
    attend_batch batch;
    int32_t as_of;
    size_t marks, grid_bytes;
} bench;

static void require(int condition, const char *what)
{
    if (!condition) {
        fprintf(stderr, "bench: %s\n", what);
        exit(1);
    }
}

static void *memory_of(size_t size)
{
    size_t bytes = (size / 64 + 1) * 64;
    void *memory = aligned_alloc(64, bytes);
    require(memory != NULL, "no memory");
    return memset(memory, 0, bytes);
}

/* Of this process: what else runs on the machine does not count. */
static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Bundled documents: the first n_roots of them are named. */
static void load(bench *b, const char *const ids[], uint32_t n, uint32_t n_roots)
{
    attend_document documents[ATTEND_DOCUMENTS_MAX], calendar = {calendar_text, sizeof calendar_text - 1, ATTEND_DOCUMENT_ROOT, 0};
    size_t size = 0;
    for (uint32_t i = 0; i < n; i++) {
        require(attend_pack_find(ids[i], &documents[i]) == ATTEND_OK, "a policy is not bundled");
        documents[i].flags = i < n_roots ? ATTEND_DOCUMENT_ROOT : 0;
    }
    require(attend_document_size(documents, n, &size, NULL) == ATTEND_OK, "the documents are too large");
    require(attend_policy_load(memory_of(size), size, documents, n, &b->policy, NULL) == ATTEND_OK, "the policy is wrong");
    require(attend_document_size(&calendar, 1, &size, NULL) == ATTEND_OK, "the calendar is too large");
    require(attend_calendar_load(memory_of(size), size, &calendar, 1, &b->calendar, NULL) == ATTEND_OK, "the calendar is wrong");
    require(attend_day_parse(AS_OF, strlen(AS_OF), &b->as_of) == ATTEND_OK, "the day is wrong");
}

static uint8_t code_of(const bench *b, const char *text)
{
    uint8_t code = 0;
    require(attend_code_find(b->policy, text, strlen(text), &code) == ATTEND_OK, "a code is missing");
    return code;
}

/* Absence in spells, of about 7 % altogether: half of the pupils are only ever away with leave, most others seldom without,
 * and one in ten often. */
static uint8_t mark_of(const bench *b, uint32_t *state, uint32_t pupil, uint32_t session, uint8_t before)
{
    static const char *const others[] = {"I", "M", "C", "I", "L", "O", "U", "N", "G"};
    uint8_t present = code_of(b, session == 0 ? "/" : "\\"), other_session = code_of(b, session == 0 ? "\\" : "/");
    uint32_t begins = pupil % 10 == 9 ? 80 : 22, kinds = pupil % 10 < 5 ? 5 : 9;
    *state = *state * 1664525u + 1013904223u;
    uint32_t number = *state >> 8;
    if (before != 0 && before != other_session && before != present && number % 100 < 60)
        return before;
    return number % 1000 < begins ? code_of(b, others[number / 1000 % kinds]) : present;
}

static void fill_grid(bench *b, uint32_t pupils)
{
    size_t row_bytes = 0;
    uint32_t state = 1;
    attend_register_init(&b->grid);
    require(attend_register_shape(b->calendar, b->as_of, &b->grid.first_day, &b->grid.n_weeks, &row_bytes) == ATTEND_OK,
            "the grid has no shape");
    uint8_t *grid = memory_of(pupils * row_bytes);
    for (uint32_t pupil = 0; pupil < pupils; pupil++) {
        uint8_t before = 0;
        for (size_t slot = 0; slot < row_bytes; slot++) {
            attend_calendar_day day;
            attend_calendar_get(b->calendar, b->grid.first_day + (int32_t)(slot / 2), &day);
            if ((day.sessions >> slot % 2 & 1u) == 0)
                continue;
            before = mark_of(b, &state, pupil, slot % 2, before);
            grid[pupil * row_bytes + slot] = before;
            b->marks++;
        }
    }
    b->grid.n_pupils = pupils;
    b->grid.grid = grid;
    b->grid_bytes = pupils * row_bytes;
}

static double time_batch(const bench *b, const attend_register *reg)
{
    double best = 1e9;
    size_t size = 0;
    require(attend_decision_size(b->policy, b->calendar, reg, b->as_of, &size) == ATTEND_OK, "the register is wrong");
    void *work = memory_of(size);
    for (int round = 0; round < ROUNDS; round++) {
        double start = seconds();
        require(attend_batch_run(b->policy, b->calendar, reg, b->as_of, work, size, &b->batch, NULL) == ATTEND_OK, "the batch failed");
        double took = seconds() - start;
        if (took < best)
            best = took;
    }
    free(work);
    return best;
}

#endif
