/* SPDX-License-Identifier: Apache-2.0 */
/* landmarks.h: the sizes at which a curve may bend: what the ABI, the compiler and the caches set.
 */
#ifndef BV_LANDMARKS_H
#define BV_LANDMARKS_H

#include "lib/bundle/audit.h"
#include "report/analysis/summary.h"

enum { BV_LANDMARKS_MAX = 10 };

/* A vertical line with a meaning. */
struct bv_landmark {
    double x;
    char label[24];
};

/* Find the boundaries of a series: two words, which every 64-bit Linux ABI passes in registers; the
 * first of its sizes at which the copy of its first arm is made in another way, by the audit; the
 * caches. What coincides with a smaller one (within half as much again) is left out.
 * audit    NULL: there is none
 * out      by ascending x
 * Returns  how many */
size_t bv_landmarks_find(const struct bv_summary *summary, const struct bv_series *series,
                         const struct bv_audit *audit, struct bv_landmark out[BV_LANDMARKS_MAX]);

#endif
