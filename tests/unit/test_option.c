/* SPDX-License-Identifier: Apache-2.0 */
/* test_option.c: what each reader of a value takes, and what it does not. */
#include "cli/option.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

struct number {
    const char *text;
    double value; /* 0: refused */
};

static void reads_numbers(bv_option_fn *read, const struct number *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        double value = -1;
        bool taken = read(numbers[i].text, &value);
        if (taken != (numbers[i].value > 0) || (taken && (value < numbers[i].value * (1 - 1e-15) ||
                                                          value > numbers[i].value * (1 + 1e-15))))
            fail_msg("'%s' is %s as %g", numbers[i].text, taken ? "taken" : "refused", value);
    }
}

static void seconds(void **unused)
{
    (void)unused;
    static const struct number numbers[] = {
        {"1", 1},      {"90", 90},      {"90s", 90},     {"0.5", 0.5},        {".5", 0.5},
        {"1.", 1},     {"10m", 600},    {"10min", 600},  {"2h", 7200},        {"1.5h", 5400},
        {"1e3", 1000}, {"1e-3s", 1e-3}, {"007", 7},      {"1e300h", 3.6e303}, {"", 0},
        {"0", 0},      {"0.0", 0},      {"-1", 0},       {"+1", 0},           {" 1", 0},
        {"1 ", 0},     {"1 s", 0},      {"1d", 0},       {"1ms", 0},          {"1S", 0},
        {"s", 0},      {".", 0},        {"..5", 0},      {"1..5", 0},         {"1,5", 0},
        {"inf", 0},    {"nan", 0},      {"infinity", 0}, {"0x10", 0},         {"0X1p3", 0},
        {".x", 0},     {"1e999", 0},    {"1e400h", 0},   {"1e308h", 0},       {"1e-999", 0},
        {"1hh", 0},    {"1m1", 0},      {"9m\n", 0},
    };
    reads_numbers(bv_option_seconds, numbers, sizeof numbers / sizeof numbers[0]);
}

static void fractions(void **unused)
{
    (void)unused;
    static const struct number numbers[] = {
        {"0.02", 0.02}, {"2%", 0.02},  {".5", 0.5},  {"0.5%", 0.005}, {"99.9%", 0.999},
        {"1e-6", 1e-6}, {"0", 0},      {"1", 0},     {"1.0", 0},      {"100%", 0},
        {"0%", 0},      {"-2%", 0},    {"2", 0},     {"%", 0},        {"", 0},
        {"2%%", 0},     {"2 %", 0},    {"0.02s", 0}, {"nan", 0},      {"inf%", 0},
        {"0x.1", 0},    {"0x1p-3", 0},
    };
    reads_numbers(bv_option_fraction, numbers, sizeof numbers / sizeof numbers[0]);
}

static void seeds(void **unused)
{
    (void)unused;
    static const char *const refused[] = {"",
                                          "-1",
                                          "+1",
                                          " 1",
                                          "1 ",
                                          "1.0",
                                          "1e3",
                                          "0x1",
                                          "a",
                                          "9223372036854775808",
                                          "18446744073709551616",
                                          "99999999999999999999999"};
    uint64_t seed = 1;
    assert_true(bv_option_seed("0", &seed));
    assert_true(seed == 0);
    assert_true(bv_option_seed("9223372036854775807", &seed));
    assert_true(seed == INT64_MAX);
    assert_true(bv_option_seed("010", &seed));
    assert_true(seed == 10); /* not octal */
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        if (bv_option_seed(refused[i], &seed))
            fail_msg("'%s' is taken", refused[i]);
}

static void cpus(void **unused)
{
    (void)unused;
    static const char *const refused[] = {"",    "-1",         "Auto",       "auto ", "1,2",
                                          "0-3", "2147483648", "4294967296", "0x1"};
    int cpu = 7;
    assert_true(bv_option_cpu("auto", &cpu));
    assert_int_equal(cpu, -1);
    assert_true(bv_option_cpu("0", &cpu));
    assert_int_equal(cpu, 0);
    assert_true(bv_option_cpu("2147483647", &cpu));
    assert_int_equal(cpu, INT32_MAX);
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        if (bv_option_cpu(refused[i], &cpu))
            fail_msg("'%s' is taken", refused[i]);
}

static void texts(void **unused)
{
    (void)unused;
    const char *text = NULL;
    assert_true(bv_option_text("-", &text));
    assert_string_equal(text, "-");
    assert_false(bv_option_text("", &text));
}

static enum bv_parsed parse(const struct bv_usage *usage, int *first, int argc,
                            const char *const *argv)
{
    char *copy[8] = {"name"};
    for (int i = 0; i < argc; i++)
        copy[i + 1] = (char *)argv[i];
    return bv_options_parse(usage, argc + 1, copy, first);
}

#define PARSE(...)                                                                                 \
    parse(&usage, &first, sizeof(const char *[]){__VA_ARGS__} / sizeof(const char *),              \
          (const char *[]){__VA_ARGS__})

static void words_are_told_apart(void **unused)
{
    (void)unused;
    const char *out = NULL;
    double budget = 0;
    bool quiet = false;
    const struct bv_option options[] = {
        {"out", "DIR", "x", bv_option_text, &out},
        {"budget", "S", "x", bv_option_seconds, &budget},
        {"quiet", NULL, "x", NULL, &quiet},
    };
    struct bv_usage usage = {
        .name = "test",
        .arguments = "",
        .summary = "x",
        .details = "",
        .options = options,
        .option_count = 3,
    };
    int first = -1;
    assert_int_equal(PARSE("--out", "a", "--budget=2m", "--quiet"), BV_PARSED_OK);
    assert_string_equal(out, "a");
    assert_true(budget == 120);
    assert_true(quiet);
    assert_int_equal(first, 5);
    /* Twice: the last one counts, as getopt's users expect. Again from the start. */
    assert_int_equal(PARSE("--out", "a", "--out", "b"), BV_PARSED_OK);
    assert_string_equal(out, "b");
    /* A value that looks like an option is a value. */
    assert_int_equal(PARSE("--out", "--quiet"), BV_PARSED_OK);
    assert_string_equal(out, "--quiet");
    assert_int_equal(PARSE("--budget", "0"), BV_PARSED_BAD);
    assert_int_equal(PARSE("--budget"), BV_PARSED_BAD);
    assert_int_equal(PARSE("--quiet=1"), BV_PARSED_BAD);
    assert_int_equal(PARSE("-q"), BV_PARSED_BAD);
    assert_int_equal(PARSE("more"), BV_PARSED_BAD);
    assert_int_equal(PARSE("--help"), BV_PARSED_HELP);
    usage.arguments = "FILE...";
    assert_int_equal(PARSE("--quiet", "more", "words"), BV_PARSED_OK);
    assert_int_equal(first, 2);
    assert_int_equal(PARSE("more", "--quiet", "words"), BV_PARSED_OK);
    assert_int_equal(first, 2); /* getopt puts the options first */
    assert_int_equal(PARSE("--", "--quiet"), BV_PARSED_OK);
    assert_int_equal(first, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seconds), cmocka_unit_test(fractions),
        cmocka_unit_test(seeds),   cmocka_unit_test(cpus),
        cmocka_unit_test(texts),   cmocka_unit_test(words_are_told_apart),
    };
    return cmocka_run_group_tests_name("option", tests, NULL, NULL);
}
