/* SPDX-License-Identifier: Apache-2.0 */
/* independence.h: whether a run's blocks are the independent draws that its intervals take them
 * for.
 */
#ifndef BV_INDEPENDENCE_H
#define BV_INDEPENDENCE_H

#include "lib/stats/serial_correlation.h"
#include "report/analysis/summary.h"

/* Look at the effects of all contests but nulls, whose arms change alike.
 * summary  with its contests' samples
 * Errors   BV_E_NOMEM */
enum bv_status bv_independence_find(const struct bv_summary *summary,
                                    struct bv_serial_correlation *out);

/* Whether a report says that the machine changed during the run: p <= 0.01. */
bool bv_independence_fails(const struct bv_serial_correlation *correlation);

#endif
