/* Texts that are compared with files under tests/golden/. The file that includes this one says where tests/ is. */
#ifndef ATTEND_TESTS_GOLDEN_H
#define ATTEND_TESTS_GOLDEN_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attend/attend.h"

#ifndef ATTEND_TEST_DATA
#error "ATTEND_TEST_DATA is the path to tests/, with a slash at its end"
#endif

#define GOLDEN_TEXT_MAX 65536u

/* With ATTEND_GOLDEN_WRITE in the environment the files are written instead. */
static inline void check_golden(const char *name, const char *text)
{
    static char golden[GOLDEN_TEXT_MAX];
    char path[1024];
    snprintf(path, sizeof path, "%sgolden/%s.txt", ATTEND_TEST_DATA, name);
    if (getenv("ATTEND_GOLDEN_WRITE") != NULL) {
        FILE *out = fopen(path, "wb");
        assert_non_null(out);
        assert_int_equal(fwrite(text, 1, strlen(text), out), strlen(text));
        fclose(out);
    }
    FILE *in = fopen(path, "rb");
    assert_non_null(in);
    size_t size = fread(golden, 1, sizeof golden - 1, in);
    fclose(in);
    golden[size] = 0;
    assert_string_equal(text, golden);
}

/* The rows as text and as JSON, in the files NAME-text.txt and NAME-json.txt. */
static inline void check_golden_reason(const attend_policy *policy, const attend_reason *rows, uint32_t n, const char *name)
{
    static char shown[GOLDEN_TEXT_MAX];
    char file[128];
    for (int32_t format = ATTEND_TEXT; format <= ATTEND_JSON; format++) {
        size_t need = 0;
        assert_int_equal(attend_reason_text(policy, rows, n, format, shown, sizeof shown, &need), ATTEND_OK);
        assert_int_equal(need, strlen(shown) + 1);
        snprintf(file, sizeof file, "%s-%s", name, format == ATTEND_TEXT ? "text" : "json");
        check_golden(file, shown);
    }
}

#endif
