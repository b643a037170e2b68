/* A calendar made from a register: school days are those on which somebody was marked (semantics.md 2). */
#include "base/arena.h"
#include "base/day.h"
#include "base/text.h"
#include "register/rows.h"

#define ID_BYTES 8u     /* "2025-26" */
#define SPARSE_SHARE 20 /* one in twenty: 5 % */

/* While pupils are counted this stands in the place of a calendar_day. Rows are sorted by pupil, so a day that meets the
 * same pupil again meets it before any other. */
typedef struct day_count {
    uint32_t pupils;
    uint32_t last_pupil;
} day_count;

_Static_assert(sizeof(day_count) == sizeof(calendar_day), "counts and days share their memory");

/* The days with a mark that says school was held. */
typedef struct tally {
    int32_t first, last; /* first > last: none */
    day_count *counts;   /* from the calendar's first day; NULL while first and last are looked for */
    int32_t counts_first;
} tally;

/* Where the parts of a derived calendar lie. */
typedef struct layout {
    attend_calendar *calendar;
    uint32_t days, years, sessions, text;
    int32_t first_day;
    uint32_t n_days;
    int32_t first_year;
    uint32_t n_years;
    size_t bytes;
} layout;

static void add_mark(tally *t, uint32_t pupil, int32_t day)
{
    if (!t->counts) {
        t->first = day < t->first ? day : t->first;
        t->last = day > t->last ? day : t->last;
        return;
    }
    day_count *count = &t->counts[day - t->counts_first];
    if (count->pupils == 0 || count->last_pupil != pupil) {
        count->pupils++;
        count->last_pupil = pupil;
    }
}

/* Whether a day may still change the tally; another thread may have written a row since the days were laid out. */
static bool is_wanted(const tally *t, int32_t day)
{
    bool inside = day >= t->first && day <= t->last;
    return t->counts ? inside : !inside;
}

static bool says_school(const register_view *view, epoch_cache *epoch, int32_t day, uint8_t code)
{
    return code && view->known[code] &&
           !(classes_on(view->policy, epoch, day, code) & view->policy->administrative);
}

static attend_status tally_long(const register_view *view, tally *t)
{
    const attend_register *reg = &view->reg;
    epoch_cache epoch = {0, 0, NULL};
    uint32_t before = 0;
    for (size_t row = 0; row < reg->n_marks; row++) {
        uint32_t pupil = mark_pupil(reg, row);
        int32_t day = mark_day(reg, row);
        if (pupil >= reg->n_pupils)
            return ATTEND_E_RANGE;
        if (pupil < before)
            return ATTEND_E_ORDER;
        before = pupil;
        if (!is_wanted(t, day) || !attend__day_ok(day) || day > view->as_of)
            continue;
        if (mark_session(reg, row) < view->sessions_per_day && says_school(view, &epoch, day, mark_code(reg, row)))
            add_mark(t, pupil, day);
    }
    return ATTEND_OK;
}

static void tally_pupil(const register_view *view, tally *t, uint32_t pupil, int32_t last)
{
    const uint8_t *bytes = view->reg.grid + (size_t)pupil * view->reg.grid_stride;
    epoch_cache epoch = {0, 0, NULL};
    for (int32_t day = view->reg.first_day; day <= last; day++, bytes += view->sessions_per_day) {
        if (!is_wanted(t, day))
            continue;
        for (uint32_t slot = 0; slot < view->sessions_per_day; slot++) {
            if (bytes[slot] && says_school(view, &epoch, day, bytes[slot])) {
                add_mark(t, pupil, day);
                break;
            }
        }
    }
}

static attend_status tally_all(const register_view *view, tally *t)
{
    if (!view->reg.grid)
        return tally_long(view, t);
    int64_t last = (int64_t)view->reg.first_day + 7 * (int64_t)view->reg.n_weeks - 1;
    if (last > view->as_of)
        last = view->as_of;
    for (uint32_t pupil = 0; pupil < view->reg.n_pupils; pupil++)
        tally_pupil(view, t, pupil, (int32_t)last);
    return ATTEND_OK;
}

/* The calendar year in which the academic year of a day begins. */
static int32_t academic_year(int32_t day)
{
    int32_t year = 0, month = 0, day_of_month = 0;
    (void)attend_day_to_civil(day, &year, &month, &day_of_month); /* the day is supported */
    return month >= 8 ? year : year - 1;
}

/* 1 August of a year, or the first or last supported day when that is outside what is supported. */
static int32_t year_start(int32_t year)
{
    int32_t day = ATTEND_DAY_FIRST;
    if (attend_day_from_civil(year, 8, 1, &day) != ATTEND_OK && year > academic_year(ATTEND_DAY_FIRST))
        day = ATTEND_DAY_LAST + 1;
    return day;
}

static uint32_t place(arena *memory, size_t n, size_t item_size)
{
    uint32_t at = (uint32_t)memory->low;
    (void)attend__arena_keep(memory, n, item_size); /* the caller looks at short_of */
    return at;
}

static size_t names_bytes(const attend_policy *policy)
{
    const item_record *sessions = POLICY_ROWS(policy, sessions, item_record);
    size_t bytes = 0;
    for (uint32_t i = 0; i < policy->sessions.count; i++)
        bytes += strlen(policy_text(policy, sessions[i].id)) + 1;
    return bytes;
}

static void lay_out(const register_view *view, const tally *t, arena *memory, layout *out)
{
    bool any = t->first <= t->last;
    out->first_day = attend__monday(any ? t->first : view->as_of);
    out->n_days = any ? (uint32_t)(attend__monday(t->last) + 7 - out->first_day) : 0;
    out->first_year = any ? academic_year(t->first) : 0;
    out->n_years = any ? (uint32_t)(academic_year(ATTEND_DAY_LAST) - out->first_year + 1) : 0;
    out->calendar = attend__arena_keep(memory, 1, sizeof *out->calendar);
    out->days = place(memory, out->n_days, sizeof(calendar_day));
    out->years = place(memory, out->n_years, sizeof(calendar_period));
    out->sessions = place(memory, view->policy->sessions.count, sizeof(uint32_t));
    out->text = place(memory, out->n_years * ID_BYTES + names_bytes(view->policy), 1);
    out->bytes = attend__arena_bytes(memory);
}

static void put_year_id(int32_t year, char *id)
{
    sink out = attend__sink(id, ID_BYTES);
    attend__put_int(&out, year);
    attend__put_char(&out, '-');
    attend__put_char(&out, (char)('0' + (year + 1) / 10 % 10));
    attend__put_char(&out, (char)('0' + (year + 1) % 10));
    (void)attend__sink_finish(&out, NULL); /* a year has four digits */
}

static void write_years(const layout *at)
{
    char *block = (char *)at->calendar;
    calendar_period *years = (calendar_period *)(void *)(block + at->years);
    for (uint32_t i = 0; i < at->n_years; i++) {
        int32_t year = at->first_year + (int32_t)i;
        years[i].from = year_start(year);
        years[i].to = year_start(year + 1) - 1;
        years[i].id = at->text + i * ID_BYTES;
        years[i].parent = ATTEND_NONE;
        put_year_id(year, block + years[i].id);
    }
}

static void write_sessions(const attend_policy *policy, const layout *at)
{
    char *block = (char *)at->calendar;
    const item_record *sessions = POLICY_ROWS(policy, sessions, item_record);
    uint32_t *names = (uint32_t *)(void *)(block + at->sessions);
    uint32_t text = at->text + at->n_years * ID_BYTES;
    for (uint32_t i = 0; i < policy->sessions.count; i++) {
        const char *name = policy_text(policy, sessions[i].id);
        size_t size = strlen(name) + 1;
        memcpy(block + text, name, size);
        names[i] = text;
        text += (uint32_t)size;
    }
}

static void write_head(const attend_policy *policy, const layout *at)
{
    attend_calendar *calendar = at->calendar;
    calendar->magic = CALENDAR_MAGIC;
    calendar->sessions_per_day = policy->sessions_per_day;
    calendar->bytes = at->bytes;
    calendar->first_day = at->first_day;
    calendar->n_days = at->n_days;
    calendar->document_first = INT32_MIN;
    calendar->document_last = INT32_MAX;
    calendar->derived = 1;
    calendar->days = (table){at->days, at->n_days};
    calendar->years = (table){at->years, at->n_years};
    calendar->terms = calendar->half_terms = calendar->closures = (table){at->text, 0};
    calendar->sessions = (table){at->sessions, policy->sessions.count};
}

/* Turns the counts into days and gives the sparse ones as findings. */
static void write_days(const register_view *view, const layout *at, row_findings *list)
{
    calendar_day *days = (calendar_day *)(void *)((char *)at->calendar + at->days);
    for (uint32_t i = 0; i < at->n_days; i++) {
        day_count count;
        memcpy(&count, &days[i], sizeof count);
        memset(&days[i], 0, sizeof days[i]);
        if (count.pupils == 0)
            continue;
        days[i].sessions = (uint8_t)((1u << view->sessions_per_day) - 1);
        if ((uint64_t)count.pupils * SPARSE_SHARE < view->reg.n_pupils)
            attend__row_finding(list, ATTEND_F_SPARSE_DAY, ATTEND_NONE, NO_ROW, NO_ROW, at->first_day + (int32_t)i,
                                ATTEND_ROWS_MARKS);
    }
    attend__calendar_sum(days, at->n_days);
}

static attend_status find_span(const register_view *view, tally *t)
{
    t->first = INT32_MAX;
    t->last = INT32_MIN;
    t->counts = NULL;
    attend_status status = tally_all(view, t);
    if (status != ATTEND_OK)
        return status;
    return t->first <= t->last && t->last - t->first >= (int32_t)CALENDAR_DAYS_MAX ? ATTEND_E_LIMIT : ATTEND_OK;
}

static attend_status build(const register_view *view, tally *t, arena *memory, row_findings *list)
{
    layout at;
    lay_out(view, t, memory, &at);
    t->counts = (day_count *)(void *)((char *)at.calendar + at.days);
    t->counts_first = at.first_day;
    attend_status status = tally_all(view, t);
    if (status != ATTEND_OK)
        return status;
    write_head(view->policy, &at);
    write_years(&at);
    write_sessions(view->policy, &at);
    write_days(view, &at, list);
    return ATTEND_OK;
}

static size_t bytes_wanted(const register_view *view, const tally *t)
{
    arena counting;
    layout at;
    (void)attend__arena_init(&counting, NULL, 0); /* NULL is aligned */
    lay_out(view, t, &counting, &at);
    return at.bytes;
}

attend_status attend_calendar_derive(void *memory, size_t size, const attend_policy *policy, const attend_register *reg,
                                     int32_t as_of, size_t *need, const attend_calendar **calendar,
                                     attend_row_finding *findings, size_t capacity, size_t *n_findings)
{
    arena block;
    register_view view;
    tally t;
    row_findings list = {findings, capacity, 0, 0};
    if (!need || (memory && !calendar) || (!memory && size) || (capacity && !findings) ||
        !attend__arena_init(&block, memory, size))
        return ATTEND_E_ARGUMENT;
    attend_status status = attend__register_open(policy, reg, as_of, &view);
    if (status == ATTEND_OK)
        status = find_span(&view, &t);
    if (status != ATTEND_OK)
        return status;
    *need = bytes_wanted(&view, &t);
    if (block.size < *need)
        return ATTEND_E_SPACE;
    status = build(&view, &t, &block, &list);
    if (status != ATTEND_OK)
        return status;
    *calendar = memory;
    if (n_findings)
        *n_findings = list.count;
    return ATTEND_OK;
}
