/* How fast the batch is: a whole school year of many pupils under the statutory policy of England, as a grid and as rows.
 * Prints marks a second, and how that compares with reading the same bytes once. To be run by hand.
 * usage: bench_marks [pupils] */
#define _POSIX_C_SOURCE 200809L

#include "bench_school.h"

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
    static const char *const ids[] = {"gb-eng-statutory", "gb-eng-codes"};
    load(&b, ids, 2, 1);
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
