/* SPDX-License-Identifier: Apache-2.0 */
/* empty.c: a kernel's loop without its call. */
#include "benchmarks/empty.h"

#include "benchmarks/sink.h"

void bv_empty_run(struct bv_ctx *ctx, uint64_t n)
{
    const void *p = ctx->object;
    for (; n > 0; n--)
        BV_LAUNDER(p);
    ctx->sum = 0;
}
