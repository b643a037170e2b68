/* Reading the rows of one pupil: each is judged once, in the order of semantics.md 4. */
#include "base/day.h"
#include "register/rows.h"

#define SESSIONS_MAX 4u
#define ROW_AGREES 1 /* an administrative mark where no school is held: not kept, and nothing to say */

/* One pupil's rows while they are read. What belongs to a day is worked out at its first row. */
typedef struct reader {
    const register_view *view;
    row_findings *list;
    uint8_t *row;             /* or NULL */
    uint32_t pupil;
    attend_status status;     /* the first error */
    const pupil_view *own;
    size_t next_spell;        /* the spells before it begin on or before the day */
    int32_t enrolled_to;      /* the latest day that they reach */
    bool refused;             /* marks, and no spell: judged no further */
    epoch_cache epoch;
    int32_t day;
    bool enrolled;
    bool outside;             /* of the calendar document */
    uint32_t sessions;        /* the day's school sessions */
    uint32_t quiet;           /* those in which a mark without a finding may still be */
    size_t at;                /* where the day begins in the row */
    uint8_t held[SESSIONS_MAX];       /* the day's marks so far, */
    uint64_t held_row[SESSIONS_MAX];  /* and where they are */
} reader;

static void say(reader *r, attend_status status, uint64_t row, uint64_t other_row, int32_t day, uint32_t is_spell)
{
    attend__row_finding(r->list, status, r->pupil, row, other_row, day, is_spell);
    if (status < 0 && r->status == ATTEND_OK)
        r->status = status;
}

bool attend__spell_ok(const attend_spell *spell)
{
    bool to_ok = spell->to == ATTEND_DAY_OPEN || attend__day_ok(spell->to);
    return attend__day_ok(spell->from) && to_ok && spell->to >= spell->from;
}

static attend_status spell_error(const attend_spell *spell)
{
    if (!attend__day_ok(spell->from) || (spell->to != ATTEND_DAY_OPEN && !attend__day_ok(spell->to)))
        return ATTEND_E_DATE;
    return ATTEND_E_DATE_ORDER;
}

/* Spells are in order of `from`, so one shares a day with an earlier one when the latest end so far reaches it. */
static void judge_spells(reader *r, size_t first)
{
    size_t latest = SIZE_MAX;
    for (size_t i = 0; i < r->own->n_spells; i++) {
        const attend_spell *spell = &r->own->spells[i];
        if (!attend__spell_ok(spell)) {
            say(r, spell_error(spell), first + i, UINT64_MAX, spell->from, 1);
            continue;
        }
        bool overlaps = latest != SIZE_MAX && r->own->spells[latest].to >= spell->from;
        if (overlaps)
            say(r, ATTEND_E_OVERLAP, first + i, first + latest, spell->from, 1);
        if (latest == SIZE_MAX || spell->to > r->own->spells[latest].to)
            latest = i;
    }
}

/* Whether on the day only the codes themselves, and the sessions, can be wrong. */
static bool is_quiet(const register_view *view, int32_t day)
{
    return day <= view->as_of && day >= view->quiet_from && day <= view->quiet_to;
}

static void start_day(reader *r, int32_t day)
{
    const attend_calendar *calendar = r->view->calendar;
    int64_t at = (int64_t)day - r->view->first_day;
    bool is_held = at >= 0 && at < r->view->n_days;
    for (; r->next_spell < r->own->n_spells && r->own->spells[r->next_spell].from <= day; r->next_spell++) {
        const attend_spell *spell = &r->own->spells[r->next_spell];
        if (attend__spell_ok(spell) && spell->to > r->enrolled_to)
            r->enrolled_to = spell->to;
    }
    r->day = day;
    r->enrolled = r->own->everyone || r->enrolled_to >= day;
    r->outside = day < calendar->document_first || day > calendar->document_last;
    r->sessions = is_held ? CALENDAR_ROWS(calendar, days, calendar_day)[at].sessions : 0;
    r->at = is_held ? (size_t)at * r->view->sessions_per_day : 0;
    r->quiet = r->enrolled && !r->outside && is_quiet(r->view, day) ? r->sessions : 0;
    memset(r->held, 0, sizeof r->held);
}

/* What is wrong with the row itself: the first that holds. */
static attend_status judge_row(reader *r, uint8_t session, uint8_t code)
{
    if (session >= r->view->sessions_per_day)
        return ATTEND_E_UNKNOWN_SESSION;
    if (code == 0 || !r->view->known[code])
        return ATTEND_E_UNKNOWN_CODE;
    if (r->outside)
        return ATTEND_E_OUTSIDE_CALENDAR;
    if (!r->enrolled)
        return ATTEND_F_OUTSIDE_ENROLMENT;
    if (r->sessions >> session & 1u)
        return ATTEND_OK;
    uint32_t classes = classes_on(r->view->policy, &r->epoch, r->day, code);
    return classes & r->view->policy->administrative ? ROW_AGREES : ATTEND_F_CLOSED;
}

static void keep(reader *r, size_t row, uint8_t session, uint8_t code)
{
    r->quiet &= ~(1u << session);
    r->held[session] = code;
    r->held_row[session] = row;
    if (r->row)
        r->row[r->at + session] = code;
}

/* What may be said of a mark that is kept. */
static void judge_kept(reader *r, size_t row, uint8_t session, uint8_t code)
{
    const attend_policy *policy = r->view->policy;
    uint32_t own = POLICY_ROWS(policy, codes, code_record)[code].session;
    int32_t validity = attend__code_validity(policy, code, r->day);
    if (own != ATTEND_NONE && own != session)
        say(r, ATTEND_F_WRONG_SESSION, row, UINT64_MAX, r->day, 0);
    if (validity)
        say(r, validity, row, UINT64_MAX, r->day, 0);
}

static void read_visible(reader *r, size_t row, uint8_t session, uint8_t code)
{
    attend_status status = judge_row(r, session, code);
    if (status == ROW_AGREES)
        return;
    if (status != ATTEND_OK) {
        say(r, status, row, UINT64_MAX, r->day, 0);
    } else if (!r->held[session]) {
        keep(r, row, session, code);
        judge_kept(r, row, session, code);
    } else {
        status = r->held[session] == code ? ATTEND_F_DUPLICATE : ATTEND_E_CONFLICT;
        say(r, status, row, r->held_row[session], r->day, 0);
    }
}

static void judge(reader *r, size_t row, uint8_t session, uint8_t code)
{
    if (r->refused)
        return;
    if (!attend__day_ok(r->day)) {
        say(r, ATTEND_E_DATE, row, UINT64_MAX, r->day, 0);
    } else if (r->day > r->view->as_of) {
        say(r, ATTEND_F_AFTER_AS_OF, row, UINT64_MAX, r->day, 0);
    } else if (!r->own->everyone && r->own->n_spells == 0) {
        say(r, ATTEND_E_NO_ENROLMENT, row, UINT64_MAX, r->day, 0);
        r->refused = true;
    } else {
        read_visible(r, row, session, code);
    }
}

/* Nearly every row is the first of its session on a quiet day, so that is looked at before all else. */
static inline void read_row(reader *r, size_t row, uint8_t session, uint8_t code)
{
    if (session < SESSIONS_MAX && (r->quiet & r->view->quiet[code]) >> session & 1u)
        keep(r, row, session, code);
    else
        judge(r, row, session, code);
}

/* Moves *mark past the pupil's rows. */
static attend_status read_marks(reader *r, size_t *mark)
{
    const attend_register reg = r->view->reg; /* a copy, which bytes written to the row cannot change */
    size_t row = *mark;
    attend_status status = ATTEND_OK;
    for (bool begun = false; row < reg.n_marks; row++, begun = true) {
        uint32_t pupil = mark_pupil(&reg, row);
        if (pupil > r->pupil)
            break;
        int32_t day = mark_day(&reg, row);
        if (pupil < r->pupil || (begun && day < r->day)) {
            status = ATTEND_E_ORDER;
            say(r, status, row, UINT64_MAX, day, 0);
            break;
        }
        if (!begun || day != r->day)
            start_day(r, day);
        read_row(r, row, mark_session(&reg, row), mark_code(&reg, row));
    }
    *mark = row;
    return status;
}

/* Gives the pupil its spells and moves the cursor past them. */
static void take_spells(const register_view *view, register_cursor *cursor, uint32_t pupil, pupil_view *own)
{
    const attend_register *reg = &view->reg;
    while (cursor->spell < reg->n_spells && reg->spells[cursor->spell].pupil < pupil)
        cursor->spell++;
    size_t first = cursor->spell;
    while (cursor->spell < reg->n_spells && reg->spells[cursor->spell].pupil == pupil)
        cursor->spell++;
    own->everyone = reg->n_spells == 0;
    own->n_spells = cursor->spell - first;
    own->spells = own->n_spells ? &reg->spells[first] : NULL;
}

attend_status attend__pupil_fill(const register_view *view, register_cursor *cursor, uint32_t pupil, uint8_t *row,
                                 row_findings *list, pupil_view *out)
{
    pupil_view own = {row, NULL, 0, 0};
    take_spells(view, cursor, pupil, &own);
    reader r = {.view = view, .list = list, .row = row, .pupil = pupil, .own = &own, .enrolled_to = INT32_MIN};
    judge_spells(&r, cursor->spell - own.n_spells);
    attend_status status = ATTEND_OK;
    if (!view->reg.grid) {
        if (row && view->row_bytes)
            memset(row, 0, view->row_bytes);
        status = read_marks(&r, &cursor->mark);
    } else if (r.status == ATTEND_OK) {
        status = attend__grid_fill(view, pupil, &own, row, list);
    }
    if (status == ATTEND_OK)
        status = r.status;
    if (status != ATTEND_OK && row && view->row_bytes)
        memset(row, 0, view->row_bytes);
    if (out)
        *out = own;
    return status;
}

attend_status attend__register_end(const register_view *view, const register_cursor *cursor)
{
    if (view->reg.grid || cursor->mark >= view->reg.n_marks)
        return ATTEND_OK;
    return mark_pupil(&view->reg, cursor->mark) < view->reg.n_pupils ? ATTEND_E_ORDER : ATTEND_E_RANGE;
}
