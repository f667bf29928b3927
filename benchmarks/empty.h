/* SPDX-License-Identifier: Apache-2.0 */
/* empty.h: the loop that is subtracted from the others. */
#ifndef BV_EMPTY_H
#define BV_EMPTY_H

#include "benchmarks/case.h"

/* Turn n times around a kernel's loop that calls nothing; ctx->sum is then 0. */
void bv_empty_run(struct bv_ctx *ctx, uint64_t n);

#endif
