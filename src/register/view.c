/* Checking the arguments that describe a register, once, so that reading rows can rely on them. */
#include "base/day.h"
#include "register/rows.h"

#define STRUCT_SIZE_MAX 4096u

static bool aligned(const void *pointer, size_t alignment)
{
    return ((uintptr_t)pointer & (alignment - 1)) == 0;
}

/* A newer caller's longer block is fine as long as it does not use what this release does not know. */
static bool block_ok(const attend_register *reg)
{
    if (!reg || !aligned(reg, _Alignof(attend_register)))
        return false;
    if (reg->struct_size < sizeof *reg || reg->struct_size > STRUCT_SIZE_MAX)
        return false;
    const uint8_t *bytes = (const uint8_t *)reg;
    for (size_t i = sizeof *reg; i < reg->struct_size; i++) {
        if (bytes[i])
            return false;
    }
    return true;
}

static bool stride_ok(size_t *stride, size_t packed)
{
    if (*stride == 0)
        *stride = packed;
    return *stride >= packed;
}

size_t attend__grid_row_bytes(const register_view *view)
{
    return (size_t)view->reg.n_weeks * 7 * view->sessions_per_day;
}

static attend_status open_grid(register_view *view)
{
    attend_register *reg = &view->reg;
    if (reg->first_day < ATTEND_DAY_FIRST || reg->first_day > ATTEND_DAY_LAST)
        return ATTEND_E_RANGE;
    if (attend__monday(reg->first_day) != reg->first_day)
        return ATTEND_E_ARGUMENT;
    if (reg->n_weeks > (uint32_t)(ATTEND_DAY_LAST - reg->first_day) / 7 + 1)
        return ATTEND_E_RANGE;
    size_t all;
    if (!stride_ok(&reg->grid_stride, attend__grid_row_bytes(view)) ||
        !attend__mul_size(reg->n_pupils, reg->grid_stride, &all))
        return ATTEND_E_ARGUMENT;
    return ATTEND_OK;
}

static attend_status open_columns(register_view *view)
{
    attend_register *reg = &view->reg;
    if (reg->n_marks && (!reg->day || !reg->code))
        return ATTEND_E_ARGUMENT;
    bool strides_ok = stride_ok(&reg->pupil_stride, sizeof *reg->pupil) && stride_ok(&reg->day_stride, sizeof *reg->day) &&
                      stride_ok(&reg->session_stride, sizeof *reg->session) &&
                      stride_ok(&reg->code_stride, sizeof *reg->code);
    return strides_ok ? ATTEND_OK : ATTEND_E_ARGUMENT;
}

static bool rows_ok(const void *rows, size_t n, size_t alignment)
{
    return n == 0 || (rows && aligned(rows, alignment));
}

static attend_status open_spells(const attend_register *reg)
{
    if (!rows_ok(reg->spells, reg->n_spells, _Alignof(attend_spell)))
        return ATTEND_E_ARGUMENT;
    for (size_t i = 0; i < reg->n_spells; i++) {
        if (reg->spells[i].reserved)
            return ATTEND_E_ARGUMENT;
    }
    size_t row;
    return attend__spells_sorted(reg, &row);
}

static attend_status open_facts_and_events(const attend_register *reg)
{
    if (!rows_ok(reg->facts, reg->n_facts, _Alignof(attend_fact)) ||
        !rows_ok(reg->events, reg->n_events, _Alignof(attend_event)))
        return ATTEND_E_ARGUMENT;
    size_t row;
    attend_status status = attend__facts_sorted(reg, &row);
    return status == ATTEND_OK ? attend__events_sorted(reg, &row) : status;
}

/* A code changes on a day: the quiet days end before it, or begin with it. */
static void cut_quiet(register_view *view, int32_t day)
{
    if (day > view->as_of)
        view->quiet_to = day - 1 < view->quiet_to ? day - 1 : view->quiet_to;
    else
        view->quiet_from = day > view->quiet_from ? day : view->quiet_from;
}

static void open_code(register_view *view, uint8_t code)
{
    const code_record *record = &POLICY_ROWS(view->policy, codes, code_record)[code];
    const code_use *uses = (const code_use *)(const void *)((const char *)view->policy + record->uses.at);
    if (record->text == 0)
        return;
    view->known[code] = 1;
    if (attend__code_validity(view->policy, code, view->as_of) == 0)
        view->quiet[code] = (uint8_t)(record->session == ATTEND_NONE ? 0xFFu : 1u << record->session);
    for (uint32_t i = 0; i < record->uses.count; i++) {
        cut_quiet(view, uses[i].from);
        if (uses[i].to != ATTEND_DAY_OPEN)
            cut_quiet(view, uses[i].to + 1);
    }
}

static void open_codes(register_view *view)
{
    view->known[0] = 1;
    view->quiet_from = INT32_MIN;
    view->quiet_to = INT32_MAX;
    for (uint32_t code = 1; code < POLICY_CODES; code++)
        open_code(view, (uint8_t)code);
    while (view->dense < 127 && view->known[view->dense + 1])
        view->dense++;
}

attend_status attend__register_open(const attend_policy *policy, const attend_register *reg, int32_t as_of,
                                    register_view *view)
{
    memset(view, 0, sizeof *view);
    if (!attend__policy_ok(policy) || !block_ok(reg))
        return ATTEND_E_ARGUMENT;
    if (!attend__day_ok(as_of))
        return ATTEND_E_RANGE;
    view->policy = policy;
    view->as_of = as_of;
    view->sessions_per_day = policy->sessions_per_day;
    memcpy(&view->reg, reg, sizeof *reg);
    open_codes(view);
    return view->reg.grid ? open_grid(view) : open_columns(view);
}

static bool same_text(const char *a, const char *b)
{
    size_t size = strlen(a);
    return size == strlen(b) && memcmp(a, b, size) == 0;
}

/* The sessions of the code set and of the calendar: as many, and of the same names, or a PM would be read as an AM. */
static bool sessions_agree(const attend_policy *policy, const attend_calendar *calendar)
{
    const item_record *ours = POLICY_ROWS(policy, sessions, item_record);
    const uint32_t *theirs = CALENDAR_ROWS(calendar, sessions, uint32_t);
    if (policy->sessions_per_day != calendar->sessions_per_day || calendar->sessions.count != policy->sessions.count)
        return false;
    for (uint32_t i = 0; i < policy->sessions.count; i++) {
        if (!same_text(policy_text(policy, ours[i].id), (const char *)calendar + theirs[i]))
            return false;
    }
    return true;
}

static uint32_t weeks_up_to(const attend_calendar *calendar, int32_t as_of)
{
    int64_t days = (int64_t)as_of - calendar->first_day + 1;
    if (days <= 0)
        return 0;
    if (days > calendar->n_days)
        days = calendar->n_days;
    return (uint32_t)((days + 6) / 7);
}

attend_status attend__register_view(const attend_policy *policy, const attend_calendar *calendar,
                                    const attend_register *reg, int32_t as_of, register_view *view)
{
    attend_status status = attend__register_open(policy, reg, as_of, view);
    if (!attend__calendar_ok(calendar))
        return ATTEND_E_ARGUMENT;
    if (status == ATTEND_OK)
        status = open_spells(&view->reg);
    if (status == ATTEND_OK)
        status = open_facts_and_events(&view->reg);
    if (status != ATTEND_OK)
        return status;
    if (!sessions_agree(policy, calendar))
        return ATTEND_E_MISMATCH;
    view->calendar = calendar;
    view->first_day = calendar->first_day;
    view->n_days = 7 * weeks_up_to(calendar, as_of);
    view->row_bytes = (size_t)view->n_days * view->sessions_per_day;
    return ATTEND_OK;
}

void attend__register_mask(register_view *view, uint8_t *open)
{
    const calendar_day *days = CALENDAR_ROWS(view->calendar, days, calendar_day);
    uint8_t *at = open;
    for (uint32_t i = 0; i < view->n_days; i++) {
        bool seen = (int64_t)view->first_day + i <= view->as_of;
        for (uint32_t slot = 0; slot < view->sessions_per_day; slot++)
            *at++ = seen && ((uint32_t)days[i].sessions >> slot & 1u) ? 0xFF : 0;
    }
    view->open = open;
}

attend_status attend_register_shape(const attend_calendar *calendar, int32_t as_of, int32_t *first_day, uint32_t *n_weeks,
                                    size_t *row_bytes)
{
    if (!attend__calendar_ok(calendar) || !first_day || !n_weeks || !row_bytes)
        return ATTEND_E_ARGUMENT;
    if (!attend__day_ok(as_of))
        return ATTEND_E_RANGE;
    uint32_t weeks = weeks_up_to(calendar, as_of);
    *first_day = calendar->first_day;
    *n_weeks = weeks;
    *row_bytes = (size_t)weeks * 7 * calendar->sessions_per_day;
    return ATTEND_OK;
}

void attend__row_finding(row_findings *list, attend_status status, uint32_t pupil, uint64_t row, uint64_t other_row,
                         int32_t day, uint32_t rows)
{
    if (!list)
        return;
    if (list->count < list->capacity) {
        attend_row_finding *finding = &list->rows[list->count];
        memset(finding, 0, sizeof *finding);
        finding->status = status;
        finding->pupil = pupil;
        finding->row = row;
        finding->other_row = other_row;
        finding->day = day;
        finding->rows = rows;
    }
    list->count++;
    if (status < 0)
        list->errors++;
}

void attend__judge_say(row_judge *judge, attend_status status, uint32_t rows, uint64_t row, uint64_t other_row,
                       int32_t day)
{
    attend__row_finding(judge->list, status, judge->pupil, row, other_row, day, rows);
    if (status < 0 && judge->status == ATTEND_OK)
        judge->status = status;
}

void attend__epoch_move(const attend_policy *policy, int32_t day, epoch_cache *cache)
{
    const int32_t *firsts = POLICY_ROWS(policy, epochs, int32_t);
    uint32_t epoch = attend__epoch_of(policy, day);
    cache->from = firsts[epoch];
    cache->end = epoch + 1 < policy->epochs.count ? firsts[epoch + 1] : (int64_t)INT32_MAX + 1;
    cache->masks = attend__class_masks(policy, epoch);
}
