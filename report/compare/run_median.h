/* SPDX-License-Identifier: Apache-2.0 */
/* run_median.h: a run as if it were one block: of each case and arm, its median. */
#ifndef BV_RUN_MEDIAN_H
#define BV_RUN_MEDIAN_H

#include "lib/bundle/result.h"

/* Reduce a run to what a pool of many runs needs of it, a hundredth of its size. The one row of an
 * arm has the median net time over the run's blocks, and the effect of an arm is the median of its
 * effects: bv_net_of() and bv_net_effect() give them back. What else a row tells is the median of
 * it. The block has the sums of the blocks' seconds and the median of their clocks.
 * run      with its rows
 * number   the layout of the block: no other run may have the same
 * out      written only on BV_OK; owns all its texts; key, state before, cases, the block and the
 *          rows, nothing else; bv_result_finish it
 * Errors   BV_E_NOMEM */
enum bv_status bv_run_median(const struct bv_result *run, uint32_t number, struct bv_result *out);

#endif
