/* SPDX-License-Identifier: Apache-2.0 */
/* overhead.c: see overhead.h. */
#include "report/analysis/overhead.h"

#include <stdio.h>
#include <string.h>

/* The label: what stands before and after the key's value. key NULL: the site says it all; value
 * NULL: any. */
static const struct kind {
    const char *before, *after, *site, *key, *value;
    enum bv_overhead_group group;
} kinds[] = {
    {"an arena", "", "arena", NULL, NULL, BV_OVERHEAD_OWN},
    {"a pool slot", "", "pool", NULL, NULL, BV_OVERHEAD_OWN},
    {"malloc (", ")", "heap", "alloc", NULL, BV_OVERHEAD_MALLOC},
    {"GC (", " MiB live)", "gc", "live", "0", BV_OVERHEAD_GC},
    {"GC (", " MiB live)", "gc", "live", "1", BV_OVERHEAD_GC},
    {"GC (", " MiB live)", "gc", "live", "16", BV_OVERHEAD_GC},
    {"GC (", " MiB live)", "gc", "live", "64", BV_OVERHEAD_GC},
    {"GC (", " MiB live)", "gc", "live", "256", BV_OVERHEAD_GC},
};

static bool key_is(const struct bv_series *series, const char *key, const char *value)
{
    return bv_span_is(bv_name_value(&series->parts, key), value);
}

/* Of a kind with any value: a name such as byval gives. */
static bool is_plain(struct bv_span value)
{
    enum { LONGEST = 24 };
    for (size_t i = 0; i < value.length; i++)
        if (value.start[i] < 'a' || value.start[i] > 'z')
            return false;
    return value.length > 0 && value.length <= LONGEST;
}

static bool value_fits(const struct bv_series *series, const struct kind *kind)
{
    if (kind->key == NULL)
        return true;
    return kind->value == NULL ? is_plain(bv_name_value(&series->parts, kind->key))
                               : key_is(series, kind->key, kind->value);
}

static bool is_of_kind(const struct bv_series *series, const struct kind *kind)
{
    struct bv_span life = bv_name_value(&series->parts, "life");
    return bv_span_is(series->parts.family, "churn") && key_is(series, "site", kind->site) &&
           value_fits(series, kind) && key_is(series, "calls", "1") &&
           (life.length == 0 || bv_span_is(life, "lifo")) && series->arm_count == 2 &&
           strcmp(series->arms[0], "value") == 0 && strcmp(series->arms[1], "pointer") == 0 &&
           series->findings[0].kind != BV_FINDING_UNMEASURED;
}

static void label(struct bv_overhead *overhead, const struct kind *kind)
{
    struct bv_span value = {0};
    if (kind->key != NULL)
        value = bv_name_value(&overhead->series->parts, kind->key);
    snprintf(overhead->label, sizeof overhead->label, "%s%.*s%s", kind->before, (int)value.length,
             value.start == NULL ? "" : value.start, kind->after);
}

static bool has_label(const struct bv_overhead *overheads, size_t count, const char *label)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(overheads[i].label, label) == 0)
            return true;
    return false;
}

size_t bv_overheads(const struct bv_summary *summary, struct bv_overhead out[BV_OVERHEAD_MAX])
{
    size_t count = 0;
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        for (size_t i = 0; i < summary->series_count && count < BV_OVERHEAD_MAX; i++) {
            const struct bv_series *series = &summary->series[i];
            if (!is_of_kind(series, &kinds[k]))
                continue;
            struct bv_overhead found = {.series = series, .group = kinds[k].group};
            label(&found, &kinds[k]);
            if (!has_label(out, count, found.label))
                out[count++] = found;
        }
    }
    return count;
}
