/* SPDX-License-Identifier: Apache-2.0 */
/* share.c: see share.h. */
#include "lib/stats/share.h"

#include <math.h>

#define NORMAL_975 1.959963984540054 /* quantile of the standard normal distribution */

struct bv_interval bv_share_interval(uint64_t hits, uint64_t count)
{
    const double n = (double)count, p = (double)hits / n, z2 = NORMAL_975 * NORMAL_975;
    double middle = (p + z2 / (2 * n)) / (1 + z2 / n);
    double half = NORMAL_975 * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n);
    /* Which rounding would miss by a little. */
    return (struct bv_interval){p, hits == 0 ? 0 : middle - half,
                                hits == count ? 1 : middle + half};
}
