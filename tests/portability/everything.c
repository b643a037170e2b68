/* Prints everything that is decided about a made-up school: digest, every value, flag, tier, trace and reason, and the bytes of
 * stored cases. On every machine the same must come out; tests/portability/run.sh compares a 32-bit and a big-endian one with this
 * one. */
#include <attend/attend.h>
#include <stdalign.h>
#include <stdio.h>
#include <string.h>

enum { PUPILS = 60, WEEKS = 12, ROW = WEEKS * 14, MEASURES_MAX = 256, FLAGS_MAX = 64, TIERS_MAX = 8, TOLD = 14 };
enum { FACTS_MAX = 2 * PUPILS, EVENTS_MAX = 6 * PUPILS, ROWS_MAX = 128, TRACE_MAX = TIERS_MAX * WEEKS * 7 };

typedef struct school {
    const attend_policy *policy;
    const attend_calendar *calendar;
    attend_register reg;
    int32_t today;
} school;

static alignas(16) unsigned char policy_memory[4 << 20], calendar_memory[1 << 18], work[1 << 20];
static alignas(16) unsigned char case_bytes[ATTEND_CASE_BYTES_MAX];
static uint8_t grid[PUPILS * ROW], later[PUPILS * ROW];
static attend_fact facts[FACTS_MAX];
static attend_event events[EVENTS_MAX], later_events[EVENTS_MAX];
static int64_t count[MEASURES_MAX * PUPILS], of[MEASURES_MAX * PUPILS];
static int8_t need[MEASURES_MAX * PUPILS], flags[FLAGS_MAX * PUPILS], tier[TIERS_MAX * PUPILS], provisional[TIERS_MAX * PUPILS];
static uint32_t missing[PUPILS], possible[TIERS_MAX * PUPILS], computed[TIERS_MAX * PUPILS];
static int32_t since[TIERS_MAX * PUPILS];
static attend_tier_decision trace[TRACE_MAX];
static char text[1 << 18];

static int check(attend_status status, const char *what)
{
    if (status != ATTEND_OK)
        fprintf(stderr, "%s: %s\n", what, attend_status_text(status));
    return status == ATTEND_OK;
}

/* -- the school -- */

static int load(school *s)
{
    static const char *const ids[] = {"gb-eng-statutory", "gb-eng-process", "gb-eng-mtss", "gb-eng-foundations",
                                      "gb-eng-relational", "gb-eng-practice", "gb-eng-codes"};
    attend_document documents[7];
    size_t size = 0;
    for (int i = 0; i < 7; i++) {
        if (!check(attend_pack_find(ids[i], &documents[i]), ids[i]))
            return 0;
        documents[i].flags = i < 6 ? ATTEND_DOCUMENT_ROOT : 0;
    }
    if (!check(attend_policy_load(policy_memory, sizeof policy_memory, documents, 7, &s->policy, NULL), "policy") ||
        !check(attend_policy_digest(s->policy, text, sizeof text, &size), "digest"))
        return 0;
    puts(text);
    return 1;
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

static void fill_facts(school *s)
{
    for (uint32_t pupil = 0; pupil < PUPILS; pupil++)
        for (uint32_t fact = 0; fact < attend_policy_count(s->policy, ATTEND_ITEM_FACT) && fact < 2; fact++) {
            const int32_t from = s->reg.first_day + (int32_t)(pupil % 20);
            const attend_fact row = {pupil, fact, (int32_t)(pupil % 3) - 1, from, fact ? ATTEND_DAY_OPEN : from + 30, {0, 0, 0}};
            facts[s->reg.n_facts++] = row;
        }
    s->reg.facts = facts;
}

static void add_event(school *s, uint32_t pupil, int32_t day, int32_t event, uint32_t step)
{
    attend_event row = ATTEND_EVENT_INIT;
    row.pupil = pupil, row.day = day, row.event = event, row.step = step;
    if (event == ATTEND_EVENT_TIER_OVERRIDE) {
        row.tiers = pupil % attend_policy_count(s->policy, ATTEND_ITEM_TIERS), row.step = ATTEND_NONE;
        attend_tiers_range(s->policy, row.tiers, &row.item, &step);
        row.to = day + 9;
    }
    events[s->reg.n_events++] = row;
}

/* One step under way, reviewed and closed in good and in bad order; now and then a person sets the tier. */
static void fill_journal(school *s)
{
    for (uint32_t pupil = 0; pupil < PUPILS; pupil++) {
        const uint32_t step = pupil % attend_policy_count(s->policy, ATTEND_ITEM_STEP);
        const int32_t day = s->reg.first_day + (int32_t)(pupil % 11);
        add_event(s, pupil, day, ATTEND_EVENT_STARTED, step);
        add_event(s, pupil, day + 14, pupil % 4 ? ATTEND_EVENT_REVIEWED : ATTEND_EVENT_STARTED, step);
        if (pupil % 5 == 0)
            add_event(s, pupil, day + 20, ATTEND_EVENT_TIER_OVERRIDE, step);
        add_event(s, pupil, day + 25, ATTEND_EVENT_REVIEWED, step);
        if (pupil % 3)
            add_event(s, pupil, day + 40, ATTEND_EVENT_CLOSED, step);
    }
    s->reg.events = events;
}

static int fill(school *s)
{
    size_t size = 0;
    attend_register_init(&s->reg);
    fill_grid();
    s->reg.grid = grid, s->reg.n_pupils = PUPILS, s->reg.n_weeks = WEEKS;
    attend_day_parse("2024-07-01", 10, &s->reg.first_day); /* over the end of a school year and a change of codes */
    s->today = s->reg.first_day + WEEKS * 7 - 3;
    fill_facts(s);
    fill_journal(s);
    return check(attend_calendar_derive(calendar_memory, sizeof calendar_memory, s->policy, &s->reg, s->today, &size, &s->calendar,
                                        NULL, 0, NULL), "calendar");
}

/* -- what is decided -- */

static int print_columns(const school *s)
{
    attend_batch batch = ATTEND_BATCH_INIT;
    const uint32_t n_measures = attend_policy_count(s->policy, ATTEND_ITEM_MEASURE);
    const uint32_t n_flags = attend_policy_count(s->policy, ATTEND_ITEM_FLAG);
    const uint32_t n_tiers = attend_policy_count(s->policy, ATTEND_ITEM_TIERS);
    batch.count = count, batch.of = of, batch.need = need, batch.flags = flags, batch.missing = missing, batch.tier = tier;
    batch.possible = possible, batch.computed = computed, batch.since = since, batch.provisional = provisional;
    if (n_measures > MEASURES_MAX || n_flags > FLAGS_MAX || n_tiers > TIERS_MAX ||
        !check(attend_batch_run(s->policy, s->calendar, &s->reg, s->today, work, sizeof work, &batch, NULL), "batch"))
        return 0;
    for (uint32_t i = 0; i < n_measures * PUPILS; i++) printf("%lld/%lld/%d\n", (long long)count[i], (long long)of[i], need[i]);
    for (uint32_t i = 0; i < n_flags * PUPILS; i++) printf("%d ", flags[i]);
    for (uint32_t i = 0; i < PUPILS; i++) printf("%u ", (unsigned)missing[i]);
    for (uint32_t i = 0; i < n_tiers * PUPILS; i++)
        printf("%d %x %x %d %d\n", tier[i], (unsigned)possible[i], (unsigned)computed[i], (int)since[i], provisional[i]);
    return 1;
}

static void print_decisions(uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        printf("%u %d: %u %u %u %x %x %d %d %d\n", (unsigned)trace[i].tiers, (int)trace[i].day, (unsigned)trace[i].tier,
               (unsigned)trace[i].at_least, (unsigned)trace[i].at_most, (unsigned)trace[i].possible, (unsigned)trace[i].computed,
               (int)trace[i].since, (int)trace[i].provisional, (int)trace[i].overridden);
}

static int print_trace(const school *s, uint32_t pupil)
{
    uint32_t n = 0;
    if (!check(attend_trace(s->policy, s->calendar, &s->reg, pupil, s->reg.first_day, s->today, 0, work, sizeof work, trace, TRACE_MAX,
                            &n, NULL), "trace"))
        return 0;
    print_decisions(n);
    return 1;
}

static int print_reasons(const school *s, uint32_t pupil)
{
    static const int32_t kinds[] = {ATTEND_ITEM_FLAG, ATTEND_ITEM_MEASURE, ATTEND_ITEM_TIERS}, formats[] = {ATTEND_TEXT, ATTEND_JSON};
    static attend_reason rows[ROWS_MAX];
    uint32_t n_rows = 0;
    size_t size = 0;
    for (int kind = 0; kind < 3; kind++)
        for (uint32_t item = 0; item < attend_policy_count(s->policy, kinds[kind]); item++)
            for (int format = 0; format < 2; format++) {
                if (!check(attend_reasons(s->policy, s->calendar, &s->reg, pupil, s->today, kinds[kind], item, work, sizeof work, rows,
                                          ROWS_MAX, &n_rows, NULL), "reasons") ||
                    !check(attend_reason_text(s->policy, rows, n_rows, formats[format], text, sizeof text, &size), "text"))
                    return 0;
                puts(text);
            }
    return 1;
}

/* -- stored cases -- */

/* The rows of the days after one. */
static attend_register rows_after(const school *s, int32_t day)
{
    attend_register reg = s->reg;
    memcpy(later, grid, sizeof later);
    for (int pupil = 0; pupil < PUPILS; pupil++) memset(later + pupil * ROW, 0, (size_t)(day + 1 - reg.first_day) * 2);
    reg.n_events = 0;
    for (size_t i = 0; i < s->reg.n_events; i++)
        if (events[i].day > day)
            later_events[reg.n_events++] = events[i];
    reg.grid = later, reg.events = later_events;
    return reg;
}

static int print_bytes(const school *s, size_t size)
{
    uint32_t n = 0;
    for (size_t i = 0; i < size; i++) printf("%02x%s", case_bytes[i], i % 64 == 63 ? "\n" : "");
    if (!check(attend_case_decide(s->policy, case_bytes, size, trace, TRACE_MAX, &n), "decide"))
        return 0;
    print_decisions(n);
    return 1;
}

static int print_case(const school *s, uint32_t pupil)
{
    const int32_t halfway = s->reg.first_day + WEEKS * 7 / 2;
    const attend_register rest = rows_after(s, halfway);
    size_t size = 0;
    return check(attend_case_size(s->policy, &size), "size") &&
           check(attend_case_init(s->policy, case_bytes, size), "case") &&
           check(attend_case_advance(s->policy, s->calendar, &s->reg, pupil, halfway, case_bytes, size, work, sizeof work, NULL),
                 "advance") &&
           print_bytes(s, size) &&
           check(attend_case_advance(s->policy, s->calendar, &rest, pupil, s->today, case_bytes, size, work, sizeof work, NULL),
                 "advance") &&
           print_bytes(s, size);
}

int main(void)
{
    static school s;
    if (!load(&s) || !fill(&s) || !print_columns(&s))
        return 1;
    for (uint32_t pupil = 0; pupil < PUPILS; pupil++)
        if (!print_trace(&s, pupil) || (pupil % TOLD == 0 && !print_reasons(&s, pupil)) || !print_case(&s, pupil))
            return 1;
    return 0;
}
