/* SPDX-License-Identifier: Apache-2.0 */
/* test_claims.c: verdicts on planted truths: each claim, each verdict, and nothing but the truth.
 */
#include "tests/support/claims_fixture.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

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
static void plant_large_locals(struct bv_claims_fixture *run, bool slower)
{
    bv_claims_fixture_case(run, "deep/touch:first", 1 << 20,
                           (const char *const[3]){"stack", "heap", "mmap"},
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
            struct bv_claims_fixture run;
            bv_claims_fixture_begin(&run, BV_HEARING_BLOCKS);
            for (unsigned k = 0; k < 2 && turn < 5; k++)
                if (turn == 4)
                    bv_claims_fixture_wide(&run, row->series, row->bytes[k]);
                else
                    bv_claims_fixture_ratio(&run, row->series, row->bytes[k],
                                            turn == 0 || turn == 2 + k ? row->right[k]
                                                                       : row->wrong[k]);
            if (turn < 2 && strcmp(row->claim, "C4") == 0)
                plant_large_locals(&run, turn == 1);
            if (turn == 5) /* another family's */
                bv_claims_fixture_ratio(&run, "inline", 64, 1);
            bv_claims_fixture_judge(&run);
            bv_claims_fixture_check(&run, row->claim, expected[turn]);
            if (expected[turn] == BV_CLAIM_DEPENDS)
                bv_claims_fixture_says(&run, row->claim, "On size.");
            bv_claims_fixture_end(&run);
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

static void plant_allocating(struct bv_claims_fixture *run, const struct allocating *row,
                             uint32_t bytes)
{
    const char *const arms[3] = {"value", row->arm, NULL};
    bv_claims_fixture_case(run, row->series, bytes, arms, (const double[3]){10, 10, 0}, 0.002);
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
            struct bv_claims_fixture run;
            bv_claims_fixture_begin(&run, BV_HEARING_BLOCKS);
            for (unsigned k = 0; k < 2; k++) {
                uint32_t bytes = k ? 64 : 16;
                bool allocates = turn % 4 & 1u << k;
                plant_allocating(&run, row, bytes);
                if (turn < 4)
                    bv_claims_fixture_code(&run, row->series, bytes, row->arm, allocates, 3);
                else if (turn < 8) /* in the callee, and outside the loop */
                    bv_claims_fixture_code(&run, row->series, bytes, row->arm, 2, allocates);
                else {
                    bv_claims_fixture_code(&run, row->series, bytes, row->arm, !allocates, 3);
                    bv_claims_fixture_count(&run, row->series, bytes, row->arm, 10, allocates);
                }
            }
            bv_claims_fixture_judge(&run);
            bv_claims_fixture_check(&run, row->claim, expected[turn % 4]);
            if (turn % 4 == 2)
                bv_claims_fixture_says(&run, row->claim, "no up to 16 B, yes from 64 B on");
            bv_claims_fixture_end(&run);
        }
        struct bv_claims_fixture run; /* times alone do not say it */
        bv_claims_fixture_begin(&run, BV_HEARING_BLOCKS);
        plant_allocating(&run, row, 64);
        bv_claims_fixture_judge(&run);
        bv_claims_fixture_check(&run, row->claim, BV_CLAIM_NOT_TESTED);
        bv_claims_fixture_end(&run);
    }
}

static void the_code_is_held_against_the_counts(void **unused)
{
    (void)unused;
    for (unsigned turn = 0; turn < 4; turn++) {
        static const enum bv_judgement expected[] = {BV_CLAIM_REFUTED, BV_CLAIM_DEPENDS,
                                                     BV_CLAIM_DEPENDS, BV_CLAIM_CONFIRMED};
        struct bv_claims_fixture run;
        bv_claims_fixture_begin(&run, BV_HEARING_BLOCKS);
        for (unsigned k = 0; k < 2; k++) {
            bv_claims_fixture_ratio(&run, "escape/shape:pair", k ? 64 : 16, 1);
            bv_claims_fixture_code(&run, "escape/shape:pair", k ? 64 : 16, "pointer", k, 3);
            bv_claims_fixture_count(&run, "escape/shape:pair", k ? 64 : 16, "pointer", 10,
                                    turn & 1u << k ? k : !k);
        }
        bv_claims_fixture_judge(&run);
        bv_claims_fixture_check(&run, "C12", expected[turn]);
        bv_claims_fixture_end(&run);
    }
    struct bv_claims_fixture run; /* not without either */
    bv_claims_fixture_begin(&run, BV_HEARING_BLOCKS);
    bv_claims_fixture_ratio(&run, "escape/shape:pair", 16, 1);
    bv_claims_fixture_count(&run, "escape/shape:pair", 16, "pointer", 10, 1);
    bv_claims_fixture_judge(&run);
    bv_claims_fixture_check(&run, "C12", BV_CLAIM_NOT_TESTED);
    bv_claims_fixture_end(&run);
}

/* Function 0 obtains no block, 1 does: what two compilers made of the same source. */
static void compilers_differ_in_the_blocks_they_remove(void **unused)
{
    (void)unused;
    static const char *const arms[3] = {"local", "escaping", "stack"};
    static const double ns[3] = {10, 12, 2};
    static const struct {
        uint32_t here, there; /* functions of a case of 8 B, then of one of 16 B */
        enum bv_judgement expected;
    } rows[] = {{1, 0, BV_CLAIM_CONFIRMED}, {0, 1, BV_CLAIM_CONFIRMED}, {1, 1, BV_CLAIM_REFUTED}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct bv_claims_fixture run;
        bv_claims_fixture_begin(&run, BV_HEARING_BLOCKS);
        bv_claims_fixture_case(&run, "escape/shape:pair", 8, arms, ns, 0.01);
        bv_claims_fixture_code(&run, "escape/shape:pair", 8, "local", rows[i].here, 3);
        bv_claims_fixture_code(&run, "escape/shape:pair", 8, "local by clang 99.1", rows[i].there,
                               3);
        bv_claims_fixture_judge(&run);
        bv_claims_fixture_check(&run, "C13", rows[i].expected);
        if (i == 0)
            bv_claims_fixture_says(&run, "C13",
                                   "this compiler keeps the block, clang 99.1 removes it at 8 B");
        bv_claims_fixture_end(&run);
    }
    struct bv_claims_fixture run; /* no other compiler was there */
    bv_claims_fixture_begin(&run, BV_HEARING_BLOCKS);
    bv_claims_fixture_case(&run, "escape/shape:pair", 8, arms, ns, 0.01);
    bv_claims_fixture_code(&run, "escape/shape:pair", 8, "local", 1, 3);
    bv_claims_fixture_judge(&run);
    bv_claims_fixture_check(&run, "C13", BV_CLAIM_NOT_TESTED);
    bv_claims_fixture_says(&run, "C13", "package clang");
    bv_claims_fixture_end(&run);
}

static void instructions_are_held_against_those_on_the_stack(void **unused)
{
    (void)unused;
    static const char *const heap = "churn/site:heap/alloc:glibc/life:lifo/calls:1";
    static const char *const stack = "churn/site:stack/calls:1";
    for (unsigned turn = 0; turn < 4; turn++) {
        static const enum bv_judgement expected[] = {BV_CLAIM_REFUTED, BV_CLAIM_DEPENDS,
                                                     BV_CLAIM_DEPENDS, BV_CLAIM_CONFIRMED};
        struct bv_claims_fixture run;
        bv_claims_fixture_begin(&run, BV_HEARING_BLOCKS);
        for (unsigned k = 0; k < 2; k++) {
            uint32_t bytes = k ? 256 : 64;
            bv_claims_fixture_ratio(&run, heap, bytes, 2);
            bv_claims_fixture_ratio(&run, stack, bytes, 1);
            bv_claims_fixture_count(&run, stack, bytes, "pointer", bytes, 0);
            bv_claims_fixture_count(&run, heap, bytes, "pointer", bytes + (turn >> k & 1), 1);
        }
        /* With nothing to be held against: another life, another number of calls. */
        bv_claims_fixture_ratio(&run, "churn/site:heap/alloc:glibc/life:fifo/calls:1", 64, 2);
        bv_claims_fixture_count(&run, "churn/site:heap/alloc:glibc/life:fifo/calls:1", 64,
                                "pointer", turn == 3 ? 1 : 99, 1);
        bv_claims_fixture_ratio(&run, "churn/site:heap/alloc:glibc/life:lifo/calls:4", 64, 2);
        bv_claims_fixture_count(&run, "churn/site:heap/alloc:glibc/life:lifo/calls:4", 64,
                                "pointer", 1, 1);
        bv_claims_fixture_judge(&run);
        bv_claims_fixture_check(&run, "C14", expected[turn]);
        bv_claims_fixture_end(&run);
    }
    struct bv_claims_fixture run;
    bv_claims_fixture_begin(&run, BV_HEARING_BLOCKS);
    bv_claims_fixture_ratio(&run, heap, 64, 2);
    bv_claims_fixture_judge(&run);
    bv_claims_fixture_check(&run, "C14", BV_CLAIM_NOT_TESTED);
    bv_claims_fixture_says(&run, "C14", "byval count");
    bv_claims_fixture_end(&run);
}

static void plant_deep(struct bv_claims_fixture *run, const char *series, uint32_t bytes, bool fits)
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
        struct bv_claims_fixture run;
        bv_claims_fixture_begin(&run, BV_HEARING_BLOCKS);
        bv_synthetic_fact(&run.synthetic->result.state_before, "stack.usable_bytes", rows[i].end);
        plant_deep(&run, "deep/touch:warm", 1 << 20, rows[i].fits[0]);
        plant_deep(&run, "deep/depth:16", 1 << 20, rows[i].fits[1]);
        bv_claims_fixture_judge(&run);
        bv_claims_fixture_check(&run, "C7", rows[i].expected);
        if (i == 0)
            bv_claims_fixture_says(&run, "C7",
                                   "On size. Taken together: no up to 1 MiB, yes from 8 MiB on.");
        bv_claims_fixture_end(&run);
    }
    struct bv_claims_fixture run; /* where the stack ends is not enough */
    bv_claims_fixture_begin(&run, BV_HEARING_BLOCKS);
    bv_synthetic_fact(&run.synthetic->result.state_before, "stack.usable_bytes", "8388608");
    bv_claims_fixture_judge(&run);
    bv_claims_fixture_check(&run, "C7", BV_CLAIM_NOT_TESTED);
    assert_int_equal(bv_claims_fixture_claim(&run, "C7")->count, 1); /* though shown */
    bv_claims_fixture_end(&run);
}

/* A run in Go, whose rows say what its runtime counted: of each arm, over all sizes. */
static void plant_go(struct bv_claims_fixture *run, const char *compiler, const double counted[3])
{
    struct bv_result *result = &run->synthetic->result;
    bv_synthetic_fact(&result->key, "compiler", compiler);
    for (size_t i = 0; i < result->row_count; i++)
        result->rows[i].metrics[BV_METRIC_ALLOCATIONS] = counted[result->rows[i].arm_index];
}

/* Claims about allocation, from what Go counted; in C the same rows prove nothing, being by
 * construction. */
static void go_counts_its_own_allocations(void **unused)
{
    (void)unused;
    static const struct {
        const char *claim, *series, *arms[3];
        double counted[3];
        enum bv_judgement expected;
    } rows[] = {
        {"C1", "arg/site:stack", {"value", "pointer"}, {0, 0}, BV_CLAIM_REFUTED},
        {"C1", "arg/site:stack", {"value", "pointer"}, {0, 1}, BV_CLAIM_CONFIRMED},
        {"C5", "ret", {"value", "outparam", "heap"}, {0, 0, 1}, BV_CLAIM_CONFIRMED},
        {"C5", "ret", {"value", "outparam", "heap"}, {0, 0, 0}, BV_CLAIM_REFUTED},
        {"C6", "iface", {"value", "pointer", "boxed"}, {0, 0, 1}, BV_CLAIM_DEPENDS},
        {"C6", "iface", {"value", "pointer", "boxed"}, {0, 1, 1}, BV_CLAIM_CONFIRMED},
        {"C6", "iface", {"value", "pointer", "boxed"}, {1, 0, 0}, BV_CLAIM_REFUTED},
        {"C7", "deep/touch:warm", {"stack", "heap"}, {0, 1}, BV_CLAIM_REFUTED},
        {"C7", "deep/touch:warm", {"stack", "heap"}, {1, 1}, BV_CLAIM_CONFIRMED},
        {"C8",
         "closure/use:stored",
         {"value", "pointer", "reassigned"},
         {1, 1, 2},
         BV_CLAIM_CONFIRMED},
        {"C8",
         "closure/use:local",
         {"value", "pointer", "reassigned"},
         {0, 0, 0},
         BV_CLAIM_REFUTED},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (unsigned in_go = 0; in_go < 2; in_go++) {
            struct bv_claims_fixture run;
            bv_claims_fixture_begin(&run, BV_HEARING_BLOCKS);
            bv_claims_fixture_case(&run, rows[i].series, 64, rows[i].arms,
                                   (const double[3]){10, 10, 10}, 0.002);
            plant_go(&run, in_go ? "go 1.23.5 -trimpath" : "gcc 12.2.0 -O2", rows[i].counted);
            bv_claims_fixture_judge(&run);
            if (in_go)
                bv_claims_fixture_check(&run, rows[i].claim, rows[i].expected);
            else if (strcmp(rows[i].claim, "C7") != 0) /* in C, that it ran is enough */
                bv_claims_fixture_check(&run, rows[i].claim, BV_CLAIM_NOT_TESTED);
            bv_claims_fixture_end(&run);
        }
}

/* The words of -m, held against the counts; the code of a Go run, too. */
static void go_shows_its_escapes(void **unused)
{
    (void)unused;
    static struct bv_escape items[] = {
        {"a", "a pointer that is kept", {BV_ESCAPE_LEAVES, 1, 24}, {BV_ESCAPE_LEAVES, 1, 24}},
        {"b", "48 B joined", {BV_ESCAPE_STAYS, 0, 0}, {BV_ESCAPE_STAYS, 0, 0}},
        {"c", "not said", {BV_ESCAPE_SILENT, 1, 24}, {BV_ESCAPE_SILENT, 1, 24}},
    };
    const struct bv_escapes escapes = {.kernel_hash = "0", .items = items, .count = 3};
    for (unsigned wrong = 0; wrong < 2; wrong++) {
        struct bv_claims_fixture run;
        items[1].inlined.objects = wrong;
        bv_claims_fixture_begin(&run, BV_HEARING_BLOCKS);
        bv_claims_fixture_ratio(&run, "arg/site:stack", 64, 1);
        bv_claims_fixture_code(&run, "arg/site:stack", 64, "pointer", 0, 3);
        plant_go(&run, "go 1.23.5", (const double[3]){0, 0, 0});
        run.escapes = &escapes;
        bv_claims_fixture_judge(&run);
        bv_claims_fixture_check(&run, "C12", wrong ? BV_CLAIM_DEPENDS : BV_CLAIM_CONFIRMED);
        if (wrong)
            bv_claims_fixture_says(
                &run, "C12", "it is not, such as 48 B joined (does not escape, and is allocated)");
        else
            bv_claims_fixture_says(&run, "C12", "Yes 2, no 0, open 0.");
        bv_claims_fixture_end(&run);
    }
}

/* Objects of the pointer arm occupy `ratio` times what is alive. */
static void plant_mix(struct bv_claims_fixture *run, const char *alloc, double ratio, double swing)
{
    char series[64];
    struct bv_result *result = &run->synthetic->result;
    size_t first = result->row_count;
    snprintf(series, sizeof series, "mix/sizes:power/site:heap/alloc:%s", alloc);
    bv_claims_fixture_ratio(run, series, 4096, 1);
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
        struct bv_claims_fixture run;
        bv_claims_fixture_begin(&run, BV_HEARING_BLOCKS);
        plant_mix(&run, "glibc", rows[i].first, rows[i].swing);
        plant_mix(&run, "jemalloc", rows[i].second, rows[i].swing);
        bv_claims_fixture_judge(&run);
        bv_claims_fixture_check(&run, "C10", rows[i].expected);
        if (rows[i].expected == BV_CLAIM_DEPENDS)
            bv_claims_fixture_says(
                &run, "C10",
                "On alloc. Yes throughout for mix, sizes power, site heap, alloc glibc. No "
                "throughout for mix, sizes power, site heap, alloc jemalloc.");
        bv_claims_fixture_end(&run);
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
        struct bv_claims_fixture run;
        const double ns[3] = {rows[i].ns[0], rows[i].ns[1], 0};
        bv_claims_fixture_begin(&run, BV_HEARING_BLOCKS);
        bv_claims_fixture_case(&run, rows[i].series, 64, rows[i].arms, ns, 0.002);
        bv_claims_fixture_judge(&run);
        const struct bv_claim *claim = bv_claims_fixture_claim(&run, rows[i].claim);
        assert_int_equal(claim->judgement, BV_CLAIM_NOT_TESTED);
        assert_int_equal(claim->count, 1);
        const struct bv_evidence *line = &run.claims.evidences.items[claim->first];
        assert_true(line->question->beside);
        if (line->replies[rows[i].expected] != 1)
            fail_msg("row %zu: %s", i, line->numbers);
        bv_claims_fixture_end(&run);
    }
}

static void large_locals_are_held_against_large_blocks(void **unused)
{
    (void)unused;
    for (unsigned slower = 0; slower < 2; slower++) {
        struct bv_claims_fixture run;
        bv_claims_fixture_begin(&run, BV_HEARING_BLOCKS);
        plant_large_locals(&run, slower);
        bv_claims_fixture_judge(&run);
        bv_claims_fixture_check(&run, "C4", BV_CLAIM_NOT_DECIDED);
        bv_claims_fixture_says(&run, "C4", "No measured case answers one of its questions");
        bv_claims_fixture_end(&run);
        bv_claims_fixture_begin(&run, BV_HEARING_BLOCKS);
        plant_large_locals(&run, slower);
        bv_claims_fixture_ratio(&run, "churn/site:heap/alloc:glibc/life:lifo/calls:1", 64,
                                slower ? 0.95 : 5);
        bv_claims_fixture_judge(&run);
        bv_claims_fixture_check(&run, "C4", slower ? BV_CLAIM_REFUTED : BV_CLAIM_CONFIRMED);
        bv_claims_fixture_says(&run, "C4",
                               slower ? "large block? Yes 0, no 2, open 0."
                                      : "large block? Yes 2, no 0, open 0.");
        bv_claims_fixture_end(&run);
    }
}

static void only_the_arms_that_are_meant_are_asked(void **unused)
{
    (void)unused;
    struct bv_claims_fixture run;
    bv_claims_fixture_begin(&run, BV_HEARING_BLOCKS);
    bv_claims_fixture_case(&run, "mutate/how:update", 64,
                           (const char *const[3]){"pointer", "value", NULL},
                           (const double[3]){10, 20, 0}, 0.002);
    bv_claims_fixture_case(&run, "mutate/how:other", 64,
                           (const char *const[3]){"local", "pointer", NULL},
                           (const double[3]){10, 20, 0}, 0.002);
    bv_claims_fixture_judge(&run);
    bv_claims_fixture_check(&run, "C3", BV_CLAIM_NOT_TESTED);
    bv_claims_fixture_check(&run, "C15", BV_CLAIM_NOT_TESTED);
    bv_claims_fixture_end(&run);
}

static void up_to_a_tenth_may_be_open(void **unused)
{
    (void)unused;
    for (unsigned open = 1; open <= 2; open++) {
        struct bv_claims_fixture run;
        bv_claims_fixture_begin(&run, BV_HEARING_BLOCKS);
        for (unsigned i = 0; i < 10; i++)
            if (i < open)
                bv_claims_fixture_wide(&run, "mutate/how:update", 16 + i);
            else
                bv_claims_fixture_ratio(&run, "mutate/how:update", 16 + i, 0.5);
        bv_claims_fixture_judge(&run);
        bv_claims_fixture_check(&run, "C3", open == 1 ? BV_CLAIM_CONFIRMED : BV_CLAIM_NOT_DECIDED);
        bv_claims_fixture_end(&run);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_give_each_verdict),
        cmocka_unit_test(code_and_counts_give_each_verdict),
        cmocka_unit_test(the_code_is_held_against_the_counts),
        cmocka_unit_test(compilers_differ_in_the_blocks_they_remove),
        cmocka_unit_test(instructions_are_held_against_those_on_the_stack),
        cmocka_unit_test(large_objects_are_held_against_the_stacks_end),
        cmocka_unit_test(go_counts_its_own_allocations),
        cmocka_unit_test(go_shows_its_escapes),
        cmocka_unit_test(occupied_memory_gives_each_verdict),
        cmocka_unit_test(what_stands_beside_is_what_was_planted),
        cmocka_unit_test(large_locals_are_held_against_large_blocks),
        cmocka_unit_test(only_the_arms_that_are_meant_are_asked),
        cmocka_unit_test(up_to_a_tenth_may_be_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
