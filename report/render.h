/* SPDX-License-Identifier: Apache-2.0 */
/* render.h: runs gnuplot over scripts. */
#ifndef BV_RENDER_H
#define BV_RENDER_H

#include <stddef.h>

#include "harness/status.h"

/* Run gnuplot over `ID.gp` in a folder, for each id, whose scripts draw into the first so many
 * formats, in one process; nothing of the user's gnuplot
 * settings enters.
 * program  NULL: "gnuplot", found along PATH
 * Errors   BV_E_UNSUPPORTED (gnuplot is not installed), BV_E_CHILD (it failed, and err gives its
 *          words; or it left a file out or empty), BV_E_IO, BV_E_NOMEM
 * Source   posix_spawnp() */
enum bv_status bv_render_figures(const char *program, const char *folder, const char *const *ids,
                                 size_t count, size_t formats, struct bv_error *err);

#endif
