/* SPDX-License-Identifier: Apache-2.0 */
/* test_summary.c: the numbers of a report against planted truth. */
#include "report/analysis/summary.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/bundle/net_time.h"
#include "report/site/summary_text.h"
#include "report/words/finding_words.h"
#include "report/words/number_words.h"
#include "report/words/words.h"
#include "tests/support/golden_file.h"
#include "tests/support/summary_fixture.h"

static const struct bv_summary_options defaults = {0};

/* Plant a series of one case a size, with arms value and pointer. */
static void plant(struct bv_synthetic *synthetic, const char *series, const uint32_t *sizes,
                  const double *value_ns, const double *pointer_ns, size_t count, double spread)
{
    for (size_t i = 0; i < count; i++) {
        char name[128];
        snprintf(name, sizeof name, "%s/size:%u", series, sizes[i]);
        struct bv_synthetic_case planted = {.name = name,
                                            .size_bytes = sizes[i],
                                            .arms = {"value", "pointer"},
                                            .ns = {value_ns[i], pointer_ns[i]},
                                            .spread = spread,
                                            .state = BV_CASE_PRECISE};
        bv_synthetic_add(synthetic, &planted);
    }
}

static void names_are_taken_apart(void **unused)
{
    (void)unused;
    char buffer[128];
    struct bv_name name = bv_name_parse("arg/class:int/bare/site:stack/size:64");
    assert_true(bv_span_is(name.family, "arg"));
    assert_int_equal(name.key_count, 3);
    assert_true(bv_span_is(bv_name_value(&name, "class"), "int"));
    assert_true(bv_span_is(name.keys[1].value, "bare"));
    assert_int_equal(name.keys[1].key.length, 0);
    assert_true(bv_span_is(bv_name_value(&name, "size"), ""));
    size_t length = bv_name_series(&name, NULL, buffer);
    assert_string_equal(buffer, "arg/class:int/bare/site:stack");
    assert_int_equal(length, strlen(buffer));
    bv_name_series(&name, "site", buffer);
    assert_string_equal(buffer, "arg/class:int/bare");

    const char *many = "f/a:1/b:2/c:3/d:4/e:5/f:6/g:7/h:8/i:9/j:10/k:11/l:12/m:13/n:14";
    name = bv_name_parse(many);
    assert_int_equal(name.key_count, BV_NAME_KEYS_MAX);
    bv_name_series(&name, NULL, buffer);
    assert_string_equal(buffer, many);

    name = bv_name_parse("");
    assert_int_equal(name.family.length + name.key_count, 0);
    name = bv_name_parse("//:/::/");
    bv_name_series(&name, NULL, buffer);
    assert_string_equal(buffer, "//:/::/");
}

static void empty_loop_is_subtracted(void **unused)
{
    (void)unused;
    struct bv_row value = {.real_ns = 3.5, .empty_ns = 0.5};
    struct bv_row pointer = {.real_ns = 2.0, .empty_ns = 0.5, .log_ratio = log(3.5 / 2.0)};
    assert_float_equal(bv_net_of(&value).ns, 3.0, 1e-12);
    assert_false(bv_net_of(&value).clamped);
    assert_float_equal(bv_net_effect(&value, &pointer), log(3.0 / 1.5), 1e-12);

    /* As fast as the loop, or faster: net stays at a quarter of the loop. */
    struct bv_row fast = {.real_ns = 0.4, .empty_ns = 0.5};
    assert_float_equal(bv_net_of(&fast).ns, 0.125, 1e-12);
    assert_true(bv_net_of(&fast).clamped);
    struct bv_row twin = {.real_ns = 0.5, .empty_ns = 0.5, .log_ratio = log(0.4 / 0.5)};
    assert_float_equal(bv_net_effect(&fast, &twin), 0, 1e-12);

    struct bv_row bare = {.real_ns = 2, .empty_ns = 0};
    assert_float_equal(bv_net_of(&bare).ns, 2, 1e-12);
    assert_false(bv_net_of(&bare).clamped);
}

/* A visit of two states votes with both of its numbers; one of the clock's steps, with these. */
static void visits_of_two_states_know_little(void **unused)
{
    (void)unused;
    struct bv_row first = {.real_ns = 2.5, .empty_ns = 0.5, .calls = 1000};
    struct bv_row other = {.real_ns = 2.5, .empty_ns = 0.5, .calls = 1000, .log_ratio = 0.3};
    assert_float_equal(bv_net_effect(&first, &other), 0.3, 1e-12);
    assert_float_equal(bv_net_effect_of_medians(&first, &other), 0, 1e-12);
    assert_float_equal(bv_net_effect_error(&first, &other, NAN), 0.3, 1e-12);
    assert_float_equal(bv_net_effect_error(&first, &other, 5), 0.3, 1e-12);
    assert_float_equal(bv_net_effect_error(&first, &other, 1000), 1,
                       1e-12); /* the clock is worse */
    other.log_ratio = -0.3;
    assert_float_equal(bv_net_effect_error(&first, &other, NAN), 0.3, 1e-12);
    other.log_ratio = 0.11;
    assert_float_equal(bv_net_effect_error(&first, &other, 5), 0.11, 1e-12);
    /* Medians of a few rounds differ by a little in one state, too: two steps of 2,000 ns. */
    other.log_ratio = 0.09;
    assert_float_equal(bv_net_effect_error(&first, &other, 5), 0.005, 1e-12);
    assert_float_equal(bv_net_effect_error(&first, &other, NAN), 0, 1e-12);
    /* What agrees does, however far from 0. */
    first.real_ns = 5.5;
    other.log_ratio = log(5.5 / 2.5);
    assert_float_equal(bv_net_effect_error(&first, &other, 5), 0.005, 1e-12);
}

static void planted_answers_are_found(void **unused)
{
    (void)unused;
    static const uint32_t sizes[] = {8, 16, 32, 64};
    static const double two[] = {2, 2, 2, 2}, rising[] = {2, 2, 3, 4}, low[] = {1, 1, 1, 1},
                        dips[] = {2, 3, 2, 2};
    const struct {
        const char *series;
        const double *value, *pointer;
        double spread;
        enum bv_finding_kind kind;
        uint32_t a_until, b_from;
        const char *words;
    } planted[] = {
        {"p/is:crossing", rising, two, 0.01, BV_FINDING_CROSSES, 16, 32,
         "value is never worse up to 16 B [sharp]; pointer wins from 32 B [sharp] on"},
        {"p/is:equal", two, two, 0.002, BV_FINDING_EQUAL, 64, 0,
         "value and pointer are equal at every size from 8 B to 64 B"},
        {"p/is:value", low, two, 0.01, BV_FINDING_A_ALWAYS, 64, 0,
         "value wins at every size from 8 B to 64 B"},
        {"p/is:pointer", two, low, 0.01, BV_FINDING_B_ALWAYS, 0, 8,
         "pointer wins at every size from 8 B to 64 B"},
        {"p/is:holding", two, rising, 0.002, BV_FINDING_A_HOLDS, 64, 0,
         "value is never worse up to 64 B [sharp], the largest size; no size from which pointer "
         "wins"},
        {"p/is:mixed", dips, two, 0.002, BV_FINDING_MIXED, 8, 0,
         "value is never worse up to 8 B [sharp]; above, pointer wins at some sizes but not from "
         "any size on"},
        {"p/is:noise", two, two, 0.4, BV_FINDING_UNDECIDED, 0, 0, NULL},
    };
    enum { COUNT = sizeof planted / sizeof planted[0] };
    struct bv_synthetic *synthetic = bv_synthetic_create(5, 48);
    for (size_t i = 0; i < COUNT; i++)
        plant(synthetic, planted[i].series, sizes, planted[i].value, planted[i].pointer, 4,
              planted[i].spread);
    struct bv_summary *summary = bv_summary_fixture(synthetic);
    assert_int_equal(summary->series_count, COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        const struct bv_series *series = &summary->series[i];
        const struct bv_finding *f = &series->findings[0];
        assert_string_equal(series->name, planted[i].series);
        assert_int_equal(f->kind, planted[i].kind);
        assert_int_equal(f->size_count, 4);
        if (!planted[i].words)
            continue;
        assert_int_equal(f->a_until.estimate, planted[i].a_until);
        assert_int_equal(f->b_from.estimate, planted[i].b_from);
        struct bv_text words = {0};
        bv_words_finding(&words, f, "value", "pointer", true);
        assert_string_equal(words.data, planted[i].words);
        bv_text_finish(&words);
    }
    bv_summary_destroy(summary);
    bv_synthetic_destroy(synthetic);
}

static void times_are_net(void **unused)
{
    (void)unused;
    static const uint32_t sizes[] = {64};
    static const double value[] = {10}, pointer[] = {4};
    struct bv_synthetic *synthetic = bv_synthetic_create(2, 48);
    plant(synthetic, "arg", sizes, value, pointer, 1, 0.01);
    struct bv_summary *summary = bv_summary_fixture(synthetic);
    const struct bv_case_summary *row = &summary->cases[0];
    assert_true(row->ns[0].low < 10 && row->ns[0].high > 10);
    assert_true(row->ns[1].low < 4 && row->ns[1].high > 4);
    assert_true(fabs(row->contests[0].effect.estimate - log(2.5)) < 0.01);
    assert_true(isnan(row->ns[2].estimate));
    assert_int_equal(row->contests[0].verdict, BV_VERDICT_POINTER);
    assert_int_equal(row->blocks, 48);
    bv_summary_destroy(summary);
    bv_synthetic_destroy(synthetic);
}

static void rows_may_come_in_any_order(void **unused)
{
    (void)unused;
    struct bv_synthetic *synthetic = bv_synthetic_textbook(3, 20);
    struct bv_result *result = &synthetic->result;
    struct bv_summary *before = bv_summary_fixture(synthetic);
    struct bv_random random = bv_random_seed(1, 1);
    for (size_t i = result->row_count; i > 1; i--) {
        size_t k = bv_random_below(&random, i);
        struct bv_row row = result->rows[i - 1];
        result->rows[i - 1] = result->rows[k];
        result->rows[k] = row;
    }
    struct bv_summary *after = bv_summary_fixture(synthetic);
    assert_int_equal(before->blocks, 20);
    assert_int_equal(after->blocks, 20);
    size_t compared = 0;
    for (size_t i = 0; i < before->case_count; i++) {
        const struct bv_contest *x = &before->cases[i].contests[0],
                                *y = &after->cases[i].contests[0];
        assert_int_equal(x->sample.count, y->sample.count);
        if (x->sample.count > 0)
            assert_memory_equal(x->sample.values, y->sample.values,
                                x->sample.count * sizeof x->sample.values[0]);
        compared += x->sample.count > 0;
    }
    assert_int_equal(compared, before->case_count - 8);
    bv_summary_destroy(after);
    bv_summary_destroy(before);
    bv_synthetic_destroy(synthetic);
}

static void unusable_rows_are_counted_and_left_out(void **unused)
{
    (void)unused;
    static const uint32_t sizes[] = {64};
    static const double value[] = {10}, pointer[] = {4};
    struct bv_synthetic *synthetic = bv_synthetic_create(2, 20);
    plant(synthetic, "arg", sizes, value, pointer, 1, 0.01);
    struct bv_row *rows = synthetic->result.rows;
    rows[0].real_ns = NAN;             /* block 0 loses its first arm, so its pair */
    rows[3].real_ns = -1;              /* block 1 loses its second arm */
    rows[5].log_ratio = INFINITY;      /* block 2 likewise */
    rows[7].block = rows[5 + 4].block; /* block 4 has its second arm twice, block 3 not at all */
    struct bv_summary *summary = bv_summary_fixture(synthetic);
    assert_int_equal(summary->rows_dropped, 4);
    assert_int_equal(summary->cases[0].contests[0].sample.count, 20 - 4);
    assert_int_equal(summary->cases[0].blocks, 19);
    bv_summary_destroy(summary);
    bv_synthetic_destroy(synthetic);
}

static void failed_cases_give_no_number(void **unused)
{
    (void)unused;
    static const uint32_t sizes[] = {8, 16};
    static const double value[] = {2, 2}, pointer[] = {1, 1};
    struct bv_synthetic *synthetic = bv_synthetic_create(2, 20);
    plant(synthetic, "arg", sizes, value, pointer, 2, 0.01);
    synthetic->result.cases[0].state = BV_CASE_FAILED; /* it has rows all the same */
    struct bv_summary *summary = bv_summary_fixture(synthetic);
    assert_int_equal(summary->cases[0].contests[0].sample.count, 0);
    assert_true(isnan(summary->cases[0].ns[0].estimate));
    assert_int_equal(summary->series[0].findings[0].size_count, 1);
    assert_int_equal(summary->states[BV_CASE_FAILED], 1);
    synthetic->result.cases[1].state = BV_CASE_UNAVAILABLE;
    bv_summary_destroy(summary);
    summary = bv_summary_fixture(synthetic);
    assert_int_equal(summary->series[0].findings[0].kind, BV_FINDING_UNMEASURED);
    assert_int_equal(summary->main_series, summary->series_count);
    bv_summary_destroy(summary);
    bv_synthetic_destroy(synthetic);
}

/* Of 20 blocks, the hypervisor takes time in `stolen`, the clock changes in `drifted`, a quota
 * stops `throttled`. */
static unsigned doubts_when(unsigned stolen, unsigned drifted, unsigned throttled)
{
    struct bv_synthetic *synthetic = bv_synthetic_create(2, 20);
    struct bv_synthetic_case planted = {.name = "arg/size:8",
                                        .size_bytes = 8,
                                        .arms = {"value", "pointer"},
                                        .ns = {2, 2},
                                        .spread = 0.01,
                                        .state = BV_CASE_PRECISE};
    bv_synthetic_add(synthetic, &planted);
    for (unsigned i = 0; i < 20; i++) { /* the last first: their order must not matter */
        struct bv_block_info *block = &synthetic->result.blocks[i];
        block->block = 19 - i;
        block->steal_s = i < stolen ? 0.051 : i % 2 ? 0.049 : NAN;
        block->throttled_s = i < throttled ? 0.051 : i % 2 ? 0.049 : NAN;
        block->canary_ghz[0] = i % 2 ? 3 : 3.3;
        block->canary_ghz[1] = i < drifted ? i % 2 ? 3.31 : 2.99 : i % 3 ? 3.2 : NAN;
    }
    struct bv_summary *summary = bv_summary_fixture(synthetic);
    unsigned doubts = summary->cases[0].doubts;
    bv_summary_destroy(summary);
    bv_synthetic_destroy(synthetic);
    return doubts;
}

static void disturbed_blocks_are_doubts(void **unused)
{
    (void)unused;
    assert_int_equal(doubts_when(0, 0, 0), 0);
    assert_int_equal(doubts_when(10, 10, 10), 0);
    assert_int_equal(doubts_when(11, 0, 0), BV_DOUBT_STOLEN);
    assert_int_equal(doubts_when(0, 11, 0), BV_DOUBT_DRIFTED);
    assert_int_equal(doubts_when(0, 0, 11), BV_DOUBT_THROTTLED);
    assert_int_equal(doubts_when(20, 20, 20),
                     BV_DOUBT_STOLEN | BV_DOUBT_DRIFTED | BV_DOUBT_THROTTLED);
}

/* Of 20 blocks, others had a share of the CPU in so many. */
static unsigned doubts_beside(unsigned shared_blocks, double share)
{
    struct bv_synthetic *synthetic = bv_synthetic_create(2, 20);
    struct bv_synthetic_case planted = {.name = "arg/size:8",
                                        .size_bytes = 8,
                                        .arms = {"value", "pointer"},
                                        .ns = {2, 2},
                                        .spread = 0.01,
                                        .state = BV_CASE_PRECISE};
    bv_synthetic_add(synthetic, &planted);
    for (size_t i = 0; i < synthetic->result.row_count; i++) {
        struct bv_row *row = &synthetic->result.rows[i];
        row->cpu_ns = row->block < shared_blocks ? row->real_ns * (1 - share) : row->real_ns;
    }
    struct bv_summary *summary = bv_summary_fixture(synthetic);
    unsigned doubts = summary->cases[0].doubts;
    bv_summary_destroy(summary);
    bv_synthetic_destroy(synthetic);
    return doubts;
}

/* Of 40 blocks so many saw two states: by the ratios of their rounds value and pointer differ by
 * 5 %, by their medians the other way round. */
static struct bv_summary *with_two_states(struct bv_synthetic **synthetic, unsigned blocks,
                                          int schema)
{
    static const uint32_t sizes[] = {8};
    static const double value[] = {2.1}, pointer[] = {2};
    *synthetic = bv_synthetic_create(2, 40);
    (*synthetic)->result.schema = schema;
    plant(*synthetic, "arg", sizes, value, pointer, 1, 0.001);
    for (size_t i = 0; i < (*synthetic)->result.row_count; i++) {
        struct bv_row *row = &(*synthetic)->result.rows[i];
        if (row->arm_index == 1 && row->block < blocks) {
            row->real_ns *= exp(0.2);
            row->cpu_ns *= exp(0.2);
        }
    }
    return bv_summary_fixture(*synthetic);
}

static void two_states_are_a_doubt_and_widen(void **unused)
{
    (void)unused;
    static const struct {
        unsigned blocks;
        int schema;
        unsigned doubts;
        enum bv_verdict verdict;
    } rows[] = {
        {0, BV_SCHEMA, 0, BV_VERDICT_POINTER},
        {4, BV_SCHEMA, 0, BV_VERDICT_POINTER}, /* a tenth of the blocks */
        {5, BV_SCHEMA, BV_DOUBT_TWO_STATES, BV_VERDICT_POINTER},
        {20, BV_SCHEMA, BV_DOUBT_TWO_STATES, BV_VERDICT_UNDECIDED},
        {40, BV_SCHEMA, BV_DOUBT_TWO_STATES, BV_VERDICT_UNDECIDED},
        {40, BV_SCHEMA_LOOKS - 1, 0, BV_VERDICT_POINTER}, /* as it was judged then */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct bv_synthetic *synthetic;
        struct bv_summary *summary = with_two_states(&synthetic, rows[i].blocks, rows[i].schema);
        const struct bv_contest *contest = &summary->cases[0].contests[0];
        assert_int_equal(summary->cases[0].doubts, rows[i].doubts);
        assert_int_equal(contest->verdict, rows[i].verdict);
        for (size_t b = 0; b < contest->sample.count; b++) {
            bool torn = contest->blocks[b] < rows[i].blocks && rows[i].schema == BV_SCHEMA;
            assert_int_equal(bv_sample_error(&contest->sample, b) > 0.1, torn);
        }
        /* Below 0 it might be, if half of the visits may. */
        assert_int_equal(contest->effect.low < 0, rows[i].verdict == BV_VERDICT_UNDECIDED);
        bv_summary_destroy(summary);
        bv_synthetic_destroy(synthetic);
    }
}

static void neighbours_are_doubts(void **unused)
{
    (void)unused;
    assert_int_equal(doubts_beside(2, 0.5), 0); /* a tenth of the blocks */
    assert_int_equal(doubts_beside(3, 0.5), BV_DOUBT_SHARED);
    assert_int_equal(doubts_beside(7, 0.11), BV_DOUBT_SHARED); /* a third of a run */
    assert_int_equal(doubts_beside(20, 0.09), 0);
}

static char *terminal_text(const struct bv_summary *summary)
{
    char *text;
    struct bv_claims claims;
    const struct bv_known known = {.summary = summary};
    assert_int_equal(bv_claims_judge(&known, &claims), BV_OK);
    assert_int_equal(bv_report_summary_text(summary, &claims, &text, NULL), BV_OK);
    bv_claims_finish(&claims);
    return text;
}

/* A case whose code breaks a rule is doubtful, whatever its times look like; other cases are not.
 */
static void broken_code_is_a_doubt(void **unused)
{
    (void)unused;
    static const char *const violations[] = {"loads nothing in its loop"};
    struct bv_audit_case audited[] = {
        {.name = "arg/size:8", .arm_count = 2, .arms = {{.name = "value"}, {.name = "pointer"}}},
        {.name = "arg/size:16",
         .arm_count = 2,
         .arms = {{.name = "value"},
                  {.name = "pointer", .violations = violations, .violation_count = 1}}},
        {.name = "arg/size:32", /* was not measured */
         .arm_count = 1,
         .arms = {{.name = "value", .violations = violations, .violation_count = 1}}},
    };
    const struct bv_audit audit = {.cases = audited, .case_count = 3};
    const struct bv_summary_options options = {.audit = &audit};
    struct bv_synthetic *synthetic = bv_synthetic_create(2, 20);
    struct bv_synthetic_case planted = {.name = "arg/size:8",
                                        .size_bytes = 8,
                                        .arms = {"value", "pointer"},
                                        .ns = {2, 2},
                                        .spread = 0.01,
                                        .state = BV_CASE_PRECISE};
    bv_synthetic_add(synthetic, &planted);
    planted.name = "arg/size:16";
    bv_synthetic_add(synthetic, &planted);
    struct bv_summary *summary;
    struct bv_text words = {0};
    assert_int_equal(bv_summary_create(&synthetic->result, &options, &summary, NULL), BV_OK);
    assert_int_equal(summary->cases[0].doubts, 0);
    assert_int_equal(summary->cases[1].doubts, BV_DOUBT_CODE);
    assert_int_equal(summary->doubtful, 1);
    for (unsigned d = 0; d < BV_DOUBT_COUNT; d++)
        assert_int_equal(summary->doubts[d], 1u << d == BV_DOUBT_CODE ? 1 : 0);
    assert_string_equal(bv_doubt_words(8), "changed its speed within visits");
    assert_string_equal(bv_doubt_words(9), "its machine code breaks the rules");
    char *text = terminal_text(summary);
    bv_words_breach(&words, summary);
    assert_non_null(strstr(words.data, "the machine code of 1 of 2 cases breaks the rules"));
    assert_non_null(strstr(text, words.data));
    bv_text_finish(&words);
    free(text);
    bv_summary_destroy(summary);
    summary = bv_summary_fixture(synthetic); /* without an audit nothing is known */
    bv_words_breach(&words, summary);
    assert_null(words.data);
    bv_summary_destroy(summary);
    bv_synthetic_destroy(synthetic);
}

static void doubts_are_named(void **unused)
{
    (void)unused;
    struct bv_synthetic *synthetic = bv_synthetic_create(2, 20);
    struct bv_synthetic_case planted = {.name = "arg/size:8",
                                        .size_bytes = 8,
                                        .arms = {"value", "pointer"},
                                        .ns = {2, 2},
                                        .spread = 0.01,
                                        .state = BV_CASE_PRECISE,
                                        .switches = 2, /* of 20 rounds: a median bears that */
                                        .faults = 2};
    bv_synthetic_add(synthetic, &planted);
    planted.state = BV_CASE_OPEN; /* for want of blocks, but narrow */
    planted.switches = planted.faults = 0;
    bv_synthetic_add(synthetic, &planted);
    planted.spread = 0.1;
    planted.switches = 3;
    planted.migrations = 1;
    planted.faults = 3;
    bv_synthetic_add(synthetic, &planted);
    planted = (struct bv_synthetic_case){.name = "arg/size:16",
                                         .size_bytes = 16,
                                         .arms = {"value", "pointer"},
                                         .ns = {0.01, 0.01},
                                         .spread = 0.01,
                                         .state = BV_CASE_PRECISE};
    bv_synthetic_add(synthetic, &planted);
    struct bv_summary *summary = bv_summary_fixture(synthetic);
    assert_int_equal(summary->cases[0].doubts, 0);
    assert_int_equal(summary->cases[1].doubts, 0);
    assert_int_equal(summary->narrow, 3);
    assert_int_equal(summary->wide, 1);
    assert_int_equal(summary->cases[2].doubts, BV_DOUBT_MOVED | BV_DOUBT_BUSY | BV_DOUBT_FAULTS);
    assert_int_equal(summary->cases[3].doubts, BV_DOUBT_RESOLUTION);
    assert_int_equal(summary->doubtful, 2);
    for (unsigned i = 0; i < BV_DOUBT_COUNT; i++)
        assert_int_equal(summary->doubts[i],
                         ((summary->cases[2].doubts | BV_DOUBT_RESOLUTION) >> i) & 1);
    bv_summary_destroy(summary);
    bv_synthetic_destroy(synthetic);

    synthetic = bv_synthetic_create(2, 1);
    planted.ns[0] = planted.ns[1] = 2;
    bv_synthetic_add(synthetic, &planted);
    summary = bv_summary_fixture(synthetic);
    assert_int_equal(summary->cases[0].doubts, BV_DOUBT_FEW);
    assert_int_equal(summary->cases[0].contests[0].verdict, BV_VERDICT_UNDECIDED);
    bv_summary_destroy(summary);
    bv_synthetic_destroy(synthetic);
}

/* Two nulls of each kind; the twins differ by `bias` in truth. */
static struct bv_summary *with_nulls(struct bv_synthetic *synthetic, double bias, double spread)
{
    static const char *const names[] = {"null/kind:same/size:8", "null/kind:same/size:64",
                                        "null/kind:twin/size:8", "null/kind:twin/size:64"};
    for (size_t i = 0; i < 4; i++) {
        struct bv_synthetic_case planted = {.name = names[i],
                                            .size_bytes = 8,
                                            .arms = {"a", "b"},
                                            .ns = {i < 2 ? 2 : 2 * exp(bias), 2},
                                            .spread = spread,
                                            .state = BV_CASE_PRECISE};
        bv_synthetic_add(synthetic, &planted);
    }
    return bv_summary_fixture(synthetic);
}

static void nulls_set_the_margin(void **unused)
{
    (void)unused;
    struct bv_synthetic *synthetic = bv_synthetic_create(4, 48);
    struct bv_summary *summary = with_nulls(synthetic, 0, 0.005);
    assert_int_equal(summary->noise.judged, 4);
    assert_int_equal(summary->noise.false_count, 0);
    assert_int_equal(summary->series_count, 0); /* nulls are no series, and no answer */
    assert_float_equal(summary->margin, log1p(0.01), 1e-12);
    /* 1.96 spreads of a normal distribution, which intervals over 48 blocks are far within. */
    assert_true(fabs(summary->noise.one_same - 1.96 * 0.005) < 0.003);
    assert_true(fabs(summary->noise.one_twin - 1.96 * 0.005) < 0.003);
    bv_summary_destroy(summary);
    bv_synthetic_destroy(synthetic);

    synthetic = bv_synthetic_create(4, 48);
    summary = with_nulls(synthetic, 0.05, 0.005);
    assert_int_equal(summary->noise.false_count, 2);
    assert_true(summary->noise.floor_twin > 0.045 && summary->noise.floor_twin < 0.05);
    assert_true(summary->noise.floor_same < 0.005);
    assert_float_equal(summary->margin, summary->noise.floor_twin, 1e-12);
    bv_summary_destroy(summary);
    bv_synthetic_destroy(synthetic);

    /* A run that is merely noisy must not get a wide margin: nothing would ever differ. */
    synthetic = bv_synthetic_create(4, 20);
    summary = with_nulls(synthetic, 0, 0.3);
    assert_true(summary->noise.reach > 0.05);
    assert_true(summary->margin < 0.05);
    bv_summary_destroy(summary);
    bv_synthetic_destroy(synthetic);

    synthetic = bv_synthetic_create(4, 1);
    summary = with_nulls(synthetic, 0, 0.3);
    assert_int_equal(summary->noise.judged, 0);
    assert_true(isnan(summary->noise.floor_twin));
    assert_float_equal(summary->margin, log1p(0.01), 1e-12);
    bv_summary_destroy(summary);
    bv_synthetic_destroy(synthetic);
}

/* The p-value of what agrees in all 40 blocks, of one contest in so many sessions. */
static double p_of(int schema, uint32_t sessions, double *share)
{
    static const uint32_t sizes[] = {8};
    static const double value[] = {3}, pointer[] = {2};
    struct bv_synthetic *synthetic = bv_synthetic_create(2, 40);
    synthetic->result.schema = schema;
    synthetic->result.sessions = sessions;
    synthetic->result.elapsed_s = 0; /* of drift nothing is known */
    plant(synthetic, "arg", sizes, value, pointer, 1, 0.001);
    struct bv_summary *summary = bv_summary_fixture(synthetic);
    double p = summary->cases[0].contests[0].p;
    *share = summary->cases[0].contests[0].share;
    bv_summary_destroy(summary);
    bv_synthetic_destroy(synthetic);
    return p;
}

/* Each end of a run is a look at its table, and spends of what it may spend. */
static void sessions_share_the_error(void **unused)
{
    (void)unused;
    static const struct {
        int schema;
        uint32_t sessions;
        double share;
    } rows[] = {{BV_SCHEMA_LOOKS - 1, 1, 1},
                {BV_SCHEMA, 1, 0.75},
                {BV_SCHEMA, 2, 0.075},
                {BV_SCHEMA, 3, 0.0375}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double share, p = p_of(rows[i].schema, rows[i].sessions, &share);
        assert_float_equal(share, rows[i].share, 1e-12);
        assert_true(fabs(p - ldexp(1, -39) / share) < 1e-3 * p);
    }
}

/* Effects of a case, one a block. */
static void set_effects(struct bv_synthetic *synthetic, const char *name, const double *effects)
{
    struct bv_synthetic_case planted = {.name = name,
                                        .size_bytes = 8,
                                        .arms = {"value", "pointer"},
                                        .ns = {1, 1},
                                        .state = BV_CASE_OPEN};
    bv_synthetic_add(synthetic, &planted);
    struct bv_result *result = &synthetic->result;
    for (size_t b = 0; b < result->block_count; b++) {
        struct bv_row *rows = &result->rows[result->row_count - 2 * (result->block_count - b)];
        rows[0].empty_ns = rows[1].empty_ns = 0;
        rows[0].real_ns = exp(effects[b]);
        rows[1].real_ns = 1;
        rows[1].log_ratio = effects[b];
    }
}

/* 40 contests of 10 blocks that agree: 40 x 2^-9 / 0.75 is no verdict over the table, and 2^-9 /
 * 0.75 is likely. */
static void likely_is_weaker_than_a_verdict(void **unused)
{
    (void)unused;
    enum { BLOCKS = 10, CASES = 40 };
    struct bv_synthetic *synthetic = bv_synthetic_create(2, BLOCKS);
    double effects[BLOCKS];
    for (unsigned c = 0; c < CASES; c++) {
        char name[40];
        for (unsigned b = 0; b < BLOCKS; b++)
            effects[b] = (c < 15   ? 0.3
                          : c < 30 ? -0.3
                          : c < 38 ? 0
                          : b % 2  ? 0.3
                                   : -0.3) +
                         1e-4 * b;
        snprintf(name, sizeof name, "arg/at:%u/size:8", c);
        set_effects(synthetic, name, effects);
    }
    struct bv_summary *summary = bv_summary_fixture(synthetic);
    for (unsigned c = 0; c < CASES; c++) {
        const struct bv_contest *contest = &summary->cases[c].contests[0];
        assert_int_equal(contest->verdict, BV_VERDICT_UNDECIDED);
        assert_int_equal(contest->likely, c < 15   ? BV_VERDICT_POINTER
                                          : c < 30 ? BV_VERDICT_VALUE
                                          : c < 38 ? BV_VERDICT_EQUAL
                                                   : BV_VERDICT_UNDECIDED);
    }
    assert_int_equal(summary->verdicts[BV_VERDICT_UNDECIDED], CASES);
    bv_summary_destroy(summary);
    bv_synthetic_destroy(synthetic);
}

/* Three of ten layouts cost the pointer 20 %, six the value 50 %, and in one they are equal. */
static void layouts_have_a_mean_and_shares(void **unused)
{
    (void)unused;
    static const double effects[] = {0.4, -0.2, 0.4, 0.4, -0.2, 0.4, 0.001, 0.4, -0.2, 0.4};
    struct bv_synthetic *synthetic = bv_synthetic_create(2, 10);
    set_effects(synthetic, "arg/size:8", effects);
    set_effects(synthetic, "null/kind:same/size:8", effects);
    struct bv_summary *summary = bv_summary_fixture(synthetic);
    for (unsigned c = 0; c < 2; c++) {
        const struct bv_contest *contest = &summary->cases[c].contests[0];
        assert_float_equal(contest->effect.estimate, 0.4, 1e-12);
        assert_float_equal(contest->mean, 0.1801, 1e-12);
        assert_float_equal(contest->share_first, 0.3, 1e-12);
        assert_float_equal(contest->share_other, 0.6, 1e-12);
    }
    bv_summary_destroy(summary);
    bv_synthetic_destroy(synthetic);
}

/* What no verdict was reached about is known to an interval all the same. */
static void undecided_findings_say_what_is_known(void **unused)
{
    (void)unused;
    static const struct {
        double low, high;
        size_t sizes;
        const char *before, *behind; /* the two ratios; NULL: there are none */
    } rows[] = {
        {0.2, 0.4, 1, "undecided: value takes ",
         " times as long at 8 B, the only size (95 %), not proven over the whole table"},
        {-0.2, 0.4, 4, "undecided: value takes ",
         " times as long at every size from 8 B to 64 B (95 %), not proven over the whole table"},
        {-INFINITY, INFINITY, 1, "undecided, for too few blocks, at 8 B, the only size", NULL},
        {-0.2, INFINITY, 4, "undecided, for too few blocks, at every size from 8 B to 64 B", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct bv_finding finding = {.kind = BV_FINDING_UNDECIDED,
                                           .size_count = rows[i].sizes,
                                           .first_bytes = 8,
                                           .last_bytes = rows[i].sizes == 1 ? 8 : 64,
                                           .effect_low = rows[i].low,
                                           .effect_high = rows[i].high};
        struct bv_text words = {0}, due = {0};
        bv_text_put(&due, rows[i].before);
        if (rows[i].behind) {
            bv_words_ratio(&due, rows[i].low);
            bv_text_put(&due, " to ");
            bv_words_ratio(&due, rows[i].high);
            bv_text_put(&due, rows[i].behind);
        }
        bv_words_finding(&words, &finding, "value", "pointer", true);
        assert_string_equal(words.data, due.data);
        bv_text_finish(&due);
        bv_text_finish(&words);
    }
    /* The hull of the intervals of all sizes. */
    static const uint32_t sizes[] = {8, 16, 32};
    static const double value[] = {2, 2, 2.4}, pointer[] = {2, 2.4, 2};
    struct bv_synthetic *synthetic = bv_synthetic_create(2, 12);
    plant(synthetic, "arg", sizes, value, pointer, 3, 0.3);
    struct bv_summary *summary = bv_summary_fixture(synthetic);
    const struct bv_finding *finding = &summary->series[0].findings[0];
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < 3; i++) {
        low = fmin(low, summary->cases[i].contests[0].effect.low);
        high = fmax(high, summary->cases[i].contests[0].effect.high);
    }
    assert_int_equal(finding->kind, BV_FINDING_UNDECIDED);
    assert_true(finding->effect_low == low && finding->effect_high == high);
    bv_summary_destroy(summary);
    bv_synthetic_destroy(synthetic);
}

static void the_basis_says_which_layouts_were_met(void **unused)
{
    (void)unused;
    static const struct {
        uint32_t layouts;
        const char *words;
    } rows[] = {{0, "(fresh processes, each with a link layout of its own)"},
                {64, "(fresh processes, 64 link layouts)"},
                {1, "(fresh processes, 1 link layout)"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct bv_synthetic *synthetic = bv_synthetic_textbook(1, 20);
        synthetic->result.layouts = rows[i].layouts;
        struct bv_summary *summary = bv_summary_fixture(synthetic);
        struct bv_text words = {0};
        bv_words_basis(&words, summary);
        assert_non_null(strstr(words.data, rows[i].words));
        bv_text_finish(&words);
        bv_summary_destroy(summary);
        bv_synthetic_destroy(synthetic);
    }
}

static void arms_are_matched_by_name(void **unused)
{
    (void)unused;
    struct bv_synthetic *synthetic = bv_synthetic_create(4, 20);
    struct bv_synthetic_case small = {.name = "ret/size:8",
                                      .size_bytes = 8,
                                      .arms = {"value", "outparam", "heap"},
                                      .ns = {1, 1, 20},
                                      .spread = 0.002,
                                      .state = BV_CASE_PRECISE};
    struct bv_synthetic_case large = {.name = "ret/size:64",
                                      .size_bytes = 64,
                                      .arms = {"value", "heap"},
                                      .ns = {1, 30},
                                      .spread = 0.002,
                                      .state = BV_CASE_PRECISE};
    bv_synthetic_add(synthetic, &large); /* ascending size, not order of the file, counts */
    bv_synthetic_add(synthetic, &small);
    struct bv_summary *summary = bv_summary_fixture(synthetic);
    const struct bv_series *series = &summary->series[0];
    assert_int_equal(summary->series_count, 1);
    assert_int_equal(series->arm_count, 3);
    assert_int_equal(series->findings[0].size_count, 1);
    assert_int_equal(series->findings[1].size_count, 2);
    assert_int_equal(series->findings[1].kind, BV_FINDING_A_ALWAYS);
    assert_null(bv_series_contest(summary, series, 1, 1));
    assert_true(bv_series_ns(summary, series, 1, 2).estimate > 25);
    struct bv_answer answers[4];
    assert_int_equal(bv_summary_answers(summary, answers, 4), 2);
    assert_int_equal(answers[1].arm, 2);
    bv_summary_destroy(summary);
    bv_synthetic_destroy(synthetic);
}

static void an_empty_result_is_summed_up(void **unused)
{
    (void)unused;
    struct bv_result nothing = {.schema = BV_SCHEMA};
    struct bv_summary *summary;
    char *text;
    assert_int_equal(bv_summary_create(&nothing, &defaults, &summary, NULL), BV_OK);
    assert_int_equal(bv_summary_answers(summary, NULL, 0), 0);
    text = terminal_text(summary);
    assert_non_null(strstr(text, "no case was measured"));
    assert_non_null(strstr(text, "the noise floor of this run is unknown"));
    free(text);
    bv_summary_destroy(summary);
}

static void check_unanswered(const struct bv_synthetic *synthetic, const char *words)
{
    struct bv_summary *summary = bv_summary_fixture(synthetic);
    char *text = terminal_text(summary);
    assert_string_equal(bv_words_unanswered(summary), words);
    assert_non_null(strstr(text, words));
    free(text);
    bv_summary_destroy(summary);
}

/* However few blocks the nulls have: that their floor is unknown does not unmake them. */
static void nulls_are_measured_cases(void **unused)
{
    (void)unused;
    for (uint32_t blocks = 1; blocks <= 20; blocks += 1 + blocks / 3) {
        struct bv_synthetic *synthetic = bv_synthetic_create(3, blocks);
        bv_synthetic_nulls(synthetic, 0.005);
        check_unanswered(synthetic, "only nulls were measured");
        struct bv_synthetic_case planted = {.name = "planted/size:8",
                                            .size_bytes = 8,
                                            .arms = {"a", "b"},
                                            .ns = {2, 3},
                                            .spread = 0.005,
                                            .state = BV_CASE_PRECISE};
        bv_synthetic_add(synthetic, &planted);
        check_unanswered(synthetic, "only nulls and planted differences were measured");
        bv_synthetic_destroy(synthetic);
    }
    struct bv_synthetic *failed = bv_synthetic_create(3, 20);
    bv_synthetic_add(failed, &(struct bv_synthetic_case){.name = "null/kind:same/size:8",
                                                         .size_bytes = 8,
                                                         .arms = {"a", "b"},
                                                         .state = BV_CASE_FAILED,
                                                         .reason = "it was to"});
    check_unanswered(failed, "no case was measured");
    bv_synthetic_destroy(failed);
}

static void check_golden(const struct bv_synthetic *synthetic, const char *path)
{
    struct bv_summary *summary = bv_summary_fixture(synthetic);
    char *text = terminal_text(summary);
    bv_golden_file_golden(path, text);
    size_t lines = 0;
    for (const char *c = text; *c; c++)
        lines += *c == '\n';
    assert_true(lines <= 14);
    free(text);
    bv_summary_destroy(summary);
}

static void terminal_text_is_golden(void **unused)
{
    (void)unused;
    struct bv_synthetic *synthetic = bv_synthetic_textbook(1, 40);
    check_golden(synthetic, BV_GOLDEN "/summary_textbook.txt");
    bv_synthetic_destroy(synthetic);
}

static void terminal_text_shows_no_escapes(void **unused)
{
    (void)unused;
    static const uint32_t sizes[] = {8};
    static const double ns[] = {2};
    struct bv_synthetic *synthetic = bv_synthetic_create(1, 20);
    plant(synthetic, "\x1b[2Jevil\n\xff%s/key:\x9b", sizes, ns, ns, 1, 0.001);
    check_golden(synthetic, BV_GOLDEN "/summary_hostile.txt");
    bv_synthetic_destroy(synthetic);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_taken_apart),
        cmocka_unit_test(empty_loop_is_subtracted),
        cmocka_unit_test(visits_of_two_states_know_little),
        cmocka_unit_test(two_states_are_a_doubt_and_widen),
        cmocka_unit_test(sessions_share_the_error),
        cmocka_unit_test(likely_is_weaker_than_a_verdict),
        cmocka_unit_test(layouts_have_a_mean_and_shares),
        cmocka_unit_test(undecided_findings_say_what_is_known),
        cmocka_unit_test(the_basis_says_which_layouts_were_met),
        cmocka_unit_test(planted_answers_are_found),
        cmocka_unit_test(times_are_net),
        cmocka_unit_test(rows_may_come_in_any_order),
        cmocka_unit_test(unusable_rows_are_counted_and_left_out),
        cmocka_unit_test(failed_cases_give_no_number),
        cmocka_unit_test(disturbed_blocks_are_doubts),
        cmocka_unit_test(neighbours_are_doubts),
        cmocka_unit_test(doubts_are_named),
        cmocka_unit_test(broken_code_is_a_doubt),
        cmocka_unit_test(nulls_set_the_margin),
        cmocka_unit_test(nulls_are_measured_cases),
        cmocka_unit_test(arms_are_matched_by_name),
        cmocka_unit_test(an_empty_result_is_summed_up),
        cmocka_unit_test(terminal_text_is_golden),
        cmocka_unit_test(terminal_text_shows_no_escapes),
    };
    return cmocka_run_group_tests_name("summary", tests, NULL, NULL);
}
