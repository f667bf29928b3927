/* SPDX-License-Identifier: Apache-2.0 */
/* check_layout.c: check_layout FILE: do all arms of the cases of a kernel library do the same work?
 * It needs nothing but the C library, so that it runs for other processors, too. */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "benchmarks/check.h"

struct job {
    const struct bv_family *family;
    const struct bv_case *row;
    struct bv_error *err;
};

static enum bv_status check(struct bv_ctx ctx[BV_ARM_MAX], void *arg)
{
    const struct job *job = arg;
    return bv_case_check(job->family, job->row, ctx, job->err);
}

/* Exit code 0: all do; 1: some do not, a line each; 2: the file is no kernel library. */
int main(int argc, char **argv)
{
    static const struct bv_env env = {
        .l1d_bytes = 32 << 10, .l2_bytes = 256 << 10, .l3_bytes = 2 << 20, .seed = 1};
    size_t counts[3] = {0}; /* sound, unavailable, not sound */
    void *library = argc == 2 ? dlopen(argv[1], RTLD_NOW | RTLD_LOCAL) : NULL;
    const struct bv_catalogue *catalogue = library ? dlsym(library, BV_CATALOGUE_SYMBOL) : NULL;
    if (!catalogue || catalogue->abi != BV_CATALOGUE_ABI) {
        const char *why = dlerror();
        fprintf(stderr, "check_layout: no kernel library: %s\n", why ? why : "none is named");
        return 2;
    }
    for (size_t f = 0; f < catalogue->family_count; f++) {
        const struct bv_family *family = catalogue->families[f];
        for (size_t c = 0; c < family->case_count; c++) {
            struct bv_error err = {BV_OK, ""};
            struct job job = {family, &family->cases[c], &err};
            enum bv_status status = family->hold(job.row, &env, check, &job, &err);
            counts[status == BV_OK ? 0 : status == BV_E_UNSUPPORTED ? 1 : 2]++;
            if (status != BV_OK && status != BV_E_UNSUPPORTED)
                printf("%s\n", err.text);
        }
    }
    printf("%zu cases of %s are sound, %zu unavailable, %zu not\n", counts[0], catalogue->compiler,
           counts[1], counts[2]);
    return counts[2] > 0;
}
