/* SPDX-License-Identifier: Apache-2.0 */
/* test_regret.c: rules of thumb, and what they cost where the truth was planted. */
#include "report/analysis/regret.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/summary_fixture.h"

static struct bv_rules rules_of(const char *text)
{
    struct bv_rules rules;
    struct bv_error err;
    if (bv_rules_parse(text, strlen(text), "given", &rules, &err) != BV_OK)
        fail_msg("%s", err.text);
    return rules;
}

static void refused(const char *text, const char *complaint)
{
    struct bv_rules rules;
    struct bv_error err;
    assert_int_equal(bv_rules_parse(text, strlen(text), "given", &rules, &err), BV_E_INPUT);
    if (!strstr(err.text, complaint))
        fail_msg("'%s' does not say '%s'", err.text, complaint);
}

static void bad_rules_are_refused(void **unused)
{
    (void)unused;
    refused("", "given:");
    refused("{\"byval_rules\": 1, \"rules\": [", "not valid JSON");
    refused("{\"byval_rules\": 2, \"rules\": []}",
            "given: byval_rules: 2 is newer than this byval's 1");
    refused("{\"byval_rules\": 1, \"rules\": {}}", "given: rules: expected a list");
    refused("{\"byval_rules\": 1}", "rules");
    refused("{\"byval_rules\": 1, \"rules\": [3]}", "given: rules[0]: expected an object");
    refused("{\"byval_rules\": 1, \"rules\": [{\"tool\": \"t\", \"option\": \"o\", \"source\": "
            "\"s\", \"value_up_to_bytes\": 16}, {\"tool\": \"t\"}]}",
            "given: rules[1].option: is missing: expected text");
    refused("{\"byval_rules\": 1, \"rules\": [{\"tool\": \"t\", \"option\": \"o\", \"source\": "
            "\"s\", \"value_up_to_bytes\": -1}]}",
            "given: rules[0].value_up_to_bytes: expected a whole number from 0 to 4294967295");
    refused("{\"byval_rules\": 1, \"rules\": [{\"tool\": \"t\", \"option\": \"o\", \"source\": "
            "\"s\", \"value_up_to_bytes\": 16, \"bytes\": 16}]}",
            "given: rules[0].bytes: is no field of this format; remove it");
}

static void the_rules_that_come_along_are_whole(void **unused)
{
    struct bv_rules rules;
    struct bv_error err;
    (void)unused;
    if (bv_rules_builtin(&rules, &err) != BV_OK)
        fail_msg("%s", err.text);
    assert_true(rules.count >= 10);
    for (size_t i = 0; i < rules.count; i++)
        assert_true(rules.items[i].source[0] && rules.items[i].value_up_to_bytes >= 8);
    bv_rules_finish(&rules);
}

static void plant(struct bv_synthetic *synthetic, const char *series, uint32_t bytes, double value,
                  double pointer)
{
    char name[120];
    snprintf(name, sizeof name, "%s/size:%u", series, bytes);
    const struct bv_synthetic_case planted = {.name = name,
                                              .size_bytes = bytes,
                                              .arms = {"value", "pointer"},
                                              .ns = {value, pointer},
                                              .spread = 1e-4,
                                              .state = BV_CASE_PRECISE};
    bv_synthetic_add(synthetic, &planted);
}

static const struct bv_policy *find(const struct bv_policies *policies, const char *tool)
{
    for (size_t i = 0; i < policies->count; i++)
        if (strcmp(policies->items[i].tool, tool) == 0)
            return &policies->items[i];
    fail_msg("%s is missing", tool);
    return NULL;
}

static void check_near(double value, double expected)
{
    if (!(fabs(value - expected) < 0.002 * (1 + fabs(expected))))
        fail_msg("%g, not %g", value, expected);
}

static const char some_rules[] =
    "{\"byval_rules\": 1, \"rules\": ["
    "{\"tool\": \"good\", \"option\": \"\", \"source\": \"s\", \"value_up_to_bytes\": 32},"
    "{\"tool\": \"low\", \"option\": \"\", \"source\": \"s\", \"value_up_to_bytes\": 15}]}";

static void regrets_are_those_planted(void **unused)
{
    (void)unused;
    static const char series[] = "arg/class:int/reads:one/mode:throughput/site:stack";
    struct bv_synthetic *synthetic = bv_synthetic_create(1, 40);
    plant(synthetic, series, 16, 2, 3);   /* value by 1.5 */
    plant(synthetic, series, 32, 2, 2);   /* a tie */
    plant(synthetic, series, 64, 4, 2);   /* pointer by 2 */
    plant(synthetic, "inline", 64, 9, 1); /* a control */
    bv_synthetic_nulls(synthetic, 1e-4);
    struct bv_summary *summary = bv_summary_fixture(synthetic);
    struct bv_rules rules = rules_of(some_rules);
    struct bv_policies policies;
    assert_int_equal(bv_policies_judge(summary, &rules, &policies), BV_OK);
    assert_int_equal(policies.count, 5);

    const struct bv_policy *good = find(&policies, "good"), *low = find(&policies, "low");
    assert_int_equal(good->all.cases, 3);
    check_near(good->all.mean, 0);
    assert_int_equal(good->all.wrong, 0);
    /* By pointer at 16 B: 3/2; the mean is the cube root. */
    check_near(low->all.worst, 0.5);
    check_near(low->all.mean, cbrt(1.5) - 1);
    assert_int_equal(low->all.wrong, 1);
    assert_non_null(strstr(low->all.worst_case, "/size:16"));
    const struct bv_policy *value = find(&policies, "always by value");
    check_near(value->all.worst, 1);
    check_near(value->passing.mean, cbrt(2) - 1);
    assert_int_equal(value->all.wrong, 1);
    check_near(find(&policies, "always by pointer")->all.worst, 0.5);
    const struct bv_policy *own = find(&policies, "byval, held out");
    check_near(own->all.mean, 0);
    assert_in_range(own->all_fitted[0], 16, 32);
    for (size_t i = 1; i < policies.count; i++)
        assert_true(policies.items[i - 1].all.mean <= policies.items[i].all.mean);
    bv_policies_finish(&policies);
    bv_rules_finish(&rules);
    bv_summary_destroy(summary);
    bv_synthetic_destroy(synthetic);
}

/* A case of which every other block says the contrary: what is fitted to one half fails in the
 * other, and a check on the half that was fitted would not see it. */
static void the_own_threshold_is_judged_on_other_blocks(void **unused)
{
    (void)unused;
    struct bv_synthetic *synthetic = bv_synthetic_create(1, 40);
    plant(synthetic, "arg/class:int/reads:one/mode:throughput/site:stack", 16, 2, 2);
    for (size_t i = 0; i < synthetic->result.row_count; i++) {
        struct bv_row *row = &synthetic->result.rows[i];
        double effect = row->block % 2 ? log(2) : -log(2); /* of value / pointer */
        row->empty_ns = 0;
        row->real_ns = row->arm_index == 0 ? 10 * exp(effect) : 10;
        row->log_ratio = row->arm_index == 0 ? 0 : effect;
    }
    struct bv_summary *summary = bv_summary_fixture(synthetic);
    struct bv_rules rules = {0};
    struct bv_policies policies;
    assert_int_equal(bv_policies_judge(summary, &rules, &policies), BV_OK);
    const struct bv_policy *own = find(&policies, "byval, held out");
    assert_int_equal(own->all_fitted[0], 16); /* blocks 0, 2 ...: value */
    assert_int_equal(own->all_fitted[1], 0);
    check_near(own->all.mean, 1);
    check_near(own->all.worst, 1);
    /* Noise costs the other rules as much: each is wrong in one half, and the median of all blocks
     * would have hidden it. */
    static const char *const fixed[] = {"always by value", "always by pointer"};
    for (size_t i = 0; i < 2; i++) {
        const struct bv_policy *policy = find(&policies, fixed[i]);
        assert_int_equal(policy->all.cases, 1);
        check_near(policy->all.mean, sqrt(2) - 1);
        check_near(policy->passing.mean, sqrt(2) - 1);
        check_near(policy->all.worst, 1);
        assert_int_equal(policy->all.wrong, 0); /* no verdict says so */
    }
    bv_policies_finish(&policies);
    bv_summary_destroy(summary);
    bv_synthetic_destroy(synthetic);
}

static void without_cases_there_is_nothing_to_judge(void **unused)
{
    (void)unused;
    struct bv_synthetic *synthetic = bv_synthetic_create(1, 20);
    bv_synthetic_nulls(synthetic, 1e-4);
    struct bv_summary *summary = bv_summary_fixture(synthetic);
    struct bv_rules rules = rules_of(some_rules);
    struct bv_policies policies;
    assert_int_equal(bv_policies_judge(summary, &rules, &policies), BV_OK);
    assert_int_equal(policies.count, 0);
    bv_policies_finish(&policies);
    bv_rules_finish(&rules);
    bv_summary_destroy(summary);
    bv_synthetic_destroy(synthetic);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_rules_are_refused),
        cmocka_unit_test(the_rules_that_come_along_are_whole),
        cmocka_unit_test(regrets_are_those_planted),
        cmocka_unit_test(the_own_threshold_is_judged_on_other_blocks),
        cmocka_unit_test(without_cases_there_is_nothing_to_judge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
