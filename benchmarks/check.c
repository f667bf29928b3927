/* SPDX-License-Identifier: Apache-2.0 */
/* check.c: compares the checksums of a case's arms. */
#include "benchmarks/check.h"

#include <inttypes.h>

/* One call, an odd few, and enough to come round a small working set. */
static const uint64_t calls[] = {1, 7, 100};

enum { CALLS = sizeof calls / sizeof calls[0], LARGE_BYTES = 1 << 20 };

/* A call over megabytes may take milliseconds, and every block checks. */
static size_t call_numbers(const struct bv_case *row)
{
    return row->size_bytes < LARGE_BYTES ? CALLS : CALLS - 1;
}

static enum bv_status sums_of(const struct bv_family *family, const struct bv_case *row,
                              struct bv_ctx ctx[BV_ARM_MAX], uint32_t arm, uint64_t sums[CALLS],
                              struct bv_error *err)
{
    for (size_t i = 0; i < call_numbers(row); i++) {
        family->reset(row, ctx);
        row->arms[arm].run(&ctx[arm], calls[i]);
        sums[i] = ctx[arm].sum;
        if (i > 0 && sums[i] == sums[i - 1])
            return bv_fail(err, BV_E_MISMATCH,
                           "case %s: arm %s gives checksum %" PRIx64 " for %" PRIu64
                           " calls and for %" PRIu64 "; does it make its calls?",
                           row->name, row->arms[arm].name, sums[i], calls[i - 1], calls[i]);
    }
    return BV_OK;
}

enum bv_status bv_case_check(const struct bv_family *family, const struct bv_case *row,
                             struct bv_ctx ctx[BV_ARM_MAX], struct bv_error *err)
{
    uint64_t first[CALLS] = {0}, other[CALLS] = {0};
    enum bv_status status = sums_of(family, row, ctx, 0, first, err);
    for (uint32_t arm = 1; status == BV_OK && arm < row->arm_count; arm++) {
        status = sums_of(family, row, ctx, arm, other, err);
        for (size_t i = 0; status == BV_OK && i < call_numbers(row); i++)
            if (first[i] != other[i])
                status = bv_fail(err, BV_E_MISMATCH,
                                 "case %s: after %" PRIu64 " calls arm %s gives checksum %" PRIx64
                                 ", arm %s %" PRIx64 "; they do not do the same work",
                                 row->name, calls[i], row->arms[0].name, first[i],
                                 row->arms[arm].name, other[i]);
    }
    family->reset(row, ctx);
    return status;
}
