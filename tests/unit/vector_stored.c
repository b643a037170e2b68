/* A stored case, carried forward in random pieces with only the new rows of each. */
#include "vector_subject.h"

#include <string.h>

#define SPLITS 3
#define TIERS_MAX 16u /* lists of tiers in one policy set of the vectors */

typedef struct stored {
    subject *s;
    uint32_t pupil;
    uint8_t *bytes;
    size_t size;
} stored;

static stored new_stored(subject *s, uint32_t pupil)
{
    stored made = {s, pupil, NULL, 0};
    attend_status status = attend_case_size(s->policy, &made.size);
    made.bytes = case_memory(s->c, made.size, 1);
    if (status == ATTEND_OK)
        status = attend_case_init(s->policy, made.bytes, made.size);
    if (status != ATTEND_OK)
        case_fail(s->c, "a new case gives %s", attend_status_name(status));
    return made;
}

static attend_status advance(const stored *of, const attend_register *reg, int32_t through)
{
    subject *s = of->s;
    size_t size = 0;
    void *work = workspace(s, reg, &size);
    attend_finding error;
    return attend_case_advance(s->policy, s->calendar, reg, of->pupil, through, of->bytes, of->size, work, size, &error);
}

/* -- the new rows -- */

/* The pupil's marks and events of the days after one, up to another; spells and facts whole. */
static attend_register rows_between(subject *s, uint32_t pupil, int32_t after, int32_t through)
{
    attend_register part = s->reg;
    size_t n = s->reg.n_marks;
    uint32_t *pupils = case_memory(s->c, n, sizeof *pupils);
    int32_t *days = case_memory(s->c, n, sizeof *days);
    uint8_t *sessions = case_memory(s->c, n, 1), *codes = case_memory(s->c, n, 1);
    attend_event *events = case_memory(s->c, s->reg.n_events, sizeof *events);
    part.n_marks = part.n_events = 0;
    for (size_t i = 0; i < n; i++) {
        if (s->reg.pupil[i] != pupil || s->reg.day[i] <= after || s->reg.day[i] > through)
            continue;
        pupils[part.n_marks] = pupil;
        days[part.n_marks] = s->reg.day[i];
        sessions[part.n_marks] = s->reg.session[i];
        codes[part.n_marks++] = s->reg.code[i];
    }
    for (size_t i = 0; i < s->reg.n_events; i++) {
        const attend_event *event = &s->reg.events[i];
        if (event->pupil == pupil && event->day > after && event->day <= through)
            events[part.n_events++] = *event;
    }
    part.pupil = pupils;
    part.day = days;
    part.session = sessions;
    part.code = codes;
    part.events = events;
    return part;
}

/* Likewise as a grid, in which the days up to `after` are empty; what comes after `through` is there and must not be seen. */
static attend_register cells_after(subject *s, const attend_register *grid, uint32_t pupil, int32_t after)
{
    attend_register part = *grid, rows = rows_between(s, pupil, after, INT32_MAX);
    size_t day_bytes = attend_policy_count(s->policy, ATTEND_ITEM_SESSION), row = grid->n_weeks * 7 * day_bytes;
    uint8_t *cells = case_memory(s->c, grid->n_pupils * grid->grid_stride + 1, 1);
    const uint8_t *from = grid->grid + pupil * grid->grid_stride;
    size_t done = after < grid->first_day ? 0 : (size_t)(after - grid->first_day + 1) * day_bytes;
    if (done < row)
        memcpy(cells + pupil * grid->grid_stride + done, from + done, row - done);
    part.grid = cells;
    part.events = rows.events;
    part.n_events = rows.n_events;
    return part;
}

/* -- what it says -- */

static void check_decisions(const stored *of, const tier_days *days, int32_t day)
{
    subject *s = of->s;
    attend_tier_decision rows[TIERS_MAX];
    uint32_t need = 0;
    int32_t closed = 0;
    attend_status status = attend_case_check(s->policy, of->bytes, of->size, &closed);
    if (status != ATTEND_OK || closed != day)
        case_fail(s->c, "pupil %u: a case gives %s, day %d", (unsigned)of->pupil, attend_status_name(status), (int)closed);
    status = attend_case_decide(s->policy, of->bytes, of->size, rows, TIERS_MAX, &need);
    const attend_tier_decision *wanted = &days->daily[(uint32_t)(day - days->first_day) * s->n_tiers];
    if (status != ATTEND_OK || need != s->n_tiers || memcmp(rows, wanted, need * sizeof *rows) != 0)
        case_fail(s->c, "pupil %u: a case carried to day %d gives %s, or other tiers", (unsigned)of->pupil, (int)day,
                  attend_status_name(status));
}

static void check_reason(const stored *of, int32_t kind, uint32_t item)
{
    static reason_set of_rows, of_case;
    subject *s = of->s;
    attend_register empty = rows_between(s, of->pupil, INT32_MAX, INT32_MAX);
    attend_finding error;
    size_t size = 0;
    void *work = workspace(s, &empty, &size);
    attend_status status = attend_case_reasons(s->policy, s->calendar, &empty, of->pupil, of->bytes, of->size, kind, item, work,
                                               size, of_case.rows, REASON_ROWS_MAX, &of_case.n, &error);
    if (status != ATTEND_OK || !get_reason(s, &s->reg, of->pupil, kind, item, &of_rows) || of_case.n != of_rows.n ||
        memcmp(of_case.rows, of_rows.rows, of_rows.n * sizeof *of_rows.rows) != 0)
        case_fail(s->c, "pupil %u: the reason of item %u of kind %d differs in a case, or it gives %s", (unsigned)of->pupil,
                  (unsigned)item, (int)kind, attend_status_name(status));
}

/* The measures are in the reasons of what names them. */
static void check_end(const stored *of)
{
    static const int32_t kinds[] = {ATTEND_ITEM_FLAG, ATTEND_ITEM_TIERS};
    subject *s = of->s;
    attend_finding error;
    size_t size = 0;
    void *work = workspace(s, &s->reg, &size);
    attend_status status = attend_case_current(s->policy, s->calendar, &s->reg, of->pupil, of->bytes, of->size, work, size,
                                               &error);
    if (status != ATTEND_OK)
        case_fail(s->c, "pupil %u: attend_case_current gives %s", (unsigned)of->pupil, attend_status_name(status));
    for (int i = 0; i < 2; i++) {
        for (uint32_t item = 0; item < attend_policy_count(s->policy, kinds[i]); item++)
            check_reason(of, kinds[i], item);
    }
}

/* -- splits -- */

static uint32_t roll(uint32_t *dice, uint32_t sides)
{
    *dice = *dice * 1664525u + 1013904223u;
    return (*dice >> 8) % sides;
}

static void carry(const stored *of, const tier_days *days, const attend_register *grid, uint32_t *dice)
{
    subject *s = of->s;
    uint32_t n_days = (uint32_t)(s->as_of - days->first_day) + 1, most = n_days / (1 + roll(dice, 6)) + 1;
    int32_t after = INT32_MIN;
    while (after < s->as_of) {
        int32_t through = (after == INT32_MIN ? days->first_day : after + 1) + (int32_t)roll(dice, most);
        through = through < s->as_of ? through : s->as_of;
        attend_register part = grid ? cells_after(s, grid, of->pupil, after) : rows_between(s, of->pupil, after, through);
        attend_status status = advance(of, &part, through);
        if (status != ATTEND_OK) {
            case_fail(s->c, "pupil %u: attend_case_advance gives %s", (unsigned)of->pupil, attend_status_name(status));
            return;
        }
        check_decisions(of, days, through);
        after = through;
    }
}

void check_stored(subject *s, const tier_days *days, uint32_t pupil, const attend_register *grid)
{
    uint32_t dice = pupil + (uint32_t)strlen(s->c->name) * 7919u;
    stored once = new_stored(s, pupil);
    attend_status status = advance(&once, &s->reg, s->as_of);
    if (status != ATTEND_OK)
        case_fail(s->c, "pupil %u: a case of everything gives %s", (unsigned)pupil, attend_status_name(status));
    check_end(&once);
    for (int split = 0; split < SPLITS && status == ATTEND_OK; split++) {
        stored pieces = new_stored(s, pupil);
        carry(&pieces, days, split == 1 ? grid : NULL, &dice);
        if (memcmp(pieces.bytes, once.bytes, once.size) != 0)
            case_fail(s->c, "pupil %u: a case carried in pieces has other bytes", (unsigned)pupil);
    }
}

void check_not_stored(subject *s, uint32_t pupil)
{
    stored refused = new_stored(s, pupil), fresh = new_stored(s, pupil);
    attend_status status = advance(&refused, &s->reg, s->as_of);
    if (status != ATTEND_E_DATA || memcmp(refused.bytes, fresh.bytes, fresh.size) != 0)
        case_fail(s->c, "pupil %u: a case of wrong rows gives %s, or has changed", (unsigned)pupil, attend_status_name(status));
}
