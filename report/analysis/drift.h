/* SPDX-License-Identifier: Apache-2.0 */
/* drift.h: how much what the blocks of a run say changed while it went on. */
#ifndef BV_DRIFT_H
#define BV_DRIFT_H

#include "report/analysis/summary.h"

/* Find a run's drift: the variance, from one quarter of its time to another, of the share of blocks
 * that lie above the median, beyond what chance gives; the mean over all contests, for what changes
 * (the neighbours of a virtual machine, its clock) changes many of them. Then let every contest's
 * sample know by how much its blocks are worth less than independent ones, and take its interval
 * anew. Checks, whose truth is known, are left out of both.
 * Errors   BV_E_NOMEM
 * Source   batch means (Conway 1963), of the sign test's shares; measured in docs/STATISTICS.md */
enum bv_status bv_drift_find(struct bv_summary *summary);

#endif
