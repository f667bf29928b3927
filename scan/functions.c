/* SPDX-License-Identifier: Apache-2.0 */
/* functions.c: see functions.h. */
#include "scan/functions.h"

#include <dwarf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/memory.h"
#include "lib/dwarf/alignment.h"
#include "lib/dwarf/type.h"
#include "scan/go_abi.h"

enum { DEPTH = 32 };

struct walk {
    const struct bv_binary *binary;
    struct bv_functions *out;
    enum bv_language language;
    bool is_torn, starved;
};

static bool has_flag(Dwarf_Die *entry, unsigned name)
{
    Dwarf_Attribute attribute;
    bool set = false;
    return dwarf_attr_integrate(entry, name, &attribute) != NULL &&
           dwarf_formflag(&attribute, &set) == 0 && set;
}

/* The next of a list of entries, which must lie behind this one: a torn file may lead back. */
static bool next(struct walk *walk, Dwarf_Die *at)
{
    Dwarf_Die sibling;
    int result = dwarf_siblingof(at, &sibling);
    if (result < 0 || (result == 0 && (const char *)sibling.addr <= (const char *)at->addr)) {
        walk->is_torn = true;
        return false;
    }
    *at = sibling;
    return result == 0;
}

static enum bv_language language_of(Dwarf_Die *unit)
{
    switch (dwarf_srclang(unit)) {
    case DW_LANG_C:
    case DW_LANG_C89:
    case DW_LANG_C99:
    case DW_LANG_C11:
        return BV_LANGUAGE_C;
    case DW_LANG_C_plus_plus:
    case DW_LANG_C_plus_plus_03:
    case DW_LANG_C_plus_plus_11:
    case DW_LANG_C_plus_plus_14:
        return BV_LANGUAGE_CXX;
    case DW_LANG_Rust:
        return BV_LANGUAGE_RUST;
    case DW_LANG_Go:
        return BV_LANGUAGE_GO;
    default:
        return BV_LANGUAGE_OTHER;
    }
}

/* How a parameter or result travels; it takes its registers. */
static enum bv_passing travel(const struct walk *walk, const Dwarf_Die *type, uint64_t bytes,
                              struct bv_passing_call *call, struct bv_go_call *go)
{
    if (walk->language == BV_LANGUAGE_GO)
        return bv_go_argument(go, type);
    if (walk->language == BV_LANGUAGE_RUST) /* no more than two registers, else by address */
        return bytes == 0    ? BV_PASSING_NOTHING
               : bytes <= 16 ? BV_PASSING_REGISTERS
                             : BV_PASSING_HIDDEN;
    return bv_passing_argument(call, type);
}

/* The place on the stack of an argument that goes there, as both ABIs and Go's have it.
 * used     bytes that those before it take */
static uint64_t take_stack(uint64_t *used, uint64_t bytes, uint32_t align)
{
    uint64_t unit = align > 8 ? 16 : 8;
    uint64_t at = (*used + unit - 1) / unit * unit;
    *used = at + (bytes + 7) / 8 * 8;
    return at;
}

static void keep_passed(struct walk *walk, struct bv_passed passed)
{
    passed.function = (uint32_t)walk->out->count;
    walk->starved |= !BV_APPEND(walk->out->passed, walk->out->passed_count, passed);
}

static void read_parameters(struct walk *walk, Dwarf_Die *function)
{
    Dwarf_Die child, type;
    enum bv_passing returns = BV_PASSING_NOTHING;
    uint64_t bytes = 0, stack_bytes = 0;
    if (walk->language == BV_LANGUAGE_GO && walk->binary->abi == BV_ABI_AARCH64)
        stack_bytes = 8; /* where a callee keeps the address that it returns to */
    bool has_result = bv_type_of(function, &type) && dwarf_tag(&type) != DW_TAG_unspecified_type;
    struct bv_passing_call call =
        bv_passing_begin(walk->binary->abi, has_result ? &type : NULL, &returns);
    struct bv_go_call go_in = bv_go_begin(walk->binary->abi), go_out = go_in;
    if (has_result && bv_type_is_aggregate(&type) && bv_type_size(&type, &bytes) && bytes > 0) {
        if (walk->language == BV_LANGUAGE_RUST)
            returns = bytes <= 16 ? BV_PASSING_REGISTERS : BV_PASSING_HIDDEN;
        keep_passed(walk, (struct bv_passed){.type = type,
                                             .bytes = bytes,
                                             .align = bv_type_align(&type),
                                             .is_result = true,
                                             .passing = returns});
    }
    if (dwarf_child(function, &child) != 0)
        return;
    do {
        if (dwarf_tag(&child) != DW_TAG_formal_parameter || !bv_type_of(&child, &type))
            continue;
        bool is_result =
            walk->language == BV_LANGUAGE_GO && has_flag(&child, DW_AT_variable_parameter);
        bool is_sized = bv_type_size(&type, &bytes);
        enum bv_passing passing = travel(walk, &type, bytes, &call, is_result ? &go_out : &go_in);
        bool is_kept = is_sized && bytes > 0 && bv_type_is_aggregate(&type);
        bool on_stack = passing == BV_PASSING_STACK;
        uint32_t align = is_kept || on_stack ? bv_type_align(&type) : 1;
        uint64_t offset = on_stack ? take_stack(&stack_bytes, bytes, align) : 0;
        if (!is_kept)
            continue;
        bool is_removed = passing != BV_PASSING_REGISTERS && !is_result &&
                          !dwarf_hasattr(&child, DW_AT_location) &&
                          !dwarf_hasattr(&child, DW_AT_const_value);
        keep_passed(walk, (struct bv_passed){.type = type,
                                             .name = dwarf_diename(&child),
                                             .bytes = bytes,
                                             .align = align,
                                             .stack_offset = offset,
                                             .is_result = is_result,
                                             .is_removed = is_removed,
                                             .passing = passing});
    } while (!walk->starved && next(walk, &child));
}

static void read_function(struct walk *walk, Dwarf_Die *die)
{
    Dwarf_Addr base, low, high, entry;
    struct bv_scan_function function = {.die = *die,
                                        .language = walk->language,
                                        .first_range = walk->out->range_count,
                                        .first_passed = walk->out->passed_count};
    ptrdiff_t at = 0;
    while (!walk->starved && (at = dwarf_ranges(die, at, &base, &low, &high)) > 0) {
        low += walk->binary->bias;
        high += walk->binary->bias;
        if (bv_binary_code(walk->binary, low, high) == NULL)
            continue; /* the linker dropped it */
        const struct bv_code_range range = {low, high, (uint32_t)walk->out->count};
        walk->starved |= !BV_APPEND(walk->out->ranges, walk->out->range_count, range);
    }
    function.range_count = walk->out->range_count - function.first_range;
    if (walk->starved || function.range_count == 0)
        return;
    function.entry = walk->out->ranges[function.first_range].low;
    if (dwarf_entrypc(die, &entry) == 0 && entry != 0)
        function.entry = entry + walk->binary->bias;
    const char *name = dwarf_diename(die);
    function.name = name != NULL ? name : "?";
    read_parameters(walk, die);
    function.passed_count = walk->out->passed_count - function.first_passed;
    walk->starved |= !BV_APPEND(walk->out->items, walk->out->count, function);
}

static bool has_code(Dwarf_Die *die)
{
    return dwarf_hasattr(die, DW_AT_low_pc) || dwarf_hasattr(die, DW_AT_ranges);
}

static void read_list(struct walk *walk, Dwarf_Die *parent, int depth)
{
    Dwarf_Die child;
    if (depth == 0 || dwarf_child(parent, &child) != 0)
        return;
    do {
        int tag = dwarf_tag(&child);
        if (tag == DW_TAG_subprogram && has_code(&child))
            read_function(walk, &child);
        else if (tag == DW_TAG_namespace || tag == DW_TAG_module ||
                 (walk->language == BV_LANGUAGE_RUST &&
                  (tag == DW_TAG_structure_type || tag == DW_TAG_enumeration_type)))
            read_list(walk, &child, depth - 1);
        else if (tag == DW_TAG_invalid)
            walk->is_torn = true;
    } while (!walk->starved && !walk->is_torn && next(walk, &child));
}

static int by_entry(const void *a, const void *b)
{
    const struct bv_scan_function *x = a, *y = b;
    if (x->entry != y->entry)
        return x->entry < y->entry ? -1 : 1;
    return x->first_range < y->first_range ? -1 : x->first_range > y->first_range;
}

/* One function that several units describe, as linkers leave it of C++'s inline functions, counts
 * once. */
static void sort(struct bv_functions *of)
{
    size_t kept = 0;
    if (of->count > 1)
        qsort(of->items, of->count, sizeof *of->items, by_entry);
    for (size_t i = 0; i < of->count; i++)
        if (kept == 0 || of->items[i].entry != of->items[kept - 1].entry)
            of->items[kept++] = of->items[i];
    of->count = kept;
    for (size_t i = 0; i < of->count; i++) {
        const struct bv_scan_function *function = &of->items[i];
        for (size_t k = 0; k < function->range_count; k++)
            of->ranges[function->first_range + k].function = (uint32_t)i;
        for (size_t k = 0; k < function->passed_count; k++)
            of->passed[function->first_passed + k].function = (uint32_t)i;
    }
}

static void note_version(struct bv_functions *of, int version)
{
    of->oldest = of->oldest == 0 || version < of->oldest ? version : of->oldest;
    of->newest = version > of->newest ? version : of->newest;
}

enum bv_status bv_functions_read(const struct bv_binary *binary, bv_scan_progress_fn *progress,
                                 void *user, struct bv_functions *out, struct bv_error *err)
{
    struct walk walk = {.binary = binary, .out = out};
    Dwarf_CU *unit = NULL, *following;
    Dwarf_Half version;
    uint8_t type;
    Dwarf_Die die, split;
    int result;
    while (!walk.starved && (result = dwarf_get_units(binary->dwarf, unit, &following, &version,
                                                      &type, &die, &split)) == 0) {
        unit = following;
        note_version(out, version);
        bool is_split = type == DW_UT_skeleton && dwarf_tag(&split) != DW_TAG_invalid;
        Dwarf_Die *whole = is_split ? &split : &die;
        walk.language = language_of(whole);
        walk.is_torn = false;
        read_list(&walk, whole, DEPTH);
        out->torn += walk.is_torn;
        if (progress != NULL && binary->dwarf_bytes > 0)
            progress("debug information",
                     (double)dwarf_dieoffset(&die) / (double)binary->dwarf_bytes, user);
    }
    if (walk.starved)
        return bv_no_memory(err);
    if (result < 0)
        snprintf(out->stopped, sizeof out->stopped, "%s", dwarf_errmsg(-1));
    if (out->newest == 0)
        return bv_fail(
            err, BV_E_INPUT,
            "%s: its debug information cannot be read: %s; byval scan reads DWARF 2 to 5",
            binary->path, out->stopped[0] != '\0' ? out->stopped : "it has no unit");
    sort(out);
    return BV_OK;
}

const struct bv_scan_function *bv_functions_at(const struct bv_functions *functions, uint64_t entry)
{
    size_t low = 0, high = functions->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (functions->items[middle].entry < entry)
            low = middle + 1;
        else
            high = middle;
    }
    return low < functions->count && functions->items[low].entry == entry ? &functions->items[low]
                                                                          : NULL;
}

void bv_functions_finish(struct bv_functions *functions)
{
    free(functions->items);
    free(functions->ranges);
    free(functions->passed);
    *functions = (struct bv_functions){0};
}
