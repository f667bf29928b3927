/* SPDX-License-Identifier: Apache-2.0 */
/* deciding.c: see deciding.h. */
#include "report/analysis/deciding.h"

#include <stdbool.h>

#include "report/analysis/overhead.h"
#include "report/analysis/zones.h"

/* Add a case of a series, if it was measured. */
static void add(struct bv_deciding *to, const struct bv_summary *summary,
                const struct bv_series *series, size_t at)
{
    if (at >= series->case_count || summary->cases[series->cases[at]].blocks == 0)
        return;
    for (size_t i = 0; i < to->count; i++)
        if (to->cases[i] == series->cases[at])
            return;
    if (to->count < BV_DECIDING_MOST)
        to->cases[to->count++] = series->cases[at];
}

/* The largest size at which value is never worse, and the one from which the pointer wins. */
static void add_edges(struct bv_deciding *to, const struct bv_summary *summary,
                      const struct bv_series *series)
{
    const struct bv_finding *finding = &series->findings[0];
    const uint32_t edges[] = {finding->a_until.estimate, finding->b_from.estimate};
    for (size_t e = 0; e < sizeof edges / sizeof edges[0]; e++)
        for (size_t i = 0; i < series->case_count && edges[e] > 0; i++)
            if (summary->cases[series->cases[i]].info->size_bytes == edges[e])
                add(to, summary, series, i);
}

struct bv_deciding bv_deciding_find(const struct bv_summary *summary)
{
    struct bv_deciding deciding = {.count = 0};
    struct bv_overhead overheads[BV_OVERHEAD_MAX];
    bool taken[BV_OVERHEAD_GROUPS] = {[BV_OVERHEAD_OWN] = true};
    const struct bv_zones zones = bv_zones_find(summary);
    if (zones.condition_count > 0 && zones.value_ends.series != NULL)
        add(&deciding, summary, zones.value_ends.series, zones.value_ends.at);
    if (zones.condition_count > 0 && zones.pointer_begins.series != NULL)
        add(&deciding, summary, zones.pointer_begins.series, zones.pointer_begins.at);
    if (summary->main_series < summary->series_count)
        add_edges(&deciding, summary, &summary->series[summary->main_series]);
    size_t count = bv_overheads(summary, overheads);
    for (size_t i = 0; i < count; i++) {
        if (!taken[overheads[i].group])
            add_edges(&deciding, summary, overheads[i].series);
        taken[overheads[i].group] = true;
    }
    if (deciding.count == 0 && summary->main_series < summary->series_count) {
        const struct bv_series *series = &summary->series[summary->main_series];
        add(&deciding, summary, series, series->case_count - 1);
    }
    return deciding;
}
