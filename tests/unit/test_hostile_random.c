/* Random registers, batches, reasons and documents, with pointers that stay within their memory: an answer or an error,
 * never a write outside what was given, and none at all without success. The numbers are the same in every run. */
#include "hostile.h"

#define POOL_BYTES 4096u
#define N_REGISTERS 15000u
#define N_REASONS 30000u
#define N_DOCUMENTS 400u
#define FINDINGS 8u

static uint64_t seed = 0x9E3779B97F4A7C15u;

/* What registers point into: bytes that are noise, small numbers, or nearly right. */
typedef struct pool {
    _Alignas(16) uint8_t bytes[POOL_BYTES];
} pool;

static int32_t some_day(const hostile_school *s)
{
    static const int32_t edges[] = {INT32_MIN, INT32_MIN + 1,   ATTEND_DAY_FIRST - 1, ATTEND_DAY_FIRST, -1,       0,
                                    1,         ATTEND_DAY_LAST, ATTEND_DAY_LAST + 1,  INT32_MAX - 1,    INT32_MAX};
    if (random_below(&seed, 4) == 0)
        return edges[random_below(&seed, sizeof edges / sizeof *edges)];
    return s->as_of - 120 + (int32_t)random_below(&seed, 150);
}

static size_t some_size(size_t usual)
{
    static const size_t odd[] = {0, 1, 2, 3, 5, 7, SIZE_MAX, SIZE_MAX / 2, (size_t)1 << 31, (size_t)1 << 32};
    return random_below(&seed, 5) ? usual : odd[random_below(&seed, sizeof odd / sizeof *odd)];
}

/* Mostly what is enough, else one byte less, or any size below. */
static size_t about(size_t enough)
{
    switch (random_below(&seed, 8)) {
    case 0: return enough ? enough - 1 : 0;
    case 1: return random_below(&seed, (uint32_t)enough + 1);
    default: return enough;
    }
}

/* A stride with which `n` entries of `size` bytes stay within the pool: 0 (packed), or a little more than the size. */
static size_t some_stride(size_t size)
{
    return random_below(&seed, 3) ? 0 : size + random_below(&seed, 9);
}

static void fill_pool(const hostile_school *s, pool *p, uint32_t n_pupils)
{
    attend_spell *spells = (attend_spell *)(void *)(p->bytes + POOL_BYTES / 2);
    uint32_t last = 0;
    int32_t day = s->as_of - 60;
    for (size_t i = 0; i < POOL_BYTES; i++)
        p->bytes[i] = (uint8_t)(random_below(&seed, 3) ? random_below(&seed, 40) : next_random(&seed));
    if (random_below(&seed, 2))
        return;
    bool tidy = random_below(&seed, 2);
    for (uint32_t i = 0; i < 32; i++) {
        uint32_t pupil = (last += random_below(&seed, 4) == 0);
        day = tidy ? day + (int32_t)random_below(&seed, 3) : some_day(s);
        memcpy(p->bytes + i * sizeof pupil, &pupil, sizeof pupil);
        memcpy(p->bytes + POOL_BYTES / 4 + i * sizeof day, &day, sizeof day);
        uint32_t enrolled = tidy ? i : random_below(&seed, n_pupils + 1);
        spells[i] = (attend_spell){enrolled, some_day(s), some_day(s), !tidy && random_below(&seed, 50) == 0};
    }
}

/* Columns of at most 32 marks: with the largest stride they end within their quarter of the pool. */
static void random_columns(pool *p, attend_register *reg)
{
    reg->n_marks = random_below(&seed, 33);
    reg->pupil = random_below(&seed, 5) ? (const uint32_t *)(const void *)p->bytes : NULL;
    reg->day = random_below(&seed, 20) ? (const int32_t *)(const void *)(p->bytes + POOL_BYTES / 4) : NULL;
    reg->session = random_below(&seed, 5) ? p->bytes + 1024 + 512 : NULL;
    reg->code = random_below(&seed, 20) ? p->bytes + 1024 + 700 : NULL;
    reg->pupil_stride = some_stride(sizeof *reg->pupil);
    reg->day_stride = some_stride(sizeof *reg->day);
    reg->session_stride = some_stride(1);
    reg->code_stride = some_stride(1);
}

/* A grid that lies within the pool, or one that the checks must refuse before they read it. */
static void random_grid(const hostile_school *s, pool *p, attend_register *reg)
{
    size_t row;
    reg->grid = p->bytes;
    reg->first_day = random_below(&seed, 8) ? s->as_of - attend_day_weekday(s->as_of) - 7 * (int32_t)random_below(&seed, 20)
                                            : some_day(s);
    reg->n_weeks = random_below(&seed, 20);
    row = (size_t)reg->n_weeks * 7 * 2;
    reg->grid_stride = random_below(&seed, 3) ? 0 : row + random_below(&seed, 9);
    if (random_below(&seed, 10) == 0)
        reg->n_weeks = UINT32_MAX - random_below(&seed, 5);
    if (random_below(&seed, 10) == 0 && row)
        reg->grid_stride = 1 + random_below(&seed, (uint32_t)row);
    if (reg->grid_stride != 0 && reg->grid_stride < row)
        return;
    size_t fits = POOL_BYTES / (row + 16);
    reg->n_pupils = reg->n_pupils > fits ? (uint32_t)fits : reg->n_pupils;
}

static attend_register random_register(const hostile_school *s, pool *p)
{
    attend_register reg = ATTEND_REGISTER_INIT;
    reg.n_pupils = random_below(&seed, 12);
    fill_pool(s, p, reg.n_pupils);
    if (random_below(&seed, 2))
        random_columns(p, &reg);
    else
        random_grid(s, p, &reg);
    if (random_below(&seed, 2)) {
        reg.spells = (const attend_spell *)(const void *)(p->bytes + POOL_BYTES / 2);
        reg.n_spells = random_below(&seed, 33);
    }
    if (random_below(&seed, 20) == 0)
        reg.struct_size = (uint32_t)next_random(&seed) % (sizeof reg + 1);
    return reg;
}

static void try_check(const hostile_school *s, const attend_register *reg, int32_t as_of)
{
    int32_t first_day;
    uint32_t n_weeks;
    size_t row_bytes = 0, n = 0, cells = reg->n_pupils * sizeof(int32_t), room = random_below(&seed, FINDINGS + 1);
    (void)attend_register_shape(s->calendar, as_of, &first_day, &n_weeks, &row_bytes);
    size_t grid_size = about(row_bytes * reg->n_pupils);
    bool strict = random_below(&seed, 2);
    uint8_t *grid = guarded(grid_size), *status = guarded(cells), *found = guarded(room * sizeof(attend_row_finding));
    attend_status answer =
        attend_register_check(s->policy, s->calendar, reg, as_of, random_below(&seed, 4) ? grid : NULL, grid_size,
                              strict ? NULL : (int32_t *)(void *)status, (attend_row_finding *)(void *)found, room, &n);
    assert_true(answer <= 0);
    if (answer != ATTEND_OK) {
        assert_untouched(grid, grid_size);
        assert_untouched(status, cells);
    }
    release(found, room * sizeof(attend_row_finding));
    release(status, cells);
    release(grid, grid_size);
}

static void try_batch(const hostile_school *s, const attend_register *reg, int32_t as_of)
{
    attend_batch batch = ATTEND_BATCH_INIT;
    size_t work_size = 0;
    attend_finding error;
    attend_status sized = attend_decision_size(s->policy, s->calendar, reg, as_of, &work_size);
    if (sized != ATTEND_OK || work_size > 1u << 20)
        work_size = 1024;
    size_t given = about(work_size);
    size_t measures = (size_t)s->n_measures * reg->n_pupils, flags = (size_t)s->n_flags * reg->n_pupils;
    const size_t bytes[6] = {measures * 8, measures * 8, measures, flags, reg->n_pupils * 4u, reg->n_pupils * 4u};
    uint8_t *work = guarded(given), *columns[6];
    for (int i = 0; i < 6; i++)
        columns[i] = guarded(bytes[i]);
    batch.count = random_below(&seed, 4) ? (int64_t *)(void *)columns[0] : NULL;
    batch.of = random_below(&seed, 4) ? (int64_t *)(void *)columns[1] : NULL;
    batch.need = random_below(&seed, 4) ? (int8_t *)columns[2] : NULL;
    batch.flags = random_below(&seed, 4) ? (int8_t *)columns[3] : NULL;
    batch.missing = random_below(&seed, 4) ? (uint32_t *)(void *)columns[4] : NULL;
    batch.status = random_below(&seed, 2) ? (int32_t *)(void *)columns[5] : NULL;
    batch.struct_size = random_below(&seed, 20) ? (uint32_t)sizeof batch : random_below(&seed, sizeof batch);
    batch.reserved = random_below(&seed, 20) == 0;
    attend_status answer =
        attend_batch_run(s->policy, s->calendar, reg, as_of, work, given, &batch, random_below(&seed, 2) ? &error : NULL);
    assert_true(answer <= 0);
    for (int i = 0; i < 6; i++) {
        if (answer != ATTEND_OK)
            assert_untouched(columns[i], bytes[i]);
        release(columns[i], bytes[i]);
    }
    release(work, given);
}

static void try_reasons(const hostile_school *s, const attend_register *reg, int32_t as_of)
{
    size_t work_size = 0;
    attend_status sized = attend_decision_size(s->policy, s->calendar, reg, as_of, &work_size);
    if (sized != ATTEND_OK || work_size > 1u << 20)
        work_size = 1024;
    size_t given = about(work_size);
    uint32_t room = random_below(&seed, 12), need = 0;
    uint8_t *work = guarded(given), *rows = guarded(room * sizeof(attend_reason));
    uint32_t pupil = random_below(&seed, 8) ? random_below(&seed, 12) : (uint32_t)next_random(&seed);
    uint32_t item = random_below(&seed, 8) ? random_below(&seed, s->n_measures + 2) : (uint32_t)next_random(&seed);
    int32_t kind =
        random_below(&seed, 8) ? ATTEND_ITEM_MEASURE + (int32_t)random_below(&seed, 2) : (int32_t)next_random(&seed);
    attend_status answer = attend_reasons(s->policy, s->calendar, reg, pupil, as_of, kind, item, work, given,
                                          (attend_reason *)(void *)rows, room, &need, NULL);
    assert_true(answer <= 0);
    if (answer != ATTEND_OK)
        assert_untouched(rows, room * sizeof(attend_reason));
    release(rows, room * sizeof(attend_reason));
    release(work, given);
}

static void try_derive(const hostile_school *s, const attend_register *reg, int32_t as_of)
{
    const attend_calendar *calendar = NULL;
    size_t need = 0, n = 0;
    attend_row_finding found[FINDINGS];
    attend_status answer = attend_calendar_derive(NULL, 0, s->policy, reg, as_of, &need, &calendar, NULL, 0, NULL);
    if (answer != ATTEND_E_SPACE)
        return;
    size_t given = about(need);
    uint8_t *memory = guarded(given);
    answer = attend_calendar_derive(memory, given, s->policy, reg, as_of, &need, &calendar, found, FINDINGS, &n);
    assert_int_equal(answer, given < need ? ATTEND_E_SPACE : ATTEND_OK);
    if (answer == ATTEND_OK) {
        size_t work_size = 0;
        assert_true(attend_calendar_bytes(calendar) <= given);
        (void)attend_decision_size(s->policy, calendar, reg, as_of, &work_size);
    }
    release(memory, given);
}

static void random_registers(void **state)
{
    const hostile_school *s = *state;
    static pool p;
    for (uint32_t i = 0; i < N_REGISTERS; i++) {
        attend_register reg = random_register(s, &p);
        int32_t as_of = some_day(s);
        try_check(s, &reg, as_of);
        try_batch(s, &reg, as_of);
        try_reasons(s, &reg, as_of);
        try_derive(s, &reg, as_of);
    }
}

/* Sizes so large that only their products can be seen to be wrong. */
static void impossible_sizes(void **state)
{
    const hostile_school *s = *state;
    attend_batch batch = ATTEND_BATCH_INIT;
    for (uint32_t i = 0; i < 2000; i++) {
        attend_register reg = s->reg;
        size_t need = 0, n = 0;
        reg.n_pupils = UINT32_MAX - random_below(&seed, 3);
        reg.grid = s->session;
        reg.first_day = s->as_of - attend_day_weekday(s->as_of);
        reg.n_weeks = (uint32_t)some_size(UINT32_MAX);
        reg.grid_stride = some_size(SIZE_MAX / 4);
        if (reg.grid_stride == 0 || reg.grid_stride < (size_t)reg.n_weeks * 14)
            reg.grid_stride = SIZE_MAX / 2;
        (void)attend_decision_size(s->policy, s->calendar, &reg, s->as_of, &need);
        assert_true(attend_batch_run(s->policy, s->calendar, &reg, s->as_of, s->work, 64, &batch, NULL) < 0);
        assert_true(attend_register_check(s->policy, s->calendar, &reg, s->as_of, NULL, 0, NULL, NULL, 0, &n) < 0);
    }
}

/* -- reasons that come back changed -- */

static void change_row(attend_reason *row)
{
    size_t at = random_below(&seed, sizeof *row / 4) * 4;
    uint32_t value = random_below(&seed, 2) ? (uint32_t)next_random(&seed) : random_below(&seed, 9);
    memcpy((uint8_t *)row + at, &value, sizeof value);
}

static void random_reasons(void **state)
{
    const hostile_school *s = *state;
    attend_reason rows[64];
    uint32_t n = 0, refused = 0;
    for (uint32_t i = 0; i < N_REASONS; i++) {
        uint32_t item = random_below(&seed, s->n_flags);
        assert_int_equal(attend_reasons(s->policy, s->calendar, &s->reg, 0, s->as_of, ATTEND_ITEM_FLAG, item, s->work,
                                        s->work_size, rows, 64, &n, NULL),
                         ATTEND_OK);
        for (uint32_t changes = random_below(&seed, 4); changes; changes--)
            change_row(&rows[random_below(&seed, n)]);
        size_t capacity = random_below(&seed, 2) ? 4096 : random_below(&seed, 200), need = 0;
        uint32_t given = random_below(&seed, 8) ? n : random_below(&seed, n + 1);
        uint8_t *text = guarded(capacity);
        attend_status answer =
            attend_reason_text(s->policy, rows, given, ATTEND_TEXT + (int32_t)(i & 1), (char *)text, capacity, &need);
        assert_true(answer == ATTEND_OK || answer == ATTEND_E_ARGUMENT || answer == ATTEND_E_SPACE);
        if (answer == ATTEND_OK)
            assert_int_equal(strlen((char *)text) + 1, need);
        refused += answer == ATTEND_E_ARGUMENT;
        release(text, capacity);
    }
    assert_true(refused > N_REASONS / 20);
}

/* -- numbers -- */

static void random_numbers(void **state)
{
    const hostile_school *s = *state;
    for (uint32_t i = 0; i < 100000; i++) {
        char text[64];
        int32_t year, month, day, reached;
        size_t need;
        attend_calendar_day info;
        int64_t count = (int64_t)next_random(&seed) >> random_below(&seed, 64),
                of = (int64_t)next_random(&seed) >> random_below(&seed, 64);
        attend_status answer = attend_percent_format(count, of, (int32_t)random_below(&seed, 7) - 1,
                                                     (int32_t)random_below(&seed, 6), text, sizeof text, &need);
        assert_true(answer <= 0 && answer != ATTEND_E_SPACE);
        int32_t number = (int32_t)next_random(&seed), n = (int32_t)next_random(&seed) >> random_below(&seed, 31);
        (void)attend_day_to_civil(number, &year, &month, &day);
        (void)attend_day_from_civil(number, n, number >> 8, &day);
        assert_in_range(attend_day_weekday(number), 0, 6);
        (void)attend_day_format(number, text, sizeof text, &need);
        assert_non_null(attend_status_name(number));
        assert_non_null(attend_status_text(n));
        (void)attend_calendar_get(s->calendar, random_below(&seed, 2) ? some_day(s) : number, &info);
        (void)attend_calendar_add(s->calendar, some_day(s), n, (int32_t)random_below(&seed, 8) - 1, &reached);
        (void)attend_calendar_roll(s->calendar, number, &reached);
    }
}

static void random_items(void **state)
{
    const hostile_school *s = *state;
    for (uint32_t i = 0; i < 20000; i++) {
        int32_t kind = random_below(&seed, 4) ? (int32_t)random_below(&seed, 10) - 1 : (int32_t)next_random(&seed);
        uint32_t index = random_below(&seed, 4) ? random_below(&seed, 80) : (uint32_t)next_random(&seed);
        attend_item item;
        attend_code meaning;
        uint8_t code, noise[8];
        attend_status answer = attend_policy_item(s->policy, kind, index, &item);
        assert_true((answer == ATTEND_OK) == (index < attend_policy_count(s->policy, kind)));
        if (answer == ATTEND_OK)
            assert_true(item.id && item.policy && item.document && item.title && item.note && item.source);
        (void)attend_code_get(s->policy, (uint8_t)index, some_day(s), &meaning);
        uint64_t bytes = next_random(&seed);
        memcpy(noise, &bytes, sizeof noise);
        (void)attend_code_find(s->policy, (const char *)noise, random_below(&seed, 9), &code);
    }
}

/* -- documents -- */

static void mutate(char *text, size_t *size)
{
    static const char bytes[] = "{}[]\",:\\0123456789-abcdefg \n\xff\xc3";
    for (uint32_t n = 1 + random_below(&seed, 4); n; n--) {
        size_t at = random_below(&seed, (uint32_t)*size);
        uint32_t how = random_below(&seed, 4);
        if (how == 0) {
            memmove(text + at, text + at + 1, *size - at - 1);
            --*size;
        } else if (how == 1) {
            *size = 1 + random_below(&seed, 40) ? *size : at + 1;
            text[at] = (char)next_random(&seed);
        } else {
            text[at] = bytes[random_below(&seed, sizeof bytes - 1)];
        }
    }
}

static void try_documents(const attend_document *documents, uint32_t n, size_t most)
{
    attend_finding found[3], error;
    const attend_policy *policy = NULL;
    uint32_t count = 0, names = 0;
    int32_t kind;
    size_t need = 0, text_need = 0;
    assert_int_equal(attend_document_size(documents, n, &need, NULL), ATTEND_OK);
    assert_true(need < 4 * most);
    uint8_t *memory = guarded(need);
    attend_status checked = attend_document_check(documents, n, memory, need, found, 3, &count);
    attend_status loaded = attend_policy_load(memory, need, documents, n, &policy, &error);
    assert_true(checked == ATTEND_OK || checked == ATTEND_E_DATA);
    assert_true(loaded != ATTEND_E_SPACE && loaded <= 0);
    if (checked == ATTEND_OK)
        assert_int_equal(loaded, ATTEND_OK);
    if (loaded != ATTEND_OK) {
        assert_int_equal(error.status, loaded);
        assert_true(strlen(error.message) > 0 && strlen(error.path) < sizeof error.path);
        assert_true(error.document == ATTEND_NONE || error.offset <= documents[error.document].size);
    }
    (void)attend_document_canonical(&documents[0], ATTEND_CANONICAL_RULES, memory, need, NULL, 0, &text_need, NULL);
    (void)attend_document_head(&documents[0], memory, need, &kind, NULL, 0, &text_need, &names, NULL);
    release(memory, need);
}

static void random_documents(void **state)
{
    const hostile_school *s = *state;
    for (uint32_t i = 0; i < N_DOCUMENTS; i++) {
        attend_document documents[2] = {s->documents[0], s->documents[1]};
        attend_document *changed = &documents[i & 1];
        char *text = malloc(changed->size);
        assert_non_null(text);
        memcpy(text, changed->text, changed->size);
        mutate(text, &changed->size);
        char *exact = malloc(changed->size);
        assert_non_null(exact);
        memcpy(exact, text, changed->size);
        free(text);
        changed->text = exact;
        try_documents(documents, 2, s->policy_size);
        free(exact);
    }
}

static int set_up(void **state)
{
    static hostile_school school;
    open_school(&school);
    *state = &school;
    return 0;
}

static int tear_down(void **state)
{
    close_school(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_registers), cmocka_unit_test(impossible_sizes), cmocka_unit_test(random_reasons),
        cmocka_unit_test(random_numbers),   cmocka_unit_test(random_items),     cmocka_unit_test(random_documents),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
