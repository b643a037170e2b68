/* Calendar documents: from the scope of the root document to the sessions of each day. */
#include <string.h>

#include "base/arena.h"
#include "base/day.h"
#include "base/sort.h"
#include "policy/calendar/calendar_model.h"
#include "policy/check/check.h"
#include "policy/check/rules.h"
#include "policy/format/form.h"
#include "policy/set/set.h"

#define WEEKDAYS_DEFAULT 0x1Fu /* bit 0 is Monday */

typedef enum period_kind { PERIOD_YEARS, PERIOD_TERMS, PERIOD_HALF_TERMS, PERIOD_CLOSURES, PERIOD_KINDS } period_kind;

/* A calendar under way. The documents are walked twice: to count what will be kept, then to keep it. */
typedef struct loader {
    const document_set *set;
    const set_document *root;
    attend_calendar *calendar;                  /* NULL while counting */
    calendar_period *periods[PERIOD_KINDS];     /* NULL while counting */
    uint32_t n_periods[PERIOD_KINDS];
    char *text;                                 /* NULL while counting */
    size_t text_size;
    uint32_t *order;                            /* workspace: entries of a section in order of date */
    const set_entry *sessions[SESSIONS_MAX];    /* by slot; NULL: the default ones */
    uint32_t sessions_per_day;
    uint32_t weekdays;
    int32_t first, last;                        /* days that years and openings reach */
    calendar_day *days;
    int32_t first_day;                          /* a Monday */
    uint32_t n_days;
} loader;

static const json_doc *doc_of(const loader *l, const set_entry *entry)
{
    return &l->set->documents[entry->document].json;
}

static int32_t day_of(const json_doc *doc, uint32_t object, const char *key)
{
    int32_t day = 0;
    (void)attend__form_day(doc, object, key, 0, &day); /* required, and its form is right */
    return day;
}

static int compare_from(const void *context, uint32_t a, uint32_t b)
{
    const loader *l = context;
    const set_entry *first = &l->root->entries[a], *second = &l->root->entries[b];
    int32_t from_a = day_of(doc_of(l, first), first->value, "from");
    int32_t from_b = day_of(doc_of(l, second), second->value, "from");
    if (from_a != from_b)
        return from_a < from_b ? -1 : 1;
    return a < b ? -1 : a > b;
}

/* Puts the entries of a section into `order`. */
static uint32_t order_section(const loader *l, section which)
{
    uint32_t first = l->root->first[which], n = l->root->first[which + 1] - first;
    for (uint32_t i = 0; i < n; i++)
        l->order[i] = first + i;
    attend__sort(l->order, n, compare_from, l);
    return n;
}

/* Keeps a decoded string and gives its offset in the calendar. */
static uint32_t keep_string(loader *l, const json_doc *doc, uint32_t token)
{
    size_t at = l->text_size, size = attend__json_string_size(doc, token) + 1;
    l->text_size += size;
    if (!l->text)
        return 0;
    sink out = attend__sink(l->text + at, size);
    attend__json_put(doc, token, &out);
    (void)attend__sink_finish(&out, NULL); /* the string has just been measured */
    return (uint32_t)((size_t)(l->text - (char *)l->calendar) + at);
}

/* Keeps a text and gives its offset in the calendar. */
static uint32_t keep_text(loader *l, slice text)
{
    size_t at = l->text_size;
    l->text_size += text.size + 1;
    if (!l->text)
        return 0;
    memcpy(l->text + at, text.at, text.size); /* the NUL is there: memory is taken zeroed */
    return (uint32_t)((size_t)(l->text - (char *)l->calendar) + at);
}

static uint32_t keep_period(loader *l, period_kind kind, const json_doc *doc, uint32_t object, uint32_t name,
                            uint32_t parent)
{
    uint32_t index = l->n_periods[kind]++;
    uint32_t id = keep_string(l, doc, name);
    if (l->periods[kind]) {
        calendar_period *period = &l->periods[kind][index];
        period->from = day_of(doc, object, "from");
        period->to = day_of(doc, object, "to");
        period->id = id;
        period->parent = parent;
    }
    return index;
}

/* First value of a list that may be left out. */
static uint32_t first_of(const json_doc *doc, uint32_t list)
{
    return list == ATTEND_NONE ? ATTEND_NONE : attend__json_first(doc, list);
}

static void keep_half_terms(loader *l, const json_doc *doc, uint32_t term, uint32_t parent)
{
    uint32_t list = attend__json_member(doc, term, "half_terms");
    for (uint32_t at = first_of(doc, list); at != ATTEND_NONE; at = attend__json_after(doc, list, at))
        keep_period(l, PERIOD_HALF_TERMS, doc, at, attend__json_member(doc, at, "id"), parent);
}

static void keep_year(loader *l, const set_entry *entry)
{
    const json_doc *doc = doc_of(l, entry);
    uint32_t year = keep_period(l, PERIOD_YEARS, doc, entry->value, entry->key, ATTEND_NONE);
    uint32_t list = attend__json_member(doc, entry->value, "terms");
    for (uint32_t at = first_of(doc, list); at != ATTEND_NONE; at = attend__json_after(doc, list, at)) {
        uint32_t term = keep_period(l, PERIOD_TERMS, doc, at, attend__json_member(doc, at, "id"), year);
        keep_half_terms(l, doc, at, term);
    }
}

static void keep_closure(loader *l, const set_entry *entry)
{
    const json_doc *doc = doc_of(l, entry);
    uint32_t title = attend__json_member(doc, entry->value, "title");
    keep_period(l, PERIOD_CLOSURES, doc, entry->value, title == ATTEND_NONE ? entry->key : title, ATTEND_NONE);
}

static void keep_sessions(loader *l)
{
    uint32_t *names = NULL;
    if (l->calendar)
        names = (uint32_t *)(void *)((char *)l->calendar + l->calendar->sessions.at);
    for (uint32_t slot = 0; slot < l->sessions_per_day; slot++) {
        uint32_t at = keep_text(l, attend__session_name(l->set, l->sessions[slot], slot));
        if (names)
            names[slot] = at;
    }
}

/* One walk: everything that the calendar keeps but its days. */
static void keep_all(loader *l)
{
    l->text_size = 0;
    memset(l->n_periods, 0, sizeof l->n_periods);
    uint32_t n = order_section(l, SECTION_YEARS);
    for (uint32_t i = 0; i < n; i++)
        keep_year(l, &l->root->entries[l->order[i]]);
    n = order_section(l, SECTION_CLOSURES);
    for (uint32_t i = 0; i < n; i++)
        keep_closure(l, &l->root->entries[l->order[i]]);
    keep_sessions(l);
}

static uint32_t weekdays_of(const loader *l)
{
    if (l->root->weekdays == ATTEND_NONE)
        return WEEKDAYS_DEFAULT;
    return attend__weekday_mask(&l->set->documents[l->root->weekdays_document].json, l->root->weekdays);
}

static void reach(loader *l, section which)
{
    for (uint32_t i = l->root->first[which]; i < l->root->first[which + 1]; i++) {
        const set_entry *entry = &l->root->entries[i];
        int32_t from = day_of(doc_of(l, entry), entry->value, "from");
        int32_t to = day_of(doc_of(l, entry), entry->value, "to");
        l->first = from < l->first ? from : l->first;
        l->last = to > l->last ? to : l->last;
    }
}

/* The days that the calendar holds. An opening outside all years is held too: semantics.md 2, number 4. */
static void find_span(loader *l)
{
    l->first = INT32_MAX;
    l->last = INT32_MIN;
    reach(l, SECTION_YEARS);
    reach(l, SECTION_OPENINGS);
    l->first_day = attend__monday(l->first);
    l->n_days = (uint32_t)(attend__monday(l->last) + 7 - l->first_day);
}

static table place(arena *memory, void **rows, uint32_t n, size_t item_size)
{
    table placed = {(uint32_t)memory->low, n};
    *rows = attend__arena_keep(memory, n, item_size);
    return placed;
}

/* Takes memory for what the first walk counted. False when it is short. */
static bool lay_out(loader *l, arena *memory)
{
    void *rows = NULL;
    attend_calendar *calendar = attend__arena_keep(memory, 1, sizeof *calendar);
    table days = place(memory, &rows, l->n_days, sizeof(calendar_day));
    l->days = rows;
    table sessions = place(memory, &rows, l->sessions_per_day, sizeof(uint32_t));
    table periods[PERIOD_KINDS];
    for (uint32_t kind = 0; kind < PERIOD_KINDS; kind++) {
        periods[kind] = place(memory, &rows, l->n_periods[kind], sizeof(calendar_period));
        l->periods[kind] = rows;
    }
    l->text = attend__arena_keep(memory, l->text_size, 1);
    if (memory->short_of)
        return false;
    l->calendar = calendar;
    calendar->days = days;
    calendar->sessions = sessions;
    calendar->years = periods[PERIOD_YEARS];
    calendar->terms = periods[PERIOD_TERMS];
    calendar->half_terms = periods[PERIOD_HALF_TERMS];
    calendar->closures = periods[PERIOD_CLOSURES];
    calendar->bytes = memory->low;
    return true;
}

static uint32_t all_sessions(const loader *l)
{
    return (1u << l->sessions_per_day) - 1;
}

/* School on the calendar's weekdays of a term or half term. */
static void hold_period(loader *l, const calendar_period *period)
{
    for (int32_t day = period->from; day <= period->to; day++) {
        if (l->weekdays >> attend_day_weekday(day) & 1u)
            l->days[day - l->first_day].sessions = (uint8_t)all_sessions(l);
    }
}

static void hold_terms(loader *l)
{
    uint32_t half = 0;
    for (uint32_t term = 0; term < l->n_periods[PERIOD_TERMS]; term++) {
        const calendar_period *halves = l->periods[PERIOD_HALF_TERMS];
        bool names_halves = half < l->n_periods[PERIOD_HALF_TERMS] && halves[half].parent == term;
        if (!names_halves)
            hold_period(l, &l->periods[PERIOD_TERMS][term]);
        for (; half < l->n_periods[PERIOD_HALF_TERMS] && halves[half].parent == term; half++)
            hold_period(l, &halves[half]);
    }
}

static bool is_session(const loader *l, uint32_t slot, const json_doc *doc, uint32_t name)
{
    const uint32_t *names = CALENDAR_ROWS(l->calendar, sessions, uint32_t);
    return attend__json_is(doc, name, attend__slice((const char *)l->calendar + names[slot]));
}

/* The sessions that a closure or opening names, or all. */
static uint32_t named_sessions(const loader *l, const json_doc *doc, uint32_t object)
{
    uint32_t list = attend__json_member(doc, object, "sessions"), sessions = 0;
    if (list == ATTEND_NONE)
        return all_sessions(l);
    for (uint32_t at = attend__json_first(doc, list); at != ATTEND_NONE; at = attend__json_after(doc, list, at)) {
        for (uint32_t slot = 0; slot < l->sessions_per_day; slot++) {
            if (is_session(l, slot, doc, at))
                sessions |= 1u << slot;
        }
    }
    return sessions;
}

static void change_days(loader *l, section which)
{
    for (uint32_t i = l->root->first[which]; i < l->root->first[which + 1]; i++) {
        const set_entry *entry = &l->root->entries[i];
        const json_doc *doc = doc_of(l, entry);
        uint32_t sessions = named_sessions(l, doc, entry->value);
        int32_t from = day_of(doc, entry->value, "from"), to = day_of(doc, entry->value, "to");
        from = from < l->first ? l->first : from;
        to = to > l->last ? l->last : to;
        for (int32_t day = from; day <= to; day++) {
            uint8_t *held = &l->days[day - l->first_day].sessions;
            *held = (uint8_t)(which == SECTION_OPENINGS ? *held | sessions : *held & ~sessions);
        }
    }
}

static void write_head(loader *l)
{
    const calendar_period *years = l->periods[PERIOD_YEARS];
    attend_calendar *calendar = l->calendar;
    calendar->magic = CALENDAR_MAGIC;
    calendar->sessions_per_day = l->sessions_per_day;
    calendar->first_day = l->first_day;
    calendar->n_days = l->n_days;
    calendar->document_first = years[0].from;
    calendar->document_last = years[l->n_periods[PERIOD_YEARS] - 1].to;
}

/* Compiles the root document of a set in which the checks found no error. False when memory was short. */
static bool compile(loader *l, arena *memory)
{
    l->order = attend__arena_work(memory, l->root->n_entries, sizeof *l->order);
    if (memory->short_of)
        return false;
    l->sessions_per_day = attend__sessions(l->set, (uint32_t)(l->root - l->set->documents), l->sessions);
    l->weekdays = weekdays_of(l);
    find_span(l);
    keep_all(l);
    if (!lay_out(l, memory))
        return false;
    keep_all(l);
    write_head(l);
    hold_terms(l);
    change_days(l, SECTION_CLOSURES);
    change_days(l, SECTION_OPENINGS);
    attend__calendar_sum(l->days, l->n_days);
    return true;
}

/* Index of the one root document, or ATTEND_NONE. */
static uint32_t root_of(const attend_document *documents, uint32_t n_documents)
{
    uint32_t root = ATTEND_NONE;
    for (uint32_t i = 0; i < n_documents; i++) {
        if (!(documents[i].flags & ATTEND_DOCUMENT_ROOT))
            continue;
        if (root != ATTEND_NONE)
            return ATTEND_NONE;
        root = i;
    }
    return root;
}

/* A document of another kind is the error to tell of, whatever else is wrong in a set that is no calendar. */
static bool check_kinds(const document_set *set, findings *list)
{
    for (uint32_t i = 0; i < set->n_documents; i++) {
        const set_document *document = &set->documents[i];
        if (document->kind == 0 || document->kind == ATTEND_KIND_CALENDAR)
            continue;
        list->count = list->errors = 0;
        attend__form_finding(&document->json, i, attend__json_member(&document->json, 0, "kind"), ATTEND_E_KIND, list,
                             attend__slice("a calendar is made of documents of kind \"calendar\" only"));
        return false;
    }
    return true;
}

static void check(const attend_document *documents, uint32_t n_documents, arena *memory, document_set *set, findings *list)
{
    if (attend__set_open(documents, n_documents, memory, list, set) && check_kinds(set, list))
        attend__check_set(set, memory, list);
}

attend_status attend_calendar_load(void *memory, size_t size, const attend_document *documents, uint32_t n_documents,
                                   const attend_calendar **calendar, attend_finding *error)
{
    arena block;
    document_set set;
    attend_finding first;
    findings list = {&first, 1, 0, 0};
    attend_status status = attend__check_arguments(documents, n_documents, error);
    if (status != ATTEND_OK)
        return status;
    if (!memory || !calendar || !attend__arena_init(&block, memory, size))
        return attend__fail(error, ATTEND_E_ARGUMENT, "memory that is 16-aligned, and a place for the calendar, are needed");
    uint32_t root = root_of(documents, n_documents);
    if (root == ATTEND_NONE)
        return attend__fail(error, ATTEND_E_ARGUMENT, "exactly one document must have the flag ATTEND_DOCUMENT_ROOT");
    memset(&set, 0, sizeof set);
    check(documents, n_documents, &block, &set, &list);
    if (list.errors && !block.short_of)
        return attend__findings_first(&list, set.texts, n_documents, error);
    loader l = {.set = &set};
    if (!block.short_of) {
        l.root = &set.documents[root];
        if (compile(&l, &block)) {
            *calendar = l.calendar;
            return ATTEND_OK;
        }
    }
    return attend__fail(error, ATTEND_E_SPACE, "the memory is too small; attend_document_size() says what is enough");
}

size_t attend__calendar_bound(const attend_document *documents, uint32_t n_documents)
{
    size_t bytes = sizeof(attend_calendar) + CALENDAR_ROWS_MAX * sizeof(calendar_day) + SESSIONS_MAX * sizeof(uint32_t) +
                   SET_ENTRIES_MAX * sizeof(uint32_t) + sizeof "AM" + sizeof "PM" + 16 * (PERIOD_KINDS + 5);
    for (uint32_t i = 0; i < n_documents; i++) {
        json_counts counts;
        size_t periods;
        slice text = {documents[i].text, documents[i].size};
        attend__json_count(text, &counts);
        /* A period is an object with at least two members: five tokens. A kept string is shorter than its quotes make it. */
        if (!attend__mul_size(counts.tokens / 5 + 1, sizeof(calendar_period), &periods) ||
            !attend__add_size(bytes, periods, &bytes) || !attend__add_size(bytes, text.size, &bytes))
            return SIZE_MAX;
    }
    return bytes;
}
