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

int32_t attend__condition_op(const json_doc *json, uint32_t condition, uint32_t *next)
{
    /* `all`, `any` and `not` stand alone in their object; with them the next condition is inside. */
    uint32_t key = condition + 1;
    bool is_not = attend__json_is(json, key, attend__slice("not"));
    bool is_all = attend__json_is(json, key, attend__slice("all"));
    if (is_not || is_all || attend__json_is(json, key, attend__slice("any"))) {
        *next = is_not ? key + 1 : key + 2;
        return is_not ? ATTEND_OP_NOT : is_all ? ATTEND_OP_ALL : ATTEND_OP_ANY;
    }
    *next = json->tokens[condition].next;
    return ATTEND_OP_COMPARE;
}

uint32_t attend__comparison(const json_doc *json, uint32_t condition, int32_t *comparator)
{
    uint32_t key = attend__json_first(json, condition);
    for (; key != ATTEND_NONE; key = attend__json_after(json, condition, key)) {
        uint32_t word = attend__word_of(json, key, "below at_most equal at_least above");
        if (word == ATTEND_NONE)
            continue;
        *comparator = ATTEND_BELOW + (int32_t)word;
        return key + 1;
    }
    return ATTEND_NONE;
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
