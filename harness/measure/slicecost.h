/* SPDX-License-Identifier: Apache-2.0 */
/* slicecost.h: what a slice costs beside its calls, measured on the empty loop in this process. */
#ifndef BV_SLICECOST_H
#define BV_SLICECOST_H

#include "lib/base/status.h"
#include "lib/bundle/selfcheck_table.h"

/* Measure, in some 50 ms.
 * Errors   BV_E_IO (no kernels), BV_E_MISMATCH, BV_E_NOMEM, BV_E_UNSUPPORTED */
enum bv_status bv_slicecost_measure(struct bv_slice_costs *out, struct bv_error *err);

#endif
