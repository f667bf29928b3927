/* SPDX-License-Identifier: Apache-2.0 */
/* story_figure.h: one question on several processors and under several compilers. */
#ifndef BV_STORY_FIGURE_H
#define BV_STORY_FIGURE_H

#include "report/compare/story.h"
#include "report/figures/figure.h"

/* The ratios of the story's series, a curve a run, and for each the size from which the pointer
 * wins. The colour of a curve goes with its processor, its dash with its compiler.
 * out      written only on BV_OK; bv_figure_finish it. curve_count 0: there is nothing to draw
 * Errors   BV_E_NOMEM */
enum bv_status bv_figure_story(const struct bv_comparison *comparison, struct bv_figure *out);

#endif
