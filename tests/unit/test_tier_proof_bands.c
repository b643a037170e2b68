/* Random bands: what the checker says of them, and names in its messages, against going through the values one by one. */
#include "proof_random.h"

#define TIERS 6u

typedef struct band {
    int lower, lower_comparator; /* comparator -1: no edge */
    int upper, upper_comparator;
} band;

typedef struct band_list {
    const kind *of;
    int sessions;
    uint32_t n;
    band bands[TIERS];
    int values[VALUES_MAX];
    int n_values;
} band_list;

static bool is_in(const band *in, int value)
{
    return (in->lower_comparator < 0 || holds(in->lower_comparator, value, in->lower)) &&
           (in->upper_comparator < 0 || holds(in->upper_comparator, value, in->upper));
}

/* Bands that cover everything in order, up or down; most of them are then spoilt. */
static void random_bands(uint64_t *r, band_list *all)
{
    int cut[TIERS], closed[TIERS];
    all->n = 2 + random_below(r, TIERS - 1);
    bool up = random_below(r, 2);
    for (uint32_t i = 0; i < all->n; i++) {
        cut[i] = random_threshold(r, all->of);
        closed[i] = 3 + (int)random_below(r, 2);
        for (uint32_t k = i; k > 0 && cut[k] < cut[k - 1]; k--) {
            int held = cut[k];
            cut[k] = cut[k - 1];
            cut[k - 1] = held;
        }
    }
    for (uint32_t i = 0; i < all->n; i++) {
        band made = {cut[i], i == 0 ? -1 : closed[i], cut[(i + 1) % all->n], i + 1 == all->n ? -1 : closed[i + 1] - 3};
        all->bands[up ? i : all->n - 1 - i] = made;
    }
}

static void spoil(uint64_t *r, band_list *all)
{
    band *one = &all->bands[random_below(r, all->n)], *other = &all->bands[random_below(r, all->n)], held = *one;
    switch (random_below(r, 5)) {
    case 0: one->lower += one->lower_comparator < 0 || one->lower >= all->of->most * all->of->step ? 0 : all->of->step; break;
    case 1: one->upper_comparator = one->upper_comparator < 0 ? -1 : 1 - one->upper_comparator; break;
    case 2:
        *one = *other;
        *other = held;
        break;
    case 3: one->lower_comparator = one->upper_comparator < 0 ? one->lower_comparator : -1; break;
    default: break;
    }
}

static void put_bands(writer *out, const band_list *all)
{
    PUT(out, MEASURES ",'tiers':{'title':'T','source':'own','measure':'%s','list':[", all->of->name);
    for (uint32_t i = 0; i < all->n; i++) {
        const band *one = &all->bands[i];
        PUT(out, "%s{'id':'t%u','title':'T'", i ? "," : "", i);
        if (one->lower_comparator >= 0) {
            PUT(out, ",'%s':", comparators[one->lower_comparator]);
            put_number(out, all->of, one->lower);
        }
        if (one->upper_comparator >= 0) {
            PUT(out, ",'%s':", comparators[one->upper_comparator]);
            put_number(out, all->of, one->upper);
        }
        PUT(out, "}");
    }
    PUT(out, "]}");
}

static uint32_t bands_with(const band_list *all, int value)
{
    uint32_t bits = 0;
    for (uint32_t i = 0; i < all->n; i++)
        bits |= (uint32_t)is_in(&all->bands[i], value) << i;
    return bits;
}

typedef struct verdict {
    bool gap, overlap, order;
    uint32_t empty; /* bit: that tier */
} verdict;

static verdict judge_bands(const band_list *all)
{
    verdict found = {false, false, true, (1u << all->n) - 1};
    uint32_t before = 0;
    int moves[2] = {0, 0}; /* down and up */
    for (int i = 0; i < all->n_values; i++) {
        uint32_t bits = bands_with(all, all->values[i]);
        found.gap = found.gap || bits == 0;
        found.overlap = found.overlap || (bits & (bits - 1)) != 0;
        found.empty &= ~bits;
        if (i > 0 && bits != before)
            moves[bits > before]++;
        before = bits;
    }
    found.order = moves[0] == 0 || moves[1] == 0;
    return found;
}

/* A number of a message, times ONE. */
static int read_number(const char **text)
{
    char *end;
    int sign = **text == '-' ? -1 : 1;
    long whole = strtol(*text + (sign < 0), &end, 10), parts = 0;
    if (*end == '/') {
        long per = strtol(end + 1, &end, 10);
        *text = end;
        return (int)(whole * ONE / per);
    }
    if (*end == '.') {
        const char *digits = end + 1;
        parts = strtol(digits, &end, 10);
        parts *= end - digits == 1 ? ONE / 10 : ONE / 100;
    }
    *text = end;
    return sign * (int)(whole * ONE + parts);
}

static bool take(const char **text, const char *word)
{
    if (strncmp(*text, word, strlen(word)) != 0)
        return false;
    *text += strlen(word);
    return true;
}

static int take_comparator(const char **text)
{
    return take(text, " <= ") ? 1 : take(text, " < ") ? 0 : take(text, " >= ") ? 3 : take(text, " > ") ? 4 : take(text, " = ") ? 2 : -1;
}

/* A gap as the message says it is a whole one: nothing in it is in a band, and what is beside it is. */
static void assert_gap(const band_list *all, const char *message)
{
    const char *text = message;
    int low = -1, low_comparator = -1, high = -1, high_comparator;
    assert_true(take(&text, "no tier for "));
    if (!take(&text, all->of->name)) {
        low = read_number(&text);
        assert_true(take(&text, all->of->suffix));
        (void)(take(&text, " days") || take(&text, " day"));
        low_comparator = take_comparator(&text) + 3; /* "3 <= x" is x at least 3 */
        low_comparator = low_comparator == 3 ? 4 : 3;
        assert_true(take(&text, all->of->name));
    }
    high_comparator = take_comparator(&text);
    assert_true(high_comparator >= 0);
    high = read_number(&text);
    bool before = false, any = false;
    for (int i = 0; i < all->n_values; i++) {
        int value = all->values[i];
        bool inside = (low_comparator < 0 || holds(low_comparator, value, low)) && holds(high_comparator, value, high);
        bool none = bands_with(all, value) == 0;
        assert_true(!inside || none);
        if (i > 0 && inside != before) /* an end of it */
            assert_true(inside ? bands_with(all, all->values[i - 1]) != 0 : !none);
        any = any || inside;
        before = inside;
    }
    assert_true(any);
}

static void assert_overlap(const band_list *all, const char *message)
{
    const char *text = message;
    int value = read_number(&text);
    assert_true(take(&text, all->of->suffix));
    (void)(take(&text, " days") || take(&text, " day"));
    assert_true(take(&text, " is in 't"));
    uint32_t first = (uint32_t)strtoul(text, NULL, 10);
    text = strstr(text, "and in 't");
    assert_non_null(text);
    uint32_t second = (uint32_t)strtoul(text + strlen("and in 't"), NULL, 10);
    assert_true(first < second && second < all->n);
    assert_true(is_in(&all->bands[first], value) && is_in(&all->bands[second], value));
}

static void compare_bands(const band_list *all, const result *found, uint32_t counts[4])
{
    verdict truth = judge_bands(all);
    uint32_t empty = 0;
    bool fine = !truth.gap && !truth.overlap && truth.order && truth.empty == 0;
    assert_int_equal(found->n == 0, fine);
    counts[0] += fine;
    for (uint32_t i = 0; i < found->n; i++) {
        const attend_finding *one = &found->rows[i];
        switch (one->status) {
        case ATTEND_E_GAP: assert_gap(all, one->message); break;
        case ATTEND_E_BAND_OVERLAP: assert_overlap(all, one->message); break;
        case ATTEND_E_UNREACHABLE: empty |= 1u << strtoul(one->path + strlen("tiers.list["), NULL, 10); break;
        default:
            assert_int_equal(one->status, ATTEND_E_VALUE);
            assert_true(!truth.gap && !truth.overlap && !truth.order);
            break;
        }
        counts[1] += one->status == ATTEND_E_GAP;
        counts[2] += one->status == ATTEND_E_BAND_OVERLAP;
        counts[3] += one->status == ATTEND_E_VALUE;
    }
    assert_int_equal(empty, truth.empty);
}

static void test_random_bands(void **state)
{
    (void)state;
    uint64_t r = 20260901;
    uint32_t counts[4] = {0, 0, 0, 0};
    for (uint32_t i = 0; i < 6000; i++) {
        static band_list all;
        static result found;
        writer out;
        all.of = &kinds[random_below(&r, KINDS)];
        all.sessions = 1 + (int)random_below(&r, 4);
        all.n_values = list_values(all.of, all.sessions, all.values);
        random_bands(&r, &all);
        for (uint32_t k = random_below(&r, 3); k > 0; k--)
            spoil(&r, &all);
        start_writing(&out, SHORT_TEXT);
        put_bands(&out, &all);
        check_random(&out, all.sessions, &found);
        compare_bands(&all, &found, counts);
    }
    for (int i = 0; i < 4; i++)
        assert_true(counts[i] > 100); /* all of it happened */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_random_bands)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
