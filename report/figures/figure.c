/* SPDX-License-Identifier: Apache-2.0 */
/* figure.c: the end of a plot. */
#include "report/figures/figure.h"

#include <stdlib.h>

void bv_figure_finish(struct bv_figure *figure)
{
    if (!figure)
        return;
    free(figure->points);
    free(figure->dots);
    free(figure->gaps);
    *figure = (struct bv_figure){0};
}
