#include <string.h>

#include "policy/model.h"

bool attend__policy_ok(const attend_policy *policy)
{
    return policy && ((uintptr_t)policy & 15u) == 0 && policy->magic == POLICY_MAGIC;
}

size_t attend_policy_bytes(const attend_policy *policy)
{
    return attend__policy_ok(policy) ? (size_t)policy->bytes : 0;
}

attend_status attend_policy_digest(const attend_policy *policy, char *buffer, size_t capacity, size_t *need)
{
    static const char hex[17] = "0123456789abcdef";
    char text[65];
    if (!attend__policy_ok(policy) || (!buffer && capacity > 0))
        return ATTEND_E_ARGUMENT;
    for (size_t i = 0; i < 32; i++) {
        text[2 * i] = hex[policy->digest[i] >> 4];
        text[2 * i + 1] = hex[policy->digest[i] & 15];
    }
    text[64] = 0;
    if (need)
        *need = sizeof text;
    return attend__copy_out(text, sizeof text, buffer, capacity);
}

/* -- items -- */

/* Where the items of a kind are, and how far apart. NULL for a kind that is not known. */
static const table *items_of(const attend_policy *policy, int32_t kind, size_t *stride)
{
    *stride = sizeof(item_record);
    switch (kind) {
    case ATTEND_ITEM_DOCUMENT: return &policy->documents;
    case ATTEND_ITEM_SOURCE: return &policy->sources;
    case ATTEND_ITEM_SESSION: return &policy->sessions;
    case ATTEND_ITEM_CLASS: return &policy->classes;
    case ATTEND_ITEM_PARAM: *stride = sizeof(param_record); return &policy->params;
    case ATTEND_ITEM_MEASURE: *stride = sizeof(measure_record); return &policy->measures;
    case ATTEND_ITEM_FLAG: *stride = sizeof(flag_record); return &policy->flags;
    default: return NULL;
    }
}

/* The record of an item: it is the first member of whatever has it. NULL when there is no such item. */
static const item_record *item_at(const attend_policy *policy, int32_t kind, uint32_t index)
{
    size_t stride;
    const table *items = items_of(policy, kind, &stride);
    if (!items || index >= items->count)
        return NULL;
    return (const item_record *)(const void *)((const char *)policy + items->at + index * stride);
}

uint32_t attend_policy_count(const attend_policy *policy, int32_t kind)
{
    size_t stride;
    const table *items = attend__policy_ok(policy) ? items_of(policy, kind, &stride) : NULL;
    return items ? items->count : 0;
}

attend_status attend_policy_item(const attend_policy *policy, int32_t kind, uint32_t index, attend_item *item)
{
    if (!attend__policy_ok(policy) || !item)
        return ATTEND_E_ARGUMENT;
    const item_record *record = item_at(policy, kind, index);
    if (!record)
        return ATTEND_E_NOT_FOUND;
    attend_item found = {
        .id = policy_text(policy, record->id),
        .policy = policy_text(policy, record->policy),
        .document = policy_text(policy, record->document),
        .title = policy_text(policy, record->title),
        .note = policy_text(policy, record->note),
        .source = policy_text(policy, record->source),
        .from = record->from,
        .to = record->to,
        .kind = record->kind,
        .inferred = record->inferred,
    };
    *item = found;
    return ATTEND_OK;
}

static bool has_slash(slice text)
{
    size_t at = 0;
    while (at < text.size && text.at[at] != '/')
        at++;
    return at < text.size;
}

/* Whether a name is the item's id, or for an item of the first named policy `policy/id`. */
static bool is_named(const attend_policy *policy, const item_record *record, slice name)
{
    slice id = attend__slice(policy_text(policy, record->id));
    slice owner = attend__slice(policy_text(policy, record->policy));
    if (attend__slice_equal(id, name))
        return true;
    return owner.size > 0 && !has_slash(id) && name.size == owner.size + 1 + id.size &&
           memcmp(name.at, owner.at, owner.size) == 0 && name.at[owner.size] == '/' &&
           memcmp(name.at + owner.size + 1, id.at, id.size) == 0;
}

attend_status attend_policy_find(const attend_policy *policy, int32_t kind, const char *id, uint32_t *index)
{
    if (!attend__policy_ok(policy) || !id || !index)
        return ATTEND_E_ARGUMENT;
    slice name = attend__slice(id);
    uint32_t n = attend_policy_count(policy, kind);
    for (uint32_t i = 0; i < n; i++) {
        if (!is_named(policy, item_at(policy, kind, i), name))
            continue;
        *index = i;
        return ATTEND_OK;
    }
    return ATTEND_E_NOT_FOUND;
}

/* -- params -- */

const param_value *attend__param_on(const attend_policy *policy, uint32_t param, int32_t day)
{
    const param_value *values = attend__param_values_of(policy, param);
    uint32_t low = 0, high = POLICY_ROWS(policy, params, param_record)[param].values.count; /* in order, and no two share a day */
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (values[middle].from <= day)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 && day <= values[low - 1].to ? &values[low - 1] : NULL;
}

/* -- codes -- */

uint32_t attend__epoch_of(const attend_policy *policy, int32_t day)
{
    const int32_t *first_days = POLICY_ROWS(policy, epochs, int32_t);
    uint32_t low = 0, high = policy->epochs.count; /* first_days[low] <= day: the first is INT32_MIN */
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (first_days[middle] <= day)
            low = middle;
        else
            high = middle;
    }
    return low;
}

const uint32_t *attend__class_masks(const attend_policy *policy, uint32_t epoch)
{
    return POLICY_ROWS(policy, class_masks, uint32_t) + (size_t)epoch * POLICY_CODES;
}

int32_t attend__code_validity(const attend_policy *policy, uint8_t code, int32_t day)
{
    const code_record *record = &POLICY_ROWS(policy, codes, code_record)[code];
    const code_use *uses = (const code_use *)(const void *)((const char *)policy + record->uses.at);
    const code_use *latest = NULL;
    for (uint32_t i = 0; i < record->uses.count && uses[i].from <= day; i++)
        latest = &uses[i];
    if (!latest)
        return record->uses.count > 0 ? ATTEND_F_EARLY_CODE : 0;
    return day > latest->to ? ATTEND_F_RETIRED_CODE : 0;
}

attend_status attend_code_find(const attend_policy *policy, const char *text, size_t size, uint8_t *code)
{
    if (!attend__policy_ok(policy) || !text || !code)
        return ATTEND_E_ARGUMENT;
    const code_name *names = POLICY_ROWS(policy, names, code_name);
    slice wanted = {text, size};
    uint32_t low = 0, high = policy->names.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = attend__slice_compare(attend__slice(policy_text(policy, names[middle].text)), wanted);
        if (order == 0) {
            *code = (uint8_t)names[middle].code;
            return ATTEND_OK;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return ATTEND_E_UNKNOWN_CODE;
}

attend_status attend_code_get(const attend_policy *policy, uint8_t code, int32_t day, attend_code *meaning)
{
    if (!attend__policy_ok(policy) || !meaning)
        return ATTEND_E_ARGUMENT;
    const code_record *record = &POLICY_ROWS(policy, codes, code_record)[code];
    if (record->text == 0)
        return ATTEND_E_UNKNOWN_CODE;
    attend_code found = {
        .text = policy_text(policy, record->text),
        .title = policy_text(policy, record->title),
        .classes = attend__class_masks(policy, attend__epoch_of(policy, day))[code],
        .session = record->session,
        .validity = attend__code_validity(policy, code, day),
    };
    *meaning = found;
    return ATTEND_OK;
}
