/* SPDX-License-Identifier: Apache-2.0 */
/* copy_rows.c: rows of block copies in the code. */
#include <dwarf.h>
#include <stdlib.h>

#include "lib/base/memory.h"
#include "lib/dwarf/attribute.h"
#include "scan/place.h"
#include "scan/row.h"

/* A copy's row before it is put together with those that are alike. */
struct draft {
    struct bv_scan_row row;
    size_t copy;
};

static int by_likeness(const void *a, const void *b)
{
    const struct bv_scan_row *x = &((const struct draft *)a)->row,
                             *y = &((const struct draft *)b)->row;
    int order = bv_row_compare_text(x->file, y->file);
    if (order == 0)
        order = x->line < y->line ? -1 : x->line > y->line;
    if (order == 0)
        order = bv_row_compare_text(x->function, y->function);
    if (order == 0)
        order = x->bytes < y->bytes ? -1 : x->bytes > y->bytes;
    if (order == 0)
        order = (int)x->strategy - (int)y->strategy;
    if (order == 0)
        order = bv_row_compare_text(x->type, y->type);
    if (order == 0)
        order = bv_row_compare_text(x->inlined, y->inlined);
    return order;
}

static int compare_drafts(const void *a, const void *b)
{
    int order = by_likeness(a, b);
    const struct draft *x = a, *y = b;
    return order != 0 ? order : x->copy < y->copy ? -1 : x->copy > y->copy;
}

/* By its own entry, or by the one that it is an instance of. */
static bool is_variadic(const struct bv_scan_function *function)
{
    Dwarf_Die at = function->die, child;
    for (int i = 0; i < 2; i++) {
        bool more = dwarf_child(&at, &child) == 0;
        for (int seen = 0; more && seen < 1000; seen++) {
            if (dwarf_tag(&child) == DW_TAG_unspecified_parameters)
                return true;
            more = dwarf_siblingof(&child, &child) == 0;
        }
        if (!bv_dwarf_follow(&at, DW_AT_abstract_origin, &at))
            break;
    }
    return false;
}

/* Whether a copy is no more than parameters that the function keeps or hands on, side by side on
 * the stack, none of them a struct. Go also keeps there what came in registers. */
static bool is_scalars(const struct bv_scan *scan, size_t at)
{
    const struct bv_block_copy *copy = &scan->copies.items[at];
    const struct bv_scan_function *function = &scan->functions.items[copy->owner];
    if (!copy->from_arguments || function->language == BV_LANGUAGE_GO ||
        scan->copy_parameter_row[at] != UINT32_MAX || is_variadic(function))
        return false;
    for (size_t i = 0; i < function->passed_count; i++)
        if (scan->functions.passed[function->first_passed + i].passing == BV_PASSING_STACK)
            return false;
    return true;
}

static enum bv_status draft_copies(struct bv_scan *scan, const struct bv_matcher *matcher,
                                   struct draft **drafts, size_t *count, struct bv_error *err)
{
    const char *name = NULL;
    uint32_t named = UINT32_MAX;
    for (size_t i = 0; i < scan->copies.count; i++) {
        const struct bv_block_copy *copy = &scan->copies.items[i];
        const struct bv_scan_function *function = &scan->functions.items[copy->owner];
        struct bv_copy_place place;
        bv_row_progress(scan, "copies", i, scan->copies.count);
        if (copy->bytes < matcher->filter->least_bytes || is_scalars(scan, i))
            continue;
        bv_copy_place_find(&scan->binary, &scan->functions, copy, &place);
        if (place.is_system && !matcher->filter->with_system) {
            scan->left_out++;
            continue;
        }
        if (named != copy->owner)
            name = bv_row_function(scan, function);
        named = copy->owner;
        struct draft draft = {
            .copy = i,
            .row = {.kind = BV_SCAN_COPY,
                    .function = name,
                    .type =
                        place.has_type ? bv_row_type(scan, &place.type, function->language) : NULL,
                    .is_guess = place.is_guess,
                    .inlined = place.inlined,
                    .file = place.file,
                    .line = place.line,
                    .bytes = copy->bytes,
                    .strategy = copy->strategy,
                    .in_loop = copy->in_loop,
                    .sites = 1,
                    .copied_bytes = (double)copy->bytes,
                    .address = copy->address,
                    .cost_bytes = copy->bytes,
                    .ns = {BV_ROW_NO_PRICE, BV_ROW_NO_PRICE}}};
        if (bv_matcher_wants(matcher, &draft.row) && !BV_APPEND(*drafts, *count, draft))
            return bv_no_memory(err);
    }
    return BV_OK;
}

enum bv_status bv_rows_add_copies(struct bv_scan *scan, const struct bv_matcher *matcher,
                                  struct bv_error *err)
{
    struct draft *drafts = NULL;
    size_t count = 0;
    enum bv_status status = draft_copies(scan, matcher, &drafts, &count, err);
    if (status == BV_OK && count > 1)
        qsort(drafts, count, sizeof *drafts, compare_drafts);
    for (size_t i = 0; i < count && status == BV_OK; i++) {
        if (i > 0 && by_likeness(&drafts[i - 1], &drafts[i]) == 0) {
            struct bv_scan_row *row = &scan->rows[scan->row_count - 1];
            row->sites++;
            row->cost_bytes += row->bytes;
            row->in_loop = row->in_loop || drafts[i].row.in_loop;
        } else if (!BV_APPEND(scan->rows, scan->row_count, drafts[i].row)) {
            status = bv_no_memory(err);
            break;
        }
        scan->copy_row[drafts[i].copy] = (uint32_t)scan->row_count - 1;
    }
    free(drafts);
    return status;
}
