/* Random lists of conditions: the tiers that the checker says are out of reach, against trying every combination. */
#include "proof_random.h"

#define TIERS 4u
#define NODES 60
#define FACTS 3
#define FLAGS 3

typedef struct node {
    int op; /* 'a'll, a'n'y, n'o't, 'c'ompare, 'f'act, 'g': flag */
    int first, next; /* child; sibling; -1: none */
    int item, comparator, threshold;
} node;

typedef struct rules {
    node nodes[NODES];
    int n;
    int flags[FLAGS]; /* roots; each names later ones only */
    int tiers[TIERS];
    uint32_t n_tiers;
    int sessions;
    int values[KINDS][VALUES_MAX];
    int n_values[KINDS];
    int measure[2];   /* kinds that conditions speak of */
    int value[KINDS]; /* of one combination */
    uint32_t facts;
} rules;

static int random_condition(uint64_t *r, rules *all, int depth, int flag)
{
    static const char ops[] = "anocccfg";
    int at = all->n++;
    node *made = &all->nodes[at];
    made->op = depth == 0 || all->n > NODES - 12 ? "cf"[random_below(r, 2)] : ops[random_below(r, 8)];
    made->op = made->op == 'g' && flag >= FLAGS ? 'f' : made->op;
    made->first = made->next = -1;
    made->item = made->op == 'g' ? flag + (int)random_below(r, (uint32_t)(FLAGS - flag)) : (int)random_below(r, FACTS);
    if (made->op == 'c') {
        made->item = all->measure[random_below(r, 2)];
        made->comparator = (int)random_below(r, 5);
        made->threshold = random_threshold(r, &kinds[made->item]);
    }
    int parts = made->op == 'o' ? 1 : made->op == 'a' || made->op == 'n' ? 1 + (int)random_below(r, 3) : 0;
    for (int i = 0; i < parts; i++) {
        int part = random_condition(r, all, depth - 1, flag);
        all->nodes[part].next = all->nodes[at].first;
        all->nodes[at].first = part;
    }
    return at;
}

static void put_condition(writer *out, const rules *all, int at)
{
    const node *one = &all->nodes[at];
    switch (one->op) {
    case 'f': PUT(out, "{'fact':'f%d'}", one->item); return;
    case 'g': PUT(out, "{'flag':'g%d'}", one->item); return;
    case 'c':
        PUT(out, "{'measure':'%s','%s':", kinds[one->item].name, comparators[one->comparator]);
        put_number(out, &kinds[one->item], one->threshold);
        PUT(out, "}");
        return;
    default: PUT(out, one->op == 'o' ? "{'not':" : one->op == 'a' ? "{'all':[" : "{'any':["); break;
    }
    for (int part = one->first; part >= 0; part = all->nodes[part].next) {
        put_condition(out, all, part);
        PUT(out, "%s", all->nodes[part].next >= 0 ? "," : "");
    }
    PUT(out, one->op == 'o' ? "}" : "]}");
}

static bool is_true(const rules *all, int at)
{
    const node *one = &all->nodes[at];
    bool found = one->op == 'a';
    if (one->op == 'f')
        return all->facts >> one->item & 1;
    if (one->op == 'g')
        return is_true(all, all->flags[one->item]);
    if (one->op == 'c')
        return holds(one->comparator, all->value[one->item], one->threshold);
    if (one->op == 'o')
        return !is_true(all, one->first);
    for (int part = one->first; part >= 0; part = all->nodes[part].next)
        found = one->op == 'a' ? found && is_true(all, part) : found || is_true(all, part);
    return found;
}

static void random_rules(uint64_t *r, rules *all)
{
    all->n = 0;
    all->sessions = 1 + (int)random_below(r, 4);
    all->n_tiers = 2 + random_below(r, 3);
    for (int i = 0; i < 2; i++) {
        all->measure[i] = (int)random_below(r, KINDS);
        all->n_values[all->measure[i]] = list_values(&kinds[all->measure[i]], all->sessions, all->values[all->measure[i]]);
    }
    for (int i = 0; i < FLAGS; i++)
        all->flags[i] = random_condition(r, all, 1, i + 1);
    for (uint32_t i = 0; i + 1 < all->n_tiers; i++)
        all->tiers[i] = random_condition(r, all, 2, 0);
}

static void put_rules(writer *out, const rules *all)
{
    PUT(out, MEASURES ",'facts':{'f0':{'title':'F','not_recorded':'false'},'f1':{'title':'F','not_recorded':'false'},"
             "'f2':{'title':'F','not_recorded':'unknown'}},'flags':{");
    for (int i = 0; i < FLAGS; i++) {
        PUT(out, "%s'g%d':{'title':'G','source':'own','when':", i ? "," : "", i);
        put_condition(out, all, all->flags[i]);
        PUT(out, "}");
    }
    PUT(out, "},'tiers':{'title':'T','source':'own','list':[");
    for (uint32_t i = 0; i + 1 < all->n_tiers; i++) {
        PUT(out, "{'id':'t%u','title':'T','enter':", i);
        put_condition(out, all, all->tiers[i]);
        PUT(out, "},");
    }
    PUT(out, "{'id':'last','title':'T','otherwise':true}]}");
}

/* The tiers that some combination makes the answer, and those whose own condition some combination makes true. */
static uint32_t reached_tiers(rules *all, uint32_t *own)
{
    int first = all->measure[0], second = all->measure[1];
    uint32_t reached = 0;
    *own = 1u << (all->n_tiers - 1);
    for (int i = 0; i < all->n_values[first]; i++)
        for (int k = 0; k < (first == second ? 1 : all->n_values[second]); k++)
            for (all->facts = 0; all->facts < 1u << FACTS; all->facts++) {
                uint32_t answer = all->n_tiers - 1;
                all->value[second] = all->values[second][k];
                all->value[first] = all->values[first][i];
                for (uint32_t tier = all->n_tiers - 1; tier > 0; tier--)
                    if (is_true(all, all->tiers[tier - 1])) {
                        answer = tier - 1;
                        *own |= 1u << answer;
                    }
                reached |= 1u << answer;
            }
    return reached;
}

static void test_random_lists(void **state)
{
    (void)state;
    uint64_t r = 41;
    uint32_t counts[3] = {0, 0, 0}; /* right, never true, always behind another */
    for (uint32_t i = 0; i < 3000; i++) {
        static rules all;
        static result found;
        writer out;
        uint32_t said = 0, own;
        random_rules(&r, &all);
        start_writing(&out, SHORT_TEXT);
        put_rules(&out, &all);
        check_random(&out, all.sessions, &found);
        uint32_t reached = reached_tiers(&all, &own);
        for (uint32_t k = 0; k < found.n; k++) {
            assert_int_equal(found.rows[k].status, ATTEND_E_UNREACHABLE);
            uint32_t tier = (uint32_t)strtoul(found.rows[k].path + strlen("tiers.list["), NULL, 10);
            bool never = strstr(found.rows[k].message, "its own condition never holds") != NULL;
            said |= 1u << tier;
            assert_int_equal(never, !(own >> tier & 1));
            counts[never ? 1 : 2]++;
        }
        assert_int_equal(said, ~reached & ((1u << all.n_tiers) - 1));
        counts[0] += said == 0;
    }
    for (int i = 0; i < 3; i++)
        assert_true(counts[i] > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_random_lists)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
