/* SPDX-License-Identifier: Apache-2.0 */
/* profile_words.c: see profile_words.h. */
#include "report/words/profile_words.h"

#include <inttypes.h>

#include "lib/base/plural.h"
#include "report/words/number_words.h"

void bv_words_sample_share(struct bv_text *out, struct bv_interval share)
{
    bv_words_part(out, share.estimate);
    bv_text_put(out, " ");
    bv_words_interval(out, share, bv_words_part);
}

static void put_copies(struct bv_text *out, const struct bv_arm_profile *profile,
                       const struct bv_profile_shares *shares)
{
    bv_words_sample_share(out, shares->copies);
    bv_text_put(out, " of the samples of ");
    bv_text_put(out, profile->arm);
    bv_text_put(out, " are at instructions that copy");
}

void bv_words_profile_copies(struct bv_text *out, const struct bv_arm_profile *profile,
                             const struct bv_audit *audit)
{
    const struct bv_profile_shares shares = bv_profile_shares_of(profile, audit);
    put_copies(out, profile, &shares);
}

static const char *name_of(const struct bv_profile_function *function)
{
    return function->name == NULL ? function->file : function->name;
}

static void put_cpu(struct bv_text *out, const struct bv_arm_profile *profile,
                    const struct bv_audit *audit)
{
    const struct bv_profile_shares shares = bv_profile_shares_of(profile, audit);
    bv_text_format(out, "%" PRIu64 " samples, %" PRIu64 " lost. ", shares.samples, profile->lost);
    if (shares.top == NULL) {
        bv_text_put(out, "There is no machine code with them");
        return;
    }
    put_copies(out, profile, &shares);
    bv_text_put(out, ", ");
    bv_words_sample_share(out, shares.calls);
    bv_text_put(out, " at calls. The instruction with most is ");
    bv_text_put(out, shares.top->lines[shares.top_line]);
    bv_text_put(out, " in ");
    bv_text_put(out, name_of(&profile->functions[shares.top->function]));
    bv_text_put(out, ": ");
    bv_words_sample_share(out, shares.top_share);
    if (shares.listed.estimate < 1) {
        bv_text_put(out, ". The code below has ");
        bv_words_part(out, shares.listed.estimate);
        bv_text_put(out, " of the samples");
    }
}

static void put_heap(struct bv_text *out, const struct bv_arm_profile *profile)
{
    uint64_t objects = bv_arm_profile_total(profile, BV_PATH_OBJECTS);
    uint64_t live = bv_arm_profile_total(profile, BV_PATH_LIVE_OBJECTS);
    bv_text_format(out, "%" PRIu64 " allocation%s of ", objects, bv_plural(objects));
    bv_words_bytes(out, bv_arm_profile_total(profile, BV_PATH_BYTES));
    bv_text_format(out, " in %" PRIu64 " call%s, %" PRIu64 " lost; ", profile->calls,
                   bv_plural(profile->calls), profile->lost);
    if (profile->calls > 0)
        bv_text_format(out, "%.4g a call; ", (double)objects / (double)profile->calls);
    bv_text_format(out, "%" PRIu64 " of ", live);
    bv_words_bytes(out, bv_arm_profile_total(profile, BV_PATH_LIVE_BYTES));
    bv_text_put(out, " were not freed by the end");
}

static void put_waits(struct bv_text *out, const struct bv_arm_profile *profile)
{
    uint64_t waits = bv_arm_profile_total(profile, BV_PATH_WAITS);
    double ns = (double)bv_arm_profile_total(profile, BV_PATH_WAIT_NS);
    bv_text_format(out,
                   "%" PRIu64 " wait%s of %.4g s together, %.4g us each, in %" PRIu64
                   " call%s and %u thread%s; %" PRIu64 " lost",
                   waits, bv_plural(waits), ns * 1e-9, ns * 1e-3 / (double)waits, profile->calls,
                   bv_plural(profile->calls), profile->threads, bv_plural(profile->threads),
                   profile->lost);
}

void bv_words_profile(struct bv_text *out, const struct bv_arm_profile *profile,
                      const struct bv_audit *audit)
{
    if (profile->kind == BV_PROFILE_CPU)
        put_cpu(out, profile, audit);
    else if (profile->kind == BV_PROFILE_HEAP)
        put_heap(out, profile);
    else
        put_waits(out, profile);
}
