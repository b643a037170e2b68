/* Days as text. */
#include "calls.h"

#include <string.h>

PyObject *day_parse(const char *text) {
    int32_t day = 0;
    attend_status status = attend_day_parse(text, strlen(text), &day);
    return Py_BuildValue("(ii)", status, day);
}

PyObject *day_format(int32_t day) {
    char text[16] = "";
    attend_status status = attend_day_format(day, text, sizeof text, NULL);
    return outcome(status, NULL, status == ATTEND_OK ? text_of(text) : NULL);
}
