/* SPDX-License-Identifier: Apache-2.0 */
/* deciding.h: the cases on which the first screen of a report rests. */
#ifndef BV_DECIDING_H
#define BV_DECIDING_H

#include "report/analysis/summary.h"

/* Find them: those at the ends of the answer over all conditions, and at the crossover of the main
 * series and of the plainest one in which the pointer costs its object; where nothing crosses, the
 * main series' largest.
 * out      gets indices into summary->cases, each once
 * Returns  how many there are, `most` of them at most */
size_t bv_deciding_cases(const struct bv_summary *summary, size_t *out, size_t most);

#endif
