/* SPDX-License-Identifier: Apache-2.0 */
/* test_progress.c: what is shown of how far something is. */
#include "cli/progress.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/clock.h"

struct shown {
    struct bv_progress_view view;
    char *text;
    size_t length;
};

static void begin(struct shown *shown, bool terminal)
{
    FILE *out = open_memstream(&shown->text, &shown->length);
    assert_non_null(out);
    shown->view = bv_progress_view_on(out);
    shown->view.terminal = terminal;
}

static void end_with(struct shown *shown, const char *expected)
{
    bv_progress_end(&shown->view);
    fclose(shown->view.out);
    assert_string_equal(shown->text, expected);
    free(shown->text);
}

static void test_bar(void **state)
{
    struct shown shown;
    (void)state;
    begin(&shown, true);
    bv_progress_share(&shown.view, 0.5, "code");
    bv_progress_share(&shown.view, 0.6, "code"); /* too soon */
    shown.view.shown_s -= 1;
    bv_progress_share(&shown.view, 1.5, "code");
    end_with(&shown,
             "\r[######......]  50 %, code\033[K\r[############] 100 %, code\033[K\r\033[K");
}

static void test_lines_where_it_takes_long(void **state)
{
    struct shown shown;
    (void)state;
    begin(&shown, false);
    bv_progress_share(&shown.view, 0, "debug information");
    bv_progress_share(&shown.view, 0.25, "debug information");
    assert_int_equal(ftell(shown.view.out), 0);
    shown.view.shown_s -= 10;
    bv_progress_share(&shown.view, 0.5, "debug information");
    bv_progress_share(&shown.view, 0.75, "debug information");
    end_with(&shown, "50 %, debug information\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bar),
        cmocka_unit_test(test_lines_where_it_takes_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
