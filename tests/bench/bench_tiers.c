/* How fast tiers are: a school year of many pupils under five policies. Prints what it takes to read off the columns what depends on no
 * path, to fold what does, and to fold everything, and how these compare. To be run by hand.
 * usage: bench_tiers [pupils] */
#define _POSIX_C_SOURCE 200809L

#include "bench_school.h"

/* The path-free batch: every measure and flag, and no tier. */
static attend_batch values_of(const bench *b)
{
    size_t pupils = b->grid.n_pupils;
    size_t measures = attend_policy_count(b->policy, ATTEND_ITEM_MEASURE), flags = attend_policy_count(b->policy, ATTEND_ITEM_FLAG);
    attend_batch batch = ATTEND_BATCH_INIT;
    batch.count = memory_of(measures * pupils * sizeof *batch.count);
    batch.of = memory_of(measures * pupils * sizeof *batch.of);
    batch.need = memory_of(measures * pupils);
    batch.flags = memory_of(flags * pupils);
    return batch;
}

static attend_batch tiers_of(const bench *b, int since)
{
    size_t all = attend_policy_count(b->policy, ATTEND_ITEM_TIERS) * (size_t)b->grid.n_pupils;
    attend_batch batch = ATTEND_BATCH_INIT;
    batch.tier = memory_of(all);
    batch.possible = memory_of(all * sizeof *batch.possible);
    batch.provisional = memory_of(all);
    batch.since = since ? memory_of(all * sizeof *batch.since) : NULL;
    return batch;
}

static double timed(bench *b, attend_batch batch)
{
    b->batch = batch;
    return time_batch(b, &b->grid);
}

static void say(const char *what, double took, double free_of_path)
{
    printf("%-58s %8.2f ms  %6.1f times the path-free batch\n", what, took * 1e3, took / free_of_path);
}

int main(int argc, char **argv)
{
    static const char *const five[] = {"gb-eng-process", "gb-eng-mtss", "gb-eng-foundations", "gb-eng-relational", "gb-eng-practice",
                                       "gb-eng-statutory", "gb-eng-codes"};
    static const char *const free_of_path[] = {"gb-eng-mtss", "gb-eng-foundations", "gb-eng-relational", "gb-eng-statutory", "gb-eng-codes"};
    static const char *const statutory[] = {"gb-eng-statutory", "gb-eng-codes"};
    static bench b, bands, values;
    long pupils = argc > 1 ? strtol(argv[1], NULL, 10) : 10000;
    require(pupils > 0 && pupils <= 1000000, "pupils: 1 to 1000000");
    load(&values, statutory, 2, 1);
    fill_grid(&values, (uint32_t)pupils);
    load(&bands, free_of_path, 5, 3);
    bands.grid = values.grid;
    load(&b, five, 7, 5);
    b.grid = values.grid;
    printf("%ld pupils, %zu marks, %u policies with tiers\n", pupils, values.marks, attend_policy_count(b.policy, ATTEND_ITEM_TIERS));
    double least = timed(&values, values_of(&values));
    say("path-free batch: all measures and flags of the statute", least, least);
    say("three policies of bands and lists, straight from the columns", timed(&bands, tiers_of(&bands, 0)), least);
    say("five policies, tiers", timed(&b, tiers_of(&b, 0)), least);
    say("five policies, tiers and since when", timed(&b, tiers_of(&b, 1)), least);
    return 0;
}
