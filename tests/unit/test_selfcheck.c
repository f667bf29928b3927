/* SPDX-License-Identifier: Apache-2.0 */
/* test_selfcheck.c: every check made to pass, to fail and to be too short, on planted results. */
#include "report/compare/selfcheck.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/bundle/selfcheckfile.h"
#include "tests/support/synthetic.h"

enum { RUNS = 20, BLOCKS = 32, AGAIN_BLOCKS = 4 };

/* What is true of the runs. Zeroed but for what good_world() says: nothing is wrong. */
struct world {
    uint32_t runs, blocks;
    double same_bias, twin_bias; /* log-ratios, of all nulls of a kind */
    double scale[6];             /* by effect in per cent: planted as it is x scale */
    double run_drift;            /* between runs, of the cases without a known truth */
    double block_drift;          /* between the halves of a run */
    struct bv_slice_costs costs;
    bool honest_first;            /* the first run has no biases */
    bool same_plans;              /* all seeds draw the same */
    bool other_draw, other_order; /* the run that is made again differs */
};

static struct world good_world(void)
{
    return (struct world){
        .runs = RUNS,
        .blocks = BLOCKS,
        .scale = {1, 1, 1, 1, 1, 1},
        .costs = {.clock_ns = 40, .slice_ns = 20000, .shim_ratio = 0.0001, .count = 500},
    };
}

static void add(struct bv_synthetic *s, const char *name, double log_ratio, double spread)
{
    const struct bv_synthetic_case planted = {
        .name = name,
        .size_bytes = 8,
        .arms = {"a", "b"},
        .ns = {100 * exp(log_ratio), 100},
        .spread = spread,
        .state = BV_CASE_PRECISE,
    };
    bv_synthetic_add(s, &planted);
}

static void add_cases(struct bv_synthetic *s, const struct world *world, uint32_t run)
{
    char name[80];
    bool honest = world->honest_first && run == 0;
    for (int i = 0; i < 12; i++) {
        snprintf(name, sizeof name, "null/kind:same/of:value/at:%d/size:8", i);
        add(s, name, honest ? 0 : world->same_bias, 0.0005);
        snprintf(name, sizeof name, "null/kind:twin/of:value/at:%d/size:8", i);
        add(s, name, honest ? 0 : world->twin_bias, 0.002);
    }
    static const int more[] = {1, 2, 5};
    for (int i = 0; i < 12; i++) {
        bool in_a = i % 2;
        double truth = log1p(more[i % 3] / 100.0) * world->scale[more[i % 3]];
        snprintf(name, sizeof name, "planted/more:%d/in:%s/adds:%d00/size:8", more[i % 3],
                 in_a ? "a" : "b", 1 + i);
        add(s, name, in_a ? truth : -truth, 0.0003);
    }
    for (int i = 0; i < 6; i++) {
        snprintf(name, sizeof name, "arg/at:%d/size:8", i);
        add(s, name, 0.3 + (run % 2 ? 1 : -1) * world->run_drift, 0.003);
    }
}

static bool has_known_truth(const struct bv_result *result, const struct bv_row *row)
{
    return strncmp(result->cases[row->case_index].name, "arg/", 4) != 0;
}

/* Rows as a run has them, block by block, with what chance would have drawn. */
static void arrange(struct bv_result *result, const struct world *world, uint64_t plan,
                    uint64_t order)
{
    struct bv_row *rows = calloc(result->row_count, sizeof *rows);
    size_t count = 0;
    uint32_t cases = (uint32_t)result->case_count;
    assert_non_null(rows);
    for (uint32_t b = 0; b < result->block_count; b++) {
        result->blocks[b].layout = (uint32_t)(b * 7 + plan * 11) % 16;
        result->blocks[b].env_bytes = (uint32_t)(b * 577 + plan * 131) % 4096;
        for (uint32_t c = 0; c < cases; c++) { /* they stand case by case, two arms a block */
            size_t at = 2 * ((c + b + order) % cases * result->block_count + b);
            assert_true(result->rows[at].block == b && result->rows[at + 1].block == b);
            rows[count++] = result->rows[at];
            rows[count++] = result->rows[at + 1];
        }
    }
    assert_int_equal(count, result->row_count);
    for (size_t i = 0; i < count; i++)
        if (rows[i].arm_index == 1 && !has_known_truth(result, &rows[i]))
            rows[i].log_ratio += (rows[i].block < world->blocks / 2 ? 1 : -1) * world->block_drift;
    memcpy(result->rows, rows, count * sizeof *rows);
    free(rows);
}

/* plan, order   what draws, and order of visits, follow from in place of the seed */
static struct bv_synthetic *make_run(const struct world *world, uint32_t run, uint64_t plan,
                                     uint64_t order, uint32_t blocks)
{
    struct bv_synthetic *s = bv_synthetic_create(100 + run, blocks);
    add_cases(s, world, run);
    arrange(&s->result, world, plan, order);
    return s;
}

static struct bv_selfcheck judged(const struct world *world)
{
    static const struct bv_summary_options options = {.resamples = 1};
    struct bv_synthetic *runs[RUNS];
    struct bv_summary *summaries[RUNS];
    struct bv_selfcheck check;
    struct bv_error err;
    for (uint32_t r = 0; r < world->runs; r++) {
        runs[r] =
            make_run(world, r, world->same_plans ? 0 : r, world->same_plans ? 0 : r, world->blocks);
        assert_int_equal(bv_summary_create(&runs[r]->result, &options, &summaries[r], &err), BV_OK);
    }
    struct bv_synthetic *again = make_run(world, 0, 0, world->other_order, AGAIN_BLOCKS);
    if (world->other_draw)
        again->result.blocks[2].stack_bytes += 16;
    const struct bv_selfcheck_input input = {
        .runs = (const struct bv_summary *const *)summaries,
        .run_count = world->runs,
        .again = &again->result,
        .costs = world->costs,
    };
    assert_int_equal(bv_selfcheck_judge(&input, &check, &err), BV_OK);
    for (uint32_t r = 0; r < world->runs; r++) {
        bv_summary_destroy(summaries[r]);
        bv_synthetic_destroy(runs[r]);
    }
    bv_synthetic_destroy(again);
    return check;
}

/* All checks but those in `bits` passed, and these failed. */
static void only_failed(const struct world *world, unsigned bits)
{
    struct bv_selfcheck check = judged(world);
    for (unsigned i = 0; i < BV_CHECK_COUNT; i++) {
        enum bv_check_verdict due = bits >> i & 1 ? BV_CHECK_FAILED : BV_CHECK_PASSED;
        if (check.checks[i].verdict != due)
            fail_msg("%s: %s instead of %s: %g, target %g, %zu, %s",
                     bv_check_kind((enum bv_check_id)i)->name,
                     bv_check_verdict_word(check.checks[i].verdict), bv_check_verdict_word(due),
                     check.checks[i].measured, check.checks[i].target, check.checks[i].count,
                     check.checks[i].detail);
    }
    assert_int_equal(bv_selfcheck_verdict(&check), bits ? BV_CHECK_FAILED : BV_CHECK_PASSED);
}

#define BIT(NAME) (1u << BV_CHECK_##NAME)

static void a_sound_machine_passes(void **unused)
{
    (void)unused;
    struct world world = good_world();
    only_failed(&world, 0);
    struct bv_selfcheck check = judged(&world);
    assert_int_equal(check.checks[BV_CHECK_AA_VERDICTS].count, RUNS * 12);
    assert_int_equal(check.checks[BV_CHECK_PLANTED_2].count, RUNS * 4);
    assert_int_equal(check.checks[BV_CHECK_SIGN].count, RUNS * 12);
    assert_int_equal(check.checks[BV_CHECK_COVERAGE].count, RUNS * 18);
    assert_true(fabs(check.checks[BV_CHECK_FLOOR].target - 0.01) < 1e-9);
    assert_non_null(strstr(check.checks[BV_CHECK_PLANTED_1].detail, "shown to differ from 0"));
    assert_null(strstr(check.checks[BV_CHECK_PLANTED_2].detail, "shown to differ from 0"));
}

static void false_verdicts_fail(void **unused)
{
    (void)unused;
    struct world world = good_world();
    world.same_bias = 0.05;
    only_failed(&world, BIT(AA_VERDICTS) | BIT(AA_COVERAGE));
    world = good_world();
    world.same_bias = 0.003; /* no verdict, but the truth is not held */
    only_failed(&world, BIT(AA_COVERAGE));
    world = good_world();
    world.twin_bias = 0.015;
    only_failed(&world, BIT(TWIN_VERDICTS) | BIT(FLOOR));
    world.honest_first = true; /* a run that does not see what all see */
    only_failed(&world, BIT(TWIN_VERDICTS) | BIT(FLOOR) | BIT(MISS));
}

static void what_is_not_found_fails(void **unused)
{
    (void)unused;
    struct world world = good_world();
    world.scale[2] = 0.4; /* 0.8 % is there, but not beyond the margin */
    only_failed(&world, BIT(PLANTED_2));
    world = good_world();
    world.scale[5] = 0.19;
    only_failed(&world, BIT(PLANTED_5));
    world = good_world();
    world.scale[1] = 0; /* so are half of the signs wrong */
    only_failed(&world, BIT(PLANTED_1) | BIT(SIGN));
    world = good_world();
    world.scale[2] = -1;
    only_failed(&world, BIT(PLANTED_2) | BIT(SIGN));
}

static void intervals_that_miss_fail(void **unused)
{
    (void)unused;
    struct world world = good_world();
    world.run_drift = 0.02;
    /* Blocks from the whole time meet all of it. */
    only_failed(&world, BIT(COVERAGE) | BIT(STOPPING) | BIT(MISS));
    world = good_world();
    world.block_drift = 0.03; /* who stops in the first half never sees the second */
    world.blocks = 31;        /* too few to show that anything drifts */
    only_failed(&world, BIT(STOPPING));
    world.blocks = 32; /* as many as show it: the intervals are wide enough for either half */
    only_failed(&world, 0);
}

static void costly_slices_fail(void **unused)
{
    (void)unused;
    struct world world = good_world();
    world.costs.clock_ns = 400;
    only_failed(&world, BIT(CLOCK));
    world = good_world();
    world.costs.shim_ratio = -0.02;
    only_failed(&world, BIT(SHIM));
}

static void another_plan_fails(void **unused)
{
    (void)unused;
    struct world world = good_world();
    world.other_draw = true;
    only_failed(&world, BIT(PLAN));
    world = good_world();
    world.other_order = true;
    only_failed(&world, BIT(PLAN));
    world = good_world();
    world.same_plans = true;
    only_failed(&world, BIT(PLAN));
}

static void too_little_does_not_pass(void **unused)
{
    (void)unused;
    struct world world = good_world();
    world.runs = 5;
    struct bv_selfcheck check = judged(&world);
    assert_int_equal(check.checks[BV_CHECK_AA_VERDICTS].verdict, BV_CHECK_SHORT);
    assert_int_equal(check.checks[BV_CHECK_FLOOR].verdict, BV_CHECK_SHORT);
    assert_int_equal(check.checks[BV_CHECK_PLANTED_5].verdict, BV_CHECK_SHORT);
    assert_int_equal(check.checks[BV_CHECK_PLAN].verdict, BV_CHECK_PASSED);
    assert_int_equal(bv_selfcheck_verdict(&check), BV_CHECK_SHORT);
    world.scale[5] = -1; /* but a failure counts */
    check = judged(&world);
    assert_int_equal(check.checks[BV_CHECK_PLANTED_5].verdict, BV_CHECK_FAILED);
    assert_int_equal(bv_selfcheck_verdict(&check), BV_CHECK_FAILED);

    /* Intervals of few blocks are wide, or endless, and would hold anything. */
    world = good_world();
    world.blocks = 15;
    world.costs = (struct bv_slice_costs){NAN, NAN, NAN, 0};
    check = judged(&world);
    for (unsigned i = 0; i < BV_CHECK_COUNT; i++)
        if (i != BV_CHECK_PLAN) {
            assert_int_equal(check.checks[i].verdict, BV_CHECK_SHORT);
            assert_true(isnan(check.checks[i].measured));
        }
    const struct bv_selfcheck_input nothing = {.costs = world.costs};
    struct bv_error err;
    assert_int_equal(bv_selfcheck_judge(&nothing, &check, &err), BV_OK);
    for (unsigned i = 0; i < BV_CHECK_COUNT; i++)
        assert_int_equal(check.checks[i].verdict, BV_CHECK_SHORT);
}

static void a_few_may_miss_by_chance(void **unused)
{
    (void)unused;
    static const struct {
        double measured;
        size_t count;
        enum bv_check_verdict due;
    } known[] = {{0.88, 100, BV_CHECK_SHORT},  {0.85, 100, BV_CHECK_FAILED},
                 {0.95, 100, BV_CHECK_SHORT},  {0.92, 400, BV_CHECK_FAILED},
                 {0.93, 400, BV_CHECK_PASSED}, {NAN, 400, BV_CHECK_SHORT}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        const struct bv_check check = {
            .measured = known[i].measured, .target = 0.93, .count = known[i].count};
        assert_int_equal(bv_check_verdict_of(BV_CHECK_COVERAGE, &check), known[i].due);
    }
    /* What is no share of what is counted has no such excuse. */
    const struct bv_check check = {.measured = 0.011, .target = 0.01, .count = 2};
    assert_int_equal(bv_check_verdict_of(BV_CHECK_FLOOR, &check), BV_CHECK_FAILED);
}

static char *text_of(const struct bv_selfcheckfile *file)
{
    char path[] = "/tmp/byval-selfcheck-XXXXXX";
    struct bv_error err;
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(bv_selfcheckfile_write(file, path, &err), BV_OK);
    FILE *stream = fopen(path, "re"); /* the file was replaced */
    char *text = calloc(1, 1 << 16);
    assert_true(stream != NULL && text != NULL);
    assert_true(fread(text, 1, (1 << 16) - 1, stream) > 1000);
    fclose(stream);
    close(fd);
    unlink(path);
    return text;
}

static void refused(const char *text, const char *from, const char *to, const char *complaint)
{
    struct bv_selfcheckfile file;
    struct bv_error err;
    char changed[1 << 16];
    const char *at = strstr(text, from);
    assert_non_null(at);
    snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    assert_int_equal(bv_selfcheckfile_parse(changed, strlen(changed), "given", &file, &err),
                     BV_E_INPUT);
    if (strstr(err.text, complaint) == NULL || strncmp(err.text, "given", 5) != 0)
        fail_msg("'%s' does not say '%s'", err.text, complaint);
}

static void the_file_says_what_was_judged(void **unused)
{
    (void)unused;
    struct world world = good_world();
    world.costs.shim_ratio = NAN;
    world.scale[2] = -1;
    struct bv_selfcheckfile file = {
        .version = "1",
        .started_utc = "2024-05-01T12:00:00Z",
        .cpu = "a \"CPU\"\n",
        .kernel_hash = "abc",
        .seed = 7,
        .runs = RUNS,
        .blocks = RUNS * BLOCKS,
        .elapsed_s = 100,
        .costs = world.costs,
        .check = judged(&world),
    };
    char *text = text_of(&file);
    struct bv_selfcheckfile back;
    struct bv_error err;
    if (bv_selfcheckfile_parse(text, strlen(text), "given", &back, &err) != BV_OK)
        fail_msg("%s", err.text);
    assert_string_equal(back.cpu, file.cpu);
    assert_null(back.compiler);
    assert_int_equal(back.seed, 7);
    assert_int_equal(back.blocks, RUNS * BLOCKS);
    assert_true(isnan(back.costs.shim_ratio) && back.costs.clock_ns == 40);
    for (unsigned i = 0; i < BV_CHECK_COUNT; i++) {
        const struct bv_check *was = &file.check.checks[i], *is = &back.check.checks[i];
        assert_int_equal(is->verdict, was->verdict);
        assert_int_equal(is->count, was->count);
        assert_string_equal(is->detail, was->detail);
        assert_true(isnan(was->measured) ? isnan(is->measured)
                                         : fabs(is->measured - was->measured) < 1e-8);
    }
    bv_selfcheckfile_finish(&back);

    refused(text, "\"failed\",\n   \"detail\"", "\"passed\",\n   \"detail\"", "was changed");
    refused(text, "\"schema\": 1", "\"schema\": 2", "newer");
    refused(text, "\"seed\": 7", "\"seed\": -7",
            "byval_selfcheck.seed: expected a whole number, 0 or more");
    refused(text, "\"seed\": 7", "\"seed\": 7, \"seed\": 7", "duplicate");
    refused(text, "\"seed\": 7", "\"seed\": 7, \"more\": 7",
            "byval_selfcheck.more: is no field of this format");
    refused(text, "\"clock_ns\": 40.0", "\"clock_ns\": \"40\"",
            "given: costs.clock_ns: expected a number, or null");
    refused(text, "\"name\": \"sign\"", "\"name\": \"mood\"", "name: expected sign");
    refused(text, "\"count\": 240", "\"count\": 12", "was changed");
    refused(text, "null", "NaN", "not valid JSON");
    refused(text, text + strlen(text) / 2, "", "cut short");
    free(text);
    bv_selfcheckfile_finish(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_machine_passes),
        cmocka_unit_test(false_verdicts_fail),
        cmocka_unit_test(what_is_not_found_fails),
        cmocka_unit_test(intervals_that_miss_fail),
        cmocka_unit_test(costly_slices_fail),
        cmocka_unit_test(another_plan_fails),
        cmocka_unit_test(a_few_may_miss_by_chance),
        cmocka_unit_test(too_little_does_not_pass),
        cmocka_unit_test(the_file_says_what_was_judged),
    };
    return cmocka_run_group_tests_name("selfcheck", tests, NULL, NULL);
}
