/* SPDX-License-Identifier: Apache-2.0 */
/* axis.h: ranges and tics of a figure's axes, few enough that labels never touch. */
#ifndef BV_AXIS_H
#define BV_AXIS_H

#include "report/figures/figure.h"

/* Sizes in bytes, log 2, a label at every 2nd, 4th, 8th ... power. 0 < low <= high */
void bv_axis_bytes(struct bv_axis *axis, double low, double high);

/* Times in ns, labelled with their units: logarithmic where high is many times low, else linear
 * from 0. 0 < low <= high */
void bv_axis_ns(struct bv_axis *axis, double low, double high);

/* Times in ns, linear from 0 up to `high`, over whatever the axis was. */
void bv_axis_ns_from_0(struct bv_axis *axis, double high);

#define BV_RATIO_MOST 16

/* Ratios on a log axis: symmetrical about 1 up to a factor of 2 either way, beyond that as far as
 * the ratios go, but not past BV_RATIO_MOST: what happens around 1 decides, and must stay visible.
 * 0 < low <= high */
void bv_axis_ratio(struct bv_axis *axis, double low, double high);

#endif
