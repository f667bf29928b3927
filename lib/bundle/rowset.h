/* SPDX-License-Identifier: Apache-2.0 */
/* rowset.h: whether rows are all there, and each once. */
#ifndef BV_ROWSET_H
#define BV_ROWSET_H

#include "lib/bundle/result.h"

/* Check that a case that has a row in a block has there one of each of its arms.
 * first    the rows from this one on are checked, which hold all of their blocks
 * where    the file; opens the error's text
 * Errors   BV_E_INPUT (err names the case and the block), BV_E_NOMEM */
enum bv_status bv_rowset_check(const struct bv_result *result, size_t first, const char *where,
                               struct bv_error *err);

#endif
