/* Bytes of a case: little-endian on every platform, and hostile until they have been checked. */
#include "engine/fold/codec.h"

#include <stddef.h>
#include <string.h>

#include "attend/version.h"
#include "base/day.h"
#include "engine/fold/digest.h"
#include "policy/calendar/calendar_model.h"

#define CHECK_AT offsetof(case_head, check)

_Static_assert(CASE_SESSIONS_MAX == CALENDAR_DAYS_MAX * 4, "a case counts the sessions of any calendar");
_Static_assert(CASE_SESSIONS_MAX < 1u << (LANE_POSSIBLE - LANE_BASE), "a lane holds them");

/* -- writing -- */

static void put_half(uint8_t *to, uint32_t value)
{
    for (uint32_t i = 0; i < 4; i++)
        to[i] = (uint8_t)(value >> 8 * i);
}

static void put_word(uint8_t *to, uint64_t value)
{
    put_half(to, (uint32_t)value);
    put_half(to + 4, (uint32_t)(value >> 32));
}

/* The head without its digest: its words, then its bytes, then words again. */
static void put_head(uint8_t *to, const case_head *head)
{
    const uint32_t halves[] = {head->magic, head->format, head->semantics, head->bytes};
    const uint32_t more[] = {(uint32_t)head->day, (uint32_t)head->first_day, head->sessions, head->reserved_word};
    const uint64_t words[] = {head->calendar, head->stretches, head->marks, head->events};
    memset(to, 0, sizeof *head);
    for (size_t i = 0; i < 4; i++) {
        put_half(to + 4 * i, halves[i]);
        put_half(to + offsetof(case_head, day) + 4 * i, more[i]);
        put_word(to + offsetof(case_head, calendar) + 8 * i, words[i]);
    }
    put_word(to + offsetof(case_head, roots), head->roots);
    memcpy(to + offsetof(case_head, policy), head->policy, sizeof head->policy);
}

/* The digest of all bytes but those that hold it. */
static uint64_t digest_bytes(const uint8_t *bytes, size_t size)
{
    uint64_t digest = 0;
    for (size_t i = 0; i < size; i += 8) {
        if (i != CHECK_AT)
            digest = digest_add(digest, packed_word(bytes + i));
    }
    return digest;
}

void attend__state_pack(const case_state *state, const attend_policy *policy, void *bytes)
{
    uint8_t *to = bytes;
    size_t words = attend__case_words64(policy), halves = attend__case_words32(policy), at = sizeof(case_head);
    put_head(to, &state->head);
    for (size_t i = 0; i < words; i++, at += 8)
        put_word(to + at, state->words[i]);
    for (size_t i = 0; i < halves; i++, at += 4)
        put_half(to + at, state->halves[i]);
    memset(to + at, 0, policy->case_bytes - at);
    put_word(to + CHECK_AT, digest_bytes(to, policy->case_bytes));
}

/* -- reading -- */

static void read_head(const uint8_t *from, case_head *head)
{
    memset(head, 0, sizeof *head);
    head->magic = packed_half(from);
    head->format = packed_half(from + offsetof(case_head, format));
    head->semantics = packed_half(from + offsetof(case_head, semantics));
    head->bytes = packed_half(from + offsetof(case_head, bytes));
    memcpy(head->policy, from + offsetof(case_head, policy), sizeof head->policy);
    head->day = (int32_t)packed_half(from + offsetof(case_head, day));
    head->first_day = (int32_t)packed_half(from + offsetof(case_head, first_day));
    head->sessions = packed_half(from + offsetof(case_head, sessions));
    head->reserved_word = packed_half(from + offsetof(case_head, reserved_word));
    head->calendar = packed_word(from + offsetof(case_head, calendar));
    head->stretches = packed_word(from + offsetof(case_head, stretches));
    head->marks = packed_word(from + offsetof(case_head, marks));
    head->events = packed_word(from + offsetof(case_head, events));
    head->roots = packed_word(from + offsetof(case_head, roots));
    for (size_t i = 0; i < 4; i++)
        head->reserved[i] = packed_word(from + offsetof(case_head, reserved) + 8 * i);
    head->check = packed_word(from + CHECK_AT);
}

static attend_status whose_head(const attend_policy *policy, const case_head *head)
{
    if (head->magic != CASE_MAGIC || head->format == 0 || head->semantics == 0)
        return ATTEND_E_CASE;
    if (head->format > CASE_FORMAT || head->semantics > ATTEND_SEMANTICS)
        return ATTEND_E_NEWER;
    if (head->format < CASE_FORMAT || head->semantics < ATTEND_SEMANTICS)
        return ATTEND_E_CASE;
    if (memcmp(head->policy, policy->digest, sizeof head->policy) != 0 || head->roots != policy->roots)
        return ATTEND_E_MISMATCH;
    return ATTEND_OK;
}

/* Of a case that has consumed nothing nothing else is said. */
static bool days_ok(const attend_policy *policy, const case_head *head)
{
    if (head->day == INT32_MIN)
        return head->first_day == INT32_MIN && head->sessions == 0 && head->calendar == 0 && head->stretches == 0 &&
               head->marks == 0 && head->events == 0;
    return attend__day_ok(head->day) && attend__day_ok(head->first_day) && head->first_day <= head->day &&
           head->sessions <= CASE_SESSIONS_MAX &&
           head->sessions <= (uint32_t)(head->day - head->first_day + 1) * policy->sessions_per_day;
}

static bool head_ok(const attend_policy *policy, const uint8_t *bytes, const case_head *head)
{
    uint64_t reserved = head->reserved_word;
    for (size_t i = 0; i < 4; i++)
        reserved |= head->reserved[i];
    return head->bytes == policy->case_bytes && reserved == 0 && days_ok(policy, head) &&
           head->check == digest_bytes(bytes, policy->case_bytes);
}

/* What the words do not fill up to a multiple of eight bytes. */
static bool tail_ok(const attend_policy *policy, const uint8_t *bytes)
{
    size_t end = sizeof(case_head) + 8 * attend__case_words64(policy) + 4 * attend__case_words32(policy);
    return end == policy->case_bytes || packed_half(bytes + end) == 0;
}

static attend_status open_head(const attend_policy *policy, const uint8_t *bytes, case_reader *reader)
{
    attend_status status;
    read_head(bytes, &reader->head);
    status = whose_head(policy, &reader->head);
    if (status != ATTEND_OK)
        return status;
    reader->policy = policy;
    reader->at = attend__case_layout(policy);
    return head_ok(policy, bytes, &reader->head) && tail_ok(policy, bytes) ? ATTEND_OK : ATTEND_E_CASE;
}

attend_status attend__case_verify(const attend_policy *policy, const void *bytes, case_head *head)
{
    case_reader reader = {.bytes = bytes};
    attend_status status = open_head(policy, bytes, &reader);
    if (status == ATTEND_OK && !attend__case_memories_ok(&reader))
        status = ATTEND_E_CASE;
    *head = reader.head;
    return status;
}

attend_status attend__case_tiers(const attend_policy *policy, const void *bytes, const case_head *head, uint32_t tiers,
                                 tiers_memory *memory)
{
    case_reader reader = {.policy = policy, .bytes = bytes};
    size_t at = attend__case_layout(policy).tiers + tiers * (sizeof *memory / 4);
    case_halves(&reader, at, memory, sizeof *memory);
    return attend__case_tiers_ok(policy, head, tiers, memory) ? ATTEND_OK : ATTEND_E_CASE;
}

/* The bytes are copied before they are judged: another thread may be writing to them. */
attend_status attend__state_unpack(case_state *state, const attend_policy *policy, const void *bytes)
{
    case_reader packed = {.bytes = bytes};
    attend_status status = open_head(policy, bytes, &packed);
    if (status != ATTEND_OK)
        return status;
    for (size_t i = 0; i < attend__case_words64(policy); i++)
        state->words[i] = case_word(&packed, i);
    for (size_t i = 0; i < attend__case_words32(policy); i++)
        state->halves[i] = case_half(&packed, i);
    packed.bytes = NULL;
    packed.state = state;
    state->head = packed.head;
    state->head.check = 0;
    return attend__case_memories_ok(&packed) ? ATTEND_OK : ATTEND_E_CASE;
}
