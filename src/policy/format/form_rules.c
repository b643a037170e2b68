#include "policy/format/form_check.h"

/* Between the members of one object; see rule_kind. A member whose own form is wrong only counts as being there. */

typedef struct rule_check {
    const form_check *check;
    const form_place *place;
    const shape *as;
    const rule *rule;
    const uint32_t *found;
    uint32_t object;
} rule_check;

/* The value token of the member with a key, or ATTEND_NONE. */
static uint32_t value_of(const rule_check *r, slice key)
{
    for (uint32_t i = 0; i < r->as->n_fields; i++)
        if (attend__slice_equal(key, attend__slice(r->as->fields[i].key)))
            return r->found[i];
    return ATTEND_NONE;
}

static uint32_t count_there(const rule_check *r, uint32_t *last)
{
    const char *keys = r->rule->keys;
    slice key;
    uint32_t n = 0;
    while (attend__next_word(&keys, &key)) {
        uint32_t value = value_of(r, key);
        if (value == ATTEND_NONE)
            continue;
        n++;
        if (*last == ATTEND_NONE || value > *last)
            *last = value;
    }
    return n;
}

/* At a member: its key (the token before the value) is marked, and its path is told. */
static void add_at(const rule_check *r, uint32_t value, attend_status status, const form_message *message)
{
    form_place at = {r->place, value - 1, 0};
    attend__form_add(r->check, &at, value - 1, status, message);
}

static void add_missing(const rule_check *r, const char *before, const char *after)
{
    form_message message;
    attend__message_start(&message, before);
    attend__message_words(&message, r->rule->keys, '\'');
    attend__put_text(&message.out, after);
    attend__form_add(r->check, r->place, r->object, ATTEND_E_REQUIRED, &message);
}

static void add_too_many(const rule_check *r, uint32_t last)
{
    form_message message;
    attend__message_start(&message, "only one of ");
    attend__message_words(&message, r->rule->keys, '\'');
    attend__put_text(&message.out, " may be given");
    add_at(r, last, ATTEND_E_VALUE, &message);
}

/* "'run' may only be given with 'kind'", or "... with 'kind' run or longest". */
static void add_not_allowed(const rule_check *r, uint32_t value)
{
    form_message message;
    attend__message_start(&message, "");
    attend__message_value(&message, r->check->doc, value - 1);
    attend__put_text(&message.out, " may only be given with '");
    attend__put_text(&message.out, r->rule->with);
    attend__put_char(&message.out, '\'');
    if (r->rule->words[0]) {
        attend__put_char(&message.out, ' ');
        attend__message_words(&message, r->rule->words, 0);
    }
    add_at(r, value, ATTEND_E_VALUE, &message);
}

static void check_one(const rule_check *r)
{
    uint32_t last = ATTEND_NONE, n = count_there(r, &last);
    if (n == 0)
        add_missing(r, "one of ", " is required");
    else if (n > 1)
        add_too_many(r, last);
}

static void check_some(const rule_check *r)
{
    uint32_t last = ATTEND_NONE;
    if (count_there(r, &last) == 0)
        add_missing(r, "at least one of ", " is required");
}

static void check_most_one(const rule_check *r)
{
    uint32_t last = ATTEND_NONE;
    if (count_there(r, &last) > 1)
        add_too_many(r, last);
}

static void check_none(const rule_check *r)
{
    const char *keys = r->rule->keys;
    slice key;
    while (attend__next_word(&keys, &key)) {
        uint32_t value = value_of(r, key);
        if (value != ATTEND_NONE)
            add_not_allowed(r, value);
    }
}

/* "with 'measure' one of 'below' or 'above' is required", or "'unit' is required with 'last'". */
static void add_one_needed(const rule_check *r)
{
    bool several = attend__has_several_words(r->rule->keys);
    form_message message;
    attend__message_start(&message, several ? "with '" : "");
    if (several) {
        attend__put_text(&message.out, r->rule->with);
        attend__put_text(&message.out, "' one of ");
    }
    attend__message_words(&message, r->rule->keys, '\'');
    attend__put_text(&message.out, " is required");
    if (!several) {
        attend__put_text(&message.out, " with '");
        attend__put_text(&message.out, r->rule->with);
        attend__put_char(&message.out, '\'');
    }
    attend__form_add(r->check, r->place, r->object, ATTEND_E_REQUIRED, &message);
}

static void check_one_with(const rule_check *r)
{
    uint32_t last = ATTEND_NONE, n;
    if (value_of(r, attend__slice(r->rule->with)) == ATTEND_NONE) {
        check_none(r);
        return;
    }
    n = count_there(r, &last);
    if (n == 0)
        add_one_needed(r);
    else if (n > 1)
        add_too_many(r, last);
}

static void check_together(const rule_check *r)
{
    uint32_t last = ATTEND_NONE, n = count_there(r, &last), wanted = 0;
    const char *keys = r->rule->keys;
    slice key;
    while (attend__next_word(&keys, &key))
        wanted++;
    if (n != 0 && n != wanted)
        add_missing(r, "only one of ", " is given; both are needed");
}

/* 1 when the member `with` is one of the words, 0 when it is another, -1 when that cannot be said. */
static int is_when(const rule_check *r)
{
    const json_doc *doc = r->check->doc;
    for (uint32_t i = 0; i < r->as->n_fields; i++) {
        const field *with = &r->as->fields[i];
        uint32_t value = r->found[i];
        if (!attend__slice_equal(attend__slice(with->key), attend__slice(r->rule->with)))
            continue;
        if (value == ATTEND_NONE || attend__word_of(doc, value, with->words) == ATTEND_NONE)
            return -1;
        return attend__word_of(doc, value, r->rule->words) != ATTEND_NONE;
    }
    return -1;
}

static void add_needed(const rule_check *r)
{
    form_message message;
    attend__message_start(&message, "");
    attend__message_words(&message, r->rule->keys, '\'');
    attend__put_text(&message.out, " is required with '");
    attend__put_text(&message.out, r->rule->with);
    attend__put_text(&message.out, "' ");
    attend__message_words(&message, r->rule->words, 0);
    attend__form_add(r->check, r->place, r->object, ATTEND_E_REQUIRED, &message);
}

static void check_when(const rule_check *r, bool needed)
{
    int when = is_when(r);
    uint32_t last = ATTEND_NONE, n = count_there(r, &last);
    if (when == 0)
        check_none(r);
    else if (when == 1 && needed && n == 0)
        add_needed(r);
}

/* Whether a value is a window of the latest units; one whose own form is wrong counts as such. */
static bool is_latest(const json_doc *doc, uint32_t window)
{
    uint32_t type = doc->tokens[window].type;
    return type == JSON_OBJECT ? attend__json_member(doc, window, "since") == ATTEND_NONE : type != JSON_STRING;
}

static void check_latest_when(const rule_check *r)
{
    uint32_t value = value_of(r, attend__slice(r->rule->keys));
    form_message message;
    if (value == ATTEND_NONE || is_latest(r->check->doc, value) || is_when(r) != 1)
        return;
    attend__message_start(&message, "with '");
    attend__put_text(&message.out, r->rule->with);
    attend__put_text(&message.out, "' ");
    attend__message_words(&message, r->rule->words, 0);
    attend__put_text(&message.out, " the window is one of the latest units: an object with 'last'");
    form_place at = {r->place, value - 1, 0};
    attend__form_add(r->check, &at, value, ATTEND_E_VALUE, &message);
}

static bool day_of(const json_doc *doc, uint32_t value, int32_t *day)
{
    if (value == ATTEND_NONE || doc->tokens[value].type != JSON_STRING)
        return false;
    slice raw = attend__json_raw(doc, value);
    return attend_day_parse(raw.at, raw.size, day) == ATTEND_OK;
}

static void check_order(const rule_check *r)
{
    const json_doc *doc = r->check->doc;
    const char *keys = r->rule->keys;
    slice first_key, last_key;
    int32_t first, last;
    form_message message;
    if (!attend__next_word(&keys, &first_key) || !attend__next_word(&keys, &last_key))
        return;
    uint32_t first_value = value_of(r, first_key), last_value = value_of(r, last_key);
    if (!day_of(doc, first_value, &first) || !day_of(doc, last_value, &last) || first <= last)
        return;
    attend__message_start(&message, "");
    attend__message_value(&message, doc, last_value);
    attend__put_text(&message.out, " is before ");
    attend__message_value(&message, doc, first_value);
    form_place at = {r->place, last_value - 1, 0};
    attend__form_add(r->check, &at, last_value, ATTEND_E_DATE_ORDER, &message);
}

static void check_rule(const rule_check *r)
{
    switch ((rule_kind)r->rule->kind) {
    case RULE_ONE: check_one(r); break;
    case RULE_SOME: check_some(r); break;
    case RULE_MOST_ONE: check_most_one(r); break;
    case RULE_ONE_WITH: check_one_with(r); break;
    case RULE_TOGETHER: check_together(r); break;
    case RULE_ONLY_WITH:
        if (value_of(r, attend__slice(r->rule->with)) == ATTEND_NONE)
            check_none(r);
        break;
    case RULE_NEEDED_WHEN: check_when(r, true); break;
    case RULE_ALLOWED_WHEN: check_when(r, false); break;
    case RULE_LATEST_WHEN: check_latest_when(r); break;
    case RULE_ORDER: check_order(r); break;
    }
}

void attend__check_rules(const form_check *check, const form_place *place, const shape *as, uint32_t object,
                         const uint32_t *found)
{
    for (uint32_t i = 0; i < as->n_rules; i++) {
        rule_check r = {check, place, as, &as->rules[i], found, object};
        check_rule(&r);
    }
}
