#include "attend/decision.h"
#include "policy/load/parts.h"

/* The next row, of a condition that says nothing yet. */
static condition_record *add_row(compiler *c, int32_t op)
{
    condition_record *row = &COMPILER_ROWS(c, conditions, condition_record)[c->n_conditions++];
    row->op = op;
    row->end = c->n_conditions;
    row->item = row->param = row->outcome = ATTEND_NONE;
    row->ago.n_param = ATTEND_NONE;
    return row;
}

static void load_threshold(const compiler *c, uint32_t root, const json_doc *json, uint32_t number, condition_record *row)
{
    uint32_t param = attend__rule_param(json, number);
    if (param != ATTEND_NONE) {
        row->param = attend__load_find(c, root, json, param, SECTION_PARAMS);
        row->form = COMPILER_ROWS(c, params, param_record)[row->param].form;
        return;
    }
    rule_number threshold = attend__rule_number(json, number);
    row->form = (int32_t)threshold.form;
    row->threshold = threshold.scaled;
}

/* A fact may be declared by several policies, each of which says what holds when nothing is recorded. */
static void load_fact_test(const compiler *c, uint32_t root, const json_doc *json, uint32_t name, section in,
                           condition_record *row)
{
    const set_entry *fact = attend__load_entry(c, json, root, name, in);
    const json_doc *writer = compiler_json(c, fact->document);
    uint32_t word = attend__json_member(writer, fact->value, "not_recorded");
    row->item = attend__find_fact(c, in, attend__json_raw(json, name));
    row->unrecorded = attend__json_is(writer, word, attend__slice("false")) ? ATTEND_FALSE : ATTEND_UNKNOWN;
}

/* Number of an outcome among those of its step. */
static uint32_t outcome_number(const json_doc *writer, uint32_t outcomes, slice id)
{
    uint32_t number = 0, item = attend__json_first(writer, outcomes);
    for (; item != ATTEND_NONE; item = attend__json_after(writer, outcomes, item), number++)
        if (attend__slice_equal(attend__json_raw(writer, item), id))
            break;
    return number;
}

static void load_step_test(const compiler *c, uint32_t root, const json_doc *json, uint32_t at, uint32_t name,
                           condition_record *row)
{
    step_test test = attend__step_test(json, at);
    row->item = attend__load_find(c, root, json, name, SECTION_STEPS);
    row->comparator = test.event;
    row->ago = attend__load_span(c, root, json, test.ago);
    if (test.outcome == ATTEND_NONE)
        return;
    const set_entry *step = attend__load_entry(c, json, root, name, SECTION_STEPS);
    const json_doc *writer = compiler_json(c, step->document);
    uint32_t outcomes = attend__json_member(writer, step->value, "outcomes");
    row->outcome = COMPILER_ROWS(c, steps, step_record)[row->item].outcomes +
                   outcome_number(writer, outcomes, attend__json_raw(json, test.outcome));
}

static void load_test(compiler *c, uint32_t root, const json_doc *json, uint32_t at, condition_record *row)
{
    section in = SECTION_COUNT;
    uint32_t name = attend__condition_name(json, at, &in);
    switch (row->op) {
    case ATTEND_OP_COMPARE: {
        uint32_t number = attend__comparison(json, at, &row->comparator);
        row->item = attend__load_find(c, root, json, name, SECTION_MEASURES);
        load_threshold(c, root, json, number, row);
        break;
    }
    case ATTEND_OP_FACT: load_fact_test(c, root, json, name, in, row); break;
    case ATTEND_OP_FLAG: row->item = attend__load_find(c, root, json, name, SECTION_FLAGS); break;
    case ATTEND_OP_IN_TIER: row->item = attend__load_find_tier(c, root, json, name); break;
    case ATTEND_OP_STEP: load_step_test(c, root, json, at, name, row); break;
    case ATTEND_OP_CROSSES: row->item = c->n_crosses++; break;
    default: break; /* it joins others */
    }
}

/* Conditions that are not yet complete, each with the token at which it ends: as deep as the JSON. */
typedef struct open_conditions {
    uint32_t row[JSON_DEPTH_MAX];
    uint32_t end[JSON_DEPTH_MAX];
    uint32_t n;
} open_conditions;

static void close_until(compiler *c, open_conditions *open, uint32_t token)
{
    condition_record *rows = COMPILER_ROWS(c, conditions, condition_record);
    while (open->n > 0 && open->end[open->n - 1] <= token)
        rows[open->row[--open->n]].end = c->n_conditions;
}

uint32_t attend__load_tree(compiler *c, uint32_t root, uint32_t document, uint32_t token)
{
    const json_doc *json = compiler_json(c, document);
    uint32_t first = c->n_conditions, end = json->tokens[token].next, next;
    open_conditions open = {.n = 0};
    for (uint32_t at = token; at < end; at = next) {
        close_until(c, &open, at);
        open.row[open.n] = c->n_conditions;
        open.end[open.n++] = json->tokens[at].next;
        condition_record *row = add_row(c, attend__condition_op(json, at, &next));
        load_test(c, root, json, at, row);
    }
    close_until(c, &open, end);
    return first;
}

static void load_edge(compiler *c, uint32_t root, const json_doc *json, uint32_t number, int32_t comparator, uint32_t measure)
{
    condition_record *row = add_row(c, ATTEND_OP_COMPARE);
    row->item = measure;
    row->comparator = comparator;
    load_threshold(c, root, json, number, row);
}

uint32_t attend__load_band(compiler *c, uint32_t root, uint32_t document, uint32_t tier, uint32_t measure)
{
    const json_doc *json = compiler_json(c, document);
    rule_band band = attend__band(json, tier);
    uint32_t first = c->n_conditions;
    condition_record *both = NULL;
    if (band.lower != ATTEND_NONE && band.upper != ATTEND_NONE)
        both = add_row(c, ATTEND_OP_ALL);
    if (band.lower != ATTEND_NONE)
        load_edge(c, root, json, band.lower, band.lower_comparator, measure);
    if (band.upper != ATTEND_NONE)
        load_edge(c, root, json, band.upper, band.upper_comparator, measure);
    if (both)
        both->end = c->n_conditions;
    return first;
}

void attend__load_flags(compiler *c)
{
    flag_record *flag = COMPILER_ROWS(c, flags, flag_record);
    for (uint32_t root = 0; root < c->n_roots; root++) {
        const set_document *doc = compiler_document(c, c->roots[root]);
        for (uint32_t i = doc->first[SECTION_FLAGS]; i < doc->first[SECTION_FLAGS + 1]; i++, flag++) {
            const set_entry *entry = &doc->entries[i];
            uint32_t when = attend__json_member(compiler_json(c, entry->document), entry->value, "when");
            flag->condition = attend__load_tree(c, root, entry->document, when);
        }
    }
}
