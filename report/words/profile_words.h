/* SPDX-License-Identifier: Apache-2.0 */
/* profile_words.h: what a profile says, in a sentence. */
#ifndef BV_PROFILE_WORDS_H
#define BV_PROFILE_WORDS_H

#include "lib/base/text.h"
#include "report/analysis/profile_shares.h"

/* A share of samples with its interval: "83 % [81 %, 85 %]". */
void bv_words_sample_share(struct bv_text *out, struct bv_interval share);

/* "83 % [81 %, 85 %] of the samples of value are at instructions that copy", of CPU time.
 * audit    as bv_profile_marks() takes it */
void bv_words_profile_copies(struct bv_text *out, const struct bv_arm_profile *profile,
                             const struct bv_audit *audit);

/* A profile in some sentences, without the last full stop: of CPU time what is copied, what calls,
 * and which instruction has most; of allocations and of waits how many, and how much. */
void bv_words_profile(struct bv_text *out, const struct bv_arm_profile *profile,
                      const struct bv_audit *audit);

#endif
