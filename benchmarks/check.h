/* SPDX-License-Identifier: Apache-2.0 */
/* check.h: the rule that every arm of a case does the same work. */
#ifndef BV_CHECK_H
#define BV_CHECK_H

#include "benchmarks/case.h"

/* Run every arm of a case on the same input, a few numbers of calls, and compare the checksums.
 * To be called in the body that family->hold() was given; leaves the contexts reset.
 * ctx      as the body received them
 * Errors   BV_E_MISMATCH: two arms disagree, or an arm's checksum does not depend on the number of
 *          calls; err names the case and the arms */
enum bv_status bv_case_check(const struct bv_family *family, const struct bv_case *row,
                             struct bv_ctx ctx[BV_ARM_MAX], struct bv_error *err);

#endif
