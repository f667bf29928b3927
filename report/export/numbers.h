/* SPDX-License-Identifier: Apache-2.0 */
/* numbers.h: every number of a summary as one long table of comma-separated values. */
#ifndef BV_NUMBERS_H
#define BV_NUMBERS_H

#include "lib/base/text.h"
#include "report/analysis/summary.h"

/* Write the table; data/FORMAT.md documents it. RFC 4180, UTF-8, a head line. Foreign words are
 * quoted, their control characters shown as signs, and none is taken for a formula by a
 * spreadsheet. Numbers have all their digits; what is unknown is empty. */
void bv_numbers_csv(struct bv_text *out, const struct bv_summary *summary);

#endif
