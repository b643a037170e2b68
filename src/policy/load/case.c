#include "attend/case.h"
#include "policy/format/form.h"
#include "policy/load/parts.h"
#include "policy/message.h"

#define WORD_BYTES 8u
#define HALF_BYTES 4u
#define NUMBER_BYTES 28u

_Static_assert(sizeof(spec_memory) % HALF_BYTES == 0 && sizeof(step_memory) % HALF_BYTES == 0, "memories are whole words");
_Static_assert(sizeof(tiers_memory) % HALF_BYTES == 0 && sizeof(tier_memory) % HALF_BYTES == 0, "memories are whole words");

/* -- how large a case is; sums of 64 bits hold those of any set, also of one that is refused -- */

static uint64_t words64(const attend_policy *policy, uint64_t n_rings)
{
    return (uint64_t)policy->specs.count * SPEC_WORDS + n_rings;
}

case_layout attend__case_layout(const attend_policy *policy)
{
    case_layout at = {0};
    at.steps = policy->specs.count * (sizeof(spec_memory) / HALF_BYTES);
    at.tiers = at.steps + policy->steps.count * (sizeof(step_memory) / HALF_BYTES);
    at.tier_rows = at.tiers + policy->tiers.count * (sizeof(tiers_memory) / HALF_BYTES);
    at.places = at.tier_rows + policy->tier_rows.count * (sizeof(tier_memory) / HALF_BYTES);
    at.crosses = at.places + policy->n_places;
    at.end = at.crosses + policy->n_crosses;
    return at;
}

/* Head and words, a multiple of 8. Of places the policy may not know yet how many there are. */
static uint64_t case_bytes(const attend_policy *policy, uint64_t n_rings, uint64_t n_places)
{
    uint64_t halves = (uint64_t)attend__case_layout(policy).places + n_places + policy->n_crosses;
    uint64_t bytes = sizeof(case_head) + words64(policy, n_rings) * WORD_BYTES + halves * HALF_BYTES;
    return (bytes + 7) & ~(uint64_t)7;
}

size_t attend__case_words64(const attend_policy *policy)
{
    return (size_t)words64(policy, policy->n_rings);
}

size_t attend__case_words32(const attend_policy *policy)
{
    return attend__case_layout(policy).end;
}

/* Weeks are blocks of seven days, and days are what is kept of them. */
uint32_t attend__memory_units(const measure_spec *spec, uint32_t n_most)
{
    uint32_t units = (spec->kind == ATTEND_MEASURE_DIFFERENCE ? 2 * n_most : n_most) + spec->window.offset;
    if (spec->window.kind != WINDOW_LAST)
        return 0;
    return spec->window.unit == ATTEND_UNIT_WEEKS ? 7 * units : units;
}

/* -- what measures take -- */

/* The entry of an item of a section, by its number in the policy. */
static const set_entry *entry_of(const compiler *c, section in, uint32_t index)
{
    uint32_t root = c->n_roots - 1;
    while (c->first[in][root] > index)
        root--;
    const set_document *doc = compiler_document(c, c->roots[root]);
    return &doc->entries[doc->first[in] + index - c->first[in][root]];
}

/* The greatest value that a param ever has. Its values are whole numbers from 1 to WINDOW_UNITS_MAX: that has been checked. */
static uint32_t greatest_value(const compiler *c, uint32_t param)
{
    uint32_t document, object = attend__param_values(entry_of(c, SECTION_PARAMS, param), &document), most = 0;
    const json_doc *json = compiler_json(c, document);
    uint32_t list = attend__json_member(json, object, "values"), item = attend__json_first(json, list);
    for (; item != ATTEND_NONE; item = attend__json_after(json, list, item)) {
        rule_number value = attend__rule_number(json, attend__json_member(json, item, "value"));
        uint32_t whole = (uint32_t)(value.scaled / NUMBER_SCALE);
        most = whole > most ? whole : most;
    }
    return most;
}

static uint32_t units_of(const compiler *c, const measure_spec *spec)
{
    bool by_param = spec->window.n_param != ATTEND_NONE;
    return attend__memory_units(spec, by_param ? greatest_value(c, spec->window.n_param) : spec->window.n);
}

static uint64_t bytes_of(const memory_record *memory)
{
    uint64_t a_unit = memory->places == ATTEND_NONE ? WORD_BYTES : WORD_BYTES + HALF_BYTES;
    return SPEC_WORDS * WORD_BYTES + sizeof(spec_memory) + memory->units * a_unit;
}

/* -- a case that is too large -- */

/* "81,232" */
static slice grouped(char text[NUMBER_BYTES], uint64_t value)
{
    size_t at = NUMBER_BYTES;
    for (uint32_t digits = 0; digits == 0 || value > 0; digits++, value /= 10) {
        if (digits > 0 && digits % 3 == 0)
            text[--at] = ',';
        text[--at] = (char)('0' + value % 10);
    }
    slice shown = {text + at, NUMBER_BYTES - at};
    return shown;
}

/* The first measure of a spec. */
static const set_entry *measure_of(const compiler *c, uint32_t spec)
{
    const measure_record *measures = COMPILER_ROWS(c, measures, measure_record);
    uint32_t i = 0;
    while (measures[i].spec != spec)
        i++;
    return entry_of(c, SECTION_MEASURES, i);
}

/* At the measure that takes most, in the document that wrote it. */
static void add_measure(const compiler *c, slice whole, uint32_t spec, findings *list)
{
    char text[MESSAGE_BYTES], limit[NUMBER_BYTES], part[NUMBER_BYTES];
    const set_entry *measure = measure_of(c, spec);
    const json_doc *json = compiler_json(c, measure->document);
    slice names[] = {whole, grouped(limit, ATTEND_CASE_BYTES_MAX), attend__json_raw(json, measure->key),
                     grouped(part, bytes_of(&COMPILER_ROWS(c, memories, memory_record)[spec]))};
    attend__form_finding(json, measure->document, measure->key, ATTEND_E_LIMIT, list,
                         attend__message(text, "a case of this set would take $ bytes, more than $; the measure '$' takes most of "
                                               "them, $", names));
}

/* At the first named policy: no single measure is to blame. */
static void add_other(const compiler *c, slice whole, const char *what, uint64_t bytes, findings *list)
{
    char text[MESSAGE_BYTES], limit[NUMBER_BYTES], part[NUMBER_BYTES];
    slice names[] = {whole, grouped(limit, ATTEND_CASE_BYTES_MAX), attend__slice(what), grouped(part, bytes)};
    attend__form_finding(compiler_json(c, c->roots[0]), c->roots[0], 0, ATTEND_E_LIMIT, list,
                         attend__message(text, "a case of this set would take $ bytes, more than $; its $ take most of them, $",
                                         names));
}

/* What takes most: all measures together, or all of another kind. */
static void add_too_large(const compiler *c, uint64_t bytes, uint64_t measures, uint32_t largest, findings *list)
{
    const attend_policy *policy = c->policy;
    char text[NUMBER_BYTES];
    slice whole = grouped(text, bytes);
    uint64_t steps = (uint64_t)policy->steps.count * sizeof(step_memory);
    uint64_t crosses = (uint64_t)policy->n_crosses * HALF_BYTES;
    uint64_t tiers = bytes - sizeof(case_head) - measures - steps - crosses; /* but for what rounds it up */
    if (measures >= steps && measures >= crosses && measures >= tiers)
        add_measure(c, whole, largest, list);
    else if (steps >= crosses && steps >= tiers)
        add_other(c, whole, "steps", steps, list);
    else if (crosses >= tiers)
        add_other(c, whole, "conditions 'crosses'", crosses, list);
    else
        add_other(c, whole, "tiers", tiers, list);
}

void attend__load_memories(compiler *c, findings *list)
{
    attend_policy *policy = c->policy;
    const measure_spec *specs = COMPILER_ROWS(c, specs, measure_spec);
    memory_record *memories = COMPILER_ROWS(c, memories, memory_record);
    uint64_t n_rings = 0, n_places = 0, measures = 0;
    uint32_t largest = 0;
    for (uint32_t i = 0; i < policy->specs.count; i++) {
        memory_record *memory = &memories[i];
        memory->units = units_of(c, &specs[i]);
        memory->ring = (uint32_t)n_rings; /* of a set that is not refused it fits */
        memory->places = specs[i].window.possible ? (uint32_t)n_places : ATTEND_NONE;
        n_rings += memory->units;
        n_places += specs[i].window.possible ? memory->units : 0;
        measures += bytes_of(memory);
        largest = bytes_of(memory) > bytes_of(&memories[largest]) ? i : largest;
    }
    uint64_t bytes = case_bytes(policy, n_rings, n_places);
    policy->n_rings = (uint32_t)n_rings;
    policy->n_places = (uint32_t)n_places;
    policy->case_bytes = (uint32_t)bytes;
    if (bytes > ATTEND_CASE_BYTES_MAX)
        add_too_large(c, bytes, measures, largest, list);
}
