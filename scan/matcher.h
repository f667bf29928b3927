/* SPDX-License-Identifier: Apache-2.0 */
/* matcher.h: what of a scan is wanted, by its filter. */
#ifndef BV_MATCHER_H
#define BV_MATCHER_H

#include <regex.h>
#include <stdbool.h>

#include "lib/base/status.h"
#include "scan/scan.h"

/* What a filter says, ready to be asked. */
struct bv_matcher {
    const struct bv_scan_filter *filter;
    regex_t path, type, function;
    bool has_path, has_type, has_function;
};

/* Read a filter's expressions.
 * filter   outlives the matcher
 * out      bv_matcher_close it, whatever comes back
 * Errors   BV_E_USAGE (no regular expression) */
enum bv_status bv_matcher_open(const struct bv_scan_filter *filter, struct bv_matcher *out,
                               struct bv_error *err);

/* Whether a row's file, type and function are wanted, of whatever size it is. */
bool bv_matcher_names(const struct bv_matcher *matcher, const struct bv_scan_row *row);

/* Whether a row is wanted. */
bool bv_matcher_wants(const struct bv_matcher *matcher, const struct bv_scan_row *row);

void bv_matcher_close(struct bv_matcher *matcher);

#endif
