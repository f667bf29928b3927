/* SPDX-License-Identifier: Apache-2.0 */
/* share.h: what a count of samples says of a share. */
#ifndef BV_SHARE_H
#define BV_SHARE_H

#include <stdint.h>

#include "lib/stats/stats.h"

/* The share of samples that hit, and the interval of the share that they were drawn from, at 95 %.
 * count    > 0; hits <= count
 * Source   Wilson 1927, J. Am. Stat. Assoc. 22, 209; without correction for continuity: method 3 of
 *          Newcombe 1998, Statistics in Medicine 17, 857 */
struct bv_interval bv_share_interval(uint64_t hits, uint64_t count);

#endif
