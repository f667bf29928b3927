/* SPDX-License-Identifier: Apache-2.0 */
/* collector_table.c: what the collector's budget predicts, beside what it did, as a table.
 *
 * usage: collector_table LAYOUT.so FILTER
 * One case of family churn: the first whose name has FILTER in it. One process, one live heap. */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "benchmarks/case.h"
#include "lib/base/status.h"

enum { CYCLES = 10 };

struct visit {
    const struct bv_family *family;
    const struct bv_case *row;
};

static double now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static enum bv_status print_row(struct bv_ctx ctx[BV_ARM_MAX], void *arg)
{
    const struct visit *visit = arg;
    const struct bv_case *row = visit->row;
    struct bv_metrics m = {.collections = 0};
    struct bv_slice_wish wish = visit->family->wish(row, ctx);
    if (wish.calls == 0)
        return BV_E_NOMEM;
    visit->family->begin(row, ctx);
    double calls = 0, ns = 0;
    while (m.collections < CYCLES) {
        double start = now_ns();
        row->arms[1].run(&ctx[1], wish.calls);
        ns += now_ns() - start;
        calls += (double)wish.calls;
        visit->family->metrics(row, ctx, 1, &m);
    }
    double bytes = calls * m.allocated_bytes / m.collections;
    printf("| %u | %.3f | %.3f | %.3f | %.2f | %.0f | %.3g | %.3g | %.1f | %.1f |\n",
           row->regime.live_mib, m.traced_bytes / 1048576, m.budget_bytes / 1048576,
           bytes / 1048576, bytes / m.budget_bytes, m.collections, m.pause_p50_ns / 1e6,
           m.pause_max_ns / 1e6, ns / calls, m.pause_p50_ns * m.allocated_bytes / bytes);
    return BV_OK;
}

int main(int argc, char **argv)
{
    static const struct bv_env env = {.seed = 1};
    void *library = argc == 3 ? dlopen(argv[1], RTLD_NOW | RTLD_LOCAL) : NULL;
    const struct bv_catalogue *catalogue =
        library == NULL ? NULL : dlsym(library, BV_CATALOGUE_SYMBOL);
    if (catalogue == NULL) {
        fprintf(stderr, "usage: collector_table LAYOUT.so FILTER\n");
        return 2;
    }
    for (size_t f = 0; f < catalogue->family_count; f++)
        for (size_t i = 0; i < catalogue->families[f]->case_count; i++) {
            struct visit visit = {catalogue->families[f], &catalogue->families[f]->cases[i]};
            struct bv_error err = {BV_OK, "no cycle was found"};
            if (!visit.row->regime.collector || strstr(visit.row->name, argv[2]) == NULL)
                continue;
            if (visit.family->hold(visit.row, &env, print_row, &visit, &err) == BV_OK)
                return 0;
            fprintf(stderr, "%s: %s\n", visit.row->name, err.text);
            return 1;
        }
    fprintf(stderr, "collector_table: no such case: %s\n", argv[2]);
    return 2;
}
