/* SPDX-License-Identifier: Apache-2.0 */
/* test_overhead.c: what a pointer drags in, from planted series of churn. */
#include "report/analysis/overhead.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "report/figures/gnuplot.h"
#include "report/figures/report_figures.h"
#include "report/words/overhead_words.h"
#include "tests/support/summary_fixture.h"

static const uint32_t sizes[] = {64, 128, 256, 512, 1024};

/* Copying takes a ns for 16 B; the pointer takes `overhead_ns` whatever the size. */
static void plant_size(struct bv_synthetic *synthetic, const char *series, double overhead_ns,
                       uint32_t bytes)
{
    char name[120];
    snprintf(name, sizeof name, "%s/size:%u", series, bytes);
    const struct bv_synthetic_case planted = {.name = name,
                                              .size_bytes = bytes,
                                              .arms = {"value", "pointer"},
                                              .ns = {bytes / 16.0, overhead_ns},
                                              .spread = 0.002,
                                              .state = BV_CASE_PRECISE};
    bv_synthetic_add(synthetic, &planted);
}

static void plant(struct bv_synthetic *synthetic, const char *series, double overhead_ns)
{
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        plant_size(synthetic, series, overhead_ns, sizes[i]);
}

static void kinds_are_found_in_order_of_cost(void **unused)
{
    (void)unused;
    struct bv_synthetic *synthetic = bv_synthetic_create(1, 40);
    plant(synthetic, "churn/site:gc/live:16/life:lifo/calls:1", 500);
    plant(synthetic, "churn/site:heap/alloc:jemalloc/life:lifo/calls:1", 20);
    plant(synthetic, "churn/site:heap/alloc:glibc/life:lifo/calls:1", 20);
    plant(synthetic, "churn/site:arena/calls:1", 1);
    /* None of the question's: */
    plant(synthetic, "churn/site:heap/alloc:glibc/life:random/calls:1", 20);
    plant(synthetic, "churn/site:pool/life:lifo/calls:16", 1);
    plant(synthetic, "churn/site:gc_atomic/live:0/life:lifo/calls:1", 50);
    plant(synthetic, "churn/site:heap/alloc:`id`<b>/life:lifo/calls:1", 50);
    plant(synthetic, "arg/site:heap/alloc:glibc/life:lifo/calls:1", 20);
    struct bv_summary *summary = bv_summary_fixture(synthetic);
    struct bv_overhead found[BV_OVERHEAD_MAX];
    static const char *const expected[] = {"an arena", "malloc (jemalloc)", "malloc (glibc)",
                                           "GC (16 MiB live)"};
    assert_int_equal(bv_overheads(summary, found), 4);
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(found[i].label, expected[i]);
    assert_string_equal(found[2].series->name, "churn/site:heap/alloc:glibc/life:lifo/calls:1");
    bv_summary_destroy(summary);
    bv_synthetic_destroy(synthetic);
}

static void crossings_are_marked_where_they_were_planted(void **unused)
{
    (void)unused;
    struct bv_synthetic *synthetic = bv_synthetic_create(1, 40);
    plant(synthetic, "churn/site:pool/life:lifo/calls:1", 6);              /* 96 B */
    plant(synthetic, "churn/site:heap/alloc:glibc/life:lifo/calls:1", 20); /* 320 B */
    plant(synthetic, "churn/site:gc/live:0/life:lifo/calls:1", 500);       /* none */
    plant(synthetic, "churn/site:heap/alloc:tcmalloc/life:lifo/calls:1", 20);
    struct bv_summary *summary = bv_summary_fixture(synthetic);
    struct bv_report_figures figure_set;
    struct bv_error err;
    assert_int_equal(bv_report_figures_init(summary, NULL, 6, &figure_set, &err), BV_OK);
    const struct bv_figure *figure = &figure_set.answer;
    static const struct {
        const char *name, *mark;
        double from;
        unsigned colour, style;
    } expected[] = {
        {"by value: copied", NULL, 0, 0, 0},     {"a pool slot", "128 B", 128, 1, 0},
        {"malloc (glibc)", "512 B", 512, 2, 0},  {"malloc (tcmalloc)", "512 B", 512, 2, 1},
        {"GC (0 MiB live)", "never", NAN, 3, 0},
    };
    assert_int_equal(figure->curve_count, 5);
    assert_int_equal(figure->curves_left_out, 0);
    assert_int_equal(figure->mark_count, 4);
    for (size_t i = 0; i < 5; i++) {
        const struct bv_curve *curve = &figure->curves[i];
        assert_string_equal(curve->label, expected[i].name);
        assert_int_equal(curve->is_strong, i == 0);
        assert_int_equal(curve->colour, expected[i].colour);
        assert_int_equal(curve->style, expected[i].style);
        if (i == 0)
            continue;
        const struct bv_mark *mark = &figure->marks[i - 1];
        assert_int_equal(mark->curve, i);
        assert_string_equal(mark->label, expected[i].mark);
        assert_int_equal(isnan(mark->x), isnan(expected[i].from));
        if (isnan(mark->x))
            continue;
        assert_true(mark->x == expected[i].from);
        assert_true(mark->low <= mark->x && mark->x <= mark->high);
    }
    assert_true(figure->marks[1].y > 18 && figure->marks[1].y < 22);
    struct bv_text script = {0};
    bv_gnuplot_curves(figure, 1, &script);
    assert_false(script.failed);
    assert_non_null(strstr(script.data, "unset key\n"));
    assert_null(strstr(script.data, "keyentry"));
    assert_non_null(strstr(script.data, "$mark1 using 1:2 with points"));
    assert_null(strstr(script.data, "$mark3 using")); /* it never wins */
    bv_text_finish(&script);
    bv_report_figures_finish(&figure_set);
    bv_summary_destroy(summary);
    bv_synthetic_destroy(synthetic);
}

static void what_comes_to_the_same_is_told_in_one_line(void **unused)
{
    (void)unused;
    struct bv_synthetic *synthetic = bv_synthetic_create(1, 40);
    plant(synthetic, "churn/site:arena/calls:1", 6);
    plant(synthetic, "churn/site:pool/life:lifo/calls:1", 6); /* the same, but of its own */
    /* Of sizes that were tried for one alone the sentence says nothing. */
    plant_size(synthetic, "churn/site:heap/alloc:glibc/life:lifo/calls:1", 20, 16);
    plant(synthetic, "churn/site:heap/alloc:glibc/life:lifo/calls:1", 20);
    plant(synthetic, "churn/site:heap/alloc:jemalloc/life:lifo/calls:1", 21);
    plant(synthetic, "churn/site:heap/alloc:mimalloc/life:lifo/calls:1", 40);
    plant(synthetic, "churn/site:heap/alloc:tcmalloc/life:lifo/calls:1", 20); /* not a neighbour */
    plant(synthetic, "churn/site:gc/live:0/life:lifo/calls:1", 500);
    plant(synthetic, "churn/site:gc/live:256/life:lifo/calls:1", 900);
    struct bv_summary *summary = bv_summary_fixture(synthetic);
    struct bv_overhead found[BV_OVERHEAD_MAX];
    size_t count = bv_overheads(summary, found), at = 0, line = 0;
    static const char *const expected[][2] = {
        {"an arena", "pointer wins from 128 B"},
        {"a pool slot", "pointer wins from 128 B"},
        {"malloc (glibc, jemalloc)", "pointer wins from 512 B"},
        {"malloc (mimalloc)", "pointer wins from 1 KiB"},
        {"malloc (tcmalloc)", "pointer wins from 512 B"},
        {"GC (0 MiB live, 256 MiB live)", "value wins at every size from 64 B to 1 KiB"},
    };
    assert_int_equal(count, 8);
    while (at < count) {
        struct bv_text label = {0}, words = {0};
        bv_overhead_line(summary, found, count, &at, &label, &words);
        assert_true(line < 6);
        assert_string_equal(label.data, expected[line][0]);
        assert_non_null(strstr(words.data, expected[line++][1]));
        bv_text_finish(&label);
        bv_text_finish(&words);
    }
    assert_int_equal(line, 6);
    bv_summary_destroy(summary);
    bv_synthetic_destroy(synthetic);
}

static void without_churn_there_is_no_such_figure(void **unused)
{
    (void)unused;
    struct bv_synthetic *synthetic = bv_synthetic_create(1, 20);
    plant(synthetic, "arg/class:int/reads:one/mode:throughput/site:stack", 2);
    struct bv_summary *summary = bv_summary_fixture(synthetic);
    struct bv_report_figures figure_set;
    struct bv_error err;
    assert_int_equal(bv_report_figures_init(summary, NULL, 6, &figure_set, &err), BV_OK);
    assert_int_equal(figure_set.overhead_count, 0);
    assert_int_equal(figure_set.answer.curve_count, 0);
    bv_report_figures_finish(&figure_set);
    bv_summary_destroy(summary);
    bv_synthetic_destroy(synthetic);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_are_found_in_order_of_cost),
        cmocka_unit_test(crossings_are_marked_where_they_were_planted),
        cmocka_unit_test(what_comes_to_the_same_is_told_in_one_line),
        cmocka_unit_test(without_churn_there_is_no_such_figure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
