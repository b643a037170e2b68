#include "policy/format/form.h"

#include "attend/document.h"
#include "attend/version.h"
#include "policy/format/form_check.h"

uint32_t attend__field_of(const json_doc *doc, uint32_t key, const shape *in)
{
    for (uint32_t i = 0; i < in->n_fields; i++)
        if (attend__json_is(doc, key, attend__slice(in->fields[i].key)))
            return i;
    return ATTEND_NONE;
}

static void add_unknown(const form_check *check, const form_place *place, const shape *as, uint32_t key)
{
    form_place at = {place, key, 0};
    form_message message;
    attend__message_start(&message, "unknown member ");
    attend__message_value(&message, check->doc, key);
    if (attend__form_has_room(check))
        attend__message_near_key(&message, check->doc, key, as);
    attend__form_add(check, &at, key, ATTEND_E_UNKNOWN_KEY, &message);
}

static void add_required(const form_check *check, const form_place *place, const char *key, uint32_t object)
{
    form_message message;
    attend__message_start(&message, "");
    attend__message_words(&message, key, '\'');
    attend__put_text(&message.out, " is required");
    attend__form_add(check, place, object, ATTEND_E_REQUIRED, &message);
}

static void check_required(const form_check *check, const form_place *place, const shape *as, uint32_t object,
                           const uint32_t *found)
{
    for (uint32_t i = 0; i < as->n_fields; i++)
        if (found[i] == ATTEND_NONE && (as->fields[i].flags & FIELD_REQUIRED))
            add_required(check, place, as->fields[i].key, object);
}

/* The value token of each field of an object, or ATTEND_NONE. */
static void find_members(const json_doc *doc, const shape *as, uint32_t object, uint32_t *found)
{
    for (uint32_t i = 0; i < FIELDS_MAX; i++)
        found[i] = ATTEND_NONE;
    uint32_t key = attend__json_first(doc, object);
    for (; key != ATTEND_NONE; key = attend__json_after(doc, object, key)) {
        uint32_t i = attend__field_of(doc, key, as);
        if (i != ATTEND_NONE)
            found[i] = key + 1;
    }
}

static void check_field(const form_check *check, const form_place *place, const field *as, uint32_t token);

/* Calls itself through check_field, once for each level of the JSON: at most JSON_DEPTH_MAX deep. */
static void check_object(const form_check *check, const form_place *place, const shape *as, uint32_t object)
{
    uint32_t found[FIELDS_MAX];
    find_members(check->doc, as, object, found);
    check_required(check, place, as, object, found);
    attend__check_rules(check, place, as, object, found);
    uint32_t key = attend__json_first(check->doc, object);
    for (; key != ATTEND_NONE; key = attend__json_after(check->doc, object, key)) {
        uint32_t i = attend__field_of(check->doc, key, as);
        form_place at = {place, key, 0};
        if (i == ATTEND_NONE)
            add_unknown(check, place, as, key);
        else
            check_field(check, &at, &as->fields[i], key + 1);
    }
}

static void check_value(const form_check *check, const form_place *place, const field *as, uint32_t token)
{
    shape in = attend__shape((shape_id)as->shape);
    if (as->shape != SHAPE_NONE && check->doc->tokens[token].type == JSON_OBJECT)
        check_object(check, place, &in, token);
    else
        attend__check_scalar(check, place, as, token);
}

/* "65 entries are above the most, 64"; no list has a least above 2. */
static void check_entries(const form_check *check, const form_place *place, const field *as, uint32_t token)
{
    uint32_t n = check->doc->tokens[token].count;
    form_message message;
    if (n < (uint32_t)as->least)
        attend__form_add_text(check, place, token, ATTEND_E_BOUNDS,
                              n == 0 ? "the list is empty" : "the list has one entry; it needs two");
    if (n <= (uint32_t)as->most)
        return;
    attend__message_start(&message, "");
    attend__put_int(&message.out, n);
    attend__put_text(&message.out, " entries are above the most, ");
    attend__put_int(&message.out, as->most);
    attend__form_add(check, place, token, ATTEND_E_BOUNDS, &message);
}

static void check_list(const form_check *check, const form_place *place, const field *as, uint32_t list)
{
    uint32_t item = attend__json_first(check->doc, list);
    if (check->doc->tokens[list].type != JSON_ARRAY) {
        attend__check_wrong_type(check, place, list, "a list");
        return;
    }
    check_entries(check, place, as, list);
    for (uint32_t i = 0; item != ATTEND_NONE; item = attend__json_after(check->doc, list, item), i++) {
        form_place at = {place, ATTEND_NONE, i};
        check_value(check, &at, as, item);
    }
}

static void check_map(const form_check *check, const form_place *place, const field *as, uint32_t map)
{
    uint32_t key = attend__json_first(check->doc, map);
    if (check->doc->tokens[map].type != JSON_OBJECT) {
        attend__check_wrong_type(check, place, map, "an object");
        return;
    }
    check_entries(check, place, as, map);
    for (; key != ATTEND_NONE; key = attend__json_after(check->doc, map, key)) {
        form_place at = {place, key, 0};
        attend__check_name(check, &at, (field_type)as->key_type, key);
        check_value(check, &at, as, key + 1);
    }
}

static void check_field(const form_check *check, const form_place *place, const field *as, uint32_t token)
{
    if (as->many == MANY_LIST)
        check_list(check, place, as, token);
    else if (as->many == MANY_MAP)
        check_map(check, place, as, token);
    else
        check_value(check, place, as, token);
}

void attend__check_member(const form_check *check, const shape *as, const char *key)
{
    uint32_t value = attend__json_member(check->doc, 0, key);
    const field *in = as->fields;
    while (!attend__slice_equal(attend__slice(in->key), attend__slice(key)))
        in++;
    form_place at = {NULL, value - 1, 0};
    if (value != ATTEND_NONE)
        check_field(check, &at, in, value);
    else if (in->flags & FIELD_REQUIRED)
        add_required(check, NULL, key, 0);
}

/* Whether a member is a whole number above the newest this library knows. */
static bool is_newer(const json_doc *doc, uint32_t value, int64_t newest)
{
    int64_t number;
    if (value == ATTEND_NONE || doc->tokens[value].type != JSON_NUMBER)
        return false;
    slice raw = attend__json_raw(doc, value);
    if (!attend__is_whole(raw) || *raw.at == '-')
        return false;
    return !attend__integer_parse(raw, &number) || number > newest;
}

/* What a newer document says cannot be judged by this library's table. True when the document is newer. */
static bool check_newer(const form_check *check, const char *key, int64_t newest)
{
    uint32_t value = attend__json_member(check->doc, 0, key);
    form_message message;
    if (!is_newer(check->doc, value, newest))
        return false;
    attend__message_start(&message, "the document is written for ");
    attend__put_text(&message.out, key);
    attend__put_char(&message.out, ' ');
    attend__message_value(&message, check->doc, value);
    attend__put_text(&message.out, "; this library knows up to ");
    attend__put_int(&message.out, newest);
    form_place at = {NULL, value - 1, 0};
    attend__form_add(check, &at, value, ATTEND_E_NEWER, &message);
    return true;
}

/* The kind that a document says it is, or 0 with a finding. */
static int32_t check_kind(const form_check *check)
{
    const json_doc *doc = check->doc;
    const char *kinds = "codes policy calendar";
    uint32_t value = attend__json_member(doc, 0, "kind");
    form_place at = {NULL, value - 1, 0};
    form_message message;
    if (value == ATTEND_NONE) {
        add_required(check, NULL, "kind", 0);
        return 0;
    }
    if (doc->tokens[value].type != JSON_STRING) {
        attend__check_wrong_type(check, &at, value, attend__types[FIELD_WORD].expected);
        return 0;
    }
    uint32_t word = attend__word_of(doc, value, kinds);
    if (word != ATTEND_NONE)
        return ATTEND_KIND_CODES + (int32_t)word;
    attend__message_start(&message, "");
    attend__message_value(&message, doc, value);
    attend__put_text(&message.out, " is not a kind of document: ");
    attend__message_words(&message, kinds, 0);
    attend__message_near_word(&message, doc, value, kinds);
    attend__form_add(check, &at, value, ATTEND_E_KIND, &message);
    return 0;
}

int32_t attend__form_check(const json_doc *doc, uint32_t document, findings *list)
{
    form_check check = {doc, document, list};
    uint32_t errors = list->errors;
    if (doc->tokens[0].type != JSON_OBJECT) {
        attend__check_wrong_type(&check, NULL, 0, "an object");
        return 0;
    }
    if (check_newer(&check, "format", ATTEND_FORMAT) || check_newer(&check, "semantics", ATTEND_SEMANTICS))
        return 0;
    int32_t kind = check_kind(&check);
    if (kind == 0)
        return 0;
    shape as = attend__shape((shape_id)kind);
    check_object(&check, NULL, &as, 0);
    return list->errors == errors ? kind : 0;
}

bool attend__form_day(const json_doc *doc, uint32_t object, const char *key, int32_t fallback, int32_t *day)
{
    uint32_t value = attend__json_member(doc, object, key);
    *day = fallback;
    if (value == ATTEND_NONE)
        return false;
    slice raw = attend__json_raw(doc, value);
    return attend_day_parse(raw.at, raw.size, day) == ATTEND_OK;
}

bool attend__form_flag(const json_doc *doc, uint32_t object, const char *key)
{
    uint32_t value = attend__json_member(doc, object, key);
    return value != ATTEND_NONE && doc->tokens[value].type == JSON_TRUE;
}
