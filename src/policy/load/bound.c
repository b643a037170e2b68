#include <string.h>

#include "policy/calendar/calendar_model.h"
#include "policy/check/check.h"
#include "policy/load/load.h"
#include "policy/load/parts.h"

/* What documents can hold at most, by the tokens that a definition of each kind takes at least: a class 4, a source, a fact and a
 * sub-code 6, a code 6 and each of its uses 8, a param 6 and each of its values 7, a measure 13, a flag 7, a step 8, a list of
 * tiers 8 and each tier 7, a rule `leave` 12, a condition 2, an outcome 1. */
#define SOURCE_TOKENS 6u
#define FACT_TOKENS 6u
#define CODE_TOKENS 4u
#define USE_TOKENS 8u
#define FLAG_TOKENS 7u
#define RULE_BYTES 40u   /* kept of a named policy's rules for each token: no kind of rule takes more */
#define SPEC_TOKENS 13u
#define ENTRY_TOKENS 4u
#define TABLES 40u       /* takes of memory, each rounded up to 16 bytes */

_Static_assert(sizeof(condition_record) <= 2 * RULE_BYTES, "conditions");
_Static_assert(sizeof(measure_record) + sizeof(measure_spec) + sizeof(memory_record) <= 13 * RULE_BYTES, "measures");
_Static_assert(sizeof(flag_record) + sizeof(uint32_t) <= 7 * RULE_BYTES, "flags");
_Static_assert(sizeof(param_record) <= 6 * RULE_BYTES && sizeof(param_value) <= 7 * RULE_BYTES, "params");
_Static_assert(sizeof(item_record) <= RULE_BYTES, "facts, outcomes");
_Static_assert(sizeof(step_record) <= 8 * RULE_BYTES && sizeof(tiers_record) <= 8 * RULE_BYTES, "steps, tiers");
_Static_assert(sizeof(tier_record) + sizeof(condition_record) <= 7 * RULE_BYTES, "a tier with one edge");
_Static_assert(sizeof(tier_record) + 3 * sizeof(condition_record) <= 9 * RULE_BYTES, "a tier with two edges");
_Static_assert(sizeof(leave_record) <= 12 * RULE_BYTES, "rules leave");

static size_t add(size_t a, size_t b)
{
    size_t sum;
    return attend__add_size(a, b, &sum) ? sum : SIZE_MAX;
}

static size_t times(size_t a, size_t b)
{
    size_t product;
    return attend__mul_size(a, b, &product) ? product : SIZE_MAX;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Sums over the documents of a set. */
typedef struct sums {
    size_t tokens;
    size_t bytes;
    size_t roots;
    size_t outcomes;
} sums;

static bool is_at(slice text, size_t at, const char *word)
{
    size_t size = strlen(word);
    return size <= text.size - at && memcmp(text.at + at, word, size) == 0;
}

/* Outcomes that a text can hold, of which it has `tokens`: the commas of each list behind the key, and one. A key that is
 * written with escapes may be that one as well: then any token may be an outcome. */
static size_t count_outcomes(slice text, size_t tokens)
{
    size_t n = 0;
    bool inside = false;
    for (size_t i = 0; i < text.size; i++) {
        if (is_at(text, i, "\\u"))
            return tokens;
        if (is_at(text, i, "\"outcomes\"")) {
            inside = true;
            n++;
        }
        inside = inside && text.at[i] != ']';
        n += inside && text.at[i] == ',';
    }
    return least(n, tokens);
}

static sums sum_up(const attend_document *documents, uint32_t n_documents)
{
    sums all = {0, 0, 0, 0};
    for (uint32_t i = 0; i < n_documents; i++) {
        slice text = {documents[i].text, documents[i].size};
        json_counts counts;
        attend__json_count(text, &counts);
        all.tokens = add(all.tokens, counts.tokens);
        all.bytes = add(all.bytes, text.size);
        all.outcomes = add(all.outcomes, count_outcomes(text, counts.tokens));
        all.roots += documents[i].flags & ATTEND_DOCUMENT_ROOT ? 1 : 0;
    }
    return all;
}

/* The code set, whatever documents it is made of. */
static size_t codes_bound(size_t tokens)
{
    size_t epochs = least(POLICY_EPOCHS_MAX, 1 + tokens / USE_TOKENS);
    size_t bytes = POLICY_CODES * sizeof(code_record) + epochs * (sizeof(int32_t) + POLICY_CODES * sizeof(uint32_t));
    bytes = add(bytes, times(tokens / USE_TOKENS, sizeof(code_use)));
    bytes = add(bytes, times(tokens / CODE_TOKENS, sizeof(code_name)));
    return add(bytes, (CLASSES_MAX + SESSIONS_MAX) * sizeof(item_record));
}

/* Each text is kept once, and has quotes in the document where its NUL goes. Ids of all roots but the first are kept again
 * behind the policy's, outcomes behind those of their steps, barriers behind a word; default sessions are in no document. */
static size_t text_bound(const sums *all)
{
    size_t entries = least(SET_ENTRIES_MAX, all->tokens / ENTRY_TOKENS) + TIERS_MAX;
    size_t again = all->roots > 1 ? times(all->roots - 1, times(entries, 2 * SET_KEY_BYTES + 2)) : 0;
    again = add(again, times(all->roots, times(all->outcomes, 3 * (SET_KEY_BYTES + 1))));
    again = add(again, times(all->tokens / FACT_TOKENS, sizeof "barrier:"));
    return add(all->bytes, add(again, sizeof "" + sizeof "AM" + sizeof "Morning" + sizeof "PM" + sizeof "Afternoon"));
}

/* What is worked with for each named policy. */
static size_t root_work(size_t tokens)
{
    size_t entries = least(SET_ENTRIES_MAX, tokens / ENTRY_TOKENS);
    size_t bytes = times(least(entries, tokens / SPEC_TOKENS), sizeof(measure_spec) + 2 * sizeof(uint32_t));
    bytes = add(bytes, times(least(entries, tokens / FACT_TOKENS), 2 * sizeof(fact_ref) + sizeof(uint32_t)));
    return add(bytes, times(least(entries, tokens / FLAG_TOKENS), 2 * sizeof(uint32_t)));
}

size_t attend__policy_bound(const attend_document *documents, uint32_t n_documents)
{
    sums all = sum_up(documents, n_documents);
    size_t kept = sizeof(attend_policy) + n_documents * sizeof(item_record) + 16 * TABLES;
    kept = add(kept, times(all.tokens / SOURCE_TOKENS, sizeof(item_record)));
    kept = add(kept, times(all.roots, times(all.tokens, RULE_BYTES)));
    kept = add(kept, add(codes_bound(all.tokens), text_bound(&all)));
    size_t work = n_documents * (2 * sizeof(void *) + 64) + 256;
    work = add(work, times(all.tokens, sizeof(uint32_t)));                     /* offsets of texts */
    work = add(work, all.tokens / 8);                                          /* sources that are listed */
    return add(kept, add(work, times(all.roots, root_work(all.tokens))));
}

attend_status attend_document_size(const attend_document *documents, uint32_t n_documents, size_t *need,
                                   attend_finding *error)
{
    attend_status status = attend__check_arguments(documents, n_documents, error);
    if (status != ATTEND_OK)
        return status;
    if (!need)
        return attend__fail(error, ATTEND_E_ARGUMENT, "there is no place for the answer");
    size_t policy = attend__policy_bound(documents, n_documents);
    size_t calendar = attend__calendar_bound(documents, n_documents);
    size_t bytes = add(attend__set_bound(documents, n_documents), attend__check_bound(documents, n_documents));
    bytes = add(add(bytes, policy > calendar ? policy : calendar), 16);
    if (bytes == SIZE_MAX)
        return attend__fail(error, ATTEND_E_LIMIT, "the documents are too large for this machine");
    *need = bytes & ~(size_t)15;
    return ATTEND_OK;
}
