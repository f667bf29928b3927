/* SPDX-License-Identifier: Apache-2.0 */
/* program.h: what was built beside the running program. */
#ifndef BV_PROGRAM_H
#define BV_PROGRAM_H

#include <limits.h>

#include "lib/base/status.h"

/* Find a file in the folder of the running program.
 * name     of the file
 * path     gets its absolute path
 * Errors   BV_E_IO (it is not there, or /proc is not mounted) */
enum bv_status bv_program_beside(const char *name, char path[PATH_MAX], struct bv_error *err);

#endif
