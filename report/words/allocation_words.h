/* SPDX-License-Identifier: Apache-2.0 */
/* allocation_words.h: what changes of what is allocated, in words. Plain text throughout. */
#ifndef BV_ALLOCATION_WORDS_H
#define BV_ALLOCATION_WORDS_H

#include "lib/base/text.h"
#include "report/compare/allocations.h"

/* "From go 1.19.8 to go 1.23.5, of 48 programs 3 allocate otherwise, and of 5 the compiler says
 * otherwise whether it escapes" */
void bv_words_escape_step(struct bv_text *out, const struct bv_escape_step *step);

/* "a closure: 1 object of 16 B, "escapes"; then 0 objects, "does not escape"" */
void bv_words_escape_change(struct bv_text *out, const struct bv_escape_change *change);

/* "1 object" */
void bv_words_objects(struct bv_text *out, double objects);

#endif
