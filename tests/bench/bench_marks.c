/* How fast the batch is: a whole school year of many pupils under the statutory policy of England, as a grid and as rows.
 * Prints marks a second, and how that compares with reading the same bytes once. To be run by hand.
 * usage: bench_marks [pupils] */
#define _POSIX_C_SOURCE 200809L

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
        fprintf(stderr, "bench_marks: %s\n", what);
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

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void load(bench *b)
{
    attend_document documents[2], calendar = {calendar_text, sizeof calendar_text - 1, ATTEND_DOCUMENT_ROOT, 0};
    size_t size = 0;
    require(attend_pack_find("gb-eng-statutory", &documents[0]) == ATTEND_OK, "the policy is not bundled");
    require(attend_pack_find("gb-eng-codes", &documents[1]) == ATTEND_OK, "the codes are not bundled");
    documents[0].flags = ATTEND_DOCUMENT_ROOT;
    require(attend_document_size(documents, 2, &size, NULL) == ATTEND_OK, "the documents are too large");
    require(attend_policy_load(memory_of(size), size, documents, 2, &b->policy, NULL) == ATTEND_OK, "the policy is wrong");
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

/* The same marks as rows. */
static void fill_rows(bench *b)
{
    size_t row_bytes = b->grid_bytes / b->grid.n_pupils, n = 0;
    uint32_t *pupil = memory_of(b->marks * sizeof *pupil);
    int32_t *day = memory_of(b->marks * sizeof *day);
    uint8_t *session = memory_of(b->marks), *code = memory_of(b->marks);
    for (size_t at = 0; at < b->grid_bytes; at++) {
        if (b->grid.grid[at] == 0)
            continue;
        pupil[n] = (uint32_t)(at / row_bytes);
        day[n] = b->grid.first_day + (int32_t)(at % row_bytes / 2);
        session[n] = (uint8_t)(at % 2);
        code[n++] = b->grid.grid[at];
    }
    attend_register_init(&b->rows);
    b->rows.n_pupils = b->grid.n_pupils;
    b->rows.n_marks = n;
    b->rows.pupil = pupil;
    b->rows.day = day;
    b->rows.session = session;
    b->rows.code = code;
}

static void add_spells(attend_register *reg, int32_t first)
{
    attend_spell *spells = memory_of(reg->n_pupils * sizeof *spells);
    for (uint32_t i = 0; i < reg->n_pupils; i++) {
        spells[i].pupil = i;
        spells[i].from = first;
        spells[i].to = ATTEND_DAY_OPEN;
    }
    reg->spells = spells;
    reg->n_spells = reg->n_pupils;
}

static void take_columns(bench *b)
{
    size_t pupils = b->grid.n_pupils;
    size_t measures = attend_policy_count(b->policy, ATTEND_ITEM_MEASURE), flags = attend_policy_count(b->policy, ATTEND_ITEM_FLAG);
    attend_batch_init(&b->batch);
    b->batch.count = memory_of(measures * pupils * sizeof *b->batch.count);
    b->batch.of = memory_of(measures * pupils * sizeof *b->batch.of);
    b->batch.need = memory_of(measures * pupils);
    b->batch.flags = memory_of(flags * pupils);
    b->batch.missing = memory_of(pupils * sizeof *b->batch.missing);
}

/* Reading the bytes once: the least that anything can take. */
static double time_reading(const bench *b)
{
    double best = 1e9;
    uint64_t total = 0;
    for (int round = 0; round < ROUNDS; round++) {
        double start = seconds();
        uint32_t sum = 0;
        for (size_t i = 0; i < b->grid_bytes; i++)
            sum += b->grid.grid[i];
        double took = seconds() - start;
        total += sum;
        if (took < best)
            best = took;
    }
    require(total > 0, "the grid is empty");
    return best;
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

static void say(const bench *b, const char *what, double took, double reading)
{
    printf("%-28s %8.3f ms  %7.0f million marks a second  %5.1f times reading the grid\n", what, took * 1e3,
           (double)b->marks / took / 1e6, took / reading);
}

int main(int argc, char **argv)
{
    static bench b;
    long pupils = argc > 1 ? strtol(argv[1], NULL, 10) : 10000;
    require(pupils > 0 && pupils <= 1000000, "pupils: 1 to 1000000");
    load(&b);
    fill_grid(&b, (uint32_t)pupils);
    fill_rows(&b);
    take_columns(&b);
    double reading = time_reading(&b);
    printf("%ld pupils, %zu marks, %u measures, %u flags\n", pupils, b.marks,
           attend_policy_count(b.policy, ATTEND_ITEM_MEASURE), attend_policy_count(b.policy, ATTEND_ITEM_FLAG));
    say(&b, "reading the grid once", reading, reading);
    say(&b, "batch, grid, strict", time_batch(&b, &b.grid), reading);
    say(&b, "batch, rows, strict", time_batch(&b, &b.rows), reading);
    b.batch.status = memory_of((size_t)pupils * sizeof *b.batch.status);
    say(&b, "batch, grid, quarantine", time_batch(&b, &b.grid), reading);
    say(&b, "batch, rows, quarantine", time_batch(&b, &b.rows), reading);
    add_spells(&b.grid, b.grid.first_day);
    say(&b, "batch, grid with spells", time_batch(&b, &b.grid), reading);
    return 0;
}
