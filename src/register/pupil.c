/* Reading the rows of one pupil: each is judged once, in the order of semantics.md 4 and 5. */
#include "base/day.h"
#include "base/finding.h"
#include "register/rows.h"

#define SESSIONS_MAX 4u
#define ROW_AGREES 1 /* an administrative mark where no school is held: not kept, and nothing to say */

/* One pupil's rows while they are read. What belongs to a day is worked out at its first row. */
typedef struct reader {
    const register_view *view;
    uint8_t *row;             /* or NULL */
    row_judge judge;
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

/* Of a mark. */
static void say(reader *r, attend_status status, uint64_t row, uint64_t other_row, int32_t day)
{
    attend__judge_say(&r->judge, status, ATTEND_ROWS_MARKS, row, other_row, day);
}

bool attend__last_day_ok(int32_t day)
{
    return day == ATTEND_DAY_OPEN || attend__day_ok(day);
}

bool attend__spell_ok(const attend_spell *spell)
{
    return attend__day_ok(spell->from) && attend__last_day_ok(spell->to) && spell->to >= spell->from;
}

static attend_status spell_error(const attend_spell *spell)
{
    return attend__day_ok(spell->from) && attend__last_day_ok(spell->to) ? ATTEND_E_DATE_ORDER : ATTEND_E_DATE;
}

/* Spells are in order of `from`, so one shares a day with an earlier one when the latest end so far reaches it. */
static void judge_spells(const pupil_view *own, size_t first, row_judge *judge)
{
    size_t latest = SIZE_MAX;
    for (size_t i = 0; i < own->n_spells; i++) {
        const attend_spell *spell = &own->spells[i];
        if (!attend__spell_ok(spell)) {
            attend__judge_say(judge, spell_error(spell), ATTEND_ROWS_SPELLS, first + i, NO_ROW, spell->from);
            continue;
        }
        bool overlaps = latest != SIZE_MAX && own->spells[latest].to >= spell->from;
        if (overlaps)
            attend__judge_say(judge, ATTEND_E_OVERLAP, ATTEND_ROWS_SPELLS, first + i, first + latest, spell->from);
        if (latest == SIZE_MAX || spell->to > own->spells[latest].to)
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
        say(r, ATTEND_F_WRONG_SESSION, row, NO_ROW, r->day);
    if (validity)
        say(r, validity, row, NO_ROW, r->day);
}

static void read_visible(reader *r, size_t row, uint8_t session, uint8_t code)
{
    attend_status status = judge_row(r, session, code);
    if (status == ROW_AGREES)
        return;
    if (status != ATTEND_OK) {
        say(r, status, row, NO_ROW, r->day);
    } else if (!r->held[session]) {
        keep(r, row, session, code);
        judge_kept(r, row, session, code);
    } else {
        status = r->held[session] == code ? ATTEND_F_DUPLICATE : ATTEND_E_CONFLICT;
        say(r, status, row, r->held_row[session], r->day);
    }
}

static void judge(reader *r, size_t row, uint8_t session, uint8_t code)
{
    if (r->refused)
        return;
    if (!attend__day_ok(r->day)) {
        say(r, ATTEND_E_DATE, row, NO_ROW, r->day);
    } else if (r->day > r->view->as_of) {
        say(r, ATTEND_F_AFTER_AS_OF, row, NO_ROW, r->day);
    } else if (!r->own->everyone && r->own->n_spells == 0) {
        say(r, ATTEND_E_NO_ENROLMENT, row, NO_ROW, r->day);
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
        if (pupil > r->judge.pupil)
            break;
        int32_t day = mark_day(&reg, row);
        if (pupil < r->judge.pupil || (begun && day < r->day)) {
            status = ATTEND_E_ORDER;
            say(r, status, row, NO_ROW, day);
            break;
        }
        if (!begun || day != r->day)
            start_day(r, day);
        read_row(r, row, mark_session(&reg, row), mark_code(&reg, row));
    }
    *mark = row;
    return status;
}

/* Moves *at past the pupil's rows of one kind. Returns the first of them. */
static inline size_t take_rows(const register_view *view, uint32_t rows, uint32_t pupil, size_t *at)
{
    const pupil_column column = pupil_column_of(&view->reg, rows);
    while (*at < column.n && column_pupil(&column, *at) < pupil)
        (*at)++;
    size_t first = *at;
    while (*at < column.n && column_pupil(&column, *at) == pupil)
        (*at)++;
    return first;
}

/* Gives the pupil its spells and judges them. */
static void read_spells(const register_view *view, register_cursor *cursor, pupil_view *own, row_judge *judge)
{
    size_t first = take_rows(view, ATTEND_ROWS_SPELLS, judge->pupil, &cursor->spell);
    own->everyone = view->reg.n_spells == 0;
    own->n_spells = cursor->spell - first;
    own->spells = own->n_spells ? &view->reg.spells[first] : NULL;
    judge_spells(own, first, judge);
}

/* Likewise its facts and events. */
static void read_facts_and_events(const register_view *view, register_cursor *cursor, pupil_view *own, row_judge *judge)
{
    size_t fact = take_rows(view, ATTEND_ROWS_FACTS, judge->pupil, &cursor->fact);
    own->n_facts = cursor->fact - fact;
    own->facts = own->n_facts ? &view->reg.facts[fact] : NULL;
    attend__facts_judge(view, fact, own, judge);
    size_t event = take_rows(view, ATTEND_ROWS_EVENTS, judge->pupil, &cursor->event);
    own->n_events = cursor->event - event;
    own->events = own->n_events ? &view->reg.events[event] : NULL;
    attend__events_judge(view, event, own, judge);
}

/* ATTEND_E_ORDER, or ATTEND_OK whatever the judge thinks of the rows. */
static attend_status read_either_form(reader *r, register_cursor *cursor)
{
    if (!r->view->reg.grid) {
        if (r->row && r->view->row_bytes)
            memset(r->row, 0, r->view->row_bytes);
        return read_marks(r, &cursor->mark);
    }
    if (r->judge.status == ATTEND_OK)
        r->judge.status = attend__grid_fill(r->view, r->judge.pupil, r->own, r->row, r->judge.list);
    return ATTEND_OK;
}

attend_status attend__pupil_fill(const register_view *view, register_cursor *cursor, uint32_t pupil, uint8_t *row,
                                 row_findings *list, pupil_view *out)
{
    pupil_view unwanted, *own = out ? out : &unwanted;
    *own = (pupil_view){.marks = row};
    reader r = {.view = view, .row = row, .judge = {list, pupil, ATTEND_OK}, .own = own, .enrolled_to = INT32_MIN};
    read_spells(view, cursor, own, &r.judge);
    attend_status status = read_either_form(&r, cursor);
    if (status == ATTEND_OK) {
        if (view->reg.n_facts || view->reg.n_events)
            read_facts_and_events(view, cursor, own, &r.judge);
        status = r.judge.status;
    }
    if (status != ATTEND_OK && row && view->row_bytes)
        memset(row, 0, view->row_bytes);
    return status;
}

attend_status attend__register_read(const register_view *view, uint32_t pupil, uint8_t *row, pupil_view *out,
                                    attend_finding *error)
{
    register_cursor cursor;
    attend__register_seek(view, pupil, &cursor);
    attend_status status = attend__pupil_fill(view, &cursor, pupil, row, NULL, out);
    if (status == ATTEND_OK)
        return ATTEND_OK;
    attend__fail_row(error, status, pupil, attend_status_text(status));
    return status == ATTEND_E_ORDER ? ATTEND_E_ORDER : ATTEND_E_DATA;
}

attend_status attend__register_end(const register_view *view, const register_cursor *cursor)
{
    if (view->reg.grid || cursor->mark >= view->reg.n_marks)
        return ATTEND_OK;
    return mark_pupil(&view->reg, cursor->mark) < view->reg.n_pupils ? ATTEND_E_ORDER : ATTEND_E_RANGE;
}
