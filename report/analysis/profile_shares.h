/* SPDX-License-Identifier: Apache-2.0 */
/* profile_shares.h: what share of an arm's samples stands at which machine code. */
#ifndef BV_PROFILE_SHARES_H
#define BV_PROFILE_SHARES_H

#include "lib/bundle/audit.h"
#include "lib/bundle/profiles.h"
#include "lib/stats/stats.h"

struct bv_profile_shares {
    uint64_t samples;          /* of the profile */
    uint64_t copying, calling; /* at instructions that have a part in copying; at calls */
    struct bv_interval copies, calls, listed; /* the same as shares; of all code that is listed */
    const struct bv_profile_listing *top;     /* that has the instruction with most; NULL: none */
    uint32_t top_line;
    struct bv_interval top_share;
};

/* How the lines of a listing are marked: as in an audit of the same kernels, which knows what loads
 * and stores copy, or else as in the profile.
 * audit    NULL: there is none
 * Returns  a letter a line */
const char *bv_profile_marks(const struct bv_arm_profile *profile,
                             const struct bv_profile_listing *listing,
                             const struct bv_audit *audit);

/* Sum them up, of a profile of CPU time. */
struct bv_profile_shares bv_profile_shares_of(const struct bv_arm_profile *profile,
                                              const struct bv_audit *audit);

#endif
