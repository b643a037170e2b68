#include <string.h>

#include "attend/decision.h"
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
    case ATTEND_ITEM_FACT: return &policy->facts;
    case ATTEND_ITEM_STEP: *stride = sizeof(step_record); return &policy->steps;
    case ATTEND_ITEM_OUTCOME: return &policy->outcomes;
    case ATTEND_ITEM_TIERS: *stride = sizeof(tiers_record); return &policy->tiers;
    case ATTEND_ITEM_TIER: *stride = sizeof(tier_record); return &policy->tier_rows;
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

/* Whether a name is the item's id, or for an item of the first named policy `policy/id`. */
static bool is_named(const attend_policy *policy, const item_record *record, slice name)
{
    slice id = attend__slice(policy_text(policy, record->id));
    slice owner = attend__slice(policy_text(policy, record->policy));
    if (attend__slice_equal(id, name))
        return true;
    return record->policy == policy->named && name.size == owner.size + 1 + id.size &&
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

/* -- tiers -- */

/* The tiers of an index, or NULL. */
static const tiers_record *tiers_at(const attend_policy *policy, uint32_t tiers)
{
    return tiers < policy->tiers.count ? &POLICY_ROWS(policy, tiers, tiers_record)[tiers] : NULL;
}

attend_status attend_tiers_range(const attend_policy *policy, uint32_t tiers, uint32_t *first, uint32_t *count)
{
    if (!attend__policy_ok(policy) || !first || !count)
        return ATTEND_E_ARGUMENT;
    const tiers_record *record = tiers_at(policy, tiers);
    if (!record)
        return ATTEND_E_NOT_FOUND;
    *first = record->first;
    *count = record->count;
    return ATTEND_OK;
}

attend_status attend_tiers_beside(const attend_policy *policy, uint32_t tiers, uint32_t *flags, uint32_t capacity,
                                  uint32_t *need)
{
    if (!attend__policy_ok(policy) || !need || (!flags && capacity > 0))
        return ATTEND_E_ARGUMENT;
    const tiers_record *record = tiers_at(policy, tiers);
    if (!record)
        return ATTEND_E_NOT_FOUND;
    *need = record->n_beside;
    if (capacity < record->n_beside)
        return ATTEND_E_SPACE;
    if (record->n_beside > 0)
        memcpy(flags, POLICY_ROWS(policy, beside, uint32_t) + record->beside, record->n_beside * sizeof *flags);
    return ATTEND_OK;
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
        .may_become = record->may_become,
    };
    *meaning = found;
    return ATTEND_OK;
}
