/* SPDX-License-Identifier: Apache-2.0 */
/* calls.c: byval-calls: one arm, called so often, as a process for hyperfine or perf stat. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/layout.h"

struct visit {
    const struct bv_case *row;
    uint32_t arm;
    uint64_t calls;
};

static enum bv_status body(struct bv_ctx ctx[BV_ARM_MAX], void *arg)
{
    const struct visit *visit = arg;
    visit->row->arms[visit->arm].run(&ctx[visit->arm], visit->calls);
    return BV_OK;
}

static int fail(const char *text)
{
    fprintf(stderr, "byval-calls: %s\n", text);
    return 1;
}

int main(int argc, char **argv)
{
    struct bv_layouts layouts;
    struct bv_layout layout;
    struct bv_case_ref ref;
    struct bv_error err;
    char *end = NULL;
    bool is_number = argc == 4 && argv[3][0] >= '0' && argv[3][0] <= '9';
    uint64_t calls = is_number ? strtoumax(argv[3], &end, 10) : 0;
    if (!is_number || *end != '\0' || calls == 0) {
        fprintf(stderr, "usage: byval-calls CASE ARM CALLS\n\n"
                        "Calls an arm of a case (byval list --arms) so often, and ends: a process "
                        "for hyperfine\nor perf stat. What starting it takes is in its time.\n");
        return 2;
    }
    const char *name = argv[1];
    if (bv_layouts_find(&layouts, &err) != BV_OK ||
        bv_layout_open(&layouts, 0, &layout, &err) != BV_OK ||
        bv_layout_find(&layout, &name, 1, &ref, &err) != BV_OK)
        return fail(err.text);
    struct visit visit = {.row = ref.row, .arm = BV_ARM_MAX, .calls = calls};
    for (uint32_t i = 0; ref.row != NULL && i < ref.row->arm_count; i++)
        if (strcmp(ref.row->arms[i].name, argv[2]) == 0)
            visit.arm = i;
    if (visit.arm == BV_ARM_MAX)
        return fail("there is no such case, or it has no such arm; byval list --arms prints all");
    const struct bv_env env = {.seed = 1};
    enum bv_status status = ref.family->hold(ref.row, &env, body, &visit, &err);
    bv_layout_close(&layout);
    return status == BV_OK ? 0 : fail(err.text);
}
