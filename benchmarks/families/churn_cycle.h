/* SPDX-License-Identifier: Apache-2.0 */
/* churn_cycle.h: measures churn under a collector over whole cycles of collection.
 *
 * Between two collections an allocation is cheap; it is the collection at the end that has to be
 * paid for. What an allocation costs is the cost of a cycle by the allocations in it. */
#ifndef BV_CHURN_CYCLE_H
#define BV_CHURN_CYCLE_H

#include "benchmarks/case.h"

/* wish, begin and metrics of family churn, as struct bv_family says. The wish is for slices of
 * cycles: 4 at least while a cycle takes less than 20 ms, else as many as take 60 ms, 1 at least.
 * Cases without a collector wish for nothing. */
struct bv_slice_wish bv_churn_wish(const struct bv_case *row, struct bv_ctx ctx[BV_ARM_MAX]);
void bv_churn_begin(const struct bv_case *row, struct bv_ctx ctx[BV_ARM_MAX]);
void bv_churn_metrics(const struct bv_case *row, struct bv_ctx ctx[BV_ARM_MAX], uint32_t arm,
                      struct bv_metrics *out);

#endif
