#include "policy/format/form_check.h"

#define ID_BYTES_MAX 64u
#define VERSION_BYTES_MAX 32u
#define PLACE_BYTES_MAX 128u
#define NAME_BYTES_MAX 8u /* of a code, and of a session's name */

/* -- how names are written -- */

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_id_char(char c)
{
    return is_lower(c) || is_digit(c) || c == '-';
}

static bool is_version_char(char c)
{
    return is_lower(c) || is_upper(c) || is_digit(c) || c == '.' || c == '+' || c == '-';
}

static bool is_session_char(char c)
{
    return is_upper(c) || is_digit(c);
}

static bool is_code_char(char c)
{
    return c >= '!' && c <= '~';
}

static bool is_place_char(char c)
{
    return is_code_char(c) && c != 0x22 && c != 0x5C; /* a quote, a backslash: they would need escapes */
}

/* 1 to `most` of the characters. */
static bool is_made_of(slice text, size_t most, bool (*allowed)(char c))
{
    for (size_t i = 0; i < text.size && i <= most; i++)
        if (!allowed(text.at[i]))
            return false;
    return text.size >= 1 && text.size <= most;
}

static bool is_id(slice text)
{
    return is_made_of(text, ID_BYTES_MAX, is_id_char) && *text.at != '-';
}

/* Splits at the first mark; false when there is none. */
static bool split(slice text, char mark, slice *before, slice *after)
{
    size_t at = 0;
    while (at < text.size && text.at[at] != mark)
        at++;
    before->at = text.at;
    before->size = at;
    after->at = text.at + (at < text.size ? at + 1 : at);
    after->size = text.size - (size_t)(after->at - text.at);
    return at < text.size;
}

static bool is_reference(slice text, bool version_needed)
{
    slice id, version;
    bool marked = split(text, '@', &id, &version);
    if (!is_id(id))
        return false;
    return marked ? is_made_of(version, VERSION_BYTES_MAX, is_version_char) : !version_needed;
}

static bool is_place(slice text)
{
    slice id, place;
    bool marked = split(text, '#', &id, &place);
    return is_id(id) && (!marked || is_made_of(place, PLACE_BYTES_MAX, is_place_char));
}

static bool is_code(const json_doc *doc, uint32_t string)
{
    char buffer[NAME_BYTES_MAX + 1];
    sink decoded = attend__sink(buffer, sizeof buffer);
    attend__json_put(doc, string, &decoded);
    slice text = {buffer, decoded.size < sizeof buffer ? decoded.size : sizeof buffer};
    return is_made_of(text, NAME_BYTES_MAX, is_code_char);
}

static bool is_written_as(const json_doc *doc, uint32_t string, field_type type)
{
    slice raw = attend__json_raw(doc, string);
    switch (type) {
    case FIELD_ID: return is_id(raw);
    case FIELD_VERSION: return is_made_of(raw, VERSION_BYTES_MAX, is_version_char);
    case FIELD_REFERENCE: return is_reference(raw, false);
    case FIELD_EDITION: return is_reference(raw, true);
    case FIELD_PLACE: return is_place(raw);
    case FIELD_SESSION: return is_made_of(raw, NAME_BYTES_MAX, is_session_char);
    default: return is_code(doc, string);
    }
}

/* Names, dates, words and numbers have one spelling each, so none of them may hold escapes. */
static bool check_plain(const form_check *check, const form_place *place, field_type type, uint32_t string)
{
    form_message message;
    if (!check->doc->tokens[string].count)
        return true;
    attend__message_start(&message, attend__types[type].expected);
    attend__put_text(&message.out, " is written without escapes");
    attend__form_add(check, place, string, ATTEND_E_VALUE, &message);
    return false;
}

void attend__check_name(const form_check *check, const form_place *place, field_type type, uint32_t token)
{
    form_message message;
    if (type != FIELD_CODE && !check_plain(check, place, type, token))
        return;
    if (is_written_as(check->doc, token, type))
        return;
    attend__message_start(&message, "");
    attend__message_value(&message, check->doc, token);
    attend__put_text(&message.out, " is not ");
    attend__put_text(&message.out, attend__types[type].expected);
    attend__put_text(&message.out, ": ");
    attend__put_text(&message.out, attend__types[type].form);
    attend__form_add(check, place, token, ATTEND_E_VALUE, &message);
}

/* -- texts -- */

static void note_nul(void *context, const char *text, size_t size)
{
    bool *found = context;
    for (size_t i = 0; i < size; i++)
        if (text[i] == 0)
            *found = true;
}

static bool holds_nul(const json_doc *doc, uint32_t string)
{
    bool found = false;
    sink out = {NULL, 0, 0, note_nul, &found};
    if (doc->tokens[string].count) /* unescaped, a NUL is no JSON */
        attend__json_put(doc, string, &out);
    return found;
}

static void check_text(const form_check *check, const form_place *place, uint32_t token)
{
    form_message message;
    size_t size = attend__json_string_size(check->doc, token);
    if (size == 0) {
        attend__form_add_text(check, place, token, ATTEND_E_VALUE, "the text is empty");
    } else if (size > TEXT_BYTES_MAX) {
        attend__message_start(&message, "");
        attend__put_int(&message.out, (int64_t)size);
        attend__put_text(&message.out, " bytes of text are above the most, ");
        attend__put_int(&message.out, TEXT_BYTES_MAX);
        attend__form_add(check, place, token, ATTEND_E_BOUNDS, &message);
    } else if (holds_nul(check->doc, token)) {
        attend__form_add_text(check, place, token, ATTEND_E_VALUE, "the text holds the character U+0000");
    }
}

/* -- numbers -- */

bool attend__is_whole(slice text)
{
    size_t i = text.size > 0 && *text.at == '-' ? 1 : 0;
    size_t first = i;
    while (i < text.size && is_digit(text.at[i]))
        i++;
    return i == text.size && i > first;
}

static void add_bounds(const form_check *check, const form_place *place, uint32_t token, bool above, number_form form,
                       int64_t bound)
{
    form_message message;
    attend__message_start(&message, "");
    attend__message_value(&message, check->doc, token);
    attend__put_text(&message.out, above ? " is above the most, " : " is below the least, ");
    attend__put_number(&message.out, form, bound);
    attend__form_add(check, place, token, ATTEND_E_BOUNDS, &message);
}

/* A JSON number between two whole numbers; one with too many digits to be read is outside any bounds. */
static void check_whole(const form_check *check, const form_place *place, uint32_t token, int64_t least, int64_t most)
{
    slice raw = attend__json_raw(check->doc, token);
    int64_t value;
    if (!attend__is_whole(raw)) {
        attend__form_add_text(check, place, token, ATTEND_E_VALUE, "expected a whole number");
        return;
    }
    if (!attend__integer_parse(raw, &value))
        value = *raw.at == '-' ? INT64_MIN : INT64_MAX;
    if (value < least)
        add_bounds(check, place, token, false, NUMBER_WHOLE, least * NUMBER_SCALE);
    else if (value > most)
        add_bounds(check, place, token, true, NUMBER_WHOLE, most * NUMBER_SCALE);
}

static void add_no_number(const form_check *check, const form_place *place, uint32_t token)
{
    form_message message;
    attend__message_start(&message, "");
    attend__message_value(&message, check->doc, token);
    attend__put_text(&message.out, " is not a number: ");
    attend__put_text(&message.out, attend__types[FIELD_NUMBER].form);
    attend__form_add(check, place, token, ATTEND_E_VALUE, &message);
}

static void check_number(const form_check *check, const form_place *place, uint32_t token)
{
    const number_bounds *bounds = &attend__number_bounds[NUMBER_WHOLE];
    number_form form;
    int64_t scaled;
    if (check->doc->tokens[token].type == JSON_NUMBER) {
        if (!attend__is_whole(attend__json_raw(check->doc, token)))
            add_no_number(check, place, token);
        else
            check_whole(check, place, token, bounds->least / NUMBER_SCALE, bounds->most / NUMBER_SCALE);
        return;
    }
    if (!check_plain(check, place, FIELD_NUMBER, token))
        return;
    if (!attend__number_parse(attend__json_raw(check->doc, token), &form, &scaled)) {
        add_no_number(check, place, token);
        return;
    }
    bounds = &attend__number_bounds[form];
    if (scaled < bounds->least)
        add_bounds(check, place, token, false, form, bounds->least);
    else if (scaled > bounds->most)
        add_bounds(check, place, token, true, form, bounds->most);
}

/* -- dates and words -- */

/* Whether the text is four, two and two digits, so that only the date itself can be wrong. */
static bool is_dated(slice text)
{
    for (size_t i = 0; i < text.size; i++)
        if (i == 4 || i == 7 ? text.at[i] != '-' : !is_digit(text.at[i]))
            return false;
    return text.size == 10;
}

static void check_date(const form_check *check, const form_place *place, uint32_t token)
{
    slice raw = attend__json_raw(check->doc, token);
    form_message message;
    int32_t day;
    if (!check_plain(check, place, FIELD_DATE, token))
        return;
    attend_status status = attend_day_parse(raw.at, raw.size, &day);
    if (status == ATTEND_OK)
        return;
    attend__message_start(&message, "");
    attend__message_value(&message, check->doc, token);
    if (status == ATTEND_E_RANGE)
        attend__put_text(&message.out, " is outside the supported days, 1900-01-01 to 2199-12-31");
    else
        attend__put_text(&message.out, is_dated(raw) ? " is not a date that exists" : " is not a date written YYYY-MM-DD");
    attend__form_add(check, place, token, status, &message);
}

uint32_t attend__word_of(const json_doc *doc, uint32_t string, const char *words)
{
    slice word;
    for (uint32_t i = 0; attend__next_word(&words, &word); i++)
        if (attend__json_is(doc, string, word))
            return i;
    return ATTEND_NONE;
}

static void check_word(const form_check *check, const form_place *place, const field *as, uint32_t token)
{
    form_message message;
    if (!check_plain(check, place, FIELD_WORD, token))
        return;
    if (attend__word_of(check->doc, token, as->words) != ATTEND_NONE)
        return;
    attend__message_start(&message, "");
    attend__message_value(&message, check->doc, token);
    attend__put_text(&message.out, attend__has_several_words(as->words) ? " is not one of " : " is not ");
    attend__message_words(&message, as->words, 0);
    if (attend__form_has_room(check))
        attend__message_near_word(&message, check->doc, token, as->words);
    attend__form_add(check, place, token, ATTEND_E_VALUE, &message);
}

/* -- all of them -- */

static bool has_json_type(field_type type, uint32_t found)
{
    switch (type) {
    case FIELD_OBJECT: return false; /* objects are checked elsewhere */
    case FIELD_WHOLE: return found == JSON_NUMBER;
    case FIELD_NUMBER: return found == JSON_NUMBER || found == JSON_STRING;
    case FIELD_BOOLEAN: return found == JSON_TRUE || found == JSON_FALSE;
    case FIELD_TRUE: return found == JSON_TRUE;
    default: return found == JSON_STRING;
    }
}

static const char *json_type_name(uint32_t type)
{
    switch (type) {
    case JSON_NULL: return "null";
    case JSON_FALSE: return "false";
    case JSON_TRUE: return "true";
    case JSON_NUMBER: return "a number";
    case JSON_STRING: return "a string";
    case JSON_ARRAY: return "a list";
    default: return "an object";
    }
}

void attend__check_wrong_type(const form_check *check, const form_place *place, uint32_t token, const char *expected)
{
    form_message message;
    attend__message_start(&message, "expected ");
    attend__put_text(&message.out, expected);
    attend__put_text(&message.out, ", found ");
    attend__put_text(&message.out, json_type_name(check->doc->tokens[token].type));
    attend__form_add(check, place, token, ATTEND_E_TYPE, &message);
}

/* What a field takes: "a word or an object". */
static void add_wrong_type(const form_check *check, const form_place *place, const field *as, uint32_t token)
{
    form_message expected;
    attend__message_start(&expected, attend__types[as->type].expected);
    if (as->type != FIELD_OBJECT && as->shape == SHAPE_PARAM_NAME)
        attend__put_text(&expected.out, " or {\"param\": id}");
    else if (as->type != FIELD_OBJECT && as->shape != SHAPE_NONE)
        attend__put_text(&expected.out, " or an object");
    attend__put_char(&expected.out, 0);
    attend__check_wrong_type(check, place, token, expected.buffer);
}

void attend__check_scalar(const form_check *check, const form_place *place, const field *as, uint32_t token)
{
    field_type type = (field_type)as->type;
    if (!has_json_type(type, check->doc->tokens[token].type)) {
        add_wrong_type(check, place, as, token);
        return;
    }
    switch (type) {
    case FIELD_TEXT:
    case FIELD_URL: check_text(check, place, token); break;
    case FIELD_DATE: check_date(check, place, token); break;
    case FIELD_WORD: check_word(check, place, as, token); break;
    case FIELD_WHOLE: check_whole(check, place, token, as->least, as->most); break;
    case FIELD_NUMBER: check_number(check, place, token); break;
    case FIELD_BOOLEAN:
    case FIELD_TRUE: break;
    default: attend__check_name(check, place, type, token); break;
    }
}
