/* SPDX-License-Identifier: Apache-2.0 */
/* test_allocations_compared.c: what a comparison says of calls and of programs that allocate
 * otherwise. */
#include "report/compare/allocations.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "report/export/compare_text.h"
#include "report/page/compare_tables.h"
#include "report/page/escape_steps.h"
#include "tests/support/synthetic.h"

enum { SIDES = 3, BLOCKS = 12 };

struct bench {
    struct bv_synthetic *runs[SIDES];
    struct bv_summary *summaries[SIDES];
    struct bv_side sides[SIDES];
    struct bv_comparison *comparison;
};

static struct bv_escape programs[3][2] = {
    {{"a", "a <closure>", {BV_ESCAPE_LEAVES, 1, 16}, {BV_ESCAPE_LEAVES, 1, 16}},
     {"b", "a pointer", {BV_ESCAPE_STAYS, 0, 0}, {BV_ESCAPE_STAYS, 0, 0}}},
    {{"a", "a <closure>", {BV_ESCAPE_STAYS, 0, 0}, {BV_ESCAPE_STAYS, 0, 0}},
     {"b", "a pointer", {BV_ESCAPE_STAYS, 0, 0}, {BV_ESCAPE_STAYS, 0, 0}}},
};
static const struct bv_escapes escapes[2] = {
    {.kernel_hash = "0", .items = programs[0], .count = 2},
    {.kernel_hash = "0", .items = programs[1], .count = 2},
};

/* A case whose arms take the same time, and allocate as said; NAN: not counted. */
static void plant(struct bv_synthetic *run, const char *name, double value, double pointer)
{
    const struct bv_synthetic_case planted = {.name = name,
                                              .size_bytes = 64,
                                              .arms = {"value", "pointer"},
                                              .ns = {1, 1},
                                              .spread = 0.003,
                                              .state = BV_CASE_PRECISE};
    size_t before = run->result.row_count;
    bv_synthetic_add(run, &planted);
    for (size_t i = before; i < run->result.row_count; i++)
        run->result.rows[i].metrics[BV_METRIC_ALLOCATIONS] =
            run->result.rows[i].arm_index == 0 ? value : pointer;
}

static void begin(struct bench *bench, bool is_counted)
{
    static const char *const compilers[SIDES] = {"go 1.19.8", "gcc 12.2.0", "go 1.23.5"};
    static const double pointers[SIDES] = {1, NAN, 0};
    const struct bv_summary_options defaults = {0};
    const struct bv_compare_options options = {0};
    struct bv_error err;
    *bench = (struct bench){0};
    for (size_t i = 0; i < SIDES; i++) {
        bench->runs[i] = bv_synthetic_create(i + 1, BLOCKS);
        bv_synthetic_fact(&bench->runs[i]->result.key, "compiler", compilers[i]);
        plant(bench->runs[i], "iface/size:64", is_counted ? 0 : (double)NAN,
              is_counted ? pointers[i] : (double)NAN);
        assert_int_equal(
            bv_summary_create(&bench->runs[i]->result, &defaults, &bench->summaries[i], &err),
            BV_OK);
        bench->sides[i] = (struct bv_side){.name = "run", .summary = bench->summaries[i]};
    }
    if (is_counted) {
        bench->sides[0].escapes = &escapes[0];
        bench->sides[2].escapes = &escapes[1];
    }
    assert_int_equal(bv_comparison_create(bench->sides, SIDES, &options, &bench->comparison, &err),
                     BV_OK);
}

static void finish(struct bench *bench)
{
    bv_comparison_destroy(bench->comparison);
    for (size_t i = 0; i < SIDES; i++) {
        bv_summary_destroy(bench->summaries[i]);
        bv_synthetic_destroy(bench->runs[i]);
    }
}

/* B knows the value alone, C both arms: of these three, one changed. */
static void calls_that_allocate_otherwise_are_found(void **unused)
{
    (void)unused;
    struct bench bench;
    begin(&bench, true);
    struct bv_allocation_changes walk = bv_allocation_changes(bench.comparison);
    struct bv_allocation_change change;
    assert_true(bv_allocation_changes_next(&walk, &change));
    assert_string_equal(change.name, "iface/size:64");
    assert_string_equal(change.arm, "pointer");
    assert_int_equal(change.side, 2);
    assert_float_equal(change.first, 1, 0);
    assert_float_equal(change.second, 0, 0);
    assert_false(bv_allocation_changes_next(&walk, &change));
    assert_int_equal(walk.common, 3);
    finish(&bench);
}

static void both_are_told(void **unused)
{
    (void)unused;
    struct bench bench;
    struct bv_text text = {0};
    begin(&bench, true);
    bv_compare_text(&text, bench.comparison, false);
    assert_non_null(strstr(text.data, "From go 1.19.8 to go 1.23.5, of 2 programs 1 allocates "
                                      "otherwise, and of 1 the compiler says otherwise"));
    assert_non_null(strstr(text.data, "  a <closure>: 1 object of 16 B, \"escapes\"; then 0 "
                                      "objects, \"does not escape\"\n"));
    assert_null(strstr(text.data, "a pointer:"));
    assert_non_null(strstr(text.data, "Allocations: of 3 arms whose calls were counted on both "
                                      "sides, 1 allocates otherwise\n"
                                      "  iface/size:64/pass:pointer: A 1 object, C 0 objects\n"));
    bv_text_finish(&text);
    bv_compare_table_allocations(&text, bench.comparison);
    assert_non_null(strstr(text.data, "iface/size:64"));
    bv_text_finish(&text);
    bv_compare_json(&text, bench.comparison);
    assert_non_null(strstr(text.data, "\"allocates_otherwise\": true"));
    assert_non_null(strstr(text.data, "\"on_first\": 1.0"));
    bv_text_finish(&text);
    finish(&bench);
}

static void nothing_is_told_of_what_is_not_counted(void **unused)
{
    (void)unused;
    struct bench bench;
    struct bv_text text = {0};
    begin(&bench, false);
    bv_compare_text(&text, bench.comparison, false);
    assert_null(strstr(text.data, "llocat"));
    assert_null(strstr(text.data, "Escapes in Go"));
    bv_text_finish(&text);
    finish(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_that_allocate_otherwise_are_found),
        cmocka_unit_test(both_are_told),
        cmocka_unit_test(nothing_is_told_of_what_is_not_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
