/* SPDX-License-Identifier: Apache-2.0 */
/* objdump.h: the kernels through objdump, and what the rules say of them. */
#ifndef BV_OBJDUMP_H
#define BV_OBJDUMP_H

#include <signal.h>

#include "harness/kernels/layout.h"
#include "lib/bundle/audit.h"

struct bv_objdump_config {
    const char *kernels; /* a library; NULL: the one that bv_kernels_find() finds */
    const char *foreign; /* audit this object instead, of the same sources for another processor; of
                          * the kernels no more than the names is then used */
    const char *beside;  /* put what another compiler made of an arm beside those of the kernels:
                          * "COMPILER=OBJECT", an object of the same sources; NULL: nothing */
    const char *filter;  /* over case names; NULL: all */
    const volatile sig_atomic_t *stop; /* set by a signal handler to end early */
};

/* Audit the machine code of the kernels as they were linked, and that a few layouts hold the same.
 * out      bv_audit_finish it
 * Errors   BV_E_UNSUPPORTED (no objdump, instrumented kernels, another processor), BV_E_MISMATCH
 *          (two layouts differ), BV_E_IO, BV_E_USAGE, BV_E_CHILD, BV_E_INTERRUPTED, BV_E_NOMEM */
enum bv_status bv_objdump_audit(const struct bv_objdump_config *config, struct bv_audit *out,
                                struct bv_error *err);

#endif
