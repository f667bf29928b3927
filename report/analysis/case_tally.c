/* SPDX-License-Identifier: Apache-2.0 */
/* case_tally.c: see case_tally.h. */
#include "report/analysis/case_tally.h"

#include <math.h>

#include "lib/bundle/net_time.h"
#include "report/analysis/interruptions.h"

void bv_case_tally_add(struct bv_case_tally *tally, const struct bv_row *const rows[BV_TALLY_ARMS],
                       unsigned disturbed)
{
    bool busy = false, shared = false, faulty = false, clamped = false, two_states = false;
    tally->blocks++;
    for (unsigned arm = 0; arm < BV_TALLY_ARMS; arm++) {
        const struct bv_row *row = rows[arm];
        if (!row)
            continue;
        struct bv_net net = bv_net_of(row);
        uint32_t tenth = row->rounds / 10 + 1;
        tally->ns_blocks[arm][tally->ns_count[arm]] = row->block;
        double resolution = bv_net_resolution(row, tally->step_ns);
        tally->ns_errors[arm][tally->ns_count[arm]] = resolution;
        tally->log_ns[arm][tally->ns_count[arm]++] = log(net.ns);
        tally->resolutions[arm] = fmax(tally->resolutions[arm], resolution);
        tally->allocations[arm] =
            fmin(tally->allocations[arm], row->metrics[BV_METRIC_ALLOCATIONS]);
        busy |= row->switches >= tenth;
        shared |= row->cpu_ns < 0.9 * row->real_ns;
        faulty |= row->faults >= tenth;
        clamped |= net.clamped;
        tally->moved |= row->migrations > 0;
        if (arm > 0 && rows[0]) {
            size_t at = tally->effect_count[arm - 1]++;
            double error = bv_net_effect_error(rows[0], row, tally->step_ns);
            tally->effect_blocks[arm - 1][at] = row->block;
            tally->effect_errors[arm - 1][at] = error;
            tally->effects[arm - 1][at] = bv_net_effect(rows[0], row);
            two_states |= tally->looks && error > BV_NET_TWO_STATES;
        }
    }
    tally->busy += busy;
    tally->shared += shared;
    tally->faulty += faulty;
    tally->clamped += clamped;
    tally->two_states += two_states;
    tally->stolen += (disturbed & BV_DISTURBED_STOLEN) != 0;
    tally->drifted += (disturbed & BV_DISTURBED_DRIFTED) != 0;
    tally->throttled += (disturbed & BV_DISTURBED_THROTTLED) != 0;
}

unsigned bv_case_tally_doubts(const struct bv_case_tally *tally, const struct bv_case_summary *out)
{
    unsigned doubts = 0;
    size_t most = tally->blocks / 2;
    for (unsigned k = 0; k + 1 < out->info->arm_count; k++)
        if (out->contests[k].sample.count == 0 || !isfinite(out->contests[k].effect.high))
            doubts |= BV_DOUBT_FEW;
    if (tally->moved)
        doubts |= BV_DOUBT_MOVED;
    if (tally->busy > most)
        doubts |= BV_DOUBT_BUSY;
    if (tally->faulty > most)
        doubts |= BV_DOUBT_FAULTS;
    if (tally->clamped > most)
        doubts |= BV_DOUBT_RESOLUTION;
    if (tally->stolen > most)
        doubts |= BV_DOUBT_STOLEN;
    if (tally->drifted > most)
        doubts |= BV_DOUBT_DRIFTED;
    if (tally->throttled > most)
        doubts |= BV_DOUBT_THROTTLED;
    if (tally->unbound)
        doubts |= BV_DOUBT_UNBOUND;
    if (tally->shared > tally->blocks / 10)
        doubts |= BV_DOUBT_SHARED;
    if (tally->two_states > tally->blocks / 10)
        doubts |= BV_DOUBT_TWO_STATES;
    return doubts;
}
