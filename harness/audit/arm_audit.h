/* SPDX-License-Identifier: Apache-2.0 */
/* arm_audit.h: one arm under judgement: its loop, what it calls and copies, and what its rule says.
 */
#ifndef BV_ARM_AUDIT_H
#define BV_ARM_AUDIT_H

#include <stdbool.h>
#include <stdint.h>

#include "benchmarks/case.h"
#include "harness/audit/copies.h"
#include "harness/audit/isa.h"
#include "harness/audit/listing.h"
#include "lib/bundle/audit.h"

enum { BV_ARM_VIOLATIONS_MAX = 8 };

struct bv_arm_audit {
    /* Given. */
    const struct bv_isa *isa;
    const struct bv_listing *listing;
    const struct bv_case *row;
    const char *arm;
    const struct bv_code_rule *rule;
    struct bv_audit *record; /* that violations are kept in */
    /* Found. */
    const struct bv_function *caller; /* NULL: there is none */
    struct bv_stretch outer, inner;   /* its loop, and the smallest around the call that counts */
    const struct bv_function *callees[BV_AUDIT_CALLEES];
    uint32_t callee_count;
    uint32_t ways;        /* as in a bv_audit_arm */
    int64_t bytes_copied; /* as in a bv_audit_arm */
    int64_t callees_copy; /* bytes of them; -1: unknown */
    int64_t instructions; /* as in a bv_audit_arm */
    /* Found, and by whoever complains. */
    const char *violations[BV_ARM_VIOLATIONS_MAX];
    uint32_t violation_count;
    bool out_of_memory;
};

/* Note that the code is not what its rule demands. */
void bv_arm_audit_complain(struct bv_arm_audit *audit, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Find the function with the arm's loop, and judge its calls and how the struct travels.
 * run      the arm's function, or NULL where the listing has none
 * Returns  false where there was nothing to judge; it has then complained, or is out of memory */
bool bv_arm_audit_judge(struct bv_arm_audit *audit, const struct bv_function *run);

#endif
