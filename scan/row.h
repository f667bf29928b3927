/* SPDX-License-Identifier: Apache-2.0 */
/* row.h: how the rows of a scan are made. */
#ifndef BV_ROW_H
#define BV_ROW_H

#include <math.h>

#include "lib/base/status.h"
#include "scan/matcher.h"
#include "scan/scan.h"

/* The price of a row before it has one. */
#define BV_ROW_NO_PRICE                                                                            \
    {                                                                                              \
        (double)NAN, (double)NAN, (double)NAN                                                      \
    }

/* Say that so many of all things are done. */
void bv_row_progress(const struct bv_scan *scan, const char *things, size_t done, size_t all);

/* The name of a type, "struct" before it where C's users write it so. It belongs to the scan. */
const char *bv_row_type(struct bv_scan *scan, const Dwarf_Die *type, enum bv_language language);

/* The name of a function as its language's users write it. It belongs to the scan. */
const char *bv_row_function(struct bv_scan *scan, const struct bv_scan_function *function);

/* Order of two texts, of which either may be NULL: that one is first. */
int bv_row_compare_text(const char *a, const char *b);

/* Add the rows of what goes by value, and of what might, and note which copies are made for them.
 * scan     with its functions and copies, and copy_parameter_row for each copy
 * Errors   BV_E_NOMEM */
enum bv_status bv_rows_add_passed(struct bv_scan *scan, const struct bv_matcher *matcher,
                                  struct bv_error *err);

/* Add the rows of copies; those that are alike are one.
 * scan     with its functions and copies, copy_row and copy_parameter_row for each copy
 * Errors   BV_E_NOMEM */
enum bv_status bv_rows_add_copies(struct bv_scan *scan, const struct bv_matcher *matcher,
                                  struct bv_error *err);

#endif
