/* SPDX-License-Identifier: Apache-2.0 */
/* test_select.c: which cases of a small catalogue are meant, and which of them the stack forbids.
 */
#include "harness/kernels/select.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/kernels/preset.h"

enum { KIB = 1024, SPARE = BV_STACK_SPARE_BYTES };

static const struct bv_case one[] = {
    {.name = "one/size:8",
     .size_bytes = 8,
     .stack_bytes = 4 * KIB,
     .arm_count = 2,
     .arms = {{"value", NULL}, {"pointer", NULL}}},
    {.name = "one/size:16",
     .size_bytes = 16,
     .stack_bytes = 64 * KIB,
     .arm_count = 2,
     .arms = {{"value", NULL}, {"pointer", NULL}}},
};
static const struct bv_case two[] = {
    {.name = "two/how:a+b/size:8",
     .size_bytes = 8,
     .stack_bytes = 4 * KIB,
     .arm_count = 3,
     .arms = {{"x", NULL}, {"y", NULL}, {"z", NULL}}},
    {.name = "two/how:b/size:8",
     .size_bytes = 8,
     .stack_bytes = UINT32_MAX,
     .arm_count = 2,
     .arms = {{"x", NULL}, {"y", NULL}}},
};
static const struct bv_family family_one = {
    .name = "one",
    .presets = {[BV_PRESET_QUICK] = "size:8$|size:99$", [BV_PRESET_STANDARD] = "."},
    .cases = one,
    .case_count = 2};
static const struct bv_family family_two = {
    .name = "two", .presets = {[BV_PRESET_STANDARD] = "how:b/"}, .cases = two, .case_count = 2};
static const struct bv_family *const families[] = {&family_one, &family_two};
static const struct bv_catalogue catalogue = {.families = families, .family_count = 2};

/* The names that are selected, one space behind each. */
static const char *names(const char *preset, const char *filter)
{
    static char text[200];
    struct bv_result result = {0};
    struct bv_error err;
    text[0] = '\0';
    if (bv_select_cases(&catalogue, preset, filter, UINT64_MAX, &result, &err) != BV_OK)
        fail_msg("%s", err.text);
    for (size_t i = 0; i < result.case_count; i++) {
        strcat(text, result.cases[i].name);
        strcat(text, " ");
        assert_int_equal(result.cases[i].state, BV_CASE_OPEN);
        assert_null(result.cases[i].reason);
    }
    bv_result_finish(&result);
    return text;
}

static void selects_by_both_patterns(void **unused)
{
    (void)unused;
    assert_string_equal(names("", NULL),
                        "one/size:8 one/size:16 two/how:a+b/size:8 two/how:b/size:8 ");
    assert_string_equal(names("^one/", NULL), "one/size:8 one/size:16 ");
    assert_string_equal(names("", "size:8$"), "one/size:8 two/how:a+b/size:8 two/how:b/size:8 ");
    assert_string_equal(names("^one/", "size:8$"), "one/size:8 ");
    assert_string_equal(names("^one/|^two/", "how:(a\\+b|c)/"), "two/how:a+b/size:8 ");
    assert_string_equal(names("", "how:a[+]"), "two/how:a+b/size:8 ");
    assert_string_equal(names("", ""),
                        "one/size:8 one/size:16 two/how:a+b/size:8 two/how:b/size:8 ");
}

static void keeps_what_a_case_is(void **unused)
{
    (void)unused;
    struct bv_result result = {0};
    assert_int_equal(bv_select_cases(&catalogue, "", "a\\+b", UINT64_MAX, &result, NULL), BV_OK);
    assert_int_equal(result.case_count, 1);
    assert_int_equal(result.cases[0].arm_count, 3);
    assert_int_equal(result.cases[0].size_bytes, 8);
    assert_string_equal(result.cases[0].arms[0], "x");
    assert_string_equal(result.cases[0].arms[2], "z");
    bv_result_finish(&result);
}

static void refuses_what_selects_nothing(void **unused)
{
    (void)unused;
    static const char *const broken[] = {"(", "[", "a{2,1}", "*", "a\\"};
    struct bv_result result = {0};
    struct bv_error err;
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        err.text[0] = '\0';
        enum bv_status status =
            bv_select_cases(&catalogue, "", broken[i], UINT64_MAX, &result, &err);
        assert_int_equal(status, BV_E_USAGE);
        assert_non_null(strstr(err.text, "--filter '"));
        assert_non_null(strstr(err.text, broken[i]));
        assert_int_equal(result.case_count, 0);
    }
    assert_int_equal(
        bv_select_cases(&catalogue, "", "^one/.*/pass:value$", UINT64_MAX, &result, &err),
        BV_E_USAGE);
    assert_string_equal(err.text,
                        "--filter '^one/.*/pass:value$' selects no case; byval list prints "
                        "the names, which have no /pass:ARM");
    assert_int_equal(bv_select_cases(&catalogue, "^one/", "^two/", UINT64_MAX, &result, &err),
                     BV_E_USAGE);
    assert_non_null(strstr(err.text, "(--preset full has more cases)"));
    assert_int_equal(bv_select_cases(&catalogue, "(", NULL, UINT64_MAX, &result, &err), BV_E_USAGE);
    assert_int_equal(result.case_count, 0);
    bv_result_finish(&result);
}

/* A case is available from exactly the limit that it needs. */
static void labels_what_the_stack_forbids(void **unused)
{
    (void)unused;
    const uint64_t need = 64 * KIB + SPARE;
    for (int over = 0; over < 2; over++) {
        struct bv_result result = {0};
        assert_int_equal(
            bv_select_cases(&catalogue, "", "^one/", need - 1 + (uint64_t)over, &result, NULL),
            BV_OK);
        assert_int_equal(result.case_count, 2);
        assert_int_equal(result.cases[0].state, BV_CASE_OPEN);
        assert_int_equal(result.cases[1].state, over ? BV_CASE_OPEN : BV_CASE_UNAVAILABLE);
        if (!over)
            assert_string_equal(result.cases[1].reason,
                                "needs 224 KiB of stack, the limit is 223 KiB; raise it with "
                                "ulimit -s");
        bv_result_finish(&result);
    }
    /* 32 bits must not wrap round. */
    assert_true(bv_select_stack_need(&catalogue) == (size_t)UINT32_MAX + SPARE);
}

static const char *names_of(const char *preset, const struct bv_catalogue *of)
{
    char *cases = bv_preset_cases(bv_preset_find(preset), of);
    assert_non_null(cases);
    const char *found = names(cases, NULL);
    free(cases);
    return found;
}

static void presets_are_what_families_say(void **unused)
{
    (void)unused;
    static const struct bv_catalogue empty = {.families = families, .family_count = 0};
    struct bv_result result = {0};
    struct bv_error err;
    assert_string_equal(names_of("quick", &catalogue), "one/size:8 ");
    assert_string_equal(names_of("standard", &catalogue),
                        "one/size:8 one/size:16 two/how:b/size:8 ");
    assert_string_equal(names_of("full", &catalogue), names("", NULL));
    /* Nothing is meant, rather than all. */
    char *none = bv_preset_cases(bv_preset_find("selfcheck"), &catalogue);
    assert_int_equal(bv_select_cases(&catalogue, none, NULL, UINT64_MAX, &result, &err),
                     BV_E_USAGE);
    free(none);
    none = bv_preset_cases(bv_preset_find("quick"), &empty);
    assert_string_equal(none, "^$");
    free(none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(selects_by_both_patterns),
        cmocka_unit_test(keeps_what_a_case_is),
        cmocka_unit_test(refuses_what_selects_nothing),
        cmocka_unit_test(labels_what_the_stack_forbids),
        cmocka_unit_test(presets_are_what_families_say),
    };
    return cmocka_run_group_tests_name("select", tests, NULL, NULL);
}
