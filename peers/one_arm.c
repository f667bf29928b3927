/* SPDX-License-Identifier: Apache-2.0 */
/* one_arm.c: from a row's name to a kernel and what it works on. */
#include "peers/one_arm.h"

#include <stdlib.h>
#include <string.h>

#include "harness/kernels/layout.h"

struct bv_one_arm {
    bv_run_fn *run;
    struct bv_ctx *ctx;
};

struct order {
    uint32_t arm;
    bv_run_fn *run;
    bv_one_arm_body *body;
    void *user;
};

static enum bv_status carry_out(struct bv_ctx ctx[BV_ARM_MAX], void *arg)
{
    const struct order *order = arg;
    const struct bv_one_arm visit = {.run = order->run, .ctx = &ctx[order->arm]};
    order->body(&visit, order->user);
    return BV_OK;
}

static enum bv_status visit_arm(const struct bv_layout *layout, const char *case_name,
                                const char *arm_name, struct order *order, struct bv_error *err)
{
    const struct bv_case_ref ref = bv_layout_find(layout, case_name);
    const struct bv_env env = {.seed = 1};
    for (uint32_t i = 0; ref.row != NULL && i < ref.row->arm_count; i++)
        if (strcmp(ref.row->arms[i].name, arm_name) == 0) {
            order->arm = i;
            order->run = ref.row->arms[i].run;
            return ref.family->hold(ref.row, &env, carry_out, order, err);
        }
    return bv_fail(err, BV_E_USAGE,
                   "there is no row %.200s/pass:%.50s; byval list --arms prints all", case_name,
                   arm_name);
}

enum bv_status bv_one_arm_row(const char *row, bv_one_arm_body *body, void *user,
                              struct bv_error *err)
{
    static const char between[] = "/pass:";
    struct order order = {.body = body, .user = user};
    char kernels[PATH_MAX];
    struct bv_layout layout;
    const char *pass = strstr(row, between);
    if (pass == NULL)
        return bv_fail(err, BV_E_USAGE,
                       "%.200s: a row is CASE/pass:ARM; byval list --arms prints all", row);
    enum bv_status status = bv_kernels_find(NULL, kernels, err);
    if (status == BV_OK)
        status = bv_layout_open(kernels, 0, &layout, err);
    if (status != BV_OK)
        return status;
    char *case_name = strndup(row, (size_t)(pass - row));
    if (case_name == NULL)
        status = bv_fail(err, BV_E_NOMEM, "out of memory");
    else
        status = visit_arm(&layout, case_name, pass + strlen(between), &order, err);
    free(case_name);
    bv_layout_close(&layout);
    return status;
}

void bv_one_arm_call(const struct bv_one_arm *visit, uint64_t calls)
{
    visit->run(visit->ctx, calls);
}
