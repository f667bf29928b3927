/* SPDX-License-Identifier: Apache-2.0 */
/* date.c: see date.h. */
#include "lib/base/date.h"

#include <stdint.h>
#include <string.h>
#include <time.h>

#define FORMAT "%Y-%m-%dT%H:%M:%SZ"
#define FIRST_LIKELY "2024"
#define FIRST_UNLIKELY "2100"

/* 9999-12-31T23:59:59Z: a year has four digits here. */
#define LAST_S INT64_C(253402300799)

static int number(const char *text, int digits)
{
    int value = 0;
    for (int i = 0; i < digits; i++)
        value = 10 * value + (text[i] - '0');
    return value;
}

static int days_of(int year, int month)
{
    static const char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && is_leap);
}

bool bv_date_is(const char *text)
{
    static const char shape[] = "dddd-dd-ddTdd:dd:ddZ";
    for (size_t i = 0; i < sizeof shape; i++) /* its end is part of it */
        if (shape[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != shape[i])
            return false;
    int year = number(text, 4), month = number(text + 5, 2), day = number(text + 8, 2);
    return month >= 1 && month <= 12 && day >= 1 && day <= days_of(year, month) &&
           number(text + 11, 2) < 24 && number(text + 14, 2) < 60 &&
           number(text + 17, 2) <= 60; /* a second may be inserted */
}

bool bv_date_is_likely(const char *text)
{
    return strcmp(text, FIRST_LIKELY) > 0 && strcmp(text, FIRST_UNLIKELY) < 0;
}

void bv_date_now(char out[BV_DATE_BYTES])
{
    time_t now = time(NULL); /* a date for people: scripts/lint allows this line alone */
    struct tm tm;
    now = now < 0 ? 0 : now > LAST_S ? LAST_S : now;
    strftime(out, BV_DATE_BYTES, FORMAT, gmtime_r(&now, &tm));
}
