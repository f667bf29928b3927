/* SPDX-License-Identifier: Apache-2.0 */
/* contribute.h: a copy of a bundle that can be given away: scrubbed, compressed, sealed anew. */
#ifndef BV_CONTRIBUTE_H
#define BV_CONTRIBUTE_H

#include <limits.h>

#include "lib/bundle/result.h"

/* The name of a contribution: what machine, compiler and day, in letters that any system takes:
 * "amd-epyc-26-2-1-kvm-gcc-12.2.0-o2-standard-20261125". */
void bv_contribute_name(const struct bv_result *result, char *out, size_t bytes);

/* Write one.
 * from     a sound bundle (bv_verify_bundle); it is left as it is
 * out      its folder, new or empty; NULL: BV_CONTRIBUTE_FOLDER/NAME
 * folder   gets where it is
 * changes  gets how many texts of the result were scrubbed
 * Errors   BV_E_REFUSED (the folder is not empty), BV_E_IO, BV_E_INPUT, BV_E_NOMEM; what was
 * written is gone then */
enum bv_status bv_contribute(const char *from, const char *out, char folder[PATH_MAX],
                             size_t *changes, struct bv_error *err);

#define BV_CONTRIBUTE_FOLDER "data/runs"

#endif
