/* SPDX-License-Identifier: Apache-2.0 */
/* pool.h: several runs as if they were one: their blocks become one sample. */
#ifndef BV_POOL_H
#define BV_POOL_H

#include "lib/bundle/result.h"

/* Pool results. A case has the blocks of all that measured it, without those where it failed. A
 * fact that differs among them reads "x + y", with 8 values at most; one that some do not know, and
 * a kernel hash that differs, are unknown. One run's time follows on another's; all are judged by
 * the rules of the oldest, and spend what the one of the most sessions may.
 * members  count > 0 of them; they outlive out
 * out      written only on BV_OK; bv_result_finish it
 * Errors   BV_E_NOMEM */
enum bv_status bv_runs_pool(const struct bv_result *const *members, size_t count,
                            struct bv_result *out);

#endif
