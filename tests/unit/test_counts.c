/* SPDX-License-Identifier: Apache-2.0 */
/* test_counts.c: counts.json and callgrind's dumps against whatever a file may hold. */
#include "lib/bundle/counts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/count/callgrind.h"

static char folder[64], path[96];

static int start(void **unused)
{
    (void)unused;
    strcpy(folder, "/tmp/byval-test-XXXXXX");
    if (mkdtemp(folder) == NULL)
        return -1;
    snprintf(path, sizeof path, "%s/counts.json", folder);
    return 0;
}

static int end(void **unused)
{
    (void)unused;
    unlink(path);
    return rmdir(folder);
}

static void plant(const char *text)
{
    FILE *stream = fopen(path, "w");
    assert_non_null(stream);
    fputs(text, stream);
    assert_int_equal(fclose(stream), 0);
}

static void written_and_read(void **unused)
{
    (void)unused;
    struct bv_arm_counts arms[] = {
        {"value", 1024, {16384, 6144, 5120, 0, 0, 0}},
        {"heap", 1024, {INT64_MAX, 1, 2, 1024, 1023, 65536}},
    };
    struct bv_case_counts cases[] = {
        {.name = "ret/size:64", .size_bytes = 64, .arms = arms, .arm_count = 2},
        {.name = "a/size:4294967295", .size_bytes = UINT32_MAX, .reason = "no \"such\" site"},
        {.name = "b/size:8", .size_bytes = 8, .reason = "killed by SIGSEGV", .failed = true},
    };
    const struct bv_counts counts = {
        .byval_version = "0.1.0",
        .tool = "valgrind-3.19.0",
        .compiler = "gcc 12",
        .flags = "-O2",
        .kernel_hash = "0123",
        .cases = cases,
        .case_count = 3,
    };
    struct bv_counts back;
    struct bv_error err;
    assert_int_equal(bv_counts_write(&counts, path, &err), BV_OK);
    assert_int_equal(bv_counts_read(folder, &back, &err), BV_OK);
    assert_string_equal(back.byval_version, "0.1.0");
    assert_string_equal(back.tool, "valgrind-3.19.0");
    assert_string_equal(back.compiler, "gcc 12");
    assert_string_equal(back.flags, "-O2");
    assert_string_equal(back.kernel_hash, "0123");
    assert_int_equal(back.case_count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(back.cases[i].name, cases[i].name);
        assert_int_equal(back.cases[i].size_bytes, cases[i].size_bytes);
        assert_int_equal(back.cases[i].arm_count, cases[i].arm_count);
        assert_int_equal(back.cases[i].failed, cases[i].failed);
    }
    assert_null(back.cases[0].reason);
    assert_string_equal(back.cases[1].reason, "no \"such\" site");
    const struct bv_arm_counts *heap = bv_counts_find(&back, "ret/size:64", "heap");
    assert_non_null(heap);
    assert_int_equal(heap->calls, 1024);
    assert_memory_equal(heap->totals, arms[1].totals, sizeof heap->totals);
    assert_null(bv_counts_find(&back, "ret/size:64", "pointer"));
    assert_null(bv_counts_find(&back, "ret/size:6", "heap"));
    bv_counts_finish(&back);
    assert_null(back.cases);
}

#define HEAD                                                                                       \
    "{\"byval_counts\":{\"schema\":1,\"version\":\"1\",\"tool\":\"t\",\"compiler\":\"c\","         \
    "\"flags\":\"f\",\"kernel_hash\":\"k\"},\"cases\":["
#define TOTALS                                                                                     \
    "\"instructions\":1,\"loads\":1,\"stores\":1,\"allocations\":0,\"frees\":0,\"bytes\":0"
#define ARM(NAME) "{\"name\":\"" NAME "\",\"calls\":64," TOTALS "}"
#define CASE(STATE, REASON, ARMS)                                                                  \
    "{\"name\":\"a/size:8\",\"size_bytes\":8,\"state\":" STATE ",\"reason\":" REASON               \
    ",\"arms\":" ARMS "}"
#define SOUND CASE("\"counted\"", "null", "[" ARM("value") "]")

static void hostile_counts(void **unused)
{
    (void)unused;
    static const struct {
        const char *text, *complaint; /* NULL: sound */
    } files[] = {
        {HEAD SOUND "]}", NULL},
        {HEAD "]}", NULL},
        {"", "not valid JSON"},
        {HEAD SOUND, "cut short"},
        {"[]", ": expected an object"},
        {"{}", ": byval_counts: is missing: expected an object"},
        {"{\"byval_counts\":7}", ": byval_counts: expected an object"},
        {"{\"byval_counts\":{\"schema\":1},\"byval_counts\":{}}", "not valid JSON"},
        {"{\"byval_counts\":{\"schema\":\"1\"}}",
         ": byval_counts.schema: expected a whole number, 1 or more"},
        {"{\"byval_counts\":{\"schema\":0}}",
         ": byval_counts.schema: expected a whole number, 1 or more"},
        {"{\"byval_counts\":{\"schema\":2}}",
         "schema: 2, is newer than this byval's 1; use a newer byval"},
        {"{\"byval_counts\":{\"schema\":1,\"version\":1}}",
         "byval_counts.version: expected a line of text"},
        {"{\"byval_counts\":{\"schema\":1,\"version\":\"1\",\"tool\":\"\\u001b[31m\",\"compiler\":"
         "\"c\",\"flags\":\"f\",\"kernel_hash\":\"k\"},\"cases\":[]}",
         "byval_counts.tool: expected a line of text"},
        {"{\"byval_counts\":{\"schema\":1,\"version\":\"1\",\"tool\":\"t\",\"compiler\":\"c\","
         "\"flags\":\"f\",\"kernel_hash\":\"k\"},\"cases\":{}}",
         ": cases: expected a list"},
        {HEAD "7]}", ": cases[0]: expected an object"},
        {HEAD SOUND ",null]}", ": cases[1]: expected an object"},
        {HEAD SOUND "," SOUND "]}", "cases[1].name: 'a/size:8' appears twice"},
        {HEAD CASE("\"measured\"", "null", "[]") "]}",
         "cases[0].state: expected counted, failed or unavailable"},
        {HEAD CASE("\"counted\"", "null", "[]") "]}",
         "cases[0].arms: expected one or more of a case that is counted"},
        {HEAD CASE("\"counted\"", "null", "7") "]}", "cases[0].arms: expected a list"},
        {HEAD CASE("\"failed\"", "\"why\"", "[" ARM("value") "]") "]}",
         "cases[0].arms: expected none of a case that is failed"},
        {HEAD CASE("\"failed\"", "null", "[]") "]}",
         "cases[0].reason: expected a line of text of a case that is failed"},
        {HEAD CASE("\"counted\"", "\"why\"", "[" ARM("value") "]") "]}",
         "cases[0].reason: expected null of a case that is counted"},
        {HEAD CASE("\"unavailable\"", "\"why\"", "[]") "]}", NULL},
        {HEAD CASE("\"counted\"", "null", "[7]") "]}", "cases[0].arms[0]: expected an object"},
        {HEAD CASE("\"counted\"", "null", "[" ARM("") "]") "]}",
         "cases[0].arms[0].name: expected a line of text"},
        {HEAD CASE("\"counted\"", "null", "[" ARM("a\\n") "]") "]}",
         "cases[0].arms[0].name: expected a line of text"},
        {HEAD CASE("\"counted\"", "null", "[" ARM("a") "," ARM("a") "]") "]}",
         "cases[0].arms[1].name: 'a' appears twice"},
        {HEAD CASE("\"counted\"", "null", "[{\"name\":\"a\",\"calls\":0," TOTALS "}]") "]}",
         "cases[0].arms[0].calls: expected a whole number, 1 or more"},
        {HEAD CASE("\"counted\"", "null", "[{\"name\":\"a\",\"calls\":1.5," TOTALS "}]") "]}",
         "cases[0].arms[0].calls: expected a whole number, 1 or more"},
        {HEAD CASE("\"counted\"", "null",
                   "[{\"name\":\"a\",\"calls\":9,\"instructions\":-1}]") "]}",
         "cases[0].arms[0].instructions: expected a whole number, 0 or more"},
        {HEAD CASE("\"counted\"", "null", "[{\"name\":\"a\",\"calls\":9,\"instructions\":1}]") "]}",
         "cases[0].arms[0].loads: is missing: expected a whole number, 0 or more"},
        {HEAD "{\"name\":\"a\",\"size_bytes\":4294967296,\"state\":\"counted\"}]}",
         "cases[0].size_bytes: expected a whole number from 0 to 4294967295"},
        {HEAD "{\"name\":\"a\",\"size_bytes\":-1,\"state\":\"counted\"}]}",
         "cases[0].size_bytes: expected a whole number from 0 to 4294967295"},
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct bv_counts counts = {.tool = "untouched"};
        struct bv_error err = {BV_OK, ""};
        plant(files[i].text);
        enum bv_status status = bv_counts_read(path, &counts, &err);
        if (files[i].complaint == NULL) {
            assert_int_equal(status, BV_OK);
            bv_counts_finish(&counts);
            continue;
        }
        assert_int_equal(status, BV_E_INPUT);
        assert_string_equal(counts.tool, "untouched");
        if (strstr(err.text, files[i].complaint) == NULL || strstr(err.text, path) != err.text)
            fail_msg("file %zu: %s", i, err.text);
    }
    unlink(path);
    struct bv_counts counts;
    struct bv_error err;
    assert_int_equal(bv_counts_read(folder, &counts, &err), BV_E_IO);
    assert_non_null(strstr(err.text, "byval count --out writes it"));
}

/* Code as a table: an address is an index of it. */
static bool planted_code(const char *object, uint64_t address, unsigned char out[BV_OPCODE_BYTES],
                         void *user)
{
    static const unsigned char code[][4] = {
        {0x89, 0x07},       /* mov [rdi], eax */
        {0x01, 0x07},       /* add [rdi], eax */
        {0xf3, 0x48, 0xa5}, /* rep movsq */
        {0xf3, 0xaa},       /* rep stosb */
    };
    (void)user;
    if (strcmp(object, "/o") != 0 || address >= sizeof code / sizeof code[0])
        return false;
    memcpy(out, code[address], sizeof code[address]);
    return true;
}

#define EVENTS "events: Ir Dr Dw I1mr D1mr D1mw ILmr DLmr DLmw\n"

static void dumps(void **unused)
{
    (void)unused;
    static const struct {
        const char *text, *complaint; /* NULL: sound */
        struct bv_callgrind_counts sum;
    } files[] = {
        {EVENTS "totals: 0\n", NULL, {0, 0, 0}},
        {EVENTS "ob=/o\nfn=f\n0x0 5 0 5\ntotals: 5 0 5\n", NULL, {5, 0, 5}},
        /* Reads and writes back: callgrind tells the write alone, or both where it is locked. */
        {EVENTS "ob=/o\n0x1 5 0 5\ntotals: 5 0 5\n", NULL, {5, 5, 5}},
        {EVENTS "ob=/o\n0x1 5 5 5\ntotals: 5 5 5\n", NULL, {5, 5, 5}},
        /* Two copies of 3 elements, the cost of which stands in two lines. */
        {EVENTS "ob=/o\n0x2 1 1 1\n0x2 7 5 5\ntotals: 8 6 6\n", NULL, {2, 6, 6}},
        {EVENTS "ob=/o\n0x3 9 0 8\ntotals: 9 0 8\n", NULL, {1, 0, 8}},
        /* What callees cost is counted where they stand. Reads need no second look. */
        {EVENTS "ob=/o\nfn=f\n0x0 1\ncfn=g\ncalls=1 0x1\n0x0 99 9 9\nob=/other\nfn=g\n0x7 2 1\n"
                "totals: 3 1\n",
         NULL,
         {3, 1, 0}},
        {"", "not a dump of callgrind", {0, 0, 0}},
        {EVENTS "ob=/o\n0x0 5\n", "cut short", {0, 0, 0}},
        {"events: Ir\nob=/o\n0x0 5\ntotals: 5\n", "not a dump of callgrind", {0, 0, 0}},
        {EVENTS "ob=/o\n0x0 5\ntotals: 6\n",
         "its lines sum up to 5 0 0, its totals are 6 0 0",
         {0, 0, 0}},
        {EVENTS "ob=/o\n0x9 5 0 5\ntotals: 5 0 5\n", "code at 0x9 of '/o' was executed", {0, 0, 0}},
        {EVENTS "0x0 5 0 5\ntotals: 5 0 5\n", "code at 0x0 of ''", {0, 0, 0}},
        {EVENTS "ob=/o\n0x2 1 5 5\ntotals: 1 5 5\n", "its lines sum up to", {0, 0, 0}},
        {EVENTS "ob=/o\n0x0 4611686018427387903\ntotals: 4611686018427387903\n",
         NULL,
         {4611686018427387903, 0, 0}},
        {EVENTS "ob=/o\n0x0 4611686018427387903\n0x0 1\ntotals: 4611686018427387904\n",
         "the counts at 0x0 of '/o' are out of range",
         {0, 0, 0}},
        {EVENTS "ob=/o\n0x0 99999999999999999999\ntotals: 99999999999999999999\n",
         "the counts at 0x0 of '/o' are out of range",
         {0, 0, 0}},
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct bv_callgrind_counts sum = {77, 77, 77};
        struct bv_error err = {BV_OK, ""};
        plant(files[i].text);
        enum bv_status status = bv_callgrind_read(path, planted_code, NULL, &sum, &err);
        if (files[i].complaint == NULL) {
            assert_int_equal(status, BV_OK);
            assert_memory_equal(&sum, &files[i].sum, sizeof sum);
            continue;
        }
        assert_int_equal(status, BV_E_INPUT);
        assert_int_equal(sum.instructions, 77);
        if (strstr(err.text, files[i].complaint) == NULL)
            fail_msg("dump %zu: %s", i, err.text);
    }
    /* Where no instruction needs a second look. */
    struct bv_callgrind_counts sum;
    struct bv_error err;
    plant(EVENTS "ob=/o\n0x1 5 0 5\ntotals: 5 0 5\n");
    assert_int_equal(bv_callgrind_read(path, NULL, NULL, &sum, &err), BV_OK);
    assert_int_equal(sum.loads, 0);
    unlink(path);
    assert_int_equal(bv_callgrind_read(path, NULL, NULL, &sum, &err), BV_E_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(written_and_read, start, end),
        cmocka_unit_test_setup_teardown(hostile_counts, start, end),
        cmocka_unit_test_setup_teardown(dumps, start, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
