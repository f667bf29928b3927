/* SPDX-License-Identifier: Apache-2.0 */
/* claims_fixture.h: a run with planted truths, and what the claims make of it. */
#ifndef BV_CLAIMS_FIXTURE_H
#define BV_CLAIMS_FIXTURE_H

#include "report/claims/claims.h"
#include "tests/support/synthetic.h"

enum { BV_HEARING_BLOCKS = 40, BV_HEARING_CASES_MAX = 64, BV_HEARING_ARMS = 4 };

/* A run as it grows: times, code and counts. */
struct bv_claims_fixture {
    struct bv_synthetic *synthetic;
    struct bv_summary *summary;
    struct bv_audit audit;
    struct bv_audit_case audit_cases[BV_HEARING_CASES_MAX];
    struct bv_counts counts;
    struct bv_case_counts count_cases[BV_HEARING_CASES_MAX];
    struct bv_arm_counts arms[BV_HEARING_CASES_MAX][BV_HEARING_ARMS];
    char names[2 * BV_HEARING_CASES_MAX][96];
    size_t name_count;
    bool has_audit, has_counts;
    const struct bv_escapes *escapes; /* NULL: none */
    struct bv_claims claims;
};

/* blocks   BV_HEARING_BLOCKS, or fewer where there are to be too few; it has nulls already */
void bv_claims_fixture_begin(struct bv_claims_fixture *run, uint32_t blocks);
void bv_claims_fixture_end(struct bv_claims_fixture *run);

/* Sum up and judge. */
void bv_claims_fixture_judge(struct bv_claims_fixture *run);

const struct bv_claim *bv_claims_fixture_claim(const struct bv_claims_fixture *run, const char *id);

/* Fail unless the claim got that verdict; unless it says these words. */
void bv_claims_fixture_check(const struct bv_claims_fixture *run, const char *id,
                             enum bv_judgement expected);
void bv_claims_fixture_says(const struct bv_claims_fixture *run, const char *id, const char *words);

/* A case whose arms take `ns`; arms NULL: value and pointer. */
void bv_claims_fixture_case(struct bv_claims_fixture *run, const char *series, uint32_t bytes,
                            const char *const arms[3], const double ns[3], double spread);

/* Value takes 10 ns, pointer takes ratio times as long. */
void bv_claims_fixture_ratio(struct bv_claims_fixture *run, const char *series, uint32_t bytes,
                             double ratio);

/* Nothing is known of it. */
void bv_claims_fixture_wide(struct bv_claims_fixture *run, const char *series, uint32_t bytes);

/* The code of an arm: function 0 calls no allocator, 1 does, 2 does outside its loop.
 * callee   of the loop; 3: none */
void bv_claims_fixture_code(struct bv_claims_fixture *run, const char *series, uint32_t bytes,
                            const char *arm, uint32_t function, uint32_t callee);

/* What a call of an arm was counted to do. */
void bv_claims_fixture_count(struct bv_claims_fixture *run, const char *series, uint32_t bytes,
                             const char *arm, uint64_t instructions, uint64_t allocations);

#endif
