/* SPDX-License-Identifier: Apache-2.0 */
/* summarised.h: planted results, summed up as a report does. */
#ifndef BV_SUMMARISED_H
#define BV_SUMMARISED_H

#include "report/analysis/summary.h"
#include "tests/synthetic.h"

/* The test fails where that cannot be. bv_summary_destroy it before the result. */
struct bv_summary *bv_summarised(const struct bv_synthetic *synthetic);

#endif
