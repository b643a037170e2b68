#include "policy/load/parts.h"

#include <string.h>

#include "base/sort.h"
#include "policy/format/form.h"
#include "policy/format/form_check.h"

/* -- measures -- */

static selection read_selection(const compiler *c, const json_doc *json, uint32_t object)
{
    selection in = {0};
    if (object == ATTEND_NONE)
        return in;
    uint32_t classes = attend__json_member(json, object, "classes");
    uint32_t codes = attend__json_member(json, object, "codes");
    if (classes != ATTEND_NONE)
        in.classes = attend__class_mask(c, json, classes);
    uint32_t token = codes == ATTEND_NONE ? ATTEND_NONE : attend__json_first(json, codes);
    for (; token != ATTEND_NONE; token = attend__json_after(json, codes, token)) {
        char buffer[SET_KEY_BYTES];
        slice name = attend__set_key(json, token, buffer);
        uint32_t code = attend__code_index(c, attend__set_find(c->set, c->codes, SECTION_CODES, name));
        in.codes[code / 32] |= 1u << code % 32;
    }
    return in;
}

/* All days since an event: the event stands where the unit does, the step where the number does. */
static window_spec read_since(const compiler *c, uint32_t root, const json_doc *json, uint32_t since)
{
    window_spec window = {.kind = WINDOW_SINCE, .n_param = ATTEND_NONE};
    window.unit = attend__rule_event(json, attend__json_member(json, since, "event"));
    window.n = attend__load_find(c, root, json, attend__json_member(json, since, "step"), SECTION_STEPS);
    return window;
}

static window_spec read_latest(const compiler *c, uint32_t root, const json_doc *json, uint32_t token)
{
    window_spec window = {.kind = WINDOW_LAST, .n_param = ATTEND_NONE};
    uint32_t param = attend__rule_param(json, attend__json_member(json, token, "last"));
    window.unit = attend__rule_unit(json, attend__json_member(json, token, "unit"));
    if (param != ATTEND_NONE)
        window.n_param = attend__load_find(c, root, json, param, SECTION_PARAMS);
    else
        window.n = attend__rule_whole(json, token, "last");
    window.offset = attend__rule_whole(json, token, "offset");
    window.possible = attend__form_flag(json, token, "possible");
    return window;
}

static window_spec read_window(const compiler *c, uint32_t root, const json_doc *json, uint32_t token)
{
    window_spec window = {.n_param = ATTEND_NONE};
    if (json->tokens[token].type == JSON_OBJECT) {
        uint32_t since = attend__json_member(json, token, "since");
        return since == ATTEND_NONE ? read_latest(c, root, json, token) : read_since(c, root, json, since);
    }
    window.kind = WINDOW_YEAR + (int32_t)attend__word_of(json, token, "year term half_term previous_year enrolment");
    return window;
}

static selection read_base(const compiler *c, const json_doc *json, uint32_t measure)
{
    uint32_t base = attend__json_member(json, measure, "base");
    selection possible = {.classes = attend__class_bit(c, "possible")};
    return base == ATTEND_NONE ? possible : read_selection(c, json, base);
}

static void read_spec(const compiler *c, uint32_t root, const set_entry *measure, measure_spec *spec)
{
    const json_doc *json = compiler_json(c, measure->document);
    uint32_t at = measure->value, run = attend__json_member(json, at, "run");
    spec->kind = attend__measure_kind(json, at);
    spec->longest = run != ATTEND_NONE && attend__json_is(json, run, attend__slice("longest"));
    spec->select = read_selection(c, json, attend__json_member(json, at, "select"));
    spec->base = read_base(c, json, at);
    spec->exclude = read_selection(c, json, attend__json_member(json, at, "exclude"));
    spec->window = read_window(c, root, json, attend__json_member(json, at, "window"));
    spec->minimum = attend__rule_whole(json, at, "minimum");
    attend__form_day(json, at, "count_from", INT32_MIN, &spec->count_from);
    attend__form_day(json, at, "from", INT32_MIN, &spec->from);
    attend__form_day(json, at, "to", ATTEND_DAY_OPEN, &spec->to);
}

/* -- measures with the same meaning share one spec; it has no padding, so its bytes say it all -- */

_Static_assert(sizeof(measure_spec) == 2 * 4 + 3 * sizeof(selection) + sizeof(window_spec) + 4 * 4, "specs have padding");

static int compare_specs(const void *context, uint32_t a, uint32_t b)
{
    const measure_spec *specs = context;
    int order = memcmp(&specs[a], &specs[b], sizeof *specs);
    return order != 0 ? order : a < b ? -1 : a > b;
}

/* same[i]: the first measure with the spec of measure i. */
static void find_same(const measure_spec *specs, uint32_t *index, uint32_t *same, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        index[i] = i;
    attend__sort(index, n, compare_specs, specs);
    for (uint32_t k = 0; k < n; k++) {
        bool is_first = k == 0 || memcmp(&specs[index[k]], &specs[index[k - 1]], sizeof *specs) != 0;
        same[index[k]] = is_first ? index[k] : same[index[k - 1]];
    }
}

/* Keeps each spec once, in the order of the measures. */
static bool keep_specs(compiler *c, const measure_spec *specs, const uint32_t *same)
{
    attend_policy *policy = c->policy;
    measure_record *measures = COMPILER_ROWS(c, measures, measure_record);
    for (uint32_t i = 0; i < policy->measures.count; i++)
        policy->specs.count += same[i] == i;
    policy->memories.count = policy->specs.count;
    attend__load_place(c, &policy->specs, sizeof(measure_spec));
    attend__load_place(c, &policy->memories, sizeof(memory_record));
    if (c->memory->short_of)
        return false;
    measure_spec *kept = COMPILER_ROWS(c, specs, measure_spec);
    for (uint32_t i = 0, n = 0; i < policy->measures.count; i++) {
        if (same[i] == i) {
            kept[n] = specs[i];
            measures[i].spec = n++;
        } else {
            measures[i].spec = measures[same[i]].spec;
        }
    }
    return true;
}

bool attend__load_specs(compiler *c)
{
    uint32_t n = c->policy->measures.count;
    measure_spec *specs = attend__arena_work(c->memory, n, sizeof *specs), *spec = specs;
    uint32_t *index = attend__arena_work(c->memory, n, sizeof *index);
    uint32_t *same = attend__arena_work(c->memory, n, sizeof *same);
    if (!specs || !index || !same)
        return false;
    for (uint32_t root = 0; root < c->n_roots; root++) {
        const set_document *doc = compiler_document(c, c->roots[root]);
        for (uint32_t i = doc->first[SECTION_MEASURES]; i < doc->first[SECTION_MEASURES + 1]; i++)
            read_spec(c, root, &doc->entries[i], spec++);
    }
    find_same(specs, index, same, n);
    return keep_specs(c, specs, same);
}

/* -- params -- */

static void load_values(compiler *c, const set_entry *entry, param_record *param, param_value **row)
{
    uint32_t document, object = attend__param_values(entry, &document);
    const json_doc *json = compiler_json(c, document);
    uint32_t list = attend__json_member(json, object, "values");
    param->values.at = (uint32_t)((char *)*row - (char *)c->policy);
    for (dated item = attend__dated_first(json, list);
         item.token != ATTEND_NONE; item = attend__dated_next(json, list, &item)) {
        rule_number number = attend__rule_number(json, attend__json_member(json, item.token, "value"));
        param->form = (int32_t)number.form;
        param->values.count++;
        (*row)->from = item.from;
        (*row)->to = item.to;
        (*row)->scaled = number.scaled;
        (*row)->source = attend__text_token(c, document, attend__json_member(json, item.token, "source"));
        (*row)->inferred = attend__form_flag(json, item.token, "inferred");
        (*row)->document = attend__text_id(c, document);
        ++*row;
    }
}

void attend__load_params(compiler *c)
{
    param_record *param = COMPILER_ROWS(c, params, param_record);
    param_value *row = COMPILER_ROWS(c, param_values, param_value);
    for (uint32_t root = 0; root < c->n_roots; root++) {
        const set_document *doc = compiler_document(c, c->roots[root]);
        for (uint32_t i = doc->first[SECTION_PARAMS]; i < doc->first[SECTION_PARAMS + 1]; i++)
            load_values(c, &doc->entries[i], param++, &row);
    }
}
