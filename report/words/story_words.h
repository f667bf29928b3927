/* SPDX-License-Identifier: Apache-2.0 */
/* story_words.h: what processors and compilers change, in five sentences. Plain text throughout. */
#ifndef BV_STORY_WORDS_H
#define BV_STORY_WORDS_H

#include "lib/base/text.h"
#include "report/compare/story.h"

enum { BV_STORY_SENTENCES = 5 };

/* A sentence without a full stop: what was measured; what another processor changes; what another
 * compiler does; on how much of it the runs agree; where the pointer wins in the plainest series.
 * comparison   whose story it is: it has one
 * index        < BV_STORY_SENTENCES */
void bv_words_story(struct bv_text *out, const struct bv_comparison *comparison, unsigned index);

/* A run by its processor and compiler: "Zen 3, gcc 12.2.0". */
void bv_words_story_run(struct bv_text *out, const struct bv_comparison *comparison, size_t side);

#endif
