/* SPDX-License-Identifier: Apache-2.0 */
/* run_difference.c: see run_difference.h. */
#include "report/compare/run_difference.h"

#include <math.h>
#include <stdlib.h>

/* A block's value, and the link layout it was found with. */
struct visit {
    uint32_t layout;
    double value, error;
};

static int by_layout(const void *a, const void *b)
{
    const struct visit *x = a, *y = b;
    if (x->layout != y->layout)
        return x->layout < y->layout ? -1 : 1;
    return (x->value > y->value) - (x->value < y->value);
}

/* Returns  whether every block has a layout */
static bool take(const struct bv_block_sample *sampling, bool clocked, struct visit *visits,
                 double *values)
{
    bool known = true;
    for (size_t i = 0; i < sampling->sample.count; i++) {
        const struct bv_blockfact *fact = bv_blockfacts_of(sampling->facts, sampling->blocks[i]);
        known &= fact != NULL;
        values[i] = sampling->sample.values[i] + (clocked && fact ? fact->log_ghz : 0);
        visits[i] = (struct visit){fact ? fact->layout : 0, values[i],
                                   bv_sample_error(&sampling->sample, i)};
    }
    return known;
}

/* One visit a layout, in place: the median of its visits.
 * Returns  how many layouts */
static size_t reduce(struct visit *visits, size_t count)
{
    size_t layouts = 0;
    qsort(visits, count, sizeof visits[0], by_layout);
    for (size_t i = 0; i < count;) {
        size_t end = i;
        while (end < count && visits[end].layout == visits[i].layout)
            end++;
        const struct visit *upper = &visits[i + (end - i) / 2],
                           *lower = &visits[i + (end - i - 1) / 2];
        visits[layouts++] = (struct visit){visits[i].layout, (upper->value + lower->value) / 2,
                                           fmax(upper->error, lower->error)};
        i = end;
    }
    return layouts;
}

/* Second less first, of each layout that both have. Returns  how many */
static size_t subtract(const struct visit *first, size_t first_count, const struct visit *second,
                       size_t second_count, double *changes, double *errors)
{
    size_t count = 0;
    for (size_t i = 0, k = 0; i < first_count && k < second_count;) {
        if (first[i].layout == second[k].layout) {
            errors[count] = second[k].error + first[i].error;
            changes[count++] = second[k++].value - first[i++].value;
        } else if (first[i].layout < second[k].layout)
            i++;
        else
            k++;
    }
    return count;
}

enum bv_status bv_run_difference_find(const struct bv_block_sample *first,
                                      const struct bv_block_sample *second, bool may_pair,
                                      bool clocked, double margin, struct bv_difference *out,
                                      struct bv_run_difference_basis *basis)
{
    size_t n = first->sample.count, m = second->sample.count;
    struct visit *visits = malloc((n + m + 1) * sizeof visits[0]);
    double *values = malloc((3 * n + m + 1) * sizeof values[0]);
    enum bv_status status = BV_E_NOMEM;
    if (visits && values) {
        bool known = take(first, clocked, visits, values);
        known &= take(second, clocked, visits + n, values + n);
        double *changes = values + n + m, *errors = changes + n;
        size_t pairs = 0;
        if (may_pair && known) {
            size_t first_layouts = reduce(visits, n), second_layouts = reduce(visits + n, m);
            pairs = subtract(visits, first_layouts, visits + n, second_layouts, changes, errors);
        }
        *basis = (struct bv_run_difference_basis){pairs >= BV_BLOCKS_FOR_VERDICT, n, m};
        if (basis->paired) {
            *basis = (struct bv_run_difference_basis){true, pairs, pairs};
            *out = bv_difference_paired((struct bv_sample){changes, pairs, 0, errors, 0}, margin);
            status = BV_OK;
        } else {
            struct bv_sample a = first->sample, b = second->sample;
            a.values = values;
            b.values = values + n;
            status = bv_difference_of(a, b, margin, out);
        }
    }
    free(values);
    free(visits);
    return status;
}
