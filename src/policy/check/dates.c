#include "attend/day.h"
#include "policy/check/parts.h"

slice attend__check_day(char text[11], int32_t day)
{
    sink out = attend__sink(text, 11);
    attend__put_day(&out, day);
    slice shown = {text, out.size};
    return shown;
}

static void add_order(checker *c, uint32_t document, uint32_t token, const dated *before, int32_t from)
{
    char begins[11], held[11];
    /* What is open ends where this begins: then only the beginnings can be out of order. */
    int32_t until = before->open ? before->from : before->to;
    slice names[] = {attend__check_day(begins, from), attend__check_day(held, until)};
    attend__check_add(c, document, token, ATTEND_E_DATE_ORDER,
                      before->open ? "this begins on $, but the one before it begins on $: they must be in order of date"
                                   : "this begins on $, but the one before it holds until $: they may not share a day",
                      names);
}

void attend__check_dated(checker *c, uint32_t document, uint32_t list)
{
    const json_doc *json = attend__check_json(c, document);
    dated before = attend__dated_first(json, list), now;
    for (now = attend__dated_next(json, list, &before); now.token != ATTEND_NONE;
         before = now, now = attend__dated_next(json, list, &now)) {
        uint32_t from = attend__json_member(json, now.token, "from");
        int32_t until = before.open ? before.from : before.to;
        if (from == ATTEND_NONE)
            attend__check_add(c, document, now.token, ATTEND_E_DATE_ORDER,
                              "only the first of the list may be without \"from\"", NULL);
        else if (now.from <= until)
            add_order(c, document, from, &before, now.from);
    }
}
