#include "attend/decision.h"
#include "policy/check/parts.h"

/* -- measures -- */

static void check_class_names(checker *c, uint32_t document, uint32_t list)
{
    const json_doc *json = attend__check_json(c, document);
    uint32_t token = attend__json_first(json, list);
    for (; token != ATTEND_NONE; token = attend__json_after(json, list, token))
        attend__check_find_token(c, document, token, c->codes, SECTION_CLASSES);
}

/* A sub-code counts as its code: to select it alone is not possible, so it may not be named. */
static void check_code_name(checker *c, uint32_t document, uint32_t token)
{
    const set_entry *code = attend__check_find_token(c, document, token, c->codes, SECTION_CODES);
    const json_doc *json = code ? attend__check_json(c, code->document) : NULL;
    uint32_t target = json ? attend__json_member(json, code->value, "maps_to") : ATTEND_NONE;
    if (target == ATTEND_NONE)
        return;
    char name[SET_KEY_BYTES], of[SET_KEY_BYTES];
    slice names[] = {attend__set_key(json, code->key, name), attend__set_key(json, target, of),
                     attend__set_key(json, target, of)};
    attend__check_add(c, document, token, ATTEND_E_VALUE, "'$' is a sub-code that counts as '$': name '$' itself", names);
}

static void check_selection(checker *c, uint32_t document, uint32_t measure, const char *key)
{
    const json_doc *json = attend__check_json(c, document);
    uint32_t marks = attend__json_member(json, measure, key);
    if (marks == ATTEND_NONE || c->codes == ATTEND_NONE)
        return;
    uint32_t classes = attend__json_member(json, marks, "classes");
    uint32_t codes = attend__json_member(json, marks, "codes");
    if (classes != ATTEND_NONE)
        check_class_names(c, document, classes);
    if (codes == ATTEND_NONE)
        return;
    uint32_t token = attend__json_first(json, codes);
    for (; token != ATTEND_NONE; token = attend__json_after(json, codes, token))
        check_code_name(c, document, token);
}

/* The form of a param's numbers: also what is set for it has that, or a finding of its own. */
static number_form form_of(const checker *c, const set_entry *param)
{
    const json_doc *json = attend__check_json(c, param->document);
    uint32_t first = attend__json_first(json, attend__json_member(json, param->value, "values"));
    return attend__rule_number(json, attend__json_member(json, first, "value")).form;
}

/* The first value of a param that no window can have, or ATTEND_NONE. */
static uint32_t find_bad_units(const json_doc *json, uint32_t values)
{
    uint32_t item = attend__json_first(json, values);
    for (; item != ATTEND_NONE; item = attend__json_after(json, values, item)) {
        uint32_t number = attend__json_member(json, item, "value");
        int64_t units = attend__rule_number(json, number).scaled / NUMBER_SCALE;
        if (units < 1 || units > WINDOW_UNITS_MAX)
            return number;
    }
    return ATTEND_NONE;
}

/* A param that says how many units a window has. Many windows may name it: its values are looked through once. */
static void check_units(checker *c, uint32_t document, uint32_t token, const set_entry *param)
{
    uint32_t from, object = attend__param_values(param, &from);
    const json_doc *json = attend__check_json(c, from);
    slice name = attend__json_raw(attend__check_json(c, document), token);
    uint32_t *bad = &c->bad_units[param - c->set->documents[c->scope].entries];
    if (form_of(c, param) != NUMBER_WHOLE) {
        attend__check_add(c, document, token, ATTEND_E_VALUE,
                          "'$' is not a whole number, which a window's number of units must be", &name);
        return;
    }
    if (*bad == 0) /* not looked at: no number is the document's first token */
        *bad = find_bad_units(json, attend__json_member(json, object, "values"));
    if (*bad == ATTEND_NONE)
        return;
    slice names[] = {name, attend__json_raw(json, *bad)};
    attend__check_add(c, document, token, ATTEND_E_BOUNDS, "'$' has the value $, but a window has 1 to 800 units", names);
}

static void check_window(checker *c, uint32_t document, uint32_t measure)
{
    const json_doc *json = attend__check_json(c, document);
    uint32_t window = attend__json_member(json, measure, "window");
    uint32_t last = attend__json_member(json, window, "last");
    uint32_t name = last == ATTEND_NONE ? ATTEND_NONE : attend__rule_param(json, last);
    if (name == ATTEND_NONE)
        return;
    const set_entry *param = attend__check_find_token(c, document, name, c->scope, SECTION_PARAMS);
    if (param)
        check_units(c, document, name, param);
}

static void check_measure(checker *c, const set_entry *entry)
{
    check_selection(c, entry->document, entry->value, "select");
    check_selection(c, entry->document, entry->value, "base");
    check_selection(c, entry->document, entry->value, "exclude");
    check_window(c, entry->document, entry->value);
    attend__check_source(c, entry->document, entry->value);
}

/* -- flags -- */

static bool is_form_of(int32_t measure_kind, number_form form)
{
    switch (measure_kind) {
    case ATTEND_MEASURE_RATE: return form == NUMBER_PERCENT;
    case ATTEND_MEASURE_DIFFERENCE: return form == NUMBER_POINTS;
    case ATTEND_MEASURE_DAYS: return form == NUMBER_WHOLE || form == NUMBER_DECIMAL;
    default: return form == NUMBER_WHOLE;
    }
}

static const char *form_wanted(int32_t measure_kind)
{
    switch (measure_kind) {
    case ATTEND_MEASURE_RATE: return "a rate is compared with a percentage such as \"80%\"";
    case ATTEND_MEASURE_DIFFERENCE: return "a difference is compared with points such as \"5 points\"";
    case ATTEND_MEASURE_DAYS: return "days are compared with a number such as 8 or \"8.5\"";
    case ATTEND_MEASURE_RUN: return "a run is compared with a whole number";
    default: return "a count is compared with a whole number";
    }
}

/* `measure` is NULL when there is no such measure: then only the names are looked at. */
static void check_threshold(checker *c, uint32_t document, uint32_t token, const set_entry *measure)
{
    const json_doc *json = attend__check_json(c, document);
    uint32_t name = attend__rule_param(json, token);
    const set_entry *param = NULL;
    if (name != ATTEND_NONE)
        param = attend__check_find_token(c, document, name, c->scope, SECTION_PARAMS);
    if (!measure || (name != ATTEND_NONE && !param))
        return;
    int32_t kind = attend__measure_kind(attend__check_json(c, measure->document), measure->value);
    if (is_form_of(kind, param ? form_of(c, param) : attend__rule_number(json, token).form))
        return;
    slice names[] = {attend__json_raw(json, param ? name : token), attend__slice(form_wanted(kind))};
    attend__check_add(c, document, param ? name : token, ATTEND_E_VALUE, "'$' has the wrong form: $", names);
}

static void check_comparison(checker *c, uint32_t document, uint32_t condition)
{
    const json_doc *json = attend__check_json(c, document);
    int32_t comparator;
    uint32_t name = attend__json_member(json, condition, "measure");
    const set_entry *measure = attend__check_find_token(c, document, name, c->scope, SECTION_MEASURES);
    check_threshold(c, document, attend__comparison(json, condition, &comparator), measure);
}

static void check_flag(checker *c, const set_entry *entry, uint32_t *rules)
{
    const json_doc *json = attend__check_json(c, entry->document);
    uint32_t at = attend__json_member(json, entry->value, "when"), next;
    for (uint32_t end = json->tokens[at].next; at < end; at = next) {
        if (attend__condition_op(json, at, &next) == ATTEND_OP_COMPARE)
            check_comparison(c, entry->document, at);
        ++*rules;
    }
    attend__check_source(c, entry->document, entry->value);
}

/* -- policies -- */

void attend__check_policy(checker *c)
{
    const set_document *doc = &c->set->documents[c->scope];
    uint32_t rules = 0;
    size_t mark = c->work->high;
    c->bad_units = attend__arena_work(c->work, doc->n_entries, sizeof *c->bad_units);
    if (!c->bad_units)
        return;
    if (doc->codes == ATTEND_NONE)
        attend__check_add(c, c->scope, 0, ATTEND_E_REQUIRED,
                          "neither this policy nor what it extends names a code set: say which in \"codes\"", NULL);
    for (uint32_t i = 0; i < doc->n_entries; i++) {
        const set_entry *entry = &doc->entries[i];
        if (entry->section == SECTION_PARAMS)
            attend__check_param(c, entry, &rules);
        else if (entry->section == SECTION_MEASURES)
            check_measure(c, entry);
        else if (entry->section == SECTION_FLAGS)
            check_flag(c, entry, &rules);
    }
    if (rules > RULES_MAX)
        attend__check_add(c, c->scope, 0, ATTEND_E_LIMIT,
                          "with what it inherits this policy has more than 262144 conditions and values", NULL);
    attend__arena_release(c->work, mark);
}
