/* SPDX-License-Identifier: Apache-2.0 */
/* layout_words.h: what the link layout does to a series, in words. */
#ifndef BV_LAYOUT_WORDS_H
#define BV_LAYOUT_WORDS_H

#include "lib/base/text.h"
#include "report/analysis/summary.h"

/* Say how much one source differs from layout to layout, with the numbers of the size where that
 * matters most: "in another link layout the same source can differ: at 17 B value wins in 14 % of
 * the layouts and pointer in 76 %. A program gets ...", without the last full stop. Nothing where
 * no size has BV_BLOCKS_FOR_VERDICT blocks. */
void bv_words_layouts(struct bv_text *out, const struct bv_summary *summary,
                      const struct bv_answer *answer);

#endif
