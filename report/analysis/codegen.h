/* SPDX-License-Identifier: Apache-2.0 */
/* codegen.h: the machine code behind a summary's cases, and where it changes along a series. */
#ifndef BV_CODEGEN_H
#define BV_CODEGEN_H

#include "lib/bundle/audit.h"
#include "lib/bundle/counts.h"
#include "report/analysis/summary.h"

/* What an audit and counts say of the cases of a summary. */
struct bv_codegen {
    const struct bv_audit *audit;          /* NULL: there is none */
    const struct bv_audit_case **audited;  /* of each case; NULL: not audited */
    const struct bv_case_counts **counted; /* of each case; NULL: not counted */
    const struct bv_summary *summary;
};

/* Match them by name. All outlive the codegen.
 * audit, counts   NULL: there is none
 * out      written only on BV_OK; bv_codegen_finish it
 * Errors   BV_E_NOMEM */
enum bv_status bv_codegen_match(const struct bv_summary *summary, const struct bv_audit *audit,
                                const struct bv_counts *counts, struct bv_codegen *out,
                                struct bv_error *err);

/* A zeroed one is fine. */
void bv_codegen_finish(struct bv_codegen *codegen);

/* An arm of a case; NULL where nothing is known of it.
 * at   into summary->cases */
const struct bv_audit_arm *bv_codegen_arm(const struct bv_codegen *codegen, size_t at,
                                          const char *arm);
const struct bv_arm_counts *bv_codegen_counts(const struct bv_codegen *codegen, size_t at,
                                              const char *arm);

/* Whether anything at all is known of the code of a series. */
bool bv_codegen_has(const struct bv_codegen *codegen, const struct bv_series *series);

/* The ways by which a struct travels, of all that were seen: loads and stores beside a block copy
 * only copy its ends. */
uint32_t bv_codegen_strategy(uint32_t ways);

/* Neighbouring sizes of a series at which an arm's struct travels in the same ways. */
struct bv_passage {
    uint32_t ways; /* as bv_codegen_strategy gives them */
    uint32_t first_bytes, last_bytes;
};

/* The passages of an arm of a series, by ascending size; sizes of which nothing is known, or
 * at which no struct is handed over, are passed over.
 * arm      0 .. series->arm_count - 1
 * out      room for series->case_count
 * Returns  how many there are */
size_t bv_codegen_passages(const struct bv_codegen *codegen, const struct bv_series *series,
                           unsigned arm, struct bv_passage *out);

#endif
