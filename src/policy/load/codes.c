#include "attend/status.h"
#include "policy/load/parts.h"

static const set_entry *find_token(const compiler *c, const json_doc *json, uint32_t token, section in)
{
    char buffer[SET_KEY_BYTES];
    return attend__set_find(c->set, c->codes, in, attend__set_key(json, token, buffer));
}

uint32_t attend__code_index(const compiler *c, const set_entry *code)
{
    const json_doc *json = compiler_json(c, code->document);
    uint32_t target = attend__json_member(json, code->value, "maps_to");
    if (target != ATTEND_NONE) {
        code = find_token(c, json, target, SECTION_CODES);
        json = compiler_json(c, code->document);
    }
    return attend__rule_whole(json, code->value, "index");
}

uint32_t attend__class_mask(const compiler *c, const json_doc *json, uint32_t list)
{
    const set_document *doc = compiler_document(c, c->codes);
    uint32_t mask = 0;
    uint32_t token = attend__json_first(json, list);
    for (; token != ATTEND_NONE; token = attend__json_after(json, list, token)) {
        const set_entry *entry = find_token(c, json, token, SECTION_CLASSES);
        mask |= 1u << ((uint32_t)(entry - doc->entries) - doc->first[SECTION_CLASSES]);
    }
    return mask;
}

/* Number of a session in the day. */
static uint32_t session_index(const compiler *c, const json_doc *json, uint32_t token)
{
    const set_entry *sessions[SESSIONS_MAX];
    uint32_t n = attend__sessions(c->set, c->codes, sessions);
    for (uint32_t i = 0; i < n; i++)
        if (attend__json_is(json, token, attend__session_name(c->set, sessions[i], i)))
            return i;
    return ATTEND_NONE;
}

/* Fills uses from `*n` on; answers where those of this code begin. */
static table load_uses(compiler *c, const set_entry *code, uint32_t list, uint32_t *n)
{
    const json_doc *json = compiler_json(c, code->document);
    code_use *uses = COMPILER_ROWS(c, uses, code_use);
    table placed = {(uint32_t)(c->policy->uses.at + *n * sizeof *uses), 0};
    for (dated use = attend__dated_first(json, list); use.token != ATTEND_NONE; use = attend__dated_next(json, list, &use)) {
        code_use *row = &uses[(*n)++];
        row->from = use.from;
        row->to = use.to;
        row->classes = attend__class_mask(c, json, attend__json_member(json, use.token, "classes"));
        row->source = attend__text_token(c, code->document, attend__json_member(json, use.token, "source"));
        placed.count++;
    }
    return placed;
}

static void load_code(compiler *c, const set_entry *code, uint32_t *n_uses)
{
    const json_doc *json = compiler_json(c, code->document);
    uint32_t list = attend__json_member(json, code->value, "uses");
    uint32_t session = attend__json_member(json, code->value, "session");
    uint32_t may_become = attend__json_member(json, code->value, "may_become");
    if (list == ATTEND_NONE) /* a sub-code has a name only */
        return;
    code_record *record = &COMPILER_ROWS(c, codes, code_record)[attend__code_index(c, code)];
    record->text = attend__text_token(c, code->document, code->key);
    record->title = attend__text_token(c, code->document, attend__json_member(json, code->value, "title"));
    record->session = session == ATTEND_NONE ? ATTEND_NONE : session_index(c, json, session);
    record->may_become = may_become == ATTEND_NONE ? 0 : attend__code_index(c, find_token(c, json, may_become, SECTION_CODES));
    record->uses = load_uses(c, code, list, n_uses);
}

/* Names in order of their bytes, as the scope has them. */
static void load_names(compiler *c)
{
    const set_document *doc = compiler_document(c, c->codes);
    code_name *names = COMPILER_ROWS(c, names, code_name);
    for (uint32_t k = doc->first[SECTION_CODES]; k < doc->first[SECTION_CODES + 1]; k++) {
        const set_entry *entry = &doc->entries[doc->sorted[k]];
        names->text = attend__text_token(c, entry->document, entry->key);
        names->code = attend__code_index(c, entry);
        names++;
    }
}

/* Classes of a code from a day on, until the next epoch: of its latest use that has begun, else of its first. */
static uint32_t classes_from(const compiler *c, const code_record *code, int32_t day)
{
    const code_use *uses = (const code_use *)(const void *)((const char *)c->policy + code->uses.at);
    uint32_t latest = 0;
    for (uint32_t i = 1; i < code->uses.count; i++)
        if (uses[i].from <= day)
            latest = i;
    return code->uses.count > 0 ? uses[latest].classes : 0;
}

static void load_masks(compiler *c)
{
    int32_t first_days[POLICY_EPOCHS_MAX];
    uint32_t n;
    int32_t *epochs = COMPILER_ROWS(c, epochs, int32_t);
    uint32_t *masks = COMPILER_ROWS(c, class_masks, uint32_t);
    const code_record *codes = COMPILER_ROWS(c, codes, code_record);
    (void)attend__code_epochs(c->set, c->codes, first_days, &n); /* as when they were counted */
    for (uint32_t epoch = 0; epoch < n; epoch++) {
        epochs[epoch] = first_days[epoch];
        for (uint32_t code = 0; code < POLICY_CODES; code++)
            *masks++ = classes_from(c, &codes[code], first_days[epoch]);
    }
}

uint32_t attend__class_bit(const compiler *c, const char *name)
{
    const set_document *doc = compiler_document(c, c->codes);
    const set_entry *entry = attend__set_find(c->set, c->codes, SECTION_CLASSES, attend__slice(name));
    return 1u << ((uint32_t)(entry - doc->entries) - doc->first[SECTION_CLASSES]);
}

void attend__load_codes(compiler *c)
{
    const set_document *doc = compiler_document(c, c->codes);
    uint32_t n_uses = 0;
    c->policy->sessions_per_day = c->policy->sessions.count;
    c->policy->possible = attend__class_bit(c, "possible");
    c->policy->administrative = attend__class_bit(c, "administrative");
    code_record *codes = COMPILER_ROWS(c, codes, code_record);
    for (uint32_t i = 0; i < POLICY_CODES; i++) {
        codes[i].session = ATTEND_NONE;
        codes[i].uses.at = c->policy->uses.at;
    }
    for (uint32_t i = doc->first[SECTION_CODES]; i < doc->first[SECTION_CODES + 1]; i++)
        load_code(c, &doc->entries[i], &n_uses);
    load_names(c);
    load_masks(c);
}
