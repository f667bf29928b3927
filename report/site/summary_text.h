/* SPDX-License-Identifier: Apache-2.0 */
/* summary_text.h: the answer of a run for a terminal. */
#ifndef BV_SUMMARY_TEXT_H
#define BV_SUMMARY_TEXT_H

#include "lib/base/status.h"
#include "report/analysis/summary.h"
#include "report/claims/claims.h"

/* The answer for a terminal: about ten lines, each with its newline, in the words of the page.
 * claims   of the same summary
 * out      written only on BV_OK: free() it
 * Errors   BV_E_NOMEM */
enum bv_status bv_report_summary_text(const struct bv_summary *summary,
                                      const struct bv_claims *claims, char **out,
                                      struct bv_error *err);

#endif
