/* SPDX-License-Identifier: Apache-2.0 */
/* figure_scale.h: scales that figures share, or that begin at 0. */
#ifndef BV_FIGURE_SCALE_H
#define BV_FIGURE_SCALE_H

#include "report/figures/figure.h"

/* Give figures the same scales, such as hold the points of all of them: they can then be compared.
 * figures  of one kind, some perhaps without curves */
void bv_figure_share_scales(struct bv_figure *const *figures, size_t count);

/* The same figure with its times on a linear axis from 0, under an id of its own: some readers want
 * lengths that can be compared.
 * out      borrows from the figure; not to be finished
 * Returns  false where that would be no other figure: it shows ratios, or begins at 0 already */
bool bv_figure_from_0(const struct bv_figure *figure, struct bv_figure *out);

#endif
