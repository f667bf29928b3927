/* SPDX-License-Identifier: Apache-2.0 */
/* changepoint.c: see changepoint.h. */
#include "lib/stats/changepoint.h"

#include <math.h>
#include <stdlib.h>

#include "lib/stats/difference.h"

/* offsets[i] .. offsets[i + 1] are the values of run i. */
struct search {
    struct bv_sample values;
    const size_t *offsets;
    double margin, alpha;
    size_t looks;    /* that runs without a change get */
    bool *is_change; /* by run: it begins a new level */
    double *p;
};

static struct bv_sample values_of(const struct search *s, size_t first, size_t end)
{
    return (struct bv_sample){s->values.values + s->offsets[first],
                              s->offsets[end] - s->offsets[first], s->values.resolution,
                              s->values.errors ? s->values.errors + s->offsets[first] : NULL, 0};
}

static enum bv_status difference_at(const struct search *s, size_t first, size_t at, size_t end,
                                    struct bv_difference *out)
{
    return bv_difference_of(values_of(s, first, at), values_of(s, at, end), s->margin, out);
}

/* The most credible place so far. */
struct best {
    size_t at;
    double p, step;
};

/* Look at a place through windows of 1, 2, 4 ... runs on either side, up to all that there are. Of
 * looks that are as credible, the one at the larger step counts. */
static enum bv_status look_at(const struct search *s, size_t first, size_t at, size_t end,
                              struct best *best)
{
    for (size_t window = 1, more = 1; more; window *= 2) {
        size_t low = at - first > window ? at - window : first;
        size_t high = end - at > window ? at + window : end;
        struct bv_difference d;
        enum bv_status status = difference_at(s, low, at, high, &d);
        if (status != BV_OK)
            return status;
        double p = fmin(1, d.p_beyond * (double)s->looks), step = fabs(d.change.estimate);
        if (p < best->p || (p == best->p && step > best->step))
            *best = (struct best){at, p, step};
        more = low > first || high < end;
    }
    return BV_OK;
}

/* The best place in runs first .. end - 1, if it is a change; else end. */
static enum bv_status best_place(const struct search *s, size_t first, size_t end, size_t *place)
{
    struct best best = {end, INFINITY, 0};
    for (size_t at = first + 1; at < end; at++) {
        enum bv_status status = look_at(s, first, at, end, &best);
        if (status != BV_OK)
            return status;
    }
    *place = best.p <= s->alpha ? best.at : end;
    if (*place < end)
        s->p[*place] = best.p;
    return BV_OK;
}

/* Windows that a place is looked at through, at most: their lengths double up to all runs. */
static size_t scales(size_t run_count)
{
    size_t count = 1;
    for (size_t window = 1; window < run_count - 1; window *= 2)
        count++;
    return count;
}

/* Mark the changes. Each pass splits every level that can be split; there are no more passes than
 * runs. */
static enum bv_status split(const struct search *s, size_t run_count)
{
    bool again = true;
    while (again) {
        again = false;
        for (size_t first = 0, end; first < run_count; first = end) {
            for (end = first + 1; end < run_count && !s->is_change[end];)
                end++;
            size_t place;
            enum bv_status status = best_place(s, first, end, &place);
            if (status != BV_OK)
                return status;
            if (place < end)
                again = s->is_change[place] = true;
        }
    }
    return BV_OK;
}

/* Of each change the step from the level before to the one after it. */
static enum bv_status measure(const struct search *s, size_t run_count, struct bv_changepoint *out,
                              size_t *found)
{
    size_t first = 0, count = 0;
    for (size_t at = 1; at < run_count; at++) {
        if (!s->is_change[at])
            continue;
        size_t end = at + 1;
        while (end < run_count && !s->is_change[end])
            end++;
        struct bv_difference d;
        enum bv_status status = difference_at(s, first, at, end, &d);
        if (status != BV_OK)
            return status;
        out[count++] = (struct bv_changepoint){at, d.change, s->p[at]};
        first = at;
    }
    *found = count;
    return BV_OK;
}

enum bv_status bv_changepoints_find(struct bv_sample values, const size_t *counts, size_t run_count,
                                    double margin, double alpha, struct bv_changepoint *out,
                                    size_t *found)
{
    size_t *offsets = malloc((run_count + 1) * sizeof offsets[0]);
    struct search s = {
        .values = values,
        .offsets = offsets,
        .margin = margin,
        .alpha = alpha,
        .looks = (run_count - 1) * scales(run_count),
        .is_change = calloc(run_count, sizeof s.is_change[0]),
        .p = calloc(run_count, sizeof s.p[0]),
    };
    enum bv_status status = offsets && s.is_change && s.p ? BV_OK : BV_E_NOMEM;
    if (status == BV_OK) {
        offsets[0] = 0;
        for (size_t i = 0; i < run_count; i++)
            offsets[i + 1] = offsets[i] + counts[i];
        status = split(&s, run_count);
    }
    if (status == BV_OK)
        status = measure(&s, run_count, out, found);
    free(s.p);
    free(s.is_change);
    free(offsets);
    return status;
}
