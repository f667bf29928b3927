/* SPDX-License-Identifier: Apache-2.0 */
/* scan.c: see scan.h. */
#include "scan/scan.h"

#include <dwarf.h>
#include <math.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/memory.h"
#include "lib/base/parallel.h"
#include "lib/dwarf/alignment.h"
#include "lib/dwarf/nontrivial.h"
#include "lib/dwarf/type.h"
#include "scan/place.h"
#include "scan/symbol_name.h"

enum { JOBS = 64 };

/* What a filter says, ready to be asked. */
struct matcher {
    const struct bv_scan_filter *filter;
    regex_t path, type, function;
    bool has_path, has_type, has_function;
};

const char *bv_scan_kind_name(enum bv_scan_kind kind)
{
    static const char *const names[BV_SCAN_KIND_COUNT] = {"parameter", "result", "copy",
                                                          "candidate"};
    return names[kind];
}

static enum bv_status compile(const char *pattern, const char *option, regex_t *out, bool *is_there,
                              struct bv_error *err)
{
    char why[128];
    if (pattern == NULL)
        return BV_OK;
    int code = regcomp(out, pattern, REG_EXTENDED | REG_NOSUB);
    if (code == 0) {
        *is_there = true;
        return BV_OK;
    }
    regerror(code, out, why, sizeof why);
    return bv_fail(err, BV_E_USAGE, "--%s: '%s' is no regular expression: %s", option, pattern,
                   why);
}

static enum bv_status matcher_open(const struct bv_scan_filter *filter, struct matcher *out,
                                   struct bv_error *err)
{
    *out = (struct matcher){.filter = filter};
    enum bv_status status = compile(filter->path, "path", &out->path, &out->has_path, err);
    if (status == BV_OK)
        status = compile(filter->type, "type", &out->type, &out->has_type, err);
    if (status == BV_OK)
        status = compile(filter->function, "function", &out->function, &out->has_function, err);
    return status;
}

static void matcher_close(struct matcher *matcher)
{
    if (matcher->has_path)
        regfree(&matcher->path);
    if (matcher->has_type)
        regfree(&matcher->type);
    if (matcher->has_function)
        regfree(&matcher->function);
}

static bool fits(const regex_t *expression, bool is_there, const char *text)
{
    return !is_there || (text != NULL && regexec(expression, text, 0, NULL, 0) == 0);
}

static bool wanted(const struct matcher *matcher, const struct bv_scan_row *row)
{
    return row->bytes >= matcher->filter->least_bytes &&
           fits(&matcher->path, matcher->has_path, row->file) &&
           fits(&matcher->type, matcher->has_type, row->type) &&
           (fits(&matcher->function, matcher->has_function, row->function) ||
            (row->inlined != NULL &&
             fits(&matcher->function, matcher->has_function, row->inlined)));
}

/* Take over a string.
 * Returns  it; NULL when out of memory, or it was NULL */
static const char *keep(struct bv_scan *scan, char *text)
{
    if (text == NULL)
        return NULL;
    if (BV_APPEND(scan->kept, scan->kept_count, text))
        return text;
    free(text);
    return NULL;
}

/* A job's part of the code, and what it found. */
struct reading {
    const struct bv_binary *binary;
    const struct bv_code_range *ranges; /* by address */
    size_t count;
    struct bv_block_copies found[JOBS];
};

static enum bv_status read_part(void *context, size_t at, struct bv_error *err)
{
    struct reading *reading = context;
    struct bv_block_reader *reader = NULL;
    enum bv_status status = bv_block_reader_create(reading->binary, &reader, err);
    size_t first = reading->count * at / JOBS, end = reading->count * (at + 1) / JOBS;
    for (size_t i = first; i < end && status == BV_OK; i++) {
        const struct bv_code_range *range = &reading->ranges[i];
        if (i == 0 || range->low != range[-1].low) /* several functions may share their code */
            status = bv_block_reader_read(reader, range->low, range->high, range->function,
                                          &reading->found[at], err);
    }
    bv_block_reader_destroy(reader);
    return status;
}

static bool append(struct bv_block_copies *all, const struct bv_block_copies *more)
{
    size_t parts = all->part_count;
    for (size_t i = 0; i < more->part_count; i++)
        if (!BV_APPEND(all->parts, all->part_count, more->parts[i]))
            return false;
    for (size_t i = 0; i < more->count; i++) {
        if (!BV_APPEND(all->items, all->count, more->items[i]))
            return false;
        all->items[all->count - 1].first_part += parts;
    }
    for (size_t i = 0; i < more->call_count; i++)
        if (!BV_APPEND(all->calls, all->call_count, more->calls[i]))
            return false;
    all->instructions += more->instructions;
    return true;
}

static int by_low(const void *a, const void *b)
{
    const struct bv_code_range *x = a, *y = b;
    return x->low < y->low ? -1 : x->low > y->low;
}

static enum bv_status read_code(struct bv_scan *scan, struct bv_error *err)
{
    struct reading *reading = calloc(1, sizeof *reading);
    struct bv_code_range *ranges = NULL;
    enum bv_status status = BV_OK;
    size_t count = 0;
    if (reading == NULL)
        return bv_no_memory(err);
    for (size_t f = 0; f < scan->functions.count && status == BV_OK; f++) {
        const struct bv_scan_function *function = &scan->functions.items[f];
        for (size_t i = 0; i < function->range_count && status == BV_OK; i++)
            if (!BV_APPEND(ranges, count, scan->functions.ranges[function->first_range + i]))
                status = bv_no_memory(err);
    }
    if (count > 1)
        qsort(ranges, count, sizeof *ranges, by_low);
    *reading = (struct reading){&scan->binary, ranges, count, {{0}}};
    if (status == BV_OK)
        status = bv_parallel_do(JOBS, read_part, reading, err);
    for (int i = 0; i < JOBS; i++) {
        if (status == BV_OK && !append(&scan->copies, &reading->found[i]))
            status = bv_no_memory(err);
        bv_block_copies_finish(&reading->found[i]);
    }
    free(ranges);
    free(reading);
    return status;
}

static int by_target(const void *a, const void *b)
{
    const struct bv_call_site *x = a, *y = b;
    return x->target < y->target ? -1 : x->target > y->target;
}

/* Calls of a function; the calls are sorted. */
static uint32_t calls_of(const struct bv_block_copies *copies, uint64_t entry)
{
    size_t low = 0, high = copies->call_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (copies->calls[middle].target < entry)
            low = middle + 1;
        else
            high = middle;
    }
    size_t first = low;
    while (low < copies->call_count && copies->calls[low].target == entry)
        low++;
    return (uint32_t)(low - first);
}

/* The name of a type, "struct" before it where C's users write it so. */
static const char *type_name(struct bv_scan *scan, const Dwarf_Die *type, enum bv_language language)
{
    Dwarf_Die own = *type, plain;
    const char *name = bv_type_name(type);
    if (name == NULL)
        return "(no name)";
    while (dwarf_tag(&own) == DW_TAG_const_type || dwarf_tag(&own) == DW_TAG_volatile_type)
        if (!bv_type_of(&own, &own))
            return name;
    bool is_tag = dwarf_tag(&own) != DW_TAG_typedef && bv_type_strip(&own, &plain);
    if (language != BV_LANGUAGE_C || !is_tag)
        return name;
    char *whole = NULL;
    if (asprintf(&whole, "%s %s", dwarf_tag(&plain) == DW_TAG_union_type ? "union" : "struct",
                 name) < 0)
        return name;
    const char *kept = keep(scan, whole);
    return kept != NULL ? kept : name;
}

static const char *function_name(struct bv_scan *scan, const struct bv_scan_function *function)
{
    const char *kept = keep(scan, bv_symbol_name(function));
    return kept != NULL ? kept : function->name;
}

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

#define NO_PRICE                                                                                   \
    {                                                                                              \
        (double)NAN, (double)NAN, (double)NAN                                                      \
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
static enum bv_status add_candidates(struct bv_scan *scan, const struct matcher *matcher,
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
            row.type = type_name(scan, &type, function->language);
            row.name = dwarf_diename(&child);
            row.align = bv_type_align(&type);
            row.passing = BV_PASSING_REGISTERS; /* the address */
            bool is_wanted = fits(&matcher->path, matcher->has_path, row.file) &&
                             fits(&matcher->type, matcher->has_type, row.type) &&
                             fits(&matcher->function, matcher->has_function, row.function);
            if (is_wanted && !BV_APPEND(scan->rows, scan->row_count, row))
                return bv_no_memory(err);
        }
        if (dwarf_siblingof(&child, &child) != 0)
            break;
    }
    return BV_OK;
}

/* Rows of what goes by value, and what might.
 * row_of   gets the row of each */
static enum bv_status add_passed(struct bv_scan *scan, const struct matcher *matcher,
                                 const struct made *made, uint32_t *row_of, struct bv_error *err)
{
    const struct bv_functions *functions = &scan->functions;
    for (size_t f = 0; f < functions->count; f++) {
        const struct bv_scan_function *function = &functions->items[f];
        size_t first = function->first_passed, end = first + function->passed_count;
        bool any = matcher->filter->candidate_bytes > 0;
        for (size_t i = first; i < end; i++) {
            row_of[i] = UINT32_MAX;
            any = any || functions->passed[i].bytes >= matcher->filter->least_bytes;
        }
        if (!any)
            continue;
        Dwarf_Die die = function->die;
        struct bv_scan_row like = {.kind = BV_SCAN_CANDIDATE,
                                   .function = function_name(scan, function),
                                   .file = bv_declared_file(&die),
                                   .sites = calls_of(&scan->copies, function->entry),
                                   .copied_bytes = (double)NAN,
                                   .address = function->entry,
                                   .ns = {NO_PRICE, NO_PRICE}};
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
            row.type = type_name(scan, &passed->type, function->language);
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
            if (!wanted(matcher, &row))
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

/* A copy's row before it is put together with those that are alike. */
struct draft {
    struct bv_scan_row row;
    size_t copy;
};

static int compare_text(const char *a, const char *b)
{
    return a == b ? 0 : a == NULL ? -1 : b == NULL ? 1 : strcmp(a, b);
}

static int by_likeness(const void *a, const void *b)
{
    const struct bv_scan_row *x = &((const struct draft *)a)->row,
                             *y = &((const struct draft *)b)->row;
    int order = compare_text(x->file, y->file);
    if (order == 0)
        order = x->line < y->line ? -1 : x->line > y->line;
    if (order == 0)
        order = compare_text(x->function, y->function);
    if (order == 0)
        order = x->bytes < y->bytes ? -1 : x->bytes > y->bytes;
    if (order == 0)
        order = (int)x->strategy - (int)y->strategy;
    if (order == 0)
        order = compare_text(x->type, y->type);
    if (order == 0)
        order = compare_text(x->inlined, y->inlined);
    return order;
}

static int compare_drafts(const void *a, const void *b)
{
    int order = by_likeness(a, b);
    const struct draft *x = a, *y = b;
    return order != 0 ? order : x->copy < y->copy ? -1 : x->copy > y->copy;
}

static enum bv_status draft_copies(struct bv_scan *scan, const struct matcher *matcher,
                                   struct draft **drafts, size_t *count, struct bv_error *err)
{
    const char *name = NULL;
    uint32_t named = UINT32_MAX;
    for (size_t i = 0; i < scan->copies.count; i++) {
        const struct bv_block_copy *copy = &scan->copies.items[i];
        const struct bv_scan_function *function = &scan->functions.items[copy->owner];
        struct bv_copy_place place;
        if (copy->bytes < matcher->filter->least_bytes)
            continue;
        bv_copy_place_find(&scan->binary, &scan->functions, copy, &place);
        if (place.is_system && !matcher->filter->with_system) {
            scan->left_out++;
            continue;
        }
        if (named != copy->owner)
            name = function_name(scan, function);
        named = copy->owner;
        struct draft draft = {.copy = i,
                              .row = {.kind = BV_SCAN_COPY,
                                      .function = name,
                                      .type = place.has_type
                                                  ? type_name(scan, &place.type, function->language)
                                                  : NULL,
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
                                      .ns = {NO_PRICE, NO_PRICE}}};
        if (wanted(matcher, &draft.row) && !BV_APPEND(*drafts, *count, draft))
            return bv_no_memory(err);
    }
    return BV_OK;
}

static enum bv_status add_copies(struct bv_scan *scan, const struct matcher *matcher,
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

static enum bv_status make_rows(struct bv_scan *scan, const struct matcher *matcher,
                                struct bv_error *err)
{
    size_t passed = scan->functions.passed_count, copies = scan->copies.count;
    struct made *made = calloc(passed + 1, sizeof *made);
    uint32_t *row_of = calloc(passed + 1, sizeof *row_of);
    scan->copy_row = calloc(copies + 1, sizeof *scan->copy_row);
    scan->copy_parameter_row = calloc(copies + 1, sizeof *scan->copy_parameter_row);
    enum bv_status status = BV_OK;
    if (made == NULL || row_of == NULL || scan->copy_row == NULL ||
        scan->copy_parameter_row == NULL)
        status = bv_no_memory(err);
    if (status == BV_OK) {
        for (size_t i = 0; i < copies; i++)
            scan->copy_row[i] = scan->copy_parameter_row[i] = UINT32_MAX;
        count_made(scan, made);
        status = add_passed(scan, matcher, made, row_of, err);
    }
    for (size_t i = 0; i < copies && status == BV_OK; i++) {
        size_t at = parameter_of(&scan->functions, &scan->copies.items[i]);
        if (at < passed)
            scan->copy_parameter_row[i] = row_of[at];
    }
    if (status == BV_OK)
        status = add_copies(scan, matcher, err);
    free(made);
    free(row_of);
    return status;
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
    int order = compare_text(x->row.file, y->row.file);
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
    struct matcher matcher;
    enum bv_status status = matcher_open(filter, &matcher, err);
    if (status == BV_OK)
        status = bv_functions_read(&out->binary, progress, user, &out->functions, err);
    if (status == BV_OK)
        status = read_code(out, err);
    if (status == BV_OK && out->copies.call_count > 1)
        qsort(out->copies.calls, out->copies.call_count, sizeof *out->copies.calls, by_target);
    if (status == BV_OK)
        status = make_rows(out, &matcher, err);
    if (status == BV_OK)
        status = bv_scan_sort(out, err);
    matcher_close(&matcher);
    return status;
}

bool bv_scan_copies(const struct bv_scan_row *row)
{
    return row->kind == BV_SCAN_COPY || (row->kind == BV_SCAN_PARAMETER && row->copying_sites > 0);
}

/* A part of a copy, by its address. */
struct spot {
    uint64_t address, end;
    uint32_t copy;
};

static int by_spot(const void *a, const void *b)
{
    const struct spot *x = a, *y = b;
    return x->address < y->address ? -1 : x->address > y->address;
}

/* The copy that a sample fell on.
 * late     by how much it may be late: 1: at the instruction behind it, 0: not
 * Returns  none: it fell on no copy */
static size_t copy_at(const struct spot *spots, size_t count, uint64_t address, unsigned late,
                      size_t none)
{
    size_t low = 0, high = count;
    while (low < high) { /* the first behind it */
        size_t middle = low + (high - low) / 2;
        if (spots[middle].address <= address)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0 || address >= spots[low - 1].end + late)
        return none;
    return spots[low - 1].copy;
}

enum bv_status bv_scan_profile(struct bv_scan *scan, const struct bv_profile *profile,
                               struct bv_error *err)
{
    struct spot *spots = NULL;
    size_t count = 0;
    for (size_t i = 0; i < scan->copies.count; i++) {
        const struct bv_block_copy *copy = &scan->copies.items[i];
        for (uint32_t k = 0; k < copy->part_count; k++) {
            const struct bv_copy_part *part = &scan->copies.parts[copy->first_part + k];
            const struct spot spot = {part->address, part->address + part->bytes, (uint32_t)i};
            if (!BV_APPEND(spots, count, spot))
                return bv_no_memory(err);
        }
    }
    if (count > 1)
        qsort(spots, count, sizeof *spots, by_spot);
    scan->samples = profile->total;
    for (size_t i = 0; i < profile->count; i++) {
        const struct bv_profile_sample *sample = &profile->items[i];
        size_t copy =
            copy_at(spots, count, sample->address, profile->is_exact ? 0 : 1, scan->copies.count);
        if (copy == scan->copies.count)
            continue;
        const uint32_t rows[2] = {scan->copy_row[copy], scan->copy_parameter_row[copy]};
        for (int k = 0; k < 2; k++)
            if (rows[k] != UINT32_MAX)
                scan->rows[rows[k]].samples += sample->count;
    }
    free(spots);
    return bv_scan_sort(scan, err);
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
