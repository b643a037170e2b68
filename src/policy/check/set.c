#include "policy/check/parts.h"
#include "policy/format/form.h"

const json_doc *attend__check_json(const checker *c, uint32_t document)
{
    return &c->set->documents[document].json;
}

void attend__check_add(checker *c, uint32_t document, uint32_t token, attend_status status, const char *pattern,
                       const slice *names)
{
    char text[MESSAGE_BYTES];
    uint32_t *word = &c->reported[document][token / 32], bit = 1u << token % 32;
    if (*word & bit)
        return;
    *word |= bit;
    attend__form_finding(attend__check_json(c, document), document, token, status, c->list,
                         attend__message(text, pattern, names));
}

/* -- names -- */

static const char *singular(section of)
{
    static const char words[SECTION_COUNT][8] = {"source", "session", "class", "code", "param", "measure", "flag",
                                                 "fact",   "barrier", "step",  "tier", "year",  "closure", "opening"};
    return words[of];
}

bool attend__check_suggests(checker *c)
{
    return c->suggestions++ < SUGGESTIONS_MAX;
}

static void offer_all(const checker *c, uint32_t in, section from, suggestion *near)
{
    const set_document *doc = &c->set->documents[in];
    for (uint32_t i = doc->first[from]; i < doc->first[from + 1]; i++) {
        char buffer[SET_KEY_BYTES];
        const set_entry *entry = &doc->entries[i];
        attend__suggestion_offer(near, attend__set_key(attend__check_json(c, entry->document), entry->key, buffer));
    }
}

void attend__check_unknown(checker *c, uint32_t document, uint32_t token, uint32_t in, const char *what,
                           const suggestion *near)
{
    bool here = in == document, guessed = near->best.size > 0;
    slice names[] = {attend__slice(what), near->name, here ? near->best : c->set->documents[in].id, near->best};
    const char *pattern = here ? (guessed ? "no $ is called '$' here; did you mean '$'?" : "no $ is called '$' here")
                               : (guessed ? "no $ is called '$' in '$'; did you mean '$'?" : "no $ is called '$' in '$'");
    attend__check_add(c, document, token, ATTEND_E_REFERENCE, pattern, names);
}

static void add_unknown(checker *c, uint32_t document, uint32_t token, uint32_t in, section from, slice id)
{
    suggestion near = {.name = id};
    if (attend__check_suggests(c))
        offer_all(c, in, from, &near);
    attend__check_unknown(c, document, token, in, singular(from), &near);
}

const set_entry *attend__check_find(checker *c, uint32_t document, uint32_t token, uint32_t in, section from, slice id)
{
    const set_entry *found = attend__set_find(c->set, in, from, id);
    if (!found)
        add_unknown(c, document, token, in, from, id);
    return found;
}

const set_entry *attend__check_find_token(checker *c, uint32_t document, uint32_t token, uint32_t in, section from)
{
    char buffer[SET_KEY_BYTES];
    return attend__check_find(c, document, token, in, from,
                              attend__set_key(attend__check_json(c, document), token, buffer));
}

void attend__check_source(checker *c, uint32_t document, uint32_t object)
{
    const json_doc *json = attend__check_json(c, document);
    uint32_t token = attend__json_member(json, object, "source");
    if (token != ATTEND_NONE)
        attend__check_find(c, document, token, c->scope, SECTION_SOURCES, attend__source_id(json, token));
}

/* -- every document by itself -- */

/* Sections whose objects hold lists that must be in order; "set" holds objects as params do. */
static void check_map(checker *c, uint32_t document, const char *map,
                      void (*check_object)(checker *c, uint32_t document, uint32_t object))
{
    const json_doc *json = attend__check_json(c, document);
    uint32_t objects = attend__json_member(json, 0, map);
    if (objects == ATTEND_NONE)
        return;
    uint32_t key = attend__json_first(json, objects);
    for (; key != ATTEND_NONE; key = attend__json_after(json, objects, key))
        check_object(c, document, key + 1);
}

static void check_alone(checker *c, uint32_t document)
{
    switch (c->set->documents[document].kind) {
    case ATTEND_KIND_POLICY:
        check_map(c, document, "params", attend__check_param_alone);
        check_map(c, document, "set", attend__check_param_alone);
        break;
    case ATTEND_KIND_CODES:
        check_map(c, document, "codes", attend__check_code_alone);
        break;
    case ATTEND_KIND_CALENDAR:
        check_map(c, document, "years", attend__check_year_alone);
        break;
    default: /* its form is wrong */
        break;
    }
}

/* -- complete documents in their scope -- */

static bool has(uint64_t documents, uint32_t index)
{
    return documents >> index & 1;
}

/* Documents that are named, or that no other extends; of code sets also those that such policies use. */
static uint64_t find_complete(const document_set *set)
{
    uint64_t extended = 0, complete = 0;
    for (uint32_t i = 0; i < set->n_documents; i++)
        if (set->documents[i].resolved == 2)
            extended |= set->documents[i].bases;
    for (uint32_t i = 0; i < set->n_documents; i++) {
        const set_document *doc = &set->documents[i];
        if (doc->resolved == 2 && ((doc->flags & ATTEND_DOCUMENT_ROOT) || !has(extended, i)))
            complete |= (uint64_t)1 << i;
    }
    for (uint32_t i = 0; i < set->n_documents; i++) {
        uint32_t codes = set->documents[i].codes;
        if (has(complete, i) && codes < set->n_documents && set->documents[codes].resolved == 2)
            complete |= (uint64_t)1 << codes;
    }
    return complete;
}

static void check_complete(checker *c, uint32_t document)
{
    const set_document *doc = &c->set->documents[document];
    bool codes_usable = doc->codes < c->set->n_documents && c->set->documents[doc->codes].resolved == 2;
    c->scope = document;
    c->codes = codes_usable ? doc->codes : ATTEND_NONE;
    c->rules = 0;
    if (doc->kind == ATTEND_KIND_POLICY)
        attend__check_policy(c);
    else if (doc->kind == ATTEND_KIND_CODES)
        attend__check_codes(c);
    else
        attend__check_calendar(c);
}

/* -- proofs: of documents without an error -- */

/* Where the tiers in a scope are written, for a finding about all of them. */
static void add_not_proved(checker *c, uint32_t document)
{
    const set_entry *tiers = attend__tiers_entry(c->set, document);
    attend__check_add(c, tiers->document, tiers->value, ATTEND_F_NOT_PROVED,
                      "that every tier can be the answer was not proved: "
                      "the conditions are too many, or have more than 65536 combinations",
                      NULL);
}

static void prove(checker *c, uint64_t complete)
{
    uint64_t unproved = 0;
    for (uint32_t i = 0; i < c->set->n_documents; i++) {
        if (!has(complete, i) || c->set->documents[i].kind != ATTEND_KIND_POLICY)
            continue;
        c->scope = i;
        c->codes = c->set->documents[i].codes;
        if (!attend__prove_tiers(c))
            unproved |= (uint64_t)1 << i;
    }
    /* Said only when it is all that there is to say: who has room for one finding wants the first error. */
    for (uint32_t i = 0; i < c->set->n_documents && c->list->errors == 0; i++)
        if (has(unproved, i))
            add_not_proved(c, i);
}

static bool take_reported(checker *c)
{
    c->reported = attend__arena_work(c->work, c->set->n_documents, sizeof *c->reported);
    for (uint32_t i = 0; c->reported && i < c->set->n_documents; i++) {
        c->reported[i] = attend__arena_work(c->work, attend__check_json(c, i)->n_tokens / 32 + 1, sizeof **c->reported);
        if (!c->reported[i])
            return false;
    }
    return c->reported != NULL;
}

void attend__check_set(const document_set *set, arena *work, findings *list)
{
    checker c = {.set = set, .list = list, .work = work, .codes = ATTEND_NONE};
    size_t mark = work->high;
    if (take_reported(&c)) {
        uint64_t complete = find_complete(set);
        for (uint32_t i = 0; i < set->n_documents; i++)
            check_alone(&c, i);
        for (uint32_t i = 0; i < set->n_documents; i++)
            if (has(complete, i))
                check_complete(&c, i);
        if (list->errors == 0 && !work->short_of)
            prove(&c, complete);
    }
    attend__arena_release(work, mark);
}
