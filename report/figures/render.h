/* SPDX-License-Identifier: Apache-2.0 */
/* render.h: runs gnuplot over scripts. */
#ifndef BV_RENDER_H
#define BV_RENDER_H

#include <stddef.h>

#include "lib/base/status.h"

/* Told that so many of count figures are drawn, each time it is one more. */
typedef void bv_drawn_fn(size_t done, size_t count, void *user);

/* Run gnuplot over `ID.gp` in a folder, for each id, whose scripts draw into the first so many
 * formats, in one process; nothing of the user's gnuplot settings enters. It is killed if it draws
 * no figure for two minutes.
 * program  NULL: "gnuplot", found along PATH
 * drawn    NULL: nobody is told; user is passed on
 * Errors   BV_E_UNSUPPORTED (gnuplot is not installed), BV_E_CHILD (it failed, and err gives its
 *          words; or it hangs, or left a file out or empty), BV_E_IO, BV_E_NOMEM
 * Source   posix_spawnp() */
enum bv_status bv_render_figures(const char *program, const char *folder, const char *const *ids,
                                 size_t count, size_t formats, bv_drawn_fn *drawn, void *user,
                                 struct bv_error *err);

#endif
