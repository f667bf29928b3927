/* SPDX-License-Identifier: Apache-2.0 */
/* net.c: see net.h. */
#include "report/net.h"

#include <math.h>

struct bv_net bv_net_of(const struct bv_row *row)
{
    double least = BV_NET_LEAST_SHARE * row->empty_ns;
    double net = row->real_ns - row->empty_ns;
    bool clamped = net < least || net <= 0;
    if (clamped)
        net = least < row->real_ns ? least : row->real_ns;
    return (struct bv_net){net, log(net / row->real_ns), clamped};
}

double bv_net_effect(const struct bv_row *first, const struct bv_row *other)
{
    return other->log_ratio + bv_net_of(first).log_net - bv_net_of(other).log_net;
}
