/* SPDX-License-Identifier: Apache-2.0 */
/* terminal.h: what can be done with the place that is printed to. */
#ifndef BV_TERMINAL_H
#define BV_TERMINAL_H

#include <stdbool.h>
#include <stdio.h>

/* Whether out is a terminal on which a line can be drawn over: not one of TERM=dumb, as editors
 * have, nor one that says nothing of itself. */
bool bv_terminal_redraws(FILE *out);

#endif
