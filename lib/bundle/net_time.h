/* SPDX-License-Identifier: Apache-2.0 */
/* net_time.h: the time of a call without the loop around it. */
#ifndef BV_NET_TIME_H
#define BV_NET_TIME_H

#include <stdbool.h>

#include "lib/bundle/result.h"

/* Net times stay at or above this share of the empty loop's time. The loop is no constant: its
 * branch hides in the shadow of other work, and its alignment alone moves it by a fraction of a
 * cycle. A quarter of an empty iteration, about a quarter of a cycle, is where a difference stops
 * being about the call. */
#define BV_NET_LEAST_SHARE 0.25

struct bv_net {
    double ns;      /* net time a call, > 0 */
    double log_net; /* ln(net / raw), at most 0: what to add to the logarithm of a raw time */
    bool clamped;   /* the call takes no longer than an empty iteration, as far as can be seen */
};

/* Whether a row's times are such that there is a net time: finite and positive. */
bool bv_net_exists(const struct bv_row *row);

/* Subtract the empty loop: net = max(real_ns - empty_ns, BV_NET_LEAST_SHARE x empty_ns).
 * row      with a net time, as all below */
struct bv_net bv_net_of(const struct bv_row *row);

/* A block's effect with the loop subtracted from both arms: the log-ratio was taken round by round,
 * where drift cancels, so it is corrected rather than recomputed from the two medians:
 *     ln(v / p) + ln(net_v / v) - ln(net_p / p)
 * first, other   rows of one case and block; `other` has the log-ratio */
double bv_net_effect(const struct bv_row *first, const struct bv_row *other);

/* The same from the medians alone: ln(net time of the first / net time of the other). It differs
 * from the effect where the visit saw two states, one after the other: each median then picks one.
 */
double bv_net_effect_of_medians(const struct bv_row *first, const struct bv_row *other);

/* Effect and medians' effect of one visit may differ by so much and be of one state: a tenth. */
#define BV_NET_TWO_STATES 0.1

/* By how much an effect may be off: by the clock, and, where its visit saw two states, by the
 * distance of what the medians say, for then neither of the two numbers is the visit's. step_ns  of
 * the clock; NAN: not known */
double bv_net_effect_error(const struct bv_row *first, const struct bv_row *other, double step_ns);

/* By how much the steps of the clock may have put the logarithm of a net time off. Every slice is
 * known to one step, and so is their median; a net time is the difference of two of them, the
 * arm's and the empty loop's. An effect may be off by that of its shorter arm: the two share the
 * empty loop, so that its error is in both.
 * step_ns  of the clock; NAN: not known, and the answer is 0 */
double bv_net_resolution(const struct bv_row *row, double step_ns);

#endif
