/* SPDX-License-Identifier: Apache-2.0 */
/* noise.h: what a run's own nulls say about it: its noise floor and its false verdicts. */
#ifndef BV_NOISE_H
#define BV_NOISE_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/status.h"
#include "lib/stats/stats.h"

/* A null: two arms that are the same by construction, so that any verdict but `equal` and
 * `undecided` is false. */
struct bv_null {
    struct bv_sample sample;
    struct bv_interval effect; /* 95 % */
    bool is_twin;              /* identical source, two symbols; else the same symbol twice */
};

/* All log-ratios; NAN where the run has no such null, or too few blocks for an interval. */
struct bv_noise {
    size_t same_count, twin_count; /* nulls with an interval */
    double floor_same;  /* smallest margin beyond which no A/A null's interval lies wholly */
    double floor_twin;  /* the same for layout twins */
    double reach;       /* median over nulls of the farther end of the interval from 0 */
    double one_same;    /* in one of 20 single blocks a null of the kind lies farther from 0 than */
    double one_twin;    /* this: what a benchmark of one process of one binary would have shown */
    size_t judged;      /* nulls that could be judged */
    size_t false_count; /* of these: judged different at the least margin */
};

/* Judge the nulls.
 *
 * The floor is the smallest margin at which none of the run's own nulls would be called different:
 * the largest distance between 0 and the near end of a null's interval. It is not the far end: a
 * run too noisy to say anything would then get a wide margin, and call everything equal within it.
 * False verdicts are counted at the least margin, not at the one that the floor yields: that one
 * is chosen so that there are none.
 * margin   the least margin of the report, a log-ratio
 * alpha    family-wise level of the verdicts; Holm over the nulls alone, which is no stricter than
 *          over the report's longer table
 * verdicts, p_adjusted   out, count entries
 * out      written only on BV_OK
 * Errors   BV_E_NOMEM */
enum bv_status bv_noise_find(const struct bv_null *nulls, size_t count, double margin, double alpha,
                             enum bv_verdict *verdicts, double *p_adjusted, struct bv_noise *out);

/* The margin of the report's verdicts: the least one, or the floor where that is larger. */
double bv_noise_margin(const struct bv_noise *noise, double least);

#endif
