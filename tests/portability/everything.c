/* Prints everything that is decided about a made-up school: digest, every value, flag and reason. On every machine the same
 * bytes must come out; tests/portability/run.sh compares a 32-bit and a big-endian one with this one. */
#include <attend/attend.h>
#include <stdalign.h>
#include <stdio.h>

enum { PUPILS = 60, WEEKS = 12, ROW = WEEKS * 14, MEASURES_MAX = 64 };

static alignas(16) unsigned char policy_memory[1 << 20], calendar_memory[1 << 18], work[1 << 20];
static uint8_t grid[PUPILS * ROW];
static int64_t count[MEASURES_MAX * PUPILS], of[MEASURES_MAX * PUPILS];
static int8_t need[MEASURES_MAX * PUPILS], flags[MEASURES_MAX * PUPILS];
static uint32_t missing[PUPILS];
static char text[1 << 16];

static int check(attend_status status, const char *what)
{
    if (status != ATTEND_OK)
        fprintf(stderr, "%s: %s\n", what, attend_status_text(status));
    return status == ATTEND_OK;
}

/* Every code in turn, with gaps, weekends left out. */
static void fill_grid(void)
{
    uint32_t dice = 12345;
    for (int pupil = 0; pupil < PUPILS; pupil++)
        for (int slot = 0; slot < ROW; slot++) {
            dice = dice * 1664525u + 1013904223u;
            const uint8_t usual = slot % 2 ? 2 : 1;
            const uint8_t code = (dice >> 24) % 100 < (uint32_t)pupil ? (uint8_t)(1 + (dice >> 16) % 38) : usual;
            if (slot % 14 < 10 && (dice >> 8) % 50 != 0)
                grid[pupil * ROW + slot] = code;
        }
}

static int print_reasons(const attend_policy *policy, const attend_calendar *calendar, const attend_register *reg, int32_t today)
{
    static const int32_t kinds[] = {ATTEND_ITEM_FLAG, ATTEND_ITEM_MEASURE}, formats[] = {ATTEND_TEXT, ATTEND_JSON};
    attend_reason rows[32];
    uint32_t n_rows = 0;
    size_t size = 0;
    for (uint32_t pupil = 0; pupil < PUPILS; pupil += 7)
        for (int kind = 0; kind < 2; kind++)
            for (uint32_t item = 0; item < attend_policy_count(policy, kinds[kind]); item++)
                for (int format = 0; format < 2; format++) {
                    if (!check(attend_reasons(policy, calendar, reg, pupil, today, kinds[kind], item, work, sizeof work, rows, 32,
                                              &n_rows, NULL), "reasons") ||
                        !check(attend_reason_text(policy, rows, n_rows, formats[format], text, sizeof text, &size), "text"))
                        return 0;
                    puts(text);
                }
    return 1;
}

int main(void)
{
    attend_document documents[2];
    const attend_policy *policy;
    const attend_calendar *calendar;
    attend_register reg = ATTEND_REGISTER_INIT;
    attend_batch batch = ATTEND_BATCH_INIT;
    size_t size = 0;
    attend_pack_find("gb-eng-statutory", &documents[0]);
    attend_pack_find("gb-eng-codes", &documents[1]);
    documents[0].flags = ATTEND_DOCUMENT_ROOT;
    if (!check(attend_policy_load(policy_memory, sizeof policy_memory, documents, 2, &policy, NULL), "policy") ||
        !check(attend_policy_digest(policy, text, sizeof text, &size), "digest"))
        return 1;
    puts(text);
    fill_grid();
    reg.grid = grid, reg.n_pupils = PUPILS, reg.n_weeks = WEEKS;
    attend_day_parse("2024-07-01", 10, &reg.first_day); /* over the end of a school year and a change of codes */
    const int32_t today = reg.first_day + WEEKS * 7 - 3;
    if (!check(attend_calendar_derive(calendar_memory, sizeof calendar_memory, policy, &reg, today, &size, &calendar, NULL, 0,
                                      NULL), "calendar"))
        return 1;
    batch.count = count, batch.of = of, batch.need = need, batch.flags = flags, batch.missing = missing;
    if (!check(attend_batch_run(policy, calendar, &reg, today, work, sizeof work, &batch, NULL), "batch"))
        return 1;
    for (uint32_t i = 0; i < attend_policy_count(policy, ATTEND_ITEM_MEASURE) * PUPILS; i++)
        printf("%lld/%lld/%d\n", (long long)count[i], (long long)of[i], need[i]);
    for (uint32_t i = 0; i < attend_policy_count(policy, ATTEND_ITEM_FLAG) * PUPILS; i++) printf("%d ", flags[i]);
    for (uint32_t i = 0; i < PUPILS; i++) printf("%u ", (unsigned)missing[i]);
    return print_reasons(policy, calendar, &reg, today) ? 0 : 1;
}
