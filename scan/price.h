/* SPDX-License-Identifier: Apache-2.0 */
/* price.h: what a copy costs on a machine, from a run that was measured there. */
#ifndef BV_PRICE_H
#define BV_PRICE_H

#include "lib/bundle/audit.h"
#include "lib/stats/stats.h"
#include "report/analysis/summary.h"
#include "scan/block_copy.h"

/* What the calls of a program do while one of them copies. */
enum bv_condition {
    BV_CONDITION_WAIT,    /* each waits for the one before: a chain of results */
    BV_CONDITION_OVERLAP, /* they are independent, and overlap */
    BV_CONDITION_COUNT
};

/* "wait", "overlap" */
const char *bv_condition_name(enum bv_condition condition);

/* What passing a struct of so many bytes by value took more than passing its address. */
struct bv_price_point {
    uint32_t bytes;
    uint32_t ways;         /* bit BV_WAY_X of how it was copied; 0: unknown */
    struct bv_interval ns; /* a call; median over blocks */
};

struct bv_prices {
    struct bv_price_point *points[BV_CONDITION_COUNT]; /* by bytes */
    size_t counts[BV_CONDITION_COUNT];
};

/* Take the prices out of a run: of its series arg/class:int/reads:one/.../site:stack.
 * summary  complete
 * audit    of the run; one that is zeroed: it is not known how anything was copied
 * out      bv_prices_finish it; without points where the run did not measure that
 * Errors   BV_E_NOMEM */
enum bv_status bv_prices_create(const struct bv_summary *summary, const struct bv_audit *audit,
                                struct bv_prices *out, struct bv_error *err);

/* The price of a copy of so many bytes by a strategy: between the two nearest sizes that were
 * copied so, in proportion; where none were on both sides, between those that were copied in any
 * way.
 * Returns  estimate NAN: the size lies outside of what was measured */
struct bv_interval bv_price_of(const struct bv_prices *prices, enum bv_condition condition,
                               double bytes, enum bv_strategy strategy);

/* A zeroed one is fine. */
void bv_prices_finish(struct bv_prices *prices);

#endif
