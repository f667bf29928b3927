/* SPDX-License-Identifier: Apache-2.0 */
/* codematch.h: whether two builds made the same machine code of a case. */
#ifndef BV_CODEMATCH_H
#define BV_CODEMATCH_H

#include "lib/bundle/audit.h"

enum bv_code { BV_CODE_SAME, BV_CODE_OTHER, BV_CODE_UNKNOWN };

/* Compare a case in two audits: of every arm the caller and its callees, line by line.
 * a, b     NULL: there is no audit
 * Returns  unknown where either lacks the case; other where the arms differ */
enum bv_code bv_code_compare(const struct bv_audit *a, const struct bv_audit *b,
                             const char *case_name);

#endif
