/* SPDX-License-Identifier: Apache-2.0 */
/* test_trend.c: changes over time that were planted. */
#include "report/compare/trend.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/folder.h"
#include "lib/base/random.h"
#include "report/site/trend_report.h"
#include "tests/support/synthetic.h"
#include "tests/support/xml.h"

enum { RUNS = 6, BLOCKS = 24 };

static size_t find(const double (*levels)[2], size_t runs, struct bv_changepoint *out)
{
    double values[16 * BLOCKS];
    size_t counts[16], found, used = 0;
    struct bv_random r = bv_random_seed(9, 0);
    for (size_t i = 0; i < runs; i++) {
        counts[i] = (size_t)levels[i][1];
        for (size_t k = 0; k < counts[i]; k++)
            values[used++] = levels[i][0] + 0.01 * (bv_random_unit(&r) - 0.5);
    }
    struct bv_sample all = {values, used, 0, NULL, 0};
    assert_int_equal(bv_changepoints_find(all, counts, runs, 0.01, 0.05, out, &found), BV_OK);
    return found;
}

static void steps_are_found_where_they_are(void **unused)
{
    (void)unused;
    struct bv_changepoint out[16];
    const double flat[][2] = {{1, 24}, {1, 24}, {1, 24}, {1, 24}};
    assert_int_equal(find(flat, 4, out), 0);
    assert_int_equal(find(flat, 1, out), 0);
    const double one[][2] = {{1, 24}, {1, 24}, {1.1, 24}, {1.1, 24}};
    assert_int_equal(find(one, 4, out), 1);
    assert_int_equal(out[0].at, 2);
    assert_true(out[0].change.low > 0.08 && out[0].change.high < 0.12 && out[0].p < 0.001);
    const double there_and_back[][2] = {{1, 24}, {1, 24}, {0.9, 24}, {0.9, 24}, {1, 24}, {1, 24}};
    assert_int_equal(find(there_and_back, 6, out), 2);
    assert_int_equal(out[0].at, 2);
    assert_int_equal(out[1].at, 4);
    assert_true(out[0].change.estimate < -0.09 && out[1].change.estimate > 0.09);
    /* Within the margin: none, however plain it is. */
    const double small[][2] = {{1, 24}, {1, 24}, {1.008, 24}, {1.008, 24}};
    assert_int_equal(find(small, 4, out), 0);
    /* Runs that lack the case. */
    const double holes[][2] = {{1, 24}, {0, 0}, {1, 24}, {0, 0}, {1.1, 24}, {0, 0}};
    assert_int_equal(find(holes, 6, out), 1);
    assert_true(out[0].at == 3 || out[0].at == 4);
    const double nothing[][2] = {{0, 0}, {0, 0}};
    assert_int_equal(find(nothing, 2, out), 0);
}

struct bench {
    struct bv_synthetic *runs[RUNS];
    struct bv_summary *summaries[RUNS];
    struct bv_side sides[RUNS];
    struct bv_comparison *comparison;
    struct bv_trend trend;
};

/* From run 3 on pointer takes a fifth longer in one of four cases, and the kernel is another. The
 * clock of run 1 is half. */
static void begin(struct bench *bench, const char *odd_case)
{
    static const struct bv_summary_options defaults = {0};
    static const struct bv_compare_options options = {0};
    struct bv_error err;
    for (unsigned k = 0; k < RUNS; k++) {
        struct bv_synthetic *run = bv_synthetic_create(3 + k, 40);
        bv_synthetic_fact(&run->result.key, "cpu.model", "CPU");
        bv_synthetic_fact(&run->result.state_before, "kernel", k < 3 ? "6.1" : "6.2");
        bv_synthetic_fact(&run->result.state_before, "load_1min", k % 2 ? "0.1" : "0.2");
        double clock = k == 1 ? 2 : 1;
        for (size_t b = 0; b < run->result.block_count; b++) {
            run->result.blocks[b].canary_ghz[0] /= clock;
            run->result.blocks[b].canary_ghz[1] /= clock;
        }
        for (unsigned i = 0; i < 4; i++) {
            char name[128];
            snprintf(name, sizeof name, i ? "arg/of:%u/size:8" : "%.0u%s/size:8", i, odd_case);
            const struct bv_synthetic_case planted = {
                .name = name,
                .size_bytes = 8,
                .arms = {"value", "pointer"},
                .ns = {8 * clock, (i == 0 && k >= 3 ? 4.8 : 4) * clock},
                .spread = 0.003,
                .state = BV_CASE_PRECISE};
            if (i < 3 || k != 2)
                bv_synthetic_add(run, &planted);
        }
        bench->runs[k] = run;
        assert_int_equal(bv_summary_create(&run->result, &defaults, &bench->summaries[k], &err),
                         BV_OK);
        bench->sides[k] = (struct bv_side){.name = "run", .summary = bench->summaries[k]};
    }
    assert_int_equal(bv_comparison_create(bench->sides, RUNS, &options, &bench->comparison, &err),
                     BV_OK);
    assert_int_equal(bv_trend_init(bench->comparison, &bench->trend, &err), BV_OK);
}

static void finish(struct bench *bench)
{
    bv_trend_finish(&bench->trend);
    bv_comparison_destroy(bench->comparison);
    for (unsigned k = 0; k < RUNS; k++) {
        bv_summary_destroy(bench->summaries[k]);
        bv_synthetic_destroy(bench->runs[k]);
    }
}

static void planted_change_is_found(void **unused)
{
    (void)unused;
    struct bench bench = {0};
    begin(&bench, "odd");
    assert_int_equal(bench.trend.line_count, 4 * 3);
    assert_int_equal(bench.trend.changed, 2);
    for (unsigned i = 0; i < 2; i++) {
        const struct bv_trend_line *line = &bench.trend.lines[i];
        assert_string_equal(bench.comparison->match.cases[line->case_index].name, "odd/size:8");
        assert_int_equal(line->quantity, i == 0 ? BV_QUANTITY_RATIO : BV_QUANTITY_TIME);
        assert_int_equal(line->arm, 1);
        assert_int_equal(line->change_count, 1);
        assert_int_equal(line->changes[0].at, 3);
        double truth = i == 0 ? -log(1.2) : log(1.2);
        assert_true(fabs(line->changes[0].change.estimate - truth) < 0.03);
    }
    struct bv_text text = {0}, csv = {0};
    bv_trend_text(&text, &bench.trend, false);
    assert_non_null(
        strstr(text.data, "2 of 12 ratios and times changed over 6 runs of one machine"));
    assert_non_null(strstr(text.data, "D: 2 changes begin here; with them: kernel 6.1 -> 6.2\n"));
    assert_non_null(strstr(text.data, "from run D on, p < 0.001  odd/size:8: value / pointer\n"));
    assert_non_null(strstr(text.data, "not shown: 10 without a change;"));
    bv_trend_csv(&csv, &bench.trend);
    size_t lines = 0;
    for (const char *c = csv.data; *c; c++)
        lines += *c == '\n';
    assert_int_equal(lines, 1 + 12 * RUNS - 3 + 2); /* run C lacks a case */
    bv_text_finish(&text);
    bv_text_finish(&csv);
    finish(&bench);
}

static void the_page_is_whole_and_harmless(void **unused)
{
    (void)unused;
    struct bench bench = {0};
    char folder[] = "/tmp/byval-trend-XXXXXX", path[64], why[200], command[64], *page;
    size_t length, scripts;
    struct bv_error err;
    begin(&bench, "<script>alert(1)</script>'`%s\n\x1b");
    bench.sides[0].name = "<img src=x>";
    assert_non_null(mkdtemp(folder));
    if (bv_trend_report(&bench.trend, folder, NULL, &err) != BV_OK)
        fail_msg("%s", err.text);
    snprintf(path, sizeof path, "%s/index.html", folder);
    assert_int_equal(bv_file_read(path, &page, &length, &err), BV_OK);
    if (bv_xml_check(page, "script", &scripts, why, sizeof why) != 0)
        fail_msg("%s", why);
    assert_int_equal(scripts, 1);
    assert_null(strstr(page, "<img"));
    assert_non_null(strstr(page, "Links to figures and data lead to files beside this page."));
    assert_non_null(strstr(page, "id=\"t01\""));
    assert_non_null(strstr(page, "kernel 6.1 -&gt; 6.2"));
    free(page);
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    assert_int_equal(system(command), 0);
    finish(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_are_found_where_they_are),
        cmocka_unit_test(planted_change_is_found),
        cmocka_unit_test(the_page_is_whole_and_harmless),
    };
    return cmocka_run_group_tests_name("trend", tests, NULL, NULL);
}
