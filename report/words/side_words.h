/* SPDX-License-Identifier: Apache-2.0 */
/* side_words.h: the runs of a comparison in words: letters, names, what each is. */
#ifndef BV_SIDE_WORDS_H
#define BV_SIDE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/text.h"
#include "report/compare/compare.h"

/* "A", "B" ... "Z", "AA" ... */
void bv_words_letter(struct bv_text *out, size_t side);

/* What a path ends in: without the folders before it. */
const char *bv_words_last_of(const char *name);

/* A run by what a person calls it: "Zen 3, gcc 12.2.0, 2026-11-27"; of two that are called the same
 * each with its folder behind it; a pool by the value that it has in common. */
void bv_words_run(struct bv_text *out, const struct bv_comparison *comparison, size_t side);

/* The values of a fact: "gcc 12.2.0 (A, C); clang 14.0.6 (B); unknown (D)". */
void bv_words_values(struct bv_text *out, const struct bv_comparison *comparison,
                     const struct bv_compared_fact *fact);

/* What a side is: host, processor, compiler, date, cases, blocks, clock. */
void bv_words_side(struct bv_text *out, const struct bv_comparison *comparison, size_t side);

/* Whether two values of a fact are the same; NULL: unknown. */
bool bv_words_same_value(const char *a, const char *b);

/* One value of a fact: a hash is cut short. */
void bv_words_value(struct bv_text *out, const struct bv_compared_fact *fact, const char *value);

#endif
