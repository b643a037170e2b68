#include "base/sort.h"
#include "policy/calendar/calendar_model.h"
#include "policy/check/parts.h"
#include "policy/format/form.h"

static int32_t day_of(const json_doc *json, uint32_t object, const char *key)
{
    int32_t day;
    attend__form_day(json, object, key, 0, &day);
    return day;
}

/* -- one year by itself -- */

static void check_inside(checker *c, uint32_t document, uint32_t period, uint32_t outer, const char *what)
{
    const json_doc *json = attend__check_json(c, document);
    char inner_day[11], outer_day[11];
    for (int is_end = 0; is_end < 2; is_end++) {
        const char *key = is_end ? "to" : "from";
        int32_t day = day_of(json, period, key), limit = day_of(json, outer, key);
        slice names[] = {attend__check_day(inner_day, day), attend__slice(what), attend__check_day(outer_day, limit)};
        if (is_end ? day > limit : day < limit)
            attend__check_add(c, document, attend__json_member(json, period, key), ATTEND_E_DATE_ORDER,
                              is_end ? "this ends on $, after its $ does ($)" : "this begins on $, before its $ does ($)",
                              names);
    }
}

/* The periods of a list: in order, inside the one around them. */
static void check_periods(checker *c, uint32_t document, uint32_t list, uint32_t outer, const char *what)
{
    const json_doc *json = attend__check_json(c, document);
    attend__check_dated(c, document, list);
    attend__check_once(c, document, list, "id");
    uint32_t item = attend__json_first(json, list);
    for (; item != ATTEND_NONE; item = attend__json_after(json, list, item))
        check_inside(c, document, item, outer, what);
}

void attend__check_year_alone(checker *c, uint32_t document, uint32_t year)
{
    const json_doc *json = attend__check_json(c, document);
    uint32_t terms = attend__json_member(json, year, "terms");
    if (terms == ATTEND_NONE)
        return;
    check_periods(c, document, terms, year, "year");
    uint32_t term = attend__json_first(json, terms);
    for (; term != ATTEND_NONE; term = attend__json_after(json, terms, term)) {
        uint32_t halves = attend__json_member(json, term, "half_terms");
        if (halves != ATTEND_NONE)
            check_periods(c, document, halves, term, "term");
    }
}

/* -- years together: the order of a map has no meaning, so they may come in any -- */

typedef struct year_order {
    const checker *c;
    const set_entry *years;
} year_order;

static int32_t entry_day(const checker *c, const set_entry *entry, const char *key)
{
    return day_of(attend__check_json(c, entry->document), entry->value, key);
}

static int compare_years(const void *context, uint32_t a, uint32_t b)
{
    const year_order *order = context;
    int32_t from_a = entry_day(order->c, &order->years[a], "from");
    int32_t from_b = entry_day(order->c, &order->years[b], "from");
    return from_a != from_b ? (from_a < from_b ? -1 : 1) : a < b ? -1 : a > b;
}

static void check_follows(checker *c, const set_entry *before, const set_entry *year)
{
    char begins[11], ends[11];
    int32_t from = entry_day(c, year, "from"), to = entry_day(c, before, "to");
    slice names[] = {attend__check_day(begins, from), attend__json_raw(attend__check_json(c, before->document), before->key),
                     attend__check_day(ends, to)};
    if (from <= to)
        attend__check_add(c, year->document,
                          attend__json_member(attend__check_json(c, year->document), year->value, "from"),
                          ATTEND_E_DATE_ORDER, "this year begins on $, but '$' ends on $: years may not share a day",
                          names);
}

static void check_years(checker *c)
{
    const set_document *doc = &c->set->documents[c->scope];
    const set_entry *years = doc->entries + doc->first[SECTION_YEARS];
    uint32_t n = doc->first[SECTION_YEARS + 1] - doc->first[SECTION_YEARS];
    size_t mark = c->work->high;
    uint32_t *index = attend__arena_work(c->work, n, sizeof *index);
    if (!index)
        return;
    for (uint32_t i = 0; i < n; i++)
        index[i] = i;
    year_order order = {c, years};
    attend__sort(index, n, compare_years, &order);
    for (uint32_t k = 1; k < n; k++)
        check_follows(c, &years[index[k - 1]], &years[index[k]]);
    attend__arena_release(c->work, mark);
}

static void reach(const checker *c, section of, int32_t *first, int32_t *last)
{
    const set_document *doc = &c->set->documents[c->scope];
    for (uint32_t i = doc->first[of]; i < doc->first[of + 1]; i++) {
        int32_t from = entry_day(c, &doc->entries[i], "from"), to = entry_day(c, &doc->entries[i], "to");
        *first = from < *first ? from : *first;
        *last = to > *last ? to : *last;
    }
}

static void check_span(checker *c)
{
    const json_doc *json = attend__check_json(c, c->scope);
    uint32_t token = attend__json_member(json, 0, "years");
    int32_t first = ATTEND_DAY_LAST, last = ATTEND_DAY_FIRST;
    reach(c, SECTION_YEARS, &first, &last);
    token = token == ATTEND_NONE ? 0 : token;
    if (last < first) {
        attend__check_add(c, c->scope, token, ATTEND_E_REQUIRED,
                          "neither this calendar nor what it extends has a year", NULL);
        return;
    }
    reach(c, SECTION_OPENINGS, &first, &last); /* days that are held even outside the years */
    char begins[11], ends[11];
    slice names[] = {attend__check_day(begins, first), attend__check_day(ends, last)};
    if (last - first >= (int32_t)CALENDAR_DAYS_MAX)
        attend__check_add(c, c->scope, token, ATTEND_E_LIMIT,
                          "the years and openings span $ to $, which is more than 7320 days", names);
}

static void check_named_sessions(checker *c, section of)
{
    const set_document *doc = &c->set->documents[c->scope];
    for (uint32_t i = doc->first[of]; i < doc->first[of + 1]; i++) {
        const set_entry *entry = &doc->entries[i];
        uint32_t list = attend__json_member(attend__check_json(c, entry->document), entry->value, "sessions");
        if (list != ATTEND_NONE)
            attend__check_session_list(c, entry->document, list);
    }
}

void attend__check_calendar(checker *c)
{
    attend__check_sessions(c);
    check_years(c);
    check_span(c);
    check_named_sessions(c, SECTION_CLOSURES);
    check_named_sessions(c, SECTION_OPENINGS);
}
