/* SPDX-License-Identifier: Apache-2.0 */
/* changepoint.c: see changepoint.h. */
#include "report/changepoint.h"

#include <math.h>
#include <stdlib.h>

#include "report/difference.h"

/* offsets[i] .. offsets[i + 1] are the values of run i. */
struct search {
    const double *values;
    const size_t *offsets;
    double margin, alpha;
    size_t places;
    bool *is_change; /* by run: it begins a new level */
    double *p;
};

static enum bv_status difference_at(const struct search *s, size_t first, size_t at, size_t end,
                                    struct bv_difference *out)
{
    return bv_difference_of(s->values + s->offsets[first], s->offsets[at] - s->offsets[first],
                            s->values + s->offsets[at], s->offsets[end] - s->offsets[at], s->margin,
                            out);
}

/* The best place in runs first .. end - 1, if it is a change; else end. Of places that are as
 * credible, the one with the larger step. */
static enum bv_status best_place(const struct search *s, size_t first, size_t end, size_t *place)
{
    double best_p = INFINITY, best_step = 0;
    size_t best = end;
    for (size_t at = first + 1; at < end; at++) {
        struct bv_difference d;
        enum bv_status status = difference_at(s, first, at, end, &d);
        if (status != BV_OK)
            return status;
        double p = fmin(1, d.p_beyond * (double)s->places), step = fabs(d.change.estimate);
        if (p < best_p || (p == best_p && step > best_step)) {
            best = at;
            best_p = p;
            best_step = step;
        }
    }
    *place = best_p <= s->alpha ? best : end;
    if (*place < end)
        s->p[best] = best_p;
    return BV_OK;
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

enum bv_status bv_changepoints_find(const double *values, const size_t *counts, size_t run_count,
                                    double margin, double alpha, struct bv_changepoint *out,
                                    size_t *found)
{
    size_t *offsets = malloc((run_count + 1) * sizeof offsets[0]);
    struct search s = {
        .values = values,
        .offsets = offsets,
        .margin = margin,
        .alpha = alpha,
        .places = run_count - 1,
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
