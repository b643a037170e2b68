#include "base/number.h"

#include "attend/decision.h"

#define PLACES_MAX 4
#define WHOLE_DIGITS_MAX 9
#define PERCENT_SIZE_MAX ((int64_t)1 << 41) /* so that 100 * 10^4 * count stays below 2^63 */

bool attend__add_size(size_t a, size_t b, size_t *sum)
{
    if (b > SIZE_MAX - a)
        return false;
    *sum = a + b;
    return true;
}

bool attend__mul_size(size_t a, size_t b, size_t *product)
{
    if (b != 0 && a > SIZE_MAX / b)
        return false;
    *product = a * b;
    return true;
}

/* A product of two 64-bit numbers in two halves, by sign and size. */
typedef struct wide {
    uint64_t high;
    uint64_t low;
    int sign; /* -1, 0, 1 */
} wide;

static uint64_t magnitude(int64_t value)
{
    return value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
}

static int sign_of(int64_t value)
{
    return (value > 0) - (value < 0);
}

static wide multiply(int64_t a, int64_t b)
{
    uint64_t x = magnitude(a), y = magnitude(b);
    uint64_t x0 = x & UINT32_MAX, x1 = x >> 32, y0 = y & UINT32_MAX, y1 = y >> 32;
    uint64_t cross = x1 * y0 + (x0 * y0 >> 32); /* at most 2^64 - 2^32: the sums here cannot overflow */
    uint64_t middle = x0 * y1 + (cross & UINT32_MAX);
    wide product = {x1 * y1 + (cross >> 32) + (middle >> 32), x * y, sign_of(a) * sign_of(b)};
    return product;
}

static int compare_wide(wide a, wide b)
{
    if (a.sign != b.sign)
        return a.sign < b.sign ? -1 : 1;
    if (a.high != b.high)
        return a.high < b.high ? -a.sign : a.sign;
    if (a.low != b.low)
        return a.low < b.low ? -a.sign : a.sign;
    return 0;
}

int attend__compare_scaled(int64_t count, int64_t of, int64_t factor, int64_t threshold)
{
    return compare_wide(multiply(count, factor * NUMBER_SCALE), multiply(threshold, of));
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Takes digits off the front of `text`: from `least` to `most` of them. */
static bool take_digits(slice *text, size_t least, size_t most, int64_t *value)
{
    size_t n = 0;
    *value = 0;
    while (n < text->size && is_digit(text->at[n])) {
        if (n == most)
            return false;
        *value = *value * 10 + (text->at[n] - '0');
        n++;
    }
    text->at += n;
    text->size -= n;
    return n >= least;
}

static bool take_char(slice *text, char c)
{
    if (text->size == 0 || *text->at != c)
        return false;
    text->at++;
    text->size--;
    return true;
}

/* 0, or digits that do not begin with 0. */
static bool take_whole(slice *text, size_t most, int64_t *value)
{
    slice all = *text;
    return take_digits(text, 1, most, value) && (*all.at != '0' || all.size - text->size == 1);
}

static bool take_scaled(slice *text, int64_t *scaled)
{
    int64_t whole, fraction = 0;
    size_t places = 0;
    if (!take_whole(text, WHOLE_DIGITS_MAX, &whole))
        return false;
    if (take_char(text, '.')) {
        slice before = *text;
        if (!take_digits(text, 1, PLACES_MAX, &fraction))
            return false;
        places = before.size - text->size;
    }
    for (; places < PLACES_MAX; places++)
        fraction *= 10;
    *scaled = whole * NUMBER_SCALE + fraction;
    return true;
}

static bool form_of_suffix(slice suffix, number_form *form)
{
    if (suffix.size == 0)
        *form = NUMBER_DECIMAL;
    else if (attend__slice_equal(suffix, attend__slice("%")))
        *form = NUMBER_PERCENT;
    else if (attend__slice_equal(suffix, attend__slice(" points")))
        *form = NUMBER_POINTS;
    else
        return false;
    return true;
}

bool attend__number_parse(slice text, number_form *form, int64_t *scaled)
{
    number_form found;
    int64_t value;
    bool negative = take_char(&text, '-');
    if (!take_scaled(&text, &value) || !form_of_suffix(text, &found))
        return false;
    if (negative && found != NUMBER_POINTS)
        return false;
    *form = found;
    *scaled = negative ? -value : value;
    return true;
}

/* The last `places` digits of a fraction, zeros included. */
static void put_places(sink *out, uint64_t fraction, int places)
{
    char digits[PLACES_MAX];
    for (int i = places; i > 0; i--) {
        digits[i - 1] = (char)('0' + fraction % 10);
        fraction /= 10;
    }
    slice text = {digits, (size_t)places};
    attend__put(out, text);
}

void attend__put_number(sink *out, number_form form, int64_t scaled)
{
    uint64_t size = magnitude(scaled), fraction = size % NUMBER_SCALE;
    int places = PLACES_MAX;
    if (scaled < 0)
        attend__put_char(out, '-');
    attend__put_int(out, (int64_t)(size / NUMBER_SCALE));
    if (fraction != 0) {
        for (; fraction % 10 == 0; fraction /= 10)
            places--;
        attend__put_char(out, '.');
        put_places(out, fraction, places);
    }
    if (form == NUMBER_PERCENT)
        attend__put_char(out, '%');
    else if (form == NUMBER_POINTS)
        attend__put_text(out, " points");
}

bool attend__integer_parse(slice text, int64_t *value)
{
    int64_t size;
    bool negative = take_char(&text, '-');
    if (!take_whole(&text, 18, &size) || text.size != 0)
        return false;
    *value = negative ? -size : size;
    return true;
}

/* Whether the quotient goes up by one, for a remainder that is not 0. Sizes only, so "up" is away from zero. */
static bool rounds_up(uint64_t quotient, uint64_t remainder, uint64_t of, int rounding)
{
    uint64_t twice = 2 * remainder;
    switch (rounding) {
    case ATTEND_ROUND_DOWN: return false;
    case ATTEND_ROUND_UP: return true;
    case ATTEND_ROUND_HALF_EVEN: return twice > of || (twice == of && quotient % 2 == 1);
    default: return twice >= of;
    }
}

void attend__put_percent(sink *out, int64_t count, int64_t of, int places, int rounding)
{
    uint64_t unit = 1;
    for (int i = 0; i < places; i++)
        unit *= 10;
    uint64_t whole = magnitude(count) * 100 * unit;
    uint64_t shown = whole / (uint64_t)of, rest = whole % (uint64_t)of;
    if (rest != 0 && rounds_up(shown, rest, (uint64_t)of, rounding))
        shown++;
    if (count < 0 && shown != 0)
        attend__put_char(out, '-');
    attend__put_int(out, (int64_t)(shown / unit));
    if (places > 0) {
        attend__put_char(out, '.');
        put_places(out, shown % unit, places);
    }
}

static attend_status check_percent(int64_t count, int64_t of, int32_t places, int32_t rounding)
{
    if (rounding < ATTEND_ROUND_HALF_UP || rounding > ATTEND_ROUND_HALF_EVEN)
        return ATTEND_E_ARGUMENT;
    if (count > PERCENT_SIZE_MAX || count < -PERCENT_SIZE_MAX || of < 1 || of > PERCENT_SIZE_MAX)
        return ATTEND_E_RANGE;
    return places < 0 || places > PLACES_MAX ? ATTEND_E_RANGE : ATTEND_OK;
}

attend_status attend_percent_format(int64_t count, int64_t of, int32_t places, int32_t rounding, char *buffer,
                                    size_t capacity, size_t *need)
{
    char text[32]; /* '-', 15 digits, '.', 4 digits, NUL */
    size_t size;
    attend_status status = !buffer && capacity ? ATTEND_E_ARGUMENT : check_percent(count, of, places, rounding);
    if (status != ATTEND_OK)
        return status;
    sink out = attend__sink(text, sizeof text);
    attend__put_percent(&out, count, of, places, rounding);
    attend__sink_finish(&out, &size);
    if (need)
        *need = size;
    return attend__copy_out(text, size, buffer, capacity);
}
