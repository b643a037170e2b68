#include "policy/check/parts.h"

#define ENGINE_CLASSES 4u
#define INDICES 256u

enum { POSSIBLE = 1, ATTENDED = 2, ABSENT = 4, ADMINISTRATIVE = 8 };

/* The classes that every code set has, in the order of the bits above. */
static slice engine_class(uint32_t bit)
{
    static const char names[ENGINE_CLASSES][15] = {"possible", "attended", "absent", "administrative"};
    return attend__slice(names[bit]);
}

/* -- one code by itself -- */

/* Which of the four classes a use has. */
static uint32_t classes_of(const json_doc *json, uint32_t list)
{
    uint32_t found = 0;
    uint32_t token = attend__json_first(json, list);
    for (; token != ATTEND_NONE; token = attend__json_after(json, list, token))
        for (uint32_t bit = 0; bit < ENGINE_CLASSES; bit++)
            if (attend__json_is(json, token, engine_class(bit)))
                found |= 1u << bit;
    return found;
}

/* What is wrong with a combination of classes, or NULL. */
static const char *disagreement(uint32_t classes)
{
    bool attended = classes & ATTENDED, absent = classes & ABSENT;
    if ((classes & POSSIBLE) && (classes & ADMINISTRATIVE))
        return "a code that is possible is not administrative";
    if ((classes & POSSIBLE) && attended && absent)
        return "a possible code is attended or absent, not both";
    if ((classes & POSSIBLE) && !attended && !absent)
        return "a possible code is either attended or absent: say which";
    if (!(classes & POSSIBLE) && (attended || absent))
        return "only a possible code is attended or absent: add \"possible\"";
    return NULL;
}

void attend__check_code_alone(checker *c, uint32_t document, uint32_t code)
{
    const json_doc *json = attend__check_json(c, document);
    uint32_t uses = attend__json_member(json, code, "uses");
    if (uses == ATTEND_NONE)
        return;
    attend__check_dated(c, document, uses);
    uint32_t use = attend__json_first(json, uses);
    for (; use != ATTEND_NONE; use = attend__json_after(json, uses, use)) {
        uint32_t classes = attend__json_member(json, use, "classes");
        const char *wrong = disagreement(classes_of(json, classes));
        if (wrong)
            attend__check_add(c, document, classes, ATTEND_E_VALUE, wrong, NULL);
    }
}

/* -- codes in the scope of their set -- */

static void check_classes(checker *c)
{
    const set_document *doc = &c->set->documents[c->scope];
    uint32_t n = doc->first[SECTION_CLASSES + 1] - doc->first[SECTION_CLASSES];
    uint32_t token = attend__json_member(&doc->json, 0, "classes");
    token = token == ATTEND_NONE ? 0 : token;
    if (n > CLASSES_MAX)
        attend__check_add(c, c->scope, token, ATTEND_E_LIMIT, "with what it inherits this code set has more than 32 classes",
                          NULL);
    for (uint32_t bit = 0; bit < ENGINE_CLASSES; bit++) {
        slice name = engine_class(bit);
        if (!attend__set_find(c->set, c->scope, SECTION_CLASSES, name))
            attend__check_add(c, c->scope, token, ATTEND_E_REQUIRED, "every code set has the class '$'", &name);
    }
}

static void check_uses(checker *c, const set_entry *code, uint32_t uses)
{
    const json_doc *json = attend__check_json(c, code->document);
    uint32_t use = attend__json_first(json, uses);
    for (; use != ATTEND_NONE; use = attend__json_after(json, uses, use)) {
        uint32_t list = attend__json_member(json, use, "classes");
        uint32_t token = attend__json_first(json, list);
        for (; token != ATTEND_NONE; token = attend__json_after(json, list, token))
            attend__check_find_token(c, code->document, token, c->scope, SECTION_CLASSES);
        attend__check_source(c, code->document, use);
    }
}

static void check_index(checker *c, const set_entry *code, const set_entry *holders[INDICES])
{
    const json_doc *json = attend__check_json(c, code->document);
    uint32_t token = attend__json_member(json, code->value, "index");
    const set_entry **holder = &holders[attend__rule_whole(json, code->value, "index") % INDICES];
    if (*holder) {
        char buffer[SET_KEY_BYTES];
        slice names[] = {attend__json_raw(json, token),
                         attend__set_key(attend__check_json(c, (*holder)->document), (*holder)->key, buffer)};
        attend__check_add(c, code->document, token, ATTEND_E_DUPLICATE, "index $ is that of code '$' already", names);
    }
    *holder = code;
}

/* -- sub-codes -- */

/* The number of the code that a sub-code names, from 0; ATTEND_NONE for a code, or with a finding. */
static uint32_t find_target(checker *c, const set_entry *code)
{
    const set_document *doc = &c->set->documents[c->scope];
    uint32_t token = attend__json_member(attend__check_json(c, code->document), code->value, "maps_to");
    if (token == ATTEND_NONE)
        return ATTEND_NONE;
    const set_entry *target = attend__check_find_token(c, code->document, token, c->scope, SECTION_CODES);
    return target ? (uint32_t)(target - doc->entries) - doc->first[SECTION_CODES] : ATTEND_NONE;
}

/* Whether following targets from a code leads back to it. */
static bool leads_back(const uint32_t *targets, uint32_t n, uint32_t from)
{
    uint32_t at = targets[from];
    for (uint32_t steps = 0; steps < n && at != ATTEND_NONE; steps++, at = targets[at])
        if (at == from)
            return true;
    return false;
}

static void check_chain(checker *c, const set_entry *code, bool back)
{
    const json_doc *json = attend__check_json(c, code->document);
    uint32_t token = attend__json_member(json, code->value, "maps_to");
    char name[SET_KEY_BYTES], target[SET_KEY_BYTES];
    slice names[] = {attend__set_key(json, token, target), attend__set_key(json, code->key, name)};
    if (back)
        attend__check_add(c, code->document, token, ATTEND_E_CYCLE, "by way of '$' the code '$' maps to itself", names);
    else
        attend__check_add(c, code->document, token, ATTEND_E_VALUE,
                          "'$' is a sub-code itself: map '$' to the code that it counts as", names);
}

static void check_targets(checker *c)
{
    const set_document *doc = &c->set->documents[c->scope];
    const set_entry *codes = doc->entries + doc->first[SECTION_CODES];
    uint32_t n = doc->first[SECTION_CODES + 1] - doc->first[SECTION_CODES];
    size_t mark = c->work->high;
    uint32_t *targets = attend__arena_work(c->work, n, sizeof *targets);
    if (!targets)
        return;
    for (uint32_t i = 0; i < n; i++)
        targets[i] = find_target(c, &codes[i]);
    for (uint32_t i = 0; i < n; i++)
        if (targets[i] != ATTEND_NONE && targets[targets[i]] != ATTEND_NONE)
            check_chain(c, &codes[i], leads_back(targets, n, i));
    attend__arena_release(c->work, mark);
}

/* A sub-code counts as its code: to speak of it alone is not possible, so it may not be named. */
const set_entry *attend__check_code_name(checker *c, uint32_t document, uint32_t token, uint32_t in)
{
    const set_entry *code = attend__check_find_token(c, document, token, in, SECTION_CODES);
    const json_doc *json = code ? attend__check_json(c, code->document) : NULL;
    uint32_t target = json ? attend__json_member(json, code->value, "maps_to") : ATTEND_NONE;
    if (target == ATTEND_NONE)
        return code;
    char name[SET_KEY_BYTES], of[SET_KEY_BYTES];
    slice names[] = {attend__set_key(json, code->key, name), attend__set_key(json, target, of),
                     attend__set_key(json, target, of)};
    attend__check_add(c, document, token, ATTEND_E_VALUE, "'$' is a sub-code that counts as '$': name '$' itself", names);
    return NULL;
}

static void check_may_become(checker *c, const set_entry *code)
{
    uint32_t token = attend__json_member(attend__check_json(c, code->document), code->value, "may_become");
    if (token == ATTEND_NONE || attend__check_code_name(c, code->document, token, c->scope) != code)
        return;
    char buffer[SET_KEY_BYTES];
    slice name = attend__set_key(attend__check_json(c, code->document), code->key, buffer);
    attend__check_add(c, code->document, token, ATTEND_E_VALUE, "'$' cannot become itself: name another code", &name);
}

static void check_code(checker *c, const set_entry *code, const set_entry *holders[INDICES])
{
    const json_doc *json = attend__check_json(c, code->document);
    uint32_t uses = attend__json_member(json, code->value, "uses");
    uint32_t session = attend__json_member(json, code->value, "session");
    if (uses == ATTEND_NONE) /* a sub-code */
        return;
    check_index(c, code, holders);
    check_uses(c, code, uses);
    if (session != ATTEND_NONE)
        attend__check_session_list(c, code->document, session);
    check_may_become(c, code);
}

void attend__check_codes(checker *c)
{
    const set_document *doc = &c->set->documents[c->scope];
    const set_entry *holders[INDICES] = {NULL};
    int32_t first_days[POLICY_EPOCHS_MAX];
    uint32_t n;
    attend__check_sessions(c);
    check_classes(c);
    for (uint32_t i = doc->first[SECTION_CODES]; i < doc->first[SECTION_CODES + 1]; i++)
        check_code(c, &doc->entries[i], holders);
    check_targets(c);
    if (!attend__code_epochs(c->set, c->scope, first_days, &n))
        attend__check_add(c, c->scope, 0, ATTEND_E_LIMIT, "the codes of this set change on more than 63 days", NULL);
}
