/* SPDX-License-Identifier: Apache-2.0 */
/* collector_budget.c: the rule by which the Boehm collector decides when to collect. */
#include "benchmarks/heap/collector.h"

enum { DIVISOR = 3, STEP_MAX_BYTES = 16 << 20 };

double bv_collector_budget_bytes(const struct bv_collector_use *use)
{
    return (2 * use->traced + use->atomic / 4 + use->roots + 2 * use->stack) / DIVISOR;
}

double bv_collector_step_bytes(const struct bv_collector_use *use)
{
    double third = use->heap / DIVISOR;
    return third < STEP_MAX_BYTES ? third : STEP_MAX_BYTES;
}
