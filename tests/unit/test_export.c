/* SPDX-License-Identifier: Apache-2.0 */
/* test_export.c: each format against its golden file, and what a hostile or poor run makes of it.
 */
#include "report/export/export.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "tests/support/golden_file.h"
#include "tests/support/summary_fixture.h"

/* A main series of four sizes, with so much to choose between its arms. */
static struct bv_synthetic *create(uint32_t blocks, const double value_ns[4])
{
    static const uint32_t sizes[4] = {16, 64, 96, 128};
    struct bv_synthetic *synthetic = bv_synthetic_create(5, blocks);
    bv_synthetic_fact(&synthetic->result.key, "arch", "x86_64");
    bv_synthetic_fact(&synthetic->result.key, "cpu.model", "Pocket\tCalculator");
    bv_synthetic_fact(&synthetic->result.key, "compiler", "gcc 12.2.0");
    bv_synthetic_fact(&synthetic->result.key, "compiler.flags", NULL);
    for (size_t i = 0; i < 4; i++) {
        char name[128];
        snprintf(name, sizeof name, "arg/class:int/reads:one/mode:throughput/site:stack/size:%u",
                 sizes[i]);
        bv_synthetic_add(synthetic, &(struct bv_synthetic_case){.name = name,
                                                                .size_bytes = sizes[i],
                                                                .arms = {"value", "pointer"},
                                                                .ns = {value_ns[i], 2},
                                                                .spread = 0.001,
                                                                .state = BV_CASE_PRECISE});
    }
    return synthetic;
}

static struct bv_text written(const struct bv_synthetic *synthetic, const char *format)
{
    struct bv_summary *summary = bv_summary_fixture(synthetic);
    struct bv_text text = {0};
    bv_export_find(format)->write(&text, summary);
    assert_false(text.failed);
    assert_int_equal(strlen(text.data), text.length);
    bv_summary_destroy(summary);
    return text;
}

static const double crossing[4] = {1.8, 2, 2, 6};

static void formats_are_golden(void **unused)
{
    (void)unused;
    struct bv_synthetic *synthetic = create(16, crossing);
    size_t count;
    const struct bv_export_format *formats = bv_export_formats(&count);
    assert_true(count >= 5);
    for (size_t i = 0; i < count; i++) {
        char path[512];
        /* That is numbers.csv, and test_numbers reads it. */
        if (strcmp(formats[i].name, "csv") == 0)
            continue;
        snprintf(path, sizeof path, "%s/export_%s.txt", BV_GOLDEN, formats[i].name);
        struct bv_text text = written(synthetic, formats[i].name);
        bv_golden_file_golden(path, text.data);
        bv_text_finish(&text);
    }
    assert_null(bv_export_find("xml"));
    bv_synthetic_destroy(synthetic);
}

/* No number stands in lint settings but behind a comment sign. */
static void expect_nothing_set(const struct bv_synthetic *synthetic, const char *why)
{
    struct bv_text text = written(synthetic, "lint");
    size_t reasons = 0;
    char *rest;
    for (char *line = strtok_r(text.data, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        assert_int_equal(line[strspn(line, " ")], '#');
        reasons += strstr(line, why) != NULL;
    }
    assert_in_range(reasons, 4, 5);
    bv_text_finish(&text);
}

static void no_crossover_sets_nothing(void **unused)
{
    (void)unused;
    static const double value_wins[4] = {1, 1, 1, 1}, pointer_wins[4] = {6, 6, 6, 6};
    struct bv_synthetic *synthetic = create(20, value_wins);
    expect_nothing_set(synthetic, "The run has no size");
    bv_synthetic_destroy(synthetic);
    synthetic = create(20, pointer_wins);
    expect_nothing_set(synthetic, "The run has no size");
    bv_synthetic_destroy(synthetic);
    synthetic = create(8, crossing);
    expect_nothing_set(synthetic, "Too few blocks to set anything by.");
    bv_synthetic_destroy(synthetic);
    synthetic = bv_synthetic_create(1, 20);
    bv_synthetic_nulls(synthetic, 0.001);
    expect_nothing_set(synthetic, "Nothing was measured that it could follow.");
    bv_synthetic_destroy(synthetic);
}

/* A run in Go sets Go's tools, and no others. */
static void go_sets_what_is_of_go(void **unused)
{
    (void)unused;
    struct bv_synthetic *synthetic = create(20, crossing);
    struct bv_facts *key = &synthetic->result.key;
    for (size_t i = 0; i < key->count; i++)
        if (strcmp(key->items[i].name, "compiler") == 0)
            *(char *)(uintptr_t)key->items[i].name = 'C'; /* the next one counts */
    bv_synthetic_fact(key, "compiler", "go 1.23.5");
    struct bv_text text = written(synthetic, "lint");
    assert_non_null(strstr(text.data, "\n          sizeThreshold: 128\n"));
    assert_non_null(strstr(text.data, "# Measured in Go."));
    assert_null(strstr(text.data, "Measured in C"));
    assert_null(strstr(text.data, "clippy"));
    assert_null(strstr(text.data, "-Wlarge"));
    bv_text_finish(&text);
    bv_synthetic_destroy(synthetic);
}

/* Names, CPU and arms that try to become lines, fields or benchmarks of their own. */
static void hostile_names_stay_words(void **unused)
{
    (void)unused;
    struct bv_synthetic *synthetic = bv_synthetic_create(3, 16);
    bv_synthetic_fact(&synthetic->result.key, "cpu.model", "x\nBenchmarkFake 1 1 ns/op");
    bv_synthetic_fact(&synthetic->result.key, "compiler", "cc\n-Wlarger-than=1");
    bv_synthetic_add(synthetic,
                     &(struct bv_synthetic_case){.name = "e\"}\n\xc2\x85vil 1-8/key:a:b/size:8",
                                                 .size_bytes = 8,
                                                 .arms = {"value", "pointer-4"},
                                                 .ns = {1, 2},
                                                 .spread = 0.001,
                                                 .state = BV_CASE_PRECISE});
    struct bv_text text = written(synthetic, "go");
    size_t lines = 0;
    char *rest;
    for (char *line = strtok_r(text.data, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        if (strncmp(line, "Benchmark", 9) != 0)
            continue;
        assert_true(strncmp(line, "BenchmarkE\"}___vil_1_8/key=a:b/size=8/pass=value ", 49) == 0 ||
                    strncmp(line, "BenchmarkE\"}___vil_1_8/key=a:b/size=8/pass=pointer_4 ", 53) ==
                        0);
        lines++;
    }
    assert_int_equal(lines, 32);
    bv_text_finish(&text);
    expect_nothing_set(synthetic, "Nothing was measured that it could follow.");
    static const char *const as_json[] = {"gbench", "bmf"};
    for (size_t i = 0; i < 2; i++) {
        text = written(synthetic, as_json[i]);
        json_t *json = json_loads(text.data, JSON_REJECT_DUPLICATES, NULL);
        assert_non_null(json);
        json_decref(json);
        bv_text_finish(&text);
    }
    bv_synthetic_destroy(synthetic);
}

/* In no format do marks of direction, or letters that nobody sees, dress a name up as another. */
static void unseen_letters_are_signs(void **unused)
{
    (void)unused;
    static const char *const marks[] = {"\xe2\x80\xae", "\xe2\x81\xa6", "\xe2\x80\x8b"};
    struct bv_synthetic *synthetic = bv_synthetic_create(3, 16);
    const char *host = synthetic->result.host_name;
    synthetic->result.host_name = "h\xe2\x80\xae\xe2\x81\xa6\xe2\x80\x8b";
    bv_synthetic_fact(&synthetic->result.key, "cpu.model", "x\xe2\x80\xae\xe2\x81\xa6\xe2\x80\x8b");
    bv_synthetic_add(synthetic,
                     &(struct bv_synthetic_case){
                         .name = "arg/a:\xe2\x80\xae\xe2\x81\xa6\xe2\x80\x8b/size:8",
                         .size_bytes = 8,
                         .arms = {"value", "pointer\xe2\x80\xae\xe2\x81\xa6\xe2\x80\x8b"},
                         .ns = {1, 2},
                         .spread = 0.001,
                         .state = BV_CASE_PRECISE});
    size_t count;
    const struct bv_export_format *formats = bv_export_formats(&count);
    for (size_t i = 0; i < count; i++) {
        struct bv_text text = written(synthetic, formats[i].name);
        for (size_t k = 0; k < sizeof marks / sizeof marks[0]; k++)
            assert_null(strstr(text.data, marks[k]));
        bv_text_finish(&text);
    }
    synthetic->result.host_name = host;
    bv_synthetic_destroy(synthetic);
}

/* Rows of a case that failed are times of something else, and so are those without a time. */
static void what_the_report_drops_is_not_exported(void **unused)
{
    (void)unused;
    struct bv_synthetic *synthetic = create(16, crossing);
    synthetic->result.cases[1].state = BV_CASE_FAILED;
    synthetic->result.rows[0].real_ns = 0;
    struct bv_text text = written(synthetic, "go");
    size_t lines = 0;
    for (const char *at = text.data; (at = strstr(at, " ns/op\n")) != NULL; at++)
        lines++;
    assert_int_equal(lines, 3 * 2 * 16 - 1);
    assert_null(strstr(text.data, "/size=64/"));
    bv_text_finish(&text);
    bv_synthetic_destroy(synthetic);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats_are_golden),
        cmocka_unit_test(no_crossover_sets_nothing),
        cmocka_unit_test(go_sets_what_is_of_go),
        cmocka_unit_test(hostile_names_stay_words),
        cmocka_unit_test(unseen_letters_are_signs),
        cmocka_unit_test(what_the_report_drops_is_not_exported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
