#include "attend/decision.h"
#include "policy/check/parts.h"

/* The form of a param's numbers: also what is set for it has that, or a finding of its own. */
static number_form form_of(const checker *c, const set_entry *param)
{
    const json_doc *json = attend__check_json(c, param->document);
    uint32_t first = attend__json_first(json, attend__json_member(json, param->value, "values"));
    return attend__rule_number(json, attend__json_member(json, first, "value")).form;
}

/* -- numbers of units -- */

/* The first value of a param that is no number of units, or ATTEND_NONE. */
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

/* Many windows and spans may name one param: its values are looked through once. */
static void check_param_units(checker *c, uint32_t document, uint32_t token, const set_entry *param, const char *what)
{
    uint32_t from, object = attend__param_values(param, &from);
    const json_doc *json = attend__check_json(c, from);
    slice name = attend__json_raw(attend__check_json(c, document), token);
    uint32_t *bad = &c->bad_units[param - c->set->documents[c->scope].entries];
    if (form_of(c, param) != NUMBER_WHOLE) {
        slice names[] = {name, attend__slice(what)};
        attend__check_add(c, document, token, ATTEND_E_VALUE,
                          "'$' is not a whole number, which a $'s number of units must be", names);
        return;
    }
    if (*bad == 0) /* not looked at: no number is the document's first token */
        *bad = find_bad_units(json, attend__json_member(json, object, "values"));
    if (*bad == ATTEND_NONE)
        return;
    slice names[] = {name, attend__json_raw(json, *bad), attend__slice(what)};
    attend__check_add(c, document, token, ATTEND_E_BOUNDS, "'$' has the value $, but a $ has 1 to 800 units", names);
}

void attend__check_units(checker *c, uint32_t document, uint32_t token, const char *what)
{
    uint32_t name = attend__rule_param(attend__check_json(c, document), token);
    if (name == ATTEND_NONE)
        return;
    const set_entry *param = attend__check_find_token(c, document, name, c->scope, SECTION_PARAMS);
    if (param)
        check_param_units(c, document, name, param, what);
}

/* -- thresholds -- */

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

void attend__check_threshold(checker *c, uint32_t document, uint32_t token, const set_entry *measure)
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
