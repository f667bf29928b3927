/* SPDX-License-Identifier: Apache-2.0 */
/* test_map.c: the map of planted crossovers, as text, and its scripts. */
#include "report/figures/map.h"

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
#include "report/page/tables.h"
#include "report/words/finding_words.h"
#include "tests/support/summary_fixture.h"
#include "tests/support/xml.h"

static const uint32_t sizes[] = {16, 64, 256, 1024};
enum { SIZES = sizeof sizes / sizeof sizes[0] };

/* A series whose arms cost these ns at each of the sizes; 0: the case is unavailable. */
static void plant(struct bv_synthetic *synthetic, const char *series, const char *const arms[3],
                  const double ns[3][SIZES], double spread)
{
    for (size_t i = 0; i < SIZES; i++) {
        char name[160];
        snprintf(name, sizeof name, "%s/size:%u", series, sizes[i]);
        struct bv_synthetic_case planted = {.name = name,
                                            .size_bytes = sizes[i],
                                            .arms = {arms[0], arms[1], arms[2]},
                                            .ns = {ns[0][i], ns[1][i], ns[2][i]},
                                            .spread = spread,
                                            .state = BV_CASE_PRECISE};
        if (ns[0][i] == 0) {
            planted.state = BV_CASE_UNAVAILABLE;
            planted.reason = "planted";
        }
        bv_synthetic_add(synthetic, &planted);
    }
}

static const char *const two[3] = {"value", "pointer", NULL};
static const char *const three[3] = {"value", "outparam", "heap"};

static void plant_two(struct bv_synthetic *synthetic, const char *series, double a, double b,
                      double c, double d, double pointer)
{
    const double ns[3][SIZES] = {{a, b, c, d}, {pointer, pointer, pointer, pointer}, {0}};
    plant(synthetic, series, two, ns, 0.002);
}

/* The map as text: a block's title, keys and columns, then its rows; "." where there is no cell. */
static void put_map(struct bv_text *out, const struct bv_map *map)
{
    for (size_t b = 0; b < map->count; b++) {
        const struct bv_map_block *block = &map->blocks[b];
        bv_text_format(out, "%s (%s)", block->title, block->keys);
        for (size_t k = 0; k < block->column_count; k++)
            bv_text_format(out, " | %s", block->columns[k]);
        bv_text_put(out, "\n");
        for (size_t i = 0; i < block->row_count; i++) {
            bv_text_format(out, "  %s", block->rows[i]);
            for (size_t k = 0; k < block->column_count; k++) {
                struct bv_map_cell cell = block->cells[i][k];
                bv_text_put(out, " | ");
                if (cell.series)
                    bv_words_cell(out, bv_map_finding(cell), cell.series->arms[0],
                                  cell.series->arms[cell.arm]);
                else
                    bv_text_put(out, ".");
            }
            bv_text_put(out, "\n");
        }
    }
}

static void check_map(const struct bv_map *map, const char *expected)
{
    struct bv_text text = {0};
    put_map(&text, map);
    assert_false(text.failed);
    assert_string_equal(text.data, expected);
    bv_text_finish(&text);
}

static void cells_hold_what_was_planted(void **unused)
{
    (void)unused;
    struct bv_synthetic *s = bv_synthetic_create(1, 40);
    bv_synthetic_nulls(s, 0.002);
    plant_two(s, "arg/class:int/reads:one/site:stack", 1, 1, 3, 9, 2);  /* from 256 B */
    plant_two(s, "arg/class:int/reads:one/site:heap", 1, 1, 1, 1, 2);   /* value */
    plant_two(s, "arg/class:int/reads:all/site:stack", 3, 4, 5, 6, 2);  /* pointer */
    plant_two(s, "arg/class:vec/reads:one/site:heap", 2, 2, 2, 2, 2);   /* = */
    plant_two(s, "arg/class:vec/reads:all/site:stack", 1, 3, 1, 3, 2);  /* from 1 KiB */
    plant_two(s, "arg/class:vec/reads:all/site:heap", 1, 3, 3, 1, 2);   /* mixed */
    plant_two(s, "arg/class:long/reads:all/site:stack", 1, 1, 2, 2, 2); /* nowhere */
    plant_two(s, "arg/class:long/reads:all/site:heap", 0, 0, 0, 0, 2);  /* unavailable */
    static const double ret[3][SIZES] = {{2, 2, 3, 9}, {2, 2, 2, 2}, {8, 8, 8, 8}};
    plant(s, "ret", three, ret, 0.002);
    static const double noisy[3][SIZES] = {{2, 2, 2, 2}, {2, 2, 2, 2}, {0}};
    plant(s, "chain/depth:4", two, noisy, 0.4);
    struct bv_summary *summary = bv_summary_fixture(s);
    struct bv_map map;
    assert_int_equal(bv_map_init(summary, &map), BV_OK);
    check_map(&map, "arg (class, reads) | stack | heap\n"
                    "  int, one | 256 B | value\n"
                    "  int, all | pointer | .\n"
                    "  vec, one | . | =\n"
                    "  vec, all | 1 KiB | mixed\n"
                    "  long, all | > 1 KiB | \xc3\x97\n"
                    "ret () | outparam | heap\n"
                    "   | 256 B | 1 KiB\n"
                    "chain (depth) | pointer\n"
                    "  depth 4 | ?\n");
    assert_int_equal(map.left_out, 0);
    assert_int_equal(map.sheet_count, 1);
    assert_string_equal(map.sheets[0].id, "map-1");
    assert_int_equal(map.sheets[0].count, 3);
    bv_map_finish(&map);
    bv_summary_destroy(summary);
    bv_synthetic_destroy(s);
}

static void the_longer_side_goes_down(void **unused)
{
    (void)unused;
    struct bv_synthetic *s = bv_synthetic_create(1, 20);
    static const char *const places[] = {"arena/calls:1",
                                         "pool/life:lifo/calls:1",
                                         "heap/alloc:glibc/life:lifo/calls:1",
                                         "heap/alloc:jemalloc/life:lifo/calls:1",
                                         "gc/live:0/life:lifo/calls:1",
                                         "gc/live:256/life:lifo/calls:1",
                                         "pool/life:lifo/calls:16"};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        char name[80];
        snprintf(name, sizeof name, "churn/site:%s", places[i]);
        plant_two(s, name, 1, 1, 3, 9, 2);
    }
    struct bv_summary *summary = bv_summary_fixture(s);
    struct bv_map map;
    assert_int_equal(bv_map_init(summary, &map), BV_OK);
    check_map(&map, "churn () | calls 1 | lifo, calls 1 | lifo, calls 16\n"
                    "  arena | 256 B | . | .\n"
                    "  pool | . | 256 B | 256 B\n"
                    "  heap, glibc | . | 256 B | .\n"
                    "  heap, jemalloc | . | 256 B | .\n"
                    "  gc, 0 MiB | . | 256 B | .\n"
                    "  gc, 256 MiB | . | 256 B | .\n");
    bv_map_finish(&map);
    bv_summary_destroy(summary);
    bv_synthetic_destroy(s);
}

/* Every cell is in some block, once; no block is larger than a grid; every block is on a sheet. */
static void large_families_are_cut(void **unused)
{
    (void)unused;
    struct bv_synthetic *s = bv_synthetic_create(1, 2);
    enum { SITES = 7, READS = 60 };
    for (unsigned i = 0; i < SITES * READS; i++) {
        char name[80];
        snprintf(name, sizeof name, "arg/reads:r%u/site:s%u", i / SITES, i % SITES);
        plant_two(s, name, 1, 1, 3, 9, 2);
    }
    struct bv_summary *summary = bv_summary_fixture(s);
    struct bv_map map;
    assert_int_equal(bv_map_init(summary, &map), BV_OK);
    size_t cells = 0, blocks = 0;
    for (size_t b = 0; b < map.count; b++) {
        const struct bv_map_block *block = &map.blocks[b];
        assert_in_range(block->row_count, 1, BV_MAP_ROWS_MAX);
        assert_in_range(block->column_count, 1, BV_MAP_COLUMNS_MAX);
        for (size_t i = 0; i < block->row_count; i++)
            for (size_t k = 0; k < block->column_count; k++)
                cells += block->cells[i][k].series != NULL;
    }
    for (size_t i = 0; i < map.sheet_count; i++) {
        assert_ptr_equal(map.sheets[i].blocks, map.blocks + blocks);
        assert_true(map.sheets[i].count > 0);
        blocks += map.sheets[i].count;
    }
    assert_int_equal(blocks, map.count);
    assert_int_equal(cells + map.left_out, SITES * READS);
    assert_int_equal(map.left_out, 0);
    bv_map_finish(&map);
    bv_summary_destroy(summary);
    bv_synthetic_destroy(s);
}

static size_t count_of(const char *text, const char *words)
{
    size_t count = 0;
    for (const char *at = strstr(text, words); at; at = strstr(at + 1, words))
        count++;
    return count;
}

/* What stands outside of quotes in a script of labels is ours; names stay within them. */
static void hostile_names_stay_words(void **unused)
{
    (void)unused;
    static const char *const arms[3] = {"va'lue", "`id`<script>", "a\nset output 'x'"};
    static const double ns[3][SIZES] = {{9, 9, 9, 9}, {1, 1, 1, 1}, {1, 1, 1, 1}};
    char lengthy[120];
    struct bv_synthetic *s = bv_synthetic_create(1, 20);
    plant(s, "a'b`id`/x:<script>/site:%s\"\\", arms, ns, 0.002);
    plant(s, "a'b`id`/x:, , ,/site:\n", arms, ns, 0.002);
    memset(lengthy, 'w', sizeof lengthy);
    memcpy(lengthy, "long/x:", 7);
    lengthy[sizeof lengthy - 1] = '\0';
    plant(s, lengthy, arms, ns, 0.002);
    struct bv_summary *summary = bv_summary_fixture(s);
    struct bv_report_figures figure_set;
    struct bv_error err;
    assert_int_equal(bv_report_figures_init(summary, NULL, 6, &figure_set, &err), BV_OK);
    assert_int_equal(figure_set.map.sheet_count, 1);
    struct bv_text script = {0}, table = {0};
    bv_gnuplot_map(&figure_set.map.sheets[0], bv_figure_format_count, &script);
    assert_false(script.failed);
    assert_int_equal(count_of(script.data, "\nset output '"), bv_figure_format_count);
    char *rest;
    for (char *line = strtok_r(script.data, "\n", &rest); line;
         line = strtok_r(NULL, "\n", &rest)) {
        size_t quotes = count_of(line, "'");
        assert_int_equal(quotes % 2, 0);
        bool inside = false;
        for (const char *at = line; *at; at++) {
            inside ^= *at == '\'';
            assert_true(inside || !strchr("`\"\\<", *at));
        }
    }
    bv_table_map(&table, &figure_set.map.sheets[0]);
    char why[200];
    size_t scripts;
    if (bv_xml_check(table.data, "script", &scripts, why, sizeof why) != 0)
        fail_msg("%s", why);
    assert_int_equal(scripts, 0);
    assert_int_equal(count_of(table.data, "\"><th scope=\"row\">"), 6);
    bv_text_finish(&table);
    bv_text_finish(&script);
    bv_report_figures_finish(&figure_set);
    bv_summary_destroy(summary);
    bv_synthetic_destroy(s);
}

/* The states are told apart without colour: by word, hatch and frame. */
static void tiles_are_told_apart_without_colour(void **unused)
{
    (void)unused;
    struct bv_series series = {.arms = {"value", "pointer"}, .arm_count = 2};
    struct bv_map_block block = {.row_count = 1, .column_count = 1, .cells = {{{&series, 1}}}};
    const struct bv_map_sheet sheet = {"map-1", &block, 1};
    char seen[BV_FINDING_MIXED + 1][16];
    for (int kind = 0; kind <= BV_FINDING_MIXED; kind++) {
        struct bv_text words = {0}, script = {0};
        series.findings[0] = (struct bv_finding){.kind = (enum bv_finding_kind)kind,
                                                 .first_bytes = 16,
                                                 .last_bytes = 4096,
                                                 .b_from = {128, 128, 128}};
        bv_words_cell(&words, &series.findings[0], "value", "pointer");
        bv_text_cut(seen[kind], sizeof seen[kind], words.data);
        for (int other = 0; other < kind; other++)
            assert_string_not_equal(seen[kind], seen[other]);
        bv_gnuplot_map(&sheet, 1, &script);
        size_t lines = count_of(script.data, "set arrow");
        const size_t frame = 4;
        if (kind == BV_FINDING_UNDECIDED)
            assert_true(lines > frame); /* hatched, and framed */
        else if (kind == BV_FINDING_MIXED)
            assert_true(lines > 0);
        else if (kind == BV_FINDING_UNMEASURED || kind == BV_FINDING_EQUAL)
            assert_int_equal(lines, frame);
        else
            assert_int_equal(lines, 0);
        bv_text_finish(&script);
        bv_text_finish(&words);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_hold_what_was_planted),
        cmocka_unit_test(the_longer_side_goes_down),
        cmocka_unit_test(large_families_are_cut),
        cmocka_unit_test(hostile_names_stay_words),
        cmocka_unit_test(tiles_are_told_apart_without_colour),
    };
    return cmocka_run_group_tests_name("map", tests, NULL, NULL);
}
