/* The tiers of a pupil: batch, traces and reason agree with each other, and with what was worked out by hand. */
#include "vector_subject.h"

#include <string.h>

#include "engine/fold/fold.h"

/* -- by every way there is -- */

static attend_tier_decision *trace_of(subject *s, const attend_register *reg, uint32_t pupil, int32_t from, uint32_t flags,
                                      uint32_t *n)
{
    size_t size = 0;
    void *work = workspace(s, reg, &size);
    attend_finding error;
    uint32_t most = s->n_tiers * (uint32_t)(s->as_of - from + 1);
    attend_tier_decision *rows = case_memory(s->c, most, sizeof *rows);
    attend_status status = attend_trace(s->policy, s->calendar, reg, pupil, from, s->as_of, flags, work, size, rows, most, n,
                                        &error);
    if (status != ATTEND_OK)
        case_fail(s->c, "pupil %u: attend_trace gives %s", (unsigned)pupil, attend_status_name(status));
    return rows;
}

static bool is_change(const attend_tier_decision *a, const attend_tier_decision *b)
{
    return a->possible != b->possible || a->computed != b->computed || a->provisional != b->provisional ||
           a->overridden != b->overridden;
}

/* The rows of a day follow those of the day before, the changes are those of the days, and `since` is when the stretch began. */
static void check_days(subject *s, const tier_days *days, uint32_t pupil)
{
    uint32_t n = s->n_tiers, changes = 0;
    if (days->n_daily != n * (uint32_t)(s->as_of - days->first_day + 1)) {
        case_fail(s->c, "pupil %u: %u rows of a daily trace", (unsigned)pupil, (unsigned)days->n_daily);
        return;
    }
    for (uint32_t i = 0; i < days->n_daily; i++) {
        const attend_tier_decision *row = &days->daily[i], *before = i < n ? NULL : row - n;
        int32_t since = before && before->possible == row->possible ? before->since : row->day;
        if (row->tiers != i % n || row->day != days->first_day + (int32_t)(i / n) || row->since != since)
            case_fail(s->c, "pupil %u: row %u of a daily trace, day %d, since %d", (unsigned)pupil, (unsigned)i, (int)row->day,
                      (int)row->since);
        if (!before || is_change(row, before)) {
            if (changes >= days->n_changes || memcmp(row, &days->changes[changes], sizeof *row) != 0)
                case_fail(s->c, "pupil %u: change %u is not that of the days", (unsigned)pupil, (unsigned)changes);
            changes++;
        }
    }
    if (changes != days->n_changes)
        case_fail(s->c, "pupil %u: %u changes, not %u", (unsigned)pupil, (unsigned)days->n_changes, (unsigned)changes);
}

static void check_batch(subject *s, const columns *out, uint32_t pupil, const attend_tier_decision *row, uint32_t n_tiers)
{
    size_t at = (size_t)row->tiers * s->reg.n_pupils + pupil;
    int tier = out->batch.tier[at];
    uint32_t first = row->at_least;
    for (uint32_t bit = 0; bit < n_tiers && !(row->possible >> bit & 1u); bit++)
        first--;
    if (out->batch.possible[at] != row->possible || out->batch.computed[at] != row->computed ||
        out->batch.since[at] != row->since || out->batch.provisional[at] != row->provisional ||
        (row->tier == ATTEND_NONE ? tier != -1 : row->tier != first + (uint32_t)tier))
        case_fail(s->c, "pupil %u: batch and trace differ: %#x and %#x possible", (unsigned)pupil,
                  (unsigned)out->batch.possible[at], (unsigned)row->possible);
}

/* Whether the root has a part with this operator that is true. */
static bool has_true(const reason_set *set, int32_t op)
{
    for (uint32_t i = 1; i < set->n; i++) {
        if (set->rows[i].parent == 0 && set->rows[i].op == op)
            return set->rows[i].truth == ATTEND_TRUE;
    }
    return false;
}

static void check_root(subject *s, uint32_t pupil, const attend_tier_decision *row, uint32_t n_tiers)
{
    static reason_set set;
    if (!get_reason(s, &s->reg, pupil, ATTEND_ITEM_TIERS, row->tiers, &set))
        return;
    const attend_reason *root = &set.rows[0];
    uint32_t told = 0;
    for (uint32_t i = 1; i < set.n; i++)
        told += set.rows[i].op == ATTEND_OP_TIER && set.rows[i].parent == 0;
    if (root->op != ATTEND_OP_TIERS || root->item != row->tiers || root->count != row->possible || root->of != row->computed ||
        root->first_day != row->since || root->last_day != row->day || told != n_tiers ||
        root->truth != (row->tier == ATTEND_NONE ? ATTEND_UNKNOWN : ATTEND_TRUE) ||
        has_true(&set, ATTEND_OP_OVERRIDE) != row->overridden || has_true(&set, ATTEND_OP_PROVISIONAL) != row->provisional)
        case_fail(s->c, "pupil %u: reason and trace differ: %#x and %#x possible", (unsigned)pupil, (unsigned)root->count,
                  (unsigned)row->possible);
    if ((needs_of(s, pupil, &set).n > 0) != (row->tier == ATTEND_NONE))
        case_fail(s->c, "pupil %u: %s", (unsigned)pupil, row->tier == ATTEND_NONE ? "nothing is needed" : "something is needed");
}

tier_days check_tiers_of(subject *s, const columns *out, uint32_t pupil, const attend_register *grid)
{
    tier_days days, of_grid;
    int32_t start = attend__calendar_start(s->calendar);
    days.first_day = of_grid.first_day = start < s->as_of ? start : s->as_of;
    days.daily = trace_of(s, &s->reg, pupil, days.first_day, ATTEND_TRACE_DAILY, &days.n_daily);
    days.changes = trace_of(s, &s->reg, pupil, days.first_day, 0, &days.n_changes);
    of_grid.daily = trace_of(s, grid, pupil, days.first_day, ATTEND_TRACE_DAILY, &of_grid.n_daily);
    if (of_grid.n_daily != days.n_daily || memcmp(days.daily, of_grid.daily, days.n_daily * sizeof *days.daily) != 0)
        case_fail(s->c, "pupil %u: the traces of the long form and of the grid differ", (unsigned)pupil);
    check_days(s, &days, pupil);
    for (uint32_t i = 0; i < s->n_tiers && days.n_daily >= s->n_tiers; i++) {
        const attend_tier_decision *last = &days.daily[days.n_daily - s->n_tiers + i];
        uint32_t first, n_tiers = 0;
        if (attend_tiers_range(s->policy, i, &first, &n_tiers) != ATTEND_OK || last->at_least < first)
            case_fail(s->c, "tiers %u have no range", (unsigned)i);
        check_batch(s, out, pupil, last, n_tiers);
        check_root(s, pupil, last, n_tiers);
    }
    return days;
}

/* -- what is expected -- */

/* The plain id of a tier; "null" for none. */
static const char *tier_id(const subject *s, uint32_t tier)
{
    attend_item item;
    return attend_policy_item(s->policy, ATTEND_ITEM_TIER, tier, &item) == ATTEND_OK ? plain_id(&item) : "null";
}

static const char *text_or_null(vector_case *c, uint32_t token)
{
    return case_is_null(c, token) ? "null" : case_text(c, token, NULL);
}

static uint32_t find_list(subject *s, uint32_t key)
{
    const char *policy = case_text(s->c, key, NULL);
    uint32_t item = ATTEND_NONE;
    if (attend_policy_find(s->policy, ATTEND_ITEM_TIERS, policy, &item) != ATTEND_OK)
        case_fail(s->c, "%s has no tiers", policy);
    return item;
}

/* Whether the bits are those of the tiers in a list of ids, the least intensive first. */
static bool are_tiers(subject *s, uint32_t tiers, uint32_t bits, uint32_t list)
{
    vector_case *c = s->c;
    uint32_t first = 0, count = 0, at = case_first(c, list);
    if (attend_tiers_range(s->policy, tiers, &first, &count) != ATTEND_OK)
        return false;
    for (uint32_t bit = 0; bit < count; bit++) {
        if (!(bits >> bit & 1u))
            continue;
        if (at == ATTEND_NONE || strcmp(case_text(c, at, NULL), tier_id(s, first + bit)) != 0)
            return false;
        at = case_next(c, list, at);
    }
    return at == ATTEND_NONE;
}

static bool are_needs(subject *s, uint32_t pupil, uint32_t tiers, uint32_t list)
{
    static reason_set set;
    uint32_t n = 0;
    if (!get_reason(s, &s->reg, pupil, ATTEND_ITEM_TIERS, tiers, &set))
        return false;
    need_list found = needs_of(s, pupil, &set);
    for (uint32_t at = case_first(s->c, list); at != ATTEND_NONE; at = case_next(s->c, list, at), n++) {
        if (n >= found.n || strcmp(found.names[n], case_text(s->c, at, NULL)) != 0)
            return false;
    }
    return n == found.n;
}

static bool is_as_expected(subject *s, uint32_t pupil, const attend_tier_decision *row, const char *key, uint32_t value)
{
    vector_case *c = s->c;
    if (strcmp(key, "tier") == 0)
        return strcmp(tier_id(s, row->tier), text_or_null(c, value)) == 0;
    if (strcmp(key, "at_least") == 0)
        return strcmp(tier_id(s, row->at_least), case_text(c, value, NULL)) == 0;
    if (strcmp(key, "at_most") == 0)
        return strcmp(tier_id(s, row->at_most), case_text(c, value, NULL)) == 0;
    if (strcmp(key, "needs") == 0)
        return are_needs(s, pupil, row->tiers, value);
    if (strcmp(key, "since") == 0)
        return row->since == case_day(c, value);
    if (strcmp(key, "provisional") == 0)
        return row->provisional == case_is_true(c, value);
    if (strcmp(key, "overridden") == 0)
        return row->overridden == case_is_true(c, value);
    return strcmp(key, "computed") == 0 && are_tiers(s, row->tiers, row->computed, value);
}

void check_tiers(subject *s, const tier_days *days, uint32_t pupil, uint32_t expected)
{
    vector_case *c = s->c;
    for (uint32_t key = case_first(c, expected); key != ATTEND_NONE; key = case_next(c, expected, key)) {
        uint32_t item = find_list(s, key);
        if (item == ATTEND_NONE || days->n_daily < s->n_tiers)
            continue;
        const attend_tier_decision *row = &days->daily[days->n_daily - s->n_tiers + item];
        for (uint32_t part = case_first(c, key + 1); part != ATTEND_NONE; part = case_next(c, key + 1, part)) {
            const char *name = case_text(c, part, NULL);
            if (!is_as_expected(s, pupil, row, name, part + 1))
                case_fail(c, "pupil %u: %s of %s is another: tier %s, %#x of %#x possible", (unsigned)pupil, name,
                          case_text(c, key, NULL), tier_id(s, row->tier), (unsigned)row->possible, (unsigned)row->computed);
        }
    }
}

static bool is_trace_row(subject *s, const attend_tier_decision *row, uint32_t expected)
{
    vector_case *c = s->c;
    return row->day == case_day(c, case_at(c, expected, 0)) &&
           strcmp(tier_id(s, row->tier), text_or_null(c, case_at(c, expected, 1))) == 0 &&
           are_tiers(s, row->tiers, row->possible, case_at(c, expected, 2));
}

/* The changes of a list, without those in which the same tiers stay possible. */
static void check_trace_of(subject *s, const tier_days *days, uint32_t pupil, uint32_t item, uint32_t list)
{
    vector_case *c = s->c;
    uint32_t at = case_first(c, list), possible = 0;
    for (uint32_t i = 0; i < days->n_changes; i++) {
        const attend_tier_decision *row = &days->changes[i];
        char day[11] = "?";
        if (row->tiers != item || row->possible == possible)
            continue;
        possible = row->possible;
        (void)attend_day_format(row->day, day, sizeof day, NULL);
        if (at == ATTEND_NONE || !is_trace_row(s, row, at)) {
            case_fail(c, "pupil %u: the trace has tier %s, %#x possible, on %s", (unsigned)pupil, tier_id(s, row->tier),
                      (unsigned)possible, day);
            return;
        }
        at = case_next(c, list, at);
    }
    if (at != ATTEND_NONE)
        case_fail(c, "pupil %u: the trace is too short", (unsigned)pupil);
}

void check_trace(subject *s, const tier_days *days, uint32_t pupil, uint32_t expected)
{
    for (uint32_t key = case_first(s->c, expected); key != ATTEND_NONE; key = case_next(s->c, expected, key)) {
        uint32_t item = find_list(s, key);
        if (item != ATTEND_NONE)
            check_trace_of(s, days, pupil, item, key + 1);
    }
}
