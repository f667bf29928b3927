/* SPDX-License-Identifier: Apache-2.0 */
/* regret.h: what it would have cost, over a run's cases, to follow a rule of thumb. */
#ifndef BV_REGRET_H
#define BV_REGRET_H

#include "report/analysis/rules.h"
#include "report/analysis/summary.h"

/* Over some cases: the extra time of the arm that a policy chooses, against the faster one. */
struct bv_regret {
    size_t cases;
    double mean;            /* geometric: 0.1 means 10 % slower */
    double worst;           /* of one case */
    const char *worst_case; /* NULL: none costs anything */
    size_t wrong;           /* cases whose verdict goes to the other arm */
};

struct bv_policy {
    const char *tool, *option, *source; /* option, source NULL: one of our own */
    uint64_t value_up_to_bytes;         /* UINT64_MAX: always by value */
    bool is_held_out;                   /* the thresholds of both halves are below instead */
    uint32_t passing_fitted[2], all_fitted[2];
    struct bv_regret passing, all; /* over the conditions of passing one struct (zones.h); over all
                                      cases of the question */
};

struct bv_policies {
    struct bv_policy *items; /* by ascending mean over all */
    size_t count;
};

/* Judge each rule, "always by value", "always by pointer" and a threshold of the run's own.
 * Cases of the question are those of arms value and pointer (or outparam) but for the families
 * inline and null. All are judged on the medians of every other block of each case, then on those
 * of the other blocks: mean and wrong are of both, worst is the worse. The own threshold is fitted
 * to the half that it is not judged on.
 * rules    outlives the policies, as does the summary
 * out      written only on BV_OK; bv_policies_finish it. Without cases: count 0
 * Errors   BV_E_NOMEM */
enum bv_status bv_policies_judge(const struct bv_summary *summary, const struct bv_rules *rules,
                                 struct bv_policies *out);

/* A zeroed one is fine. */
void bv_policies_finish(struct bv_policies *policies);

#endif
