/* SPDX-License-Identifier: Apache-2.0 */
/* selfcheck.h: repeated runs of the preset `selfcheck` to a table of promises kept or broken. */
#ifndef BV_SELFCHECK_H
#define BV_SELFCHECK_H

#include "lib/bundle/selfcheck_table.h"
#include "report/analysis/summary.h"

struct bv_selfcheck_input {
    const struct bv_summary *const *runs; /* of different seeds */
    size_t run_count;
    const struct bv_result *again; /* of the seed of runs[0], with fewer blocks; NULL: none */
    struct bv_slice_costs costs;
};

/* Judge.
 * Errors   BV_E_NOMEM */
enum bv_status bv_selfcheck_judge(const struct bv_selfcheck_input *input, struct bv_selfcheck *out,
                                  struct bv_error *err);

#endif
