/* SPDX-License-Identifier: Apache-2.0 */
/* slice_cost.c: calls a kernel N times bare, in a slice, or through the shim, to be counted. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/kernels/layout.h"
#include "harness/measure/gbench.h"
#include "harness/measure/round.h"

static const char *mode;
static uint64_t calls;
static bv_run_fn *kernel;
static struct bv_ctx *context;
static struct bv_gbench_state *gbench;

/* The bare loop: the kernel itself, called once. callgrind toggles on this name. */
__attribute__((noinline)) static void bare(void)
{
    kernel(context, calls);
    __asm__ volatile("");
}

static void call_kernel(void *arg, uint64_t n)
{
    kernel(arg, n);
}

static enum bv_status held(struct bv_ctx ctx[BV_ARM_MAX], void *arg)
{
    (void)arg;
    context = &ctx[0];
    if (strcmp(mode, "bare") == 0)
        bare();
    else if (strcmp(mode, "slice") == 0)
        bv_slice_ns(kernel, context, calls);
    else
        bv_gbench_loop(gbench, call_kernel, context);
    return BV_OK;
}

static void body(struct bv_gbench_state *state, void *arg)
{
    const struct bv_case_ref *ref = arg;
    struct bv_env env = {.seed = 1};
    gbench = state;
    ref->family->hold(ref->row, &env, held, NULL, NULL);
}

static void ignore(const struct bv_gbench_row *row, void *user)
{
    (void)user;
    if (row->error != NULL || row->iterations != calls)
        exit(3);
}

int main(int argc, char **argv)
{
    static const char *const name = "arg/class:int/reads:one/mode:throughput/site:heap/size:64";
    char kernels[PATH_MAX];
    struct bv_layout layout;
    struct bv_case_ref ref = {NULL, NULL};
    struct bv_error err = {BV_OK, ""};
    if (argc != 3)
        return 2;
    mode = argv[1];
    calls = strtoull(argv[2], NULL, 10);
    if (bv_kernels_find(NULL, kernels, &err) == BV_OK &&
        bv_layout_open(kernels, 0, &layout, &err) == BV_OK)
        ref = bv_layout_find(&layout, name);
    if (ref.row == NULL) {
        fprintf(stderr, "slice_cost: %s\n", err.text);
        return 1;
    }
    kernel = ref.row->arms[0].run;
    if (strcmp(mode, "shim") == 0) {
        if (bv_gbench_add("counted", body, &ref, calls, &err) != BV_OK ||
            bv_gbench_run(ignore, NULL, &err) != BV_OK)
            return 1;
    } else {
        body(NULL, &ref);
    }
    bv_layout_close(&layout);
    return 0;
}
