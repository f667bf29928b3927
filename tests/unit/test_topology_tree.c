/* SPDX-License-Identifier: Apache-2.0 */
/* test_topology_tree.c: the drawing of planted machines. */
#include "report/page/topology_tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <hwloc.h>

#include "tests/support/xml.h"

static char path[] = "/tmp/byval-tree-XXXXXX";

static int enter(void **state)
{
    (void)state;
    memcpy(path + sizeof path - 7, "XXXXXX", 6);
    int fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int leave(void **state)
{
    (void)state;
    return unlink(path);
}

/* Draw a machine that hwloc makes from a description. */
static char *draw(const char *machine, int cpu)
{
    hwloc_topology_t topology;
    struct bv_text out = {0};
    struct bv_error err;
    assert_int_equal(hwloc_topology_init(&topology), 0);
    assert_int_equal(hwloc_topology_set_synthetic(topology, machine), 0);
    assert_int_equal(hwloc_topology_load(topology), 0);
    assert_int_equal(hwloc_topology_export_xml(topology, path, 0), 0);
    hwloc_topology_destroy(topology);
    if (bv_topology_tree(&out, path, cpu, &err) != BV_OK)
        fail_msg("%s", err.text);
    bv_text_put(&out, "");
    assert_false(out.failed);
    char complaint[200];
    if (bv_xml_check(out.data, "li", NULL, complaint, sizeof complaint) != 0)
        fail_msg("%s", complaint);
    return out.data;
}

static unsigned count(const char *text, const char *word)
{
    unsigned found = 0;
    for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
        found++;
    return found;
}

static void a_small_machine_is_drawn_whole(void **state)
{
    (void)state;
    char *tree = draw("pack:1 l3:1(size=8388608) l2:2(size=524288) core:1 pu:2", 3);
    assert_int_equal(count(tree, "<span>PU "), 4);
    assert_int_equal(count(tree, "<span>Core "), 2);
    assert_int_equal(count(tree, "<span>L2 512&#160;KiB</span>"), 2);
    assert_int_equal(count(tree, "<span>L3 8&#160;MiB</span>"), 1);
    assert_int_equal(count(tree, "measured here"), 1);
    assert_non_null(strstr(tree, "<li class=\"measured\"><span>PU 3</span> <b>measured here</b>"));
    free(tree);
}

static void a_large_machine_is_abridged(void **state)
{
    (void)state;
    char *tree = draw("pack:2 core:64 pu:2", 131);
    /* A core of each package; that of the second is the one with PU 131. */
    assert_int_equal(count(tree, "<span>Core "), 2);
    assert_int_equal(count(tree, "and 63 more like it"), 2);
    assert_int_equal(count(tree, "measured here"), 1);
    assert_non_null(strstr(tree, "<li class=\"measured\"><span>PU 131</span>"));
    free(tree);
}

static void what_is_no_topology_is_refused(void **state)
{
    static const char *const texts[] = {"", "no XML", "<topology version=\"2.0\"></topology>",
                                        "<script>alert(1)</script>"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct bv_text out = {0};
        struct bv_error err;
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        assert_true(fputs(texts[i], file) >= 0);
        assert_int_equal(fclose(file), 0);
        assert_int_equal(bv_topology_tree(&out, path, 0, &err), BV_E_INPUT);
        assert_non_null(strstr(err.text, path));
        assert_int_equal(out.length, 0);
    }
}

/* A file that makes hwloc 2.9 write past a bitmap's end: whatever becomes of the reader there, the
 * report lives. */
static void a_hostile_file_brings_nothing_down(void **state)
{
    struct bv_text out = {0};
    struct bv_error err;
    (void)state;
    enum bv_status status = bv_topology_tree(&out, BV_HOSTILE "/topology.xml", 0, &err);
    assert_true(status == BV_E_INPUT || status == BV_OK);
    assert_int_equal(out.length > 0, status == BV_OK);
    bv_text_finish(&out);
}

/* One that never comes to an end, either. */
static void a_pipe_without_a_writer_is_not_waited_for_long(void **state)
{
    struct bv_text out = {0};
    struct bv_error err;
    (void)state;
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(bv_topology_tree(&out, path, 0, &err), BV_E_INPUT);
    assert_non_null(strstr(err.text, path));
    assert_non_null(strstr(err.text, "does not come to an end"));
    assert_int_equal(out.length, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_machine_is_drawn_whole),
        cmocka_unit_test(a_large_machine_is_abridged),
        cmocka_unit_test(what_is_no_topology_is_refused),
        cmocka_unit_test(a_hostile_file_brings_nothing_down),
        cmocka_unit_test(a_pipe_without_a_writer_is_not_waited_for_long),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
