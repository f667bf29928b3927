/* SPDX-License-Identifier: Apache-2.0 */
/* deciding.h: the cases on which the first screen of a report rests. */
#ifndef BV_DECIDING_H
#define BV_DECIDING_H

#include "report/analysis/summary.h"

enum { BV_DECIDING_MOST = 8 };

struct bv_deciding {
    size_t cases[BV_DECIDING_MOST]; /* into summary->cases, each once */
    size_t count;
};

/* Find them: those at the ends of the answer over all conditions, and at the crossovers of the main
 * series and of the first ones in which the pointer costs a malloc, and a collector; where nothing
 * crosses, the main series' largest. */
struct bv_deciding bv_deciding_find(const struct bv_summary *summary);

#endif
