/* SPDX-License-Identifier: Apache-2.0 */
/* codewords.h: what is known of machine code, in words and as a table of values. */
#ifndef BV_CODEWORDS_H
#define BV_CODEWORDS_H

#include "lib/base/text.h"
#include "report/analysis/codegen.h"

/* Ways in which a struct travels: "by moves and through a hidden pointer". */
void bv_words_ways(struct bv_text *out, uint32_t ways);

/* How an arm's struct travels along a series: "value travels in registers up to 16 B, by moves from
 * 17 B to 256 B, by rep movs from 257 B on"; nothing where there is no passage. */
void bv_words_passages(struct bv_text *out, const char *arm, const struct bv_passage *passages,
                       size_t count);

/* The same of all arms of a series, by semicolons. */
enum bv_status bv_words_codegen(struct bv_text *out, const struct bv_codegen *codegen,
                                const struct bv_series *series, struct bv_error *err);

/* Bytes copied a call: "64"; "-": not to be told. arm NULL: unknown */
void bv_words_copied(struct bv_text *out, const struct bv_audit_arm *arm);

/* Instructions a call, exact from the code, or as they were counted: "14", "31.25 counted", "-". */
void bv_words_instructions(struct bv_text *out, const struct bv_audit_arm *arm,
                           const struct bv_arm_counts *counts);

/* Every number of it, an arm of a case a line; data/FORMAT.md documents it. Comma-separated values
 * as bv_numbers_csv writes them. */
void bv_codegen_csv(struct bv_text *out, const struct bv_codegen *codegen);

#endif
