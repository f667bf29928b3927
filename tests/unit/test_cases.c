/* SPDX-License-Identifier: Apache-2.0 */
/* test_cases.c: every case of every family, as a layout exports it, and the check of checksums. */
#include "benchmarks/check.h"
#include "harness/kernels/layout.h"
#include "harness/kernels/select.h"

#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

static const struct bv_env env = {
    .l1d_bytes = 32 << 10, .l2_bytes = 256 << 10, .l3_bytes = 2 << 20, .seed = 1};

/* number   of the layout; 0: as it was linked. What another one gave is then gone */
static const struct bv_catalogue *open_layout(uint32_t number)
{
    static struct bv_layout layout;
    static uint32_t opened;
    struct bv_error err;
    if (opened != number)
        bv_layout_close(&layout);
    opened = number;
    if (layout.catalogue == NULL &&
        bv_layout_open(getenv("BYVAL_KERNELS"), number, &layout, &err) != BV_OK)
        fail_msg("%s", err.text);
    return layout.catalogue;
}

static const struct bv_family *family_named(const char *name)
{
    const struct bv_catalogue *catalogue = open_layout(0);
    for (size_t f = 0; f < catalogue->family_count; f++)
        if (strcmp(catalogue->families[f]->name, name) == 0)
            return catalogue->families[f];
    fail_msg("no family %s", name);
    return NULL;
}

static void exports_a_catalogue(void **unused)
{
    (void)unused;
    const struct bv_catalogue *catalogue = open_layout(0);
    assert_true(strncmp(catalogue->compiler, "gcc ", 4) == 0 ||
                strncmp(catalogue->compiler, "clang ", 6) == 0);
    assert_non_null(strstr(catalogue->flags, "-O"));
    assert_null(strchr(catalogue->flags, '/')); /* a path of this machine */
    assert_true(catalogue->family_count >= 8);
    for (size_t f = 0; f < catalogue->family_count; f++) {
        assert_true(strlen(catalogue->families[f]->summary) > 10);
        assert_true(catalogue->families[f]->case_count > 0);
    }
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void names_are_unique_and_ordered(void **unused)
{
    (void)unused;
    const struct bv_catalogue *catalogue = open_layout(0);
    size_t total = 0, at = 0;
    for (size_t f = 0; f < catalogue->family_count; f++)
        total += catalogue->families[f]->case_count;
    assert_true(total > 0);
    const char **names = calloc(total + 1, sizeof *names);
    assert_non_null(names);
    for (size_t f = 0; f < catalogue->family_count; f++) {
        const struct bv_family *family = catalogue->families[f];
        size_t prefix = strlen(family->name);
        for (size_t i = 0; i < family->case_count; i++) {
            const struct bv_case *row = &family->cases[i];
            names[at++] = row->name;
            assert_memory_equal(row->name, family->name, prefix);
            assert_int_equal(row->name[prefix], '/');
            /* size is the last key, and says the truth */
            char last[32];
            snprintf(last, sizeof last, "/size:%u", row->size_bytes);
            assert_string_equal(strrchr(row->name, '/'), last);
            for (const char *key = strchr(row->name, '/'); key != NULL; key = strchr(key + 1, '/'))
                assert_non_null(strchr(key, ':'));
            assert_true(row->stack_bytes > row->size_bytes);
            assert_in_range(row->arm_count, 2, BV_ARM_MAX);
            for (uint32_t arm = 0; arm < row->arm_count; arm++)
                assert_true(row->arms[arm].name != NULL && row->arms[arm].run != NULL);
        }
    }
    qsort(names, total, sizeof *names, by_name);
    for (size_t i = 1; i < total; i++)
        assert_string_not_equal(names[i - 1], names[i]);
    free(names);
}

static int names_case(const struct bv_catalogue *catalogue, const char *name)
{
    for (size_t f = 0; f < catalogue->family_count; f++)
        for (size_t i = 0; i < catalogue->families[f]->case_count; i++)
            if (strcmp(catalogue->families[f]->cases[i].name, name) == 0)
                return 1;
    return 0;
}

static void has_the_promised_cases(void **unused)
{
    (void)unused;
    static const char *const promised[] = {
        "arg/class:int/reads:one/mode:throughput/site:stack/size:64",
        "arg/class:int/reads:none/mode:latency/site:tls/size:257",
        "arg/class:double/reads:all/mode:latency/site:heap/size:24",
        "arg/class:mixed/reads:all/mode:throughput/site:static/size:16",
        "arg/class:vec/reads:one/mode:throughput/site:heap/size:65536",
        "arg/class:packed/reads:all/mode:throughput/site:stack/size:12",
        "arg/class:long/reads:one/mode:latency/site:static/size:136",
        "arg/class:float/reads:all/mode:latency/site:stack/size:12",
        "arg/class:float/reads:one/mode:throughput/site:heap/size:16",
        "arg/class:padded/reads:one/mode:throughput/site:stack/size:16",
        "arg/class:int/reads:one/mode:throughput/site:stack/size:20",
        "arg/class:long/reads:one/mode:throughput/site:stack/make:fields/size:16",
        "arg/class:double/reads:all/mode:latency/site:stack/make:vector/size:128",
        "args/class:long/mode:throughput/make:ready/count:4/size:16",
        "args/class:double/mode:latency/make:fields/count:6/size:24",
        "abi/of:sysv/mode:latency/size:16",
        "abi/of:ms/mode:throughput/size:12",
        "combine/class:double/size:32",
        "combine/class:float/size:64",
        "ret/size:2097152",
        "chain/depth:4/size:100",
        "mutate/how:update/size:344",
        "chain/depth:1/size:1",
        "chain/depth:8/size:65536",
        "indirect/size:257",
        "ret/size:4040",
        "mutate/how:update/size:24",
        "mutate/how:accumulate/size:17",
        "scan/set:l1/size:64",
        "scan/set:beyond/size:4096",
        "inline/size:16384",
        "churn/site:heap/alloc:glibc/life:lifo/calls:1/size:64",
        "churn/site:heap/alloc:tcmalloc/life:random/calls:16/size:4096",
        "churn/site:heap_reused/calls:1/size:8",
        "churn/site:pool/life:fifo/calls:4/size:3072",
        "churn/site:arena/calls:1/size:64",
        "churn/site:stack/calls:16/size:24",
        "churn/site:alloca/calls:1/size:1024",
        "churn/site:gc/live:0/life:lifo/calls:1/size:48",
        "churn/site:gc/live:256/life:fifo/calls:1/size:64",
        "churn/site:gc_atomic/live:16/life:random/calls:4/size:1024",
        "deep/touch:warm/size:4096",
        "deep/touch:first/size:7340032",
        "deep/depth:4096/size:64",
        "threads/count:1/free:own/alloc:glibc/size:64",
        "threads/count:16/free:other/alloc:mimalloc/size:4096",
        "threads/count:2/write:neighbours/size:8",
        "threads/count:4/pool:mutex/size:512",
        "null/kind:same/of:pointer/size:64",
        "null/kind:twin/of:value/size:1024",
        "null/kind:same/of:churn/size:64",
        "planted/more:1/in:a/adds:100/size:8",
        "planted/more:5/in:b/adds:600/size:8",
        "iface/size:8",
        "iface/size:256",
        "closure/use:local/size:8",
        "closure/use:stored/size:136",
        "escape/shape:pair/size:8",
        "escape/shape:calloc/size:1024",
        "escape/shape:branch/size:64",
        "escape/shape:loop/size:256",
    };
    const struct bv_catalogue *catalogue = open_layout(0);
    for (size_t i = 0; i < sizeof promised / sizeof promised[0]; i++)
        if (!names_case(catalogue, promised[i]))
            fail_msg("no case %s", promised[i]);
}

/* The fields one by one: of structs of up to six scalars, and of no others. */
static void spreads_small_structs(void **unused)
{
    (void)unused;
    static const struct {
        const char *class;
        uint32_t most_bytes; /* 0: never */
    } classes[] = {{"int", 24},   {"long", 48},   {"double", 48}, {"mixed", 48},
                   {"float", 16}, {"padded", 16}, {"vec", 0},     {"packed", 0}};
    const struct bv_family *arg = family_named("arg");
    size_t seen[sizeof classes / sizeof classes[0]] = {0};
    for (size_t i = 0; i < arg->case_count; i++) {
        const struct bv_case *row = &arg->cases[i];
        const char *class = strchr(row->name, ':') + 1;
        bool spread = row->arm_count == 3;
        size_t c = 0;
        while (strncmp(class, classes[c].class, strlen(classes[c].class)) != 0)
            c++;
        if (spread)
            assert_string_equal(row->arms[2].name, "spread");
        bool by_vector = strstr(row->name, "/make:vector/") != NULL;
        assert_int_equal(spread, row->size_bytes <= classes[c].most_bytes &&
                                     row->size_bytes != 17 && !by_vector);
        seen[c]++;
    }
    for (size_t c = 0; c < sizeof classes / sizeof classes[0]; c++)
        assert_true(seen[c] > 0);
}

struct checking {
    const struct bv_family *family;
    const struct bv_case *row;
    struct bv_error *err;
    int bodies;
};

static enum bv_status check_body(struct bv_ctx ctx[BV_ARM_MAX], void *arg)
{
    struct checking *c = arg;
    c->bodies++;
    return bv_case_check(c->family, c->row, ctx, c->err);
}

static enum bv_status check(const struct bv_family *family, const struct bv_case *row,
                            struct bv_error *err)
{
    struct checking c = {family, row, err, 0};
    enum bv_status status = family->hold(row, &env, check_body, &c, err);
    if (status != BV_E_UNSUPPORTED)
        assert_int_equal(c.bodies, 1);
    return status;
}

/* Several threads; env tells of no CPUs for them (test_threads.c does). */
static bool needs_cores(const struct bv_case *row)
{
    return strncmp(row->name, "threads/", 8) == 0 && strstr(row->name, "/count:1/") == NULL;
}

/* Whether a case is left out under sanitizers, where all of them take minutes: of each series every
 * eighth size is looked at. */
static bool is_left_out(const struct bv_family *family, size_t i)
{
#ifdef BV_SANITIZED
    enum { EVERY = 8, LIVE_MOST = 1 };
    size_t same = 0; /* cases of the series before this one */
    size_t prefix = (size_t)(strrchr(family->cases[i].name, '/') - family->cases[i].name) + 1;
    while (same < i &&
           strncmp(family->cases[i - same - 1].name, family->cases[i].name, prefix) == 0)
        same++;
    return same % EVERY != 0 || family->cases[i].regime.live_mib > LIVE_MOST;
#else
    (void)family;
    (void)i;
    return false;
#endif
}

/* More than this thread's stack has: stack_bytes_suffice() has threads for it. */
static bool needs_stack(const struct bv_case *row)
{
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_STACK, &limit), 0);
    return limit.rlim_cur != RLIM_INFINITY && bv_select_case_stack(row) > limit.rlim_cur;
}

/* Live heap by live heap, as blocks do: a change builds it anew. Of the largest, which is slow to
 * build and to walk, one case. */
static void arms_agree(void **unused)
{
    (void)unused;
    enum { LIVE_LARGE = 256 };
    static const uint16_t live_heaps[] = {0, 1, 16, 64, LIVE_LARGE};
    const struct bv_catalogue *catalogue = open_layout(0);
    size_t agreed = 0, unavailable = 0, left_out = 0, total = 0;
    for (size_t l = 0; l < sizeof live_heaps / sizeof live_heaps[0]; l++)
        for (size_t f = 0; f < catalogue->family_count; f++)
            for (size_t i = 0; i < catalogue->families[f]->case_count; i++) {
                const struct bv_case *row = &catalogue->families[f]->cases[i];
                if (row->regime.live_mib != live_heaps[l])
                    continue;
                if (is_left_out(catalogue->families[f], i) ||
                    (row->regime.live_mib == LIVE_LARGE &&
                     strcmp(row->name, "churn/site:gc/live:256/life:fifo/calls:1/size:64") != 0)) {
                    left_out++;
                    continue;
                }
                if (needs_stack(row)) {
                    unavailable++;
                    continue;
                }
                struct bv_error err = {BV_OK, ""};
                enum bv_status status = check(catalogue->families[f], row, &err);
                if (status == BV_E_UNSUPPORTED && needs_cores(row)) {
                    assert_non_null(strstr(err.text, "threads on a core each"));
                    unavailable++;
                } else if (status == BV_E_UNSUPPORTED && row->regime.collector) {
                    assert_non_null(strstr(err.text, "libgc-dev"));
                    unavailable++;
                } else if (status != BV_OK) {
                    fail_msg("%s", err.text);
                } else {
                    agreed++;
                }
            }
    for (size_t f = 0; f < catalogue->family_count; f++)
        total += catalogue->families[f]->case_count;
    assert_int_equal(agreed + unavailable + left_out, total);
    assert_true(agreed + left_out > total / 2 && agreed > total / 16);
}

/* A cache of unknown size cannot be filled by half; the reason says which. */
static void scan_refuses_unknown_caches(void **unused)
{
    (void)unused;
    static const struct bv_env unknown = {.l1d_bytes = 32 << 10};
    const struct bv_family *scan = family_named("scan");
    unsigned refused = 0;
    for (size_t i = 0; i < scan->case_count; i++) {
        struct checking c = {scan, &scan->cases[i], NULL, 0};
        struct bv_error err = {BV_OK, ""};
        c.err = &err;
        enum bv_status status = scan->hold(&scan->cases[i], &unknown, check_body, &c, &err);
        if (strstr(scan->cases[i].name, "set:l1/") != NULL) {
            assert_int_equal(status, BV_OK);
            assert_int_equal(c.bodies, 1);
        } else {
            assert_int_equal(status, BV_E_UNSUPPORTED);
            assert_non_null(strstr(err.text, "unknown"));
            assert_int_equal(c.bodies, 0);
            refused++;
        }
    }
    assert_true(refused > 0);
}

static enum bv_status walk_body(struct bv_ctx ctx[BV_ARM_MAX], void *arg)
{
    const struct bv_case *row = arg;
    const uint64_t n = ctx[0].count * 2 + 3;
    for (uint32_t arm = 0; arm < row->arm_count; arm++) {
        row->arms[arm].run(&ctx[arm], n);
        uint64_t whole = ctx[arm].sum;
        assert_int_equal(ctx[arm].next, 3);
        ctx[arm].next = 0;
        row->arms[arm].run(&ctx[arm], 5);
        uint64_t first = ctx[arm].sum;
        assert_int_equal(ctx[arm].next, 5);
        row->arms[arm].run(&ctx[arm], n - 5);
        assert_int_equal(first + ctx[arm].sum, whole);
        assert_int_not_equal(first, ctx[arm].sum);
    }
    /* scattered holds copies: none of them lies in the array */
    const char *array = ctx[1].object;
    void *const *scattered = ctx[2].object;
    size_t in_order = 0;
    for (size_t i = 0; i < ctx[2].count; i++) {
        const char *object = scattered[i];
        assert_true(object < array || object >= array + ctx[1].count * row->size_bytes);
        assert_memory_equal(object, array + i * row->size_bytes, row->size_bytes);
        in_order += i > 0 && (const char *)scattered[i - 1] < object;
    }
    assert_in_range(in_order, ctx[2].count / 4, ctx[2].count * 3 / 4);
    return BV_OK;
}

/* Slices walk on through the set, and come round. */
static void scan_walks_on(void **unused)
{
    (void)unused;
    const struct bv_family *scan = family_named("scan");
    unsigned walked = 0;
    for (size_t i = 0; i < scan->case_count; i++)
        if (strstr(scan->cases[i].name, "set:l2/size:64") != NULL) {
            struct bv_case row = scan->cases[i];
            struct bv_error err = {BV_OK, ""};
            assert_int_equal(scan->hold(&row, &env, walk_body, &row, &err), BV_OK);
            walked++;
        }
    assert_int_equal(walked, 1);
}

static void *check_on_thread(void *arg)
{
    struct checking *c = arg;
    c->family->hold(c->row, &env, check_body, c, c->err);
    return NULL;
}

/* On a stack of stack_bytes, beside what a thread needs to live at all; too small a bound is a
 * segmentation fault here. */
static void stack_bytes_suffice(void **unused)
{
    (void)unused;
    const struct bv_catalogue *catalogue = open_layout(0);
    if (strstr(catalogue->flags, "-fsanitize") != NULL)
        skip(); /* frames grow by the sanitizer's red zones */
    for (size_t f = 0; f < catalogue->family_count; f++)
        for (size_t i = 0; i < catalogue->families[f]->case_count; i++) {
            const struct bv_case *row = &catalogue->families[f]->cases[i];
            if (strstr(row->name, "set:l3/") != NULL || strstr(row->name, "set:beyond/") != NULL)
                continue; /* the kernels of set:l1, and slow to build */
            if (needs_cores(row) || row->regime.collector ||
                row->regime.allocator != BV_ALLOCATOR_GLIBC)
                continue; /* on the first thread alone; and the kernels of alloc:glibc */
            struct bv_error err = {BV_OK, ""};
            struct checking c = {catalogue->families[f], row, &err, 0};
            size_t bytes = (row->stack_bytes + 4095u) / 4096 * 4096;
            pthread_attr_t attributes;
            pthread_t thread;
            assert_int_equal(pthread_attr_init(&attributes), 0);
            assert_int_equal(
                pthread_attr_setstacksize(&attributes, bytes + (size_t)PTHREAD_STACK_MIN), 0);
            assert_int_equal(pthread_create(&thread, &attributes, check_on_thread, &c), 0);
            assert_int_equal(pthread_join(thread, NULL), 0);
            assert_int_equal(pthread_attr_destroy(&attributes), 0);
            assert_int_equal(c.bodies, 1);
        }
}

static enum bv_status site_body(struct bv_ctx ctx[BV_ARM_MAX], void *arg)
{
    *(uintptr_t *)arg = (uintptr_t)ctx[0].object;
    assert_ptr_equal(ctx[0].object, ctx[1].object);
    return BV_OK;
}

/* The sites differ in where the object is, not in how it lies in its cache line. */
static void sites_share_their_alignment(void **unused)
{
    (void)unused;
    const struct bv_family *arg = family_named("arg");
    unsigned offsets_seen = 0;
    for (uint64_t seed = 0; seed < 32; seed++) {
        struct bv_env seeded = env;
        seeded.seed = seed;
        uintptr_t at[4];
        for (size_t i = 0; i < 4; i++) {
            assert_non_null(strstr(arg->cases[i].name, "/site:"));
            struct bv_error err = {BV_OK, ""};
            assert_int_equal(arg->hold(&arg->cases[i], &seeded, site_body, &at[i], &err), BV_OK);
            assert_int_equal(at[i] % 64, at[0] % 64);
            for (size_t j = 0; j < i; j++)
                assert_int_not_equal(at[i], at[j]);
        }
        assert_int_equal(at[0] % 16, 0);
        offsets_seen |= 1u << (at[0] % 64 / 16);
    }
    assert_int_equal(offsets_seen, 15);
}

static void layouts_differ_in_order(void **unused)
{
    (void)unused;
    enum { CASES = 100 };
    char names[CASES][128];
    intptr_t distances[CASES];
    size_t moved = 0;
    const struct bv_family *family = open_layout(0)->families[0];
    assert_true(family->case_count >= CASES);
    for (size_t i = 0; i < CASES; i++) {
        snprintf(names[i], sizeof names[i], "%s", family->cases[i].name);
        distances[i] =
            (intptr_t)family->cases[i].arms[0].run - (intptr_t)family->cases[0].arms[0].run;
    }
    family = open_layout(1)->families[0];
    for (size_t i = 0; i < CASES; i++) {
        assert_string_equal(family->cases[i].name, names[i]);
        moved += distances[i] !=
                 (intptr_t)family->cases[i].arms[0].run - (intptr_t)family->cases[0].arms[0].run;
    }
    assert_true(moved > CASES * 9 / 10);
}

/* A family with one arm too many: what a broken kernel looks like. */
static void planted_good(struct bv_ctx *ctx, uint64_t n)
{
    ctx->sum = n * *(const uint32_t *)ctx->object;
}

static void planted_wrong(struct bv_ctx *ctx, uint64_t n)
{
    ctx->sum = n * *(const uint32_t *)ctx->object + (n == 7);
}

static void planted_idle(struct bv_ctx *ctx, uint64_t n)
{
    (void)n;
    ctx->sum = *(const uint32_t *)ctx->object;
}

static void planted_spoils(struct bv_ctx *ctx, uint64_t n)
{
    planted_good(ctx, n);
    *(uint32_t *)ctx->object += 1;
}

static enum bv_status planted_hold(const struct bv_case *row, const struct bv_env *unused,
                                   bv_body_fn *body, void *arg, struct bv_error *err)
{
    (void)unused;
    (void)err;
    uint32_t object = 5;
    struct bv_ctx ctx[BV_ARM_MAX] = {{0}};
    for (uint32_t i = 0; i < row->arm_count; i++)
        ctx[i].object = &object;
    return body(ctx, arg);
}

static void planted_reset(const struct bv_case *row, struct bv_ctx ctx[BV_ARM_MAX])
{
    (void)row;
    *(uint32_t *)ctx[0].object = 5;
}

static void mismatches_are_found(void **unused)
{
    (void)unused;
    static const struct bv_case rows[] = {
        {.name = "planted/size:4",
         .size_bytes = 4,
         .arm_count = 3,
         .arms = {{"value", planted_good}, {"pointer", planted_good}, {"heap", planted_wrong}}},
        {.name = "planted/kind:idle/size:4",
         .size_bytes = 4,
         .arm_count = 2,
         .arms = {{"value", planted_idle}, {"pointer", planted_idle}}},
        {.name = "planted/kind:spoils/size:4",
         .size_bytes = 4,
         .arm_count = 2,
         .arms = {{"value", planted_spoils}, {"pointer", planted_good}}},
    };
    static const struct bv_family planted = {.name = "planted",
                                             .summary = "a broken family",
                                             .cases = rows,
                                             .case_count = 3,
                                             .hold = planted_hold,
                                             .reset = planted_reset};
    struct bv_error err = {BV_OK, ""};
    assert_int_equal(check(&planted, &rows[0], &err), BV_E_MISMATCH);
    assert_int_equal(err.status, BV_E_MISMATCH);
    assert_non_null(strstr(err.text, "planted/size:4"));
    assert_non_null(strstr(err.text, "arm value"));
    assert_non_null(strstr(err.text, "arm heap"));
    assert_non_null(strstr(err.text, "after 7 calls"));
    assert_int_equal(check(&planted, &rows[1], &err), BV_E_MISMATCH);
    assert_non_null(strstr(err.text, "does it make its calls?"));
    /* An arm that modifies its input starts from the same input as the others. */
    assert_int_equal(check(&planted, &rows[2], &err), BV_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exports_a_catalogue),
        cmocka_unit_test(names_are_unique_and_ordered),
        cmocka_unit_test(has_the_promised_cases),
        cmocka_unit_test(arms_agree),
        cmocka_unit_test(spreads_small_structs),
        cmocka_unit_test(stack_bytes_suffice),
        cmocka_unit_test(scan_refuses_unknown_caches),
        cmocka_unit_test(scan_walks_on),
        cmocka_unit_test(sites_share_their_alignment),
        cmocka_unit_test(layouts_differ_in_order),
        cmocka_unit_test(mismatches_are_found),
    };
    return cmocka_run_group_tests_name("cases", tests, NULL, NULL);
}
