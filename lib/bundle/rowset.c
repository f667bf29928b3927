/* SPDX-License-Identifier: Apache-2.0 */
/* rowset.c: sorted by case, block and arm, the rows must count through the arms. */
#include "lib/bundle/rowset.h"

#include <stdlib.h>

static int by_visit(const void *a, const void *b)
{
    const struct bv_row *x = *(const struct bv_row *const *)a;
    const struct bv_row *y = *(const struct bv_row *const *)b;
    if (x->case_index != y->case_index)
        return x->case_index < y->case_index ? -1 : 1;
    if (x->block != y->block)
        return x->block < y->block ? -1 : 1;
    return (x->arm_index > y->arm_index) - (x->arm_index < y->arm_index);
}

/* The visits in a sorted list of rows: NULL if all are whole, else a row of one that is not. */
static const struct bv_row *broken_visit(const struct bv_result *result,
                                         const struct bv_row *const *rows, size_t count)
{
    for (size_t i = 0; i < count;) {
        const struct bv_row *row = rows[i];
        uint32_t arms = result->cases[row->case_index].arm_count;
        for (uint32_t arm = 0; arm < arms; arm++, i++)
            if (i == count || rows[i]->case_index != row->case_index ||
                rows[i]->block != row->block || rows[i]->arm_index != arm)
                return row;
        if (i < count && rows[i]->case_index == row->case_index && rows[i]->block == row->block)
            return row;
    }
    return NULL;
}

enum bv_status bv_rowset_check(const struct bv_result *result, size_t first, const char *where,
                               struct bv_error *err)
{
    size_t count = result->row_count - first;
    const struct bv_row **sorted = malloc((count + 1) * sizeof *sorted);
    if (sorted == NULL)
        return bv_fail(err, BV_E_NOMEM, "out of memory while reading %s", where);
    for (size_t i = 0; i < count; i++)
        sorted[i] = &result->rows[first + i];
    qsort(sorted, count, sizeof *sorted, by_visit);
    const struct bv_row *broken = broken_visit(result, sorted, count);
    free(sorted);
    if (broken != NULL)
        return bv_fail(err, BV_E_INPUT,
                       "%s: a row of case '%.200s' in block %u is missing or appears twice", where,
                       result->cases[broken->case_index].name, broken->block);
    return BV_OK;
}
