/* SPDX-License-Identifier: Apache-2.0 */
/* profile_shares.c: see profile_shares.h. */
#include "report/analysis/profile_shares.h"

#include <stdbool.h>
#include <string.h>

#include "lib/stats/share.h"

static bool is_same_code(const struct bv_audit_function *function,
                         const struct bv_profile_listing *listing)
{
    if (function->line_count != listing->line_count)
        return false;
    for (uint32_t i = 0; i < listing->line_count; i++)
        if (strcmp(function->lines[i], listing->lines[i]) != 0)
            return false;
    return true;
}

const char *bv_profile_marks(const struct bv_arm_profile *profile,
                             const struct bv_profile_listing *listing, const struct bv_audit *audit)
{
    const char *name = profile->functions[listing->function].name;
    for (size_t i = 0; audit != NULL && name != NULL && i < audit->function_count; i++) {
        const struct bv_audit_function *function = &audit->functions[i];
        if (function->marks != NULL && strcmp(function->name, name) == 0 &&
            is_same_code(function, listing))
            return function->marks;
    }
    return listing->marks;
}

struct bv_profile_shares bv_profile_shares_of(const struct bv_arm_profile *profile,
                                              const struct bv_audit *audit)
{
    struct bv_profile_shares shares = {
        .samples = bv_arm_profile_total(profile, BV_PATH_SAMPLES),
    };
    uint64_t most = 0, listed = 0;
    for (size_t f = 0; f < profile->listing_count; f++) {
        const struct bv_profile_listing *listing = &profile->listings[f];
        const char *marks = bv_profile_marks(profile, listing, audit);
        for (uint32_t i = 0; i < listing->line_count; i++) {
            uint64_t count = listing->samples[i];
            listed += count;
            shares.copying += marks[i] == BV_MARK_COPY ? count : 0;
            shares.calling += marks[i] == BV_MARK_CALL ? count : 0;
            if (count <= most)
                continue;
            most = count;
            shares.top = listing;
            shares.top_line = i;
        }
    }
    /* A hand-made file may list a function twice. */
    listed = listed < shares.samples ? listed : shares.samples;
    shares.copying = shares.copying < listed ? shares.copying : listed;
    shares.calling = shares.calling < listed ? shares.calling : listed;
    shares.copies = bv_share_interval(shares.copying, shares.samples);
    shares.calls = bv_share_interval(shares.calling, shares.samples);
    shares.listed = bv_share_interval(listed, shares.samples);
    shares.top_share = bv_share_interval(most, shares.samples);
    return shares;
}
