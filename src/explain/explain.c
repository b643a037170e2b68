#include "explain/formats.h"

static bool arguments_ok(const attend_policy *policy, const attend_reason *rows, int32_t format, const char *buffer,
                         size_t capacity, const size_t *need)
{
    return attend__policy_ok(policy) && rows != NULL && need != NULL &&
           (format == ATTEND_TEXT || format == ATTEND_JSON) && (buffer != NULL || capacity == 0);
}

attend_status attend_reason_text(const attend_policy *policy, const attend_reason *rows, uint32_t n_rows, int32_t format,
                                 char *buffer, size_t capacity, size_t *need)
{
    sink out;
    if (!arguments_ok(policy, rows, format, buffer, capacity, need) || !attend__tree_ok(policy, rows, n_rows))
        return ATTEND_E_ARGUMENT;
    out = attend__sink(buffer, capacity);
    if (format == ATTEND_TEXT)
        attend__reason_lines(policy, rows, n_rows, &out);
    else
        attend__reason_json(policy, rows, n_rows, &out);
    return attend__sink_finish(&out, need);
}
