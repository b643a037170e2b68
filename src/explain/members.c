#include "explain/members.h"

void attend__member_key(sink *out, const char *key)
{
    attend__put_text(out, ",\"");
    attend__put_text(out, key);
    attend__put_text(out, "\":");
}

void attend__member_text(sink *out, const char *key, const char *text)
{
    attend__member_key(out, key);
    attend__put_json(out, attend__slice(text));
}

void attend__member_whole(sink *out, const char *key, int64_t value)
{
    attend__member_key(out, key);
    attend__put_int(out, value);
}

void attend__member_null(sink *out, const char *key)
{
    attend__member_key(out, key);
    attend__put_text(out, "null");
}

void attend__member_bool(sink *out, const char *key, bool value)
{
    attend__member_key(out, key);
    attend__put_text(out, value ? "true" : "false");
}

void attend__member_truth(sink *out, const char *key, int64_t truth)
{
    if (truth == ATTEND_UNKNOWN)
        attend__member_null(out, key);
    else
        attend__member_bool(out, key, truth == ATTEND_TRUE);
}

void attend__member_day(sink *out, const char *key, int32_t day)
{
    if (day < ATTEND_DAY_FIRST || day > ATTEND_DAY_LAST) {
        attend__member_null(out, key);
        return;
    }
    attend__member_key(out, key);
    attend__put_char(out, '"');
    attend__put_day(out, day);
    attend__put_char(out, '"');
}

void attend__member_id(sink *out, const attend_policy *policy, const char *key, const item_record *item)
{
    attend__member_text(out, key, policy_text(policy, item->id));
}

void attend__member_source(sink *out, const attend_policy *policy, uint32_t document, uint32_t reference, uint32_t inferred)
{
    const item_record *source = attend__source_of(policy, document, reference);
    attend__member_bool(out, "inferred", inferred != 0);
    if (*policy_text(policy, reference) == 0) {
        attend__member_null(out, "source");
        return;
    }
    attend__member_key(out, "source");
    attend__put_text(out, "{\"id\":");
    attend__put_json(out, attend__slice(policy_text(policy, reference)));
    attend__member_text(out, "title", source ? policy_text(policy, source->title) : "");
    attend__member_text(out, "url", source ? policy_text(policy, source->note) : "");
    attend__member_day(out, "date", source ? source->from : INT32_MIN);
    attend__put_char(out, '}');
}

void attend__member_item(sink *out, const attend_policy *policy, const char *key, const item_record *item)
{
    attend__member_id(out, policy, key, item);
    attend__member_text(out, "title", policy_text(policy, item->title));
    attend__member_text(out, "policy", policy_text(policy, item->policy));
    attend__member_source(out, policy, item->document, item->source, item->inferred);
}

void attend__member_param(sink *out, const attend_policy *policy, const attend_reason *row)
{
    const param_value *value;
    const item_record *param;
    if (row->param == ATTEND_NONE) {
        attend__member_null(out, "param");
        return;
    }
    param = &POLICY_ROWS(policy, params, param_record)[row->param].item;
    value = attend__value_of(policy, row);
    attend__member_key(out, "param");
    attend__put_text(out, "{\"id\":");
    attend__put_json(out, attend__slice(policy_text(policy, param->id)));
    attend__member_text(out, "title", policy_text(policy, param->title));
    if (value != NULL)
        attend__member_source(out, policy, value->document, value->source, value->inferred);
    attend__put_char(out, '}');
}
