/* SPDX-License-Identifier: Apache-2.0 */
/* check_layout.c: check_layout FILE [BUT]: do all arms of the cases of a kernel library do the same
 * work, but of those whose names match BUT? It needs nothing but the C library, so that it runs for
 * other processors, too. */
#include <dlfcn.h>
#include <regex.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "benchmarks/check.h"

/* What a process has on its stack beside the kernels. */
enum { STACK_SPARE = 1 << 18 };

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

/* The CPUs that this process may use, as "0,1". */
static void list_cpus(char *out, size_t bytes)
{
    cpu_set_t set;
    size_t n = 0;
    out[0] = '\0';
    if (sched_getaffinity(0, sizeof set, &set) != 0)
        return;
    for (int cpu = 0; cpu < CPU_SETSIZE && n + 8 < bytes; cpu++)
        if (CPU_ISSET(cpu, &set))
            n += (size_t)snprintf(out + n, bytes - n, n == 0 ? "%d" : ",%d", cpu);
}

/* Exit code 0: all do; 1: some do not, a line each; 2: the file is no kernel library. */
int main(int argc, char **argv)
{
    char cpus[128];
    const struct bv_env env = {
        .l1d_bytes = 32 << 10, .l2_bytes = 256 << 10, .l3_bytes = 2 << 20, .cpus = cpus, .seed = 1};
    size_t counts[3] = {0}; /* sound, unavailable, not sound */
    regex_t but;
    bool all = argc < 3;
    if (!all && regcomp(&but, argv[2], REG_EXTENDED | REG_NOSUB) != 0) {
        fprintf(stderr, "check_layout: '%s' is no regular expression\n", argv[2]);
        return 2;
    }
    list_cpus(cpus, sizeof cpus);
    struct rlimit stack;
    bool is_limited = getrlimit(RLIMIT_STACK, &stack) == 0 && stack.rlim_cur != RLIM_INFINITY;
    void *library = argc >= 2 ? dlopen(argv[1], RTLD_NOW | RTLD_LOCAL) : NULL;
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
            if (!all && regexec(&but, family->cases[c].name, 0, NULL, 0) == 0)
                continue;
            if (is_limited && family->cases[c].stack_bytes + STACK_SPARE > stack.rlim_cur) {
                counts[1]++;
                continue;
            }
            struct job job = {family, &family->cases[c], &err};
            enum bv_status status = family->hold(job.row, &env, check, &job, &err);
            counts[status == BV_OK ? 0 : status == BV_E_UNSUPPORTED ? 1 : 2]++;
            if (status != BV_OK && status != BV_E_UNSUPPORTED)
                printf("%s\n", err.text);
        }
    }
    printf("%zu cases of %s are sound, %zu unavailable, %zu not\n", counts[0], catalogue->compiler,
           counts[1], counts[2]);
    if (!all)
        regfree(&but);
    return counts[2] > 0;
}
