/* SPDX-License-Identifier: Apache-2.0 */
/* test_claims_told.c: what is said of a verdict: on what it depends, an instance, what is missing.
 */
#include "tests/support/claims_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "report/claims/claims_words.h"
#include "tests/support/golden_file.h"

static void what_it_depends_on_is_what_was_planted(void **unused)
{
    (void)unused;
    struct bv_claims_fixture run;
    bv_claims_fixture_begin(&run, BV_HEARING_BLOCKS);
    bv_claims_fixture_ratio(&run, "churn/site:heap_reused/calls:1", 64, 0.5);
    bv_claims_fixture_ratio(&run, "churn/site:gc/calls:1", 64, 3);
    bv_claims_fixture_ratio(&run, "churn/site:stack/calls:1", 64, 0.5); /* not asked about */
    bv_claims_fixture_judge(&run);
    bv_claims_fixture_check(&run, "C4", BV_CLAIM_DEPENDS);
    bv_claims_fixture_says(
        &run, "C4",
        "On site. Yes throughout for churn, site gc, calls 1. No throughout for churn, site "
        "heap_reused, calls 1.");
    bv_claims_fixture_end(&run);

    bv_claims_fixture_begin(&run, BV_HEARING_BLOCKS); /* no boundary */
    for (unsigned i = 0; i < 3; i++)
        bv_claims_fixture_ratio(&run, "scan/set:l2", 16u << i, i == 1 ? 2 : 1);
    bv_claims_fixture_judge(&run);
    bv_claims_fixture_says(&run, "C15",
                           "On size. scan, set l2: value against pointer: yes and no take turns "
                           "over the sizes.");
    bv_claims_fixture_end(&run);

    bv_claims_fixture_begin(&run,
                            BV_HEARING_BLOCKS); /* what only one of them has comes with its site */
    bv_claims_fixture_ratio(&run, "churn/site:pool/life:lifo/calls:1", 64, 0.5);
    bv_claims_fixture_ratio(&run, "churn/site:gc/live:16/life:lifo/calls:1", 64, 3);
    bv_claims_fixture_judge(&run);
    bv_claims_fixture_says(&run, "C4", "On site.");
    bv_claims_fixture_end(&run);

    bv_claims_fixture_begin(&run, BV_HEARING_BLOCKS); /* two differences: neither can be named */
    bv_claims_fixture_ratio(&run, "churn/site:heap_reused/calls:1", 64, 0.5);
    bv_claims_fixture_ratio(&run, "churn/site:gc/calls:4", 64, 3);
    bv_claims_fixture_judge(&run);
    bv_claims_fixture_says(&run, "C4", "On pattern.");
    bv_claims_fixture_end(&run);

    bv_claims_fixture_begin(&run, BV_HEARING_BLOCKS); /* a boundary, and its interval */
    for (uint32_t bytes = 64; bytes <= 4096; bytes *= 2)
        bv_claims_fixture_ratio(&run, "churn/site:heap/alloc:glibc/life:lifo/calls:1", bytes,
                                500.0 / bytes);
    bv_claims_fixture_judge(&run);
    bv_claims_fixture_says(
        &run, "C4",
        "On size. churn, site heap, alloc glibc, life lifo, calls 1: value is never worse "
        "up to 256 B [sharp]; pointer wins from 512 B [sharp] on.");
    bv_claims_fixture_says(&run, "C4", "Yes 3, no 4, open 0.");
    bv_claims_fixture_end(&run);
}

/* Cases of every family, in a run that knows nothing well. */
static void plant_all_wide(struct bv_claims_fixture *run)
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
            bv_claims_fixture_wide(run, series[i], bytes);
}

static void wide_intervals_judge_nothing(void **unused)
{
    (void)unused;
    for (unsigned turn = 0; turn < 2; turn++) {
        struct bv_claims_fixture run;
        bv_claims_fixture_begin(&run, turn ? 5 : BV_HEARING_BLOCKS);
        if (turn == 0)
            plant_all_wide(&run);
        else /* a large effect, and too few blocks for an interval */
            for (uint32_t bytes = 8; bytes <= 2048; bytes *= 4)
                bv_claims_fixture_ratio(&run, "churn/site:gc/live:16/life:lifo/calls:1", bytes, 50);
        bv_claims_fixture_judge(&run);
        for (size_t i = 0; i < run.claims.count; i++) {
            enum bv_judgement judgement = run.claims.items[i].judgement;
            if (judgement != BV_CLAIM_NOT_DECIDED && judgement != BV_CLAIM_NOT_TESTED)
                fail_msg("%s is %s", run.claims.items[i].guidance->id,
                         bv_judgement_words(judgement));
        }
        bv_claims_fixture_check(&run, "C9", BV_CLAIM_NOT_DECIDED);
        bv_claims_fixture_end(&run);
    }
}

static void without_cases_nothing_is_tested(void **unused)
{
    (void)unused;
    struct bv_claims_fixture run;
    bv_claims_fixture_begin(&run, BV_HEARING_BLOCKS);
    bv_claims_fixture_judge(&run);
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
    bv_claims_fixture_end(&run);
}

static void why_a_case_is_unavailable_is_told(void **unused)
{
    (void)unused;
    struct bv_claims_fixture run;
    bv_claims_fixture_begin(&run, BV_HEARING_BLOCKS);
    const struct bv_synthetic_case planted = {.name = "mix/sizes:power/size:4096",
                                              .size_bytes = 4096,
                                              .arms = {"value", "pointer"},
                                              .state = BV_CASE_UNAVAILABLE,
                                              .reason = "no such allocator"};
    bv_synthetic_add(run.synthetic, &planted);
    bv_claims_fixture_judge(&run);
    bv_claims_fixture_says(&run, "C10",
                           "mix/sizes:power/size:4096 is unavailable: no such allocator.");
    bv_claims_fixture_end(&run);
}

enum { GOLDEN_LINES = 8 }; /* of a claim: past that only how many */

/* All verdicts with their reasons, as the page says them. */
static void check_golden(const struct bv_claims_fixture *run, const char *path)
{
    struct bv_text text = {0};
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
    assert_false(text.failed);
    bv_golden_file_golden(path, text.data);
    bv_text_finish(&text);
}

static void the_textbook_is_golden(void **unused)
{
    (void)unused;
    struct bv_claims_fixture run;
    bv_claims_fixture_begin(&run, BV_HEARING_BLOCKS);
    bv_synthetic_destroy(run.synthetic);
    run.synthetic = bv_synthetic_textbook(1, BV_HEARING_BLOCKS);
    for (unsigned i = 0; i < 3; i++) {
        static const char *const arms[] = {"value", "outparam", "heap"};
        bv_claims_fixture_code(&run, "ret/class:int", 64, arms[i], i == 2, 3);
        bv_claims_fixture_count(&run, "ret/class:int", 256, arms[i], 20, i == 2);
    }
    bv_claims_fixture_judge(&run);
    check_golden(&run, BV_GOLDEN "/claims_textbook.txt");
    bv_claims_fixture_end(&run);
}

static void foreign_names_stay_words(void **unused)
{
    (void)unused;
    struct bv_claims_fixture run;
    bv_claims_fixture_begin(&run, BV_HEARING_BLOCKS);
    bv_claims_fixture_ratio(&run, "churn/site:heap/alloc:<script>`id`\x1b[2J\"%s\n]]>/life:lifo",
                            64, 2);
    bv_claims_fixture_ratio(&run, "churn/site:pool/=HYPERLINK(1)/\xff\xe2\x80\xae", 64, 0.5);
    bv_claims_fixture_ratio(&run, "mutate", 64, 0.5);
    bv_claims_fixture_ratio(&run, "", 64, 0.5);
    bv_claims_fixture_judge(&run);
    bv_claims_fixture_check(&run, "C4", BV_CLAIM_DEPENDS);
    check_golden(&run, BV_GOLDEN "/claims_hostile.txt");
    struct bv_text csv = {0};
    bv_claims_csv(&csv, &run.claims);
    assert_non_null(strstr(csv.data, ",\"churn/site:heap/alloc:<script>`id`\xe2\x90\xa3[2J\"\"%s"));
    for (const char *c = csv.data; *c; c++)
        assert_true((unsigned char)*c >= 0x20 || *c == '\r' || *c == '\n');
    bv_text_finish(&csv);
    bv_claims_fixture_end(&run);
}

static void every_question_can_be_read(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < bv_claim_table_count; i++) {
        const struct bv_claim_table *guidance = &bv_claim_table[i];
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
        cmocka_unit_test(what_it_depends_on_is_what_was_planted),
        cmocka_unit_test(wide_intervals_judge_nothing),
        cmocka_unit_test(without_cases_nothing_is_tested),
        cmocka_unit_test(why_a_case_is_unavailable_is_told),
        cmocka_unit_test(the_textbook_is_golden),
        cmocka_unit_test(foreign_names_stay_words),
        cmocka_unit_test(every_question_can_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
