/* SPDX-License-Identifier: Apache-2.0 */
/* rowtext.h: a row as byval writes it, read without a JSON document in between. */
#ifndef BV_ROWTEXT_H
#define BV_ROWTEXT_H

#include <stddef.h>

#include "lib/bundle/result.h"

/* Read a row that is beyond doubt: one that bv_record_read_row() and bv_record_check_row() would
 * take, without escapes in its texts and without a null. All else is theirs to read, or to refuse.
 * text     begins with the row; a NUL ends it
 * result   whose cases are known, and differ by their names
 * out      written only where bytes were taken
 * Returns  how many bytes the row has; 0: it is not read */
size_t bv_rowtext_read(const char *text, const struct bv_result *result, struct bv_row *out);

#endif
