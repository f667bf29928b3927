/* SPDX-License-Identifier: Apache-2.0 */
/* series.h: groups cases that differ in nothing but size. */
#ifndef BV_SERIES_H
#define BV_SERIES_H

#include "report/analysis/summary.h"

/* Fill in the series of a summary whose cases are complete, and what each comes to.
 * resamples   bootstrap replicates a crossover
 * Errors   BV_E_NOMEM; what was allocated is then still the summary's to free */
enum bv_status bv_series_build(struct bv_summary *summary, unsigned resamples);

/* Release what bv_series_build allocated. */
void bv_series_free(struct bv_summary *summary);

#endif
