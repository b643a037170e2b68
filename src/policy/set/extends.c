#include "policy/format/form.h"
#include "policy/set/parts.h"

static slice kind_words(int32_t kind)
{
    return attend__slice(kind == ATTEND_KIND_CODES ? "a code set" : kind == ATTEND_KIND_POLICY ? "a policy" : "a calendar");
}

/* "id" or "id@version". */
static void split(slice reference, slice *id, slice *version)
{
    slice none = {NULL, 0};
    size_t at = 0;
    while (at < reference.size && reference.at[at] != '@')
        at++;
    id->at = reference.at;
    id->size = at;
    *version = none;
    if (at < reference.size) {
        version->at = reference.at + at + 1;
        version->size = reference.size - at - 1;
    }
}

static void add_unknown(const document_set *set, uint32_t document, uint32_t token, slice id, findings *list)
{
    char text[MESSAGE_BYTES];
    suggestion near = {.name = id};
    if (set->unread) /* it may be the one that could not be read */
        return;
    for (uint32_t i = 0; i < set->n_documents; i++)
        if (i != document)
            attend__suggestion_offer(&near, set->documents[i].id);
    slice names[] = {id, near.best};
    attend__form_finding(&set->documents[document].json, document, token, ATTEND_E_REFERENCE, list,
                         attend__message(text, near.best.size > 0 ? "no document of the set is called '$'; did you mean '$'?"
                                                                  : "no document of the set is called '$'", names));
}

/* The document that a token names, when it is of the kind and version wanted; else SET_MISSING, with a finding. */
static uint32_t resolve_name(const document_set *set, uint32_t document, uint32_t token, int32_t kind, findings *list)
{
    const json_doc *json = &set->documents[document].json;
    char text[MESSAGE_BYTES];
    slice id, version;
    split(attend__json_raw(json, token), &id, &version);
    uint32_t found = attend__set_document(set, id);
    if (found == ATTEND_NONE) {
        add_unknown(set, document, token, id, list);
        return SET_MISSING;
    }
    const set_document *named = &set->documents[found];
    if (named->kind == 0) /* its own findings say why */
        return SET_MISSING;
    if (named->kind != kind) {
        slice names[] = {id, kind_words(named->kind), kind_words(kind)};
        attend__form_finding(json, document, token, ATTEND_E_KIND, list, attend__message(text, "'$' is $, not $", names));
        return SET_MISSING;
    }
    if (version.size > 0 && !attend__slice_equal(version, named->version)) {
        slice names[] = {id, named->version, version};
        attend__form_finding(json, document, token, ATTEND_E_REFERENCE, list,
                             attend__message(text, "'$' is in the set in version $, not $", names));
        return SET_MISSING;
    }
    return found;
}

static void add_base(set_document *doc, uint32_t base, uint32_t token)
{
    uint64_t bit = (uint64_t)1 << base;
    if (doc->bases & bit) /* named twice: inherited once */
        return;
    doc->bases |= bit;
    doc->base[doc->n_bases] = (uint8_t)base;
    doc->base_token[doc->n_bases] = token;
    doc->n_bases++;
}

static void link_bases(document_set *set, uint32_t document, findings *list)
{
    set_document *doc = &set->documents[document];
    uint32_t extends = attend__json_member(&doc->json, 0, "extends");
    if (extends == ATTEND_NONE)
        return;
    uint32_t token = attend__json_first(&doc->json, extends);
    for (; token != ATTEND_NONE; token = attend__json_after(&doc->json, extends, token)) {
        uint32_t base = resolve_name(set, document, token, doc->kind, list);
        if (base == SET_MISSING)
            doc->resolved = -1;
        else
            add_base(doc, base, token);
    }
}

static void link_codes(document_set *set, uint32_t document, findings *list)
{
    set_document *doc = &set->documents[document];
    uint32_t codes = attend__json_member(&doc->json, 0, "codes");
    if (doc->kind == ATTEND_KIND_POLICY && codes != ATTEND_NONE)
        doc->codes = resolve_name(set, document, codes, ATTEND_KIND_CODES, list);
}

/* reach[i]: every document that i extends, directly or not. */
static void fill_reach(const document_set *set, uint64_t reach[ATTEND_DOCUMENTS_MAX])
{
    for (uint32_t i = 0; i < set->n_documents; i++)
        reach[i] = set->documents[i].bases;
    for (uint32_t through = 0; through < set->n_documents; through++)
        for (uint32_t i = 0; i < set->n_documents; i++)
            if (reach[i] >> through & 1)
                reach[i] |= reach[through];
}

/* A document that reaches itself: the finding is at the base that leads back. */
static void add_cycle(document_set *set, uint32_t document, const uint64_t *reach, findings *list)
{
    set_document *doc = &set->documents[document];
    char text[MESSAGE_BYTES];
    uint32_t i = 0;
    while (doc->base[i] != document && !(reach[doc->base[i]] >> document & 1))
        i++;
    slice names[] = {doc->id, set->documents[doc->base[i]].id};
    const char *pattern = doc->base[i] == document ? "'$' extends itself" : "'$' extends itself by way of '$'";
    attend__form_finding(&doc->json, document, doc->base_token[i], ATTEND_E_CYCLE, list,
                         attend__message(text, pattern, names));
    doc->resolved = -1;
}

void attend__set_link(document_set *set, findings *list)
{
    uint64_t reach[ATTEND_DOCUMENTS_MAX];
    for (uint32_t i = 0; i < set->n_documents; i++) {
        if (set->documents[i].kind == 0)
            continue;
        link_bases(set, i, list);
        link_codes(set, i, list);
    }
    fill_reach(set, reach);
    for (uint32_t i = 0; i < set->n_documents; i++)
        if (reach[i] >> i & 1)
            add_cycle(set, i, reach, list);
}
