/* SPDX-License-Identifier: Apache-2.0 */
/* case_sums.c: the checksum of every arm of some cases after 1, 7 and 100 calls, as the kernels in
 * Go print theirs (kernels sums).
 *
 * usage: case_sums KERNELS.so FILTER */
#include <inttypes.h>
#include <regex.h>
#include <stdio.h>

#include "harness/kernels/layout.h"

static const uint64_t calls[] = {1, 7, 100};

struct visit {
    const struct bv_family *family;
    const struct bv_case *row;
};

static enum bv_status print_sums(struct bv_ctx ctx[BV_ARM_MAX], void *arg)
{
    const struct visit *visit = arg;
    for (uint32_t a = 0; a < visit->row->arm_count; a++)
        for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
            visit->family->reset(visit->row, ctx);
            visit->row->arms[a].run(&ctx[a], calls[i]);
            printf("%s/pass:%s %" PRIu64 " %" PRIx64 "\n", visit->row->name,
                   visit->row->arms[a].name, calls[i], ctx[a].sum);
        }
    return BV_OK;
}

int main(int argc, char **argv)
{
    const struct bv_env env = {
        .l1d_bytes = 32 << 10, .l2_bytes = 512 << 10, .l3_bytes = 32 << 20, .seed = 1};
    struct bv_layout layout = {0};
    struct bv_error err = {.text = "usage: case_sums KERNELS.so FILTER"};
    regex_t filter;
    if (argc != 3 || regcomp(&filter, argv[2], REG_EXTENDED | REG_NOSUB) != 0 ||
        bv_layout_open(argv[1], 0, &layout, &err) != BV_OK) {
        fprintf(stderr, "%s\n", err.text);
        return 2;
    }
    enum bv_status status = BV_OK;
    for (size_t f = 0; f < layout.catalogue->family_count; f++) {
        struct visit visit = {.family = layout.catalogue->families[f]};
        for (size_t c = 0; c < visit.family->case_count && status == BV_OK; c++) {
            visit.row = &visit.family->cases[c];
            if (regexec(&filter, visit.row->name, 0, NULL, 0) == 0)
                status = visit.family->hold(visit.row, &env, print_sums, &visit, &err);
        }
    }
    if (status != BV_OK)
        fprintf(stderr, "%s\n", err.text);
    regfree(&filter);
    bv_layout_close(&layout);
    return status != BV_OK;
}
