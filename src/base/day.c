#include "base/day.h"

#include "base/text.h"

#define DAYS_TO_1970 719468 /* from 0000-03-01 */
#define DAYS_IN_400_YEARS 146097
#define YEAR_FIRST 1900
#define YEAR_LAST 2199

bool attend__day_ok(int32_t day)
{
    return day >= ATTEND_DAY_FIRST && day <= ATTEND_DAY_LAST;
}

int32_t attend_day_weekday(int32_t day)
{
    return (day % 7 + 7 + 3) % 7; /* day 0 is a Thursday */
}

int32_t attend__monday(int32_t day)
{
    return day < INT32_MIN + 7 ? day : day - attend_day_weekday(day);
}

static int32_t month_length(int32_t year, int32_t month)
{
    static const uint8_t lengths[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return lengths[month - 1] + (month == 2 && leap ? 1 : 0);
}

attend_status attend_day_from_civil(int32_t year, int32_t month, int32_t day_of_month, int32_t *day)
{
    if (!day)
        return ATTEND_E_ARGUMENT;
    if (month < 1 || month > 12 || day_of_month < 1 || day_of_month > month_length(year, month))
        return ATTEND_E_DATE;
    if (year < YEAR_FIRST || year > YEAR_LAST)
        return ATTEND_E_RANGE;
    /* Years begin in March, so that the leap day is the last of its year. */
    int32_t y = month > 2 ? year : year - 1;
    int32_t m = month > 2 ? month - 3 : month + 9;
    int32_t before_year = 365 * y + y / 4 - y / 100 + y / 400;
    *day = before_year + (153 * m + 2) / 5 + day_of_month - 1 - DAYS_TO_1970;
    return ATTEND_OK;
}

attend_status attend_day_to_civil(int32_t day, int32_t *year, int32_t *month, int32_t *day_of_month)
{
    if (!year || !month || !day_of_month)
        return ATTEND_E_ARGUMENT;
    if (!attend__day_ok(day))
        return ATTEND_E_RANGE;
    int32_t since = day + DAYS_TO_1970;
    int32_t in_cycle = since % DAYS_IN_400_YEARS;
    int32_t leap_free = in_cycle - in_cycle / 1460 + in_cycle / 36524 - in_cycle / (DAYS_IN_400_YEARS - 1);
    int32_t y = leap_free / 365;
    int32_t in_year = in_cycle - (365 * y + y / 4 - y / 100);
    int32_t m = (5 * in_year + 2) / 153; /* 0 is March */
    *month = m < 10 ? m + 3 : m - 9;
    *year = since / DAYS_IN_400_YEARS * 400 + y + (*month <= 2 ? 1 : 0);
    *day_of_month = in_year - (153 * m + 2) / 5 + 1;
    return ATTEND_OK;
}

static bool read_digits(const char *text, size_t n, int32_t *value)
{
    *value = 0;
    for (size_t i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        *value = *value * 10 + (text[i] - '0');
    }
    return true;
}

attend_status attend_day_parse(const char *text, size_t size, int32_t *day)
{
    int32_t year, month, day_of_month;
    if (!text || !day)
        return ATTEND_E_ARGUMENT;
    if (size != 10 || text[4] != '-' || text[7] != '-')
        return ATTEND_E_DATE;
    if (!read_digits(text, 4, &year) || !read_digits(text + 5, 2, &month) || !read_digits(text + 8, 2, &day_of_month))
        return ATTEND_E_DATE;
    return attend_day_from_civil(year, month, day_of_month, day);
}

static void write_digits(char *text, size_t n, int32_t value)
{
    for (size_t i = n; i > 0; i--) {
        text[i - 1] = (char)('0' + value % 10);
        value /= 10;
    }
}

attend_status attend_day_format(int32_t day, char *buffer, size_t capacity, size_t *need)
{
    char text[11] = "0000-00-00";
    int32_t year, month, day_of_month;
    if (!buffer && capacity)
        return ATTEND_E_ARGUMENT;
    attend_status status = attend_day_to_civil(day, &year, &month, &day_of_month);
    if (status != ATTEND_OK)
        return status;
    write_digits(text, 4, year);
    write_digits(text + 5, 2, month);
    write_digits(text + 8, 2, day_of_month);
    if (need)
        *need = sizeof text;
    return attend__copy_out(text, sizeof text, buffer, capacity);
}
