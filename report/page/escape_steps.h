/* SPDX-License-Identifier: Apache-2.0 */
/* escape_steps.h: the programs that Go toolchains compile otherwise, on a page of runs. */
#ifndef BV_ESCAPE_STEPS_H
#define BV_ESCAPE_STEPS_H

#include "lib/base/text.h"
#include "report/compare/allocations.h"

/* From each toolchain to the next, in the order of the runs, and what claim C13 comes to of them.
 * Nothing where fewer than two were asked. */
void bv_escape_steps_put(struct bv_text *out, const struct bv_escape_run *runs, size_t count);

#endif
