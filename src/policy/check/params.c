#include "policy/check/parts.h"

#define NUMBER_BYTES 40u

static slice number_text(char text[NUMBER_BYTES], rule_number number)
{
    sink out = attend__sink(text, NUMBER_BYTES);
    attend__put_number(&out, number.form, number.scaled);
    slice shown = {text, out.size < NUMBER_BYTES ? out.size : NUMBER_BYTES};
    return shown;
}

static slice form_words(number_form form)
{
    static const char words[NUMBER_POINTS + 1][15] = {"", "a whole number", "a decimal", "a percentage", "points"};
    return attend__slice(words[form]);
}

/* What all numbers of a param must agree with. */
typedef struct number_range {
    uint32_t document;  /* of `min` and `max` */
    number_form form;
    uint32_t min, max;  /* tokens, or ATTEND_NONE */
} number_range;

static void check_form(checker *c, uint32_t document, uint32_t token, number_form wanted)
{
    rule_number number = attend__rule_number(attend__check_json(c, document), token);
    slice names[] = {form_words(number.form), form_words(wanted)};
    if (number.form != wanted)
        attend__check_add(c, document, token, ATTEND_E_VALUE,
                          "this is $, but the param's first value is $: all its numbers have one form", names);
}

static void check_bounds(checker *c, uint32_t document, uint32_t token, const number_range *range)
{
    const json_doc *json = attend__check_json(c, range->document);
    rule_number number = attend__rule_number(attend__check_json(c, document), token);
    char value[NUMBER_BYTES], bound[NUMBER_BYTES];
    for (int is_max = 0; is_max < 2; is_max++) {
        uint32_t at = is_max ? range->max : range->min;
        if (at == ATTEND_NONE)
            continue;
        rule_number limit = attend__rule_number(json, at);
        bool outside = is_max ? number.scaled > limit.scaled : number.scaled < limit.scaled;
        slice names[] = {number_text(value, number), number_text(bound, limit)};
        if (outside && number.form == limit.form)
            attend__check_add(c, document, token, ATTEND_E_BOUNDS,
                              is_max ? "$ is above the param's max of $" : "$ is below the param's min of $", names);
    }
}

/* Every value of a param, or of what is set for it, against a form and bounds. */
static void check_numbers(checker *c, uint32_t document, uint32_t values, const number_range *range)
{
    const json_doc *json = attend__check_json(c, document);
    uint32_t item = attend__json_first(json, values);
    for (; item != ATTEND_NONE; item = attend__json_after(json, values, item)) {
        uint32_t number = attend__json_member(json, item, "value");
        check_form(c, document, number, range->form);
        check_bounds(c, document, number, range);
    }
}

/* The form of the first value is that of all. */
static number_range range_of(const checker *c, uint32_t document, uint32_t param)
{
    const json_doc *json = attend__check_json(c, document);
    uint32_t first = attend__json_first(json, attend__json_member(json, param, "values"));
    number_range range = {document, attend__rule_number(json, attend__json_member(json, first, "value")).form,
                          attend__json_member(json, param, "min"), attend__json_member(json, param, "max")};
    return range;
}

void attend__check_param_alone(checker *c, uint32_t document, uint32_t param)
{
    const json_doc *json = attend__check_json(c, document);
    uint32_t values = attend__json_member(json, param, "values");
    number_range range = range_of(c, document, param);
    if (range.min != ATTEND_NONE)
        check_form(c, document, range.min, range.form);
    if (range.max != ATTEND_NONE)
        check_form(c, document, range.max, range.form);
    if (range.min != ATTEND_NONE && range.max != ATTEND_NONE) {
        number_range above = {document, range.form, range.min, ATTEND_NONE};
        check_bounds(c, document, range.max, &above);
    }
    check_numbers(c, document, values, &range);
    attend__check_dated(c, document, values);
}

void attend__check_param(checker *c, const set_entry *param)
{
    uint32_t document, object = attend__param_values(param, &document);
    const json_doc *json = attend__check_json(c, document);
    uint32_t values = attend__json_member(json, object, "values");
    c->rules += json->tokens[values].count;
    if (document != param->document) {
        number_range range = range_of(c, param->document, param->value);
        check_numbers(c, document, values, &range);
    }
    uint32_t item = attend__json_first(json, values);
    for (; item != ATTEND_NONE; item = attend__json_after(json, values, item))
        attend__check_source(c, document, item);
}
