/* SPDX-License-Identifier: Apache-2.0 */
/* summary_fixture.h: planted results, summed up as a report does. */
#ifndef BV_SUMMARY_FIXTURE_H
#define BV_SUMMARY_FIXTURE_H

#include "report/analysis/summary.h"
#include "tests/support/synthetic.h"

/* The test fails where that cannot be. bv_summary_destroy it before the result. */
struct bv_summary *bv_summary_fixture(const struct bv_synthetic *synthetic);

#endif
