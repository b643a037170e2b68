/* The rows of a case, in the terms of the library: marks, spells, facts, the journal. */
#include "vector_subject.h"

#include <stdlib.h>
#include <string.h>

#define NO_SUCH (ATTEND_NONE - 1) /* an index that nothing has, and that does not stand for "none" */
#define NO_DAY (INT32_MIN + 1)    /* a day that does not exist, and that does not stand for "open" */

static void read_mark(subject *s, uint32_t row, uint32_t *pupil, int32_t *day, uint8_t *session, uint8_t *code)
{
    vector_case *c = s->c;
    uint32_t index = 0;
    size_t size = 0;
    const char *name = case_text(c, case_at(c, row, 2), NULL);
    const char *text = case_text(c, case_at(c, row, 3), &size);
    *pupil = (uint32_t)case_int(c, case_at(c, row, 0));
    *day = case_day(c, case_at(c, row, 1));
    *session = attend_policy_find(s->policy, ATTEND_ITEM_SESSION, name, &index) == ATTEND_OK ? (uint8_t)index : UINT8_MAX;
    if (attend_code_find(s->policy, text, size, code) != ATTEND_OK)
        *code = 0;
}

static void read_marks(subject *s)
{
    vector_case *c = s->c;
    uint32_t i = 0, list = case_get(c, 0, "marks"), n = case_count(c, list);
    uint32_t *pupil = case_memory(c, n, sizeof *pupil);
    int32_t *day = case_memory(c, n, sizeof *day);
    uint8_t *session = case_memory(c, n, 1), *code = case_memory(c, n, 1);
    s->rows[ATTEND_ROWS_MARKS] = case_memory(c, n, sizeof(uint64_t));
    for (uint32_t at = case_first(c, list); at != ATTEND_NONE; at = case_next(c, list, at), i++) {
        read_mark(s, at, &pupil[i], &day[i], &session[i], &code[i]);
        s->rows[ATTEND_ROWS_MARKS][i] = (uint64_t)case_int(c, case_at(c, at, 4));
    }
    s->reg.n_marks = n;
    s->reg.pupil = pupil;
    s->reg.day = day;
    s->reg.session = session;
    s->reg.code = code;
}

static void read_spells(subject *s)
{
    vector_case *c = s->c;
    uint32_t i = 0, list = case_get(c, 0, "spells"), n = case_count(c, list);
    attend_spell *spells = case_memory(c, n, sizeof *spells);
    s->rows[ATTEND_ROWS_SPELLS] = case_memory(c, n, sizeof(uint64_t));
    for (uint32_t at = case_first(c, list); at != ATTEND_NONE; at = case_next(c, list, at), i++) {
        uint32_t to = case_at(c, at, 2);
        spells[i].pupil = (uint32_t)case_int(c, case_at(c, at, 0));
        spells[i].from = case_day(c, case_at(c, at, 1));
        spells[i].to = case_is_null(c, to) ? ATTEND_DAY_OPEN : case_day(c, to);
        s->rows[ATTEND_ROWS_SPELLS][i] = (uint64_t)case_int(c, case_at(c, at, 3));
    }
    s->reg.n_spells = n;
    s->reg.spells = n ? spells : NULL;
}

/* -- facts -- */

/* A day, or `open` for null. */
static int32_t day_or(vector_case *c, uint32_t token, int32_t open)
{
    int32_t day = case_day(c, token);
    return case_is_null(c, token) ? open : day == INT32_MIN ? NO_DAY : day;
}

typedef struct numbered_fact {
    attend_fact fact;
    uint64_t row;
} numbered_fact;

static int compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int fact_order(const void *one, const void *other)
{
    const numbered_fact *a = one, *b = other;
    int by_pupil = compare(a->fact.pupil, b->fact.pupil), by_fact = compare(a->fact.fact, b->fact.fact);
    int by_day = compare(a->fact.from, b->fact.from);
    return by_pupil ? by_pupil : by_fact ? by_fact : by_day ? by_day : compare((int64_t)a->row, (int64_t)b->row);
}

static int32_t fact_value(const char *text)
{
    static const char *const values[] = {"unknown", "false", "true"};
    for (int32_t i = 0; i < 3; i++) {
        if (strcmp(values[i], text) == 0)
            return i - 1;
    }
    return 2;
}

static numbered_fact read_fact(subject *s, uint32_t row)
{
    vector_case *c = s->c;
    numbered_fact read = {{0}, (uint64_t)case_int(c, case_at(c, row, 5))};
    read.fact.pupil = (uint32_t)case_int(c, case_at(c, row, 0));
    read.fact.fact = NO_SUCH;
    (void)attend_policy_find(s->policy, ATTEND_ITEM_FACT, case_text(c, case_at(c, row, 1), NULL), &read.fact.fact);
    read.fact.value = fact_value(case_text(c, case_at(c, row, 2), NULL));
    read.fact.from = day_or(c, case_at(c, row, 3), INT32_MIN);
    read.fact.to = day_or(c, case_at(c, row, 4), ATTEND_DAY_OPEN);
    return read;
}

static void read_facts(subject *s)
{
    vector_case *c = s->c;
    uint32_t i = 0, list = case_get(c, 0, "facts"), n = case_count(c, list);
    numbered_fact *read = case_memory(c, n, sizeof *read);
    attend_fact *facts = case_memory(c, n, sizeof *facts);
    s->rows[ATTEND_ROWS_FACTS] = case_memory(c, n, sizeof(uint64_t));
    for (uint32_t at = case_first(c, list); at != ATTEND_NONE; at = case_next(c, list, at))
        read[i++] = read_fact(s, at);
    qsort(read, n, sizeof *read, fact_order);
    for (i = 0; i < n; i++) {
        facts[i] = read[i].fact;
        s->rows[ATTEND_ROWS_FACTS][i] = read[i].row;
    }
    s->reg.n_facts = n;
    s->reg.facts = n ? facts : NULL;
}

/* -- the journal -- */

static int32_t event_of(const char *name)
{
    static const char *const events[] = {
        "offered", "provided", "refused", "contacted", "evidence_received", "consulted", "considered", "started", "reviewed",
        "accepted", "declined", "issued", "withdrawn", "paid", "waived", "closed", "action_agreed", "concern_raised",
        "tier_override"};
    for (int32_t i = 0; i < ATTEND_EVENT_TIER_OVERRIDE; i++) {
        if (strcmp(events[i], name) == 0)
            return i + 1;
    }
    return 0;
}

/* A member of an event; empty when it is not given. */
static const char *member(vector_case *c, uint32_t members, const char *key)
{
    uint32_t token = case_find(c, members, key);
    return token == ATTEND_NONE ? "" : case_text(c, token, NULL);
}

const char *plain_id(const attend_item *item)
{
    size_t size = strlen(item->policy);
    return strncmp(item->id, item->policy, size) == 0 && item->id[size] == '/' ? item->id + size + 1 : item->id;
}

/* The one item of a kind with a plain id, in the policy named or in any; else NO_SUCH. */
static uint32_t find_item(const subject *s, int32_t kind, const char *policy, const char *id)
{
    uint32_t found = NO_SUCH;
    attend_item item;
    for (uint32_t i = 0; attend_policy_item(s->policy, kind, i, &item) == ATTEND_OK; i++) {
        bool is_meant = strcmp(plain_id(&item), id) == 0 && (!*policy || strcmp(item.policy, policy) == 0);
        if (is_meant && found != NO_SUCH)
            return NO_SUCH;
        found = is_meant ? i : found;
    }
    return found;
}

static uint32_t find_outcome(const subject *s, uint32_t step, const char *id)
{
    attend_item item, outcome;
    if (attend_policy_item(s->policy, ATTEND_ITEM_STEP, step, &item) != ATTEND_OK)
        return NO_SUCH;
    for (uint32_t i = 0; attend_policy_item(s->policy, ATTEND_ITEM_OUTCOME, i, &outcome) == ATTEND_OK; i++) {
        if (strcmp(outcome.note, item.id) == 0 && strcmp(strrchr(outcome.id, '/') + 1, id) == 0)
            return i;
    }
    return NO_SUCH;
}

static uint32_t find_tiers(const subject *s, const char *policy)
{
    uint32_t found = NO_SUCH;
    if (!*policy)
        return s->n_tiers == 1 ? 0 : NO_SUCH;
    (void)attend_policy_find(s->policy, ATTEND_ITEM_TIERS, policy, &found);
    return found;
}

static void read_override(subject *s, uint32_t members, attend_event *event)
{
    const char *policy = member(s->c, members, "policy"), *tier = member(s->c, members, "item");
    attend_item tiers;
    event->tiers = find_tiers(s, policy);
    if (*tier)
        event->item = attend_policy_item(s->policy, ATTEND_ITEM_TIERS, event->tiers, &tiers) == ATTEND_OK
                          ? find_item(s, ATTEND_ITEM_TIER, tiers.policy, tier)
                          : NO_SUCH;
}

static attend_event read_event(subject *s, uint32_t row)
{
    vector_case *c = s->c;
    uint32_t pupil = case_at(c, row, 0), members = case_at(c, row, 3);
    attend_event event = ATTEND_EVENT_INIT;
    const char *step = member(c, members, "step"), *outcome = member(c, members, "outcome");
    event.pupil = case_is_null(c, pupil) ? ATTEND_NONE : (uint32_t)case_int(c, pupil);
    event.day = case_day(c, case_at(c, row, 1));
    event.event = event_of(case_text(c, case_at(c, row, 2), NULL));
    if (*step)
        event.step = find_item(s, ATTEND_ITEM_STEP, member(c, members, "policy"), step);
    if (*outcome)
        event.outcome = find_outcome(s, event.step, outcome);
    if (event.event == ATTEND_EVENT_TIER_OVERRIDE)
        read_override(s, members, &event);
    if (case_find(c, members, "from") != ATTEND_NONE)
        event.from = day_or(c, case_get(c, members, "from"), INT32_MIN);
    if (case_find(c, members, "to") != ATTEND_NONE)
        event.to = day_or(c, case_get(c, members, "to"), ATTEND_DAY_OPEN);
    event.origin = *member(c, members, "origin") ? ATTEND_ORIGIN_EXTERNAL : ATTEND_ORIGIN_OWN;
    return event;
}

static void read_journal(subject *s)
{
    vector_case *c = s->c;
    uint32_t i = 0, list = case_get(c, 0, "journal"), n = case_count(c, list);
    attend_event *events = case_memory(c, n, sizeof *events);
    s->rows[ATTEND_ROWS_EVENTS] = case_memory(c, n, sizeof(uint64_t));
    for (uint32_t at = case_first(c, list); at != ATTEND_NONE; at = case_next(c, list, at), i++) {
        events[i] = read_event(s, at);
        s->rows[ATTEND_ROWS_EVENTS][i] = (uint64_t)case_int(c, case_at(c, at, 4));
    }
    s->reg.n_events = n;
    s->reg.events = n ? events : NULL;
}

void read_rows(subject *s)
{
    read_marks(s);
    read_spells(s);
    read_facts(s);
    read_journal(s);
}
