/* SPDX-License-Identifier: Apache-2.0 */
/* alike.h: whether two cases have the same machine code, but for the numbers in it. */
#ifndef BV_ALIKE_H
#define BV_ALIKE_H

#include <stdbool.h>

#include "lib/bundle/audit.h"

/* Two lines but for constants (0x40, #64) and numbers in names (_64): registers, mnemonics and
 * jumps are compared as they stand. */
bool bv_alike_lines(const char *a, const char *b);

/* Two cases: the same arms, whose loops and callees are alike line by line. Cases that break a rule
 * are alike to none. */
bool bv_alike_cases(const struct bv_audit *audit, const struct bv_audit_case *a,
                    const struct bv_audit_case *b);

#endif
