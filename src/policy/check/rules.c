#include "policy/check/rules.h"

#include <string.h>

#include "attend/decision.h"
#include "policy/format/form.h"
#include "policy/format/form_check.h"

rule_number attend__rule_number(const json_doc *json, uint32_t token)
{
    rule_number number = {NUMBER_WHOLE, 0};
    slice raw = attend__json_raw(json, token);
    if (json->tokens[token].type == JSON_STRING)
        (void)attend__number_parse(raw, &number.form, &number.scaled); /* its form has been checked */
    else if (attend__integer_parse(raw, &number.scaled))
        number.scaled *= NUMBER_SCALE; /* the form allows nine digits */
    return number;
}

uint32_t attend__rule_whole(const json_doc *json, uint32_t object, const char *key)
{
    int64_t value = 0;
    uint32_t token = attend__json_member(json, object, key);
    if (token != ATTEND_NONE)
        (void)attend__integer_parse(attend__json_raw(json, token), &value);
    return (uint32_t)value;
}

uint32_t attend__rule_param(const json_doc *json, uint32_t token)
{
    return json->tokens[token].type == JSON_OBJECT ? attend__json_member(json, token, "param") : ATTEND_NONE;
}

int32_t attend__measure_kind(const json_doc *json, uint32_t measure)
{
    uint32_t word = attend__word_of(json, attend__json_member(json, measure, "kind"), "count rate days run difference");
    return ATTEND_MEASURE_COUNT + (int32_t)word;
}

/* The value of the member that says which test a condition is, and its number among the words. Comparators and what else goes
 * with a test may be written before it. */
static uint32_t test_of(const json_doc *json, uint32_t condition, uint32_t *word)
{
    uint32_t key = attend__json_first(json, condition);
    for (; key != ATTEND_NONE; key = attend__json_after(json, condition, key)) {
        *word = attend__word_of(json, key, "measure fact barrier flag tier step crosses not all any");
        if (*word != ATTEND_NONE)
            return key + 1;
    }
    return ATTEND_NONE;
}

int32_t attend__condition_op(const json_doc *json, uint32_t condition, uint32_t *next)
{
    static const uint8_t ops[] = {ATTEND_OP_COMPARE, ATTEND_OP_FACT, ATTEND_OP_FACT, ATTEND_OP_FLAG, ATTEND_OP_IN_TIER,
                                  ATTEND_OP_STEP, ATTEND_OP_CROSSES, ATTEND_OP_NOT, ATTEND_OP_ALL, ATTEND_OP_ANY};
    uint32_t word, value = test_of(json, condition, &word); /* its form has been checked: there is one */
    int32_t op = ops[word];
    if (op == ATTEND_OP_CROSSES || op == ATTEND_OP_NOT)
        *next = value;
    else if (op == ATTEND_OP_ALL || op == ATTEND_OP_ANY)
        *next = value + 1; /* the first of the list, which is not empty */
    else
        *next = json->tokens[condition].next;
    return op;
}

uint32_t attend__condition_name(const json_doc *json, uint32_t condition, section *in)
{
    static const uint8_t sections[] = {SECTION_MEASURES, SECTION_FACTS, SECTION_BARRIERS, SECTION_FLAGS, SECTION_TIERS,
                                       SECTION_STEPS};
    uint32_t word, value = test_of(json, condition, &word);
    if (word >= sizeof sections)
        return ATTEND_NONE;
    *in = (section)sections[word];
    return value;
}

#define COMPARATORS "below at_most equal at_least above" /* in the order of ATTEND_BELOW and so on */

uint32_t attend__comparison(const json_doc *json, uint32_t condition, int32_t *comparator)
{
    uint32_t key = attend__json_first(json, condition);
    for (; key != ATTEND_NONE; key = attend__json_after(json, condition, key)) {
        uint32_t word = attend__word_of(json, key, COMPARATORS);
        if (word == ATTEND_NONE)
            continue;
        *comparator = ATTEND_BELOW + (int32_t)word;
        return key + 1;
    }
    return ATTEND_NONE;
}

step_test attend__step_test(const json_doc *json, uint32_t condition)
{
    uint32_t event = attend__json_member(json, condition, "event");
    step_test test = {event == ATTEND_NONE ? 0 : attend__rule_event(json, event), attend__json_member(json, condition, "ago"),
                      attend__json_member(json, condition, "outcome")};
    return test;
}

int32_t attend__rule_event(const json_doc *json, uint32_t token)
{
    static const uint8_t events[] = {ATTEND_EVENT_STARTED, ATTEND_EVENT_REVIEWED, ATTEND_EVENT_CLOSED};
    return events[attend__word_of(json, token, "started reviewed closed")];
}

int32_t attend__rule_unit(const json_doc *json, uint32_t token)
{
    static const uint8_t units[] = {ATTEND_UNIT_SESSIONS, ATTEND_UNIT_DAYS, ATTEND_UNIT_WEEKS, ATTEND_UNIT_SCHOOL_DAYS,
                                    ATTEND_UNIT_SCHOOL_WEEKS};
    return units[attend__word_of(json, token, "sessions days weeks school_days school_weeks")];
}

rule_band attend__band(const json_doc *json, uint32_t tier)
{
    rule_band band = {ATTEND_NONE, ATTEND_NONE, 0, 0};
    uint32_t key = attend__json_first(json, tier);
    for (; key != ATTEND_NONE; key = attend__json_after(json, tier, key)) {
        uint32_t word = attend__word_of(json, key, COMPARATORS);
        if (word == ATTEND_NONE)
            continue;
        int32_t comparator = ATTEND_BELOW + (int32_t)word;
        bool is_upper = comparator < ATTEND_EQUAL;
        *(is_upper ? &band.upper : &band.lower) = key + 1;
        *(is_upper ? &band.upper_comparator : &band.lower_comparator) = comparator;
    }
    return band;
}

const set_entry *attend__tiers_entry(const document_set *set, uint32_t document)
{
    const set_document *doc = &set->documents[document];
    uint32_t first = doc->first[SECTION_TIERS];
    return first < doc->first[SECTION_TIERS + 1] ? &doc->entries[first] : NULL;
}

uint32_t attend__tier_find(const json_doc *json, uint32_t list, slice id, uint32_t *number)
{
    uint32_t tier = attend__json_first(json, list);
    for (*number = 0; tier != ATTEND_NONE; tier = attend__json_after(json, list, tier), ++*number)
        if (attend__json_is(json, attend__json_member(json, tier, "id"), id))
            break;
    return tier;
}

slice attend__source_id(const json_doc *json, uint32_t token)
{
    slice id = attend__json_raw(json, token);
    for (size_t i = 0; i < id.size; i++)
        if (id.at[i] == '#')
            id.size = i;
    return id;
}

uint32_t attend__param_values(const set_entry *param, uint32_t *document)
{
    bool is_set = param->set_document != ATTEND_NONE;
    *document = is_set ? param->set_document : param->document;
    return is_set ? param->set_value : param->value;
}

/* -- dated lists -- */

static dated read_dated(const json_doc *json, uint32_t list, uint32_t token)
{
    dated item = {token, INT32_MIN, ATTEND_DAY_OPEN, false};
    if (token == ATTEND_NONE)
        return item;
    attend__form_day(json, token, "from", INT32_MIN, &item.from);
    item.open = !attend__form_day(json, token, "to", ATTEND_DAY_OPEN, &item.to);
    uint32_t after = item.open ? attend__json_after(json, list, token) : ATTEND_NONE;
    int32_t begins = INT32_MIN;
    if (after != ATTEND_NONE && attend__form_day(json, after, "from", INT32_MIN, &begins))
        item.to = begins - 1;
    return item;
}

dated attend__dated_first(const json_doc *json, uint32_t list)
{
    return read_dated(json, list, attend__json_first(json, list));
}

dated attend__dated_next(const json_doc *json, uint32_t list, const dated *before)
{
    return before->token == ATTEND_NONE ? *before : read_dated(json, list, attend__json_after(json, list, before->token));
}

/* -- sessions -- */

uint32_t attend__sessions(const document_set *set, uint32_t document, const set_entry *sessions[SESSIONS_MAX])
{
    const set_document *doc = &set->documents[document];
    uint32_t first = doc->first[SECTION_SESSIONS], n = doc->first[SECTION_SESSIONS + 1] - first;
    for (uint32_t i = 0; i < SESSIONS_MAX; i++)
        sessions[i] = NULL;
    for (uint32_t i = first; i < first + n; i++) {
        const set_entry *entry = &doc->entries[i];
        uint32_t order = attend__rule_whole(&set->documents[entry->document].json, entry->value, "order");
        sessions[(order - 1) % SESSIONS_MAX] = entry;
    }
    return n > SESSIONS_MAX ? SESSIONS_MAX : n > 0 ? n : 2;
}

slice attend__session_name(const document_set *set, const set_entry *session, uint32_t index)
{
    if (session)
        return attend__json_raw(&set->documents[session->document].json, session->key);
    return attend__slice(index == 0 ? "AM" : "PM");
}

/* -- epochs -- */

/* Puts a day among the first days so far, in order. */
static bool add_epoch(int32_t *first_days, uint32_t *n, int32_t day)
{
    uint32_t at = *n;
    while (at > 0 && first_days[at - 1] > day)
        at--;
    if (at > 0 && first_days[at - 1] == day)
        return true;
    if (*n == POLICY_EPOCHS_MAX)
        return false;
    memmove(first_days + at + 1, first_days + at, (*n - at) * sizeof *first_days);
    first_days[at] = day;
    ++*n;
    return true;
}

/* Before its first use a code counts as on that, so only later uses change anything. */
static bool add_uses(const json_doc *json, uint32_t uses, int32_t *first_days, uint32_t *n)
{
    dated use = attend__dated_first(json, uses);
    for (use = attend__dated_next(json, uses, &use); use.token != ATTEND_NONE; use = attend__dated_next(json, uses, &use))
        if (!add_epoch(first_days, n, use.from))
            return false;
    return true;
}

bool attend__code_epochs(const document_set *set, uint32_t codes, int32_t first_days[POLICY_EPOCHS_MAX], uint32_t *n)
{
    const set_document *doc = &set->documents[codes];
    first_days[0] = INT32_MIN;
    *n = 1;
    for (uint32_t i = doc->first[SECTION_CODES]; i < doc->first[SECTION_CODES + 1]; i++) {
        const json_doc *json = &set->documents[doc->entries[i].document].json;
        uint32_t uses = attend__json_member(json, doc->entries[i].value, "uses");
        if (uses != ATTEND_NONE && !add_uses(json, uses, first_days, n))
            return false;
    }
    return true;
}
