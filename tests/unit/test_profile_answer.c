/* SPDX-License-Identifier: Apache-2.0 */
/* test_profile_answer.c: what a worker says of a profile is taken in order and whole, or refused.
 */
#include "harness/profile/profile_answer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define BEGIN "{\"byval_begin\": 0}"
#define MAPPING                                                                                    \
    "{\"byval_mapping\": {\"start\": 4096, \"limit\": 8192, \"offset\": 0, \"path\": \"/a\", "     \
    "\"build_id\": \"\"}}"
#define STACK(SAMPLES)                                                                             \
    "{\"byval_stack\": {\"values\": [" SAMPLES ", 3000], \"frames\": [5000, 9000]}}"
#define END(SAMPLES)                                                                               \
    "{\"byval_end\": {\"samples\": " SAMPLES ", \"lost\": 1, \"period\": 1000, \"cpu_ns\": 4000, " \
    "\"wall_ns\": 5000, \"threads\": 1, \"calls\": 7}}"

static enum bv_status take(struct bv_profile_answer *answer, const char *line, struct bv_error *err)
{
    return bv_profile_answer_take(answer, line, strlen(line), err);
}

static void whole_answers_are_taken(void **unused)
{
    (void)unused;
    static const char *const lines[] = {BEGIN, MAPPING, STACK("2"), STACK("1"), END("3")};
    struct bv_stack_profile profile = {.kind = BV_PROFILE_CPU};
    struct bv_profile_answer answer = {.profile = &profile};
    struct bv_error err;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        assert_false(answer.complete);
        assert_int_equal(take(&answer, lines[i], &err), BV_OK);
    }
    assert_true(answer.complete);
    assert_int_equal(profile.stack_count, 2);
    assert_int_equal(profile.stacks[0].values[BV_CPU_SAMPLES], 2);
    assert_int_equal(profile.stacks[0].values[BV_CPU_NS], 3000);
    assert_int_equal(profile.stacks[0].depth, 2);
    assert_int_equal(profile.stacks[0].frames[1], 9000);
    assert_true(profile.samples == 3 && profile.lost == 1 && profile.period == 1000);
    assert_ptr_equal(bv_stack_profile_mapping(&profile, 5000), &profile.mappings[0]);
    assert_null(bv_stack_profile_mapping(&profile, 9000));
    assert_int_equal(take(&answer, STACK("1"), &err), BV_E_CHILD); /* all was said */
    bv_stack_profile_finish(&profile);
}

static void others_are_refused(void **unused)
{
    (void)unused;
    static const struct {
        const char *before, *line;
        enum bv_status status;
        const char *said;
    } rows[] = {
        {NULL, STACK("1"), BV_E_CHILD, "out of order"},
        {NULL, END("0"), BV_E_CHILD, "out of order"},
        {BEGIN, BEGIN, BV_E_CHILD, "out of order"},
        {BEGIN, "{\"byval_tally\": []}", BV_E_CHILD, "no part of a profile"},
        {BEGIN, END("1"), BV_E_CHILD, "not as many as it says"},
        {BEGIN, "{\"byval_failed\": \"sums\"}", BV_E_CHILD, "sums"},
        {BEGIN, "{\"byval_unavailable\": \"no site\"}", BV_E_UNSUPPORTED, "no site"},
        {NULL, "{\"byval_error\": \"no job\"}", BV_E_UNSUPPORTED, "no job"},
        {BEGIN, "{\"byval_stack\": {\"values\": [1], \"frames\": [1]}}", BV_E_CHILD,
         "byval_stack.values: expected"},
        {BEGIN, "{\"byval_stack\": {\"values\": [1, 1], \"frames\": []}}", BV_E_CHILD,
         "byval_stack.frames: expected"},
        {BEGIN, "{\"byval_stack\": {\"values\": [1, -1], \"frames\": [1]}}", BV_E_CHILD,
         "byval_stack.values[1]: expected"},
        {BEGIN, "{\"byval_mapping\": {\"start\": 1}}", BV_E_CHILD,
         "byval_mapping.limit: is missing"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct bv_stack_profile profile = {.kind = BV_PROFILE_CPU};
        struct bv_profile_answer answer = {.profile = &profile};
        struct bv_error err = {BV_OK, ""};
        if (rows[i].before != NULL)
            assert_int_equal(take(&answer, rows[i].before, &err), BV_OK);
        assert_int_equal(take(&answer, rows[i].line, &err), rows[i].status);
        if (strstr(err.text, rows[i].said) == NULL)
            fail_msg("'%s' instead of '%s'", err.text, rows[i].said);
        assert_false(answer.complete);
        bv_stack_profile_finish(&profile);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_answers_are_taken),
        cmocka_unit_test(others_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
