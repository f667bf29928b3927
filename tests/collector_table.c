/* SPDX-License-Identifier: Apache-2.0 */
/* collector_table.c: what the collector's budget predicts, beside what it does, as a table.
 *
 * usage: collector_table LAYOUT.so [FILTER]
 * For every case of family churn that needs the collector, and whose name has FILTER in it. */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "benchmarks/case.h"
#include "harness/status.h"

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
    struct bv_metrics m[2];
    visit->family->reset(row, ctx);
    double start = now_ns();
    struct bv_slice_wish wish = visit->family->wish(row, ctx);
    double wished = now_ns();
    if (wish.calls == 0) {
        printf("%s: no cycle was found\n", row->name);
        return BV_OK;
    }
    visit->family->begin(row, ctx);
    uint32_t rounds = wish.rounds == 0 ? 12 : wish.rounds;
    double ns[2] = {0, 0};
    for (uint32_t round = 0; round < rounds; round++)
        for (uint32_t a = 0; a < 2; a++) {
            double begin = now_ns();
            row->arms[a].run(&ctx[a], wish.calls);
            ns[a] += now_ns() - begin;
        }
    double ran = now_ns();
    for (uint32_t a = 0; a < 2; a++)
        visit->family->metrics(row, ctx, a, &m[a]);
    double calls = (double)rounds * (double)wish.calls;
    printf("%-52s %9.0f calls a collection, %4.0f collections in %u rounds; ns a call %.1f value, "
           "%.1f pointer; pause p50 %.0f p99 %.0f max %.0f us; traced %.0f; wish %.0f ms, rounds "
           "%.0f ms, metrics %.0f ms\n",
           row->name, calls / m[1].collections, m[1].collections, rounds, ns[0] / calls,
           ns[1] / calls, m[1].pause_p50_ns / 1e3, m[1].pause_p99_ns / 1e3, m[1].pause_max_ns / 1e3,
           m[1].traced_bytes, (wished - start) / 1e6, (ran - wished) / 1e6, (now_ns() - ran) / 1e6);
    fflush(stdout);
    return BV_OK;
}

int main(int argc, char **argv)
{
    static const struct bv_env env = {.seed = 1};
    void *library = argc > 1 ? dlopen(argv[1], RTLD_NOW | RTLD_LOCAL) : NULL;
    const struct bv_catalogue *catalogue =
        library == NULL ? NULL : dlsym(library, BV_CATALOGUE_SYMBOL);
    if (catalogue == NULL) {
        fprintf(stderr, "usage: collector_table LAYOUT.so [FILTER]\n");
        return 2;
    }
    for (size_t f = 0; f < catalogue->family_count; f++)
        for (size_t i = 0; i < catalogue->families[f]->case_count; i++) {
            struct visit visit = {catalogue->families[f], &catalogue->families[f]->cases[i]};
            struct bv_error err = {BV_OK, ""};
            if (!visit.row->regime.collector ||
                (argc > 2 && strstr(visit.row->name, argv[2]) == NULL))
                continue;
            double start = now_ns();
            if (visit.family->hold(visit.row, &env, print_row, &visit, &err) != BV_OK)
                printf("%s: %s\n", visit.row->name, err.text);
            printf("  hold %.0f ms\n", (now_ns() - start) / 1e6);
        }
    return 0;
}
