/* SPDX-License-Identifier: Apache-2.0 */
/* number_words.c: see number_words.h. */
#include "report/words/number_words.h"

#include <math.h>

void bv_words_bytes(struct bv_text *out, uint64_t bytes)
{
    static const char *const units[] = {"B", "KiB", "MiB", "GiB"};
    unsigned unit = 0;
    while (unit < 3 && bytes >= 1024 && bytes % 1024 == 0) {
        bytes /= 1024;
        unit++;
    }
    bv_text_format(out, "%llu %s", (unsigned long long)bytes, units[unit]);
}

static void put_three_figures(struct bv_text *out, double x)
{
    double size = fabs(x);
    bv_text_format(out, "%.*f", size < 0.0995 ? 3 : size < 9.995 ? 2 : size < 99.95 ? 1 : 0, x);
}

void bv_words_ns(struct bv_text *out, double ns)
{
    if (isnan(ns))
        bv_text_put(out, "-");
    else
        put_three_figures(out, ns);
}

void bv_words_ratio(struct bv_text *out, double log_ratio)
{
    /* Ratios near 1 are what matters most: 0.996 must not show as 1.00 beside a margin of 1 %. */
    double ratio = exp(log_ratio);
    if (ratio > 0.5 && ratio < 1.9995)
        bv_text_format(out, "%.3f", ratio);
    else
        put_three_figures(out, ratio);
}

void bv_words_percent(struct bv_text *out, double log_ratio)
{
    if (!isfinite(log_ratio))
        bv_text_put(out, "unknown");
    else if (fabs(log_ratio) < 0.0005) /* one decimal would make it none */
        bv_text_format(out, "%.1g %%", 100 * expm1(log_ratio));
    else
        bv_text_format(out, "%.1f %%", 100 * expm1(log_ratio));
}

void bv_words_share(struct bv_text *out, double share)
{
    if (isfinite(share))
        bv_text_format(out, "%.3g %%", 100 * share);
    else
        bv_text_put(out, "unknown");
}

void bv_words_part(struct bv_text *out, double share)
{
    if (share > 0 && share < 0.01)
        bv_text_put(out, "< 1 %");
    else if (share > 0.99 && share < 1)
        bv_text_put(out, "> 99 %");
    else
        bv_text_format(out, "%.0f %%", 100 * share);
}

void bv_words_p(struct bv_text *out, double p)
{
    if (p < 0.001)
        bv_text_put(out, "< 0.001");
    else
        bv_text_format(out, "%.3f", p);
}

void bv_words_interval(struct bv_text *out, struct bv_interval interval,
                       void (*write)(struct bv_text *, double))
{
    if (!isfinite(interval.low) || !isfinite(interval.high)) {
        bv_text_put(out, "[?]");
        return;
    }
    bv_text_put(out, "[");
    write(out, interval.low);
    bv_text_put(out, ", ");
    write(out, interval.high);
    bv_text_put(out, "]");
}
