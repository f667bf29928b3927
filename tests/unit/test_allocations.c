/* SPDX-License-Identifier: Apache-2.0 */
/* test_allocations.c: how many blocks, and bytes, each arm obtains and frees: this program's malloc
 * stands before that of the C library, and counts. */
#include "benchmarks/case.h"

#include <dlfcn.h>
#include <inttypes.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "benchmarks/families/deep.h"

/* What the C library has under its own names. */
void *__libc_malloc(size_t bytes);
void *__libc_calloc(size_t count, size_t bytes);
void *__libc_realloc(void *block, size_t bytes);
void __libc_free(void *block);

static struct tally {
    uint64_t obtained, bytes, resized, freed;
} tally;

void *malloc(size_t size)
{
    tally.obtained++;
    tally.bytes += size;
    return __libc_malloc(size);
}

void *calloc(size_t nmemb, size_t size)
{
    tally.obtained++;
    tally.bytes += nmemb * size;
    return __libc_calloc(nmemb, size);
}

void *realloc(void *ptr, size_t size)
{
    tally.resized++;
    return __libc_realloc(ptr, size);
}

void free(void *ptr)
{
    tally.freed += ptr != NULL;
    __libc_free(ptr);
}

static const struct bv_env env = {
    .l1d_bytes = 32 << 10, .l2_bytes = 256 << 10, .l3_bytes = 2 << 20, .seed = 1};

static const struct bv_catalogue *open_layout(void)
{
    const char *path = getenv("BYVAL_KERNELS");
    assert_non_null(path);
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL)
        fail_msg("%s", dlerror());
    const struct bv_catalogue *catalogue = dlsym(library, BV_CATALOGUE_SYMBOL);
    assert_non_null(catalogue);
    /* cppcheck-suppress resourceLeak ; stays open: its catalogue is in use to the end */
    return catalogue;
}

/* Blocks that a call of an arm must obtain. All names but these are those of arms that obtain none.
 */
static uint64_t blocks_of(const struct bv_case *row, const char *arm)
{
    unsigned depth;
    if (sscanf(row->name, "deep/depth:%u/", &depth) == 1)
        return strcmp(arm, "heap") == 0 ? depth : 0;
    if (strncmp(row->name, "threads/", 8) == 0)
        return strcmp(arm, "pointer") == 0;
    if (strncmp(row->name, "null/", 5) == 0)
        return strstr(row->name, "/of:churn/") != NULL;
    if (strcmp(arm, "smallbuf") == 0)
        return row->size_bytes > 16;
    return strcmp(arm, "heap") == 0 || strcmp(arm, "boxed") == 0 || strcmp(arm, "escaping") == 0;
}

/* Bytes of each: deep's areas begin at a page. */
static uint64_t block_bytes(const struct bv_case *row)
{
    bool area = strncmp(row->name, "deep/touch:", 11) == 0;
    return row->size_bytes + (area ? DEEP_PAGE : 0);
}

static struct tally calls_of(const struct bv_family *family, const struct bv_case *row,
                             struct bv_ctx ctx[BV_ARM_MAX], uint32_t arm, uint64_t n)
{
    family->reset(row, ctx);
    tally = (struct tally){0};
    row->arms[arm].run(&ctx[arm], n);
    return tally;
}

struct counting {
    const struct bv_family *family;
    const struct bv_case *row;
    uint32_t obtaining; /* arms that did */
};

enum { CALLS = 37 };

static enum bv_status count_body(struct bv_ctx ctx[BV_ARM_MAX], void *arg)
{
    struct counting *c = arg;
    for (uint32_t arm = 0; arm < c->row->arm_count; arm++) {
        const char *name = c->row->arms[arm].name;
        struct tally got = calls_of(c->family, c->row, ctx, arm, CALLS);
        uint64_t blocks = blocks_of(c->row, name) * CALLS;
        /* What is left to the compiler: it may do without the block, but always or never. */
        if (strcmp(c->family->name, "escape") == 0 && strcmp(name, "local") == 0 &&
            got.obtained != 0)
            blocks = CALLS;
        uint64_t resized = strstr(c->row->name, "shape:realloc/") != NULL ? blocks : 0;
        if (got.obtained != blocks || got.freed != blocks || got.resized != resized ||
            got.bytes != blocks * block_bytes(c->row))
            fail_msg("%s/pass:%s: %d calls obtained %" PRIu64 " blocks of %" PRIu64
                     " bytes in all, "
                     "resized %" PRIu64 " and freed %" PRIu64 "; due were %" PRIu64
                     " blocks of %" PRIu64 " bytes each",
                     c->row->name, name, CALLS, got.obtained, got.bytes, got.resized, got.freed,
                     blocks, block_bytes(c->row));
        struct bv_metrics said = {.allocations = NAN};
        if (c->family->metrics != NULL)
            c->family->metrics(c->row, ctx, arm, &said);
        if (!isnan(said.allocations)) {
            assert_true(said.allocations * CALLS == (double)got.obtained);
            assert_true(said.allocated_bytes * CALLS >= (double)got.bytes);
            assert_true((said.allocated_bytes > 0) == (got.bytes > 0));
        }
        c->obtaining += got.obtained > 0;
    }
    return BV_OK;
}

/* The families whose arms say by their names what they obtain. */
static void arms_obtain_what_they_say(void **unused)
{
    (void)unused;
    static const struct {
        const char *family;
        bool obtains;
    } judged[] = {
        {"arg", false},     {"chain", false}, {"indirect", false}, {"ret", true},
        {"mutate", false},  {"null", true},   {"inline", false},   {"iface", true},
        {"closure", true},  {"escape", true}, {"deep", true},      {"threads", true},
        {"planted", false},
    };
    const struct bv_catalogue *catalogue = open_layout();
    for (size_t i = 0; i < sizeof judged / sizeof judged[0]; i++) {
        uint32_t cases = 0, obtaining = 0;
        for (size_t f = 0; f < catalogue->family_count; f++) {
            const struct bv_family *family = catalogue->families[f];
            if (strcmp(family->name, judged[i].family) != 0)
                continue;
            for (size_t r = 0; r < family->case_count; r++) {
                if (strncmp(family->cases[r].name, "threads/", 8) == 0 &&
                    strstr(family->cases[r].name, "/count:1/") == NULL)
                    continue; /* a tally is one thread's */
                struct counting c = {family, &family->cases[r], 0};
                struct bv_error err = {BV_OK, ""};
                if (family->hold(c.row, &env, count_body, &c, &err) != BV_OK)
                    fail_msg("%s", err.text);
                cases++;
                obtaining += c.obtaining;
            }
        }
        assert_true(cases > 0);
        assert_int_equal(obtaining > 0, judged[i].obtains);
    }
}

/* A count that is always 0 would please most arms. */
static void counts_what_a_library_obtains(void **unused)
{
    (void)unused;
    char *(*duplicate)(const char *) = (char *(*)(const char *))dlsym(RTLD_DEFAULT, "strdup");
    assert_non_null(duplicate);
    tally = (struct tally){0};
    char *copy = duplicate("seven b");
    struct tally made = tally;
    free(copy);
    assert_int_equal(made.obtained, 1);
    assert_int_equal(made.bytes, 8);
    assert_int_equal(tally.freed, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_what_a_library_obtains),
        cmocka_unit_test(arms_obtain_what_they_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
