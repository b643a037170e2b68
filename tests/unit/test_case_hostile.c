/* Any bytes may come back as a case, and any arguments with them. */
#include "case_world.h"

/* What is not refused must be harmless; and since each byte is in the digest, everything is refused. */
static void every_flipped_bit_is_refused(void **state)
{
    (void)state;
    for (uint64_t seed = 20; seed < 23; seed++) {
        case_world c;
        (void)carried_world(&c, seed);
        for (size_t bit = 0; bit < 8 * c.size; bit++) {
            int32_t day = 7;
            c.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
            attend_status status = attend_case_check(c.w.policy, c.bytes, c.size, &day);
            assert_true(status == ATTEND_E_CASE || status == ATTEND_E_NEWER || status == ATTEND_E_MISMATCH);
            assert_int_equal(day, 7);
            c.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        }
        assert_int_equal(attend_case_check(c.w.policy, c.bytes, c.size, NULL), ATTEND_OK);
        free_world(&c);
    }
}

/* As if somebody had written the digest anew: the last 8 bytes of the head. */
static void sign(uint8_t *bytes, size_t size)
{
    uint64_t digest = 0;
    for (size_t i = 0; i < size; i += 8) {
        uint64_t word = 0;
        for (size_t k = 0; k < 8; k++)
            word |= (uint64_t)bytes[i + k] << 8 * k;
        if (i != sizeof(case_head) - 8) {
            digest = (digest ^ word) * UINT64_C(0x9E3779B97F4A7C15);
            digest = (digest ^ digest >> 32) * UINT64_C(0xD6E8FEB86659FD93);
            digest ^= digest >> 29;
        }
    }
    for (size_t k = 0; k < 8; k++)
        bytes[sizeof(case_head) - 8 + k] = (uint8_t)(digest >> 8 * k);
}

/* Everything that can be done with a case, whatever it holds. */
static void use_case(case_world *c)
{
    attend_tier_decision rows[4];
    static attend_reason reasons[4096];
    uint32_t need;
    int32_t day;
    attend_register rest;
    if (attend_case_check(c->w.policy, c->bytes, c->size, &day) != ATTEND_OK) {
        assert_int_not_equal(attend_case_decide(c->w.policy, c->bytes, c->size, rows, 4, &need), ATTEND_OK);
        return;
    }
    (void)attend_case_decide(c->w.policy, c->bytes, c->size, rows, 4, &need);
    (void)current_with(c, &c->w.reg);
    for (uint32_t i = 0; i < attend_policy_count(c->w.policy, ATTEND_ITEM_MEASURE); i++)
        (void)attend_case_reasons(c->w.policy, c->w.calendar, &c->w.reg, 0, c->bytes, c->size, ATTEND_ITEM_MEASURE, i, c->work,
                                  c->work_size, reasons, 4096, &need, NULL);
    for (uint32_t i = 0; i < attend_policy_count(c->w.policy, ATTEND_ITEM_TIERS); i++)
        (void)attend_case_reasons(c->w.policy, c->w.calendar, &c->w.reg, 0, c->bytes, c->size, ATTEND_ITEM_TIERS, i, c->work,
                                  c->work_size, reasons, 4096, &need, NULL);
    rest = rows_from(&c->w.reg, day == INT32_MIN ? day : day + 1);
    if (day < c->w.last && attend_case_advance(c->w.policy, c->w.calendar, &rest, 0, c->w.last, c->bytes, c->size, c->work,
                                               c->work_size, NULL) == ATTEND_OK)
        (void)attend_case_decide(c->w.policy, c->bytes, c->size, rows, 4, &need);
}

/* Numbers that lie near what is allowed. */
static uint32_t damaged_value(world_random *r)
{
    switch (world_next(r, 4)) {
    case 0: return UINT32_MAX - world_next(r, 2);
    case 1: return 1u << world_next(r, 32);
    default: return world_next(r, 70);
    }
}

/* Damage that hides behind a right digest: under the sanitizers nothing that is let through may do harm. */
static void damage_behind_a_right_digest(void **state)
{
    uint32_t let_through = 0, n = 0;
    (void)state;
    for (uint64_t seed = 40; seed < 60; seed++) {
        world_random r = {seed};
        case_world c;
        (void)carried_world(&c, seed);
        uint8_t *good = world_memory(c.size);
        memcpy(good, c.bytes, c.size);
        for (uint32_t i = 0; i < 600; i++, n++) {
            memcpy(c.bytes, good, c.size);
            size_t at = world_next(&r, 2) ? world_next(&r, (uint32_t)c.size / 4) : 48 / 4 + world_next(&r, 4);
            uint32_t value = damaged_value(&r);
            for (size_t k = 0; k < 4; k++)
                c.bytes[4 * at + k] = (uint8_t)(value >> 8 * k);
            sign(c.bytes, c.size);
            let_through += attend_case_check(c.w.policy, c.bytes, c.size, NULL) == ATTEND_OK;
            use_case(&c);
        }
        free(good);
        free_world(&c);
    }
    assert_true(let_through < n / 3);
}

/* -- states that no pupil can have, packed as a right case would be -- */

typedef struct damage {
    case_world c;
    case_state state;
    void *memory;
    uint32_t refused;
} damage;

static void open_damage(damage *d, uint64_t seed)
{
    arena memory;
    memset(d, 0, sizeof *d);
    (void)carried_world(&d->c, seed);
    d->memory = world_memory(2 * d->c.size);
    assert_true(attend__arena_init(&memory, d->memory, (2 * d->c.size + 15) / 16 * 16));
    attend__state_take(&d->state, d->c.w.policy, &memory);
    assert_int_equal(attend__state_unpack(&d->state, d->c.w.policy, d->c.bytes), ATTEND_OK);
}

static void close_damage(damage *d)
{
    free(d->memory);
    free_world(&d->c);
}

static void expect_refused(damage *d, const char *what, uint32_t item)
{
    attend__state_pack(&d->state, d->c.w.policy, d->c.bytes);
    if (attend_case_check(d->c.w.policy, d->c.bytes, d->c.size, NULL) != ATTEND_E_CASE)
        fail_msg("a case is let through whose %s, of %u, cannot be so", what, item);
    d->refused++;
}

/* With one member set to a value; then it is again what it was. */
#define REFUSE(d, member, value, item)                                                                                    \
    do {                                                                                                                  \
        const uint8_t *at_ = (const uint8_t *)&(member);                                                                  \
        uint8_t kept_[sizeof(member)];                                                                                    \
        memcpy(kept_, at_, sizeof kept_);                                                                                 \
        (member) = (value);                                                                                               \
        expect_refused(d, #member, item);                                                                                 \
        memcpy(&(member), kept_, sizeof kept_);                                                                           \
    } while (0)

static void refuse_head(damage *d)
{
    case_head *head = &d->state.head;
    REFUSE(d, head->bytes, head->bytes + 8, 0);
    REFUSE(d, head->format, 0, 0);
    REFUSE(d, head->semantics, 0, 0);
    REFUSE(d, head->day, head->first_day - 1, 0);
    REFUSE(d, head->day, ATTEND_DAY_LAST + 1, 0);
    REFUSE(d, head->day, INT32_MIN, 0);
    REFUSE(d, head->first_day, head->day + 1, 0);
    REFUSE(d, head->first_day, INT32_MIN, 0);
    REFUSE(d, head->sessions, CASE_SESSIONS_MAX + 1, 0);
    REFUSE(d, head->sessions, 1000, 0);
    REFUSE(d, head->reserved_word, 1, 0);
}

static void refuse_ring(damage *d, uint32_t i, const measure_spec *spec, const memory_record *place)
{
    spec_memory *memory = &d->state.specs[i];
    uint64_t *words = &d->state.sums[i * SPEC_WORDS], *ring = d->state.rings + place->ring;
    uint32_t latest = memory->next ? memory->next - 1 : place->units - 1;
    REFUSE(d, memory->next, place->units, i);
    REFUSE(d, memory->filled, place->units + 1, i);
    REFUSE(d, memory->asked, memory->asked + 1, i);
    REFUSE(d, memory->start, d->state.head.day, i);
    REFUSE(d, words[0], words[0] + 1, i);
    REFUSE(d, words[1], words[1] + 1, i);
    REFUSE(d, words[2], 1, i);
    if (memory->filled == 0)
        return;
    REFUSE(d, ring[latest], UINT64_C(0x7FFF7FFF7FFF7FFF), i);
    if (spec->kind == ATTEND_MEASURE_RUN && spec->window.unit != ATTEND_UNIT_SESSIONS)
        REFUSE(d, ring[latest], UINT64_C(3) << LANE_COUNT, i);
    if (memory->filled < place->units)
        REFUSE(d, ring[place->units - 1], 1, i);
    if (!spec->window.possible)
        return;
    uint32_t *places = d->state.places + place->places;
    REFUSE(d, places[latest], 0, i);
    REFUSE(d, places[latest], (uint32_t)(d->state.head.day + 1 - ATTEND_DAY_FIRST) * d->c.w.sessions, i);
    if (memory->filled > 1)
        REFUSE(d, places[latest ? latest - 1 : place->units - 1], places[latest], i);
}

static void refuse_period(damage *d, uint32_t i, const measure_spec *spec)
{
    spec_memory *memory = &d->state.specs[i];
    uint64_t *words = &d->state.sums[i * SPEC_WORDS];
    REFUSE(d, memory->next, 1, i);
    REFUSE(d, memory->filled, 2, i);
    REFUSE(d, memory->asked, 1, i);
    REFUSE(d, memory->start, d->state.head.day + 1, i);
    REFUSE(d, words[0], UINT64_C(60000) << LANE_MISSING, i);
    REFUSE(d, words[3], 1, i);
    if (spec->kind == ATTEND_MEASURE_RUN)
        REFUSE(d, words[2], 2 | UINT64_C(1) << 32, i); /* the current one longer than the longest */
    if (spec->kind == ATTEND_MEASURE_RATE)
        REFUSE(d, words[0], UINT64_C(1) << LANE_COUNT, i); /* of no base */
}

static void refuse_steps(damage *d)
{
    for (uint32_t i = 0; i < d->c.w.policy->steps.count; i++) {
        step_memory *step = &d->state.steps[i];
        REFUSE(d, step->state, 3, i);
        REFUSE(d, step->started, d->state.head.day + 1, i);
        REFUSE(d, step->closed, d->state.head.day + 1, i);
        REFUSE(d, step->outcome, 77, i);
        REFUSE(d, step->reserved[0], 1, i);
    }
}

static void refuse_tiers(damage *d)
{
    for (uint32_t i = 0; i < d->c.w.policy->tiers.count; i++) {
        tiers_memory *tiers = &d->state.tiers[i];
        REFUSE(d, tiers->possible, 0, i);
        REFUSE(d, tiers->possible, 8, i);
        REFUSE(d, tiers->computed, 16, i);
        REFUSE(d, tiers->judged, 0, i);
        REFUSE(d, tiers->before, 0, i);
        REFUSE(d, tiers->before_computed, 32, i);
        REFUSE(d, tiers->kept, 3, i);
        REFUSE(d, tiers->since, d->state.head.day + 1, i);
        REFUSE(d, tiers->provisional, 2, i);
        REFUSE(d, tiers->override_tier, 3, i);
        REFUSE(d, tiers->at_event, 4, i);
    }
    for (uint32_t i = 0; i < d->c.w.policy->tier_rows.count; i++) {
        REFUSE(d, d->state.tier_rows[i].mode, 3, i);
        REFUSE(d, d->state.tier_rows[i].mode_before, 3, i);
        REFUSE(d, d->state.tier_rows[i].at_event, 2, i);
        REFUSE(d, d->state.tier_rows[i].below_since, d->state.head.day + 1, i);
    }
    for (uint32_t i = 0; i < d->c.w.policy->n_crosses; i++) {
        REFUSE(d, d->state.crosses[i], crosses_memory(0, CROSSES_NONE), i);
        REFUSE(d, d->state.crosses[i], crosses_memory(CROSSES_NONE, 0), i);
    }
}

static void what_cannot_be_is_refused(void **state)
{
    uint32_t refused = 0;
    (void)state;
    for (uint64_t seed = 100; seed < 160; seed++) {
        damage d;
        open_damage(&d, seed);
        refuse_head(&d);
        refuse_steps(&d);
        refuse_tiers(&d);
        for (uint32_t i = 0; i < d.c.w.policy->specs.count; i++) {
            const measure_spec *spec = &POLICY_ROWS(d.c.w.policy, specs, measure_spec)[i];
            if (spec->window.kind == WINDOW_LAST)
                refuse_ring(&d, i, spec, &POLICY_ROWS(d.c.w.policy, memories, memory_record)[i]);
            else
                refuse_period(&d, i, spec);
        }
        attend__state_pack(&d.state, d.c.w.policy, d.c.bytes);
        assert_int_equal(attend_case_check(d.c.w.policy, d.c.bytes, d.c.size, NULL), ATTEND_OK);
        refused += d.refused;
        close_damage(&d);
    }
    assert_true(refused > 2000);
}

/* -- forged cases of the school of WORLD_CALENDAR -- */

/* A rate of the latest sessions, or possible sessions, of one pupil; the case is carried to a day. */
static void open_forged(damage *d, const char *span, const char *through)
{
    char measure[512];
    arena memory;
    world_random r = {4};
    case_world *c = &d->c;
    memset(d, 0, sizeof *d);
    snprintf(measure, sizeof measure, "'m':{'title':'M','kind':'rate','select':{'classes':['attended']},'window':{%s}}", span);
    c->w.sessions = 2;
    c->w.first = world_day("2024-08-01");
    c->w.last = world_day("2026-03-27");
    c->w.policy = world_rules("", "", measure, "");
    c->w.calendar = world_calendar(WORLD_CALENDAR);
    attend_register_init(&c->w.reg);
    c->w.reg.n_pupils = 1;
    random_rows(&r, &c->w.reg, &c->w.rows, c->w.calendar, c->w.first, c->w.last);
    make_case(c);
    assert_int_equal(advance_with(c, &c->w.reg, world_day(through), c->bytes), ATTEND_OK);
    d->memory = world_memory(2 * c->size);
    assert_true(attend__arena_init(&memory, d->memory, (2 * c->size + 15) / 16 * 16));
    attend__state_take(&d->state, c->w.policy, &memory);
    assert_int_equal(attend__state_unpack(&d->state, c->w.policy, c->bytes), ATTEND_OK);
}

/* Each unit could be so by itself, and their sum is that of the window: modulo 65,536 the base is less than the count. */
static void lanes_that_carry_are_refused(void **state)
{
    damage d;
    uint64_t sum = 0;
    (void)state;
    open_forged(&d, "'last':219,'unit':'sessions'", "2026-03-27");
    assert_true(d.state.head.sessions >= 300);
    assert_int_equal(d.state.specs[0].filled, 219);
    for (uint32_t i = 0; i < 219; i++) {
        d.state.rings[i] = UINT64_C(300) << LANE_BASE | UINT64_C(299) << LANE_COUNT;
        sum += d.state.rings[i];
    }
    assert_true((sum >> LANE_COUNT) > (sum & 0xFFFF));
    d.state.sums[0] = sum;
    expect_refused(&d, "units", 0);
    close_damage(&d);
}

/* Units that are sessions, or hold one at least, are no more than sessions have been folded. */
static void more_units_than_sessions_are_refused(void **state)
{
    static const char *const windows[] = {"'last':9,'unit':'sessions'", "'last':9,'unit':'school_days'", "'last':9,'unit':'school_weeks'",
                                          "'last':9,'unit':'sessions','possible':true", "'last':500,'unit':'days'"};
    (void)state;
    for (size_t i = 0; i < 5; i++) {
        damage d;
        open_forged(&d, windows[i], "2025-06-02"); /* two sessions, and fewer than 400 civil days */
        assert_int_equal(d.state.head.sessions, 2);
        uint32_t filled = i == 4 ? 400 : 3;
        assert_true(d.state.specs[0].filled < filled);
        for (uint32_t unit = 0; i == 3 && unit < filled; unit++)
            d.state.places[unit] = (uint32_t)(d.state.head.day - 10 - ATTEND_DAY_FIRST) * 2 + unit;
        d.state.specs[0].filled = d.state.specs[0].next = filled;
        expect_refused(&d, "filled units", (uint32_t)i);
        close_damage(&d);
    }
}

/* Before the calendar there is no school: no place without a session, and no session that the calendar does not hold. */
static void sessions_before_the_calendar_are_refused(void **state)
{
    static attend_reason reasons[64];
    uint32_t need;
    damage d;
    (void)state;
    open_forged(&d, "'last':9,'unit':'sessions','possible':true", "2024-07-24");
    case_world *c = &d.c;
    assert_true(d.state.head.calendar == 0);
    d.state.specs[0].filled = d.state.specs[0].next = 1;
    d.state.places[0] = (uint32_t)(d.state.head.day - ATTEND_DAY_FIRST) * 2;
    expect_refused(&d, "place without a session", 0);
    d.state.head.sessions = 1;
    attend__state_pack(&d.state, c->w.policy, c->bytes);
    assert_int_equal(current_with(c, &c->w.reg), ATTEND_E_STALE);
    assert_int_equal(attend_case_reasons(c->w.policy, c->w.calendar, &c->w.reg, 0, c->bytes, c->size, ATTEND_ITEM_MEASURE, 0,
                                         c->work, c->work_size, reasons, 64, &need, NULL), ATTEND_E_STALE);
    close_damage(&d);
}

/* The head counts what the calendar holds, also when its digest is right. */
static void another_number_of_sessions_is_refused(void **state)
{
    damage d;
    (void)state;
    open_forged(&d, "'last':9,'unit':'sessions'", "2025-12-01");
    d.state.head.sessions++;
    attend__state_pack(&d.state, d.c.w.policy, d.c.bytes);
    assert_int_equal(current_with(&d.c, &d.c.w.reg), ATTEND_E_STALE);
    close_damage(&d);
}

/* -- policies -- */

#define NAMED(id) "{'format':1,'semantics':1,'kind':'policy','id':'" id "','version':'1','title':'T','codes':'marks'}"

/* The documents p and q and their codes, in the order wanted, with those named that `roots` says. */
static const attend_policy *named(const char *order, const char *roots)
{
    char codes[8192], *copies[3];
    attend_document documents[3];
    const attend_policy *policy = NULL;
    size_t size;
    world_codes_text(codes, sizeof codes, "");
    for (size_t i = 0; i < 3; i++) {
        copies[i] = world_json(order[i] == 'p' ? NAMED("p") : order[i] == 'q' ? NAMED("q") : codes);
        documents[i] = (attend_document){copies[i], strlen(copies[i]), strchr(roots, order[i]) ? ATTEND_DOCUMENT_ROOT : 0, 0};
    }
    assert_int_equal(attend_document_size(documents, 3, &size, NULL), ATTEND_OK);
    assert_int_equal(attend_policy_load(world_memory(size), size, documents, 3, &policy, NULL), ATTEND_OK);
    for (size_t i = 0; i < 3; i++)
        free(copies[i]);
    return policy;
}

/* One set of documents with one digest, but other policies named, or in another order. */
static void a_case_knows_which_policies_were_named(void **state)
{
    static const char *const sets[][2] = {{"pqc", "pq"}, {"qpc", "pq"}, {"pqc", "p"}, {"pqc", "q"}, {"cpq", "pq"}, {"qcp", "p"}};
    static const int same[] = {0, 1, 2, 3, 0, 2};
    const attend_policy *policies[6];
    uint64_t bytes[128];
    (void)state;
    for (size_t i = 0; i < 6; i++) {
        policies[i] = named(sets[i][0], sets[i][1]);
        assert_memory_equal(policies[i]->digest, policies[0]->digest, sizeof policies[0]->digest);
    }
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(attend_case_init(policies[i], bytes, sizeof bytes), ATTEND_OK);
        for (size_t k = 0; k < 6; k++)
            assert_int_equal(attend_case_check(policies[k], bytes, sizeof bytes, NULL),
                             same[i] == same[k] ? ATTEND_OK : ATTEND_E_MISMATCH);
    }
    for (size_t i = 0; i < 6; i++)
        world_free(policies[i]);
}

/* -- arguments -- */

static void arguments_are_checked(void **state)
{
    case_world c, other;
    size_t size = 0;
    uint32_t need = 0;
    attend_tier_decision row;
    (void)state;
    (void)carried_world(&c, 3);
    make_world(&other, 4);
    assert_int_equal(attend_case_size(NULL, &size), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_case_size(c.w.policy, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_case_init(c.w.policy, c.bytes, c.size - 1), ATTEND_E_SPACE);
    assert_int_equal(attend_case_init(c.w.policy, NULL, c.size), ATTEND_E_ARGUMENT);
    for (size_t few = 0; few < c.size; few += few < 200 ? 1 : 97) {
        uint8_t *exact = malloc(few ? few : 1);
        memcpy(exact, c.bytes, few);
        assert_int_equal(attend_case_check(c.w.policy, exact, few, NULL), ATTEND_E_SPACE);
        free(exact);
    }
    for (size_t off = 1; off < 8; off++)
        assert_int_equal(attend_case_check(c.w.policy, c.bytes + off, c.size, NULL), ATTEND_E_ARGUMENT);
    uint8_t *large = world_memory(ATTEND_CASE_BYTES_MAX);
    memcpy(large, c.bytes, c.size);
    assert_int_equal(attend_case_check(c.w.policy, large, ATTEND_CASE_BYTES_MAX, NULL), ATTEND_OK);
    assert_int_equal(attend_case_check(other.w.policy, large, ATTEND_CASE_BYTES_MAX, NULL), ATTEND_E_MISMATCH);
    memset(large, 0, ATTEND_CASE_BYTES_MAX);
    assert_int_equal(attend_case_check(c.w.policy, large, ATTEND_CASE_BYTES_MAX, NULL), ATTEND_E_CASE);
    memset(large, 0xFF, ATTEND_CASE_BYTES_MAX);
    assert_int_equal(attend_case_check(c.w.policy, large, ATTEND_CASE_BYTES_MAX, NULL), ATTEND_E_CASE);
    memcpy(large, c.bytes, c.size);
    large[4]++; /* the format */
    assert_int_equal(attend_case_check(c.w.policy, large, ATTEND_CASE_BYTES_MAX, NULL), ATTEND_E_NEWER);
    assert_int_equal(attend_case_decide(c.w.policy, c.bytes, c.size, &row, 1, NULL), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_case_decide(c.w.policy, c.bytes, c.size, NULL, 1, &need), ATTEND_E_ARGUMENT);
    assert_int_equal(attend_case_decide(other.w.policy, other.bytes, other.size, &row, 1, &need), ATTEND_E_NOT_FOUND);
    free(large);
    free_world(&c);
    free_world(&other);
}

static void refusals_of_advancing(void **state)
{
    case_world c;
    (void)state;
    int32_t day = carried_world(&c, 3);
    attend_register rest = rows_from(&c.w.reg, day + 1);
    uint8_t *before = world_memory(c.size);
    memcpy(before, c.bytes, c.size);
    assert_int_equal(advance_with(&c, &rest, day - 1, c.bytes), ATTEND_E_RANGE);
    assert_int_equal(advance_with(&c, &rest, ATTEND_DAY_LAST + 1, c.bytes), ATTEND_E_RANGE);
    assert_int_equal(attend_case_advance(c.w.policy, c.w.calendar, &rest, 1, day + 1, c.bytes, c.size, c.work, c.work_size, NULL),
                     ATTEND_E_NOT_FOUND);
    assert_int_equal(attend_case_advance(c.w.policy, c.w.calendar, &rest, 0, day + 1, c.bytes, c.size, c.work, 64, NULL),
                     ATTEND_E_SPACE);
    assert_int_equal(attend_case_advance(c.w.policy, c.w.calendar, &rest, 0, day + 1, c.bytes, c.size, NULL, 0, NULL),
                     ATTEND_E_SPACE);
    assert_int_equal(attend_case_advance(c.w.policy, NULL, &rest, 0, day + 1, c.bytes, c.size, c.work, c.work_size, NULL),
                     ATTEND_E_ARGUMENT);
    c.w.rows.code[rest.code - c.w.rows.code] = 200;
    assert_int_equal(advance_with(&c, &rest, day + 30, c.bytes), ATTEND_E_DATA);
    assert_memory_equal(before, c.bytes, c.size);
    assert_int_equal(advance_with(&c, &rest, day, c.bytes), ATTEND_OK);
    assert_memory_equal(before, c.bytes, c.size);
    free(before);
    free_world(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_flipped_bit_is_refused),
        cmocka_unit_test(damage_behind_a_right_digest),
        cmocka_unit_test(what_cannot_be_is_refused),
        cmocka_unit_test(lanes_that_carry_are_refused),
        cmocka_unit_test(more_units_than_sessions_are_refused),
        cmocka_unit_test(sessions_before_the_calendar_are_refused),
        cmocka_unit_test(another_number_of_sessions_is_refused),
        cmocka_unit_test(a_case_knows_which_policies_were_named),
        cmocka_unit_test(arguments_are_checked),
        cmocka_unit_test(refusals_of_advancing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
