#include "policy/check/proof.h"

static bool prove_all(proof *p)
{
    if (p->has_too_many)
        return false;
    for (uint32_t stretch = 0; stretch < p->n_days; stretch++) {
        attend__proof_set_day(p, stretch);
        if (p->of_bands)
            attend__prove_bands(p);
        else if (!attend__prove_list(p))
            return false;
    }
    return true;
}

bool attend__prove_tiers(checker *c)
{
    proof p = {.c = c, .entry = attend__tiers_entry(c->set, c->scope)};
    size_t mark = c->work->high;
    if (!p.entry)
        return true;
    p.json = attend__check_json(c, p.entry->document);
    p.of_bands = attend__json_member(p.json, p.entry->value, "measure") != ATTEND_NONE;
    bool proved = true; /* when memory is short there is nothing to say */
    if (attend__proof_build(&p) && attend__proof_find_days(&p))
        proved = prove_all(&p);
    attend__arena_release(c->work, mark);
    return proved;
}
