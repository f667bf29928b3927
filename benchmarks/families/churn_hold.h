/* SPDX-License-Identifier: Apache-2.0 */
/* churn_hold.h: builds what the arms of a churn case work on, and takes it down. */
#ifndef BV_CHURN_HOLD_H
#define BV_CHURN_HOLD_H

#include "benchmarks/case.h"

/* bv_case.kind of a churn row: an enum bv_life and the calls an object gets. */
#define BV_CHURN_KIND(LIFE, CALLS) ((LIFE) << 8 | (CALLS))

/* hold and reset of family churn, as struct bv_family says. */
enum bv_status bv_churn_hold(const struct bv_case *row, const struct bv_env *env, bv_body_fn *body,
                             void *arg, struct bv_error *err);
void bv_churn_reset(const struct bv_case *row, struct bv_ctx ctx[BV_ARM_MAX]);

#endif
