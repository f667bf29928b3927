/* SPDX-License-Identifier: Apache-2.0 */
/* axis.c: see axis.h. */
#include "report/figures/axis.h"

#include <math.h>
#include <stdio.h>

enum { LABELS_X = 7, LABELS_Y = 9 };

static struct bv_tic *add_tic(struct bv_axis *axis, double at)
{
    if (axis->tic_count == BV_FIGURE_TICS_MAX || at < axis->low * (1 - 1e-9) ||
        at > axis->high * (1 + 1e-9))
        return NULL;
    struct bv_tic *tic = &axis->tics[axis->tic_count++];
    tic->at = at;
    return tic;
}

void bv_axis_bytes(struct bv_axis *axis, double low, double high)
{
    static const char *const units[] = {" B", " KiB", " MiB", " GiB", " TiB"};
    axis->log = true;
    axis->low = low / 1.4;
    axis->high = high * 1.4;
    int first = (int)ceil(log2(axis->low)), last = (int)floor(log2(axis->high)), step = 1;
    while (last / step - (first + step - 1) / step + 1 > LABELS_X)
        step *= 2;
    for (int power = 0; power <= last && power < 50; power += step) {
        struct bv_tic *tic = add_tic(axis, ldexp(1, power));
        if (tic)
            snprintf(tic->label, sizeof tic->label, "%d%s", 1 << power % 10, units[power / 10]);
    }
}

static void add_number(struct bv_axis *axis, double at)
{
    struct bv_tic *tic = add_tic(axis, at);
    if (tic)
        snprintf(tic->label, sizeof tic->label, "%.10g", at);
}

static void add_time(struct bv_axis *axis, double ns)
{
    static const char *const units[] = {"ns", "\xc2\xb5s", "ms", "s"};
    struct bv_tic *tic = add_tic(axis, ns);
    double shown = ns;
    unsigned unit = 0;
    while (shown >= 999.9 && unit < 3) {
        shown /= 1000;
        unit++;
    }
    if (tic)
        snprintf(tic->label, sizeof tic->label, "%.6g %s", shown, units[unit]);
}

void bv_axis_ns_from_0(struct bv_axis *axis, double high)
{
    axis->log = false;
    axis->tic_count = 0;
    axis->low = 0;
    axis->high = high;
    double step = pow(10, floor(log10(axis->high)) - 1);
    static const double grow[] = {2, 2.5, 2};
    for (unsigned i = 0; axis->high / step > LABELS_Y - 2; i = (i + 1) % 3)
        step *= grow[i];
    for (unsigned k = 0; k * step <= axis->high; k++)
        add_time(axis, k * step);
}

void bv_axis_ns(struct bv_axis *axis, double low, double high)
{
    axis->log = high > 6 * low;
    if (!axis->log) {
        bv_axis_ns_from_0(axis, high * 1.08);
        return;
    }
    /* Ends on 1, 2 or 5 where that wastes little. */
    axis->low = low / 1.15;
    axis->high = high * 1.15;
    static const struct {
        double digits[3];
        unsigned count;
        int step;
    } scales[] = {{{1, 2, 5}, 3, 1}, {{1, 3}, 2, 1}, {{1}, 1, 1}, {{1}, 1, 2}, {{1}, 1, 4}};
    enum { SCALES = sizeof scales / sizeof scales[0] };
    double decades = log10(axis->high / axis->low);
    unsigned k = 0;
    while (k + 1 < SCALES && decades * scales[k].count / scales[k].step > LABELS_Y)
        k++;
    int first = (int)floor(log10(axis->low)), last = (int)floor(log10(axis->high));
    for (unsigned i = 0; i < scales[k].count; i++) {
        double below = scales[k].digits[i] * pow(10, first);
        if (below < axis->low && below > low / 1.7)
            axis->low = below;
    }
    for (int power = first; power <= last; power += scales[k].step)
        for (unsigned i = 0; i < scales[k].count; i++)
            add_time(axis, scales[k].digits[i] * pow(10, power));
}

void bv_axis_ratio(struct bv_axis *axis, double low, double high)
{
    static const struct {
        double up_to;
        double tics[3];
    } scales[] = {
        {1.12, {1.02, 1.05, 1.1}}, {1.35, {1.05, 1.1, 1.2}}, {1.8, {1.1, 1.2, 1.5}},
        {3.5, {1.25, 1.5, 2}},     {8, {1.5, 2, 4}},         {INFINITY, {2, 4, 8}},
    };
    const double symmetrical = 2, most = BV_RATIO_MOST;
    double reach = fmax(fmax(high, 1 / low), 1.06) * 1.06;
    double either = fmin(reach, symmetrical);
    axis->log = true;
    axis->high = fmin(fmax(high * 1.06, either), most);
    axis->low = 1 / fmin(fmax(1.06 / low, either), most);
    /* Neither half below half of the other: each carries its name. */
    axis->low = fmin(axis->low, pow(axis->high, -0.5));
    axis->high = fmax(axis->high, pow(axis->low, -0.5));
    unsigned scale = 0;
    while (reach > scales[scale].up_to)
        scale++;
    for (unsigned i = 3; i-- > 0;) {
        struct bv_tic *tic = add_tic(axis, 1 / scales[scale].tics[i]);
        if (tic)
            snprintf(tic->label, sizeof tic->label, "1/%g", scales[scale].tics[i]);
    }
    add_number(axis, 1);
    for (unsigned i = 0; i < 3; i++)
        add_number(axis, scales[scale].tics[i]);
    if (axis->high >= most)
        add_number(axis, most);
}
