/* SPDX-License-Identifier: Apache-2.0 */
/* kernel_audit.h: the machine code of a catalogue's kernels, held against the rules of their
 * families. Pure: it is given the disassembler's words. */
#ifndef BV_KERNEL_AUDIT_H
#define BV_KERNEL_AUDIT_H

#include <stdint.h>

#include "benchmarks/case.h"
#include "harness/audit/isa.h"
#include "harness/audit/listing.h"
#include "lib/base/status.h"
#include "lib/bundle/audit.h"

/* What is judged. */
struct bv_kernel_audit {
    const struct bv_catalogue *catalogue;
    uint64_t base; /* where its object was loaded: its addresses minus the code's */
    const struct bv_listing *names; /* of its object: what the functions of its arms are called */
    const struct bv_listing *code;  /* that is judged: the same, or of an object of the same sources
                                     * for another processor */
    const struct bv_isa *isa;       /* of the code */
    const char *filter; /* POSIX extended regular expression over case names; NULL: all */
};

/* Judge the cases of a catalogue.
 * out       gets isa, functions and cases; bv_audit_finish it, whatever comes back
 * Errors    BV_E_USAGE (the filter), BV_E_INPUT (a rule's expression), BV_E_NOMEM */
enum bv_status bv_kernel_audit_judge(const struct bv_kernel_audit *what, struct bv_audit *out,
                                     struct bv_error *err);

/* Compare the functions of an audit with those of another layout: they must be the same code.
 * name     of the other layout, for the error
 * Errors   BV_E_MISMATCH: err says where they differ */
enum bv_status bv_kernel_audit_compare(const struct bv_audit *audit,
                                       const struct bv_listing *listing, const char *name,
                                       struct bv_error *err);

#endif
