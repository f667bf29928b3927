/* SPDX-License-Identifier: Apache-2.0 */
/* test_sysfile.c: readers of /proc and /sys against whatever a file may hold. */
#include "lib/base/sysfile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "harness/machine/procstat.h"
#include "tests/support/plant.h"

static void words(void **unused)
{
    (void)unused;
    static const struct {
        const char *text, *word; /* NULL: refused */
    } cases[] = {
        {"performance\n", "performance"},
        {"  a b \n\n", "a b"},
        {"torn", "torn"},
        {"", NULL},
        {"\n", NULL},
        {"two\nlines\n", NULL},
        {"exactly_8", NULL},
        {"seven_7", "seven_7"},
    };
    struct plant plant;
    plant_start(&plant);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char word[32] = "untouched";
        size_t size = i >= 6 ? 8 : sizeof word;
        plant_text(&plant, "/sys/word", cases[i].text);
        assert_int_equal(bv_sysfile_word(plant.root, "/sys/word", word, size),
                         cases[i].word != NULL);
        assert_string_equal(word, cases[i].word != NULL ? cases[i].word : "");
    }
    char word[32];
    assert_false(bv_sysfile_word(plant.root, "/sys/absent", word, sizeof word));
    assert_false(bv_sysfile_word(plant.root, "/sys", word, sizeof word));
    plant_bytes(&plant, "/sys/word", "\xff\x00\x1b[31mred\n", 10);
    assert_true(bv_sysfile_word(plant.root, "/sys/word", word, sizeof word));
    assert_string_equal(word, "???[31mred");
    plant_finish(&plant);
}

/* A pipe that nobody writes to must not stop the reader. */
static void pipes_do_not_block(void **unused)
{
    (void)unused;
    struct plant plant;
    char path[128], word[32];
    plant_start(&plant);
    snprintf(path, sizeof path, "%s/pipe", plant.root);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_false(bv_sysfile_word(plant.root, "/pipe", word, sizeof word));
    plant_finish(&plant);
}

static void counts(void **unused)
{
    (void)unused;
    static const struct {
        const char *text;
        int64_t count; /* -1: refused */
    } cases[] = {{"0\n", 0},      {"42\n", 42},   {"9223372036854775807\n", INT64_MAX},
                 {"-1\n", -1},    {"0x10\n", -1}, {"9223372036854775808\n", -1},
                 {"12 34\n", -1}, {"\n", -1},     {"many\n", -1}};
    struct plant plant;
    plant_start(&plant);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t count = 7;
        plant_text(&plant, "/count", cases[i].text);
        assert_int_equal(bv_sysfile_count(plant.root, "/count", &count), cases[i].count >= 0);
        assert_int_equal(count, cases[i].count);
    }
    plant_finish(&plant);
}

static void fields(void **unused)
{
    (void)unused;
    static const char text[] = "model\t\t: 1\nmodel name\t: A  B \nempty:\nmodel name: later\n"
                               "torn : value";
    char value[16];
    assert_true(bv_sysfile_field(text, "model", value, sizeof value));
    assert_string_equal(value, "1");
    assert_true(bv_sysfile_field(text, "model name", value, sizeof value));
    assert_string_equal(value, "A  B");
    assert_false(bv_sysfile_field(text, "empty", value, sizeof value));
    assert_false(bv_sysfile_field(text, "name", value, sizeof value));
    assert_false(bv_sysfile_field(text, "torn", value, sizeof value));
    assert_string_equal(value, "");
    assert_false(bv_sysfile_field(text, "model name", value, 4));
}

static void large_files_are_bounded(void **unused)
{
    (void)unused;
    enum { LIMIT = 16 << 20 };
    struct plant plant;
    char *bytes = test_malloc(LIMIT + 1);
    memset(bytes, 'x', LIMIT + 1);
    plant_start(&plant);
    plant_bytes(&plant, "/large", bytes, LIMIT + 1);
    assert_null(bv_sysfile_text(plant.root, "/large"));
    plant_bytes(&plant, "/large", bytes, LIMIT - 1);
    char *text = bv_sysfile_text(plant.root, "/large");
    assert_non_null(text);
    assert_int_equal(strlen(text), LIMIT - 1);
    free(text);
    test_free(bytes);
    plant_finish(&plant);
}

static void cpu_lists(void **unused)
{
    (void)unused;
    static const struct {
        const char *text, *walked;
    } cases[] = {{"0-3,8", "0-3 8-8 "},
                 {"5", "5-5 "},
                 {"", ""},
                 {"3-1", ""},
                 {"1,x,2", "1-1 "},
                 {"0-", ""},
                 {"-4", ""},
                 {"0-65535", "0-65535 "},
                 {"0-65536", ""},
                 {"1 2", ""},
                 {"99999999999999999999", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char walked[64] = "";
        const char *list = cases[i].text;
        int low, high;
        while (bv_cpulist_next(&list, &low, &high)) {
            size_t used = strlen(walked);
            snprintf(walked + used, sizeof walked - used, "%d-%d ", low, high);
        }
        assert_string_equal(walked, cases[i].walked);
    }
}

static void stat_lines(void **unused)
{
    (void)unused;
    struct bv_procstat times;
    static const char text[] = "cpu  10 20 30 4 5 60 70 80 0 0\ncpu1 1 2 3 4 5 6 7\n"
                               "cpu10 0 0 0 0 0 0 0 -5 0 0\nctxt 99\nprocs_running\n"
                               "cpu3 1 1 1 1 1 1 1 1";
    assert_true(bv_procstat_times(text, "cpu", &times));
    assert_true(times.steal_s > 0);
    /* 270 ticks busy, 80 of them stolen, whatever a tick may be. */
    assert_true(times.busy_s * 80 > times.steal_s * 270 * 0.999999);
    assert_true(times.busy_s * 80 < times.steal_s * 270 * 1.000001);
    assert_false(bv_procstat_times(text, "cpu1", &times)); /* too old a kernel, or cut */
    assert_false(bv_procstat_times(text, "cpu10", &times));
    assert_false(bv_procstat_times(text, "cpu2", &times));
    assert_false(bv_procstat_times(text, "cpu3", &times)); /* torn: the last time may be cut */
    assert_int_equal(bv_procstat_count(text, "ctxt"), 99);
    assert_int_equal(bv_procstat_count(text, "procs_running"), -1);
    assert_int_equal(bv_procstat_count(text, "absent"), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words),
        cmocka_unit_test(pipes_do_not_block),
        cmocka_unit_test(counts),
        cmocka_unit_test(fields),
        cmocka_unit_test(large_files_are_bounded),
        cmocka_unit_test(cpu_lists),
        cmocka_unit_test(stat_lines),
    };
    return cmocka_run_group_tests_name("sysfile", tests, NULL, NULL);
}
