#include "engine/condition.h"

int32_t attend__compare(int32_t kind, int64_t count, int64_t of, int32_t comparator, int64_t threshold)
{
    int sign = attend__compare_scaled(count, of == 0 ? 1 : of, kind_has_base(kind) ? 100 : 1, threshold);
    switch (comparator) {
    case ATTEND_BELOW: return sign < 0;
    case ATTEND_AT_MOST: return sign <= 0;
    case ATTEND_EQUAL: return sign == 0;
    case ATTEND_AT_LEAST: return sign >= 0;
    default: return sign > 0;
    }
}

bool attend__threshold(const attend_policy *policy, const condition_record *condition, int32_t day, int64_t *threshold)
{
    const param_value *value;
    *threshold = condition->threshold;
    if (condition->param == ATTEND_NONE)
        return true;
    value = attend__param_on(policy, condition->param, day);
    *threshold = value ? value->scaled : 0;
    return value != NULL;
}
