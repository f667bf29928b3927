/* SPDX-License-Identifier: Apache-2.0 */
/* verdict.h: judges all cases of a summary together. */
#ifndef BV_VERDICT_H
#define BV_VERDICT_H

#include "report/analysis/summary.h"

/* Fill in a summary's noise, margin and verdicts, from contests that have their effects and
 * intervals. Nulls are judged first, as a table of their own: they yield the margin of the rest.
 * least    least margin, a log-ratio
 * Errors   BV_E_NOMEM */
enum bv_status bv_verdicts_judge(struct bv_summary *summary, double least);

#endif
