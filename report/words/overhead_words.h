/* SPDX-License-Identifier: Apache-2.0 */
/* overhead_words.h: what a pointer drags in, in words. */
#ifndef BV_OVERHEAD_WORDS_H
#define BV_OVERHEAD_WORDS_H

#include "lib/base/text.h"
#include "report/analysis/overhead.h"

/* Write the answer of one kind of allocation. Those that follow it, are of the same group and have
 * the same answer share its line.
 * summary  that they are of
 * at       the first of them, < count; becomes the first that is not on the line
 * label    "malloc (glibc, jemalloc)" is added
 * words    their answer is added, and what a call takes */
void bv_overhead_line(const struct bv_summary *summary, const struct bv_overhead *overheads,
                      size_t count, size_t *at, struct bv_text *label, struct bv_text *words);

#endif
