#include "vector_subject.h"

attend_document *read_documents(vector_case *c, uint32_t list, uint32_t *n)
{
    uint32_t i = 0;
    *n = case_count(c, list);
    attend_document *documents = case_memory(c, *n, sizeof *documents);
    for (uint32_t at = case_first(c, list); at != ATTEND_NONE; at = case_next(c, list, at), i++) {
        bool is_pair = c->json.tokens[at].type == JSON_ARRAY; /* of a calendar the first is the one to use */
        documents[i].text = case_text(c, is_pair ? case_at(c, at, 0) : at, &documents[i].size);
        bool is_root = is_pair ? case_is_true(c, case_at(c, at, 1)) : i == 0;
        documents[i].flags = is_root ? ATTEND_DOCUMENT_ROOT : 0;
    }
    return documents;
}

/* attend_document_check() must find what the loader refuses. */
static void check_documents(subject *s, const attend_document *documents, uint32_t n, size_t need, attend_status loaded)
{
    attend_finding *list = case_memory(s->c, FINDINGS_MAX, sizeof *list);
    uint32_t count = 0, errors = 0, same = 0;
    attend_status status = attend_document_check(documents, n, case_memory(s->c, need, 1), need, list, FINDINGS_MAX, &count);
    for (uint32_t i = 0; i < count && i < FINDINGS_MAX; i++) {
        errors += list[i].status < 0;
        same += list[i].status == loaded;
    }
    if ((status == ATTEND_OK) != (errors == 0) || (status != ATTEND_OK && status != ATTEND_E_DATA))
        case_fail(s->c, "attend_document_check gives %s with %u errors", attend_status_name(status), (unsigned)errors);
    if (loaded == ATTEND_OK ? errors != 0 : same == 0)
        case_fail(s->c, "loading gives %s, checking %u errors: %s", attend_status_name(loaded), (unsigned)errors,
                  count ? list[0].message : "");
}

static attend_status load_policy(subject *s)
{
    uint32_t n;
    size_t need = 0;
    attend_finding error = {0};
    attend_document *documents = read_documents(s->c, case_get(s->c, 0, "documents"), &n);
    attend_status status = attend_document_size(documents, n, &need, &error);
    if (status != ATTEND_OK)
        return status;
    status = attend_policy_load(case_memory(s->c, need, 1), need, documents, n, &s->policy, &error);
    check_documents(s, documents, n, need, status);
    if (status != error.status)
        case_fail(s->c, "attend_policy_load gives %s, its finding %s", attend_status_name(status),
                  attend_status_name(error.status));
    s->n_measures = attend_policy_count(s->policy, ATTEND_ITEM_MEASURE);
    s->n_flags = attend_policy_count(s->policy, ATTEND_ITEM_FLAG);
    s->n_tiers = attend_policy_count(s->policy, ATTEND_ITEM_TIERS);
    return status;
}

attend_status load_calendar_document(vector_case *c, const attend_document *documents, uint32_t n,
                                     const attend_calendar **calendar)
{
    size_t need = 0;
    attend_finding error = {0};
    attend_status status = attend_document_size(documents, n, &need, &error);
    if (status == ATTEND_OK)
        status = attend_calendar_load(case_memory(c, need, 1), need, documents, n, calendar, &error);
    return status;
}

static attend_status derive_calendar(subject *s)
{
    size_t need = 0;
    attend_status status = attend_calendar_derive(NULL, 0, s->policy, &s->reg, s->as_of, &need, NULL, NULL, 0, NULL);
    if (status != ATTEND_E_SPACE)
        return status;
    return attend_calendar_derive(case_memory(s->c, need, 1), need, s->policy, &s->reg, s->as_of, &need, &s->calendar,
                                  s->sparse, FINDINGS_MAX, &s->n_sparse);
}

static attend_status load_calendar(subject *s)
{
    uint32_t n, list = case_get(s->c, 0, "calendar");
    if (case_is_null(s->c, list))
        return derive_calendar(s);
    attend_document *documents = read_documents(s->c, list, &n);
    return load_calendar_document(s->c, documents, n, &s->calendar);
}

static void read_register(subject *s)
{
    attend_register_init(&s->reg);
    s->reg.n_pupils = case_count(s->c, case_get(s->c, 0, "pupils"));
    s->as_of = case_day(s->c, case_get(s->c, 0, "as_of"));
    s->quarantine = case_is_true(s->c, case_get(s->c, 0, "quarantine"));
    read_rows(s);
}

/* The register as a grid, and the findings. */
static attend_status check_register(subject *s)
{
    int32_t first_day;
    uint32_t n_weeks;
    size_t row_bytes;
    attend_status status = attend_register_shape(s->calendar, s->as_of, &first_day, &n_weeks, &row_bytes);
    if (status != ATTEND_OK)
        return status;
    s->grid = case_memory(s->c, s->reg.n_pupils + 1, row_bytes + 1);
    s->status = case_memory(s->c, s->reg.n_pupils, sizeof *s->status);
    return attend_register_check(s->policy, s->calendar, &s->reg, s->as_of, s->grid, s->reg.n_pupils * row_bytes,
                                 s->quarantine ? s->status : NULL, s->found, FINDINGS_MAX, &s->n_found);
}

attend_status load_subject(subject *s)
{
    attend_status status = load_policy(s);
    if (status != ATTEND_OK)
        return status;
    read_register(s);
    status = load_calendar(s);
    return status == ATTEND_OK ? check_register(s) : status;
}
