/* SPDX-License-Identifier: Apache-2.0 */
/* test_date.c: what is a date, what is none, and what is an unlikely one. */
#include "lib/base/date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void dates_of_the_calendar_are_dates(void **unused)
{
    (void)unused;
    static const char *const dates[] = {
        "2026-01-31T23:59:59Z", "2024-02-29T00:00:00Z", "2000-02-29T12:00:00Z",
        "1970-01-01T00:00:00Z", "9999-12-31T23:59:60Z",
    };
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++)
        if (!bv_date_is(dates[i]))
            fail_msg("'%s' is refused", dates[i]);
}

static void all_else_is_none(void **unused)
{
    (void)unused;
    static const char *const others[] = {
        "",
        "2026",
        "2025-02-31T00:00:00Z",
        "2025-02-31Tgarbage<b>",
        "2025-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-04-31T00:00:00Z",
        "2026-01-00T00:00:00Z",
        "2026-01-01T24:00:00Z",
        "2026-01-01T00:60:00Z",
        "2026-01-01T00:00:61Z",
        "2026-01-01T00:00:00",
        "2026-01-01T00:00:00Z ",
        "2026-01-01T00:00:00z",
        "2026-01-01 00:00:00Z",
        "2026-1-01T00:00:00Z",
        "+026-01-01T00:00:00Z",
        "2026-01-01T00:00: 0Z",
        "12026-01-01T00:00:00Z",
        "2026-01-01T00:00:00+01:00",
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (bv_date_is(others[i]))
            fail_msg("'%s' is taken", others[i]);
}

static void some_dates_are_unlikely(void **unused)
{
    (void)unused;
    assert_true(bv_date_is_likely("2024-01-01T00:00:00Z"));
    assert_true(bv_date_is_likely("2099-12-31T23:59:59Z"));
    assert_false(bv_date_is_likely("2023-12-31T23:59:59Z"));
    assert_false(bv_date_is_likely("1970-01-01T00:00:00Z"));
    assert_false(bv_date_is_likely("2100-01-01T00:00:00Z"));
    assert_false(bv_date_is_likely("9999-12-31T00:00:00Z"));
}

static void now_is_a_date(void **unused)
{
    (void)unused;
    char now[BV_DATE_BYTES];
    bv_date_now(now);
    assert_true(bv_date_is(now));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_of_the_calendar_are_dates),
        cmocka_unit_test(all_else_is_none),
        cmocka_unit_test(some_dates_are_unlikely),
        cmocka_unit_test(now_is_a_date),
    };
    return cmocka_run_group_tests_name("date", tests, NULL, NULL);
}
