/* SPDX-License-Identifier: Apache-2.0 */
/* passed_rows.c: rows of what goes by value into and out of functions, and of what might. */
#include <dwarf.h>
#include <math.h>
#include <stdlib.h>

#include "lib/base/memory.h"
#include "lib/dwarf/alignment.h"
#include "lib/dwarf/nontrivial.h"
#include "lib/dwarf/type.h"
#include "scan/code.h"
#include "scan/place.h"
#include "scan/row.h"

/* What the callers' code copies for one parameter. */
struct made {
    uint64_t bytes, last_call;
    uint32_t sites;
    uint32_t strategies[BV_STRATEGY_COUNT];
};

static bool in_memory(enum bv_passing passing)
{
    return passing == BV_PASSING_STACK || passing == BV_PASSING_HIDDEN;
}

/* The parameter that a copy is made for; passed_count: none. */
static size_t parameter_of(const struct bv_functions *functions, const struct bv_block_copy *copy)
{
    const struct bv_scan_function *callee =
        copy->callee != 0 ? bv_functions_at(functions, copy->callee) : NULL;
    for (size_t i = 0; callee != NULL && i < callee->passed_count; i++) {
        size_t at = callee->first_passed + i;
        const struct bv_passed *passed = &functions->passed[at];
        bool is_stack = passed->passing == BV_PASSING_STACK && copy->callee_offset >= 0;
        uint64_t offset = (uint64_t)copy->callee_offset;
        if (passed->is_result)
            continue;
        if (is_stack && offset >= passed->stack_offset && copy->bytes <= passed->bytes &&
            offset - passed->stack_offset <= passed->bytes - copy->bytes)
            return at;
        if (passed->passing == BV_PASSING_HIDDEN && copy->by_address &&
            copy->bytes == passed->bytes)
            return at;
    }
    return functions->passed_count;
}

/* Sum up, for each parameter, what is copied for it. */
static void count_made(const struct bv_scan *scan, struct made *made)
{
    for (size_t i = 0; i < scan->copies.count; i++) {
        const struct bv_block_copy *copy = &scan->copies.items[i];
        size_t at = parameter_of(&scan->functions, copy);
        if (at == scan->functions.passed_count)
            continue;
        made[at].bytes += copy->bytes;
        made[at].sites += copy->call != made[at].last_call;
        made[at].last_call = copy->call;
        made[at].strategies[copy->strategy]++;
    }
}

static enum bv_strategy most_used(const struct made *made)
{
    enum bv_strategy most = BV_STRATEGY_MOVES;
    for (int i = 1; i < BV_STRATEGY_COUNT; i++)
        if (made->strategies[i] > made->strategies[most])
            most = (enum bv_strategy)i;
    return most;
}

/* What a parameter refers to, if that is a const object.
 * Source   `const T *`, `const T &`; Rust's and Go's references do not say const in DWARF */
static bool is_const_reference(Dwarf_Die *parameter, Dwarf_Die *out)
{
    Dwarf_Die type, plain;
    if (!bv_type_of(parameter, &type) || !bv_type_strip(&type, &plain))
        return false;
    int tag = dwarf_tag(&plain);
    return (tag == DW_TAG_pointer_type || tag == DW_TAG_reference_type) &&
           bv_type_of(&plain, out) && dwarf_tag(out) == DW_TAG_const_type &&
           bv_type_is_aggregate(out) && !bv_type_is_nontrivial(out) &&
           !dwarf_hasattr_integrate(parameter, DW_AT_artificial);
}

/* Rows of references that might be values.
 * like     with the function's own fields */
static enum bv_status add_candidates(struct bv_scan *scan, const struct bv_matcher *matcher,
                                     const struct bv_scan_function *function,
                                     struct bv_scan_row like, struct bv_error *err)
{
    Dwarf_Die die = function->die, child, type;
    if (dwarf_child(&die, &child) != 0)
        return BV_OK;
    for (int seen = 0; seen < 1000; seen++) {
        struct bv_scan_row row = like;
        if (dwarf_tag(&child) == DW_TAG_formal_parameter && is_const_reference(&child, &type) &&
            bv_type_size(&type, &row.bytes) && row.bytes > 0 &&
            row.bytes <= matcher->filter->candidate_bytes) {
            row.type = bv_row_type(scan, &type, function->language);
            row.name = dwarf_diename(&child);
            row.align = bv_type_align(&type);
            row.passing = BV_PASSING_REGISTERS; /* the address */
            if (bv_matcher_names(matcher, &row) && !BV_APPEND(scan->rows, scan->row_count, row))
                return bv_no_memory(err);
        }
        if (dwarf_siblingof(&child, &child) != 0)
            break;
    }
    return BV_OK;
}

/* Rows of what goes by value, and what might.
 * row_of   gets the row of each */
static enum bv_status add_passed(struct bv_scan *scan, const struct bv_matcher *matcher,
                                 const struct made *made, uint32_t *row_of, struct bv_error *err)
{
    const struct bv_functions *functions = &scan->functions;
    for (size_t f = 0; f < functions->count; f++) {
        const struct bv_scan_function *function = &functions->items[f];
        size_t first = function->first_passed, end = first + function->passed_count;
        bool any = matcher->filter->candidate_bytes > 0;
        bv_row_progress(scan, "parameters", f, functions->count);
        for (size_t i = first; i < end; i++) {
            row_of[i] = UINT32_MAX;
            any = any || functions->passed[i].bytes >= matcher->filter->least_bytes;
        }
        if (!any)
            continue;
        Dwarf_Die die = function->die;
        struct bv_scan_row like = {.kind = BV_SCAN_CANDIDATE,
                                   .function = bv_row_function(scan, function),
                                   .file = bv_declared_file(&die),
                                   .sites = bv_code_calls(&scan->copies, function->entry),
                                   .copied_bytes = (double)NAN,
                                   .address = function->entry,
                                   .ns = {BV_ROW_NO_PRICE, BV_ROW_NO_PRICE}};
        like.line = bv_declared_line(&die);
        if (bv_file_is_system(like.file) && !matcher->filter->with_system) {
            for (size_t i = first; i < end; i++)
                scan->left_out += functions->passed[i].bytes >= matcher->filter->least_bytes;
            continue;
        }
        for (size_t i = first; i < end; i++) {
            const struct bv_passed *passed = &functions->passed[i];
            struct bv_scan_row row = like;
            row.kind = passed->is_result ? BV_SCAN_RESULT : BV_SCAN_PARAMETER;
            row.type = bv_row_type(scan, &passed->type, function->language);
            row.name = passed->name;
            row.bytes = passed->bytes;
            row.align = passed->align;
            row.passing = passed->passing;
            row.is_removed = passed->is_removed;
            row.strategy = most_used(&made[i]);
            row.copying_sites = made[i].sites;
            if (!passed->is_result && row.sites > 0)
                row.copied_bytes = (double)made[i].bytes / (double)row.sites;
            if (in_memory(row.passing) && !row.is_removed)
                row.cost_bytes = passed->is_result ? row.bytes * row.sites : made[i].bytes;
            if (!bv_matcher_wants(matcher, &row))
                continue;
            row_of[i] = (uint32_t)scan->row_count;
            if (!BV_APPEND(scan->rows, scan->row_count, row))
                return bv_no_memory(err);
        }
        if (matcher->filter->candidate_bytes > 0 &&
            add_candidates(scan, matcher, function, like, err) != BV_OK)
            return BV_E_NOMEM;
    }
    return BV_OK;
}

enum bv_status bv_rows_add_passed(struct bv_scan *scan, const struct bv_matcher *matcher,
                                  struct bv_error *err)
{
    size_t passed = scan->functions.passed_count;
    struct made *made = calloc(passed + 1, sizeof *made);
    uint32_t *row_of = calloc(passed + 1, sizeof *row_of);
    enum bv_status status = made == NULL || row_of == NULL ? bv_no_memory(err) : BV_OK;
    if (status == BV_OK) {
        count_made(scan, made);
        status = add_passed(scan, matcher, made, row_of, err);
    }
    for (size_t i = 0; i < scan->copies.count && status == BV_OK; i++) {
        size_t at = parameter_of(&scan->functions, &scan->copies.items[i]);
        scan->copy_parameter_row[i] = at < passed ? row_of[at] : UINT32_MAX;
    }
    free(made);
    free(row_of);
    return status;
}
