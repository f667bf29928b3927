/* SPDX-License-Identifier: Apache-2.0 */
/* scan.c: see scan.h. */
#include "scan/scan.h"

#include <stdlib.h>

#include "lib/base/memory.h"
#include "scan/code.h"
#include "scan/matcher.h"
#include "scan/row.h"

const char *bv_scan_kind_name(enum bv_scan_kind kind)
{
    static const char *const names[BV_SCAN_KIND_COUNT] = {"parameter", "result", "copy",
                                                          "candidate"};
    return names[kind];
}

static enum bv_status make_rows(struct bv_scan *scan, const struct bv_matcher *matcher,
                                struct bv_error *err)
{
    size_t copies = scan->copies.count;
    scan->copy_row = calloc(copies + 1, sizeof *scan->copy_row);
    scan->copy_parameter_row = calloc(copies + 1, sizeof *scan->copy_parameter_row);
    if (scan->copy_row == NULL || scan->copy_parameter_row == NULL)
        return bv_no_memory(err);
    for (size_t i = 0; i < copies; i++)
        scan->copy_row[i] = scan->copy_parameter_row[i] = UINT32_MAX;
    enum bv_status status = bv_rows_add_passed(scan, matcher, err);
    return status == BV_OK ? bv_rows_add_copies(scan, matcher, err) : status;
}

/* What to sort, and where it stood. */
struct place_of_row {
    struct bv_scan_row row;
    uint32_t was;
};

static int by_cost(const void *a, const void *b)
{
    const struct place_of_row *x = a, *y = b;
    if (x->row.samples != y->row.samples)
        return x->row.samples > y->row.samples ? -1 : 1;
    if (x->row.cost_bytes != y->row.cost_bytes)
        return x->row.cost_bytes > y->row.cost_bytes ? -1 : 1;
    if (x->row.bytes != y->row.bytes)
        return x->row.bytes > y->row.bytes ? -1 : 1;
    if (x->row.kind != y->row.kind)
        return (int)x->row.kind - (int)y->row.kind;
    int order = bv_row_compare_text(x->row.file, y->row.file);
    if (order == 0)
        order = x->row.line - y->row.line;
    if (order == 0)
        order = x->row.address < y->row.address ? -1 : x->row.address > y->row.address;
    return order != 0 ? order : x->was < y->was ? -1 : x->was > y->was;
}

enum bv_status bv_scan_sort(struct bv_scan *scan, struct bv_error *err)
{
    struct place_of_row *places = calloc(scan->row_count + 1, sizeof *places);
    uint32_t *now = calloc(scan->row_count + 1, sizeof *now);
    if (places == NULL || now == NULL) {
        free(places);
        free(now);
        return bv_no_memory(err);
    }
    for (size_t i = 0; i < scan->row_count; i++)
        places[i] = (struct place_of_row){scan->rows[i], (uint32_t)i};
    qsort(places, scan->row_count, sizeof *places, by_cost);
    for (size_t i = 0; i < scan->row_count; i++) {
        scan->rows[i] = places[i].row;
        now[places[i].was] = (uint32_t)i;
    }
    for (size_t i = 0; i < scan->copies.count; i++) {
        if (scan->copy_row[i] != UINT32_MAX)
            scan->copy_row[i] = now[scan->copy_row[i]];
        if (scan->copy_parameter_row[i] != UINT32_MAX)
            scan->copy_parameter_row[i] = now[scan->copy_parameter_row[i]];
    }
    free(places);
    free(now);
    return BV_OK;
}

enum bv_status bv_scan_run(struct bv_scan *out, const struct bv_scan_filter *filter,
                           bv_scan_progress_fn *progress, void *user, struct bv_error *err)
{
    struct bv_matcher matcher;
    out->progress = progress;
    out->user = user;
    enum bv_status status = bv_matcher_open(filter, &matcher, err);
    if (status == BV_OK)
        status = bv_functions_read(&out->binary, progress, user, &out->functions, err);
    if (status == BV_OK)
        status = bv_code_read(&out->binary, &out->functions, progress, user, &out->copies, err);
    if (status == BV_OK)
        status = make_rows(out, &matcher, err);
    if (status == BV_OK)
        status = bv_scan_sort(out, err);
    bv_matcher_close(&matcher);
    return status;
}

bool bv_scan_copies(const struct bv_scan_row *row)
{
    return row->kind == BV_SCAN_COPY || (row->kind == BV_SCAN_PARAMETER && row->copying_sites > 0);
}

double bv_scan_share(const struct bv_scan *scan, const struct bv_scan_row *row)
{
    return scan->samples > 0 ? (double)row->samples / (double)scan->samples : 0;
}

void bv_scan_price(struct bv_scan *scan, const struct bv_prices *prices)
{
    scan->is_priced = true;
    for (size_t i = 0; i < scan->row_count; i++)
        for (int c = 0; c < BV_CONDITION_COUNT && bv_scan_copies(&scan->rows[i]); c++)
            scan->rows[i].ns[c] = bv_price_of(prices, (enum bv_condition)c,
                                              scan->rows[i].copied_bytes, scan->rows[i].strategy);
}

void bv_scan_finish(struct bv_scan *scan)
{
    for (size_t i = 0; i < scan->kept_count; i++)
        free(scan->kept[i]);
    free(scan->kept);
    free(scan->rows);
    free(scan->copy_row);
    free(scan->copy_parameter_row);
    bv_block_copies_finish(&scan->copies);
    bv_functions_finish(&scan->functions);
    bv_binary_close(&scan->binary);
    *scan = (struct bv_scan){0};
}
