/* SPDX-License-Identifier: Apache-2.0 */
/* overhead.c: see overhead.h. */
#include "report/analysis/overhead.h"

#include <string.h>

static const struct kind {
    const char *label, *site, *key, *value; /* key NULL: the site says it all */
    enum bv_overhead_group group;
} kinds[BV_OVERHEAD_MAX] = {
    {"an arena", "arena", NULL, NULL, BV_OVERHEAD_OWN},
    {"a pool slot", "pool", NULL, NULL, BV_OVERHEAD_OWN},
    {"malloc (glibc)", "heap", "alloc", "glibc", BV_OVERHEAD_MALLOC},
    {"malloc (jemalloc)", "heap", "alloc", "jemalloc", BV_OVERHEAD_MALLOC},
    {"malloc (mimalloc)", "heap", "alloc", "mimalloc", BV_OVERHEAD_MALLOC},
    {"malloc (tcmalloc)", "heap", "alloc", "tcmalloc", BV_OVERHEAD_MALLOC},
    {"GC (0 MiB live)", "gc", "live", "0", BV_OVERHEAD_GC},
    {"GC (1 MiB live)", "gc", "live", "1", BV_OVERHEAD_GC},
    {"GC (16 MiB live)", "gc", "live", "16", BV_OVERHEAD_GC},
    {"GC (64 MiB live)", "gc", "live", "64", BV_OVERHEAD_GC},
    {"GC (256 MiB live)", "gc", "live", "256", BV_OVERHEAD_GC},
};

static bool key_is(const struct bv_series *series, const char *key, const char *value)
{
    return bv_span_is(bv_name_value(&series->parts, key), value);
}

static bool is_of_kind(const struct bv_series *series, const struct kind *kind)
{
    struct bv_span life = bv_name_value(&series->parts, "life");
    return bv_span_is(series->parts.family, "churn") && key_is(series, "site", kind->site) &&
           (kind->key == NULL || key_is(series, kind->key, kind->value)) &&
           key_is(series, "calls", "1") && (life.length == 0 || bv_span_is(life, "lifo")) &&
           series->arm_count == 2 && strcmp(series->arms[0], "value") == 0 &&
           strcmp(series->arms[1], "pointer") == 0 &&
           series->findings[0].kind != BV_FINDING_UNMEASURED;
}

size_t bv_overheads(const struct bv_summary *summary, struct bv_overhead out[BV_OVERHEAD_MAX])
{
    size_t count = 0;
    for (size_t k = 0; k < BV_OVERHEAD_MAX; k++) {
        for (size_t i = 0; i < summary->series_count; i++) {
            if (!is_of_kind(&summary->series[i], &kinds[k]))
                continue;
            out[count++] =
                (struct bv_overhead){kinds[k].label, &summary->series[i], kinds[k].group};
            break;
        }
    }
    return count;
}
