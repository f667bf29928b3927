/* SPDX-License-Identifier: Apache-2.0 */
/* disturbance.h: which blocks of a run were disturbed from outside their process. */
#ifndef BV_DISTURBANCE_H
#define BV_DISTURBANCE_H

#include "lib/base/status.h"
#include "lib/bundle/result.h"

enum {
    BV_DISTURBED_STOLEN = 1, /* the hypervisor took over a twentieth of the block's time */
    BV_DISTURBED_DRIFTED = 2 /* the clock before and after it differ by over a tenth */
};

struct bv_disturbances {
    struct bv_disturbance {
        uint32_t block;
        unsigned flags;
    } * items; /* by ascending block, the undisturbed ones left out */
    size_t count;
};

/* Look at the blocks of a result.
 * out      written only on BV_OK; bv_disturbances_finish it
 * Errors   BV_E_NOMEM */
enum bv_status bv_disturbances_init(const struct bv_result *result, struct bv_disturbances *out);

/* The flags of a block; 0 too where nothing is known of it. */
unsigned bv_disturbances_of(const struct bv_disturbances *disturbances, uint32_t block);

/* A zeroed one is fine. */
void bv_disturbances_finish(struct bv_disturbances *disturbances);

#endif
