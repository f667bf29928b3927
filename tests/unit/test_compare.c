/* SPDX-License-Identifier: Apache-2.0 */
/* test_compare.c: comparisons of runs whose differences were planted. */
#include "report/compare/answers.h"
#include "report/compare/compare.h"

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
#include "report/compare/crossings.h"
#include "report/compare/pool.h"
#include "report/compare/story.h"
#include "report/export/compare_text.h"
#include "report/figures/compare_figures.h"
#include "report/site/compare_report.h"
#include "report/words/microarchitecture.h"
#include "tests/support/synthetic.h"
#include "tests/support/xml.h"

enum { SIDES = 4 };

/* Runs with their summaries, and what a comparison takes. */
struct bench {
    struct bv_synthetic *runs[BV_SIDES_MAX];
    struct bv_side sides[BV_SIDES_MAX];
    struct bv_summary *summaries[BV_SIDES_MAX];
    size_t count;
    struct bv_comparison *comparison;
};

/* A run of a machine; `compiler` names its build too. */
static struct bv_synthetic *add_run(struct bench *bench, const char *cpu, const char *compiler,
                                    uint64_t seed, uint32_t blocks)
{
    struct bv_synthetic *run = bv_synthetic_create(seed, blocks);
    bv_synthetic_fact(&run->result.key, "cpu.model", cpu);
    bv_synthetic_fact(&run->result.key, "cpu.microcode", NULL);
    bv_synthetic_fact(&run->result.key, "compiler", compiler);
    bv_synthetic_fact(&run->result.key, "compiler.flags", "-O2");
    bv_synthetic_fact(&run->result.key, "kernel_hash", compiler);
    bv_synthetic_fact(&run->result.state_before, "thp", "madvise");
    bv_synthetic_fact(&run->result.state_before, "governor", NULL);
    bv_synthetic_fact(&run->result.state_before, "load_1min", seed % 2 ? "0.10" : "0.20");
    bench->runs[bench->count++] = run;
    return run;
}

static void plant(struct bv_synthetic *run, const char *series, uint32_t bytes, double value,
                  double pointer)
{
    char name[128];
    snprintf(name, sizeof name, "%s/size:%u", series, bytes);
    const struct bv_synthetic_case planted = {.name = name,
                                              .size_bytes = bytes,
                                              .arms = {"value", "pointer"},
                                              .ns = {value, pointer},
                                              .spread = 0.003,
                                              .state = BV_CASE_PRECISE};
    bv_synthetic_add(run, &planted);
}

static void compare(struct bench *bench, double fail_over)
{
    static const struct bv_summary_options defaults = {0};
    static const char *const names[] = {"runs/one", "runs/two", "runs/three", "runs/four"};
    const struct bv_compare_options options = {.fail_over = fail_over};
    struct bv_error err;
    for (size_t i = 0; i < bench->count; i++) {
        assert_int_equal(
            bv_summary_create(&bench->runs[i]->result, &defaults, &bench->summaries[i], &err),
            BV_OK);
        bench->sides[i].name = names[i % SIDES];
        bench->sides[i].summary = bench->summaries[i];
    }
    assert_int_equal(
        bv_comparison_create(bench->sides, bench->count, &options, &bench->comparison, &err),
        BV_OK);
}

static void finish(struct bench *bench)
{
    bv_comparison_destroy(bench->comparison);
    for (size_t i = 0; i < bench->count; i++) {
        bv_summary_destroy(bench->summaries[i]);
        bv_synthetic_destroy(bench->runs[i]);
    }
}

static const struct bv_run_difference *shift_of(const struct bench *bench,
                                                enum bv_quantity quantity, const char *name,
                                                uint32_t arm, uint32_t side)
{
    for (size_t i = 0; i < bench->comparison->shift_count; i++) {
        const struct bv_run_difference *s = &bench->comparison->shifts[i];
        if (s->quantity == quantity && s->arm == arm && s->side == side &&
            strcmp(bench->comparison->match.cases[s->case_index].name, name) == 0)
            return s;
    }
    return NULL;
}

static char *text_of(const struct bench *bench, bool all)
{
    struct bv_text text = {0};
    bv_compare_text(&text, bench->comparison, all);
    assert_false(text.failed);
    return text.data;
}

static void assert_says(const char *text, const char *words)
{
    if (!strstr(text, words))
        fail_msg("'%s' is missing in:\n%s", words, text);
}

/* 40 equal cases, 10 of which are 3 % off in the second run. */
static void plant_three_percent(struct bench *bench, const char *second_compiler)
{
    for (unsigned k = 0; k < 2; k++) {
        struct bv_synthetic *run = add_run(bench, "CPU", k ? second_compiler : "gcc", 1 + k, 48);
        for (uint32_t i = 0; i < 40; i++) {
            char series[64];
            snprintf(series, sizeof series, "arg/kind:%u", i);
            plant(run, series, 64, 4, k && i < 10 ? 3 * 1.03 : 3);
        }
    }
    compare(bench, 0);
}

static void check_three_percent(struct bench *bench, bool paired)
{
    const size_t *changes = bench->comparison->changes[BV_QUANTITY_RATIO];
    assert_int_equal(bench->comparison->ratio_count, 40);
    assert_int_equal(changes[BV_CHANGE_LOWER], 10);
    assert_int_equal(changes[BV_CHANGE_HIGHER], 0);
    assert_int_equal(changes[BV_CHANGE_SAME], 30);
    assert_int_equal(bench->comparison->flips, 0);
    for (size_t i = 0; i < 40; i++) {
        const struct bv_run_difference *s = &bench->comparison->shifts[i];
        const char *name = bench->comparison->match.cases[s->case_index].name;
        bool off = strlen(name) == strlen("arg/kind:0/size:64");
        assert_int_equal(s->quantity, BV_QUANTITY_RATIO);
        assert_int_equal(s->basis.paired, paired);
        /* Importance: what changed stands before what did not. */
        assert_int_equal(bv_run_difference_matters(s), i < 10);
        assert_int_equal(off, i < 10);
        double truth = off ? -log(1.03) : 0;
        assert_true(s->difference.change.low < truth + 0.003 &&
                    s->difference.change.high > truth - 0.003);
    }
}

static void three_percent_are_found_and_equals_are_equal(void **unused)
{
    (void)unused;
    struct bench paired = {0}, unpaired = {0};
    plant_three_percent(&paired, "gcc");
    check_three_percent(&paired, true);
    finish(&paired);
    plant_three_percent(&unpaired, "clang");
    check_three_percent(&unpaired, false);
    finish(&unpaired);
}

static void a_run_is_no_different_from_itself(void **unused)
{
    (void)unused;
    struct bench bench = {0};
    for (unsigned k = 0; k < 2; k++) {
        struct bv_synthetic *run = add_run(&bench, "CPU", "gcc", 7, 32);
        plant(run, "arg", 8, 2, 2);
        plant(run, "arg", 64, 4, 3);
    }
    compare(&bench, 0.01);
    for (size_t i = 0; i < bench.comparison->shift_count; i++) {
        assert_true(bench.comparison->shifts[i].difference.change.estimate == 0);
        assert_int_equal(bench.comparison->shifts[i].change, BV_CHANGE_SAME);
    }
    assert_int_equal(bench.comparison->slower, 0);
    assert_true(bench.comparison->same_run);
    char *text = text_of(&bench, false);
    assert_says(text, "A and B: the same run twice\n");
    free(text);
    finish(&bench);
}

/* 20 pairs of runs of one build; of 20 x 3 families of 150 changes, one false may be expected in
 * less than 3. */
static void runs_of_one_build_are_no_different(void **unused)
{
    (void)unused;
    unsigned falsely = 0;
    for (unsigned pair = 0; pair < 20; pair++) {
        struct bench bench = {0};
        for (unsigned k = 0; k < 2; k++) {
            struct bv_synthetic *run = add_run(&bench, "CPU", "gcc", 100 + 2 * pair + k, 32);
            for (uint32_t i = 0; i < 50; i++) {
                char series[64];
                snprintf(series, sizeof series, "arg/kind:%u", i);
                plant(run, series, 64, 4, 3 + 0.02 * i);
            }
        }
        compare(&bench, 0.02);
        for (unsigned q = 0; q < BV_QUANTITY_COUNT; q++)
            falsely += bench.comparison->changes[q][BV_CHANGE_LOWER] +
                           bench.comparison->changes[q][BV_CHANGE_HIGHER] >
                       0;
        falsely += bench.comparison->slower > 0;
        finish(&bench);
    }
    assert_in_range(falsely, 0, 3);
}

static void what_differs_is_said(void **unused)
{
    (void)unused;
    struct bench same = {0}, code = {0}, machine = {0};
    const char *const cpus[] = {"CPU", "CPU", "Other CPU"};
    struct bench *const benches[] = {&same, &code, &machine};
    static const char *const differences[] = {
        "A and B: the same machine, as far as is known; the same kernels; not known to be equal: "
        "cpu.microcode\n",
        "A and B: the same machine, as far as is known; other code, by compiler, kernel_hash; "
        "other "
        "settings: thp; not known to be equal: cpu.microcode\n",
        "A and B: DIFFERENT MACHINES, by cpu.model: their times are not comparable, only the "
        "ratios "
        "within each; the same kernels; not known to be equal: cpu.microcode\n"};
    for (unsigned i = 0; i < 3; i++) {
        for (unsigned k = 0; k < 2; k++) {
            struct bv_synthetic *run =
                add_run(benches[i], k ? cpus[i] : "CPU", k && i == 1 ? "clang" : "gcc", 1 + k, 20);
            plant(run, "arg", 8, 2, 2);
            if (i == 1 && k) {
                char *thp = strdup("never");
                free((void *)(uintptr_t)run->result.state_before.items[0].value);
                run->result.state_before.items[0].value = thp;
            }
        }
        compare(benches[i], 0);
        assert_int_equal(bv_fact_differences_comparable(&benches[i]->comparison->differences),
                         i < 2);
        assert_int_equal(benches[i]->comparison->is_clocked, i < 2);
        char *text = text_of(benches[i], false), *all = text_of(benches[i], true);
        const char *differs = strstr(text, "\nWhat differs\n");
        assert_non_null(differs);
        assert_int_equal(strncmp(differs + 14, differences[i], strlen(differences[i])), 0);
        assert_true((strstr(text, "DIFFERENT MACHINES: these times cannot") != NULL) == (i == 2));
        assert_says(text, "  cpu.microcode: unknown (A, B)\n");
        assert_null(strstr(text, "load_1min"));
        assert_says(all, "  load_1min: 0.10 (A); 0.20 (B)\n");
        assert_says(all, "  governor: unknown (A, B)\n");
        free(text);
        free(all);
        finish(benches[i]);
    }
}

static void processors_have_names(void **unused)
{
    (void)unused;
    static const struct {
        const char *vendor, *family, *model_number, *model, *name;
    } keys[] = {
        {"AuthenticAMD", "25", "1", "AMD EPYC", "Zen 3"},
        {"AuthenticAMD", "26", "2", "AMD EPYC", "Zen 5"},
        {"AuthenticAMD", "25", "17", "AMD EPYC 9654", "Zen 4"},
        {"AuthenticAMD", "23", "49", "AMD EPYC 7742", "Zen 2"},
        {"AuthenticAMD", "26", "255", "AMD", NULL},
        {"GenuineIntel", "6", "140", "i7-1185G7", "Tiger Lake"},
        {"GenuineIntel", "6", "143", "Xeon", "Sapphire Rapids"},
        {"GenuineIntel", "15", "140", "Xeon", NULL},
        {"0x41", "8", NULL, "0xd0c", "Neoverse N1"},
        {"0x43", "8", NULL, "0xd0c", NULL},
        {"AuthenticAMD", "25", NULL, "AMD EPYC", NULL},
        {NULL, "25", "1", "AMD EPYC", NULL},
        {"AuthenticAMD", "many", "1", "AMD EPYC", NULL},
    };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct bv_fact facts[] = {{"cpu.vendor", keys[i].vendor},
                                  {"cpu.family", keys[i].family},
                                  {"cpu.model_number", keys[i].model_number},
                                  {"cpu.model", keys[i].model}};
        const char *name = bv_microarchitecture(&(struct bv_facts){facts, 4});
        assert_string_equal(name ? name : "unknown", keys[i].name ? keys[i].name : "unknown");
    }
}

/* Runs of two conditions each; the second turns elsewhere, the third at the same sizes. */
static void the_answer_comes_first(void **unused)
{
    (void)unused;
    struct bench bench = {0};
    static const uint32_t sizes[] = {8, 16, 32, 64, 128}, turns[] = {32, 8, 32};
    for (unsigned k = 0; k < 3; k++) {
        struct bv_synthetic *run = add_run(&bench, "CPU", k == 2 ? "clang" : "gcc", 3 + k, 48);
        for (unsigned i = 0; i < 5; i++) {
            plant(run, "arg/site:stack", sizes[i], sizes[i] > turns[k] ? 4 : 2, 3);
            plant(run, "arg/site:heap", sizes[i], sizes[i] > 32 ? 4 : 2, 3);
        }
    }
    compare(&bench, 0);
    struct bv_compared_answer answers[SIDES];
    bv_compared_answers_find(bench.comparison, answers);
    assert_true(answers[0].is_zones);
    assert_int_equal(answers[0].edges.a_until.estimate, 32);
    assert_int_equal(answers[1].edges.a_until.estimate, 8);
    assert_int_equal(answers[1].agreement, BV_ANSWER_UNTIL_APART);
    assert_int_equal(answers[2].agreement, BV_ANSWER_NOT_APART);
    assert_int_equal(bv_compared_answers_farthest(answers, 3), 1);
    char *text = text_of(&bench, false);
    static const char first[] =
        "The answers differ: by value up to 32 B [sharp] on CPU, gcc, 2024-05-01 (one), up to 8 B "
        "[sharp] on CPU, gcc, 2024-05-01 (two), whatever the condition\n  A  CPU, gcc, 2024-05-01 "
        "(one): by value up to 32 B [sharp], by pointer from 64 B [sharp] on";
    if (strncmp(text, first, strlen(first)) != 0)
        fail_msg("%.400s", text);
    assert_says(text, "  C  CPU, clang, 2024-05-01: by value up to 32 B [sharp]");
    assert_says(text, "; not shown to differ from A\n");
    free(text);
    finish(&bench);
}

/* Runs without a series in common have no answer in common, and runs that agree say so. */
static void answers_that_do_not_differ(void **unused)
{
    (void)unused;
    for (unsigned apart = 0; apart < 2; apart++) {
        struct bench bench = {0};
        for (unsigned k = 0; k < 2; k++) {
            struct bv_synthetic *run = add_run(&bench, "CPU", k ? "clang" : "gcc", 3 + k, 32);
            for (uint32_t bytes = 8; bytes <= 32; bytes *= 2)
                plant(run, apart && k ? "ret" : "arg", bytes, bytes > 8 ? 4 : 2, 3);
        }
        compare(&bench, 0);
        char *text = text_of(&bench, false);
        static const char *const first[] = {
            "No run is shown to answer otherwise than CPU, gcc, 2024-05-01: arg: value is never "
            "worse up to 8 B",
            "The runs answer no question in common\n"};
        if (strncmp(text, first[apart], strlen(first[apart])) != 0)
            fail_msg("%.300s", text);
        free(text);
        finish(&bench);
    }
}

/* A clock that is 5 % lower makes all times 5 % longer, and says nothing about the code. */
static void times_are_compared_at_the_same_clock(void **unused)
{
    (void)unused;
    struct bench bench = {0};
    for (unsigned k = 0; k < 2; k++) {
        struct bv_synthetic *run = add_run(&bench, "CPU", "gcc", 3 + k, 64);
        for (size_t b = 0; k && b < run->result.block_count; b++) {
            run->result.blocks[b].canary_ghz[0] *= 0.5;
            run->result.blocks[b].canary_ghz[1] *= 0.5;
        }
        plant(run, "arg", 8, k ? 8 : 4, k ? 12 : 4);
    }
    compare(&bench, 0.2);
    const struct bv_run_difference *value = shift_of(&bench, BV_QUANTITY_TIME, "arg/size:8", 0, 1);
    const struct bv_run_difference *pointer =
        shift_of(&bench, BV_QUANTITY_TIME, "arg/size:8", 1, 1);
    assert_true(value && pointer);
    assert_true(bench.comparison->is_clocked);
    assert_true(fabs(value->difference.change.estimate) < 0.05 && !value->slower);
    assert_true(fabs(pointer->difference.change.estimate - log(1.5)) < 0.05 && pointer->slower);
    assert_int_equal(bench.comparison->slower, 1);
    finish(&bench);
}

static void verdicts_flip(void **unused)
{
    (void)unused;
    struct bench bench = {0};
    for (unsigned k = 0; k < 2; k++) {
        struct bv_synthetic *run = add_run(&bench, "CPU", k ? "clang" : "gcc", 3 + k, 48);
        static const uint32_t sizes[] = {8, 16, 32, 64, 128};
        for (unsigned i = 0; i < 5; i++)
            plant(run, "arg/site:stack", sizes[i], sizes[i] > (k ? 16u : 64u) ? 4 : 2, 3);
    }
    compare(&bench, 0);
    assert_int_equal(bench.comparison->flips, 2);
    const struct bv_run_difference *first = &bench.comparison->shifts[0];
    assert_true(first->flips && first->verdicts[0] == BV_VERDICT_VALUE &&
                first->verdicts[1] == BV_VERDICT_POINTER);
    struct bv_crossings walk = bv_crossings(bench.comparison);
    struct bv_crossing_row row;
    assert_true(bv_crossings_next(&walk, &row));
    assert_true(row.differs && row.sides == 2);
    assert_int_equal(bv_crossing_on(&row, 0)->a_until.estimate, 64);
    assert_int_equal(bv_crossing_on(&row, 1)->a_until.estimate, 16);
    assert_false(bv_crossings_next(&walk, &row));
    char *text = text_of(&bench, false);
    assert_says(text, "FLIPS: value -> pointer");
    free(text);
    finish(&bench);
}

static void missing_cases_are_listed(void **unused)
{
    (void)unused;
    struct bench bench = {0};
    for (unsigned k = 0; k < 3; k++) {
        struct bv_synthetic *run = add_run(&bench, "CPU", "gcc", 3 + k, 20);
        plant(run, "arg", 8, 2, 2);
        if (k == 0)
            plant(run, "only/in:one", 8, 2, 2);
        if (k == 1) {
            const struct bv_synthetic_case failed = {.name = "only/in:one/size:8",
                                                     .size_bytes = 8,
                                                     .arms = {"value", "pointer"},
                                                     .state = BV_CASE_FAILED,
                                                     .reason = "wrong checksum"};
            bv_synthetic_add(run, &failed);
            plant(run, "only/in:two", 8, 2, 2);
        }
    }
    compare(&bench, 0);
    assert_int_equal(bench.comparison->missing, 4);
    assert_int_equal(bench.comparison->common, 1);
    assert_int_equal(bench.comparison->ratio_count, 2); /* B and C, against A */
    char *text = text_of(&bench, false);
    assert_says(text, "  A lacks 1 of 3 cases:\n    only/in:two/size:8: not there\n");
    assert_says(text, "  B lacks 1 of 3 cases:\n    only/in:one/size:8: failed: wrong checksum\n");
    assert_says(text, "  C lacks 2 of 3 cases:\n");
    free(text);
    finish(&bench);
}

static void runs_may_have_nothing_in_common(void **unused)
{
    (void)unused;
    struct bench bench = {0};
    plant(add_run(&bench, "CPU", "gcc", 1, 20), "here", 8, 2, 2);
    plant(add_run(&bench, "CPU", "gcc", 2, 20), "there", 8, 2, 2);
    add_run(&bench, "CPU", "gcc", 3, 20); /* no case at all */
    compare(&bench, 0);
    assert_int_equal(bench.comparison->common, 0);
    assert_int_equal(bench.comparison->shift_count, 0);
    char *text = text_of(&bench, true);
    assert_says(text, "No case was measured on both sides: there is nothing to compare.\n");
    assert_says(text, "  C lacks 2 of 2 cases:\n");
    free(text);
    finish(&bench);
}

/* Two builds of the same compiler and flags: what has other code has another source. */
static void another_source_is_not_compared(void **unused)
{
    (void)unused;
    struct bench bench = {0};
    static const char *const mov[] = {"mov %rdi,%rax", "ret"}, *const add[] = {"add %rdi,%rax",
                                                                               "ret"};
    struct bv_audit_function functions[2][2] = {{{.name = "f", .lines = mov, .line_count = 2},
                                                 {.name = "g", .lines = mov, .line_count = 2}},
                                                {{.name = "f", .lines = mov, .line_count = 2},
                                                 {.name = "g", .lines = add, .line_count = 2}}};
    struct bv_audit_case cases[2][2];
    struct bv_audit audits[2];
    for (unsigned k = 0; k < 2; k++) {
        struct bv_synthetic *run = add_run(&bench, "CPU", "gcc", 3 + k, 20);
        free((void *)(uintptr_t)run->result.key.items[4].value);
        run->result.key.items[4].value = strdup(k ? "hash 2" : "hash 1");
        plant(run, "same", 8, 2, 2);
        plant(run, "other", 8, 2, 2);
        plant(run, "unknown", 8, 2, 2);
        for (unsigned i = 0; i < 2; i++) {
            cases[k][i] = (struct bv_audit_case){
                .name = i ? "other/size:8" : "same/size:8",
                .arm_count = 2,
                .arms = {{.name = "value", .function = 0}, {.name = "pointer", .function = i}}};
        }
        audits[k] = (struct bv_audit){
            .functions = functions[k], .function_count = 2, .cases = cases[k], .case_count = 2};
        bench.sides[k].audit = &audits[k];
    }
    compare(&bench, 0);
    assert_int_equal(bench.comparison->other_source, 1);
    assert_int_equal(bench.comparison->ratio_count, 2);
    assert_null(shift_of(&bench, BV_QUANTITY_RATIO, "other/size:8", 1, 1));
    assert_int_equal(shift_of(&bench, BV_QUANTITY_RATIO, "same/size:8", 1, 1)->code, BV_CODE_SAME);
    assert_int_equal(shift_of(&bench, BV_QUANTITY_RATIO, "unknown/size:8", 1, 1)->code,
                     BV_CODE_UNKNOWN);
    char *text = text_of(&bench, false);
    assert_says(text, "1 case: other machine code under the same compiler and flags");
    free(text);
    finish(&bench);
}

/* Another compiler's code: compared, and told beside a verdict that flips. */
static void code_is_told_beside_flips(void **unused)
{
    (void)unused;
    struct bench bench = {0};
    static const char *const mov[] = {"mov %rdi,%rax", "ret"}, *const rep[] = {"rep movsq", "ret"};
    struct bv_audit_function functions[2] = {{.name = "f", .lines = mov, .line_count = 2},
                                             {.name = "f", .lines = rep, .line_count = 2}};
    struct bv_audit_case cases[2];
    struct bv_audit audits[2];
    for (unsigned k = 0; k < 2; k++) {
        plant(add_run(&bench, "CPU", k ? "clang" : "gcc", 3 + k, 40), "arg", 64, k ? 9 : 2, 3);
        cases[k] = (struct bv_audit_case){
            .name = "arg/size:64",
            .arm_count = 2,
            .arms = {{.name = "value",
                      .ways = 1u << (k ? BV_WAY_REP_MOVS : BV_WAY_MOVES),
                      .bytes_copied = 64,
                      .instructions = k ? 9 : 21},
                     {.name = "pointer", .ways = 1u << BV_WAY_POINTER, .instructions = 5}}};
        audits[k] = (struct bv_audit){
            .functions = &functions[k], .function_count = 1, .cases = &cases[k], .case_count = 1};
        bench.sides[k].audit = &audits[k];
    }
    compare(&bench, 0);
    assert_int_equal(bench.comparison->flips, 1);
    assert_int_equal(bench.comparison->other_source, 0);
    char *text = text_of(&bench, false);
    assert_says(text, "FLIPS: value -> pointer; other machine code\n      A  value: by moves, 64 B "
                      "copied, 21 instructions a call; pointer: ");
    assert_says(text, "\n      B  value: by rep movs, 64 B copied, 9 instructions a call; ");
    free(text);
    finish(&bench);
}

static void arms_are_matched_by_name(void **unused)
{
    (void)unused;
    struct bench bench = {0};
    for (unsigned k = 0; k < 2; k++) {
        struct bv_synthetic *run = add_run(&bench, "CPU", "gcc", 3 + k, 40);
        const struct bv_synthetic_case planted = {
            .name = "ret/size:8",
            .size_bytes = 8,
            .arms = {"value", k ? "heap" : "outparam", k ? "outparam" : "heap"},
            .ns = {2, k ? 20 : 3, k ? 3 : 20},
            .spread = 0.003,
            .state = BV_CASE_PRECISE};
        bv_synthetic_add(run, &planted);
    }
    compare(&bench, 0);
    assert_int_equal(bench.comparison->ratio_count, 2);
    assert_int_equal(bench.comparison->changes[BV_QUANTITY_RATIO][BV_CHANGE_SAME], 2);
    finish(&bench);
}

static void pools_are_one_sample(void **unused)
{
    (void)unused;
    struct bench bench = {0};
    struct bv_result pooled;
    const struct bv_result *members[3];
    for (unsigned k = 0; k < 3; k++) {
        struct bv_synthetic *run = add_run(&bench, k == 2 ? "B" : "A", "gcc", 3 + k, 20);
        plant(run, k == 1 ? "second" : "first", 8, 2, 2);
        plant(run, "all", 8, 4, 2);
        members[k] = &run->result;
    }
    bench.runs[1]->result.cases[1].state = BV_CASE_FAILED;
    bench.runs[1]->result.sessions = 2;
    assert_int_equal(bv_runs_pool(members, 3, &pooled), BV_OK);
    assert_int_equal(pooled.case_count, 3);
    assert_int_equal(pooled.block_count, 60);
    assert_int_equal(pooled.row_count, 2 * (40 + 20 + 40)); /* without those that failed */
    assert_string_equal(bv_facts_get(&pooled.key, "cpu.model"), "A + B");
    assert_string_equal(bv_facts_get(&pooled.key, "compiler"), "gcc");
    assert_null(bv_facts_get(&pooled.key, "cpu.microcode"));
    assert_int_equal(pooled.schema, BV_SCHEMA);
    assert_int_equal(pooled.sessions, 2);
    /* One after the other, as they were: what changes from run to run is drift of all. */
    assert_true(pooled.elapsed_s == 180);
    for (size_t i = 0; i < pooled.block_count; i++) {
        size_t start_s = 60 * (i / 20) + i % 20;
        assert_true(pooled.blocks[i].start_s == (double)start_s);
    }
    static const struct bv_summary_options defaults = {0};
    struct bv_summary *summary;
    struct bv_error err;
    assert_int_equal(bv_summary_create(&pooled, &defaults, &summary, &err), BV_OK);
    assert_int_equal(summary->rows_dropped, 0);
    for (size_t i = 0; i < summary->case_count; i++)
        if (strcmp(summary->cases[i].info->name, "all/size:8") == 0)
            assert_int_equal(summary->cases[i].blocks, 40);
    bv_summary_destroy(summary);
    bv_result_finish(&pooled);
    bench.runs[2]->result.schema = 1;
    assert_int_equal(bv_runs_pool(members, 3, &pooled), BV_OK);
    assert_int_equal(pooled.schema, 1);
    bv_result_finish(&pooled);
    finish(&bench);
}

/* Foreign words reach no format as what they are not. */
static void hostile_names_are_harmless(void **unused)
{
    (void)unused;
    struct bench bench = {0};
    for (unsigned k = 0; k < 2; k++) {
        struct bv_synthetic *run = add_run(
            &bench, k ? "\x1b[2J\"evil\",%n\n</script>\xe2\x80\xae" : "CPU", "gcc", 3 + k, 20);
        plant(run, "=cmd|'/k'\x1b[2J\"\n%s\xe2\x81\xa6\xe2\x80\x8b", 8, 2, k ? 9 : 2);
    }
    compare(&bench, 0);
    struct bv_text csv = {0}, json = {0};
    char *text = text_of(&bench, true);
    assert_null(strchr(text, '\x1b'));
    assert_says(text, "DIFFERENT MACHINES, by cpu.model");
    bv_compare_csv(&csv, bench.comparison);
    assert_null(strchr(csv.data, '\x1b'));
    assert_says(csv.data, "\nratio,\"'=cmd|'/k'");
    bv_compare_json(&json, bench.comparison);
    assert_null(strchr(json.data, '\x1b'));
    assert_says(json.data, "\\u001B[2J");
    static const char *const marks[] = {"\xe2\x80\xae", "\xe2\x81\xa6", "\xe2\x80\x8b"};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (strstr(text, marks[i]) || strstr(csv.data, marks[i]) || strstr(json.data, marks[i]))
            fail_msg("mark %zu is written as it stands", i);
    free(text);
    bv_text_finish(&csv);
    bv_text_finish(&json);
    finish(&bench);
}

/* An empty folder; its path. */
static const char *make_folder(char *path)
{
    snprintf(path, 64, "/tmp/byval-compare-XXXXXX");
    assert_non_null(mkdtemp(path));
    return path;
}

static void remove_folder(const char *path)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", path);
    assert_int_equal(system(command), 0);
}

static char *page_of(const struct bench *bench, const char *folder)
{
    char path[128], *page, why[200];
    size_t length, scripts;
    struct bv_error err;
    if (bv_compare_report(bench->comparison, folder, NULL, &err) != BV_OK)
        fail_msg("%s", err.text);
    snprintf(path, sizeof path, "%s/index.html", folder);
    assert_int_equal(bv_file_read(path, &page, &length, &err), BV_OK);
    if (bv_xml_check(page, "script", &scripts, why, sizeof why) != 0)
        fail_msg("%s", why);
    assert_int_equal(scripts, 1); /* its own */
    return page;
}

static void the_page_shows_the_planted(void **unused)
{
    (void)unused;
    struct bench bench = {0};
    char folder[64];
    for (unsigned k = 0; k < 3; k++) {
        struct bv_synthetic *run = add_run(&bench, k == 2 ? "Other" : "CPU", "gcc", 3 + k, 32);
        static const uint32_t sizes[] = {8, 16, 32, 64, 128};
        for (unsigned i = 0; i < 5; i++) {
            plant(run, "arg/site:stack", sizes[i], sizes[i] > (k == 2 ? 16u : 64u) ? 4 : 2, 3);
            if (k != 1) /* survives a machine that lacks a case */
                plant(run, "arg/site:heap", sizes[i], 2, 3);
        }
    }
    compare(&bench, 0);
    char *page = page_of(&bench, make_folder(folder));
    static const char *const parts[] = {
        "<h1>The answers differ: by value up to 64&#160;B [sharp] on CPU, gcc, 2024-05-01 (one), ",
        "up to 16&#160;B [sharp] on Other, gcc, 2024-05-01, whatever the condition.</h1>",
        "<td>CPU, gcc, 2024-05-01 (two)</td>",
        "<td>differs</td>",
        "id=\"c01-ratios\"",
        "<section id=\"differs\">",
        "DIFFERENT MACHINES, by cpu.model",
        "<td>CPU (A, B); Other (C)</td>",
        "<details><summary>Readings, and what some run does not know:",
        "<section id=\"curves\">",
        "id=\"c01-times\"",
        "C: Other, gcc, 2024-05-01",
        "<section id=\"map\">",
        "id=\"map0-a\"",
        "id=\"map0-c\"",
        "64 B [sharp]",
        "16 B [sharp]",
        "<section id=\"ratios\">",
        "<b>flips</b>: value -&gt; pointer",
        "<section id=\"times\">",
        "<b>DIFFERENT MACHINES: these times cannot be held",
        "<section id=\"missing\">",
        "arg/site:heap/size:8</th><td>B</td><td>not there"};
    const char *at = page;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const char *found = strstr(at, parts[i]);
        if (!found)
            fail_msg("%s is missing or out of order", parts[i]);
        else
            at = found;
    }
    assert_non_null(strstr(page, "Links to figures and data lead to files beside this page."));
    char *again = page_of(&bench, folder); /* over itself */
    assert_string_equal(again, page);
    free(again);
    free(page);
    remove_folder(folder);
    finish(&bench);
}

static void the_page_is_harmless(void **unused)
{
    (void)unused;
    struct bench bench = {0};
    char folder[64];
    for (unsigned k = 0; k < 2; k++) {
        struct bv_synthetic *run =
            add_run(&bench, k ? "</script><script>alert(1)</script>" : "CPU `id` 'q' ]]>", "gcc",
                    3 + k, 20);
        plant(run, "<script>alert(2)</script>/'`%s\n\x1b", 8, 2, k ? 9 : 2);
        plant(run, "<script>alert(2)</script>/'`%s\n\x1b", 16, 2, k ? 9 : 2);
    }
    compare(&bench, 0);
    bench.sides[0].name = "\"><img src=x onerror=alert(3)>'`touch /tmp/x`";
    char *page = page_of(&bench, make_folder(folder));
    assert_null(strstr(page, "<img"));
    assert_null(strstr(page, "<script>alert"));
    free(page);
    remove_folder(folder);
    finish(&bench);
}

/* A machine keeps its colour, whatever it is named with and in whichever order. */
static void colours_go_with_machines(void **unused)
{
    (void)unused;
    static const char *const cpus[] = {"One", "Two", "Three"};
    unsigned looks[6][3];
    static const unsigned orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                          {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    for (unsigned o = 0; o < 6; o++) {
        struct bench bench = {0};
        struct bv_compare_figures figure_set;
        struct bv_error err;
        for (unsigned k = 0; k < 3; k++)
            plant(add_run(&bench, cpus[orders[o][k]], "gcc", 3 + k, 10), "arg", 8, 2, 2);
        compare(&bench, 0);
        assert_int_equal(bv_compare_figures_init(bench.comparison, 2, &figure_set, &err), BV_OK);
        for (unsigned k = 0; k < 3; k++)
            looks[o][orders[o][k]] = figure_set.looks[k];
        bv_compare_figures_finish(&figure_set);
        finish(&bench);
    }
    for (unsigned o = 1; o < 6; o++)
        assert_memory_equal(looks[0], looks[o], sizeof looks[0]);
    assert_true(looks[0][0] != looks[0][1] && looks[0][1] != looks[0][2] &&
                looks[0][0] != looks[0][2]);
}

/* Two processors and two compilers: the processor changes 10 of 20 ratios by 20 %, the compiler 4
 * by 10 %. A third processor measured 5 of the 20 only. */
static void plant_grid(struct bench *bench, bool third)
{
    for (unsigned k = 0; k < (third ? 5u : 4u); k++) {
        static const char *const processors[] = {"One", "Two", "Three"};
        unsigned processor = k / 2, compiler = k % 2;
        struct bv_synthetic *run =
            add_run(bench, processors[processor], compiler ? "clang" : "gcc", 1 + k, 48);
        for (uint32_t i = 0; i < (processor == 2 ? 5 : 20); i++) {
            char series[64];
            snprintf(series, sizeof series, "arg/class:int/kind:%u/site:stack", i);
            for (uint32_t bytes = 16; bytes <= 64; bytes *= 4)
                plant(run, series, bytes, 3,
                      3 * (processor == 1 && i < 10 ? 1.2 : 1) *
                          (compiler && i >= 10 && i < 14 ? 1.1 : 1));
        }
    }
    compare(bench, 0);
}

static void processors_and_compilers_have_a_story(void **unused)
{
    struct bench bench = {.count = 0};
    (void)unused;
    plant_grid(&bench, false);
    const struct bv_story *story = bench.comparison->story;
    assert_non_null(story);
    assert_int_equal(story->processor_count, 2);
    assert_int_equal(story->build_count, 2);
    assert_int_equal(story->by_processor.pairs, 2);
    assert_int_equal(story->by_processor.ratios, 80);
    assert_int_equal(story->by_processor.credible, 40);
    assert_int_equal(story->by_build.pairs, 2);
    assert_int_equal(story->by_build.credible, 16);
    assert_int_equal(story->by_processor.flips, 40); /* equal here, value there */
    assert_int_equal(story->cases, 40);
    assert_int_equal(story->cases_of_all, 40);
    assert_int_equal(story->decided, 40);
    assert_int_equal(story->agreeing, 12);
    assert_int_equal(story->opposed, 0);
    char *text = text_of(&bench, false);
    assert_says(text, "4 runs of 2 processors (One, Two) and 2 compilers (gcc, clang): 40 cases "
                      "were measured by two of them or more, 40 by all.");
    assert_says(text, "of 80 ratios of 2 pairs 40 (50 %) changed by more than the margin");
    assert_says(text, "the compiler changes less than the processor.");
    assert_says(text, "40 ratios have a verdict on two runs or more; on 12 of them (30 %)");
    assert_says(text, "the pointer wins on One from no size on with gcc (A)");
    free(text);
    finish(&bench);
}

static void a_story_of_three_with_a_part_of_the_cases(void **unused)
{
    struct bench bench = {.count = 0};
    (void)unused;
    plant_grid(&bench, true);
    const struct bv_story *story = bench.comparison->story;
    assert_non_null(story);
    assert_int_equal(story->processor_count, 3);
    /* gcc on three, clang on two. */
    assert_int_equal(story->by_processor.pairs, 4);
    assert_int_equal(story->by_processor.ratios, 40 + 10 + 10 + 40);
    assert_int_equal(story->by_build.pairs, 2);
    assert_int_equal(story->cases, 40);
    assert_int_equal(story->cases_of_all, 10);
    finish(&bench);
}

/* Where no two runs differ in one thing alone, there is nothing to tell. */
static void no_story(void **unused)
{
    static const char *const runs[][2] = {{"One", "gcc"}, {"One", "clang"}, {"One", "other"}};
    struct bench bench = {.count = 0};
    (void)unused;
    for (unsigned i = 0; i < 3; i++)
        plant(add_run(&bench, runs[i][0], runs[i][1], i, 20), "arg/kind:1", 16, 2, 3);
    compare(&bench, 0);
    assert_null(bench.comparison->story);
    finish(&bench);
    /* No pair tells what either does alone. */
    bench = (struct bench){.count = 0};
    plant(add_run(&bench, "One", "gcc", 1, 20), "arg/kind:1", 16, 2, 3);
    plant(add_run(&bench, "Two", "clang", 2, 20), "arg/kind:1", 16, 2, 3);
    compare(&bench, 0);
    assert_null(bench.comparison->story);
    finish(&bench);
    /* Nor where nothing is measured by both. */
    bench = (struct bench){.count = 0};
    plant(add_run(&bench, "One", "gcc", 1, 20), "arg/kind:1", 16, 2, 3);
    plant(add_run(&bench, "One", "clang", 2, 20), "arg/kind:1", 16, 2, 3);
    plant(add_run(&bench, "Two", "gcc", 3, 20), "arg/kind:2", 16, 2, 3);
    compare(&bench, 0);
    assert_non_null(bench.comparison->story);
    char *text = text_of(&bench, false);
    assert_says(text, "No two runs of one compiler measured the same: what another processor "
                      "changes is not known.");
    free(text);
    finish(&bench);
}

static void text_is_golden(void **unused)
{
    (void)unused;
    struct bench bench = {0};
    static const uint32_t sizes[] = {8, 16, 32, 64, 128};
    for (unsigned k = 0; k < 3; k++) {
        struct bv_synthetic *run = add_run(&bench, "CPU", k == 2 ? "clang" : "gcc", 3 + k, 48);
        for (unsigned i = 0; i < 5; i++) {
            plant(run, "arg/site:stack", sizes[i], sizes[i] > (k == 2 ? 16u : 64u) ? 4 : 2, 3);
            if (k != 1)
                plant(run, "arg/site:heap", sizes[i], 2, 3);
        }
    }
    compare(&bench, 0);
    char *text = text_of(&bench, false), *expected;
    size_t length;
    struct bv_error err;
    if (getenv("BV_WRITE_GOLDEN")) {
        FILE *file = fopen(BV_GOLDEN "/compare.txt", "w");
        assert_non_null(file);
        fputs(text, file);
        fclose(file);
    }
    assert_int_equal(bv_file_read(BV_GOLDEN "/compare.txt", &expected, &length, &err), BV_OK);
    assert_string_equal(text, expected);
    free(expected);
    free(text);
    finish(&bench);
}

static void fifty_runs_are_compared(void **unused)
{
    (void)unused;
    static struct bench bench;
    for (unsigned k = 0; k < BV_SIDES_MAX; k++) {
        struct bv_synthetic *run = add_run(&bench, "CPU", "gcc", 3 + k, 20);
        plant(run, "all", 8, 2, k == 40 ? 3 : 2);
        char series[64];
        snprintf(series, sizeof series, "own/of:%u", k);
        plant(run, series, 8, 2, 2);
    }
    compare(&bench, 0);
    assert_int_equal(bench.comparison->match.case_count, 51);
    assert_int_equal(bench.comparison->ratio_count, 49);
    assert_int_equal(bench.comparison->shifts[0].side, 40);
    assert_int_equal(bench.comparison->changes[BV_QUANTITY_RATIO][BV_CHANGE_LOWER], 1);
    assert_int_equal(bench.comparison->missing, 50 * 49);
    char *text = text_of(&bench, false);
    assert_says(text, "A to AX: ");
    free(text);
    finish(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_percent_are_found_and_equals_are_equal),
        cmocka_unit_test(a_run_is_no_different_from_itself),
        cmocka_unit_test(runs_of_one_build_are_no_different),
        cmocka_unit_test(what_differs_is_said),
        cmocka_unit_test(processors_have_names),
        cmocka_unit_test(the_answer_comes_first),
        cmocka_unit_test(answers_that_do_not_differ),
        cmocka_unit_test(times_are_compared_at_the_same_clock),
        cmocka_unit_test(verdicts_flip),
        cmocka_unit_test(missing_cases_are_listed),
        cmocka_unit_test(runs_may_have_nothing_in_common),
        cmocka_unit_test(another_source_is_not_compared),
        cmocka_unit_test(code_is_told_beside_flips),
        cmocka_unit_test(arms_are_matched_by_name),
        cmocka_unit_test(pools_are_one_sample),
        cmocka_unit_test(hostile_names_are_harmless),
        cmocka_unit_test(the_page_shows_the_planted),
        cmocka_unit_test(the_page_is_harmless),
        cmocka_unit_test(colours_go_with_machines),
        cmocka_unit_test(processors_and_compilers_have_a_story),
        cmocka_unit_test(a_story_of_three_with_a_part_of_the_cases),
        cmocka_unit_test(no_story),
        cmocka_unit_test(text_is_golden),
        cmocka_unit_test(fifty_runs_are_compared),
    };
    return cmocka_run_group_tests_name("compare", tests, NULL, NULL);
}
