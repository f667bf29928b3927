/* SPDX-License-Identifier: Apache-2.0 */
/* own_function.c: see own_function.h. */
#include "harness/kernels/own/own_function.h"

#include <dwarf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/memory.h"
#include "lib/dwarf/dwarf_file.h"
#include "lib/dwarf/type.h"

static bool has(Dwarf_Die *die, unsigned attribute)
{
    return dwarf_hasattr_integrate(die, attribute) != 0;
}

static bool is_pointer(int tag)
{
    return tag == DW_TAG_pointer_type || tag == DW_TAG_reference_type ||
           tag == DW_TAG_rvalue_reference_type;
}

/* A scalar as C writes it; false for what is none. */
static bool scalar_name(Dwarf_Die *type, char *out, size_t bytes)
{
    int tag = dwarf_tag(type);
    const char *name = dwarf_diename(type);
    uint64_t size = 0;
    bv_type_size(type, &size);
    if (tag == DW_TAG_base_type && name != NULL)
        snprintf(out, bytes, "%s", strcmp(name, "_Bool") == 0 ? "bool" : name);
    else if (is_pointer(tag))
        snprintf(out, bytes, "const void *");
    else if (tag == DW_TAG_enumeration_type && size <= 8)
        snprintf(out, bytes, "%s",
                 size == 8   ? "long"
                 : size == 4 ? "int"
                 : size == 2 ? "short"
                             : "char");
    else
        return false;
    return true;
}

/* Whether a type is the user's. */
static bool is_own(const struct bv_own_config *config, const struct bv_own_type *type,
                   Dwarf_Die *die)
{
    uint64_t bytes;
    const char *name = bv_type_name(die);
    (void)config;
    return bv_type_size(die, &bytes) && bytes == type->size_bytes &&
           (name == NULL || strcmp(name, type->name) == 0 || strchr(type->name, ' ') != NULL ||
            strstr(type->name, name) != NULL || !bv_type_is_aggregate(die));
}

static const char *words_of(Dwarf_Die *type, char *out, size_t bytes)
{
    const char *name = bv_type_name(type);
    char scalar[64];
    Dwarf_Die to;
    if (is_pointer(dwarf_tag(type)) && bv_type_of(type, &to) && bv_type_strip(&to, &to))
        snprintf(out, bytes, "the address of '%.60s'",
                 bv_type_name(&to) == NULL ? "a type without a name" : bv_type_name(&to));
    else if (name != NULL)
        snprintf(out, bytes, "'%.60s'", name);
    else
        snprintf(out, bytes, "%.60s",
                 scalar_name(type, scalar, sizeof scalar) ? scalar : "a type without a name");
    return out;
}

static enum bv_status read_object(const struct bv_own_config *config,
                                  const struct bv_own_type *type, const char *option,
                                  const char *name, enum bv_own_hand hand, Dwarf_Die *parameter,
                                  struct bv_error *err)
{
    char words[128];
    Dwarf_Die given, to;
    bool known = bv_type_of(parameter, &given) && bv_type_strip(&given, &given);
    bool pointed = known && is_pointer(dwarf_tag(&given));
    to = given;
    if (pointed)
        known = bv_type_of(&given, &to) && bv_type_strip(&to, &to);
    if (known && pointed == (hand == BV_OWN_HAND_POINTER) && is_own(config, type, &to))
        return BV_OK;
    return bv_fail(err, BV_E_USAGE, "%s %s: takes %s first, not %s '%.100s'", option, name,
                   known ? words_of(&given, words, sizeof words) : "nothing that is known",
                   hand == BV_OWN_HAND_POINTER ? "the address of" : "", config->type);
}

/* Add a parameter behind the object, and what is given for it. */
static bool add_more(Dwarf_Die *type, unsigned number, struct bv_own_function *out)
{
    char name[64];
    if (!scalar_name(type, name, sizeof name))
        return false;
    size_t n = strlen(out->more), m = strlen(out->arguments);
    bool pointer = is_pointer(dwarf_tag(type)), truth = strcmp(name, "bool") == 0;
    snprintf(out->more + n, sizeof out->more - n, ", %s", name);
    snprintf(out->arguments + m, sizeof out->arguments - m, pointer ? ", 0" : ", %u",
             truth ? 1 : number + 2);
    out->takes_null = out->takes_null || pointer;
    return true;
}

static enum bv_status read_function(const struct bv_own_config *config,
                                    const struct bv_own_type *type, const char *option,
                                    const char *name, enum bv_own_hand hand, Dwarf_Die *function,
                                    struct bv_own_function *out, struct bv_error *err)
{
    Dwarf_Die child, result;
    unsigned count = 0;
    enum bv_status status = BV_OK;
    for (int more = dwarf_child(function, &child); more == 0 && status == BV_OK;
         more = dwarf_siblingof(&child, &child)) {
        Dwarf_Die given;
        char words[128];
        if (dwarf_tag(&child) == DW_TAG_unspecified_parameters)
            status = bv_fail(err, BV_E_REFUSED,
                             "%s %s: takes any number of arguments; give one with a fixed number",
                             option, name);
        if (dwarf_tag(&child) != DW_TAG_formal_parameter)
            continue;
        if (count++ == 0 && hand != BV_OWN_HAND_NOTHING)
            status = read_object(config, type, option, name, hand, &child, err);
        else if (!bv_type_of(&child, &given) || !bv_type_strip(&given, &given) ||
                 !add_more(&given, count, out))
            status = bv_fail(err, BV_E_REFUSED,
                             "%s %s: its argument %u is %s; behind the object byval gives scalars "
                             "only",
                             option, name, count, words_of(&given, words, sizeof words));
    }
    if (status == BV_OK && count == 0 && hand != BV_OWN_HAND_NOTHING)
        status = bv_fail(err, BV_E_USAGE, "%s %s: takes nothing", option, name);
    if (status != BV_OK)
        return status;
    if (!bv_type_of(function, &result) || !bv_type_strip(&result, &result))
        snprintf(out->result, sizeof out->result, "void");
    else if (!scalar_name(&result, out->result, sizeof out->result)) {
        if (!is_own(config, type, &result) || !bv_type_is_aggregate(&result))
            return bv_fail(err, BV_E_REFUSED,
                           "%s %s: returns another struct; byval compares scalars, and '%.100s'",
                           option, name, config->type);
        snprintf(out->result, sizeof out->result, "bv_own");
    }
    return BV_OK;
}

enum bv_status bv_own_function_find(const struct bv_own_config *config,
                                    const struct bv_own_type *type, const char *option,
                                    const char *name, char *const *objects, size_t count,
                                    enum bv_own_hand hand, struct bv_own_function *out,
                                    struct bv_error *err)
{
    bool declared = false;
    enum bv_status status = BV_OK;
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < count && out->symbol == NULL && status == BV_OK; i++) {
        struct bv_dwarf_file *file;
        Dwarf_Die function;
        Dwarf_Attribute attribute;
        status = bv_dwarf_file_open(objects[i], &file, err);
        if (status != BV_OK)
            break;
        if (bv_dwarf_file_find(file, DW_TAG_subprogram, name, &function)) {
            declared = true;
            bool external = has(&function, DW_AT_external);
            bool has_code = has(&function, DW_AT_low_pc) || has(&function, DW_AT_ranges);
            if (!has(&function, DW_AT_declaration) || has_code) {
                if (!external || !has_code) {
                    status = bv_fail(err, BV_E_REFUSED,
                                     "%s %s: is static or inline, so nobody outside its file can "
                                     "call it, and where it is inlined nothing is passed; take "
                                     "`static` or `inline` off, or measure --reads",
                                     option, name);
                } else {
                    const char *linked =
                        dwarf_attr_integrate(&function, DW_AT_linkage_name, &attribute) == NULL
                            ? NULL
                            : dwarf_formstring(&attribute);
                    out->symbol = strdup(linked != NULL ? linked : dwarf_diename(&function));
                    status = out->symbol == NULL ? bv_no_memory(err)
                                                 : read_function(config, type, option, name, hand,
                                                                 &function, out, err);
                }
            }
        }
        bv_dwarf_file_close(file);
    }
    if (status == BV_OK && out->symbol == NULL)
        status = bv_fail(err, BV_E_USAGE, "%s %s: %s in the files of --from", option, name,
                         declared ? "is declared, but not defined," : "there is no such function");
    if (status != BV_OK)
        bv_own_function_finish(out);
    return status;
}

void bv_own_function_finish(struct bv_own_function *function)
{
    free(function->symbol);
    memset(function, 0, sizeof *function);
}
