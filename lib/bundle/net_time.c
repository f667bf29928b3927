/* SPDX-License-Identifier: Apache-2.0 */
/* net_time.c: see net_time.h. */
#include "lib/bundle/net_time.h"

#include <math.h>

bool bv_net_exists(const struct bv_row *row)
{
    return isfinite(row->real_ns) && row->real_ns > 0 && isfinite(row->empty_ns) &&
           row->empty_ns >= 0 && isfinite(row->log_ratio);
}

struct bv_net bv_net_of(const struct bv_row *row)
{
    double least = BV_NET_LEAST_SHARE * row->empty_ns;
    double net = row->real_ns - row->empty_ns;
    bool clamped = net < least || net <= 0;
    if (clamped)
        net = least < row->real_ns ? least : row->real_ns;
    return (struct bv_net){net, log(net / row->real_ns), clamped};
}

double bv_net_resolution(const struct bv_row *row, double step_ns)
{
    double slice_ns = bv_net_of(row).ns * (double)row->calls;
    return isnan(step_ns) || !(slice_ns > 0) ? 0 : 2 * step_ns / slice_ns;
}

double bv_net_effect(const struct bv_row *first, const struct bv_row *other)
{
    return other->log_ratio + bv_net_of(first).log_net - bv_net_of(other).log_net;
}

double bv_net_effect_of_medians(const struct bv_row *first, const struct bv_row *other)
{
    return log(bv_net_of(first).ns / bv_net_of(other).ns);
}

double bv_net_effect_error(const struct bv_row *first, const struct bv_row *other, double step_ns)
{
    double clock = fmax(bv_net_resolution(first, step_ns), bv_net_resolution(other, step_ns));
    double apart = fabs(bv_net_effect(first, other) - bv_net_effect_of_medians(first, other));
    return apart > BV_NET_TWO_STATES ? fmax(clock, apart) : clock;
}
