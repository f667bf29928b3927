/* SPDX-License-Identifier: Apache-2.0 */
/* code.h: the copies and calls in the code of all of a program's functions. */
#ifndef BV_CODE_H
#define BV_CODE_H

#include <stdint.h>

#include "lib/base/status.h"
#include "scan/binary.h"
#include "scan/block_copy.h"
#include "scan/functions.h"

/* Read the code of functions, on all cores.
 * progress may be NULL; called on several threads, one at a time
 * out      zeroed; bv_block_copies_finish it, whatever comes back; copies by the address of their
 *          function, calls by their target
 * Errors   BV_E_NOMEM */
enum bv_status bv_code_read(const struct bv_binary *binary, const struct bv_functions *functions,
                            bv_scan_progress_fn *progress, void *user, struct bv_block_copies *out,
                            struct bv_error *err);

/* Direct calls of the function that begins at an address. */
uint32_t bv_code_calls(const struct bv_block_copies *copies, uint64_t entry);

#endif
