/* SPDX-License-Identifier: Apache-2.0 */
/* test_claims.c: verdicts on planted truths: each claim, each verdict, and nothing but the truth.
 */
#include "report/claims_words.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "report/report.h"
#include "tests/synthetic.h"

enum { BLOCKS = 40, CASES_MAX = 64, ARMS = 4, GOLDEN_LINES = 8 };

/* A run as it grows: times, code and counts. Code allocates or not: functions[1] or [0]. */
struct run {
    struct bv_synthetic *synthetic;
    struct bv_summary *summary;
    struct bv_audit audit;
    struct bv_audit_case audit_cases[CASES_MAX];
    struct bv_counts counts;
    struct bv_case_counts count_cases[CASES_MAX];
    struct bv_arm_counts arms[CASES_MAX][ARMS];
    char names[2 * CASES_MAX][96];
    size_t name_count;
    bool has_audit, has_counts;
    struct bv_claims claims;
};

static const char *const plain_lines[] = {"mov rax,rdi", "call bv_malloc_like", "ret"};
static const char *const malloc_lines[] = {"push rbx", "call malloc@plt", "ret"};
static const char *const outside_lines[] = {"call malloc@plt", "mov rax,rdi", "ret"};
static struct bv_audit_function functions[] = {{"plain", plain_lines, 3, NULL},
                                               {"allocating", malloc_lines, 3, NULL},
                                               {"before_the_loop", outside_lines, 3, NULL}};

static void begin(struct run *run, uint32_t blocks)
{
    memset(run, 0, sizeof *run);
    run->synthetic = bv_synthetic_create(1, blocks);
    bv_synthetic_nulls(run->synthetic, 0.002);
    run->audit =
        (struct bv_audit){.functions = functions, .function_count = 3, .cases = run->audit_cases};
    run->counts.cases = run->count_cases;
}

static void end(struct run *run)
{
    bv_claims_finish(&run->claims);
    bv_summary_destroy(run->summary);
    bv_synthetic_destroy(run->synthetic);
}

/* Sum up and judge. */
static void judge(struct run *run)
{
    const struct bv_summary_options defaults = {.resamples = 200};
    struct bv_error err;
    if (bv_summary_create(&run->synthetic->result, &defaults, &run->summary, &err) != BV_OK)
        fail_msg("%s", err.text);
    struct bv_codegen codegen;
    const struct bv_known known = {.summary = run->summary, .codegen = &codegen};
    assert_int_equal(bv_codegen_match(run->summary, run->has_audit ? &run->audit : NULL,
                                      run->has_counts ? &run->counts : NULL, &codegen, &err),
                     BV_OK);
    assert_int_equal(bv_claims_judge(&known, &run->claims), BV_OK);
    bv_codegen_finish(&codegen);
}

static const struct bv_claim *claim_of(const struct run *run, const char *id)
{
    for (size_t i = 0; i < run->claims.count; i++)
        if (strcmp(run->claims.items[i].guidance->id, id) == 0)
            return &run->claims.items[i];
    fail_msg("no claim %s", id);
    return NULL;
}

static void check(const struct run *run, const char *id, enum bv_judgement expected)
{
    const struct bv_claim *claim = claim_of(run, id);
    if (claim->judgement != expected)
        fail_msg("%s: %s, not %s: %s", id, bv_judgement_words(claim->judgement),
                 bv_judgement_words(expected), claim->why);
}

static void check_says(const struct run *run, const char *id, const char *words)
{
    const struct bv_claim *claim = claim_of(run, id);
    if (!strstr(claim->why, words) && !strstr(claim->replied, words))
        fail_msg("%s does not say \"%s\": %s %s", id, words, claim->replied, claim->why);
}

/* A case whose arms take `ns`; arms NULL: value and pointer. */
static void plant(struct run *run, const char *series, uint32_t bytes, const char *const arms[3],
                  const double ns[3], double spread)
{
    static const char *const usual[3] = {"value", "pointer", NULL};
    char name[160];
    const char *const *used = arms ? arms : usual;
    snprintf(name, sizeof name, "%s/size:%u", series, bytes);
    struct bv_synthetic_case planted = {
        .name = name, .size_bytes = bytes, .spread = spread, .state = BV_CASE_PRECISE};
    for (size_t i = 0; i < 3 && used[i]; i++) {
        planted.arms[i] = used[i];
        planted.ns[i] = ns[i];
    }
    bv_synthetic_add(run->synthetic, &planted);
}

/* Value takes 10 ns, pointer takes ratio times as long. */
static void plant_ratio(struct run *run, const char *series, uint32_t bytes, double ratio)
{
    plant(run, series, bytes, NULL, (const double[3]){10, 10 * ratio, 0}, 0.002);
}

static void plant_wide(struct run *run, const char *series, uint32_t bytes)
{
    plant(run, series, bytes, NULL, (const double[3]){10, 10, 0}, 1.5);
}

static const char *kept(struct run *run, const char *series, uint32_t bytes)
{
    char *name = run->names[run->name_count++];
    assert_true(run->name_count <= 2 * CASES_MAX);
    snprintf(name, sizeof run->names[0], "%s/size:%u", series, bytes);
    return name;
}

/* The code of an arm: function 0 calls no allocator, 1 does, 2 does outside its loop.
 * callee   of the loop; 3: none */
static void add_code(struct run *run, const char *series, uint32_t bytes, const char *arm,
                     uint32_t function, uint32_t callee)
{
    size_t at = 0;
    const char *name = kept(run, series, bytes);
    while (at < run->audit.case_count && strcmp(run->audit_cases[at].name, name) != 0)
        at++;
    struct bv_audit_case *of = &run->audit_cases[at];
    run->has_audit = true;
    if (at == run->audit.case_count) {
        assert_true(++run->audit.case_count <= CASES_MAX);
        *of = (struct bv_audit_case){.name = name, .size_bytes = bytes};
    }
    of->arms[of->arm_count++] = (struct bv_audit_arm){.name = arm,
                                                      .function = function,
                                                      .loop_first = 1,
                                                      .loop_last = 1,
                                                      .callees = {callee % 3},
                                                      .callee_count = callee < 3};
}

static void add_count(struct run *run, const char *series, uint32_t bytes, const char *arm,
                      uint64_t instructions, uint64_t allocations)
{
    size_t at = 0;
    const char *name = kept(run, series, bytes);
    while (at < run->counts.case_count && strcmp(run->count_cases[at].name, name) != 0)
        at++;
    struct bv_case_counts *of = &run->count_cases[at];
    run->has_counts = true;
    if (at == run->counts.case_count) {
        assert_true(++run->counts.case_count <= CASES_MAX);
        *of = (struct bv_case_counts){.name = name, .size_bytes = bytes, .arms = run->arms[at]};
    }
    of->arms[of->arm_count++] =
        (struct bv_arm_counts){.name = arm,
                               .calls = 100,
                               .totals = {[BV_COUNT_INSTRUCTIONS] = 100 * instructions,
                                          [BV_COUNT_ALLOCATIONS] = 100 * allocations}};
}

/* One claim that rests on times of value against pointer: where its cases lie, and the ratios
 * pointer / value that make it right and wrong. */
static const struct timed {
    const char *claim, *series;
    uint32_t bytes[2];
    double right[2], wrong[2];
} timed[] = {
    {"C2", "arg/class:int/reads:one/mode:throughput/site:stack", {16, 1024}, {1.2, 0.5}, {0.8, 2}},
    {"C2", "chain/depth:4", {8, 768}, {1.2, 0.5}, {1, 1}},
    {"C2", "indirect", {1, 513}, {1.05, 0.95}, {0.95, 1.05}},
    {"C3", "mutate/how:update", {16, 64}, {0.9, 0.5}, {1, 1.1}},
    {"C4", "churn/site:heap/alloc:glibc/life:lifo/calls:1", {64, 256}, {5, 1.05}, {0.95, 1}},
    {"C4", "churn/site:gc/live:16/life:lifo/calls:1", {64, 256}, {5, 1.05}, {0.95, 1}},
    {"C9", "churn/site:gc/live:16/life:lifo/calls:1", {64, 256}, {2.2, 9}, {1.8, 1}},
    {"C9", "churn/site:gc_atomic/live:0/life:lifo/calls:1", {64, 256}, {2.2, 9}, {1.8, 1}},
    {"C15", "scan/set:l2", {64, 256}, {1.05, 0.95}, {1.2, 0.8}},
};

/* C4 asks two questions, and answers neither way with half of them. */
static void plant_large_locals(struct run *run, bool slower)
{
    plant(run, "deep/touch:first", 1 << 20, (const char *const[3]){"stack", "heap", "mmap"},
          (const double[3]){10, slower ? 9 : 20, slower ? 10 : 30}, 0.002);
}

static void times_give_each_verdict(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < sizeof timed / sizeof timed[0]; i++) {
        const struct timed *row = &timed[i];
        for (unsigned turn = 0; turn < 6; turn++) {
            static const enum bv_judgement expected[] = {BV_CLAIM_CONFIRMED,   BV_CLAIM_REFUTED,
                                                         BV_CLAIM_DEPENDS,     BV_CLAIM_DEPENDS,
                                                         BV_CLAIM_NOT_DECIDED, BV_CLAIM_NOT_TESTED};
            struct run run;
            begin(&run, BLOCKS);
            for (unsigned k = 0; k < 2 && turn < 5; k++)
                if (turn == 4)
                    plant_wide(&run, row->series, row->bytes[k]);
                else
                    plant_ratio(&run, row->series, row->bytes[k],
                                turn == 0 || turn == 2 + k ? row->right[k] : row->wrong[k]);
            if (turn < 2 && strcmp(row->claim, "C4") == 0)
                plant_large_locals(&run, turn == 1);
            if (turn == 5) /* another family's */
                plant_ratio(&run, "inline", 64, 1);
            judge(&run);
            check(&run, row->claim, expected[turn]);
            if (expected[turn] == BV_CLAIM_DEPENDS)
                check_says(&run, row->claim, "On size.");
            end(&run);
        }
    }
}

/* A claim that rests on whether an arm allocates. */
static const struct allocating {
    const char *claim, *series, *arm;
} allocating[] = {
    {"C1", "arg/class:int/reads:one/mode:throughput/site:stack", "pointer"},
    {"C1", "churn/site:stack/calls:1", "pointer"},
    {"C5", "ret", "heap"},
    {"C6", "iface", "pointer"},
    {"C8", "closure/use:local", "pointer"},
};

static void plant_allocating(struct run *run, const struct allocating *row, uint32_t bytes)
{
    const char *const arms[3] = {"value", row->arm, NULL};
    plant(run, row->series, bytes, arms, (const double[3]){10, 10, 0}, 0.002);
}

static void code_and_counts_give_each_verdict(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < sizeof allocating / sizeof allocating[0]; i++) {
        const struct allocating *row = &allocating[i];
        for (unsigned turn = 0; turn < 12; turn++) {
            /* Turns 0 to 3: which of both sizes allocate. Then: as counted, against the code. */
            static const enum bv_judgement expected[] = {BV_CLAIM_REFUTED, BV_CLAIM_DEPENDS,
                                                         BV_CLAIM_DEPENDS, BV_CLAIM_CONFIRMED};
            struct run run;
            begin(&run, BLOCKS);
            for (unsigned k = 0; k < 2; k++) {
                uint32_t bytes = k ? 64 : 16;
                bool allocates = turn % 4 & 1u << k;
                plant_allocating(&run, row, bytes);
                if (turn < 4)
                    add_code(&run, row->series, bytes, row->arm, allocates, 3);
                else if (turn < 8) /* in the callee, and outside the loop */
                    add_code(&run, row->series, bytes, row->arm, 2, allocates);
                else {
                    add_code(&run, row->series, bytes, row->arm, !allocates, 3);
                    add_count(&run, row->series, bytes, row->arm, 10, allocates);
                }
            }
            judge(&run);
            check(&run, row->claim, expected[turn % 4]);
            if (turn % 4 == 2)
                check_says(&run, row->claim, "no up to 16 B, yes from 64 B on");
            end(&run);
        }
        struct run run; /* times alone do not say it */
        begin(&run, BLOCKS);
        plant_allocating(&run, row, 64);
        judge(&run);
        check(&run, row->claim, BV_CLAIM_NOT_TESTED);
        end(&run);
    }
}

static void the_code_is_held_against_the_counts(void **unused)
{
    (void)unused;
    for (unsigned turn = 0; turn < 4; turn++) {
        static const enum bv_judgement expected[] = {BV_CLAIM_REFUTED, BV_CLAIM_DEPENDS,
                                                     BV_CLAIM_DEPENDS, BV_CLAIM_CONFIRMED};
        struct run run;
        begin(&run, BLOCKS);
        for (unsigned k = 0; k < 2; k++) {
            plant_ratio(&run, "escape/shape:pair", k ? 64 : 16, 1);
            add_code(&run, "escape/shape:pair", k ? 64 : 16, "pointer", k, 3);
            add_count(&run, "escape/shape:pair", k ? 64 : 16, "pointer", 10,
                      turn & 1u << k ? k : !k);
        }
        judge(&run);
        check(&run, "C12", expected[turn]);
        end(&run);
    }
    struct run run; /* not without either */
    begin(&run, BLOCKS);
    plant_ratio(&run, "escape/shape:pair", 16, 1);
    add_count(&run, "escape/shape:pair", 16, "pointer", 10, 1);
    judge(&run);
    check(&run, "C12", BV_CLAIM_NOT_TESTED);
    end(&run);
}

static void instructions_are_held_against_those_on_the_stack(void **unused)
{
    (void)unused;
    static const char *const heap = "churn/site:heap/alloc:glibc/life:lifo/calls:1";
    static const char *const stack = "churn/site:stack/calls:1";
    for (unsigned turn = 0; turn < 4; turn++) {
        static const enum bv_judgement expected[] = {BV_CLAIM_REFUTED, BV_CLAIM_DEPENDS,
                                                     BV_CLAIM_DEPENDS, BV_CLAIM_CONFIRMED};
        struct run run;
        begin(&run, BLOCKS);
        for (unsigned k = 0; k < 2; k++) {
            uint32_t bytes = k ? 256 : 64;
            plant_ratio(&run, heap, bytes, 2);
            plant_ratio(&run, stack, bytes, 1);
            add_count(&run, stack, bytes, "pointer", bytes, 0);
            add_count(&run, heap, bytes, "pointer", bytes + (turn >> k & 1), 1);
        }
        /* With nothing to be held against: another life, another number of calls. */
        plant_ratio(&run, "churn/site:heap/alloc:glibc/life:fifo/calls:1", 64, 2);
        add_count(&run, "churn/site:heap/alloc:glibc/life:fifo/calls:1", 64, "pointer",
                  turn == 3 ? 1 : 99, 1);
        plant_ratio(&run, "churn/site:heap/alloc:glibc/life:lifo/calls:4", 64, 2);
        add_count(&run, "churn/site:heap/alloc:glibc/life:lifo/calls:4", 64, "pointer", 1, 1);
        judge(&run);
        check(&run, "C14", expected[turn]);
        end(&run);
    }
    struct run run;
    begin(&run, BLOCKS);
    plant_ratio(&run, heap, 64, 2);
    judge(&run);
    check(&run, "C14", BV_CLAIM_NOT_TESTED);
    check_says(&run, "C14", "byval count");
    end(&run);
}

static void plant_deep(struct run *run, const char *series, uint32_t bytes, bool fits)
{
    char name[160];
    snprintf(name, sizeof name, "%s/size:%u", series, bytes);
    const struct bv_synthetic_case planted = {.name = name,
                                              .size_bytes = bytes,
                                              .arms = {"stack", "heap"},
                                              .ns = {10, 20},
                                              .spread = 0.002,
                                              .state = fits ? BV_CASE_PRECISE : BV_CASE_UNAVAILABLE,
                                              .reason = "the stack is too small"};
    bv_synthetic_add(run->synthetic, &planted);
}

static void large_objects_are_held_against_the_stacks_end(void **unused)
{
    (void)unused;
    static const struct {
        const char *end;
        bool fits[2]; /* 1 MiB, and 16 frames of it */
        enum bv_judgement expected;
    } rows[] = {
        {"8388608", {true, false}, BV_CLAIM_DEPENDS},
        {"1048576", {false, false}, BV_CLAIM_CONFIRMED}, /* 16 MiB and the end itself */
        {"at least 1073741824", {true, true}, BV_CLAIM_REFUTED},
        {NULL, {true, true}, BV_CLAIM_REFUTED},
        {"8388608 or so", {true, true}, BV_CLAIM_REFUTED},
        {NULL, {false, false}, BV_CLAIM_NOT_TESTED}, /* unavailable for whatever reason */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct run run;
        begin(&run, BLOCKS);
        bv_synthetic_fact(&run.synthetic->result.state_before, "stack.usable_bytes", rows[i].end);
        plant_deep(&run, "deep/touch:warm", 1 << 20, rows[i].fits[0]);
        plant_deep(&run, "deep/depth:16", 1 << 20, rows[i].fits[1]);
        judge(&run);
        check(&run, "C7", rows[i].expected);
        if (i == 0)
            check_says(&run, "C7", "On size. Taken together: no up to 1 MiB, yes from 8 MiB on.");
        end(&run);
    }
    struct run run; /* where the stack ends is not enough */
    begin(&run, BLOCKS);
    bv_synthetic_fact(&run.synthetic->result.state_before, "stack.usable_bytes", "8388608");
    judge(&run);
    check(&run, "C7", BV_CLAIM_NOT_TESTED);
    assert_int_equal(claim_of(&run, "C7")->count, 1); /* though shown */
    end(&run);
}

/* Objects of the pointer arm occupy `ratio` times what is alive. */
static void plant_mix(struct run *run, const char *alloc, double ratio, double swing)
{
    char series[64];
    struct bv_result *result = &run->synthetic->result;
    size_t first = result->row_count;
    snprintf(series, sizeof series, "mix/sizes:power/site:heap/alloc:%s", alloc);
    plant_ratio(run, series, 4096, 1);
    for (size_t i = first; i < result->row_count; i++)
        result->rows[i].metrics[BV_METRIC_RESIDENT_RATIO] = result->rows[i].arm_index == 0 ? 9
                                                            : i % 4 < 2                    ? ratio
                                                                        : ratio * swing;
}

static void occupied_memory_gives_each_verdict(void **unused)
{
    (void)unused;
    static const struct {
        double first, second, swing;
        enum bv_judgement expected;
    } rows[] = {
        {1.3, 1.12, 1, BV_CLAIM_CONFIRMED}, {1.05, 1.08, 1, BV_CLAIM_REFUTED},
        {1.3, 1.05, 1, BV_CLAIM_DEPENDS},   {1.05, 1.05, 1.3, BV_CLAIM_NOT_DECIDED},
        {0, 0, 1, BV_CLAIM_NOT_TESTED},     {NAN, INFINITY, 1, BV_CLAIM_NOT_TESTED},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct run run;
        begin(&run, BLOCKS);
        plant_mix(&run, "glibc", rows[i].first, rows[i].swing);
        plant_mix(&run, "jemalloc", rows[i].second, rows[i].swing);
        judge(&run);
        check(&run, "C10", rows[i].expected);
        if (rows[i].expected == BV_CLAIM_DEPENDS)
            check_says(&run, "C10",
                       "On alloc. Yes throughout for mix, sizes power, site heap, alloc glibc. No "
                       "throughout for mix, sizes power, site heap, alloc jemalloc.");
        end(&run);
    }
}

/* Lines of evidence that no verdict rests on: one reply each, to one size. */
static void what_stands_beside_is_what_was_planted(void **unused)
{
    (void)unused;
    static const struct {
        const char *claim, *series, *arms[3];
        double ns[2];
        enum bv_reply expected;
    } rows[] = {
        {"C1", "arg/site:static", {"value", "pointer"}, {10, 5}, BV_REPLY_YES},
        {"C1", "arg/site:static", {"value", "pointer"}, {10, 10}, BV_REPLY_NO},
        {"C3", "mutate/how:accumulate", {"value", "local"}, {10, 5}, BV_REPLY_YES},
        {"C3", "mutate/how:accumulate", {"value", "local"}, {10, 20}, BV_REPLY_NO},
        {"C5", "ret", {"value", "heap"}, {10, 20}, BV_REPLY_YES},
        {"C5", "ret", {"value", "heap"}, {10, 10}, BV_REPLY_NO},
        {"C5", "ret", {"value", "outparam"}, {10, 10}, BV_REPLY_YES},
        {"C5", "ret", {"value", "outparam"}, {10, 9}, BV_REPLY_NO},
        {"C6", "iface", {"value", "boxed"}, {10, 20}, BV_REPLY_YES},
        {"C6", "iface", {"value", "boxed"}, {10, 5}, BV_REPLY_NO},
        {"C8", "closure/use:stored", {"value", "heap"}, {10, 20}, BV_REPLY_YES},
        {"C8", "closure/use:stored", {"value", "heap"}, {10, 5}, BV_REPLY_NO},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct run run;
        const double ns[3] = {rows[i].ns[0], rows[i].ns[1], 0};
        begin(&run, BLOCKS);
        plant(&run, rows[i].series, 64, rows[i].arms, ns, 0.002);
        judge(&run);
        const struct bv_claim *claim = claim_of(&run, rows[i].claim);
        assert_int_equal(claim->judgement, BV_CLAIM_NOT_TESTED);
        assert_int_equal(claim->count, 1);
        const struct bv_evidence *line = &run.claims.evidences.items[claim->first];
        assert_true(line->question->beside);
        if (line->replies[rows[i].expected] != 1)
            fail_msg("row %zu: %s", i, line->numbers);
        end(&run);
    }
}

static void large_locals_are_held_against_large_blocks(void **unused)
{
    (void)unused;
    for (unsigned slower = 0; slower < 2; slower++) {
        struct run run;
        begin(&run, BLOCKS);
        plant_large_locals(&run, slower);
        judge(&run);
        check(&run, "C4", BV_CLAIM_NOT_DECIDED);
        check_says(&run, "C4", "One of its questions was not asked of any case");
        end(&run);
        begin(&run, BLOCKS);
        plant_large_locals(&run, slower);
        plant_ratio(&run, "churn/site:heap/alloc:glibc/life:lifo/calls:1", 64, slower ? 0.95 : 5);
        judge(&run);
        check(&run, "C4", slower ? BV_CLAIM_REFUTED : BV_CLAIM_CONFIRMED);
        check_says(&run, "C4",
                   slower ? "large block? Yes 0, no 2, open 0."
                          : "large block? Yes 2, no 0, open 0.");
        end(&run);
    }
}

static void only_the_arms_that_are_meant_are_asked(void **unused)
{
    (void)unused;
    struct run run;
    begin(&run, BLOCKS);
    plant(&run, "mutate/how:update", 64, (const char *const[3]){"pointer", "value", NULL},
          (const double[3]){10, 20, 0}, 0.002);
    plant(&run, "mutate/how:other", 64, (const char *const[3]){"local", "pointer", NULL},
          (const double[3]){10, 20, 0}, 0.002);
    judge(&run);
    check(&run, "C3", BV_CLAIM_NOT_TESTED);
    check(&run, "C15", BV_CLAIM_NOT_TESTED);
    end(&run);
}

static void up_to_a_tenth_may_be_open(void **unused)
{
    (void)unused;
    for (unsigned open = 1; open <= 2; open++) {
        struct run run;
        begin(&run, BLOCKS);
        for (unsigned i = 0; i < 10; i++)
            if (i < open)
                plant_wide(&run, "mutate/how:update", 16 + i);
            else
                plant_ratio(&run, "mutate/how:update", 16 + i, 0.5);
        judge(&run);
        check(&run, "C3", open == 1 ? BV_CLAIM_CONFIRMED : BV_CLAIM_NOT_DECIDED);
        end(&run);
    }
}

static void what_it_depends_on_is_what_was_planted(void **unused)
{
    (void)unused;
    struct run run;
    begin(&run, BLOCKS);
    plant_ratio(&run, "churn/site:heap_reused/calls:1", 64, 0.5);
    plant_ratio(&run, "churn/site:gc/calls:1", 64, 3);
    plant_ratio(&run, "churn/site:stack/calls:1", 64, 0.5); /* not asked about */
    judge(&run);
    check(&run, "C4", BV_CLAIM_DEPENDS);
    check_says(&run, "C4",
               "On site. Yes throughout for churn, site gc, calls 1. No throughout for churn, site "
               "heap_reused, calls 1.");
    end(&run);

    begin(&run, BLOCKS); /* no boundary */
    for (unsigned i = 0; i < 3; i++)
        plant_ratio(&run, "scan/set:l2", 16u << i, i == 1 ? 2 : 1);
    judge(&run);
    check_says(&run, "C15",
               "On size. scan, set l2: value against pointer: yes and no take turns "
               "over the sizes.");
    end(&run);

    begin(&run, BLOCKS); /* what only one of them has comes with its site */
    plant_ratio(&run, "churn/site:pool/life:lifo/calls:1", 64, 0.5);
    plant_ratio(&run, "churn/site:gc/live:16/life:lifo/calls:1", 64, 3);
    judge(&run);
    check_says(&run, "C4", "On site.");
    end(&run);

    begin(&run, BLOCKS); /* two differences: neither can be named */
    plant_ratio(&run, "churn/site:heap_reused/calls:1", 64, 0.5);
    plant_ratio(&run, "churn/site:gc/calls:4", 64, 3);
    judge(&run);
    check_says(&run, "C4", "On pattern.");
    end(&run);

    begin(&run, BLOCKS); /* a boundary, and its interval */
    for (uint32_t bytes = 64; bytes <= 4096; bytes *= 2)
        plant_ratio(&run, "churn/site:heap/alloc:glibc/life:lifo/calls:1", bytes, 500.0 / bytes);
    judge(&run);
    check_says(&run, "C4",
               "On size. churn, site heap, alloc glibc, life lifo, calls 1: value is never worse "
               "up to 256 B [sharp]; pointer wins from 512 B [sharp] on.");
    check_says(&run, "C4", "Yes 3, no 4, open 0.");
    end(&run);
}

/* Cases of every family, in a run that knows nothing well. */
static void plant_all_wide(struct run *run)
{
    static const char *const series[] = {"arg/class:int/reads:one/mode:throughput/site:stack",
                                         "chain/depth:2",
                                         "mutate/how:update",
                                         "churn/site:heap/alloc:glibc/life:lifo/calls:1",
                                         "churn/site:gc/live:16/life:lifo/calls:1",
                                         "ret",
                                         "iface",
                                         "closure/use:local",
                                         "scan/set:l2"};
    for (size_t i = 0; i < sizeof series / sizeof series[0]; i++)
        for (uint32_t bytes = 8; bytes <= 2048; bytes *= 4)
            plant_wide(run, series[i], bytes);
}

static void wide_intervals_judge_nothing(void **unused)
{
    (void)unused;
    for (unsigned turn = 0; turn < 2; turn++) {
        struct run run;
        begin(&run, turn ? 5 : BLOCKS);
        if (turn == 0)
            plant_all_wide(&run);
        else /* a large effect, and too few blocks for an interval */
            for (uint32_t bytes = 8; bytes <= 2048; bytes *= 4)
                plant_ratio(&run, "churn/site:gc/live:16/life:lifo/calls:1", bytes, 50);
        judge(&run);
        for (size_t i = 0; i < run.claims.count; i++) {
            enum bv_judgement judgement = run.claims.items[i].judgement;
            if (judgement != BV_CLAIM_NOT_DECIDED && judgement != BV_CLAIM_NOT_TESTED)
                fail_msg("%s is %s", run.claims.items[i].guidance->id,
                         bv_judgement_words(judgement));
        }
        check(&run, "C9", BV_CLAIM_NOT_DECIDED);
        end(&run);
    }
}

static void without_cases_nothing_is_tested(void **unused)
{
    (void)unused;
    struct run run;
    begin(&run, BLOCKS);
    judge(&run);
    assert_int_equal(run.claims.count, 15);
    for (size_t i = 0; i < run.claims.count; i++) {
        assert_int_equal(run.claims.items[i].judgement, BV_CLAIM_NOT_TESTED);
        assert_int_equal(run.claims.items[i].count, 0);
        assert_string_equal(run.claims.items[i].why, run.claims.items[i].guidance->needs);
    }
    struct bv_text tally = {0};
    bv_claims_tally(&tally, &run.claims);
    assert_string_equal(tally.data, "the article's 15 claims: 0 confirmed, 0 refuted, 0 depend, 0 "
                                    "not decided by this run, 15 not tested here");
    bv_text_finish(&tally);
    end(&run);
}

static void why_a_case_is_unavailable_is_told(void **unused)
{
    (void)unused;
    struct run run;
    begin(&run, BLOCKS);
    const struct bv_synthetic_case planted = {.name = "mix/sizes:power/size:4096",
                                              .size_bytes = 4096,
                                              .arms = {"value", "pointer"},
                                              .state = BV_CASE_UNAVAILABLE,
                                              .reason = "no such allocator"};
    bv_synthetic_add(run.synthetic, &planted);
    judge(&run);
    check_says(&run, "C10", "mix/sizes:power/size:4096 is unavailable: no such allocator.");
    end(&run);
}

/* All verdicts with their reasons, as the page says them. */
static void check_golden(const struct run *run, const char *path)
{
    struct bv_text text = {0};
    static char golden[20000];
    for (size_t i = 0; i < run->claims.count; i++) {
        const struct bv_claim *claim = &run->claims.items[i];
        bv_text_format(&text, "%s %s: ", claim->guidance->id, bv_judgement_words(claim->judgement));
        bv_text_plain(&text, claim->replied);
        bv_text_put(&text, claim->replied[0] ? " " : "");
        bv_text_plain(&text, claim->why);
        bv_text_put(&text, "\n");
        if (claim->count > GOLDEN_LINES)
            bv_text_format(&text, "  %zu lines\n", claim->count);
        for (size_t k = 0; claim->count <= GOLDEN_LINES && k < claim->count; k++) {
            const struct bv_evidence *line = &run->claims.evidences.items[claim->first + k];
            struct bv_text subject = {0};
            bv_claims_subject(&subject, line, true);
            bv_text_format(&text, "  %s %zu yes, %zu no, %zu open: ",
                           line->question->beside ? "beside" : "weighs",
                           line->replies[BV_REPLY_YES], line->replies[BV_REPLY_NO],
                           line->replies[BV_REPLY_OPEN]);
            bv_text_plain(&text, subject.data ? subject.data : "this run");
            bv_text_put(&text, "; ");
            bv_text_plain(&text, line->numbers);
            bv_text_put(&text, "\n");
            bv_text_finish(&subject);
        }
    }
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    golden[fread(golden, 1, sizeof golden - 1, file)] = '\0';
    fclose(file);
    assert_false(text.failed);
    if (strcmp(text.data, golden) != 0) {
        fputs(text.data, stderr); /* longer than what fail_msg() shows */
        fail_msg("%s says otherwise", path);
    }
    bv_text_finish(&text);
}

static void the_textbook_is_golden(void **unused)
{
    (void)unused;
    struct run run;
    begin(&run, BLOCKS);
    bv_synthetic_destroy(run.synthetic);
    run.synthetic = bv_synthetic_textbook(1, BLOCKS);
    for (unsigned i = 0; i < 3; i++) {
        static const char *const arms[] = {"value", "outparam", "heap"};
        add_code(&run, "ret/class:int", 64, arms[i], i == 2, 3);
        add_count(&run, "ret/class:int", 256, arms[i], 20, i == 2);
    }
    judge(&run);
    check_golden(&run, BV_GOLDEN "/claims_textbook.txt");
    end(&run);
}

static void foreign_names_stay_words(void **unused)
{
    (void)unused;
    struct run run;
    begin(&run, BLOCKS);
    plant_ratio(&run, "churn/site:heap/alloc:<script>`id`\x1b[2J\"%s\n]]>/life:lifo", 64, 2);
    plant_ratio(&run, "churn/site:pool/=HYPERLINK(1)/\xff\xe2\x80\xae", 64, 0.5);
    plant_ratio(&run, "mutate", 64, 0.5);
    plant_ratio(&run, "", 64, 0.5);
    judge(&run);
    check(&run, "C4", BV_CLAIM_DEPENDS);
    check_golden(&run, BV_GOLDEN "/claims_hostile.txt");
    struct bv_text csv = {0};
    bv_claims_csv(&csv, &run.claims);
    assert_non_null(strstr(csv.data, ",\"churn/site:heap/alloc:<script>`id`\xe2\x90\xa3[2J\"\"%s"));
    for (const char *c = csv.data; *c; c++)
        assert_true((unsigned char)*c >= 0x20 || *c == '\r' || *c == '\n');
    bv_text_finish(&csv);
    end(&run);
}

static void every_question_can_be_read(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < bv_guidance_count; i++) {
        const struct bv_guidance *guidance = &bv_guidance[i];
        assert_true(guidance->english[0] && guidance->chinese[0] && guidance->needs[0]);
        for (size_t q = 0; q < BV_QUESTIONS_MAX && guidance->questions[q].words; q++) {
            const struct bv_question *question = &guidance->questions[q];
            assert_int_equal(question->words[strlen(question->words) - 1], '?');
            /* An open verdict is never the answer that is hoped for. */
            if (question->ask == BV_ASK_TIME || question->ask == BV_ASK_RESIDENT)
                assert_int_not_equal(question->yes, BV_VERDICT_UNDECIDED);
            if (q == 0)
                assert_false(question->beside);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_question_can_be_read),
        cmocka_unit_test(without_cases_nothing_is_tested),
        cmocka_unit_test(times_give_each_verdict),
        cmocka_unit_test(code_and_counts_give_each_verdict),
        cmocka_unit_test(the_code_is_held_against_the_counts),
        cmocka_unit_test(instructions_are_held_against_those_on_the_stack),
        cmocka_unit_test(large_objects_are_held_against_the_stacks_end),
        cmocka_unit_test(occupied_memory_gives_each_verdict),
        cmocka_unit_test(what_stands_beside_is_what_was_planted),
        cmocka_unit_test(large_locals_are_held_against_large_blocks),
        cmocka_unit_test(only_the_arms_that_are_meant_are_asked),
        cmocka_unit_test(up_to_a_tenth_may_be_open),
        cmocka_unit_test(what_it_depends_on_is_what_was_planted),
        cmocka_unit_test(wide_intervals_judge_nothing),
        cmocka_unit_test(why_a_case_is_unavailable_is_told),
        cmocka_unit_test(the_textbook_is_golden),
        cmocka_unit_test(foreign_names_stay_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
