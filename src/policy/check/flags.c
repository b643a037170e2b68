#include "attend/decision.h"
#include "policy/check/parts.h"

enum { NOT_SEEN, LOOKED_AT, DONE };

static const set_entry *flag_entry(const checker *c, uint32_t flag)
{
    const set_document *doc = &c->set->documents[c->scope];
    return &doc->entries[doc->first[SECTION_FLAGS] + flag];
}

/* The flag that a condition names, numbered as in the scope, or ATTEND_NONE. */
static uint32_t named_flag(const checker *c, const json_doc *json, uint32_t condition, uint32_t *name)
{
    section in;
    const set_document *doc = &c->set->documents[c->scope];
    *name = attend__condition_name(json, condition, &in);
    if (*name == ATTEND_NONE || in != SECTION_FLAGS)
        return ATTEND_NONE;
    const set_entry *entry = attend__set_find(c->set, c->scope, SECTION_FLAGS, attend__json_raw(json, *name));
    return entry ? (uint32_t)(entry - doc->entries) - doc->first[SECTION_FLAGS] : ATTEND_NONE;
}

/* -- order and circles -- */

static bool take(checker *c, flag_graph *graph, uint32_t n)
{
    graph->n_order = 0;
    c->crossing = attend__arena_work(c->work, n, sizeof *c->crossing);
    graph->state = attend__arena_work(c->work, n, sizeof *graph->state);
    graph->cursor = attend__arena_work(c->work, n, sizeof *graph->cursor);
    graph->by = attend__arena_work(c->work, n, sizeof *graph->by);
    graph->to = attend__arena_work(c->work, n, sizeof *graph->to);
    graph->order = attend__arena_work(c->work, n, sizeof *graph->order);
    return c->crossing && graph->state && graph->cursor && graph->by && graph->to && graph->order;
}

/* The circle that begins and ends at `first`: the flags that the walk went through, `last` being the one it is at. */
static void add_circle(checker *c, uint32_t document, uint32_t token, const flag_graph *graph, uint32_t first, uint32_t last)
{
    char text[MESSAGE_BYTES], buffer[SET_KEY_BYTES];
    sink out = attend__sink(text, sizeof text);
    attend__put_text(&out, first == last ? "this flag names itself: '" : "flags name each other in a circle: '");
    for (uint32_t at = first;; at = graph->to[at]) {
        const set_entry *entry = flag_entry(c, at);
        attend__put(&out, attend__set_key(attend__check_json(c, entry->document), entry->key, buffer));
        attend__put_text(&out, at == last ? "'" : "', '");
        if (at == last || out.size >= sizeof text)
            break;
    }
    slice message = {text, out.size < sizeof text ? out.size : sizeof text};
    attend__check_add(c, document, token, ATTEND_E_CYCLE, "$", &message);
}

static void enter(const checker *c, flag_graph *graph, uint32_t flag, uint32_t by)
{
    const set_entry *entry = flag_entry(c, flag);
    graph->state[flag] = LOOKED_AT;
    graph->cursor[flag] = attend__json_member(attend__check_json(c, entry->document), entry->value, "when");
    graph->by[flag] = by;
}

/* Looks at the conditions of a flag from its cursor on, up to one that names a flag not seen before: that one, or ATTEND_NONE. */
static uint32_t look(checker *c, flag_graph *graph, uint32_t flag)
{
    const set_entry *entry = flag_entry(c, flag);
    const json_doc *json = attend__check_json(c, entry->document);
    uint32_t end = json->tokens[attend__json_member(json, entry->value, "when")].next;
    while (graph->cursor[flag] < end) {
        uint32_t at = graph->cursor[flag], name, named = named_flag(c, json, at, &name);
        if (attend__condition_op(json, at, &graph->cursor[flag]) == ATTEND_OP_CROSSES)
            c->crossing[flag] = 1;
        if (named == ATTEND_NONE)
            continue;
        graph->to[flag] = named;
        if (graph->state[named] == NOT_SEEN)
            return named;
        if (graph->state[named] == LOOKED_AT)
            add_circle(c, entry->document, name, graph, named, flag);
        else
            c->crossing[flag] |= c->crossing[named];
    }
    return ATTEND_NONE;
}

/* A walk in depth without recursion: what is under way hangs together by graph->by. */
static void walk(checker *c, flag_graph *graph, uint32_t start)
{
    uint32_t flag = start;
    enter(c, graph, start, ATTEND_NONE);
    while (flag != ATTEND_NONE) {
        uint32_t named = look(c, graph, flag);
        if (named != ATTEND_NONE) {
            enter(c, graph, named, flag);
            flag = named;
            continue;
        }
        graph->state[flag] = DONE;
        graph->order[graph->n_order++] = flag;
        if (graph->by[flag] != ATTEND_NONE)
            c->crossing[graph->by[flag]] |= c->crossing[flag];
        flag = graph->by[flag];
    }
}

bool attend__check_flags(checker *c, flag_graph *graph)
{
    const set_document *doc = &c->set->documents[c->scope];
    uint32_t n = doc->first[SECTION_FLAGS + 1] - doc->first[SECTION_FLAGS];
    if (!take(c, graph, n))
        return false;
    for (uint32_t flag = 0; flag < n; flag++)
        if (graph->state[flag] == NOT_SEEN)
            walk(c, graph, flag);
    return true;
}

/* -- crosses -- */

static void check_inside(checker *c, uint32_t document, uint32_t condition, int32_t op)
{
    const json_doc *json = attend__check_json(c, document);
    uint32_t name, named = named_flag(c, json, condition, &name);
    if (op == ATTEND_OP_CROSSES) {
        attend__check_add(c, document, condition, ATTEND_E_VALUE, "\"crosses\" may not stand within \"crosses\"", NULL);
    } else if (named != ATTEND_NONE && c->crossing[named]) {
        slice flag = attend__json_raw(json, name);
        attend__check_add(c, document, name, ATTEND_E_VALUE,
                          "the flag '$' says \"crosses\", directly or by what it names: that may not stand within \"crosses\"",
                          &flag);
    }
}

void attend__check_crosses(checker *c, uint32_t document, uint32_t root)
{
    const json_doc *json = attend__check_json(c, document);
    uint32_t inside = 0, next; /* the end of the `crosses` that is under way */
    for (uint32_t at = root, end = json->tokens[root].next; at < end; at = next) {
        int32_t op = attend__condition_op(json, at, &next);
        if (at < inside)
            check_inside(c, document, at, op);
        else if (op == ATTEND_OP_CROSSES)
            inside = json->tokens[at].next;
    }
}
