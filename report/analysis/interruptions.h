/* SPDX-License-Identifier: Apache-2.0 */
/* interruptions.h: which blocks of a run were disturbed from outside their process. */
#ifndef BV_INTERRUPTIONS_H
#define BV_INTERRUPTIONS_H

#include "lib/base/status.h"
#include "lib/bundle/result.h"

enum {
    BV_DISTURBED_STOLEN = 1,   /* the hypervisor took over a twentieth of the block's time */
    BV_DISTURBED_DRIFTED = 2,  /* the clock before and after it differ by over a tenth */
    BV_DISTURBED_THROTTLED = 4 /* a CPU quota stopped it for over a twentieth of the block's time */
};

struct bv_interruptions {
    struct bv_interruption {
        uint32_t block;
        unsigned flags;
    } * items; /* by ascending block, the undisturbed ones left out */
    size_t count;
};

/* Look at the blocks of a result.
 * out      written only on BV_OK; bv_interruptions_finish it
 * Errors   BV_E_NOMEM */
enum bv_status bv_interruptions_init(const struct bv_result *result, struct bv_interruptions *out);

/* The flags of a block; 0 too where nothing is known of it. */
unsigned bv_interruptions_of(const struct bv_interruptions *interruptions, uint32_t block);

/* A zeroed one is fine. */
void bv_interruptions_finish(struct bv_interruptions *interruptions);

#endif
