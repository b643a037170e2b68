#include "engine/fold/digests.h"

#include "base/day.h"
#include "engine/fold/digest.h"

uint64_t attend__digest_marks(uint64_t digest, const pupil_view *pupil, const fold_day *day)
{
    uint32_t codes = 0;
    for (uint32_t session = 0; day->sessions >> session; session++)
        codes |= (uint32_t)pupil->marks[day->slot + session] << 8 * session;
    return codes == 0 ? digest : digest_add(digest, digest_pair((uint32_t)day->day, codes));
}

uint64_t attend__digest_events(uint64_t digest, const pupil_view *pupil, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        const attend_event *event = &pupil->events[i];
        digest = digest_add(digest, digest_pair((uint32_t)event->day, (uint32_t)event->event));
        digest = digest_add(digest, digest_pair(event->tiers, event->step));
        digest = digest_add(digest, digest_pair(event->item, event->outcome));
        digest = digest_add(digest, digest_days(event->from, event->to));
    }
    return digest;
}

/* -- the calendar -- */

static uint64_t digest_period(uint64_t digest, const attend_calendar *calendar, const table *periods, int32_t day)
{
    const calendar_period *rows = calendar_periods(calendar, periods);
    uint32_t at = attend__calendar_period(calendar, periods, day);
    return digest_add(digest, at == ATTEND_NONE ? 0 : digest_pair((uint32_t)rows[at].from, at + 1));
}

/* A day on which the calendar says something new: sessions, a period that begins or has ended. */
static uint64_t digest_day(uint64_t digest, const attend_calendar *calendar, const fold_day *day, uint32_t inside_before)
{
    if (day->sessions == 0 && day->new_period == 0 && day->inside == inside_before)
        return digest;
    digest = digest_add(digest, digest_pair((uint32_t)day->day, (uint32_t)day->sessions << 8 | day->inside));
    if (day->new_period & PERIOD_YEAR)
        digest = digest_period(digest, calendar, &calendar->years, day->day);
    if (day->new_period & PERIOD_TERM)
        digest = digest_period(digest, calendar, &calendar->terms, day->day);
    if (day->new_period & PERIOD_HALF_TERM)
        digest = digest_period(digest, calendar, &calendar->half_terms, day->day);
    return digest;
}

/* The sessions still to come in the week of a day: when a span of school weeks has passed depends on them. A derived calendar does
 * not know them. */
static uint64_t digest_week(uint64_t digest, const attend_calendar *calendar, int32_t through)
{
    int32_t sunday = attend__monday(through) + 6;
    for (int32_t day = through + 1; !calendar->derived && day <= sunday; day++) {
        const calendar_day *held = attend__calendar_day(calendar, day);
        if (held && held->sessions)
            digest = digest_add(digest, digest_pair((uint32_t)day, held->sessions));
    }
    return digest;
}

uint64_t attend__digest_calendar(const fold_plan *plan, int32_t through)
{
    const attend_calendar *calendar = plan->view->calendar;
    uint64_t digest = digest_add(0, digest_days(calendar->first_day, plan->first_day));
    uint32_t inside = 0;
    if (attend__calendar_start(calendar) > through)
        return digest_week(0, calendar, through);
    digest = digest_add(digest, calendar->derived);
    if (through > calendar->document_last) /* then spans may not be known to have passed */
        digest = digest_add(digest, (uint32_t)calendar->document_last);
    for (uint32_t i = 0; i < plan->n_days && plan->days[i].day <= through; i++) {
        digest = digest_day(digest, calendar, &plan->days[i], inside);
        inside = plan->days[i].inside;
    }
    return digest_week(digest, calendar, through);
}

/* -- spells and facts -- */

static int32_t earlier_of(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

/* A stretch of days in which a fact has one value, within the days of a case; however many rows say it. */
typedef struct fact_stretch {
    uint32_t fact;
    int32_t value;
    int32_t from, to;
} fact_stretch;

static uint64_t digest_fact(uint64_t digest, const fact_stretch *stretch)
{
    if (stretch->fact == ATTEND_NONE)
        return digest;
    digest = digest_add(digest, digest_pair(stretch->fact, (uint32_t)stretch->value));
    return digest_add(digest, digest_days(stretch->from, stretch->to));
}

/* Rows are in order of fact, then day, and none contradicts another. */
static uint64_t digest_facts(uint64_t digest, const attend_policy *policy, const pupil_view *pupil, int32_t first_day,
                             int32_t through)
{
    fact_stretch now = {ATTEND_NONE, 0, 0, 0};
    for (size_t i = 0; i < pupil->n_facts; i++) {
        const attend_fact row = pupil->facts[i];
        int32_t from = row.from > first_day ? row.from : first_day, to = earlier_of(row.to, through);
        if (row.fact >= policy->facts.count || from > to)
            continue;
        if (row.fact == now.fact && row.value == now.value && from <= (int64_t)now.to + 1) {
            now.to = to > now.to ? to : now.to;
            continue;
        }
        digest = digest_fact(digest, &now);
        now = (fact_stretch){row.fact, row.value, from, to};
    }
    return digest_fact(digest, &now);
}

uint64_t attend__digest_stretches(const attend_policy *policy, const pupil_view *pupil, int32_t first_day, int32_t through)
{
    uint64_t digest = digest_add(0, pupil->everyone);
    for (size_t i = 0; i < pupil->n_spells && pupil->spells[i].from <= through; i++) {
        const attend_spell *spell = &pupil->spells[i];
        digest = digest_add(digest, digest_days(spell->from, earlier_of(spell->to, through)));
    }
    return digest_facts(digest, policy, pupil, first_day, through);
}
