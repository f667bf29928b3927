/* SPDX-License-Identifier: Apache-2.0 */
/* test_scrub.c: what goes from a text that is given away, and what stays. */
#include "lib/bundle/exchange/scrub.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/bundle/exchange/contribute.h"
#include "tests/support/synthetic.h"

static void paths_and_hosts_go(void **unused)
{
    (void)unused;
    static const struct {
        const char *text, *clean; /* NULL: as it is */
    } rows[] = {
        {"", NULL},
        {"/", NULL},
        {"/a", "(path)"},
        {"and/or, 4 KiB/s, arg/class:int/size:8, km/h", NULL},
        {"/home/anna/byval/build/audit.json: cannot read", "(path): cannot read"},
        {"glibc 2.36 /usr/lib/x86_64-linux-gnu/libc.so.6", NULL},
        {"/lib64/libc.so.6 /proc/stat /sys/fs/cgroup", NULL},
        {"/proc/4711/status", "(path)"},
        {"/usr/libanna/x", "(path)"},
        {"/usr/local/anna/libjemalloc.so", "(path)"},
        {"-O2 -I/home/anna/include -L/work -isystem=/srv/x -fPIC",
         "-O2 -I(path) -L(path) -isystem=(path) -fPIC"},
        {"-ffile-prefix-map=/home/anna/=", "-ffile-prefix-map=(path)"},
        {"'/tmp/a b'", "'(path) b'"},
        {"https://example.org/page", NULL},
        {"\"/root\",/var/log", "\"(path)\",(path)"},
        {"on tiger: tiger-2 is no tiger", "on (host): tiger-2 is no (host)"},
        {"tiger", "(host)"},
        {"/home/tiger/x", "(path)"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *clean = NULL, *again = NULL;
        assert_int_equal(bv_scrub_string(rows[i].text, "tiger", &clean), BV_OK);
        if (rows[i].clean == NULL) {
            assert_null(clean);
            continue;
        }
        assert_string_equal(clean, rows[i].clean);
        /* What is clean stays so: byval verify --public asks. */
        assert_int_equal(bv_scrub_string(clean, "tiger", &again), BV_OK);
        assert_null(again);
        free(clean);
    }
}

static void a_result_loses_its_owner(void **unused)
{
    (void)unused;
    struct bv_synthetic *synthetic = bv_synthetic_textbook(1, 16);
    struct bv_result result = synthetic->result; /* the strings stay the synthetic's */
    struct bv_warning warnings[] = {{"testbed has /home/anna/audit.json", "ask testbed"}};
    struct bv_fact captured[] = {{"cpuinfo.Serial", "0042"}, {"cpuinfo.flags", "testbed fpu"}};
    result.warnings = warnings;
    result.warning_count = 1;
    result.capture = (struct bv_facts){captured, 2};
    strcpy(result.blocks[0].allocator, "mine 1.0 /home/anna/libmine.so");
    result.storage = (struct bv_region){0};
    size_t changes;
    assert_int_equal(bv_scrub_result(&result, &changes, NULL), BV_OK);
    assert_int_equal(changes, 5);
    assert_null(result.host_name);
    assert_string_equal(warnings[0].what, "(host) has (path)");
    assert_string_equal(warnings[0].advice, "ask (host)");
    assert_int_equal(result.capture.count, 1);
    assert_string_equal(captured[0].value, "testbed fpu"); /* no prose */
    assert_string_equal(result.blocks[0].allocator, "mine 1.0 (path)");
    assert_int_equal(bv_scrub_result(&result, &changes, NULL), BV_OK);
    assert_int_equal(changes, 0);
    struct bv_result storage = {.storage = result.storage};
    bv_result_finish(&storage);
    bv_synthetic_destroy(synthetic);
}

static void a_contribution_is_named_by_its_key(void **unused)
{
    (void)unused;
    struct bv_fact facts[] = {{"cpu.model", "Intel(R) Core(TM) i7 @ 2.60GHz"},
                              {"cpu.family", "6"},
                              {"cpu.stepping", NULL},
                              {"compiler", "../gcc 12.2.0"},
                              {"compiler.flags", "-g -O3 -fPIC"}};
    struct bv_result result = {
        .key = {facts, 5}, .preset = "../../standard", .started_utc = "2026-11-25T17:32:52Z"};
    char name[200], tiny[12];
    bv_contribute_name(&result, name, sizeof name);
    assert_string_equal(name, "intel-r-core-tm-i7-2.60ghz-6-gcc-12.2.0-o3-standard-20261125");
    bv_contribute_name(&result, tiny, sizeof tiny);
    assert_string_equal(tiny, "intel-r-cor");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_and_hosts_go),
        cmocka_unit_test(a_result_loses_its_owner),
        cmocka_unit_test(a_contribution_is_named_by_its_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
