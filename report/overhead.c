/* SPDX-License-Identifier: Apache-2.0 */
/* overhead.c: see overhead.h. */
#include "report/overhead.h"

#include <string.h>

#include "report/words.h"

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

static void put_finding(const struct bv_overhead *overhead, struct bv_text *out)
{
    const struct bv_series *series = overhead->series;
    bv_words_finding(out, &series->findings[0], series->arms[0], series->arms[1], true);
}

static bool comes_to(const struct bv_overhead *overhead, const struct bv_text *words)
{
    struct bv_text own = {0};
    put_finding(overhead, &own);
    bool same = own.length == words->length && memcmp(own.data, words->data, own.length) == 0;
    bv_text_finish(&own);
    return same;
}

void bv_overhead_line(const struct bv_overhead *overheads, size_t count, size_t *at,
                      struct bv_text *label, struct bv_text *words)
{
    const struct bv_overhead *first = &overheads[(*at)++];
    struct bv_text finding = {0};
    put_finding(first, &finding);
    if (first->group == BV_OVERHEAD_OWN) {
        bv_text_put(label, first->label);
    } else {
        bv_text_put_span(label, first->label, strlen(first->label) - 1);
        while (*at < count && overheads[*at].group == first->group &&
               comes_to(&overheads[*at], &finding)) {
            const char *inside = strchr(overheads[(*at)++].label, '(') + 1;
            bv_text_put(label, ", ");
            bv_text_put_span(label, inside, strlen(inside) - 1);
        }
        bv_text_put(label, ")");
    }
    bv_text_put_span(words, finding.data, finding.length);
    label->failed |= finding.failed;
    bv_text_finish(&finding);
}
